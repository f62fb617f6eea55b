"""The items of a formr survey, from its workbook or from its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from purpose_index.interop.sources import bytes_of, json_of, unreadable
from purpose_index.interop.workbook import sheet_names, sheet_of

if TYPE_CHECKING:
    from purpose_index.interop.imported import Notes
    from purpose_index.interop.sources import Source

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx and .xls begin


@dataclass(frozen=True, slots=True)
class Question:
    """An item as formr has it: its type and what that is given, and its choices, each with what it is stored as."""

    name: str
    type: str
    options: str
    label: str
    choices: tuple[tuple[str, str], ...]
    condition: bool


def items_of(source: Source | Mapping[str, Any], notes: Notes) -> tuple[str, list[Question]]:
    """Return the name of a survey and its items, in the order in which they are asked.

    Raises
    ------
    DefinitionError
        It is neither a workbook with a sheet `survey` nor JSON with `items`.
    """
    if not isinstance(source, Mapping):
        content = bytes_of(source)
        if content.startswith(_WORKBOOKS):
            return "", _of_workbook(content, notes)
        source = json_of(content)
    return _of_json(source, notes)


def _of_workbook(content: bytes, notes: Notes) -> list[Question]:
    sheets = sheet_names(content)
    if "survey" not in sheets:
        raise unreadable("It has no sheet 'survey', as a survey of formr has.", "Is this the right file?")
    lists = _lists(sheets)
    found = []
    for number, row in sheet_of(sheets, "survey").rows:
        if "name" not in row or "type" not in row:
            if row.keys() - {"explanations"}:
                notes.dropped(f"$.survey[{number}]", "A row without a name or a type.")
            continue
        kind, _, rest = row["type"].partition(" ")
        numbered = [(str(n), row[f"choice{n}"]) for n in range(1, 100) if f"choice{n}" in row]
        listed = lists.get(rest.strip(), numbered)
        label, condition = row.get("label", ""), "showif" in row
        found.append(Question(row["name"], kind.lower(), rest.strip(), label, tuple(listed), condition))
    return found


def _lists(sheets: Mapping[str, list[list[Any]]]) -> dict[str, list[tuple[str, str]]]:
    """Return the lists of choices; a row without the name of a list belongs to that of the row above it."""
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for _, row in sheet_of(sheets, "choices").rows:
        name = row.get("list_name", name)
        if name and "name" in row:
            found.setdefault(name, []).append((row["name"], row.get("label", "")))
    return found


def _of_json(data: Any, notes: Notes) -> tuple[str, list[Question]]:
    items = data.get("items") if isinstance(data, Mapping) else None
    if not isinstance(items, list):
        raise unreadable("It is not JSON of formr: it has no list 'items'.", "Is this the right file?")
    found: list[tuple[float, Question]] = []
    for number, item in enumerate(items):
        if not isinstance(item, Mapping) or not (isinstance(item.get("name"), str) and item["name"].strip()):
            notes.dropped(f"$.items[{number}]", "An item without a name.")
            continue
        order = item.get("item_order")
        place = float(order) if isinstance(order, int) and abs(order) < 1e9 else float(number)
        found.append((place, _question(item)))
    if "settings" in data:
        notes.dropped("$.settings", "The settings of the survey.")
    return _text(data.get("name")), [question for _, question in sorted(found, key=lambda pair: pair[0])]


def _question(item: Mapping[str, Any]) -> Question:
    choices = item.get("choices")
    listed = dict(enumerate(choices)) if isinstance(choices, list) else choices  # PHP writes 0, 1, 2 as a list
    pairs = listed.items() if isinstance(listed, Mapping) else ()
    return Question(
        name=item["name"].strip(),
        type=_text(item.get("type")).lower(),
        options=_text(item.get("type_options")),
        label=_text(item.get("label")),
        choices=tuple((str(code)[:201], _text(label)) for code, label in pairs),
        condition=bool(_text(item.get("showif"))),
    )


def _text(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""
