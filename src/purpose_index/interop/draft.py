"""A question set in the making: what every importer fills, in the names of its source, and what is made of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from purpose_index.errors import DefinitionError, Issue
from purpose_index.interop.imported import MissingTexts, Notes, Texts
from purpose_index.interop.sources import unreadable
from purpose_index.options import check_option
from purpose_index.question_set.document import json_path
from purpose_index.question_set.load import load
from purpose_index.question_set.models import ID, MAX_ITEMS, MAX_VERSION, VERSION
from purpose_index.question_set.text_rules import local_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from purpose_index.question_set.models import ChoiceReason, QuestionSet

NOT_ID = re.compile("[^a-z0-9]+")
FIRST_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of an item.

    Parameters
    ----------
    value
        What it counts as; of a choice that is no answer, the code that it is stored as.
    label
        The words, by language.
    code
        What the source stores it as, where that is not its value.
    missing
        Why it is no answer; None for an answer.
    """

    value: int
    label: Texts
    code: int | str | None = None
    missing: ChoiceReason | None = None

    def declared(self) -> dict[str, Any]:
        """Return the option as a file declares it."""
        code = {} if self.code is None or self.code == self.value else {"code": self.code}
        missing = {} if self.missing is None else {"missing": self.missing}
        return {"value": self.value, **code, "label": dict(self.label), **missing}


@dataclass(slots=True)
class Draft:
    """A question set in the making.

    Parameters
    ----------
    name
        What the source is called; the id of the set is made of it.
    title
        The title, by language; the name where there is none.
    languages
        The languages of the source, the first one first.
    notes
        What is said on the way.
    version
        The version of the set.
    """

    name: str
    title: Texts
    languages: Sequence[str]
    notes: Notes
    version: str = FIRST_VERSION
    instruction: Texts | None = None
    items: list[dict[str, Any]] = field(default_factory=list)
    scales: list[dict[str, Any]] = field(default_factory=list)
    missing: dict[str, list[int | str]] = field(default_factory=dict)
    groups: dict[str, tuple[Texts, list[str]]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def item(
        self,
        name: str,
        text: Texts,
        choices: Iterable[Choice],
        *,
        reverse: bool = False,
        column: str | None = None,
        group: tuple[str, Texts] | None = None,
    ) -> str:
        """Add an item, and return its id.

        Parameters
        ----------
        name
            What the source calls it.
        text, choices
            The words and the choices; the choices that are no answer go last.
        reverse
            Whether agreeing means less.
        column
            The column of data exports, where that is not the id.
        group
            The name and the title of what the source keeps together, such as a matrix: where the source declares no
            scale, each becomes one.

        Raises
        ------
        DefinitionError
            There are more than a set can have.
        """
        if len(self.items) == MAX_ITEMS:  # whatever comes takes longer than a set is worth
            raise unreadable(f"It holds more than {MAX_ITEMS:,} questions that can be scored.", "Split it.")
        listed = sorted(choices, key=lambda choice: choice.missing is not None)
        for choice in listed:
            if choice.missing is not None:
                codes = self.missing.setdefault(choice.missing, [])
                codes += [] if choice.value in codes else [choice.value]
        item_id = self.id_of(name)
        column = name if column is None else column
        self.items.append(
            {
                "id": item_id,
                "text": dict(text),
                "options": [choice.declared() for choice in listed],
                **({"reverse": True} if reverse else {}),
                **({} if column == item_id else {"column": column}),
            }
        )
        if group is not None:
            self.groups.setdefault(group[0], (group[1], []))[1].append(item_id)
        return item_id

    def scale(self, name: str, title: Texts, items: Sequence[str], **declared: Any) -> None:
        """Add a scale of items, by their ids; `declared` is what else a file says of it."""
        self.scales.append({"id": self.id_of(name), "name": dict(title), "items": list(items), **declared})

    def only(self, columns: Collection[str]) -> None:
        """Leave out the items that answers have no column of, and the scales that they are in.

        Answers that have a column of no item at all are other answers: reading them says so.
        """
        names = {item["id"]: item.get("column", item["id"]) for item in self.items}
        gone = {item: name for item, name in names.items() if name not in columns}
        if len(gone) == len(names):
            return
        for item, name in gone.items():
            self.notes.dropped(f"$.columns.{item}", f"The question {name!r}: the answers have no column of it.")
        self.items = [item for item in self.items if item["id"] not in gone]
        for _, members in self.groups.values():
            members[:] = [item for item in members if item not in gone]
        for scale in [scale for scale in self.scales if not gone.keys().isdisjoint(scale["items"])]:
            self.scales.remove(scale)
            self.notes.dropped(f"$.scales.{scale['id']}", "The scale: the answers have no column of some of its items.")

    def id_of(self, name: str) -> str:
        """Return the id that a name of the source becomes, unlike all others; one that is an id already stays it."""
        if re.fullmatch(ID, name) and name not in self.taken:
            self.taken.add(name)
            return name
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        stem = NOT_ID.sub("_", plain).strip("_")[:56]
        stem = stem if stem[:1].isalpha() else f"q{stem}" if stem else "item"
        found, number = stem, 1
        while found in self.taken:
            number += 1
            found = f"{stem}_{number}"
        self.taken.add(found)
        return found

    def built(self, missing_texts: MissingTexts = "fail", **declared: Any) -> QuestionSet:
        """Return the question set; `declared` is what else the source says of it, in the form of a file.

        Raises
        ------
        DefinitionError
            Nothing in the source can be scored; a text lacks in a language, and that was not to be mended; or the set
            breaks a rule that every set must keep.
        ArgumentError
            `missing_texts` is none of the words.
        """
        check_option("missing_texts", missing_texts, MissingTexts)
        if not self.items:
            raise self._nothing()
        self._invent_scales()
        data: dict[str, Any] = {
            "id": Draft(self.name, {}, (), Notes()).id_of(self.name).replace("_", "-"),
            "version": self.version,
            "title": dict(self.title) or dict.fromkeys(self.languages, self.name),
            **({"instruction": dict(self.instruction)} if self.instruction else {}),
            "items": self.items,
            "scales": self.scales,
            **({"missing": self.missing} if self.missing else {}),
            **declared,
        }
        data["languages"] = self._complete(data, missing_texts)
        data["options"] = _shared(data["items"])
        return load(data)

    def _nothing(self) -> DefinitionError:
        held = ", ".join(f"{kind} ({count})" for kind, count in self.notes.kinds.items())
        why = "".join(f" {reason}" for reason in self.notes.first.values())
        message = f"Nothing here can be scored; it holds {held or 'no question'}.{why}"
        hint = "An item has at least two choices with a value; is this the right file?"
        issue = Issue("nothing-to-score", "$", message, hint, facts={"holds": tuple(self.notes.kinds)})
        return DefinitionError("No question set can be made of this source.", [issue])

    def _invent_scales(self) -> None:
        if self.scales:
            return
        groups = [(name, *group) for name, group in self.groups.items() if len(group[1]) > 1]
        if not groups:
            everything = {
                language: "Alle vragen" if language[:2] == "nl" else "All items" for language in self.languages
            }
            groups = [("total", everything, [item["id"] for item in self.items])]
        for name, title, items in groups:
            self.scale(name, title or dict.fromkeys(self.languages, name), items)
            many = f"{len(items)} item{'s' * (len(items) != 1)}"
            said = f"The scale {self.scales[-1]['id']!r} of {many}: the source declares no scales."
            self.notes.invented(f"$.scales[{len(self.scales) - 1}]", said, "See whether these items belong together.")

    def _complete(self, data: dict[str, Any], missing_texts: MissingTexts) -> list[str]:
        """Make every text complete in every language that is kept, as was asked, and return those languages."""
        texts = [(json_path(path), text) for path, text in local_texts(data, ())]
        lacking: dict[str, list[str]] = {}
        for place, text in texts:
            for language in self.languages:
                if not text.get(language, "").strip():
                    lacking.setdefault(language, []).append(place)
        kept = [language for language in self.languages if language not in lacking]
        if lacking and (missing_texts == "fail" or (missing_texts == "drop language" and not kept)):
            raise _incomplete(lacking)
        if missing_texts == "drop language":
            for language, places in lacking.items():
                self.notes.dropped(
                    places[0], f"The language {language!r}: it lacks {len(places)} of {len(texts)} texts."
                )
        else:
            kept = list(self.languages)
        for place, text in texts:
            _fill(text, place, kept, self.notes)
        return kept


def version_of(text: str) -> str:
    """Return the version of a source where it has the form of a set's; else 1.0.0.

    Examples
    --------
    >>> version_of("2.10.0"), version_of("2.1"), version_of("")
    ('2.10.0', '1.0.0', '1.0.0')
    """
    return text if len(text) <= MAX_VERSION and re.fullmatch(VERSION, text) else FIRST_VERSION


def _fill(text: Texts, place: str, languages: Sequence[str], notes: Notes) -> None:
    there = next((text[language] for language in (*languages, *text) if text.get(language, "").strip()), None)
    for language in languages:
        if not text.get(language, "").strip() and there is not None:
            text[language] = there
            notes.invented(f"{place}.{language}", f"The text in {language!r} is that of another language.")
    for language in [language for language in text if language not in languages]:
        del text[language]


def _incomplete(lacking: dict[str, list[str]]) -> DefinitionError:
    hint = "Say 'drop language' or 'copy' with 'missing_texts=', or '--missing-texts' in the command."
    issues = [
        Issue(
            "text-lacks-language",
            places[0],
            f"{len(places)} text{' is' if len(places) == 1 else 's are'} not there in {language!r}; here is the first.",
            hint,
            facts={"language": language, "count": len(places)},
        )
        for language, places in lacking.items()
    ]
    return DefinitionError("The source lacks texts in some of its languages.", issues)


def _shared(items: list[dict[str, Any]]) -> dict[str, Any]:
    """Declare options that several items have once, under a name, and let the items name them."""
    found: list[tuple[list[dict[str, Any]], list[dict[str, Any]]]] = []
    for item in items:
        alike = next((users for options, users in found if options == item["options"]), None)
        if alike is None:
            found.append((item["options"], [item]))
        else:
            alike.append(item)
    shared = [(options, users) for options, users in found if len(users) > 1]
    named = {}
    for number, (options, users) in enumerate(shared, 1):
        name = "answers" if len(shared) == 1 else f"answers_{number}"
        named[name] = options
        for item in users:
            item["options"] = name
    return named
