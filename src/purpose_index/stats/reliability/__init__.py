"""Reliability: how far a score would come out the same again; arrays or tallies in, estimates out.

A module here never bears the name of a public function, which it would hide once imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.importing import importing

if TYPE_CHECKING:
    from purpose_index.stats.estimate import Estimate as Estimate
    from purpose_index.stats.reliability.attenuation import DisattenuatedCorrelations as DisattenuatedCorrelations
    from purpose_index.stats.reliability.attenuation import disattenuate as disattenuate
    from purpose_index.stats.reliability.attenuation import disattenuated_correlations as disattenuated_correlations
    from purpose_index.stats.reliability.bootstrap_of import bootstrap as bootstrap
    from purpose_index.stats.reliability.categorical import CategoricalOmega as CategoricalOmega
    from purpose_index.stats.reliability.categorical import categorical_omega as categorical_omega
    from purpose_index.stats.reliability.composite import composite_omega as composite_omega
    from purpose_index.stats.reliability.composite import mosier_reliability as mosier_reliability
    from purpose_index.stats.reliability.composite import stratified_alpha as stratified_alpha
    from purpose_index.stats.reliability.cronbach import alpha as alpha
    from purpose_index.stats.reliability.cronbach import alpha_if_dropped as alpha_if_dropped
    from purpose_index.stats.reliability.cronbach import standardized_alpha as standardized_alpha
    from purpose_index.stats.reliability.factor_pairs import FactorPairs as FactorPairs
    from purpose_index.stats.reliability.greatest_lower_bound import GreatestLowerBound as GreatestLowerBound
    from purpose_index.stats.reliability.greatest_lower_bound import glb as glb
    from purpose_index.stats.reliability.guttman_bounds import Guttman as Guttman
    from purpose_index.stats.reliability.guttman_bounds import guttman as guttman
    from purpose_index.stats.reliability.halves import SplitHalf as SplitHalf
    from purpose_index.stats.reliability.halves import split_half as split_half
    from purpose_index.stats.reliability.heterotrait import htmt as htmt
    from purpose_index.stats.reliability.hierarchical import omega_hierarchical as omega_hierarchical
    from purpose_index.stats.reliability.hierarchical_indices import OmegaHierarchical as OmegaHierarchical
    from purpose_index.stats.reliability.latent import latent_response_omega as latent_response_omega
    from purpose_index.stats.reliability.latent import (
        latent_response_omega_hierarchical as latent_response_omega_hierarchical,
    )
    from purpose_index.stats.reliability.latent import ordinal_alpha as ordinal_alpha
    from purpose_index.stats.reliability.omega import OmegaTotal as OmegaTotal
    from purpose_index.stats.reliability.omega import omega_if_dropped as omega_if_dropped
    from purpose_index.stats.reliability.omega import omega_total as omega_total
    from purpose_index.stats.reliability.precision import ScoreInterval as ScoreInterval
    from purpose_index.stats.reliability.precision import items_needed as items_needed
    from purpose_index.stats.reliability.precision import score_interval as score_interval
    from purpose_index.stats.reliability.precision import smallest_difference as smallest_difference
    from purpose_index.stats.reliability.precision import spearman_brown as spearman_brown
    from purpose_index.stats.reliability.precision import standard_error_of_measurement as standard_error_of_measurement
    from purpose_index.stats.reliability.sample_size import SimulatedSize as SimulatedSize
    from purpose_index.stats.reliability.sample_size import alpha_width as alpha_width
    from purpose_index.stats.reliability.sample_size import people_for_alpha_width as people_for_alpha_width
    from purpose_index.stats.reliability.sample_size import people_for_omega_width as people_for_omega_width
    from purpose_index.stats.reliability.standardized import StandardizedLoading as StandardizedLoading
    from purpose_index.stats.reliability.standardized import factor_correlations as factor_correlations
    from purpose_index.stats.reliability.standardized import standardized_loadings as standardized_loadings
    from purpose_index.stats.reliability.sums_of_model import CompositeReliability as CompositeReliability
    from purpose_index.stats.reliability.sums_of_model import composite_reliability as composite_reliability
    from purpose_index.stats.reliability.variance_extracted import (
        average_variance_extracted as average_variance_extracted,
    )
    from purpose_index.stats.reliability.variance_extracted import fornell_larcker as fornell_larcker
    from purpose_index.stats.reliability.variance_extracted import maximal_reliability as maximal_reliability

_HOME = {
    "CategoricalOmega": "categorical",
    "CompositeReliability": "sums_of_model",
    "DisattenuatedCorrelations": "attenuation",
    "Estimate": "cronbach",
    "FactorPairs": "factor_pairs",
    "GreatestLowerBound": "greatest_lower_bound",
    "Guttman": "guttman_bounds",
    "OmegaHierarchical": "hierarchical_indices",
    "OmegaTotal": "omega",
    "ScoreInterval": "precision",
    "SimulatedSize": "sample_size",
    "SplitHalf": "halves",
    "StandardizedLoading": "standardized",
    "alpha": "cronbach",
    "alpha_if_dropped": "cronbach",
    "alpha_width": "sample_size",
    "average_variance_extracted": "variance_extracted",
    "bootstrap": "bootstrap_of",
    "categorical_omega": "categorical",
    "composite_omega": "composite",
    "composite_reliability": "sums_of_model",
    "disattenuate": "attenuation",
    "disattenuated_correlations": "attenuation",
    "factor_correlations": "standardized",
    "fornell_larcker": "variance_extracted",
    "glb": "greatest_lower_bound",
    "guttman": "guttman_bounds",
    "htmt": "heterotrait",
    "items_needed": "precision",
    "latent_response_omega": "latent",
    "latent_response_omega_hierarchical": "latent",
    "maximal_reliability": "variance_extracted",
    "mosier_reliability": "composite",
    "omega_hierarchical": "hierarchical",
    "omega_if_dropped": "omega",
    "omega_total": "omega",
    "ordinal_alpha": "latent",
    "people_for_alpha_width": "sample_size",
    "people_for_omega_width": "sample_size",
    "score_interval": "precision",
    "smallest_difference": "precision",
    "spearman_brown": "precision",
    "split_half": "halves",
    "standard_error_of_measurement": "precision",
    "standardized_alpha": "cronbach",
    "standardized_loadings": "standardized",
    "stratified_alpha": "composite",
}

__all__ = sorted(_HOME)

if not TYPE_CHECKING:  # a misspelt name is an error to type checkers
    __getattr__, __dir__ = importing(__name__, _HOME)
