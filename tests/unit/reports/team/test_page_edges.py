"""What a page says at its edges: just enough people, teams without numbers, scores that do not differ."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from re import sub

import pytest

import purpose_index as pi
from purpose_index.analysis.teams.results import TeamChange, TeamItem
from purpose_index.reports.team import figures, findings
from tests.unit.reports.team.test_findings import REFERENTS, SAY, estimate, layer, scale, team

HIDDEN, PROTECTED = "is shown from 10 people on", "How answers are spread is not shown here"


def words(html):
    return " ".join(unescape(sub(r"<[^>]+>", " ", html[html.index("<body") :])).split())


def item(name, mean, *, reverse=False):
    shown = None if mean is None else estimate(mean)
    labels = {value: {"en": f"a{value}"} for value in (1, 5)}
    told = {"shown": shown is not None, "hidden": None if shown else "protects", "mean": shown}
    return TeamItem(id=name, name={"en": name}, low=1, high=5, reverse=reverse, labels=labels, **told)


@pytest.mark.parametrize(("n", "said", "unsaid"), [(9, HIDDEN, PROTECTED), (10, PROTECTED, HIDDEN)])
def test_ten_people_whose_answers_are_hidden_are_not_too_few(programme_teams, n, said, unsaid):
    found = programme_teams("purpose-index", waves=1)
    items = {one.id: replace(one, shares=None) for one in found["large"].items.values()}
    text = words(
        pi.report(replace(found, teams={"A": replace(found["large"], n=n, items=items)}), "A", language="en").html
    )
    assert said in text
    assert unsaid not in text


def test_what_one_answer_weighs_is_said_where_scores_are_in_points(programme_teams):
    found = programme_teams("purpose-index", waves=1)
    first, *_ = found["B"].scales.values()
    summed = replace(found["B"], scales={**found["B"].scales, first.id: replace(first, low=3.0, high=15.0)})
    assert "one person scores one point higher" in words(pi.report(found, "B", language="en").html)
    assert "one person scores" not in words(pi.report(replace(found, teams={"B": summed}), "B", language="en").html)


def test_a_team_of_few_is_not_told_that_few_answered_twice(programme_teams):
    found = programme_teams("purpose-index")
    assert found["small"].n is None
    assert "people answered both times" not in words(pi.report(found, "small", language="en").html)


def test_scores_that_do_not_differ_have_no_highest_and_no_lowest():
    text = words(
        pi.personal_report("purpose-index", dict.fromkeys(pi.load("purpose-index").item_ids, 4), language="en").html
    )
    assert "Your score is" not in text


def test_the_layer_that_is_furthest_apart_is_asked_about_whichever_way():
    q = pi.load("working-with-purpose")
    apart = {"personal_me": 4, "social_me": 1, "social_organisation": 4}
    answers = {one: apart.get(one.rpartition("_")[0], 3) for one in q.item_ids}
    assert "you score ‘Me in my work’ at 1.0 and ‘My organisation’ at 4.0" in words(
        pi.personal_report(q, answers, language="en").html
    )
    far, near = layer(-0.8), replace(layer(0.3), id="near", name={"en": "Near"})
    asked = findings.questions(team([scale("a", 3.0), scale("b", 3.8)], [near, far]), REFERENTS, SAY)
    assert any("On the layer ‘Social’" in question for question in asked)


def test_no_more_than_five_questions_are_asked():
    moved = TeamChange(first=3.0, mean=estimate(0.6, 0.2, 1.0), n=6)
    scales = [scale("a", 3.6, own=4.4, change=moved), scale("b", 3.0)]
    whole = replace(team(scales, [layer(0.6)]), items={"i": item("i", 2.0)})
    asked = findings.questions(whole, REFERENTS, SAY)
    assert len(asked) == 5  # of six that the numbers give: the one about the item is left out
    assert not any("‘i’" in question for question in asked)


def test_a_reversed_statement_is_not_asked_about():
    found = replace(team([scale("a", 3.0)]), items={"r": item("r", 1.5, reverse=True), "s": item("s", 2.5)})
    assert "‘s’" in findings.questions(found, REFERENTS, SAY)[-1]


def test_the_lowest_score_of_a_leader_is_so_beside_its_range():
    half, sixth = scale("half", 4.0, own=3.0), scale("sixth", 40.0, own=11.0, high=61.0)
    assert findings.own_lowest([half, sixth]) is sixth


def test_statements_that_are_left_out_are_said_to_be():
    every = figures.statements([item("a", 3.0), item("b", 2.0)], SAY, leader=False)
    some = figures.statements([item("a", 3.0), item("b", None)], SAY, leader=False)
    assert (every["notes"], some["notes"]) == ([], [SAY("items_some")])
