from __future__ import annotations

import json
import pickle
import traceback
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

import purpose_index as pi
from tests.unit.scoring.sets import THREE, item, make


class Level(IntEnum):
    HIGH = 4


def problems(q, answers, **options):
    """The code and path of every issue that validating raises."""
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(q, answers, **options)
    return [(issue.code, issue.path) for issue in caught.value.issues]


@pytest.mark.parametrize("value", [4, 4.0, np.int8(4), np.uint64(4), np.float32(4), Level.HIGH], ids=repr)
def test_whole_numbers_of_any_kind_are_answers(value):
    answers = pi.validate(THREE, {"a": value})
    assert answers["a"] == 4
    assert answers.codes == (3, -1, -1)


@pytest.mark.parametrize(
    "value", [None, float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, np.ma.masked, "", "  "], ids=repr
)
def test_what_is_missing_is_empty(value):
    answers = pi.validate(THREE, {"a": value, "b": 1})
    assert answers["a"] is None
    assert answers.reason("a") == "empty"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "boolean-answer"),
        (False, "boolean-answer"),
        (np.True_, "boolean-answer"),
        ("4", "text-answer"),
        ("NA", "text-answer"),
        (4.5, "fractional-answer"),
        (float("inf"), "infinite-answer"),
        (-np.inf, "infinite-answer"),
        (0, "undeclared-answer"),
        (6.0, "undeclared-answer"),
        (10**400, "undeclared-answer"),
        (-96, "undeclared-answer"),
        (Fraction(10**400), "undeclared-answer"),
        (np.timedelta64(4, "s"), "not-a-number"),
        (Decimal("4.5"), "fractional-answer"),
        (Decimal("1E+9999"), "undeclared-answer"),
        (Decimal("-Infinity"), "infinite-answer"),
        (Fraction(3 * 10**20 + 1, 10**20), "fractional-answer"),
        (4 + 0j, "not-a-number"),
        (b"4", "not-a-number"),
        ([4], "not-a-number"),
        (np.array(4), "not-a-number"),
    ],
    ids=repr,
)
def test_what_is_no_answer_has_a_code(value, code):
    assert problems(THREE, {"a": value}) == [(code, "$.a")]
    assert problems(THREE, {"a": value, "b": 1, "c": 1}) == [(code, "$.a")]


@pytest.mark.parametrize(
    ("text", "value"), [("4", 4), (" 4 ", 4), ("4.0", 4), ("+4", 4), ("4.", 4), ("NA", None), ("NaN", None), ("", None)]
)
def test_text_is_a_number_where_it_comes_from_a_text_file(text, value):
    assert pi.validate(THREE, {"a": text}, source="text")["a"] == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("agree", "text-answer"),
        ("4,5", "fractional-answer"),
        ("4,000", "thousands-mark"),
        ("3.00000000000000000001", "fractional-answer"),
        ("4e0", "text-answer"),
        ("0x4", "text-answer"),
        ("٤", "text-answer"),
        ("4_0", "text-answer"),
        ("inf", "text-answer"),
        ("4.5", "fractional-answer"),
        ("7", "undeclared-answer"),
    ],
)
def test_other_text_is_no_answer(text, code):
    assert problems(THREE, {"a": text}, source="text") == [(code, "$.a")]


def test_reasons_of_missing_answers_stay_apart():
    answers = pi.validate(THREE, {"a": -99, "b": -98.0, "c": -97})
    assert [answers.reason(name) for name in answers] == ["skipped", "not_applicable", "not_shown"]
    assert answers.codes == (-2, -3, -4)
    assert answers.answered == 0


def test_an_undeclared_code_has_a_hint():
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(make([item("a")], missing={}), {"a": -99})
    (issue,) = caught.value.issues
    assert issue.hint.startswith("Correct a typing error; only if it stands for a missing answer, declare it")
    assert issue.message == "The answer is not one of the options; expected a whole number from 1 to 5."


def test_options_with_gaps_are_listed():
    q = make([item("a", (0, 1, 3))])
    assert pi.validate(q, {"a": 3}).codes == (2,)
    with pytest.raises(pi.ResponseError, match="expected 0, 1 or 3"):
        pi.validate(q, {"a": 2})


def test_all_problems_come_at_once_and_in_order():
    found = problems(THREE, {"c": True, "A": 1, "b": 9, 7: 2, "a": 4.5})
    assert found == [
        ("fractional-answer", "$.a"),
        ("undeclared-answer", "$.b"),
        ("boolean-answer", "$.c"),
        ("unknown-answer", "$"),
        ("unknown-answer", "$"),
    ]


def test_an_unknown_key_is_told_by_its_position_and_a_near_item():
    q = make([item("trust_one"), item("trust_two")])
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(q, {"trust_one": 1, "trust_tow": 2, "jan@example.org": 3})
    near, far = caught.value.issues
    assert (near.message, near.hint) == ("Key number 2 is not the id of an item.", "Did you mean 'trust_two'?")
    assert (far.message, far.hint) == ("Key number 3 is not the id of an item.", "Leave out what is not an answer.")


def test_unknown_keys_are_capped_and_long_ones_are_cheap():
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(THREE, {"a": 1, **{f"{i}{'x' * 5000}": 1 for i in range(300)}})
    assert len(caught.value.issues) == 20
    assert caught.value.total == 300
    assert str(caught.value).endswith("and 280 more")


@pytest.mark.parametrize("answers", [None, 5, "a=1", [("a", 1)], pd.Series({"a": 1})], ids=type)
def test_only_a_mapping_holds_answers(answers):
    assert problems(THREE, answers) == [("not-a-mapping", "$")]


def test_any_mapping_will_do():
    assert pi.validate(THREE, MappingProxyType({"a": 1})) == pi.validate(THREE, {"a": 1})
    assert pi.validate(THREE, pi.validate(THREE, {"a": 1, "b": 2})).codes == (0, 1, -1)


def test_a_source_is_one_of_two():
    with pytest.raises(pi.ArgumentError, match="'object' and 'text'"):
        pi.validate(THREE, {"a": "4"}, source="csv")


SECRET = "my manager is J. Doe"


@pytest.mark.parametrize(
    "answers",
    [{"a": SECRET}, {SECRET: 1}, {"a": 987654.5}, {"a": 987654}, {"a": {"x": SECRET}}, {"a": "987654"}, SECRET],
    ids=repr,
)
@pytest.mark.parametrize("source", ["object", "text"])
def test_no_answer_and_no_key_shows_anywhere(answers, source):
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(THREE, answers, source=source)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(error.issues)
    assert SECRET not in shown
    assert "987654" not in shown


def test_answers_say_whose_they_are_and_not_what_they_are():
    answers = pi.validate(THREE, {"a": 4})
    assert repr(answers) == "Answers(tried 1.2.3, answered=1 of 3)"
    assert (answers.question_set, answers.version) == ("tried", "1.2.3")
    assert answers.fingerprint == THREE.fingerprint


def test_answers_are_a_frozen_mapping_of_all_items():
    answers = pi.validate(THREE, {"a": 4, "b": -99})
    assert dict(answers) == {"a": 4, "b": None, "c": None}
    assert answers.reason("a") is None
    with pytest.raises(AttributeError):
        answers.codes = (1, 1, 1)
    for ask in (answers.__getitem__, answers.reason):
        with pytest.raises(KeyError):
            ask("d")


def test_answers_compare_hash_and_pickle():
    answers = pi.validate(THREE, {"a": 4})
    again = pickle.loads(pickle.dumps(answers))
    assert again == answers
    assert hash(again) == hash(answers)
    assert answers != pi.validate(THREE, {"a": 5})
    assert answers != pi.validate(make([item("a"), item("b"), item("d")]), {"a": 4})


def test_a_changed_copy_of_a_set_has_its_own_form():
    pi.validate(THREE, {"a": 4})
    other = THREE.model_copy(update={"missing": THREE.missing.model_copy(update={"skipped": (-9,)})})
    assert pi.validate(other, {"a": -9}).reason("a") == "skipped"
    assert problems(other, {"a": -99}) == [("undeclared-answer", "$.a")]


PURPOSE = pi.load("purpose-index")
STORED = {"q01": 4, "q02": -98, "q03": -99}


def test_stored_answers_come_back_with_their_reasons():
    answers = pi.validate(PURPOSE, STORED)
    record = json.loads(json.dumps(answers.to_dict()))
    assert record["answers"]["q01"] == 4
    assert record["answers"]["q02"] is None
    assert (record["missing"]["q02"], record["missing"]["q03"], record["missing"]["q04"]) == (
        "not_applicable",
        "skipped",
        "empty",
    )
    assert (record["question_set"], record["fingerprint"]) == ("purpose-index", PURPOSE.fingerprint)
    assert pi.Answers.from_dict(record, PURPOSE) == answers


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answers": None}, "damaged-answers"),
        ({"missing": {}}, "damaged-answers"),
        ({"missing": {"q02": ["skipped"]}}, "damaged-answers"),
        ({"missing": {"q02": {}}}, "damaged-answers"),
        ({"fingerprint": "0"}, "answers-to-another-set"),
        ({"answers": {"q01": 6}}, "undeclared-answer"),
    ],
)
def test_a_record_that_is_not_of_answers_to_this_set_is_refused(change, code):
    record = {**pi.validate(PURPOSE, STORED).to_dict(), **change}
    with pytest.raises(pi.ResponseError, match=code):
        pi.Answers.from_dict(record, PURPOSE)
    with pytest.raises(pi.ResponseError, match="damaged-answers"):
        pi.Answers.from_dict([], PURPOSE)


@pytest.mark.parametrize(
    ("values", "expected", "facts"),
    [
        ((1, 2), "1 or 2", {"values": (1, 2)}),
        ((1, 2, 3), "a whole number from 1 to 3", {"low": 1, "high": 3}),
        ((1, 2, 4), "1, 2 or 4", {"values": (1, 2, 4)}),
    ],
)
def test_what_was_expected_is_said_in_words_and_in_facts(values, expected, facts):
    with pytest.raises(pi.ResponseError) as refused:
        pi.validate(make([item("q1", values)]), {"q1": 9})
    (issue,) = refused.value.issues
    assert f"expected {expected}." in issue.message
    assert facts.items() <= dict(issue.facts).items()
    assert {"low", "high", "values"} & dict(issue.facts).keys() == facts.keys()


@pytest.mark.parametrize(("digits", "read"), [(15, True), (16, False)])
def test_a_number_in_a_text_file_has_fifteen_digits_at_most(digits, read, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(f"q1\n{'3'.zfill(digits)}.\n", encoding="utf-8")
    q = make([item("q1")])
    if read:
        assert pi.encode(q, path).numbers().tolist() == [[3.0]]
    else:
        with pytest.raises(pi.ResponseError, match="text"):
            pi.encode(q, path)
