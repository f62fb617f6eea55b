"""The scores of many people: columns walked in blocks of rows that fit the cache, as small integers."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.responses.columns import CodeColumn
from purpose_index.responses.numeric import BLOCK
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.sums import EvenScores, Group, UnevenScores

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from purpose_index.questionnaire.models import Questionnaire
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.columns import Column
    from purpose_index.scoring.plan import ScoringPlan

THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class ScaleArrays:
    """The scores of n people on one scale.

    Parameters
    ----------
    scores
        (n,) means or sums, as the scale declares; NaN where too few items are answered.
    answered
        (n,) how many items are answered.
    there
        A bit for each person, lowest first in each byte: 1 where there is a score. None where nobody asks for it.
    """

    scores: NDArray[np.float64]
    answered: NDArray[np.int16]
    there: NDArray[np.uint8] | None = None

    def rows(self, start: int, stop: int) -> ScaleArrays:
        """Return the part from `start`, which is a multiple of 8, to `stop`."""
        there = None if self.there is None else self.there[start // 8 : -(-stop // 8)]
        return ScaleArrays(self.scores[start:stop], self.answered[start:stop], there)


def score_codes(q: Questionnaire, coded: CodedResponses) -> dict[str, ScaleArrays]:
    """Return the scores of coded answers by scale id, equal to the bit to those of `score` and `score_frame`."""
    plan = plan_of(q)
    columns = [CodeColumn(item, coded.codes[:, j]) for j, item in enumerate(plan.form.items)]
    n = len(coded)
    out = {scale.id: ScaleArrays(np.empty(n), np.empty(n, np.int16)) for scale in plan.scales}
    fill(plan, columns, list(out.values()))
    return out


def fill(plan: ScoringPlan, columns: Sequence[Column], out: Sequence[ScaleArrays]) -> None:
    """Read the columns once, block by block, and write every scale's scores; what is no answer counts as missing."""
    n = len(out[0].scores)
    threads = THREADS if n > BLOCK else 1
    rounds = -(-n // (threads * BLOCK))
    size = 8 * -(-n // (8 * threads * max(rounds, 1)))
    starts = range(0, n, max(size, 1))

    def work(mine: Iterable[int]) -> None:
        scorer = _BlockScorer(plan, columns, size)
        for start in mine:
            scorer(start, min(start + size, n), out)

    if threads == 1:
        work(starts)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [starts[i::threads] for i in range(threads)]))


class _BlockScorer:
    """Scores one block of rows after another, in the room of one thread.

    Items that count in the same even scales are added up once, and their sums are then added to each of those scales.
    """

    def __init__(self, plan: ScoringPlan, columns: Sequence[Column], size: int) -> None:
        self.columns = list(zip(columns, plan.reverse, strict=True))
        self.codes = np.empty(size, np.uint8)
        self.sums: list[list[Group | UnevenScores]] = [[] for _ in columns]
        self.scales: list[EvenScores | UnevenScores] = []
        groups = self._groups(plan, size)
        for i, scale in enumerate(plan.scales):
            if scale.even:
                self.scales.append(
                    EvenScores(scale, [group for members, group in groups.items() if i in members], size)
                )
            else:
                uneven = UnevenScores(scale)
                self.scales.append(uneven)
                for position in scale.positions:
                    self.sums[position].append(uneven)

    def _groups(self, plan: ScoringPlan, size: int) -> dict[tuple[int, ...], Group]:
        positions = defaultdict(list)
        for j in range(len(self.columns)):
            scales = tuple(i for i, scale in enumerate(plan.scales) if scale.even and j in scale.positions)
            if scales:
                positions[scales].append(j)
        groups = {scales: Group(len(items), plan.scales[scales[0]].span, size) for scales, items in positions.items()}
        for scales, items in positions.items():
            for j in items:
                self.sums[j].append(groups[scales])
        return groups

    def __call__(self, start: int, stop: int, out: Sequence[ScaleArrays]) -> None:
        codes = self.codes[: stop - start]
        for part in {part for parts in self.sums for part in parts}:
            part.clear(stop - start)
        for (column, reverse), parts in zip(self.columns, self.sums, strict=True):
            answered = column.read(start, stop, codes, reverse=reverse)
            for part in parts:
                part.add(codes, answered)
        for scale, arrays in zip(self.scales, out, strict=True):
            scale.write(arrays.rows(start, stop))
