"""Numbers for people, in Dutch and English: the one place that says how a number is written, and how many there are."""

from __future__ import annotations

from math import isnan
from typing import Literal

from purpose_index.reports.words import is_dutch

Noun = Literal[
    "answer", "category", "column", "dimension", "draw", "error", "file", "group", "item", "point", "person", "row",
    "scale", "team", "score", "set", "value", "warning",
]  # fmt: skip

NOTHING = "–"
MINUS = "−"
SMALLEST_P = 0.001  # that is written
_DUTCH_MARKS = str.maketrans({",": ".", ".": ",", "-": MINUS})
_ENGLISH_MARKS = str.maketrans({"-": MINUS})
_IRREGULAR = {"category": "categories", "person": "people"}
_DUTCH: dict[str, tuple[str, str]] = {
    "answer": ("antwoord", "antwoorden"),
    "category": ("categorie", "categorieën"),
    "column": ("kolom", "kolommen"),
    "dimension": ("dimensie", "dimensies"),
    "draw": ("trekking", "trekkingen"),
    "error": ("fout", "fouten"),
    "file": ("bestand", "bestanden"),
    "group": ("groep", "groepen"),
    "item": ("item", "items"),
    "point": ("punt", "punten"),
    "person": ("persoon", "personen"),
    "team": ("team", "teams"),
    "row": ("rij", "rijen"),
    "scale": ("schaal", "schalen"),
    "score": ("score", "scores"),
    "set": ("vragenlijst", "vragenlijsten"),
    "value": ("waarde", "waarden"),
    "warning": ("waarschuwing", "waarschuwingen"),
}


def number(value: float | None, language: str = "en", *, digits: int = 0, signed: bool = False) -> str:
    """Write a number with its thousands apart, a true minus sign and the decimal sign of the language.

    Parameters
    ----------
    value
        The number; None and NaN are written as a dash.
    language
        Dutch for 'nl' and its regions, else English.
    digits
        How many decimals, 0 or more. What is rounded to nothing has no sign.
    signed
        Whether a positive number gets a plus sign.

    Examples
    --------
    >>> number(2042), number(-0.7, digits=2), number(1234.5, "nl", digits=1), number(None)
    ('2,042', '−0.70', '1.234,5', '–')
    """
    if value is None or isnan(value):
        return NOTHING
    sign = "+" if signed and value > 0 and round(value, digits) != 0 else ""
    written = f"{value:{sign}z,.{digits}f}".replace("inf", "∞")
    return written.translate(_DUTCH_MARKS if is_dutch(language) else _ENGLISH_MARKS)


def percent(share: float | None, language: str = "en", *, digits: int = 0) -> str:
    """Write a share as a percentage; what is more than nothing, or less than all, is never rounded to it.

    Parameters
    ----------
    share
        The share: 1 is 100%. None and NaN are written as a dash.
    language
        Dutch for 'nl' and its regions, else English.
    digits
        How many decimals, 0 or more.

    Examples
    --------
    >>> percent(0.256), percent(0.001), percent(0.9999), percent(0), percent(0.9995, "nl", digits=1)
    ('26%', '<1%', '>99%', '0%', '>99,9%')
    """
    if share is None or isnan(share):
        return NOTHING
    rounded, step = round(100 * share, digits), 10.0**-digits
    bound, edge = "", rounded
    if 0 < share < 1 and rounded in (0, 100):
        bound, edge = ("<", step) if rounded == 0 else (">", 100 - step)
    return f"{bound}{number(edge, language, digits=digits)}%"


def p_value(p: float | None, language: str = "en") -> str:
    """Write a p-value with three decimals; one that is smaller is never rounded to nothing.

    Examples
    --------
    >>> p_value(0.0123), p_value(0.0004), p_value(1.2e-9, "nl"), p_value(None)
    ('0.012', '<0.001', '<0,001', '–')
    """
    small = p is not None and p < SMALLEST_P
    return f"{'<' * small}{number(SMALLEST_P if small else p, language, digits=3)}"


def level(share: float, language: str = "en") -> str:
    """Write a confidence level as a percentage, with the decimals that it has.

    Examples
    --------
    >>> level(0.95), level(0.999, "nl")
    ('95%', '99,9%')
    """
    text = f"{100 * share:.10g}"
    return f"{number(100 * share, language, digits=len(text.partition('.')[2]))}%"


def interval(value: float | None, low: float | None, high: float | None, language: str = "en", *, digits: int) -> str:
    """Write a number with its interval behind it, where it has one.

    Examples
    --------
    >>> interval(0.7761, 0.714, 0.8257, "nl", digits=3), interval(0.7761, None, None, digits=2)
    ('0,776 [0,714; 0,826]', '0.78')
    """
    shown = number(value, language, digits=digits)
    ends = [number(end, language, digits=digits) for end in (low, high)]
    return shown if NOTHING in (shown, *ends) else f"{shown} [{ends[0]}; {ends[1]}]"


def counted(value: float, noun: Noun, language: str = "en", *, digits: int = 0) -> str:
    """Write a number with what it counts: one person, two people.

    Examples
    --------
    >>> counted(1, "person"), counted(2042, "person"), counted(1, "person", "nl"), counted(0, "person", "nl")
    ('1 person', '2,042 people', '1 persoon', '0 personen')
    """
    written = number(value, language, digits=digits)
    if is_dutch(language):
        one, more = _DUTCH[noun]
        single = written == "1" or (digits > 0 and abs(value) < 2)  # '1,33 punt'
    else:
        one, more = noun, _IRREGULAR.get(noun, f"{noun}s")
        single = written == "1"
    return f"{written} {one if single else more}"
