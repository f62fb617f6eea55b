"""Exploratory factor analysis as a whole, its fit, and its scores."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import purpose_index as pi
from purpose_index.stats.factor import CorrelationMatrix, efa, factor_scores, schmid_leiman
from purpose_index.tallies.moments import Moments

PATTERN = np.array([[0.8, 0], [0.7, 0], [0.6, 0], [0, 0.7], [0, 0.6], [0, 0.5]])
PHI = np.array([[1, 0.3], [0.3, 1]])
ROTATIONS = ["none", "varimax", "quartimax", "promax", "oblimin", "geomin", "bifactor"]


def implied() -> np.ndarray:
    matrix = PATTERN @ PHI @ PATTERN.T
    np.fill_diagonal(matrix, 1)
    return matrix


def answers(n: int = 120, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.multivariate_normal(np.zeros(6), implied(), size=n)


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_a_population_by_algebra():
    found = efa(CorrelationMatrix(implied(), n=200), 2)
    np.testing.assert_allclose(found.loadings, PATTERN, atol=1e-8)
    np.testing.assert_allclose(found.factor_correlations, PHI, atol=1e-8)
    np.testing.assert_allclose(found.communalities, (PATTERN**2).sum(axis=1), atol=1e-8)
    np.testing.assert_allclose(found.structure[0], [0.8, 0.8 * 0.3], atol=1e-8)
    np.testing.assert_allclose(found.variance_explained, (PATTERN**2).sum(axis=0), atol=1e-8)
    np.testing.assert_allclose(found.complexity, 1, atol=1e-8)
    np.testing.assert_allclose(found.residuals, np.diag(found.uniquenesses), atol=1e-8)
    assert found.issues == ()


def test_fit_by_hand():
    # all correlations .5 but one of .3, one factor: a 4 x 4 model with 2 degrees of freedom
    R = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    R[0, 1] = R[1, 0] = 0.3
    n, k, m = 100, 4, 1
    found = efa(CorrelationMatrix(R, n=n), m)
    fit, l = found.fit, found.loadings  # noqa: E741
    model = l @ l.T + np.diag(found.uniquenesses)
    F = np.trace(np.linalg.inv(model) @ R) - np.log(np.linalg.det(R) / np.linalg.det(model)) - k
    size = n - 1 - (2 * k + 5) / 6 - 2 * m / 3
    chi = F * size
    assert (fit.df, fit.null_df) == (2, 6)
    assert fit.objective == pytest.approx(F)
    assert fit.chi_square == pytest.approx(chi)
    assert fit.p_value == pytest.approx(stats.chi2.sf(chi, 2))
    assert fit.bic == pytest.approx(chi - 2 * np.log(100))
    assert fit.sabic == pytest.approx(chi - 2 * np.log(102 / 24))
    assert fit.rmsea == pytest.approx(np.sqrt(max(chi / 200 - 1 / 99, 0)))
    for end, p in ((fit.rmsea_low, 0.95), (fit.rmsea_high, 0.05)):
        if end > 0:
            assert stats.ncx2.cdf(chi, 2, end**2 * 2 * 99) == pytest.approx(p, abs=1e-7)
    null = -np.log(np.linalg.det(R))
    assert fit.null_chi_square == pytest.approx(null * (n - 1 - 13 / 6))
    assert fit.tli == pytest.approx((null / 6 - F / 2) / (null / 6 - 1 / size))
    residual = (R - l @ l.T)[np.triu_indices(4, 1)]
    assert fit.rmsr == pytest.approx(np.sqrt((residual**2).sum() / 6))
    assert fit.rmsr_corrected == pytest.approx(np.sqrt((residual**2).sum() / 2))
    assert fit.empirical_chi_square == pytest.approx(2 * n * (residual**2).sum())


def test_a_perfect_fit_has_an_rmsea_of_zero():
    fit = efa(CorrelationMatrix(implied(), n=200), 2).fit
    assert (fit.chi_square, fit.rmsea, fit.rmsea_low, fit.rmsea_high) == pytest.approx((0, 0, 0, 0), abs=1e-6)
    assert fit.p_value == pytest.approx(1)
    assert fit.tli > 1


def test_without_degrees_of_freedom_fit_is_undefined_and_said():
    found = efa(CorrelationMatrix(np.full((3, 3), 0.5) + 0.5 * np.eye(3), n=100), 1)
    assert codes(found.issues) == ["undefined-fit"]
    assert found.fit.df == 0
    assert np.isnan([found.fit.p_value, found.fit.rmsea, found.fit.rmsea_low, found.fit.tli, found.fit.bic]).all()
    assert found.fit.chi_square == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("rotation", ROTATIONS)
def test_columns_are_in_order_of_what_they_explain(rotation):
    found = efa(answers(), 2, rotation=rotation)
    assert (found.loadings.sum(axis=0) >= 0).all()
    explained = found.variance_explained
    assert rotation == "bifactor" or explained[0] >= explained[1]
    assert explained.sum() == pytest.approx(found.communalities.sum())


def test_the_general_factor_comes_first_however_little_it_explains():
    groups = np.kron(np.eye(3), np.full((4, 1), 0.7))
    bifactor = np.column_stack([np.linspace(0.2, 0.4, 12), groups])
    R = bifactor @ bifactor.T
    np.fill_diagonal(R, 1)
    found = efa(CorrelationMatrix(R, n=500), 4, rotation="bifactor", starts=30)
    np.testing.assert_allclose(found.loadings[:, 0], bifactor[:, 0], atol=1e-6)
    assert found.variance_explained[0] == found.variance_explained.min()


def test_arrays_tallies_and_tables_give_the_same():
    x = answers()
    names = tuple("abcdef")
    expected = efa(x, 2)
    for same in (Moments.of(x, items=names), CorrelationMatrix(np.corrcoef(x, rowvar=False), n=120, items=names)):
        found = efa(same, 2)
        np.testing.assert_allclose(found.loadings, expected.loadings, atol=1e-9)
        assert found.items == names
    assert (expected.n, expected.items) == (120, tuple("123456"))


def test_missing_answers():
    x = answers()
    x[0, 0] = np.nan
    assert efa(x, 2).n == 119
    np.testing.assert_allclose(efa(x, 2).loadings, efa(x[1:], 2).loadings, atol=1e-9)
    assert efa(x, 2, missing="pairwise").n == 119
    assert not np.allclose(efa(x, 2, missing="pairwise").loadings, efa(x, 2).loadings)


def test_an_indefinite_pairwise_matrix_is_said():
    R = np.array([[1, 0.9, -0.9, 0.1], [0.9, 1, 0.9, 0.1], [-0.9, 0.9, 1, 0.1], [0.1, 0.1, 0.1, 1]])
    found = efa(CorrelationMatrix(R, n=50), 1)
    assert {"indefinite-correlations", "undefined-fit"} <= set(codes(found.issues))
    assert np.isnan(found.fit.chi_square)
    assert np.isfinite(found.fit.rmsr)


def test_a_doubled_item_leaves_the_loadings_but_not_the_fit():
    x = answers()
    found = efa(np.column_stack([x, x[:, 0]]), 1)
    assert "undefined-fit" in codes(found.issues)
    assert found.loadings[0, 0] == pytest.approx(found.loadings[6, 0])


def test_fewer_people_than_items():
    found = efa(answers()[:5], 1)
    assert "undefined-fit" in codes(found.issues)


@pytest.mark.parametrize(
    ("x", "code", "path"),
    [
        (np.column_stack([answers()[:, :3], np.ones(120)]), "undefined-correlation", "$.items.4"),
        (answers()[:, :1], "too-few-items", "$.items"),
        (answers()[:1, :2], "undefined-correlation", "$.items.1"),
    ],
    ids=["a constant item", "one item", "one person"],
)
def test_what_has_no_factors(x, code, path):
    with pytest.raises(pi.StatisticsError) as error:
        efa(x, 1)
    assert (code, path) in [(issue.code, issue.path) for issue in error.value.issues]


def test_polychoric_correlations_and_their_issues_come_along():
    x = np.digitize(answers(400), [-0.8, 0, 0.8]).astype(float)
    found = efa(x, 2, correlation="polychoric")
    assert "normal variable" in found.assumes
    assert found.communalities.sum() > efa(x, 2).communalities.sum()
    doubled = efa(np.column_stack([x, x[:, 0]]), 2, correlation="polychoric")
    assert "boundary-correlation" in codes(doubled.issues)


@pytest.mark.parametrize("option", ["method", "rotation", "correlation", "missing"])
def test_wrong_options_list_the_right_ones(option):
    with pytest.raises(pi.ArgumentError, match="Expected one of") as error:
        efa(answers(), 2, **{option: "best"})
    assert [(issue.code, issue.path) for issue in error.value.issues] == [("unknown-option", f"$.{option}")]


# factor scores


def test_regression_weights_of_one_factor_by_hand():
    # one factor with loadings l: weights proportional to l / u, scaled by 1 / (1 + sum(l^2 / u))
    l = np.array([0.8, 0.7, 0.6])  # noqa: E741
    R = np.outer(l, l) + np.diag(1 - l**2)
    analysis = efa(CorrelationMatrix(R, n=100), 1)
    x = np.array([[1.0, 2, 3], [2, 1, 5], [4, 3, 1], [5, 5, np.nan]])
    found = factor_scores(analysis, x)
    information = (l**2 / (1 - l**2)).sum()
    np.testing.assert_allclose(found.weights[:, 0], l / (1 - l**2) / (1 + information), atol=1e-7)
    np.testing.assert_allclose(found.validities**2, information / (1 + information), atol=1e-7)
    complete = x[:3]
    z = (complete - complete.mean(axis=0)) / complete.std(axis=0, ddof=1)
    np.testing.assert_allclose(found.values[:3], z @ found.weights)
    assert np.isnan(found.values[3]).all()
    bartlett = factor_scores(analysis, x, method="bartlett")
    np.testing.assert_allclose(bartlett.weights[:, 0], l / (1 - l**2) / information, atol=1e-7)
    # one factor: the three kinds of scores differ in scale only
    ten_berge = factor_scores(analysis, x, method="ten_berge")
    np.testing.assert_allclose(ten_berge.validities, found.validities, atol=1e-10)
    np.testing.assert_allclose(ten_berge.weights.T @ R @ ten_berge.weights, 1, atol=1e-10)


def test_one_person_is_scored_by_the_means_of_the_sample():
    x = answers()
    analysis = efa(x, 2)
    np.testing.assert_allclose(factor_scores(analysis, x[:1]).values, factor_scores(analysis, x).values[:1])


def test_one_person_cannot_be_scored_by_a_published_table():
    analysis = efa(CorrelationMatrix(implied(), n=200), 2)
    with pytest.raises(pi.StatisticsError) as error:
        factor_scores(analysis, answers()[:1])
    assert codes(error.value.issues) == ["unknown-means"]


@pytest.mark.parametrize("method", ["regression", "ten_berge"])
def test_scores_need_an_inverse_but_those_of_bartlett(method):
    x = answers()
    doubled = np.column_stack([x, x[:, 0]])
    analysis = efa(doubled, 1)
    with pytest.raises(pi.StatisticsError) as error:
        factor_scores(analysis, doubled, method=method)
    assert codes(error.value.issues) == ["not-positive-definite"]
    assert np.isfinite(factor_scores(analysis, doubled, method="bartlett").values).all()


@pytest.mark.parametrize(
    ("x", "method", "code"),
    [(np.zeros((3, 5)), "regression", "mismatched-shapes"), (np.zeros((3, 6)), "anderson", "unknown-option")],
)
def test_wrong_arguments_of_scores(x, method, code):
    with pytest.raises(pi.ArgumentError) as error:
        factor_scores(efa(answers(), 2), x, method=method)
    assert codes(error.value.issues) == [code]


# Schmid-Leiman


def test_one_factor_is_general():
    found = schmid_leiman(np.array([[0.8], [0.5]]), np.eye(1))
    np.testing.assert_array_equal(found.general, [0.8, 0.5])
    np.testing.assert_array_equal(found.group, [[0], [0]])


def test_schmid_leiman_takes_lists_and_correlation_matrices():
    pattern = [[0.8, 0, 0], [0, 0.8, 0], [0, 0, 0.8]]
    phi = [[1, 0.25, 0.25], [0.25, 1, 0.25], [0.25, 0.25, 1]]
    for given in (phi, CorrelationMatrix(phi, n=100)):
        np.testing.assert_allclose(schmid_leiman(pattern, given).general, [0.4] * 3, atol=1e-6)  # .8 * .5


@pytest.mark.parametrize(("r", "sign"), [(0.25, 1), (-0.25, -1)])
def test_two_factors_load_alike_on_the_general_one(r, sign):
    found = schmid_leiman(PATTERN, np.array([[1, r], [r, 1]]))
    np.testing.assert_allclose(found.second_order, [0.5, sign * 0.5])
    np.testing.assert_allclose(found.general[:4], [0.4, 0.35, 0.3, sign * 0.35])
    np.testing.assert_allclose(found.group[0], [0.8 * np.sqrt(0.75), 0])
    assert codes(found.issues) == ["underidentified-factors"]


def test_signs_are_kept():
    pattern = PATTERN * np.array([1, -1, 1, 1, 1, -1])[:, None]
    phi = np.array([[1, 0.3], [0.3, 1]])
    found = schmid_leiman(pattern, phi)
    np.testing.assert_array_equal(np.sign(found.group), np.sign(pattern))


def test_a_factor_that_is_the_general_one_is_said():
    phi = np.array([[1, 0.9, 0.9], [0.9, 1, 0.7], [0.9, 0.7, 1]])
    found = schmid_leiman(np.kron(np.eye(3), [[0.8], [0.7]]), phi)
    assert [(issue.code, issue.path) for issue in found.issues] == [("heywood-case", "$.factors.1")]
    np.testing.assert_allclose(found.group[:, 0], 0)


@pytest.mark.parametrize(
    ("phi", "code"), [(np.eye(3), "mismatched-shapes"), (2 * np.eye(2), "not-a-correlation-matrix")]
)
def test_wrong_arguments_of_schmid_leiman(phi, code):
    with pytest.raises(pi.ArgumentError) as error:
        schmid_leiman(PATTERN, phi)
    assert codes(error.value.issues) == [code]
