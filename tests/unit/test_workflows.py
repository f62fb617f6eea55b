"""What runs at the code-hosting site: by fixed versions, with no more rights than it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, ROOT / "action.yml"]
ZIZMOR = shutil.which("zizmor") or shutil.which("zizmor", path=Path(sys.executable).parent)


def named(path):
    return path.name


def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # where 'on' is no boolean


def jobs():
    return [(path, name, job) for path in WORKFLOWS for name, job in read(path)["jobs"].items()]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_action_is_fixed_by_its_hash_and_says_its_version(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if re.search(r"^\s*(- )?uses:", line)]
    assert lines
    for line in lines:
        assert re.search(r"uses: ([\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\$/\.github/workflows/\w+\.yml)$", line)


def test_an_action_has_one_version_everywhere():
    used = {}
    for path in FILES:
        for action, version in re.findall(r"uses: (\S+)@(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            used.setdefault(action, set()).add(version)
    assert {action: versions for action, versions in used.items() if len(versions) > 1} == {}


@pytest.mark.parametrize("path", WORKFLOWS, ids=named)
def test_a_workflow_has_no_rights_but_those_of_its_jobs(path):
    assert read(path)["permissions"] == {}


def test_what_installs_and_tests_other_peoples_code_may_only_read():
    writes = {
        (path.stem, name): job["permissions"]
        for path, name, job in jobs()
        if job["permissions"] != {"contents": "read"}
    }
    assert writes == {
        ("release", "attest"): {"id-token": "write", "attestations": "write"},
        ("release", "publish"): {"id-token": "write"},
    }
    for path, name, job in jobs():
        if (path.stem, name) in writes:  # they get files that were made before, and run none of them
            assert not any("run" in step or "checkout" in step.get("uses", "") for step in job["steps"])


def test_nothing_that_is_checked_out_keeps_a_token():
    checkouts = [
        step
        for _, _, job in jobs()
        for step in job.get("steps", ())
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(checkouts) >= 4
    assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


def test_a_release_is_published_once_all_that_must_hold_holds():
    release = read(ROOT / ".github" / "workflows" / "release.yml")
    needs = {name: job.get("needs") for name, job in release["jobs"].items()}
    assert needs == {"ci": None, "build": "ci", "attest": "build", "publish": "attest"}
    assert release["on"] == {"push": {"tags": ["v*"]}}


def test_zizmor_finds_nothing():
    if not ZIZMOR:
        pytest.skip("zizmor is not here: it is of the extra 'types'")
    done = subprocess.run(
        [ZIZMOR, "--offline", "--no-progress", "--persona=auditor", ROOT / ".github", ROOT / "action.yml"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
