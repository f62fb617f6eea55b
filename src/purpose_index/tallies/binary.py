"""How a tally is written: what it is, its identity, and its arrays.

The bytes are: the four letters `PITL`; the length of the header; the header, JSON in UTF-8 with `version` (of this
form: 1), `kind`, `identity` and `arrays` (for each array its type and shape); the arrays, one after the other, row by
row; the CRC-32 of all that. Length and checksum are unsigned 32-bit numbers, and all numbers are little-endian.
"""

from __future__ import annotations

import json
import zlib
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np

from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

T = TypeVar("T")

MAGIC = b"PITL"
VERSION = 1
TYPES = ("<i1", "<i8", "<f8")
_NUMBER = 4  # bytes
_DAMAGE = (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError, AttributeError)


class Parts(NamedTuple):
    """What a tally is made of: its identity by name, and its arrays."""

    identity: dict[str, Any]
    arrays: list[NDArray[Any]]

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items."""
        items = tuple(self.identity["items"])
        return checked(items, all(isinstance(item, str) for item in items) and 0 < len(items) == len(set(items)))

    @property
    def values(self) -> tuple[tuple[int, ...], ...]:
        """The values of every item, ascending; empty where they are not declared."""
        values = tuple(tuple(own) for own in self.identity["values"])
        whole = all(type(value) is int for own in values for value in own)
        ascending = all(list(own) == sorted(set(own)) for own in values)
        return checked(values, whole and ascending and len(values) in (0, len(self.items)))

    @property
    def missing(self) -> Any:
        """The missing rule."""
        return checked(self.identity["missing"], self.identity["missing"] in ("listwise", "pairwise"))

    @property
    def reversed_items(self) -> tuple[str, ...]:
        """The items that were turned around."""
        turned = tuple(self.identity["reversed_items"])
        return checked(turned, set(turned) <= set(self.items))

    def check(self, *expected: tuple[str, tuple[int, ...]]) -> None:
        """Raise a ValueError where the arrays are of other types or shapes."""
        found = [(a.dtype.kind + str(a.itemsize), a.shape) for a in self.arrays]
        checked(found, found == list(expected))


def pack(kind: str, identity: dict[str, Any], arrays: Sequence[NDArray[Any]]) -> bytes:
    """Return a tally as bytes.

    Examples
    --------
    >>> unpack("Counts", pack("Counts", {"items": ["q1"]}, [np.array([[3, 4]])]), lambda parts: parts)
    Parts(identity={'items': ['q1']}, arrays=[array([[3, 4]])])
    """
    little = [np.ascontiguousarray(a, dtype=a.dtype.newbyteorder("<")) for a in arrays]
    described = [[a.dtype.str.replace("|", "<"), list(a.shape)] for a in little]
    header = json.dumps({"version": VERSION, "kind": kind, "identity": identity, "arrays": described}).encode()
    parts = [MAGIC, _bytes(len(header)), header, *(a.tobytes() for a in little)]
    whole = b"".join(parts)
    return whole + _bytes(zlib.crc32(whole))


def unpack(kind: str, data: bytes, build: Callable[[Parts], T]) -> T:
    """Return what `build` makes of the parts of a tally.

    Raises
    ------
    ArgumentError
        The bytes are not those of a whole tally of this kind, or `build` finds that its parts do not fit together.
    """
    try:
        return build(_parts(kind, bytes(data)))
    except _DAMAGE:
        message = f"These bytes are not a whole {kind}, as its to_bytes() writes it."
    issue = Issue(
        "tally-bytes-unreadable",
        "$",
        message,
        "They may be damaged, or another version may have made them.",
        facts={"kind": kind},
    )
    raise ArgumentError("The tally could not be read.", [issue])


def checked(value: T, good: bool) -> T:
    """Return a value; raise a ValueError where it is not good."""
    if not good:
        raise ValueError
    return value


def _parts(kind: str, data: bytes) -> Parts:
    start, end = len(MAGIC) + _NUMBER, len(data) - _NUMBER
    checked(data, data[: len(MAGIC)] == MAGIC and _number(data, end) == zlib.crc32(data[:end]))
    at = start + _number(data, start - _NUMBER)
    header = json.loads(data[start:at])
    arrays = []
    for name, shape in header["arrays"]:
        dtype = np.dtype(TYPES[TYPES.index(name)])
        count = prod(checked(shape, all(length >= 0 for length in shape)))
        arrays.append(np.frombuffer(data, dtype, count, at).reshape(shape).astype(dtype.newbyteorder("=")))
        at += count * dtype.itemsize
    checked(at, at == end and (header["version"], header["kind"]) == (VERSION, kind))
    return Parts(checked(header["identity"], isinstance(header["identity"], dict)), arrays)


def _bytes(number: int) -> bytes:
    return number.to_bytes(_NUMBER, "little")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + _NUMBER], "little")
