"""Groups on one scale: the likelihood against an integral, its slopes against differences, and laws."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.irt import graded, multiple_group, partial_credit
from purpose_index.stats.irt.common_scale import CommonScale
from purpose_index.stats.irt.fitting import free_parameters
from purpose_index.stats.irt.grouped import GroupedAnswers
from purpose_index.stats.irt.models import MODELS
from purpose_index.stats.irt.start import start_values

SLOPES = np.array([1.5, 0.9, 1.2, 2.0, 1.4, 1.0])
LOCATIONS = np.array([[-1, 0.5], [-0.5, 1], [0, 1.2], [-1.5, 0.2], [-1, 1], [0.3, 1.5]])
KINDS = [(name, equal) for name in MODELS for equal in (False, True)]


@lru_cache
def made(n=600, mean=0.6, spread=1.4, seed=4):
    """Answers of two groups of n by the graded model, and the groups."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(["a", "b"], n)
    theta = np.where(groups == "b", mean + spread * rng.normal(size=2 * n), rng.normal(size=2 * n))
    above = 1 / (1 + np.exp(-SLOPES[:, None] * (theta[:, None, None] - LOCATIONS)))
    return (rng.random((2 * n, 6, 1)) < above).sum(axis=2).astype(float), groups


@lru_cache
def problem(name, equal):
    """A likelihood of three groups, in which one item is not common, away from its top."""
    x, member = made(40)[0][:60, :4].copy(), np.repeat([0, 1, 2], 20)
    x[::7, 1] = np.nan
    columns = GroupedAnswers(x, member, 3, np.array([True, True, True, False]), "abcd")
    pooled = columns.pooled()
    where = free_parameters(pooled, equal=equal)
    task = CommonScale(MODELS[name], columns.apart(), where, 3, 61)
    theta = np.append(start_values(MODELS[name], pooled, where), [0.4, -0.3, 0.2, -0.25])
    return task, theta, columns, where


@pytest.mark.parametrize(("name", "equal"), KINDS)
def test_value(name, equal):
    """Each person's likelihood, integrated over the normal distribution of that person's group."""
    task, theta, columns, where = problem(name, equal)
    nodes = np.linspace(-9, 9, 2001)
    slopes = np.where(where[:, 0] >= 0, theta[where[:, 0]], 0)
    intercepts = np.where(where[:, 1:] >= 0, theta[where[:, 1:]], -np.inf)
    p = np.exp(MODELS[name].log_probabilities(slopes, intercepts, nodes))
    total = 0.0
    for row, group in zip(columns.codes, columns.member, strict=True):
        mean, spread = [(0, 1), (0.4, np.exp(0.2)), (-0.3, np.exp(-0.25))][group]
        likely = np.exp(-(((nodes - mean) / spread) ** 2) / 2) / (spread * np.sqrt(2 * np.pi))
        for j in np.flatnonzero(~np.isnan(row)):
            likely = likely * p[j, int(row[j])]
        total += np.log(likely.sum() * (nodes[1] - nodes[0]))
    assert task.at(theta).value == pytest.approx(total, abs=1e-6)


@pytest.mark.parametrize(("name", "equal"), KINDS)
def test_slopes_and_curvature(name, equal):
    task, theta, _, _ = problem(name, equal)
    point = task.at(theta)
    slopes, information = task.gradient(point), task.complete_information(point) - task.missing_information(point)
    for p, step in enumerate(np.eye(len(theta)) * 1e-5):
        up, down = task.at(theta + step), task.at(theta - step)
        assert slopes[p] == pytest.approx((up.value - down.value) / 2e-5, abs=1e-6)
        np.testing.assert_allclose(information[p], (task.gradient(down) - task.gradient(up)) / 2e-5, atol=1e-6)


@pytest.mark.parametrize("equal", [False, True])
def test_how_far_parameters_may_go(equal):
    """Slopes to 20, means to 20, spreads to 20 times as large or small; what would go beyond its end is held there."""
    task, _, _, where = problem("graded", equal)
    ends = np.full(task.size, np.inf)
    ends[where[:, 0]] = 20
    ends[-4:] = 20, 20, np.log(20), np.log(20)
    np.testing.assert_array_equal(task.within(np.full(task.size, 1e9)), np.minimum(ends, 1e9))
    np.testing.assert_array_equal(task.within(np.full(task.size, -1e9)), -np.minimum(ends, 1e9))
    at = np.minimum(ends, 5)
    assert task.held(at, np.ones(task.size)).tolist() == (ends < 5).tolist()
    assert not task.held(task.within(-ends.clip(max=1e9)), np.ones(task.size)).any()
    assert not task.held(at, np.zeros(task.size)).any()


@pytest.mark.parametrize(("name", "equal"), KINDS)
def test_the_trait_turned_around_is_as_likely(name, equal):
    task, theta, _, where = problem(name, equal)
    turned = task.turned(theta)
    assert task.at(turned).value == pytest.approx(task.at(theta).value, abs=1e-9)
    moved = np.isin(np.arange(task.size), [*where[:, 0], task.size - 4, task.size - 3])  # slopes and means
    np.testing.assert_array_equal(turned, np.where(moved, -theta, theta))


@pytest.mark.parametrize("anchors", [None, ["1", "2", "3"]])
def test_recovery(anchors):
    x, groups = made()
    found = multiple_group(x, groups, anchors=anchors)
    assert found.converged
    assert np.abs(found.gradient).max() < 1e-6
    assert found.sizes.tolist() == [600, 600]
    assert abs(found.means[1] - 0.6) < 3 * found.mean_errors[1]
    assert abs(found.spreads[1] - 1.4) < 3 * found.spread_errors[1]
    assert 0.07 < found.mean_errors[1] < 0.12
    assert np.abs((found.slopes - SLOPES) / found.slope_errors).max() < 3.5
    places = np.array(found.locations)
    assert np.abs((places - LOCATIONS) / np.array(found.location_errors)).max() < 3.5
    same = (found.slopes[0] == found.slopes[1]).tolist()
    assert same == [anchors is None or name in anchors for name in found.items]
    assert found.parameters == 18 + 2 + (0 if anchors is None else 9)


def test_forms_that_share_items():
    """Each group got four items, of which two are common."""
    x, groups = made()
    x = x.copy()
    x[:600, 4:] = np.nan
    x[600:, :2] = np.nan
    found = multiple_group(x, groups)
    assert found.converged
    assert abs(found.means[1] - 0.6) < 3 * found.mean_errors[1]
    assert abs(found.spreads[1] - 1.4) < 3 * found.spread_errors[1]
    assert found.mean_errors[1] > multiple_group(*made()).mean_errors[1]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("slopes", ["free", "equal"])
def test_the_other_reference(name, slopes):
    """Which group is the reference changes the unit, and nothing else."""
    one = multiple_group(*made(), model=name, slopes=slopes)
    other = multiple_group(*made(), model=name, slopes=slopes, reference="b")
    assert (one.groups, other.groups) == (("a", "b"), ("b", "a"))
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)
    assert other.means[1] == pytest.approx(-one.means[1] / one.spreads[1], abs=1e-5)
    assert other.spreads[1] == pytest.approx(1 / one.spreads[1], abs=1e-5)
    np.testing.assert_allclose(other.slopes[0], one.slopes[0] * one.spreads[1], rtol=1e-5)


@pytest.mark.parametrize("function", [graded, partial_credit])
def test_one_group_split_at_random(function):
    """Mean 0 and spread 1 within their errors, and no likelier than two parameters of nothing are."""
    x = made()[0][:600]
    groups = np.random.default_rng(2).permutation(np.repeat([1, 2], 300))
    found, one = multiple_group(x, groups, model=function.__name__), function(x)
    assert abs(found.means[1]) < 3 * found.mean_errors[1]
    assert abs(found.spreads[1] - 1) < 3 * found.spread_errors[1]
    assert 0 <= found.log_likelihood - one.log_likelihood < 6.9
    assert found.parameters == one.parameters + 2
    assert found.aic == pytest.approx(2 * found.parameters - 2 * found.log_likelihood)
    assert found.bic == pytest.approx(np.log(600) * found.parameters - 2 * found.log_likelihood)


def test_errors_of_slopes_means_and_spreads_are_those_of_their_parameters():
    """Item by item a slope and its intercepts, then the mean and the logarithm of the spread."""
    found = multiple_group(*made())
    errors = np.sqrt(np.diag(found.covariance))
    at = np.cumsum([0, *(1 + len(own) for own in found.locations[0])])
    np.testing.assert_allclose(found.slope_errors, [errors[at[:-1]]] * 2, rtol=1e-12)
    assert (at[-1], len(errors)) == (len(errors) - 2, found.parameters)
    assert found.mean_errors[1] == pytest.approx(errors[-2])
    assert found.spread_errors[1] == pytest.approx(found.spreads[1] * errors[-1])


def test_groups_alike_have_the_model_of_one():
    """Everybody in both groups: no difference at all, and the parameters of one group."""
    x = made()[0][:600]
    found, one = multiple_group(np.vstack([x, x]), np.repeat([1, 2], 600)), graded(x)
    assert found.means[1] == pytest.approx(0, abs=1e-7)
    assert found.spreads[1] == pytest.approx(1, abs=1e-7)
    np.testing.assert_allclose(found.slopes[0], one.slopes, rtol=1e-6)
    assert found.log_likelihood == pytest.approx(2 * one.log_likelihood, abs=1e-7)


def test_who_has_no_group_or_no_answer_does_not_count():
    x, groups = made()
    more = np.vstack([x, x[:5], np.full((3, 6), np.nan)])
    labels = [*groups.tolist(), *[None, "", np.nan, None, ""], "a", "b", None]
    found = multiple_group(more, labels)
    assert found.sizes.tolist() == [600, 600]
    assert found.means[1] == pytest.approx(multiple_group(x, groups).means[1], abs=1e-9)


def test_an_item_that_does_not_vary_in_a_group():
    """One that is no anchor has no numbers there."""
    x = made()[0].copy()
    x[600:, 5] = 1
    found = multiple_group(x, made()[1], anchors=["1", "2", "3", "4", "5"])
    assert found.converged
    assert np.isnan(found.slopes[1, 5])
    assert np.isfinite(found.slopes[0]).all()
    assert [own[5].size for own in found.locations] == [2, 0]


@pytest.mark.parametrize(
    ("options", "kind", "code"),
    [
        ({"groups": ["a"] * 3}, ArgumentError, "groups-shape"),
        ({"groups": ["a"] * 1200}, StatisticsError, "too-few-groups"),
        ({"reference": "c"}, ArgumentError, "no-such-group"),
        ({"anchors": ["9"]}, ArgumentError, "unknown-item"),
        ({"anchors": []}, StatisticsError, "no-common-items"),
        ({"model": "some"}, ArgumentError, "unknown-option"),
        ({"slopes": "some"}, ArgumentError, "unknown-option"),
        ({"nodes": 3}, ArgumentError, "nodes-out-of-range"),
    ],
)
def test_what_cannot_be(options, kind, code):
    x, groups = made()
    with pytest.raises(kind) as error:
        multiple_group(x, **({"groups": groups} | options))
    assert [issue.code for issue in error.value.issues] == [code]
    assert code != "unknown-item" or "'1'" in error.value.issues[0].hint


def test_people_without_a_group_or_an_answer_do_not_count_and_that_is_said():
    x, groups = made()
    x, groups = np.array(x, dtype=float), np.array(groups, dtype=object)
    x[:3], groups[-4:] = np.nan, None
    found = multiple_group(x, groups)
    (issue,) = found.issues
    assert (issue.code, issue.facts["left_out"], issue.facts["of"]) == ("people-left-out", 7, len(x))
    assert found.sizes.sum() == len(x) - 7
    assert not multiple_group(*made()).issues


def test_too_few_items():
    x, groups = made()
    with pytest.raises(StatisticsError, match="too-few-varying-items"):
        multiple_group(x[:, :2], groups)
    assert multiple_group(x[:, :2], groups, slopes="equal").converged


def test_a_spread_that_runs_off():
    """One group chose the ends alone, and the other the middle: it is wider than can be said."""
    x = np.vstack(
        [
            np.tile([[1.0, 1, 1], [1, 2, 1], [2, 1, 2], [2, 2, 1]], (20, 1)),
            np.repeat([[0.0] * 3, [3.0] * 3], 40, axis=0),
        ]
    )
    found = multiple_group(x, np.repeat(["a", "b"], 80))
    assert found.spreads[1] == pytest.approx(20)
    assert np.isnan(found.spread_errors[1])
    assert [issue.code for issue in found.issues][-1] == "weakly-identified"
    assert not multiple_group(*made()).issues


def test_groups_in_a_chain():
    """The first and the third share no item, and each shares two with the second."""
    x, groups = made()[0].copy(), np.repeat(["a", "b", "c"], 400)
    x[:400, 4:] = x[400:800, :2] = x[800:, :4] = np.nan
    found = multiple_group(x, groups)
    assert found.converged
    assert np.isfinite(found.mean_errors[1:]).all()
    for apart, left in (("c", 1), ("a", 2)):  # who answers its links alike; all that the reference does not reach
        for answer in (0, 1):
            alike = np.where((groups == apart)[:, None] & ~np.isnan(x), answer, x)
            with pytest.raises(StatisticsError, match="no-common-items") as error:
                multiple_group(alike, groups)
            (issue,) = error.value.issues
            assert (issue.facts, issue.message.endswith(f": {left}.")) == ({"groups": left}, True)


def test_a_mean_that_runs_off_is_told_and_has_no_error():
    """Nobody of one group gives the answers of the other: its mean could be anything beyond."""
    x, groups = made()
    x = np.where((groups == "b")[:, None], 3.0, np.minimum(x, 1))
    x[-6:][np.eye(6, dtype=bool)] = 2
    found = multiple_group(x, groups)
    assert (found.means[1], found.converged) == (20, True)
    assert np.isnan(found.mean_errors[1])
    assert [issue.code for issue in found.issues] == ["weakly-identified"]
