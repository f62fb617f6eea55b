"""Parallel analysis: how many components stand out from those of unrelated items."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.correlation.door import Correlation, correlation_matrix
from purpose_index.stats.correlation.matrix import CorrelationMatrix, Kind, check_pairs
from purpose_index.stats.correlation.polychoric import Polychoric
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.rows import cores

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.correlation.door import Correlated

    Array = NDArray[np.float64]

NORMAL_BLOCK, SHUFFLED_BLOCK = 50, 5
SURE = 2.576  # standard errors: 99 % of other sets of draws decide alike


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ParallelAnalysis(Frozen):
    """The eigenvalues of the correlations beside those of unrelated items.

    Parameters
    ----------
    observed
        (k,) eigenvalues of the correlations, the largest first.
    mean
        (k,) means over the draws.
    reference
        (k,) quantiles over the draws.
    quantile
        Which quantile.
    suggested
        How many observed eigenvalues come before the first that does not exceed its reference.
    suggested_by_mean
        The same with the means for a reference, as Horn had it.
    standard_errors
        (k,) Monte-Carlo standard errors of the means.
    draws
        How many data sets of unrelated items were drawn.
    n
        The number of people.
    correlation
        The kind of the correlations: 'pearson', 'polychoric' or 'given'.
    issues
        What went wrong in computing the correlations; `borderline-components` where other draws may suggest another
        number.
    """

    observed: Array
    mean: Array
    reference: Array
    quantile: float
    suggested: int
    suggested_by_mean: int
    standard_errors: Array
    draws: int
    n: int
    correlation: Kind
    issues: tuple[Issue, ...] = ()


def parallel_analysis(
    x: Correlated,
    *,
    draws: int = 1000,
    quantile: float = 0.95,
    correlation: Correlation = "pearson",
    missing: Missing = "listwise",
    rng: int | np.random.Generator | None = 0,
    progress: Callable[[float], object] | None = None,
) -> ParallelAnalysis:
    """How many components are larger than chance makes them when the items have nothing in common.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; a tally; or a `CorrelationMatrix`, as `pearson` and `polychoric` return it.
    draws
        How many data sets of unrelated items to draw, from 1.
    quantile
        Which quantile of the drawn eigenvalues to exceed, between 0 and 1.
    correlation
        'pearson', or 'polychoric' for ordered answers.
    missing
        'listwise' or 'pairwise'; of an array only.
    rng
        Seed or generator of the draws.
    progress
        Called with the fraction that is done, between 0 and 1.

    Returns
    -------
    ParallelAnalysis
        Observed eigenvalues, reference eigenvalues, and the numbers of components that they suggest.

    Raises
    ------
    ArgumentError
        `unknown-option`, `number-of-draws`, `quantile-out-of-range`; `answers-needed` for polychorics of a
        `CorrelationMatrix`; what the array or tally is refused for.
    StatisticsError
        `undefined-correlation`, `too-few-items`.

    Notes
    -----
    Horn [1]_ compares with the mean, Glorfeld [2]_ with the 95th percentile, which suggests fewer. With 'pearson' the
    draws are normal, and their correlation matrices are sampled without their rows: the triangular factor of a Wishart
    matrix has independent normal and chi elements [3]_, so that the cost does not depend on n. With 'polychoric' every
    draw has the answers of each item in random order, and takes the price of a polychoric matrix. It counts components
    of the whole variance; minor and correlated factors can hide behind a strong first one, and 1 does not prove one
    dimension. Where another set of draws may well decide otherwise, an issue `borderline-components` says so.

    References
    ----------
    .. [1] Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika, 30,
       179-185. https://doi.org/10.1007/BF02289447
    .. [2] Glorfeld, L. W. (1995). An improvement on Horn's parallel analysis methodology. Educational and Psychological
       Measurement, 55, 377-393. https://doi.org/10.1177/0013164495055003002
    .. [3] Smith, W. B., & Hocking, R. R. (1972). Algorithm AS 53: Wishart variate generator. Applied Statistics, 21,
       341-345. https://doi.org/10.2307/2346290

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.factor import CorrelationMatrix, parallel_analysis
    >>> block = 0.6 * np.ones((3, 3)) + 0.4 * np.eye(3)
    >>> parallel_analysis(CorrelationMatrix(np.kron(np.eye(2), block), n=100), draws=200, rng=1).suggested
    2
    """
    _check(draws, quantile)
    matrix = correlation_matrix(x, correlation, missing)
    check_pairs(matrix)
    _check_answers(matrix, correlation)
    observed = cast("Array", np.linalg.eigvalsh(matrix.values)[::-1])
    if isinstance(matrix, Polychoric):
        drawn = _drawn(partial(_shuffled, matrix), SHUFFLED_BLOCK, draws, rng, progress)
    else:
        drawn = _drawn(partial(_normal, len(observed), matrix.n), NORMAL_BLOCK, draws, rng, progress)
    mean, reference = drawn.mean(axis=0), np.quantile(drawn, quantile, axis=0)
    suggested = _leading(observed > reference)
    return ParallelAnalysis(
        observed=observed,
        mean=mean,
        reference=reference,
        quantile=quantile,
        suggested=suggested,
        suggested_by_mean=_leading(observed > mean),
        standard_errors=drawn.std(axis=0) / np.sqrt(draws),
        draws=draws,
        n=matrix.n,
        correlation=matrix.kind,
        issues=(*matrix.issues, *_borderline((drawn < observed).mean(axis=0), suggested, quantile, draws)),
    )


def _drawn(
    eigenvalues: Callable[[int, np.random.Generator], Array],
    block: int,
    draws: int,
    rng: int | np.random.Generator | None,
    progress: Callable[[float], object] | None,
) -> Array:
    """(draws, k) eigenvalues of correlations of unrelated items, the same for any number of threads."""
    sizes = [min(block, draws - start) for start in range(0, draws, block)]
    drawn = []
    with ThreadPoolExecutor(min(cores(), len(sizes))) as pool:
        for values in pool.map(eigenvalues, sizes, np.random.default_rng(rng).spawn(len(sizes))):
            drawn.append(values)
            if progress is not None:
                progress(len(drawn) / len(sizes))
    return np.concatenate(drawn)


def _normal(k: int, n: int, draws: int, rng: np.random.Generator) -> Array:
    """(draws, k) eigenvalues of the correlations of n draws of k independent normal variables, the largest first."""
    df = n - 1
    columns = min(k, df)
    i, (rows, below) = np.arange(columns), np.tril_indices(k, -1, columns)
    factor = np.zeros((draws, k, columns))
    factor[:, rows, below] = rng.standard_normal((draws, len(rows)))
    factor[:, i, i] = np.sqrt(rng.chisquare(df - i, (draws, columns)))  # Smith & Hocking (1972)
    factor /= np.sqrt((factor * factor).sum(axis=2, keepdims=True))
    return cast("Array", np.linalg.eigvalsh(factor @ factor.swapaxes(1, 2))[:, ::-1])


def _shuffled(found: Polychoric, draws: int, rng: np.random.Generator) -> Array:
    """(draws, k) eigenvalues of the polychorics of answers of which every item is put in random order."""
    answers = np.column_stack([_answers(chosen, found.rows) for chosen in found.chosen])
    values = np.empty((draws, len(found.items)))
    for draw in range(draws):
        shuffled = PairCounts.of(rng.permuted(answers, axis=0), missing=found.missing or "listwise", threads=1)
        values[draw] = np.linalg.eigvalsh(correlation_matrix(shuffled, "polychoric").values)[::-1]
    return values


def _answers(chosen: NDArray[np.int64], rows: int) -> Array:
    """(rows,) answers in ascending order, the first category for as many people as chose it; then NaN for the rest."""
    answers = np.repeat(np.arange(len(chosen), dtype=float), chosen)
    return np.append(answers, np.full(rows - len(answers), np.nan))


def _check_answers(matrix: CorrelationMatrix, correlation: Correlation) -> None:
    """Raise where draws of answers are asked for, and there are only correlations."""
    if correlation == "polychoric" and not isinstance(matrix, Polychoric):
        message = "A matrix of correlations does not say how often each answer was chosen."
        hint = "Give the answers, their pair counts or what `polychoric` returns, or use correlation='pearson'."
        raise ArgumentError("The draws cannot be made.", [Issue("answers-needed", "$.x", message, hint)])


def _borderline(below: Array, suggested: int, quantile: float, draws: int) -> tuple[Issue, ...]:
    """Say it where one of the comparisons that decide may turn out otherwise with other draws."""
    error = SURE * np.sqrt(quantile * (1 - quantile) / draws)
    close = np.flatnonzero(np.abs(below[: suggested + 1] - quantile) < error)
    if not len(close):
        return ()
    j = int(close[0])
    percent = round(100 * float(below[j]), 1)
    message = (
        f"Component {j + 1} exceeds {percent:g}% of {draws} draws, too close to {100 * quantile:g}% to tell: other "
        f"draws may suggest another number than {suggested}."
    )
    facts = {
        "component": j + 1,
        "percent": percent,
        "quantile": 100 * quantile,
        "draws": draws,
        "suggested": suggested,
    }
    hint = "Take more draws, and look at the solutions with either number."
    return (Issue("borderline-components", "$.suggested", message, hint, facts=facts),)


def _leading(above: NDArray[np.bool_]) -> int:
    """How many are true before the first that is not."""
    return int(np.argmin(np.append(above, False)))


def _check(draws: int, quantile: float) -> None:
    issues = []
    if draws < 1:
        issues.append(
            Issue(
                "number-of-draws",
                "$.draws",
                f"At least 1 draw is needed, not {draws}.",
                facts={"fewest": 1, "draws": draws},
            )
        )
    if not 0 < quantile < 1:
        issues.append(Issue("quantile-out-of-range", "$.quantile", "Expected a number between 0 and 1, such as 0.95."))
    if issues:
        raise ArgumentError("The draws cannot be made.", issues)
