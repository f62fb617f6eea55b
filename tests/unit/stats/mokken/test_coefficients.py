"""Scalability, against counting by hand, pair after pair and person after person."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from purpose_index.stats.mokken import scalability
from purpose_index.tallies import PairCounts, Patterns

RNG = np.random.default_rng(5)
TRAIT = RNG.normal(size=(60, 1))
ANSWERS = np.digitize(TRAIT + RNG.normal(size=(60, 4)), [-0.8, 0.1, 0.9]).astype(float)
GAPS = np.array([1.0, 2.0, 4.0, 7.0])[ANSWERS.astype(int)]


def with_holes():
    x = ANSWERS.copy()
    x[np.random.default_rng(1).random(x.shape) < 0.15] = np.nan
    return x


def highest_covariance(a, b):
    """The sum of products of deviations when the highest answers go together."""
    a, b = np.sort(a), np.sort(b)
    return np.sum((a - a.mean()) * (b - b.mean()))


def coefficients_by_sorting(x):
    """Numerators and denominators of all pairs: covariances, and the highest that there can be."""
    k = x.shape[1]
    own, most = np.zeros((k, k)), np.zeros((k, k))
    for i in range(k):
        for j in range(k):
            if i != j:
                a, b = x[~np.isnan(x[:, [i, j]]).any(axis=1)][:, [i, j]].T
                own[i, j] = np.sum((a - a.mean()) * (b - b.mean()))
                most[i, j] = highest_covariance(a, b)
    return own, most


@pytest.mark.parametrize("x", [ANSWERS, GAPS, with_holes()], ids=["plain", "gaps", "holes"])
def test_coefficients_are_covariances_beside_the_highest_that_there_can_be(x):
    result = scalability(x, missing="pairwise")
    own, most = coefficients_by_sorting(x)
    off = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(result.Hij[off], own[off] / most[off], rtol=1e-12)
    np.testing.assert_allclose(result.Hi, own.sum(axis=1) / most.sum(axis=1), rtol=1e-12)
    assert pytest.approx(own.sum() / most.sum(), rel=1e-12) == result.H


def test_z_values_with_holes_weigh_each_pair_by_its_own_people():
    x = with_holes()
    result = scalability(x, missing="pairwise")
    own, _ = coefficients_by_sorting(x)
    spread = np.zeros((4, 4))
    for i in range(4):
        for j in set(range(4)) - {i}:
            a, b = x[~np.isnan(x[:, [i, j]]).any(axis=1)][:, [i, j]].T
            spread[i, j] = np.var(a) * np.var(b) * len(a) ** 2 / (len(a) - 1)
    assert result.Zij[0, 1] == pytest.approx(own[0, 1] / np.sqrt(spread[0, 1]), rel=1e-12)
    assert result.Zi[2] == pytest.approx(own[2].sum() / np.sqrt(spread[2].sum()), rel=1e-12)
    assert pytest.approx(np.triu(own).sum() / np.sqrt(np.triu(spread).sum()), rel=1e-12) == result.Z


@pytest.mark.parametrize("x", [ANSWERS, GAPS, with_holes()], ids=["plain", "gaps", "holes"])
def test_errors_are_those_of_the_infinitesimal_jackknife(x):
    """Each kind of person a little more or less: the slope of every coefficient, squared and summed over people."""
    patterns = Patterns.of(x[:40], missing="pairwise")
    many = patterns.counts * 4000  # so that one more is a small change
    total = np.zeros(3)
    for kind in np.eye(len(many), dtype=np.int64):
        up, down = (scalability(replace(patterns, counts=many + more * kind)) for more in (1, -1))
        slope = np.array([(each(up) - each(down)) * 2000 for each in EACH])
        total += patterns.counts[kind == 1] * slope**2
    result = scalability(patterns)
    np.testing.assert_allclose(np.sqrt(total), [result.Hij_se[0, 1], result.Hi_se[2], result.H_se], rtol=2e-3)


EACH = (lambda r: r.Hij[0, 1], lambda r: r.Hi[2], lambda r: r.H)


def test_equally_popular_steps_count_half_an_error_either_way():
    x = np.array([[0, 0], [1, 1], [1, 1], [1, 0], [0, 1], [0, 0]])
    result = scalability(x)
    # F = (n10 + n01) / 2 = 1, E = 3 * 3 / 6 = 1.5; what one person adds to E: (x + y) / 2 - x / 2 - y / 2 + 1 / 4
    assert pytest.approx(1 - 1 / 1.5) == result.H
    influence = np.array([(1 / 1.5 * 0.25 - f) / 1.5 for f in (0, 0, 0, 0.5, 0.5, 0)])
    assert result.H_se == pytest.approx(np.sqrt(np.sum(influence**2)))


def test_a_coefficient_of_nought_has_an_error_and_so_have_few_expected_ones():
    crossed = scalability(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]))
    # F = E = 1, and one person more adds 1 / 4 to E and 0 or 1 / 2 to F
    assert (crossed.H, crossed.Hij[0, 1]) == (0, 0)
    assert (crossed.H_se, crossed.Hij_se[0, 1], *crossed.Hi_se) == (0.5, 0.5, 0.5, 0.5)
    few = scalability(np.array([[0, 0], [0, 1], [1, 1]]))  # E = 1 / 3
    assert (few.H, few.issues) == (1, ())


def test_a_perfect_order_has_no_errors_and_independent_items_have_what_is_expected():
    ladder = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]])
    perfect = scalability(ladder)
    assert perfect.H == 1
    assert perfect.H_se == pytest.approx(0, abs=1e-12)
    crossed = scalability(np.array([[a, b] for a in range(3) for b in range(3)]))
    assert pytest.approx(0, abs=1e-12) == crossed.H
    assert pytest.approx(0, abs=1e-12) == crossed.Z


def test_the_order_of_people_and_items_says_nothing():
    one, other = scalability(ANSWERS), scalability(ANSWERS[::-1, [2, 0, 3, 1]])
    back = np.array([1, 3, 0, 2])
    assert pytest.approx(one.H, rel=1e-14) == other.H
    np.testing.assert_allclose(other.Hi_se[back], one.Hi_se, rtol=1e-12)
    np.testing.assert_allclose(other.Hij_se[np.ix_(back, back)], one.Hij_se, rtol=1e-12)


def test_merged_tallies_are_the_whole():
    values = [[0, 1, 2, 3]] * 4
    parts = [Patterns.of(part, values=values) for part in (ANSWERS[:25], ANSWERS[25:])]
    whole = scalability(Patterns.of(ANSWERS, values=values))
    merged = scalability(parts[0] + parts[1])
    assert (merged.H, merged.H_se, merged.Z) == (whole.H, whole.H_se, whole.Z)
    assert whole.H == scalability(ANSWERS).H


def test_pair_counts_give_all_but_the_errors_of_items_and_scale():
    whole, pairs = scalability(ANSWERS), scalability(PairCounts.of(ANSWERS))
    assert (pairs.H, pairs.Z, pairs.n) == (whole.H, whole.Z, 60)
    np.testing.assert_array_equal(pairs.Hij_se, whole.Hij_se)
    assert np.isnan(pairs.H_se)
    assert np.isnan(pairs.Hi_se).all()


def test_options_that_nobody_chose_change_nothing():
    values = [[-3, 0, 1, 2, 3, 4]] * 4
    one, other = scalability(ANSWERS), scalability(Patterns.of(ANSWERS, values=values))
    assert pytest.approx(one.H, rel=1e-14) == other.H
    assert other.H_se == pytest.approx(one.H_se, rel=1e-12)


def test_an_item_that_does_not_vary_has_no_coefficient():
    x = ANSWERS.copy()
    x[:, 1] = 2
    result, others = scalability(x), scalability(ANSWERS[:, [0, 2, 3]])
    assert np.isnan([result.Hi[1], result.Hi_se[1], result.Zi[1], result.Hij[0, 1], result.Hij_se[1, 2]]).all()
    assert pytest.approx(others.H, rel=1e-12) == result.H
    assert result.H_se == pytest.approx(others.H_se, rel=1e-12)
    assert [(issue.code, issue.path, issue.facts) for issue in result.issues] == [
        ("undefined-scalability", "$.items.2", {"item": "2"})
    ]
    assert result.issues[0].hint == "Leave out items that everybody answers alike."


def test_forms_that_nobody_answered_whole_have_no_errors_and_say_what_to_do():
    forms = ANSWERS.astype(np.float64)
    forms[::2, :2] = forms[1::2, 2:] = np.nan
    result = scalability(forms)
    assert np.isnan([*result.Hi, *result.Hi_se, result.H, result.H_se]).all()
    assert all("missing='pairwise'" in str(issue.hint) for issue in result.issues)
    assert scalability(forms, missing="pairwise").H > 0


def test_two_items_that_one_person_answered_both_of_have_no_coefficient():
    x = np.full((9, 3), np.nan)
    x[0, :2] = 1
    x[1:5, [0, 2]] = x[5:, [1, 2]] = [[0, 0], [0, 1], [1, 1], [1, 0]]
    result = scalability(x, missing="pairwise")
    assert np.isnan(result.Hij[0, 1])
    assert np.isfinite(result.Hi).all()


@pytest.mark.parametrize(
    "x", [np.ones((5, 2)), np.full((3, 2), np.nan), np.ones((1, 3)), [[1], [2]]], ids=["alike", "nobody", "one", "item"]
)
def test_where_nothing_varies_nothing_is_defined(x):
    result = scalability(x)
    assert np.isnan([result.H, result.H_se, result.Z]).all()
    assert len(result.issues) == np.shape(x)[1]
