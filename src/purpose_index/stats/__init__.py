"""The psychometrics, one subject a module: `stats.reliability`, `stats.items`, `stats.correlation`, `stats.factor`."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_SUBJECTS = ("correlation", "factor", "items", "reliability")

__all__ = list(_SUBJECTS)


def __getattr__(name: str) -> Any:
    """Import a subject when it is first used."""
    if name not in _SUBJECTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return __all__
