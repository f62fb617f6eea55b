"""Mokken scaling: whether items order people, and people's answers order items, without a model of the curve.

A module here never bears the name of a public function, which it would hide once imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.mokken.coefficients import Scalability as Scalability
    from purpose_index.stats.mokken.coefficients import scalability as scalability

_HOME = {
    "Scalability": "coefficients",
    "scalability": "coefficients",
}
__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
