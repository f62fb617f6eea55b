"""Files that are not question sets, and may hold somebody's answers: nothing of what they say is repeated."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from purpose_index.frozen import FrozenDict

if TYPE_CHECKING:
    from purpose_index.errors import Issue

_LOOKS_LIKE_ONE = re.compile(r"""(?:^|[{,])\s*["']?(?:items|scales)["']?\s*:""", re.MULTILINE)
_LOOKS_LIKE_A_SCHEMA = re.compile(r"""["']?\$schema["']?\s*:\s*["']?https?://json-schema\.org""")
_QUOTING = frozenset({"alias", "anchor", "tag"})
_OWN_FIELD = re.compile(r"\$\.[a-z_]+")


def looks_like_question_set(text: str) -> bool:
    """Tell whether a text says something of items or scales, and is not a JSON Schema."""
    return bool(_LOOKS_LIKE_ONE.search(text)) and not _LOOKS_LIKE_A_SCHEMA.search(text)


def hushed(issue: Issue) -> Issue:
    """Return an issue of such a file without what it quotes: its keys may be the first row of a file of answers."""
    says_no_more = issue.path == "$" and issue.code not in _QUOTING
    if says_no_more or (issue.code == "missing-field" and _OWN_FIELD.fullmatch(issue.path)):
        return issue
    message, hint = "Something here has no place in a question set.", "Is this the right file?"
    return replace(issue, path="$", message=message, hint=hint, facts=FrozenDict())
