"""Correlations of items: Pearson, polychoric, tetrachoric."""

from purpose_index.stats.correlation.pearson import Pearson, pearson
from purpose_index.stats.correlation.polychoric import Polychoric, polychoric, tetrachoric

__all__ = ["Pearson", "Polychoric", "pearson", "polychoric", "tetrachoric"]
