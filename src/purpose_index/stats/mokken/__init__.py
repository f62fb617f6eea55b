"""Mokken scaling: whether items order people, and people's answers order items, without a model of the curve.

A module here never bears the name of a public function, which it would hide once imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.mokken.coefficients import Scalability as Scalability
    from purpose_index.stats.mokken.coefficients import scalability as scalability
    from purpose_index.stats.mokken.item_order import ItemOrdering as ItemOrdering
    from purpose_index.stats.mokken.item_order import invariant_item_ordering as invariant_item_ordering
    from purpose_index.stats.mokken.people import GuttmanErrors as GuttmanErrors
    from purpose_index.stats.mokken.people import guttman_errors as guttman_errors
    from purpose_index.stats.mokken.reliability_of_steps import molenaar_sijtsma as molenaar_sijtsma
    from purpose_index.stats.mokken.rest_scores import Violations as Violations
    from purpose_index.stats.mokken.rest_scores import monotonicity as monotonicity
    from purpose_index.stats.mokken.selection import Partition as Partition
    from purpose_index.stats.mokken.selection import partition as partition

_HOME = {
    "GuttmanErrors": "people",
    "ItemOrdering": "item_order",
    "Partition": "selection",
    "Scalability": "coefficients",
    "Violations": "rest_scores",
    "guttman_errors": "people",
    "invariant_item_ordering": "item_order",
    "molenaar_sijtsma": "reliability_of_steps",
    "monotonicity": "rest_scores",
    "partition": "selection",
    "scalability": "coefficients",
}
__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
