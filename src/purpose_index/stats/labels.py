"""Labels of groups, of any kind, and which of them name a group at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


def labels_of(groups: ArrayLike) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return labels as an array that keeps what they are, and whether each names a group.

    Parameters
    ----------
    groups
        Labels of any kind. None, NaN, NaT, NA of pandas, a masked label and the empty text name no group.

    Examples
    --------
    >>> labels, known = labels_of(["a", float("nan"), None, "", 1])
    >>> known.tolist()
    [True, False, False, False, True]
    """
    if isinstance(groups, np.ma.MaskedArray):
        groups = groups.tolist()  # None where it is masked
    # numpy would make the text 'nan' of a NaN among texts
    labels = np.asarray(groups) if hasattr(groups, "__array__") else np.asarray(groups, dtype=object)
    if labels.dtype.kind == "O":
        known = np.fromiter(map(_is_known, labels.flat), dtype=bool, count=labels.size).reshape(labels.shape)
    elif labels.dtype.kind in "US":
        known = np.asarray(labels != labels.dtype.type())
    else:
        known = np.asarray(labels == labels)
    return labels, known


def reference_first(groups: Sequence[Any], reference: Any) -> list[Any]:
    """Return groups with the one that others are compared with first; by default the first of them.

    Raises
    ------
    ArgumentError
        `no-such-group`.

    Examples
    --------
    >>> reference_first(["a", "b", "c"], "b"), reference_first([1, 2], None)
    (['b', 'a', 'c'], [1, 2])
    """
    if reference is None:
        return list(groups)
    if reference not in groups:
        message, hint = f"There is no group {reference!r}.", did_you_mean(str(reference), map(str, groups))
        issue = Issue("no-such-group", "$.reference", message, hint, facts={"group": str(reference)})
        raise ArgumentError("The groups cannot be compared.", [issue])
    return [*(group for group in groups if group == reference), *(group for group in groups if group != reference)]


def _is_known(label: Any) -> bool:
    """Whether a label is equal to itself, as NaN is not and NA cannot say, and is not empty."""
    try:
        return label is not None and bool(label == label and label != "")
    except TypeError:
        return False
