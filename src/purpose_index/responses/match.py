"""Which column holds which item: by name, never by position."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import normalize

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.responses.cells import code_of
from purpose_index.responses.names import NONE, check_repeated
from purpose_index.responses.propose import header_rows_of, long_of, numbered, occasions_of, proposals
from purpose_index.responses.read import OTHERS, PROPOSED
from purpose_index.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence, Set

    from purpose_index.errors import Fact
    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.propose import Proposal
    from purpose_index.responses.read import Why

MOST_APART = 3  # columns that are not there of which that is said one by one
SAMPLED = 100  # rows that are looked at where no item has a column


class Matched(NamedTuple):
    """Which column holds which item.

    Parameters
    ----------
    chosen
        The names of the columns, in the order of the items.
    notes
        What was taken that was proposed.
    proposed
        The items of which the column was proposed, and by what.
    """

    chosen: list[Any]
    notes: list[Issue]
    proposed: dict[str, Why]


def match_columns(
    form: AnswerForm,
    names: Sequence[Any],
    columns: Any,
    *,
    beside: Sequence[Sequence[Any]] = (),
    repeated: Mapping[Any, tuple[int, int]] = NONE,
    sample: Callable[[], Mapping[Any, Sequence[Any]]] | None = None,
    first: Callable[[], Sequence[Sequence[Any]]] | None = None,
) -> Matched:
    """Return the column of every item: what `columns` says, else what the item declares, else its id.

    Parameters
    ----------
    form
        The form of the question set.
    names
        The names of the columns, each once.
    columns
        A mapping of item id to name; 'proposed' to take what is proposed where an item has no column by its name, or
        both: such a mapping in which '*' is 'proposed'.
    beside
        Further header rows of a file, which hold questions' texts.
    repeated
        The names that were there twice, with the positions of the first two columns; see `distinct_names`.
    sample
        Gives the cells of some rows by column, where no item has a column: they may name the items.
    first
        Gives the first three rows, where an item has no column: they may be more of the header.

    Raises
    ------
    ResponseError
        A column, or every one, is not there; or one is given to two items; or `columns` names an unknown item.
    ArgumentError
        `columns` is neither a mapping of names nor 'proposed'.
    """
    given = mapping_of(columns)
    spelt = {normalize("NFC", name): name for name in names if isinstance(name, str)}
    known = set(names)
    chosen = [_known(given.get(item.id, item.column), known, spelt) for item in form.items]
    check_repeated(repeated, chosen)
    lacking = [item.id for item, name in zip(form.items, chosen, strict=True) if name not in known]
    taken = known.intersection([*chosen, *given])  # the name of an item that has another column is not for the others
    proposed = proposals(form, names, lacking, taken, beside) if lacking else {}
    if len(lacking) == len(chosen) and not proposed and not beside:
        proposed = numbered(form, names)
    notes = []
    if is_proposed(columns) and proposed:
        chosen = [
            proposed[item.id].column if item.id in proposed else name
            for item, name in zip(form.items, chosen, strict=True)
        ]
        notes = [note_of_taken(proposed)]
    elif lacking and first and not beside and (rows := header_rows_of(form, lacking, first())):
        raise _unfit(form, [_more_header(rows)])
    elif lacking and len(proposed) == len(lacking):
        raise _unfit(form, [_proposed(proposed, given)])
    elif len(lacking) == len(chosen) and (shape := _other_shape(form, names, sample)):
        raise _unfit(form, [shape])
    _check(form, names, chosen, given, proposed, taken=is_proposed(columns))
    above = _people_above(form, names, chosen, beside)
    return Matched(chosen, [*notes, *above], {item: one.why for item, one in proposed.items()})


def _people_above(
    form: AnswerForm, names: Sequence[Any], chosen: Sequence[Any], beside: Sequence[Sequence[Any]]
) -> Iterator[Issue]:
    """Say that rows of the header hold an answer to every item, as the first people do."""
    places = [names.index(name) for name in chosen]
    wide = [row for row in beside if len(row) > max(places)]
    count = sum(
        all(code_of(row[at], item.codes, text=True) >= 0 for at, item in zip(places, form.items, strict=True))
        for row in wide
    )
    if count:
        message = f"{count} of the header rows {'hold' if count > 1 else 'holds'} an answer to every item: a person?"
        hint = "If so, say a smaller number of 'header_rows'."
        yield Issue("answers-in-header", "$.header_rows", message, hint, facts={"count": count})


def _other_shape(
    form: AnswerForm, names: Sequence[Any], sample: Callable[[], Mapping[Any, Sequence[Any]]] | None
) -> Issue | None:
    """Say that there is a column an item and occasion, or a row an answer, where that is so."""
    if occasions := occasions_of(form, names):
        message = f"There is a column for each item on each of {len(occasions)} occasions."
        hint = f"Say so with occasions={list(occasions)!r}, or '--occasions {','.join(occasions)}' in the command."
        facts: dict[str, Fact] = {"option": "occasions", "value": occasions}
        return Issue("columns-by-occasion", "$.occasions", message, hint, facts=facts)
    if sample and (long := long_of(form, sample())):
        message = "There is a row for each answer: a column names the items."
        person, item, answer = long
        hint = (
            f"Say so with long={{'person': {person!r}, 'item': {item!r}, 'answer': {answer!r}}}, "
            f"or '--long {','.join(long)}' in the command."
        )
        return Issue("row-per-answer", "$.long", message, hint, facts={"option": "long", "value": long})
    return None


def _more_header(rows: int) -> Issue:
    """Say that the rows below the first name the items, or hold their texts."""
    message = "A row below the first names the items, or holds their texts: more of the header."
    hint = f"Say so with header_rows={rows}, or '--header-rows {rows}' in the command."
    facts: dict[str, Fact] = {"option": "header_rows", "value": rows}
    return Issue("more-header-rows", "$.header_rows", message, hint, facts=facts)


def is_proposed(columns: Any) -> bool:
    """Whether columns that are proposed are to be taken, for all items or beside those that were given."""
    return columns == PROPOSED if isinstance(columns, str) else isinstance(columns, Mapping) and OTHERS in columns


def mapping_of(columns: Any) -> Mapping[str, Any]:
    """Return which column each item was given; empty where none was, or where they are proposed.

    Raises
    ------
    ArgumentError
        It is neither a mapping of names nor 'proposed'.
    """
    given = {} if columns is None or columns == PROPOSED else columns
    if (
        not isinstance(given, Mapping)
        or not all(isinstance(name, Hashable) for name in given.values())
        or given.get(OTHERS, PROPOSED) != PROPOSED
    ):
        message = "Expected a mapping of item id to column name, or 'proposed'."
        hint = "Give a dict; for the columns of other items it may say {'*': 'proposed'}."
        issue = Issue("columns-not-a-mapping", "$.columns", message, hint)
        raise ArgumentError("The option 'columns' cannot be what it was given.", [issue])
    return {item: name for item, name in given.items() if item != OTHERS}


def _known(name: Any, known: Set[Any], spelt: Mapping[str, Any]) -> Any:
    """Return the name as the data have it, whose letters may be composed in another way."""
    return name if name in known or not isinstance(name, str) else spelt.get(normalize("NFC", name), name)


def _check(
    form: AnswerForm,
    names: Sequence[Any],
    chosen: Sequence[Any],
    given: Mapping[str, Any],
    proposed: Mapping[str, Proposal],
    *,
    taken: bool,
) -> None:
    """Raise an error where an item has no column, or shares one, or is not one of the set."""
    known, uses = set(names), Counter(chosen)
    most = 2 * len(proposed) > sum(column not in known for column in chosen)
    free = {name: number for number, name in enumerate(names, 1) if name not in uses and name not in form.known}
    if not (given or most or known.intersection(chosen) or any(nearest_column(str(column), free) for column in chosen)):
        issue = _none_at_all(chosen, known)
        raise _unfit(form, [issue])
    issues = list(_unknown_items(form, given))
    offered = proposed if most and not taken else {}
    if offered:
        issues.append(_proposed(offered, given))
    absent = [
        (f"$.columns.{item.id}", column, nearest_column(str(column), free))
        for item, column in zip(form.items, chosen, strict=True)
        if column not in known and item.id not in offered
    ]
    for item, column in zip(form.items, chosen, strict=True):
        if uses[column] > 1:
            issues.append(_shared(f"$.columns.{item.id}", column, uses[column]))
    issues += _absent(absent)
    if issues:
        raise _unfit(form, issues)


def number_of_items(items: int) -> str:
    """Return how many items, in words for a message."""
    return f"{items} item{'s' * (items != 1)}"


_BY = {"name": "nearly its name", "text": "its text", "number": "its number in the set"}


def by_what(proposed: Mapping[str, Proposal]) -> str:
    """Return what proposals rest on, in words for a message."""
    return " or ".join(dict.fromkeys(_BY[one.why] for one in proposed.values()))


def _proposed(proposed: Mapping[str, Proposal], given: Mapping[str, Any]) -> Issue:
    """Say that every item without a column has one that is probably its own."""
    many = len(proposed) > 1
    message = (
        f"{number_of_items(len(proposed))} {'have' if many else 'has'} no column of {'their' if many else 'its'} own "
        f"name, and {'each has' if many else 'has'} one with {by_what(proposed)}."
    )
    how = "{..., '*': 'proposed'} beside those that are given" if given else "'proposed'"
    hint = f"'inspect' shows which; take them with columns={how}, or '--column proposed' in the command."
    facts: dict[str, Fact] = {
        "option": "columns",
        "value": PROPOSED,
        "count": len(proposed),
        "items": tuple(proposed),
        "how": tuple(sorted({one.why for one in proposed.values()})),
    }
    return Issue("columns-proposed", "$.columns", message, hint, facts=facts)


def note_of_taken(proposed: Mapping[str, Proposal]) -> Issue:
    """Say that what was proposed was taken."""
    message = f"{number_of_items(len(proposed))} read from a column with {by_what(proposed)}."
    return Issue(
        "proposed-columns-taken", "$.columns", message, facts={"count": len(proposed), "items": tuple(proposed)}
    )


def _none_at_all(chosen: Sequence[Any], known: Set[Any]) -> Issue:
    """Say once that no item has a column: where the data are empty, or name their columns in another way."""
    if not known:
        hint = "Is this the right file? Its first line names the columns."
        return Issue("no-columns", "$.columns", "There is no column in these data.", hint)
    message = f"None of the {len(chosen)} items has a column here; the first was looked for as {chosen[0]!r}."
    hint = (
        "Is this the right question set? If so, name the columns as the items are named, or say which is which with "
        "'columns=', or '--column' in the command."
    )
    return Issue("no-columns", "$.columns", message, hint, facts={"columns": tuple(chosen)})


def check_items(form: AnswerForm, given: Mapping[str, Any]) -> None:
    """Raise an error where a column is given to what is no item of the set."""
    if issues := list(_unknown_items(form, given)):
        raise _unfit(form, issues)


def check_shared(form: AnswerForm, chosen: Sequence[Any]) -> None:
    """Raise an error where one name is given to two items."""
    uses = Counter(chosen)
    pairs = zip(form.ids, chosen, strict=True)
    if issues := [_shared(f"$.columns.{item}", name, uses[name]) for item, name in pairs if uses[name] > 1]:
        raise _unfit(form, issues)


def _shared(path: str, column: Any, items: int) -> Issue:
    message = f"The column {column!r} is given to {items} items."
    hint = "Give every item a column of its own."
    return Issue("shared-column", path, message, hint, facts={"column": column, "items": items})


def _unknown_items(form: AnswerForm, given: Mapping[Any, Any]) -> Iterator[Issue]:
    """Yield an issue for every item that is given a column and is not one of the set."""
    for item_id in given:
        if item_id not in form.known:
            near = nearest(str(item_id), form.ids, taken=given)
            hint = f"Did you mean {near!r}?" if near else "Use the ids of the question set."
            message = f"There is no item {item_id!r}."
            yield Issue("unknown-item-in-columns", "$.columns", message, hint, facts={"item": item_id})


def _unfit(form: AnswerForm, issues: Iterable[Issue]) -> ResponseError:
    return ResponseError(f"The columns of these data do not fit {form.name}.", issues)


def _absent(absent: Sequence[tuple[str, Any, str]]) -> Iterator[Issue]:
    """Say which columns are not there, those that none resembles at once: by path, name, and what may be meant."""
    alone = [column for _, column, near in absent if not near]
    at_once = alone if len(alone) > MOST_APART else []
    how = "Say which {} with 'columns=', or '--column' in the command."
    for path, column, near in absent:
        if near or not at_once:
            hint = f"{near} {how.format('it is')}".lstrip()
            yield Issue("missing-column", path, f"There is no column {column!r}.", hint, facts={"column": column})
    if at_once:
        message = f"{number_of_items(len(at_once))} have no column: {', '.join(map(repr, at_once))}."
        yield Issue("missing-column", "$.columns", message, how.format("they are"), facts={"columns": tuple(at_once)})


def nearest_column(name: str, numbers: Mapping[Any, int]) -> str:
    """Say which column has nearly this name, by its number: where a header is lost, names are somebody's answers."""
    near = nearest(name, (known for known in numbers if isinstance(known, str)))
    return f"Did you mean column {numbers[near]}, which is called nearly that?" if near else ""
