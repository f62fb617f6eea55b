"""Whether the scales of a set measure the same in the groups that people are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

from purpose_index.analysis.people_of_groups import people_of_groups
from purpose_index.analysis.structure import scales_of_one_item
from purpose_index.disclosure.policy import Disclosure
from purpose_index.errors import StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.factor_scales import structural_scales
from purpose_index.question_set.load import question_set_of
from purpose_index.rendering import Shown
from purpose_index.scoring.plan import plan_of
from purpose_index.stats.cfa.measurement_invariance import invariance as compared_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from purpose_index.errors import Issue
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading
    from purpose_index.stats.cfa.invariance_levels import InvarianceLevel
    from purpose_index.stats.cfa.invariance_result import Invariance, InvarianceStep
    from purpose_index.stats.cfa.modification import ModificationIndex
    from purpose_index.stats.cfa.results import Estimator, ParameterEstimate
    from purpose_index.stats.cfa.results import Missing as CfaMissing
    from purpose_index.stats.cfa.score_differences import ScoreDifference

SCALAR = ("scalar", "strict")  # where levels of factors can be compared


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class GroupInvariance(Frozen, Shown):
    """How far the scales of a set measure the same in several groups; it holds no answers nor moments of a group.

    Parameters
    ----------
    question_set, version, fingerprint
        Of what was asked.
    language
        The language of the tables.
    names
        The name of each scale, by language.
    column
        The column that holds the groups.
    groups
        How many people each group has; the first one is what others are compared with.
    steps
        What each level of invariance costs.
    latent_means
        Factor means of the groups, as differences from the first, in its standard deviations; nothing without a level
        with equal intercepts.
    equality_tests
        What the last level would gain from each parameter that were not equal, the largest first.
    score_differences
        What items and scales differ by where people stand alike on what is measured, in points; nothing where no
        parameter is free, no level has equal intercepts, or no item is the same in all groups.
    free
        What was not made equal.
    estimator, missing, level
        As asked.
    issues
        What went wrong in a model, and what the policy risks.
    """

    question_set: str
    version: str
    fingerprint: str
    language: str
    names: Mapping[str, Mapping[str, str]]
    column: str
    groups: Mapping[str, int]
    steps: tuple[InvarianceStep, ...]
    latent_means: tuple[ParameterEstimate, ...]
    equality_tests: tuple[ModificationIndex, ...]
    score_differences: tuple[ScoreDifference, ...]
    free: tuple[str, ...]
    estimator: Estimator
    missing: CfaMissing
    level: float
    issues: tuple[Issue, ...] = ()

    @property
    def n(self) -> int:
        """How many people it rests on."""
        return sum(self.groups.values())

    def __repr__(self) -> str:
        """Which set, and how many people and groups."""
        return f"GroupInvariance({self.question_set} {self.version}, n={self.n}, {len(self.groups)} groups)"


def invariance(
    q: QuestionSetLike,
    data: Any,
    *,
    groups: str,
    scales: Iterable[str] | None = None,
    reference: str | None = None,
    ordinal: bool = False,
    levels: Iterable[InvarianceLevel] | None = None,
    free: Iterable[str] = (),
    estimator: Estimator | None = None,
    missing: CfaMissing = "listwise",
    level: float = 0.95,
    policy: Disclosure | None = None,
    language: str | None = None,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> GroupInvariance:
    """Whether scores of groups can be compared: whether the scales of a set measure the same in each.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        What `purpose_index.encode` takes, or what it returned; or what `purpose_index.tally` takes (a folder,
        `'answers/*.parquet'`, a query), of which only codes and the groups are held in memory.
    groups
        The column beside the items that says which group everybody is in. People without a group do not count.
    scales
        The ids of the scales that are factors; by default all but those that hold all items of another one. Scales
        of one item are left out.
    reference
        The group that others are compared with; by default that whose name comes first.
    ordinal
        Whether answers are ordered categories, which needs every option in every group. By default they are numbers,
        with errors and tests that allow for what is not normal.
    levels, free, missing
        See `stats.cfa.invariance`; a parameter is named by the ids of scales and items: 'meaning_making =~ q07',
        'q07 ~ 1'.
    estimator
        See `stats.cfa.cfa`; by default 'MLR', or 'WLSMV' of ordered answers.
    level
        The confidence level of the intervals, between 0 and 1.
    policy
        What must stay unknown of a group; by default `Disclosure()`.
    language
        The language of the tables, one of `q.languages`; by default the first.
    progress
        Told which fraction of the answers has been read, from 0 to 1, where it is known how many there are.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    GroupInvariance
        What each level costs, factor means, which parameters are least equal, and what that does to scores.

    Raises
    ------
    ResponseError
        Where a file cannot be read, or the data do not fit the question set.
    ArgumentError
        `group-not-shown` where the means and the spread of a group's answers may not be shown by the policy, as this
        tells of both; `one-group`, `no-such-group`, `no-such-structure`, `unknown-scale`; and what
        `stats.cfa.invariance` raises.
    StatisticsError
        What `stats.cfa.invariance` raises.

    Notes
    -----
    Reversed items are turned around. The models themselves, which hold the means and covariances of each group, are not
    kept: for those give the answers to `stats.cfa.invariance`. See docs/methods/invariance.md.
    """
    q, policy = question_set_of(q), policy or Disclosure()
    language = language_of(q, language)
    factors, alone = structural_scales(q, scales)
    people = people_of_groups(
        q, data, groups, factors, policy, reading, missing=missing, reference=reference, progress=progress
    )
    found = compared_groups(
        people.answers,
        factors,
        people.of_group,
        ordinal=ordinal,
        names=people.items,
        levels=levels,
        free=free,
        estimator=estimator or ("WLSMV" if ordinal else "MLR"),
        missing=missing,
        identification="variance",  # so that no item is above being set free
        level=level,
    )
    with_means = bool(set(SCALAR) & {*found})
    differences, untold = _differences(q, people.items, found) if with_means and found.free else ((), ())
    return GroupInvariance(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        language=language,
        names={scale.id: scale.name for scale in q.scales},
        column=groups,
        groups=people.sizes,
        steps=found.steps,
        latent_means=found.latent_means if with_means else (),
        equality_tests=found.equality_tests(list(found)[-1]),
        score_differences=differences,
        free=found.free,
        estimator=next(iter(found.values())).estimator,
        missing=missing,
        level=level,
        issues=(
            *policy.issues,
            *scales_of_one_item(alone),
            *found.issues,
            *(one for model in found.values() for one in model.issues),
            *untold,
        ),
    )


def _differences(
    q: QuestionSet, items: Iterable[str], found: Invariance
) -> tuple[tuple[ScoreDifference, ...], tuple[Issue, ...]]:
    """What scores differ by, or why that cannot be told."""
    try:
        return found.score_differences(scores=points_of_scores(q, items)), ()
    except StatisticsError as untold:
        return (), untold.issues


def points_of_scores(q: QuestionSet, items: Iterable[str]) -> dict[str, dict[str, float]]:
    """What a point of each item adds to the score on each scale that consists of these items."""
    known, scores = set(items), {}
    for plan in plan_of(q).scales:
        weights = {item: plan.scale.weights.get(item, 1.0) for item in q.items_of(plan.scale.id)}
        if weights.keys() <= known:
            points = sum(weights.values()) if plan.scale.score == "mean" else 1.0
            scores[plan.scale.id] = {item: weight / points for item, weight in weights.items()}
    return scores
