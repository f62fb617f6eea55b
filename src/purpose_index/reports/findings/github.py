"""For GitHub: workflow commands that become annotations at the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.reports.findings.shared import not_shown, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.checks.report import CheckReport, Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(reports: Sequence[CheckReport]) -> str:
    """Return one workflow command a finding, and a summary in the log."""
    commands = [_command(finding) for report in reports for finding in report.findings]
    more = [
        f"And {not_shown(report):,} more in this file, {report.total:,} in all."
        for report in reports
        if not_shown(report)
    ]
    return "\n".join([*commands, *more, summary(reports)]) + "\n"


def _command(finding: Finding) -> str:
    place = {
        "file": finding.repository_file,
        "line": finding.line,
        "col": finding.column,
        "endColumn": finding.end_column,
    }
    given = {**place, "title": finding.rule}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in given.items() if value not in (None, ""))
    text = "\n".join(filter(None, [finding.message, finding.hint]))
    return f"::{_LEVELS[finding.severity]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
