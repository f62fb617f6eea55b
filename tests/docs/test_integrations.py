"""The GitHub Action and the pre-commit hook say what the command understands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from purpose_index.checks.examples import BASE

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CHECK = next(step for step in ACTION["runs"]["steps"] if step.get("name") == "Check")


@pytest.fixture
def action(tmp_path):
    """Run the step of the action with these inputs."""
    program = tmp_path / "bin" / "purpose-index"
    program.parent.mkdir()
    program.write_text(
        f"#!/bin/sh\nexec {sys.executable} -c 'from purpose_index.cli import main; main()' \"$@\"\n", "utf-8"
    )
    program.chmod(0o755)
    (tmp_path / "clean.yaml").write_text(BASE, encoding="utf-8")
    (tmp_path / "not done.yaml").write_text(BASE.replace("The week goes by in no time.", "TODO"), encoding="utf-8")
    summary = tmp_path / "summary.md"

    def run(**inputs):
        given = {name: inputs.get(name.lower(), "") for name in CHECK["env"]}
        environment = {
            **os.environ,
            **given,
            "GITHUB_STEP_SUMMARY": str(summary),
            "PATH": f"{program.parent}:{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", CHECK["run"]],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done, summary.read_text(encoding="utf-8")

    return run


def test_the_action_annotates_and_writes_a_summary(action):
    done, summary = action(files="clean.yaml\nnot done.yaml\n")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=not done.yaml,line=")
    assert "| error | unfinished-text |" in summary


def test_the_action_is_green_on_a_clean_set(action):
    done, _ = action(files="clean.yaml", strict="true", against="clean.yaml")
    assert done.returncode == 0


def test_the_action_takes_no_input_as_a_command(action, tmp_path):
    done, _ = action(files="clean.yaml; touch owned\n$(touch owned)", against="`touch owned`")
    assert done.returncode == 2
    assert not (tmp_path / "owned").exists()
    assert all("${{" not in step.get("run", "") for step in ACTION["runs"]["steps"])


def test_every_input_is_used():
    used = str(ACTION["runs"])
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in used] == []


def test_the_hook_runs_the_command():
    assert HOOK["entry"].split() == ["purpose-index", "check"]
    assert HOOK["additional_dependencies"] == [".[cli]"]  # the floors of the command are said once, in pyproject.toml
