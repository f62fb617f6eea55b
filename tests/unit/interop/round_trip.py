"""What comes back from a format, with what the format is said to lose put back: it must be the set that went in."""

from __future__ import annotations

import purpose_index as pi


def restored(q: pi.QuestionSet, back: pi.QuestionSet, lost: set[str]) -> pi.QuestionSet:
    """Return `back` with the features of `q` that are said to be lost."""
    own, found = (one.model_dump(mode="json", by_alias=True) for one in (q, back))
    if "reversal" in lost:
        for item, other in zip(found["items"], own["items"], strict=True):
            item["reverse"] = other["reverse"]
    if "scales" in lost:
        found["scales"] = own["scales"]
    if lost & {"weights", "rules of scales"}:
        for scale, other in zip(found["scales"], own["scales"], strict=True):
            for key in ("weights", "score", "prorate", "minimum_answered"):
                scale[key] = other[key]
    for feature, keys in {
        "missing codes": ["missing"],
        "layers": ["layers", "referents"],
        "classification": ["classification"],
    }.items():
        if feature in lost:
            found |= {key: own[key] for key in keys}
    if lost & {"texts"}:
        found |= {key: own[key] for key in ("languages", "title", "items", "options")}
    return pi.load({**found, "vectors": [], "waivers": []})


def places_in(value, path=()):
    """Yield the path of every part of plain data."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield from places_in(part, (*path, key))


def broken_at(whole, path, wrong):
    """Return a copy of plain data with another part at one place."""
    if not path:
        return wrong
    first, *rest = path
    copied = dict(whole) if isinstance(whole, dict) else list(whole)
    copied[first] = broken_at(whole[first], rest, wrong)
    return copied
