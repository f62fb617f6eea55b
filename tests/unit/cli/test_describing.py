"""`purpose-index instruments`, `schema`, `version` and `--help`."""

from __future__ import annotations

import json

import jsonschema
import pytest

import purpose_index as pi


def test_the_bundled_sets_are_listed_in_one_of_their_languages(run):
    dutch, english = run("instruments").stdout, run("instruments", "--language", "en").stdout
    assert [line.split()[0] for line in dutch.splitlines()] == list(pi.instruments())
    assert "De Purpose Index" in dutch
    assert "The Purpose Index" in english


def test_a_set_is_described(run):
    text = run("instruments", "purpose-index", "-l", "en").stdout
    q = pi.load("purpose-index")
    assert text.startswith("The Purpose Index (purpose-index 1.1.0; nl, en)\n")
    assert all(item.text["en"] in text for item in q.items)
    assert "total Total mean of 12, at least 9 answered q01, q02, q03," in " ".join(text.split())
    assert f"Fingerprint {q.fingerprint}" in text
    assert max(map(len, text.splitlines())) <= 100


def test_options_and_keying_of_items_are_described(run, tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text("""
id: own
version: "1.0.0"
languages: [en]
title: {en: Own}
items:
  - {id: q1, text: {en: One}, reverse: true, options: [{value: 0, label: {en: none}}, {value: 2, label: {en: two}}]}
scales: [{id: total, name: {en: Total}, items: all, score: sum}]
""")
    text = run("instruments", path).stdout
    assert "  q1  reversed  One" in text
    assert "  q1  0 none  2 two" in text
    assert "sum of 1, at least 1 answered" in text


@pytest.mark.parametrize("name", pi.instruments())
def test_the_json_of_a_set_is_a_file_that_loads_as_the_same_set(run, tmp_path, name):
    run("instruments", name, "--format", "json", "--output", tmp_path / "set.json")
    assert pi.load(tmp_path / "set.json") == pi.load(name)


def test_the_json_of_the_list_says_what_there_is(run):
    listed = json.loads(run("instruments", "--format", "json").stdout)
    assert [entry["id"] for entry in listed] == list(pi.instruments())
    assert listed[0]["fingerprint"] == pi.load("purpose-index").fingerprint
    assert listed[0]["scales"][-1] == "total"


def test_the_schema_of_files_is_printed(run):
    assert json.loads(run("schema").stdout) == pi.file_schema()


def test_the_schema_of_an_answer_is_printed(run):
    schema = json.loads(run("schema", "--answers", "purpose-index", "-l", "en").stdout)
    jsonschema.validate({"q01": 5}, schema)
    assert schema["title"] == "The Purpose Index"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"q01": 6}, schema)


def test_a_schema_goes_to_a_file(run, tmp_path):
    run("schema", "--output", tmp_path / "schema.json")
    assert json.loads((tmp_path / "schema.json").read_text()) == pi.file_schema()


def test_the_version_is_printed(run):
    assert run("version").stdout == f"purpose-index {pi.__version__}\n"


def test_help_names_every_command_and_the_exit_codes(run):
    text = run("--help").stdout
    commands = ["analyze", "score", "demo", "instruments", "schema", "selftest", "version"]
    assert all(f" {command} " in text for command in commands)
    assert "1 findings" in text


@pytest.mark.parametrize("command", ["check", "explain", "instruments", "new", "plan"])
def test_what_may_be_left_out_is_in_one_pair_of_brackets(run, command):
    usage = run(command, "--help").stdout.partition("Usage:")[2].splitlines()[0]
    assert usage.count("[") == usage.count("]") == 2
    assert "[[" not in usage


def test_no_command_prints_help_and_could_not_run(run):
    assert run().exit_code == 2
    assert "Usage" in run().output


@pytest.mark.parametrize(
    "arguments", [["instruments", "-l", "fr"], ["instruments", "no-such-set"], ["schema", "x"], ["-x"]]
)
def test_what_cannot_be_is_refused(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr
