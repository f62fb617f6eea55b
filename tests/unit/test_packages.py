"""What `.ci/packages.py` says of packages that are not as they should be; `.ci/run` builds the real ones."""

from __future__ import annotations

import importlib.util
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ["README.md", "docs/errors/one.md", "src/purpose_index/a.py"]
INSIDE = ["purpose_index/reports/errors/one.md", "purpose_index/a.py"]
INFORMATION = [f"own-1.dist-info/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt")]
WHEEL = [*INSIDE, *INFORMATION, "own-1.dist-info/licenses/LICENSE"]


@pytest.fixture
def packages(monkeypatch, tmp_path):
    """The script, in a repository of three files."""
    spec = importlib.util.spec_from_file_location("packages", ROOT / ".ci" / "packages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in FILES:
        path = tmp_path / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path / "own")
    listed = subprocess.CompletedProcess([], 0, "\0".join(FILES) + "\0")
    monkeypatch.setattr(module.subprocess, "run", lambda *_, **__: listed)
    return module


def builds(root, wheel, sdist, later):
    """Return what builds such packages, of other bytes the second time where `later` says so."""

    def build(source, target):
        assert all((source / name).read_text(encoding="utf-8") == name for name in FILES)
        target.mkdir(parents=True, exist_ok=True)
        paths = {".tar.gz": target / "own-1.tar.gz", ".whl": target / "own-1-py3-none-any.whl"}
        with zipfile.ZipFile(paths[".whl"], "w") as file:
            for name in wheel:
                file.writestr(zipfile.ZipInfo(name), later if source != root and later == "wheel" else "")
        with tarfile.open(paths[".tar.gz"], "w") as file:
            for name in sdist:
                member = tarfile.TarInfo(f"own-1/{name}")
                member.mode = 0o600 if source != root and later == "sdist" else 0o644
                file.addfile(member)
        return paths

    return build


@pytest.mark.parametrize(
    ("wheel", "sdist", "later", "said"),
    [
        (WHEEL, [*FILES, "PKG-INFO"], None, None),
        (WHEEL, [*FILES, "PKG-INFO"], "wheel", r"\.whl is not the same when it is built again"),
        (WHEEL, [*FILES, "PKG-INFO"], "sdist", r"\.tar\.gz is not the same when it is built again"),
        ([*WHEEL, "own.py"], [*FILES, "PKG-INFO"], None, r"\.whl: not in git: \['own\.py'\]; not inside: \[\]"),
        (WHEEL[1:], [*FILES, "PKG-INFO"], None, r"\.whl: not in git: \[\]; not inside: \['purpose_index/reports"),
        (WHEEL, [*FILES, "PKG-INFO", "x"], None, r"\.tar\.gz: not in git: \['x'\]; not inside: \[\]"),
        (WHEEL, FILES, None, r"\.tar\.gz: not in git: \[\]; not inside: \['PKG-INFO'\]"),
    ],
)
def test_packages_hold_what_git_has_and_are_built_to_the_same_bytes(
    packages, monkeypatch, tmp_path, capsys, wheel, sdist, later, said
):
    monkeypatch.setattr(packages, "build", builds(packages.ROOT, wheel, sdist, later))
    if said is None:
        packages.main(tmp_path / "dist")
        assert "complete and clean" in capsys.readouterr().out
    else:
        with pytest.raises(SystemExit, match=said):
            packages.main(tmp_path / "dist")
