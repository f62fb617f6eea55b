"""What stands in the report of one person: scores and answers, and no band or verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from purpose_index.question_set.layer_pairs import layer_pairs
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
    layers = list(_layers(q, scores, say))
    pairs = dict.fromkeys(layer.referents for layer in layers)
    fits = [_fit([layer for layer in layers if layer.referents == pair], ends, say) for pair in pairs]
    figures = [_scales(q, score, scores, ends, say), *fits]
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


class Layer(NamedTuple):
    """A layer, whom its two scales ask about, and the scores on both."""

    name: str
    referents: tuple[str, str]
    scores: tuple[float, float]


def _layers(q: QuestionSet, scores: Scores, say: Speech) -> Iterator[Layer]:
    """Yield each layer that is asked about two referents, where both scores are there."""
    for layer, pair in layer_pairs(q).items():
        one, other = (scores[scale.id] for scale in pair.values())
        if one is not None and other is not None:
            first, second = (say.of(q.referents[referent]) for referent in pair)
            yield Layer(say.of(q.layers[layer]), (first, second), (one, other))


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


def _fit(layers: list[Layer], ends: Ends, say: Speech) -> Figure:
    """Return the scores of layers that are asked about the same two referents."""
    first, second = layers[0].referents
    rows, cells = [], []
    for name, _, (one, other) in layers:
        written = say.number(one), say.number(other)
        marks = [Mark("circle", one, written[0], above=False), Mark("square", other, written[1], above=True)]
        rows.append(Row(name, *ends, marks))
        cells.append([name, {"text": written[0]}, {"text": written[1]}])
    title, desc = say("layers_title", first=first, second=second), say("person_layers_desc", first=first, second=second)
    legend = [("circle", first), ("square", second)]
    return marks_figure(title, desc, rows, legend, [say("layer"), first, second], cells)


def _questions(q: QuestionSet, scores: Scores, layers: list[Layer], say: Speech) -> list[str]:
    """Return questions that these scores give; open ones where they give none."""
    found = []
    there = {scale: value for scale, value in scores.items() if value is not None}
    if there:
        high, low = max(there, key=there.__getitem__), min(there, key=there.__getitem__)
        for kind, scale in (("high", high), ("low", low)) if there[high] > there[low] else ():
            name = say.quoted(say.of(q.scale(scale).name))
            found.append(say(f"person_talk_{kind}", scale=name, value=say.number(there[scale])))
    apart = max(layers, key=lambda layer: abs(layer.scores[0] - layer.scores[1]), default=None)
    if apart is not None and apart.scores[0] != apart.scores[1]:
        first, second = (say.quoted(name) for name in apart.referents)
        one, other = (say.number(score) for score in apart.scores)
        name = say.quoted(apart.name)
        found.append(
            say("person_talk_layer", layer=name, first=first, second=second, first_value=one, second_value=other)
        )
    return [*found, say("talk_open_1"), say("steps_take")]


def _statements(q: QuestionSet, answers: Answers, say: Speech) -> dict[str, Any]:
    """Return the statements with the words of the answer that was chosen."""
    cells = []
    for item in q.items:
        labels = {value: say.of(label) for value, label in q.labels_of(item.id).items()}
        value = answers[item.id]
        cells.append([say.of(item.text), {"text": say("skipped") if value is None else labels[value]}])
    headings = [say("statement"), say("your_answer")]
    return {"kind": "words", "title": say("person_statements"), "headings": headings, "cells": cells, "notes": []}
