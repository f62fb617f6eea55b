"""The options of every command that reads answers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
import typer

from purpose_index.cli.reading import _columns

FILES = Path(__file__).parents[1] / "responses" / "files"
SET = FILES / "set.yaml"
CLIMATE = ["4.0", "2.25", "4.5"]  # the mean of 4 5 (6 - 2) 3, of 2 2 (6 - 4) 3, and of 5 4 (6 - 1) 4


def climate(result):
    """The scores that a run of `score` gave."""
    assert result.exit_code == 0, result.stderr
    return [row["climate"] for row in csv.DictReader(io.StringIO(result.stdout))]


@pytest.mark.parametrize("labels", ["any", "en"])
def test_labels(run, labels):
    assert climate(run("score", SET, FILES / "05-labels.csv", "--labels", labels)) == CLIMATE


def test_labels_in_a_language_that_the_set_has_not(run):
    result = run("score", SET, FILES / "05-labels.csv", "--labels", "nl")
    assert result.exit_code == 2
    assert "unknown-language" in result.stderr


def test_what_is_refused_is_said_with_the_option_that_mends_it(run):
    result = run("score", SET, FILES / "05-labels.csv")
    assert result.exit_code == 2
    assert "answers-are-labels" in result.stderr
    assert "'--labels any'" in " ".join(result.stderr.split())
    assert "Agree" not in result.stderr


def test_header_rows(run):
    path = FILES / "03-qualtrics-three-headers.csv"
    assert climate(run("score", SET, path, "--header-rows", "3")) == CLIMATE
    assert "--header-rows 3" in " ".join(run("score", SET, path).stderr.split())
    assert "header-rows-out-of-range" in run("score", SET, path, "--header-rows", "4").stderr


def test_proposed_columns(run):
    result = run("score", SET, FILES / "14-case.csv", "--column", "proposed")
    assert climate(result) == CLIMATE[:2]
    assert "Note: 4 items read from a column with nearly its name." in result.stderr
    both = run("score", SET, FILES / "14-case.csv", "--column", "proposed", "--column", "q1=Q1")
    assert climate(both) == CLIMATE[:2]
    assert "Note: 3 items read from a column" in both.stderr
    assert run("score", SET, FILES / "14-case.csv", "--column", "q1").exit_code == 2
    pairs = [part for item in ("q1", "q2", "q3", "q4") for part in ("-c", f"{item}={item.upper()}")]
    assert climate(run("score", SET, FILES / "14-case.csv", *pairs)) == CLIMATE[:2]


def test_codes_for_a_missing_answer(run, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("q1,q2,q3,q4\nnvt,5,2,a=b\n4,5,2,3\n", encoding="utf-8")
    codes = ("--missing-code", "nvt=not_applicable", "--missing-code", "a=b=skipped")
    assert climate(run("score", SET, path, *codes)) == ["", "4.0"]
    assert run("score", SET, path, "--missing-code", "nvt").exit_code == 2
    path.write_text("q1,q2,q3,q4\nn.v.t.,5,2,3\n4,5,2,3\n", encoding="utf-8")
    said = run("inspect", SET, path).stdout
    assert "--missing-code n.v.t.=not_applicable" in " ".join(said.split())


def test_footer_rows(run, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("q1,q2,q3,q4\n4,5,2,3\n2,2,4,3\n6,7,6,6\n", encoding="utf-8")
    assert "--footer-rows 1" in " ".join(run("score", SET, path).stderr.split())
    assert climate(run("score", SET, path, "--footer-rows", "1")) == CLIMATE[:2]


def test_a_sheet(run, tmp_path):
    book = openpyxl.Workbook()
    for name, first in (("before", 4), ("after", 2)):
        sheet = book.create_sheet(name)
        sheet.append(["q1", "q2", "q3", "q4"])
        sheet.append([first, 5, 2, 3])
    book.save(tmp_path / "answers.xlsx")
    assert climate(run("score", SET, tmp_path / "answers.xlsx", "--sheet", "before")) == ["4.0"]
    assert climate(run("score", SET, tmp_path / "answers.xlsx", "--sheet", "after")) == ["3.5"]
    for options in ([], ["--sheet", "later"]):
        result = run("score", SET, tmp_path / "answers.xlsx", *options)
        assert result.exit_code == 2
        assert "unknown-sheet" in result.stderr


LONG = "id,item,resp,wave\n" + "".join(
    f"1,q{item},{answer},{wave}\n" for wave, row in (("a", "4523"), ("b", "2243")) for item, answer in enumerate(row, 1)
)


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        (["q1=Q1"], {"q1": "Q1"}),
        (["q1=a=b", "q2=2"], {"q1": "a=b", "q2": "2"}),  # a name may hold the sign
        (["q1=", "q2=b"], None),
        (["=Q1"], None),
        (["q1"], None),
    ],
)
def test_a_column_of_an_item_is_a_pair(said, columns):
    if columns is not None:
        assert _columns(said) == columns
        return
    with pytest.raises(typer.BadParameter, match="write an item, '=' and its column"):
        _columns(said)


def test_a_row_for_each_answer(run, tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(LONG, encoding="utf-8")
    assert climate(run("score", SET, path, "--long", "id,item,resp,wave")) == CLIMATE[:2]
    assert "answered-twice" in run("score", SET, path, "--long", "id,item,resp").stderr
    for wrong in ("id,item", "id,item,resp,wave,more", "id,,resp"):
        result = run("score", SET, path, "--long", wrong)
        assert result.exit_code == 2
        assert "--long id,item,answer" in " ".join(result.stderr.replace("│", " ").split())


def test_a_column_for_each_item_and_occasion(run, tmp_path):
    path = tmp_path / "wide.csv"
    names = [f"q{item}_{wave}" for wave in ("t1", "t2") for item in range(1, 5)]
    path.write_text(f"id,{','.join(names)}\nx,4,5,2,3,2,2,4,3\n", encoding="utf-8")
    result = run("score", SET, path, "--occasions", "t1,t2")
    assert climate(result) == CLIMATE[:2]
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["id"], row["occasion"]) for row in rows] == [("x", "t1"), ("x", "t2")]
    assert "occasions-not-names" in run("score", SET, path, "--occasions", "t1").stderr


@pytest.mark.parametrize("command", ["analyze", "inspect"])
def test_other_commands_take_them_too(run, command):
    result = run(command, SET, FILES / "05-labels.csv", "--labels", "any")
    assert result.exit_code == 0, result.stderr


def test_inspect_ends_with_one_where_data_need_an_option(run):
    assert run("inspect", SET, FILES / "14-case.csv").exit_code == 1
    assert run("inspect", SET, FILES / "14-case.csv", "--column", "proposed").exit_code == 0
