"""No text that came in can become a formula in what goes out."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purpose_index.safe_csv import safe_cell, write_rows

TRIGGERS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("x")', "-", "+", "＝1", "-1,5;=2", "-١"],
)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "cell", ["-1", "+1.5", "-.5", "-1e-3", "1", -1, -1.5, 0, True, "plain", "a=b", " =1", "", "'=1"]
)
def test_numbers_and_other_text_stay(cell):
    assert safe_cell(cell) is cell


def test_missing_is_empty():
    assert [safe_cell(None), safe_cell(float("nan"))] == ["", ""]


TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=8) | st.text(
    TRIGGERS + "',\"1;a"
)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=3)))
def test_rows_come_back_as_they_went_and_none_as_a_formula(rows):
    file = io.StringIO(newline="")
    write_rows(file, rows)
    back = list(csv.reader(io.StringIO(file.getvalue(), newline="")))
    assert back == [[safe_cell(cell) for cell in row] for row in rows]
    assert all(float(cell) is not None for row in back for cell in row if cell[:1] in set(TRIGGERS))


def test_every_row_ends_with_a_line_feed():
    file = io.StringIO(newline="")
    write_rows(file, [["a", "b\r\n"], [1, 2.5]])
    assert file.getvalue() == 'a,"b\r\n"\n1,2.5\n'
