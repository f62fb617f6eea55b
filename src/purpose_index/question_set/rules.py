"""What must hold beyond the form of the parts: names that exist, keys that are unique, rules that can be met.

Every rule reads the plain data of a file and passes over what has not the right form (that is reported elsewhere), so
that one look at a file finds everything that is wrong with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from purpose_index.question_set.answers import whole_number
from purpose_index.question_set.draft import Draft, texts
from purpose_index.question_set.models import MAX_MEMBERSHIPS, MAX_OPTIONS, UNDECIDED, ChoiceReason
from purpose_index.question_set.text_rules import TEXT_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from purpose_index.errors import Issue
    from purpose_index.question_set.document import Document, Path

_PLAIN = re.compile("0|-?[1-9][0-9]*", re.ASCII)


def broken_rules(document: Document) -> Iterator[Issue]:
    """Yield an issue for every rule that the set breaks, wherever it breaks it, in a time that grows with the set."""
    draft = Draft(document)
    for rule in _RULES:
        yield from rule(draft)


def _repeated(places: Iterable[tuple[Path, Any]]) -> Iterator[tuple[Path, Any]]:
    seen = set()
    for path, value in places:
        if value in seen:
            yield path, value
        seen.add(value)


def _duplicate_ids(draft: Draft) -> Iterator[Issue]:
    for kind in ("items", "scales"):
        ids = [((*path, "id"), part["id"]) for path, part in draft.mappings(kind) if isinstance(part.get("id"), str)]
        for path, name in _repeated(ids):
            message = f"{name!r} is the id of an earlier one of the {kind}."
            yield draft.issue("duplicate-id", path, message, "Rename it.", facts={"id": name})
    taken = {*draft.item_ids, *(f"{name}_answered" for name in draft.scale_ids)}
    for path, scale in draft.mappings("scales"):
        if isinstance(scale.get("id"), str) and scale["id"] in taken:
            message = f"{scale['id']!r} is also the name of an item, or of the column that counts a scale's answers."
            yield draft.issue("duplicate-id", (*path, "id"), message, "Rename the scale.", facts={"id": scale["id"]})


def _columns(draft: Draft) -> Iterator[Issue]:
    named = [
        ((*path, "column" if "column" in item else "id"), item.get("column", item.get("id")))
        for path, item in draft.mappings("items")
        if isinstance(item.get("column", item.get("id")), str)
    ]
    named.sort(key=lambda place: place[0][-1] == "column")  # a column that is an id of another item is the odd one
    for path, name in _repeated(named):
        if path[-1] == "column":
            message = f"The column {name!r} belongs to an earlier item."
            yield draft.issue(
                "duplicate-column", path, message, "Give every item a column of its own.", facts={"column": name}
            )


def _options(draft: Draft) -> Iterator[Issue]:
    for path, item in draft.mappings("items"):
        name = item.get("options")
        known = draft.keys("options")
        yield from draft.unknown("unknown-options", (*path, "options"), name, known, "set of answer options")
    for path, options in draft.option_lists():
        scored = [
            option.get("value") if isinstance(option, dict) else i
            for i, option in enumerate(options)
            if _is_scored(option)
        ]
        if len(scored) < 2 or len({str(value) for value in scored}) < 2:
            message = "There must be at least two answer options, with values that differ."
            yield draft.issue("too-few-options", path, message, "Add an option.", facts={"fewest": 2})
        if len(options) > MAX_OPTIONS:
            message = f"There can be {MAX_OPTIONS} answer options at most."
            yield draft.issue("too-many-options", path, message, "Use a coarser scale.", facts={"most": MAX_OPTIONS})
        for place, stored in _repeated(_stored(path, options)):
            if place[-1] == "value":
                message = f"The value {stored} belongs to an earlier option."
                hint = (
                    "Give every option a value of its own; choices that count the same each need a 'code' of their own."
                )
                yield draft.issue("duplicate-value", place, message, hint, facts={"value": stored})
            else:
                message = f"The code {stored!r} belongs to an earlier option."
                hint = "Give every option a code of its own."
                yield draft.issue("duplicate-code", place, message, hint, facts={"code": stored})


def _stored(path: Path, options: tuple[Any, ...]) -> Iterator[tuple[Path, Any]]:
    """Yield what every option is stored as, at the place that says so."""
    for i, option in enumerate(options):
        if isinstance(option, dict):
            code = option.get("code")
            if type(code) in {int, str}:
                yield (*path, i, "code"), code
            elif code is None and type(option.get("value")) is int:
                yield (*path, i, "value"), option["value"]


def _text_codes(draft: Draft) -> Iterator[Issue]:
    """A text that reads as a whole number would be another answer in a text file than in a data frame."""
    places: list[tuple[Path, Any]] = [
        place for path, options in draft.option_lists() for place in _stored(path, options)
    ]
    for reason in draft.keys("missing"):
        codes = draft.part("missing", reason)
        places += [(("missing", reason, i), code) for i, code in enumerate(codes if isinstance(codes, tuple) else ())]
    numbers = {code for _, code in places if type(code) is int}
    for path, code in places:
        if isinstance(code, str) and (_PLAIN.fullmatch(code.strip()) or whole_number(code.strip()) in numbers):
            message = f"The code {code!r} is a whole number in quotes."
            yield draft.issue("number-in-quotes", path, message, "Write it without quotes.", facts={"code": code})
        elif isinstance(code, str) and code != code.strip():
            message = f"The code {code!r} begins or ends with a space, which data lose."
            yield draft.issue("space-around-code", path, message, "Remove the space.", facts={"code": code})


def _choices_that_are_no_answer(draft: Draft) -> Iterator[Issue]:
    for path, options in draft.option_lists():
        scored = [_is_scored(option) for option in options]
        for i, option in enumerate(options):
            if scored[i]:
                continue
            if any(scored[i:]):
                message = "An option that is not an answer stands before one that is."
                yield draft.issue("unscored-option-not-last", (*path, i), message, "Put it after the answer options.")
            value, reason = option.get("value"), option["missing"]
            listed = draft.part("missing", reason) if reason in get_args(ChoiceReason) else (value,)
            if type(value) is int and value not in (listed if isinstance(listed, tuple) else ()):
                message = f"{value} is not a code for {reason!r}."
                hint = f"Declare it: 'missing: {{{reason}: [{value}]}}'."
                yield draft.issue(
                    "undeclared-missing-code",
                    (*path, i, "value"),
                    message,
                    hint,
                    facts={"value": value, "reason": reason},
                )


def _is_scored(option: Any) -> bool:
    return not (isinstance(option, dict) and option.get("missing") is not None)


def _missing_codes(draft: Draft) -> Iterator[Issue]:
    declared = {reason: draft.part("missing", reason) for reason in draft.keys("missing")}
    codes = [
        (("missing", reason, i), code)
        for reason, listed in declared.items()
        for i, code in enumerate(listed if isinstance(listed, tuple) else ())
        if isinstance(code, int | str)
    ]
    for path, code in _repeated(codes):
        yield draft.issue(
            "duplicate-missing-code",
            path,
            f"The missing code {code!r} stands here twice.",
            "Remove one.",
            facts={"code": code},
        )
    used = {
        stored
        for path, options in draft.option_lists()
        for place, stored in _stored(path, options)
        if _is_scored(draft.part(*place[:-1]))
    }
    for path, code in codes:
        if code in used:
            message = f"{code!r} is also what an answer option is stored as."
            yield draft.issue(
                "missing-code-is-a-value", path, message, "Choose a number that is not an answer.", facts={"code": code}
            )


def _membership(draft: Draft) -> Iterator[Issue]:
    listing = dict.fromkeys(
        scale["id"] for _, scale in draft.mappings("scales") if scale.get("items") and isinstance(scale.get("id"), str)
    )
    for path, item in draft.mappings("items"):
        for name in texts(item.get("scale")):
            yield from draft.unknown("unknown-scale", (*path, "scale"), name, draft.scale_ids, "scale")
            if name in listing:
                message = f"The scale {name!r} lists its items itself."
                hint = "Say it in one place: at the item or at the scale."
                yield draft.issue("membership-said-twice", (*path, "scale"), message, hint, facts={"scale": name})
    for path, scale in draft.mappings("scales"):
        listed = scale.get("items")
        places = [((*path, "items", i), name) for i, name in enumerate(listed if isinstance(listed, tuple) else ())]
        members = draft.members(scale)
        for place, name in places:
            yield from draft.unknown("unknown-item", place, name, draft.item_ids, "item", taken=members)
        for place, name in _repeated(place for place in places if isinstance(place[1], str)):
            yield draft.issue(
                "item-twice-in-scale", place, f"{name!r} is in this scale already.", "Remove it.", facts={"item": name}
            )
        told = isinstance(listed, str)  # whatever it is, it is no list, and 'all' is not empty
        if isinstance(scale.get("id"), str) and not told and not draft.members(scale):
            message = f"The scale {scale['id']!r} has no items."
            yield draft.issue(
                "empty-scale",
                path,
                message,
                "List them under 'items', or name the scale at the items.",
                facts={"scale": scale["id"]},
            )


def _size(draft: Draft) -> Iterator[Issue]:
    count = sum(len(draft.members(scale)) for _, scale in draft.mappings("scales"))
    if count > MAX_MEMBERSHIPS:
        message = f"The scales score {count:,} items together, one in several scales counted as often."
        yield draft.issue(
            "too-many-items",
            ("scales",),
            message,
            f"{MAX_MEMBERSHIPS:,} at most: split the set.",
            facts={"items": count, "most": MAX_MEMBERSHIPS},
        )


def _scoring(draft: Draft) -> Iterator[Issue]:
    for path, scale in draft.mappings("scales"):
        members = draft.members(scale)
        weights = scale.get("weights")
        for name in weights if isinstance(weights, dict) else ():
            place = (*path, "weights", name)
            yield from draft.unknown("unknown-item", place, name, draft.item_ids, "item", taken=weights or ())
            if name in draft.item_ids and name not in members:
                message = f"{name!r} has a weight but is not in this scale."
                yield draft.issue(
                    "weight-outside-scale", place, message, "Add the item or remove the weight.", facts={"item": name}
                )
        minimum = scale.get("minimum_answered")
        if isinstance(minimum, int) and members and minimum > len(members):
            message = f"{minimum} answers are asked for, and the scale has {len(members)} items."
            place = (*path, "minimum_answered")
            yield draft.issue(
                "minimum-above-items",
                place,
                message,
                f"Use {len(members)} at most.",
                facts={"minimum": minimum, "items": len(members)},
            )
        summed = scale.get("score") == "sum" and not scale.get("prorate")
        if summed and isinstance(minimum, int) and minimum < len(members):
            message = "A sum over fewer items is lower by the missing ones alone."
            hint = "Use 'score: mean', or 'prorate: true', or ask for all items."
            yield draft.issue("sum-without-prorating", (*path, "minimum_answered"), message, hint)
        if scale.get("prorate") and scale.get("score") != "sum":
            message = "Only a sum can be prorated; a mean over the answered items is so already."
            yield draft.issue("prorated-mean", (*path, "prorate"), message, "Remove 'prorate', or use 'score: sum'.")


def _bands(draft: Draft) -> Iterator[Issue]:
    for path, _ in draft.mappings("scales"):
        for place, band in draft.mappings(*path, "feedback"):
            low, high = band.get("from"), band.get("to")
            if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
                message = f"The band runs from {low} to {high}."
                yield draft.issue(
                    "empty-band", place, message, "'from' must be below 'to'.", facts={"from": low, "to": high}
                )


def _references(draft: Draft) -> Iterator[Issue]:
    for path, scale in draft.mappings("scales"):
        layer, referent = scale.get("layer"), scale.get("referent")
        yield from draft.unknown("unknown-layer", (*path, "layer"), layer, draft.keys("layers"), "layer")
        yield from draft.unknown("unknown-referent", (*path, "referent"), referent, draft.keys("referents"), "referent")
    for i, name in enumerate(texts(draft.part("classification", "scales"))):
        yield from draft.unknown("unknown-scale", ("classification", "scales", i), name, draft.scale_ids, "scale")
        if name == UNDECIDED:
            message = f"{UNDECIDED!r} is what is stored where none of these scales wins."
            yield draft.issue(
                "reserved-id", ("classification", "scales", i), message, "Rename the scale.", facts={"id": UNDECIDED}
            )
    for path, _ in draft.mappings("vectors"):
        for name in draft.keys(*path, "answers"):
            yield from draft.unknown("unknown-item", (*path, "answers", name), name, draft.item_ids, "item")
        for name in draft.keys(*path, "scores"):
            yield from draft.unknown("unknown-scale", (*path, "scores", name), name, draft.scale_ids, "scale")


_RULES: tuple[Callable[[Draft], Iterator[Issue]], ...] = (
    _duplicate_ids,
    _columns,
    _options,
    _text_codes,
    _choices_that_are_no_answer,
    _missing_codes,
    _membership,
    _size,
    _scoring,
    _bands,
    _references,
    *TEXT_RULES,
)
