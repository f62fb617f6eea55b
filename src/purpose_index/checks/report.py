"""What a check found: findings with their places, and one verdict a family."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from purpose_index.checks.rule import SEVERITIES, Family, Severity
from purpose_index.errors import Issue
from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Verdict = Literal["not_checked", "clean", "info", "warning", "error"]
VERDICTS: tuple[Verdict, ...] = ("not_checked", "clean", *SEVERITIES)
MAX_FINDINGS = 100
MOST_PATH = 40  # characters of a path in a repr


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Finding(Issue):
    """An `Issue` that a rule found, with how bad it is.

    Parameters
    ----------
    severity
        'info', 'warning' or 'error'.
    family
        'definition' or 'evidence'.
    file
        The file, as it was named; empty where there is none.
    end_column
        The first column after the place; None where there is no file.
    fingerprint
        32 hexadecimal digits that stay when lines move: of the rule, the file in its repository, and the path by ids.
    repository_file
        The file as seen from the root of its repository, which is how code review names it; empty where there is none.
    waived
        The reason of the waiver that accepts it; None where none does.
    """

    severity: Severity = "error"
    family: Family = "definition"
    file: str = ""
    end_column: int | None = None
    fingerprint: str = ""
    repository_file: str = ""
    waived: str | None = None

    @property
    def rule(self) -> str:
        """The name of the rule; the code of the issue."""
        return self.code

    def __repr__(self) -> str:
        """Say what was found and where; `print` says it in words."""
        at = "" if self.line is None else f", line {self.line}"
        return f"Finding({self.code}, {self.severity}: {self.path[:MOST_PATH]}{at})"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class CheckReport(Frozen, Shown):
    """What a check of one question set found.

    Parameters
    ----------
    file
        The file, as it was named; empty where there is none.
    findings
        What is wrong, in the order of the file; at most 100, the worst ones first in.
    waived
        What would be a finding, and is accepted by a waiver of the set.
    counts
        How many findings there are by severity, exactly, shown or not.
    verdicts
        The worst severity of each family: 'clean' where nothing was found, 'not_checked' where it was not looked at.
    source
        The text of the file, by line; empty where there is none.

    Examples
    --------
    >>> import purpose_index as pi
    >>> pi.check("purpose-index")
    CheckReport(purpose-index: definition clean, evidence not_checked)
    >>> print(pi.check("purpose-index"))
    1 question set: nothing found; definition clean, evidence not checked.
    """

    file: str
    findings: tuple[Finding, ...]
    waived: tuple[Finding, ...]
    counts: Mapping[Severity, int]
    verdicts: dict[Family, Verdict]
    source: tuple[str, ...] = field(default=(), repr=False)

    @property
    def total(self) -> int:
        """How many findings there are, shown or not."""
        return sum(self.counts.values())

    def reaches(self, severity: Severity) -> bool:
        """Tell whether there is a finding of this severity or a worse one."""
        return any(self.counts[worse] for worse in SEVERITIES[SEVERITIES.index(severity) :])

    def __repr__(self) -> str:
        """Say the file and the verdicts."""
        return f"CheckReport({self.file or 'question set'}: {', '.join(f'{k} {v}' for k, v in self.verdicts.items())})"


def report_of(
    file: str, findings: Iterable[Finding], checked: Iterable[Family], source: tuple[str, ...], *, untold: int = 0
) -> CheckReport:
    """Sort findings into a report: in file order, the worst kept where there are too many; `untold` errors are more."""
    everything = sorted(findings, key=_in_file_order)
    live = [finding for finding in everything if finding.waived is None]
    kept = sorted(sorted(live, key=_worst_first)[:MAX_FINDINGS], key=_in_file_order)
    waived = [finding for finding in everything if finding.waived is not None]
    checked = set(checked)
    verdicts: dict[Family, Verdict] = {
        family: _verdict(finding for finding in live if finding.family == family)
        if family in checked
        else "not_checked"
        for family in ("definition", "evidence")
    }
    told = Counter(finding.severity for finding in live)
    told["error"] += untold
    counts = {severity: told[severity] for severity in SEVERITIES}
    return CheckReport(
        file=file,
        findings=tuple(kept),
        waived=tuple(waived[:MAX_FINDINGS]),
        counts=counts,
        verdicts=verdicts,
        source=source,
    )


def _verdict(findings: Iterable[Finding]) -> Verdict:
    return VERDICTS[max((VERDICTS.index(finding.severity) for finding in findings), default=1)]


def _in_file_order(finding: Finding) -> tuple[int, int, str]:
    return finding.line or 0, finding.column or 0, finding.code


def _worst_first(finding: Finding) -> int:
    return -SEVERITIES.index(finding.severity)
