"""An analysis for people: its tables as text, for rich, and as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports import render
from purpose_index.reports.tables import tables

if TYPE_CHECKING:
    from purpose_index.analysis.results import Analysis


def text(analysis: Analysis) -> str:
    """Return the tables as plain text."""
    return render.text(tables(analysis))


def rich(analysis: Analysis) -> Any:
    """Return the tables for rich."""
    return render.rich(tables(analysis))


def html(analysis: Analysis) -> str:
    """Return the tables as one fragment of HTML."""
    return render.html(tables(analysis))
