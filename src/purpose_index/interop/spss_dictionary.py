"""The dictionary of an SPSS file, walked before it is read: pyreadstat may end the process where it is damaged."""

from __future__ import annotations

import struct

HEADER = 176  # bytes
VARIABLE, LABELS, LABELLED, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
TEXT_FORMATS = (1, 2)  # A and AHEX


def is_sound(content: bytes) -> bool:
    """Return whether the records of the dictionary follow one another to its end, and labels belong to its variables.

    Notes
    -----
    The records are described in the manual of PSPP, 'System File Format'.
    """
    try:
        return content[:4] in (b"$FL2", b"$FL3") and _walked(content)
    except struct.error:  # it ends too early
        return False


def is_weighted(content: bytes) -> bool:
    """Return whether a variable says how often every row counts, for SPSS."""
    return any(content[76:80])


def _walked(content: bytes) -> bool:
    order = "<" if content[64:68] in (b"\x02\0\0\0", b"\x03\0\0\0") else ">"
    place, variables, labels = HEADER, 0, False

    def whole(*offsets: int) -> tuple[int, ...]:
        return tuple(struct.unpack_from(f"{order}i", content, place + offset)[0] for offset in offsets)

    while True:
        (kind, count) = whole(0, 4)
        if kind == VARIABLE:
            has_label, missing, *formats = whole(8, 12, 16, 20)
            variables, place = variables + 1, place + 32
            if not _is_variable(count, has_label, missing, formats):
                return False
            if has_label:
                (length,) = whole(0)
                place += 4 + _padded(length, 4)
            place += 8 * abs(missing)
        elif kind == LABELS and count >= 0:
            place += 8
            for _ in range(count):
                place += 8 + _padded(1 + struct.unpack_from("B", content, place + 8)[0], 8)
        elif kind == LABELLED and 0 <= count <= variables and labels:
            indices = struct.unpack_from(f"{order}{count}i", content, place + 8)
            place += 8 + 4 * count
            if not all(0 < index <= variables for index in indices):
                return False
        elif kind == DOCUMENT and count >= 0:
            place += 8 + 80 * count
        elif kind == EXTENSION:
            size, number = whole(8, 12)
            if size < 0 or number < 0:
                return False
            place += 16 + size * number
        else:
            return kind == END
        labels = kind == LABELS


def _is_variable(width: int, has_label: int, missing: int, formats: list[int]) -> bool:
    """Whether a variable is a number (width 0), a text, or the continuation of one (-1), and is shown as what it is."""
    shown = all((one >> 16 & 0xFF in TEXT_FORMATS) == (width > 0) for one in formats)
    return has_label in (0, 1) and abs(missing) <= 3 and (width == -1 or (0 <= width <= 255 and shown))


def _padded(length: int, to: int) -> int:
    if length < 0:
        raise struct.error
    return -(-length // to) * to
