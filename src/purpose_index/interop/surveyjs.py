"""SurveyJS: surveys in JSON with matrices, ratings and single choices, and the results that it saves."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Any

from purpose_index.interop import surveyjs_questions as questions
from purpose_index.interop.answers import answers_of
from purpose_index.interop.draft import Draft
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.languages import language_code
from purpose_index.interop.lost import lost_of
from purpose_index.interop.sources import json_of, unreadable
from purpose_index.interop.surveyjs_results import identifying, rows_of
from purpose_index.question_set.models import SET_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from purpose_index.errors import Issue
    from purpose_index.interop.imported import MissingTexts, Texts
    from purpose_index.interop.lost import Feature
    from purpose_index.interop.sources import Source
    from purpose_index.interop.surveyjs_questions import Json
    from purpose_index.question_set.models import Option, QuestionSet

CARRIES: frozenset[Feature] = frozenset({"texts"})
DEFAULT = "en"  # the language of texts that name none, unless a survey says otherwise


def read(
    source: Source | Mapping[str, Any],
    responses: Any = None,
    *,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
    default_language: str | None = None,
    **reading: Any,
) -> Imported:
    """Return the question set of a SurveyJS survey, and the answers that were saved with it.

    Parameters
    ----------
    source
        The survey: the path of its JSON, its content, or a mapping.
    responses
        What SurveyJS saved: the result of one person, a list of them, or the path or content of such JSON; or any data
        that `purpose_index.encode` takes, with a row of a matrix in the column 'matrix.row'.
    missing_texts
        What to do about a text that is not there in every language: 'fail', 'drop language' or 'copy'.
    keep
        The columns that identify people to keep all the same.
    default_language
        The language of texts that name none. By default it is the 'locale' of the survey where no text names that, and
        else English, as in SurveyJS itself.
    **reading
        How to read the answers; see `purpose_index.encode`.

    Returns
    -------
    Imported
        The rows of matrices, the ratings, and the radio groups, drop-down lists and button groups whose choices have
        numbers. A radio group or a matrix without numbers gets the values 1 and up in the order of its choices.

    Raises
    ------
    DefinitionError
        It is not a survey, nothing in it can be scored, or the set breaks a rule that every set must keep.
    ResponseError
        The answers do not fit the survey.
    OSError
        A file is not there, or may not be read.

    Examples
    --------
    >>> from purpose_index.interop import surveyjs
    >>> survey = {"title": "Days", "elements": [{"type": "rating", "name": "today", "rateMax": 3}]}
    >>> imported = surveyjs.read(survey, {"today": 2}, default_language="en")
    >>> imported.question_set, imported.responses.codes.tolist()
    (QuestionSet(days 1.0.0, 1 items, 1 scales, en), [[1]])
    """
    survey = json_of(source)
    if not isinstance(survey, dict) or not any(isinstance(survey.get(key), list) for key in questions.INSIDE):
        raise unreadable(
            "It is no survey of SurveyJS: it has no pages, elements or questions.", "Is this the right file?"
        )
    notes = Notes()
    draft, answers = _drafted(survey, default_language, notes)
    q = draft.built(missing_texts, **({"id": draft.name} if re.fullmatch(SET_ID, draft.name) else {}))
    coded = None
    if responses is not None:
        data = rows_of(responses, answers, notes)
        coded = answers_of(q, data, notes, keep=keep, identifying=identifying(survey), **reading)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def _drafted(survey: Json, default: str | None, notes: Notes) -> tuple[Draft, dict[str, tuple[str, str]]]:
    """Return the set in the making and, by column, the question and the row of a matrix (else empty) behind it."""
    found = questions.scorable(survey, notes)
    default, languages = _languages(survey, [question for _, question in found], default, notes)

    def said(raw: Any, otherwise: str = "") -> Texts:
        return questions.texts(raw, default, languages, otherwise)

    title = said(survey.get("title"))
    called = _own_name(survey) or title.get(default) or next(iter(title.values()), "survey")
    draft = Draft(called, title, languages, notes, instruction=said(survey.get("description")))
    taken = Counter(row for _, question in found for row, _ in questions.rows(question))
    taken.update(questions.name_of(question) for _, question in found)
    answers = {}
    for place, question in found:
        choices = questions.choices(question, place, notes, default, languages)
        if choices:
            questions.conditions(question, place, notes)
            name, group = questions.name_of(question), _group(survey, question, place, said)
            for row, text in questions.rows(question) or [("", question.get("title"))]:
                column = f"{name}.{row}" if row else name
                item = row if row and taken[row] == 1 else column
                draft.item(item, said(text, row or name), choices, column=column, group=group)
                answers[column] = (name, row)
    return draft, answers


def _group(survey: Json, question: Json, place: str, said: Callable[..., Texts]) -> tuple[str, Texts]:
    """Return the name and the title of what a question belongs to: its matrix if that has a title, else its page."""
    if questions.rows(question) and question.get("title") and question.get("titleLocation") != "hidden":
        return questions.name_of(question), said(question["title"])
    number = place.partition("$.pages[")[2].partition("]")[0]
    page = survey["pages"][int(number)] if number else {}
    name = page.get("name")
    title = said(page.get("title")) or said(survey.get("title"))
    return name if isinstance(name, str) and name else f"page{number}", title


def _languages(survey: Json, found: list[Json], default: str | None, notes: Notes) -> tuple[str, list[str]]:
    """Return the language of texts that name none, and all languages, the survey's own first."""
    raw = [survey.get("title"), survey.get("description")]
    raw += [text for question in found for text in questions.raw_texts(question)]
    named = dict.fromkeys(language for text in raw for language in questions.named(text))
    locale = language_code(str(survey.get("locale")))
    if default is None:
        default = locale if locale and locale not in named else DEFAULT
        if locale is None:
            what = f"The texts that name no language are in {default!r}, as in SurveyJS itself."
            notes.guessed("$.locale", what, "Say it with 'default_language='.")
    unnamed = any("default" in text if isinstance(text, dict) else text for text in raw)
    languages = dict.fromkeys([*([default] if unnamed or not named else []), *named])
    return default, sorted(languages, key=lambda name: name != locale)


def _own_name(survey: Json) -> str:
    """Return the name of the one page where it is not what SurveyJS calls pages; empty where there is none."""
    names = [page.get("name") for page in questions.listed(survey, "pages") if isinstance(page, dict)]
    name = names[0] if len(names) == 1 and isinstance(names[0], str) else ""
    return "" if name.rstrip("0123456789") == "page" else name


def write(q: QuestionSet) -> bytes:
    """Return the survey of a question set, in JSON: items in a row with the same choices become a matrix.

    Parameters
    ----------
    q
        The question set.

    Returns
    -------
    bytes
        JSON for SurveyJS, with the texts in every language. Its rows and questions are named by the ids of the items,
        its choices hold what answers are stored as, and its one page is named by the id of the set.

    Examples
    --------
    >>> import json
    >>> import purpose_index as pi
    >>> from purpose_index.interop import surveyjs
    >>> survey = json.loads(surveyjs.write(pi.load("purpose-index")))
    >>> survey["pages"][0]["elements"][0]["title"]["default"]
    'My work brings me closer to what I find important in life.'
    """
    default = DEFAULT if DEFAULT in q.languages else q.languages[0]

    def said(text: Mapping[str, str]) -> str | dict[str, str]:
        if len(text) == 1:
            return text[default]
        return {"default" if name == default else name.lower(): words for name, words in text.items()}

    def listed(choices: tuple[Option, ...]) -> list[Json]:
        return [{"value": choice.stored, "text": said(choice.label)} for choice in choices]

    elements: list[Json] = []
    for choices, run in groupby(q.items, key=lambda item: q.choices_of(item.id)):
        items = list(run)
        if len(items) == 1:
            (item,) = items
            question = {"type": "radiogroup", "name": item.id, "title": said(item.text), "choices": listed(choices)}
        else:
            question = {
                "type": "matrix",
                "name": _matrix(q, len(elements)),
                "titleLocation": "hidden",
                "columns": listed(choices),
                "rows": [{"value": item.id, "text": said(item.text)} for item in items],
            }
        elements.append(question)
    survey = {
        "title": said(q.title),
        **({"description": said(q.instruction)} if q.instruction else {}),
        "locale": q.languages[0].lower(),
        "pages": [{"name": q.id, "elements": elements}],
    }
    return (json.dumps(survey, ensure_ascii=False, indent=1) + "\n").encode()


def _matrix(q: QuestionSet, number: int) -> str:
    """Return a name for a matrix that no item has."""
    name = f"matrix_{number + 1}"
    while name in q.item_ids:
        name = f"{name}_"
    return name


def lost(q: QuestionSet) -> tuple[Issue, ...]:
    """Return what the survey of a set does not say: one issue each, with the code 'export-lost'."""
    return lost_of(q, CARRIES)
