"""Two ways to run the command: inside this process, and as a program of its own."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from purpose_index.cli.app import app

ROOT = Path(__file__).parents[3]
QUESTION_SET = str(ROOT / "examples" / "leadership" / "questionnaire.yaml")
ANSWERS = str(ROOT / "examples" / "leadership" / "answers.csv")
PROGRAM = [sys.executable, "-c", "from purpose_index.cli import main; main()"]


@pytest.fixture(autouse=True)
def reader(monkeypatch):
    """A reader whose locale names no language, whoever runs the tests."""
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.delenv("LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def run():
    """Run the command with these arguments; the result has exit_code, stdout and stderr."""

    def run(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="purpose-index")

    return run


@pytest.fixture
def program():
    """Run the command as a program; keywords go to subprocess.run."""

    def program(*arguments, **keywords):
        settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60} | keywords
        settings["env"] = {**os.environ, "COLUMNS": "100", **settings.get("env", {})}
        return subprocess.run([*PROGRAM, *map(str, arguments)], check=False, text=True, **settings)

    return program


@pytest.fixture
def terminal():
    """Run the command in a terminal of 100 columns; return all that it shows. Keywords are its environment."""

    def terminal(*arguments, before="", **environment):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-c", f"{before}\n{PROGRAM[2]}", *map(str, arguments)]
        environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **environment}
        with subprocess.Popen(command, stdout=theirs, stderr=theirs, env=environment):
            os.close(theirs)
            return "".join(_read(ours))

    return terminal


def _read(terminal):
    try:
        while shown := os.read(terminal, 10_000):
            yield shown.decode()
    except OSError:  # how Linux says that the other side is closed
        os.close(terminal)


@pytest.fixture
def leadership():
    """The paths of a real question set and of its answers."""
    return QUESTION_SET, ANSWERS


@pytest.fixture(autouse=True, scope="session")
def _signals_are_heard():
    """Hear the signals that a shell lets its background jobs ignore, here and in the commands that the tests start."""
    usual = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    for number, handler in usual.items():
        if handler is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    yield
    for number, handler in usual.items():
        signal.signal(number, handler)
