"""Files of SPSS (.sav and .zsav): variables with value labels are items; user-missing values keep their codes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, DefinitionError, Issue, needs
from purpose_index.interop.answers import answers_of as coded_answers
from purpose_index.interop.answers import without_identifying
from purpose_index.interop.draft import Choice, Draft
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.plain import plain
from purpose_index.interop.sources import bytes_of, unreadable
from purpose_index.interop.spss_codes import Codes
from purpose_index.interop.spss_dictionary import is_sound, is_weighted
from purpose_index.interop.spss_file import CARRIES as CARRIES
from purpose_index.interop.spss_file import file_of
from purpose_index.interop.spss_file import lost as lost
from purpose_index.interop.spss_file import write as write
from purpose_index.interop.spss_variables import Answers, Variable, answers_of
from purpose_index.interop.values import check_values
from purpose_index.responses.encode import encode
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from purpose_index.interop.imported import MissingTexts
    from purpose_index.interop.sources import Source
    from purpose_index.interop.spss_variables import Kind
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses

NUMBER = re.compile(r"[_.]*[0-9]+$", re.ASCII)  # at the end of a name
MAX_CELLS = 50_000_000
FEWEST_WORDS = 4  # of which the order of the alphabet is not that of a scale by chance, but for once in 24 times
FILTER = "filter_$"  # what SPSS calls the variable that it selects rows by


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    title: str
    variables: dict[str, Variable]
    rows: int
    weighted: bool


def read(
    source: Source,
    responses: Any = None,
    *,
    items: Collection[str] | None = None,
    values: tuple[int, int] | None = None,
    language: str | None = None,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
) -> Imported:
    """Return the question set that a file of SPSS describes, and the answers in it.

    Parameters
    ----------
    source
        The path of a .sav or .zsav file, or its content.
    responses
        Other answers to the same questions: another such file, or whatever `encode` takes. By default those of the
        file itself.
    items
        The names of the variables that are items; by default those whose values have labels.
    values
        The lowest and the highest value of the items in `items`, as in ``(1, 5)``: of those without value labels, and
        of those with labels for these two that lack some between.
    language
        The language of the texts, which the file does not say; 'en' by default, and then it is said that this was
        guessed.
    missing_texts
        What to do where a text is not there in a language; there is one language here.
    keep
        The names of variables that may identify people and are to be kept beside the answers all the same.

    Raises
    ------
    DefinitionError
        It is no such file; no variable can be an item, or one of `items` cannot.
    ResponseError
        The other answers do not fit.
    ArgumentError
        There is no variable by one of these names, `values` is no range, or pyreadstat is not installed.
    OSError
        The file is not there, or may not be read.

    Notes
    -----
    Where labels stand at equal distances, as at 1 and 5 alone, the whole numbers between them are answers too. A
    variable of a multiple response set, one with fractions, and one that holds answers without a label are not taken as
    items unless `items` names them. Items that share their answers become a scale, or several by the beginnings of
    their names. SPSS does not know which items are reversed.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import spss
    >>> content = spss.write(pi.load("purpose-index"), [dict.fromkeys(pi.load("purpose-index").item_ids, 4)] * 3)
    >>> imported = spss.read(content, language="en")
    >>> imported.question_set.item_ids[:3], imported.responses
    (('q01', 'q02', 'q03'), CodedResponses(people=3, items=12))
    """
    check_values(values)
    file = _opened(source)
    notes = Notes()
    found = _items(file, items, values, notes)
    if language is None:
        notes.guessed("$.languages", "The language of the texts, 'en': the file does not say it.", "Say 'language='.")
    q = _question_set(file, found, language or "en", notes, missing_texts)
    if responses is None:
        coded = _coded(q, file, notes, keep) if file.rows else None
    elif isinstance(responses, bytes) or str(responses).lower().endswith((".sav", ".zsav")):
        coded = _coded(q, _opened(responses), notes, keep)
    else:
        coded = coded_answers(q, responses, notes, keep=keep)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def _opened(source: Source) -> _File:
    content = bytes_of(source)
    data, meta = _read(content)
    sets = {name for one in meta.mr_sets.values() for name in one["variable_list"]}
    variables = {}
    for name in meta.column_names:
        ranges = [(one["lo"], one["hi"]) for one in meta.missing_ranges.get(name, ())]
        labels = {value: plain(label) for value, label in meta.variable_value_labels.get(name, {}).items()}
        kind: Kind = "variable with value labels" if labels else "variable without value labels"
        if meta.readstat_variable_types[name] == "string":
            kind = "text variable"
        elif name in sets:
            kind = "variable of a multiple response set"
        text = plain(meta.column_names_to_labels.get(name))
        variables[name] = Variable(name, text, labels, ranges, data[name], kind)
    title = plain(meta.file_label)
    name = title or "spss" if isinstance(source, bytes) else Path(source).stem
    return _File(name, title, variables, max(map(len, data.values()), default=0), is_weighted(content))


def _read(content: bytes) -> tuple[Mapping[str, Sequence[Any]], Any]:
    try:
        from pyreadstat import ReadstatError, read_sav
    except ImportError:
        raise needs("spss", "pyreadstat", "files of SPSS") from None
    damaged = unreadable(
        "It is not a file of SPSS, or it is damaged.", "Save it again in SPSS, PSPP or jamovi as .sav."
    )
    if not is_sound(content):
        raise damaged
    try:
        with file_of(content) as path:
            _, meta = read_sav(path, metadataonly=True, output_format="dict")
            most = MAX_CELLS // max(1, len(meta.column_names))
            data, meta = read_sav(path, user_missing=True, output_format="dict", row_limit=most + 1)
    except (ReadstatError, OverflowError, UnicodeDecodeError):
        raise damaged from None
    if not all(isinstance(name, str) for name in meta.column_names):
        raise damaged
    if any(len(cells) > most for cells in data.values()):
        raise unreadable(f"It holds more than {MAX_CELLS} cells.", "Keep only the variables that are needed.")
    return data, meta


def _items(
    file: _File, chosen: Collection[str] | None, values: tuple[int, int] | None, notes: Notes
) -> dict[str, Answers]:
    """Return the variables that are items, in the order of the file, and say why others are not."""
    wanted = list(file.variables) if chosen is None else [chosen] if isinstance(chosen, str) else list(chosen)
    unknown = [
        Issue(
            "unknown-variable",
            f"$.items[{i}]",
            f"There is no variable {str(name)!r}.",
            did_you_mean(str(name), file.variables),
            facts={"variable": str(name)},
        )
        for i, name in enumerate(wanted)
        if name not in file.variables
    ]
    if unknown:
        raise ArgumentError("The file does not hold all these variables.", unknown)
    found: dict[str, Answers] = {}
    refused = []
    for variable in file.variables.values():
        named = chosen is not None and variable.name in wanted
        if chosen is None and variable.kind == "variable of a multiple response set":
            offered: Answers | str = "It is part of a multiple response set."
        elif chosen is None and variable.name.lower() == FILTER:
            offered = "It says which rows SPSS selects."
        else:
            offered = answers_of(variable, values if named else None)
        place = f"$.variables.{variable.name}"
        if isinstance(offered, Answers) and (named or chosen is None):
            found[variable.name] = offered
        elif named and isinstance(offered, str):
            hint = "Mend it in SPSS, say 'values=' where not all values have labels, or leave it out of 'items='."
            refused.append(Issue("not-an-item", place, offered, hint, facts={"variable": variable.name}))
        else:
            what = offered if isinstance(offered, str) else "It is not among the items that were named."
            notes.dropped(place, what, "Name it in 'items=' where it is an item.", kind=variable.kind)
    if refused:
        raise DefinitionError("Not all these variables can be items.", refused)
    return found


def _question_set(
    file: _File, found: Mapping[str, Answers], language: str, notes: Notes, missing_texts: MissingTexts
) -> QuestionSet:
    title = {language: file.title} if file.title else {}
    draft = Draft(file.name, title, [language], notes)
    codes = Codes(found, notes)
    groups = _groups(found)
    for name, offered in found.items():
        place, text = f"$.variables.{name}", file.variables[name].text
        if not text:
            notes.invented(f"{place}.label", "The question: the variable has no label, and its name stands there.")
        if offered.invented:
            notes.invented(place, f"The words of {len(offered.invented)} answers: each has its number.")
        choices = [Choice(value, {language: label}) for value, label in offered.labels.items()]
        choices += codes.choices(name, offered, language)
        key, heading = groups[name]
        draft.item(name, {language: text or name}, choices, column=name, group=(key, {language: heading}))
    by_alphabet = [name for name, offered in found.items() if _by_alphabet(offered)]
    if by_alphabet:
        what = f"The order of the answers to {len(by_alphabet)} variables: their words go by the alphabet."
        hint = "Programs number texts so. See whether the values go from least to most; if not, number them anew."
        notes.guessed(f"$.variables.{by_alphabet[0]}.values", what, hint)
    for reason, declared in codes.shared.items():
        listed = draft.missing.setdefault(reason, [])
        listed += [code for code in declared if code not in listed]
    return draft.built(missing_texts)


def _by_alphabet(offered: Answers) -> bool:
    """Whether the words of the answers go by the alphabet, as those of a factor that R made of texts."""
    words = [label.casefold() for label in offered.labels.values()]
    numbered = any(letter.isdigit() for letter in "".join(words))
    return len(words) >= FEWEST_WORDS and words == sorted(words) and not numbered


def _groups(found: Mapping[str, Answers]) -> dict[str, tuple[str, str]]:
    """Return a key and a title for the items that seem to belong together, by variable.

    They share their answers; and where every beginning of a name, before its number, is that of several of these, they
    share that too: LEAD01 and LEAD02, TSIG1 and TSIG2.
    """
    alike: dict[tuple[tuple[int, str], ...], list[str]] = {}
    for name, offered in found.items():
        alike.setdefault(tuple(offered.labels.items()), []).append(name)
    groups = {}
    for number, (labels, names) in enumerate(alike.items(), 1):
        stems = {name: NUMBER.sub("", name) for name in names}
        several = Counter(stems.values())
        if len(several) > 1 and min(several.values()) > 1 and all(stems.values()):
            groups.update({name: (stem if number == 1 else f"{stem}_{number}", stem) for name, stem in stems.items()})
        else:
            groups.update(dict.fromkeys(names, (f"scale_{number}", f"{labels[0][1]} – {labels[-1][1]}")))
    return groups


def _coded(q: QuestionSet, file: _File, notes: Notes, keep: Collection[str]) -> CodedResponses:
    """Return the answers of a file; its other variables stay beside them."""
    if file.weighted:
        said = "The weights of the rows, by which SPSS counts them: each row counts once here."
        notes.dropped("$.weight", said, "Compare the numbers with those of SPSS after WEIGHT OFF.")
    columns = [item.column or item.id for item in q.items]
    absent = [name for name in columns if name not in file.variables]
    if absent:
        return encode(q, [dict.fromkeys(file.variables)])  # which says what is not there
    cells = [np.array(file.variables[name].cells, dtype=np.float64) for name in columns]
    coded = encode(q, np.column_stack(cells))
    extra = {name: list(one.cells) for name, one in file.variables.items() if name not in columns}
    return without_identifying(replace(coded, extra=extra or None), notes, keep=keep)
