"""For test reports: JUnit XML with a suite a file, a case a finding, and a passing case for each clean family."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from purpose_index.reports.findings.shared import FAMILIES, not_shown, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.checks.report import CheckReport, Finding


def render(reports: Sequence[CheckReport]) -> str:
    """Return an XML document; a waived finding is a skipped case."""
    suites = [_suite(report) for report in reports]
    root = ElementTree.Element("testsuites", {"name": "purpose-index", **_totals(suites)})
    root.extend(suites)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _suite(report: CheckReport) -> ElementTree.Element:
    cases = [_case(finding) for finding in (*report.findings, *report.waived)]
    cases += [
        ElementTree.Element("testcase", classname=report.file, name=family, time="0")
        for family in FAMILIES
        if report.verdicts[family] == "clean"
    ]
    counts = {
        "tests": len(cases),
        "failures": len(report.findings),
        "errors": 0,
        "skipped": len(report.waived),
    }
    suite = ElementTree.Element("testsuite", name=report.file, time="0")
    for name, count in counts.items():
        suite.set(name, str(count))
    suite.extend(cases)
    if not_shown(report):
        ElementTree.SubElement(suite, "system-out").text = summary([report])
    return suite


def _case(finding: Finding) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=finding.file, name=f"{finding.rule} {finding.path}", time="0")
    if finding.line is not None:
        case.set("file", finding.file)
        case.set("line", str(finding.line))
    if finding.waived is not None:
        ElementTree.SubElement(case, "skipped", message=f"waived: {finding.waived}")
        return case
    failure = ElementTree.SubElement(case, "failure", message=finding.message, type=finding.severity)
    place = "" if finding.line is None else f":{finding.line}:{finding.column}"
    failure.text = f"{finding.file}{place}: {finding.message} {finding.hint}".strip()
    return case


def _totals(suites: list[ElementTree.Element]) -> dict[str, str]:
    names = ("tests", "failures", "errors", "skipped")
    return {name: str(sum(int(suite.get(name, "0")) for suite in suites)) for name in names}
