"""Where a search begins: one factor of the answers, and how many chose what, both by loops over people."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.irt.answers import answers_by_category, by_height
from purpose_index.stats.irt.fitting import free_parameters
from purpose_index.stats.irt.models import GRADED, PARTIAL_CREDIT
from purpose_index.stats.irt.start import start_slopes, start_values
from tests.unit.stats.irt.made import graded_answers


def made():
    """Four items that go together, the second turned around and of two answers, and one that does not vary."""
    x = graded_answers(80, [3.0, 1.2, 1.0, 0.3], [[-1.0, 0.5, 1.2]] * 4, seed=3, missing=0.1)[0]
    x[:, 1] = np.where(np.isnan(x[:, 1]), np.nan, x[:, 1] < 2)
    return np.column_stack([x, np.where(np.isnan(x[:, 0]), np.nan, 2.0)])


def slopes_by_hand(x):
    z = x - np.nanmean(x, axis=0)
    spread = np.sqrt(np.nanmean(z**2, axis=0))
    z = z / np.where(spread > 0, spread, 1.0)
    k = x.shape[1]
    r = np.array([[np.nanmean(z[:, i] * z[:, j]) for j in range(k)] for i in range(k)])
    roots, vectors = np.linalg.eigh(r)
    loadings = np.sqrt(roots[-1]) * vectors[:, -1] * np.sign(vectors[:, -1].sum())
    loadings = np.where(loadings < 0, -1, 1) * np.clip(np.abs(loadings), 0.2, 0.9)
    return 1.702 * loadings / np.sqrt(1 - loadings**2)  # the slope of a factor, in the logistic metric


@pytest.mark.parametrize("columns", [[0, 1, 3], [1, 0, 3], [1, 0, 2], [2, 1, 3], [3, 2, 1], [1, 3, 0], [4, 3, 1, 2]])
def test_slopes_of_some_items_in_any_order_have_a_sum_above_nought(columns):
    x = made()[:, columns]
    np.testing.assert_allclose(start_slopes(answers_by_category(x, None)), slopes_by_hand(x), rtol=1e-9)


def test_slopes_are_those_of_the_first_factor():
    x = made()
    found = start_slopes(answers_by_category(x, None))
    assert found[1] < 0 < found[0]
    np.testing.assert_allclose(found, slopes_by_hand(x), rtol=1e-9)
    np.testing.assert_allclose(start_slopes(answers_by_category(3 - x, None)), found, rtol=1e-9)  # the same sum


@pytest.mark.parametrize("equal", [False, True])
@pytest.mark.parametrize("model", [GRADED, PARTIAL_CREDIT], ids=["graded", "partial_credit"])
def test_intercepts_are_those_of_how_many_chose_what(model, equal):
    x = made()
    answers = answers_by_category(x, None)
    where = free_parameters(answers, equal=equal)
    theta, slopes = start_values(model, answers, where), slopes_by_hand(x)
    sizes = np.array([4, 2, 4, 4])
    own = slopes[:4] * (1.0 if model is GRADED else 2 / sizes)
    np.testing.assert_allclose(theta[where[:4, 0]], own.mean() if equal else own, rtol=1e-9)
    assert (where[4] == -1).all()
    assert len(theta) == where.max() + 1
    for j, size in enumerate(sizes):
        given = x[~np.isnan(x[:, j]), j]
        shares = np.array([(given == c).mean() for c in range(size)])
        above = np.array([(given >= c).mean() for c in range(1, size)])
        by_hand = (
            np.log(above / (1 - above)) * np.sqrt(1 + (slopes[j] / 1.702) ** 2)
            if model is GRADED
            else np.log(shares[1:] / shares[0])
        )
        np.testing.assert_allclose(theta[where[j, 1:size]], by_hand, rtol=1e-9)


def test_rows_stand_in_the_order_of_the_mean_share_of_what_they_answered():
    rng, sizes = np.random.default_rng(0), np.array([2, 3, 5, 1])
    codes = rng.integers(0, sizes, size=(60, 4))
    codes[rng.random(codes.shape) < 0.2] = -1
    shares = [
        np.mean([c / max(size - 1, 1) for c, size in zip(row, sizes, strict=True) if c >= 0] or [0.0]) for row in codes
    ]
    assert by_height(codes.astype(np.int8), sizes).tolist() == np.argsort(shares, kind="stable").tolist()
