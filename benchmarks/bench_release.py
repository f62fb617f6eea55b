"""How long it takes to decide what may be shown of many teams, beside a loop over the groups that protects nobody.

Run with `python -m benchmarks.bench_release` from the root of the repository.
"""

from __future__ import annotations

import platform
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import purpose_index as pi

if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).parent / "results" / "release.md"
SIZES = ((45_000, 5_000), (1_000_000, 20_000))


def answers(q: pi.QuestionSet, people: int, teams: int) -> pd.DataFrame:
    """Answers that teams and people differ in, with a team each."""
    rng = np.random.default_rng(1)
    team = rng.integers(teams, size=people)
    level = rng.normal(3.4, 0.4, size=teams)[team] + rng.normal(0, 0.6, size=people)
    codes = {item: np.clip(np.round(level + rng.normal(0, 0.9, size=people)), 1, 5).astype(int) for item in q.item_ids}
    return pd.DataFrame({"team": team, **codes})


def loop(q: pi.QuestionSet, frame: pd.DataFrame) -> dict[object, dict[str, tuple[float, float]]]:
    """What many people write: the mean and deviation of every scale, group by group."""
    scored = pi.score_frame(q, frame)
    found = {}
    for team, group in scored.groupby("team"):
        found[team] = {scale.id: (group[scale.id].mean(), group[scale.id].std()) for scale in q.scales}
    return found


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall clock and of CPU of one run."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    q = pi.load("purpose-index")
    pi.release(q, answers(q, 500, 20), by=[[], "team"])  # imports
    lines = [
        "# Releases",
        "",
        f"Written by `python -m benchmarks.bench_release`; Python {platform.python_version()}, "
        f"{platform.machine()}. One run each, everybody and teams, all {len(q.scales)} scales of 12 items.",
        "",
        "| people | teams | what | wall | CPU |",
        "| ---: | ---: | --- | ---: | ---: |",
    ]
    for people, teams in SIZES:
        frame = answers(q, people, teams)
        runs = {
            "`release`": lambda frame=frame: pi.release(q, frame, by=[[], "team"]),
            "a loop over groups in pandas, which hides nothing": lambda frame=frame: loop(q, frame),
        }
        for what, run in runs.items():
            wall, cpu = timed(run)
            lines.append(f"| {people:,} | {teams:,} | {what} | {wall:.1f} s | {cpu:.1f} s |")
            print(lines[-1], flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
