"""The people who answered twice, those who answered once, and the reliability that is given for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.stats.inputs import answers_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


class Pairs(NamedTuple):
    """The scores of those who have both, and how many have one only."""

    first: Array
    second: Array
    only_first: int
    only_second: int

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Return a word about those who have one score only."""
        if not self.only_first + self.only_second:
            return ()
        message = (
            f"Answered on the first occasion only: {self.only_first}; on the second only: {self.only_second}. They do "
            "not count here, and those who stay away may have changed otherwise."
        )
        facts = {"only_first": self.only_first, "only_second": self.only_second}
        return (Issue("unmatched-people", "$", message, facts=facts),)


def both(first: ArrayLike, second: ArrayLike) -> tuple[Array, Array]:
    """Return two columns of numbers, one of each for a person, NaN where missing.

    Raises
    ------
    ArgumentError
        Where they are not two columns of one length, or hold what is not a finite number.
    """
    columns = {name: np.asarray(side) for name, side in (("first", first), ("second", second))}
    shapes = [column.shape for column in columns.values()]
    if shapes[0] != shapes[1] or len(shapes[0]) != 1:
        message = (
            f"Expected one number a person on either occasion, NaN where missing; found {shapes[0]} and {shapes[1]}."
        )
        hint = "Match the people first, by their ids."
        facts = {"first": shapes[0], "second": shapes[1]}
        issue = Issue("occasions-unlike", "$.second", message, hint, facts=facts)
        raise ArgumentError("The occasions cannot be matched.", [issue])
    one, two = (np.asarray(answers_of(column[:, None]), dtype=np.float64)[:, 0] for column in columns.values())
    return one, two


def pairs_of(first: ArrayLike, second: ArrayLike) -> Pairs:
    """Return those who have both scores.

    Raises
    ------
    ArgumentError
        As `both` does.
    StatisticsError
        Where fewer than three people have both.
    """
    one, two = both(first, second)
    has_one, has_two = ~np.isnan(one), ~np.isnan(two)
    paired = has_one & has_two
    if paired.sum() < 3:
        raise StatisticsError(f"Change needs three people who answered twice; {paired.sum()} did.")
    return Pairs(one[paired], two[paired], int((has_one & ~has_two).sum()), int((has_two & ~has_one).sum()))
