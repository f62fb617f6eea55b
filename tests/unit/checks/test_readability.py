"""How long and how hard a text may be: on either side of every bound."""

from __future__ import annotations

import pytest

import purpose_index as pi
from tests.unit.checks.found import english, messages, paths

# every word has five syllables, so that the reading ease is far below 0 however many words there are
HARD = "organisation"


def in_language(language, *texts, **more):
    """A set in one language that asks these."""
    options = [{"value": value, "label": {language: f"label {value}"}} for value in (1, 2)]
    return {
        "id": "x",
        "version": "1.0.0",
        "languages": [language],
        "title": {language: "x"},
        "items": [{"id": f"q{i}", "text": {language: text}, "options": options} for i, text in enumerate(texts)],
        "scales": [{"id": "s", "name": {language: "S"}, "items": "all"}],
        **more,
    }


def found(rule, data):
    return [(finding.path, finding.message) for finding in pi.check(data, rules=[rule]).findings]


@pytest.mark.parametrize(("words", "hard"), [(9, False), (10, True), (25, True), (26, False)])
def test_ten_to_twenty_five_words_are_judged_by_their_ease(words, hard):
    """Fewer tell too little, and more are told to be too many."""
    text = " ".join([HARD] * words)
    assert bool(paths("hard-to-read", english(text))) is hard
    assert bool(paths("long-text", english(text))) is (words > 25)


def test_the_number_of_words_is_told():
    (message,) = messages("long-text", english(" ".join(["word"] * 30)))
    assert message.startswith("'q1' has 30 words; more than 25 ")


def test_a_language_without_a_formula_is_not_judged():
    assert found("hard-to-read", in_language("de", " ".join([HARD] * 12))) == []
    assert found("reading-level", in_language("de", " ".join([HARD] * 120))) == []
    assert len(found("hard-to-read", in_language("en-GB", " ".join([HARD] * 12)))) == 1


@pytest.mark.parametrize(("last", "hard"), [("word", False), ("table", True)])
def test_an_ease_below_zero_is_hard(last, hard):
    # 20 words in a sentence, of 6 * 5 + 14 syllables: 206.835 - 1.015 * 20 - 84.6 * 44 / 20 = .4; of one more: -3.8
    text = " ".join([HARD] * 6 + ["word"] * 13 + [last])
    assert bool(paths("hard-to-read", english(text))) is hard


@pytest.mark.parametrize(("words", "judged"), [(99, False), (100, True)])
def test_a_hundred_words_are_enough_to_judge_a_passage(words, judged):
    instruction = {"en": " ".join([HARD] * words)}
    data = in_language("en", "I work.", instruction=instruction)
    assert bool(found("reading-level", data)) is judged


def test_the_items_together_are_a_passage_of_a_sentence_each():
    # 20 items of 5 words of two syllables: 206.835 - 1.015 * 5 - 84.6 * 2 = 32.6
    texts = [f"seven table {word} table seven" for word in ["window", "garden", "paper", "apple"] * 5]
    assert found("reading-level", in_language("en", *texts)) == [
        ("$.languages[0]", "The items in 'en' are hard to read: reading ease 33, and 60 is plain language.")
    ]
    assert found("reading-level", in_language("en", *texts[:-1])) == []


def test_every_language_of_a_set_is_judged_whatever_comes_before_it():
    instruction = {"de": "Kurz.", "en": " ".join([HARD] * 100)}
    data = in_language("en", "I work.")
    for text in (data["title"], data["items"][0]["text"], data["scales"][0]["name"]):
        text["de"] = "kurz"
    for option in data["items"][0]["options"]:
        option["label"]["de"] = f"Wert {option['value']}"
    ((path, message),) = found("reading-level", {**data, "languages": ["de", "en"], "instruction": instruction})
    assert path == "$.instruction.en"
    assert message.startswith("The words of the instruction in 'en' are hard to read: reading ease -318, ")
