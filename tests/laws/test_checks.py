"""Whatever stands in a question set, a check reports and never fails, and every format can write what it reports."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

import purpose_index as pi
from purpose_index.checks.catalogue import BY_NAME
from purpose_index.checks.examples import example_set
from purpose_index.reports.findings import render

RICH = example_set(
    """
layers: {own: {nl: Zelf, en: Own}}
referents: {me: {nl: Ik, en: Me}}
missing: {skipped: [-99]}
items: [{id: q2, reverse: true}, {id: q4, reverse: true}]
scales: [{id: work, layer: own, referent: me, weights: {q1: 2}, minimum_answered: 3,
  feedback: [{id: low, from: 0, to: 100, text: {nl: Tekst., en: Text.}}]},
  {id: rest, name: {nl: Rust, en: Rest}, items: [q2, q4]}]
classification: {scales: [work, rest], rule: highest_index, undecided: {nl: Onbeslist, en: Undecided}}
vectors: [{name: all agree, answers: {q1: 4}, scores: {work: {score: null, index: null, answered: 1}}}]
waivers: [{rule: competing-scales-share-items, reason: on purpose}]
"""
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats() | st.text(max_size=12),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=6), inside, max_size=3),
    max_leaves=5,
)


def places(value, path=()):
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple | list) else ()
    for key, part in inside:
        yield from places(part, (*path, key))


def replaced(value, path, new):
    if not path:
        return new
    step, *rest = path
    if isinstance(value, dict):
        return {key: replaced(part, rest, new) if key == step else part for key, part in value.items()}
    return [replaced(part, rest, new) if i == step else part for i, part in enumerate(value)]


PLACES = [path for path in places(RICH) if path]


@given(st.sampled_from(PLACES), ANYTHING)
def test_any_value_anywhere_gives_a_report(path, value):
    report = pi.check(replaced(RICH, path, value), against=RICH)
    assert all(finding.code in BY_NAME for finding in (*report.findings, *report.waived))
    assert all(text.isprintable() for found in report.findings for text in (found.message, found.hint, found.path))
    assert len({found.fingerprint for found in report.findings}) == len(report.findings)


@given(st.sampled_from(PLACES), ANYTHING)
def test_any_value_anywhere_is_written_in_every_form(path, value):
    report = pi.check(replaced(RICH, path, value))
    for form in ("json", "sarif", "gitlab"):
        json.loads(render(form, [report]))
    assert len(list(ElementTree.fromstring(render("junit", [report])).iter("failure"))) == len(report.findings)
    assert render("github", [report]).count("\n::") + render("github", [report]).startswith("::") == len(
        report.findings
    )


@given(st.sampled_from(PLACES), ANYTHING)
def test_a_set_that_loads_has_no_finding_of_reading_and_the_other_way_round(path, value):
    data = replaced(RICH, path, value)
    report = pi.check(data)
    refused = [finding for finding in report.findings if finding.code in READING]
    try:
        pi.load(data)
    except pi.DefinitionError as error:
        assert {finding.code for finding in refused} == {issue.code for issue in error.issues}
    else:
        assert refused == []


READING = frozenset(name for name, rule in BY_NAME.items() if rule.find.__name__ == "_found_by_reading")


@given(st.permutations(range(4)))
def test_the_order_of_items_decides_nothing_but_places(order):
    shuffled = {**RICH, "items": [RICH["items"][i] for i in order]}
    assert sorted(f.code for f in pi.check(shuffled).waived) == sorted(f.code for f in pi.check(RICH).waived)


def test_the_rich_set_is_clean_but_for_its_waiver():
    assert pi.check(RICH).findings == ()
    assert [finding.code for finding in pi.check(RICH).waived] == ["competing-scales-share-items"]
