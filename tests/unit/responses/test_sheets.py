"""Workbooks: what is in their sheets, and those that are far larger inside than they look."""

from __future__ import annotations

import struct
import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

import purpose_index as pi
from purpose_index.responses.sheets import sheets_of

PLACE = '<c r="{0}" t="inlineStr"><is><t>x</t></is></c>'


def edited(*places, dimension=None, quote='"', name="worksheets/sheet1.xml"):
    """A workbook with a text at these places, and a sheet that declares these dimensions."""
    made = BytesIO()
    openpyxl.Workbook().save(made)
    out = BytesIO()
    rows = "".join(f"<row>{PLACE.format(place)}</row>" for place in places).replace('r="', f"r={quote}")
    if quote == "'":
        rows = rows.replace('" t=', "' t=")
    declared = f'<dimension ref="{dimension}"/>' if dimension else ""
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    sheet += f"{declared}<sheetData>{rows}</sheetData></worksheet>"
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = sheet.encode() if part.endswith("sheet1.xml") else old.read(part)
            called = part.replace("worksheets/sheet1.xml", name)
            new.writestr(called, content.replace(b"worksheets/sheet1.xml", name.encode()))
    return out.getvalue()


def test_cells_are_as_they_are_kept_and_empty_ones_none():
    book = openpyxl.Workbook()
    book.active.append(["a", 1, None, True, 2.5])
    made = BytesIO()
    book.save(made)
    assert sheets_of(made.getvalue()) == {"Sheet": [["a", 1.0, None, True, 2.5]]}


@pytest.mark.parametrize(
    "places", [("A1", "XFD1048576"), ("A1048576", "AG1"), ("B1", "BZ900000"), ("a1", "xfd1048576")]
)
@pytest.mark.parametrize("quote", ['"', "'"])
def test_cells_so_far_apart_that_the_sheet_would_fill_all_memory_are_refused(places, quote):
    with pytest.raises(pi.ResponseError, match="far apart") as caught:
        sheets_of(edited(*places, quote=quote))
    assert [issue.code for issue in caught.value.issues] == ["unreadable-file"]


def test_the_cells_of_the_rectangle_are_counted(monkeypatch):
    """Rows 5 to 10 of the columns AG to AI are eighteen cells."""
    monkeypatch.setattr("purpose_index.responses.sheets.MOST_CELLS", 18)
    assert len(sheets_of(edited("AG5", "AI10"))) == 1
    monkeypatch.setattr("purpose_index.responses.sheets.MOST_CELLS", 17)
    with pytest.raises(pi.ResponseError, match="far apart"):
        sheets_of(edited("AG5", "AI10"))
    assert len(sheets_of(edited("A1", "AF100"))) == 1  # a narrow sheet is not counted


@pytest.mark.parametrize("size", range(70, 100))
def test_a_place_is_found_wherever_a_part_is_cut(monkeypatch, size):
    monkeypatch.setattr("purpose_index.responses.sheets._CHUNK", size)
    with pytest.raises(pi.ResponseError, match="far apart"):
        sheets_of(edited("A1", "XFD1048576"))


def test_a_sheet_of_another_name_is_looked_at_too():
    assert sheets_of(edited("A1", name="other.part")) == {"Sheet": [["x"]]}
    with pytest.raises(pi.ResponseError, match="far apart"):
        sheets_of(edited("A1", "XFD1048576", name="other.part"))


def with_part(content, text):
    """A workbook with a part more, which no reader needs; a '?' in it was a '!' when it was packed."""
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("extra.xml", text.replace("?", "!"))
    return out.getvalue().replace(text.replace("?", "!").encode(), text.encode())


def test_a_part_more_does_not_hide_cells_that_stand_far_apart():
    """It looks like a far place and is none, or cannot be unpacked: the other parts are looked at all the same."""
    no_place = '<c r="AAA1x"/>'
    assert sheets_of(with_part(edited("A1"), no_place)) == {"Sheet": [["x"]]}
    with pytest.raises(pi.ResponseError, match="far apart"):
        sheets_of(with_part(edited("A1", "XFD1048576"), no_place))
    for places in (("A1",), ("A1", "XFD1048576")):
        with pytest.raises(pi.ResponseError, match="damaged") as caught:
            sheets_of(with_part(edited(*places), "damaged here?"))
        assert caught.value.__context__ is None


def test_a_binary_workbook_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.bin", b"")
    with pytest.raises(pi.ResponseError, match=r"\.xlsb"):
        sheets_of(out.getvalue())


def test_far_cells_that_are_few_and_rows_that_are_declared_alone_are_read_quickly():
    started = time.perf_counter()
    rows = sheets_of(edited("A1", "AMJ30"))["Sheet"]
    assert (rows[0][0], rows[29][1023], len(rows)) == ("x", "x", 30)
    assert sheets_of(edited("A1", "B2", dimension="A1:XFD1048576")) == {"Sheet": [["x", None], [None, "x"]]}
    assert time.perf_counter() - started < 2


# An old workbook (.xls) that ends after its header: calamine 0.37 looks for its sectors, and panics.
CUT_OFF = (
    bytes.fromhex("d0cf11e0a1b11ae1")
    + bytes(16)
    + struct.pack("<5H6x9I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    + bytes(4)
    + b"\xff" * 432
)


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"PK\x03\x04", b"PK\x03\x04" + b"\x00" * 99, b"\xd0\xcf\x11\xe0", CUT_OFF]
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(pi.ResponseError) as caught:
        sheets_of(content)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-file"]


def test_a_workbook_that_is_far_larger_when_it_is_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr("purpose_index.responses.sheets.MOST_BYTES", 4 << 20)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * (5 << 20))
    assert len(out.getvalue()) < 10_000
    with pytest.raises(pi.ResponseError, match="4 MiB when it is unpacked"):
        sheets_of(out.getvalue())


def filled(value, times=1):
    """Cells of OpenDocument that hold a number."""
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}" table:number-columns-repeated="{times}"/>'
    )


def gap(times):
    return f'<table:table-cell table:style-name="ce1" table:number-columns-repeated="{times}"/>'


def row(*cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def open_document(*tables):
    """A workbook (.ods) with these rows in its sheets."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    sheets = "".join(f'<table:table table:name="s{i}">{rows}</table:table>' for i, rows in enumerate(tables))
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>{sheets}</office:spreadsheet>"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", kind)
        book.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
        book.writestr("content.xml", f"{content}</office:body></office:document-content>")
    return out.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        row(filled(1)) + row(gap(1024), times=1_000_000) + row(gap(1000), filled(2)),
        row(filled(1, times=1000), times=100_000),
        row(gap(4000), filled(1)) + row(gap(2), times=10_000) + row(filled(2)),
        row(
            '<table:table-cell table:number-columns-repeated="999"><text:p>x</text:p></table:table-cell>', times=50_000
        ),
    ],
)
def test_rows_and_cells_that_stand_for_many_are_refused_before_they_fill_all_memory(rows):
    small = row(filled(1))
    for tables in ([rows], [small, rows], [rows, small]):
        with pytest.raises(pi.ResponseError, match="far apart"):
            sheets_of(open_document(*tables))


def test_empty_rows_and_cells_to_the_end_of_a_sheet_are_no_cells(monkeypatch):
    padded = row(filled(1), filled(2, times=2), gap(1021)) + row(gap(1024), times=1_048_575)
    assert sheets_of(open_document(padded, padded)) == {"s0": [[1, 2, 2]], "s1": [[1, 2, 2]]}
    four_by_three = row(filled(1)) + row(gap(1), times=2) + row(gap(1), filled(2, times=2))
    monkeypatch.setattr("purpose_index.responses.sheets.MOST_CELLS", 12)
    assert len(sheets_of(open_document(four_by_three))["s0"]) == 4
    monkeypatch.setattr("purpose_index.responses.sheets.MOST_CELLS", 11)
    with pytest.raises(pi.ResponseError, match="far apart"):
        sheets_of(open_document(four_by_three))


@pytest.mark.parametrize("size", [7, 100])
def test_a_tag_is_found_wherever_the_file_is_cut(monkeypatch, size):
    monkeypatch.setattr("purpose_index.responses.sheets._CHUNK", size)
    with pytest.raises(pi.ResponseError, match="far apart"):
        sheets_of(open_document(row(filled(1, times=1000), times=100_000)))
