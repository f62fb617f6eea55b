"""`purpose-index score`: CSV and Parquet, in and out."""

from __future__ import annotations

import csv
import io
import json
import math

import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

import purpose_index as pi

Q = pi.load("purpose-index")
ANSWERS = dict.fromkeys(Q.item_ids, 4)


def rows(text):
    return list(csv.reader(io.StringIO(text)))


def write(path, people, **extra):
    names = [*extra, *Q.item_ids]
    columns = [*extra.values(), *([person[item] for person in people] for item in Q.item_ids)]
    lines = [names, *zip(*columns, strict=True)]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(lines)
    return path


@pytest.fixture
def people(tmp_path):
    """Two people: the second answers the three items of positive meaning, 4, 5 and 4, and nothing else."""
    second = dict.fromkeys(Q.item_ids) | {"q03": 4, "q04": 5, "q08": 4}
    return write(tmp_path / "answers.csv", [ANSWERS, second], name=["Ann", "=1+1"], team=["-1", "x,y"])


def test_what_is_no_item_is_kept_and_every_scale_adds_two_columns(run, people):
    header, first, second = rows(run("score", "purpose-index", people).stdout)
    scales = [name for scale in Q.scales for name in (scale.id, f"{scale.id}_answered")]
    assert header == ["name", "team", *scales]
    assert first == ["Ann", "-1", *["4.0", "3"] * 4, "4.0", "12"]
    assert second == ["'=1+1", "x,y", repr((4 + 5 + 4) / 3), "3", *["", "0"] * 3, "", "3"]


def test_the_real_leadership_data_are_scored_as_by_the_library(run, leadership):
    header, *found = rows(run("score", *leadership).stdout)
    q = pi.load(leadership[0])
    expected = pi.score_frame(q, pl.read_csv(leadership[1]))
    assert header == expected.columns == ["COMPID", "SUB", *header[2:]]
    assert [tuple(map(float, row)) for row in found] == expected.rows()


def test_parquet_in_and_out_keep_types_and_missing_scores(run, people, tmp_path):
    frame = pl.read_csv(people).with_columns(pl.lit(True).alias("present"))
    frame.write_parquet(tmp_path / "answers.parquet")
    run("score", "purpose-index", tmp_path / "answers.parquet", "-o", tmp_path / "scores.parquet")
    scores = pyarrow.parquet.read_table(tmp_path / "scores.parquet").to_pydict()
    assert scores["present"] == [True, True]
    assert scores["positive_meaning"] == [4.0, (4 + 5 + 4) / 3]
    assert scores["total"] == [4.0, None]
    assert scores["total_answered"] == [12, 3]


def test_csv_becomes_parquet_and_parquet_csv(run, people, tmp_path):
    pl.read_csv(people, infer_schema=False).cast(dict.fromkeys(Q.item_ids, pl.Int8)).write_parquet(tmp_path / "a.pq")
    text = run("score", "purpose-index", people).stdout
    assert run("score", "purpose-index", tmp_path / "a.pq").stdout == text
    run("score", "purpose-index", people, "--output", tmp_path / "scores.parquet")
    written = pyarrow.parquet.read_table(tmp_path / "scores.parquet").to_pydict()
    assert written["name"] == ["Ann", "=1+1"]
    assert written["total"] == [4.0, None]


def test_the_format_is_that_of_the_output_unless_it_is_said(run, people, tmp_path):
    run("score", "purpose-index", people, "--format", "csv", "--output", tmp_path / "scores.parquet")
    assert (tmp_path / "scores.parquet").read_bytes().startswith(b"name,team,")
    assert run("score", "purpose-index", people, "--format", "parquet").exit_code == 2


def test_the_input_is_not_overwritten(run, people):
    before = people.read_bytes()
    result = run("score", "purpose-index", people, "--output", people)
    assert result.exit_code == 2
    assert "output-is-input" in result.stderr
    assert people.read_bytes() == before


def test_a_score_does_not_take_the_name_of_what_is_kept(run, tmp_path):
    path = write(tmp_path / "answers.csv", [ANSWERS], total=[1])
    assert "name-taken" in run("score", "purpose-index", path).stderr


def test_scores_of_a_simulated_sample_are_plausible(run, tmp_path):
    run("demo", "working-with-purpose", "-n", 300, "-o", tmp_path / "sample.csv")
    header, *found = rows(run("score", "working-with-purpose", tmp_path / "sample.csv").stdout)
    assert header[:2] == ["person", "simulated"]
    scored = [float(row[2]) for row in found if row[2]]
    assert len(found) == 300
    assert all(1 <= score <= 5 for score in scored)
    assert math.fsum(scored) / len(scored) == pytest.approx(3, abs=0.25)


def test_without_pyarrow_writing_parquet_says_what_to_install(run, people, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    result = run("score", "purpose-index", people, "-o", tmp_path / "scores.parquet")
    assert result.exit_code == 2
    assert "purpose-index[parquet]" in result.stderr
    assert not (tmp_path / "scores.parquet").exists()


BEYOND_PYTHON = {
    "date": pa.array([2**31 - 1], pa.date32()),
    "duration": pa.array([2**62], pa.duration("s")),
    "zone": pa.array([0], pa.timestamp("us", tz="Nope/Zone")),
    "dates in a list": pa.array([[2**31 - 1]], pa.list_(pa.date32())),
}


@pytest.mark.parametrize("name", BEYOND_PYTHON)
def test_what_python_cannot_hold_is_kept_in_parquet_and_refused_in_words_for_csv(run, tmp_path, name):
    path, output = tmp_path / "answers.parquet", tmp_path / "scores.parquet"
    pyarrow.parquet.write_table(pa.table({"note": BEYOND_PYTHON[name], **{item: [4] for item in Q.item_ids}}), path)
    refused = run("score", "purpose-index", path, "--output", tmp_path / "scores.csv")
    assert (refused.exit_code, "cells-without-text" in refused.stderr) == (2, True)
    assert not (tmp_path / "scores.csv").exists()
    assert run("score", "purpose-index", path, "--output", output).exit_code == 0
    assert pyarrow.parquet.read_table(output)["note"].equals(pa.chunked_array([BEYOND_PYTHON[name]]))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_standard_input_gives_the_scores_of_the_same_file(run, program, tmp_path, suffix):
    path = tmp_path / f"answers.{suffix}"
    frame = pl.DataFrame({item: [1 + i % 5, 3, 5] for i, item in enumerate(Q.item_ids)})
    frame.write_parquet(path) if suffix == "parquet" else frame.write_csv(path)
    with path.open() as source:
        piped = program("score", "purpose-index", "-", "--output", "-", stdin=source)
    assert piped.returncode == 0
    assert piped.stdout == run("score", "purpose-index", path).stdout
    assert len(piped.stdout.splitlines()) == 4


def test_indices_and_classes_are_added_where_they_are_asked_for(run, leadership, tmp_path):
    q = pi.load("purpose-orientation")
    high, flat = ({item: 5 if scale in item else 2 for item in q.item_ids} for scale in ("purpose", "nothing"))
    path = tmp_path / "answers.csv"
    path.write_text(",".join(high) + "\n" + "".join(",".join(map(str, p.values())) + "\n" for p in (high, flat)))
    options = ("--add", "index", "--add", "class", "--add", "classification")
    header, first, second = rows(run("score", "purpose-orientation", path, *options).stdout)
    found = dict(zip(header, zip(first, second, strict=True), strict=True))
    assert header[:4] == ["income", "income_answered", "income_index", "income_class"]
    assert found["purpose_index"] == ("100.0", repr(100 * (2 - 1) / 4))
    assert found["purpose_class"][0] == q.scale("purpose").feedback[-1].id
    assert found["classification"] == ("purpose", "undecided")
    run("score", "purpose-orientation", path, *options, "-o", tmp_path / "scores.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "scores.parquet")
    assert table["classification"].to_pylist() == ["purpose", "undecided"]
    refused = run("score", *leadership, "--add", "classification")
    assert refused.exit_code == 2
    assert "nothing-to-add" in refused.stderr


def test_scores_say_where_they_come_from(run, people, tmp_path):
    expected = {
        "question_set": "purpose-index",
        "version": Q.version,
        "fingerprint": Q.fingerprint,
        "engine": 1,
        "library": pi.__version__,
    }
    done = run("score", "purpose-index", people, "--provenance", tmp_path / "scores.csv.json")
    assert json.loads((tmp_path / "scores.csv.json").read_text()) == expected
    assert done.stdout == run("score", "purpose-index", people).stdout
    run("score", "purpose-index", people, "-o", tmp_path / "scores.parquet")
    metadata = pyarrow.parquet.read_schema(tmp_path / "scores.parquet").metadata
    assert json.loads(metadata[b"purpose_index"]) == {"purpose-index": expected}
    found = json.loads(run("analyze", "purpose-index", people, "--format", "json").stdout)
    assert found["provenance"] == expected


def test_the_record_takes_the_place_of_no_input_and_no_result(run, people, tmp_path):
    output = tmp_path / "scores.csv"
    output.write_text("")
    for taken in (people, output):
        before = taken.read_bytes()
        refused = run("score", "purpose-index", people, "-o", output, "--provenance", taken)
        assert refused.exit_code == 2
        assert "output-is-input" in refused.stderr
        assert taken.read_bytes() == before


@pytest.mark.parametrize("name", ["scores.csv", "scores.parquet"])
def test_nothing_is_written_where_the_record_cannot_be(run, people, tmp_path, name):
    output = tmp_path / name
    record = tmp_path / "no-folder" / "record.json"
    refused = run("score", "purpose-index", people, "-o", output, "--provenance", record)
    assert refused.exit_code == 2
    assert not output.exists()


def test_texts_that_a_spreadsheet_would_run_are_marked_and_that_is_said(run, tmp_path):
    header = ",".join(["id", *(f"q{i:02}" for i in range(1, 13))])
    (tmp_path / "answers.csv").write_text(f"{header}\n-N1abc{',4' * 12}\n@jan{',5' * 12}\n", encoding="utf-8")
    result = run("score", "purpose-index", tmp_path / "answers.csv")
    assert [row.split(",")[0] for row in result.stdout.splitlines()] == ["id", "'-N1abc", "'@jan"]
    assert "2 cells begin as a formula does" in result.stderr
    result = run("score", "purpose-index", tmp_path / "answers.csv", "--plain")
    assert [row.split(",")[0] for row in result.stdout.splitlines()] == ["id", "-N1abc", "@jan"]
    assert result.stderr == ""
