"""Factor models of ordered answers: populations whose answers are known, laws, and data that are hardly any."""

from __future__ import annotations

import pickle
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import chi2, multivariate_normal, ncx2, norm

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.cfa import cfa, compare
from purpose_index.stats.cfa.normal_fit import _rank
from purpose_index.stats.cfa.ordered_people import _Given, _posterior, modes
from purpose_index.stats.cfa.ordinal import fitted_ordered
from purpose_index.stats.cfa.ordinal_errors import problem_of, shifted
from purpose_index.stats.cfa.parameters import specify
from purpose_index.stats.cfa.syntax import parse
from purpose_index.stats.correlation.first_stage import FirstStage
from purpose_index.tallies import Moments, PairCounts, Patterns

NAMES = ["x1", "x2", "x3", "x4", "x5", "x6"]
TWO = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"
LOADINGS = np.array([[0.8, 0], [0.7, 0], [-0.6, 0], [0, 0.75], [0, 0.5], [0, 0.65]])
FACTORS = np.array([[1, 0.4], [0.4, 1]])
CUTS = {"x1": [-1.0, 0.2], "x2": [0.5], "x3": [-0.5, 0.3, 1.2], "x4": [-0.8, 0.8], "x5": [0.0], "x6": [-1.5, 0.1]}


def correlations(loadings=LOADINGS, factors=FACTORS) -> np.ndarray:
    matrix = loadings @ factors @ loadings.T
    np.fill_diagonal(matrix, 1)
    return matrix


def stage_of(matrix: np.ndarray, cuts: dict, n: float = 500, gamma: bool = False) -> FirstStage:
    """Thresholds and correlations that are just these, with errors that are made up."""
    upper = np.triu_indices(len(matrix), 1)
    t = sum(map(len, cuts.values()))
    size = t + len(upper[0])
    noise = np.random.default_rng(0).normal(size=(2 * size, size))
    covariance = noise.T @ noise / len(noise)
    return FirstStage(
        n=n,
        categories=tuple(tuple(range(len(own) + 1)) for own in cuts.values()),
        item=np.repeat(np.arange(len(cuts)), [len(own) for own in cuts.values()]),
        thresholds=np.concatenate([np.asarray(own, dtype=float) for own in cuts.values()]),
        correlations=matrix[upper],
        variances=np.diag(covariance).copy(),
        gamma=covariance if gamma else None,
        mended=np.zeros(len(upper[0]), dtype=bool),
        covariance=np.eye(len(matrix)),
    )


def fit(model: str, stages: list[FirstStage], estimator="WLSMV", **options):
    thresholds = {name: len(cuts) for name, cuts in CUTS.items()}
    model = specify(parse(model), NAMES, groups=len(stages), thresholds=thresholds, **options)
    labels = ["a", "b"] if len(stages) > 1 else [""]
    return fitted_ordered(model, labels, stages, estimator=estimator, missing="listwise", level=0.95)


@lru_cache
def answers(n: int = 400, seed: int = 1) -> np.ndarray:
    latent = np.random.default_rng(seed).multivariate_normal(np.zeros(6), correlations(), size=n)
    return np.column_stack([np.digitize(latent[:, j], cuts) for j, cuts in enumerate(CUTS.values())]).astype(float)


@lru_cache
def fitted(estimator: str = "WLSMV", missing: str = "listwise", parameterization: str = "delta"):
    return cfa(answers(), TWO, names=NAMES, estimator=estimator, missing=missing, parameterization=parameterization)


def numbers(found) -> np.ndarray:
    rows = [(row.value, row.se) for row in found.estimates if row.free]
    return np.array([*rows, (found.fit.chi_square, found.fit.scaled.chi_square)])


@pytest.mark.parametrize("estimator", ["WLSMV", "ULSMV"])
def test_a_population_gives_its_own_parameters_back(estimator):
    found = fit(TWO, [stage_of(correlations(), CUTS, gamma=True)], estimator)
    assert found.converged
    assert found.fit.chi_square == pytest.approx(0, abs=1e-12)
    assert found.fit.df == 8
    for j, item in enumerate(NAMES):
        factor, column = ("f", 0) if j < 3 else ("g", 1)
        marker = LOADINGS[3 * column, column]
        row = found.estimate(factor, "=~", item)
        assert row.value == pytest.approx(LOADINGS[j, column] / marker, abs=1e-8)
        assert row.standardized == pytest.approx(LOADINGS[j, column], abs=1e-8)
        assert row.standardized_latent == pytest.approx(LOADINGS[j, column], abs=1e-8)
        rest = found.estimate(item, "~~", item)
        assert (rest.free, rest.value) == (False, pytest.approx(1 - LOADINGS[j, column] ** 2, abs=1e-8))
        assert found.r_squared[item] == pytest.approx(LOADINGS[j, column] ** 2, abs=1e-8)
        for t, cut in enumerate(CUTS[item], start=1):
            assert found.estimate(item, "|", f"t{t}").value == pytest.approx(cut, abs=1e-8)
        assert found.estimate(item, "~*~", item).value == 1
    assert found.factor_correlations[0, 1] == pytest.approx(0.4, abs=1e-8)
    assert found.groups[0].residuals == pytest.approx(np.zeros((6, 6)), abs=1e-8)


def test_theta_measures_in_units_of_the_residuals():
    found = fit(TWO, [stage_of(correlations(), CUTS)], parameterization="theta", identification="variance")
    for j, item in enumerate(NAMES):
        factor, column = ("f", 0) if j < 3 else ("g", 1)
        unit = np.sqrt(1 - LOADINGS[j, column] ** 2)
        assert found.estimate(factor, "=~", item).value == pytest.approx(LOADINGS[j, column] / unit, abs=1e-7)
        assert found.estimate(factor, "=~", item).standardized == pytest.approx(LOADINGS[j, column], abs=1e-8)
        assert found.estimate(item, "~~", item).value == 1
        cuts = [found.estimate(item, "|", f"t{t}") for t in range(1, len(CUTS[item]) + 1)]
        assert [cut.value for cut in cuts] == pytest.approx(np.array(CUTS[item]) / unit, abs=1e-7)
        assert [cut.standardized for cut in cuts] == pytest.approx(CUTS[item], abs=1e-8)


def test_what_was_observed_is_told_in_the_units_of_the_model():
    found = fit(TWO, [stage_of(correlations(), CUTS)], parameterization="theta", identification="variance")
    units = np.sqrt(1 - (LOADINGS**2).sum(axis=1))
    assert found.groups[0].covariance == pytest.approx(correlations() / np.outer(units, units), abs=1e-12)
    assert found.groups[0].residuals == pytest.approx(np.zeros((6, 6)), abs=1e-6)


MEANS, SIZES, SPREAD = np.array([0.5, -0.3]), np.array([[1.4, 0.5], [0.5, 0.8]]), np.linspace(0.7, 1.4, 6)


def second_group() -> FirstStage:
    """People of another mean, spread and residuals, with the thresholds and loadings of the first group."""
    residual = (1 - (LOADINGS**2).sum(axis=1)) * SPREAD
    covariance = LOADINGS @ SIZES @ LOADINGS.T + np.diag(residual)
    deviations = np.sqrt(np.diag(covariance))
    mean = LOADINGS @ MEANS
    cuts = {item: (np.array(own) - m) / d for (item, own), m, d in zip(CUTS.items(), mean, deviations, strict=True)}
    return stage_of(covariance / np.outer(deviations, deviations), cuts, n=300)


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
def test_two_groups_with_equal_thresholds_and_loadings_tell_means_and_spread(parameterization):
    stages = [stage_of(correlations(), CUTS), second_group()]
    equal = ("thresholds", "loadings")
    found = fit(TWO, stages, equal=equal, identification="variance", parameterization=parameterization)
    assert found.fit.chi_square == pytest.approx(0, abs=1e-12)
    assert found.groups[1].factor_mean == pytest.approx(MEANS, abs=1e-7)
    assert found.groups[1].factor_covariance == pytest.approx(SIZES, abs=1e-7)
    assert found.groups[0].factor_mean == pytest.approx([0, 0])
    unit = 1 - (LOADINGS**2).sum(axis=1)
    for j, item in enumerate(NAMES):
        if parameterization == "theta":
            assert found.estimate(item, "~~", item, group="b").value == pytest.approx(SPREAD[j], abs=1e-6)
        else:
            variance = (LOADINGS[j] @ SIZES @ LOADINGS[j]) + unit[j] * SPREAD[j]
            assert found.estimate(item, "~*~", item, group="b").value == pytest.approx(variance**-0.5, abs=1e-7)
            assert found.estimate(item, "~*~", item, group="b").standardized == pytest.approx(1, abs=1e-7)
            assert found.estimate(item, "~~", item, group="b").value == pytest.approx(unit[j] * SPREAD[j], abs=1e-6)


MODELS = {
    "plain": (TWO, {}),
    "theta": (TWO, {"parameterization": "theta"}),
    "higher": ("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nall =~ f + g\nx1 ~~ x4", {}),
    "groups": (TWO, {"equal": ("thresholds", "loadings")}),
    "groups-theta": (TWO, {"equal": ("thresholds",), "parameterization": "theta", "identification": "variance"}),
    "intercepts": (TWO + "\nx1 ~ c(0, NA)*1\nx2 | c(a, a)*t1\nx1 ~*~ c(1, NA)*x1", {"equal": ("loadings",)}),
}


def check_by_small_steps(problem, theta: np.ndarray) -> None:
    point, step = problem.at(theta), 1e-5
    moved = [problem.at(theta + step * one) for one in np.eye(len(theta))]
    back = [problem.at(theta - step * one) for one in np.eye(len(theta))]
    both = list(zip(moved, back, strict=True))
    slopes = np.array([(there.value - here.value) / (2 * step) for there, here in both])
    assert problem.gradient(point) == pytest.approx(slopes, rel=1e-6, abs=1e-7)
    bends = np.array([(problem.gradient(there) - problem.gradient(here)) / (4 * step) for there, here in both])
    assert problem.curvature(point, observed=True) == pytest.approx(bends, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_slopes_and_curvature_are_those_of_small_steps(name):
    model, options = MODELS[name]
    groups = 2 if "groups" in name or name == "intercepts" else 1
    stages = [stage_of(correlations(), CUTS), second_group()][:groups]
    thresholds = {item: len(cuts) for item, cuts in CUTS.items()}
    specification = specify(parse(model), NAMES, groups=groups, thresholds=thresholds, **options)
    problem = problem_of(specification, stages, "WLSMV")
    theta = np.random.default_rng(3).uniform(0.5, 0.9, specification.free)
    check_by_small_steps(problem, theta)
    point = problem.at(theta)
    fitting = problem.at(theta)
    exact = type(problem)(
        tuple(here.values for here in fitting.statistics), problem.weights, problem.shares, problem.groups, problem.size
    )
    for observed in (True, False):  # where nothing is left over, what is expected is observed
        assert exact.curvature(exact.at(theta), observed=observed) == pytest.approx(
            problem.curvature(point, observed=False)
        )


def test_a_scale_below_0_is_no_place():
    specification = specify(
        parse(TWO), NAMES, groups=2, thresholds={item: len(cuts) for item, cuts in CUTS.items()}, equal=("thresholds",)
    )
    problem = problem_of(specification, [stage_of(correlations(), CUTS), second_group()], "WLSMV")
    theta = np.full(specification.free, 0.5)
    assert np.isfinite(problem.at(theta).value)
    theta[next(row.index for row in specification.parameters if row.op == "~*~" and row.free)] = -0.5
    assert not np.isfinite(problem.at(theta).value)


def test_a_fixed_scale_is_the_unit_of_its_item():
    found = fit(TWO + "\nx1 ~*~ 2*x1", [stage_of(correlations(), CUTS)], identification="variance")
    assert found.fit.chi_square == pytest.approx(0, abs=1e-9)
    assert found.estimate("f", "=~", "x1").value == pytest.approx(0.8 / 2, abs=1e-7)
    assert found.estimate("x1", "|", "t2").value == pytest.approx(CUTS["x1"][1] / 2, abs=1e-9)
    assert found.estimate("x1", "~~", "x1").value == pytest.approx((1 - 0.64) / 4, abs=1e-7)
    assert found.groups[0].implied_covariance[0, 0] == pytest.approx(1 / 4)


def test_thresholds_may_be_written_in_any_order():
    stages = [stage_of(correlations(), CUTS)]
    found = fit(TWO + "\nx3 | t3 + t1 + t2", stages)
    cuts = [found.estimate("x3", "|", f"t{t}").value for t in (1, 2, 3)]
    assert cuts == pytest.approx(CUTS["x3"], abs=1e-9)
    assert found.groups[0].implied_thresholds[2] == pytest.approx(CUTS["x3"], abs=1e-9)


def test_correlations_that_nobody_can_have_tell_nothing_of_a_normal_likelihood():
    """Two pairs of items that correlate 1.2 by the model: the determinant is above 0, and two roots are below."""
    fixed = "f =~ 1.2*x1 + 1*x2\ng =~ 1.2*x4 + 1*x5\nh =~ 0.5*x3 + 0.5*x6"
    options = {"identification": "variance", "orthogonal": True}
    found = fit(fixed, [stage_of(correlations(), CUTS, gamma=True)], **options)
    roots = np.linalg.eigvalsh(found.groups[0].implied_covariance)
    assert (roots < 0).sum() == 2
    assert np.linalg.det(found.groups[0].implied_covariance) > 0
    assert found.fit.robust is None
    assert fit(fixed.replace("1.2", "0.8"), [stage_of(correlations(), CUTS, gamma=True)], **options).fit.robust


def test_a_shifted_statistic_has_the_mean_and_the_variance_of_a_chi_square():
    roots = np.array([0.2, 0.5, 1.4, 2.2])
    value, scaling, shift = shifted(7.0, 4, roots.sum(), (roots**2).sum())
    assert roots.sum() / scaling + shift == pytest.approx(4)  # a sum of weighted chi-squares has this mean
    assert 2 * (roots**2).sum() / scaling**2 == pytest.approx(8)  # and this variance
    assert value == pytest.approx(7 / scaling + shift)
    assert shifted(0.0, 0, 0.0, 0.0) == (0.0, 1.0, 0.0)


def test_the_test_and_the_errors_are_those_of_whole_matrices():
    stages = [stage_of(correlations(), CUTS, gamma=True)]
    stages[0].correlations[2] += 0.1
    found = fit(TWO, stages)
    problem = problem_of(found.model, stages, "WLSMV")
    slopes = problem.at(found.theta).changes[0].total
    weights, gamma = np.diag(1 / stages[0].variances), stages[0].gamma
    bread = np.linalg.inv(slopes.T @ weights @ slopes)
    errors = bread @ slopes.T @ weights @ gamma @ weights @ slopes @ bread / 499
    assert found.covariance == pytest.approx(errors, rel=1e-9, abs=1e-12)
    u_gamma = (weights - weights @ slopes @ bread @ slopes.T @ weights) @ gamma
    times = np.sqrt(8 / np.trace(u_gamma @ u_gamma))
    assert 1 / found.fit.scaled.scaling == pytest.approx(times, rel=1e-9)
    assert found.fit.scaled.shift == pytest.approx(8 - times * np.trace(u_gamma), rel=1e-8)
    assert found.fit.scaled.chi_square == pytest.approx(found.fit.chi_square * times + found.fit.scaled.shift)


def test_a_model_with_as_many_parameters_as_statistics_fits_all_of_them():
    found = cfa(answers()[:, :3], {"f": NAMES[:3]}, names=NAMES[:3], estimator="WLSMV")
    assert (found.fit.df, found.fit.chi_square) == (0, pytest.approx(0, abs=1e-9))
    assert found.fit.scaled.chi_square == pytest.approx(0, abs=1e-9)
    assert found.groups[0].implied_covariance == pytest.approx(found.groups[0].covariance, abs=1e-7)


def test_marker_and_variance_and_delta_and_theta_fit_the_same():
    found = fitted().fit
    for options in ({"identification": "variance"}, {"parameterization": "theta"}):
        other = cfa(answers(), TWO, names=NAMES, estimator="WLSMV", **options).fit
        assert other.chi_square == pytest.approx(found.chi_square, rel=1e-9)
        assert other.scaled.chi_square == pytest.approx(found.scaled.chi_square, rel=1e-8)
        assert other.robust.cfi == pytest.approx(found.robust.cfi, rel=1e-8)


def test_the_order_of_rows_and_items_changes_nothing():
    rows = np.random.default_rng(0).permutation(len(answers()))
    assert numbers(cfa(answers()[rows], TWO, names=NAMES, estimator="WLSMV")) == pytest.approx(numbers(fitted()))
    order = [3, 1, 5, 0, 4, 2]
    turned = cfa(answers()[:, order], TWO, names=[NAMES[j] for j in order], estimator="WLSMV")
    assert turned.fit.scaled.chi_square == pytest.approx(fitted().fit.scaled.chi_square)
    assert turned.estimate("g", "=~", "x5").se == pytest.approx(fitted().estimate("g", "=~", "x5").se)


def test_the_numbers_of_categories_do_not_matter_but_their_order():
    found = cfa(answers() * 3 - 7, TWO, names=NAMES, estimator="WLSMV")
    assert np.array_equal(numbers(found), numbers(fitted()))
    assert found.groups[0].categories[0] == (-7, -4, -1)


def test_the_order_of_groups_changes_nothing():
    group = np.where(np.arange(400) % 3, "one", "two")
    found = cfa(answers(), TWO, names=NAMES, estimator="WLSMV", groups=group)
    rows = np.roll(np.arange(400), -1)
    turned = cfa(answers()[rows], TWO, names=NAMES, estimator="WLSMV", groups=group[rows])
    assert found.groups[0].group != turned.groups[0].group
    assert turned.fit.scaled.chi_square == pytest.approx(found.fit.scaled.chi_square)
    assert turned.estimate("f", "=~", "x2", group="one").se == pytest.approx(
        found.estimate("f", "=~", "x2", group="one").se
    )


def test_groups_apart_are_models_apart():
    group = np.where(np.arange(400) % 3, "one", "two")
    found = cfa(answers(), TWO, names=NAMES, estimator="WLSMV", groups=group)
    alone = [cfa(answers()[group == label], TWO, names=NAMES, estimator="WLSMV") for label in ("one", "two")]
    assert found.fit.chi_square == pytest.approx(sum(one.fit.chi_square for one in alone))
    assert found.fit.df == 16
    for label, one in zip(("one", "two"), alone, strict=True):
        assert found.estimate("g", "=~", "x6", group=label).value == pytest.approx(one.estimate("g", "=~", "x6").value)


def test_merged_tallies_are_the_whole_to_the_bit():
    values = tuple(tuple(range(len(cuts) + 1)) for cuts in CUTS.values())
    parts = (answers()[:150], answers()[150:])
    first, second = (Patterns.of(part, items=NAMES, values=values) for part in parts)
    whole = cfa(Patterns.of(answers(), items=NAMES, values=values), TWO, estimator="WLSMV")
    assert np.array_equal(numbers(cfa(first + second, TWO, estimator="WLSMV")), numbers(whole))
    assert numbers(whole) == pytest.approx(numbers(fitted()))
    first, second = (PairCounts.of(part, items=NAMES, values=values) for part in parts)
    merged = cfa(first + second, TWO, estimator="WLSMV")
    counted = cfa(PairCounts.of(answers(), items=NAMES, values=values), TWO, estimator="WLSMV")
    assert np.array_equal(merged.theta, counted.theta)
    assert merged.fit.chi_square == counted.fit.chi_square == pytest.approx(fitted().fit.chi_square)
    assert counted.fit.scaled is counted.fit.robust is None
    assert np.isnan(counted.covariance).all()
    assert [issue.code for issue in counted.issues] == ["answers-needed"]
    changes = {(row.lhs, row.op, row.rhs): row.expected_change for row in fitted().modification_indices()}
    for row in counted.modification_indices():
        assert row.expected_change == pytest.approx(changes[row.lhs, row.op, row.rhs], abs=1e-9)
    with pytest.raises(ArgumentError, match="scaled"):
        compare(counted, cfa(first + second, {"all": NAMES}, estimator="WLSMV"))


def test_pairwise_without_missing_answers_is_listwise():
    assert numbers(fitted(missing="pairwise")) == pytest.approx(numbers(fitted()))


def test_pairwise_counts_everybody_who_answered_both():
    x = answers().copy()
    x[::7, 0] = np.nan
    x[3::11, 4] = np.nan
    x[-1] = np.nan
    found = cfa(x, TWO, names=NAMES, estimator="WLSMV", missing="pairwise")
    assert found.n == 399
    below = np.mean(x[~np.isnan(x[:, 4]), 4] <= 0)
    cut = found.estimate("x5", "|", "t1")
    assert cut.value == pytest.approx(norm.ppf(below))
    answered = (~np.isnan(x[:, 4])).sum()  # the error of a proportion, through the normal quantile
    error = np.sqrt(below * (1 - below) / answered) / norm.pdf(cut.value)
    assert cut.se == pytest.approx(error * np.sqrt(399 / 398))
    assert cfa(x, TWO, names=NAMES, estimator="WLSMV").n == (~np.isnan(x).any(axis=1)).sum()
    tally = Patterns.of(x, items=NAMES, missing="pairwise")
    assert numbers(cfa(tally, TWO, estimator="WLSMV", missing="pairwise")) == pytest.approx(numbers(found))


def test_a_misfit_is_found():
    one = cfa(answers(), {"all": NAMES}, names=NAMES, estimator="WLSMV")
    assert one.fit.scaled.p_value < 1e-6
    assert fitted().fit.scaled.p_value > 0.01
    difference = compare(fitted(), one)
    assert (difference.df, difference.method) == (1, "satorra-2000")
    assert difference.p_value < 1e-6
    mean = compare(fitted(), one, method="mean-adjusted")  # with one degree of freedom, as that to mean and variance
    assert (mean.chi_square, mean.method) == (pytest.approx(difference.chi_square), "mean-adjusted")
    with pytest.raises(ArgumentError, match="no chi-square"):
        compare(fitted(), one, method="likelihood-ratio")
    with pytest.raises(ArgumentError, match="Leave it out"):
        compare(fitted(), one, method="satorra-2010", x=answers())


def test_the_power_of_an_index_is_that_of_a_noncentral_chi_square():
    for row in fitted().modification_indices()[:5]:
        noncentrality = 0.01 * row.chi_square / row.standardized_change**2  # as many errors as .1 is, squared
        assert row.power == pytest.approx(ncx2.sf(chi2.isf(0.05, 1), 1, noncentrality))
        assert row.p_value == pytest.approx(chi2.sf(row.chi_square, 1))


@pytest.mark.parametrize("op", ["=~", "~~"])
def test_indices_of_loadings_alone_are_those_among_all(op):
    two = cfa(answers(), "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6", names=NAMES, estimator="WLSMV")
    wanted = [row for row in two.modification_indices() if row.op == op]
    assert {row.op for row in two.modification_indices()} == {"=~", "~~"}
    found = two.modification_indices(op=op)
    assert [(row.lhs, row.rhs) for row in found] == [(row.lhs, row.rhs) for row in wanted]
    assert [row.chi_square for row in found] == pytest.approx([row.chi_square for row in wanted], rel=1e-9)
    with pytest.raises(ArgumentError, match="unknown-option"):
        two.modification_indices(op="~1")


def test_an_index_of_a_tally_is_what_the_statistic_loses_where_nothing_else_can_move():
    fixed = "f =~ 0.8*x1 + 0.7*x2 + -0.6*x3 + 0.5*x4 + 0.4*x5 + 0.4*x6\nf ~~ 1*f"
    counted = PairCounts.of(answers(), items=NAMES, values=[sorted(set(own)) for own in answers().T.tolist()])
    without, given = (cfa(counted, fixed + line, estimator="WLSMV") for line in ("", "\nx4 ~~ x6"))
    (index,) = (row for row in without.modification_indices() if (row.op, row.lhs, row.rhs) == ("~~", "x4", "x6"))
    assert index.chi_square == pytest.approx(without.fit.chi_square - given.fit.chi_square, rel=1e-6)
    assert index.expected_change == pytest.approx(given.estimate("x4", "~~", "x6").value, rel=1e-6)


def test_a_factor_of_a_number_alone_has_its_variance_beside_ordered_items():
    x = answers().copy()
    x[:, 5] = 3 * np.random.default_rng(2).normal(size=len(x)) + x[:, 0]
    model = "f =~ x1 + x2 + x3\ng =~ x6\nh =~ x4"
    found = cfa(
        x[:, [0, 1, 2, 3, 5]], model, names=["x1", "x2", "x3", "x4", "x6"], ordered=NAMES[:4], estimator="WLSMV"
    )
    assert found.estimate("g", "~~", "g").value == pytest.approx(x[:, 5].var(ddof=1), rel=0.01)
    assert found.estimate("h", "~~", "h").value == 1
    assert not found.estimate("h", "~~", "h").free


def test_a_change_of_a_scale_is_a_factor_as_it_is():
    groups = np.resize(["a", "b", "c"], 400)
    text = TWO + "\nx1 ~*~ c(1, s, s)*x1"
    found = cfa(answers(), text, names=NAMES, estimator="WLSMV", groups=groups, equal=["thresholds", "loadings"])
    (scale,) = (row for row in found.equality_tests() if row.op == "~*~")
    assert scale.standardized_change == scale.expected_change != 0


def test_the_most_extreme_answers_have_scores_on_either_side():
    model = {"f": NAMES}
    cuts = {name: [-6.0, 5.5] for name in NAMES}
    loadings = np.array([[0.95], [0.9], [0.97], [0.9], [0.95], [0.9]])
    specification = specify(parse(model), NAMES, thresholds=dict.fromkeys(NAMES, 2))
    stage = stage_of(correlations(loadings, np.eye(1)), cuts)
    found = fitted_ordered(specification, [""], [stage], estimator="WLSMV", missing="listwise", level=0.95)
    low, high = found.factor_scores(np.array([[0] * 6, [2] * 6])).values[:, 0]
    turned = stage_of(correlations(loadings, np.eye(1)), {name: [-5.5, 6.0] for name in NAMES})
    other = fitted_ordered(specification, [""], [turned], estimator="WLSMV", missing="listwise", level=0.95)
    assert other.factor_scores(np.array([[2] * 6, [0] * 6])).values[:, 0] == pytest.approx([-low, -high], abs=1e-8)
    assert low < -4 < 4 < high


def test_scores_of_factors_that_are_one_are_those_of_that_one():
    rows = answers()[:20]
    one = cfa(answers(), {"f": NAMES}, names=NAMES, estimator="WLSMV", identification="variance").factor_scores(rows)
    same = "f ~~ 1*f\ng ~~ 1*g\nf ~~ 1*g"
    twice = cfa(answers(), f"{TWO}\n{same}", names=NAMES, estimator="WLSMV", identification="variance")
    found = twice.factor_scores(rows)
    assert found.values == pytest.approx(np.repeat(one.values, 2, axis=1), abs=1e-6)
    assert found.errors == pytest.approx(np.repeat(one.errors, 2, axis=1), abs=1e-6)


def test_a_factor_that_does_not_vary_is_at_its_mean():
    still = "f =~ x1 + x2 + x3 + x4 + x5 + x6\ng =~ .5*x1 + .2*x2\ng ~~ 0*g\nf ~~ 0*g"
    found = cfa(answers(), still, names=NAMES, estimator="WLSMV").factor_scores(answers()[:5])
    alone = cfa(answers(), {"f": NAMES}, names=NAMES, estimator="WLSMV").factor_scores(answers()[:5])
    assert found.values == pytest.approx(np.column_stack([alone.values[:, 0], np.zeros(5)]), abs=1e-6)
    assert (found.errors[:, 1] == 0).all()


@pytest.mark.parametrize("written", ["f ~~ 1*f\ng ~~ 1*g\nf ~~ 1.2*g", "f ~~ 1*f\ng ~~ -1*g\nf ~~ 0*g"])
def test_no_scores_on_factors_that_nobody_can_have(written):
    found = cfa(answers(), f"{TWO}\n{written}", names=NAMES, estimator="WLSMV", identification="variance")
    with pytest.raises(StatisticsError, match="none can have") as caught:
        found.factor_scores(answers()[:3])
    assert [issue.code for issue in caught.value.issues] == ["impossible-factor-correlations"]


def test_a_step_that_goes_down_is_not_taken():
    """From 0 Newton's step is to about 5, where the steep item's answer has a probability that no number holds."""
    slopes = np.array([10.0, 1.0])
    moments = SimpleNamespace(
        factor_covariance=np.eye(1),
        factor_mean=np.zeros(1),
        with_factors=slopes[:, None],
        implied_mean=np.zeros(2),
        implied_covariance=np.outer(slopes, slopes) + np.eye(2),
        implied_thresholds=(np.array([5.0]), np.array([10.0])),
        categories=((0, 1), (0, 1)),
    )
    places, errors = modes(moments, ("steep", "rare"), np.array([[0.0, 1.0]]))

    def minus_log(place: float) -> float:
        return place**2 / 2 - norm.logcdf(5 - 10 * place) - norm.logsf(10 - place)

    best = minimize_scalar(minus_log, bounds=(-1, 2), method="bounded", options={"xatol": 1e-10}).x
    assert places[0, 0] == pytest.approx(best, abs=1e-6)
    bend = (minus_log(best + 1e-3) - 2 * minus_log(best) + minus_log(best - 1e-3)) / 1e-6
    assert errors[0, 0] == pytest.approx(bend**-0.5, rel=1e-4)


def test_the_posterior_is_what_its_parts_are_together():
    slopes, place = np.array([[0.9, 0.2], [0.0, -1.1], [0.4, 0.7]]), np.array([[1.0, 0.5], [-0.2, 0.1]])
    lower, upper = np.array([[-0.5, -40.0, 0.8]] * 2), np.array([[0.7, 0.2, 0.8]] * 2)
    given = _Given(slopes, np.array([False, False, True]), np.ones((2, 3), dtype=bool), lower, upper)

    def at(there: np.ndarray) -> tuple[np.ndarray, ...]:
        return _posterior(there, given)

    value, slope, curvature = at(place)
    behind = place @ slopes.T
    likelihood = np.log((norm.cdf(upper - behind) - norm.cdf(lower - behind))[:, :2]).sum(axis=1)
    likelihood += norm.logpdf(0.8 - behind[:, 2])
    expected = likelihood + multivariate_normal(np.zeros(2), np.eye(2)).logpdf(place)
    assert value[0] - value[1] == pytest.approx(expected[0] - expected[1], abs=1e-12)
    for j, step in enumerate(1e-5 * np.eye(2)):
        up, down = at(place + step), at(place - step)
        assert slope[:, j] == pytest.approx((up[0] - down[0]) / 2e-5, abs=1e-8)
        assert curvature[:, j] == pytest.approx((down[1] - up[1]) / 2e-5, abs=1e-8)


def test_directions_are_counted_once_and_whatever_their_units():
    slopes = np.random.default_rng(3).normal(size=(10, 4))
    all_of_them = np.column_stack([slopes, slopes[:, 0] + 2 * slopes[:, 1], np.zeros(10)]) * [1e-6, 1, 1e4, 1, 1, 1]
    assert _rank(all_of_them.T @ all_of_them) == 4
    near = np.column_stack([slopes[:, 0], slopes[:, 0] + 1e-3 * slopes[:, 1]])
    assert _rank(near.T @ near) == 2


def test_scores_are_the_highest_point_of_the_posterior():
    found = fitted()
    codes = np.array([[0, 1, 2, 0, 1, np.nan]])
    scores = found.factor_scores(codes)
    moments = found.groups[0]
    loadings = np.linalg.solve(moments.factor_covariance, moments.with_factors.T).T
    residual = np.sqrt(1 - ((loadings @ moments.factor_covariance) * loadings).sum(axis=1))

    def log_posterior(place: np.ndarray) -> float:
        total = multivariate_normal.logpdf(place, np.zeros(2), moments.factor_covariance)
        for j, code in enumerate(codes[0]):
            if not np.isnan(code):
                cuts = np.concatenate([[-np.inf], moments.implied_thresholds[j], [np.inf]])
                z = (cuts[int(code) : int(code) + 2] - loadings[j] @ place) / residual[j]
                total += np.log(np.diff(norm.cdf(z))[0])
        return float(total)

    top = scores.values[0]
    away = 1e-4 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, -1.0]])
    assert all(log_posterior(top) > log_posterior(top + way) for way in away)
    size = 1e-3
    bend = np.empty((2, 2))
    for i, a in enumerate(np.eye(2)):
        for j, b in enumerate(np.eye(2)):
            signs = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
            bend[i, j] = sum(s * t * log_posterior(top + size * (s * a + t * b)) for s, t in signs) / (4 * size**2)
    assert scores.errors[0] == pytest.approx(np.sqrt(np.diag(np.linalg.inv(-bend))), rel=1e-4)
    many = found.factor_scores(answers())
    assert np.corrcoef(many.values[:, 0], answers()[:, 0])[0, 1] > 0.6
    assert np.isnan(found.factor_scores(np.full((1, 6), np.nan)).values).all()
    with pytest.raises(ArgumentError, match="nobody gave"):
        found.factor_scores(np.full((1, 6), 9.0))
    with pytest.raises(ArgumentError, match="'ebm'"):
        found.factor_scores(codes, method="regression")
    with pytest.raises(ArgumentError, match="'ebm'"):
        cfa(answers(), TWO, names=NAMES).factor_scores(codes, method="ebm")


def test_half_a_person_goes_into_an_empty_cell_of_two_by_two():
    x = np.where(answers() > 0, 1.0, 0.0)
    x[x[:, 0] == 1, 1] = 1
    found = cfa(x, TWO, names=NAMES, estimator="WLSMV")
    (issue,) = [issue for issue in found.issues if issue.code == "empty-cell"]
    assert issue.facts["pairs"] == ("x1 and x2",)
    both = np.array([[np.sum((x[:, 0] == a) & (x[:, 1] == b)) for b in (0, 1)] for a in (0, 1)]) / len(x)
    both += 0.5 / len(x) * np.array([[-1, 1], [1, -1]])
    cuts = norm.ppf([both[0].sum(), both[:, 0].sum()])
    rho = found.stages[0].correlations[0]
    assert multivariate_normal.cdf(cuts, cov=[[1, rho], [rho, 1]]) == pytest.approx(both[0, 0], abs=1e-6)
    turned = cfa(np.column_stack([1 - x[:, 0], x[:, 1:]]), TWO, names=NAMES, estimator="WLSMV")
    assert turned.stages[0].correlations[0] == pytest.approx(-rho)


def test_the_result_can_be_pickled_and_is_one_line():
    again = pickle.loads(pickle.dumps(fitted()))
    assert np.array_equal(again.theta, fitted().theta)
    assert len(repr(fitted())) < 200


def refused(match: str, x=None, model=TWO, error=StatisticsError, **options):
    with pytest.raises(error, match=match) as caught:
        cfa(answers() if x is None else x, model, names=NAMES, **{"estimator": "WLSMV", **options})
    return caught.value.issues


def test_data_that_are_hardly_any_are_refused_in_words():
    x = answers().copy()
    x[:, 2] = 1
    assert refused("constant-item", x)[0].facts["item"] == "x3"
    refused("too-few-people", answers()[:1])
    refused("too-few-people", np.full((50, 6), np.nan))
    twice = answers().copy()
    twice[:, 0] = twice[:, 2]
    assert refused("boundary-correlation", twice)[0].facts["correlation"] == 1
    group = np.where(np.arange(400) < 200, "a", "b")
    lacking = answers().copy()
    lacking[(group == "b") & (lacking[:, 0] == 0), 0] = 1
    (issue,) = refused("category-unused-in-group", lacking, groups=group)
    assert (issue.facts["item"], issue.facts["group"], issue.facts["values"]) == ("x1", "b", (0,))
    constant = answers().copy()
    constant[group == "b", 3] = 2
    assert refused("constant-item", constant, groups=group)[0].facts["group"] == "b"
    refused("groups-shape", groups=["a"] * 3, error=ArgumentError)
    refused("not-identified", model="f =~ x1 + x2")
    refused("thresholds and correlations", model="f =~ x1 + x2")
    refused("not-categories", answers() + 0.5, error=ArgumentError)
    refused("answers-needed", Moments.of(answers(), items=NAMES), error=ArgumentError)
    refused("answers-needed", PairCounts.of(answers(), items=NAMES), groups=group, error=ArgumentError)
    refused("answers-needed", Patterns.of(answers(), items=NAMES), missing="pairwise", error=ArgumentError)


@pytest.mark.parametrize(
    ("options", "model"),
    [
        ({"missing": "fiml"}, TWO),
        ({"estimator": "ML", "missing": "pairwise"}, TWO),
        ({"equal": ["residuals"], "groups": [0, 1] * 200}, TWO),
        ({"parameterization": "gamma"}, TWO),
        ({}, TWO + "\nx1 | t3"),
        ({}, TWO + "\nf | t1"),
        ({}, TWO + "\nx1 | one"),
        ({}, TWO + "\nx1 ~~ x1"),
        ({}, TWO + "\nx1 ~*~ x2"),
        ({"parameterization": "theta"}, TWO + "\nx1 ~*~ x1"),
        ({"estimator": "ML"}, TWO + "\nx1 | t1"),
        ({"estimator": "ML"}, TWO + "\nx1 ~*~ x1"),
    ],
)
def test_what_ordered_answers_do_not_have_is_refused(options, model):
    with pytest.raises(ArgumentError) as caught:
        cfa(answers(), model, names=NAMES, **{"estimator": "WLSMV", **options})
    assert caught.value.issues[0].code in ("unknown-option", "model-parameter")


def test_fewer_people_than_items_are_refused_or_doubted():
    for seed in range(12):
        try:
            found = cfa(answers(5, seed), TWO, names=NAMES, estimator="WLSMV")
        except StatisticsError as refusal:
            assert {issue.code for issue in refusal.issues} <= {
                "constant-item",
                "boundary-correlation",
                "undefined-error",
            }
        else:
            assert found.issues


def test_a_declared_category_that_nobody_chose_is_told():
    values = tuple(tuple(range(len(cuts) + 2)) for cuts in CUTS.values())
    found = cfa(Patterns.of(answers(), items=NAMES, values=values), TWO, estimator="WLSMV")
    assert numbers(found) == pytest.approx(numbers(fitted()))
    assert {issue.code for issue in found.issues} == {"unused-category"}
    assert found.groups[0].categories == fitted().groups[0].categories


def test_an_item_that_alone_measures_a_factor_is_that_factor():
    found = cfa(answers(), "f =~ x1 + x2 + x3\nalone =~ x4", names=NAMES, estimator="WLSMV")
    assert found.estimate("alone", "~~", "alone").value == 1
    assert found.estimate("x4", "~~", "x4").value == pytest.approx(0, abs=1e-12)
    assert found.fit.df == 2
    assert not found.issues
    with pytest.raises(StatisticsError, match="chance"):
        found.factor_scores(answers()[:, :4])


def test_two_items_that_are_nearly_one_give_a_variance_below_nought():
    matrix = correlations()
    matrix[0, 1] = matrix[1, 0] = 0.95
    found = fit(TWO, [stage_of(matrix, CUTS)])
    (issue,) = [issue for issue in found.issues if issue.code == "negative-variance"]
    assert issue.facts["names"] == ("x1",)
    assert found.estimate("x1", "~~", "x1").value < 0


def test_factors_that_are_one_are_told():
    matrix = correlations(factors=np.array([[1, 1.2], [1.2, 1]]))
    found = fit(TWO, [stage_of(matrix, CUTS)])
    assert [issue.code for issue in found.issues if "factor" in issue.code] == ["impossible-factor-correlations"]
    assert found.factor_correlations[0, 1] == pytest.approx(1.2, abs=1e-7)
    assert found.fit.robust is None


def test_an_ordered_item_that_is_constant_in_a_group_is_named_with_the_group():
    x = answers().copy()
    x[:200, 1] = 2
    with pytest.raises(StatisticsError) as raised:
        cfa(x, {"f": ["1", "2", "3"]}, estimator="WLSMV", groups=["a"] * 200 + ["b"] * 200)
    (issue,) = raised.value.issues
    assert (issue.code, issue.facts["item"], issue.facts["group"]) == ("constant-item", "2", "a")
