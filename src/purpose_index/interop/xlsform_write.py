"""A question set as an XLSForm, with what that has no place for in columns and sheets of our own."""

from __future__ import annotations

import re
import zipfile
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from purpose_index.errors import Issue, needs
from purpose_index.interop.lost import lost_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from purpose_index.interop.lost import Feature
    from purpose_index.question_set.models import Item, Option, QuestionSet, Scale

CARRIES: frozenset[Feature] = frozenset(
    {"texts", "reversal", "weights", "scales", "rules of scales", "codes", "missing codes"}
)
_Cells: TypeAlias = "list[list[str | int | None]]"
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAMES = {"nl": "Nederlands", "en": "English", "de": "Deutsch", "fr": "Français", "es": "Español"}


def write(q: QuestionSet) -> bytes:
    """Return the content of an XLSForm (.xlsx): a question of the type select_one an item, in all languages.

    Columns and sheets that ODK and KoboToolbox pass over hold what an XLSForm has no place for: `reverse`, `counts_as`
    and `no_answer`, `scales` and `missing_codes`; `read` reads them. The title and the instruction are notes above the
    questions. The same set gives the same bytes.

    Raises
    ------
    ArgumentError
        openpyxl is not installed.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import xlsform
    >>> xlsform.write(pi.load("purpose-index"))[:2]
    b'PK'
    """
    sheets = {"survey": _survey(q), "choices": _choices(q), "scales": _scales(q), "settings": _settings(q)}
    codes: _Cells = [[code, reason] for code, reason in q.missing.reasons().items()]
    if codes:
        sheets["missing_codes"] = [["code", "reason"], *codes]
    return _workbook(sheets)


def lost(q: QuestionSet) -> tuple[Issue, ...]:
    """Return what an XLSForm does not say of a set, one issue each, with the code 'export-lost'."""
    own = [
        Issue(
            "export-lost",
            f"$.{name}",
            f"The file does not say the {name} in all languages: an item is called {name!r}.",
            "Rename the item, or keep the question set beside the file.",
            facts={"what": name},
        )
        for name, text in _notes(q).items()
        if text is not None and name in q.item_ids and (name == "instruction" or len(q.languages) > 1)
    ]
    return (*lost_of(q, CARRIES), *own)


def _notes(q: QuestionSet) -> dict[str, Mapping[str, str] | None]:
    """Return the texts that stand above the questions, as notes of these names."""
    return {"title": q.title, "instruction": q.instruction}


def _language(language: str) -> str:
    return f"{_NAMES.get(language, language)} ({language})"


def _labels(q: QuestionSet) -> list[str | int | None]:
    return [f"label::{_language(language)}" for language in q.languages]


def _texts(q: QuestionSet, text: Mapping[str, str]) -> list[str | int | None]:
    return [text[language] for language in q.languages]


def _name(q: QuestionSet, item: Item) -> str:
    """Return what the question of an item is called: its column where that can be a name, else its id."""
    taken = {other.id for other in q.items if other is not item}
    fits = item.column is not None and _NAME.fullmatch(item.column) and item.column not in taken
    return item.column if fits and item.column else item.id


def _survey(q: QuestionSet) -> _Cells:
    lists = _lists(q)
    rows: _Cells = [["type", "name", *_labels(q), "reverse", "item_id"]]
    for name, text in _notes(q).items():
        if text is not None and name not in q.item_ids:
            rows.append(["note", name, *_texts(q, text), None, None])
    for item in q.items:
        name, choices = _name(q, item), f"select_one {lists[q.choices_of(item.id)]}"
        own_id = item.id if name != item.id else None
        rows.append([choices, name, *_texts(q, item.text), "yes" if item.reverse else None, own_id])
    return rows


def _lists(q: QuestionSet) -> dict[tuple[Option, ...], str]:
    """Return the name of every list of choices; equal ones are one."""
    named = {options: name for name, options in reversed(q.options.items())}
    found: dict[tuple[Option, ...], str] = {}
    for item in q.items:
        choices = q.choices_of(item.id)
        found.setdefault(choices, named.get(choices, f"choices_of_{item.id}"))
    return found


def _choices(q: QuestionSet) -> _Cells:
    rows: _Cells = [["list_name", "name", *_labels(q), "counts_as", "no_answer"]]
    for choices, name in _lists(q).items():
        told = any(option.missing or option.code is not None for option in choices)
        for option in choices:
            rows.append([name, option.stored, *_texts(q, option.label), option.value if told else None, option.missing])
    return rows


def _scales(q: QuestionSet) -> _Cells:
    names = {item.id: _name(q, item) for item in q.items}
    heading: list[str | int | None] = ["name", *_labels(q), "items", "score", "minimum_answered", "prorate", "weights"]
    return [heading, *(_scale(q, scale, names) for scale in q.scales)]


def _scale(q: QuestionSet, scale: Scale, names: Mapping[str, str]) -> list[str | int | None]:
    items = " ".join(names[item] for item in q.items_of(scale.id))
    weights = " ".join(f"{names[item]}={Decimal(repr(weight)):f}" for item, weight in scale.weights.items())
    prorate = "yes" if scale.prorate else None
    return [scale.id, *_texts(q, scale.name), items, scale.score, scale.minimum_answered, prorate, weights or None]


def _settings(q: QuestionSet) -> _Cells:
    base = q.languages[0]
    heading: list[str | int | None] = ["form_title", "form_id", "version", "default_language"]
    return [heading, [q.title[base], q.id, q.version, _language(base)]]


def _workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """Return the bytes of a workbook whose texts are texts, whatever they begin with, without the time of writing."""
    try:
        from openpyxl import Workbook
    except ImportError:
        raise needs("xlsx", "openpyxl", "and writing XLSForm") from None
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for i, row in enumerate(rows, 1):
            for j, value in enumerate(row, 1):
                if value is not None:
                    cell = sheet.cell(i, j, value)
                    cell.data_type = "s" if isinstance(value, str) else "n"
    made = BytesIO()
    book.save(made)
    return _timeless(made)


def _timeless(made: BytesIO) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _TIME.sub(b"2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
