"""LimeSurvey: a survey (.lss), a group (.lsg) or a question (.lsq), and the responses that it exports as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from purpose_index.interop.answers import answers_of, column_of, rows_of, without_columns
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.limesurvey_items import draft_of
from purpose_index.interop.limesurvey_tables import survey_of
from purpose_index.interop.limesurvey_write import CARRIES as CARRIES
from purpose_index.interop.limesurvey_write import columns as columns
from purpose_index.interop.limesurvey_write import lost as lost
from purpose_index.interop.limesurvey_write import write as write
from purpose_index.interop.sources import unreadable, xml_of
from purpose_index.options import check_option
from purpose_index.responses.beside import value_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from purpose_index.interop.imported import MissingTexts
    from purpose_index.interop.sources import Source
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.labels import Labels
    from purpose_index.responses.read import Columns

Unfinished = Literal["keep", "drop"]

_OWN_COLUMNS = frozenset(
    {"id", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "token"}
)


def read(
    source: Source,
    responses: Any = None,
    *,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
    unfinished: Unfinished = "keep",
    labels: Labels = None,
    columns: Columns = None,
) -> Imported:
    """Return the question set of a LimeSurvey file, and the answers of an export with codes.

    Lists (L, !, O), arrays (F, H, C, E), arrays with two scales (1) and scales of 5 or 10 points (5, A, B) become
    items, in the order in which they are asked. An item's `column` is the heading that LimeSurvey gives it, such as
    `Q02[SQ001]`.

    Parameters
    ----------
    source
        The path of an .lss, .lsg or .lsq file of any version that has XML, or its content.
    responses
        The path of a CSV export with question codes as headings and answer codes as cells, or a data frame of it.
    missing_texts
        What to do where a text lacks in a language: 'fail', 'drop language', or 'copy' that of another.
    keep
        Columns to keep that would be dropped: those that say who somebody is, and LimeSurvey's own.
    unfinished
        What to do with responses that have no date of submission: 'keep' or 'drop' them; how many is said.
    labels
        True where the export has full answers instead of codes; see `purpose_index.encode`.
    columns
        'proposed' where its headings are almost those of LimeSurvey, such as the `Q02.SQ001.` that R makes of them, or
        are the texts of the questions; see `purpose_index.encode`.

    Raises
    ------
    DefinitionError
        It is no LimeSurvey document, nothing in it can be scored, or a text lacks.
    ResponseError
        The responses do not fit.
    ArgumentError
        An option is none of the words, or defusedxml is not installed.

    Notes
    -----
    LimeSurvey stores codes such as AO01. What they count as is their assessment value where those differ, else the
    code where all are whole numbers (a guess), else their place in the list (an invention).

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import limesurvey
    >>> found = limesurvey.read(limesurvey.write(pi.load("purpose-orientation")))
    >>> found.question_set.items[0].id, found.question_set.languages
    ('income1', ('nl', 'en'))
    """
    check_option("unfinished", unfinished, Unfinished)
    root = xml_of(source)
    if root.tag != "document" or root.find("./LimeSurveyDocType") is None:
        raise unreadable("It is not a document of LimeSurvey.", "Export the survey as .lss, and name that file.")
    notes = Notes()
    draft, declared = draft_of(survey_of(root), notes)
    q = draft.built(missing_texts, **declared)
    coded = None
    if responses is not None:
        coded = _answers(q, responses, notes, keep, unfinished, labels=labels, columns=columns)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


def _answers(
    q: QuestionSet, responses: Any, notes: Notes, keep: Collection[str], unfinished: Unfinished, **reading: Any
) -> CodedResponses:
    """Return the answers, and say how many responses have no date of submission."""
    coded = answers_of(q, responses, notes, keep={*keep, "submitdate"}, own=_OWN_COLUMNS, **reading)
    dates = column_of(coded, "submitdate")
    if dates is None:
        return coded
    finished = [value_of(date) is not None for date in dates]
    count = len(finished) - sum(finished)
    if count and unfinished == "drop":
        notes.dropped("$.rows", f"{count} of {len(finished)} responses, which nobody submitted.")
        coded = rows_of(coded, [i for i, done in enumerate(finished) if done])
    elif count:
        said = f"{count} of {len(finished)} responses, which nobody submitted, are kept."
        notes.guessed("$.rows", said, "Leave them out with unfinished='drop'.")
    if "submitdate" in keep:
        return coded
    notes.dropped("$.columns.submitdate", "The column is the platform's own.", "Name it in 'keep=' to keep it.")
    return without_columns(coded, ["submitdate"])
