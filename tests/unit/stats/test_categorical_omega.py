"""Sums of ordered answers: covariances by hand and by brute force, categorical omega, and where it is not defined."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.cfa import cfa
from purpose_index.stats.reliability import (
    average_variance_extracted,
    categorical_omega,
    composite_reliability,
    fornell_larcker,
    latent_response_omega,
    maximal_reliability,
)
from purpose_index.stats.reliability.ordered_sums import OrderedItems, covariances, sum_slopes
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

LOADINGS = np.array([0.8, 0.7, 0.6, 0.5, 0.7])
CUTS = [[-1.5, -0.5, 0.5], [-1.0, 0.2], [0.3], [-0.8, 0.0, 0.9], [-1.2, -0.4, 0.6]]
# Three items of 4, 3 and 2 categories, one of which counts 1, 2, 5
ITEMS = OrderedItems.of([np.array(c) for c in CUTS[:3]], [np.arange(4.0), np.array([1.0, 2, 5]), np.array([0.0, 1])])
R = np.array([[0.6, 0.95, -0.3], [0.95, 0.4, 0.9995], [-0.3, 0.9995, 0.9]])


@lru_cache
def answers(n=250, seed=1):
    rng = np.random.default_rng(seed)
    latent = rng.normal(size=(n, 1)) * LOADINGS + rng.normal(size=(n, 5)) * np.sqrt(1 - LOADINGS**2)
    return np.column_stack([np.searchsorted(cut, z) for cut, z in zip(CUTS, latent.T, strict=True)]).astype(float)


@pytest.fixture(scope="module")
def one():
    return categorical_omega(answers())


@lru_cache
def of_two(n=500):
    """Two factors that correlate .4, with three items each, and the third item on both."""
    rng = np.random.default_rng(4)
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=n)
    latent = factors @ [[0.8, 0.7, 0.6, 0, 0, 0], [0, 0, 0.3, 0.7, 0.8, 0.6]] + 0.6 * rng.normal(size=(n, 6))
    return np.column_stack([np.searchsorted(c, z) for c, z in zip([*CUTS, CUTS[0]], latent.T, strict=True)]).astype(
        float
    )


@pytest.fixture(scope="module")
def two():
    return cfa(of_two(), {"f": ["1", "2", "3"], "g": ["4", "5", "6", "3"]}, estimator="WLSMV")


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def mean_score(cuts, scores, mean, sd):
    """Of a normal variable with this mean and deviation."""
    return scores[0] + np.diff(scores) @ norm.sf((np.asarray(cuts) - mean) / sd)


def by_integration(first, second, rho) -> float:
    """The covariance of two items: of the first's score with the expected score of the second given its variable."""
    (cuts, scores), (others, counts) = first, second
    ends = [-9, *cuts, 9]
    product = sum(
        score
        * quad(lambda z: norm.pdf(z) * mean_score(others, counts, rho * z, np.sqrt(1 - rho**2)), a, b, limit=200)[0]
        for score, a, b in zip(scores, ends[:-1], ends[1:], strict=True)
    )
    return product - mean_score(cuts, scores, 0, 1) * mean_score(others, counts, 0, 1)


def test_covariances_are_those_of_integration():
    parts = list(zip(CUTS[:3], [np.arange(4.0), np.array([1.0, 2, 5]), np.array([0.0, 1])], strict=True))
    found = covariances(ITEMS, R)
    for i, j in zip(*np.triu_indices(3), strict=True):
        expected = by_integration(parts[i], parts[j], R[i, j])
        assert (found[i, j], found[j, i]) == pytest.approx((expected, expected), abs=1e-8)


@pytest.mark.parametrize("rho", [0.9999, 0.999999])
def test_nearly_one_variable_cut_at_two_places_varies_as_one(rho):
    """Below 0 or not, below .1 or not: of one variable the covariance is the share below both less the product."""
    halves = OrderedItems.of([np.zeros(1), np.array([0.1])], [np.arange(2.0)] * 2)
    expected = multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([0, 0.1]) - norm.cdf(0) * norm.cdf(0.1)
    assert covariances(halves, np.array([[0.5, rho], [rho, 0.5]]))[0, 1] == pytest.approx(expected, abs=1e-9)


def test_two_halves_have_the_covariance_of_the_arcsine():
    halves = OrderedItems.of([np.zeros(1)] * 2, [np.array([0.0, 1.0])] * 2)
    found = covariances(halves, np.array([[0.49, -0.7], [-0.7, 0.25]]))
    assert found[0, 1] == pytest.approx(-np.arcsin(0.7) / (2 * np.pi), abs=1e-14)
    assert found[0, 0] == pytest.approx(np.arcsin(0.49) / (2 * np.pi), abs=1e-14)
    assert halves.variances == pytest.approx([0.25, 0.25])
    assert np.isnan(covariances(halves, np.array([[1.2, 0], [0, 0.3]]))[0, 0])


def test_an_item_varies_as_its_categories_say():
    p = np.diff(norm.cdf([-np.inf, *CUTS[1], np.inf]))
    scores = np.array([1, 2, 5])
    assert ITEMS.variances[1] == pytest.approx(p @ scores**2 - (p @ scores) ** 2, abs=1e-12)
    assert ITEMS.means[1] == pytest.approx(p @ scores, abs=1e-12)


def test_slopes_are_those_of_small_steps():
    square = np.where(np.eye(3, dtype=bool), R, np.array([[0, 0.5, -0.3], [0.5, 0, 0.7], [-0.3, 0.7, 0]]))
    found, step = sum_slopes(ITEMS, square), 1e-6
    for i, j in ((0, 0), (0, 1), (1, 2), (2, 2)):
        up, down = square.copy(), square.copy()
        for moved, by in ((up, step), (down, -step)):
            moved[i, j] += by
            moved[j, i] = moved[i, j]
        slope = (covariances(ITEMS, up).sum() - covariances(ITEMS, down).sum()) / (2 * step)
        assert slope == pytest.approx(found.correlations[i, j] * (1 if i == j else 2), abs=1e-7)
    for c, j in ((0, 0), (2, 0), (1, 1), (0, 2)):
        cut = [ITEMS.thresholds.copy() for _ in range(2)]
        cut[0][c, j] += step
        cut[1][c, j] -= step
        up, down = (ITEMS._replace(thresholds=one) for one in cut)
        slope = (covariances(up, square).sum() - covariances(down, square).sum()) / (2 * step)
        assert slope == pytest.approx(found.thresholds[c, j], abs=1e-7)
        assert (up.variances[j] - down.variances[j]) / (2 * step) == pytest.approx(
            ITEMS.variance_slopes[c, j], abs=1e-7
        )
    assert found.thresholds[2, 1] == found.thresholds[1, 2] == 0  # the second and third item have fewer


def test_omega_is_the_share_of_the_formula(one):
    loadings, cuts = one.fit.loadings[:, 0], [np.array(own) for own in one.fit.groups[0].thresholds]
    items = OrderedItems.of(cuts, [np.arange(len(own) + 1.0) for own in cuts])
    true = covariances(items, np.outer(loadings, loadings))
    total = true.sum() - np.trace(true) + items.variances.sum()
    assert one.value == pytest.approx(true.sum() / total, abs=1e-9)
    assert (one.name, one.method, one.k, one.n, one.missing) == ("categorical_omega", "WLSMV", 5, 250, "listwise")
    assert (one.interval, one.level, one.variance, one.issues) == ("log-delta", 0.95, "model", ())
    assert one.low < one.value < one.high
    assert one.value < latent_response_omega(answers()).value


def test_its_error_is_the_delta_method_of_the_parameters(one, two):
    """By differences of the value, of a fit whose parameters were moved."""

    def values(fit, theta):
        found = composite_reliability(replace(fit, theta=theta), interval=None)
        return np.array([one.value for one in (*found.factors.values(), found.total)])

    for fit in (one.fit, two):
        steps = 1e-5 * np.eye(len(fit.theta))
        slopes = np.array([values(fit, fit.theta + s) - values(fit, fit.theta - s) for s in steps]).T / 2e-5
        found = composite_reliability(fit)
        for slope, own in zip(slopes, (*found.factors.values(), found.total), strict=True):
            assert own.se == pytest.approx(np.sqrt(slope @ fit.covariance @ slope), rel=1e-5)


def test_several_factors_by_hand(two):
    """What the first explains alone, what both do, and the total, from the standardized loadings."""
    loadings, phi = two.loadings, two.factor_correlations
    cuts = [np.array(own) for own in two.groups[0].thresholds]
    items = OrderedItems.of(cuts, [np.arange(len(own) + 1.0) for own in cuts])
    common = loadings @ phi @ loadings.T
    own = np.outer(loadings[:, 0], loadings[:, 0])
    f = np.ix_(range(3), range(3))
    c = covariances(items, common)
    variance = c - np.diag(np.diag(c)) + np.diag(items.variances)
    alone, together = composite_reliability(two), composite_reliability(two, explained="all")
    assert alone.factors["f"].value == pytest.approx(covariances(items, own)[f].sum() / variance[f].sum(), abs=1e-9)
    assert together.factors["f"].value == pytest.approx(c[f].sum() / variance[f].sum(), abs=1e-9)
    assert alone.total.value == pytest.approx(c.sum() / variance.sum(), abs=1e-9)
    polychoric = covariances(items, two.stages[0].matrix() - np.eye(6)).sum() + items.variances.sum()
    found = composite_reliability(two, variance="polychoric")
    assert found.total.value == pytest.approx(c.sum() / polychoric, abs=1e-9)
    assert (found.total.low, found.variance) == (None, "polychoric")
    observed = composite_reliability(two, variance="observed").total
    assert observed.value == pytest.approx(c.sum() / np.cov(of_two().T).sum(), abs=1e-9)
    assert (observed.low, codes(observed.issues)) == (None, ["undefined-interval"])


@pytest.mark.parametrize("variance", ["model", "observed", "polychoric"])
def test_every_group_has_its_own_as_if_it_were_alone(variance):
    other = answers(300, 2)
    other[:, 0] = 3 - other[:, 0]
    other[:, 1] = np.minimum(other[:, 1], (other[:, 3] > 0) + 1.0)
    groups = np.repeat(["p", "q"], [250, 300])
    fit = cfa(np.vstack([answers(), other]), {"f": ["2", "3", "4", "5", "1"]}, estimator="WLSMV", groups=groups)
    found = composite_reliability(fit, group="q", variance=variance).total
    alone = composite_reliability(
        cfa(other, {"f": ["2", "3", "4", "5", "1"]}, estimator="WLSMV"), variance=variance
    ).total
    assert found.value == pytest.approx(alone.value, abs=1e-7)
    assert found.value != pytest.approx(composite_reliability(fit, variance=variance).total.value, abs=0.01)
    assert found.n == 300
    counted = np.sqrt(299 / (548 * 300 / 550))  # errors are of n - 1 people, those of a group its share
    assert found.se == (None if alone.se is None else pytest.approx(alone.se * counted, rel=1e-7))


def test_latent_responses_are_another_sum(two):
    loadings, phi = two.loadings, two.factor_correlations
    common = loadings @ phi @ loadings.T
    total = common - np.diag(np.diag(common)) + np.eye(6)
    latent = composite_reliability(two, responses="latent")
    assert latent.total.value == pytest.approx(common.sum() / total.sum(), abs=1e-9)
    assert latent.responses == "latent"
    assert latent.total.value > composite_reliability(two).total.value
    extracted = average_variance_extracted(two)["f"].value
    assert extracted == pytest.approx((loadings[:3, 0] ** 2).mean(), abs=1e-9)
    assert fornell_larcker(two).values[0, 1] == pytest.approx(extracted - phi[0, 1] ** 2, abs=1e-9)
    assert latent.factors["f"].value < maximal_reliability(two)["f"].value < 1


def test_delta_and_theta_are_one_model():
    x, model = answers(), {"f": list("12345")}
    delta, theta = (cfa(x, model, estimator="WLSMV", parameterization=p) for p in ("delta", "theta"))
    for responses in ("observed", "latent"):
        one, other = (composite_reliability(fit, responses=responses).total for fit in (delta, theta))
        if responses == "observed":
            assert (one.value, one.se) == pytest.approx((other.value, other.se), abs=1e-6)
        else:
            assert one.value != pytest.approx(other.value, abs=1e-3)  # of variables in other units
    assert average_variance_extracted(delta)["f"].value == pytest.approx(
        average_variance_extracted(theta)["f"].value, abs=1e-6
    )


def test_order_direction_and_units_of_scores_change_nothing(one):
    x = answers()
    assert categorical_omega(x[:, ::-1]).value == pytest.approx(one.value, abs=1e-7)
    assert categorical_omega(9 - x).value == pytest.approx(one.value, abs=1e-7)
    assert categorical_omega(3 * x + 2).value == pytest.approx(one.value, abs=1e-7)


def test_scores_count_what_their_values_say(one):
    x = answers().copy()
    x[:, 0][x[:, 0] == 3] = 7
    found = categorical_omega(x)
    cuts = [np.array(own) for own in one.fit.groups[0].thresholds]
    loadings = one.fit.loadings[:, 0]
    items = OrderedItems.of(cuts, [np.unique(column) for column in x.T])
    true = covariances(items, np.outer(loadings, loadings))
    assert found.value == pytest.approx(true.sum() / (true.sum() - np.trace(true) + items.variances.sum()), abs=1e-7)
    observed = categorical_omega(x, variance="observed", interval=None)
    assert observed.value == pytest.approx(true.sum() / np.cov(x.T).sum(), abs=1e-7)


def test_a_negative_loading_takes_away_and_is_named():
    x = answers().copy()
    x[:, 1] = 2 - x[:, 1]
    found = categorical_omega(x)
    assert found.value < categorical_omega(answers()).value - 0.1
    assert [(issue.code, issue.path) for issue in found.issues] == [("negative-loading", "$.items.2")]


def test_tallies_and_missing_answers(one):
    x = answers()
    patterns = categorical_omega(Patterns.of(x))
    assert (patterns.value, patterns.se) == pytest.approx((one.value, one.se), abs=1e-9)
    pairs = categorical_omega(PairCounts.of(x))
    assert (pairs.value, pairs.low) == (pytest.approx(one.value, abs=1e-9), None)
    assert "undefined-interval" in codes(pairs.issues)
    holes = x.copy()
    holes[::7, 2] = np.nan
    assert categorical_omega(holes).n == 250 - 36
    pairwise = categorical_omega(holes, missing="pairwise")
    assert (pairwise.n, pairwise.missing) == (250, "pairwise")
    assert pairwise.low is not None


def test_a_model_of_ones_own_and_names():
    x, names = answers(), list("abcde")
    found = categorical_omega(x, names=names, model="f =~ a + b + c + d")
    assert found.k == 4
    assert found.value == pytest.approx(categorical_omega(x[:, :4]).value, abs=1e-9)
    two = categorical_omega(x, names=names, model={"f": names[:3], "g": names[3:]})
    assert two.value == pytest.approx(composite_reliability(two.fit).total.value, abs=1e-12)


@pytest.mark.parametrize("interval", ["bootstrap", "bootstrap-bca"])
def test_resamples_are_fits_of_their_own(one, interval, monkeypatch):
    """With what a resample gives replaced by something quick: the mean of the first item, whose error is known."""
    from purpose_index.stats.reliability import categorical

    seen, fitted, own = [], cfa, tuple("23456")

    def fit(x, model, **options):
        if not isinstance(x, PairCounts):
            return fitted(x, model, **options)
        assert (x.n, x.items) == (250, own)
        seen.append(x.table("2", "3").sum())
        if len(seen) == 50:
            raise StatisticsError("This resample has none.", [])
        return x

    def reliability(fit, **options):
        assert options["variance"] == "observed"
        if not isinstance(fit, PairCounts):
            return composite_reliability(fit, **options)
        return SimpleNamespace(total=SimpleNamespace(value=fit.moments().mean[0]))

    monkeypatch.setattr(categorical, "cfa", fit)
    monkeypatch.setattr(categorical, "composite_reliability", reliability)
    told = []
    x = answers()
    given = Patterns.of(np.column_stack([x[:, 4], x]))  # the first item is not one of the model
    if interval == "bootstrap":  # and many missed it
        given = np.column_stack([np.where(np.arange(250) % 3, np.nan, 1), x])
    found = categorical.categorical_omega(
        given,
        model={"f": own},
        variance="observed",
        interval=interval,
        resamples=100,
        rng=2,
        progress=told.append,
    )
    assert found.se == pytest.approx(x[:, 0].std() / np.sqrt(250), rel=0.2)
    assert found.low < x[:, 0].mean() < found.high
    expected = composite_reliability(one.fit, variance="observed").total.value
    assert (found.value, found.interval) == (pytest.approx(expected), interval)
    assert set(seen) == {250}
    assert (len(told), told[-1]) == (100, 1.0)


@pytest.mark.slow
def test_a_bootstrap_comes_near_the_delta_method(one):
    found = categorical_omega(answers(), interval="bootstrap", resamples=100)
    assert found.se == pytest.approx(one.se, rel=0.2)
    again = categorical_omega(Patterns.of(answers()), interval="bootstrap", resamples=100)
    assert (again.low, again.high) == (found.low, found.high)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda x: categorical_omega(x, variance="both"), "unknown-option"),
        (lambda x: categorical_omega(x, interval="wald"), "unknown-option"),
        (lambda x: categorical_omega(x, missing="fiml"), "unknown-option"),
        (lambda x: categorical_omega(x, level=2), "level-out-of-range"),
        (lambda x: categorical_omega(x, interval="bootstrap", missing="pairwise"), "interval-needs-listwise"),
        (lambda x: categorical_omega(PairCounts.of(x), interval="bootstrap"), "interval-needs-answers"),
        (lambda x: categorical_omega(x, interval="bootstrap", resamples=5), "too-few-resamples"),
        (lambda x: categorical_omega(x, model={"f": ["1", "2", "6"]}), "unknown-item"),
        (lambda x: composite_reliability(cfa(x, {"f": ["1", "2", "3"]}), variance="polychoric"), "unknown-option"),
        (lambda x: composite_reliability(cfa(x, {"f": ["1", "2", "3"]}), responses="both"), "unknown-option"),
    ],
)
def test_what_cannot_be_is_refused(call, code):
    with pytest.raises(ArgumentError) as refused:
        call(answers())
    assert codes(refused.value.issues) == [code]


def test_where_it_is_not_defined():
    for x, options, code in (
        (answers()[:, :2], {}, "too-few-items"),
        (answers(), {"model": {"f": ["1", "2"]}}, "too-few-items"),
        (answers(), {"model": {"f": ["1", "2"], "g": ["f"]}}, "too-few-items"),  # a factor is no item
        (np.column_stack([answers(), np.ones(250)]), {}, "constant-item"),
    ):
        with pytest.raises(StatisticsError) as refused:
            categorical_omega(x, **options)
        assert codes(refused.value.issues) == [code]


def test_an_item_that_a_factor_explains_more_than_wholly_leaves_no_omega():
    """The tetrachoric correlations .95, .9 and .75 ask for a loading above 1."""
    rng = np.random.default_rng(5)
    latent = rng.multivariate_normal(
        np.zeros(4), [[1, 0.95, 0.9, 0.5], [0.95, 1, 0.75, 0.4], [0.9, 0.75, 1, 0.4], [0.5, 0.4, 0.4, 1]], size=800
    )
    with pytest.raises(StatisticsError) as refused:
        categorical_omega((latent > 0).astype(float))
    assert "negative-variance" in codes(refused.value.issues)
