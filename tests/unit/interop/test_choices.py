"""Choices, from what a platform stores them as and the words that it shows."""

from __future__ import annotations

import pytest

from purpose_index.interop.choices import choices_of
from purpose_index.interop.imported import Notes


def read(*pairs, **more):
    notes = Notes()
    choices = choices_of([(code, {"en": label}) for code, label in pairs], "$.q", notes, kind="question", **more)
    return [(choice.value, choice.code, choice.missing) for choice in choices], [i.code for i in notes.issues]


def numbered(*codes):
    return [(code, f"choice {code}") for code in codes]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["1", "2"], [(1, 1), (2, 2)]),
        (["-32768", "32767"], [(-32768, -32768), (32767, 32767)]),
        ([" 3 ", "0"], [(3, 3), (0, 0)]),
        (["01", "02"], [(1, "01"), (2, "02")]),
        (["1.5", "2"], [(1, "1.5"), (2, 2)]),
        (["A1", "A2", "A3"], [(1, "A1"), (2, "A2"), (3, "A3")]),
        (["-0", "1"], [(1, "-0"), (2, 1)]),
        (["9" * 4, "a" * 200], [(1, 9999), (2, "a" * 200)]),
    ],
)
def test_whole_numbers_are_values_and_other_codes_have_those_of_their_place(codes, expected):
    choices, said = read(*numbered(*codes))
    assert [(value, code) for value, code, _ in choices] == expected
    assert ("import-invented" in said) == any(isinstance(code, str) for _, code in expected)


@pytest.mark.parametrize("codes", [["1", "32768"], ["-32769", "1"], ["1", ""], ["1", "a" * 201], ["1"], ["1", "1"], []])
def test_a_question_whose_choices_cannot_be_kept_apart_is_dropped(codes):
    notes = Notes()
    listed = [(code, {"en": "word"}) for code in codes]
    assert choices_of(listed, "$.q", notes, kind="question") == []
    assert notes.kinds == {"question": 1}


@pytest.mark.parametrize(("count", "kept"), [(1, 0), (2, 2), (101, 101), (102, 0)])
def test_there_are_two_to_a_hundred_and_one_choices(count, kept):
    choices, _ = read(*numbered(*map(str, range(count))))
    assert len(choices) == kept


@pytest.mark.parametrize(
    ("codes", "values"),
    [
        ("1 2 3", [1, 2, 3]),
        ("0 1 2", [0, 1, 2]),
        ("2 1 0", [2, 1, 0]),
        ("2 3 4", [1, 2, 3]),
        ("-1 0 1", [1, 2, 3]),
        ("1 2 4", [1, 2, 3]),
        ("2 1 3", [1, 2, 3]),
    ],
)
def test_ids_are_values_only_where_they_run_on(codes, values):
    choices, said = read(*numbered(*codes.split()), ids=True)
    assert [value for value, _, _ in choices] == values
    assert said == ([] if [str(value) for value in values] == codes.split() else ["import-invented"])
    assert [value for value, _, _ in read(*numbered(*codes.split()))[0]] == [int(code) for code in codes.split()]


def test_choices_that_by_their_words_are_no_answer_are_missing():
    pairs = [
        ("1", "no"),
        ("2", "yes"),
        ("3", "N/A"),
        ("-5", "Prefer not to say"),
        ("-51", "refused"),
        ("-50", "Refused!"),
        ("x", "don't know"),
    ]
    choices, said = read(*pairs, ids=True)
    assert choices == [
        (1, 1, None),
        (2, 2, None),
        (-98, 3, "not_applicable"),
        (-99, -5, "skipped"),
        (-51, -51, "skipped"),
        (-99, -50, "skipped"),
        (-99, "x", "skipped"),
    ]
    assert said == ["import-guessed"] * 5


@pytest.mark.parametrize(
    ("codes", "missing"),
    [
        ("1 2 3 4 9", [9]),
        ("0 1 2 3 8 9", [8, 9]),
        ("1 2 99 -1", [99, -1]),
        ("-77 1 2 3 4 5 777 998", [-77, 777, 998]),
        ("1 2 3 4 5 6 7", []),
        ("-1 0 1", []),
        ("-2 -1 0 1 2", []),
        ("0 1 2 3 10", []),  # no custom
        ("0 1 2 4 8", []),  # weights
        ("1 9", []),  # no row that these stand beside
        ("2 3 4 9", []),
    ],
)
def test_a_number_that_stands_apart_from_the_others_as_codes_for_no_answer_do_is_missing(codes, missing):
    choices, said = read(*numbered(*codes.split()))
    assert [code for _, code, reason in choices if reason == "skipped"] == missing
    assert [value for value, code, reason in choices if reason is None] == [
        int(code) for code in codes.split() if int(code) not in missing
    ]
    assert said == ["import-guessed"] * len(missing)
    assert not any(reason for *_, reason in read(*numbered(*codes.split()), ids=True)[0])  # these say nothing


def test_a_choice_without_words_is_called_by_its_code():
    notes = Notes()
    first, _ = choices_of([("1", {"nl": "", "en": " "}), ("2", {"nl": "ja", "en": ""})], "$.q", notes, kind="question")
    assert first.label == {"nl": "1", "en": "1"}
    assert [issue.code for issue in notes.issues] == ["import-invented"]


def test_where_the_words_leave_one_answer_all_are_answers():
    assert read(("1", "yes"), ("2", "N/A"))[0] == [(1, 1, None), (2, 2, None)]
    assert read(("1", "yes"), ("2", "no"), ("3", "N/A"))[0] == [(1, 1, None), (2, 2, None), (-98, 3, "not_applicable")]


def test_choices_that_are_stored_alike_are_one_with_the_words_of_both():
    notes = Notes()
    listed = [("1", {"nl": "nooit"}), (" 1", {"nl": "zelden", "en": "seldom"}), ("2", {"nl": "vaak"})]
    first, second = choices_of(listed, "$.q", notes, kind="question")
    assert first.label == {"nl": "nooit / zelden", "en": "seldom"}
    assert second.label == {"nl": "vaak"}
    assert [issue.code for issue in notes.issues] == ["import-dropped"]
