"""How long `check` takes: sets of 50 and of 1,000 items, a thousand files, ten thousand defects, a million people.

Run with `python -m benchmarks.bench_checks` from the root of the repository.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from functools import partial
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import yaml

import purpose_index as pi
from purpose_index.checks.examples import BASE

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "checks.md"
PROGRAM = [sys.executable, "-c", "from purpose_index.cli import main; main()"]


def texts() -> list[dict[str, str]]:
    """The texts of all questions that the package comes with, in Dutch and English."""
    sets = [pi.load(name) for name in pi.instruments()]
    sets += [pi.loads((files("purpose_index.cli") / "template.yaml").read_text("utf-8")), pi.loads(BASE)]
    return [item.text for q in sets for item in q.items]


def bilingual(count: int) -> str:
    """A set of so many items: real texts, and where they run out the same with a number."""
    known = texts()
    base: dict[str, Any] = yaml.safe_load(BASE)
    base["items"] = [
        {
            "id": f"q{i}",
            "options": "agreement",
            "text": {
                language: text if i < len(known) else f"{text.rstrip('.')} ({i})."
                for language, text in known[i % len(known)].items()
            },
        }
        for i in range(count)
    ]
    names = [item["id"] for item in base["items"]]
    base["scales"] = [
        {"id": f"s{k}", "name": {"nl": f"Schaal {k}", "en": f"Scale {k}"}, "items": names[k : k + 10]}
        for k in range(0, count, 10)
    ]
    return yaml.safe_dump(base, allow_unicode=True, sort_keys=False)


def timed(run: Callable[[], object], times: int) -> tuple[float, float]:
    """Median wall and CPU time in seconds."""
    walls, cpus = [], []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return median(walls), median(cpus)


def command(*arguments: str) -> float:
    """Wall time of the command as a program, in seconds."""
    started = time.perf_counter()
    subprocess.run([*PROGRAM, *arguments], check=False, capture_output=True)
    return time.perf_counter() - started


def answers(people: int) -> pl.DataFrame:
    """The answers of so many people to the twelve items of a bundled set, of one trait, in three groups."""
    q, rng = pi.load("purpose-index"), np.random.default_rng(1)
    trait, own = rng.normal(size=(people, 1)), rng.normal(size=(people, 12))
    x = 1 + np.digitize(0.7 * (trait + own), [-1.5, -0.5, 0.5, 1.5]).astype(np.int8)
    groups = np.array(["a", "b", "c"])[rng.integers(0, 3, people)]
    return pl.DataFrame({**dict(zip(q.item_ids, x.T, strict=True)), "group": groups})


def of_answers() -> list[tuple[str, float, float]]:
    """All rules, those of evidence too."""
    found = []
    for people, times in ((100_000, 3), (1_000_000, 1)):
        frame = answers(people)
        pi.check("purpose-index", frame[:1000], group="group")
        wall, cpu = timed(partial(pi.check, "purpose-index", frame, group="group"), times)
        found.append((f"answers of {people:,} people to 12 items, in three groups", wall, cpu))
    return found


def main() -> None:
    rows: list[tuple[str, float, float | None]] = [*of_answers()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count, times in ((50, 31), (1000, 3)):
            path = folder / f"{count}.yaml"
            path.write_text(bilingual(count), encoding="utf-8")
            pi.check(path)
            wall, cpu = timed(lambda path=path: pi.check(path), times)
            rows.append((f"a set of {count:,} items in two languages, after start-up", wall, cpu))
        many = folder / "many"
        many.mkdir()
        text = (files("purpose_index") / "instruments" / "purpose-index.yaml").read_text("utf-8")
        for i in range(1000):
            (many / f"{i}.yaml").write_text(text.replace("id: purpose-index", f"id: set-{i}"), encoding="utf-8")
        rows.append(("a thousand sets of 12 items in one run of the command", command("check", str(many)), None))
        rows.append(
            (
                "the command on one set, start-up and all",
                median(command("check", str(many / "0.yaml")) for _ in range(7)),
                None,
            )
        )
        bad = folder / "bad.yaml"
        bad.write_text(
            BASE.partition("items:")[0]
            + "items:\n"
            + "".join(
                f"  - {{id: q{i}, options: no, extra: 1, text: {{nl: Vraag {i}, en: Item {i}}}}}\n" for i in range(1000)
            )
            + "scales:\n  - id: work\n    name: {nl: Werk, en: Work}\n    items: all\n    feedback:\n"
            + "".join(
                f"      - {{id: b{i}, from: 50, to: 40, text: {{nl: Tekst {i}., en: Text {i}.}}}}\n"
                for i in range(8000)
            ),
            encoding="utf-8",
        )
        report = pi.check(bad)
        wall, cpu = timed(lambda: pi.check(bad), 3)
        rows.append((f"a file with {report.total:,} defects, of which {len(report.findings)} are shown", wall, cpu))
    RESULTS.write_text(page(rows), encoding="utf-8")
    print(page(rows))


def page(rows: list[tuple[str, float, float | None]]) -> str:
    lines = [
        "# Checks",
        "",
        f"Written by `python -m benchmarks.bench_checks`; Python {platform.python_version()}, {platform.machine()}, "
        f"{os.cpu_count()} cores. Times are medians, of wall clock and of CPU of this process.",
        "",
        "| what | wall | CPU |",
        "| --- | ---: | ---: |",
        *(f"| {what} | {shown(wall)} | {'' if cpu is None else shown(cpu)} |" for what, wall, cpu in rows),
    ]
    return "\n".join(lines) + "\n"


def shown(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms" if seconds < 1 else f"{seconds:,.1f} s"


if __name__ == "__main__":
    main()
