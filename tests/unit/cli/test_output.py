"""A file is written whole or not at all, and never over what was read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import purpose_index as pi
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
