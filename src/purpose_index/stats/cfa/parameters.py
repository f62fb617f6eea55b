"""The parameters of a model: what was written, and what a factor model adds to it of itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.cfa.ordered import check_numbers, check_ordered, cut, with_fixed_scales
from purpose_index.stats.cfa.parameter import Parameter, Parameterization, key, refused
from purpose_index.stats.cfa.syntax import FREE, Written, check_names, number, relation
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence, Set

    from numpy.typing import NDArray

    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.syntax import Definition, Equality, Term

Identification = Literal["marker", "variance"]
Equal = Literal[
    "loadings", "intercepts", "thresholds", "residuals", "factor_variances", "factor_covariances", "factor_means"
]


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
        return 1 + max((parameter.index for parameter in self.parameters), default=-1)

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
        ordered = [item for item in items if item in thresholds]
        check_ordered(terms, {item: thresholds[item] for item in ordered}, equal, parameterization)
        alone = {term.lhs for term in terms if term.rhs in _measured_by_one(terms, ordered) and term.op == "=~"}
        rows = list(with_fixed_scales(rows, terms, ordered, alone, parameterization))
        rows += cut(terms, thresholds, ordered, groups, parameterization)
    rows = [row for group in range(groups) for row in rows if row.group == group]
    _check_labels(written.equalities, {row.label for row in rows if row.label})
    _check_definitions(written.definitions)
    _check_order(terms, factors)
    apart = _parameters(free, rows)
    if groups > 1:
        there = {key(term.lhs, term.op, term.rhs) for term in terms}
        if identified is None:
            kinds = _identified(equal, identification, "" if thresholds is None else parameterization)
            identified = dict.fromkeys(kinds, (*items, *factors))
            identified["factor_means"] = _of_equal_level(equal, terms, thresholds or {})
        rows = list(_made_equal(rows, equal, apart, factors, identified, there))
    labels = _same(written.equalities)
    return Specification(
        items=items,
        factors=factors,
        groups=groups,
        parameters=_numbered(rows, labels),
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
        if term.lhs == term.rhs and term.op == "=~":
            raise refused(term, "A factor cannot be measured by itself.")
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
    alone = _measured_by_one(terms, items)
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


def _measured_by_one(terms: Sequence[Term], items: Sequence[str]) -> set[str]:
    """The items that alone measure a factor: such an item has no residual of its own."""
    by_factor: dict[str, list[str]] = {}
    for term in terms:
        if term.op == "=~":
            by_factor.setdefault(term.lhs, []).append(term.rhs)
    return {measured[0] for measured in by_factor.values() if len(measured) == 1} & set(items)


def _made_equal(
    rows: Sequence[Parameter],
    equal: Sequence[Equal],
    apart: Set[tuple[str, str, str]],
    factors: Sequence[str],
    identified: Mapping[str, Container[str]],
    there: Set[tuple[str, str, str]],
) -> Iterator[Parameter]:
    """Give the parameters with one label over groups where they are to be equal, and set free what that identifies."""
    known = set(factors)
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


def _parameters(names: Iterable[str], rows: Sequence[Parameter]) -> set[tuple[str, str, str]]:
    """The parameters that were named; raise ArgumentError for one that the model does not estimate."""
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
            hint = "The first loading of a factor sets its scale: begin with another item, or use the identification"
            hint += " 'variance'."
        issues.append(Issue("unknown-parameter", "$.free", message, hint, facts={"name": name}))
    if issues:
        raise ArgumentError("The parameters cannot be set free.", issues)
    return found


def _identified(
    equal: Sequence[Equal], identification: Identification, parameterization: Parameterization | Literal[""]
) -> set[str]:
    """What can be free in all groups but the first when these are equal, but for the means of factors."""
    found: set[str] = set()
    if parameterization and "thresholds" in equal:
        found |= {"scales" if parameterization == "delta" else "residuals"}
    if "loadings" in equal and identification == "variance":
        found |= {"factor_variances"}
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
    return "residuals"


def _check_labels(equalities: Sequence[Equality], labels: Set[str]) -> None:
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


def _check_definitions(definitions: Sequence[Definition]) -> None:
    """Raise ArgumentError where a name is defined twice."""
    known: set[str] = set()
    for name, _, line, column in definitions:
        if name in known:
            message = f"{name!r} is defined twice."
            facts: Facts = {"name": name, "line": line, "column": column}
            issue = Issue("model-parameter", f"$.model.{name}", message, line=line, column=column, facts=facts)
            raise ArgumentError("The model cannot be used.", [issue])
        known.add(name)


def _check_order(terms: Sequence[Term], factors: Sequence[str]) -> None:
    """Raise ArgumentError where factors measure one another in a circle."""
    left = [term for term in terms if term.op == "=~" and term.rhs in factors]
    while left:
        above, below = {term.lhs for term in left}, {term.rhs for term in left}
        lower = [term for term in left if term.lhs in below and term.rhs in above]
        if len(lower) == len(left):
            raise refused(left[0], "These factors measure one another in a circle.")
        left = lower


def _same(equalities: Sequence[Equality]) -> dict[str, str]:
    """The label that stands for each of those that are equal."""
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


def _numbered(rows: Sequence[Parameter], labels: dict[str, str]) -> tuple[Parameter, ...]:
    """Number the free parameters, those of one label alike; one that is fixed fixes those of its label."""
    numbers: dict[str, int] = {}
    fixed = {labels.get(row.label, row.label): row.value for row in rows if row.label and not row.free}
    count, numbered = 0, []
    for row in rows:
        index, label = -1, labels.get(row.label, row.label)
        if row.free and label in fixed:
            row = replace(row, value=fixed[label])
        if row.free:
            index = numbers.setdefault(label, count) if label else count
            count += index == count
        numbered.append(replace(row, index=index) if index >= 0 else row)
    return tuple(numbered)
