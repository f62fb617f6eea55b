"""The columns that scores add to data: their names, and what stands in them for many people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue, ResponseError
from purpose_index.options import check_option
from purpose_index.question_set.models import UNDECIDED
from purpose_index.scoring.classes import is_in, wins
from purpose_index.scoring.trait import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.question_set.models import Classification, Scale
    from purpose_index.scoring.arrays import ScaleArrays
    from purpose_index.scoring.plan import ScoringPlan
    from purpose_index.scoring.trait import PlacesPeople

Add = Literal["index", "class", "classification"]
CLASSIFICATION = "classification"


def asked_for(plan: ScoringPlan, add: Add | Collection[Add]) -> tuple[Add, ...]:
    """Return what is asked for beside scores, once each, or raise an error where there is no such thing."""
    words: tuple[Add, ...] = (add,) if isinstance(add, str) else tuple(add)
    q = plan.form.question_set
    there = {"class": any(scale.feedback for scale in q.scales), CLASSIFICATION: q.classification is not None}
    for word in words:
        check_option("add", word, Add)
        if not there.get(word, True):
            declared = "'classification'" if word == CLASSIFICATION else "'feedback' for any scale"
            message = f"The question set declares no {declared}, so there is no {word!r} to add."
            issue = Issue("nothing-to-add", "$.add", message, f"Leave {word!r} out.", facts={"add": word})
            raise ArgumentError(f"{plan.form.name} has nothing to add.", [issue])
    return tuple(dict.fromkeys(words))


def check_added(plan: ScoringPlan, add: Collection[Add], kept: Iterable[Any], placed: Iterable[str] = ()) -> None:
    """Raise an error where a column that is added has the name of one that is kept, or of another added one.

    `placed` are the ids of the scales that a calibration adds columns of.
    """
    names = [*_names(plan, add), *(f"{scale}_{column}" for scale in placed for column in COLUMNS)]
    hint = "Rename it."
    issues = [
        Issue(
            "name-taken",
            "$.columns",
            f"The column {name!r} is not an item, and a score would get the same name.",
            hint,
            facts={"column": name},
        )
        for name in kept
        if name in names
    ]
    issues += [
        Issue(
            "name-taken",
            "$.columns",
            f"{count} columns of scores would get the name {name!r}.",
            "Rename a scale.",
            facts={"column": name, "count": count},
        )
        for name, count in Counter(names).items()
        if count > 1
    ]
    if issues:
        raise ResponseError(f"The scores of {plan.form.name} cannot be added to these data.", issues)


def added_columns(plan: ScoringPlan, out: Sequence[ScaleArrays], add: Collection[Add]) -> dict[str, NDArray[Any]]:
    """Return the values of the columns by name; a missing score is NaN, a missing class None."""
    scales = [scale.scale for scale in plan.scales]
    added: dict[str, NDArray[Any]] = {}
    for scale, arrays in zip(scales, out, strict=True):
        added |= {scale.id: arrays.scores, f"{scale.id}_answered": arrays.answered}
        if arrays.index is not None and "index" in add:
            added[f"{scale.id}_index"] = arrays.index
        if arrays.index is not None and "class" in add and scale.feedback:
            added[f"{scale.id}_class"] = _classes(scale, arrays.index)
    rule = plan.form.question_set.classification
    if rule is not None and CLASSIFICATION in add:
        indices = {scale.id: arrays.index for scale, arrays in zip(scales, out, strict=True)}
        added[CLASSIFICATION] = classes_of(rule, [indices[scale] for scale in rule.scales])
    return added


def trait_columns(
    plan: ScoringPlan, out: Sequence[ScaleArrays], calibration: PlacesPeople, codes: NDArray[Any]
) -> dict[str, NDArray[np.float64]]:
    """Return what a calibration adds, of the codes of people's answers: NaN where there is no score."""
    placed = calibration.place_all(codes)
    return {
        f"{scale.id}_{column}": np.where(np.isnan(arrays.scores), np.nan, getattr(placed[scale.id], name))
        for scale, arrays in zip(plan.scales, out, strict=True)
        if scale.id in placed
        for column, name in COLUMNS.items()
    }


def _names(plan: ScoringPlan, add: Collection[Add]) -> Iterator[str]:
    for scale in plan.form.question_set.scales:
        yield from (scale.id, f"{scale.id}_answered")
        if "index" in add:
            yield f"{scale.id}_index"
        if "class" in add and scale.feedback:
            yield f"{scale.id}_class"
    if CLASSIFICATION in add:
        yield CLASSIFICATION


def _classes(scale: Scale, index: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the id of the first band that holds each index."""
    where = np.full(len(index), -1)
    for position, band in reversed(list(enumerate(scale.feedback))):
        where[is_in(band, index)] = position
    return _words([band.id for band in scale.feedback], where)


def classes_of(rule: Classification, indices: Sequence[Any]) -> NDArray[np.object_]:
    """Return the id of the scale that each person is assigned to, or 'undecided'; None where an index is missing."""
    where = np.where(np.isnan(indices).any(axis=0), -1, len(rule.scales))
    for i in range(len(rule.scales)):
        where[wins(rule, indices, i)] = i
    return _words([*rule.scales, UNDECIDED], where)


def _words(words: Sequence[str], where: NDArray[np.int64]) -> NDArray[np.object_]:
    return np.array([*words, None], dtype=object)[where]
