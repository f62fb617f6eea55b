"""The one file of data: SQLite that loses nothing that it said it kept."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.orm import Session

from examples.web.models import Base

VERSION = 2
STEPS: dict[int, tuple[str, ...]] = {
    1: ("ALTER TABLE response ADD COLUMN first_sent_at FLOAT", "UPDATE response SET first_sent_at = sent_at")
}  # the SQL that makes a file of version n one of version n + 1
WAIT = 30  # seconds that a writer waits for its turn


class Store:
    """A file of data, and the two ways to use it."""

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        self._path = path
        self._engine = create_engine(
            f"sqlite:///{path}",
            pool_size=20,
            connect_args={"timeout": WAIT},
            hide_parameters=True,  # else an error in the log repeats answers
        )
        self._turn = threading.Lock()  # writers of this process wait in line rather than try again and again
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            with self.writing() as session:
                _migrate(session.connection())
            self.wipe()  # whoever stopped the program may have done so between erasing and wiping
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the data."""
        with Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that nobody writes beside; all of it is kept, on the disk, or nothing."""
        with self._turn, Session(self._engine.execution_options(writes=True), expire_on_commit=False) as session:
            yield session
            session.commit()

    def wipe(self) -> None:
        """Leave nothing on the disk of what was erased: what is not yet written over waits in the log."""
        with closing(sqlite3.connect(self._path, timeout=WAIT)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def back_up(self, path: Path) -> None:
        """Write all data to a new file, also while people answer."""
        path.touch(mode=0o600, exist_ok=False)  # before there is anything in it
        with closing(sqlite3.connect(self._path, timeout=WAIT)) as connection:
            connection.execute("VACUUM INTO ?", (str(path),))

    def close(self) -> None:
        """Leave the file."""
        self._engine.dispose()


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # `_begin` says how a transaction begins
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(connection: Connection) -> None:
    """Bring a file of an earlier version up to this one."""
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > VERSION:
        raise SystemExit(f"This file of data is of version {version}; this program knows versions up to {VERSION}.")
    if version == 0:
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
            raise SystemExit("This is a file of data of another program.")
        Base.metadata.create_all(connection)
    for step in range(version or VERSION, VERSION):
        for statement in STEPS[step]:
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
