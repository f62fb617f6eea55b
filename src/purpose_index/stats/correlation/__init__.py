"""Correlations of items, of one type: Pearson, polychoric, tetrachoric, or a published table."""

from purpose_index.stats.correlation.matrix import CorrelationMatrix
from purpose_index.stats.correlation.pearson import pearson
from purpose_index.stats.correlation.polychoric import Polychoric, polychoric, tetrachoric

__all__ = ["CorrelationMatrix", "Polychoric", "pearson", "polychoric", "tetrachoric"]
