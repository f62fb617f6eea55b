"""The command's app: every command is a module with `register(app)`."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from purpose_index.cli import (
    analyze,
    calibrate,
    check,
    demo,
    dif,
    export,
    import_,
    inspect,
    instruments,
    invariance,
    report,
    schema,
    score,
    screen,
    selftest,
    teams,
    version,
)
from purpose_index.cli.failures import told


class _Guarded(TyperGroup):
    """A group whose commands end in a message and an exit code, whatever goes wrong."""

    def make_context(self, *arguments: Any, **keywords: Any) -> Any:
        with told():  # help is written here
            return super().make_context(*arguments, **keywords)

    def invoke(self, ctx: Any) -> Any:
        with told():
            return super().invoke(ctx)

    def get_params(self, ctx: Any) -> Any:
        return _with_plain_flags(super().get_params(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _with_plain_flags(command.get_params(ctx))
        return command


def _with_plain_flags(parameters: list[Any]) -> list[Any]:
    """Take away the '<bool>' that help would show after a flag, which stands alone."""
    for parameter in parameters:
        if getattr(parameter, "is_flag", False):
            parameter.metavar = ""
    return parameters


app: typer.Typer = typer.Typer(
    cls=_Guarded,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 findings, 2 could not run. Results on standard output, messages on standard error.",
)


@app.callback()
def purpose_index(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=version.print_and_leave, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Questionnaires, validated answers, scores and reliability for measuring purpose at work."""


for _module in (
    inspect,
    analyze,
    invariance,
    dif,
    teams,
    report,
    score,
    calibrate,
    screen,
    check,
    import_,
    export,
    instruments,
    demo,
    schema,
    selftest,
    version,
):
    _module.register(app)
