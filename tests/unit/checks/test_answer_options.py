from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.checks.definition.anchors import direction, is_no_answer, known_steps, plain
from purpose_index.checks.examples import example_set

AGREEMENT = {
    "en": ["strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"],
    "nl": ["helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"],
    "de": ["stimme überhaupt nicht zu", "stimme nicht zu", "weder noch", "stimme zu", "stimme voll und ganz zu"],
    "fr": ["pas du tout d’accord", "pas d'accord", "neutre", "d'accord", "tout à fait d'accord"],
    "es": ["totalmente en desacuerdo", "en desacuerdo", "neutral", "de acuerdo", "totalmente de acuerdo"],
    "pt": ["discordo totalmente", "discordo", "neutro", "concordo", "concordo totalmente"],
    "it": ["completamente in disaccordo", "in disaccordo", "neutrale", "d'accordo", "completamente d'accordo"],
}


def codes(labels, values=(1, 2, 3, 4, 5)):
    languages = list(labels)
    options = [
        {"value": value, "label": {language: labels[language][i] for language in languages}}
        for i, value in enumerate(values)
    ]
    text = {language: f"{language} q" for language in languages}
    data = {
        "id": "x",
        "version": "1.0.0",
        "languages": languages,
        "title": text,
        "items": [{"id": f"q{i}", "text": {k: f"{v}{i}" for k, v in text.items()}, "options": "o"} for i in (1, 2)],
        "options": {"o": options},
        "scales": [{"id": "s", "name": text, "items": "all"}],
    }
    return [finding.code for finding in pi.check(data).findings]


def test_labels_of_all_known_languages_that_agree_are_right():
    assert codes(AGREEMENT) == []


@pytest.mark.parametrize("language", AGREEMENT)
def test_one_language_that_runs_the_other_way_is_found(language):
    assert codes({**AGREEMENT, language: AGREEMENT[language][::-1]}) == ["reversed-labels"]


@pytest.mark.parametrize("language", AGREEMENT)
def test_two_labels_that_changed_places_are_found(language):
    first, second, *rest = AGREEMENT[language]
    assert codes({language: [second, first, *rest]}) == ["labels-out-of-order"]


def test_of_two_languages_the_one_that_falls_is_the_odd_one():
    assert codes({"nl": AGREEMENT["nl"][::-1], "en": AGREEMENT["en"]}) == ["reversed-labels"]


def test_all_languages_from_high_to_low_are_a_choice():
    assert codes({"nl": AGREEMENT["nl"][::-1], "en": AGREEMENT["en"][::-1]}) == []


def test_the_order_of_the_file_does_not_matter_only_the_values_do():
    labels = {language: AGREEMENT[language][::-1] for language in ("nl", "en")}
    assert codes(labels, values=(5, 4, 3, 2, 1)) == []


def test_labels_that_nobody_knows_are_not_judged():
    assert codes({"en": ["blue", "green", "red", "pink", "grey"], "nl": AGREEMENT["nl"]}) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 2, 3, 4, 5), []),
        ((0, 25, 50, 75, 100), []),
        ((5, 4, 3, 2, 1), []),
        ((-2, -1, 0, 1, 2), []),
        ((1, 2, 3, 4, 6), ["option-gap"]),
        ((1, 3, 2, 4, 5), ["options-out-of-order"]),
    ],
)
def test_values(values, expected):
    assert codes({"en": ["blue", "green", "red", "pink", "grey"]}, values) == expected


def test_two_sets_of_options_that_are_turned_around_in_a_language_nobody_knows():
    words = ["één", "twee", "drie"]
    options = {
        "a": [{"value": i, "label": {"fy": w}} for i, w in enumerate(words)],
        "b": [{"value": i, "label": {"fy": w}} for i, w in enumerate(words[::-1])],
    }
    data = {
        "id": "x",
        "version": "1.0.0",
        "languages": ["fy"],
        "title": {"fy": "x"},
        "options": options,
        "items": [{"id": f"q{o}", "text": {"fy": f"fraach {o}"}, "options": o} for o in options],
        "scales": [{"id": "s", "name": {"fy": "S"}, "items": "all"}],
    }
    (finding,) = pi.check(data).findings
    assert (finding.code, finding.path) == ("opposite-option-sets", "$.options.b[0].label.fy")


def test_the_family_that_knows_most_labels_decides():
    assert known_steps(["not at all", "a little", "very much"], "en") == [0, 1, 4]
    assert direction(["never", "sometimes", "pink", "always"], "en") == 1
    assert direction(["pink", "blue"], "en") is None
    assert direction(["yes", "no"], "en") == -1


def test_labels_are_compared_without_case_spaces_and_stop():
    assert plain("  Strongly   AGREE. ") == "strongly agree"
    assert is_no_answer("N.V.T.", "nl-BE")
    assert not is_no_answer("neutraal", "nl")


def test_a_duplicate_label_is_found_at_the_second_one():
    data = example_set("options: {agreement: [{value: 4, label: {en: Strongly agree.}}]}")
    (finding,) = pi.check(data).findings
    assert (finding.code, finding.path) == ("duplicate-label", "$.options.agreement[4].label.en")
