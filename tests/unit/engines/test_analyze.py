"""An analysis of a source that is read in parts is that of the same answers in memory, in every bit."""

from __future__ import annotations

import dataclasses

import pytest

import purpose_index as pi
from purpose_index.engines import arrow, queries
from tests.unit.engines.sources import STREAMED, Q, answers, csv, duckdb_query, in_full, parquet, parquet_folder


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr("purpose_index.engines.count.AT_HAND", 0)
    for module in (arrow, queries):
        monkeypatch.setattr(module, "BLOCK", 256)


@pytest.mark.parametrize("source", STREAMED, ids=lambda one: one.__name__)
def test_an_analysis_is_the_same_in_every_bit(source, tmp_path):
    found = pi.analyze(Q, source(answers(), tmp_path), omega=False)
    expected = pi.analyze(Q, pi.encode(Q, answers()), omega=False)
    assert found.n == 1000
    assert in_full(dataclasses.replace(found, frame_kind=None)) == in_full(
        dataclasses.replace(expected, frame_kind=None)
    )


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_so_is_all_that_can_be_asked_of_counts(missing, tmp_path):
    asked = {"missing": missing, "ordinal": True, "dimensionality": True}
    found = pi.analyze(Q, parquet_folder(answers(), tmp_path), **asked)
    expected = pi.analyze(Q, answers().to_dicts(), **asked)
    assert in_full(found) == in_full(expected)


@pytest.mark.parametrize("source", [parquet, parquet_folder, csv, duckdb_query], ids=lambda one: one.__name__)
def test_an_interval_that_needs_everybody_gets_everybody(source, tmp_path):
    found = pi.analyze(Q, source(answers(), tmp_path), interval="distribution-free", omega=False)
    expected = pi.analyze(Q, answers(), interval="distribution-free", omega=False)
    assert in_full(found.scales) == in_full(expected.scales)
