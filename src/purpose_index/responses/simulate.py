"""Answers that nobody gave: for trying things out, never for conclusions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.coded import CodedResponses, coded_by
from purpose_index.responses.form import EMPTY, form_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet

GENERAL, OWN, MISSING = 0.35, 0.25, 0.02
REACH = 1.8


def simulate(q: QuestionSetLike, *, people: int, rng: int | np.random.Generator | None = 0) -> CodedResponses:
    """Return made-up answers of `people` people, in which items of one scale go together.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    people
        How many, at least 1.
    rng
        A seed, which gives the same answers every time, or a numpy Generator.

    Raises
    ------
    ArgumentError
        Where `people` is less than 1.

    Notes
    -----
    Tendency = sqrt(.35) general + sqrt(.25) own to the item's smallest scale + sqrt(.40) own to the item, each standard
    normal. It is cut into as many equal steps as the item has options, from -1.8 to 1.8, and turned around for a
    reversed item. 2 % of the answers are missing at random. Real answers are not like that: they are skewed,
    careless and related in other ways.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.responses.simulate import simulate
    >>> simulate(pi.load("purpose-index"), people=100, rng=1)
    CodedResponses(people=100, items=12)
    """
    q = question_set_of(q)
    if people < 1:
        raise ArgumentError(
            "There is nobody to simulate.",
            [Issue("no-people", "$.people", "Expected a whole number from 1 up.", facts={"low": 1})],
        )
    random = np.random.default_rng(rng)
    groups, home = _homes(q)
    general, item = random.standard_normal((people, 1)), random.standard_normal((people, len(q.items)))
    own = random.standard_normal((people, groups))[:, home]
    tendency = np.sqrt(GENERAL) * general + np.sqrt(OWN) * own + np.sqrt(1 - GENERAL - OWN) * item
    codes = _cut(q, tendency)
    codes[random.random(codes.shape) < MISSING] = EMPTY
    return coded_by(form_of(q), codes)


def _homes(q: QuestionSet) -> tuple[int, list[int]]:
    """Return how many groups of items go together, and the group of every item: the smallest scale that it is in."""
    scales = sorted(({*q.items_of(scale.id)} for scale in q.scales), key=len)
    groups = [*scales, set(q.item_ids)]
    return len(groups), [next(g for g, items in enumerate(groups) if item in items) for item in q.item_ids]


def _cut(q: QuestionSet, tendency: NDArray[np.float64]) -> NDArray[np.int8]:
    size = np.array([len(item.values) for item in form_of(q).items])
    keyed = np.where([item.reverse for item in q.items], -tendency, tendency)
    codes = np.floor((keyed + REACH) / (2 * REACH) * size)
    return np.asfortranarray(np.clip(codes, 0, size - 1), dtype=np.int8)
