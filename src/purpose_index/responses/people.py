"""Whether there is anybody."""

from __future__ import annotations

from purpose_index.errors import Issue, ResponseError


def check_people(n: int) -> None:
    """Raise a ResponseError where there are no people: a file with a header and nothing below it."""
    if n == 0:
        message = "There are no people in these data: no row follows the names of the columns."
        raise ResponseError(message, [Issue("no-people", "$.rows", message)])
