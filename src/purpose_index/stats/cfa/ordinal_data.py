"""Ordered answers, group by group: their joint counts, and the thresholds and correlations of what lies behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import options_apart
from purpose_index.stats.correlation.doubts import error_issues, item_issues, pair_issues
from purpose_index.stats.correlation.first_stage import Answers, FirstStage, first_stage
from purpose_index.stats.correlation.mixed_stage import mixed_stage
from purpose_index.stats.inputs import ROUNDING, HasPairCounts, answers_of, pair_counts_of
from purpose_index.suggest import did_you_mean
from purpose_index.tallies.categories import Categories, categories_of
from purpose_index.tallies.cross_counts import total_counts, weighted_counts
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Facts
    from purpose_index.options import Missing

    Labels = NDArray[np.object_]

NO_NUMBERS = np.empty((0, 0))
VANISHED = 1e-12  # a variance of an error, times people: none of a few people moves the statistic


class OrderedGroup(NamedTuple):
    """The answers of one group.

    Parameters
    ----------
    label
        Its name; empty where there is one.
    counts
        The joint counts of its answers.
    answers
        The answers themselves; None where a tally of pairs was given.
    n
        How many people count.
    items
        All items; those of `counts`, and the numbers beside them.
    numbers
        (m, n) the numbers.
    """

    label: str
    counts: PairCounts
    answers: Answers | None
    n: float
    items: tuple[str, ...] = ()
    numbers: NDArray[np.float64] = NO_NUMBERS


def ordered_groups_of(
    x: Any, names: Sequence[str], items: Sequence[str], groups: Labels | None, missing: Missing
) -> tuple[OrderedGroup, ...]:
    """Return the ordered answers of each group to the items of a model.

    Parameters
    ----------
    x
        (n, k) whole numbers, NaN where missing; a tally of pairs or of response patterns.
    names, items
        The ids of its columns, and those that the model uses.
    groups
        (n,) the group of every row, empty where it is not known; None for one group.
    missing
        'listwise': rows without a missing answer. 'pairwise': all rows with an answer.

    Raises
    ------
    ArgumentError
        `answers-needed`, `groups-shape`; what the array is refused for.
    StatisticsError
        `too-few-people`, `constant-item`, `category-unused-in-group`.
    """
    at = [names.index(item) for item in items]
    if isinstance(x, Moments):
        raise _refused(
            "Moments hold no joint counts of ordered answers.", "Give the answers, or tally pairs or patterns."
        )
    if isinstance(x, PairCounts) or (isinstance(x, HasPairCounts) and not isinstance(x, Patterns)):
        if groups is not None:
            raise _refused("A tally of pairs holds one group.", "Give the answers themselves.")
        counts = pair_counts_of(x)
        own = counts.select([counts.items[j] for j in at])
        found: tuple[OrderedGroup, ...] = (OrderedGroup("", own, None, float(own.n)),)
    elif isinstance(x, Patterns):
        if groups is not None or (missing == "pairwise" and x.missing == "listwise"):
            message = (
                "A tally of response patterns holds one group, and missing answers where it was told to keep them."
            )
            raise _refused(message, "Give the answers themselves, or tally them with missing='pairwise'.")
        answers = Answers(np.ascontiguousarray(x.codes.T[at]), np.asarray(x.counts, dtype=np.float64))
        found = _grouped(answers, items, tuple(x.values[j] for j in at), None, missing)
    else:
        categories = categories_of(answers_of(x)[:, at], "pairwise", items)
        answers = Answers(categories.read(slice(None)), np.ones(categories.n))
        found = _grouped(answers, items, categories.values, groups, missing)
    _check(found)
    return found


def _grouped(
    answers: Answers,
    items: Sequence[str],
    values: tuple[tuple[int, ...], ...],
    groups: Labels | None,
    missing: Missing,
) -> tuple[OrderedGroup, ...]:
    there = answers.codes >= 0
    kept = there.all(axis=0) if missing == "listwise" else there.any(axis=0)
    people = there.shape[1]
    labels = np.array([""] * people, dtype=object) if groups is None else groups
    if len(labels) != people:
        message = f"Expected one group for each of the {people} rows; there are {len(labels)}."
        sizes = {"rows": people, "groups": len(labels)}
        raise ArgumentError("The groups cannot be used.", [Issue("groups-shape", "$.groups", message, facts=sizes)])
    found = []
    for label in [""] if groups is None else dict.fromkeys(labels[labels != ""].tolist()):
        here = kept & (labels == label)
        codes, counts = answers.codes[:, here], answers.counts[here]
        matrix = _counted(codes, counts, items, values)
        tally = PairCounts(items=tuple(items), values=values, missing=missing, reversed_items=(), matrix=matrix)
        found.append(OrderedGroup(label, tally, Answers(codes, counts), float(counts.sum())))
    return tuple(found)


def _counted(codes: Any, counts: Any, items: Sequence[str], values: tuple[tuple[int, ...], ...]) -> Any:
    """The joint counts, as `PairCounts.matrix` holds them."""
    if (counts == 1).all():
        people = Categories(tuple(items), values, "pairwise", codes.shape[1], lambda rows: codes[:, rows])
        return total_counts(people, None)
    return weighted_counts(codes, counts.astype(np.int64), values)


def _check(groups: Sequence[OrderedGroup]) -> None:
    """Raise StatisticsError where a group has too few people, or items or categories that nobody chose."""
    issues: list[Issue] = []
    for group in groups:
        where = f" in group {group.label!r}" if group.label else ""
        if group.n < 2:
            message = f"A model needs at least 2 people{where}; there are {group.n:.0f}."
            hint = "Ask more people; see missing= for which of them count where answers are missing."
            few: Facts = {"people": group.n, "fewest": 2, "group": group.label}
            issues.append(Issue("too-few-people", "$.x", message, hint, facts=few))
            continue
        for item, chosen in zip(group.counts.items, group.counts.counts(), strict=True):
            if (chosen > 0).sum() < 2:
                some = "one and the same" if chosen.any() else "no"
                message = f"Item {item!r} has {some} answer{where}."
                constant = {"item": item, "group": group.label}
                issues.append(Issue("constant-item", f"$.items.{item}", message, "Drop it.", facts=constant))
    if not issues:
        issues = _unused(groups)
    if issues:
        raise StatisticsError("The model cannot be fitted.", issues)


def _unused(groups: Sequence[OrderedGroup]) -> list[Issue]:
    """Name the categories that nobody chose in one group, and somebody in another."""
    issues = []
    used = [[chosen > 0 for chosen in group.counts.counts()] for group in groups]
    for j, item in enumerate(groups[0].counts.items):
        somewhere = np.any([own[j] for own in used], axis=0)
        for group, own in zip(groups, used, strict=True):
            lacking = np.array(group.counts.values[j])[somewhere & ~own[j]].tolist()
            if lacking:
                which = ", ".join(map(str, lacking))
                message = f"Nobody in group {group.label!r} chose {which} of item {item!r}, and others did."
                hint = "Its thresholds cannot be compared: merge that category with its neighbour in all groups."
                facts: Facts = {"item": item, "group": group.label, "values": tuple(lacking)}
                issues.append(Issue("category-unused-in-group", f"$.items.{item}", message, hint, facts=facts))
    return issues


def thresholds_of(groups: Sequence[OrderedGroup]) -> dict[str, int]:
    """Return how many thresholds each item has."""
    counts = groups[0].counts
    return {item: int((own > 0).sum()) - 1 for item, own in zip(counts.items, counts.counts(), strict=True)}


def stages_of(groups: Sequence[OrderedGroup]) -> tuple[tuple[FirstStage, ...], list[Issue]]:
    """Return thresholds and correlations of every group, and what is to be told of them.

    Raises
    ------
    StatisticsError
        `undefined-pair`, `boundary-correlation`, `undefined-error`.
    """
    stages = tuple(_stage_of(group) for group in groups)
    wrong: list[Issue] = []
    told = [issue for issue in item_issues(groups[0].counts) if issue.code == "unused-category"]
    for group, stage in zip(groups, stages, strict=True):
        items = group.items or group.counts.items
        i, j = np.triu_indices(len(items), 1)
        rho = stage.correlations
        wrong += pair_issues(items, rho, i, j)
        variances = stage.variances[stage.pairs]
        unsure = np.flatnonzero((np.abs(rho) < 1) & ~(variances > VANISHED))
        wrong += error_issues(items, i[unsure], j[unsure])
        told += _mended(group, stage)
    if wrong:
        raise StatisticsError("The model cannot be fitted.", wrong)
    return stages, told


def _stage_of(group: OrderedGroup) -> FirstStage:
    if group.answers is None or not len(group.numbers):
        return first_stage(group.counts, group.answers, group.n)
    ordered = [group.items.index(item) for item in group.counts.items]
    return mixed_stage(group.counts, group.answers, group.numbers, ordered)


def _mended(group: OrderedGroup, stage: FirstStage) -> list[Issue]:
    """Name the tables of two by two that had an empty cell."""
    if not stage.mended.any():
        return []
    items = group.items or group.counts.items
    i, j = np.triu_indices(len(items), 1)
    named = [f"{items[a]} and {items[b]}" for a, b in zip(i[stage.mended], j[stage.mended], strict=True)]
    where = f" in group {group.label!r}" if group.label else ""
    message = f"Nobody has one of the four pairs of answers to {', '.join(named)}{where}: half a person was put there."
    hint = "These correlations rest on that half; more answers, or an item less, would settle it."
    return [Issue("empty-cell", "$.x", message, hint, facts={"pairs": tuple(named), "group": group.label})]


def ordered_items_of(
    ordered: Iterable[str] | bool | None, names: Sequence[str], used: Sequence[str], estimator: str, missing: str
) -> list[str]:
    """Return the ordered items of a model.

    Raises
    ------
    ArgumentError
        `unknown-item`; `unknown-option` where they do not go with the rest.
    """
    if ordered is None:
        return list(used)
    if estimator not in ("WLSMV", "ULSMV"):
        raise options_apart(
            "$.ordered", "Ordered answers are for 'WLSMV' and 'ULSMV'.", "Choose one of those as estimator, or none."
        )
    if isinstance(ordered, bool):
        return list(used)
    named = [ordered] if isinstance(ordered, str) else list(ordered)
    issues = [
        Issue(
            "unknown-item",
            "$.ordered",
            f"There is no item {name!r}.",
            did_you_mean(name, names),
            facts={"item": name},
        )
        for name in dict.fromkeys(named)
        if name not in names
    ]
    if issues:
        raise ArgumentError("The ordered items cannot be used.", issues)
    chosen = [item for item in used if item in named]
    if not chosen:
        raise options_apart(
            "$.ordered", "None of the items of the model is ordered.", "Use 'MLR' where all are numbers."
        )
    if len(chosen) < len(used) and missing == "pairwise":
        raise options_apart("$.missing", "'pairwise' is for models whose items are all ordered.", "Use 'listwise'.")
    return chosen


def mixed_groups_of(
    x: Any, names: Sequence[str], items: Sequence[str], groups: Labels | None, ordered: Collection[str]
) -> tuple[OrderedGroup, ...]:
    """Return the answers of each group where some items are numbers: of people who answered all of them.

    Parameters
    ----------
    x, names, items, groups
        As in `ordered_groups_of`.
    ordered
        Which items are ordered.

    Raises
    ------
    ArgumentError
        `answers-needed` for a tally; `groups-shape`; what the array is refused for.
    StatisticsError
        `too-few-people`, `constant-item`, `category-unused-in-group`.
    """
    if isinstance(x, Moments | HasPairCounts):
        raise _refused("Numbers beside ordered answers need the answers of every person.", "Give the rows themselves.")
    rows = np.asarray(answers_of(x), dtype=np.float64)[:, [names.index(item) for item in items]]
    complete = ~np.isnan(rows).any(axis=1)
    labels = np.array([""] * len(rows), dtype=object) if groups is None else groups
    if len(labels) == len(rows):
        labels = labels[complete]
        rows = rows[complete]
    is_ordered = np.array([item in ordered for item in items])
    known = [item for item in items if item in ordered]
    found = ordered_groups_of(rows[:, is_ordered], known, known, None if groups is None else labels, "listwise")
    found = tuple(
        group._replace(items=tuple(items), numbers=np.ascontiguousarray(rows[labels == group.label][:, ~is_ordered].T))
        for group in found
    )
    _check_numbers(found)
    return found


def _check_numbers(groups: Sequence[OrderedGroup]) -> None:
    """Raise StatisticsError where a number is the same for everybody in a group."""
    issues = []
    for group in groups:
        where = f" in group {group.label!r}" if group.label else ""
        names = [item for item in group.items if item not in group.counts.items]
        for item, own in zip(names, group.numbers, strict=True):
            if not own.std() > ROUNDING * np.abs(own).max():
                message = f"Item {item!r} has one and the same answer{where}."
                facts: Facts = {"item": item, "group": group.label}
                issues.append(Issue("constant-item", f"$.items.{item}", message, "Drop it.", facts=facts))
    if issues:
        raise StatisticsError("The model cannot be fitted.", issues)


def _refused(message: str, hint: str) -> ArgumentError:
    return ArgumentError("This model needs the answers.", [Issue("answers-needed", "$.x", message, hint)])
