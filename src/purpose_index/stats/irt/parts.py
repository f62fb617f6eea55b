"""What a fitted item response model computes with: its functions, and its parameters in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from purpose_index.stats.irt.models import MODELS, Model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]

Parts: TypeAlias = "tuple[Model, Array, Array]"


def parts_of(model: ItemResponseModel) -> Parts:
    """Return the functions of a fitted model, (k,) slopes, 0 for an item that does not vary, and (k, m - 1) intercepts.

    Beyond the categories of an item the intercepts are -inf.
    """
    return MODELS[model.model], np.nan_to_num(model.slopes), filled_up(model.intercepts)


def filled_up(intercepts: Sequence[Array]) -> Array:
    """Return the (k, m - 1) intercepts of items, -inf beyond the categories of each."""
    table = np.full((len(intercepts), max(map(len, intercepts))), -np.inf)
    for row, own in zip(table, intercepts, strict=True):
        row[: len(own)] = own
    return table
