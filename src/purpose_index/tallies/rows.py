"""One pass over the rows, on as many threads as there are cores."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

BLOCKS_A_THREAD = 2  # with fewer, starting a thread takes longer than what it does


def over_rows(n: int, block: int, work: Callable[[Iterable[slice]], list[T]], *, threads: int | None = None) -> list[T]:
    """Give each thread a run of blocks of rows, and return what it made of them, in the order of the rows.

    Parameters
    ----------
    n
        The number of rows.
    block
        The number of rows in a block; the blocks do not depend on the number of threads.
    work
        Called once a thread with the blocks of its run, so that it can hold its scratch; returns a list of results.
    threads
        At most so many; by default as many as this process has cores.

    Examples
    --------
    >>> over_rows(5, 2, lambda blocks: [range(9)[rows] for rows in blocks], threads=2)
    [range(0, 2), range(2, 4), range(4, 5)]
    """
    blocks = [slice(start, min(start + block, n)) for start in range(0, n, block)]
    count = max(1, min(threads or cores(), len(blocks) // BLOCKS_A_THREAD))
    runs = [blocks[len(blocks) * t // count : len(blocks) * (t + 1) // count] for t in range(count)]
    if count == 1:
        return work(blocks)
    with ThreadPoolExecutor(count) as pool:
        return [result for results in pool.map(work, runs) for result in results]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
