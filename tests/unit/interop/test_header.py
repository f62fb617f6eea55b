"""The header of answers of any kind."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

import purpose_index as pi
from purpose_index.interop import forms, qualtrics, redcap
from purpose_index.interop.header import header_of

ROWS = [{"a": 1, "b": None}, {"a": 2, "b": 3}]
FRAMES = [pd.DataFrame, pl.DataFrame, pa.Table.from_pylist]


@pytest.mark.parametrize("make", [list, *FRAMES], ids=["list", "pandas", "polars", "pyarrow"])
def test_frames_have_the_names_of_their_columns(make):
    assert header_of(make(ROWS)) == [["a", "b"]]


@pytest.mark.parametrize("suffix", ["csv", "txt", "parquet"])
def test_files_have_their_first_rows(suffix, tmp_path):
    path = tmp_path / f"answers.{suffix}"
    if suffix == "parquet":
        pyarrow.parquet.write_table(pa.Table.from_pylist(ROWS), path)
    else:
        path.write_text("\n\na;b\n1;\n2;3\n", encoding="utf-16")
    assert header_of(str(path))[0] == ["a", "b"]
    assert len(header_of(path, most=3)) == (1 if suffix == "parquet" else 3)


@pytest.mark.parametrize("data", [None, 3, [1, 2], {}, object(), b"a,b"])
def test_what_has_no_header_has_none(data):
    assert header_of(data) in ([[]], [])


@pytest.mark.parametrize("make", FRAMES, ids=["pandas", "polars", "pyarrow"])
def test_frames_are_read_and_stay_what_they_are(make):
    q = pi.load("purpose-index")
    frame = make([{**dict.fromkeys(q.item_ids, 4), "IPAddress": "192.0.2.1", "team": "a"}] * 2)
    for imported in (redcap.read(redcap.write(q), frame), qualtrics.read(qualtrics.write(q), frame)):
        assert imported.responses.codes.tolist() == [[3] * 12] * 2
        assert isinstance(imported.responses.extra, type(frame))
        assert header_of(imported.responses.extra) == [["team"]]


@pytest.mark.parametrize("data", [3, {}, object(), [1, 2], b"a,b", "no such file.csv"])
def test_answers_of_the_wrong_kind_are_refused(data):
    q = pi.load("purpose-index")
    for read in (
        lambda: redcap.read(redcap.write(q), data),
        lambda: qualtrics.read(qualtrics.write(q), data),
        lambda: forms.read(data, q),
    ):
        with pytest.raises((pi.PurposeIndexError, FileNotFoundError)):
            read()
