"""The command's app: every command is a module with `register(app)`."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from purpose_index.cli import analyze, check, demo, instruments, schema, score, selftest, version
from purpose_index.cli.failures import told


class _Guarded(TyperGroup):
    """A group whose commands end in a message and an exit code, whatever goes wrong."""

    def invoke(self, ctx: Any) -> Any:
        with told():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Guarded,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Questionnaires, validated answers, scores and reliability for measuring purpose at work.",
    epilog="Exit codes: 0 done, 1 findings, 2 could not run. Results on standard output, messages on standard error.",
)
for command in (analyze, score, check, instruments, demo, schema, selftest, version):
    command.register(app)
