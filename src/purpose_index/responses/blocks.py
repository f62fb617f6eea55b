"""The answers of one source that comes in blocks of rows: coded one after the other, refused all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.coded import CodedResponses, coded_by
from purpose_index.responses.columns import Column, check_columns, codes_of
from purpose_index.responses.encode import frame_columns
from purpose_index.responses.form import EMPTY, NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.responses.columns import Problem
    from purpose_index.responses.form import AnswerForm


class BlockCoder:
    """Codes blocks of rows, and remembers what is wrong with them.

    Parameters
    ----------
    form
        What may be answered.
    columns
        The name of an item's column, by item id, as in `encode`.
    """

    def __init__(self, form: AnswerForm, columns: Mapping[str, Any] | None = None) -> None:
        self.form = form
        self.columns = columns
        self.rows = 0
        self.problems: list[list[Problem]] = [[] for _ in form.items]

    def code(self, block: Any) -> CodedResponses:
        """Return the codes of the next rows: a data frame in memory, or answers that are coded already.

        What is not an answer counts as empty here; `check_problems` refuses it when all has been read.
        """
        import narwhals as nw

        if isinstance(block, CodedResponses):
            self.rows += len(block)
            return block
        frame = nw.from_native(block, eager_only=True)
        read, rest = frame_columns(self.form, frame, self.columns)
        codes = codes_of(len(frame), read)
        for known, column in zip(self.problems, read, strict=True):
            known += [(problem, count, [self.rows + row for row in rows]) for problem, count, rows in column.problems]
        if any(column.problems for column in read):
            codes[codes < NOT_SHOWN] = EMPTY
        self.rows += len(frame)
        return coded_by(self.form, codes, rest.to_native() if rest.columns else None)

    def nothing(self) -> CodedResponses:
        """Return the answers of nobody."""
        return coded_by(self.form, np.empty((0, len(self.form.ids)), np.int8))


def check_problems(form: AnswerForm, problems: list[list[Problem]]) -> None:
    """Raise an error that lists what is wrong with the columns of the items; return where nothing is."""
    columns = [Column(item) for item in form.items]
    for column, own in zip(columns, problems, strict=True):
        column.problems = own
    check_columns(form, columns)
