"""Rows of a CSV file whose cells are found all at once: quotes only around whole cells, and all rows alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

QUOTE, NEW_LINE, RETURN, SPACE, LAST_OF_ASCII = 34, 10, 13, 32, 127
_WORD = 8  # bytes of a cell that are compared at once
_MOST_WORDS = 8  # of a cell that is compared as words
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], np.uint64)  # the first bytes of a word
_ODD = np.uint64(0x9E3779B97F4A7C15)


class Grid:
    """The cells of some rows, as places in their bytes.

    Parameters
    ----------
    data
        The bytes, in an encoding in which those of ASCII stand for themselves.
    starts, lengths
        (width, n) where each cell begins, and how many bytes it has.
    encoding
        How the characters are written.
    """

    def __init__(self, data: bytes, starts: NDArray[np.int32], lengths: NDArray[np.int32], encoding: str) -> None:
        self.data = data
        self.starts = starts
        self.lengths = lengths
        self.encoding = encoding
        padded = data + bytes(_WORD)
        self.words: NDArray[np.uint64] = np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))  # from every byte on

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
        """Return what `code` says of the cells of a column; each text of 64 bytes at most is looked at once."""
        start, length = self.starts[j], self.lengths[j]
        longest = int(length.max(initial=0))
        if longest <= 1:
            return self._of_bytes(start, length, code)
        found = np.empty(len(start), np.int8)
        short = length <= _WORD * _MOST_WORDS
        some = np.flatnonzero(short) if longest > _WORD * _MOST_WORDS else slice(None)
        found[some] = self._of_words(start[some], length[some], code)
        for i in np.flatnonzero(~short).tolist():
            found[i] = code(self._text(int(start[i]), int(length[i])))
        return found

    def _of_bytes(
        self, start: NDArray[np.int32], length: NDArray[np.int32], code: Callable[[str], int]
    ) -> NDArray[np.int8]:
        """Return the codes of cells of one byte or none."""
        first = self.words[start].astype(np.uint8)
        first[length == 0] = NEW_LINE  # which no cell holds
        table = np.zeros(256, np.int8)
        for byte in np.flatnonzero(np.bincount(first, minlength=256)).tolist():
            table[byte] = code("" if byte == NEW_LINE else bytes([byte]).decode(self.encoding))
        found: NDArray[np.int8] = table[first]
        return found

    def _of_words(
        self, start: NDArray[np.int32], length: NDArray[np.int32], code: Callable[[str], int]
    ) -> NDArray[np.int8]:
        """Return the codes of cells, from those of the distinct ones: found by a hash of their words, and compared."""
        words = []
        mixed = length.astype(np.uint64)
        for at in range(0, int(length.max(initial=0)), _WORD):
            here = np.clip(length - at, 0, _WORD)
            words.append(self.words[np.where(here > 0, start + at, start)] & _MASKS[here])
            mixed = (mixed ^ words[-1]) * _ODD
            mixed ^= mixed >> np.uint64(29)
        _, example, which = np.unique(mixed, return_index=True, return_inverse=True)
        codes = [code(self._text(int(start[i]), int(length[i]))) for i in example.tolist()]
        found: NDArray[np.int8] = np.array(codes, np.int8)[which]
        alike = length == length[example][which]
        for word in words:
            alike &= word == word[example][which]
        for i in np.flatnonzero(~alike).tolist():  # another text with the same hash
            found[i] = code(self._text(int(start[i]), int(length[i])))
        return found

    def _text(self, start: int, length: int) -> str:
        return self.data[start : start + length].decode(self.encoding)


def grid_of(data: bytes, delimiter: str, width: int, encoding: str) -> Grid | None:
    """Return the grid of whole lines; None where some need a closer look: blank, of another width, or quoted inside."""
    if b"\x00" in data:
        return None
    data = data if data.endswith(b"\n") else data + b"\n"
    cells = np.frombuffer(data, np.uint8)
    marks = np.flatnonzero((cells == ord(delimiter)) | (cells == NEW_LINE)).astype(np.int32)
    if len(marks) % width or data.count(b"\n") * width != len(marks):
        return None
    begins = np.concatenate([np.zeros(1, np.int32), marks[:-1] + np.int32(1)])
    starts, ends = (np.ascontiguousarray(places.reshape(-1, width).T) for places in (begins, marks))
    if not (cells[ends[-1]] == NEW_LINE).all():
        return None
    returns, quotes = data.count(b"\r"), data.count(b'"')
    if returns:
        before = (cells[ends[-1] - 1] == RETURN) & (ends[-1] > starts[-1])
        if before.sum() != returns:
            return None
        ends[-1] -= before
    if quotes:
        opened = (cells[starts] == QUOTE) & (ends - starts > 1)
        closed = cells[ends - 1] == QUOTE
        if (opened != closed).any() or 2 * opened.sum() != quotes:
            return None
        starts += opened
        ends -= opened
    lengths = ends - starts
    blank = width > 1 and _may_be_blank(cells, starts, lengths)
    return None if blank else Grid(data, starts, lengths, encoding)


def _may_be_blank(cells: NDArray[np.uint8], starts: NDArray[np.int32], lengths: NDArray[np.int32]) -> bool:
    """Whether there is a row of which every cell is empty, or begins with a space: of ASCII, or perhaps another one."""
    left = np.arange(len(starts[0]))
    for start, length in zip(starts, lengths, strict=True):
        first = cells[start[left]]
        left = left[(length[left] == 0) | (first <= SPACE) | (first > LAST_OF_ASCII)]
        if not len(left):
            return False
    return True
