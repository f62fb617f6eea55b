from __future__ import annotations

import json
import sys

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import purpose_index as pi
from purpose_index.responses import native
from purpose_index.scoring import arrays, frames
from purpose_index.scoring.arrays import score_codes
from tests.unit.scoring.sets import item, make, scale

Q = make(
    [item("a"), item("b", reverse=True), item("c")],
    scale("pair", ["a", "b"], minimum_answered=1),
    scale("all_of_it", score="sum"),
)
DATA = {
    "team": ["x", "y", "x", "z"],
    "a": [1, 5, None, None],
    "b": [4, None, 2, -98],
    "n": [7, 8, 9, 10],
    "c": [1, 3, 3, 1],
}
PAIR = [(1 + 2) / 2, 5.0, 4.0, None]
ALL = [1 + 2 + 1.0, None, None, None]
EXPECTED = {
    "team": DATA["team"],
    "n": DATA["n"],
    "pair": PAIR,
    "pair_answered": [2, 1, 1, 0],
    "all_of_it": ALL,
    "all_of_it_answered": [3, 2, 2, 1],
}


def polars_frame(kind=pl.Int8, data=DATA):
    return pl.DataFrame(data, schema_overrides=dict.fromkeys("abc", kind))


def pandas_frame(kind="float64", index=None):
    frame = pd.DataFrame(DATA, index=index)
    return frame.astype(dict.fromkeys("abc", kind))


def duckdb_relation(frame):
    return duckdb.from_arrow(frame.to_arrow())


FRAMES = {
    "pandas-float": pandas_frame,
    "pandas-Int8": lambda: pandas_frame("Int8"),
    "pandas-arrow": lambda: pandas_frame("int8[pyarrow]"),
    "polars": polars_frame,
    "polars-float": lambda: polars_frame(pl.Float64),
    "polars-chunked": lambda: pl.concat([polars_frame()[:1], polars_frame()[1:]], rechunk=False),
    "pyarrow": lambda: polars_frame().to_arrow(),
    "polars-lazy": lambda: polars_frame().lazy(),
    "polars-lazy-float": lambda: polars_frame(pl.Float32).lazy(),
    "duckdb": lambda: duckdb_relation(polars_frame()),
    "duckdb-float": lambda: duckdb_relation(polars_frame(pl.Float64).fill_null(float("nan"))),
}


def cells(frame):
    """The cells of any frame as Python's own, None where missing."""
    if isinstance(frame, duckdb.DuckDBPyRelation):
        frame = frame.to_arrow_table()
    if isinstance(frame, pd.DataFrame):
        return {name: [None if value != value else value for value in frame[name]] for name in frame.columns}
    return pl.DataFrame(frame.lazy().collect() if isinstance(frame, pl.LazyFrame) else frame).to_dict(as_series=False)


@pytest.mark.parametrize("name", FRAMES)
def test_the_same_kind_comes_out_with_scores(name):
    frame = FRAMES[name]()
    scored = pi.score_frame(Q, frame)
    assert type(scored) is type(frame)
    assert cells(scored) == EXPECTED
    assert list(cells(scored)) == list(EXPECTED)


@pytest.mark.parametrize("name", ["polars", "pyarrow", "polars-lazy", "duckdb"])
def test_a_missing_score_is_null(name):
    scored = pi.score_frame(Q, FRAMES[name]())
    table = (
        scored.to_arrow_table()
        if name == "duckdb"
        else scored.lazy().collect().to_arrow()
        if "polars" in name
        else scored
    )
    assert table.schema.field("pair").type == pa.float64()
    assert table.schema.field("pair_answered").type == pa.int16()
    assert table["pair"].null_count == 1


def test_scores_of_pandas_are_its_own_numbers():
    assert pi.score_frame(Q, pandas_frame()).dtypes[["pair", "pair_answered"]].tolist() == [np.float64, np.int16]


def test_a_complete_frame_has_no_nulls():
    scored = pi.score_frame(Q, pa.table({"a": [1, 2], "b": [1, 2], "c": [1, 2]}))
    assert scored["pair"].null_count == 0
    assert scored["pair"].to_pylist() == [3, 3]


def test_polars_alone(monkeypatch):
    for module in (native, frames):
        monkeypatch.setattr(module, "has_pyarrow", lambda: False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    scored = pi.score_frame(Q, polars_frame())
    assert cells(scored) == EXPECTED
    assert scored["pair"].null_count() == 1


@pytest.mark.parametrize("index", [[9, 9, 2, 1], list("wxyz"), pd.MultiIndex.from_product([[1, 2], [3, 4]])])
def test_the_index_of_pandas_is_kept(index):
    scored = pi.score_frame(Q, pandas_frame(index=index))
    assert scored.index.equals(pd.Index(index))
    assert cells(scored.reset_index(drop=True)) == EXPECTED
    only_items = pi.score_frame(Q, pandas_frame(index=index)[["c", "b", "a"]])
    assert only_items.index.equals(pd.Index(index))


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_of_nothing_but_items(name):
    frame = FRAMES[name]()
    names = ["c", "b", "a"]
    items = frame[names] if "pandas" in name else frame.select(*names) if "duckdb" in name else frame.select(names)
    assert list(cells(pi.score_frame(Q, items))) == list(EXPECTED)[2:]


@pytest.mark.parametrize("name", FRAMES)
def test_nobody(name):
    frame = FRAMES[name]()
    nobody = frame.limit(0) if hasattr(frame, "limit") else frame[:0]
    assert cells(pi.score_frame(Q, nobody)) == {name: [] for name in EXPECTED}


def test_the_frame_that_was_given_is_left_alone():
    for frame in (pandas_frame(), polars_frame()):
        before = cells(frame)
        scored = pi.score_frame(Q, frame)
        assert cells(frame) == before
        assert "pair" not in frame.columns
        assert "a" not in scored.columns


def test_columns_are_found_by_name():
    frame = polars_frame().rename({"a": "Q1", "b": "team2"})
    scored = pi.score_frame(Q, frame, columns={"a": "Q1", "b": "team2"})
    assert cells(scored) == EXPECTED
    assert cells(pi.score_frame(Q, frame.lazy(), columns={"a": "Q1", "b": "team2"})) == EXPECTED


def problems(frame, q=Q, **options):
    with pytest.raises(pi.ResponseError) as caught:
        pi.score_frame(q, frame, **options)
    return [(issue.code, issue.path) for issue in caught.value.issues]


KINDS = [pd.DataFrame, pl.DataFrame, pl.LazyFrame, lambda data: duckdb_relation(pl.DataFrame(data))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_a_score_needs_is_refused(kind):
    frame = kind({"pair": [1], "a": [1], "b": [1], "c": [1], "pair_answered": [1]})
    assert problems(frame) == [("name-taken", "$.columns"), ("name-taken", "$.columns")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_scale_may_have_the_name_of_an_item_column(kind):
    q = make([item("a", column="total")])
    assert cells(pi.score_frame(q, kind({"total": [2, 4]})))["total"] == [2, 4]


WRONG = [
    ([1, 9, 9], "undeclared-answer", "2 answers"),
    ([1, -96, None], "undeclared-answer", "1 answer"),
    ([1.5, 2.0, 2.5], "fractional-answer", "2 answers"),
    ([float("inf"), 1.0, float("nan")], "infinite-answer", "1 answer"),
]


@pytest.mark.parametrize(("column", "code", "message"), WRONG)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_answer_is_told(kind, column, code, message):
    with pytest.raises(pi.ResponseError) as caught:
        pi.score_frame(Q, kind({"a": column, "b": [1, 1, 1], "c": [1, 1, 1]}))
    (issue,) = caught.value.issues
    assert (issue.code, issue.path) == (code, "$.columns.a")
    assert issue.message.startswith(message)


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ([True], "boolean-answer"),
        (["1"], "text-answer"),
        ([pl.Series([1.5]).cast(pl.Decimal(4, 2))[0]], "fractional-answer"),
    ],
)
@pytest.mark.parametrize("kind", KINDS[1:])
def test_columns_that_are_no_numbers_are_told(kind, column, code):
    assert problems(kind({"a": column, "b": [1], "c": [1]})) == [(code, "$.columns.a")]


def test_labels_are_told_in_a_lazy_frame():
    frame = pl.LazyFrame({"a": ["x"], "b": [1], "c": [1]}).with_columns(pl.col("a").cast(pl.Categorical))
    assert problems(frame) == [("labelled-answer", "$.columns.a")]


@pytest.mark.parametrize("kind", KINDS[2:])
def test_unchecked_a_lazy_frame_counts_what_is_no_answer_as_missing(kind):
    frame = kind({"a": [9.0, 1.5, -98.0, float("inf"), 2.0], "b": [1.0] * 5, "c": [1.0] * 5})
    scored = cells(pi.score_frame(Q, frame, check=False))
    assert scored["pair"] == [5, 5, 5, 5, 3.5]
    assert scored["pair_answered"] == [1, 1, 1, 1, 2]


def test_a_lazy_column_of_nothing_is_missing():
    frame = pl.LazyFrame({"a": [None], "b": [None], "c": [2]})
    assert cells(pi.score_frame(Q, frame))["all_of_it_answered"] == [1]


def test_a_missing_column_is_told_in_a_lazy_frame():
    assert problems(pl.LazyFrame({"a": [1], "b": [1]})) == [("missing-column", "$.columns.c")]


@pytest.mark.parametrize("data", [None, {"a": [1]}, 3, {1}])
def test_what_is_no_data_is_refused(data):
    with pytest.raises(pi.ArgumentError, match="unreadable-data"):
        pi.score_frame(Q, data)


def test_two_columns_of_one_name_are_refused():
    frame = pd.DataFrame([[1, 2, 3, 4]], columns=["a", "b", "c", "c"])
    assert problems(frame) == [("repeated-column", "$.columns")]


def test_an_extra_column_of_a_larger_type_is_kept_as_it_is():
    frame = pd.DataFrame({"a": [1], "when": pd.to_datetime(["2024-01-01"]), "b": [1], "c": [1], "text": ["é"]})
    scored = pi.score_frame(Q, frame)
    assert scored.dtypes[["when", "text"]].equals(frame.dtypes[["when", "text"]])


def in_small_blocks(monkeypatch):
    """Score as many people are scored: by two threads, two people at a time, in many blocks."""
    monkeypatch.setattr(arrays, "MANY", 1)
    monkeypatch.setattr(arrays, "ROOM", 2048)


@pytest.mark.parametrize("n", [1, 7, 8, 1000, 1001])
def test_blocks_and_threads_do_not_matter(n, monkeypatch):
    in_small_blocks(monkeypatch)
    rng = np.random.default_rng(n)
    x = rng.integers(1, 6, (n, 3)).astype(float)
    x[rng.random((n, 3)) < 0.2] = np.nan
    frame = pl.DataFrame(x, schema=list("abc"))
    expected = cells(pi.score_frame(Q, frame.lazy()))
    for kind in (
        frame,
        frame.cast(pl.Int8, strict=False),
        pl.concat([frame[: n // 3], frame[n // 3 :]], rechunk=False),
    ):
        assert cells(pi.score_frame(Q, kind.with_columns(pl.all().fill_nan(None)))) == expected


def test_an_error_in_a_thread_comes_out_with_all_rows(monkeypatch):
    in_small_blocks(monkeypatch)
    x = np.ones((1000, 3), int)
    x[[3, 500, 999], 1] = 9
    with pytest.raises(pi.ResponseError) as caught:
        pi.score_frame(Q, pd.DataFrame(x, columns=list("abc")))
    assert caught.value.issues[0].message.startswith("3 answers (rows 4, 501, 1000) are")


def test_scales_too_long_for_a_table():
    """Of 300 items with 11 options: 301 x 3001 cells, so that the scores are computed and not looked up."""
    items = [item(f"q{i}", tuple(range(11))) for i in range(300)]
    q = make(items, scale("total", minimum_answered=299), scale("half", [f"q{i}" for i in range(150)], score="sum"))
    x = np.tile(np.arange(300) % 11, (3, 1)).astype(float)
    x[1, 0], x[2, :2] = np.nan, np.nan
    scored = pi.score_frame(q, pd.DataFrame(x, columns=[i["id"] for i in items]))
    whole = sum(i % 11 for i in range(300))
    np.testing.assert_array_equal(scored["total"], [whole / 300, whole / 299, np.nan])
    np.testing.assert_array_equal(scored["half"], [sum(i % 11 for i in range(150)), np.nan, np.nan])
    assert scored["total_answered"].tolist() == [300, 299, 298]


def test_coded_answers_score_as_their_frame():
    scores = score_codes(Q, pi.encode(Q, polars_frame()))
    np.testing.assert_array_equal(scores["pair"].scores, [1.5, 5, 4, np.nan])
    assert scores["all_of_it"].answered.tolist() == [3, 2, 2, 1]


def test_codes_of_another_set_are_refused():
    coded = pi.encode(make([item("a"), item("b"), item("d")]), [{"a": 1, "b": 2, "d": 3}])
    with pytest.raises(pi.ResponseError, match="answers-to-another-set"):
        score_codes(Q, coded)


def test_a_column_may_have_the_name_of_a_step_of_the_query():
    frame = duckdb_relation(polars_frame().with_columns(KEYED_0=pl.lit(7)))
    assert cells(pi.score_frame(Q, frame))["KEYED_0"] == [7] * 4
    assert cells(pi.score_frame(Q, frame))["pair"] == PAIR


def test_arrays_and_mappings_of_scores_cannot_be_changed():
    scores = score_codes(Q, pi.encode(Q, polars_frame()), index=True)
    for array in (scores["pair"].scores, scores["pair"].answered, scores["pair"].index):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(TypeError):
        scores["pair"] = None


def test_counts_and_totals_beyond_a_byte_do_not_wrap():
    """20 items, 3 of them answered with 5: 3 answered times 81 places a row are beyond 255 from the fourth on."""
    q = make([item(f"q{i}") for i in range(20)])
    x = np.full((4, 20), np.nan)
    for person, answered in enumerate((1, 3, 4, 20)):
        x[person, :answered] = 5
    x[3, 0] = 1
    assert pi.score_frame(q, x)["total"].tolist() == [5, 5, 5, (1 + 19 * 5) / 20]


BANDED = make(
    [item("a"), item("b", reverse=True)],
    scale("total", minimum_answered=1, feedback=[
        {"id": "low", "from": 0, "to": 50, "text": {"en": "low"}},
        {"id": "high", "from": 50, "to": 100, "text": {"en": "high"}},
    ]),
    scale("plain", ["a"]),
)  # fmt: skip
BANDED_DATA = {"a": [1, 3, 5, None], "b": [5, None, 1, None]}
BANDED_EXPECTED = {
    "total": [1.0, 3.0, 5.0, None],
    "total_answered": [2, 1, 2, 0],
    "total_index": [0.0, 50.0, 100.0, None],
    "total_class": ["low", "high", "high", None],
    "plain": [1.0, 3.0, 5.0, None],
    "plain_answered": [1, 1, 1, 0],
    "plain_index": [0.0, 50.0, 100.0, None],
}
KIND_NAMES = ["pandas", "polars", "pyarrow", "polars-lazy", "duckdb"]
ALL_KINDS = dict(zip(KIND_NAMES, [pd.DataFrame, pl.DataFrame, pa.table, pl.LazyFrame, KINDS[3]], strict=True))


@pytest.mark.parametrize("name", KIND_NAMES)
def test_indices_and_classes_are_added_where_they_are_asked_for(name):
    kind = ALL_KINDS[name]
    scored = pi.score_frame(BANDED, kind(BANDED_DATA), add=("class", "index"))
    assert cells(scored) == BANDED_EXPECTED
    assert list(cells(scored)) == list(BANDED_EXPECTED)
    only = cells(pi.score_frame(BANDED, kind(BANDED_DATA), add="class"))
    assert only == {name: values for name, values in BANDED_EXPECTED.items() if not name.endswith("_index")}


def test_classes_without_pyarrow(monkeypatch):
    for module in (native, frames):
        monkeypatch.setattr(module, "has_pyarrow", lambda: False)
    assert cells(pi.score_frame(BANDED, pl.DataFrame(BANDED_DATA), add=("index", "class"))) == BANDED_EXPECTED


@pytest.mark.parametrize("name", KIND_NAMES)
def test_classes_of_nobody_are_words_too(name):
    nothing = ALL_KINDS[name]({"a": pl.Series([None], dtype=pl.Int8).to_arrow(), "b": pl.Series([None], dtype=pl.Int8).to_arrow()}) if name in ("pyarrow",) else ALL_KINDS[name]({"a": [None], "b": [None]})  # fmt: skip  # noqa: E501
    if name == "pandas":
        nothing = nothing.astype("float")
    if name == "duckdb":
        nothing = duckdb.sql("SELECT NULL::TINYINT AS a, NULL::TINYINT AS b")
    scored = pi.score_frame(BANDED, nothing, add="class")
    assert cells(scored)["total_class"] == [None]
    if name == "pyarrow":
        assert scored.schema.field("total_class").type == pa.string()


CLASSES = {  # of two scales of an item each, of which the first has bands
    "index": ["x", "x_answered", "x_index", "y", "y_answered", "y_index"],
    "class": ["x", "x_answered", "x_class", "y", "y_answered"],
    "classification": ["x", "x_answered", "y", "y_answered", "classification"],
}


def classifying():
    bands = [{"id": "any", "from": 0, "to": 100, "text": {"en": "any"}}]
    plain = make([item("a"), item("b")], scale("x", ["a"], feedback=bands), scale("y", ["b"]))
    rule = {"scales": ["x", "y"], "rule": "highest_index", "minimum_margin": 0, "undecided": {"en": "Close."}}
    return pi.load({**plain.model_dump(mode="json", by_alias=True, exclude_defaults=True), "classification": rule})


@pytest.mark.parametrize("name", KIND_NAMES)
@pytest.mark.parametrize("add", CLASSES)
def test_nothing_is_added_but_what_is_asked_for(name, add):
    q, kind = classifying(), ALL_KINDS[name]
    assert list(cells(pi.score_frame(q, kind({"a": [1], "b": [2]}), add=add))) == CLASSES[add]
    assert list(cells(pi.score_frame(q, kind({"a": [1], "b": [2]})))) == ["x", "x_answered", "y", "y_answered"]
    for taken in ("x_index", "x_class", "y_class", "classification"):
        frame = kind({"a": [1], "b": [2], taken: [3]})
        if taken in CLASSES[add]:
            assert problems(frame, q=q, add=add) == [("name-taken", "$.columns")]
        else:
            assert list(cells(pi.score_frame(q, frame, add=add))) == [taken, *CLASSES[add]]


def test_classes_in_arrow_are_texts_also_where_nobody_has_one():
    nothing = pa.array([None], pa.int8())
    table = pa.table({"a": nothing, "b": nothing, "person": nothing})
    for data in (table, pi.encode(BANDED, table)):
        assert pi.score_frame(BANDED, data, add="class").schema.field("total_class").type == pa.string()


def test_a_name_in_a_list_or_a_dict_that_is_kept_may_not_be_that_of_a_score(tmp_path):
    (tmp_path / "taken.csv").write_text("pair,a,b,c\n1,1,1,1\n")
    for data in (tmp_path / "taken.csv", [{"pair": 1, "a": 1, "b": 1, "c": 1}]):
        assert problems(data) == [("name-taken", "$.columns")]


@pytest.mark.parametrize("add", ["classification", ("index", "classification")])
def test_a_class_that_is_not_declared_cannot_be_added(add):
    with pytest.raises(pi.ArgumentError, match="declares no 'classification', so there is no 'classification' to add"):
        pi.score_frame(BANDED, pd.DataFrame(BANDED_DATA), add=add)
    with pytest.raises(pi.ArgumentError, match="declares no 'feedback' for any scale, so there is no 'class' to add"):
        pi.score_frame(Q, polars_frame(), add="class")
    with pytest.raises(pi.ArgumentError, match="unknown-option"):
        pi.score_frame(Q, polars_frame(), add="indices")


@pytest.mark.parametrize("kind", KINDS)
def test_two_scores_of_one_name_are_refused(kind):
    q = make([item("a")], scale("y_index"), scale("y"))
    frame = kind({"a": [1]})
    assert cells(pi.score_frame(q, frame))["y_index"] == [1]
    assert problems_of(q, frame, add="index") == [("name-taken", "'y_index'")]
    kept = kind({"a": [1], "y_class": [2]})
    assert next(iter(cells(pi.score_frame(make([item("a")], scale("y")), kept, add="index")))) == "y_class"


def problems_of(q, frame, **options):
    with pytest.raises(pi.ResponseError) as caught:
        pi.score_frame(q, frame, **options)
    return [(issue.code, issue.message.rstrip(".").split()[-1]) for issue in caught.value.issues]


ROWS = [{"team": "x", "a": 1, "b": 4, "c": 1}, {"a": 5, "c": 3}, {"a": None, "b": 2, "c": 3}]
FIRST = {"pair": 1.5, "pair_answered": 2, "all_of_it": 4.0, "all_of_it_answered": 3}


def test_a_list_of_mappings_gives_one():
    first, second, third = pi.score_frame(Q, ROWS)
    assert first == {"team": "x", **FIRST}
    assert second == {"pair": 5.0, "pair_answered": 1, "all_of_it": None, "all_of_it_answered": 2}
    assert third["pair"] == 4
    assert pi.score_frame(Q, []) == []
    assert pi.score_frame(Q, [{"a": 1, "b": 4, "c": 1}]) == [FIRST]
    with pytest.raises(pi.ResponseError, match="name-taken"):
        pi.score_frame(Q, [*ROWS, {"pair": 1}])


def test_an_array_gives_arrays():
    scored = pi.score_frame(Q, np.array([[1, 4, 1], [5, np.nan, 3]]))
    assert list(scored) == list(FIRST)
    np.testing.assert_array_equal(scored["all_of_it"], [4, np.nan])


def test_files_give_columns_or_a_table(tmp_path):
    frame = polars_frame()
    frame.write_csv(tmp_path / "a.csv")
    scored = pi.score_frame(Q, tmp_path / "a.csv")
    assert {name: [None if v != v else v for v in list(values)] for name, values in scored.items()} == {
        **EXPECTED,
        "n": ["7", "8", "9", "10"],
    }
    frame.write_parquet(tmp_path / "a.parquet")
    table = pi.score_frame(Q, str(tmp_path / "a.parquet"))
    assert isinstance(table, pa.Table)
    assert cells(table) == EXPECTED


@pytest.mark.parametrize("name", ["pandas-float", "polars", "pyarrow"])
def test_coded_answers_give_what_they_keep(name):
    frame = FRAMES[name]()
    scored = pi.score_frame(Q, pi.encode(Q, frame))
    assert type(scored) is type(frame)
    assert cells(scored) == EXPECTED
    if name == "pyarrow":
        assert scored["pair"].null_count == 1
    only = frame[["a", "b", "c"]] if name == "pandas-float" else frame.select(["a", "b", "c"])
    assert list(pi.score_frame(Q, pi.encode(Q, only))) == list(FIRST)
    assert pi.score_frame(Q, pi.encode(Q, ROWS))[0] == {"team": "x", **FIRST}


def test_frames_carry_where_their_scores_come_from():
    own = pi.provenance(Q)
    assert own == {
        "question_set": "tried",
        "version": "1.2.3",
        "fingerprint": Q.fingerprint,
        "engine": 1,
        "library": pi.__version__,
    }
    other = pi.load("purpose-orientation")
    frame = pandas_frame().assign(**dict.fromkeys(other.item_ids, 3))
    frame.attrs["mine"] = 1
    scored = pi.score_frame(other, pi.score_frame(Q, frame))
    assert scored.attrs == {"mine": 1, "purpose_index": {"tried": own, other.id: pi.provenance(other)}}
    assert frame.attrs == {"mine": 1}
    table = pa.table({"a": [1], "b": [1], "c": [1], "team": ["x"]}).replace_schema_metadata({"mine": "1"})
    table = pa.Table.from_arrays(table.columns, schema=table.schema.set(3, pa.field("team", pa.string(), metadata={"label": "Team"})))  # fmt: skip  # noqa: E501
    found = pi.score_frame(Q, table).schema
    assert found.metadata[b"mine"] == b"1"
    assert json.loads(found.metadata[b"purpose_index"]) == {"tried": own}
    assert found.field("team").metadata == {b"label": b"Team"}


def test_a_table_that_came_from_pandas_goes_back():
    frame = pandas_frame(index=list("wxyz"))
    scored = pi.score_frame(Q, pa.Table.from_pandas(frame)).to_pandas()
    assert list(scored.index) == list("wxyz")
    assert scored["pair"].tolist()[:3] == PAIR[:3]
