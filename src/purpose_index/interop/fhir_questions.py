"""The items of a FHIR questionnaire that can be scored, and the choices that they have."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Choice
from purpose_index.interop.fhir_parts import OWN, TRANSLATION, inside, listed, text_at, texts
from purpose_index.interop.fhir_weights import WEIGHTS, options_of
from purpose_index.interop.no_answer import missing_code, reason_of
from purpose_index.question_set.models import MAX_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from purpose_index.interop.fhir_parts import Json
    from purpose_index.interop.fhir_weights import Option
    from purpose_index.interop.imported import Notes, Texts
    from purpose_index.question_set.models import ChoiceReason

_KINDS = frozenset({"choice", "open-choice", "coding", "string", "integer"})
_SAID = ("enableWhen", "definition", "initial", "maxLength", "readOnly")
_WHOLE = re.compile("0|-?[1-9][0-9]{0,4}", re.ASCII)
_REASONS: dict[Any, ChoiceReason] = {"skipped": "skipped", "not_applicable": "not_applicable"}
MOST_CODE = 200  # characters


def scorable(
    questionnaire: Json, sets: Mapping[str, list[Option]], systems: Mapping[str, list[Option]], notes: Notes
) -> list[tuple[Json, Json | None, list[Option]]]:
    """Return the items that may be scored, with the group around each and its choices; others are dropped, and said."""
    found = []
    for item, around in inside(questionnaire):
        place, kind = place_of(item), text_at(item, "type")
        if kind == "group" or not text_at(item, "linkId"):
            continue
        options = options_of(item, sets, systems) if kind in _KINDS else []
        if options is None:
            notes.dropped(place, "Its value set is not in the questionnaire.", kind=f"{kind} item")
        elif not options:
            if not is_instruction(item, questionnaire):
                notes.dropped(place, f"An item of the type {kind!r}, without choices.", kind=f"{kind} item")
        elif item.get("repeats") is True:
            notes.dropped(place, "An item with more than one answer.", kind=f"{kind} item")
        else:
            found.append((item, around, options))
    return found


def is_instruction(item: Json, questionnaire: Json) -> bool:
    """Whether this is a text before the first question."""
    return item.get("type") == "display" and item is next(iter(listed(questionnaire, "item")), None)


def place_of(item: Json) -> str:
    """Return where an item is: by its link id, which is unique."""
    return f"$.item.{text_at(item, 'linkId')}"


def passed_over(questionnaire: Json, notes: Notes) -> None:
    """Say which extensions and rules of items are not in the set: each once, at the first place, with how often."""
    known = {TRANSLATION, *WEIGHTS}
    found: Counter[str] = Counter()
    first: dict[str, str] = {}
    for part, place in [(questionnaire, "$"), *((item, place_of(item)) for item, _ in inside(questionnaire))]:
        urls = [text_at(one, "url") for one in listed(part, "extension")]
        names = [url.rpartition("/")[2] for url in urls if url not in known and not url.startswith(OWN)]
        for name in [*names, *(key for key in _SAID if part.get(key))]:
            found[name] += 1
            first.setdefault(name, place)
    for name, count in found.items():
        notes.dropped(first[name], f"{name!r}, {count} times: here first." if count > 1 else f"{name!r}.")


def stored_as(options: Sequence[Option]) -> list[str]:
    """Return what each choice is stored as: its code; with its system where a code alone does not tell.

    Examples
    --------
    >>> from purpose_index.interop.fhir_weights import Option
    >>> sct = "http://snomed.info/sct"
    >>> stored_as([Option("a", "1", {}, "", 1.0), Option(sct, "373066001", {}, "", 2.0)])
    ['1', 'http://snomed.info/sct|373066001']
    """
    times = Counter(str(option.code) for option in options)
    found = []
    for option in options:
        code = str(option.code)
        alone = times[code] == 1 and not (code.removeprefix("-").isdecimal() and not _is_number(code))
        found.append(code if alone else f"{option.system}|{code}")
    return found


def _is_number(code: str) -> bool:
    """Whether a code is a whole number that an option can be stored as."""
    return _WHOLE.fullmatch(code) is not None and -32768 <= int(code) <= 32767


def choices(
    item: Json, options: list[Option], language: str, languages: Sequence[str], notes: Notes, *, weighted: bool
) -> list[Choice]:
    """Return the choices of an item; none where they cannot be scored, which is said.

    Parameters
    ----------
    item, options
        The item and its choices.
    language, languages
        The language of the questionnaire, and all of them.
    notes
        What is said on the way.
    weighted
        Whether the questionnaire has weights: choices without one are not answers then.
    """
    place, kind = place_of(item), f"{text_at(item, 'type')} item"
    labels = [
        texts(option.part, option.key, language) or dict.fromkeys(languages, str(option.code)) for option in options
    ]
    stored = stored_as(options)
    if not weighted:
        if all(isinstance(option.code, str) and _WHOLE.fullmatch(option.code) for option in options):
            notes.guessed(place, "The values are the codes of the choices: there are no weights.")
        return choices_of(zip(stored, labels, strict=True), place, notes, kind=kind)
    if all(option.weight is None for option in options):
        notes.dropped(place, "Its choices have no weights, and those of other items have.", kind=kind)
        return []
    found = [
        choice
        for option, code, label in zip(options, stored, labels, strict=True)
        if (choice := _choice(option, code, label, place, notes)) is not None
    ]
    values = {choice.value for choice in found if choice.missing is None}
    if len(found) < len(options) or not 2 <= len(values) <= len(options) <= MAX_OPTIONS:
        what = "Its choices have not all a weight that is a whole number from -32767 to 32767, or fewer than two."
        notes.dropped(place, what, kind=kind)
        return []
    return found


def _choice(option: Option, stored: str, label: Texts, place: str, notes: Notes) -> Choice | None:
    code = int(stored) if _is_number(stored) else stored
    if len(stored) > MOST_CODE:
        return None
    if option.missing in _REASONS:
        reason: ChoiceReason | None = _REASONS[option.missing]
    elif option.weight is None:
        reason = reason_of(label)
        if reason is not None:
            notes.guessed(place, f"The choice {code!r}, without a weight, is no answer but {reason!r}, by its words.")
    else:
        whole = option.weight.is_integer() and abs(option.weight) <= 32767
        return Choice(int(option.weight), label, code) if whole else None
    return None if reason is None else Choice(missing_code(reason, code), label, code, reason)
