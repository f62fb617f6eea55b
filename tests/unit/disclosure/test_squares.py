"""A sum of squares within small groups, told beside their means, leaves the mean of any few people open.

The worlds are looked for by an optimiser that knows nothing of how it is decided: answers from 0 to 1 with the same
means and the same sum of squares. A world that it finds is a proof; that it finds none where nothing is left open shows
that it can fail.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.spread import squares_stay_open

POLICY = Disclosure()


def decided(x, group, policy=POLICY):
    """Whether it may be told, of these answers."""
    groups = np.unique(group)
    n = np.array([(group == g).sum() for g in groups])
    mean = np.array([x[group == g].mean() for g in groups])
    own = np.array([abs(x[group == g] - m).max() for g, m in zip(groups, mean, strict=True)])
    squares = sum(((x[group == g] - m) ** 2).sum() for g, m in zip(groups, mean, strict=True))
    return squares_stay_open(n, mean, own, float(squares), policy)


def width(x, group, aim, own=None, tries=20, seed=1):
    """How far apart the means of the people in `aim` are in worlds that are found, with what is told and known.

    The search begins in one place after another until it has found enough; the oldest scipy needs up to ten.
    """
    sums = np.stack([group == g for g in np.unique(group)]).astype(float)
    if own is not None:
        sums = np.vstack([sums, np.eye(len(x))[own]])
    squares = x @ x  # beside the means, the sum of squares within is as good as this
    goal = np.zeros(len(x))
    goal[list(aim)] = 1 / len(aim)
    told = [
        {"type": "eq", "fun": lambda y: sums @ (y - x), "jac": lambda _: sums},
        {"type": "eq", "fun": lambda y: y @ y - squares, "jac": lambda y: 2 * y},
    ]
    rng, ends = np.random.default_rng(seed), [goal @ x, goal @ x]
    for attempt in range(tries):
        for end, sign in enumerate((1, -1)):
            start = x if not attempt else np.clip(x + 0.3 * rng.normal(size=len(x)), 0, 1)
            found = minimize(
                lambda y, sign=sign: sign * goal @ y,
                start,
                jac=lambda _, sign=sign: sign * goal,
                bounds=[(0, 1)] * len(x),
                constraints=told,
                method="SLSQP",
                options={"maxiter": 300, "ftol": 1e-10},
            )
            fits = abs(sums @ (found.x - x)).max() < 1e-6 and abs(found.x @ found.x - squares) < 1e-6
            if fits and sign * goal @ found.x < sign * ends[end]:
                ends[end] = goal @ found.x
        if ends[1] - ends[0] >= POLICY.width:
            break
    return ends[1] - ends[0]


def few(x, group, own=None, most=4):
    """The most extreme few of the others in every group."""
    for g in np.unique(group):
        who = [p for p in np.argsort(x, kind="stable") if group[p] == g and p != own]
        yield who[:most]
        yield who[-most:]


def case(number):
    rng = np.random.default_rng(number)
    sizes = rng.integers(5, 9, size=rng.integers(2, 5))
    group = np.repeat(np.arange(len(sizes)), sizes)
    middle = rng.uniform(0.25, 0.75, size=len(sizes))
    spread = rng.uniform(0.05, 0.35, size=len(sizes))
    return np.clip(middle[group] + spread[group] * rng.normal(size=len(group)), 0, 1).round(2), group


@pytest.mark.parametrize("number", range(24))
def test_every_few_are_left_open(number):
    x, group = case(number)
    if not decided(x, group):
        return
    for aim in few(x, group):
        assert width(x, group, aim) >= POLICY.width - 1e-4
    for own in (int(x.argmin()), int(x.argmax())):
        for aim in few(x, group, own, most=3):
            assert width(x, group, aim, own) >= POLICY.width - 1e-4


def test_it_is_decided_both_ways():
    decisions = [decided(*case(number)) for number in range(24)]
    assert 4 <= sum(decisions) <= 22


@pytest.mark.parametrize(
    ("x", "group"),
    [
        ([0.5] * 12, [0] * 6 + [1] * 6),  # nobody differs
        ([0.4, 0.5, 0.5, 0.5, 0.6] * 2, [0] * 5 + [1] * 5),  # hardly
        ([0.1, 0.9, 0.1, 0.9, 0.5], [0] * 5),  # one group alone: it is its own
        ([0, 0, 0, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5], [0] * 6 + [1] * 5),  # as much as one can, and the other not
    ],
)
def test_what_pins_few_is_not_told(x, group):
    assert not decided(np.array(x, float), np.array(group))


def test_groups_of_five_that_differ_as_much_are_told():
    x, group = np.tile([0.1, 0.3, 0.5, 0.7, 0.9], 3), np.repeat([0, 1, 2], 5)
    assert decided(x, group)
    for own in (0, 4):  # whoever answered the lowest, and the highest
        assert min(width(x, group, aim, own) for aim in few(x, group, own, most=3)) >= POLICY.width - 1e-4


def test_the_optimiser_finds_nothing_open_where_nobody_differs():
    x, group = np.full(10, 0.5), np.repeat([0, 1], 5)
    assert width(x, group, [0, 1, 2, 3]) < 1e-3
