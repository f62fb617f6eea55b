"""Rules that judge a number of a scale by its interval: on either side of every bound.

The intervals are computed here person by person: 50 groups of people are left out in turn (Shao & Tu, 1995), and the
level is shared by all numbers of a scale (Bonferroni).
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy.stats import t

import purpose_index as pi
from purpose_index.stats.reliability import alpha, omega_total
from tests.unit.checks.pilot_data import answers, one_factor, one_scale, set_of, told


def ends(x, statistic, how_many, members=None):
    """The ends of the interval of one of so many numbers."""
    members = np.arange(len(x)) % 50 if members is None else members
    left_out = np.array([statistic(x[members != group]) for group in dict.fromkeys(members)])
    groups = len(left_out)
    se = np.sqrt((groups - 1) / groups * ((left_out - left_out.mean()) ** 2).sum())
    half = t(groups - 1).ppf(1 - 0.05 / how_many / 2) * se
    return statistic(x) - half, statistic(x) + half


def item_rest(x, j=0):
    return np.corrcoef(x[:, j], np.delete(x, j, axis=1).sum(axis=1))[0, 1]


def alpha_of(x):
    k = x.shape[1]
    return k / (k - 1) * (1 - x.var(axis=0, ddof=1).sum() / x.sum(axis=1).var(ddof=1))


def gain(x):
    return alpha_of(x[:, 1:]) - alpha_of(x)


def loadings(x):
    """Least squares, by putting what is explained on the diagonal until it stays."""
    R = np.corrcoef(x.T)
    explained = np.full(len(R), 0.5)
    for _ in range(200):
        np.fill_diagonal(R, explained)
        roots, axes = np.linalg.eigh(R)
        now = axes[:, -1] ** 2 * roots[-1]
        if np.abs(now - explained).max() < 1e-10:
            break
        explained = now
    return axes[:, -1] * np.sqrt(roots[-1]) * np.sign(axes[:, -1].sum())


def residual(x):
    found = loadings(x)
    one, two = found[:2]
    return (np.corrcoef(x.T)[0, 1] - one * two) / np.sqrt((1 - one**2) * (1 - two**2))


def nearer(x):
    """How much more the first of four items goes with the four of another scale than with its own."""
    return np.corrcoef(x[:, 0], x[:, 4:].sum(axis=1))[0, 1] - item_rest(x[:, :4])


def mixed(x, people, other):
    """The first column is another one for the first of these people."""
    x = x.copy()
    x[:people, 0] = other[:people]
    return x


def crossing(make, end, bound, most, near=0.004):
    """The number of people at which the end of an interval passes its bound: how many before it, and after it."""
    low, high = 0, most
    assert (end(make(low)) > bound) != (end(make(high)) > bound)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if (end(make(middle)) > bound) == (end(make(low)) > bound) else (low, middle)
    for people in (low, high):
        assert abs(end(make(people)) - bound) < max(0.03 * bound, near)
    return low, high


def both_sides(rule, data, make, end, bound, most, found_after):
    before, after = crossing(make, end, bound, most)
    assert bool(told(rule, data, make(before))) is not found_after
    assert bool(told(rule, data, make(after))) is found_after
    return told(rule, data, make(after) if found_after else make(before))


SIX = answers(one_factor(600, [0.7] * 6, 1))
NOISE = np.random.default_rng(2).integers(1, 6, 2000).astype(float)


def test_an_item_rest_correlation_that_is_certainly_below_30():
    def high(x):
        return ends(x, item_rest, 6)[1]

    (message,) = both_sides(
        "low-item-rest-correlation", one_scale(6), lambda m: mixed(SIX, m, NOISE), high, 0.30, 600, True
    )
    assert re.fullmatch(r"'q1' has little in common with the rest of 's': item-rest correlation 0\.[12]\d\.", message)


def test_an_item_rest_correlation_that_is_certainly_negative():
    def high(x):
        return ends(x, item_rest, 6)[1]

    turned = 6 - SIX[:, 0]
    before, after = crossing(lambda m: mixed(SIX, m, turned), high, 0.0, 600, near=0.03)
    weak, negative = mixed(SIX, before, turned), mixed(SIX, after, turned)
    assert told("negative-item", one_scale(6), weak) == []
    assert len(told("low-item-rest-correlation", one_scale(6), weak)) == 1  # it is told for the gravest reason alone
    (message,) = told("negative-item", one_scale(6), negative)
    assert re.fullmatch(r"'q1' goes against the rest of 's': item-rest correlation -0\.\d\d\.", message)
    for rule in ("low-item-rest-correlation", "alpha-rises-without-item", "weak-loading"):
        assert told(rule, one_scale(6), negative) == []


def test_an_item_that_goes_against_the_rest_is_turned_around():
    x = mixed(SIX, 600, 6 - SIX[:, 0])
    (finding,) = pi.check(one_scale(6), x, rules=["negative-item"]).findings
    assert finding.hint.startswith("It probably has to be reversed.")
    data = one_scale(6)
    data["items"][0]["reverse"] = data["items"][1]["reverse"] = True
    x[:, 0], x[:, 1] = SIX[:, 0], 6 - SIX[:, 1]  # the key is right of the second alone
    (finding,) = pi.check(data, x, rules=["negative-item"]).findings
    assert finding.hint.startswith("It is reversed; perhaps it should not be.")


def test_alpha_that_certainly_rises_by_more_than_a_hundredth():
    x = answers(one_factor(2000, [0.85] * 4, 3))

    def low(x):
        return ends(x, gain, 4)[0]

    before, after = crossing(lambda m: mixed(x, m, NOISE), low, 0.01, 1000)
    assert told("alpha-rises-without-item", one_scale(4), mixed(x, before, NOISE)) == []
    (message,) = told("alpha-rises-without-item", one_scale(4), mixed(x, after, NOISE))
    assert re.fullmatch(r"Without 'q1', alpha of 's' is 0\.0[1-4] higher\.", message)


def test_a_loading_that_is_certainly_below_40():
    x = answers(one_factor(1000, [0.8] * 5, 4))

    def high(x):
        return ends(x, lambda rows: loadings(rows)[0], 5)[1]

    before, after = crossing(lambda m: mixed(x, m, NOISE), high, 0.40, 1000)
    found = [
        {f.code for f in pi.check(one_scale(5), mixed(x, m, NOISE), ["evidence"]).findings} for m in (before, after)
    ]
    # an item of so low a loading lowers alpha too, which is told where it weighs less
    assert "low-item-rest-correlation" not in found[0] | found[1]
    assert ("weak-loading" in found[0], "weak-loading" in found[1]) == (False, True)
    (message,) = told("weak-loading", one_scale(5), mixed(x, after, NOISE))
    assert re.fullmatch(r"'q1' loads 0\.3\d on the one factor of 's'\.", message)


def test_an_item_that_certainly_goes_with_another_scale_by_more_than_5_hundredths():
    z = one_factor(800, [0.7] * 4, 5), one_factor(800, [0.7] * 5, 6)
    x = answers(np.column_stack(z))
    data = set_of({"own": ["a1", "a2", "a3", "a4"], "other": ["b1", "b2", "b3", "b4"]})

    def low(x):
        return ends(x, nearer, 4)[0]

    both_sides("wrong-loading", data, lambda m: mixed(x[:, :8], m, x[:, 8]), low, 0.05, 800, True)
    (message,) = told("wrong-loading", data, mixed(x[:, :8], 800, x[:, 8]))
    assert message.startswith(
        "'a1' goes with 'other' more than with the rest of its own scale, 'own': the correlations"
    )
    difference = nearer(mixed(x[:, :8], 800, x[:, 8]))
    assert message.endswith(f"differ by {difference:.2f}.")


def test_an_item_that_goes_with_two_others_more_is_told_of_the_nearest():
    first, second, third = (one_factor(800, [0.7] * 3, seed) for seed in (7, 8, 9))
    first[:, 0] = 0.4 * second.mean(axis=1) + 0.7 * third.mean(axis=1) + 0.2 * first[:, 0]
    data = set_of({name: [f"{name}{i}" for i in (1, 2, 3)] for name in "abc"})
    x = answers(np.column_stack([first, second, third]))
    for order in ((0, 1, 2), (0, 2, 1)):
        scales = [data["scales"][i] for i in order]
        (message,) = told("wrong-loading", {**data, "scales": scales}, x)
        assert message.startswith("'a1' goes with 'c' more than with the rest of its own scale, 'a'")


def test_too_few_people_who_answered_both_scales_tell_nothing_of_where_an_item_belongs():
    data = set_of({"own": ["a1", "a2", "a3"], "other": ["b1", "b2", "b3"]})
    own, other = one_factor(300, [0.8] * 3, 22), one_factor(300, [0.8] * 3, 23)
    own[:, 0] = other[:, 0]
    x = answers(np.column_stack([own, other]))
    assert len(told("wrong-loading", data, x)) == 1
    for people, found in [(19, 0), (20, 1)]:
        some = x[np.random.default_rng(3).permutation(300)]
        some[:130, 3:] = np.nan
        some[130 + people :, :3] = np.nan
        assert len(told("wrong-loading", data, some)) == found
    alike = x.copy()
    alike[:100, 3:] = np.nan
    alike[200:, :3] = np.nan
    alike[100:200, 5] = 3
    assert told("wrong-loading", data, alike) == []


def test_an_item_against_the_grain_is_told_as_that_wherever_else_it_goes():
    own, other = one_factor(600, [0.7] * 4, 10), one_factor(600, [0.7] * 4, 11)
    own[:, 0] = -0.6 * own[:, 1:].mean(axis=1) + other.mean(axis=1)
    x = answers(np.column_stack([own, other]))
    data = set_of({"own": ["a1", "a2", "a3", "a4"], "other": ["b1", "b2", "b3", "b4"]})
    assert len(told("negative-item", data, x)) == 1
    assert told("wrong-loading", data, x) == []


def test_an_item_in_two_scales_is_told_once():
    x = mixed(SIX, 600, NOISE)
    data = set_of({"s": [f"q{i}" for i in range(1, 6)], "t": ["q1", "q2", "q3", "q4", "q6"]})
    (message,) = told("low-item-rest-correlation", data, x)
    assert "of 's':" in message


def test_two_scales_of_two_items_tell_nothing_of_where_an_item_belongs():
    first, second = one_factor(600, [0.9] * 2, 12), one_factor(600, [0.9] * 2, 13)
    x = answers(np.column_stack([first[:, 0], second[:, 0], second[:, 1], first[:, 1]]))
    assert told("wrong-loading", set_of({"a": ["a1", "a2"], "b": ["b1", "b2"]}), x) == []
    assert len(told("low-item-rest-correlation", set_of({"a": ["a1", "a2"], "b": ["b1", "b2"]}), x)) == 4


@pytest.mark.parametrize(("k", "judged"), [(2, False), (3, True)])
def test_a_pair_that_is_certainly_more_alike_than_80(k, judged):
    x = answers(one_factor(500, [0.7] * 3, 14))[:, :k]

    def low(x):
        return ends(x, lambda rows: np.corrcoef(rows.T)[0, 1], k * (k - 1) // 2)[0]

    before, after = crossing(lambda m: mixed(x, m, x[:, 1]), low, 0.80, 500)
    assert told("redundant-pair", one_scale(k), mixed(x, before, x[:, 1])) == []
    found = told("redundant-pair", one_scale(k), mixed(x, after, x[:, 1]))
    assert [re.sub(r"0\.8\d", "_", message) for message in found] == [
        "'q2' goes with 'q1' to _: one of the two says all that both say."
    ] * judged


def test_residuals_that_certainly_correlate_more_than_20():
    z = one_factor(800, [0.6] * 9, 15)
    x = answers(z)

    def make(m):
        """Of the first m people, the two first items share what is left of them."""
        shared = z.copy()
        shared[:m, 0] = 0.5 * z[:m, 0] + 0.8 * z[:m, 1]
        return answers(shared)[:, :8]

    assert make(0).tolist() == x[:, :8].tolist()

    def low(x):
        return ends(x, residual, 28)[0]

    (message,) = both_sides("residual-dependence", one_scale(8), make, low, 0.20, 800, True)
    assert message.startswith("'q1' and 'q2' share more than what 's' is about: their residuals correlate 0.")


def test_two_things_are_not_told_as_pairs_that_share_more():
    x = answers(np.column_stack([one_factor(600, [0.8] * 3, 16), one_factor(600, [0.8] * 3, 17)]))
    (message,) = told("more-dimensions", one_scale(6), x)
    assert message.startswith("The items of 's' are more than one thing: parallel analysis finds 2")
    assert told("residual-dependence", one_scale(6), x) == []
    assert told("residual-dependence", one_scale(3), x[:, :3]) == []


def test_what_is_left_of_two_things_is_not_told_and_of_four_items_of_another_scale_is():
    two = answers(np.column_stack([one_factor(600, [0.8] * 3, 32), one_factor(600, [0.85] * 4, 31)]))
    assert ends(two, residual, 21)[0] > 0.5
    shared = np.array([[1, 0.5, 0.36, 0.36], [0.5, 1, 0.36, 0.36], [0.36, 0.36, 1, 0.85], [0.36, 0.36, 0.85, 1]])
    four = answers(np.random.default_rng(33).standard_normal((600, 4)) @ np.linalg.cholesky(shared).T)
    assert ends(four, residual, 6)[0] > 0.22
    data = set_of({"two": [f"a{i}" for i in range(7)], "four": [f"b{i}" for i in range(4)]})
    x = np.column_stack([two, four])
    (message,) = told("more-dimensions", data, x)
    assert message.startswith("The items of 'two' are more than one thing: parallel analysis finds 2")
    messages = told("residual-dependence", data, x)
    assert messages[0].startswith("'b0' and 'b1' share more than what 'four' is about")
    assert all("'four'" in message for message in messages)


def test_two_things_are_found_though_one_tenth_alone_answers_an_item_otherwise():
    x = answers(np.column_stack([one_factor(400, [0.8] * 3, 34), one_factor(400, [0.8] * 4, 35)]))
    x[:, 6] = 3
    x[7::10, 6] = np.tile([1, 2, 4, 5], 10)
    assert len(told("more-dimensions", one_scale(7), x)) == 1


@pytest.mark.parametrize(("k", "judged"), [(3, False), (4, True)])
def test_four_items_can_be_two_things(k, judged):
    x = answers(np.column_stack([one_factor(600, [0.9] * 2, 18), one_factor(600, [0.9] * 2, 19)]))[:, :k]
    assert bool(told("more-dimensions", one_scale(k), x)) is judged


def two_things_of(people, n=400):
    """Answers that one factor explains, but for these people, who answer three items one way and three the other."""
    x = answers(one_factor(n, [0.7] * 6, 20))
    ways = np.where(np.arange(len(people)) % 2, [[5.0], [1.0]], [[1.0], [5.0]])
    x[people] = ways.T.repeat(3, axis=1)
    return x


def test_what_one_tenth_of_people_make_is_no_second_thing():
    rows = np.arange(400)
    assert told("more-dimensions", one_scale(6), two_things_of(rows[rows % 10 == 3])) == []
    assert len(told("more-dimensions", one_scale(6), two_things_of(rows[:40]))) == 1  # four in every tenth


def test_an_item_that_one_tenth_alone_answers_otherwise_stops_nothing():
    x = answers(one_factor(400, [0.7] * 5, 21))
    x[:, 4] = 3
    x[7::10, 4] = np.tile([1, 2, 4, 5], 10)
    assert told("more-dimensions", one_scale(5), x) == []


def test_a_reliability_whose_interval_ends_at_the_floor_may_reach_it():
    x = SIX[:100]
    estimate = alpha(x)
    rule = "reliability-below-floor"
    assert told(rule, one_scale(6), x, reliability_floor=estimate.high) == []
    (message,) = told(rule, one_scale(6), x, reliability_floor=float(np.nextafter(estimate.high, 1)))
    assert message.startswith(f"Alpha of 's' is {estimate.value:.2f}, ")
    assert f"{estimate.high:.3f}" in message


@pytest.mark.parametrize("k", [2, 3])
def test_an_interval_that_is_as_wide_as_wanted_is_narrow_enough(k):
    x = SIX[:80, :k]
    estimate = alpha(x)
    width = estimate.high - estimate.low
    assert told("sample-too-small", one_scale(k), x, interval_width=width) == []
    (finding,) = pi.check(
        one_scale(k), x, rules=["sample-too-small"], interval_width=float(np.nextafter(width, 0))
    ).findings
    omega = "" if k == 2 else f", that of omega {(o := omega_total(x)).high - o.low:.2f}"
    assert f" {width:.2f} wide with 80 people{omega}; " in finding.message


def test_where_omega_has_no_interval_that_of_alpha_stands_alone():
    x = np.random.default_rng(0).integers(1, 6, (25, 3)).astype(float)
    x[:, 1] = np.where(np.random.default_rng(1).random(25) < 0.6, x[:, 0], x[:, 1])
    assert omega_total(x).low is None  # one item has no error of its own
    (message,) = told("sample-too-small", one_scale(3), x)
    assert " wide with 25 people; with an alpha of 0.62, " in message


def test_no_number_of_people_makes_a_scale_of_items_that_share_nothing():
    every_pair = np.array([[a, b] for a in range(1, 6) for b in range(1, 6)], dtype=float)  # alpha is 0
    data = set_of({"none": ["a1", "a2"], "some": ["b1", "b2"]})
    x = np.column_stack([every_pair, every_pair[:, 0], np.where(every_pair[:, 1] < 3, every_pair[:, 0], 3)])
    assert [message[:30] for message in told("sample-too-small", data, x)] == ["The interval of alpha of 'some"]
    x[:, 1] = 6 - x[:, 0] + (np.arange(25) % 2)
    x[:, 1] = np.clip(x[:, 1], 1, 5)  # it goes against the other
    assert [message[:30] for message in told("sample-too-small", data, x)] == ["The interval of alpha of 'some"]


def test_how_many_people_more_is_told():
    x = SIX[:60]
    needed = pi.stats.reliability.sample_size.people_for_alpha_width(alpha(x).value, 6, 0.1)
    (finding,) = pi.check(one_scale(6), x, rules=["sample-too-small"], interval_width=0.1).findings
    assert finding.message.endswith(f" 0.10 takes {needed:,}.")
    assert finding.hint == f"Ask {needed - 60:,} people more."


def test_people_of_a_group_are_left_out_together():
    n = 300
    rows = [
        {**{f"q{j + 1}": int(value) for j, value in enumerate(row)}, "team": f"t{i % 12}"}
        for i, row in enumerate(mixed(SIX, 300, NOISE)[:n])
    ]
    x = np.array([[row[f"q{j + 1}"] for j in range(6)] for row in rows], dtype=float)
    by_team = ends(x, item_rest, 6, np.arange(n) % 12)[1]
    alone = ends(x, item_rest, 6)[1]
    assert by_team != pytest.approx(alone, rel=0.02)
