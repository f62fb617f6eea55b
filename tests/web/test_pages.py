"""What a page shows of what was answered and of the rules, and what is kept of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

import purpose_index as pi
from examples.web.models import Response
from examples.web.pages import TEXTS
from tests.web.people import Programme, Q, answer, answers_of, program

TEAM = "North"


def test_pages_of_somebody_who_answers(app):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    person, leader = programme.people[TEAM][0], programme.leaders[TEAM]
    policy = app.state.web.settings.policy
    person.get("/start")
    assert f"at least {policy.minimum} people" in person.words
    assert f"{policy.minimum_distribution} people" in person.words
    answer(person, answers_of(1), send=False)
    assert person.http.get("/mine/before").status_code == 404  # what was not sent has no page yet
    value = answers_of(1)["q01"]
    box = re.search(rf'<input[^>]*name="q01"[^>]*value="{value}"[^>]*>', person.get("/form").text)
    assert " checked" in box[0]
    assert " checked" not in person.get("/send").text
    answer(person, {}, consent=True)
    assert " checked" in person.get("/send").text
    assert TEXTS["en"]["consent_help"] in person.words
    answer(leader, answers_of(1), send=False)
    assert TEXTS["en"]["consent_help_leader"] in (leader.get("/send") and leader.words)


def test_nothing_closes_without_saying_that_it_is_sure_and_a_form_that_was_not_sent_is_erased(app):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    answer(programme.people[TEAM][0], answers_of(1), send=False)
    facilitator = programme.facilitator
    facilitator.get("/programme")
    facilitator.post("/programme/close")
    assert 'id="close"' in facilitator.get("/programme").text
    programme.close()
    assert 'id="close"' not in facilitator.get("/programme").text
    with app.state.web.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_the_name_of_a_team_is_text(tmp_path):
    with program(tmp_path) as app:
        leader = Programme(app, {"<b>North": 5}, occasions=1).leaders["<b>North"]
        assert "&lt;b&gt;North" in leader.get("/team").text


@pytest.mark.parametrize("name", pi.instruments())
def test_the_first_page_promises_as_many_minutes_as_the_set_itself(app, name):
    person = Programme(app, {TEAM: 5}, question_set=name).people[TEAM][0]
    person.get("/start")
    (minutes,) = re.findall(r"It takes about (\d+) minutes", person.words)
    word = {"2": "two", "3": "three", "5": "five"}[minutes]
    pages = [person.get(f"/form?page_number={number}").text for number in (1, 2)]
    assert [f"It takes about {word} minutes." in one for one in pages] == [True, False]
    answer(person, {})
    assert "It takes about" not in (person.get("/start") and person.words)


def test_what_is_still_open_leads_to_its_page(app):
    person = Programme(app, {TEAM: 5}).people[TEAM][0]
    answer(person, {item: 3 for item in Q.item_ids if item != "q06"}, send=False)
    (link,) = re.findall(r'<a href="(/form\?page_number=\d)">Statement 6<', person.get("/send").text)
    assert 'id="q06"' in person.get(link).text


@pytest.mark.parametrize("anybody", [True, False])
def test_every_team_of_a_closed_round_is_in_the_list_of_reports(app, anybody):
    programme = Programme(app, {TEAM: 5, "South": 5, "East": 5}, occasions=1)
    answer(programme.leaders["East"], answers_of(9))
    for i in range(5 * anybody):
        answer(programme.people[TEAM][i], answers_of(i))
    if anybody:
        answer(programme.people["South"][0], answers_of(1))
    programme.close()
    shown = programme.facilitator.get("/programme").text
    listed = re.search(r'<ul class="plain reports">(.*?)</ul>', shown, re.S)[1]
    lines = re.findall(r"<li>(?:<a [^>]*>)?([^<]+)<", listed)
    few = ("South, before: too few answers for numbers", "North, before")
    nobody = ("South, before: no answers", "North, before: no answers")
    assert set(lines) == {"East, before: no answers", *(few if anybody else nobody)}
    assert listed.count("<a ") == 2 * anybody


@pytest.mark.parametrize(("language", "mark"), [("nl", ";"), ("en", ",")])
def test_a_file_of_answers_opens_in_the_readers_spreadsheet_and_comes_back(app, tmp_path, language, mark):
    """A spreadsheet in Dutch parts cells at semicolons; what reads answers here finds out which it is."""
    team = "Noord, en; zuid"
    programme = Programme(app, {team: 5}, occasions=1, language=language)
    for i, person in enumerate(programme.people[team]):
        answer(person, answers_of(i))
    programme.close()
    path = tmp_path / "answers.csv"
    path.write_bytes(programme.facilitator.get("/programme/answers.csv").content)
    head = ["person", "team", "role", "occasion", *Q.item_ids]
    assert path.read_text(encoding="utf-8-sig").splitlines()[0] == mark.join(head)
    coded = pi.encode(Q, path)
    assert set(coded.extra["team"]) == {team}
    given = [list(answers_of(i).values()) for i in range(5)]
    assert sorted(coded.numbers().tolist()) == sorted(given)


def test_a_page_that_closes_a_round_twice_publishes_once(app):
    programme = Programme(app, {TEAM: 6}, occasions=1)
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i))
    page = programme.facilitator.get("/programme")
    for _ in range(2):
        programme.facilitator.reply = page
        assert programme.facilitator.post("/programme/close", sure="yes").status_code == 200
    assert "The report is about 6 people." in (programme.leaders[TEAM].get("/team") and programme.leaders[TEAM].words)
