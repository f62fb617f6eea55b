"""What `inspect` says of data: which column is which item and why, what odd values are, and what makes it right."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.responses import encode

FILES = Path(__file__).parent / "files"
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
    assert dict(found.by) == {"q1": "text", "q2": "text"}
    assert (found.people, found.others) == (2, ("Person",))
    assert codes(found.issues) == ["more-header-rows"]
    assert pi.encode(Q, path, **found.reading).codes.tolist() == [[4, 0], [0, 4]]


def test_what_was_given_is_not_proposed_again():
    frame = pd.DataFrame({"a": [1], "q2": [2]})
    found = pi.inspect(Q, frame, columns={"q1": "a"})
    assert (found.readable, dict(found.reading)) == (True, {"columns": {"q1": "a"}})
    assert dict(found.by) == {"q1": "given", "q2": "id"}


def test_an_option_that_was_given_is_not_changed(tmp_path):
    q = pi.load("purpose-index")
    rows = [dict.fromkeys(q.item_ids, "Agree")] * 5
    assert pi.inspect(q, rows).reading["labels"] is True
    found = pi.inspect(q, rows, labels="nl")
    assert (found.readable, dict(found.reading)) == (False, {"labels": "nl"})
    path = write(tmp_path / "answers.csv", "x,y\nq1,q2\n5,1\n1,5\n")
    assert pi.inspect(Q, path).reading["header_rows"] == 2
    found = pi.inspect(Q, path, header_rows=1)
    assert (found.readable, dict(found.reading)) == (False, {"header_rows": 1})


def test_odd_values_are_shown_from_five_people_on():
    frame = pd.DataFrame({"q1": ["n/a"] * 5 + ["x"], "q2": ["n/a", "1", "y", "y", "y", "y"]}, dtype=object)
    found = pi.inspect(Q, frame, header_rows=1, labels=True)
    assert [odd._replace() for odd in found.odd] == [("n/a", 6, ("q1", "q2"), "a word for a missing answer")]
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


STEM = "How far do you agree with these statements? - "
NAMED = "ResponseId,Q1,Q2_1,Q2_2,Q2_3,Q2_4,Q3,Q4"


def export_of_matrix(path, *, machine=True):
    """Write an export of a matrix, with the names of Qualtrics: Q1 to Q4 are nearly those of the items, and others."""
    texts = [item.text["en"] for item in pi.load(FILES / "set.yaml").items]
    asked = ["Response ID", "Which team?", *(STEM + text for text in texts), "Anything else?", "Who?"]
    ids = ["_recordId", "QID1", "QID2_1", "QID2_2", "QID2_3", "QID2_4", "QID3_TEXT", "QID4"]
    rows = [NAMED.split(","), asked, *([[f'{{"ImportId":"{one}"}}' for one in ids]] * machine)]
    people = [["R_1", "1", "4", "5", "2", "3", "", ""], ["R_2", "2", "2", "2", "4", "3", "thanks", ""]]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([*rows, *people])
    return path


@pytest.mark.parametrize(("machine", "rows"), [(True, 3), (False, 2)])
@pytest.mark.parametrize("kind", [str, pd.read_csv])
def test_header_rows_are_told_where_only_they_say_which_column_is_which_item(tmp_path, kind, machine, rows):
    data = kind(export_of_matrix(tmp_path / "export.csv", machine=machine))
    found = pi.inspect(FILES / "set.yaml", data)
    assert dict(found.reading) == {"header_rows": rows, "columns": "proposed"}
    assert list(found.columns.values()) == ["Q2_1", "Q2_2", "Q2_3", "Q2_4"]
    (issue,) = found.issues
    assert (issue.code, issue.facts["value"]) == ("more-header-rows", rows)
    assert issue.hint == f"Say so with header_rows={rows}, or '--header-rows {rows}' in the command."
    coded = pi.encode(FILES / "set.yaml", data, **found.reading)
    assert coded.codes.tolist() == [[3, 4, 1, 2], [1, 1, 3, 2]]


@pytest.mark.parametrize(("above", "rows"), [("Team day,,,\n", 2), ("Team day,,,\nMay,,,\n", 3)])
def test_names_below_a_title_are_told(tmp_path, above, rows):
    (tmp_path / "typed.csv").write_text(f"{above}q1,q2,q3,q4\n4,5,2,3\n", encoding="utf-8")
    found = pi.inspect(FILES / "set.yaml", tmp_path / "typed.csv")
    assert dict(found.reading) == {"header_rows": rows}
    assert found.people == 1


def test_a_text_of_half_the_items_is_no_header(tmp_path):
    texts = [item.text["en"] for item in pi.load(FILES / "set.yaml").items]
    path = tmp_path / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["a", "b", "c", "d"], [*texts[:2], "x", "y"], ["1", "2", "3", "4"]])
    assert "more-header-rows" not in codes(pi.inspect(FILES / "set.yaml", path).issues)


def test_texts_in_the_first_row_need_no_other(tmp_path):
    texts = ",".join(item.text["en"] for item in pi.load(FILES / "set.yaml").items)
    found = pi.inspect(FILES / "set.yaml", write(tmp_path / "form.csv", f"{texts}\n4,5,2,3\n"))
    assert dict(found.reading) == {"columns": "proposed"}
    assert codes(found.issues) == ["columns-proposed"]


def test_where_one_of_the_texts_was_worded_in_another_way_the_others_are_proposed(tmp_path):
    texts = [item.text["en"] for item in pi.load(FILES / "set.yaml").items]
    path = write(tmp_path / "form.csv", f"{','.join([*texts[:3], 'Are meetings fun?'])}\n4,5,2,3\n")
    how = "Say which it is with 'columns=', or '--column' in the command."
    proposed, absent = pi.inspect(FILES / "set.yaml", path).issues
    assert (proposed.code, proposed.facts["items"]) == ("columns-proposed", ("q1", "q2", "q3"))
    assert (absent.code, absent.path, absent.hint) == ("missing-column", "$.columns.q4", how)
    write(path, path.read_text(encoding="utf-8").replace("Are meetings fun?", "q4"))
    assert pi.encode(FILES / "set.yaml", path, columns="proposed").codes.tolist() == [[3, 4, 1, 2]]


def test_what_one_person_wrote_everywhere_is_not_shown():
    """A dozen cells, and one person: what stands there may be a name."""
    q = pi.load("purpose-index")
    people = [dict.fromkeys(q.item_ids, 3) for _ in range(30)]
    people[3] = dict.fromkeys(q.item_ids, "Jan de Vries")
    assert pi.inspect(q, people).odd == ()
    for person in people[4:9]:
        person[q.item_ids[0]] = "Jan de Vries"
    assert [(odd.value, odd.cells) for odd in pi.inspect(q, people).odd] == [("Jan de Vries", 17)]


def test_the_most_frequent_values_are_shown_thirty_at_most():
    """The number i stands in i cells, from 6 to 36."""
    cells = [number for number in range(6, 37) for _ in range(number)]
    found = pi.inspect(Q, pd.DataFrame({"q1": cells, "q2": 3}))
    assert [(odd.value, odd.cells) for odd in found.odd] == [(str(number), number) for number in range(36, 6, -1)]


def test_one_value_in_two_spellings_is_told_once():
    rows = [{"q1": "x", "q2": 1}] * 5 + [{"q1": " x ", "q2": "x"}] * 5
    assert [tuple(odd) for odd in pi.inspect(Q, rows).odd] == [("x", 15, ("q1", "q2"), "text")]


@pytest.mark.parametrize(
    ("labels", "what"),
    [
        (None, ["text", "text", "text"]),
        (True, ["not whole", "a number that is no option", "a number with a mark for thousands"]),
    ],
)
def test_text_beside_labels_is_read_as_in_a_file(labels, what):
    rows = [{"q1": text, "q2": 1} for text in ("2.5", "7", "1,000")] * 5
    assert [odd.what for odd in pi.inspect(Q, rows, labels=labels).odd] == what


@pytest.mark.parametrize(("answer", "rounds"), [(4, 1), ("Agree", 2)])
def test_data_are_read_once_for_each_way_that_is_tried(monkeypatch, answer, rounds):
    times = []
    plain = encode.read_data
    monkeypatch.setattr(encode, "read_data", lambda *given: times.append(1) or plain(*given))
    q = pi.load("purpose-index")
    assert pi.inspect(q, [dict.fromkeys(q.item_ids, answer)] * 3).readable
    assert len(times) == rounds


@pytest.mark.parametrize("lack", [["q4"], ["q1", "q2"]])
def test_the_columns_of_the_others_are_shown_where_some_items_have_none(tmp_path, lack):
    people = pd.DataFrame([[9, 9, 9, 9, "x"]] * 5, columns=["q1", "q2", "q3", "q4", "team"]).drop(columns=lack)
    people.to_csv(tmp_path / "answers.csv", index=False)
    there = [one for one in ("q1", "q2", "q3", "q4") if one not in lack]
    for data in (people, people.to_dict("records"), tmp_path / "answers.csv"):
        found = pi.inspect(FILES / "set.yaml", data)
        assert not found.readable
        assert codes(found.issues) == ["missing-column"] * len(lack)
        assert (dict(found.columns), found.others, found.people) == ({one: one for one in there}, ("team",), 5)
        assert [(one.value, one.cells) for one in found.odd] == [("9", 5 * len(there))]
