"""A reader who tries to find out what too few people answered, from what is shown and who is in which group.

It knows nothing of how disclosure is decided: every person's answer is an unknown of a linear programme.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, identity, kron

TOLERANCE = 1e-6


def widths(a, b, goals, known=()):
    """How far each goal can still vary, given `a @ unknowns == b` with unknowns from 0 to 1.

    Parameters
    ----------
    goals
        (goals, n) coefficients.
    known
        Of every goal, the unknowns that its reader knows: {unknown: value}; by default nobody knows any.

    Notes
    -----
    All ends are one programme, of a copy of the unknowns for each, since a programme costs more than an unknown.
    """
    goals = np.asarray(goals, dtype=float)
    k, n = goals.shape
    ends = np.concatenate([-goals, goals])  # the highest, then the lowest
    bounds = np.tile([0.0, 1.0], (2 * k * n, 1))
    for i, values in enumerate(known):
        for unknown, value in values.items():
            for copy in (i, k + i):
                bounds[copy * n + unknown] = value
    equal = kron(identity(2 * k), csr_matrix(a), format="csr") if len(a) else None
    right = np.tile(b, 2 * k) if len(a) else None
    found = linprog(ends.ravel(), A_eq=equal, b_eq=right, bounds=bounds, method="highs")
    assert found.success, found.message
    reached = (ends * found.x.reshape(2 * k, n)).sum(axis=1)
    return -reached[:k] - reached[k:]


def implied(a, n, most):
    """The sets of at most `most` of n answers whose sum is nearest to following from the sums alone."""
    _, values, right = np.linalg.svd(a) if len(a) else (None, np.zeros(0), np.eye(n))
    free = right[(values > 1e-9).sum() :]
    sets = [list(one) for size in range(1, most + 1) for one in combinations(range(n), size)]
    if not sets:
        return []
    aims = np.zeros((len(sets), n))
    for i, one in enumerate(sets):
        aims[i, one] = 1
    distance = np.linalg.norm(aims @ free.T, axis=1) / aims.sum(axis=1)
    return [tuple(sets[i]) for i in np.argsort(distance, kind="stable")[:6]]


def aimed_at(groups, x, shown, minimum, rng, tries):
    """Sets of fewer than `minimum` people: `tries` that the sums nearly give away, and twice as many of the groups."""
    aims: set[tuple[int, ...]] = set()
    for cell in groups.astype(bool):
        aims.update(few(np.flatnonzero(cell), minimum, x))
    for one, other in combinations(groups.astype(bool), 2):
        for part in (one & other, one & ~other, other & ~one):
            aims.update(few(np.flatnonzero(part), minimum, x))
    aims = sorted(aims)
    nearest = implied(groups[shown], len(x), minimum - 1)[:tries]
    return [*nearest, *(aims[i] for i in rng.permutation(len(aims))[: 2 * tries])]


def readers_of(aims, x, minimum):
    """(aim, reader): nobody in particular, and of fewer others the insiders who answered the lowest and the highest."""
    found = [(aim, None) for aim in aims]
    for aim in aims:
        others = aim[: minimum - 2]
        outside = [p for p in range(len(x)) if p not in others]
        for insider in {min(outside, key=x.__getitem__), max(outside, key=x.__getitem__)} if outside else ():
            found.append((others, int(insider)))
    return found


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
    shown = np.flatnonzero(shown)
    if not len(shown):
        return []
    a = groups[shown]
    pairs = readers_of(aimed_at(groups, x, shown, minimum, rng, tries), x, minimum)
    goals = np.zeros((len(pairs), len(x)))
    for goal, (aim, _) in zip(goals, pairs, strict=True):
        goal[list(aim)] = 1
    known = [{} if insider is None else {insider: x[insider]} for _, insider in pairs]
    open_ = widths(a, a @ x, goals, known)
    asked = width * goals.sum(axis=1) - TOLERANCE
    return [(*pair, float(o)) for pair, o, least in zip(pairs, open_, asked, strict=True) if o < least]


def few(people, minimum, x):
    """Sets of fewer than `minimum` of these people: all where they are so few, else those at both ends."""
    if not len(people):
        return []
    if len(people) < minimum:
        return [tuple(people.tolist())]
    order = people[np.argsort(x[people], kind="stable")]
    return [tuple(sorted(order[: minimum - 1].tolist())), tuple(sorted(order[1 - minimum :].tolist()))]
