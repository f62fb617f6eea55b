"""Rows of a CSV file whose cells are found all at once: where no quotes stand, and all rows have the same width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NEW_LINE, RETURN = 10, 13
_WORD = 8  # bytes of a cell that are compared at once


class Grid:
    """The cells of some rows, as places in their bytes.

    Parameters
    ----------
    data
        The bytes, in an encoding in which those of ASCII stand for themselves.
    starts, ends
        (n, width) where each cell begins, and the first byte behind it.
    encoding
        How the characters are written.
    """

    def __init__(self, data: bytes, starts: NDArray[np.int32], ends: NDArray[np.int32], encoding: str) -> None:
        self.data = data
        self.bytes: NDArray[np.uint8] = np.frombuffer(data, np.uint8)
        self.starts: NDArray[np.int32] = np.ascontiguousarray(starts.T)  # a column's cells are used together
        self.lengths: NDArray[np.int32] = np.ascontiguousarray(ends.T) - self.starts
        self.encoding = encoding

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.starts[0])

    def texts(self, j: int) -> list[str]:
        """Return the cells of a column."""
        places = zip(self.starts[j].tolist(), (self.starts[j] + self.lengths[j]).tolist(), strict=True)
        if self.data.isascii():
            text = self.data.decode("ascii")
            return [text[start:end] for start, end in places]
        return [self.data[start:end].decode(self.encoding) for start, end in places]

    def codes(self, j: int, code: Callable[[str], int]) -> NDArray[np.int8]:
        """Return what `code` says of the cells of a column; each text is looked at once, or few times."""
        start, length = self.starts[j], self.lengths[j]
        first = self.bytes[start]
        table = np.zeros(256, np.int8)
        single = first[length == 1]
        for byte in np.flatnonzero(np.bincount(single, minlength=256)).tolist():
            table[byte] = code(bytes([byte]).decode(self.encoding))
        found: NDArray[np.int8] = table[first]
        for some in (np.flatnonzero(length == 0), np.flatnonzero((length > 1) & (length <= _WORD))):
            if len(some):
                found[some] = self._of_words(start[some], length[some], code)
        for i in np.flatnonzero(length > _WORD).tolist():
            found[i] = code(self._text(int(start[i]), int(length[i])))
        return found

    def _of_words(
        self, start: NDArray[np.int32], length: NDArray[np.int32], code: Callable[[str], int]
    ) -> NDArray[np.int8]:
        """Return the codes of cells of at most eight bytes, from those of the distinct ones among them."""
        last = len(self.bytes) - 1
        word = np.zeros(len(start), np.uint64)
        for i in range(int(length.max())):
            there = np.where(length > i, self.bytes[np.minimum(start + i, last)], 0).astype(np.uint64)
            word |= there << np.uint64(8 * i)
        _, example, which = np.unique(word, return_index=True, return_inverse=True)
        codes = [code(self._text(int(start[i]), int(length[i]))) for i in example.tolist()]
        found: NDArray[np.int8] = np.array(codes, np.int8)[which]
        return found

    def _text(self, start: int, length: int) -> str:
        return self.data[start : start + length].decode(self.encoding)


def grid_of(data: bytes, delimiter: str, width: int, encoding: str) -> Grid | None:
    """Return the grid of whole lines; None where a row is blank, quoted or of another width: these need a look."""
    if b'"' in data or b"\x00" in data:
        return None
    data = data if data.endswith(b"\n") else data + b"\n"
    cells = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero((cells == ord(delimiter)) | (cells == NEW_LINE)).astype(np.int32)
    if len(marks) % width or data.count(b"\n") * width != len(marks):
        return None
    begins = np.concatenate([np.zeros(1, np.int32), marks[:-1] + np.int32(1)])
    starts, ends = begins.reshape(-1, width), marks.reshape(-1, width)
    if not (cells[ends[:, -1]] == NEW_LINE).all():
        return None
    returns = data.count(b"\r")
    if returns:
        before = (cells[ends[:, -1] - 1] == RETURN) & (ends[:, -1] > starts[:, -1])
        if before.sum() != returns:
            return None
        ends[:, -1] -= before
    blank = ends[:, -1] - starts[:, 0] == width - 1
    return None if width > 1 and blank.any() else Grid(data, starts, ends, encoding)
