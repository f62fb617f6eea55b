"""What is published holds all that it needs: the sdist its tests, and the wheel its pages."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import purpose_index as pi

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TARGETS = PROJECT["tool"]["hatch"]["build"]["targets"]


def test_the_sdist_holds_every_folder_and_file_of_the_repository():
    if not (ROOT / ".git").exists():
        pytest.skip("this is an sdist itself: that these tests run says it")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tops = {line.partition("/")[0] for line in listed.splitlines()}
    assert tops - {".gitignore", "pyproject.toml"} == {name.removeprefix("/") for name in TARGETS["sdist"]["include"]}


def test_the_wheel_takes_the_pages_of_error_codes_to_where_they_are_looked_for():
    from purpose_index.reports import code_pages

    ((source, target),) = TARGETS["wheel"]["force-include"].items()
    assert ROOT / source == code_pages._IN_THE_REPOSITORY
    assert ROOT / "src" / target == code_pages._WITH_THE_PACKAGE


def test_the_plugin_is_found_by_its_classifier():
    assert "Framework :: Pytest" in PROJECT["project"]["classifiers"]


def test_who_cites_it_cites_this_version_under_its_licence():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == pi.__version__
    assert cited["license"] == PROJECT["project"]["license"]
    assert [one["name"] for one in cited["authors"]] == [one["name"] for one in PROJECT["project"]["authors"]]
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "type"} <= set(cited)
