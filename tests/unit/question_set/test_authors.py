"""What authors are told about slips that YAML or Unicode make easy."""

from __future__ import annotations

import json

import pytest
import yaml

import purpose_index as pi
from tests.unit.question_set.small_set import SMALL


def told(text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    return [(issue.code, issue.path, issue.hint) for issue in caught.value.issues]


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("text", ["{nl: Eén, en: Yes, I do}", "{en: Yes, I do, nl: Eén}", "{nl: Eén, en: Yes, no}"])
def test_a_comma_in_a_plain_text_is_one_issue(text, loader, monkeypatch):
    monkeypatch.setattr("purpose_index.question_set.reader_yaml._LOADER", getattr(yaml, loader))
    ((code, path, hint),) = told(SMALL.replace("{nl: Een, en: One}", text))
    assert (code, path) == ("unquoted-text", "$.items[0].text.en")
    assert "in quotes" in hint


def test_a_number_sign_in_a_plain_text_is_not_lost_in_silence():
    block = SMALL.replace("title: {nl: Klein, en: Small}", "title:\n  nl: We are #1\n  en: 'We are #1'  # in quotes")
    ((code, path, hint),) = told(block)
    assert (code, path) == ("unquoted-text", "$.title.nl")
    assert "in quotes" in hint
    q = pi.loads(SMALL.replace('"1.0.0"', '"1.0.0" # a version').replace("id: small-set", "id: small-set # its id"))
    assert q.id == "small-set"


@pytest.mark.parametrize("text", [SMALL.replace("[nl, en]", "[NL, en]"), SMALL.replace("nl", "NL")])
def test_a_misspelt_language_is_one_issue(text):
    assert told(text) == [("wrong-form", "$.languages[0]", "Write 'nl'.")]


@pytest.mark.parametrize("language", ["pt-BR", "es-419", "zh-Hant-TW", "fil"])
def test_regions_are_languages(language):
    q = pi.loads(SMALL.replace("nl", language))
    assert q.languages == (language, "en")
    assert q.answer_schema(language=language)["title"] == "Klein"
    assert pi.check(q, rules=["unknown-language-tag"]).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: q2,", "id: q2\u00a0,"),
        ("reverse: true", "reverse\u00a0: true"),
        ("languages: [nl", "languages: [nl\u00a0"),
        ("scales:", "\u00a0 scales:"),
    ],
)
def test_a_no_break_space_is_named(old, new):
    assert any("no-break space (U+00A0)" in hint for *_, hint in told(SMALL.replace(old, new)))


def test_a_no_break_space_in_json_is_named():
    text = json.dumps(yaml.safe_load(SMALL)).replace('"version":', '"version":\u00a0')
    ((code, _, hint),) = told(text)
    assert (code, "no-break space" in hint) == ("json-syntax", True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("score: sum", "score: sum, weights: {q1: -1}", "Expected more than 0."),
        ("score: sum", "score: sum, weights: {q1: 2000}", "Expected at most 1000."),
        ("{value: 1,", "{value: -40000,", "Expected at least -32768."),
        ("score: sum", "score: sum, weights: {q1: .inf}", "Expected a finite number."),
    ],
)
def test_a_limit_is_written_as_a_person_would(old, new, said):
    with pytest.raises(pi.DefinitionError) as error:
        pi.loads(SMALL.replace(old, new))
    assert [issue.message for issue in error.value.issues] == [said]


@pytest.mark.parametrize(("count", "said"), [(5, "'ad'."), (6, "'ad' and 1 more.")])
def test_five_languages_without_a_text_are_named_and_more_are_counted(count, said):
    languages = ", ".join(["nl", "en", "aa", "ab", "ac", "ad", "ae"][: count + 1])
    with pytest.raises(pi.DefinitionError) as error:
        pi.loads(SMALL.replace("[nl, en]", f"[{languages}]").replace("title: {nl: Klein, en: Small}", "title: {nl: a}"))
    (title,) = [issue.message for issue in error.value.issues if issue.path == "$.title"]
    assert title == f"There is no text in 'en', 'aa', 'ab', 'ac', {said}"


def test_a_hundred_languages_are_held_to_their_texts():
    languages = [f"{a}{b}" for a in "klmnopqrst" for b in "abcdefghij"]
    text = {"nl": "a"} | dict.fromkeys(languages[1:], "a")
    data = yaml.safe_load(SMALL.replace("[nl, en]", f"[nl, {', '.join(languages[1:])}]"))
    option = {"agreement": [{"value": value, "label": text} for value in (1, 2)]}
    items, scales = (
        [{**part, name: text} for part in data[kind]] for kind, name in (("items", "text"), ("scales", "name"))
    )
    whole = {**data, "title": text, "options": option, "items": items, "scales": scales}
    assert len(pi.load(whole).languages) == 100
    with pytest.raises(pi.DefinitionError) as error:
        pi.load({**whole, "title": {"nl": "a"} | dict.fromkeys(languages[1:-1], "a")})
    assert [(i.code, i.facts["languages"]) for i in error.value.issues] == [("missing-translation", ("tj",))]


@pytest.mark.parametrize("language", ["ar", "ckb", "dv", "fa", "ps", "sd", "ug", "ur", "yi", "ku-Arab", "pa-Arab-PK"])
def test_these_run_from_right_to_left(language):
    q = pi.loads(SMALL.replace("nl", language).replace("Een,", "Een\u200f,"))
    assert q.item("q1").text[language] == "Een\u200f"


@pytest.mark.parametrize("mark", ["\u200f", "\u200e", "\u061c"])
def test_marks_of_direction_are_for_languages_that_run_from_right_to_left(mark):
    hebrew = SMALL.replace("nl", "he").replace("Een,", f"Een{mark},")
    assert mark in pi.loads(hebrew).item("q1").text["he"]
    for text in (
        SMALL.replace("Een,", f"Een{mark},"),
        SMALL.replace("nl", "he").replace("One}", f"One{mark}}}"),
        json.dumps(yaml.safe_load(SMALL.replace("Een,", f"Een{mark},"))),
    ):
        ((code, path, _),) = told(text)
        assert (code, path.startswith("$.items[0].text.")) == ("forbidden-character", True)
    found = told(SMALL.replace("id: q1,", f"id: q1{mark},"))
    assert ("forbidden-character", "$.items[0].id") in [(code, path) for code, path, _ in found]


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("options:", "options:\u00a0", "It holds a no-break space (U+00A0): type it again."),
        ("id: q1", "id:q1", "Put a space after the colon, or the text in quotes."),
    ],
)
def test_a_key_without_a_space_after_its_colon_is_not_said_to_have_no_colon(old, new, hint):
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(SMALL.replace(f"{old} " if old == "options:" else old, new))
    bare = next(issue for issue in caught.value.issues if issue.code == "unquoted-text")
    assert "has no colon with a space after it: a comma" in bare.message
    assert bare.hint == hint


@pytest.mark.parametrize(
    ("written", "hint"), [("Q-1", "Write 'q_1'."), ("Vraag één", "Write 'vraag_n'."), ("1q", ""), ("q" * 65, "")]
)
def test_a_wrong_id_is_told_how_it_can_be_written(written, hint):
    assert ("wrong-form", "$.items[0].id", hint) in told(SMALL.replace("id: q1", f"id: {written}"))


def test_no_hint_proposes_an_id_that_cannot_stay():
    hints = [hint for code, _, hint in told(SMALL.replace("id: q1", "id: Q1")) if code == "unknown-item"]
    assert hints
    assert not any("Q1" in hint for hint in hints)


def test_the_id_of_a_set_may_have_hyphens_and_is_said_to():
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(SMALL.replace("id: small-set", "id: Small set"))
    (issue,) = caught.value.issues
    assert "hyphens" in issue.message
    assert issue.hint == "Write 'small_set'."


def test_curly_quotes_are_told_apart_from_none():
    assert told(SMALL.replace('"1.0.0"', "\u201c1.0.0\u201d")) == [
        ("wrong-form", "$.version", "Type straight quotes: these are curly.")
    ]
    assert told(SMALL.replace('"1.0.0"', '"1.0"')) == [("wrong-form", "$.version", "")]


@pytest.mark.parametrize(
    ("weight", "hint"),
    [
        ("-1", "To turn an item around, write 'reverse: true' at the item."),
        ("0", "Leave an item that counts for nothing out of the scale."),
        (".inf", ""),
    ],
)
def test_a_weight_that_cannot_be_is_told_what_was_meant(weight, hint):
    text = SMALL.replace("score: sum", f"score: sum, weights: {{q1: {weight}}}")
    assert told(text) == [("out-of-bounds", "$.scales[1].weights.q1", hint)]
