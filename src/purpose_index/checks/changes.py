"""What a change of a question set does to scores, scale by scale, and to the version it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.checks.context import listed
from purpose_index.checks.definition.versions import least_version, numbers
from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.question_set.models import QuestionSet, Scale

Kind = Literal["same", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleChange(Frozen):
    """What happens to the scores of one scale.

    Parameters
    ----------
    scale
        Its id.
    kind
        'same', 'changed', 'added' or 'removed'.
    what
        What changed in how it is scored, one sentence each.
    low, high
        The 0-100 index of equal complete answers changes by at least `low` and at most `high` points; None where the
        scale is not in both versions, or no answer is valid in both.
    """

    scale: str
    kind: Kind
    what: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange(Frozen):
    """What happens to one text in one language.

    Parameters
    ----------
    path
        Where the text is, by ids: '$.items.q01.text'.
    language
        Its language.
    before, after
        The text in either version; None where it is not there.
    """

    path: str
    language: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes(Frozen):
    """What differs between two versions of a question set.

    Parameters
    ----------
    before, after
        Id and version of each.
    scoring, words
        Whether the scoring, and the words, differ.
    scales
        Every scale of either.
    texts
        Every text that is not the same in both.
    least_version
        The lowest version that the change allows.
    enough
        Whether the version of `after` is that one or higher.
    """

    before: str
    after: str
    scoring: bool
    words: bool
    scales: tuple[ScaleChange, ...]
    texts: tuple[TextChange, ...]
    least_version: str
    enough: bool


def changes(before: QuestionSet, after: QuestionSet) -> Changes:
    """Return what differs between two versions of a question set.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> found = changes(q, q)
    >>> found.scoring, found.words, found.least_version, {scale.kind for scale in found.scales}
    (False, False, '1.1.0', {'same'})
    """
    ids = dict.fromkeys([scale.id for scale in after.scales] + [scale.id for scale in before.scales])
    least = least_version(before, after)
    return Changes(
        before=f"{before.id} {before.version}",
        after=f"{after.id} {after.version}",
        scoring=before.fingerprint != after.fingerprint,
        words=before.text_fingerprint != after.text_fingerprint,
        scales=tuple(_scale_change(before, after, scale) for scale in ids),
        texts=tuple(_text_changes(before, after)),
        least_version=least,
        enough=before.id == after.id and numbers(after.version) >= numbers(least),
    )


def _text_changes(before: QuestionSet, after: QuestionSet) -> Iterator[TextChange]:
    old, new = (dict(_texts(q.model_dump(), "$", {*q.languages})) for q in (before, after))
    for at in {**new, **old}:
        if old.get(at) != new.get(at):
            path, language = at
            yield TextChange(path=path, language=language, before=old.get(at), after=new.get(at))


def _texts(value: Any, path: str, languages: set[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield every text of a set with its path, by ids, and its language."""
    if isinstance(value, Mapping):
        if {*value} <= languages and all(isinstance(text, str) for text in value.values()):
            yield from (((path, language), text) for language, text in value.items())
        else:
            for key, part in value.items():
                yield from _texts(part, f"{path}.{key}", languages)
    elif isinstance(value, list | tuple):
        for part in value:
            if isinstance(part, Mapping):
                yield from _texts(part, f"{path}.{part.get('id', part.get('value'))}", languages)


def _scale_change(before: QuestionSet, after: QuestionSet, scale_id: str) -> ScaleChange:
    old, new = ({scale.id: scale for scale in q.scales}.get(scale_id) for q in (before, after))
    if old is None or new is None:
        return ScaleChange(scale=scale_id, kind="added" if old is None else "removed")
    what = (*_items_changed(before, after, scale_id), *_rule_changed(before, after, old, new))
    low, high = _index_change(before, after, scale_id)
    return ScaleChange(scale=scale_id, kind="changed" if what else "same", what=what, low=low, high=high)


def _items_changed(before: QuestionSet, after: QuestionSet, scale_id: str) -> Iterator[str]:
    old, new = before.items_of(scale_id), after.items_of(scale_id)
    added, removed = [item for item in new if item not in old], [item for item in old if item not in new]
    if added:
        yield f"with {listed(added)}"
    if removed:
        yield f"without {listed(removed)}"
    for item in new:
        if item in old:
            if before.item(item).reverse != after.item(item).reverse:
                yield f"'{item}' is {'reversed' if after.item(item).reverse else 'no longer reversed'}"
            if _values(before, item) != _values(after, item):
                yield f"'{item}' has the values {_run(after, item)}, and had {_run(before, item)}"


def _rule_changed(before: QuestionSet, after: QuestionSet, old: Scale, new: Scale) -> Iterator[str]:
    if old.score != new.score:
        yield f"{new.score} instead of {old.score}"
    if old.prorate != new.prorate:
        yield "prorated" if new.prorate else "no longer prorated"
    for item in after.items_of(new.id):
        was, now = old.weights.get(item, 1), new.weights.get(item, 1)
        if was != now and item in before.items_of(old.id):
            yield f"'{item}' weighs {now:g}, and weighed {was:g}"
    least = [scale.minimum_answered or len(q.items_of(scale.id)) for q, scale in ((before, old), (after, new))]
    if least[0] != least[1]:
        yield f"asks for {least[1]} answers, and asked for {least[0]}"


def _index_change(before: QuestionSet, after: QuestionSet, scale_id: str) -> tuple[float | None, float | None]:
    """Return the most that the index of equal complete answers goes down, and up: the sum of what each item can do."""
    low = high = 0.0
    old, new = _shares(before, scale_id), _shares(after, scale_id)
    for item in {**old, **new}:
        answers = set(old.get(item, new.get(item, {}))) & set(new.get(item, old.get(item, {})))
        steps = [new.get(item, {}).get(answer, 0.0) - old.get(item, {}).get(answer, 0.0) for answer in answers]
        if not steps:
            return None, None
        low, high = low + min(steps), high + max(steps)
    low, high = (round(end, 9) + 0.0 for end in (low, high))  # what is rounded to nothing has no sign
    return low, high


def _shares(q: QuestionSet, scale_id: str) -> dict[str, dict[int, float]]:
    """Return, for every item of a scale and every answer to it, its part of the 0-100 index."""
    weights = q.scale(scale_id).weights
    items = {item: (weights.get(item, 1.0), _values(q, item)) for item in q.items_of(scale_id)}
    span = sum(weight * (values[-1] - values[0]) for weight, values in items.values())
    return {
        item: {
            value: 100 * weight * ((values[-1] - value) if q.item(item).reverse else (value - values[0])) / span
            for value in values
        }
        for item, (weight, values) in items.items()
    }


def _values(q: QuestionSet, item: str) -> list[int]:
    return sorted({option.value for option in q.options_of(item)})


def _run(q: QuestionSet, item: str) -> str:
    values = _values(q, item)
    return f"{values[0]} to {values[-1]}" if values == list(range(values[0], values[-1] + 1)) else str(values)[1:-1]
