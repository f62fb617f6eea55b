"""Where scores came from: the record that travels with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from purpose_index.question_set.load import question_set_of
from purpose_index.scoring.plan import ENGINE
from purpose_index.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet

KEY = "purpose_index"  # under which frames and files keep the records, by the id of the question set


class Provenance(TypedDict):
    """What scores rest on: the same fingerprint, engine and answers give the same scores."""

    question_set: str
    version: str
    fingerprint: str
    engine: int
    library: str


def provenance(q: QuestionSetLike) -> Provenance:
    """Return where the scores of a question set come from, as plain values for JSON.

    Data frames of pandas carry it in `frame.attrs["purpose_index"]`, Arrow tables and Parquet files in the metadata of
    their schema under the same name, as JSON, both by the id of the question set. Frames of polars and queries have no
    room for it: keep it yourself.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.

    Returns
    -------
    Provenance
        The id, version and fingerprint of the set, the number of the scoring engine, and the version of this library.

    Examples
    --------
    >>> import purpose_index as pi
    >>> record = pi.provenance("purpose-index")
    >>> list(record), record["question_set"], record["engine"]
    (['question_set', 'version', 'fingerprint', 'engine', 'library'], 'purpose-index', 1)
    """
    q = question_set_of(q)
    return Provenance(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        engine=ENGINE,
        library=__version__,
    )


def with_provenance(kept: Mapping[str, Any] | None, q: QuestionSet) -> dict[str, Any]:
    """Return the records that a frame has already, by the id of the set, and the one of these scores."""
    return {**(kept or {}), q.id: dict(provenance(q))}
