"""A calibration: what the items of each scale tell of where somebody is, estimated once and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from pydantic import ValidationError

from purpose_index.analysis.calibration_record import CalibrationRecord
from purpose_index.analysis.calibration_scale import ScaleCalibration as ScaleCalibration
from purpose_index.analysis.calibration_scale import (
    placer_of,
    record_of_scale,
    scale_of_model,
    scale_of_other,
    scale_of_record,
)
from purpose_index.analysis.record_file import read_record, write_record
from purpose_index.disclosure.policy import Disclosure
from purpose_index.engines.count import counted
from purpose_index.errors import ArgumentError, Issue, ResponseError, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_level, check_option
from purpose_index.question_set.factor_scales import factor_scales
from purpose_index.question_set.load import question_set_of
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.trait import TraitArrays, TraitScore
from purpose_index.stats.irt.choices import ModelName, Slopes
from purpose_index.stats.irt.fitting import graded, partial_credit
from purpose_index.stats.irt.scores import in_blocks
from purpose_index.stats.uncertainty.delta import normal_quantile
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from os import PathLike

    from numpy.typing import NDArray

    from purpose_index.errors import Fact
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading
    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]
    ByScale = dict[str, Patterns]

FITTED: dict[ModelName, Callable[..., ItemResponseModel]] = {"graded": graded, "partial_credit": partial_credit}
PARTS = ("theta", "se", "index", "low", "high")
DIGITS = 9  # of slopes and intercepts: finer than any is known, coarser than what the order of a sum changes
FEWEST = 100  # people: of fewer it is easily worked back how many gave each answer, and the items are hardly known
FINE = 2401  # places on the trait, between which the expected index is taken to be straight: .001 of a point


@dataclass(frozen=True, slots=True, eq=False, kw_only=True, repr=False)
class Calibration(Frozen):
    """What the items of a question set tell of where somebody is, for `score` and `score_frame`.

    Parameters
    ----------
    question_set, version, fingerprint
        The id, version and fingerprint of the question set.
    model
        'graded' or 'partial_credit'.
    level
        The confidence level of the intervals that scores have.
    scales
        By id, the scales.
    issues
        Scales that could not be calibrated, and what is doubtful, with paths such as `$.scales.total.items.q01`.
    """

    question_set: str
    version: str
    fingerprint: str
    model: ModelName
    level: float
    scales: Mapping[str, ScaleCalibration]
    issues: tuple[Issue, ...] = ()

    @classmethod
    def of_models(
        cls, q: QuestionSetLike, models: Mapping[str, ItemResponseModel], *, level: float = 0.95
    ) -> Calibration:
        """Return the calibration that models from elsewhere give, such as those of `stats.irt.from_mirt`.

        Parameters
        ----------
        q
            The question set, or whatever `load` takes.
        models
            By the id of a scale, a model of its items by their ids, as keyed: its categories are the declared values,
            from the lowest up. All are graded, or all partial credit models.
        level
            The confidence level of the intervals that scores get, between 0 and 1.

        Raises
        ------
        ArgumentError
            `items-of-another-scale`, `models-unlike`, `unknown-scale`.

        Examples
        --------
        >>> import purpose_index as pi
        >>> from purpose_index.stats.irt import known_items
        >>> q = pi.load("purpose-index")
        >>> intercepts = [[3.0, 1.0, -1.0, -3.0]] * 3
        >>> model = known_items("graded", [1.2, 0.8, 1.5], intercepts, names=q.items_of("greater_good"))
        >>> pi.Calibration.of_models(q, {"greater_good": model})
        Calibration(purpose-index 1.1.0, graded, 1 scale, up to 0 people)
        """
        q, level = question_set_of(q), check_level(level)
        factor_scales(q, models)
        kinds = sorted({model.model for model in models.values()})
        if len(kinds) != 1:
            message = "Expected models of one kind, and at least one."
            raise ArgumentError("These models make no calibration.", [Issue("models-unlike", "$.models", message)])
        plan = plan_of(q)
        found = {one.id: scale_of_other(models[one.id], one, plan) for one in plan.scales if one.id in models}
        return cls(
            question_set=q.id,
            version=q.version,
            fingerprint=q.fingerprint,
            model=kinds[0],
            level=level,
            scales=found,
            issues=tuple(_issues_within(found, {})),
        )

    def check(self, q: QuestionSet) -> None:
        """Raise ResponseError where a question set scores differently from that of the calibration."""
        if q.fingerprint != self.fingerprint:
            message = f"It was made with {self.question_set} {self.version}, which scores differently."
            raise _another_set(q, message, "Calibrate this question set, or score with the one that it is of.")

    def place(self, codes: Sequence[int]) -> dict[str, TraitScore]:
        """Return by scale where one person is, from the codes of the answers to all items of the set."""
        one = np.array([codes], dtype=np.int8)
        return {
            scale: TraitScore(**{name: float(getattr(at, name)[0]) for name in PARTS}, level=self.level)
            for scale, at in self._placed(one, lambda of_block, own: of_block(own))
        }

    def place_all(self, codes: NDArray[np.int8]) -> dict[str, TraitArrays]:
        """Return by scale where people are, from (n, k) codes; NaN where somebody answered none of its items."""
        return dict(self._placed(codes, in_blocks))

    def _placed(self, codes: NDArray[np.int8], run: Callable[..., Any]) -> Iterable[tuple[str, TraitArrays]]:
        z = normal_quantile(self.level)
        for scale, found in self.scales.items():
            placer = placer_of(found)
            own = placer.categories(codes)
            theta, se = run(placer.eap, own)
            untold = (own < 0).all(axis=1)
            theta, se = (np.where(untold, np.nan, each) for each in (theta, se))
            ends = np.sort([placer.index(theta - z * se), placer.index(theta), placer.index(theta + z * se)], axis=0)
            yield scale, TraitArrays(theta, se, placer.index(theta), ends[0], ends[2])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        names = ("question_set", "version", "fingerprint", "model", "level")
        record = {name: getattr(self, name) for name in names}
        scales = {name: record_of_scale(found) for name, found in self.scales.items()}
        return CalibrationRecord(**record, scales=scales).model_dump()

    def save(self, path: str | PathLike[str]) -> None:
        """Write the calibration to a JSON file."""
        write_record(path, self.to_dict())

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], q: QuestionSetLike) -> Calibration:
        """Return the calibration that `to_dict` wrote, for use with a question set.

        Raises
        ------
        ResponseError
            Where this is not a record of a calibration, or one of a question set that scores differently.
        """
        q = question_set_of(q)
        try:
            read = CalibrationRecord.model_validate(record)
        except ValidationError:
            raise _not_one() from None
        if read.fingerprint != q.fingerprint:
            message = f"It was made with a question set that scores differently from {q.id} {q.version}."
            raise _another_set(q, message, "Load it with the question set and version that it was made with.")
        plans = {scale.id: scale for scale in plan_of(q).scales}
        if not plans.keys() >= read.scales.keys():
            raise _not_one()
        try:
            scales = {
                name: scale_of_record(one, read.model, plans[name], plan_of(q)) for name, one in read.scales.items()
            }
        except ArgumentError:
            raise _not_one() from None
        return cls(
            **read.model_dump(exclude={"format", "scales"}), scales=scales, issues=tuple(_issues_within(scales, {}))
        )

    @classmethod
    def load(cls, path: str | PathLike[str], q: QuestionSetLike) -> Calibration:
        """Return the calibration in a JSON file that `save` wrote, for use with a question set.

        Raises
        ------
        OSError
            Where the file is not there, or may not be read.
        ResponseError
            Where it holds no calibration, or one of a question set that scores differently.
        """
        return cls.from_dict(read_record(path), q)

    def __repr__(self) -> str:
        """Which set and model, and how many scales and people."""
        most = max(found.n for found in self.scales.values())
        scales = f"{len(self.scales)} scale{'s' * (len(self.scales) != 1)}"
        return f"Calibration({self.question_set} {self.version}, {self.model}, {scales}, up to {most} people)"


def calibrate(
    q: QuestionSetLike,
    data: Any,
    *,
    scales: str | Iterable[str] | None = None,
    model: ModelName = "graded",
    slopes: Slopes = "free",
    level: float = 0.95,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> Calibration:
    """Estimate what the items of each scale tell of where somebody is, to score people with their own precision.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    data
        Answers of many people, as `purpose_index.encode` takes them, or as `purpose_index.tally` does.
    scales
        The ids of the scales, by default all. Each has a trait of its own, whatever other scales its items are in.
    model
        'graded': Samejima's graded model. 'partial_credit': the generalised partial credit model.
    slopes
        'free': each item tells as much as it does. 'equal': all items of a scale tell as much.
    level
        The confidence level of the intervals that scores get, between 0 and 1.
    progress
        Told which fraction of the answers has been read, from 0 to 1, where it is known how many there are.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    Calibration
        For `score(q, answers, calibration=...)` and `score_frame`. `.save` keeps it as JSON; `Calibration.load` reads
        it.

    Raises
    ------
    ResponseError
        Where a file cannot be read, or the data do not fit the question set.
    ArgumentError
        Where an option is another word, or the set has no such scale.
    StatisticsError
        Where no scale can be calibrated: slopes of their own need three items that vary, one slope for all needs two,
        and a scale needs 100 people who answered something of it.

    Notes
    -----
    Every answer counts: somebody who skipped an item counts with the others, and an item that does not apply is like
    one that was not asked. Reversed items are turned around as the set declares. An answer that nobody gave cannot be
    estimated; in scores it counts as the nearest one that somebody gave. Weights play no part in where somebody is,
    and do in the index that is expected there.

    A calibration tells how many people gave each answer, the more exactly the fewer they are: of 8 people it follows
    for four of five items, of 100 for one of five, of 1,000 for one in a hundred. So of fewer than 100 there is none,
    which would be of no use either. `stats.irt.graded` takes any number, for who holds the answers anyway.

    A person's place rests on that person's answers and the calibration, and on nobody else. Its error is that of the
    answers; it does not hold how well the items are known, which with some hundreds of people adds little.

    References
    ----------
    Bock, R. D., & Mislevy, R. J. (1982). Adaptive EAP estimation of ability in a microcomputer environment. Applied
    Psychological Measurement, 6, 431-444. https://doi.org/10.1177/014662168200600405

    Examples
    --------
    >>> import numpy as np
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> rng = np.random.default_rng(1)
    >>> made_up = 1 + np.digitize(rng.normal(size=(300, 1)) + 0.6 * rng.logistic(size=(300, 12)), [-2, -1, 0, 1])
    >>> calibration = pi.calibrate(q, made_up, scales="total")
    >>> found = pi.score(q, dict.fromkeys(q.item_ids, 4), calibration=calibration)["total"]
    >>> found.index, round(found.trait.theta, 1), round(found.trait.low), round(found.trait.high)
    (75.0, 0.6, 61, 82)
    """
    q, level = question_set_of(q), check_level(level)
    check_option("model", model, ModelName)
    check_option("slopes", slopes, Slopes)
    chosen = factor_scales(q, [scale.id for scale in q.scales] if scales is None else scales)
    patterns = counted(q, data, partial(_patterns, scales=chosen), reading, add=_added, progress=progress)
    found: dict[str, ScaleCalibration] = {}
    failed: dict[str, tuple[Issue, ...]] = {}
    plan = plan_of(q)
    for scale in plan.scales:
        if scale.id in patterns:
            try:
                _check_people(scale.id, patterns[scale.id])
                fitted = FITTED[model](_untold(patterns[scale.id]), slopes=slopes)
            except StatisticsError as error:
                failed[scale.id] = error.issues
            else:
                found[scale.id] = scale_of_model(fitted, scale, plan)
    issues = tuple(_issues_within(found, failed))
    if not found:
        raise StatisticsError("No scale can be calibrated.", issues)
    return Calibration(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        model=model,
        level=level,
        scales=found,
        issues=issues,
    )


def _patterns(coded: CodedResponses, *, scales: Mapping[str, Sequence[str]]) -> ByScale:
    """Count the distinct rows of answers to the items of every scale, as keyed."""
    return {
        name: Patterns.of(coded, missing="pairwise", items=items).keyed(
            [item for item in items if item in coded.reversed_items]
        )
        for name, items in scales.items()
    }


def _check_people(scale: str, patterns: Patterns) -> None:
    """Raise StatisticsError where so few answered something of a scale that its calibration would tell of them."""
    if int(patterns.counts[(patterns.codes >= 0).any(axis=1)].sum()) < FEWEST:
        message = f"Fewer than {FEWEST} people answered something of scale {scale!r}."
        hint = "Ask more people: of few it would tell how they answered, and little of the items."
        facts: dict[str, Fact] = {"scale": scale, "minimum": FEWEST}
        issue = Issue("few-people-for-calibration", "$", message, hint, facts=facts)
        raise StatisticsError("The scale cannot be calibrated.", [issue])


def _untold(patterns: Patterns) -> Patterns:
    """Return the answers without those to items that nearly all answered alike: what is kept would tell them."""
    codes = patterns.codes.copy()
    for own, values in zip(codes.T, patterns.values, strict=True):
        there = own >= 0
        if _narrow(np.bincount(own[there], weights=patterns.counts[there], minlength=len(values)), values):
            own[:] = -1
    return replace(patterns, codes=codes)


def _narrow(counts: NDArray[Any], values: Sequence[int]) -> bool:
    """Tell whether so many answers of each value leave the mean of a few people less open than releases do."""
    policy, chosen = Disclosure(), np.array(values, dtype=np.float64)
    if not counts.any():
        return False
    lowest, highest = chosen[counts > 0][[0, -1]]
    few = policy.minimum - 1
    room = min(highest - lowest, counts @ (chosen - lowest) / few, counts @ (highest - chosen) / few)
    return bool(room < policy.width * (values[-1] - values[0]))


def _added(first: ByScale, second: ByScale) -> ByScale:
    return {name: own + second[name] for name, own in first.items()}


def _issues_within(found: Mapping[str, ScaleCalibration], failed: Mapping[str, Sequence[Issue]]) -> Iterator[Issue]:
    """The issues of all scales, with the paths of the whole."""
    of_scales = {**{scale: own.issues for scale, own in found.items()}, **failed}
    for scale, issues in of_scales.items():
        for issue in issues:
            yield replace(issue, path=f"$.scales.{scale}{issue.path[1:].removeprefix('.x')}")


def _another_set(q: QuestionSet, message: str, hint: str) -> ResponseError:
    facts: dict[str, Fact] = {"question_set": q.id, "version": q.version}
    issue = Issue("calibration-of-another-set", "$.calibration", message, hint, facts=facts)
    return ResponseError("The calibration is not for this set.", [issue])


def _not_one() -> ResponseError:
    message = "Expected what Calibration.save wrote, whole and unchanged."
    return ResponseError("This is not a calibration.", [Issue("not-a-calibration", "$", message)])
