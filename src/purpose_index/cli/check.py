"""`purpose-index check` and `purpose-index explain`: the linter of question sets."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purpose_index.checks.settings import Settings, project_settings, settings_files
from purpose_index.checks.subject import subject_of_text
from purpose_index.cli import options
from purpose_index.cli.failures import say
from purpose_index.cli.inputs import answers_file, once, standard_input_text
from purpose_index.cli.matching import matched
from purpose_index.cli.output import STANDARD, result_text
from purpose_index.cli.reading import reads_answers
from purpose_index.errors import ArgumentError, Issue
from purpose_index.reports.findings import Format
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from typer import Typer

    from purpose_index.checks.report import CheckReport
    from purpose_index.responses.read import Reading

MANY = 100
SHOWN = 5


def register(app: Typer) -> None:
    """Add the commands of authors."""
    from purpose_index.cli import diff, new, plan

    app.command()(reads_answers(check))
    app.command()(explain)
    for module in (diff, new, plan):
        module.register(app)


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILES", help="Question sets: paths, folders, patterns or bundled ids."),
    ] = None,
    *,
    reading: Reading,
    responses: Annotated[
        str | None,
        typer.Option(
            "--responses",
            "-r",
            metavar="FILE",
            help="What people answered (CSV, Excel or Parquet), to judge the evidence too.",
        ),
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
    once(*(files or ()), responses, against)
    settings = project_settings(Path.cwd())
    named, others = matched(files or settings.files)
    if others:
        say(f"Note: {_passed_over(others)}")
    chosen: dict[str, Any] = {
        "rules": _names(select) or settings.select or None,
        "ignore": _names(ignore) or settings.ignore,
        "group": group,
        **reading,
        "reliability_floor": settings.reliability_floor,
        "interval_width": settings.interval_width,
    }
    with answers_file(responses) if responses else nullcontext() as chosen["responses"]:
        reports = _all_checked(named, partial(_checked, against=against, chosen=chosen))
    inputs = [*named, *others, responses, against, *map(str, settings_files(Path.cwd()))]
    with result_text(output, inputs=inputs) as file:
        file.write(render(form, reports, color=output is None and _shows_color()))
    if any(report.reaches(_threshold(settings, strict=strict)) for report in reports):
        raise typer.Exit(1)


def explain(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A rule, or the code of an error; by default all rules are listed."),
    ] = None,
    *,
    output: options.Output = None,
) -> None:
    """Print what a rule looks at and why, or what an error means, and how to mend it."""
    from purpose_index.checks.catalogue import RULES
    from purpose_index.reports.layout import page
    from purpose_index.reports.rule_pages import listing

    text = listing(RULES) if name is None else page(_page(name))
    with result_text(output) as file:
        file.write(text)


def _page(name: str) -> str:
    from purpose_index.checks.catalogue import BY_NAME
    from purpose_index.reports.code_pages import code_pages
    from purpose_index.reports.rule_pages import page

    if name in BY_NAME:
        return page(BY_NAME[name])
    if name in code_pages():
        return code_pages()[name]
    message = f"There is no rule or error code {name!r}."
    hint = did_you_mean(name, [*BY_NAME, *code_pages()])
    raise ArgumentError(message, [Issue("unknown-code", "$.name", message, hint, facts={"name": name})])


def _passed_over(others: Sequence[str]) -> str:
    shown = ", ".join(others[:SHOWN]) + (f" and {len(others) - SHOWN:,} more" if len(others) > SHOWN else "")
    return f"passed over, because they do not look like question sets: {shown}."


def _all_checked(named: Sequence[str], checked: Callable[[str], CheckReport]) -> list[CheckReport]:
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
            say(f"Note: {reason}, so nothing is compared with it.")
    source = subject_of_text("standard input", standard_input_text()) if name == STANDARD else name
    return pi.check(source, against=earlier, **chosen)


def _names(given: list[str] | None) -> list[str]:
    return [name.strip() for part in given or () for name in part.split(",") if name.strip()]


def _threshold(settings: Settings, *, strict: bool) -> Any:
    return "info" if strict else settings.fail_on


def _shows_color() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
