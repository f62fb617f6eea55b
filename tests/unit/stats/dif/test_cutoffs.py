"""Cut-offs of made-up answers: near theory where theory holds, of the procedure that is asked, and held by chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.dif import cutoffs, logistic, monte_carlo
from purpose_index.stats.dif.monte_carlo import _signs
from purpose_index.stats.dif.people import people_of
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


@pytest.mark.parametrize("matching", ["total", "rest"])
def test_signs_of_a_sample_are_those_that_logistic_finds_in_it(matching):
    x = X.copy()
    x[:, 1] = np.minimum(x[:, 1], 1)
    people = people_of(x, GROUPS)
    ours = _signs(people, np.stack([people.codes] * 2, axis=1).astype(np.int64), matching, np.ones(5, dtype=bool))
    theirs = [
        [one.total.chi_square, one.total.mcfadden, one.total.nagelkerke, one.slope_change]
        for one in logistic(x, GROUPS, matching=matching)
    ]
    np.testing.assert_allclose(ours, [theirs, theirs], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(("draws", "at_once"), [(99, 2**21), (99, 10 * X.size), (19, 2**21)])
def test_a_cut_off_is_what_a_further_sample_exceeds_so_often(monkeypatch, draws, at_once):
    """Of samples with signs of 1 to n, one more is above .95 (n + 1) in a twentieth: n + 1 places are as likely."""
    counted = iter(range(1, draws + 1))

    def signs(people, codes, matching, anchors):
        own = np.array([next(counted) for _ in range(codes.shape[1])], dtype=float)
        return own[:, None, None] * np.array([1.0, 2, 3, 4, 5])[:, None] * [1.0, 0.1, 0.2, 0.3]

    monkeypatch.setattr(monte_carlo, "_signs", signs)
    monkeypatch.setattr(monte_carlo, "AT_ONCE", at_once)
    found = cutoffs(X, GROUPS, draws=draws, alpha=0.2)
    expected = 0.8 * (draws + 1)
    assert next(counted, None) is None
    second, most = found.items["2"], found.any
    assert [second.chi_square, most.chi_square] == pytest.approx([2 * expected, 5 * expected])
    assert [most.mcfadden, most.nagelkerke, most.slope_change] == pytest.approx(
        [0.5 * expected, expected, 1.5 * expected]
    )


def test_two_answers_have_cut_offs_and_two_items_that_vary_have_no_model():
    x = np.minimum(X, 1)
    assert all(np.isfinite(one.chi_square) for one in cutoffs(x, GROUPS, draws=20).items.values())
    x[:, 2:] = 1
    with pytest.raises(StatisticsError) as refused:
        cutoffs(x, GROUPS, draws=20)
    assert [(issue.code, issue.hint) for issue in refused.value.issues] == [
        ("too-few-varying-items", "Take more items.")
    ]


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
