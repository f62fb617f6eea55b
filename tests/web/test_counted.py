"""Who counts, and of whom answers are downloaded, where some have not sent, withdrew or do not agree."""

from __future__ import annotations

import csv
import io

from sqlalchemy import select

from examples.web.models import Person
from examples.web.programmes import occasions_of
from examples.web.publishing import rows_of
from tests.web.people import Programme, answer, answers_of

TEAM = "North"


def withdraw(browser):
    browser.get("/withdraw")
    browser.post("/withdraw", sure="yes")


def participants(programme):
    """Return how many participants' answers are downloaded, by team and occasion."""
    text = programme.facilitator.get("/programme/answers.csv").text.removeprefix("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["role"] == "participant"]
    groups = [(row["team"], row["occasion"]) for row in rows]
    return {group: groups.count(group) for group in groups}


def test_rows_are_of_those_who_sent_and_stayed_in_an_order_that_tells_nothing(app):
    programme = Programme(app, {TEAM: 8})
    *six, waiting, gone = programme.people[TEAM]
    for i, person in enumerate([*six, waiting, gone]):
        answer(person, answers_of(i), send=person is not waiting)
    withdraw(gone)
    with app.state.web.store.reading() as session:
        rows = rows_of(session, occasions_of(session, 1)[0])
        withdrawn = session.scalar(select(Person.code).where(Person.withdrawn))
    codes = [row["person"] for row in rows]
    assert len(codes) == 6
    assert codes == sorted(codes)
    assert withdrawn not in codes


def test_answers_are_downloaded_whatever_those_want_who_do_not_count(app):
    """A leader decides alone; whoever withdrew or did not send is in no mean, so nothing can be taken out for them."""
    programme = Programme(app, {TEAM: 7}, occasions=1)
    *five, waiting, gone = programme.people[TEAM]
    for i, person in enumerate([*five, waiting, gone]):
        answer(person, answers_of(i), send=person is not waiting)
    withdraw(gone)
    answer(programme.leaders[TEAM], answers_of(9), consent=False)
    programme.close()
    assert participants(programme) == {(TEAM, "before"): 5}


def test_withdrawing_closes_the_download_of_the_rounds_that_somebody_answered(app):
    programme = Programme(app, {TEAM: 6})
    *five, once = programme.people[TEAM]
    for i, person in enumerate([*five, once]):
        answer(person, answers_of(i))
    programme.close()
    programme.open()
    for i, person in enumerate(five):
        answer(person, answers_of(i + 20))
    programme.close()
    assert participants(programme) == {(TEAM, "before"): 6, (TEAM, "after"): 5}
    withdraw(once)
    assert participants(programme) == {(TEAM, "after"): 5}


def test_a_leader_who_withdrew_has_the_report_that_everybody_has(app):
    programme = Programme(app, {TEAM: 5, "South": 5}, occasions=1)
    for team, people in programme.people.items():
        for i, person in enumerate([*people, programme.leaders[team]]):
            answer(person, answers_of(i))
    withdraw(programme.leaders[TEAM])
    programme.close()
    reports = [programme.facilitator.get(f"/programme/before/{team}").text for team in (1, 2)]
    own = [leader.get("/team/before").text.replace("/team", "/programme") for leader in programme.leaders.values()]
    assert own[0] == reports[0]
    assert own[1] != reports[1]


def test_an_answer_can_be_taken_back(app):
    person = Programme(app, {TEAM: 5}).people[TEAM][0]
    answer(person, {"q01": 3, "q02": 4}, send=False)
    answer(person, {"q01": None}, send=False)
    assert person.http.get("/answers").json() == {"answers": {"q02": 4}}


def test_who_agrees_agrees_to_one_round(app):
    programme = Programme(app, {TEAM: 5})
    for agreed in (False, True):
        for i, person in enumerate(programme.people[TEAM]):
            answer(person, answers_of(i), consent=agreed or i > 0)
        programme.close()
        programme.open()
    assert participants(programme) == {(TEAM, "after"): 5}


def test_closing_erases_nothing_of_another_programme(app):
    programme, other = Programme(app, {TEAM: 5}), Programme(app, {TEAM: 5})
    for one in (programme, other):
        answer(one.people[TEAM][0], answers_of(1), send=False)
    programme.close()
    assert other.people[TEAM][0].http.get("/answers").json() == {"answers": answers_of(1)}
