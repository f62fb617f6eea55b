"""What parts the cells of a CSV file, how it is encoded, and where its rows begin."""

from __future__ import annotations

import codecs

import pytest

import purpose_index as pi
from purpose_index.responses.csv_file import UTF_8, UTF_16, WINDOWS, CsvFile, encodings
from tests.unit.scoring.sets import THREE


def made(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "answers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1;2;3\n", ";"),
        ("a\tb\tc\n1\t2\t3\n", "\t"),
        ("a|b|c\n1|2|3\n", "|"),
        ("a\n1\n", ","),
        ("", ","),
        ("a;b\n", ";"),
        ('"a,b,c,d";b\n1;2\n', ";"),
        ('"a\n,,,,";b\n1;2\n', ";"),
        ("a, in all, here;b\n1;2\n", ";"),  # 2 commas in the heading, none below it
        ("a, in all, here;b\n", ","),  # nothing else tells
        ("a;b;c\n1\n", ";"),  # the second row has lost its last cells
        ("a;b;c\n1,00;2,00;3,00\n", ";"),  # the heading has no comma
        ("\n\n;;;\na;b,c\n1;2\n", ";"),
        ("sep=|\na;b;c\n", "|"),
        ('"sep=;"\na,b,c\n', ";"),
        ("SEP=\t\na,b\n", "\t"),
        ("sep=x\na;b\n", ";"),
        ("Results, 2026\na;b;c\n", ";"),  # a title of one cell
    ],
)
def test_what_parts_the_cells(tmp_path, text, delimiter):
    assert CsvFile(made(tmp_path, text), UTF_8).delimiter == delimiter


@pytest.mark.parametrize(("delimiter", "decimal_comma"), [(",", False), (";", True), ("\t", True), ("|", True)])
def test_a_comma_is_decimal_where_it_does_not_part_the_cells(tmp_path, delimiter, decimal_comma):
    assert CsvFile(made(tmp_path, f"a{delimiter}b\n"), UTF_8).decimal_comma is decimal_comma


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_row_has_the_line_that_it_begins_on(tmp_path, end):
    text = 'a,b\n"1\n\n2",3\n\n4,"5\n6"\n7,8\n'.replace("\n", end)
    rows = [
        (number, [cell.replace("\r", "") for cell in row])
        for number, row in CsvFile(made(tmp_path, text), UTF_8).numbered()
    ]
    assert rows == [(1, ["a", "b"]), (2, ["1\n\n2", "3"]), (5, []), (6, ["4", "5\n6"]), (8, ["7", "8"])]


def test_lines_are_counted_from_the_first_below_one_that_says_what_parts_the_cells(tmp_path):
    file = CsvFile(made(tmp_path, "\nsep=;\na;b\n1;2\n"), UTF_8)
    assert list(file.numbered()) == [(3, ["a", "b"]), (4, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n", (UTF_8, WINDOWS)),
        (codecs.BOM_UTF8 + b"a,b\n", (UTF_8, WINDOWS)),
        ("a,b\n".encode("utf-16"), (UTF_16,)),
        (codecs.BOM_UTF16_BE + "a,b\n".encode("utf-16-be"), (UTF_16,)),
    ],
)
def test_encodings_are_tried_in_order(tmp_path, content, expected):
    assert encodings(made(tmp_path, content)) == expected


@pytest.mark.parametrize("content", ["a,b\n".encode("utf-32"), "a,b\n".encode("utf-16-le"), b"\x00", b"PK\x00\x01"])
def test_what_is_no_text_is_refused(tmp_path, content):
    with pytest.raises(pi.ResponseError) as caught:
        encodings(made(tmp_path, content))
    assert [issue.code for issue in caught.value.issues] == ["unreadable-file"]


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ('a,b\n1,"2"x\n', "stray-quote", {"line": 2, "first": 2}),
        ('a,b\n"1\n2","3"4"\n', "stray-quote", {"line": 3, "first": 2}),
        ('a,b\n1,2\n"3,4\n5,6\n', "open-quote", {"line": 3}),
        ('"a,b\n', "open-quote", {"line": 1}),
    ],
)
def test_quotes_that_do_not_fit(tmp_path, text, code, facts):
    with pytest.raises(pi.ResponseError) as caught:
        list(CsvFile(made(tmp_path, text), UTF_8).numbered())
    assert [(issue.code, dict(issue.facts)) for issue in caught.value.issues] == [(code, facts)]


@pytest.mark.parametrize(
    ("text", "encoding", "plain"),
    [
        ("a,b\n1,2\n", UTF_8, True),
        ("a,b\r\n1,2\r\n", UTF_8, True),
        ("a,b\r1,2\r", UTF_8, False),  # line ends of long ago
        ("a,b\r\n1\r,2\r\n", UTF_8, False),
        ("a,b\n1,2\n", UTF_16, False),
        ("x" * ((1 << 16) - 1) + "\r\n1\r\n", UTF_8, True),  # what is looked at ends between the two
        ("a\r" + "x" * ((1 << 16) - 3) + "\r\n1\r\n", UTF_8, False),
    ],
)
def test_lines_that_can_be_found_before_they_are_decoded(tmp_path, text, encoding, plain):
    assert CsvFile(made(tmp_path, text, encoding), encoding).has_plain_lines is plain


def test_a_stray_quote_is_told_in_its_line_below_parts_that_were_read_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("purpose_index.responses.csv_file.CHUNK", 8)
    file = CsvFile(made(tmp_path, "a,b\n" + "1,2\n" * 9 + '3,"4"5\n'), UTF_8)
    with pytest.raises(pi.ResponseError, match="In line 11, a quote"):
        list(file.parts(1, 2))


@pytest.mark.parametrize("start", [b"$FL2", b"$FL3"])
def test_a_data_file_of_spss_is_called_that(tmp_path, start):
    path = tmp_path / "answers.sav"
    path.write_bytes(start + b"@(#) SPSS DATA FILE\x00\x00\x02\n")
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode("purpose-index", path)
    (issue,) = caught.value.issues
    assert (issue.code, issue.message) == ("unreadable-file", "It is a data file of SPSS.")
    assert issue.hint == "Read it with 'interop.spss.read', or 'import spss' in the command."


@pytest.mark.parametrize(
    ("encoding", "name", "doubt"),
    [("utf-8", None, False), ("utf-8-sig", None, False), ("utf-16", "UTF-16", False), ("cp1252", "Windows-1252", True)],
)
def test_what_a_file_was_read_as_is_said_and_whether_that_leaves_doubt(tmp_path, encoding, name, doubt):
    path = tmp_path / "answers.csv"
    path.write_text("a,b,c,team\n1,2,3,één\n", encoding=encoding)
    coded = pi.encode(THREE, path)
    assert coded.extra == {"team": ["één"]}
    told = [(issue.code, issue.facts["encoding"], bool(issue.hint)) for issue in coded.issues]
    assert told == ([("encoding-read", name, doubt)] if name else [])
