"""What a source of rows is, whatever holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from purpose_index.engines.parts import Part, Work

Tell: TypeAlias = Callable[[int], None]
Run: TypeAlias = "Callable[[list[str], Work[Any], Tell], Iterable[Part[Any]]]"


class Source(NamedTuple):
    """A source of rows, which are read in parts.

    Parameters
    ----------
    names
        The names of its columns; None where every file of it has its own.
    run
        Does the work on the rows, of which only the named columns are read, and tells how many it has done.
    size
        Asks the engine itself how many rows there are; None where it cannot say without using them up.
    """

    names: Sequence[str] | None
    run: Run
    size: Callable[[], int] | None


def in_one_part(read: Callable[[list[str]], Iterable[Any]]) -> Run:
    """Return what does the work in this process, on the blocks of rows that are read one after the other."""

    def run(names: list[str], work: Work[Any], tell: Tell) -> Iterator[Part[Any]]:
        yield work(read(names), tell)

    return run
