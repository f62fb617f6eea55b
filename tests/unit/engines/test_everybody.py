"""What needs everybody takes every source that a tally takes, and gives what it gives of the same answers in memory."""

from __future__ import annotations

import functools
from operator import attrgetter

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import purpose_index as pi
from purpose_index.analysis.norms import Norms
from purpose_index.analysis.orientation import orientation
from purpose_index.engines import arrow, files, queries
from purpose_index.engines.gather import gathered
from tests.unit.engines.sources import (
    IN_MEMORY,
    STREAMED,
    Q,
    answers,
    csv,
    csv_folder,
    duckdb_query,
    in_full,
    parquet_folder,
    polars_query,
)

FEW = [parquet_folder, csv_folder, polars_query]  # of which each is read in another way
name = attrgetter("__name__")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr("purpose_index.engines.count.AT_HAND", 0)
    for module in (arrow, queries):
        monkeypatch.setattr(module, "BLOCK", 64)


@functools.cache
def people():
    """Two occasions of some hundred people in teams that leaders are part of."""
    frame = answers(420)
    return frame.with_columns(
        person=pl.Series([i // 2 for i in range(420)]),
        wave=pl.Series([1 + i % 2 for i in range(420)]),
        team=pl.Series([f"T{i // 2 % 14}" for i in range(420)]),
        lead=pl.Series([i // 2 < 14 for i in range(420)]),
    )


@pytest.mark.parametrize("source", [*IN_MEMORY, *STREAMED], ids=name)
def test_answers_are_gathered_as_they_are_encoded(source, tmp_path):
    expected = pi.encode(Q, people())
    found = gathered(Q, source(people(), tmp_path), {}, keep={"by": ["team", "wave"], "leader": ["team"]})
    assert found.codes.flags.f_contiguous
    assert found.codes.tolist() == expected.codes.tolist()
    assert (found.asked, found.fingerprint, found.reversed_items) == (
        expected.asked,
        expected.fingerprint,
        expected.reversed_items,
    )
    groups = pi.release(Q, found, by=[("team", "wave")], scales=["total"])
    assert [{key: str(value) for key, value in cell.group.items()} for cell in groups.cells] == [
        {key: str(value) for key, value in cell.group.items()}
        for cell in pi.release(Q, people(), by=[("team", "wave")], scales=["total"]).cells
    ]


def teams(data):
    found = pi.teams(Q, data, team="team", leader="lead", person="person", occasion="wave")
    assert len(found) == 14
    return in_full([found.overall, *found.values()])


def release(data):
    return in_full(pi.release(Q, data, by=[[], "team"], leader="lead").cells)


def check(data):
    report = pi.check(Q, data, group="team")
    assert report.verdicts["evidence"] != "not_checked"
    return in_full(report.findings)


def norms(data):
    return in_full(Norms.of(Q, data, by="team").to_dict())


@pytest.mark.parametrize(
    ("asked", "source"),
    [(teams, csv_folder), (check, parquet_folder), *((asked, one) for asked in (release, norms) for one in FEW)],
    ids=name,
)
def test_the_results_are_the_same_in_every_bit(asked, source, tmp_path):
    assert asked(source(people(), tmp_path)) == asked(people())


def test_everybody_gets_an_orientation_in_the_order_of_the_files(tmp_path):
    q = pi.load("purpose-orientation")
    frame = people().select(pl.col(old).alias(new) for old, new in zip(Q.item_ids, q.item_ids, strict=False))
    for number, part in enumerate(frame.iter_slices(100)):
        part.write_parquet(tmp_path / f"{number}.parquet")
    given = {"reliabilities": dict.fromkeys(q.classification.scales, 0.8)}
    found, expected = orientation(q, tmp_path, **given), orientation(q, frame, **given)
    assert found.classes.tolist() == expected.classes.tolist()
    assert in_full(found.shares) == in_full(expected.shares)


@pytest.mark.parametrize("source", [*FEW, csv, duckdb_query], ids=name)
def test_columns_that_are_not_there_are_told_with_the_argument_that_names_them(source, tmp_path):
    made = source(people(), tmp_path)
    for asked, argument in (
        (lambda: pi.teams(Q, made, team="taem"), "team"),
        (lambda: pi.release(Q, made, by=[("team", "q01")]), "by"),
        (lambda: pi.release(Q, made, by=["team"], leader={"laed": 1}), "leader"),
        (lambda: Norms.of(Q, made, by="taem"), "by"),
        (lambda: pi.check(Q, made, group="taem"), "group"),
    ):
        with pytest.raises(pi.ArgumentError) as caught:
            asked()
        assert [(one.code, one.path) for one in caught.value.issues] == [("unknown-column", f"$.{argument}")]


@pytest.mark.parametrize("source", [*FEW, duckdb_query], ids=name)
def test_nobody_is_nobody(source, tmp_path):
    nobody = people().clear()
    nobody.write_csv(tmp_path / "0.csv") if source is csv_folder else nobody.write_parquet(tmp_path / "0.parquet")
    made = tmp_path if source in (csv_folder, parquet_folder) else source(nobody, tmp_path)
    assert gathered(Q, made, {}).codes.shape == (0, len(Q.item_ids))
    assert pi.release(Q, made, by=["team"]).cells == ()


def test_wrong_answers_are_told_as_of_data_in_memory(tmp_path):
    wrong = people().with_columns(q03=pl.when(pl.int_range(pl.len()) == 300).then(9).otherwise("q03").cast(pl.Int16))
    with pytest.raises(pi.ResponseError) as caught:
        pi.teams(Q, parquet_folder(wrong, tmp_path), team="team")
    with pytest.raises(pi.ResponseError) as in_memory:
        pi.teams(Q, wrong, team="team")
    assert str(caught.value) == str(in_memory.value)


def test_the_kind_of_frame_is_that_of_the_source(tmp_path):
    for source, kind in ((polars_query, "polars"), (duckdb_query, None)):
        assert pi.teams(Q, source(people(), tmp_path), team="team").frame_kind == kind


def test_columns_of_other_types_in_other_files_are_joined_as_lists(tmp_path):
    frame = people().with_columns(team=pl.int_range(pl.len()) // 60)
    for number, part in enumerate(frame.iter_slices(130)):
        part.cast({"team": (pl.Int8, pl.Int64)[number % 2]}).write_parquet(tmp_path / f"{number}.parquet")
    found = pi.release(Q, tmp_path, by=["team"], scales=["total"])
    assert in_full(found.cells) == in_full(pi.release(Q, frame, by=["team"], scales=["total"]).cells)


def test_options_that_need_one_file_in_memory_are_refused_of_many(tmp_path):
    with pytest.raises(pi.ArgumentError, match="not-in-parts"):
        pi.teams(Q, parquet_folder(people(), tmp_path), team="team", header_rows=2)


def test_one_file_is_read_with_the_options_of_one(tmp_path):
    two = (
        people()
        .rename({item: f"{item}_1" for item in Q.item_ids})
        .with_columns(people().select(pl.col(Q.item_ids).name.suffix("_2")))
    )
    found = pi.release(Q, csv(two, tmp_path), by=["occasion"], occasions=["1", "2"], scales=["total"])
    assert [cell.n for cell in found.cells] == [
        cell.n for cell in pi.release(Q, people(), by=[[]], scales=["total"]).cells
    ] * 2


def test_without_pyarrow_parquet_keeps_the_columns_that_are_asked_for(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "has_pyarrow", lambda: False)
    found = gathered(Q, parquet_folder(people(), tmp_path), {}, keep={"by": ["wave"]})
    assert pa.table(found.extra).column_names == ["wave"]


def test_only_codes_and_what_is_asked_for_are_in_memory(monkeypatch, tmp_path):
    """Of 16 files with long texts beside the answers, no more than a few are in Arrow's memory at once."""
    rows = 1 << 12
    monkeypatch.setattr(arrow, "BLOCK", rows)
    columns = {item: np.full(rows, 4, np.int16) for item in Q.item_ids} | {"wave": np.ones(rows, np.int8)}
    block = pa.table({**columns, "note": ["x" * 100] * rows})
    for number in range(16):
        pq.write_table(block, tmp_path / f"{number:02}.parquet", use_dictionary=False)
    before, most = pa.total_allocated_bytes(), []
    keep, told = {"by": ["wave"]}, pa.total_allocated_bytes
    found = gathered(Q, tmp_path, {}, keep=keep, progress=lambda _: most.append(told()))
    assert len(found) == 16 * rows
    assert max(most) - before < 3 * block.nbytes


def test_numbers_in_one_file_are_the_same_people_and_teams_as_their_texts_in_another(tmp_path):
    texts = people().with_columns(person=pl.col("person").cast(pl.String), team=pl.col("team").str.slice(1))
    numbers = texts.with_columns(person=pl.col("person").cast(pl.Float64), team=pl.col("team").cast(pl.Int64))
    numbers.filter(wave=1).write_parquet(tmp_path / "1.parquet")
    texts.filter(wave=2).write_parquet(tmp_path / "2.parquet")
    both = pl.concat([texts.filter(wave=1), texts.filter(wave=2)])
    assert teams(tmp_path) == teams(both)
    found, expected = (pi.release(Q, data, by=["team"]).cells for data in (tmp_path, both))
    assert in_full(found) == in_full(expected)
