"""Categorical omega: how reliable the sum of ordered answers is, by a model of the variables behind them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isnan
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import Missing, check_level, check_option
from purpose_index.stats.cfa.data import names_of
from purpose_index.stats.cfa.fitting import cfa
from purpose_index.stats.cfa.parameters import items_of
from purpose_index.stats.cfa.syntax import check_names, parse
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.frames import columns_of
from purpose_index.stats.inputs import needs_answers, rows_and_counts
from purpose_index.stats.reliability.cronbach import interval_refused
from purpose_index.stats.reliability.sums_of_model import Denominator, composite_reliability
from purpose_index.stats.uncertainty.bootstrapped import Bootstrap, bootstrapped, is_bootstrap, with_interval
from purpose_index.stats.uncertainty.delta import Delta
from purpose_index.stats.uncertainty.resampling import Statistic
from purpose_index.tallies.pairs import PairCounts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.syntax import Model

    Array = NDArray[np.float64]

Interval = Literal[Delta, Bootstrap]
FEWEST = 3

ASSUMES = (
    "Behind every answer is a normal variable that was cut into categories, and the factors of the model explain all "
    "that these variables have in common."
)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CategoricalOmega(Estimate):
    """Categorical omega with the model that it comes from.

    Parameters
    ----------
    variance
        What the true variance was divided by: that of the sum by the 'model', as 'observed', or by the 'polychoric'
        correlations.
    fit
        The model of the variables behind the answers: its loadings, thresholds and fit.
    """

    variance: Denominator
    fit: ConfirmatoryFactorAnalysis


def categorical_omega(
    x: Any,
    *,
    model: Model | None = None,
    variance: Denominator = "model",
    interval: Interval | None = "log-delta",
    level: float = 0.95,
    missing: Missing = "listwise",
    names: Sequence[str] | None = None,
    resamples: int = 1000,
    rng: int | np.random.Generator | None = 0,
    progress: Callable[[float], object] | None = None,
) -> CategoricalOmega:
    """How much of the variance of a sum of ordered answers comes from the factors behind them.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; a data frame that has the items; or a tally of
        pairs or of response patterns. k from 3 up.
    model
        Which items measure which factor: a mapping or a text, as for `purpose_index.stats.cfa.cfa`; omega is of the sum
        of all its items then. By default one factor behind all items.
    variance
        'model': divide by the variance of the sum that the model implies. 'observed': by the one of these answers.
        'polychoric': by the one that observed thresholds and polychoric correlations imply. The last two can exceed 1
        where the model does not fit.
    interval
        'log-delta': symmetric in the logarithm of 1 - omega; 'delta': symmetric around omega; 'bootstrap' or
        'bootstrap-bca', by fitting the model to resamples of people (they need the answers or their patterns); or None.
        'observed' and 'polychoric' have a bootstrap only.
    level
        The confidence level, between 0 and 1.
    missing
        'listwise', or 'pairwise', for which there is no bootstrap.
    names
        The ids of the items, one a column; by default those of a tally, the headings of a data frame, or '1', '2', ...
    resamples, rng, progress
        Of a bootstrap: how many resamples, a seed or generator for them, and what is called now and then with the
        fraction that is done, between 0 and 1.

    Returns
    -------
    CategoricalOmega
        An `Estimate` with the fitted model. There is no interval where the model is improper: see `issues`.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) whole numbers; an option is another word; the model cannot be read; or a bootstrap
        is asked for of a tally of pairs, or under pairwise.
    StatisticsError
        Where there are fewer than three items; an item is constant; the model cannot be fitted (see `cfa`); or
        it ends where a sum has no reliability, as with a variance below 0.

    Notes
    -----
    The model is fitted by diagonally weighted least squares ('WLSMV'). With thresholds t, loadings l of standardized
    variables, scores 0, 1, ... of the categories, and the bivariate normal probability P of two variables below two
    thresholds, two items whose variables correlate r have the covariance ::

        c(r) = sum over thresholds a, b of  P(a, b; r) - P(a) * P(b)

    and omega is the sum of ``c(l_i * l_j)`` over all pairs, every item with itself among them, over the variance of the
    sum [1]_ (with other scores than 0, 1, ..., each threshold counts for its step). It is the share of the variance of
    the score that people get; `latent_response_omega` describes a sum that nobody observes, and is higher as a rule.
    Errors of thresholds and loadings are those of the sandwich, so that the interval does not suppose the weights to be
    right.

    It does not show that the model fits, nor that normal variables are there.

    References
    ----------
    .. [1] Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An
       alternative to coefficient alpha. Psychometrika, 74, 155-167. https://doi.org/10.1007/s11336-008-9099-3

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> latent = 0.7 * rng.normal(size=(500, 1)) + np.sqrt(0.51) * rng.normal(size=(500, 5))
    >>> omega = categorical_omega(np.digitize(latent, [-1, 0, 1]))
    >>> bool(omega.low < omega.value < omega.high), omega.method
    (True, 'WLSMV')
    """
    check_option("variance", variance, Denominator)
    if interval is not None:
        check_option("interval", interval, Interval)
    check_option("missing", missing, Missing)
    level = check_level(level)
    if is_bootstrap(interval) and missing == "pairwise":
        raise ArgumentError("This interval is not for pairwise data.", [interval_refused(interval)])
    items = names_of(x, names)
    wanted = {"factor": items} if model is None else model
    _check_items(wanted, items)
    x, items = columns_of(x, items, items_of(parse(wanted).terms, items))
    fit = cfa(x, wanted, estimator="WLSMV", missing=missing, names=items)
    by_delta = cast("Delta | None", None if is_bootstrap(interval) else interval)
    total = composite_reliability(fit, variance=variance, interval=by_delta, level=level).total
    if isnan(total.value):
        raise StatisticsError("Omega is not defined.", list(total.issues))
    of_total = {field.name: getattr(total, field.name) for field in fields(Estimate)}
    of_total |= {"name": "categorical_omega", "assumes": ASSUMES}
    omega = CategoricalOmega(**of_total, variance=variance, fit=fit)
    if not is_bootstrap(interval):
        return omega
    rows = _rows(x, [items.index(item) for item in fit.items])

    def of(counts: PairCounts) -> float:
        again = cfa(counts, wanted, estimator="WLSMV")
        return composite_reliability(again, variance=variance, interval=None).total.value

    statistic = _of_pairs(rows, fit.items, of, resamples, progress)
    return with_interval(omega, bootstrapped(rows, statistic, interval, level, resamples, rng), interval, level)


def _check_items(model: Model, items: Sequence[str]) -> None:
    """Raise StatisticsError where a model has fewer than three items; ArgumentError where one is not there."""
    terms = parse(model).terms
    check_names(terms, items)
    measured = {term.rhs for term in terms if term.op == "=~"} & set(items)
    if len(measured) < FEWEST:
        message = "Two items do not tell how each loads on a factor."
        hint = "Use alpha, which takes the two loadings to be equal."
        raise StatisticsError("Omega is not defined.", [Issue("too-few-items", "$", message, hint)])


def _rows(x: Any, at: list[int]) -> Array:
    """The complete answers of people to the items at these places."""
    if isinstance(x, PairCounts):
        raise needs_answers("a tally of pairs")
    if np.ndim(x) == 2:
        return rows_and_counts(np.asarray(x, dtype=float)[:, at])[0]
    rows, people = rows_and_counts(x)
    return np.repeat(rows[:, at], people, axis=0)


def _of_pairs(
    rows: Array,
    items: tuple[str, ...],
    of: Callable[[PairCounts], float],
    resamples: int,
    progress: Callable[[float], object] | None,
) -> Statistic:
    """A coefficient of joint counts, from the shares of people who chose every two categories."""
    n, k = rows.shape
    values = tuple(tuple(map(int, np.unique(column))) for column in rows.T)
    item = np.repeat(np.arange(k), [len(own) for own in values])
    value = np.concatenate(values).astype(float) - np.rint(rows.mean(axis=0))[item]  # resamples are of centred rows
    i, j = np.triu_indices(len(item))
    place = np.arange(len(item)) + item  # after the categories of every item one for a missing answer
    done = 0

    def features(z: Array) -> Array:
        chosen = z[:, item] == value
        return np.asarray(chosen[:, i] & chosen[:, j], dtype=np.float64)

    def one(shares: Array) -> float:
        nonlocal done
        done += 1
        if progress and done <= resamples:
            progress(done / resamples)
        matrix = np.zeros((len(item) + k,) * 2, dtype=np.int64)
        matrix[place[i], place[j]] = matrix[place[j], place[i]] = np.rint(shares * n)
        counts = PairCounts(items=items, values=values, missing="listwise", reversed_items=(), matrix=matrix)
        try:
            return of(counts)
        except StatisticsError:
            return np.nan

    return Statistic(len(i), features, lambda means: np.array([one(shares) for shares in means]))
