"""A pilot sample: what people answered, as the rules of evidence look at it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from purpose_index.errors import ArgumentError, Issue
from purpose_index.responses.code import code
from purpose_index.responses.coded import CodedResponses
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.checks.aims import Aims
    from purpose_index.questionnaire.models import Questionnaire


@dataclass(frozen=True)
class Pilot:
    """The answers of a sample, the group of every person where one was named, and what the set is meant for."""

    q: Questionnaire
    coded: CodedResponses
    groups: Sequence[Hashable] | None
    aims: Aims

    @cached_property
    def keyed(self) -> NDArray[np.float64]:
        """The (n, k) answers as numbers, reversed where due within the declared range; NaN where missing."""
        x = self.coded.numbers()
        for j, item in enumerate(self.q.items):
            if item.reverse:
                x[:, j] = self.coded.values[j][0] + self.coded.values[j][-1] - x[:, j]
        return x

    def positions(self, scale_id: str) -> list[int]:
        """Return the columns of a scale's items."""
        members = set(self.q.items_of(scale_id))
        return [j for j, item in enumerate(self.q.item_ids) if item in members]


def pilot_of(q: Questionnaire, responses: Any, group: str | None, aims: Aims) -> Pilot:
    """Return the pilot sample in `responses`.

    Raises
    ------
    ResponseError
        The responses do not fit the set.
    ArgumentError
        There is no column `group`.
    """
    coded = responses if isinstance(responses, CodedResponses) else code(q, responses)
    return Pilot(q, coded, None if group is None else _column(coded.extra, group), aims)


def _column(extra: Any, name: str) -> list[Any]:
    """Return a column of whatever data came along with the answers."""
    if isinstance(extra, list):
        extra = {key: [row.get(key) for row in extra] for row in extra for key in row}
    if extra is not None and not isinstance(extra, dict):
        import narwhals as nw

        frame = nw.from_native(extra, eager_only=True)
        extra = {column: frame[column] for column in frame.columns}
    if extra is None or name not in extra:
        hint = did_you_mean(name, extra or ())
        raise ArgumentError(
            "The groups cannot be told.", [Issue("unknown-group", "$.group", "There is no such column.", hint)]
        )
    return list(extra[name])
