"""The pictures and tables of a team's report: each a picture, a table with the same numbers, and what they allow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports.team.charts import Mark, Row, bars, rows_of_marks, slope, tones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from purpose_index.analysis.teams.results import TeamItem, TeamLayer, TeamScale
    from purpose_index.reports.team.speech import Speech
    from purpose_index.stats.estimate import Estimate

Figure = dict[str, Any]


def beside(scales: Sequence[TeamScale], part: str, say: Speech, *, leader: bool) -> Figure:
    """Return the leader beside the team on each scale; the team alone where there is no leader."""
    mixed = len({(scale.low, scale.high) for scale in scales}) > 1
    rows, cells = [], []
    for scale in scales:
        name = _name(scale, say, mixed)
        marks = [Mark("circle", scale.mean.value, say.number(scale.mean.value), above=False)] if scale.mean else []
        own = scale.leader.score if scale.leader else None
        if own is not None:
            marks.append(Mark("diamond", own, say.number(own), above=True))
        rows.append(Row(name, scale.low, scale.high, marks, _ends(scale.mean), "" if scale.mean else say("not_shown")))
        row = [name, _with_interval(scale.mean, say)]
        if leader:
            gap = scale.leader.gap if scale.leader else None
            row += [_own(own, say), _signed(gap, say)]
        cells.append(row)
    kind = "beside" if leader else "team"
    headings = [say("scale"), say("team"), *([say("you"), say("difference")] if leader else [])]
    legend = [("circle", say("legend_team")), *([("diamond", say("legend_you"))] if leader else [])]
    title, desc = say(f"{kind}_title", part=part), say(f"{kind}_desc")
    found = [scale.mean for scale in scales] + [scale.leader.gap for scale in scales if scale.leader]
    return marks_figure(title, desc, rows, legend, headings, cells, _without_interval(found, say))


def layers(
    found: Sequence[TeamLayer], scales: Mapping[str, TeamScale], referents: Mapping[str, Mapping[str, str]], say: Speech
) -> Figure:
    """Return the two scales of each layer beside each other; the layers are asked about the same two referents."""
    first, second = (say.of(referents[one]) for one in found[0].referents)
    split, own = any(layer.people for layer in found), any(layer.leader is not None for layer in found)
    rows, cells = [], []
    for layer in found:
        one, other = (scales[scale] for scale in layer.scales)
        pair = ((one, "circle", False), (other, "square", True))
        marks = [Mark(shape, s.mean.value, say.number(s.mean.value), up) for s, shape, up in pair if s.mean]  # type: ignore[arg-type]
        rows.append(Row(say.of(layer.name), one.low, one.high, marks, None, "" if marks else say("not_shown")))
        values = [{"text": say.number(s.mean.value)} if s.mean else {"text": say("not_shown")} for s in (one, other)]
        row: list[Any] = [say.of(layer.name), *values, _signed(layer.difference, say)]
        if split:
            row.append({"text": _split(layer, say)})
        if own:
            row.append({"text": "–" if layer.leader is None else say.number(layer.leader, signed=True)})
        cells.append(row)
    headings = [say("layer"), first, second, say("difference")]
    headings += [say("layers_split")] * split + [say("you")] * own
    notes = [say("layers_split_note", first=first, second=second)] * split
    notes += [say("own_fit", first=first, second=second)] * own
    notes += _without_interval([layer.difference for layer in found], say)
    legend = [("circle", first), ("square", second)]
    title, desc = say("layers_title", first=first, second=second), say("layers_desc", first=first, second=second)
    return marks_figure(title, desc, rows, legend, headings, cells, notes)


def answers(items: Sequence[TeamItem], say: Speech) -> list[Figure]:
    """Return how the answers to items are spread, where that may be shown: a picture for all that share their words."""
    alike: dict[tuple[str, ...], list[TeamItem]] = {}
    for item in items:
        if item.shares:
            labels = tuple(f"{say.count(value)} {say.of(item.labels[value])}" for value in sorted(item.shares))
            alike.setdefault(labels, []).append(item)
    return [_answers(found, labels, say) for labels, found in alike.items()]


def _answers(items: Sequence[TeamItem], labels: Sequence[str], say: Speech) -> Figure:
    names = [_statement(item, say) for item in items]
    parts = [[(share, say.percent(share)) for _, share in sorted((item.shares or {}).items())] for item in items]
    return {
        "kind": "answers",
        "title": say("answers_title"),
        "desc": say("answers_desc"),
        "drawing": bars(names, parts),
        "tones": tones(len(labels)),
        "legend": labels,
        "headings": [say("statement"), *labels],
        "cells": [[name, *({"text": written} for _, written in row)] for name, row in zip(names, parts, strict=True)],
        "notes": [say("items_turned")] if any(item.reverse for item in items) else [],
    }


def statements(items: Sequence[TeamItem], say: Speech, *, leader: bool) -> Figure | None:
    """Return a table of the statements that may be shown, with the leader's own answers; None where there is none."""
    shown = [item for item in items if item.mean]
    if not shown:
        return None
    cells = [
        [
            _statement(item, say),
            {"text": say.number(item.mean.value)},  # type: ignore[union-attr]
            *([_own(item.leader.score if item.leader else None, say, whole=True)] if leader else []),
        ]
        for item in shown
    ]
    notes = [say("items_turned")] if any(item.reverse for item in shown) else []
    if len(shown) < len(items):
        notes.append(say("items_some"))
    return {
        "kind": "table",
        "title": say("items_beside" if leader else "items_caption"),
        "headings": [say("statement"), say("team"), *([say("you")] if leader else [])],
        "cells": cells,
        "notes": notes,
    }


def changes(scales: Sequence[TeamScale], occasions: Sequence[Any], say: Speech, *, leader: bool) -> Figure | None:
    """Return how the means changed: a small picture a scale, and one table."""
    found = [(scale, scale.change) for scale in scales if scale.change]
    if not found:
        return None
    first, last = (say.occasion(one) for one in occasions)
    panels, cells = [], []
    for scale, change in found:
        name, second = say.of(scale.name), change.first + change.mean.value
        written = say.number(change.first), say.number(second)
        desc = say("change_desc", scale=name, from_value=written[0], to_value=written[1])
        heights = slope(change.first, second, scale.low, scale.high)
        panels.append({"name": name, "desc": desc, "first": written[0], "last": written[1], "heights": heights})
        row: list[Any] = [name, {"text": written[0]}, {"text": written[1]}, _signed(change.mean, say)]
        if leader:
            one = scale.leader
            known = one is not None and one.first is not None
            row.append(
                {"text": f"{say.number(one.first)} → {say.number(one.score)}" if known else "–"}  # type: ignore[union-attr,arg-type]
            )
        cells.append(row)
    return {
        "kind": "changes",
        "title": say("change_title", first=first, last=last),
        "panels": panels,
        "first": first,
        "last": last,
        "headings": [say("scale"), first, last, say("change"), *([say("you")] if leader else [])],
        "cells": cells,
        "notes": _without_interval([change.mean for _, change in found], say),
    }


def marks_figure(
    title: str,
    desc: str,
    rows: Sequence[Row],
    legend: Sequence[tuple[str, str]],
    headings: Sequence[str],
    cells: Sequence[Any],
    notes: Sequence[str] = (),
) -> Figure:
    """Return a picture of rows with marks, and its table."""
    return {
        "kind": "marks",
        "title": title,
        "desc": desc,
        "drawing": rows_of_marks(rows),
        "legend": legend,
        "headings": headings,
        "cells": cells,
        "notes": notes,
    }


def _name(scale: TeamScale, say: Speech, mixed: bool) -> str:
    name = say.of(scale.name)
    low, high = say.whole(scale.low), say.whole(scale.high)
    return say("name_with_range", name=name, low=low, high=high) if mixed else name


def _statement(item: TeamItem, say: Speech) -> str:
    return f"{say.of(item.name)}{' *' if item.reverse else ''}"


def _ends(mean: Estimate | None) -> tuple[float, float] | None:
    return (mean.low, mean.high) if mean and mean.low is not None and mean.high is not None else None


def _with_interval(mean: Estimate | None, say: Speech) -> dict[str, str]:
    if mean is None:
        return {"text": say("not_shown")}
    ends = _ends(mean)
    below = {"below": say("to", low=say.number(ends[0]), high=say.number(ends[1]))} if ends else {}
    return {"text": say.number(mean.value), **below}


def _without_interval(found: Sequence[Estimate | None], say: Speech) -> list[str]:
    """Say why some numbers have no interval, where others beside them have."""
    shown = {_ends(one) is not None for one in found if one is not None}
    return [say("interval_hidden")] if len(shown) == 2 else []


def _signed(one: Estimate | None, say: Speech) -> dict[str, str]:
    if one is None:
        return {"text": "–"}
    ends = _ends(one)
    low, high = (say.number(end, signed=True) for end in ends) if ends else ("", "")
    return {"text": say.number(one.value, signed=True), **({"below": say("to", low=low, high=high)} if ends else {})}


def _own(score: float | None, say: Speech, *, whole: bool = False) -> dict[str, str]:
    if score is None:
        return {"text": "–"}
    return {"text": say.whole(score) if whole else say.number(score)}


def _split(layer: TeamLayer, say: Speech) -> str:
    split = layer.people
    return ", ".join(map(say.count, (split.below, split.equal, split.above))) if split else "–"
