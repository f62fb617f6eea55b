"""A number that may not be told is nowhere: not in the object, nor in anything that is made of it."""

from __future__ import annotations

import io
import json
import pickle
import struct

import numpy as np
import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.reports import render
from purpose_index.reports.teams import long_tables, tables
from tests.unit.disclosure.small_sets import set_of

HIDDEN = [[21, 22], [23, 41], [33, 57], [39, 63]]  # four people: a small team
EXTREME = [[100, 99], [98, 97], [97, 96], [95, 94], [94, 93]]  # five near the end: the mean tells of each


def rare(code):
    """The value of an option: none is met by chance."""
    return 1009 + 97 * code


def question_set():
    """Two items with 101 options of rare values, in one scale."""
    definition = set_of("ab", {"s": "ab"}).model_dump(mode="json", by_alias=True, exclude_none=True)
    definition["options"] = {"to5": [{"value": rare(c), "label": {"en": f"option {c}"}} for c in range(101)]}
    return pi.loads(json.dumps(definition))


Q = question_set()


def team_of(name, answers, start, wave=None):
    extra = {} if wave is None else {"wave": wave}
    return [
        {"team": name, "id": f"{start + p}", "a": rare(a), "b": rare(b), **extra} for p, (a, b) in enumerate(answers)
    ]


def open_teams(wave=None):
    rng = np.random.default_rng(3)
    answers = rng.integers(30, 70, size=(2, 12, 2)).tolist()
    return [*team_of("A", answers[0], 100, wave), *team_of("B", answers[1], 200, wave)]


def telling(answers):
    """Every number that would tell of a team: answers, scores, means, standard deviations, sums of squares."""
    x = np.array(answers, dtype=float)
    found = set()
    for one in (x[:, 0], x[:, 1], x.mean(axis=1)):
        found |= {*one, one.mean(), one.sum(), one.std(ddof=1), one.var(ddof=1), ((one - one.mean()) ** 2).sum()}
    return {float(value) for value in found}


def every_number(value):
    """All numbers in plain values."""
    if isinstance(value, dict):
        return [number for inside in value.values() for number in every_number(inside)]
    if isinstance(value, list | tuple):
        return [number for inside in value for number in every_number(inside)]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def pickled_numbers(found):
    """All numbers in the bytes of a pickle, in which floats and the arrays' contents lie as they are."""
    data = pickle.dumps(found, protocol=2)
    return {struct.unpack_from(order + "d", data, at)[0] for at in range(len(data) - 8) for order in "<>"}


@pytest.mark.parametrize("answers", [HIDDEN, EXTREME], ids=["small", "extreme"])
def test_a_hidden_team_is_nowhere(answers):
    rows = [*open_teams(), *team_of("H", answers, 0)]
    found = pi.teams(Q, rows, team="team", person="id")
    hidden = found["H"]
    assert not any(one.shown for one in [*hidden.scales.values(), *hidden.items.values()])
    secret = telling([[rare(a), rare(b)] for a, b in answers])
    everybody = telling([[row["a"], row["b"]] for row in rows])
    seen = set(every_number(found.to_dict())) | {n for team in found.values() for n in every_number(team.to_dict())}
    frames = [found.to_frame(kind) for kind in ("teams", "items", "overall")]
    for frame in frames:
        seen |= set(frame.select_dtypes("number").to_numpy(dtype=float).ravel().tolist())
    seen |= pickled_numbers(found)
    options = {float(rare(code)) for code in range(101)}  # which are in it, as the ends and the labels of the answers
    assert not {n for n in seen - options for s in secret | everybody if abs(n - s) < 1e-6}


@pytest.mark.parametrize("answers", [HIDDEN, EXTREME], ids=["small", "extreme"])
def test_what_is_told_is_the_same_whatever_a_hidden_team_answered(answers):
    """Nothing anywhere depends on their answers: not a digit, an order nor the length of an array."""
    other = [[a - 1, b - 2] for a, b in reversed(answers)]
    made = []
    for mine in (answers, other):
        found = pi.teams(Q, [*open_teams(), *team_of("H", mine, 0)], team="team", person="id")
        frames = [found.to_frame(kind).to_csv() for kind in ("teams", "items", "overall")]
        made.append(
            [
                pickle.dumps(found),
                repr(found),
                [repr(team) for team in found.values()],
                json.dumps([team.to_dict() for team in found.values()]),
                json.dumps(found.to_dict()),
                render.text(tables(found)),
                render.html(tables(found)),
                render.csv(long_tables(found)),
                frames,
            ]
        )
    assert made[0][1:] == made[1][1:]
    assert made[0][0] == made[1][0]


def test_who_stayed_away_the_second_time_is_nowhere():
    rows = [*open_teams("before"), *open_teams("after")]
    gone = [row for row in rows if (row["id"], row["wave"]) != ("100", "after")]
    follow = {"team": "team", "person": "id", "occasion": "wave"}
    changed = [{**row, "a": rare(99), "b": rare(2)} if row["id"] == "100" else row for row in gone]
    one, other = (pi.teams(Q, data, **follow).to_dict() for data in (gone, changed))
    assert one == other
    assert one["teams"][0]["scales"]["s"]["n"] == 11


def test_the_leaders_answers_are_in_their_own_team_alone():
    rows = [{**row, "lead": row["id"] in ("100", "200")} for row in open_teams()]
    rows[0] |= {"a": rare(71), "b": rare(72)}
    own = 1009 + 97 * 71.5
    found = pi.teams(Q, rows, team="team", leader="lead")
    assert found["A"].scales["s"].leader.score == own
    assert own not in every_number(found.to_dict())
    assert own not in every_number(found["B"].to_dict())
    assert all(str(own) not in found.to_frame(kind).to_csv() for kind in ("teams", "items", "overall"))
    assert str(own) not in render.csv(long_tables(found))


def test_names_are_shown_as_they_are_and_run_nowhere():
    names = ['<script>alert("x")</script>', "=1+1", "\u202eevil", "x" * 3000, 'it\'s "quoted", and, commas']
    rows = [row | {"team": name} for name in names for row in open_teams()[:12]]
    found = pi.teams(Q, rows, team="team")
    assert set(found) == set(names)
    assert "<script>" not in render.html(tables(found))
    back = pd.read_csv(io.StringIO(render.csv(long_tables(found)).split("# teams\n")[1]))
    assert not any(str(name).startswith("=") for name in back["team"])
    assert max(map(len, render.text(tables(found)).splitlines())) <= 100
