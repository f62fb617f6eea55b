"""The tables of a LimeSurvey document, whatever the version: questions, subquestions and answers with their texts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from purpose_index.interop.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from purpose_index.interop.imported import Texts

Row = dict[str, str]
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}", re.ASCII)


@dataclass(slots=True)
class Answer:
    """A choice that people have: its code, its place, what an assessment counts it as, its scale, and its words."""

    code: str
    order: int
    assessment: int | None
    scale: int = 0  # 1 in the second scale of an array with two
    text: Texts = field(default_factory=dict)


@dataclass(slots=True)
class Question:
    """A question or a subquestion: its code and type, its place, its words, and what it holds."""

    qid: str
    title: str
    type: str
    group: str
    order: int
    other: bool
    conditional: bool
    text: Texts = field(default_factory=dict)
    subquestions: list[Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    headers: list[Texts] = field(default_factory=lambda: [{}, {}])  # of the two scales of an array that has two


@dataclass(slots=True)
class Survey:
    """What a document holds."""

    languages: list[str]
    questions: list[Question]
    groups: dict[str, Texts]
    title: Texts
    welcome: Texts
    description: Texts
    other: dict[str, int]


def number(text: str) -> int | None:
    """Return a whole number as such."""
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


def rows(root: Element, table: str) -> Iterator[Row]:
    """Yield the rows of a table."""
    for row in root.iterfind(f"./{table}/rows/row"):
        yield {cell.tag: (cell.text or "").strip() for cell in row}


def survey_of(root: Element) -> Survey:
    """Return what a document holds, in the order in which people meet it, with texts by LimeSurvey's own languages."""
    settings = list(rows(root, "surveys_languagesettings"))
    base = [row["language"] for row in rows(root, "surveys") if row.get("language")]
    listed = [name.text.strip() for name in root.iterfind("./languages/language") if name.text and name.text.strip()]
    groups, group_order = _groups(root)
    questions = _questions(root, group_order)
    others = ("question_attributes", "surveys", "quota", "conditions", "assessments", "defaultvalues")
    counts = {name: len(list(rows(root, name))) for name in others}
    return Survey(
        languages=list(dict.fromkeys([*base, *listed])) or _spoken(questions),
        questions=questions,
        groups=groups,
        title=_texts(settings, "surveyls_title", "surveyls_language"),
        welcome=_texts(settings, "surveyls_welcometext", "surveyls_language"),
        description=_texts(settings, "surveyls_description", "surveyls_language"),
        other={name: count for name, count in counts.items() if count},
    )


def _texts(table: list[Row], name: str, language: str = "language") -> Texts:
    found = {row.get(language, ""): plain(row.get(name, "")) for row in table}
    return {language: text for language, text in found.items() if language and text}


def _spoken(questions: list[Question]) -> list[str]:
    return list(dict.fromkeys(language for question in questions for language in question.text))


def _groups(root: Element) -> tuple[dict[str, Texts], dict[str, int]]:
    names: dict[str, Texts] = {}
    order: dict[str, int] = {}
    for row in [*rows(root, "groups"), *rows(root, "group_l10ns")]:
        gid = row.get("gid", "")
        order.setdefault(gid, number(row.get("group_order", "")) or 0)
        names.setdefault(gid, {}).update(_texts([row], "group_name"))
    return names, order


def _questions(root: Element, group_order: dict[str, int]) -> list[Question]:
    """Return the questions with all that belongs to them; a row a language in old files and for subquestions."""
    found: dict[str, Question] = {}
    parents: dict[str, str] = {}
    for table in ("questions", "subquestions"):
        for row in rows(root, table):
            qid, parent = row.get("qid", ""), row.get("parent_qid", "0")
            if qid not in found:
                found[qid] = _question(row)
                if parent not in {"", "0"}:
                    parents[qid] = parent
            found[qid].text.update(_texts([row], "question"))
    for row in rows(root, "question_l10ns"):
        if row.get("qid") in found:
            found[row["qid"]].text.update(_texts([row], "question"))
    for qid, parent in parents.items():
        if parent in found and parent not in parents:
            found[parent].subquestions.append(found[qid])
    _answers(root, found)
    _headers(root, found)
    for question in found.values():
        question.subquestions.sort(key=lambda one: one.order)
        question.answers.sort(key=lambda one: one.order)
    main = [question for qid, question in found.items() if qid not in parents]
    return sorted(main, key=lambda one: (group_order.get(one.group, 0), one.order))


def _question(row: Row) -> Question:
    return Question(
        qid=row.get("qid", ""),
        title=row.get("title", ""),
        type=row.get("type", ""),
        group=row.get("gid", ""),
        order=number(row.get("question_order", "")) or 0,
        other=row.get("other") == "Y",
        conditional=row.get("relevance", "") not in {"", "1"},
    )


def _answers(root: Element, questions: dict[str, Question]) -> None:
    found: dict[tuple[str, str, int], Answer] = {}
    by_id: dict[str, Answer] = {}
    for row in rows(root, "answers"):
        question = questions.get(row.get("qid", ""))
        if question is None:
            continue
        key = (question.qid, row.get("code", ""), number(row.get("scale_id", "")) or 0)
        if key not in found:
            order = number(row.get("sortorder", "")) or 0
            found[key] = Answer(key[1], order, number(row.get("assessment_value", "")), key[2])
            question.answers.append(found[key])
        by_id.setdefault(row.get("aid", ""), found[key])
        found[key].text.update(_texts([row], "answer"))
    for row in rows(root, "answer_l10ns"):
        if row.get("aid", "") in by_id:
            by_id[row["aid"]].text.update(_texts([row], "answer"))


def _headers(root: Element, questions: dict[str, Question]) -> None:
    """Give the arrays with two scales the words above each."""
    for row in rows(root, "question_attributes"):
        scale = {"dualscale_headerA": 0, "dualscale_headerB": 1}.get(row.get("attribute", ""))
        if scale is not None and row.get("qid") in questions:
            questions[row["qid"]].headers[scale].update(_texts([row], "value"))
