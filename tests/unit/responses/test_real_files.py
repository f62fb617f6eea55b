"""Files as people have them: what each gives, or what is said of it. The files were made for this."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

import purpose_index as pi

FILES = Path(__file__).parent / "files"
TEAM_DAY = [[3, 4, 1, 2], [1, 1, 3, 2], [4, 3, 0, 3]]  # 4 5 2 3, 2 2 4 3, 5 4 1 4: value less 1
IDS = {"id": ["1", "2", "3"]}
ALL = ("q1", "q2", "q3", "q4")


def read(name, questions="set.yaml", **reading):
    return pi.encode(FILES / questions, FILES / name, **reading)


def refused(name, questions="set.yaml", **reading):
    with pytest.raises(pi.PurposeIndexError) as caught:
        read(name, questions, **reading)
    return caught.value.issues


def codes(issues):
    return [issue.code for issue in issues]


@pytest.mark.parametrize(
    ("name", "reading", "found", "extra", "notes"),
    [
        pytest.param(
            "01-semicolon-header-with-commas.csv",
            {},
            TEAM_DAY,
            {
                "Response ID": ["1", "2", "3"],
                "When you look back, in general, on the last month, on all days, at work, how often did it go well?": [
                    "often",
                    "rarely",
                    "often",
                ],
            },
            [],
            id="semicolons, and commas in a heading",
        ),
        pytest.param(
            "03-qualtrics-three-headers.csv",
            {"header_rows": 3},
            TEAM_DAY,
            {
                "StartDate": ["2026-05-01 10:00:00", "2026-05-01 11:00:00", "2026-05-01 12:00:00"],
                "ResponseId": ["R_1", "R_2", "R_3"],
            },
            [],
            id="three header rows",
        ),
        pytest.param(
            "05-labels.csv",
            {"labels": True},
            TEAM_DAY,
            {"Timestamp": [f"2026/05/01 {hour}:00:00 AM GMT+2" for hour in (10, 11, 12)]},
            [],
            id="labels",
        ),
        pytest.param(
            "06-duplicate-other-columns.csv",
            {},
            TEAM_DAY,
            {**IDS, "Comments": ["fine", "", ""], "Comments.1": ["ok", "", ""]},
            ["repeated-names"],
            id="a name twice",
        ),
        pytest.param("07a-excel-padding.csv", {}, TEAM_DAY, IDS, ["blank-rows", "blank-columns"], id="padding"),
        pytest.param("07b-excel-padding.csv", {}, TEAM_DAY, IDS, ["blank-rows", "blank-columns"], id="less padding"),
        pytest.param("11-decimal-comma.csv", {}, TEAM_DAY[:2], {"id": ["1", "2"]}, [], id="decimal commas"),
        pytest.param(
            "14-case.csv",
            {"columns": "proposed"},
            TEAM_DAY[:2],
            {"ID": ["1", "2"]},
            ["proposed-columns-taken"],
            id="capitals",
        ),
        pytest.param(
            "18-ids-with-signs.csv",
            {},
            TEAM_DAY[:2],
            {"id": ["-N1abcXyz", "@jan"], "phone": ["+31612345678", ""]},
            [],
            id="signs before names",
        ),
    ],
)
def test_what_is_read(name, reading, found, extra, notes):
    coded = read(name, **reading)
    assert coded.codes.tolist() == found
    assert coded.extra == extra
    assert codes(coded.issues) == notes


@pytest.mark.parametrize("questions", ["13-nfc-set.yaml", "13-nfd-set.yaml"])
def test_letters_composed_in_another_way_are_the_same(questions):
    assert not unicodedata.is_normalized("NFC", (FILES / "13-nfd-header.csv").read_text(encoding="utf-8"))
    coded = read("13-nfd-header.csv", questions)
    assert coded.codes.tolist() == TEAM_DAY
    assert coded.extra == IDS


@pytest.mark.parametrize(("name", "columns"), [("07a-excel-padding.csv", 2), ("07b-excel-padding.csv", 1)])
def test_padding_is_counted(name, columns):
    blank = {issue.code: dict(issue.facts) for issue in read(name).issues}
    assert blank == {"blank-rows": {"count": 2}, "blank-columns": {"count": columns}}


def test_header_rows_are_told_with_how_many_there_are():
    (issue,) = refused("03-qualtrics-three-headers.csv")
    assert (issue.code, issue.path) == ("more-header-rows", "$.header_rows")
    assert issue.message.startswith("The first two rows hold a text for every item")
    assert issue.hint == "Say so with header_rows=3, or '--header-rows 3' in the command."
    (issue,) = refused("03-qualtrics-three-headers.csv", header_rows=2)
    assert (issue.code, issue.facts["lines"]) == ("text-answer", (4,))  # one heading runs over two lines
    assert issue.message.startswith("4 answers to 4 items (lines 4) are text")


def test_labels_are_told_and_how_to_read_them():
    (issue,) = refused("05-labels.csv")
    assert (issue.code, issue.path) == ("answers-are-labels", "$.labels")
    assert (issue.facts["items"], issue.facts["answers"], issue.facts["others"]) == (ALL, 12, 0)
    assert "labels=True" in issue.hint


def test_a_stray_quote_is_told_with_its_line():
    (issue,) = refused("09-stray-quotes.csv")
    assert (issue.code, issue.message) == (
        "stray-quote",
        "In line 2, a quote stands inside a cell that is in quotes.",
    )


def test_words_for_a_missing_answer_are_told_and_how_to_declare_them():
    (issue,) = refused("12-missing-words.csv")
    words = ("#N/A", "#NULL!", ".", "N/A", "NULL", "None", "n/a", "null")
    assert issue.code == "missing-words"
    assert (issue.facts["answers"], issue.facts["items"], issue.facts["words"]) == (8, ALL, words)
    assert 'missing: {skipped: ["#N/A", "#NULL!", ".", "N/A", "NULL", "None", "n/a", "null"]}' in issue.hint


def test_declared_words_are_missing(tmp_path):
    questions = (FILES / "set.yaml").read_text(encoding="utf-8")
    words = '["#N/A", "#NULL!", ".", "N/A", "NULL", "None", "n/a", "null"]'
    (tmp_path / "set.yaml").write_text(questions.replace("[-99]", words), encoding="utf-8")
    coded = pi.encode(tmp_path / "set.yaml", FILES / "12-missing-words.csv")
    assert coded.codes.tolist() == [[-2, 4, -2, 2], [1, -2, 3, -2], [-2, -2, -2, -2]]


def test_capitals_are_proposed_and_never_taken_in_silence():
    (issue,) = refused("14-case.csv")
    assert issue.code == "columns-proposed"
    assert (issue.facts["items"], issue.facts["how"]) == (ALL, ("name",))
    assert "columns='proposed'" in issue.hint


def test_choice_ids_are_told_and_how_to_declare_them():
    (issue,) = refused("15-choice-ids.csv", "15-seven.yaml")
    assert (issue.code, issue.facts["numbers"], issue.facts["items"]) == ("choice-ids", 7, ALL)
    assert "'code:'" in issue.hint
    assert "missing" not in issue.hint


def test_a_shift_that_is_seen_is_told_before_anything_else():
    issues = refused("16-base-shift-seen.csv", "16-zero-based.yaml")
    assert codes(issues) == ["shifted-answers", "undeclared-answer", "undeclared-answer"]
    assert (issues[0].facts["shift"], issues[0].facts["items"]) == (1, ("q1", "q3"))
    assert "{value: 0, code: 1, label: ...}" in issues[0].hint
    assert [issue.facts["lines"] for issue in issues[1:]] == [(3,), (3,)]


def test_a_shift_that_is_not_seen_is_noted():
    coded = read("16-base-shift.csv", "16-zero-based.yaml")
    (issue,) = coded.issues
    assert (issue.code, issue.facts["answers"], issue.facts["items"]) == ("lowest-option-unused", 240, ALL)
    assert coded.codes.shape == (60, 4)
    assert coded.codes[0].tolist() == [4, 2, 3, 3]
    assert not read("16-base-shift.csv").issues  # the same answers to a set from 1 to 5


def test_rows_are_told_by_the_line_of_the_file():
    (issue,) = refused("17-row-numbers.csv")
    assert (issue.code, issue.path, issue.facts["lines"]) == ("undeclared-answer", "$.columns.q1", (6,))
    assert "1 answer (line 6) is not one of the options" in issue.message


@pytest.mark.parametrize(
    ("name", "people", "first"),
    [
        ("22-already-reversed.csv", 200, [0, 2, 0, 1, 0, 2]),
        ("23-planned.csv", 20, [-1, 0, -1, 1, -1, 3]),
        ("24-runtimewarning.csv", 20, [0, 0, 1, 0, 0, 1]),
    ],
)
def test_answers_that_are_odd_for_other_reasons_are_read(name, people, first):
    coded = read(name, "six.yaml")
    assert len(coded) == people
    assert coded.codes[0].tolist() == first
    assert not coded.issues


@pytest.mark.parametrize(
    ("name", "code", "path"),
    [
        ("21-same-score.yaml", "duplicate-value", "$.options.plans[3].value"),
        ("25-hash.yaml", "unquoted-text", "$.items[0].text.en"),
    ],
)
def test_sets_that_say_something_else_than_was_meant_are_refused(name, code, path):
    with pytest.raises(pi.PurposeIndexError) as caught:
        pi.load(FILES / name)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [(code, path)]


# Siblings of these cases, made here.

BARS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}


def made(tmp_path, text, encoding="utf-8", name="answers.csv"):
    (tmp_path / name).write_bytes(text.encode(encoding))
    return tmp_path / name


def encoded(path, questions="set.yaml", **reading):
    return pi.encode(FILES / questions, path, **reading)


def told(path, questions="set.yaml", **reading):
    with pytest.raises(pi.PurposeIndexError) as caught:
        encoded(path, questions, **reading)
    assert caught.value.__context__ is None
    return caught.value.issues


@pytest.mark.parametrize("delimiter", BARS.values(), ids=BARS)
@pytest.mark.parametrize("heading", ["a, b; c\td|e", 'a ""word"" in quotes,,,,,,,,', "over\ntwo;;;;;;;;\nlines"])
def test_a_quoted_heading_may_hold_what_parts_cells(tmp_path, delimiter, heading):
    text = f'"{heading}",q1,q2,q3,q4\nx,4,5,2,3\n'
    path = made(
        tmp_path,
        text
        if delimiter == ","
        else text.replace(",q", delimiter + "q")
        .replace("x,", "x" + delimiter)
        .replace("4,5,2,3", delimiter.join("4523")),
    )
    coded = encoded(path)
    assert coded.codes.tolist() == TEAM_DAY[:1]
    assert list(coded.extra) == [heading.replace('""', '"')]


def test_a_heading_without_quotes_may_hold_commas_where_semicolons_part_the_cells(tmp_path):
    coded = encoded(made(tmp_path, "How often, in all, on all days, at work, here?;q1;q2;q3;q4\noften;4;5;2;3\n"))
    assert coded.codes.tolist() == TEAM_DAY[:1]
    assert coded.extra == {"How often, in all, on all days, at work, here?": ["often"]}


def test_a_first_row_that_has_lost_its_last_cells_does_not_decide_what_parts_them(tmp_path):
    assert encoded(made(tmp_path, "q1;q2;q3;q4;a b\n4\n2;2;4;3;x\n")).codes.tolist() == [[3, -1, -1, -1], TEAM_DAY[1]]


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", [("encoding-read", "UTF-16")]),
        ("cp1252", [("encoding-read", "Windows-1252")]),
    ],
)
def test_encodings(tmp_path, encoding, notes):
    coded = encoded(made(tmp_path, "naam;q1;q2;q3;q4\nZoë;4;5;2;3\n", encoding))
    assert coded.codes.tolist() == TEAM_DAY[:1]
    assert coded.extra == {"naam": ["Zoë"]}
    assert [(issue.code, issue.facts["encoding"]) for issue in coded.issues] == notes


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_encodings_that_are_not_read_are_refused(tmp_path, encoding):
    assert codes(told(made(tmp_path, "id,q1,q2,q3,q4\n1,4,5,2,3\n", encoding))) == ["unreadable-file"]


@pytest.mark.parametrize("before", ["", "\n\n", "sep=;\n", "\n\nSEP=;\n\n", ";;;;\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_before_the_header(tmp_path, before, end):
    coded = encoded(made(tmp_path, f"{before}id;q1;q2;q3;q4\n1;4;5;2;3\n".replace("\n", end)))
    assert coded.codes.tolist() == TEAM_DAY[:1]
    assert coded.extra == {"id": ["1"]}


@pytest.mark.parametrize(
    ("rows", "blank"),
    [
        ("1,4,5,2,3\n,,,,\n2,2,2,4,3\n", 1),
        (" ,,\t,,\n1,4,5,2,3\n2,2,2,4,3\n    \n", 2),
        ("1,4,5,2,3,,,\n2,2,2,4,3,\n,,,,,,,,\n", 1),
        ("\n\n1,4,5,2,3\n\n2,2,2,4,3\n\n\n", 0),
    ],
)
def test_rows_that_hold_nothing_are_left_out_and_counted(tmp_path, rows, blank):
    coded = encoded(made(tmp_path, "id,q1,q2,q3,q4\n" + rows))
    assert coded.codes.tolist() == TEAM_DAY[:2]
    assert {issue.code: issue.facts["count"] for issue in coded.issues} == ({"blank-rows": blank} if blank else {})


def test_rows_that_end_early_are_filled_up_and_counted(tmp_path):
    coded = encoded(made(tmp_path, "id,q1,q2,q3,q4,note\n1,4,5,2\n2,2,2,4,3\n3,5,4,1,4,x\n"))
    assert coded.codes.tolist() == [[3, 4, 1, -1], [1, 1, 3, 2], [4, 3, 0, 3]]
    assert coded.extra == {"id": ["1", "2", "3"], "note": ["", "", "x"]}
    assert [(issue.code, issue.facts["count"]) for issue in coded.issues] == [("short-rows", 2)]


def test_a_table_of_r_whose_row_names_have_no_heading_is_told_so(tmp_path):
    body = '"1"\t4\t5\t2\t3\n"2"\t2\t2\t4\t3\n'
    (issue,) = told(made(tmp_path, f"q1\tq2\tq3\tq4\n{body}"))  # write.table(d, sep="\t")
    assert issue.code == "ragged-rows"
    assert issue.hint.startswith("Every row has one cell more, as where the first column has no heading")
    (issue,) = told(made(tmp_path, f"q1\tq2\tq3\tq4\n{body}4\t5\t2\t3\n"))
    assert issue.hint == "Quote cells that hold the delimiter."
    assert encoded(made(tmp_path, f"\tq1\tq2\tq3\tq4\n{body}")).codes.tolist() == [[3, 4, 1, 2], [1, 1, 3, 2]]


def test_rows_that_are_too_long_are_refused_by_line(tmp_path):
    path = made(tmp_path, 'id,q1,q2,q3,q4\n"1\n1",4,5,2,3\n2,2,2,4,3,x\n\n3,5,4,1,4,,y\n')
    (issue,) = told(path)
    assert (issue.code, dict(issue.facts)) == ("ragged-rows", {"count": 2, "cells": 5, "first": (4, 6)})
    assert issue.message.startswith("2 rows have more than 5 cells")
    assert issue.message.endswith("the first: lines 4, 6.")
    (issue,) = told(made(tmp_path, "id,q1,q2,q3,q4\n2,2,2,4,3,x\n"))
    assert issue.message == "1 row has more than 5 cells, which is what the header has; the first: line 2."


@pytest.mark.parametrize(
    ("rows", "code", "line", "message"),
    [
        ('1,4,5,2,3\n2,"a "b" c",2,4,3\n', "stray-quote", 3, "In line 3, a quote"),
        ('1,"4\n4",5,2,3\n2,"a\nb "c" d",2,4,3\n', "stray-quote", 5, "In line 5, in the row that begins in line 4, a"),
        ('1,4,5,2,3\n2,"2,2,4,3\n3,5,4,1,4\n', "open-quote", 3, "In the row that begins in line 3, a quote is opened"),
        ('\n"1","4",5,2,3\n\n2,2,"2,4,3\n', "open-quote", 5, "In the row that begins in line 5, a quote is opened"),
    ],
)
def test_quotes_that_do_not_fit_are_told_with_their_line(tmp_path, rows, code, line, message):
    (issue,) = told(made(tmp_path, "id,q1,q2,q3,q4\n" + rows))
    assert (issue.code, issue.facts["line"]) == (code, line)
    assert issue.message.startswith(message)


def test_quotes_are_numbered_by_line_below_a_line_that_says_what_parts_the_cells(tmp_path):
    (issue,) = told(made(tmp_path, '\nsep=;\nid;q1;q2;q3;q4\n1;"a "b";5;2;3\n'))
    assert (issue.code, issue.facts["line"], issue.facts["first"]) == ("stray-quote", 4, 4)


def test_a_very_long_cell_is_read(tmp_path):
    coded = encoded(made(tmp_path, f"note,q1,q2,q3,q4\n{'x' * 200_000},4,5,2,3\n"))
    assert len(coded.extra["note"][0]) == 200_000


@pytest.mark.parametrize(
    ("delimiter", "cell", "code"),
    [
        (";", "4,00", None),
        (";", "4.00", None),
        (";", "4,", None),
        ("\t", " 4,0 ", None),
        (",", '"4,0"', None),
        (",", "4.000", None),
        (";", "4.000", "thousands-mark"),
        (";", "4,000", "thousands-mark"),
        (",", '"4,000"', "thousands-mark"),
        (";", "1.004.000", "thousands-mark"),
        (";", "4,5", "fractional-answer"),
        (",", "3.0000001", "fractional-answer"),
        (";", "4,0,0", "text-answer"),
        (";", "6,00", "undeclared-answer"),
    ],
)
def test_decimal_commas_and_marks_for_thousands(tmp_path, delimiter, cell, code):
    path = made(tmp_path, "q1,q2,q3,q4\n@,5,2,3\n".replace(",", delimiter).replace("@", cell))
    if code is None:
        assert encoded(path).codes.tolist() == TEAM_DAY[:1]
    else:
        assert codes(told(path)) == [code]


def test_a_word_for_a_missing_answer_is_told_beside_what_is_no_word(tmp_path):
    issues = told(made(tmp_path, "q1,q2,q3,q4\nN/A,5,2,3\nsecret,5,2,3\n"))
    assert codes(issues) == ["missing-words", "text-answer"]
    assert issues[0].message == "1 cell of 1 item holds a word that often stands for a missing answer."
    assert "secret" not in str(issues)
    assert (issues[1].facts["answers"], issues[1].facts["lines"]) == (2, (2, 3))


def test_texts_as_headings_are_proposed(tmp_path):
    heads = [
        "Team [We share what we learn.]",
        "Team: Colleagues help one another.",
        "new people FEEL lost here",
        "4. Meetings give me energy.",
    ]
    path = made(tmp_path, "\t".join(heads) + "\n4\t5\t2\t3\n")
    (issue,) = told(path)
    assert (issue.code, issue.facts["how"]) == ("columns-proposed", ("text",))
    assert encoded(path, columns="proposed").codes.tolist() == TEAM_DAY[:1]


def test_a_text_that_two_columns_have_is_not_proposed(tmp_path):
    heads = "a [We share what we learn.]\tb [We share what we learn.]\tq2\tq3\tq4"
    for reading in ({}, {"columns": "proposed"}):
        issues = told(made(tmp_path, heads + "\n4\t4\t5\t2\t3\n"), **reading)
        assert [(issue.code, issue.path) for issue in issues] == [("missing-column", "$.columns.q1")]


def test_texts_in_a_further_header_row_are_proposed(tmp_path):
    texts = "We share what we learn.,Colleagues help one another.,New people feel lost here.,Meetings give me energy."
    path = made(tmp_path, f"A,B,C,D\n{texts}\n4,5,2,3\n")
    assert encoded(path, header_rows=2, columns="proposed").codes.tolist() == TEAM_DAY[:1]


def test_the_header_row_that_names_the_items_counts_and_that_is_said(tmp_path):
    path = made(tmp_path, "Team,Team,Team,Team\nq1,q2,q3,q4\n4,5,2,3\n")
    coded = encoded(path, header_rows=2)
    assert coded.codes.tolist() == TEAM_DAY[:1]
    assert [(issue.code, issue.facts["row"]) for issue in coded.issues] == [("header-row-taken", 2)]


@pytest.mark.parametrize(("first", "rows"), [("w,x,y,z\n", 2), ("w,x,y,z\n1a,2b,3c,4d\n", 3)])
def test_one_or_two_more_header_rows_are_told(tmp_path, first, rows):
    (issue,) = told(made(tmp_path, f"q1,q2,q3,q4\n{first}4,5,2,3\n"))
    assert (issue.code, issue.facts["value"]) == ("more-header-rows", rows)


def test_labels_that_the_set_does_not_declare_are_no_header(tmp_path):
    path = made(tmp_path, "q1,q2,q3,q4\n" + "Eens,Oneens,Eens,Eens\n" * 9)
    assert codes(told(path)) == ["choice-ids"]


def shifted(tmp_path, low, questions, step=1):
    """Everybody's answers from `low` up, in steps, to all items."""
    rows = "".join(",".join(str(low + step * ((p + i) % 5)) for i in range(4)) + "\n" for p in range(20))
    return told(made(tmp_path, "q1,q2,q3,q4\n" + rows), questions)


@pytest.mark.parametrize(
    ("low", "questions", "shift"),
    [(0, "set.yaml", -1), (1, "16-zero-based.yaml", 1), (-2, "set.yaml", -3), (11, "set.yaml", 10)],
)
def test_shifts_both_ways(tmp_path, low, questions, shift):
    (issue,) = shifted(tmp_path, low, questions)
    assert (issue.code, issue.facts["shift"]) == ("shifted-answers", shift)
    assert ("lower" if shift < 0 else "higher") in issue.message
    assert "for a missing answer" not in issue.hint


def test_a_far_shift_would_tell_answers_and_is_not_told(tmp_path):
    (issue,) = shifted(tmp_path, 5551231, "set.yaml")
    assert issue.code == "choice-ids"
    assert "555" not in str(issue)


def test_answers_from_0_to_100(tmp_path):
    (issue,) = shifted(tmp_path, 0, "set.yaml", step=25)
    assert (issue.code, issue.facts["numbers"]) == ("choice-ids", 5)
    (issue,) = told(
        made(tmp_path, "q1,q2,q3,q4\n" + "".join(f"{p},{p + 1},{p + 2},{p + 3}\n" for p in range(0, 90, 9)))
    )
    assert issue.code == "other-options"
    assert "declare a code" not in issue.hint
    assert "missing" not in issue.hint


def test_one_mistyped_number_is_told_as_one(tmp_path):
    rows = "4,5,2,3\n" * 20
    issues = told(made(tmp_path, f"q1,q2,q3,q4\n{rows}44,5,2,3\n"))
    assert [(issue.code, issue.facts["lines"]) for issue in issues] == [("undeclared-answer", (22,))]


def test_a_file_of_very_many_nameless_columns_takes_no_time(tmp_path):
    path = made(tmp_path, "," * 20_000 + "q1,q2,q3,q4\n" + "1," * 20_000 + "4,5,2,3\n")
    coded = encoded(path)
    assert coded.codes.tolist() == TEAM_DAY[:1]
    assert [(issue.code, issue.facts["count"]) for issue in coded.issues] == [("repeated-names", 19_999)]


def test_blank_lines_cost_little(tmp_path):
    path = made(tmp_path, "q1,q2,q3,q4\n" + "\n" * 30_000 + "9,5,2,3\n")
    assert [issue.facts["lines"] for issue in told(path)] == [(30_002,)]
    assert codes(told(made(tmp_path, "\n" * 30_000))) == ["no-columns"]
