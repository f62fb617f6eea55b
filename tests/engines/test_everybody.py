"""What needs everybody takes answers that engines hold, and gives what it gives of the same answers in memory."""

from __future__ import annotations

import polars as pl
import pytest

import purpose_index as pi
from purpose_index.analysis.norms import Norms
from purpose_index.engines.gather import gathered
from purpose_index.responses.beside import columns_beside
from tests.engines.engines import ALL, QUIET
from tests.unit.engines.sources import ROWS, Q, answers, in_full

pytestmark = QUIET


@pytest.mark.parametrize("engine", ALL)
def test_everybody_is_there_once_with_what_stands_beside(engine, tmp_path):
    """In whatever order: Spark has dealt the rows out again."""
    numbered = answers().with_columns(wave=pl.int_range(pl.len()))
    found = gathered(Q, engine(numbered, tmp_path), {}, keep={"by": ["wave"]})
    order = columns_beside(found.extra)["wave"]()
    assert sorted(order) == list(range(ROWS))
    assert found.codes.tolist() == pi.encode(Q, answers()).codes[order].tolist()


@pytest.mark.parametrize("engine", ALL)
def test_what_is_told_of_groups_does_not_depend_on_the_order_of_rows(engine, tmp_path):
    given, people = engine(answers(), tmp_path), answers()
    for by in ([[], "team"], [("team", "wave")]):
        assert in_full(pi.release(Q, given, by=by).cells) == in_full(pi.release(Q, people, by=by).cells)
    assert in_full(Norms.of(Q, given, by="team").to_dict()) == in_full(Norms.of(Q, people, by="team").to_dict())


@pytest.mark.parametrize("engine", ALL)
def test_teams_are_the_same_but_for_rounding_in_another_order(engine, tmp_path):
    found, expected = (pi.teams(Q, data, team="team") for data in (engine(answers(), tmp_path), answers()))
    assert list(found) == list(expected) == ["north", "south"]
    for name, team in expected.items():
        for scale, own in team.scales.items():
            assert found[name].scales[scale].n == own.n
            assert found[name].scales[scale].mean.value == pytest.approx(own.mean.value, rel=1e-12)
