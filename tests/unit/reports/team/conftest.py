"""A programme: teams with their leaders, before and after, whose answers are made and not given."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import purpose_index as pi

SIZES = {"A": 5, "B": 7, "large": 14, "small": 3}


def programme(question_set="working-with-purpose", *, waves=("before", "after"), sizes=SIZES, leaders=1, seed=0):
    """The rows of everybody on every occasion; people of one place in a team keep their way of answering."""
    q, rows = pi.load(question_set), []
    for wave, shift in zip(waves, (0.0, 0.4), strict=False):
        for t, (team, size) in enumerate(sizes.items()):
            for i in range(size + leaders):
                steady = np.random.default_rng([seed, t, i]).normal(3.5, 0.6)
                noise = np.random.default_rng([seed, t, i, len(wave)]).normal(0, 0.8, len(q.items))
                answers = np.clip(np.round(steady + shift + noise), 1, 5).astype(int)
                who = {"team": team, "id": f"{team}-{i}", "wave": wave, "role": "leader" if i < leaders else "member"}
                rows.append(who | dict(zip(q.item_ids, answers.tolist(), strict=True)))
    return rows


@cache
def found(question_set, *, waves=2):
    """What may be said of the teams of that programme."""
    rows = programme(question_set, waves=("before", "after")[2 - waves :])
    options = {"person": "id", "occasion": "wave"} if waves == 2 else {}
    return pi.teams(question_set, rows, team="team", leader={"role": "leader"}, **options)


@pytest.fixture(params=["working-with-purpose", "purpose-index"])
def teams(request):
    """The teams of each bundled set that the programme uses."""
    return found(request.param)


@pytest.fixture(params=["nl", "en"])
def language(request):
    """A language of the report."""
    return request.param


@pytest.fixture
def programme_rows():
    """The maker of rows."""
    return programme


@pytest.fixture
def programme_teams():
    """The maker of what may be said."""
    return found
