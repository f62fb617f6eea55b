"""What data hold, before they are used: which column is which item and why, and what makes right what is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Unpack, cast

from purpose_index.errors import ResponseError
from purpose_index.frozen import Frozen
from purpose_index.question_set.load import question_set_of
from purpose_index.rendering import Shown
from purpose_index.responses.beside import columns_beside
from purpose_index.responses.encode import encode, read_and_coded
from purpose_index.responses.files import check_regular
from purpose_index.responses.form import form_of
from purpose_index.responses.labels import declared_words
from purpose_index.responses.match import mapping_of
from purpose_index.responses.missing_codes import with_missing_codes
from purpose_index.responses.problems import what_is
from purpose_index.responses.read import OTHERS, PROPOSED, how_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.errors import Issue
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.read import How, Read, Reading

By = Literal["given", "id", "declared", "name", "text", "number"]
FEWEST = 5  # people who have a value that is shown, in one item
MOST_VALUES = 30
_ROUNDS = 6


class Odd(NamedTuple):
    """A value that is not an answer, as it stands in the data."""

    value: str
    cells: int
    items: tuple[str, ...]
    what: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Inspection(Frozen, Shown):
    """What data hold for a question set; made by `inspect`.

    Parameters
    ----------
    question_set, version
        The id and the version of the question set.
    people
        The number of rows that are read; None where nothing can be read.
    columns
        The column of every item that has one, by item id.
    by
        What that rests on: 'given', the item's 'id', its 'declared' column, or what is proposed: nearly the same
        'name', the 'text' of the question or its 'number' in the set.
    others
        The names of the columns that are kept beside the answers.
    odd
        The values that are not answers, with how many cells hold them, in which items, and what they probably are; only
        those that five people or more have in one item, unless small counts were asked for.
    issues
        What is in the way when the data are read as was asked: what `encode` says.
    notes
        What the reader does with these data on the way, and what looks odd.
    reading
        The options that make it right: what was asked and what is proposed.
    readable
        Whether the data are read with those options.
    """

    question_set: str
    version: str
    people: int | None
    columns: Mapping[str, Any]
    by: Mapping[str, By]
    others: tuple[Any, ...]
    odd: tuple[Odd, ...]
    issues: tuple[Issue, ...]
    notes: tuple[Issue, ...]
    reading: Mapping[str, Any]
    readable: bool


def inspect(q: QuestionSetLike, data: Any, *, small_counts: bool = False, **reading: Unpack[Reading]) -> Inspection:
    """Return what data hold for a question set, and how they are to be read.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        What `encode` takes.
    small_counts
        Whether odd values that fewer than five people have in one item are shown too.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    Inspection
        `print` shows it. Nothing is changed: `encode(q, data, **found.reading)` reads the data as it proposes.

    Raises
    ------
    ResponseError
        A file is not there, or may not be read.
    ArgumentError
        The data are of no kind that can be read, or an option cannot be what it was given.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> found = pi.inspect(q, [{item.upper(): "Agree" for item in q.item_ids} for person in range(3)])
    >>> found.readable, dict(found.reading)
    (True, {'columns': 'proposed', 'labels': True})
    """
    q = question_set_of(q)
    form = with_missing_codes(form_of(q), reading.get("missing_codes"))
    if isinstance(data, str | Path):
        check_regular(Path(data))
    asked: Reading = {**reading}
    first = None
    for _ in range(_ROUNDS):
        read, coded, issues = _tried(with_missing_codes(form_of(q), reading.get("missing_codes")), data, reading)
        first = tuple(issues) if first is None else first
        proposed = _proposed(issues, reading)
        if coded is not None or not proposed:
            break
        reading = {**reading, **proposed}
    if reading.get("missing_codes") != asked.get("missing_codes"):  # to show what those words are
        read, _, _ = _tried(form, data, reading)
    how = how_of(form, {**reading, "occasions": None})
    if read is None and reading.get("occasions") is None:
        form = _of_those_with_columns(form, issues, reading)
        read = _tried(form, data, reading)[0] if form.items else None
    return Inspection(
        question_set=q.id,
        version=q.version,
        people=len(coded) if coded is not None else None if read is None else read.n,
        columns=read.chosen if read else {},
        by=dict(_reasons(form, read, asked)) if read else {},
        others=tuple(columns_beside(coded.extra if coded else read.extra if read else None)),
        odd=tuple(_odd(form, read, how, small_counts=small_counts)) if read else (),
        issues=first or (),
        notes=coded.issues if coded else tuple(read.notes) if read else (),
        reading={name: value for name, value in reading.items() if value is not None},
        readable=coded is not None,
    )


def _proposed(issues: Sequence[Issue], reading: Reading) -> Reading:
    """Return the options that the issues propose and that are not there yet."""
    found: dict[str, Any] = {}
    for issue in issues:
        option, value = issue.facts.get("option"), issue.facts.get("value")
        given: Any = reading.get(option) if isinstance(option, str) else None
        if option == "missing_codes" and isinstance(value, tuple):
            pairs: Any = value
            found[option] = {**dict(pairs), **(given or {})}
        elif option == "columns" and isinstance(given, Mapping):
            found[option] = {**given, OTHERS: PROPOSED}
        elif isinstance(option, str) and given is None:
            found[option] = list(value) if isinstance(value, tuple) else value
    if "long" in found:
        found["long"] = dict(zip(("person", "item", "answer"), found["long"], strict=True))
    return cast("Reading", {option: value for option, value in found.items() if value != reading.get(option)})


def _tried(form: AnswerForm, data: Any, reading: Reading) -> tuple[Read | None, CodedResponses | None, Sequence[Issue]]:
    """Return what is read in this way, the answers, and what is wrong; None for what there is not."""
    try:
        if reading.get("occasions") is not None:
            return None, encode(form.question_set, data, **reading), ()
        return read_and_coded(form, data, how_of(form, reading))
    except ResponseError as error:
        return None, None, error.issues


def _of_those_with_columns(form: AnswerForm, issues: Sequence[Issue], reading: Reading) -> AnswerForm:
    """Return the form of the items that have a column, where others have none: to show what is there."""
    absent = {name for issue in issues if issue.code == "missing-column" for name in _names(issue)}
    given = mapping_of(reading.get("columns"))
    items = tuple(item for item in form.items if absent and given.get(item.id, item.column) not in absent)
    return replace(form, items=items, ids=tuple(item.id for item in items), tables=tuple(item.codes for item in items))


def _names(issue: Issue) -> tuple[Any, ...]:
    names = issue.facts.get("columns")
    return names if isinstance(names, tuple) else (issue.facts.get("column"),)


def _reasons(form: AnswerForm, read: Read, asked: Reading) -> Iterator[tuple[str, By]]:
    given = asked.get("columns")
    names = given if isinstance(given, Mapping) else {}
    for item in form.items:
        if item.id not in read.chosen:
            continue
        if item.id in names:
            yield item.id, "given"
        elif item.id in read.proposed:
            yield item.id, read.proposed[item.id]
        else:
            yield item.id, "id" if item.column == item.id else "declared"


def _odd(form: AnswerForm, read: Read, how: How, *, small_counts: bool) -> Iterator[Odd]:
    """Yield the values that are not answers, the most frequent first."""
    cells: Counter[tuple[str, str]] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    items: dict[tuple[str, str], list[str]] = {}
    for item, column, labels in zip(form.items, read.columns, declared_words(form), strict=True):
        as_file = column.text or how.words is not None
        for value, count in column.odd(read.n).items() if column.problems else ():
            key = str(value).strip(), what_is(item, value, text=as_file, labels=labels)
            cells[key] += count
            people[key] = max(people[key], count)  # at least so many, since one has one cell an item
            items.setdefault(key, []).append(item.id)
    shown = [(key, count) for key, count in cells.most_common() if small_counts or people[key] >= FEWEST]
    for (value, what), count in shown[:MOST_VALUES]:
        yield Odd(value, count, tuple(dict.fromkeys(items[value, what])), what)
