"""What ordered answers differ by at one level of the factors, against sums over fine grids of levels."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from scipy.stats import norm

from purpose_index.errors import StatisticsError
from purpose_index.stats.cfa import invariance
from purpose_index.stats.cfa.score_differences import score_differences

NAMES = ["a", "b", "c", "d", "e", "f"]
MODEL = {"one": NAMES[:3], "two": NAMES[3:]}
FREE = ("b ~ 1", "two =~ e")
LEVELS = np.linspace(-9, 9, 1201)


@lru_cache
def answers() -> tuple[np.ndarray, tuple[str, ...]]:
    """Four hundred people, with options that are 1, 2 and 4, or no and yes for the last item."""
    rng = np.random.default_rng(11)
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=400)
    factors[200:] = factors[200:] * [1.2, 0.9] + [0.3, -0.2]
    x = np.repeat(factors, 3, axis=1) + 0.8 * rng.normal(size=(400, 6))
    x[200:, 1] += 0.6
    x[200:, 4] += 0.5 * factors[200:, 1]
    codes = np.digitize(x, [-0.6, 0.7])
    codes[:, 5] = x[:, 5] > 0
    return np.array([1.0, 2.0, 4.0])[codes], ("g0",) * 200 + ("g1",) * 200


@lru_cache
def found():
    x, labels = answers()
    return invariance(x, MODEL, labels, names=NAMES, ordinal=True, free=FREE)


def parameters(model, theta: np.ndarray, group: int) -> dict[tuple[str, str, str], float]:
    return {
        (row.lhs, row.op, row.rhs): theta[row.index] if row.free else row.value for row in model.model.of_group(group)
    }


def expected(values: dict, item: str, levels: np.ndarray) -> np.ndarray:
    """The expected answer at each level: every option times its probability."""
    factor = "one" if item in MODEL["one"] else "two"
    points = [1, 2] if item == "f" else [1, 2, 4]
    cuts = [-np.inf, *(values[item, "|", f"t{t}"] for t in range(1, len(points))), np.inf]
    centre = values[item, "~1", ""] + values[factor, "=~", item] * levels
    deviation = np.sqrt(values[item, "~~", item])
    below = [norm.cdf((cut - centre) / deviation) for cut in cuts]
    return sum(point * (high - low) for point, low, high in zip(points, below, below[1:], strict=False))


def by_sums(model, theta: np.ndarray, item: str) -> tuple[float, float]:
    """The mean, and the mean square, of the difference over the levels of the second group."""
    ours, theirs = (parameters(model, theta, group) for group in (1, 0))
    factor = "one" if item in MODEL["one"] else "two"
    mean, deviation = ours[factor, "~1", ""], np.sqrt(ours[factor, "~~", factor])
    shares = norm.pdf(LEVELS) / norm.pdf(LEVELS).sum()
    difference = expected(ours, item, mean + deviation * LEVELS) - expected(theirs, item, mean + deviation * LEVELS)
    return float(shares @ difference), float(shares @ difference**2)


@pytest.mark.parametrize("item", NAMES)
def test_an_item_differs_by_what_sums_over_levels_give(item):
    model = found()["scalar"]
    row = next(row for row in found().score_differences() if row.score == item)
    mean, square = by_sums(model, model.theta, item)
    assert row.value == pytest.approx(mean, abs=1e-7)
    x, labels = answers()
    column, second = x[:, NAMES.index(item)], np.array(labels) == "g1"
    pooled = np.mean([column[second].std(ddof=1), column[~second].std(ddof=1)])
    assert row.d_macs == pytest.approx(np.sqrt(square) / pooled, abs=1e-6)
    assert row.observed == pytest.approx(column[second].mean() - column[~second].mean())
    step = 1e-5
    slope = [
        (by_sums(model, model.theta + step * e, item)[0] - by_sums(model, model.theta - step * e, item)[0]) / (2 * step)
        for e in np.eye(len(model.theta))
    ]
    assert row.se == pytest.approx(np.sqrt(slope @ model.covariance @ slope), rel=1e-5)


def test_scores_add_up_their_items_over_all_factors():
    model = found()["scalar"]
    scores = {"both": dict.fromkeys(NAMES, 1.0), "one": dict.fromkeys(NAMES[:3], 1 / 3)}
    rows = {row.score: row for row in found().score_differences(scores=scores)}
    assert rows["one"].value == pytest.approx(sum(rows[item].value for item in NAMES[:3]) / 3)
    assert rows["both"].value == pytest.approx(sum(rows[item].value for item in NAMES))
    ours, theirs = (parameters(model, model.theta, group) for group in (1, 0))
    covariance = model.groups[1].factor_covariance
    coarse = np.linspace(-6, 6, 241)
    one, two = np.meshgrid(coarse, coarse)
    shares = norm.pdf(one) * norm.pdf(two)
    shares /= shares.sum()
    root = np.linalg.cholesky(covariance)
    levels = {"one": ours["one", "~1", ""] + root[0, 0] * one}
    levels["two"] = ours["two", "~1", ""] + root[1, 0] * one + root[1, 1] * two
    total = sum(
        expected(ours, item, levels[factor]) - expected(theirs, item, levels[factor])
        for factor, items in MODEL.items()
        for item in items
    )
    x, labels = answers()
    sums, second = x.sum(axis=1), np.array(labels) == "g1"
    pooled = np.mean([sums[second].std(ddof=1), sums[~second].std(ddof=1)])
    assert rows["both"].d_macs == pytest.approx(np.sqrt((shares * total**2).sum()) / pooled, abs=1e-5)
    assert rows["both"].observed == pytest.approx(sums[second].mean() - sums[~second].mean())


def test_where_everything_is_equal_nothing_differs():
    x, labels = answers()
    strict = invariance(x, MODEL, labels, names=NAMES, ordinal=True, levels=["strict"])
    for row in strict.score_differences():
        assert (row.value, row.se, row.d_macs) == pytest.approx((0, 0, 0), abs=1e-12)
    assert any(row.value != 0 for row in found().score_differences() if row.score == "a")  # residuals differ


def test_occasions_differ_by_their_own_items():
    x, _ = answers()
    both = {"t1": x[:200], "t2": x[200:]}
    twice = invariance(both, MODEL, names=NAMES, ordinal=True, levels=["scalar"], free=["b ~ 1"])
    rows = {row.score: row for row in twice.score_differences()}
    assert (rows["b"].group, rows["b"].reference) == ("t2", "t1")
    assert rows["b"].value > 0.2
    assert rows["b"].observed == pytest.approx(x[200:, 1].mean() - x[:200, 1].mean())


def test_thresholds_must_be_the_same_for_a_common_scale():
    x, labels = answers()
    free = [f"{item} | t1" for item in NAMES]
    model = invariance(x, MODEL, labels, names=NAMES, ordinal=True, levels=["scalar"], free=free)
    with pytest.raises(StatisticsError) as raised:
        model.score_differences()
    assert {issue.code for issue in raised.value.issues} == {"no-common-scale"}
    with pytest.raises(StatisticsError):
        score_differences(found()["thresholds"])
