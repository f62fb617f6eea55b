"""The questions of a LimeSurvey document as items of a question set in the making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Choice, Draft
from purpose_index.interop.languages import language_codes
from purpose_index.interop.limesurvey_tables import number
from purpose_index.interop.no_answer import missing_code, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from purpose_index.interop.imported import Notes, Texts
    from purpose_index.interop.limesurvey_tables import Answer, Question, Survey
    from purpose_index.question_set.models import ChoiceReason

    Coded = Callable[[Texts], Texts]  # the same text by the codes of languages
    Groups = dict[str, tuple[str, Texts]]

LISTS = frozenset("L!O")  # one question, with choices of its own
ARRAYS = frozenset("FHABCE")  # one question a row
POINTS = {"5": 5, "A": 5, "B": 10}  # 1 up to this, without choices of their own
DUAL = "1"  # one question a row, with two lists of choices
# what these kinds store for each answer, from the least to the most, and its words in the languages that are known here
FIXED: dict[str, tuple[tuple[str, int, dict[str, str]], ...]] = {
    "C": (
        ("N", 1, {"en": "No", "nl": "Nee"}),
        ("U", 2, {"en": "Uncertain", "nl": "Onzeker"}),
        ("Y", 3, {"en": "Yes", "nl": "Ja"}),
    ),
    "E": (
        ("D", 1, {"en": "Decrease", "nl": "Afname"}),
        ("S", 2, {"en": "Same", "nl": "Gelijk"}),
        ("I", 3, {"en": "Increase", "nl": "Toename"}),
    ),
}
OTHER = "-oth-"  # what is stored where somebody chose 'Other'
FIRST_MISSING = -66  # no scale of answers begins so low; -66, -77, -88 and -99 are customary for no answer
_KINDS = {
    "T": "long text", "S": "short text", "U": "huge text", "Q": "multiple short texts", "N": "number",
    "K": "multiple numbers", "D": "date", "Y": "yes or no", "G": "gender", "M": "multiple choice",
    "P": "multiple choice with comments", "R": "ranking", "1": "array with two scales", ":": "array of numbers",
    ";": "array of texts", "I": "language", "X": "text to be read", "|": "file upload", "*": "equation",
}  # fmt: skip


def draft_of(survey: Survey, notes: Notes) -> tuple[Draft, dict[str, Any]]:
    """Return the set in the making, and what else the document says of it, in the form of a file."""
    codes = language_codes(survey.languages, notes, "$.languages")

    def coded(text: Texts) -> Texts:
        return {codes[name]: words for name, words in text.items() if name in codes}

    title = coded(survey.title)
    only = survey.questions[0] if len(survey.questions) == 1 else None
    name = next(iter(title.values()), only.title if only else "limesurvey")
    draft = Draft(name, title or (coded(only.text) if only else {}), list(codes.values()), notes)
    draft.instruction = coded(survey.welcome) or None
    groups = _groups({gid: coded(text) for gid, text in survey.groups.items()})
    for question in survey.questions:
        place = f"$.questions.{question.title}"
        if _add(draft, question, place, groups, coded) and question.conditional:
            notes.dropped(place, "The condition under which it is asked.")
    for table, count in survey.other.items():
        notes.dropped(f"$.{table}", f"The table {table!r} (rows: {count}).")
    description = coded(survey.description)
    return draft, {"description": description} if description else {}


def _groups(titles: dict[str, Texts]) -> dict[str, tuple[str, Texts]]:
    """Return the name and the title of every group, by its number; no two have one name."""
    names: dict[str, str] = {}
    for gid, title in titles.items():
        name = next(iter(title.values()), "")
        if name:
            names[gid] = f"{name} {gid}" if name in names.values() else name
    return {gid: (name, titles[gid]) for gid, name in names.items()}


def _add(draft: Draft, question: Question, place: str, groups: Groups, coded: Coded) -> bool:
    """Add the item of a question, or of every row of an array; False where it cannot be scored, which is said."""
    if question.type == DUAL:
        return _add_dual(draft, question, place, coded)
    choices = _choices(question, place, draft.notes, coded, draft)
    if choices is None:
        return False
    if not question.subquestions:
        draft.item(question.title, coded(question.text), choices, group=groups.get(question.group))
    for row in question.subquestions:
        column = f"{question.title}[{row.title}]"
        group = (question.title, coded(question.text))
        draft.item(f"{question.title}_{row.title}", coded(row.text), choices, column=column, group=group)
    return True


def _add_dual(draft: Draft, question: Question, place: str, coded: Coded) -> bool:
    """Add two items for every row of an array with two scales: an item is the row, below the words above a scale."""
    if not question.subquestions:
        draft.notes.dropped(place, "An array without rows.", kind="question without rows")
    added = False
    for scale, header in enumerate(map(coded, question.headers), 1):
        listed = [answer for answer in question.answers if answer.scale == scale - 1]
        if not question.subquestions or not (
            choices := _choices_of(listed, f"{place}.scale_{scale}", draft.notes, coded, _KINDS[DUAL])
        ):
            continue
        added = True
        above = {language: header.get(language) or str(scale) for language in coded(question.text)}
        title = {language: f"{text} ({above[language]})" for language, text in coded(question.text).items()}
        for row in question.subquestions:
            text = {language: f"{words} ({above.get(language, scale)})" for language, words in coded(row.text).items()}
            column = f"{question.title}[{row.title}][{scale}]"
            name = f"{question.title}_{row.title}_{scale}"
            draft.item(name, text, choices, column=column, group=(f"{question.title}_{scale}", title))
    return added


def _choices(question: Question, place: str, notes: Notes, coded: Coded, draft: Draft) -> list[Choice] | None:
    """Return the choices of a question, or None where it cannot be scored, which is said."""
    kind = _KINDS.get(question.type, f"type {question.type[:1]!r}")
    rows = question.type in ARRAYS
    scored = question.type in LISTS or rows or question.type in POINTS or question.type in FIXED
    if not scored or any(answer.scale for answer in question.answers):
        notes.dropped(place, f"A question of the kind '{kind}' has no scale of answers.", kind=kind)
        return None
    if bool(question.subquestions) != rows:
        notes.dropped(place, "An array without rows, or a list with them.", kind="question without rows")
        return None
    if question.type in POINTS:
        points = range(1, POINTS[question.type] + 1)
        return [Choice(value, dict.fromkeys(draft.languages, str(value))) for value in points]
    if question.type in FIXED:
        return _fixed(FIXED[question.type], place, notes, draft.languages)
    if question.other:
        codes = draft.missing.setdefault("not_applicable", [])
        codes += [] if OTHER in codes else [OTHER]
        notes.dropped(place, "The choice 'Other' counts for nothing: it is taken as 'not applicable'.")
    if question.type == "O":
        notes.dropped(place, "The comment beside the choices.")
    return _choices_of(question.answers, place, notes, coded, kind) or None


def _fixed(
    answers: tuple[tuple[str, int, Texts], ...], place: str, notes: Notes, languages: Sequence[str]
) -> list[Choice]:
    """Return the choices of a kind of question that brings its own, with words for every language."""
    listed = ", ".join(f"{code!r} as {value}" for code, value, _ in answers)
    notes.invented(place, f"What its answers count as: {listed}.", "Check the values.")
    unknown = [language for language in languages if language[:2] not in answers[0][2]]
    if unknown:
        notes.invented(place, f"The words of its answers in {', '.join(map(repr, unknown))}: they are in English.")
    return [
        Choice(value, {language: words.get(language[:2], words["en"]) for language in languages}, code)
        for code, value, words in answers
    ]


def _choices_of(answers: Sequence[Answer], place: str, notes: Notes, coded: Coded, kind: str) -> list[Choice]:
    """Return the choices of a list of answers, by what an assessment counts them as; none where they are no scale."""
    listed = [(answer.code, coded(answer.text)) for answer in answers]
    assessed = [answer.assessment for answer in answers]
    if None in assessed or len(set(assessed)) < 2:
        return choices_of(listed, place, notes, kind=kind)
    values = [value for value in assessed if value is not None]
    reasons = [reason_of(label) or _reason_by(value) for (_, label), value in zip(listed, values, strict=True)]
    if len({value for value, reason in zip(values, reasons, strict=True) if reason is None}) < 2:
        reasons = [None] * len(values)
    return [
        _assessed(code, label, value, reason, place, notes)
        for (code, label), value, reason in zip(listed, values, reasons, strict=True)
    ]


def _reason_by(value: int) -> ChoiceReason | None:
    return "not_applicable" if value <= FIRST_MISSING else None


def _assessed(code: str, label: Texts, value: int, reason: ChoiceReason | None, place: str, notes: Notes) -> Choice:
    """Return a choice that counts as its assessment value, or is no answer."""
    whole = number(code)
    stored = whole if whole is not None and str(whole) == code else code
    if reason is None:
        return Choice(value, label, stored)
    notes.guessed(place, f"The choice {code!r} is no answer but {reason!r}, by its words or its value.")
    return Choice(missing_code(reason, value), label, stored, reason)
