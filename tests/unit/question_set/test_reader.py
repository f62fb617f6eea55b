"""The strict readers of YAML and JSON."""

from __future__ import annotations

import json
import time
import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import purpose_index as pi
from purpose_index.question_set import reader_yaml
from purpose_index.question_set.document import MAX_DEPTH, json_path
from purpose_index.question_set.reader import read_text
from purpose_index.question_set.reader_mapping import read_mapping
from purpose_index.question_set.scalars import is_ambiguous, resolve


def refused(text: str | bytes) -> list[tuple[str, int | None, int | None]]:
    try:
        document = read_text(text)
    except pi.DefinitionError as error:
        return [(issue.code, issue.line, issue.column) for issue in error.issues]
    return [(issue.code, issue.line, issue.column) for issue in document.issues]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("12", 12),
        ("-3", -3),
        ("+4", 4),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-.inf", float("-inf")),
        ("no", "no"),
        ("on", "on"),
        ("2026-01-01", "2026-01-01"),
        ("-", "-"),
        ("q01", "q01"),
        ("1.0.0", "1.0.0"),
        ("9" * 400, "9" * 400),
    ],
)
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


def test_not_a_number_is_a_number():
    assert resolve(".nan") != resolve(".nan")


@pytest.mark.parametrize("text", ["1.10", "2.0", "010", "-007", "1_000", "1:30", "0x1F", "0o17", "0b11"])
def test_scalars_that_readers_disagree_on_are_ambiguous(text):
    assert is_ambiguous(text, as_key=False)


@pytest.mark.parametrize("text", ["1.5", "0", "0.5", "-98", "no", "yes", "", "q01", "1.0.0", "2026-01-01"])
def test_other_scalars_are_not(text):
    assert not is_ambiguous(text, as_key=False)


def test_yaml_gives_plain_data_with_places():
    document = read_text("a: [1, {b: 'x'}]\nc: no\n")
    assert document.data == {"a": (1, {"b": "x"}), "c": "no"}
    assert document.values[("a", 1, "b")] == (1, 12)
    assert document.keys[("c",)] == (2, 1)
    assert document.values[("c",)] == (2, 4)


def test_json_gives_the_same_data_and_places_as_yaml():
    text = '{"a": [1, {"b": "x\\u00e9\\ud83d\\ude00"}],\n "c": [true, null, -1.5e2, {}, []]}'
    document = read_text(text)
    assert document.data == {"a": (1, {"b": "xé😀"}), "c": (True, None, -150.0, {}, ())}
    assert document.values[("a", 1, "b")] == (1, 17)
    assert document.keys[("c",)] == (2, 2)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: 1\na: 2\n", "duplicate-key", 2, 1),
        ("a: &x 1\n", "anchor", 1, 4),
        ("a: !!str 1\n", "tag", 1, 4),
        ("a: !x {}\n", "tag", 1, 4),
        ("1: a\n", "non-string-key", 1, 1),
        ("true: a\n", "non-string-key", 1, 1),
        ("no: a\n", "ambiguous-scalar", 1, 1),
        ("a:\n  y: 1\n", "ambiguous-scalar", 2, 3),
        ("[a]: 1\n", "non-string-key", 1, 1),
        ("v: 1.10\n", "ambiguous-scalar", 1, 4),
        ("a: 1\n---\nb: 2\n", "several-documents", 2, 1),
        ("", "empty-document", None, None),
        ("# only a comment\n", "empty-document", None, None),
        ("a: [1\n", "yaml-syntax", 2, 1),
        ("a: 'x\n", "yaml-syntax", 2, 1),
        ("\ta: 1\n", "yaml-syntax", 1, 1),
        ('{"a": 1, "a": 2}', "duplicate-key", 1, 10),
        ('{"a": 1,}', "json-syntax", 1, 9),
        ('{"a" 1}', "json-syntax", 1, 6),
        ('{"a": 01}', "json-syntax", 1, 8),
        ('{"a": "x}', "json-syntax", 1, 7),
        ("{'a': 1}", "json-syntax", 1, 2),
        ('{"a": [1 2]}', "json-syntax", 1, 10),
        ('{"a": nul}', "json-syntax", 1, 7),
        ('{"a": 1} {"b": 2}', "json-syntax", 1, 9),
        ('{"a": "\\u202e"}', "forbidden-character", 1, 7),
        ('a: "\\u202e"\n', "forbidden-character", 1, 4),
        ("a: \u202ex\n", "forbidden-character", 1, 4),
        ("a: 1\nb: \x07\n", "forbidden-character", 2, 4),
        (b"a: \xff\n", "not-utf8", 1, 4),
        ("a: 1\n".encode("utf-16"), "not-utf8", 1, 1),
    ],
)
def test_what_the_reader_refuses_has_a_code_and_a_place(text, code, line, column):
    assert refused(text) == [(code, line, column)]


def test_a_brace_that_a_comment_hides_is_looked_for_on_the_line_before():
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads("a: {en: Number # 1.}\nb: 1\n")
    (issue,) = caught.value.issues
    assert (issue.code, issue.line) == ("yaml-syntax", 2)
    assert "'#'" in issue.hint
    assert "the line before" in issue.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n  b: 1\n\tc: 2\n", "Indent with spaces, not with tabs."),
        ("\U0001f600:\r\n\t- 2\r\n", "Indent with spaces, not with tabs."),
        ('{"a": "x\ty"}', "This is not JSON: invalid control character."),
        ('{"a": "x', "This is not JSON: unterminated string."),
    ],
)
def test_syntax_is_told_in_words_that_help(text, said):
    with pytest.raises(pi.DefinitionError) as caught:
        read_text(text)
    (issue,) = caught.value.issues
    assert said in (issue.message, issue.hint)


def test_an_alias_and_its_anchor_are_both_refused():
    assert refused("a: &x [1]\nb: *x\n") == [("anchor", 1, 4), ("alias", 2, 4)]


def test_a_merge_key_is_refused():
    assert [code for code, *_ in refused("a: {b: 1}\nc:\n  <<: {b: 1}\n")] == ["merge-key"]


def test_the_first_of_two_equal_keys_stays():
    assert read_text("a: 1\na: 2\n").data == {"a": 1}


def test_texts_are_nfc_however_they_came():
    decomposed = unicodedata.normalize("NFD", "één")
    assert read_text(f"a: {decomposed}\n").data == {"a": "één"}
    assert read_text(json.dumps({"a": decomposed})).data == {"a": "één"}
    assert read_mapping({"a": [decomposed]}).data == {"a": ("één",)}


def test_a_byte_order_mark_at_the_start_is_fine():
    assert read_text(b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 500 + "]" * 500, "too-deep"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "json-syntax"),
        ("a: " + "x" * 3_000_000, "too-large"),
        (b"\xff" * 3_000_000, "too-large"),
        ("- 1\n" * 250_000, "too-many-nodes"),
        ("\u202e" * 200_000, "forbidden-character"),
    ],
)
def test_hostile_sizes_are_refused_quickly(text, code):
    started = time.process_time()
    assert refused(text)[0][0] == code
    assert time.process_time() - started < 30


def test_a_billion_laughs_never_expand():
    laughs = "a: &a [x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a},*{a},*{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert {code for code, *_ in refused(laughs)} == {"anchor", "alias"}


def test_nesting_up_to_the_limit_is_read():
    deep = "[" * (MAX_DEPTH - 1) + "1" + "]" * (MAX_DEPTH - 1)
    assert refused(f"a: {deep}\n") == []


def test_the_pure_python_parser_gives_the_same(monkeypatch):
    text = "a: [1, {b: 'x'}]\nc: no\nd: {1: 2}\n"
    fast = read_text(text)
    monkeypatch.setattr(reader_yaml, "_LOADER", yaml.SafeLoader)
    assert read_text(text) == fast


def test_a_mapping_in_memory_is_held_to_the_same_rules():
    document = read_mapping({"a": "\u202e", 1: 2, "b": [{"c": "\x00"}]})
    assert [(issue.code, issue.path) for issue in document.issues] == [
        ("non-string-key", "$"),
        ("forbidden-character", "$.a"),
        ("forbidden-character", "$.b[0].c"),
    ]


def test_a_mapping_that_holds_itself_is_refused():
    endless: dict = {}
    endless["a"] = endless
    with pytest.raises(pi.DefinitionError, match="too-deep"):
        read_mapping(endless)


def test_paths_read_like_json_paths():
    assert json_path(()) == "$"
    assert json_path(("scales", 0, "items", 2)) == "$.scales[0].items[2]"


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_with_our_error(text):
    try:
        pi.loads(text)
    except pi.DefinitionError as error:
        assert error.issues


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_our_error(data):
    try:
        pi.loads(data)
    except pi.DefinitionError as error:
        assert error.issues


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text("abcé 😀", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), json_values, max_size=4))
def test_json_is_read_as_pythons_own_reader_reads_it(data):
    def tuples(value):
        if isinstance(value, list):
            return tuple(tuples(inside) for inside in value)
        return {k: tuples(v) for k, v in value.items()} if isinstance(value, dict) else value

    expected = tuples(json.loads(json.dumps(data)))
    assert read_text(json.dumps(data)).data == read_mapping(expected).data
