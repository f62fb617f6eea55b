"""The one-factor model: populations that give their own loadings back, and factors that are hardly there."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.factor.one_factor import one_factor


@pytest.mark.parametrize("method", ["ml", "minres"])
@pytest.mark.parametrize(("size", "codes"), [(3e-5, ["vanishing-factor"]), (2e-4, [])])
def test_a_factor_that_explains_nothing_is_said_whatever_the_method(method, size, codes):
    # equal correlations of size**2 are those of items that load size on one factor
    found = one_factor(np.full((4, 4), size**2) + (1 - size**2) * np.eye(4), method)
    np.testing.assert_allclose(found.loadings, size, atol=1e-6)
    assert [issue.code for issue in found.issues] == codes
