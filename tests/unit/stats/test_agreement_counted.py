"""Counts of options give the numbers that numpy gives of the answers themselves."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.agreement.counted import Counted
from purpose_index.stats.agreement.within import awgs, rwgs

OPTIONS = np.array([1.0, 2.0, 4.0, 7.0])


@pytest.fixture(params=[2, 3, 6], ids="{} people".format)
def answers(request):
    """(G, n, k), the last groups of one mind and of the two ends."""
    given = np.random.default_rng(request.param).choice(OPTIONS, size=(40, request.param, 3))
    given[-2:] = 7.0
    given[-1, 0] = 1.0
    return given


@pytest.fixture
def counted(answers):
    return Counted(counts=(answers == OPTIONS[:, None, None, None]).sum(axis=2), options=OPTIONS)


def test_people_and_means(answers, counted):
    assert (counted.n == answers.shape[1]).all()
    np.testing.assert_allclose(counted.mean, answers.mean(axis=1))
    np.testing.assert_allclose(counted.variance, answers.var(axis=1, ddof=1), atol=1e-12)


def test_ends(answers, counted):
    np.testing.assert_array_equal(counted.lowest, answers.min(axis=1))
    np.testing.assert_array_equal(counted.highest, answers.max(axis=1))


def test_deviations_from_the_middle(answers, counted):
    np.testing.assert_array_equal(counted.median(), np.median(answers, axis=1))
    for center, of in (("mean", np.mean), ("median", np.median)):
        expected = np.abs(answers - of(answers, axis=1, keepdims=True)).mean(axis=1)
        np.testing.assert_allclose(counted.average_deviation(center), expected, atol=1e-12)


def test_agreement(answers, counted):
    variance, n = answers.var(axis=1, ddof=1), answers.shape[1]
    np.testing.assert_allclose(rwgs(counted, 5.0, form="lindell"), np.maximum(1 - variance.mean(axis=1) / 5, 0))
    largest = (7 - answers.mean(axis=1)) * (answers.mean(axis=1) - 1) * n / (n - 1)
    found = awgs(counted, 1.0, 7.0)
    defined = ~np.isnan(found) & (variance > 0)
    np.testing.assert_allclose(found[defined], (1 - 2 * variance / np.where(largest > 0, largest, 1))[defined])
    assert (found[-2] == 1).all()


def test_one_mind_has_no_variance_whatever_the_rounding():
    counts = np.zeros((3, 1, 1), dtype=np.int64)
    counts[1] = 7
    assert Counted(counts=counts, options=np.array([0.1, 0.4, 0.6])).variance.item() == pytest.approx(0, abs=1e-15)
    assert Counted(counts=counts, options=np.array([0.1, 0.4, 0.6])).variance.item() >= 0
