"""An engine scores as a frame in memory does, to the bit, and gives back its own kind of frame."""

from __future__ import annotations

import narwhals as nw
import numpy as np
import polars as pl
import pytest

import purpose_index as pi
from tests.engines.engines import ALL, QUIET
from tests.unit.scoring.sets import item, make, scale

pytestmark = QUIET
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
OWN = pi.load({**PLAIN.model_dump(mode="json", by_alias=True, exclude_defaults=True), "classification": RULE})
SETS = {"own": OWN, **{name: pi.load(name) for name in pi.instruments()}}


def answers(q, rows=300):
    """Answers to every item, some empty and some with a declared code of a missing answer."""
    rng = np.random.default_rng(1)
    columns = {}
    for item_id in q.item_ids:
        values = [option.value for option in q.options_of(item_id) if option.value is not None]
        columns[item_id] = rng.choice([*values, *q.missing.reasons(), None], rows).tolist()
    return pl.DataFrame({"person": range(rows), **columns}, schema_overrides=dict.fromkeys(q.item_ids, pl.Int16))


def asked_for(q):
    """All that can be added to the scores of a set."""
    class_ = ["class"] if any(scale.feedback for scale in q.scales) else []
    return ("index", *class_, *(["classification"] if q.classification else []))


def bits(frame):
    """The columns of a frame, numbers as the bits that they are."""
    return {
        name: frame[name].to_numpy().view(np.int64).tolist()
        if frame[name].dtype == pl.Float64
        else frame[name].to_list()
        for name in frame.columns
    }


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("engine", ALL)
def test_an_engine_scores_as_a_frame_in_memory(engine, name, tmp_path):
    q = SETS[name]
    frame = answers(q)
    given = engine(frame, tmp_path)
    scored = pi.score_frame(q, given, add=asked_for(q))
    assert type(scored) is type(given)
    found = nw.from_native(scored).collect("polars").to_native().sort("person")
    expected = pi.score_frame(q, frame, add=asked_for(q))
    assert found.columns == expected.columns
    counts = [f"{scale.id}_answered" for scale in q.scales]
    assert [found.schema[column] for column in counts] == [pl.Int16] * len(counts)
    missing = {column: found[column].is_null() for column in found.columns}
    assert {column: where.to_list() for column, where in missing.items()} == {
        column: expected[column].is_null().to_list() for column in expected.columns
    }
    assert bits(found.fill_null(0)) == bits(expected.fill_null(0))


@pytest.mark.parametrize("engine", ALL)
def test_wrong_answers_are_counted_by_the_engine(engine, tmp_path):
    frame = answers(OWN)
    wrong = frame.with_columns(a=pl.when(pl.col("person") < 3).then(7).otherwise("a").cast(pl.Int16))
    with pytest.raises(pi.ResponseError, match=r"\$\.columns\.a: 3 answers are not one of the options"):
        pi.score_frame(OWN, engine(wrong, tmp_path))
