"""Run with the wheel alone: the core imports and scores without any dataframe library, and without scipy."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import purpose_index as pi

ABSENT = {"pandas", "polars", "pyarrow", "duckdb", "typer", "rich", "matplotlib"}
LATE = {"scipy", "narwhals", *ABSENT}

score = pi.score(pi.load("purpose-index"), {f"q{number:02}": 5 for number in range(1, 13)})
assert score["total"].index == 100, score
assert not {name for name in ABSENT if importlib.util.find_spec(name)}, "this environment is not empty"
assert not LATE & set(sys.modules), LATE & set(sys.modules)
assert "site-packages" in pi.__file__, pi.__file__

command = Path(sys.executable).with_name("purpose-index")
told = subprocess.run([command, "version"], capture_output=True, text=True, check=False)
assert told.returncode == 2, told
assert "pip install 'purpose-index[cli]'" in told.stderr, told

print(f"purpose_index {pi.__version__} on Python {sys.version.split()[0]}: imports and scores alone.")
