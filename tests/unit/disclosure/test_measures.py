"""The numbers that a release is about, and what they come down to, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.disclosure.measures import (
    Answers,
    Measure,
    _narrowed,
    _places,
    _reach,
    _rest,
    _slack,
    _times,
    in_order,
    linked_measures,
    measures_of,
    questions_of,
    without_last_bits,
)
from purpose_index.disclosure.policy import Disclosure
from purpose_index.responses.encode import encode
from tests.unit.disclosure.small_sets import set_of

NAN = float("nan")


def measure(weights, scores=(0.5,), reach=(1.0,)):
    scores = np.array(scores)
    return Measure("m", np.array(weights, dtype=float), scores, scores, None, (0.0, 1.0), np.array(reach))


def test_scales_and_items_are_parts_of_their_ranges():
    """Of a from 1 to 5 and b from 1 to 3: who answered 2 and 3 has 1 + 2 of 4 + 2."""
    q = set_of("abc", {"s": "ab", "t": "ac"}, top={"a": 5, "b": 3, "c": 5}, minimum_answered=1)
    rows = [{"a": 2, "b": 3, "c": 5}, {"a": 4, "b": None, "c": None}, {"a": None, "b": None, "c": 1}]
    found, answers = measures_of(q, encode(q, rows), ["s", "t", "b"])
    assert answers.span.tolist() == [4, 2, 4]
    np.testing.assert_array_equal(answers.above, [[1, 2, 4], [3, NAN, NAN], [NAN, NAN, 0]])
    scale, even, item = found
    assert scale.weights.tolist() == [1, 1, 0]
    np.testing.assert_allclose(scale.scores, [2.5, 4, NAN])
    np.testing.assert_allclose(scale.places, [3 / 6, 3 / 4, NAN])
    np.testing.assert_allclose(scale.reach[:2], [1, 4 / 3])
    assert scale.ends == (1.0, 5.0)
    assert even.reach.tolist() == [1, 1, 1]
    np.testing.assert_allclose(even.places, [5 / 8, 3 / 4, 0])
    assert (item.weights.tolist(), item.options, item.ends) == ([0, 1, 0], (1, 2, 3), (1.0, 3.0))
    np.testing.assert_allclose(item.places, [1, NAN, NAN])


def test_measures_are_linked_by_way_of_others():
    measures = [measure(one) for one in ([1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 1], [0, 1, 0, 1, 0])]
    assert sorted(linked_measures(measures)) == [[0, 2, 3], [1]]
    assert linked_measures([measure([1, 1, 0]), measure([0, 1, 1]), measure([1, 0, 0])]) == [[0, 1, 2]]


ANSWERS = Answers(np.array([[1, 2, 4.0], [3, NAN, 2], [NAN, NAN, NAN]]), np.array([4.0, 2, 4]))


def test_places_and_reach_are_of_the_items_that_are_answered():
    """The first two items weigh 3 and 1, and so reach 12 and 2: (3 * 1 + 2) / 14 and 3 * 3 / 12."""
    weights, items = np.array([3.0, 1, 0]), np.array([0, 1])
    np.testing.assert_allclose(_places(ANSWERS, items, weights), [5 / 14, 9 / 12, NAN])
    np.testing.assert_allclose(_reach(ANSWERS, weights, items), [1, 12 / (3 * 14 / 4), 0])
    np.testing.assert_allclose(_reach(ANSWERS, weights, items[1:]), [2 / 14, 0, 0])


def test_the_rest_is_what_the_parts_make_up_more_or_less_than_they_usually_do():
    """Two items alike, each half of a scale: who answered one has 1/2 more of it and no other, whatever that was.

    Their rest is 1/2 of their place, of 0 to 1/2; who has no score, but an answer, has 1/2 less of that.
    """
    answers = Answers(np.array([[1, 3.0], [3, NAN], [2, NAN], [NAN, NAN]]), np.array([4.0, 4]))
    places = [(np.array([j]), answers.above[:, j] / 4) for j in (0, 1)]
    weight, place = _rest(measure([1, 1], [0.5, 0.75, NAN, NAN]), answers, places, np.full(4, 0.8))
    np.testing.assert_allclose(weight, [0, 0.5, 0.5, 0])
    np.testing.assert_allclose(place[1:3], [0.75, 0.5])


@pytest.mark.parametrize(("slack", "matters"), [(0.8, False), (0.75, False), (0.74, True)])
def test_a_rest_that_leaves_every_part_open_is_no_matter(slack, matters):
    """Parts of two items each, of which one is left out: 2/3 rather than 1/2 of it, and 1/3. Both may be 3/4 apart."""
    answers = Answers(np.array([[4, 4, 1, NAN]]), np.full(4, 4.0))
    places = [(np.array([0, 1]), np.array([1.0])), (np.array([2, 3]), np.array([0.25]))]
    weight, place = _rest(measure([1, 1, 1, 1], [0.75]), answers, places, np.array([slack]))
    np.testing.assert_allclose(weight, [1 / 3 if matters else 0])
    if matters:
        np.testing.assert_allclose(place, [(1 / 6 * 0.75 + 1 / 6) / (1 / 3)])


def test_a_scale_beside_one_of_its_items_is_that_item_and_the_others():
    """The item is counted in both, the other two in the scale; nobody left out any, so that there is no rest."""
    above = np.array([[0, 1, 3.0], [4, 2, 2]])
    both = [measure([1, 1, 1], above.mean(axis=1) / 4, [1, 1]), measure([1, 0, 0], above[:, 0] / 4, [1, 1])]
    first = np.array([0, 2])
    found = [
        (question.values.tolist(), question.labels[:, question.atom].tolist())
        for question in questions_of(both, Answers(above, np.full(3, 4.0)), [first], Disclosure())
    ]
    expected = [([0, 1], [[0, 2], [1, 3]]), ([0.5, 0.5], [[0, 2]]), ([], [[]])]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("options", "ends"),
    [
        ({}, (1, 4)),
        ({"minimum_answered": 1}, (1, 5)),
        ({"score": "sum"}, (2, 8)),
        ({"score": "sum", "minimum_answered": 1, "prorate": True}, (2, 10)),
    ],
)
def test_a_score_is_between_the_ends_of_whatever_is_answered(options, ends):
    """Of items from 1 to 5 and from 1 to 3; a sum is twice the mean of what is answered."""
    q = set_of("ab", {"s": "ab"}, top={"a": 5, "b": 3}, **options)
    (found,), _ = measures_of(q, encode(q, [{"a": 1, "b": 1}]), None)
    assert found.ends == pytest.approx(ends)


def questions(measures, answers, people):
    """(values, weights, labels of each) of what these measures of one team come down to."""
    found = questions_of(measures, answers, [np.zeros(people, dtype=np.int64)], Disclosure())
    return [(one.values.tolist(), one.weight[one.atom].tolist(), one.labels[:, one.atom].tolist()) for one in found]


OTHER_RANGES = Answers(np.array([[1, 2.0], [3, NAN], [NAN, NAN]]), np.array([4.0, 2]))


def test_who_left_out_an_item_of_another_range_counts_for_more_or_less_in_a_scale_alone():
    scale = measure([1, 1], [0.5, 0.75, NAN], [1, 4 / 3, NAN])
    ((values, weights, labels),) = questions([scale], OTHER_RANGES, 3)
    assert (values, labels) == ([0.5, 0.75], [[0, 0]])
    assert weights == pytest.approx([1, 4 / 3])


def test_two_scales_of_the_same_items_are_their_answers_and_the_rest_of_who_left_one_out():
    """A third more of 3/4, between nothing and that third; twice the answers less the scale are 1/2 and 2/3 of 3/4."""
    scale = measure([1, 1], [0.5, 0.75, NAN], [1, 4 / 3, NAN])
    whole, (values, weights, labels), others = questions([scale, scale], OTHER_RANGES, 3)
    assert whole == ([0.5, 0.75], [1, 1], [[0, 0], [1, 1]])
    assert (values, labels) == ([0.75], [[0]])
    assert weights == pytest.approx([1 / 3])
    assert others == ([0.5, pytest.approx(1 - 0.75)], pytest.approx([1, 2 / 3]), [[0, 0]])


def test_items_taken_out_of_a_scale_as_often_as_they_count_for_who_left_one_out_leave_the_others():
    """Of two items, whoever answered one has it for all: twice the scale less both items is minus that of the other."""
    above = np.array([[1, 3.0], [3, NAN], [NAN, 2]])
    scale = measure([1, 1], np.nanmean(above, axis=1) / 4, [1, 1, 1])
    items = [measure(np.eye(2)[j], above[:, j] / 4, [1, 1, 1]) for j in (0, 1)]
    *_, rest, others = questions([scale, *items], Answers(above, np.full(2, 4.0)), 3)
    assert rest == ([0.75, 0.5], [0.5, 0.5], [[0, 0]])
    assert others == ([1 - 0.5], [1], [[0]])


def test_how_often_a_part_is_taken_out_does_not_hang_on_the_last_bit_of_a_sum():
    rng = np.random.default_rng(0)
    for _ in range(50):
        weights = np.round(rng.uniform(0.1, 3, 9), 2)
        above = np.ones((50, 9))
        assert _times(measure(weights, np.full(50, 0.5)), Answers(above, np.full(9, 4.0))) == [1]
        above[7, 2] = NAN
        found = _times(measure(weights, np.full(50, 0.5)), Answers(above, np.full(9, 4.0)))
        assert found == [1, pytest.approx(weights.sum() / np.delete(weights, 2).sum(), abs=1e-8)]


@pytest.mark.parametrize(
    ("places", "few"),
    [
        ([0.5] * 5, True),  # of six people each knows the others' five
        ([0.5] * 6, False),
        ([0.25] * 7, True),  # 1.75 in all, where 1 + 4 * 0.2 are needed for four beside one
        ([0.3] * 7, False),
        ([0.7] * 7, False),
        ([0.75] * 7, True),
    ],
)
def test_a_sum_narrows_a_few_where_they_are_most_of_it_or_it_is_nearly_all_or_nothing(places, few):
    places = np.array([*places, 0.5])
    cell = np.append(np.zeros(len(places) - 1, dtype=np.int64), -1)
    assert _narrowed(np.ones(len(places)), places, cell, Disclosure()).tolist() == [few] * (len(places) - 1) + [False]


def test_a_sum_narrows_those_who_count_most_in_it():
    """Of 10 in all, four count for 8; with one beside them and a fifth of their 8, 11.6 would be needed."""
    weights, cell = np.array([1.0, 2, 2, 1, 2, 2]), np.zeros(6, dtype=np.int64)
    assert _narrowed(weights, np.full(6, 0.5), cell, Disclosure()).all()


def test_the_others_are_judged_where_they_are_few():
    for n, judged in ((6, True), (40, False)):
        above = np.tile([1.0, 3, 2], (n, 1))
        above[0, 2] = NAN
        scores = np.nanmean(above, axis=1) / 4
        items = [measure(np.eye(3)[j], above[:, j] / 4, np.ones(n)) for j in range(3)]
        *_, others = questions([measure([1, 1, 1], scores, np.ones(n)), *items], Answers(above, np.full(3, 4.0)), n)
        assert bool(others[2][0]) is judged


def test_a_part_is_taken_out_once_where_nobody_answered_all():
    above = np.array([[1, NAN], [NAN, 2.0]])
    assert _times(measure([1, 1], [0.25, 0.5]), Answers(above, np.full(2, 4.0))) == [1, 2]


def test_whoever_has_a_score_stands_in_its_order():
    assert in_order(np.array([0.5, NAN, 0.25, NAN, NAN])).tolist() == [2, 0]


@pytest.mark.parametrize(
    ("reach", "x", "kept"), [(5, 1.23456789012344, 1.2345678901234), (100, 12.3456789012344, 12.345678901234)]
)
def test_fourteen_digits_of_the_largest_are_kept(reach, x, kept):
    assert without_last_bits(np.array([x]), reach).tolist() == [kept]


@pytest.mark.parametrize(
    ("n", "total", "policy", "slack"),
    [
        (5, 2.5, Disclosure(), 0.2),  # 1 - 4 * 0.2 / 1
        (6, 3.0, Disclosure(), 0.6),  # 1 - 4 * 0.2 / 2
        (8, 1.4, Disclosure(), 0.6),  # 1.4 - 4 * 0.2
        (8, 6.6, Disclosure(), 0.6),  # 8 - 6.6 - 4 * 0.2
        (7, 0.5, Disclosure(), 0.0),
        (4, 2.0, Disclosure(), 0.8),  # too few to be shown: what is left of the person alone
        (30, 15.0, Disclosure(), 0.8),
        (5, 2.5, Disclosure(minimum=4, width=0.1), 0.85),  # 1 - 3 * 0.1 / 2
    ],
)
def test_how_far_one_may_be_narrowed_where_others_must_stay_open(n, total, policy, slack):
    """Beside them are one who is in no group and one without a score; a second breakdown like it asks no more."""
    places = np.array([*[total / n] * n, 0.5, NAN])
    groups = np.array([0] * n + [-1, 0]), np.array([0] * n + [-1, -1])
    found = _slack(measure([1], places), 0, groups, policy)
    assert found[:n] == pytest.approx(slack)
    assert found[n:] == pytest.approx(1 - policy.width)
