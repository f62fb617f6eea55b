"""How long it takes to say of many teams what may be said, beside a loop over the groups that protects nobody.

Run with `python -m benchmarks.bench_teams` from the root of the repository.
"""

from __future__ import annotations

import platform
from pathlib import Path

from benchmarks.bench_release import SIZES, answers, loop, timed

import purpose_index as pi

RESULTS = Path(__file__).parent / "results" / "teams.md"


def main() -> None:
    """Write the table."""
    q = pi.load("purpose-index")
    pi.teams(q, answers(q, 500, 20), team="team")  # imports
    lines = [
        "# Teams",
        "",
        f"Written by `python -m benchmarks.bench_teams`; Python {platform.python_version()}, {platform.machine()}. One "
        f"run each: {len(q.scales)} scales and {len(q.items)} items with intervals, agreement and differences between "
        "teams, without a leader. The loop gives a mean and a standard deviation of the scales.",
        "",
        "| people | teams | what | wall | CPU | CPU a team |",
        "| ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    for people, teams in ((SIZES[0][0] // 10, SIZES[0][1] // 10), *SIZES):
        frame = answers(q, people, teams)
        runs = {
            "`teams`": lambda frame=frame: pi.teams(q, frame, team="team"),
            "a loop over groups in pandas, which hides nothing": lambda frame=frame: loop(q, frame),
        }
        for what, run in runs.items():
            wall, cpu = timed(run)
            row = f"{wall:.1f} s | {cpu:.1f} s | {1000 * cpu / teams:.1f} ms"
            lines.append(f"| {people:,} | {teams:,} | {what} | {row} |")
            print(lines[-1], flush=True)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
