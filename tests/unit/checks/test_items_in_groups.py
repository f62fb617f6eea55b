"""Items that work otherwise in a group: found by what they do to scores, beyond chance, and said once."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence import items_in_groups
from purpose_index.checks.evidence.comparable import FEWEST_FOR_ITEMS
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.reports.findings import render
from purpose_index.stats.dif import logistic

from .pilot_data import CUTS, answers, set_of

RULE = "differential-item-functioning"
SCALES = {"work": ["q1", "q2", "q3", "q4", "q5"], "rest": ["r1", "r2", "r3", "r4"]}
ITEMS = [item for own in SCALES.values() for item in own]


def people(sizes, moved=0.0, seed=0, higher=0.0, cuts=CUTS):
    """Answers to items that load .7 on two traits; those of the last group answer q1 higher, whatever they feel."""
    rng = np.random.default_rng(seed)
    group = np.repeat([*sizes], [*sizes.values()])
    last = group == list(sizes)[-1]
    z = 0.7 * np.repeat(rng.standard_normal((len(group), 2)) + higher * last[:, None], [5, 4], axis=1)
    z += np.sqrt(0.51) * rng.standard_normal(z.shape)
    z[last, 0] += moved
    x = answers(z) if cuts is CUTS else 1.0 + (z[:, :, None] > cuts).sum(axis=2)
    rows = [dict(zip(ITEMS, row.tolist(), strict=True)) for row in x]
    return [{**row, "group": str(one) or None} for row, one in zip(rows, group, strict=True)]


def findings(rows, data=None, rule=RULE):
    return pi.check(data or set_of(SCALES), rows, rules=[rule], group="group").findings


def of_people(moved, loading=0.7, n=200_000):
    """How much higher somebody of a normal population answers an item that is moved up, in points of 1 to 5."""
    z = np.random.default_rng(1).standard_normal(n)
    return float((np.searchsorted(CUTS, z + moved) - np.searchsorted(CUTS, z)).mean())


def test_an_item_is_found_with_what_it_does_to_the_score():
    truth = of_people(1.3) / 20 * 100  # of five items of 1 to 5
    (found,) = findings(people({"a": 99, "b": 99}, moved=1.3))
    facts = found.facts
    assert (facts["scale"], facts["group"], facts["other"], facts["items"]) == ("work", "b", "a", ("q1",))
    assert 2.5 < facts["low"] < truth < facts["high"]
    assert facts["points"] == pytest.approx(facts["index"] * 4 / 100, abs=0.005)
    assert found.path == "$.items[0].id"
    size = f"{facts['index']:.1f} points of 100 [{facts['low']:.1f}; {facts['high']:.1f}] higher"
    assert f"{size} ({facts['points']:.2f} of its own points)" in found.message
    assert "otherwise than those of 'a' who stand alike" in found.message
    assert [facts[name] for name in ("index", "low", "high")] == [
        round(facts[name], 1) for name in ("index", "low", "high")
    ]


def test_the_interval_is_that_of_the_regression_for_all_items_together():
    rows = people({"a": 99, "b": 99}, moved=1.3)
    (found,) = findings(rows)
    x = np.array([[row[item] for item in SCALES["work"]] for row in rows])
    row = logistic(x, [row["group"] for row in rows], purify=True, correction="holm")[0].differences[0]
    half = norm.ppf(1 - 0.05 / 2 / 9) * row.se  # nine items, one pair of groups
    ends = np.array([row.value, row.value - half, row.value + half]) * 100 / 20
    np.testing.assert_allclose([found.facts[name] for name in ("index", "low", "high")], ends, atol=0.05)


def test_who_scores_lower_is_said_to_with_a_positive_size():
    (found,) = findings(people({"a": 99, "b": 99}, moved=-1.4))
    assert found.facts["low"] < found.facts["index"] < found.facts["high"] < -2.5
    low, high = map(float, re.search(r"\[([\d.]+); ([\d.]+)\] lower", found.message).groups())
    assert low < high


@pytest.mark.parametrize("n", [60, 1000])
@pytest.mark.parametrize("cuts", [CUTS, np.array([-2.0, -1.5, -0.8, 0.4])])
def test_groups_that_differ_in_what_is_measured_are_left_alone(n, cuts):
    rows = people({"a": n, "b": n}, higher=1.0, cuts=cuts)
    assert not findings(rows)
    if n == 1000 and cuts is not CUTS:  # a p-value finds something here
        x = np.array([[row[item] for item in SCALES["work"]] for row in rows])
        found = logistic(x, [row["group"] for row in rows], correction="holm")
        assert min(one.total.adjusted for one in found) < 0.05


def test_a_shift_that_does_not_matter_is_left_alone():
    assert not findings(people({"a": 1000, "b": 1000}, moved=0.3))


def test_what_the_model_of_all_scales_says_is_not_said_again():
    rows = people({"a": 300, "b": 300}, moved=1.3)
    told = pi.check(set_of(SCALES), rows, rules=[RULE, "non-invariance"], group="group").findings
    assert [one.code for one in told] == ["non-invariance"]


def test_nothing_is_told_of_a_group_with_too_few_people():
    rows = people({"a": 90, "tiny": FEWEST_FOR_ITEMS}, moved=2.0)
    assert {one.facts["group"] for one in findings(rows)} == {"tiny"}
    rows[-1]["q3"] = None
    assert not findings(rows)
    assert "tiny" not in render("json", [pi.check(set_of(SCALES), rows, rules=["evidence"], group="group")])


def test_people_of_a_small_group_or_of_none_are_not_among_the_others():
    rows = people({"a": 90, "b": 90, "c": 90}, moved=1.6)
    strange = [{**row, "q1": 6 - row["q1"], "group": name} for row, name in zip(rows, ["few", None] * 45, strict=False)]
    assert len(strange) == 90
    told = findings(rows)
    expected = [one.facts for one in told]
    assert [one["group"] for one in expected] == ["c"]
    assert "otherwise than others who stand alike" in told[0].message
    assert expected[0]["other"] is None
    assert [one.facts for one in findings([*rows, *strange])] == expected


def test_where_half_of_the_items_moved_nothing_can_be_compared():
    """Two of four items moved up look as two that moved down: which ones, nothing tells."""
    rows = people({"a": 99, "b": 99})
    for row in rows[99:]:
        row["r1"] = min(row["r1"] + 1, 5)
    assert [one.facts["scale"] for one in findings(rows)] == ["rest"]
    for row in rows[99:]:
        row["r2"] = min(row["r2"] + 1, 5)
    assert not findings(rows)


def test_what_items_do_both_ways_is_taken_together():
    """One item up and one down as far: the score hardly moves, and that is all that is asked."""
    rows = people({"a": 95, "b": 95}, moved=1.4)
    up = findings(rows)
    for row in rows[95:]:
        row["q2"] = max(row["q2"] - 1, 1)
    both = findings(rows)
    assert up
    assert not both


def test_ends_of_items_that_certainly_move_are_added_up_by_their_weights(monkeypatch):
    """Five items of 1 to 5 are 5 points of the index a point: one is sure to be above 0, and one below."""
    sizes = {"q1": (0.5, 0.15), "q2": (-0.3, 0.1), "q3": (0.2, 0.15), "q4": (0.0, 0.1), "q5": (np.nan, np.nan)}
    found = [SimpleNamespace(item=item, differences=[SimpleNamespace(value=v, se=e)]) for item, (v, e) in sizes.items()]
    monkeypatch.setattr(items_in_groups, "_tested", lambda pair: found)
    pilot = pilot_of(pi.load(set_of(SCALES)), people({"a": 60, "b": 60}), "group", Aims())
    pair = next(items_in_groups._pairs(pilot))
    moved = items_in_groups._moved(pair, 2.5)
    assert moved.items == ("q1", "q2")
    assert (moved.value, moved.low, moved.high) == pytest.approx((5 * 0.2, 5 * (0.2 - 0.625), 5 * (0.2 + 0.625)))
    assert items_in_groups._moved(pair, 3.2).items == ("q1",)  # .3 less 3.2 times .1 is beyond 0
    assert items_in_groups._moved(pair, 1.2) is None  # three of five


@pytest.mark.parametrize("weight", [1.0, 3.0])
def test_weights_count(weight):
    data = set_of(SCALES)
    data["scales"][0] |= {"weights": {"q1": weight}, "score": "mean"}
    (found,) = findings(people({"a": 99, "b": 99}, moved=1.4), data)
    (even,) = findings(people({"a": 99, "b": 99}, moved=1.4))
    assert found.facts["index"] == pytest.approx(even.facts["index"] * weight * 5 / (4 + weight), abs=0.2)


def test_an_item_that_nobody_varies_on_or_a_scale_of_two_stops_nothing():
    rows = people({"a": 80, "b": 80}, moved=1.5)
    for row in rows[80:]:
        row["r1"] = 3
    data = set_of({"two": ["r1", "r2"], "work": SCALES["work"], "rest": SCALES["rest"]})
    assert {one.facts["scale"] for one in findings(rows, data)} == {"work"}


def test_the_model_of_all_scales_is_fitted_only_where_it_may_say_it_already(monkeypatch):
    def never(pilot):
        raise AssertionError(pilot)

    monkeypatch.setattr(items_in_groups, "shifts_that_matter", never)
    assert not findings(people({"a": 99, "b": 99}))


def test_three_groups_share_the_level():
    rows = people({"a": 60, "b": 60, "c": 60})
    plain, turned = (set_of({"two": ["q5", "r4"], **SCALES}) for _ in range(2))
    for item in turned["items"]:
        item["reverse"] = item["id"] in ("q1", "q2")  # which people did not answer so: another rule speaks of that
    for data, scales in ((plain, SCALES), (turned, ["rest"])):
        pairs = list(items_in_groups._pairs(pilot_of(pi.load(data), rows, "group", Aims())))
        assert [(pair.sample.scale.id, pair.group, pair.other) for pair in pairs] == [
            (scale, group, "") for scale in scales for group in "abc"
        ]
