"""What a user, a shell or a machine does to the command ends in a few words and an exit code, never in a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from purpose_index import cli
from purpose_index.cli import failures, version
from purpose_index.errors import Issue, PurposeIndexError
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
    assert "'nowhere.yaml' is not a bundled question set, and it cannot be read as a file: No such file" in told


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
def test_hostile_file_names_are_only_names(program, run, tmp_path, monkeypatch, name):
    name = os.fsdecode(name)
    (tmp_path / name).write_text(SET)
    assert "Small (small 1.0.0; en)" in program("instruments", "--", name, cwd=tmp_path).stdout
    (tmp_path / name).unlink()
    monkeypatch.chdir(tmp_path)
    told = run("instruments", "--", name)
    assert told.exit_code == 2
    assert "\x1b" not in told.stderr
    assert "[not-found]" in told.stderr


def test_a_reader_that_goes_away(program):
    first = f"{PROGRAM[0]} -c '{PROGRAM[2]}' demo -n 100000 | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", first], capture_output=True, text=True, check=False)
    assert result.stdout.splitlines()[0].startswith("person,simulated")
    assert result.stdout.splitlines()[1] == str(failures.NO_READER)
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr


SHELL = f"purpose-index() {{ {PROGRAM[0]} -c '{PROGRAM[2]}' \"$@\"; }}; "


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("purpose-index schema >/dev/full", 2, "No space left on device"),
        ("purpose-index --help >/dev/full", 2, "No space left on device"),
        ("purpose-index schema -o /dev/full", 2, "cannot-write"),
        ("purpose-index version >&-", 2, "Standard output is closed"),
        ("purpose-index --help >&-", 2, "Standard output is closed"),
        ("purpose-index analyze purpose-index s.csv >&-", 2, "Standard output is closed"),
        ("purpose-index score purpose-index - <&-", 2, "no-standard-input"),
        ("purpose-index score nowhere s.csv 2>&-", 2, ""),
        ("purpose-index score nowhere s.csv 2>/dev/full", 2, ""),
        ("purpose-index no-such-command 2>/dev/full", 2, ""),
        ("purpose-index demo -n 3 -o new.csv 2>/dev/full", 0, ""),
        ("purpose-index --help | true", 141, ""),
        ("purpose-index plan --help | true", 141, ""),
        ("purpose-index demo -n 30000 | head -1 >/dev/null", 141, ""),
    ],
)
def test_streams_that_are_full_closed_or_left(tmp_path, line, code, words):
    (tmp_path / "s.csv").write_text(f"{','.join(f'q{i:02}' for i in range(1, 13))}\n{'3,' * 11}3\n")
    shell = ["bash", "-c", f"{SHELL} {line}; exit ${{PIPESTATUS[0]}}"]
    result = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert words in in_a_few_words(result, code)
    assert "fault of purpose-index" not in result.stdout + result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_leaves_nothing_behind(tmp_path, name):
    target = tmp_path / "sample.csv"
    process = subprocess.Popen([*PROGRAM, "demo", "-n", "400000", "-o", target], stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not list(tmp_path.iterdir()):
        time.sleep(0.02)
    process.send_signal(signal.Signals[name])
    _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.Signals[name]
    assert told == ""
    assert list(tmp_path.iterdir()) == []


def test_what_is_read_from_standard_input_is_not_left_behind_either(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [*PROGRAM, "score", "purpose-index", "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    process.stdin.write(b"q01,q02\n" * 10_000)
    process.stdin.flush()
    while process.poll() is None and not list(tmp_path.iterdir()):
        time.sleep(0.02)
    (spooled,) = tmp_path.iterdir()
    assert spooled.stat().st_mode & 0o077 == 0
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 143
    assert list(tmp_path.iterdir()) == []


def test_a_signal_that_the_shell_ignores_stays_ignored():
    code = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from purpose_index.cli.stopping import stop_when_asked; stop_when_asked()\n"
        "signal.raise_signal(signal.SIGHUP); print('still here')\n"
        "signal.raise_signal(signal.SIGTERM)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("still here\n", 143)


@pytest.mark.parametrize("locale", ["C", "en_US.ISO-8859-1"])
def test_a_terminal_that_is_not_utf8(terminal, leadership, locale):
    limits = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    for command in (("--help",), ("analyze", *leadership), ("instruments", "working-with-purpose", "-l", "nl")):
        shown = terminal(*command, **limits)
        assert "Traceback" not in shown
        assert "fault" not in shown
        assert len(shown.splitlines()) > 10


@pytest.mark.parametrize("error", [MemoryError(), OSError(5, "Input/output error", "disk"), KeyboardInterrupt()])
def test_what_cannot_be_helped(run, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(version, "result_text", fail)
    result = run("version")
    assert result.exit_code == (130 if isinstance(error, KeyboardInterrupt) else 2)
    assert result.exception is None or isinstance(result.exception, SystemExit)


ISSUE = Issue("no-variance", "$.items.q1", "Nobody differs.", "Ask more people.")
OTHER = Issue("no-variance", "$.items.q2", "Nobody differs here.")


@pytest.mark.parametrize(
    ("summary", "issues", "total", "said"),
    [
        ("Nobody differs.", [ISSUE], 1, "Error: Nobody differs. Ask more people. [no-variance]\n"),
        ("There is no alpha.", [ISSUE], 1, None),
        ("Nobody differs.", [ISSUE], 3, None),  # two more than are shown
        ("Nobody differs.", [ISSUE, OTHER], 2, None),
        ("Nobody differs.", [ISSUE, OTHER], 1, None),
        ("Nobody differs.", [], 0, "Error: Nobody differs.\n"),
    ],
)
def test_the_only_problem_is_told_in_one_line(capsys, summary, issues, total, said):
    with pytest.raises(SystemExit) as ended, failures.told():
        raise PurposeIndexError(summary, issues, total=total)
    assert ended.value.code == 2
    told = capsys.readouterr().err
    lines = [f"Error: {summary}", *(f"  - {issue}" for issue in issues)]
    more = [f"  - and {total - len(issues)} more"] * (total > len(issues))
    assert told == (said or "\n".join([*lines, *more]) + "\n")


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


def test_an_earlier_version_is_read_without_running_or_fetching_anything(run, tmp_path, monkeypatch):
    """A partial clone with a hostile configuration: neither a transport nor a filter of text is started."""
    monkeypatch.chdir(tmp_path)
    git = partial(subprocess.run, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "set.yaml").write_text(SET)
    (tmp_path / ".gitattributes").write_text("*.yaml diff=evil\n")
    git(["git", "init", "-q"])
    git(["git", "add", "."])
    git(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "first"])
    git(["git", "config", "diff.evil.textconv", "touch ran; cat"])
    assert run("check", "set.yaml", "--against", "HEAD").exit_code == 0
    blob = git(["git", "rev-parse", "HEAD:set.yaml"]).stdout.decode().strip()
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    settings = {
        "core.repositoryformatversion": "1",
        "extensions.partialclone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::touch {tmp_path / 'ran'}",
        "protocol.ext.allow": "always",
    }
    for name, value in settings.items():
        git(["git", "config", name, value])
    assert "was not there at HEAD" in run("check", "set.yaml", "--against", "HEAD").stderr
    assert not (tmp_path / "ran").exists()
    subprocess.run(["git", "show", "HEAD:set.yaml"], cwd=tmp_path, check=False, capture_output=True)
    assert (tmp_path / "ran").exists()  # what git itself would do here
