"""The parameters of ordered answers: thresholds, and what stands in the place of variances and intercepts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.cfa.parameter import Parameter, key, measured_by_one, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence, Set

    from purpose_index.stats.cfa.parameter import Parameterization
    from purpose_index.stats.cfa.syntax import Term


def check_numbers(terms: Sequence[Term]) -> None:
    """Raise ArgumentError where a model of answers that are numbers has thresholds or scales."""
    for term in terms:
        if term.op in ("|", "~*~"):
            raise refused(term, "Thresholds and scales are those of ordered answers: estimator='WLSMV' or 'ULSMV'.")


def check_ordered(
    terms: Sequence[Term], thresholds: Mapping[str, int], equal: Sequence[str], parameterization: Parameterization
) -> None:
    """Raise ArgumentError where a model of ordered answers says what it cannot."""
    if "residuals" in equal and parameterization == "delta":
        message = "Residual variances are no parameters under 'delta'."
        hint = "Use parameterization='theta'."
        issue = Issue("unknown-option", "$.equal", message, hint, facts={"parameterization": parameterization})
        raise ArgumentError("The options do not go together.", [issue])
    for term in terms:
        if term.op in ("|", "~*~") and term.lhs not in thresholds:
            raise refused(term, f"{term.lhs!r} is not an ordered item: it has no thresholds and no scale.")
        if term.op == "|" and term.rhs not in {f"t{t}" for t in range(1, thresholds.get(term.lhs, 0) + 1)}:
            last = thresholds.get(term.lhs, 0)
            raise refused(term, f"The thresholds of {term.lhs!r} are t1 to t{last}.")
        if term.op == "~*~" and parameterization == "theta":
            raise refused(term, "Scales are no parameters under 'theta'; residual variances are.")
        if term.op == "~~" and term.lhs == term.rhs in thresholds and parameterization == "delta":
            raise refused(term, "Residual variances are no parameters under 'delta'; scales ('~*~') are.")


def as_ordered(
    rows: Sequence[Parameter],
    terms: Sequence[Term],
    thresholds: Mapping[str, int],
    groups: int,
    parameterization: Parameterization,
) -> list[Parameter]:
    """Return the parameters as ordered items, of so many thresholds each, have them."""
    items = tuple(thresholds)
    by_one = measured_by_one(terms) & {*items}
    alone = {term.lhs for term in terms if term.op == "=~" and term.rhs in by_one}
    fixed = _with_fixed_scales(rows, terms, items, alone, parameterization)
    return [*fixed, *_cut(terms, thresholds, groups, parameterization)]


def _with_fixed_scales(
    rows: Sequence[Parameter],
    terms: Sequence[Term],
    items: Sequence[str],
    alone: Set[str],
    parameterization: Parameterization,
) -> Iterator[Parameter]:
    """Give the parameters with what ordered answers cannot tell fixed: intercepts at 0, and residual variances.

    Residual variances are 1 under 'theta'. Under 'delta' they follow from the scales, and stand here as 0. A factor
    that one item alone measures (`alone`) is that item's variable, whose variance is 1.
    """
    there = {key(term.lhs, term.op, term.rhs) for term in terms}
    residual = 1.0 if parameterization == "theta" else 0.0
    for row in rows:
        own = key(row.lhs, row.op, row.rhs) in there
        if row.lhs in items and row.op == "~1" and not own:
            yield replace(row, value=0.0)
        elif row.lhs == row.rhs in items and row.op == "~~" and not own and row.free:
            yield replace(row, value=residual)
        elif row.lhs == row.rhs in alone and row.op == "~~" and not own:
            yield replace(row, value=1.0)
        else:
            yield row


def _cut(
    terms: Sequence[Term], thresholds: Mapping[str, int], groups: int, parameterization: Parameterization
) -> Iterator[Parameter]:
    """Give the thresholds and, under 'delta', the scales that nobody wrote."""
    there = {key(term.lhs, term.op, term.rhs) for term in terms}
    wanted = [(item, "|", f"t{t}", np.nan) for item, last in thresholds.items() for t in range(1, last + 1)]
    if parameterization == "delta":
        wanted += [(item, "~*~", item, 1.0) for item in thresholds]
    for group in range(groups):
        for lhs, op, rhs, value in wanted:
            if (lhs, op, rhs) not in there:
                yield Parameter(lhs=lhs, op=op, rhs=rhs, group=group, value=value)
