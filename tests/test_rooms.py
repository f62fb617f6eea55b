"""The rooms of ARCHITECTURE.md are the rooms of the source: every import is counted, those inside functions too."""

from __future__ import annotations

import ast
import re
import sys
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.source import PACKAGE, trees

ROOT = Path(__file__).parents[1]


class Import(NamedTuple):
    """One imported name: where it stands, what it is of, and whether only type checkers follow it."""

    file: str
    line: int
    target: str  # a file of the package relative to it, or the name of a library
    types_only: bool


class Room(NamedTuple):
    """A row of the table: the files and folders of a room, and what they may import."""

    places: tuple[str, ...]
    rooms: frozenset[str]
    shared: frozenset[str]  # the ground, or everything
    libraries: frozenset[str]


@lru_cache
def rooms() -> tuple[Room, ...]:
    """The rows of the table of rooms, whose last two columns are the rooms and the libraries that a room imports."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = re.search(r"^\| room \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table[1].splitlines()]
    names = [re.findall(r"`([^`]+)`", row[0]) for row in rows]
    meant = {"the ground": names[0], "everything": [place for places in names for place in places]}
    return tuple(
        Room(
            tuple(places),
            frozenset(re.findall(r"`([^`]+)`", row[-2])),
            frozenset(place for words, whole in meant.items() if words in row[-2] for place in whole),
            frozenset(re.findall(r"`([^`]+)`", row[-1])),
        )
        for places, row in zip(names, rows, strict=True)
    )


@lru_cache
def place_of(file: str) -> str:
    """The place in the table that a file of the package belongs to: the longest one that holds it."""
    held = [
        place
        for room in rooms()
        for place in room.places
        if file == place or (file.startswith(place) and place.endswith("/"))
    ]
    assert held, f"{file} is in no room of ARCHITECTURE.md"
    return max(held, key=len)


def file_of(module: str, name: str | None) -> str:
    """The file of the package that `from module import name` runs last."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    for candidate in [path / f"{name}.py", path / name / "__init__.py"] if name else []:
        if candidate.exists():
            return candidate.relative_to(PACKAGE).as_posix()
    found = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
    return found.relative_to(PACKAGE).as_posix()


@lru_cache
def imports() -> tuple[Import, ...]:
    """Every import of the package that is not Python's own."""
    found = []
    for path, tree in trees().items():
        file = path.relative_to(PACKAGE).as_posix()
        guarded = [
            node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ]
        types_only = {id(inner) for node in guarded for statement in node.body for inner in ast.walk(statement)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                pairs = [(node.module, alias.name) for alias in node.names]
            elif isinstance(node, ast.Import):
                pairs = [(alias.name, None) for alias in node.names]
            else:
                continue
            for module, name in pairs:
                top = module.split(".")[0]
                if top == "purpose_index":
                    found.append(Import(file, node.lineno, file_of(module, name), id(node) in types_only))
                elif top not in sys.stdlib_module_names:
                    found.append(Import(file, node.lineno, top, id(node) in types_only))
    return tuple(found)


def crossings(places: tuple[str, ...]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What the files of these places import: other rooms, and libraries; each with where."""
    to_rooms, to_libraries = {}, {}
    for one in imports():
        if place_of(one.file) in places:
            where = f"{one.file}:{one.line}"
            if one.target.endswith(".py"):
                to_rooms.setdefault(place_of(one.target), []).append(where)
            else:
                to_libraries.setdefault(one.target, []).append(where)
    return {place: where for place, where in to_rooms.items() if place not in places}, to_libraries


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.places[0])
def test_a_room_imports_what_the_table_says(room):
    to_rooms, to_libraries = crossings(room.places)
    assert {place: where for place, where in to_rooms.items() if place not in room.rooms | room.shared} == {}
    assert {name: where for name, where in to_libraries.items() if name not in room.libraries} == {}


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.places[0])
def test_the_table_lists_no_import_that_is_gone(room):
    to_rooms, to_libraries = crossings(room.places)
    assert room.rooms - set(to_rooms) == set()
    assert room.libraries - set(to_libraries) == set()


def test_every_place_of_the_table_is_there():
    assert [place for room in rooms() for place in room.places if not (PACKAGE / place).exists()] == []


def test_no_two_rooms_import_each_other():
    graph = {}
    for room in rooms():
        for place in room.places:
            graph[place] = set(crossings((place,))[0])
    TopologicalSorter(graph).prepare()


def test_no_circle_of_files():
    graph: dict[str, set[str]] = {}
    for one in imports():
        if one.target.endswith(".py") and not one.types_only and one.target != one.file:
            graph.setdefault(one.file, set()).add(one.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))
