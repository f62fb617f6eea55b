"""Answers from Google Forms and Microsoft Forms."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.interop import forms

FILES = Path(__file__).parent / "files"
AGREE = [
    ("helemaal mee oneens", "strongly disagree"),
    ("mee oneens", "disagree"),
    ("neutraal", "neutral"),
    ("mee eens", "agree"),
    ("helemaal mee eens", "strongly agree"),
]
TEXTS = [
    ("Mijn werk leert mij wat ik belangrijk vind in het leven.", "My work teaches me what I find important in life."),
    ("Ik voel mij thuis bij de bedoeling van mijn organisatie.", "I feel at home with the purpose of my organisation."),
    (
        "Mijn werk heeft een goede plek in het verhaal van mijn leven.",
        "My work has a good place in the story of my life.",
    ),
    ("De tijd die ik aan mijn werk geef, is goed besteed.", "The time that I give to my work is well spent."),
    ("Ik kan mensen noemen die iets hebben aan mijn werk.", "I can name people who benefit from my work."),
    (
        "De samenleving zou het merken als mijn soort werk wegviel.",
        "Society would notice if my kind of work disappeared.",
    ),
]
# what the rows of both files say: a number from 0 a cell, -1 where it is empty
ANSWERS = [
    [1, 4, 0, 2, 0, 3],
    [3, 3, -1, 3, 1, 0],
    [3, 0, 3, 3, 4, 0],
    [-1, 3, 2, -1, 1, 4],
    [0, 2, 0, 0, 0, -1],
    [4, 0, 3, -1, 1, 3],
    [-1, 0, 4, 1, 3, 3],
    [4, 1, 2, 1, -1, 1],
]


@pytest.fixture(scope="module")
def asked():
    return pi.load(
        {
            "id": "work",
            "version": "1.0.0",
            "languages": ["nl", "en"],
            "title": {"nl": "Werk", "en": "Work"},
            "options": {"agree": [{"value": v, "label": {"nl": nl, "en": en}} for v, (nl, en) in enumerate(AGREE, 1)]},
            "items": [
                {"id": f"w{i}", "text": {"nl": nl, "en": en}, "options": "agree"} for i, (nl, en) in enumerate(TEXTS, 1)
            ],
            "scales": [{"id": "all", "name": {"nl": "Alles", "en": "All"}, "items": "all"}],
        }
    )


def places(imported, code):
    return [issue.path for issue in imported.report if issue.code == f"import-{code}"]


@pytest.mark.parametrize(
    ("name", "kept", "unknown", "gone"),
    [
        (
            "made-google-forms-nl.csv",
            ["Tijdstempel", "Wat doe je graag? (meerdere)", "Hoe waarschijnlijk (1-5)?"],
            ["Wat doe je graag? (meerdere)", "Hoe waarschijnlijk (1-5)?"],
            [],
        ),
        (
            "made-ms-forms-en.csv",
            ["ID", "Start time", "Completion time", "Last modified time", "What do you like?"],
            ["What do you like?"],
            ["Email", "Name"],
        ),
    ],
)
def test_columns_are_found_by_their_texts_and_answers_by_their_labels(asked, name, kept, unknown, gone):
    imported = forms.read(FILES / name, asked)
    assert imported.question_set is asked
    assert imported.responses.codes.tolist() == ANSWERS
    assert list(imported.responses.extra) == kept
    assert places(imported, "guessed") == [f"$.columns.w{i}" for i in range(1, 7)]
    assert places(imported, "dropped") == [f"$.columns.{name}" for name in [*gone, *unknown]]


def table(path, rows, delimiter=","):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    path.write_text(file.getvalue(), encoding="utf-8-sig", newline="")
    return path


def english(first=(), last=()):
    """A header and a row: disagree to everything, but for the first item."""
    return [*first, *(en for _, en in TEXTS), *last], ["", *["Disagree"] * 5]


def test_columns_of_a_quiz_are_not_those_of_the_questions(asked, tmp_path):
    head, cells = [], []
    for _, text in TEXTS:
        head += [text, f"Points - {text}", f"Feedback - {text}"]
        cells += ["Agree", "1", ""]
    imported = forms.read(table(tmp_path / "quiz.csv", [head, cells]), asked)
    assert imported.responses.codes.tolist() == [[3] * 6]
    assert imported.responses.extra[f"Points - {TEXTS[0][1]}"] == ["1"]


@pytest.mark.parametrize(
    "heading",
    [
        "E-mail",
        "Naam",
        "Email Address",
        "E-mailadres",
        "Gebruikersnaam",
        "Wat is je naam?",
        "Your e-mail, please",
        "Telefoon",
    ],
)
def test_columns_that_ask_who_somebody_is_are_left_out(asked, heading, tmp_path):
    head, cells = english([heading])
    path = table(tmp_path / "answers.csv", [head, ["Somebody Else", *cells]])
    imported = forms.read(path, asked)
    assert imported.responses.extra is None
    assert "Somebody" not in str(imported.report)
    assert forms.read(path, asked, keep=[heading]).responses.extra == {heading: ["Somebody Else"]}


@pytest.mark.parametrize("heading", ["Begintijd", "Tijd van voltooien", "Completion time", "Timestamp", "ID"])
def test_what_a_form_adds_is_kept_and_not_reported(asked, heading, tmp_path):
    head, cells = english([heading])
    imported = forms.read(table(tmp_path / "answers.csv", [head, ["1", *cells]], ";"), asked)
    assert imported.responses.extra == {heading: ["1"]}
    assert places(imported, "dropped") == []


def test_a_language_reads_its_own_labels_alone(asked, tmp_path):
    head, cells = english()
    path = table(tmp_path / "answers.csv", [head, cells])
    assert forms.read(path, asked, language="en").responses.codes.tolist() == [[-1, 1, 1, 1, 1, 1]]
    with pytest.raises(pi.ResponseError) as caught:
        forms.read(path, asked, language="nl")
    assert "isagree" not in str(caught.value)
    with pytest.raises(pi.ArgumentError):
        forms.read(path, asked, language="fr")


def test_numbers_of_a_linear_scale_are_read_as_numbers(asked, tmp_path):
    head, _ = english()
    imported = forms.read(table(tmp_path / "answers.csv", [head, ["1", "2", "3", "4", "5", ""]]), asked)
    assert imported.responses.codes.tolist() == [[0, 1, 2, 3, 4, -1]]


def test_columns_by_the_names_of_items_need_no_text(asked):
    rows = [{f"w{i}": "Agree" for i in range(1, 7)}]
    imported = forms.read(rows, asked)
    assert (imported.responses.codes.tolist(), imported.report) == ([[3] * 6], ())
    both = forms.read([{**rows[0], TEXTS[0][1]: "Disagree"}], asked)
    assert (both.responses.codes.tolist(), both.responses.extra) == ([[3] * 6], [{TEXTS[0][1]: "Disagree"}])


def test_a_question_that_is_not_in_the_form_is_an_error(asked, tmp_path):
    head, cells = english()
    with pytest.raises(pi.ResponseError) as caught:
        forms.read(table(tmp_path / "answers.csv", [head[:5], cells[:5]]), asked)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("missing-column", "$.columns.w6")]


def test_a_question_in_other_words_is_read_where_its_heading_is_said(asked, tmp_path):
    head, cells = english()
    path = table(tmp_path / "answers.csv", [["I learn at work.", *head[1:]], ["Agree", *cells[1:]]])
    with pytest.raises(pi.ResponseError) as caught:
        forms.read(path, asked)
    assert "columns=" in caught.value.issues[0].hint
    imported = forms.read(path, asked, columns={"w1": "I learn at work.", "w2": head[1]})
    assert imported.responses.codes.tolist() == [[3, 1, 1, 1, 1, 1]]
    assert places(imported, "guessed") == [f"$.columns.w{i}" for i in (3, 4, 5, 6)]


@pytest.mark.parametrize("columns", [["w1"], "w1", {"w1": ["x"]}, {"w1": None}, {"x": "y"}])
def test_columns_that_cannot_be_are_errors(asked, columns, tmp_path):
    with pytest.raises(pi.PurposeIndexError):
        forms.read(table(tmp_path / "answers.csv", english()), asked, columns=columns)


def test_two_grids_with_the_same_rows_are_not_told_apart_by_guessing(asked, tmp_path):
    head, cells = english()
    twice = [[*head, f"Last week [{head[0]}]", f"This week [{head[1]}]"], [*cells, "Agree", "Agree"]]
    with pytest.raises(pi.ResponseError) as caught:
        forms.read(table(tmp_path / "answers.csv", twice), asked)
    assert {issue.path for issue in caught.value.issues} >= {"$.columns.w1", "$.columns.w2"}


def test_a_workbook_is_read_as_the_csv_file_is(asked, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    rows = list(csv.reader(io.StringIO((FILES / "made-ms-forms-en.csv").read_text(encoding="utf-8-sig"), newline="")))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.create_sheet("Empty")
    book.save(tmp_path / "answers.xlsx")
    imported = forms.read(tmp_path / "answers.xlsx", asked)
    assert imported.responses.codes.tolist() == ANSWERS
    assert places(imported, "dropped") == ["$.columns.Email", "$.columns.Name", "$.columns.What do you like?"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04" + b"\x00" * 50, b'"' + b"x" * (2 << 20)])
def test_what_is_no_table_is_refused(asked, content, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    with pytest.raises(pi.PurposeIndexError) as caught:
        forms.read(path, asked)
    assert caught.value.issues
