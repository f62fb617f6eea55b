"""Chance agreement, against all groups that there can be, each with its probability."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.agreement import agreement_null, average_deviation, awg, rwg
from purpose_index.stats.agreement.at_random import _person, agreement_nulls
from purpose_index.stats.agreement.nulls import OF_FIVE

VALUE = {
    "rwg": lambda answers, null: rwg(answers, options=5, null=null).value,
    "average_deviation": lambda answers, null: average_deviation(answers).value,
    "awg": lambda answers, null: awg(answers, low=1, high=5).value,
}


def every_group(n, statistic, null):
    """The values of a statistic over all answers of n people, where it is defined, and their probabilities."""
    shares = np.full(5, 0.2) if null == "uniform" else np.array(OF_FIVE[null])
    values, chances = [], []
    for answers in product(range(1, 6), repeat=n):
        try:
            values.append(VALUE[statistic](list(answers), null))
        except StatisticsError:
            continue
        chances.append(np.prod([shares[a - 1] for a in answers]))
    return np.array(values), np.array(chances) / np.sum(chances)


@pytest.mark.parametrize("statistic", VALUE)
@pytest.mark.parametrize("null", ["uniform", "heavy-skew"])
def test_against_all_groups_of_four(statistic, null):
    values, chances = every_group(4, statistic, null)
    found = agreement_null(4, options=5, statistic=statistic, null=null, draws=20_000)
    sign = -1 if statistic == "average_deviation" else 1
    for value in np.unique(values.round(9)):
        p = min(1.0, chances[sign * values >= sign * value - 1e-6].sum())
        assert found.p_value(value) == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / len(found.values)) + 1e-4)


def test_the_cut_off_is_the_least_agreement_beyond_chance():
    values, chances = every_group(5, "average_deviation", "uniform")
    below = [value for value in np.unique(values.round(9)) if chances[values <= value + 1e-6].sum() <= 0.05]
    found = agreement_null(5, options=5, statistic="average_deviation")
    assert found.critical == pytest.approx(max(below), abs=1e-9)
    assert found.p_value(found.critical) <= 0.05 < found.p_value(found.critical + 0.17)
    strict = agreement_null(5, options=5, statistic="average_deviation", level=0.99)
    assert strict.critical < found.critical


def test_two_people_cannot_agree_beyond_chance():
    """They give the same of five answers in one of five groups; three in one of 25."""
    two, three = agreement_null(2, options=5), agreement_null(3, options=5)
    assert np.isnan(two.critical)
    assert [issue.code for issue in two.issues] == ["no-cut-off"]
    assert two.p_value(1.0) == pytest.approx(0.2, abs=0.02)
    assert (three.critical, three.issues) == (1.0, ())
    assert three.p_value(1.0) == pytest.approx(0.04, abs=0.01)


def test_p_values_count_the_draws():
    found = agreement_null(6, 3, options=5, form="lindell", draws=1000)
    value = float(found.values[-10])
    assert found.p_value(value) == (1 + np.sum(found.values >= value - 1e-9)) / 1001
    assert found.p_value(2.0) == 1 / 1001
    assert np.isnan(found.p_value(np.nan))
    assert (len(found.values), found.n, found.k, found.level) == (1000, 6, 3, 0.95)
    assert np.all(np.diff(found.values) >= 0)


def test_correlated_items_agree_by_chance_more_variably():
    """The expected cut-offs are those of 60,000 groups, made and looked at one after the other."""
    alone, together = (agreement_null(8, 5, options=5, correlation=r).critical for r in (0.0, 0.6))
    assert (alone, together) == (pytest.approx(0.634, abs=0.015), pytest.approx(0.730, abs=0.015))


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_a_size_has_what_it_has_alone(correlation):
    options = {"options": 5, "correlation": correlation, "draws": 200, "rng": 3}
    for null, n in zip(agreement_nulls([2, 5, 6], 3, **options), (2, 5, 6), strict=True):
        alone = agreement_null(n, 3, **options)
        assert (null.n, null.k, null.critical) == (n, 3, pytest.approx(alone.critical, nan_ok=True))
        np.testing.assert_array_equal(null.values, alone.values)


def test_answers_correlate_as_asked():
    """Above or below the middle, a person answers two items alike with 1/2 + arcsin(r) / pi."""
    people = [_person((50_000, 2), r, np.random.default_rng(1)) for r in (0.5, 0.9)]
    found = [np.mean((one[:, 0] > 0) == (one[:, 1] > 0)) for one in people]
    assert found == pytest.approx([0.5 + np.arcsin(r) / np.pi for r in (0.5, 0.9)], abs=0.01)
    assert [one.std() for one in people] == pytest.approx([1, 1], abs=0.02)


def test_correlation_leaves_every_answer_equally_likely():
    """Of one item correlation changes nothing but the numbers drawn."""
    alone, together = (agreement_null(6, options=5, correlation=r, draws=20_000) for r in (0.0, 0.5))
    assert together.values.mean() == pytest.approx(alone.values.mean(), abs=0.01)


def test_the_seed_decides():
    first, same, other = (agreement_null(5, 2, options=5, rng=seed).values for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


def test_shares_of_ones_own():
    found = agreement_null(4, options=2, null=[0.0, 1.0], statistic="average_deviation", draws=100)
    assert found.values.tolist() == [0.0] * 100


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"n": 1}, "cannot-draw"),
        ({"k": 0}, "cannot-draw"),
        ({"correlation": 1.0}, "cannot-draw"),
        ({"correlation": -0.1}, "cannot-draw"),
        ({"draws": 99}, "cannot-draw"),
        ({"null": [0.5, 0.5]}, "null-shares"),
        ({"null": [0.5, 0.5, 0.5, -0.5, 0]}, "null-shares"),
        ({"null": [0.5, 0.5, 0.5, 0, 0]}, "null-shares"),
        ({"null": "normal", "options": 7}, "null-shares"),
        ({"null": "flat"}, "unknown-option"),
        ({"statistic": "sd"}, "unknown-option"),
        ({"form": "j"}, "unknown-option"),
        ({"center": "mode"}, "unknown-option"),
        ({"level": 95}, "level-out-of-range"),
    ],
)
def test_refusals(options, code):
    with pytest.raises(ArgumentError) as caught:
        agreement_null(**{"n": 5, "options": 5, **options})
    assert [issue.code for issue in caught.value.issues] == [code]
