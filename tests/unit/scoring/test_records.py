"""Scores that were stored: read back, compared, verified."""

from __future__ import annotations

import json

import pytest

import purpose_index as pi
from tests.unit.scoring.sets import item, make, scale

Q = pi.load("purpose-index")
ANSWERS = {"q03": 4, "q04": 5, "q08": 4, "q01": -99}
STORED = json.loads(json.dumps(pi.score(Q, ANSWERS).to_dict()))


def codes(work, *arguments):
    with pytest.raises(pi.ResponseError) as caught:
        work(*arguments)
    assert "4" not in str(caught.value).replace(Q.version, "")  # nobody's answers or scores
    return [(issue.code, issue.path) for issue in caught.value.issues]


def with_part(record, path, value):
    *parents, last = path.split("/")
    copy = json.loads(json.dumps(record))
    part = copy
    for parent in parents:
        part = part[parent]
    part[last] = value
    return copy


@pytest.mark.parametrize("name", pi.instruments())
@pytest.mark.parametrize("language", [None, "nl", "en"])
def test_a_stored_score_comes_back_whole(name, language):
    q = pi.load(name)
    score = pi.score(q, {item: 2 + i % 3 for i, item in enumerate(q.item_ids[:-2])})
    record = json.loads(json.dumps(score.to_dict(language=language)))
    again = pi.Score.from_dict(record, q)
    assert again == score
    assert again.to_dict(language=language) == record


def test_a_record_in_which_whole_numbers_lost_their_point_is_the_same():
    q = make([item("a"), item("b")])
    record = pi.score(q, {"a": 5, "b": 5}).to_dict()
    whole = with_part(record, "scales/total/value", 5)
    assert pi.Score.from_dict(whole, q) == pi.score(q, {"a": 5, "b": 5})


def test_a_record_keeps_the_version_of_the_library_that_made_it():
    record = {**STORED, "library": "0.0.1", "person": 7}
    again = pi.Score.from_dict(record, Q)
    assert again.library == "0.0.1"
    assert again == pi.score(Q, ANSWERS)
    assert pi.score(Q, ANSWERS).library == pi.__version__


def test_a_version_that_scores_alike_reads_the_record():
    plain = Q.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    other = pi.load({**plain, "version": "1.9.0"})
    assert pi.Score.from_dict(STORED, other) == pi.score(Q, ANSWERS)


def test_a_set_that_scores_otherwise_does_not_read_the_record():
    plain = Q.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    plain["scales"][0]["minimum_answered"] = 3
    assert codes(pi.Score.from_dict, STORED, pi.load(plain)) == [("score-of-another-set", "$.fingerprint")]
    assert codes(pi.Score.from_dict, {**STORED, "engine": 2}, Q) == [("score-of-another-engine", "$.engine")]


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("scales", None, "$"),
        ("scales", {}, "$.scales.positive_meaning"),
        ("scales/total", None, "$.scales.total"),
        ("scales/total/answered", True, "$.scales.total"),
        ("scales/total/answered", -1, "$.scales.total"),
        ("scales/positive_meaning/value", "4", "$.scales.positive_meaning"),
        ("scales/positive_meaning/value", True, "$.scales.positive_meaning"),
        ("scales/positive_meaning/value", float("inf"), "$.scales.positive_meaning"),
        ("scales/positive_meaning/value", None, "$.scales.positive_meaning.missing_reason"),
        ("scales/positive_meaning/index", None, "$.scales.positive_meaning.class"),
        ("scales/positive_meaning/complete", 1, "$.scales.positive_meaning.complete"),
        ("scales/positive_meaning/minimum", 3, "$.scales.positive_meaning.minimum"),
        ("answered", None, "$.answered"),
        ("item_count", 11, "$.item_count"),
        ("library", None, "$.library"),
        ("question_set", "another", "$.question_set"),
    ],
)
def test_a_record_that_does_not_hold_together_is_refused(path, value, where):
    found = codes(pi.Score.from_dict, with_part(STORED, path, value), Q)
    assert ("damaged-record", where) in found
    assert {code for code, _ in found} == {"damaged-record"}


@pytest.mark.parametrize("name", ["value", "mean", "index"])
def test_a_number_beyond_every_float_is_refused(name):
    record = with_part(STORED, f"scales/total/{name}", 10**400)  # JSON has no largest number
    assert codes(pi.Score.from_dict, record, Q) == [("damaged-record", "$.scales.total")]


class Incomparable:
    """As pandas' NA or an array is: neither equal nor unequal."""

    def __eq__(self, other):
        return self

    __hash__ = object.__hash__

    def __ne__(self, other):
        return self

    def __bool__(self):
        raise TypeError("neither true nor false")


@pytest.mark.parametrize("path", ["fingerprint", "engine", "item_count", "library", "scales/total/complete"])
def test_what_cannot_be_compared_is_refused(path):
    *parents, last = path.split("/")
    record = json.loads(json.dumps(STORED))
    part = record
    for parent in parents:
        part = part[parent]
    part[last] = Incomparable()
    assert codes(pi.Score.from_dict, record, Q)


def test_what_is_no_record_is_refused():
    assert codes(pi.Score.from_dict, [], Q) == [("damaged-record", "$")]
    assert codes(pi.Score.from_dict, {}, Q) == [("damaged-record", "$")]


def test_a_score_is_computed_again():
    assert pi.verify(STORED, Q, ANSWERS) == pi.score(Q, ANSWERS)
    stored_answers = json.loads(json.dumps(pi.validate(Q, ANSWERS).to_dict()))
    assert pi.verify(STORED, Q, pi.Answers.from_dict(stored_answers, Q)) == pi.score(Q, ANSWERS)


def test_a_score_of_other_answers_is_told():
    assert codes(pi.verify, STORED, Q, {**ANSWERS, "q08": 5}) == [("score-differs", "$.scales.positive_meaning")]
    assert codes(pi.verify, STORED, Q, {**ANSWERS, "q02": 5}) == [
        ("score-differs", "$.scales.organisation_meaning"),
        ("score-differs", "$.scales.total"),
        ("score-differs", "$.answered"),
    ]
    nearly = with_part(STORED, "scales/positive_meaning/value", 4.333333333333334)  # the next number above 13 / 3
    assert codes(pi.verify, nearly, Q, ANSWERS) == [("score-differs", "$.scales.positive_meaning")]


def test_scores_of_different_sets_are_not_equal():
    one, other = make([item("a"), item("b")]), make([item("a"), item("c")])
    first, second = pi.score(one, {"a": 1}), pi.score(other, {"a": 1})
    assert dict(first) == dict(second)
    assert first != second
    assert first != dict(first)


def test_equal_scores_have_one_hash():
    """The order of scales is no part of the fingerprint."""
    scales = scale("x", ["a"]), scale("y", ["b"])
    one, other = (make([item("a"), item("b")], *order) for order in (scales, scales[::-1]))
    first, second = (pi.score(q, {"a": 1, "b": 4}) for q in (one, other))
    assert first == second
    assert len({first, second, pi.score(one, {"a": 1, "b": 4}), pi.score(one, {"a": 2, "b": 4})}) == 2
    assert hash(first["x"]) == hash(second["x"])
