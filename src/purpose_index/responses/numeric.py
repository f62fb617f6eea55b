"""Blocks of numbers into codes, at the speed of small integers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.responses.cells import FRACTIONAL, INFINITE, UNDECLARED
from purpose_index.responses.form import EMPTY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.responses.form import ItemForm

BLOCK = 1 << 17  # rows that are coded at once: a few such columns of bytes fit the cache


class NumberCoder:
    """Codes the numbers of one item.

    Parameters
    ----------
    item
        What may be answered.
    """

    def __init__(self, item: ItemForm) -> None:
        self.low: int = item.values[0]
        self.high: int = item.values[-1]
        self.top: int = len(item.values) - 1
        self.contiguous: bool = item.contiguous and item.plain
        known = sorted((value, code) for value, code in item.codes.items() if isinstance(value, int))
        known = known or [(0, UNDECLARED)]  # of an item that stores texts alone, no number is an answer
        self.known: NDArray[np.float64] = np.array([value for value, _ in known], dtype=np.float64)
        self.codes: NDArray[np.int8] = np.array([code for _, code in known], dtype=np.int8)
        self.small: np.dtype[Any] = np.dtype(np.int8 if self.low >= -128 and self.high <= 127 else np.int16)

    def code(
        self, values: NDArray[Any], answered: NDArray[np.uint8] | None, out: NDArray[np.uint8], *, reverse: bool
    ) -> tuple[NDArray[np.uint8] | None, NDArray[np.intp], NDArray[np.int8]]:
        """Write the codes of a block into `out`, 0 where missing.

        Parameters
        ----------
        values
            Integers or floats of any width.
        answered
            1 where there is a value and 0 where the cell is empty; None where there is always one.
        out
            As long as `values`.
        reverse
            Whether the codes are counted down from the highest value.

        Returns
        -------
        answered
            1 where answered, 0 where missing; None where all are answered.
        rows, codes
            The rows whose value is not within the declared range, and the negative code of each.
        """
        values = values.astype(values.dtype.newbyteorder("="), copy=False)
        numbers, whole, odd = (
            (values, answered, _NO_ROWS) if values.dtype.kind in "iu" else self._whole(values, answered)
        )
        rows = odd
        if not self.contiguous or not self._holds(numbers.dtype):
            out[:] = 0
            rows = np.arange(len(values)) if answered is None else np.flatnonzero(answered)
        else:
            offsets = self._offsets(numbers, whole, out, reverse=reverse)
            if offsets.max(initial=0) > self.top:
                rows = np.concatenate([odd, np.flatnonzero(offsets > self.top)])
            if offsets is not out:
                out[:] = offsets
        if not len(rows):
            return whole, rows, _NO_CODES
        codes = self._place(values[rows])
        flags = np.ones(len(values), np.uint8) if whole is None else whole
        flags[rows] = codes >= 0
        out[rows] = np.where(codes >= 0, self.top - codes if reverse else codes, 0)
        return flags, rows[codes < 0], codes[codes < 0]

    def _holds(self, dtype: np.dtype[Any]) -> bool:
        limits = np.iinfo(dtype)
        return bool(limits.min <= self.low and self.high <= limits.max)

    def _offsets(
        self, numbers: NDArray[Any], answered: NDArray[np.uint8] | None, out: NDArray[np.uint8], *, reverse: bool
    ) -> NDArray[Any]:
        """Return how far each number is above the lowest value, or below the highest, modulo the width: unsigned."""
        unsigned = numbers.view(f"u{numbers.itemsize}")
        into = out if numbers.itemsize == 1 else np.empty(len(numbers), unsigned.dtype)
        end = np.array(self.high if reverse else self.low, numbers.dtype).view(unsigned.dtype)
        np.subtract(*((end, unsigned) if reverse else (unsigned, end)), out=into)
        return into if answered is None else np.multiply(into, answered, out=into)

    def _whole(
        self, values: NDArray[Any], answered: NDArray[np.uint8] | None
    ) -> tuple[NDArray[Any], NDArray[np.uint8] | None, NDArray[np.intp]]:
        """Return floats as small integers, where they are answered with one, and the rows of other numbers."""
        with np.errstate(invalid="ignore", over="ignore"):
            numbers = values.astype(self.small)
        same = numbers == values
        if answered is None and same.all():
            return numbers, None, _NO_ROWS
        odd = ~(same | np.isnan(values))
        if answered is not None:
            same &= answered.view(bool)
            odd &= answered.view(bool)
        return numbers, same.view(np.uint8), np.flatnonzero(odd)

    def _place(self, values: NDArray[Any]) -> NDArray[np.int8]:
        """Return the code of each number by search, or what is wrong with it."""
        x = values.astype(np.float64)
        at = np.minimum(np.searchsorted(self.known, x), len(self.known) - 1)
        codes = np.where(self.known[at] == x, self.codes[at], np.int8(UNDECLARED))
        codes[x != np.floor(x)] = FRACTIONAL
        codes[np.isinf(x)] = INFINITE
        codes[np.isnan(x)] = EMPTY
        return codes


_NO_ROWS = np.empty(0, np.intp)
_NO_CODES = np.empty(0, np.int8)
