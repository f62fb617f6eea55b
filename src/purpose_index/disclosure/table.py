"""Groups that share nobody, beside all of them that are shown: counts, means and distributions that may be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.disclosure.decide import SHOWN, decide
from purpose_index.disclosure.measures import counted, in_order, linked_measures, questions_of, shown_moments
from purpose_index.disclosure.question import NONE
from purpose_index.disclosure.spread import Spread, distributions, linked_distributions, squares_stay_open
from purpose_index.disclosure.together import stays_open_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.disclosure.measures import Answers, Measure
    from purpose_index.disclosure.policy import Disclosure

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]
    Booleans = NDArray[np.bool_]


class Told(NamedTuple):
    """What may be told of one measure in G groups, and last in everybody of the groups that are shown.

    Parameters
    ----------
    shown, small
        (G,) whether a group is shown, and whether too few answered.
    spread
        (G + 1,) whether its distribution may be told.
    pooled
        Whether the sum of squares of all together may be told; it may be where their distribution may not.
    n
        (G + 1,) how many have a score; 0 where not shown.
    mean, squares
        (G + 1,) the mean, and the sum of squares around it; NaN where not shown, or where the distribution is not.
    counts
        (G + 1, options) how often each answer was given, of an item; all 0 where the distribution is not told.
    member
        (n,) the group of everybody who has a score in a group that is shown, -1 for the others.
    """

    shown: Booleans
    small: Booleans
    spread: Booleans
    pooled: bool
    n: Integers
    mean: Floats
    squares: Floats
    counts: Integers | None
    member: Integers


def table(
    scales: Sequence[Measure],
    items: Sequence[Measure],
    answers: Answers,
    group: Integers,
    groups: int,
    policy: Disclosure,
) -> list[Told]:
    """Return what may be told of every scale, and then of every item.

    Parameters
    ----------
    scales, items, answers
        What `measures_of` returns of n people.
    group
        (n,) everybody's group, one of `groups`; -1 for who is in none.
    policy
        What must stay unknown.

    Notes
    -----
    Groups without people in common tell nothing of one another, and all that are shown together are the sum of what is
    shown. Scales come first: they are judged alone. The items of a scale are shown where the scale is, and where scale
    and items together tell nothing about any of them.
    """
    everything = [*scales, *items]
    alone = _shown(scales, answers, group, groups, policy)
    together = _shown(everything, answers, group, groups, policy) if items else alone
    shown = np.concatenate([alone, together[:, len(scales) :]], axis=1)
    weights = np.array([measure.weights > 0 for measure in everything])
    for s in range(len(scales), len(everything)):
        holding = [j for j in range(len(scales)) if (weights[j] & weights[s]).any()]
        if holding:
            scale = min(holding, key=lambda j: int(weights[j].sum()))
            beside = [j for j in range(len(everything)) if j >= len(scales) and (weights[j] & weights[scale]).any()]
            shown[:, s] &= shown[:, scale] & together[:, [scale, *beside]].all(axis=1)
    spread = _spread(everything, answers, shown, group, policy)
    found = [
        told(
            measure.scores,
            measure.places,
            measure.options,
            shown[:, s],
            group,
            policy,
            ends=measure.ends,
            spread=spread[s],
        )
        for s, measure in enumerate(everything)
    ]
    for linked in linked_measures(everything):
        inside = np.flatnonzero(np.any([weights[s] for s in linked], axis=0))
        parts = answers.above[:, inside] / answers.span[inside]
        for s in linked:
            of = everything[s].weights[inside] * answers.span[inside]
            found[s] = beside_others(found[s], [of / of.sum()], parts, shown[:, len(scales) + inside], policy)
    return found


def beside_others(told: Told, weights: Sequence[Floats], parts: Floats, shown: Booleans, policy: Disclosure) -> Told:
    """Return what may be told where the sums of squares of these (n, k) parts, and of their sums, may be told too.

    `weights` are those of the parts in the measures that must stay open; `shown` (G, k) says where their means are.
    Where some of a group left out a part that is shown, the sums are of unlike people, and may tell how these differ.
    """
    if told.spread[-1] or not told.pooled:
        return told
    inside = (told.member != NONE) & ~told.spread[told.member]
    groups, member = np.unique(told.member[inside], return_inverse=True)
    hidden = ~shown[groups]
    left_out = (np.isnan(parts[inside]) & ~hidden[member]).any()
    if not left_out and all(stays_open_together(of, parts[inside], member, policy, hidden=hidden) for of in weights):
        return told
    return told._replace(pooled=False, squares=np.append(told.squares[:-1], np.nan))


def told(
    scores: Floats,
    places: Floats,
    options: Sequence[float] | None,
    shown: Booleans,
    group: Integers,
    policy: Disclosure,
    *,
    ends: tuple[float, float],
    spread: Booleans,
) -> Told:
    """Return what may be told of (n,) scores between `ends`, and their places from 0 to 1, in groups that are shown.

    `spread` (G + 1,) says of which their distribution may be.
    """
    groups, order = len(shown), in_order(scores)
    inside = order[group[order] != NONE]
    people = np.bincount(group[inside], minlength=groups)
    member = np.full(len(group), NONE)
    member[inside] = np.where(shown[group[inside]], group[inside], NONE)
    n = np.append(np.where(shown, people, 0), (member != NONE).sum())
    seen = inside[member[inside] != NONE]
    at, x = member[seen], scores[seen]
    mean, squares = shown_moments(*_moments(at, x, n), ends)
    counts = None
    if options is not None:
        code = np.searchsorted(options, x)
        counts = np.bincount(at * len(options) + code, minlength=groups * len(options)).reshape(groups, len(options))
        counts = np.vstack([counts, counts.sum(axis=0)]) * spread[:, None]
    pooled = bool(spread[-1]) or _pooled(at, places[seen], n, spread, policy)
    return Told(
        shown=shown,
        small=people < policy.minimum,
        spread=spread,
        pooled=pooled,
        n=n,
        mean=mean,
        squares=np.where(np.append(spread[:-1], pooled), squares, np.nan),
        counts=counts,
        member=member,
    )


def spread_alone(places: Floats, shown: Booleans, group: Integers, policy: Disclosure) -> Booleans:
    """Return (G + 1,) of which groups, and last of all that are shown, the distribution of one measure may be told."""
    inside = (group != NONE) & ~np.isnan(places)
    member = np.where(shown[group[inside]], group[inside], NONE)
    total = np.where(member != NONE, len(shown), NONE)
    people = np.bincount(member[member != NONE], minlength=len(shown))
    n = np.append(people, people.sum())
    alone = Spread(places[inside], [member, total], np.ones(len(member)))
    return distributions([alone], member + 1, n > 0, n, policy)


def _spread(
    measures: Sequence[Measure], answers: Answers, shown: Booleans, group: Integers, policy: Disclosure
) -> Booleans:
    """Return (measures, G + 1) of which groups, and last of all that are shown, the distribution may be told."""
    groups, k = shown.shape
    labels, people = [], np.zeros((k, groups + 1), dtype=np.int64)
    for s, measure in enumerate(measures):
        scored = (group != NONE) & ~np.isnan(measure.scores)
        inside = np.where(scored & np.append(shown[:, s], np.False_)[group], group, NONE)
        people[s] = np.append(np.bincount(inside[inside != NONE], minlength=groups), (inside != NONE).sum())
        labels.append([np.where(inside != NONE, one + s * (groups + 1), NONE) for one in (inside, groups)])
    found = linked_distributions(measures, answers, labels, people.ravel() > 0, people.ravel(), policy)
    return np.asarray(found.reshape(k, groups + 1))


def _moments(at: Integers, x: Floats, n: Integers) -> tuple[Floats, Floats]:
    """Return the (G + 1,) means and sums of squares around them, of each group and last of all."""
    groups = len(n) - 1
    sums = np.bincount(at, weights=x, minlength=groups)
    mean = np.append(sums, sums.sum()) / np.where(n > 0, n, np.nan)
    squares = np.bincount(at, weights=(x - mean[at]) ** 2, minlength=groups)
    return mean, np.append(squares, ((x - mean[-1]) ** 2).sum())


def _pooled(at: Integers, places: Floats, n: Integers, spread: Booleans, policy: Disclosure) -> bool:
    """Tell whether the sum of squares within the groups whose own spread is not told may be told."""
    if n[-1] < policy.minimum_distribution:
        return False
    mean, squares = _moments(at, places, n)
    own = np.zeros(len(n) - 1)
    np.maximum.at(own, at, np.abs(places - mean[at]))
    which = np.flatnonzero((n[:-1] > 0) & ~spread[:-1])
    return squares_stay_open(n[which], mean[which], own[which], float(squares[which].sum()), policy)


def _shown(measures: Sequence[Measure], answers: Answers, group: Integers, groups: int, policy: Disclosure) -> Booleans:
    """Return (groups, measures) which means may be shown together."""
    k = len(measures)
    first = np.where(group != NONE, group * k, NONE)
    people = np.zeros(groups * k, dtype=np.int64)
    for s, measure in enumerate(measures):
        cell = counted(~np.isnan(measure.scores), first, s)
        people += np.bincount(cell[cell != NONE], minlength=len(people))
    questions = list(questions_of(measures, answers, [first], policy))
    return np.asarray(decide(questions, people, policy).reshape(groups, k) == SHOWN)
