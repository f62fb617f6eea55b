"""What is counted of a source, a part at a time: one function that reads a part, and one that adds parts up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from purpose_index.responses.blocks import BlockCoder
from purpose_index.responses.form import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.columns import Problem
    from purpose_index.responses.read import Reading

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """What was counted of some rows of a source.

    Parameters
    ----------
    rows
        How many rows there were.
    problems
        What is wrong with each item's column.
    found
        What was counted.
    """

    rows: int
    problems: list[list[Problem]]
    found: T


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """What is done with the rows of a part: it travels to wherever they are.

    Parameters
    ----------
    q
        The question set.
    reading
        How the data are to be read, as in `encode`.
    count
        What is counted of the codes of some rows.
    add
        Adds two of those up.
    at_once
        How many rows to count at once, at the least: more than are read at once, where counting has a price of its own.
    """

    q: QuestionSet
    reading: Reading
    count: Callable[[CodedResponses], T]
    add: Callable[[T, T], T]
    at_once: int = 1

    def __call__(self, blocks: Iterable[Any], tell: Callable[[int], None] | None = None) -> Part[T]:
        """Count data frames one after the other, and tell how many rows have been read."""
        coder = BlockCoder(form_of(self.q), self.reading)

        def counted() -> Iterable[T]:
            for block in joined(blocks, self.at_once):
                yield self.count(coder.code(block))
                if tell is not None:
                    tell(coder.rows)

        found = added(counted(), self.add, self.count(coder.nothing()))
        return Part(coder.rows, coder.problems, found)

    def together(self, parts: Iterable[Part[T]]) -> Part[T]:
        """Add parts up; which of their rows come first nobody can say, so that problems lose their rows."""
        several = list(parts)
        if len(several) == 1:
            return several[0]
        problems: list[list[Problem]] = [
            [(problem, count, []) for own in of_item for problem, count, _ in own]
            for of_item in zip(*(part.problems for part in several), strict=True)
        ]
        found = reduce(self.add, (part.found for part in several))
        return Part(sum(part.rows for part in several), problems, found)


def joined(blocks: Iterable[Any], rows: int) -> Iterator[Any]:
    """Yield data frames joined until they have so many rows; what is no frame, or has columns of other types, apart."""
    import narwhals as nw

    held: list[Any] = []
    for block in blocks:
        frame = nw.from_native(block, eager_only=True, pass_through=True)
        alike = isinstance(frame, nw.DataFrame) and (not held or frame.schema == held[0].schema)
        if held and not alike:
            yield nw.concat(held)
            held = []
        if not isinstance(frame, nw.DataFrame):
            yield block
            continue
        held.append(frame)
        if sum(map(len, held)) >= rows:
            yield nw.concat(held)
            held = []
    if held:
        yield nw.concat(held)


def added(values: Iterable[T], add: Callable[[T, T], T], nothing: T) -> T:
    """Add values up in pairs, and pairs in pairs, so that one that grows is added to few others.

    Examples
    --------
    >>> added("abcde", lambda a, b: f"({a}{b})", "")
    '(((ab)(cd))e)'
    """
    waiting: list[T] = []
    for number, value in enumerate(values, 1):
        while number % 2 == 0:
            value, number = add(waiting.pop(), value), number // 2
        waiting.append(value)
    return reduce(lambda total, value: add(value, total), reversed(waiting)) if waiting else nothing
