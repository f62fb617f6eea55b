"""Many people at the same moment, and a program that is killed: nothing that was saved is lost."""

from __future__ import annotations

import http.client
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

import purpose_index as pi
from examples.web.programmes import make
from examples.web.store import Store
from tests.web.conftest import served
from tests.web.people import Phone, Q, answers_of

pytestmark = pytest.mark.slow
PEOPLE = 200


def prepared(path, people):
    """A programme in a file, and the tokens of its people."""
    store = Store(path)
    with store.writing() as session:
        made = make(session, form_key="x", question_set=Q, language="en", teams={"All": people}, occasions=1)
    store.close()
    return made[1][0].participants


def kept(path):
    """The answers in the file, by the code of the person."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT person.id, item, value, sent_at FROM answer JOIN response ON response.id = response_id "
            "JOIN person ON person.id = person_id"
        ).fetchall()
    found = {}
    for person, item, value, sent in rows:
        found.setdefault(person, ({}, sent is not None))[0][item] = value
    return list(found.values())


def test_two_hundred_people_at_the_same_moment_lose_no_answer(tmp_path):
    path = tmp_path / "programme.db"
    tokens = prepared(path, PEOPLE)
    ready = threading.Barrier(PEOPLE)
    with served(path) as (_, link):

        def answer(i):
            ready.wait()
            items = list(answers_of(i).items())
            with closing(Phone(link, tokens[i])) as phone:
                codes = [phone.save(dict(items[start : start + 4])) for start in (0, 4, 8)]
                return [*codes, phone.send()]

        with ThreadPoolExecutor(PEOPLE) as pool:
            codes = list(pool.map(answer, range(PEOPLE)))
    assert codes == [[200, 200, 200, 303]] * PEOPLE
    found = kept(path)
    assert all(sent for _, sent in found)
    expected = sorted(tuple(sorted(answers_of(i).items())) for i in range(PEOPLE))
    assert sorted(tuple(sorted(answers.items())) for answers, _ in found) == expected


def test_a_program_that_is_killed_while_it_saves_loses_at_most_the_answer_under_way(tmp_path):
    path = tmp_path / "programme.db"
    (token,) = prepared(path, 1)
    q = pi.load("purpose-index")
    told = {}
    with served(path) as (process, link), closing(Phone(link, token)) as phone:
        for i in range(10_000):
            if i == 1:  # an answer is kept: from now on it may be killed
                threading.Timer(0.3, process.kill).start()
            item, value = q.item_ids[i % 12], 1 + i // 12 % 5
            under_way = item, value
            try:
                assert phone.save({item: value}) == 200
            except (OSError, http.client.HTTPException):
                break
            told[item] = value
        else:
            pytest.fail("it was not killed")
    assert len(told) > 0
    with served(path) as (_, link), closing(Phone(link, token)) as again:  # it starts again by itself
        assert again.ask("GET", "/answers", phone.headers)[0] == 200
    ((answers, sent),) = kept(path)
    assert not sent
    assert answers in (told, told | dict([under_way]))


def test_the_log_of_the_program_holds_no_token(tmp_path):
    path = tmp_path / "programme.db"
    (token,) = prepared(path, 1)
    with served(path) as (_, link), closing(Phone(link, token)) as phone:
        assert phone.save({"q01": 3}) == 200
        assert phone.save({"q01": 9}) == 422
        assert phone.ask("GET", "/enter/" + "x" * 43, {})[0] == 404
    log = path.with_suffix(".log").read_text()
    assert token not in log
    assert phone.key not in log
    assert "enter" not in log
