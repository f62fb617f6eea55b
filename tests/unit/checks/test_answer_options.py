from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.checks.definition.anchors import direction, is_no_answer, known_steps, plain
from purpose_index.checks.examples import example_set
from tests.unit.checks.found import findings, paths

AGREEMENT = {
    "en": ["strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"],
    "nl": ["helemaal mee oneens", "mee oneens", "neutraal", "mee eens", "helemaal mee eens"],
    "de": ["stimme überhaupt nicht zu", "stimme nicht zu", "weder noch", "stimme zu", "stimme voll und ganz zu"],
    "fr": ["pas du tout d’accord", "pas d'accord", "neutre", "d'accord", "tout à fait d'accord"],
    "es": ["totalmente en desacuerdo", "en desacuerdo", "neutral", "de acuerdo", "totalmente de acuerdo"],
    "pt": ["discordo totalmente", "discordo", "neutro", "concordo", "concordo totalmente"],
    "it": ["completamente in disaccordo", "in disaccordo", "neutrale", "d'accordo", "completamente d'accordo"],
}


def data_of(labels, values=(1, 2, 3, 4, 5)):
    languages = list(labels)
    options = [
        {"value": value, "label": {language: labels[language][i] for language in languages}}
        for i, value in enumerate(values)
    ]
    text = {language: f"{language} q" for language in languages}
    return {
        "id": "x",
        "version": "1.0.0",
        "languages": languages,
        "title": text,
        "items": [{"id": f"q{i}", "text": {k: f"{v}{i}" for k, v in text.items()}, "options": "o"} for i in (1, 2)],
        "options": {"o": options},
        "scales": [{"id": "s", "name": text, "items": "all"}],
    }


def codes(labels, values=(1, 2, 3, 4, 5)):
    return [finding.code for finding in pi.check(data_of(labels, values)).findings]


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


OWN = (
    "options: {{agreement: null, one: [{}], two: [{}]}}\n"
    "items: [{{id: q1, options: one}}, {{id: q2, options: two}}, {{id: q3, options: one}}, {{id: q4, options: two}}]"
)


def choices(*options):
    """Options of these values, with labels that nobody knows; or of these values and labels in nl and en."""
    named = [option if isinstance(option, tuple) else (option, f"{option} nl", f"{option} en") for option in options]
    return ", ".join(f'{{value: {value}, label: {{nl: "{nl}", en: "{en}"}}}}' for value, nl, en in named)


@pytest.mark.parametrize(
    ("values", "wrong", "message"),
    [
        ((1, 3, 2), 2, "The value 2 stands after 3, out of order."),  # as many up as down: up is what is meant
        ((2, 1, 3), 1, "The value 1 stands after 2, out of order."),
        ((4, 3, 1, 2), 3, "The value 2 stands after 1, out of order."),  # two of three steps go down
        ((1, 4, 2, 3), 2, "The value 2 stands after 4, out of order."),
    ],
)
def test_most_steps_tell_which_way_values_run(values, wrong, message):
    (finding,) = findings("options-out-of-order", OWN.format(choices(*values), choices(1, 2)))
    assert (finding.path, finding.message) == (f"$.options.one[{wrong}].value", message)


def test_every_set_of_options_has_its_first_gap_found():
    one, two = choices(1, 2, 3, 5, 7, 8), choices(0, 10, 15, 20, 30, 35, 40)
    first, second = findings("option-gap", OWN.format(one, two))
    assert (first.path, first.message) == (
        "$.options.one[3].value",
        "From 3 to 5 is a step of 2; the other steps are 1.",
    )
    assert (second.path, second.message) == (
        "$.options.two[1].value",
        "From 0 to 10 is a step of 10; the other steps are 5.",
    )


def test_an_answer_that_is_none_is_found_once_an_option_in_every_option():
    one = choices(1, 2, (3, "weet niet", "don't know"), (4, "nvt", "four en"))
    found = paths("no-answer-scored", OWN.format(one, choices((1, "één", "no opinion"), 2)))
    assert found == ["$.options.one[2].label.nl", "$.options.one[3].label.nl", "$.options.two[0].label.en"]


@pytest.mark.parametrize(
    ("labels", "misplaced"),
    [
        (("never", "often", "sometimes", "always"), 1),
        # from high to low but for two
        (("always", "sometimes", "often", "never"), 1),
        # 'almost never' and 'hardly ever' are one step: three pairs go down, two go up, so down is what is meant
        (("almost never", "sometimes", "rarely", "hardly ever"), 0),
        # as many pairs up as down, and two pairs of one step
        (("rarely", "almost never", "hardly ever", "seldom"), 0),
    ],
)
def test_most_pairs_of_labels_tell_which_way_they_run(labels, misplaced):
    one = choices(*((i, f"{i} nl", label) for i, label in enumerate(labels)))
    (finding,) = findings("labels-out-of-order", OWN.format(one, choices(1, 2)))
    assert finding.path == f"$.options.one[{misplaced}].label.en"
    assert finding.message == f"'{labels[misplaced]}' has the value {misplaced}, out of the order of its words."


def test_of_three_languages_the_one_that_goes_alone_is_the_odd_one():
    three = {"nl": AGREEMENT["nl"], "en": AGREEMENT["en"][::-1], "de": AGREEMENT["de"][::-1]}
    (finding,) = pi.check(data_of(three)).findings
    assert finding.path == "$.options.o[0].label.nl"
    assert "from 'helemaal mee oneens' to 'helemaal mee eens', the other way than in 'en' and 'de'" in finding.message


def test_labels_that_nobody_knows_tell_no_way():
    assert direction(["agree", "pink", "mostly agree"], "en") is None  # one step is no way
    assert direction(["strongly agree", "agree", "mostly agree"], "en") == -1
    assert direction(["disagree", "mostly disagree", "agree"], "en") == 1


def test_options_of_an_item_are_named_by_its_number():
    turned = "items: [{{id: q1, options: [{}]}}, {{id: q2}}, {{id: q3, options: [{}]}}]"
    one = choices((1, "rood", "red"), (2, "blauw", "blue"))
    other = choices((1, "blauw", "blue"), (2, "rood", "red"))
    (finding,) = findings("opposite-option-sets", turned.format(one, other))
    assert finding.path == "$.items[2].options[0].label.nl"
    assert finding.message == "The labels in 'nl' and 'en' are those of item 1 with the values turned around."
    (finding,) = findings("opposite-option-sets", OWN.format(one, other))
    assert finding.message == "The labels in 'nl' and 'en' are those of 'one' with the values turned around."


def test_labels_that_read_the_same_from_either_end_are_not_turned_around():
    one = choices((1, "rood", "red"), (2, "blauw", "blue"), (3, "rood", "red"))
    assert paths("opposite-option-sets", OWN.format(one, one)) == []


def test_a_set_whose_labels_are_turned_in_one_language_stops_no_other_from_being_compared():
    odd = choices((1, "nooit", "always"), (2, "vaak", "sometimes"), (3, "altijd", "never"))
    one, other = choices((1, "rood", "red"), (2, "blauw", "blue")), choices((1, "blauw", "blue"), (2, "rood", "red"))
    piece = OWN.format(odd, one).replace(
        "items: [", f"items: [{{id: q5, text: {{nl: E., en: F.}}, options: [{other}]}}, "
    )
    assert paths("opposite-option-sets", piece) == ["$.items[4].options[0].label.nl"]


def test_languages_are_told_in_the_order_of_the_first_option():
    one = choices((1, "rood", "red"), (2, "blauw", "blue"))
    other = "{value: 1, label: {en: blue, nl: blauw}}, {value: 2, label: {nl: rood, en: red}}"
    (finding,) = findings("opposite-option-sets", OWN.format(one, other))
    assert finding.message == "The labels in 'en' and 'nl' are those of 'one' with the values turned around."
