"""The scores of one person."""

from __future__ import annotations

from operator import getitem, itemgetter
from typing import TYPE_CHECKING, Any

from purpose_index.question_set.load import question_set_of
from purpose_index.responses.form import REASONS, compiled
from purpose_index.responses.same_set import check_same_set
from purpose_index.responses.validate import Answers, codes_of, looked_up
from purpose_index.scoring.plan import Term, index_of, plan_of, score_of
from purpose_index.scoring.scale_score import ScaleScore
from purpose_index.scoring.scores import Score, with_traits
from purpose_index.scoring.trait import check_calibration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.form import ItemForm
    from purpose_index.scoring.plan import ScalePlan
    from purpose_index.scoring.trait import PlacesPeople

_ONE = 1 << 32  # a packed answer: one answered, plus its keyed code
_MOST_KEPT = 4096


def score(q: QuestionSetLike, answers: Mapping[str, Any], *, calibration: PlacesPeople | None = None) -> Score:
    """Return the scores of one person on every scale of a question set.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    answers
        A mapping of item id to value, which is validated, or the `Answers` that `validate` returned.
    calibration
        What `calibrate` returned: every scale that it is of and that has a score gets a `trait`, with its own error.

    Returns
    -------
    Score
        A mapping of scale id to `ScaleScore`.

    Raises
    ------
    ResponseError
        The answers are not valid, or were validated for a question set with other items or options; or the calibration
        is of a set that scores differently.

    Notes
    -----
    A reversed item counts as low + high - value, within the range of its declared options. With w the weights and v the
    keyed values of the answered items: mean = sum(w v) / sum(w); sum = sum(w v), prorated where the scale declares so:
    sum(w v) sum(all w) / sum(w); index = 100 sum(w (v - low)) / sum(w (high - low)). With fewer items answered than the
    scale's minimum there is no score. A score describes these answers; it has no norm, and makes no claim about causes.
    """
    q = question_set_of(q)
    if calibration is not None:
        return _placed(q, answers, calibration)
    scorer = compiled(q, "_person_scorer", _Scorer)
    form = scorer.plan.form
    if type(answers) is not Answers:  # isinstance would take a tenth of the time of a score, since Mapping is abstract
        return scorer.score(looked_up(form, answers, scorer.tables) or scorer.packed(codes_of(form, answers)))
    if answers.form is not form:
        check_same_set(form, answers.form.asked)
    return scorer.score(scorer.packed(answers.codes))


def _placed(q: QuestionSet, answers: Mapping[str, Any], calibration: PlacesPeople) -> Score:
    """Return the scores with where the person is on the traits of a calibration."""
    check_calibration(calibration, q)
    form = plan_of(q).form
    found = score(q, answers)
    codes = answers.codes if type(answers) is Answers else codes_of(form, answers)
    return with_traits(found, calibration.place(codes))


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
        return Score(question_set=self.plan.form.question_set, scores=tuple(scores), answered=sum(packed) // _ONE)


def _by_code(item: ItemForm, reverse: bool) -> tuple[int, ...]:
    """Return the packed answer of every code of an item, the missing ones at -1 to -4."""
    top = len(item.values) - 1
    return (*[_ONE + (top - code if reverse else code) for code in range(len(item.values))], *[0] * len(REASONS))


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
    return ScaleScore(
        scale=plan.id,
        value=value,
        mean=mean,
        index=index,
        answered=answered,
        item_count=len(plan.positions),
        minimum=plan.minimum,
        definition=plan.scale,
    )
