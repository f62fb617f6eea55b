"""Real files of other formats, which are read where they are: their licences are not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("PURPOSE_INDEX_INTEROP", Path(__file__).parents[4] / "shared" / "interop"))


@pytest.fixture
def interop_file():
    """The path of a real file, by its name in the folder of formats; the test is skipped where that is not there."""

    def find(name: str) -> Path:
        if not FOLDER.is_dir():
            pytest.skip(f"the folder with real files of other formats is not here: {FOLDER.name}")
        return FOLDER / name

    return find
