"""Resamples of people: each is fitted as `cfa` fits it, and their spread is that of theory."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.cfa import cfa
from purpose_index.stats.cfa.refit import ManyMoments, _inverses, _possible, refitted
from purpose_index.stats.cfa.structure import structure_of
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.patterns import Patterns

NAMES = ["a", "b", "c", "d", "e", "f"]
MODEL = "one =~ a + l*b + c\ntwo =~ d + m*e + f\nsame := l - m"
HALVES = np.arange(400) % 2
THIRD = (np.arange(400) % 3 == 2).astype(int)


def answers(n=400):
    rng = np.random.default_rng(5)
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=n)
    return np.repeat(factors, 3, axis=1) + 0.7 * rng.normal(size=(n, 6)) + 2


@pytest.fixture(scope="module")
def model():
    return cfa(answers(), MODEL, names=NAMES)


@pytest.fixture(scope="module")
def resampled(model):
    return model.bootstrap(answers(), resamples=1000, rng=3)


def samples(x, times, rng):
    """Resamples of people, with their moments."""
    drawn = [x[rng.integers(0, len(x), len(x))] for _ in range(times)]
    mean = np.array([each.mean(axis=0) for each in drawn])
    return drawn, ManyMoments(mean, np.array([np.cov(each, rowvar=False, bias=True) for each in drawn]))


@pytest.mark.parametrize("most", [60, 2])  # with two steps, each is fitted by itself
def test_a_resample_is_fitted_as_cfa_does(model, monkeypatch, most):
    monkeypatch.setattr("purpose_index.stats.cfa.refit.MOST", most)
    drawn, moments = samples(answers(), 4, np.random.default_rng(1))
    found = refitted(model, [moments._replace(mean=moments.mean * 0)])
    for theta, rows in zip(found, drawn, strict=True):
        assert theta == pytest.approx(cfa(rows, MODEL, names=NAMES).theta, abs=1e-5)


def test_groups_are_resampled_each_by_itself_and_fitted_with_what_is_equal():
    x, options = answers(), {"names": NAMES, "groups": THIRD, "equal": ["loadings", "intercepts"]}
    both = cfa(x, MODEL, **options)
    parts = [samples(x[half == THIRD], 2, np.random.default_rng(half)) for half in (0, 1)]
    found = refitted(both, [moments for _, moments in parts])
    for number, theta in enumerate(found):
        rows = np.concatenate([drawn[number] for drawn, _ in parts])
        again = cfa(rows, MODEL, **options | {"groups": np.repeat([0, 1], [267, 133])})
        assert theta == pytest.approx(again.theta, abs=1e-5)
    moved = both.bootstrap(x, groups=THIRD, resamples=100, rng=1)
    assert moved.failed == 0
    assert [row.value for row in moved.estimates] == [row.value for row in both.estimates if row.free]


def test_the_spread_is_that_of_errors_that_allow_for_any_distribution(model, resampled):
    free = [row for row in model.estimates if row.free]
    assert [(row.lhs, row.op, row.rhs) for row in resampled.estimates] == [(row.lhs, row.op, row.rhs) for row in free]
    robust = [row for row in cfa(answers(), MODEL, names=NAMES, estimator="MLR").estimates if row.free]
    for row, theory in zip(resampled.estimates, robust, strict=True):
        assert row.value == pytest.approx(theory.value, abs=1e-12)
        assert row.se == pytest.approx(theory.se, rel=0.12)
        assert (row.low, row.high) == pytest.approx((theory.low, theory.high), abs=0.5 * theory.se)
        assert abs(row.bias) < 0.3 * theory.se


def test_the_interval_is_made_of_percentiles_of_the_resamples(model, resampled):
    names = [row.label for row in resampled.estimates]
    values = dict(zip(names, resampled.values.T, strict=True))
    assert values["same"] == pytest.approx(values["l"] - values["m"], abs=1e-12)
    same = resampled.estimates[names.index("same")]
    assert (same.low, same.high) == pytest.approx(np.quantile(values["same"], [0.025, 0.975]))
    assert same.se == pytest.approx(np.std(values["same"], ddof=1))
    assert same.bias == pytest.approx(np.mean(values["same"]) - same.value)
    narrow = model.bootstrap(answers(), resamples=1000, rng=3, level=0.5)
    assert np.array_equal(narrow.values, resampled.values)
    assert narrow.estimates[-1].low == pytest.approx(np.quantile(values["same"], 0.25))


def test_rows_in_any_order_give_the_same_and_progress_is_told(model, resampled):
    shares: list[float] = []
    x = answers()
    other = model.bootstrap(x[::-1], resamples=1000, rng=3, progress=shares.append)
    assert np.array_equal(other.values, resampled.values)
    assert shares[-1] == 1
    assert len(shares) == 8
    assert shares == sorted(shares)


def test_means_and_units_come_back(model):
    x = answers() * 100 + 5000
    moved = cfa(x, MODEL + "\na ~ 1", names=NAMES).bootstrap(x, resamples=100, rng=1)
    intercept = next(row for row in moved.estimates if (row.lhs, row.op) == ("a", "~1"))
    assert intercept.value == pytest.approx(x[:, 0].mean())
    assert intercept.se == pytest.approx(x[:, 0].std() / 20, rel=0.25)


def test_a_resample_whose_own_search_does_not_end_has_no_estimates(model, monkeypatch):
    monkeypatch.setattr("purpose_index.stats.cfa.refit.MOST", 1)  # so that each is fitted by itself
    ends = iter([True, False])
    monkeypatch.setattr(
        "purpose_index.stats.cfa.refit.minimise",
        lambda problem, theta, point: SimpleNamespace(theta=theta, converged=next(ends)),
    )
    _, moments = samples(answers(), 2, np.random.default_rng(1))
    found = refitted(model, [moments])
    assert np.array_equal(found[0], model.theta)
    assert np.isnan(found[1]).all()


def test_resamples_without_an_end_are_told_or_are_too_many(model, monkeypatch):
    def some(failing):
        def fitted(analysis, moments, progress):
            found = np.tile(analysis.theta, (len(moments[0].mean), 1))
            found[:failing, 0] = np.nan
            return found

        monkeypatch.setattr("purpose_index.stats.cfa.bootstrap.refitted", fitted)
        return model.bootstrap(answers(), resamples=100, rng=1)

    found = some(10)
    assert (found.failed, found.resamples, len(found.values)) == (10, 100, 90)
    assert [issue.code for issue in found.issues] == ["not-converged"]
    assert found.issues[0].facts == {"failed": 10, "resamples": 100}
    with pytest.raises(StatisticsError, match="not-converged"):
        some(11)


def test_patterns_are_resampled_as_rows_are():
    x = np.digitize(answers(), [1, 2, 3])
    model = cfa(x, MODEL, names=NAMES)
    rows, patterns = (model.bootstrap(data, resamples=100, rng=1) for data in (x, Patterns.of(x, items=NAMES)))
    assert np.array_equal(rows.values, patterns.values)


@pytest.mark.parametrize(
    ("x", "options", "code"),
    [
        *(
            (answers(), {"resamples": wrong}, "too-few-resamples")
            for wrong in (99, 10**6 + 1, np.inf, 150.5, "a", True)
        ),
        *((answers(), {"rng": wrong}, "unknown-option") for wrong in (-1, "a", 0.5)),
        (np.where(answers() > answers().max() - 1e-9, np.inf, answers()), {}, "array-not-finite"),
        (answers()[:-1], {}, "mismatched-shapes"),
        (answers()[:, :-1], {}, "mismatched-shapes"),
        (answers(), {"groups": HALVES}, "mismatched-shapes"),
        (answers(), {"groups": HALVES[1:]}, "groups-shape"),
        (Moments.of(answers(), items=NAMES), {}, "interval-needs-answers"),
        (answers(), {"level": 1.0}, "level-out-of-range"),
    ],
)
def test_what_cannot_be_resampled_is_refused(model, x, options, code):
    with pytest.raises(ArgumentError, match=code):
        model.bootstrap(x, **options)


def test_models_of_more_than_moments_are_refused():
    x = answers()
    with pytest.raises(ArgumentError, match="not-by-moments"):
        cfa(x, MODEL, names=NAMES, missing="fiml").bootstrap(x)
    with pytest.raises(ArgumentError, match="not-by-moments"):
        cfa(np.digitize(x, [1, 2, 3]), MODEL, names=NAMES, estimator="WLSMV").bootstrap(np.digitize(x, [1, 2, 3]))


def test_parameters_that_imply_no_covariances_are_no_end(model):
    structure = structure_of(model.model, 0)
    below = model.theta.copy()
    below[[row.index for row in model.model.parameters if (row.lhs, row.rhs) == ("a", "a")]] = -5
    theta = np.array([model.theta, below, np.full_like(below, np.nan)])
    assert _possible((structure,), theta).tolist() == [True, False, False]
    assert _possible((structure,), theta[[0, 0]]).tolist() == [True, True]


def test_matrices_are_inverted_one_by_one_and_what_no_covariances_can_be_is_nan():
    matrices = np.array([[[2.0, 1.0], [1.0, 4.0]], [[1.0, 2.0], [2.0, 1.0]], [[4.0, 0.0], [0.0, 5.0]]])
    expected = [[[4 / 7, -1 / 7], [-1 / 7, 2 / 7]], np.full((2, 2), np.nan), [[0.25, 0.0], [0.0, 0.2]]]
    np.testing.assert_allclose(_inverses(matrices), expected, rtol=1e-15)
