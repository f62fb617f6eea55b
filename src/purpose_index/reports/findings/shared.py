"""What several formats say in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.report import VERDICTS, Verdict
from purpose_index.checks.rule import SEVERITIES, Family, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from purpose_index.checks.report import CheckReport

FAMILIES: tuple[Family, ...] = ("definition", "evidence")


def worst(reports: Iterable[CheckReport]) -> dict[Family, Verdict]:
    """Return the worst verdict of each family over several reports."""
    verdicts = [report.verdicts for report in reports]
    return {
        family: VERDICTS[max((VERDICTS.index(verdict[family]) for verdict in verdicts), default=0)]
        for family in FAMILIES
    }


def counts(reports: Iterable[CheckReport]) -> dict[Severity, int]:
    """Return how many findings there are of each severity, the worst one first, shown or not."""
    found = list(reports)
    return {severity: sum(report.counts[severity] for report in found) for severity in reversed(SEVERITIES)}


def in_words(number: dict[Severity, int]) -> str:
    """Write counts as people do.

    Examples
    --------
    >>> in_words({"error": 1, "warning": 2, "info": 0})
    '1 error and 2 warnings'
    """
    plural = {"error": "errors", "warning": "warnings", "info": "remarks"}
    singular = {"error": "error", "warning": "warning", "info": "remark"}
    parts = [f"{count} {(singular if count == 1 else plural)[kind]}" for kind, count in number.items() if count]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else "nothing found"


def verdict_words(reports: Iterable[CheckReport]) -> str:
    """Write the two verdicts in a line."""
    return ", ".join(f"{family} {verdict.replace('_', ' ')}" for family, verdict in worst(reports).items())


def summary(reports: Sequence[CheckReport]) -> str:
    """Say in a line how many sets were checked, what was found, and the verdicts."""
    sets = "1 question set" if len(reports) == 1 else f"{len(reports):,} question sets"
    waived = sum(len(report.waived) for report in reports)
    also = f", {waived} waived" if waived else ""
    return f"{sets}: {in_words(counts(reports))}{also}; {verdict_words(reports)}."


def not_shown(report: CheckReport) -> int:
    """Return how many findings of a report were too many to show."""
    return report.total - len(report.findings)
