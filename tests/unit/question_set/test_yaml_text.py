"""The text of a set must be read as the same set."""

from __future__ import annotations

import pytest
from hypothesis import given

import purpose_index as pi
from purpose_index.question_set.yaml_text import yaml_text
from tests.unit.question_set.small_set import SMALL


@given(pi.testing.question_sets())
def test_any_set_is_read_back_as_it_was(q):
    assert pi.loads(yaml_text(q)) == q


@pytest.mark.parametrize("name", pi.instruments())
def test_a_bundled_set_is_read_back_as_it_was(name):
    assert pi.loads(yaml_text(pi.load(name))) == pi.load(name)


WORDS = "no true null ~ 1.10 1:30 007 { \" ' \\ =1 on % ` @ *a &a !x > |"


@pytest.mark.parametrize("text", [*WORDS.split(), "a: b", "a #b", "- a", "é\u2028ü", "a\nb"])
def test_a_text_that_could_be_something_else_stays_a_text(text):
    q = pi.load(SMALL_DATA | {"title": {"nl": text, "en": text}, "source": text})
    assert pi.loads(yaml_text(q)) == q


SMALL_DATA = pi.loads(SMALL).model_dump(mode="json", by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize("item", ["yes", "no", "y", "n", "on", "null", "true"])
def test_an_id_that_could_be_something_else_stays_an_id(item):
    items = [{**one, "id": item if one["id"] == "q1" else one["id"]} for one in SMALL_DATA["items"]]
    scale = {"id": "off", "name": {"nl": "N", "en": "N"}, "items": [item, "q2"], "weights": {item: 1e-7}}
    q = pi.load(SMALL_DATA | {"items": items, "scales": [scale]})
    assert pi.loads(yaml_text(q)) == q
    assert "weights: {" in yaml_text(q)
    assert "0.0000001" in yaml_text(q)


def test_what_is_written_is_short_and_plain():
    lines = yaml_text(pi.loads(SMALL)).splitlines()
    assert lines[:6] == [
        "id: small-set",
        'version: "1.0.0"',
        "languages: [nl, en]",
        'title: {nl: "Klein", en: "Small"}',
        "options:",
        "  agreement:",
    ]
    assert lines[6] == "    - {value: 1, label: {nl: oneens, en: disagree}}"
    assert '  - {id: q2, text: {nl: "Twee", en: "Two"}, options: agreement, reverse: true}' in lines
    assert lines[-1] == '  - {id: pair, name: {nl: "Paar", en: "Pair"}, items: [q1, q3], score: sum}'
