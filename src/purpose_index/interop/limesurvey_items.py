"""The questions of a LimeSurvey document as items of a question set in the making."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Choice, Draft
from purpose_index.interop.languages import language_codes
from purpose_index.interop.limesurvey_tables import number
from purpose_index.interop.no_answer import missing_code, reason_of

if TYPE_CHECKING:
    from purpose_index.interop.imported import Notes, Texts
    from purpose_index.interop.limesurvey_tables import Question, Survey
    from purpose_index.question_set.models import ChoiceReason

LISTS = frozenset("L!O")  # one question, with choices of its own
ARRAYS = frozenset("FH")  # one question a row, with choices for all rows
POINTS = {"5": 5, "A": 5, "B": 10}  # 1 up to this, without choices of their own
OTHER = "-oth-"  # what is stored where somebody chose 'Other'
FIRST_MISSING = -66  # no scale of answers begins so low; -66, -77, -88 and -99 are customary for no answer
_KINDS = {
    "T": "long text", "S": "short text", "U": "huge text", "Q": "multiple short texts", "N": "number",
    "K": "multiple numbers", "D": "date", "Y": "yes or no", "G": "gender", "C": "array of yes, no and uncertain",
    "E": "array of increase, same and decrease", "M": "multiple choice", "P": "multiple choice with comments",
    "R": "ranking", "1": "array with two scales", ":": "array of numbers", ";": "array of texts", "I": "language",
    "X": "text to be read", "|": "file upload", "*": "equation",
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
        if (choices := _choices(question, place, notes, coded, draft)) is not None:
            _add(draft, question, choices, groups, coded)
            if question.conditional:
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


def _add(
    draft: Draft, question: Question, choices: list[Choice], groups: dict[str, tuple[str, Texts]], coded: Any
) -> None:
    """Add the item of a question, or of every row of an array."""
    if not question.subquestions:
        draft.item(question.title, coded(question.text), choices, group=groups.get(question.group))
    for row in question.subquestions:
        column = f"{question.title}[{row.title}]"
        group = (question.title, coded(question.text))
        draft.item(f"{question.title}_{row.title}", coded(row.text), choices, column=column, group=group)


def _choices(question: Question, place: str, notes: Notes, coded: Any, draft: Draft) -> list[Choice] | None:
    """Return the choices of a question, or None where it cannot be scored, which is said."""
    kind = _KINDS.get(question.type, f"type {question.type[:1]!r}")
    rows = question.type in ARRAYS or question.type in {"A", "B"}
    if question.type in POINTS and bool(question.subquestions) == rows:
        points = range(1, POINTS[question.type] + 1)
        return [Choice(value, dict.fromkeys(draft.languages, str(value))) for value in points]
    if question.type not in LISTS | ARRAYS or question.dual:
        notes.dropped(place, f"A question of the kind '{kind}' has no scale of answers.", kind=kind)
        return None
    if bool(question.subquestions) != rows:
        notes.dropped(place, "An array without rows, or a list with them.", kind="question without rows")
        return None
    if question.other:
        codes = draft.missing.setdefault("not_applicable", [])
        codes += [] if OTHER in codes else [OTHER]
        notes.dropped(place, "The choice 'Other' counts for nothing: it is taken as 'not applicable'.")
    if question.type == "O":
        notes.dropped(place, "The comment beside the choices.")
    listed = [(answer.code, coded(answer.text)) for answer in question.answers]
    assessed = [answer.assessment for answer in question.answers]
    if None in assessed or len(set(assessed)) < 2:
        return choices_of(listed, place, notes, kind=kind) or None
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
