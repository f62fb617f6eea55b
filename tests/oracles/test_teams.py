"""The leadership data as 49 teams through `pi.teams`, beside R and the reference file."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from tests.oracles import reference

ROOT = "examples/leadership"
SCALES = {"leadership": "LEAD", "significance": "TSIG", "hostility": "HOSTIL"}
GOLDEN = reference.golden("lq2002", "agreement")


@pytest.fixture(scope="module")
def found():
    folder = reference.HERE.parents[1] / ROOT
    return pi.teams(folder / "questionnaire.yaml", folder / "answers.csv", team="COMPID")


@pytest.mark.parametrize(("scale", "name"), [("leadership", "LEAD"), ("significance", "TSIG")])
def test_differences_between_teams_are_those_of_r(found, scale, name):
    one, block = found.overall.scales[scale], GOLDEN["scales"][name]
    assert (one.n, one.teams) == (GOLDEN["n"], GOLDEN["groups"]) == (2042, 49)
    anova, mixed = block["ICC_scale_mean"], block["ICC_mixed_model"]
    assert one.icc.icc1.value == pytest.approx(anova["ICC1"], abs=1e-10)
    assert one.icc.icc2.value == pytest.approx(anova["ICC2"], abs=1e-10)
    assert one.icc.f == pytest.approx(anova["F"], abs=1e-9)
    assert one.icc.mixed.icc.value == pytest.approx(mixed["ICC1_mixed"], abs=1e-6)


@pytest.mark.parametrize(("scale", "name"), SCALES.items())
def test_every_team_has_the_mean_and_the_agreement_of_its_people(found, scale, name):
    block, table = GOLDEN["scales"][name], reference.table("lq2002")
    scores = reference.matrix("lq2002", block["items"]).mean(axis=1)
    agreement = dict(zip(block["rwg.j"]["grpid"], block["rwg.j"]["rwg.j"], strict=True))
    told = 0
    for team in found.values():
        one, mine = team.scales[scale], table["COMPID"] == float(team.name)
        if not one.shown:  # eleven and twelve people near the lowest hostility: their mean would tell of the few
            assert (scale, one.n, one.mean, one.hidden) == ("hostility", None, None, "protects")
            assert scores[mine].sum() < 12
            continue
        assert one.n == mine.sum()
        assert one.mean.value == pytest.approx(scores[mine].mean(), abs=1e-10)
        if one.sd is not None:
            assert one.sd == pytest.approx(scores[mine].std(ddof=1), abs=1e-10)
        if one.agreement is not None:
            told += 1
            assert one.agreement.rwg == pytest.approx(agreement[str(team.name)], abs=1e-10)
    assert told >= 38


@pytest.mark.parametrize("scale", SCALES)
def test_the_mean_of_all_teams_is_within_its_interval_and_wider_than_without_teams(found, scale):
    mean = found.overall.scales[scale].mean
    alone = 1.96 * found.overall.scales[scale].sd / np.sqrt(mean.n)
    assert mean.low < mean.value < mean.high
    assert mean.high - mean.low > 2 * alone
