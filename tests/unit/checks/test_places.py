from __future__ import annotations

import pytest

from purpose_index.checks.definition.readability import reading_ease, syllables
from purpose_index.checks.places import Places
from purpose_index.question_set.reader import read_text

YAML = """\
id: here
title: {nl: 'Titel, hier', en: "A \\"title\\""}
items:
  - id: q1   # a remark
    text:
      nl: >-
        Een lange zin die
        doorloopt en eindigt.
      en: A plain, long text
  - {id: q2, list: [one, two, {three: 3}], text: {nl: Plan en planning, en: x}}
"""


def shown(path, words="", **keywords):
    places = Places(read_text(YAML), YAML)
    line, column, end = places.span(path, words, **keywords)
    return line, YAML.split("\n")[line - 1][column - 1 : end - 1]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("id",), (1, "here")),
        (("title",), (2, '{nl: \'Titel, hier\', en: "A \\"title\\""}')),
        (("title", "nl"), (2, "'Titel, hier'")),
        (("title", "en"), (2, '"A \\"title\\""')),
        (("items", 0, "id"), (4, "q1")),
        (("items", 0, "text", "nl"), (6, ">-")),
        (("items", 0, "text", "en"), (9, "A plain, long text")),
        (("items", 1, "list"), (10, "[one, two, {three: 3}]")),
        (("items", 1, "list", 1), (10, "two")),
        (("items", 1, "list", 2), (10, "{three: 3}")),
        (("items", 1, "nothing", "deeper"), (10, YAML.split("\n")[9].strip().removeprefix("- "))),
    ],
)
def test_the_stretch_of_a_value(path, expected):
    assert shown(path) == expected


def test_the_stretch_of_a_key():
    assert shown(("items", 1, "list"), at_key=True) == (10, "list")


@pytest.mark.parametrize(
    ("path", "words", "expected"),
    [
        (("items", 0, "text", "nl"), "doorloopt", (8, "doorloopt")),
        (("items", 0, "text", "nl"), "en", (8, "en")),
        (("items", 1, "text", "nl"), "en", (10, "en")),
        (("items", 0, "text", "nl"), "niet hier", (6, ">-")),
        (("items", 0, "text", "nl"), "plain", (6, ">-")),  # stands in the next text, not in this one
        (("title", "nl"), "Tit", (2, "Tit")),
    ],
)
def test_the_stretch_of_words_within_a_value(path, words, expected):
    assert shown(path, words) == expected


def test_a_word_is_found_as_a_word_before_it_is_found_within_one():
    line, column, _ = Places(read_text(YAML), YAML).span(("items", 1, "text", "nl"), "en")
    assert YAML.split("\n")[line - 1][column - 6 : column + 4] == "Plan en pl"


def test_without_places_there_is_no_stretch():
    from purpose_index.question_set.document import Document

    assert Places(Document({}), "").span(("id",)) is None


@pytest.mark.parametrize(
    ("language", "word", "count"),
    [
        ("en", "work", 1),
        ("en", "useful", 2),
        ("en", "changed", 1),
        ("en", "wanted", 2),
        ("en", "table", 2),
        ("en", "organisation", 5),
        ("en", "the", 1),
        ("nl", "werk", 1),
        ("nl", "nieuw", 1),
        ("nl", "mooie", 2),
        ("nl", "organisatie", 5),
        ("nl", "ideeën", 3),
    ],
)
def test_syllables(language, word, count):
    assert syllables(word, language) == count


def test_reading_ease_by_hand():
    # 6 words in 1 sentence, 6 syllables: 206.835 - 1.015 * 6 - 84.6 * 1
    assert reading_ease("I know what my work does.", "en") == pytest.approx(206.835 - 6.09 - 84.6)
    # 8 words in 2 sentences, 9 syllables: 206.84 - 0.93 * 4 - 77 * 9 / 8
    assert reading_ease("Ik weet het goed. Mijn werk is zinvol.", "nl") == pytest.approx(206.84 - 3.72 - 77 * 9 / 8)
