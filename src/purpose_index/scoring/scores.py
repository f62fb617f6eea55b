"""What `score` returns: the scores of one person, and where they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from purpose_index.question_set.load import question_set_of
from purpose_index.scoring.provenance import provenance
from purpose_index.scoring.records import check_like, check_origin, check_possible, scale_scores
from purpose_index.scoring.scale_score import Classified, ScaleScore, check_language, classified

if TYPE_CHECKING:
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.scoring.trait import TraitScore


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

    def __init__(self, *, question_set: QuestionSet, scores: tuple[ScaleScore, ...], answered: int) -> None:
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
        return None if rule is None else classified(rule, [self[scale] for scale in rule.scales])

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
            check_language(language, self._question_set.title)
            plain |= {"language": language, "title": self._question_set.title[language]}
        classified = self.classification
        return {
            **plain,
            "scales": {found.scale: found.to_dict(language=language) for found in self._scores},
            "classification": classified and classified.to_dict(language=language),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], q: QuestionSetLike) -> Score:
        """Return the score that `to_dict` made a record of; `verify` computes it again.

        Parameters
        ----------
        record
            What `to_dict` returned, with or without a language, also after a journey through JSON.
        q
            The question set that it was scored with, or one of another version that scores alike; or whatever `load`
            takes.

        Notes
        -----
        What a calibration adds is not read: it takes the calibration to compute it again.

        Raises
        ------
        ResponseError
            It is not a record of a score, or one that no answers can give; or one of a set that scores differently,
            or of another engine.
        """
        q = question_set_of(q)
        check_origin(record, q)
        found = cls(question_set=q, scores=scale_scores(record, q), answered=record["answered"])
        check_like(record, found.to_dict())
        check_possible(q, found._scores, found.answered)
        found._library = record["library"]
        return found


def with_traits(score: Score, traits: Mapping[str, TraitScore]) -> Score:
    """Return a score with where the person is on the traits behind its scales; not of scales without a score."""
    scores = tuple(
        own if own.value is None or own.scale not in traits else replace(own, trait=traits[own.scale])
        for own in score._scores
    )
    return Score(question_set=score._question_set, scores=scores, answered=score.answered)
