"""The questions of a SurveyJS survey that can be scored, whatever page or panel they are on, and their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Choice
from purpose_index.interop.languages import language_code
from purpose_index.interop.no_answer import missing_code
from purpose_index.interop.plain import plain
from purpose_index.question_set.models import MAX_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.interop.imported import Notes, Texts
    from purpose_index.question_set.models import ChoiceReason

Json = dict[str, Any]
_ONE_CHOICE = frozenset({"radiogroup", "dropdown", "buttongroup"})
INSIDE = ("pages", "elements", "questions")
_CONDITIONS = ("visibleIf", "enableIf", "choicesVisibleIf", "columnsVisibleIf", "rowsVisibleIf")
# The choices that SurveyJS adds by itself, by what they are stored as: the properties that ask for them, the one that
# holds their words, those words where it does not, and why they are no answer.
_ADDED: dict[str, tuple[tuple[str, ...], str, str, ChoiceReason]] = {
    "none": (("showNoneItem", "hasNone"), "noneText", "None", "not_applicable"),
    "refused": (("showRefuseItem",), "refuseText", "Refuse to answer", "skipped"),
    "dontknow": (("showDontKnowItem",), "dontKnowText", "Don't know", "skipped"),
    "other": (("showOtherItem", "hasOther"), "otherText", "Other (describe)", "skipped"),
}


def elements(survey: Json) -> Iterator[tuple[str, Json]]:
    """Yield every question with its place, in order; of panels, what is in them."""
    waiting: list[tuple[str, Any]] = [("$", survey)]
    while waiting:
        place, part = waiting.pop()
        inside = [
            (f"{place}.{key}[{i}]", one)
            for key in INSIDE
            if part.get("type", "panel") == "panel"
            for i, one in enumerate(listed(part, key))
            if isinstance(one, dict)
        ]
        waiting += reversed(inside)
        if isinstance(part.get("type"), str) and part["type"] != "panel":
            yield place, part


def scorable(survey: Json, notes: Notes) -> list[tuple[str, Json]]:
    """Return the questions that may be scored, with their places; the others are said to be dropped."""
    found = []
    for place, question in elements(survey):
        kind = question["type"]
        if not name_of(question):
            notes.dropped(place, "A question without a name.", kind=f"question of the type {kind}")
        elif (kind == "matrix" and question.get("cellType", "radio") == "radio") or kind in {*_ONE_CHOICE, "rating"}:
            found.append((place, question))
        else:
            notes.dropped(place, f"The question {name_of(question)!r}, of the type {kind!r}.", kind=f"{kind} question")
    return found


def name_of(question: Json) -> str:
    """Return what results call a question; empty where it has no name."""
    name = question.get("valueName") or question.get("name")
    return name.strip() if isinstance(name, str) else ""


def raw_texts(question: Json) -> Iterator[Any]:
    """Yield everything that may be a text of a question."""
    yield from (question.get(key) for key in ("title", "minRateDescription", "maxRateDescription"))
    for key in ("choices", "rateValues", "columns", "rows"):
        yield from (part.get("text") for part in listed(question, key) if isinstance(part, dict))


def texts(raw: Any, default: str, languages: Sequence[str], otherwise: str = "") -> Texts:
    """Return a text by language; `otherwise`, in all languages, where there is none."""
    found: Texts = {}
    for name, text in raw.items() if isinstance(raw, dict) else [("default", raw)]:
        language = default if name == "default" else language_code(str(name))
        if language in languages and plain(text):
            found[str(language)] = plain(text)
    return found or (dict.fromkeys(languages, otherwise) if otherwise else {})


def named(raw: Any) -> list[str]:
    """Return the languages that a text names."""
    return [tag for name in raw if (tag := language_code(str(name)))] if isinstance(raw, dict) else []


def rows(question: Json) -> list[tuple[str, Any]]:
    """Return what each row of a matrix is stored under, and its words; none where it has no rows."""
    parted = [_parted(part) for part in (listed(question, "rows") if question["type"] == "matrix" else [])]
    return [(stored, text) for stored, text in parted if stored]


def choices(question: Json, place: str, notes: Notes, default: str, languages: Sequence[str]) -> list[Choice]:
    """Return the choices of a question; none where they cannot be scored, which is said."""
    kind = question["type"]
    offered = list(_rating(question, default, languages)) if kind == "rating" else []
    if not offered:
        key = {"matrix": "columns", "rating": "rateValues"}.get(kind, "choices")
        parted = [_parted(part) for part in listed(question, key)]
        offered = [(stored, texts(text, default, languages, stored)) for stored, text in parted if stored]
        place = f"{place}.{key}"
    if kind in _ONE_CHOICE and not all(_is_whole(stored) for stored, _ in offered):
        shuffled = question.get("choicesOrder", "none") not in ("none", "initial")
        if kind != "radiogroup" or shuffled or "other" in _asked(question):
            notes.dropped(place, "Its choices have no numbers, and no order that gives them.", kind=f"{kind} question")
            return []
    found = choices_of(offered, place, notes, kind=f"{kind} question")
    for stored in _asked(question) if found and kind in _ONE_CHOICE else ():
        _, said, words, reason = _ADDED[stored]
        notes.guessed(place, f"The choice {stored!r}, which SurveyJS adds, is no answer but {reason!r}.")
        label = texts(question.get(said), default, languages, words)
        found.append(Choice(missing_code(reason, stored), label, stored, reason))
    return found


def _asked(question: Json) -> list[str]:
    """Return the choices that SurveyJS is asked to add to a question."""
    return [stored for stored, (asked, *_) in _ADDED.items() if any(question.get(key) is True for key in asked)]


def _rating(question: Json, default: str, languages: Sequence[str]) -> Iterator[tuple[str, Texts]]:
    """Yield the numbers of a rating that lists no values: from the lowest to the highest, with words at the ends."""
    if listed(question, "rateValues"):
        return
    low, step = (question.get(key, 1) for key in ("rateMin", "rateStep"))
    count = question.get("rateCount", 5)
    if not all(type(number) is int for number in (low, step, count)) or step < 1:
        return
    high = question.get("rateMax", low + (count - 1) * step)
    if type(high) is not int or not 0 < high - low < step * (MAX_OPTIONS + 1):
        return
    for number in range(low, high + 1, step):
        end = {low: "minRateDescription", high: "maxRateDescription"}.get(number, "")
        words = texts(question.get(end), default, languages)
        yield (
            str(number),
            {language: f"{number}: {text}" for language, text in words.items()}
            or dict.fromkeys(languages, str(number)),
        )


def conditions(question: Json, place: str, notes: Notes) -> None:
    """Say which conditions of a question are dropped."""
    for key in _CONDITIONS:
        if question.get(key):
            notes.dropped(f"{place}.{key}", "The condition under which it is asked.")


def listed(question: Json, key: str) -> list[Any]:
    """Return what a part of a survey lists under a key; nothing where that is no list."""
    found = question.get(key)
    return found if isinstance(found, list) else []


def _parted(part: Any) -> tuple[str, Any]:
    """Return what a row, a column or a choice is stored as, and its words: `5`, `"5|agree"` or a mapping."""
    if isinstance(part, dict):
        return _stored(part.get("value")), part.get("text")
    stored, mark, text = _stored(part).partition("|")
    return stored, text if mark else None


def _stored(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _is_whole(stored: str) -> bool:
    return stored.removeprefix("-").isdecimal()
