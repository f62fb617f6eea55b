"""The content of a .qsf file: a survey with one block of multiple-choice questions."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from purpose_index.interop.qualtrics_languages import qualtrics_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from purpose_index.question_set.models import Item, Option, QuestionSet

    Part = dict[str, Any]

_BLOCK = "BL_1"


def file_of(q: QuestionSet) -> bytes:
    """Return the survey definition of a set; the same bytes for the same set."""
    survey = f"SV_{q.fingerprint[:15]}"
    language = qualtrics_name(q.languages[0])
    questions = [_question(q, item, f"QID{number}") for number, item in enumerate(q.items, 1)]
    if q.instruction:
        questions.insert(0, _words("QID0", "instruction", "DB", "TB", q.instruction))
    ids = [question["QuestionID"] for question in questions]
    block = {
        "Type": "Default",
        "Description": q.title[q.languages[0]],
        "ID": _BLOCK,
        "BlockElements": [{"Type": "Question", "QuestionID": question} for question in ids],
    }
    flow = {"Type": "Root", "FlowID": "FL_1", "Flow": [{"Type": "Standard", "ID": _BLOCK, "FlowID": "FL_2"}]}
    options = {
        "SurveyTitle": q.title[q.languages[0]],
        "AvailableLanguages": {qualtrics_name(name): [] for name in q.languages},
    }
    elements = [
        _element(survey, "BL", "Survey Blocks", [block]),
        _element(survey, "FL", "Survey Flow", {**flow, "Properties": {"Count": 2}}),
        _element(survey, "SO", "Survey Options", options),
        _element(survey, "QC", "Survey Question Count", None, str(len(ids))),
        _element(survey, "PROJ", "CORE", {"ProjectCategory": "CORE", "SchemaVersion": "1.1.0"}, None, "1.1.0"),
        *(_element(survey, "SQ", part["QuestionID"], part, part["QuestionDescription"]) for part in questions),
    ]
    entry = {"SurveyID": survey, "SurveyName": q.id, "SurveyLanguage": language, "SurveyStatus": "Inactive"}
    text = json.dumps({"SurveyEntry": entry, "SurveyElements": elements}, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def _element(
    survey: str, kind: str, first: str, payload: Any, second: str | None = None, third: str | None = None
) -> Part:
    return {
        "SurveyID": survey,
        "Element": kind,
        "PrimaryAttribute": first,
        "SecondaryAttribute": second,
        "TertiaryAttribute": third,
        "Payload": payload,
    }


def _words(question_id: str, tag: str, kind: str, selector: str, text: Mapping[str, str]) -> Part:
    """Return a question with its words: in the first language, and those of the others as translations."""
    first, *others = text
    return {
        "QuestionText": escape(text[first], quote=False),
        "DataExportTag": tag,
        "QuestionType": kind,
        "Selector": selector,
        "Configuration": {"QuestionDescriptionOption": "UseText"},
        "QuestionDescription": text[first][:99],
        "Validation": {"Settings": {"ForceResponse": "OFF", "ForceResponseType": "ON", "Type": "None"}},
        "Language": {qualtrics_name(name): {"QuestionText": escape(text[name], quote=False)} for name in others},
        "QuestionID": question_id,
    }


def _question(q: QuestionSet, item: Item, question_id: str) -> Part:
    text = {language: item.text[language] for language in q.languages}
    question = _words(question_id, item.id, "MC", "SAHR", text)
    choices = q.choices_of(item.id)
    for language in q.languages[1:]:
        question["Language"][qualtrics_name(language)]["Choices"] = _shown(choices, language)
    keys = [str(number) for number in range(1, len(choices) + 1)]
    return {
        **question,
        "SubSelector": "TX",
        "Choices": _shown(choices, q.languages[0]),
        "ChoiceOrder": keys,
        "RecodeValues": dict(zip(keys, map(str, _stored(choices)), strict=True)),
        "NextChoiceId": len(choices) + 1,
        "NextAnswerId": 1,
    }


def _shown(choices: Sequence[Option], language: str) -> Part:
    return {
        str(number): {"Display": escape(choice.label[language], quote=False)}
        for number, choice in enumerate(choices, 1)
    }


def _stored(choices: Sequence[Option]) -> list[int]:
    """Return the numbers to recode choices to: their values, their codes where values are shared, else their places."""
    values = [choice.value for choice in choices]
    codes = [choice.stored for choice in choices if isinstance(choice.stored, int)]
    if len(set(values)) == len(values):
        return values
    return codes if len(codes) == len(choices) else list(range(1, len(choices) + 1))
