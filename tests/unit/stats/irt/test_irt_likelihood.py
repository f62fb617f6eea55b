"""The likelihood against a loop over people and nodes, its slopes and curvature against differences."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.irt import blocks as blocks_module
from purpose_index.stats.irt import fitting as fitting_module
from purpose_index.stats.irt import graded, partial_credit
from purpose_index.stats.irt import likelihood as likelihood_module
from purpose_index.stats.irt.answers import answers_by_category, every_so_many
from purpose_index.stats.irt.fitting import free_parameters, nodes_needed
from purpose_index.stats.irt.likelihood import Problem, even_nodes, fading, polynomials
from purpose_index.stats.irt.models import MODELS
from purpose_index.stats.irt.start import start_values
from purpose_index.tallies import rows as rows_module
from tests.unit.stats.irt.made import graded_answers

KINDS = [(name, equal) for name in MODELS for equal in (False, True)]
every_kind = pytest.mark.parametrize(("name", "equal"), KINDS)


@lru_cache
def made():
    x = graded_answers(60, [1.5, 0.8, 1.2, 2.0], [[-1, 0.5]] * 4, seed=3, missing=0.15)[0]
    x[:, 2] = np.minimum(x[:, 2], 1)
    x[0] = np.nan
    return x


@lru_cache
def problem(name, equal):
    data = answers_by_category(made(), None)
    where = free_parameters(data, equal=equal)
    task = Problem(MODELS[name], data, where, 31)
    theta = start_values(MODELS[name], data, where) + 0.1 * np.sin(np.arange(where.max() + 1))
    return task, theta


@every_kind
def test_value(name, equal):
    task, theta = problem(name, equal)
    nodes, weights = even_nodes(31)
    slopes, intercepts = task.parameters(theta)
    p = np.exp(MODELS[name].log_probabilities(slopes, intercepts, nodes))
    total = 0.0
    for row in made()[1:]:
        likely = weights.copy()
        for j, answer in enumerate(row):
            if not np.isnan(answer):
                likely = likely * p[j, int(answer)]
        total += np.log(likely.sum()) if not np.isnan(row).all() else 0.0
    assert task.at(theta).value == pytest.approx(total, rel=1e-12)


@every_kind
def test_gradient(name, equal):
    task, theta = problem(name, equal)
    slopes = task.gradient(task.at(theta))
    for p, step in enumerate(np.eye(len(theta)) * 1e-5):
        moved = task.at(theta + step).value - task.at(theta - step).value
        assert slopes[p] == pytest.approx(moved / 2e-5, abs=1e-6)


@every_kind
def test_observed_information(name, equal):
    """Louis: what the complete data would tell, less what is missing, is how the slopes fall."""
    task, theta = problem(name, equal)
    point = task.at(theta)
    information = task.complete_information(point) - task.missing_information(point)
    for p, step in enumerate(np.eye(len(theta)) * 1e-5):
        fall = task.gradient(task.at(theta - step)) - task.gradient(task.at(theta + step))
        np.testing.assert_allclose(information[p], fall / 2e-5, atol=1e-6)


@pytest.mark.parametrize("steepness", [4, 8, 20])
@every_kind
def test_observed_information_of_steep_items(name, equal, steepness):
    """What slopes of steps spread is no sum of a few polynomials, and those of higher degrees are not orthonormal."""
    where, theta = problem(name, equal)[0].where, problem(name, equal)[1]
    task = Problem(MODELS[name], answers_by_category(made(), None), where, 201)
    theta = np.where(task.slope, steepness, theta * steepness / 2)
    point = task.at(theta)
    information = task.complete_information(point) - task.missing_information(point)
    for p, step in enumerate(np.eye(len(theta)) * 1e-5):
        fall = task.gradient(task.at(theta - step)) - task.gradient(task.at(theta + step))
        np.testing.assert_allclose(information[p], fall / 2e-5, atol=1e-5)


@every_kind
def test_information_of_many_rows(monkeypatch, name, equal):
    """In float32, and with fewer polynomials, errors keep five digits."""
    task, theta = problem(name, equal)
    point = task.at(theta)
    exact = task.missing_information(point)
    monkeypatch.setattr(task, "exact", np.float32)
    size = np.sqrt(np.diag(task.complete_information(point)))
    np.testing.assert_allclose(
        task.missing_information(point) / np.outer(size, size), exact / np.outer(size, size), atol=5e-6
    )


def test_polynomials_over_where_somebody_may_be():
    """Each degree has mean 0 and variance 1 in its own person, and nothing in common with the others."""
    nodes, weights = even_nodes(61)
    people = np.stack([weights, weights * np.exp(2 * nodes - nodes**2)], axis=1)
    people = np.column_stack([people / people.sum(axis=0), (np.abs(nodes) < 0.3) / 3])  # the third is at three nodes
    degrees = [times for times, _ in zip(polynomials(people, nodes), range(4), strict=False)]
    for n, size in ((0, 4), (1, 4), (2, 2)):
        own = np.stack([weighted[:, n] for weighted in degrees]) / np.maximum(people[:, n], 1e-300)
        products = own * people[:, n] @ own.T
        np.testing.assert_allclose(products, np.diag(np.arange(4) < size), atol=1e-12)
        np.testing.assert_allclose(own @ people[:, n], 0, atol=1e-12)


def test_blocks_change_nothing(monkeypatch):
    """Rows in small blocks, made anew each time, give what all at once give."""
    whole = graded(made(), slopes="equal")
    monkeypatch.setattr(blocks_module, "BLOCK", 7)
    monkeypatch.setattr(blocks_module, "KEPT", 0)
    parts = graded(made(), slopes="equal")
    np.testing.assert_allclose(parts.slopes, whole.slopes, rtol=1e-9)
    np.testing.assert_allclose(parts.covariance, whole.covariance, rtol=1e-8)


def test_nodes():
    nodes, weights = even_nodes(61)
    assert nodes[0] == -6
    assert nodes[-1] == 6
    assert weights.sum() == pytest.approx(1)
    assert [weights @ nodes**power for power in (1, 2, 4)] == pytest.approx([0, 1, 3], abs=1e-5)


@pytest.mark.parametrize(("slopes", "needed"), [([4.0], 41), ([2.0, 2.0], 21), ([2.0] * 10, 35)])
def test_nodes_lie_as_close_as_the_smallest_error_asks(slopes, needed):
    """Twelve wide, 1.2 errors apart, or as many ths of the slope: of items at 0, 1 / error² is 1 + sum(slope²) / 4."""
    assert nodes_needed(MODELS["graded"], np.array(slopes), np.zeros((len(slopes), 1))) == needed


def test_steep_items_have_more_nodes():
    """Where scores are more certain than the nodes lie apart, more are taken, and it makes no difference any more."""
    x = graded_answers(300, [8.0] * 5, [[-0.5], [-0.2], [0], [0.2], [0.5]], seed=1)[0]
    model = graded(x)
    assert model.nodes > 61
    finer = graded(x, nodes=2 * model.nodes)
    assert finer.nodes == 2 * model.nodes
    assert finer.log_likelihood == pytest.approx(model.log_likelihood, abs=1e-5)


@pytest.mark.parametrize("function", [graded, partial_credit])
def test_equal_slopes_are_within_free_ones(function):
    equal, free = function(made(), slopes="equal"), function(made())
    assert free.log_likelihood > equal.log_likelihood
    assert free.parameters == equal.parameters + 3
    assert len(set(equal.slopes)) == 1


@pytest.mark.parametrize("slopes", ["free", "equal"])
def test_beginning_with_some_of_the_rows_changes_nothing(monkeypatch, slopes):
    """Of many rows a share shows most of the way; the end is that of all."""
    x = graded_answers(900, [1.5, 0.8, 1.2, 2.0, 1.1, 1.4], [[-1, 0.5]] * 6, seed=3, missing=0.1)[0]
    whole = graded(x, slopes=slopes)
    monkeypatch.setattr(fitting_module, "MANY", 100)
    monkeypatch.setattr(likelihood_module, "FEW", 100)
    monkeypatch.setattr(fitting_module, "ONE_IN", 2)
    begun = graded(x, slopes=slopes)
    assert begun.converged
    assert begun.steps < whole.steps
    assert begun.log_likelihood == pytest.approx(whole.log_likelihood, abs=1e-9)
    np.testing.assert_allclose(begun.slopes, whole.slopes, rtol=1e-6)
    np.testing.assert_allclose(begun.covariance, whole.covariance, rtol=1e-4, atol=1e-7)


def test_every_so_many_rows_must_have_every_category():
    rows = np.repeat([[0, 1, 1], [1, 0, 1], [1, 1, 0], [0, 0, 0]], 5, axis=0)
    assert every_so_many(answers_by_category(rows, None), 1) is not None
    assert every_so_many(answers_by_category(rows, None), 4) is None


def test_any_number_of_threads_gives_the_same_bits(monkeypatch):
    monkeypatch.setattr(blocks_module, "BLOCK", 7)
    monkeypatch.setattr(blocks_module, "RUN", 2)
    models = []
    for count in (1, 2, 3):
        monkeypatch.setattr(rows_module, "cores", lambda count=count: count)
        models.append(graded(made(), slopes="equal"))
    assert len({model.covariance.tobytes() + model.slopes.tobytes() for model in models}) == 1


def test_nodes_left_out_are_looked_at_again(monkeypatch):
    """Where nobody was is left out the next time, until somebody may be there: at any other place all is counted."""
    monkeypatch.setattr(blocks_module, "BLOCK", 20)
    data = answers_by_category(graded_answers(400, [2.0] * 12, [[-0.5, 0.5]] * 12, seed=2)[0], None)
    where = free_parameters(data, equal=False)
    moved, fresh = (Problem(MODELS["graded"], data, where, 61) for _ in range(2))
    start = start_values(MODELS["graded"], data, where)
    flat = np.where(moved.slope, start / 8, start)
    moved.at(start)
    narrow = [reach[1] - reach[0] for reach in moved.reach if reach is not None]
    assert len(narrow) == moved.blocks.count
    assert 0 < min(narrow) < 8
    there, expected = moved.at(flat), fresh.at(flat)
    assert there.value == pytest.approx(expected.value, rel=1e-12)
    np.testing.assert_allclose(there.expected, expected.expected, atol=1e-9)
    assert moved.at(start).value == pytest.approx(Problem(MODELS["graded"], data, where, 61).at(start).value, rel=1e-12)


def test_rough_sums_are_near():
    task, theta = problem("graded", equal=False)
    rough, exact = task.at(theta, np.float32), task.at(theta)
    assert rough.value == pytest.approx(exact.value, rel=1e-5)
    np.testing.assert_allclose(rough.expected, exact.expected, atol=1e-4)


def test_parts_that_fall_on_as_they_fell():
    """Of a geometric series all is there, of parts that stop falling too much is not; None where they end before."""
    parts = [np.diag([0.25**power, 0.5 * 0.25**power]) for power in range(9)]
    np.testing.assert_allclose(fading(parts, 1e-3), np.diag([4 / 3, 2 / 3]), rtol=1e-12)
    uneven = [np.eye(1), 1e-4 * np.eye(1), 0.9e-4 * np.eye(1)]
    np.testing.assert_allclose(fading(uneven[1:], 0.95), [[2.8e-4]], rtol=1e-12)
    assert fading(uneven, 1e-9) is None


def test_the_same_over_other_nodes():
    """Over enough nodes the likelihood is one number, and where people may be is looked at once for both."""
    task, theta = problem("graded", equal=False)
    fine, finer = task.over(61), task.over(121)
    assert [len(each.nodes) for each in (task, fine, finer)] == [31, 61, 121]
    assert finer.at(theta).value == pytest.approx(fine.at(theta).value, rel=1e-9)
