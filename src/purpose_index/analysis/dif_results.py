"""What was found of items in groups, in the names of the set."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.rendering import Shown
from purpose_index.responses.kinds import frame_of
from purpose_index.stats.dif.trait_ratio import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.errors import Issue
    from purpose_index.stats.dif.choices import DifMethod, Matching
    from purpose_index.stats.dif.monte_carlo import DifCutoffs
    from purpose_index.stats.dif.results import DifTest, GroupDifference
    from purpose_index.stats.multiple_tests import Correction

DifFrameOf = Literal["items", "scores"]
EACH = 2  # of the places that likelihood ratios have curves at


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDif(Frozen):
    """Whether one item works alike in groups, beside the other items of its scale.

    Parameters
    ----------
    item, scale
        Its id, and the scale whose items people are matched on.
    works_alike
        Whether it is not found to work otherwise, and so is among the items that people are matched on.
    total, uniform, nonuniform
        The tests; see `stats.dif.LogisticDif` and `stats.dif.LikelihoodRatioDif`.
    slope_change
        How far the slope of the level moves when the groups come in; NaN of likelihood ratios.
    differences
        What its answers differ by, in points, one a group other than the first.
    beyond_chance
        Whether its chi-square is above what that of the highest item of its scale becomes by chance, in
        `GroupDif.cutoffs`; None where that was not asked, or nothing can be told.
    curves
        Of likelihood ratios: the answers that are expected of each group at `GroupDif.places`, to .01; of groups in
        which 100 people or more answered the item, where there are two; nothing where a group tells too little of its
        slope.
    """

    item: str
    scale: str
    works_alike: bool
    total: DifTest
    uniform: DifTest
    nonuniform: DifTest
    slope_change: float
    differences: tuple[GroupDifference, ...]
    beyond_chance: bool | None
    curves: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDif(Frozen):
    """What the items that work otherwise do to the score on a scale, between people who stand alike.

    Parameters
    ----------
    scale, group, reference
        The score; whose, and with whose it is compared.
    items
        The items of the scale that work otherwise.
    value, se, low, high
        How much higher the score is expected to be, in points, its error and its interval; 0 without such items.
    index, index_low, index_high
        The same on the 0-100 index.
    """

    scale: str
    group: str
    reference: str
    items: tuple[str, ...]
    value: float
    se: float
    low: float
    high: float
    index: float
    index_low: float
    index_high: float


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class GroupDif(Frozen, Shown):
    """Whether the items of a set work alike in several groups; it holds no answers nor moments of a group.

    Parameters
    ----------
    question_set, version, fingerprint
        Of what was asked.
    language
        The language of the tables.
    names, texts
        The name of each scale, and the text of each item, by language.
    column
        The column that holds the groups.
    groups
        How many people of each group count in any scale; the first one is what others are compared with.
    people
        How many of each group count in each scale.
    items
        One an item and scale.
    scores
        One a scale and group other than the first.
    method, alpha, correction
        As asked.
    matching
        As asked; None of likelihood ratios, which match on the trait.
    cutoffs
        Of each scale, how large the signs of its items become by chance, where that was asked.
    places
        Where curves of items are, on the trait: standard deviations of the first group from its mean; the same for all
        answers.
    issues
        What makes numbers doubtful, and what the policy risks.
    frame_kind
        'pandas' or 'polars', where such a frame was given.
    """

    question_set: str
    version: str
    fingerprint: str
    language: str
    names: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, Mapping[str, str]]
    column: str
    groups: Mapping[str, int]
    people: Mapping[str, Mapping[str, int]]
    items: tuple[ItemDif, ...]
    scores: tuple[ScaleDif, ...]
    method: DifMethod
    matching: Matching | None
    alpha: float
    correction: Correction
    cutoffs: Mapping[str, DifCutoffs]
    places: tuple[float, ...] = tuple(GRID[::EACH].round(1).tolist())
    issues: tuple[Issue, ...] = ()
    frame_kind: str | None = field(default=None)

    @property
    def n(self) -> int:
        """How many people count in any scale."""
        return sum(self.groups.values())

    def to_frame(self, rows: DifFrameOf = "items") -> Any:
        """Return a row an item and group, or a row a score and group, at full precision.

        Parameters
        ----------
        rows
            'items': the test of the item, of all groups together, and what its answers differ by; or 'scores'.

        Returns
        -------
        frame
            A pandas or polars frame: the kind that was given, else the one that is installed; where there is neither, a
            dict of columns.

        Raises
        ------
        ArgumentError
            Where `rows` is another word.
        """
        check_option("rows", rows, DifFrameOf)
        return frame_of(_item_columns(self) if rows == "items" else _score_columns(self), self.frame_kind)

    def __repr__(self) -> str:
        """Which set, and how many people and groups."""
        return f"GroupDif({self.question_set} {self.version}, n={self.n}, {len(self.groups)} groups)"


def _item_columns(found: GroupDif) -> dict[str, list[Any]]:
    both = [(item, difference) for item in found.items for difference in item.differences]
    of_item = {name: [getattr(item, name) for item, _ in both] for name in ("item", "scale", "works_alike")}
    of_test = ("chi_square", "df", "p_value", "adjusted")
    of_group = ("group", "reference", "value", "se", "low", "high", "detectable")
    return {
        **of_item,
        **{name: [getattr(item.total, name) for item, _ in both] for name in of_test},
        "beyond_chance": [item.beyond_chance for item, _ in both],
        **{name: [getattr(difference, name) for _, difference in both] for name in of_group},
    }


def _score_columns(found: GroupDif) -> dict[str, list[Any]]:
    names = [one.name for one in fields(ScaleDif) if one.name != "items"]
    return {name: [getattr(row, name) for row in found.scores] for name in names}
