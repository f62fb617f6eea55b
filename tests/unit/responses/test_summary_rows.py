"""Rows of totals and means: what calls a row such a one, what does not, and how each is let through."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import purpose_index as pi

SET = Path(__file__).parent / "files" / "set.yaml"
PEOPLE = [(2, 3, 4, 5), (3, 3, 5, 1), (5, 4, 4, 2), (4, 4, 2, 3)]  # sums 14, 14, 15, 11
NAMED = [("Ann", *row) for row in PEOPLE]
SUMS, MEANS, DEVIATIONS = (14, 14, 15, 11), (3.5, 3.5, 3.75, 2.75), (1.29, 0.58, 1.26, 1.71)


def csv(tmp_path, rows, head="q1,q2,q3,q4"):
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([head, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return path


def told(data, **reading):
    """The lines of the summary rows, and the option that is offered; nothing where the data are read."""
    try:
        pi.encode(SET, data, **reading)
    except pi.ResponseError as error:
        return [
            (one.code, one.facts.get("lines"), one.facts.get("option"), one.facts.get("value")) for one in error.issues
        ]
    return []


def below(count, first):
    return [("summary-rows", tuple(range(first, first + count)), "footer_rows", count)]


@pytest.mark.parametrize(
    "rows",
    [
        [SUMS],
        [MEANS],
        [("3.5", "3.5", "3.8", "2.8")],  # in as many decimals as they have
        [MEANS, DEVIATIONS, (4, 4, 4, 4)],
        [(14, "", 15, 11)],  # three agree
        [(14, 14, 15, 11), (9, 9, 9, 9)],  # and whatever stands below that is no person
    ],
)
def test_numbers_tell_sums_means_deviations_and_counts(tmp_path, rows):
    assert told(csv(tmp_path, [*PEOPLE, *rows])) == below(len(rows), 6)


@pytest.mark.parametrize(
    "row",
    [
        (14, 14, 15, 12),  # one is no sum
        ("3.5", "3.5", "3.8", "2.6"),
        ("3.5", "3.5", "3.9", "2.8"),
        (14, "", "", 11),  # two agree
        (14, "many", 15, 11),
        (14, 3.5, 15, 11),  # no one statistic
    ],
)
def test_other_numbers_are_told_as_what_they_are(tmp_path, row):
    assert "summary-rows" not in [code for code, *_ in told(csv(tmp_path, [*PEOPLE, row]))]


def test_the_deviation_of_one_person_is_nothing_and_not_zero(tmp_path):
    assert {code for code, *_ in told(csv(tmp_path, [PEOPLE[0], (0, 0, 0, 0)]))} == {"undeclared-answer"}


def test_whole_means_of_items_that_differ_are_no_chance(tmp_path):
    """Of ten people, five with a 1 and five with a 5: s = 2.108, 2.108 sqrt(20 pi) = 16.71, and 16.71^4 > 10^4."""
    low = [{0, 1, 2, 3, 4}, {0, 2, 4, 6, 8}, {0, 1, 2, 8, 9}, {3, 4, 5, 6, 7}]
    ten = [tuple(1 if person in item else 5 for item in low) for person in range(10)]
    assert told(csv(tmp_path, [*ten, (3, 3, 3, 3)])) == below(1, 12)
    assert told(csv(tmp_path, [(3, 3, 3, 3), *ten])) == [("summary-rows", (2,), "header_rows", 2)]
    assert told(csv(tmp_path, [*ten, (3, 3, 3, 4)])) == []
    assert told(csv(tmp_path, [*[(*row[:3], 3) for row in ten], (3, 3, 3, 3)])) == []  # the last varies nowhere
    assert told(csv(tmp_path, [*[(*row[:3], row[0]) for row in ten], (3, 3, 3, 3)])) == []  # it is the first once more


@pytest.mark.parametrize("word", ["Totaal", "TOTAL:", " gem. ", "Average", "Gemiddeld", "Subtotaal"])
def test_a_word_and_nothing_else_beside_the_answers(tmp_path, word):
    assert told(csv(tmp_path, [*NAMED, (word, 1, 5, 1, 5)], "name,q1,q2,q3,q4")) == below(1, 6)
    assert told(csv(tmp_path, [*NAMED, (word, "", "", "", "")], "name,q1,q2,q3,q4")) == below(1, 6)


def test_a_word_that_may_be_a_persons(tmp_path):
    head = "name,level,q1,q2,q3,q4"
    people = [("Ann", "low", *row) for row in PEOPLE]
    assert told(csv(tmp_path, [*people, ("Bob", "average", 1, 5, 1, 5)], head)) == []  # somebody of that level
    assert told(csv(tmp_path, [*people, ("Bob", "average", 4, 4, 4, 3)], head)) == below(1, 6)  # the rounded means
    team = [("Total", *row) for row in PEOPLE]
    assert told(csv(tmp_path, team, "team,q1,q2,q3,q4")) == []  # a team of that name
    assert told(csv(tmp_path, [*NAMED, ("Max", 1, 5, 1, 5)], "name,q1,q2,q3,q4")) == []
    assert told(csv(tmp_path, [*NAMED, ("Max", 5, 14, 5, 5)], "name,q1,q2,q3,q4")) == below(1, 6)


def test_nothing_beside_the_rounded_means_where_all_others_have_something():
    """Means 3.5, 3.5, 3.75, 2.75, and so on, of twelve items; eight of them at the least."""
    q = pi.load("purpose-index")

    def frame(*rows, items=12):
        table = pd.DataFrame([(name, *(row * 3)) for name, *row in rows], columns=["name", *q.item_ids])
        table[list(q.item_ids[items:])] = None
        return table

    def refused(data):
        try:
            pi.encode(q, data)
        except pi.ResponseError as error:
            return [issue.code for issue in error.issues]
        return []

    means = (None, 4, 4, 4, 3)
    assert refused(frame(*NAMED, means)) == refused(frame(*NAMED, means, items=8)) == ["summary-rows"]
    assert refused(frame(*NAMED, means, items=7)) == []  # of fewer it is often an ordinary person
    assert refused(frame(*NAMED, (None, 4, 4, 4, 2))) == []
    assert refused(frame(*NAMED[:3], (None, *PEOPLE[3]), means)) == []  # somebody else has no name either
    assert refused(frame(*NAMED[:3], (None, 3, 3, 4, 3))) == []  # the rounded means of three
    assert refused(frame(NAMED[0], (None, *PEOPLE[0]))) == []
    assert refused(frame(*NAMED, means).drop(columns="name")) == []


def test_above_the_answers(tmp_path):
    assert told(csv(tmp_path, [MEANS, *PEOPLE])) == [("summary-rows", (2,), "header_rows", 2)]
    both = csv(tmp_path, [MEANS, DEVIATIONS, *PEOPLE])
    assert told(both) == [("summary-rows", (2, 3), "header_rows", 3)]
    assert len(pi.encode(SET, both, header_rows=3)) == 4
    assert told(both, header_rows=1)[0][0] == "fractional-answer"


def test_the_lines_of_the_file_are_named_and_both_ways_out(tmp_path):
    path = csv(tmp_path, [*PEOPLE[:2], "", *PEOPLE[2:], SUMS])
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(SET, path)
    (issue,) = caught.value.issues
    assert issue.message == "Line 7 sums up the other rows, as a total or a mean does."
    assert issue.hint == (
        "Say so with footer_rows=1, or '--footer-rows 1' in the command; "
        "where it is a person, with footer_rows=0, or '--footer-rows 0'."
    )
    assert len(pi.encode(SET, path, footer_rows=1)) == 4
    assert told(path, footer_rows=0)[0][0] == "undeclared-answer"


def test_what_is_left_out_is_in_no_count_and_no_column(tmp_path):
    rows = [("Ann", 2, 3, 4, "x"), *NAMED, ("Totaal", 16, 17, 19, "x")]
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(SET, csv(tmp_path, rows, "name,q1,q2,q3,q4"), footer_rows=1)
    assert [(one.code, one.facts["answers"]) for one in caught.value.issues] == [("text-answer", 1)]
    coded = pi.encode(SET, csv(tmp_path, [*NAMED, ("Totaal", *SUMS)], "name,q1,q2,q3,q4"), footer_rows=1)
    assert (len(coded), coded.extra) == (4, {"name": ["Ann"] * 4})
    assert coded.codes.tolist() == [[code - 1 for code in row] for row in PEOPLE]
    assert len(pi.encode(SET, csv(tmp_path, PEOPLE), footer_rows=9)) == 0


def test_inspect_proposes_it_and_analyze_refuses_it(tmp_path):
    path = csv(tmp_path, [*PEOPLE, SUMS])
    found = pi.inspect(SET, path)
    assert (found.reading, found.readable, found.people) == ({"footer_rows": 1}, True, 4)
    for use in (pi.analyze, pi.score_frame):
        with pytest.raises(pi.ResponseError) as caught:
            use(SET, path)
        assert [one.code for one in caught.value.issues] == ["summary-rows"]


@pytest.mark.parametrize("of", [pd.DataFrame, lambda frame: pl.DataFrame(frame), pa.Table.from_pandas])
def test_frames_in_encode_and_in_scores(of):
    rows = [*NAMED, ("Gemiddelde", 4, 4, 4, 3)]
    frame = of(pd.DataFrame(rows, columns=["name", "q1", "q2", "q3", "q4"]))
    assert told(frame) == below(1, 5)
    with pytest.raises(pi.ResponseError) as caught:
        pi.score_frame(SET, frame)
    assert caught.value.issues[0].code == "summary-rows"
    assert len(pi.score_frame(SET, frame, footer_rows=1)) == 4
    assert len(pi.score_frame(SET, frame, footer_rows=0)) == 5
    assert pi.encode(SET, frame, footer_rows=1).codes.tolist() == [[code - 1 for code in row] for row in PEOPLE]


@pytest.mark.parametrize("rows", [-1, 1.0, True, "1"])
def test_a_number_of_rows_is_a_whole_one(rows):
    with pytest.raises(pi.ArgumentError) as caught:
        pi.encode(SET, pd.DataFrame([PEOPLE[0]], columns=["q1", "q2", "q3", "q4"]), footer_rows=rows)
    assert [one.code for one in caught.value.issues] == ["footer-rows-out-of-range"]


def test_the_last_person_of_honest_answers_is_hardly_ever_refused(tmp_path):
    """Alike people, all items at one mean, no column beside them: 50 teams of 8."""
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(50):
        level = rng.normal(4, 0.5, (8, 1))
        team = np.clip(np.round(level + rng.normal(0, 0.4, (8, 4))), 1, 5).astype(int)
        refused += bool(told(pd.DataFrame(team, columns=["q1", "q2", "q3", "q4"])))
    assert refused == 0
