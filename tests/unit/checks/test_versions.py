"""What a change asks of the version: on either side of what is enough, and of what is another question."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.checks.definition.versions import least_version
from purpose_index.checks.examples import example_set
from tests.unit.checks.found import messages, paths

BEFORE = example_set("version: '2.3.4'")
TURNED = "items: [{id: q2, reverse: true}, {id: q4, reverse: true}]"
REWORDED = (
    "items: [{id: q1, text: {nl: Ik weet goed waar mijn werk voor dient., en: I know well what my work is for.}}]"
)


@pytest.mark.parametrize(("piece", "least"), [("", "2.3.4"), (REWORDED, "2.4.0"), (TURNED, "3.0.0")])
def test_a_change_of_scoring_is_a_new_first_number_and_one_of_words_a_new_second(piece, least):
    after = example_set(f"version: '2.3.4'\n{piece}")
    assert least_version(pi.load(BEFORE), pi.load(after)) == least


@pytest.mark.parametrize(
    ("version", "rule", "message"),
    [
        ("2.3.3", "version-went-down", "The version is 2.3.3, and it was 2.3.4."),
        ("2.2.9", "version-went-down", "The version is 2.2.9, and it was 2.3.4."),
        ("2.3.4", "version-went-down", None),
        ("2.10.0", "version-went-down", None),
    ],
)
def test_versions_are_compared_as_numbers(version, rule, message):
    assert messages(rule, f"version: '{version}'", against=BEFORE) == ([] if message is None else [message])


@pytest.mark.parametrize(("version", "enough"), [("2.3.4", False), ("2.9.9", False), ("3.0.0", True), ("3.0.1", True)])
def test_the_first_number_that_a_change_of_scoring_needs(version, enough):
    found = paths("scoring-without-new-version", f"version: '{version}'\n{TURNED}", against=BEFORE)
    assert found == ([] if enough else ["$.version"])


@pytest.mark.parametrize(("version", "enough"), [("2.3.4", False), ("2.3.9", False), ("2.4.0", True), ("3.0.0", True)])
def test_the_second_number_that_a_change_of_words_needs(version, enough):
    found = paths("words-without-new-version", f"version: '{version}'\n{REWORDED}", against=BEFORE)
    assert found == ([] if enough else ["$.version"])


def test_a_change_of_scoring_and_words_is_told_as_one_of_scoring():
    both = f"version: '2.3.4'\nitems: [{{id: q1, reverse: true, {REWORDED.partition('q1, ')[2]}"
    assert paths("scoring-without-new-version", both, against=BEFORE) == ["$.version"]
    assert paths("words-without-new-version", both, against=BEFORE) == []


def test_versions_of_another_set_are_not_compared():
    renamed = f"id: renamed\nversion: '1.0.0'\n{TURNED}"
    (message,) = messages("other-set", renamed, against=BEFORE)
    assert message == "The earlier version is of another set, 'example': they cannot be compared."
    for rule in ("version-went-down", "scoring-without-new-version", "words-without-new-version", "id-reused"):
        assert paths(rule, renamed, against=BEFORE) == []


def other_question(nl, en):
    items = example_set(f"items: [{{id: q1, text: {{nl: '{nl}', en: '{en}'}}}}]")
    now = "items: [{id: q1, text: {nl: een twee drie vier, en: one two three four}}]"
    return messages("id-reused", f"version: '1.1.0'\n{now}", against=items)


@pytest.mark.parametrize(
    ("nl", "en", "reused"),
    [
        ("een twee vijf zes", "one two five six", False),  # half of the words are shared
        ("een vijf zes zeven", "one five six seven", True),
        ("een vijf zes zeven", "one two five six", False),  # in one language it is still the same question
        ("een twee vijf zes", "one five six seven", False),
    ],
)
def test_a_question_that_shares_less_than_half_of_its_words_in_every_language_is_another(nl, en, reused):
    assert bool(other_question(nl, en)) is reused


def test_the_earlier_question_is_told_up_to_eighty_characters():
    eighty = " ".join(f"woord{i:03d}" for i in range(9))
    assert len(eighty) == 80
    assert other_question(eighty, "five six seven") == [f"'q1' was the id of another question, '{eighty}'."]
    (message,) = other_question(f"{eighty}s", "five six seven")
    assert message == f"'q1' was the id of another question, '{eighty[:71]} [...]'."


def test_a_long_text_that_repeats_itself_is_not_another_question():
    # 241 words, of which the first differs, however often each of the others stands there
    long = " ".join(["very much"] * 120)
    now = f"version: '1.1.0'\nitems: [{{id: q1, text: {{nl: nu {long}, en: now {long}}}}}]"
    before = example_set(f"items: [{{id: q1, text: {{nl: toen {long}, en: then {long}}}}}]")
    assert paths("id-reused", now, against=before) == []
