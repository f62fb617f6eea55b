"""Every public name of the installed package has a type that pyright knows; see `make types`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "purpose_index"


def install(place: Path) -> dict[str, str]:
    """Lay the package in a new environment, beside the libraries of this one; return its variables."""
    builder = venv.EnvBuilder()
    builder.create(place)
    programs = builder.ensure_directories(place).bin_path
    (packages,) = place.glob("[Ll]ib/**/site-packages")
    shutil.copytree(PACKAGE, packages / PACKAGE.name)
    (packages / "libraries.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    return {**os.environ, "VIRTUAL_ENV": str(place), "PATH": os.pathsep.join([programs, os.environ["PATH"]])}


if __name__ == "__main__":
    command = [sys.executable, "-m", "pyright", "--ignoreexternal", "--verifytypes", PACKAGE.name]
    with tempfile.TemporaryDirectory() as folder:
        variables = install(Path(folder) / "environment")
        found = subprocess.run(command, env=variables, cwd=folder, stdout=subprocess.PIPE, text=True)
    start = "Symbols used in public interface" if found.returncode else "Type completeness score"
    print(found.stdout[max(found.stdout.find(start), 0) :].strip())
    sys.exit(found.returncode)
