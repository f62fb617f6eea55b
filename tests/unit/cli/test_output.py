"""A file is written whole or not at all, and never over what was read."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.checks.examples import BASE
from purpose_index.cli import stopping
from purpose_index.cli.output import result_path, result_text


def codes(raised):
    return [issue.code for issue in raised.value.issues]


def listed(folder):
    return [path.name for path in folder.iterdir()]


def test_a_result_is_utf8_and_leaves_nothing_else_behind(tmp_path):
    with result_text(str(tmp_path / "scores.csv")) as file:
        file.write("één\r\n")
    assert (tmp_path / "scores.csv").read_bytes() == "één\r\n".encode()
    assert listed(tmp_path) == ["scores.csv"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_what_fails_half_way_leaves_the_old_file_and_no_other(tmp_path, error):
    target = tmp_path / "scores.csv"
    target.write_text("old")
    with pytest.raises(error), result_text(str(target)) as file:  # noqa: PT012
        file.write("half")
        raise error
    assert target.read_text() == "old"
    assert listed(tmp_path) == ["scores.csv"]


def test_a_new_file_has_the_usual_mode_and_an_old_one_keeps_its_own(tmp_path):
    old = os.umask(0o027)
    try:
        with result_text(str(tmp_path / "new")) as file:
            file.write("x")
    finally:
        os.umask(old)
    (tmp_path / "old").write_text("old")
    (tmp_path / "old").chmod(0o604)
    with result_text(str(tmp_path / "old")) as file:
        file.write("x")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o604


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with result_text(str(tmp_path / "link.csv")) as file:
        file.write("new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


def test_a_pipe_or_device_is_written_to_and_not_replaced(tmp_path):
    with result_text(os.devnull) as file:
        file.write("x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_an_input_is_not_overwritten_under_whatever_name(tmp_path):
    source = tmp_path / "answers.csv"
    source.write_text("q1\n1\n")
    (tmp_path / "link.csv").symlink_to(source)
    (tmp_path / "twin.csv").hardlink_to(source)
    for name in ("answers.csv", "link.csv", "twin.csv", "./answers.csv"):
        with pytest.raises(pi.ArgumentError) as raised, result_path(str(tmp_path / name), inputs=[str(source)]):
            pass
        assert codes(raised) == ["output-is-input"]
    assert source.read_text() == "q1\n1\n"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    for place in (tmp_path, tmp_path / "no such folder" / "scores.csv", tmp_path / ("x" * 300)):
        with pytest.raises(pi.ArgumentError) as raised, result_path(str(place)) as path:
            path.write_text("x")
        assert codes(raised) == ["cannot-write"]
        assert str(place)[-20:] in str(raised.value)
    assert listed(tmp_path) == []


def test_what_must_be_new_is_not_overwritten_even_by_a_hair(tmp_path):
    target = tmp_path / "sample.csv"
    with pytest.raises(pi.ArgumentError) as raised, result_text(str(target), new=True) as file:  # noqa: PT012
        file.write("ours")
        target.write_text("somebody else's")
    assert codes(raised) == ["output-exists"]
    with pytest.raises(pi.ArgumentError) as raised, result_text(str(target), new=True) as file:
        file.write("ours")
    assert codes(raised) == ["output-exists"]
    assert target.read_text() == "somebody else's"
    assert listed(tmp_path) == ["sample.csv"]
    target.unlink()
    with result_text(str(target), new=True) as file:
        file.write("ours")
    assert target.read_text() == "ours"
    assert listed(tmp_path) == ["sample.csv"]


def test_what_must_be_new_is_written_where_there_are_no_links(tmp_path, monkeypatch):
    def no_links(self, target):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    with result_text(str(tmp_path / "sample.csv"), new=True) as file:
        file.write("ours")
    with pytest.raises(pi.ArgumentError) as raised, result_text(str(tmp_path / "sample.csv"), new=True) as file:
        file.write("ours again")
    assert codes(raised) == ["output-exists"]
    assert (tmp_path / "sample.csv").read_text() == "ours"
    assert listed(tmp_path) == ["sample.csv"]


def test_a_file_of_the_package_is_an_input_too():
    for name in ("instruments/purpose-index.yaml", "cli/template.yaml", "instruments/new.yaml"):
        with pytest.raises(pi.ArgumentError) as raised, result_path(str(Path(pi.__file__).parent / name)):
            pass
        assert codes(raised) == ["output-is-input"]


def test_a_signal_while_a_file_is_written_removes_it(tmp_path):
    before = [signal.getsignal(number) for number in stopping.SIGNALS]
    stopping.stop_when_asked()
    try:
        for number in stopping.SIGNALS:
            with pytest.raises(SystemExit) as ended, result_text(str(tmp_path / "scores.csv")) as file:  # noqa: PT012
                file.write("half")
                assert len(listed(tmp_path)) == 1
                signal.raise_signal(number)
            assert ended.value.code == 128 + number
            assert listed(tmp_path) == []
    finally:
        for number, usual in zip(stopping.SIGNALS, before, strict=True):
            signal.signal(number, usual)


def test_a_signal_removes_what_is_unfinished_before_anything_else_is_left(tmp_path):
    with stopping.removed_at_the_end(tmp_path / "half.csv") as path:
        path.write_text("half")
        with pytest.raises(SystemExit):
            stopping._stop(15, None)
        assert listed(tmp_path) == []


# every role in which a command reads a file: the arguments, and the file that the output would take the place of
ROLES = [
    (("check", "q.yaml", "--against", "old.yaml"), "old.yaml"),
    (("check", "q.yaml"), "pyproject.toml"),
    (("check", "q.yaml"), "purpose-index.toml"),
    (("check", "q.yaml", "--responses", "answers.csv"), "answers.csv"),
    (("check", "."), "q.yaml"),
    (("check", "."), "schema.json"),
    (("check", "*.yaml"), "old.yaml"),
    (("diff", "old.yaml", "q.yaml"), "old.yaml"),
    (("diff", "old.yaml", "q.yaml"), "q.yaml"),
    (("plan", "q.yaml", "--responses", "answers.csv", "--draws", "2"), "answers.csv"),
    (("plan", "q.yaml", "--draws", "2"), "q.yaml"),
    (("schema", "--answers", "q.yaml"), "q.yaml"),
    (("instruments", "q.yaml"), "q.yaml"),
    (("score", "q.yaml", "answers.csv"), "answers.csv"),
    (("score", "q.yaml", "answers.csv", "--format", "parquet"), "q.yaml"),
    (("analyze", "q.yaml", "answers.csv"), "answers.csv"),
    (("demo", "q.yaml"), "q.yaml"),
    (("demo",), "answers.csv"),
]


@pytest.mark.parametrize(("arguments", "file"), ROLES)
@pytest.mark.parametrize("link", ["the same name", "a link", "a twin"])
def test_no_command_overwrites_what_it_reads(run, tmp_path, monkeypatch, arguments, file, link):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{1 + i % 4},{1 + i * i % 4},{1 + i % 3},{1 + i % 2}\n" for i in range(40))
    files = {
        "q.yaml": BASE,
        "old.yaml": BASE,
        "answers.csv": f"q1,q2,q3,q4\n{rows}",
        "schema.json": '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"items": {}}}',
        "pyproject.toml": "[project]\nname = 'mine'\n",
        "purpose-index.toml": "fail-on = 'error'\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    target = tmp_path / "out.txt"
    if link == "a link":
        target.symlink_to(tmp_path / file)
    elif link == "a twin":
        target.hardlink_to(tmp_path / file)
    else:
        target = tmp_path / file
    done = run(*arguments, "--output", target)
    assert done.exit_code == 2
    assert "[output-is-input]" in done.stderr or "[output-exists]" in done.stderr
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in files} == files


def test_standard_input_and_standard_output_are_files_too(program, tmp_path):
    answers = tmp_path / "answers.csv"
    answers.write_text(",".join(f"q{i:02}" for i in range(1, 13)) + "\n" + "3," * 11 + "3\n")
    before = answers.read_text()
    with answers.open() as source:
        assert "input standard input" in program("score", "purpose-index", "-", "-o", answers, stdin=source).stderr
    with answers.open("a") as target:
        assert "output-is-input" in program("score", "purpose-index", answers, stdout=target).stderr
    assert answers.read_text() == before
