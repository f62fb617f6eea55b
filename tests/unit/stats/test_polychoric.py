"""Polychoric correlations: hand-computed ones, populations with known answers, and every odd case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from purpose_index.errors import ArgumentError
from purpose_index.stats.correlation import polychoric, tetrachoric
from purpose_index.stats.correlation.bivariate_normal import cells
from purpose_index.stats.correlation.smoothing import smoothed
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

nan = np.nan


def rows(table) -> np.ndarray:
    """The answers that make up a table of counts."""
    table = np.asarray(table)
    return np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0)


def codes(result) -> list[str]:
    return [issue.code for issue in result.issues]


def population(rho: float, first, second, n: float = 1e15) -> PairCounts:
    """The counts that a population of n people with these thresholds has, as a tally."""
    thresholds = [np.array(side, dtype=float)[:, None] for side in (first, second)]
    joint = np.round(n * cells(np.arcsin([rho]), *thresholds)[:, :, 0]).astype(np.int64)
    values = tuple(tuple(range(size)) for size in joint.shape)
    empty = PairCounts.empty(("a", "b"), values)
    a, b = (np.arange(empty.starts[j], empty.starts[j + 1] - 1) for j in (0, 1))
    matrix = empty.matrix.copy()
    matrix[np.ix_(a, b)], matrix[np.ix_(b, a)] = joint, joint.T
    matrix[a, a], matrix[b, b] = joint.sum(axis=1), joint.sum(axis=0)
    return replace(empty, matrix=matrix)


@pytest.mark.parametrize("p", [0.05, 0.2, 0.25, 0.3, 0.45])
def test_two_halves_by_hand(p):
    # P(both below 0) = 1/4 + arcsin(rho) / (2 pi), so rho = sin(pi / 2 * (4 p - 1))
    same, other = round(1000 * p), round(1000 * (0.5 - p))
    rho = tetrachoric(rows([[same, other], [other, same]])).values[0, 1]
    assert rho == pytest.approx(np.sin(np.pi / 2 * (4 * p - 1)), abs=1e-13)


EQUAL = ([-1.5, -0.5, 0.5, 1.5],) * 2
POPULATIONS = [
    *((rho, [0.3], [-1.2]) for rho in (-0.9, -0.35, 0.0, 0.42, 0.68, 0.91)),
    *((rho, [-1.5, -0.5, 0.5, 1.5], [-1, 0, 1]) for rho in (-0.97, -0.6, -0.01, 0.35, 0.68, 0.95, 0.985)),
    *((rho, [0.5, 1.0, 1.5, 2.0], [-2.2, -1.4, -0.9, -0.1, 0.6]) for rho in (-0.97, 0.36, 0.66, 0.89, 0.96)),
    *((rho, *EQUAL) for rho in (-0.9999, -0.9995, 0.99, 0.999, 0.99999)),
]


@pytest.mark.parametrize(("rho", "first", "second"), POPULATIONS)
def test_a_population_gives_its_own_correlation_and_thresholds_back(rho, first, second):
    result = polychoric(population(rho, first, second))
    assert result.values[0, 1] == pytest.approx(rho, abs=1e-8)
    for thresholds, expected in zip(result.thresholds, (first, second), strict=True):
        np.testing.assert_allclose(thresholds, expected, atol=1e-9)


def test_thresholds_are_quantiles_of_the_cumulative_proportions():
    result = polychoric(rows([[10, 20], [30, 40], [50, 60]]))
    np.testing.assert_allclose(ndtr(result.thresholds[0]), [30 / 210, 100 / 210], rtol=1e-12)
    np.testing.assert_allclose(ndtr(result.thresholds[1]), [90 / 210], rtol=1e-12)


def test_pairwise_takes_each_threshold_from_all_who_answered_the_item():
    x = np.array([[1, 1], [1, 2], [2, 2], [2, 1], [2, 2], [1, nan], [1, nan]])
    pairwise, listwise = polychoric(x, missing="pairwise"), polychoric(x)
    np.testing.assert_allclose(ndtr(pairwise.thresholds[0]), [4 / 7])
    np.testing.assert_allclose(ndtr(listwise.thresholds[0]), [2 / 5])
    assert pairwise.pairs.tolist() == [[7, 5], [5, 5]]
    assert listwise.pairs.tolist() == [[5, 5], [5, 5]]


def test_arrays_and_tallies_give_the_same_bits():
    x = np.random.default_rng(1).integers(1, 5, (200, 4)).astype(float)
    x[::7, 2] = nan
    expected = polychoric(x, missing="pairwise").values
    for tally in (PairCounts.of(x, missing="pairwise"), Patterns.of(x, missing="pairwise")):
        assert (polychoric(tally).values == expected).all()
    expected = polychoric(x).values
    assert (polychoric(PairCounts.of(x)).values == expected).all()


def test_one_very_unlikely_answer_does_not_break_the_estimate():
    # with the one person in the far corner the likelihood is -inf at 1; the score at the solution is 0
    table = np.diag([200, 300, 200]) + np.diag([4, 4], 1) + np.diag([4, 4], -1)
    table[0, 2] = 1
    counts = PairCounts.of(rows(table))
    result = polychoric(counts)
    rho = result.values[0, 1]
    assert 0.97 < rho < 0.99
    assert abs(score(table, rho, result.thresholds)) < 1e-8 * table.sum()


@pytest.mark.parametrize(("rho", "n"), [(-0.7, 3_000), (-0.7, 10_000), (-0.8, 10_000)])
def test_an_answer_too_unlikely_for_the_quick_integral_is_integrated_with_care(rho, n):
    # one person is high on both of two items that nobody else is: the probability is below what rounding leaves
    cuts = ndtri([5 / n, 0.5, 1 - 5 / n])
    table = np.round(n * cells(np.arcsin([rho]), cuts[:, None], cuts[:, None])[:, :, 0]).astype(int)
    table[3, 3] += 1
    result = polychoric(rows(table))
    assert abs(score(table, result.values[0, 1], result.thresholds)) < 1e-6 * n


def score(table, rho, thresholds) -> float:
    """The derivative of the log-likelihood by a difference of the logarithms of exact cells."""
    sides = [side[:, None] for side in thresholds]
    up, down = (np.log(cells(np.arcsin([rho]) + step, *sides)[:, :, 0]) for step in (1e-5, -1e-5))
    filled = np.asarray(table) > 0
    return float((np.asarray(table)[filled] * (up - down)[filled]).sum() / 2e-5)


@pytest.mark.parametrize("seed", range(8))
def test_the_score_is_zero_in_sparse_tables(seed):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((60, 1)) * [1, 0.8] + rng.standard_normal((60, 2)) * [0.3, 1.0]
    x = np.digitize(z, [-1.5, -0.5, 0.5, 1.5])
    result = polychoric(x)
    table = np.zeros((5, 5), dtype=int)
    np.add.at(table, tuple(x.T), 1)
    used = table[np.ix_(table.any(axis=1), table.any(axis=0))]
    assert abs(score(used, result.values[0, 1], result.thresholds)) < 1e-5


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ([[5, 0], [3, 4]], 1),  # an empty cell: nobody is high on the second and low on the first
        ([[0, 5], [4, 3]], -1),
        ([[5, 0, 0], [0, 6, 0], [0, 0, 2]], 1),  # the same answers
        ([[0, 0, 5], [0, 6, 0], [2, 0, 0]], -1),  # turned around
        ([[5, 2, 0], [0, 6, 1], [0, 0, 2]], 1),
    ],
)
def test_people_who_never_disagree_in_order_correlate_to_the_end(table, expected):
    result = polychoric(rows(table), standard_errors=True)
    assert result.values[0, 1] == expected
    assert np.isnan(result.standard_errors[0, 1])
    assert codes(result) == ["boundary-correlation", "indefinite-polychoric"]
    assert f" {'never' if expected > 0 else 'always'} disagree in order" in result.issues[0].message


@pytest.mark.parametrize("sign", [1, -1])
def test_what_is_as_good_as_one_is_one(sign):
    result = polychoric(population(sign * (1 - 1e-9), *EQUAL), standard_errors=True)
    assert result.values[0, 1] == sign
    assert np.isnan(result.standard_errors[0, 1])
    assert codes(result) == ["boundary-correlation", "indefinite-polychoric"]


def test_an_item_that_does_not_vary_has_no_correlations():
    x = np.array([[1, 2, 1], [1, 3, 2], [1, 1, 2], [1, 2, 1], [1, 2, 2]])
    result = polychoric(x, standard_errors=True)
    assert np.isnan(result.values[0]).all()
    assert np.isnan(result.values[:, 0]).all()
    assert np.isnan(result.standard_errors[0]).all()
    assert np.isfinite(result.values[1:, 1:]).all()
    assert result.thresholds[0].size == 0
    assert (codes(result), result.issues[0].path) == (
        ["item-without-correlations", "undefined-error"],  # five people do not say how certain the other one is
        "$.items.1",
    )
    assert result.smallest_eigenvalue == pytest.approx(1 - abs(result.values[1, 2]))


def test_an_item_of_which_one_category_was_chosen_does_not_vary_however_many_there_are():
    result = polychoric(PairCounts.of([[2, 1], [2, 2]], values=((1, 2, 3, 4), (1, 2))))
    assert [(issue.code, issue.path) for issue in result.issues] == [("item-without-correlations", "$.items.1")]


def test_one_item_takes_no_steps():
    assert polychoric([[1], [2], [2]]).iterations == 0


def test_a_category_that_nobody_chose_is_left_out_and_named():
    x = rows([[8, 3], [4, 6]]) + 1
    plain = polychoric(PairCounts.of(x))
    result = polychoric(PairCounts.of(x, values=((1, 2), (0, 1, 2, 3))))
    assert result.values.tolist() == plain.values.tolist()
    assert [t.tolist() for t in result.thresholds] == [t.tolist() for t in plain.thresholds]
    assert codes(result) == ["unused-category"]
    assert "0, 3" in result.issues[0].message


@pytest.mark.parametrize(
    "x",
    [
        [[1, nan], [2, nan], [nan, 1], [nan, 2]],  # nobody answered both
        [[1, 1], [1, 2], [1, 3], [2, nan], [nan, 1]],  # among those who did, the first does not vary
    ],
)
def test_a_pair_without_shared_variation_is_undefined(x):
    result = polychoric(np.array(x), missing="pairwise", standard_errors=True, smooth=True)
    assert np.isnan(result.values[0, 1])
    assert np.isnan(result.standard_errors[0, 1])
    assert np.isnan(result.smallest_eigenvalue)
    assert codes(result) == ["undefined-pair"]


@pytest.mark.parametrize("x", [[[1.0], [2.0]], [[1.0], [1.0]], np.zeros((0, 3)), [[1, 2, 3]], [[nan, nan]]])
def test_one_item_and_too_few_people(x):
    result = polychoric(x, standard_errors=True)
    k = np.shape(x)[1]
    assert result.values.shape == result.standard_errors.shape == (k, k)
    varies = k == 1 and np.unique(x).size == 2
    assert np.isnan(result.values).all() != varies
    assert codes(result) == ([] if varies else ["item-without-correlations"] * k)


def indefinite() -> np.ndarray:
    """Three items of which every two were answered by other people, in ways that no three variables can agree with."""
    agree, differ = rows([[45, 5], [5, 45]]), rows([[5, 45], [45, 5]])
    x = np.full((300, 3), nan)
    x[:100, :2], x[100:200, 1:], x[200:, [0, 2]] = agree, agree, differ
    return x


def test_an_indefinite_matrix_is_reported_and_left_as_it_is():
    result = polychoric(indefinite(), missing="pairwise")
    r = np.sin(np.pi / 2 * 0.8)  # of each pair: 4 * .45 - 1
    np.testing.assert_allclose(result.values, [[1, r, -r], [r, 1, r], [-r, r, 1]], atol=1e-12)
    assert result.smallest_eigenvalue == pytest.approx(1 - 2 * r)
    assert codes(result) == ["indefinite-polychoric"]
    assert "left as it is" in result.issues[0].message
    assert "smooth=True" in result.issues[0].hint


def test_an_indefinite_matrix_is_smoothed_when_asked():
    result = polychoric(indefinite(), missing="pairwise", smooth=True)
    assert np.linalg.eigvalsh(result.values)[0] > 0
    assert (result.values.diagonal() == 1).all()
    assert result.smallest_eigenvalue == pytest.approx(1 - 2 * np.sin(np.pi / 2 * 0.8))  # of the estimates
    assert (codes(result), "raised" in result.issues[0].message) == (["indefinite-polychoric"], True)
    assert result.issues[0].hint == ""


def test_smoothing_is_that_of_psych():
    # psych 2.2.9: cor.smooth(matrix(c(1, .9, .2, .9, 1, .9, .2, .9, 1), 3))
    found = smoothed(np.array([[1, 0.9, 0.2], [0.9, 1, 0.9], [0.2, 0.9, 1]]))
    assert found[0, 1] == pytest.approx(0.784633719554743, abs=1e-13)
    assert found[0, 2] == pytest.approx(0.231300147933125, abs=1e-13)


def test_a_definite_matrix_is_not_smoothed():
    x = np.random.default_rng(0).integers(1, 5, (100, 3))
    assert (polychoric(x, smooth=True).values == polychoric(x).values).all()


def test_more_items_than_people():
    result = polychoric(np.random.default_rng(0).integers(1, 4, (4, 6)))
    assert result.smallest_eigenvalue < 0
    assert "indefinite-polychoric" in codes(result)


@pytest.mark.once
def test_standard_errors_follow_from_the_spread_of_estimates():
    """Over 400 samples the standard errors match the spread: a standard deviation of 400 is good to 3.5%."""
    rng = np.random.default_rng(5)
    z = rng.standard_normal((400, 300, 2))
    z[..., 1] = 0.5 * z[..., 0] + np.sqrt(0.75) * z[..., 1]
    results = [polychoric(np.digitize(sample, [-1, 0, 1]), standard_errors=True) for sample in z]
    spread = np.std([result.values[0, 1] for result in results])
    errors = np.mean([result.standard_errors[0, 1] for result in results])
    assert errors == pytest.approx(spread, rel=0.1)


@pytest.mark.once
def test_standard_errors_with_answers_missing_follow_the_spread_too():
    rng = np.random.default_rng(6)
    z = rng.standard_normal((400, 300, 2))
    z[..., 1] = 0.6 * z[..., 0] + 0.8 * z[..., 1]
    x = np.digitize(z, [0, 1]).astype(float)
    x[:, 150:, 1] = nan  # half missed the second item
    results = [polychoric(sample, standard_errors=True) for sample in x]
    spread = np.std([result.values[0, 1] for result in results])
    errors = np.mean([result.standard_errors[0, 1] for result in results])
    assert errors == pytest.approx(spread, rel=0.1)


def test_tetrachoric_refuses_more_than_two_categories():
    with pytest.raises(ArgumentError) as error:
        tetrachoric([[0, 1, 2], [1, 0, 1], [1, 1, 0]])
    assert [(issue.code, issue.path) for issue in error.value.issues] == [("not-two-categories", "$.items.3")]


def test_a_wrong_word_lists_the_right_ones():
    with pytest.raises(ArgumentError) as error:
        polychoric([[1, 2], [2, 1]], missing="fiml")
    assert [issue.code for issue in error.value.issues] == ["unknown-option"]
