"""What a check found, for people: as text, for rich, and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports import render
from purpose_index.reports.findings import render as findings
from purpose_index.reports.findings.shared import summary
from purpose_index.reports.tables import Column, Table

if TYPE_CHECKING:
    from purpose_index.checks.report import CheckReport, Finding


def text(report: CheckReport) -> str:
    """Return every finding with its line, and a summary."""
    return findings("text", [report]).rstrip("\n")


def rich(report: CheckReport) -> Any:
    """Return the same in colours for rich."""
    from rich.text import Text

    return Text.from_ansi(findings("text", [report], color=True).rstrip("\n"))


def html(report: CheckReport) -> str:
    """Return the findings as a table with the summary below it, as one fragment of HTML."""
    names = {"severity": "severity", "rule": "rule", "place": "where", "message": "what", "hint": "how to mend it"}
    columns = tuple(Column(key, title, "text") for key, title in names.items())
    rows = tuple(_row(finding) for finding in (*report.findings, *report.waived))
    return render.html([Table("findings", report.file or "Question set", columns, rows, (summary([report]),), "en")])


def _row(finding: Finding) -> tuple[str, ...]:
    place = finding.path if finding.line is None else f"{finding.line}:{finding.column}"
    if finding.waived is not None:
        return "waived", finding.rule, place, finding.message, finding.waived
    return finding.severity, finding.rule, place, finding.message, finding.hint
