"""How well the model as a whole fits: the moments of one and two items beside those that it implies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.linalg import LinAlgError, cholesky, solve_triangular

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.rendering import Shown
from purpose_index.stats.factor.fit import noncentrality
from purpose_index.stats.irt.expected import chi_square_p, expected_at, held_against, rmsea_of, varying
from purpose_index.stats.irt.likelihood import even_nodes, item_slopes
from purpose_index.stats.irt.parts import parts_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.expected import Held
    from purpose_index.stats.irt.results import ItemResponseModel
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]

Statistic = Literal["c2", "m2"]
SINGULAR = 1e-10  # an eigenvalue of the moments' correlations
LOOKS = 10  # at the smallest of them
MOST = 8_000  # moments: their covariances take half a gigabyte, and the test about two
LEVEL = 0.9  # of the interval of the RMSEA, as is customary


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ModelFit(Shown, Frozen):
    """How well an item response model fits.

    Parameters
    ----------
    value, df, p_value
        The statistic, its degrees of freedom, and how likely one as large is where the model holds.
    rmsea, rmsea_low, rmsea_high
        The misfit a degree of freedom, with its interval of 90 %.
    srmr
        The root of the mean squared difference between the observed correlations of the items and those implied; NaN
        where those who answered everything do not vary in an item.
    statistic
        'c2': the categories of each item and the mean product of every two. 'm2': the mean of each item and that
        product; with two categories both are the M2 of Maydeu-Olivares and Joe.
    n
        How many people answered every item: it rests on them.
    """

    value: float
    df: int
    p_value: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmr: float
    statistic: Statistic
    n: int


def model_fit(model: ItemResponseModel, x: ArrayLike | Patterns, *, statistic: Statistic = "c2") -> ModelFit:
    """Say whether the items go together two by two as the model has it.

    Parameters
    ----------
    model
        A fitted model.
    x
        The answers of which it was estimated: (n, k), NaN where missing, or `Patterns`. Who missed an answer does not
        count, so that the test is right where nobody did.
    statistic
        'c2' (Cai and Monroe) needs four items or more with free slopes. 'm2' (the M2* of Cai and Hansen, with two
        categories M2) is steadier where categories are rare, and leaves fewer degrees of freedom.

    Raises
    ------
    ArgumentError
        `mismatched-shapes`, `undeclared-category`, `answers-not-keyed`, `patterns-of-other-items`, `unknown-option`.
    StatisticsError
        `nobody-complete`; `too-many-moments` of more than some 120 items; `no-degrees-of-freedom` where there are no
        more moments than parameters; `moments-without-variance` where slopes run off.

    Notes
    -----
    ``n * e' C e`` with e the observed less the implied moments, ``C = W - W D (D' W D)^-1 D' W``, D the slopes of the
    moments in the parameters and W the inverse of the moments' covariances under the model. ``rmsea = sqrt(max(value -
    df, 0) / (df * (n - 1)))``.

    References
    ----------
    Maydeu-Olivares, A., & Joe, H. (2006). Limited information goodness-of-fit testing in multidimensional contingency
    tables. Psychometrika, 71, 713-732. https://doi.org/10.1007/s11336-005-1295-9

    Cai, L., & Hansen, M. (2013). Limited-information goodness-of-fit testing of hierarchical item factor models.
    British Journal of Mathematical and Statistical Psychology, 66, 245-276.
    https://doi.org/10.1111/j.2044-8317.2012.02050.x

    Cai, L., & Monroe, S. (2014). A new statistic for evaluating item response theory models for ordinal data. CRESST
    Report 839.

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.irt import graded, model_fit
    >>> rng = np.random.default_rng(1)
    >>> answers = np.digitize(rng.normal(size=(800, 1)) + 0.6 * rng.logistic(size=(800, 6)), [-1, 0, 1])
    >>> fit = model_fit(graded(answers), answers)
    >>> print(fit.df, fit.p_value > 0.05)
    9 True
    """
    check_option("statistic", statistic, Statistic)
    held = held_against(model, x, complete=True)
    _check_number(model, statistic)
    moments = Moments(model, statistic)
    n = int(held.counts.sum())
    df = len(moments.mean) - moments.slopes.shape[1]
    if df <= 0:
        message = f"There are {len(moments.mean)} moments for {moments.slopes.shape[1]} parameters."
        facts = {"moments": len(moments.mean), "parameters": moments.slopes.shape[1]}
        hint = "Take more items, slopes='equal'" + (", or statistic='c2'." if statistic == "m2" else ".")
        raise StatisticsError(
            "The fit is not defined.", [Issue("no-degrees-of-freedom", "$.x", message, hint, facts=facts)]
        )
    value = distance(moments, moments.of_people(held) - moments.mean, n)
    low, high = noncentrality(value, df, LEVEL)
    return ModelFit(
        value=value,
        df=df,
        p_value=float(chi_square_p(value, df)),
        rmsea=float(rmsea_of(value, df, n)),
        rmsea_low=float(np.sqrt(low / (df * (n - 1)))),
        rmsea_high=float(np.sqrt(high / (df * (n - 1)))),
        srmr=correlation_gap(moments, held),
        statistic=statistic,
        n=n,
    )


def _check_number(model: ItemResponseModel, statistic: Statistic) -> None:
    """Raise StatisticsError where the covariances of the moments would take more memory than a machine can spare."""
    steps = [len(own) - 1 if statistic == "c2" else 1 for own in model.categories if len(own) > 1]
    moments = sum(steps) + len(steps) * (len(steps) - 1) // 2
    if moments > MOST:
        message = f"{len(steps)} items have {moments} moments; at most {MOST} can be tested together."
        facts = {"items": len(steps), "moments": moments, "most": MOST}
        hint = "Test parts of the scale, or look at pairs of items: local_dependence."
        raise StatisticsError("The fit is not tested.", [Issue("too-many-moments", "$.x", message, hint, facts=facts)])


class Moments:
    """The moments of one and two items that a model implies, with their covariances and their slopes.

    `mean` (s,), `covariance` (s, s) and `slopes` (s, p): first those of each item by itself ('c2': the share of each
    category but the lowest; 'm2': the mean), then the mean product of every two.
    """

    items: NDArray[np.intp]
    weights: Array
    p: Array
    item_mean: Array
    item_variance: Array
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    loads: Array
    mean: Array
    covariance: Array
    slopes: Array

    def __init__(self, model: ItemResponseModel, statistic: Statistic) -> None:
        self.items = np.flatnonzero(varying(model))
        nodes, self.weights = even_nodes(model.nodes)
        expected = expected_at(model, nodes)
        self.p, self.item_mean, self.item_variance = (part[self.items] for part in expected)
        self.first, self.second = np.triu_indices(len(self.items), 1)
        sizes = np.array([len(own) for own in model.categories])[self.items]
        m = self.p.shape[1]
        there = (np.arange(1, m) < sizes[:, None]).ravel()
        each: Array = np.eye(m)[1:] if statistic == "c2" else np.arange(m, dtype=float)[None]
        loads: Array = np.kron(np.eye(len(self.items)), each).astype(float)  # (s1, k * m)
        self.loads = loads[there] if statistic == "c2" else loads
        self._imply(model, nodes)

    def of_people(self, held: Held) -> Array:
        """Return the (s,) mean moments of people's own answers."""
        own, share = held.codes[:, self.items], held.counts / held.counts.sum()
        chosen = np.concatenate([share @ (own == category) for category in range(self.p.shape[1])])
        by_item = chosen.reshape(self.p.shape[1], -1).T.ravel()
        products = (own.T * share) @ own.astype(float)
        return np.concatenate([self.loads @ by_item, products[self.first, self.second]])

    def _imply(self, model: ItemResponseModel, nodes: Array) -> None:
        """Means, covariances and slopes: what differs between places, and what differs at each, item by item."""
        k, m, q = self.p.shape
        flat, mean, weights = self.p.reshape(k * m, q), self.item_mean, self.weights
        shares, singles = self.loads @ flat, len(self.loads)
        at_node = np.concatenate([shares, mean[self.first] * mean[self.second]])
        self.mean = at_node @ weights
        between = (at_node - self.mean[:, None]) * np.sqrt(weights)
        self.covariance = between @ between.T
        of = np.argmax(self.loads > 0, axis=1) // m  # whose item a single is
        own = (self.loads * (flat @ weights)) @ self.loads.T - (shares * weights) @ shares.T
        self.covariance[:singles, :singles] += np.where(of[:, None] == of, own, 0.0)
        number = np.zeros((k, k), dtype=np.intp)  # of every pair among the moments
        number[self.first, self.second] = number[self.second, self.first] = singles + np.arange(len(self.first))
        with_item = (self.loads * np.tile(np.arange(m), k)) @ flat - shares * mean[of]
        other_items = ~np.eye(k, dtype=bool)
        for item, others in enumerate(other_items):
            rows, alone = number[item, others], np.flatnonzero(of == item)
            weighed = mean[others].T * weights[:, None]
            self.covariance[np.ix_(rows, rows)] += (mean[others] * self.item_variance[item]) @ weighed
            cross = with_item[alone] @ weighed
            self.covariance[np.ix_(alone, rows)] += cross
            self.covariance[np.ix_(rows, alone)] += cross.T
        both = (self.item_variance * weights) @ self.item_variance.T
        pairs = number[self.first, self.second]
        self.covariance[pairs, pairs] += both[self.first, self.second]
        self._slope(model, nodes)

    def _slope(self, model: ItemResponseModel, nodes: Array) -> None:
        """Slopes of the moments in the free parameters, from those of the probabilities."""
        functions, slopes, intercepts = parts_of(model)
        moved = item_slopes(functions, slopes, intercepts, nodes)[self.items] * self.p[:, :, None]  # (k, m, m, q)
        k, m = moved.shape[:2]
        of_mean = np.einsum("jctq,c->jtq", moved, np.arange(m))
        singles = len(self.loads)
        out = np.zeros((singles + len(self.first), k, m))
        own = (moved @ self.weights).transpose(0, 2, 1)  # (k, parameter, category)
        for j in range(k):
            out[:singles, j] = self.loads[:, j * m : (j + 1) * m] @ own[j].T
        rows = singles + np.arange(len(self.first))
        of_product = (of_mean * self.weights) @ self.item_mean.T  # (k, parameter, k)
        for one, other in ((self.first, self.second), (self.second, self.first)):
            out[rows, one] = of_product[one, :, other]
        there = np.isfinite(intercepts[self.items])
        if model.equal_slopes:
            inner = out[:, :, 1:][:, there]
            self.slopes = np.concatenate([out[:, :, 0].sum(axis=1, keepdims=True), inner], axis=1)
        else:
            self.slopes = out[:, np.concatenate([np.ones((k, 1), dtype=bool), there], axis=1)]


def distance(moments: Moments, gap: Array, n: int) -> float:
    """Return n times the squared distance of moments from what the parameters can make of them."""
    scale = 1 / np.sqrt(np.diag(moments.covariance))
    correlation = moments.covariance * scale
    correlation *= scale[:, None]
    factor = factor_of(correlation)
    if factor is None:
        message = "The model leaves some moments no variance of their own, so that they cannot be tested."
        issue = Issue(
            "moments-without-variance", "$.x", message, "Look for slopes that run off, in the model's issues."
        )
        raise StatisticsError("The fit is not defined.", [issue])
    e = solve_triangular(factor, gap * scale, lower=True)
    slopes = solve_triangular(factor, moments.slopes * scale[:, None], lower=True)
    basis = np.linalg.qr(slopes)[0]
    left = e - basis @ (basis.T @ e)
    return float(n * left @ left)


def factor_of(correlation: Array) -> Array | None:
    """Return the lower factor, in the place of what it is of; None where an eigenvalue is next to nothing."""
    try:
        factor = np.asarray(cholesky(correlation.T, lower=True, overwrite_a=True))
    except LinAlgError:
        return None
    way, size = np.random.default_rng(0).normal(size=len(factor)), 1.0
    for _ in range(LOOKS):  # the length of what the inverse makes of a direction that it has turned to its own
        half = solve_triangular(factor, way / np.linalg.norm(way), lower=True)
        way = solve_triangular(factor, half, lower=True, trans=1)
        size = float(np.linalg.norm(way))
    return factor if size < 1 / SINGULAR else None


def correlation_gap(moments: Moments, held: Held) -> float:
    """Return the root of the mean squared difference of the observed and the implied correlations."""
    codes = held.codes[:, moments.items].astype(np.float64)
    share = held.counts / held.counts.sum()
    apart = codes - share @ codes
    observed = (apart * share[:, None]).T @ apart
    mean = moments.item_mean @ moments.weights
    implied = (moments.item_mean * moments.weights) @ moments.item_mean.T - np.outer(mean, mean)
    implied[np.diag_indices_from(implied)] += moments.item_variance @ moments.weights
    at = (moments.first, moments.second)
    with np.errstate(divide="ignore", invalid="ignore"):  # an item that these people do not vary in: NaN
        one, other = (c / np.sqrt(np.outer(np.diag(c), np.diag(c))) for c in (observed, implied))
    return float(np.sqrt(np.mean((one[at] - other[at]) ** 2)))
