"""A record in a file is whole, or as it was."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from purpose_index.analysis.record_file import read_record, write_record


def test_a_record_that_cannot_be_written_whole_leaves_the_one_before(tmp_path, monkeypatch):
    path = tmp_path / "kept.json"
    write_record(path, {"a": 1})
    whole = Path.write_text

    def until_the_disk_is_full(own, text, **keywords):
        whole(own, text[:5], **keywords)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", until_the_disk_is_full)
    with pytest.raises(OSError, match="No space"):
        write_record(path, {"a": 2})
    assert read_record(path) == {"a": 1}
    assert [own.name for own in tmp_path.iterdir()] == ["kept.json"]


def test_it_takes_the_place_of_the_one_before_with_its_permissions_and_behind_links(tmp_path):
    path, link = tmp_path / "kept.json", tmp_path / "link.json"
    write_record(path, {"a": 1})
    path.chmod(0o600)
    link.symlink_to(path)
    write_record(link, {"a": 2})
    assert link.is_symlink()
    assert (read_record(path), path.stat().st_mode & 0o777) == ({"a": 2}, 0o600)


def test_a_device_is_written_to():
    write_record(os.devnull, {"a": 1})
    assert not Path(os.devnull).is_file()
