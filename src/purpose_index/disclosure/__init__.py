"""What may be shown of groups; here are the types of a release and of an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.disclosure.audit import Revealed as Revealed
    from purpose_index.disclosure.audit import Source as Source
    from purpose_index.disclosure.release import Cell as Cell
    from purpose_index.disclosure.release import Release as Release

_HOME = {"Cell": "release", "Release": "release", "Revealed": "audit", "Source": "audit"}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
