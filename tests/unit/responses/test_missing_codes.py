"""What stands for a missing answer in these data alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.responses.form import NOT_APPLICABLE, NOT_SHOWN, SKIPPED

SET = Path(__file__).parent / "files" / "set.yaml"
CODES = {"nvt": "not_applicable", "-": "skipped", "77": "not_shown", -9: "skipped"}
ROWS = [("nvt", 5, "-", 3), (77, " nvt ", -9, -99)]
CODED = [[NOT_APPLICABLE, 4, SKIPPED, 2], [NOT_SHOWN, NOT_APPLICABLE, SKIPPED, SKIPPED]]


def refused(codes, data=None):
    with pytest.raises(pi.ArgumentError) as caught:
        pi.encode(SET, pd.DataFrame(ROWS, columns=["q1", "q2", "q3", "q4"]), missing_codes=codes)
    return caught.value.issues


def test_texts_and_numbers_in_a_file_a_frame_and_a_list(tmp_path):
    frame = pd.DataFrame(ROWS, columns=["q1", "q2", "q3", "q4"])
    frame.to_csv(tmp_path / "answers.csv", index=False)
    for data in (tmp_path / "answers.csv", frame, frame.to_dict("records"), frame.to_numpy()):
        assert pi.encode(SET, data, missing_codes=CODES).codes.tolist() == CODED
        with pytest.raises(pi.ResponseError):
            pi.encode(SET, data)


@pytest.mark.parametrize("kind", [pd.DataFrame, pl.DataFrame])
def test_numbers_in_columns_of_numbers(kind):
    frame = kind({"q1": [9, 4], "q2": [5.0, 9.0], "q3": [1, 2], "q4": [1, 2]})
    assert pi.encode(SET, frame, missing_codes={9: "skipped"}).codes.tolist() == [
        [SKIPPED, 4, 0, 0],
        [3, SKIPPED, 1, 1],
    ]
    scores = pi.score_frame(SET, frame, missing_codes={9: "skipped"})
    assert list(scores["climate"]) == [11 / 3, 10 / 3]  # 5, 6 - 1, 1 and 4, 6 - 2, 2
    assert list(scores["climate_answered"]) == [3, 3]


def test_the_set_and_its_fingerprint_stay_what_they_are():
    frame = pd.DataFrame({f"q{i}": [9] for i in (1, 2, 3, 4)})
    coded = pi.encode(SET, frame, missing_codes={9: "skipped"})
    assert coded.fingerprint == pi.load(SET).fingerprint
    with pytest.raises(pi.ResponseError):
        pi.encode(SET, frame)


def test_files_that_are_counted_in_parts(tmp_path):
    for part, rows in (("a", [("nvt", 5, 2, 3), (4, 5, 1, 2)]), ("b", [(1, 2, "nvt", 4), (2, 4, 4, 4)])):
        pd.DataFrame(rows, columns=["q1", "q2", "q3", "q4"]).to_csv(tmp_path / f"{part}.csv", index=False)
    counts = pi.tally(SET, str(tmp_path / "*.csv"), missing_codes={"nvt": "not_applicable"})
    assert counts.n == 2  # who answered all


def test_inspect_proposes_what_the_words_say_and_keeps_what_was_given():
    rows = [("nvt", 5, "-", 3), ("n.v.t.", 4, 4, 4)]
    frame = pd.DataFrame(rows, columns=["q1", "q2", "q3", "q4"])
    found = pi.inspect(SET, frame, missing_codes={"nvt": "skipped"})
    given = {"nvt": "skipped", "-": "skipped", "n.v.t.": "not_applicable"}
    assert (dict(found.reading), found.readable) == ({"missing_codes": given}, True)
    assert pi.encode(SET, frame, **found.reading).codes.tolist() == [
        [SKIPPED, 4, SKIPPED, 2],
        [NOT_APPLICABLE, 3, 3, 3],
    ]


@pytest.mark.parametrize(
    "codes",
    [
        ["nvt"],
        {"nvt": "empty"},
        {"nvt": None},
        {"nvt": ["skipped"]},
        {"": "skipped"},
        {" ": "skipped"},
        {1.5: "skipped"},
        {True: "skipped"},
    ],
)
def test_what_is_no_code_or_no_reason(codes):
    assert [one.code for one in refused(codes)] == ["missing-codes-not-known"]


@pytest.mark.parametrize("code", [5, "5", " 05 ", "1,0"])
def test_an_answer_is_never_missing(code):
    (issue,) = refused({code: "skipped"})
    assert (issue.code, issue.facts["items"]) == ("missing-code-is-answer", ("q1", "q2", "q3", "q4"))


@pytest.mark.parametrize("codes", [(9, "9"), ("9.0", " 9 "), ("nvt", " nvt "), ("\u00e9", "e\u0301")])
def test_a_code_that_is_there_twice_has_one_reason(codes):
    (issue,) = refused(dict(zip(codes, ("skipped", "not_applicable"), strict=True)))
    assert (issue.code, issue.message[:21]) == ("missing-codes-not-known", "One code is there twi")
    frame = pd.DataFrame([(1, 2, 3, 4)], columns=["q1", "q2", "q3", "q4"])
    assert pi.encode(SET, frame, missing_codes=dict.fromkeys(codes, "skipped")).codes.tolist() == [[0, 1, 2, 3]]
