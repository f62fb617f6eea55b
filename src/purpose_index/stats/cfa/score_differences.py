"""What scores of groups or occasions differ by where people stand alike on the factors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.stats.cfa.ordered_differences import curves_of, mean_square
from purpose_index.stats.cfa.ordered_people import refuse_numbers
from purpose_index.stats.cfa.structure import INTERCEPT, LOADING, structure_of
from purpose_index.stats.uncertainty.delta import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.ordered_differences import Curves
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis, GroupMoments
    from purpose_index.stats.cfa.structure import Structure

    Array = NDArray[np.float64]

TINY = 1e-30  # a complex step: no rounding, whatever its size


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreDifference(Frozen):
    """What a score differs by between people who stand alike on the factors.

    Parameters
    ----------
    score
        The item; or the factor, for the mean of the items that measure it.
    group, reference
        Whose score, and with whose it is compared: groups or occasions.
    value, se, low, high
        How much higher the score of the former is expected to be, in points, over the levels of the factors that people
        of that group have; its standard error and its interval.
    observed
        How much higher it is, whatever the levels.
    d_macs
        The root mean square of the difference over those levels, in standard deviations of the score: 0 where both
        groups' scores are the same at every level. NaN where a factor's variance is below 0.
    """

    score: str
    group: str
    reference: str
    value: float
    se: float
    low: float
    high: float
    observed: float
    d_macs: float


class _Part(NamedTuple):
    """A group, or an occasion, in a model: where its parameters and moments stand."""

    name: str
    group: int
    items: slice
    factors: slice
    suffix: str = ""


Parts = tuple[_Part, _Part]  # whose scores, and with whose they are compared


class Answered(NamedTuple):
    """How many people of a group answered, and the (k,) means and (k, k) covariances (n - 1) of their answers."""

    n: float
    mean: Array
    covariance: Array


def score_differences(
    analysis: ConfirmatoryFactorAnalysis,
    compared: Sequence[str] | None = None,
    *,
    scores: Mapping[str, Mapping[str, float]] | None = None,
    answers: Sequence[Answered] = (),
) -> tuple[ScoreDifference, ...]:
    """Return what each item, and each score of items, differ by at one level of the factors.

    Parameters
    ----------
    analysis
        A model in which some loadings and intercepts are equal, and those that differ are free.
    compared
        The groups, or the occasions that one group of people has in this model; by default its groups.
    scores
        The weight of each item in each score; by default a score a factor, the mean of the items that measure it.
    answers
        Of ordered answers: their means and covariances in each group of the model.

    Raises
    ------
    StatisticsError
        `no-common-scale` where a factor has no item with the same loading and intercept in both.

    Notes
    -----
    With intercepts ν, loadings λ and factors of mean α and covariances Φ in the group g, compared with r, the expected
    difference of an item at η is ``(ν_g - ν_r) + (λ_g - λ_r)'η``. Its mean over the levels of group g is
    ``(ν_g - ν_r) + (λ_g - λ_r)'α``; its mean square adds ``(λ_g - λ_r)'Φ(λ_g - λ_r)``. Nye & Drasgow's (2011) dMACS is
    the root of the latter over the standard deviation of the two groups, pooled as theirs. Errors by the delta method.
    Ordered answers are expected to be ``v_0 + Σ (v_c - v_(c-1)) Φ((ν + λ'η - τ_c) / √θ)`` at η, with values v and
    thresholds τ; normal levels are integrated over, the mean in closed form. There equal intercepts are not enough:
    where residual variances θ differ, so do the answers at one level.

    It rests on the items that are held equal: they carry the scale. Where every item has moved alike, nothing of it can
    be seen. It is a difference of what people answer, not of what is right.

    References
    ----------
    Nye, C. D., & Drasgow, F. (2011). Effect size indices for analyses of measurement equivalence: Understanding the
    practical importance of differences between groups. Journal of Applied Psychology, 96, 966-980.
    https://doi.org/10.1037/a0022955
    """
    first, *others = _parts(analysis, compared)
    names, weights = _scores(analysis, first, scores)
    moments = answers or [_moments(group) for group in analysis.groups]
    return tuple(row for part in others for row in _between(analysis, (part, first), names, weights, moments))


def _parts(analysis: ConfirmatoryFactorAnalysis, compared: Sequence[str] | None) -> list[_Part]:
    if compared is None or len(analysis.groups) > 1:
        return [_Part(group.group, g, slice(None), slice(None)) for g, group in enumerate(analysis.groups)]
    k, m = len(analysis.items) // len(compared), len(analysis.factors) // len(compared)
    return [
        _Part(name, 0, slice(t * k, t * k + k), slice(t * m, t * m + m), f".{name}") for t, name in enumerate(compared)
    ]


def _between(
    analysis: ConfirmatoryFactorAnalysis,
    parts: Parts,
    names: Sequence[str],
    weights: Array,
    moments: Sequence[Answered],
) -> Iterator[ScoreDifference]:
    """Give the differences of one group or occasion with the first."""
    part, first = parts
    refuse_numbers(analysis, "Fit the model with all items ordered, or all as numbers.")
    structures = [structure_of(analysis.model, one.group) for one in parts]
    _check_common(analysis, structures, parts)
    expected = _of_answers if analysis.stages else _of_numbers
    value = expected(analysis, structures, parts, weights, analysis.theta)
    slopes = _slopes(expected, analysis, structures, parts, weights)
    variance = np.einsum("si,ij,sj->s", slopes, analysis.covariance, slopes)
    squares = (_squares_of_answers if analysis.stages else _squares)(analysis, structures, parts, weights)
    here, there = ((moments[one.group], one.items) for one in parts)
    observed = weights @ (here[0].mean[here[1]] - there[0].mean[there[1]])
    pooled = _pooled((here, there), weights)
    quantile = normal_quantile(analysis.level)
    for s, name in enumerate(names):
        se = float(np.sqrt(variance[s])) if variance[s] >= 0 else np.nan
        yield ScoreDifference(
            score=name,
            group=part.name,
            reference=first.name,
            value=float(value[s]),
            se=se,
            low=float(value[s]) - quantile * se,
            high=float(value[s]) + quantile * se,
            observed=float(observed[s]),
            d_macs=float(np.sqrt(squares[s]) / pooled[s]),
        )


def _differences(structures: Sequence[Structure], parts: Sequence[_Part], theta: Array) -> tuple[Array, Array]:
    """The (k, m) loadings and (k,) intercepts of one, less those of the other."""
    found = []
    for structure, part in zip(structures, parts, strict=True):
        matrices = structure.matrices(theta)
        found.append((matrices[LOADING][part.items, part.factors], matrices[INTERCEPT][part.items]))
    (loadings, intercepts), (others, other) = found
    return loadings - others, intercepts - other


def _of_numbers(
    analysis: ConfirmatoryFactorAnalysis, structures: Sequence[Structure], parts: Parts, weights: Array, theta: Any
) -> Any:
    """The (scores,) expected differences, over the levels that people of the one group have."""
    loadings, intercepts = _differences(structures, parts, theta)
    return weights @ (intercepts + loadings @ structures[0].implied(theta).factor_mean[parts[0].factors])


def _squares(
    analysis: ConfirmatoryFactorAnalysis, structures: Sequence[Structure], parts: Parts, weights: Array
) -> Array:
    """The (scores,) mean squares of the differences."""
    loadings, _ = _differences(structures, parts, analysis.theta)
    covariance = analysis.groups[parts[0].group].factor_covariance[parts[0].factors, parts[0].factors]
    bend = weights @ loadings
    spread = np.einsum("si,ij,sj->s", bend, covariance, bend)
    value = _of_numbers(analysis, structures, parts, weights, analysis.theta)
    return np.where(spread >= 0, value**2 + spread, np.nan)


def _of_answers(
    analysis: ConfirmatoryFactorAnalysis, structures: Sequence[Structure], parts: Parts, weights: Array, theta: Any
) -> Any:
    """The same of ordered answers."""
    one, other = _curves(analysis, structures, parts, theta)
    implied, factors = structures[0].implied(theta), parts[0].factors
    mean, covariance = implied.factor_mean[factors], implied.factor_covariance[factors, factors]
    return weights @ (one.expected(mean, covariance) - other.expected(mean, covariance))


def _squares_of_answers(
    analysis: ConfirmatoryFactorAnalysis, structures: Sequence[Structure], parts: Parts, weights: Array
) -> Array:
    one, other = _curves(analysis, structures, parts, analysis.theta)
    group, factors = analysis.groups[parts[0].group], parts[0].factors
    mean, covariance = group.factor_mean[factors], group.factor_covariance[factors, factors]
    return np.array([mean_square(one, other, own, mean, covariance) for own in weights])


def _curves(
    analysis: ConfirmatoryFactorAnalysis, structures: Sequence[Structure], parts: Parts, theta: Any
) -> list[Curves]:
    return [
        curves_of(
            analysis.model,
            structure,
            theta,
            group=part.group,
            items=part.items,
            factors=part.factors,
            categories=analysis.groups[part.group].categories,
        )
        for structure, part in zip(structures, parts, strict=True)
    ]


def _slopes(
    expected: Callable[..., Any],
    analysis: ConfirmatoryFactorAnalysis,
    structures: Sequence[Structure],
    parts: Parts,
    weights: Array,
) -> Array:
    """The (scores, q) slopes of the expected differences by each free parameter."""
    slopes = np.empty((len(weights), len(analysis.theta)))
    for j in range(len(analysis.theta)):
        moved = analysis.theta.astype(complex)
        moved[j] += TINY * 1j
        slopes[:, j] = np.imag(expected(analysis, structures, parts, weights, moved)) / TINY
    return slopes


def _moments(group: GroupMoments) -> Answered:
    return Answered(group.n, group.mean, group.covariance * group.n / (group.n - 1))


def _pooled(groups: Sequence[tuple[Answered, slice]], weights: Array) -> Array:
    """The standard deviation of each score, averaged by degrees of freedom as Nye & Drasgow (2011) do."""
    deviations = [
        np.sqrt(np.einsum("si,ij,sj->s", weights, moments.covariance[items, items], weights))
        for moments, items in groups
    ]
    return np.asarray(np.average(deviations, axis=0, weights=[moments.n - 1 for moments, _ in groups]))


def _scores(
    analysis: ConfirmatoryFactorAnalysis, first: _Part, scores: Mapping[str, Mapping[str, float]] | None
) -> tuple[list[str], Array]:
    """The names of the scores, items first, and the (scores, k) weights of the items in each."""
    items = [item.removesuffix(first.suffix) for item in analysis.items[first.items]]
    factors = [factor.removesuffix(first.suffix) for factor in analysis.factors[first.factors]]
    if scores is None:
        structure = structure_of(analysis.model, first.group)
        loads = structure.matrices(analysis.theta)[LOADING][first.items, first.factors] != 0
        own = {factor: [items[j] for j in np.flatnonzero(of)] for factor, of in zip(factors, loads.T, strict=True)}
        scores = {factor: dict.fromkeys(of, 1 / len(of)) for factor, of in own.items() if len(of) > 1}
    weights = [[of.get(item, 0.0) for item in items] for of in scores.values()]
    return [*items, *scores], np.vstack([np.eye(len(items)), *weights])


def _check_common(analysis: ConfirmatoryFactorAnalysis, structures: Sequence[Structure], parts: Parts) -> None:
    """Raise StatisticsError where a factor has no item that is the same in both."""
    part, first = parts
    numbers = np.sqrt(2) + np.arange(len(analysis.theta))  # no two parameters, nor a fixed one, are equal by chance
    loadings, intercepts = _differences(structures, parts, numbers)
    same = (loadings == 0).all(axis=1) & (intercepts == 0)
    if analysis.stages:
        one, other = _curves(analysis, structures, parts, numbers)
        same[one.item[one.thresholds != other.thresholds]] = False
    loads = structures[1].matrices(numbers)[LOADING][first.items, first.factors] != 0
    lacking = tuple(
        factor.removesuffix(first.suffix)
        for factor, of_factor in zip(analysis.factors[first.factors], loads.T, strict=True)
        if of_factor.any() and not (of_factor & same).any()
    )
    if lacking:
        named = ", ".join(map(repr, lacking))
        message = f"No item of {named} has the same loading and intercept for {part.name!r} and {first.name!r}."
        hint = "Hold those equal that can be: equal=['loadings', 'intercepts'] with the others in free=."
        facts: Facts = {"factors": lacking, "group": part.name, "reference": first.name}
        issue = Issue("no-common-scale", "$.model", message, hint, facts=facts)
        raise StatisticsError("Scores cannot be compared at one level.", [issue])
