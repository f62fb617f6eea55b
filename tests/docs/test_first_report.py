"""The tutorial from a file of one's own to a report: every step, in an empty folder, as somebody takes it there."""

from __future__ import annotations

import shlex
import shutil

from typer.testing import CliRunner

import purpose_index as pi
from purpose_index.cli.app import app
from tests.docs.blocks import ROOT, blocks, same

PAGE = ROOT / "docs" / "tutorials" / "first-report.md"
FILE = ROOT / "examples" / "first-report" / "enquete.csv"


def test_every_step_does_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(FILE, tmp_path)
    found = blocks(PAGE)
    (questions,) = [block.body for block in found if block.language == "yaml"]
    (tmp_path / "vragen.yaml").write_text(questions, encoding="utf-8")
    shown = "".join(block.body for block in found if block.language == "shell-session")
    steps = shown.split("$ purpose-index ")[1:]
    for step in steps:
        command, _, expected = step.partition("\n")
        result = CliRunner().invoke(
            app, shlex.split(command), prog_name="purpose-index", env={"COLUMNS": "80", "LC_ALL": "C"}
        )
        assert result.exit_code == (1 if command == "inspect vragen.yaml enquete.csv" else 0), result.output
        same(expected, result.output)
    assert len(steps) == 4
    reports = sorted(tmp_path.glob("rapporten/*.html"))
    assert [report.stem for report in reports] == ["Revalidatie", "Thuiszorg-Noord", "Thuiszorg-Zuid"]
    assert all("http://" not in report.read_text(encoding="utf-8") for report in reports)


def test_the_file_is_what_a_spreadsheet_saves():
    lines = FILE.read_bytes().split(b"\r\n")
    assert lines[0].startswith(b"Respondent-ID;Tijdstempel;Team;Functie;")
    assert b"cli\xebnten" in lines[0]  # Windows-1252
    assert len(lines) == 1 + 30 + 1
    assert b";;" in FILE.read_bytes()


def test_the_questions_need_nothing_mended():
    (questions,) = [block.body for block in blocks(PAGE) if block.language == "yaml"]
    assert {finding.severity for finding in pi.check(pi.loads(questions)).findings} <= {"info", "warning"}
