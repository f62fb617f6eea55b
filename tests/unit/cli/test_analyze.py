"""`purpose-index analyze` on real answers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

import purpose_index as pi
from purpose_index.reports import render, tables
from tests.oracles import reference


@pytest.fixture
def analyze(run, leadership):
    return lambda *arguments: run("analyze", *leadership, *arguments)


def test_the_tables_are_those_of_the_library(analyze, leadership):
    q = pi.load(leadership[0])
    assert analyze().stdout == render.text(tables.tables(pi.analyze(q, leadership[1]))) + "\n"


def test_the_real_leadership_data_agree_with_r(analyze):
    scales = {row["scale"]: row for row in json.loads(analyze("--format", "json").stdout)["tables"][1]["rows"]}
    golden = reference.golden("lq2002", "ctt")["scales"]
    for scale, name in (("leadership", "LEAD"), ("significance", "TSIG"), ("hostility", "HOSTIL")):
        assert scales[scale]["alpha"] == pytest.approx(golden[name]["complete"]["total"]["raw_alpha"], abs=1e-10)


def test_csv_has_a_part_for_every_table(analyze):
    parts = [part.splitlines() for part in analyze("--format", "csv").stdout.split("\n\n")]
    assert [part[0] for part in parts] == [
        "# scores",
        "# reliability",
        "# items_leadership",
        "# items_significance",
        "# items_hostility",
    ]
    rows = list(csv.DictReader(io.StringIO("\n".join(parts[1][1:]))))
    assert [row["k"] for row in rows] == ["11", "3", "5"]


def test_text_speaks_the_languages_of_the_set(analyze):
    assert "Leadership climate" in analyze().stdout
    assert "Leiderschapsklimaat" in analyze("--language", "nl").stdout
    assert "unknown-language" in analyze("--language", "fr").stderr


def test_nothing_is_wider_than_a_hundred_columns(analyze):
    for language in ("nl", "en"):
        assert max(map(len, analyze("-l", language).stdout.splitlines())) <= 100


def test_the_level_and_the_missing_rule_are_passed_on(analyze):
    assert "alpha [90%]" in analyze("--level", "0.9").stdout
    assert "(pairwise)" in analyze("--missing", "pairwise").stdout
    assert "level-out-of-range" in analyze("--level", "95").stderr
    assert analyze("--missing", "no").exit_code == 2


def test_a_result_goes_to_a_file(analyze, tmp_path):
    result = analyze("--format", "json", "--output", tmp_path / "analysis.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "analysis.json").read_text())["tables"][0]["id"] == "scores"


def test_a_column_may_be_said(run, tmp_path):
    run("demo", "purpose-index", "-n", 50, "-o", tmp_path / "sample.csv")
    text = (tmp_path / "sample.csv").read_text()
    (tmp_path / "renamed.csv").write_text(text.replace("q01,q02", "Vraag 1,=Q2"))
    plain = run("analyze", "purpose-index", tmp_path / "sample.csv")
    said = run("analyze", "purpose-index", tmp_path / "renamed.csv", "-c", "q01=Vraag 1", "--column", "q02==Q2")
    assert said.stdout == plain.stdout
    assert "missing-column" in run("analyze", "purpose-index", tmp_path / "renamed.csv").stderr
    assert run("analyze", "purpose-index", tmp_path / "sample.csv", "--column", "q01").exit_code == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-columns"),
        (b"q01;q02\n1;2\n", "missing-column"),
        (b"q01\n\x81\n", "data-not-utf8"),
        (b'q01,"q02\n', "open-quote"),
        (b"q01,q01\n1,2\n", "repeated-column"),
        (",".join(f"q{i:02}" for i in range(1, 13)).encode() + b"\n" + b",1" * 13, "ragged-rows"),
        (",".join(f"q{i:02}" for i in range(1, 13)).encode() + b"\n" + b",".join([b"7"] * 12), "other-options"),
    ],
)
def test_bad_data_are_refused_with_a_code_and_without_a_cell(run, tmp_path, content, code):
    (tmp_path / "answers.csv").write_bytes(content)
    result = run("analyze", "purpose-index", tmp_path / "answers.csv")
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "command",
    [("analyze",), ("score",), ("check", "purpose-index", "--responses"), ("plan", "purpose-index", "--responses")],
)
def test_an_empty_file_is_told_in_one_line(run, tmp_path, command):
    (tmp_path / "answers.csv").write_bytes(b"")
    name = () if "--responses" in command else ("purpose-index",)
    result = run(*command, *name, tmp_path / "answers.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.strip() for line in result.stderr.splitlines()] == [
        "Error: The columns of these data do not fit purpose-index 1.1.0.",
        "- $.columns: There is no column in these data. Is this the right file? Its first line names the columns. "
        "[no-columns]",
    ]


@pytest.mark.parametrize(
    "command",
    [("analyze",), ("score",), ("check", "purpose-index", "--responses"), ("plan", "purpose-index", "--responses")],
)
def test_a_file_with_a_header_alone_is_nobody_in_one_line(run, tmp_path, command):
    (tmp_path / "answers.csv").write_text(",".join(f"q{i:02}" for i in range(1, 13)) + "\n")
    name = () if "--responses" in command else ("purpose-index",)
    result = run(*command, *name, tmp_path / "answers.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    expected = "There are no people in these data: no row follows the names of the columns."
    assert result.stderr == f"Error: {expected} [no-people]\n"


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.parquet"])
def test_data_that_cannot_be_opened(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    result = run("analyze", "purpose-index", name)
    assert result.exit_code == 2
    said = f"Error: '{name}' cannot be read: No such file or directory. Name a file with answers. [unreadable-path]\n"
    assert result.stderr == said


def test_a_folder_is_read_as_one(run, leadership, tmp_path):
    q, answers = leadership
    frame = pl.read_csv(answers)
    folder = tmp_path / "folder"
    folder.mkdir()
    assert "no-data-files" in run("analyze", q, folder).stderr
    for number, part in enumerate(frame.iter_slices(50)):
        part.write_parquet(folder / f"{number}.parquet")
    for data in (folder, f"{folder}/*.parquet"):
        assert run("analyze", q, data).stdout == run("analyze", q, answers).stdout


def test_a_file_whose_name_looks_like_a_pattern_is_read_as_any_file(run, leadership, tmp_path):
    q, answers = leadership
    named = tmp_path / "answers[1].csv"
    named.write_text(Path(answers).read_text(encoding="utf-8"), encoding="utf-16")
    found = run("analyze", q, named)
    assert found.stdout == run("analyze", q, answers).stdout
    assert "Note: The file was read as UTF-16." in found.stderr


def test_a_terminal_gets_titles_in_bold_and_a_pipe_does_not(leadership, program, terminal):
    assert "\x1b[1mReliability" in terminal("analyze", *leadership)
    assert "\x1b" not in program("analyze", *leadership).stdout


def test_a_terminal_gets_a_bar_when_reading_takes_long(leadership, terminal):
    patience = "import purpose_index.cli.progress as bar; bar.PATIENCE = {}"
    assert "Reading answers" not in terminal("analyze", *leadership, before=patience.format(600))
    assert "Reading answers" in terminal("analyze", *leadership, before=patience.format(-1))


def test_how_precise_one_score_is(analyze):
    assert "How precise one score is" not in analyze().stdout
    found = analyze("--irt")
    assert found.exit_code == 0
    assert "How precise one score is" in found.stdout
