"""The parameters of a model: what was written, and what a factor model adds to it of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.cfa.across_groups import made_equal, named, set_free
from purpose_index.stats.cfa.numbering import check_definitions, check_labels, numbered, same
from purpose_index.stats.cfa.ordered import as_ordered, check_numbers, check_ordered
from purpose_index.stats.cfa.parameter import (
    Equal,
    Identification,
    Parameter,
    Parameterization,
    key,
    measured_by_one,
    refused,
)
from purpose_index.stats.cfa.syntax import FREE, Written, check_names, number

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.syntax import Definition, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification(Frozen):
    """All parameters of a model, in every group.

    Parameters
    ----------
    items
        The ids of the items, in the order of the data.
    factors
        The names of the factors, in the order in which they were written.
    groups
        How many groups there are.
    parameters
        The parameters, group by group.
    definitions
        What is defined from labelled parameters.
    means
        Whether the model says anything about means.
    parameterization
        Of ordered answers, whether scales ('delta') or residual variances ('theta') are parameters; else empty.
    """

    items: tuple[str, ...]
    factors: tuple[str, ...]
    groups: int
    parameters: tuple[Parameter, ...]
    definitions: tuple[Definition, ...]
    means: bool
    parameterization: Parameterization | Literal[""] = ""

    @property
    def free(self) -> int:
        """How many parameters are estimated, equal ones counted once."""
        return 1 + max(parameter.index for parameter in self.parameters)

    def labels(self, theta: NDArray[np.float64]) -> dict[str, float]:
        """What the parameters of each label come to, where the free ones are these."""
        rows = (row for row in self.parameters if row.label)
        return {row.label: float(theta[row.index]) if row.free else row.value for row in rows}

    def of_group(self, group: int) -> tuple[Parameter, ...]:
        """The parameters of one group."""
        return tuple(parameter for parameter in self.parameters if parameter.group == group)


def specify(
    written: Written,
    names: Sequence[str],
    *,
    groups: int = 1,
    identification: Identification = "marker",
    orthogonal: bool = False,
    means: bool = False,
    equal: Iterable[Equal] = (),
    free: Iterable[str] = (),
    identified: Mapping[str, Container[str]] | None = None,
    thresholds: Mapping[str, int] | None = None,
    parameterization: Parameterization = "delta",
) -> Specification:
    """Complete what was written: residual variances, factor variances and covariances, and one scale a factor.

    Parameters
    ----------
    written
        What the model says.
    names
        The ids of the items of the data; the model may use some of them.
    groups
        How many groups there are; every group has the same relations.
    identification
        'marker': the first loading of every factor is 1. 'variance': the factors' variances are 1.
    orthogonal
        Whether factors have no covariances but those that are written.
    means
        Whether items have intercepts.
    equal
        What is equal in all groups. Equal intercepts of its items set a factor's mean free in all groups but the first;
        equal loadings under 'variance' set variances free. Equal thresholds of its items set a factor's mean free, and
        the scales of the items, or under 'theta' their residual variances.
    free
        Parameters that are not equal nevertheless, as they stand in a model: 'energy =~ q01', 'q01 ~ 1'.
    identified
        What else is free in all groups but the first, of which items and factors: 'intercepts', 'residuals',
        'factor_means', 'factor_variances'. By default what `equal` says.
    thresholds
        How many each ordered item has, an item that is not here being a number; None where all are numbers.
    parameterization
        Of ordered answers.

    Raises
    ------
    ArgumentError
        `unknown-item`, `unknown-label`, `unknown-option`, `unknown-parameter`, `model-parameter`, `model-syntax`.
    """
    check_option("identification", identification, Identification)
    check_option("parameterization", parameterization, Parameterization)
    equal = tuple(equal)
    for word in equal:
        check_option("equal", word, Equal)
    terms = written.terms
    check_names(terms, names)
    factors = tuple(dict.fromkeys(term.lhs for term in terms if term.op == "=~"))
    items = items_of(terms, names)
    means = means or thresholds is not None or any(term.op == "~1" for term in terms)
    rows = [
        *_written(terms, names, groups, factors, identification),
        *_added(terms, items, factors, groups, identification, orthogonal=orthogonal, means=means),
    ]
    if thresholds is None:
        check_numbers(terms)
    else:
        ordered = {item: thresholds[item] for item in items if item in thresholds}
        check_ordered(terms, ordered, equal, parameterization)
        rows = as_ordered(rows, terms, ordered, groups, parameterization)
    rows.sort(key=lambda row: row.group)
    check_labels(written.equalities, {row.label for row in rows if row.label})
    check_definitions(written.definitions)
    _check_order(terms, factors)
    apart = named(free, rows)
    if groups > 1:
        if identified is None:
            names = (*items, *factors)
            identified = set_free(equal, terms, names, thresholds or {}, identification, parameterization)
        rows = list(made_equal(rows, terms, equal, apart, factors, identified))
    return Specification(
        items=items,
        factors=factors,
        groups=groups,
        parameters=numbered(rows, same(written.equalities)),
        definitions=written.definitions,
        means=means,
        parameterization="" if thresholds is None else parameterization,
    )


def items_of(terms: Sequence[Term], names: Sequence[str]) -> tuple[str, ...]:
    """Return the items that a model uses, in the order of the data."""
    used = {name for term in terms for name in (term.lhs, term.rhs) if not (term.op == "|" and name == term.rhs)}
    used -= {term.lhs for term in terms if term.op == "=~"}
    return tuple(name for name in names if name in used)


def _written(
    terms: Sequence[Term], names: Sequence[str], groups: int, factors: Sequence[str], identification: Identification
) -> Iterator[Parameter]:
    """Give the parameters that were written; the first loading of a factor is 1 unless a number or NA stands before it.

    A label there does not set it free, and whatever has the same label is 1 too.
    """
    seen: set[tuple[str, str, str]] = set()
    measured: set[str] = set()
    for term in terms:
        name = key(term.lhs, term.op, term.rhs)
        if name in seen:
            raise refused(term, "This relation is written twice.")
        if term.op == "=~" and term.lhs in names:
            raise refused(term, f"{term.lhs!r} is an item of the data: a factor needs a name of its own.")
        if (term.op == "|" and term.lhs in factors) or (term.op == "~*~" and term.lhs != term.rhs):
            raise refused(term, "Thresholds and scales are of items: 'q01 | t1', 'q01 ~*~ q01'.")
        if term.op == "~~" and (term.lhs in factors) != (term.rhs in factors):
            raise refused(
                term, "A factor and an item have no covariance of their own: let the factor measure the item."
            )
        seen.add(name)
        modifiers = term.modifiers or ("",)
        if len(modifiers) not in (1, groups):
            wanted = (
                f"one number or label, or one for each of the {groups} groups" if groups > 1 else "one number or label"
            )
            raise refused(term, f"Expected {wanted}.")
        marker = term.op == "=~" and term.lhs not in measured and identification == "marker"
        marker = marker and all(number(modifier) is None and modifier != FREE for modifier in modifiers)
        measured |= {term.lhs} if term.op == "=~" else set()
        for group in range(groups):
            modifier = modifiers[min(group, len(modifiers) - 1)]
            value = 1.0 if marker else number(modifier)
            label = modifier if number(modifier) is None and modifier != FREE else ""
            fixed = np.nan if value is None else value
            yield Parameter(lhs=term.lhs, op=term.op, rhs=term.rhs, group=group, value=fixed, label=label)


def _added(
    terms: Sequence[Term],
    items: Sequence[str],
    factors: Sequence[str],
    groups: int,
    identification: Identification,
    *,
    orthogonal: bool,
    means: bool,
) -> Iterator[Parameter]:
    """Give what nobody writes: variances, covariances of factors that no factor measures, intercepts, factor means."""
    there = {key(term.lhs, term.op, term.rhs) for term in terms}
    measured = {term.rhs for term in terms if term.op == "=~"}
    highest = [factor for factor in factors if factor not in measured]
    alone = measured_by_one(terms)
    wanted = [(item, "~~", item, 0.0 if item in alone else np.nan) for item in items]
    scale = 1.0 if identification == "variance" else np.nan
    wanted += [(factor, "~~", factor, scale) for factor in factors]
    covariance = 0.0 if orthogonal else np.nan
    wanted += [(a, "~~", b, covariance) for j, a in enumerate(highest) for b in highest[j + 1 :]]
    if means:
        wanted += [(item, "~1", "", np.nan) for item in items]
        wanted += [(factor, "~1", "", 0.0) for factor in factors]
    for group in range(groups):
        for lhs, op, rhs, value in wanted:
            if key(lhs, op, rhs) not in there:
                yield Parameter(lhs=lhs, op=op, rhs=rhs, group=group, value=value)


def _check_order(terms: Sequence[Term], factors: Sequence[str]) -> None:
    """Raise ArgumentError where factors measure one another in a circle."""
    left = [term for term in terms if term.op == "=~" and term.rhs in factors]
    while left:
        above, below = {term.lhs for term in left}, {term.rhs for term in left}
        lower = [term for term in left if term.lhs in below and term.rhs in above]
        if len(lower) == len(left):
            raise refused(left[0], "A factor cannot be measured by itself, nor by factors that it measures.")
        left = lower
