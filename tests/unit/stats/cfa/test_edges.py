"""Models and data at the edge: any scale, any start, groups that lose their people, names that are awkward."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import chi2, ncx2

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.cfa import cfa, compare
from purpose_index.stats.cfa.fitting import _check_definite
from purpose_index.stats.cfa.indices import indices
from purpose_index.stats.cfa.minimise import minimise
from purpose_index.tallies import Moments, Patterns
from tests.unit.stats.cfa.test_models import FACTORS, LOADINGS, NAMES, POPULATION, RESIDUALS, TWO, exactly, sample

HALVES = np.array(["a"] * 75 + ["b"] * 75, dtype=object)


@pytest.mark.parametrize("scale", [1e-8, 1e-3, 1e6, np.array([1e-6, 1e6, 1, 1e3, 1e-3, 1])])
@pytest.mark.parametrize("options", [{}, {"missing": "fiml"}, {"groups": HALVES, "equal": ["loadings"]}])
def test_items_may_have_any_unit(scale, options):
    found, other = (cfa(x, TWO, names=NAMES, **options) for x in (sample(), sample() * scale))
    assert other.converged
    assert other.fit.df == found.fit.df
    if np.ndim(scale) == 0 or "groups" not in options:
        assert other.fit.chi_square == pytest.approx(found.fit.chi_square, abs=1e-6)
        assert other.loadings == pytest.approx(found.loadings, abs=1e-7)


def test_means_may_be_large_beside_the_deviations():
    for options in ({"missing": "fiml"}, {"groups": HALVES}):
        far, near = (cfa(sample() + move, TWO, names=NAMES, **options) for move in (1e8, 0))
        assert far.fit.chi_square == pytest.approx(near.fit.chi_square, abs=1e-5)
        assert far.estimate("x1", "~1").value - 1e8 == pytest.approx(near.estimate("x1", "~1").value, abs=1e-6)


@pytest.mark.parametrize("number", [0.1, 1 / 3, 1e8 / 3, -7.7e-5])
@pytest.mark.parametrize("options", [{}, {"missing": "fiml"}])
@pytest.mark.parametrize("n", [49, 97, 150])
def test_one_number_is_constant_whatever_it_is(number, options, n):
    x = sample(n)
    x[:, 1] = number
    with pytest.raises(StatisticsError) as raised:
        cfa(x, TWO, names=NAMES, **options)
    assert [(issue.code, issue.path) for issue in raised.value.issues] == [("constant-item", "$.items.x2")]


def test_an_item_that_nobody_answered_is_said_to_be_that():
    x = sample()
    x[:, 2] = np.nan
    with pytest.raises(StatisticsError, match="no answer"):
        cfa(x, TWO, names=NAMES, missing="fiml")


def test_an_item_that_stands_there_twice_is_refused_with_missing_answers_too():
    x = sample()
    x[:, 1] = x[:, 0]
    x[3, 2] = np.nan
    with pytest.raises(StatisticsError) as raised:
        cfa(x, TWO, names=NAMES, missing="fiml")
    assert raised.value.issues[0].code == "not-positive-definite"


def test_a_later_loading_may_set_the_scale():
    found = cfa(exactly(POPULATION), "f =~ NA*x1 + 2*x2 + x3\ng =~ x4 + x5 + x6", names=NAMES)
    assert found.estimate("f", "=~", "x1").value == pytest.approx(2 / 0.8, abs=1e-8)
    assert found.estimate("f", "~~", "f").value == pytest.approx(1.2 * 0.4**2, abs=1e-8)


@pytest.mark.parametrize("line", ["x1 ~~ -0.5*x1", "f ~~ 5*g", "x1 ~~ 0.0001*x1\nx2 ~~ 0.0001*x2\nx3 ~~ 0.0001*x3"])
def test_a_fixed_value_far_from_the_data_is_fitted_all_the_same(line):
    found = cfa(sample(), TWO + "\n" + line, names=NAMES)
    assert found.converged
    assert found.fit.chi_square > 15


def test_a_search_ends_where_rounding_hides_what_is_left():
    line = "x1 ~~ 0.0001*x1\nx2 ~~ 0.0001*x2\nx3 ~~ 0.0001*x3"  # the value is rounded to more than a step can gain
    for seed in range(20):
        x = np.random.default_rng(seed).normal(size=(150, 6)) @ np.linalg.cholesky(POPULATION).T
        found = cfa(x, TWO + "\n" + line, names=NAMES)
        assert found.converged
        assert found.steps < 20


def test_fixed_values_that_nobody_can_have_are_refused():
    with pytest.raises(StatisticsError) as raised:
        cfa(sample(), TWO + "\nf ~~ 1*f\nx1 ~~ -50*x1", names=NAMES)
    assert [issue.code for issue in raised.value.issues] == ["impossible-model"]


def test_a_model_may_have_no_free_parameters():
    model = "f =~ 1*x1 + 0.8*x2\nf ~~ 1.2*f\nx1 ~~ 0.5*x1\nx2 ~~ 0.6*x2"
    right = cfa(exactly(POPULATION), model, names=NAMES)
    assert (right.fit.df, right.fit.chi_square) == (3, pytest.approx(0, abs=1e-9))
    S, model_of_two = POPULATION[:2, :2], POPULATION[:2, :2] + np.diag([0.5, 0])
    wrong = cfa(exactly(POPULATION, n=200), model.replace("0.5*x1", "1*x1"), names=NAMES)
    ratio = S @ np.linalg.inv(model_of_two)
    assert wrong.fit.chi_square == pytest.approx(200 * (np.trace(ratio) - np.log(np.linalg.det(ratio)) - 2), abs=1e-8)


@pytest.mark.parametrize("options", [{"estimator": "MLR"}, {"estimator": "MLM"}, {"missing": "fiml"}])
def test_a_factor_may_be_the_only_item(options):
    found = cfa(sample(), "f =~ x1", names=NAMES, **options)
    assert found.estimate("f", "~~", "f").value == pytest.approx(sample()[:, 0].var(), abs=1e-9)
    assert (found.fit.df, found.fit.baseline_df, found.fit.cfi) == (0, 0, 1)


def test_groups_stand_in_the_order_of_the_rows_complete_or_not():
    x = sample()
    x[0, 0] = np.nan
    groups = np.array(["b", *["a"] * 70, *["b"] * 79], dtype=object)
    found = cfa(x, TWO, names=NAMES, groups=groups, equal=["loadings", "intercepts"])
    assert [(group.group, group.n) for group in found.groups] == [("b", 79), ("a", 70)]
    assert found.estimate("f", "~1", group="b").value == 0


def test_a_group_without_complete_rows_is_named():
    x = sample()
    x[75:, 0] = np.nan
    with pytest.raises(StatisticsError, match="'b'") as raised:
        cfa(x, TWO, names=NAMES, groups=HALVES)
    assert raised.value.issues[0].facts == {"people": 0.0, "fewest": 2, "group": "b"}


@pytest.mark.parametrize(
    ("groups", "code"),
    [([np.nan] * 150, "too-few-people"), ([None] * 150, "too-few-people"), ([[1], [2]] * 75, "groups-shape")],
)
def test_groups_that_are_none_are_refused(groups, code):
    with pytest.raises((ArgumentError, StatisticsError)) as raised:
        cfa(sample(), TWO, names=NAMES, groups=groups)
    assert raised.value.issues[0].code == code


def test_rows_of_no_group_do_not_count():
    groups = HALVES.copy()
    groups[[0, 80, 81]] = [None, "", np.nan]
    found = cfa(sample(), TWO, names=NAMES, groups=groups)
    kept = np.setdiff1d(np.arange(150), [0, 80, 81])
    assert found.fit.chi_square == pytest.approx(
        cfa(sample()[kept], TWO, names=NAMES, groups=HALVES[kept]).fit.chi_square, abs=1e-10
    )


def test_explained_shares_are_those_of_the_first_group():
    noisy = POPULATION + np.diag(2 * RESIDUALS)
    x = np.vstack([exactly(POPULATION), exactly(noisy)])
    found = cfa(x, TWO, names=NAMES, groups=["a"] * 200 + ["b"] * 200)
    assert found.r_squared["x1"] == pytest.approx(1 - 0.5 / 1.7, abs=1e-8)


def test_a_defined_parameter_is_found_by_its_name_in_groups_too():
    model = "f =~ x1 + c(a, b)*x2 + x3\ndifference := a - b"
    found = cfa(sample(), model, names=NAMES, groups=HALVES)
    a, b = (found.estimate("f", "=~", "x2", group=group).value for group in "ab")
    assert found.estimate("difference", ":=").value == pytest.approx(a - b)
    with pytest.raises(KeyError):
        found.estimate("sum", ":=")


@pytest.mark.parametrize("label", ["a.b", "a.1", "lambda", "True", "\ufb01"])
def test_labels_may_be_awkward_words(label):
    found = cfa(sample(), f"f =~ x1 + {label}*x2 + x3\ntwice := 2*{label}", names=NAMES)
    loading = found.estimate("f", "=~", "x2")
    assert found.estimate("twice", ":=").value == pytest.approx(2 * loading.value)
    assert found.estimate("twice", ":=").se == pytest.approx(2 * loading.se)


@pytest.mark.parametrize(
    ("expression", "value"),
    [("1/(a - a)", np.inf), ("log(-a)", np.nan), ("(-a)^0.5", np.nan), ("9^9^9^9*a", np.inf)],
)
def test_a_definition_without_a_value_has_no_error_of_its_own(expression, value):
    found = cfa(sample(), f"f =~ x1 + a*x2 + x3\nd := {expression}", names=NAMES).estimate("d", ":=")
    assert found.value == pytest.approx(value, nan_ok=True)
    assert np.isnan([found.se, found.z, found.p_value, found.low, found.high]).all()


@pytest.mark.parametrize(
    ("model", "code"),
    [
        (TWO + "\na == b", "unknown-label"),
        ({"f": ["x1", "x2", "x3"], "g": []}, "model-syntax"),
        ("x1 =~ x2 + x3 + x4", "model-parameter"),
    ],
)
def test_what_would_be_left_out_in_silence_is_refused(model, code):
    with pytest.raises(ArgumentError) as raised:
        cfa(sample(), model, names=NAMES)
    assert {issue.code for issue in raised.value.issues} == {code}


def test_what_was_written_stays_fixed_where_equality_would_free_it():
    equal = ["loadings", "intercepts"]
    free = cfa(sample(), TWO, names=NAMES, groups=HALVES, equal=equal)
    fixed = cfa(sample(), TWO + "\nf ~ 0*1", names=NAMES, groups=HALVES, equal=equal)
    assert fixed.model.free == free.model.free - 1
    assert fixed.estimate("f", "~1", group="b").value == 0
    assert not fixed.estimate("f", "~1", group="b").free


@pytest.mark.parametrize("equal", ["loadings", ["intercepts"]])
def test_equality_without_groups_is_refused(equal):
    with pytest.raises(ArgumentError) as raised:
        cfa(sample(), TWO, names=NAMES, equal=equal)
    assert raised.value.issues[0].path == "$.equal"


def test_models_of_different_people_are_not_compared():
    one = {"f": NAMES}
    with pytest.raises(ArgumentError) as raised:
        compare(cfa(sample(seed=1), TWO, names=NAMES), cfa(sample(seed=2), one, names=NAMES))
    assert raised.value.issues[0].code == "not-comparable"
    assert compare(cfa(sample()[::-1], TWO, names=NAMES), cfa(sample(), one, names=NAMES)).df == 1


def test_unshrunk_scores_are_of_the_factors_that_the_answers_tell_of():
    found = cfa(exactly(POPULATION), TWO, names=NAMES)
    x = sample(3) - np.arange(6)
    x[0, 3:] = np.nan
    scores = found.factor_scores(x, method="bartlett")
    weights = LOADINGS[:3, 0] / RESIDUALS[:3]
    told = weights @ LOADINGS[:3, 0]
    assert scores.values[0] == pytest.approx([x[0, :3] @ weights / told, np.nan], abs=1e-6, nan_ok=True)
    assert scores.errors[0] == pytest.approx([told**-0.5, np.nan], abs=1e-6, nan_ok=True)
    assert np.isfinite(scores.values[1:]).all()


def test_unshrunk_scores_of_a_factor_of_factors_do_not_exist():
    first = np.kron(np.eye(3), np.array([[1], [0.8], [0.7]]))
    second = np.array([1.0, 0.7, 0.5])
    factors = np.outer(second, second) + np.diag([0.3, 0.4, 0.5])
    covariance, names = first @ factors @ first.T + np.eye(9), [f"x{j}" for j in range(9)]
    model = {"a": names[:3], "b": names[3:6], "c": names[6:], "general": ["a", "b", "c"]}
    x = np.arange(9.0)[None]
    scores = cfa(exactly(covariance), model, names=names).factor_scores(x, method="bartlett").values[0]
    expected = x[0] @ first / (first**2).sum(axis=0)
    assert scores == pytest.approx([*expected, np.nan], abs=1e-6, nan_ok=True)


def test_scores_are_of_the_group_that_is_asked_for():
    shift = np.array([0.5, -0.4])
    x = np.vstack([exactly(POPULATION), exactly(POPULATION, LOADINGS @ shift)])
    found = cfa(x, TWO, names=NAMES, groups=["a"] * 200 + ["b"] * 200, equal=["loadings", "intercepts"])
    at_mean = (LOADINGS @ shift)[None]
    assert found.factor_scores(at_mean, group="b").values[0] == pytest.approx(shift, abs=1e-6)
    weights = np.linalg.solve(POPULATION, LOADINGS @ FACTORS)
    for of_first in ({}, {"group": "a"}):
        assert found.factor_scores(at_mean, **of_first).values == pytest.approx(at_mean @ weights, abs=1e-6)
    with pytest.raises(ArgumentError) as raised:
        found.factor_scores(at_mean, group="c")
    assert raised.value.issues[0].code == "no-such-group"


def test_a_negative_factor_variance_is_told_and_breaks_nothing():
    covariance = np.full((6, 6), 0.1) + np.diag([0.9] * 6)
    covariance[:3, :3] = np.full((3, 3), -0.3) + np.diag([1.3] * 3)
    covariance[3:, 3:] = np.full((3, 3), 0.4) + np.diag([0.6] * 3)
    found = cfa(exactly(covariance) * 1e6, "f =~ 1*x1 + 1*x2 + 1*x3\ng =~ x4 + x5 + x6", names=NAMES)
    assert found.estimate("f", "~~", "f").value == pytest.approx(-0.3e12, rel=1e-6)
    assert [issue.code for issue in found.issues] == ["negative-variance"]
    assert np.isnan(found.factor_correlations[0, 1])
    assert all(np.isnan(row.standardized_change) for row in found.modification_indices() if row.lhs == "f")


def test_a_fixed_loading_has_a_modification_index_and_a_marker_none():
    found = cfa(exactly(POPULATION), "f =~ x1 + 0.4*x2 + x3\ng =~ x4 + x5 + x6", names=NAMES)
    index = {(row.lhs, row.op, row.rhs): row for row in found.modification_indices()}
    assert ("g", "=~", "x4") not in index
    assert index["f", "=~", "x2"].chi_square == pytest.approx(found.fit.chi_square, rel=0.35)
    assert index["f", "=~", "x2"].expected_change > 0.1


class Saddle:
    """x^4 / 4 - x^2 / 2 + y^2: level at 0, lowest where x is 1 or -1."""

    def at(self, theta):
        from types import SimpleNamespace

        x, y = theta
        return SimpleNamespace(value=x**4 / 4 - x**2 / 2 + y**2, theta=theta)

    def gradient(self, point):
        x, y = point.theta
        return np.array([x**3 - x, 2 * y])

    def curvature(self, point, *, observed):
        return np.diag([3 * point.theta[0] ** 2 - 1 if observed else 1.0, 2.0]) / 2


def test_a_saddle_is_no_end():
    start = np.array([0.0, 0.5])
    lowest = minimise(Saddle(), start, Saddle().at(start))
    assert lowest.converged
    assert lowest.point.value == pytest.approx(-0.25, abs=1e-12)
    assert abs(lowest.theta[0]) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_patterns_with_missing_answers_give_what_rows_give(estimator):
    x = np.clip(np.round(sample(300) - np.arange(6.0) + 3), 1, 5)
    x[np.random.default_rng(0).random(x.shape) < 0.1] = np.nan
    patterns = Patterns.of(x, items=NAMES, missing="pairwise")
    rows, tally = (cfa(data, TWO, names=NAMES, missing="fiml", estimator=estimator) for data in (x, patterns))
    assert tally.n == 300
    assert [(row.value, row.se) for row in tally.estimates if row.free] == [
        pytest.approx((row.value, row.se), abs=1e-8) for row in rows.estimates if row.free
    ]
    assert len(cfa(patterns, TWO, estimator=estimator).groups) == 1
    for refused, options in ((patterns, {"groups": HALVES}), (Patterns.of(x, items=NAMES), {"missing": "fiml"})):
        with pytest.raises(ArgumentError, match="answers-needed"):
            cfa(refused, TWO, **options)


def test_covariances_of_different_people_are_refused():
    x = sample()
    pairwise = x.copy()
    pairwise[0, 0] = np.nan
    tally = Moments.of(pairwise, items=NAMES, missing="pairwise")
    with pytest.raises(ArgumentError, match="answers-needed"):
        cfa(tally, TWO)
    for complete, model in ((Moments.of(x, items=NAMES, missing="pairwise"), TWO), (tally, "f =~ x2 + x3 + x4 + x5")):
        rows = cfa(x, model, names=NAMES)
        assert cfa(complete, model).fit.chi_square == pytest.approx(rows.fit.chi_square, abs=1e-9)


@pytest.mark.parametrize("estimator", ["MLR", "MLM"])
def test_means_that_are_free_change_no_scaling(estimator):
    x = (sample() - np.arange(6)) ** 3  # far from normal
    plain, means = (cfa(x, TWO + line, names=NAMES, estimator=estimator).fit.scaled for line in ("", "\nx1 ~ 1"))
    assert abs(plain.scaling - 1) > 0.1
    for name in ("scaling", "baseline_scaling", "chi_square", "cfi"):
        assert getattr(means, name) == pytest.approx(getattr(plain, name), abs=1e-6)


def test_the_power_of_an_index_is_that_of_a_standardised_change_of_a_tenth():
    for row in cfa(sample(), TWO, names=NAMES).modification_indices():
        information = row.chi_square / row.expected_change**2
        tenth = 0.1 * row.expected_change / row.standardized_change
        assert row.power == pytest.approx(ncx2.sf(chi2.isf(0.05, 1), 1, tenth**2 * information), abs=1e-8)
        assert row.p_value == pytest.approx(chi2.sf(row.chi_square, 1), abs=1e-12)


def test_disturbances_of_factors_have_the_modification_indices_of_lavaan():
    """Of four factors below one, with the values of lavaan's modindices: mi, epc and sepc.all."""
    rng = np.random.default_rng(3)
    above, own = rng.normal(size=(400, 1)), rng.normal(size=(400, 4))
    own[:, 1] += 0.5 * own[:, 0]
    x = (np.repeat(0.8 * above + 0.6 * own, 3, axis=1) + rng.normal(size=(400, 12)) * 0.7).round(3)
    names = [f"x{number}" for number in range(1, 13)]
    model = {f"f{j + 1}": names[3 * j : 3 * j + 3] for j in range(4)} | {"g": ["f1", "f2", "f3", "f4"]}
    found = {(row.lhs, row.op, row.rhs): row for row in cfa(x, model, names=names).modification_indices()}
    wanted = {("f1", "f2"): (31.099, 0.322, 1.102), ("f1", "f3"): (8.773, -0.124, -0.377)}
    wanted |= {("f1", "f4"): (5.690, -0.126, -0.376), ("f2", "f3"): (5.690, -0.104, -0.259)}
    wanted |= {("f2", "f4"): (8.773, -0.159, -0.392), ("f3", "f4"): (31.099, 0.239, 0.521)}
    assert {(lhs, rhs) for lhs, op, rhs in found if op == "~~" and lhs not in names} == set(wanted)
    for (lhs, rhs), numbers in wanted.items():
        row = found[lhs, "~~", rhs]
        assert (row.chi_square, row.expected_change, row.standardized_change) == pytest.approx(numbers, abs=6e-4)


def test_a_covariance_is_standardised_by_the_variances_of_its_own_group():
    x = np.vstack([sample(), 3 * sample()])
    found = cfa(x, TWO, names=NAMES, groups=np.repeat(["a", "b"], len(x) // 2))
    rows = {(row.lhs, row.rhs, row.group): row for row in found.modification_indices() if row.op == "~~"}
    assert rows["x1", "x4", "b"].expected_change == pytest.approx(9 * rows["x1", "x4", "a"].expected_change, rel=1e-5)
    for (lhs, rhs, group), row in rows.items():
        left = [found.estimate(name, "~~", name, group=group).value for name in (lhs, rhs)]
        assert row.standardized_change == pytest.approx(row.expected_change / np.sqrt(left[0] * left[1]))


def test_where_all_that_a_model_may_have_is_there_nothing_has_an_index():
    text = "f =~ NA*x1 + x2\nf ~~ 1*f\nx1 ~~ 0.1*x1 + x2\nx2 ~~ 0.1*x2"
    found = cfa(sample()[:, :2], text, names=NAMES[:2])
    assert found.fit.df == 0
    assert found.modification_indices() == ()


@pytest.mark.parametrize(("name", "op"), [("f", "~1"), ("x2", "~1")])
def test_a_mean_is_standardised_by_what_it_is_the_mean_of(name, op):
    x = np.vstack([sample(), sample()[::-1] * [1, 1.2, 1, 1, 1, 1] + 0.3])
    groups = np.repeat(["a", "b", "a", "b"], len(x) // 4)
    text = TWO + "\nf ~ c(m, m)*1\nx1 ~ 0*1"
    found = cfa(x, text, names=NAMES, groups=groups, equal=["loadings", "intercepts"])
    rows = [row for row in found.equality_tests() if (row.lhs, row.op) == (name, op)]
    assert rows
    for row in rows:
        variance = found.estimate(name, "~~", name, group=row.group).value
        if name in NAMES:
            at = [one.group for one in found.groups].index(row.group)
            variance = found.groups[at].implied_covariance[NAMES.index(name), NAMES.index(name)]
        assert row.standardized_change == pytest.approx(row.expected_change / np.sqrt(variance))


@pytest.mark.parametrize("estimator", ["ML", "MLM"])
def test_a_comparison_is_of_the_smaller_model_less_the_larger_one(estimator):
    x = np.exp((sample(400) - np.arange(6)) / 3)
    large, small = (cfa(x, model, names=NAMES, estimator=estimator) for model in (TWO, {"f": NAMES}))
    first, second = (one.fit.scaled or one.fit for one in (small, large))
    for test in (compare(large, small), compare(small, large)):
        assert test.df == 1
        assert test.cfi_change == first.cfi - second.cfi != 0
        assert test.rmsea_change == first.rmsea - second.rmsea != 0
        assert test.srmr_change == small.fit.srmr - large.fit.srmr != 0
        scaling = 9 * first.scaling - 8 * second.scaling
        assert test.chi_square == pytest.approx((small.fit.chi_square - large.fit.chi_square) / scaling)
        assert test.p_value == pytest.approx(chi2.sf(test.chi_square, 1))


def test_disturbances_that_covary_are_standardised_by_themselves():
    first = np.kron(np.eye(4), np.array([[1], [0.8]]))
    second = np.array([1.0, 0.7, 0.5, 0.9])
    disturbances = np.diag([0.3, 0.4, 0.5, 0.6])
    disturbances[0, 1] = disturbances[1, 0] = 0.1
    covariance = first @ (np.outer(second, second) + disturbances) @ first.T + np.eye(8)
    names = [f"x{j}" for j in range(8)]
    lines = [f"{f} =~ {names[2 * j]} + {names[2 * j + 1]}" for j, f in enumerate("abcd")]
    model = "\n".join([*lines, "g =~ a + b + c + d", "a ~~ b"])
    found = cfa(exactly(covariance), model, names=names).estimate("a", "~~", "b")
    expected = pytest.approx(0.1 / np.sqrt(0.3 * 0.4), abs=1e-6)
    assert (found.standardized, found.standardized_latent) == (expected, expected)


def test_an_intercept_is_standardised_by_the_deviation_of_its_item():
    found = cfa(exactly(POPULATION, np.arange(1.0, 7.0)), TWO + "\nx1 ~~ x4", names=NAMES, missing="fiml")
    one = found.estimate("x3", "~1")
    assert one.standardized == pytest.approx(3 / np.sqrt(POPULATION[2, 2]), abs=1e-7)
    assert one.standardized_latent == pytest.approx(3, abs=1e-7)
    loading = found.estimate("g", "=~", "x6")
    assert loading.standardized_latent == pytest.approx(0.9 * np.sqrt(0.8), abs=1e-7)
    residual = found.estimate("x1", "~~", "x4")
    assert residual.standardized_latent == residual.value


def test_a_difference_whose_scaling_is_below_0_is_refused():
    x = np.exp((sample(400) - np.arange(6)) / 3)
    large, small = (cfa(x, model, names=NAMES, estimator="MLR") for model in (TWO, {"f": NAMES}))
    assert 9 * small.fit.scaled.scaling < 8 * large.fit.scaled.scaling
    with pytest.raises(ArgumentError, match="below 0"):
        compare(small, large)
    assert compare(small, large, method="likelihood-ratio").chi_square > 0


@pytest.mark.parametrize("estimator", ["ML", "MLR"])
def test_two_items_that_nobody_answered_both_have_no_test(estimator):
    x = sample()
    x[::2, 0] = x[1::2, 3] = np.nan
    with pytest.raises(StatisticsError) as raised:
        cfa(x, TWO, names=NAMES, estimator=estimator, missing="fiml")
    (issue,) = raised.value.issues
    assert (issue.code, issue.facts) == ("undefined-pair", {"first": "x1", "second": "x4", "group": ""})


@pytest.mark.parametrize("options", [{}, {"missing": "fiml"}, {"groups": HALVES}])
@pytest.mark.parametrize("end", [np.inf, -np.inf])
def test_an_infinite_answer_is_refused_and_the_item_named(options, end):
    x = sample()
    x[7, 2] = end
    with pytest.raises(ArgumentError) as raised:
        cfa(x, TWO, names=NAMES, **options)
    assert [(issue.code, issue.path) for issue in raised.value.issues] == [("array-not-finite", "$.items.x3")]


@pytest.mark.parametrize("x", [[1.0, 2.0], np.zeros((2, 3, 4)), 5.0])
def test_what_is_no_table_of_people_by_items_is_told_so(x):
    with pytest.raises(ArgumentError) as raised:
        cfa(x, {"f": ["1", "2"]})
    assert [issue.code for issue in raised.value.issues] == ["array-shape"]


def test_answers_so_small_that_their_squares_vanish_are_refused():
    with pytest.raises(StatisticsError) as raised:
        cfa(sample() * 1e-150, TWO, names=NAMES)
    assert {issue.code for issue in raised.value.issues} == {"constant-item"}


@pytest.mark.parametrize("free", ["f =~ x2", ["f =~ x2"], [3]])
def test_nothing_is_set_free_where_there_are_no_groups(free):
    with pytest.raises(ArgumentError) as raised:
        cfa(sample(), TWO, names=NAMES, free=free)
    assert [(issue.code, issue.path) for issue in raised.value.issues] == [("unknown-option", "$.free")]


def test_a_parameter_that_is_no_text_is_not_found():
    with pytest.raises(ArgumentError) as raised:
        cfa(sample(), TWO, names=NAMES, groups=HALVES, equal=["loadings"], free=[3])
    assert [issue.code for issue in raised.value.issues] == ["model-syntax"]


def test_a_definition_without_a_value_is_told():
    text = "f =~ x1 + a*x2 + b*x3\ng =~ x4 + x5 + x6\nfine := a*b\nroot := sqrt(0 - fine)\nend := 1 / (a - a)"
    found = cfa(sample(), text, names=NAMES)
    (issue,) = found.issues
    assert (issue.code, issue.facts) == ("undefined-parameter", {"names": ("root", "end")})
    root = found.estimate("root", ":=", "sqrt(0 - fine)")
    assert np.isnan([root.value, root.se]).all()
    a, b = (found.estimate("f", "=~", name) for name in ("x2", "x3"))
    fine = found.estimate("fine", ":=", "a*b")
    assert fine.value == pytest.approx(a.value * b.value)
    at = [row.index for row in found.model.parameters if row.label in ("a", "b")]
    slope = np.array([b.value, a.value])
    assert fine.se**2 == pytest.approx(slope @ found.covariance[np.ix_(at, at)] @ slope)


def test_people_of_whom_each_answers_one_item_alone_have_no_test_of_their_model():
    found = cfa(np.eye(400, 6), {"f": list("123456")}, estimator="WLSMV")
    assert [issue.code for issue in found.issues] == ["empty-cell", "undefined-error"]
    assert np.isnan([found.fit.scaled.chi_square, found.fit.scaled.p_value]).all()


@pytest.mark.parametrize("method", ["regression", "bartlett"])
def test_nobody_is_scored_by_an_infinite_answer(method):
    x = sample()[:3]
    x[1, 4] = np.inf
    with pytest.raises(ArgumentError) as raised:
        cfa(sample(), TWO, names=NAMES).factor_scores(x, method=method)
    assert [(issue.code, issue.path) for issue in raised.value.issues] == [("array-not-finite", "$.items.x5")]


@pytest.mark.parametrize("expression", ["sqrt(a - {})", "exp(9^9*(a - {}))"])
def test_what_some_resamples_give_no_value_has_no_interval(expression):
    x = sample()
    one = cfa(x, "f =~ x1 + a*x2 + x3\ng =~ x4 + x5 + x6", names=NAMES).estimate("f", "=~", "x2").value
    text = "f =~ x1 + a*x2 + x3\ng =~ x4 + x5 + x6\nfine := 2*a\nodd := " + expression.format(one)
    found = cfa(x, text, names=NAMES).bootstrap(x, resamples=100, rng=1)
    assert [(issue.code, issue.facts) for issue in found.issues] == [("undefined-parameter", {"names": ("odd",)})]
    fine, odd = found.estimates[-2:]
    (a,) = (row for row in found.estimates if row.label == "a")
    assert (fine.low, fine.high) == pytest.approx((2 * a.low, 2 * a.high))
    assert np.isnan([odd.low, odd.high, odd.se]).all()


@pytest.mark.parametrize(("variance", "told"), [("0", False), ("-1e-15", False), ("-1e-6", True)])
def test_a_variance_is_below_0_only_beyond_rounding(variance, told):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
    found = cfa(x, f"f =~ a + b + c + d\na ~~ {variance}*a", names=list("abcd"))
    assert ("negative-variance" in [issue.code for issue in found.issues]) == told


def test_robust_indices_with_missing_answers_and_equal_residuals_are_lavaans():
    """Equal residuals, so that it matters what the parameters leave of variances; missing='ml' of lavaan."""
    rng = np.random.default_rng(6)
    x = rng.normal(size=(300, 1)) @ [[1.0, 0.8, 0.6, 0.7]] + rng.normal(size=(300, 4)) * [1.0, 1.3, 0.8, 1.1]
    x = x.round(2)
    x[::3, 3] = x[1::4, 0] = np.nan
    model = "f =~ a + b + c + d\na ~~ e*a\nb ~~ e*b\nc ~~ e*c\nd ~~ e*d"
    found = cfa(x, model, names=list("abcd"), missing="fiml").fit
    assert (found.robust.rmsea, found.robust.cfi) == pytest.approx((0.162386842, 0.712515763), abs=1e-5)


def test_robust_indices_of_a_group_that_is_there_twice_are_those_of_it_once():
    x = sample()
    x[::3, 3] = x[1::5, 0] = np.nan
    both = np.vstack([x, x])
    one = cfa(x, TWO, names=NAMES, missing="fiml").fit.robust
    two = cfa(both, TWO, names=NAMES, missing="fiml", groups=np.repeat([0, 1], len(x))).fit.robust
    assert (two.df, two.baseline_df) == (2 * one.df, 2 * one.baseline_df)
    for name in ("scaling", "baseline_scaling", "cfi", "tli", "rmsea"):
        assert getattr(two, name) == pytest.approx(getattr(one, name), abs=1e-6)


def test_a_model_that_leaves_nothing_has_robust_indices_without_a_correction():
    x = sample()[:, :3]
    x[::3, 2] = np.nan
    found = cfa(x, "f =~ x1 + x2 + x3", names=NAMES[:3], missing="fiml").fit.robust
    assert (found.df, found.scaling, found.cfi, found.rmsea) == pytest.approx((0, 1.0, 1.0, 0.0), abs=1e-12)


@pytest.mark.parametrize("parameterization", ["delta", "theta"])
def test_an_ordered_item_may_be_alone(parameterization):
    x = np.repeat([[1.0], [2.0], [3.0]], [50, 30, 20], axis=0)
    found = cfa(x, {"f": ["1"]}, estimator="WLSMV", parameterization=parameterization)
    assert [row.value for row in found.estimates if row.op == "|"] == pytest.approx([0.0, 0.8416212], abs=1e-6)
    assert (found.fit.df, round(found.fit.chi_square, 12)) == (0, 0.0)


@pytest.mark.parametrize("variance", [0.0, -1e-18])
def test_variances_that_rounding_leaves_at_0_or_below_have_no_inverse(variance):
    moments = [(np.zeros(2), np.diag([1.0, variance]))]
    with pytest.raises(StatisticsError, match="not-positive-definite"):
        _check_definite([SimpleNamespace(label="")], SimpleNamespace(moments=moments))


@pytest.mark.parametrize(("chi_square", "rmsea", "tli"), [(0.0, 0.0, 1.0), (5.0, np.nan, np.nan)])
def test_an_exact_fit_is_told_of_no_degrees_of_freedom_only_where_there_is_one(chi_square, rmsea, tli):
    found = indices(chi_square, 0, 100.0, 3, 200.0)
    assert (found["rmsea"], found["tli"]) == pytest.approx((rmsea, tli), nan_ok=True)
    assert np.isnan(found["p_value"])
