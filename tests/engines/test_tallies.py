"""A tally that engines count where the rows are is that of the same answers in memory, to the byte."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import purpose_index as pi
from purpose_index.tallies import Moments, PairCounts, Patterns
from tests.engines.engines import ALL, BESIDE, QUIET, dask, spark, spark_session
from tests.unit.engines.sources import ROWS, Q, answers, in_full

pytestmark = QUIET
KINDS = {"moments": Moments, "pairs": PairCounts, "patterns": Patterns}


@pytest.mark.parametrize("engine", ALL)
def test_a_tally_has_the_bytes_of_one_in_memory(engine, tmp_path):
    given, coded = engine(answers(), tmp_path), pi.encode(Q, answers())
    for kind, tally in KINDS.items():
        assert pi.tally(Q, given, kind, missing="pairwise").to_bytes() == tally.of(coded, missing="pairwise").to_bytes()


@pytest.mark.parametrize("engine", ALL)
def test_groups_are_counted_apart(engine, tmp_path):
    found = pi.tally(Q, engine(answers(), tmp_path), group=["team", "wave"])
    parts = {key: pi.encode(Q, own) for key, own in answers().group_by("team", "wave")}
    assert {key: one.to_bytes() for key, one in found.items()} == {
        key: Moments.of(own).to_bytes() for key, own in parts.items()
    }


@pytest.mark.parametrize("engine", ALL)
def test_nobody_is_counted_as_nobody(engine, tmp_path):
    found = pi.tally(Q, engine(answers().clear(), tmp_path))
    assert found.to_bytes() == Moments.of(pi.encode(Q, answers().clear())).to_bytes()


@pytest.mark.parametrize("engine", [one for one in BESIDE if one.values[0] in (dask, spark)])
def test_wrong_answers_are_told_without_rows_where_rows_have_no_order(engine, tmp_path):
    row = pl.int_range(pl.len())
    wrong = answers().with_columns(
        q01=pl.when(row.is_in([20, 400, 999])).then(7).otherwise("q01").cast(pl.Int16), q02=pl.lit("often")
    )
    with pytest.raises(pi.ResponseError) as caught:
        pi.tally(Q, engine(wrong, tmp_path))
    first, second = caught.value.issues
    assert first.message == "3 answers are not one of the options; expected a whole number from 1 to 5."
    assert first.facts["answers"] == 3
    assert "rows" not in first.facts
    assert (second.code, second.facts["answers"]) == ("text-answer", ROWS)


@pytest.mark.engines
def test_a_task_that_fails_is_done_again_and_counted_once(tmp_path):
    frame = spark(answers(), tmp_path)
    marks = tmp_path / "marks"
    marks.mkdir()

    def fail_once(batches):
        from pyspark import TaskContext

        mark = Path(marks) / str(TaskContext.get().partitionId())
        for number, batch in enumerate(batches):
            yield batch
            if number == 0 and not mark.exists():
                mark.touch()
                raise RuntimeError("this task fails once")

    failing = frame.mapInArrow(fail_once, frame.schema)
    spark_session().sparkContext.setLogLevel("OFF")
    found = pi.tally(Q, failing)
    assert len(list(marks.iterdir())) == frame.rdd.getNumPartitions()
    assert found.rows == ROWS
    assert found.to_bytes() == Moments.of(pi.encode(Q, answers())).to_bytes()


@pytest.mark.parametrize("engine", ALL)
def test_an_analysis_is_the_same_in_every_bit(engine, tmp_path):
    found = pi.analyze(Q, engine(answers(), tmp_path), ordinal=True)
    expected = pi.analyze(Q, pi.encode(Q, answers()), ordinal=True)
    assert in_full(found.scales) == in_full(expected.scales)
