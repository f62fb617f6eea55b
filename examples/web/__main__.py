"""Run the programme, or back it up: `python -m examples.web --help`."""

from __future__ import annotations

import argparse
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn
from sqlalchemy.exc import DatabaseError

from examples.web.app import create_app
from examples.web.programmes import host_token
from examples.web.settings import HERE, Settings, bundled_sets, own_sets
from examples.web.store import Store


@contextmanager
def usable(file: Path) -> Iterator[None]:
    """Say in words what is wrong with a file."""
    try:
        yield
    except (OSError, sqlite3.Error, DatabaseError) as error:
        reason = error.strerror if isinstance(error, OSError) else getattr(error, "orig", error)
        raise SystemExit(f"{file} cannot be used: {reason}.") from None


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, and do what it asks."""
    parser = argparse.ArgumentParser(prog="python -m examples.web", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("programme.db"), help="the one file that holds everything")
    parser.add_argument("--host", default="127.0.0.1", help="the network to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--public-url", help="how people reach this program, such as https://purpose.example")
    parser.add_argument(
        "--questions",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a question set of your own (may be repeated)",
    )
    parser.add_argument("--back-up", type=Path, metavar="FILE", help="write all data to a new file, and stop")
    parser.add_argument("--node-modules", type=Path, default=HERE / "node_modules", help="where npm put SurveyJS")
    given = parser.parse_args(arguments)
    if given.back_up:
        if not given.data.exists():
            raise SystemExit(f"There is no file {given.data}.")
        with usable(given.data), closing(Store(given.data)) as store, usable(given.back_up):
            store.back_up(given.back_up)
        return
    if given.host != "127.0.0.1" and not given.public_url:
        parser.error("with --host, say how people reach this program: --public-url https://purpose.example")
    try:
        sets = own_sets(given.questions) | bundled_sets()
    except ValueError as error:
        parser.error(str(error))
    public_url = given.public_url or f"http://{given.host}:{given.port}"
    settings = Settings(data=given.data, public_url=public_url, question_sets=sets, node_modules=given.node_modules)
    with usable(given.data):
        app = create_app(settings)
    with app.state.web.store.writing() as session:
        token = host_token(session)
    link = f"{settings.public_url.rstrip('/')}/enter/{token}"
    print(f"Make a programme at this link, which is yours alone:\n\n    {link}\n", flush=True)
    uvicorn.run(  # no log of requests: addresses of links would be in it
        app,
        host=given.host,
        port=given.port,
        access_log=False,
        server_header=False,
        proxy_headers=settings.secure,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
