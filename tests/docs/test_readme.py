"""The README does what it says: its code, what that prints, and its two commands, which are those that .ci/run runs."""

from __future__ import annotations

import re
import shlex
import tomllib

import pytest

from tests.docs.blocks import ROOT, blocks, command_output, run_page

README = ROOT / "README.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = [line for block in blocks(README) if block.language == "sh" for line in block.body.splitlines()]


def test_the_code_runs_and_prints_what_the_page_shows(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert run_page(README) == 6  # the command's output, and a block for each of five uses


def test_nothing_in_it_leads_nowhere():
    linked = re.findall(r"\]\(([^)]*)\)", README.read_text(encoding="utf-8"))
    assert len(linked) > 20
    assert [target for target in linked if not (ROOT / target).exists()] == []


def test_nothing_leads_nowhere_where_it_stands_alone():
    """PyPI shows the page without the files beside it."""
    shown, hook = README.read_text(encoding="utf-8"), PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    for one in hook["substitutions"]:
        shown = re.sub(one["pattern"], one["replacement"], shown)
    assert re.findall(r"\]\((?!https://)[^)]*\)|<img|src=", shown) == []
    assert "made by `purpose_index.reports.plots` (`docs/plots.md`):\n\n## For a file from elsewhere" in shown
    assert "a script for an app (`examples/app_developer.py`)" in shown


def test_there_are_two_commands():
    assert COMMANDS == [
        "python -m pip install '.[cli]' && "
        "purpose-index analyze examples/leadership/questionnaire.yaml examples/leadership/answers.csv",
        "python -m pip install -e '.[test]' && python -m pytest",
    ]


def test_the_first_command_prints_scale_and_reliability_tables(monkeypatch):
    monkeypatch.chdir(ROOT)
    _, command = COMMANDS[0].split(" && purpose-index ")
    printed = command_output(shlex.split(command))
    assert [line for line in printed.splitlines() if line.startswith(("scale", "Leadership climate  2042"))]
    assert "Reliability" in printed
    assert "0.902" in printed


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_run_before_a_change_goes_in_is_what_the_page_says(command):
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    installs, _, _ = command.partition(" &&")
    assert f'readme_command "{installs}"' in script


def test_the_parts_for_users_are_ten_lines_or_few_more():
    for block in blocks(README):
        if block.language == "python":
            code = "".join(block.body.split('"""')[::2])  # without the text of a question set
            assert len([line for line in code.splitlines() if line]) <= 12
