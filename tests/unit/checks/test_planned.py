"""What is missing by design is told once, and is held against no item; what people skip is not called a design."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.checks.evidence.design import design_of
from tests.unit.checks.pilot_data import answers, one_factor, one_scale, set_of, told

FILES = Path(__file__).parent / "files"
BLOCKS = {"x": [0, 1, 2], "a": [3, 4, 5], "b": [6, 7, 8], "c": [9, 10, 11]}


def three_forms(n=120, skipped=0.0, seed=1):
    """Everybody is asked block x and two of the other three (Graham et al., 2006); some skip an item."""
    x = answers(one_factor(n, [0.7] * 12, seed))
    for person in range(n):
        x[person, BLOCKS["abc"[person % 3]]] = np.nan
    x[np.random.default_rng(seed).random(x.shape) < skipped] = np.nan
    return x


def as_codes(answered):
    return np.where(answered, 0, -1).astype(np.int8)


def test_a_file_of_two_forms_is_told_once():
    found = pi.check(FILES / "six.yaml", FILES / "planned.csv", ["evidence"]).findings
    assert [(one.code, one.severity, one.path) for one in found] == [("planned-missing", "info", "$.items")]
    assert found[0].message == (
        "Not everybody was asked everything (6 of 6 items): their answers fall into 2 forms, none of which has all "
        "items. That is no fault."
    )
    # q1, q3 and q5 were asked of one half, q2, q4 and q6 of the other: nine pairs
    assert found[0].hint.startswith("Nobody was asked both 'q1' and 'q2' of 'climate' (and 8 pairs more): no method")
    assert dict(found[0].facts) == {"forms": 2, "items": 6}


def test_of_forms_that_share_every_pair_pairwise_is_enough():
    (found,) = pi.check(one_scale(12), three_forms(), ["evidence"], ignore=["unused-category"]).findings
    assert (found.code, dict(found.facts)) == ("planned-missing", {"forms": 3, "items": 9})
    assert "analyze with missing='pairwise'" in found.hint


def test_a_form_is_what_a_person_was_asked():
    x = three_forms(90)
    design = design_of(pi.encode(one_scale(12), x).codes)
    np.testing.assert_array_equal(design.asked, ~np.isnan(x))
    x[:30:3, 0] = np.nan  # of the first form, ten skip what all were asked
    design = design_of(pi.encode(one_scale(12), x).codes)
    np.testing.assert_array_equal(design.asked, ~np.isnan(three_forms(90)))
    assert design.forms == 3


def test_who_answers_nothing_and_who_answers_all_was_asked_everything():
    x = three_forms(120)
    x[0], x[1] = np.nan, 3
    design = design_of(pi.encode(one_scale(12), x).codes)
    assert design.asked[:2].all()
    np.testing.assert_array_equal(design.asked[2:], ~np.isnan(x[2:]))


def test_what_is_skipped_of_what_was_asked_is_told():
    x = three_forms(120)
    x[:60, 4] = np.nan  # asked of 80, of the first sixty people of 40
    (message,) = told("missing-share", one_scale(12), x)
    assert message == "40 of 80 people (50%) left 'q5' open."
    assert len(told("planned-missing", one_scale(12), x)) == 1


def test_a_scale_that_nobody_was_asked_whole_has_not_too_few_answers():
    data = set_of({"s": [f"q{j + 1}" for j in range(12)], "x": ["q1", "q2", "q3"]}, minimum_answered=None)
    x = three_forms(120)
    assert told("too-few-answers", data, x) == []
    x[18:, 0] = np.nan  # of those who were asked all of x, few answered
    assert [message[:54] for message in told("too-few-answers", data, x)] == [
        "Fewer than 20 people answered all items of 'x': it can"
    ]


def test_who_was_asked_too_little_for_a_score_is_not_left_out():
    assert told("unscored-share", one_scale(12), three_forms()) == []  # nobody could have a score
    assert told("unscored-share", one_scale(12, minimum_answered=9), three_forms()) == []
    x = three_forms()
    x[:30, :2] = np.nan
    assert told("unscored-share", one_scale(12, minimum_answered=9), x) == [
        "30 of 120 people (25%) who began get no score on 's'."
    ]


@pytest.mark.parametrize(("hidden", "found"), [(0, 0), (6, 0), (7, 1), (60, 1)])
def test_a_code_says_what_was_not_shown(hidden, found):
    data = one_scale(3) | {"missing": {"not_shown": [-88]}}
    x = answers(one_factor(120, [0.7] * 3, 2))
    x[:hidden, 2] = -88
    assert told("missing-share", data, x) == []
    messages = told("planned-missing", data, x)
    assert messages == found * [
        "Not everybody was asked everything (1 of 3 items): the data say by a code what was not shown. That is no "
        "fault."
    ]
    x[hidden : hidden + 30, 2] = np.nan
    share = round(3000 / (120 - hidden))
    assert told("missing-share", data, x) == [f"30 of {120 - hidden} people ({share}%) left 'q3' open."]


@pytest.mark.parametrize(("size", "planned"), [(4, False), (5, True)])
def test_five_people_make_a_form(size, planned):
    answered = np.repeat([[1, 1, 0, 0], [0, 0, 1, 1]], [size, size], axis=0).astype(bool)
    assert (design_of(as_codes(answered)) is not None) is planned


@pytest.mark.parametrize(("others", "planned"), [(10, True), (11, False)])
def test_one_in_twenty_may_answer_what_no_form_holds(others, planned):
    """People with each another pattern across the forms, among 200 and a few more."""
    answered = np.zeros((190 + others, 12), dtype=bool)
    answered[:95, :6] = answered[95:190, 6:] = True
    for i in range(others):
        answered[190 + i, [i % 6, 6 + i // 2]] = True
    assert others / len(answered) > 0.05 or planned
    assert (design_of(as_codes(answered)) is not None) is planned


def test_forms_of_two_in_a_hundred_are_seen_and_smaller_ones_not():
    def forms(small):
        answered = np.zeros((1000, 6), dtype=bool)
        answered[:, :3] = True
        answered[500:, :3], answered[500:, 3:] = False, True
        answered[:small] = [True, False, False, True, False, False]
        return design_of(as_codes(answered)).forms

    assert forms(20) == 3
    assert forms(19) == 2


@pytest.mark.parametrize("k", [3, 6, 12])
@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.7])
def test_items_that_are_skipped_by_lot_are_no_design(k, share):
    for seed in range(8):
        answered = np.random.default_rng(seed).random((200, k)) > share
        assert design_of(as_codes(answered)) is None


def test_people_who_stop_or_skip_much_are_no_design():
    for seed in range(8):
        rng = np.random.default_rng(seed)
        until = rng.integers(1, 13, (200, 1))
        assert design_of(as_codes(np.arange(12) < until)) is None
        assert design_of(as_codes(rng.random((200, 12)) > rng.beta(0.5, 2, (200, 1)))) is None


def test_one_item_that_few_answer_is_no_design():
    """Two optional items, each by itself: the forms with one of them hold nearly everybody, and would by chance."""
    rng = np.random.default_rng(3)
    answered = np.ones((400, 8), dtype=bool)
    answered[:, 6:] = rng.random((400, 2)) < 0.1
    answered[answered.all(axis=1), 7] = False
    assert design_of(as_codes(answered)) is None


def test_some_who_are_asked_all_make_the_whole_a_form():
    answered = ~np.isnan(three_forms(120))
    answered[:10] = True
    assert design_of(as_codes(answered)) is None
    assert design_of(as_codes(np.ones((50, 4), dtype=bool))) is None
    assert design_of(as_codes(np.zeros((50, 4), dtype=bool))) is None
    assert design_of(as_codes(np.zeros((0, 4), dtype=bool))) is None
