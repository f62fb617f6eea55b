"""The steps inside a polychoric correlation, against derivatives by difference, quadrature and all pairs of people."""

from __future__ import annotations

from itertools import pairwise, product
from math import factorial

import numpy as np
import pytest
from numpy.polynomial import Polynomial
from scipy.integrate import quad
from scipy.special import eval_hermitenorm
from scipy.stats import norm

from purpose_index.stats.correlation import likelihood
from purpose_index.stats.correlation.bivariate_normal import Corners, cells
from purpose_index.stats.correlation.likelihood import LIMIT, Pairs, at_the_bounds, solve, start_values
from purpose_index.stats.correlation.margins import Margins
from purpose_index.tallies.pairs import PairCounts

FIRST, SECOND = np.array([-0.8, 0.3, 1.4]), np.array([-0.2, 1.0])
TABLE = np.array([[30, 9, 2], [25, 21, 6], [14, 25, 13], [1, 6, 11]])


def pairs_of(*tables: np.ndarray, first: np.ndarray = FIRST, second: np.ndarray = SECOND) -> Pairs:
    """Tables whose items have these thresholds, whatever their margins are."""
    counts = np.stack(tables, axis=-1).astype(float)
    sides = [np.repeat(side[:, None], len(tables), axis=1) for side in (first, second)]
    shares = [np.diff(norm.cdf(np.concatenate([[-np.inf], side, [np.inf]]))) for side in (first, second)]
    independent = np.repeat(np.multiply.outer(*shares)[:, :, None], len(tables), axis=2)
    return Pairs(counts, *sides, independent)


def exact(rho: float, first: np.ndarray = FIRST, second: np.ndarray = SECOND) -> np.ndarray:
    """The share of people in every cell."""
    return cells(np.arcsin([rho]), first[:, None], second[:, None])[:, :, 0]


def log_likelihood(table: np.ndarray, theta: float) -> float:
    return float((table * np.log(exact(np.sin(theta)))).sum())


def by_difference(table: np.ndarray, theta: float, h: float = 8e-3) -> list[float]:
    """The first three derivatives of the log-likelihood by the angle, each of the sixth order in h."""
    at = [log_likelihood(table, theta + m * h) for m in range(-4, 5)]
    weights = (
        np.array([3, -32, 168, -672, 0, 672, -168, 32, -3]) / 840 / h,
        np.array([-9, 128, -1008, 8064, -14350, 8064, -1008, 128, -9]) / 5040 / h**2,
        np.array([-7, 72, -338, 488, 0, -488, 338, -72, 7]) / 240 / h**3,
    )
    return [float(side @ at) for side in weights]


def disagree(table: np.ndarray, sign: int) -> bool:
    """Whether two of the people differ on both items, in other (1) or the same order (-1)."""
    people = np.argwhere(table > 0)
    return any(sign * (a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in product(people, people))


@pytest.mark.parametrize(("a", "b"), [(2, 2), (3, 2), (2, 3), (3, 3), (2, 4)])
def test_every_table_is_at_a_bound_where_no_two_people_disagree(a, b):
    for filled in product([0, 1], repeat=a * b):
        table = np.reshape(filled, (a, b))
        if not table.any():
            continue
        never, always = not disagree(table, 1), not disagree(table, -1)
        expected = np.nan if never and always else 1.0 if never else -1.0 if always else 0.0
        np.testing.assert_array_equal(at_the_bounds(table[:, :, None]), [expected])


@pytest.mark.parametrize("theta", [-0.7, 0.1, 0.9])
def test_the_derivatives_are_those_of_the_likelihood_by_difference(theta):
    pairs = pairs_of(TABLE)
    slopes = Corners.of(pairs.first, pairs.second).slopes(np.array([theta]))
    found = likelihood._derivatives(pairs.counts, exact(np.sin(theta))[:, :, None], slopes)
    np.testing.assert_allclose(np.ravel(found[:3]), by_difference(TABLE, theta), rtol=1e-6)


def test_the_doubt_is_how_far_the_solution_moves_where_every_probability_errs_by_the_rounding():
    theta, error = np.array([0.4]), 1e-9
    pairs, p = pairs_of(TABLE), exact(np.sin(0.4))[:, :, None]
    slopes = Corners.of(pairs.first, pairs.second).slopes(theta)
    _, curvature, _, doubt = likelihood._derivatives(pairs.counts, p, slopes)
    worst = p - error * np.sign(slopes[0])  # each error on the side that adds to the score
    change = [(pairs.counts * slopes[0] / q).sum() for q in (p, worst)]
    assert doubt * error / 1e-16 == pytest.approx((change[1] - change[0]) / -curvature, rel=1e-5)


def test_a_cell_that_nobody_chose_may_be_impossible():
    table = TABLE * (exact(0.3) < 0.5)
    table[0, 0] = 0
    p = exact(0.3)[:, :, None]
    slopes = Corners.of(FIRST[:, None], SECOND[:, None]).slopes(np.arcsin([0.3]))
    expected = likelihood._derivatives(table[:, :, None], p, slopes)
    p[0, 0] = 0.0
    np.testing.assert_array_equal(likelihood._derivatives(table[:, :, None], p, slopes), expected)


@pytest.mark.parametrize(("nodes", "most"), [(None, 1), (8, 2)])
def test_a_step_is_halleys(nodes, most):
    theta = 0.3
    for _ in range(most):
        f, slope, bend = by_difference(TABLE, theta)
        theta -= 2 * f * slope / (2 * slope * slope - f * bend)
    found = likelihood._halley(pairs_of(TABLE), np.array([0.3]), nodes, most=most)
    assert found.theta[0] == pytest.approx(theta, abs=1e-9)
    assert found.iterations == most


@pytest.mark.parametrize(
    ("cell", "others", "theta", "end"),
    [
        ((1, 0), 0.0, 0.9, LIMIT),  # the likelihood is not concave here
        ((2, 0), 0.0, -0.7, -LIMIT),
        ((0, 0), 0.0, -0.7, LIMIT),  # the step would go beyond a correlation of 1
        ((0, 2), 0.0, -1.1, -LIMIT),
        ((2, 0), 0.0, -0.5, -LIMIT),  # it would go up, where the likelihood rises downwards
        ((0, 1), 0.001, -1.3, LIMIT),
    ],
)
def test_a_step_that_would_leave_the_interval_halves_it(cell, others, theta, end):
    table = np.full((4, 3), others)
    table[cell] += 1
    f, slope, bend = by_difference(table, theta, h=5e-4)
    there = theta - 2 * f * slope / (2 * slope * slope - f * bend)
    low, high = sorted((theta, end))
    assert np.sign(f) == np.sign(end)
    assert slope >= 0 or not low <= there <= high
    found = likelihood._halley(pairs_of(table), np.array([theta]), None, most=1)
    assert found.theta[0] == pytest.approx((theta + end) / 2, abs=1e-12)
    assert found.step[0] == pytest.approx(abs(theta - end) / 2, abs=1e-12)


@pytest.mark.parametrize("sign", [1, -1])
def test_where_a_chosen_cell_is_impossible_there_is_less_correlation(sign):
    table, far = np.zeros((2, 2)), np.array([6.0])
    table[1, 0] = 5  # nobody is above 6 and below -6 where the correlation is nearly 1: its probability is 0 in floats
    pairs = pairs_of(table[:, ::sign], first=far, second=-far * sign)
    found = likelihood._halley(pairs, np.array([sign * 1.5]), None, most=1)
    assert found.theta[0] == pytest.approx(sign * (1.5 - LIMIT) / 2, abs=1e-12)


def test_steps_end_where_every_pair_stands_still():
    independent = pairs_of(1000 * exact(0.0)).counts[:, :, 0]
    still = likelihood._halley(pairs_of(independent), np.array([0.0]), 8, most=8)
    assert (still.iterations, still.theta[0]) == (
        2,
        pytest.approx(0, abs=1e-12),
    )  # the first was with half of the nodes
    moving = likelihood._halley(pairs_of(independent, TABLE), np.array([0.0, -0.3]), 8, most=8)
    assert moving.iterations > 2
    assert likelihood._halley(pairs_of(TABLE), np.array([-0.3]), 8, most=8).iterations == moving.iterations
    assert log_likelihood(TABLE, moving.theta[1]) >= max(
        log_likelihood(TABLE, moving.theta[1] + h) for h in (-1e-4, 1e-4)
    )


class Spy:
    """Says which integrals were asked for: their nodes, or None for those in panels."""

    def __init__(self, monkeypatch) -> None:
        self.asked: list[int | None] = []
        quick = Corners.integral

        def integral(corners, theta, nodes):
            self.asked.append(nodes)
            return quick(corners, theta, nodes)

        def in_panels(theta, first, second):
            self.asked.append(None)
            return cells(theta, first, second)

        monkeypatch.setattr(Corners, "integral", integral)
        monkeypatch.setattr(likelihood, "cells", in_panels)


@pytest.mark.parametrize(
    ("start", "nodes"),
    [
        (-0.9, 32),
        (-0.36, 8),
        (0.0, 8),
        (0.36, 8),
        (0.37, 12),
        (0.66, 12),
        (0.67, 20),
        (0.89, 20),
        (0.9, 32),
        (0.96, 32),
    ],
)
def test_every_start_has_the_nodes_that_its_size_needs_and_half_of_them_at_first(monkeypatch, start, nodes):
    spy = Spy(monkeypatch)
    rho, iterations = solve(pairs_of(1e6 * exact(start)), np.array([start]))
    assert spy.asked == [nodes // 2] + [nodes] * (iterations - 1)
    assert rho[0] == pytest.approx(start, abs=1e-9)


@pytest.mark.parametrize("start", [-0.97, 0.97])
def test_beyond_the_last_rule_cells_are_integrated_in_panels(monkeypatch, start):
    spy = Spy(monkeypatch)
    rho, iterations = solve(pairs_of(1e6 * exact(start)), np.array([start]))
    assert spy.asked == [None] * iterations
    assert rho[0] == pytest.approx(start, abs=1e-12)


@pytest.mark.parametrize(("start", "rho"), [(0.3, 0.42), (-0.5, -0.72), (0.8, 0.93), (0.95, 0.99)])
def test_a_solution_beyond_what_its_nodes_can_do_is_integrated_in_panels(monkeypatch, start, rho):
    spy = Spy(monkeypatch)
    found, _ = solve(pairs_of(1e6 * exact(rho), 1e6 * exact(start)), np.array([start, start]))
    np.testing.assert_allclose(found, [rho, start], atol=1e-12)
    assert None in spy.asked


def test_people_who_never_disagree_take_the_quick_steps_that_there_are_and_then_go_to_the_end(monkeypatch):
    spy = Spy(monkeypatch)
    found, iterations = solve(pairs_of(np.eye(2), first=np.zeros(1), second=np.zeros(1)), np.array([0.2]))
    assert found[0] == 1
    assert spy.asked == [4] + [8] * 7 + [None] * iterations


def test_many_pairs_are_solved_some_at_a_time(monkeypatch):
    spy = Spy(monkeypatch)
    many, start = likelihood.TOGETHER + 3, np.linspace(-0.35, 0.35, likelihood.TOGETHER + 3)
    found, _ = solve(pairs_of(*(1e6 * exact(rho) for rho in start)), start)
    np.testing.assert_allclose(found, start, atol=1e-12)
    assert (spy.asked.count(4), len(found)) == (2, many)


def margins_of(table: np.ndarray) -> tuple[Margins, np.ndarray]:
    """The margins of two items with this table, and the table as it lies in them."""
    counts = PairCounts.of(np.repeat(np.argwhere(table >= 0), table.ravel(), axis=0))
    margins = Margins.of(counts)
    return margins, margins.joint(counts, np.array([0]), np.array([1]))[:-1, :-1]


def test_hermite_integrals_are_those_of_quadrature():
    ends = np.array([-np.inf, *FIRST, np.inf])
    found = likelihood._hermite_integrals(FIRST[:, None])
    for n, side in enumerate(found, start=1):
        expected = [quad(lambda x, n=n: eval_hermitenorm(n, x) * norm.pdf(x), *pair)[0] for pair in pairwise(ends)]
        np.testing.assert_allclose(side[:, 0], expected, atol=1e-10)
    assert len(found) == likelihood.TERMS


@pytest.mark.parametrize(("rho", "close"), [(-0.5, 2e-3), (-0.2, 1e-5), (0.02, 1e-8), (0.2, 1e-5), (0.5, 2e-3)])
def test_normal_scores_covary_at_the_start_as_they_do_in_the_table(rho, close):
    """The normal score of a category is the mean of the normal variable in it; the series ends at its sixth term."""
    table = np.round(1e5 * exact(rho)).astype(int)
    margins, counts = margins_of(table)
    start = start_values(margins, counts, np.array([0]), np.array([1]))
    thresholds = [margins.thresholds[:size, j] for j, size in ((0, 3), (1, 2))]
    densities = [np.diff(norm.pdf(np.concatenate([[-np.inf], side, [np.inf]]))) for side in thresholds]
    scores = [-d / (table.sum(axis=1 - j) / table.sum()) for j, d in enumerate(densities)]
    observed, there = (scores[0] @ shares @ scores[1] for shares in (table / table.sum(), exact(start[0], *thresholds)))
    assert there == pytest.approx(observed, abs=close)
    assert start[0] == pytest.approx(rho, abs=2 * close + 2e-4)


SKEWED = np.array([1.2, 1.9])


@pytest.mark.parametrize(
    "table",
    [
        *(1e5 * exact(rho) for rho in (-0.95, -0.6, 0.6, 0.95)),
        *(1e5 * exact(rho, SKEWED, SKEWED[1:]) for rho in (-0.5, 0.5)),  # falling, the series is less steep than at 0
        np.diag([40, 30, 30]),
        np.diag([40, 30, 30])[::-1],
    ],
)
def test_a_start_is_three_of_newtons_steps_from_nought(table):
    margins, counts = margins_of(np.round(table).astype(int))
    shares = counts[:, :, 0] / counts.sum()
    shares = shares[shares.any(axis=1)][:, shares.any(axis=0)]
    sides = [norm.ppf(shares.sum(axis=axis).cumsum()[:-1]) for axis in (1, 0)]
    series = [0.0]  # of the covariance in the correlation: by Rodrigues' formula the integral of He_n is -He_(n-1) phi
    scores = [
        -np.diff([0, *norm.pdf(side), 0]) / shares.sum(axis=axis) for side, axis in zip(sides, (1, 0), strict=True)
    ]
    for n in range(6):
        ends = [np.diff([0, *(-eval_hermitenorm(n, side) * norm.pdf(side)), 0]) for side in sides]
        series.append(float((ends[0] @ scores[0]) * (ends[1] @ scores[1])) / factorial(n + 1))
    f = Polynomial(series) - scores[0] @ shares @ scores[1]
    rho = 0.0
    for _ in range(4):  # the first is from 0
        rho = np.clip(rho - f(rho) / max(f.deriv()(rho), series[1]), -0.99, 0.99)
    start = start_values(margins, counts, np.array([0]), np.array([1]))
    assert start[0] == pytest.approx(rho, abs=1e-12)
