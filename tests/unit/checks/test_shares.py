"""Rules that judge a share of people by Wilson's interval: on either side of every bound, by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.checks.evidence import pilot
from purpose_index.checks.evidence.small import many, people
from tests.unit.checks.pilot_data import one_scale, set_of, told

Z = 1.959964  # of 95 %


def wilson(count, n):
    """Wilson (1927): the centre, and half of the width on either side."""
    share = count / n
    centre, half = share + Z * Z / (2 * n), Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    return (centre - half) / (1 + Z * Z / n), (centre + half) / (1 + Z * Z / n)


def varied(n, k, seed=0):
    """Answers from 2 to 4, every one of them given to every item."""
    x = np.random.default_rng(seed).integers(2, 5, (n, k)).astype(float)
    x[:3] = np.array([[2], [3], [4]])
    return x


def at_an_end(count, n, value):
    x = varied(n, 2)
    x[:count] = value
    return x


@pytest.mark.parametrize(("rule", "value", "end"), [("floor-effect", 1, "lowest"), ("ceiling-effect", 5, "highest")])
def test_more_than_15_percent_at_an_end(rule, value, end):
    assert wilson(21, 100)[0] < 0.15 < wilson(22, 100)[0]
    assert told(rule, one_scale(2), at_an_end(21, 100, value)) == []
    message = f"22 of 100 people (22%) have the {end} score on 's' that there is."
    assert told(rule, one_scale(2), at_an_end(22, 100, value)) == [message]
    other = {"floor-effect": "ceiling-effect", "ceiling-effect": "floor-effect"}[rule]
    assert told(other, one_scale(2), at_an_end(22, 100, value)) == []


def test_an_end_is_that_of_the_score_whichever_way_items_are_keyed_and_weighed():
    data = one_scale(2, weights={"q1": 2.0})
    data["items"][1]["reverse"] = True
    x = varied(100, 2)
    x[:30] = [5, 1]
    assert len(told("ceiling-effect", data, x)) == 1
    assert told("floor-effect", data, x) == []
    x[:30] = [5, 5]  # at an end of each item, at none of the score
    assert told("ceiling-effect", data, x) == told("floor-effect", data, x) == []


def test_an_option_that_certainly_fewer_than_two_percent_take():
    # of n people of whom none took it, the upper end is Z ** 2 / (n + Z ** 2)
    assert wilson(0, 189)[1] < 0.02 < wilson(0, 188)[1]
    spread = np.tile([[1.0], [2.0], [3.0], [5.0]], (50, 2))
    assert told("unused-category", one_scale(2), spread[:188]) == []
    assert told("unused-category", one_scale(2), spread[:189]) == [
        f"Fewer than 5 of 189 people chose 4 at '{item}'." for item in ("q1", "q2")
    ]


@pytest.mark.parametrize(("count", "rare"), [(4, True), (5, False)])
def test_five_people_are_not_few(count, rare):
    assert wilson(5, 1000)[1] < 0.02
    x = np.tile([[1.0], [2.0], [3.0], [5.0]], (250, 2))
    x[:count, 0] = 4
    x[:5, 1] = 4
    assert len(told("unused-category", one_scale(2), x)) == rare


def test_options_of_an_item_that_everybody_answers_alike_are_not_counted():
    x = np.tile([[1.0], [2.0], [3.0], [4.0], [5.0]], (200, 2))
    x[:, 0] = 3
    assert told("unused-category", one_scale(2), x) == []
    x[0, 0] = 4  # one person makes two options that are used
    assert told("unused-category", one_scale(2), x) == ["Fewer than 5 of 1,000 people chose 1, 2, 4, 5 at 'q1'."]


def test_people_who_did_not_answer_took_no_option():
    x = np.tile([[1.0], [2.0], [3.0], [4.0], [np.nan]], (200, 2))
    assert told("unused-category", one_scale(2), x) == [
        f"Fewer than 5 of 800 people chose 5 at '{item}'." for item in ("q1", "q2")
    ]


@pytest.mark.parametrize(("count", "found"), [(9, False), (10, True)])
def test_more_than_five_percent_left_open(count, found):
    assert wilson(9, 100)[0] < 0.05 < wilson(10, 100)[0]
    x = varied(100, 3)
    x[:count, 1] = np.nan
    x[90:, 2] = np.nan
    first = [f"{count} of 100 people ({count}%) left 'q2' open."] * found
    assert told("missing-share", one_scale(3), x) == [*first, "10 of 100 people (10%) left 'q3' open."]


@pytest.mark.parametrize(("count", "found"), [(9, False), (10, True)])
def test_more_than_five_percent_of_those_who_began_get_no_score(count, found):
    x = varied(130, 4)
    x[:30] = np.nan  # did not begin
    x[30 : 30 + count, :2] = np.nan
    x[30:35, 2] = np.nan  # one answer is a beginning
    x[60:80, 0] = np.nan  # three answers are enough
    rule, data = "unscored-share", one_scale(4, minimum_answered=3)
    message = f"{count} of 100 people ({count}%) who began get no score on 's'."
    assert told(rule, data, x) == [message] * found


def test_where_no_minimum_is_said_all_answers_are_asked_for():
    x = varied(100, 4)
    x[:20, 0] = np.nan
    (one,) = pi.check(one_scale(4), x, rules=["unscored-share"]).findings
    assert (one.path, one.hint.partition(" are")[0]) == ("$.scales[0].id", "4 of 4 answers")
    (two,) = pi.check(one_scale(4, minimum_answered=4), x, rules=["unscored-share"]).findings
    assert two.path == "$.scales[0].minimum_answered"


def alike(count, n, k, seed=3):
    """Answers of n people to k items without anything in common, of whom the first give one answer to all."""
    x = np.random.default_rng(seed).integers(1, 6, (n, k)).astype(float)
    x[:count] = x[:count, :1]
    return x


@pytest.mark.parametrize(("k", "judged"), [(5, False), (6, True)])
def test_six_items_are_enough_to_tell_who_answers_all_alike(k, judged):
    assert bool(told("straight-lining", one_scale(k), alike(60, 200, k))) is judged


@pytest.mark.parametrize(("n", "judged"), [(19, False), (20, True)])
def test_twenty_people_are_enough_to_tell_it(n, judged):
    assert bool(told("straight-lining", one_scale(12), alike(n // 2, n, 12))) is judged


def test_who_answers_all_alike_is_counted_among_those_who_answered_all():
    x = alike(60, 200, 8)
    x[100:, 0] = np.nan
    (message,) = told("straight-lining", one_scale(8), x)
    assert message.startswith("60 of 100 people (60%) gave one and the same answer to all items: some may mean it")
    data = one_scale(8)
    data["items"][7]["reverse"] = True
    (message,) = told("straight-lining", data, x)
    assert message.endswith(": some items are reversed, so that nobody means that.")


def test_items_with_options_of_their_own_cannot_be_answered_alike():
    data = one_scale(8)
    data["items"][7]["options"] = [{"value": v, "label": {"en": f"own {v}"}} for v in range(1, 7)]
    assert told("straight-lining", data, alike(60, 200, 8)) == []


def test_what_one_factor_makes_alike_is_taken_off(monkeypatch):
    x = alike(60, 200, 8)
    low = wilson(60, 200)[0]
    for share, found in [(low - 0.051, True), (low - 0.049, False)]:
        monkeypatch.setattr(pilot.Pilot, "expected_alike", lambda self, share=share: share)
        assert bool(told("straight-lining", one_scale(8), x)) is found


@pytest.mark.parametrize(("n", "too_few"), [(19, True), (20, False)])
def test_twenty_people_are_enough_to_judge_a_scale(n, too_few):
    x = varied(30, 2)
    x[n:, 0] = np.nan
    message = "Fewer than 20 people answered all items of 's': it cannot be judged."
    assert told("too-few-answers", one_scale(2), x) == [message] * too_few
    assert told("too-few-answers", set_of({"t": ["q2"]}), x[:5, 1:]) == []  # one item is no scale


@pytest.mark.parametrize(("n", "told_so"), [(19, False), (20, True)])
def test_twenty_people_who_answer_alike_are_everybody(n, told_so):
    x = varied(40, 2)
    x[:, 0] = 3
    x[n:, 0] = np.nan
    message = "Everybody gave the same answer to 'q1': nothing can be judged in its scales."
    assert told("no-variance", one_scale(2), x) == [message] * told_so
    x[0, 0] = 2
    assert told("no-variance", one_scale(2), x) == []


def test_groups_of_five_may_be_shown():
    rows = [{"q1": 1 + i % 5, "q2": 1 + i % 3, "team": team} for i, team in enumerate("aaaaabbbbcccccccddd")]
    message = "2 of 4 groups have fewer than 5 people: nothing may be shown of them."
    assert told("small-groups", one_scale(2), rows, group="team") == [message]
    assert told("small-groups", one_scale(2), rows[:5], group="team") == []
    assert told("small-groups", one_scale(2), rows) == []


def test_numbers_of_people_are_told_from_five_on():
    assert people(95, 100) == "95 of 100 people (95%)"
    assert people(96, 100) == "all but fewer than 5 of 100 people"
    assert many(5) == "5 people"
    assert many(4) == "fewer than 5 people"


def test_a_scale_whose_alpha_is_not_there_hides_no_other():
    """Of two items that cancel out, the sum does not vary and there is no alpha."""
    x = varied(60, 2)
    x[:, 1] = 6 - x[:, 0]
    y = np.column_stack([x, varied(60, 2, seed=5)])
    data = set_of({"none": ["a1", "a2"], "low": ["b1", "b2"]})
    assert [message[:13] for message in told("reliability-below-floor", data, y)] == ["Alpha of 'low"]
    y[:, 3] = y[:, 2]
    y[:30, 3] = varied(30, 1, seed=6)[:, 0]
    (message,) = told("sample-too-small", data, y)
    assert message.startswith("The interval of alpha of 'low' ")
