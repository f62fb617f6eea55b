"""Whether the languages say the same: what is told, and where a rule holds its tongue."""

from __future__ import annotations

import json

import pytest

import purpose_index as pi
from purpose_index.checks.examples import BASE, example_set
from purpose_index.question_set.reader import read_text
from tests.unit.checks.found import findings, messages, paths


def tagged(*tags):
    """The example set in these languages, of which the first text is the Dutch one."""
    text = BASE.replace("[nl, en]", f"[{', '.join(tags)}]")
    for old, new in zip(("nl", "en"), tags, strict=True):
        text = text.replace(f"{old}:", f"{new}:")
    return read_text(text).data


def item(**text):
    """The first item of the example set with these texts."""
    return f"items: [{json.dumps({'id': 'q1', 'text': text}, ensure_ascii=False)}]"


@pytest.mark.parametrize(
    ("tag", "hint"),
    [
        ("en-UK", "Did you mean 'en-GB'?"),
        ("gr", "Did you mean 'el'?"),
        ("xx", "Use the code of ISO 639."),
        ("gr-UK", "Did you mean 'el'?"),
        ("en-GB", None),
        ("fry", None),  # three letters are another standard, ISO 639-3
        ("zh-Hant-TW", None),
    ],
)
def test_language_tags(tag, hint):
    found = pi.check(tagged("nl", tag), rules=["unknown-language-tag"]).findings
    assert [(finding.path, finding.hint) for finding in found] == ([("$.languages[1]", hint)] if hint else [])
    assert all(finding.message.startswith(f"'{tag}' is not a language tag") for finding in found)


@pytest.mark.parametrize(("text", "copied"), [("Two words", False), ("Three words here", True)])
def test_three_words_that_are_the_same_were_not_translated(text, copied):
    found = findings("untranslated-text", item(nl=text, en=f"{text}."))
    assert [finding.path for finding in found] == (["$.items[0].text.en"] if copied else [])
    assert all("in 'en' is the same as in 'nl'" in finding.message for finding in found)


def test_two_regions_of_one_language_may_say_the_same():
    data = tagged("en-GB", "en-US")
    for one in data["items"]:
        one["text"]["en-US"] = one["text"]["en-GB"]
    assert pi.check(data, rules=["untranslated-text"]).findings == ()


@pytest.mark.parametrize(
    ("nl", "other"),
    [
        ("The answer matters", None),  # one English function word may be a name
        ("The answer to everything", "en"),  # 'the' and 'to'
        ("The answer to mijn vraag", None),  # 'mijn' is Dutch
    ],
)
def test_two_function_words_of_another_language_and_none_of_its_own_are_a_wrong_language(nl, other):
    found = findings("wrong-language", item(nl=nl, en="Quite something else"))
    assert [finding.message for finding in found] == ([f"The text in 'nl' looks like '{other}'."] if other else [])


def test_the_language_that_is_due_is_told():
    (finding,) = findings("wrong-language", item(nl="Dit is het.", en="Dat wat het is."))
    assert (finding.path, finding.hint) == (
        "$.items[0].text.en",
        "Write it in 'en'; two texts may have changed places.",
    )
    assert finding.facts == {"language": "en", "other": "nl"}


def test_a_language_without_known_words_is_not_told_to_be_another():
    data = tagged("fy", "en")
    data["items"][0]["text"]["fy"] = "I know all that there is to know."
    assert pi.check(data, rules=["wrong-language"]).findings == ()


def test_a_copied_text_is_told_as_one_that_was_not_translated():
    same = item(nl="The answer to everything", en="The answer to everything")
    assert paths("wrong-language", same) == []
    assert paths("untranslated-text", same) == ["$.items[0].text.en"]


def test_the_placeholders_of_either_language_are_told():
    assert messages("different-placeholders", item(nl="Ik ken {a} en {b}.", en="I know them.")) == [
        "The text in 'en' has no placeholders, where that in 'nl' has the placeholders '{a}' and '{b}'."
    ]
    assert messages("different-placeholders", item(nl="Ik ken ze.", en="I know {a}.")) == [
        "The text in 'en' has the placeholders '{a}', where that in 'nl' has no placeholders."
    ]
    assert paths("different-placeholders", item(nl="Ik ken {a} en {b}.", en="I know {b} and {a}.")) == []


def test_the_numbers_of_either_language_are_told_where_both_have_some():
    (finding,) = findings("different-numbers", item(nl="In 1,5 tot 14 dagen.", en="In 1.5 to 7 days."))
    assert finding.path == "$.items[0].text.en"
    assert finding.message == "The text in 'en' asks about '1.5' and '7', and that in 'nl' about '1.5' and '14'."
    for en in ("In 14 days out of 1.5.", "In two weeks."):
        assert paths("different-numbers", item(nl="In 1,5 tot 14 dagen.", en=en)) == []


def test_the_first_number_is_what_is_pointed_at(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("dient.", "dient in 2 jaar.").replace("is for.", "is for in 13 years."), "utf-8")
    (finding,) = pi.check(path, rules=["different-numbers"]).findings
    line = path.read_text("utf-8").splitlines()[finding.line - 1]
    assert line[finding.column - 1 : finding.end_column - 1] == "13"


BEFORE = example_set("")


def test_the_languages_that_did_not_change_are_told_with_those_that_did():
    (finding,) = findings("stale-translation", "items: [{id: q1, text: {en: I can tell.}}]", against=BEFORE)
    assert finding.path == "$.items[0].text.nl"
    assert finding.message == "The text in 'en' has changed since the earlier version, and that in 'nl' has not."


def test_labels_go_stale_like_items():
    label = "options: {agreement: [{value: 5, label: {nl: heel erg mee eens}}]}"
    (finding,) = findings("stale-translation", label, against=BEFORE)
    assert finding.path == "$.options.agreement[4].label.en"
    assert finding.message == "The text in 'nl' has changed since the earlier version, and that in 'en' has not."


def test_what_was_not_there_before_is_not_stale():
    new_item = "items: [{id: q5, options: agreement, text: {nl: Nieuw., en: New.}}]"
    new_label = "options: {agreement: [{value: 6, label: {nl: zes, en: six}}]}"
    new_options = "options: {other: [{value: 1, label: {nl: ja, en: yes}}, {value: 2, label: {nl: nee, en: no}}]}"
    for piece in ("", new_item, new_label, new_options):
        assert paths("stale-translation", piece, against=BEFORE) == []


def test_a_language_that_is_new_is_neither_changed_nor_stale():
    data = example_set("items: [{id: q1, text: {en: I can tell.}}]")
    data["languages"] = ("nl", "en", "de")
    for one in [*data["items"], *data["scales"]]:
        one.get("text", one.get("name"))["de"] = "Deutsch"
    for option in data["options"]["agreement"]:
        option["label"]["de"] = f"Wert {option['value']}"
    data["title"]["de"] = "Beispiel"
    (finding,) = pi.check(data, rules=["stale-translation"], against=BEFORE).findings
    assert finding.path == "$.items[0].text.nl"
    assert finding.message.startswith("The text in 'en' has changed ")
