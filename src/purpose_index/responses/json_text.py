"""Answers that come as JSON: a key that stands there twice has two answers, of which Python would keep the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SHOWN = 20


def unique_keys(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return one object of a JSON text as a dict, for the `object_pairs_hook` of Python's `json`.

    Raises
    ------
    ResponseError
        A key stands there twice. It is told by its position, since a key may be personal.

    Examples
    --------
    >>> import json
    >>> json.loads('{"q01": 4, "q02": 5}', object_pairs_hook=unique_keys)
    {'q01': 4, 'q02': 5}
    >>> json.loads('{"q01": 4, "q01": 5}', object_pairs_hook=unique_keys)
    Traceback (most recent call last):
    purpose_index.errors.ResponseError: These answers are ambiguous.
      - $: Key number 2 stands there twice. Keep one answer to every question. [duplicate-answer]
    """
    found: dict[str, Any] = {}
    issues = []
    for position, (key, value) in enumerate(pairs, 1):
        if key in found:
            message = f"Key number {position} stands there twice."
            hint = "Keep one answer to every question."
            issues.append(Issue("duplicate-answer", "$", message, hint, facts={"position": position}))
        found[key] = value
    if issues:
        raise ResponseError("These answers are ambiguous.", issues[:MOST_SHOWN], total=len(issues))
    return found
