"""How alike two profiles are, one number at a time: their height, their spread, and their shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.inputs import alike, answers_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ProfileSimilarity(Frozen):
    """How alike n pairs of profiles are: arrays (n,), NaN where a profile has a gap or the number is not defined.

    Parameters
    ----------
    d2
        The sum of the squared differences, 0 where the profiles are one: `elevation` + `scatter` + `shape`.
    elevation
        The part of it that the difference in mean makes.
    scatter
        The part that the difference in spread makes.
    shape
        What is left: the ups and downs that do not go together.
    pearson
        Their correlation, -1 to 1: shape alone. NaN where a profile is flat.
    double_entry_icc
        Their intraclass correlation with each pair entered both ways, -1 to 1: height, spread and shape in one.
    n, k
        How many pairs of profiles are complete, and of how many numbers a profile consists.
    issues
        How many pairs have a gap, and how many a flat profile.
    """

    d2: Array
    elevation: Array
    scatter: Array
    shape: Array
    pearson: Array
    double_entry_icc: Array
    n: int
    k: int
    issues: tuple[Issue, ...] = ()


def profile_similarity(a: ArrayLike, b: ArrayLike) -> ProfileSimilarity:
    """How alike each profile of `a` is to the one of `b` beside it.

    Parameters
    ----------
    a, b
        (n, k) scores of n people on k scales or items, of two or more; NaN where missing. All k have one range, and
        mean more as they are higher.

    Returns
    -------
    ProfileSimilarity
        Six arrays (n,).

    Raises
    ------
    ArgumentError
        Where they are not two arrays of finite numbers of one shape, or k is below 2.

    Notes
    -----
    With ``s`` the root of a profile's sum of squared deviations from its own mean, and ``c`` the sum of the products
    of both profiles' deviations (Cronbach & Gleser 1953):

    - ``d2 = sum((a - b)²)``;
    - ``elevation = k (mean a - mean b)²``;
    - ``scatter = (s_a - s_b)²``;
    - ``shape = 2 (s_a s_b - c)``, which is ``2 s_a s_b (1 - r)``, and 0 where a profile is flat.

    A correlation alone says that two profiles rise and fall together, not that they are near: (1, 2) and (4, 5)
    correlate 1. One number for the likeness of profiles cannot say whether they differ in height or in shape, so the
    parts stand beside it. Items that everybody answers alike make any two profiles look alike: compare with pairs put
    together by chance before calling a likeness high.

    References
    ----------
    Cronbach, L. J., & Gleser, G. C. (1953). Assessing similarity between profiles. Psychological Bulletin, 50,
    456-473. https://doi.org/10.1037/h0057173

    McCrae, R. R. (2008). A note on some measures of profile agreement. Journal of Personality Assessment, 90, 105-109.
    https://doi.org/10.1080/00223890701845104

    Examples
    --------
    >>> found = profile_similarity([[4, 5, 3]], [[2, 4, 3]])
    >>> float(found.d2[0]), round(float(found.elevation[0]), 2), round(float(found.scatter[0]), 2)
    (5.0, 3.0, 0.0)
    >>> round(float(found.shape[0]), 2), round(float(found.pearson[0]), 2), round(float(found.double_entry_icc[0]), 2)
    (2.0, 0.5, 0.09)
    """
    a, b = (np.asarray(answers_of(side), dtype=np.float64) for side in (a, b))
    if a.shape != b.shape or a.shape[1] < 2:
        message = f"Expected two arrays of one shape, of 2 columns or more; found {a.shape} and {b.shape}."
        facts = {"a": a.shape, "b": b.shape}
        raise ArgumentError("The profiles cannot be compared.", [Issue("unlike-profiles", "$.b", message, facts=facts)])
    k = a.shape[1]
    mean_a, mean_b = a.mean(axis=1), b.mean(axis=1)
    from_a, from_b = _deviations(a, mean_a), _deviations(b, mean_b)
    products = np.sum(from_a * from_b, axis=1)
    spread_a, spread_b = np.linalg.norm(from_a, axis=1), np.linalg.norm(from_b, axis=1)
    elevation = k * (mean_a - mean_b) ** 2
    scatter = (spread_a - spread_b) ** 2
    shape = 2 * np.maximum(spread_a * spread_b - products, 0.0)  # below 0 by rounding alone
    halves = elevation / 2  # what each profile's numbers stray from the mean of both, beyond their own deviations
    complete = ~np.isnan(mean_a + mean_b)
    varies = spread_a * spread_b > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        return ProfileSimilarity(
            d2=np.sum((a - b) ** 2, axis=1),
            elevation=elevation,
            scatter=scatter,
            shape=shape,
            pearson=np.where(varies, np.clip(products / (spread_a * spread_b), -1, 1), np.nan),
            double_entry_icc=(2 * products - halves) / (spread_a**2 + spread_b**2 + halves),
            n=int(complete.sum()),
            k=k,
            issues=_issues(int((~complete).sum()), int((complete & ~varies).sum())),
        )


def _deviations(x: Array, means: Array) -> Array:
    """Each number less its profile's mean; exactly 0 where all are equal, whatever rounding does to them."""
    return np.where(alike(x.T), 0.0, 1.0)[:, None] * (x - means[:, None])


def _issues(gaps: int, flat: int) -> tuple[Issue, ...]:
    issues = []
    if gaps:
        message = f"Pairs of profiles with a gap: {gaps}. Their numbers are not defined."
        issues.append(Issue("incomplete-profiles", "$", message, facts={"left_out": gaps}))
    if flat:
        message = f"Pairs in which a profile is flat: {flat}. They have no correlation; the other numbers stand."
        issues.append(Issue("flat-profiles", "$.pearson", message, facts={"flat": flat}))
    return tuple(issues)
