"""The file of data: it is made, brought up to date, backed up, and never half-written."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from examples.web import __main__ as command
from examples.web import store as stores
from examples.web.models import Person
from examples.web.programmes import add_person
from examples.web.store import Store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "programme.db"


@pytest.fixture
def store(path):
    opened = Store(path)
    yield opened
    opened.close()


def people(store):
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Person))


def of(path, pragma):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


def test_a_new_file_is_the_owners_alone_and_says_its_version(store, path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert of(path, "user_version") == stores.VERSION
    assert of(path, "journal_mode") == "wal"
    with store.reading() as session:
        settings = {
            one: session.connection().exec_driver_sql(f"PRAGMA {one}").scalar()
            for one in ("synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert settings == {"synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 30_000}


def test_what_fails_half_way_is_not_kept(store):
    with store.writing() as session:
        add_person(session, None, None, "host")
    with pytest.raises(IntegrityError):
        _add_two(store)
    assert people(store) == 1


def _add_two(store):
    with store.writing() as session:
        add_person(session, None, None, "host")
        session.flush()
        add_person(session, 99, None, "facilitator")  # of no programme


def test_an_older_file_is_brought_up_to_date_and_keeps_what_it_holds(store, path, monkeypatch):
    with store.writing() as session:
        add_person(session, None, None, "host")
    store.close()
    now = stores.VERSION
    monkeypatch.setattr(stores, "VERSION", now + 2)
    steps = {now: ("ALTER TABLE person ADD COLUMN one TEXT",), now + 1: ("CREATE TABLE two (id)",)}
    monkeypatch.setattr(stores, "STEPS", steps)
    newer = Store(path)
    assert people(newer) == 1
    newer.close()
    assert of(path, "user_version") == now + 2
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT one FROM person").fetchall() == [(None,)]
        assert connection.execute("SELECT * FROM two").fetchall() == []


def test_a_file_of_the_first_version_counts_whom_it_counted(store, path):
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ALTER TABLE response DROP COLUMN first_sent_at")
        connection.execute("INSERT INTO response VALUES (1, 1, 1, '', 5.0, 0), (2, 2, 1, '', NULL, 0)")
        connection.execute("PRAGMA user_version=1")
        connection.commit()
    Store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT first_sent_at FROM response ORDER BY id").fetchall() == [(5.0,), (None,)]


def test_a_step_that_fails_leaves_the_file_as_it_was(store, path, monkeypatch):
    store.close()
    now = stores.VERSION
    monkeypatch.setattr(stores, "VERSION", now + 1)
    monkeypatch.setattr(stores, "STEPS", {now: ("CREATE TABLE two (id)", "no SQL")})
    with pytest.raises(Exception, match="no SQL"):
        Store(path)
    assert of(path, "user_version") == now
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'two'").fetchone() == (0,)


def test_a_file_of_a_later_version_is_left_alone(store, path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(SystemExit, match="of version 99"):
        Store(path)


def test_a_backup_is_one_file_that_works(store, path, tmp_path):
    with store.writing() as session:
        add_person(session, None, None, "host")
    copy = tmp_path / "copy.db"
    command.main(["--data", str(path), "--back-up", str(copy)])
    assert [one.name for one in tmp_path.glob("copy.db*")] == ["copy.db"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    again = Store(copy)
    assert people(again) == 1
    again.close()
    with pytest.raises(SystemExit, match=r"copy\.db cannot be used: File exists"):  # never over another file
        command.main(["--data", str(path), "--back-up", str(copy)])


def test_a_file_of_another_program_is_left_alone(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (id)")
        connection.commit()
    with pytest.raises(SystemExit, match="of another program"):
        Store(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipe",)]


@pytest.mark.parametrize(
    ("name", "words"), [("notes.txt", "file is not a database"), ("none/a.db", "No such file"), (".", "unable to open")]
)
def test_a_file_that_cannot_be_used_is_told_in_a_sentence(tmp_path, name, words):
    (tmp_path / "notes.txt").write_text("notes " * 1000)
    with pytest.raises(SystemExit, match=f"cannot be used: .*{words}.*[.]$"):
        command.main(["--data", str(tmp_path / name)])


def test_a_backup_of_nothing_makes_no_file(tmp_path):
    with pytest.raises(SystemExit, match="There is no file"):
        command.main(["--data", str(tmp_path / "nothing.db"), "--back-up", str(tmp_path / "copy.db")])
    assert list(tmp_path.iterdir()) == []


def test_who_listens_to_others_says_how_they_come(tmp_path, capsys):
    with pytest.raises(SystemExit):
        command.main(["--data", str(tmp_path / "programme.db"), "--host", "0.0.0.0"])
    assert "--public-url" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_texts_are_the_same_in_every_language():
    import re

    from examples.web.pages import TEXTS
    from examples.web.settings import HERE

    fields = {
        language: {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in texts.items()}
        for language, texts in TEXTS.items()
    }
    assert fields["nl"] == fields["en"]
    assert list(TEXTS["nl"]) == list(TEXTS["en"])
    sources = [*HERE.glob("templates/*"), *HERE.glob("routes/*.py"), *HERE.glob("*.py")]
    used = " ".join(Path(one).read_text(encoding="utf-8") for one in sources)
    families = ("error_", "new_occasions_", "new_language_", "state_", "start_lead_")
    assert [
        key
        for key in TEXTS["nl"]
        if not re.search(rf"[\"']{key}[\"']|\b{key}\b", used)
        and not key.startswith(families)
        and not key.endswith(("_title", "_text"))
    ] == []


def test_an_error_of_the_file_repeats_nothing_that_was_to_be_kept(store):
    """It would be in the log: somebody's answer, or the hash of a link."""
    with store.writing() as session:
        session.add(Person(programme_id=99, role="leader", code="a code", token_hash="a hash"))
        with pytest.raises(IntegrityError) as found:
            session.flush()
        session.rollback()
    assert "FOREIGN KEY" in str(found.value)
    assert "a hash" not in str(found.value)


def test_a_backup_is_the_owners_alone_before_there_is_anything_in_it(store, tmp_path, monkeypatch):
    copy, seen = tmp_path / "copy.db", []

    class Connection(sqlite3.Connection):
        def execute(self, *given):
            seen.append(stat.S_IMODE(copy.stat().st_mode))
            return super().execute(*given)

    connect = sqlite3.connect
    monkeypatch.setattr(stores.sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Connection))
    store.back_up(copy)
    assert seen == [0o600]


def test_what_a_stopped_program_had_erased_is_wiped_when_it_starts_again(store, path, tmp_path):
    with store.writing() as session:
        add_person(session, None, None, "host")
    copies = [tmp_path / name for name in ("copy.db", "copy.db-wal")]
    for source, copy in zip((path, tmp_path / "programme.db-wal"), copies, strict=True):
        copy.write_bytes(source.read_bytes())  # as they are on the disk of a program that was killed
    assert copies[1].stat().st_size > 0
    again = Store(copies[0])
    assert copies[1].stat().st_size == 0
    assert people(again) == 1
    again.close()
