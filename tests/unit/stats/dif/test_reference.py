"""The group that others are compared with: as where its name came first."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats.dif import likelihood_ratio, logistic, mantel_haenszel

RNG = np.random.default_rng(11)
GROUPS = np.array(["a", "b", "c"])[RNG.integers(0, 3, 360)]
ANSWERS = np.digitize(RNG.normal(size=(360, 1)) + 0.8 * RNG.logistic(size=(360, 4)), [-1, 0.2, 1])
ANSWERS[GROUPS == "c", 1] = np.minimum(ANSWERS[GROUPS == "c", 1] + 1, 3)


@pytest.mark.parametrize("function", [logistic, mantel_haenszel, likelihood_ratio])
def test_it_is_as_where_its_name_came_first(function):
    renamed = np.where(GROUPS == "c", "_c", GROUPS)
    for ours, wanted in zip(function(ANSWERS, GROUPS, reference="c"), function(ANSWERS, renamed), strict=True):
        rows = [ours] if function is mantel_haenszel else ours.differences
        others = [wanted] if function is mantel_haenszel else wanted.differences
        assert [(row.group, row.reference) for row in rows[:2]] == [(row.group, "c") for row in others[:2]]
        assert [row.reference for row in others] == ["_c"] * len(others)
        numbers = ("smd", "chi_square", "adjusted") if function is mantel_haenszel else ("value", "se", "detectable")
        for row, other in zip(rows, others, strict=True):
            assert [getattr(row, name) for name in numbers] == [getattr(other, name) for name in numbers]


@pytest.mark.parametrize("function", [logistic, mantel_haenszel, likelihood_ratio])
def test_one_that_is_not_there_is_refused(function):
    with pytest.raises(ArgumentError) as raised:
        function(ANSWERS, np.repeat([1, 2], 180), reference=3)
    (issue,) = raised.value.issues
    assert (issue.code, issue.path, issue.hint) == ("no-such-group", "$.reference", "Available: '1' and '2'.")
