"""Runs the rules over a question set: the one place that turns what they find into findings."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Unpack

from purpose_index.checks.aims import Aims
from purpose_index.checks.catalogue import BY_NAME, UNUSED_WAIVER, chosen
from purpose_index.checks.context import Context, around
from purpose_index.checks.definition.waivers import unused_waivers
from purpose_index.checks.places import Places, path_by_ids
from purpose_index.checks.report import Finding, report_of
from purpose_index.checks.subject import baseline_of, subject_of
from purpose_index.errors import Issue
from purpose_index.question_set.document import json_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from purpose_index.checks.report import CheckReport
    from purpose_index.checks.rule import Family, Found, Rule
    from purpose_index.checks.subject import Source, Subject
    from purpose_index.errors import Fact
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading


def check(
    q: Source,
    responses: Any = None,
    rules: Iterable[str] | None = None,
    *,
    ignore: Iterable[str] = (),
    against: Source | None = None,
    group: str | None = None,
    reliability_floor: float = Aims.reliability_floor,
    interval_width: float = Aims.interval_width,
    **reading: Unpack[Reading],
) -> CheckReport:
    """Return everything that is wrong, or could be better, with a question set.

    Parameters
    ----------
    q
        The id of a bundled set, the path of a YAML or JSON file, a mapping or a `QuestionSet`. Only files have lines.
    responses
        What people answered: whatever `purpose_index.encode` takes, or `purpose_index.tally` (a folder,
        `'answers/*.parquet'`, a query), of which only codes and the group are held in memory. Without it, only the
        definition is judged.
    rules
        Names of rules, or 'definition' or 'evidence', to run only these.
    ignore
        Names of rules, or of a family, to leave out. What a file must satisfy to be read is judged in any case.
    against
        An earlier version of the set, in any form that `q` takes, to judge what has changed.
    group
        A column of `responses` that says which group a person is in.
    reliability_floor
        What the reliability of a scale should reach, between 0 and 1.
    interval_width
        How wide that interval may be, between 0 and 1.
    **reading
        How the responses are to be read: `columns`, `labels` and the other options of `encode`.

    Raises
    ------
    ArgumentError
        Where `rules` or `ignore` name a rule that does not exist, `group` is not a column, or an aim is not between 0
        and 1.
    DefinitionError
        Where a file cannot be opened, or `against` cannot be used. What is wrong with `q` itself is a finding.
    ResponseError
        Where `responses` cannot be read, or do not fit the set.

    Examples
    --------
    >>> import purpose_index as pi
    >>> report = pi.check("purpose-index")
    >>> report.verdicts
    {'definition': 'clean', 'evidence': 'not_checked'}
    """
    selected = chosen(rules, ignore)
    aims = Aims(reliability_floor=reliability_floor, interval_width=interval_width)
    subject = subject_of(q)
    context = _context(subject, against)
    if context is not None and responses is not None and not subject.issues:
        from purpose_index.checks.evidence.pilot import pilot_of

        context = replace(context, pilot=pilot_of(context.q, responses, group, aims, reading))
    findings = _findings(subject, context, selected)
    judged = context is not None and context.pilot is not None and any(rule.family == "evidence" for rule in selected)
    checked: list[Family] = ["definition", "evidence"] if judged else ["definition"]
    return report_of(_visible(subject.name), findings, checked, subject.lines, untold=subject.untold)


def _context(subject: Subject, against: Source | None) -> Context | None:
    baseline = None if against is None else baseline_of(against)
    if subject.q is None:
        return None
    return Context(subject.q, subject.document, around(issue.path for issue in subject.issues), baseline)


def _findings(subject: Subject, context: Context | None, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    """Yield every finding, waived or not: those of reading, those of the rules, and the waivers that are not used."""
    made = _Maker(subject)
    for issue in subject.issues:
        yield made.from_reading(issue)
    if context is None:
        return
    available = {"file", *(["baseline"] if context.baseline else []), *(["responses"] if context.pilot else [])}
    running = [rule for rule in rules if rule.needs in available]
    used: set[int] = set()
    for rule in running:
        for found in rule.find(context):
            finding = made.finding(rule, found)
            i = _waiver(context.q, finding)
            if i is not None:
                used.add(i)
                finding = replace(finding, waived=_visible(context.q.waivers[i].reason))
            yield finding
    if UNUSED_WAIVER in running:
        for found in unused_waivers(context, used, (rule.name for rule in running), BY_NAME):
            yield made.finding(UNUSED_WAIVER, found)


def _waiver(q: QuestionSet, finding: Finding) -> int | None:
    """Return the position of the waiver that accepts a finding."""
    for i, waiver in enumerate(q.waivers):
        at = waiver.path or "$"
        if waiver.rule == finding.rule and (finding.path == at or finding.path.startswith((f"{at}.", f"{at}["))):
            return i
    return None


class _Maker:
    """Gives what was found its place, severity and fingerprint."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.file = _visible(subject.name)
        self.repository_file = _visible(subject.repository_name)
        self.places = Places(subject.document, subject.text)
        self.seen: Counter[str] = Counter()

    def finding(self, rule: Rule, found: Found) -> Finding:
        span = self.places.span(found.path, found.words, at_key=found.at_key)
        line, column, end = span or (None, None, None)
        issue = Issue(
            rule.name, json_path(found.path), found.message, found.hint, line=line, column=column, facts=found.facts
        )
        return self._made(rule, issue, end)

    def from_reading(self, issue: Issue) -> Finding:
        end = None
        if issue.line is not None:
            assert issue.column is not None
            end = self.places.end(issue.line, issue.column)
        return self._made(BY_NAME[issue.code], issue, end)

    def _made(self, rule: Rule, issue: Issue, end: int | None) -> Finding:
        return Finding(
            rule.name,
            _visible(issue.path),
            _visible(issue.message),
            _visible(issue.hint),
            line=issue.line,
            column=issue.column,
            facts={name: _visible_fact(fact) for name, fact in issue.facts.items()},
            severity=rule.severity,
            family=rule.family,
            file=self.file,
            end_column=end,
            fingerprint=self._fingerprint(rule, issue.path),
            repository_file=self.repository_file,
        )

    def _fingerprint(self, rule: Rule, path: str) -> str:
        """Return what stays when parts are added before: of file, rule, path by ids, and its number among the same."""
        key = "\n".join((self.repository_file, rule.name, path_by_ids(self.subject.document.data, path)))
        self.seen[key] += 1
        return hashlib.sha256(f"{key}\n{self.seen[key]}".encode("utf-8", "replace")).hexdigest()[:32]


def _visible(text: str) -> str:
    """Return a text in which control characters and those that turn text around are spelled out."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _visible_fact(fact: Fact) -> Fact:
    """Return a fact with its texts as `_visible` writes them."""
    if isinstance(fact, tuple):
        return tuple(map(_visible_fact, fact))
    return _visible(fact) if isinstance(fact, str) else fact
