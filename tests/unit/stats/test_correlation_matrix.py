"""One type for correlations, wherever they come from, accepted wherever correlations are."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.stats import factor
from purpose_index.stats.correlation import CorrelationMatrix, pearson, polychoric

X = np.random.default_rng(3).integers(1, 6, (150, 6)) // 2 + np.random.default_rng(4).integers(0, 3, (150, 1))
ACCEPT = {
    "kmo": lambda x, **options: factor.kmo(x, **options).value,
    "bartlett": lambda x, **options: factor.bartlett(x, **options).chi_square,
    "map": lambda x, **options: factor.minimum_average_partial(x, **options).squares.tolist(),
    "parallel": lambda x, **options: factor.parallel_analysis(x, draws=10, rng=1, **options).reference.tolist(),
    "efa": lambda x, **options: factor.efa(x, 2, **options).loadings.tolist(),
}


def codes(result) -> list[str]:
    return [issue.code for issue in result.issues]


@pytest.mark.parametrize("name", ACCEPT)
def test_correlations_are_accepted_as_the_answers_are(name):
    assert ACCEPT[name](pearson(X)) == ACCEPT[name](X)
    assert ACCEPT[name](polychoric(X)) == ACCEPT[name](X, correlation="polychoric")
    assert ACCEPT[name](polychoric(X)) != ACCEPT[name](X)


def test_results_say_the_kind_of_correlation():
    given = CorrelationMatrix(np.corrcoef(X.T), n=150)
    for x, kind in ((X, "pearson"), (polychoric(X), "polychoric"), (given, "given")):
        assert factor.efa(x, 1).correlation == kind
        assert factor.parallel_analysis(x, draws=2).correlation == kind


def test_where_it_came_from():
    x = np.vstack([X.astype(float), [1, 2, np.nan, 1, 2, 1]])
    for found, missing, n in ((pearson(x), "listwise", 150), (polychoric(x, missing="pairwise"), "pairwise", 150)):
        assert isinstance(found, CorrelationMatrix)
        assert (found.missing, found.n) == (missing, n)
    pairs = polychoric(x, missing="pairwise").pairs
    assert (pairs[0, 0], pairs[0, 2], pairs[2, 2]) == (151, 150, 150)
    assert pearson(X).means.tolist() == X.mean(axis=0).tolist()
    np.testing.assert_allclose(pearson(X).deviations, X.std(axis=0, ddof=1), rtol=1e-14)
    given = CorrelationMatrix([[1, 0.5], [0.5, 1]], n=10)
    assert (given.kind, given.missing, given.pairs.tolist()) == ("given", None, [[10, 10], [10, 10]])


def test_nobody_can_write_in_a_result():
    table = np.eye(3)
    found = polychoric(X, standard_errors=True)
    arrays = [
        pearson(X).values,
        pearson(X).means,
        found.pairs,
        found.thresholds[0],
        found.chosen[0],
        found.standard_errors,
    ]
    analysis = factor.efa(X, 2)
    arrays += [analysis.loadings, analysis.uniquenesses, factor.parallel_analysis(X, draws=2).observed]
    arrays += [CorrelationMatrix(table, n=5).values, factor.kmo(X).per_item, factor.factor_scores(analysis, X).values]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    table[0, 1] = 0.3  # the table that was given is still its owner's


def test_polychorics_know_how_often_each_category_was_chosen():
    x = np.array([[1, 4], [1, 4], [3, 5], [np.nan, 5], [3, 9], [3, 4]])
    found = polychoric(x, missing="pairwise")
    assert [chosen.tolist() for chosen in found.chosen] == [[2, 3], [3, 2, 1]]
    assert found.rows == 6


def test_draws_of_polychorics_keep_who_missed_an_item():
    # of 40 people 20 answered each item: shuffled items share about 10, so that correlations spread as 1 / sqrt(10)
    rng = np.random.default_rng(0)
    x = rng.integers(1, 5, (40, 2)).astype(float)
    x[:20, 0] = np.nan
    x[10:30, 1] = np.nan
    spread = factor.parallel_analysis(polychoric(x, missing="pairwise"), draws=60).mean[0] - 1
    full = factor.parallel_analysis(polychoric(np.nan_to_num(x, nan=2)), draws=60).mean[0] - 1
    assert spread > 1.5 * full  # expected: sqrt(40 / 10) = 2


def test_a_pair_without_shared_variation_is_named():
    found = pearson([[np.nan, 1], [1, np.nan], [2, 2]], missing="pairwise")
    assert np.isnan(found.values[0, 1])
    assert [(issue.code, issue.path) for issue in found.issues] == [("undefined-pearson", "$.correlations[0][1]")]


@pytest.mark.parametrize("x", [[[1, 1], [2, 3], [5, 1]], [[2, 3], [3, 2], [2, 1], [1, 2], [2, 2]]])
def test_an_error_that_cannot_be_is_not_given(x):
    # a correlation lies between -1 and 1, so that no standard error of it is above 1
    found = polychoric(np.array(x), standard_errors=True)
    assert np.isnan(found.standard_errors[0, 1])
    assert codes(found) == ["undefined-error"]


def test_errors_that_are_known_have_no_issue():
    assert codes(polychoric(X, standard_errors=True)) == []
    assert codes(polychoric([[1, 1], [2, 3], [5, 1]])) == []  # not asked for


@pytest.mark.parametrize(
    "values", [np.eye(3)[:2], np.ones(3), [[1, 0.5], [0.4, 1]], [[1, np.nan], [0.5, 1]], np.eye(0)]
)
def test_what_is_no_correlation_matrix(values):
    with pytest.raises(pi.ArgumentError) as caught:
        CorrelationMatrix(values, n=10)
    assert caught.value.issues[0].code == "not-a-correlation-matrix"


def test_as_many_names_as_items():
    with pytest.raises(pi.ArgumentError):
        CorrelationMatrix(np.eye(3), n=10, items=("a", "b"))


def test_decisions_that_other_draws_would_make_otherwise_are_said():
    # one component whose eigenvalue lies at the 95th percentile itself: half of the draws decide otherwise
    k, n = 6, 100
    reference = factor.parallel_analysis(CorrelationMatrix(np.eye(k), n=n), draws=20_000).reference[0]
    r = (reference - 1) / (k - 1)
    table = CorrelationMatrix(np.full((k, k), r) + (1 - r) * np.eye(k), n=n)
    found = factor.parallel_analysis(table, draws=1000)
    assert codes(found) == ["borderline-components"]
    assert found.issues[0].facts["component"] == 1
    clear = CorrelationMatrix(np.full((k, k), 2 * r) + (1 - 2 * r) * np.eye(k), n=n)
    assert codes(factor.parallel_analysis(clear, draws=1000)) == []
