"""The scores of one person, with where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import getitem, itemgetter
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.errors import ArgumentError, Issue
from purpose_index.responses.form import REASONS, compiled
from purpose_index.responses.same_set import check_same_set
from purpose_index.responses.validate import Answers, codes_of, looked_up
from purpose_index.scoring.plan import ENGINE, Term, index_of, plan_of, score_of
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from purpose_index.question_set.models import QuestionSet, Scale
    from purpose_index.responses.form import ItemForm
    from purpose_index.scoring.plan import ScalePlan

MissingScore = Literal["too_few_answered"]
_ONE = 1 << 32  # a packed answer: one answered, plus its keyed code
_MOST_KEPT = 4096


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """The score of one person on one scale.

    Parameters
    ----------
    scale
        The id of the scale.
    value
        The score: the mean or the sum that the scale declares; None where the rule does not allow a score.
    mean
        The (weighted) mean of the answered items, in the units of the answer options; None as `value`.
    index
        The score on the declared range, from 0 (all lowest) to 100 (all highest); None as `value`.
    answered, of
        How many items are answered, of how many.
    minimum
        How many must be answered for a score.
    """

    scale: str
    value: float | None
    mean: float | None
    index: float | None
    answered: int
    of: int
    minimum: int
    definition: Scale = field(repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Whether every item is answered."""
        return self.answered == self.of

    @property
    def missing_reason(self) -> MissingScore | None:
        """Why there is no score; None where there is one."""
        return "too_few_answered" if self.value is None else None

    def feedback(self, language: str) -> str | None:
        """Return what may be said to somebody with this score; None without a score, or where the set says nothing.

        Raises
        ------
        ArgumentError
            The set has no words in this language.
        """
        if language not in self.definition.name:
            hint = did_you_mean(language, self.definition.name)
            issue = Issue("unknown-language", "$.language", "The question set has no words in this language.", hint)
            raise ArgumentError("There is no feedback in this language.", [issue])
        for band in self.definition.feedback:
            if self.index is not None and band.from_ <= self.index and (self.index < band.to or band.to == 100):
                return band.text[language]
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON; None where there is no score."""
        names = ("value", "mean", "index", "answered", "of", "minimum", "complete", "missing_reason")
        return {name: getattr(self, name) for name in names}


class Score(Mapping[str, ScaleScore]):
    """The scores of one person on every scale: a mapping of scale id to `ScaleScore`, and where they came from.

    Examples
    --------
    >>> import purpose_index as pi
    >>> score = pi.score(pi.load("purpose-index"), {"q03": 4, "q04": 5, "q08": 4})
    >>> score["positive_meaning"].index, score["total"].index, score["total"].missing_reason
    (83.33333333333333, None, 'too_few_answered')
    >>> score
    Score(purpose-index 1.1.0, engine 1, scales=5, answered=3 of 12)
    """

    __slots__ = (
        "_answered",
        "_question_set",
        "_scores",
    )  # not a frozen dataclass, which takes longer to make than to score

    def __init__(self, question_set: QuestionSet, scores: tuple[ScaleScore, ...], answered: int) -> None:
        self._question_set = question_set
        self._scores = scores
        self._answered = answered

    @property
    def question_set(self) -> str:
        """The id of the question set."""
        return self._question_set.id

    @property
    def version(self) -> str:
        """The version of the question set."""
        return self._question_set.version

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the question set: same fingerprint, engine and answers, same scores."""
        return self._question_set.fingerprint

    @property
    def answered(self) -> int:
        """How many items of the whole set are answered."""
        return self._answered

    @property
    def of(self) -> int:
        """How many items the set has."""
        return len(self._question_set.items)

    @property
    def engine(self) -> int:
        """The number of the scoring engine, which goes up when a number changes."""
        return ENGINE

    def __getitem__(self, scale_id: str) -> ScaleScore:
        """Return the score on a scale; KeyError for an unknown one."""
        for scale_score in self._scores:
            if scale_score.scale == scale_id:
                return scale_score
        raise KeyError(scale_id)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids of the scales, in the order of the set."""
        return (scale_score.scale for scale_score in self._scores)

    def __len__(self) -> int:
        """The number of scales."""
        return len(self._scores)

    def __repr__(self) -> str:
        """Say whose scores these are and what they rest on, and no score."""
        count = f"scales={len(self)}, answered={self.answered} of {self.of}"
        return f"Score({self.question_set} {self.version}, engine {self.engine}, {count})"

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON; None where there is no score."""
        names = ("question_set", "version", "fingerprint", "engine", "answered", "of")
        scales = {scale_score.scale: scale_score.to_dict() for scale_score in self._scores}
        return {**{name: getattr(self, name) for name in names}, "scales": scales}


def score(q: QuestionSet, answers: Mapping[str, Any]) -> Score:
    """Return the scores of one person on every scale of a question set.

    Parameters
    ----------
    q
        The question set.
    answers
        A mapping of item id to value, which is validated, or the `Answers` that `validate` returned.

    Returns
    -------
    Score
        A mapping of scale id to `ScaleScore`.

    Raises
    ------
    ResponseError
        The answers are not valid, or were validated for a question set with other items or options.

    Notes
    -----
    A reversed item counts as low + high - value, within the range of its declared options. With w the weights and v the
    keyed values of the answered items: mean = sum(w v) / sum(w); sum = sum(w v), prorated where the scale declares so:
    sum(w v) sum(all w) / sum(w); index = 100 sum(w (v - low)) / sum(w (high - low)). With fewer items answered than the
    scale's minimum there is no score. A score describes these answers; it has no norm, and makes no claim about causes.
    """
    scorer = compiled(q, "_person_scorer", _Scorer)
    form = scorer.plan.form
    if type(answers) is not Answers:  # isinstance would take a tenth of the time of a score, since Mapping is abstract
        return scorer.score(looked_up(form, answers, scorer.tables) or scorer.packed(codes_of(form, answers)))
    if answers.form is not form:
        check_same_set(form, answers.form.asked)
    return scorer.score(scorer.packed(answers.codes))


class _Scorer:
    """A plan made ready for one person after another.

    An answer is packed into one whole number, `_ONE` plus its keyed code, and a missing one is 0: the sum over a scale
    then holds how many are answered and the total of their keyed codes.
    """

    def __init__(self, q: QuestionSet) -> None:
        self.plan = plan_of(q)
        self.by_code = tuple(map(_by_code, self.plan.form.items, self.plan.reverse))
        self.tables = tuple(
            {value: packed[code] for value, code in item.codes.items()}
            for item, packed in zip(self.plan.form.items, self.by_code, strict=True)
        )
        self.scales = tuple((_getter(scale), _Even(scale) if scale.even else None, scale) for scale in self.plan.scales)

    def packed(self, codes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(map(getitem, self.by_code, codes))

    def score(self, packed: tuple[int, ...]) -> Score:
        scores = [
            _uneven(scale, items(packed)) if even is None else even[sum(items(packed))]
            for items, even, scale in self.scales
        ]
        return Score(self.plan.form.question_set, tuple(scores), sum(packed) // _ONE)


def _by_code(item: ItemForm, reverse: bool) -> tuple[int, ...]:
    """Return the packed answer of every code of an item, the missing ones at -1 to -4."""
    top = len(item.values) - 1
    return (*[_ONE + (top - code if reverse else code) for code in range(top + 1)], *[0] * len(REASONS))


def _getter(scale: ScalePlan) -> Callable[[tuple[int, ...]], tuple[int, ...]]:
    first, *others = scale.positions
    return itemgetter(first, *others) if others else itemgetter(slice(first, first + 1))


class _Even(dict[int, ScaleScore]):
    """The scores on an even scale by packed total; they are frozen, so that everybody with that total shares one."""

    def __init__(self, scale: ScalePlan) -> None:
        super().__init__()
        self.scale = scale

    def __missing__(self, packed: int) -> ScaleScore:
        answered, total = divmod(packed, _ONE)
        low, span = self.scale.low, self.scale.span
        made = _scale_score(self.scale, answered, Term(low * answered + total, answered, total, span * answered))
        if len(self) < _MOST_KEPT:
            self[packed] = made
        return made


def _uneven(scale: ScalePlan, packed: tuple[int, ...]) -> ScaleScore:
    total, weight, above, span = 0.0, 0.0, 0.0, 0.0
    answers = [(terms, answer - _ONE) for terms, answer in zip(scale.terms, packed, strict=True) if answer]
    for terms, code in answers:
        term = terms[code]
        total, weight, above, span = total + term.total, weight + term.weight, above + term.above, span + term.span
    return _scale_score(scale, len(answers), Term(total, weight, above, span))


def _scale_score(plan: ScalePlan, answered: int, sums: Term) -> ScaleScore:
    value = mean = index = None
    if answered >= plan.minimum:
        value = score_of(plan, sums.total, sums.weight)
        mean, index = sums.total / sums.weight, index_of(sums.above, sums.span)
    return ScaleScore(plan.id, value, mean, index, answered, len(plan.positions), plan.minimum, plan.scale)
