"""Which files the names, folders and patterns of a command stand for."""

from __future__ import annotations

import os
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from purpose_index.checks.subject import is_question_set_file
from purpose_index.cli.output import STANDARD
from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = {".yaml", ".yml", ".json"}
DATA = {".csv", ".tsv", ".parquet", ".pq", ".sav", ".xlsx"}


class Matched(NamedTuple):
    """The question sets that were named, and the files of folders and patterns that are something else."""

    sets: tuple[str, ...]
    others: tuple[str, ...]


def matched(names: Iterable[str]) -> Matched:
    """Return the question sets that names, folders, patterns and bundled ids stand for, each once.

    Of a folder or a pattern, only what looks like a question set is taken: a folder holds schemas and answers too.

    Raises
    ------
    ArgumentError
        A name stands for nothing or for answers, or there is no name at all.
    """
    from purpose_index.question_set.load import instruments

    found: dict[str, str] = {}
    others: dict[str, None] = {}
    issues = []
    for name in names:
        if Path(name).suffix.lower() in DATA:
            issues.append(_answers(name))
        elif name == STANDARD or name in instruments():
            found.setdefault(name, name)
        elif Path(name).is_file():
            found.setdefault(os.path.realpath(name), name)
        else:
            here = sorted(_inside(name))
            sets = [path for path in here if is_question_set_file(path)]
            others.update(dict.fromkeys(path for path in here if path not in sets))
            for path in sets:
                found.setdefault(os.path.realpath(path), path)
            if not sets:
                message = f"No question set is matched by {name!r}."
                issues.append(Issue("no-file-matched", "$.files", message, facts={"name": name}))
    if not issues and not found:
        hint = "Name files, or set 'files' in [tool.purpose-index] of pyproject.toml."
        issues.append(Issue("no-file-matched", "$.files", "No files.", hint))
    if issues:
        raise ArgumentError("There is nothing to check.", issues)
    return Matched(tuple(found.values()), tuple(others))


def _inside(name: str) -> Iterator[str]:
    if Path(name).is_dir():
        yield from (str(path) for path in Path(name).rglob("*") if path.suffix in SUFFIXES and path.is_file())
    elif has_magic(name):
        yield from (path for path in glob(name, recursive=True) if Path(path).is_file())  # noqa: PTH207 (Path.glob takes no absolute pattern)


def _answers(name: str) -> Issue:
    message = f"{name!r} holds answers by its name, and a question set was expected."
    hint = f"Name the set, and the answers with '--responses {name}'."
    return Issue("answers-as-question-set", "$.files", message, hint, facts={"name": name})
