"""How much people differ in how far out they answer, found again in people of whom it is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from purpose_index.stats.careful_answers import _root, careful_answers
from purpose_index.stats.response_style import Answering, style_of

SHARES = np.array([0.1, 0.3, 0.7, 0.9])
CORRELATIONS = np.full((12, 12), 0.25) + np.kron(np.eye(4), np.full((3, 3), 0.25)) + 0.5 * np.eye(12)
ROOT = np.linalg.eigh(CORRELATIONS)[1] * np.sqrt(np.linalg.eigvalsh(CORRELATIONS))


def people(n, style=0.0, seed=1, far=None):
    """Codes of n people, whose factors have this deviation of the log, or are these."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, 12)) @ ROOT.T * (np.exp(style * rng.normal(size=(n, 1))) if far is None else far)
    return np.digitize(z, [-1.2, -0.5, 0.5, 1.2]).astype(np.int8)


def found(codes, root=ROOT):
    return style_of(codes, Answering.of(codes, root), np.random.default_rng(0))


@pytest.mark.parametrize(("style", "low", "high"), [(0, 0, 0.1), (0.25, 0.2, 0.32), (0.5, 0.43, 0.58), (1.5, 0.7, 0.8)])
def test_the_deviation_is_found_again(style, low, high):
    assert low <= np.mean([found(people(1000, style, seed)) for seed in range(4)]) <= high


def test_in_few_people_it_is_no_smaller_on_average():
    """Answers with care would else look like a lack of it; one estimate differs by .2 from sample to sample."""
    samples = [people(50, 0.5, seed) for seed in range(12)]
    assert 0.4 <= np.mean([found(codes, _root(codes)) for codes in samples]) <= 0.6


@pytest.mark.parametrize("kind", ["by chance", "one answer", "two by turns"])
@pytest.mark.parametrize(("style", "most"), [(0, 0.1), (0.5, 0.65)])
def test_people_without_care_add_little_to_it(kind, style, most):
    estimates = []
    for seed in range(4):
        codes, rng = people(1000, style, seed), np.random.default_rng(seed)
        codes[:100] = {
            "by chance": rng.integers(0, 5, (100, 12)),
            "one answer": rng.integers(0, 5, (100, 1)),
            "two by turns": np.where(np.arange(12) % 2, 0, rng.integers(1, 5, (100, 1))),
        }[kind]
        estimates.append(found(codes))
    assert np.mean(estimates) < most


def test_missing_answers_take_nothing_from_it():
    wholes, parts = [], []
    for seed in range(4):  # one estimate differs by .03 from sample to sample
        codes = people(2000, 0.5, seed)
        missing = np.where(np.random.default_rng(seed).random(codes.shape) < 0.2, -2, codes).astype(np.int8)
        missing[0] = -1
        wholes.append(found(codes))
        parts.append(found(missing))
    assert np.mean(parts) == pytest.approx(np.mean(wholes), abs=0.05)


def test_items_turned_around_change_nothing_but_the_people_who_are_made_up():
    codes = people(4000, 0.5)
    turned = np.where(np.arange(12) % 2, codes, 4 - codes).astype(np.int8)
    answering = Answering.of(turned, np.where(np.arange(12) % 2, 1, -1)[:, None] * ROOT)
    assert style_of(turned, answering, np.random.default_rng(0)) == pytest.approx(found(codes), abs=0.02)


@pytest.mark.parametrize("style", [0.0, 0.3, 0.8])
def test_made_up_people_have_the_frequencies_and_the_factor(style):
    """Without correlations, two items are far out together because of the factor: its integral says how often."""
    answering = Answering(np.eye(2), [SHARES, SHARES])
    made = answering.draw(200_000, np.random.default_rng(5))(style)
    np.testing.assert_allclose(np.bincount(made[:, 0]) / len(made), np.diff([0, *SHARES, 1]), atol=0.003)
    logs = np.linspace(-6, 6, 2001)
    weights = np.exp(-(logs**2) / 2) / np.exp(-(logs**2) / 2).sum()
    cuts = np.linspace(0, 12, 6001)
    end = cuts[np.argmin(np.abs(ndtr(-cuts[:, None] * np.exp(-style * logs)) @ weights - 0.1))]
    both = (2 * ndtr(-end * np.exp(-style * logs))) ** 2 @ weights
    assert np.mean(np.isin(made, [0, 4]).all(axis=1)) == pytest.approx(both, abs=0.003)


def test_distances_by_hand():
    """Two items that correlate .6: their sum, of variance 1.6, is what they share, their difference what is left."""
    root = np.array([[-1, 1], [1, 1]]) / np.sqrt(2) * np.sqrt([0.4, 1.6])
    codes = np.array([[0, 1], [1, 0], [0, 0], [1, -2], [-1, -3]], dtype=np.int8)  # the last three: one answer or none
    shared, left = Answering(root, [np.array([0.4]), np.array([0.8])]).distances(codes)
    a, b = ndtri([0.2, 0.7])  # the middles of the shares of the first item's 0 and 1
    c, d = ndtri([0.4, 0.9])  # and of the second one's
    np.testing.assert_allclose(shared, np.abs([a + d, b + c]) / np.sqrt(2) / np.sqrt(1.6))
    np.testing.assert_allclose(left, np.abs([a - d, b - c]) / np.sqrt(2))
    three = Answering(np.linalg.cholesky(np.eye(3)), [np.array([0.4])] * 3)  # nothing shared: each item is a component
    np.testing.assert_allclose(three.distances(np.array([[0, 1, -1]], np.int8))[0], np.sqrt((a**2 + b**2) / 3))


@pytest.mark.parametrize(
    "codes",
    [
        np.ones((30, 4), np.int8),
        np.repeat([[0], [1]], 15, axis=0).astype(np.int8),
        np.random.default_rng(0).integers(0, 2, (30, 3)).astype(np.int8),
        np.where(np.arange(4) < 3, 1, -4).astype(np.int8) * np.ones((30, 1), np.int8),
    ],
    ids=["all alike", "one item", "two options", "an item without answers"],
)
def test_answers_that_tell_nothing_of_it_have_none(codes):
    style = style_of(codes, Answering.of(codes, np.eye(codes.shape[1])), np.random.default_rng(0))
    assert 0 <= style <= 0.8
    assert all(sample.shape == codes.shape for sample in careful_answers(codes))
