"""Rows above the first person that look like people."""

from __future__ import annotations

import pandas as pd
import pytest

import purpose_index as pi
from tests.unit.scoring.sets import THREE


@pytest.mark.parametrize(("second", "said"), [("1,2,3", 1), ("1,2,", 0), ("1,2,9", 0), ("A?,B?,C?", 0)])
def test_a_header_row_that_holds_answers_is_told(tmp_path, second, said):
    path = tmp_path / "answers.csv"
    path.write_text(f"a,b,c\n{second}\n5,4,3\n")
    frame = pd.read_csv(path, dtype=object, keep_default_na=False)
    for data in (path, frame):
        coded = pi.encode(THREE, data, header_rows=2)
        assert coded.codes.tolist() == [[4, 3, 2]]
        assert [(one.code, one.facts["count"]) for one in coded.issues] == [("answers-in-header", 1)] * said
