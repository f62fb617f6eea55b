"""Items that are nearly the same: on either side of what 'nearly' is."""

from __future__ import annotations

from itertools import product

import pytest

from tests.unit.checks.found import english, findings, messages, paths

NEAR = "near-duplicate-text"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        # both have 20 characters; 'i do my work at ho' is shared, so that 2 * 18 / 40 is nine tenths exactly
        ("I do my work at host.", True),
        # 17 shared characters of 20 are .85
        ("I do my work at hall.", False),
    ],
)
def test_nine_tenths_of_the_characters_are_near(text, near):
    assert bool(paths(NEAR, english("I do my work at home.", text))) is near


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Now we know exactly whatever matters", "Now we know exactly whatever matter", True),  # 5 of 6 words
        ("We know exactly whatever matters", "We know exactly whatever matter", False),  # 4 of 5 words
        ("Now we know exactly whatever matters most", "Now we know exactly what matter most", False),  # 5 of 7
    ],
)
def test_five_of_six_words_are_shared(one, other, near):
    assert bool(paths(NEAR, english(one, other))) is near


def test_long_texts_are_compared_like_short_ones():
    # 44 words of four letters, of which the first differs in one: 2 * 218 / 438, however often a letter occurs
    long = " ".join(map("".join, list(product("abcd", repeat=4))[:43]))
    assert len(long) == 43 * 5 - 1
    assert paths(NEAR, english(f"dddc {long}", f"dddb {long}")) == ["$.items[1].text.en"]


def test_every_item_that_is_near_another_is_found_once():
    one, other = "I do my work at home.", "I feel that time goes by there."
    five = english(one, "I do my work at host.", other, "I feel that time goes by here.", "I do my work at hose.")
    assert messages(NEAR, f"{five}\nscales: [{{id: work, items: all}}]") == [
        "'q2' reads almost as 'q1' in 'en': they measure one thing twice.",
        "'q4' reads almost as 'q3' in 'en': they measure one thing twice.",
        "'q5' reads almost as 'q1' in 'en': they measure one thing twice.",
    ]


def test_the_same_question_about_another_referent_is_no_duplicate():
    items = english("I do my work at home.", "I do my work at host.")
    referents = "referents: {me: {nl: Ik, en: Me}, us: {nl: Wij, en: Us}}"
    scale = "{{id: {0}, name: {{nl: '{0}', en: '{0}'}}, items: [{1}], referent: {2}}}"
    apart = f"scales: [{scale.format('own', 'q1', 'me')}, {scale.format('ours', 'q2', 'us')}, {{id: work, items: all}}]"
    assert paths(NEAR, f"{items}\n{referents}\n{apart}") == []
    both = f"scales: [{scale.format('own', 'q1, q2', 'me')}, {{id: work, items: all}}]"
    assert len(findings(NEAR, f"{items}\n{referents}\n{both}")) == 1


def test_the_same_text_is_told_in_the_languages_that_share_it():
    (finding,) = findings("duplicate-text", english("Once here.", "Something else.", "once  here"))
    assert (finding.path, finding.message) == (
        "$.items[2].text.en",
        "'q3' has the same text as 'q1' in 'en'.",
    )
    same = "text: {nl: Regen valt., en: Rain falls.}"
    (finding,) = findings("duplicate-text", f"items: [{{id: q2, {same}}}, {{id: q4, {same}}}]")
    assert (finding.path, finding.message) == (
        "$.items[3].text.nl",
        "'q4' has the same text as 'q2' in 'nl' and 'en'.",
    )
    assert paths(NEAR, f"items: [{{id: q2, {same}}}, {{id: q4, {same}}}]") == []  # told already
