"""What a user, a shell or a machine does to the command ends in a few words and an exit code, never in a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from purpose_index import cli
from purpose_index.cli import failures, version
from tests.unit.cli.conftest import PROGRAM

SET = """
id: small
version: "1.0.0"
languages: [en]
title: {en: Small}
items: [{id: q1, text: {en: One}, options: [{value: 1, label: {en: low}}, {value: 2, label: {en: high}}]}]
scales: [{id: total, name: {en: Total}, items: all}]
"""


def in_a_few_words(result, code=2):
    assert result.returncode == code
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr
    return result.stderr


def test_a_file_that_is_not_there(program):
    told = in_a_few_words(program("schema", "--answers", "nowhere.yaml"))
    assert "'nowhere.yaml' is no bundled question set, and it cannot be read as a file: No such file" in told


def test_a_file_that_is_a_folder_or_not_a_path(program, tmp_path):
    assert "Is a directory" in in_a_few_words(program("instruments", tmp_path))
    assert "not-found" in in_a_few_words(program("instruments", "x" * 5000))


@pytest.mark.skipif(os.getuid() == 0, reason="the administrator may read everything")
def test_a_file_that_may_not_be_read(program, tmp_path):
    (tmp_path / "set.yaml").write_text(SET)
    (tmp_path / "set.yaml").chmod(0)
    assert "Permission denied" in in_a_few_words(program("instruments", tmp_path / "set.yaml"))


def test_a_file_that_is_not_utf8(program, tmp_path):
    (tmp_path / "set.yaml").write_bytes(SET.replace("Small", "Café").encode("latin-1"))
    assert "not-utf8" in in_a_few_words(program("instruments", tmp_path / "set.yaml"))


@pytest.mark.parametrize(
    "name", ["-o.yaml", "[bold]x[bold].yaml", "a b;c$d.yaml", "\x1b[31mred.yaml", "näme\n2.yaml", b"\xff.yaml"]
)
def test_hostile_file_names_are_only_names(program, tmp_path, name):
    name = os.fsdecode(name)
    (tmp_path / name).write_text(SET)
    assert "Small (small 1.0.0; en)" in program("instruments", "--", name, cwd=tmp_path).stdout
    (tmp_path / name).unlink()
    told = in_a_few_words(program("instruments", "--", name, cwd=tmp_path))
    assert "\x1b" not in told
    assert "[not-found]" in told


def test_a_reader_that_goes_away(program):
    first = f"{PROGRAM[0]} -c '{PROGRAM[2]}' demo -n 100000 | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", first], capture_output=True, text=True, check=False)
    assert result.stdout.splitlines()[0].startswith("person,simulated")
    assert result.stdout.splitlines()[1] == str(failures.NO_READER)
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_a_disk_that_is_full(program):
    with Path("/dev/full").open("w") as full:
        assert "No space left on device" in in_a_few_words(program("schema", stdout=full))
    assert "cannot-write" in in_a_few_words(program("schema", "--output", "/dev/full"))


def test_standard_output_that_is_closed(program):
    result = subprocess.run(
        ["bash", "-c", f"{PROGRAM[0]} -c '{PROGRAM[2]}' version >&-"], capture_output=True, text=True, check=False
    )
    in_a_few_words(result)


def test_an_interrupt(tmp_path):
    target = tmp_path / "sample.csv"
    process = subprocess.Popen([*PROGRAM, "demo", "-n", "400000", "-o", target], stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not list(tmp_path.iterdir()):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == failures.INTERRUPTED
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [MemoryError(), OSError(5, "Input/output error", "disk"), KeyboardInterrupt()])
def test_what_cannot_be_helped(run, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(version, "result_text", fail)
    result = run("version")
    assert result.exit_code == (130 if isinstance(error, KeyboardInterrupt) else 2)
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_a_fault_of_ours_is_said_to_be_one(monkeypatch, capsys):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(version, "result_text", fail)
    monkeypatch.setattr(sys, "argv", ["purpose-index", "version"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "fault of purpose-index itself" in capsys.readouterr().err


def test_without_the_extra_the_command_says_which(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "typer", None)
    for name in [name for name in sys.modules if name.startswith("purpose_index.cli.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "python -m pip install 'purpose-index[cli]'" in capsys.readouterr().err


def test_a_pipe_gets_no_colour_and_no_bar(program):
    result = program("demo", "-n", "20000")
    assert "\x1b" not in result.stdout + result.stderr
    assert result.stderr.count("\n") == 1


def test_output_is_utf8_in_any_locale(program):
    result = program(
        "instruments", "purpose-orientation", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, encoding="utf-8"
    )
    assert result.returncode == 0


def test_a_terminal_gets_the_result_too(terminal):
    assert terminal("version").startswith("purpose-index ")


@pytest.mark.parametrize("command", ["version", "schema", "--help"])
def test_light_commands_import_nothing_heavy(command):
    code = (
        "import sys; sys.argv = ['purpose-index', sys.argv[1]]\n"
        "from purpose_index.cli import main\n"
        "try: main()\n"
        "except SystemExit: print('loaded', *sys.modules, file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True, check=False)
    loaded = set(result.stderr.split())
    assert "loaded" in loaded
    assert loaded & {"yaml", "numpy", "scipy", "narwhals", "pandas", "polars", "pyarrow"} == set()
