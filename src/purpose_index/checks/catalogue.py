"""All rules, in the order in which they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.definition import (
    answer_options,
    conditions,
    duplicates,
    feedback,
    grid,
    keying,
    membership,
    readability,
    reading,
    scoring_rules,
    texts,
    translations,
    vectors,
    versions,
    waivers,
    way_out,
    wording,
)
from purpose_index.checks.evidence import (
    answers,
    careless,
    comparable,
    dimensions,
    items,
    items_in_groups,
    ordered,
    planned,
    precision,
    reliability,
    sample,
    scalable,
    structure,
    turned,
)
from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from purpose_index.checks.rule import Rule

RULES: tuple[Rule, ...] = (
    *membership.RULES,
    *keying.RULES,
    *scoring_rules.RULES,
    *answer_options.RULES,
    *translations.RULES,
    *wording.RULES,
    *conditions.RULES,
    *way_out.RULES,
    *readability.RULES,
    *duplicates.RULES,
    *texts.RULES,
    *feedback.RULES,
    *grid.RULES,
    *versions.RULES,
    *vectors.RULES,
    *waivers.RULES,
    *sample.RULES,
    *careless.RULES,
    *planned.RULES,
    *answers.RULES,
    *ordered.RULES,
    *turned.RULES,
    *reliability.RULES,
    *precision.RULES,
    *items.RULES,
    *scalable.RULES,
    *dimensions.RULES,
    *structure.RULES,
    *comparable.RULES,
    *items_in_groups.RULES,
    *reading.RULES,
)
BY_NAME = {rule.name: rule for rule in RULES}
FOUND_BY_READING = frozenset(rule.name for rule in reading.RULES)
UNUSED_WAIVER = waivers.RULES[0]


def chosen(select: Iterable[str] | None, ignore: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules to run.

    Parameters
    ----------
    select
        Names of rules or of a family, 'definition' or 'evidence'; None for all.
    ignore
        Names of rules or families to leave out.

    Raises
    ------
    ArgumentError
        A name is neither a rule nor a family.
    """
    wanted = None if select is None else set(select)
    unwanted = set(ignore)
    known = [*BY_NAME, "definition", "evidence"]
    wrong = [name for name in sorted((wanted or set()) | unwanted) if name not in known]
    if wrong:
        issues = [
            Issue(
                "unknown-rule",
                "$.rules",
                f"There is no rule {name!r}.",
                did_you_mean(name, known),
                facts={"rule": name},
            )
            for name in wrong
        ]
        raise ArgumentError("The rules cannot be chosen.", issues)
    return tuple(
        rule
        for rule in RULES
        if (wanted is None or wanted & {rule.name, rule.family}) and not unwanted & {rule.name, rule.family}
    )
