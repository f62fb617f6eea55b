"""Public names that are imported when they are first used (PEP 562)."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def importing(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the `__getattr__` and the `__dir__` of a package whose public names live in its modules.

    Parameters
    ----------
    package
        The package, as `__name__` there.
    homes
        The module, relative to the package, that holds each name; a name that ends its own home is that module.

    Examples
    --------
    >>> get, names = importing("purpose_index.stats", {"items": "items", "alpha": "reliability.cronbach"})
    >>> get("items").__name__, get("alpha").__name__, names()
    ('purpose_index.stats.items', 'alpha', ['alpha', 'items'])
    """

    def get(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{homes[name]}")
        value = module if homes[name] == name else getattr(module, name)
        setattr(sys.modules[package], name, value)
        return value

    return get, lambda: sorted(homes)
