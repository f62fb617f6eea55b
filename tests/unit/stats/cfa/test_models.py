"""Models whose answers are known, laws that hold for all of them, and data that are hardly any."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.cfa import cfa, compare
from purpose_index.stats.cfa.identification import flat
from purpose_index.stats.cfa.parameters import specify
from purpose_index.stats.cfa.search import freed, markers, scaled, search
from purpose_index.stats.cfa.structure import structure_of
from purpose_index.stats.cfa.syntax import parse
from purpose_index.tallies import Moments, Patterns

NAMES = [f"x{j}" for j in range(1, 7)]
TWO = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"
LOADINGS = np.array([[1, 0], [0.8, 0], [0.6, 0], [0, 1], [0, 0.7], [0, 0.9]])
FACTORS = np.array([[1.2, 0.3], [0.3, 0.8]])
RESIDUALS = np.array([0.5, 0.6, 0.9, 0.4, 0.7, 0.5])


def exactly(covariance: np.ndarray, mean: np.ndarray | float = 0.0, n: int = 200, seed: int = 0) -> np.ndarray:
    """Rows whose means and covariances, divided by n, are just these."""
    noise = np.random.default_rng(seed).normal(size=(n, len(covariance)))
    uncorrelated = np.linalg.qr(noise - noise.mean(axis=0))[0] * np.sqrt(n)
    return mean + uncorrelated @ np.linalg.cholesky(covariance).T


POPULATION = LOADINGS @ FACTORS @ LOADINGS.T + np.diag(RESIDUALS)


def sample(n: int = 150, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.multivariate_normal(np.arange(6.0), POPULATION, size=n)


def numbers(found) -> np.ndarray:
    return np.array([(row.value, row.se) for row in found.estimates if row.free])


def test_a_population_gives_its_own_parameters_back():
    found = cfa(exactly(POPULATION), TWO, names=NAMES)
    assert found.fit.chi_square == pytest.approx(0, abs=1e-9)
    assert found.fit.df == 8
    assert (found.fit.cfi, found.fit.rmsea, found.fit.p_value) == pytest.approx((1, 0, 1))
    for j, item in enumerate(NAMES):
        factor, column = ("f", 0) if j < 3 else ("g", 1)
        assert found.estimate(factor, "=~", item).value == pytest.approx(LOADINGS[j, column], abs=1e-8)
        assert found.estimate(item, "~~", item).value == pytest.approx(RESIDUALS[j], abs=1e-8)
        share = RESIDUALS[j] / POPULATION[j, j]
        assert found.r_squared[item] == pytest.approx(1 - share, abs=1e-8)
        standard = LOADINGS[j, column] * np.sqrt(FACTORS[column, column] / POPULATION[j, j])
        assert found.loadings[j, column] == pytest.approx(standard, abs=1e-8)
    assert found.estimate("f", "~~", "g").value == pytest.approx(0.3, abs=1e-8)
    assert found.factor_correlations[0, 1] == pytest.approx(0.3 / np.sqrt(1.2 * 0.8), abs=1e-8)
    assert found.estimate("g", "~~", "f").standardized == pytest.approx(0.3 / np.sqrt(1.2 * 0.8), abs=1e-8)
    assert found.groups[0].residuals == pytest.approx(np.zeros((6, 6)), abs=1e-8)


def test_a_second_order_population_gives_its_own_parameters_back():
    first = np.kron(np.eye(3), np.array([[1], [0.8], [0.7]]))
    second = np.array([[1.0], [0.7], [0.5]])
    factors = 0.9 * second @ second.T + np.diag([0.3, 0.4, 0.5])
    covariance = first @ factors @ first.T + np.diag(np.linspace(0.4, 0.8, 9))
    names = [f"x{j}" for j in range(1, 10)]
    model = {"a": names[:3], "b": names[3:6], "c": names[6:], "general": ["a", "b", "c"]}
    found = cfa(exactly(covariance), model, names=names)
    assert found.fit.chi_square == pytest.approx(0, abs=1e-9)
    for factor, loading in zip("abc", second[:, 0], strict=True):
        assert found.estimate("general", "=~", factor).value == pytest.approx(loading, abs=1e-7)
    assert found.estimate("general", "~~", "general").value == pytest.approx(0.9, abs=1e-7)
    assert found.estimate("b", "~~", "b").value == pytest.approx(0.4, abs=1e-7)
    assert found.estimate("b", "~~", "b").standardized == pytest.approx(0.4 / (0.4 + 0.9 * 0.49), abs=1e-7)
    assert found.estimate("general", "=~", "b").standardized == pytest.approx(0.7 * np.sqrt(0.9 / 0.841), abs=1e-7)


def test_a_bifactor_population_gives_its_own_parameters_back():
    general = np.array([0.7, 0.6, 0.5, 0.6, 0.7, 0.4, 0.5, 0.6, 0.55])
    groups = np.kron(np.eye(3), np.ones((3, 1))) * np.array([0.4, 0.5, 0.3, 0.35, 0.45, 0.5, 0.6, 0.3, 0.4])[:, None]
    loadings = np.column_stack([general, groups])
    covariance = loadings @ loadings.T
    covariance += np.diag(1 - np.diag(covariance))
    names = [f"x{j}" for j in range(1, 10)]
    model = {"g": names, "a": names[:3], "b": names[3:6], "c": names[6:]}
    found = cfa(exactly(covariance), model, names=names, orthogonal=True, identification="variance")
    assert found.fit.chi_square == pytest.approx(0, abs=1e-8)
    assert np.abs(found.loadings) == pytest.approx(loadings, abs=1e-4)


def test_means_and_groups_of_a_population_come_back():
    intercepts, shift = np.arange(6.0), np.array([0.5, -0.4])
    first, second = exactly(POPULATION, intercepts), exactly(POPULATION, intercepts + LOADINGS @ shift, n=100)
    x, groups = np.vstack([first, second]), ["a"] * 200 + ["b"] * 100
    found = cfa(x, TWO, names=NAMES, groups=groups, equal=["loadings", "intercepts", "residuals"])
    assert found.fit.chi_square == pytest.approx(0, abs=1e-8)
    assert found.fit.df == 2 * 27 - (4 + 6 + 6 + 2 * 3 + 2)
    assert found.estimate("f", "~1", group="b").value == pytest.approx(0.5, abs=1e-8)
    assert found.estimate("g", "~1", group="b").value == pytest.approx(-0.4, abs=1e-8)
    assert found.estimate("f", "~1", group="a").value == 0


@pytest.mark.parametrize(("more", "df"), [((), 24), (("residual_covariances",), 25)])
def test_equal_residuals_are_equal_variances_and_their_covariances_have_a_word_of_their_own(more, df):
    other = POPULATION.copy()
    other[0, 5] = other[5, 0] = other[0, 5] + 0.2
    x, groups = np.vstack([exactly(POPULATION), exactly(other)]), np.repeat(["a", "b"], 200)
    found = cfa(x, f"{TWO}\nx1 ~~ x6", names=NAMES, groups=groups, equal=["loadings", "residuals", *more])
    assert found.fit.df == df  # 54 - (4 + 6 + 2 * 3 + 2 * 6 + 2), and one more
    assert (found.fit.chi_square < 1e-8) == (not more)


def test_an_end_is_found_by_chance_where_no_other_start_leads_to_one():
    # a general factor beside two of 3 and 4 items; lavaan stops at 3.234, as BFGS does from twelve random starts
    rng = np.random.default_rng(6)
    general, factors = 0.5 * rng.normal(size=(400, 1)), 0.4 * np.repeat(rng.normal(size=(400, 2)), [3, 4], axis=1)
    x, names = general + factors + 0.8 * rng.normal(size=(400, 7)), [f"q{j}" for j in range(7)]
    found = cfa(x, {"all": names, "a": names[:3], "b": names[3:]}, names=names, orthogonal=True)
    assert found.converged
    assert found.fit.chi_square == pytest.approx(2.871, abs=5e-4)
    implied, observed = found.groups[0].implied_covariance, np.cov(x.T, bias=True)
    product = np.linalg.solve(implied, observed)
    assert found.fit.chi_square == pytest.approx(400 * (np.trace(product) - np.linalg.slogdet(product)[1] - 7))


def test_misfit_is_found_and_named():
    wrong = POPULATION.copy()
    wrong[0, 3] = wrong[3, 0] = wrong[0, 3] + 0.3
    found = cfa(exactly(wrong, n=500), TWO, names=NAMES)
    assert found.fit.p_value < 1e-3
    freed = cfa(exactly(wrong, n=500), TWO + "\nx1 ~~ x4", names=NAMES)
    assert freed.fit.chi_square == pytest.approx(0, abs=1e-8)
    assert freed.estimate("x1", "~~", "x4").value == pytest.approx(0.3, abs=1e-7)
    first = max(found.modification_indices(), key=lambda row: row.chi_square if row.op == "~~" else 0)
    assert {first.lhs, first.rhs} == {"x1", "x4"}
    assert first.expected_change == pytest.approx(0.3, rel=0.4)
    test = compare(found, freed)
    assert (test.df, test.method) == (1, "likelihood-ratio")
    assert test.chi_square == pytest.approx(found.fit.chi_square)


@pytest.mark.once
def test_the_errors_and_the_test_are_those_of_repeated_samples():
    rng = np.random.default_rng(5)
    found = [cfa(rng.multivariate_normal(np.zeros(6), POPULATION, size=400), TWO, names=NAMES) for _ in range(150)]
    loading = np.array([one.estimate("g", "=~", "x5").value for one in found])
    errors = np.array([one.estimate("g", "=~", "x5").se for one in found])
    assert np.median(errors) == pytest.approx(loading.std(ddof=1), rel=0.15)
    covered = np.mean([row.low < 0.7 < row.high for one in found for row in [one.estimate("g", "=~", "x5")]])
    assert 0.90 < covered < 0.99
    assert kstest([one.fit.p_value for one in found], "uniform").pvalue > 0.01


@pytest.mark.parametrize("options", [{}, {"estimator": "MLR"}, {"estimator": "MLM"}, {"missing": "fiml"}])
def test_the_order_of_rows_and_items_and_the_scale_change_nothing_else(options):
    x = sample()
    found = cfa(x, TWO, names=NAMES, **options)
    order, turned = np.random.default_rng(0).permutation(len(x)), [4, 2, 0, 5, 1, 3]
    other = cfa(x[order][:, turned], TWO, names=[NAMES[j] for j in turned], **options)
    for row in found.estimates:
        again = other.estimate(row.lhs, row.op, row.rhs)
        assert (again.value, again.standardized) == pytest.approx((row.value, row.standardized), abs=1e-7)
        assert again.se == pytest.approx(row.se, abs=1e-7, nan_ok=True)
    wide = cfa(x * [1, 10, 1, 1, 1, 1], TWO, names=NAMES, **options)
    assert wide.estimate("f", "=~", "x2").value == pytest.approx(10 * found.estimate("f", "=~", "x2").value, rel=1e-7)
    for name in ("chi_square", "cfi", "rmsea", "srmr"):
        assert getattr(wide.fit, name) == pytest.approx(getattr(found.fit, name), abs=1e-7)


@pytest.mark.parametrize("options", [{}, {"estimator": "MLR"}, {"estimator": "MLM"}])
def test_marker_and_variance_fit_the_same(options):
    marker = cfa(sample(), TWO, names=NAMES, **options)
    variance = cfa(sample(), TWO, names=NAMES, identification="variance", **options)
    assert variance.fit.chi_square == pytest.approx(marker.fit.chi_square, abs=1e-8)
    assert variance.loadings == pytest.approx(marker.loadings, abs=1e-8)
    assert variance.factor_correlations == pytest.approx(marker.factor_correlations, abs=1e-8)
    if options:
        assert variance.fit.scaled.chi_square == pytest.approx(marker.fit.scaled.chi_square, abs=1e-6)


def by_weak_markers(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    loadings = np.array([[0.1, 0], [0.6, 0], [0.5, 0], [0, 0.1], [0, 0.7], [0, 0.6]])
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=150)
    return factors @ loadings.T + 0.8 * rng.normal(size=(150, 6))


SCHOOLS = np.repeat(["a", "b"], 75)


@pytest.mark.parametrize(
    ("seed", "options"),
    [
        (35, {}),
        (4, {"missing": "fiml"}),
        (7, {"missing": "fiml"}),
        (3, {"groups": SCHOOLS, "equal": ["loadings", "intercepts"]}),
        (3, {"estimator": "WLSMV"}),
        (7, {"estimator": "ULSMV", "parameterization": "theta"}),
    ],
)
def test_a_marker_that_hardly_measures_its_factor_stops_no_search(seed, options):
    x = by_weak_markers(seed)
    if "missing" in options:
        x[np.random.default_rng(seed).random(x.shape) < 0.1] = np.nan
    if "estimator" in options:
        x = np.digitize(x, [-0.7, 0.1, 0.9]).astype(float)
    marker, variance = (cfa(x, TWO, names=NAMES, identification=way, **options) for way in ("marker", "variance"))
    assert marker.converged
    assert variance.converged
    assert marker.fit.chi_square == pytest.approx(variance.fit.chi_square, abs=1e-6)
    assert np.abs(marker.loadings) == pytest.approx(np.abs(variance.loadings), abs=1e-4)


@pytest.mark.parametrize("seed", [1, 5, 8, 16])
def test_a_first_item_that_goes_with_none_stops_no_search_and_no_comparison(seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((600, 1)) @ [[0.02, 0.7, 0.6, 0.8, 0.7]] + 0.6 * rng.standard_normal((600, 5))
    x = np.sign(x) * np.abs(x) ** 1.3
    schools, names = np.repeat(["a", "b", "c"], 200), list("vwxyz")
    tests = []
    for way in ("marker", "variance"):
        common = {"names": names, "estimator": "MLM", "groups": schools, "identification": way}
        large = cfa(x, {"f": names}, **common)
        small = cfa(x, {"f": names}, equal=["loadings"], **common)
        assert large.converged
        assert small.converged
        test = compare(large, small, method="satorra-2010", x=x, groups=schools)
        tests.append((large.fit.chi_square, small.fit.chi_square, test.chi_square))
    assert tests[0] == pytest.approx(tests[1], abs=1e-5)  # the expected information knows nothing of units
    alone = [cfa(x[schools == school], {"f": names}, names=names, identification="variance") for school in "abc"]
    assert sum(one.fit.chi_square for one in alone) == pytest.approx(tests[0][0], abs=1e-5)
    assert all(one.converged for one in alone)


@pytest.mark.parametrize("way", ["marker", "variance"])
@pytest.mark.parametrize(("seed", "ends"), [(2, False), (8, True), (11, True), (18, True)])
def test_loadings_without_bound_are_no_end(seed, ends, way):
    x = np.digitize(by_weak_markers(seed), [-0.7, 0.1, 0.9]).astype(float)
    options = {"estimator": "ULSMV", "identification": way}
    found = cfa(x, TWO, names=NAMES, parameterization="theta", **options)
    assert found.converged == ends
    assert ("not-converged" in [issue.code for issue in found.issues]) != ends
    if ends:
        by_delta = cfa(x, TWO, names=NAMES, **options)
        assert found.fit.chi_square == pytest.approx(by_delta.fit.chi_square, abs=1e-6)
        assert np.isfinite([row.se for row in found.estimates if row.free]).all()


def test_numbers_in_small_units_are_not_without_bound():
    x = sample() * [1, 1, 1, 1e4, 1e4, 1e4]
    x[:, :3] = np.digitize(x[:, :3] - np.arange(3), [-0.7, 0.1, 0.9])
    options = {"estimator": "WLSMV", "ordered": NAMES[:3], "parameterization": "theta"}
    assert cfa(x, TWO, names=NAMES, **options).converged


class Cliff:
    """What falls without end from one start, and from every other one is impossible."""

    def __init__(self, start):
        self.start = start

    def of(self, model):
        return self

    def at(self, theta):
        possible = (theta >= self.start - 1e-9).all()
        return SimpleNamespace(value=-theta.sum() if possible else np.inf, implied=())

    def gradient(self, point):
        return -np.ones_like(self.start)

    def curvature(self, point, *, observed):
        return np.eye(len(self.start))


def test_a_start_that_nobody_can_have_is_passed_over_where_another_one_was_possible():
    model = specify(parse(TWO), NAMES)
    start = np.ones(model.free)
    found = search(model, Cliff(start), start)
    assert not found.converged
    assert (found.theta > start).all()
    with pytest.raises(StatisticsError, match="no group of people can have"):
        search(model, Cliff(start), start - 1)


class Slide(Cliff):
    """What falls without end along its loadings, from wherever."""

    def __init__(self, loadings):
        self.down = loadings.astype(float)
        self.start = self.down

    def at(self, theta):
        return SimpleNamespace(value=-theta @ self.down, implied=())

    def gradient(self, point):
        return -self.down


def test_of_searches_without_an_end_the_lowest_is_told():
    model = specify(parse(TWO), NAMES, identification="variance")
    loadings = np.zeros(model.free, dtype=bool)
    loadings[[row.index for row in model.parameters if row.op == "=~"]] = True
    start = np.full(model.free, 1000.0)  # of which the second start takes half
    found = search(model, Slide(loadings), start, chances=0)
    assert not found.converged
    assert (found.theta[loadings] > 1000).all()


@pytest.mark.parametrize("equal", [(), ("loadings", "intercepts")])
def test_the_start_by_variances_is_of_the_same_covariances_and_means(equal):
    names = [f"x{j}" for j in range(1, 10)]
    written = parse("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nh =~ x7 + x8 + x9\ntop =~ f + g + h")
    model = specify(written, names, groups=2, means=True, equal=equal)
    theta = np.random.default_rng(0).uniform(0.5, 1.5, model.free)
    of_factors = markers(model)
    assert set(of_factors) == {(name, group) for name in ("g", "h", "top") for group in (0, 1)}
    assert len(set(of_factors.values())) == (3 if equal else 6)  # apart, each group has a scale of its own
    places = list(of_factors.values())
    other, units = freed(model, of_factors), np.sqrt(theta[places])
    moved = scaled(model, theta, of_factors, 1 / units)
    moved[places] = units
    for group in range(2):
        here, there = structure_of(model, group).implied(theta), structure_of(other, group).implied(moved)
        assert there.covariance == pytest.approx(here.covariance, rel=1e-12)
        assert there.mean == pytest.approx(here.mean, rel=1e-12)


def test_a_model_without_degrees_of_freedom_fits():
    found = cfa(sample()[:, :3], "f =~ x1 + x2 + x3", names=NAMES[:3], estimator="MLR")
    assert (found.fit.df, found.fit.chi_square) == (0, pytest.approx(0, abs=1e-9))
    assert np.isnan(found.fit.p_value)
    assert (found.fit.rmsea, found.fit.cfi, found.fit.tli) == pytest.approx((0, 1, 1), abs=1e-12)


def test_fiml_without_missing_answers_is_ml():
    x = sample()
    ml, fiml = cfa(x, TWO, names=NAMES), cfa(x, TWO, names=NAMES, missing="fiml")
    assert fiml.fit.chi_square == pytest.approx(ml.fit.chi_square, abs=1e-9)
    assert fiml.fit.log_likelihood == pytest.approx(ml.fit.log_likelihood, abs=1e-9)
    for row in ml.estimates:
        assert fiml.estimate(row.lhs, row.op, row.rhs).value == pytest.approx(row.value, abs=1e-8)
    assert fiml.estimate("x3", "~1").value == pytest.approx(x[:, 2].mean(), abs=1e-8)


def test_rows_without_any_answer_tell_nothing():
    x = sample()
    x[::7, 2] = np.nan
    empty = np.vstack([x, np.full((5, 6), np.nan)])
    assert numbers(cfa(empty, TWO, names=NAMES, missing="fiml")) == pytest.approx(
        numbers(cfa(x, TWO, names=NAMES, missing="fiml")), abs=1e-12
    )


def test_tallies_give_what_rows_give():
    x = np.clip(np.round(sample(400) - np.arange(6.0) + 3), 1, 5)
    rows = cfa(x, TWO, names=NAMES)
    assert numbers(cfa(Moments.of(x, items=NAMES), TWO)) == pytest.approx(numbers(rows), abs=1e-10)
    patterns = Patterns.of(x.astype(int), items=NAMES)
    robust = cfa(x, TWO, names=NAMES, estimator="MLR")
    assert numbers(cfa(patterns, TWO, estimator="MLR")) == pytest.approx(numbers(robust), abs=1e-10)
    with pytest.raises(ArgumentError, match="answers-needed"):
        cfa(Moments.of(x, items=NAMES), TWO, estimator="MLR")
    with pytest.raises(ArgumentError, match="answers-needed"):
        cfa(Moments.of(x, items=NAMES), TWO, missing="fiml")


def test_the_order_of_groups_changes_nothing():
    x, groups = sample(200), np.array(["a", "b"])[(np.arange(200) % 3 == 0).astype(int)]
    one = cfa(x, TWO, names=NAMES, groups=groups, equal=["loadings"])
    other = cfa(x[::-1], TWO, names=NAMES, groups=groups[::-1], equal=["loadings"])
    assert other.fit.chi_square == pytest.approx(one.fit.chi_square, abs=1e-8)
    for row in one.estimates:
        assert other.estimate(row.lhs, row.op, row.rhs, group=row.group).value == pytest.approx(row.value, abs=1e-7)


def test_groups_apart_are_the_sum_of_each_alone():
    x, groups = sample(200), np.array(["a", "b"])[(np.arange(200) % 3 == 0).astype(int)]
    together = cfa(x, TWO, names=NAMES, groups=groups)
    alone = [cfa(x[groups == label], TWO, names=NAMES) for label in "ab"]
    assert together.fit.chi_square == pytest.approx(sum(one.fit.chi_square for one in alone), abs=1e-8)
    assert together.fit.df == sum(one.fit.df for one in alone)


def test_a_defined_parameter_has_its_error_by_the_delta_method():
    found = cfa(sample(), "f =~ x1 + a*x2 + b*x3\nratio := a / b\nsame := 2*a", names=NAMES[:6])
    a, b = (found.estimate("f", "=~", item) for item in ("x2", "x3"))
    ratio, same = found.estimates[-2:]
    assert ratio.value == pytest.approx(a.value / b.value)
    assert (same.value, same.se) == pytest.approx((2 * a.value, 2 * a.se))
    at = {row.label: row.index for row in found.model.parameters if row.label}
    C = found.covariance[np.ix_([at["a"], at["b"]], [at["a"], at["b"]])]
    slope = np.array([1 / b.value, -a.value / b.value**2])
    assert ratio.se == pytest.approx(float(np.sqrt(slope @ C @ slope)))


def test_scores_of_people_agree_with_a_regression_on_the_factors():
    found = cfa(exactly(POPULATION), TWO, names=NAMES)
    x = sample(50)
    scores = found.factor_scores(x)
    weights = np.linalg.solve(POPULATION, LOADINGS @ FACTORS)
    assert scores.values == pytest.approx(x @ weights, abs=1e-6)
    left = np.diag(FACTORS - (LOADINGS @ FACTORS).T @ weights)
    assert scores.errors[0] == pytest.approx(np.sqrt(left), abs=1e-6)
    bartlett = found.factor_scores(x, method="bartlett")
    inner = LOADINGS.T @ np.diag(1 / RESIDUALS)
    assert bartlett.values == pytest.approx(x @ (np.linalg.inv(inner @ LOADINGS) @ inner).T, abs=1e-6)
    assert bartlett.errors[0] == pytest.approx(np.sqrt(np.diag(np.linalg.inv(inner @ LOADINGS))), abs=1e-6)
    x[0, 3:] = np.nan
    partial = found.factor_scores(x).values[0]
    known = np.linalg.solve(POPULATION[:3, :3], (LOADINGS @ FACTORS)[:3])
    assert partial == pytest.approx(x[0, :3] @ known, abs=1e-6)
    x[0] = np.nan
    assert np.isnan(found.factor_scores(x).values[0]).all()


@pytest.mark.parametrize(
    ("model", "named"),
    [
        ("f =~ x1 + x2", ""),
        ("f =~ NA*x1 + x2 + x3 + x4", "f ~~ f"),
        ("f =~ NA*x1 + a*x2 + a*x3 + x4", "f =~ x1, f ~~ f, f =~ x2 "),  # equal ones are named by the first
        ("f =~ x1 + x2 + x3\ng =~ x1 + x4 + x5\nf ~~ 0*g\nh =~ x6 + x2\nh ~~ 0*f\nh ~~ 0*g", "h"),
    ],
)
def test_a_model_that_is_not_identified_is_refused_and_named(model, named):
    with pytest.raises(StatisticsError) as raised:
        cfa(sample(), model, names=NAMES)
    (issue,) = raised.value.issues
    assert issue.code == "not-identified"
    assert named in issue.message


def test_two_items_a_factor_are_enough_beside_another_factor():
    found = cfa(exactly(POPULATION), "f =~ x1 + x2\ng =~ x4 + x5", names=NAMES)
    assert found.fit.df == 1
    assert found.estimate("f", "=~", "x2").value == pytest.approx(0.8, abs=1e-7)


@pytest.mark.parametrize("scale", [1.0, 1e6, 1e-6])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("way", ["marker", "variance"])
def test_where_nothing_bends_no_step_leads_away_from_the_lowest_point(scale, seed, way):
    """Two factors of two items each need a covariance, which here is 0: loadings and residuals make up for another."""
    loadings = LOADINGS[[0, 1, 3, 4]]
    covariance = loadings @ np.diag([1.2, 0.8]) @ loadings.T + np.diag([0.5, 0.6, 0.4, 0.7])
    model = "f =~ x1 + x2\ng =~ x3 + x4"
    found = cfa(exactly(covariance, seed=seed) * scale, model, names=NAMES[:4], identification=way)
    assert (found.fit.df, found.fit.chi_square) == (1, pytest.approx(0, abs=1e-6))
    assert found.converged
    assert "weakly-identified" in [issue.code for issue in found.issues]


def test_a_model_may_be_identified_by_its_means_alone():
    """Two items whose intercepts are 0: the loading is the ratio of their means, and 3 / 2 here."""
    covariance = 0.8 * np.outer([1, 1.5], [1, 1.5]) + np.diag([0.5, 0.4])
    model = "f =~ x1 + x2\nf ~ 1\nx1 ~ 0*1\nx2 ~ 0*1"
    found = cfa(exactly(covariance, np.array([2.0, 3.0])), model, names=NAMES[:2], missing="fiml")
    assert found.fit.df == 0
    assert found.estimate("f", "=~", "x2").value == pytest.approx(1.5, abs=1e-7)
    assert found.estimate("f", "~~", "f").value == pytest.approx(0.8, abs=1e-7)


@pytest.mark.parametrize(("apart", "named"), [(1e-7, 0), (1e-11, 2)])
def test_what_is_all_but_level_is_told_of_what_bends(apart, named):
    rows = [SimpleNamespace(lhs="f", op="=~", rhs=item, free=True, index=j) for j, item in enumerate(NAMES)]
    curvature = np.eye(6) * [1, 4, 9, 1, 1, 1]
    curvature[0, 1] = curvature[1, 0] = 2 * (1 - apart)
    assert len(flat(SimpleNamespace(parameters=rows), curvature)) == named


def test_of_many_that_make_up_for_one_another_four_are_named():
    rows = [SimpleNamespace(lhs="f", op="=~", rhs=item, free=True, index=j) for j, item in enumerate(NAMES)]
    size = np.array([0.2, 0.5, 0.3, 0.6, 0.4, 0.1])
    curvature = np.eye(6) - np.outer(size, size) / (size @ size)
    names = flat(SimpleNamespace(parameters=rows), curvature)
    assert sorted(names) == ["f =~ x2", "f =~ x3", "f =~ x4", "f =~ x5"]


def test_a_factor_of_one_item_is_that_item():
    found = cfa(exactly(POPULATION), "f =~ x1 + x2 + x3\ng =~ x4", names=NAMES)
    assert found.estimate("g", "~~", "g").value == pytest.approx(POPULATION[3, 3], abs=1e-8)
    assert found.estimate("x4", "~~", "x4").value == 0


def test_a_negative_loading_is_found():
    x = exactly(POPULATION) * [1, -1, 1, 1, 1, 1]
    assert cfa(x, TWO, names=NAMES).estimate("f", "=~", "x2").value == pytest.approx(-0.8, abs=1e-8)


def test_factors_that_are_one_are_told():
    factor = np.array([[0.8, 0.7, 0.6, 0.7, 0.8, 0.5]])
    covariance = factor.T @ factor + np.diag([0.4] * 6)
    found = cfa(exactly(covariance, n=60, seed=3), TWO, names=NAMES)
    assert found.factor_correlations[0, 1] == pytest.approx(1, abs=1e-7)
    small = cfa(np.random.default_rng(8).multivariate_normal(np.zeros(6), covariance, size=60), TWO, names=NAMES)
    beyond = small.factor_correlations[0, 1] > 1
    assert beyond == ("impossible-factor-correlations" in [issue.code for issue in small.issues])


def test_factors_that_are_nearly_one_are_possible():
    covariance = LOADINGS @ [[1, 0.995], [0.995, 1]] @ LOADINGS.T + np.diag(RESIDUALS)
    found = cfa(exactly(covariance), TWO, names=NAMES)
    assert found.factor_correlations[0, 1] == pytest.approx(0.995, abs=1e-7)
    assert not found.issues


def test_a_negative_variance_is_told_and_kept():
    covariance = np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]])
    found = cfa(exactly(covariance), "f =~ x1 + x2 + x3", names=NAMES[:3])
    assert found.estimate("x1", "~~", "x1").value == pytest.approx(1 - 0.8 * 0.8 / 0.5, abs=1e-8)
    assert [issue.code for issue in found.issues] == ["negative-variance"]
    assert found.issues[0].facts["names"] == ("x1",)


@pytest.mark.parametrize(
    ("x", "code"),
    [
        (sample()[:5], "not-positive-definite"),
        (sample()[:1], "too-few-people"),
        (sample() * [1, 0, 1, 1, 1, 1], "constant-item"),
        (sample()[:, [0, 1, 1, 3, 4, 5]], "not-positive-definite"),
        (np.full((50, 6), np.nan), "too-few-people"),
    ],
)
def test_data_that_are_hardly_any_are_refused_in_words(x, code):
    with pytest.raises(StatisticsError) as raised:
        cfa(x, TWO, names=NAMES)
    assert {issue.code for issue in raised.value.issues} == {code}


def test_an_item_that_is_constant_in_one_group_is_named_with_the_group():
    x = sample(100)
    x[:50, 2] = 4
    with pytest.raises(StatisticsError) as raised:
        cfa(x, TWO, names=NAMES, groups=["a"] * 50 + ["b"] * 50)
    (issue,) = raised.value.issues
    assert issue.path == "$.items.x3"
    assert "'a'" in issue.message


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"estimator": "WLS"}, "unknown-option"),
        ({"missing": "pairwise"}, "unknown-option"),
        ({"identification": "effects"}, "unknown-option"),
        ({"equal": ["loading"], "groups": [1, 2] * 75}, "unknown-option"),
        ({"estimator": "MLM", "missing": "fiml"}, "unknown-option"),
        ({"level": 1.0}, "level-out-of-range"),
        ({"groups": [1, 2]}, "groups-shape"),
        ({"names": NAMES[:5]}, "names-of-items"),
        ({"names": NAMES[:5] * 2}, "names-of-items"),
    ],
)
def test_options_that_cannot_be_are_refused(options, code):
    with pytest.raises(ArgumentError) as raised:
        cfa(sample(), TWO, **({"names": NAMES} | options))
    assert raised.value.issues[0].code == code


def test_models_that_cannot_be_compared_are_refused():
    found = cfa(sample(), TWO, names=NAMES)
    for other in (
        found,
        cfa(sample(140), "f =~ x1 + x2 + x3 + x4 + x5 + x6", names=NAMES),
        cfa(sample(), "f =~ x1 + x2 + x3", names=NAMES),
        cfa(sample(), "f =~ x1 + x2 + x3 + x4 + x5 + x6", names=NAMES, estimator="MLR"),
    ):
        with pytest.raises(ArgumentError) as raised:
            compare(found, other)
        assert raised.value.issues[0].code == "not-comparable"


def test_a_model_that_did_not_converge_is_not_compared():
    x = np.digitize(by_weak_markers(2), [-0.7, 0.1, 0.9]).astype(float)
    options = {"names": NAMES, "estimator": "ULSMV", "parameterization": "theta"}
    one, other = cfa(x, "f =~ x1 + x2 + x3 + x4 + x5 + x6", **options), cfa(x, TWO, **options)
    assert (one.converged, other.converged) == (True, False)
    with pytest.raises(ArgumentError, match="did not converge"):
        compare(one, other)


def test_a_result_is_one_short_line_and_a_pickle():
    found = cfa(sample(), TWO, names=NAMES)
    assert len(repr(found)) < 90
    assert numbers(pickle.loads(pickle.dumps(found))) == pytest.approx(numbers(found))


@settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
@pytest.mark.once
def test_no_other_place_fits_better(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, 6)) @ (np.eye(6) + 0.4 * rng.normal(size=(6, 6)))
    found = cfa(x, TWO, names=NAMES)
    assert found.fit.log_likelihood <= found.fit.log_likelihood_free + 1e-8
    if found.converged:
        from purpose_index.stats.cfa.data import groups_of
        from purpose_index.stats.cfa.problem import Likelihood
        from purpose_index.stats.cfa.structure import structure_of

        (data,) = groups_of(x, NAMES, found.items, None, fiml=False, means=False)
        problem = Likelihood((data.sample,), (structure_of(found.model, 0),), found.model.free)
        best = problem.at(found.theta).value
        for size in (1e-4, 1e-2):
            moved = found.theta + size * rng.normal(size=len(found.theta))
            assert problem.at(moved).value > best


def test_a_label_on_the_first_loading_leaves_it_fixed_and_fixes_what_has_it_too():
    x = np.random.default_rng(4).normal(size=(200, 1)) + np.random.default_rng(5).normal(size=(200, 4))
    names = ["a", "b", "c", "d"]
    plain = cfa(x, "f =~ a + b + m*c + d", names=names)
    labelled = cfa(x, "f =~ l*a + b + m*c + d\ntwice := l + m", names=names)  # as in lavaan 0.6-14
    first = labelled.estimate("f", "=~", "a")
    assert (first.value, first.free, first.label) == (1, False, "l")
    assert labelled.theta == pytest.approx(plain.theta, abs=1e-10)
    twice, own = labelled.estimate("twice", ":="), labelled.estimate("f", "=~", "c")
    assert twice.value == pytest.approx(1 + own.value)
    assert twice.se == pytest.approx(own.se)
    moved = labelled.bootstrap(x, resamples=100, rng=1)
    assert moved.estimates[-1].value == twice.value
    assert moved.values[:, -1] == pytest.approx(1 + moved.values[:, 1])
    same = cfa(x, "f =~ l*a + l*b + c + e*d\ne == l", names=names)
    one = cfa(x, "f =~ a + 1*b + c + 1*d", names=names)
    assert same.fit.chi_square == pytest.approx(one.fit.chi_square, abs=1e-9)
    assert same.fit.df == one.fit.df == 4
    free = cfa(x, "f =~ l*a + b + c + d", names=names, identification="variance")
    assert free.estimate("f", "=~", "a").free
    started = cfa(x, "f =~ start(0.8)*a + b + c + d", names=names)
    assert started.estimate("f", "=~", "a").value == 1


def test_a_label_a_group_leaves_the_first_loading_fixed_and_na_sets_it_free():
    x = np.random.default_rng(4).normal(size=(200, 1)) + np.random.default_rng(5).normal(size=(200, 4))
    names, halves = ["a", "b", "c", "d"], np.arange(200) % 2
    found = cfa(x, "f =~ c(k, l)*a + b + c + d", names=names, groups=halves)
    assert [found.estimate("f", "=~", "a", group=group).value for group in ("0", "1")] == [1, 1]
    part = cfa(x, "f =~ c(NA, 1)*a + c(1, NA)*b + c + d", names=names, groups=halves)
    assert [part.estimate("f", "=~", "a", group=group).free for group in ("0", "1")] == [True, False]
    assert part.fit.chi_square == pytest.approx(found.fit.chi_square, abs=1e-8)


def with_gaps(share=0.3):
    """Answers of two factors, of which some lack."""
    rng = np.random.default_rng(8)
    factors = rng.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]], size=400)
    x = np.repeat(factors, 3, axis=1) * 0.7 + rng.normal(size=(400, 6)) * 0.7
    return np.where(rng.random(x.shape) < share, np.nan, x)


def test_robust_indices_of_missing_answers_are_those_of_the_whole_where_few_miss_any():
    x, names = with_gaps(0.0), list("abcdef")
    wrong = {"all": names}  # two factors are there
    for estimator in ("ML", "MLR"):
        whole = cfa(x, wrong, names=names, estimator=estimator).fit
        expected = whole.robust or whole
        one_gap = x.copy()
        one_gap[0, 0] = np.nan
        found = cfa(one_gap, wrong, names=names, estimator=estimator, missing="fiml").fit.robust
        for name in ("cfi", "tli", "rmsea", "rmsea_low", "rmsea_high"):
            assert getattr(found, name) == pytest.approx(getattr(expected, name), abs=1e-2), name


def test_missing_answers_hide_misfit_from_the_own_test_but_not_from_the_robust_indices():
    names, wrong = list("abcdef"), {"all": list("abcdef")}
    complete = cfa(with_gaps(0.0), wrong, names=names).fit
    gaps = cfa(with_gaps(), wrong, names=names, missing="fiml").fit
    assert gaps.rmsea < 0.8 * complete.rmsea
    assert gaps.robust.rmsea == pytest.approx(complete.rmsea, rel=0.1)
    assert gaps.robust.cfi == pytest.approx(complete.cfi, abs=0.05)


def test_robust_indices_of_groups_with_gaps_are_those_of_both_together():
    x, names = with_gaps(), list("abcdef")
    both = np.concatenate([x, x])
    halves = np.repeat(["x", "y"], len(x))
    one = cfa(x, {"all": names}, names=names, missing="fiml", estimator="MLR").fit.robust
    two = cfa(both, {"all": names}, names=names, missing="fiml", estimator="MLR", groups=halves).fit.robust
    assert two.scaling == pytest.approx(one.scaling, rel=1e-6)  # the same people twice
    assert two.chi_square == pytest.approx(2 * one.chi_square, rel=1e-6)
    equal = cfa(
        both, {"all": names}, names=names, missing="fiml", groups=halves, equal=["loadings", "intercepts", "residuals"]
    ).fit.robust
    assert equal.chi_square * equal.scaling == pytest.approx(2 * one.chi_square * one.scaling, rel=1e-5)


def test_covariances_that_nobody_shows_have_no_robust_indices():
    x = with_gaps(0.0)
    x[::2, 0], x[1::2, 1] = np.nan, np.nan  # nobody answers both
    fit = cfa(x, "one =~ a + c\ntwo =~ d + e + f\none ~~ two\nc ~~ 0.4*c", names=list("abcdef"), missing="fiml").fit
    assert fit.robust is not None


def test_a_difference_by_satorra_2010_asks_for_what_it_rests_on():
    x = np.round(np.exp((sample() - np.arange(6.0)) / 2))
    apart, unlike = TWO + "\nf ~~ 0*g", "f =~ x1 + x2 + x4\ng =~ x3 + x5 + x6\nf ~~ 0*g\nx1 ~~ x6"
    small, large, other = (cfa(x, model, names=NAMES, estimator="MLM") for model in (apart, TWO, unlike))
    tally = Patterns.of(x, items=NAMES)
    counted = [cfa(tally, model, estimator="MLM") for model in (apart, TWO)]
    found = compare(small, large, method="satorra-2010", x=x)
    assert compare(*counted, method="satorra-2010", x=tally).chi_square == pytest.approx(found.chi_square)
    for models, options, code in (
        ((small, large), {}, "answers-needed"),
        ((small, large), {"x": x[:, ::-1]}, "not-comparable"),
        ((small, large), {"x": x[1:]}, "not-comparable"),
        ((small, other), {"x": x}, "not-comparable"),
        ((small, large), {"x": x, "groups": np.arange(len(x)) % 2}, "not-comparable"),
        ((small, large), {"x": x, "method": "satorra-2001"}, "unknown-option"),
        ((small, large), {"method": "mean-adjusted"}, "not-comparable"),
    ):
        with pytest.raises(ArgumentError) as raised:
            compare(*models, **({"method": "satorra-2010"} | options))
        assert [issue.code for issue in raised.value.issues] == [code]


ONE = "f =~ x1 + x2 + x3 + x4 + x5 + x6"


@pytest.mark.parametrize(
    ("options", "code"),
    [({"method": "likelihood-ratio"}, "not-comparable"), ({"method": "satorra-2010", "x": 1}, None)],
)
def test_models_of_ordered_answers_are_not_compared_as_likelihoods(options, code):
    x = np.digitize(sample() - np.arange(6), [-0.7, 0.1, 0.9]).astype(float)
    one, two = (cfa(x, model, names=NAMES, estimator="WLSMV") for model in (ONE, TWO))
    with pytest.raises(ArgumentError) as caught:
        compare(one, two, **options)
    (issue,) = caught.value.issues
    assert issue.path == ("$.other" if code else "$.x")
    assert code in (None, issue.code)


def test_models_that_count_missing_answers_in_two_ways_are_not_compared():
    one, two = cfa(sample(), ONE, names=NAMES, missing="fiml"), cfa(sample(), TWO, names=NAMES)
    with pytest.raises(ArgumentError, match="different ways"):
        compare(one, two)


def test_models_of_other_groups_items_or_people_are_not_compared():
    x = sample()
    one = cfa(x, ONE, names=NAMES)
    in_groups = cfa(x, ONE, names=NAMES, groups=np.arange(len(x)) % 2)
    for other in (in_groups, cfa(x, {"f": NAMES[:5]}, names=NAMES), cfa(x[1:], TWO, names=NAMES)):
        with pytest.raises(ArgumentError, match="other items, people or groups"):
            compare(one, other)
