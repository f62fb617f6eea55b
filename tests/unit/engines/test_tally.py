"""A tally of a source that is read in parts is that of the same answers in memory, to the byte."""

from __future__ import annotations

import functools
import os

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import purpose_index as pi
from purpose_index.engines import arrow, files, queries, source_of, texts
from purpose_index.engines.parts import joined
from purpose_index.responses import csv_file
from purpose_index.stats import reliability
from purpose_index.tallies import Moments, PairCounts, Patterns
from tests.unit.engines.sources import (
    IN_MEMORY,
    ROWS,
    STREAMED,
    Q,
    answers,
    csv,
    duckdb_query,
    parquet,
    parquet_folder,
    rows,
    table,
)

KINDS = {"moments": Moments, "pairs": PairCounts, "patterns": Patterns}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr("purpose_index.engines.count.AT_HAND", 0)
    for module in (arrow, queries):
        monkeypatch.setattr(module, "BLOCK", 64)
    monkeypatch.setattr("purpose_index.engines.tally.AT_ONCE", 150)


@functools.cache
def frame():
    return answers()


@pytest.mark.parametrize("source", [*IN_MEMORY, *STREAMED], ids=lambda one: one.__name__)
@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_a_tally_has_the_bytes_of_one_in_memory(source, missing, tmp_path):
    coded = pi.encode(Q, frame())
    made = source(frame(), tmp_path)
    for kind, tally in KINDS.items():
        found = pi.tally(Q, made, kind, missing=missing)
        assert found.to_bytes() == tally.of(coded, missing=missing).to_bytes()
        if source.__name__ == "reader":  # which can be read once
            return


def test_some_items_alone_are_counted_over_those_who_answer_them(tmp_path):
    items = ("q03", "q01")
    expected = Moments.of(pi.encode(Q, frame()), items=items)
    assert pi.tally(Q, parquet(frame(), tmp_path), items=items).to_bytes() == expected.to_bytes()
    with pytest.raises(pi.ArgumentError, match="unknown-tally-item"):
        pi.tally(Q, parquet(frame(), tmp_path), items=["q99"])


@pytest.mark.parametrize("source", [*IN_MEMORY, *STREAMED], ids=lambda one: one.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_groups_are_counted_apart(source, kind, tmp_path):
    found = pi.tally(Q, source(frame(), tmp_path), kind, group="team", missing="pairwise")
    assert set(found) == {"north", "south", None}
    for team, tally in found.items():
        own = frame().filter(pl.col("team").eq_missing(team))
        assert tally.to_bytes() == KINDS[kind].of(pi.encode(Q, own), missing="pairwise").to_bytes()


def reversing():
    """Answers to a set that reverses the second of its items, as they were given, and as keyed."""
    q = pi.load(Q).model_copy(update={"items": tuple(i.model_copy(update={"reverse": i.id == "q02"}) for i in Q.items)})
    given = np.random.default_rng(3).integers(1, 6, (60, 12))
    keyed = given.copy()
    keyed[:, 1] = 6 - given[:, 1]
    return q, pl.DataFrame(given, schema=list(Q.item_ids)), keyed


@pytest.mark.parametrize("kind", KINDS)
def test_reversed_items_are_turned_around_unless_asked_otherwise(kind, tmp_path):
    q, data, keyed = reversing()
    source = parquet_folder(data, tmp_path)
    tally = pi.tally(q, source, kind)
    assert tally.reversed_items == ("q02",)
    alpha = reliability.alpha(keyed)
    assert reliability.alpha(tally).value == pytest.approx(alpha.value, abs=1e-12)
    assert reliability.alpha(pi.tally(q, source, kind, keyed=False)).value != pytest.approx(alpha.value, abs=0.01)
    assert pi.tally(q, source, kind, keyed=False).reversed_items == ()
    some = pi.tally(q, source, kind, items=["q01", "q03"])
    assert some.reversed_items == ()
    teams = data.with_columns(team=pl.Series([1, 2] * 30))
    groups = pi.tally(q, teams.lazy(), kind, group="team")
    assert groups[1].reversed_items == ("q02",)
    assert (groups[1] + groups[2]).to_bytes() == tally.to_bytes()
    as_given = pi.tally(q, teams.lazy(), kind, group="team", keyed=False)
    assert (as_given[1] + as_given[2]).to_bytes() == KINDS[kind].of(pi.encode(q, data)).to_bytes()


def test_several_columns_make_a_group(tmp_path):
    found = pi.tally(Q, parquet(frame(), tmp_path), group=["team", "wave"])
    assert {key: one.rows for key, one in found.items()} == {
        key: len(own) for key, own in frame().group_by("team", "wave")
    }


def test_folders_that_say_a_column_by_their_name(tmp_path):
    for team in ("north", "south"):
        (tmp_path / f"team={team}").mkdir()
        part = frame().filter(pl.col("team") == team).drop("team")
        part.write_parquet(tmp_path / f"team={team}" / "part.parquet")
    found = pi.tally(Q, tmp_path, group="team")
    assert {key: one.rows for key, one in found.items()} == dict(
        frame().drop_nulls("team").group_by("team").len().rows()
    )


@pytest.mark.parametrize("source", STREAMED, ids=lambda one: one.__name__)
def test_no_rows_give_an_empty_tally(source, tmp_path):
    nobody = frame().clear()
    if source.__name__ in {"parquet_folder", "parquet_pattern", "dataset", "csv_folder"}:
        nobody.write_parquet(tmp_path / "part-none.parquet")
        made = tmp_path
    else:
        made = source(nobody, tmp_path)
    assert pi.tally(Q, made).to_bytes() == Moments.of(pi.encode(Q, nobody)).to_bytes()


@pytest.mark.parametrize("source", STREAMED, ids=lambda one: one.__name__)
def test_all_wrong_answers_are_told_at_once(source, tmp_path):
    row = pl.int_range(pl.len())
    wrong = frame().with_columns(
        q01=pl.when(row.is_in([20, 400, 999])).then(7).otherwise("q01").cast(pl.Int16),
        q02=pl.when(row == 500).then(9).otherwise("q02").cast(pl.Int16),
    )
    made = source(wrong, tmp_path)
    with pytest.raises(pi.ResponseError) as caught:
        pi.tally(Q, made)
    if source.__name__ == "csv_folder":  # the first file that is wrong says so
        assert [issue.facts["answers"] for issue in caught.value.issues] == [1]
        return
    with pytest.raises(pi.ResponseError) as in_memory:
        pi.encode(Q, made if source.__name__ == "csv" else wrong)
    assert str(caught.value) == str(in_memory.value)
    assert [issue.facts for issue in caught.value.issues] == [issue.facts for issue in in_memory.value.issues]


def test_columns_are_matched_as_elsewhere(tmp_path):
    renamed = frame().rename({"q01": "first answer"})
    with pytest.raises(pi.ResponseError, match=r"columns\.q01: There is no column 'q01'"):
        pi.tally(Q, parquet(renamed, tmp_path))
    for source in (parquet, duckdb_query):
        found = pi.tally(Q, source(renamed, tmp_path), columns={"q01": "first answer"})
        assert found.to_bytes() == pi.tally(Q, frame()).to_bytes()


def test_names_with_quotes_are_names(tmp_path):
    odd = frame().rename({"q01": 'an "odd" name', "team": "the 'team'"})
    found = pi.tally(Q, duckdb_query(odd, tmp_path), group="the 'team'", columns={"q01": 'an "odd" name'})
    assert set(found) == {"north", "south", None}


@pytest.mark.parametrize("source", [*IN_MEMORY, parquet, duckdb_query], ids=lambda one: one.__name__)
def test_a_group_is_a_column_beside_the_items(source, tmp_path):
    with pytest.raises(pi.ArgumentError, match=r"\$\.group: There is no such column beside the items"):
        pi.tally(Q, source(frame(), tmp_path), group="taem")
    with pytest.raises(pi.ArgumentError, match=r"\$\.group: It is an item of this question set"):
        pi.tally(Q, source(frame(), tmp_path), group="q01")


def test_a_file_that_lacks_a_column_is_not_read_as_missing_answers(tmp_path):
    folder = parquet_folder(frame(), tmp_path)
    frame().head(5).drop("q05").write_parquet(folder / "part-99.parquet")
    with pytest.raises(pi.ResponseError, match=r"\$\.files\[8\]: File 9 of 9, by name, lacks the column 'q05'\."):
        pi.tally(Q, folder)
    frame().head(5).drop("q05", "q07").write_parquet(folder / "part-99.parquet")
    with pytest.raises(pi.ResponseError, match=r"File 9 of 9, by name, lacks 2 columns, the first 'q05'\.") as caught:
        pi.tally(Q, folder)
    assert caught.value.issues[0].facts == {"file": 9, "files": 9, "count": 2, "column": "q05"}


def test_rows_that_the_engine_counts_otherwise_are_an_error(monkeypatch, tmp_path):
    twice = ds.InMemoryDataset(pa.table(frame().to_arrow()))
    monkeypatch.setattr(arrow, "blocks_of", lambda batches, plain=arrow.blocks_of: [*plain(batches)][1:])
    with pytest.raises(pi.ResponseError, match=f"936 rows were read, where the engine itself counts {ROWS}"):
        pi.tally(Q, twice)


def test_progress_is_told_of_the_rows(tmp_path):
    told = []
    pi.tally(Q, parquet(frame(), tmp_path), progress=told.append)
    assert told == sorted(told)
    assert told[0] == pytest.approx(64 / ROWS)
    assert told[-1] == 1
    assert len(told) > ROWS // 64


@pytest.mark.parametrize(
    ("names", "code"),
    [(["a.csv", "b.parquet"], "mixed-files"), ([".hidden.parquet", "_meta/x.parquet"], "no-data-files")],
)
def test_a_folder_without_files_of_one_kind_is_refused(names, code, tmp_path):
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    with pytest.raises(pi.ResponseError) as caught:
        pi.tally(Q, tmp_path)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_files_that_are_not_there_or_damaged_are_refused_in_words(tmp_path):
    for name in ("none.parquet", "none.csv"):
        with pytest.raises(pi.ResponseError, match="cannot be read: No such file or directory") as caught:
            pi.tally(Q, tmp_path / name)
        assert [issue.code for issue in caught.value.issues] == ["unreadable-path"]
    with pytest.raises(pi.ResponseError, match="no-data-files"):
        pi.tally(Q, str(tmp_path / "*.parquet"))
    (tmp_path / "a.parquet").write_text("not Parquet")
    with pytest.raises(pi.ResponseError, match="unreadable-file") as caught:
        pi.tally(Q, tmp_path / "a.parquet")
    assert caught.value.__context__ is None
    whole = parquet(frame(), tmp_path).read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:200] + bytes(400) + whole[600:])
    with pytest.raises(pi.ResponseError, match="unreadable-file"):
        pi.tally(Q, tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"")  # after a whole one, whose columns are read first
    (tmp_path / "a.parquet").write_bytes(whole)
    with pytest.raises(pi.ResponseError, match="unreadable-file") as caught:
        pi.tally(Q, tmp_path)
    assert str(tmp_path) not in str(caught.value)
    odd = tmp_path / os.fsdecode(b"\xff.parquet")
    odd.write_bytes(whole)
    with pytest.raises(pi.ResponseError, match="unreadable-file"):
        pi.tally(Q, odd)


def test_what_cannot_be_read_at_all_is_refused_as_elsewhere():
    with pytest.raises(pi.ArgumentError, match="unreadable-data"):
        pi.tally(Q, {"q01": 1})
    with pytest.raises(pi.ArgumentError, match="unknown-option"):
        pi.tally(Q, frame(), "means")
    assert pi.tally(Q, np.full((3, 12), 4)).rows == 3


def test_a_csv_file_is_read_a_piece_at_a_time(monkeypatch, tmp_path):
    """Its header, blank lines, labels and encoding are those of the whole file."""
    monkeypatch.setattr(csv_file, "ROWS", 64)
    monkeypatch.setattr(csv_file, "CHUNK", 3000)
    held = []
    monkeypatch.setattr(texts, "encode", lambda *_, **__: held.append("all of it"))
    label = {str(option.value): option.label["nl"] for option in Q.options_of("q01")}
    words = frame().with_columns(pl.col("q01").cast(pl.String).replace(label), note=pl.lit("één"))
    lines = words.write_csv().splitlines()
    text = "\n".join(["", lines[0], ",".join("?" * len(words.columns)), *lines[1:500], "", *lines[500:]])
    for encoding in ("utf-8", "utf-16", "cp1252"):
        (tmp_path / "answers.csv").write_text(text, encoding=encoding)
        asked = {"labels": "nl", "header_rows": 2}
        found = pi.tally(Q, tmp_path / "answers.csv", group="team", **asked)
        assert {team: one.to_bytes() for team, one in found.items()} == {
            team: one.to_bytes() for team, one in pi.tally(Q, frame(), group="team").items()
        }
    assert held == []


def test_a_plain_csv_file_is_cut_into_cells_all_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(csv_file, "CHUNK", 3000)
    for way in ("_rows_of", "blocks"):  # those that look at rows one by one
        monkeypatch.setattr(csv_file.CsvFile, way, None)
    found = pi.tally(Q, csv(frame(), tmp_path), group="team")
    assert {key: one.to_bytes() for key, one in found.items()} == {
        key: one.to_bytes() for key, one in pi.tally(Q, frame(), group="team").items()
    }


def test_what_is_wrong_with_a_csv_file_is_told_as_of_the_whole(monkeypatch, tmp_path):
    monkeypatch.setattr(csv_file, "ROWS", 64)
    monkeypatch.setattr(csv_file, "CHUNK", 3000)
    lines = frame().write_csv().splitlines()
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(pi.ResponseError, match="no-columns"):
        pi.tally(Q, tmp_path / "empty.csv")
    for wrong in (lines[900] + ",1,2", "9" + lines[900][1:], '"' + lines[900]):
        (tmp_path / "answers.csv").write_text("\n".join([*lines[:900], wrong, *lines[901:]]))
        with pytest.raises(pi.ResponseError) as caught:
            pi.tally(Q, tmp_path / "answers.csv")
        with pytest.raises(pi.ResponseError) as whole:
            pi.encode(Q, tmp_path / "answers.csv")
        assert str(caught.value) == str(whole.value)
        assert "901" in str(whole.value) or '"' in wrong


def test_options_that_need_one_file_in_memory_get_it(tmp_path):
    long = frame().select("q01", "q02").with_row_index("who").unpivot(index="who", variable_name="item")
    two = {"person": "who", "item": "item", "answer": "value"}
    items = [{"id": item, "text": {"en": item}, "options": "five"} for item in ("q01", "q02")]
    options = {"five": [{"value": value, "label": {"en": str(value)}} for value in range(1, 6)]}
    small = {"id": "two", "version": "1.0.0", "languages": ["en"], "title": {"en": "Two"}, "items": items}
    scale = {"id": "all", "name": {"en": "All"}, "items": "all"}
    q = pi.load({**small, "options": options, "scales": [scale], "missing": {"skipped": [-99]}})
    long.write_parquet(tmp_path / "long.parquet")
    found = pi.tally(q, tmp_path / "long.parquet", long=two, missing="pairwise")
    assert found.pairs.tolist() == pi.tally(q, frame().select("q01", "q02"), missing="pairwise").pairs.tolist()
    with pytest.raises(pi.ArgumentError, match="not-in-parts"):
        pi.tally(q, tmp_path, long=two)


def test_a_group_is_what_a_cell_means(tmp_path):
    names = ["A", " A ", "", None, "B"] * 200
    texts = frame().with_columns(team=pl.Series(names, dtype=pl.String))
    for source in (rows, table, parquet, csv):
        found = pi.tally(Q, source(texts, tmp_path), group="team")
        assert {key: one.rows for key, one in found.items()} == {"A": 400, None: 400, "B": 200}
    assert list(pi.tally(Q, pi.encode(Q, texts), group="team")) == ["A", None, "B"]
    assert pi.tally(Q, texts, group=["team", "team"])[("B",)].rows == 200


def test_nothing_to_count_or_to_group_by_is_refused():
    for kind in KINDS:
        with pytest.raises(pi.ArgumentError, match="no-items"):
            pi.tally(Q, frame(), kind, items=[])
    with pytest.raises(pi.ArgumentError, match=r"\$\.group: No groups are asked for.*no-breakdown"):
        pi.tally(Q, frame(), group=[])


def test_columns_that_are_proposed_are_taken_of_parts_too(tmp_path):
    named = frame().rename({item: item.upper() for item in Q.item_ids})
    for source in (parquet, csv, duckdb_query):
        found = pi.tally(Q, source(named, tmp_path), columns="proposed", group="team")
        assert sum(one.rows for one in found.values()) == ROWS


def test_lists_are_no_groups(tmp_path):
    lists = frame().with_columns(team=pl.Series([[1]] * ROWS))
    for source in (rows, parquet):
        with pytest.raises(pi.ArgumentError, match=r"\$\.group: Expected values that can be compared.*not-groups"):
            pi.tally(Q, source(lists, tmp_path), group="team")


def test_an_engine_that_is_not_known_is_refused(monkeypatch):
    monkeypatch.setattr(source_of, "ENGINES", {})
    with pytest.raises(pi.ArgumentError, match="Expected a query of polars, DuckDB, Ibis, Dask or Spark"):
        pi.tally(Q, frame().lazy())


def test_an_older_polars_hands_over_its_rows_through_a_file(monkeypatch):
    monkeypatch.delattr(pl.LazyFrame, "collect_batches", raising=False)
    told = []
    found = pi.tally(Q, frame().lazy(), progress=told.append)
    assert found.to_bytes() == pi.tally(Q, frame()).to_bytes()
    assert told == [*(64 * block / ROWS for block in range(1, ROWS // 64 + 1)), 1, 1]


def test_without_pyarrow_parquet_is_read_file_by_file(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "has_pyarrow", lambda: False)
    monkeypatch.setattr(arrow, "parquet_source", None)
    assert pi.tally(Q, parquet(frame(), tmp_path)).to_bytes() == pi.tally(Q, frame()).to_bytes()


def test_memory_does_not_grow_with_the_rows(monkeypatch, tmp_path):
    """Of 24 files, as of a stream of such batches, few are in memory at once."""
    monkeypatch.setattr(arrow, "BLOCK", 1 << 14)
    block = pa.table({item: np.full(1 << 14, 4, np.int16) for item in Q.item_ids})
    for number in range(24):
        pq.write_table(block, tmp_path / f"{number:02}.parquet", use_dictionary=False, compression="none")
    before, most = pa.total_allocated_bytes(), []
    found = pi.tally(Q, tmp_path, progress=lambda _: most.append(pa.total_allocated_bytes()))
    assert found.rows == 24 << 14
    batches = (block.to_batches()[0].take(pa.array(range(1 << 14))) for _ in range(24))
    told = (most.append(pa.total_allocated_bytes()) or batch for batch in batches)
    assert pi.tally(Q, pa.RecordBatchReader.from_batches(block.schema, told)).rows == 24 << 14
    assert max(most) - before < 9 * block.nbytes


def test_a_connection_answers_again_after_an_error(tmp_path):
    frame().write_parquet(tmp_path / "answers.parquet")
    connection = duckdb.connect()
    relation = connection.sql(f"from '{tmp_path}/answers.parquet'")

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pi.tally(Q, relation, progress=stop)
    assert connection.sql("select 1").fetchall() == [(1,)]


def test_blocks_are_joined_until_there_are_enough_rows():
    def lengths(blocks, rows):
        return [len(one) for one in joined(blocks, rows)]

    block = frame().head(40)
    assert lengths([block] * 5, 1) == [40] * 5
    assert lengths([block] * 5, 80) == [80, 80, 40]
    assert lengths([block.to_arrow()] * 3, 81) == [120]
    assert lengths([block, block.cast({"q01": pl.Int8}), block], 81) == [40, 40, 40]
    coded = pi.encode(Q, block)
    assert lengths([block, coded, block], 81) == [40, 40, 40]
    assert list(joined([coded], 81)) == [coded]
