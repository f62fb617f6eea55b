"""Data with a row an answer: whose each is, and of which item."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from tests.unit.scoring.sets import THREE, item, make

LONG = {"person": "id", "item": "item", "answer": "resp"}
ROWS = [
    {"id": 7, "item": "a", "resp": 1},
    {"id": 7, "item": "b", "resp": 2},
    {"id": 9, "item": "a", "resp": 3},
    {"id": 9, "item": "c", "resp": 4},
]


def codes(issues):
    return [issue.code for issue in issues]


def test_a_row_a_person_in_the_order_of_the_first():
    coded = pi.encode(THREE, ROWS, long=LONG)
    assert coded.codes.tolist() == [[0, 1, -1], [2, -1, 3]]
    assert coded.extra == [{"id": 7}, {"id": 9}]
    assert coded.issues == ()


@pytest.mark.parametrize("nobody", [None, "", " ", float("nan"), pd.NA])
def test_rows_without_a_person_are_left_out_and_counted(nobody):
    rows = [*ROWS, {"id": nobody, "item": "a", "resp": 1}, {"id": nobody, "item": "b", "resp": 2}]
    coded = pi.encode(THREE, rows, long=LONG)
    assert coded.codes.tolist() == [[0, 1, -1], [2, -1, 3]]
    assert [(one.code, one.facts["count"]) for one in coded.issues] == [("answers-of-nobody", 2)]


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame, lambda rows: pl.DataFrame(rows).to_arrow()])
def test_frames_too(kind):
    coded = pi.encode(THREE, kind([*ROWS, {"id": None, "item": "a", "resp": 1}]), long=LONG)
    assert (len(coded), codes(coded.issues)) == (2, ["answers-of-nobody"])


def test_in_a_file_a_person_may_be_written_as_missing(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("id,item,resp\n7,a,1\nNA,a,2\nNA,b,2\n7,b,3\n7,c,4\n")
    coded = pi.encode(THREE, path, long=LONG)
    assert coded.codes.tolist() == [[0, 2, 3]]
    assert [(one.code, one.facts["count"]) for one in coded.issues] == [("answers-of-nobody", 2)]


def test_rows_without_an_occasion_are_of_none():
    rows = [*({**row, "wave": 1} for row in ROWS), {**ROWS[1], "wave": None}]
    coded = pi.encode(THREE, rows, long={**LONG, "occasion": "wave"})
    assert coded.codes.tolist() == [[0, 1, -1], [2, -1, 3]]
    assert coded.extra == [{"id": 7, "wave": 1}, {"id": 9, "wave": 1}]
    assert codes(coded.issues) == ["answers-of-nobody"]


def test_an_item_that_no_row_names_is_said():
    coded = pi.encode(THREE, [*ROWS[:3], {"id": 9, "item": "C", "resp": 4}], long=LONG)
    assert [(one.code, one.facts.get("items")) for one in coded.issues] == [
        ("other-items", None),
        ("items-without-rows", ("c",)),
    ]
    assert pi.encode(THREE, [*ROWS, {"id": 9, "item": "b", "resp": None}], long=LONG).issues == ()


def test_two_items_cannot_have_one_name():
    with pytest.raises(pi.ResponseError) as refused:
        pi.encode(THREE, ROWS, long=LONG, columns={"b": "a"})
    assert [(one.code, one.path) for one in refused.value.issues] == [
        ("shared-column", "$.columns.a"),
        ("shared-column", "$.columns.b"),
    ]


TEXTS = make([{**item(f"q{i}"), "text": {"en": f"The text of number {i}."}} for i in range(1, 6)])


def by_text(name, numbers=(1, 2, 3, 4, 5)):
    """Rows of two people; the second gives the answers 2, 3, 4, 5, 1 to the items from the first on."""
    return [{"id": who, "item": name.format(i), "resp": (i + who) % 5 + 1} for who in (0, 1) for i in numbers]


@pytest.mark.parametrize(
    ("name", "why"),
    [("The text of number {}.", "text"), ("Block [The text of number {}]", "text"), ("Q{}", "name"), ("{}", "number")],
)
def test_what_the_data_probably_call_the_items_is_proposed_and_taken(name, why):
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(TEXTS, by_text(name), long=LONG)
    (issue,) = caught.value.issues
    assert (issue.code, issue.facts["how"], issue.facts["count"]) == ("columns-proposed", (why,), 5)
    coded = pi.encode(TEXTS, by_text(name), long=LONG, columns="proposed")
    assert coded.codes.tolist() == [[1, 2, 3, 4, 0], [2, 3, 4, 0, 1]]
    assert codes(coded.issues) == ["proposed-columns-taken"]


def test_texts_of_fewer_than_half_of_the_items_are_no_proposal():
    def told(numbers):
        with pytest.raises(pi.ResponseError) as caught:
            pi.encode(TEXTS, by_text("The text of number {}.", numbers), long=LONG)
        return codes(caught.value.issues)

    assert told((1, 2)) == ["no-items-in-long"]
    assert told((1, 2, 3)) == ["columns-proposed"]


def test_beside_ids_and_names_that_are_given_texts_are_taken_where_that_is_asked():
    rows = [*by_text("q{}", (1, 2)), *by_text("The text of number {}.", (3, 4)), *by_text("last", (5,))]
    assert codes(pi.encode(TEXTS, rows, long=LONG).issues) == ["other-items", "items-without-rows"]
    coded = pi.encode(TEXTS, rows, long=LONG, columns={"q5": "last", "*": "proposed"})
    assert coded.codes.tolist() == [[1, 2, 3, 4, 0], [2, 3, 4, 0, 1]]
    assert [issue.facts["items"] for issue in coded.issues] == [("q3", "q4")]


def test_inspect_finds_the_way_to_rows_with_texts():
    found = pi.inspect(TEXTS, by_text("The text of number {}."))
    assert dict(found.reading) == {"long": {"person": "id", "item": "item", "answer": "resp"}, "columns": "proposed"}
    assert (found.readable, found.people) == (True, 2)
