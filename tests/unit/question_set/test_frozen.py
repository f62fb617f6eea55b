"""A question set cannot be changed, and what it says of itself is true of every copy."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

import purpose_index as pi
from purpose_index.question_set.models import QuestionSet
from tests.unit.question_set.small_set import SMALL

FULL = SMALL.replace("score: sum", "score: sum, weights: {q1: 2}") + (
    "layers: {me: {nl: Ik, en: Me}}\n"
    "referents: {us: {nl: Wij, en: Us}}\n"
    "vectors: [{name: low, answers: {q1: 1}, scores: {total: {score: null, index: null, answered: 1}}}]\n"
)
Q = pi.loads(FULL)
MAPPINGS = [
    lambda q: q.title,
    lambda q: q.items[0].text,
    lambda q: q.options,
    lambda q: q.options["agreement"][0].label,
    lambda q: q.scale("pair").weights,
    lambda q: q.scale("total").weights,  # by default
    lambda q: q.layers,
    lambda q: q.layers["me"],
    lambda q: q.referents,
    lambda q: q.vectors[0].answers,
    lambda q: q.vectors[0].scores,
]


def copies():
    yield "loaded", Q
    yield "pickled", pickle.loads(pickle.dumps(Q))
    yield "deep copy", Q.model_copy(deep=True)
    yield "copied", copy.copy(Q)
    yield "changed", Q.model_copy(update={"layers": {"me": {"nl": "a", "en": "b"}}})
    yield "constructed", QuestionSet.model_construct(**{name: getattr(Q, name) for name in QuestionSet.model_fields})


@pytest.mark.parametrize(("name", "q"), list(copies()), ids=lambda value: value if isinstance(value, str) else "")
@pytest.mark.parametrize("mapping", MAPPINGS)
def test_no_mapping_in_it_can_be_changed(name, q, mapping):
    found = mapping(q)
    for change in (
        lambda: found.__setitem__("q01", 1000.0),
        lambda: found.update(q01=1000.0),
        found.clear,
    ):
        with pytest.raises(TypeError, match="frozen"):
            change()


def test_the_bundled_sets_are_the_same_for_everybody():
    with pytest.raises(TypeError, match="frozen"):
        pi.load("purpose-index").scale("total").weights["q01"] = 1000.0
    answers = dict.fromkeys(pi.load("purpose-index").item_ids, 1) | {"q01": 5}
    assert pi.score(pi.load("purpose-index"), answers)["total"].mean == pytest.approx((11 + 5) / 12)


def test_a_changed_copy_has_its_own_fingerprints_scores_and_items():
    q = pi.loads(FULL)
    answers = {"q1": 3, "q2": 1, "q3": 1}
    before = (q.fingerprint, q.text_fingerprint, q.item_ids, pi.score(q, answers)["pair"].value, q.item("q1").reverse)
    assert before[2:] == (("q1", "q2", "q3"), 2 * 3 + 1, False)
    turned = q.model_copy(update={"items": (q.items[0].model_copy(update={"reverse": True}), *q.items[2:])})
    assert (turned.item_ids, turned.item("q1").reverse) == (("q1", "q3"), True)
    assert pi.score(turned, {"q1": 3, "q3": 1})["pair"].value == 2 * 1 + 1
    renamed = q.model_copy(update={"title": {"nl": "a", "en": "b"}})
    assert (renamed.fingerprint, renamed.text_fingerprint == q.text_fingerprint) == (q.fingerprint, False)
    written = json.loads(json.dumps(turned.model_dump(by_alias=True)))
    loaded = pi.load(written)
    assert (loaded.fingerprint, loaded.text_fingerprint) == (turned.fingerprint, turned.text_fingerprint)
    assert turned.fingerprint != q.fingerprint


def test_a_pickle_says_nothing_that_is_not_a_field():
    q = pi.loads(FULL)
    assert pi.score(q, {"q1": 1, "q2": 1, "q3": 1}).fingerprint == q.fingerprint
    forged = pi.loads(FULL)
    forged.__dict__["fingerprint"] = "0" * 64
    assert pickle.loads(pickle.dumps(forged)).fingerprint == q.fingerprint
    assert pickle.loads(pickle.dumps(q)) == q


def test_a_constructed_set_is_frozen_in_its_lists_too():
    data = {**{name: getattr(Q, name) for name in QuestionSet.model_fields}, "layers": {"me": {"nl": "a"}}}
    data["items"] = list(Q.items)
    q = QuestionSet.model_construct(**data)
    assert q.items == Q.items
    with pytest.raises(TypeError, match="frozen"):
        q.layers["me"]["nl"] = "b"


def test_it_is_written_as_plain_data_and_can_be_hashed():
    dumped = Q.model_dump(by_alias=True)
    assert type(dumped["title"]) is type(dumped["scales"][1]["weights"]) is dict
    assert json.loads(Q.model_dump_json(by_alias=True)) == json.loads(json.dumps(dumped))
    assert hash(Q) == hash(pi.loads(FULL))
    assert pi.load(dumped) == Q


def test_it_says_which_set_it_is():
    text = "QuestionSet(small-set 1.0.0, 3 items, 2 scales, nl en)"
    assert (repr(Q), str(Q)) == (text, text)
