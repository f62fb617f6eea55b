"""What is asked; here are the types that a `QuestionSet` is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.question_set.answer_model import AnswerModel as AnswerModel
    from purpose_index.question_set.hypothesis import Hypothesis as Hypothesis
    from purpose_index.question_set.models import Band as Band
    from purpose_index.question_set.models import Classification as Classification
    from purpose_index.question_set.models import Item as Item
    from purpose_index.question_set.models import MissingCodes as MissingCodes
    from purpose_index.question_set.models import Option as Option
    from purpose_index.question_set.models import Scale as Scale
    from purpose_index.question_set.models import Vector as Vector
    from purpose_index.question_set.models import Waiver as Waiver

_HOME = {
    "AnswerModel": "answer_model",
    "Band": "models",
    "Classification": "models",
    "Hypothesis": "hypothesis",
    "Item": "models",
    "MissingCodes": "models",
    "Option": "models",
    "Scale": "models",
    "Vector": "models",
    "Waiver": "models",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
