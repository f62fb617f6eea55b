"""Mantel's tests by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

from purpose_index.stats.dif import mantel_haenszel
from purpose_index.stats.dif.by_tables import _by_delta, _by_smd
from purpose_index.stats.multiple_tests import adjusted

# at level 0 and 1: (group, answer) of the first item, how many people
TABLE = [((0, 0, 1), 10), ((0, 0, 0), 20), ((0, 1, 1), 6), ((0, 1, 0), 24)]
TABLE += [((1, 0, 1), 18), ((1, 0, 0), 12), ((1, 1, 1), 15), ((1, 1, 0), 25)]
ROWS = np.concatenate([np.tile(row, (times, 1)) for row, times in TABLE])
LEVEL, GROUP, ANSWER = ROWS.T


def test_an_odds_ratio_and_its_error_by_hand():
    (found,) = mantel_haenszel(ANSWER[:, None], GROUP, matching=LEVEL)
    a, b, c, d = np.array([10, 18]), np.array([20, 12]), np.array([6, 15]), np.array([24, 25])
    t = a + b + c + d
    r, s = a * d / t, b * c / t
    ratio = r.sum() / s.sum()
    assert found.odds_ratio == pytest.approx(ratio)
    assert found.delta == pytest.approx(-2.35 * np.log(ratio))
    p, q = (a + d) / t, (b + c) / t
    variance = (p * r).sum() / (2 * r.sum() ** 2) + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
    variance += (q * s).sum() / (2 * s.sum() ** 2)
    assert found.log_se == pytest.approx(np.sqrt(variance))
    assert found.low == pytest.approx(ratio * np.exp(-1.959964 * np.sqrt(variance)), rel=1e-6)
    chances = [hypergeom(n, ones, draws) for n, ones, draws in ((60, 16, 30), (70, 33, 40))]
    gap = 6 + 15 - sum(chance.mean() for chance in chances)
    spread = sum(chance.var() for chance in chances)
    assert found.uncorrected == pytest.approx(gap**2 / spread)
    assert found.chi_square == pytest.approx((abs(gap) - 0.5) ** 2 / spread)
    weights = np.array([30, 40]) / 70
    assert found.smd == pytest.approx(weights @ (c / 30 / [1, 40 / 30] - a / 30))
    errors = np.sqrt([chance.var() for chance in chances]) * (1 / np.array([30, 40]) + 1 / 30)
    assert found.smd_se == pytest.approx(np.sqrt((weights**2 * errors**2).sum()))
    assert (found.n, found.groups) == (130, (60, 70))


def test_levels_of_one_group_do_not_count():
    more = np.append(LEVEL, [7] * 9)
    (found,) = mantel_haenszel(np.append(ANSWER, [1] * 9)[:, None], np.append(GROUP, [0] * 9), matching=more)
    (plain,) = mantel_haenszel(ANSWER[:, None], GROUP, matching=LEVEL)
    assert (found.chi_square, found.smd, found.odds_ratio) == (plain.chi_square, plain.smd, plain.odds_ratio)
    assert (found.n, found.groups) == (130, (69, 70))


def test_what_an_answer_is_called_changes_no_test_of_two_answers():
    (plain,) = mantel_haenszel(ANSWER[:, None], GROUP, matching=LEVEL)
    (far,) = mantel_haenszel(3 * ANSWER[:, None] + 2, GROUP, matching=LEVEL)
    assert far.chi_square == pytest.approx(plain.chi_square)
    assert far.smd == pytest.approx(3 * plain.smd)
    assert far.standardized == pytest.approx(plain.standardized)


def test_an_odds_ratio_without_end_has_no_error():
    group, answer = np.repeat([0, 1], 40), np.repeat([1, 0], 40)
    (found,) = mantel_haenszel(answer[:, None], group, matching=np.zeros(80))
    assert (found.odds_ratio, found.delta, found.classification) == (np.inf, -np.inf, "C")
    assert np.isnan(found.log_se)


def test_every_group_is_compared_with_the_first():
    groups = np.where(GROUP == 0, "a", np.where(np.arange(130) % 2, "b", "c"))
    x = np.column_stack([ANSWER, LEVEL])
    found = mantel_haenszel(x, groups)
    assert [(one.item, one.group) for one in found] == [("1", "b"), ("1", "c"), ("2", "b"), ("2", "c")]
    alone = mantel_haenszel(x[groups != "b"], groups[groups != "b"])
    assert found[1].chi_square == pytest.approx(alone[0].chi_square)


@pytest.mark.parametrize(
    ("delta", "se", "p_value", "kind"),
    [
        (0.9, 0.1, 0.001, "A"),
        (-1.2, 0.5, 0.06, "A"),
        (-1.2, 0.4, 0.01, "B"),
        (1.6, 0.4, 0.001, "B"),
        (-1.7, 0.4, 0, "C"),
    ],
)
def test_classes_of_delta(delta, se, p_value, kind):
    assert _by_delta(delta, se, p_value) == kind


@pytest.mark.parametrize(
    ("size", "p_value", "kind"), [(0.17, 0, "A"), (0.3, 0.05, "A"), (-0.2, 0.01, "B"), (-0.26, 0.01, "C")]
)
def test_classes_of_mean_differences(size, p_value, kind):
    assert _by_smd(size, p_value) == kind


def test_adjusted_p_values_by_hand():
    p = [0.04, np.nan, 0.005, 0.03, 0.9]
    np.testing.assert_allclose(adjusted(p), [4 * 0.04 / 3, np.nan, 0.02, 4 * 0.04 / 3, 0.9])
    np.testing.assert_allclose(adjusted(p, "holm"), [0.09, np.nan, 0.02, 0.09, 0.9])
