"""Where a score stands in a reference sample: by hand, by simulation, and through a file."""

from __future__ import annotations

import json
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import purpose_index as pi
from purpose_index.analysis import Norms
from purpose_index.errors import ArgumentError, ResponseError, StatisticsError
from purpose_index.stats.norms import standing

Q = pi.load("purpose-index")
VALUES, COUNTS = [1.0, 2.0, 4.0], [10, 30, 60]
PROBIT = NormalDist().inv_cdf


def sample(n=400, seed=1):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    answers = np.clip(np.round(3.4 + 0.6 * common + 0.8 * rng.normal(size=(n, 12))), 1, 5)
    frame = pd.DataFrame(answers, columns=list(Q.item_ids))
    frame["sector"] = np.where(np.arange(n) % 2 == 0, "care", "trade")
    return frame


def test_percentiles_are_mid_ranks():
    found = standing([0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 9.0], VALUES, COUNTS)
    assert found.percentile.tolist() == [0, 5, 10, 25, 40, 70, 100]
    assert found.n == 100


def test_intervals_are_those_of_jeffreys_and_end_at_the_ends():
    found = standing([0.0, 2.0, 9.0], VALUES, COUNTS, level=0.9)
    ends = stats.beta.ppf([0.05, 0.95], 25.5, 75.5)
    assert [found.low[1], found.high[1]] == pytest.approx(list(100 * ends))
    assert (found.low[0], found.high[2]) == (0, 100)
    assert found.high[0] == pytest.approx(100 * stats.beta.ppf(0.95, 0.5, 100.5))


def test_whoever_scores_lowest_or_highest_alone_is_not_at_the_end():
    """Half of one person is half a person, and no less: these intervals are those of Jeffreys."""
    found = standing([1.0, 3.0], [1.0, 2.0, 3.0], [1, 8, 1])
    assert found.percentile.tolist() == [5, 95]
    assert found.low[0] == pytest.approx(100 * stats.beta.ppf(0.025, 1, 10))
    assert found.high[1] == pytest.approx(100 * stats.beta.ppf(0.975, 10, 1))


def test_the_middle_is_in_the_sixth_sten_and_the_fifth_stanine():
    found = standing([2.0], [1.0, 2.0, 3.0], [4, 2, 4])
    assert (found.t[0], found.sten[0], found.stanine[0]) == (50, 6, 5)  # the fifth sten ends at 0


def test_normalised_scores_by_hand():
    found = standing([2.0, 4.0], VALUES, COUNTS)
    z = [PROBIT(25.125 / 100.25), PROBIT(70.125 / 100.25)]
    assert found.t == pytest.approx([50 + 10 * one for one in z])
    assert found.sten.tolist() == [4, 7]  # z of -.67 and .53; a sten is half a standard deviation, the fifth ends at 0
    assert found.stanine.tolist() == [4, 6]  # of -.75 to -.25, and of .25 to .75


def test_stanines_and_stens_hold_their_shares_of_many_people():
    values = np.arange(100_000.0)
    found = standing(values, values, np.ones(100_000))
    shares = np.bincount(found.stanine, minlength=10)[1:] / 1000
    assert shares == pytest.approx([4.01, 6.55, 12.10, 17.47, 19.74, 17.47, 12.10, 6.55, 4.01], abs=0.02)
    assert np.bincount(found.sten, minlength=11)[[1, 5, 6, 10]] / 1000 == pytest.approx(
        [2.28, 19.15, 19.15, 2.28], abs=0.02
    )


def test_a_percentile_of_a_hundred_people_is_covered_nineteen_times_in_twenty():
    """Of a score of five values in the population, at each of them."""
    shares = np.array([0.05, 0.15, 0.3, 0.35, 0.15])
    truth = 100 * (np.cumsum(shares) - shares / 2)
    rng = np.random.default_rng(2)
    held = np.zeros(5)
    for counts in rng.multinomial(100, shares, size=2000):
        there = counts > 0
        found = standing(np.arange(5.0), np.flatnonzero(there).astype(float), counts[there])
        held += (found.low <= truth) & (truth <= found.high)
    assert (held / 2000 > 0.945).all()  # mid-ranks vary less than shares do, so it covers more than it says


@given(st.lists(st.integers(0, 20), min_size=2, max_size=60), st.sampled_from(["none", "kernel"]))
def test_a_higher_score_never_stands_lower(people, smooth):
    values, counts = np.unique(np.array(people, dtype=float), return_counts=True)
    found = standing(np.arange(-1.0, 22.0), values, counts, smooth=smooth)
    for numbers in (found.percentile, found.low, found.high, found.t):
        assert (np.diff(numbers) >= -1e-9).all()
    assert ((found.low <= found.percentile + 1e-9) & (found.percentile <= found.high + 1e-9)).all()
    assert np.isfinite(found.t).all()


def test_the_kernel_keeps_mean_and_spread_and_evens_out():
    """The mean and the variance of a distribution are integrals of its distribution function."""
    values, counts = np.array([10.0, 20, 30, 50]), np.array([5, 20, 15, 10])
    grid = np.linspace(-100, 160, 20_001)
    cdf = standing(grid, values, counts, smooth="kernel").percentile / 100
    density = np.diff(cdf)
    middle = (grid[1:] + grid[:-1]) / 2
    mean = counts @ values / 50
    assert density @ middle == pytest.approx(mean, abs=1e-3)
    assert density @ (middle - mean) ** 2 == pytest.approx(counts @ (values - mean) ** 2 / 50, rel=1e-3)
    found = standing([39.0, 41.0], values, counts, smooth="kernel").percentile
    assert found[0] < found[1]  # where nobody scores, people count alike
    assert standing([1.0, 2.0, 3.0], [2.0], [9], smooth="kernel").percentile.tolist() == [0, 50, 100]


def test_a_score_is_placed_on_every_scale_that_it_has():
    frame = sample()
    norms = Norms.of(Q, frame)
    answers = dict.fromkeys(Q.item_ids[:9], 4)
    score = pi.score(Q, answers)
    found = norms.of_score(score)
    assert set(found) == {scale for scale in score if score[scale].index is not None}
    totals = frame[list(Q.item_ids)].mean(axis=1).round(9)
    expected = 100 * ((totals < 4).mean() + (totals == 4).mean() / 2)
    assert found["total"].percentile == pytest.approx(expected)
    assert (found["total"].value, found["total"].index, found["total"].n) == (4, 75, 400)
    assert norms.issues == ()


def test_groups_have_norms_of_their_own():
    frame = sample()
    norms = Norms.of(Q, frame, by="sector")
    score = pi.score(Q, dict.fromkeys(Q.item_ids, 4))
    found = norms.of_score(score, group="care")["total"]
    alone = Norms.of(Q, frame[frame["sector"] == "care"]).of_score(score)["total"]
    assert found == alone
    assert found.n == 200
    with pytest.raises(ArgumentError, match="Did you mean 'care'"):
        norms.of_score(score, group="caer")
    with pytest.raises(ArgumentError):
        norms.of_score(score)


def test_a_small_group_has_no_norms():
    frame = sample(40)
    frame["sector"] = ["care"] * 31 + ["trade"] * 9
    norms = Norms.of(Q, frame, by="sector")
    assert list(norms.groups) == ["care"]
    assert "trade" not in json.dumps(norms.to_dict())
    facts = {issue.code: dict(issue.facts) for issue in norms.issues}
    assert facts["group-too-small-for-norms"] == {"minimum": 10, "small": 5}
    low, high = stats.beta.ppf([0.025, 0.975], 16.5, 15.5)  # 16 of 31 people below
    assert facts["few-people-for-norms"] == {"n": 31, "points": round(100 * (high - low))}
    assert Norms.of(Q, sample(10)).groups
    with pytest.raises(StatisticsError):
        Norms.of(Q, sample(9))
    with pytest.raises(StatisticsError):
        Norms.of(Q, sample(15), policy=pi.Disclosure(minimum_distribution=16))


@pytest.mark.parametrize(("n", "codes"), [(299, ["few-people-for-norms"]), (300, [])])
def test_three_hundred_people_are_not_few(n, codes):
    assert [issue.code for issue in Norms.of(Q, sample(n)).issues] == codes


def test_people_without_a_group_are_in_none():
    frame = sample(60)
    frame["sector"] = ["care"] * 50 + [None] * 10
    assert Norms.of(Q, frame, by="sector").groups["care"]["total"].n == 50


def test_norms_are_kept_in_a_file(tmp_path):
    norms = Norms.of(Q, sample(100), by="sector", smooth="kernel", level=0.9)
    norms.save(tmp_path / "norms.json")
    again = Norms.load(tmp_path / "norms.json", Q)
    assert again == norms
    score = pi.score(Q, dict.fromkeys(Q.item_ids, 2))
    assert again.of_score(score, group="trade") == norms.of_score(score, group="trade")
    assert Norms.from_dict(norms.to_dict(), "purpose-index") == norms


def test_norms_of_another_set_are_refused(tmp_path):
    norms, other = Norms.of(Q, sample(100)), pi.load("working-with-purpose")
    norms.save(tmp_path / "norms.json")
    with pytest.raises(ResponseError) as caught:
        Norms.load(tmp_path / "norms.json", other)
    assert [issue.code for issue in caught.value.issues] == ["norms-of-another-set"]
    with pytest.raises(ResponseError) as caught:
        norms.of_score(pi.score(other, {}))
    assert [issue.code for issue in caught.value.issues] == ["norms-of-another-set"]


DAMAGE = {
    "no object": lambda r: [],
    "another format": lambda r: r | {"format": "purpose_index.norms/2"},
    "no level": lambda r: {key: value for key, value in r.items() if key != "level"},
    "a level of one": lambda r: r | {"level": 1.0},
    "no groups": lambda r: r | {"groups": {}},
    "an empty group": lambda r: r | {"groups": {"": {}}},
    "another key": lambda r: r | {"notes": "x"},
    "fewer counts": lambda r: r | {"groups": {"": {"total": {"indices": [1.0, 2.0], "counts": [3]}}}},
    "nobody": lambda r: r | {"groups": {"": {"total": {"indices": [1.0, 2.0], "counts": [3, 0]}}}},
    "one person": lambda r: r | {"groups": {"": {"total": {"indices": [1.0], "counts": [1]}}}},
    "descending": lambda r: r | {"groups": {"": {"total": {"indices": [2.0, 1.0], "counts": [3, 3]}}}},
    "beyond the range": lambda r: r | {"groups": {"": {"total": {"indices": [1.0, 100.5], "counts": [3, 3]}}}},
    "a text": lambda r: r | {"groups": {"": {"total": {"indices": ["1"], "counts": [3]}}}},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_no_record_is_refused(damage):
    record = Norms.of(Q, sample(100)).to_dict()
    with pytest.raises(ResponseError) as caught:
        Norms.from_dict(damage(record), Q)
    assert [issue.code for issue in caught.value.issues] == ["not-norms"]


def test_a_file_of_something_else_is_refused(tmp_path):
    (tmp_path / "norms.json").write_text("{", encoding="utf-8")
    with pytest.raises(ResponseError) as caught:
        Norms.load(tmp_path / "norms.json", Q)
    assert [issue.code for issue in caught.value.issues] == ["not-norms"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: standing([1.0], [2.0, 1.0], [1, 1]), "not-a-reference"),
        (lambda: standing([1.0], [1.0, 2.0], [1, 0.5]), "not-a-reference"),
        (lambda: standing([1.0], [1.0, 2.0], [-1, 3]), "not-a-reference"),
        (lambda: standing([1.0], [1.0], [1]), "not-a-reference"),
        (lambda: standing([1.0], [1.0, 2.0], [3]), "not-a-reference"),
        (lambda: standing([np.nan], VALUES, COUNTS), "not-one-column"),
        (lambda: standing([1.0], VALUES, COUNTS, smooth="spline"), "unknown-option"),
        (lambda: standing([1.0], VALUES, COUNTS, level=0), "level-out-of-range"),
        (lambda: Norms.of(Q, sample(20), by="sectro"), "unknown-column"),
        (lambda: Norms.of(Q, sample(20), smooth=True), "unknown-option"),
    ],
)
def test_what_cannot_be_is_refused(call, code):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert [issue.code for issue in caught.value.issues] == [code]
