"""What runs at the code-hosting site: by fixed versions, with no more rights than it needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
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


def steps_of(workflow, job):
    return read(ROOT / ".github" / "workflows" / f"{workflow}.yml")["jobs"][job]["steps"]


def test_a_release_is_what_was_looked_at_attested_and_agreed_to():
    release = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    runs = [step["run"] for step in steps_of("release", "build") if "run" in step]
    assert "python .ci/packages.py dist" in runs
    (upload,) = (step["with"] for step in steps_of("release", "build") if "upload" in step.get("uses", ""))
    assert upload["if-no-files-found"] == "error"
    attested = [step["with"] for step in steps_of("release", "attest") if "/attest@" in step["uses"]]
    assert attested == [{"subject-path": "dist/*"}, {"subject-path": "dist/*", "sbom-path": "sbom.cdx.json"}]
    assert release["publish"]["environment"] == "pypi"
    assert steps_of("release", "publish")[-1]["with"] == {"attestations": "true"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell and 'python' as they are on Linux")
@pytest.mark.parametrize(("mark", "holds"), [("v", True), ("", False), ("v1", False)])
def test_a_tag_is_the_version(tmp_path, mark, holds):
    (step,) = (step for step in steps_of("release", "build") if "TAG" in step.get("env", {}))
    tag = mark + (ROOT / "src" / "purpose_index" / "version.py").read_text(encoding="utf-8").split('"')[-2]
    (tmp_path / "python").symlink_to(sys.executable)
    path = f"{tmp_path}:/usr/bin:/bin"
    done = subprocess.run(["sh", "-c", step["run"]], cwd=ROOT, env={"TAG": tag, "PATH": path}, check=False)
    assert (done.returncode == 0) == holds


def test_all_that_must_hold_runs_and_tests_run_on_every_python_that_is_promised():
    assert steps_of("ci", "everything")[-1]["run"] == ".ci/run"
    tests = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["tests"]
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    promised = {found[1] for one in said if (found := re.fullmatch(r".*Python :: (3\.\d+)", one))}
    assert promised <= {*tests["strategy"]["matrix"]["python"]}
    assert 'pytest -q -m "not timed" "${without[@]}"' in tests["steps"][-1]["run"]


def test_known_vulnerabilities_are_looked_for_every_week():
    (when,) = read(ROOT / ".github" / "workflows" / "audit.yml")["on"]["schedule"]
    assert re.fullmatch(r"\d+ \d+ \* \* [0-6]", when["cron"])


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
