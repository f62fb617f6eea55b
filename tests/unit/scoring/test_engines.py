"""Lazy frames of engines that the tests do not install; each is tried where it is there."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import polars as pl
import pytest

import purpose_index as pi
from tests.unit.scoring.sets import item, make, scale

BANDS = [
    {"id": name, "from": low, "to": high, "text": {"en": name}}
    for name, low, high in (("low", 0, 50), ("middle", 50, 75), ("high", 75, 100))
]
PLAIN = make(
    [item("a"), item("b", reverse=True), item("c", (0, 1, 3)), item("d")],
    scale("even", ["a", "b", "d"], minimum_answered=2, feedback=BANDS),
    scale("odd", score="sum", prorate=True, minimum_answered=1, weights={"a": 0.1, "b": 1 / 3}),
)
RULE = {"scales": ["even", "odd"], "rule": "highest_index", "minimum_margin": 10, "undecided": {"en": "Close."}}
Q = pi.load({**PLAIN.model_dump(mode="json", by_alias=True, exclude_defaults=True), "classification": RULE})
ADD = ("index", "class", "classification")


VALUES = {"a": [1, 2, 5, None, -99], "b": [2, 4, None], "c": [0, 1, 3, None, -98], "d": [3, None]}


def answers():
    rng = np.random.default_rng(1)
    x = {name: rng.choice(values, 200).tolist() for name, values in VALUES.items()}
    return pl.DataFrame({"person": range(200), **x}, schema_overrides=dict.fromkeys("abcd", pl.Int16))


def dask(frame):
    frames = pytest.importorskip("dask.dataframe")
    return frames.from_pandas(frame.to_pandas(use_pyarrow_extension_array=True), npartitions=3)


def ibis(frame):
    return pytest.importorskip("ibis").memtable(frame.to_arrow())


def spark(frame):
    sql = pytest.importorskip("pyspark.sql")
    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    types = ", ".join(f"{name} short" for name in "abcd")
    return session.createDataFrame(frame.rows(), schema=f"person long, {types}")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", [dask, ibis, spark])
def test_an_engine_scores_as_a_frame_in_memory(engine):
    frame = answers()
    scored = nw.from_native(pi.score_frame(Q, engine(frame), add=ADD)).collect("polars").to_native().sort("person")
    expected = pi.score_frame(Q, frame, add=ADD)
    assert scored.cast(dict(expected.schema)).fill_nan(None).equals(expected)
    wrong = frame.with_columns(a=pl.when(pl.col("person") < 3).then(7).otherwise("a").cast(pl.Int16))
    with pytest.raises(pi.ResponseError, match=r"\$\.columns\.a: 3 answers are not one of the options"):
        pi.score_frame(Q, engine(wrong))
