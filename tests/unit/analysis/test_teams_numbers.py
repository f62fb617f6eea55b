"""What `pi.teams` tells, beside the same numbers worked out team by team from the rows."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

import purpose_index as pi
from purpose_index.analysis.teams.numbers import _correlation
from purpose_index.stats.agreement import agreement_null, average_deviation, awg, icc, rwg
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability import alpha
from tests.unit.analysis.programme import keyed, programme, score
from tests.unit.disclosure.small_sets import set_of

Q = pi.load("working-with-purpose")
SIZES = (7, 8, 14, 16, 6, 10, 3)
WAVES = ("before", "after")
ROWS = programme(Q, SIZES, occasions=WAVES, missing=0.01)
FOUND = pi.teams(Q, ROWS, team="team", person="id", occasion="wave", leader="lead")
TEAMS = [f"T{t}" for t in range(len(SIZES))]


def people_of(team, wave="after", rows=ROWS):
    return [row for row in rows if row["team"] == team and row.get("wave", wave) == wave and not row["lead"]]


def twice(scales, value, rows=ROWS):
    """Everybody's value on the first and the last occasion, where they have a score on all these scales both times."""
    found = {}
    for team in TEAMS:
        pairs = zip(people_of(team, "before", rows), people_of(team, "after", rows), strict=True)
        kept = [
            pair for pair in pairs if not np.isnan([score(Q, row, scale) for row in pair for scale in scales]).any()
        ]
        found[team] = np.array([[value(row) for row in pair] for pair in kept])
    return found


def linked(scale):
    """The scales that share items with a scale: those of its layer's referent, and their total."""
    items = set(Q.scale(scale).items)
    return [other.id for other in Q.scales if items & set(Q.scale(other.id).items)]


def cluster(scale):
    """All scales that are joined to a scale by items that they share."""
    found = {scale}
    while (more := {other for one in found for other in linked(one)}) != found:
        found = more
    return sorted(found)


@pytest.mark.parametrize("scale", [scale.id for scale in Q.scales])
def test_means_changes_and_spreads_are_those_of_the_rows(scale):
    values = twice(cluster(scale), lambda row: score(Q, row, scale))
    told = 0
    for team in TEAMS:
        one, x = FOUND[team].scales[scale], values[team]
        if not one.shown:
            assert (one.n, one.mean, one.sd, one.change) == (None, None, None, None)
            continue
        told += 1
        assert one.n == len(x) == one.change.n
        assert one.mean.value == pytest.approx(x[:, 1].mean(), abs=1e-12)
        assert one.change.first == pytest.approx(x[:, 0].mean(), abs=1e-12)
        assert one.change.mean.value == pytest.approx((x[:, 1] - x[:, 0]).mean(), abs=1e-12)
        if one.sd is not None:
            assert one.sd == pytest.approx(x[:, 1].std(ddof=1), abs=1e-12)
            assert len(x) >= 10
    assert told >= 4
    assert FOUND["T6"].scales[scale].hidden == "small"


@pytest.mark.parametrize("scale", [scale.id for scale in Q.scales])
def test_all_together_is_the_teams_that_are_shown(scale):
    values = twice(cluster(scale), lambda row: score(Q, row, scale))
    shown = [team for team in TEAMS if FOUND[team].scales[scale].shown]
    x, team = np.vstack([values[t] for t in shown]), np.repeat(shown, [len(values[t]) for t in shown])
    one = FOUND.overall.scales[scale]
    assert (one.n, one.teams) == (len(x), len(shown))
    assert one.teams_small == 1
    assert one.teams_small + one.teams_protected + one.teams == len(TEAMS)
    assert one.mean.value == pytest.approx(x[:, 1].mean(), abs=1e-12)
    assert one.sd == pytest.approx(x[:, 1].std(ddof=1), abs=1e-12)
    assert one.change.mean.value == pytest.approx((x[:, 1] - x[:, 0]).mean(), abs=1e-12)
    assert one.change.first == pytest.approx(x[:, 0].mean(), abs=1e-12)
    expected = icc(x[:, 1], team)
    assert one.icc.icc1.value == pytest.approx(expected.icc1.value, abs=1e-12)
    assert one.icc.icc2.low == pytest.approx(expected.icc2.low, abs=1e-9)


@pytest.mark.parametrize("scale", [scale.id for scale in Q.scales])
def test_intervals_rest_on_how_people_differ_within_all_teams(scale):
    values = twice(cluster(scale), lambda row: score(Q, row, scale))
    shown = [team for team in TEAMS if FOUND[team].scales[scale].shown]
    n = np.array([len(values[team]) for team in shown])
    df = n.sum() - len(n)
    reach = student.ppf(0.975, df)
    inside = [values[team] - values[team].mean(axis=0) for team in shown]
    changes = np.concatenate([x[:, 1] - x[:, 0] for x in inside])
    half = reach * np.sqrt(changes @ changes / df / n)
    squares = sum(x[:, 1] @ x[:, 1] for x in inside)
    m = np.array([(values[team][:, 1].mean() - 1) / 4 for team in shown])
    d = squares / 16 / ((n - 1) * m * (1 - m)).sum()
    for g, team in enumerate(shown):
        one = FOUND[team].scales[scale]
        change = one.change.mean
        assert (change.low, change.high) == pytest.approx((change.value - half[g], change.value + half[g]), abs=1e-9)
        for end in (one.mean.low, one.mean.high):  # where the score test of this mean is at its limit
            p = (end - 1) / 4
            assert (m[g] - p) ** 2 == pytest.approx(reach**2 * d * p * (1 - p) / n[g], abs=1e-9)


@pytest.mark.parametrize("scale", [scale.id for scale in Q.scales])
def test_the_leader_stands_beside_the_team_and_is_no_part_of_it(scale):
    values = twice(cluster(scale), lambda row: score(Q, row, scale))
    shown = [team for team in TEAMS if FOUND[team].scales[scale].shown]
    everybody = np.concatenate([values[team][:, 1] for team in shown])
    n = {team: len(values[team]) for team in shown}
    df = sum(n.values()) - len(n)
    inside = sum(((values[team][:, 1] - values[team][:, 1].mean()) ** 2).sum() for team in shown) / df
    reliable = FOUND.overall.scales[scale].alpha
    error = (1 - max(reliable.value if reliable else 0, 0)) * everybody.var(ddof=1)
    for team in TEAMS:
        (lead,) = (row for row in ROWS if row["team"] == team and row["lead"] and row["wave"] == "after")
        (first,) = (row for row in ROWS if row["team"] == team and row["lead"] and row["wave"] == "before")
        one, own = FOUND[team].scales[scale], score(Q, lead, scale)
        if np.isnan(own):
            assert one.leader is None
            continue
        assert one.leader.score == pytest.approx(own, abs=1e-12)
        if not np.isnan(score(Q, first, scale)):
            assert one.leader.first == pytest.approx(score(Q, first, scale), abs=1e-12)
        if team not in shown:
            assert (one.leader.gap, one.leader.team) == (None, None)
            continue
        x = values[team][:, 1]
        half = student.ppf(0.975, df) * np.sqrt(inside / n[team] + error)
        gap = one.leader.gap
        assert gap.value == pytest.approx(own - x.mean(), abs=1e-12)
        assert (gap.low, gap.high) == pytest.approx((max(own - x.mean() - half, -4), min(own - x.mean() + half, 4)))
        if one.leader.team is not None:
            less = np.round(x - own, 9)
            split = one.leader.team
            assert (split.below, split.equal, split.above) == ((less < 0).sum(), (less == 0).sum(), (less > 0).sum())
            assert one.sd is not None


@pytest.mark.parametrize("layer", Q.layers)
def test_a_layer_is_the_difference_between_two_scales_of_the_same_people(layer):
    scales = [scale.id for scale in Q.scales if scale.layer == layer]
    kept = twice(sorted({*cluster(scales[0]), *cluster(scales[1])}), lambda row: [score(Q, row, s) for s in scales])
    told = 0
    for team in TEAMS:
        found, both = FOUND[team].layers[layer], [FOUND[team].scales[scale] for scale in scales]
        assert found.scales == tuple(scales)
        if not all(one.shown for one in both):
            assert (found.difference, found.people) == (None, None)
            continue
        told += 1
        assert found.difference.value == pytest.approx(both[0].mean.value - both[1].mean.value, abs=1e-12)
        if found.people is not None:
            x = np.array([row[1] for row in kept[team]])
            less = np.round(x[:, 1] - x[:, 0], 9)
            assert (found.people.below, found.people.equal, found.people.above) == (
                (less < 0).sum(),
                (less == 0).sum(),
                (less > 0).sum(),
            )
            assert found.people.below + found.people.equal + found.people.above == found.difference.n
    assert told >= 3


@pytest.mark.parametrize(("points", "told"), [(1, None), (2, (0, 5, 5))])
def test_who_differs_is_told_where_differences_leave_a_fifth_of_the_range_open(points, told):
    """Five of ten people score the second so many points of ten higher: four of those less four of the others."""
    layer = {"layers": {"l": {"en": "L"}}, "referents": {"me": {"en": "Me"}, "us": {"en": "Us"}}}
    plain = set_of("ab", {"s": "a", "t": "b"}, top=11).model_dump(mode="json", exclude_none=True, by_alias=True)
    scales = [one | {"layer": "l", "referent": who} for one, who in zip(plain["scales"], ("me", "us"), strict=True)]
    rows = [{"team": "A", "a": a, "b": a + points * (i % 2)} for i, a in enumerate([1, 1, 2, 3, 4, 4, 5, 6, 7, 7])]
    found = pi.teams(pi.load({**plain, **layer, "scales": scales}), rows, team="team")["A"].layers["l"]
    assert found.difference.value == pytest.approx(-points / 2)
    assert (found.people and (found.people.below, found.people.equal, found.people.above)) == told


def test_a_layer_of_other_people_counts_those_of_the_fewer():
    """Of fourteen people beside the leader, six skip the scale about the organisation."""
    silent = dict.fromkeys(Q.items_of("personal_organisation"))
    rows = [row | silent if int(row["id"][2:]) > 8 else row for row in programme(Q, (15, 15))]
    for team in pi.teams(Q, rows, team="team", leader="lead").values():
        one, other = team.scales["personal_me"], team.scales["personal_organisation"]
        assert (one.n, other.n, team.layers["personal"].difference.n) == (14, 8, 8)
        assert team.layers["personal"].difference.value == pytest.approx(one.mean.value - other.mean.value, abs=1e-12)
        assert team.layers["personal"].people is None


def reversed_set():
    """Four items of which two are reversed, one in no scale, weights and a sum."""
    definition = set_of("abcd", {"s": "abcd"}).model_dump(mode="json", by_alias=True, exclude_none=True)
    definition["items"][1]["reverse"] = definition["items"][3]["reverse"] = True
    definition["items"].append({"id": "alone", "text": {"en": "alone"}, "options": "to5"})
    definition["scales"] = [
        {"id": "s", "name": {"en": "s"}, "items": list("abcd")},
        {"id": "heavy", "name": {"en": "heavy"}, "items": list("abcd"), "weights": {"a": 2.0}},
        {"id": "sum", "name": {"en": "sum"}, "items": list("abcd"), "score": "sum"},
    ]
    return pi.loads(json.dumps(definition))


def test_agreement_and_alpha_turn_reversed_answers_around():
    q = reversed_set()
    rows = programme(q, (14, 15, 16, 13), seed=7, leaders=0)
    found = pi.teams(q, rows, team="team")
    frame = pd.DataFrame([{"team": row["team"], **{item: keyed(q, row, item) for item in "abcd"}} for row in rows])
    x = frame[list("abcd")].to_numpy()
    checked = 0
    for team, one in ((team, found[team].scales["s"]) for team in found):
        inside = x[frame.team == team]
        if one.agreement is None:
            continue
        checked += 1
        assert one.agreement.rwg == pytest.approx(rwg(inside, options=5).value, abs=1e-12)
        assert one.agreement.average_deviation == pytest.approx(average_deviation(inside).value, abs=1e-12)
        assert one.agreement.awg == pytest.approx(awg(inside, low=1, high=5).value, abs=1e-12)
        together = _correlation(found.overall.scales["s"].alpha, 4)
        chance = agreement_null(len(inside), 4, options=5, correlation=together, draws=20_000, rng=9)
        assert one.agreement.p_value == pytest.approx(chance.p_value(one.agreement.rwg), abs=0.045)
        assert one.agreement.critical == pytest.approx(chance.critical, abs=0.05)
    assert checked >= 2
    assert all(found[team].scales["s"].shown for team in found)
    assert found.overall.scales["s"].alpha.value == pytest.approx(alpha(x).value, abs=1e-12)
    weighted = alpha(x * [2, 1, 1, 1]).value
    assert found.overall.scales["heavy"].alpha.value == pytest.approx(weighted, abs=1e-12)


@pytest.mark.parametrize(("k", "between"), [(2, 0.5), (4, 0.5), (10, 0.25)])
def test_chance_goes_together_as_far_as_two_items_of_that_alpha_do(k, between):
    """Alpha of k items that correlate so is k r / (1 + (k - 1) r)."""
    common = k * between / (1 + (k - 1) * between)
    assert _correlation(Estimate(name="alpha", value=common, n=50, k=k, method="covariances"), k) == between


@pytest.mark.parametrize("people", [9, 10])
def test_intervals_and_alpha_take_as_many_people_as_a_distribution(people):
    """Two teams that differ alike, by 58 squares an item and 40 products; all of them are ten, or one fewer."""
    answers = [(1, 4), (4, 1), (6, 6), (8, 11), (11, 8)]
    rows = [{"team": "AB"[i // 5], "a": a, "b": b} for i, (a, b) in enumerate(answers * 2)]
    policy = pi.Disclosure(minimum=4, minimum_distribution=10)
    found = pi.teams(set_of("ab", {"s": "ab"}, top=11), rows[:people], team="team", policy=policy)
    mean, common = found["A"].scales["s"].mean, found.overall.scales["s"].alpha
    assert (mean.low is None, common is None) == (people == 9, people == 9)
    assert common is None or common.value == pytest.approx(2 * (1 - 116 / (116 + 80)))


def test_an_alpha_below_nothing_takes_all_differences_for_error():
    """Twice the scores 3.5, 6, 6, 6 and 8.5 in three teams: 75 squares, of 27 degrees of freedom within, 29 in all."""
    five = [(1, 6), (11, 1), (6, 6), (1, 11), (11, 6)]  # 100 and 50 squares, and -50 products: alpha is -4
    rows = [{"team": t, "lead": not i, "a": a, "b": b} for t in "ABC" for i, (a, b) in enumerate([(9, 9), *five * 2])]
    found = pi.teams(set_of("ab", {"s": "ab"}, top=11), rows, team="team", leader="lead")
    assert found.overall.scales["s"].alpha.value == pytest.approx(-4)
    gap = found["A"].scales["s"].leader.gap
    half = student.ppf(0.975, 27) * np.sqrt(75 / 27 / 10 + 75 / 29)
    assert (gap.value, gap.low, gap.high) == pytest.approx((3, 3 - half, 3 + half))


@pytest.mark.parametrize(("minimum_distribution", "known"), [(10, True), (11, False)])
def test_the_squares_of_ten_people_are_told_where_their_answers_are_not(minimum_distribution, known):
    """One team differs by 58 squares and one by 2: how the ten answers are spread would tell of the second."""
    rows = [{"team": "AB"[i // 5], "a": a} for i, a in enumerate([1, 4, 6, 8, 11, 5, 6, 6, 6, 7])]
    policy = pi.Disclosure(minimum_distribution=minimum_distribution)
    found = pi.teams(set_of("a", {"s": "a"}, top=11), rows, team="team", policy=policy)
    assert found.overall.items["a"].shares is None
    assert found.overall.scales["s"].sd == (pytest.approx((60 / 9) ** 0.5) if known else None)
    assert (found["A"].scales["s"].mean.low is not None) == known


def test_weights_sums_and_items_in_no_scale():
    q = reversed_set()
    rows = programme(q, (14, 15), seed=3, leaders=0)
    found = pi.teams(q, rows, team="team")
    for team in found:
        mine = [row for row in rows if row["team"] == team]
        for scale, ends in (("s", (1, 5)), ("heavy", (1, 5)), ("sum", (4, 20))):
            one = found[team].scales[scale]
            assert (one.low, one.high) == ends
            assert one.mean.value == pytest.approx(np.mean([score(q, row, scale) for row in mine]), abs=1e-12)
            assert one.low <= one.mean.low < one.mean.value < one.mean.high <= one.high
        alone = found[team].items["alone"]
        assert alone.mean.value == pytest.approx(np.mean([row["alone"] for row in mine]), abs=1e-12)
        if alone.shares is not None:
            assert alone.shares == {v: np.mean([row["alone"] == v for row in mine]) for v in range(1, 6)}


def test_alpha_is_not_of_the_few_who_answered_every_item():
    """Of fourteen and fifteen people only two of each team answered all four items."""
    q = set_of("abcd", {"s": "abcd"}, minimum_answered=3)
    rows = programme(q, (14, 15), seed=3, leaders=0)
    for i, row in enumerate(row for t in range(2) for row in [r for r in rows if r["team"] == f"T{t}"][2:]):
        row["abcd"[i % 4]] = None
    found = pi.teams(q, rows, team="team").overall.scales["s"]
    assert found.n == 29
    assert found.alpha is None


@pytest.mark.parametrize("seed", range(5))
def test_means_and_spreads_are_the_same_to_the_bit_in_any_order_of_the_rows(seed):
    rows = programme(Q, (40, 90, 60), seed=seed)
    shuffled = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    one, other = (pi.teams(Q, given, team="team", leader="lead") for given in (rows, shuffled))
    for part, same in zip((*one.values(), one.overall), (*other.values(), other.overall), strict=True):
        for scale in Q.scales:
            found, again = part.scales[scale.id], same.scales[scale.id]
            assert (found.mean and found.mean.value, found.sd) == (again.mean and again.mean.value, again.sd)


def test_a_scale_reaches_as_far_as_any_of_its_items_may_take_it():
    """Of items from 1 to 3 and from 1 to 5 a score may rest on the latter alone: it is 5 at most, and not 4."""
    q = set_of("ab", {"s": "ab"}, top={"a": 3, "b": 5}, minimum_answered=1)
    rows = [{"team": "AB"[i % 2], "a": None if i % 4 else 3, "b": 2 + i % 4} for i in range(40)]
    scale = pi.teams(q, rows, team="team")["A"].scales["s"]
    assert (scale.low, scale.high) == (1, 5)
