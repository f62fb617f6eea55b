"""An attacker who sees what is shown finds out nothing about too few people; without protection it does."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from purpose_index.disclosure.decide import PROTECTS, SHOWN, SMALL, cuts_of, decide
from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.question import Question
from tests.unit.disclosure.attacker import found_out


def hierarchy(rng, n):
    """Everybody, departments, teams within departments, and pairs within teams; some people have no team."""
    team = rng.integers(6, size=n)
    labels = [np.zeros(n, int), team // 2, np.where(rng.random(n) < 0.1, -1, team)]
    return [*labels, np.where(labels[2] < 0, -1, 2 * team + rng.integers(2, size=n))][: rng.integers(2, 5)]


def crossed(rng, n):
    """Rows, columns, both, and everybody."""
    r, c = rng.integers(rng.integers(2, 4), size=n), rng.integers(rng.integers(2, 4), size=n)
    labels = [r, c, 4 * r + c, np.zeros(n, int)]
    return [labels[i] for i in sorted(rng.permutation(4)[: rng.integers(2, 5)])]


def overlaps(rng, n):
    """Segments that overlap in any way."""
    return [np.where(rng.random(n) < rng.uniform(0.2, 0.9), 0, -1) for _ in range(rng.integers(2, 6))]


def table(labels):
    """The labels as cells numbered over all labellings, and who is in each cell."""
    cells, offset = [], 0
    for label in labels:
        cells.append(np.where(label < 0, -1, label + offset))
        offset += label.max(initial=-1) + 1
    groups = np.stack([(np.stack(cells) == cell).any(axis=0) for cell in range(offset)])
    return cells, groups.astype(float)


def case(number):
    rng = np.random.default_rng(number)
    n = int(rng.integers(4, 18))
    labels = (hierarchy, crossed, overlaps)[number % 3](rng, n)
    skew = rng.uniform(0.2, 0.8)
    x = rng.binomial(4, skew, size=n) / 4
    policy = Disclosure(minimum=int(rng.choice([3, 4, 5])))
    cells, groups = table(labels)
    return cells, groups, x, policy, rng


BLOCKS = 12
CASES = 516


@pytest.mark.slow
@pytest.mark.parametrize("block", range(BLOCKS))
def test_nothing_is_found_out_of_what_is_shown(block):
    for number in range(block, CASES, BLOCKS):
        cells, groups, x, policy, rng = case(number)
        people = groups.sum(axis=1).astype(int)
        state = decide([Question(x, cells)], people, policy)
        assert found_out(groups, x, state == SHOWN, policy.minimum, rng) == [], number


def test_a_large_table_is_as_safe_where_its_cells_are_hidden_one_by_one(monkeypatch):
    monkeypatch.setattr("purpose_index.disclosure.decide.MOST_EXACT", 0)
    for number in range(CASES, CASES + 60):
        cells, groups, x, policy, rng = case(number)
        state = decide([Question(x, cells)], groups.sum(axis=1).astype(int), policy)
        assert found_out(groups, x, state == SHOWN, policy.minimum, rng) == [], number


def test_no_hiding_that_is_safe_loses_fewer_people():
    """All ways to hide some of the cells of enough people, those that lose fewest first, until one tells nothing."""
    looked_at = 0
    for number in range(60):
        cells, groups, x, policy, _ = case(number)
        question, people = Question(x, cells), groups.sum(axis=1).astype(int)
        enough = np.flatnonzero(people >= policy.minimum)
        state = decide([question], people, policy)
        if not 2 <= len(enough) <= 6 or not (state == PROTECTS).any():
            continue
        looked_at += 1
        ways = [way for size in range(len(enough) + 1) for way in combinations(enough.tolist(), size)]
        for way in sorted(ways, key=lambda way: people[list(way)].sum()):
            shown = np.isin(np.arange(len(people)), np.setdiff1d(enough, way))
            if not list(cuts_of(question, shown, policy)):
                break
        assert people[state == PROTECTS].sum() == people[list(way)].sum(), number
        assert ((state == SMALL) == (people < policy.minimum)).all()
    assert looked_at > 10


@pytest.mark.once
def test_the_attacker_breaks_most_tables_of_which_more_than_small_cells_must_be_hidden():
    protected = broken = 0
    for number in range(45):
        cells, groups, x, policy, rng = case(number)
        people = groups.sum(axis=1).astype(int)
        if (decide([Question(x, cells)], people, policy) == PROTECTS).any():
            protected += 1
            broken += bool(found_out(groups, x, people >= policy.minimum, policy.minimum, rng, tries=20))
    assert protected > 15
    assert broken > 0.8 * protected


ALL = [0] * 20
MIDDLE = [0.0, 0.25, 0.5, 0.75, 1.0] * 4
HAND_MADE = {  # labels of the cells, answers
    "everybody less the one team that is shown": ([ALL, [1] * 17 + [2] * 3], MIDDLE),
    "ten people, then eleven": ([[0] * 10 + [-1] * 10, [1] * 11 + [-1] * 9], MIDDLE),
    "segments that overlap in all but two": ([[0] * 12 + [-1] * 8, [-1] * 2 + [1] * 10 + [-1] * 8], MIDDLE),
    "a table with one small cell, and its margins": (
        [
            [0] * 10 + [1] * 10,
            [2, 2, 3, 3, 3, 3, 3, 3, 3, 3, *[2] * 6, *[3] * 4],
            [4] * 2 + [5] * 8 + [6] * 6 + [7] * 4,
        ],
        MIDDLE,
    ),
    "everybody answers the highest": ([ALL], [1.0] * 20),
    "all but one answer the lowest, and that one knows": ([[0] * 6 + [-1] * 14], [0.0] * 5 + [1.0] * 15),
}


@pytest.mark.parametrize("name", HAND_MADE)
def test_what_is_made_by_hand_tells_until_it_is_protected(name):
    labels, answers = HAND_MADE[name]
    cells, x = [np.array(label) for label in labels], np.array(answers)
    groups = np.stack([(np.stack(cells) == cell).any(axis=0) for cell in range(max(map(max, labels)) + 1)]).astype(
        float
    )
    people, policy = groups.sum(axis=1).astype(int), Disclosure()
    assert found_out(groups, x, people >= 5, 5, np.random.default_rng(1), tries=20) != []
    state = decide([Question(x, cells)], people, policy)
    assert found_out(groups, x, state == SHOWN, 5, np.random.default_rng(1), tries=20) == []


@pytest.mark.parametrize("rounds", [0, 3])
def test_nothing_is_shown_where_no_hiding_is_found(monkeypatch, rounds):
    """Cuts that nothing hits are never found; were they, there would be no end but a round a cell, either way, and a
    look at both cells that are large enough and at each of them."""
    looked = []
    monkeypatch.setattr("purpose_index.disclosure.decide.MOST_ROUNDS", rounds)
    monkeypatch.setattr(
        "purpose_index.disclosure.decide.cuts_of", lambda *_: looked.append(1) or iter([frozenset({0})])
    )
    x, labels = np.full(20, 0.5), np.repeat([0, 1, 2], [7, 9, 4])
    state = decide([Question(x, [labels])], np.array([7, 9, 4]), Disclosure())
    assert state.tolist() == [PROTECTS, PROTECTS, SMALL]
    assert len(looked) == 1 + rounds + 2 * 3 + 3
