"""Stored scores: read back, and held against the question set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from math import isfinite
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.possible import impossible
from purpose_index.scoring.provenance import provenance
from purpose_index.scoring.scale_score import ScaleScore

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.scoring.plan import ScalePlan

NUMBERS = ("value", "mean", "index")


def check_origin(record: Mapping[str, Any], q: QuestionSet) -> None:
    """Raise ResponseError unless something is the record of a score, of a set that scores alike, by this engine."""
    if not isinstance(record, Mapping) or not isinstance(record.get("scales"), Mapping):
        raise _no_record(["$"])
    own = provenance(q)
    name = f"{q.id} {q.version}"
    if not _equal(record.get("fingerprint"), own["fingerprint"]):
        issue = Issue(
            "score-of-another-set",
            "$.fingerprint",
            "The question set that it was scored with scores differently.",
            "Give the set, in the version, that the record names.",
        )
        raise ResponseError(f"This is not a score of {name}.", [issue])
    if not _equal(record.get("engine"), own["engine"]):
        issue = Issue(
            "score-of-another-engine",
            "$.engine",
            f"It was not computed by engine {own['engine']}.",
            "Score the answers again, or use the version of the library that the record names.",
            facts={"engine": own["engine"]},
        )
        raise ResponseError(f"This is not a score of {name} by this engine.", [issue])


def scale_scores(record: Mapping[str, Any], q: QuestionSet) -> tuple[ScaleScore, ...]:
    """Return the scores on every scale that a record tells of; ResponseError where it tells of none."""
    plan, scales = plan_of(q), record["scales"]
    wrong = [f"$.scales.{scale.id}" for scale in plan.scales if not _is_scale(scales.get(scale.id))]
    if wrong or not _is_count(record.get("answered")):
        raise _no_record(wrong or ["$.answered"])
    return tuple(_scale_score(scale, scales[scale.id]) for scale in plan.scales)


def check_possible(q: QuestionSet, scores: Sequence[ScaleScore], answered: int) -> None:
    """Raise ResponseError where no answers can give these scores."""
    if wrong := list(dict.fromkeys(impossible(plan_of(q), scores, answered))):
        raise _no_record(wrong, "No answers give this.")


def check_like(record: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Raise ResponseError where a record says anything else than the score that was read from it."""
    if wrong := list(_unlike(record, {**expected, **_may_differ(record)})):
        raise _no_record(wrong)


def _is_scale(scale: object) -> bool:
    return (
        isinstance(scale, Mapping)
        and _is_count(scale.get("answered"))
        and all(scale.get(name) is None or _is_number(scale[name]) for name in NUMBERS)
    )


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: object) -> bool:
    with suppress(OverflowError):  # JSON may hold a whole number beyond every float
        return type(value) in (int, float) and isfinite(value)  # type: ignore[arg-type]
    return False


def _scale_score(plan: ScalePlan, scale: Mapping[str, Any]) -> ScaleScore:
    numbers: dict[str, Any] = {name: None if scale.get(name) is None else float(scale[name]) for name in NUMBERS}
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
    elif not _equal(record, expected):
        yield path


def _equal(record: object, expected: object) -> bool:
    """Tell whether a value of JSON is the expected one; what is none, such as pandas' NA, need not compare at all."""
    if type(record) is bool or type(expected) is bool:
        return record is expected
    return (record is None or type(record) in (str, int, float)) and record == expected


def _no_record(paths: list[str], message: str = "Expected what 'Score.to_dict' made of it.") -> ResponseError:
    issues = [Issue("damaged-record", path, message, "Store and read the record as it was.") for path in paths]
    return ResponseError("This is not the record of a score.", issues)
