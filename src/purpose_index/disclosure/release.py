"""What may be shown of groups: counts, means, standard deviations and shares, each cell judged with all the others."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, Unpack

import numpy as np

from purpose_index.disclosure.decide import SHOWN, SMALL, decide
from purpose_index.disclosure.groups import breakdowns_of, groups_of, leaders, names_of
from purpose_index.disclosure.measures import counted, in_order, measures_of, questions_of, shown_moments
from purpose_index.disclosure.policy import Disclosure
from purpose_index.disclosure.question import NONE
from purpose_index.disclosure.spread import linked_distributions
from purpose_index.engines.gather import gathered
from purpose_index.frozen import Frozen, FrozenDict
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.kinds import frame_kind, frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.groups import Breakdowns, Groups
    from purpose_index.disclosure.measures import Measure
    from purpose_index.errors import Issue
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.read import Reading

    Members = list[tuple[NDArray[np.int64], NDArray[np.int64]]]  # of every breakdown: people, and the cell of each

Hidden = Literal["small", "protects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Frozen):
    """One scale, or item, in one group.

    Parameters
    ----------
    group
        The value of each column that makes the group; nothing for everybody.
    scale
        The id of the scale or the item.
    shown
        Whether it may be shown. Where it may not, all the numbers are None.
    hidden
        Why it is not shown: 'small' (too few answered), 'protects' (with what else is shown, it would tell of too few,
        or of what each of its people answered); None where it is shown.
    n, mean
        How many people have a score, and the mean of their scores; an item's answers as keyed.
    sd, shares
        The standard deviation (n - 1) and, of an item, the share of every option; None where only the mean is shown. A
        scale has no shares.
    """

    group: Mapping[str, Any]
    scale: str
    shown: bool
    hidden: Hidden | None
    n: int | None = None
    mean: float | None = None
    sd: float | None = None
    shares: Mapping[int, float] | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Release(Frozen):
    """Numbers about groups that may be shown together.

    Parameters
    ----------
    question_set, version, fingerprint
        Of what was asked.
    policy
        What must stay unknown.
    ranges
        The lowest and the highest that the score on each scale can be.
    cells
        A cell for every group and scale, in the order of the breakdowns, the values of their columns, and the scales.
    issues
        What the policy risks.
    frame_kind
        The kind of frame that was given, 'pandas' or 'polars'; None for anything else.
    """

    question_set: str
    version: str
    fingerprint: str
    policy: Disclosure
    ranges: Mapping[str, tuple[float, float]]
    cells: tuple[Cell, ...]
    issues: tuple[Issue, ...]
    frame_kind: str | None = None

    def to_frame(self) -> Any:
        """Return a row a cell, at full precision; what is not shown is missing.

        Returns
        -------
        frame
            A pandas or polars frame: the kind that was given, else the one that is installed; where there is neither, a
            dict of columns. The columns of the groups come first, empty where a cell is not about them; then `scale`,
            `shown`, `hidden`, `n`, `mean`, `sd`, and `share_<value>` for every option of the items.
        """
        names = dict.fromkeys(name for cell in self.cells for name in cell.group)
        values = sorted({value for cell in self.cells for value in cell.shares or ()})
        columns: dict[str, list[Any]] = {name: [cell.group.get(name) for cell in self.cells] for name in names}
        for name in ("scale", "shown", "hidden", "n", "mean", "sd"):
            columns[name] = [getattr(cell, name) for cell in self.cells]
        for value in values:
            columns[f"share_{value}"] = [(cell.shares or {}).get(value) for cell in self.cells]
        return frame_of(columns, self.frame_kind)

    def __repr__(self) -> str:
        """Which set, and how many cells are shown."""
        shown = sum(cell.shown for cell in self.cells)
        return f"Release({self.question_set} {self.version}, {shown} of {len(self.cells)} cells shown)"


def release(
    q: QuestionSetLike,
    data: Any,
    *,
    by: Breakdowns,
    policy: Disclosure | None = None,
    leader: str | Mapping[str, Any] | None = None,
    scales: Sequence[str] | None = None,
    **reading: Unpack[Reading],
) -> Release:
    """Return counts, means and distributions of groups, without what would tell anything about too few people.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        What `encode` takes, or what it returned: a row a person, with the columns that make groups beside the items.
        Or what `tally` takes (a folder, `'answers/*.parquet'`, a query): of those only codes, and the columns that are
        named here, are held in memory. Every row counts as another person: give one occasion at a time, or use `teams`.
    by
        The breakdowns, each the names of the columns that make its groups: `[]` is everybody, "team" each team,
        `("department", "tenure")` each combination. People without a value in a column, or
        with a blank one, are in no group of it.
    policy
        What must stay unknown; by default `Disclosure()`.
    leader
        Who leads, and so counts in no group: a column of truth values (or 1 and 0), or the value of a column, as
        `{"role": "leader"}`. Nothing that is shown depends on a leader's answers.
    scales
        The ids of scales, items or both; by default all scales.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    Release
        A cell for every group and scale; those that are not shown hold no number.

    Raises
    ------
    ResponseError
        A file cannot be read, or the data do not fit the question set.
    ArgumentError
        A column or a scale is not there, nobody leads, or the data are of no kind that can be read.

    Notes
    -----
    A reader is taken to know who is in every group and who answered, and the declared range; and, where they are one of
    those people, their own answers. What is shown is exact: nothing is rounded or made noisy. See
    docs/what-may-be-shown.md for the rules, how they are kept, and what is not tested yet.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> people = [{item: 2 + (i + j) % 3 for j, item in enumerate(q.item_ids)} for i in range(14)]
    >>> people = [{"team": "AAB"[i % 3], **answers} for i, answers in enumerate(people)]
    >>> result = pi.release(q, people, by=[[], "team"], scales=["total"])
    >>> [(dict(cell.group), cell.hidden, cell.n) for cell in result.cells]
    [({}, None, 14), ({'team': 'A'}, 'protects', None), ({'team': 'B'}, 'small', None)]
    """
    q = question_set_of(q)
    policy = policy or Disclosure()
    asked = {"by": list(chain.from_iterable(breakdowns_of(by))), "leader": names_of(leader)}
    coded = gathered(q, data, reading, keep=asked)
    groups = groups_of(coded, by)
    followers = ~leaders(coded, leader)
    measures, answers = measures_of(q, coded, scales)
    firsts = _numbered(groups, followers, len(measures))
    total = sum(len(one.names) for one in groups) * len(measures)
    members = [_members(measure, s, firsts) for s, measure in enumerate(measures)]
    people = np.zeros(total, dtype=np.int64)
    for _, cell in chain.from_iterable(members):
        people += np.bincount(cell, minlength=total)
    state = decide(list(questions_of(measures, answers, firsts, policy)), people, policy)
    labels = [[counted(~np.isnan(one.scores), first, s) for first in firsts] for s, one in enumerate(measures)]
    spread = linked_distributions(measures, answers, labels, state == SHOWN, people, policy)
    return Release(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        policy=policy,
        ranges=FrozenDict({measure.id: measure.ends for measure in measures}),
        cells=tuple(_cells(measures, groups, members, state, people, spread)),
        issues=policy.issues,
        frame_kind=frame_kind(coded),
    )


def _numbered(groups: Sequence[Groups], counted: NDArray[np.bool_], measures: int) -> list[NDArray[np.int64]]:
    """Return, of every breakdown, the number of the first cell of everybody's group; -1 for who is in none."""
    firsts, offset = [], 0
    for one in groups:
        firsts.append(np.where(counted & (one.of_person != NONE), offset + one.of_person * measures, NONE))
        offset += len(one.names) * measures
    return firsts


def _members(measure: Measure, s: int, firsts: Sequence[NDArray[np.int64]]) -> Members:
    """Return of every breakdown the people who have a score and a group, by their scores, and the cell of each."""
    order = in_order(measure.scores)
    who = [order[first[order] != NONE] for first in firsts]
    return [(one, first[one] + s) for one, first in zip(who, firsts, strict=True)]


def _cells(
    measures: Sequence[Measure],
    groups: Sequence[Groups],
    members: Sequence[Members],
    state: NDArray[np.int8],
    people: NDArray[np.int64],
    spread: NDArray[np.bool_],
) -> list[Cell]:
    mean, squares, shares = _moments(measures, members, people)
    found = []
    names = [name for one in groups for name in one.names]
    for number in range(len(people)):
        group, s = divmod(number, len(measures))
        if state[number] != SHOWN:
            reason: Hidden = "small" if state[number] == SMALL else "protects"
            found.append(Cell(group=names[group], scale=measures[s].id, shown=False, hidden=reason))
            continue
        told = bool(spread[number])
        options = measures[s].options
        found.append(
            Cell(
                group=names[group],
                scale=measures[s].id,
                shown=True,
                hidden=None,
                n=int(people[number]),
                mean=float(mean[number]),
                sd=float(np.sqrt(squares[number] / (people[number] - 1))) if told else None,
                shares=FrozenDict(zip(options, shares[number].tolist(), strict=True)) if told and options else None,
            )
        )
    return found


def _moments(
    measures: Sequence[Measure], members: Sequence[Members], people: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], dict[int, NDArray[np.float64]]]:
    """Return of every cell the mean and the sum of squares around it, and the shares of the answers to an item."""
    n = len(people)
    mean, squares = np.zeros(n), np.zeros(n)
    shares: dict[int, NDArray[np.float64]] = {}
    for measure, each in zip(measures, members, strict=True):
        for who, cell in each:
            own = np.unique(cell)
            scores = measure.scores[who]
            mean[own] = np.bincount(cell, weights=scores, minlength=n)[own] / people[own]
            squares[own] = np.bincount(cell, weights=(scores - mean[cell]) ** 2, minlength=n)[own]
            mean[own], squares[own] = shown_moments(mean[own], squares[own], measure.ends)
            if measure.options:
                code = np.searchsorted(measure.options, scores)
                counts = np.bincount(cell * len(measure.options) + code, minlength=n * len(measure.options))
                table = counts.reshape(n, len(measure.options))[own] / people[own, None]
                shares.update(zip(own.tolist(), table, strict=True))
    return mean, squares, shares
