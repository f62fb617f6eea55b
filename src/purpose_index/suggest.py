"""'Did you mean …?': the nearest known name to one that is not known."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest of `known`, or the known names where none is near.

    Examples
    --------
    >>> did_you_mean("q04", ["q4", "q5"])
    "Did you mean 'q4'?"
    >>> did_you_mean("zz", ["mean", "sum"])
    "Known are 'mean' and 'sum'."
    """
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean {near[0]!r}?"
    if not names:
        return ""
    shown = [repr(n) for n in names[:8]] + (["others"] if len(names) > 8 else [])
    listed = shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
    return f"Known {'is' if len(shown) == 1 else 'are'} {listed}."
