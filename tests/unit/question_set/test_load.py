"""Loading: every problem at once, each with its code, path, line and column."""

from __future__ import annotations

import json
import os
import pickle
import time
from pathlib import Path

import pytest
import yaml

import purpose_index as pi
from tests.unit.question_set.small_set import SMALL, broken


def test_the_small_set_loads():
    q = pi.loads(SMALL)
    assert q.item_ids == ("q1", "q2", "q3")
    assert q.items_of("total") == ("q1", "q2", "q3")
    assert q.items_of("pair") == ("q1", "q3")
    assert [option.value for option in q.options_of("q2")] == [1, 2, 3]
    assert q.missing.reasons() == {-99: "skipped", -98: "not_applicable"}
    assert q.scale("pair").score == "sum"
    assert q.item("q2").reverse


def test_yaml_json_mapping_and_path_give_the_same(tmp_path):
    data = yaml.safe_load(SMALL)
    path = tmp_path / "set.yaml"
    path.write_text(SMALL, encoding="utf-8")
    as_json = tmp_path / "set.json"
    as_json.write_text(json.dumps(data), encoding="utf-8")
    expected = pi.loads(SMALL)
    assert pi.load(data) == pi.load(path) == pi.load(str(path)) == pi.load(as_json) == expected


def test_a_questionnaire_is_frozen_and_pickles():
    q = pi.loads(SMALL)
    with pytest.raises(ValueError, match="frozen"):
        q.id = "other"
    copy = pickle.loads(pickle.dumps(q))
    assert copy == q
    assert copy.fingerprint == q.fingerprint


def test_items_may_name_their_scale_instead():
    text = SMALL.replace("options: agreement}", "options: agreement, scale: [pair, total]}")
    text = text.replace("items: all, minimum_answered: 2", "minimum_answered: 2").replace("items: [q1, q3], ", "")
    q = pi.loads(text)
    assert q.items_of("pair") == ("q1", "q3") == q.items_of("total")


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "place"),
    [
        ("id: small-set\n", "", "missing-field", "$.id", 'version: "1.0.0"'),
        ("id: small-set", "id: Small Set", "wrong-form", "$.id", "Small Set"),
        ('"1.0.0"', "1", "wrong-type", "$.version", "1"),
        ('"1.0.0"', "'1.0'", "wrong-form", "$.version", "'1.0'"),
        ("[nl, en]", "[nl, en, nl]", "duplicate-language", "$.languages", "[nl, en, nl]"),
        ("title: {nl: Klein, en: Small}", "title: Klein", "wrong-type", "$.title", "Klein"),
        ("en: Small}", "en: ''}", "wrong-size", "$.title.en", "''}"),
        (", en: Small}", "}", "missing-translation", "$.title", "{nl: Klein}"),
        ("en: Small}", "en: Small, de: Klein}", "undeclared-language", "$.title.de", "de: Klein}"),
        ("{value: 2,", "{value: 1,", "duplicate-value", "$.options.agreement[1].value", "1, label"),
        ("{value: 2,", "{value: '2',", "wrong-type", "$.options.agreement[1].value", "'2', label"),
        ("{value: 2,", "{value: 2.5,", "wrong-type", "$.options.agreement[1].value", "2.5, label"),
        ("{value: 2,", "{value: true,", "wrong-type", "$.options.agreement[1].value", "true, label"),
        ("{value: 2,", "{value: 99999,", "out-of-bounds", "$.options.agreement[1].value", "99999, label"),
        ("skipped: [-99]", "skipped: [3]", "missing-code-is-a-value", "$.missing.skipped[0]", "3], not"),
        ("en: agree}}", "en: agree}, missing: skiped}", "unknown-value", "$.options.agreement[2].missing", "skiped"),
        ("skipped: [-99]", "skipped: [-98]", "duplicate-missing-code", "$.missing.not_applicable[0]", "-98]}"),
        ("skipped: [-99]", "skiped: [-99]", "unknown-field", "$.missing.skiped", "skiped: [-99]"),
        ("id: q2,", "id: q1,", "duplicate-id", "$.items[1].id", "q1, text"),
        ("agreement, reverse", "agrement, reverse", "unknown-options", "$.items[1].options", "agrement, rev"),
        ("agreement, reverse", "[], reverse", "too-few-options", "$.items[1].options", "[], rev"),
        ("reverse: true", "reverse: yes", "wrong-type", "$.items[1].reverse", "yes}"),
        ("reverse: true", "scale: totl", "unknown-scale", "$.items[1].scale", "totl}"),
        ("reverse: true", "scale: total", "membership-said-twice", "$.items[1].scale", "total}"),
        ("[q1, q3]", "[q1, q4]", "unknown-item", "$.scales[1].items[1]", "q4], score"),
        ("[q1, q3]", "[q1, q1]", "item-twice-in-scale", "$.scales[1].items[1]", "q1], score"),
        ("items: [q1, q3], ", "", "empty-scale", "$.scales[1]", "{id: pair"),
        ("id: pair", "id: total", "duplicate-id", "$.scales[1].id", "total, name: {nl: Paar"),
        ("id: pair", "id: q1", "duplicate-id", "$.scales[1].id", "q1, name"),
        ("id: pair", "id: total_answered", "duplicate-id", "$.scales[1].id", "total_answered, name"),
        ("answered: 2", "answered: 4", "minimum-above-items", "$.scales[0].minimum_answered", "4}"),
        ("answered: 2", "answered: 0", "out-of-bounds", "$.scales[0].minimum_answered", "0}"),
        ("score: sum", "score: average", "unknown-value", "$.scales[1].score", "average}"),
        ("sum}", "sum, minimum_answered: 1}", "sum-without-prorating", "$.scales[1].minimum_answered", "1}"),
        ("score: sum", "prorate: true", "prorated-mean", "$.scales[1].prorate", "true}"),
        ("sum}", "sum, weights: {q2: 2}}", "weight-outside-scale", "$.scales[1].weights.q2", "2}}"),
        ("sum}", "sum, weights: {q9: 2}}", "unknown-item", "$.scales[1].weights.q9", "2}}"),
        ("sum}", "sum, weights: {q1: -1.5}}", "out-of-bounds", "$.scales[1].weights.q1", "-1.5}}"),
        ("sum}", "sum, weights: {q1: .inf}}", "out-of-bounds", "$.scales[1].weights.q1", ".inf}}"),
        ("sum}", "sum, layer: social}", "unknown-layer", "$.scales[1].layer", "social}"),
        ("sum}", "sum, referent: me}", "unknown-referent", "$.scales[1].referent", "me}"),
        ("sum}", "sum, feedback: [{id: a, from: 5, to: 4, text: {nl: a, en: b}}]}",
         "empty-band", "$.scales[1].feedback[0]", "{id: a, from"),
        ("sum}", "sum, feedback: [{id: a, from: 50, to: 50, text: {nl: a, en: b}}]}",
         "empty-band", "$.scales[1].feedback[0]", "{id: a, from"),
        ("id: q2,", "id: q2, column: q3,", "duplicate-column", "$.items[1].column", "q3, text"),
    ],
)  # fmt: skip
def test_each_defect_alone_is_one_issue_at_its_place(old, new, code, path, place):
    assert old in SMALL
    ((found_code, found_path, found_place),) = broken(SMALL.replace(old, new))
    assert (found_code, found_path) == (code, path)
    assert found_place.startswith(place)


@pytest.mark.parametrize(
    ("addition", "expected"),
    [
        (
            "classification: {scales: [total, nothing], rule: highest_index, undecided: {nl: a, en: b}}\n",
            [("unknown-scale", "$.classification.scales[1]")],
        ),
        (
            "  - {id: undecided, name: {nl: a, en: b}, items: [q1]}\n"
            "classification: {scales: [total, undecided], rule: highest_index, undecided: {nl: a, en: b}}\n",
            [("reserved-id", "$.classification.scales[1]")],
        ),
        (
            "vectors: [{name: x, answers: {q9: 1}, scores: {other: {score: 1, index: 0, answered: 1}}}]\n",
            [("unknown-item", "$.vectors[0].answers.q9"), ("unknown-scale", "$.vectors[0].scores.other")],
        ),
        ("layers: {social: {nl: sociaal}}\n", [("missing-translation", "$.layers.social")]),
    ],
)
def test_what_names_other_parts_is_held_to_them(addition, expected):
    assert [(code, path) for code, path, _ in broken(SMALL + addition)] == expected


def test_a_field_misspelled_is_unknown_and_the_right_one_missing():
    found = broken(SMALL.replace("{value: 2,", "{valu: 2,"))
    assert [code for code, *_ in found] == ["missing-field", "unknown-field"]


def test_two_items_cannot_share_a_column():
    text = SMALL.replace("reverse: true", "column: A").replace("en: Three}", "en: Three}, column: A")
    ((code, path, place),) = broken(text)
    assert (code, path, place) == ("duplicate-column", "$.items[2].column", "A, options: agreement}")


@pytest.mark.parametrize(("count", "expected"), [(101, []), (102, [("too-many-options", "$.options.agreement")])])
def test_a_slider_from_0_to_100_is_the_longest_list_of_options(count, expected):
    options = [{"value": value, "label": {"nl": f"{value}", "en": f"{value}"}} for value in range(count)]
    data = {**yaml.safe_load(SMALL), "options": {"agreement": options}}
    try:
        assert len(pi.load(data).options_of("q1")) == count
        found = []
    except pi.DefinitionError as error:
        found = [(issue.code, issue.path) for issue in error.issues]
    assert found == expected


def test_three_defects_anywhere_are_three_issues_in_the_order_of_the_file():
    text = SMALL.replace('"1.0.0"', "1.10").replace("reverse: true", "revers: true").replace("[q1, q3]", "[q1, q03]")
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    assert [issue.code for issue in caught.value.issues] == ["ambiguous-scalar", "unknown-field", "unknown-item"]
    assert "3 problems" in str(caught.value)
    assert "Did you mean 'reverse'?" in str(caught.value)
    assert "Did you mean 'q3'?" in str(caught.value)


def test_ten_thousand_defects_are_counted_exactly_and_listed_in_part():
    items = "\n".join(f"  - {{id: Q{i}, text: {{nl: a, en: b}}, options: nothing}}" for i in range(5000))
    text = SMALL.split("items:")[0] + f"items:\n{items}\nscales:\n" + "  - {id: t, name: {nl: a, en: b}, items: all}\n"
    started = time.process_time()
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    assert time.process_time() - started < 30
    assert caught.value.total == 10_000  # 5,000 items, each with a wrong id and with unknown options
    assert len(caught.value.issues) == 100
    assert "and 9900 more" in str(caught.value)


NAMES = [f"item_number_{i}" for i in range(1000)]
HEAD = SMALL.split("items:")[0] + "items:\n"
HEAD += "".join(f"  - {{id: {name}, text: {{nl: a, en: b}}, options: agreement}}\n" for name in NAMES) + "scales:\n"
TOTAL = "  - {id: total, name: {nl: a, en: b}, items: [%s]}\n"
NONSENSE = {
    "unknown keys": "".join(f"k{i}: 1\n" for i in range(60_000)),
    "unknown items": HEAD + TOTAL % ", ".join(f"item_numbr_{i}" for i in range(30_000)),
    "empty scales": HEAD + "".join(f"  - {{id: s{i}, name: {{nl: a, en: b}}}}\n" for i in range(20_000)),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_large_nonsense_is_told_quickly(name):
    started = time.process_time()
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(NONSENSE[name])
    assert (
        time.process_time() - started < 30
    )  # a hint for every issue, or a look at every item for every scale: minutes
    assert caught.value.total >= 20_000


def test_one_item_is_written_as_a_list():
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(SMALL.replace("items: [q1, q3]", "items: q1"))
    (issue,) = caught.value.issues
    assert (issue.code, issue.message) == ("unknown-value", "Expected 'all' or a list of item ids.")


def test_an_item_without_an_id_may_name_its_scale():
    text = SMALL.replace("{id: q3, text:", "{scale: pair, text:").replace(", items: [q1, q3], score: sum", "")
    assert [code for code, *_ in broken(text)] == ["missing-field"]


@pytest.mark.parametrize("source", ["purpose-indx", "no/such/file.yaml", "\0"])
def test_what_cannot_be_found_is_said(source):
    with pytest.raises(pi.DefinitionError) as caught:
        pi.load(source)
    assert [issue.code for issue in caught.value.issues] == ["not-found"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file without an end is there on Unix")
def test_a_device_and_a_pipe_are_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for source in ("/dev/zero", tmp_path / "pipe"):
        with pytest.raises(pi.DefinitionError, match="a device or a pipe") as caught:
            pi.load(source)
        assert [issue.code for issue in caught.value.issues] == ["not-found"]


def test_one_line_without_an_end_is_too_large(tmp_path):
    (tmp_path / "line").write_bytes(b"a" * 3_000_000)
    with pytest.raises(pi.DefinitionError, match="too-large"):
        pi.load(tmp_path / "line")


def test_a_folder_is_not_a_question_set(tmp_path: Path):
    with pytest.raises(pi.DefinitionError, match="not-found"):
        pi.load(tmp_path)


@pytest.mark.parametrize("text", ["just text", "- 1\n- 2\n", "3"])
def test_something_else_than_a_mapping_is_one_issue(text):
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    assert [issue.code for issue in caught.value.issues] == ["wrong-type"]


def test_the_error_crosses_a_process_boundary_whole():
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads("id: 1")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.issues, str(copy)) == (caught.value.issues, str(caught.value))


def test_every_field_of_the_file_format_is_described():
    def undescribed(schema: dict, path: str):
        for name, field in schema.get("properties", {}).items():
            if "description" not in field:
                yield f"{path}.{name}"
        for name, definition in schema.get("$defs", {}).items():
            yield from undescribed(definition, name)

    assert list(undescribed(pi.file_schema(), "$")) == []


@pytest.mark.parametrize("name", pi.instruments())
def test_the_bundled_sets_load_within_the_time_of_a_breath(name):
    q = pi.load(name)
    assert q.id == name
    assert pi.load(name) is q


@pytest.mark.parametrize("key", ["<name>", "<list>", "[key]"])
@pytest.mark.parametrize("place", ["", "title: ", "items: ", "options: {agreement: ", "missing: "])
def test_no_key_is_taken_for_a_mark_of_our_own(key, place):
    value = f'{{"{key}": {{"{key}": 1}}}}'
    text = f'"{key}": 1\n' if not place else f"{place}{value}{'}' * place.count('{')}\n"
    found = broken(text + "id: 1\n")
    assert found
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(SMALL + f'"{key}": 1\n')
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("unknown-field", f"$.{key}")]
    assert [finding.rule for finding in pi.check({"id": "a", key: 1}).findings if key in finding.path]
