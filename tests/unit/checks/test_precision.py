"""Where scores are precise, and options that nobody is likeliest to choose: by what a known model makes of people."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import norm

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.evidence.graded_scale import PLACES, GradedScale, _margins, graded_scale
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.checks.evidence.small import HIDDEN

from .pilot_data import one_scale, set_of

IMPRECISE, UNREACHED = "imprecise-scores", "unreached-option"


def graded_answers(n, slopes, intercepts, seed):
    """Answers from 1 of n people to items of the graded model; intercepts (k, m - 1), falling."""
    rng = np.random.default_rng(seed)
    z = np.outer(rng.standard_normal(n), slopes)[:, :, None] + np.asarray(intercepts, dtype=float)
    return 1.0 + (rng.random((n, len(slopes), 1)) < expit(z)).sum(axis=2)


def apart(n, seed=1, k=8):
    """Three options of which nearly everybody takes the middle one: only those at the ends are told apart."""
    return graded_answers(n, [1.7] * k, [[3.6, -3.6]] * k, seed)


def check(rule, x, options, **keywords):
    return pi.check(one_scale(x.shape[1], options=options), x, rules=[rule], **keywords).findings


def scale_of(x, options, **scale):
    return graded_scale(pilot_of(pi.load(one_scale(x.shape[1], options=options, **scale)), x, None, Aims()).simple[0])


def true_share(slope, intercepts, k, floor):
    """The share of standard normal people where k such items have less information than floor / (1 - floor)."""
    theta = np.linspace(-6, 6, 4001)
    above = expit(slope * theta + np.asarray(intercepts)[:, None])
    p = -np.diff(np.vstack([np.ones_like(theta), above, np.zeros_like(theta)]), axis=0)
    information = (np.gradient(p, theta, axis=1) ** 2 / p).sum(axis=0) * k
    weights = norm.pdf(theta)
    return weights[information < floor / (1 - floor)].sum() / weights.sum()


def test_the_share_is_that_of_the_population():
    x = apart(20_000)
    truth = true_share(1.7, [3.6, -3.6], 8, 0.7)
    found = scale_of(x, 3).people_below(0.7, 0.95)
    assert found.share == pytest.approx(truth, abs=0.03)
    assert truth - 0.08 < found.certain < truth
    assert 44 < found.start < 50 < found.end < 56  # in the middle of the index, where most people are


def test_the_stretch_is_that_in_which_most_people_are(monkeypatch):
    """Little is told within 1 of the middle, and of few far above: 601 places, .02 apart, have indices of 0 to 600."""
    told = np.where((np.abs(PLACES) < 0.99) | (PLACES > 4.01), 1.0, 9.0)
    monkeypatch.setattr(GradedScale, "_information", lambda self: (told, np.where(PLACES > 0, 5.0, 0.0)))
    scale = GradedScale(None, norm.pdf(PLACES), np.arange(601.0))
    found = scale.people_below(0.7, 0.95)  # less than 7 / 3
    assert (found.start, found.end) == (251, 349)
    weights = norm.pdf(PLACES) / norm.pdf(PLACES).sum()
    assert found.share == pytest.approx(weights[told < 2].sum())
    assert found.certain == pytest.approx(weights[(told < 2) & (PLACES <= 0)].sum())  # e^(5 * 1.96) is not below
    nobody = scale.people_below(0.4, 0.95)
    assert (nobody.share, nobody.certain, nobody.start, nobody.end) == (0, 0, 0, 0)


def test_a_scale_of_which_another_rule_speaks_does_not_keep_others_from_being_judged():
    easy = graded_answers(1000, [2.0] * 5, [[4, 3]] * 5, 3)
    data = set_of({"easy": [f"e{j}" for j in range(5)], "s": [f"q{j}" for j in range(8)]}, options=3)
    (finding,) = pi.check(data, np.column_stack([easy, apart(1000)]), rules=[IMPRECISE]).findings
    assert finding.path == "$.scales[1].id"


def test_who_is_certain_rests_on_the_errors_of_the_items():
    few, many = (scale_of(apart(n), 3).people_below(0.7, 0.95) for n in (200, 4000))
    assert few.share - few.certain > 2 * (many.share - many.certain) > 0
    surer = scale_of(apart(200), 3).people_below(0.7, 0.5)
    assert surer.certain > few.certain


def test_the_error_of_information_is_that_of_samples():
    """300 people a sample: the spread of what 60 samples find at a place is what each says of itself."""
    found = [scale_of(apart(300, seed), 3)._information() for seed in range(60)]
    at = [200, 300, 400]  # -2, 0 and 2
    np.testing.assert_allclose(PLACES[at], [-2, 0, 2])
    spread = np.std([values[at] for values, _ in found], axis=0, ddof=1)
    np.testing.assert_allclose(np.median([errors[at] for _, errors in found], axis=0), spread, rtol=0.3)


def test_people_who_stand_where_little_is_told_are_found():
    (finding,) = check(IMPRECISE, apart(1000), 3)
    truth = true_share(1.7, [3.6, -3.6], 8, 0.7)
    assert finding.path == "$.scales[0].id"
    assert finding.facts["low"] < finding.facts["share"] == pytest.approx(truth, abs=0.06)
    assert (finding.facts["floor"], finding.facts["scale"]) == (0.7, "s")
    assert f"below {0.7:.2f}" in finding.message
    assert not check(IMPRECISE, apart(1000), 3, reliability_floor=0.3)
    assert not check(IMPRECISE, apart(99), 3)


def test_what_other_rules_say_is_not_said_again():
    weak = graded_answers(2000, [0.6] * 5, [[2, 0.7, -0.7, -2]] * 5, 2)
    easy = graded_answers(1000, [2.0] * 5, [[4, 3, 2]] * 5, 3)
    for x, options, other in ((weak, 5, "reliability-below-floor"), (easy, 4, "ceiling-effect")):
        found = scale_of(x, options).people_below(0.7, 0.95)
        assert found.certain > 0.3
        told = pi.check(one_scale(5, options=options), x, rules=[IMPRECISE, other]).findings
        assert [one.code for one in told] == [other]


def test_weights_move_the_index_of_the_places():
    even, heavy = (scale_of(apart(600), 3, **more).index for more in ({}, {"weights": {"q1": 100.0}}))
    model = scale_of(apart(600), 3).model
    of_one = np.array([0, 50, 100]) @ model.probabilities(PLACES)[0]
    np.testing.assert_allclose(heavy, of_one, atol=6)
    assert np.abs(even - of_one).max() < 10
    assert (np.diff(even) > 0).all()


@pytest.mark.parametrize(
    ("intercepts", "margin"),
    [
        # between two cuts w apart an option has tanh(w / 4) at best, its neighbours (1 - that) / 2 each
        ([1.0, -1.0], np.log(2 * np.tanh(0.5) / (1 - np.tanh(0.5)))),
        ([np.log(2), -np.log(2)], 0.0),
        ([0.2, -0.2], np.log(2 * np.tanh(0.1) / (1 - np.tanh(0.1)))),
        ([5.0, 3.0], np.log(2 * np.tanh(0.5) / (1 - np.tanh(0.5)))),
        ([30.0, -30.0], 30.0),  # so far apart that one less a chance is nought
    ],
)
def test_how_many_times_as_likely_an_option_is_at_its_best(intercepts, margin):
    np.testing.assert_allclose(_margins(np.array(intercepts)), [margin], atol=0.03)


def narrow(n, width, seed=4):
    """The middle one of five options of the first of four items lies between cuts so far apart."""
    edges = [[2.5, width / 2, -width / 2, -2.5], *[[3, 1, -1, -3]] * 3]
    return graded_answers(n, [2.0] * 4, edges, seed)


@pytest.mark.parametrize(("width", "n", "values"), [(0.5, 600, (3,)), (2.0, 600, None), (1.3, 200, None)])
def test_options_that_are_nowhere_the_likeliest_are_found_beyond_chance(width, n, values):
    found = check(UNREACHED, narrow(n, width), 5)
    assert [one.facts["values"] for one in found] == ([values] if values else [])
    if values:
        assert found[0].path == "$.items[0].id"
        assert "At 'q1', 3 is" in found[0].message


def test_of_a_reversed_item_the_option_is_named_as_people_chose_it():
    edges = [[3.0, 2.6, -1.0, -3.0], *[[3, 1, -1, -3]] * 3]
    x = graded_answers(2000, [2.0] * 4, edges, 5)
    (straight,) = check(UNREACHED, x, 5)
    data = one_scale(4)
    data["items"][0]["reverse"] = True
    (turned,) = pi.check(data, np.column_stack([6 - x[:, 0], x[:, 1:]]), rules=[UNREACHED]).findings
    assert (straight.facts["values"], turned.facts["values"]) == ((2,), (4,))


def test_options_that_hardly_anybody_chose_are_not_told():
    x = narrow(400, 0.5)
    x[np.flatnonzero(x[:, 0] == 3)[HIDDEN - 1 :], 0] = 2
    assert not check(UNREACHED, x, 5)


def test_an_item_of_two_scales_is_told_once():
    data = one_scale(4)
    data["scales"].append({"id": "t", "name": {"en": "t"}, "items": ["q1", "q2", "q3"]})
    data["scales"][0]["items"] = ["q1", "q2", "q4"]
    assert len(pi.check(data, narrow(1500, 0.4), rules=[UNREACHED]).findings) == 1


@pytest.mark.parametrize("k", [1, 2])
def test_scales_without_a_model_are_not_judged(k):
    x = apart(300, k=k)
    assert not check(IMPRECISE, x, 3)
    assert not check(UNREACHED, x, 3)
