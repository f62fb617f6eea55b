"""`purpose-index check` and `purpose-index explain`: the linter of question sets."""

from __future__ import annotations

import os
import sys
from functools import partial
from glob import glob, has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from purpose_index.checks.settings import Settings, project_settings
from purpose_index.cli import options
from purpose_index.cli.output import result_text
from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from typer import Typer

    from purpose_index.checks.report import CheckReport

MANY = 100
SUFFIXES = {".yaml", ".yml", ".json"}
Format = Literal["text", "json", "github", "gitlab", "sarif", "junit", "markdown"]


def register(app: Typer) -> None:
    """Add the commands of authors."""
    from purpose_index.cli import diff, new, plan

    app.command()(check)
    app.command()(explain)
    for module in (diff, new, plan):
        module.register(app)


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILES", help="Question sets: paths, folders, patterns or bundled ids."),
    ] = None,
    *,
    responses: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="What people answered (CSV or Parquet), to judge the evidence too."),
    ] = None,
    group: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The column of the responses that names a person's group.")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="GIT-REF|FILE", help="An earlier version, to judge what has changed.")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Run only this rule or family; several times, or with commas."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Leave this rule or family out; several times, or with commas."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on any finding, not on errors alone.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How findings are written.")] = "text",
    output: options.Output = None,
) -> None:
    """Say what is wrong with question sets, where, and how to mend it.

    Exit codes: 0 clean, 1 findings at or above the threshold ('fail-on' of the settings; errors), 2 could not run.
    """
    from purpose_index.reports.findings import render

    if group is not None and responses is None:
        raise typer.BadParameter("groups are told by the responses: name them too", param_hint="--group")
    settings = project_settings(Path.cwd())
    named = matched(files or settings.files)
    chosen: dict[str, Any] = {
        "rules": _names(select) or settings.select or None,
        "ignore": _names(ignore) or settings.ignore,
        "responses": responses,
        "group": group,
        "reliability_floor": settings.reliability_floor,
        "interval_width": settings.interval_width,
    }
    reports = _all_checked(named, partial(_checked, against=against, chosen=chosen))
    with result_text(output, inputs=[*named, *([responses] if responses else [])]) as file:
        file.write(render(form, reports, color=output is None and _shows_color()))
    if any(report.reaches(_threshold(settings, strict=strict)) for report in reports):
        raise typer.Exit(1)


def explain(
    rule: Annotated[
        str | None, typer.Argument(metavar="RULE", help="The name of a rule; by default all are listed.")
    ] = None,
    *,
    output: options.Output = None,
) -> None:
    """Print what a rule looks at, why, and how to mend what it finds."""
    from purpose_index.checks.catalogue import RULES, chosen
    from purpose_index.reports.rule_pages import listing, page

    text = listing(RULES) if rule is None else "\n".join(page(found) for found in chosen([rule], ()))
    with result_text(output) as file:
        file.write(text)


def matched(names: Iterable[str]) -> list[str]:
    """Return the files that names, folders, patterns and bundled ids stand for, each once.

    Raises
    ------
    ArgumentError
        A name stands for nothing, or there is no name at all.
    """
    from purpose_index.question_set.load import instruments

    found: dict[str, None] = {}
    issues = []
    for name in names:
        here = [name] if Path(name).is_file() or name in instruments() else sorted(_inside(name))
        found.update(dict.fromkeys(here))
        if not here:
            issues.append(Issue("no-file-matched", "$.files", f"No question set is matched by {name!r}."))
    if issues or not found:
        hint = "Name files, or set 'files' in [tool.purpose-index] of pyproject.toml."
        raise ArgumentError(
            "There is nothing to check.", issues or [Issue("no-file-matched", "$.files", "No files.", hint)]
        )
    return list(found)


def _inside(name: str) -> Iterator[str]:
    if Path(name).is_dir():
        yield from (str(path) for path in Path(name).rglob("*") if path.suffix in SUFFIXES and path.is_file())
    elif has_magic(name):
        yield from (path for path in glob(name, recursive=True) if Path(path).is_file())  # noqa: PTH207 (Path.glob takes no absolute pattern)


def _all_checked(named: list[str], checked: Callable[[str], CheckReport]) -> list[CheckReport]:
    """Check every file, in as many processes as there are cores where it is worth starting them."""
    if len(named) < MANY:
        return [checked(name) for name in named]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from purpose_index.tallies.rows import cores

    with ProcessPoolExecutor(cores(), mp_context=get_context("spawn")) as pool:
        return list(pool.map(checked, named, chunksize=16))


def _checked(name: str, against: str | None, chosen: dict[str, Any]) -> CheckReport:
    import purpose_index as pi

    earlier = None
    if against is not None:
        from purpose_index.cli.against import earlier_version

        earlier, reason = earlier_version(against, name)
        if reason:
            print(f"Note: {reason}, so nothing is compared with it.", file=sys.stderr)
    return pi.check(name, against=earlier, **chosen)


def _names(given: list[str] | None) -> list[str]:
    return [name.strip() for part in given or () for name in part.split(",") if name.strip()]


def _threshold(settings: Settings, *, strict: bool) -> Any:
    return "info" if strict else settings.fail_on


def _shows_color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
