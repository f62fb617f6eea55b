"""What cannot change a polychoric correlation, and what turns its sign."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from purpose_index.stats.correlation import polychoric
from purpose_index.tallies.pairs import PairCounts

CLOSE = {"atol": 1e-12}


@st.composite
def answers(draw: st.DrawFn) -> np.ndarray:
    """Answers of 30 to 300 people to three items with a common cause, cut at random places, some missing."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(30, 300))
    weight = draw(st.floats(0, 0.95))
    z = weight * rng.standard_normal((n, 1)) + np.sqrt(1 - weight**2) * rng.standard_normal((n, 3))
    cuts = [np.sort(rng.normal(size=draw(st.integers(1, 5)))) for _ in range(3)]
    x = np.column_stack([np.digitize(column, cut) for column, cut in zip(z.T, cuts, strict=True)]).astype(float)
    x[rng.random(x.shape) < draw(st.sampled_from([0, 0.1]))] = np.nan
    return x


@given(x=answers(), seed=st.integers(0, 99))
def test_the_order_of_people_changes_no_bit(x, seed):
    shuffled = np.random.default_rng(seed).permutation(x)
    first, second = (polychoric(rows, standard_errors=True) for rows in (x, shuffled))
    np.testing.assert_array_equal(first.values, second.values)
    np.testing.assert_array_equal(first.standard_errors, second.standard_errors)


@given(x=answers())
def test_the_order_of_items_orders_the_matrix(x):
    order = [2, 0, 1]
    expected = polychoric(x, missing="pairwise").values[np.ix_(order, order)]
    np.testing.assert_allclose(polychoric(x[:, order], missing="pairwise").values, expected, **CLOSE)


@given(x=answers())
def test_turning_an_item_around_turns_the_sign(x):
    result, turned = (polychoric(rows, standard_errors=True, missing="pairwise") for rows in (x, x * [1, -1, 1]))
    sign = np.array([[1, -1, 1], [-1, 1, -1], [1, -1, 1]])
    np.testing.assert_allclose(turned.values, result.values * sign, **CLOSE)
    np.testing.assert_allclose(turned.standard_errors, result.standard_errors, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(turned.thresholds[1], -result.thresholds[1][::-1], atol=1e-12)
    keyed = polychoric(PairCounts.of(x, missing="pairwise").keyed(["2"]))
    np.testing.assert_allclose(keyed.values, turned.values, **CLOSE)


@given(x=answers())
def test_other_numbers_in_the_same_order_change_no_bit(x):
    stretched = np.where(np.isnan(x), np.nan, (x + 1) ** 2 - 7)
    np.testing.assert_array_equal(
        polychoric(stretched, missing="pairwise").values, polychoric(x, missing="pairwise").values
    )


@given(x=answers(), times=st.integers(2, 5))
def test_everybody_twice_leaves_the_estimate_and_narrows_the_error(x, times):
    once, often = (polychoric(rows, standard_errors=True) for rows in (x, np.repeat(x, times, axis=0)))
    np.testing.assert_allclose(often.values, once.values, **CLOSE)
    np.testing.assert_allclose(often.standard_errors * np.sqrt(times), once.standard_errors, rtol=1e-6, atol=1e-8)


@given(x=answers())
def test_a_correlation_does_not_depend_on_the_other_items(x):
    expected = polychoric(x, missing="pairwise").values[:2, :2]
    np.testing.assert_allclose(polychoric(x[:, :2], missing="pairwise").values, expected, **CLOSE)
    np.testing.assert_allclose(
        polychoric(PairCounts.of(x, missing="pairwise").select(["1", "2"])).values, expected, **CLOSE
    )


@settings(max_examples=25)
@given(x=answers(), parts=st.integers(1, 4))
def test_parts_merged_give_the_bits_of_the_whole(x, parts):
    values = tuple(tuple(range(7)) for _ in range(3))
    tallies = [PairCounts.of(part, missing="pairwise", values=values) for part in np.array_split(x, parts)]
    merged = sum(tallies[1:], tallies[0])
    np.testing.assert_array_equal(polychoric(merged).values, polychoric(x, missing="pairwise").values)


@given(x=answers())
def test_correlations_are_within_their_range(x):
    result = polychoric(x, missing="pairwise")
    defined = result.values[~np.isnan(result.values)]
    assert (abs(defined) <= 1).all()
    np.testing.assert_array_equal(result.values, result.values.T)
