"""The answers of several groups by category, to items that are common and to items of one group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.stats.irt.answers import Answers, by_height
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Fact

    Array = NDArray[np.float64]


class GroupedAnswers:
    """Columns of answers by category: one for an anchor, one for each group of another item."""

    def __init__(
        self, x: Array, member: NDArray[np.int64], groups: int, common: NDArray[np.bool_], items: Sequence[str]
    ) -> None:
        self.x: Array = x
        self.member: NDArray[np.int64] = member
        self.groups: int = groups
        self.common: NDArray[np.bool_] = common
        self.items: tuple[str, ...] = tuple(items)
        columns = [(j, g) for j, alike in enumerate(common) for g in ([-1] if alike else range(groups))]
        self.item: NDArray[np.int64] = np.array([j for j, _ in columns], dtype=np.int64)
        self.of: NDArray[np.int64] = np.array([g for _, g in columns], dtype=np.int64)
        own = (self.of < 0) | (self.of == member[:, None])
        parts = np.where(own, x[:, self.item], np.nan)
        self.categories: tuple[tuple[int, ...], ...] = tuple(
            tuple(map(int, np.unique(part[~np.isnan(part)]))) for part in parts.T
        )
        self.codes: Array = np.full(parts.shape, np.nan, dtype=np.float64)
        for j, chosen in enumerate(self.categories):
            there = ~np.isnan(parts[:, j])
            self.codes[there, j] = np.searchsorted(chosen, parts[there, j])
        self._check()

    def _check(self) -> None:
        """Raise StatisticsError where no chain of common items that vary leads from the reference to a group."""
        anchors = np.where(self.of < 0, self.codes, np.nan)
        highest, lowest = (
            np.stack([end(anchors[self.member == g], axis=0, initial=far) for g in range(self.groups)])
            for end, far in ((np.fmax.reduce, -1.0), (np.fmin.reduce, 128.0))
        )
        varies = highest > lowest
        reached = np.arange(self.groups) == 0
        for _ in range(self.groups):
            reached |= varies[:, varies[reached].any(axis=0)].any(axis=1)
        if not reached.all():
            message = f"Groups that share no item that varies with the others: {int((~reached).sum())}."
            hint = "Name items as anchors that every group answered."
            facts: dict[str, Fact] = {"groups": int((~reached).sum())}
            issue = Issue("no-common-items", "$.anchors", message, hint, facts=facts)
            raise StatisticsError("The groups cannot be linked.", [issue])

    def pooled(self) -> Answers:
        """Everybody's answers, whatever their group."""
        return self._answers(self.codes, self.categories)

    def apart(self) -> Answers:
        """Everybody's answers to the items of their own group: groups * columns of them."""
        n, width = len(self.codes), len(self.item)
        wide: Array = np.full((n, self.groups, width), np.nan, dtype=np.float64)
        wide[np.arange(n), self.member] = self.codes
        return self._answers(wide.reshape(n, -1), self.categories * self.groups)

    def _answers(self, codes: Array, categories: tuple[tuple[int, ...], ...]) -> Answers:
        rows = Patterns.of(codes, missing="pairwise")
        table = np.column_stack(
            [np.append(values, -1)[own] for own, values in zip(rows.codes.T, rows.values, strict=True)]
        ).astype(np.int8)
        sizes = np.array([len(own) for own in categories])
        order = by_height(table, sizes)
        counts = rows.counts.astype(np.float64)
        return Answers(rows.items, categories, categories, sizes, table[order], counts[order])
