"""The answers that come with an imported set, without who gave them."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import purpose_index as pi
from purpose_index.interop.answers import answers_of, column_names, column_of, identifies, rows_of
from purpose_index.interop.imported import Imported, Notes

Q = pi.load("purpose-orientation")
PEOPLE = [
    {"E-mail": "a@example.org", "team": "x", "id": 1, "birth": 1970, **dict.fromkeys(Q.item_ids, 4)},
    {"E-mail": "b@example.org", "team": "y", "id": 2, "birth": 1980, **dict.fromkeys(Q.item_ids, 2)},
    {"E-mail": "c@example.org", "team": "z", "id": 3, "birth": 1990, **dict.fromkeys(Q.item_ids, 1)},
]
KINDS = [list, pd.DataFrame, pl.DataFrame, pa.Table.from_pylist]
EVERY_KIND = pytest.mark.parametrize("kind", KINDS, ids=["list", "pandas", "polars", "pyarrow"])


def read(kind, **more):
    notes = Notes()
    coded = answers_of(Q, kind(PEOPLE), notes, **more)
    return coded, [(issue.path, issue.message) for issue in notes.issues]


@EVERY_KIND
def test_columns_that_identify_people_are_dropped_and_said(kind):
    coded, said = read(kind)
    assert coded.codes[:, 0].tolist() == [3, 1, 0]
    assert column_names(coded.extra) == ["team", "id", "birth"]
    assert said == [("$.columns.E-mail", "The column may say who somebody is.")]


@EVERY_KIND
def test_what_the_platform_keeps_and_what_it_marks_go_too(kind):
    coded, said = read(kind, own=["id"], identifying=lambda name: name == "birth")
    assert column_names(coded.extra) == ["team"]
    assert said == [
        ("$.columns.E-mail", "The column may say who somebody is."),
        ("$.columns.id", "The column is the platform's own."),
        ("$.columns.birth", "The column may say who somebody is."),
    ]


@EVERY_KIND
def test_what_is_asked_for_by_name_is_kept(kind):
    coded, said = read(kind, keep=["E-mail", "id"], own=["id"])
    assert column_names(coded.extra) == ["E-mail", "team", "id", "birth"]
    assert said == []


@EVERY_KIND
def test_where_no_column_is_left_there_is_nothing_beside_the_answers(kind):
    coded, said = read(kind, own=["team", "id", "birth"])
    assert coded.extra is None
    assert len(said) == 4


@EVERY_KIND
def test_cells_and_rows(kind):
    coded, _ = read(kind)
    assert list(column_of(coded, "team")) == ["x", "y", "z"]
    assert column_of(coded, "E-mail") is None
    some = rows_of(coded, [2, 0])
    assert some.codes[:, 0].tolist() == [0, 3]
    assert list(column_of(some, "team")) == ["z", "x"]


def test_a_file_is_read_by_the_ordinary_door(tmp_path):
    pl.DataFrame(PEOPLE).write_csv(tmp_path / "a.csv")
    notes = Notes()
    coded = answers_of(Q, tmp_path / "a.csv", notes, own=["id", "birth"])
    assert coded.extra == {"team": ["x", "y", "z"]}
    assert rows_of(coded, [1]).extra == {"team": ["y"]}
    assert answers_of(Q, tmp_path / "a.csv", notes, own=["id", "birth", "team"]).extra is None


@pytest.mark.parametrize(
    "name",
    ["name", "Naam", "e-mail", "E-Mail Address", "IPAddress", "ip_address", "LocationLatitude", "Recipient_First Name",
     "first name", "geboortedatum", "Telefoon", "TOKEN"],
)  # fmt: skip
def test_names_that_identify(name):
    assert identifies(name)


@pytest.mark.parametrize("name", ["team", "names_known", "mailing_frequency", "q01", "", "country", "address_known"])
def test_names_that_do_not(name):
    assert not identifies(name)


def test_an_import_says_in_one_line_what_it_holds():
    imported = Imported(question_set=Q, responses=None, report=())
    assert (imported.question_set, imported.responses, imported.report) == (Q, None, ())
    assert "\n" not in repr(imported)
    with pytest.raises(AttributeError):
        imported.report = ()
