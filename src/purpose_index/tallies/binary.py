"""How a tally is written: what it is, its identity, and its arrays.

The bytes are: the four letters `PITL`; the length of the header as an unsigned 32-bit number; the header, JSON in UTF-8
with `kind`, `identity` and `arrays` (for each array its type and shape); the arrays, one after the other, row by row.
All numbers are little-endian.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MAGIC = b"PITL"
TYPES = ("<i1", "<i8", "<f8")


def pack(kind: str, identity: dict[str, Any], arrays: Sequence[NDArray[Any]]) -> bytes:
    """Return a tally as bytes.

    Examples
    --------
    >>> kind_and_parts = unpack("Counts", pack("Counts", {"items": ["q1"]}, [np.array([[3, 4]])]))
    >>> kind_and_parts
    ({'items': ['q1']}, [array([[3, 4]])])
    """
    little = [np.ascontiguousarray(a, dtype=a.dtype.newbyteorder("<")) for a in arrays]
    described = [[a.dtype.str.replace("|", "<"), list(a.shape)] for a in little]
    header = json.dumps({"kind": kind, "identity": identity, "arrays": described}).encode()
    return b"".join([MAGIC, len(header).to_bytes(4, "little"), header, *(a.tobytes() for a in little)])


def unpack(kind: str, data: bytes) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    """Return the identity and the arrays of a tally; raise ArgumentError where the bytes are not one of this kind."""
    try:
        size = int.from_bytes(data[4:8], "little")
        header = json.loads(data[8 : 8 + size])
        arrays, at = [], 8 + size
        for name, shape in header["arrays"]:
            dtype = np.dtype(TYPES[TYPES.index(name)])
            count = int(np.prod(shape, dtype=np.int64))
            arrays.append(np.frombuffer(data, dtype, count, at).reshape(shape).astype(dtype.newbyteorder("=")))
            at += count * dtype.itemsize
        good = data[:4] == MAGIC and header["kind"] == kind and at == len(data)
        identity = header["identity"]
    except (ValueError, KeyError, TypeError) as error:
        raise _not_a_tally(kind) from error
    if not good:
        raise _not_a_tally(kind)
    return identity, arrays


def _not_a_tally(kind: str) -> ArgumentError:
    issue = Issue("tally-bytes-unreadable", "$", f"These bytes are not a whole {kind}, as its to_bytes() writes it.")
    return ArgumentError("The tally could not be read.", [issue])
