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
from purpose_index.disclosure.together import _apart, _cost, stays_open_together

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


def widest(fits):
    """The largest width, up to a quarter of the range, of which it is said that it fits."""
    low, high = 0.0, 0.25
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def decided(weights, parts, group, minimum):
    """The largest width over which a measure is said to stay open."""
    return widest(lambda width: stays_open_together(weights, parts, group, Disclosure(minimum=minimum, width=width)))


def people(seed, sizes, room, squares=1.0, along=0.0):
    """Answers (n, 2) of teams: within them the first has these squares; `along` is how far the second goes with it."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), sizes)
    apart = rng.uniform(-1, 1, size=(len(group), 2))
    apart -= np.stack([apart[group == g].mean(axis=0) for g in range(len(sizes))])[group]
    apart[:, 1] = apart[:, 1] * (1 - abs(along)) + apart[:, 0] * along
    middle = np.stack([rng.uniform(*ends, size=len(sizes)) for ends in room], axis=1)
    x = middle[group] + apart * np.sqrt(squares / (apart[:, 0] ** 2).sum())
    return np.stack([x[:, 0], np.clip(x[:, 1], 0, 1)], axis=1), group


def readers(parts, group, minimum):
    """Whom of every team a reader does not know, and how many of them are aimed at."""
    for g in range(group.max() + 1):
        inside = parts[group == g]
        yield inside, minimum - 1
        order = np.argsort(inside[:, 0], kind="stable")
        yield np.delete(inside, order[0], axis=0), minimum - 2
        yield np.delete(inside, order[-1], axis=0), minimum - 2


def told(parts, group):
    """The squares of the first part, and what the answer that is farthest out takes of them where it is known."""
    x = parts[:, 0]
    every = [x[group == g] for g in range(group.max() + 1)]
    own = max(len(one) / (len(one) - 1) * abs(one - one.mean()).max() ** 2 for one in every)
    return sum(((one - one.mean()) ** 2).sum() for one in every), own


@pytest.mark.parametrize("minimum", [3, 4, 5, 6])
@pytest.mark.parametrize("seed", range(6))
def test_one_part_is_as_open_as_its_squares_and_its_range_leave_it(seed, minimum):
    """Of n people with mean m, s have the mean v if s n / (n - s) (v - m)**2 is left and the n - s others can be so."""
    sizes = np.random.default_rng(seed).integers(minimum, minimum + 4, size=4)
    squares = [0.2, 0.5, 0.9][seed % 3]
    x, group = people(seed, sizes, [(0.05, 0.9), (0.5, 0.5)], squares)
    total, own = told(x, group)
    found = []
    for inside, s in readers(x[:, :1], group, minimum):
        n, m = len(inside), inside.mean()
        reach = np.sqrt((total - own) * (n - s) / (s * n))
        found.append(min(reach, 1 - m, m * (n - s) / s) + min(reach, m, (1 - m) * (n - s) / s))
    expected = np.clip(min(found), 0, 0.25)
    assert decided(np.ones(1), x[:, :1], group, minimum) == pytest.approx(expected, abs=1e-5)


def test_exactly_as_wide_is_wide_enough():
    """Of 0.16 squares 0.1475 are left to whoever knows an answer 0.1 out; 4 of 5 then reach sqrt(0.1475 / 20)."""
    x = np.tile([0.4, 0.4, 0.5, 0.6, 0.6], 4)[:, None]
    width = 2 * np.sqrt(0.1475 / 20)
    assert stays_open_together(np.ones(1), x, TEAMS, Disclosure(width=width))
    assert not stays_open_together(np.ones(1), x, TEAMS, Disclosure(width=width + 1e-7))


def test_of_whoever_cannot_move_the_other_part_no_more_than_it_leaves_is_open():
    """Team 0 answered b at its highest: of a it has at most Waa - Wab**2 / Wbb, and 4 of 5 reach sqrt(that / 20)."""
    first, second = np.array([-1, -1, 0, 1, 1.0]), np.array([1, -1, 0, -1, 1.0])
    x = 0.5 + 0.14 * np.tile([first, np.sqrt(0.7) * first + np.sqrt(0.3) * second], 4).T
    x[:5] = [0.5, 1]
    apart = x - np.stack([x[g == TEAMS].mean(axis=0) for g in range(4)])[TEAMS]
    (aa, ab), (_, bb) = apart.T @ apart
    assert 2 * np.sqrt((aa - ab**2 / bb) / 20) < 0.15
    assert not stays_open_together(A, x, TEAMS, Disclosure(width=0.15))


@pytest.mark.parametrize("along", [-0.9, 0.9])
@pytest.mark.parametrize("seed", range(1, 8))
def test_the_other_part_goes_along_as_far_as_it_can(seed, along):
    """Where it can go t, not b, it takes 1 + (t - b)**2 Waa / (Wbb - Wab**2 / Waa) times as much of the squares."""
    minimum = 5
    room = [(0.4, 0.6), [(0.0, 0.3), (0.7, 1.0)][seed % 2]]
    x, group = people(seed, [5, 6, 5, 7, 5], room, squares=0.6 + seed % 3 * 0.4, along=along)
    total, own = told(x, group)
    apart = x - np.stack([x[group == g].mean(axis=0) for g in range(5)])[group]
    (aa, ab), (_, bb) = apart.T @ apart
    usual, beside = ab / aa, aa / (bb - ab**2 / aa)

    def fits(width):
        for inside, s in readers(x, group, minimum):
            n, (m, other) = len(inside), inside.mean(axis=0)
            need, rest = s * n / (n - s), (n - s) / s
            reach = np.sqrt((total - own) / need)
            up, down = min(reach, 1 - m, m * rest), min(reach, m, (1 - m) * rest)
            if up + down < width:
                return False
            for sign, end in ((1, up), (-1, down)):
                step = sign * width * end / (up + down)
                ends = min(1 - other, other * rest) / step, -min(other, (1 - other) * rest) / step
                gone = float(np.clip(usual, min(ends), max(ends)))
                if need * step**2 * (1 + (gone - usual) ** 2 * beside) > total - own:
                    return False
        return True

    expected = widest(fits)
    assert decided(A, x, group, minimum) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("scatter", "lowest", "highest", "cost"),
    [
        ([[1, 0], [0, 4]], [-9, -9], [9, 9], 0.8),  # h = (0.4, 1.6)
        ([[1, 0], [0, 4]], [-9, -9], [9, 1], 1.25),  # (1, 1)
        ([[1, 0], [0, 4]], [0.8, -9], [9, 9], 1.0),  # (0.8, 1.2)
        ([[1, 0], [0, 4]], [-9, -9], [0.5, 1], np.inf),
        ([[1, 0.5], [0.5, 1]], [-9, -9], [9, 0.5], 7 / 3),  # (1.5, 0.5): (2.25 - 0.75 + 0.25) / 0.75
        ([[1, 1], [1, 1]], [-9, -9], [9, 9], 1.0),  # the two are one
        ([[1, 1], [1, 1]], [-9, -9], [9, 0.5], np.inf),
    ],
)
def test_the_cheapest_way_between_bounds_by_hand(scatter, lowest, highest, cost):
    """The least h' W⁻ h where the mean of h is 1."""
    found = _cost(BOTH, np.array(scatter, float), np.array(lowest, float), np.array(highest, float))
    assert found == pytest.approx(cost)


def test_the_mean_of_a_part_is_of_who_answered_it():
    parts = np.array([[0.5, np.nan], [1.0, 0.75], [np.nan, np.nan], [0.25, np.nan]])
    n, mean, apart = _apart(parts, np.array([0, 0, 0, 1]))
    assert n.tolist() == [3, 1]
    assert mean.tolist() == [[0.75, 0.75], [0.25, 0]]
    assert apart.tolist() == [[-0.25, 0], [0.25, 0], [0, 0], [0, 0]]
