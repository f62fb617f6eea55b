"""Labels of groups, of any kind, and which of them name a group at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
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


def _is_known(label: Any) -> bool:
    """Whether a label is equal to itself, as NaN is not and NA cannot say, and is not empty."""
    try:
        return label is not None and bool(label == label and label != "")
    except TypeError:
        return False
