"""The numbers that a release is about, and what they come down to, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.disclosure.measures import (
    Answers,
    Measure,
    _places,
    _reach,
    _rest,
    linked_measures,
    measures_of,
    questions_of,
)
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
    weight, place = _rest(measure([1, 1], [0.5, 0.75, NAN, NAN]), answers, places, 0.2)
    np.testing.assert_allclose(weight, [0, 0.5, 0.5, 0])
    np.testing.assert_allclose(place[1:3], [0.75, 0.5])


@pytest.mark.parametrize(("width", "matters"), [(0.2, False), (0.25, False), (0.26, True)])
def test_a_rest_that_leaves_every_part_open_is_no_matter(width, matters):
    """Parts of two items each, of which one is left out: 2/3 rather than 1/2 of it, and 1/3. Both may be 3/4 apart."""
    answers = Answers(np.array([[4, 4, 1, NAN]]), np.full(4, 4.0))
    places = [(np.array([0, 1]), np.array([1.0])), (np.array([2, 3]), np.array([0.25]))]
    weight, place = _rest(measure([1, 1, 1, 1], [0.75]), answers, places, width)
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
        for question in questions_of(both, Answers(above, np.full(3, 4.0)), [first], 0.2)
    ]
    expected = [([0, 1], [[0, 2], [1, 3]]), ([0.5, 0.5], [[0, 2]]), ([], [[]])]
    assert sorted(found) == sorted(expected)
