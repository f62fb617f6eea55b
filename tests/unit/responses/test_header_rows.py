"""Rows above the first person that look like people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import purpose_index as pi
from tests.unit.scoring.sets import THREE, item, make


@pytest.mark.parametrize(("second", "said"), [("1,2,3", 1), ("1,2,", 0), ("1,2,9", 0), ("A?,B?,C?", 0)])
def test_a_header_row_that_holds_answers_is_told(tmp_path, second, said):
    path = tmp_path / "answers.csv"
    path.write_text(f"a,b,c\n{second}\n5,4,3\n")
    frame = pd.read_csv(path, dtype=object, keep_default_na=False)
    for data in (path, frame):
        coded = pi.encode(THREE, data, header_rows=2)
        assert coded.codes.tolist() == [[4, 3, 2]]
        assert [(one.code, one.facts["count"]) for one in coded.issues] == [("answers-in-header", 1)] * said


ROWS = [{"a": number, "b": 2, "c": 3, "team": "x"} for number in (1, 2, 3)]


def csv(rows, folder):
    path = folder / "rows.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def array(rows, _):
    return np.array([list(row.values())[:3] for row in rows])


KINDS = [
    csv,
    array,
    lambda rows, _: rows,
    lambda rows, _: tuple(rows),
    lambda rows, _: pd.DataFrame(rows),
    lambda rows, _: pl.DataFrame(rows),
    lambda rows, _: pa.Table.from_pylist(rows),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("header", "footer", "people"),
    [
        (None, None, [0, 1, 2]),
        (1, 0, [0, 1, 2]),
        (2, 0, [1, 2]),
        (None, 1, [0, 1]),
        (2, 1, [1]),
        (3, 1, []),
        (2, 2, []),
        (None, 5, []),  # more than there are
    ],
)
def test_people_stand_between_the_header_and_the_footer_in_data_of_any_kind(tmp_path, kind, header, footer, people):
    coded = pi.encode(THREE, kind(ROWS, tmp_path), header_rows=header, footer_rows=footer)
    assert coded.codes[:, 0].tolist() == people
    if isinstance(coded.extra, list):
        assert coded.extra == [{"team": "x"}] * len(people)


@pytest.mark.parametrize("kind", [one for one in KINDS if one is not array])
def test_so_do_answers_in_long_format(tmp_path, kind):
    long = [{"id": 1, "item": item, "resp": 4} for item in "abc"] + [{"id": 9, "item": "a", "resp": 5}]
    how = {"person": "id", "item": "item", "answer": "resp"}
    assert len(pi.encode(THREE, kind(long, tmp_path), long=how)) == 2
    assert pi.encode(THREE, kind(long, tmp_path), long=how, footer_rows=1).codes.tolist() == [[3, 3, 3]]


def test_a_further_header_row_of_mappings_holds_texts_and_then_numbers_are_text():
    q = make([item("a", text={"en": "I like my work."}), item("b"), item("c")])
    rows = [{"x": "I like my work.", "b": "B?", "c": None}, {"x": "4", "b": "2", "c": "3"}]
    coded = pi.encode(q, rows, header_rows=2, columns="proposed")
    assert coded.codes.tolist() == [[3, 1, 2]]
