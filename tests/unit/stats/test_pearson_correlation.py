"""Pearson correlations of answers as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats.correlation import pearson
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts

nan = np.nan
X = np.array([[1, 2, 5], [2, 1, 4], [3, 3, nan], [4, 5, 1]])


def test_by_hand():
    # deviations 1, 0, -1 and -.5, ... : see the sums of products
    assert pearson([[1, 2], [2, 1], [3, 3]]).values[0, 1] == pytest.approx((-1 * 0 + 0 * -1 + 1 * 1) / 2)


def test_listwise_and_pairwise_are_numpys_over_their_rows():
    listwise, pairwise = pearson(X), pearson(X, missing="pairwise")
    np.testing.assert_allclose(listwise.values, np.corrcoef(X[[0, 1, 3]].T), atol=1e-15)
    assert pairwise.values[0, 1] == pytest.approx(np.corrcoef(X[:, :2].T)[0, 1])
    assert pairwise.values[0, 2] == pytest.approx(np.corrcoef(X[[0, 1, 3]][:, [0, 2]].T)[0, 1])
    assert pairwise.pairs.tolist() == [[4, 4, 3], [4, 4, 3], [3, 3, 3]]
    assert listwise.pairs.tolist() == [[3] * 3] * 3


def test_tallies_bring_their_own_missing_rule():
    for tally in (Moments.of(X, missing="pairwise"), PairCounts.of(X, missing="pairwise")):
        result = pearson(tally)
        assert result.missing == "pairwise"
        np.testing.assert_allclose(result.values, pearson(X, missing="pairwise").values, atol=1e-15)


def test_an_item_that_does_not_vary_is_named():
    result = pearson([[1, 7, 2], [2, 7, 1], [3, 7, 3]])
    assert np.isnan(result.values[1]).all()
    assert np.isfinite(result.values[0, 2])
    assert [(issue.code, issue.path) for issue in result.issues] == [("undefined-pearson", "$.items.2")]


def test_a_wrong_word_lists_the_right_ones():
    with pytest.raises(ArgumentError) as error:
        pearson(X, missing="casewise")
    assert "'listwise' and 'pairwise'" in str(error.value)
