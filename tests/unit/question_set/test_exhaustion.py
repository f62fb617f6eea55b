"""Small files that would take hours or gigabytes, were anything in the loader not linear in the file."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest

import purpose_index as pi
from purpose_index.question_set.models import MAX_MEMBERSHIPS, MAX_SCALES
from tests.cpu import quickest
from tests.unit.question_set.small_set import SMALL

HEAD = SMALL.split("items:")[0]


def wide(items: int, scales: int, *, members: str = "all", more: str = "", name: str = "") -> str:
    """Return a set with many items and scales."""
    asked = "".join(f"  - {{id: q{i}, text: {{nl: a, en: b}}, options: agreement{name}}}\n" for i in range(items))
    scored = "".join(
        f"  - {{id: s{i}, name: {{nl: a, en: b}}, minimum_answered: 1{members and f', items: {members}'}{more}}}\n"
        for i in range(scales)
    )
    return f"{HEAD}items:\n{asked}scales:\n{scored}"


def sequence(text: str, count: int) -> str:
    return ",".join(text % i for i in range(count))


DEEP = "".join('{"%s":' % (chr(97 + i) * 190) for i in range(18))
SMALL_BUT_ENDLESS = {
    "a scalar that a regular expression tries in every way": "a: 1" + "_" * 40_000 + "x",
    "a number of many digits": "a: 1" + "0" * 40_000 + "_1",
    "languages times texts": f"languages: [{sequence('l%d', 2000)}]\nitems: [{sequence('{text: {}, id: q%d}', 2000)}]",
    "texts of many languages": f"languages: [en]\ntitle: {{{sequence('l%d: a', 50_000)}}}",
    "unknown items": f"items: [{sequence('{id: i%d}', 15_000)}]\nscales: [{{items: [{sequence('x%d', 20_000)}]}}]",
    "unknown options": f"options: {{{sequence('o%d: []', 10_000)}}}\nitems: [{sequence('{options: x%d}', 15_000)}]",
    "unknown scales": f"items: [{sequence('{id: i%d, scale: x}', 10_000)}]\nscales: [{sequence('{id: s%d}', 10_000)}]",
    "unknown layers": f"layers: {{{sequence('l%d: 1', 10_000)}}}\nscales: [{sequence('{id: s%d, layer: x}', 10_000)}]",
    "unknown values": f"scales: [{sequence('{score: summ%d}', 20_000)}]",
    "repeated weights": f"scales: [{{id: s, weights: {{{sequence('q%d: 1', 20_000)}}}, items: all}}]",
    "long names": f"items: [{{id: {'a' * 500_000}}}]\nscales: [{{id: s, items: [{sequence('b' * 9000 + '%d', 100)}]}}]",
    "a long key over many issues": '{"' + "k" * 1_000_000 + '":{' + '"a":1,' * 140_000 + '"a":1}}',
    "deep keys over many issues": DEEP + "{" + '"a":1,' * 140_000 + '"a":1' + "}" * 19,
    "a tag's short name for a long one": f"%TAG !e! tag:{'x' * 20_000}:\n---\n[{'!e!a 1,' * 190_000}]",
    "marks on a letter": 'a: "a' + "\u0301\u0316" * 400_000 + '"',
    "marks on a letter of JSON": '{"a": "a' + "\\u0301\\u0316" * 150_000 + '"}',
    "marks on a key": '"a' + "\u0301\u0316" * 90 + '": 1',
    "NUL bytes": "\0" * 500_000,
    "ambiguous scalars": f"a: [{sequence('1.%d0', 190_000)}]",
    "scales of all items": wide(1000, 5000),
    "scales that items name": wide(1000, 150, members="", name=f", scale: [{sequence('s%d', 150)}]"),
    "wrong parts of a long list": f"options: {{o: [{sequence('{valu: %d}', 20_000)}]}}",
}


@pytest.mark.parametrize("name", SMALL_BUT_ENDLESS)
@pytest.mark.timed
def test_a_small_file_does_not_exhaust(name):
    text = SMALL_BUT_ENDLESS[name]
    started = time.process_time()
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    assert time.process_time() - started < 10
    assert 0 < len(caught.value.issues) <= 100
    assert caught.value.total >= len(caught.value.issues)
    assert len(str(caught.value)) < 2_000_000


@pytest.mark.timed
def test_a_check_of_such_a_file_does_not_exhaust():
    started = time.process_time()
    report = pi.check(json.loads(json.dumps({"items": [{"id": f"i{i}", "x": 1} for i in range(10_000)]})))
    assert time.process_time() - started < 15
    assert not report.ok if hasattr(report, "ok") else report.findings


def shared_lists():
    value = ["a"]
    for _ in range(12):
        value = [value] * 10
    return value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (shared_lists(), "too-many-nodes"),
        (["x" * 1_000_000] * 1000, "too-large"),
        ({"k" * 1000: 1}, "too-large"),
        ([10**5000, 10**5000], "out-of-bounds"),
        (["a" + "\u0301\u0316" * 1000], "forbidden-character"),
    ],
)
@pytest.mark.timed
def test_a_mapping_has_the_limits_of_a_file(value, code):
    started = time.process_time()
    with pytest.raises(pi.DefinitionError, match=code):
        pi.load({"id": "small", "missing": {"skipped": value}})
    assert time.process_time() - started < 10
    assert "cannot be used" in str(pi.check({"id": value}).findings) or pi.check({"id": value}).findings


def test_issues_are_not_kept_while_they_are_counted():
    tracemalloc.start()
    try:
        with pytest.raises(pi.DefinitionError) as caught:
            pi.loads(SMALL_BUT_ENDLESS["languages times texts"])
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert caught.value.total < 20_000


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        (wide(10, MAX_SCALES + 1), "wrong-size", "$.scales"),
        (wide(1000, MAX_MEMBERSHIPS // 1000 + 1), "too-many-items", "$.scales"),
    ],
)
def test_how_much_is_too_much_is_said(text, code, path):
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [(code, path)]
    assert any(number in str(caught.value) for number in (f"{MAX_SCALES}", f"{MAX_MEMBERSHIPS:,}"))


@pytest.mark.parametrize(
    "text",
    [
        wide(1000, MAX_MEMBERSHIPS // 1000),
        wide(50, MAX_SCALES),
        wide(1000, 10, more=f", weights: {{{sequence('q%d: 1.25', 1000)}}}"),
    ],
)
@pytest.mark.timed
def test_whatever_loads_scores_its_first_person_in_a_second(text):
    fresh = iter([pi.loads(text) for _ in range(3)])  # what a set keeps of its first person serves those after
    assert quickest(lambda: pi.score(next(fresh), {"q1": 3})) < 1  # .1 s
    assert pi.score(pi.loads(text), {"q1": 3})["s0"].value == 3
