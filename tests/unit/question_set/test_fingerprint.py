"""What changes a fingerprint, and what does not."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import purpose_index as pi
from tests.unit.question_set.small_set import SMALL

Q = pi.loads(SMALL)


CANONICAL = (
    '{"classification":null,"form":1,"id":"small-set","items":['
    '{"id":"q1","reverse":false,"values":[1,2,3]},{"id":"q2","reverse":true,"values":[1,2,3]},'
    '{"id":"q3","reverse":false,"values":[1,2,3]}],'
    '"missing":{"not_applicable":[-98],"not_shown":[],"skipped":[-99]},"rounding":"none","scales":['
    '{"id":"pair","items":["q1","q3"],"minimum_answered":2,"prorate":false,"score":"sum","weights":{}},'
    '{"id":"total","items":["q1","q2","q3"],"minimum_answered":2,"prorate":false,"score":"mean","weights":{}}]}'
)


def test_the_fingerprint_is_the_hash_of_the_canonical_form():
    assert Q.fingerprint == hashlib.sha256(CANONICAL.encode()).hexdigest()
    assert Q.fingerprint == "27e2015faa6f2c202f67e6a020e9abbaa8a0d77eb64760aefd35a4beccb6a6f6"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"1.0.0"', '"1.1.0"'),
        ("en: Small", "en: Little"),
        ("en: Two", "en: The second"),
        ("{nl: oneens,", "{nl: niet eens,"),
        ("items: all", "items: [q3, q2, q1]"),
        ("items: [q1, q3]", "items: [q3, q1]"),
        ("id: q2,", "column: B, id: q2,"),
        ("score: sum", "score: sum, minimum_answered: 2"),
        ("score: sum", "score: sum, weights: {q1: 1}"),
        ("reverse: true", "reverse: true, scale: []"),
        ("options: agreement}", "options: agreement, reverse: false}"),
    ],
)
def test_what_does_not_decide_a_score_does_not_change_it(old, new):
    assert old in SMALL
    assert pi.loads(SMALL.replace(old, new)).fingerprint == Q.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: small-set", "id: other-set"),
        ("id: q2,", "id: q02,"),
        (", reverse: true", ""),
        ("{value: 3,", "{value: 4,"),
        ("[-99]", "[-97]"),
        ("skipped:", "not_shown:"),
        ("minimum_answered: 2", "minimum_answered: 3"),
        ("score: sum", "score: mean"),
        ("score: sum", "score: sum, weights: {q1: 2}"),
        ("score: sum", "score: sum, prorate: true"),
        ("items: [q1, q3]", "items: [q1, q2]"),
        ("id: pair", "id: couple"),
    ],
)
def test_what_decides_a_score_changes_it(old, new):
    assert old in SMALL
    assert pi.loads(SMALL.replace(old, new)).fingerprint != Q.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("en: Small", "en: Little"),
        ("en: Two", "en: The second"),
        ("{nl: oneens,", "{nl: niet eens,"),
        ("en: Pair", "en: P"),
    ],
)
def test_words_change_the_text_fingerprint(old, new):
    assert pi.loads(SMALL.replace(old, new)).text_fingerprint != Q.text_fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [('"1.0.0"', '"2.0.0"'), (", reverse: true", ""), ("minimum_answered: 2", "minimum_answered: 3")],
)
def test_scoring_does_not_change_the_text_fingerprint(old, new):
    assert pi.loads(SMALL.replace(old, new)).text_fingerprint == Q.text_fingerprint


@given(st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_neither(random):
    def shuffled(value):
        if isinstance(value, dict):
            keys = list(value)
            random.shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(inside) for inside in value] if isinstance(value, list) else value

    q = pi.load(shuffled(yaml.safe_load(SMALL)))
    assert (q.fingerprint, q.text_fingerprint) == (Q.fingerprint, Q.text_fingerprint)


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_hash_seed_changes_neither(seed):
    code = "import sys, purpose_index as pi; q = pi.loads(sys.stdin.read()); print(q.fingerprint, q.text_fingerprint)"
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [sys.executable, "-c", code], input=SMALL, capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.split() == [Q.fingerprint, Q.text_fingerprint]
