"""Known answers, and whether they still score what they did."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.question_set.models import Vector

TOLERANCE = 1e-9


def _vector_no_longer_holds(context: Context) -> Iterator[Found]:
    if context.broken or not context.q.vectors:
        return
    from purpose_index.errors import PurposeIndexError
    from purpose_index.scoring.person import score

    for i, vector in enumerate(context.q.vectors):
        try:
            now = score(context.q, dict(vector.answers))
        except PurposeIndexError:
            message = f"The answers of the vector {vector.name!r} are not valid any more."
            yield Found(
                ("vectors", i, "answers"),
                message,
                "Restore the answer options, or mend the vector.",
                facts={"vector": vector.name},
            )
            continue
        rows = list(_differences(vector, now))
        if rows:
            table = "; ".join(f"{name}: {before} -> {after}" for name, before, after in rows)
            message = f"The vector {vector.name!r} no longer holds (before -> now): {table}."
            hint = "Restore the scoring, or give the set a new first version number and write the new scores here."
            yield Found(("vectors", i, "scores"), message, hint, facts={"vector": vector.name, "scores": tuple(rows)})


def _differences(vector: Vector, now: object) -> Iterator[tuple[str, str, str]]:
    """Yield what differs: scale and field, before, now."""
    for scale, expected in vector.scores.items():
        actual = now[scale]  # type: ignore[index]
        pairs = {
            "score": (expected.score, actual.value),
            "index": (expected.index, actual.index),
            "answered": (expected.answered, actual.answered),
        }
        for field, (before, after) in pairs.items():
            if not _same(before, after):
                yield f"{scale} {field}", _shown(before), _shown(after)


def _same(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is after
    return math.isclose(before, after, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _shown(value: float | None) -> str:
    return "none" if value is None else f"{value:.4g}"


_ANSWERS = "vectors: [{name: all agree, answers: {q1: 4, q2: 4, q3: 4, q4: 4}, "

RULES = (
    Rule(
        name="vector-no-longer-holds",
        severity="error",
        looks_at="Every known answer of the set scores what the set says it scores.",
        why="A vector is a promise to everybody who has scores already: equal answers, equal scores.",
        source="This package: known-answer vectors.",
        failing=_ANSWERS + "scores: {work: {score: 4.5, index: 87.5, answered: 4}}}]",
        passing=_ANSWERS + "scores: {work: {score: 4, index: 75, answered: 4}}}]",
        find=_vector_no_longer_holds,
    ),
)
