from __future__ import annotations

import json
import subprocess

import pytest
from typer.testing import CliRunner

import purpose_index as pi
from purpose_index.checks.catalogue import RULES
from purpose_index.checks.examples import BASE
from purpose_index.cli.app import app
from purpose_index.cli.check import explain
from tests.docs.test_errors import source_codes

UNFINISHED = BASE.replace("The week goes by in no time.", "TODO")
ABSOLUTE = BASE.replace("My work gives", "My work always gives")


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clean.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "unfinished.yaml").write_text(UNFINISHED, encoding="utf-8")
    (tmp_path / "absolute.yaml").write_text(ABSOLUTE, encoding="utf-8")
    return tmp_path


def found_in(done):
    return [(found["file"], found["rule"]) for found in json.loads(done.stdout)["findings"]]


def test_a_clean_set_ends_with_0(run, project):
    done = run("check", "clean.yaml")
    assert done.exit_code == 0
    assert done.stdout == "1 question set: nothing found; definition clean, evidence not checked.\n"


def test_an_error_ends_with_1_and_a_warning_only_when_strict(run, project):
    assert run("check", "unfinished.yaml").exit_code == 1
    assert run("check", "absolute.yaml").exit_code == 0
    assert run("check", "absolute.yaml", "--strict").exit_code == 1


def test_bundled_sets_are_clean_when_strict(run):
    assert run("check", "purpose-index", "purpose-orientation", "working-with-purpose", "--strict").exit_code == 0


@pytest.mark.parametrize("arguments", [(), ("nowhere.yaml",), ("no/*.yaml",), ("clean.yaml", "nowhere.yaml")])
def test_no_file_is_2(run, project, arguments):
    done = run("check", *arguments)
    assert done.exit_code == 2
    assert "There is nothing to check." in done.stderr


def test_an_unknown_rule_format_or_column_is_2(run, project):
    assert run("check", "clean.yaml", "--select", "no-such-rule").exit_code == 2
    assert run("check", "clean.yaml", "--format", "html").exit_code == 2
    assert run("check", "clean.yaml", "--responses", "nowhere.csv").exit_code == 2
    assert "nowhere.csv" in run("check", "clean.yaml", "-r", "nowhere.csv").stderr


def test_folders_patterns_and_commas(run, project):
    done = run("check", ".", "--format", "json", "--select", "unfinished-text, absolute-word")
    assert found_in(done) == [("absolute.yaml", "absolute-word"), ("unfinished.yaml", "unfinished-text")]
    done = run("check", "*.yaml", "--format", "json", "--ignore", "absolute-word,unfinished-text")
    assert found_in(done) == []


def test_settings_of_the_project(run, project):
    settings = "[tool.purpose-index]\nfiles = ['abs*.yaml']\nfail-on = 'warning'\n"
    (project / "pyproject.toml").write_text(settings, encoding="utf-8")
    assert run("check").exit_code == 1
    (project / "pyproject.toml").write_text(f"{settings}ignore = ['absolute-word']\n", encoding="utf-8")
    assert run("check").exit_code == 0
    (project / "purpose-index.toml").write_text("files = ['unfinished.yaml']\nselect = ['unfinished-text']\n", "utf-8")
    assert [rule for _, rule in found_in(run("check", "--format", "json"))] == ["unfinished-text"]


def test_a_file_that_is_named_twice_is_checked_once(run, project):
    name = "unfinished.yaml"
    names = [name, f"./{name}", f"../{project.name}/{name}", project / name, "un*.yaml"]
    assert found_in(run("check", *names, "--format", "json")) == [("unfinished.yaml", "unfinished-text")]
    done = run("check", "purpose-index", "purpose-index")
    assert done.stdout.startswith("1 question set:")


def test_folders_and_patterns_pass_over_what_is_no_question_set(run, project):
    others = {
        "schema.json": json.dumps(pi.file_schema()),
        "answer.schema.json": json.dumps(pi.load("purpose-index").answer_schema()),
        "set.vectors.json": '{"fingerprint": "x", "vectors": [{"answers": {"q01": 1}, "scores": {}}]}',
        "answers.json": '[{"q01": 4, "remark": "my boss bullies me"}]',
        "mkdocs.yml": "site_name: mine\nnav: [{Home: index.md}]\n",
    }
    for name, text in others.items():
        (project / name).write_text(text, encoding="utf-8")
    (project / "broken.json").write_text('{"id": "x", "items": [', encoding="utf-8")
    (project / "latin.yaml").write_bytes("title: Coördinatie\nitems: []\n".encode("latin-1"))
    for pattern in (".", "*.*"):
        done = run("check", pattern, "--format", "json")
        files = [found["file"] for found in json.loads(done.stdout)["files"]]
        assert files == ["absolute.yaml", "broken.json", "clean.yaml", "latin.yaml", "unfinished.yaml"]
        assert "bullies" not in done.stdout + done.stderr
        assert all(name in done.stderr for name in others)
    assert run("check", "answers.json").exit_code == 1  # who names a file wants to know of it
    assert "bullies" not in run("check", "answers.json").output


@pytest.mark.parametrize("name", ["answers.csv", "answers.parquet"])
def test_answers_are_not_taken_for_a_question_set(run, project, name):
    (project / name).write_text("my boss bullies me,4\n", encoding="utf-8")
    done = run("check", "clean.yaml", name)
    assert done.exit_code == 2
    assert f"--responses {name}" in done.stderr
    assert "bullies" not in done.output


def test_standard_input_is_a_question_set(project):
    def piped(*arguments, text):
        return CliRunner().invoke(app, list(arguments), input=text)

    done = piped("check", "-", text=UNFINISHED)
    assert done.exit_code == 1
    assert "--> standard input:" in done.stdout
    assert "^^^" in done.stdout
    assert piped("check", "-", "--against", "unfinished.yaml", text=BASE).exit_code == 1
    rows = "q1,q2,q3,q4\n" + "".join(f"{1 + i % 4},{1 + i * i % 4},{1 + i % 3},{1 + i % 2}\n" for i in range(40))
    done = piped("check", "clean.yaml", "--responses", "-", "--format", "json", text=rows)
    assert json.loads(done.stdout)["verdicts"]["evidence"] != "not_checked"
    assert "standard-input-twice" in piped("check", "-", "--responses", "-", text=rows).stderr


def test_settings_hold_in_every_folder_below_them(run, project, monkeypatch):
    (project / "pyproject.toml").write_text(
        "[tool.purpose-index]\nfiles = ['abs*.yaml']\nfail-on = 'warning'\n", "utf-8"
    )
    (project / "deep" / "er").mkdir(parents=True)
    (project / "deep" / "pyproject.toml").write_text("[project]\nname = 'no settings here'\n", encoding="utf-8")
    monkeypatch.chdir(project / "deep" / "er")
    assert run("check").exit_code == 1


@pytest.mark.parametrize(
    "text",
    [
        "interval-width = 0",
        "interval-width = 1",
        "fail_on = 'error'",
        "fail-on = 'never'",
        "files = 'a.yaml'",
        "interval-width = 2",
        "x = [",
    ],
)
def test_wrong_settings_are_2(run, project, text):
    (project / "purpose-index.toml").write_text(text, encoding="utf-8")
    done = run("check", "clean.yaml")
    assert done.exit_code == 2
    assert "wrong-setting" in done.stderr


def test_output_to_a_file(run, project):
    done = run("check", "unfinished.yaml", "--format", "sarif", "--output", "out.sarif")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert json.loads((project / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert run("check", "unfinished.yaml", "--output", "unfinished.yaml").exit_code == 2


def git(*arguments):
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *name, *arguments], check=True, capture_output=True)


def test_against_a_commit_and_a_file(run, project):
    git("init", "-q", ".")
    git("add", "clean.yaml")
    git("commit", "-q", "-m", "one")
    (project / "before.yaml").write_text(BASE, encoding="utf-8")
    (project / "clean.yaml").write_text(
        BASE.replace("{id: q2, ", "{id: q2, reverse: true, ").replace("{id: q4, ", "{id: q4, reverse: true, "), "utf-8"
    )
    for earlier in ("HEAD", "before.yaml"):
        done = run("check", "clean.yaml", "--against", earlier, "--format", "json")
        assert [rule for _, rule in found_in(done)] == ["scoring-without-new-version"]
    done = run("check", "unfinished.yaml", "--against", "HEAD", "--format", "json")
    assert "was not there at HEAD" in done.stderr
    assert run("check", "clean.yaml", "--against", "no-such-branch").exit_code == 2
    assert run("check", "clean.yaml", "--against", "--output=evil").exit_code == 2


def test_explain_prints_every_rule_and_the_list(run):
    listing = [line for line in run("explain").stdout.splitlines() if not line.startswith(" " * 8)]
    assert [line.split()[:2] for line in listing] == [[rule.severity, rule.name] for rule in RULES]
    done = run("explain", "unfinished-text")
    assert done.exit_code == 0
    for words in ("*error*", "**Why.**", "**Source.**", "**Fails:**", "**Passes:**", "--ignore unfinished-text"):
        assert words in done.stdout
    assert "cannot be switched off" in run("explain", "unknown-item").stdout
    done = run("explain", "lone-reversed-itm")
    assert done.exit_code == 2
    assert "Did you mean 'lone-reversed-item'?" in done.stderr


def test_explain_knows_every_code_of_the_source(run, capsys):
    for code in source_codes():
        explain(code)  # the command itself, without its arguments being read three hundred times
        told = capsys.readouterr().out
        assert told.startswith(f"# {code}\n\n")
        assert "**Passes:**" in told
        words = "".join(told.split("```")[::2])
        assert max(map(len, words.splitlines())) <= 80, code
    page = run("explain", "output-exists").stdout
    assert "python failing" not in page
    assert page.index("`demo` and `new` overwrite nothing") < page.index("**Fails:**") < page.index("**Passes:**")


def test_a_group_without_responses_is_2(run, project):
    assert run("check", "clean.yaml", "--group", "team").exit_code == 2


def test_a_hundred_files_are_checked_in_several_processes_with_the_same_result(program, project):
    folder = project / "many"
    folder.mkdir()
    for i in range(110):
        text = UNFINISHED if i % 50 == 7 else BASE
        (folder / f"{i:03d}.yaml").write_text(text, encoding="utf-8")
    (folder / "108.yaml").write_bytes(b"\xff")
    done = program("check", "many", "--format", "json")
    assert done.returncode == 1
    found = [found["file"] for found in json.loads(done.stdout)["findings"]]
    assert found == ["many/007.yaml", "many/057.yaml", "many/107.yaml", "many/108.yaml"]
    assert len(json.loads(done.stdout)["files"]) == 110
    done = program("check", "many", "--select", "no-such-rule")
    assert done.returncode == 2
    assert "no-such-rule" in done.stderr
