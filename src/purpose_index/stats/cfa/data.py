"""The data of a model, group by group: what the likelihood needs, and the rows that robust errors need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.stats.cfa.likelihood import Sample
from purpose_index.stats.frames import headings_of
from purpose_index.stats.inputs import HasMoments, answers_of
from purpose_index.stats.labels import labels_of
from purpose_index.stats.people import different
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Facts

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class GroupData:
    """The data of one group.

    Parameters
    ----------
    label
        The name of the group; empty where there is one.
    sample
        Counts, means and covariances a pattern of missing answers.
    rows
        (n, p) answers, 0 where one is missing; None where a tally of moments was given.
    counts
        (n,) how many people gave each row.
    pattern
        (n,) which pattern each row has.
    centre
        (p,) what was subtracted from the answers: their means where the model says nothing of means, else 0.
    """

    label: str
    sample: Sample
    rows: Array | None
    counts: Array
    pattern: NDArray[np.intp]
    centre: Array


def names_of(x: Any, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the ids of the items: those given, those of a tally or a data frame, or '1', '2', ... for an array."""
    if hasattr(x, "items") and not callable(x.items):
        own = tuple(x.items)
    elif (headings := headings_of(x)) is not None:
        own = headings
    elif isinstance(x, str | Mapping):
        message, hint = "Expected an (n, k) array of numbers.", "The answers stand first, and then the model."
        raise ArgumentError("There are no answers.", [Issue("array-not-numbers", "$.x", message, hint)])
    else:
        own = tuple(map(str, range(1, answers_of(x).shape[1] + 1)))
    given = own if names is None else tuple(map(str, names))
    if len(given) != len(own) or len(set(given)) != len(given):
        message = f"Expected {len(own)} different names, one for each column; there are {len(given)}."
        issue = Issue("names-of-items", "$.names", message, facts={"expected": len(own), "given": len(given)})
        raise ArgumentError("The items cannot be named.", [issue])
    return given


def groups_of(
    x: Any,
    names: Sequence[str],
    items: Sequence[str],
    groups: NDArray[np.object_] | None,
    *,
    fiml: bool,
    means: bool,
) -> tuple[GroupData, ...]:
    """Return the data of each group, over the items of the model.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; a tally of moments or of response patterns.
    names, items
        The ids of its columns, and those that the model uses.
    groups
        (n,) the name of every row's group, empty where there is none; None for one group.
    fiml
        Whether rows with missing answers count; otherwise only complete ones do.
    means
        Whether the model says anything about means.
    """
    at = [names.index(item) for item in items]
    if isinstance(x, Moments) or (isinstance(x, HasMoments) and not isinstance(x, Patterns)):
        if groups is not None or fiml:
            raise _refused(
                "A tally of moments holds one group, and no missing answers.", "Give the answers themselves."
            )
        return (_of_moments(x if isinstance(x, Moments) else x.moments(), at, means=means),)
    if isinstance(x, Patterns):
        if groups is not None or (fiml and x.missing == "listwise"):
            message = (
                "A tally of response patterns holds one group, and missing answers where it was told to keep them."
            )
            raise _refused(message, "Give the answers themselves, or tally them with missing='pairwise'.")
        rows, counts = x.numbers()[:, at], np.asarray(x.counts, dtype=np.float64)
    else:
        rows = np.asarray(answers_of(x), dtype=np.float64)[:, at]
        check_finite(rows, items)
        counts = np.ones(len(rows))
    missing = np.isnan(rows)
    kept = ~missing.all(axis=1) if fiml else ~missing.any(axis=1)
    if groups is None:
        return (_of_rows("", rows[kept], counts[kept], means=means),)
    if len(groups) != len(rows):
        message = f"Expected one group for each of the {len(rows)} rows; there are {len(groups)}."
        sizes = {"rows": len(rows), "groups": len(groups)}
        raise ArgumentError("The groups cannot be used.", [Issue("groups-shape", "$.groups", message, facts=sizes)])
    return tuple(
        _of_rows(label, rows[here], counts[here], means=means)
        for label in dict.fromkeys(groups[groups != ""].tolist())
        for here in [kept & (groups == label)]
    )


def people_in(x: Any) -> float:
    """Return how many people answers hold, or a tally that counts all or some of them."""
    return float(len(answers_of(x)) if not hasattr(x, "n") else x.n)


def check_finite(rows: Array, items: Sequence[str]) -> None:
    """Raise ArgumentError where an item holds an infinite number."""
    infinite = np.isinf(rows)
    if not infinite.any():
        return
    message, hint = "This item holds an infinite number.", "Make it NaN where an answer is missing."
    which = [items[j] for j in np.flatnonzero(infinite.any(axis=0)).tolist()]
    issues = [Issue("array-not-finite", f"$.items.{item}", message, hint, facts={"item": item}) for item in which]
    raise ArgumentError("The array cannot be used.", issues)


def names_of_groups(groups: ArrayLike) -> NDArray[np.object_]:
    """Return the name of each row's group; empty where there is none, see `purpose_index.stats.labels.labels_of`."""
    labels, known = labels_of(groups)
    if labels.ndim != 1:
        message = f"Expected one group for each row; the shape is {labels.shape}."
        facts = {"shape": labels.shape}
        raise ArgumentError("The groups cannot be used.", [Issue("groups-shape", "$.groups", message, facts=facts)])
    if not known.any():
        raise StatisticsError(
            "The model cannot be fitted.", [Issue("too-few-people", "$.groups", "Nobody's group is known.")]
        )
    pairs = zip(labels.tolist(), known.tolist(), strict=True)
    return np.array([str(label) if is_known else "" for label, is_known in pairs], dtype=object)


def _of_rows(label: str, rows: Array, counts: Array, *, means: bool) -> GroupData:
    people = counts.sum()
    if people < 2:
        message = f"A model needs at least 2 people{f' in group {label!r}' if label else ''}; there are {people:.0f}."
        hint = "Ask more people; see missing= for which of them count where answers are missing."
        facts: Facts = {"people": float(people), "fewest": 2, "group": label}
        issue = Issue("too-few-people", "$.x", message, hint, facts=facts)
        raise StatisticsError("The model cannot be fitted.", [issue])
    missing = np.isnan(rows)
    if not missing.any():
        return _complete(label, rows, counts, means=means)
    answered, pattern = different(~missing)
    rows = np.where(missing, 0.0, rows)
    order = np.argsort(pattern, kind="stable")
    starts = np.searchsorted(pattern[order], np.arange(len(answered) + 1))
    mean = np.empty(answered.shape)
    covariance = np.empty((*answered.shape, answered.shape[1]))
    sizes = np.empty(len(answered))
    for g, (start, stop) in enumerate(pairwise(starts)):
        here = order[start:stop]
        sizes[g], mean[g], covariance[g] = _moments(rows[here], counts[here])
    return GroupData(label, Sample(answered, sizes, mean, covariance), rows, counts, pattern, np.zeros(rows.shape[1]))


def _complete(label: str, rows: Array, counts: Array, *, means: bool) -> GroupData:
    """The data of people who miss no answer."""
    people, mean, covariance = _moments(rows, counts)
    centre = np.zeros_like(mean) if means else mean
    sample = Sample.whole(people, mean - centre, covariance)
    return GroupData(label, sample, rows - centre, counts, np.zeros(len(rows), dtype=np.intp), centre)


def _moments(rows: Array, counts: Array) -> tuple[float, Array, Array]:
    """The number of people, and the (p,) means and (p, p) covariances of what they answered."""
    people = counts.sum()
    mean = counts @ rows / people
    deviations = rows - mean
    deviations *= np.sqrt(counts)[:, None]
    return float(people), mean, deviations.T @ deviations / people


def _of_moments(moments: Moments, at: list[int], *, means: bool) -> GroupData:
    pairs = moments.pairs[np.ix_(at, at)]
    if pairs.min() != pairs.max():
        message = "The covariances of this tally rest on different people, and a test needs the same ones for all."
        raise _refused(
            message, "Give the answers themselves with missing='fiml', or tally them with missing='listwise'."
        )
    n = int(pairs[0, 0])
    covariance = moments.covariance()[np.ix_(at, at)] * ((n - 1) / n)
    centre = np.zeros(len(at)) if means else moments.mean[at]
    sample = Sample.whole(n, moments.mean[at] - centre, covariance)
    return GroupData("", sample, None, np.empty(0), np.empty(0, dtype=np.intp), centre)


def _refused(message: str, hint: str) -> ArgumentError:
    return ArgumentError("This model needs the answers.", [Issue("answers-needed", "$.x", message, hint)])
