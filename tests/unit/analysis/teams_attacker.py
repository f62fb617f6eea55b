"""A reader of one team's numbers who knows who answered what and when, and tries to find out what a few answered.

Every answer is an unknown between its ends, every number that is told an equation. Nothing of how it is decided what
may be told is used; only what is in the object.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array


class Reader:
    """What somebody knows of a team.

    Parameters
    ----------
    q, people
        The set, and (people, occasions, items) the keyed answers as parts of the range, NaN where there is none; the
        reader knows where those are, and takes the values of their own alone.
    team
        What is told.
    """

    def __init__(self, q, people, team):
        self.q, self.x = q, people
        self.shape = people.shape
        self.rows, self.values = [], []
        self.measures = {}
        for scale in q.scales:
            weights = [scale.weights.get(item, 1.0) if item in scale.items else 0.0 for item in q.item_ids]
            self.measures[scale.id] = np.array(weights), scale.minimum_answered or len(scale.items)
        for j, item in enumerate(q.item_ids):
            self.measures[item] = np.eye(len(q.item_ids))[j], 1
        self.clusters = self._clusters()
        for name, told in [*team.scales.items(), *team.items.items()]:
            self._learn(name, told)

    def _learn(self, name, told):
        """Add what a scale or an item tells."""
        if not told.shown:
            return
        last = self.shape[1] - 1
        who = self._scored(name, last)
        if told.change:
            who = [p for p in who if p in self._scored(name, 0)]
        if len(who) != told.n:  # those who have all that hangs together twice
            who = [p for p in who if p in self._twice(name)]
        assert len(who) == told.n, (name, len(who), told.n)
        if told.change:
            self._equation(self.mean_of(name, who, 0), (told.change.first - told.low) / (told.high - told.low))
        self._equation(self.mean_of(name, who, last), (told.mean.value - told.low) / (told.high - told.low))

    def _clusters(self):
        """The scales that share items with each measure, by however many steps."""
        sets = {name: set(np.flatnonzero(weights)) for name, (weights, _) in self.measures.items()}
        scales = [scale.id for scale in self.q.scales]
        found = {}
        for name in sets:
            cluster = {name}
            while (more := {o for o in sets if any(sets[o] & sets[c] for c in cluster)}) != cluster:
                cluster = more
            found[name] = [one for one in cluster if one in scales] or [name]
        return found

    def scored(self, name, p, w):
        """Whether somebody has a score."""
        weights, least = self.measures[name]
        return (~np.isnan(self.x[p, w, weights > 0])).sum() >= least

    def _scored(self, name, w):
        return [p for p in range(self.shape[0]) if self.scored(name, p, w)]

    def _twice(self, name):
        return [
            p
            for p in range(self.shape[0])
            if all(self.scored(one, p, w) for one in self.clusters[name] for w in (0, self.shape[1] - 1))
        ]

    def mean_of(self, name, who, w):
        """The coefficients of the mean over some people of a scale or item, from 0 to 1."""
        row = np.zeros(self.shape)
        weights, _ = self.measures[name]
        for p in who:
            seen = ~np.isnan(self.x[p, w]) * weights
            row[p, w] = seen / seen.sum() / len(who)
        return row

    def _equation(self, row, value):
        self.rows.append(row.ravel())
        self.values.append(value)

    def width(self, aim, own=None):
        """How far something can still vary, for whoever is `own` or for anybody."""
        bounds = np.tile([0.0, 1.0], (*self.shape, 1))
        if own is not None:
            mine = np.nan_to_num(self.x[own])
            bounds[own] = np.stack([mine, mine], axis=-1)
        ends = []
        for sign in (1, -1):
            found = linprog(
                -sign * aim.ravel(),
                A_eq=csr_array(np.array(self.rows)) if self.rows else None,
                b_eq=self.values or None,
                bounds=bounds.reshape(-1, 2),
                method="highs",
            )
            assert found.status == 0, found.message
            ends.append(-sign * found.fun)
        return ends[0] - ends[1]


def found_out(reader, minimum, rng, *, tries=2, width=0.2, aims=None):
    """What a reader finds out: (measure, occasion, people, own, width), of fewer people than `minimum`."""
    broken = []
    for name in reader.measures if aims is None else aims:
        for w in range(reader.shape[1]):
            who = [p for p in range(reader.shape[0]) if reader.scored(name, p, w)]
            if not who:
                continue
            weights, _ = reader.measures[name]
            means = {p: float(np.nansum(reader.x[p, w] * weights)) for p in who}
            order = sorted(who, key=means.__getitem__)
            few = min(minimum - 1, len(who))
            sets = [order[:few], order[-few:], *(rng.permutation(who)[:few].tolist() for _ in range(tries))]
            odd = [p for p in who if np.isnan(reader.x[p]).any()]
            sets += [odd[:few], odd[:1]] if odd else []
            for one in sets:
                if (open_ := reader.width(reader.mean_of(name, one, w))) < width - 1e-6:
                    broken.append((name, w, tuple(one), None, open_))
            for own in (order[0], order[-1]):
                others = [p for p in order if p != own][: minimum - 2]
                if others and (open_ := reader.width(reader.mean_of(name, others, w), own)) < width - 1e-6:
                    broken.append((name, w, tuple(others), own, open_))
    return broken
