"""A question set as a survey that LimeSurvey imports (.lss)."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from purpose_index.errors import Issue
from purpose_index.interop.lost import lost_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from purpose_index.errors import Fact
    from purpose_index.interop.lost import Feature
    from purpose_index.question_set.models import Item, Option, QuestionSet

CARRIES: frozenset[Feature] = frozenset({"texts", "codes"})
VERSION = "447"  # of LimeSurvey's tables: the oldest that has all that is written here
_CELL = re.compile(r"([A-Za-z][A-Za-z0-9]{0,19})\[([A-Za-z0-9]{1,20})\]", re.ASCII)
_TITLE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9]{1,5}", re.ASCII)
_Row: TypeAlias = "Mapping[str, str | int]"
_Tables: TypeAlias = "dict[str, list[_Row]]"


def write(q: QuestionSet) -> bytes:
    """Return the content of an .lss file: a survey of one group, with the texts in all languages.

    An item is a list of choices with its id as the code of the question, so that the set reads an export as it is;
    items whose declared columns have the form `PI[Q01]` are the rows of one array. What an answer counts as is its
    assessment value. The same set gives the same bytes.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import limesurvey
    >>> limesurvey.write(pi.load("purpose-index"))[:38]
    b"<?xml version='1.0' encoding='utf-8'?>"
    """
    root = Element("document")
    SubElement(root, "LimeSurveyDocType").text = "Survey"
    SubElement(root, "DBVersion").text = VERSION
    languages = SubElement(root, "languages")
    for language in q.languages:
        SubElement(languages, "language").text = language
    for name, rows in _tables(q).items():
        _add(root, name, rows)
    indent(root, " ")
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def lost(q: QuestionSet) -> tuple[Issue, ...]:
    """Return what an .lss file does not say of a set, one issue each, with the code 'export-lost'."""
    named = columns(q)
    renamed = [item.id for item in q.items if named[item.id] not in {item.id, item.column}]
    recoded = {o.stored: c for item in q.items for c, o in _coded(q.choices_of(item.id)) if c != str(o.stored)}
    own = []
    if renamed:
        message = f"LimeSurvey's codes have no underscores: {renamed[0]!r} is called {named[renamed[0]]!r} there."
        hint = "Read its exports with columns=limesurvey.columns(q)."
        own.append(Issue("export-lost", "$.items", message, hint, facts={"what": "ids", "items": tuple(renamed)}))
    for stored, code in recoded.items():
        message = f"LimeSurvey's codes are up to five letters and digits: {stored!r} is stored as {code!r} there."
        hint = "Declare that code too, at the option or under 'missing:', to read its exports."
        facts: dict[str, Fact] = {"what": "codes", "stored": stored, "code": code}
        own.append(Issue("export-lost", "$.options", message, hint, facts=facts))
    return (*lost_of(q, CARRIES), *own)


def columns(q: QuestionSet) -> dict[str, str]:
    """Return the heading of every item in LimeSurvey's exports of what `write` made, by item id, for `encode`.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import limesurvey
    >>> limesurvey.columns(pi.load("purpose-orientation"))["income_1"]
    'income1'
    """
    return {item.id: name for item, name in zip(q.items, _names(q.items), strict=True)}


def _add(root: Element, name: str, rows: Sequence[_Row]) -> None:
    table = SubElement(root, name)
    fields = SubElement(table, "fields")
    for field in rows[0] if rows else ():
        SubElement(fields, "fieldname").text = field
    listed = SubElement(table, "rows")
    for row in rows:
        element = SubElement(listed, "row")
        for field, value in row.items():
            SubElement(element, field).text = str(value)


def _tables(q: QuestionSet) -> _Tables:
    sid = 100_000 + int(q.fingerprint[:8], 16) % 900_000
    tables: _Tables = {
        "groups": [{"gid": 1, "sid": sid, "group_order": 1, "randomization_group": "", "grelevance": ""}]
    }
    tables["group_l10ns"] = [
        {"id": number, "gid": 1, "group_name": _marked_up(q.title[language]), "description": "", "language": language}
        for number, language in enumerate(q.languages, 1)
    ]
    for name in ("questions", "subquestions", "question_l10ns", "answers", "answer_l10ns"):
        tables[name] = []
    arrays: dict[str, int] = {}
    for item, name in zip(q.items, _names(q.items), strict=True):
        array = _CELL.fullmatch(name)
        if array is None:
            _answers(tables, q, item, _question(tables, q, sid, name, "L", item.text))
            continue
        title, row = array.groups()
        if title not in arrays:
            arrays[title] = _question(tables, q, sid, title, "F", q.title)
            _answers(tables, q, item, arrays[title])
        _question(tables, q, sid, row, "F", item.text, parent=arrays[title])
    settings: _Row = {
        "sid": sid,
        "gsid": 1,
        "language": q.languages[0],
        "additional_languages": " ".join(q.languages[1:]),
    }
    tables["surveys"] = [{**settings, "active": "N", "format": "G", "anonymized": "N", "datestamp": "N"}]
    tables["surveys_languagesettings"] = [_settings(q, sid, language) for language in q.languages]
    return tables


def _settings(q: QuestionSet, sid: int, language: str) -> _Row:
    return {
        "surveyls_survey_id": sid,
        "surveyls_language": language,
        "surveyls_title": _marked_up(q.title[language]),
        "surveyls_description": _marked_up(q.description[language]) if q.description else "",
        "surveyls_welcometext": _marked_up(q.instruction[language]) if q.instruction else "",
    }


def _question(
    tables: _Tables, q: QuestionSet, sid: int, title: str, kind: str, text: Mapping[str, str], *, parent: int = 0
) -> int:
    """Add a question, or a row of an array, and return its number."""
    qid = len(tables["questions"]) + len(tables["subquestions"]) + 1
    tables["subquestions" if parent else "questions"].append(
        {
            "qid": qid, "parent_qid": parent, "sid": sid, "gid": 1, "type": kind, "title": title, "preg": "",
            "other": "N", "mandatory": "N", "encrypted": "N", "question_order": qid, "scale_id": 0, "same_default": 0,
            "relevance": 1, "question_theme_name": "" if parent else {"L": "listradio", "F": "arrays/array"}[kind],
            "modulename": "",
        }
    )  # fmt: skip
    for language in q.languages:
        number = len(tables["question_l10ns"]) + 1
        words = {"question": _marked_up(text[language]), "help": "", "script": "", "language": language}
        tables["question_l10ns"].append({"id": number, "qid": qid, **words})
    return qid


def _answers(tables: _Tables, q: QuestionSet, item: Item, qid: int) -> None:
    for order, (code, option) in enumerate(_coded(q.choices_of(item.id)), 1):
        aid = len(tables["answers"]) + 1
        place: _Row = {"code": code, "sortorder": order, "assessment_value": option.value, "scale_id": 0}
        tables["answers"].append({"aid": aid, "qid": qid, **place})
        for language in q.languages:
            number = len(tables["answer_l10ns"]) + 1
            words = {"answer": _marked_up(option.label[language]), "language": language}
            tables["answer_l10ns"].append({"id": number, "aid": aid, **words})


def _marked_up(text: str) -> str:
    """Return a text as LimeSurvey takes it: HTML, in which braces would be its own expressions."""
    html = "<br />".join(escape(line, quote=False) for line in text.splitlines())
    return html.replace("{", "&#123;").replace("}", "&#125;")


def _coded(options: Sequence[Option]) -> list[tuple[str, Option]]:
    """Return every choice with its code: what it is stored as where LimeSurvey takes that, else A and its place."""
    taken = {str(option.stored) for option in options}
    found = []
    for place, option in enumerate(options, 1):
        code = str(option.stored)
        if not _CODE.fullmatch(code):
            code = next(name for name in (f"A{place + step}" for step in range(0, 10_000, 101)) if name not in taken)
            taken.add(code)
        found.append((code, option))
    return found


def _names(items: Iterable[Item]) -> list[str]:
    """Return what every item is called: its column where LimeSurvey takes that, else its id without underscores."""
    listed = list(items)
    arrays: dict[str, object] = {}
    found: list[str | None] = []
    for item in listed:
        cell = _CELL.fullmatch(item.column or "")
        fits = cell is not None and arrays.setdefault(cell[1], item.options) == item.options
        plain = _TITLE.fullmatch(item.column or item.id)
        found.append((item.column or item.id) if fits or plain else None)
    taken = {name for name in found if name is not None} | set(arrays)
    names: list[str] = []
    for item, name in zip(listed, found, strict=True):
        names.append(_free(item.id.replace("_", ""), taken) if name is None else name)
        taken.add(names[-1])
    return names


def _free(name: str, taken: set[str]) -> str:
    """Return a name of up to twenty characters that nothing else has, with the number that it ends in."""
    stem = name.rstrip("0123456789")
    last = name[len(stem) :][-9:]
    shortened = stem[: 20 - len(last)] + last
    tries = (f"{stem[: 14 - len(last)]}{last}x{number}" for number in range(2, 10_000))
    return next(found for found in (shortened, *tries) if found not in taken)
