"""The oldest versions that are promised are the ones in `tests/floors.txt`, which are installed and tested."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = (
    "types-openpyxl",
    "types-defusedxml",
    "ruff",
    "mypy",
    "types-PyYAML",
    "scipy-stubs",
    "build",
    "pyright",
    "zizmor",
    "mutmut",
)  # they look at the code, and do not run it
SITE = (
    "sphinx",
    "docutils",
    "myst-nb",
    "numpydoc",
    "pydata-sphinx-theme",
)  # they make the site, in an environment of their own
NOTEBOOKS = ("ipykernel", "nbclient")  # they run the notebooks, in that same environment
ENGINES = ("dask[", "ibis-framework[", "pyspark")  # tested in an environment of their own, in the versions of then


def promised():
    """Every requirement of the package and its extras as the oldest version that it allows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    others = [one for one in asked if not one.startswith(("purpose-index[", *TOOLS, *SITE, *NOTEBOOKS, *ENGINES))]
    assert all(re.fullmatch(r"[\w-]+>=[\d.]+", one) for one in others), others
    return sorted({one.replace(">=", "==") for one in others}, key=str.lower)


def test_the_floors_are_those_of_the_package():
    lines = (ROOT / "tests" / "floors.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == promised()
