"""Items that some people cannot answer: found where nothing lets them say so, and only there."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.checks.examples import example_set

NOT_APPLICABLE = """\
options: {agreement: [{value: -98, label: {nl: niet van toepassing, en: not applicable}, missing: not_applicable}]}
missing: {not_applicable: [-98]}
"""


def found(piece):
    return pi.check(example_set(piece), rules=["no-way-out"]).findings


def item(text, language="en"):
    return f"items: [{{id: q2, text: {{{language}: '{text}'}}}}]"


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        ("en", "My organisation listens.", "organisation"),
        ("en", "My organization listens.", "organization"),
        ("en", "Companies like mine do good.", "Companies"),
        ("en", "My boss listens.", "boss"),
        ("en", "My co-workers listen.", "co-workers"),
        ("en", "My team listens.", "team"),
        ("nl", "Mijn organisatie luistert.", "organisatie"),
        ("nl", "Mijn leidinggevende luistert.", "leidinggevende"),
        ("nl", "Mijn collega luistert.", "collega"),
        ("nl", "Mijn afdeling luistert.", "afdeling"),
    ],
)
def test_an_item_about_what_not_everybody_has_is_found(language, text, word):
    (finding,) = found(item(text, language))
    assert (finding.path, finding.severity) == (f"$.items[1].text.{language}", "info")
    assert finding.message == f"'q2' asks about '{word}': people without one see no answer that fits."


@pytest.mark.parametrize(
    "text",
    ["My work is well organised.", "Teamwork suits me.", "I know {organisation} well."],
)
def test_an_item_that_everybody_can_answer_is_not(text):
    assert found(item(text)) == ()


def test_one_finding_names_all_items_about_the_same_thing():
    both = "items: [{id: q1, text: {en: My team listens.}}, {id: q2, text: {en: My colleagues listen.}}"
    team, manager = sorted(found(f"{both}, {{id: q3, text: {{en: My manager listens.}}}}]"), key=lambda f: f.path)
    assert team.message.startswith("'q1' and 'q2' ask about 'team'")
    assert manager.message.startswith("'q3' asks about 'manager'")


@pytest.mark.parametrize(
    "way_out",
    [
        NOT_APPLICABLE,
        "title: {nl: Mijn team, en: My team}",
        "options: {agreement: [{value: 6, label: {nl: niet van toepassing, en: not applicable}}]}",  # another rule's
    ],
)
def test_a_visible_answer_or_a_title_that_says_whom_it_is_for_is_a_way_out(way_out):
    assert found(f"{item('My team listens.')}\n{way_out}") == ()


def test_a_code_in_data_files_or_a_title_about_something_else_is_not():
    assert len(found(f"{item('My team listens.')}\nmissing: {{not_applicable: [-98]}}")) == 1
    assert len(found(f"{item('My manager listens.')}\ntitle: {{nl: Mijn team, en: My team}}")) == 1
