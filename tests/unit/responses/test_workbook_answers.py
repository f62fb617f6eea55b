"""Answers in workbooks: cells as a spreadsheet keeps them."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

import purpose_index as pi
from tests.unit.scoring.sets import THREE

HEAD = ("who", "a", "b", "c")


def book(tmp_path, rows=(), *, at=(0, 0), name="answers.xlsx", **sheets):
    """A workbook with these rows, some rows and columns from the corner; or with several sheets by name."""
    made = openpyxl.Workbook()
    for title, cells in (sheets or {"Sheet": rows}).items():
        sheet = made.active if title == "Sheet" else made.create_sheet(title)
        for i, row in enumerate(cells, 1):
            for j, cell in enumerate(row, 1):
                if cell is not None:
                    sheet.cell(i + at[0], j + at[1], cell)
    made.save(tmp_path / name)
    return tmp_path / name


def told(path, **reading):
    with pytest.raises(pi.PurposeIndexError) as caught:
        pi.encode(THREE, path, **reading)
    return caught.value.issues


def brief(issues):
    return [(issue.code, issue.path, issue.facts.get("rows")) for issue in issues]


def test_numbers_texts_and_empty_cells(tmp_path):
    path = book(tmp_path, [HEAD, ("x", 1, 4.0, "3"), ("y", " 5 ", "2,0", None), (3, -99, "NA", "1.0")])
    coded = pi.encode(THREE, path)
    assert coded.codes.tolist() == [[0, 3, 2], [4, 1, -1], [-2, -1, 0]]
    assert coded.extra == {"who": ["x", "y", 3.0]}
    assert not coded.issues


@pytest.mark.parametrize("name", ["answers.xlsx", "answers.xlsm", "answers.csv", "answers"])
def test_a_workbook_is_known_by_what_it_is(tmp_path, name):
    assert pi.encode(THREE, book(tmp_path, [HEAD, ("x", 1, 2, 3)], name=name)).codes.tolist() == [[0, 1, 2]]


@pytest.mark.parametrize("at", [(0, 0), (3, 0), (0, 2), (5, 4)])
def test_rows_are_told_by_their_number_in_the_sheet(tmp_path, at):
    path = book(tmp_path, [HEAD, ("x", 1, 2, 3), (), ("y", 1, 9, 3)], at=at)
    assert brief(told(path)) == [("undeclared-answer", "$.columns.b", (4 + at[0],))]
    assert f"(row {4 + at[0]})" in told(path)[0].message


def test_a_row_of_spaces_is_a_blank_row(tmp_path):
    coded = pi.encode(THREE, book(tmp_path, [HEAD, ("x", 1, 2, 3), (" ", None, "\t", None), ("y", 1, 2, 3)]))
    assert (coded.extra, [issue.code for issue in coded.issues]) == ({"who": ["x", "y"]}, ["blank-rows"])


def test_a_row_of_zeros_is_a_person_and_an_empty_one_is_not(tmp_path):
    path = book(tmp_path, [HEAD, ("x", 1, 2, 3), (), (0, 0, 0, 0), (), ("y", 1, 2, 3)])
    assert brief(told(path)) == [("undeclared-answer", f"$.columns.{item}", (4,)) for item in "abc"]
    path = book(tmp_path, [HEAD, ("x", 1, 2, 3), (), (), ("y", 1, 2, 3)])
    coded = pi.encode(THREE, path)
    assert coded.codes.tolist() == [[0, 1, 2]] * 2
    assert [(issue.code, issue.facts["count"]) for issue in coded.issues] == [("blank-rows", 2)]


@pytest.mark.parametrize("cell", [0, False, "x"])
def test_a_column_without_a_name_that_holds_something_is_kept(tmp_path, cell):
    coded = pi.encode(THREE, book(tmp_path, [(*HEAD, None), ("x", 1, 2, 3, cell)]))
    assert coded.extra == {"who": ["x"], "": [cell]}
    assert not coded.issues


def test_true_is_not_one_nor_false_zero(tmp_path):
    path = book(tmp_path, [HEAD, ("x", 1, 2, 3), ("y", True, 2, 3), ("z", 1, 2, 3)])
    assert brief(told(path)) == [("boolean-answer", "$.columns.a", (3,))]
    path = book(tmp_path, [HEAD, ("x", 0, 2, 3), ("y", False, 2, 3)])
    assert brief(told(path)) == [
        ("undeclared-answer", "$.columns.a", (2,)),
        ("boolean-answer", "$.columns.a", (3,)),
    ]


@pytest.mark.parametrize("cell", [dt.date(2026, 4, 1), dt.datetime(2026, 4, 1, 12, 30), dt.time(1, 2)])
def test_dates_that_a_spreadsheet_made_of_answers(tmp_path, cell):
    (issue,) = told(book(tmp_path, [HEAD, ("x", cell, 2, 3)]))
    assert brief([issue]) == [("date-answer", "$.columns.a", (2,))]
    assert "2026" not in issue.message + issue.hint


def test_sheets(tmp_path):
    one = [HEAD, ("x", 1, 2, 3)]
    assert pi.encode(THREE, book(tmp_path, Sheet=[], people=one)).codes.tolist() == [[0, 1, 2]]
    path = book(tmp_path, people=one, notes=[("made", "in", "May")])
    (issue,) = told(path)
    assert (issue.code, issue.facts["sheets"]) == ("unknown-sheet", ("Sheet", "people", "notes"))
    assert "'people'" in issue.hint
    assert told(path, sheet="People")[0].message == "There is no sheet of that name."
    assert pi.encode(THREE, path, sheet="people").codes.tolist() == [[0, 1, 2]]
    assert brief(told(path, sheet=1)) == [("sheet-not-a-name", "$.sheet", None)]
    assert brief(told(path, sheet="Sheet")) == [("no-columns", "$.columns", None)]


def test_labels_headers_and_long_tables_in_a_workbook(tmp_path):
    path = book(tmp_path, [HEAD, ("", "First?", "Second?", "Third?"), ("x", "Two", "one", 3)])
    assert told(path)[0].code == "more-header-rows"
    coded = pi.encode(THREE, path, header_rows=2, labels={"one": 1, "two": 2})
    assert coded.codes.tolist() == [[1, 0, 2]]
    long = [("who", "what", "says"), (1, "c", 3), (2, "a", "4"), (1, "a", 5)]
    coded = pi.encode(THREE, book(tmp_path, long), long={"person": "who", "item": "what", "answer": "says"})
    assert coded.codes.tolist() == [[4, -1, 2], [3, -1, -1]]
    assert coded.extra == {"who": [1.0, 2.0]}


def test_headings_that_are_no_texts(tmp_path):
    path = book(tmp_path, [(2026, dt.date(2026, 1, 2), "a", "b", "c"), ("x", 1, 1, 2, 3)])
    coded = pi.encode(THREE, path)
    assert coded.codes.tolist() == [[0, 1, 2]]
    assert list(coded.extra) == ["2026", "2026-01-02"]
    numbers = {"a": "1", "b": "2", "c": "3"}
    coded = pi.encode(THREE, book(tmp_path, [(1, 2, 3, 4.5), (1, 2, 3, 4)]), columns=numbers)
    assert (coded.codes.tolist(), coded.extra) == ([[0, 1, 2]], {"4.5": [4.0]})
    long = {"person": "who", "item": "what", "answer": "says"}
    path = book(tmp_path, [("who", "what", "says"), (1, 3, 3), (1, 1, 5)])
    assert pi.encode(THREE, path, long=long, columns=numbers).codes.tolist() == [[4, -1, 2]]
