"""Draws the pictures of docs/plots.md by the lines above each: `python docs/site/gallery.py FOLDER [SUFFIX]`.

As an extension of Sphinx it does so for every site, whatever the pictures in the repository show.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "plots.md"
PART = re.compile(
    r"^```python\n(?P<code>.*?)^```$|^!\[[^\]]*\]\(pictures/(?P<name>[\w-]+)\.png\)$", re.MULTILINE | re.DOTALL
)


def size_of(picture: Path) -> bytes:
    """Return the width and height of a PNG, as its header has them."""
    return picture.read_bytes()[16:24]


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def parts() -> Iterator[re.Match[str]]:
    """Yield the code and the pictures of the page, in their order."""
    return PART.finditer(PAGE.read_text(encoding="utf-8"))


def drawn() -> Iterator[tuple[str, Any]]:
    """Run the page; yield the name of each picture that follows a figure, with that figure."""
    names: dict[str, Any] = {}
    for part in parts():
        if part["code"]:
            exec(compile(part["code"], PAGE.name, "exec"), names)
        elif "figure" in names:
            yield part["name"], names.pop("figure")


def draw(folder: Path, suffix: str = "") -> None:
    """Write every picture of the page to a folder."""
    with inside(ROOT):
        for name, figure in drawn():
            figure.savefig(folder / f"{name}{suffix}.png", dpi=90, metadata={"Software": None})


def after_the_site(app: Sphinx, exception: Exception | None) -> None:
    """Put today's pictures in the place of those of the repository, which must be of the same size."""
    if exception is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir) / "_images"
    draw(folder)
    kept = PAGE.parent / "pictures"
    names = [f"{part['name']}.png" for part in parts() if part["name"]]
    if old := [name for name in names if size_of(folder / name) != size_of(kept / name)]:
        raise RuntimeError(f"Pictures of another time, to be made again by docs/pictures/make.py: {', '.join(old)}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx when to draw."""
    app.connect("build-finished", after_the_site)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


if __name__ == "__main__":
    draw(Path(sys.argv[1]).resolve(), *sys.argv[2:])
