"""The parts that FHIR's resources are made of: lists of objects, extensions, and texts with their translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.interop.languages import language_code
from purpose_index.interop.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.interop.imported import Texts

Json = dict[str, Any]
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
OWN = "urn:purpose-index:"  # where extensions of this package begin


def listed(part: Any, key: str) -> list[Json]:
    """Return the objects that a part lists under a key; nothing where there are none."""
    found = part.get(key) if isinstance(part, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text_at(part: Any, key: str) -> str:
    """Return the text of a part under a key; empty where it is none."""
    found = part.get(key) if isinstance(part, dict) else None
    return found.strip() if isinstance(found, str) else ""


def value_of(part: Json) -> tuple[str, Any]:
    """Return the kind and the value of an element, such as ('Coding', {...}); ('', None) where it has none."""
    for key, value in part.items():
        if key.startswith("value") and len(key) > len("value"):
            return key.removeprefix("value"), value
    return "", None


def extended(part: Any, url: str) -> Any:
    """Return the value of the first extension of a part with this address; None where there is none."""
    return next((value_of(one)[1] for one in listed(part, "extension") if one.get("url") == url), None)


def texts(part: Json, key: str, language: str) -> Texts:
    """Return a text in its own language and in those that it is translated into."""
    own = plain(part.get(key))
    found = {language: own} if own else {}
    for extension in listed(part.get(f"_{key}"), "extension"):
        if extension.get("url") == TRANSLATION:
            code, content = language_code(str(extended(extension, "lang"))), plain(extended(extension, "content"))
            if code and content:
                found.setdefault(code, content)
    for designation in listed(part, "designation") if key == "display" else ():
        code, content = language_code(text_at(designation, "language")), plain(designation.get("value"))
        if code and content:
            found.setdefault(code, content)
    return found


def inside(part: Json) -> Iterator[tuple[Json, Json | None]]:
    """Yield every item of a questionnaire or a response, in order, with the item that it is in."""
    waiting: list[tuple[Json, Json | None]] = [(item, None) for item in reversed(listed(part, "item"))]
    while waiting:
        item, around = waiting.pop()
        yield item, around
        below = [*listed(item, "item"), *(one for answer in listed(item, "answer") for one in listed(answer, "item"))]
        waiting += [(one, item) for one in reversed(below)]
