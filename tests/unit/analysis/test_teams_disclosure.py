"""Nothing that `pi.teams` tells lets a reader find out what fewer people than the minimum answered."""

from __future__ import annotations

import json
from functools import reduce
from operator import add

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


@pytest.mark.once
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
    assert len({reduce(add, [t / 3 for t in world]) / 5 for world in worlds}) == 3  # not sum: 3.12 corrects it
    means = set()
    for world in worlds:
        answers = [(t // 3, (t + 1) // 3, (t + 2) // 3) for t in world]
        rows = [{"team": "A", **dict(zip("abc", each, strict=True))} for each in answers]
        means.add(pi.teams(q, rows, team="team")["A"].scales["s"].mean.value)
        means.add(pi.release(q, rows, by=["team"]).cells[0].mean)
    assert means == {3.0}


@pytest.mark.parametrize("size", [7, 15])
def test_the_order_of_people_is_in_no_last_bit(size):
    """Whoever knows the order of the rows learns nothing from it, from no icc, agreement, alpha or other number."""
    q = set_of("abc", {"s": "abc"}, weights={"a": 0.3})
    rng = np.random.default_rng(size)
    teams = [rng.integers(1, 6, size=(size, 3)).tolist() for _ in "AB"]
    found = []
    for _ in range(6):
        rows = [
            {"team": name, **dict(zip("abc", team[p], strict=True))}
            for name, team in zip("AB", teams, strict=True)
            for p in rng.permutation(size)
        ]
        found.append(pi.teams(q, rows, team="team", rng=1).to_dict())
    assert found[0]["overall"]["scales"]["s"]["icc"]
    assert bool(found[0]["overall"]["scales"]["s"]["alpha"]) == (size == 15)
    assert all(one == found[0] for one in found)


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


def people_in_teams(answers, teams=4):
    return [{"team": g, **dict(zip("ab", each, strict=True))} for g in range(teams) for each in answers]


def test_alpha_tells_nothing_of_a_scale_whose_spread_is_hidden():
    """Nearly everybody's answers add up to 6: beside the items' deviations, alpha would tell that they do."""
    q = set_of("ab", {"s": "ab"})
    rows = people_in_teams([(1, 5), (5, 1), (2, 4), (4, 2), (3, 3)])
    rows[4]["b"] = 4
    found = pi.teams(q, rows, team="team").overall
    assert found.scales["s"].sd is None
    assert found.items["a"].sd
    assert found.scales["s"].alpha is None
    rows = people_in_teams([(1, 2), (2, 1), (3, 4), (4, 3), (5, 3)])
    found = pi.teams(q, rows, team="team").overall
    assert found.scales["s"].sd
    assert found.scales["s"].alpha


def test_deviations_of_items_and_scale_do_not_tell_that_two_items_differ_by_as_much_for_everybody():
    """b is 2 below a for everybody, so that nobody answered a below 3: the mean of four of five would be known."""
    q = set_of("ab", {"s": "ab"})
    found = pi.teams(q, people_in_teams([(a, a - 2) for a in (3, 3, 4, 5, 5)]), team="team")
    over = found.overall
    assert [one.sd for one in (*over.scales.values(), *over.items.values())] == [None] * 3
    assert over.scales["s"].icc is over.scales["s"].alpha is found[0].scales["s"].mean.low is None


def test_a_layer_does_not_tell_that_two_scales_add_up_to_as_much_for_everybody():
    """The deviations of x, of y and of their difference tell that of their sum: none, so that x is never below 3."""
    text = set_of("ab", {"x": "a", "y": "b"}).model_dump(mode="json", by_alias=True, exclude_none=True)
    text |= {"layers": {"own": {"en": "Own"}}, "referents": {"me": {"en": "I"}, "us": {"en": "We"}}}
    for scale, referent in zip(text["scales"], ("me", "us"), strict=True):
        scale |= {"layer": "own", "referent": referent}
    q = pi.loads(json.dumps(text))
    found = pi.teams(q, people_in_teams([(a, 8 - a) for a in (3, 3, 4, 5, 5)]), team="team").overall
    assert found.scales["x"].sd
    assert found.layers["own"].difference.value == 0
    assert found.layers["own"].difference.low is None
    usual = [(2, 3), (4, 3), (3, 4), (3, 2), (4, 4)]
    assert pi.teams(q, people_in_teams(usual), team="team").overall.layers["own"].difference.low is not None


def test_alpha_is_not_of_fewer_teams_than_the_deviation_of_its_scale():
    """Of the last team the items are hidden: alpha of the others, beside all, would tell how far its people differ."""
    q = set_of("ab", {"s": "ab"})
    rows = people_in_teams([(1, 2), (2, 1), (3, 4), (4, 3), (5, 3)])
    rows += [{"team": "Z", "a": a, "b": b} for a, b in [(5, 1), (5, 2), (4, 3), (5, 4), (5, 1)]]
    found = pi.teams(q, rows, team="team")
    assert (found["Z"].scales["s"].shown, found["Z"].items["a"].shown) == (True, False)
    assert found.overall.scales["s"].sd
    assert all(item.sd for item in found.overall.items.values())
    assert found.overall.scales["s"].alpha is None


def test_alpha_is_not_of_fewer_people_than_the_deviations_beside_it():
    """Five of Z leave out a: alpha of the others, beside all, would tell that those five all answered 3 to b."""
    q = set_of("ab", {"s": "ab"})
    usual = [(1, 2), (2, 1), (3, 4), (4, 3), (5, 3)]
    rows = [*people_in_teams(usual), *({"team": "Z", "a": a, "b": b} for a, b in usual)]
    assert pi.teams(q, rows, team="team").overall.scales["s"].alpha
    rows += [{"team": "Z", "b": 3}] * 5
    found = pi.teams(q, rows, team="team")
    assert (found["Z"].items["b"].n, found["Z"].items["b"].sd, found["Z"].scales["s"].n) == (10, None, 5)
    assert found.overall.scales["s"].sd
    assert found.overall.scales["s"].alpha is None


def test_alpha_of_who_answered_every_item_is_told_where_all_distributions_are():
    q = set_of("ab", {"s": "ab"})
    usual = [(1, 2), (2, 1), (3, 4), (4, 3), (5, 3), (1, 1), (5, 5), (2, 4), (4, 2), (3, 3)]
    rows = [*people_in_teams(usual, teams=2), *({"team": 1, "b": 1 + p % 5} for p in range(10))]
    found = pi.teams(q, rows, team="team").overall
    assert (found.items["b"].n, found.scales["s"].n, found.scales["s"].alpha.n) == (30, 20, 20)


def test_deviations_do_not_tell_that_those_who_left_an_item_out_are_of_one_mind():
    """Where a and b are equal, so are their sums of squares: b's leaves nothing for five of Z who answered b alone."""
    q = set_of("ab", {"s": "ab"})
    rows = people_in_teams([(a, a) for a in range(1, 6)], teams=6)
    assert pi.teams(q, rows, team="team").overall.items["b"].sd
    rows += [{"team": "Z", "a": a, "b": a} for a in range(1, 6)] + [{"team": "Z", "b": 3}] * 5
    found = pi.teams(q, rows, team="team")
    assert (found["Z"].items["b"].n, found["Z"].items["b"].sd) == (10, None)
    assert found.overall.items["a"].sd
    assert found.overall.items["b"].sd is None


@pytest.mark.parametrize(("people", "all_three"), [(7, 1), (8, 2), (9, 1), (9, 3), (10, 4)])
def test_a_scale_less_its_items_does_not_tell_of_the_few_who_left_none_out(people, all_three):
    """Whoever answers two of three counts half as much again in each: 3/2 of the items less the scale is the others."""
    q, rng = set_of("abc", {"s": "abc"}, minimum_answered=2), np.random.default_rng(0)
    found = 0
    for _ in range(10):
        rows = [{"team": "A", **{item: int(rng.integers(1, 6)) for item in "abc"}} for _ in range(people)]
        for i, row in enumerate(rows[all_three:]):
            del row["abc"[i % 3]]
        team = pi.teams(q, rows, team="team")["A"]
        shown = [team.items[item] for item in "abc" if team.items[item].shown]
        if team.scales["s"].shown and len(shown) == 3:
            of_items = sum(one.n * one.mean.value for one in shown)
            others = 3 * of_items - 2 * 3 * team.scales["s"].n * team.scales["s"].mean.value
            found += others == pytest.approx(sum(row[item] for row in rows[:all_three] for item in "abc"))
    assert found == 0
