"""Counts the answers in a source of any kind, in memory or not."""

from __future__ import annotations

from itertools import chain
from operator import add as plus
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from purpose_index.engines.files import is_many
from purpose_index.engines.parts import Work
from purpose_index.engines.source_of import is_read_in_parts, source_of
from purpose_index.errors import Issue, ResponseError
from purpose_index.frozen import FrozenDict
from purpose_index.responses.beside import check_beside, columns_beside
from purpose_index.responses.blocks import check_problems
from purpose_index.responses.encode import encode
from purpose_index.responses.form import form_of
from purpose_index.responses.match import match_columns
from purpose_index.responses.read import check_in_parts, needing_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from purpose_index.engines.source import Source, Tell
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading

T = TypeVar("T")

AT_HAND = 1 << 14  # rows
NOTHING: FrozenDict[str, Iterable[Any]] = FrozenDict()


def counted(
    q: QuestionSet,
    data: Any,
    count: Callable[[CodedResponses], T],
    reading: Reading,
    *,
    add: Callable[[T, T], T] = plus,
    at_once: int = 1,
    keep: Mapping[str, Iterable[Any]] = NOTHING,
    progress: Callable[[float], None] | None = None,
) -> T:
    """Return what `count` makes of answers: of all at once where they are in memory, else a part at a time.

    Parameters
    ----------
    q
        The question set.
    data
        What `encode` takes, or a source that `source_of` knows.
    count
        What is counted of some rows: a function of a module or a `partial` of it, as it is sent to where they are.
    add
        Adds two of what `count` returns; the order of the rows plays no part.
    at_once
        How many rows of a part to count at once, at the least.
    keep
        The columns beside the items that `count` finds in `.extra`, by the argument that names them.
    reading
        How the data are to be read, as in `encode`.
    progress
        As in `encode`; it is of the rows.

    Raises
    ------
    ResponseError
        As `encode`; or the engine counts other rows than were read.
    ArgumentError
        As `source_of`; or a column that is kept is not there.
    """
    source = source_of(data)
    if source is None or _is_at_hand(data, source) or (needing_memory(reading) and not is_read_in_parts(data)):
        coded = encode(q, data, **reading, progress=progress)
        check_beside(keep, columns_beside(coded.extra), coded.items)
        return count(coded)
    form = form_of(q)
    names: list[Any] = []
    if source.names is not None:
        check_in_parts(reading)
        names = match_columns(form, source.names, reading.get("columns")).chosen
        check_beside(keep, [name for name in source.names if name not in set(names)], form.ids)
        reading = {**reading, "columns": dict(zip(form.ids, names, strict=True))}
    expected = source.size() if source.size else None
    work = Work(q, reading, count, add, at_once)
    beside = dict.fromkeys(chain.from_iterable(keep.values()))
    part = work.together(source.run([*names, *beside], work, _tell(expected, progress)))
    check_problems(form, part.problems)
    if expected is not None and part.rows != expected:
        raise _counted_otherwise(part.rows, expected)
    if progress is not None:
        progress(1.0)
    return part.found


def _is_at_hand(data: Any, source: Source) -> bool:
    """Return whether this is one file with few rows: `encode` reads it, and sees where the last one is a total."""
    one = isinstance(data, str | Path) and not is_many(data)
    return one and source.size is not None and source.size() <= AT_HAND


def _tell(expected: int | None, progress: Callable[[float], None] | None) -> Tell:
    """Return what tells a fraction of the rows that the engine counts."""

    def tell(rows: int) -> None:
        if progress is not None and expected:
            progress(min(rows / expected, 1.0))

    return tell


def _counted_otherwise(rows: int, expected: int) -> ResponseError:
    message = f"{rows} rows were read, where the engine itself counts {expected}."
    hint = "Does the query draw a sample, or do its data change? Write its rows to Parquet files, and count those."
    issue = Issue("rows-counted-otherwise", "$.rows", message, hint, facts={"rows": rows, "expected": expected})
    return ResponseError("The rows of these data are not the same each time.", [issue])
