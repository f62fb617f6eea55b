"""Make the pictures of the docs: `python docs/pictures/make.py [--before FOLDER]`, from the root of the repository.

With `--before`, a working copy of an earlier commit, what it shows is pictured too. The notebook tables need Chromium,
the plots the extra `plots`; a team's report is made by the command in the README before.
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
GALLERY = HERE.parent / "site" / "gallery.py"
SET, DATA = "examples/leadership/questionnaire.yaml", "examples/leadership/answers.csv"
SHOW = (
    "import sys, purpose_index as pi\n"
    f"result = pi.analyze(pi.load({SET!r}), {DATA!r}, language='en')\n"
    "sys.stdout.reconfigure(encoding='utf-8')\n"
    "print(result if sys.argv[1] == 'text' else result._repr_html_())\n"
)
TABLE, TABLES = '<div class="purpose-index"', 3
MEASURE = "<script>document.body.dataset.height = document.body.scrollHeight</script>"
LINES, WIDTH = 66, 80
REPORT = "examples/teams/report-en.html"
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]


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
    """Draw the first tables of HTML as a browser shows them, light above dark."""
    chromium = which("chromium") or which("chromium-browser")
    if chromium is None:
        print("no chromium: the notebook tables stay as they are")
        return
    first = TABLE.join(html.split(TABLE)[: 1 + TABLES]) + "</div>"
    halves = "".join(
        f'<div style="color:{ink};background:{paper};padding:12px">{first}</div>'
        for ink, paper in (("#222", "#fff"), ("#ddd", "#1e1e1e"))
    )
    page = f'<!doctype html><meta charset="utf-8"><body style="margin:0;font:13px sans-serif">{halves}{MEASURE}'
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        browser = [chromium, *OPTIONS, f"--user-data-dir={folder}/own", "--window-size=1000,100"]
        dumped = subprocess.run([*browser, "--dump-dom", file.as_uri()], check=True, capture_output=True, text=True)
        height = int(dumped.stdout.partition('data-height="')[2].partition('"')[0])
        photograph(chromium, file, name, height, folder)


def photograph(chromium: str, page: Path, name: str, height: int, folder: str) -> None:
    """Take a picture of the top of a page, a thousand points wide."""
    browser = [chromium, *OPTIONS, f"--user-data-dir={folder}/own", f"--window-size=1000,{height}"]
    subprocess.run([*browser, f"--screenshot={HERE / name}", page.as_uri()], check=True, capture_output=True)


def report() -> None:
    """Picture the top of a team's report."""
    chromium = which("chromium") or which("chromium-browser")
    if chromium is None:
        print("no chromium: the report stays as it is")
        return
    with tempfile.TemporaryDirectory() as folder:
        photograph(chromium, ROOT / REPORT, "team-report.png", 1560, folder)


def plots(source: Path, suffix: str) -> None:
    """Draw every plot as docs/plots.md does, by the package whose source this is."""
    environment = {**os.environ, "PYTHONPATH": str(source / "src")}
    subprocess.run([sys.executable, GALLERY, HERE, suffix], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--before", type=Path)
    before = parser.parse_args().before
    for source, when, suffix in ((ROOT, "after", ""), (before, "before", "-before")):
        if source is not None:
            terminal(shown(source.resolve(), "text"), f"analyze-{when}.svg")
            notebook(shown(source.resolve(), "html"), f"notebook-{when}.png")
            plots(source.resolve(), suffix)
    report()
