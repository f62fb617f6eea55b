"""A model as people write it down: a mapping of factors to items, or a text in the common part of lavaan's syntax."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Model = Mapping[str, Sequence[str]] | str

FREE = "NA"
_COMMENT = re.compile(r"[#!][^\r\n]*")
_NAME = r"[^\W\d][\w.]*"
_OPERATOR = re.compile(r"=~|~~|:=|==|<~|~\*~|<|>|~|\|")
_TERM = re.compile(rf"(?:(?P<before>c\([^()]*\)|start\([^()]*\)|[^*+]+)\*\s*)?(?P<name>{_NAME}|1)", re.UNICODE)
_NAMED = re.compile(r"(.+?)\s*(=~|~~|~\*~|~|\|)\s*([^+*~=|]+)")  # names may be any: those of columns are
_PART = re.compile(r"(?:[^+()]|\([^()]*\)|[()])*")  # up to a plus sign that stands outside brackets
_LARGEST = 1e30  # what is made of two of them, in any unit of the items, stays far from the end of float64
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


class Term(NamedTuple):
    """One relation of a model, as it was written.

    Parameters
    ----------
    lhs, op, rhs
        A factor and what it is measured by (``=~``), two that covary (``~~``), or one with an intercept (``~1``); an
        item with a threshold (``|``, ``t1`` for the lowest), or with a scale (``~*~``).
    modifiers
        What stands before the star: numbers, labels and ``NA``, one a group; empty where nothing stands there.
    line, column
        Where it was written, from 1.
    """

    lhs: str
    op: str
    rhs: str
    modifiers: tuple[str, ...] = ()
    line: int = 1
    column: int = 1


class Definition(NamedTuple):
    """A parameter that follows from labelled ones: its name, and the expression that gives it."""

    name: str
    expression: str
    line: int = 1
    column: int = 1


class Equality(NamedTuple):
    """Two labels that name one parameter."""

    one: str
    other: str
    line: int = 1
    column: int = 1


class Written(NamedTuple):
    """All that a model says: its relations, which labels are equal, and what is defined from them."""

    terms: tuple[Term, ...]
    equalities: tuple[Equality, ...]
    definitions: tuple[Definition, ...]


def parse(model: Model) -> Written:
    """Return what a model says.

    Parameters
    ----------
    model
        A mapping of each factor to what it is measured by; or a text, a relation a line.

    Raises
    ------
    ArgumentError
        `model-syntax`, with the line and column, for every line that cannot be read.

    Examples
    --------
    >>> parse("visual =~ x1 + a*x2  # a factor").terms[1]
    Term(lhs='visual', op='=~', rhs='x2', modifiers=('a',), line=1, column=16)
    >>> parse({"visual": ["x1", "x2"]}).terms[0][:3]
    ('visual', '=~', 'x1')
    """
    if isinstance(model, str):
        return _of_text(model)
    if not isinstance(model, Mapping) or not model or not all(map(_ordered, model.values())):
        message = "A model is a mapping of each factor to a list of items, or a text."
        hint = "For example {'energy': ['q01', 'q02', 'q03']}, or 'energy =~ q01 + q02 + q03'."
        raise ArgumentError("The model cannot be read.", [Issue("model-syntax", "$.model", message, hint)])
    listed = {str(factor): list(map(str, items)) for factor, items in model.items()}
    empty = [factor for factor, items in listed.items() if not items]
    if empty:
        message = f"Nothing measures {', '.join(map(repr, empty))}."
        issue = Issue(
            "model-syntax", "$.model", message, "Give every factor its items.", facts={"factors": tuple(empty)}
        )
        raise ArgumentError("The model cannot be read.", [issue])
    terms = [Term(factor, "=~", item) for factor, items in listed.items() for item in items]
    return Written(tuple(terms), (), ())


def _ordered(items: object) -> bool:
    """Whether these are several, in an order: the first of them sets the scale."""
    return isinstance(items, Iterable) and not isinstance(items, str | bytes | Set)


def _of_text(text: str) -> Written:
    plain = _COMMENT.sub(lambda found: " " * len(found[0]), text.replace("\ufeff", " "))
    found: list[Term | Equality | Definition] = []
    issues: list[Issue] = []
    for at, statement in _statements(plain):
        try:
            found += _relations(statement, at, plain)
        except _SyntaxError as wrong:
            line, column = _place(plain, wrong.at)
            facts = {"line": line, "column": column}
            issue = Issue("model-syntax", "$.model", wrong.message, wrong.hint, line=line, column=column, facts=facts)
            issues.append(issue)
    terms = tuple(one for one in found if isinstance(one, Term))
    if not issues and not any(term.op == "=~" for term in terms):
        message = "The model has no factor: no line with '=~'."
        issues.append(Issue("model-syntax", "$.model", message, "Write, for example, 'energy =~ q01 + q02 + q03'."))
    if issues:
        raise ArgumentError("The model cannot be read.", issues)
    equalities = tuple(one for one in found if isinstance(one, Equality))
    return Written(terms, equalities, tuple(one for one in found if isinstance(one, Definition)))


def _statements(plain: str) -> Iterator[tuple[int, str]]:
    """Give every statement with its place in the text: a line, and those after it on which it goes on."""
    lines = [line for line in re.finditer(r"[^;\r\n]+", plain) if not line[0].isspace()]
    start = 0
    for number, line in enumerate(lines):
        goes_on = line[0].rstrip().endswith(("+", "*", "~", "=", ","))
        follows = number + 1 < len(lines) and lines[number + 1][0].lstrip().startswith("+")
        if number + 1 == len(lines) or not (goes_on or follows):
            whole = plain[lines[start].start() : line.end()]
            yield lines[start].start() + len(whole) - len(whole.lstrip()), whole.strip()
            start = number + 1


def _place(plain: str, at: int) -> tuple[int, int]:
    """The line and the column of a place in the text, from 1."""
    starts = _starts(plain)
    line = bisect_right(starts, at)
    return line, at - starts[line - 1] + 1


@lru_cache(maxsize=4)
def _starts(plain: str) -> tuple[int, ...]:
    """Where the lines of the text begin."""
    return (0, *(found.end() for found in re.finditer(r"\r\n?|\n", plain)))


def _relations(statement: str, start: int, plain: str) -> Iterator[Term | Equality | Definition]:
    """Give what a statement says, which stands in the text from `start`."""
    found = _OPERATOR.search(statement)
    if found is None:
        raise _SyntaxError(start, "No operator stands here.", _operators_hint())
    left, op, right = statement[: found.start()], found.group(), statement[found.end() :]
    at = start + found.end()
    if op == ":=":
        yield Definition(_name(left, start), " ".join(right.split()), *_place(plain, at))
    elif op == "==":
        yield Equality(_name(left, start), _name(right, at), *_place(plain, start))
    elif op in ("=~", "~~", "~", "|", "~*~"):
        for name in left.split("+"):
            yield from _terms(_name(name, start), op, right, at, plain)
    else:
        raise _SyntaxError(at - len(op), f"The operator {op!r} is not part of these models.", _operators_hint())


def _terms(left: str, op: str, right: str, start: int, plain: str) -> Iterator[Term]:
    """Give the terms that one side of a statement adds up."""
    for part in _added(right):
        at = start + len(part) - len(part.lstrip())
        found = _TERM.fullmatch(part.strip())
        if found is None:
            raise _SyntaxError(at, "A name was expected here, with a number or a label and '*' before it or not.", "")
        name, before = found["name"], found["before"]
        if op == "~" and name != "1":
            message = "Regressions are not part of these models: '~' is followed by 1, for an intercept."
            raise _SyntaxError(at, message, "A factor is measured by its items with '=~'.")
        if (op == "~") != (name == "1"):
            raise _SyntaxError(at, "A name was expected here.", "")
        here = _place(plain, at)
        yield Term(left, "~1" if op == "~" else op, "" if op == "~" else name, _modifiers(before, at), *here)
        start += len(part) + 1


def _added(right: str) -> list[str]:
    """The parts between plus signs that stand outside brackets."""
    parts, at = [], 0
    while at <= len(right):
        found = _PART.match(right, at)
        parts.append(found[0] if found else "")
        at += len(parts[-1]) + 1
    return parts


def _modifiers(before: str | None, at: int) -> tuple[str, ...]:
    """What stands before the star, one a group."""
    if before is None:
        return ()
    inside = before.strip()
    if inside.startswith("c("):
        parts = [part.strip().strip("\"'") for part in inside[2:-1].split(",")]
    elif inside.startswith("start("):
        return ()  # where the search begins makes no difference to where it ends
    else:
        parts = [inside.strip("\"'")]
    for part in parts:
        if not (_NUMBER.fullmatch(part) or re.fullmatch(_NAME, part)):
            raise _SyntaxError(at, "Before the star stands a number, a label or NA.", "")
        if (size := abs(number(part) or 0.0)) and not 1 / _LARGEST <= size <= _LARGEST:
            message = f"A number before the star is 0, or between {1 / _LARGEST:.0e} and {_LARGEST:.0e} in size."
            raise _SyntaxError(at, message, "Bring the items into other units.")
    return tuple(parts)


def relation(text: str) -> tuple[str, str, str]:
    """Return the one parameter that a text names, as it stands in a model.

    Raises
    ------
    ArgumentError
        `model-syntax` where it is not one parameter.

    Examples
    --------
    >>> relation("energy =~ q01"), relation("q01 ~ 1")
    (('energy', '=~', 'q01'), ('q01', '~1', ''))
    """
    found = _NAMED.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        message = f"{text!r} is not the name of one parameter."
        hint = "For example 'energy =~ q01' for a loading, 'q01 ~ 1' for an intercept, 'q01 ~~ q01' for a residual."
        issue = Issue("model-syntax", "$.free", message, hint, facts={"name": text})
        raise ArgumentError("The parameter cannot be found.", [issue])
    lhs, op, rhs = found.groups()
    return (lhs, "~1", "") if (op, rhs) == ("~", "1") else (lhs, op, rhs)


def number(modifier: str) -> float | None:
    """Return the number that a modifier is; None for a label or `NA`."""
    return float(modifier) if _NUMBER.fullmatch(modifier) else None


def _name(text: str, at: int) -> str:
    name = text.strip()
    if not re.fullmatch(_NAME, name):
        raise _SyntaxError(at, "One name was expected before the operator, and one after '=='.", "")
    return name


def _operators_hint() -> str:
    first = "They are =~ (is measured by), ~~ (covaries with), ~1 (intercept), == (equal labels) and := (defined)"
    return f"{first}; of ordered answers also | (threshold) and ~*~ (scale)."


class _SyntaxError(Exception):
    def __init__(self, at: int, message: str, hint: str) -> None:
        self.at, self.message, self.hint = at, message, hint


def check_names(terms: Sequence[Term], names: Sequence[str]) -> None:
    """Raise ArgumentError for every item of the model that the data do not have."""
    factors = {term.lhs for term in terms if term.op == "=~"}
    known = {*factors, *names}
    used = (name for term in terms for name in ((term.lhs,) if term.op == "|" else (term.lhs, term.rhs)))
    unknown = dict.fromkeys(name for name in used if name and name not in known)
    nameless = tuple(names) == tuple(map(str, range(1, len(names) + 1)))
    issues = []
    for name in unknown:
        message = f"There is no item {name!r} in the data."
        hint = "Say with names= which column is which item." if nameless else did_you_mean(name, names)
        issues.append(Issue("unknown-item", f"$.model.{name}", message, hint, facts={"item": name}))
    if issues:
        raise ArgumentError("The model has items that the data do not have.", issues)
