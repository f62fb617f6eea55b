"""What a score goes with, by hand, by R (tests/oracles/relate.R) and by simulation."""

from __future__ import annotations

import json

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.alignment import relate
from tests.oracles import reference
from tests.oracles.test_alignment import companies, mean_of
from tests.unit.stats.test_regression import in_full

R = json.loads((reference.HERE / "relate.json").read_text(encoding="utf-8"))
X = np.array([1.0, 2, 3, 4, 5, 5])
Y = np.array([2.0, 1, 4, 3, 5, 6])


def twelve():
    kept = np.isin(companies(), np.unique(companies())[:12])
    return mean_of("LEAD", 11)[kept], mean_of("HOSTIL", 5)[kept], companies()[kept]


def test_the_correlation_and_its_interval_are_those_of_r():
    x, z, _ = twelve()
    found = relate(x, z).correlation
    assert [found.value, found.low, found.high] == pytest.approx(R["correlation"], abs=1e-10)
    assert (found.n, found.interval) == (R["n"], "fisher")


@pytest.mark.parametrize("kind", ["linear", "logistic"])
def test_slopes_are_those_of_r(kind):
    x, z, company = twelve()
    outcome = z if kind == "linear" else (z < 0.5).astype(float)
    found, expected = relate(x, outcome).slope, R[kind]
    assert [found.value, found.se, found.p] == pytest.approx(
        [expected[name] for name in ("value", "se", "p")], rel=1e-8
    )
    assert relate(x, outcome, groups=company).slope.value == found.value


def test_errors_that_allow_for_groups_are_those_of_clubsandwich():
    x, z, company = twelve()
    found, expected = relate(x, z, groups=company).slope, R["linear"]
    numbers = [expected[name] for name in ("clustered_se", "df", "clustered_p")]
    assert [found.se, found.df, found.p] == pytest.approx(numbers, rel=1e-8)


def test_errors_of_odds_that_allow_for_groups_are_those_of_the_full_matrices():
    """Of least squares on rows times the root of p (1 - p), at R's maximum, written out n by n.

    The inverse root of the correction is not unique where people of a group differ in p (1 - p): clubSandwich takes
    another, whose error is .3 % smaller here; both are unbiased under the working model.
    """
    x, z, company = twelve()
    slope = R["logistic"]["value"]
    p = 1 / (1 + np.exp(-(R["logistic"]["constant"] + slope * x)))
    w = np.sqrt(p * (1 - p))
    rows = w[:, None] * np.column_stack([np.ones_like(x), x])
    working = rows @ [R["logistic"]["constant"], slope] + ((z < 0.5) - p) / w
    covariance, pieces = in_full(rows, working, company)
    P = pieces[:, :, 1] @ pieces[:, :, 1].T
    found = relate(x, z < 0.5, groups=company)
    assert found.slope.se == pytest.approx(covariance[1, 1] ** 0.5, rel=1e-8)
    assert found.slope.df == pytest.approx(np.trace(P) ** 2 / np.sum(P**2), rel=1e-8)
    assert found.slope.se == pytest.approx(R["logistic"]["clustered_se"], rel=0.005)
    assert found.risk_difference.se == pytest.approx(
        np.sqrt(np.array(R["risk_slopes"]) @ covariance @ R["risk_slopes"]), rel=1e-6
    )


def test_the_risk_difference_is_that_of_r():
    x, z, _ = twelve()
    found = relate(x, z < 0.5)
    assert found.kind == "share"
    assert found.risk_difference.value == pytest.approx(R["risk"], rel=1e-8)
    assert found.risk_difference.se == pytest.approx(R["risk_se"], rel=1e-7)


def test_corrections_stand_beside_what_was_seen():
    plain, found = relate(X, Y), relate(X, Y, reliability=(0.8, 0.9))
    scale = (0.8 * 0.9) ** 0.5
    assert found.correlation == plain.correlation
    assert found.corrected_correlation.value == pytest.approx(found.correlation.value / scale)
    assert found.corrected_correlation.high == pytest.approx(found.correlation.high / scale)
    assert found.corrected_correlation.low == pytest.approx(found.correlation.low / scale)
    slope = [found.corrected_slope.value, found.corrected_slope.se, found.corrected_slope.low]
    assert slope == pytest.approx([found.slope.value / 0.8, found.slope.se / 0.8, found.slope.low / 0.8])
    assert (found.corrected_slope.t, found.corrected_slope.p) == (found.slope.t, found.slope.p)
    assert [issue.code for issue in found.issues] == ["correction-beyond-one"]
    assert relate(X, Y, reliability=0.9).corrected_correlation.value == pytest.approx(
        plain.correlation.value / 0.9**0.5
    )
    assert plain.corrected_correlation is plain.corrected_slope is plain.risk_difference is None


def test_the_jackknife_over_groups_is_that_of_a_loop():
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(6), [3, 4, 5, 6, 7, 8])
    x, y = rng.normal(size=(2, 33)) + rng.normal(size=6)[groups]
    z = np.array([np.arctanh(np.corrcoef(x[groups != g], y[groups != g])[0, 1]) for g in range(6)])
    half = 2.5705818 * np.sqrt(5 / 6 * np.sum((z - z.mean()) ** 2))  # t of 5 degrees of freedom
    found = relate(x, y, groups=groups).correlation
    centre = np.arctanh(np.corrcoef(x, y)[0, 1])
    assert [found.low, found.high] == pytest.approx(np.tanh([centre - half, centre + half]))
    assert found.interval == "jackknife-of-groups"


@pytest.mark.once
def test_covers_nineteen_in_twenty_where_teams_share_both():
    """True correlation .5 in all, of ten teams of eight that share half of either: Fisher's holds it in far fewer."""
    rng = np.random.default_rng(5)
    groups = np.repeat(np.arange(20), 8)
    mixing = np.linalg.cholesky([[1, 0.5], [0.5, 1]])
    held = naive = 0
    for _ in range(500):
        x, y = mixing @ (rng.normal(size=(2, 20))[:, groups] + rng.normal(size=(2, 160)))
        one = relate(x, y, groups=groups).correlation
        other = relate(x, y).correlation
        held += one.low < 0.5 < one.high
        naive += other.low < 0.5 < other.high
    assert 455 <= held <= 495
    assert naive < 400


def test_whoever_lacks_either_is_left_out_and_counted():
    found = relate([*X, np.nan, 3], [*Y, 2, np.nan])
    assert found.n == 6
    assert [dict(issue.facts) for issue in found.issues] == [{"left_out": 2, "of": 8}]
    assert found.slope == relate(X, Y).slope


@pytest.mark.parametrize("outcome", [[1, 2, 3, 2, 3, 4, 1, 3, 3, 5.0], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1.0]])
def test_a_score_that_differs_in_one_group_only_has_no_error_that_groups_could_tell(outcome):
    """clubSandwich gives an error of 1e-16 and a p of 1e-20 here: the one group that tells the slope fits itself."""
    score = np.array([3, 3, 3, 3, 3, 3, 1, 2, 4, 5.0])
    found = relate(score, outcome, groups=[*"aaabbbcccc"])
    assert np.isnan([found.slope.se, found.slope.t, found.slope.p, found.slope.low, found.slope.high]).all()
    assert found.slope.value == pytest.approx(relate(score, outcome).slope.value)
    assert (found.correlation.low, found.correlation.high, found.correlation.interval) == (None, None, None)
    assert [issue.code for issue in found.issues] == ["told-by-one-group", "undefined-jackknife"]
    if found.kind == "share":
        assert np.isnan(found.risk_difference.se)


def test_a_correlation_that_is_perfect_without_one_group_has_no_interval():
    found = relate([1, 2, 3, 1, 2, 3, 1, 2, 3, 4], [5, 2, 3, 1, 2, 3, 1, 2, 3, 4], groups=[*"aaabbbcccc"])
    assert found.correlation.low is found.correlation.high is found.correlation.level is None
    assert [(issue.code, issue.path) for issue in found.issues] == [("undefined-jackknife", "$.correlation")]
    assert np.isfinite(found.slope.se)


@pytest.mark.parametrize("groups", [None, np.arange(40) % 8])
@pytest.mark.parametrize("outcome", ["number", "share"])
def test_neither_where_a_score_has_its_zero_nor_its_unit_matters(groups, outcome):
    """A millionth of the size apart, as years of birth in days are, or as small as eight zeros; powers of two."""
    rng = np.random.default_rng(4)
    x = np.round(rng.normal(size=40), 2)
    y = x + rng.normal(size=40)
    y = (y > 0).astype(float) if outcome == "share" else y
    plain = relate(x, y, groups=groups)
    for score, unit in ((x + 2.0**20, 1.0), (x * 2.0**-27, 2.0**-27), (x * 2.0**27, 2.0**27)):
        found = relate(score, y, groups=groups)
        numbers = [getattr(found.slope, name) * unit for name in ("value", "se", "low", "high")]
        assert numbers == pytest.approx([getattr(plain.slope, n) for n in ("value", "se", "low", "high")], rel=1e-6)
        assert found.slope.p == pytest.approx(plain.slope.p, rel=1e-6)
        if outcome == "share" and unit == 1:
            assert found.risk_difference.se == pytest.approx(plain.risk_difference.se, rel=1e-6)


def test_a_score_that_is_the_outcome_has_no_interval():
    found = relate(X, 2 * X + 1)
    assert found.correlation.value == pytest.approx(1)
    assert found.slope.value == pytest.approx(2)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: relate(X, Y[:-1]), "unlike-lengths"),
        (lambda: relate(X, Y, reliability=0), "reliability-out-of-range"),
        (lambda: relate(X, Y, reliability=(0.8, 1.1)), "reliability-out-of-range"),
        (lambda: relate(X, Y, level=0), "level-out-of-range"),
    ],
)
def test_what_cannot_be_is_refused(call, code):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize(
    "call",
    [
        lambda: relate([1, 2, 3], [1, 3, 2]),
        lambda: relate(X, np.ones(6)),
        lambda: relate(np.ones(6), Y),
        lambda: relate([0.1 + 0.2, *[0.3] * 5], Y),
        lambda: relate(X, [0.1 + 0.2, *[0.3] * 5]),
        lambda: relate(X, X > 2.5),
        lambda: relate(-X, X > 2.5),
        lambda: relate(X, X >= 2),
        lambda: relate(X, Y, groups=[1, 1, 1, 2, 2, 2]),
    ],
)
def test_a_relation_that_is_not_defined_is_refused(call):
    with pytest.raises(StatisticsError):
        call()
