"""Build sdist and wheel twice, here and from a copy of what git has: the same bytes, with what belongs inside."""

import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACES = {"src/purpose_index/": "purpose_index/", "docs/errors/": "purpose_index/reports/errors/"}  # in the wheel
ADDED = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def build(source: Path, target: Path) -> dict[str, Path]:
    """Both packages, by what their names end in."""
    subprocess.run([sys.executable, "-m", "build", "--outdir", target, source], check=True, stdout=subprocess.DEVNULL)
    (sdist,), (wheel,) = target.glob("*.tar.gz"), target.glob("*.whl")
    return {".tar.gz": sdist, ".whl": wheel}


def same(found: set[str], expected: set[str], package: Path) -> None:
    """End with the names that are too many or too few, if there are."""
    if found != expected:
        sys.exit(f"{package.name}: not in git: {sorted(found - expected)}; not inside: {sorted(expected - found)}")


def in_wheel(path: str) -> str | None:
    """Where a file of the repository stands in the wheel, if it does."""
    return next((to + path.removeprefix(place) for place, to in PLACES.items() if path.startswith(place)), None)


def main(target: Path) -> None:
    """Build all twice, and end with what is wrong with it, if anything is."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = listed.rstrip("\0").split("\0")
    with tempfile.TemporaryDirectory() as folder:
        for name in files:
            copy = Path(folder, "copy", name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy)  # without its time
        built, again = build(ROOT, target), build(Path(folder, "copy"), Path(folder, "dist"))
        for kind, package in built.items():
            if (package.name, package.read_bytes()) != (again[kind].name, again[kind].read_bytes()):
                sys.exit(f"{package.name} is not the same when it is built again.")

    with zipfile.ZipFile(built[".whl"]) as wheel:
        names = set(wheel.namelist())
    information = "-".join(built[".whl"].name.split("-")[:2]) + ".dist-info/"
    same(
        names, {to for name in files if (to := in_wheel(name))} | {information + name for name in ADDED}, built[".whl"]
    )
    with tarfile.open(built[".tar.gz"]) as sdist:
        names = {member.name.partition("/")[2] for member in sdist.getmembers() if member.isfile()}
    same(names, {*files, "PKG-INFO"}, built[".tar.gz"])
    named = " and ".join(package.name for package in built.values())
    print(f"{named}: built twice to the same bytes, complete and clean.")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
