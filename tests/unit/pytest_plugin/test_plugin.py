from __future__ import annotations

import numpy  # noqa: F401 (a module that cannot be loaded twice, and pytester forgets what it loaded)
import pytest

from purpose_index.checks.examples import BASE

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester):
    pytester.makeini("[pytest]\npurpose_index_files = questions/*.yaml\n")
    folder = pytester.mkdir("questions")
    (folder / "clean.yaml").write_text(BASE, encoding="utf-8")
    (pytester.path / "other.yaml").write_text("not: a set", encoding="utf-8")
    return folder


def test_one_test_for_each_family_and_file(pytester, project):
    result = pytester.runpytest_inprocess("-v")
    result.stdout.fnmatch_lines(["*clean.yaml::definition PASSED*", "*clean.yaml::evidence SKIPPED*no answers beside*"])
    result.assert_outcomes(passed=1, skipped=1)


def test_a_failure_reads_like_the_command(pytester, project):
    (project / "unfinished.yaml").write_text(BASE.replace("The week goes by in no time.", "TODO"), encoding="utf-8")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, failed=1, skipped=2)
    result.stdout.fnmatch_lines(["error[[]unfinished-text[]]: *", "*^^^^*", "*help: *"])


def test_warnings_fail_only_when_asked(pytester, project):
    (project / "clean.yaml").write_text(BASE.replace("My work gives", "My work always gives"), encoding="utf-8")
    pytester.runpytest_inprocess().assert_outcomes(passed=1, skipped=1)
    pytester.runpytest_inprocess("--purpose-index-strict").assert_outcomes(failed=1, skipped=1)
    pytester.path.joinpath("purpose-index.toml").write_text("fail-on = 'warning'\n", encoding="utf-8")
    pytester.runpytest_inprocess().assert_outcomes(failed=1, skipped=1)


def test_nothing_is_collected_without_a_pattern(pytester, project):
    pytester.makeini("[pytest]\n")
    assert pytester.runpytest_inprocess().ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize("options", [[], ["--tb=long", "-l", "-vv"]], ids=["plain", "long"])
def test_answers_without_a_header_are_not_shown(pytester, project, options):
    (project / "clean.responses.csv").write_text("my boss bullies me,4,5\n", encoding="utf-8")
    result = pytester.runpytest_inprocess(*options, "--junitxml=result.xml")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*missing-column*"])
    result.stdout.no_fnmatch_line("*bullies*")
    assert "bullies" not in (pytester.path / "result.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("questions/*.yaml", {"questions/clean.yaml"}),
        ("*.yaml", {"top.yaml"}),
        ("**/*.yaml", {"top.yaml", "questions/clean.yaml", "deep/questions/other.yaml"}),
        ("deep/**", {"deep/questions/other.yaml"}),
        ("questions/**/*.yaml", {"questions/clean.yaml"}),
        ("./questions/c*.yaml", {"questions/clean.yaml"}),
        ("questions/*", {"questions/clean.yaml"}),
        ("questions", set()),
    ],
)
def test_a_pattern_is_the_whole_path_from_the_root(pytester, pattern, expected):
    pytester.makeini(f"[pytest]\npurpose_index_files = {pattern}\n")
    for name in ("top.yaml", "questions/clean.yaml", "deep/questions/other.yaml"):
        (pytester.path / name).parent.mkdir(parents=True, exist_ok=True)
        (pytester.path / name).write_text(BASE, encoding="utf-8")
    (pytester.path / "questions" / "answers.json").write_text('[{"q1": 3}]', encoding="utf-8")
    result = pytester.runpytest_inprocess("--collect-only", "-q")
    assert {line.partition("::")[0] for line in result.outlines if "::definition" in line} == expected
