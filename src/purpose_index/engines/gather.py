"""The answers of everybody, from a source of any kind: a byte an answer, and the columns beside that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.engines.count import NOTHING, counted
from purpose_index.responses.beside import check_beside, check_named, columns_beside
from purpose_index.responses.coded import CodedResponses, coded_by
from purpose_index.responses.form import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.read import Reading


def gathered(
    q: QuestionSet,
    data: Any,
    reading: Reading,
    *,
    keep: Mapping[str, Iterable[Any]] = NOTHING,
    progress: Callable[[float], None] | None = None,
) -> CodedResponses:
    """Return the answers in data of any kind: as `encode` does, or else read a part at a time.

    Parameters
    ----------
    q
        The question set.
    data
        What `encode` takes, or a source that `tally` takes.
    reading
        How the data are to be read, as in `encode`.
    keep
        The columns beside the items that are needed, by the argument that names them: all that is kept of a source that
        is read in parts.
    progress
        As in `encode`; of a source it is of the rows.

    Raises
    ------
    ResponseError, ArgumentError
        As `counted`.

    Notes
    -----
    The rows are in the order in which the source gives them: that of its files by name, of its query, or of its
    partitions.
    """
    check_named(keep)
    names = tuple(dict.fromkeys(chain.from_iterable(keep.values())))
    parts = counted(q, data, partial(_of_part, asked=keep, names=names), reading, keep=keep, progress=progress)
    return parts[0] if len(parts) == 1 else _together(q, parts, names)


def _of_part(
    coded: CodedResponses, *, asked: Mapping[str, Iterable[Any]], names: Sequence[Any]
) -> list[CodedResponses]:
    """Return some answers, with what is kept beside them, as a list to which those of other parts are added."""
    if coded.extra is None and not len(coded):
        return []
    check_beside(asked, columns_beside(coded.extra), coded.items)
    if isinstance(coded.extra, Mapping):
        return [replace(coded, extra={name: coded.extra[name] for name in names} or None)]
    return [coded]


def _together(q: QuestionSet, parts: list[CodedResponses], names: Sequence[Any]) -> CodedResponses:
    """Return the answers of all parts, each of which is let go of as soon as it is copied."""
    form = form_of(q)
    extra = _joined([part.extra for part in parts], names) if names else None
    stop = sum(map(len, parts))
    codes = np.empty((stop, len(form.ids)), np.int8, order="F")
    while parts:  # from the last one on: memory that was taken last is given back first
        part = parts.pop()
        codes[stop - len(part) : stop] = part.codes
        stop -= len(part)
    return coded_by(form, codes, extra)


def _joined(extras: list[Any], names: Sequence[Any]) -> Any:
    """Return these columns of all parts: as one frame where they are frames with the same types, else as lists."""
    import narwhals as nw

    frames = [nw.from_native(extra, pass_through=True) for extra in extras]
    if frames and all(isinstance(frame, nw.DataFrame) for frame in frames):
        chosen = [frame.select(names) for frame in frames]
        if all(frame.schema == chosen[0].schema for frame in chosen):
            return nw.concat(chosen).to_native()
    columns = [columns_beside(extra) for extra in extras]
    return {name: [*chain.from_iterable(own[name]() for own in columns)] for name in names}
