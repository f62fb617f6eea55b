"""`purpose-index demo`, and the simulation behind it."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.responses.simulate import simulate


def test_a_sample_says_that_it_is_simulated(run):
    result = run("demo", "purpose-index", "--people", 3)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert list(rows[0]) == ["person", "simulated", *pi.load("purpose-index").item_ids]
    assert [row["simulated"] for row in rows] == ["yes"] * 3
    assert "Simulated: 3 people (seed 1). Nobody gave these answers." in result.stderr


def test_a_sample_uses_the_columns_and_values_of_its_set(run, leadership):
    rows = list(csv.DictReader(io.StringIO(run("demo", leadership[0], "--people", 200).stdout)))
    assert list(rows[0])[2] == "LEAD01"
    assert {row["HOSTIL05"] for row in rows} <= {"", "0", "1", "2", "3", "4"}
    assert {row["LEAD01"] for row in rows} <= {"", "1", "2", "3", "4", "5"}


def test_the_seed_decides_the_sample(run):
    first, same, other = (run("demo", "--people", 20, "--seed", seed).stdout for seed in (7, 7, 8))
    assert first == same != other


def test_a_sample_goes_to_a_file(run, tmp_path):
    result = run("demo", "--people", 2, "--output", tmp_path / "sample.csv")
    assert result.stdout == ""
    assert len((tmp_path / "sample.csv").read_text().splitlines()) == 3


@pytest.mark.parametrize("people", [0, -1, 10**9, "many"])
def test_how_many_must_be_a_sensible_number(run, people):
    assert run("demo", "--people", people).exit_code == 2


def test_items_of_a_scale_go_together_and_reversed_ones_run_against_them():
    data = pi.load("purpose-index").model_dump(by_alias=True)
    data["items"][7]["reverse"] = True  # q08, of the scale of q03 and q04
    x = simulate(pi.load(data), people=4000, rng=1).numbers()
    r = np.corrcoef(x[~np.isnan(x).any(axis=1)].T)
    # in one scale .35 + .25 = .60 of the variance is shared and .35 across scales, a little less after cutting
    assert r[2, 3] == pytest.approx(0.55, abs=0.06)
    assert r[2, 0] == pytest.approx(0.32, abs=0.06)
    assert r[2, 7] == pytest.approx(-0.55, abs=0.06)


def test_a_fiftieth_is_missing():
    codes = simulate(pi.load("purpose-index"), people=5000, rng=1).codes
    assert (codes < 0).mean() == pytest.approx(0.02, abs=3 * (0.02 * 0.98 / codes.size) ** 0.5)


def test_nobody_cannot_be_simulated():
    with pytest.raises(pi.ArgumentError, match="no-people"):
        simulate(pi.load("purpose-index"), people=0, rng=1)
