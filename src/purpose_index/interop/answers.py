"""The answers that come with an imported set: read by the ordinary door, without columns that say who answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from purpose_index.responses.encode import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

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
})
# fmt: on


def answers_of(
    q: QuestionSet,
    responses: Any,
    notes: Notes,
    *,
    keep: Collection[str] = (),
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
        The names of identifying columns to keep.
    identifying
        Whether a column by this name identifies people, beside the usual names.
    **reading
        How to read them; see `encode`.
    """
    return without_identifying(encode(q, responses, **reading), notes, keep=keep, identifying=identifying)


def without_identifying(
    coded: CodedResponses,
    notes: Notes,
    *,
    keep: Collection[str] = (),
    identifying: Callable[[str], bool] | None = None,
) -> CodedResponses:
    """Return the answers without the columns that identify people; see `answers_of`."""
    wanted = set(keep)

    def tells(name: object) -> bool:
        own = identifying is not None and identifying(str(name))
        return name not in wanted and (own or identifies(str(name)))

    gone = [name for name in _names(coded.extra) if tells(name)]
    if not gone:
        return coded
    for name in gone:
        notes.dropped(f"$.columns.{name}", "The column may say who somebody is.", "Name it in 'keep=' to keep it.")
    return replace(coded, extra=_without(coded.extra, gone))


def identifies(name: str) -> bool:
    """Whether platforms call a column so that says who somebody is or where.

    Examples
    --------
    >>> identifies("Recipient Email"), identifies("email_frequency")
    (True, False)
    """
    return "".join(filter(str.isalnum, name)).lower() in IDENTIFYING


def _names(extra: Any) -> list[Any]:
    if extra is None:
        return []
    if isinstance(extra, list):
        return list(dict.fromkeys(name for row in extra for name in row))
    return list(extra) if isinstance(extra, dict) else list(getattr(extra, "column_names", extra.columns))


def _without(extra: Any, gone: list[Any]) -> Any:
    if isinstance(extra, list):
        return [{name: value for name, value in row.items() if name not in gone} for row in extra]
    if isinstance(extra, dict):
        return {name: cells for name, cells in extra.items() if name not in gone} or None
    kept = [name for name in _names(extra) if name not in gone]
    return (extra.select(kept) if hasattr(extra, "select") else extra[kept]) if kept else None
