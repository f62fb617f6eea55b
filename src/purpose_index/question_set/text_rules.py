"""What must hold of the texts of a set: there in every language, not cut short, of characters that run their way."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from purpose_index.question_set.characters import forbidden
from purpose_index.question_set.draft import texts
from purpose_index.question_set.fingerprint import TEXT_FIELDS
from purpose_index.question_set.models import LANGUAGE, MAX_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.errors import Issue
    from purpose_index.question_set.document import Path
    from purpose_index.question_set.draft import Draft

_MARKS = re.compile("[\u061c\u200e\u200f]")
_RIGHT_TO_LEFT = frozenset(["ar", "arc", "azb", "ckb", "dv", "fa", "he", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"])
_RIGHT_TO_LEFT_SCRIPTS = re.compile("-(Arab|Hebr|Nkoo|Syrc|Thaa)\\b")


def _translations(draft: Draft) -> Iterator[Issue]:
    languages = draft.part("languages")
    if not isinstance(languages, tuple):
        return
    for language, times in Counter(texts(languages)).items():
        if times > 1:
            yield draft.issue(
                "duplicate-language",
                ("languages",),
                f"{language!r} stands here twice.",
                "Remove one.",
                facts={"language": language},
            )
    declared = dict.fromkeys(texts(languages))
    if len(languages) > MAX_LANGUAGES or not all(re.fullmatch(LANGUAGE, language) for language in declared):
        return  # it is told already, and every text would tell it again
    for path, text in local_texts(draft.document.data, ()):
        if absent := [language for language in declared if language not in text]:
            more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
            message = f"There is no text in {', '.join(map(repr, absent[:5]))}{more}."
            yield draft.issue("missing-translation", path, message, "Add it.", facts={"languages": tuple(absent)})
        for language in text:
            if language not in declared:
                message = f"{language!r} is not one of this set's languages."
                hint = draft.document.near(language, declared)
                yield draft.issue(
                    "undeclared-language", (*path, language), message, hint, at_key=True, facts={"language": language}
                )


def _comments(draft: Draft) -> Iterator[Issue]:
    for path, text in local_texts(draft.document.data, ()) if draft.document.commented else ():
        for language in text:
            if (*path, language) in draft.document.commented:
                message = "What stands after '#' is a comment, and not part of this text."
                hint = "Put the text in quotes, or the comment on a line of its own."
                yield draft.issue("unquoted-text", (*path, language), message, hint)


def _direction_marks(draft: Draft) -> Iterator[Issue]:
    for path, text in _all_texts(draft.document.data, ()):
        if (found := _MARKS.search(text)) and not _runs_right_to_left(path[-1] if path else ""):
            hint = "Marks of direction belong in texts of languages that run from right to left."
            yield draft.issue(
                "forbidden-character", path, forbidden(found[0]), hint, facts={"character": f"U+{ord(found[0]):04X}"}
            )


def _all_texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield path, key
            yield from _all_texts(inside, (*path, key))
    elif isinstance(value, tuple):
        for i, inside in enumerate(value):
            yield from _all_texts(inside, (*path, i))


def _runs_right_to_left(language: str | int) -> bool:
    name = str(language)
    return name.partition("-")[0] in _RIGHT_TO_LEFT or _RIGHT_TO_LEFT_SCRIPTS.search(name) is not None


def local_texts(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every text per language, with its path."""
    if isinstance(value, list | tuple):
        for i, inside in enumerate(value):
            yield from local_texts(inside, (*path, i))
    elif isinstance(value, dict):
        named = len(path) == 2 and path[0] in {"layers", "referents"}
        if named or (path and path[-1] in TEXT_FIELDS and path[0] != "options") or _is_label(path):
            yield path, value
        else:
            for key, inside in value.items():
                yield from local_texts(inside, (*path, key))


def _is_label(path: Path) -> bool:
    return path[:1] == ("options",) and len(path) == 4 and path[-1] == "label"


TEXT_RULES = (_translations, _comments, _direction_marks)
