"""Runs every benchmark, each in a process of its own; `python -m benchmarks [NAME ...]` runs some."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OPTIONS = {"scoring": ["--save"], "engines": ["--save"], "reading": ["--save"]}


def main() -> None:
    names = sys.argv[1:] or sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    for name in names:
        command = [sys.executable, "-m", f"benchmarks.bench_{name}", *OPTIONS.get(name, [])]
        subprocess.run(command, check=True, cwd=HERE.parent, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"})


if __name__ == "__main__":
    main()
