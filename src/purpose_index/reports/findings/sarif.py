"""For code scanning: SARIF 2.1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from purpose_index.checks.catalogue import BY_NAME
from purpose_index.reports.findings.json import as_json
from purpose_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.checks.report import CheckReport, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(reports: Sequence[CheckReport]) -> str:
    """Return a log with one run, the rules that found something, and a result a finding, waived ones suppressed."""
    findings = [finding for report in reports for finding in (*report.findings, *report.waived)]
    names = sorted({finding.rule for finding in findings})
    driver = {
        "name": "purpose-index",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(name) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, names.index(finding.rule)) for finding in findings],
        "properties": {"total": sum(report.total for report in reports)},
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str) -> dict[str, Any]:
    rule = BY_NAME[name]
    return {
        "id": name,
        "shortDescription": {"text": rule.looks_at},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.looks_at} {rule.why} Source: {rule.source}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(filter(None, [finding.message, finding.hint]))},
        "locations": [_location(finding)],
        "partialFingerprints": {"purposeIndex/v1": finding.fingerprint},
    }
    if finding.waived is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.path}]}
    if finding.repository_file:
        place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.repository_file, safe="/")}}
        if finding.line is not None:
            region = {"startLine": finding.line, "startColumn": finding.column, "endColumn": finding.end_column}
            place["region"] = {name: value for name, value in region.items() if value is not None}
        location["physicalLocation"] = place
    return location
