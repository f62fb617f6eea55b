"""A stored score, held against the answers that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, ResponseError
from purpose_index.question_set.load import question_set_of
from purpose_index.scoring.person import score
from purpose_index.scoring.scores import Score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.question_set.load import QuestionSetLike


def verify(record: Mapping[str, Any], q: QuestionSetLike, answers: Mapping[str, Any]) -> Score:
    """Return the score of these answers, having made sure that it is the one that was stored.

    Parameters
    ----------
    record
        What `Score.to_dict` returned, also after a journey through JSON.
    q
        The question set that it was scored with, or one of another version that scores alike; or whatever `load` takes.
    answers
        The answers it was computed from, as `score` takes them; `Answers.from_dict` reads stored ones.

    Returns
    -------
    Score
        The score, computed again.

    Raises
    ------
    ResponseError
        It is not a record of a score, or one that no answers can give; it is one of a set that scores differently,
        or of another engine; or these answers score differently: an issue a scale that differs, without the numbers.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> stored = pi.score(q, {"q03": 4, "q04": 5, "q08": 4}).to_dict()
    >>> pi.verify(stored, q, {"q03": 4, "q04": 5, "q08": 4})
    Score(purpose-index 1.1.0, engine 1, scales=5, answered=3 of 12)
    >>> pi.verify(stored, q, {"q03": 4, "q04": 4, "q08": 4})
    Traceback (most recent call last):
    purpose_index.errors.ResponseError: This is not the score of these answers.
      - $.scales.positive_meaning: It scores differently. Are these the answers of that person? [score-differs]
    """
    q = question_set_of(q)
    stored, found = Score.from_dict(record, q), score(q, answers)
    wrong = [f"$.scales.{scale}" for scale in found if stored[scale] != found[scale]]
    if stored.answered != found.answered:
        wrong.append("$.answered")
    if wrong:
        hint = "Are these the answers of that person?"
        issues = [Issue("score-differs", path, "It scores differently.", hint) for path in wrong]
        raise ResponseError("This is not the score of these answers.", issues)
    return found
