"""Breaks the code in one place at a time and says which breaks no test notices: `make mutants`.

A survivor is a test that is missing, or a break that changes nothing that anybody can see; the latter stand in
`survivors.toml` with the reason. Exits with 1 where a survivor is not there, or where a line of that file survives no
more. What came of every break goes to `build/mutants/ROOM.jsonl`, a line a break, as soon as it is tried. It
takes minutes to learn which test reaches what; where a few `--tests` of the room notice most, `--again` tries the rest.
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
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = ROOT / "build" / "mutants"
COPIED = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "docs", "examples", "schema", "benchmarks"]


class Room(NamedTuple):
    """What is broken, and the tests that must notice it: its own, so that a run does not take days."""

    files: list[str]
    tests: list[str]


STATISTICS = ["tests/unit/stats", "tests/laws", "tests/oracles"]
SCORES = ["tests/laws/test_scoring_laws.py", "tests/oracles/test_scores.py"]
COUNTS = ["tests/laws/test_moments_laws.py", "tests/laws/test_category_tallies.py"]
TRAITS = ["tests/oracles/test_irt.py", "tests/oracles/test_irt_fit.py"]
CARELESS = ["tests/unit/stats/test_careless.py", "tests/unit/stats/test_screening.py", "tests/oracles/test_careless.py"]
ROOMS = {
    "scoring": Room(["scoring/*"], ["tests/unit/scoring", "tests/unit/cli/test_selftest.py", *SCORES]),
    "tallies": Room(["tallies/*"], ["tests/unit/tallies", "tests/unit/stats/test_inputs.py", *COUNTS]),
    "reliability": Room(["stats/reliability/*", "stats/uncertainty/*", "stats/items.py"], STATISTICS),
    "correlation": Room(["stats/correlation/*"], STATISTICS),
    "irt": Room(["stats/irt/*"], ["tests/unit/stats/irt", *TRAITS]),
    "mokken": Room(["stats/mokken/*"], ["tests/unit/stats/mokken", "tests/oracles/test_mokken.py"]),
    "careless": Room(["stats/careless.py", "stats/careful_answers.py", "stats/screening.py"], CARELESS),
    "checks": Room(
        ["checks/definition/*", "checks/evidence/*", "checks/changes.py", "checks/check.py", "checks/report.py"],
        ["tests/unit/checks", "tests/unit/test_issue_facts.py", "tests/museum", "tests/laws/test_checks.py"],
    ),
}


class Break(NamedTuple):
    """One changed line: the file, the line as it is, and as it was made."""

    file: str
    before: str
    after: str


def main() -> int:
    """Break the rooms that are named, or all; print what survives without a reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", help=f"by default all: {', '.join(ROOMS)}")
    parser.add_argument("--file", action="append", help="only this file of the package, such as 'tallies/sums.py'")
    parser.add_argument("--tests", action="append", help="only these, such as tests/unit/tallies: a first, quick look")
    parser.add_argument("--again", action="store_true", help="only what was not noticed the last time, and new breaks")
    chosen = parser.parse_args()
    explained = {Break(one["file"], one["before"], after) for one in recorded() for after in one["after"]}
    failed = False
    for name in chosen.rooms or ROOMS:
        room = ROOMS[name]
        files = chosen.file or sorted({file for place in room.files for file in files_of(place)})
        results = RESULTS / f"{name}.jsonl"
        kept = [one for one in lines_of(results) if one["file"] in files and noticed(one)] if chosen.again else []
        write(results, kept + [one for one in lines_of(results) if one["file"] not in files])
        run(files, chosen.tests or room.tests, results, kept)
        tried = [one for one in lines_of(results) if one["file"] in files]
        alive = {Break(one["file"], one["before"], one["after"]) for one in tried if not noticed(one)}
        new = sorted(alive - explained)
        gone = [one for one in explained if one.file in files and one not in alive]
        failed |= bool(new or gone)
        print(f"{name}: {len(tried)} breaks, {len(alive)} not noticed, {len(new)} of them without a reason")
        for one in new:
            print(f"  {one.file}\n    - {one.before}\n    + {one.after}")
        for one in gone:
            print(f"  noticed or not made any more, take it out of survivors.toml: {one.file}: {one.after}")
    return int(failed)


def recorded() -> list[dict[str, Any]]:
    """The survivors that have a reason."""
    return tomllib.loads((HERE / "survivors.toml").read_text(encoding="utf-8")).get("survivor", [])


def files_of(place: str) -> list[str]:
    """The files of the package that a pattern stands for."""
    package = ROOT / "src" / "purpose_index"
    return [path.relative_to(package).as_posix() for path in package.glob(place) if path.suffix == ".py"]


def noticed(one: dict[str, Any]) -> bool:
    """Whether a test failed, or one that takes a moment took far longer."""
    return one["found"] not in ("survived", "no test")


def lines_of(path: Path) -> list[dict[str, Any]]:
    """What came of breaks, as far as it was written."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def write(path: Path, found: list[dict[str, Any]]) -> None:
    """Write what came of breaks, a line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in found), encoding="utf-8")


def run(files: list[str], tests: list[str], results: Path, kept: list[dict[str, Any]]) -> None:
    """Try the breaks of these files, but those that are kept, in a copy of the project."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ["src", "tests", "pyproject.toml", *COPIED]:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        done = [[one["file"], one["function"], one["before"], one["after"]] for one in kept]
        settings = {"files": files, "tests": tests, "results": str(results), "done": done}
        (copy / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "HYPOTHESIS_PROFILE": "few"}
        command = [sys.executable, str(HERE / "run.py")]
        with (copy / "output").open("w+", encoding="utf-8") as output:
            code = subprocess.run(command, cwd=copy, env=environment, stdout=output, check=False).returncode
            if code:
                output.seek(0)
                raise SystemExit(f"The run ended with {code}:\n{output.read()[-5000:]}")


if __name__ == "__main__":
    sys.exit(main())
