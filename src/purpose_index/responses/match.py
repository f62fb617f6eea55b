"""Which column holds which item: by name, never by position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from purpose_index.responses.form import AnswerForm


def match_columns(form: AnswerForm, names: Sequence[Any], columns: Any) -> list[Any]:
    """Return the column of every item: what `columns` says, else what the item declares, else its id.

    Raises
    ------
    ResponseError
        A column, or every one, is not there; or one is given to two items; or `columns` names an unknown item.
    ArgumentError
        `columns` is not a mapping of names.
    """
    given = {} if columns is None else columns
    if not isinstance(given, Mapping) or not all(isinstance(name, Hashable) for name in given.values()):
        issue = Issue(
            "columns-not-a-mapping", "$.columns", "Expected a mapping of item id to column name.", "Give a dict."
        )
        raise ArgumentError("The option 'columns' cannot be what it was given.", [issue])
    chosen = [given.get(item.id, item.column) for item in form.items]
    known, uses = set(names), Counter(chosen)
    free = {name: number for number, name in enumerate(names, 1) if name not in uses and name not in form.known}
    if not (given or known.intersection(chosen) or any(nearest_column(str(column), free) for column in chosen)):
        issue = _none_at_all(chosen, known)
        raise ResponseError(f"The columns of these data do not fit {form.name}.", [issue])
    issues = [_unknown(form, item_id, given) for item_id in given if item_id not in form.known]
    for item, column in zip(form.items, chosen, strict=True):
        path = f"$.columns.{item.id}"
        if column not in known:
            issues.append(_absent(path, column, free))
        if uses[column] > 1:
            message = f"The column {column!r} is given to {uses[column]} items."
            issues.append(
                Issue(
                    "shared-column",
                    path,
                    message,
                    "Give every item a column of its own.",
                    facts={"column": column, "items": uses[column]},
                )
            )
    if issues:
        raise ResponseError(f"The columns of these data do not fit {form.name}.", issues)
    return chosen


def check_names(names: Iterable[Any]) -> None:
    """Raise an error where two columns have one name; by their numbers, since a lost header makes names of answers."""
    first: dict[Any, int] = {}
    issues = []
    for number, name in enumerate(names, 1):
        if first.setdefault(name, number) != number:
            message = f"Columns {first[name]} and {number} have the same name."
            issues.append(
                Issue(
                    "repeated-column",
                    "$.columns",
                    message,
                    "Rename or drop one of them.",
                    facts={"columns": (first[name], number)},
                )
            )
    if issues:
        raise ResponseError("Some columns of these data have the same name.", issues)


def _none_at_all(chosen: Sequence[Any], known: Set[Any]) -> Issue:
    """Say once that no item has a column: where the data are empty, or name their columns in another way."""
    if not known:
        hint = "Is this the right file? Its first line names the columns."
        return Issue("no-columns", "$.columns", "There is no column in these data.", hint)
    message = f"None of the {len(chosen)} items has a column here; the first was looked for as {chosen[0]!r}."
    hint = (
        "Name the columns as the items are named, or say which is which with 'columns=', or '--column' in the command."
    )
    return Issue("no-columns", "$.columns", message, hint, facts={"columns": tuple(chosen)})


def _unknown(form: AnswerForm, item_id: Any, given: Mapping[Any, Any]) -> Issue:
    near = nearest(str(item_id), form.ids, taken=given)
    hint = f"Did you mean {near!r}?" if near else "Use the ids of the question set."
    return Issue(
        "unknown-item-in-columns", "$.columns", f"There is no item {item_id!r}.", hint, facts={"item": item_id}
    )


def _absent(path: str, column: Any, free: Mapping[Any, int]) -> Issue:
    hint = f"{nearest_column(str(column), free)} Say which it is with 'columns=', or '--column' in the command."
    return Issue("missing-column", path, f"There is no column {column!r}.", hint.lstrip(), facts={"column": column})


def nearest_column(name: str, numbers: Mapping[Any, int]) -> str:
    """Say which column has nearly this name, by its number: where a header is lost, names are somebody's answers."""
    near = nearest(name, (known for known in numbers if isinstance(known, str)))
    return f"Did you mean column {numbers[near]}, which is called nearly that?" if near else ""
