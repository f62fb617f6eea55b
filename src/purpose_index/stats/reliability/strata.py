"""Scales as groups of items: which item belongs to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.inputs import moments_of
from purpose_index.stats.reliability.sample import sample_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.stats.reliability.sample import Sample
    from purpose_index.tallies.moments import Moments

    Array = NDArray[np.float64]
    Scales = Sequence[Sequence[str]] | Sequence[Sequence[int]]


class Strata(NamedTuple):
    """The sample of the items of all scales, scale after scale, and the slice of each scale in it."""

    sample: Sample
    parts: tuple[slice, ...]

    @property
    def members(self) -> Array:
        """(k, m): 1 where an item belongs to a scale, else 0."""
        members = np.zeros((self.sample.k, len(self.parts)))
        for scale, part in enumerate(self.parts):
            members[part, scale] = 1.0
        return members

    def covariance(self, part: slice) -> Array:
        """(k, k) covariances of the items of one scale."""
        return self.sample.covariance[part, part]


def strata_of(x: ArrayLike | HasMoments | Moments, scales: Scales, missing: Missing, *, fewest: int = 2) -> Strata:
    """Return the items of some scales; raise ArgumentError where a scale is too short, or an item unknown or in two."""
    moments = moments_of(x, missing)
    check_scales(scales, len(moments), fewest=fewest)
    items = [moments.items[item] if isinstance(item, int) else item for scale in scales for item in scale]
    ends = np.cumsum([len(scale) for scale in scales]).tolist()
    parts = tuple(slice(start, end) for start, end in zip([0, *ends], ends, strict=False))
    return Strata(sample_of(moments.select(items)), parts)


def check_scales(scales: Scales, count: int, *, fewest: int, path: str = "$.scales") -> None:
    """Raise ArgumentError where a scale is too short, or an item in two scales, or beyond these many."""
    listed: list[str | int] = [item for scale in scales for item in scale]
    issues = [
        Issue(
            "scale-too-short",
            f"{path}[{s}]",
            f"A scale of {len(scale)} items was given; {fewest} are needed.",
            facts={"items": len(scale), "fewest": fewest},
        )
        for s, scale in enumerate(scales)
        if len(scale) < fewest
    ]
    issues += [
        Issue(
            "position-out-of-range",
            path,
            f"There is no item at {item}; the {count} items start at 0.",
            facts={"position": int(item), "items": count},
        )
        for item in listed
        if isinstance(item, int) and not 0 <= item < count
    ]
    if len(set(listed)) < len(listed):
        message = "An item belongs to two scales, whose errors then correlate."
        issues.append(Issue("item-in-two-scales", path, message, "Give every item to one scale."))
    if not listed:
        issues.append(Issue("scale-too-short", path, "There are no scales.", "Give at least one."))
    if issues:
        raise ArgumentError("The scales cannot be what they were given.", issues)
