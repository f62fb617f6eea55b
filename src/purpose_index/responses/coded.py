"""Coded answers: the numeric door to everything that counts, scores or estimates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.form import EMPTY as EMPTY
from purpose_index.responses.form import NOT_APPLICABLE as NOT_APPLICABLE
from purpose_index.responses.form import NOT_SHOWN as NOT_SHOWN
from purpose_index.responses.form import REASONS as REASONS
from purpose_index.responses.form import SKIPPED as SKIPPED

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class CodedResponses:
    """The answers of n people to k items as small integers, missing ones with their reason.

    Parameters
    ----------
    codes
        (n, k) int8, column after column in memory. `codes[i, j] = c >= 0` says that person i chose the option with the
        c-th lowest value of item j; -1 is an empty cell, -2 skipped, -3 not applicable, -4 not shown.
    items
        The ids of the k items, in the order of the question set.
    values
        For every item its declared values, ascending: code c of item j stands for `values[j][c]`.
    fingerprint
        The fingerprint of the question set that the answers were coded by.
    extra
        The columns of the data that are not items, as the kind of frame that was given; None where there are none.
    """

    codes: NDArray[np.int8]
    items: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    fingerprint: str
    extra: Any = None

    def __len__(self) -> int:
        """The number of people."""
        return int(self.codes.shape[0])

    def __repr__(self) -> str:
        """Say the shape, and nobody's answers."""
        return f"CodedResponses(people={len(self)}, items={len(self.items)})"

    def numbers(self) -> NDArray[np.float64]:
        """Return the (n, k) answers as numbers in their declared values, not reversed; NaN where missing."""
        x = np.full(self.codes.shape, np.nan, order="F")
        for j, values in enumerate(self.values):
            code = self.codes[:, j]
            answered = code >= 0
            x[answered, j] = np.asarray(values, dtype=float)[code[answered]]
        return x
