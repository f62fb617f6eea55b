"""Omega hierarchical: a population with known answers, and where it is not defined or doubtful."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.correlation import CorrelationMatrix, pearson, polychoric
from purpose_index.stats.reliability import alpha, latent_response_omega_hierarchical, omega_hierarchical
from purpose_index.stats.reliability.hierarchical_indices import Factors, indices_of
from purpose_index.tallies.moments import Moments
from tests.unit.stats.populations import sample_with

# Three groups of three items, which load .8, .7 and .6 on factors that load .9, .8 and .7 on a general one.
WITHIN = np.array([0.8, 0.7, 0.6])
SECOND = np.array([0.9, 0.8, 0.7])
GENERAL = np.outer(SECOND, WITHIN).ravel()
GROUP = np.kron(np.diag(np.sqrt(1 - SECOND**2)), WITHIN[:, None])
ERRORS = np.tile(1 - WITHIN**2, 3)
R = np.outer(GENERAL, GENERAL) + GROUP @ GROUP.T + np.diag(ERRORS)
X = sample_with(R, n=400)


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


@pytest.mark.parametrize("method", ["minres", "ml"])
def test_a_hierarchy_gives_its_own_loadings_and_omegas_back(method):
    found = omega_hierarchical(X, method=method)
    total = R.sum()
    np.testing.assert_allclose(found.general, GENERAL, atol=1e-6)
    np.testing.assert_allclose(found.group, GROUP[:, order_of(found)], atol=1e-6)
    np.testing.assert_allclose(found.uniquenesses, ERRORS, atol=1e-6)
    assert found.value == pytest.approx(GENERAL.sum() ** 2 / total, abs=1e-8)
    assert found.omega_total == pytest.approx(1 - ERRORS.sum() / total, abs=1e-8)
    assert found.omega_limit == pytest.approx(found.value / found.omega_total)
    assert found.alpha == pytest.approx(alpha(X).value, abs=1e-12)
    assert (found.name, found.n, found.k, found.method, found.solution) == (
        "omega_hierarchical",
        400,
        9,
        method,
        "schmid-leiman",
    )
    assert (found.low, found.interval, found.issues) == (None, None, ())


def order_of(found) -> list[int]:
    """Which group of the population each group factor is."""
    return [int(np.abs(GROUP.T @ found.group[:, f]).argmax()) for f in range(3)]


def test_what_follows_from_the_loadings():
    found = omega_hierarchical(X)
    order = order_of(found)
    assert [order[g] for g in found.item_groups] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    for f, g in enumerate(order):
        items = slice(3 * g, 3 * g + 3)
        variance = R[items, items].sum()
        assert found.group_general[f] == pytest.approx(GENERAL[items].sum() ** 2 / variance, abs=1e-7)
        assert found.group_specific[f] == pytest.approx(GROUP[items, g].sum() ** 2 / variance, abs=1e-7)
        assert found.group_total[f] == pytest.approx(1 - ERRORS[items].sum() / variance, abs=1e-7)
    common = np.sum(GENERAL**2) + np.sum(GROUP**2)
    assert found.ecv == pytest.approx(np.sum(GENERAL**2) / common, abs=1e-7)
    np.testing.assert_allclose(found.item_ecv, GENERAL**2 / (1 - ERRORS), atol=1e-6)
    assert found.puc == pytest.approx(27 / 36)  # of the 36 pairs of nine items, 9 lie within a group
    odds = np.sum(GENERAL**2 / (1 - GENERAL**2))
    assert found.h[0] == pytest.approx(odds / (1 + odds), abs=1e-7)


def test_an_exploratory_bifactor_solution_of_the_same():
    found = omega_hierarchical(X, solution="bifactor")
    assert found.solution == "bifactor"
    assert found.omega_total == pytest.approx(omega_hierarchical(X).omega_total, abs=0.02)
    assert found.value == pytest.approx(omega_hierarchical(X).value, abs=0.05)
    assert found.group.shape == (9, 3)
    np.testing.assert_array_equal(found.factor_correlations, np.eye(3))


def test_a_bifactor_population_whose_loadings_are_not_proportional():
    """Here the Schmid-Leiman solution cannot be right; the bifactor one finds what was put in."""
    general = np.tile([0.7, 0.5, 0.6, 0.4], 3)
    group = np.kron(np.eye(3), np.array([[0.3], [0.6], [0.5], [0.4]]))
    C = np.outer(general, general) + group @ group.T
    errors = 1 - np.diag(C)
    x = sample_with(C + np.diag(errors), n=400)
    found = omega_hierarchical(x, solution="bifactor")
    assert found.value == pytest.approx(general.sum() ** 2 / (C.sum() + errors.sum()), abs=0.01)


def test_raw_items_are_weighed_by_their_spread():
    sd = np.linspace(0.5, 2, 9)
    found = omega_hierarchical(X * sd, items="raw")
    C = R * np.outer(sd, sd)
    assert found.value == pytest.approx((sd @ GENERAL) ** 2 / C.sum(), abs=1e-8)
    assert found.omega_total == pytest.approx(1 - sd**2 @ ERRORS / C.sum(), abs=1e-8)
    assert found.alpha == pytest.approx(alpha(X * sd).value, abs=1e-12)
    assert omega_hierarchical(X * sd).value == pytest.approx(omega_hierarchical(X).value, abs=1e-8)


def test_one_group_is_no_group():
    found = omega_hierarchical(X, n_factors=1)
    np.testing.assert_array_equal(found.group, np.zeros((9, 1)))
    assert found.ecv == pytest.approx(1)
    assert found.puc == 0
    assert found.value == pytest.approx(found.omega_total, abs=0.001)  # equal where one factor fits


def test_two_groups_do_not_identify_a_general_factor_and_that_is_said():
    assert "underidentified-factors" in codes(omega_hierarchical(X, n_factors=2).issues)


def test_unreversed_items_keep_their_signs():
    signs = np.array([1, 1, -1, 1, 1, 1, 1, 1, 1])
    found = omega_hierarchical(X * signs)
    np.testing.assert_allclose(found.general, GENERAL * signs, atol=1e-6)
    assert [(issue.code, issue.path, issue.facts["item"]) for issue in found.issues] == [
        ("negative-loading", "$.items.3", "3")
    ]
    assert found.value == pytest.approx((GENERAL @ signs) ** 2 / (R * np.outer(signs, signs)).sum(), abs=1e-7)


def test_more_groups_than_there_are():
    found = omega_hierarchical(X, n_factors=5)
    assert found.omega_total == pytest.approx(1 - ERRORS.sum() / R.sum(), abs=0.05)
    assert np.isnan(found.group_total).sum() == codes(found.issues).count("empty-group")
    assert np.isnan(found.h).sum() == codes(found.issues).count("undefined-replicability")


@pytest.mark.parametrize(
    ("x", "code"),
    [
        (X[:, :2], "too-few-items"),
        (X[:2], "too-few-people"),
        (np.column_stack([X, np.ones(400)]), "constant-item"),
        (np.column_stack([X[:, 0], -X[:, 0], np.zeros(400)]), "no-total-variance"),
    ],
)
def test_where_it_is_not_defined(x, code):
    with pytest.raises(StatisticsError) as caught:
        omega_hierarchical(x)
    assert codes(caught.value.issues) == [code]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n_factors": 9}, "number-of-factors"),
        ({"n_factors": 0}, "number-of-factors"),
        ({"method": "pca"}, "unknown-option"),
        ({"rotation": "varimax"}, "unknown-option"),
        ({"solution": "sem"}, "unknown-option"),
        ({"items": "z"}, "unknown-option"),
    ],
)
def test_wrong_options(options, code):
    with pytest.raises(ArgumentError) as caught:
        omega_hierarchical(X, **options)
    assert codes(caught.value.issues) == [code]


@pytest.mark.once
def test_a_bootstrap_of_it():
    """Every resample is a fit of its own; 60 in a loop have the same spread within 3 standard errors, 30%."""
    generator, seen = np.random.default_rng(6), []
    x = X[:150]
    found = omega_hierarchical(x, interval="bootstrap", resamples=200, progress=seen.append)
    loop = [omega_hierarchical(x[generator.integers(0, 150, 150)]).value for _ in range(60)]
    assert found.se == pytest.approx(np.std(loop, ddof=1), rel=0.3)
    assert found.low < found.value < found.high
    assert (found.interval, found.level) == ("bootstrap", 0.95)
    assert (len(seen), seen[0], seen[-1]) == (200, 1 / 200, 1)
    adjusted = omega_hierarchical(x[:, :6], n_factors=2, interval="bootstrap-bca", resamples=100)
    assert adjusted.low < adjusted.value < adjusted.high


def test_without_a_word_a_thousand_resamples_are_drawn_from_seed_0(monkeypatch):
    def stop(x, statistic, interval, level, resamples, rng):
        raise InterruptedError(f"{resamples} from seed {rng}")

    monkeypatch.setattr("purpose_index.stats.reliability.hierarchical.bootstrapped", stop)
    with pytest.raises(InterruptedError, match="1000 from seed 0"):
        omega_hierarchical(X, interval="bootstrap")


def indices(C, general, group, uniquenesses):
    factors = Factors(np.array(general), np.array(group), np.array(uniquenesses), np.eye(len(group[0])), ())
    return indices_of(np.array(C, dtype=float), factors)


def test_where_nothing_is_common_there_is_no_share_of_it():
    found, _ = indices(np.eye(3), [0.0] * 3, [[0.0]] * 3, [1.0] * 3)
    assert (found["value"], found["omega_total"], found["group_total"].tolist()) == (0, 0, [0])
    assert np.isnan([found["omega_limit"], found["ecv"], *found["item_ecv"]]).all()


def test_a_share_of_little_that_is_common_by_hand():
    """Loadings of .3 on the general factor, and two of .2 on the other: 4 · .09 of 4 · .09 + 2 · .04."""
    found, _ = indices(np.eye(4), [0.3] * 4, [[0.2], [0.2], [0.0], [0.0]], [0.87, 0.87, 0.91, 0.91])
    assert found["ecv"] == pytest.approx(0.36 / 0.44)
    assert found["item_ecv"] == pytest.approx([0.09 / 0.13, 0.09 / 0.13, 1, 1])


def test_an_item_that_is_the_factor_itself_leaves_no_replicability():
    found, issues = indices([[1, 0.5], [0.5, 1]], [1.0, 0.5], [[0.0], [0.5]], [0.0, 0.5])
    assert np.isnan(found["h"][0])
    assert found["h"][1] == pytest.approx(0.25)  # odds of .25 / .75 are 1 to 3
    assert [(issue.code, issue.path) for issue in issues] == [("undefined-replicability", "$.h[0]")]


@pytest.mark.parametrize("unit", [1e-14, 1e14])
def test_the_unit_of_raw_items_does_not_matter_to_the_shares(unit):
    factors = Factors(GENERAL, GROUP, ERRORS, np.eye(3), ())
    found, expected = indices_of(unit**2 * R, factors)[0], indices_of(R, factors)[0]
    for name in expected:
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-10)


def test_a_group_whose_sum_does_not_vary_has_no_shares():
    C = [[1, -1, 0, 0], [-1, 1, 0, 0], [0, 0, 1, 0.5], [0, 0, 0.5, 1]]
    group = [[0.9, 0.0], [-0.9, 0.0], [0.0, 0.6], [0.0, 0.6]]
    found, issues = indices(C, [0.0, 0.0, 0.3, 0.3], group, [0.1, 0.1, 0.5, 0.5])
    assert np.isnan(found["group_total"][0])
    assert found["group_general"][1] == pytest.approx(0.6**2 / 3)
    assert found["group_specific"][1] == pytest.approx(1.2**2 / 3)
    assert [(issue.code, issue.path) for issue in issues] == [("empty-group", "$.group_total[0]")]


def test_where_there_is_no_bootstrap_of_it():
    for call, code in (
        (lambda: omega_hierarchical(X, interval="delta"), "unknown-option"),
        (lambda: omega_hierarchical(X, interval="bootstrap", missing="pairwise"), "interval-needs-listwise"),
        (lambda: omega_hierarchical(Moments.of(X), interval="bootstrap"), "interval-needs-answers"),
        (lambda: omega_hierarchical(pearson(X), interval="bootstrap"), "interval-needs-answers"),
    ):
        with pytest.raises(ArgumentError) as caught:
            call()
        assert codes(caught.value.issues) == [code]


def test_moments_are_enough():
    assert omega_hierarchical(Moments.of(X)).value == omega_hierarchical(X).value


def test_a_rotation_that_is_none_is_refused_by_every_solution():
    for solution in ("schmid-leiman", "bifactor"):
        with pytest.raises(ArgumentError):
            omega_hierarchical(X, solution=solution, rotation="nonsense")


def test_the_general_factor_points_the_way_most_items_go():
    # two of three groups point one way, but the third, which goes against them, has most items
    members = np.repeat(np.eye(3), [3, 3, 9], axis=0)
    second = np.array([-0.6, -0.6, 0.6])
    common = 0.49 * members @ (np.outer(second, second) + np.diag(1 - second**2)) @ members.T
    found = omega_hierarchical(CorrelationMatrix(common + 0.51 * np.eye(15), n=400))
    np.testing.assert_allclose(found.general, 0.7 * members @ second, atol=1e-6)


def test_loadings_that_sum_to_less_than_one_keep_their_direction():
    found = omega_hierarchical(CorrelationMatrix(0.09 + 0.91 * np.eye(3), n=400), n_factors=1)
    np.testing.assert_allclose(found.general, 0.3, atol=1e-6)


def test_correlations_are_enough():
    """Of a published table, and of what `pearson` and `polychoric` return."""
    found = omega_hierarchical(CorrelationMatrix(R, n=400))
    assert found.value == pytest.approx(GENERAL.sum() ** 2 / R.sum(), abs=1e-8)
    assert (found.n, found.k, found.missing) == (400, 9, "listwise")
    assert omega_hierarchical(pearson(X)).value == pytest.approx(omega_hierarchical(X).value, abs=1e-12)
    answers = np.digitize(X, [-1, 0, 1])
    of_latent = omega_hierarchical(polychoric(answers, missing="pairwise"))
    assert of_latent.value == pytest.approx(latent_response_omega_hierarchical(answers).value, abs=1e-12)
    assert of_latent.missing == "pairwise"


def test_raw_items_of_correlations_need_their_deviations():
    sd = np.linspace(0.5, 2, 9)
    found = omega_hierarchical(CorrelationMatrix(R, n=400, deviations=sd), items="raw")
    assert found.value == pytest.approx((sd @ GENERAL) ** 2 / (sd @ R @ sd), abs=1e-8)
    standard = omega_hierarchical(CorrelationMatrix(R, n=400, deviations=sd))
    assert standard.value == pytest.approx(GENERAL.sum() ** 2 / R.sum(), abs=1e-8)
    tiny = CorrelationMatrix(R, n=400, deviations=1e-80 * sd)  # their squares are none of standardized items' business
    assert omega_hierarchical(tiny).value == pytest.approx(standard.value, abs=1e-8)
    with pytest.raises(StatisticsError):
        omega_hierarchical(tiny, items="raw")
    with pytest.raises(ArgumentError) as caught:
        omega_hierarchical(CorrelationMatrix(R, n=400), items="raw")
    assert codes(caught.value.issues) == ["no-deviations"]


@pytest.mark.parametrize(
    ("values", "n", "code"),
    [
        (R, 2, "too-few-people"),
        (R[:2, :2], 400, "too-few-items"),
        (np.where(np.eye(9) == 1, 1, np.nan), 400, "undefined-correlation"),
        (1.5 * np.eye(3) - 0.5, 400, "no-total-variance"),
    ],
)
def test_where_correlations_have_no_omega(values, n, code):
    with pytest.raises(StatisticsError) as caught:
        omega_hierarchical(CorrelationMatrix(values, n=n))
    assert code in codes(caught.value.issues)


def test_a_matrix_of_two_people_cannot_be_taken_pairwise_any_more():
    with pytest.raises(StatisticsError) as caught:
        omega_hierarchical(CorrelationMatrix(np.eye(6), n=2), n_factors=2, interval=None)
    (issue,) = caught.value.issues
    assert (issue.code, issue.hint) == ("too-few-people", "Gather more answers.")
