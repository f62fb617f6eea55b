"""Reads the fenced blocks of a page, runs them, and compares what they print with what the page says."""

from __future__ import annotations

import doctest
import re
import shlex
from contextlib import redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```(?P<language>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    language: str
    body: str


def blocks(page: Path) -> list[Block]:
    return [Block(match["language"], match["body"]) for match in FENCE.finditer(page.read_text(encoding="utf-8"))]


def run_page(page: Path) -> int:
    """Run every `python` and `console` block of a page, in order; a `text` block after python is what it prints.

    Returns
    -------
    How many were run.
    """
    names: dict[str, object] = {"__name__": "__page__"}
    found = blocks(page)
    for block, after in pairwise([*found, Block("", "")]):
        if block.language == "python":
            printed = StringIO()
            with redirect_stdout(printed):
                exec(compile(block.body, str(page), "exec"), names)
            if after.language == "text":
                same(after.body, printed.getvalue())
        elif block.language == "console":
            run_console(block.body)
    return sum(block.language in {"python", "console"} for block in found)


def run_console(body: str) -> None:
    """Run every `$ purpose-index ...` of a block; what follows it is what it prints."""
    for part in body.split("$ purpose-index ")[1:]:
        command, _, expected = part.partition("\n")
        same(expected, command_output(shlex.split(command)))


def command_output(arguments: list[str]) -> str:
    from typer.testing import CliRunner

    from purpose_index.cli.app import app

    result = CliRunner().invoke(app, arguments, prog_name="purpose-index", env={"COLUMNS": "80", "LC_ALL": "C"})
    assert result.exit_code == 0, result.output
    return result.stdout


def same(expected: str, printed: str) -> None:
    """Compare texts; '...' in the expected one stands for anything."""
    alike = doctest.OutputChecker().check_output(expected, printed, doctest.ELLIPSIS)
    assert alike, f"the page says\n{expected}\nand this was printed\n{printed}"
