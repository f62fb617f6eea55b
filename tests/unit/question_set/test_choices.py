"""A choice that is not an answer, such as 'Does not apply to me': shown, accepted, stored as missing, never scored."""

from __future__ import annotations

import jsonschema
import polars as pl
import pytest

import purpose_index as pi
from tests.unit.question_set.small_set import SMALL, broken

NO_ANSWER = "    - {value: -98, label: {nl: Niet voor mij, en: Not for me}, missing: not_applicable}\n"
WITH = SMALL.replace("missing: {", NO_ANSWER + "missing: {")
PLAIN, Q = pi.loads(SMALL), pi.loads(WITH)
ANSWERS = {"q1": 3, "q2": -98, "q3": 2}


def test_it_changes_no_score_and_no_fingerprint():
    assert Q.fingerprint == "27e2015faa6f2c202f67e6a020e9abbaa8a0d77eb64760aefd35a4beccb6a6f6"  # as without it
    assert (Q.text_fingerprint != PLAIN.text_fingerprint) is True
    for q in (PLAIN, Q):
        scored = pi.score(q, ANSWERS)
        assert (scored["total"].mean, scored["total"].index, scored["total"].answered) == (2.5, 75.0, 2)
        assert pi.score(q, {"q1": 1, "q2": 1, "q3": 1})["total"].mean == pytest.approx(5 / 3)  # q2 is turned to 3


def test_a_set_without_it_keeps_the_fingerprint_of_its_words():
    assert PLAIN.text_fingerprint == "0a380037235704a278aeeee0351fc731233979b652f51b778cb1345a3407756f"


def test_it_is_stored_with_its_reason():
    assert pi.validate(Q, ANSWERS).reason("q2") == "not_applicable"


def test_the_form_shows_it_last_and_marked():
    shown = Q.answer_schema(language="en")["properties"]["q1"]["oneOf"]
    assert shown[3:] == [{"const": -98, "title": "Not for me", "x-missing": "not_applicable"}]
    jsonschema.Draft202012Validator(Q.answer_schema()).validate(ANSWERS)
    with_codes = Q.answer_schema(language="en", missing_codes=True)["properties"]["q1"]["oneOf"]
    assert [choice["const"] for choice in with_codes] == [1, 2, 3, -98, -99, None]
    assert Q.answer_model()(**ANSWERS).q2 == -98


def test_options_are_what_is_scored_and_choices_what_is_shown():
    assert [option.value for option in Q.options_of("q1")] == [1, 2, 3]
    assert [option.value for option in Q.choices_of("q1")] == [1, 2, 3, -98]


def test_frames_and_files_take_it():
    frame = pl.DataFrame({name: [value] for name, value in ANSWERS.items()})
    assert pi.encode(Q, frame).codes.tolist() == [[2, -3, 1]]
    assert pi.score_frame(Q, frame)["total"].to_list() == [2.5]


def test_it_may_be_of_one_item_and_skipped():
    own = (
        "[{value: 0, label: {nl: a, en: b}}, {value: 1, label: {nl: c, en: d}}, "
        "{value: -99, label: {nl: e, en: f}, missing: skipped}]"
    )
    q = pi.loads(SMALL.replace("en: Three}, options: agreement", f"en: Three}}, options: {own}"))
    assert pi.validate(q, {"q3": -99}).reason("q3") == "skipped"
    assert q.answer_schema(language="en")["properties"]["q3"]["oneOf"][2]["title"] == "f"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            WITH.replace("not_applicable: [-98]", "not_shown: [-98]"),
            [("undeclared-missing-code", "$.options.agreement[3].value")],
        ),
        (
            WITH.replace(", not_applicable: [-98]", ""),
            [("undeclared-missing-code", "$.options.agreement[3].value")],
        ),
        (
            SMALL.replace("agreement:\n", "agreement:\n" + NO_ANSWER),
            [("unscored-option-not-last", "$.options.agreement[0]")],
        ),
        (
            SMALL.replace("agreement:\n", "agreement:\n" + NO_ANSWER + NO_ANSWER.replace("-98", "-97")).replace(
                "[-98]", "[-98, -97]"
            ),
            [("unscored-option-not-last", f"$.options.agreement[{i}]") for i in (0, 1)],
        ),
        (
            WITH.replace("missing: not_applicable", "missing: never"),
            [("unknown-value", "$.options.agreement[3].missing")],
        ),
        (
            WITH.replace("    - {value: 1, label: {nl: oneens, en: disagree}}\n", "").replace(
                "    - {value: 2, label: {nl: neutraal, en: neutral}}\n", ""
            ),
            [("too-few-options", "$.options.agreement")],
        ),
        (WITH.replace("nl: Niet voor mij, ", ""), [("missing-translation", "$.options.agreement[3].label")]),
    ],
)
def test_what_is_refused(text, expected):
    assert [(code, path) for code, path, _ in broken(text)] == expected


def test_rules_about_options_look_at_what_is_scored():
    assert pi.check(Q, rules=["definition"]).verdicts == pi.check(PLAIN, rules=["definition"]).verdicts
    found = {finding.rule for finding in pi.check(Q).findings}
    assert not found & {"option-gap", "options-out-of-order", "no-answer-scored", "labels-out-of-order", "mixed-ranges"}
