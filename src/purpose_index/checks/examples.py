"""The example set that the rules' failing and passing examples change."""

from __future__ import annotations

from typing import Any

from purpose_index.question_set.reader import read_text

BASE = """\
id: example
version: "1.0.0"
languages: [nl, en]
title: {nl: Voorbeeld, en: Example}
options:
  agreement:
    - {value: 1, label: {nl: helemaal mee oneens, en: strongly disagree}}
    - {value: 2, label: {nl: mee oneens, en: disagree}}
    - {value: 3, label: {nl: "niet eens, niet oneens", en: neither agree nor disagree}}
    - {value: 4, label: {nl: mee eens, en: agree}}
    - {value: 5, label: {nl: helemaal mee eens, en: strongly agree}}
items:
  - {id: q1, options: agreement, text: {nl: Ik weet waar mijn werk voor dient., en: I know what my work is for.}}
  - {id: q2, options: agreement, text: {nl: Mijn werk geeft mij energie., en: My work gives me energy.}}
  - {id: q3, options: agreement, text: {nl: Anderen hebben iets aan mij., en: Others benefit from what I do.}}
  - {id: q4, options: agreement, text: {nl: De week vliegt voorbij., en: The week goes by in no time.}}
scales:
  - {id: work, name: {nl: Werk, en: Work}, items: [q1, q2, q3, q4]}
"""
_APPEND, _WHOLE = "+ ", "= "


def example(piece: str) -> str | dict[str, Any]:
    """Return the example set, changed by `piece`.

    Parameters
    ----------
    piece
        YAML that is laid over the example set: keys are merged, lists of parts are merged by their id, value or name,
        null removes. Where it begins with '+ ' it is instead added to the text as it stands, and where it begins with
        '= ' it is the whole text.
    """
    if piece.startswith(_APPEND):
        return f"{BASE}{piece.removeprefix(_APPEND)}\n"
    if piece.startswith(_WHOLE):
        return piece.removeprefix(_WHOLE)
    return example_set(piece)


def example_set(piece: str) -> dict[str, Any]:
    """Return the example set with a piece of YAML laid over it."""
    base = read_text(BASE).data
    merged: dict[str, Any] = _merged(base, read_text(piece).data) if piece else base
    return merged


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        both = {**old, **{key: _merged(old.get(key), value) for key, value in new.items()}}
        return {key: value for key, value in both.items() if value is not None}
    if _has_names(old) and _has_names(new):
        named = {_name(part): part for part in old}
        for part in new:
            named[_name(part)] = _merged(named.get(_name(part)), part)
        return tuple(named.values())
    return new


def _has_names(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(part, dict) and _name(part) is not None for part in value)


def _name(part: dict[str, Any]) -> Any:
    return part.get("id", part.get("value", part.get("name")))
