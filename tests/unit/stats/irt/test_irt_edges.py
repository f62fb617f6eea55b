"""Data in which something is not defined, and laws that hold for any data."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.irt import climbing, graded, item_fit, local_dependence, model_fit, partial_credit, person_fit
from purpose_index.stats.irt.models import GRADED
from purpose_index.tallies import Patterns
from tests.unit.stats.irt.made import graded_answers

both_functions = pytest.mark.parametrize("function", [graded, partial_credit])


@lru_cache
def made():
    slopes, locations = [1.5, 0.9, 1.2, 2.0], [[-1, 0.5], [-0.5, 1], [0, 1.2], [-1.5, 0.2]]
    return graded_answers(300, slopes, locations, seed=5, missing=0.1)[0]


def codes(model):
    return [issue.code for issue in model.issues]


@both_functions
def test_order_and_parts_change_nothing(function):
    x, turn = made(), [2, 0, 3, 1]
    model, rows, items = function(x), function(x[::-1]), function(x[:, turn])
    assert rows.slopes.tobytes() == model.slopes.tobytes()
    np.testing.assert_allclose(items.slopes, model.slopes[turn], rtol=1e-7)
    for j, at in enumerate(turn):
        np.testing.assert_allclose(items.location_errors[j], model.location_errors[at], rtol=1e-6)
    parts = Patterns.of(x[:100], missing="pairwise") + Patterns.of(x[100:], missing="pairwise")
    assert function(parts).slopes.tobytes() == model.slopes.tobytes()


@both_functions
def test_turning_all_items_around_mirrors_the_trait(function):
    x = made()
    model, mirrored = function(x), function(2 - x)
    assert mirrored.log_likelihood == pytest.approx(model.log_likelihood, abs=1e-8)
    np.testing.assert_allclose(mirrored.slopes, model.slopes, rtol=1e-7)
    for own, other in zip(model.locations, mirrored.locations, strict=True):
        np.testing.assert_allclose(other, -own[::-1], atol=1e-6)
    for method in ("eap", "map", "ml", "wle"):
        ours, theirs = model.score(x[:20], method=method), mirrored.score(2 - x[:20], method=method)
        np.testing.assert_allclose(theirs.theta, -ours.theta, atol=1e-6)
        np.testing.assert_allclose(theirs.se, ours.se, atol=1e-5)


@both_functions
def test_counting_everybody_twice_halves_squared_errors(function):
    x = made()
    once, twice = function(x), function(np.vstack([x, x]))
    assert twice.n == 2 * once.n
    np.testing.assert_allclose(twice.slopes, once.slopes, rtol=1e-6)
    np.testing.assert_allclose(twice.covariance * 2, once.covariance, rtol=1e-5, atol=1e-9)


def test_recovery():
    slopes, locations = (
        [0.8, 1.2, 1.6, 2.0, 1.4],
        [[-1.5, 0, 1], [-1, 0.3, 1.5], [-2, -0.5, 0.5], [-0.7, 0.2, 1], [-1, 0, 2]],
    )
    x, theta = graded_answers(3000, slopes, locations, seed=8)
    model = graded(x)
    z = (model.slopes - slopes) / model.slope_errors
    z_places = (np.array(model.locations) - locations) / np.array(model.location_errors)
    assert np.abs(z).max() < 3
    assert np.abs(z_places).max() < 3.3
    scores = model.score(x)
    assert np.mean((scores.theta - theta) ** 2) == pytest.approx(np.mean(scores.se**2), rel=0.1)


def test_who_answered_nothing_does_not_count():
    x = np.vstack([made(), np.full((40, 4), np.nan)])
    model = graded(x)
    assert model.n == 300
    assert model.slopes.tobytes() == graded(made()).slopes.tobytes()


@both_functions
def test_an_item_that_does_not_vary(function):
    x = np.column_stack([made(), np.full(300, 3.0), np.full(300, np.nan)])
    model, without = function(x), function(made())
    assert codes(model) == ["item-not-estimated"] * 2
    assert [issue.path for issue in model.issues] == ["$.items.5", "$.items.6"]
    np.testing.assert_allclose(model.slopes[:4], without.slopes)
    assert np.isnan(model.slopes[4:]).all()
    assert np.isnan(model.slope_errors[4:]).all()
    assert model.locations[4].size == model.locations[5].size == 0
    np.testing.assert_allclose(model.information([0, 1]), without.information([0, 1]))
    np.testing.assert_allclose(model.expected_score([0, 1]), without.expected_score([0, 1]) + 3)
    np.testing.assert_allclose(model.score(x[:5]).theta, without.score(made()[:5]).theta)
    only = np.array([[np.nan] * 4 + [3.0, np.nan]])
    assert np.isnan(model.score(only, method="wle").theta[0])
    assert model.score(only, method="map").theta[0] == 0
    with pytest.raises(StatisticsError) as error:
        model.sum_score_table()
    assert error.value.issues[0].facts == {"items": ("6",)}


@both_functions
@pytest.mark.parametrize(("columns", "slopes", "needed"), [(2, "free", 3), (1, "equal", 2), (0, "equal", 2)])
def test_too_few_items(function, columns, slopes, needed):
    x = np.column_stack([made()[:, :columns], np.ones(300)])
    with pytest.raises(StatisticsError) as error:
        function(x, slopes=slopes)
    assert error.value.issues[0].facts == {"items": columns, "needed": needed}
    assert error.value.issues[0].hint == ("Take slopes='equal'." if columns == 2 else "Take more items.")


@both_functions
def test_two_items_with_one_slope(function):
    model = function(made()[:, :2], slopes="equal")
    assert model.converged
    assert np.isfinite(model.slope_errors).all()


def test_a_slope_that_runs_off():
    """Three copies of one item leave it no error."""
    x = graded_answers(300, [1.5, 1.0, 1.2], [[0.0], [0.3], [-0.3]], seed=4)[0]
    model = graded(np.column_stack([x, x[:, :1], x[:, :1]]))
    assert "slope-runs-off" in codes(model)
    assert model.slopes[[0, 3, 4]].max() == 20
    assert model.issues[0].facts["steepest"] == 20
    held = np.abs(model.slopes) == 20
    assert np.isnan(model.slope_errors[held]).all()
    assert np.isfinite(model.slope_errors[1:3]).all()


@both_functions
def test_answers_at_the_ends_alone(function):
    """Everybody chose the same end of all items: a trait that parts people in two."""
    x = np.repeat([[1, 1, 1], [4, 4, 4], [1, 4, 1], [4, 1, 4]], [40, 40, 2, 2], axis=0)
    model = function(x, slopes="equal")
    assert np.isfinite(model.log_likelihood)
    assert [own.size for own in model.locations] == [1, 1, 1]


@both_functions
@pytest.mark.parametrize("slopes", ["free", "equal"])
def test_higher_answers_go_with_more_of_the_trait(function, slopes):
    """A trait turned around is as likely; of the two tops, that is given where the slopes are above nought."""
    x = np.repeat(
        [[0] * 4, [3] * 4, [0, 3, 0, 3], [3, 0, 3, 0], [0, 0, 3, 3], [3, 3, 0, 0]], [40, 40, 3, 3, 4, 4], axis=0
    )
    model = function(x, slopes=slopes)
    assert (model.slopes > 1).all()
    assert model.converged
    assert np.abs(model.gradient).max() < 1e-8
    low, high = model.score([[0] * 4, [3] * 4]).theta
    assert low < -0.5
    assert high == pytest.approx(-low)  # as many people chose the one as the other


@both_functions
def test_a_likelihood_that_is_flattest_at_a_slope_of_nought(function):
    """The sum is the same for everybody, and the top so flat that the search ends beside it."""
    x = np.repeat([[0, 1, 2, 3], [1, 2, 3, 2]], 20, axis=0)
    model = function(x, slopes="equal")
    assert codes(model) == ["no-common-trait"]
    assert model.log_likelihood == pytest.approx(160 * np.log(0.5))  # four items, each chosen half and half


@both_functions
def test_blocks_that_nobody_saw_both_of_are_two_samples(function):
    """Three items each, answered by other people: what is found is what each block gives by itself."""
    x = graded_answers(400, [1.5, 1.2, 1.4, 1.6, 1.3, 1.5], [[-1, 0.5]] * 6, seed=6)[0]
    x[:200, 3:] = np.nan
    x[200:, :3] = np.nan
    whole, one, other = function(x), function(x[:200, :3]), function(x[200:, 3:])
    assert whole.log_likelihood == pytest.approx(one.log_likelihood + other.log_likelihood, abs=1e-8)
    np.testing.assert_allclose(whole.slopes, [*one.slopes, *other.slopes], rtol=1e-6)
    for fit in (item_fit, model_fit):
        with pytest.raises(StatisticsError, match="nobody-complete"):
            fit(whole, x)
    assert np.isfinite(person_fit(whole, x).zh).all()
    pairs, alone = local_dependence(whole, x), local_dependence(one, x[:200, :3])
    assert (pairs.pairs[:3, 3:] == 0).all()
    for name in ("ld_x2", "p_value", "adjusted", "cramers_v", "q3"):
        assert np.isnan(getattr(pairs, name)[:3, 3:]).all()
    np.testing.assert_allclose(pairs.p_value[:3, :3], alone.p_value, rtol=1e-5)


@both_functions
@pytest.mark.parametrize("slopes", ["free", "equal"])
@pytest.mark.parametrize(
    "x", [np.zeros((0, 4)), np.full((20, 4), np.nan), [[0, 1, 2, 3]], np.tile([0, 1, 2, 3], (50, 1))],
    ids=["nobody", "no answers", "one person", "one row of answers"],
)  # fmt: skip
def test_people_who_all_answered_alike(function, slopes, x):
    with pytest.raises(StatisticsError) as error:
        function(x, slopes=slopes)
    (issue,) = error.value.issues
    assert (issue.code, issue.facts["items"]) == ("too-few-varying-items", 0)


@both_functions
def test_an_item_turned_around_has_a_slope_below_nought(function):
    x = made()
    turned = x.copy()
    turned[:, 1] = 2 - turned[:, 1]
    model, other = function(x), function(turned)
    np.testing.assert_allclose(other.slopes, model.slopes * [1, -1, 1, 1], rtol=1e-6)
    assert other.log_likelihood == pytest.approx(model.log_likelihood, abs=1e-8)
    for method in ("eap", "map", "ml", "wle"):
        np.testing.assert_allclose(
            other.score(turned[:9], method=method).theta, model.score(x[:9], method=method).theta, atol=1e-6
        )


@both_functions
def test_a_value_that_one_person_chose(function):
    """It has a location of its own, far out, and the others are hardly moved; counted as its neighbour it has none."""
    x = made()
    rare, merged = x.copy(), x.copy()
    top = np.flatnonzero((x == 2).all(axis=1))[0]
    rare[top, 0] = 9
    model, without = function(rare), function(merged)
    assert model.categories[0] == (0, 1, 2, 9)
    assert codes(model) == []
    assert model.converged
    np.testing.assert_allclose(model.slopes, without.slopes, atol=0.15)
    known = Patterns.of(x, missing="pairwise", values=[[0, 1, 2, 5, 9]] * 4)
    unused = function(known)
    assert codes(unused) == ["unused-category"] * 4
    assert unused.slopes.tobytes() == without.slopes.tobytes()
    np.testing.assert_array_equal(unused.score([[9, 5, 2, 0]]).theta, unused.score([[2, 2, 2, 0]]).theta)


@both_functions
def test_more_items_than_people_can_carry(function):
    """100 items, 50 people: it ends, or says that it does not."""
    rng = np.random.default_rng(3)
    x = np.digitize(rng.normal(size=(50, 1)) + rng.logistic(size=(50, 100)), [-1.0, 1.0]).astype(float)
    model = function(x, slopes="equal")
    assert model.converged
    assert np.isfinite(np.concatenate(model.location_errors)).all()


def test_planned_missing_blocks():
    """Half of the people saw items 1-4, half 3-6; no two of items 1, 2 and 5, 6 were answered by anybody."""
    slopes, locations = [1.5, 1.2, 1.4, 1.6, 1.3, 1.5], [[-1, 0.5]] * 6
    x = graded_answers(1500, slopes, locations, seed=6)[0]
    x[:750, 4:] = np.nan
    x[750:, :2] = np.nan
    model = graded(x)
    assert model.converged
    assert not model.issues
    assert np.abs((model.slopes - slopes) / model.slope_errors).max() < 3


def test_unrelated_items_have_slopes_around_nought():
    x = (np.random.default_rng(1).random((500, 4)) < 0.5).astype(float)
    model = graded(x, slopes="equal")
    assert abs(model.slopes[0]) < 0.5
    assert np.isfinite(model.log_likelihood)


@both_functions
def test_options(function):
    for option, value, code in (("slopes", "some", "unknown-option"), ("nodes", 5, "nodes-out-of-range")):
        with pytest.raises(ArgumentError) as error:
            function(made(), **{option: value})
        assert [issue.code for issue in error.value.issues] == [code]
    for nodes in (11, 1001):
        assert function(made(), nodes=nodes, slopes="equal").nodes == max(nodes, 19)  # as many as the items need
    model = function(made(), names=["a", "b", "c", "d"])
    assert model.items == ("a", "b", "c", "d")


@both_functions
def test_items_that_have_nothing_in_common(function):
    """One of two items turned around: the likeliest slope for both is nought, and scores have no place."""
    x = np.repeat([[0, 1], [1, 0], [0, 0], [1, 1]], [40, 40, 20, 20], axis=0)
    model = function(x, slopes="equal")
    assert model.converged
    assert codes(model) == ["no-common-trait"]
    assert abs(model.slopes[0]) < 1e-6
    for method, theta, se in (("eap", 0, 1), ("map", 0, 1), ("ml", np.nan, np.nan), ("wle", np.nan, np.nan)):
        scores = model.score([[0, 1], [1, 1]], method=method)
        np.testing.assert_allclose([scores.theta, scores.se], [[theta] * 2, [se] * 2], atol=1e-5)


@both_functions
def test_items_that_are_copies(function):
    """Whatever comes of it, it comes without a warning, and says what it is."""
    x = np.repeat([[0] * 5, [1] * 5, [2] * 5], [10, 10, 7], axis=0)
    model = function(x)
    assert "slope-runs-off" in codes(model)
    scores = model.score(x[[0, 10, 20]], method="eap")
    assert (np.diff(scores.theta) > 0).all()


@both_functions
def test_a_perfect_ladder(function):
    """Who passes an item passes all before it: the model expects some answers of nobody."""
    x = np.repeat(np.tri(7, 6, -1, dtype=int), 3, axis=0)
    model = function(x)
    assert "slope-runs-off" in codes(model)
    with pytest.raises(StatisticsError, match="moments-without-variance"):
        model_fit(model, x)


def test_far_apart_locations():
    """Answers that nearly nobody passes by: gaps so wide that their exponential is none."""
    p = GRADED.in_predictors(np.array([1.0]), np.array([[900.0, -900.0]]), np.array([0.0]))
    curve = GRADED.curvature(np.array([1.0]), np.array([[900.0, -900.0]]), np.array([0.0]), np.ones((1, 3, 1)))
    assert np.isfinite(p).all()
    np.testing.assert_allclose(curve, 0, atol=1e-12)


def test_items_that_nobody_answered_with_two_others_are_named():
    """No pair but one's own tells a slope: the hint says which answers are lacking."""
    x = graded_answers(400, [1.5, 1.2, 1.4, 1.6], [[-1, 0.5]] * 4, seed=6)[0]
    x[:200, 2:] = np.nan
    x[200:, :2] = np.nan
    hints = [issue.hint for issue in graded(x).issues]
    assert hints
    assert all("Nobody answered '1', '2', '3', '4' with two others" in hint for hint in hints)


@pytest.mark.parametrize("most", [1, 2])
def test_a_search_that_is_cut_off_says_so_and_has_no_errors(monkeypatch, most):
    for name in ("MOST", "MOST_AT_THE_END"):
        monkeypatch.setattr(climbing, name, most)
    model = graded(graded_answers(200, [1.5, 0.9, 1.2], [[-1, 0.5]] * 3, seed=1)[0])
    assert not model.converged
    assert "not-converged" in [issue.code for issue in model.issues]
    assert model.steps <= 4 * most + 4


def test_a_step_that_ends_lower_leads_nowhere():
    """Of two slopes next to nothing is told: a step of Newton's went where nothing is likely."""
    alone = ([7, 3, 1, 7, 6, 7, 7, 5, 5], [2, 7, 3, 1, 7, 7, 6], [7, 1, 4, 3, 7, 3, 6], [7, 7, 1, 7, 1, 1, 2])
    x = np.full((32, 4), np.nan)
    x[:2] = [4, 6, np.nan, np.nan], [np.nan, np.nan, 1, 2]
    for j, own in enumerate(alone):
        start = 2 + sum(map(len, alone[:j]))
        x[start : start + len(own), j] = own
    model = graded(x)
    assert not model.converged
    assert np.isfinite(model.log_likelihood)
