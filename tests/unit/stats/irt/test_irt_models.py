"""Probabilities, slopes and curvature of the models, against what is written out and against differences."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from purpose_index.stats.irt.models import GRADED, MODELS, PARTIAL_CREDIT

SLOPES = np.array([1.2, -0.7, 2.0])
INTERCEPTS = np.array([[2.0, 0.5, -1.0], [0.3, -np.inf, -np.inf], [1.5, -2.0, -np.inf]])
THETA = np.array([-1.3, 0.0, 0.4, 2.0])
SIZES = (4, 2, 3)

both_models = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def written_out(name, slope, intercepts, theta):
    """Samejima's and Muraki's probabilities as they stand in their papers."""
    d = intercepts[np.isfinite(intercepts)]
    if name == "graded":
        above = [1.0, *(1 / (1 + np.exp(-(slope * theta + own))) for own in d), 0.0]
        return [high - low for high, low in pairwise(above)]
    terms = [1.0, *(np.exp(c * slope * theta + own) for c, own in enumerate(d, start=1))]
    return [term / sum(terms) for term in terms]


@both_models
def test_probabilities(model):
    p = np.exp(model.log_probabilities(SLOPES, INTERCEPTS, THETA))
    for j, size in enumerate(SIZES):
        for q, theta in enumerate(THETA):
            expected = written_out(model.name, SLOPES[j], INTERCEPTS[j], theta)
            np.testing.assert_allclose(p[j, :size, q], expected, rtol=1e-12)
        assert (p[j, size:] == 0).all()


def test_far_away_no_digits_are_lost():
    """At 40 above, the graded model's middle category has e^-40 - e^-41, which a difference of two ones would lose."""
    p = GRADED.log_probabilities(np.array([1.0]), np.array([[0.0, -1.0]]), np.array([40.0]))
    assert p[0, 0, 0] == pytest.approx(-40, abs=1e-9)
    assert p[0, 1, 0] == pytest.approx(np.log(np.exp(1) - 1) - 40, abs=1e-9)


def test_intercepts_of_the_graded_model_must_fall():
    for d in ([0.0, 0.0], [0.0, 1.0]):
        p = GRADED.log_probabilities(np.array([1.0]), np.array([d]), THETA)
        assert np.isneginf(p).all()


@both_models
def test_slopes_in_the_predictors(model):
    """Moving an intercept moves its predictor, so that differences in it are the slopes."""
    slopes = model.in_predictors(SLOPES, INTERCEPTS, THETA)
    for j, size in enumerate(SIZES):
        for t in range(size - 1):
            up, down = INTERCEPTS.copy(), INTERCEPTS.copy()
            up[j, t] += 1e-6
            down[j, t] -= 1e-6
            after, before = (model.log_probabilities(SLOPES, moved, THETA)[j, :size] for moved in (up, down))
            np.testing.assert_allclose(slopes[j, :size, t], (after - before) / 2e-6, atol=1e-8)
        assert (slopes[j, :, size - 1 :] == 0).all()


@both_models
def test_curvature_in_the_predictors(model):
    counts = np.random.default_rng(1).uniform(1, 5, size=(3, 4, len(THETA)))
    for j, size in enumerate(SIZES):
        counts[j, size:] = 0
    bend = model.curvature(SLOPES, INTERCEPTS, THETA, counts)
    for j, size in enumerate(SIZES):
        for t in range(size - 1):
            up, down = INTERCEPTS.copy(), INTERCEPTS.copy()
            up[j, t] += 1e-6
            down[j, t] -= 1e-6
            moved = model.in_predictors(SLOPES, up, THETA) - model.in_predictors(SLOPES, down, THETA)
            expected = -np.einsum("cq,ctq->tq", counts[j], moved[j]) / 2e-6
            np.testing.assert_allclose(bend[j, t], expected, atol=1e-7)


@both_models
def test_derivatives_along_the_trait(model):
    p, first, second, third = model.along(SLOPES, INTERCEPTS, THETA)
    logs = [model.log_probabilities(SLOPES, INTERCEPTS, THETA + step) for step in (-1e-4, 0, 1e-4)]
    seconds = [model.along(SLOPES, INTERCEPTS, THETA + step)[2] for step in (-1e-4, 1e-4)]
    np.testing.assert_allclose(p, np.exp(logs[1]), rtol=1e-12)
    for j, size in enumerate(SIZES):
        before, here, after = (own[j, :size] for own in logs)
        np.testing.assert_allclose(first[j, :size], (after - before) / 2e-4, atol=1e-7)
        np.testing.assert_allclose(second[j, :size], (after - 2 * here + before) / 1e-8, atol=1e-6)
        np.testing.assert_allclose(third[j, :size], (seconds[1] - seconds[0])[j, :size] / 2e-4, atol=1e-7)


@both_models
def test_derivatives_of_what_people_chose(model):
    """Each person at a place of their own: the sum over the items that they answered."""
    codes = np.array([[0, 3, -1, 2, 1], [1, -1, -1, 0, 1], [2, 0, -1, 1, -1]], dtype=np.int8)
    places = np.array([-1.3, 0.4, 2.0, 0.0, 30.0])
    first, second = model.own(SLOPES, INTERCEPTS, codes, places)
    _, firsts, seconds, _ = model.along(SLOPES, INTERCEPTS, places)
    for person, own in enumerate(codes.T):
        answered = [(j, c, person) for j, c in enumerate(own) if c >= 0]
        assert first[person] == pytest.approx(sum(firsts[at] for at in answered), rel=1e-12)
        assert second[person] == pytest.approx(sum(seconds[at] for at in answered), rel=1e-12)


def test_with_two_categories_both_are_the_logistic_model():
    d = np.array([[0.3]])
    graded, credit = (m.log_probabilities(np.array([1.4]), d, THETA) for m in (GRADED, PARTIAL_CREDIT))
    np.testing.assert_allclose(graded, credit, rtol=1e-12)
