"""Reads rows into moments: block by block, by matrix products that are exact where the numbers are whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.groups import chosen_of
from purpose_index.tallies.rows import over_rows
from purpose_index.tallies.sums import CentredSums, ExactSums, divided, own, piece, products

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.tallies.moments import Moments
    from purpose_index.tallies.sums import Floats, Integers

    Mask: TypeAlias = NDArray[np.bool_]
    Room: TypeAlias = NDArray[Any]
    _Block: TypeAlias = tuple[NDArray[Any], Integers, Mask, tuple[Floats, Floats]]  # numbers, answered, counted, sides
    Reader: TypeAlias = tuple[type, Callable[[slice, Room], Moments]]

BLOCK_BYTES = 2**21
WHOLE = 2**16  # whole numbers that reach from here on are counted above their lowest, or as real ones
FAR = 2**29  # whole numbers from here on are counted as real ones
LOOK = 2**12  # rows that are looked at together
FEW_CATEGORIES = 14  # up to so many, comparing with each is faster than np.bincount


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all blocks of one tally share, and the class of their tallies."""

    tally: type[Moments]
    items: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    missing: Missing

    @property
    def k(self) -> int:
        return len(self.items)

    @property
    def m(self) -> int:
        return self.k if self.missing == "pairwise" else 1

    @property
    def height(self) -> int:
        """The rows of a block: the items and, below them, which cells count; a multiple of four is fastest."""
        return -(-(self.k + self.m) // 4) * 4

    @property
    def piece(self) -> int:
        return piece(self.height)

    def moments(self, rows: int, answered: Any, sides: tuple[Floats, Floats], sums: Any, counts: Any = None) -> Moments:
        counts = np.zeros((self.k, 0), dtype=np.int64) if counts is None else counts
        return self.tally(
            items=self.items,
            values=self.values,
            missing=self.missing,
            reversed_items=(),
            rows=rows,
            answered=answered,
            low=sides[0],
            high=sides[1],
            counts=counts,
            sums=sums,
        )


def blocks_of(
    tally: type[Moments],
    data: CodedResponses | ArrayLike,
    missing: Missing,
    items: Sequence[str] | None,
    threads: int | None,
) -> list[Moments]:
    """Return the tallies of blocks of rows, in the order of the rows; of no rows, one that is empty."""
    if isinstance(data, CodedResponses):
        chosen, at = chosen_of(data.items, items)
        frame = _Frame(tally, chosen, tuple(data.values[j] for j in at), missing)
        columns = slice(None) if items is None else at
        return _read(frame, len(data), _coded(frame, data.codes, columns), threads)
    x = checked_array(data)
    names = tuple(items or (str(j + 1) for j in range(x.shape[1])))
    if len(names) != x.shape[1]:
        message = f"There are {len(names)} names for {x.shape[1]} columns."
        raise ArgumentError(
            "The array cannot be counted.",
            [Issue("array-names", "$.items", message, facts={"given": len(names), "columns": x.shape[1]})],
        )
    frame, whole = _Frame(tally, names, (), missing), _origin(x)
    return _read(frame, len(x), _real(frame, x) if whole is None else _whole(frame, x, *whole), threads)


def checked_array(data: ArrayLike) -> NDArray[Any]:
    """Return data as an (n, k) array of integers or floats; raise ArgumentError where it is not one."""
    try:
        x = np.asanyarray(data)
        real = x.dtype.kind == "O" or isinstance(x, np.ma.MaskedArray)
        x = np.asarray(np.ma.filled(x.astype(np.float64), np.nan) if real else x)
    except (TypeError, ValueError):
        x = np.array("")
    if x.dtype.kind not in "iubf":
        hint = "Give numbers, with NaN where an answer is missing."
        issue = Issue("array-not-numbers", "$", "Expected an (n, k) array of numbers.", hint)
        raise ArgumentError("The array cannot be counted.", [issue])
    if x.ndim != 2 or x.shape[1] == 0:
        message = f"Expected people by items, an (n, k) array with k of at least 1; this one has the shape {x.shape}."
        raise ArgumentError(
            "The array cannot be counted.", [Issue("array-shape", "$", message, facts={"shape": x.shape})]
        )
    return x


def _read(frame: _Frame, n: int, reader: Reader, threads: int | None) -> list[Moments]:
    dtype, one = reader
    pieces = BLOCK_BYTES // np.dtype(dtype).itemsize // frame.height // frame.piece
    block = max(1, min(pieces, -(-n // frame.piece))) * frame.piece

    def run(blocks: Iterable[slice]) -> list[Moments]:
        room: Room = np.zeros((frame.height, block), dtype=dtype)
        return [one(rows, room) for rows in blocks]

    return over_rows(n, block, run, threads=threads) if n else run([slice(n)])


def _coded(frame: _Frame, codes: NDArray[np.int8], columns: slice | Integers) -> Reader:
    steps = [np.array(values) - values[0] for values in frame.values]
    uneven = [j for j, step in enumerate(steps) if len(step) != step[-1] + 1]
    origin = np.array([values[0] for values in frame.values], dtype=np.int64)
    width = max(len(values) for values in frame.values)
    values = np.array([(*v, *v[-1:] * (width - len(v))) for v in frame.values], dtype=np.float64)

    def one(rows: slice, room: Room) -> Moments:
        block = codes.T[columns, rows]
        answered = block >= 0
        counted = _counted(answered, frame)
        code = block * counted.view(np.int8)
        numbers = _fill(room, frame, code, counted)
        for j in uneven:
            numbers[j] = steps[j][code[j]]
        sums = _exact_sums(room, frame, origin)
        counts = _category_counts(code, sums, width, even=not uneven)
        return frame.moments(block.shape[1], _row_counts(answered), _observed(counts, values), sums, counts)

    return _exact_type(max(int(step[-1]) for step in steps), frame), one


def _origin(x: NDArray[Any]) -> tuple[Integers, int] | None:
    """Return what to count the whole numbers of every column above, and how far they reach from there at the most.

    None where the numbers are real ones. They are whole where their values are, whatever their type, and close enough
    together for exact sums.
    """
    if x.dtype.kind == "f" and not all(_all_whole(x[start : start + LOOK]) for start in range(0, len(x), LOOK)):
        return None
    reach = max(-float(np.fmin.reduce(x, axis=None, initial=0)), float(np.fmax.reduce(x, axis=None, initial=0)))
    if reach < WHOLE:
        return np.zeros(x.shape[1], dtype=np.int64), int(reach)
    low, high = (np.where(np.isfinite(side), side, 0) for side in _sides(x.T))
    return (low.astype(np.int64), int((high - low).max())) if reach < FAR and (high - low).max() < WHOLE else None


def _all_whole(x: NDArray[np.floating[Any]]) -> bool:
    broken = np.count_nonzero(np.rint(x) != x)
    return broken == 0 or bool(broken == np.count_nonzero(np.isnan(x)))


def _whole(frame: _Frame, x: NDArray[Any], origin: Integers, reach: int) -> Reader:
    near = not origin.any()

    def one(rows: slice, room: Room) -> Moments:
        block, answered, counted, sides = (_real_block if x.dtype.kind == "f" else _whole_block)(frame, x[rows].T)
        if not near:
            block = np.where(counted, block - origin[:, None], 0)
        _fill(room, frame, block, counted)
        return frame.moments(block.shape[1], answered, sides, _exact_sums(room, frame, origin))

    return _exact_type(reach, frame), one


def _whole_block(frame: _Frame, block: NDArray[Any]) -> _Block:
    k, width = block.shape
    return block, np.full(k, width, dtype=np.int64), np.ones((frame.m, width), dtype=bool), _sides(block)


def _real_block(frame: _Frame, x: NDArray[Any]) -> _Block:
    """Return floats, 0 where they do not count."""
    block = np.array(x, dtype=np.float64, order="C")
    answered = ~np.isnan(block)
    counted = _counted(answered, frame)
    if frame.missing == "listwise":
        np.copyto(block, np.nan, where=~counted)
    sides = _sides(block)
    np.copyto(block, 0, where=~counted)
    return block, _row_counts(answered), counted, sides


def _real(frame: _Frame, x: NDArray[Any]) -> Reader:
    def one(rows: slice, room: Room) -> Moments:
        block, answered, counted, sides = _real_block(frame, x[rows].T)
        _check_finite(*sides, frame)
        shift = divided(block.sum(axis=1, keepdims=True), counted.sum(axis=1, keepdims=True), empty=0)
        block -= shift
        np.copyto(block, 0, where=~counted)
        _fill(room, frame, block, counted)
        n, first, product, square = _sums(room, frame)
        rest = divided(first, n, empty=0)
        sums = CentredSums(n.astype(np.int64), shift + rest, product - rest * first.T, square - rest * first)
        return frame.moments(block.shape[1], answered, sides, sums)

    return np.float64, one


def _sides(block: NDArray[Any]) -> tuple[Floats, Floats]:
    """Return the lowest and the highest number of every item; inf and -inf where there is none."""
    if block.shape[1] == 0:
        return np.full(len(block), np.inf), np.full(len(block), -np.inf)
    low, high = (end.reduce(block, axis=1).astype(np.float64) for end in (np.fmin, np.fmax))
    nobody = np.isnan(low)
    return np.where(nobody, np.inf, low), np.where(nobody, -np.inf, high)


def _counted(answered: Mask, frame: _Frame) -> Mask:
    return answered if frame.missing == "pairwise" else np.all(answered, axis=0, keepdims=True)


def _fill(room: Room, frame: _Frame, numbers: NDArray[Any], counted: Mask) -> NDArray[Any]:
    """Write the numbers, 0 where they do not count, and below them 1 where they do; return where the numbers are."""
    k, m, width = frame.k, frame.m, numbers.shape[1]
    room[:k, :width] = numbers
    room[k : k + m, :width] = counted
    room[:, width:] = 0
    return room[:k, :width]


def _sums(room: Room, frame: _Frame) -> tuple[Floats, Floats, Floats, Floats]:
    """Return n, first, product and square of a filled block, from a product of it with itself."""
    k, m = frame.k, frame.m
    gram = products(room, room, frame.piece)
    n, first, product = gram[k : k + m, k : k + m], gram[:k, k : k + m], gram[:k, :k]
    if frame.missing == "listwise":
        return n, first, product, product.diagonal()[:, None]
    return n, first, product, products(room[:k] * room[:k], room[k : k + m], frame.piece)


def _exact_sums(room: Room, frame: _Frame, origin: Integers) -> ExactSums:
    n, first, product, square = (a.astype(np.int64) for a in _sums(room, frame))
    return ExactSums(n, first, product, square, origin)


def _exact_type(largest: int, frame: _Frame) -> type:
    return np.float32 if largest**2 * frame.piece <= 2**24 else np.float64


def _category_counts(code: NDArray[np.int8], sums: ExactSums, width: int, *, even: bool) -> Integers:
    """Count every category; where codes are what is summed, the first three follow from n and the sums of x and x²."""
    counts = np.zeros((len(code), max(width, 3)), dtype=np.int64)
    if width > FEW_CATEGORIES:
        for j, row in enumerate(code):
            counts[j] = np.bincount(row, minlength=width)
    else:
        for category in range(3 if even else 1, width):
            counts[:, category] = _row_counts(code == category)
        if even:
            codes = np.arange(counts.shape[1])
            first, square = own(sums.first) - counts @ codes, own(sums.square) - counts @ codes**2
            counts[:, 2] = (square - first) // 2
            counts[:, 1] = 2 * first - square
    counts[:, 0] = sums.n.diagonal() - counts[:, 1:].sum(axis=1)  # codes that do not count were made 0
    return counts[:, :width]


def _row_counts(mask: Mask) -> Integers:
    return np.array([np.count_nonzero(row) for row in mask], dtype=np.int64)


def _observed(counts: Integers, values: Floats) -> tuple[Floats, Floats]:
    used = counts > 0
    low = np.where(used, values, np.inf).min(axis=1)
    high = np.where(used, values, -np.inf).max(axis=1)
    return low, high


def _check_finite(low: Floats, high: Floats, frame: _Frame) -> None:
    infinite = np.flatnonzero((low == -np.inf) | (high == np.inf))
    if infinite.size:
        message, hint = "This column holds an infinite number.", "Make it NaN where an answer is missing."
        issues = [Issue("array-not-finite", f"$.columns.{frame.items[j]}", message, hint) for j in infinite]
        raise ArgumentError("The array cannot be counted.", issues)
