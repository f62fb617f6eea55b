"""The one function that decides what may be shown of any table, and what hiding must break."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.disclosure.known import Reasons, subtract, too_narrow
from purpose_index.disclosure.worlds import Equations, independent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.disclosure.question import Columns, Question

SHOWN, SMALL, PROTECTS = 0, 1, 2
MOST_EXACT = 300  # cells, up to which the fewest people are lost
MOST_ROUNDS = 200
MOST_WORK = (
    1000  # cuts times the cells in them, up to which it is looked up which cells hit all of them at the least cost
)
MOST_TO_CHANGE = 10  # hidden cells, up to which it is tried to hide smaller ones instead
LARGEST = 400  # columns of overlapping sums that are looked at together

Cut = frozenset[int]  # cells that tell too much when all of them are shown
Told = Callable[["NDArray[np.bool_]"], list[Cut]]  # the cuts that are left where some cells are hidden


def decide(questions: Sequence[Question], people: NDArray[np.int64], policy: Disclosure) -> NDArray[np.int8]:
    """Return of every cell whether it may be shown (0), is small (1), or is hidden to protect people (2).

    Parameters
    ----------
    questions
        The answers, and the cells that they are counted in. Numbers that follow from one another, as those of scales
        that share items, give the answers to one question several labellings.
    people
        (cells,) how many people each cell counts.
    policy
        What must stay unknown.

    Notes
    -----
    A *cut* is a set of cells that together tell too much; hiding must hit each. Cuts are found for what is shown, until
    what is left tells nothing: a hiding that hits all cuts is then safe, and none that is safe misses one. Of up to 300
    cells of enough people, those hidden count the fewest people (mixed-integer programming). Of more, and where there
    are so many cuts that this would take long, each cut in turn loses its smallest cell, or its largest where fewer
    cells are hidden so. Of up to 300 cells, where that hides a few large ones, such as everybody, smaller ones may be
    hidden instead: cells are shown one after another, the largest first, if what is then shown tells nothing.

    References
    ----------
    Fischetti, M., & Salazar, J. J. (2001). Solving the cell suppression problem on tabular data with linear
    constraints. Management Science, 47(7), 1008-1027. https://doi.org/10.1287/mnsc.47.7.1008.9805
    """
    small = people < policy.minimum

    def told(hidden: NDArray[np.bool_]) -> list[Cut]:
        return list(dict.fromkeys(cut for question in questions for cut in cuts_of(question, ~hidden, policy)))

    hidden, cuts = small, told(small)
    if cuts:
        way = _losing_the_fewest if int((~small).sum()) <= MOST_EXACT else _by_cut
        hidden = way(told, cuts, people, small)
    return np.where(small, SMALL, np.where(hidden, PROTECTS, SHOWN)).astype(np.int8)


def _losing_the_fewest(
    told: Told, cuts: list[Cut], people: NDArray[np.int64], small: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return what is hidden where that counts the fewest people; or, where that takes too long, nearly so."""
    for _ in range(MOST_ROUNDS):
        if len(cuts) * len(frozenset().union(*cuts)) > MOST_WORK:
            break
        hidden = small | _fewest(cuts, people)
        new = told(hidden)
        if not new:
            return hidden
        cuts = cuts + new
    hidden = _by_cut(told, cuts, people, small)
    if int((hidden & ~small).sum()) > MOST_TO_CHANGE:
        return hidden
    return min(hidden, _showing_the_largest(told, people, small), key=lambda one: int(people[one].sum()))


def _showing_the_largest(told: Told, people: NDArray[np.int64], small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what stays hidden where cells are shown one after another, the largest first, if that tells nothing.

    Showing more tells no less, so many are shown at once, and half as many each time that those tell something.
    """
    hidden = np.ones_like(small)
    large = np.flatnonzero(~small)
    waiting = [large[np.argsort(-people[large], kind="stable")]]
    while waiting:
        cells = waiting.pop()
        hidden[cells] = False
        if told(hidden):
            hidden[cells] = True
            half = len(cells) // 2
            waiting += [cells[half:], cells[:half]] if half else []
    return hidden


def _by_cut(told: Told, cuts: list[Cut], people: NDArray[np.int64], small: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what is hidden where each cut in turn loses its largest cell, or its smallest if those are no more cells.

    Sums of many groups are few, and hiding them breaks many subtractions; the smallest of groups within groups would be
    hidden one after another, each of them told by the next sum.
    """
    best = np.ones_like(small)
    for sign in (-1, 1):
        hidden, new = small.copy(), cuts
        for _ in range(len(people)):  # each time a cell is hidden; were it not, nothing would be shown
            if not new or _cost(hidden, people) >= _cost(best, people):
                break
            _hit(new, sign * people, hidden)
            new = told(hidden)
        if not new and _cost(hidden, people) < _cost(best, people):
            best = hidden
    return best


def _cost(hidden: NDArray[np.bool_], people: NDArray[np.int64]) -> tuple[int, int]:
    """Return how many cells are hidden, and how many people those count."""
    return int(hidden.sum()), int(people[hidden].sum())


def cuts_of(question: Question, shown: NDArray[np.bool_], policy: Disclosure) -> Iterator[Cut]:
    """Yield sets of shown cells that together tell too much of the answers to a question; none where nothing does."""
    columns = question.merged(shown)
    known = subtract(columns)
    reasons = Reasons(columns, known)
    narrow = too_narrow(columns, policy)
    for row, column in zip(known.row.tolist(), known.column.tolist(), strict=True):
        if narrow[column]:
            yield reasons.of([row], column)
    for pairs in _components(columns, known.left):
        yield from _cuts_of_component(columns, pairs, reasons, policy)


def _cuts_of_component(
    columns: Columns, pairs: NDArray[np.int64], reasons: Reasons, policy: Disclosure
) -> Iterator[Cut]:
    rows, at_row = np.unique(columns.row[pairs], return_inverse=True)
    inside, at_column = np.unique(columns.column[pairs], return_inverse=True)
    proofs: Iterable[NDArray[np.int64]] | None = None
    if len(inside) <= LARGEST:
        matrix = np.zeros((len(rows), len(inside)))
        matrix[at_row, at_column] = columns.weight[inside][at_column]
        why = [reasons.of([row]) for row in rows.tolist()]
        kept = independent(matrix, sorted(range(len(rows)), key=lambda i: len(why[i])))
        proofs = Equations(matrix[kept], columns.take(inside)).proofs(policy)
    if proofs is None:  # too large: the group that links most of it is not shown
        yield frozenset({int(columns.cell[rows[np.bincount(at_row).argmax()]])})
        return
    for used in proofs:
        yield frozenset().union(*(why[kept[i]] for i in used.tolist()))


def _components(columns: Columns, left: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Return the pairs that are left in parts that share neither a row nor a column."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = np.flatnonzero(left)
    if not len(pairs):
        return []
    row, column = columns.row[pairs], columns.column[pairs] + len(columns.cell)
    nodes = len(columns.cell) + len(columns.size)
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (row, column)), shape=(nodes, nodes))
    label = connected_components(graph, directed=False)[1][row]
    order = np.argsort(label, kind="stable")
    return np.split(pairs[order], np.flatnonzero(np.diff(label[order])) + 1)


def _fewest(cuts: Sequence[Cut], people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the cells to hide that hit every cut and count the fewest people; of equals the fewest cells."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    which = np.array(sorted(frozenset().union(*cuts)))
    place = {cell: i for i, cell in enumerate(which.tolist())}
    hits = np.zeros((len(cuts), len(which)))  # not sparse: scipy 1.13 takes no indices of 64 bits there
    for row, cut in zip(hits, cuts, strict=True):
        row[[place[cell] for cell in cut]] = 1
    cost = people[which] + 1 / (1 + len(which))
    found = milp(
        cost,
        integrality=np.ones(len(which), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(hits, lb=1),
        options={"mip_rel_gap": 0},
    )
    hidden = np.zeros(len(people), dtype=bool)
    hidden[which] = np.asarray(found.x) > 1 / 2
    return hidden


def _hit(cuts: Sequence[Cut], people: NDArray[np.int64], hidden: NDArray[np.bool_]) -> None:
    """Hide the smallest cell of every cut that is not hit, the shortest first; the largest of negative `people`."""
    for cut in sorted(cuts, key=len):
        cells = np.fromiter(cut, dtype=np.int64)
        if not hidden[cells].any():
            cells.sort()
            hidden[cells[people[cells].argmin()]] = True
