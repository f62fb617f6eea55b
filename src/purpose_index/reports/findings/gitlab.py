"""For GitLab: a Code Quality report, whose fingerprints are stable and distinct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports.findings.json import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.checks.report import CheckReport, Finding

_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}


def render(reports: Sequence[CheckReport]) -> str:
    """Return a JSON array with an entry a finding."""
    return as_json([_entry(finding) for report in reports for finding in report.findings])


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        "description": " ".join(filter(None, [finding.message, finding.hint])),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.repository_file, "lines": {"begin": finding.line or 1}},
    }
