"""What a plain YAML scalar means by the core schema of YAML 1.2, and which ones two readers would read differently."""

from __future__ import annotations

import re

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_BASED_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
MAX_DIGITS = 300  # of a number; longer text is not looked at closely, which would take a time of its square
_LONG_NUMBER = re.compile(r"[-+]?[0-9][0-9a-fA-F_.:xobeE+-]*")

# words that YAML 1.1 reads as true or false and YAML 1.2 as text
_WORDS_OF_1_1 = re.compile(r"(y|n|yes|no|on|off)", re.IGNORECASE)
_AMBIGUOUS = re.compile(
    r"[-+]?0[0-9]+"  # 010 is 8 or 10
    r"|[-+]?[0-9]+(:[0-5]?[0-9])+"  # 1:30 is 90 or text
    r"|[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?"  # 1_000 is 1000 or text
    r"|[-+]?[0-9]+\.[0-9]*0"  # 1.10 is 1.1
    r"|[-+]?(0[xo][0-9a-fA-F]+|0b[01_]+)"
)


def resolve(text: str) -> str | int | float | bool | None:
    """Return the value of a plain scalar.

    Examples
    --------
    >>> resolve("no"), resolve("12"), resolve("1e3"), resolve("~"), resolve("True")
    ('no', 12, 1000.0, None, True)
    """
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if text[0] not in "-+.0123456789" or len(text) > MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASED_INT.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _SPECIAL_FLOAT.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def is_ambiguous(text: str, *, as_key: bool) -> bool:
    """Tell whether readers of YAML disagree on this plain scalar, or would lose a part of it.

    Examples
    --------
    >>> [is_ambiguous(text, as_key=False) for text in ("1.10", "010", "1_000", "no", "1.5", "3")]
    [True, True, True, False, False, False]
    >>> is_ambiguous("no", as_key=True)
    True
    """
    if as_key and _WORDS_OF_1_1.fullmatch(text):
        return True
    if text[:1] not in tuple("-+0123456789"):
        return False
    return (_AMBIGUOUS if len(text) <= MAX_DIGITS else _LONG_NUMBER).fullmatch(text) is not None
