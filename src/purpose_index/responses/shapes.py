"""Data in another shape than a row a person and a column an item: a row an answer, or a column an item and occasion."""

from __future__ import annotations

from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.responses.beside import columns_beside
from purpose_index.responses.cells import code_of
from purpose_index.responses.coded import coded_by
from purpose_index.responses.columns import code_column
from purpose_index.responses.form import EMPTY
from purpose_index.responses.kinds import frame_of
from purpose_index.responses.match import by_what, check_items, check_shared, is_proposed, mapping_of, note_of_taken
from purpose_index.responses.propose import numbered, proposals
from purpose_index.responses.read import PROPOSED, Read
from purpose_index.responses.table import name_of
from purpose_index.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Fact
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.propose import Proposal
    from purpose_index.responses.read import How
    from purpose_index.responses.table import Lists

    Columns = dict[Any, list[Any]]

OCCASION = "occasion"
SHOWN = 5


def stacked(form: AnswerForm, how: How, encode: Callable[[dict[str, Any]], CodedResponses]) -> CodedResponses:
    """Return the answers on several occasions under one another, with a column that says on which.

    Parameters
    ----------
    form, how
        The form of the question set, and how the data are read.
    encode
        Gives the answers in the columns that a mapping of item id to name says.
    """
    assert how.occasions is not None
    base: dict[str, Any] = {**{item.id: item.column for item in form.items}, **_given(how)}
    names = {one: {item: f"{name}_{one}" for item, name in base.items()} for one in how.occasions}
    parts = [encode(columns) for columns in names.values()]
    used = {name for columns in names.values() for name in columns.values()}
    _check_no_occasion(form, parts[0])
    codes = np.asfortranarray(np.concatenate([part.codes for part in parts]))
    extra = _joined([_marked(part.extra, used, one, len(part)) for one, part in zip(how.occasions, parts, strict=True)])
    issues = dict.fromkeys(issue for part in parts for issue in part.issues)
    return coded_by(form, codes, extra, issues)


def _check_no_occasion(form: AnswerForm, part: CodedResponses) -> None:
    """Raise an error where a column has the name of the one that says on which occasion answers were given."""
    if OCCASION in columns_beside(part.extra):
        message = f"There is a column {OCCASION!r} already, and each row gets one that says which occasion it is of."
        hint = "Rename that column, or leave it out."
        issue = Issue("occasion-column", "$.columns", message, hint, facts={"column": OCCASION})
        raise ResponseError(f"The columns of these data do not fit {form.name}.", [issue])


def _given(how: How) -> Mapping[str, Any]:
    """Return the columns that were given by item id."""
    if is_proposed(how.columns):
        message = "Nothing is proposed for data with a column for each item on each occasion."
        issue = Issue("no-proposals", "$.columns", message, "Give a mapping of item id to name.")
        raise ArgumentError("The option 'columns' cannot be what it was given.", [issue])
    return mapping_of(how.columns)


def _marked(extra: Any, used: set[str], occasion: str, n: int) -> Any:
    """Return what stands beside the answers on one occasion, without the other ones, and with its name."""
    if extra is None:
        return {OCCASION: [occasion] * n}
    if isinstance(extra, list):
        return [{**{k: v for k, v in row.items() if k not in used}, OCCASION: occasion} for row in extra]
    if isinstance(extra, dict):
        return {**{k: v for k, v in extra.items() if k not in used}, OCCASION: [occasion] * n}
    import narwhals as nw

    frame = nw.from_native(extra, eager_only=True)
    kept = frame.drop([name for name in frame.columns if name in used])
    if not kept.columns:  # some libraries lose the number of rows then
        return nw.from_dict({OCCASION: [occasion] * n}, backend=frame.implementation).to_native()
    return kept.with_columns(nw.lit(occasion).alias(OCCASION)).to_native()


def _joined(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], list):
        return [row for part in parts for row in part]
    if isinstance(parts[0], dict):
        return {name: [cell for part in parts for cell in part[name]] for name in parts[0]}
    import narwhals as nw

    return nw.concat([nw.from_native(part, eager_only=True) for part in parts]).to_native()


def unpivoted(
    form: AnswerForm, data: Any, how: How, lists_of: Callable[[Any, How], tuple[Lists, str | None, bool]]
) -> Read:
    """Return data with a row an answer as columns of items, a row a person (and occasion) in the order of the first.

    `lists_of` gives data of any kind as lists by column, their kind, and whether they are text of a file.
    """
    assert how.long is not None
    lists, kind, text = lists_of(data, how)
    table = lists.columns
    _check_columns(how.long, table)
    keys = [how.long[key] for key in ("person", OCCASION) if key in how.long]
    told = _of_somebody(table, keys, text=text)
    numbers = np.flatnonzero(told) + 1  # of the rows in the data
    table = {name: list(compress(cells, told)) for name, cells in table.items()}
    people = [table[key] for key in keys]
    who, place = _places(list(zip(*people, strict=True)) if len(people) > 1 else people[0])
    columns, notes = _items_of(form, how, table[how.long["item"]])
    _check_once(place, columns, len(form.ids), numbers, lists)
    ours = columns >= 0
    places = np.zeros((len(who), len(form.ids)), np.intp)
    places[place[ours], columns[ours]] = numbers[ours]
    answers = np.full((len(who), len(form.ids)), None, dtype=object)
    answers[place[ours], columns[ours]] = _objects(table[how.long["answer"]])[ours]
    words = how.words_of(form)
    read = [
        code_column(item, partial(answers[:, j].tolist), text=text, words=words[j]) for j, item in enumerate(form.items)
    ]
    for column, own in zip(read, places.T, strict=True):
        column.numbers = own
    used = {how.long["item"], how.long["answer"]}
    kept = {name: cells for name, cells in table.items() if name not in used}
    extra = _constant(kept, place, len(who), set(keys))
    notes += [_nobodys(nobody)] if (nobody := told.count(False)) else []
    return Read(len(who), [*read], _of_kind(extra, kind), notes, word=lists.word, lines=lists.lines)


def _of_somebody(table: Columns, keys: Sequence[Any], *, text: bool) -> list[bool]:
    """Return which rows say whose answer they hold (and of which occasion)."""
    return [
        all(code_of(cell, {}, text=text) != EMPTY for cell in cells)
        for cells in zip(*map(table.__getitem__, keys), strict=True)
    ]


def _nobodys(count: int) -> Issue:
    many = count > 1
    message = f"{count} row{'s do' if many else ' does'} not say whose answer {'they hold' if many else 'it holds'}."
    return Issue("answers-of-nobody", "$.rows", message, "They were left out.", facts={"count": count})


def _of_kind(columns: Columns, kind: str | None) -> Any:
    """Return columns as data of a kind: a list of mappings, a frame, or themselves."""
    if not columns:
        return None
    if kind == "list":
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if kind == "pyarrow":
        import pyarrow as pa

        return pa.table(columns)
    return frame_of(columns, kind) if kind else columns


def _objects(values: list[Any]) -> NDArray[np.object_]:
    return np.fromiter(values, dtype=object, count=len(values))


def _places(keys: Sequence[Any]) -> tuple[list[Hashable], NDArray[np.intp]]:
    """Return the distinct keys, in the order of the first of each, and the place of every key among them."""
    at: dict[Hashable, int] = {}
    places = np.fromiter((at.setdefault(_hashable(key), len(at)) for key in keys), np.intp, len(keys))
    return list(at), places


def _hashable(key: Any) -> Hashable:
    """Return a key that is equal to that of the same person and occasion alone: True is equal to 1, and another one."""
    if isinstance(key, tuple):
        return tuple(map(_hashable, key))
    if isinstance(key, bool | np.bool_):
        return bool, bool(key)
    try:
        hash(key)
    except TypeError:  # a list, say
        return repr(key)
    return key  # type: ignore[no-any-return]


def _items_of(form: AnswerForm, how: How, cells: Sequence[Any]) -> tuple[NDArray[np.intp], list[Issue]]:
    """Return the position of the item that every row names, -1 where it is none of the set; and what lacks."""
    given = mapping_of(how.columns)
    check_items(form, given)
    rows = list(map(name_of, cells))
    names = {item.id: str(given.get(item.id, item.column)) for item in form.items}
    check_shared(form, list(names.values()))
    proposed = _called(form, names, list(dict.fromkeys(rows)))
    if is_proposed(how.columns):
        names |= {item: one.column for item, one in proposed.items()}
        notes = [note_of_taken(proposed)] if proposed else []
    else:
        notes = []
    position = {name: j for j, name in enumerate(names.values())}
    found = np.fromiter((position.get(row, -1) for row in rows), np.intp, len(rows))
    lacking = [item for j, item in enumerate(form.ids) if not (found == j).any()]
    if len(lacking) == len(form.ids):
        issue = _proposed(proposed) if 2 * len(proposed) > len(lacking) else _nothing_named()
        raise ResponseError(f"These data do not fit {form.name}.", [issue])
    notes += [_foreign(foreign)] if (foreign := int((found < 0).sum())) else []
    return found, [*notes, *([_without_rows(lacking)] if lacking else [])]


def _called(form: AnswerForm, names: Mapping[str, str], called: Sequence[str]) -> dict[str, Proposal]:
    """Return what the data probably call the items of which no row gives the name."""
    lacking = [item for item, name in names.items() if name not in called]
    found = proposals(form, called, lacking, set(names.values()), ()) if lacking else {}
    return found or (numbered(form, called) if len(lacking) == len(names) else {})


def _proposed(proposed: Mapping[str, Proposal]) -> Issue:
    count = len(proposed)
    message = f"No row gives the id of an item, but for {count} of them there are rows with {by_what(proposed)}."
    hint = "Take these with columns='proposed', or '--column proposed' in the command."
    facts: dict[str, Fact] = {
        "option": "columns",
        "value": PROPOSED,
        "count": count,
        "items": tuple(proposed),
        "how": tuple(sorted({one.why for one in proposed.values()})),
    }
    return Issue("columns-proposed", "$.columns", message, hint, facts=facts)


def _nothing_named() -> Issue:
    hint = "See the column of 'item'; say with 'columns=', or '--column' in the command, what the data call each item."
    return Issue("no-items-in-long", "$.long.item", "No row names an item of the set.", hint)


def _without_rows(items: list[str]) -> Issue:
    """Say which items no row names: perhaps the data call them something else."""
    many = len(items) > 1
    message = f"No row names {'these items' if many else 'this item'}, read as empty: {', '.join(items)}."
    hint = "Say with 'columns=' what the data call them, where it is something else."
    return Issue("items-without-rows", "$.long.item", message, hint, facts={"items": tuple(items)})


def _foreign(count: int) -> Issue:
    many = count > 1
    message = (
        f"{count} row{'s' * many} name{'s' * (not many)} an item that is not in the set, and "
        f"{'were' if many else 'was'} left out."
    )
    return Issue("other-items", "$.rows", message, facts={"count": count})


def _check_columns(long: Mapping[str, str], table: Columns) -> None:
    issues = []
    for key, name in long.items():
        if name not in table:
            near = nearest(str(name), (one for one in table if isinstance(one, str)))
            hint = f"Did you mean {near!r}?" if near else ""
            issues.append(
                Issue("missing-column", f"$.long.{key}", f"There is no column {name!r}.", hint, facts={"column": name})
            )
    if issues:
        raise ResponseError("These data have not the columns of the long format.", issues)


def _check_once(
    place: NDArray[np.intp], columns: NDArray[np.intp], k: int, numbers: NDArray[np.intp], lists: Lists
) -> None:
    """Raise an error where somebody answers an item twice."""
    rows = np.flatnonzero(columns >= 0)
    flat = place[rows] * k + columns[rows]
    _, first = np.unique(flat, return_index=True)
    again = np.setdiff1d(np.arange(len(rows)), first)
    if len(again):
        first = numbers[rows[again[:SHOWN]]].tolist()
        lines = lists.lines(first) if lists.lines else {}
        shown = tuple(lines.get(number, number) for number in first)
        many = len(again) > 1
        message = (
            f"{len(again)} row{'s' * many} answer{'s' * (not many)} an item that the same person has answered already; "
            f"the first: {lists.word}{'s' * (len(shown) > 1)} {', '.join(map(str, shown))}."
        )
        hint = "Where people answered on several occasions, name the column of 'occasion' in 'long='."
        issue = Issue("answered-twice", "$.rows", message, hint, facts={"count": len(again), "rows": shown})
        raise ResponseError("Somebody answers an item twice.", [issue])


def _constant(kept: Columns, place: NDArray[np.intp], n: int, keys: set[Any]) -> Columns:
    """Return the columns that have one value a person, with that value."""
    first = np.full(n, -1, np.intp)
    first[place[::-1]] = np.arange(len(place))[::-1]
    found: Columns = {}
    for name, cells in kept.items():
        values = _objects(cells)
        own = values[first]
        if name in keys or all(map(_same, cells, own[place].tolist())):
            found[name] = own.tolist()
    return found


def _same(a: Any, b: Any) -> bool:
    try:
        return bool(a == b or (a != a and b != b))
    except (TypeError, ValueError):  # a missing value of pandas, an array
        return a is b
