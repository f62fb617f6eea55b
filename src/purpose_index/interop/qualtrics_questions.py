"""The questions of a Qualtrics survey, as items: their columns, and what their answers are stored as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from purpose_index.interop.choices import choices_of
from purpose_index.interop.plain import plain
from purpose_index.interop.qualtrics_languages import language_of
from purpose_index.interop.sources import unreadable
from purpose_index.question_set.models import MAX_LANGUAGES
from purpose_index.responses.labels import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from purpose_index.interop.draft import Choice, Draft
    from purpose_index.interop.imported import Texts
    from purpose_index.interop.qualtrics_answers import Export

    Payload = Mapping[str, Any]
    Words = dict[str, dict[str, int | str]]  # by item: what every text that may be exported is stored as

_SINGLE = ("SAVR", "SAHR", "SACOL", "DL", "SB", "NPS")
_KINDS = {
    "CS": "constant-sum question",
    "DB": "descriptive text",
    "HL": "highlight question",
    "MC": "multiple-answer question",
    "Matrix": "matrix without single answers",
    "Meta": "browser information",
    "PGR": "pick, group and rank question",
    "RO": "rank-order question",
    "SBS": "side-by-side question",
    "Slider": "slider",
    "TE": "text question",
    "Timing": "timing",
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey definition holds, by its kinds of elements."""

    name: str
    title: str
    languages: dict[str, str]  # what Qualtrics calls each, by its code here; the survey's own first
    blocks: Sequence[Payload]
    flow: Any
    questions: dict[str, Payload]
    export: Export

    @classmethod
    def of(cls, entry: Payload, elements: Sequence[Payload], export: Export) -> Survey:
        """Sort the elements of a definition."""

        def payloads(kind: str) -> list[Any]:
            return [element.get("Payload") for element in elements if element.get("Element") == kind]

        options = mapping(next(iter(payloads("SO")), None))
        questions = {
            str(element.get("PrimaryAttribute")): element["Payload"]
            for element in elements
            if element.get("Element") == "SQ" and isinstance(element.get("Payload"), Mapping)
        }
        translated = dict.fromkeys(
            name for question in questions.values() for name in mapping(question.get("Language"))
        )
        offered = [name for name in mapping(options.get("AvailableLanguages")) if name in translated]
        names = [str(entry.get("SurveyLanguage") or "EN"), *offered, *translated]
        languages: dict[str, str] = {}
        for called in names:
            if (code := language_of(called)) is not None:
                languages.setdefault(code, called)
        if len(languages) > MAX_LANGUAGES:
            raise unreadable(f"It has more than {MAX_LANGUAGES} languages.", "Is this the right file?")
        name = plain(entry.get("SurveyName")) or "survey"
        title = plain(options.get("SurveyTitle"))
        blocks = listed([block for payload in payloads("BL") for block in listed(payload)])
        title = name if not title or "Qualtrics" in title else title
        return cls(name, title, languages or {"en": "EN"}, blocks, next(iter(payloads("FL")), None), questions, export)

    def texts(self, question: Payload, *path: str) -> Texts:
        """Return a text of a question by language: the path leads to it, here and in every translation."""
        found: Texts = {}
        for code, name in self.languages.items():
            inside: Any = question if not found else _part(question.get("Language"), name)
            for key in path:
                inside = _part(inside, key)
            found[code] = plain(inside)
        return found


def mapping(value: Any) -> dict[str, Any]:
    """Return a mapping, which PHP writes as a list where its keys are 0, 1, 2 …; empty where it is neither."""
    if isinstance(value, Mapping):
        return {str(key): inside for key, inside in value.items()}
    return {str(i): inside for i, inside in enumerate(value)} if isinstance(value, list) else {}


def _part(value: Any, key: str) -> Any:
    """Return what `mapping` has of a value under a key, without making that mapping; None where it has nothing."""
    if isinstance(value, list):
        return value[int(key)] if key.isdecimal() and len(key) < 9 and int(key) < len(value) else None
    return value.get(key) if isinstance(value, Mapping) else None


def listed(value: Any) -> list[Payload]:
    """Return the mappings of a list, which PHP writes as a mapping where a place in it is empty."""
    return [inside for inside in mapping(value).values() if isinstance(inside, Mapping)]


def add_question(draft: Draft, survey: Survey, question_id: str) -> Words:
    """Add the items of a question to a draft, and return what their texts are stored as; or say what it is."""
    question = survey.questions[question_id]
    kind, selector = question.get("QuestionType"), question.get("Selector")
    place = f"$.{question_id}"
    if question.get("DynamicChoices"):
        draft.notes.dropped(
            place, "A question whose choices depend on an earlier answer.", kind="carried-forward choice"
        )
    elif kind == "MC" and selector in _SINGLE:
        return _single(draft, survey, question, place)
    elif kind == "Matrix" and selector == "Likert" and question.get("SubSelector") in ("SingleAnswer", "DL"):
        return _matrix(draft, survey, question, place)
    else:
        name = _KINDS.get(kind, "question of another type") if isinstance(kind, str) else "question of another type"
        draft.notes.dropped(place, f"It is not a question with one answer: {name}.", kind=name)
    return {}


def _single(draft: Draft, survey: Survey, question: Payload, place: str) -> Words:
    tag = _tag(question, place)
    choices = _choices(draft, survey, question, "Choices", place)
    if not choices:
        return {}
    text = _texts_or(survey.texts(question, "QuestionText"), tag, place, draft)
    column = survey.export.column([tag], place.removeprefix("$."))
    _note_logic(draft, question, place)
    item = draft.item(tag, text, choices, column=column)
    return {item: _words(survey, question, "Choices", choices)}


def _matrix(draft: Draft, survey: Survey, question: Payload, place: str) -> Words:
    rows = list(_ordered(question, "Choices"))
    if not rows:
        draft.notes.dropped(place, "A matrix without statements.", kind="matrix without statements")
        return {}
    choices = _choices(draft, survey, question, "Answers", place)
    if not choices:
        return {}
    tag, tags = _tag(question, place), mapping(question.get("ChoiceDataExportTags"))
    title = _texts_or(survey.texts(question, "QuestionText"), tag, place, draft)
    _note_logic(draft, question, place)
    texts, words = _words(survey, question, "Answers", choices), {}
    for key, row in rows:
        own = plain(tags.get(key))
        whole = own if own.startswith(tag) else f"{tag}_{own or key}"
        column = survey.export.column([whole, own, f"{tag}_{key}"], f"{place.removeprefix('$.')}_{key}")
        text = _texts_or(survey.texts(question, "Choices", key, "Display"), column, f"{place}.Choices.{key}", draft)
        item = draft.item(whole, text, choices, column=column, group=(tag, title))
        words[item] = texts
        _note_text_entry(draft, row, f"{place}.Choices.{key}")
    return words


def _tag(question: Payload, place: str) -> str:
    return plain(question.get("DataExportTag"))[:200] or place.removeprefix("$.")


def _ordered(question: Payload, kind: str) -> Iterator[tuple[str, Payload]]:
    """Yield the keys and the content of the choices or answers of a question, in the order in which they are shown."""
    order = mapping(question.get("ChoiceOrder" if kind == "Choices" else "AnswerOrder")).values()
    there = {key: inside for key, inside in mapping(question.get(kind)).items() if isinstance(inside, Mapping)}
    names = dict.fromkeys(str(key) for key in order if isinstance(key, str | int))
    yield from ((key, there[key]) for key in (names or there) if key in there)


def _choices(draft: Draft, survey: Survey, question: Payload, kind: str, place: str) -> list[Choice]:
    shown = list(_ordered(question, kind))
    stored = _stored(question)
    pairs = ((stored.get(key, key), survey.texts(question, kind, key, "Display")) for key, _ in shown)
    for key, choice in shown:
        _note_text_entry(draft, choice, f"{place}.{kind}.{key}")
    return choices_of(pairs, place, draft.notes, kind="question without two choices", ids=not stored)


def _stored(question: Payload) -> dict[str, str]:
    """Return what each choice is recoded to, by its key."""
    recoded = mapping(question.get("RecodeValues"))
    return {key: str(code) for key, code in recoded.items() if isinstance(code, str | int) and str(code).strip()}


def _words(survey: Survey, question: Payload, kind: str, choices: Sequence[Choice]) -> dict[str, int | str]:
    """Return what every text that may be exported for a choice is stored as, but for those of several choices."""
    stored, names = _stored(question), mapping(question.get("VariableNaming"))
    known = {str(choice.code): choice.code for choice in choices if choice.code is not None}
    found: dict[str, set[int | str]] = {}
    for key, _ in _ordered(question, kind):
        for text in (plain(names.get(key)), *survey.texts(question, kind, key, "Display").values()):
            if text:
                found.setdefault(fold(text), set()).add(known[stored.get(key, key).strip()])
    return {text: next(iter(codes)) for text, codes in found.items() if len(codes) == 1}


def mistakable(words: Mapping[str, int | str]) -> bool:
    """Whether the text of a choice is the number of another."""
    numbers = {str(code): code for code in words.values()}
    return any(numbers.get(text, code) != code for text, code in words.items())


def _texts_or(text: Texts, name: str, place: str, draft: Draft) -> Texts:
    if any(text.values()):
        return text
    draft.notes.invented(place, "Its words are the name of its column: it has none.")
    return dict.fromkeys(text, name)


def _note_text_entry(draft: Draft, choice: Payload, place: str) -> None:
    if choice.get("TextEntry") in ("true", True, "on"):
        draft.notes.dropped(place, "The text that can be typed beside it.")


def _note_logic(draft: Draft, question: Payload, place: str) -> None:
    if question.get("DisplayLogic"):
        draft.notes.dropped(f"{place}.DisplayLogic", "The rule that says when the question is shown.")
    if question.get("GradingData"):
        draft.notes.dropped(f"{place}.GradingData", "The points of a scoring category.")
