"""Which of the competing scales people score highest on, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from purpose_index.analysis.analyze import as_scored
from purpose_index.analysis.counts import answered_items
from purpose_index.engines.gather import gathered
from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen, FrozenDict
from purpose_index.options import check_level
from purpose_index.question_set.load import question_set_of
from purpose_index.question_set.models import UNDECIDED
from purpose_index.responses.kinds import frame_kind, frame_of
from purpose_index.scoring.added import classes_of
from purpose_index.scoring.arrays import score_codes
from purpose_index.scoring.plan import plan_of
from purpose_index.stats.classification import highest_probabilities
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.cronbach import alpha
from purpose_index.stats.uncertainty.shares import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading
    from purpose_index.tallies.moments import Moments


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Orientation(Frozen):
    """The class of each of n people by the rule that the set declares, and how probable each class is.

    Parameters
    ----------
    question_set, version, fingerprint
        The id, version and fingerprint of the question set.
    scales
        The ids of the m competing scales.
    classes
        (n,) the id of the scale that a person is assigned to, 'undecided' where none is far enough ahead, '' where a
        score is missing.
    probabilities
        (n, m) how probable it is that the true score on each scale is the highest, given the errors of measurement;
        NaN where a score is missing.
    shares
        The share of each class among those who have all scores, with Wilson's interval.
    misclassified
        The share of those assigned to a scale whose true score is expected to be higher on another; NaN where nobody
        is.
    reliabilities
        Of each scale, by its id.
    level
        The confidence level.
    n
        How many people have all scores.
    frame_kind
        'pandas' or 'polars', where such a frame was given.
    """

    question_set: str
    version: str
    fingerprint: str
    scales: tuple[str, ...]
    classes: NDArray[np.str_]
    probabilities: NDArray[np.float64]
    shares: Mapping[str, Estimate]
    misclassified: float
    reliabilities: Mapping[str, float]
    level: float
    n: int
    frame_kind: str | None = field(default=None)

    def to_frame(self) -> Any:
        """Return a row a person, in the order of the data: `class`, and `probability_<scale>` for each scale.

        Returns
        -------
        frame
            A pandas or polars frame: the kind that was given, else the one that is installed; where there is neither, a
            dict of columns. A class is empty where a score is missing.
        """
        columns: dict[str, list[Any]] = {"class": [name or None for name in self.classes.tolist()]}
        for j, scale in enumerate(self.scales):
            columns[f"probability_{scale}"] = self.probabilities[:, j].tolist()
        return frame_of(columns, self.frame_kind)

    def __repr__(self) -> str:
        """Which set, and how many people; nobody's class."""
        return f"Orientation({self.question_set} {self.version}, n={self.n})"


def orientation(
    q: QuestionSetLike,
    data: Any,
    *,
    reliabilities: Mapping[str, float] | None = None,
    level: float = 0.95,
    **reading: Unpack[Reading],
) -> Orientation:
    """Assign each person to one of the competing scales, or to none, and say how probable each is.

    Parameters
    ----------
    q
        A question set that declares a classification, or whatever `load` takes: 'purpose-orientation'.
    data
        What `purpose_index.encode` takes, or what it returned; or what `purpose_index.tally` takes (a folder,
        `'answers/*.parquet'`, a query), of which only codes are held in memory.
    reliabilities
        Of the competing scales, by id, above 0 and below 1; by default alpha in these people.
    level
        The confidence level of the shares, between 0 and 1.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    Orientation
        A class and a probability for each scale a person; shares of the classes.

    Raises
    ------
    ResponseError
        Where a file cannot be read, or the data do not fit the question set.
    ArgumentError
        Where the set declares no classification, or an option cannot be.
    StatisticsError
        Where a scale's reliability is not defined or not above 0 in these people, or its score does not vary.

    Notes
    -----
    The class is that of the declared rule, the same as `score` and `score_frame` give; the probabilities are those of
    `stats.classification.highest_probabilities`. Where a margin is asked for, a class is surer than its mere lead; a
    person with a probability of .6 is nevertheless of another class in two cases of five. An orientation is what
    somebody says of themselves on a day, no type of person.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-orientation")
    >>> people = [{item: 1 + (i * (j // 3 + 1) + j % 3) % 5 for j, item in enumerate(q.item_ids)} for i in range(40)]
    >>> found = orientation(q, people, reliabilities={"income": 0.8, "advancement": 0.8, "purpose": 0.8})
    >>> found.n, found.scales, bool(np.allclose(found.probabilities.sum(axis=1), 1))
    (40, ('income', 'advancement', 'purpose'), True)
    """
    q, level = question_set_of(q), check_level(level)
    rule = q.classification
    if rule is None:
        issue = Issue("no-classification", "$.classification", "The question set declares no competing scales.")
        raise ArgumentError(f"{q.id} classifies nobody.", [issue])
    coded = gathered(q, data, reading)
    scores = score_codes(q, coded, index=True)
    indices = [scores[scale].index for scale in rule.scales]
    table = np.column_stack([index for index in indices if index is not None])
    reliable = _reliabilities(q, coded, rule.scales, reliabilities)
    complete = ~np.isnan(table).any(axis=1)
    classes = np.where(complete, classes_of(rule, list(table.T)), "").astype(np.str_)
    probabilities = highest_probabilities(table, list(reliable.values()))
    n = int(complete.sum())
    own = np.concatenate([probabilities[classes == scale, j] for j, scale in enumerate(rule.scales)])
    return Orientation(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        scales=tuple(rule.scales),
        classes=classes,
        probabilities=probabilities,
        shares={name: _share(name, int((classes == name).sum()), n, level) for name in (*rule.scales, UNDECIDED)},
        misclassified=float(1 - own.mean()) if len(own) else np.nan,
        reliabilities=reliable,
        level=level,
        n=n,
        frame_kind=frame_kind(data),
    )


def _share(name: str, count: int, n: int, level: float) -> Estimate:
    low, high = wilson(count, n, level=level)
    return Estimate(
        name=name, value=count / n, n=n, k=1, method="share", low=low, high=high, level=level, interval="wilson"
    )


def _reliabilities(
    q: Any, coded: CodedResponses, scales: Any, given: Mapping[str, float] | None
) -> FrozenDict[str, float]:
    """The reliability of every competing scale: those given, or alpha in these people."""
    if given is not None:
        if missing := [scale for scale in scales if scale not in given]:
            message = f"Expected a reliability for each of {', '.join(scales)}."
            issues = [
                Issue("reliability-out-of-range", f"$.reliabilities.{scale}", message, facts={"scales": tuple(scales)})
                for scale in missing
            ]
            raise ArgumentError("A reliability is not given.", issues)
        return FrozenDict({scale: float(given[scale]) for scale in scales})
    plan = plan_of(q)
    parts = {scale.id: as_scored(scale, plan, answered)[1] for scale, answered in answered_items(coded, plan)}
    reliable = {scale: _alpha(parts[scale]) for scale in scales}
    if unknown := [scale for scale, value in reliable.items() if not 0 < value < 1]:
        raise StatisticsError(
            f"The reliability of {', '.join(unknown)} is not above 0 in these people; give reliabilities=."
        )
    return FrozenDict(reliable)


def _alpha(items: Moments) -> float:
    """Return alpha; NaN where it is not defined."""
    try:
        return alpha(items, interval=None).value
    except StatisticsError:
        return np.nan
