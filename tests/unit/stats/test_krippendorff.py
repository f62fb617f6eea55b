"""Krippendorff's alpha: the example of his paper, the definition by pairs, and where it is not defined."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.agreement import intraclass, krippendorff_alpha

N = np.nan
# Four observers of twelve units, with missing values (Hayes & Krippendorff, 2007; Krippendorff, 2011).
PAPER = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
).T
KINDS = ("nominal", "ordinal", "interval")


def codes(caught) -> list[str]:
    return [issue.code for issue in caught.value.issues]


def by_pairs(x, measurement):
    """Alpha from the coincidences of every two values of a unit, one by one."""
    units = [[v for v in row if not np.isnan(v)] for row in x]
    units = [row for row in units if len(row) > 1]
    values = sorted({v for row in units for v in row})
    coincidences = dict.fromkeys(((c, k) for c in values for k in values), 0.0)
    for row in units:
        for c, k in permutations(row, 2):
            coincidences[c, k] += 1 / (len(row) - 1)
    totals = {c: sum(coincidences[c, k] for k in values) for c in values}

    def distance(c, k):
        if measurement == "nominal":
            return float(c != k)
        if measurement == "interval":
            return (c - k) ** 2
        low, high = min(c, k), max(c, k)
        return (sum(totals[g] for g in values if low <= g <= high) - (totals[c] + totals[k]) / 2) ** 2

    observed = sum(share * distance(*pair) for pair, share in coincidences.items())
    expected = sum(totals[c] * totals[k] * distance(c, k) for c in values for k in values)
    return 1 - (sum(totals.values()) - 1) * observed / expected


@pytest.mark.parametrize(("measurement", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_example_of_the_paper(measurement, value):
    found = krippendorff_alpha(PAPER, measurement=measurement)
    assert found.value == pytest.approx(value, abs=0.0006)
    assert (found.name, found.n, found.k, found.method) == ("krippendorff_alpha", 11, 4, measurement)
    assert found.low < found.value < found.high
    assert found.se > 0
    assert (found.level, found.interval, found.missing, found.issues) == (0.95, "bootstrap", "pairwise", ())


@pytest.mark.parametrize("measurement", KINDS)
def test_by_pairs(measurement):
    rng = np.random.default_rng(4)
    for _ in range(20):
        x = rng.choice([0.5, 1, 2, 7], (6, 4))
        x[rng.random(x.shape) < 0.3] = N
        x[0] = [1, 2, N, N]
        found = krippendorff_alpha(x, measurement=measurement, interval=None).value
        assert found == pytest.approx(by_pairs(x, measurement), rel=1e-9, abs=1e-12)


def test_two_observers_nominal_by_hand():
    # of 12 values 4, 5 and 3 are alike; 5 of 6 pairs agree: 1 - 11 · 2 / (144 - 16 - 25 - 9)
    x = [[1, 1], [2, 2], [3, 3], [3, 2], [1, 1], [2, 2]]
    assert krippendorff_alpha(x, measurement="nominal").value == pytest.approx(1 - 22 / 94, rel=1e-12)


def test_entire_agreement_and_beyond_chance():
    assert krippendorff_alpha([[1, 1, N], [2, 2, 2], [5, N, 5]], interval=None).value == 1.0
    assert krippendorff_alpha([[1, 2], [2, 1], [1, 2]], measurement="nominal").value < 0


@pytest.mark.once
def test_interval_alpha_approaches_the_one_way_correlation():
    x = np.random.default_rng(1).normal(size=(4000, 1)) + np.random.default_rng(2).normal(size=(4000, 3))
    alpha = krippendorff_alpha(x, measurement="interval", resamples=200)
    one_way = intraclass(x).icc1
    assert alpha.value == pytest.approx(one_way.value, abs=1e-3)
    assert (alpha.low, alpha.high) == pytest.approx((one_way.low, one_way.high), abs=0.01)
    assert alpha.se == pytest.approx((one_way.high - one_way.low) / 3.92, rel=0.15)


def test_the_bootstrap_draws_units(monkeypatch):
    from purpose_index.stats.agreement import krippendorff

    whole = krippendorff_alpha(PAPER, resamples=300)
    monkeypatch.setattr(krippendorff, "HELD", 11 * 40)
    parts = krippendorff_alpha(PAPER, resamples=300)
    assert (parts.low, parts.high, parts.se) == (whole.low, whole.high, whole.se)
    rng, found = np.random.default_rng(0), []
    units = PAPER[(~np.isnan(PAPER)).sum(axis=1) > 1]
    for weights in rng.multinomial(11, np.full(11, 1 / 11), size=300):
        found.append(by_pairs(np.repeat(units, weights, axis=0), "ordinal"))
    low, high = np.quantile(found, [0.025, 0.975])
    assert (whole.low, whole.high, whole.se) == pytest.approx((low, high, np.std(found, ddof=1)), rel=1e-9)
    narrow = krippendorff_alpha(PAPER, resamples=300, level=0.5)
    assert whole.low < narrow.low < narrow.high < whole.high


def test_resamples_without_differences_are_said_or_refused():
    x = [[1, 1], [1, 1], [1, 1], [1, 1], [2, 2], [2, 1]]
    found = krippendorff_alpha(x)
    assert [issue.code for issue in found.issues] == ["undefined-resamples"]
    share = found.issues[0].facts["undefined"] / found.issues[0].facts["resamples"]
    assert share == pytest.approx((4 / 6) ** 6, abs=0.03)
    with pytest.raises(StatisticsError) as caught:
        krippendorff_alpha([[1, 1], [1, 1], [2, 1]])  # (2/3)³ of the resamples leave out the third
    assert codes(caught) == ["undefined-resamples"]
    assert krippendorff_alpha([[1, 1], [1, 1], [2, 1]], interval=None).low is None


@pytest.mark.parametrize(
    ("x", "code"),
    [([[1, N], [N, 2]], "no-pairs"), (np.empty((0, 2)), "no-pairs"), ([[3, 3], [3, 3], [N, 4]], "values-alike")],
)
def test_undefined(x, code):
    with pytest.raises(StatisticsError) as caught:
        krippendorff_alpha(x)
    assert codes(caught) == [code]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"measurement": "ratio"}, "unknown-option"),
        ({"interval": "jackknife"}, "unknown-option"),
        ({"level": 0}, "level-out-of-range"),
        ({"resamples": 99}, "too-few-resamples"),
    ],
)
def test_refusals(options, code):
    with pytest.raises(ArgumentError) as caught:
        krippendorff_alpha(PAPER, **options)
    assert codes(caught) == [code]
