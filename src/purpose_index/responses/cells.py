"""What one value says: a code, or what is wrong with it. The one place that knows what an answer can look like."""

from __future__ import annotations

import math
import re
from numbers import Integral, Real
from typing import TYPE_CHECKING
from unicodedata import normalize

from purpose_index.errors import Issue
from purpose_index.frozen import FrozenDict
from purpose_index.responses.form import EMPTY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.errors import Fact
    from purpose_index.responses.form import ItemForm

UNDECLARED, FRACTIONAL, INFINITE, TEXT, BOOLEAN, LABELLED, OTHER = PROBLEMS = (-11, -12, -13, -14, -15, -16, -17)
NO_FACTS: FrozenDict[str, Fact] = FrozenDict()
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]*)?", re.ASCII)
_IN_OBJECT = "Make it a number; text is read as one in text files only."
_MISSING_TEXT = frozenset({"", "NA", "NaN", "nan"})
_MISSING_TYPES = frozenset({"NAType", "NaTType", "MaskedConstant"})


def code_of(value: object, codes: dict[int | str | None, int], *, text: bool = False) -> int:
    """Return the code of a value: 0 and up for an answer, -1 to -4 for a missing one, one of PROBLEMS otherwise.

    Parameters
    ----------
    value
        Anything that came as an answer.
    codes
        The code of every declared value.
    text
        Whether the value comes from a text file, where text is read as a number.
    """
    if isinstance(value, str):
        return _code_of_text(value.strip(), codes, text=text)
    if value is None or type(value).__name__ in _MISSING_TYPES:
        return EMPTY
    if type(value).__name__ in {"bool", "bool_"}:
        return BOOLEAN
    if not isinstance(value, Real) or type(value).__name__ == "timedelta64":  # numpy counts durations among integers
        return OTHER
    if isinstance(value, Integral):
        return codes.get(int(value), UNDECLARED)
    try:
        return _code_of_float(float(value), codes)
    except OverflowError:
        return UNDECLARED


def _code_of_text(value: str, codes: dict[int | str | None, int], *, text: bool) -> int:
    declared = codes.get(value if value.isascii() else normalize("NFC", value))
    if declared is not None:
        return declared
    if value in _MISSING_TEXT and (text or not value):
        return EMPTY
    return _code_of_float(float(value), codes) if text and _NUMBER.fullmatch(value) else TEXT


def _code_of_float(value: float, codes: dict[int | str | None, int]) -> int:
    if math.isnan(value):
        return EMPTY
    if math.isinf(value):
        return INFINITE
    return codes.get(int(value), UNDECLARED) if value.is_integer() else FRACTIONAL


def issue_of(
    problem: int, path: str, subject: str, item: ItemForm, *, text: bool = False, facts: Mapping[str, Fact] = NO_FACTS
) -> Issue:
    """Say what is wrong with one answer or with a column of them; `subject` is what the sentence is about."""

    def wrong(code: str, what: str, hint: str) -> Issue:
        message = f"{subject} {what}; expected {item.expected}."
        return Issue(code, path, message, hint, facts={**facts, **item.facts})

    if problem == BOOLEAN:
        return wrong("boolean-answer", "true or false", "Give the number of the option.")
    if problem == TEXT:
        in_file = "Replace labels by their numbers, and write 3 rather than '3,0'."
        return wrong("text-answer", "text", in_file if text else _IN_OBJECT)
    if problem == INFINITE:
        return wrong("infinite-answer", "infinite", "Leave it empty where it is missing.")
    if problem == FRACTIONAL:
        return wrong("fractional-answer", "not whole", "Give the answer as it was chosen.")
    if problem == UNDECLARED:
        hint = "Declare a code for a missing answer under 'missing:' in the question set."
        return wrong("undeclared-answer", "not one of the options", hint)
    if problem == LABELLED:
        hint = "Replace the labels by the numbers of the options; the order of categories is not a number."
        return wrong("labelled-answer", "a category", hint)
    return wrong("not-a-number", "not a number", "Give the number of the option.")
