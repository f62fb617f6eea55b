"""For people at a terminal: every finding with its line, the place underlined, like a compiler."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from purpose_index.reports.findings.shared import not_shown, summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.checks.report import CheckReport, Finding

WIDTH = 100
_COLORS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m", "waived": "\x1b[2m"}
_END = "\x1b[0m"


def render(reports: Sequence[CheckReport], *, color: bool = False) -> str:
    """Return the findings with their lines, and a summary."""
    lines: list[str] = []
    for report in reports:
        for finding in (*report.findings, *report.waived):
            lines += [*_finding(finding, report.source, color=color), ""]
        if not_shown(report):
            lines += [f"{report.file}: and {not_shown(report):,} more, {report.total:,} in all.", ""]
    return "\n".join([*lines, summary(reports)]) + "\n"


def _finding(finding: Finding, source: tuple[str, ...], *, color: bool) -> Iterator[str]:
    kind = finding.severity if finding.waived is None else "waived"
    mark = f"{_COLORS[kind]}{kind}[{finding.rule}]{_END}" if color else f"{kind}[{finding.rule}]"
    yield f"{mark}: {finding.message}"
    place = "" if finding.line is None else f":{finding.line}:{finding.column}"
    yield f"  --> {finding.file}{place} {finding.path}".replace("-->  ", "--> ")
    if finding.line is not None and finding.line <= len(source):
        yield from _excerpt(finding, source[finding.line - 1])
    if finding.waived is not None:
        yield f"   = waived: {finding.waived}"
    elif finding.hint:
        yield f"   = help: {finding.hint}"


def _excerpt(finding: Finding, line: str) -> Iterator[str]:
    """Yield the line with the place underlined, cut to what fits around it."""
    start = (finding.column or 1) - 1
    end = min(max(finding.end_column or 0, start + 2), len(line) + 2) - 1
    left = max(0, min(start - 10, len(line) - WIDTH)) if len(line) > WIDTH else 0
    right = left + WIDTH
    before, marked, after = _shown(line[left:start]), _shown(line[start:end]), _shown(line[end:right])
    before = f"{'…' if left else ''}{before}"
    marked = marked[: max(1, WIDTH - len(before))]
    number = str(finding.line)
    margin = " " * len(number)
    yield f" {margin} |"
    yield f" {number} | {before}{marked}{after}{'…' if len(line) > right else ''}".rstrip()
    yield f" {margin} | {' ' * _width(before)}{'^' * max(1, _width(marked))}"


def _shown(text: str) -> str:
    return "".join(c if c.isprintable() else " " if c in "\t\u00a0" else f"\\u{ord(c):04x}" for c in text)


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)
