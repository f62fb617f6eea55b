"""What stands for a missing answer in these data alone, beside what the question set declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import FrozenDict
from purpose_index.question_set.answers import whole_number
from purpose_index.responses.form import REASONS

if TYPE_CHECKING:
    from purpose_index.errors import Fact
    from purpose_index.responses.form import AnswerForm

_CODES = {reason: code for code, reason in REASONS.items() if reason != "empty"}


def with_missing_codes(form: AnswerForm, codes: Any) -> AnswerForm:
    """Return a form in which more numbers and texts stand for a missing answer.

    Parameters
    ----------
    form
        The form of the question set.
    codes
        The reason ('skipped', 'not_applicable' or 'not_shown') by number or text; None where there are no more.

    Raises
    ------
    ArgumentError
        It is no such mapping; one of them has two reasons, as 9 and '9' may; or is an answer to an item.
    """
    if codes is None:
        return form
    if not isinstance(codes, Mapping) or not all(map(_is_code, codes)) or not all(map(_is_reason, codes.values())):
        message = f"Expected a mapping of number or text to one of {', '.join(map(repr, _CODES))}."
        hint = "Give one, as in {'nvt': 'not_applicable'}."
        issue = Issue("missing-codes-not-known", "$.missing_codes", message, hint, facts={"reasons": tuple(_CODES)})
        raise ArgumentError("The option 'missing_codes' cannot be what it was given.", [issue])
    more: dict[int | str | None, int] = {}
    for code, reason in codes.items():
        if more.setdefault(_stored(code), _CODES[reason]) != _CODES[reason]:
            message = "One code is there twice, as cells hold it, with two reasons."
            issue = Issue("missing-codes-not-known", "$.missing_codes", message, "Give it one reason.")
            raise ArgumentError("The option 'missing_codes' cannot be what it was given.", [issue])
    if answers := [item.id for item in form.items if any(item.codes.get(code, -1) >= 0 for code in more)]:
        message = f"A code for a missing answer is an answer to {len(answers)} item{'s' * (len(answers) > 1)}."
        hint = "Leave it out: an answer of these items is never missing."
        facts: dict[str, Fact] = {"items": tuple(answers), "count": len(answers)}
        issue = Issue("missing-code-is-answer", "$.missing_codes", message, hint, facts=facts)
        raise ArgumentError("The option 'missing_codes' cannot be what it was given.", [issue])
    items = tuple(replace(item, codes=FrozenDict({**item.codes, **more})) for item in form.items)
    return replace(form, items=items, tables=tuple(item.codes for item in items))


def _is_code(code: object) -> bool:
    return (isinstance(code, str) and bool(code.strip())) or (isinstance(code, int) and not isinstance(code, bool))


def _is_reason(reason: object) -> bool:
    return isinstance(reason, str) and reason in _CODES


def _stored(code: int | str) -> int | str:
    """Return a code as cells hold it: a whole number, or a text without spaces around it."""
    if isinstance(code, int):
        return code
    number = whole_number(code.strip())
    return normalize("NFC", code.strip()) if number is None else number
