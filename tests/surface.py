"""What users can rely on, written out: every public name, with what it takes and what is taken by default.

`python -m tests.surface` writes `tests/surface.txt` anew, after a change that is meant.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel

import purpose_index as pi

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = Path(__file__).with_suffix(".txt")
MARKS = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def taken(function: object) -> str:
    """What a function takes, in the order and the way that it is given: no types, which mypy compares."""
    shown, by_name = [], False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not by_name:
            shown.append("*")
        by_name |= parameter.kind in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_POSITIONAL)
        default = "" if parameter.default is inspect.Parameter.empty else f"={parameter.default!r}"
        shown.append(MARKS.get(parameter.kind, "") + parameter.name + default)
    return f"({', '.join(shown)})"


def given(kind: type) -> Iterator[tuple[str, str]]:
    """What a class is made of: the name of each field, with its default."""
    if issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            made = "=..." if field.default_factory else f"={field.default!r}"
            yield name, "" if field.is_required() else made
    elif is_dataclass(kind):
        for field in fields(kind):
            if not field.name.startswith("_"):
                made = f"={field.default!r}" if field.default is not MISSING else "=..."
                yield field.name, "" if field.default is field.default_factory is MISSING else made


def members(kind: type) -> Iterator[tuple[str, str]]:
    """The public fields, methods and properties that this package gives a class."""
    found = dict(given(kind))
    ours = [base for base in reversed(kind.__mro__) if base.__module__.startswith("purpose_index")]
    for base in ours:
        for name, member in vars(base).items():
            function = getattr(member, "__func__", member)
            if name.startswith(("_", "model_")):
                continue
            if inspect.isfunction(function):
                found[name] = taken(function)
            elif isinstance(member, property):
                found.setdefault(name, "")
    yield from sorted(found.items())


def surface() -> str:
    """A line for every public name, below the room that lists it."""
    modules = [pi, *(importlib.import_module(one.name) for one in pkgutil.walk_packages(pi.__path__, "purpose_index."))]
    lines = []
    for room in sorted(modules, key=lambda one: one.__name__):
        names = sorted(getattr(room, "__all__", ()))
        lines += [f"# {room.__name__}"] if names else []
        for name in names:
            one = getattr(room, name)
            is_class = inspect.isclass(one)
            lines.append(name + (taken(one) if inspect.isfunction(one) else ""))
            lines += [f"    .{member}{shown}" for member, shown in (members(one) if is_class else ())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FILE.write_text(surface(), encoding="utf-8")
