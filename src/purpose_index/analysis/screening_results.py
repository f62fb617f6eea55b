"""What a screening found: signs that answers were given without care, and what they do to scales."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.responses.kinds import frame_of
from purpose_index.stats.screening import counts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from purpose_index.errors import Issue

    Array = NDArray[np.float64]

CutoffSource = Literal["simulated", "huang-2012", "given", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Frozen):
    """One sign that answers may have been given without care.

    Parameters
    ----------
    name
        The index: 'longstring', 'irv', ...; see `stats.careless`.
    side
        'above' or 'below': on which side of the cut-off it counts.
    cutoff
        The value beyond which it counts; NaN where nobody has one.
    source
        Where that comes from. 'simulated': made-up people who take care, with the frequencies, correlations and missing
        answers of these people. 'huang-2012': two seconds an item. 'given': by the user. 'none': there is none.
    n
        How many people have this number.
    count
        How many of them are beyond the cut-off; None where they, or the others, are fewer than may be shown.
    low, high
        The interval of the share beyond it; None where the count is.
    expected
        The share of people who take care that is beyond it too; NaN where that is not known.
    """

    name: str
    side: Literal["above", "below"]
    cutoff: float
    source: CutoffSource
    n: int
    count: int | None
    low: float | None
    high: float | None
    expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Without(Frozen):
    """A number of everybody, and of all but the people with signs; NaN where it is not defined.

    Parameters
    ----------
    scale
        The id of the scale; None of the structure of the set.
    name
        'alpha', 'cfi', 'rmsea' or 'srmr'.
    everybody, without
        Its value.
    """

    scale: str | None
    name: str
    everybody: float
    without: float


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Screening(Frozen, Shown):
    """Signs of answers without care, of n people; nobody is left out by it, and no sign is a verdict.

    Parameters
    ----------
    question_set, version, fingerprint
        The id, version and fingerprint of the question set.
    language
        The language of the tables.
    names
        The name of each scale, by language.
    signs
        Every sign, with its cut-off and where that comes from.
    values
        By sign, (n,) the number of each person; NaN where somebody has none.
    flags
        By sign, (n,) whether a person is beyond its cut-off.
    least
        How many signs together count.
    count, low, high
        How many people show so many, with the interval of their share; None as in `Sign`.
    expected
        The share of people who take care that shows so many too; NaN where that is not known.
    effects
        What numbers of the set are without these people; empty where there are none, or too few to tell.
    level
        The confidence level of the intervals.
    issues
        What is not told, and why.
    frame_kind
        'pandas' or 'polars', where such a frame was given.
    """

    question_set: str
    version: str
    fingerprint: str
    language: str
    names: Mapping[str, Mapping[str, str]]
    signs: tuple[Sign, ...]
    values: Mapping[str, Array]
    flags: Mapping[str, NDArray[np.bool_]]
    least: int
    count: int | None
    low: float | None
    high: float | None
    expected: float
    effects: tuple[Without, ...]
    level: float
    issues: tuple[Issue, ...] = ()
    frame_kind: str | None = field(default=None)

    @property
    def n(self) -> int:
        """How many people there are."""
        return len(self.counts)

    @property
    def counts(self) -> NDArray[np.int64]:
        """(n,) how many signs each person shows."""
        return counts_of(self.flags)

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """(n,) whether a person shows at least `least` signs."""
        return np.asarray(self.counts >= self.least)

    def to_frame(self) -> Any:
        """Return a row a person, in the order of the data: a column a sign, and `signs`, how many are beyond.

        Returns
        -------
        frame
            A pandas or polars frame: the kind that was given, else the one that is installed; where there is neither, a
            dict of columns.
        """
        columns = {name: own.tolist() for name, own in self.values.items()}
        return frame_of({**columns, "signs": self.counts.tolist()}, self.frame_kind)

    def __repr__(self) -> str:
        """Which set, and how many people and signs; nothing of anybody."""
        return f"Screening({self.question_set} {self.version}, n={self.n}, {len(self.signs)} signs)"
