"""Many regions by some sectors: as little is hidden as in a small table, and nobody is told of."""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest
from scipy.optimize import linprog

from purpose_index.disclosure.decide import PROTECTS, SHOWN, SMALL, cuts_of, decide
from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.question import Question
from purpose_index.disclosure.worlds import Equations

REGIONS, SECTORS, PEOPLE = 40, 5, 4000


@pytest.fixture(scope="module")
def study():
    """Everybody, 40 regions and 5 sectors; the first region has three people, in three sectors."""
    rng = np.random.default_rng(0)
    region, sector = rng.integers(1, REGIONS, size=PEOPLE), rng.integers(0, SECTORS, size=PEOPLE)
    region[:3], sector[:3] = 0, (0, 1, 2)
    values = rng.integers(0, 5, size=PEOPLE) / 4
    labels = [np.zeros(PEOPLE, dtype=int), 1 + region, 1 + REGIONS + sector]
    people = np.bincount(np.concatenate(labels))
    question = Question(values, labels)
    return values, labels, people, question, decide([question], people, Disclosure())


@pytest.fixture(scope="module")
def crossed(study):
    """The same, and every sector of every region."""
    values, labels, *_ = study
    _, region, sector = labels
    labels = [*labels, 1 + REGIONS + SECTORS + (region - 1) * SECTORS + sector - 1 - REGIONS]
    people = np.bincount(np.concatenate(labels))
    question = Question(values, labels)
    began = process_time()
    state = decide([question], people, Disclosure())
    return values, labels, people, question, state, process_time() - began


def test_every_sector_of_every_region_takes_seconds_and_hides_little(crossed):
    """Which cells of the other regions could be hidden instead has thousands of nearly equal answers."""
    *_, people, _, state, seconds = crossed
    assert (state == SMALL).sum() == (people < 5).sum()
    regions, sectors = slice(1, 1 + REGIONS), slice(1 + REGIONS, 1 + REGIONS + SECTORS)
    assert state[0] == SHOWN
    assert (state[sectors] == SHOWN).all()
    assert (state[regions] == PROTECTS).sum() == 1
    assert 0 < (state == PROTECTS).sum() <= 12
    assert people[state == PROTECTS].sum() < 3 * np.sort(people[regions])[1]  # of one region, and of some sectors of it
    assert seconds < 6


def test_of_every_sector_of_every_region_nothing_is_hidden_in_vain(crossed):
    *_, question, state, _ = crossed
    for cell in np.flatnonzero(state == PROTECTS):
        shown = state == SHOWN
        shown[cell] = True
        assert list(cuts_of(question, shown, Disclosure()))


def test_one_small_region_of_forty_hides_itself_and_the_smallest_other_one(study):
    _, _, people, _, state = study
    smallest = 2 + people[2 : 1 + REGIONS].argmin()
    assert np.flatnonzero(state == SMALL).tolist() == [1]
    assert np.flatnonzero(state == PROTECTS).tolist() == [smallest]


@pytest.mark.parametrize("table", ["study", "crossed"])
def test_what_is_shown_leaves_the_three_people_open(table, request):
    """The highest and the lowest total of some of them, of all answers that show the same sums: a linear programme."""
    values, labels, _, _, state, *_ = request.getfixturevalue(table)
    column, members = np.unique(np.stack(labels), axis=1, return_inverse=True)
    members = members.ravel()  # numpy 2.0 gives it another dimension
    size, total = np.bincount(members), np.bincount(members, weights=values)
    sums = np.array([(column == cell).any(axis=0) for cell in np.flatnonzero(state == SHOWN)], dtype=float)
    bounds = np.stack([0 * size, size], axis=1)
    for some in ([0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]):
        goal = np.isin(np.arange(len(size)), members[some]).astype(float)
        low, high = (side * linprog(side * goal, A_eq=sums, b_eq=sums @ total, bounds=bounds).fun for side in (1, -1))
        assert (high - low) / len(some) >= Disclosure().width


def test_where_large_groups_make_up_for_a_few_people_no_programme_is_needed(study, monkeypatch):
    *_, question, state = study
    monkeypatch.setattr(Equations, "_ends", None)
    assert list(cuts_of(question, state == SHOWN, Disclosure())) == []
