"""For programs: one JSON object with all findings and the two verdicts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from purpose_index.reports.findings.shared import counts, worst
from purpose_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.checks.report import CheckReport, Finding


def render(reports: Sequence[CheckReport]) -> str:
    """Return a JSON object with `verdicts`, `counts`, `total`, `files`, `findings` and `waived`."""
    return as_json(
        {
            "tool": {"name": "purpose-index", "version": __version__},
            "verdicts": worst(reports),
            "counts": counts(reports),
            "total": sum(report.total for report in reports),
            "files": [{"file": report.file, "verdicts": report.verdicts, "total": report.total} for report in reports],
            "findings": [_finding(finding) for report in reports for finding in report.findings],
            "waived": [
                {**_finding(finding), "reason": finding.waived} for report in reports for finding in report.waived
            ],
        }
    )


def as_json(value: Any) -> str:
    """Write JSON that is also safe inside a web page."""
    return json.dumps(value, ensure_ascii=False, indent=2).replace("<", "\\u003c") + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    names = ("rule", "severity", "family", "message", "hint", "file", "line", "column", "end_column", "path")
    return {**{name: getattr(finding, name) for name in names}, "fingerprint": finding.fingerprint}
