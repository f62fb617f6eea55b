"""Who counts where in `pi.teams`, and what becomes of data that are not as they should be."""

from __future__ import annotations

import datetime
from functools import cache

import numpy as np
import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.errors import ArgumentError, ResponseError
from tests.unit.analysis.programme import programme, score

Q = pi.load("purpose-index")
ROWS = programme(Q, (8, 9, 7), seed=4)
TWICE = programme(Q, (8, 9, 7), occasions=("before", "after"), seed=4)
FOLLOW = {"team": "team", "person": "id", "leader": "lead", "occasion": "wave"}


def told(rows=ROWS, **options):
    return pi.teams(Q, rows, **{"team": "team", "leader": "lead", **options})


@cache
def plain():
    """What is told of the rows as they are."""
    return told().to_dict()


def codes(found):
    return [issue.code for issue in found.issues]


def mean(rows, team, wave=None):
    """The mean of the total of everybody but the leaders of a team, or those who are named so."""
    people = [row for row in rows if row["team"] == team and not row["lead"] and row.get("wave") == wave]
    return np.mean([score(Q, row, "total") for row in people])


@pytest.mark.parametrize(
    "made",
    [
        pd.DataFrame,
        pl.DataFrame,
        lambda rows: pi.encode(Q, rows),
    ],
    ids=["pandas", "polars", "encoded"],
)
def test_data_of_every_kind_tell_the_same(made):
    assert told(made(ROWS)).to_dict() == plain()


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_tells_the_same(tmp_path, suffix):
    path = tmp_path / f"answers.{suffix}"
    frame = pl.DataFrame(ROWS)
    frame.write_csv(path) if suffix == "csv" else frame.write_parquet(path)
    assert told(path).to_dict() == plain()
    assert told(path, leader={"lead": 1}).to_dict() == plain()
    assert told(path, leader={"lead": "1"}).to_dict() == plain()


@pytest.mark.parametrize("said", [(True, False), ("TRUE", "false"), (1.0, 0.0), (np.True_, np.False_), ("1", "0")])
def test_a_leader_is_said_in_any_truth_value(said):
    rows = [{**row, "lead": said[0] if row["lead"] else said[1]} for row in ROWS]
    assert told(rows).to_dict() == plain()


def test_the_order_of_rows_is_no_matter():
    rng = np.random.default_rng(1)
    turned = [TWICE[i] for i in rng.permutation(len(TWICE))]
    one, other = (pi.teams(Q, rows, **FOLLOW) for rows in (TWICE, turned))
    for team in one:
        for a, b in zip(one[team].scales.values(), other[team].scales.values(), strict=True):
            assert a.mean.value == pytest.approx(b.mean.value, abs=1e-12)
            assert a.change.mean.low == pytest.approx(b.change.mean.low, abs=1e-9)


@pytest.mark.parametrize("wave", ["before", "after"])
def test_who_leads_on_either_occasion_is_never_one_of_the_team(wave):
    rows = [{**row, "lead": int(row["lead"] and row["wave"] == wave)} for row in TWICE]
    found, usual = (pi.teams(Q, data, **FOLLOW) for data in (rows, TWICE))
    assert found.to_dict() == usual.to_dict()
    assert found["T0"].scales["total"].leader == usual["T0"].scales["total"].leader
    assert found["T0"].scales["total"].mean.value == pytest.approx(mean(TWICE, "T0", "after"), abs=1e-12)


def test_two_leaders_are_no_part_of_the_team_and_none_stands_beside_it():
    rows = [{**row, "lead": int(row["lead"] or row["id"] == "0-1")} for row in ROWS]
    found = told(rows)["T0"]
    assert (found.leaders, codes(found), found.scales["total"].leader) == (2, ["several-leaders"], None)
    assert found.scales["total"].n == 6
    assert found.scales["total"].mean.value == pytest.approx(mean(rows, "T0"), abs=1e-12)


def test_a_team_without_a_leader_says_so_where_leaders_are_asked_for():
    rows = [{**row, "lead": int(row["lead"] and row["team"] != "T0")} for row in ROWS]
    assert codes(told(rows)["T0"]) == ["team-without-leader"]
    assert codes(told(rows, leader=None)["T0"]) == []


def test_people_twice_and_in_two_teams_are_all_told_at_once():
    rows = [*ROWS, ROWS[3], {**ROWS[4], "team": "T1"}, {**ROWS[5], "team": "T2"}]
    with pytest.raises(ResponseError) as caught:
        told(rows, person="id")
    assert {issue.code: issue.facts["rows"] for issue in caught.value.issues} == {
        "person-twice": 1,
        "person-in-two-teams": 2,
    }
    assert "0-3" not in str(caught.value)


def test_who_moved_counts_where_they_were_and_changes_nowhere():
    rows = [{**r, "team": "T1"} if (r["id"], r["wave"]) == ("0-5", "after") else r for r in TWICE]
    found = pi.teams(Q, rows, **FOLLOW)
    assert codes(found) == ["moved-team"]
    assert found.issues[0].facts == {"people": 1}
    assert (found["T0"].n, found["T0"].first, found["T0"].both) == (6, 7, 6)
    assert (found["T1"].n, found["T1"].first, found["T1"].both) == (9, 8, 8)
    assert found["T0"].scales["total"].change.n == 6
    assert found["T1"].scales["total"].n == 8  # those who answered twice, and no ninth that the eight would tell of


def test_rows_that_count_nowhere_are_counted():
    rows = [*TWICE, {**TWICE[0], "id": "x", "team": None}, {**TWICE[0], "id": "y", "wave": None}]
    rows.append({**TWICE[0], "id": "z", "wave": "later"})
    found = pi.teams(Q, rows, **{**FOLLOW, "occasion": {"wave": ["before", "after"]}})
    assert found.overall.left_out == {"no-team": 1, "no-occasion": 1, "another-occasion": 1}
    assert [dict(issue.facts) for issue in found.issues] == [
        {"reason": reason, "rows": 1} for reason in ("no-team", "no-occasion", "another-occasion")
    ]


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ((2, 1), 1),
        ((10, 9), 9),
        (("t10", "t9"), "t9"),
        (("Na", "Voor"), "Voor"),
        (("post", "pre"), "pre"),
        (("nameting", "voormeting"), "voormeting"),
        (("2025-01", "2024-12"), "2024-12"),
        ((datetime.date(2025, 1, 2), datetime.date(2024, 12, 3)), datetime.date(2024, 12, 3)),
    ],
)
def test_occasions_whose_order_shows_are_put_in_order(values, first):
    rows = [{**row, "wave": values[0] if row["wave"] == "after" else values[1]} for row in TWICE]
    found = pi.teams(Q, rows, **FOLLOW)
    assert (found.occasions[0], codes(found)) == (first, [])
    expected = mean(TWICE, "T0", "after") - mean(TWICE, "T0", "before")
    assert found["T0"].scales["total"].change.mean.value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("values", [("June", "March"), ("2024 June", "2024 March"), ("wave 1", "wave one")])
def test_occasions_that_do_not_say_their_order_are_doubted(values):
    rows = [{**row, "wave": values[row["wave"] == "after"]} for row in TWICE]
    found = pi.teams(Q, rows, **FOLLOW)
    assert (found.occasions, codes(found)) == (values, ["occasion-order"])
    assert codes(pi.teams(Q, rows, **{**FOLLOW, "occasion": {"wave": list(values)}})) == []


@pytest.mark.parametrize("order", [["before"], ["after"]])
def test_one_occasion_alone_has_no_change(order):
    found = pi.teams(Q, TWICE, **{**FOLLOW, "occasion": {"wave": order}})
    assert found["T0"].scales["total"].change is None
    assert found["T0"].scales["total"].mean.value == pytest.approx(mean(TWICE, "T0", order[0]), abs=1e-12)
    assert (found["T0"].first, found["T0"].both) == (None, None)


@pytest.mark.parametrize("order", [["before", "before"], ["before", "later"], []])
def test_occasions_that_cannot_be_compared_are_refused(order):
    with pytest.raises(ArgumentError) as caught:
        pi.teams(Q, TWICE, **{**FOLLOW, "occasion": {"wave": order}})
    assert [issue.code for issue in caught.value.issues] == ["wrong-occasions"]


@pytest.mark.parametrize("name", [1.5, 0, -3, True, "a, b", "a  b", datetime.date(2025, 1, 1), ("x", 1)])
def test_a_team_may_have_any_name(name):
    rows = [{**row, "team": name if row["team"] == "T0" else row["team"]} for row in ROWS]
    found = told(rows)
    assert found[name].scales["total"].mean.value == pytest.approx(mean(ROWS, "T0"), abs=1e-12)
    assert str(found)
    assert len(found.to_dict()["teams"]) == 3


def test_names_that_are_missing_are_no_team():
    for missing in (None, float("nan"), "", " \t"):
        rows = [{**row, "team": missing if row["team"] == "T0" else 1.0} for row in ROWS]
        found = told(rows)
        assert (list(found), found.overall.left_out) == ([1.0], {"no-team": 8})


def test_names_that_cannot_be_compared_are_refused():
    with pytest.raises(ArgumentError, match="group"):
        told([{**row, "team": [row["team"]]} for row in ROWS])


@pytest.mark.parametrize("rows", [[], ROWS[:1], ROWS[:2], ROWS[:8]], ids=["nobody", "one leader", "two", "one team"])
def test_few_or_no_people_are_no_error(rows):
    data = rows or pl.DataFrame(ROWS).clear()
    found = told(data)
    assert len(found) == (1 if rows else 0)
    assert str(found)
    assert found.to_dict()["overall"]["teams"] == len(found)
    for kind in ("teams", "items", "overall"):
        found.to_frame(kind)
    if len(rows) == 8:
        one = found.overall.scales["total"]
        assert one.mean.value == pytest.approx(mean(rows, "T0"), abs=1e-12)
        assert (one.icc, one.sd) == (None, None)


def test_a_scale_that_nobody_answered_is_small_everywhere():
    gone = Q.scales[0].items
    rows = [{**row, **dict.fromkeys(gone)} for row in ROWS]
    found = told(rows)
    assert {found[team].scales[Q.scales[0].id].hidden for team in found} == {"small"}
    overall = found.overall.scales[Q.scales[0].id]
    assert (overall.n, overall.mean, overall.hidden, overall.teams, overall.teams_small) == (None, None, "small", 0, 3)
    assert str(found)


def test_a_team_that_nobody_answered_for():
    rows = [{**row, **dict.fromkeys(Q.item_ids)} if row["team"] == "T1" else row for row in ROWS]
    assert {one.hidden for one in told(rows)["T1"].scales.values()} == {"small"}


@pytest.mark.once
def test_thousands_of_teams_of_nearly_nobody():
    row = ROWS[1]
    found = pi.teams(Q, [{**row, "team": t} for t in range(3000)], team="team")
    assert len(found) == 3000
    assert found.overall.scales["total"].teams_small == 3000
    assert found.overall.scales["total"].n is None


def test_two_occasions_without_persons_have_no_change():
    found = pi.teams(Q, TWICE, team="team", leader="lead", occasion="wave")
    assert codes(found) == ["no-person"]
    assert found["T0"].scales["total"].change is None
    assert found["T0"].scales["total"].mean.value == pytest.approx(mean(TWICE, "T0", "after"), abs=1e-12)


def test_rows_without_a_person_are_people_of_their_own():
    rows = [{**row, "id": None if row["team"] == "T0" else row["id"]} for row in ROWS]
    found = told(rows, person="id")
    assert codes(found) == ["no-person-id"]
    assert found.issues[0].facts["rows"] == 8
    assert found["T0"].n == 7


def test_five_who_answered_twice_are_enough_and_stand_alone():
    rows = [row for row in TWICE if row["lead"] or row["wave"] == "after" or row["id"] not in ("0-6", "0-7")]
    found = pi.teams(Q, rows, **FOLLOW)["T0"]
    five = [row for row in rows if row["id"] not in ("0-6", "0-7")]
    assert (found.n, found.first, found.both, found.scales["total"].n) == (7, 5, 5, 5)
    assert found.scales["total"].mean.value == pytest.approx(mean(five, "T0", "after"), abs=1e-12)
    change = mean(five, "T0", "after") - mean(five, "T0", "before")
    assert found.scales["total"].change.mean.value == pytest.approx(change, abs=1e-12)


def test_where_too_few_answered_twice_the_last_occasion_stands_alone():
    rows = [row for row in TWICE if row["lead"] or row["wave"] == "after" or row["id"] in ("0-1", "0-2", "0-3", "0-4")]
    found = pi.teams(Q, rows, **FOLLOW)["T0"]
    assert codes(found) == ["few-answered-twice"]
    assert (found.n, found.first, found.both, found.scales["total"].change) == (7, None, None, None)
    assert found.scales["total"].mean.value == pytest.approx(mean(TWICE, "T0", "after"), abs=1e-12)


def test_columns_that_are_not_there_are_told_together():
    asked = {"team": "Team", "person": "who", "leader": {"boss": 1}, "occasion": {"moment": [1, 2]}}
    with pytest.raises(ArgumentError) as caught:
        pi.teams(Q, ROWS, **asked)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [
        ("unknown-column", f"$.{argument}") for argument in ("team", "person", "leader", "occasion")
    ]


@pytest.mark.parametrize(
    "ask",
    [
        lambda path: pi.teams(Q, path, team="q03"),
        lambda path: pi.teams(Q, path.parent, team="q03"),  # a part at a time
        lambda path: pi.release(Q, path, by=["q03"]),
        lambda path: pi.tally(Q, path, group="q03"),
        lambda path: pi.tally(Q, path.parent, group="q03"),
    ],
)
def test_the_column_of_an_item_says_no_team_and_how_it_might(tmp_path, ask):
    pd.DataFrame(ROWS).to_csv(tmp_path / "answers.csv", index=False)
    with pytest.raises(ArgumentError) as caught:
        ask(tmp_path / "answers.csv")
    (issue,) = caught.value.issues
    assert (issue.code, issue.message) == ("unknown-column", "It is an item of this question set.")
    assert issue.hint.startswith("Leave that item out of the question set")


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"leader": "team"}, "'--leader role=leader'"),
        ({"occasion": "team"}, "'--occasion team=first,last'"),
    ],
)
def test_a_hint_says_how_it_is_written_in_the_command_too(options, hint):
    with pytest.raises(ArgumentError) as caught:
        told(**options)
    assert hint in caught.value.issues[0].hint


def written(path, rows):
    """A file as a spreadsheet writes it: semicolons, and a last row of nothing but an answer."""
    last = dict.fromkeys(rows[0], "") | {"q01": 4}
    lines = [";".join(map(str, row.values())) for row in [*rows, last]]
    path.write_text("\n".join([";".join(rows[0]), *lines]), encoding="utf-8")
    return path


def test_blank_cells_of_a_file_are_no_team_no_person_and_no_occasion(tmp_path):
    clean = pi.teams(Q, TWICE, **FOLLOW)
    path = written(tmp_path / "answers.csv", TWICE)
    found = pi.teams(Q, path, **FOLLOW)
    assert list(found) == list(clean)
    assert found.occasions == ("before", "after")
    assert codes(found) == ["rows-left-out"]
    blank = [row | {"id": " "} if row["team"] == TWICE[0]["team"] else row for row in TWICE]
    assert "no-person-id" in codes(pi.teams(Q, written(tmp_path / "nobody.csv", blank), **FOLLOW))


def test_spaces_around_a_name_make_no_other_team():
    spaced = [row | {"team": f" {row['team']} "} if i % 3 == 0 else row for i, row in enumerate(ROWS)]
    assert told(spaced).to_dict() == plain()


def test_a_leader_is_told_whatever_the_capitals_and_spaces():
    roles = {True: ("Leader", "leader", " LEADER "), False: ("member",)}
    rows = [
        {key: value for key, value in row.items() if key != "lead"}
        | {"role": roles[row["lead"]][i % len(roles[row["lead"]])]}
        for i, row in enumerate(ROWS)
    ]
    found = pi.teams(Q, rows, team="team", leader={"role": "leader "})
    assert found.to_dict() == plain()
