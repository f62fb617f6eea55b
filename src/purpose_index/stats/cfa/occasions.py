"""The same people on several occasions: one model that holds all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.stats.cfa.data import names_of
from purpose_index.stats.cfa.parameter import Parameter, key
from purpose_index.stats.inputs import answers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.ordinal_data import OrderedGroup
    from purpose_index.stats.cfa.parameters import Specification


class Beside(NamedTuple):
    """Answers of all occasions beside one another.

    Parameters
    ----------
    x
        (n, k) numbers, or a tally.
    columns
        The name of each column, with its occasion: 'energy.before'; empty where it is on none.
    items
        The ids of the items, without an occasion.
    occasions
        The names of the occasions.
    """

    x: Any
    columns: tuple[str, ...]
    items: tuple[str, ...]
    occasions: tuple[str, ...]


def at(name: str, occasion: str) -> str:
    """Return the name of an item or a factor on an occasion."""
    return f"{name}.{occasion}" if name else ""


def beside(x: Any, occasions: Mapping[str, Sequence[str]] | None, names: Sequence[str] | None) -> Beside:
    """Return answers with the names of their columns by occasion.

    Parameters
    ----------
    x
        A mapping of each occasion to (n, k) answers; or answers of all occasions, and then `occasions` says which
        columns are of each.
    occasions
        Each occasion with its columns; those of the first one name the items.
    names
        The ids of the items where x is a mapping; else those of its columns.

    Raises
    ------
    ArgumentError
        `unlike-occasions` where they do not have the same number of people and items, or a column is on two occasions;
        `unknown-item`, `names-of-items`.
    """
    if isinstance(x, Mapping):
        by_occasion = {str(occasion): answers for occasion, answers in x.items()}
        parts = {
            occasion: np.asarray(answers_of(answers), dtype=np.float64) for occasion, answers in by_occasion.items()
        }
        if len({part.shape for part in parts.values()}) > 1:
            shapes = {occasion: part.shape for occasion, part in parts.items()}
            raise _unlike(f"The same people and items were expected on all occasions; the shapes are {shapes}.")
        x = np.hstack(list(parts.values())) if parts else np.empty((0, 0))
        items = names_of(next(iter(by_occasion.values()), x), names)
        return Beside(x, tuple(at(item, one) for one in parts for item in items), items, tuple(parts))
    columns = names_of(x, names)
    given = {str(occasion): tuple(map(str, of_it)) for occasion, of_it in (occasions or {}).items()}
    named = [column for of_it in given.values() for column in of_it]
    items = next(iter(given.values()), ())
    if any(len(of_it) != len(items) for of_it in given.values()) or len(set(named)) != len(named):
        raise _unlike("Every occasion needs a column of its own for every item, in the same order.")
    unknown = [
        Issue("unknown-item", f"$.occasions.{name}", f"There is no column {name!r}.", facts={"item": name})
        for name in named
        if name not in columns
    ]
    if unknown:
        raise ArgumentError("The occasions name columns that the data do not have.", unknown)
    places = {column: at(item, one) for one, of_it in given.items() for column, item in zip(of_it, items, strict=True)}
    return Beside(x, tuple(places.get(column, "") for column in columns), items, tuple(given))


def as_one_group(model: Specification, occasions: Sequence[str]) -> Specification:
    """Return a model of several groups as one of the same people on several occasions.

    Notes
    -----
    What covaries with what over occasions: the residuals of one item, factors that covary on one occasion, and what a
    factor that others measure has of its own.
    """
    rows = [
        replace(
            row,
            lhs=at(row.lhs, occasions[row.group]),
            rhs=row.rhs if row.op == "|" else at(row.rhs, occasions[row.group]),
            group=0,
        )
        for row in model.parameters
    ]
    across = [
        Parameter(lhs=at(lhs, one), op="~~", rhs=at(rhs, other), index=model.free + j)
        for j, (lhs, one, rhs, other) in enumerate(
            (lhs, one, rhs, other) for one, other in combinations(occasions, 2) for lhs, rhs in _covarying(model)
        )
    ]
    return replace(
        model,
        items=tuple(at(item, one) for one in occasions for item in model.items),
        factors=tuple(at(factor, one) for one in occasions for factor in model.factors),
        groups=1,
        parameters=(*rows, *across),
    )


def over_time(people: OrderedGroup, items: Sequence[str], occasions: Sequence[str]) -> dict[str, int]:
    """Return how many thresholds each item has, on every occasion alike.

    Raises
    ------
    StatisticsError
        `category-unused-in-group` where an option was chosen on one occasion and not on another.
    """
    counts = people.counts
    used = {
        name: [value for value, chosen in zip(values, own, strict=True) if chosen]
        for name, values, own in zip(counts.items, counts.values, counts.counts(), strict=True)
    }
    issues = []
    for item in items:
        somewhere = {value for one in occasions for value in used[at(item, one)]}
        for one in occasions:
            if lacking := sorted(somewhere - {*used[at(item, one)]}):
                which = ", ".join(map(str, lacking))
                message = f"Nobody chose {which} of item {item!r} on occasion {one!r}, and somebody did on another."
                hint = "Its thresholds cannot be compared: merge that category with its neighbour on all occasions."
                facts: Facts = {"item": item, "occasion": one, "values": tuple(lacking)}
                issues.append(Issue("category-unused-in-group", f"$.items.{item}", message, hint, facts=facts))
    if issues:
        raise StatisticsError("The model cannot be fitted.", issues)
    return {item: len(used[at(item, occasions[0])]) - 1 for item in items}


def _covarying(model: Specification) -> Iterator[tuple[str, str]]:
    """Give what covaries on one occasion with what on another."""
    rows = {key(row.lhs, row.op, row.rhs): row for row in model.of_group(0)}
    measured = {row.rhs for row in rows.values() if row.op == "=~"}
    for item in model.items:
        residual = rows[item, "~~", item]
        if residual.free or residual.value:
            yield item, item
    for one in model.factors:
        for other in model.factors:
            covariance = rows.get(key(one, "~~", other))
            together = not {one, other} & measured and covariance is not None and (covariance.free or covariance.value)
            if one == other or together:
                yield one, other


def _unlike(message: str) -> ArgumentError:
    hint = "Give one row a person on every occasion, NaN where there is no answer."
    return ArgumentError("The occasions cannot be compared.", [Issue("unlike-occasions", "$.occasions", message, hint)])
