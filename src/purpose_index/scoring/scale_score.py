"""The score of one person on one scale, and the scale that somebody is assigned to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.errors import ArgumentError, Issue
from purpose_index.question_set.models import UNDECIDED
from purpose_index.scoring.classes import is_in, wins
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.question_set.models import Band, Classification, Scale
    from purpose_index.scoring.trait import TraitScore

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
    trait
        Where the person is on the trait behind the scale, where it was scored with a calibration; else None.
    """

    scale: str
    value: float | None
    mean: float | None
    index: float | None
    answered: int
    item_count: int
    minimum: int
    definition: Scale = field(repr=False, compare=False)
    trait: TraitScore | None = None

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
        check_language(language, self.definition.name)
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
        if self.trait is not None:
            plain["trait"] = self.trait.to_dict()
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
        check_language(language, self._texts)
        return None if self.value is None else self._texts[language]

    def to_dict(self, *, language: str | None = None) -> dict[str, Any]:
        """Return everything as plain values for JSON, with the words of a language where one is given."""
        plain = {"value": self.value, "margin": self.margin, "missing_reason": self.missing_reason}
        return plain if language is None else {**plain, "words": self.words(language)}


def classified(rule: Classification, scores: list[ScaleScore]) -> Classified:
    """Return the scale that somebody with these scores is assigned to."""
    indices = [found.index for found in scores if found.index is not None]
    if len(indices) < len(scores):
        return Classified(value=None, margin=None, _texts=rule.undecided)
    *_, second, first = sorted(indices)
    winner = next((found for i, found in enumerate(scores) if wins(rule, indices, i)), None)
    if winner is None:
        return Classified(value=UNDECIDED, margin=first - second, _texts=rule.undecided)
    return Classified(value=winner.scale, margin=first - second, _texts=winner.definition.name)


def check_language(language: str, texts: Mapping[str, str]) -> None:
    """Raise ArgumentError where there are no words in a language."""
    if language not in texts:
        hint = did_you_mean(language, texts)
        issue = Issue("unknown-language", "$.language", "The question set has no words in this language.", hint)
        raise ArgumentError("There are no words in this language.", [issue])
