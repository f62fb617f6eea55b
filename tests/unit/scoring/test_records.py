"""Scores that were stored: read back, compared, verified."""

from __future__ import annotations

import json
from itertools import product

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


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("answered", 13, "$.answered"),
        ("answered", 2, "$.answered"),  # three of one scale are answered
        ("scales/total/answered", 4, "$.scales.total"),  # and all of them count in the total
        ("scales/organisation_meaning/answered", 1, "$.scales.total"),
        ("scales/positive_meaning/mean", 4.5, "$.scales.positive_meaning"),  # no three whole numbers
        ("scales/positive_meaning/index", 80, "$.scales.positive_meaning"),
    ],
)
def test_what_no_answers_give_is_refused(path, value, where):
    assert ("damaged-record", where) in codes(pi.Score.from_dict, with_part(STORED, path, value), Q)


def test_more_answered_than_a_scale_has_items_is_refused():
    record = with_part(STORED, "scales/positive_meaning/answered", 4)
    record["scales"]["positive_meaning"]["complete"] = False
    assert ("damaged-record", "$.scales.positive_meaning") in codes(pi.Score.from_dict, record, Q)


def test_scores_where_too_few_are_answered_are_refused():
    total = pi.score(Q, dict.fromkeys(Q.item_ids, 4)).to_dict()["scales"]["total"] | {"answered": 3, "complete": False}
    assert codes(pi.Score.from_dict, with_part(STORED, "scales/total", total), Q) == [
        ("damaged-record", "$.scales.total")
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"mean": 7.0, "value": 7.0, "index": 150.0, "class": "high"},
        {"mean": 0.0, "value": 0.0, "index": -25.0, "class": None},
    ],
)
def test_scores_beyond_the_options_are_refused(change):
    scale = STORED["scales"]["positive_meaning"] | change
    record = with_part(STORED, "scales/positive_meaning", scale)
    assert codes(pi.Score.from_dict, record, Q) == [("damaged-record", "$.scales.positive_meaning")]


def test_counts_that_come_back_are_those_that_answers_give():
    """Every count of 0 to 5 on two scales of two, on one of all and on the set, against all ways to answer four."""
    q = make(
        [item(name) for name in "abcd"],
        scale("x", ["a", "b"]),
        scale("y", ["c", "d"]),
        scale("all", minimum_answered=1),
    )
    reached = {(sum(x), sum(y), sum(x + y), sum(x + y)) for x in BOTH for y in BOTH}
    for counts in product(range(6), repeat=4):
        names = dict(zip(("x", "y", "all"), counts, strict=False))
        answers = {"x": {2: 3.0}, "y": {2: 3.0}, "all": dict.fromkeys(range(1, 9), 3.0)}
        scales = {name: plain_scale(q, name, count, answers[name].get(count)) for name, count in names.items()}
        record = pi.score(q, {}).to_dict() | {"answered": counts[3], "scales": scales}
        assert can_be_read(record, q) == (counts in reached), counts


BOTH = [(0, 0), (0, 1), (1, 0), (1, 1)]


def plain_scale(q, name, answered, value):
    index = None if value is None else 50.0
    size = len(q.items_of(name))
    more = {
        "complete": answered == size,
        "missing_reason": "too_few_answered" if value is None else None,
        "class": None,
    }
    minimum = q.scale(name).minimum_answered or size
    numbers = {"value": value, "mean": value, "index": index}
    return {**numbers, "answered": answered, "item_count": size, "minimum": minimum, **more}


def can_be_read(record, q):
    try:
        pi.Score.from_dict(record, q)
    except pi.ResponseError as error:
        assert {issue.code for issue in error.issues} == {"damaged-record"}
        return False
    return True


@pytest.mark.parametrize(
    ("more", "mean", "value", "index", "possible"),
    [
        (
            {"weights": {"a": 2}},
            11 / 3,
            11 / 3,
            200 / 3,
            True,
        ),  # a is 4 and b is 3: (2 x 4 + 3) / 3, and (3 + 3 + 2) of 12
        ({"weights": {"a": 2}}, 11 / 3, 11 / 3, 50.0, False),
        ({"weights": {"a": 2}}, 11 / 3, 3.0, 200 / 3, False),
        ({"weights": {"a": 2}, "score": "sum"}, 11 / 3, 11.0, 200 / 3, True),
        ({"weights": {"a": 2}, "score": "sum"}, 11 / 3, 10.0, 200 / 3, False),
    ],
)
def test_a_weighted_mean_decides_the_sum_and_the_index(more, mean, value, index, possible):
    q = make([item("a"), item("b")], scale("total", **more))
    record = pi.score(q, {"a": 4, "b": 3}).to_dict()
    record["scales"]["total"] |= {"mean": mean, "value": value, "index": index}
    assert can_be_read(record, q) == possible


@pytest.mark.parametrize("name", ["value", "mean", "index"])
def test_the_largest_float_is_refused(name):
    record = with_part(STORED, f"scales/positive_meaning/{name}", 1.7e308)
    assert ("damaged-record", "$.scales.positive_meaning") in codes(pi.Score.from_dict, record, Q)


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


@pytest.mark.parametrize("name", ["value", "mean", "index"])
def test_scores_of_which_one_is_lacking_are_refused(name):
    told = {"value": {"missing_reason": "too_few_answered"}, "mean": {}, "index": {"class": None}}
    change = {name: None} | told[name]
    scale = STORED["scales"]["positive_meaning"] | change
    record = with_part(STORED, "scales/positive_meaning", scale)
    assert ("damaged-record", "$.scales.positive_meaning") in codes(pi.Score.from_dict, record, Q)


def test_no_scores_where_enough_are_answered_are_refused():
    lacking = dict.fromkeys(("value", "mean", "index", "class")) | {"missing_reason": "too_few_answered"}
    record = with_part(STORED, "scales/positive_meaning", STORED["scales"]["positive_meaning"] | lacking)
    assert codes(pi.Score.from_dict, record, Q) == [("damaged-record", "$.scales.positive_meaning")]


@pytest.mark.parametrize(
    ("mean", "index", "possible"),
    [
        (4.0, 75.0, True),
        (1.0, 0.0, True),
        (5.0, 100.0, True),
        (5.5, 100.0, False),
        (0.5, 0.0, False),
        (5.0, 100.5, False),
    ],
)
def test_the_mean_of_some_weighted_items_lies_within_their_options(mean, index, possible):
    q = make([item("a"), item("b")], scale("total", weights={"a": 0.5, "b": 0.5}, minimum_answered=1))
    record = pi.score(q, {"a": 4}).to_dict()
    record["scales"]["total"] |= {"mean": mean, "value": mean, "index": index}
    assert can_be_read(record, q) == possible


def test_a_classification_that_is_no_mapping_is_refused():
    q = pi.load("purpose-orientation")
    record = with_part(pi.score(q, dict.fromkeys(q.item_ids, 3)).to_dict(), "classification", "undecided")
    assert ("damaged-record", "$.classification.value") in codes(pi.Score.from_dict, record, q)
