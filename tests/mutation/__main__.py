"""Breaks the code in one place at a time and says which breaks no test notices: `make mutants`.

A survivor is a test that is missing, or a break that changes nothing that anybody can see; the latter stand in
`survivors.toml` with the reason. Exits with 1 where a survivor is not there, or where a line of that file survives no
more.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROOMS = {  # what is broken
    "scoring": ["scoring/*"],
    "tallies": ["tallies/*"],
    "reliability": ["stats/reliability/*", "stats/uncertainty/*", "stats/items.py"],
    "correlation": ["stats/correlation/*"],
    "checks": ["checks/definition/*", "checks/evidence/*", "checks/changes.py", "checks/check.py", "checks/report.py"],
}
TESTS = [
    "tests/unit",
    "tests/laws",
    "tests/oracles",
    "tests/museum",
]  # those of them that reach the broken function run
COPIED = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "docs", "examples", "schema", "benchmarks"]


class Break(NamedTuple):
    """One changed line: the file, the line as it is, and as it was made."""

    file: str
    before: str
    after: str


def main() -> int:
    """Break the rooms that are named, or all; print what survives without a reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", help=f"by default all: {', '.join(ROOMS)}")
    parser.add_argument("--file", help="only these files of the package, such as 'tallies/sums.py'")
    chosen = parser.parse_args()
    explained = {Break(one["file"], one["before"], one["after"]): one["reason"] for one in recorded()}
    unexplained = stale = 0
    for room in chosen.rooms or ROOMS:
        tried, alive = survivors([chosen.file] if chosen.file else ROOMS[room])
        new = [one for one in alive if one not in explained]
        gone = [one for one in explained if one in tried and one not in alive]
        unexplained, stale = unexplained + len(new), stale + len(gone)
        print(f"{room}: {len(tried)} breaks, {len(alive)} not noticed, {len(new)} of them without a reason")
        for one in new:
            print(f"  {one.file}\n    - {one.before}\n    + {one.after}")
        for one in gone:
            print(f"  noticed by now, take it out of survivors.toml: {one.file}: {one.after}")
    return 1 if unexplained or stale else 0


def recorded() -> list[dict[str, str]]:
    """The survivors that have a reason."""
    path = HERE / "survivors.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", []) if path.exists() else []


def survivors(places: list[str]) -> tuple[set[Break], list[Break]]:
    """All breaks of these places, and those that no test notices, each tried in a copy of the project."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ["src", "tests", "pyproject.toml", *COPIED]:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        settings = {
            "source_paths": ["src"],
            "only_mutate": [f"src/purpose_index/{place}" for place in places],
            "pytest_add_cli_args_test_selection": TESTS,
            "also_copy": COPIED,
            "use_git_change_detection": False,
        }
        lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in settings.items())
        with (copy / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n[tool.mutmut]\n{lines}\n")
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, str(HERE / "run.py")]
        done = subprocess.run([*command, "run"], cwd=copy, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"mutmut ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-2000:]}")
        return read(copy)


def read(copy: Path) -> tuple[set[Break], list[Break]]:
    """What mutmut found in this copy."""
    os.chdir(copy)
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code

    tried, alive = set(), []
    for meta in sorted((copy / "mutants").rglob("*.py.meta")):
        file = meta.relative_to(copy / "mutants" / "src" / "purpose_index").as_posix().removesuffix(".meta")
        for key, code in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            change = [line for line in get_diff_for_mutant(key).splitlines() if not line.startswith(("---", "+++"))]
            before = " ".join(line[1:].strip() for line in change if line.startswith("-"))
            after = " ".join(line[1:].strip() for line in change if line.startswith("+"))
            tried.add(one := Break(file, before, after))
            if status_by_exit_code[code] in ("survived", "no tests", "suspicious"):
                alive.append(one)
    os.chdir(ROOT)
    return tried, alive


if __name__ == "__main__":
    sys.exit(main())
