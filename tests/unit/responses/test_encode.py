from __future__ import annotations

import os
import sys
import traceback
import tracemalloc

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

import purpose_index as pi
from purpose_index.responses import native
from purpose_index.responses.cells import UNDECLARED
from purpose_index.responses.columns import code_column
from purpose_index.responses.form import form_of
from tests.unit.scoring.sets import THREE, item, make, scale

NAN = float("nan")
THREE_FORM = form_of(THREE)
A, B, C = [1, 5, None, -99], [4, None, 2, -98], [-97, 3, 3, 1]
CODES = [[0, 3, -4], [4, -1, 2], [-1, 1, 2], [-2, -3, 0]]  # rows of A, B and C: value less 1, or the reason
TEAM = ["x", "y", "x", None]


def rows():
    return [{"team": t, "a": a, "b": b, "c": c} for t, a, b, c in zip(TEAM, A, B, C, strict=True)]


def pandas_frame(kind):
    return pd.DataFrame({"team": TEAM, **{n: pd.array(x, dtype=kind) for n, x in zip("abc", (A, B, C), strict=True)}})


def polars_frame(kind=pl.Int8):
    return pl.DataFrame({"team": TEAM, "a": A, "b": B, "c": C}, schema_overrides=dict.fromkeys("abc", kind))


def chunked(frame):
    return pl.concat([frame[:1], frame[1:1], frame[1:3], frame[3:]], rechunk=False)


FRAMES = {
    "pandas-float": lambda: pandas_frame("float64"),
    "pandas-float32": lambda: pandas_frame("float32"),
    "pandas-Int8": lambda: pandas_frame("Int8"),
    "pandas-Float64": lambda: pandas_frame("Float64"),
    "pandas-object": lambda: pandas_frame(object),
    "pandas-big-endian": lambda: pandas_frame(">f8"),
    "pandas-sparse": lambda: pandas_frame(pd.SparseDtype(float)),
    "pandas-arrow": lambda: pandas_frame("int16[pyarrow]"),
    "polars-Int8": polars_frame,
    "polars-Int64": lambda: polars_frame(pl.Int64),
    "polars-Int128": lambda: polars_frame(pl.Int128),
    "polars-Float64": lambda: polars_frame(pl.Float64),
    "polars-chunked": lambda: chunked(polars_frame()),
    "pyarrow": lambda: polars_frame().to_arrow(),
    "pyarrow-sliced": lambda: pl.concat([polars_frame()[:3], polars_frame()]).to_arrow().slice(3),
    "pyarrow-halffloat": lambda: (
        polars_frame().to_arrow().cast(pa.schema([("team", pa.string()), *[(n, pa.float16()) for n in "abc"]]))
    ),
}


def problems(q, data, **options):
    """The code and path of every issue that coding raises."""
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(q, data, **options)
    return [(issue.code, issue.path) for issue in caught.value.issues]


def cells(extra):
    """A frame's cells as Python's own, None where missing."""
    columns = extra.to_dict(orient="list") if isinstance(extra, pd.DataFrame) else pl.DataFrame(extra).to_dict()
    return {name: [None if x != x else x for x in column] for name, column in columns.items()}


@pytest.mark.parametrize("name", FRAMES)
def test_frames_of_every_kind(name):
    frame = FRAMES[name]()
    coded = pi.encode(THREE, frame)
    assert coded.codes.tolist() == CODES
    assert coded.codes.dtype == np.int8
    assert coded.codes.flags.f_contiguous
    assert coded.items == ("a", "b", "c")
    assert coded.values == ((1, 2, 3, 4, 5),) * 3
    assert coded.fingerprint == THREE.fingerprint
    assert type(coded.extra) is type(frame)
    assert cells(coded.extra) == {"team": TEAM}


@pytest.mark.parametrize("kind", [pl.Int8, pl.Float64])
def test_polars_alone(kind, monkeypatch):
    monkeypatch.setattr(native, "has_pyarrow", lambda: False)
    assert pi.encode(THREE, chunked(polars_frame(kind))).codes.tolist() == CODES
    assert pi.encode(THREE, polars_frame(kind).fill_null(1)).codes.tolist() == [
        [0, 3, -4],
        [4, 0, 2],
        [0, 1, 2],
        [-2, -3, 0],
    ]


def test_a_list_of_mappings():
    coded = pi.encode(THREE, rows())
    assert coded.codes.tolist() == CODES
    assert coded.extra == [{"team": team} for team in TEAM]
    assert pi.encode(THREE, [{"a": 1, "b": 1, "c": 1}]).extra is None


def test_a_key_that_is_left_out_is_empty_but_not_everywhere():
    assert pi.encode(THREE, [{"a": 1, "b": 2}, {"c": 3}]).codes.tolist() == [[0, 1, -1], [-1, -1, 2]]
    assert problems(THREE, [{"a": 1, "b": 2}, {"A": 3}]) == [("missing-column", "$.columns.c")]


@pytest.mark.parametrize("kind", ["f8", "f4", ">f8", "O"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_hold_the_items_in_order(kind, order):
    x = np.array([[NAN if v is None else v for v in column] for column in (A, B, C)]).T
    coded = pi.encode(THREE, np.array(x, dtype=kind, order=order))
    assert coded.codes.tolist() == CODES
    assert coded.extra is None


@pytest.mark.parametrize("kind", ["i1", "i2", ">i2", "i8", "u1", "u8"])
def test_arrays_of_integers(kind):
    assert pi.encode(THREE, np.array([[1, 2, 3], [5, 4, 3]], kind)).codes.tolist() == [[0, 1, 2], [4, 3, 2]]


def test_a_masked_array_is_missing_where_it_is_masked():
    x = np.ma.array([[1, 2, 3]], mask=[[False, True, False]])
    assert pi.encode(THREE, x).codes.tolist() == [[0, -1, 2]]


@pytest.mark.parametrize(
    ("cells", "code"), [(["my secret", "2", "3"], "text-answer"), ([True, False, True], "boolean-answer")]
)
def test_a_masked_array_of_anything_but_numbers_is_no_answer(cells, code):
    x = np.ma.array([cells], mask=[[False, False, True]])
    assert problems(THREE, x) == [(code, "$.columns.a"), (code, "$.columns.b")]


@pytest.mark.parametrize("shape", [(), (3,), (2, 2), (2, 4), (1, 2, 3)])
def test_an_array_of_another_shape_is_refused(shape):
    assert problems(THREE, np.ones(shape)) == [("array-columns", "$")]


def test_a_matrix_is_an_array():
    assert pi.encode(THREE, np.array([[1, 2, 3], [5, 4, 3]]).view(np.matrix)).codes.tolist() == [[0, 1, 2], [4, 3, 2]]


def test_a_boolean_array_is_no_answer():
    assert problems(THREE, np.ones((2, 3), bool)) == [("boolean-answer", f"$.columns.{name}") for name in "abc"]


def test_values_with_gaps_large_values_and_negative_values():
    q = make([item("a", (0, 1, 3)), item("b", (100, 150, 200)), item("c", tuple(range(-50, 51)))])
    values = {"a": [0, 1, 3, -99], "b": [100, 150, 200, -98], "c": [-50, 0, 50, -97]}
    expected = [[0, 0, 0], [1, 1, 50], [2, 2, 100], [-2, -3, -4]]
    for frame in (
        pd.DataFrame(values),
        pd.DataFrame(values, dtype=float),
        pl.DataFrame(values),
        pl.DataFrame(values).cast(pl.Int16),
    ):
        assert pi.encode(q, frame).codes.tolist() == expected


def test_a_narrow_column_cannot_hold_what_is_declared():
    q = make([item("a", (200, 201))])
    # -56 is 200 in eight bits; it is no answer
    assert problems(q, pl.DataFrame({"a": [-56, -55]}, schema={"a": pl.Int8})) == [("undeclared-answer", "$.columns.a")]
    assert pi.encode(q, pl.DataFrame({"a": [200, 201]}, schema={"a": pl.UInt8})).codes.tolist() == [[0], [1]]


def test_a_huge_unsigned_number_is_not_a_missing_code():
    x = np.array([[2**64 - 99, 1, 1]], np.uint64)
    assert problems(THREE, x) == [("undeclared-answer", "$.columns.a")]


WRONG = {
    "boolean": ([True, False, None], "boolean-answer", "2 answers (rows 1, 2) are true or false"),
    "text": (["1", "2", None], "text-answer", "2 answers (rows 1, 2) are text"),
    "fraction": ([1.5, 2.0, 2.5], "fractional-answer", "2 answers (rows 1, 3) are not whole"),
    "infinite": ([float("inf"), 1.0, float("-inf")], "infinite-answer", "2 answers (rows 1, 3) are infinite"),
    "undeclared": ([0, 6, 1], "undeclared-answer", "2 answers (rows 1, 2) are not one of the options"),
    "other code": ([1, None, -96], "undeclared-answer", "1 answer (row 3) is not one of the options"),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize(
    "kind",
    [
        pd.DataFrame,
        pl.DataFrame,
        lambda data: pl.DataFrame(data).to_arrow(),
        lambda data: pl.DataFrame(data).to_dicts(),
    ],
)
def test_what_is_no_answer_is_told_once_a_column_with_count_and_rows(name, kind):
    column, code, message = WRONG[name]
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, kind({"a": column, "b": [1, 1, 1], "c": [1, 1, 1]}))
    (issue,) = caught.value.issues
    assert (issue.code, issue.path) == (code, "$.columns.a")
    assert issue.message == f"{message}; expected a whole number from 1 to 5."


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_labels_are_no_numbers(frame):
    data = frame({"a": ["low", "high"], "b": [1, 1], "c": [1, 1]})
    labelled = data.astype({"a": "category"}) if frame is pd.DataFrame else data.cast({"a": pl.Categorical})
    assert problems(THREE, labelled) == [("labelled-answer", "$.columns.a")]


def test_dates_are_no_numbers_and_decimals_are_where_they_are_whole():
    frame = pl.DataFrame({"a": ["2.0"], "b": [0], "c": [1]}).cast({"a": pl.Decimal(5, 1), "b": pl.Date})
    assert problems(THREE, frame) == [("date-answer", "$.columns.b")]
    frame = pl.DataFrame({"a": ["2.0", "2.5"], "b": [1, 1], "c": [1, 1]}).cast({"a": pl.Decimal(5, 1)})
    assert problems(THREE, frame) == [("fractional-answer", "$.columns.a")]
    assert pi.encode(THREE, frame.head(1)).codes.tolist() == [[1, 0, 0]]


def test_several_kinds_of_problems_in_one_column_and_several_columns():
    frame = pd.DataFrame({"a": [1.5, 9, np.inf, -9, 1], "b": [1, 2, 3, 4, 5], "c": [7, 1, 1, 1, 1]})
    assert problems(THREE, frame) == [
        ("undeclared-answer", "$.columns.a"),
        ("fractional-answer", "$.columns.a"),
        ("infinite-answer", "$.columns.a"),
        ("undeclared-answer", "$.columns.c"),
    ]


def test_only_the_first_rows_are_told():
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, pd.DataFrame({"a": [1.5] * 700_000, "b": 1, "c": 1}))
    assert caught.value.issues[0].message.startswith("700000 answers (rows 1, 2, 3, 4, 5, ...) are not whole")


def test_no_cell_shows_anywhere():
    frame = pd.DataFrame({"a": [987654, 1], "b": ["my secret", 1], "c": [1, 1]})
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, frame)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value.issues)
    assert "987654" not in shown
    assert "my secret" not in shown
    assert caught.value.__context__ is None


@pytest.mark.parametrize("empty", [[None, None], [NAN, NAN], ["", " "]])
@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame])
def test_a_column_without_answers_is_missing_whatever_its_type(frame, empty):
    assert pi.encode(THREE, frame({"a": empty, "b": [1, 2], "c": [3, 4]})).codes.tolist() == [[-1, 0, 2], [-1, 1, 3]]


@pytest.mark.parametrize(
    "nobody",
    [
        pd.DataFrame({"a": [], "b": [], "c": []}),
        pl.DataFrame(schema=dict.fromkeys("abc", pl.Int8)),
        pa.table({"a": pa.array([], pa.int8()), "b": pa.chunked_array([], pa.int8()), "c": pa.array([], pa.null())}),
        np.empty((0, 3)),
        [],
    ],
    ids=["pandas", "polars", "pyarrow", "numpy", "list"],
)
def test_nobody(nobody):
    assert pi.encode(THREE, nobody).codes.shape == (0, 3)


def test_columns_are_found_by_name_and_never_by_position():
    q = make([item("a", column="Q1"), item("b"), item("c")])
    frame = pd.DataFrame({"c": [3], "x": [5], "b": [2], "Q1": [1]})
    assert pi.encode(q, frame).codes.tolist() == [[0, 1, 2]]
    coded = pi.encode(q, frame, columns={"a": "x"})
    assert coded.codes.tolist() == [[4, 1, 2]]
    assert list(coded.extra.columns) == ["Q1"]
    assert pi.encode(q, pd.DataFrame([[1, 2, 3]]), columns={"a": 0, "b": 1, "c": 2}).codes.tolist() == [[0, 1, 2]]


def test_a_column_that_is_not_there():
    frame = pd.DataFrame({"aa": [1], "b": [1], "c": [1], "person": [1]})
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(make([item("aaa"), item("b"), item("c")]), frame)
    (issue,) = caught.value.issues
    assert (issue.code, issue.path) == ("missing-column", "$.columns.aaa")
    assert issue.hint == (
        "Did you mean column 1, which is called nearly that? "
        "Say which it is with 'columns=', or '--column' in the command."
    )


def test_data_without_a_column_of_any_item_are_told_once():
    frame = pd.DataFrame({"How is work?": [1], "How is home?": [2], "person": [3]})
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, frame)
    (issue,) = caught.value.issues
    assert (issue.code, issue.path, issue.facts) == ("no-columns", "$.columns", {"columns": ("a", "b", "c")})
    assert issue.message == "None of the 3 items has a column here; the first was looked for as 'a'."
    assert issue.hint.startswith("Is this the right question set? If so, name the columns as the items are named")
    for nothing in (pd.DataFrame(), [{}]):
        with pytest.raises(pi.ResponseError) as caught:
            pi.encode(THREE, nothing)
        (issue,) = caught.value.issues
        assert (issue.code, issue.message) == ("no-columns", "There is no column in these data.")


def test_one_column_that_fits_or_is_said_or_nearly_fits_is_told_item_by_item():
    missing = [("missing-column", f"$.columns.{name}") for name in "abc"]
    assert problems(THREE, pd.DataFrame({"a": [1]})) == missing[1:]
    assert problems(THREE, pd.DataFrame({"x": [1]}), columns={"a": "x"}) == missing[1:]
    assert problems(THREE, pd.DataFrame({"A": [1], "x": [1]})) == missing


def test_blank_lines_before_the_header_are_passed_over(tmp_path):
    path = write(tmp_path / "answers.csv", "\n\na;b;c\n1;2;3\n")
    assert pi.encode(THREE, path).codes.tolist() == [[0, 1, 2]]


@pytest.mark.parametrize("said", ["sep=;\n", '"SEP=;"\r\n', "\nsep=;\n\n"])
def test_a_line_that_says_what_parts_the_cells_is_believed(tmp_path, said):
    path = write(tmp_path / "answers.csv", said + "a;b;c;x,y,z,u\n1;2;3;4\n")
    coded = pi.encode(THREE, path)
    assert coded.codes.tolist() == [[0, 1, 2]]
    assert list(coded.extra) == ["x,y,z,u"]


def test_columns_that_do_not_fit_are_told_together():
    frame = pd.DataFrame({"a": [1], "b": [1]})
    assert problems(THREE, frame, columns={"b": "a", "d": "b", "c": "x"}) == [
        ("unknown-item-in-columns", "$.columns"),
        ("shared-column", "$.columns.a"),
        ("shared-column", "$.columns.b"),
        ("missing-column", "$.columns.c"),
    ]


@pytest.mark.parametrize("columns", [["a", "b", "c"], {"a": ["a"]}])
def test_columns_are_given_by_item(columns):
    with pytest.raises(pi.ArgumentError, match="columns-not-a-mapping"):
        pi.encode(THREE, pd.DataFrame({"a": [1]}), columns=columns)


@pytest.mark.parametrize(
    "frame", [pd.DataFrame([[1, 2, 3, 4]], columns=["a", "b", "c", "a"]), pa.table([[1]] * 4, list("abca"))]
)
def test_two_columns_of_one_name_are_told_by_position(frame):
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, frame)
    (issue,) = caught.value.issues
    assert (issue.code, issue.message) == ("repeated-column", "Columns 1 and 4 have the same name.")
    assert caught.value.__context__ is None


def test_a_lost_header_shows_no_answers(tmp_path):
    (tmp_path / "answers.csv").write_text("31,47,47\n1,2,3\n")
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, tmp_path / "answers.csv")
    assert "47" not in str(caught.value)
    (tmp_path / "answers.csv").write_text("31,47,53\n1,2,3\n")
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, tmp_path / "answers.csv")
    assert not {"31", "47", "53"} & set(str(caught.value).replace("'", " ").split())


@pytest.mark.parametrize("data", [5, None, {"a": [1]}, object(), polars_frame().lazy()], ids=type)
def test_other_data_are_refused(data):
    with pytest.raises(pi.ArgumentError, match="unreadable-data"):
        pi.encode(THREE, data)


def test_rows_that_are_no_mappings():
    assert problems(THREE, [{"a": 1, "b": 1, "c": 1}, 5]) == [("not-a-mapping", "$.rows")]
    with pytest.raises(pi.ResponseError, match=r"2 rows are not mappings .* the first is row 2\."):
        pi.encode(THREE, [{"a": 1, "b": 1, "c": 1}, 5, 6])


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_file(tmp_path, delimiter, start, end):
    lines = ["team,a,b,c", "x,1,4,-97", 'y,5,"",3', "x,NA,2.0, 3 ", ",-99,-98,1", ""]
    text = start + end.join(line.replace(",", delimiter) for line in lines)
    for file in (write(tmp_path / "answers.csv", text), str(tmp_path / "answers.csv")):
        coded = pi.encode(THREE, file)
        assert coded.codes.tolist() == CODES
        assert coded.extra == {"team": ["x", "y", "x", ""]}


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_decimal_comma_where_commas_part_no_cells(tmp_path, delimiter):
    lines = ["a,b,c", "1.0,4.,-97.00", "5.0000,-99.0, 3.0 "]
    text = "\n".join(lines).replace(",", delimiter).replace(".", ",")
    assert pi.encode(THREE, write(tmp_path / "answers.csv", text)).codes.tolist() == [[0, 3, -4], [4, -2, 2]]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [("1,5", "fractional-answer"), ("1,000", "thousands-mark"), ("1.000", "thousands-mark"), ("1,0,0", "text-answer")],
)
def test_a_comma_that_leaves_no_whole_number_or_may_mean_thousands(tmp_path, cell, kind):
    path = write(tmp_path / "answers.csv", f"a;b;c\n{cell};1;1\n")
    assert problems(THREE, path) == [(kind, "$.columns.a")]


def test_a_decimal_comma_in_quotes_where_commas_part_cells(tmp_path):
    path = write(tmp_path / "answers.csv", 'a,b,c\n"1,0",2.000,1\n')
    assert pi.encode(THREE, path).codes.tolist() == [[0, 1, 0]]


def test_problems_in_a_csv_file(tmp_path):
    path = write(tmp_path / "answers.csv", "a,b,c\n1,agree,1\n1.5,4,9\n\n1,disagree,1\n")
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, path)
    assert [(issue.code, issue.message.partition(";")[0]) for issue in caught.value.issues] == [
        ("fractional-answer", "1 answer (line 3) is not whole"),
        ("text-answer", "2 answers (lines 2, 5) are text"),
        ("undeclared-answer", "1 answer (line 3) is not one of the options"),
    ]
    assert caught.value.issues[1].hint.startswith("Where it stands for a missing answer, say so with 'missing_codes='")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b,c\n1,2,3,4\n1,2\n", "ragged-rows"),
        (b"a,b,c\n1,2,\x81\n", "data-not-utf8"),
        (b'a,b,c\n1,2,"3\n', "open-quote"),
        (b"", "no-columns"),
        (b"\xef\xbb\xbf\n\r\n", "no-columns"),
        (b"a,b,a\n1,2,3\n", "repeated-column"),
    ],
)
def test_csv_files_that_cannot_be_read(tmp_path, content, code):
    (tmp_path / "answers.csv").write_bytes(content)
    assert problems(THREE, tmp_path / "answers.csv")[0][0] == code
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(THREE, tmp_path / "answers.csv")
    assert caught.value.__context__ is None  # a decoding error holds a piece of the file


def test_a_csv_file_of_many_blocks(tmp_path):
    path = write(tmp_path / "answers.csv", "a,b,c\n" + "1,2,3\n" * 70_000)
    told = []
    coded = pi.encode(THREE, path, progress=told.append)
    assert coded.codes.shape == (70_000, 3)
    assert (coded.codes == [0, 1, 2]).all()
    assert told == sorted(told)
    assert told[-1] == 1


def test_blank_lines_are_passed_over_however_many(tmp_path):
    path = write(tmp_path / "answers.csv", "a,b,c\n1,2,3\n" + "\n" * 70_000 + "4,5,1\n")
    assert pi.encode(THREE, path).codes.tolist() == [[0, 1, 2], [3, 4, 0]]


def test_a_parquet_file(tmp_path, monkeypatch):
    polars_frame().write_parquet(tmp_path / "answers.parquet")
    coded = pi.encode(THREE, tmp_path / "answers.parquet")
    assert coded.codes.tolist() == CODES
    assert isinstance(coded.extra, pa.Table)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert isinstance(pi.encode(THREE, tmp_path / "answers.parquet").extra, pl.DataFrame)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(pi.ArgumentError, match="pip install pyarrow"):
        pi.encode(THREE, tmp_path / "answers.parquet")


def test_a_damaged_parquet_file(tmp_path):
    (tmp_path / "answers.parquet").write_bytes(b"no parquet")
    assert problems(THREE, tmp_path / "answers.parquet") == [("unreadable-file", "$")]


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.parquet", "nowhere.xlsx", "a\0b.csv", "n" * 999])
def test_a_file_that_is_not_there_is_told_in_words(name):
    with pytest.raises(pi.ResponseError, match=r"cannot be read: .*Name a file with answers") as caught:
        pi.encode(THREE, name)
    (issue,) = caught.value.issues
    assert (issue.code, issue.facts["path"]) == ("unreadable-path", name)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_so_is_one_that_may_not_be_read(tmp_path, suffix, monkeypatch):
    path = write(tmp_path / f"answers.{suffix}", "a,b,c")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(pi.ResponseError, match="cannot be read: Permission denied"):
        pi.encode(THREE, path)


@pytest.mark.parametrize("name", ["answers", "answers.parquet", "answers.csv"])
def test_a_folder_is_no_file_and_the_message_says_what_reads_one(tmp_path, name):
    (tmp_path / name).mkdir()
    for read in (pi.encode, pi.score_frame, pi.inspect):
        for given in (tmp_path / name, f"{tmp_path}/*.parquet"):
            with pytest.raises(pi.ResponseError, match=r"score_frame' scores a query of them") as caught:
                read(THREE, given)
            (issue,) = caught.value.issues
            assert issue.code == ("not-a-data-file" if given == tmp_path / name else "unreadable-path")


def test_a_scale_that_lists_no_item_does_not_matter():
    q = make([item("a"), item("b")], scale("one", ["a"]))
    assert pi.encode(q, pd.DataFrame({"a": [1], "b": [2]})).codes.tolist() == [[0, 1]]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_blank_line_of_one_column_is_a_person_who_did_not_answer(tmp_path, end):
    path = write(tmp_path / "answers.csv", end.join(["a", "1", "", "3", "", "9", ""]))
    with pytest.raises(pi.ResponseError, match=r"1 answer \(line 6\) is not one of the options"):
        pi.encode(make([item("a")]), path)
    path = write(tmp_path / "answers.csv", end.join(["a", "1", "", "3", "", "5", ""]))
    assert pi.encode(make([item("a")]), path).codes.tolist() == [[0], [-1], [2], [-1], [4]]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused_whatever_its_name(tmp_path, suffix, device):
    (tmp_path / f"answers.{suffix}").symlink_to(device)
    assert problems(THREE, tmp_path / f"answers.{suffix}") == [("not-a-data-file", "$")]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path, suffix):
    os.mkfifo(tmp_path / f"answers.{suffix}")
    assert problems(THREE, tmp_path / f"answers.{suffix}") == [("not-a-data-file", "$")]


@pytest.mark.parametrize("start", ["", "a,b,c\n1,2,3\n"], ids=["first line", "third line"])
def test_a_line_without_end_is_refused_in_little_memory(tmp_path, start):
    code = "endless-line" if start else "unreadable-file"  # zeros in the first line are no text
    with (tmp_path / "answers.csv").open("w") as file:
        file.write(start)
        file.truncate(1 << 32)  # a sparse file: four gigabytes of zeros that take no room
    tracemalloc.start()
    try:
        assert problems(THREE, tmp_path / "answers.csv") == [(code, "$")]
        assert tracemalloc.get_traced_memory()[1] < 1 << 25
    finally:
        tracemalloc.stop()


def test_damaged_parquet_is_refused_in_words_or_read(tmp_path):
    """Bits and tails of a file are damaged at random; a reader's own error may hold cells, and is never let through."""
    path, rng = tmp_path / "answers.parquet", np.random.default_rng(5)
    columns = {name: pa.array(rng.integers(1, 6, 20), pa.int8()) for name in "abc"}
    table = pa.table({**columns, "name": [f"person é {i}" for i in range(20)]})
    pa.parquet.write_table(table, path, compression="none")
    whole = path.read_bytes()
    seen = set()
    for place in rng.integers(len(whole), size=150):
        bad = bytearray(whole)
        bad[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(bad if rng.random() < 0.8 else whole[: int(place)])
        try:
            coded = pi.encode(THREE, path)
            coded.extra.to_pylist()
        except pi.ResponseError as error:
            assert error.__context__ is None
            seen |= {issue.code for issue in error.issues}
    assert "unreadable-file" in seen
    path.write_bytes(whole.replace(b"name", b"n\xa4me"))
    assert problems(THREE, path) == [("data-not-utf8", "$")]
    path.write_bytes(whole.replace("é 7".encode(), b"\xff\xff 7"))
    assert problems(THREE, path) == [("unreadable-file", "$")]


def test_the_first_rows_are_told_whatever_was_read_first():
    """Threads read a column's blocks in no order: the first rows are the lowest of all, not those met first."""
    column = code_column(THREE_FORM.items[0], lambda: [9, 9, 9, 1, 9, 1, 9, 9])
    out = np.empty(4, np.uint8)
    column.read(4, 8, out, reverse=False)
    column.read(0, 4, out, reverse=False)
    assert column.found() == [(UNDECLARED, 6, [1, 2, 3, 5, 7])]


def test_no_column_or_item_that_is_taken_is_proposed_for_another():
    q = make([item("q1", column="my answer"), item("q2", column="my answers")])
    with pytest.raises(pi.ResponseError) as refused:
        pi.encode(q, [{"my answer": 3, "else": 1}])
    (issue,) = refused.value.issues
    assert issue.hint == "Say which it is with 'columns=', or '--column' in the command."
    with pytest.raises(pi.ResponseError) as refused:
        pi.encode(q, [{"my answer": 3, "my answersz": 1}])
    (issue,) = refused.value.issues
    assert issue.hint.startswith("Did you mean column 2, ")
    q = make([item("question"), item("other")])
    for columns, hint in [
        ({"question": "a", "questiom": "b", "other": "c"}, "Use the ids of the question set."),
        ({"questiom": "b", "other": "c"}, "Did you mean 'question'?"),
    ]:
        with pytest.raises(pi.ResponseError) as refused:
            pi.encode(q, [{"a": 1, "b": 2, "c": 3, "question": 4}], columns=columns)
        assert hint in [issue.hint for issue in refused.value.issues]
