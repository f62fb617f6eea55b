"""What a model would gain from each parameter that it does not have, or holds equal to others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import special

from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.cfa.ordinal_errors import meat, problem_of
from purpose_index.stats.cfa.parameter import Parameter, key
from purpose_index.stats.cfa.problem import Likelihood
from purpose_index.stats.cfa.structure import structure_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModificationIndex(Frozen):
    """What would change if a parameter that is fixed, or equal to others, were free.

    Parameters
    ----------
    lhs, op, rhs, group
        The parameter.
    chi_square, p_value
        How much lower the test would be, to a first approximation; and its p, with one degree of freedom.
    expected_change
        What the parameter would become, less what it is fixed to or what the others would share.
    standardized_change
        The same where items and factors have variance 1.
    power
        The probability that this index is significant at .05 where the true standardised change is .1.
    """

    lhs: str
    op: str
    rhs: str
    group: str
    chi_square: float
    p_value: float
    expected_change: float
    standardized_change: float
    power: float


IndexOperator = Literal["=~", "~~"]
MATTERS = 0.1  # a standardised change that one would want to know of. Saris, Satorra & van der Veld (2009)


def modification_indices(
    analysis: ConfirmatoryFactorAnalysis, op: IndexOperator | None = None
) -> tuple[ModificationIndex, ...]:
    """Return what the model would gain from each loading and covariance that it does not have, the largest first.

    Notes
    -----
    The score test of one parameter: its squared slope over its expected information given the others (Sörbom, 1989),
    with the change that goes with it (Saris, Satorra & Sörbom, 1987). Where answers are missing, both are those of the
    answers that there are, pattern by pattern. Of ordered answers the squared slope is divided by its
    own variance instead, which the answers of all people tell, so that chance gives a chi-square there too; of a tally
    of pairs, which does not hold them, as if the weights were right. Parameters that are freed because their index is
    large fit these people; whether they fit others takes other data.

    References
    ----------
    Saris, W. E., Satorra, A., & van der Veld, W. M. (2009). Testing structural equation models or detection of
    misspecifications? Structural Equation Modeling, 16, 561-582. https://doi.org/10.1080/10705510903203433
    """
    model = analysis.model
    if op is not None:
        check_option("op", op, IndexOperator)
    candidates = [row for row in _absent(analysis) if op in (None, row.op)]
    size = model.free
    freed = [replace(row, value=np.nan, index=size + j) for j, row in enumerate(candidates)]
    larger = replace(model, parameters=(*model.parameters, *freed))  # what is free counts, not what it was fixed to
    theta = np.concatenate([analysis.theta, [row.value for row in candidates]])
    return _indices(analysis, candidates, larger, theta, np.eye(len(theta), size), np.arange(size, len(theta)))


def equality_tests(analysis: ConfirmatoryFactorAnalysis) -> tuple[ModificationIndex, ...]:
    """Return what the model would gain where a parameter were no longer equal to others, the largest first.

    Notes
    -----
    The score test of one equality (Sörbom, 1989; univariate, as lavaan's `lavTestScore`), with how far the parameter
    would come to lie from what the others then share. Of two that are equal the second one is tested, which is the same
    test as the first one's; of three or more, each against all others. Tests of many equalities capitalise on chance.

    References
    ----------
    Sörbom, D. (1989). Model modification. Psychometrika, 54, 371-384. https://doi.org/10.1007/BF02294623
    """
    model = analysis.model
    free = [row for row in model.parameters if row.free]
    indices = np.array([row.index for row in free])
    places = [np.flatnonzero(indices == index) for index in range(model.free)]
    tested = np.concatenate([here[len(here) == 2 :] for here in places if len(here) > 1] or [np.empty(0, dtype=int)])
    if not len(tested):
        return ()
    apart = [replace(row, index=j) for j, row in enumerate(free)]
    larger = replace(model, parameters=(*(row for row in model.parameters if not row.free), *apart))
    together = np.eye(model.free)[indices]
    return _indices(analysis, [free[j] for j in tested], larger, analysis.theta[indices], together, tested)


def _indices(
    analysis: ConfirmatoryFactorAnalysis,
    rows: Sequence[Parameter],
    larger: Specification,
    theta: Array,
    together: Array,
    tested: NDArray[np.intp],
) -> tuple[ModificationIndex, ...]:
    """The score tests of some parameters of a larger model, of which `together` makes those of the model itself."""
    slope, information, products = (_of_answers if analysis.stages else _at)(analysis, larger, theta)
    across = together.T @ information
    taken = np.linalg.solve(across @ together, across)
    own = np.diag(information) - (across * taken).sum(axis=0)
    left = np.eye(len(theta)) - together @ taken
    variance = (left * (products @ left)).sum(axis=0)
    usable = own > 1e-8 * np.diag(information)
    pairs = zip(rows, tested.tolist(), strict=True)
    found = [_index(analysis, row, float(slope[j]), float(own[j]), float(variance[j])) for row, j in pairs if usable[j]]
    return tuple(sorted(found, key=lambda index: -index.chi_square))


def _at(analysis: ConfirmatoryFactorAnalysis, larger: Specification, theta: Array) -> tuple[Array, Array, Array]:
    """The slopes of the log-likelihood by the parameters of a larger model, their expected information, and variances.

    The latter are the information itself.
    """
    structures = tuple(structure_of(larger, group) for group in range(larger.groups))
    problem = Likelihood(analysis.samples, structures, len(theta))
    point = problem.at(theta)
    slope = -analysis.n * problem.gradient(point) / 2
    information = analysis.n * problem.expected_information(point)
    return slope, information, information


def _of_answers(
    analysis: ConfirmatoryFactorAnalysis, larger: Specification, theta: Array
) -> tuple[Array, Array, Array]:
    """The same of ordered answers: slopes of the weighted squares, curvature, and the slopes' own variances."""
    problem = problem_of(larger, analysis.stages, analysis.estimator)
    point = problem.at(theta)
    n = sum(stage.n - 1 for stage in analysis.stages)
    information = n * problem.curvature(point, observed=False)
    products = meat(problem, point, analysis.stages)
    return -n * problem.gradient(point) / 2, information, information if products is None else n * products


def _absent(analysis: ConfirmatoryFactorAnalysis) -> list[Parameter]:
    """The loadings of items, and the covariances of residuals and of factors, that are fixed or not there."""
    model = analysis.model
    there = {(row.group, *key(row.lhs, row.op, row.rhs)): row for row in model.parameters}
    names = [(factor, "=~", item) for factor in model.factors for item in model.items]
    for group in (model.items, model.factors):
        names += [(a, "~~", b) for j, a in enumerate(group) for b in group[j + 1 :]]
    rows = []
    for number in range(model.groups):
        for lhs, op, rhs in names:
            row = there.get((number, *key(lhs, op, rhs)))
            if row is None:
                rows.append(Parameter(lhs=lhs, op=op, rhs=rhs, group=number, value=0.0))
            elif not row.free:
                rows.append(row)
    return rows


def _index(
    analysis: ConfirmatoryFactorAnalysis, row: Parameter, slope: float, own: float, variance: float
) -> ModificationIndex:
    change = slope / own
    scale = _scale(analysis, row)
    chi_square = slope**2 / variance
    return ModificationIndex(
        lhs=row.lhs,
        op=row.op,
        rhs=row.rhs,
        group=analysis.groups[row.group].group,
        chi_square=chi_square,
        p_value=float(special.chdtrc(1, chi_square)),
        expected_change=change,
        standardized_change=change * scale,
        power=1 - float(special.chndtr(special.chdtri(1, 0.05), 1, (MATTERS / scale * own) ** 2 / variance)),
    )


def _scale(analysis: ConfirmatoryFactorAnalysis, row: Parameter) -> float:
    """What turns a parameter into its standardised form."""
    model, moments = analysis.model, analysis.groups[row.group]
    if row.op == "=~":
        factor = moments.factor_covariance[(model.factors.index(row.lhs),) * 2]
        item = moments.implied_covariance[(model.items.index(row.rhs),) * 2]
        return float(np.sqrt(factor / item)) if factor > 0 else float("nan")
    if row.op == "~*~":
        return 1.0
    if row.op in ("~1", "|"):
        names, covariance = model.items, moments.implied_covariance
        if row.lhs in model.factors:
            names, covariance = model.factors, moments.factor_covariance
        variance = covariance[(names.index(row.lhs),) * 2]
        return float(1 / np.sqrt(variance)) if variance > 0 else float("nan")
    label = moments.group
    variances = [analysis.estimate(name, "~~", name, group=label).value for name in (row.lhs, row.rhs)]
    product = variances[0] * variances[1]
    return float(1 / np.sqrt(product)) if product > 0 else float("nan")
