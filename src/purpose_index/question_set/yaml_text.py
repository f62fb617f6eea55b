"""A question set as the YAML of a file: every text but plain words in quotes, so that readers take none for another."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from purpose_index.question_set.scalars import is_ambiguous, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.question_set.models import QuestionSet

_WORD = re.compile("[a-z][a-z0-9_-]*")
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}  # YAML 1.1 would end a line there


def yaml_text(q: QuestionSet) -> str:
    """Return the text of a file that `purpose_index.load` reads as this same set.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.question_set.yaml_text import yaml_text
    >>> q = pi.load("purpose-index")
    >>> pi.loads(yaml_text(q)) == q
    True
    """
    data = q.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return "".join(f"{line}\n" for line in _lines(data))


def _lines(data: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of the outermost mapping: lists of mappings have a line an entry, all else one line a key."""
    for key, value in data.items():
        if _is_list_of_mappings(value):
            yield f"{key}:"
            yield from (f"  - {_inline(entry)}" for entry in value)
        elif isinstance(value, dict) and any(_is_list_of_mappings(inside) for inside in value.values()):
            yield f"{key}:"
            for name, entries in value.items():
                yield f"  {_text(name)}:"
                yield from (f"    - {_inline(entry)}" for entry in entries)
        else:
            yield f"{key}: {_inline(value)}"


def _is_list_of_mappings(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_text(key)}: {_inline(inside)}" for key, inside in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    if _WORD.fullmatch(text) and resolve(text) == text and not is_ambiguous(text, as_key=True):
        return text
    return json.dumps(text, ensure_ascii=False).translate(_LINE_ENDS)
