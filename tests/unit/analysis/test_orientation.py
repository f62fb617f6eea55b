"""Who is assigned to which of the competing scales, and how probable that is."""

from __future__ import annotations

from math import erf, sqrt

import numpy as np
import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.classification import highest_probabilities
from tests.cpu import quickest

Q = pi.load("purpose-orientation")
SCALES = ("income", "advancement", "purpose")
RELIABLE = dict.fromkeys(SCALES, 0.8)


def normal(z):
    return (1 + erf(z / sqrt(2))) / 2


def people(n=400, seed=1):
    """Answers of people whose items hang together within a scale."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({item: rng.integers(1, 6, n) for item in Q.item_ids})
    for scale in SCALES:
        shared = rng.integers(1, 6, n)
        for item in Q.scale(scale).items:
            frame[item] = np.where(rng.random(n) < 0.7, shared, frame[item])
    return frame


@pytest.mark.parametrize("r", [(0.8, 0.6), (0.8, 0.8), (0.3, 0.95), (0.05, 0.99), (0.99, 0.5)])
def test_two_scales_are_the_normal_distribution_of_their_difference(r):
    """By hand: regressed scores, and errors of s² r (1 - r) each."""
    x = np.array([[60.0, 40], [40, 70], [50, 55], [70, 35], [55, 54], [54, 55], [52, 50]])
    r = np.array(r)
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=1)
    centre, spread = mean + r * (x - mean), sqrt(np.sum(variance * r * (1 - r)))
    expected = [normal((one - other) / spread) for one, other in centre]
    found = highest_probabilities(x, r)
    np.testing.assert_allclose(found[:, 0], expected, rtol=0, atol=1e-5)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=0, atol=1e-12)


def test_three_scales_are_what_draws_of_true_scores_give():
    rng = np.random.default_rng(2)
    x, r = rng.normal([50, 55, 60], [15, 20, 18], size=(500, 3)), np.array([0.7, 0.8, 0.6])
    mean, variance = x.mean(axis=0), x.var(axis=0, ddof=1)
    found = highest_probabilities(x, r)
    for person in range(4):
        true = rng.normal(mean + r * (x[person] - mean), np.sqrt(variance * r * (1 - r)), size=(200_000, 3))
        drawn = np.bincount(true.argmax(axis=1), minlength=3) / 200_000
        np.testing.assert_allclose(found[person], drawn, rtol=0, atol=0.005)


def test_probabilities_come_true():
    """Of people whose highest probability is .7 to .8, three in four truly are highest there."""
    rng = np.random.default_rng(3)
    true = rng.normal(size=(100_000, 3))
    found = highest_probabilities(true + rng.normal(size=true.shape) * sqrt(3 / 7), [0.7] * 3)
    right = found.argmax(axis=1) == true.argmax(axis=1)
    for low in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        those = (found.max(axis=1) >= low) & (found.max(axis=1) < low + 0.1)
        assert right[those].mean() == pytest.approx(found.max(axis=1)[those].mean(), abs=0.02)


def test_a_block_of_people_is_as_good_as_another():
    x = np.random.default_rng(4).normal(size=(9000, 3))
    whole = highest_probabilities(x, [0.8] * 3)
    turned = highest_probabilities(x[::-1], [0.8] * 3)[::-1]
    np.testing.assert_allclose(whole, turned, rtol=0, atol=1e-12)


def test_classes_are_those_of_score():
    frame = people(60)
    found = pi.orientation(Q, frame, reliabilities=RELIABLE)
    rows = frame.to_dict("records")
    assert found.classes.tolist() == [pi.score(Q, row).classification.value for row in rows]
    assert set(found.classes) == {*SCALES, "undecided"}


def test_shares_count_those_with_all_scores():
    frame = people(60).astype(float)
    frame.loc[0] = np.nan
    found = pi.orientation(Q, frame, reliabilities=RELIABLE)
    assert (found.n, found.classes[0]) == (59, "")
    assert np.isnan(found.probabilities[0]).all()
    assert sum(share.value for share in found.shares.values()) == pytest.approx(1)
    count = int((found.classes == "purpose").sum())
    share = found.shares["purpose"]
    assert share.value == count / 59
    z = 1.959963985  # Wilson's interval holds the shares p for which (count / n - p)² = z² p (1 - p) / n
    for end in (share.low, share.high):
        assert (count / 59 - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / 59, rel=1e-6)


def test_misclassified_are_those_assigned_less_what_is_probable():
    found = pi.orientation(Q, people(), reliabilities=RELIABLE)
    own = [p[SCALES.index(name)] for name, p in zip(found.classes, found.probabilities, strict=True) if name in SCALES]
    assert found.misclassified == pytest.approx(1 - np.mean(own))


def test_reliabilities_are_alphas_unless_given():
    frame = people()
    found = pi.orientation(Q, frame)
    for scale in SCALES:
        assert found.reliabilities[scale] == pytest.approx(pi.analyze(Q, frame).scales[scale].alpha.value)
    given = pi.orientation(Q, frame, reliabilities=RELIABLE)
    assert dict(given.reliabilities) == RELIABLE
    assert given.probabilities.max() > found.probabilities.max()  # surer with better scores


def test_a_frame_of_the_kind_that_was_given():
    frame = people(30)
    found = pi.orientation(Q, frame, reliabilities=RELIABLE)
    table = found.to_frame()
    assert list(table.columns) == ["class", *(f"probability_{scale}" for scale in SCALES)]
    assert table["class"].tolist() == found.classes.tolist()
    assert "class" not in repr(found)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: pi.orientation("purpose-index", []), "no-classification"),
        (lambda: pi.orientation(Q, people(9), reliabilities={"income": 0.8}), "reliability-out-of-range"),
        (lambda: pi.orientation(Q, people(9), reliabilities=RELIABLE | {"income": 1.0}), "reliability-out-of-range"),
        (lambda: pi.orientation(Q, people(9), level=1), "level-out-of-range"),
        (lambda: highest_probabilities([[1.0], [2.0]], [0.8]), "reliability-out-of-range"),
    ],
)
def test_what_cannot_be_is_refused(call, code):
    with pytest.raises(ArgumentError) as caught:
        call()
    assert {issue.code for issue in caught.value.issues} == {code}


def test_items_that_have_nothing_in_common_have_no_reliability():
    """Every combination of low and high answers to three items: none covaries with another, so alpha is 0."""
    eight = [[5 if i >> bit & 1 else 1 for bit in range(3)] for i in range(8)]
    rows = [
        {item: 1 + (i + (j if i > 5 else 0)) % 4 for j, item in enumerate(Q.item_ids)}
        | dict(zip(Q.items_of("income"), row, strict=True))
        for i, row in enumerate(eight)
    ]
    with pytest.raises(StatisticsError, match="The reliability of income is not above 0"):
        pi.orientation(Q, rows)


def test_undefined_reliabilities_are_refused_by_name():
    with pytest.raises(StatisticsError, match="income"):
        pi.orientation(Q, [dict.fromkeys(Q.item_ids, 3)] * 5)


@pytest.mark.timed
def test_45000_people_in_a_second():
    frame = people(45_000)
    assert quickest(lambda: pi.orientation(Q, frame)) < 1.5  # .4 on a quiet machine


@pytest.mark.parametrize("column", [[0.3, 0.3, 0.3], [0.1 + 0.2, 0.3, 0.3]])
def test_scores_that_do_not_vary_or_by_rounding_alone_cannot_be_compared(column):
    with pytest.raises(StatisticsError, match="to vary"):
        highest_probabilities(np.column_stack([column, [1, 2, 3]]), [0.8, 0.8])
