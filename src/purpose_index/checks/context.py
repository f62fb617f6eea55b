"""What the rules look at: the set, where its parts stand, an earlier version, and what people answered.

Parts that reading found wrong are passed over: they are reported already, and what follows from them is noise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from purpose_index.question_set.document import json_path
from purpose_index.question_set.text_rules import local_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from purpose_index.checks.evidence.pilot import Pilot
    from purpose_index.question_set.document import Document, Path
    from purpose_index.question_set.models import Item, Option, QuestionSet, Scale

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Context:
    """A question set under check.

    Parameters
    ----------
    q
        The set; where `broken` is not empty, only its sound parts may be used.
    document
        Its text as plain data, with places.
    broken
        The paths of everything that reading found wrong, and of everything around it (see `around`).
    baseline
        An earlier version to compare with.
    pilot
        What people answered, counted.
    """

    q: QuestionSet
    document: Document
    broken: frozenset[str] = field(default_factory=frozenset)
    baseline: QuestionSet | None = None
    pilot: Pilot | None = None

    def sound(self, path: Path) -> bool:
        """Tell whether nothing at or under `path` is wrong."""
        return not self.broken or json_path(path) not in self.broken

    @cached_property
    def items(self) -> tuple[tuple[Path, Item], ...]:
        """The sound items, each with its path."""
        return tuple(
            (("items", i), item)
            for i, item in enumerate(self.q.items)
            if self.sound(("items", i)) and self._has_options(item)
        )

    @cached_property
    def scales(self) -> tuple[tuple[Path, Scale, tuple[Item, ...]], ...]:
        """The sound scales, each with its path and items."""
        sound = {item.id: item for _, item in self.items}
        found = []
        for i, scale in enumerate(self.q.scales):
            members = self.q.items_of(scale.id)
            if self.sound(("scales", i)) and all(item in sound for item in members):
                found.append((("scales", i), scale, tuple(sound[item] for item in members)))
        return tuple(found)

    @cached_property
    def option_sets(self) -> tuple[tuple[Path, tuple[Option, ...]], ...]:
        """The sound lists of answer options that are scored, named or of one item, each with its path."""
        named = [(("options", name), options) for name, options in self.q.options.items()]
        own = [
            (("items", i, "options"), item.options)
            for i, item in enumerate(self.q.items)
            if not isinstance(item.options, str)
        ]
        return tuple(
            (path, tuple(option for option in options if option.missing is None))
            for path, options in [*named, *own]
            if self.sound(path)
        )

    @cached_property
    def texts(self) -> tuple[tuple[Path, Mapping[str, str]], ...]:
        """Every sound text, per language, with its path."""
        return tuple((path, text) for path, text in local_texts(self.document.data, ()) if self.sound(path))

    def seen_in_items(self, look: Callable[[str, str], Seen | None]) -> Iterator[tuple[Path, Item, Seen, str]]:
        """Look at the text of every sound item: yield its path, the item, what was seen, and in which languages."""
        for path, item in self.items:
            for place, seen, where in seen_in((*path, "text"), item.text, look):
                yield place, item, seen, where

    @property
    def evidence(self) -> Pilot:
        """The pilot sample; rules that need responses run only where there is one."""
        assert self.pilot is not None
        return self.pilot

    def is_whole(self, *sections: str) -> bool:
        """Tell whether nothing at all is wrong in these sections."""
        return all(self.sound((section,)) for section in sections)

    @cached_property
    def path_of(self) -> Mapping[str, Path]:
        """The path of every sound item, by its id."""
        return {item.id: path for path, item in self.items}

    def _has_options(self, item: Item) -> bool:
        return not isinstance(item.options, str) or (
            item.options in self.q.options and self.sound(("options", item.options))
        )


def seen_in(
    path: Path, text: Mapping[str, str], look: Callable[[str, str], Seen | None]
) -> Iterator[tuple[Path, Seen, str]]:
    """Look at a text in every language: yield once, for the first language in which something is seen."""
    seen = {language: found for language, words in text.items() if (found := look(language, words)) is not None}
    if seen:
        first, *others = seen
        yield (*path, first), seen[first], f" (also in {listed(others)})" if others else ""


def around(paths: Iterable[str]) -> frozenset[str]:
    """Return these paths and those of everything around them.

    Examples
    --------
    >>> sorted(around(["$.items[3].id"]))
    ['$', '$.items', '$.items[3]', '$.items[3].id']
    """
    return frozenset(path[: mark.start()] for path in paths for mark in re.finditer(r"[.[]|$", path))


def base_language(language: str) -> str:
    """Return the language without script and region.

    Examples
    --------
    >>> base_language("en-GB")
    'en'
    """
    return language.partition("-")[0]


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Write names as people do, five at most.

    Examples
    --------
    >>> listed(["q1", "q2", "q3"])
    "'q1', 'q2' and 'q3'"
    """
    shown = [f"'{name}'" for name in names[:5]]
    if len(names) > 5:
        shown.append(f"{len(names) - 5} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
