"""A reader who tries to find out what too few people answered, from what is shown and who is in which group.

It knows nothing of how disclosure is decided: every person's answer is an unknown of a linear programme.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import linprog

TOLERANCE = 1e-6


class Attacker:
    """Sums that are known, of answers between 0 and 1.

    Parameters
    ----------
    sums
        Rows of (coefficients of every answer, the sum).
    n
        How many answers there are.
    """

    def __init__(self, sums, n):
        self.a = np.array([row for row, _ in sums], dtype=float).reshape(-1, n)
        self.b = np.array([value for _, value in sums], dtype=float)
        self.n = n

    def width(self, aim, known=()):
        """How far the sum of the answers in `aim` (n,) can still vary, given those of (answer, value) in `known`."""
        bounds = [(0.0, 1.0)] * self.n
        for answer, value in known:
            bounds[answer] = (value, value)
        ends = []
        for sign in (1, -1):
            found = linprog(-sign * np.asarray(aim, float), A_eq=self.a, b_eq=self.b, bounds=bounds, method="highs")
            assert found.success, found.message
            ends.append(-sign * found.fun)
        return ends[0] - ends[1]

    def implied(self, people, most):
        """The sets of at most `most` of `people` answers whose sum is nearest to following from the sums alone."""
        _, values, right = np.linalg.svd(self.a) if len(self.a) else (None, np.zeros(0), np.eye(self.n))
        free = right[(values > 1e-9).sum() :]
        sets = [list(one) for size in range(1, most + 1) for one in combinations(people, size)]
        if not sets:
            return []
        aims = np.zeros((len(sets), self.n))
        for i, one in enumerate(sets):
            aims[i, one] = 1
        distance = np.linalg.norm(aims @ free.T, axis=1) / aims.sum(axis=1)
        return [sets[i] for i in np.argsort(distance, kind="stable")[:6]]


def found_out(groups, x, shown, minimum, rng, *, tries=2, width=0.2):
    """What is found out of one question: (aim, insider or None, width), of fewer than `minimum` people.

    Parameters
    ----------
    groups
        (cells, n) who is in every cell.
    x
        (n,) the answers, which only the sums that are shown are taken of, and an insider's own.
    shown
        (cells,) which sums are shown.
    tries
        How many sets that the sums nearly give away to aim at, and half of how many others.
    """
    n = len(x)
    reader = Attacker([(groups[c], groups[c] @ x) for c in np.flatnonzero(shown)], n)
    aims: set[tuple[int, ...]] = set()
    for cell in groups.astype(bool):
        aims.update(few(np.flatnonzero(cell), minimum, x))
    for one, other in combinations(groups.astype(bool), 2):
        for part in (one & other, one & ~other, other & ~one):
            aims.update(few(np.flatnonzero(part), minimum, x))
    aims = sorted(aims)
    nearest = [tuple(one) for one in reader.implied(range(n), minimum - 1)]
    chosen = nearest[:tries] + [aims[i] for i in rng.permutation(len(aims))[: 2 * tries]]
    broken = []
    for aim in chosen:
        goal = np.zeros(n)
        goal[list(aim)] = 1
        if (open_ := reader.width(goal)) < width * len(aim) - TOLERANCE:
            broken.append((aim, None, open_))
    for aim in chosen[: 2 * tries]:
        goal = np.zeros(n)
        others = list(aim)[: minimum - 2]
        goal[others] = 1
        outside = [p for p in range(n) if p not in others]
        for insider in {min(outside, key=x.__getitem__), max(outside, key=x.__getitem__)} if outside else ():
            if (open_ := reader.width(goal, [(insider, x[insider])])) < width * len(others) - TOLERANCE:
                broken.append((tuple(others), int(insider), open_))
    return broken


def few(people, minimum, x):
    """Sets of fewer than `minimum` of these people: all where they are so few, else those at both ends."""
    if not len(people):
        return []
    if len(people) < minimum:
        return [tuple(people.tolist())]
    order = people[np.argsort(x[people], kind="stable")]
    return [tuple(sorted(order[: minimum - 1].tolist())), tuple(sorted(order[1 - minimum :].tolist()))]
