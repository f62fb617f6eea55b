"""Findings for a terminal, for programs, and for the places where code is reviewed: one file a format, all of one form.

Every format is a module with `render(reports)`, which takes the reports of one run and returns the whole text. All of
them carry the same findings, and none of them lets a text of a question set steer what reads it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal

from purpose_index.options import check_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.checks.report import CheckReport

Format = Literal["text", "json", "github", "gitlab", "sarif", "junit", "markdown"]


def render(form: Format, reports: Sequence[CheckReport], *, color: bool = False) -> str:
    """Return the findings of a run in one format.

    Parameters
    ----------
    form
        The format.
    reports
        One report a question set.
    color
        Whether a terminal shows it; for 'text' alone.

    Raises
    ------
    ArgumentError
        There is no such format.
    """
    check_option("format", form, Format)
    if form == "text":
        from purpose_index.reports.findings import text

        return text.render(reports, color=color)
    rendered: str = import_module(f"{__name__}.{form}").render(reports)
    return rendered
