"""The command `purpose-index`: files, exit codes and progress around the library."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command and end the process: 0 done, 1 findings, 2 could not run, 130 interrupted."""
    try:
        from purpose_index.cli.app import app
    except ModuleNotFoundError as missing:
        if missing.name not in {"typer", "rich"}:
            raise
        print("The command needs typer and rich: python -m pip install 'purpose-index[cli]'", file=sys.stderr)
        raise SystemExit(2) from None
    try:
        app(prog_name="purpose-index")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception:
        import traceback

        traceback.print_exc()
        print("This is a fault of purpose-index itself. Please report it with the lines above.", file=sys.stderr)
        raise SystemExit(2) from None
