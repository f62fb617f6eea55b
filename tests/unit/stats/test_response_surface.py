"""The surface of an outcome over two scores, where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.alignment import response_surface

GRID = np.array([(x, y) for x in (1.0, 2.0, 3.0, 4.0) for y in (1.0, 2.0, 3.0, 4.0, 5.0)])
X, Y = GRID.T
BUMP = np.where(np.arange(20) % 3 == 0, 1.0, -0.5)  # so that something is left over


def of(z, **options):
    return response_surface(X, Y, z, **{"low": 1, "high": 5, **options})


def test_an_exact_surface_is_found_with_its_ridge():
    """z = 7 - 2 (x - y)²: level and highest wherever both agree."""
    found = of(7 - 2 * (X - Y) ** 2 + 0 * BUMP)
    assert [found.coefficients[f"b{j}"] for j in range(6)] == pytest.approx([7, 0, 0, -2, 4, -2], abs=1e-12)
    surface = [found.a1.value, found.a2.value, found.a3.value, found.a4.value, found.a5.value]
    assert surface == pytest.approx([0, 0, 0, -8, 0], abs=1e-12)
    assert found.r_squared == pytest.approx(1)
    assert [issue.code for issue in found.issues] == ["no-stationary-point"]
    assert np.isnan(found.stationary_point).all()
    assert np.isnan(found.first_axis).all()


def test_three_values_of_each_score_are_enough():
    x, y = np.array([(x, y) for x in (1.0, 2, 5) for y in (1.0, 3, 5)]).T
    found = response_surface(x, y, (x - 2) ** 2 + 3 * y, low=1, high=5)
    assert [found.coefficients[f"b{j}"] for j in range(6)] == pytest.approx([10, 2, 3, 1, 0, 0], abs=1e-9)


def test_a_hill_has_its_top_and_axes():
    """z = -(u - 1)² - 4 (v + 0.5)² with u = x - 3 and v = y - 3: the top at (1, -0.5), curved least along x."""
    found = of(-((X - 4) ** 2) - 4 * (Y - 2.5) ** 2)
    assert found.center == 3
    assert found.stationary_point == pytest.approx((1, -0.5))
    assert found.first_axis.slope == pytest.approx(0, abs=1e-9)
    assert found.first_axis.intercept == pytest.approx(-0.5)
    assert abs(found.second_axis.slope) > 1e9
    assert found.a1.value == pytest.approx(2 - 4)
    assert found.a3.value == pytest.approx(2 + 4)
    assert [found.a2.value, found.a4.value, found.a5.value] == pytest.approx([-5, -5, 3])


def test_a_turned_hill_has_its_first_axis_along_agreement():
    """z = -(u + v)² - 9 (u - v)²: it falls least along u = v."""
    u, v = X - 3, Y - 3
    found = of(-((u + v) ** 2) - 9 * (u - v) ** 2)
    assert found.first_axis == pytest.approx((0, 1), abs=1e-9)
    assert found.second_axis == pytest.approx((0, -1), abs=1e-9)
    assert found.a2.value == pytest.approx(-4)
    assert found.a4.value == pytest.approx(-36)


def test_errors_and_the_test_against_a_plane_are_those_of_normal_equations():
    """Written out with the inverse of X'X, as textbooks do."""
    z = 2 + 0.5 * (X - 3) - 0.3 * (Y - 3) ** 2 + BUMP
    found = of(z)
    u, v = X - 3, Y - 3
    D = np.column_stack([np.ones(20), u, v, u**2, u * v, v**2])
    inverse = np.linalg.inv(D.T @ D)
    b = inverse @ D.T @ z
    rss = np.sum((z - D @ b) ** 2)
    covariance = inverse * rss / 14
    np.testing.assert_allclose(list(found.coefficients.values()), b, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found.covariance, covariance, rtol=0, atol=1e-12)
    np.testing.assert_allclose(list(found.standard_errors.values()), np.sqrt(np.diag(covariance)), rtol=0, atol=1e-12)
    w = np.array([0, 0, 0, 1, -1, 1])
    assert found.a4.se == pytest.approx(np.sqrt(w @ covariance @ w))
    assert found.a4.df == 14
    assert found.a4.high - found.a4.value == pytest.approx(2.1447866879 * found.a4.se)  # t of 14 df in any table
    flat = np.linalg.lstsq(D[:, :3], z, rcond=None)[1][0]
    assert found.f == pytest.approx((flat - rss) / 3 / (rss / 14))
    assert found.f_df == (3, 14)
    assert found.r_squared == pytest.approx(1 - rss / np.sum((z - z.mean()) ** 2))
    assert found.linear_r_squared == pytest.approx(1 - flat / np.sum((z - z.mean()) ** 2))
    assert (found.n, found.groups, found.method) == (20, None, "least-squares")


def test_centring_moves_where_zero_is_and_nothing_else():
    z = (X - 2) * (Y - 4) + BUMP
    middle, mean, number = of(z), of(z, center="grand-mean"), of(z, center=1.5)
    assert (middle.center, mean.center, number.center) == (3, (2.5 + 3) / 2, 1.5)
    for one in (mean, number):
        assert one.a4.value == pytest.approx(middle.a4.value)
        assert one.r_squared == pytest.approx(middle.r_squared)
        assert np.add(one.stationary_point, one.center) == pytest.approx(np.add(middle.stationary_point, middle.center))


def test_the_middle_of_what_occurs_is_taken_with_a_word_about_it():
    found = response_surface(X, Y, X * Y + BUMP)
    assert found.center == 3  # of 1 to 5, both scores together
    assert [(issue.code, issue.facts["center"]) for issue in found.issues] == [("observed-midpoint", 3)]


def test_whoever_lacks_a_number_or_a_team_is_left_out_and_counted():
    z = X * Y + BUMP
    teams = np.array(["a", "b", "c", "d"] * 5, dtype=object)
    teams[0] = None
    gap = z.copy()
    gap[1] = np.nan
    found = of(gap, groups=teams)
    assert (found.n, found.groups) == (18, 4)
    assert [dict(issue.facts) for issue in found.issues] == [{"left_out": 2, "of": 20}]
    same = response_surface(X[2:], Y[2:], z[2:], low=1, high=5, groups=teams[2:])
    assert found.a3.se == same.a3.se


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"center": "middle"}, "unknown-option"),
        ({"center": np.inf}, "center-not-finite"),
        ({"low": 5, "high": 1}, "range-not-ascending"),
        ({"low": 3, "high": 3}, "range-not-ascending"),
        ({"groups": ["a"]}, "unlike-lengths"),
        ({"groups": [["a"]] * 20}, "not-one-column"),
        ({"level": 95}, "level-out-of-range"),
    ],
)
def test_what_cannot_be_is_refused(options, code):
    with pytest.raises(ArgumentError) as caught:
        of(X + BUMP, **options)
    assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize(
    "call",
    [
        lambda: response_surface(X[:6], Y[:6], X[:6], center=3),
        lambda: response_surface(np.where(X > 2, 1, 5), Y, X, center=3),
        lambda: response_surface(X, X, Y, center=3),
        lambda: of(X + BUMP, groups=["a"] * 20),
    ],
)
def test_an_undefined_surface_is_refused(call):
    with pytest.raises(StatisticsError):
        call()


def test_a_surface_that_one_team_tells_alone_has_no_errors_that_teams_could_tell():
    """All other teams score both in the middle, so every coefficient but the constant hangs on one team."""
    x, y, z = (np.append(one, middle) for one, middle in ((X, [3.0] * 4), (Y, [3.0] * 4), (X + BUMP, [2.0, 1, 2, 3])))
    found = response_surface(x, y, z, low=1, high=5, groups=["a"] * len(X) + ["b", "b", "c", "c"])
    alone = next(issue for issue in found.issues if issue.code == "told-by-one-group")
    assert set(alone.facts["names"]) >= {"b1", "b2", "b3", "b4", "b5", "a1", "a2", "a3", "a4", "a5"}
    assert np.isnan([found.a1.se, found.a4.p, found.f, found.f_p, found.standard_errors["b3"]]).all()
    same = response_surface(x, y, z, low=1, high=5)
    assert found.coefficients == pytest.approx(dict(same.coefficients))
