"""A release end to end: what is hidden is nowhere, odd data are refused or told, and leaders count in nothing."""

from __future__ import annotations

import gc
import json
import math
import pickle

import numpy as np
import pytest

import purpose_index as pi
from tests.unit.disclosure.small_sets import set_of

Q = set_of("ab", {"s": "ab", "t": "a"}, top=5)
WIDE = set_of("ab", {"s": "ab"}, top=101)


def teams(*sizes, answers=(2, 3, 4), **more):
    """People in teams A, B, ... of these sizes."""
    return [
        {"team": name, "a": answers[(i + k) % len(answers)], "b": answers[i % len(answers)], **more}
        for k, (name, size) in enumerate(zip("ABCDEFGH", sizes, strict=False))
        for i in range(size)
    ]


def cells(result):
    return {(tuple(cell.group.values()), cell.scale): cell for cell in result.cells}


# What is hidden


def numbers_in(thing, seen):
    """Every number that can be reached from an object: by its fields, its values, and whatever the collector knows."""
    todo, found = [thing], []
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, type | str | bytes) or callable(one):
            continue
        seen.add(id(one))
        if isinstance(one, int | float | np.number):
            found.append(float(one))
        elif isinstance(one, np.ndarray):
            found += one.astype(float).ravel().tolist() if one.dtype.kind in "biuf" else []
        else:
            todo += gc.get_referents(one)
            todo += [getattr(one, name) for name in getattr(one, "__slots__", ()) if hasattr(one, name)]
    return found


def hidden_numbers(people, q, result):
    """What each hidden cell would have held, worked out person by person: mean, sd (n - 1), and shares."""
    for cell in result.cells:
        group = [p for p in people if all(p[name] == value for name, value in cell.group.items())]
        items = q.items_of(cell.scale) if cell.scale not in q.item_ids else (cell.scale,)
        scores = [sum(p[item] for item in items) / len(items) for p in group]
        n = len(scores)
        mean = sum(scores) / n
        sd = math.sqrt(sum((x - mean) ** 2 for x in scores) / (n - 1)) if n > 1 else None
        shares = {v: scores.count(v) / n for v in set(scores)} if cell.scale in q.item_ids else {}
        yield cell, n, mean, sd, shares


@pytest.mark.parametrize("number", range(4))
def test_a_hidden_number_is_nowhere(number):
    """Answers from 1 to 101, so that a mean or a deviation is not met by chance."""
    rng = np.random.default_rng(number)
    n = int(rng.integers(30, 50))
    people = [
        {"team": int(t), "tenure": "xyz"[u], "a": int(a), "b": int(b)}
        for t, u, a, b in zip(*rng.integers(0, [[6], [3]], (2, n)), *rng.integers(1, 102, (2, n)), strict=True)
    ]
    by = [[], "team", "tenure", ("team", "tenure")][number % 2 :]
    result = pi.release(WIDE, people, by=by, scales=["s", "a"])
    texts = [repr(result), str(result), repr(result.cells), json.dumps(result.to_frame().to_dict("list"), default=str)]
    copies = [result, pickle.loads(pickle.dumps(result))]
    held = np.array(sorted({x for one in copies for x in numbers_in(one, set())}))
    shown = [x for cell in result.cells for x in (cell.mean, cell.sd, *(cell.shares or {}).values()) if x is not None]
    hidden = 0
    for cell, count, mean, sd, shares in hidden_numbers(people, WIDE, result):
        if cell.shown:
            assert (cell.n, cell.mean) == (count, pytest.approx(mean, abs=1e-12))
            assert cell.sd is None or cell.sd == pytest.approx(sd, abs=1e-9)
            assert cell.shares is None or {v: x for v, x in cell.shares.items() if x} == pytest.approx(shares)
        else:
            assert cell.n is cell.mean is cell.sd is cell.shares is None
        kept = [] if cell.shown else [mean]
        kept += [sd] if sd is not None and cell.sd is None else []
        for value in kept:
            if value == round(value, 1) or min(abs(value - x) for x in [*shown, 1e9]) < 1e-9:
                continue  # a number that is met by chance, or that something else shows
            hidden += 1
            assert np.abs(held - value).min() > 1e-9
            assert not any(f"{value:.5f}"[:-1] in text for text in texts)
    assert hidden > 10


@pytest.mark.parametrize(
    ("answers", "hidden"),
    [
        ([2, 2, 2, 2, 1], None),  # 0.8 in all: 4 have 0 to 0.8; without one who has 0.2, 3 of the others have 0 to 0.6
        ([2, 2, 2, 1, 1], "protects"),  # 0.6 in all: the mean of 4 is open over 0.15
        ([6, 1, 1, 1, 1], "protects"),  # 4 have 0 to 1, but whoever has 1 knows that the others have 0
        ([6, 6, 6, 6, 1], "protects"),  # 4 have 3 to 4, but whoever has 0 knows that the others have 1
    ],
)
def test_a_mean_of_five_leaves_a_fifth_open_to_anybody_and_to_each_of_them(answers, hidden):
    six = set_of("a", {"s": "a"}, top=6)
    (cell,) = pi.release(six, [{"a": value} for value in answers], by=[[]]).cells
    assert cell.hidden == hidden


def test_neither_order_nor_length_depends_on_what_is_hidden():
    """The same groups with other answers of who is hidden: the same cells in the same order, and the same table."""
    people = teams(12, 3, 12)
    other = [{**p, "a": 5, "b": 5} if p["team"] == "B" else p for p in people]
    one, two = (pi.release(Q, data, by=["team"], scales=["s", "a"]) for data in (people, other))
    assert one == two
    assert one.to_frame().equals(two.to_frame())
    assert pickle.dumps(one) == pickle.dumps(two)
    assert [cell.hidden for cell in one.cells if cell.group["team"] == "B"] == ["small", "small"]


def test_the_order_of_the_rows_tells_nothing():
    people = teams(12, 3, 14)
    assert pi.release(Q, people[::-1], by=[[], "team"]) == pi.release(Q, people, by=[[], "team"])


# Odd data


def test_groups_of_unlike_kinds_are_in_the_order_of_their_kinds():
    people = [{**person, "team": {"A": 5, "B": "1"}[person["team"]]} for person in teams(6, 6)]
    assert [cell.group["team"] for cell in pi.release(Q, people, by="team", scales=["s"]).cells] == [5, "1"]


@pytest.mark.parametrize(("number", "text"), [(1, "1"), (1.0, "1"), (1.0, "1.0"), (2.5, "2.5")])
def test_a_number_and_the_text_of_it_are_one_group(number, text):
    people = [{**person, "team": [number, text, "B"][i % 3]} for i, person in enumerate(teams(18))]
    assert [cell.group["team"] for cell in pi.release(Q, people, by="team", scales=["s"]).cells] == [text, "B"]


def test_nobody_and_one_group_of_everybody():
    result = pi.release(Q, [{"team": "A", "a": 1, "b": 1}][:0], by=[[]])
    assert [(cell.scale, cell.hidden, cell.n) for cell in result.cells] == [("s", "small", None), ("t", "small", None)]


@pytest.mark.parametrize(("size", "hidden"), [(1, "small"), (4, "small"), (5, None), (12, None)])
def test_one_team(size, hidden):
    result = pi.release(Q, teams(size), by=["team"], scales=["s"])
    assert [(cell.group, cell.hidden) for cell in result.cells] == [({"team": "A"}, hidden)]


def test_a_scale_that_nobody_answered_and_one_that_few_did():
    people = [{**p, "b": None, "a": p["a"] if i < 4 else None} for i, p in enumerate(teams(20))]
    assert [cell.hidden for cell in pi.release(Q, people, by=[[]]).cells] == ["small", "small"]


ODD = {
    "floats": [1.5, 2.5, float("inf")],
    "numbers that are equal": [1, 2, 3],
    "mixed types": [1, "2", ("a", 1)],
    "words": ["b", "B", "é"],
    "html and quotes": ["<script>alert('x')</script>", '"&amp;"', "a'b"],
    "marks of direction": ["\u202etxet", "\u200fa", "\u2066b\u2069"],
    "long": ["x" * 10_000, "x" * 10_000 + "y", "x"],
    "true and false": [True, False, "maybe"],
    "line ends": ["a\nb", "a\tb", "a b"],
}


@pytest.mark.parametrize("name", ODD)
def test_a_team_may_have_any_name(name):
    people = [{**p, "team": ODD[name]["ABC".index(p["team"])]} for p in teams(12, 13, 14)]
    result = pi.release(Q, people, by=["team"], scales=["s"])
    assert {cell.group["team"]: cell.n for cell in result.cells} == dict(zip(ODD[name], (12, 13, 14), strict=True))
    assert len(result.to_frame()) == 3
    assert repr(result) == "Release(small 1.0.0, 3 of 3 cells shown)"
    assert pickle.loads(pickle.dumps(result)) == result


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan])
def test_who_has_no_team_is_in_none_and_in_everybody(missing):
    people = [*teams(12, 13), *({**p, "team": missing} for p in teams(6))]
    result = cells(pi.release(Q, people, by=[[], "team"], scales=["s"]))
    assert {group: cell.n for (group, _), cell in result.items()} == {(): 31, ("A",): 12, ("B",): 13}


def test_nobody_has_a_team():
    result = pi.release(Q, [{**p, "team": None} for p in teams(12)], by=[[], "team"], scales=["s"])
    assert [(dict(cell.group), cell.n) for cell in result.cells] == [({}, 12)]


def test_ten_thousand_teams():
    people = [{"team": i // 2, "a": 3, "b": 2} for i in range(20_000)]
    result = pi.release(Q, people, by=["team"], scales=["s"])
    assert len(result.cells) == 10_000
    assert {cell.hidden for cell in result.cells} == {"small"}


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_frames_give_what_rows_give(kind):
    frames = pytest.importorskip(kind)
    people = [*teams(12, 13), *({**p, "team": None} for p in teams(6))]
    rows, frame = pi.release(Q, people, by=[[], "team"]), pi.release(Q, frames.DataFrame(people), by=[[], "team"])
    assert frame.cells == rows.cells
    assert frame.frame_kind == kind
    assert isinstance(frame.to_frame(), frames.DataFrame)


# Leaders


def test_what_a_leader_answers_changes_nothing():
    people = teams(12, 8)
    led = [
        [
            {**p, "a": a, "lead": True, "role": "leader"} if i in (0, 12) else {**p, "lead": False, "role": "member"}
            for i, p in enumerate(people)
        ]
        for a in (1, 5)
    ]
    one, two = (pi.release(Q, data, by=[[], "team"], leader="lead") for data in led)
    assert one == two == pi.release(Q, led[0], by=[[], "team"], leader={"role": "leader"})
    assert {cell.group.get("team"): cell.n for cell in one.cells if cell.scale == "s"} == {None: 18, "A": 11, "B": 7}


@pytest.mark.parametrize("value", ["yes", 2, 0.5, "2", []])
def test_a_column_that_does_not_say_who_leads_is_refused(value):
    people = [{**p, "lead": value if i == 3 else False} for i, p in enumerate(teams(12))]
    with pytest.raises(pi.ArgumentError) as caught:
        pi.release(Q, people, by=["team"], leader="lead")
    (issue,) = caught.value.issues
    assert (issue.code, issue.facts["rows"]) == ("leader-not-true", 1)


@pytest.mark.parametrize("value", [True, 1, 1.0, np.True_, np.int64(1)])
def test_true_and_one_lead(value):
    people = [{**p, "lead": value if i < 2 else None} for i, p in enumerate(teams(12))]
    (cell,) = pi.release(Q, people, by=["team"], leader="lead", scales=["s"]).cells
    assert cell.n == 10


def test_a_team_of_leaders_alone_is_small():
    people = [{**p, "lead": p["team"] == "B"} for p in teams(12, 6)]
    result = pi.release(Q, people, by=["team"], leader="lead", scales=["s"])
    assert [(cell.group["team"], cell.hidden) for cell in result.cells] == [("A", None), ("B", "small")]


# Distributions


@pytest.mark.parametrize(("size", "told"), [(9, False), (10, True)])
def test_spread_and_shares_are_shown_from_the_minimum_for_distributions(size, told):
    (cell,) = pi.release(Q, teams(size), by=["team"], scales=["a"]).cells
    assert (cell.sd is not None) == (cell.shares is not None) == told


def test_shares_and_deviation_by_hand():
    """2, 3, 4 in turn, twelve people: four of each; the squares about 3 add up to 8, over 11."""
    (cell,) = pi.release(Q, teams(12), by=["team"], scales=["a"]).cells
    assert cell.mean == 3
    assert cell.sd == pytest.approx(math.sqrt(8 / 11), abs=1e-15)
    assert dict(cell.shares) == {1: 0, 2: 4 / 12, 3: 4 / 12, 4: 4 / 12, 5: 0}


def test_who_all_answer_the_same_show_no_spread():
    (cell,) = pi.release(Q, teams(20, answers=(3,)), by=["team"], scales=["a"]).cells
    assert (cell.mean, cell.sd, cell.shares) == (3, None, None)


ALL_THREES = (3, 3, 3, 3)


@pytest.mark.parametrize(
    ("left_out", "others", "hidden"),
    [
        ((None, 3, 3, 2), [ALL_THREES] * 4, False),  # an eighth of the range higher: 7/8 / 4 is open of the others
        ((None, 3, 2, 2), [ALL_THREES] * 4, True),  # a quarter higher: 3/4 / 4, which is less than a fifth
        ((None, 3, 4, 4), [ALL_THREES] * 4, True),
        ((None, 5, 3, 3), [ALL_THREES] * 5, False),  # of four of five others, (1 + 1/2) / 4 is open
        ((None, 5, 3, 2), [ALL_THREES] * 5, True),  # (3/8 + 3/8) / 4 where two are narrowed so
        (
            (None, 3, 1, 1),
            [(1, 2, 3, 3)] * 7,
            False,
        ),  # half higher: four have at most (11/8 - 1/2) / 4
        ((None, 3, 1, 1), [(1, 2, 3, 3)] * 6 + [(1, 1, 3, 3)], True),  # (10/8 - 1/2) / 4
        ((None, 3, 5, 5), [(5, 4, 3, 3)] * 7, False),
        ((None, 3, 5, 5), [(5, 4, 3, 3)] * 6 + [(5, 5, 3, 3)], True),
    ],
)
def test_how_one_who_left_an_item_out_differs_from_the_total_narrows_the_others_too(left_out, others, hidden):
    """The three means together tell how much higher that person's b is than the mean of c and d."""
    q = set_of("abcd", {"one": "ab", "two": "cd", "total": "abcd"}, minimum_answered=1)
    rows = [{"team": "A", **dict(zip("abcd", answers, strict=True))} for answers in [left_out, *others]]
    cells = pi.release(q, rows, by=["team"]).cells
    assert any(not cell.shown for cell in cells) == hidden
    found = pi.teams(q, rows, team="team")["A"].scales.values()
    assert any(not scale.shown for scale in found) == hidden


def test_people_of_no_group_have_no_cells_of_items_either():
    q = pi.load("purpose-index")
    alone = [{**dict.fromkeys(q.item_ids, 3), "team": None}] * 12
    assert pi.release(q, alone, by="team", scales=["total", "q01"]).cells == ()
