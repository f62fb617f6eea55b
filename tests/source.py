"""The source of the package as trees: parsed once for all tests that read it."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "purpose_index"


@lru_cache
def trees() -> dict[Path, ast.Module]:
    """The tree of every file of the package, by its path; in the order of the paths."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
