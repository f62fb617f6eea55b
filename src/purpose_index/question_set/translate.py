"""Turns pydantic's findings into issues that an author of a question set can act on."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from purpose_index.question_set import models
from purpose_index.question_set.characters import odd_space
from purpose_index.question_set.models import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from purpose_index.errors import Issue
    from purpose_index.question_set.document import Document, Path

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}
_FORMS = {
    "version": "three numbers in quotes, as in '1.0.0'",
    "languages": "a language tag, as in nl or en",
    "id": "a lower-case letter, then lower-case letters, digits and underscores, 64 at most",
    "set": "a lower-case letter, then lower-case letters, digits, hyphens and underscores, 64 at most",
}
_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "finite_number": ("a finite number", ""),
}
_SIZES = {
    "string_too_short": "This text is empty.",
    "string_too_long": "This text is too long: {max_length} characters at most.",
    "too_short": "This list is too short: at least {min_length}.",
    "too_long": "This list is too long: at most {max_length}.",
}


def issues_of(findings: Iterable[ErrorDetails], document: Document) -> Iterator[Issue]:
    """Yield one issue for each of pydantic's findings."""
    declared = _texts_at("languages", document.data)
    for finding in findings:
        path, value, at_key = data_path(finding["loc"], document.data)
        follows_from_others = finding["type"] == "too_short" and value  # pydantic does not count parts that are wrong
        told = at_key and path[-1] in declared  # a language that is misspelt at the top is so in every text
        if not follows_from_others and not told:
            yield _issue(finding, document, path, value, at_key=at_key)


def _issue(finding: Any, document: Document, path: Path, value: Any, *, at_key: bool) -> Issue:
    kind, context = finding["type"], finding.get("ctx", {})
    if kind == "missing":
        return document.issue(
            "missing-field", path, f"{path[-1]!r} is missing here.", _field_help(path), facts={"field": path[-1]}
        )
    if kind == "extra_forbidden":
        near = document.near(str(path[-1]), _fields(path), taken=_value_at(path[:-1], document.data))
        hint = f"{near} {odd_space(str(path[-1]))}".rstrip()
        return document.issue(
            "unknown-field", path, f"{path[-1]!r} is not known here.", hint, at_key=True, facts={"field": path[-1]}
        )
    if kind in _EXPECTED:
        return document.issue(
            "wrong-type",
            path,
            f"Expected {_EXPECTED[kind]}.",
            _quote_hint(kind, value),
            facts={"expected": _EXPECTED[kind]},
        )
    if kind in {"string_pattern_mismatch", "string_sub_type"}:
        form = _FORMS[_form_of(path, at_key=at_key)]
        hint = _spelt_right(path[-1] if at_key else value, form)
        return document.issue("wrong-form", path, f"Expected {form}.", hint, at_key=at_key, facts={"expected": form})
    if kind == "literal_error":
        listed = " or a list of item ids" if path[-1] == "items" else ""
        hint = _near(value, context, document)
        return document.issue(
            "unknown-value", path, f"Expected {context['expected']}{listed}.", hint, facts={"expected": _words(context)}
        )
    if kind in _SIZES:
        return document.issue(
            "wrong-size",
            path,
            _SIZES[kind].format(**context),
            facts={name: context[name] for name in ("min_length", "max_length") if name in context},
        )
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        limit = f" {context[key]:g}" if key else ""
        hint = _weight_hint(value) if "weights" in path[:-1] else ""
        facts = {"limit": context[key]} if key else {}
        return document.issue("out-of-bounds", path, f"Expected {words}{limit}.", hint, facts=facts)
    return document.issue("wrong-value", path, f"{finding['msg']}.", facts={"problem": finding["msg"]})


def data_path(location: tuple[str | int, ...], data: Any) -> tuple[Path, Any, bool]:
    """Return the path in the data, without pydantic's own marks, what stands there, and whether the key is meant."""
    path: list[str | int] = []
    value = data
    for step in location:
        if step in {models.NAME_TAG, models.LIST_TAG} and _has_two_forms(path):
            continue
        if step in {models.NUMBER_TAG, models.TEXT_TAG} and not (isinstance(value, dict) and step in value):
            continue
        if step == "[key]" and not (isinstance(value, dict) and step in value):
            return tuple(path), value, True
        path.append(step)
        value = _inside(value, step)
    return tuple(path), value, False


def _has_two_forms(path: list[str | int]) -> bool:
    """Tell whether a name or a list may stand here, so that pydantic marks which of them it took."""
    return len(path) == 3 and (path[0], path[2]) in {("items", "options"), ("items", "scale"), ("scales", "items")}


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, tuple) and isinstance(step, int):
        return value[step]
    return None


def _texts_at(field: str, data: Any) -> frozenset[str]:
    values = data.get(field) if isinstance(data, dict) else ()
    return frozenset(value for value in values if isinstance(value, str)) if isinstance(values, tuple) else frozenset()


def _form_of(path: Path, *, at_key: bool) -> str:
    """Return which of the forms must stand at a place."""
    if path == ("id",):
        return "set"
    name = _last_name(path)
    return name if name in {"version", "languages"} else "languages" if at_key and _is_text(path) else "id"


def _weight_hint(value: Any) -> str:
    if value == 0:
        return "Leave an item that counts for nothing out of the scale."
    return "To turn an item around, write 'reverse: true' at the item." if value < 0 else ""


def _spelt_right(value: Any, form: str) -> str:
    if not isinstance(value, str):
        return ""
    if form == _FORMS["languages"]:
        language, *others = value.replace("_", "-").split("-")
        tag = "-".join([language.lower(), *(part.title() if len(part) == 4 else part.upper() for part in others)])
        return f"Write '{tag}'." if tag != value and re.fullmatch(LANGUAGE, tag) else odd_space(value)
    if form == _FORMS["version"]:
        return "Type straight quotes: these are curly." if re.search("[“”„‘’]", value) else odd_space(value)
    near = re.sub("[^a-z0-9]+", "_", value.lower()).strip("_")
    return odd_space(value) or (f"Write '{near}'." if re.fullmatch(models.ID, near) else "")


def _value_at(path: Path, data: Any) -> dict[str, Any]:
    for step in path:
        data = _inside(data, step)
    return data if isinstance(data, dict) else {}


def _last_name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _is_text(path: Path) -> bool:
    return len(path) > 1 and path[0] != "options" and path[-2] not in {"weights", "answers", "scores"}


def _near(value: Any, context: Any, document: Document) -> str:
    if not isinstance(value, str):
        return ""
    hint = document.near(value, _words(context))
    return hint if hint.startswith("Did") else ""


def _words(context: Any) -> tuple[str, ...]:
    """Return the words of which one must stand here."""
    return tuple(re.findall("'([^']*)'", context["expected"]))


def _quote_hint(kind: str, value: Any) -> str:
    if kind == "string_type" and isinstance(value, int | float):
        return "Put it in quotes."
    if kind == "dict_type" and isinstance(value, str):
        return "Write one text per language, as in {nl: ..., en: ...}."
    return ""


def _model_at(path: Path) -> type[BaseModel]:
    """Return the model whose fields stand at the parent of `path`."""
    names = [step for step in path[:-1] if isinstance(step, str)]
    homes: dict[str, type[BaseModel]] = {
        "items": models.Item,
        "scales": models.Scale,
        "missing": models.MissingCodes,
        "classification": models.Classification,
        "vectors": models.Vector,
        "waivers": models.Waiver,
    }
    if "options" in names:
        return models.Option
    if "feedback" in names:
        return models.Band
    if names[:1] == ["vectors"] and "scores" in names:
        return models.Expected
    return homes.get(names[0], models.QuestionSet) if names else models.QuestionSet


def _fields(path: Path) -> tuple[str, ...]:
    return _names_of(_model_at(path))


@cache
def _names_of(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _field_help(path: Path) -> str:
    for name, field in _model_at(path).model_fields.items():
        if (field.alias or name) == path[-1] and field.description:
            return field.description
    return ""
