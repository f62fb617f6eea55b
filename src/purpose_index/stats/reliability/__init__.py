"""Reliability: how far a score would come out the same again; arrays or tallies in, estimates out.

A module here never bears the name of a public function, which it would hide once imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "alpha": "cronbach",
    "alpha_if_dropped": "cronbach",
    "bootstrap": "bootstrap_of",
    "composite_omega": "composite",
    "composite_reliability": "composite",
    "disattenuated_correlation": "attenuation",
    "disattenuated_correlations": "attenuation",
    "glb": "lower_bound",
    "guttman": "bounds",
    "items_needed": "precision",
    "latent_response_omega": "latent",
    "latent_response_omega_hierarchical": "latent",
    "omega_hierarchical": "hierarchical",
    "omega_if_dropped": "omega",
    "omega_total": "omega",
    "ordinal_alpha": "latent",
    "score_interval": "precision",
    "spearman_brown": "precision",
    "split_half": "halves",
    "standard_error_of_measurement": "precision",
    "standardized_alpha": "cronbach",
    "stratified_alpha": "composite",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
