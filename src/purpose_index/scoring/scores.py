"""What `score` returns: the scores of one person, and where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.errors import ArgumentError, Issue
from purpose_index.scoring.classes import UNDECIDED, is_in, wins
from purpose_index.scoring.provenance import provenance
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from purpose_index.question_set.models import Band, Classification, QuestionSet, Scale

MissingScore = Literal["too_few_answered"]
MissingClassification = Literal["scale_without_score"]


@dataclass(frozen=True, slots=True, kw_only=True)
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
    answered, item_count
        How many items are answered, of how many.
    minimum
        How many must be answered for a score.
    definition
        The scale as the question set declares it.
    """

    scale: str
    value: float | None
    mean: float | None
    index: float | None
    answered: int
    item_count: int
    minimum: int
    definition: Scale = field(repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Whether every item is answered."""
        return self.answered == self.item_count

    @property
    def missing_reason(self) -> MissingScore | None:
        """Why there is no score; None where there is one."""
        return "too_few_answered" if self.value is None else None

    @property
    def class_id(self) -> str | None:
        """The id of the feedback band that holds the index; None without a score, or where no band does."""
        return band.id if (band := self._band()) else None

    def feedback(self, language: str) -> str | None:
        """Return what may be said to somebody with this score; None without a score, or where the set says nothing.

        Raises
        ------
        ArgumentError
            The set has no words in this language.
        """
        _check_language(language, self.definition.name)
        return band.text[language] if (band := self._band()) else None

    def to_dict(self, *, language: str | None = None) -> dict[str, Any]:
        """Return everything as plain values for JSON; None where there is no score.

        Parameters
        ----------
        language
            A language of the set: adds the name of the scale and the feedback in its words.

        Raises
        ------
        ArgumentError
            The set has no words in this language.
        """
        names = ("value", "mean", "index", "answered", "item_count", "minimum", "complete", "missing_reason")
        plain = {**{name: getattr(self, name) for name in names}, "class": self.class_id}
        if language is None:
            return plain
        feedback = self.feedback(language)
        return {"name": self.definition.name[language], **plain, "feedback": feedback}

    def _band(self) -> Band | None:
        if self.index is None:
            return None
        return next((band for band in self.definition.feedback if is_in(band, self.index)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """Which of several scales one person scores highest on, by the rule that the question set declares.

    Parameters
    ----------
    value
        The id of that scale; 'undecided' where it is not far enough above the next; None where one has no score.
    margin
        How many index points the highest is above the next; None as `value`.

    Notes
    -----
    It orders this person's own answers, and does not say how sure that is: scales measure with error.
    """

    value: str | None
    margin: float | None
    _texts: Mapping[str, str] = field(repr=False, compare=False)

    @property
    def missing_reason(self) -> MissingClassification | None:
        """Why there is none; None where there is one."""
        return "scale_without_score" if self.value is None else None

    def words(self, language: str) -> str | None:
        """Return the name of the scale, or what the set says of who is undecided; None where there is neither.

        Raises
        ------
        ArgumentError
            The set has no words in this language.
        """
        _check_language(language, self._texts)
        return None if self.value is None else self._texts[language]

    def to_dict(self, *, language: str | None = None) -> dict[str, Any]:
        """Return everything as plain values for JSON, with the words of a language where one is given."""
        plain = {"value": self.value, "margin": self.margin, "missing_reason": self.missing_reason}
        return plain if language is None else {**plain, "words": self.words(language)}


class Score(Mapping[str, ScaleScore]):
    """The scores of one person on every scale: a mapping of scale id to `ScaleScore`, and where they came from.

    Two are equal where the fingerprints of their question sets and all scores are; equal ones have one hash.

    Examples
    --------
    >>> import purpose_index as pi
    >>> score = pi.score(pi.load("purpose-index"), {"q03": 4, "q04": 5, "q08": 4})
    >>> score["positive_meaning"].index, score["total"].index, score["total"].missing_reason
    (83.33333333333333, None, 'too_few_answered')
    >>> score
    Score(purpose-index 1.1.0, engine 1, scales=5, answered=3 of 12)
    """

    __slots__ = ("_answered", "_library", "_question_set", "_scores")  # no frozen dataclass, which takes longer to make

    _library: str  # only of a score that was read back

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
    def engine(self) -> int:
        """The number of the scoring engine, which goes up when a number changes."""
        return provenance(self._question_set)["engine"]

    @property
    def library(self) -> str:
        """The version of purpose_index that computed the scores."""
        return getattr(self, "_library", None) or provenance(self._question_set)["library"]

    @property
    def answered(self) -> int:
        """How many items of the whole set are answered."""
        return self._answered

    @property
    def item_count(self) -> int:
        """How many items the set has."""
        return len(self._question_set.items)

    @property
    def classification(self) -> Classified | None:
        """Which of the competing scales this person scores highest on; None where the set declares no such rule."""
        rule = self._question_set.classification
        return None if rule is None else _classified(rule, [self[scale] for scale in rule.scales])

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

    def __eq__(self, other: object) -> bool:
        """Whether all scores are equal, and the fingerprints of what was asked."""
        if not isinstance(other, Score):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        """Equal scores have one hash."""
        return hash(self._identity())

    def _identity(self) -> tuple[object, ...]:
        return self.fingerprint, self._answered, frozenset(self._scores)

    def __repr__(self) -> str:
        """Say whose scores these are and what they rest on, and no score."""
        count = f"scales={len(self)}, answered={self.answered} of {self.item_count}"
        return f"Score({self.question_set} {self.version}, engine {self.engine}, {count})"

    def to_dict(self, *, language: str | None = None) -> dict[str, Any]:
        """Return everything as plain values for JSON; None where there is no score.

        Parameters
        ----------
        language
            A language of the set: adds names and feedback in its words.

        Raises
        ------
        ArgumentError
            The set has no words in this language.
        """
        names = ("question_set", "version", "fingerprint", "engine", "library", "answered", "item_count")
        plain = {name: getattr(self, name) for name in names}
        if language is not None:
            _check_language(language, self._question_set.title)
            plain |= {"language": language, "title": self._question_set.title[language]}
        classified = self.classification
        return {
            **plain,
            "scales": {found.scale: found.to_dict(language=language) for found in self._scores},
            "classification": classified and classified.to_dict(language=language),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], q: QuestionSet) -> Score:
        """Return the score that `to_dict` made a record of; `verify` computes it again.

        Parameters
        ----------
        record
            What `to_dict` returned, with or without a language, also after a journey through JSON.
        q
            The question set that it was scored with, or one of another version that scores alike.

        Raises
        ------
        ResponseError
            It is no record of a score; or one of a set that scores differently, or of another engine.
        """
        from purpose_index.scoring.records import read_score

        return read_score(record, q)


def _classified(rule: Classification, scores: list[ScaleScore]) -> Classified:
    indices = [found.index for found in scores if found.index is not None]
    if len(indices) < len(scores):
        return Classified(value=None, margin=None, _texts=rule.undecided)
    *_, second, first = sorted(indices)
    winner = next((found for i, found in enumerate(scores) if wins(rule, indices, i)), None)
    if winner is None:
        return Classified(value=UNDECIDED, margin=first - second, _texts=rule.undecided)
    return Classified(value=winner.scale, margin=first - second, _texts=winner.definition.name)


def _check_language(language: str, texts: Mapping[str, str]) -> None:
    if language not in texts:
        hint = did_you_mean(language, texts)
        issue = Issue("unknown-language", "$.language", "The question set has no words in this language.", hint)
        raise ArgumentError("There are no words in this language.", [issue])
