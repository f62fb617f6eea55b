"""Cut-offs of made-up answers: near theory where theory holds, of the procedure that is asked, and held by chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from purpose_index.errors import ArgumentError
from purpose_index.stats.dif import cutoffs, logistic
from tests.unit.stats.dif.test_likelihood_ratio import GROUPS, NAMES, answers

X, _ = answers(400, 7)


def test_groups_of_one_level_have_the_quantiles_of_theory():
    x, of = answers(600, 3, mean=0.0)
    found = cutoffs(x, of, draws=400)
    sizes = [found.items[name].chi_square for name in NAMES]
    np.testing.assert_allclose(np.mean(sizes), chi2.ppf(0.95, 2), atol=0.8)  # five quantiles of 400: .4 each
    assert chi2.ppf(1 - 0.05 / 5, 2) == pytest.approx(found.any.chi_square, abs=1.5)
    for name in NAMES:
        assert found.items[name].mcfadden < found.items[name].nagelkerke < 0.05


def test_the_rest_score_of_groups_of_other_levels_needs_higher_ones():
    """Sums find too many items there, rest scores more of them (docs/methods/dif.md): the cut-offs allow for that."""
    x, of = answers(1200, 3, mean=1.0)
    rest, total = (cutoffs(x, of, matching=how, draws=100) for how in ("rest", "total"))
    mean_rest, mean_total = (np.mean([one.chi_square for one in found.items.values()]) for found in (rest, total))
    assert mean_rest > mean_total > chi2.ppf(0.95, 2) + 2


def test_gains_are_those_of_logistic():
    """The chi-square of one sample, n and the log-likelihood of no column give McFadden's gain."""
    found = cutoffs(X, GROUPS, draws=20, alpha=0.05)
    plain = logistic(X, GROUPS)
    for one in plain:
        cut = found.items[one.item]
        scale = one.total.mcfadden / one.total.chi_square
        assert cut.mcfadden / cut.chi_square == pytest.approx(scale, rel=0.15)
        scale = one.total.nagelkerke / one.total.chi_square
        assert cut.nagelkerke / cut.chi_square == pytest.approx(scale, rel=0.25)


def test_a_seed_gives_the_same_and_anchors_count():
    first, again, other = (
        cutoffs(X, GROUPS, draws=20),
        cutoffs(X, GROUPS, draws=20),
        cutoffs(X, GROUPS, draws=20, rng=1),
    )
    assert first == again != other
    assert (first.alpha, first.draws, first.matching) == (0.05, 20, "total")
    assert cutoffs(X, GROUPS, draws=20, anchors=NAMES[1:]) != first
    assert cutoffs(X, GROUPS, draws=20, anchors=NAMES) == first


def test_an_item_that_does_not_vary_has_none():
    x = X.copy()
    x[:, 2] = 1
    found = cutoffs(x, GROUPS, draws=20)
    assert np.isnan(found.items["3"].chi_square)
    assert np.isfinite([found.items["1"].chi_square, found.any.chi_square]).all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"draws": 19}, "number-of-draws"),
        ({"alpha": 0}, "level-out-of-range"),
        ({"matching": "theta"}, "unknown-option"),
        ({"anchors": ["q"]}, "unknown-item"),
    ],
)
def test_what_cannot_be_is_refused(options, code):
    with pytest.raises(ArgumentError) as refused:
        cutoffs(X, GROUPS, **options)
    assert refused.value.issues[0].code == code


@pytest.mark.slow
@pytest.mark.once
def test_cut_offs_are_exceeded_as_often_as_asked():
    over, any_over = [], []
    for seed in range(40):
        x, of = answers(300, 500 + seed)
        cut, found = cutoffs(x, of, draws=99, alpha=0.1), logistic(x, of)
        over += [one.total.nagelkerke > cut.items[one.item].nagelkerke for one in found]
        any_over.append(max(one.total.nagelkerke for one in found) > cut.any.nagelkerke)
    assert np.mean(over) == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / 200))
    assert np.mean(any_over) == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / 40))
