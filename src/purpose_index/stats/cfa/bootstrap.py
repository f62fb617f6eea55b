"""How far the estimates of a model move when its people are drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_level
from purpose_index.stats.cfa.data import check_finite, names_of_groups
from purpose_index.stats.cfa.expressions import values_of
from purpose_index.stats.cfa.refit import ManyMoments, refitted
from purpose_index.stats.frames import column_named, items_of_frame
from purpose_index.stats.uncertainty.bootstrapped import FEWEST_RESAMPLES
from purpose_index.stats.uncertainty.resampling import Rows, Statistic, resampled, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]

MOST_RESAMPLES = 10**6
MOST_FAILED = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapEstimate(Frozen):
    """An estimate with what resamples say of its uncertainty.

    Parameters
    ----------
    lhs, op, rhs, group, label
        The parameter, as in `ParameterEstimate`.
    value
        The estimate itself.
    se, low, high
        The standard deviation over resamples, and the percentiles that hold the middle share `level` of them.
    bias
        The mean over resamples, less the estimate.
    """

    lhs: str
    op: str
    rhs: str
    group: str
    label: str
    value: float
    se: float
    low: float
    high: float
    bias: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ModelBootstrap(Frozen):
    """The estimates of a model over resamples of its people.

    Parameters
    ----------
    estimates
        Every free and every defined parameter, see `BootstrapEstimate`.
    values
        (b, e) the estimates in each resample, in the same order; without those that did not converge.
    resamples
        How many resamples were drawn.
    failed
        In how many of them the search did not end.
    level
        The confidence level of the intervals.
    issues
        `not-converged` where some did not.
    """

    estimates: tuple[BootstrapEstimate, ...]
    values: Array
    resamples: int
    failed: int
    level: float
    issues: tuple[Issue, ...] = ()


def bootstrap(
    analysis: ConfirmatoryFactorAnalysis,
    x: Any,
    *,
    groups: ArrayLike | None = None,
    resamples: int = 2000,
    level: float = 0.95,
    rng: int | np.random.Generator | None = 0,
    progress: Callable[[float], object] | None = None,
) -> ModelBootstrap:
    """Fit the model again to people who are drawn anew, with replacement, as many as there are, group by group.

    Parameters
    ----------
    analysis
        A model that was fitted to people who miss no answer.
    x
        (n, k) the answers that it was fitted to, with the items in the order of `analysis.items`; a data frame that has
        them; or their `Patterns`. Rows that miss an answer are left out.
    groups
        (n,) the group of each row, as the model was fitted with.
    resamples
        How many times, from 100 to a million.
    level
        Confidence level of the intervals.
    rng
        A seed or a generator.
    progress
        Called with the share that is done.

    Raises
    ------
    ArgumentError
        `not-by-moments` for a model of missing or of ordered answers; `interval-needs-answers` for a tally of moments;
        `mismatched-shapes` where these are not the answers that were fitted; `too-few-resamples` where that is no whole
        number from 100 to a million; `unknown-option` for a seed that is none; `groups-shape`,
        `array-not-finite`, `level-out-of-range`.
    StatisticsError
        `not-converged` where more than a tenth of the resamples have no estimates.

    Notes
    -----
    The percentile interval (Efron & Tibshirani, 1993, ch. 13) takes no distribution of answers for granted. A resample
    needs no more than its moments, and is fitted from the estimates of all people on.

    References
    ----------
    Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.
    https://doi.org/10.1201/9780429246593

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(300, 1)) + rng.normal(size=(300, 3))
    >>> found = cfa(x, {"f": ["1", "2", "3"]}).bootstrap(x, resamples=200, rng=1)
    >>> found.resamples, found.failed, len(found.estimates)
    (200, 0, 6)
    """
    level = check_level(level)
    _check_resamples(resamples)
    generator = _generator_of(rng)
    moments = [
        _moments_of(rows, resamples, generator, means=analysis.model.means) for rows in _rows_of(analysis, x, groups)
    ]
    found = refitted(analysis, moments, progress)
    ended = ~np.isnan(found).any(axis=1)
    failed = resamples - int(ended.sum())
    issues = _failures(failed, resamples)
    return _summary(analysis, found[ended], resamples, failed, level, issues)


def _check_resamples(resamples: object) -> None:
    """Raise ArgumentError where this is no number of resamples that an interval can rest on."""
    whole = isinstance(resamples, int | np.integer) and not isinstance(resamples, bool)
    if not whole or not FEWEST_RESAMPLES <= int(resamples) <= MOST_RESAMPLES:  # type: ignore[call-overload]
        message = (
            f"Expected a whole number from {FEWEST_RESAMPLES} to {MOST_RESAMPLES}: the ends of an interval rest on few "
            "of them, and all are held."
        )
        issue = Issue("too-few-resamples", "$.resamples", message, facts={"fewest": FEWEST_RESAMPLES})
        raise ArgumentError("The people cannot be resampled.", [issue])


def _generator_of(rng: Any) -> np.random.Generator:
    """A generator, or what a seed gives; ArgumentError for what is neither."""
    try:
        return np.random.default_rng(rng)
    except (TypeError, ValueError):
        message = "A seed is a whole number from 0 on, or a generator of numpy."
        raise ArgumentError("The people cannot be resampled.", [Issue("unknown-option", "$.rng", message)]) from None


def _rows_of(analysis: ConfirmatoryFactorAnalysis, x: Any, groups: ArrayLike | None) -> list[Rows]:
    """The answers of each group of the model."""
    if analysis.missing != "listwise" or analysis.estimator not in ("ML", "MLR", "MLM"):
        message = "A resample is fitted by its means and covariances: not with missing='fiml', nor to ordered answers."
        raise _not_resampled("not-by-moments", message, "Fit the model by maximum likelihood to complete answers.")
    groups, x = column_named(x, groups), items_of_frame(x, analysis.items)
    if isinstance(x, np.ndarray) and x.ndim == 2 and x.shape[1] == len(analysis.items):
        check_finite(np.asarray(x, dtype=np.float64), analysis.items)
    if groups is None:
        parts = [rows_of(x)]
    else:
        labels, answers = names_of_groups(groups), np.asarray(x, dtype=np.float64)
        if len(labels) != len(answers):
            sizes: Facts = {"rows": len(answers), "groups": len(labels)}
            raise _not_resampled(
                "groups-shape", f"Expected one group for each of the {len(answers)} rows.", facts=sizes
            )
        parts = [rows_of(part) for group in analysis.groups if len(part := answers[labels == group.group])]
    found = tuple(len(part) for part in parts)
    expected, k = tuple(round(group.n) for group in analysis.groups), len(analysis.items)
    if found != expected or any(len(part.centre) != k for part in parts):
        message = (
            f"Expected the answers that the model was fitted to: {k} items, {', '.join(map(str, expected))} people."
        )
        raise _not_resampled(
            "mismatched-shapes", message, "Give groups= if it was fitted to groups.", facts={"items": k}
        )
    return parts


def _moments_of(rows: Rows, resamples: int, rng: np.random.Generator, *, means: bool) -> ManyMoments:
    """The moments of the people of one group, in every resample."""
    k = len(rows.centre)
    i, j = np.triu_indices(k)

    def features(z: Array) -> Array:
        return np.concatenate([z, z[:, i] * z[:, j]], axis=1)

    drawn = resampled(rows, Statistic(k + len(i), features, lambda found: found), resamples, rng)
    mean = drawn[:, :k]
    covariance = np.empty((resamples, k, k))
    covariance[:, i, j] = covariance[:, j, i] = drawn[:, k:]
    covariance -= mean[:, :, None] * mean[:, None, :]
    centre = mean * rows.scale + rows.centre if means else np.zeros_like(mean)
    return ManyMoments(centre, covariance * rows.scale**2)


def _failures(failed: int, resamples: int) -> tuple[Issue, ...]:
    """Say in how many resamples the search did not end."""
    if not failed:
        return ()
    message = f"In {failed} of {resamples} resamples the search for the best fit did not end; they do not count."
    hint = "Try a simpler model, or more people."
    issue = Issue("not-converged", "$.resamples", message, hint, facts={"failed": failed, "resamples": resamples})
    if failed > MOST_FAILED * resamples:
        raise StatisticsError("The estimates have no bootstrap interval.", [issue])
    return (issue,)


def _summary(
    analysis: ConfirmatoryFactorAnalysis,
    found: Array,
    resamples: int,
    failed: int,
    level: float,
    issues: tuple[Issue, ...],
) -> ModelBootstrap:
    """The spread of every free and every defined parameter."""
    model = analysis.model
    rows = [row for row in analysis.estimates if row.free]
    free = [row.index for row in model.parameters if row.free]
    defined = [values_of(model.definitions, model.labels(theta)) for theta in found]
    values = np.column_stack([found[:, free], np.array(defined)])
    values[np.isinf(values)] = np.nan
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    spread = zip(
        rows,
        values.std(axis=0, ddof=1).tolist(),
        low.tolist(),
        high.tolist(),
        values.mean(axis=0).tolist(),
        strict=True,
    )
    estimates = tuple(
        BootstrapEstimate(
            lhs=row.lhs,
            op=row.op,
            rhs=row.rhs,
            group=row.group,
            label=row.label,
            value=row.value,
            se=se,
            low=lower,
            high=higher,
            bias=mean - row.value,
        )
        for row, se, lower, higher, mean in spread
    )
    return ModelBootstrap(
        estimates=estimates,
        values=values,
        resamples=resamples,
        failed=failed,
        level=level,
        issues=(*issues, *_undefined(analysis, values)),
    )


def _undefined(analysis: ConfirmatoryFactorAnalysis, values: Array) -> list[Issue]:
    """Defined parameters that some resamples give no value to."""
    own = values[:, values.shape[1] - len(analysis.model.definitions) :]
    lacking = np.flatnonzero(np.isnan(own).any(axis=0)).tolist()
    names = tuple(analysis.model.definitions[j].name for j in lacking)
    if not names:
        return []
    message = f"In some resamples {', '.join(map(repr, names))} cannot be computed, so there is no interval."
    hint = "It is a root or a logarithm of a number below 0, a division by 0, or larger than a computer's numbers."
    return [Issue("undefined-parameter", "$.resamples", message, hint, facts={"names": names})]


def _not_resampled(code: str, message: str, hint: str = "", facts: Facts | None = None) -> ArgumentError:
    return ArgumentError("The people cannot be resampled.", [Issue(code, "$.x", message, hint, facts=facts or {})])
