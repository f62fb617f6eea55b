"""One calibration on the scale of another, by their common items."""

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.irt import graded, known_items, link, multiple_group
from tests.unit.stats.irt.made import graded_answers

A, B = 1.3, -0.4
NAMES = ["one", "two", "three", "four"]
SLOPES = np.array([0.8, -1.2, 1.6, 2.0])
LOCATIONS = np.array([[-1.5, 0.2, 1.0], [-0.5, 0.4, 0.9], [-2.0, -1.0, 0.3], [-0.2, 0.8, 1.9]])
methods = pytest.mark.parametrize("method", ["stocking_lord", "haebara", "mean_sigma"])
kinds = pytest.mark.parametrize("kind", ["graded", "partial_credit"])


def items(kind, slopes, locations, names=None):
    """A model of items with these places where their categories part."""
    own = [-a * np.array(b) if kind == "graded" else -a * np.cumsum(b) for a, b in zip(slopes, locations, strict=True)]
    if kind == "graded":  # a negative slope parts from the top down
        own = [np.sort(d)[::-1] for d in own]
    return known_items(kind, list(slopes), [d.tolist() for d in own], names=names)


@methods
@kinds
def test_a_known_transformation(kind, method):
    """Slopes divided by A and locations A b + B are what is found, and other items go along."""
    here = items(kind, [*SLOPES, 1.1], [*LOCATIONS, [-1.0, 0.5]], [*NAMES, "new"])
    there = items(kind, [0.9, *(SLOPES[::-1] / A)], [[0.1, 0.7], *(A * LOCATIONS[::-1] + B)], ["other", *NAMES[::-1]])
    found = link(here, there, method=method)
    assert found.spread == pytest.approx(A, abs=1e-8)
    assert found.mean == pytest.approx(B, abs=1e-8)
    assert found.items == tuple(NAMES)
    assert found.issues == ()
    np.testing.assert_allclose(found.apart, 0, atol=1e-8)
    moved = items(kind, np.array([*SLOPES, 1.1]) / A, [A * np.array(b) + B for b in [*LOCATIONS, [-1.0, 0.5]]])
    np.testing.assert_allclose(found.model.slopes, moved.slopes, atol=1e-8)
    for own, other in zip(found.model.intercepts, moved.intercepts, strict=True):
        np.testing.assert_allclose(own, other, atol=1e-7)
    assert found.model.items == (*NAMES, "new")


def test_places_that_lie_close_together_tell_a_spread_too():
    here, there = (items("graded", np.abs(SLOPES), at * np.sort(LOCATIONS)) for at in (0.3, 0.3 * A))
    assert link(here, there, method="mean_sigma").spread == pytest.approx(A)


def least(criterion, at):
    """Whether a criterion is lowest at a place: its slopes are nought there, and it is higher all around."""
    steps = [np.array(step) * 1e-4 for step in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1))]
    near = [criterion(*(at + step)) for step in steps]
    assert min(near) > criterion(*at)
    for up, down in ((near[0], near[1]), (near[2], near[3])):
        assert abs(up - down) < 1e-3 * (up + down - 2 * criterion(*at))


def above(a, b, theta):
    """(q, k, m - 1) how likely answers are to be as high as each category or higher."""
    return 1 / (1 + np.exp(-a[:, None] * (theta[:, None, None] - b)))


def test_the_least_difference():
    """Kolen and Brennan, Eq. 6.12 and 6.13, written out: what is found is where the criteria are lowest."""
    slopes, places = np.array([0.8, 1.2, 1.6, 2.0]), np.sort(LOCATIONS, axis=1)
    other_slopes = np.array([0.7, 0.9, 1.3, 1.4])
    other_places = 1.2 * places - 0.3 + np.array([[0.2], [-0.1], [0.1], [-0.3]])
    here, there = items("graded", slopes, places), items("graded", other_slopes, other_places)
    theta = np.linspace(-6, 6, 61)
    weights = np.exp(-(theta**2) / 2) / np.exp(-(theta**2) / 2).sum()
    there_above = above(other_slopes, other_places, theta)

    def stocking_lord(spread, mean):
        sums = above(slopes / spread, spread * places + mean, theta).sum(axis=(1, 2))
        return weights @ (there_above.sum(axis=(1, 2)) - sums) ** 2

    def haebara(spread, mean):
        ends = ((0, 0), (0, 0), (1, 0)), ((0, 0), (0, 0), (0, 1))
        one, two = (
            np.pad(p, ends[0], constant_values=1) - np.pad(p, ends[1])
            for p in (there_above, above(slopes / spread, spread * places + mean, theta))
        )
        return weights @ ((one - two) ** 2).sum(axis=(1, 2))

    for method, criterion in (("stocking_lord", stocking_lord), ("haebara", haebara)):
        found = link(here, there, method=method)
        least(criterion, np.array([found.spread, found.mean]))
    by_hand = other_places.std() / places.std()
    found = link(here, there, method="mean_sigma")
    assert found.spread == pytest.approx(by_hand)
    assert found.mean == pytest.approx(other_places.mean() - by_hand * places.mean())


def test_an_item_that_works_otherwise_lies_apart():
    moved = LOCATIONS + np.array([[0.0], [0.0], [0.0], [0.8]])
    found = link(items("graded", np.abs(SLOPES), np.sort(LOCATIONS)), items("graded", np.abs(SLOPES), np.sort(moved)))
    assert found.apart.argmax() == 3
    assert found.apart[3] > 2 * np.sort(found.apart)[-2]
    without = link(
        items("graded", np.abs(SLOPES), LOCATIONS, NAMES),
        items("graded", np.abs(SLOPES), moved, NAMES),
        items=NAMES[:3],
    )
    assert without.items == tuple(NAMES[:3])
    assert without.spread == pytest.approx(1)


def test_beside_groups_calibrated_together():
    """Two calibrations, linked, give the mean and the spread that both groups together give, within their errors."""
    slopes, places = [1.2, 1.8, 0.9, 1.5, 2.0, 1.3], [[-1.2, 0.1, 1.3]] * 3 + [[-0.6, 0.5, 1.0]] * 3
    first = graded_answers(1500, slopes, places, seed=1)[0]
    second = graded_answers(1500, list(np.multiply(slopes, A)), list((np.array(places) - B) / A), seed=2)[0]
    found = link(graded(second), graded(first))
    together = multiple_group(np.vstack([first, second]), ["a"] * 1500 + ["b"] * 1500)
    assert abs(found.mean - together.means[1]) < together.mean_errors[1] / 2
    assert abs(found.spread - together.spreads[1]) < together.spread_errors[1] / 2
    assert abs(found.mean - B) < 3 * together.mean_errors[1]
    assert abs(found.spread - A) < 3 * together.spread_errors[1]


def test_one_common_item():
    here, there = items("graded", [1.0], [[-1.0, 1.0]], ["a"]), items("graded", [0.5], [[-1.0, 3.0]], ["a"])
    for method in ("stocking_lord", "haebara", "mean_sigma"):
        found = link(here, there, method=method)
        assert (found.spread, found.mean) == pytest.approx((2, 1))
        assert [issue.code for issue in found.issues] == ["one-common-item"]
    two = known_items("graded", [1.0], [[0.5]], names=["a"]), known_items("graded", [0.5], [[0.5]], names=["a"])
    assert (link(*two).spread, link(*two).mean) == pytest.approx((2, 0))
    with pytest.raises(StatisticsError) as told:
        link(*two, method="mean_sigma")
    assert [issue.code for issue in told.value.issues] == ["no-common-spread"]


def test_other_options_and_items_that_tell_nothing():
    here = known_items("graded", [1.0, 1.5, np.nan, 0.0], [[1.0, -1.0], [0.5], [], [0.2]], names=list("abcd"))
    there = known_items("graded", [1.0, 1.5, 1.2, 1.0], [[0.0], [0.5], [0.0], [0.2]], names=list("abcd"))
    found = link(here, there)
    assert found.items == ("b",)
    assert [(issue.code, issue.path) for issue in found.issues] == [
        ("unlike-categories", "$.items.a"),
        ("unlike-categories", "$.items.c"),
        ("one-common-item", "$.items"),
    ]
    assert np.isnan(found.model.slopes[2])
    with pytest.raises(StatisticsError) as told:
        link(here, there, items=["a", "d"])
    assert [issue.code for issue in told.value.issues] == ["no-common-items"]


def test_what_cannot_be_linked():
    here, there = items("graded", [1.0], [[0.0, 1.0]], ["a"]), items("partial_credit", [1.0], [[0.0, 1.0]], ["a"])
    with pytest.raises(ArgumentError) as told:
        link(here, there)
    assert [issue.code for issue in told.value.issues] == ["models-unlike"]
    with pytest.raises(ArgumentError) as told:
        link(here, here, items=["a", "b", "c"])
    assert [issue.code for issue in told.value.issues] == ["unknown-item", "unknown-item"]
    with pytest.raises(ArgumentError, match="method"):
        link(here, here, method="mean_mean")
