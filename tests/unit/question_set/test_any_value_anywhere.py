"""Whatever stands wherever in a question set: it loads, or it is refused with issues; nothing else happens."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
import yaml

import purpose_index as pi

ROOT = Path(__file__).parents[3]
VALUES = [
    None,
    True,
    -1,
    10**40,
    1.5,
    float("nan"),
    "",
    "x",
    "x" * 5000,
    [],
    {},
    [1],
    ["x", "x"],
    {"en": "x"},
    {1: 2},
    object(),
]


def full_set():
    """A bundled set with everything in it that a set can have, and two items of a scale only, to be quick."""
    data = yaml.safe_load((ROOT / "src/purpose_index/instruments/purpose-orientation.yaml").read_text(encoding="utf-8"))
    data["languages"] = ["en"]
    kept = _in_english(data)
    kept["items"] = kept["items"][:3]
    for scale, item in zip(kept["scales"], kept["items"], strict=True):
        scale |= {
            "items": [item["id"]],
            "minimum_answered": 1,
            "weights": {item["id"]: 2},
            "layer": "me",
            "referent": "us",
        }
        scale["feedback"] = scale["feedback"][:1]
    kept["layers"], kept["referents"] = {"me": {"en": "Me"}}, {"us": {"en": "Us"}}
    expected = {"score": 1.0, "index": 0.0, "answered": 1}
    kept["vectors"] = [{"name": "low", "answers": {"income_1": 1}, "scores": {"income": expected}}]
    kept["waivers"] = [{"rule": "single-item-scale", "path": "$.scales[0]", "reason": "It is a test."}]
    return kept


def _in_english(value):
    if isinstance(value, dict):
        return {key: _in_english(inside) for key, inside in value.items() if key != "nl"}
    return [_in_english(inside) for inside in value] if isinstance(value, list) else value


def places(value, path=()):
    if path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inside in parts:
        yield from places(inside, (*path, step))


FULL = full_set()


@pytest.mark.parametrize("wrong", VALUES, ids=lambda value: repr(value)[:12].replace("<", "").replace(">", ""))
def test_any_value_anywhere(wrong):
    for *way, last in places(FULL):
        data = copy.deepcopy(FULL)
        inside = data
        for step in way:
            inside = inside[step]
        inside[last] = wrong
        try:
            pi.load(data)
        except pi.DefinitionError as error:
            assert error.issues


def test_without_a_wrong_value_it_loads():
    assert pi.load(FULL).scale("income").layer == "me"
