"""No public name, argument, field or default changes unseen: all of them are in a file."""

from __future__ import annotations

import dataclasses
import difflib

import pydantic

from tests.surface import FILE, members, surface, taken


def test_the_surface_is_the_one_that_is_written_down():
    written, found = (text.splitlines() for text in (FILE.read_text(encoding="utf-8"), surface()))
    changed = "\n".join(difflib.unified_diff(written, found, "tests/surface.txt", "the package now", lineterm="", n=0))
    assert not changed, f"If this is meant, say it in CHANGELOG.md and run 'python -m tests.surface'.\n{changed}"


def test_it_tells_names_order_and_defaults_of_what_is_taken():
    def function(a, /, b, c=None, *, d="x", **rest): ...

    def another(*many, e): ...

    assert taken(function) == "(a, b, c=None, *, d='x', **rest)"
    assert taken(another) == "(*many, e)"


def test_it_tells_fields_and_methods_of_classes_of_ours_alone():
    @dataclasses.dataclass
    class Result:
        value: float
        issues: tuple = ()
        more: list = dataclasses.field(default_factory=list)
        _hidden: int = 0

        @property
        def wide(self): ...

        def to_dict(self, *, level=0.95): ...

    class Model(pydantic.BaseModel):
        name: str
        size: int = 3
        parts: list[str] = pydantic.Field(default_factory=list)

    Result.__module__ = "purpose_index.made_up"
    assert dict(members(Result)) == {
        "issues": "=()",
        "more": "=...",
        "to_dict": "(self, *, level=0.95)",
        "value": "",
        "wide": "",
    }
    assert dict(members(Model)) == {"name": "", "parts": "=...", "size": "=3"}
