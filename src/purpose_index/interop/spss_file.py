"""A question set, and answers to it, as a file of SPSS."""

from __future__ import annotations

import re
import tempfile
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from purpose_index.errors import Issue, needs
from purpose_index.interop.lost import lost_of
from purpose_index.interop.spss_variables import between
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.beside import check_beside, columns_beside
from purpose_index.responses.coded import REASONS
from purpose_index.responses.encode import encode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.interop.lost import Feature
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses

CARRIES: frozenset[Feature] = frozenset({"missing codes"})
MAX_LABEL, MAX_VALUE_LABEL, MAX_TITLE = 256, 120, 64  # bytes
MAX_TEXT = 32_767  # bytes of a cell
NOT_NAME = re.compile("[^A-Za-z0-9_]")
MADE = slice(92, 109)  # where the header says when the file was made
NO_DAY = b"01 Jan 7000:00:00"
CODE_OF = {name: code for code, name in REASONS.items()}
RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}


def write(
    q: QuestionSetLike, responses: Any = None, *, language: str | None = None, keep: Collection[str] = ()
) -> bytes:
    """Return a file of SPSS (.sav): a variable an item, with its label, value labels and missing values.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    responses
        The answers, or whatever `encode` takes; none by default.
    language
        The language of the labels; the first one of the set by default.
    keep
        The columns beside the items that are written too, such as a team: numbers where all cells are, else texts.

    Raises
    ------
    ArgumentError
        The set has no such language, the answers no such column, or what this needs is not installed: pyreadstat, and
        polars or pandas.
    ResponseError
        The answers do not fit the set.

    Examples
    --------
    >>> from purpose_index.interop import spss
    >>> spss.write("purpose-index", language="en")[:4]
    b'$FL2'
    """
    q = question_set_of(q)
    language = language_of(q, language)
    names = _names(q)
    labels = {name: _labels(q, item_id, language) for item_id, name in names.items()}
    coded = encode(q, [] if responses is None else responses)
    beside = _beside(coded, keep, names.values())
    return _saved(
        {names[item_id]: cells for item_id, cells in _cells(q, coded).items()}
        | {name: cells for name, (_, cells) in beside.items()},
        file_label=_cut(q.title[language], MAX_TITLE),
        column_labels={names[item.id]: _cut(item.text[language], MAX_LABEL) for item in q.items}
        | {name: _cut(heading, MAX_LABEL) for name, (heading, _) in beside.items()},
        variable_value_labels=labels,
        missing_ranges={name: _ranges(q, item_id) for item_id, name in names.items() if _missing(q, item_id)},
        variable_measure=dict.fromkeys(labels, "ordinal"),
        variable_format=dict.fromkeys(labels, "F8.0"),
    )


def lost(q: QuestionSetLike) -> tuple[Issue, ...]:
    """Return what a file of SPSS cannot carry of a question set, one issue each.

    Examples
    --------
    >>> from purpose_index.interop import spss
    >>> [issue.facts["what"] for issue in spss.lost("purpose-index")]
    ['scales', 'rules of scales', 'feedback', 'texts']
    """
    q = question_set_of(q)
    more = []
    if any(len(text.encode()) > MAX_LABEL for item in q.items for text in item.text.values()):
        more.append(("long texts", f"the questions beyond {MAX_LABEL} bytes"))
    if any(len(_missing(q, item_id)) > len(_held(q, item_id)) for item_id in q.item_ids):
        more.append(("missing codes", "more than three codes of missing answers"))
    values = [sorted(option.value for option in q.options_of(item_id)) for item_id in q.item_ids]
    if any(between(own) != own for own in values):
        more.append(("values", "that nothing can be answered between the values that have words"))
    hint = "Keep the question set beside it."
    return lost_of(q, CARRIES) + tuple(
        Issue("export-lost", "$", f"The file does not say {words}.", hint, facts={"what": what}) for what, words in more
    )


def _names(q: QuestionSet) -> dict[str, str]:
    """Return the name of every item's variable: its column, where all columns can be names, else its id."""
    columns = {item.id: item.column or item.id for item in q.items}
    fits = all(name.isidentifier() and name.isascii() and len(name) <= 64 for name in columns.values())
    unlike = len({name.lower() for name in columns.values()}) == len(columns)
    chosen = columns if fits and unlike else {item_id: item_id for item_id in columns}
    return {item_id: f"{name}_" if name.lower() in RESERVED else name for item_id, name in chosen.items()}


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")


def _labels(q: QuestionSet, item_id: str, language: str) -> dict[int | float, str]:
    """Return the words of every value; of a missing code that is no choice of the item, the name of its reason."""
    found = {value: words[language] for value, words in q.labels_of(item_id).items()}
    choices = {choice.value: choice.label[language] for choice in q.choices_of(item_id) if choice.missing}
    return {value: _cut(words, MAX_VALUE_LABEL) for value, words in (found | _missing(q, item_id) | choices).items()}


def _missing(q: QuestionSet, item_id: str) -> dict[int, str]:
    """Return the reason of every number that is no answer to an item; its own choices first."""
    own = {choice.value: str(choice.missing) for choice in q.choices_of(item_id) if choice.missing}
    return own | {code: reason for code, reason in q.missing.reasons().items() if isinstance(code, int)}


def _ranges(q: QuestionSet, item_id: str) -> list[Any]:
    """Return the missing values as SPSS can declare them: three numbers, or a range and one number."""
    codes = sorted(_missing(q, item_id))
    if len(codes) <= 3:
        return list(codes)
    answers = [option.value for option in q.options_of(item_id)]
    for inside, outside in ((codes, []), (codes[1:], codes[:1]), (codes[:-1], codes[-1:])):
        if not any(inside[0] <= value <= inside[-1] for value in answers):
            return [{"lo": inside[0], "hi": inside[-1]}, *outside]
    return list(_missing(q, item_id))[:3]


def _held(q: QuestionSet, item_id: str) -> set[int]:
    """Return the codes of missing answers that SPSS can declare."""
    ranges = [(one["lo"], one["hi"]) if isinstance(one, dict) else (one, one) for one in _ranges(q, item_id)]
    return {code for code in _missing(q, item_id) if any(low <= code <= high for low, high in ranges)}


def _beside(
    coded: CodedResponses, keep: Collection[str], taken: Iterable[str]
) -> dict[str, tuple[str, list[float | None] | list[str | None]]]:
    """Return the heading and the cells of the columns that are kept, by the names of their variables."""
    there = columns_beside(coded.extra)
    check_beside({"keep": keep}, there)
    used = {name.lower() for name in taken} | RESERVED
    found: dict[str, tuple[str, list[float | None] | list[str | None]]] = {}
    for heading in dict.fromkeys(keep):
        stem = NOT_NAME.sub("_", heading)[:56]
        stem = stem if stem[:1].isalpha() else f"v{stem}"
        numbered = (f"{stem}_{number}" for number in count(2))
        name = next(name for name in chain([stem], numbered) if name.lower() not in used)
        used.add(name.lower())
        cells = [None if cell != cell or cell == "" else cell for cell in there[heading]()]
        if any(cell is not None for cell in cells) and all(isinstance(cell, int | float | None) for cell in cells):
            found[name] = heading, [None if cell is None else float(cell) for cell in cells]
        else:
            found[name] = heading, [None if cell is None else _cut(str(cell), MAX_TEXT) for cell in cells]
    return found


def _cells(q: QuestionSet, coded: CodedResponses) -> dict[str, NDArray[np.float64]]:
    """Return the numbers of every item, missing ones as the first code of their reason, else empty."""
    numbers = coded.numbers()
    for j, item_id in enumerate(q.item_ids):
        held = _held(q, item_id)
        for value, name in REASONS.items():
            code = next(
                (code for code, reason in _missing(q, item_id).items() if reason == name and code in held), None
            )
            if code is not None:
                numbers[coded.codes[:, j] == value, j] = code
    return {item_id: numbers[:, j] for j, item_id in enumerate(q.item_ids)}


def _saved(cells: Mapping[str, Any], **declared: Any) -> bytes:
    try:
        from pyreadstat import write_sav
    except ImportError:
        raise needs("spss", "pyreadstat", "files of SPSS", doing="Writing") from None
    with file_of(b"") as path:
        write_sav(_frame(cells), path, **declared)
        content = bytearray(path.read_bytes())
    content[MADE] = NO_DAY
    return bytes(content)


@contextmanager
def file_of(content: bytes) -> Iterator[Path]:
    """Give the path of a file with this content, which is gone afterwards: pyreadstat knows files alone."""
    with tempfile.TemporaryDirectory(prefix="purpose-index-") as folder:
        path = Path(folder) / "answers.sav"
        path.write_bytes(content)
        yield path


def _frame(cells: Mapping[str, Any]) -> Any:
    try:
        import polars as pl

        return pl.DataFrame(dict(cells), nan_to_null=True)
    except ImportError:
        pass
    try:
        import pandas as pd
    except ImportError:
        raise needs("spss", "polars or pandas", "files of SPSS", doing="Writing") from None
    return pd.DataFrame(dict(cells))
