"""A bar for long work: on a terminal, on standard error, and only when it takes a while."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 0.5


@contextmanager
def progress(task: str) -> Iterator[Callable[[float], None]]:
    """Yield a function that is told which fraction of the work is done, from 0 to 1."""
    started = monotonic()
    with ExitStack() as stack:
        show: Callable[[float], None] | None = None

        def tell(fraction: float) -> None:
            nonlocal show
            if show is None and sys.stderr.isatty() and monotonic() - started > PATIENCE:
                show = stack.enter_context(_bar(task))
            if show is not None:
                show(fraction)

        yield tell


@contextmanager
def _bar(task: str) -> Iterator[Callable[[float], None]]:
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        name = bar.add_task(task, total=1.0)
        yield lambda fraction: bar.update(name, completed=fraction)
