"""XLSForm: the workbooks that ODK, KoboToolbox and Enketo make forms of, and the answers that those export."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.interop.answers import answers_of
from purpose_index.interop.draft import Draft, version_of
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.plain import plain
from purpose_index.interop.sources import unreadable
from purpose_index.interop.workbook import sheet_names, sheet_of
from purpose_index.interop.xlsform_choices import lists_of, options_of, points_of
from purpose_index.interop.xlsform_scales import add_missing_codes, add_scales
from purpose_index.interop.xlsform_texts import label_headings, texts_of
from purpose_index.interop.xlsform_write import CARRIES as CARRIES
from purpose_index.interop.xlsform_write import lost as lost
from purpose_index.interop.xlsform_write import write as write
from purpose_index.options import check_option

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from purpose_index.interop.imported import MissingTexts, Texts
    from purpose_index.interop.sources import Source
    from purpose_index.interop.xlsform_choices import Row
    from purpose_index.responses.labels import Labels

Headings = Literal["name", "group-name", "group/name"]

_SELECT = re.compile(r"(?:select[ _]one|select1)(?:[ _]from)?\s+(\S+)(\s+or[ _]other)?", re.IGNORECASE)
_BEGIN = re.compile(r"begin[ _](group|repeat|loop)\b", re.IGNORECASE)
_END = re.compile(r"end[ _](group|repeat|loop)\b", re.IGNORECASE)
_SET_ID = re.compile(r"[a-z][a-z0-9_-]{0,63}")
_CONDITIONS = {"relevant": "The condition under which it is asked.", "choice_filter": "The filter of its choices."}
_YES = frozenset({"yes", "true", "1"})
# fmt: off
_OWN_COLUMNS = frozenset({
    "KEY", "PARENT_KEY", "meta-instanceID", "meta/instanceID", "instanceID", "formhub/uuid", "SubmissionDate",
    "SubmitterID", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "Edits", "FormVersion",
    "start", "end", "today", "audit", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
    "_tags", "_index", "__version__",
})
_TELLING = frozenset({  # kinds of questions whose answers say who or where somebody is
    "geopoint", "geotrace", "geoshape", "deviceid", "username", "phonenumber", "simserial", "subscriberid", "email",
    "image", "audio", "video", "file", "barcode", "background-audio", "start-geopoint",
})
# fmt: on
_KOBO_PARTS = ("latitude", "longitude", "altitude", "precision")  # of a geopoint, as KoboToolbox exports it


def read(
    source: Source,
    responses: Any = None,
    *,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
    language: str = "en",
    headings: Headings = "name",
    labels: Labels = None,
) -> Imported:
    """Return the question set of an XLSForm, and the answers of an export.

    Questions of the types select_one and range become items; the name of a question is its column. A group becomes a
    scale, unless the form has the sheet `scales` that `write` adds.

    Parameters
    ----------
    source
        The path of a workbook (.xlsx, .xls), or its content.
    responses
        The path of a CSV export whose cells are the names of choices, or a data frame of it.
    missing_texts
        What to do where a text lacks in a language: 'fail', 'drop language', or 'copy' that of another.
    keep
        Columns to keep that would be dropped: those that say who somebody is, and the platform's own.
    language
        The code of the language of labels whose heading names none, where the form has no default language.
    headings
        How the export names a question in a group: 'name', 'group-name' (ODK) or 'group/name' (KoboToolbox).
    labels
        True where the export has the words of choices instead of their names; see `purpose_index.encode`.

    Raises
    ------
    DefinitionError
        It is no workbook, or no XLSForm; nothing in it can be scored; or a text lacks.
    ResponseError
        The responses do not fit.
    ArgumentError
        An option is none of the words, or python-calamine is not installed.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import xlsform
    >>> q = pi.load("purpose-index")
    >>> xlsform.read(xlsform.write(q)).question_set.fingerprint == q.fingerprint
    True
    """
    check_option("headings", headings, Headings)
    sheets = sheet_names(source)
    if "survey" not in sheets:
        raise unreadable("It has no sheet 'survey', as an XLSForm has.", "Is this the right file?")
    form = _form(sheets, language, {"name": "", "group-name": "-", "group/name": "/"}[headings])
    for number, row in form.survey:
        _read_row(form, row, f"$.survey.{row['name']}" if "name" in row else f"$.survey[{number}]")
    add_scales(form.draft, sheet_of(sheets, "scales"), form.ids, form.headings)
    add_missing_codes(form.draft, sheet_of(sheets, "missing_codes"))
    q = form.draft.built(missing_texts, **form.declared)
    coded = None
    if responses is not None:
        coded = answers_of(
            q, responses, form.draft.notes, keep=keep, own=_OWN_COLUMNS, identifying=form.identifies, labels=labels
        )
    return Imported(question_set=q, responses=coded, report=tuple(form.draft.notes.issues))


@dataclass(slots=True)
class _Form:
    """A form that is being read."""

    draft: Draft
    survey: tuple[tuple[int, dict[str, str]], ...]
    headings: dict[str, str]
    lists: Mapping[str, list[Row]]
    joined: str
    declared: dict[str, Any]
    groups: list[tuple[str, str, Texts]] = field(default_factory=list)  # what it is, its name and its title
    ids: dict[str, str] = field(default_factory=dict)
    telling: set[str] = field(default_factory=lambda: {"SubmitterName", "_submitted_by"})

    def identifies(self, column: str) -> bool:
        """Whether a column holds answers that say who or where somebody is."""
        return any(part in self.telling for part in {column, *re.split("[/:]", column), *column.split("-")})


def _form(sheets: Mapping[str, list[list[Any]]], language: str, joined: str) -> _Form:
    notes = Notes()
    survey, choices = sheet_of(sheets, "survey"), sheet_of(sheets, "choices")
    settings = next((row for _, row in sheet_of(sheets, "settings").rows), {})
    headings = label_headings(
        [*survey.headings, *choices.headings], settings.get("default_language", ""), language, notes
    )
    languages = list(dict.fromkeys(headings.values())) or [language]
    title = plain(settings.get("form_title", ""))
    name = settings.get("form_id", "") or title or "form"
    draft = Draft(name, dict.fromkeys(languages, title) if title else {}, languages, notes)
    draft.version = version_of(settings.get("version", ""))
    declared = {"id": name} if _SET_ID.fullmatch(name) else {}
    return _Form(draft, survey.rows, headings, lists_of(choices, headings), joined, declared)


def _read_row(form: _Form, row: Mapping[str, str], place: str) -> None:
    """Read one row of the sheet `survey`: a group, a question, or what is dropped."""
    kind, name, notes = row.get("type", ""), row.get("name", ""), form.draft.notes
    if begin := _BEGIN.match(kind):
        form.groups.append((begin[1].lower(), name, texts_of(row, form.headings)))
        if "relevant" in row:
            notes.dropped(place, "The condition under which the group is asked.")
    elif _END.match(kind):
        del form.groups[-1:]
    elif row.get("disabled", "").lower() in _YES or not kind:
        notes.dropped(place, "A row that is disabled or has no type.")
    elif kind.lower() == "note" and name in {"title", "instruction"}:
        setattr(form.draft, name, texts_of(row, form.headings))
        notes.guessed(place, f"The note {name!r} is taken as the {name} of the set.")
    elif (select := _SELECT.fullmatch(kind)) or kind.lower() == "range":
        _add_item(form, row, name, place, select)
    else:
        word = kind.split()[0].lower()[:40]
        if word in _TELLING:
            form.telling |= {name, *(f"_{name}_{part}" for part in _KOBO_PARTS)}
        notes.dropped(place, f"A question of the type '{word}'.", kind=word)


def _add_item(form: _Form, row: Mapping[str, str], name: str, place: str, select: re.Match[str] | None) -> None:
    notes = form.draft.notes
    if any(kind != "group" for kind, _, _ in form.groups):
        notes.dropped(place, "A question that is asked again and again.", kind="question in a repeat")
        return
    if not name or name in form.ids:
        notes.dropped(place, "A question without a name of its own.", kind="question without a name")
        return
    if select is None:
        choices = points_of(row, place, form.draft.languages, notes)
    else:
        rows = form.lists.get(select[1].lower(), [])
        choices = options_of(rows, place, form.draft.languages, notes, other=bool(select[2]))
    if not choices:
        return
    for heading, what in _CONDITIONS.items():
        if heading in row:
            notes.dropped(place, what)
    named = [(group, title) for _, group, title in form.groups if group]
    path = [group for group, _ in named]
    titles = [(group, title or dict.fromkeys(form.draft.languages, group)) for group, title in named]
    form.ids[name] = form.draft.item(
        row.get("item_id", name),
        texts_of(row, form.headings),
        choices,
        reverse=row.get("reverse", "").lower() in _YES,
        column=form.joined.join([*path, name]) if form.joined else name,
        group=titles[-1] if titles else None,
    )
