"""What every pair of items brings to a polychoric correlation, what is said of it, and what a matrix is refused for."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.correlation import CorrelationMatrix, pearson, polychoric, tetrachoric
from purpose_index.stats.correlation.bivariate_normal import BEYOND
from purpose_index.stats.correlation.door import correlation_matrix
from purpose_index.stats.correlation.doubts import error_issues, item_issues, matrix_issues, pair_issues
from purpose_index.stats.correlation.margins import Margins
from purpose_index.stats.correlation.matrix import check_defined, check_pairs, check_positive_definite
from purpose_index.stats.correlation.smoothing import smoothed
from purpose_index.tallies.pairs import PairCounts

nan = np.nan
# of the first item three categories of four are chosen, of the second two, of the third one
X = np.array([[0, 1, 5], [0, 2, 5], [1, 1, 5], [3, 2, 5], [3, nan, 5], [nan, 2, 5], [3, 2, nan]])
COUNTS = PairCounts.of(X, values=((0, 1, 2, 3), (1, 2), (5, 6)), missing="pairwise")


def test_margins_count_the_categories_that_somebody_chose():
    margins = Margins.of(COUNTS)
    assert margins.sizes.tolist() == [3, 2, 1]
    np.testing.assert_allclose(margins.proportions, np.array([[2, 2, 6], [1, 4, 0], [3, 0, 0]]) / [6, 6, 6], rtol=1e-15)
    expected = [[norm.ppf(2 / 6), norm.ppf(2 / 6), BEYOND], [norm.ppf(3 / 6), BEYOND, BEYOND]]
    np.testing.assert_allclose(margins.thresholds, expected, atol=1e-14)
    assert [margins.of_item(j).tolist() for j in range(3)] == [
        margins.thresholds[:2, 0].tolist(),
        margins.thresholds[:1, 1].tolist(),
        [],
    ]


def test_tables_of_two_items_count_everybody_person_by_person():
    margins, (i, j) = Margins.of(COUNTS), np.triu_indices(3, 1)
    found = margins.joint(COUNTS, i, j)
    chosen = [[0, 1, 3], [1, 2], [5]]
    expected = np.zeros((4, 4, 3))
    for pair, (first, second) in enumerate(zip(i, j, strict=True)):
        for row in X:
            at = [3 if np.isnan(row[item]) else chosen[item].index(row[item]) for item in (first, second)]
            expected[(*at, pair)] += 1
    np.testing.assert_array_equal(found, expected)


def test_items_without_answers_or_with_one_category_have_two_places_for_thresholds():
    margins = Margins.of(PairCounts.of(np.array([[1.0, nan, 2], [1.0, nan, nan]]), missing="pairwise"))
    assert margins.thresholds.tolist() == [[BEYOND] * 3]
    assert margins.proportions.tolist() == [[1, 0, 1], [0, 0, 0]]


def test_what_is_said_of_items():
    issues = item_issues(COUNTS)
    assert [(issue.code, issue.path, dict(issue.facts)) for issue in issues] == [
        ("unused-category", "$.items.1", {"item": "1", "values": (2,)}),
        ("item-without-correlations", "$.items.3", {"item": "3"}),
    ]


def test_what_is_said_of_pairs():
    rho, i, j = np.array([0.5, nan, -1.0, 1.0]), np.array([0, 0, 1, 2]), np.array([1, 2, 3, 3])
    issues = pair_issues(("a", "b", "c", "d"), rho, i, j)
    assert [(issue.code, issue.path, dict(issue.facts)) for issue in issues] == [
        ("undefined-pair", "$.correlations[0][2]", {"first": "a", "second": "c"}),
        ("boundary-correlation", "$.correlations[1][3]", {"first": "b", "second": "d", "correlation": -1}),
        ("boundary-correlation", "$.correlations[2][3]", {"first": "c", "second": "d", "correlation": 1}),
    ]
    assert ["'b' and 'd' always" in issues[1].message, "'c' and 'd' never" in issues[2].message] == [True, True]
    (error,) = error_issues(("a", "b", "c"), np.array([0]), np.array([2]))
    assert (error.path, dict(error.facts)) == ("$.standard_errors[0][2]", {"first": "a", "second": "c"})


@pytest.mark.parametrize(("smallest", "said"), [(1e-10, 0), (0.99e-10, 1), (-0.3, 1), (nan, 0)])
def test_what_is_said_of_a_matrix(smallest, said):
    assert len(matrix_issues(smallest, smooth=False)) == said


def test_a_definite_matrix_stays_and_lowest_roots_are_raised():
    definite = np.array([[1.0, 0.4], [0.4, 1.0]])
    np.testing.assert_allclose(smoothed(definite), definite, rtol=1e-15)
    singular = smoothed(np.ones((2, 2)))
    # the roots 2 and 0 become 2 and 1e-10: (2 - 1e-10) / (2 + 1e-10)
    assert 1 - singular[0, 1] == pytest.approx(1e-10, rel=1e-5, abs=0)
    assert singular.diagonal().tolist() == [1, 1]
    near = np.array([[1.0, 1 - 1e-11], [1 - 1e-11, 1.0]])  # a lowest root of 1e-11, which is above the floor
    assert 1 - smoothed(near)[0, 1] == pytest.approx(1e-11, rel=1e-4, abs=0)


@pytest.mark.parametrize(("off", "right"), [(0.9e-8, True), (1.2e-8, False)])
def test_published_tables_may_be_off_by_what_was_not_printed(off, right):
    for table in ([[1 + off, 0.5], [0.5, 1]], [[1, 0.5 + off], [0.5, 1]]):
        if right:
            assert CorrelationMatrix(table, n=0).n == 0
        else:
            with pytest.raises(ArgumentError):
                CorrelationMatrix(table, n=10)


@pytest.mark.parametrize(
    "values", [[1.0], np.ones((1, 1, 1)), [[1, 2]], [[1, nan], [0.5, 1]], [[2.0]], [[1, 0.5], [-0.5, 1]]]
)
def test_shapes_and_halves_that_are_none(values):
    with pytest.raises(ArgumentError) as caught:
        CorrelationMatrix(values, n=10)
    assert [issue.code for issue in caught.value.issues] == ["not-a-correlation-matrix"]


def test_fewer_than_no_people_are_none():
    with pytest.raises(ArgumentError):
        CorrelationMatrix(np.eye(2), n=-1)


def test_a_matrix_says_its_items_and_numbers():
    found = CorrelationMatrix([[1, 0.3], [0.3, 1]], n=7, means=[1, 2], deviations=[3, 4])
    assert (found.items, found.pairs.tolist()) == (("1", "2"), [[7, 7], [7, 7]])
    assert (found.means.tolist(), found.deviations.tolist()) == ([1, 2], [3, 4])
    assert repr(found) == "CorrelationMatrix(items=2, n=7, kind='given')"


def test_an_item_whose_correlations_are_all_undefined_is_named_and_else_the_pair():
    values = np.array([[1, nan, 0.2], [nan, 1, 0.3], [0.2, 0.3, 1]])
    with pytest.raises(StatisticsError) as caught:
        check_defined(values, ("a", "b", "c"))
    assert [(issue.path, dict(issue.facts)) for issue in caught.value.issues] == [
        ("$.items.a", {"item": "a", "other": "b"})
    ]
    values[1, 2] = values[2, 1] = nan
    with pytest.raises(StatisticsError) as caught:
        check_defined(values, ("a", "b", "c"))
    assert [(issue.path, dict(issue.facts)) for issue in caught.value.issues] == [("$.items.b", {"item": "b"})]


@pytest.mark.parametrize(("root", "inverse"), [(0.9e-10, False), (1.5e-10, True)])
def test_a_lowest_root_of_less_than_a_ten_milliardth_leaves_no_inverse(root, inverse):
    matrix = np.array([[1, 1 - root], [1 - root, 1]])
    if inverse:
        check_positive_definite(matrix)
    else:
        with pytest.raises(StatisticsError):
            check_positive_definite(matrix)


def test_two_items_are_enough_to_correlate():
    check_pairs(CorrelationMatrix(np.eye(2), n=5))
    with pytest.raises(StatisticsError):
        check_pairs(CorrelationMatrix(np.eye(1), n=5))


def test_the_door_takes_answers_and_correlations():
    x = np.random.default_rng(1).integers(1, 5, (60, 3)).astype(float)
    x[0, 0] = nan
    for kind, function in (("pearson", pearson), ("polychoric", polychoric)):
        for missing in ("listwise", "pairwise"):
            found = correlation_matrix(x, kind, missing)
            np.testing.assert_array_equal(found.values, function(x, missing=missing).values)
            assert correlation_matrix(found) is found
    with pytest.raises(ArgumentError):
        correlation_matrix(x, "spearman")


def test_pearson_names_items_and_pairs_without_one():
    # the second does not vary; the third and the fourth were answered by other people
    x = np.array([[1, 2, 1, nan], [2, 2, 2, nan], [3, 2, nan, 1], [5, 2, nan, 2]])
    found = pearson(x, missing="pairwise")
    assert [(issue.path, dict(issue.facts)) for issue in found.issues] == [
        ("$.items.2", {"item": "2"}),
        ("$.correlations[2][3]", {"first": "3", "second": "4"}),
    ]


def test_polychorics_of_a_pair_that_is_undefined_leave_the_others_and_have_no_lowest_root():
    x = np.array([[1, 1, nan], [2, 1, nan], [1, 2, 1], [2, 2, 2], [1, 1, 2], [2, 2, 1], [1, 1, 1]], dtype=float)
    x = np.column_stack([x, np.where(np.isnan(x[:, 2]), [1, 2, nan, nan, nan, nan, nan], nan)])
    found = polychoric(x, missing="pairwise", smooth=True)
    assert np.isfinite(found.values[0, 1])
    assert np.isnan(found.values[2, 3])
    assert np.isnan(found.smallest_eigenvalue)
    assert (found.n, found.rows) == (0, 7)
    assert [chosen.tolist() for chosen in found.chosen] == [[4, 3], [4, 3], [3, 2], [1, 1]]


def test_without_a_word_there_are_no_errors_and_no_smoothing():
    assert [chosen.tolist() for chosen in polychoric(COUNTS).chosen] == [[2, 1, 3], [2, 4], [6]]
    agree = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [45, 5, 5, 45], axis=0)
    x = np.full((300, 3), nan)
    x[:100, :2], x[100:200, 1:], x[200:, ::2] = agree, agree, np.abs(agree - [0, 1])
    for found in (polychoric(x, missing="pairwise"), tetrachoric(x, missing="pairwise")):
        assert found.standard_errors is None
        assert np.linalg.eigvalsh(found.values)[0] == found.smallest_eigenvalue < 0
