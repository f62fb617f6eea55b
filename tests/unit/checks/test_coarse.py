"""Few or skewed categories: when correlations of answers mislead, and what is looked at instead."""

from __future__ import annotations

from itertools import combinations
from math import asin, exp, pi, sqrt

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.special import ndtr, ndtri

from purpose_index.checks.evidence.coarse import _standing_out, components, expected_alike, is_coarse
from purpose_index.stats.correlation import CorrelationMatrix, polychoric

# mean 0, mean square 12 / 12 and mean cube 6 / 12: a skewness of a half, in four categories
HALF = np.repeat([-1.0, 0.0, 1.0, 2.0], [5, 3, 3, 1])
MORE = np.repeat([-1.0, 0.0, 1.0, 2.0], [6, 3, 2, 1])
EVEN = np.repeat([-2.0, -1.0, 1.0, 2.0], 3)


def skewness(x):
    mean = sum(x) / len(x)
    square, cube = (sum((value - mean) ** power for value in x) / len(x) for power in (2, 3))
    return cube / square**1.5


@pytest.mark.parametrize(
    ("columns", "coarse"),
    [
        ((HALF, -HALF), False),  # exactly a half is not more
        ((MORE, -MORE), True),
        ((-MORE, EVEN, MORE), True),
        ((MORE, MORE), False),
        ((-MORE, -MORE), False),
        ((MORE, -HALF), False),
        ((-MORE, HALF), False),
        ((EVEN, EVEN), False),
        ((EVEN, np.tile([1.0, 2.0, 3.0], 4)), True),  # three categories
        ((EVEN, np.tile([1.0, 2.0, 3.0, 4.0], 3)), False),
    ],
)
def test_three_categories_or_skewness_of_more_than_a_half_either_way_is_coarse(columns, coarse):
    assert skewness(HALF) == 0.5
    assert skewness(MORE) > 0.7
    x = np.column_stack(columns)
    assert is_coarse(x) is coarse
    assert is_coarse(7 + 3 * x) is coarse


@pytest.mark.parametrize(
    ("n", "reference", "expected"),
    [
        (100, [1.4, 1.3, 0.7, 0.6], 2),  # the roots are 1.5, 1.5, .5, .5
        (100, [1.6, 1.3, 0.7, 0.4], 0),
        (100, [1.4, 1.55, 0.6, 0.45], 1),
        (100, [1.4, 1.3, 0.45, 0.85], 3),
        (225, [1.4, 1.3, 0.7, 0.6], 0),  # of 100 of 225 people: 1.6 and 1.45; no second without a first
        (225, [1.3, 1.2, 0.8, 0.7], 2),  # 1.45 and 1.3
        (400, [1.2, 1.3, 0.8, 0.7], 1),  # 1.4 and 1.6
    ],
)
def test_roots_stand_out_from_what_chance_makes_of_as_many_people(n, reference, expected):
    pair = np.array([[1.0, 0.5], [0.5, 1.0]])
    table = CorrelationMatrix(np.kron(np.eye(2), pair), n=100)
    assert _standing_out(table, np.array(reference), n) == expected


def test_a_root_that_is_what_chance_makes_does_not_stand_out():
    assert _standing_out(CorrelationMatrix(np.eye(3), n=100), np.ones(3), 100) == 0
    assert _standing_out(CorrelationMatrix(np.eye(3), n=100), np.array([1.0, 1.1, 0.9]), 100) == 0


def two_factors(n, seed):
    rng = np.random.default_rng(seed)
    z = 0.8 * np.repeat(rng.standard_normal((n, 2)), 4, axis=1) + 0.6 * rng.standard_normal((n, 8))
    return (z > 0).astype(float)


def one_factor(n, seed):
    rng = np.random.default_rng(seed)
    return (0.8 * rng.standard_normal((n, 1)) + 0.6 * rng.standard_normal((n, 8)) > 0).astype(float)


def test_what_stands_out_of_the_whole_must_do_so_in_every_part():
    two, one = two_factors(400, 1), one_factor(400, 2)
    constant = two * [1, 1, 1, 1, 1, 1, 1, 0]
    assert components([two]) == 2
    assert components([two, two[:200], two[200:]]) == 2
    assert components([two, one]) == 1
    assert components([two, two, one]) == 1
    assert components([one, two]) == 1
    assert components([two, constant]) == 1
    assert components([constant, two]) == 1


def three_binary_items(alike):
    """Answers of which every item splits people in halves, and this share of people answers alike."""
    others = round(12 * (1 - alike) / 6)
    counts = [round(12 * alike / 2), *[others] * 6, round(12 * alike / 2)]
    patterns = [[i >> 2 & 1, i >> 1 & 1, i & 1] for i in range(8)]
    return np.repeat(patterns, np.array(counts) * 25, axis=0)


def test_three_items_that_one_factor_explains_are_alike_as_often_as_they_are():
    # normal variables that correlate r agree in sign three by three with 1 / 4 + 3 asin(r) / (2 pi), here for r = .5;
    # each pair then agrees on 'yes' with 1 / 4 + asin(r) / (2 pi) = 1 / 3, as in these answers
    x = three_binary_items(0.5)
    assert (x[:, 0] & x[:, 1]).mean() == pytest.approx(1 / 3)
    assert 1 / 4 + 3 * asin(0.5) / (2 * pi) == pytest.approx(0.5)
    assert expected_alike(x) == pytest.approx(0.5, abs=1e-4)


def test_two_items_are_taken_for_unrelated():
    x = np.repeat([[0, 0], [1, 1], [0, 1]], [5, 3, 2], axis=0)
    assert expected_alike(x) == pytest.approx(0.7 * 0.5 + 0.3 * 0.5)  # the first has .7 and .3, the second .5 and .5


def test_an_item_that_everybody_answers_alike_leaves_its_option():
    x = np.column_stack([np.ones(40, dtype=int), np.tile([0, 1, 1, 1], 10)])
    assert expected_alike(x) == pytest.approx(0.75)
    assert expected_alike(1 - x) == pytest.approx(0.75)
    assert expected_alike(x * [2, 1]) == pytest.approx(0.0)


def all_alike(shares, loadings):
    """How likely it is that items of two options, of which these shares take the first, are all answered alike."""

    def at(f):
        first = [ndtr((ndtri(p) - a * f) / sqrt(1 - a * a)) for p, a in zip(shares, loadings, strict=True)]
        return (np.prod(first) + np.prod(np.subtract(1, first))) * exp(-f * f / 2) / sqrt(2 * pi)

    return quad(at, -9, 9, points=[0], limit=500, epsabs=1e-10)[0]


def test_items_that_say_the_same_load_99_and_so_does_one_turned_around():
    x = np.tile([[0], [1]], (50, 4))
    assert expected_alike(x) == pytest.approx(all_alike([0.5] * 4, [0.99] * 4), abs=1e-7)
    x[:, 3] = 1 - x[:, 3]
    assert expected_alike(x) == pytest.approx(all_alike([0.5] * 4, [0.99] * 3 + [-0.99]), abs=1e-7)


def test_correlations_that_no_answers_could_have_are_smoothed_before_they_are_explained():
    x = (one_factor(30, 6)[:, :6] > 0).astype(int)
    raw, R = polychoric(x).values, polychoric(x, smooth=True).values
    assert np.linalg.eigvalsh(raw)[0] < -0.01

    def unexplained(a):
        return sum((R[i, j] - a[i] * a[j]) ** 2 for i, j in combinations(range(6), 2))

    found = minimize(unexplained, np.full(6, 0.7), bounds=[(-0.9975, 0.9975)] * 6, tol=1e-14).x
    expected = all_alike(1 - x.mean(axis=0), np.clip(found, -0.99, 0.99))
    assert expected_alike(x) == pytest.approx(expected, abs=1e-4)
