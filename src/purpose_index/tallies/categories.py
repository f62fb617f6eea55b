"""The one door of the tallies that count categories: answers or an array in, codes out, some rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import Missing, check_option
from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.count_moments import checked_array
from purpose_index.tallies.groups import chosen_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    Rows: TypeAlias = "slice | NDArray[np.int64]"
    Codes: TypeAlias = "NDArray[np.int8]"
    Mask: TypeAlias = "NDArray[np.bool_]"

Values: TypeAlias = tuple[tuple[int, ...], ...]

WIDEST = 126  # the highest code that int8 holds, with one to spare
MOST = WIDEST + 1
FAR = 126  # times as far from the next as others are: no category, as 999 beside 1 to 5
FURTHEST = 2**53  # from here on floats cannot tell whole numbers apart
LOOK = 4096  # rows to look at before looking further for categories
UNKNOWN = -2


@dataclass(frozen=True, slots=True)
class Categories:
    """The categories that n people chose for k items.

    Parameters
    ----------
    items
        The ids of the k items.
    values
        For every item the values that its codes 0, 1, ... stand for, ascending.
    missing
        'pairwise' or 'listwise'.
    n
        The number of people.
    read
        Returns the (k, rows) codes of some people, negative where missing; under listwise of those who miss nothing.
    """

    items: tuple[str, ...]
    values: Values
    missing: Missing
    n: int
    read: Callable[[Rows], Codes]


def categories_of(
    data: CodedResponses | ArrayLike,
    missing: Missing,
    items: Sequence[str] | None = None,
    values: Values | None = None,
) -> Categories:
    """Return the categories in coded answers, or in an (n, k) array of whole numbers.

    Parameters
    ----------
    data
        Coded answers, or an array in which NaN is missing.
    missing
        'pairwise' or 'listwise'.
    items
        Of coded answers: the items to take, by default all. Of an array: the names of its columns, '1', '2', ...
    values
        Of an array: for every item its categories, ascending; by default those that somebody chose. Coded answers bring
        their own.

    Raises
    ------
    ArgumentError
        Where the array does not hold whole numbers, at most 127 unlike ones a column and none far from all others, or
        holds a number that `values` has not; where the names do not fit the columns; or where `missing` is another
        word.
    """
    check_option("missing", missing, Missing)
    if isinstance(data, CodedResponses):
        chosen, at = chosen_of(data.items, items)
        codes = data.codes if items is None else data.codes[:, at]
        declared = tuple(data.values[j] for j in at)
        return Categories(chosen, declared, missing, len(data), _complete(lambda rows: codes[rows].T, missing))
    x = checked_array(data)
    names = tuple(items or (str(j + 1) for j in range(x.shape[1])))
    _check_lengths(x.shape[1], names, values)
    low, high = _extremes(x)
    _check_categories(names, np.fmax(-low, high) >= FURTHEST)
    declared = _met(x, names, low, high) if values is None else tuple(tuple(map(int, v)) for v in values)
    inside = [
        np.isnan(a) or (len(v) > 0 and v[0] <= a <= b <= v[-1]) for v, a, b in zip(declared, low, high, strict=True)
    ]
    _check_declared(names, ~np.array(inside, dtype=bool))
    return Categories(names, declared, missing, len(x), _complete(_reader(x, names, declared), missing))


def _complete(read: Callable[[Rows], Codes], missing: Missing) -> Callable[[Rows], Codes]:
    def complete(rows: Rows) -> Codes:
        codes = read(rows)
        return codes[:, (codes >= 0).all(axis=0)]

    return complete if missing == "listwise" else read


def _extremes(x: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest number of every column; NaN where there is none.

    Rows that lie one after the other in memory are reduced 64 at once, which is eight times as fast as one by one.
    """
    if not len(x):
        return np.full(x.shape[1], np.nan), np.full(x.shape[1], np.nan)
    k = x.shape[1]
    whole = len(x) - len(x) % 64 if x.flags.c_contiguous else 0
    parts = [part for part in (x[:whole].reshape(whole // 64, 64 * k), x[whole:]) if len(part)]

    def reduced(side: np.ufunc) -> NDArray[np.float64]:
        ends = [side.reduce(part, axis=0).reshape(part.shape[1] // k, k) for part in parts]
        return np.asarray(side.reduce(np.concatenate(ends), axis=0), dtype=np.float64)

    return reduced(np.fmin), reduced(np.fmax)


def _met(x: NDArray[Any], names: Sequence[str], low: NDArray[np.float64], high: NDArray[np.float64]) -> Values:
    """Return the values that somebody chose, out of the whole numbers from the lowest to the highest.

    A few thousand rows mostly hold them all; further rows are looked at only while some are lacking.
    """
    far = {j: _far_apart(x[:, j]) for j in np.flatnonzero(high - low > WIDEST).tolist()}
    _check_categories(names, np.array([far.get(j) == () for j in range(len(names))], dtype=bool))
    window = [
        far[j] if j in far else range(0) if np.isnan(a) else range(int(a), int(b) + 1)
        for j, (a, b) in enumerate(zip(low, high, strict=True))
    ]
    read = _reader(x, names, window)
    seen = np.zeros((len(names), WIDEST + 1), dtype=bool)
    for start in range(0, len(x), LOOK):
        codes = read(slice(start, start + LOOK))
        seen |= np.array([np.bincount(c[c >= 0], minlength=WIDEST + 1) > 0 for c in codes])
        if seen.sum() == sum(map(len, window)):
            break
    return tuple(tuple(v[c] for c in np.flatnonzero(s)) for v, s in zip(window, seen, strict=True))


def _far_apart(column: NDArray[Any]) -> tuple[int, ...]:
    """Return the categories of a column that holds numbers far apart; none where they cannot be categories.

    A number that is far from all others, beside how far those are apart, is no answer but the code of a missing one.
    """
    met = np.unique(column[column == column])
    if len(met) > MOST or not (np.isfinite(met) & (met == np.floor(met))).all():
        return ()
    values = tuple(map(int, met))
    gaps = np.diff(values)
    return values if gaps.max() <= FAR * gaps.min() else ()


def _reader(x: NDArray[Any], names: Sequence[str], values: Sequence[Sequence[int]]) -> Callable[[Rows], Codes]:
    """Return what reads the codes of some rows of an array that lies within the values, -1 where missing."""
    origin = np.array([v[0] if v else 0 for v in values])[:, None]
    far = {j: np.array(v) - v[0] for j, v in enumerate(values) if v and v[-1] - v[0] > WIDEST}
    uneven = {j: _code_of(v) for j, v in enumerate(values) if v and j not in far and len(v) != v[-1] - v[0] + 1}

    def read(rows: Rows) -> Codes:
        above = np.subtract(x[rows].T, origin, order="C")
        if above.dtype.kind == "f":
            np.fmax(above, -1, out=above)  # NaN becomes -1
        for j, steps in far.items():
            above[j] = _places(steps, above[j])
            _check_declared((names[j],), np.array([(above[j] == UNKNOWN).any()]))
        codes: Codes = above.astype(np.int8)
        if not np.array_equal(codes, above):
            _check_categories(names, (codes != above).any(axis=1))
        for j, code_of in uneven.items():
            codes[j] = code_of[codes[j]]
            _check_declared((names[j],), np.array([(codes[j] == UNKNOWN).any()]))
        return codes

    return read


def _places(steps: NDArray[np.int64], above: NDArray[Any]) -> NDArray[np.int64]:
    """Return the places of numbers among steps above the lowest value, -1 of a missing answer."""
    place = np.minimum(np.searchsorted(steps, above), len(steps) - 1)
    return np.where(steps[place] == above, place, np.where(above < 0, -1, UNKNOWN))


def _code_of(values: Sequence[int]) -> Codes:
    """Return the code of every step above the lowest value, and last, where -1 points, that of a missing answer."""
    code_of = np.full(values[-1] - values[0] + 2, UNKNOWN, dtype=np.int8)
    code_of[np.array(values) - values[0]] = np.arange(len(values))
    code_of[-1] = -1
    return code_of


def _check_lengths(k: int, names: Sequence[str], values: Values | None) -> None:
    for what, given in (("names", names), ("tuples of values", values)):
        if given is not None and len(given) != k:
            issue = Issue(
                "array-names",
                "$.items",
                f"There are {len(given)} {what} for {k} columns.",
                facts={"given": len(given), "columns": k},
            )
            raise ArgumentError("The array cannot be counted.", [issue])


def _check_declared(names: Sequence[str], outside: Mask) -> None:
    message = "This column holds a number that is none of its categories."
    issues = [Issue("undeclared-category", f"$.columns.{name}", message) for name in compress(names, outside)]
    if issues:
        raise ArgumentError("The array cannot be counted by category.", issues)


def _check_categories(names: Sequence[str], wrong: Mask) -> None:
    message = f"Expected at most {MOST} unlike whole numbers, none far from all others, and NaN for missing answers."
    hint = "Number the categories 1, 2, 3, ..., and make the codes of missing answers NaN."
    issues = [
        Issue("not-categories", f"$.columns.{name}", message, hint, facts={"most": MOST})
        for name in compress(names, wrong)
    ]
    if issues:
        raise ArgumentError("The array cannot be counted by category.", issues)
