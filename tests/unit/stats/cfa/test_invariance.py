"""Invariance of made-up groups and occasions whose loadings and intercepts are known."""

from __future__ import annotations

import pickle
from functools import lru_cache

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.reports import render
from purpose_index.reports.invariance import tables
from purpose_index.reports.issues import hint_of
from purpose_index.stats.cfa import cfa, invariance
from purpose_index.stats.cfa.score_differences import score_differences
from tests.unit.stats.cfa.test_equality import FACTOR, INTERCEPTS, LOADINGS, MODEL, NAMES, RESIDUALS, groups
from tests.unit.stats.cfa.test_models import exactly

SCALAR = ["loadings", "intercepts"]
TWO, LABELS = groups({1: {2: 0.3}}, n=(120, 150))
THREE, THREE_LABELS = groups({2: {1: -0.25}})


@lru_cache
def of_two(*free: str, **options):
    return invariance(TWO, MODEL, LABELS, names=NAMES, free=free, **options)


def test_what_is_not_equal_shows_at_its_level_and_not_where_it_is_free():
    found, partial = of_two(), of_two("c ~ 1")
    assert [step.df for step in found.steps] == [4, 7, 10, 14]
    assert found.steps[1].chi_square_change == pytest.approx(0, abs=1e-8)
    assert found.steps[2].chi_square_change > 10
    assert [step.df for step in partial.steps] == [4, 7, 9, 13]
    assert [step.chi_square for step in partial.steps] == pytest.approx([0] * 4, abs=1e-7)
    mean = partial.latent_means[1]
    assert (mean.group, mean.value) == ("g1", pytest.approx(FACTOR[1][0], abs=1e-7))
    assert mean.se > 0
    assert partial.latent_means[0].value == 0


def test_it_is_a_mapping_of_each_level_to_its_model():
    found = of_two()
    assert list(found) == ["configural", "metric", "scalar", "strict"]
    assert (len(found), found.n, found.compared, found.over) == (4, 270, ("g0", "g1"), "groups")
    alone = cfa(TWO, MODEL, names=NAMES, groups=LABELS, equal=["loadings"])
    assert found["metric"].fit.chi_square == alone.fit.chi_square
    assert pickle.loads(pickle.dumps(found)).steps[1] == found.steps[1]
    assert found.equality_tests("scalar")[0].lhs == "c"
    with pytest.raises(KeyError):
        found["residual"]


def test_levels_may_be_some_in_any_order():
    found = invariance(TWO, MODEL, LABELS, names=NAMES, levels=["scalar", "configural"])
    assert list(found) == ["configural", "scalar"]
    assert found.steps[1].df_change == 6
    assert list(invariance(TWO, MODEL, LABELS, names=NAMES, levels="metric")) == ["metric"]


def test_an_item_that_moves_moves_scores_by_that_much_at_one_level():
    differences = {row.score: row for row in of_two("c ~ 1").score_differences()}
    assert list(differences) == ["a", "b", "c", "d", "f"]
    item, scale = differences["c"], differences["f"]
    assert item.value == pytest.approx(0.3, abs=1e-7)
    assert scale.value == pytest.approx(0.3 / 4, abs=1e-7)
    assert item.observed == pytest.approx(0.3 + 0.7 * 0.4)
    assert scale.observed == pytest.approx(0.3 / 4 + LOADINGS.mean() * 0.4)
    model = of_two("c ~ 1")["scalar"]
    intercepts = [model.estimate("c", "~1", group=group) for group in ("g0", "g1")]
    index = [next(r.index for r in model.model.parameters if (r.lhs, r.op, r.group) == ("c", "~1", g)) for g in (0, 1)]
    C = model.covariance[np.ix_(index, index)]
    assert item.value == pytest.approx(intercepts[1].value - intercepts[0].value)
    assert item.se == pytest.approx(np.sqrt(C[0, 0] + C[1, 1] - 2 * C[0, 1]))
    assert scale.se == pytest.approx(item.se / 4)
    assert item.high - item.low == pytest.approx(2 * 1.959964 * item.se, rel=1e-6)
    assert (differences["a"].value, differences["a"].se, differences["a"].d_macs) == (0, 0, 0)
    deviations = [TWO[np.array(LABELS) == group, 2].std(ddof=1) for group in ("g0", "g1")]
    assert item.d_macs == pytest.approx(0.3 / np.average(deviations, weights=[119, 149]), abs=1e-6)


def test_a_loading_that_differs_counts_over_the_levels_that_people_have():
    steeper = LOADINGS + np.array([0, 0, 0, 0.4])
    x = np.vstack([
        exactly(np.outer(LOADINGS, LOADINGS) + np.diag(RESIDUALS), INTERCEPTS, n=100),
        exactly(1.3 * np.outer(steeper, steeper) + np.diag(RESIDUALS), INTERCEPTS + steeper * 0.4, n=200, seed=1),
    ])  # fmt: skip
    labels = ["one"] * 100 + ["two"] * 200
    model = cfa(x, MODEL, names=NAMES, groups=labels, equal=SCALAR, free=["f =~ d", "d ~ 1"])
    differences = {row.score: row for row in score_differences(model)}
    assert differences["d"].value == pytest.approx(0.4 * 0.4, abs=1e-6)
    deviations = [x[:100, 3].std(ddof=1), x[100:, 3].std(ddof=1)]
    size = np.sqrt((0.4 * 0.4) ** 2 + 0.4**2 * 1.3)
    assert differences["d"].d_macs == pytest.approx(size / np.average(deviations, weights=[99, 199]), abs=1e-6)
    deviations = [x[:100].mean(axis=1).std(ddof=1), x[100:].mean(axis=1).std(ddof=1)]
    assert differences["f"].d_macs == pytest.approx(size / 4 / np.average(deviations, weights=[99, 199]), abs=1e-6)
    theta, step = model.theta, 1e-6  # the error by slopes taken from the estimates themselves
    rows = {(r.lhs, r.op, r.rhs, r.group): r.index for r in model.model.parameters if r.free}

    def value(theta: np.ndarray) -> float:
        at = [theta[rows["d", "~1", "", g]] for g in (0, 1)], [theta[rows["f", "=~", "d", g]] for g in (0, 1)]
        return at[0][1] - at[0][0] + (at[1][1] - at[1][0]) * theta[rows["f", "~1", "", 1]]

    slope = [(value(theta + step * e) - value(theta - step * e)) / (2 * step) for e in np.eye(len(theta))]
    assert differences["d"].se == pytest.approx(np.sqrt(slope @ model.covariance @ slope), rel=1e-6)


def test_without_a_common_item_nothing_can_be_said_at_one_level():
    for equal, free in ((["loadings"], []), ([], []), (SCALAR, ["c ~ 1", "d ~ 1", "f =~ b", "a ~ 1"])):
        model = cfa(TWO, MODEL, names=NAMES, groups=LABELS, equal=equal, free=free)
        with pytest.raises(StatisticsError, match="'f'") as raised:
            score_differences(model)
        assert {issue.code for issue in raised.value.issues} == {"no-common-scale"}
    metric = invariance(TWO, MODEL, LABELS, names=NAMES, levels=["configural", "metric"])
    for asked in (lambda: metric.latent_means, metric.score_differences):
        with pytest.raises(ArgumentError, match="intercepts are equal"):
            asked()


def test_the_order_of_rows_and_groups_changes_no_step():
    order = np.random.default_rng(5).permutation(len(THREE))
    found = invariance(THREE, MODEL, THREE_LABELS, names=NAMES)
    mixed = invariance(THREE[order], MODEL, np.array(THREE_LABELS)[order], names=NAMES)
    backwards = invariance(THREE[::-1], MODEL, THREE_LABELS[::-1], names=NAMES)
    assert backwards.compared == ("g2", "g1", "g0")
    for other in (mixed, backwards):
        for one, two in zip(found.steps, other.steps, strict=True):
            numbers = [[s.chi_square, s.p_value, s.cfi, s.rmsea, s.srmr] for s in (one, two)]
            assert numbers[0] == pytest.approx(numbers[1], abs=1e-7)
    means = {row.group: row.value for row in found.latent_means}
    others = {row.group: row.value for row in backwards.latent_means}
    assert means["g2"] - means["g1"] == pytest.approx(others["g2"] - others["g1"], abs=1e-6)


def test_identification_changes_no_step():
    marker, variance = of_two(), of_two(identification="variance")
    for one, two in zip(marker.steps, variance.steps, strict=True):
        assert (one.df, one.chi_square) == (two.df, pytest.approx(two.chi_square, abs=1e-7))


def test_full_information_without_missing_answers_is_the_same():
    one, two = of_two(), of_two(missing="fiml")
    assert [s.chi_square for s in one.steps] == pytest.approx([s.chi_square for s in two.steps], abs=1e-7)
    x = TWO.copy()
    x[::7, 1] = np.nan
    found = invariance(x, MODEL, LABELS, names=NAMES, missing="fiml", estimator="MLR")
    assert found.n == 270
    assert found.steps[2].p_value_change < 0.05


def test_a_second_order_model_has_free_means_for_the_factors_of_items():
    first = np.kron(np.eye(3), np.array([[1], [0.8], [0.7]]))
    factors = np.outer([1, 0.7, 0.5], [1, 0.7, 0.5]) + np.diag([0.3, 0.4, 0.5])
    covariance = first @ factors @ first.T + np.diag(np.linspace(0.4, 0.8, 9))
    means = first @ [0.3, -0.2, 0.1]
    x = np.vstack([exactly(covariance, n=100), exactly(covariance, means, n=120, seed=1)])
    names = [f"x{j}" for j in range(9)]
    model = {"a": names[:3], "b": names[3:6], "c": names[6:], "general": ["a", "b", "c"]}
    found = invariance(x, model, ["one"] * 100 + ["two"] * 120, names=names)
    assert found.steps[-1].chi_square == pytest.approx(0, abs=1e-7)
    values = {row.lhs: row.value for row in found.latent_means if row.group == "two"}
    assert values == {"a": pytest.approx(0.3), "b": pytest.approx(-0.2), "c": pytest.approx(0.1), "general": 0}
    assert [row.score for row in found.score_differences()] == [*names, "a", "b", "c"]


def over_time(n: int = 300, move: float = 0.0) -> np.ndarray:
    """Four items on two occasions: the factor rises by .5, its variance to 1.2, residuals covary by .2."""
    both = np.kron(np.array([[1, 0.6], [0.6, 1.2]]), np.outer(LOADINGS, LOADINGS))
    both += np.kron(np.array([[1, 0], [0, 1]]), np.diag(RESIDUALS)) + np.kron([[0, 1], [1, 0]], 0.2 * np.eye(4))
    later = INTERCEPTS + LOADINGS * 0.5 + [0, 0, 0, move]
    return exactly(both, np.concatenate([INTERCEPTS, later]), n=n, seed=4)


def test_occasions_give_their_own_parameters_back():
    x = over_time()
    found = invariance({"before": x[:, :4], "after": x[:, 4:]}, MODEL, names=NAMES)
    assert [step.df for step in found.steps] == [15, 18, 21, 25]
    assert found.steps[-1].chi_square == pytest.approx(0, abs=1e-7)
    model = found["strict"]
    assert model.items == tuple(f"{name}.{occasion}" for occasion in ("before", "after") for name in NAMES)
    wanted = {
        ("f.after", "~1", ""): 0.5,
        ("f.after", "~~", "f.after"): 1.2,
        ("f.before", "~~", "f.after"): 0.6,
        ("c.before", "~~", "c.after"): 0.2,
        ("f.after", "=~", "d.after"): 0.9,
    }
    for name, value in wanted.items():
        assert model.estimate(*name).value == pytest.approx(value, abs=1e-6)
    assert [row.lhs for row in found.latent_means] == ["f.before", "f.after"]
    assert {row.lhs for row in found.equality_tests("scalar")} == {"f.after", *(f"{name}.after" for name in NAMES)}


def test_what_moves_between_occasions_moves_their_scores():
    x = over_time(move=-0.4)
    names = [*NAMES, "other", *(f"{name}2" for name in NAMES)]
    x = np.insert(x, 4, 7, axis=1)
    occasions = {"t1": NAMES, "t2": names[5:]}
    found = invariance(x, MODEL, occasions=occasions, names=names, free="d ~ 1")
    assert found.steps[2].chi_square == pytest.approx(0, abs=1e-7)
    item, scale = found.score_differences()[3:]
    assert (item.score, item.group, item.reference) == ("d", "t2", "t1")
    assert item.value == pytest.approx(-0.4, abs=1e-6)
    assert scale.score == "f"
    assert scale.value == pytest.approx(-0.1, abs=1e-6)
    assert scale.observed == pytest.approx(LOADINGS.mean() * 0.5 - 0.1)
    deviations = x[:, 3].std(ddof=1), x[:, 8].std(ddof=1)
    assert item.d_macs == pytest.approx(0.4 / np.mean(deviations), abs=1e-6)


def test_factors_covary_over_time_as_they_do_at_one_time():
    x = np.random.default_rng(2).normal(size=(200, 12))
    x[:, 6:] += x[:, :6]
    x[:, [0, 1, 2]] += x[:, [0]]
    x[:, [3, 4, 5]] += x[:, [3]]
    occasions = {"t1": ["1", "2", "3", "4", "5", "6"], "t2": ["7", "8", "9", "10", "11", "12"]}
    model = {"f": ["1", "2", "3"], "g": ["4", "5", "6"]}
    own = {("f", "f"), ("g", "g")}
    for orthogonal, across in ((False, own | {("f", "g"), ("g", "f")}), (True, own)):
        found = invariance(x, model, occasions=occasions, levels=["configural"], orthogonal=orthogonal)["configural"]
        pairs = {
            (row.lhs[0], row.rhs[0])
            for row in found.estimates
            if (row.op, row.lhs[1:], row.rhs[1:]) == ("~~", ".t1", ".t2") and row.lhs[0] in "fg"
        }
        assert pairs == across
    names = [f"a{j}" for j in range(1, 13)]
    occasions = {"t1": names[:6], "t2": names[6:]}
    for value, more in ((0, 0), (0.1, 2)):  # fixed at 0 it is 0 over time too; at another value it is free over time
        text = f"f =~ a1 + a2 + a3\ng =~ a4 + a5 + a6\nf ~~ {value}*g"
        fixed = invariance(x, text, occasions=occasions, names=names, levels=["configural"])["configural"]
        # each time 4 loadings, 6 residuals, 2 variances, 6 intercepts; then 6 items and 2 factors over time
        assert fixed.model.free == 2 * (4 + 6 + 2 + 6) + 6 + 2 + more


@pytest.mark.parametrize(
    ("x", "options", "code"),
    [
        (TWO, {}, "nothing-to-compare"),
        (TWO, {"groups": ["a"] * 270}, "nothing-to-compare"),
        (TWO, {"occasions": {"t1": ["a", "b"]}}, "nothing-to-compare"),
        (TWO, {"occasions": {"t1": ["a", "b"], "t2": ["c"]}}, "unlike-occasions"),
        (TWO, {"occasions": {"t1": ["a", "b"], "t2": ["b", "c"]}}, "unlike-occasions"),
        ({"t1": TWO, "t2": TWO[:50]}, {}, "unlike-occasions"),
        (TWO, {"occasions": {"t1": ["a", "b"], "t2": ["c", "z"]}}, "unknown-item"),
        (TWO, {"occasions": {"t1": ["a"], "t2": ["b"]}, "groups": LABELS}, "unknown-option"),
        ({"t1": TWO, "t2": TWO}, {"groups": LABELS}, "unknown-option"),
        (TWO, {"groups": LABELS, "levels": ["weak"]}, "unknown-option"),
        (TWO, {"groups": LABELS, "levels": []}, "unknown-option"),
        (TWO, {"groups": LABELS, "estimator": "GLS"}, "unknown-option"),
        (TWO, {"groups": LABELS, "free": ["f =~ z"]}, "unknown-parameter"),
        (TWO, {"groups": LABELS[1:]}, "groups-shape"),
    ],
)
def test_what_cannot_be_compared_is_said(x, options, code):
    with pytest.raises(ArgumentError) as raised:
        invariance(x, MODEL, names=NAMES, **options)
    assert {issue.code for issue in raised.value.issues} == {code}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda x, labels: (x, ["few"] * 3 + labels[3:]), "not-positive-definite"),
        (lambda x, labels: (x, ["few", *labels[1:]]), "too-few-people"),
        (lambda x, labels: (np.where(np.array(labels)[:, None] == "g1", x * [1, 1, 0, 1], x), labels), "constant-item"),
        (lambda x, labels: (np.where(np.array(labels)[:, None] == "g1", np.nan, x), labels), "too-few-people"),
    ],
)
def test_a_group_that_is_hardly_any_is_named(change, code):
    x, labels = change(TWO, list(LABELS))
    with pytest.raises(StatisticsError, match=r"'few'|'g1'") as raised:
        invariance(x, MODEL, labels, names=NAMES)
    assert {issue.code for issue in raised.value.issues} == {code}


def test_people_without_a_group_do_not_count():
    found = invariance(np.vstack([TWO, TWO[:9] + 5]), MODEL, [*LABELS, *[None, "", np.nan] * 3], names=NAMES)
    assert found.n == 270
    assert found.steps[0].chi_square == pytest.approx(of_two().steps[0].chi_square, abs=1e-9)


def test_a_level_has_no_test_where_a_model_did_not_converge():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((120, 1)) @ [[0.05, 0.9, 0.1, 0.1]] + 0.6 * rng.standard_normal((120, 4))
    found = invariance(x, MODEL, ["a", "b"] * 60, names=NAMES, levels=["configural", "metric"])
    assert [model.converged for model in found.values()] == [False, True]
    (issue,) = found.issues
    assert issue.code == "undefined-comparison"
    assert "did not converge" in issue.hint
    assert "'ML'" not in issue.hint  # which this is
    assert hint_of(issue, "nl") == "Vergelijk meer mensen."
    assert np.isnan(found.steps[1].chi_square_change)


def test_a_scaled_difference_that_is_not_defined_is_said_and_not_shown():
    rng = np.random.default_rng(0)
    for _ in range(60):
        x = rng.standard_t(2.2, size=(40, 4)) + rng.standard_t(2.2, size=(40, 1))
        found = invariance(x, MODEL, ["a", "b"] * 20, names=NAMES, estimator="MLR", levels=["configural", "metric"])
        if found.issues:
            break
    assert [issue.code for issue in found.issues] == ["undefined-comparison"]
    assert np.isnan(found.steps[1].chi_square_change)
    assert found.steps[1].df_change == 3
    assert not np.isnan(found.steps[1].cfi_change)


def test_it_shows_itself_in_english_and_dutch_within_eighty_columns():
    found = of_two("c ~ 1")
    english, dutch = (tables(found, language) for language in ("en", "nl"))
    assert [table.id for table in english] == [table.id for table in dutch]
    assert [table.id for table in english] == ["fit", "steps", "means", "tests", "differences"]
    for shown in (render.text(english, width=80), render.text(dutch, width=80)):
        assert max(map(len, shown.splitlines())) <= 80
    assert not {table.title for table in english} & {table.title for table in dutch}
    assert "scalair: intercepten" in render.text(dutch)
    assert "Not equal: c ~ 1." in str(found)
    rows = {row[0]: row for row in english[4].rows}
    assert rows.keys() == {"c", "f"}
    assert rows["c"][2] == pytest.approx(0.3, abs=1e-6)
    assert "<table>" in found._repr_html_()


def test_the_tables_say_where_scores_cannot_be_compared():
    found = invariance(TWO, MODEL, LABELS, names=NAMES, free=["f =~ b", "a ~ 1", "c ~ 1", "d ~ 1"], levels=["scalar"])
    assert [table.id for table in tables(found)] == ["fit", "means", "tests", "issues"]
    assert "No item of 'f'" in str(found)


def test_the_tables_leave_out_what_there_is_not():
    found = invariance(TWO, MODEL, LABELS, names=NAMES, levels=["configural"])
    assert [table.id for table in tables(found)] == ["fit"]
    assert "scaled" not in str(found)


def test_the_tables_say_which_indices_they_show():
    found = invariance(TWO, MODEL, LABELS, names=NAMES, levels=["configural"], estimator="MLR")
    assert "By MLR; chi-square, CFI and RMSEA are the scaled ones." in str(found)
    assert found.steps[0].cfi == found["configural"].fit.scaled.cfi


@lru_cache
def ordered_answers(move: float = 0.0, options: int = 5) -> tuple[np.ndarray, tuple[str, ...]]:
    """Answers of 600 people to four items, of which the third is easier in the second group."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(600, 1)) * LOADINGS + 0.7 * rng.normal(size=(600, 4))
    x[300:] += 0.4 * LOADINGS
    x[300:, 2] += move
    cuts = np.linspace(-1, 1, options - 1) if options > 2 else [0]
    return np.digitize(x, cuts).astype(float), ("g0",) * 300 + ("g1",) * 300


def of_ordered(x, labels, **options):
    return invariance(x, MODEL, labels, names=NAMES, ordinal=True, **options)


def test_an_ordered_item_that_is_easier_in_one_group_is_found_and_set_free():
    x, labels = ordered_answers(move=0.7)
    found = of_ordered(x, labels)
    assert list(found) == ["configural", "thresholds", "metric", "scalar", "strict"]
    assert [step.df_change for step in found.steps] == [0, 8, 3, 3, 4]
    assert found.steps[3].p_value_change < 1e-6 < found.steps[2].p_value_change
    assert found.equality_tests("scalar")[0].lhs == "c"
    partial = of_ordered(x, labels, free=["c ~ 1"])
    assert partial.steps[3].df_change == 2
    assert partial.steps[3].p_value_change > 0.01
    moved = partial["scalar"].estimate("c", "~1", group="g1").value
    assert 0.7 < moved < 1.4  # .7 in units of a residual deviation of .7
    assert [row.value == 0 for row in partial.latent_means] == [True, False]
    assert "thresholds" in render.text(tables(partial))


def test_single_thresholds_and_residuals_of_ordered_answers_may_be_free():
    x, labels = ordered_answers()
    whole, found = of_ordered(x, labels), of_ordered(x, labels, free=["b | t1", "d ~~ d"])
    assert [a.df - b.df for a, b in zip(whole.steps, found.steps, strict=True)] == [0, 1, 1, 1, 2]
    free = {
        (row.lhs, row.op, row.rhs)
        for row in found["strict"].estimates
        if row.free and not row.label and row.group == "g1"
    }
    assert free >= {("b", "|", "t1"), ("d", "~~", "d")}


@pytest.mark.parametrize(
    ("free", "more"), [([], 0), (["c | t1"], 1), (["f =~ c"], 1), (["c | t1", "f =~ c"], 1), (["c ~ 1"], 1)]
)
def test_an_item_of_two_options_has_two_numbers_a_group_to_be_free(free, more):
    x, labels = ordered_answers(options=2)
    found = of_ordered(x, labels, free=free, levels=["configural", "scalar"])
    assert found["scalar"].model.free == 4 + 4 + 4 + 2 + more
    assert found["scalar"].fit.df == 2 * 10 - 14 - more


def test_items_of_two_options_are_equal_from_scalar_on():
    x, labels = ordered_answers(options=2)
    assert [step.df_change for step in of_ordered(x, labels).steps] == [0, 0, 0, 2, 4]
    three, _ = ordered_answers(options=3)
    assert [step.df_change for step in of_ordered(three, labels).steps] == [0, 0, 3, 3, 4]
    mixed = ordered_answers()[0].copy()
    mixed[:, 0] = x[:, 0]
    steps = of_ordered(mixed, labels).steps
    # three items of four thresholds: 12 less their intercepts and residuals; then 3 loadings less a factor variance
    assert [step.df_change for step in steps] == [0, 6, 2, 2 + 1, 4]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"estimator": "ML"}, "unknown-option"),
        ({"missing": "fiml"}, "unknown-option"),
        ({"identification": "marker"}, "unknown-option"),
        ({"free": ["c | t9"]}, "unknown-parameter"),
        ({"levels": ["weak"]}, "unknown-option"),
    ],
)
def test_what_does_not_go_with_ordered_answers_is_said(options, code):
    with pytest.raises(ArgumentError) as raised:
        of_ordered(*ordered_answers(), **options)
    assert {issue.code for issue in raised.value.issues} == {code}


@pytest.mark.parametrize("options", [{"levels": ["thresholds"]}, {"estimator": "WLSMV"}, {"missing": "pairwise"}])
def test_what_is_of_ordered_answers_does_not_go_with_numbers(options):
    with pytest.raises(ArgumentError) as raised:
        invariance(TWO, MODEL, LABELS, names=NAMES, **options)
    assert {issue.code for issue in raised.value.issues} == {"unknown-option"}


def test_an_option_that_nobody_chose_in_one_group_or_on_one_occasion_is_refused():
    x, labels = ordered_answers()
    x = x.copy()
    x[300:, 1] = np.minimum(x[300:, 1], 3)
    with pytest.raises(StatisticsError, match="'g1'") as raised:
        of_ordered(x, labels)
    assert {issue.code for issue in raised.value.issues} == {"category-unused-in-group"}
    with pytest.raises(StatisticsError, match="occasion 'after'") as raised:
        invariance({"before": x[:300], "after": x[300:]}, MODEL, names=NAMES, ordinal=True)
    (issue,) = raised.value.issues
    assert (issue.path, issue.facts["values"]) == ("$.items.b", (4,))


def test_ordered_answers_on_two_occasions_covary_item_by_item():
    x, _ = ordered_answers()
    both = np.hstack([x[:300], np.clip(x[:300] + np.random.default_rng(1).integers(-1, 2, (300, 4)), 0, 4)])
    found = invariance({"t1": both[:, :4], "t2": both[:, 4:]}, MODEL, names=NAMES, ordinal=True, levels=["scalar"])
    model = found["scalar"]
    assert {row.lhs for row in found.latent_means} == {"f.t1", "f.t2"}
    assert model.estimate("a.t1", "|", "t2").value == model.estimate("a.t2", "|", "t2").value
    assert model.estimate("b.t1", "~~", "b.t2").free
    assert model.estimate("a.t2", "~~", "a.t2").free
    assert not model.estimate("a.t1", "~~", "a.t1").free


@pytest.mark.parametrize(("missing", "n"), [("listwise", 597), ("pairwise", 599)])
def test_ordered_answers_count_by_the_rule_that_was_asked(missing, n):
    rng = np.random.default_rng(0)
    x = np.clip(np.rint(3 + rng.normal(size=(600, 1)) + rng.normal(size=(600, 4))), 1, 5)
    x[0], x[1, 2], x[400, 0] = np.nan, np.nan, np.nan
    found = invariance(
        x, {"f": ["1", "2", "3", "4"]}, ["a", "b"] * 300, ordinal=True, missing=missing, levels=["configural"]
    )
    assert (found["configural"].n, found["configural"].missing) == (n, missing)
