"""What the pages tell of people: nothing, also not to somebody who looks again and again while answers come and go."""

from __future__ import annotations

import csv
import io
import random
import re

import numpy as np
import pytest
from sqlalchemy import func, select

import purpose_index as pi
from examples.web.download import codes_of
from examples.web.models import Answer, Publication, Response
from examples.web.programmes import occasions_of
from examples.web.publishing import cells_of, followed, rows_of
from examples.web.tokens import csrf_of
from tests.web.people import Browser, Programme, Q, answer, answers_of, program

TEAM = "North"


def cells(programme, number):
    """What was published on an occasion, by scale, as (people, mean); and what it says of the occasion before."""
    with programme.app.state.web.store.reading() as session:
        told = session.scalars(select(Publication).where(Publication.occasion_id == number)).all()
        own = {(cell["scale"], cell["team"]): (cell["n"], cell["mean"]) for one in told for cell in one.cells}
        first = {(cell["scale"], cell["team"]): (cell["n"], cell["mean"]) for one in told for cell in one.first}
    return own, first


def test_before_closing_a_leader_sees_no_number_but_a_count_of_this_morning(app, clock):
    programme = Programme(app, {TEAM: 8})
    leader = programme.leaders[TEAM]
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i))
    assert "At the start of today, 0 of 8 people had answered." in (leader.get("/team") and leader.words)
    assert leader.get("/team/before").status_code == 404
    assert programme.facilitator.get("/programme/before/1").status_code == 404
    assert "8 of 8" in (programme.facilitator.get("/programme") and programme.facilitator.words)
    clock.time += 24 * 3600
    leader.again()
    assert "At the start of today, 8 of 8 people had answered." in (leader.get("/team") and leader.words)
    assert not re.search(r"\d\.\d", leader.words)


def test_the_count_of_the_leader_does_not_tell_that_somebody_withdrew(app, clock):
    programme = Programme(app, {TEAM: 6})
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i))
    programme.people[TEAM][0].get("/withdraw")
    programme.people[TEAM][0].post("/withdraw", sure="yes")
    clock.time += 24 * 3600
    leader = programme.leaders[TEAM]
    leader.again()
    assert "6 of 6 people had answered" in (leader.get("/team") and leader.words)


def test_the_count_of_the_leader_does_not_tell_that_somebody_began_again(app, clock):
    programme = Programme(app, {TEAM: 6})
    people, leader = programme.people[TEAM], programme.leaders[TEAM]
    for i, person in enumerate(people):
        answer(person, answers_of(i))
    clock.time += 24 * 3600
    people[0].again()
    people[0].get("/start")
    people[0].post("/again")
    leader.again()
    assert "6 of 6 people had answered" in (leader.get("/team") and leader.words)
    clock.time += 24 * 3600
    leader.again()
    assert "6 of 6 people had answered" in (leader.get("/team") and leader.words)


def test_the_count_of_the_leader_does_not_tell_that_somebody_changed_an_answer(app, clock):
    programme = Programme(app, {TEAM: 6})
    person, leader = programme.people[TEAM][0], programme.leaders[TEAM]
    answer(person, answers_of(1))
    clock.time += 24 * 3600
    for browser in (person, leader):
        browser.again()
    answer(person, answers_of(2))
    assert "1 of 6 people had answered" in (leader.get("/team") and leader.words)


def test_under_the_minimum_nobody_gets_a_number(app):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    answer(programme.leaders[TEAM], answers_of(1))
    for i, person in enumerate(programme.people[TEAM][:4]):
        answer(person, answers_of(i))
    programme.close()
    assert cells(programme, 1) == ({}, {})
    assert "too few answers for numbers" in (programme.facilitator.get("/programme") and programme.facilitator.words)
    report = programme.leaders[TEAM].get("/team/before")
    assert "Fewer than 5 people in this team answered" in report.text
    style, *rest = report.headers["content-security-policy"].removeprefix("default-src 'none'; ").split("; ")
    assert re.fullmatch(r"style-src 'sha256-\S+'", style)  # the report's own, and nothing else
    assert rest == ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]


def test_what_is_published_are_the_means_of_those_who_sent_their_form(app):
    programme = Programme(app, {TEAM: 7}, occasions=1)
    answer(programme.leaders[TEAM], answers_of(9))
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i), send=i < 6)
    programme.close()
    six = [np.mean(list(answers_of(i).values())) for i in range(6)]
    own, _ = cells(programme, 1)
    assert own["total", TEAM] == (6, pytest.approx(np.mean(six)))
    with app.state.web.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Answer)) == 7 * 12  # what was not sent is erased


def test_what_was_published_is_kept_with_its_spread():
    """What is told the second time is held beside that too."""
    answers = [dict.fromkeys(Q.item_ids, 1 + i % 5) for i in range(20)]
    rows = [{"team": TEAM, "person": str(i), "occasion": "before", **one} for i, one in enumerate(answers)]
    teams = pi.teams(Q, rows, team="team", person="person", occasion="occasion")
    (total,) = (cell for cell in cells_of(teams[TEAM]) if cell["scale"] == "total")
    sd = np.sqrt(4 * (4 + 1 + 0 + 1 + 4) / 19)  # four people each of 1 to 5
    assert total == {"team": TEAM, "scale": "total", "n": 20, "mean": 3.0, "sd": pytest.approx(sd)}


def test_where_only_the_leader_answered_again_nothing_is_published(app):
    programme = Programme(app, {TEAM: 5})
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i))
    programme.close()
    programme.open()
    answer(programme.leaders[TEAM], answers_of(9))
    programme.close()
    assert cells(programme, 2) == ({}, {})
    leader = programme.leaders[TEAM]
    assert "Nobody in the team has answered." in (leader.get("/team") and leader.words)
    assert leader.get("/team/after").status_code == 404


def test_after_closing_nothing_changes_any_more(app):
    programme = Programme(app, {TEAM: 7}, occasions=1)
    *most, late = programme.people[TEAM]
    for i, person in enumerate(most):
        answer(person, answers_of(i))
    page = late.get("/form")
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)[1]
    programme.close()
    report = programme.facilitator.get("/programme/before/1").text
    assert late.http.post("/answers", json={"q01": 5}, headers={"X-CSRF-Token": csrf}).status_code == 409
    late.post("/form", page="1", go="next", q01="5")
    assert "This programme is closed." in late.words
    assert late.http.post("/send", data={"csrf": csrf}).url.path == "/start"
    programme.close()
    most[0].get("/withdraw")
    most[0].post("/withdraw", sure="yes")
    assert programme.facilitator.get("/programme/before/1").text == report
    assert cells(programme, 1)[0]["total", TEAM][0] == 6


def test_withdrawing_erases_every_answer_of_that_person_and_no_other(app):
    programme = Programme(app, {TEAM: 6}, occasions=1)
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i))
    gone = programme.people[TEAM][2]
    gone.get("/withdraw")
    assert "already downloaded with your permission" in gone.words  # that is not erased, and the page does not hide it
    gone.post("/withdraw")  # without saying that it is sure
    with app.state.web.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Answer)) == 6 * 12
    gone.post("/withdraw", sure="yes")
    assert "Your answers have been erased." in gone.words
    with app.state.web.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Answer)) == 5 * 12
    assert gone.get("/mine/before").status_code == 404
    assert gone.get("/form").url.path == "/start"
    programme.close()
    assert cells(programme, 1)[0]["total", TEAM][0] == 5


def test_what_was_withdrawn_is_no_longer_in_the_file(app, tmp_path):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    person = programme.people[TEAM][0]
    answer(person, answers_of(1), consent=True)
    with app.state.web.store.reading() as session:
        assert session.scalar(select(Response.consent)) is True
    log = tmp_path / "programme.db-wal"
    assert log.stat().st_size > 0
    person.get("/withdraw")
    person.post("/withdraw", sure="yes")
    with app.state.web.store.reading() as session:
        assert session.scalar(select(Response.consent)) is False
    assert log.stat().st_size == 0  # and what is erased in the file itself is written over


@pytest.fixture(scope="module", params=["stays away", "withdraws"])
def one_fewer(request, tmp_path_factory):
    """Six people before, and after it five of them: the sixth stays away, or withdraws in between."""
    with program(tmp_path_factory.mktemp("one-fewer")) as app:
        programme = Programme(app, {TEAM: 6, "South": 6})
        for team, people in programme.people.items():
            for i, person in enumerate(people):
                answer(person, answers_of(i + len(team)))
        programme.close()
        away, *rest = programme.people[TEAM]
        if request.param == "withdraws":
            away.get("/withdraw")
            away.post("/withdraw", sure="yes")
        programme.open()
        for i, person in enumerate([*rest, *programme.people["South"]]):
            answer(person, answers_of(i + 20))
        programme.close()
        yield programme


def test_a_second_report_does_not_tell_what_one_person_answered_the_first_time(one_fewer):
    """Six people's mean less that of the five who answered again is what the sixth answered."""
    before, _ = cells(one_fewer, 1)
    after, first = cells(one_fewer, 2)
    assert before["total", TEAM][0] == 6
    assert after["total", TEAM][0] == 5
    assert {team for _, team in first} == {"South"}  # all six of those answered again
    page = one_fewer.leaders[TEAM].get("/team") and one_fewer.leaders[TEAM].words
    assert "Not the same people in both rounds" in page
    assert "6 people" in page
    assert "5 people" in page
    assert "The same people in both rounds." in (
        one_fewer.leaders["South"].get("/team") and one_fewer.leaders["South"].words
    )
    report = one_fewer.leaders[TEAM].get("/team/after").text
    assert "answered both times" not in report
    assert "answered both times" in one_fewer.leaders["South"].get("/team/after").text


def test_the_second_report_of_those_who_all_answered_again_is_their_change(one_fewer):
    expected = [np.mean(list(answers_of(i + len("South")).values())) for i in range(6)]
    _, first = cells(one_fewer, 2)
    assert first["total", "South"] == (6, pytest.approx(np.mean(expected)))


def test_whoever_subtracts_what_was_published_finds_nobody():
    """Brute force: no two published sums of the first occasion differ by fewer than five people."""
    rng = random.Random(3)
    shown = unpaired = 0
    for _ in range(3):
        sizes = {team: rng.randint(5, 12) for team in "ABCD"}
        people = [(team, f"{team}{i}") for team, n in sizes.items() for i in range(n)]
        first = [_row(rng, *one, "before") for one in people]
        second = [_row(rng, *one, "after") for one in people if rng.random() < 0.8]
        told = pi.teams(Q, first, team="team", person="person", occasion="occasion")
        before = [
            {"team": team, "scale": scale.id, "n": scale.n, "mean": scale.mean.value, "sd": scale.sd}
            for team, one in told.items()
            for scale in (*one.scales.values(), *one.items.values())
            if scale.shown
        ]
        # of those who withdrew in between, the first answers are gone too
        kept = [row for row in first if rng.random() < 0.95]
        rows, _ = followed(Q, second, kept, before, pi.Disclosure())
        again = pi.teams(Q, rows, team="team", person="person", occasion="occasion")
        of_team = {(cell["team"], cell["scale"]): cell for cell in before}
        for team, one in again.items():
            for scale in (*one.scales.values(), *one.items.values()):
                cell = of_team.get((team, scale.id))
                if scale.change is None:
                    unpaired += scale.shown
                elif cell:
                    shown += 1
                    others = cell["n"] - scale.change.n
                    same = others == 0 and scale.change.first == pytest.approx(cell["mean"])
                    assert same or others >= 5, (cell, scale.change)
    assert shown > 20  # it is not all hidden
    assert unpaired > 20


def _row(rng, team, person, occasion):
    return {
        "team": team,
        "person": person,
        "leads": False,
        "occasion": occasion,
        **{item: rng.randint(2, 4) for item in Q.item_ids},
    }


def downloaded(programme):
    text = programme.facilitator.get("/programme/answers.csv").text.removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_answers_are_downloaded_of_teams_in_which_everybody_agreed(app):
    programme = Programme(app, {TEAM: 6, "South": 6}, occasions=1)
    answer(programme.leaders[TEAM], answers_of(9), consent=True)
    answer(programme.leaders["South"], answers_of(9), consent=False)
    for i, person in enumerate([*programme.people[TEAM], *programme.people["South"]]):
        answer(person, answers_of(i), consent=i != 8)
    assert downloaded(programme) == []  # of a round that is open: two downloads would tell who came in between
    programme.close()
    rows = downloaded(programme)
    assert sorted(row["role"] for row in rows) == ["leader"] + ["participant"] * 6
    assert {row["team"] for row in rows} == {TEAM}
    expected = sorted(tuple(str(one) for one in answers_of(i).values()) for i in range(6))
    given = [tuple(row[item] for item in Q.item_ids) for row in rows if row["role"] == "participant"]
    assert sorted(given) == expected
    tokens = {token for _, token in programme.tokens}
    assert not tokens & {value for row in rows for value in row.values()}
    # once somebody has withdrawn, the published mean less the others would be that person's answers
    gone = programme.people[TEAM][0]
    gone.get("/withdraw")
    gone.post("/withdraw", sure="yes")
    assert [row["role"] for row in downloaded(programme)] == ["leader"]


def test_the_leaders_own_answers_are_in_the_leaders_report_alone(app):
    programme = Programme(app, {TEAM: 6}, occasions=1)
    answer(programme.leaders[TEAM], dict.fromkeys(Q.item_ids, 5))
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, answers_of(i))
    programme.close()
    own = programme.leaders[TEAM].get("/team/before").text
    others = programme.facilitator.get("/programme/before/1").text
    assert "5.0" in own
    assert "5.0" not in re.sub(r"<svg.*?</svg>", "", others, flags=re.S)
    assert "No leader’s answers stand beside" in others
    with app.state.web.store.reading() as session:
        rows = rows_of(session, occasions_of(session, 1)[0])
    both = pi.teams(Q, rows, team="team", person="person", occasion="occasion", leader="leads")
    for scale, (n, mean) in ((scale, cell) for (scale, _), cell in cells(programme, 1)[0].items()):
        measured = {**both[TEAM].scales, **both[TEAM].items}[scale]
        assert (measured.n, measured.mean.value) == (n, mean)
    # a leader who withdraws takes the own answers out of the report
    programme.leaders[TEAM].get("/withdraw")
    programme.leaders[TEAM].post("/withdraw", sure="yes")
    assert programme.leaders[TEAM].get("/team/before").text.replace("/team", "/programme") == others


def test_nobody_sees_the_pages_of_another(app):
    programme = Programme(app, {TEAM: 6}, occasions=1)
    person, leader = programme.people[TEAM][0], programme.leaders[TEAM]
    answer(person, answers_of(1))
    assert "12 of the 12 statements" in (person.get("/mine/before") and person.words)
    for path in ("/mine/before", "/mine/after"):
        assert programme.people[TEAM][1].get(path).status_code == 404
        assert programme.facilitator.get(path).status_code == 401
    for path in ("/team", "/team/before", "/programme", "/programme/answers.csv", "/programme/before/1", "/new"):
        assert person.get(path).status_code == 401
    for path in ("/programme", "/programme/answers.csv", "/programme/before/1", "/new"):
        assert leader.get(path).status_code == 401
    other = Programme(app, {"Other": 5}, occasions=1)
    programme.close()
    assert other.facilitator.get("/programme/before/1").status_code == 404
    other.facilitator.get("/programme")
    other.facilitator.post("/programme/links", team="1")
    assert other.facilitator.reply.status_code == 400


def test_erasing_a_programme_erases_all_of_it_and_nothing_else(app):
    programme, other = Programme(app, {TEAM: 5}, occasions=1), Programme(app, {TEAM: 5}, occasions=1)
    for i in range(5):
        answer(programme.people[TEAM][i], answers_of(i))
        answer(other.people[TEAM][i], answers_of(i))
    programme.close()
    programme.facilitator.get("/programme")
    programme.facilitator.post("/programme/erase")
    assert programme.facilitator.get("/programme").status_code == 200
    programme.facilitator.post("/programme/erase", sure="yes")
    assert "The programme, all answers and all reports are gone" in programme.facilitator.words
    assert programme.people[TEAM][0].get("/start").status_code == 401
    assert programme.facilitator.get("/programme").status_code == 401
    assert other.people[TEAM][0].get("/mine/before").status_code == 200
    with app.state.web.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Answer)) == 5 * 12
        assert session.scalar(select(func.count()).select_from(Publication)) == 0


def test_whoever_kept_a_link_sees_no_answers_with_it(app):
    """Answers are seen on the device on which they were given: the one who handed out the links has them all."""
    programme = Programme(app, {TEAM: 5})
    person, leader = programme.people[TEAM][0], programme.leaders[TEAM]
    for i, browser in enumerate([*programme.people[TEAM], leader]):
        answer(browser, answers_of(i), send=browser is not person)
    thief = Browser(app, person.token)
    assert thief.http.get("/answers").json() == {"detail": "elsewhere"}
    for path in ("/form", "/send"):
        assert thief.get(path).url.path == "/start"
    assert "Your answers are on another device" in thief.words
    csrf = csrf_of(thief.http.cookies["visit"])
    assert thief.http.post("/answers", json={"q01": 3}, headers={"X-CSRF-Token": csrf}).status_code == 409
    thief.post("/send", consent="yes")
    answer(person, {"q01": 5})
    assert thief.get("/mine/before").status_code == 404
    assert "See my own page" not in (thief.get("/start") and thief.words)
    programme.close()
    assert person.get("/mine/before").status_code == 200
    assert thief.get("/mine/before").status_code == 404
    other = Browser(app, leader.token)
    assert other.get("/team/before").text != leader.get("/team/before").text
    assert other.get("/team/before").text.replace("/team", "/programme") == (
        programme.facilitator.get("/programme/before/1").text
    )


def test_on_a_new_device_a_round_begins_again_without_what_was_answered(app):
    programme = Programme(app, {TEAM: 5})
    person = programme.people[TEAM][0]
    answer(person, answers_of(1))
    second = Browser(app, person.token)
    second.get("/start")
    second.post("/again")
    assert second.http.get("/answers").json() == {"answers": {}}
    assert " checked" not in second.get("/send").text  # nor what was agreed to on the other device
    assert person.http.get("/answers").json() == {"detail": "elsewhere"}
    assert "0 of 5" in (programme.facilitator.get("/programme") and programme.facilitator.words)
    answer(second, answers_of(2))
    assert second.http.get("/answers").json() == {"answers": answers_of(2)}
    second.again()  # a visit later, the device is the same
    assert second.http.get("/answers").json() == {"answers": answers_of(2)}


@pytest.mark.parametrize("name", pi.instruments())
def test_every_bundled_set_makes_a_programme(app, name):
    programme = Programme(app, {TEAM: 5}, occasions=1, question_set=name)
    q = pi.load(name)
    for i, person in enumerate(programme.people[TEAM]):
        answer(person, {item: q.options_of(item)[1 + i % 3].value for item in q.item_ids})
    assert person.get("/mine/before").status_code == 200
    pages = [person.get(f"/form?page_number={number}").text for number in range(1, 1 + -(-len(q.items) // 4))]
    assert [page.count("<fieldset") <= 4 for page in pages] == [True] * len(pages)
    assert sum(page.count(" checked>") for page in pages) == len(q.items)
    assert person.get(f"/form?page_number={len(pages) + 1}").status_code == 404
    programme.close()
    assert programme.facilitator.get("/programme/before/1").status_code == 200


def test_a_page_that_closes_the_first_occasion_does_not_close_the_second(app):
    """Sent once more, from a tab that stayed open: nobody could answer the second time, and nothing opens it again."""
    programme = Programme(app, {TEAM: 5})
    page = programme.facilitator.get("/programme")
    programme.close()
    programme.open()
    programme.facilitator.reply = page
    programme.facilitator.post("/programme/close", sure="yes")
    assert [one.state for one in states(app)] == ["closed", "open"]
    programme.close()
    assert [one.state for one in states(app)] == ["closed", "closed"]


def states(app):
    with app.state.web.store.reading() as session:
        return occasions_of(session, 1)


def test_answers_of_too_few_people_for_numbers_are_not_downloaded(app):
    """Four people, and five of whom three sent an empty form: all agreed, but of so few nothing is told."""
    programme = Programme(app, {TEAM: 5, "South": 5, "East": 5}, occasions=1)
    for i in range(5):
        if i < 4:
            answer(programme.people[TEAM][i], answers_of(i))
        answer(programme.people["South"][i], answers_of(i) if i < 2 else {})
        answer(programme.people["East"][i], answers_of(i))
    answer(programme.leaders[TEAM], answers_of(9))
    programme.close()
    assert {team for _, team in cells(programme, 1)[0]} == {"East"}
    rows = [(row["team"], row["role"]) for row in downloaded(programme)]
    assert sorted(rows) == [("East", "participant")] * 5 + [(TEAM, "leader")]


def test_whoever_withdrew_begins_nothing_again(app, clock):
    programme = Programme(app, {TEAM: 6})
    person, leader = programme.people[TEAM][0], programme.leaders[TEAM]
    answer(person, answers_of(1))
    person.get("/withdraw")
    page = person.reply
    person.post("/withdraw", sure="yes")
    person.reply = page
    assert person.post("/again").url.path == "/start"
    clock.time += 24 * 3600
    leader.again()
    assert "1 of 6 people had answered" in (leader.get("/team") and leader.words)


def test_what_is_begun_again_or_was_never_sent_is_no_longer_in_the_file(app, tmp_path):
    programme = Programme(app, {TEAM: 5}, occasions=1)
    log = tmp_path / "programme.db-wal"
    person = programme.people[TEAM][0]
    answer(person, answers_of(1), send=False)
    person.get("/start")
    assert log.stat().st_size > 0
    person.post("/again")
    assert log.stat().st_size == 0
    answer(person, answers_of(1), send=False)
    assert log.stat().st_size > 0
    programme.close()
    assert log.stat().st_size == 0


def test_without_the_cookie_of_a_device_nothing_is_seen_or_answered(app):
    """Two browsers that have none would be the same device."""
    programme = Programme(app, {TEAM: 5})
    person = programme.people[TEAM][0]
    answer(person, answers_of(1))
    for cookie in (None, ""):
        thief = Browser(app, person.token)
        del thief.http.cookies["device"]
        if cookie is not None:
            thief.http.cookies.set("device", cookie)
        assert thief.http.get("/answers").status_code == 401
        assert thief.get("/mine/before").status_code == 401


def test_the_file_does_not_tell_who_shared_a_device(app):
    programme = Programme(app, {TEAM: 5})
    first, second = programme.people[TEAM][:2]
    second.http.cookies.set("device", first.http.cookies["device"], domain="testserver.local", path="/")
    for person in (first, second):
        answer(person, answers_of(1))
    with app.state.web.store.reading() as session:
        assert len(set(session.scalars(select(Response.device)))) == 2


def test_a_page_of_the_first_occasion_is_not_sent_as_answers_of_the_second(app):
    programme = Programme(app, {TEAM: 5})
    leader, facilitator = programme.leaders[TEAM], programme.facilitator
    for person in (programme.people[TEAM][0], leader):
        answer(person, answers_of(1))
    left = [
        (person, person.get("/form"), person.http.cookies["visit"]) for person in (programme.people[TEAM][0], leader)
    ]
    other = Programme(app, {"Other": 5}, occasions=1).people["Other"][0]
    programme.close()
    programme.open()
    for person, page, key in left:
        new = person.http.cookies["visit"]
        for visit, status in ((key, 401), (new, 403)):  # the visit of then, and the page of then in a visit of now
            person.http.cookies.set("visit", visit, domain="testserver.local", path="/")
            person.reply = page
            assert person.post("/form", page="1", go="next", q01="4").status_code == status
            headers = {"X-CSRF-Token": csrf_of(key)}
            assert person.http.post("/answers", json={"q01": 4}, headers=headers).status_code == status
        assert person.http.get("/answers").json() == {"answers": {}}
    assert facilitator.get("/programme").status_code == 200
    assert other.get("/start").status_code == 200


def test_whoever_moved_to_another_team_is_told_of_in_neither(app):
    """One of six in North goes to South with a new link; all others answer again.

    North's mean of then, less that of the five who stayed, would be the mover's first answers; South's mean of now, of
    all seven, less that of the six who were there, the second.
    """
    programme = Programme(app, {TEAM: 6, "South": 7})
    mover, *north = programme.people[TEAM]
    *south, moved = programme.people["South"]
    for i, person in enumerate([*north, *south, mover]):
        answer(person, answers_of(i))
    programme.close()
    programme.open()
    for i, person in enumerate([*north, *south, moved]):
        answer(person, answers_of(i + 20), consent=person is not moved)
    programme.close()
    total = [np.mean(list(answers_of(i).values())) for i in range(40)]
    after, first = cells(programme, 2)
    assert {team for _, team in first} == {"South"}
    assert first["total", "South"] == (6, pytest.approx(np.mean(total[5:11])))
    assert after["total", "South"] == (6, pytest.approx(np.mean(total[25:31])))
    assert after["total", TEAM] == (5, pytest.approx(np.mean(total[20:25])))
    told = [(row["team"], row["occasion"]) for row in downloaded(programme)]
    assert sorted(set(told)) == [(TEAM, "after"), (TEAM, "before"), ("South", "before")]


@pytest.mark.parametrize(
    ("went", "came", "stayed", "linked"),
    [
        (0, 0, 5, True),
        (1, 0, 5, False),
        (0, 4, 9, False),
        (5, 5, 5, True),
        (5, 0, 4, False),
        (5, 5, 0, False),
        (0, 5, 0, False),
    ],
)
def test_a_code_does_not_tell_who_came_or_went(went, came, stayed, linked):
    before = [f"went {i}" for i in range(went)] + [f"stayed {i}" for i in range(stayed)]
    after = [f"came {i}" for i in range(came)] + [f"stayed {i}" for i in range(stayed)]
    rows = [
        {"person": one, "team": TEAM, "leads": False, "occasion": occasion}
        for occasion, people in (("before", before), ("after", after))
        for one in people
    ]
    leads = [{"person": "leader", "team": TEAM, "leads": True, "occasion": one} for one in ("before", "after")]
    codes = codes_of([*rows, *leads], 5)
    assert codes[: len(before)] == before
    assert (codes[len(before) : len(rows)] == after) == linked
    assert linked or not set(codes[len(before) : len(rows)]) & {*before, *after}
    assert len(set(codes[len(before) : len(rows)])) == len(after)
    assert codes[len(rows) :] == ["leader", "leader"]


def test_downloaded_codes_go_along_to_the_second_occasion_where_all_answered_again(one_fewer):
    rows = downloaded(one_fewer)
    codes = {
        (team, occasion): {row["person"] for row in rows if (row["team"], row["occasion"]) == (team, occasion)}
        for team in (TEAM, "South")
        for occasion in ("before", "after")
    }
    assert codes["South", "before"] == codes["South", "after"]
    assert len(codes["South", "after"]) == 6
    assert len(codes[TEAM, "after"]) == 5
    assert not codes[TEAM, "before"] & codes[TEAM, "after"]
    assert [row["person"] for row in rows] == sorted(row["person"] for row in rows)
