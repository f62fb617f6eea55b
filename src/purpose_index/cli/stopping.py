"""How the command ends when it is told to stop: nothing half done stays behind."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

_unfinished: set[Path] = set()


def stop_when_asked() -> None:
    """Let Ctrl-C, a request to end and a terminal that closes end the process with 128 + the signal's number."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` and shells in the background have said: go on
            signal.signal(number, _stop)


@contextmanager
def removed_at_the_end(path: Path) -> Iterator[Path]:
    """Yield the path of a temporary file, which is removed afterwards and when the process is told to stop."""
    _unfinished.add(path)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        _unfinished.discard(path)


def _stop(number: int, _frame: object) -> NoReturn:
    for path in tuple(_unfinished):  # here and not only on the way out, which another signal could break off
        path.unlink(missing_ok=True)
    raise SystemExit(128 + number)
