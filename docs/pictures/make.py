"""Make the pictures of the docs: `python docs/pictures/make.py [--before FOLDER]`, from the root of the repository.

With `--before`, a working copy of an earlier commit, its text and its notebook table are pictured beside ours. The
notebook tables need Chromium; the rest needs the extra `plots`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from html import escape
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SET, DATA = "examples/leadership/questionnaire.yaml", "examples/leadership/answers.csv"
SHOW = (
    "import sys, purpose_index as pi\n"
    f"result = pi.analyze(pi.load({SET!r}), {DATA!r}, language='en')\n"
    "sys.stdout.reconfigure(encoding='utf-8')\n"
    "print(result if sys.argv[1] == 'text' else result._repr_html_())\n"
)
LINES, WIDTH = 66, 80


def shown(source: Path, form: str) -> str:
    """Return what an analysis shows of itself, by the package whose source this is."""
    environment = {**os.environ, "PYTHONPATH": str(source / "src"), "COLUMNS": str(WIDTH)}
    command = [sys.executable, "-c", SHOW, form]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, encoding="utf-8").stdout


def terminal(text: str, name: str) -> None:
    """Draw text as a terminal of 80 columns shows it, which breaks what is longer."""
    lines = [line[at : at + WIDTH] for line in text.splitlines() for at in range(0, len(line) or 1, WIDTH)][:LINES]
    rows = "".join(
        f'<text x="12" y="{24 + 17 * i}">{escape(line).replace(chr(32), chr(160))}</text>'
        for i, line in enumerate(lines)
    )
    size = f'width="{24 + 8 * WIDTH}" height="{24 + 17 * len(lines)}"'
    style = 'font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="13.3" fill="#222"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect width="100%" height="100%" fill="#fff"/>'
    (HERE / name).write_text(f"{svg}<g {style}>{rows}</g></svg>\n", encoding="utf-8")


def notebook(html: str, name: str) -> None:
    """Draw an HTML table as a browser shows it, light above dark."""
    chromium = which("chromium") or which("chromium-browser")
    if chromium is None:
        print("no chromium: the notebook tables stay as they are")
        return
    halves = "".join(
        f'<div style="color:{ink};background:{paper};padding:12px;height:420px;overflow:hidden">{html}</div>'
        for ink, paper in (("#222", "#fff"), ("#ddd", "#1e1e1e"))
    )
    page = f'<!doctype html><meta charset="utf-8"><body style="margin:0;font:13px sans-serif">{halves}'
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=800,888"]
        target = [f"--user-data-dir={folder}/profile", f"--screenshot={HERE / name}", file.as_uri()]
        subprocess.run([chromium, *options, *target], check=True, capture_output=True)


def plots() -> None:
    """Draw every plot, on the example data."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    import purpose_index as pi
    from purpose_index.reports import plots
    from purpose_index.stats import factor

    q = pi.load(SET)
    result = pi.analyze(q, DATA, language="en")
    x = pi.encode(q, DATA).numbers()[:, : len(q.items_of("leadership"))]
    omegas = {scale.name["en"]: scale.omega for scale in result.scales.values()}
    drawings = {
        "item-distributions": lambda ax: plots.item_distributions(result, "leadership", ax),
        "scree": lambda ax: plots.scree(factor.parallel_analysis(x, rng=0), ax),
        "loadings": lambda ax: plots.loadings(
            factor.efa(x, 2), ax, items=[q.item(item).text["en"] for item in q.item_ids[: x.shape[1]]]
        ),
        "reliability-forest": lambda ax: plots.reliability_forest(omegas, ax),
    }
    for name, draw in drawings.items():
        figure = Figure(figsize=(8, 4), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure.add_subplot())
        figure.savefig(HERE / f"{name}.png", dpi=90, metadata={"Software": None})


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path)
    before = parser.parse_args().before
    for source, when in ((ROOT, "after"), (before, "before")):
        if source is not None:
            terminal(shown(source.resolve(), "text"), f"analyze-{when}.svg")
            notebook(shown(source.resolve(), "html"), f"notebook-{when}.png")
    plots()
