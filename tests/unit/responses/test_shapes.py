"""A row for each answer, and a column for each item and occasion: the same codes as a row for each person."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from tests.unit.scoring.sets import THREE

LONG = {"person": "who", "item": "what", "answer": "says"}
ROWS = [  # somebody's team is the same in all rows, the hour is not
    {"who": 7, "team": "x", "hour": 1, "what": "c", "says": 3},
    {"who": 7, "team": "x", "hour": 2, "what": "a", "says": 1},
    {"who": 5, "team": "y", "hour": 3, "what": "b", "says": -99},
    {"who": 7, "team": "x", "hour": 4, "what": "b", "says": 5},
    {"who": 5, "team": "y", "hour": 5, "what": "a", "says": None},
]
CODES = [[0, 4, 2], [-1, -2, -1]]  # person 7 comes first; value less 1, -99 is skipped
KINDS = {
    "list": list,
    "pandas": pd.DataFrame,
    "pandas-nullable": lambda rows: pd.DataFrame(rows).convert_dtypes(),
    "polars": pl.DataFrame,
    "pyarrow": lambda rows: pl.DataFrame(rows).to_arrow(),
}


def records(extra):
    return extra if isinstance(extra, list) else pl.DataFrame(extra).to_dicts()


def written(tmp_path, rows, before=""):
    path = tmp_path / "long.csv"
    lines = [",".join(rows[0]), *(",".join("" if v is None else str(v) for v in row.values()) for row in rows)]
    path.write_text(before + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def told(data, **reading):
    with pytest.raises(pi.PurposeIndexError) as caught:
        pi.encode(THREE, data, **reading)
    return caught.value.issues


def codes(issues):
    return [issue.code for issue in issues]


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_for_each_answer_of_every_kind(kind):
    data = KINDS[kind](ROWS)
    coded = pi.encode(THREE, data, long=LONG)
    assert coded.codes.tolist() == CODES
    assert type(coded.extra) is type(data)
    assert records(coded.extra) == [{"who": 7, "team": "x"}, {"who": 5, "team": "y"}]
    assert not coded.issues


def test_a_row_for_each_answer_in_a_file(tmp_path):
    coded = pi.encode(THREE, written(tmp_path, ROWS, "sep=,\n"), long=LONG)
    assert coded.codes.tolist() == CODES
    assert coded.extra == {"who": ["7", "5"], "team": ["x", "y"]}


@pytest.mark.parametrize("kind", KINDS)
def test_missing_values_beside_the_answers(kind):
    rows = [{**row, "age": 40 if row["who"] == 7 else None} for row in ROWS]
    coded = pi.encode(THREE, KINDS[kind](rows), long=LONG)
    ages = [row["age"] for row in records(coded.extra)]
    assert ages[0] == 40
    assert pd.isna(ages[1])


def test_cells_that_cannot_be_compared_do_not_matter():
    frame = pd.DataFrame({"who": [[1], [1], [2]], "what": list("aba"), "says": [1, 2, 3], "z": [np.ones(2)] * 3})
    coded = pi.encode(THREE, frame.assign(y=[np.ones(2), np.zeros(2), np.ones(2)]), long=LONG)
    assert coded.codes.tolist() == [[0, 1, -1], [2, -1, -1]]
    assert list(coded.extra) == ["who", "z"]


def test_the_column_of_persons_stays_even_where_its_cells_cannot_be_compared():
    who = [np.array([1, 2]), np.array([1, 2]), np.array([3, 4])]
    coded = pi.encode(THREE, pd.DataFrame({"who": who, "what": list("aba"), "says": [1, 2, 3]}), long=LONG)
    assert coded.codes.tolist() == [[0, 1, -1], [2, -1, -1]]
    assert [one.tolist() for one in coded.extra["who"]] == [[1, 2], [3, 4]]


def test_people_on_occasions_get_a_row_each():
    rows = [{**row, "when": when} for when in "pq" for row in ROWS]
    coded = pi.encode(THREE, rows, long={**LONG, "occasion": "when"})
    assert coded.codes.tolist() == CODES * 2
    assert [(row["who"], row["when"]) for row in coded.extra] == [(7, "p"), (5, "p"), (7, "q"), (5, "q")]


def test_rows_of_other_items_are_left_out_and_counted():
    other = {"who": 9, "team": "z", "hour": 0, "what": "age", "says": 44}
    (note,) = pi.encode(THREE, [*ROWS, other], long=LONG).issues
    assert (note.code, note.facts["count"]) == ("other-items", 1)
    assert note.message == "1 row names an item that is not in the set, and was left out."
    (note,) = pi.encode(THREE, [*ROWS, other, other], long=LONG).issues
    assert note.message == "2 rows name an item that is not in the set, and were left out."


def test_an_item_that_is_answered_twice():
    (issue,) = told([*ROWS, ROWS[1], ROWS[2]], long=LONG)
    assert (issue.code, dict(issue.facts)) == ("answered-twice", {"count": 2, "rows": (6, 7)})
    assert "the first: rows 6, 7." in issue.message
    (issue,) = told([*ROWS, ROWS[1]], long=LONG)
    assert issue.message.startswith("1 row answers an item")
    other = {**ROWS[0], "what": "age"}
    (issue,) = told([other, *ROWS, ROWS[1]], long=LONG)
    assert issue.facts["rows"] == (7,)  # rows of other items are counted too


def test_what_the_data_call_an_item_is_said_by_columns():
    rows = [{**row, "what": row["what"].upper()} for row in ROWS]
    named = {"a": "A", "b": "B", "c": "C"}
    assert pi.encode(THREE, rows, long=LONG, columns=named).codes.tolist() == CODES
    assert codes(told(rows, long=LONG, columns={**named, "d": "D"})) == ["unknown-item-in-columns"]
    rows = [{**row, "what": f"{row['what']} or so"} for row in ROWS]
    for columns in (None, "proposed"):
        (issue,) = told(rows, long=LONG, columns=columns)
        assert (issue.code, issue.path) == ("no-items-in-long", "$.long.item")


@pytest.mark.parametrize(
    "long",
    [
        {},
        "who",
        {"person": "who", "item": "what"},
        {**LONG, "answer": "what"},
        {**LONG, "wave": "hour"},
        {**LONG, "person": ["who"]},
        {**LONG, "person": None},
    ],
)
def test_what_long_must_be(long):
    assert codes(told(ROWS, long=long)) == ["long-not-a-mapping"]


def test_columns_of_the_long_format_that_are_not_there():
    issues = told(ROWS, long={**LONG, "person": "whom", "answer": "zzz"})
    assert [(issue.code, issue.path, issue.hint) for issue in issues] == [
        ("missing-column", "$.long.person", "Did you mean 'who'?"),
        ("missing-column", "$.long.answer", ""),
    ]


def test_problems_and_labels_in_the_long_format():
    rows = [{"who": 1, "what": "a", "says": 9}, {"who": 2, "what": "a", "says": 1}]
    assert [(issue.code, issue.path) for issue in told(rows, long=LONG)] == [("undeclared-answer", "$.columns.a")]
    label = {"who": 1, "what": "a", "says": " TWO"}
    assert pi.encode(THREE, [label], long=LONG, labels={"two": 2}).codes.tolist() == [[1, -1, -1]]


WIDE = [
    {"id": 1, "a_t1": 1, "b_t1": 2, "c_t1": 3, "a_t2": 5, "b_t2": 4, "c_t2": -99},
    {"id": 2, "a_t1": 2, "b_t1": 2, "c_t1": None, "a_t2": 4, "b_t2": 4, "c_t2": 1},
]
WIDE_CODES = [[0, 1, 2], [1, 1, -1], [4, 3, -2], [3, 3, 0]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beside", [True, False])
def test_a_column_for_each_item_and_occasion(kind, beside):
    data = KINDS[kind]([{k: v for k, v in row.items() if beside or k != "id"} for row in WIDE])
    coded = pi.encode(THREE, data, occasions=["t1", "t2"])
    assert coded.codes.tolist() == WIDE_CODES
    assert type(coded.extra) is type(data)
    ids = [{"id": number} for number in (1, 2, 1, 2)] if beside else [{}] * 4
    assert records(coded.extra) == [
        {**one, "occasion": when} for one, when in zip(ids, ("t1", "t1", "t2", "t2"), strict=True)
    ]


def test_occasions_in_a_file_and_in_another_order(tmp_path):
    coded = pi.encode(THREE, written(tmp_path, WIDE), occasions=["t2", "t1"])
    assert coded.codes.tolist() == [*WIDE_CODES[2:], *WIDE_CODES[:2]]
    assert coded.extra == {"id": ["1", "2", "1", "2"], "occasion": ["t2", "t2", "t1", "t1"]}


def test_columns_are_named_without_their_occasion():
    rows = [{name.replace("a_", "first_"): value for name, value in row.items()} for row in WIDE]
    assert pi.encode(THREE, rows, occasions=["t1", "t2"], columns={"a": "first"}).codes.tolist() == WIDE_CODES
    issues = told(rows, occasions=["t1", "t2"], columns={"a": "first", "z": "second"})
    assert codes(issues) == ["unknown-item-in-columns"]
    assert codes(told(WIDE, occasions=["t1", "t2"], columns="proposed")) == ["no-proposals"]


@pytest.mark.parametrize("occasions", ["t1", ["t1"], ["t1", "t1"], ["t1", ""], ["t1", 2], {"t1": 1, "t2": 2}])
def test_what_occasions_must_be(occasions):
    assert codes(told(WIDE, occasions=occasions)) == ["occasions-not-names"]


def test_one_shape_at_a_time():
    assert codes(told(WIDE, occasions=["t1", "t2"], long=LONG)) == ["two-formats"]


@pytest.mark.parametrize("reading", [{"occasions": ["t1", "t2"]}, {"long": LONG}])
def test_an_array_has_no_names(reading):
    assert codes(told(np.ones((2, 3)), **reading)) == ["unreadable-data"]


def test_rows_that_say_nobody_are_left_out_and_counted():
    rows = [{"id": i, "item": item, "answer": i} for i in (1, 2) for item in "abc"]
    rows += [{"id": nobody, "item": "a", "answer": 5} for nobody in ("", None, float("nan"), " ")]
    coded = pi.encode(THREE, rows, long={"person": "id", "item": "item", "answer": "answer"})
    assert coded.codes[:, 0].tolist() == [0, 1]
    assert [(issue.code, issue.facts["count"]) for issue in coded.issues] == [("answers-of-nobody", 4)]


def test_problems_in_long_format_are_told_by_the_lines_of_the_file(tmp_path):
    lines = ["id,item,resp", "", "7,a,1", "7,b,9", ",c,8", "5,c,x", "7,c,2", "5,a,9", "5,zz,9"]
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    long = {"person": "id", "item": "item", "answer": "resp"}
    found = {issue.path: dict(issue.facts)["lines"] for issue in told(path, long=long)}
    assert found == {"$.columns.a": (8,), "$.columns.b": (4,), "$.columns.c": (6,)}
    rows = [dict(zip(("id", "item", "resp"), line.split(","), strict=True)) for line in lines[2:]]
    rows = [{**row, "resp": int(row["resp"])} for row in rows if row["resp"] != "x"]
    found = {issue.path: dict(issue.facts)["rows"] for issue in told(rows, long=long)}
    assert found == {"$.columns.a": (5,), "$.columns.b": (2,)}


def test_who_answers_twice_is_told_by_the_line_of_the_file(tmp_path):
    path = written(tmp_path, [*ROWS, ROWS[1], ROWS[2]], before="\n\n")
    (issue,) = told(path, long=LONG)
    assert "the first: lines 9, 10." in issue.message


@pytest.mark.parametrize("true", [True, np.True_])
def test_true_and_one_are_two_people(true):
    rows = [{"who": who, "what": "a", "says": 3} for who in (true, 1, False, 0, 1.0)]
    coded = pi.encode(THREE, rows[:4], long=LONG)
    assert len(coded) == 4
    assert codes(told(rows, long=LONG)) == ["answered-twice"]  # 1.0 is 1
    waves = [{"who": 7, "what": "a", "says": 3, "wave": wave} for wave in (true, 1)]
    assert len(pi.encode(THREE, waves, long={**LONG, "occasion": "wave"})) == 2


def test_a_column_that_has_the_name_of_the_occasion_is_not_overwritten():
    wide = {f"{item}_{one}": [3] for item in "abc" for one in ("t1", "t2")}
    for data in (pd.DataFrame({**wide, "occasion": ["x"]}), [dict.fromkeys([*wide, "occasion"], 3)]):
        (issue,) = told(data, occasions=["t1", "t2"])
        assert (issue.code, issue.facts["column"]) == ("occasion-column", "occasion")


@pytest.mark.parametrize("kind", ["csv", "parquet", "frame", "list", "array", "long"])
def test_a_sheet_is_of_a_workbook_alone(tmp_path, kind):
    frame = pd.DataFrame({"a": [1], "b": [1], "c": [1]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    data = {
        "csv": tmp_path / "a.csv",
        "parquet": tmp_path / "a.parquet",
        "frame": frame,
        "list": frame.to_dict("records"),
        "array": frame.to_numpy(),
        "long": ROWS,
    }[kind]
    reading = {"long": LONG} if kind == "long" else {}
    assert codes(told(data, sheet="Sheet1", **reading)) == ["not-a-workbook"]
    if kind == "frame":
        with pytest.raises(pi.ArgumentError):
            pi.score_frame(THREE, data, sheet="Sheet1")


@pytest.mark.parametrize("columns", [{"a": "x"}, {}, "proposed"])
def test_columns_of_an_array_have_no_names(columns):
    assert codes(told(np.array([[1, 2, 3]]), columns=columns)) == ["array-without-names"]
