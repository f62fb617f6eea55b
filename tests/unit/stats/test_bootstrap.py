"""Bootstrap intervals: against loops over resamples, by hand where that can be, and where they are not defined."""

from __future__ import annotations

import statistics
from functools import partial

import numpy as np
import pytest
from scipy import stats

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.reliability import alpha, bootstrap, guttman, omega_total, standardized_alpha
from purpose_index.stats.reliability.omega import omega_of, omegas_of
from purpose_index.stats.uncertainty.bootstrapped import _adjusted, bootstrapped, of_alpha, of_covariances, one_by_one
from purpose_index.stats.uncertainty.resampling import (
    BLOCK,
    Statistic,
    _block_totals,
    _exact_type,
    _portions,
    _quantum,
    _row_counts,
    resampled,
    rows_of,
    skewness,
)
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

rng = np.random.default_rng(11)
X = np.clip(np.round(3 + rng.normal(size=(600, 1)) + rng.normal(size=(600, 5))), 1, 5)
COEFFICIENTS = ["alpha", "standardized_alpha", "lambda2", "lambda6", "omega_total"]


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def value_of(coefficient, x) -> float:
    if coefficient == "alpha":
        return alpha(x, interval=None).value
    if coefficient == "standardized_alpha":
        return standardized_alpha(x).value
    if coefficient == "omega_total":
        return omega_total(x, interval=None).value
    return getattr(guttman(x), coefficient)


def resample(x, coefficient="alpha", *, interval="bootstrap-bca", **options):
    own = {"alpha": alpha, "omega_total": omega_total}
    found = own.get(coefficient) or partial(bootstrap, coefficient=coefficient)
    return found(x, interval=interval, **options)


@pytest.mark.once
@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_the_spread_is_that_of_a_loop_over_resamples(coefficient):
    """400 resamples in a loop, 4,000 by matrix products: their spreads agree within 3 standard errors, 11%."""
    loop = np.random.default_rng(1)
    values = [value_of(coefficient, X[loop.integers(0, len(X), len(X))]) for _ in range(400)]
    found = resample(X, coefficient, interval="bootstrap", resamples=4000)
    assert found.se == pytest.approx(np.std(values, ddof=1), rel=0.11)
    assert found.value == pytest.approx(value_of(coefficient, X), abs=1e-12)
    assert found.low == pytest.approx(np.quantile(values, 0.025), abs=0.3 * found.se)
    assert found.high == pytest.approx(np.quantile(values, 0.975), abs=0.3 * found.se)
    assert (found.name, found.n, found.k, found.interval, found.level) == (coefficient, 600, 5, "bootstrap", 0.95)


def test_each_resample_is_a_multinomial_draw_of_as_many_people():
    """How often one person of 600 is drawn: mean 1, variance 1 - 1/600; two persons: covariance -1/600."""
    rows, generator = rows_of(X), np.random.default_rng(3)
    totals = _block_totals(rows, 20_000, generator)
    assert (totals.sum(axis=1) == 600).all()
    first = _row_counts(totals[:, 0], BLOCK, generator)
    last = _row_counts(totals[:, 2], 600 - 2 * BLOCK, generator)
    assert (first.sum(axis=1) == totals[:, 0]).all()
    for counts in (first, last):
        assert counts.mean() == pytest.approx(1, abs=0.002)
        assert counts.var() == pytest.approx(1 - 1 / 600, abs=0.003)
    across = np.mean((first.sum(axis=1) - BLOCK) * (last.sum(axis=1) - 88.0))
    assert across == pytest.approx(-BLOCK * 88 / 600, rel=0.15)


def test_the_means_of_a_resample_give_its_coefficient():
    """Whatever the statistic: the same people, counted once through alpha's 7 means and once through all 20."""
    rows = rows_of(X)
    by_covariances = of_covariances(5, lambda C: 5 / 4 * (1 - np.trace(C, axis1=1, axis2=2) / C.sum(axis=(1, 2))))
    few, many = resampled(rows, of_alpha(5), 200, 8), resampled(rows, by_covariances, 200, 8)
    np.testing.assert_allclose(few, many, atol=1e-5)  # products of small floats: 7 digits


def test_skewness_of_the_influence_by_its_formula():
    """The influence of a person with deviations d: trace / total^2 sum(d)^2 - sum(d^2) / total, times k / (k - 1)."""
    x = X**3
    value, skew = skewness(rows_of(x), of_alpha(5))
    d = x - x.mean(axis=0)
    squares, sums = np.sum(d**2, axis=1), np.sum(d, axis=1) ** 2
    influence = squares.mean() / sums.mean() ** 2 * sums - squares / sums.mean()
    assert value == pytest.approx(alpha(x).value, abs=1e-12)
    assert skew == pytest.approx(np.sum(influence**3) / (6 * np.sum(influence**2) ** 1.5), rel=1e-6)
    assert abs(skew) > 0.001


@pytest.mark.parametrize("unit", [1, 1 / 7, 1e-9])
def test_skewness_whatever_the_unit_and_with_an_item_that_does_not_vary(unit):
    x = np.column_stack([X**3, np.full(len(X), 2)]) * unit
    d = x - x.mean(axis=0)
    squares, sums = np.sum(d**2, axis=1), np.sum(d, axis=1) ** 2
    influence = squares.mean() / sums.mean() ** 2 * sums - squares / sums.mean()
    expected = np.sum(influence**3) / (6 * np.sum(influence**2) ** 1.5)
    assert skewness(rows_of(x), of_alpha(6))[1] == pytest.approx(expected, rel=1e-6)


def test_skewness_of_more_means_than_are_held_at_once():
    x = np.round(rng.normal(size=(300, 1)) + 2 * rng.normal(size=(300, 46)))
    by_covariances = of_covariances(46, lambda C: 46 / 45 * (1 - np.trace(C, axis1=1, axis2=2) / C.sum(axis=(1, 2))))
    assert by_covariances.size > 1000
    assert skewness(rows_of(x), by_covariances) == pytest.approx(skewness(rows_of(x), of_alpha(46)), rel=1e-5)


def test_a_number_that_nobody_moves_is_not_skewed():
    never = Statistic(5, lambda z: z, lambda means: np.ones(len(means)))
    assert skewness(rows_of(X), never) == (1, 0)


def test_whole_answers_stay_whole_and_others_come_to_the_size_of_one():
    rows = rows_of(X)
    centre = np.round(X.mean(axis=0))
    assert (rows.scale, rows.centre.tolist()) == (1, centre.tolist())
    assert (rows.block(0) + centre).tolist() == sorted(X.tolist())[:BLOCK]
    for x in (X / 7, 1e9 * X, np.full((3, 1), 2.0**16) * [[1], [2], [3]], np.array([[2.0**16], [1], [2]])):
        rows = rows_of(x)
        np.testing.assert_allclose(rows.centre, x.mean(axis=0))
        blocks = np.concatenate([rows.block(start) for start in rows.starts])
        assert abs(blocks).max() == pytest.approx(1)


def test_answers_are_rounded_to_as_many_bits_as_add_up_exactly():
    # 4 people whose numbers are all but .5 and 4: sums of at most 2 and 16, in units of 2 and 16 over 2**52
    statistic = Statistic(2, lambda z: np.tile([0.4999, 3.9999], (len(z), 1)), lambda means: means[:, 0])
    assert _quantum(rows_of(X[:4]), statistic).tolist() == [2.0**-51, 2.0**-48]


def test_sums_are_short_numbers_only_where_those_are_exact():
    assert _exact_type(np.array([[-4096.0, 1]]), 4095) is np.float32
    assert _exact_type(np.array([[-4096.0, 1]]), 4096) is np.float64
    assert _exact_type(np.array([[0.5, 1]]), 2) is np.float64


def test_so_many_resamples_are_held_at_once():
    assert _portions(2500, of_alpha(5)) == [1000, 1000, 500]
    assert _portions(600, of_covariances(44, np.sum)) == [241, 241, 118]  # 44 + 990 means, of 250,000 numbers
    assert _portions(120, of_covariances(150, np.sum)) == [50, 50, 20]


def test_levels_moved_by_hand():
    """A share of .6 below the estimate, and a skewness of .05."""
    values = np.concatenate([np.zeros(600), np.ones(400)])
    bias = stats.norm.ppf(0.6)
    z = bias + stats.norm.ppf([0.025, 0.975])
    expected = stats.norm.cdf(bias + z / (1 - 0.05 * z))
    np.testing.assert_allclose(_adjusted(np.array([0.025, 0.975]), values, 0.5, 0.05), expected, atol=1e-12)
    unmoved = _adjusted(np.array([0.05, 0.95]), np.array([0.0, 1.0, 1.0, 2.0]), 1.0, 0.0)
    np.testing.assert_allclose(unmoved, [0.05, 0.95], atol=1e-12)


@pytest.mark.parametrize(("values", "share"), [([2.0] * 10, 0.05), ([0.0] * 10, 0.95), ([0.0] * 8 + [2.0] * 2, 0.8)])
def test_an_estimate_beyond_all_resamples_is_beyond_all_but_half_a_resample(values, share):
    bias = stats.norm.ppf(share)  # of 10 resamples half a one is .05
    expected = stats.norm.cdf(2 * bias + stats.norm.ppf([0.05, 0.95]))
    np.testing.assert_allclose(_adjusted(np.array([0.05, 0.95]), np.array(values), 1.0, 0.0), expected, atol=1e-12)


def test_the_interval_of_resamples_that_are_known(monkeypatch):
    values = np.append(np.arange(1.0, 100.0) ** 2, np.nan)
    monkeypatch.setattr("purpose_index.stats.uncertainty.bootstrapped.resampled", lambda *_: values)
    found = bootstrapped(X, of_alpha(5), "bootstrap", 0.8, 100, 0)
    assert found.se == pytest.approx(statistics.stdev(i**2 for i in range(1, 100)), rel=1e-12)
    # of 99 squares in order the quantile .1 lies at 9.8 steps from the first, between 10² and 11²; .9 at 88.2
    assert (found.low, found.high) == pytest.approx((100 + 0.8 * 21, 89**2 + 0.2 * 179))
    assert [(issue.code, issue.facts) for issue in found.issues] == [
        ("undefined-resamples", {"undefined": 1, "resamples": 100})
    ]


@pytest.mark.parametrize(("undefined", "refused"), [(10, False), (11, True)])
def test_one_resample_in_ten_may_be_undefined(monkeypatch, undefined, refused):
    values = np.array([np.nan] * undefined + [0.5] * (100 - undefined))
    monkeypatch.setattr("purpose_index.stats.uncertainty.bootstrapped.resampled", lambda *_: values)
    if refused:
        with pytest.raises(StatisticsError):
            bootstrapped(X, of_alpha(5), "bootstrap", 0.95, 100, 0)
    else:
        assert codes(bootstrapped(X, of_alpha(5), "bootstrap", 0.95, 100, 0).issues) == ["undefined-resamples"]


def test_an_item_that_does_not_vary_in_a_resample_covaries_with_nothing_whatever_the_rounding():
    """Means of three items, the second a constant 3, and of their products, with errors in the twelfth digit."""
    seen = []
    statistic = of_covariances(3, lambda C: seen.append(C.copy()) or C.sum(axis=(1, 2)))
    means, products = np.array([1.0, 3.0, 2.0]), np.array([1.5, 3.0 + 2e-12, 2.25, 9.0 + 5e-12, 6.0 - 3e-12, 4.75])
    total = statistic.values(np.append(means, products)[None])
    np.testing.assert_array_equal(seen[0][0], [[0.5, 0, 0.25], [0, 0, 0], [0.25, 0, 0.75]])
    assert total.tolist() == [1.75]


def test_resamples_in_which_the_sum_does_not_vary_are_not_asked_for():
    statistic = of_covariances(2, lambda C: np.full(len(C), 7.0))
    opposite, related, constant = [0, 0, 1, -1, 1], [0, 0, 1, 0.5, 1], [0, 0, 0, 0, 0]
    found = statistic.values(np.array([opposite, related, constant], dtype=float))
    np.testing.assert_array_equal(found, [np.nan, 7, np.nan])


def test_progress_is_told_of_each_resample_and_of_nothing_after():
    told = []
    values = one_by_one(lambda C: float(C[0, 0]), told.append, 4)
    assert values(np.arange(3.0)[:, None, None]).tolist() == [0, 1, 2]
    values(np.ones((3, 1, 1)))
    assert told == [0.25, 0.5, 0.75, 1.0]

    def undefined(C):
        raise StatisticsError("none", [])

    assert np.isnan(one_by_one(undefined, None, 4)(np.ones((2, 1, 1)))).all()


@pytest.mark.parametrize("interval", ["bootstrap", "bootstrap-bca"])
def test_other_forms_of_omega(interval):
    found = omega_total(X, interval=interval, resamples=500, rng=4)
    for options in ({"variance": "observed"}, {"method": "minres"}):
        other = omega_total(X, interval=interval, resamples=500, rng=4, **options)
        assert other.low < other.value < other.high
        assert other.se == pytest.approx(found.se, rel=0.2)


@pytest.mark.parametrize(
    ("module", "estimate"),
    [("cronbach", alpha), ("omega", omega_total), ("bootstrap_of", lambda x, **how: bootstrap(x, "lambda2", **how))],
)
def test_without_a_word_2000_resamples_are_drawn_from_seed_0(monkeypatch, module, estimate):
    def stop(x, statistic, interval, level, resamples, rng):
        raise InterruptedError(f"{resamples} from seed {rng}")

    monkeypatch.setattr(f"purpose_index.stats.reliability.{module}.bootstrapped", stop)
    with pytest.raises(InterruptedError, match="2000 from seed 0"):
        estimate(X, interval="bootstrap")


@pytest.mark.parametrize("method", ["ml", "minres"])
@pytest.mark.parametrize("variance", ["model", "observed"])
def test_the_omega_of_a_resample_is_that_of_its_covariances(method, variance):
    """Of items in two pairs, which one factor does not fit: the model's variance is not the observed one."""
    C = np.kron(np.array([[1, 0.3], [0.3, 1]]), np.full((2, 2), 0.6)) + np.diag([0.4, 0.9, 1.4, 0.4])
    (found,) = omegas_of(C[None], method, variance, np.full(4, 0.6))
    fit = omega_of(C, method, variance)
    common = fit.loadings.sum() ** 2
    total = C.sum() if variance == "observed" else common + fit.error_variances.sum()
    assert found == pytest.approx(common / total, abs=1e-10)
    assert abs(C.sum() - common - fit.error_variances.sum()) > 0.01


def test_seeds():
    once, again, other = (resample(X, resamples=300, rng=seed) for seed in (1, 1, 2))
    assert once == again
    assert once.low != other.low
    assert resample(X, resamples=300, rng=np.random.default_rng(1)).low == once.low


def test_the_number_of_threads_does_not_matter(monkeypatch):
    expected = resample(X, resamples=300)
    monkeypatch.setattr("purpose_index.stats.uncertainty.resampling.cores", lambda: 1)
    assert resample(X, resamples=300) == expected


def test_portions_do_not_matter_to_what_it_is(monkeypatch):
    """Held in portions of 100 resamples other ones are drawn, from the same distribution."""
    expected = resample(X, resamples=3000)
    monkeypatch.setattr("purpose_index.stats.uncertainty.resampling.HELD", 700)
    found = resample(X, resamples=3000)
    assert found.se == pytest.approx(expected.se, rel=0.08)
    assert found.low == pytest.approx(expected.low, abs=0.3 * expected.se)


def test_patterns_are_enough_and_moments_are_not():
    assert resample(Patterns.of(X, missing="listwise"), resamples=300) == resample(X, resamples=300)
    for tally in (Moments.of(X), PairCounts.of(X, missing="listwise")):
        for function in (alpha, omega_total):
            with pytest.raises(ArgumentError) as caught:
                function(tally, interval="bootstrap")
            assert codes(caught.value.issues) == ["interval-needs-answers"]


def test_people_with_missing_answers_are_left_out():
    holed = np.vstack([X[:10], [[np.nan, 1, 2, 3, 4]], X[10:]])
    assert resample(holed, resamples=300) == resample(X, resamples=300)
    with pytest.raises(ArgumentError):
        alpha(holed, interval="bootstrap", missing="pairwise")


def test_resamples_in_which_it_is_not_defined():
    """Of six people one varies: without that one, in (5/6)^6 = 33% of the resamples, there is no variance."""
    x = np.zeros((6, 3))
    x[0] = [1, 2, 1]
    with pytest.raises(StatisticsError) as caught:
        resample(x, resamples=500)
    assert codes(caught.value.issues) == ["undefined-resamples"]


def test_a_few_such_resamples_are_left_out_and_said():
    x = np.zeros((40, 3))
    x[:3] = [[1, 2, 1], [2, 1, 3], [3, 3, 1]]  # none of three people of 40: (37/40)^40 = 4%
    found = resample(x, resamples=1000)
    assert codes(found.issues) == ["undefined-resamples"]
    assert found.low < found.value < found.high


def test_an_item_that_does_not_vary_in_some_resamples():
    x = np.column_stack([X[:60, :4], np.eye(60)[:, :3].sum(axis=1)])
    found = resample(x, "omega_total", resamples=500)
    assert codes(found.issues) == ["undefined-resamples"]


def test_items_that_all_say_the_same():
    x = np.repeat(np.arange(20.0)[:, None], 3, axis=1)
    found = resample(x, resamples=200)
    assert (found.value, found.low, found.high) == pytest.approx((1, 1, 1), abs=1e-6)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"coefficient": "beta"}, "unknown-option"),
        ({"coefficient": "alpha"}, "unknown-option"),  # it has an option of its own: one way
        ({"interval": "delta"}, "unknown-option"),
        ({"level": 0}, "level-out-of-range"),
        ({"resamples": 50}, "too-few-resamples"),
    ],
)
def test_wrong_options(options, code):
    with pytest.raises(ArgumentError) as caught:
        bootstrap(X, **{"coefficient": "lambda2", **options})
    assert codes(caught.value.issues) == [code]


def test_a_sample_for_which_there_is_no_coefficient():
    with pytest.raises(StatisticsError):
        resample(X[:, :1])
    with pytest.raises(StatisticsError):
        resample(X[:, :2], "omega_total")


def test_percentiles_and_bca_are_those_of_scipy():
    """9,999 resamples each: the ends are uncertain by .03 standard errors, and Efron's interval by some more."""

    def statistic(*items, axis=-1):
        x = np.stack(items)
        return 4 / 3 * (1 - x.var(axis=-1, ddof=1).sum(axis=0) / x.sum(axis=0).var(axis=-1, ddof=1))

    x = skewed(np.random.default_rng(2), 150)
    for method, interval in (("percentile", "bootstrap"), ("BCa", "bootstrap-bca")):
        expected = stats.bootstrap(
            tuple(x.T), statistic, paired=True, vectorized=True, axis=-1, method=method, random_state=5
        ).confidence_interval
        found = alpha(x, interval=interval, resamples=9999)
        assert found.low == pytest.approx(expected.low, abs=0.15 * found.se)
        assert found.high == pytest.approx(expected.high, abs=0.1 * found.se)


@pytest.mark.slow
def test_coverage_of_very_skewed_answers():
    """Of 400 samples of 150 (standard errors about .016): what the page on bootstraps tells of 1,000 samples."""
    generator, hits = np.random.default_rng(9), {"feldt": 0, "bootstrap": 0, "bootstrap-bca": 0}
    value = alpha(skewed(generator, 2_000_000), interval=None).value
    for _ in range(400):
        x = skewed(generator, 150)
        for interval in hits:
            found = alpha(x, interval=interval, resamples=500, rng=generator)
            hits[interval] += found.low < value < found.high
    assert hits["feldt"] / 400 == pytest.approx(0.80, abs=0.05)
    assert hits["bootstrap"] / 400 == pytest.approx(0.91, abs=0.05)
    assert hits["bootstrap-bca"] / 400 == pytest.approx(0.87, abs=0.05)


def skewed(generator, n):
    return np.exp(0.6 * (generator.normal(size=(n, 1)) + generator.normal(size=(n, 4))))
