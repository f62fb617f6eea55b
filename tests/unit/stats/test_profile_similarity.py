"""How alike profiles are, held to hand calculations and to the definitions, one pair at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from purpose_index.errors import ArgumentError
from purpose_index.stats.alignment import profile_similarity

PARTS = ["elevation", "scatter", "shape"]
answers = arrays(np.float64, (5, 4), elements=st.integers(1, 7).map(float))


def test_by_hand():
    """(4, 5, 3) and (2, 4, 3): means 4 and 3, deviations (0, 1, -1) and (-1, 1, 0)."""
    found = profile_similarity([[4, 5, 3]], [[2, 4, 3]])
    assert found.d2[0] == 4 + 1 + 0
    assert found.elevation[0] == 3 * (4 - 3) ** 2
    assert found.scatter[0] == pytest.approx(0, abs=1e-15)  # both spread by the root of 2
    assert found.shape[0] == pytest.approx(2 * 2 * (1 - 0.5))
    assert found.pearson[0] == pytest.approx(0.5)
    assert (found.n, found.k, found.issues) == (1, 3, ())


def test_double_entry_by_hand():
    """(4, 2), (5, 4), (3, 3) and each the other way round: the ordinary correlation of six pairs."""
    found = profile_similarity([[4, 5, 3]], [[2, 4, 3]])
    one, other = [4, 5, 3, 2, 4, 3], [2, 4, 3, 4, 5, 3]
    assert found.double_entry_icc[0] == pytest.approx(np.corrcoef(one, other)[0, 1])


def test_scatter_by_hand():
    """(1, 5) and (2, 4): one mean, one shape, spreads of the roots of 8 and 2."""
    found = profile_similarity([[1, 5]], [[2, 4]])
    assert [found.d2[0], found.elevation[0]] == [2, 0]
    assert found.scatter[0] == pytest.approx((8**0.5 - 2**0.5) ** 2)
    assert found.shape[0] == pytest.approx(0, abs=1e-12)
    assert found.pearson[0] == pytest.approx(1)


def test_a_profile_that_rounding_alone_keeps_from_being_flat_is_flat():
    found = profile_similarity([[0.1 + 0.2, 0.3, 0.3], [0.3, 0.4, 0.3]], [[2, 4, 3], [2, 4, 3]])
    assert np.isnan(found.pearson).tolist() == [True, False]
    assert [issue.code for issue in found.issues] == ["flat-profiles"]


@given(answers, answers)
def test_the_parts_add_up(a, b):
    found = profile_similarity(a, b)
    assert found.d2 == pytest.approx(sum(getattr(found, part) for part in PARTS), abs=1e-9)
    assert all((getattr(found, part) >= 0).all() for part in PARTS)


@given(answers, answers)
def test_correlations_are_those_of_numpy(a, b):
    found = profile_similarity(a, b)
    for one, other, r, icc in zip(a, b, found.pearson, found.double_entry_icc, strict=True):
        flat = np.ptp(one) * np.ptp(other) == 0
        assert np.isnan(r) if flat else r == pytest.approx(np.corrcoef(one, other)[0, 1], abs=1e-12)
        both, turned = np.r_[one, other], np.r_[other, one]
        assert np.isnan(icc) if np.ptp(both) == 0 else icc == pytest.approx(np.corrcoef(both, turned)[0, 1], abs=1e-12)


@given(answers, answers)
def test_neither_side_comes_first(a, b):
    one, other = profile_similarity(a, b), profile_similarity(b, a)
    for name in ["d2", *PARTS, "pearson", "double_entry_icc"]:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=0, atol=1e-12)


def test_a_flat_profile_has_no_correlation_and_its_parts_still_add_up():
    found = profile_similarity([[0.1, 0.1, 0.1], [1, 2, 3]], [[1, 2, 4], [2, 2, 2]])
    assert np.isnan(found.pearson).all()
    assert found.shape.tolist() == [0, 0]
    assert found.d2 == pytest.approx(found.elevation + found.scatter)
    assert [(issue.code, issue.facts["flat"]) for issue in found.issues] == [("flat-profiles", 2)]


def test_two_flat_profiles_of_one_height_have_no_intraclass_correlation():
    found = profile_similarity([[3, 3], [3, 3]], [[3, 3], [4, 4]])
    assert np.isnan(found.double_entry_icc[0])
    assert found.double_entry_icc[1] == -1


def test_a_gap_leaves_the_pair_out_and_says_so():
    found = profile_similarity([[1, np.nan], [1, 2]], [[1, 2], [2, 2]])
    assert np.isnan(found.d2).tolist() == [True, False]
    assert found.n == 1
    assert {issue.code: dict(issue.facts) for issue in found.issues} == {
        "incomplete-profiles": {"left_out": 1},
        "flat-profiles": {"flat": 1},
    }


@pytest.mark.parametrize(("a", "b"), [([[1, 2]], [[1, 2, 3]]), ([[1, 2]], [[1, 2], [1, 2]]), ([[1], [2]], [[1], [2]])])
def test_unlike_profiles_are_refused(a, b):
    with pytest.raises(ArgumentError) as caught:
        profile_similarity(a, b)
    assert [issue.code for issue in caught.value.issues] == ["unlike-profiles"]
