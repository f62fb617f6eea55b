"""The directive `public-names`: what a module offers, first as a table, then in full, from its docstrings.

With it comes the role of what stands in single backticks in a docstring: a link where that is a public name.
"""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.domains.python import PyXRefRole
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from sphinx.application import Sphinx

NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


def public_names(module: ModuleType) -> list[str]:
    """Return the functions, then the classes, that `__all__` lists, or else those that the module defines."""
    own = [name for name, value in vars(module).items() if getattr(value, "__module__", None) == module.__name__]
    listed: list[str] = getattr(module, "__all__", None) or [name for name in own if not name.startswith("_")]
    offered = [name for name in listed if callable(getattr(module, name))]
    return sorted(offered, key=lambda name: inspect.isclass(getattr(module, name)))


def documented(module: ModuleType, names: list[str]) -> Iterator[str]:
    """Yield the lines that have Sphinx write the names of a module, with its own directives."""
    yield from (
        "````{eval-rst}",
        f".. currentmodule:: {module.__name__}",
        "",
        ".. autosummary::",
        "   :nosignatures:",
        "",
    )
    yield from (f"   {name}" for name in names)
    for name in names:
        is_class = inspect.isclass(getattr(module, name))
        yield from ("", f".. autoclass:: {name}", "   :members:") if is_class else ("", f".. autofunction:: {name}")
    yield "````"


class PublicNames(SphinxDirective):
    """Document every public name of a module, but for those of which another page tells."""

    required_arguments = 1
    option_spec: ClassVar = {"but": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return what Sphinx's own directives make of the names."""
        module = import_module(self.arguments[0])
        elsewhere = self.options.get("but", "").split()
        names = [name for name in public_names(module) if name not in elsewhere]
        return self.parse_text_to_nodes("\n".join(documented(module, names)))


class Quoted(PyXRefRole):
    """What stands in single backticks: the name of something, which may have a place here, or else code."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return a reference that need not lead anywhere, or code."""
        if NAME.fullmatch(self.text):
            return super().run()
        return [nodes.literal(self.rawtext, self.text)], []


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of both."""
    app.add_directive("public-names", PublicNames)
    app.add_role_to_domain("py", "quoted", Quoted())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
