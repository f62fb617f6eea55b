"""Factors: how many, which items, how strong; arrays or tallies in, frozen results out."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "CorrelationMatrix": "matrix",
    "bartlett": "adequacy",
    "efa": "exploratory",
    "factor_scores": "scores",
    "kmo": "adequacy",
    "minimum_average_partial": "partials",
    "parallel_analysis": "parallel",
    "schmid_leiman": "hierarchy",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
