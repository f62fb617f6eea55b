"""Two names for a question set: one of what decides a score, one of the words."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from purpose_index.question_set.models import Item, QuestionSet, Scale

FORM = 1
TEXT_FIELDS = frozenset({"title", "description", "instruction", "text", "label", "name", "undecided"})
_WORDS = {*TEXT_FIELDS, "layers", "referents"}


def fingerprint(q: QuestionSet) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of what decides a score.

    Notes
    -----
    It covers, in a canonical form: the set's id; every item's id, values, codes where they are not the values, and
    keying, in order; the missing codes; every scale's id, items, score, weights, minimum answered and prorating; the
    classification rule; and that nothing is rounded. It does not cover the version, words, languages, columns, layers,
    feedback, or the order of scales. Equal scoring written in another way (a default spelled out, 'all' or a full list)
    has the same fingerprint.
    """
    return _digest(
        {
            "form": FORM,
            "id": q.id,
            "items": [_item(q, item) for item in q.items],
            "missing": {reason: sorted(codes, key=_numbers_first) for reason, codes in q.missing.model_dump().items()},
            "scales": sorted((_scale(q, scale) for scale in q.scales), key=lambda scale: str(scale["id"])),
            "classification": q.classification and q.classification.model_dump(exclude={"undecided"}),
            "rounding": "none",
        }
    )


def text_fingerprint(q: QuestionSet) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of all the words, by language and by the ids they belong to."""
    return _digest({"form": FORM, "words": _words(q.model_dump(by_alias=True), kept=False)})


def _item(q: QuestionSet, item: Item) -> dict[str, Any]:
    options = q.options_of(item.id)
    values = sorted(option.value for option in options)
    own: list[tuple[int | str, int | str]] = [(option.stored, option.value) for option in options]
    own += [(o.stored, o.missing) for o in q.choices_of(item.id) if o.missing and o.stored != o.value]
    codes = {} if all(code == value for code, value in own) else {"codes": sorted(own, key=_by_code)}
    return {"id": item.id, "values": values, **codes, "reverse": item.reverse}


def _by_code(pair: tuple[int | str, int | str]) -> tuple[bool, int, str]:
    return _numbers_first(pair[0])


def _numbers_first(code: int | str) -> tuple[bool, int, str]:
    return (True, 0, code) if isinstance(code, str) else (False, code, "")


def _scale(q: QuestionSet, scale: Scale) -> dict[str, Any]:
    items = q.items_of(scale.id)
    return {
        "id": scale.id,
        "items": items,
        "score": scale.score,
        "weights": {item: weight for item, weight in scale.weights.items() if weight != 1},
        "minimum_answered": scale.minimum_answered or len(items),
        "prorate": scale.prorate,
    }


def _words(value: Any, *, kept: bool) -> Any:
    """Keep the words and, of all else, the ids and values that say whose words they are."""
    if isinstance(value, dict):
        parts = {
            key: inside if kept or key in {"id", "value"} else _words(inside, kept=key in _WORDS)
            for key, inside in value.items()
        }
        return {key: inside for key, inside in parts.items() if inside not in (None, {}, [])}
    if isinstance(value, list | tuple):
        return [inside for part in value if (inside := _words(part, kept=kept)) not in (None, {}, [])]
    return value if kept else None


def _digest(canonical: dict[str, Any]) -> str:
    text = json.dumps(canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
