"""What stands in the report of one person: scores and answers, and no band or verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports.team.charts import Mark, Row
from purpose_index.reports.team.figures import Figure, marks_figure
from purpose_index.reports.team.page import rendered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.reports.team.result import Report
    from purpose_index.reports.team.speech import Speech
    from purpose_index.responses.validate import Answers
    from purpose_index.scoring.scores import Score

Scores = dict[str, float | None]
Ends = tuple[float, float]


def person_report(q: QuestionSet, answers: Answers, score: Score, say: Speech, day: date | None) -> Report:
    """Return the report of one person."""
    scores, ends = _scores(q, score)
    layers = list(_layers(q, scores))
    figures = [_scales(q, score, scores, ends, say), *([_fit(q, layers, ends, say)] if layers else [])]
    shown = any(value is not None for value in scores.values())
    low, high = (say.whole(end) for end in ends)
    content = {
        "set_title": say.of(q.title),
        "made_on": say("made_on", date=say.date(day)) if day else "",
        "intro": [
            say("person_intro"),
            say("person_answered", answered=say.count(score.answered), count=say.count(score.item_count)),
        ],
        "figures": figures if shown else [],
        "said": [say("person_missing")] if None in scores.values() else [],
        "meanings": [(say.of(scale.name), say.of(scale.description)) for scale in q.scales if scale.description],
        "questions": _questions(q, scores, layers, say),
        "statements": _statements(q, answers, say),
        "reading": [say("range", low=low, high=high), say("person_note"), say("round_note")],
        "made_with": say("made_with", title=say.of(q.title), version=q.version, fingerprint=q.fingerprint[:12]),
    }
    return rendered("person.html.jinja", f"{say('your_report')}: {say.of(q.title)}", say, content)


def _scores(q: QuestionSet, score: Score) -> tuple[Scores, Ends]:
    """Return a score on each scale in points of the answers; from 0 to 100 where items have unlike ranges."""
    values = [[option.value for option in q.options_of(item)] for item in q.item_ids]
    ranges = {(float(min(one)), float(max(one))) for one in values}
    if len(ranges) == 1:
        return {scale: one.mean for scale, one in score.items()}, ranges.pop()
    return {scale: one.index for scale, one in score.items()}, (0.0, 100.0)


def _layers(q: QuestionSet, scores: Scores) -> Iterator[tuple[str, float, float]]:
    """Yield each layer with the scores on its two scales, where both are there."""
    first, second = tuple(q.referents) if len(q.referents) == 2 else ("", "")
    for layer in q.layers:
        of = {scale.referent: scores[scale.id] for scale in q.scales if scale.layer == layer}
        one, other = of.get(first), of.get(second)
        if one is not None and other is not None:
            yield layer, one, other


def _scales(q: QuestionSet, score: Score, scores: Scores, ends: Ends, say: Speech) -> Figure:
    rows, cells = [], []
    for scale in q.scales:
        value, name, found = scores[scale.id], say.of(scale.name), score[scale.id]
        written = say("no_score") if value is None else say.number(value)
        marks = [] if value is None else [Mark("diamond", value, written, above=False)]
        rows.append(Row(name, *ends, marks, note="" if marks else written))
        cells.append([name, {"text": written}, {"text": f"{say.count(found.answered)}/{say.count(found.item_count)}"}])
    headings = [say("scale"), say("you"), say("answered")]
    legend = [("diamond", say("legend_you"))]
    return marks_figure(say("person_scales"), say("person_scales_desc"), rows, legend, headings, cells)


def _fit(q: QuestionSet, layers: list[tuple[str, float, float]], ends: Ends, say: Speech) -> Figure:
    first, second = (say.of(name) for name in q.referents.values())
    rows, cells = [], []
    for layer, one, other in layers:
        name, written = say.of(q.layers[layer]), (say.number(one), say.number(other))
        marks = [Mark("circle", one, written[0], above=False), Mark("square", other, written[1], above=True)]
        rows.append(Row(name, *ends, marks))
        cells.append([name, {"text": written[0]}, {"text": written[1]}])
    title, desc = say("layers_title", first=first, second=second), say("person_layers_desc", first=first, second=second)
    legend = [("circle", first), ("square", second)]
    return marks_figure(title, desc, rows, legend, [say("layer"), first, second], cells)


def _questions(q: QuestionSet, scores: Scores, layers: list[tuple[str, float, float]], say: Speech) -> list[str]:
    """Return questions that these scores give; open ones where they give none."""
    found = []
    there = {scale: value for scale, value in scores.items() if value is not None}
    if there:
        high, low = max(there, key=there.__getitem__), min(there, key=there.__getitem__)
        for kind, scale in (("high", high), ("low", low)) if there[high] > there[low] else ():
            name = say.quoted(say.of(q.scale(scale).name))
            found.append(say(f"person_talk_{kind}", scale=name, value=say.number(there[scale])))
    apart = max(layers, key=lambda one: abs(one[1] - one[2]), default=None)
    if apart is not None and apart[1] != apart[2]:
        layer, one, other = apart
        first, second = (say.quoted(say.of(name)) for name in q.referents.values())
        values = {"first_value": say.number(one), "second_value": say.number(other)}
        name = say.quoted(say.of(q.layers[layer]))
        found.append(say("person_talk_layer", layer=name, first=first, second=second, **values))
    return [*found, say("talk_open_1"), say("steps_take")]


def _statements(q: QuestionSet, answers: Answers, say: Speech) -> dict[str, Any]:
    """Return the statements with the words of the answer that was chosen."""
    cells = []
    for item in q.items:
        labels = {option.value: say.of(option.label) for option in q.options_of(item.id)}
        value = answers[item.id]
        cells.append([say.of(item.text), {"text": say("skipped") if value is None else labels[value]}])
    headings = [say("statement"), say("your_answer")]
    return {"kind": "words", "title": say("person_statements"), "headings": headings, "cells": cells, "notes": []}
