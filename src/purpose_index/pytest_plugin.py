"""A pytest plugin: question sets are collected as tests, one for each family of rules and file.

Set `purpose_index_files` in pytest's settings to patterns such as `questions/*.yaml`. Answers of a pilot are looked for
beside each set, in `NAME.responses.csv` or `NAME.responses.parquet`.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from purpose_index.checks.report import CheckReport
    from purpose_index.checks.rule import Family


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting and the option."""
    words = "question sets to check, as patterns from the root folder: questions/*.yaml"
    parser.addini("purpose_index_files", words, type="args", default=[])
    group = parser.getgroup("purpose-index")
    group.addoption("--purpose-index-strict", action="store_true", help="fail question sets on any finding")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a file that one of the patterns matches."""
    root = parent.config.rootpath
    if not file_path.is_relative_to(root):
        return None
    here = file_path.relative_to(root).parts
    patterns = parent.config.getini("purpose_index_files")
    if not any(_matches(here, PurePath(pattern).parts) for pattern in patterns):
        return None
    from purpose_index.checks.subject import is_question_set_file

    return QuestionSetFile.from_parent(parent, path=file_path) if is_question_set_file(file_path) else None


def _matches(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Tell whether a whole path is as a pattern says, in which '**' stands for any number of folders."""
    if not pattern or pattern == ("**",):
        return pattern != () or not parts
    if pattern[0] == "**":
        return any(_matches(parts[i:], pattern[1:]) for i in range(len(parts)))
    return parts != () and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])


class QuestionSetFile(pytest.File):
    """A question set."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for each family of rules."""
        for family in ("definition", "evidence"):
            yield QuestionSetItem.from_parent(self, name=family)

    def responses(self) -> Path | None:
        """Return the file of a pilot's answers, where there is one."""
        named = (self.path.with_suffix(f".responses{suffix}") for suffix in (".csv", ".parquet"))
        return next((path for path in named if path.is_file()), None)


class QuestionSetItem(pytest.Item):
    """The rules of one family on one question set."""

    name: Family

    def runtest(self) -> None:
        """Check, and fail at the threshold of the project's settings."""
        import purpose_index as pi
        from purpose_index.checks.settings import project_settings

        assert isinstance(self.parent, QuestionSetFile)
        responses = self.parent.responses() if self.name == "evidence" else None
        if self.name == "evidence" and responses is None:
            pytest.skip("there are no answers beside this question set")
        settings = project_settings(self.path.parent)
        threshold: Any = "info" if self.config.getoption("purpose_index_strict") else settings.fail_on
        report = pi.check(
            self.path,
            responses,
            rules=settings.select or [self.name],
            ignore=[*settings.ignore, *({"definition", "evidence"} - {self.name})],
            reliability_floor=settings.reliability_floor,
            interval_width=settings.interval_width,
        )
        if report.reaches(threshold):
            raise QuestionSetFailure(report)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show the findings as the command does, and of errors the message: a long traceback shows what was read."""
        from purpose_index.errors import PurposeIndexError

        if isinstance(excinfo.value, QuestionSetFailure):
            from purpose_index.reports.findings import render

            return render("text", [excinfo.value.report])
        if isinstance(excinfo.value, (PurposeIndexError, OSError)):
            return str(excinfo.value)
        return excinfo.getrepr(style="short", showlocals=False, chain=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Say the file and the family."""
        return self.path, 0, f"question set: {self.name}"


class QuestionSetFailure(Exception):  # noqa: N818 (it is shown as a failure of a test, not as an error)
    """A question set with findings at or above the threshold."""

    def __init__(self, report: CheckReport) -> None:
        self.report = report
        super().__init__(report)
