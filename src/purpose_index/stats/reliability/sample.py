"""What every reliability coefficient starts from: covariances, or an error that says why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.stats.inputs import moments_of
from purpose_index.stats.sum_scores import ROUNDING as ROUNDING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.inputs import HasMoments
    from purpose_index.tallies.moments import Moments

FEWEST_PEOPLE = 3  # two people make every correlation 1 or -1
SMALLEST, LARGEST = 1e-140, 1e140  # variances in between can be squared


class Sample(NamedTuple):
    """The covariances of at least two items that at least three people answered, whose total varies.

    Parameters
    ----------
    items
        The ids of the k items.
    covariance
        (k, k) covariances (n - 1).
    n
        How many people; under pairwise the fewest that any two items share.
    missing
        The missing rule.
    issues
        What makes the sample doubtful: constant items, pairwise covariances that no data can have.
    """

    items: tuple[str, ...]
    covariance: NDArray[np.float64]
    n: int
    missing: Missing
    issues: tuple[Issue, ...]

    @property
    def k(self) -> int:
        """The number of items."""
        return len(self.items)


def sample_of(x: ArrayLike | HasMoments | Moments, missing: Missing = "listwise") -> Sample:
    """Return the covariances of an (n, k) array or of a tally; raise StatisticsError where reliability is undefined."""
    moments = moments_of(x, missing)
    covariance = moments.covariance()
    check_covariances(covariance, moments.n, moments.missing, left_out=moments.rows > moments.n)
    issues = (*constant_items(moments), *_indefinite(moments, covariance))
    return Sample(moments.items, covariance, moments.n, moments.missing, issues)


def constant_items(moments: Moments) -> list[Issue]:
    """Return an issue for every item to which all people gave one and the same answer."""
    message = "Everybody gave the same answer: the item stays in, and adds nothing but length."
    hint = "See whether the item can be answered differently, or score the scale without it."
    return [
        Issue("constant-item", f"$.items.{item}", message, hint, facts={"item": item})
        for item, constant, n in zip(moments.items, moments.constant, moments.counted, strict=True)
        if constant and n > 1
    ]


def check_covariances(covariance: NDArray[np.float64], n: int, missing: Missing, *, left_out: bool = False) -> None:
    """Raise StatisticsError where items with these covariances have no reliability."""
    k, trace = len(covariance), np.trace(covariance)
    issues = []
    if k < 2:
        hint = "Give at least two items; one item has no internal consistency."
        issues.append(Issue("too-few-items", "$", "There is one item, so there is nothing for it to agree with.", hint))
    if n < FEWEST_PEOPLE:
        who = "answer both items of some pair" if missing == "pairwise" else "answer all items"
        wider = left_out and missing == "listwise"
        hint = "Gather more answers" + (", or try missing='pairwise'." if wider else ".")
        message = f"Too few people {who}: {n}, where at least {FEWEST_PEOPLE} are needed."
        facts = {"people": n, "fewest": FEWEST_PEOPLE, "missing": missing}
        facts |= {"instead": "pairwise"} if wider else {}
        issues.append(Issue("too-few-people", "$", message, hint, facts=facts))
    elif trace > 0 and not SMALLEST < trace < LARGEST:
        issues.append(_out_of_range())
    elif not covariance.sum() > ROUNDING * trace:
        issues.append(no_total_variance())
    if issues:
        raise StatisticsError("The reliability is not defined.", issues)


def check_varying(sample: Sample, why: str) -> None:
    """Raise StatisticsError, and say why, where an item has no variance to divide by."""
    constant = [issue for issue in sample.issues if issue.code == "constant-item"]
    variances = np.diag(sample.covariance)
    if not constant and variances.min() < SMALLEST:
        constant = [_out_of_range()]
    if constant:
        raise StatisticsError(why, constant)


def _out_of_range() -> Issue:
    message = "The answers are so small or so large that their variances cannot be computed with."
    hint = "Multiply all answers, or all weights, by one number."
    return Issue("variance-out-of-range", "$", message, hint)


def no_total_variance() -> Issue:
    """Return the issue that says why a sum of items has no reliability."""
    message = "The sum of the items does not vary over people, so no share of its variance can be reliable."
    hint = "Look for constant items, and for items that should have been reversed."
    return Issue("no-total-variance", "$", message, hint)


def _indefinite(moments: Moments, covariance: NDArray[np.float64]) -> list[Issue]:
    if moments.missing == "listwise" or np.linalg.eigvalsh(covariance)[0] >= -ROUNDING * np.trace(covariance):
        return []
    message = "The pairwise covariances rest on different people, and together they are such as no data can have."
    return [Issue("indefinite-covariances", "$", message, "Delete listwise, or find why answers are missing.")]
