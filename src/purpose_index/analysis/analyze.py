"""The analysis of answers: joins question set, answers and statistics, and gives the numbers their names."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import sqrt
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from purpose_index.analysis.counts import counts_of
from purpose_index.analysis.models import (
    NEED_ANSWERS,
    Asked,
    alpha_of,
    differences_mean_something,
    dimensionality_of,
    estimated,
    latent_reliability,
    omega_of,
    reliability_of,
    undefined,
)
from purpose_index.analysis.results import Analysis as Analysis
from purpose_index.analysis.results import ItemAnalysis, ScaleAnalysis
from purpose_index.engines.count import counted
from purpose_index.engines.gather import gathered
from purpose_index.options import ItemsBy, Missing, check_level, check_option
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.hypothesis import StructureModel, hypothesis
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.coded import REASONS, CodedResponses
from purpose_index.responses.kinds import frame_kind
from purpose_index.scoring.plan import plan_of
from purpose_index.stats.items import item_table
from purpose_index.stats.reliability.cronbach import Interval, standardized_alpha
from purpose_index.stats.reliability.precision import error_of_score, smallest_difference
from purpose_index.stats.reliability.sample import ROUNDING
from purpose_index.stats.sum_scores import correlations

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from purpose_index.analysis.counts import Counts, ScaleCounts
    from purpose_index.analysis.models import Rows
    from purpose_index.analysis.structure import StructureAnalysis
    from purpose_index.analysis.traits import TraitAnalysis
    from purpose_index.errors import Issue
    from purpose_index.question_set.hypothesis import Hypothesis
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading
    from purpose_index.scoring.plan import ScalePlan, ScoringPlan
    from purpose_index.stats.items import ItemTable
    from purpose_index.tallies.moments import Moments
    from purpose_index.tallies.pairs import PairCounts
    from purpose_index.tallies.patterns import Patterns


def analyze(
    q: QuestionSetLike,
    data: Any,
    *,
    missing: Missing = "listwise",
    level: float = 0.95,
    interval: Interval | None = "feldt",
    omega: bool = True,
    ordinal: bool = False,
    dimensionality: bool = False,
    structure: bool | StructureModel = False,
    items: ItemsBy | None = None,
    rng: int | np.random.Generator | None = 0,
    language: str | None = None,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> Analysis:
    """How people answer each scale and each item, and how reliable the scales are, from one data set.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        What `purpose_index.encode` takes (a frame, a file, an array, a list of mappings), or what it returned. Or what
        `purpose_index.tally` takes (a folder, `'answers/*.parquet'`, a query): then nothing need fit in memory.
    missing
        'listwise': each scale rests on the people who answer all its items. 'pairwise': means rest on all who answer
        the item, covariances on all who answer both items; alpha then has no interval, and an issue says so.
    level
        The confidence level of the intervals, between 0 and 1.
    interval
        Of alpha: one of those of `stats.reliability.alpha`. 'bootstrap' and 'bootstrap-bca' resample people for omega
        too, 2,000 times a scale; beside all others omega has its 'log-delta' interval. None for no intervals. Those and
        'distribution-free' need the answers of everybody, which are then held in memory. The default covers best with
        few people; see docs/methods/alpha.md.
    omega
        False leaves out omega total, which takes about as long as all else of a few thousand people.
    ordinal
        True adds what polychoric correlations say of the reliability of the latent responses.
    dimensionality
        True adds sampling adequacy, parallel analysis and the minimum average partial, of Pearson correlations.
    structure
        True tests the structure that the set claims: a factor a scale, and over them the total where there is one over
        three scales or more. 'correlated', 'second-order', 'bifactor' and 'multitrait' name another one. Answers to
        five options at most are taken as ordered categories ('WLSMV', by the missing rule, of people who answer all
        items or of every two items); others as numbers ('MLR', with everything that everybody answered). It needs the
        answers of everybody, which are then held in memory. See docs/methods/structure.md.
    items
        'irt' adds what an item response model (the graded one) says of every scale: how precise a score is low, in the
        middle and high, what each item tells and where its answers part, and which items do not fit. Everything that
        everybody answered counts. See docs/methods/item-response.md.
    rng
        Seed or generator of the draws of parallel analysis, and of a bootstrap.
    language
        The language of the tables, one of `q.languages`; by default the first.
    progress
        Told which fraction of the answers has been read, from 0 to 1, where it is known how many there are.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    Analysis
        `.scales["total"].alpha.value` and so on; nothing is rounded, reversed (but for what the set declares) or
        dropped. What is not defined is NaN, with an issue.

    Raises
    ------
    ResponseError
        Where a file cannot be read, or the data do not fit the question set, or are answers to another one.
    ArgumentError
        Where an option is another word, the level is not between 0 and 1, or the set has no such language or structure.

    Notes
    -----
    Reversed items are turned around within their declared range, then counted. The moments of the answers are counted
    in one pass over the rows, each item's once for every scale that it is in; all else is arithmetic on (k, k) numbers.
    The numbers say nothing of whether a scale measures one thing, or the right thing. How many of its items a person
    must answer for a score plays no part here.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> people = [{item: 1 + (3 * i + j) % 5 for j, item in enumerate(q.item_ids)} for i in range(20)]
    >>> result = pi.analyze(q, people)
    >>> result.n, result.scales["total"].k
    (20, 12)
    """
    q = question_set_of(q)
    check_option("missing", missing, Missing)
    if interval is not None:
        check_option("interval", interval, Interval)
    if items is not None:
        check_option("items", items, ItemsBy)
    level, language = check_level(level), language_of(q, language)
    plan, count = plan_of(q), partial(counts_of, q=q, missing=missing, pairs=ordinal, patterns=items is not None)
    claimed = _claimed(q, structure)
    coded = None
    if interval in NEED_ANSWERS or claimed:
        coded = gathered(q, data, reading, progress=progress)
        counts = count(coded)
    else:
        counts = counted(q, data, count, reading, progress=progress)
    asked = Asked(interval, level, omega, ordinal, dimensionality, np.random.default_rng(rng))
    scales = [
        _scale(scale, plan, own, counts, asked, coded) for scale, own in zip(plan.scales, counts.scales, strict=True)
    ]
    return Analysis(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        title=q.title,
        language=language,
        n=counts.n,
        missing=missing,
        level=level if interval else None,
        interval=interval,
        scales={scale.id: scale for scale in scales},
        structure=_tested(claimed, coded, missing, level) if claimed and coded is not None else None,
        frame_kind=frame_kind(data),
    )


def _claimed(q: QuestionSet, structure: bool | StructureModel) -> Hypothesis | None:
    """Return the structure that is asked for, if one is."""
    if structure is False:
        return None
    if structure is not True:
        check_option("structure", structure, StructureModel)
    return hypothesis(q, None if structure is True else structure)


def _tested(claimed: Hypothesis, coded: CodedResponses, missing: Missing, level: float) -> StructureAnalysis:
    from purpose_index.analysis.structure import structure_of

    return structure_of(claimed, coded, missing, level)


def _trait(scale: ScalePlan, patterns: Patterns, level: float) -> TraitAnalysis:
    from purpose_index.analysis.traits import trait_of

    return trait_of(scale, patterns, level)


def as_scored(scale: ScalePlan, plan: ScoringPlan, answered: Moments) -> tuple[Moments, Moments]:
    """Return the moments of a scale's items as keyed, and of what they add to its score: times their weights."""
    moments = answered.keyed([item for item, j in zip(answered.items, scale.positions, strict=True) if plan.reverse[j]])
    weights = _weights(scale, answered)
    return moments, moments.weighted(weights) if (weights != 1).any() else moments


def _weights(scale: ScalePlan, answered: Moments) -> NDArray[np.float64]:
    return np.array([scale.scale.weights.get(item, 1.0) for item in answered.items])


def _scale(
    scale: ScalePlan, plan: ScoringPlan, own: ScaleCounts, counts: Counts, asked: Asked, coded: CodedResponses | None
) -> ScaleAnalysis:
    moments, added = as_scored(scale, plan, own.moments)
    weights, ends = _weights(scale, own.moments), own.ends
    table = _table(moments, added)
    pairs = own.pairs.keyed(moments.reversed_items) if own.pairs else None
    trait = _trait(scale, own.patterns.keyed(moments.reversed_items), asked.level) if own.patterns else None

    def rows() -> NDArray[np.float64]:
        assert coded is not None  # since an interval that needs them was asked for
        return np.asarray(coded.numbers(keyed=True)[:, list(scale.positions)] * weights)

    estimates, doubts = _estimates(moments, added, pairs, asked, rows)
    points = weights.sum() if scale.scale.score == "mean" else 1.0
    sd = _sd_of_sum(added.covariance()) / points
    reliability = reliability_of(estimates["alpha"], estimates["omega"])
    error = error_of_score(sd, reliability.value)
    meant = differences_mean_something(estimates["alpha"], estimates["omega"])
    return ScaleAnalysis(
        id=scale.id,
        name=scale.scale.name,
        score=scale.scale.score,
        weighted=added is not moments,
        level=asked.level,
        n=moments.n,
        k=len(moments),
        mean=float(added.mean.sum() / points),
        sd=sd,
        low=float(weights @ [values[0] for values in moments.values] / points),
        high=float(weights @ [values[-1] for values in moments.values] / points),
        complete=ends.complete,
        floor=_share(ends.lowest, ends.complete),
        ceiling=_share(ends.highest, ends.complete),
        mean_inter_item_correlation=_mean_correlation(moments),
        reliability=reliability,
        standard_error_of_measurement=error,
        smallest_difference=smallest_difference(error, level=asked.level) if meant else np.nan,
        items=_items(scale, plan, table, moments, counts.reasons[list(scale.positions)], counts.n),
        issues=tuple(dict.fromkeys((*doubts, *table.issues, *(trait.issues if trait else ())))),
        trait=trait,
        **estimates,
    )


def _estimates(
    moments: Moments, added: Moments, counts: PairCounts | None, asked: Asked, rows: Rows
) -> tuple[dict[str, Any], list[Issue]]:
    """Return the estimates of a scale by the name of their field, and what is not defined or doubtful of them."""
    found = alpha_of(added, asked, rows)
    standard = estimated(undefined("standardized_alpha", moments), lambda: standardized_alpha(moments))
    omega = omega_of(added, asked, rows) if asked.omega else None
    latent = latent_reliability(counts) if counts else None
    dimensions, doubts = dimensionality_of(moments, asked.rng) if asked.dimensionality else (None, ())
    fields = {
        "alpha": found,
        "standardized_alpha": standard,
        "omega": omega,
        "latent": latent,
        "dimensionality": dimensions,
    }
    parts = [part for part in (found, standard, omega, latent) if part]
    return fields, [issue for part in parts for issue in part.issues] + list(doubts)


def _table(moments: Moments, added: Moments) -> ItemTable:
    """Return the item table; where items have weights, correlations and alphas are those of the weighted items."""
    table = item_table(moments)
    if added is moments:
        return table
    weighted = item_table(added)
    return replace(
        table,
        item_rest_correlation=weighted.item_rest_correlation,
        alpha_if_dropped=weighted.alpha_if_dropped,
    )


def _sd_of_sum(covariance: NDArray[np.float64]) -> float:
    """Return the standard deviation of the sum of the items; NaN where pairwise covariances are those of no sum."""
    variance, rounding = float(covariance.sum()), ROUNDING * float(np.trace(covariance))
    return sqrt(max(variance, 0.0)) if variance >= -rounding else np.nan


def _mean_correlation(moments: Moments) -> float:
    correlation = correlations(moments.covariance())
    k = len(moments)
    return float((correlation.sum() - k) / (k * (k - 1))) if k > 1 else np.nan


def _share(part: int, whole: int) -> float:
    return part / whole if whole else np.nan


def _items(
    scale: ScalePlan, plan: ScoringPlan, table: ItemTable, moments: Moments, reasons: NDArray[np.int64], people: int
) -> dict[str, ItemAnalysis]:
    names, q = tuple(REASONS.values()), plan.form.question_set
    reverse = [plan.reverse[j] for j in scale.positions]
    columns = (
        table.mean,
        table.sd,
        table.skewness,
        table.kurtosis,
        table.item_rest_correlation,
        table.alpha_if_dropped,
    )
    numbers = zip(*(column.tolist() for column in columns), strict=True)
    counts = zip(table.items, reverse, table.n.tolist(), reasons.tolist(), strict=True)
    shares = zip(moments.values, table.shares.tolist(), strict=True)
    return {
        item: ItemAnalysis(
            id=item,
            scale=scale.id,
            text=q.item(item).text,
            labels=labels_of(q, item),
            reverse=turned,
            n=n,
            missing=dict(zip(names, missing, strict=True)),
            missing_share=_share(sum(missing), people),
            mean=mean,
            sd=sd,
            skewness=skewness,
            kurtosis=kurtosis,
            shares=dict(zip(values, parts, strict=False)),
            item_rest_correlation=rest,
            alpha_if_dropped=without,
        )
        for (item, turned, n, missing), (mean, sd, skewness, kurtosis, rest, without), (values, parts) in zip(
            counts, numbers, shares, strict=True
        )
    }


def labels_of(q: QuestionSet, item_id: str) -> dict[int, Mapping[str, str]]:
    """Return the words of the answer behind every value, as keyed: of reversed items the other end's."""
    options = q.labels_of(item_id)
    ends = min(options) + max(options)
    return {ends - value: label for value, label in options.items()} if q.item(item_id).reverse else options
