"""The share of people with signs of answers without care: told where scales hang on it, and never of whom."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence import careless
from purpose_index.checks.evidence.careless import FEWEST_APART
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.reports.findings import render
from purpose_index.stats.uncertainty import wilson

from .pilot_data import answers, set_of

RULE = "careless-share"
SCALES = {f"s{i}": [f"q{i}{j}" for j in range(1, 5)] for i in range(3)}


def people(n, by_chance=0, seed=0):
    """Answers to three scales of four items that load .75 on traits of their own; the first people answer by chance."""
    rng = np.random.default_rng(seed)
    z = 0.75 * np.repeat(rng.standard_normal((n, 3)), 4, axis=1)
    x = answers(z + np.sqrt(1 - 0.75**2) * rng.standard_normal((n, 12)))
    x[:by_chance] = rng.integers(1, 6, (by_chance, 12))
    return x


def found(x, data=None, **keywords):
    return pi.check(data or set_of(SCALES), x, rules=[RULE], **keywords).findings


def test_the_share_is_told_with_its_interval_and_what_it_does():
    x = people(500, by_chance=75)
    (finding,) = found(x)
    screening = pi.screen(set_of(SCALES), x)  # the public door: the same signs, counted apart
    facts = finding.facts
    assert facts["count"] == screening.count
    low, high = wilson(screening.count, 500)
    assert (facts["low"], facts["high"]) == (round(low, 3), round(high, 3))
    assert facts["expected"] == round(screening.expected, 3)
    effects = {one.scale: one for one in screening.effects}
    most = max(effects.values(), key=lambda one: abs(one.without - one.everybody))
    assert facts["scale"] == most.scale
    assert (facts["alpha"], facts["without"]) == (round(most.everybody, 2), round(most.without, 2))
    assert finding.path == "$.items"


@pytest.mark.parametrize("n", [60, 500])
def test_people_with_care_are_left_alone(n):
    assert not found(people(n, seed=1))


@pytest.mark.parametrize(("beyond", "moved"), [(0.5, 0.0), (0.0, 0.5)])
def test_both_a_share_and_what_it_does_are_asked_for(monkeypatch, beyond, moved):
    monkeypatch.setattr(careless, "MOST_BEYOND", beyond)
    monkeypatch.setattr(careless, "MOST_MOVED", moved)
    assert not found(people(500, by_chance=75))


def test_where_one_answer_throughout_is_the_cause_only_that_is_said():
    x = people(500, by_chance=75)
    x[:75] = x[:75, :1]
    told = pi.check(set_of(SCALES), x, rules=[RULE, "straight-lining"]).findings
    assert [one.code for one in told] == ["straight-lining"]


def test_nothing_is_told_of_a_few_people():
    x = people(24, by_chance=FEWEST_APART - 1, seed=3)
    x[: FEWEST_APART - 1] = np.tile([1, 5], (FEWEST_APART - 1, 6))
    assert not found(x)
    assert not found(people(19, by_chance=10))


@pytest.mark.parametrize(("signs", "told"), [(9, 0), (10, 3), (20, 3), (21, 0)])
def test_alpha_is_told_of_ten_people_or_more_with_signs_and_without(signs, told):
    pilot = pilot_of(pi.load(set_of(SCALES)), people(30, seed=1), None, Aims())
    assert len(list(careless._alphas(pilot, np.arange(30) < signs))) == told


def test_who_they_are_is_in_no_format():
    x = people(500, by_chance=75)
    rows = [dict(zip([item for own in SCALES.values() for item in own], row.tolist(), strict=True)) for row in x]
    named = [{**row, "name": f"person-{i}"} for i, row in enumerate(rows)]
    report = pi.check(set_of(SCALES), named, rules=[RULE])
    assert report.findings
    assert "person-" not in render("json", [report])
