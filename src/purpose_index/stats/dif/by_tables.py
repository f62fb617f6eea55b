"""Whether items work alike in groups, by tables at each matching score and no model of the curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.dif.cells import cells_of
from purpose_index.stats.dif.ordinal_logistic import matched
from purpose_index.stats.dif.results import DifItems
from purpose_index.stats.irt.expected import chi_square_p
from purpose_index.stats.multiple_tests import Correction, adjusted
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.dif.cells import Cells
    from purpose_index.stats.dif.choices import Matching
    from purpose_index.stats.dif.people import People

    Array = NDArray[np.float64]

DifClass = Literal["A", "B", "C"]
DELTA = -2.35  # ETS: points of the delta scale in a log odds ratio
SMALL, LARGE = 1.0, 1.5  # of delta: Zieky (1993)
SMALL_SMD, LARGE_SMD = 0.17, 0.25  # standard deviations of the item: Zwick, Thayer & Mazzeo (1997)
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class MantelHaenszel(Shown, Frozen):
    """Whether one item works alike in two groups, by tables at each matching score.

    Parameters
    ----------
    item, group, reference
        Of which item; whose answers, and with whose they are compared.
    odds_ratio, log_se, low, high
        Of an item with two answers: the odds of the higher one in the reference group over those in the other, at equal
        score; the standard error of its logarithm, and the interval. NaN of an item with more answers.
    delta, delta_se
        The same on the delta scale of ETS: -2.35 times the logarithm. Negative: the item is harder for `group`.
    chi_square, p_value, adjusted
        Mantel's test with one degree of freedom: of two answers with its correction for continuity, of more without;
        and the p-value adjusted for all tests.
    uncorrected
        The chi-square without that correction.
    smd, smd_se, standardized
        How much higher `group` answers in points at equal score, at the scores that its people have; its error; and the
        difference in standard deviations of the item.
    classification
        'A' negligible, 'B' between, 'C' large: by `delta` for two answers, by `standardized` for more.
    n
        How many people have a score that both groups have.
    groups
        How many people there are in each group.
    issues
        What makes it doubtful, or who does not count.
    """

    item: str
    group: Any
    reference: Any
    odds_ratio: float
    log_se: float
    low: float
    high: float
    delta: float
    delta_se: float
    chi_square: float
    p_value: float
    adjusted: float
    uncorrected: float
    smd: float
    smd_se: float
    standardized: float
    classification: DifClass | None
    n: int
    groups: tuple[int, int]
    issues: tuple[Issue, ...] = ()


def mantel_haenszel(
    x: ArrayLike,
    groups: ArrayLike,
    *,
    matching: Matching | ArrayLike = "total",
    correction: Correction = "benjamini-hochberg",
    reference: Any = None,
    names: Sequence[str] | None = None,
) -> tuple[MantelHaenszel, ...]:
    """Say whether items work alike in groups: odds ratios of two answers, Mantel's test and mean differences of more.

    Parameters
    ----------
    x, groups, matching, correction, reference, names
        As in `logistic`.

    Returns
    -------
    found
        One an item and group other than the reference; `print` shows them as a table.

    Raises
    ------
    ArgumentError
        As in `logistic`.

    Notes
    -----
    At every score s with people of both groups there is a table of group by answer. Of two answers, with A, B the
    reference's higher and lower ones, C, D the other's and T people in it, the odds ratio is ``sum(A D / T) /
    sum(B C / T)``; the error of its logarithm is that of Robins, Breslow and Greenland. Mantel's chi-square is
    ``(sum(F) - sum(E[F]))² / sum(Var[F])``, F being the sum of the answers of one group; of two answers the difference
    is first made smaller by a half, where it is at least that. The standardized mean difference weighs the difference
    of means at a score by the group's people there; its error is that of Zwick and Thayer, from the same variances.

    Delta is 'C' where it is at least 1.5 and more than 1 beyond chance, 'A' where it is below 1 or not beyond chance.
    Differences of more answers are 'A' where Mantel's p is at least .05 or they are at most .17 standard deviations of
    the item, 'C' above .25.

    It does not see differences that turn around with the score: see `logistic`.

    References
    ----------
    Mantel, N. (1963). Chi-square tests with one degree of freedom; extensions of the Mantel-Haenszel procedure. Journal
    of the American Statistical Association, 58, 690-700. https://doi.org/10.1080/01621459.1963.10500879

    Holland, P. W., & Thayer, D. T. (1988). Differential item performance and the Mantel-Haenszel procedure. In
    H. Wainer & H. I. Braun (Eds.), Test validity (pp. 129-145). Erlbaum.

    Robins, J., Breslow, N., & Greenland, S. (1986). Estimators of the Mantel-Haenszel variance consistent in both
    sparse data and large-strata limiting models. Biometrics, 42, 311-323. https://doi.org/10.2307/2531052

    Zwick, R., & Thayer, D. T. (1996). Evaluating the magnitude of differential item functioning in polytomous items.
    Journal of Educational and Behavioral Statistics, 21, 187-201. https://doi.org/10.3102/10769986021003187

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> group = np.repeat(["a", "b"], 500)
    >>> answers = (rng.normal(size=(1000, 1)) + rng.logistic(size=(1000, 6)) > 0).astype(int)
    >>> answers[(group == "b") & (rng.random(1000) < 0.3), 0] = 0
    >>> first = mantel_haenszel(answers, group)[0]
    >>> first.group, bool(first.delta < -1), bool(first.adjusted < 0.05)
    ('b', True, True)
    """
    people, how = matched(x, groups, matching, names, reference)
    cells = cells_of(people, how, np.ones(len(people.items), dtype=bool))
    found = [_compared(people, cells, g) for g in range(1, len(people.groups))]
    p_values = np.concatenate([own["p_value"] for own in found])
    corrected = adjusted(p_values, correction).reshape(len(found), -1)
    return DifItems(
        _result(people, g, j, own, float(corrected[g - 1, j]))
        for j in range(len(people.items))
        for g, own in enumerate(found, start=1)
    )


def _compared(people: People, cells: Cells, group: int) -> dict[str, Array]:
    """(k,) numbers of one group beside the first."""
    levels, level = np.unique(cells.level, return_inverse=True)
    k, m, _ = cells.counts.shape
    tables = np.zeros((2, k, m, len(levels)))
    for side, g in enumerate((0, group)):
        own = cells.group == g
        tables[side][:, :, level[own]] = cells.counts[:, :, own]
    values = np.zeros((k, m))
    for j, given in enumerate(people.values):
        values[j, : len(given)] = given
    return {**_mantel(tables, values), **_odds(tables)}


def _mantel(tables: Array, values: Array) -> dict[str, Array]:
    """Mantel (1963), and the standardized mean difference with Zwick and Thayer's (1996) hypergeometric error."""
    reference, focal = tables.sum(axis=2)
    n = reference + focal
    both = (reference > 0) & (focal > 0)
    sums = np.einsum("gkms,km->gks", tables, values)
    first, square = sums.sum(axis=0), np.einsum("gkms,km->ks", tables, values**2)
    size = np.maximum(n, 2)
    expected = focal * first / size
    variance = np.where(both, reference * focal * (n * square - first**2) / (size**2 * (size - 1)), 0.0)
    gap = np.where(both, sums[1] - expected, 0.0).sum(axis=1)
    total = variance.sum(axis=1)
    binary = (tables.sum(axis=(0, 3)) > 0).sum(axis=1) <= 2
    unit = np.ptp(values[:, :2], axis=1)  # the half of one answer, whatever the two are called
    less = np.where(binary & (np.abs(gap) >= HALF * unit), HALF * unit, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(both, focal, 0.0) / np.where(both, focal, 0.0).sum(axis=1, keepdims=True)
        means = np.where(both, sums[1] / np.maximum(focal, 1) - sums[0] / np.maximum(reference, 1), 0.0)
        spread = np.where(both, 1 / np.maximum(focal, 1) + 1 / np.maximum(reference, 1), 0.0)
        smd = (share * means).sum(axis=1)
        chi_square, uncorrected = (np.abs(gap) - less) ** 2 / total, gap**2 / total
        people = n.sum(axis=1)
        deviation = np.sqrt((square.sum(axis=1) - first.sum(axis=1) ** 2 / people) / (people - 1))
        return {
            "chi_square": chi_square,
            "uncorrected": uncorrected,
            "p_value": chi_square_p(chi_square, np.where(total > 0, 1, 0)),
            "smd": smd,
            "smd_se": np.sqrt((share**2 * spread**2 * variance).sum(axis=1)),
            "standardized": smd / deviation,
            "n": np.where(both, n, 0).sum(axis=1),
            "reference_people": reference.sum(axis=1),
            "focal_people": focal.sum(axis=1),
            "binary": binary.astype(np.float64),
        }


def _odds(tables: Array) -> dict[str, Array]:
    """Odds ratios of items with two answers, and Robins, Breslow and Greenland's (1986) error of their logarithm."""
    (b, a), (d, c) = (tables[side].transpose(1, 0, 2)[:2] for side in (0, 1))
    t = np.maximum(a + b + c + d, 1)
    r, s = a * d / t, b * c / t
    p, q = (a + d) / t, (b + c) / t
    R, S = r.sum(axis=1), s.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (
            (p * r).sum(axis=1) / (2 * R**2)
            + (p * s + q * r).sum(axis=1) / (2 * R * S)
            + (q * s).sum(axis=1) / (2 * S**2)
        )
        return {"odds_ratio": R / S, "log_se": np.sqrt(variance)}


def _result(people: People, group: int, j: int, own: dict[str, Array], corrected: float) -> MantelHaenszel:
    one = {name: float(column[j]) for name, column in own.items()}
    binary = one.pop("binary") == 1 and len(people.values[j]) == 2
    n, sizes = int(one.pop("n")), (int(one.pop("reference_people")), int(one.pop("focal_people")))
    if not binary:
        one |= {"odds_ratio": np.nan, "log_se": np.nan}
    with np.errstate(divide="ignore"):
        log = float(np.log(one["odds_ratio"]))
    if not np.isfinite(log):
        one["log_se"] = np.nan
    half = normal_quantile(0.95) * one["log_se"]
    delta, delta_se = DELTA * log, -DELTA * one["log_se"]
    kind = _by_delta(delta, delta_se, one["p_value"]) if binary else _by_smd(one["standardized"], one["p_value"])
    return MantelHaenszel(
        item=people.items[j],
        group=people.groups[group],
        reference=people.groups[0],
        low=float(np.exp(log - half)),
        high=float(np.exp(log + half)),
        delta=delta,
        delta_se=delta_se,
        adjusted=corrected,
        classification=kind,
        n=n,
        groups=sizes,
        issues=people.issues,
        **one,
    )


def _by_delta(delta: float, se: float, p_value: float) -> DifClass | None:
    """Zieky (1993)."""
    if np.isnan(p_value):
        return None
    size = abs(delta)
    if size < SMALL or p_value >= 0.05:
        return "A"
    beyond = not np.isfinite(size) or (size - SMALL) / se > normal_quantile(0.9)  # one-sided, at .05
    return "C" if size >= LARGE and beyond else "B"


def _by_smd(standardized: float, p_value: float) -> DifClass | None:
    """Zwick, Thayer & Mazzeo (1997)."""
    if np.isnan(p_value):
        return None
    size = abs(standardized)
    if size <= SMALL_SMD or p_value >= 0.05:
        return "A"
    return "C" if size > LARGE_SMD else "B"
