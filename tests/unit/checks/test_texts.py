"""What was left behind in a text: each is found at its place, and what looks like it is not."""

from __future__ import annotations

import json

import pytest

import purpose_index as pi
from purpose_index.checks.definition.words import ENOUGH, find_words, written_in
from purpose_index.checks.examples import BASE, example_set
from tests.unit.checks.found import findings, paths


def found(rule, text, language="en"):
    piece = f"items: [{json.dumps({'id': 'q1', 'text': {language: text}}, ensure_ascii=False)}]"
    return [finding.message for finding in findings(rule, piece)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("One two", False),
        (" One two", True),
        ("\u00a0One two", True),
        ("One two ", True),
        ("One two\u00a0", True),
        ("One  two", True),
        ("One \u00a0two", True),
        ("One two .", True),
        ("One , two", True),
        ("One\u00a0two", False),  # keeps two words on one line
        ("One ...two", False),
        ("One. Two", False),
    ],
)
def test_a_space_too_many(text, wrong):
    message = "There is a space too many in this text."
    assert found("spacing", text) == ([message] if wrong else [])


def test_french_has_a_space_before_its_marks():
    text = json.loads(json.dumps(example_set("")).replace('"en"', '"fr"'))
    text["items"][0]["text"]["fr"] = "Le travail est-il utile ?"
    assert pi.check(text, rules=["spacing"]).findings == ()
    text["items"][0]["text"]["fr"] = "Le travail  est-il utile ?"
    assert len(pi.check(text, rules=["spacing"]).findings) == 1


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("  One", "  "),
        ("One two  ", "o  "),  # with the letter that tells which spaces
        ("One   two", "   "),
        ("One two .", "two ."),
        ("One \u00a0, two", "One \u00a0,"),
    ],
)
def test_the_space_is_pointed_at(text, stretch, tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("en: I know what my work is for.", f'en: "{text}"'), "utf-8")
    (finding,) = pi.check(path, rules=["spacing"]).findings
    line = path.read_text("utf-8").split("\n")[finding.line - 1]
    assert line[finding.column - 1 : finding.end_column - 1] == stretch


@pytest.mark.parametrize(
    ("text", "mark"), [("Ik ben geÃ¯nspireerd.", "Ã¯"), ("Zoâ€™n baan.", "â€™"), ("Een \ufffd hier.", "\ufffd")]
)
def test_what_remains_of_another_encoding_is_named(text, mark):
    message = f"'{mark}' was another character before the text was saved in a wrong encoding."
    assert found("broken-characters", text, "nl") == [message]


@pytest.mark.parametrize("text", ["Een geïnspireerde collega’s “baan”", "São Paulo", "Plain"])
def test_letters_with_accents_are_right(text):
    assert found("broken-characters", text, "nl") == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [("A <b>bold</b> word", "<b>"), ("One<br/>two", "<br/>"), ("Me &amp; you", "&amp;"), ("It&#39;s", "&#39;")],
)
def test_markup_is_named(text, mark):
    assert found("markup-in-text", text) == [f"'{mark}' is markup: most programs show it as it stands."]


@pytest.mark.parametrize("text", ["Less < than", "Me & you", "1 <2> 3", "R&D; and more"])
def test_signs_are_no_markup(text):
    assert found("markup-in-text", text) == []


@pytest.mark.parametrize(
    ("text", "mark"),
    [("TODO", "TODO"), ("Say it (todo).", "todo"), ("What ???", "???"), ("...", "..."), ("…", "…"), ("-", "-")],
)
def test_what_was_to_be_written_is_named(text, mark):
    assert found("unfinished-text", text) == [f"'{mark}' looks like a text that was to be written later."]


@pytest.mark.parametrize("text", ["I do", "A method of mine", "It translates well", "To do is to be", "Yes"])
def test_a_text_that_looks_like_it_is_right(text):
    assert found("unfinished-text", text) == []


def test_texts_of_every_part_are_looked_at():
    todo = "{nl: TODO, en: TODO}"
    piece = (
        f"title: {todo}\ninstruction: {todo}\nscales: [{{id: work, name: {todo}}}]\n"
        f"options: {{agreement: [{{value: 3, label: {todo}}}]}}"
    )
    assert sorted(paths("unfinished-text", piece)) == [
        "$.instruction.nl",
        "$.options.agreement[2].label.nl",
        "$.scales[0].name.nl",
        "$.title.nl",
    ]


def test_two_hundred_characters_show_the_language_of_a_text():
    """Counted by hand: 'the' is English, 'de' is Dutch, and each counts once."""
    assert ENOUGH == 200
    assert written_in("the the de") == {"en": 1, "nl": 1}
    assert written_in("x" * 196 + " the") == {"en": 1, "nl": 0}
    assert written_in("x" * 197 + " the") == {"en": 0, "nl": 0}


def test_a_language_that_is_not_known_has_no_words_of_a_kind():
    assert find_words("negation", "de", "not") == []
    assert find_words("negation", "en", "not") == ["not"]
