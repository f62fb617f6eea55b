"""What must hold of agreement whatever the answers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from purpose_index.errors import StatisticsError
from purpose_index.stats.agreement import average_deviation, bounded_mean, icc, intraclass, krippendorff_alpha, rwg
from purpose_index.stats.agreement.groups import grouped
from purpose_index.stats.agreement.within import awgs, rwgs

ANSWERS = arrays(float, st.tuples(st.integers(2, 12), st.integers(1, 5)), elements=st.integers(1, 5).map(float))
SCORES = arrays(float, 18, elements=st.integers(1, 20).map(float))


@given(ANSWERS)
def test_bounds(x):
    found, raw = rwg(x, options=5), rwg(x, options=5, form="lindell", truncate=False)
    assert 0 <= found.value <= 1
    assert 1 - 8 / 2 <= raw.value <= 1
    distances = [average_deviation(x, center=center).value for center in ("median", "mean")]
    assert 0 <= distances[0] <= distances[1] + 1e-12 <= 2 + 2e-12
    groups = awgs(grouped(x), 1, 5)
    assert np.all(np.isnan(groups) | ((groups >= -1 - 1e-12) & (groups <= 1)))


@given(ANSWERS, st.integers(0, 11))
def test_order_of_people_and_turning_around_change_nothing(x, shift):
    for statistic in (lambda x: rwg(x, options=5), average_deviation):
        value = statistic(x).value
        assert statistic(np.roll(x, shift, axis=0)).value == pytest.approx(value, abs=1e-12)
        assert statistic(6 - x).value == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose(awgs(grouped(6 - x), 1, 5), awgs(grouped(x), 1, 5), atol=1e-12)


@given(ANSWERS, ANSWERS)
def test_a_group_is_the_same_beside_another(x, y):
    k = min(x.shape[1], y.shape[1])
    both = grouped(np.concatenate([x[:, :k], y[:, :k]]), [0] * len(x) + [1] * len(y))
    values = [rwg(part[:, :k], options=5).value for part in (x, y)]
    np.testing.assert_allclose(rwgs(both, 2.0), values, atol=1e-12)


@given(SCORES, st.floats(0.01, 100), st.floats(-50, 50))
def test_unit_and_origin_change_no_correlation(values, unit, origin):
    groups = np.repeat(np.arange(6), 3)
    for statistic in (
        lambda v: icc(v, groups).icc1.value,
        lambda v: icc(v, groups).mixed.icc.value,
        lambda v: intraclass(v.reshape(6, 3)).icc3.value,
        lambda v: krippendorff_alpha(v.reshape(6, 3), measurement="interval", interval=None).value,
    ):
        try:
            expected = statistic(values)
        except StatisticsError:
            continue
        assert statistic(unit * values + origin) == pytest.approx(expected, abs=1e-5)


@given(ANSWERS)
def test_the_mean_stays_on_the_scale(x):
    found, wider = (bounded_mean(x, low=1, high=5, level=level) for level in (0.8, 0.95))
    assert 1 <= wider.low <= found.low <= found.value <= found.high <= wider.high <= 5
