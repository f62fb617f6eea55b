"""A strict reader of YAML: the parser gives structure and places; the tree, its limits and its scalars are ours."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import yaml

from purpose_index.errors import NO_FACTS
from purpose_index.question_set.characters import cleaned, odd_space
from purpose_index.question_set.document import (
    MAX_DEPTH,
    MAX_NODES,
    Document,
    Path,
    Place,
    Refusals,
    check_key,
    definition_error,
    shown,
)
from purpose_index.question_set.scalars import is_ambiguous, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.errors import Facts

_COMMENT = re.compile("[ \\t]+#")
_QUOTE = "Put the text in quotes."
_SPACE = "Put a space after the colon, or the text in quotes."
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str) -> Document:
    """Read one YAML document; DefinitionError where its syntax or size leaves nothing to go on with."""
    tree = _Tree(text)
    try:
        tree.read(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        tabbed = mark is not None and text[mark.index : mark.index + 1] == "\t"
        hint = (
            "Indent with spaces, not with tabs."
            if tabbed
            else "Check indentation, quotes, '#' and the space after a colon, here and on the line before."
        )
        if mark is not None:
            around = text.splitlines()[max(mark.line - 1, 0) : mark.line + 1]
            hint = next(filter(None, map(odd_space, around)), hint)
        tree.report("yaml-syntax", (), f"This is not YAML: {problem}.", hint, mark, facts={"problem": problem})
        raise definition_error(tree.issues) from None
    return Document(tree.data, tree.values, tree.keys, tuple(tree.issues), frozenset(tree.commented))


def _is_bare(key: Any, value: Any) -> bool:
    """Tell whether a key stands without a colon, as what follows a comma in a text does."""
    plain = isinstance(key, yaml.ScalarEvent) and not key.style and isinstance(value, yaml.ScalarEvent)
    return plain and not value.style and not value.value and bool(key.end_mark.index == value.start_mark.index)


class _Tree:
    """Builds plain data from the parser's events."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.commented: list[Path] = []
        self.issues = Refusals()
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.document = Document(None, self.values, self.keys)
        self.data: Any = None
        self.nodes = 0

    def report(
        self, code: str, path: Path, message: str, hint: str, mark: Any = None, *, facts: Facts = NO_FACTS
    ) -> None:
        issue = self.document.issue(code, path, message, hint, facts=facts)
        if mark is not None:
            issue = replace(issue, line=mark.line + 1, column=mark.column + 1)
        self.issues.append(issue)

    def read(self, events: Iterator[Any]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if event.tags:  # a short name for a long one makes long tags of a small file
                    self.report("tag", (), "Tags are not used here.", "Remove '%TAG'.", event.start_mark)
                    raise definition_error(self.issues)
                if documents > 1:
                    message = "There is a second document after '---'."
                    self.report("several-documents", (), message, "Put one question set in a file.", event.start_mark)
                    return
            elif isinstance(event, yaml.NodeEvent):
                self.data = self._node(event, events, ())
        if documents == 0:
            self.report("empty-document", (), "There is nothing in this file.", "Start it with 'id: my-questions'.")
            raise definition_error(self.issues)

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Any:
        self.values[path] = (event.start_mark.line + 1, event.start_mark.column + 1)
        self._refuse_extras(event, path)
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.report(
                "too-many-nodes",
                path,
                f"The file has more than {MAX_NODES:,} values.",
                "Split the set.",
                facts={"most": MAX_NODES},
            )
            raise definition_error(self.issues)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if len(path) >= MAX_DEPTH:
            self.report(
                "too-deep",
                path,
                f"This is nested more than {MAX_DEPTH} levels deep.",
                "Flatten it.",
                facts={"most": MAX_DEPTH},
            )
            raise definition_error(self.issues)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, path)
        return None

    def _mapping(self, events: Iterator[Any], path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        inside = path
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            following = next(events) if isinstance(event, yaml.ScalarEvent) else None
            if _is_bare(event, following):
                colon, hint = (" with a space after it", _SPACE) if ":" in event.value else ("", _QUOTE)
                message = f"{shown(event.value)!r} has no colon{colon}: a comma ends a text that is not in quotes."
                hint = odd_space(event.value) or hint
                self.report(
                    "unquoted-text", inside, message, hint, event.start_mark, facts={"text": shown(event.value)}
                )
                continue
            key = self._key(event, events, path)
            inside = (*path, key)
            repeated = key in mapping
            if repeated:
                message = f"The key {key!r} stands here a second time."
                self.report(
                    "duplicate-key", inside, message, "Keep one of the two.", event.start_mark, facts={"key": key}
                )
            else:
                self.keys[inside] = (event.start_mark.line + 1, event.start_mark.column + 1)
            value = self._node(following or next(events), events, inside)
            if not repeated:
                mapping[key] = value
        return mapping

    def _sequence(self, events: Iterator[Any], path: Path) -> tuple[Any, ...]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            values.append(self._node(event, events, (*path, len(values))))
        return tuple(values)

    def _key(self, event: Any, events: Iterator[Any], path: Path) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, events, (*path, "?"))
            self.report("non-string-key", path, "A key must be a text.", "Use a plain name.", event.start_mark)
            return f"?{len(self.issues)}"
        self._refuse_extras(event, path)
        text = str(event.value)
        check_key(text, path)
        plain = not event.style
        if plain and text == "<<":
            self.report(
                "merge-key", (*path, text), "The merge key '<<' is not used here.", "Write it out.", event.start_mark
            )
        elif plain and is_ambiguous(text, as_key=True):
            message = f"Some readers of YAML take the key {text} as something else than text."
            self.report(
                "ambiguous-scalar",
                (*path, text),
                message,
                f"Put it in quotes: '{text}'.",
                event.start_mark,
                facts={"key": text},
            )
        elif plain and not isinstance(resolve(text), str):
            message = f"The key {text or 'here'} is not a text."
            self.report(
                "non-string-key",
                (*path, text),
                message,
                f"Put it in quotes: '{text}'.",
                event.start_mark,
                facts={"key": text},
            )
        return cleaned(text, path, self.document, self.issues) or text

    def _scalar(self, event: Any, path: Path) -> Any:
        text = str(event.value)
        if not event.style:
            if is_ambiguous(text, as_key=False):
                message = f"{shown(text)} is read differently by different readers of YAML."
                hint = "Write a number plainly, without leading or trailing zeros."
                hint = f"Put a text in quotes: '{shown(text)}'. {hint}"
                self.report("ambiguous-scalar", path, message, hint, facts={"text": shown(text)})
            value = resolve(text)
            if not isinstance(value, str):
                return value
            if _COMMENT.match(self.text, event.end_mark.index):
                self.commented.append(path)
        return cleaned(text, path, self.document, self.issues)

    def _refuse_extras(self, event: Any, path: Path) -> None:
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            message = f"The alias *{shown(str(event.anchor))} is not used here."
            self.report(
                "alias",
                path,
                message,
                "Write it out; declare shared answer options under 'options'.",
                mark,
                facts={"alias": shown(str(event.anchor))},
            )
        elif event.anchor is not None:
            message = f"The anchor &{shown(str(event.anchor))} is not used here."
            self.report(
                "anchor",
                path,
                message,
                "Remove it; declare shared answer options under 'options'.",
                mark,
                facts={"anchor": shown(str(event.anchor))},
            )
        if getattr(event, "tag", None) is not None:
            self.report(
                "tag",
                path,
                f"The tag {shown(str(event.tag))} is not used here.",
                "Remove it.",
                mark,
                facts={"tag": shown(str(event.tag))},
            )
