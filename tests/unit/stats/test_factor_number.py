"""How many factors, and whether there are any: parallel analysis, minimum average partial, adequacy, sphericity."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.stats import factor
from purpose_index.stats.factor import (
    CorrelationMatrix,
    bartlett,
    kmo,
    minimum_average_partial,
    parallel_analysis,
)
from purpose_index.stats.factor.parallel import _normal

GROUPS = np.kron(np.eye(2), np.full((3, 3), 0.6)) + np.diag(np.full(6, 0.4))
ONE = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
FUNCTIONS = [bartlett, kmo, minimum_average_partial, parallel_analysis]


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def answers(n: int = 200, seed: int = 0) -> np.ndarray:
    x = np.random.default_rng(seed).multivariate_normal(np.zeros(6), GROUPS, size=n)
    return np.digitize(x, [-1, 0, 1]).astype(float)


def test_adequacy_by_hand():
    # r = .5 everywhere; partial correlations (.5 - .25) / (1 - .25) = 1/3
    found = kmo(CorrelationMatrix(ONE, n=100))
    expected = 0.25 / (0.25 + 1 / 9)
    np.testing.assert_allclose(found.per_item, expected)
    assert float(found) == found.value == pytest.approx(expected)


def test_sphericity_by_hand():
    found = bartlett(CorrelationMatrix(ONE, n=100))
    # det = (1 - r)^2 (1 + 2 r) = .25 * 2
    assert found.chi_square == pytest.approx(-(99 - 11 / 6) * np.log(0.5))
    assert found.df == 3
    assert found.p_value < 1e-10


def test_average_partials_by_hand():
    found = minimum_average_partial(CorrelationMatrix(ONE, n=100))
    # before any component: .25, .0625; the first leaves 1/3 on the diagonal and -1/6 beside it: correlations of -1/2
    np.testing.assert_allclose(found.squares, [0.25, 0.25, 1])
    np.testing.assert_allclose(found.fourth_powers, [0.0625, 0.0625, 1])


def test_average_partials_find_two_groups():
    found = minimum_average_partial(CorrelationMatrix(GROUPS, n=100))
    assert (found.suggested, found.suggested_by_fourth_powers) == (2, 2)


def test_average_partials_of_unrelated_items_suggest_none():
    assert minimum_average_partial(CorrelationMatrix(np.eye(5), n=100)).suggested == 0


def test_average_partials_end_where_nothing_is_left():
    x = answers()
    found = minimum_average_partial(np.column_stack([x, x[:, 0]]))
    assert np.isnan(found.squares[-1])
    assert np.isfinite(found.squares[:4]).all()


def test_draws_without_rows_have_the_distribution_of_draws_with_rows():
    """Means within five standard errors of their difference, and deviations within a tenth, over 4,000 draws each."""
    k, n, draws = 5, 30, 4000
    rng = np.random.default_rng(1)
    without = _normal(k, n, draws, rng)
    rows = rng.standard_normal((draws, n, k))
    rows -= rows.mean(axis=1, keepdims=True)
    rows /= np.sqrt((rows**2).sum(axis=1, keepdims=True))
    with_rows = np.linalg.eigvalsh(rows.swapaxes(1, 2) @ rows)[:, ::-1]
    error = 5 * np.sqrt(without.var(axis=0) / draws + with_rows.var(axis=0) / draws)
    assert (np.abs(without.mean(axis=0) - with_rows.mean(axis=0)) < error).all()
    np.testing.assert_allclose(without.std(axis=0), with_rows.std(axis=0), rtol=0.1)


def test_fewer_people_than_items_leave_eigenvalues_of_zero():
    values = _normal(6, 4, 50, np.random.default_rng(0))
    np.testing.assert_allclose(values[:, 3:], 0, atol=1e-12)
    np.testing.assert_allclose(values.sum(axis=1), 6)


@pytest.mark.parametrize("correlation", ["pearson", "polychoric"])
def test_two_groups_stand_out(correlation):
    found = parallel_analysis(answers(), draws=60, correlation=correlation, rng=2)
    assert (found.suggested, found.suggested_by_mean) == (2, 2)
    assert found.observed.sum() == pytest.approx(6)
    assert (found.reference[:1] > found.mean[:1]).all()
    assert (found.n, found.draws, found.correlation) == (200, 60, correlation)


def test_a_higher_quantile_is_harder_to_exceed():
    low, high = (parallel_analysis(answers(), draws=200, quantile=q, rng=3).reference for q in (0.5, 0.99))
    assert (low < high).all()


@pytest.mark.parametrize("correlation", ["pearson", "polychoric"])
def test_a_seed_gives_the_same_draws_on_any_number_of_threads(correlation, monkeypatch):
    first = parallel_analysis(answers(), draws=12, correlation=correlation, rng=5)
    monkeypatch.setattr("purpose_index.stats.factor.parallel.cores", lambda: 1)
    second = parallel_analysis(answers(), draws=12, correlation=correlation, rng=np.random.default_rng(5))
    np.testing.assert_array_equal(first.mean, second.mean)
    assert not np.array_equal(first.mean, parallel_analysis(answers(), draws=12, correlation=correlation, rng=6).mean)


def test_progress_goes_up_to_one():
    seen = []
    parallel_analysis(answers(), draws=120, rng=1, progress=seen.append)
    assert seen == pytest.approx([50 / 150, 100 / 150, 1])


def test_shuffled_answers_keep_who_did_not_answer():
    x = answers()
    x[:20, 0] = np.nan
    found = parallel_analysis(x, draws=5, correlation="polychoric", missing="pairwise", rng=1)
    assert found.n == 180


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"draws": 0, "quantile": 1.0}, ["number-of-draws", "quantile-out-of-range"]),
        ({"correlation": "spearman"}, ["unknown-option"]),
    ],
)
def test_wrong_options(options, expected):
    with pytest.raises(pi.ArgumentError) as error:
        parallel_analysis(answers(), **options)
    assert codes(error.value.issues) == expected


def test_a_table_has_no_answers_to_shuffle():
    with pytest.raises(pi.ArgumentError) as error:
        parallel_analysis(CorrelationMatrix(GROUPS, n=100), correlation="polychoric")
    assert codes(error.value.issues) == ["answers-needed"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_one_item_and_a_constant_item(function):
    with pytest.raises(pi.StatisticsError) as error:
        function(answers()[:, :1])
    assert codes(error.value.issues) == ["too-few-items"]
    with pytest.raises(pi.StatisticsError) as error:
        function(np.column_stack([answers(), np.ones(200)]))
    assert [(issue.code, issue.path) for issue in error.value.issues] == [("undefined-correlation", "$.items.7")]


@pytest.mark.parametrize("function", [bartlett, kmo])
def test_a_doubled_item_has_no_inverse(function):
    x = answers()
    with pytest.raises(pi.StatisticsError) as error:
        function(np.column_stack([x, x[:, 0]]))
    assert codes(error.value.issues) == ["not-positive-definite"]


def test_items_that_do_not_correlate_at_all_have_no_adequacy():
    with pytest.raises(pi.StatisticsError) as error:
        kmo(CorrelationMatrix(np.eye(2), n=100, items=("a", "b")))
    assert [(issue.code, issue.path) for issue in error.value.issues] == [
        ("uncorrelated-item", "$.items.a"),
        ("uncorrelated-item", "$.items.b"),
    ]


def test_the_issues_of_polychorics_come_along():
    x = answers()
    doubled = np.column_stack([x, x[:, 0]])
    assert "boundary-correlation" in codes(minimum_average_partial(doubled, correlation="polychoric").issues)


def test_the_room_lists_its_names():
    assert dir(factor) == factor.__all__
    assert "efa" in factor.__all__
    assert callable(factor.factor_scores)
    with pytest.raises(AttributeError, match="no attribute 'principal'"):
        _ = factor.principal
    assert repr(CorrelationMatrix(ONE, n=10)) == "CorrelationMatrix(items=3, n=10, kind='given')"
