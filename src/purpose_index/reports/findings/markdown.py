"""For a comment on a pull request or a job summary: Markdown tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.reports.findings.shared import FAMILIES, not_shown, summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.checks.report import CheckReport, Finding

_STEERING = re.compile(r"[&<>|`*_\[\]@\\~#!:$(){}]|(?<=\w)\.(?=\w)")


def render(reports: Sequence[CheckReport]) -> str:
    """Return a heading, the verdicts, and a table of the findings of every file that has some."""
    lines = ["# Question sets", "", _safe(summary(reports)), ""]
    lines += ["| file | definition | evidence |", "| --- | --- | --- |"]
    lines += [
        _row(report.file, *(report.verdicts[family].replace("_", " ") for family in FAMILIES)) for report in reports
    ]
    for report in reports:
        lines += _findings(report)
    return "\n".join(lines) + "\n"


def _findings(report: CheckReport) -> Iterator[str]:
    if report.findings or report.waived:
        yield from ("", f"## {_safe(report.file or 'question set')}", "")
        yield from ("| severity | rule | where | what is wrong | how to mend it |", "| --- | --- | --- | --- | --- |")
        for finding in report.findings:
            yield _row(finding.severity, finding.rule, _place(finding), finding.message, finding.hint)
        for finding in report.waived:
            yield _row("waived", finding.rule, _place(finding), finding.message, f"waived: {finding.waived}")
    if not_shown(report):
        yield from ("", f"And {not_shown(report):,} more, {report.total:,} in all.")


def _place(finding: Finding) -> str:
    return finding.path if finding.line is None else f"{finding.line}, {finding.column}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_safe, cells))} |"


def _safe(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup, links, mentions or table cells."""
    return _STEERING.sub(lambda found: f"&#{ord(found[0])};", text)
