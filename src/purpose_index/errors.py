"""What can go wrong, said so that the reader can mend it: one exception tree, and the issues that failures list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import TYPE_CHECKING

from purpose_index.frozen import FrozenDict

if TYPE_CHECKING:
    from collections.abc import Iterable

Fact = str | int | float | bool | None | tuple["Fact", ...]
Facts = Mapping[str, Fact]
NO_FACTS: Facts = FrozenDict()


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, where it is, and how to mend it.

    Parameters
    ----------
    code
        A stable kebab-case name, listed in ``docs/errors.md``.
    path
        Where it is, as a path from the root. What has a name has it here: ``$.items.q05`` in statistics, ``$.q05`` in
        an answer, ``$.columns.q05`` in a data file. What stands in a list, in a file of a question set or in an
        argument, has its position, from 0: ``$.items[3].scale``.
    message
        What is wrong and what was expected, in a sentence. Never somebody's answer.
    hint
        How to mend it, in a sentence; empty where the message says it all.
    line, column
        The place in the file, counted from 1; None where there is no file.
    facts
        What the message says, as plain values by name (``{"low": 1, "high": 5}``), so that another language can be
        written from them. Never somebody's answer. Two issues that differ in their facts alone are equal.

    Examples
    --------
    >>> message, hint = "There is no item 'q04'.", "Did you mean 'q4'?"
    >>> print(Issue("unknown-item", "$.scales[0].items[2]", message, hint, line=12, column=7))
    line 12, column 7: $.scales[0].items[2]: There is no item 'q04'. Did you mean 'q4'? [unknown-item]
    """

    code: str
    path: str
    message: str
    hint: str = ""
    _: KW_ONLY
    line: int | None = None
    column: int | None = None
    facts: Facts = field(default=NO_FACTS, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Freeze the facts."""
        if type(self.facts) is not FrozenDict:
            object.__setattr__(self, "facts", FrozenDict(self.facts))

    def __str__(self) -> str:
        """One line: place, path, message, hint and code."""
        place = "" if self.line is None else f"line {self.line}, column {self.column}: "
        hint = f" {self.hint}" if self.hint else ""
        return f"{place}{self.path}: {self.message}{hint} [{self.code}]"


class PurposeIndexError(ValueError):
    """Every failure of this package; ``.issues`` lists all that is wrong.

    Parameters
    ----------
    summary
        What could not be done, in one sentence.
    issues
        All that is wrong, in the order of the input.
    total
        How many issues there are, where ``issues`` was capped; by default its length.
    """

    def __init__(self, summary: str, issues: Iterable[Issue] = (), *, total: int | None = None) -> None:
        self.summary: str = summary
        self.issues: tuple[Issue, ...] = tuple(issues)
        self.total: int = len(self.issues) if total is None else total
        super().__init__(summary)

    def __str__(self) -> str:
        """The summary, then one line an issue."""
        more = self.total - len(self.issues)
        lines = [self.summary, *(f"  - {issue}" for issue in self.issues)]
        return "\n".join([*lines, f"  - and {more} more"] if more > 0 else lines)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the issues, so that an error crosses a process boundary whole."""
        return _rebuild, (type(self), self.summary, self.issues, self.total)


class DefinitionError(PurposeIndexError):
    """A question set that cannot be used: the file, its form, or what it says."""


class ResponseError(PurposeIndexError):
    """Answers, or the columns of a data file, that do not fit the question set."""


class ArgumentError(PurposeIndexError):
    """A call with an argument that cannot be; the message lists what can."""


class StatisticsError(PurposeIndexError):
    """A number that is not defined for these data (no variance, too few people, too few items)."""


def needs(extra: str, library: str, what: str, *, doing: str = "Reading", otherwise: str = "") -> ArgumentError:
    """Return the error for a library that is not installed.

    Parameters
    ----------
    extra
        The extra of this package that installs it.
    library, what, doing
        Its name, and what is done with it.
    otherwise
        What can be done without it.

    Examples
    --------
    >>> needs("xlsx", "python-calamine", "a workbook").issues[0].message
    'Reading a workbook needs python-calamine.'
    """
    message = f"{doing} {what} needs {library}."
    hint = f"Run: pip install 'purpose-index[{extra}]'{otherwise}"
    return ArgumentError(message, [Issue("library-not-installed", "$", message, hint, facts={"library": library})])


def _rebuild(kind: type[PurposeIndexError], summary: str, issues: tuple[Issue, ...], total: int) -> PurposeIndexError:
    return kind(summary, issues, total=total)
