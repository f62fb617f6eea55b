"""Which people have all that is asked of them, and in which group each is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.agreement.groups import numbered
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray


class People(NamedTuple):
    """The people who have every number: (n,) columns in the order given, (n,) group codes from 0, who is left out."""

    columns: tuple[NDArray[np.float64], ...]
    groups: NDArray[np.int64] | None
    issues: tuple[Issue, ...]


def complete_people(columns: Mapping[str, ArrayLike], groups: ArrayLike | None = None) -> People:
    """Return the columns of those who have a number in each, and a group where groups are given.

    Parameters
    ----------
    columns
        (n,) numbers by name, NaN where missing.
    groups
        (n,) labels of any kind; what names no group, such as None, NaN and an empty text, see `labels_of`.

    Raises
    ------
    ArgumentError
        Where the lengths differ, or a column holds what is not a finite number.

    Examples
    --------
    >>> people = complete_people({"x": [1.0, np.nan, 3.0], "y": [4.0, 5.0, 6.0]}, ["b", "a", "a"])
    >>> people.columns[0], people.groups, len(people.issues)
    (array([1., 3.]), array([1, 0]), 1)
    """
    arrays = {
        name: np.asarray(answers_of(_column(name, np.asarray(given))[:, None]), dtype=np.float64)[:, 0]
        for name, given in columns.items()
    }
    labels, known = (None, True) if groups is None else labels_of(groups)
    if labels is not None:
        _column("groups", labels)
    lengths = {name: len(array) for name, array in arrays.items()} | ({} if labels is None else {"groups": len(labels)})
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} {length}" for name, length in lengths.items())
        message = f"Expected one number a person in each; the lengths are {listed}."
        raise ArgumentError("The people cannot be matched.", [Issue("unlike-lengths", "$", message, facts=lengths)])
    kept = ~np.isnan(np.sum(list(arrays.values()), axis=0)) & known
    codes = None if labels is None else numbered(labels[kept], int(kept.sum()))[1]
    left_out = int((~kept).sum())
    issues = (_left_out(left_out, len(kept)),) if left_out else ()
    return People(tuple(array[kept] for array in arrays.values()), codes, issues)


def different(there: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Return the different rows of an (n, k) array, in order, and (n,) which of them each row is."""
    if len(there) and there.all():
        return there[:1], np.zeros(len(there), dtype=np.intp)
    bits = np.ascontiguousarray(np.packbits(there, axis=1))
    _, first, which = np.unique(bits.view(f"S{bits.shape[1]}").ravel(), return_index=True, return_inverse=True)
    return there[first], which.ravel()


def _column(name: str, array: NDArray[Any]) -> NDArray[Any]:
    if array.ndim != 1:
        message = f"Expected one value a person; the shape is {array.shape}."
        raise ArgumentError(
            "The people cannot be matched.",
            [Issue("not-one-column", f"$.{name}", message, facts={"shape": array.shape})],
        )
    return array


def _left_out(left_out: int, n: int) -> Issue:
    message = f"People without all of these numbers, who do not count: {left_out} of {n}."
    return Issue("people-left-out", "$", message, facts={"left_out": left_out, "of": n})
