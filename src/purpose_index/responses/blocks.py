"""The answers of one source that comes in blocks of rows: coded one after the other, refused all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.coded import CodedResponses, coded_by
from purpose_index.responses.columns import Column, codes_of
from purpose_index.responses.encode import read_frame
from purpose_index.responses.form import EMPTY, NOT_SHOWN
from purpose_index.responses.missing_codes import with_missing_codes
from purpose_index.responses.problems import check_columns
from purpose_index.responses.read import How, Read, how_of

if TYPE_CHECKING:
    from purpose_index.responses.columns import Problem
    from purpose_index.responses.form import AnswerForm
    from purpose_index.responses.read import Reading


class BlockCoder:
    """Codes blocks of rows, and remembers what is wrong with them.

    Parameters
    ----------
    form
        What may be answered.
    reading
        How the data are to be read, as in `encode`.
    """

    def __init__(self, form: AnswerForm, reading: Reading) -> None:
        self.form: AnswerForm = with_missing_codes(form, reading.get("missing_codes"))
        self.how: How = how_of(form, reading)
        self.rows: int = 0
        self.problems: list[list[Problem]] = [[] for _ in form.items]

    def code(self, block: Any) -> CodedResponses:
        """Return the codes of the next rows: a data frame, what was read of a file, or answers that are coded already.

        What is not an answer counts as empty here; `check_problems` refuses it when all has been read.
        """
        import narwhals as nw

        if isinstance(block, CodedResponses):
            self.rows += len(block)
            return block
        read = block
        if not isinstance(block, Read):
            read = read_frame(self.form, nw.from_native(block, eager_only=True), self.how, {})
        codes = codes_of(read.n, read.columns)
        for known, column in zip(self.problems, read.columns, strict=True):
            known += [(problem, count, [self.rows + row for row in rows]) for problem, count, rows in column.problems]
        if any(column.problems for column in read.columns):
            codes[codes < NOT_SHOWN] = EMPTY
        self.rows += read.n
        return coded_by(self.form, codes, read.extra)

    def nothing(self) -> CodedResponses:
        """Return the answers of nobody."""
        return coded_by(self.form, np.empty((0, len(self.form.ids)), np.int8))


def check_problems(form: AnswerForm, problems: list[list[Problem]]) -> None:
    """Raise an error that lists what is wrong with the columns of the items; return where nothing is."""
    columns = [Column(item) for item in form.items]
    for column, own in zip(columns, problems, strict=True):
        column.problems = own
    check_columns(form, columns)
