"""The pydantic model of a valid answer: its errors, in every form that pydantic gives them, hold no answers."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from purpose_index.question_set.answers import expected_answers, item_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import ModelWrapValidatorHandler

    from purpose_index.question_set.models import QuestionSet

_KEY = "key number "


class AnswerModel(BaseModel):
    """A valid answer of one person: a field an item, None where missing; made by `QuestionSet.answer_model`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True, protected_namespaces=()
    )
    question_set: ClassVar[Any] = None
    language: ClassVar[str] = ""

    def answers(self) -> dict[str, int | str | None]:
        """Return the answers that were given, by item id, as `purpose_index.validate` and `score` take them."""
        return self.model_dump(by_alias=True, exclude_unset=True)

    @model_validator(mode="wrap")
    @classmethod
    def _hide_what_was_given(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        known = {field.alias or name for name, field in cls.model_fields.items()}
        if isinstance(data, dict):
            data = {key if key in known else f"{_KEY}{i}": value for i, (key, value) in enumerate(data.items(), 1)}
        try:
            return handler(data)
        except ValidationError as error:
            found = _without_input(error)
        raise found  # here, so that it does not carry the other one along

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Return the answer that a JSON text holds; where it is not JSON, the error does not repeat it."""
        try:
            return super().model_validate_json(json_data, **options)
        except ValidationError as error:
            found = _without_input(error)
        raise found  # here, so that it does not carry the other one along

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse: an answer is frozen."""
        details = InitErrorDetails(type="frozen_instance", loc=(name,), input=None)
        raise ValidationError.from_exception_data(type(self).__name__, [details], hide_input=True)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle as the question set, the language and what was given."""
        return _restored, (self.question_set, self.language, self.answers())


@lru_cache(maxsize=64)
def answer_model(q: QuestionSet, language: str) -> type[AnswerModel]:
    """Return the model of an answer to a question set, with its texts in one language; one for equal sets."""
    fields: dict[str, Any] = {}
    for item in q.items:
        values = tuple(option.stored for option in sorted(q.options_of(item.id), key=lambda option: option.value))
        missing = {*q.missing.reasons(), *(option.stored for option in q.choices_of(item.id) if option.missing)}
        accepted: Any = Literal[(*values, *sorted(missing, key=str))]
        schema = item_schema(q, item.id, language, missing_codes=True)
        name = f"{item.id}_" if hasattr(AnswerModel, item.id) else item.id
        fields[name] = (
            Annotated[accepted | None, BeforeValidator(_looked_at(values, frozenset(missing)))],
            Field(
                default=None,
                alias=item.id,
                title=schema["title"],
                json_schema_extra=_replaced_by({"oneOf": schema["oneOf"]}),
            ),
        )
    name = "".join(part.capitalize() for part in q.id.replace("-", "_").split("_")) + "Answer"
    made = create_model(name, __base__=AnswerModel, __doc__=q.title[language], **fields)
    made.question_set, made.language = q, language
    return made


def _restored(q: QuestionSet, language: str, answers: dict[str, int | str | None]) -> AnswerModel:
    return answer_model(q, language).model_validate(answers)


def _without_input(error: ValidationError) -> ValidationError:
    """Return the same error without what was given, which pydantic leaves in `.errors()` and `.json()`."""
    details = [
        InitErrorDetails(type=_said(found), loc=found["loc"], input=None)
        for found in error.errors(include_url=False, include_input=False)
    ]
    return ValidationError.from_exception_data(error.title, details, hide_input=True)


def _said(found: Any) -> PydanticCustomError:
    """Return an error without its input; a key that is not an item's says so by its place, as `validate` does."""
    if found["type"] == "extra_forbidden":
        position = int(str(found["loc"][-1]).removeprefix(_KEY))
        message: Any = f"Key number {position} is not the id of an item."
        return PydanticCustomError(found["type"], message, {"code": "unknown-answer", "position": position})
    return PydanticCustomError(found["type"], _escaped(found["msg"]), _facts(found))


def _facts(found: Any) -> dict[str, Any] | None:
    context = found.get("ctx", {})
    return context if context.get("code") else None


def _escaped(message: str) -> Any:
    return message.replace("{", "(").replace("}", ")")


def _looked_at(values: tuple[int | str, ...], codes: frozenset[int | str]) -> Callable[[object], object]:
    """Return what lets whole floats pass as whole numbers, and says of everything else what is wrong with it."""
    expected, facts = expected_answers(values)

    def look(value: object) -> object:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, str) and ((text := value.strip()) in values or text in codes):
            return text
        if isinstance(value, float) and math.isnan(value):
            return None
        code, what = _wrong(value)
        number = int(value) if isinstance(value, int | float) and not code else None
        if number is None or (number not in values and number not in codes):
            code, what = (code, what) if code else ("undeclared-answer", "not one of the options")
            message: Any = f"The answer is {what}; expected {expected}."
            raise PydanticCustomError(code.replace("-", "_"), message, {"code": code, **facts})
        return number

    return look


def _wrong(value: object) -> tuple[str, str]:
    """Return the code of what cannot be an answer to any item, and the words; nothing for a whole number."""
    if isinstance(value, bool):
        return "boolean-answer", "true or false"
    if isinstance(value, str):
        return "text-answer", "text"
    if isinstance(value, float) and math.isinf(value):
        return "infinite-answer", "infinite"
    if isinstance(value, float) and not value.is_integer():
        return "fractional-answer", "not whole"
    return ("", "") if isinstance(value, int | float) else ("not-a-number", "not a number")


def _replaced_by(extra: dict[str, Any]) -> Any:
    def replace(schema: dict[str, Any]) -> None:
        schema.pop("anyOf", None)
        schema.update(extra)

    return replace
