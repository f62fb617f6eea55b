"""Parameters that are equal in groups but for some, and what a model would gain where one were not."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.cfa import cfa, compare
from purpose_index.stats.cfa.structure import structure_of
from tests.unit.stats.cfa.test_models import exactly

NAMES = ["a", "b", "c", "d"]
MODEL = "f =~ a + b + c + d"
LOADINGS = np.array([1, 0.8, 0.7, 0.9])
INTERCEPTS = np.array([3.0, 2.5, 3.5, 2.0])
RESIDUALS = np.array([0.5, 0.6, 0.4, 0.7])
FACTOR = [(0.0, 1.0), (0.4, 1.3), (-0.2, 0.8)]  # means and variances
SCALAR = ["loadings", "intercepts"]


def groups(moves: dict[int, dict[int, float]], n=(120, 150, 90)) -> tuple[np.ndarray, list[str]]:
    """Rows that have just the moments of a scalar model, but for intercepts that move: {group: {item: by}}."""
    rows, labels = [], []
    for g, size in enumerate(n):
        mean, variance = FACTOR[g]
        intercepts = INTERCEPTS.copy()
        for item, by in moves.get(g, {}).items():
            intercepts[item] += by
        covariance = variance * np.outer(LOADINGS, LOADINGS) + np.diag(RESIDUALS)
        rows.append(exactly(covariance, intercepts + LOADINGS * mean, n=size, seed=g))
        labels += [f"g{g}"] * size
    return np.vstack(rows), labels


TWO, TWO_LABELS = groups({1: {2: 0.3}}, n=(120, 150))
THREE, THREE_LABELS = groups({2: {1: -0.25}})


def by_brute_force(x: np.ndarray, labels: list[str], found) -> dict[tuple[str, str], tuple[float, float]]:
    """The score test and the change of every equality of intercepts and loadings, from numerical slopes alone."""
    names = list(dict.fromkeys(labels))
    parts = [x[np.array(labels) == name] for name in names]

    def value(lhs: str, op: str, rhs: str, name: str) -> float:
        return found.estimate(lhs, op, rhs, group=name).value

    start = []
    for name in names:
        start += [value("f", "=~", item, name) for item in NAMES[1:]] + [value(item, "~1", "", name) for item in NAMES]
        start += [value(item, "~~", item, name) for item in NAMES]
        start += [value("f", "~~", "f", name), value("f", "~1", "", name)]
    start = np.array(start)

    def moments(part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        loadings = np.concatenate([[1.0], part[:3]])
        return part[3:7] + loadings * part[12], part[11] * np.outer(loadings, loadings) + np.diag(part[7:11])

    size, step = 13, 1e-5
    slope, information = np.zeros(len(start)), np.zeros((len(start),) * 2)
    for g, rows in enumerate(parts):
        at = start[g * size : (g + 1) * size]
        mean, covariance = moments(at)
        W = np.linalg.inv(covariance)
        observed, deviation = np.cov(rows.T, bias=True), rows.mean(axis=0) - mean
        slopes = []
        for j in range(size):
            up, down = (moments(at + sign * step * np.eye(size)[j]) for sign in (1, -1))
            slopes.append(tuple((high - low) / (2 * step) for high, low in zip(up, down, strict=True)))
        about = observed + np.outer(deviation, deviation) - covariance
        for j, (of_mean, of_covariance) in enumerate(slopes):
            here = g * size + j
            slope[here] = len(rows) * (of_mean @ W @ deviation + np.trace(W @ of_covariance @ W @ about) / 2)
            for k, (other_mean, other) in enumerate(slopes):
                both = np.trace(W @ of_covariance @ W @ other) / 2 + of_mean @ W @ other_mean
                information[here, g * size + k] = len(rows) * both
    shared, count, together = {}, 0, []
    for g in range(len(names)):
        for j in range(size):
            key = j if j < 7 else (g, j)  # loadings and intercepts are equal, and the first factor mean is 0
            if (g, j) == (0, 12):
                together.append(None)
                continue
            if key not in shared:
                shared[key], count = count, count + 1
            together.append(shared[key])
    K = np.array([[float(at == j) for j in range(count)] for at in together])
    result = {}
    for g, name in enumerate(names):
        for j, item in enumerate([*NAMES[1:], *NAMES]):
            one = np.zeros(len(start))
            one[g * size + j] = 1
            across = K.T @ information @ one
            own = one @ information @ one - across @ np.linalg.solve(K.T @ information @ K, across)
            result[("f" if j < 3 else "") + item, name] = (slope @ one) ** 2 / own, slope @ one / own
    return result


@pytest.mark.parametrize(("x", "labels"), [(TWO, TWO_LABELS), (THREE, THREE_LABELS)])
def test_a_score_test_and_its_change_follow_from_slopes_and_information(x, labels):
    found = cfa(x, MODEL, names=NAMES, groups=labels, equal=SCALAR)
    wanted = by_brute_force(x, labels, found)
    tests = found.equality_tests()
    assert len(tests) == 7 * (1 if len(set(labels)) == 2 else 3)
    for row in tests:
        name = "f" + row.rhs if row.op == "=~" else row.lhs
        assert (row.chi_square, row.expected_change) == pytest.approx(wanted[name, row.group], rel=1e-6, abs=1e-8)
    sizes = [row.chi_square for row in tests]
    assert sizes == sorted(sizes, reverse=True)


def test_the_equality_that_does_not_hold_is_found_and_its_change_is_what_is_so():
    first = cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=SCALAR).equality_tests()[0]
    assert (first.lhs, first.op, first.group) == ("c", "~1", "g1")
    assert first.expected_change == pytest.approx(0.3, abs=0.03)
    third = cfa(THREE, MODEL, names=NAMES, groups=THREE_LABELS, equal=SCALAR).equality_tests()[0]
    assert (third.lhs, third.group) == ("b", "g2")
    assert third.expected_change == pytest.approx(-0.25, abs=0.03)


def test_a_change_of_an_intercept_is_standardised_by_the_item():
    found = cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=SCALAR)
    first = found.equality_tests()[0]
    deviation = np.sqrt(found.groups[1].implied_covariance[2, 2])
    assert first.standardized_change == pytest.approx(first.expected_change / deviation)


@pytest.mark.parametrize("free", [["c ~ 1"], ["c ~1"], "c ~ 1", ["c~1"]])
def test_a_parameter_may_be_apart(free):
    scalar = cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=SCALAR)
    partial = cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=SCALAR, free=free)
    assert partial.fit.df == scalar.fit.df - 1
    assert partial.fit.chi_square == pytest.approx(0, abs=1e-8)
    assert partial.estimate("c", "~1", group="g1").value == pytest.approx(3.8, abs=1e-7)
    assert partial.estimate("c", "~1", group="g0").value == pytest.approx(3.5, abs=1e-7)
    assert partial.estimate("f", "~1", group="g1").value == pytest.approx(0.4, abs=1e-7)
    gain = compare(partial, scalar).chi_square
    assert scalar.equality_tests()[0].chi_square == pytest.approx(gain, rel=0.1)


def test_loadings_and_residuals_may_be_apart():
    equal = [*SCALAR, "residuals"]
    free = ["f =~ b", "d ~~ d", "c ~ 1"]
    found = cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=equal, free=free)
    assert found.fit.df == cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=equal).fit.df - 3
    for name, same in ((("f", "=~", "b"), False), (("d", "~~", "d"), False), (("c", "~~", "c"), True)):
        labels = {found.estimate(*name, group=group).label for group in ("g0", "g1")}
        assert (labels != {""}) == same


@pytest.mark.parametrize(
    ("free", "code", "words"),
    [
        (["f =~ e"], "unknown-parameter", "no parameter 'f =~ e'"),
        (["f =~ a"], "unknown-parameter", "fixed value"),
        (["f"], "model-syntax", "'f' is not the name of one parameter"),
        (["f =~ b + c"], "model-syntax", "one parameter"),
        (["x := 2"], "model-syntax", "one parameter"),
    ],
)
def test_what_cannot_be_set_free_is_said(free, code, words):
    with pytest.raises(ArgumentError, match=words) as raised:
        cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=SCALAR, free=free)
    assert {issue.code for issue in raised.value.issues} == {code}


@pytest.mark.parametrize(("free", "way"), [("f =~ a", "begin with another item"), ("d ~~ d", "Leave it out of 'free'")])
def test_what_is_fixed_is_told_with_a_way_out(free, way):
    with pytest.raises(ArgumentError) as raised:
        cfa(TWO, "f =~ a + b + c\ng =~ d", names=NAMES, groups=TWO_LABELS, equal=SCALAR, free=free)
    assert way in raised.value.issues[0].hint


def test_names_may_be_those_of_any_columns():
    names = ["1", "q-2", "a b", "d"]
    model = {"my factor": names}
    found = cfa(TWO, model, names=names, groups=TWO_LABELS, equal=SCALAR, free=["a b ~ 1", "my factor =~ q-2", "1~1"])
    apart = {(row.lhs, row.op, row.rhs) for row in found.estimates if row.free and not row.label}
    assert {("a b", "~1", ""), ("my factor", "=~", "q-2"), ("1", "~1", "")} <= apart
    assert ("d", "~1", "") not in apart


def test_all_intercepts_apart_leave_factor_means_unidentified():
    with pytest.raises(StatisticsError) as raised:
        cfa(TWO, MODEL, names=NAMES, groups=TWO_LABELS, equal=SCALAR, free=[f"{item} ~ 1" for item in NAMES])
    assert {issue.code for issue in raised.value.issues} == {"not-identified"}


def test_equalities_within_one_group_are_tested_too():
    found = cfa(TWO[:120], "f =~ p*a + p*b + p*c + d\nf ~~ 1*f\np := p", names=NAMES, identification="variance")
    tests = found.equality_tests()
    assert {(row.lhs, row.op, row.rhs) for row in tests} == {("f", "=~", item) for item in "abc"}
    assert all(row.standardized_change * row.expected_change > 0 for row in tests)


def test_without_equalities_there_is_nothing_to_test():
    assert cfa(TWO[:120], MODEL, names=NAMES).equality_tests() == ()


def test_errors_of_mlm_are_those_of_the_moments_about_the_means_of_each_group():
    """Satorra & Bentler (1994) by brute force: slopes of moments by finite differences, Γ of squares and products."""
    rng = np.random.default_rng(4)
    factor = rng.normal(size=(160, 1))
    x = factor * [0.8, 0.7, 0.9, 0.6] + rng.normal(size=(160, 4)) * [0.5, 0.7, 0.6, 0.8]
    groups = np.repeat(["a", "b"], [100, 60])
    x[groups == "b", 0] += 0.8  # means and loadings that are not equal: slopes are not 0 in each group
    x[groups == "b", 1] *= 2.0
    found = cfa(x, {"f": ["1", "2", "3", "4"]}, estimator="MLM", groups=groups, equal=["loadings", "intercepts"])
    row, column = np.tril_indices(4)
    information = np.zeros((len(found.theta),) * 2)
    products = information.copy()
    free = 0.0
    for number, label in enumerate("ab"):
        own = x[groups == label]
        implied = structure_of(found.model, number).implied

        def moments(theta, implied=implied):
            return np.concatenate([implied(theta).mean, implied(theta).covariance[row, column]])

        slopes = np.column_stack(
            [(moments(found.theta + h) - moments(found.theta - h)) / 2e-5 for h in 1e-5 * np.eye(len(found.theta))]
        )
        inverse = np.linalg.inv(implied(found.theta).covariance)
        twice = np.where(row == column, 1.0, 2.0)
        pairs = (
            inverse[row[:, None], row] * inverse[column[:, None], column]
            + inverse[row[:, None], column] * inverse[column[:, None], row]
        )
        weights = np.zeros((14, 14))
        weights[:4, :4] = inverse
        weights[4:, 4:] = np.outer(twice, twice) * pairs / 4
        away = own - own.mean(axis=0)
        gamma = np.cov(np.column_stack([own, away[:, row] * away[:, column]]).T, bias=True)
        share = len(own) / len(x)
        information += share * slopes.T @ weights @ slopes
        products += share * slopes.T @ weights @ gamma @ weights @ slopes
        free += np.trace(weights @ gamma)
    inverse = np.linalg.inv(information)
    assert found.covariance == pytest.approx(inverse @ products @ inverse / 160, abs=1e-7)
    assert found.fit.scaled.scaling == pytest.approx((free - np.trace(inverse @ products)) / found.fit.df, rel=1e-6)
