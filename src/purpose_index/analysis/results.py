"""What an analysis finds: a question set's scales, their items, and all of it as a frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.rendering import Shown
from purpose_index.responses.kinds import frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.analysis.models import Dimensionality, LatentReliability
    from purpose_index.analysis.structure import StructureAnalysis
    from purpose_index.analysis.traits import TraitAnalysis
    from purpose_index.errors import Issue
    from purpose_index.options import Missing
    from purpose_index.stats.estimate import Estimate
    from purpose_index.stats.reliability.omega import OmegaTotal

FrameOf = Literal["scales", "items"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnalysis(Frozen):
    """One item within one scale, on the people that the scale's numbers rest on; reversed items as keyed.

    Parameters
    ----------
    id, scale
        The id of the item, and of the scale.
    text
        The words of the item, per language.
    labels
        The words of the answer option behind every value of `shares`, per language.
    reverse
        Whether the item is reversed: all its numbers are of lowest plus highest declared value, minus the answer.
    n
        How many people its numbers rest on.
    missing
        How many people of all did not answer it, by reason: 'empty', 'skipped', 'not_applicable', 'not_shown'.
    missing_share
        The share of all people who did not answer it.
    mean, sd, skewness, kurtosis
        As in `stats.items.ItemTable`.
    shares
        The share of every declared value, as keyed.
    item_rest_correlation
        The correlation with the sum of the scale's other items, weighted where the scale is.
    alpha_if_dropped
        Alpha of the scale's other items.
    """

    id: str
    scale: str
    text: Mapping[str, str]
    labels: Mapping[int, Mapping[str, str]]
    reverse: bool
    n: int
    missing: Mapping[str, int]
    missing_share: float
    mean: float
    sd: float
    skewness: float
    kurtosis: float
    shares: Mapping[int, float]
    item_rest_correlation: float
    alpha_if_dropped: float


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class ScaleAnalysis(Frozen):
    """One scale: how people score on it, how its items hang together, and its items.

    Parameters
    ----------
    id, name
        The id of the scale, and its name per language.
    score
        'mean' or 'sum': what `mean`, `sd` and `standard_error_of_measurement` are points of.
    weighted
        Whether items have weights other than 1; alpha is then that of the weighted items, which the score adds.
    level
        The level that was asked for, of the intervals and of `smallest_difference`.
    n
        How many people the numbers rest on: those who answer all items; under pairwise the fewest that two items share.
    k
        How many items there are.
    mean, sd
        Mean and standard deviation (n - 1) of the score; under pairwise from the items' means and covariances.
    low, high
        The lowest and the highest score that the declared values allow.
    complete
        How many people answer all items.
    floor, ceiling
        The share, of the people who answer all items, with the lowest and with the highest score there is.
    alpha, standardized_alpha
        Estimates; NaN, with issues, where they are not defined.
    mean_inter_item_correlation
        The mean correlation between two items.
    reliability
        The estimate that the next two rest on: omega, or alpha where omega was left out, is not defined, or comes from
        a model that did not fit properly.
    standard_error_of_measurement
        `sd * sqrt(1 - reliability)`, in points of the score; NaN where the reliability is not from 0 to 1.
    smallest_difference
        How far two scores must be apart, at the level asked for, before the difference is more than error: z * sqrt(2)
        standard errors. NaN where the standard error is, and where an issue says that items go against each other or
        that no answers can have these covariances.
    omega
        Omega total by maximum likelihood, with the delta-method interval, of the weighted items as alpha is; NaN, with
        issues, where it is not defined, and None where it was not asked for.
    latent
        What polychoric correlations say, where `ordinal=True` was asked for; else None.
    dimensionality
        How many dimensions there are, where that was asked for and can be told; else None.
    items
        The items by id, in the order of the set.
    issues
        What is not defined or doubtful, with paths within the scale.
    trait
        What an item response model says of it, where `items="irt"` was asked for; else None.
    """

    id: str
    name: Mapping[str, str]
    score: str
    weighted: bool
    level: float
    n: int
    k: int
    mean: float
    sd: float
    low: float
    high: float
    complete: int
    floor: float
    ceiling: float
    alpha: Estimate
    standardized_alpha: Estimate
    mean_inter_item_correlation: float
    reliability: Estimate
    standard_error_of_measurement: float
    smallest_difference: float
    omega: OmegaTotal | None
    latent: LatentReliability | None
    dimensionality: Dimensionality | None
    items: Mapping[str, ItemAnalysis]
    issues: tuple[Issue, ...]
    trait: TraitAnalysis | None = None

    def __repr__(self) -> str:
        """Which scale, how many people and items, and its alpha."""
        return f"ScaleAnalysis({self.id}, n={self.n}, k={self.k}, alpha={self.alpha.value:.3f})"


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Analysis(Frozen, Shown):
    """What the answers to a question set show of its scales and items.

    In a notebook it shows itself as tables; `print` gives them as text.

    Parameters
    ----------
    question_set, version, fingerprint
        The id, version and fingerprint of the question set.
    title
        Its title per language.
    language
        The language that the tables speak unless asked otherwise.
    n
        How many people there are.
    missing
        The missing rule: 'listwise' (each scale on the people who answer all its items) or 'pairwise'.
    level, interval
        The confidence level and method of the intervals of alpha; None without intervals.
    scales
        The scales by id, in the order of the set.
    structure
        How well the structure that the set claims fits, where that was asked for; else None.
    frame_kind
        'pandas' or 'polars', where such a frame was analysed.
    """

    question_set: str
    version: str
    fingerprint: str
    title: Mapping[str, str]
    language: str
    n: int
    missing: Missing
    level: float | None
    interval: str | None
    scales: Mapping[str, ScaleAnalysis]
    structure: StructureAnalysis | None = None
    frame_kind: str | None = field(default=None, repr=False)

    @property
    def items(self) -> tuple[ItemAnalysis, ...]:
        """Every item of every scale: an item that counts in two scales is here twice."""
        return tuple(item for scale in self.scales.values() for item in scale.items.values())

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All that is not defined or doubtful, with paths such as `$.scales.total.items.q01`."""
        of_scales = [
            replace(issue, path=f"$.scales.{scale.id}{issue.path[1:]}")
            for scale in self.scales.values()
            for issue in scale.issues
        ]
        of_structure = self.structure.issues if self.structure else ()
        return (*of_scales, *(replace(issue, path=f"$.structure{issue.path[1:]}") for issue in of_structure))

    def to_frame(self, rows: FrameOf = "scales") -> Any:
        """Return a row a scale, or a row an item in a scale, at full precision.

        Parameters
        ----------
        rows
            'scales' or 'items'.

        Returns
        -------
        frame
            A pandas or polars frame: the kind that was analysed, else the one that is installed; where there is
            neither, a dict of columns.

        Raises
        ------
        ArgumentError
            Where `rows` is another word.
        """
        check_option("rows", rows, FrameOf)
        columns = _scale_columns(self) if rows == "scales" else _item_columns(self)
        return frame_of(columns, self.frame_kind)

    def __repr__(self) -> str:
        """Which set, how many people, how many scales."""
        number = len(self.scales)
        scales = f"{number} scale{'s' * (number != 1)}"
        return f"Analysis({self.question_set} {self.version}, n={self.n}, {scales})"


def _scale_columns(analysis: Analysis) -> dict[str, list[Any]]:
    scales = list(analysis.scales.values())
    same = ("n", "k", "mean", "sd", "low", "high", "floor", "ceiling")
    return {
        "scale": [scale.id for scale in scales],
        **{name: [getattr(scale, name) for scale in scales] for name in same},
        "alpha": [scale.alpha.value for scale in scales],
        "alpha_low": [scale.alpha.low for scale in scales],
        "alpha_high": [scale.alpha.high for scale in scales],
        "omega": [scale.omega and scale.omega.value for scale in scales],
        "omega_low": [scale.omega and scale.omega.low for scale in scales],
        "omega_high": [scale.omega and scale.omega.high for scale in scales],
        "standardized_alpha": [scale.standardized_alpha.value for scale in scales],
        "mean_inter_item_correlation": [scale.mean_inter_item_correlation for scale in scales],
        "standard_error_of_measurement": [scale.standard_error_of_measurement for scale in scales],
        "smallest_difference": [scale.smallest_difference for scale in scales],
    }


def _item_columns(analysis: Analysis) -> dict[str, list[Any]]:
    items = analysis.items
    reasons = list(items[0].missing)
    values = sorted({value for item in items for value in item.shares})
    names = ("scale", "reverse", "n", "missing_share", "mean", "sd", "skewness", "kurtosis")
    return {
        "item": [item.id for item in items],
        **{name: [getattr(item, name) for item in items] for name in names},
        "item_rest_correlation": [item.item_rest_correlation for item in items],
        "alpha_if_dropped": [item.alpha_if_dropped for item in items],
        **{f"missing_{reason}": [item.missing[reason] for item in items] for reason in reasons},
        **{f"share_{value}": [item.shares.get(value) for item in items] for value in values},
    }
