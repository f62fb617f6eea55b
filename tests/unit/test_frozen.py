"""What is frozen stays as it is, and can go where a dict goes."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from purpose_index.errors import Issue
from purpose_index.frozen import FrozenDict, frozen
from purpose_index.stats.estimate import Estimate

CHANGES = {
    "set": lambda d: d.__setitem__("a", 2),
    "delete": lambda d: d.__delitem__("a"),
    "update": lambda d: d.update(a=2),
    "merge": lambda d: d.__ior__({"a": 2}),
    "setdefault": lambda d: d.setdefault("b", 2),
    "pop": lambda d: d.pop("a"),
    "popitem": lambda d: d.popitem(),
    "clear": lambda d: d.clear(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_no_change_is_taken(change):
    frozen = FrozenDict(a=1)
    with pytest.raises(TypeError, match="frozen"):
        change(frozen)
    assert frozen == {"a": 1}


def test_it_travels_as_a_dict_does():
    frozen = FrozenDict(a=1, b="x")
    assert json.loads(json.dumps(frozen)) == pickle.loads(pickle.dumps(frozen)) == {"a": 1, "b": "x"}
    assert type(pickle.loads(pickle.dumps(frozen))) is type(copy.deepcopy(frozen)) is FrozenDict
    assert hash(frozen) == hash(FrozenDict(b="x", a=1))
    assert type(frozen | {"c": 3}) is dict


def test_the_facts_of_an_issue_are_frozen_and_travel_with_it():
    facts = {"low": 1, "high": 5}
    issue = Issue("a", "$", "m", facts=facts)
    facts["low"] = 9
    assert issue.facts == pickle.loads(pickle.dumps(issue)).facts == {"low": 1, "high": 5}
    assert hash(issue) == hash(Issue("a", "$", "m"))
    with pytest.raises(TypeError):
        issue.facts["low"] = 2


def test_what_a_frozen_dict_holds_is_frozen_too():
    mine = {"a": [1, {"b": 2}], "c": 3}
    made = FrozenDict(mine, d={"e": [4]})
    mine["a"][1]["b"] = 9
    assert made == {"a": (1, {"b": 2}), "c": 3, "d": {"e": (4,)}}
    assert type(made["a"][1]) is type(made["d"]) is FrozenDict


def test_what_is_frozen_is_kept_and_not_copied():
    words = FrozenDict(nl="ja", en="yes")
    estimate = Estimate(name="mean", value=1.0, n=5, k=1, method="mean")
    assert frozen(words) is words
    assert frozen(estimate) is estimate
    assert frozen({"words": words})["words"] is words
