"""What one value says: a code, or what is wrong with it. The one place that knows what an answer can look like."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from purpose_index.errors import Issue
from purpose_index.frozen import FrozenDict
from purpose_index.responses.form import EMPTY
from purpose_index.responses.labels import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.errors import Fact
    from purpose_index.responses.form import ItemForm
    from purpose_index.responses.labels import Words

UNDECLARED, FRACTIONAL, INFINITE, TEXT, BOOLEAN, LABELLED, OTHER = -11, -12, -13, -14, -15, -16, -17
THOUSANDS, DATE = -18, -19
NO_FACTS: FrozenDict[str, Fact] = FrozenDict()
_NUMBER = re.compile(r"([+-]?[0-9]{1,15})(?:([.,])([0-9]*))?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3}|(\.[0-9]{3}){2,})+", re.ASCII)
_LARGEST = 10**9
_IN_OBJECT = "Make it a number; text is read as one in text files only."
_MISSING_TEXT = frozenset({"", "NA", "NaN", "nan"})
_MISSING_TYPES = frozenset({"NAType", "NaTType", "MaskedConstant"})


def code_of(
    value: object, codes: dict[int | str | None, int], *, text: bool = False, words: Words | None = None
) -> int:
    """Return the code of a value: 0 and up for an answer, -1 to -4 for a missing one, -11 and below for a problem.

    Parameters
    ----------
    value
        Anything that came as an answer.
    codes
        The code of every declared value.
    text
        Whether the value comes from a text file, where text is read as a number.
    words
        The code of every label, folded, where answers are labels; a number beside them is read as one.
    """
    if isinstance(value, str):
        return _code_of_text(value.strip(), codes, text=text, words=words)
    if value is None or type(value).__name__ in _MISSING_TYPES:
        return EMPTY
    if type(value).__name__ in {"bool", "bool_"}:
        return BOOLEAN
    if isinstance(value, date | time):
        return DATE
    if not isinstance(value, Real | Decimal) or type(value).__name__ == "timedelta64":  # an integer to numpy
        return OTHER
    if isinstance(value, Integral):
        return codes.get(int(value), UNDECLARED)
    return _code_of_real(value, codes)


def _code_of_text(value: str, codes: dict[int | str | None, int], *, text: bool, words: Words | None) -> int:
    declared = codes.get(value if value.isascii() else normalize("NFC", value))
    if declared is not None:
        return declared
    if words is not None and (code := words.get(fold(value))) is not None:
        return code
    as_file = text or words is not None
    if value in _MISSING_TEXT and (as_file or not value):
        return EMPTY
    if not as_file:
        return TEXT
    if _THOUSANDS.fullmatch(value):
        return THOUSANDS
    number = _NUMBER.fullmatch(value)
    if number is None:
        return TEXT
    return codes.get(int(number[1]), UNDECLARED) if not (number[3] or "").strip("0") else FRACTIONAL


def _code_of_real(value: Real | Decimal, codes: dict[int | str | None, int]) -> int:
    if value.is_nan() if isinstance(value, Decimal) else value != value:
        return EMPTY
    number: Any = value if isinstance(value, Decimal | Fraction) else float(value)
    if abs(number) > _LARGEST:
        return INFINITE if abs(number) == float("inf") else UNDECLARED
    whole = int(number)
    return codes.get(whole, UNDECLARED) if whole == number else FRACTIONAL


def issue_of(
    problem: int,
    path: str,
    subject: str,
    item: ItemForm,
    *,
    text: bool = False,
    facts: Mapping[str, Fact] = NO_FACTS,
    declare: str = "declare it under 'missing:' in the set",
) -> Issue:
    """Say what is wrong with one answer or with a column of them.

    `subject` is what the sentence is about, and `declare` how to say that it stands for a missing answer.
    """

    def wrong(code: str, what: str, hint: str) -> Issue:
        message = f"{subject} {what}; expected {item.expected}."
        return Issue(code, path, message, hint, facts={**facts, **item.facts})

    if problem == BOOLEAN:
        return wrong("boolean-answer", "true or false", "Give the number of the option.")
    if problem == TEXT:
        in_file = f"Where it stands for a missing answer, {declare}."
        return wrong("text-answer", "text", in_file if text else _IN_OBJECT)
    if problem == INFINITE:
        return wrong("infinite-answer", "infinite", "Leave it empty where it is missing.")
    if problem == FRACTIONAL:
        return wrong("fractional-answer", "not whole", "Give the answer as it was chosen.")
    if problem == UNDECLARED:
        hint = f"Correct a typing error; only if it stands for a missing answer, {declare}."
        return wrong("undeclared-answer", "not one of the options", hint)
    if problem == THOUSANDS:
        hint = "Write whole numbers without a mark between thousands, and decimals as in 4 or 4,0."
        return wrong("thousands-mark", "of three decimals, or with a mark for thousands", hint)
    if problem == DATE:
        hint = "A spreadsheet makes a date of what looks like one: give the column the format 'text', and fill it anew."
        return wrong("date-answer", "a date", hint)
    if problem == LABELLED:
        hint = "Read them as labels, with labels=True ('--labels any' in the command): their order is not a number."
        return wrong("labelled-answer", "a category", hint)
    return wrong("not-a-number", "not a number", "Give the number of the option.")
