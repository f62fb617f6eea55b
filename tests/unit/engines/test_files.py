"""Which files a folder or a pattern stands for, and in which order."""

from __future__ import annotations

import functools

import polars as pl
import pytest

import purpose_index as pi
from purpose_index.engines.files import is_many
from purpose_index.responses import csv_file
from tests.unit.scoring.sets import THREE


def write(path, *rows, header="a,b,c,team"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows, ""]))
    return path


def people(found):
    return {team: one.rows for team, one in found.items()}


def test_a_name_that_looks_like_a_pattern_is_the_file_that_has_it(tmp_path):
    path = write(tmp_path / "answers[1].csv", "1,2,3,A")
    write(tmp_path / "answers1.csv", "1,2,3,A", "1,2,3,A")
    assert not is_many(path)
    assert pi.tally(THREE, str(path)).rows == 1
    path.unlink()
    assert is_many(path)
    assert pi.tally(THREE, str(path)).rows == 2


def test_a_pattern_stands_for_files_alone(tmp_path, monkeypatch):
    write(tmp_path / "part-1.csv", "1,2,3,A")
    write(tmp_path / "part-2.csv" / "within.csv", "1,2,3,A")
    write(tmp_path / "part-3.txt", "1,2,3,A")
    assert pi.tally(THREE, str(tmp_path / "part-*")).rows == 2
    assert pi.tally(THREE, str(tmp_path / "part-*.csv")).rows == 1
    monkeypatch.chdir(tmp_path)
    assert pi.tally(THREE, "part-?.csv").rows == 1


def test_a_folder_holds_data_at_any_depth_but_for_what_engines_leave_there(tmp_path):
    write(tmp_path / "a.CSV", "1,2,3,A")
    write(tmp_path / "x" / "y" / "b.csv", "1,2,3,B")
    for name in (".hidden/c.csv", "_temporary/c.csv", "x/.c.csv", "x/_c.csv", "x/c.txt"):
        write(tmp_path / name, "1,2,3,C")
    assert people(pi.tally(THREE, tmp_path, group="team")) == {"A": 1, "B": 1}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_folder_within_a_folder_may_be_called_as_a_file_is(suffix, tmp_path):
    for wave in ("1", "2"):
        (tmp_path / f"{wave}.{suffix}").mkdir()
        rows = pl.DataFrame({"a": [1, 5], "b": [2, 2], "c": [3, 3]})
        getattr(rows, f"write_{suffix}")(tmp_path / f"{wave}.{suffix}" / f"part-0.{suffix}")
    assert pi.tally(THREE, tmp_path).rows == 4


def test_files_come_in_the_order_of_their_names_and_groups_as_they_are_met(tmp_path):
    for name in "fbdace":
        write(tmp_path / f"{name}.csv", f"1,2,3,{name}", "1,2,3,again")
    found = people(pi.tally(THREE, tmp_path, group="team"))
    assert list(found) == ["a", "again", "b", "c", "d", "e", "f"]
    assert found["again"] == 6


def test_files_of_text_may_be_wide_by_occasion_or_long(tmp_path):
    write(tmp_path / "wide" / "1.csv", "1,2,3,4,5,1", header="a_t1,b_t1,c_t1,a_t2,b_t2,c_t2")
    write(tmp_path / "wide" / "2.csv", "1,2,3,4,5,1", "2,2,2,2,2,2", header="a_t1,b_t1,c_t1,a_t2,b_t2,c_t2")
    found = pi.tally(THREE, tmp_path / "wide", group="occasion", occasions=["t1", "t2"])
    assert people(found) == {"t1": 3, "t2": 3}
    assert found["t2"].mean.tolist() == pytest.approx([10 / 3, 2, 4 / 3])  # of 4, 4, 2; 6 minus 5, 5, 2; 1, 1, 2
    write(tmp_path / "long" / "1.csv", "1,a,4", "1,b,5", "1,c,1", "2,a,2", header="id,item,resp")
    two = {"person": "id", "item": "item", "answer": "resp"}
    assert pi.tally(THREE, tmp_path / "long", long=two, missing="pairwise").pairs[0].tolist() == [2, 1, 1]


def test_the_footer_is_that_of_a_file_and_not_of_every_piece(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_file, "ROWS", 2)
    people = [f"{number},2,3,A" for number in (1, 2, 3, 4, 5)]
    write(tmp_path / "1.csv", *people, "15,10,15,")
    write(tmp_path / "2.csv", *people, "15,10,15,")
    found = pi.tally(THREE, tmp_path, footer_rows=1)
    assert (found.rows, found.mean.tolist()) == (10, [3, 4, 3])  # b is reversed: 6 - 2
    assert pi.tally(THREE, tmp_path, header_rows=2, footer_rows=1).rows == 8


def test_what_has_no_size_tells_that_it_is_done_and_nothing_else(tmp_path):
    told = []
    write(tmp_path / "a.csv", "1,2,3,A")
    pi.tally(THREE, tmp_path, progress=told.append)
    assert told == [1]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_total_below_the_people_is_no_person_in_a_file_of_either_kind(suffix, tmp_path):
    rows = [{"a": x, "b": 2, "c": 3, "name": name} for x, name in zip((1, 5, 3), ("p1", "p2", "Total"), strict=True)]
    path = tmp_path / f"answers.{suffix}"
    getattr(pl.DataFrame(rows), f"write_{suffix}")(path)
    for count in (pi.encode, pi.tally, functools.partial(pi.analyze, omega=False)):
        with pytest.raises(pi.ResponseError, match="summary-rows"):
            count(THREE, path)
    assert pi.tally(THREE, path, footer_rows=1).rows == 2
    assert pi.tally(THREE, path, footer_rows=0).rows == 3
