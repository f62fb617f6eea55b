"""What FHIR has no place for, in an extension of this package: it is put into a questionnaire, and read from one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from purpose_index.interop.fhir_parts import OWN, extended
from purpose_index.interop.sources import json_of
from purpose_index.question_set.load import load

if TYPE_CHECKING:
    from purpose_index.interop.fhir_parts import Json
    from purpose_index.question_set.models import QuestionSet

URL = OWN + "question-set"
_OF_SET = ("id", "missing", "layers", "referents", "scales", "classification", "vectors", "waivers")
_OF_ITEM = ("reverse", "scale", "column")


def own_text(q: QuestionSet) -> str:
    """Return what the extension says of a set: everything that decides a score and is not in the items."""
    data = q.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    items = {item["id"]: {key: item[key] for key in _OF_ITEM if key in item} for item in data["items"]}
    for item in data["items"]:
        items[item["id"]] |= {"options": item["options"]} if isinstance(item["options"], str) else {}
    own = {key: data[key] for key in _OF_SET if key in data}
    return json.dumps({**own, "items": {name: more for name, more in items.items() if more}}, ensure_ascii=False)


def own_of(questionnaire: Json) -> Json | None:
    """Return what the extension of a questionnaire says; None where it has none."""
    text = extended(questionnaire, URL)
    found = json_of(text.encode(errors="replace")) if isinstance(text, str) else None
    return found if isinstance(found, dict) else None


def with_own(q: QuestionSet, own: Json) -> QuestionSet:
    """Return the set with what the extension says of it; a DefinitionError where that is not right."""
    data: dict[str, Any] = q.model_dump(mode="json", by_alias=True)
    data |= {key: own[key] for key in _OF_SET if key in own}
    items = own.get("items")
    items = items if isinstance(items, dict) else {}
    options: dict[str, Any] = {}
    for item in data["items"]:
        more = items.get(item["id"])
        more = more if isinstance(more, dict) else {}
        item |= {key: more[key] for key in _OF_ITEM if key in more}
        name = more.get("options")
        choices = data["options"].get(item["options"]) if isinstance(item["options"], str) else item["options"]
        item["options"] = name if isinstance(name, str) and options.setdefault(name, choices) == choices else choices
    return load({**data, "options": options})
