"""Nothing that `pi.teams` tells lets a reader find out what fewer people than the minimum answered."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from tests.unit.analysis.programme import keyed, programme
from tests.unit.analysis.teams_attacker import Reader, found_out
from tests.unit.disclosure.small_sets import set_of

SETS = {
    "one scale": ({"s": "abc"}, {}),
    "one scale with gaps": ({"s": "abcd"}, {"minimum_answered": 2}),
    "parts and a total": ({"one": "ab", "two": "cd", "total": "abcd"}, {"minimum_answered": 2}),
    "overlapping": ({"one": "abc", "two": "bcd"}, {"minimum_answered": 2}),
    "apart": ({"one": "ab", "two": "cd"}, {"minimum_answered": 1}),
}


def set_named(name):
    scales, options = SETS[name]
    return set_of("abcd", scales, **options)


def answers_of(q, rows, team, waves):
    """(people, occasions, items) of the people of a team, as parts of the range, in the order of the rows."""
    ids = list(dict.fromkeys(row["id"] for row in rows if row["team"] == team and not row["lead"]))
    x = np.full((len(ids), len(waves), len(q.item_ids)), np.nan)
    for row in rows:
        if row["team"] == team and row["id"] in ids:
            w = waves.index(row.get("wave"))
            x[ids.index(row["id"]), w] = [(keyed(q, row, item) - 1) / 4 for item in q.item_ids]
    return x


def world(number):
    """Teams of four to nine people of whom some stay away, some skip items and some teams are of one mind."""
    rng = np.random.default_rng(number)
    q = set_named(list(SETS)[number % len(SETS)])
    waves = ("before", "after") if number % 2 else ()
    rows = programme(
        q,
        rng.integers(5, 10, size=3).tolist(),
        occasions=waves,
        seed=number,
        missing=float(rng.choice([0, 0.05, 0.15])),
        level=float(rng.uniform(1.6, 4.4)),
        spread=float(rng.uniform(0.3, 1.2)),
    )
    if waves:
        rows = [row for row in rows if row["lead"] or rng.random() > 0.12]
    return q, rows, waves, rng


def told(q, rows, waves, **options):
    follow = {"person": "id", "occasion": {"wave": list(waves)}} if waves else {}
    return pi.teams(q, rows, team="team", leader="lead", **follow, **options)


@pytest.mark.parametrize("number", range(12))
def test_nothing_is_found_out_of_a_team(number):
    q, rows, waves, rng = world(number)
    found = told(q, rows, waves)
    for team in found:
        reader = Reader(q, answers_of(q, rows, team, waves or (None,)), found[team])
        assert found_out(reader, 5, rng, tries=1) == []


def test_the_attacker_finds_out_what_an_unprotected_team_tells():
    """Of five people who all answer 5 but one, who answers 4, the mean tells nearly everything."""
    q = set_of("ab", {"s": "ab"})
    rows = [{"team": "A", "id": str(p), "lead": 0, "a": 5, "b": 4 if p == 0 else 5} for p in range(5)]
    found = pi.teams(q, rows, team="team")["A"]
    assert found.scales["s"].hidden == "protects"
    middle = [{**row, "a": 3, "b": 2 + p % 3} for p, row in enumerate(rows)]
    shown = pi.teams(q, middle, team="team")["A"]
    assert shown.scales["s"].shown
    reader = Reader(q, answers_of(q, middle, "A", (None,)), shown)
    assert found_out(reader, 5, np.random.default_rng(1)) == []
    reader._equation(reader.mean_of("s", range(5), 0), shown.scales["s"].mean.value / 4 - 0.25)
    reader._equation(reader.mean_of("s", range(4), 0), float(np.mean(reader.x[:4])))
    assert found_out(reader, 5, np.random.default_rng(1)) != []


def test_the_last_bits_of_a_mean_tell_nothing():
    """Scores of thirds that add up to the same are shown as the same mean, whatever bits their floats add up to."""
    q = set_of("abc", {"s": "abc"})
    worlds = [(5, 5, 10, 12, 13), (6, 8, 8, 11, 12), (6, 7, 10, 10, 12)]
    assert len({sum(t / 3 for t in world) / 5 for world in worlds}) == 3
    means = set()
    for world in worlds:
        answers = [(t // 3, (t + 1) // 3, (t + 2) // 3) for t in world]
        rows = [{"team": "A", **dict(zip("abc", each, strict=True))} for each in answers]
        means.add(pi.teams(q, rows, team="team")["A"].scales["s"].mean.value)
        means.add(pi.release(q, rows, by=["team"]).cells[0].mean)
    assert means == {3.0}


def test_that_ten_people_are_of_one_mind_is_not_told_beside_a_scale_that_shares_nothing():
    q = set_of("ab", {"s": "a", "t": "b"})
    rows = [{"team": "A", "a": 3, "b": 1 + p % 5} for p in range(10)]
    found = pi.teams(q, rows, team="team")["A"]
    assert (found.scales["s"].sd, found.items["a"].sd, found.items["a"].shares) == (None, None, None)
    assert found.scales["s"].agreement is None
    assert found.scales["t"].sd
    assert found.items["b"].shares
    cells = pi.release(q, rows, by=["team"], scales=["s", "t", "a", "b"]).cells
    assert {cell.scale: (cell.sd is not None, cell.shares is not None) for cell in cells} == {
        "s": (False, False),
        "t": (True, False),
        "a": (False, False),
        "b": (True, True),
    }
