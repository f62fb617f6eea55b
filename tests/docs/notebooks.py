"""Run the notebooks of the examples from their first cell to their last; `make notebooks` saves what they say now."""

from __future__ import annotations

import os
import sys
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

from tests.docs.blocks import ROOT

NOTEBOOKS = sorted(ROOT.glob("examples/notebooks/*.ipynb"))
FOLDERS = ("notebooks", "leadership", "teams")  # what they read
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python", "pygments_lexer": "ipython3"}
PLAIN = ("text/html", "text/plain")


def read(notebook: Path) -> Any:
    """Return a notebook as it was saved."""
    return nbformat.read(notebook, as_version=4)


def run(notebook: Path) -> Any:
    """Return a notebook with the output that it gives now, in a copy of the folders that it reads."""
    content = read(notebook)
    with TemporaryDirectory() as folder:
        for name in FOLDERS:
            copytree(ROOT / "examples" / name, Path(folder) / name)
        here = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # the command of this Python
        alone = {"PATH": here, "IPYTHONDIR": folder, "OPENBLAS_NUM_THREADS": "1", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"}
        client = NotebookClient(
            content,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            timeout=120,
            record_timing=False,
            coalesce_streams=True,  # else they are cut where the clock has it
            resources={"metadata": {"path": str(Path(folder) / "notebooks")}},
        )
        client.execute(env={**os.environ, **alone})
    content.metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE}
    return content


def texts(content: Any) -> dict[int, list[str]]:
    """Return what each cell of code says in words, by its number from 1; of a picture, that it is one."""
    code = (cell for cell in content.cells if cell.cell_type == "code")
    return {number: [_text(output) for output in cell.outputs] for number, cell in enumerate(code, 1)}


def _text(output: Any) -> str:
    if output.output_type == "stream":
        return f"{output.name}: {output.text}"
    if output.output_type == "error":
        return f"{output.ename}: {output.evalue}"
    pictures = [form for form in output.data if form.startswith("image/")]
    return "\n".join(pictures or [output.data[form] for form in PLAIN if form in output.data])


def shrink(content: Any) -> None:
    """Leave the pictures of a notebook 64 colours, which is all that they need; they take a third of the room then."""
    outputs = (output for cell in content.cells for output in cell.get("outputs", ()))
    for data in (output.data for output in outputs if "image/png" in output.get("data", ())):
        small = BytesIO()
        Image.open(BytesIO(b64decode(data["image/png"]))).convert("RGB").quantize(64).save(small, "png", optimize=True)
        data["image/png"] = b64encode(small.getvalue()).decode()


if __name__ == "__main__":
    for path in NOTEBOOKS:
        content = run(path)
        shrink(content)
        nbformat.write(content, path)
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
