"""The heterotrait-monotrait ratio: how far items correlate between scales, beside within them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.errors import Issue
from purpose_index.options import check_level, check_option
from purpose_index.stats.cfa.data import names_of
from purpose_index.stats.cfa.syntax import check_names, parse
from purpose_index.stats.correlation.matrix import CorrelationMatrix
from purpose_index.stats.correlation.pearson import pearson
from purpose_index.stats.frames import columns_of
from purpose_index.stats.inputs import HasMoments, answers_of, moments_of
from purpose_index.stats.reliability.factor_pairs import factor_pairs
from purpose_index.stats.reliability.strata import check_scales
from purpose_index.stats.uncertainty.delta import delta_error
from purpose_index.tallies.moments import Moments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.cfa.syntax import Model
    from purpose_index.stats.reliability.factor_pairs import FactorPairs

    Array = NDArray[np.float64]

Mean = Literal["arithmetic", "geometric"]


def htmt(
    x: Any,
    model: Model,
    *,
    mean: Mean = "arithmetic",
    names: Sequence[str] | None = None,
    level: float = 0.95,
    missing: Missing = "listwise",
) -> FactorPairs:
    """How strongly items correlate between two scales, in proportion to how strongly they do within each.

    Parameters
    ----------
    x
        (n, k) answers, NaN where missing; a data frame that has the items; a tally that holds moments; or a
        `CorrelationMatrix`, as `polychoric` returns it, for which there are no intervals.
    model
        Which items belong to which factor: a mapping or a text, as for `purpose_index.stats.cfa.cfa`. Two items or more
        a factor, no item twice.
    mean
        Of correlations: 'arithmetic', which gives HTMT; or 'geometric', which gives HTMT2.
    names
        The ids of the items, one a column; those of a tally, or '1', '2', ... by default.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise', or 'pairwise', for which there are no intervals.

    Returns
    -------
    FactorPairs
        NaN, with an issue, where a correlation is not defined, or items within a scale are unrelated.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) finite numbers; an option is another word; or the model cannot be read, or has an
        item that is not there, one in two factors, or a factor of one item.

    Notes
    -----
    The mean size of the correlations between the items of two scales, over the root of the product of the mean sizes
    within each [1]_. Where items load equally it is what the factors correlate; the geometric mean allows for unequal
    loadings [2]_. Sizes are taken, so that items need not be reversed; two scales that share nothing have an HTMT above
    0 in a sample for that reason. The interval is the delta method's for normal answers. A model estimates the
    correlation of two factors itself, from all answers at once: see the `factor_correlations` of `cfa`.

    References
    ----------
    .. [1] Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in
       variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43, 115-135.
       https://doi.org/10.1007/s11747-014-0403-8
    .. [2] Roemer, E., Schuberth, F., & Henseler, J. (2021). HTMT2: An improved criterion for assessing discriminant
       validity in structural equation modeling. Industrial Management & Data Systems, 121, 2637-2650.
       https://doi.org/10.1108/IMDS-02-2021-0082

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> true = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=2000)
    >>> x = np.repeat(true, 3, axis=1) + rng.normal(size=(2000, 6))
    >>> float(htmt(x, {"joy": ["1", "2", "3"], "use": ["4", "5", "6"]}).values[0, 1].round(1))
    0.5
    """
    check_option("mean", mean, Mean)
    level = check_level(level)
    items = names_of(x, names)
    factors, scales = _scales_of(model, items)
    used = [items[item] for scale in scales for item in scale]
    x, items = columns_of(x, items, used)
    matrix = _correlations(x, [items.index(item) for item in used], missing)
    ends = np.cumsum([len(scale) for scale in scales]).tolist()
    parts = [slice(start, end) for start, end in zip([0, *ends], ends, strict=False)]
    values = np.full((len(factors),) * 2, np.nan)
    se = values.copy()
    for i, j in combinations(range(len(factors)), 2):
        values[i, j], slope = _ratio(matrix.values, parts[i], parts[j], mean)
        if matrix.kind == "pearson" and matrix.missing == "listwise":
            se[i, j] = delta_error(slope, matrix.values, matrix.n)
    values, se = np.fmax(values, values.T), np.fmax(se, se.T)
    return factor_pairs(
        "htmt" if mean == "arithmetic" else "htmt2",
        factors,
        values,
        se,
        level=level,
        n=matrix.n,
        missing=matrix.missing or "",
        issues=(*matrix.issues, *_undefined(factors, values)),
    )


def _scales_of(model: Model, items: Sequence[str]) -> tuple[tuple[str, ...], list[list[int]]]:
    """The factors that items measure, and the positions of the items of each."""
    terms = [term for term in parse(model).terms if term.op == "=~"]
    check_names(terms, items)
    at = {item: j for j, item in enumerate(items)}
    scales: dict[str, list[int]] = {}
    for term in terms:
        if term.rhs in at:
            scales.setdefault(term.lhs, []).append(at[term.rhs])
    check_scales(list(scales.values()), len(items), fewest=2, path="$.model")
    return tuple(scales), list(scales.values())


def _correlations(x: Any, at: list[int], missing: Missing) -> CorrelationMatrix:
    """The correlations of the items at these places, of the people who answered those."""
    if isinstance(x, CorrelationMatrix):
        return replace(
            x,
            values=x.values[np.ix_(at, at)],
            items=tuple(x.items[j] for j in at),
            pairs=None,
            means=None,
            deviations=None,
        )
    if isinstance(x, Moments | HasMoments):
        moments = moments_of(x)
        return pearson(moments.select([moments.items[j] for j in at]))
    return pearson(answers_of(x)[:, at], missing=missing)


def _ratio(R: Array, first: slice, second: slice, mean: Mean) -> tuple[float, Array]:
    """The ratio of two scales, and how it moves with the covariances of the standardized items."""
    places = [np.zeros(R.shape, dtype=bool) for _ in range(3)]
    places[0][first, second] = True
    for place, part in zip(places[1:], (first, second), strict=True):
        place[part, part] = np.triu(np.ones_like(R[part, part], dtype=bool), 1)
    log, slope = 0.0, np.zeros_like(R)
    with np.errstate(divide="ignore", invalid="ignore"):
        for place, power in zip(places, (1.0, -0.5, -0.5), strict=True):
            r = R[place]
            if mean == "arithmetic":
                log += power * float(np.log(np.mean(np.abs(r))))
                slope[place] = power * np.sign(r) / np.abs(r).sum()
            else:
                log += power * float(np.mean(np.log(np.abs(r))))
                slope[place] = power / (r * len(r))
        value = float(np.exp(log))
        slope = value * (slope + slope.T) / 2  # of a geometric mean that holds a 0 there is none
        slope -= np.diag((slope * R).sum(axis=1))  # a correlation falls as the variances of its items rise
    return (value, slope) if np.isfinite(value) else (np.nan, np.full_like(R, np.nan))


def _undefined(factors: Sequence[str], values: Array) -> Iterator[Issue]:
    """Name the pairs of factors that have no ratio."""
    for i, j in combinations(range(len(factors)), 2):
        if np.isnan(values[i, j]):
            both = f"{factors[i]!r} and {factors[j]!r}"
            message = (
                f"Items of {both} are unrelated within a scale, or a correlation is not defined: there is no ratio."
            )
            facts = {"first": factors[i], "second": factors[j]}
            yield Issue(
                "undefined-ratio", f"$.values[{i}][{j}]", message, "Look at the items' correlations.", facts=facts
            )
