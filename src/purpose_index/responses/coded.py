"""Coded answers: the numeric door to everything that counts, scores or estimates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.frozen import Frozen, frozen
from purpose_index.responses.form import EMPTY as EMPTY
from purpose_index.responses.form import NOT_APPLICABLE as NOT_APPLICABLE
from purpose_index.responses.form import NOT_SHOWN as NOT_SHOWN
from purpose_index.responses.form import REASONS as REASONS
from purpose_index.responses.form import SKIPPED as SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from purpose_index.errors import Issue
    from purpose_index.responses.form import AnswerForm, Asked


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CodedResponses(Frozen):
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
    reversed_items
        The ids of the items that the set reverses. The codes and the values are as they were answered.
    issues
        What the reader of the data did that is worth knowing, and what looks odd: blank rows that were left out, names
        that were taken for an item's.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> coded = pi.encode(q, [{"q01": 4, "q02": -99, **dict.fromkeys(q.item_ids[2:], 5)}])
    >>> coded
    CodedResponses(people=1, items=12)
    >>> coded.codes[0, :3], coded.numbers()[0, :3]
    (array([ 3, -2,  4], dtype=int8), array([ 4., nan,  5.]))
    """

    codes: NDArray[np.int8]
    items: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    fingerprint: str
    extra: Any = None
    reversed_items: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()

    def __post_init__(self) -> None:
        """Let nobody change the codes; what else there is stays the frame that it was."""
        object.__setattr__(self, "codes", frozen(self.codes))

    def __len__(self) -> int:
        """The number of people."""
        return int(self.codes.shape[0])

    def __repr__(self) -> str:
        """Say the shape, and nobody's answers."""
        return f"CodedResponses(people={len(self)}, items={len(self.items)})"

    @property
    def asked(self) -> Asked:
        """What was asked, which decides to which question sets these are answers."""
        return tuple(zip(self.items, self.values, strict=True))

    def numbers(self, *, keyed: bool = False) -> NDArray[np.float64]:
        """Return the (n, k) answers as numbers in their declared values; NaN where missing.

        Parameters
        ----------
        keyed
            True turns the answers to reversed items around within their declared range, low + high - value, as
            statistics of a scale need them; False gives the answers as they were chosen.
        """
        x = np.full(self.codes.shape, np.nan, order="F")
        for j, (item, values) in enumerate(self.asked):
            code = self.codes[:, j]
            answered = code >= 0
            number = np.asarray(values, dtype=float)
            turned = keyed and item in self.reversed_items
            x[answered, j] = (number[0] + number[-1] - number if turned else number)[code[answered]]
        return x


def coded_by(
    form: AnswerForm, codes: NDArray[np.int8], extra: Any = None, issues: Iterable[Issue] = ()
) -> CodedResponses:
    """Return the answers to a question set, whose codes are known; nobody else may hold them."""
    turned = tuple(item.id for item in form.question_set.items if item.reverse)
    codes.setflags(write=False)  # ours, and too large to be copied when it is frozen
    return CodedResponses(
        codes=codes,
        items=form.ids,
        values=tuple(item.values for item in form.items),
        fingerprint=form.question_set.fingerprint,
        extra=extra,
        reversed_items=turned,
        issues=tuple(issues),
    )
