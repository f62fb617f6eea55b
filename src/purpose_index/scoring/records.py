"""Stored scores: read back, held against the question set, and computed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError
from purpose_index.scoring.person import score
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.provenance import provenance
from purpose_index.scoring.scores import ScaleScore, Score

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.scoring.plan import ScalePlan

NUMBERS = ("value", "mean", "index")


def verify(record: Mapping[str, Any], q: QuestionSet, answers: Mapping[str, Any]) -> Score:
    """Return the score of these answers, having made sure that it is the one that was stored.

    Parameters
    ----------
    record
        What `Score.to_dict` returned, also after a journey through JSON.
    q
        The question set that it was scored with, or one of another version that scores alike.
    answers
        The answers it was computed from, as `score` takes them; `Answers.from_dict` reads stored ones.

    Returns
    -------
    Score
        The score, computed again.

    Raises
    ------
    ResponseError
        It is no record of a score; it is one of a set that scores differently, or of another engine; or these answers
        score differently: an issue a scale that differs, without the numbers.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> stored = pi.score(q, {"q03": 4, "q04": 5, "q08": 4}).to_dict()
    >>> pi.verify(stored, q, {"q03": 4, "q04": 5, "q08": 4})
    Score(purpose-index 1.1.0, engine 1, scales=5, answered=3 of 12)
    >>> pi.verify(stored, q, {"q03": 4, "q04": 4, "q08": 4})
    Traceback (most recent call last):
    purpose_index.errors.ResponseError: This is not the score of these answers.
      - $.scales.positive_meaning: It scores differently. Are these the answers of that person? [score-differs]
    """
    stored, found = read_score(record, q), score(q, answers)
    wrong = [f"$.scales.{scale}" for scale in found if stored[scale] != found[scale]]
    if stored.answered != found.answered:
        wrong.append("$.answered")
    if wrong:
        hint = "Are these the answers of that person?"
        issues = [Issue("score-differs", path, "It scores differently.", hint) for path in wrong]
        raise ResponseError("This is not the score of these answers.", issues)
    return found


def read_score(record: Mapping[str, Any], q: QuestionSet) -> Score:
    """Return the score that a record tells of; see `Score.from_dict`."""
    if not isinstance(record, Mapping) or not isinstance(record.get("scales"), Mapping):
        raise _no_record(["$"])
    _check_origin(record, q)
    plan = plan_of(q)
    scales = record["scales"]
    wrong = [f"$.scales.{plan.id}" for plan in plan.scales if not _is_scale(scales.get(plan.id))]
    if wrong or not _is_count(record.get("answered")):
        raise _no_record(wrong or ["$.answered"])
    found = Score(q, tuple(_scale_score(plan, scales[plan.id]) for plan in plan.scales), record["answered"])
    if wrong := list(_unlike(record, {**found.to_dict(), **_may_differ(record)})):
        raise _no_record(wrong)
    found._library = record["library"]
    return found


def _check_origin(record: Mapping[str, Any], q: QuestionSet) -> None:
    """Raise an error unless the record is of a set that scores alike, by this engine."""
    own = provenance(q)
    name = f"{q.id} {q.version}"
    if record.get("fingerprint") != own["fingerprint"]:
        issue = Issue(
            "score-of-another-set",
            "$.fingerprint",
            "The question set that it was scored with scores differently.",
            "Give the set, in the version, that the record names.",
        )
        raise ResponseError(f"This is not a score of {name}.", [issue])
    if record.get("engine") != own["engine"]:
        issue = Issue(
            "score-of-another-engine",
            "$.engine",
            f"It was not computed by engine {own['engine']}.",
            "Score the answers again, or use the version of the library that the record names.",
            facts={"engine": own["engine"]},
        )
        raise ResponseError(f"This is not a score of {name} by this engine.", [issue])


def _is_scale(scale: object) -> bool:
    return (
        isinstance(scale, Mapping)
        and _is_count(scale.get("answered"))
        and all(scale.get(name) is None or _is_number(scale[name]) for name in NUMBERS)
    )


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and isfinite(value)  # type: ignore[arg-type]


def _scale_score(plan: ScalePlan, scale: Mapping[str, Any]) -> ScaleScore:
    numbers = {name: None if scale.get(name) is None else float(scale[name]) for name in NUMBERS}
    return ScaleScore(
        scale=plan.id,
        **numbers,
        answered=scale["answered"],
        item_count=len(plan.positions),
        minimum=plan.minimum,
        definition=plan.scale,
    )


def _may_differ(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a record may say otherwise: it is no part of what scores."""
    return {name: record[name] for name in ("version", "library") if isinstance(record.get(name), str)}


def _unlike(record: Any, expected: Any, path: str = "$") -> Iterator[str]:
    """Yield where a record is not what it must be; it may hold more."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            yield from _unlike(record.get(name) if isinstance(record, Mapping) else None, value, f"{path}.{name}")
    elif record != expected or isinstance(record, bool) != isinstance(expected, bool):
        yield path


def _no_record(paths: list[str]) -> ResponseError:
    message = "Expected what 'Score.to_dict' made of it."
    issues = [Issue("damaged-record", path, message, "Store and read the record as it was.") for path in paths]
    return ResponseError("This is not the record of a score.", issues)
