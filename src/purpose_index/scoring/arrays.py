"""The scores of many people: columns walked in blocks of rows that fit the cache, as small integers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.frozen import FrozenDict
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.columns import CodeColumn
from purpose_index.responses.form import compiled
from purpose_index.responses.same_set import check_same_set
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.sums import EvenScores, Group, Lookup, UnevenScores, indices_of, scores_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.columns import Column
    from purpose_index.scoring.plan import ScoringPlan
    from purpose_index.scoring.sums import Lookups

THREADS = 2
MANY = 1 << 18  # people from whom on threads, and looking up two at a time, are worth their start
MOST_PAIRED = 16  # scales: the tables of pairs are kept with the question set
ROOM = 16 << 20  # bytes that a thread works in: larger blocks of rows keep the threads from waiting for each other


@dataclass(frozen=True, slots=True, eq=False)
class ScaleArrays:
    """The scores of n people on one scale.

    Parameters
    ----------
    scores
        (n,) means or sums, as the scale declares; NaN where too few items are answered.
    answered
        (n,) how many items are answered.
    index
        (n,) their 0-100 indices, NaN as the scores are. None where nobody asks for them.
    there
        A bit for each person, lowest first in each byte: 1 where there is a score. None where nobody asks for it.
    """

    scores: NDArray[np.float64]
    answered: NDArray[np.int16]
    index: NDArray[np.float64] | None = None
    there: NDArray[np.uint8] | None = None

    @classmethod
    def empty(
        cls, n: int, *, index: bool, bits: bool = False, room: Callable[[int, Any], NDArray[Any]] = np.empty
    ) -> ScaleArrays:
        """Return arrays of n people with nothing in them yet, which `room` makes."""
        return cls(
            scores=room(n, np.float64),
            answered=room(n, np.int16),
            index=room(n, np.float64) if index else None,
            there=room(-(-n // 8), np.uint8) if bits else None,
        )

    def rows(self, start: int, stop: int) -> ScaleArrays:
        """Return the part from `start`, which is a multiple of 8, to `stop`."""
        index = None if self.index is None else self.index[start:stop]
        there = None if self.there is None else self.there[start // 8 : -(-stop // 8)]
        return ScaleArrays(self.scores[start:stop], self.answered[start:stop], index, there)

    def freeze(self) -> None:
        """Make the arrays read-only."""
        for array in (self.scores, self.answered, self.index, self.there):
            if array is not None:
                array.setflags(write=False)


def score_codes(q: QuestionSetLike, coded: CodedResponses, *, index: bool = False) -> Mapping[str, ScaleArrays]:
    """Return the scores of coded answers by scale id, equal to the bit to those of `score` and `score_frame`.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    coded
        The answers of n people.
    index
        Whether the 0-100 indices are asked for too.

    Returns
    -------
    Mapping
        The arrays of every scale; neither can be changed.

    Raises
    ------
    ResponseError
        The answers were encoded by a question set with other items or options.
    """
    plan = plan_of(question_set_of(q))
    check_same_set(plan.form, coded.asked)
    columns = [CodeColumn(item, coded.codes[:, j]) for j, item in enumerate(plan.form.items)]
    n = len(coded)
    out = {scale.id: ScaleArrays.empty(n, index=index) for scale in plan.scales}
    fill(plan, columns, list(out.values()))
    for found in out.values():
        found.freeze()
    return FrozenDict(out)


def fill(plan: ScoringPlan, columns: Sequence[Column], out: Sequence[ScaleArrays]) -> None:
    """Read the columns once, block by block, and write the scores; what is not an answer counts as missing."""
    n = len(out[0].scores)
    many, index = n >= MANY, out[0].index is not None
    groups = _groups(plan)
    lookups = compiled(plan.form.question_set, f"_lookups_{many}_{index}", partial(_lookups, many=many, index=index))
    threads = THREADS if many else 1
    size = _block_size(n, threads, 14 + 2 * len(groups) + sum(3 if scale.even else 48 for scale in plan.scales))
    starts = range(0, n, size)

    def work(mine: Iterable[int]) -> None:
        scorer = _BlockScorer(plan, columns, groups, lookups, size, index=index)
        for start in mine:
            scorer(start, min(start + size, n), out)

    if threads == 1:
        work(starts)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [starts[i::threads] for i in range(threads)]))


def _lookups(q: QuestionSet, *, many: bool, index: bool) -> dict[int, Lookups]:
    """Return the tables of the scores, and of the indices where they are asked for, of every even scale."""
    scales = plan_of(q).scales
    pairs = many and len(scales) <= MOST_PAIRED
    values = [scores_of, indices_of] if index else [scores_of]
    return {i: [Lookup(scale, of, pairs=pairs) for of in values] for i, scale in enumerate(scales) if scale.even}


def _groups(plan: ScoringPlan) -> dict[tuple[int, ...], list[int]]:
    """Return the positions of the items by the even scales that they count in."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for position in range(len(plan.reverse)):
        members = tuple(i for i, scale in enumerate(plan.scales) if scale.even and position in scale.positions)
        if members:
            groups.setdefault(members, []).append(position)
    return groups


def _block_size(n: int, threads: int, row: int) -> int:
    """Return how many rows of so many bytes a thread works on at once, so that the threads get equally many blocks."""
    rounds = max(1, -(-n * row // (threads * ROOM)))
    return 8 * max(1, -(-n // (8 * threads * rounds)))


class _BlockScorer:
    """Scores one block of rows after another, in the room of one thread.

    Items that count in the same even scales are added up once, and their sums are then added to each of those scales.
    """

    def __init__(
        self,
        plan: ScoringPlan,
        columns: Sequence[Column],
        groups: dict[tuple[int, ...], list[int]],
        lookups: Mapping[int, Lookups],
        size: int,
        *,
        index: bool,
    ) -> None:
        self.columns = list(zip(columns, plan.reverse, strict=True))
        self.codes = np.empty(size, np.uint8)
        self.sums: list[list[Group | UnevenScores]] = [[] for _ in columns]
        sums = {members: Group(len(items), plan.scales[members[0]].span, size) for members, items in groups.items()}
        scratch = np.empty(size, np.int64)
        self.scales: list[EvenScores | UnevenScores] = [
            EvenScores(scale, [group for members, group in sums.items() if i in members], lookups[i], size, scratch)
            if scale.even
            else UnevenScores(scale, index=index)
            for i, scale in enumerate(plan.scales)
        ]
        for members, items in groups.items():
            for position in items:
                self.sums[position].append(sums[members])
        for uneven in self.scales:
            if isinstance(uneven, UnevenScores):
                for position in uneven.plan.positions:
                    self.sums[position].append(uneven)

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
