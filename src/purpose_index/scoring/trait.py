"""What a calibration adds to scores: where people are on the trait behind a scale, and how sure that is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.question_set.models import QuestionSet


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitScore:
    """Where one person is on the trait behind a scale, given a calibration.

    Parameters
    ----------
    theta
        The place, in standard deviations of the people of the calibration from their mean: the mean of where somebody
        with these answers may be ('eap').
    se
        Its standard error: how far such people are spread around it.
    index
        The 0-100 index that is expected of somebody at that place.
    low, high
        Between which ends that index lies, at the level of the calibration.
    level
        The confidence level.

    Notes
    -----
    `theta` leans to the mean of the calibration's people, the more so the less the answers tell; so the index expected
    can lie beside the one that was scored, and for the highest and the lowest scores it does.
    """

    theta: float
    se: float
    index: float
    low: float
    high: float
    level: float

    def to_dict(self) -> dict[str, float]:
        """Return everything as plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class TraitArrays:
    """The same of n people on one scale: (n,) arrays."""

    theta: NDArray[Any]
    se: NDArray[Any]
    index: NDArray[Any]
    low: NDArray[Any]
    high: NDArray[Any]


class PlacesPeople(Protocol):
    """What scores need of a calibration."""

    @property
    def scales(self) -> Mapping[str, Any]:
        """By the ids of the scales that it is of."""
        ...

    def check(self, q: QuestionSet) -> None:
        """Raise ResponseError where a question set scores differently."""
        ...

    def place(self, codes: Sequence[int]) -> Mapping[str, TraitScore]:
        """Return by scale where one person is, from the codes of the answers to all items of the set."""
        ...

    def place_all(self, codes: NDArray[Any]) -> Mapping[str, TraitArrays]:
        """Return by scale where people are, from (n, k) codes."""
        ...


def check_calibration(calibration: PlacesPeople, q: QuestionSet) -> None:
    """Raise an error where this is no calibration, or one of a question set that scores differently."""
    if not hasattr(calibration, "place_all"):
        message = f"Expected a calibration, not a {type(calibration).__name__}."
        hint = "Give what 'calibrate' returned, or 'Calibration.load(path, question_set)' of a file."
        facts = {"type": type(calibration).__name__}
        issue = Issue("not-a-calibration", "$.calibration", message, hint, facts=facts)
        raise ArgumentError("This is not a calibration.", [issue])
    calibration.check(q)


COLUMNS = {"theta": "theta", "theta_se": "se", "low": "low", "high": "high"}
