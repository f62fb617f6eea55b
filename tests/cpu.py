"""How long a call takes, as steadily as can be told beside whatever else a machine does."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def quickest(call: Callable[[], object], *, tries: int = 3) -> float:
    """Return the fewest seconds of processor time of some calls, without collecting the garbage of other tests."""
    spent = []
    gc.disable()
    try:
        for _ in range(tries):
            start = time.process_time()
            call()
            spent.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(spent)
