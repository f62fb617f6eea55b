"""A question set as an activity of ReproSchema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from purpose_index.interop.lost import lost_of
from purpose_index.interop.reproschema_compute import expression_of
from purpose_index.interop.reproschema_folder import zipped
from purpose_index.question_set.load import question_set_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.errors import Issue
    from purpose_index.interop.lost import Feature
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet

CARRIES: frozenset[Feature] = frozenset({"reversal", "weights", "scales", "texts"})
CONTEXT = "https://raw.githubusercontent.com/ReproNim/reproschema/main/releases/1.0.0/reproschema"


def write(q: QuestionSetLike) -> bytes:
    """Return a zip with the folder of an activity of ReproSchema 1.0.0: its own file, its items and its choices.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.

    Notes
    -----
    The score of a scale is an expression in JavaScript that takes reversed items from the sum of their lowest and
    highest value. It says nothing where an item is missing.

    Examples
    --------
    >>> import io, zipfile
    >>> from purpose_index.interop import reproschema
    >>> zipfile.ZipFile(io.BytesIO(reproschema.write("purpose-orientation"))).namelist()[:2]
    ['purpose-orientation/purpose-orientation_schema', 'purpose-orientation/items/income_1']
    """
    q = question_set_of(q)
    return zipped({f"{q.id}/{name}": _json(content) for name, content in _files(q)})


def lost(q: QuestionSetLike) -> tuple[Issue, ...]:
    """Return what an activity of ReproSchema cannot carry of a question set, one issue each.

    Examples
    --------
    >>> from purpose_index.interop import reproschema
    >>> [issue.facts["what"] for issue in reproschema.lost("purpose-orientation")]
    ['rules of scales', 'missing codes', 'feedback', 'classification']
    """
    q = question_set_of(q)
    scored = {item for scale in q.scales for item in q.items_of(scale.id)}
    beside = tuple(item.id for item in q.items if item.reverse and item.id not in scored)
    return lost_of(q, CARRIES - {"reversal"} if beside else CARRIES)


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _files(q: QuestionSet) -> Iterator[tuple[str, dict[str, Any]]]:
    columns = {item.id: item.column or item.id for item in q.items}
    plain = all(name.isascii() and name.isidentifier() for name in columns.values())
    names = columns if plain else {item_id: item_id for item_id in columns}
    yield f"{q.id}_schema", _activity(q, names)
    for item in q.items:
        options = f"../options/{item.options}" if isinstance(item.options, str) else _options(q, item.id)
        content = {"question": dict(item.text), "ui": {"inputType": "radio"}, "responseOptions": options}
        yield f"items/{item.id}", {**_head(item.id, "Item", dict(item.text)), **content}
    for scale in q.scales:
        options = {"valueType": ["xsd:decimal"]}
        content = {"ui": {"inputType": "number", "readonlyValue": True}, "responseOptions": options}
        yield f"items/{scale.id}_score", {**_head(f"{scale.id}_score", "Item", dict(scale.name)), **content}
    for name in q.options:
        first = next((item.id for item in q.items if item.options == name), None)
        if first is not None:
            yield (
                f"options/{name}",
                {"@context": CONTEXT, "id": name, "category": "ResponseOption", **_options(q, first)},
            )


def _head(name: str, category: str, title: dict[str, str]) -> dict[str, Any]:
    head = {"@context": CONTEXT, "category": category, "id": name, "prefLabel": title}
    return {**head, "schemaVersion": "1.0.0", "version": "0.0.1"}


def _activity(q: QuestionSet, names: dict[str, str]) -> dict[str, Any]:
    shown = [{"isAbout": f"items/{item}", "isVis": True, "variableName": name} for item, name in names.items()]
    scores = [f"{scale.id}_score" for scale in q.scales]
    hidden = [{"isAbout": f"items/{name}", "isVis": False, "variableName": name} for name in scores]
    computed = [
        {"jsExpression": expression_of(q, scale, names), "variableName": name}
        for scale, name in zip(q.scales, scores, strict=True)
    ]
    return {
        **_head(f"{q.id}_schema", "Activity", dict(q.title)),
        "version": q.version,
        **({"description": dict(q.description)} if q.description else {}),
        **({"preamble": dict(q.instruction)} if q.instruction else {}),
        "ui": {"addProperties": shown + hidden, "order": [f"items/{item}" for item in names], "shuffle": False},
        "compute": computed,
    }


def _options(q: QuestionSet, item_id: str) -> dict[str, Any]:
    values = [option.value for option in q.options_of(item_id)]
    choices = [{"name": dict(choice.label), "value": choice.value} for choice in q.choices_of(item_id)]
    return {"valueType": ["xsd:integer"], "minValue": min(values), "maxValue": max(values), "choices": choices}
