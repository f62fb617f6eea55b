"""What the variables of an SPSS file are: which of them are items, with which choices, and why others are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeGuard

from purpose_index.interop.no_answer import beside_the_others, reason_of
from purpose_index.question_set.models import MAX_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal[
    "variable with value labels",
    "variable without value labels",
    "text variable",
    "variable of a multiple response set",
]
MOST = 32767  # what a question set can hold as a value
MAX_CODES = 50  # different codes of missing answers in one variable


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a file.

    Parameters
    ----------
    name, text
        Its name, and its label, which may be empty.
    labels
        The words behind its values.
    missing
        The lowest and the highest number of every range that counts as missing; the two are equal for a single number.
    cells
        What it holds.
    kind
        What it is, in words.
    """

    name: str
    text: str
    labels: Mapping[Any, str]
    missing: Sequence[tuple[Any, Any]]
    cells: Sequence[Any] = field(repr=False)
    kind: Kind

    def is_missing(self, value: Any) -> bool:
        """Whether the file declares a number to be missing."""
        return any(low <= value <= high for low, high in self.missing)


@dataclass(frozen=True, slots=True)
class Answers:
    """What can be answered to a variable that is an item.

    Parameters
    ----------
    labels
        The words behind every answer, by value, ascending.
    invented
        The values that have no words in the file.
    codes
        The codes of missing answers, and their words, which may be empty.
    guessed
        The codes that the file does not declare as missing, but whose words are no answer, or that stand apart from
        the values of the scale.
    """

    labels: dict[int, str]
    invented: tuple[int, ...]
    codes: dict[int, str]
    guessed: frozenset[int]


def answers_of(variable: Variable, values: tuple[int, int] | None = None) -> Answers | str:
    """Return what can be answered to a variable, or why it cannot be an item.

    Parameters
    ----------
    variable
        The variable.
    values
        The lowest and the highest value, for where the file has no words for any of them, or for these two but not for
        all between.
    """
    if variable.kind == "text variable":
        return "It holds texts."
    labels = {value: label for value, label in variable.labels.items() if not variable.is_missing(value)}
    guessed = {value for value, label in labels.items() if reason_of({"": label})}
    labels = {value: label for value, label in labels.items() if value not in guessed}
    if values is not None and (not labels or (min(labels), max(labels)) == values):
        labels = {value: str(value) for value in range(values[0], values[1] + 1)} | labels
    if len(labels) < 2:
        return "Fewer than two of its values have a label."
    whole = sorted(int(value) for value in labels if _is_whole(value))
    if len(whole) < len(labels):
        return "It has labels for numbers that are not whole, or too large."
    apart = beside_the_others(whole)
    guessed |= apart
    offered = between([value for value in whole if value not in apart])
    if len(offered) > MAX_OPTIONS:
        return f"It has more than {MAX_OPTIONS} values."
    held = set(variable.cells) - {None}
    codes = _codes(variable, held, guessed)
    if codes is None:
        return f"Its missing values are not whole numbers, too large, or more than {MAX_CODES}."
    unknown = held - {*offered, *codes}
    if unknown:
        cells = sum(1 for cell in variable.cells if cell in unknown)
        return f"Answers that have no label and are not declared as missing: {cells}."
    words = {value: labels.get(value) or str(value) for value in offered}
    invented = tuple(value for value in offered if not variable.labels.get(value))
    return Answers(words, invented, codes, frozenset(map(int, guessed)))


def _is_whole(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and abs(value) <= MOST and value == int(value)


def between(values: list[int]) -> list[int]:
    """Return the values, and those between them where the labels stand at equal distances, as at 1 and 5 alone."""
    steps = {after - before for before, after in pairwise(values)}
    return list(range(values[0], values[-1] + 1)) if len(steps) == 1 else values


def _codes(variable: Variable, held: set[Any], guessed: set[Any]) -> dict[int, str] | None:
    """Return the missing codes that are declared one by one, labelled or used; None where one cannot be a code."""
    single = [low for low, high in variable.missing if low == high]
    found = {*single, *guessed, *filter(variable.is_missing, [*variable.labels, *held])}
    if len(found) > MAX_CODES or not all(map(_is_whole, found)):
        return None
    return {int(code): variable.labels.get(code, "") for code in sorted(found)}
