"""Answers whose reversed items were turned around before: one finding a scale, on either side of its bounds.

The intervals are computed person by person, as in test_scale_evidence.py.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.stats.reliability import alpha
from tests.unit.checks.pilot_data import answers, one_factor, set_of, told
from tests.unit.checks.test_scale_evidence import ends

FILES = Path(__file__).parent / "files"
ADVICE = {
    "negative-item", "wrong-loading", "low-item-rest-correlation", "alpha-rises-without-item", "weak-loading",
    "sample-too-small", "reliability-below-floor",
}  # fmt: skip
REVERSED = ("q4", "q5", "q6")
SIX = answers(one_factor(300, [0.7] * 6, 4))  # all run one way: the export turned the reversed ones around
NOISE = np.random.default_rng(5).integers(1, 6, (300, 6)).astype(float)


def half_reversed(scales=None, reverse=REVERSED):
    data = set_of(scales or {"s": [f"q{j + 1}" for j in range(6)]})
    for item in data["items"]:
        item["reverse"] = item["id"] in reverse
    return data


def as_answered(x, columns=(3, 4, 5)):
    x = x.copy()
    x[:, list(columns)] = 6 - x[:, list(columns)]
    return x


def evidence(data, x, **keywords):
    found = pi.check(data, x, rules=["evidence"], ignore=["unused-category", "straight-lining"], **keywords).findings
    return [finding.code for finding in found]


def of_sums(x):
    """How the sum of the last three items, turned around, goes with that of the first three."""
    return np.corrcoef(x[:, :3].sum(axis=1), -x[:, 3:].sum(axis=1))[0, 1]


@pytest.mark.parametrize(("name", "correlation"), [("already-reversed", "-0.80"), ("opposite-pairs", "-1.00")])
def test_one_finding_says_so_and_no_item_is_advised_on(name, correlation):
    found = [
        finding
        for finding in pi.check(FILES / "six.yaml", FILES / f"{name}.csv").findings
        if finding.code != "near-duplicate-text"
    ]
    assert [(finding.code, finding.severity, finding.path) for finding in found] == [
        ("already-reversed", "error", "$.scales[0].id")
    ]
    assert found[0].message == (
        "The reversed items of 'climate' (3 of 6) go with the others as they came in, and against them once they are "
        f"turned around: the sums correlate {correlation}."
    )
    assert found[0].hint.startswith("If the export turned them around already, take 'reverse: true' away")
    assert dict(found[0].facts) == {"scale": "climate", "reversed": 3, "items": 6, "correlation": float(correlation)}


def test_the_numbers_are_those_of_the_file():
    x = np.genfromtxt(FILES / "already-reversed.csv", delimiter=",", skip_header=1)[:, 1:]
    assert f"{of_sums(x):.2f}" == "-0.80"


def test_answers_as_they_were_given_are_right():
    assert evidence(half_reversed(), as_answered(SIX)) == []
    assert evidence(half_reversed(), SIX) == ["already-reversed"]
    assert evidence(half_reversed(reverse=()), SIX) == []
    assert evidence(half_reversed(reverse=("q1", "q2", "q3", "q4", "q5", "q6")), SIX) == []


def test_sums_that_certainly_go_against_each_other():
    def make(people):
        x = NOISE.copy()
        x[:people] = SIX[:people]
        return x

    for people in range(0, 300, 5):
        if (ends(make(people), of_sums, 7)[1] < 0) != (ends(make(people + 5), of_sums, 7)[1] < 0):
            break
    before, after = (people, people + 5) if ends(make(people), of_sums, 7)[1] > 0 else (people + 5, people)
    assert told("already-reversed", half_reversed(), make(before)) == []
    assert len(told("already-reversed", half_reversed(), make(after))) == 1


def test_people_who_give_the_same_answer_to_everything_turn_nothing_around():
    """A hundred of them beside 300 people who read: alpha as answered is above alpha keyed, but not without them."""
    alike = np.repeat(np.arange(100.0)[:, None] % 5 + 1, 6, axis=1)
    read = as_answered(answers(one_factor(300, [0.35] * 6, 4)))
    x = np.vstack([read, alike])
    assert ends(x, of_sums, 7)[1] < 0 < of_sums(read[(read != read[:, :1]).any(axis=1)])
    assert told("already-reversed", half_reversed(), x) == []
    assert len(told("already-reversed", half_reversed(), np.vstack([SIX, alike]))) == 1
    assert told("already-reversed", half_reversed(), np.vstack([alike, SIX[:1]])) == []  # nothing to go by


def test_turning_lowers_alpha_where_it_is_found_and_raises_it_where_not():
    for x, found in [(SIX, 1), (as_answered(SIX), 0)]:
        assert len(told("already-reversed", half_reversed(), x)) == found
        assert (alpha(as_answered(x)).value < alpha(x).value) is bool(found)


@pytest.mark.parametrize("wrong", [1, 2])
def test_a_wrong_key_of_some_of_the_items_is_told_item_by_item(wrong):
    """As answered, some of the reversed items run along with the others; the last one does not."""
    x = as_answered(SIX, range(3 + wrong, 6))
    (first, *others) = pi.check(half_reversed(), x, rules=["negative-item", "already-reversed"]).findings
    found = [first, *others]
    assert {finding.code for finding in found} == {"negative-item"}
    assert [finding.facts["item"] for finding in found] == ["q4", "q5"][:wrong]
    assert all(finding.hint.startswith("It is reversed; perhaps it should not be.") for finding in found)


def test_an_item_without_anything_in_common_hides_nothing():
    x = SIX.copy()
    x[:, 0] = NOISE[:, 0]
    assert "already-reversed" in evidence(half_reversed(), x)
    assert not ADVICE & set(evidence(half_reversed(), x))


def test_a_lone_reversed_item_is_found_once():
    assert evidence(half_reversed(reverse=("q6",)), SIX) == ["already-reversed"]


def test_two_items_of_which_one_is_reversed():
    data = half_reversed({"s": ["q1", "q2"]}, reverse=("q2",))
    assert evidence(data, SIX[:, :2]) == ["already-reversed"]


def test_a_total_is_silent_where_one_of_its_scales_says_it():
    scales = {"a": ["q1", "q2", "q4", "q5"], "b": ["q3", "q6", "q7", "q8"]}
    x = answers(one_factor(300, [0.7] * 8, 4))[:, [0, 1, 3, 4, 2, 5, 6, 7]]
    data = half_reversed({**scales, "total": [item for own in scales.values() for item in own]}, ("q4", "q5"))
    one_factor_is_claimed_to_be_two = ["unused-category", "scales-alike", "structure-misfit", "cross-loading"]
    found = pi.check(data, x, rules=["evidence"], ignore=one_factor_is_claimed_to_be_two).findings
    assert [(finding.code, finding.facts["scale"]) for finding in found] == [("already-reversed", "a")]


def test_a_total_whose_scales_run_opposite_ways_is_found_itself():
    data = half_reversed({"a": ["q1", "q2", "q3"], "b": ["q4", "q5", "q6"], "all": [f"q{j + 1}" for j in range(6)]})
    found = pi.check(data, SIX, rules=["evidence"], ignore=["unused-category"]).findings
    assert [(finding.code, finding.facts["scale"]) for finding in found] == [("already-reversed", "all")]


def test_below_zero_there_is_no_advice_on_people_or_items():
    """Nothing is reversed, and two items go against the two others: not turned around, but no scale either."""
    x = SIX[:, :4].copy()
    x[:, 2:] = 6 - x[:, 2:]
    data = set_of({"s": ["q1", "q2", "q3", "q4"]})
    found = pi.check(data, x, rules=["already-reversed", "sample-too-small", "reliability-below-floor"]).findings
    assert [(finding.code, finding.hint) for finding in found] == [
        ("reliability-below-floor", "Its items go against each other: see first whether the right ones are reversed.")
    ]
