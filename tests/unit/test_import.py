"""`import purpose_index` is light, explicit and small."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import purpose_index as pi

PACKAGES = [
    pi,
    pi.stats,
    *(
        import_module(f"purpose_index.{name}")
        for name in ("analysis", "checks", "disclosure", "question_set", "scoring", "tallies")
    ),
    *(import_module(f"purpose_index.stats.{name}") for name in ("factor", "reliability", "uncertainty")),
]
ROOT = Path(__file__).parents[2]
HEAVY = {"numpy", "pydantic", "scipy", "yaml", "narwhals", "pandas", "polars", "pyarrow", "typer", "rich", "matplotlib"}


def loaded_after(code):
    script = f"{code}\nimport sys; print(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in result.stdout.split()}


def test_the_import_brings_nothing_heavy():
    assert loaded_after("import purpose_index") & HEAVY == set()


def test_loading_and_scoring_bring_neither_scipy_nor_frames():
    code = "import purpose_index as pi; pi.score(pi.load('purpose-index'), {'q03': 1, 'q04': 1, 'q08': 1})"
    assert loaded_after(code) & HEAVY <= {"pydantic", "yaml"}


def test_there_are_few_names_and_each_is_there():
    """Thirty do for questionnaires and scores; teams, what may be shown of them, data from elsewhere, and how far
    one score can be trusted, need more."""
    assert len(pi.__all__) <= 46
    for name in pi.__all__:
        assert getattr(pi, name) is not None
    assert set(pi.__all__) <= {*dir(pi), "__version__"}


def test_every_public_name_is_documented():
    assert [name for name in pi.__all__ if name != "__version__" and not getattr(pi, name).__doc__] == []


def test_type_checkers_read_a_program_with_every_public_name():
    """What `make types` checks: `tests/types/users.py` has each of these names, as an attribute or an import."""
    tree = ast.parse((ROOT / "tests" / "types" / "users.py").read_text(encoding="utf-8"))
    used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    used |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    packages = [*PACKAGES, *(getattr(pi.stats, name) for name in pi.stats.__all__)]
    assert {name for package in packages for name in package.__all__} - used == set()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'scores'"):
        pi.scores  # noqa: B018


@pytest.mark.parametrize("package", PACKAGES)
def test_type_checkers_see_the_names_that_are_there(package):
    tree = ast.parse(Path(package.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    seen = {name.asname for node in block.body for name in node.names}
    assert seen == set(dir(package))
    assert all(hasattr(package, name) for name in seen)
