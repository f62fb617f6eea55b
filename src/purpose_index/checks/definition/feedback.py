"""What is said to people about their score, and whether every score gets one text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from purpose_index.checks.context import seen_in
from purpose_index.checks.definition.words import find_words
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.question_set.document import Path
    from purpose_index.question_set.models import Band


def _bands(context: Context) -> Iterator[tuple[Path, str, list[tuple[int, Band]]]]:
    """Yield the bands of every scale that has some, from low to high, each with its position in the file."""
    for path, scale, _ in context.scales:
        if scale.feedback:
            yield (
                (*path, "feedback"),
                scale.id,
                sorted(enumerate(scale.feedback), key=lambda numbered: numbered[1].from_),
            )


def _gap(context: Context) -> Iterator[Found]:
    for path, scale, bands in _bands(context):
        covered = 0.0
        for i, band in bands:
            if band.from_ > covered:
                yield _uncovered((*path, i, "from"), scale, covered, band.from_)
            covered = max(covered, band.to)
        if covered < 100:
            last = max(bands, key=lambda numbered: numbered[1].to)[0]
            yield _uncovered((*path, last, "to"), scale, covered, 100)


def _uncovered(path: Path, scale: str, low: float, high: float) -> Found:
    message = f"An index from {low:g} to {high:g} on {scale!r} gets no feedback."
    return Found(
        path,
        message,
        "Let every band begin where the one below ends, from 0 to 100.",
        facts={"low": low, "high": high, "scale": scale},
    )


def _overlap(context: Context) -> Iterator[Found]:
    for path, scale, bands in _bands(context):
        for (_, low), (i, high) in pairwise(bands):
            if high.from_ < low.to:
                end = min(low.to, high.to)
                message = (
                    f"An index from {high.from_:g} to {end:g} on {scale!r} is in two bands, {low.id!r} and {high.id!r}."
                )
                yield Found(
                    (*path, i, "from"),
                    message,
                    "Let every band begin where the one below ends.",
                    facts={"from": high.from_, "to": end, "scale": scale, "bands": (low.id, high.id)},
                )


def _unsorted(context: Context) -> Iterator[Found]:
    for path, scale, bands in _bands(context):
        order = [i for i, _ in bands]
        wrong = next((i for i, place in enumerate(order) if i != place), None)
        if wrong is not None:
            message = f"The bands of {scale!r} do not stand from low to high."
            yield Found((*path, wrong, "from"), message, "Order them by 'from'.", facts={"scale": scale})


def _duplicate_band(context: Context) -> Iterator[Found]:
    for path, scale, bands in _bands(context):
        seen: set[str] = set()
        for i, band in sorted(bands, key=lambda numbered: numbered[0]):
            if band.id in seen:
                yield Found(
                    (*path, i, "id"),
                    f"{scale!r} has two bands called {band.id!r}.",
                    "Rename one of them.",
                    facts={"scale": scale, "band": band.id},
                )
            seen.add(band.id)


def _causal_feedback(context: Context) -> Iterator[Found]:
    for path, texts in context.texts:
        if path[0] == "scales" and ("feedback" in path or path[-1] == "description"):
            for place, words, also in seen_in(
                path, texts, lambda language, text: find_words("cause", language, text) or None
            ):
                message = f"'{words[0]}' claims a cause or a prediction that a score cannot carry{also}."
                yield Found(
                    place, message, "Say 'goes with' ('gaat samen met').", words=words[0], facts={"words": words[0]}
                )


def _with(*bands: str) -> str:
    texts = ", ".join(f"{{{band}, text: {{nl: Tekst., en: Text.}}}}" for band in bands)
    return f"scales: [{{id: work, feedback: [{texts}]}}]"


_LOW, _HIGH = "id: low, from: 0, to: 50", "id: high, from: 50, to: 100"

RULES = (
    Rule(
        name="feedback-gap",
        severity="error",
        looks_at="Where a scale has feedback, every index from 0 to 100 has a text.",
        why="People whose score falls in the gap see nothing, and it takes one of them to notice.",
        source="This package.",
        failing=_with(_LOW, "id: high, from: 60, to: 100"),
        passing=_with(_LOW, _HIGH),
        find=_gap,
    ),
    Rule(
        name="feedback-overlap",
        severity="error",
        looks_at="No index has two texts.",
        why="Which of the two is shown depends on the order of the bands, and so on chance.",
        source="This package.",
        failing=_with("id: low, from: 0, to: 60", _HIGH),
        passing=_with(_LOW, _HIGH),
        find=_overlap,
    ),
    Rule(
        name="feedback-unsorted",
        severity="warning",
        looks_at="The bands of a scale stand from low to high.",
        why="Programs that take the first band that fits, and people who read the file, expect it.",
        source="This package.",
        failing=_with(_HIGH, _LOW),
        passing=_with(_LOW, _HIGH),
        find=_unsorted,
    ),
    Rule(
        name="duplicate-band",
        severity="error",
        looks_at="The bands of a scale have ids of their own.",
        why="A program that looks a band up by its id finds the wrong text.",
        source="This package.",
        failing=_with(_LOW, "id: high, from: 50, to: 75", "id: high, from: 75, to: 100"),
        passing=_with(_LOW, "id: middle, from: 50, to: 75", "id: high, from: 75, to: 100"),
        find=_duplicate_band,
    ),
    Rule(
        name="causal-feedback",
        severity="warning",
        looks_at="Feedback and descriptions of scales do not say that a score causes or predicts something.",
        why=(
            "A questionnaire at one moment shows what goes together in groups; what it means for one person it cannot "
            "tell."
        ),
        source="Antonakis et al. (2010), doi:10.1016/j.leaqua.2010.10.010.",
        failing=(
            "scales: [{id: work, description: {nl: Een hoge score leidt tot groei., en: A high score leads to "
            "growth.}}]"
        ),
        passing=(
            "scales: [{id: work, description: {nl: Een hoge score gaat samen met groei., en: A high score goes with "
            "growth.}}]"
        ),
        find=_causal_feedback,
    ),
)
