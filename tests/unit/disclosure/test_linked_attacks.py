"""An attacker reads whole releases: means, deviations and shares of items and of scales that share them.

Of everybody it has an unknown for every way to answer the items that they answered, and knows nothing of how a release
is decided.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.disclosure.decide import SHOWN, SMALL
from tests.unit.disclosure.attacker import TOLERANCE, few, implied, widths
from tests.unit.disclosure.small_sets import set_of

# A set, what is asked of it, the highest option of its items, and how many people more than eight there may be.
SETS = {
    "one item": (set_of("a", {"s": "a"}, top=3), ["a"], {"a": 3}, 8),
    "a scale of one item": (set_of("a", {"s": "a"}, top=3), ["s"], {"a": 3}, 8),
    "a scale of two": (set_of("ab", {"s": "ab"}, top=3), ["s"], {"a": 3, "b": 3}, 5),
    "a scale and an item of it": (set_of("ab", {"s": "ab"}, top=3), ["s", "a"], {"a": 3, "b": 3}, 5),
    "a scale and its items": (set_of("ab", {"s": "ab"}, top=3), ["s", "a", "b"], {"a": 3, "b": 3}, 5),
    "scales that share an item": (
        set_of("abc", {"s": "ab", "t": "bc"}, top=2),
        ["s", "t"],
        dict.fromkeys("abc", 2),
        5,
    ),
    "a scale of one answer or two": (
        set_of("ab", {"s": "ab"}, top=3, minimum_answered=1),
        ["s", "a"],
        {"a": 3, "b": 3},
        5,
    ),
    "scales that share an item, and may lack one": (
        set_of("abc", {"s": "ab", "t": "bc"}, top=2, minimum_answered=1),
        ["s", "t"],
        dict.fromkeys("abc", 2),
        5,
    ),
    "items of other ranges": (
        set_of("ab", {"s": "ab"}, top={"a": 2, "b": 4}, minimum_answered=1),
        ["s"],
        {"a": 2, "b": 4},
        5,
    ),
    "sums": (set_of("ab", {"s": "ab", "t": "b"}, top=3, score="sum"), ["s", "t"], {"a": 3, "b": 3}, 5),
}
WAYS = (
    [[], "team"],
    ["team"],
    ["row", "column"],
    [[], "row", ("row", "column")],
    ["x", "y"],
    [[], "x", "y", "z"],
)


def case(number):
    """People with groups and answers, some of which are missing, and what is asked."""
    rng = np.random.default_rng(number)
    name = list(SETS)[number % len(SETS)]
    q, asked, top, more = SETS[name]
    n = int(rng.integers(4, 8 + more))
    missing = rng.choice([0, 0.1, 0.3]) if len(q.items) > 1 else 0
    skew = rng.uniform(0.2, 0.8)
    people = []
    for _ in range(n):
        row, column = rng.integers(3), rng.integers(2)
        answers = {item: 1 + int(rng.binomial(top[item] - 1, skew)) for item in q.item_ids}
        answers = {item: None if rng.random() < missing else value for item, value in answers.items()}
        some = {name: True if rng.random() < 0.7 else None for name in "xyz"}
        people.append({"team": int(rng.integers(3)), "row": int(row), "column": int(column), **some, **answers})
    policy = pi.Disclosure(minimum=3, minimum_distribution=int(rng.choice([3, 4, 6])))
    return Reader(q, people, asked, top), WAYS[int(rng.integers(len(WAYS)))], policy, rng


class Reader:
    """The unknowns of people, and what a release says about them."""

    def __init__(self, q, people, asked, top):
        self.q, self.people, self.top = q, people, top
        self.ways = []  # (person, their answers)
        for i, person in enumerate(people):
            options = [range(1, top[item] + 1) if person[item] is not None else [None] for item in q.item_ids]
            self.ways += [(i, dict(zip(q.item_ids, way, strict=True))) for way in product(*options)]
        both = {one: np.array([self.score(one, way) for _, way in self.ways]).T for one in asked}
        self.scores = {one: score for one, (score, _) in both.items()}
        self.places = {one: place for one, (_, place) in both.items()}
        self.of = np.array([i for i, _ in self.ways])

    def score(self, one, way):
        """A scale's or an item's score, and as a part of the range of the items that are answered; or NaN."""
        items, least, total = (one,), 1, False
        if one not in self.q.item_ids:
            scale = next(scale for scale in self.q.scales if scale.id == one)
            items = self.q.items_of(one)
            least, total = scale.minimum_answered or len(items), scale.score == "sum"
        there = [item for item in items if way[item] is not None]
        if len(there) < least:
            return np.nan, np.nan
        above, span = sum(way[item] - 1 for item in there), sum(self.top[item] - 1 for item in there)
        score = sum(way[item] for item in there)
        return score if total else score / len(there), above / span

    def inside(self, cell):
        """The unknowns of who is in a cell."""
        group = [all(p[name] == value for name, value in cell.group.items()) for p in self.people]
        return np.array(group)[self.of] & ~np.isnan(self.scores[cell.scale])

    def said(self, release):
        """The equations: everybody answers in one way, and what every cell shows."""
        rows, right = [np.equal(self.of, i) for i in range(len(self.people))], [1.0] * len(self.people)
        for cell in release.cells:
            if not cell.shown:
                continue
            inside, score = self.inside(cell), self.scores[cell.scale]
            rows.append(np.where(inside, score, 0))
            right.append(cell.n * cell.mean)
            if cell.sd is not None:
                rows.append(np.where(inside, score**2, 0))
                right.append((cell.n - 1) * cell.sd**2 + cell.n * cell.mean**2)
            for value, share in (cell.shares or {}).items():
                rows.append(inside & (score == value))
                right.append(cell.n * share)
        return np.array(rows, dtype=float), np.array(right)

    def found_out(self, release, minimum, rng, *, tries=4, width=0.2):
        """(measure, people, insider, width) of what is found out of fewer than `minimum` people."""
        a, b = self.said(release)
        goals, known, what = [], [], []
        for one, places in self.places.items():
            truth = np.full(len(self.people), np.nan)
            for place, (i, way) in zip(places, self.ways, strict=True):
                if all(self.people[i][item] == value for item, value in way.items()):
                    truth[i] = place
            there = np.flatnonzero(~np.isnan(truth))
            sums = [[self.inside(cell)[self.of == i].any() for i in there] for cell in release.cells if cell.shown]
            aims = [tuple(there[list(aim)]) for aim in implied(np.array(sums, dtype=float), len(there), minimum - 1)]
            for cell in release.cells:
                who = [i for i in there if self.inside(cell)[self.of == i].any()]
                aims += few(np.array(who, dtype=int), minimum, truth)
            for i in rng.permutation(len(aims))[: 2 * tries] if len(aims) > 2 * tries else range(len(aims)):
                aim = aims[i]
                outside = [p for p in there if p not in aim[: minimum - 2]]
                ends = {min(outside, key=truth.__getitem__), max(outside, key=truth.__getitem__)} if outside else set()
                for who, insider in [(aim, None), *((aim[: minimum - 2], one_) for one_ in sorted(ends))]:
                    goals.append(np.where(np.isin(self.of, who), np.nan_to_num(places), 0))
                    own = [] if insider is None else np.flatnonzero(self.of == insider).tolist()
                    known.append({k: float(self.ways[k][1] == self.answers(insider)) for k in own})
                    what.append((one, tuple(map(int, who)), insider))
        if not goals:
            return []
        open_ = widths(a, b, goals, known)
        return [(*w, float(o)) for w, o in zip(what, open_, strict=True) if o < width * len(w[1]) - TOLERANCE]

    def answers(self, i):
        """What a person answered."""
        return {item: self.people[i][item] for item in self.q.item_ids}


def broken(number):
    """What is found out of a release of this case."""
    reader, by, policy, rng = case(number)
    result = pi.release(reader.q, reader.people, by=by, scales=list(reader.scores), policy=policy)
    return reader.found_out(result, policy.minimum, rng)


BLOCKS, CASES = 8, 160


@pytest.mark.slow
@pytest.mark.parametrize("block", range(BLOCKS))
def test_nothing_is_found_out_of_means_deviations_and_shares_together(block):
    assert [(number, found) for number in range(block, CASES, BLOCKS) if (found := broken(number))] == []


@pytest.mark.once
def test_the_attacker_breaks_releases_that_hide_only_what_is_small(monkeypatch):
    monkeypatch.setattr(
        "purpose_index.disclosure.release.decide",
        lambda _, people, policy: np.where(people < policy.minimum, SMALL, SHOWN),
    )
    assert sum(bool(broken(number)) for number in range(30)) > 10


@pytest.mark.once
def test_the_attacker_breaks_distributions_that_are_shown_of_enough_people_alone(monkeypatch):
    monkeypatch.setattr(
        "purpose_index.disclosure.release.linked_distributions",
        lambda _, __, ___, shown, people, policy: shown & (people >= policy.minimum_distribution),
    )
    assert sum(bool(broken(number)) for number in range(70)) > 6
