"""Where distributions and sums of squares may be told: by hand, and beside every exchange that there is."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from purpose_index.disclosure.measures import Answers, Measure
from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.spread import Spread, _exchanges, distributions, linked_distributions, squares_stay_open

POLICY = Disclosure()
VARIED = [0.0, 0.25, 0.5, 0.75, 1.0]


def open_over(tenths, few):
    """How far the mean of a few of these people can differ, whoever of them has which of the answers."""
    means = [Fraction(sum(some), 10 * few) for some in combinations(tenths, few)]
    return max(means) - min(means)


@pytest.mark.parametrize("minimum", [3, 4, 5])
@pytest.mark.parametrize("seed", range(4))
def test_people_who_are_alike_are_open_as_far_as_they_can_exchange(seed, minimum):
    """To anybody, and to whoever of them answered the lowest or the highest."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(12, size=60)
    tenths = np.clip(5 + rng.integers(-3, 4, size=60) * rng.integers(2, size=12)[kind], 0, 10)
    tenths[kind == 3] = rng.permutation(np.resize([4, 5, 6], (kind == 3).sum()))
    expected = []
    for one in range(13):
        inside = sorted(tenths[kind == one].tolist())
        readers = [(inside, minimum - 1), (inside[1:], minimum - 2), (inside[:-1], minimum - 2)]
        open_ = [open_over(others, few) if 0 < few <= len(others) else 0 for others, few in readers]
        expected.append(not inside or min(open_) >= Fraction(1, 5))
    found = _exchanges(tenths / 10, kind, 13, Disclosure(minimum=minimum))
    assert found.tolist() == expected
    assert len(set(expected[:-1])) == 2


def test_exactly_as_wide_is_wide_enough():
    for tenths in ([1, 1, 2, 2, 3, 3, 3], [2, 2, 4, 4], [2, 3, 4, 4]):
        places = np.array(tenths) / 10
        width = float(min(open_over(tenths, 2), open_over(tenths[1:], 1), open_over(tenths[:-1], 1)))
        policy = Disclosure(minimum=3, width=width)
        assert _exchanges(places, np.zeros(len(places), dtype=np.int64), 1, policy).tolist() == [True]


def told(measures, kind, cells, shown=None, people=None):
    """Which distributions are told; `measures` are (places, labellings)."""
    each = [Spread(np.array(x), [np.array(one) for one in labels], np.ones(len(x))) for x, labels in measures]
    of = np.concatenate([np.concatenate(one.labels) for one in each])
    counted = np.bincount(of[of >= 0], minlength=cells) if people is None else np.array(people)
    seen = np.ones(cells, dtype=bool) if shown is None else np.array(shown)
    return distributions(each, np.array(kind), seen, counted, POLICY).tolist()


TEAM = [0] * 10 + [1] * 10


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (VARIED * 4, [True, True, True]),
        ([0.5] * 10 + VARIED * 2, [False, True, False]),  # who are of one mind are not told, nor all of them
    ],
)
def test_a_team_of_one_mind_is_not_told_and_neither_is_everybody(places, expected):
    assert told([(places, [TEAM, [2] * 20])], TEAM, 3) == expected


def test_a_distribution_takes_so_many_people_and_a_mean_that_is_shown():
    measures = [(VARIED * 4 + [0.5], [[*TEAM, -1]])]
    assert told(measures, [*TEAM, 2], 2) == [True, True]
    assert told(measures, [*TEAM, 2], 2, people=[9, 10]) == [False, True]
    assert told(measures, [*TEAM, 2], 2, shown=[False, True]) == [False, True]


def test_people_are_told_of_one_measure_only_if_they_can_exchange_the_answers_to_all():
    assert told([(VARIED * 2, [[0] * 10]), ([0.5] * 10, [[1] * 10])], [0] * 10, 2) == [False, False]
    assert told([(VARIED * 2, [[0] * 10]), (VARIED[::-1] * 2, [[1] * 10])], [0] * 10, 2) == [True, True]


def test_who_has_no_score_is_not_counted():
    assert told([([*VARIED * 2, np.nan], [[0] * 11])], [0] * 10 + [1], 1) == [True]


def test_what_tells_of_two_people_beside_another_mean_is_not_told():
    """Ten people who are in both cells have a known total where the distribution of the first is told; two are left."""
    places, kind = VARIED * 4 + [0.0, 1.0], [0] * 10 + [2] * 10 + [1] * 2
    labels = [[0] * 20 + [-1] * 2, [1] * 10 + [-1] * 10 + [1] * 2]
    assert told([(places, labels)], kind, 2) == [False, False]
    assert told([(places, labels[:1])], kind, 1) == [True]


def test_of_means_that_tell_of_one_person_no_distribution_is_told():
    labels = [[0] * 10 + [-1], [1] * 11]
    assert told([(VARIED * 2 + [0.5], labels)], [0] * 10 + [1], 2) == [False, False]


def measure(weights, above):
    """A measure of items from 0 to 1."""
    weights = np.array(weights, dtype=float)
    with np.errstate(invalid="ignore"):
        places = (
            above @ weights / weights.sum()
            if not np.isnan(above).any()
            else np.nanmean(np.where(weights > 0, above, np.nan), axis=1)
        )
    return Measure("m", weights, places, places, None, (0.0, 1.0), np.ones(len(above)))


@pytest.mark.parametrize(
    ("weights", "missing", "expected"),
    [
        ([[1, 1, 0], [0, 0, 1]], None, [True, True]),
        ([[1, 1, 0], [0, 0, 1]], 1, [False, True]),  # three who left out an item can exchange with nobody else
        ([[1, 0, 0], [0, 0, 1]], 1, [True, True]),  # it is in neither
        ([[1, 1, 0], [0, 1, 1]], 0, [False, False]),  # they share one
    ],
)
def test_only_people_who_answered_the_same_items_of_measures_that_share_some_are_alike(weights, missing, expected):
    x = np.array(VARIED * 3)
    above = np.stack([x, np.roll(x, 2), np.roll(x, 1)], axis=1)
    if missing is not None:
        above[[0, 6, 12], missing] = np.nan
    measures = [measure(one, above) for one in weights]
    labels = [[np.zeros(15, dtype=np.int64)], [np.ones(15, dtype=np.int64)]]
    shown, people = np.ones(2, dtype=bool), np.array([15, 15])
    answers = Answers(above, np.ones(3))
    assert linked_distributions(measures, answers, labels, shown, people, POLICY).tolist() == expected


def test_measures_that_share_nothing_are_told_apart():
    x = np.array(VARIED * 3)
    above = np.stack([x, np.full(15, 0.5)], axis=1)
    measures, labels = [measure(one, above) for one in np.eye(2)], [[np.full(15, cell)] for cell in (0, 1)]
    shown, people = np.ones(2, dtype=bool), np.array([15, 15])
    found = linked_distributions(measures, Answers(above, np.ones(2)), labels, shown, people, POLICY)
    assert found.tolist() == [True, False]


def test_a_mean_that_is_not_shown_tells_nobody_apart():
    x = np.array(VARIED * 3)
    above = np.stack([x, np.roll(x, 2)], axis=1)
    measures, labels = [measure([1, 1], above)], [[np.zeros(15, dtype=np.int64), np.repeat([1, 2], [12, 3])]]
    for shown, expected in ([True, False, False], True), ([True, True, True], False):
        found = linked_distributions(
            measures, Answers(above, np.ones(2)), labels, np.array(shown), np.array([15, 12, 3]), POLICY
        )
        assert found[0] == expected


def widest(n, mean, own, squares, minimum):
    """The largest width, up to a quarter of the range, over which it is said that all stays open."""
    low, high = 0.0, 0.25
    while high - low > 1e-6:
        middle = (low + high) / 2
        policy = Disclosure(minimum=minimum, width=middle)
        low, high = (middle, high) if squares_stay_open(n, mean, own, squares, policy) else (low, middle)
    return low


@pytest.mark.parametrize("minimum", [3, 4, 5, 6])
@pytest.mark.parametrize("seed", range(8))
def test_squares_leave_open_what_they_and_the_range_leave(seed, minimum):
    """Of n people with mean m, s have the mean v if s n / (n - s) (v - m)**2 is left and all stay in range."""
    rng = np.random.default_rng(seed)
    n = rng.integers(minimum, minimum + 4, size=4)
    mean = rng.uniform(*[(0.2, 0.8), (0.05, 0.4), (0.6, 0.95), (0.1, 0.9)][seed % 4], size=4)
    own, squares = rng.uniform(0, 0.2, size=4), rng.uniform(0.1, 0.6)
    left = squares - max(size / (size - 1) * far**2 for size, far in zip(n, own, strict=True))
    found = []
    for size, m, far in zip(n, mean, own, strict=True):
        for people, middle, s in [
            (size, m, minimum - 1),
            (size - 1, m - far / (size - 1), minimum - 2),
            (size - 1, m + far / (size - 1), minimum - 2),
        ]:
            reach = np.sqrt(max(left, 0) * (people - s) / (s * people))
            highest = min(1, people * middle / s, middle + reach)
            lowest = max(0, 1 - people * (1 - middle) / s, middle - reach)
            found.append(highest - lowest)
    assert widest(n, mean, own, float(squares), minimum) == pytest.approx(np.clip(min(found), 0, 0.25), abs=1e-5)


def test_no_group_must_be_needed_to_make_up_the_squares():
    """Of six with the mean 1/2 the squares are at most 3/2, of five 2 + 1/4 - 5/4: any two can do."""
    n, mean, own = np.array([6, 6, 5]), np.full(3, 0.5), np.full(3, 0.1)
    assert squares_stay_open(n, mean, own, 2.5, POLICY)
    assert not squares_stay_open(n, mean, own, 2.5 + 1e-6, POLICY)
    assert not squares_stay_open(n[:1], mean[:1], own[:1], 1e-6, POLICY)
    assert not squares_stay_open(n[:0], mean[:0], own[:0], 0.0, POLICY)


def test_what_one_person_can_be_all_of_leaves_nothing():
    """Of five who differ by a half: 5/4 of a quarter, and no more."""
    n, mean, own = np.full(4, 5), np.full(4, 0.5), np.full(4, 0.5)
    assert not squares_stay_open(n, mean, own, 5 / 16, Disclosure(width=1e-12))
    assert squares_stay_open(n, mean, own, 5 / 16 + 0.5, POLICY)


def test_squares_that_leave_exactly_so_much_are_told():
    """4 of 5 reach sqrt(x / 20) on either side, of what is left."""
    n, mean, own = np.full(4, 5), np.full(4, 0.5), np.full(4, 0.1)
    squares, width = 0.0125 + 0.1475, 2 * np.sqrt(0.1475 / 20)
    assert squares_stay_open(n, mean, own, squares, Disclosure(width=width))
    assert not squares_stay_open(n, mean, own, squares, Disclosure(width=width + 1e-7))
