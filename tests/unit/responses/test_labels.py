"""Answers as labels: which are alike, and which could mean two things."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import purpose_index as pi
from purpose_index.responses.labels import fold
from tests.unit.scoring.sets import item, make

BASE = {
    "id": "labels",
    "version": "1.0.0",
    "languages": ["en", "nl"],
    "title": {"en": "Labels", "nl": "Labels"},
    "options": {
        "four": [
            {"value": 1, "label": {"en": "Never", "nl": "Nooit"}},
            {"value": 2, "label": {"en": "Some  times", "nl": "Soms"}},
            {"value": 3, "label": {"en": "Café", "nl": "Vaak"}},
            {"value": 4, "label": {"en": "Always", "nl": "Altijd"}},
        ]
    },
    "missing": {"skipped": [-99, "N/A"]},
    "items": [
        {"id": name, "text": {"en": f"Text of {name}.", "nl": f"Tekst van {name}."}, "options": "four"}
        for name in ("q1", "q2")
    ],
    "scales": [{"id": "all", "name": {"en": "All", "nl": "Alles"}, "items": "all"}],
}
SET = pi.load(BASE)


def with_labels(*labels):
    """The set with other options: pairs of a value and its labels in English and Dutch, and what is stored."""
    options = [
        {"value": value, "label": {"en": en, "nl": nl}, **({"code": code[0]} if code else {})}
        for value, en, nl, *code in labels
    ]
    return {**BASE, "options": {"four": options}}


def codes(q, *cells, **reading):
    return pi.encode(q, [{"q1": cell, "q2": 1} for cell in cells], **reading).codes[:, 0].tolist()


def told(q, **reading):
    with pytest.raises(pi.PurposeIndexError) as caught:
        pi.encode(q, [{"q1": 1, "q2": 1}], **reading)
    return [(issue.code, dict(issue.facts)) for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  A\u00a0 B\t", "a b"),
        ("Straße", "strasse"),
        ("Cafe\u0301", "caf\u00e9"),
        ("\uff21\uff22", "ab"),
        ("İ", "i\u0307"),
    ],
)
def test_what_the_eye_passes_over(text, folded):
    assert fold(text) == folded


def test_labels_of_every_language_numbers_and_missing_codes():
    cells = ("NEVER", "nooit", "some times", " Soms", "cafe\u0301", "4", 4, "N/A", "-99", "", "NA", None)
    assert codes(SET, *cells, labels=True) == [0, 0, 1, 1, 2, 3, 3, -2, -2, -1, -1, -1]


def test_labels_of_one_language():
    assert codes(SET, "nooit", "Altijd", labels="nl") == [0, 3]
    with pytest.raises(pi.ResponseError) as caught:
        codes(SET, "never", labels="nl")
    assert [issue.code for issue in caught.value.issues] == ["text-answer"]


def test_labels_by_a_mapping_for_all_items_and_for_each():
    assert codes(SET, "ja", "NEE ", labels={"ja": 4, "nee": 1}) == [3, 0]
    by_item = {"q1": {"ja": 4}, "q2": {"ja": 1}}
    assert pi.encode(SET, [{"q1": "ja", "q2": "ja"}], labels=by_item).codes.tolist() == [[3, 0]]
    assert codes(SET, "weg", labels={"weg": -99}) == [-2]


@pytest.mark.parametrize(
    "labels",
    [
        3,
        ["en"],
        {"ja": 44},
        {"ja": [1]},
        {"ja": True, "nee": "x"},
        {1: 1},
        {"q1": {"ja": 1}, "nee": 1},
        {"q9": {"ja": 1}},
        {"q1": {"ja": 44}},
    ],
)
def test_what_labels_must_be(labels):
    assert told(SET, labels=labels) == [("labels-not-known", {})]


def test_a_language_that_the_set_has_not():
    assert told(SET, labels="fr")[0][0] == "unknown-language"


@pytest.mark.parametrize(
    "options",
    [
        [(1, "no", "nee"), (2, "NO ", "ja")],  # alike but for capitals
        [(1, "no", "die"), (2, "die", "ja")],  # one word of two languages
        [(1, "2", "een"), (2, "1", "twee")],  # a label that is another number
        [(1, "b", "een", "a"), (2, "a", "twee", "b")],  # a label that is what another is stored as
        [(1, "N/A", "een"), (2, "two", "twee")],  # a label that is declared missing
    ],
)
def test_labels_that_mean_two_answers_are_refused(options):
    q = with_labels(*options)
    first = q["options"]["four"][0].get("code", 1)
    answers = [{"q1": first, "q2": first}]
    assert pi.encode(q, answers).codes.tolist() == [[0, 0]]
    with pytest.raises(pi.ArgumentError) as caught:
        pi.encode(q, answers, labels=True)
    (issue,) = caught.value.issues
    assert (issue.code, issue.facts["items"]) == ("ambiguous-labels", ("q1", "q2"))


def test_a_language_that_is_not_ambiguous_is_read():
    q = with_labels((1, "no", "die"), (2, "die", "ja"))
    assert codes(q, "die", "no", labels="en") == [1, 0]
    assert codes(q, "die", "ja", labels="nl") == [0, 1]


def test_a_label_that_is_its_own_number_is_not_ambiguous():
    assert codes(with_labels((1, "1", "1"), (2, "2 ", "twee")), "1", "2", "twee", labels=True) == [0, 1, 1]


CATEGORIES = {
    "pandas": lambda cells: pd.DataFrame({name: pd.Categorical(cells) for name in ("q1", "q2")}),
    "polars": lambda cells: pl.DataFrame({name: pl.Series(cells, dtype=pl.Categorical) for name in ("q1", "q2")}),
    "polars-enum": lambda cells: pl.DataFrame(
        {name: pl.Series(cells, dtype=pl.Enum(sorted({c for c in cells if c}))) for name in ("q1", "q2")}
    ),
    "pyarrow": lambda cells: pa.table({name: pa.array(cells).dictionary_encode() for name in ("q1", "q2")}),
}


@pytest.mark.parametrize("kind", CATEGORIES)
def test_categories_are_read_by_their_values_or_labels_and_never_by_their_order(kind):
    make = CATEGORIES[kind]
    assert pi.encode(SET, make(["4", "1", None, "-99"])).codes.tolist() == [[3, 3], [0, 0], [-1, -1], [-2, -2]]
    assert pi.encode(SET, make(["Vaak", "never", None]), labels=True).codes.tolist() == [[2, 2], [0, 0], [-1, -1]]
    for cells, code in ((["Vaak", "never"], "answers-are-labels"), (["zz", "yy"] * 3, "labelled-answer")):
        with pytest.raises(pi.ResponseError) as caught:
            pi.encode(SET, make(cells))
        assert {issue.code for issue in caught.value.issues} == {code}


def test_categories_that_are_numbers():
    frame = pd.DataFrame({name: pd.Categorical([4, 1, None]) for name in ("q1", "q2")})
    assert pi.encode(SET, frame).codes.tolist() == [[3, 3], [0, 0], [-1, -1]]


def labelled(*labels):
    options = [{"value": value, "label": {"en": label}} for value, label in enumerate(labels, 1)]
    return make([item("a") | {"options": options}])


@pytest.mark.parametrize("three", ["3", "３", "3.0", "3,", "+3", "03", " 3 "])
def test_a_label_that_reads_as_another_answer_is_refused(three):
    with pytest.raises(pi.ArgumentError) as refused:
        pi.encode(labelled(three, "b", "c"), [{"a": "3"}], labels=True)
    assert [issue.code for issue in refused.value.issues] == ["ambiguous-labels"]
    with pytest.raises(pi.ArgumentError):
        pi.encode(labelled("x", "y", "z"), [{"a": "3"}], labels={three: 1})


@pytest.mark.parametrize("three", ["3", "３", "3.0", "3.5", "13", "3 x"])
def test_a_label_that_reads_as_its_own_answer_or_as_none_is_read(three):
    assert pi.encode(labelled("a", "b", three), [{"a": three}], labels=True).codes.tolist() == [[2]]


@pytest.mark.parametrize(("other", "found"), [(12, [2, 0]), (-2, [0, 1])])  # options stand in order of their values
def test_a_label_that_is_the_number_of_another_answer_means_two_things(other, found):
    q = with_labels((1, str(other), "een"), (2, "two", "twee"), (other, "far", "ver"))
    assert told(q, labels="en") == [("ambiguous-labels", {"items": ("q1", "q2")})]
    assert codes(q, "ver", "een", labels="nl") == found


@pytest.mark.parametrize("count", [5, 6])
def test_five_items_with_unclear_labels_are_named(count):
    items = [{**BASE["items"][0], "id": f"q{i}"} for i in range(1, count + 1)]
    q = {**with_labels((1, "same", "een"), (2, "same", "twee")), "items": items}
    with pytest.raises(pi.ArgumentError) as caught:
        pi.encode(q, [{item["id"]: 1 for item in items}], labels="en")
    assert caught.value.issues[0].message.endswith("item: q1, q2, q3, q4, q5, ...." if count > 5 else " q4, q5.")


def test_a_text_for_all_items_is_read_for_those_that_have_its_answer():
    two = [{"value": value, "label": {"en": f"o{value}", "nl": f"o{value}"}} for value in (1, 2)]
    q = {**BASE, "items": [BASE["items"][0], {**BASE["items"][1], "options": two}]}
    labels = {"top": 4, "low": 1}
    assert pi.encode(q, [{"q1": "top", "q2": "low"}], labels=labels).codes.tolist() == [[3, 0]]
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(q, [{"q1": "top", "q2": "top"}], labels=labels)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("text-answer", "$.columns.q2")]
