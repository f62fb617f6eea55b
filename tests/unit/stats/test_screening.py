"""Signs of answers without care, with what care alone lets expect."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats import careless
from purpose_index.stats.careful_answers import careful_answers
from purpose_index.stats.mokken import guttman_errors
from purpose_index.stats.screening import SIGNS, Asked, screened

SCALES = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
ASKED = Asked([(1, 2, 3, 4, 5)] * 12, [False] * 8 + [True] * 4, SCALES)


def taking_care(n, *, seed=1, style=0.0):
    """Codes of people who take care: three traits that correlate .5, items that load .7, the last four reversed."""
    rng = np.random.default_rng(seed)
    traits = np.sqrt(0.5) * (rng.normal(size=(n, 1)) + rng.normal(size=(n, 3)))
    z = 0.7 * np.repeat(traits, 4, axis=1) + np.sqrt(0.51) * rng.normal(size=(n, 12))
    z *= np.exp(style * rng.normal(size=(n, 1)))
    return np.digitize(z * np.repeat([1, -1], [8, 4]), [-1.2, -0.4, 0.4, 1.2]).astype(np.int8)


def test_people_who_take_care_have_the_frequencies_correlations_and_gaps_of_these_people():
    codes = taking_care(12_000)
    codes[:3000, 2] = -3
    (made,) = careful_answers(codes)
    assert made.shape == (10_000, 12)
    assert set(np.unique(made[:, 2])) == {-3, 0, 1, 2, 3, 4}
    assert np.mean(made[:, 2] < 0) == pytest.approx(0.25, abs=0.02)
    for j in range(12):
        own, theirs = (np.bincount(x[x >= 0], minlength=5) / (x >= 0).sum() for x in (codes[:, j], made[:, j]))
        np.testing.assert_allclose(theirs, own, atol=0.02)
    whole, whose = (x[(x >= 0).all(axis=1)] for x in (codes, made))
    np.testing.assert_allclose(np.corrcoef(whose.T), np.corrcoef(whole.T), atol=0.06)


def test_small_samples_are_made_again_and_again():
    samples = list(careful_answers(taking_care(400)))
    assert [len(sample) for sample in samples] == [400] * 25
    assert (samples[0] != samples[1]).any()
    assert len(list(careful_answers(taking_care(30)))) == 50


def test_signs_are_those_of_the_functions():
    codes = taking_care(60)
    codes[0, 1] = -2
    raw = np.where(codes < 0, np.nan, codes + 1.0)
    keyed = np.where(np.arange(12) >= 8, 6 - raw, raw)
    values = screened(codes, ASKED).values
    np.testing.assert_array_equal(values["longstring"], careless.longstring(raw))
    np.testing.assert_array_equal(values["average_string"], careless.average_string(raw))
    np.testing.assert_array_equal(values["autocorrelation"], careless.autocorrelation(raw))
    np.testing.assert_array_equal(values["irv"], careless.irv(raw))
    np.testing.assert_array_equal(values["mahalanobis"], careless.mahalanobis(raw))
    np.testing.assert_array_equal(values["even_odd"], careless.even_odd(keyed, SCALES))
    np.testing.assert_array_equal(values["synonyms"], careless.synonyms(raw))
    np.testing.assert_array_equal(values["antonyms"], careless.antonyms(raw))
    parts = [guttman_errors(keyed[:, scale]) for scale in SCALES]
    errors, highest = (np.sum([getattr(part, name) for part in parts], axis=0) for name in ("errors", "highest"))
    np.testing.assert_allclose(values["guttman_errors"], errors / highest)
    assert values.keys() == SIGNS.keys() - {"zh"}


def test_a_cutoff_lets_so_many_who_take_care_beyond_it_and_not_one_more():
    codes = taking_care(1000)
    found = screened(codes, ASKED, false_alarms=0.05)
    others = np.concatenate([careless.mahalanobis(taking_care(1000, seed=seed) + 1.0) for seed in range(10, 20)])
    assert found.cutoffs["mahalanobis"] == pytest.approx(np.quantile(others, 0.95), abs=0.5)
    for name, expected in found.expected.items():
        assert expected <= 0.05, name
    assert found.expected["mahalanobis"] > 0.045
    assert found.flags["mahalanobis"].mean() == pytest.approx(0.05, abs=0.025)
    assert found.expected_flags.sum() == pytest.approx(1)
    assert found.expected_share(0) == pytest.approx(1)
    assert 0 < found.expected_share(2) < found.expected_share(1)
    wider = screened(codes, ASKED, false_alarms=0.01)
    for name, sign in SIGNS.items():
        if name in found.cutoffs and not np.isnan(found.cutoffs[name]):
            assert sign.side * wider.cutoffs[name] >= sign.side * found.cutoffs[name]


@pytest.mark.parametrize("kind", ["one answer", "by chance"])
def test_people_who_take_no_care_are_found(kind):
    codes = taking_care(600)
    rng = np.random.default_rng(2)
    codes[:60] = rng.integers(0, 5, (60, 1 if kind == "one answer" else 12))
    found = screened(codes, ASKED)
    assert np.mean(found.counts[:60] >= 2) > (0.95 if kind == "one answer" else 0.2)
    assert np.mean(found.counts[60:] >= 2) < 0.03


PATTERNS = {
    "1 2 3 4 5 1 2": (np.arange(5)[:, None] + np.arange(12)) % 5,
    "1 2 3 4 5 4 3": 4 - np.abs(4 - (np.arange(8)[:, None] + np.arange(12)) % 8),
    "1 5 1 5": np.where(np.arange(12) % 2, 4, np.arange(3)[:, None]),
    "3 4 2 3 4 2": np.tile([[2, 3, 1], [0, 4, 4], [1, 2, 4]], 4),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_people_who_answer_in_a_pattern_are_all_seen(pattern):
    codes = taking_care(600)
    codes[:60] = np.resize(PATTERNS[pattern], (60, 12))
    found = screened(codes, ASKED)
    assert found.flags["autocorrelation"][:60].all()
    assert found.flags["autocorrelation"][60:].mean() < 0.03


@pytest.mark.parametrize("style", [0.25, 0.5])
def test_people_who_answer_far_out_or_near_the_middle_with_care_are_expected(style):
    """Without a factor of their own in the made-up people 3% and 9% show two signs, where .7% are expected."""
    shares = [screened(taking_care(1000, seed=seed, style=style), ASKED) for seed in range(3)]
    assert np.mean([np.mean(found.counts >= 2) - found.expected_share(2) for found in shares]) < 0.01


def test_cutoffs_of_ones_own_take_the_place_of_simulated_ones():
    codes = taking_care(200)
    found = screened(codes, ASKED, cutoffs={"longstring": 3, "irv": 0.8})
    np.testing.assert_array_equal(found.flags["longstring"], found.values["longstring"] > 3)
    np.testing.assert_array_equal(found.flags["irv"], found.values["irv"] < 0.8)
    assert found.expected["longstring"] > 0.01
    assert found.counts.tolist() == np.sum(list(found.flags.values()), axis=0).tolist()


def test_what_is_shown_does_not_hang_on_the_order_of_people():
    codes = taking_care(300)
    order = np.random.default_rng(3).permutation(300)
    one, other = screened(codes, ASKED), screened(codes[order], ASKED)
    for name in one.values:
        np.testing.assert_allclose(other.values[name], one.values[name][order], rtol=1e-9)
        np.testing.assert_allclose(other.cutoffs[name], one.cutoffs[name], rtol=1e-9)


@pytest.mark.parametrize(
    "codes",
    [
        np.zeros((0, 12), np.int8),
        taking_care(1),
        taking_care(19),
        np.full((40, 12), -1, np.int8),
        np.vstack([taking_care(19), np.full((40, 12), -1, np.int8)]),
    ],
    ids=["nobody", "one person", "nineteen people", "no answers", "nineteen who answered"],
)
def test_too_few_people_have_numbers_and_no_cutoffs(codes):
    found = screened(codes, ASKED)
    assert all(len(own) == len(codes) for own in found.values.values())
    assert np.isnan(list(found.cutoffs.values())).all()
    assert not found.counts.any()
    assert np.isnan(found.expected_share(1))


@pytest.mark.parametrize(
    "codes",
    [
        np.full((40, 12), 2, np.int8),
        np.where(np.arange(12) < 6, taking_care(40), -4).astype(np.int8),
        np.where(np.arange(40)[:, None] < 20, 0, 4).astype(np.int8) * np.ones(12, np.int8),
        taking_care(20),
    ],
    ids=["all alike", "half never asked", "two kinds of people", "twenty people"],
)
def test_odd_answers_have_defined_signs(codes):
    found = screened(codes, ASKED)
    assert np.isfinite(found.values["longstring"]).all()
    assert np.isfinite(found.cutoffs["longstring"])
    assert found.expected_share(1) <= 0.1


def test_two_items_have_runs_and_no_halves():
    codes = taking_care(100)[:, :2]
    found = screened(codes, Asked([(1, 2, 3, 4, 5)] * 2, [False] * 2, [[0, 1]]))
    assert np.isnan(found.values["even_odd"]).all()
    assert np.isnan(found.cutoffs["even_odd"])
    assert not found.flags["even_odd"].any()
    assert set(found.values["longstring"]) == {1, 2}
