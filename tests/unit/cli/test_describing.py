"""`purpose-index instruments`, `schema`, `version` and `--help`."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import jsonschema
import pytest
import typer

import purpose_index as pi
from purpose_index.cli.app import app
from tests.unit.cli.conftest import ROOT


def test_the_bundled_sets_are_listed_in_one_of_their_languages(run):
    dutch, english = run("instruments").stdout, run("instruments", "--language", "en").stdout
    assert [line.split()[0] for line in dutch.splitlines()] == list(pi.instruments())
    assert "De Purpose Index" in dutch
    assert "The Purpose Index" in english


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("asked", [["instruments"], *(["instruments", name] for name in pi.instruments())])
def test_sets_are_described_in_80_columns(run, asked, language):
    assert max(map(len, run(*asked, "-l", language).stdout.splitlines())) <= 80


def test_python_runs_the_command_where_no_script_is_on_the_path():
    asked = [sys.executable, "-m", "purpose_index", "--version"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == (f"purpose-index {pi.__version__}", "")


def test_rules_are_listed_in_80_columns(run):
    assert max(map(len, run("explain").stdout.splitlines())) <= 80


def test_a_set_is_described(run):
    text = run("instruments", "purpose-index", "-l", "en").stdout
    q = pi.load("purpose-index")
    assert text.startswith("The Purpose Index (purpose-index 1.1.0; nl, en)\n")
    assert all(item.text["en"] in text for item in q.items)
    assert "total Total mean of 12, at least 9 answered all items" in " ".join(text.split())
    assert f"Fingerprint {q.fingerprint}" in text
    assert max(map(len, text.splitlines())) <= 80


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
    assert run("version").stdout == run("--version").stdout == f"purpose-index {pi.__version__}\n"
    assert run("--version").exit_code == 0


@pytest.mark.parametrize("command", ["", "analyze", "score", "check", "explain", "demo", "schema"])
def test_flags_stand_alone_in_help(run, command):
    text = run(*filter(None, [command]), "--help").stdout
    assert "bool" not in text.lower()
    assert "--no-" not in text
    assert "True" not in text


def test_a_dutch_reader_gets_a_description_in_dutch(run):
    text = run("instruments", "purpose-index", "-l", "nl").stdout
    assert all(f"\n{heading}\n" in text for heading in ("Vragen", "Antwoorden", "Schalen"))
    assert "gemiddelde van 12, minstens 9 beantwoord" in text
    assert "alle vragen" in text
    assert not re.search(r"\b(Items|Answers|Scales|answered|mean of|Fingerprint)\b", text)
    assert "5 schalen" in run("instruments", "-l", "nl").stdout
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "nl_NL"}, "nl"),
        ({"LANG": "nl_NL.UTF-8", "LC_MESSAGES": "nl_NL", "LC_ALL": "en_US.UTF-8@euro"}, "en"),
        ({"LANG": "en", "LC_ALL": ""}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "nl"),
        ({"LANG": "C.UTF-8"}, "nl"),
        ({"LANG": "POSIX"}, "nl"),
        ({"LANG": "english"}, "nl"),
        ({}, "nl"),
    ],
)
def test_sets_answer_in_the_language_of_the_reader(run, monkeypatch, leadership, environment, expected):
    monkeypatch.delenv("LC_ALL")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    q = pi.load("purpose-index")
    assert q.title[expected] in run("instruments", "purpose-index").stdout.splitlines()[0]
    assert json.loads(run("schema", "--answers", "purpose-index").stdout)["title"] == q.title[expected]
    other = "en" if expected == "nl" else "nl"
    assert q.title[other] in run("instruments", "purpose-index", "-l", other).stdout.splitlines()[0]


def test_a_region_is_answered_by_the_same_region_before_another(monkeypatch, run, tmp_path):
    data = pi.load("purpose-index").model_dump(by_alias=True)
    text = json.dumps(data).replace('"nl"', '"en-US"').replace('"en"', '"en-GB"')
    (tmp_path / "set.json").write_text(text.replace("De Purpose Index", "American").replace("The Purpose", "British"))
    for tag, title in (("en_GB", "British"), ("en_US", "American"), ("en_AU", "American"), ("nl", "American")):
        monkeypatch.setenv("LC_ALL", f"{tag}.UTF-8")
        assert title in run("instruments", tmp_path / "set.json").stdout.splitlines()[0]


def test_help_breaks_no_sentence_but_at_the_width():
    """The help keeps a line end inside a paragraph, so that a paragraph is one line of the source."""
    told = [command.callback.__doc__ for command in app.registered_commands]
    assert len(told) == 21
    assert [text for text in told if re.search(r"\S\n *\S", text)] == []


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


def test_the_page_of_the_command_names_every_command_and_every_option():
    page = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    for name, command in group.commands.items():
        assert re.search(rf"^\| `{name}[ `]", page, re.MULTILINE), name
        for parameter in command.params:
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert f"`{option}`" in page, (name, option)


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
