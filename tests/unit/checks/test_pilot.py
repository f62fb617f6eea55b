"""The answers of a sample as the rules look at them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.stats.of_covariances import item_rest_correlations
from tests.unit.checks.pilot_data import one_scale, set_of


def pilot(data, x, group=None):
    return pilot_of(pi.load(data), x, group, Aims())


def test_answers_are_turned_around_and_weighed_within_the_declared_range():
    data = one_scale(3, weights={"q3": 2.0})
    data["items"][1]["reverse"] = True
    (sample,) = pilot(data, np.array([[1.0, 2.0, 3.0], [5.0, 5.0, 4.0], [np.nan, 1.0, 1.0]])).all_samples
    assert sample.x.tolist() == [[1.0, 4.0, 6.0], [5.0, 1.0, 8.0]]
    assert [(a.id, b.id) for a, b in sample.pairs] == [("q1", "q2"), ("q1", "q3"), ("q2", "q3")]


def test_counts_leave_missing_answers_out():
    found = pilot(one_scale(2), np.array([[1.0, 5.0], [np.nan, 5.0], [1.0, np.nan], [3.0, 2.0]]))
    assert found.counts("q1") == {1: 2, 2: 0, 3: 1, 4: 0, 5: 0}
    assert found.counts("q2") == {1: 0, 2: 1, 3: 0, 4: 0, 5: 2}
    assert found.answered("s").tolist() == [2, 1, 1, 2]
    assert found.alike() == (0, 2)


def test_a_scale_that_holds_another_of_two_items_or_more_is_no_one_thing():
    scales = {"all": ["q1", "q2", "q3"], "two": ["q1", "q2"], "again": ["q1", "q2"], "one": ["q3"]}
    found = pilot(set_of(scales), np.random.default_rng(0).integers(1, 6, (40, 3)).astype(float))
    assert [sample.scale.id for sample in found.simple] == ["two", "again"]
    alone = pilot(set_of({"two": ["q1", "q2"], "one": ["q1"]}), found.keyed[:, :2])
    assert [sample.scale.id for sample in alone.simple] == ["two"]  # a scale of one item is part of any


@pytest.mark.parametrize(("n", "varies", "judged"), [(19, True, False), (20, True, True), (20, False, False)])
def test_a_scale_is_judged_on_twenty_people_who_differ(n, varies, judged):
    x = np.random.default_rng(1).integers(1, 6, (n, 2)).astype(float)
    x[:, 1] = x[:, 1] if varies else 3
    assert bool(pilot(one_scale(2), x).samples) is judged


@pytest.mark.parametrize(("teams", "told_apart"), [(9, False), (10, True)])
def test_ten_groups_tell_how_people_of_one_resemble_each_other(teams, told_apart):
    rows = [{"q1": 1 + i % 5, "q2": 1 + i % 3, "team": i % teams} for i in range(40)]
    (sample,) = pilot(one_scale(2), rows, "team").samples
    assert (sample.groups is not None) is told_apart
    rows[9::teams] = [{**row, "q1": None} for row in rows[9::teams]]  # nobody of the tenth is left
    (sample,) = pilot(one_scale(2), rows, "team").all_samples
    assert sample.groups is None


def test_every_tenth_is_left_out_once():
    x = np.random.default_rng(2).integers(1, 6, (25, 2)).astype(float)
    (sample,) = pilot(one_scale(2), x).samples
    expected = [x] + [np.array([row for i, row in enumerate(x) if i % 10 != tenth]) for tenth in range(10)]
    assert [part.tolist() for part in sample.tenths()] == [part.tolist() for part in expected]


def test_intervals_hold_for_all_items_together():
    x = np.random.default_rng(2).integers(1, 6, (60, 4)).astype(float)
    (sample,) = pilot(one_scale(4), x).samples
    assert sample.judged(item_rest_correlations).level == pytest.approx(1 - 0.05 / 4)


@pytest.mark.parametrize("kind", ["rows", "file", "pandas", "polars"])
def test_groups_are_found_in_data_of_any_kind(kind, tmp_path):
    rows = [{"q1": 1 + i % 5, "q2": 1 + i % 3, "team": f"t{i % 4}"} for i in range(30)]
    rows[3] = {"q1": 2, "q2": 2}  # nobody said which
    pd.DataFrame(rows).to_csv(tmp_path / "answers.csv", index=False)
    data = {
        "rows": rows,
        "file": tmp_path / "answers.csv",
        "pandas": pd.DataFrame(rows),
        "polars": pl.DataFrame(rows),
    }[kind]
    groups = pilot(one_scale(2), data, "team").groups
    found = [group if group and isinstance(group, str) else None for group in groups]  # the rest is empty or NaN
    assert found == [row.get("team") for row in rows]
