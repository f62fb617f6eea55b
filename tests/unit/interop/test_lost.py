"""What a set has and a format does not carry."""

from __future__ import annotations

from typing import get_args

import pytest

import purpose_index as pi
from purpose_index.interop.lost import Feature, lost_of

PLAIN = {
    "id": "s",
    "version": "1.0.0",
    "languages": ["en"],
    "title": {"en": "S"},
    "items": [
        {"id": "a", "text": {"en": "A"}, "options": [{"value": i, "label": {"en": str(i)}} for i in (1, 2)]},
        {"id": "b", "text": {"en": "B"}, "options": [{"value": i, "label": {"en": str(i)}} for i in (1, 2)]},
    ],
    "scales": [{"id": "t", "name": {"en": "T"}, "items": "all"}],
}
(A, B), (T,) = PLAIN["items"], PLAIN["scales"]
CODED = [{"value": 1, "code": "x", "label": {"en": "1"}}, {"value": 2, "label": {"en": "2"}}]
NONE = [*B["options"], {"value": -9, "code": "n", "label": {"en": "n/a"}, "missing": "skipped"}]
BAND = {"id": "all", "from": 0, "to": 100, "text": {"en": "Text."}}
TWO = [{**T, "items": ["a"]}, {**T, "id": "u", "items": ["b"]}]
RULE = {"scales": ["t", "u"], "rule": "highest_index", "undecided": {"en": "Neither."}}


def lost(carried=(), **changes):
    return [issue.facts["what"] for issue in lost_of(pi.load({**PLAIN, **changes}), frozenset(carried))]


def test_a_plain_set_loses_its_scales_alone():
    assert lost() == ["scales"]
    assert lost(["scales"]) == []


@pytest.mark.parametrize(
    ("feature", "changes"),
    [
        ("reversal", {"items": [A, {**B, "reverse": True}]}),
        ("weights", {"scales": [{**T, "weights": {"b": 2}}]}),
        ("rules of scales", {"scales": [{**T, "score": "sum"}]}),
        ("rules of scales", {"scales": [{**T, "minimum_answered": 1}]}),
        ("codes", {"items": [A, {**B, "options": CODED}]}),
        ("missing codes", {"missing": {"skipped": ["N/A"]}}),
        ("feedback", {"scales": [{**T, "feedback": [BAND]}]}),
        ("layers", {"layers": {"own": {"en": "Own"}}}),
        ("layers", {"referents": {"me": {"en": "Me"}}}),
        ("classification", {"scales": TWO, "classification": RULE}),
    ],
)
def test_what_a_set_has_is_lost_unless_it_is_carried(feature, changes):
    assert lost(["scales"], **changes) == [feature]
    assert lost(["scales", feature], **changes) == []


def test_a_code_of_a_choice_that_is_no_answer_is_a_code_too():
    changes = {"items": [A, {**B, "options": NONE}], "missing": {"skipped": [-9]}}
    assert lost(["scales", "missing codes"], **changes) == ["codes"]


def test_texts_are_lost_where_there_are_more_languages():
    assert "texts" in [issue.facts["what"] for issue in lost_of(pi.load("purpose-index"), frozenset({"scales"}))]


def test_everything_can_be_carried_and_every_issue_says_what_to_do():
    q = pi.load("working-with-purpose")
    assert lost_of(q, frozenset(get_args(Feature))) == ()
    for issue in lost_of(q, frozenset()):
        assert (issue.code, issue.path, issue.hint) == ("export-lost", "$", "Keep the question set beside it.")
        assert issue.message.startswith("The file does not say ")
