"""FHIR: questionnaires of R4, R4B and R5 with weights, and questionnaire responses."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal, get_args

from purpose_index.interop.answers import answers_of
from purpose_index.interop.draft import Draft, version_of
from purpose_index.interop.fhir_own import URL, own_of, own_text, with_own
from purpose_index.interop.fhir_parts import OWN, TRANSLATION, listed, text_at, texts
from purpose_index.interop.fhir_questions import choices, is_instruction, passed_over, place_of, scorable
from purpose_index.interop.fhir_responses import responses_of, rows_of
from purpose_index.interop.fhir_weights import ITEM_WEIGHT, ORDINAL_VALUE, code_systems, value_sets
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.languages import language_code
from purpose_index.interop.lost import Feature, lost_of
from purpose_index.interop.sources import json_of, unreadable
from purpose_index.options import check_option

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from purpose_index.errors import Issue
    from purpose_index.interop.draft import Choice
    from purpose_index.interop.fhir_parts import Json
    from purpose_index.interop.fhir_weights import Option
    from purpose_index.interop.imported import MissingTexts, Texts
    from purpose_index.interop.sources import Source
    from purpose_index.question_set.models import Option as Choosable
    from purpose_index.question_set.models import QuestionSet

Release = Literal["R4", "R4B", "R5"]
CARRIES: frozenset[Feature] = frozenset(get_args(Feature))


def read(
    source: Source | Mapping[str, Any],
    responses: Any = None,
    *,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
    **reading: Any,
) -> Imported:
    """Return the question set of a FHIR Questionnaire, and the answers of responses to it.

    Parameters
    ----------
    source
        The Questionnaire: the path of its JSON, its content, or a mapping.
    responses
        A QuestionnaireResponse, a list or a Bundle of them, or the path or content of such JSON (NDJSON too); or any
        data that `purpose_index.encode` takes, with a column for every link id.
    missing_texts
        What to do about a text that is not there in every language: 'fail', 'drop language' or 'copy'.
    keep
        The link ids of answers to keep although they may say who somebody is: those that are texts, dates or more.
    **reading
        How to read data of another kind; see `purpose_index.encode`.

    Returns
    -------
    Imported
        The items with choices. A choice counts as its weight (itemWeight or ordinalValue), wherever that stands; where
        no choice in the questionnaire has one, as its code where that is a number, or else in the order of the choices.

    Raises
    ------
    DefinitionError
        It is no Questionnaire, nothing in it can be scored, or the set breaks a rule that every set must keep.
    ResponseError
        The answers do not fit the questionnaire.
    OSError
        A file is not there, or may not be read.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import fhir
    >>> q = pi.load("purpose-index")
    >>> answered = {"linkId": "q01", "answer": [{"valueCoding": {"code": "5"}}]}
    >>> imported = fhir.read(fhir.write(q), {"resourceType": "QuestionnaireResponse", "item": [answered]})
    >>> imported.question_set.fingerprint == q.fingerprint, imported.responses.codes[0, :2].tolist()
    (True, [4, -1])
    """
    questionnaire = json_of(source)
    if not isinstance(questionnaire, dict) or questionnaire.get("resourceType") != "Questionnaire":
        raise unreadable("It is no Questionnaire of FHIR.", "Its 'resourceType' must be 'Questionnaire'.")
    notes = Notes()
    draft, answers = _drafted(questionnaire, notes)
    own = own_of(questionnaire)
    if own is not None and draft.items:  # it says which scales there are
        draft.scale("all_items", dict.fromkeys(draft.languages, "-"), [item["id"] for item in draft.items])
    q = draft.built(missing_texts, **_about(questionnaire, draft.languages[0]))
    q = q if own is None else with_own(q, own)
    coded = None
    if responses is not None:
        given = responses_of(responses)
        data = responses if given is None else rows_of(given, answers, keep, notes)
        coded = answers_of(q, data, notes, keep=keep, **reading)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def _drafted(questionnaire: Json, notes: Notes) -> tuple[Draft, dict[str, list[Option]]]:
    """Return the set in the making, and the choices of its items by their link ids."""
    language = language_code(text_at(questionnaire, "language"))
    if language is None:
        language = "en"
        notes.guessed("$.language", "The language is 'en': the questionnaire does not say it.")
    found = scorable(questionnaire, value_sets(questionnaire), code_systems(questionnaire), notes)
    passed_over(questionnaire, notes)
    title = texts(questionnaire, "title", language)
    languages = _languages(title, found, language)
    draft = Draft(
        _name(questionnaire, title, language),
        title,
        languages,
        notes,
        version=version_of(text_at(questionnaire, "version")),
    )
    instruction = [item for item in listed(questionnaire, "item") if is_instruction(item, questionnaire)]
    draft.instruction = texts(instruction[0], "text", language) if instruction else None
    weighted = any(option.weight is not None for _, _, options in found for option in options)
    answers = {}
    for item, around, options in found:
        usable = choices(item, options, language, languages, notes, weighted=weighted)
        if usable:
            _add(draft, item, around, usable)
            answers[text_at(item, "linkId")] = options
    return draft, answers


def _add(draft: Draft, item: Json, around: Json | None, usable: list[Choice]) -> None:
    link, language = text_at(item, "linkId"), draft.languages[0]
    text = texts(item, "text", language)
    if not text:
        draft.notes.invented(place_of(item), "The text of the item is its link id: it has none.")
    group = (text_at(around, "linkId"), texts(around, "text", language) or dict(draft.title)) if around else None
    draft.item(link, text or dict.fromkeys(draft.languages, link), usable, group=group)


def _about(questionnaire: Json, language: str) -> dict[str, Any]:
    said = {
        "description": texts(questionnaire, "description", language),
        "source": text_at(questionnaire, "copyright"),
    }
    return {key: value for key, value in said.items() if value}


def _languages(title: Texts, found: list[tuple[Json, Json | None, list[Option]]], language: str) -> list[str]:
    said = [title]
    for item, _, options in found:
        said.append(texts(item, "text", language))
        said += [texts(option.part, option.key, language) for option in options]
    return list(dict.fromkeys([language, *(name for text in said for name in text)]))


def _name(questionnaire: Json, title: Mapping[str, str], language: str) -> str:
    last = text_at(questionnaire, "url").rstrip("/").rpartition("/")[2].rpartition(":")[2]
    return last or text_at(questionnaire, "name") or title.get(language) or "questionnaire"


def write(q: QuestionSet, *, release: Release = "R4") -> bytes:
    """Return the Questionnaire of a question set, in JSON, with the values of the choices as weights.

    Parameters
    ----------
    q
        The question set.
    release
        The release of FHIR: 'R4' and 'R4B' (ordinalValue), or 'R5' (itemWeight).

    Returns
    -------
    bytes
        JSON. What FHIR has no place for (scales, reversed items, missing codes and more) is in an extension of this
        package, which other programs pass over.

    Raises
    ------
    ArgumentError
        There is no such release.

    Examples
    --------
    >>> import json
    >>> import purpose_index as pi
    >>> from purpose_index.interop import fhir
    >>> questionnaire = json.loads(fhir.write(pi.load("purpose-index"), release="R5"))
    >>> questionnaire["item"][1]["type"], questionnaire["item"][1]["answerOption"][4]["valueCoding"]["display"]
    ('coding', 'helemaal mee eens')
    """
    check_option("release", release, Release)
    language = q.languages[0]

    def said(key: str, text: Mapping[str, str]) -> Json:
        others = [
            {"url": TRANSLATION, "extension": [_part("lang", "Code", name), _part("content", "String", words)]}
            for name, words in text.items()
            if name != language
        ]
        return {key: text[language], **({f"_{key}": {"extension": others}} if others else {})}

    def option(choice: Choosable) -> Json:
        weight = _part(ITEM_WEIGHT if release == "R5" else ORDINAL_VALUE, "Decimal", choice.value)
        extension = _part(OWN + "missing", "Code", choice.missing) if choice.missing else weight
        coding = {"system": f"{OWN}{q.id}", "code": str(choice.stored), **said("display", choice.label)}
        return {"extension": [extension], "valueCoding": coding}

    items = [
        {
            "linkId": item.id,
            **said("text", item.text),
            "type": "coding" if release == "R5" else "choice",
            "answerOption": [option(choice) for choice in q.choices_of(item.id)],
        }
        for item in q.items
    ]
    shown = [{"linkId": "-instruction", **said("text", q.instruction), "type": "display"}] if q.instruction else []
    questionnaire = {
        "resourceType": "Questionnaire",
        "language": language,
        "extension": [_part(URL, "String", own_text(q))],
        "url": f"{OWN}Questionnaire:{q.id}",
        "version": q.version,
        "name": "".join(part.capitalize() for part in re.split("[-_]+", q.id)),
        **said("title", q.title),
        "status": "draft",
        **(said("description", q.description) if q.description else {}),
        **({"copyright": q.source} if q.source else {}),
        "item": [*shown, *items],
    }
    return (json.dumps(questionnaire, ensure_ascii=False, indent=1) + "\n").encode()


def _part(url: str, kind: str, value: object) -> Json:
    return {"url": url, f"value{kind}": value}


def lost(q: QuestionSet) -> tuple[Issue, ...]:
    """Return what the questionnaire of a set does not say: nothing, since an extension holds what has no place."""
    return lost_of(q, CARRIES)
