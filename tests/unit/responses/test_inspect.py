"""What `inspect` says of data: which column is which item and why, what odd values are, and what makes it right."""

from __future__ import annotations

import pandas as pd
import pytest

import purpose_index as pi

LABELS = ["disagree", "rather not", "neither", "rather", "agree"]
Q = pi.load(
    {
        "id": "small",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Small"},
        "options": {"agreement": [{"value": i, "label": {"en": label}} for i, label in enumerate(LABELS, 1)]},
        "items": [
            {"id": "q1", "text": {"en": "First statement."}, "options": "agreement"},
            {"id": "q2", "text": {"en": "Second statement."}, "options": "agreement"},
        ],
        "scales": [{"id": "total", "name": {"en": "Total"}, "items": "all"}],
    }
)


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def codes(issues):
    return [issue.code for issue in issues]


def test_data_that_are_right_are_read_as_they_are():
    found = pi.inspect(Q, pd.DataFrame({"id": [7], "q1": [1], "q2": [5]}))
    assert (found.readable, dict(found.reading), found.issues, found.notes, found.odd) == (True, {}, (), (), ())
    assert (found.people, found.others) == (1, ("id",))
    assert dict(found.columns) == {"q1": "q1", "q2": "q2"}
    assert dict(found.by) == {"q1": "id", "q2": "id"}


def test_what_is_proposed_is_tried_before_it_is_said(tmp_path):
    lines = [
        "Person,Q1,Q2",
        "Who?,Team: First statement.,Team: Second statement.",
        "a,agree,Disagree",
        "b,DISAGREE,agree",
    ]
    path = write(tmp_path / "export.csv", "\n".join(lines))
    found = pi.inspect(Q, path)
    assert found.readable
    assert dict(found.reading) == {"columns": "proposed", "header_rows": 2, "labels": True}
    assert dict(found.by) == {"q1": "name", "q2": "name"}
    assert (found.people, found.others) == (2, ("Person",))
    assert codes(found.issues) == ["columns-proposed"]
    assert pi.encode(Q, path, **found.reading).codes.tolist() == [[4, 0], [0, 4]]


def test_what_was_given_is_not_proposed_again():
    frame = pd.DataFrame({"a": [1], "q2": [2]})
    found = pi.inspect(Q, frame, columns={"q1": "a"})
    assert (found.readable, dict(found.reading)) == (True, {"columns": {"q1": "a"}})
    assert dict(found.by) == {"q1": "given", "q2": "id"}


def test_odd_values_are_shown_from_five_cells_on():
    frame = pd.DataFrame({"q1": ["n/a"] * 4 + ["x", "1"], "q2": ["n/a", "1", "1", "1", "1", "1"]}, dtype=object)
    found = pi.inspect(Q, frame, header_rows=1, labels=True)
    assert [odd._replace() for odd in found.odd] == [("n/a", 5, ("q1", "q2"), "a word for a missing answer")]
    shown = pi.inspect(Q, frame, labels=True, small_counts=True)
    assert ("x", 1, ("q1",), "text") in [tuple(odd) for odd in shown.odd]
    assert not found.readable
    assert "missing-words" in codes(found.issues)


@pytest.mark.parametrize("kind", [pd.DataFrame, lambda data: pd.DataFrame(data).to_dict("records")])
def test_a_row_an_answer(kind):
    data = {"person": ["a", "a", "b"], "item": ["q1", "q2", "q1"], "answer": [1, 5, 2], "age": [30, 30, 40]}
    found = pi.inspect(Q, kind(data))
    assert dict(found.reading) == {"long": {"person": "person", "item": "item", "answer": "answer"}}
    assert (found.readable, found.people) == (True, 2)


def test_a_column_an_item_and_occasion():
    found = pi.inspect(Q, pd.DataFrame({"q1_t1": [1], "q2_t1": [2], "q1_t2": [3], "q2_t2": [4]}))
    assert dict(found.reading) == {"occasions": ("t1", "t2")}
    assert (found.readable, found.people) == (True, 2)
    assert found.others == ("occasion",)


def test_what_cannot_be_read_says_so():
    found = pi.inspect(Q, pd.DataFrame({"other": [1]}))
    assert (found.readable, found.people, dict(found.columns)) == (False, None, {})
    assert codes(found.issues) == ["no-columns"]


def test_it_shows_itself_in_eighty_columns():
    text = str(pi.inspect(Q, pd.DataFrame({"Q1": ["agree"], "Q2": ["disagree"]})))
    assert max(map(len, text.splitlines())) <= 80
    assert "pi.encode(q, data, columns='proposed', labels=True)" in text
    assert "--column proposed --labels any" in text
    assert "proposed: nearly its name" in text
