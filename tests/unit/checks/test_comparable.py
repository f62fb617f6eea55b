"""Scores that cannot be compared between groups: what is found, by how much, and of whom nothing is told."""

from __future__ import annotations

import re
from types import SimpleNamespace

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence.comparable import FEWEST_PEOPLE, RULES, _unseen
from purpose_index.checks.evidence.examples import evidence_example
from purpose_index.checks.evidence.group_scores import Groups, Shift, _least_alike, groups_of
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.reports.findings import render

from .pilot_data import answers, set_of

FAILING, PASSING = (getattr(RULES[0], piece) for piece in ("failing", "passing"))
SCALES = {"work": ["q1", "q2", "q3", "q4"], "rest": ["r1", "r2", "r3", "r4"]}


def findings(q, rows, rule="non-invariance"):
    return pi.check(q, rows, rules=[rule], group="group").findings


def people(sizes, moved=0.0, seed=0, higher=0.0):
    """Answers to two scales of four items that load .7; those of the last group answer q1 higher whatever they feel."""
    rng = np.random.default_rng(seed)
    group = np.repeat([*sizes], [*sizes.values()])
    factors = rng.standard_normal((len(group), 2)) @ np.linalg.cholesky([[1, 0.5], [0.5, 1]]).T
    last = group == list(sizes)[-1]
    factors[last] += higher
    z = 0.7 * np.repeat(factors, 4, axis=1) + np.sqrt(0.51) * rng.standard_normal((len(group), 8))
    z[last, 0] += moved
    items = [item for own in SCALES.values() for item in own]
    rows = [dict(zip(items, row.tolist(), strict=True)) for row in answers(z)]
    return [{**row, "group": str(one) or None} for row, one in zip(rows, group, strict=True)]


def test_a_moved_item_is_found_with_what_it_does_to_the_score():
    # of normal answers cut at even points, 1 of 4 items a standard deviation up is 5.8 points of 100: .23 of 1 to 5
    (found,) = findings(set_of(SCALES), people({"a": 1500, "b": 1500}, moved=1.0))
    assert (found.facts["scale"], found.facts["group"], found.facts["other"]) == ("work", "b", "a")
    assert found.facts["items"] == ("q1",)
    assert found.facts["low"] < 5.8 < found.facts["high"]
    assert found.facts["high"] - found.facts["low"] < 1.0
    assert found.facts["points"] == pytest.approx(found.facts["index"] * 4 / 100, abs=0.005)
    assert f"({found.facts['points']:.2f} of its own points)" in found.message
    assert found.path == "$.scales[0].id"
    assert f"{found.facts['index']:.1f} points of 100 [{found.facts['low']:.1f}; {found.facts['high']:.1f}] higher" in (
        found.message
    )
    assert "than those of 'a'" in found.message


def test_who_scores_lower_is_said_to_with_a_positive_size():
    (found,) = findings(set_of(SCALES), people({"a": 500, "b": 500}, moved=-1.0))
    assert found.facts["low"] < found.facts["index"] < found.facts["high"] < -2.5
    low, high = map(float, re.search(r"\[([\d.]+); ([\d.]+)\] lower", found.message).groups())
    assert low < high


@pytest.mark.parametrize(("moved", "higher"), [(0.0, 0.0), (0.0, 0.7), (0.2, 0.0)])
def test_people_who_differ_and_shifts_that_are_small_are_left_alone(moved, higher):
    assert not findings(set_of(SCALES), people({"a": 1000, "b": 1000}, moved, higher=higher))


def test_every_scale_has_its_own_points():
    # 'all' adds up 8 items of 1 to 5: 32 points; a point of q1, which counts twice in 'work', is a fifth of that index
    q = set_of(SCALES)
    q["scales"][0]["weights"] = {"q1": 2.0}
    q["scales"].append({"id": "all", "name": {"en": "All"}, "items": "all", "score": "sum"})
    rows = people({"a": 1500, "b": 1500}, moved=1.5)
    work, everything = findings(q, rows)
    shift = work.facts["index"] / 2 * 5 / 25  # what q1 is answered higher, in its own points
    assert work.facts["points"] == pytest.approx(shift * 2 / 5, abs=0.01)
    assert everything.facts["points"] == pytest.approx(shift, abs=0.01)
    assert everything.facts["index"] == pytest.approx(shift / 32 * 100, abs=0.1)


def test_of_three_groups_each_is_compared_with_all_others():
    (found,) = findings(set_of(SCALES), people({"a": 400, "b": 400, "c": 400}, moved=1.0))
    assert (found.facts["group"], found.facts["other"]) == ("c", None)
    assert "than others who" in found.message


def test_the_scale_of_most_items_is_kept_and_one_of_two_is_not_judged():
    rows = people({"a": 500, "b": 500}, moved=1.5)
    short = set_of({"work": ["q1", "q2"], "rest": ["r1", "r2", "r3", "r4"]})
    assert not findings(
        short, [{name: row[name] for name in ("q1", "q2", "r1", "r2", "r3", "r4", "group")} for row in rows]
    )


def test_nothing_is_told_of_a_group_with_too_few_people_who_answered_everything():
    rows = people({"a": 300, "b": 300, "tiny": FEWEST_PEOPLE}, moved=2.0)
    assert {found.facts["group"] for found in findings(set_of(SCALES), rows)} == {"tiny"}
    rows[-1]["q3"] = None
    of_smaller = ["differential-item-functioning"]  # judges groups of 50
    whole = pi.check(set_of(SCALES), rows, rules=["evidence"], ignore=of_smaller, group="group")
    assert "tiny" not in render("json", [whole])
    assert not findings(set_of(SCALES), rows)
    without = findings(set_of(SCALES), rows[:-FEWEST_PEOPLE], "groups-too-small-to-compare")
    (told,) = findings(set_of(SCALES), rows, "groups-too-small-to-compare")
    assert not without
    assert (told.facts["small"], told.facts["groups"]) == (1, 3)


def test_people_of_a_small_group_are_not_among_the_others():
    rows = people({"a": 300, "b": 300, "c": 300}, moved=1.0)
    strange = [{**row, "q1": 1, "q2": 5, "group": "few"} for row in rows[:90]]
    assert [one.facts for one in findings(set_of(SCALES), rows)] == [
        one.facts for one in findings(set_of(SCALES), [*rows, *strange])
    ]


def test_people_of_no_group_are_no_group():
    rows = people({"a": 300, "b": 300}) + people({"": 300}, moved=3.0, seed=1)
    assert not findings(set_of(SCALES), rows)
    assert not findings(set_of(SCALES), rows, "groups-too-small-to-compare")
    assert not findings(set_of(SCALES), rows + people({"": 3}), "small-groups")


def test_places_where_people_come_from_are_not_compared():
    rows = [{**row, "group": str(i % 10)} for i, row in enumerate(people({"a": 300}))]
    assert not findings(set_of(SCALES), rows, "groups-too-small-to-compare")
    nine = [{**row, "group": str(i % 9)} for i, row in enumerate(people({"a": 300}))]
    assert findings(set_of(SCALES), nine, "groups-too-small-to-compare")


@pytest.mark.parametrize(("n", "told"), [(100, True), (400, False)])
def test_what_could_not_have_been_found_is_said(n, told):
    rows = people({"a": n, "b": n})
    found = findings(
        set_of({"work": ["q1", "q2", "q3"]}), [_without(row) for row in rows], "groups-too-small-to-compare"
    )
    assert [one.path for one in found] == ["$.id"] * told
    if told:
        # an item's answers spread .81 beyond its factor: a difference of means has an error of .115 (n = 100), a third
        # of which is 25 points a piece; equal items, which hold the factor in place, add some of their own
        assert found[0].facts["scales"] == ("work",)
        least = 2.5 + (1.96 + 0.84) * 0.115 / 3 * 25
        assert least < found[0].facts["index"] < 1.4 * least


def _without(row):
    return {name: row[name] for name in ("q1", "q2", "q3", "group")}


@pytest.mark.parametrize("q", [set_of({"s": ["q1"]}), set_of({"s": ["q1", "q2"]})])
def test_sets_without_a_model_are_not_judged(q):
    rng = np.random.default_rng(0)
    rows = [{item["id"]: int(rng.integers(1, 6)) for item in q["items"]} | {"group": "ab"[i % 2]} for i in range(300)]
    assert not findings(q, rows)


def test_nothing_is_said_of_a_scale_of_two_items_whose_shift_cannot_be_told():
    rows = [{name: row[name] for name in ("q1", "q2", "r1", "r2", "group")} for row in people({"a": 100, "b": 100})]
    assert not findings(set_of({"work": ["q1", "q2"], "rest": ["r1", "r2"]}), rows, "groups-too-small-to-compare")


def test_scales_that_groups_are_too_small_for_are_told_at_once():
    short = {scale: items[:3] for scale, items in SCALES.items()}
    rows = [{name: one for name, one in row.items() if name[1] != "4"} for row in people({"a": 100, "b": 100})]
    (found,) = findings(set_of(short), rows, "groups-too-small-to-compare")
    assert found.facts["scales"] == ("work", "rest")
    errors = _unseen(groups_of(pilot_of(pi.load(set_of(short)), rows, "group", Aims()), 100))
    assert found.facts["index"] == pytest.approx(max(errors.values()), abs=0.05)


def test_an_item_that_is_constant_in_a_group_stops_nothing():
    rows = people({"a": 300, "b": 300})
    for row in rows[300:]:
        row["q2"] = 3
    assert not findings(set_of(SCALES), rows)
    (told,) = findings(set_of(SCALES), rows, "groups-too-small-to-compare")
    assert told.facts["unfitted"] == ("b",)


@pytest.mark.parametrize(("sizes", "statements"), [({"a": 100, "b": 100}, 2), ({"a": 100, "b": 100, "c": 100}, 6)])
def test_intervals_hold_for_all_scales_of_all_groups_together(sizes, statements):
    pilot = pilot_of(pi.load(set_of(SCALES)), people(sizes), "group", Aims(level=0.9))
    found = groups_of(pilot, 100)
    assert found.level == pytest.approx(1 - 0.1 / statements)
    assert len(found.shifts) == statements


def test_an_interval_is_as_wide_as_its_level_asks():
    rows = people({"a": 300, "b": 300}, moved=1.0)
    wide, narrow = (
        next(shift for shift in found.shifts if shift.items)
        for level in (0.99, 0.8)
        for found in [groups_of(pilot_of(pi.load(set_of(SCALES)), rows, "group", Aims(level=level)), 100)]
    )
    # two statements: each at 1 - .01 / 2 and 1 - .2 / 2, so normal quantiles at .9975 and .95
    assert (wide.high - wide.low) / (narrow.high - narrow.low) == pytest.approx(2.807034 / 1.644854, rel=1e-6)


def test_a_scale_of_one_item_stands_outside_the_model_and_so_does_a_total_that_holds_it():
    rows = people({"a": 300, "b": 300}, moved=1.0)
    alone = [{**row, "s1": row["q1"]} for row in rows]
    q = set_of({**SCALES, "one": ["s1"], "total": [*SCALES["work"], *SCALES["rest"], "s1"]})
    assert groups_of(pilot_of(pi.load(q), alone, "group", Aims()), 100) == groups_of(
        pilot_of(pi.load(set_of(SCALES)), rows, "group", Aims()), 100
    )


def test_what_would_be_found_four_times_in_five_follows_from_the_error():
    # a shift that is found begins 1.96 errors above 2.5; four samples in five lie no more than .84 below their mean
    shift = Shift("work", "b", "a", (), 0.0, 0.0, 0.0, 2.0, 4.0)
    expected = pytest.approx({"work": 2.5 + (1.959964 + 0.841621) * 2}, rel=1e-6)
    assert _unseen(Groups((shift,), 0.95, 0, 2)) == expected
    sharper = shift._replace(group="c", se=0.5)  # another group, where less would be found: the largest is told
    assert _unseen(Groups((sharper, shift, sharper), 0.95, 0, 3)) == expected


def test_a_group_whose_answers_no_model_fits_is_named_and_the_others_are_compared():
    rows = people({"a": 400, "b": 400, "c": 400}, moved=1.0)
    for row in rows[:400]:
        row["r2"] = row["r3"] = row["r4"] = 3
    (told,) = findings(set_of(SCALES), rows, "groups-too-small-to-compare")
    assert told.facts["unfitted"] == ("a",)
    assert "'a'" in told.message
    assert not {"r2", "r3", "r4"} & set(re.findall(r"\w+", told.message + told.hint))  # answers stay untold
    assert [one.facts["group"] for one in findings(set_of(SCALES), rows)] == ["c"]


def test_a_model_that_leaves_nothing_of_an_item_to_chance_says_nothing_of_groups():
    rows = people({"a": 300, "b": 300})
    assert len(groups_of(pilot_of(pi.load(set_of(SCALES)), rows, "group", Aims()), 100).shifts) == 2
    for row in rows:
        row["q1"] = (row["q2"] + row["q3"]) // 2
    assert groups_of(pilot_of(pi.load(set_of(SCALES)), rows, "group", Aims()), 100).shifts == ()


def test_each_scale_names_its_own_items():
    rows = people({"a": 800, "b": 800}, moved=1.5)
    for row in rows[800:]:
        row["r2"] = min(row["r2"] + 1, 5)
    work, rest = findings(set_of(SCALES), rows)
    assert (work.facts["items"], rest.facts["items"]) == (("q1",), ("r2",))


@pytest.mark.parametrize(("p_value", "free", "item"), [(0.004, (), "q1"), (0.006, (), None), (0.004, ("q1",), None)])
def test_an_item_is_set_free_once_where_it_is_the_least_alike_of_all_beyond_chance(p_value, free, item):
    first = SimpleNamespace(lhs="q1", op="~1", rhs="", p_value=p_value)
    others = [SimpleNamespace(lhs="work", op="=~", rhs="q2", p_value=0.9)] * 9
    assert _least_alike(SimpleNamespace(factors=SCALES), (first, *others), free) == item


def test_the_examples_of_the_page_are_found_and_left_alone():
    assert len(findings(*evidence_example(FAILING))) == 1
    assert not findings(*evidence_example(PASSING))
