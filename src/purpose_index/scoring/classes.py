"""Which class an index falls in, and which of several scales wins: written once, for numbers, arrays and queries."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.question_set.models import Band, Classification

ROUNDING = 1e-9  # index points: what two indices may differ by because they are rounded, and no two answers do


def is_in(band: Band, index: Any) -> Any:
    """Return whether an index falls in a band, whose upper end counts at 100 only; of a number, an array or a query."""
    reached = index >= band.from_
    return reached if band.to == 100 else reached & (index < band.to)


def wins(rule: Classification, indices: Sequence[Any], i: int) -> Any:
    """Return whether scale i is far enough above every other one; of numbers, arrays or the columns of a query."""
    needed = max(rule.minimum_margin - ROUNDING, ROUNDING)  # equals never win; 25 points are 25, however rounded
    return reduce(and_, [indices[i] - other >= needed for j, other in enumerate(indices) if j != i])
