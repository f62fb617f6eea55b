"""The content of sources: bounded, decoded, and refused in words."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

import purpose_index as pi
from purpose_index.interop import sources
from purpose_index.interop.sources import bytes_of, csv_of, json_of, text_of, xml_of


def refused(function, source):
    with pytest.raises(pi.PurposeIndexError) as caught:
        function(source)
    (issue,) = caught.value.issues
    return issue


def test_a_path_a_text_of_one_and_bytes_are_sources(tmp_path):
    (tmp_path / "a.json").write_bytes(b"[1]")
    for source in (tmp_path / "a.json", str(tmp_path / "a.json"), b"[1]"):
        assert bytes_of(source) == b"[1]"
        assert json_of(source) == [1]


@pytest.mark.parametrize("source", [None, 3, 1.5, object(), {1}])
def test_other_things_are_not(source):
    issue = refused(bytes_of, source)
    assert (issue.code, issue.facts["type"]) == ("not-a-source", type(source).__name__)


def test_what_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 10)
    assert bytes_of(b"x" * 10) == b"x" * 10
    assert refused(bytes_of, b"x" * 11).code == "unreadable-source"
    (tmp_path / "large").write_bytes(b"x" * 11)
    assert refused(bytes_of, tmp_path / "large").code == "unreadable-source"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no devices and named pipes as files")
def test_devices_and_pipes_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    done = []
    thread = threading.Thread(target=lambda: done.append(refused(bytes_of, tmp_path / "pipe").code), daemon=True)
    thread.start()
    thread.join(5)
    assert done == ["unreadable-source"]
    assert refused(bytes_of, "/dev/zero").code == "unreadable-source"


def test_what_is_not_there_and_folders_are_errors_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        bytes_of(tmp_path / "nowhere")
    with pytest.raises(OSError, match="directory"):
        bytes_of(tmp_path)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("één".encode(), "één"),
        ("één".encode("utf-8-sig"), "één"),
        ("één".encode("utf-16"), "één"),
        (b"\xfe\xff" + "één".encode("utf-16-be"), "één"),
        ("één – €".encode("cp1252"), "één – €"),
        (b"\x81", "\ufffd"),
        (b"", ""),
    ],
)
def test_encodings(content, text):
    assert text_of(content) == text


def test_what_is_no_text_is_refused():
    assert refused(text_of, b"PK\x03\x04\x00\x00").code == "unreadable-source"


def test_json_is_taken_as_it_is_where_it_is_read_already():
    mapping = {"a": 1}
    assert json_of(mapping) is mapping
    assert json_of([1, 2]) == [1, 2]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{"a": 1,\n "b"', (2, 5)),
        (b"", (1, 1)),
        (b"{'a': 1}", (1, 2)),
        (b"[" * 200_000, (None, None)),
        (b'{"a":' * 200_000, (None, None)),
        (b"9" * 100_000, (None, None)),
    ],
)
def test_what_is_not_json_is_refused_at_its_place_and_quickly(content, place):
    start = time.monotonic()
    issue = refused(json_of, content)
    assert (issue.code, issue.line, issue.column) == ("unreadable-source", *place)
    assert time.monotonic() - start < 5


def test_xml_is_read_in_the_encoding_that_it_declares():
    assert xml_of("<a>één</a>".encode()).text == "één"
    assert xml_of('<?xml version="1.0" encoding="ISO-8859-1"?><a>één</a>'.encode("latin-1")).text == "één"


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
BOMB = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>'.encode()
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    "content",
    [BOMB, OUTSIDE, b"", b"<a>", b"text", b'<?xml version="1.0" encoding="no-such"?><a/>', b"<a>&undeclared;</a>",
     b"\x00\x01", b"<a>" * 50_000],
    ids=["bomb", "outside", "empty", "open", "text", "encoding", "undeclared", "bytes", "deep"],
)  # fmt: skip
def test_xml_that_cannot_be_read_or_would_do_harm_is_refused_quickly(content):
    start = time.monotonic()
    issue = refused(xml_of, content)
    assert issue.code == "unreadable-source"
    assert "root:" not in issue.message
    assert time.monotonic() - start < 5


def test_the_place_of_what_is_wrong_in_xml_is_said():
    issue = refused(xml_of, b"<a>\n<b></a>")
    assert issue.line == 2


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n", [{"a": "1", "b": "2"}]),
        (b"a;b\n1,5;2\n", [{"a": "1,5", "b": "2"}]),
        (b"a\tb\n1\t2", [{"a": "1", "b": "2"}]),
        (b'a,b\n"x\ny",\n', [{"a": "x\ny", "b": ""}]),
        (b"a,b\n1\n1,2,3\n", [{"a": "1", "b": ""}, {"a": "1", "b": "2"}]),
        (b"\r\n\na;b\n1,5;2\n", [{"a": "1,5", "b": "2"}]),
        (b"", []),
    ],
)
def test_small_csv_files(content, rows):
    assert csv_of(content) == rows


def test_a_csv_file_with_too_many_rows_or_too_long_a_cell_is_refused(monkeypatch):
    assert len(csv_of(b"a\n1\n2\n", most_rows=2)) == 2
    assert refused(lambda source: csv_of(source, most_rows=2), b"a\n1\n2\n3\n").code == "unreadable-source"
    monkeypatch.setattr(sources, "MAX_CELL", 5)
    assert refused(csv_of, b"a\n" + b"x" * 6).code == "unreadable-source"


def test_a_library_that_is_not_installed_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "defusedxml.ElementTree", None)
    issue = refused(xml_of, b"<a/>")
    assert (issue.code, issue.facts["library"]) == ("library-not-installed", "defusedxml")
    assert "'purpose-index[limesurvey]'" in issue.hint
