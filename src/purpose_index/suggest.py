"""'Did you mean …?': the nearest known name to one that is not known."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

MAX_NAMES = 1000  # and as long as an id or a column can be: a file of nonsense must not take minutes
_LONGEST = 200
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def nearest(name: str, known: Iterable[str], *, taken: Container[str] = ()) -> str | None:
    """Return the nearest of `known`; None where none is near, or where it is taken.

    Parameters
    ----------
    name
        A name that is not known.
    known
        The names that could be meant. The first thousand are looked at.
    taken
        Names that mean something else already, and so are never proposed.

    Notes
    -----
    Nearest is a name that differs in case, spaces, punctuation, the form of its letters (NFKC) or leading zeros alone.
    A name with another number is another item, not another spelling: `q12` is never proposed for `q11`.

    Examples
    --------
    >>> nearest("Q1", ["q01", "q10"])
    'q01'
    >>> nearest("q11", ["q12", "q10"]) is None
    True
    >>> nearest("revers", ["reverse", "scale"])
    'reverse'
    """
    if len(name) > _LONGEST:
        return None
    free = [other for other in islice(known, MAX_NAMES) if len(other) <= _LONGEST and other not in taken]
    alike = _skeleton(name)
    same = [other for other in free if _skeleton(other) == alike]
    if same:
        return same[0] if len(same) == 1 else None  # which of them is anybody's guess
    digits = _digits(name)
    near = get_close_matches(name, [other for other in free if _digits(other) == digits], n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(name: str, known: Iterable[str], *, taken: Container[str] = ()) -> str:
    """Return a hint that names the nearest of `known`, or the known names where none is near.

    Examples
    --------
    >>> did_you_mean("q04", ["q4", "q5"])
    "Did you mean 'q4'?"
    >>> did_you_mean("zz", ["mean", "sum"])
    "Available: 'mean' and 'sum'."
    """
    names = [other for other in islice(known, MAX_NAMES) if len(other) <= _LONGEST]
    near = nearest(name, names, taken=taken)
    if near is not None:
        return f"Did you mean {near!r}?"
    if not names:
        return ""
    return f"Available: {listed(names)}."


def listed(names: Iterable[str], most: int = 8) -> str:
    """Return names as part of a sentence, in quotes: the first `most` of them.

    Examples
    --------
    >>> listed(["a"]), listed("abc"), listed("abc", 2)
    ("'a'", "'a', 'b' and 'c'", "'a', 'b' and others")
    """
    first = list(islice(names, most + 1))
    shown = [repr(name) for name in first[:most]] + (["others"] if len(first) > most else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _skeleton(name: str) -> str:
    """Return what is left of a name without case, spaces, punctuation, forms of letters and leading zeros."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _LEADING_ZEROS.sub("", "".join(c for c in plain if c.isalnum()))


def _digits(name: str) -> list[str]:
    return re.findall("[0-9]+", _LEADING_ZEROS.sub("", unicodedata.normalize("NFKC", name)))
