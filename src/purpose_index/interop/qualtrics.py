"""Qualtrics: survey definitions (.qsf, which is JSON) and the CSV files of their answers.

A definition says what every answer is recoded to and what its column is called; it declares no missing codes, and its
scoring is not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from purpose_index.interop.answers import answers_of
from purpose_index.interop.draft import Draft
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.lost import lost_of
from purpose_index.interop.qualtrics_answers import Export
from purpose_index.interop.qualtrics_file import file_of
from purpose_index.interop.qualtrics_questions import Survey, add_question, listed, mapping, mistakable
from purpose_index.interop.sources import json_of, unreadable
from purpose_index.question_set.load import question_set_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from purpose_index.errors import Issue
    from purpose_index.interop.imported import MissingTexts
    from purpose_index.interop.lost import Feature
    from purpose_index.interop.sources import Source
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet

CARRIES: frozenset[Feature] = frozenset({"texts"})
SEEN_UNANSWERED = -99


def read(
    source: Source | Mapping[str, Any],
    responses: Any = None,
    *,
    labels: bool | None = None,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
    **reading: Any,
) -> Imported:
    """Read a survey definition, and the answers to it where they are given.

    Parameters
    ----------
    source
        The definition: the path of a .qsf file, or its content.
    responses
        The answers: the path of a CSV file as Qualtrics exports it, with two or three header rows, or whatever `encode`
        takes.
    labels
        Whether the answers were exported as 'choice text', and not as 'numeric values'. By default both are read, but
        for surveys in which the text of a choice is the number of another: there they are taken as numbers.
    missing_texts
        What is done where a text lacks in a language: 'fail', 'drop language', or 'copy' the text of another language.
    keep
        The names of columns to keep that identify people: names, mail and IP addresses, places.
    **reading
        How else to read the answers; see `encode`.

    Returns
    -------
    Imported
        The set of all multiple-choice questions with a single answer, of the scale from 0 to 10 of 'Net Promoter
        Score', and of the statements of Likert matrices with a single answer; such a matrix becomes a scale. What is in
        the trash, in no block of the flow, or repeated by loop and merge is left out, and so are questions that the
        answers have no column of. Choices that by their words are no answer, such as 'n/a', are guessed to be missing,
        as is -99, which Qualtrics can write where a question was seen and left open. The value of a choice is what it
        is recoded to. Where nothing is recoded it is the choice's id if these run on from 0 or 1, and else its place:
        ids say in which order choices were made.

    Raises
    ------
    DefinitionError
        It is no survey definition, nothing in it can be scored, or the set breaks a rule that every set must keep.
    ResponseError
        The answers do not fit the definition.
    OSError
        A file is not there, or may not be read.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import qualtrics
    >>> qualtrics.read(qualtrics.write(pi.load("purpose-index"))).question_set
    QuestionSet(purpose-index 1.0.0, 12 items, 1 scales, nl en)
    """
    notes = Notes()
    export = Export(responses)
    survey = _survey(json_of(source), export)
    draft = Draft(survey.name, dict.fromkeys(survey.languages, survey.title), list(survey.languages), notes)
    if len(survey.languages) > 1:
        notes.invented("$.SurveyEntry", "The title in every language is the one that the survey has.")
    words: dict[str, dict[str, int | str]] = {}
    for question_id in _shown(survey, notes):
        words |= add_question(draft, survey, question_id)
    if "columns" not in reading:
        draft.only(export.names)
    _guess_unanswered(draft, notes)
    q = draft.built(missing_texts)
    coded = None
    if responses is not None:
        of_items = {item: words[item] for item in q.item_ids}
        texts = of_items if labels or (labels is None and not any(map(mistakable, of_items.values()))) else None
        how = {**export.reading(), "labels": texts, **reading}
        coded = answers_of(q, responses, notes, keep=keep, identifying=export.identifies, **how)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def write(q: QuestionSetLike) -> bytes:
    """Return the survey definition of a set (.qsf): a multiple-choice question with a single answer for every item.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.

    Returns
    -------
    bytes
        The file for 'Import survey'. The columns of its exports are the ids of the items, and its 'numeric values' the
        values of the answers; of an item with two choices of one value, the codes. All languages of the set are in it,
        the first one as that of the survey.

    Examples
    --------
    >>> import json
    >>> import purpose_index as pi
    >>> from purpose_index.interop import qualtrics
    >>> json.loads(qualtrics.write(pi.load("purpose-index")))["SurveyEntry"]["SurveyLanguage"]
    'NL'
    """
    return file_of(question_set_of(q))


def lost(q: QuestionSet) -> tuple[Issue, ...]:
    """Return what the survey definition of a set does not say: one issue each, with the code 'export-lost'."""
    return lost_of(q, CARRIES)


def _survey(data: Any, export: Export) -> Survey:
    elements = data.get("SurveyElements") if isinstance(data, Mapping) else None
    if not isinstance(elements, list) or not isinstance(data.get("SurveyEntry"), Mapping):
        message = "It is no survey definition of Qualtrics: it lacks 'SurveyEntry' or 'SurveyElements'."
        raise unreadable(message, "In Qualtrics: Survey, Tools, Import/Export, 'Export Survey'.")
    return Survey.of(data["SurveyEntry"], [e for e in elements if isinstance(e, Mapping)], export)


def _shown(survey: Survey, notes: Notes) -> Iterator[str]:
    """Yield the ids of the questions that people see, in the order of the flow; say of which others there are."""
    blocks = {str(block.get("ID", i)): block for i, block in enumerate(survey.blocks)}
    order = [name for name in _flow(survey.flow) if name in blocks]
    flow = set(order or blocks)
    seen = set()
    for name in dict.fromkeys([*order, *blocks]):
        block = blocks[name]
        asked = [str(part.get("QuestionID")) for part in listed(block.get("BlockElements")) if "QuestionID" in part]
        asked = [question_id for question_id in asked if question_id in survey.questions and question_id not in seen]
        seen.update(asked)
        where = _where(block, in_flow=name in flow)
        if where:
            for question_id in asked:
                notes.dropped(f"$.{question_id}", f"A question in {where}.", kind=f"question in {where}")
        else:
            yield from asked
    for question_id in survey.questions:
        if question_id not in seen and survey.blocks:
            notes.dropped(f"$.{question_id}", "A question in no block.", kind="question in no block")
        elif question_id not in seen:
            yield question_id


def _where(block: Mapping[str, Any], *, in_flow: bool) -> str:
    if block.get("Type") == "Trash":
        return "the trash"
    if mapping(block.get("Options")).get("Looping") not in (None, "", "None", "false", False):
        return "a loop"
    return "" if in_flow else "a block outside the flow"


def _flow(root: Any) -> Iterator[str]:
    """Yield the ids of the blocks of a survey flow, in order."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Mapping):
            if "ID" in part:
                yield str(part["ID"])
            waiting.extend(reversed(listed(part.get("Flow"))))


def _guess_unanswered(draft: Draft, notes: Notes) -> None:
    stored = {option.get("code", option["value"]) for item in draft.items for option in item["options"]}
    if SEEN_UNANSWERED not in stored:
        codes = draft.missing.setdefault("skipped", [])
        codes += [] if SEEN_UNANSWERED in codes else [SEEN_UNANSWERED]  # it is that of a choice such as 'I don't know'
        notes.guessed("$.missing", "-99 is a question that was seen and left open, as Qualtrics can write it.")
