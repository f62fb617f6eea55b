"""Sums of squares of measures that share items leave the means of few people open, all of them together.

Worlds are looked for by an optimiser that knows nothing of how it is decided: answers from 0 to 1 with the same means
in every group and the same sums of squares and products. What it finds is a proof.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.spread import squares_stay_open
from purpose_index.disclosure.together import stays_open_together

POLICY = Disclosure()
TEAMS = np.repeat(np.arange(4), 5)
A, B, BOTH = np.array([1.0, 0]), np.array([0, 1.0]), np.array([0.5, 0.5])


def width(x, weights, aim, seed=1, tries=6):
    """How far apart the means of the people in `aim` are in worlds that are found, with all that is told the same."""
    sums = np.stack([g == TEAMS for g in range(4)]).astype(float)
    forms = [(0, 0), (1, 1), (0, 1)]

    def told(flat):
        y = flat.reshape(x.shape)
        return np.concatenate([(sums @ y).ravel(), [y[:, i] @ y[:, j] for i, j in forms]])

    goal = np.zeros(x.shape)
    goal[list(aim)] = weights / len(aim)
    same, rng, ends = told(x.ravel()), np.random.default_rng(seed), [goal.ravel() @ x.ravel()] * 2
    for attempt in range(tries):
        start = np.clip(x + (attempt > 0) * 0.2 * rng.normal(size=x.shape), 0, 1).ravel()
        for end, sign in enumerate((1, -1)):
            found = minimize(
                lambda y, sign=sign: sign * goal.ravel() @ y,
                start,
                jac=lambda _, sign=sign: sign * goal.ravel(),
                bounds=[(0, 1)] * x.size,
                constraints={"type": "eq", "fun": lambda y: told(y) - same},
                method="SLSQP",
                options={"maxiter": 60},
            )
            if abs(told(found.x) - same).max() < 1e-6 and sign * (found.fun * sign - ends[end]) < 0:
                ends[end] = goal.ravel() @ found.x
        if ends[1] - ends[0] >= POLICY.width:
            break
    return ends[1] - ends[0]


def tied():
    """Item b is a half below item a for everybody, so that a is never below a half."""
    a = np.tile([0.5, 0.5, 0.75, 1, 1], 4)
    return np.stack([a, a - 0.5], axis=1)


def free(seed):
    rng = np.random.default_rng(seed)
    x = np.stack([[rng.permutation([0.25, 0.25, 0.5, 0.75, 0.75]) for _ in "ab"] for _ in range(4)]).swapaxes(1, 2)
    x = x.reshape(20, 2)
    x[:5] = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.75], [0.5, 0.5], [0.75, 0.5]]  # of one mind, which nobody may know
    return x


def test_what_one_item_cannot_reach_the_other_cannot_either():
    x = tied()
    assert not any(stays_open_together(of, x, TEAMS, POLICY) for of in (A, B, BOTH))
    assert width(x, A, range(4), tries=1) < 0.13
    n, mean = np.full(4, 5), np.full(4, 0.75)  # alone, each is open
    assert squares_stay_open(n, mean, np.full(4, 0.25), 4 * 0.25, POLICY)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("of", [A, BOTH], ids=["item", "scale"])
def test_there_are_worlds_where_it_says_so(seed, of):
    x = free(seed)
    assert stays_open_together(of, x, TEAMS, POLICY)
    assert width(x, of, range(4)) >= POLICY.width


def test_a_part_without_room_stands_still_where_the_others_can_make_up_for_it():
    """b follows a, loosely: in a team that answered b at its end, a is open all the same."""
    rng = np.random.default_rng(5)
    a = np.tile([0.25, 0.5, 0.5, 0.75, 0.5], 4) + rng.uniform(-0.2, 0.2, 20)
    b = np.clip(a + rng.uniform(-0.25, 0.25, 20), 0, 1)
    b[:5] = 1
    x = np.stack([a, b], axis=1)
    assert stays_open_together(A, x, TEAMS, POLICY)
    assert width(x, A, range(4)) >= POLICY.width


def test_who_differs_from_the_team_more_than_all_others_together_is_found_out():
    x = np.full((20, 2), 0.5)
    x[0, 0] += 0.3
    x[1, 0] -= 0.3
    assert not stays_open_together(A, x[:, :1] @ np.ones((1, 2)), TEAMS, POLICY)
    assert not stays_open_together(B, np.full((20, 2), 0.5), TEAMS, POLICY)


@pytest.mark.parametrize("seed", range(8))
def test_of_one_part_it_is_no_stricter_than_for_one_measure(seed):
    rng = np.random.default_rng(seed)
    x = np.clip(rng.normal(0.5, rng.uniform(0.05, 0.3), size=(20, 1)), 0, 1)
    mean = np.array([x[g == TEAMS, 0].mean() for g in range(4)])
    apart = x[:, 0] - mean[TEAMS]
    own = np.array([abs(apart[g == TEAMS]).max() for g in range(4)])
    alone = squares_stay_open(np.full(4, 5), mean, own, float(apart @ apart), POLICY)
    assert stays_open_together(np.ones(1), x, TEAMS, POLICY) or not alone


def test_missing_answers_move_nothing():
    x = free(1)
    gaps = x.copy()
    gaps[[7, 12], 1] = np.nan
    assert stays_open_together(A, gaps, TEAMS, POLICY)
    assert not stays_open_together(A, np.where(np.isnan(gaps), np.nan, tied()), TEAMS, POLICY)


def test_an_item_whose_mean_is_hidden_takes_no_room():
    """b of the first team is at its end, and a goes with it: a cannot move, unless nobody knows the mean of b there."""
    x = np.stack([np.tile([0.25, 0.25, 0.5, 0.75, 0.75], 4)] * 2, axis=1)
    x[:5, 1] = 1
    x[:5, 0] = 0.5
    hidden = np.zeros((4, 2), dtype=bool)
    assert not stays_open_together(A, x, TEAMS, POLICY, hidden=hidden)
    hidden[0, 1] = True
    assert stays_open_together(A, x, TEAMS, POLICY, hidden=hidden)
