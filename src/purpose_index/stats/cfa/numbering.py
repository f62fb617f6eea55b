"""Which parameters are one: their labels, and the numbers of the free ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.parameter import Parameter
    from purpose_index.stats.cfa.syntax import Definition, Equality


def check_labels(equalities: Sequence[Equality], labels: Set[str]) -> None:
    """Raise ArgumentError where labels are equal that no parameter has."""
    issues = [
        Issue(
            "unknown-label",
            "$.model",
            f"No parameter has the label {label!r}.",
            did_you_mean(label, labels),
            line=line,
            column=column,
            facts={"label": label, "line": line, "column": column},
        )
        for one, other, line, column in equalities
        for label in (one, other)
        if label not in labels
    ]
    if issues:
        raise ArgumentError("The model cannot be used.", issues)


def check_definitions(definitions: Sequence[Definition]) -> None:
    """Raise ArgumentError where a name is defined twice."""
    known: set[str] = set()
    for name, _, line, column in definitions:
        if name in known:
            message = f"{name!r} is defined twice."
            facts: Facts = {"name": name, "line": line, "column": column}
            issue = Issue("model-parameter", f"$.model.{name}", message, line=line, column=column, facts=facts)
            raise ArgumentError("The model cannot be used.", [issue])
        known.add(name)


def same(equalities: Sequence[Equality]) -> dict[str, str]:
    """Return the label that stands for each of those that are equal."""
    stands: dict[str, str] = {}

    def found(label: str) -> str:
        while label in stands:
            stands[label] = stands.get(stands[label], stands[label])  # half as far for whoever comes next
            label = stands[label]
        return label

    for one, other, *_ in equalities:
        first, second = found(one), found(other)
        if first != second:
            stands[second] = first
    return {label: found(label) for label in stands}


def numbered(rows: Sequence[Parameter], labels: dict[str, str]) -> tuple[Parameter, ...]:
    """Number the free parameters, those of one label alike; one that is fixed fixes those of its label."""
    numbers: dict[str, int] = {}
    fixed = {labels.get(row.label, row.label): row.value for row in rows if row.label and not row.free}
    count, found = 0, []
    for row in rows:
        index, label = -1, labels.get(row.label, row.label)
        if row.free and label in fixed:
            row = replace(row, value=fixed[label])
        if row.free:
            index = numbers.setdefault(label, count) if label else count
            count += index == count
        found.append(replace(row, index=index) if index >= 0 else row)
    return tuple(found)
