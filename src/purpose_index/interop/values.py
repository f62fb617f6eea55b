"""The range of answers that a source does not say and its reader does."""

from __future__ import annotations

from purpose_index.errors import ArgumentError, Issue
from purpose_index.question_set.models import MAX_OPTIONS

LOWEST, HIGHEST = -32768, 32767  # what a question set can hold as a value


def check_values(values: tuple[int, int] | None) -> None:
    """Return where this is the lowest and the highest of several whole numbers, or None.

    Raises
    ------
    ArgumentError
        It is not, or there are more numbers than an item can have options.
    """
    if values is None:
        return
    pair = isinstance(values, tuple | list) and len(values) == 2 and all(type(value) is int for value in values)
    if not (pair and LOWEST <= values[0] < values[1] <= min(values[0] + MAX_OPTIONS - 1, HIGHEST)):
        message = f"Expected the lowest and the highest of at most {MAX_OPTIONS} whole numbers, as in (1, 5)."
        issue = Issue("not-a-range", "$.values", message, facts={"most": MAX_OPTIONS})
        raise ArgumentError("This is no range of answers.", [issue])
