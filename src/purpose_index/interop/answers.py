"""The answers that come with an imported set: read by the ordinary door, without columns that say who answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.beside import columns_beside
from purpose_index.responses.encode import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from purpose_index.interop.imported import Notes
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses

# fmt: off
# what platforms call the columns that say who somebody is or where, folded: letters and digits alone
IDENTIFYING = frozenset({
    "name", "naam", "firstname", "voornaam", "lastname", "achternaam", "fullname", "recipientlastname",
    "recipientfirstname", "recipientemail", "email", "emailaddress", "emailadres", "mail", "mailadres", "ipaddress",
    "ip", "ipaddr", "ipadres", "locationlatitude", "locationlongitude", "latitude", "longitude", "externalreference",
    "externaldatareference", "phone", "telephone", "telefoon", "telefoonnummer", "address", "adres", "username",
    "gebruikersnaam", "token", "redcapsurveyidentifier", "surveytoken", "participantemail", "refurl",
    "birthdate", "dateofbirth", "dob", "geboortedatum",
})
# fmt: on


def answers_of(
    q: QuestionSet,
    responses: Any,
    notes: Notes,
    *,
    keep: Collection[str] = (),
    own: Collection[str] = (),
    identifying: Callable[[str], bool] | None = None,
    **reading: Any,
) -> CodedResponses:
    """Return the answers as codes, without the columns that identify people but for those in `keep`.

    Parameters
    ----------
    q, responses
        The imported set, and whatever `encode` takes.
    notes
        Where it is said which columns were dropped.
    keep
        The names of columns to keep that would be dropped.
    own
        The names of columns that the platform keeps for itself, such as the number of a response.
    identifying
        Whether a column by this name identifies people, beside the usual names.
    **reading
        How to read them; see `encode`.
    """
    return without_identifying(encode(q, responses, **reading), notes, keep=keep, own=own, identifying=identifying)


def without_identifying(
    coded: CodedResponses,
    notes: Notes,
    *,
    keep: Collection[str] = (),
    own: Collection[str] = (),
    identifying: Callable[[str], bool] | None = None,
) -> CodedResponses:
    """Return the answers without the columns that identify people; see `answers_of`."""
    wanted = set(keep)

    def tells(name: object) -> bool:
        return identifies(str(name)) or (identifying is not None and identifying(str(name)))

    names = [name for name in column_names(coded.extra) if name not in wanted]
    gone = [name for name in names if name in own or tells(name)]
    for name in gone:
        said = "The column may say who somebody is." if tells(name) else "The column is the platform's own."
        notes.dropped(f"$.columns.{name}", said, "Name it in 'keep=' to keep it.")
    return without_columns(coded, gone)


def column_of(coded: CodedResponses, name: str) -> Sequence[Any] | None:
    """Return the cells of a column that is not an item; None where there is none."""
    cells = columns_beside(coded.extra).get(name)
    return None if cells is None else cells()


def without_columns(coded: CodedResponses, names: Collection[Any]) -> CodedResponses:
    """Return the answers without columns that are not items."""
    return replace(coded, extra=_without(coded.extra, names)) if names else coded


def rows_of(coded: CodedResponses, rows: Sequence[int]) -> CodedResponses:
    """Return the answers of some of the people, by their positions."""
    extra = coded.extra
    if isinstance(extra, list):
        extra = [extra[i] for i in rows]
    elif isinstance(extra, dict):
        extra = {name: [cells[i] for i in rows] for name, cells in extra.items()}
    elif extra is not None:
        extra = extra.iloc[rows] if hasattr(extra, "iloc") else _taken(extra, rows)
    return replace(coded, codes=np.asfortranarray(coded.codes[rows, :]), extra=extra)


def _taken(frame: Any, rows: Sequence[int]) -> Any:
    return frame.take(rows) if hasattr(frame, "take") else frame[list(rows)]  # pyarrow; polars


def identifies(name: str) -> bool:
    """Whether platforms call a column so that says who somebody is or where.

    Examples
    --------
    >>> identifies("Recipient Email"), identifies("email_frequency")
    (True, False)
    """
    return "".join(filter(str.isalnum, name)).lower() in IDENTIFYING


def column_names(extra: Any) -> list[Any]:
    """Return the names of the columns that are not items, of data of any kind."""
    return list(columns_beside(extra))


def _without(extra: Any, gone: Collection[Any]) -> Any:
    kept = [name for name in column_names(extra) if name not in gone]
    if not kept:
        return None
    if isinstance(extra, list):
        return [{name: value for name, value in row.items() if name not in gone} for row in extra]
    if isinstance(extra, dict):
        return {name: extra[name] for name in kept}
    return extra.select(kept) if hasattr(extra, "select") else extra[kept]
