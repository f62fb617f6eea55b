"""What is equal in all groups of a model, and what that sets free."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.cfa.parameter import key
from purpose_index.stats.cfa.syntax import relation
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence, Set

    from purpose_index.stats.cfa.parameter import Equal, Identification, Parameter, Parameterization
    from purpose_index.stats.cfa.syntax import Term


def made_equal(
    rows: Sequence[Parameter],
    terms: Sequence[Term],
    equal: Sequence[Equal],
    apart: Set[tuple[str, str, str]],
    factors: Sequence[str],
    identified: Mapping[str, Container[str]],
) -> Iterator[Parameter]:
    """Give the parameters with one label over groups where they are to be equal, and set free what that identifies."""
    known, there = set(factors), {key(term.lhs, term.op, term.rhs) for term in terms}
    by_items = {row.lhs for row in rows if row.op == "=~" and row.rhs not in known}
    for row in rows:
        kind, name = _kind(row, known), key(row.lhs, row.op, row.rhs)
        if row.free and not row.label and kind in equal and name not in apart:
            yield replace(row, label=f"{row.lhs}{row.op}{row.rhs}")
        elif kind == "factor_means" and row.lhs not in by_items:  # what measures factors has no mean beside theirs
            yield row
        elif row.group > 0 and kind not in equal and row.lhs in identified.get(kind, ()) and name not in there:
            yield replace(row, value=np.nan)
        else:
            yield row


def named(names: Iterable[str], rows: Sequence[Parameter]) -> set[tuple[str, str, str]]:
    """Return the parameters that were named; raise ArgumentError for one that the model does not estimate."""
    known = {key(row.lhs, row.op, row.rhs): row.free for row in rows}
    spelled = [" ".join(name).strip() for name in known]
    found: set[tuple[str, str, str]] = set()
    issues = []
    for name in [names] if isinstance(names, str) else names:
        lhs, op, rhs = relation(name)
        wanted = key(lhs, op, rhs)
        found.add(wanted)
        if known.get(wanted):
            continue
        message, hint = f"The model has no parameter {name!r}.", did_you_mean(name, spelled)
        if wanted in known:
            message = f"{name!r} has a fixed value, which is the same in all groups."
            hint = "Leave it out of 'free'; what the model does not fix can differ."
            if wanted == next(
                (key(row.lhs, row.op, row.rhs) for row in rows if (row.lhs, row.op) == (lhs, "=~")), None
            ):
                hint = "The first loading of a factor sets its scale: begin with another item, or use "
                hint += "identification='variance'."
        issues.append(Issue("unknown-parameter", "$.free", message, hint, facts={"name": name}))
    if issues:
        raise ArgumentError("The parameters cannot be set free.", issues)
    return found


def set_free(
    equal: Sequence[Equal],
    terms: Sequence[Term],
    names: Sequence[str],
    ordered: Collection[str],
    identification: Identification,
    parameterization: Parameterization,
) -> dict[str, Collection[str]]:
    """Return what can be free in all groups but the first when these are equal, and of which items and factors."""
    found: dict[str, Collection[str]] = {"factor_means": _of_equal_level(equal, terms, ordered)}
    if ordered and "thresholds" in equal:
        found["scales" if parameterization == "delta" else "residuals"] = names
    if "loadings" in equal and identification == "variance":
        found["factor_variances"] = names
    return found


def _of_equal_level(equal: Sequence[Equal], terms: Sequence[Term], ordered: Collection[str]) -> set[str]:
    """The factors whose means can be free in all groups but the first: an item that measures it has an equal level."""
    levels = {True: "thresholds", False: "intercepts"}
    return {term.lhs for term in terms if term.op == "=~" and levels[term.rhs in ordered] in equal}


def _kind(row: Parameter, factors: set[str]) -> str:
    """What a parameter is, in the words of `Equal`."""
    if row.op == "=~":
        return "loadings"
    if row.op in ("|", "~*~"):
        return "thresholds" if row.op == "|" else "scales"
    if row.op == "~1":
        return "factor_means" if row.lhs in factors else "intercepts"
    if row.lhs in factors:
        return "factor_variances" if row.lhs == row.rhs else "factor_covariances"
    return "residuals" if row.lhs == row.rhs else "residual_covariances"
