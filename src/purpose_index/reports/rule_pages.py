"""The pages that explain the rules: Markdown, for `purpose-index explain` and for docs/rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.catalogue import FOUND_BY_READING
from purpose_index.checks.evidence.rates import rates_of
from purpose_index.reports.layout import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from purpose_index.checks.rule import Rule

_NEEDS = {
    "file": "the file alone",
    "baseline": "an earlier version of the set (`--against`)",
    "responses": "what people answered (`--responses`)",
}


def page(rule: Rule) -> str:
    """Return the page of a rule: what it looks at, why, whence, a failing and a passing example."""
    switch = (
        "Found while the file is read; it cannot be switched off."
        if rule.name in FOUND_BY_READING
        else f"Switch it off with `--ignore {rule.name}`, or accept one finding with a waiver in the set:\n\n"
        f"```yaml\nwaivers:\n  - {{rule: {rule.name}, path: ..., reason: ...}}\n```"
    )
    parts = [
        f"# {rule.name}",
        f"*{rule.severity}*, {rule.family}, needs {_NEEDS[rule.needs]}, since {rule.since}.",
        rule.looks_at,
        f"**Why.** {rule.why}",
        f"**Source.** {rule.source}",
        *_example(rule, "Fails", rule.failing),
        *_example(rule, "Passes", rule.passing),
        *_how_often(rule.name),
        switch,
    ]
    return "\n\n".join(parts) + "\n"


def _how_often(name: str) -> list[str]:
    """Write in which share of made-up samples the rule finds something."""
    rates = rates_of(name)
    if rates is None:
        return []
    heads = [f"n = {n:,}" for n in rates.people]
    lines = [f"| made-up answers | {' | '.join(heads)} |", "| --- |" + " --- |" * len(heads)]
    for kind, cells in (("nothing wrong", rates.clean), ("fault", rates.fault)):
        lines += [f"| {kind}: {label} | {' | '.join(f'{share:.3g}' for share in cells[label])} |" for label in cells]
    return [f"**How often.** The share of {rates.samples} samples with a finding.", "\n".join(lines)]


def listing(rules: Iterable[Rule]) -> str:
    """Return the rules, each with its severity and what it looks at."""
    return "".join(f"{line}\n" for line in aligned((rule.severity, rule.name, rule.looks_at) for rule in rules))


def index(rules: Iterable[Rule]) -> str:
    """Return the page that lists all rules, family by family, with links."""
    lines = [
        "# Rules",
        "",
        "What `purpose-index check` looks at. Every rule has a page; `purpose-index explain NAME` prints it. The "
        "examples change the [example set](example-set.yaml); those of evidence describe made-up answers "
        "(`purpose_index.checks.evidence.examples`).",
    ]
    rules = list(rules)
    for family in ("definition", "evidence"):
        lines += ["", f"## {family.capitalize()}", "", "| rule | severity | looks at |", "| --- | --- | --- |"]
        lines += [
            f"| [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.looks_at} |"
            for rule in rules
            if rule.family == family
        ]
    return "\n".join(lines) + "\n"


def _example(rule: Rule, word: str, piece: str) -> list[str]:
    """Write what to change in the example set."""
    if not piece:
        return [f"**{word}:** the example set as it is."] if word == "Passes" else []
    kinds = {"+ ": "the example set with this at its end", "= ": "a file with this text"}
    usual = "the example set with" if rule.family == "definition" else "made-up answers with"
    kind = kinds.get(piece[:2], usual)
    return [f"**{word}:** {kind}", f"```yaml\n{piece[2:] if piece[:2] in kinds else piece}\n```"]
