"""Fit against the full table of answers: every row of answers with its probability, and loops."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import chi2, ncx2

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.irt import (
    graded,
    item_fit,
    known_items,
    local_dependence,
    model_fit,
    partial_credit,
    person_fit,
)
from purpose_index.stats.irt.dependence import adjusted_pairs
from purpose_index.stats.irt.expected import chi_square_p
from purpose_index.stats.irt.fit_items import _compared, cells_of
from purpose_index.stats.irt.fit_people import fit_over_scales
from purpose_index.stats.irt.models import MODELS
from purpose_index.tallies import Patterns
from tests.unit.stats.irt.made import graded_answers

K, M = 4, 3
ROWS = np.array(list(product(range(M), repeat=K)))
NODES = np.linspace(-6, 6, 61)
WEIGHTS = np.exp(-(NODES**2) / 2) / np.exp(-(NODES**2) / 2).sum()
FUNCTIONS = {"graded": graded, "partial_credit": partial_credit}
KINDS = [(name, slopes) for name in FUNCTIONS for slopes in ("free", "equal")]
every_kind = pytest.mark.parametrize(("name", "slopes"), KINDS)


def test_a_chi_square_without_degrees_of_freedom_has_no_p_value_whatever_it_is():
    found = chi_square_p([0.0, 5.0, np.nan, 0.0, 3.0, -1e-12, np.nan], [0, 0, 0, 1, 2, 1, 1])
    np.testing.assert_allclose(found, [np.nan, np.nan, np.nan, 1.0, np.exp(-1.5), 1.0, np.nan], rtol=1e-12)


@lru_cache
def made():
    slopes, locations = [1.5, 0.9, 1.2, 2.0], [[-1, 0.5], [-0.5, 1], [0, 1.2], [-1.5, 0.2]]
    return graded_answers(400, slopes, locations, seed=5)[0]


@lru_cache
def fitted(name="graded", slopes="free"):
    return FUNCTIONS[name](made(), slopes=slopes)


def row_probabilities(name, slopes, intercepts):
    """(81,) how likely each row of answers is, summed over the trait."""
    p = np.exp(MODELS[name].log_probabilities(slopes, intercepts, NODES))
    return np.prod([p[j][ROWS[:, j]] for j in range(K)], axis=0) @ WEIGHTS


def moments_of_rows(statistic):
    """(s, 81) the moments of each row of answers."""
    single = [ROWS[:, j] == c for j in range(K) for c in range(1, M)] if statistic == "c2" else list(ROWS.T)
    return np.array([*single, *(ROWS[:, i] * ROWS[:, j] for i, j in combinations(range(K), 2))], dtype=float)


@every_kind
@pytest.mark.parametrize("statistic", ["c2", "m2"])
def test_the_whole_from_the_full_table(name, slopes, statistic):
    model = fitted(name, slopes)
    a, d = model.slopes, np.array(model.intercepts)
    p, moments = row_probabilities(name, a, d), moments_of_rows(statistic)
    covariance = moments @ (np.diag(p) - np.outer(p, p)) @ moments.T
    steps = [(np.ones(K), 0 * d)] if slopes == "equal" else [(row, 0 * d) for row in np.eye(K)]
    steps += [(np.zeros(K), step.reshape(d.shape)) for step in np.eye(d.size)]
    h = 1e-5
    moved = [[row_probabilities(name, a + way * s, d + way * t) for way in (h, -h)] for s, t in steps]
    slope = moments @ np.column_stack([(up - down) / (2 * h) for up, down in moved])
    df = len(moments) - len(steps)
    if df <= 0:
        with pytest.raises(StatisticsError) as error:
            model_fit(model, made(), statistic=statistic)
        assert error.value.issues[0].facts == {"moments": len(moments), "parameters": len(steps)}
        return
    counts = np.array([(made() == row).all(axis=1).sum() for row in ROWS])
    e = moments @ (counts / 400 - p)
    w = np.linalg.inv(covariance)
    value = 400 * (e @ w @ e - e @ w @ slope @ np.linalg.solve(slope.T @ w @ slope, slope.T @ w @ e))
    fit = model_fit(model, made(), statistic=statistic)
    assert fit.df == df
    assert fit.value == pytest.approx(value, rel=1e-5, abs=1e-7)
    assert fit.p_value == pytest.approx(chi2.sf(value, df), rel=1e-4)
    assert fit.rmsea == pytest.approx(np.sqrt(max(value - df, 0) / (df * 399)), abs=1e-6)
    mean = ROWS.T @ p
    implied = (ROWS.T * p) @ ROWS - np.outer(mean, mean)
    deviations = np.sqrt(np.diag(implied))
    gaps = [
        np.corrcoef(made().T)[i, j] - implied[i, j] / deviations[i] / deviations[j]
        for i, j in combinations(range(K), 2)
    ]
    assert fit.srmr == pytest.approx(np.sqrt(np.mean(np.square(gaps))), abs=1e-9)


@every_kind
def test_items_from_the_full_table(name, slopes):
    """The people with each sum score, and how many of them are expected in each category."""
    model = fitted(name, slopes)
    p = row_probabilities(name, model.slopes, np.array(model.intercepts))
    sums, own = ROWS.sum(axis=1), made().sum(axis=1)
    fit = item_fit(model, made())
    for j in range(K):
        value, df = 0.0, -M if slopes == "free" else 1 - M
        for score in range(1, K * (M - 1)):
            here = own == score
            share = np.array([p[(sums == score) & (ROWS[:, j] == c)].sum() for c in range(M)]) / p[sums == score].sum()
            expected = share * here.sum()
            observed = np.array([(here & (made()[:, j] == c)).sum() for c in range(M)])
            for cell in cells_of(expected):
                value += (observed[cell].sum() - expected[cell].sum()) ** 2 / expected[cell].sum()
            df += len(cells_of(expected)) - 1
        assert fit.df[j] == df
        assert fit.s_x2[j] == pytest.approx(value)
        assert fit.p_value[j] == pytest.approx(chi2.sf(value, df))


def test_cells():
    assert cells_of(np.array([2.0, 3.0])) == [slice(0, 1), slice(1, 2)]
    assert cells_of(np.array([0.2, 0.3])) == [slice(0, 2)]
    assert cells_of(np.array([0.2, 3.0, 0.9, 1.0])) == [slice(0, 2), slice(2, 4)]
    assert cells_of(np.zeros(3)) == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_residuals_in_a_loop(name):
    model, x = fitted(name), made()
    theta = model.score(x).theta
    p = np.array(model.probabilities(theta))
    c = np.arange(M)[:, None]
    mean = (p * c).sum(axis=1)
    spread = (p * c**2).sum(axis=1) - mean**2
    left = x.T - mean
    fit = item_fit(model, x)
    np.testing.assert_allclose(fit.infit, (left**2).sum(axis=1) / spread.sum(axis=1))
    np.testing.assert_allclose(fit.outfit, (left**2 / spread).mean(axis=1))
    person = person_fit(model, x)
    np.testing.assert_allclose(person.infit, (left**2).sum(axis=0) / spread.sum(axis=0))
    np.testing.assert_allclose(person.outfit, (left**2 / spread).mean(axis=0))
    logs = np.array([[np.log(p[j, int(x[i, j]), i]) for j in range(K)] for i in range(20)]).sum(axis=1)
    expected = (p * np.log(p)).sum(axis=(0, 1))[:20]
    variance = ((p * np.log(p) ** 2).sum(axis=1) - (p * np.log(p)).sum(axis=1) ** 2).sum(axis=0)[:20]
    np.testing.assert_allclose(person.zh[:20], (logs - expected) / np.sqrt(variance))
    np.testing.assert_allclose(local_dependence(model, x).q3, np.corrcoef(left))


def test_pairs_in_a_loop():
    model, x = fitted(), made().copy()
    x[:100, 0] = np.nan
    found = local_dependence(model, x)
    p = np.array(model.probabilities(NODES))
    for i, j in combinations(range(K), 2):
        both = ~np.isnan(x[:, [i, j]]).any(axis=1)
        table = np.histogram2d(x[both, i], x[both, j], bins=[np.arange(M + 1) - 0.5] * 2)[0]
        expected = np.einsum("cq,dq,q->cd", p[i], p[j], WEIGHTS) * both.sum()
        value = ((table - expected) ** 2 / expected).sum()
        assert found.pairs[i, j] == both.sum()
        assert abs(found.ld_x2[i, j]) == pytest.approx(value)
        assert found.df[i, j] == 4
        assert found.p_value[i, j] == pytest.approx(chi2.sf(value, 4))
        assert abs(found.cramers_v[i, j]) == pytest.approx(np.sqrt(value / both.sum() / 2))
        assert found.ld_x2[i, j] == pytest.approx(found.ld_x2[j, i])
        codes = np.arange(M)
        codes, share = np.arange(M), expected / both.sum()
        implied = codes @ share @ codes - (share.sum(axis=1) @ codes) * (share.sum(axis=0) @ codes)
        gap = np.cov(x[both, i], x[both, j], ddof=0)[0, 1] - implied
        assert np.sign(found.ld_x2[i, j]) == np.sign(gap) == np.sign(found.cramers_v[i, j])
    assert np.isnan(np.diag(found.ld_x2)).all()


@pytest.mark.parametrize(("n", "kept"), [(60, 0), (400, 1)])
def test_cells_that_hold_next_to_nobody_are_tested_together(n, kept):
    """Slopes of 3 leave .09 of 60 people to each of two corners: one person there is no proof. Of 400 both hold 1.2."""
    model = known_items("graded", [3.0, 3.0, 3.0], [[3.0, -3.0]] * 3)
    x = graded_answers(n, [3.0] * 3, [[-1, 1]] * 3, seed=4)[0]
    x[0, :2] = 0, 2
    p = model.probabilities(NODES)
    expected = (np.einsum("cq,dq,q->cd", p[0], p[1], WEIGHTS) * n).ravel()
    table = np.histogram2d(x[:, 0], x[:, 1], bins=[np.arange(4) - 0.5] * 2)[0].ravel()
    corners = [2, 6]
    assert (expected[corners] < 1).all()
    value = np.delete((table - expected) ** 2 / expected, corners).sum()
    value += kept * (table[corners] - expected[corners]).sum() ** 2 / expected[corners].sum()
    found = local_dependence(model, x)
    assert abs(found.ld_x2[0, 1]) == pytest.approx(((table - expected) ** 2 / expected).sum())
    assert found.df[0, 1] == found.df[1, 0] == 4 - 2 + kept
    assert found.p_value[0, 1] == pytest.approx(chi2.sf(value, 2 + kept))


def test_adjusted_for_all_pairs():
    """Benjamini and Hochberg's own steps: p(i) m / i, and none above the next."""
    p = np.full((4, 4), np.nan)
    p[np.triu_indices(4, 1)] = [0.01, 0.04, 0.03, 0.5, 0.2, 0.6]
    adjusted = adjusted_pairs(p)[np.triu_indices(4, 1)]
    np.testing.assert_allclose(adjusted, [0.06, 0.08, 0.08, 0.6, 0.3, 0.6])


def test_a_pair_that_shares_more_is_found():
    x = graded_answers(800, [1.5] * 6, [[-1, 0.5]] * 6, seed=7)[0]
    x[:300, 5] = x[:300, 0]
    found = local_dependence(graded(x), x)
    assert np.nanargmax(np.abs(found.ld_x2[np.triu_indices(6, 1)])) == 4  # items 1 and 6
    assert found.ld_x2[0, 5] > 0
    assert found.adjusted[0, 5] < 1e-6


def test_who_missed_answers():
    x = made().copy()
    x[:50, 1] = np.nan
    x[50] = np.nan
    model = graded(x)
    fit = item_fit(model, x)
    assert fit.n == model_fit(model, x).n == 349
    np.testing.assert_allclose(fit.s_x2, item_fit(model, x[51:]).s_x2)
    people = person_fit(model, x)
    assert np.isnan([people.zh[50], people.infit[50], people.outfit[50]]).all()
    assert np.isfinite(np.delete(people.zh, 50)).all()


def test_patterns_tell_what_rows_tell():
    model, patterns = fitted(), Patterns.of(made())
    ours, theirs = item_fit(model, patterns), item_fit(model, made())
    np.testing.assert_allclose(ours.s_x2, theirs.s_x2)
    np.testing.assert_allclose(ours.infit, theirs.infit)
    assert model_fit(model, patterns).value == pytest.approx(model_fit(model, made()).value)
    np.testing.assert_allclose(local_dependence(model, patterns).q3, local_dependence(model, made()).q3)
    with pytest.raises(ArgumentError, match="patterns-of-other-items"):
        item_fit(model, Patterns.of(made(), items=["a", "b", "c", "d"]))


def test_an_item_that_does_not_vary_changes_no_fit():
    x = np.column_stack([made(), np.ones(400), np.full(400, np.nan)])
    model = graded(x)
    fit, pairs = item_fit(model, x), local_dependence(model, x)
    np.testing.assert_allclose(fit.s_x2[:4], item_fit(fitted(), made()).s_x2, rtol=1e-6)
    assert np.isnan(fit.s_x2[4:]).all()
    assert np.isnan(fit.infit[4:]).all()
    assert np.isnan(pairs.q3[4]).all()
    assert np.isnan(pairs.ld_x2[4]).all()
    assert model_fit(model, x).value == pytest.approx(model_fit(fitted(), made()).value, rel=1e-5)
    np.testing.assert_allclose(person_fit(model, x).zh, person_fit(fitted(), made()).zh, rtol=1e-5)


def test_nobody_answered_all():
    x = made().copy()
    x[::2, 0] = np.nan
    x[1::2, 1] = np.nan
    with pytest.raises(StatisticsError, match="nobody-complete"):
        item_fit(graded(x), x)
    x[0] = made()[0]  # one is too few
    with pytest.raises(StatisticsError, match="nobody-complete"):
        model_fit(graded(x), x)


@pytest.mark.parametrize("function", [item_fit, local_dependence, model_fit, person_fit])
def test_what_cannot_be_held_against_a_model(function):
    with pytest.raises(ArgumentError, match="mismatched-shapes"):
        function(fitted(), made()[:, :3])


def test_rows_that_many_gave_count_as_often():
    """Two binary items of four: most rows are given by many, and a row of patterns is so many rows of the array."""
    x = np.minimum(made(), 1)
    model, patterns = graded(x), Patterns.of(x)
    assert patterns.counts.max() > 10
    pairs, same = local_dependence(model, x), local_dependence(model, patterns)
    np.testing.assert_allclose(same.ld_x2, pairs.ld_x2, rtol=1e-9)
    np.testing.assert_allclose(same.q3, pairs.q3, rtol=1e-9)
    assert model_fit(model, patterns).srmr == pytest.approx(model_fit(model, x).srmr, rel=1e-9)
    for name in ("s_x2", "infit", "outfit"):
        np.testing.assert_allclose(
            getattr(item_fit(model, patterns), name), getattr(item_fit(model, x), name), rtol=1e-9
        )


def test_residuals_of_what_was_answered():
    """Infit and outfit of each item, over those who answered it."""
    x = made().copy()
    x[np.random.default_rng(2).random(x.shape) < 0.2] = np.nan
    model = graded(x)
    fit, theta = item_fit(model, x), model.score(x).theta
    for j in range(K):
        squares, spreads = [], []
        for place, answer in zip(theta, x[:, j], strict=True):
            if not np.isnan(answer):
                p = model.probabilities(place)[j][:, 0]
                mean = p @ np.arange(M)
                squares.append((answer - mean) ** 2)
                spreads.append(p @ (np.arange(M) - mean) ** 2)
        assert fit.infit[j] == pytest.approx(sum(squares) / sum(spreads))
        assert fit.outfit[j] == pytest.approx(np.mean(np.divide(squares, spreads)))


def test_items_with_unlike_numbers_of_options():
    """What an item lacks is no moment and no parameter: 1 + 2 + 2 + 2 shares and 6 products, and 4 + 7 parameters."""
    x = made().copy()
    x[:, 0] = np.minimum(x[:, 0], 1)
    model = graded(x)
    fit = model_fit(model, x)
    assert fit.df == 7 + 6 - (4 + 7)
    turn = [3, 1, 0, 2]
    assert model_fit(graded(x[:, turn]), x[:, turn]).value == pytest.approx(fit.value, rel=1e-4)
    for j, size in enumerate([2, 3, 3, 3]):
        at = np.arange(size) + [0, 2, 5, 8][j]
        own = model.covariance[np.ix_(at, at)]
        a, d = model.slopes[j], model.intercepts[j]
        for t, error in enumerate(model.location_errors[j]):
            way = np.zeros(size)
            way[[0, 1 + t]] = d[t] / a**2, -1 / a
            assert error == pytest.approx(np.sqrt(way @ own @ way), rel=1e-9)


def test_the_interval_of_the_rmsea_is_that_of_a_noncentral_chi_square():
    x = np.column_stack([made(), made()[:, :2]])  # two copies: a misfit that no chance makes
    model = graded(x, slopes="equal")
    fit = model_fit(model, x)
    for end, level in ((fit.rmsea_low, 0.95), (fit.rmsea_high, 0.05)):
        assert ncx2.cdf(fit.value, fit.df, end**2 * fit.df * (fit.n - 1)) == pytest.approx(level, abs=1e-5)


def test_three_binary_items_leave_nothing_to_test():
    x = np.minimum(made()[:, :3], 1)
    model = graded(x)
    fit = item_fit(model, x)  # two sums that are neither the lowest nor the highest, and two parameters of the item
    assert fit.df.tolist() == [0, 0, 0]
    assert np.isnan([*fit.s_x2, *fit.p_value, *fit.rmsea]).all()
    assert item_fit(graded(x, slopes="equal"), x).df.tolist() == [1, 1, 1]
    hints = {}
    for statistic in ("c2", "m2"):
        with pytest.raises(StatisticsError, match="no-degrees-of-freedom") as error:
            model_fit(model, x, statistic=statistic)
        hints[statistic] = error.value.issues[0].hint
    assert "c2" not in hints["c2"]
    assert "statistic='c2'" in hints["m2"]


@pytest.mark.parametrize(("statistic", "steps"), [("c2", 3), ("m2", 1)])
def test_more_moments_than_memory_holds_are_not_tested(monkeypatch, statistic, steps):
    """4 options an item: 'c2' has three shares of each beside the 28 pairs of 8 items, 'm2' one mean."""
    from purpose_index.stats.irt import fit_model

    model, x = known_items("graded", [1.0] * 8, [[1.0, 0.0, -1.0]] * 8), np.tile(np.arange(4)[:, None], (10, 8))
    moments = 8 * steps + 28
    monkeypatch.setattr(fit_model, "MOST", moments)
    assert model_fit(model, x, statistic=statistic).n == 40
    monkeypatch.setattr(fit_model, "MOST", moments - 1)
    with pytest.raises(StatisticsError, match="too-many-moments") as refused:
        model_fit(model, x, statistic=statistic)
    assert dict(refused.value.issues[0].facts) == {"items": 8, "moments": moments, "most": moments - 1}


def test_two_people_are_enough_and_one_is_not():
    x = made()
    alone, nobody = np.full((3, K), np.nan), np.full((3, K), np.nan)
    alone[0], alone[1:, 0] = x[0], 1
    with pytest.raises(StatisticsError) as error:
        model_fit(fitted(), alone)
    assert error.value.issues[0].facts == {"which": "all"}
    with pytest.raises(StatisticsError) as error:
        local_dependence(fitted(), nobody)
    assert error.value.issues[0].facts == {"which": "any"}
    assert model_fit(fitted(), x[:2]).n == 2


def test_answers_that_nobody_gave_two_of_do_not_tell_slopes():
    """Each person answered one item: how items go together is not known."""
    x = np.where(np.eye(K)[np.arange(400) % K] > 0, made(), np.nan)
    for slopes in ("free", "equal"):
        model = graded(x, slopes=slopes)
        told = {issue.code: issue for issue in model.issues}
        assert told.keys() == {"weakly-identified"} | (set() if model.converged else {"not-converged"})
        assert told["weakly-identified"].facts == {"alone": model.items}
        assert "ask some people those items together" in told["weakly-identified"].hint


def test_an_item_that_does_not_vary_says_nothing_of_how_a_person_fits():
    x = np.column_stack([made(), np.ones(len(made()))])
    one, other = (person_fit(graded(each), each[:20]) for each in (made(), x))
    for name in ("zh", "infit", "outfit"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name), rtol=1e-6)


def test_fit_over_scales_is_the_log_likelihood_of_all_answers_beside_what_is_expected():
    x = made()[:20].astype(np.int8)
    x[0, 1] = -1
    scales = [fitted("graded"), fitted("partial_credit")]
    found = fit_over_scales([(model, x) for model in scales])
    given = np.where(x < 0, np.nan, x)
    for person in (0, 7, 19):
        away = spread = 0.0
        for model in scales:
            p = model.probabilities(model.score(given[person : person + 1]).theta)
            for j in np.flatnonzero(x[person] >= 0):
                logs, share = np.log(p[j][:, 0]), p[j][:, 0]
                away += logs[x[person, j]] - share @ logs
                spread += share @ logs**2 - (share @ logs) ** 2
        assert found[person] == pytest.approx(away / np.sqrt(spread), rel=1e-6)


def test_a_sum_score_that_too_few_have_adds_no_degree_of_freedom():
    """Of two cells there is one; of one cell, or of nobody, none."""
    expected = np.array([[10.0, 10.0], [0.3, 0.2], [0.0, 0.0]])
    observed = np.array([[12.0, 8.0], [1.0, 0.0], [0.0, 0.0]])
    value, df = _compared(observed, expected, parameters=0)
    assert (value, df) == (pytest.approx(2 * 4 / 10 + 0.5**2 / 0.5), 1)
    assert [[cell.start, cell.stop] for cell in cells_of(np.array([1.0, 5.0]))] == [[0, 1], [1, 2]]
