"""Items from elsewhere: what they may be, and that steep ones are summed over places close enough together."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from purpose_index.errors import ArgumentError
from purpose_index.stats.irt import known_items


@pytest.mark.parametrize(("items", "slope"), [(60, 8.0), (5, 20.0), (3, 50.0)])
def test_scores_by_steep_items_are_the_integrals(items, slope):
    """The mean and the spread of exp(-t²/2) times the product of P or 1 - P, P = 1 / (1 + exp(-slope (t - place)))."""
    places = np.linspace(-2, 2, items)
    answers = (places < 0.3).astype(float)
    found = known_items("graded", [slope] * items, [[-slope * place] for place in places]).score([answers])
    t = np.linspace(-6, 6, 20_001)
    p = expit(slope * (t - places[:, None]))
    share = np.exp(-(t**2) / 2) * np.prod(np.where(answers[:, None] > 0, p, 1 - p), axis=0)
    share /= share.sum()
    mean = share @ t
    assert found.theta[0] == pytest.approx(mean, abs=5e-6)  # places 1.2 errors apart: e^(-2 pi² / 1.44)
    assert found.se[0] == pytest.approx(np.sqrt(share @ (t - mean) ** 2), abs=5e-6)


def test_what_is_known_and_what_is_not():
    plain = known_items("graded", [1.0, 2.0], [[1.0, -1.0], [0.5]])
    assert (plain.items, plain.categories, plain.values) == (("1", "2"), ((0, 1, 2), (0, 1)), ((0, 1, 2), (0, 1)))
    assert (plain.n, plain.steps, plain.parameters, plain.converged, plain.equal_slopes) == (0, 0, 0, True, False)
    assert plain.covariance.shape == (0, 0)
    unknown = [plain.log_likelihood, plain.empirical_reliability, plain.bic, *plain.slope_errors]
    assert np.isnan([*unknown, *np.concatenate([*plain.location_errors, *plain.intercept_errors])]).all()
    own = known_items("graded", [1.0], [[1.0, -1.0]], names=["q"], categories=[[1, 3, 5]], values=[[1, 2, 3, 5]])
    assert (own.items, own.categories, own.values) == (("q",), ((1, 3, 5),), ((1, 2, 3, 5),))
    assert own.issues[0].facts == {"item": "q", "values": (2,)}


@pytest.mark.parametrize(
    "options",
    [
        {"slopes": []},
        {"slopes": [1.0]},
        {"intercepts": [[1.0, -1.0]]},
        {"names": ["a"]},
        {"categories": [[0, 1, 2]]},
        {"values": [[0, 1, 2]]},
        {"categories": [[0, 1], [0, 1]]},
        {"categories": [[0, 2, 1], [0, 1]]},
        {"categories": [[0, 1, 3], [0, 1]], "values": [[0, 1, 2], [0, 1]]},
        {"values": [[2, 1, 0], [0, 1]]},
        {"intercepts": [[0.5, 0.5], [0.5]]},
        {"intercepts": [[0.5, 0.9], [0.5]]},
        {"intercepts": [[1.0, -np.inf], [0.5]]},
    ],
)
def test_what_does_not_go_together_is_refused(options):
    right = {"slopes": [1.0, 2.0], "intercepts": [[1.0, -1.0], [0.5]]}
    assert known_items("graded", **right).k == 2
    with pytest.raises(ArgumentError, match="impossible-parameters"):
        known_items("graded", **(right | options))


@pytest.mark.parametrize(
    ("slopes", "intercepts"),
    [
        ([1e308, 1.0], [[0.0], [0.0]]),
        ([np.inf, 1.0], [[], [0.0]]),
        ([np.nan, 1.0], [[0.0], [0.0]]),
        ([1.0, 1.0], [[1e308], [0.0]]),
        ([1.0, 1.0], [[0.0, 0.0], [0.0]]),
    ],
)
def test_impossible_items_are_refused(slopes, intercepts):
    with pytest.raises(ArgumentError, match="impossible-parameters"):
        known_items("graded", slopes, intercepts)


@pytest.mark.parametrize("kind", ["graded", "partial_credit"])
def test_slopes_and_intercepts_of_a_million_have_probabilities(kind):
    model = known_items(kind, [1e6, -1e6], [[1e6, -1e6], [2.0, 1.0]])
    for p in model.probabilities([-6.0, 0.0, 6.0]):
        np.testing.assert_allclose(p.sum(axis=0), 1)
    assert model.probabilities([6.0])[0][-1, 0] == 1
    for wrong in ([[1e6 + 1, 0.0]], [[0.0, -1e6 - 1]]):
        with pytest.raises(ArgumentError, match="impossible-parameters"):
            known_items(kind, [1.0], wrong)
    with pytest.raises(ArgumentError, match="impossible-parameters"):
        known_items(kind, [1e6 + 1], [[1.0, 0.0]])


def test_a_slope_next_to_nought_parts_nobody():
    model = known_items("graded", [1e-320, 1.0], [[1.0], [0.0]])
    assert np.isneginf(model.locations[0][0])
    assert np.isfinite(model.score([[0, 1]]).theta).all()
