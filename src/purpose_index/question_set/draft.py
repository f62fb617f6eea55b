"""The well-formed parts of a question set that may be wrong elsewhere: what its rules look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from purpose_index.errors import NO_FACTS
from purpose_index.question_set.document import shown
from purpose_index.question_set.models import ID
from purpose_index.suggest import MAX_NAMES

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from purpose_index.errors import Facts, Issue
    from purpose_index.question_set.document import Document, Path

Names = dict[str, None]  # in order, and quick to look up


@dataclass(frozen=True)
class Draft:
    """The well-formed parts of a set that may be wrong elsewhere."""

    document: Document

    def part(self, *path: str | int) -> Any:
        """Return what stands at a path; None where nothing does."""
        value = self.document.data
        for step in path:
            inside = (isinstance(value, dict) and step in value) or (isinstance(value, tuple) and isinstance(step, int))
            value = value[step] if inside else None
        return value

    def mappings(self, *path: str | int) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Yield the mappings of the list at `path`, each with its own path."""
        value = self.part(*path)
        for i, inside in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(inside, dict):
                yield (*path, i), inside

    @cached_property
    def item_ids(self) -> Names:
        """The ids of the items."""
        return dict.fromkeys(item["id"] for _, item in self.mappings("items") if isinstance(item.get("id"), str))

    @cached_property
    def scale_ids(self) -> Names:
        """The ids of the scales."""
        return dict.fromkeys(scale["id"] for _, scale in self.mappings("scales") if isinstance(scale.get("id"), str))

    def keys(self, *path: str | int) -> Mapping[str, Any]:
        """Return the mapping at `path`; an empty one where none stands there."""
        value = self.part(*path)
        return value if isinstance(value, dict) else {}

    def members(self, scale: dict[str, Any]) -> Names:
        """The ids that a scale lists, or that name it."""
        listed = scale.get("items")
        if listed == "all":
            return self.item_ids
        if isinstance(listed, tuple) and listed:
            return dict.fromkeys(item for item in listed if isinstance(item, str))
        name = scale.get("id")
        return self.named.get(name, {}) if isinstance(name, str) else {}

    @cached_property
    def named(self) -> dict[str, Names]:
        """The items that name a scale, by scale."""
        found: dict[str, Names] = {}
        for path, item in self.mappings("items"):
            for scale in texts(item.get("scale")):
                found.setdefault(scale, {})[str(item.get("id", path))] = None
        return found

    def option_lists(self) -> Iterator[tuple[Path, tuple[Any, ...]]]:
        """Yield every list of answer options, named or of one item."""
        places: list[Path] = [("options", name) for name in self.keys("options")]
        places += [(*path, "options") for path, _ in self.mappings("items")]
        for place in places:
            options = self.part(*place)
            if isinstance(options, tuple):
                yield place, options

    def unknown(
        self, code: str, path: Path, name: Any, known: Mapping[str, Any], what: str, taken: Container[str] = ()
    ) -> Iterator[Issue]:
        """Yield an issue for a name that is not a known one; `taken` are those that no hint proposes."""
        if isinstance(name, str) and name not in known:
            message = f"There is no {what} {shown(name)!r}."
            sound = (one for one in islice(known, MAX_NAMES) if re.fullmatch(ID, one))  # another cannot stay as it is
            hint = self.document.near(name, sound, taken)
            yield self.document.issue(code, path, message, hint, facts={"kind": what, "name": shown(name)})

    def issue(
        self, code: str, path: Path, message: str, hint: str = "", *, at_key: bool = False, facts: Facts = NO_FACTS
    ) -> Issue:
        """Return an issue at a place of the file."""
        return self.document.issue(code, path, message, hint, at_key=at_key, facts=facts)


def texts(value: Any) -> list[str]:
    """Return what is one text, or a list of them, as a list; what is no text is left out."""
    values = value if isinstance(value, tuple) else (value,)
    return [text for text in values if isinstance(text, str)]
