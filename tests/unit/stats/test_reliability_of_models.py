"""Reliability by confirmatory models: by hand, of covariances that a model fits exactly."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purpose_index.errors import ArgumentError
from purpose_index.stats.cfa import cfa
from purpose_index.stats.cfa.parameters import specify
from purpose_index.stats.cfa.structure import structure_of
from purpose_index.stats.cfa.syntax import parse
from purpose_index.stats.correlation import CorrelationMatrix, polychoric
from purpose_index.stats.reliability import (
    alpha,
    average_variance_extracted,
    composite_reliability,
    factor_correlations,
    fornell_larcker,
    htmt,
    maximal_reliability,
    omega_total,
    standardized_loadings,
)
from purpose_index.stats.reliability.of_model import Options, interval_of, known, members_of
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.patterns import Patterns
from tests.unit.stats.populations import one_factor, sample_with

Z = 1.959963984540054
NAMES = list("abcdefghi")

# Two factors with variances 1 that covary .5; items of variance 1, 1, 1, 2, 2, 2
LOADINGS = np.array([[0.8, 0], [0.6, 0], [0.5, 0], [0, 1.2], [0, 1.0], [0, 0.9]])
ERRORS = np.array([0.36, 0.64, 0.75, 0.56, 1.0, 1.19])
C = LOADINGS @ [[1, 0.5], [0.5, 1]] @ LOADINGS.T + np.diag(ERRORS)
TWO = {"joy": ["a", "b", "c"], "use": ["d", "e", "f"]}


def fitted(covariance, model, n=400, **options):
    x = sample_with(covariance, n=n)
    return cfa(x, model, names=NAMES[: len(covariance)], **options)


@pytest.fixture(scope="module")
def two():
    return fitted(C, TWO)


@pytest.fixture(scope="module")
def bifactor():
    """A general factor, and another one beside it behind the first three items; errors make variances 1."""
    loadings = np.zeros((6, 2))
    loadings[:, 0] = [0.7, 0.6, 0.5, 0.6, 0.5, 0.6]
    loadings[:3, 1] = [0.5, 0.4, 0.6]
    common = loadings @ loadings.T
    covariance = common + np.diag(1 - np.diag(common))
    model = {"g": NAMES[:6], "one": NAMES[:3]}
    return fitted(covariance, model, orthogonal=True, identification="variance"), loadings, covariance


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_sums_of_correlated_factors_by_hand(two):
    found = composite_reliability(two)
    assert found.factors["joy"].value == pytest.approx(1.9**2 / (1.9**2 + 1.75), abs=1e-8)
    assert found.factors["use"].value == pytest.approx(3.1**2 / (3.1**2 + 2.75), abs=1e-8)
    true = 1.9**2 + 3.1**2 + 2 * 0.5 * 1.9 * 3.1
    assert found.total.value == pytest.approx(true / (true + 4.5), abs=1e-8)
    assert (found.total.n, found.total.k, found.total.method, found.total.missing) == (400, 6, "ML", "listwise")
    assert [found.factors[f].k for f in ("joy", "use")] == [3, 3]
    assert found.total.issues == ()
    assert (found.explained, found.variance, found.group) == ("factor", "model", "")


def test_its_intervals_are_those_of_its_standard_error(two):
    log, plain = composite_reliability(two).total, composite_reliability(two, interval="delta", level=0.9).total
    assert plain.se == log.se
    half = 1.6448536269514722 * plain.se
    assert (plain.low, plain.high) == pytest.approx((plain.value - half, plain.value + half), abs=1e-12)
    assert (plain.level, plain.interval) == (0.9, "delta")
    half = 1.965927 * log.se / (1 - log.value)  # t of 399 degrees of freedom
    assert np.log([1 - log.high, 1 - log.low]) == pytest.approx(
        np.log(1 - log.value) + np.array([-half, half]), abs=1e-6
    )
    without = composite_reliability(two, interval=None).total
    assert (without.se, without.low, without.high, without.level, without.interval) == (None,) * 5
    assert without.value == log.value


def test_one_factor_is_omega_total_with_its_error():
    x = sample_with(one_factor([0.9, 0.7, 0.5, 0.6], [0.5, 0.6, 0.7, 0.4]), n=150)
    fit = cfa(x, {"f": ["1", "2", "3", "4"]})
    for variance in ("model", "observed"):
        found, omega = composite_reliability(fit, variance=variance), omega_total(x, variance=variance)
        for one in (found.total, found.factors["f"]):
            assert (one.value, one.se) == pytest.approx((omega.value, omega.se), abs=1e-9)


def test_as_observed_it_divides_by_the_observed_variance_of_the_sum():
    rng = np.random.default_rng(3)
    x = np.repeat(rng.normal(size=(100, 2)), 3, axis=1) + rng.normal(size=(100, 6))
    fit = cfa(x, TWO, names=NAMES[:6])
    model, observed = composite_reliability(fit), composite_reliability(fit, variance="observed")
    implied = fit.groups[0].implied_covariance.sum()
    assert observed.total.value == pytest.approx(model.total.value * implied / np.cov(x.T, bias=True).sum(), rel=1e-12)
    assert observed.variance == "observed"
    robust = composite_reliability(cfa(x, TWO, names=NAMES[:6], estimator="MLR"), variance="observed")
    assert (robust.total.value, robust.total.low) == (pytest.approx(observed.total.value, abs=1e-8), None)
    assert codes(robust.total.issues) == ["undefined-interval"]


def test_a_bifactor_model_gives_omega_total_hierarchical_and_specific(bifactor):
    fit, loadings, covariance = bifactor
    alone, together = composite_reliability(fit), composite_reliability(fit, explained="all")
    sums, variance = loadings.sum(axis=0), covariance.sum()
    assert alone.total.value == pytest.approx((sums**2).sum() / variance, abs=1e-6)
    assert alone.factors["g"].value == pytest.approx(sums[0] ** 2 / variance, abs=1e-6)
    of_one = covariance[:3, :3].sum()
    assert alone.factors["one"].value == pytest.approx(1.5**2 / of_one, abs=1e-6)
    assert together.factors["one"].value == pytest.approx((1.5**2 + 1.8**2) / of_one, abs=1e-6)
    assert together.factors["g"].value == pytest.approx(together.total.value, abs=1e-12)
    assert together.total == alone.total
    assert together.explained == "all"


def test_a_second_order_factor_counts_by_what_it_does_to_the_items():
    """Factor loadings .8, .7, .6 on g; every factor three items that load 1, with errors of variance 1."""
    paths = np.array([0.8, 0.7, 0.6])
    factors = np.outer(paths, paths) + np.diag(1 - paths**2)
    members = np.repeat(np.eye(3), 3, axis=0)
    model = "p =~ a + b + c\nq =~ d + e + f\nr =~ g + h + i\nall =~ p + q + r"
    fit = fitted(members @ factors @ members.T + np.eye(9), model)
    found = composite_reliability(fit)
    total = 9 * factors.sum() + 9
    assert found.factors["all"].value == pytest.approx((3 * 2.1) ** 2 / total, abs=1e-6)
    assert found.total.value == pytest.approx(1 - 9 / total, abs=1e-6)
    assert found.factors["q"].value == pytest.approx(9 / 12, abs=1e-6)
    assert found.factors["all"].k == 9
    assert set(average_variance_extracted(fit)) == {"p", "q", "r"}
    best = maximal_reliability(fit)["all"].value
    assert found.factors["all"].value < best < 1
    loadings = {one.measured_by: one.value for one in standardized_loadings(fit)}
    assert [loadings[name] for name in "pqr"] == pytest.approx(paths, abs=1e-6)
    assert [loadings[name] for name in NAMES] == pytest.approx(np.sqrt([0.5] * 9), abs=1e-6)
    # the best weighted sum of the factors' own sums s, each 3 p + errors of variance 3
    covariance = 9 * factors + 3 * np.eye(3)
    assert best == pytest.approx(3 * paths @ np.linalg.solve(covariance, 3 * paths), abs=1e-6)


@pytest.mark.parametrize("identification", ["marker", "variance"])
def test_correlations_of_factors_have_no_units(identification):
    found = factor_correlations(fitted(C, TWO, identification=identification))
    assert found.values[0, 1] == found.values[1, 0] == pytest.approx(0.5, abs=1e-7)


def test_covariances_of_residuals_count_as_error():
    covariance = one_factor([0.8, 0.7, 0.6, 0.5, 0.6], [0.4] * 5)
    covariance[0, 1] += 0.2
    covariance[1, 0] += 0.2
    fit = fitted(covariance, "f =~ a + b + c + d + e\na ~~ b")
    found = composite_reliability(fit).total.value
    assert found == pytest.approx(3.2**2 / (3.2**2 + 2 + 0.4), abs=1e-6)
    noise = covariance - np.outer([0.8, 0.7, 0.6, 0.5, 0.6], [0.8, 0.7, 0.6, 0.5, 0.6])
    odds = np.array([0.8, 0.7, 0.6, 0.5, 0.6]) @ np.linalg.solve(noise, [0.8, 0.7, 0.6, 0.5, 0.6])
    assert maximal_reliability(fit)["f"].value == pytest.approx(odds / (1 + odds), abs=1e-6)


def test_the_variance_extracted_by_hand(two):
    found = average_variance_extracted(two)
    assert found["joy"].value == pytest.approx((0.64 + 0.36 + 0.25) / 3, abs=1e-8)
    assert found["use"].value == pytest.approx((1.44 + 1.0 + 0.81) / (3 * 2), abs=1e-8)
    assert (found["use"].k, found["use"].name) == (3, "average_variance_extracted")
    raw = average_variance_extracted(
        fitted(np.diag([1, 3, 2]) @ C[:3, :3] @ np.diag([1, 3, 2]), {"j": list("abc")}), items="raw"
    )
    assert raw["j"].value == pytest.approx((0.64 + 9 * 0.36 + 4 * 0.25) / (1 + 9 + 4), abs=1e-8)


def test_maximal_reliability_is_h(two, bifactor):
    odds = 0.64 / 0.36 + 0.36 / 0.64 + 0.25 / 0.75
    found = maximal_reliability(two)
    assert found["joy"].value == pytest.approx(odds / (1 + odds), abs=1e-8)
    assert found["joy"].value > composite_reliability(two).factors["joy"].value
    fit, loadings, covariance = bifactor
    g = loadings[:, 0]
    assert maximal_reliability(fit)["g"].value == pytest.approx(g @ np.linalg.solve(covariance, g), abs=1e-6)


def test_the_margins_of_fornell_and_larcker(two):
    found = fornell_larcker(two, level=0.9)
    extracted = [1.25 / 3, 3.25 / 6]
    assert found.factors == ("joy", "use")
    assert (found.values[0, 1], found.values[1, 0]) == pytest.approx(
        (extracted[0] - 0.25, extracted[1] - 0.25), abs=1e-8
    )
    assert np.isnan([found.values[0, 0], found.se[1, 1], found.low[0, 0], found.high[1, 1]]).all()
    half = 1.6448536269514722 * found.se[0, 1]
    assert (found.low[0, 1], found.high[0, 1]) == pytest.approx((found.values[0, 1] - half, found.values[0, 1] + half))
    assert (found.level, found.n, found.interval, found.name) == (0.9, 400, "delta", "fornell_larcker")
    with pytest.raises(ArgumentError) as refused:
        fornell_larcker(fitted(C[:3, :3], {"joy": list("abc")}))
    assert codes(refused.value.issues) == ["one-factor"]


def test_slopes_are_those_of_small_steps(two):
    """By differences, of a number that mixes loadings and the covariance of the factors."""

    structure = structure_of(two.model, 0)

    def numbers(theta):
        implied = structure.implied(theta)
        return np.array([implied.covariance.sum(), implied.factor_covariance[0, 1] * implied.total[1, 0]])

    found = known(two, numbers)
    for q in range(len(two.theta)):
        step = 1e-5 * np.eye(len(two.theta))[q]
        up, down = numbers(two.theta + step), numbers(two.theta - step)
        assert found.slopes[:, q] == pytest.approx((up - down) / 2e-5, abs=1e-6)


def test_an_improper_model_has_values_without_intervals():
    covariance = np.array([[1, 0.9, 0.8, 0.5], [0.9, 1, 0.6, 0.4], [0.8, 0.6, 1, 0.5], [0.5, 0.4, 0.5, 1]])
    fit = fitted(covariance, {"f": list("abcd")})
    assert "negative-variance" in codes(fit.issues)
    found = composite_reliability(fit).total
    assert np.isfinite(found.value)
    assert (found.se, found.low, found.interval, found.level) == (None, None, None, None)
    assert codes(found.issues)[-1] == "undefined-interval"
    between = np.full((3, 3), 0.3)
    both = np.block([[covariance[:3, :3], between], [between, C[3:, 3:]]])
    margins = fornell_larcker(fitted(both, TWO))
    assert "negative-variance" in codes(margins.issues)
    assert np.isfinite(margins.values[0, 1])
    assert np.isnan([margins.se[0, 1], margins.low[0, 1], margins.high[0, 1]]).all()
    assert codes(composite_reliability(fit, interval=None).total.issues) == codes(fit.issues)


def test_a_reliability_of_one_or_more_has_no_logarithm_of_its_error():
    assert interval_of(1.0, 0.1, 100, Options(0, "log-delta", 0.95)) is None
    assert interval_of(1.0, 0.1, 100, Options(0, "delta", 0.95)) == pytest.approx((1 - Z / 10, 1 + Z / 10))
    assert interval_of(np.nan, 0.1, 100, Options(0, "delta", 0.95)) is None
    assert interval_of(0.5, np.nan, 100, Options(0, "delta", 0.95)) is None


def test_an_item_whose_loading_is_fixed_to_0_is_not_one_of_the_factor():
    model = "joy =~ a + b + c + 0*d\nuse =~ d + e + f\nmore =~ a\nall =~ joy + 0*use + 0*more"
    specification = specify(parse(model), NAMES[:6])
    fit = SimpleNamespace(model=specification, items=specification.items, factors=specification.factors)
    members = dict(zip(fit.factors, members_of(fit, 0).T, strict=True))
    at = {factor: own.nonzero()[0].tolist() for factor, own in members.items()}
    assert at == {"joy": [0, 1, 2], "use": [3, 4, 5], "more": [0], "all": [0, 1, 2]}


def test_with_missing_answers_there_is_no_interval_as_observed():
    x = sample_with(C, n=200)
    x[::9, 0] = np.nan
    fit = cfa(x, TWO, names=NAMES[:6], missing="fiml")
    assert composite_reliability(fit, variance="observed").total.low is None
    assert composite_reliability(fit).total.low is not None


def test_an_item_against_its_factor_is_named_whatever_the_marker():
    turned = np.diag([-1, 1, 1, 1, 1, 1]) @ C @ np.diag([-1, 1, 1, 1, 1, 1])
    fit = fitted(turned, TWO)
    found = composite_reliability(fit)
    assert found.factors["joy"].value == pytest.approx(0.3**2 / (0.3**2 + 1.75), abs=1e-6)
    assert [(i.code, i.path) for i in found.factors["joy"].issues] == [("negative-loading", "$.items.a")]
    assert found.factors["use"].issues == ()
    assert codes(average_variance_extracted(fit)["joy"].issues) == ["negative-loading"]


def test_a_factor_of_one_item_has_no_number_of_its_own():
    covariance = C[:4, :4]
    fit = fitted(covariance, {"joy": ["a", "b", "c"], "use": ["d"]})
    found = composite_reliability(fit)
    assert np.isnan(found.factors["use"].value)
    assert codes(found.factors["use"].issues) == ["too-few-items"]
    assert found.factors["use"].low is None
    assert found.factors["joy"].value == pytest.approx(1.9**2 / (1.9**2 + 1.75), abs=1e-6)
    assert np.isnan(maximal_reliability(fit)["use"].value)
    margins = fornell_larcker(fit)
    assert np.isnan(margins.values[1]).all()
    assert margins.values[0, 1] == pytest.approx(1.25 / 3 - 0.36 / C[3, 3], abs=1e-6)  # r = .5 * 1.2 / sqrt(2)
    assert codes(margins.issues) == ["too-few-items"]


def test_every_group_has_its_own():
    x = np.vstack([sample_with(C, n=200), sample_with(np.diag(ERRORS) + 4 * (C - np.diag(ERRORS)), n=300, seed=1)])
    fit = cfa(x, TWO, names=NAMES[:6], groups=np.repeat(["p", "q"], [200, 300]))
    first, second = composite_reliability(fit), composite_reliability(fit, group="q")
    assert first.factors["joy"].value == pytest.approx(1.9**2 / (1.9**2 + 1.75), abs=1e-6)
    assert second.factors["joy"].value == pytest.approx(4 * 1.9**2 / (4 * 1.9**2 + 1.75), abs=1e-6)
    assert (first.group, second.group, first.total.n, second.total.n) == ("p", "q", 200, 300)
    apart = composite_reliability(cfa(x[200:], TWO, names=NAMES[:6]))
    assert second.total.se == pytest.approx(apart.total.se, rel=1e-6)
    observed = composite_reliability(fit, group="q", variance="observed").total.se
    assert observed == pytest.approx(
        composite_reliability(cfa(x[200:], TWO, names=NAMES[:6]), variance="observed").total.se, rel=1e-6
    )
    with pytest.raises(ArgumentError) as refused:
        composite_reliability(fit, group="r")
    assert codes(refused.value.issues) == ["no-such-group"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda fit: composite_reliability(fit, explained="some"),
        lambda fit: composite_reliability(fit, variance="both"),
        lambda fit: composite_reliability(fit, interval="wald"),
        lambda fit: average_variance_extracted(fit, items="z"),
        lambda fit: maximal_reliability(fit, interval="wald"),
        lambda fit: htmt(np.eye(6), TWO, names=NAMES[:6], mean="harmonic"),
    ],
)
def test_other_options_are_refused(two, wrong):
    with pytest.raises(ArgumentError) as refused:
        wrong(two)
    assert codes(refused.value.issues) == ["unknown-option"]


@settings(max_examples=5)
@given(st.lists(st.floats(0.2, 5), min_size=4, max_size=4), st.floats(0.3, 2), st.integers(0, 9))
def test_equal_loadings_make_it_alpha_and_units_of_all_items_do_not_matter(scales, loading, seed):
    x = sample_with(one_factor([loading] * 4, scales), n=60, seed=seed)
    fit = cfa(x, "f =~ 1*a + 1*b + 1*c + 1*d", names=NAMES[:4])
    found = composite_reliability(fit).total
    assert found.value == pytest.approx(alpha(x).value, abs=1e-7)
    larger = composite_reliability(cfa(7 * x, "f =~ a + b + c + d", names=NAMES[:4])).total
    assert larger.value == pytest.approx(alpha(x).value, abs=1e-6)
    mirrored = cfa(-x, "f =~ a + b + c + d", names=NAMES[:4], identification="variance")
    assert composite_reliability(mirrored).total.value == pytest.approx(larger.value, abs=1e-7)


R = np.array(
    [
        [1, 0.5, 0.4, 0.3, 0.2],
        [0.5, 1, 0.6, 0.1, -0.2],
        [0.4, 0.6, 1, 0.3, 0.2],
        [0.3, 0.1, 0.3, 1, 0.7],
        [0.2, -0.2, 0.2, 0.7, 1],
    ]
)
SCALES = {"p": ["a", "b", "c"], "q": ["d", "e"]}


def test_htmt_by_hand():
    x = sample_with(np.diag([1, 2, 3, 1, 5]) @ R @ np.diag([1, 2, 3, 1, 5]), n=100)
    found = htmt(x, SCALES, names=NAMES[:5])
    within = (0.5 + 0.4 + 0.6) / 3
    expected = ((0.3 + 0.2 + 0.1 + 0.2 + 0.3 + 0.2) / 6) / np.sqrt(within * 0.7)
    assert (found.values[0, 1], found.values[1, 0]) == pytest.approx((expected, expected), abs=1e-12)
    assert np.isnan(found.values.diagonal()).all()
    geometric = htmt(x, "p =~ a + b + c\nq =~ d + e", names=NAMES[:5], mean="geometric")
    between = (0.3 * 0.2 * 0.1 * 0.2 * 0.3 * 0.2) ** (1 / 6)
    assert geometric.values[0, 1] == pytest.approx(between / np.sqrt((0.5 * 0.4 * 0.6) ** (1 / 3) * 0.7), abs=1e-12)
    above = htmt(x, "p =~ a + b + c\nq =~ d + e\nall =~ p + q", names=NAMES[:5])
    assert above.factors == ("p", "q")
    assert above.values[0, 1] == found.values[0, 1]
    assert (found.name, geometric.name, found.n, found.missing, found.factors) == (
        "htmt",
        "htmt2",
        100,
        "listwise",
        ("p", "q"),
    )
    assert found.high[0, 1] - found.values[0, 1] == pytest.approx(Z * found.se[0, 1], abs=1e-9)


@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
def test_its_error_is_the_delta_method_of_normal_correlations(mean):
    """By differences of the ratio, and the covariances of normal correlations (Olkin & Siotani, 1976)."""
    i, j = np.triu_indices(5, 1)

    def ratio(r):
        square = np.eye(5)
        square[i, j] = square[j, i] = r
        return htmt(CorrelationMatrix(square, n=100), {"p": ["1", "2", "3"], "q": ["4", "5"]}, mean=mean).values[0, 1]

    r = R[i, j]
    step = 1e-6 * np.eye(len(r))
    slope = np.array([(ratio(r + s) - ratio(r - s)) / 2e-6 for s in step])
    gamma = np.empty((len(r), len(r)))
    for a, (h, k) in enumerate(zip(i, j, strict=True)):
        for b, (o, m) in enumerate(zip(i, j, strict=True)):
            gamma[a, b] = (
                0.5 * R[h, k] * R[o, m] * (R[h, o] ** 2 + R[h, m] ** 2 + R[k, o] ** 2 + R[k, m] ** 2)
                + R[h, o] * R[k, m]
                + R[h, m] * R[k, o]
                - R[h, k] * (R[h, o] * R[h, m] + R[k, o] * R[k, m])
                - R[o, m] * (R[o, h] * R[o, k] + R[m, h] * R[m, k])
            )
    found = htmt(sample_with(R, n=100), {"p": ["1", "2", "3"], "q": ["4", "5"]}, mean=mean)
    assert found.se[0, 1] == pytest.approx(np.sqrt(slope @ gamma @ slope / 100), rel=1e-6)


def test_htmt_of_tallies_matrices_and_people_who_missed_other_items():
    x = np.random.default_rng(1).integers(1, 6, size=(60, 6)).astype(float)
    x[:, 1] = x[:, 0] + (x[:, 1] > 3)
    x[0, 5] = np.nan
    model = {"p": ["1", "2"], "q": ["3", "4"]}
    whole = htmt(x, model)
    assert whole.n == 60  # the sixth item is in no scale
    for tally in (Moments.of(x[:, :5]), Patterns.of(x[:, :5])):
        assert htmt(tally, model).values == pytest.approx(whole.values, nan_ok=True)
    matrix = htmt(CorrelationMatrix(np.corrcoef(x[:, :5].T), n=60), model)
    assert matrix.values == pytest.approx(whole.values, nan_ok=True)
    assert np.isnan(matrix.se).all()
    behind = polychoric(x[:, :5])
    ordered = htmt(behind, model)
    assert ordered.values[0, 1] == pytest.approx(htmt(CorrelationMatrix(behind.values, n=60), model).values[0, 1])
    assert np.isnan(ordered.se).all()  # its error is that of normal answers
    pairwise = htmt(x, {"p": ["1", "2"], "q": ["3", "6"]}, missing="pairwise")
    assert (pairwise.missing, np.isnan(pairwise.se).all(), np.isfinite(pairwise.values[0, 1])) == (
        "pairwise",
        True,
        True,
    )


def test_htmt_where_there_is_none():
    x = sample_with(np.eye(4), n=50)
    x[:, 3] = 2
    found = htmt(x, {"p": ["1", "2"], "q": ["3", "4"]})
    assert np.isnan(found.values).all()
    assert codes(found.issues) == ["undefined-pearson", "undefined-ratio"]
    one = np.array([[1, 1], [1, 1], [1, 0], [0, 1], [0, 0], [0, 0]])
    apart = np.hstack([np.repeat(one, 6, axis=0), np.tile(one, (6, 1))])  # items of two scales that correlate 0
    geometric = htmt(apart, {"p": ["1", "2"], "q": ["3", "4"]}, mean="geometric")
    assert geometric.values[0, 1] == 0
    assert np.isnan([geometric.se[0, 1], geometric.low[0, 1]]).all()
    assert htmt(apart, {"p": ["1", "2"], "q": ["3", "4"]}).values[0, 1] == 0
    unrelated = htmt(CorrelationMatrix(np.eye(4), n=50), {"p": ["1", "2"], "q": ["3", "4"]})
    assert codes(unrelated.issues) == ["undefined-ratio"]
    across = np.eye(4)
    across[0, 2] = across[2, 0] = 0.3  # something over nothing
    infinite = htmt(CorrelationMatrix(across, n=50), {"p": ["1", "2"], "q": ["3", "4"]})
    assert (np.isnan(infinite.values).all(), codes(infinite.issues)) == (True, ["undefined-ratio"])
    for model, code in (
        ({"p": ["1", "2"], "q": ["3"]}, "scale-too-short"),
        ({"p": ["1", "2"], "q": ["2", "3"]}, "item-in-two-scales"),
        ({"p": ["1", "2"], "q": ["3", "9"]}, "unknown-item"),
    ):
        with pytest.raises(ArgumentError) as refused:
            htmt(x, model)
        assert codes(refused.value.issues) == [code]
