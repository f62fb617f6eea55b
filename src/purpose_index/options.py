"""The door of every option that is one of a few words."""

from __future__ import annotations

from typing import Any, Literal, get_args

from purpose_index.errors import ArgumentError, Issue

Missing = Literal["listwise", "pairwise"]  # whose answers count; 'listwise' wherever it is an option
ModelMissing = Literal["listwise", "fiml", "pairwise"]  # the same of models: 'fiml' is the likelihood of what is there
ItemsBy = Literal["irt"]
Items = Literal["standardized", "raw"]  # of which items a composite is the sum


def options_apart(path: str, message: str, hint: str) -> ArgumentError:
    """Return the refusal of an option that another one rules out."""
    return ArgumentError("The options do not go together.", [Issue("unknown-option", path, message, hint)])


def check_option(name: str, value: object, literal: Any) -> None:
    """Raise ArgumentError, listing the right words, unless `value` is one of those of a `Literal` type.

    Examples
    --------
    >>> check_option("missing", "pairwise", Missing)
    >>> check_option("missing", "complete", Missing)
    Traceback (most recent call last):
    purpose_index.errors.ArgumentError: The option 'missing' cannot be what it was given.
      - $.missing: Expected one of 'listwise' and 'pairwise'. [unknown-option]
    """
    words = get_args(literal)
    if value in words:
        return
    *first, last = (repr(word) for word in words)
    expected = f"{', '.join(first)} and {last}" if first else last
    raise ArgumentError(
        f"The option {name!r} cannot be what it was given.",
        [Issue("unknown-option", f"$.{name}", f"Expected one of {expected}.", facts={"words": words})],
    )


def check_level(level: object) -> float:
    """Return the confidence level as a float; raise ArgumentError unless it lies between 0 and 1."""
    if isinstance(level, int | float) and level > 0 and (1 + level) / 2 < 1:  # or the interval has no end
        return float(level)
    raise ArgumentError(
        "The option 'level' cannot be what it was given.",
        [Issue("level-out-of-range", "$.level", "Expected a number between 0 and 1, for example 0.95.")],
    )
