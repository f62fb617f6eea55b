"""formr: the items of a survey (a workbook, or the JSON that formr keeps), and its results. To be read only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from purpose_index.interop.answers import answers_of
from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Choice, Draft
from purpose_index.interop.formr_items import items_of
from purpose_index.interop.formr_results import results_of
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.plain import plain
from purpose_index.question_set.models import MAX_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from purpose_index.interop.formr_items import Question
    from purpose_index.interop.imported import MissingTexts
    from purpose_index.interop.sources import Source

_CHOICES = frozenset({"mc", "mc_button", "select", "select_one"})
_POINTS = {"rating_button": (1, 5, 1), "range": (1, 100, 1), "range_ticks": (1, 100, 1)}  # what formr takes unsaid
_OWN_COLUMNS = frozenset({"created", "modified", "ended", "expired", "iteration", "study_id", "unit_id"})
_TELLING = frozenset({"email", "tel", "geopoint", "ip", "cc", "url", "server", "referrer", "get", "file", "image"})
_NUMBERED = re.compile(r"(.*?[^_0-9])_?([0-9]+)(R?)", re.ASCII)
_R_CODE = re.compile(r"```\s*\{r.*?(?:```|\Z)|`r\s.*?(?:`|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)


def read(
    source: Source | Mapping[str, Any],
    responses: Any = None,
    *,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
    language: str = "en",
) -> Imported:
    """Return the question set of a formr survey, and the answers of its results.

    Items with one choice (mc, mc_button, select_one) and ratings (rating_button, range, range_ticks) become items; the
    name of an item is its column. Items whose names differ in their numbers alone, such as `joy_1` and `joy_2R`, become
    a scale.

    Parameters
    ----------
    source
        The path of a workbook or of formr's JSON of items, its content, or the JSON as a mapping.
    responses
        The path of results in JSON or CSV, their content, or a list of mappings; answers that are none of the choices
        are left out of these, which is said. A data frame is read as it is: it is refused where it holds such.
    missing_texts
        What to do where a text lacks: 'fail', 'drop language' or 'copy'.
    keep
        Columns to keep that would be dropped: those that say who somebody is, and formr's own.
    language
        The code of the language of the survey, which formr does not say.

    Raises
    ------
    DefinitionError
        It is neither a workbook nor JSON of formr, or nothing in it can be scored.
    ResponseError
        The responses do not fit.
    ArgumentError
        An option is none of the words, or python-calamine is not installed.

    Notes
    -----
    That an item is reversed is what its name says by formr's custom, an R behind the number: a guess, which is said.

    Examples
    --------
    >>> from purpose_index.interop import formr
    >>> items = [{"name": "joy_1", "type": "rating_button", "type_options": "1,7", "label": "My work gives me joy."}]
    >>> formr.read({"name": "joy", "items": items}, [{"joy_1": 6}]).responses.numbers().tolist()
    [[6.0]]
    """
    notes = Notes()
    name, questions = items_of(source, notes)
    draft = Draft(name or "formr", {}, [language], notes)
    notes.guessed("$", f"The language is taken to be {language!r}.", "Say another with 'language='.")
    telling = {"session"}
    for question in questions:
        if question.type in _TELLING:
            telling.add(question.name)
        _add(draft, question, f"$.items.{question.name}")
    q = draft.built(missing_texts)
    coded = None
    if responses is not None:
        rows = results_of(q, responses, notes)
        coded = answers_of(q, rows, notes, keep=keep, own=_OWN_COLUMNS, identifying=telling.__contains__)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def _add(draft: Draft, question: Question, place: str) -> None:
    """Add the item of a question, or say why it is none."""
    language, notes = draft.languages[0], draft.notes
    if question.type in _POINTS:
        choices = _points(question, place, language, notes)
    elif question.type in _CHOICES:
        listed = [(code, {language: plain(words)}) for code, words in question.choices]
        choices = choices_of(listed, place, notes, kind=question.type)
    else:
        notes.dropped(place, f"An item of the type '{question.type[:40]}'.", kind=question.type[:40])
        return
    if not choices:
        return
    if question.condition:
        notes.dropped(place, "The condition under which it is shown.")
    numbered = _NUMBERED.fullmatch(question.name)
    reverse = numbered is not None and numbered[3] == "R"
    if reverse:
        notes.guessed(place, "It is reversed: its name ends in R.", "Remove 'reverse:' where it is not.")
    group = (numbered[1], {language: numbered[1]}) if numbered else None
    text = {language: _words(question, place, notes)}
    draft.item(question.name, text, choices, reverse=reverse, column=question.name, group=group)


def _words(question: Question, place: str, notes: Notes) -> str:
    """Return the words of an item, without R code and the marks of headings; its name where nothing is left."""
    text = _R_CODE.sub(" ", question.label)
    if text != question.label:
        notes.dropped(place, "The R code in its text.")
    words = plain(_HEADING.sub("", text))
    if not words:
        notes.invented(place, "The text is its name: it has no words of its own.", "Write what people read.")
    return words or question.name


def _points(question: Question, place: str, language: str, notes: Notes) -> list[Choice]:
    """Return the points of a rating, whose first and last have the words that stand beside them."""
    said = [part.strip() for part in question.options.split(",") if part.strip()]
    if not all(re.fullmatch("-?[0-9]{1,5}", part, re.ASCII) for part in said) or len(said) > 3:
        notes.dropped(place, "A rating whose points are not whole numbers.", kind=question.type)
        return []
    low, high, step = _POINTS[question.type]
    numbers = [int(part) for part in said]
    if not numbers:
        notes.guessed(place, f"Its points are {low} to {high}, as formr takes where nothing is said.")
    elif len(numbers) == 1:
        high = numbers[0]
    else:
        low, high, step = (*numbers, step)[:3]
    points = range(low, high + 1, step) if step > 0 else range(0)
    if not 2 <= len(points) <= MAX_OPTIONS:
        notes.dropped(place, "A rating whose points are too few or too many.", kind=question.type)
        return []
    words = [plain(text) for _, text in question.choices]
    labels = dict(zip(points, words, strict=True)) if len(words) == len(points) else {}
    if not labels:
        labels = dict(zip((points[0], points[-1]), words, strict=False))
    return [Choice(point, {language: labels.get(point) or str(point)}) for point in points]
