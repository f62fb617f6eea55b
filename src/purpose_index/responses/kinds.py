"""The kind of a data frame: that of the answers is the kind in which results are given back."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from purpose_index.responses.coded import CodedResponses

KINDS = ("pandas", "polars")


def frame_kind(data: Any) -> str | None:
    """Return 'pandas' or 'polars' for a frame of that library, or beside coded answers; None for anything else."""
    kind = type(data.extra if isinstance(data, CodedResponses) else data).__module__.partition(".")[0]
    return kind if kind in KINDS else None


def frame_of(columns: dict[str, list[Any]], kind: str | None) -> Any:
    """Return a frame of this kind, else of the library that is installed; where there is neither, the columns."""
    kind = kind or next((name for name in KINDS if find_spec(name)), None)
    return import_module(kind).DataFrame(columns) if kind else columns
