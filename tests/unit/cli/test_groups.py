"""`purpose-index invariance` and `dif`: the tables of the functions of those names, of no group that is too small."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.reports import dif, invariance, render


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Answers of two groups of 120 people, and of one of 4, of whom the second answers q03 higher."""
    rng = np.random.default_rng(4)
    ids = pi.load("purpose-index").item_ids
    path = tmp_path_factory.mktemp("data") / "answers.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["place", *ids])
        for place, n, moved in (("office", 120, 0.0), ("shop", 120, 1.0), ("canary", 4, 0.0)):
            z = 3 + rng.normal(size=(n, 1)) + 0.8 * rng.normal(size=(n, len(ids)))
            z[:, ids.index("q03")] += moved
            writer.writerows([place, *row] for row in np.clip(np.round(z), 1, 5).astype(int).tolist())
    return path


@pytest.fixture(scope="module")
def large(answers):
    path = answers.with_name("large.csv")
    path.write_text("".join(line for line in answers.read_text().splitlines(True) if "canary" not in line))
    return path


def test_the_tables_are_those_of_the_library(run, large):
    q = pi.load("purpose-index")
    free = ["q03 ~ 1", "positive_meaning =~ q03"]
    found = pi.invariance(q, large, groups="place", free=free, level=0.9, language="nl")
    made = invariance.tables(found)
    options = ("--group", "place", "--free", free[0], "--free", free[1], "--level", 0.9, "-l", "nl")
    assert run("invariance", "purpose-index", large, *options).stdout == render.text(made) + "\n"
    told = json.loads(run("invariance", "purpose-index", large, *options, "--format", "json").stdout)
    assert [table["id"] for table in told["tables"]] == [table.id for table in made]
    assert "standaarddeviaties van de factor in office" in render.text(made)


@pytest.mark.parametrize("how", ["--beyond-chance", "--method=likelihood-ratio"])
def test_the_tables_of_items_are_those_of_the_library(run, large, how):
    q = pi.load("purpose-index")
    asked = {"beyond_chance": True} if how == "--beyond-chance" else {"method": "likelihood-ratio"}
    found = pi.dif(q, large, groups="place", scales=["positive_meaning"], reference="shop", language="nl", **asked)
    made = dif.tables(found)
    options = ("--group", "place", "--scale", "positive_meaning", "--reference", "shop", how, "-l", "nl")
    assert run("dif", "purpose-index", large, *options).stdout == render.text(made) + "\n"
    told = json.loads(run("dif", "purpose-index", large, *options, "--format", "json").stdout)
    assert [table["id"] for table in told["tables"]] == [table.id for table in made]
    assert {item.item for item in found.items} >= {"q03"}


@pytest.mark.parametrize("command", ["invariance", "dif"])
def test_a_group_that_is_too_small_is_refused_by_name_and_nothing_is_told(run, answers, command):
    result = run(command, "purpose-index", answers, "--group", "place")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "[group-not-shown]" in result.stderr
    assert "'canary'" in result.stderr
    assert not any(digit in result.stderr for digit in (" 4 ", "120"))


def test_options_are_passed_on(run, large):
    of = ("invariance", "purpose-index", large, "--group", "place")
    assert "drempels" in run(*of, "--ordinal").stdout
    assert "standard deviations of the factor in shop" in " ".join(
        run(*of, "-l", "en", "--reference", "shop").stdout.split()
    )
    assert "[group-not-shown]" in run(*of, "--minimum-distribution", 121).stderr
    assert "unknown-option" in run(*of, "--missing", "pairwise").stderr
    assert run("invariance", "purpose-index", large).exit_code == 2
    assert "Did you mean 'place'" in run("invariance", "purpose-index", large, "--group", "plaze").stderr


def test_options_of_items_are_passed_on(run, large):
    of = ("dif", "purpose-index", large, "--group", "place")
    assert run(*of, "--matching", "rest").stdout != run(*of).stdout
    assert "[group-not-shown]" in run(*of, "--minimum-distribution", 121).stderr
    assert "unknown-option" in run(*of, "--method", "likelihood-ratio", "--matching", "rest").stderr
    assert "unknown-scale" in run(*of, "--scale", "meaning").stderr
    assert "Items of office beside those of shop" in run(*of, "-l", "en", "--reference", "shop").stdout
    told = run(*of, "-l", "en", "--beyond-chance", "--scale", "positive_meaning").stdout
    assert "made-up samples" in " ".join(told.split())
    assert run("dif", "purpose-index", large).exit_code == 2


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_is_wider_than_a_hundred_columns(run, large, language):
    of = ("purpose-index", large, "--group", "place", "-l", language)
    for told in run("invariance", *of, "--free", "q03 ~ 1"), run("dif", *of):
        assert max(map(len, told.stdout.splitlines())) <= 100
