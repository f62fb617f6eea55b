"""The command `purpose-index`: files, exit codes and progress around the library."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command and end the process: 0 done, 1 findings, 2 could not run, 128 + n stopped by signal n."""
    from purpose_index.cli.failures import say, told
    from purpose_index.cli.stopping import stop_when_asked
    from purpose_index.cli.streams import make_usable, settle

    stop_when_asked()
    make_usable()
    try:
        from purpose_index.cli.app import app
    except ModuleNotFoundError as missing:
        if missing.name not in {"typer", "rich"}:
            raise
        say("The command needs typer and rich: python -m pip install 'purpose-index[cli]'")
        raise SystemExit(2) from None
    try:
        with told():
            app(prog_name="purpose-index")
    except Exception:
        import traceback

        say(f"{traceback.format_exc()}This is a fault of purpose-index itself. Please report it with the lines above.")
        raise SystemExit(2) from None
    finally:
        settle(sys.stdout, sys.stderr)
