"""Every notebook of the examples runs from its first cell to its last, and says what is saved in it."""

from __future__ import annotations

import difflib

import pytest

from tests.docs.blocks import ROOT

pytest.importorskip("nbclient", reason="the notebooks need the extra 'notebooks'")
pytest.importorskip("ipykernel", reason="the notebooks need the extra 'notebooks'")

from tests.docs import notebooks

pytestmark = [
    pytest.mark.notebooks,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:(jupyter|nbclient|nbformat|zmq|traitlets|tornado).*"),
]
by_name = pytest.mark.parametrize("path", notebooks.NOTEBOOKS, ids=lambda path: path.stem)


def differences(saved, now):
    """What the cells say now, beside what they said when they were saved."""
    for number in saved:
        if saved[number] != now[number]:
            yield f"cell of code {number}:"
            yield from difflib.unified_diff(
                "\n".join(saved[number]).splitlines(), "\n".join(now[number]).splitlines(), "saved", "now", lineterm=""
            )


@by_name
def test_a_notebook_says_what_is_saved_in_it(path):
    saved, now = notebooks.texts(notebooks.read(path)), notebooks.texts(notebooks.run(path))
    found = list(differences(saved, now))
    assert not found, "\n".join([*found, "Where that is right, `make notebooks` saves it."])


@by_name
def test_a_notebook_is_small_was_run_in_order_and_warns_of_nothing(path):
    content = notebooks.read(path)
    code = [cell for cell in content.cells if cell.cell_type == "code"]
    assert path.stat().st_size < 300_000
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [output for cell in code for output in cell.outputs if output.get("name") == "stderr"] == []
    assert [output for cell in code for output in cell.outputs if output.output_type == "error"] == []


@by_name
def test_every_picture_says_in_words_what_is_in_it(path):
    for cell in notebooks.read(path).cells:
        shows = any("image/png" in output.get("data", {}) for output in cell.get("outputs", ()))
        assert shows == bool(cell.metadata.get("mystnb", {}).get("image", {}).get("alt")), cell.source


def test_the_folder_tells_of_every_notebook():
    page = (ROOT / "examples" / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in notebooks.NOTEBOOKS if f"({path.name})" not in page] == []
    assert len(notebooks.NOTEBOOKS) == 5


def test_a_cell_that_says_something_else_is_found():
    saved = {1: ["stdout: 0.90"], 2: ["image/png"]}
    assert list(differences(saved, saved)) == []
    found = list(differences(saved, {1: ["stdout: 0.91"], 2: ["image/png"]}))
    assert found[0] == "cell of code 1:"
    assert found[-2:] == ["-stdout: 0.90", "+stdout: 0.91"]
