"""Selection, rest scores, the order of items, reliability and Guttman errors, on data small enough to do by hand."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.stats import norm
from scipy.stats import t as student

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.mokken import (
    guttman_errors,
    invariant_item_ordering,
    molenaar_sijtsma,
    monotonicity,
    partition,
    scalability,
)
from purpose_index.stats.mokken.groups import rest_groups, smallest_group
from purpose_index.stats.mokken.influence import Errors
from purpose_index.stats.mokken.item_order import _of_pair, _removed, _transposed
from purpose_index.stats.mokken.selection import _search
from purpose_index.tallies import PairCounts, Patterns

RNG = np.random.default_rng(3)
TWO = np.digitize(np.repeat(RNG.normal(size=(200, 2)), 3, axis=1) + RNG.normal(size=(200, 6)), [-1, 0, 1])


def test_every_item_of_a_scale_joined_with_at_least_the_bound():
    found = partition(TWO, lower=0.3)
    assert found.scales.tolist() in ([1, 1, 1, 2, 2, 2], [2, 2, 2, 1, 1, 1])
    assert scalability(TWO[:, :3]).Hi.min() >= 0.3
    assert (found.lower, found.n, found.items) == (0.3, 200, tuple("123456"))


def test_a_ladder_is_each_bound_by_itself_and_tallies_give_the_same():
    ladder = partition(TWO, lower=(0.2, 0.5, 0.9))
    assert ladder.scales.tolist() == [partition(TWO, lower=bound).scales.tolist() for bound in (0.2, 0.5, 0.9)]
    assert ladder.scales[2].tolist() == [0] * 6
    assert ladder.lower == (0.2, 0.5, 0.9)
    assert partition(Patterns.of(TWO)).scales.tolist() == partition(TWO).scales.tolist()


def test_an_item_that_goes_against_one_of_a_scale_does_not_join():
    x = TWO.copy()
    x[:, 2] = 3 - x[:, 2]
    assert partition(x).scales[2] == 0


def searched(x, lower, alpha):
    """The procedure as Hemker, Sijtsma and Molenaar describe it, with the coefficients of each set of items anew."""
    scale, number = [0] * x.shape[1], 0
    while len(free := [j for j, own in enumerate(scale) if not own]) > 1:
        tests = len(free) * (len(free) - 1) // 2
        pairs = {(i, j): scalability(x[:, [i, j]]) for i in free for j in free if i < j}
        good = {at: r.H for at, r in pairs.items() if lower <= r.H and norm.sf(r.Z) <= alpha / tests}
        if not good:
            break
        chosen = list(max(good, key=good.get))
        while True:
            left = [j for j in free if j not in chosen and all(pairs[min(i, j), max(i, j)].H >= 0 for i in chosen)]
            tests += len(left)
            found = {j: scalability(x[:, [*chosen, j]]) for j in left}
            good = {
                j: r.H for j, r in found.items() if min(r.Hi[-1], r.H) >= lower and norm.sf(r.Zi[-1]) <= alpha / tests
            }
            if not good:
                break
            chosen.append(max(good, key=good.get))
        number += 1
        for j in chosen:
            scale[j] = number
    return scale


@pytest.mark.parametrize("seed", range(6))
def test_scales_are_those_of_a_search_with_coefficients_counted_anew(seed):
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=(40, 2)) @ [[1, 0.4], [0, 1]]
    x = np.digitize(np.repeat(trait, 3, axis=1) + 1.5 * rng.normal(size=(40, 6)), [-1, 0, 1])
    for lower, alpha_level in ((0.0, 0.05), (0.2, 0.05), (0.2, 0.5), (0.3, 0.9)):
        assert partition(x, lower=lower, alpha=alpha_level).scales.tolist() == searched(x, lower, alpha_level)


@pytest.mark.parametrize(
    ("with_second", "lower", "scales"), [(0, 0.45, [1, 1, 1]), (0, 0.46, [1, 1, 0]), (-1, 0.3, [1, 1, 0])]
)
def test_an_item_joins_that_is_as_scalable_as_asked_and_goes_against_none(with_second, lower, scales):
    """Of three items the last scales with the first alone: 9 of 10, and 9 of 20 with both."""
    scalable = np.array([[0, 9.1, 9], [9.1, 0, with_second], [9, with_second, 0]])
    expected, variance = (size * (1 - np.eye(3)) for size in (10.0, 1.0))
    assert _search(scalable, expected, variance, lower, 0.05).tolist() == scales


def test_a_scale_of_items_that_are_just_as_scalable_as_asked():
    expected, variance = (size * (1 - np.eye(3)) for size in (10.0, 0.1))
    assert _search(0.3 * expected, expected, variance, 0.3, 0.05).tolist() == [1, 1, 1]


def test_chance_does_not_make_a_scale():
    few = np.array([[0, 0], [1, 1], [0, 0], [1, 1], [0, 1], [1, 0], [1, 1], [0, 0]])
    assert scalability(few).H == 0.5
    assert partition(few).scales.tolist() == [0, 0]
    assert partition(np.repeat(few, 10, axis=0)).scales.tolist() == [1, 1]
    assert partition(few, alpha=0.2).scales.tolist() == [1, 1]  # z = sqrt(7) / 2 = 1.32, and at .2 it must be 0.84


@pytest.mark.parametrize(
    "options", [{"lower": 1.0}, {"lower": -0.1}, {"lower": ()}, {"alpha": 0.0}, {"alpha": 1.0}, {"method": "ga"}]
)
def test_options_that_cannot_be(options):
    with pytest.raises(ArgumentError):
        partition(TWO, **options)


def test_items_that_do_not_vary_are_in_no_scale():
    assert partition(np.ones((20, 3))).scales.tolist() == [0, 0, 0]


def fall():
    """Two items of which the first falls: of those with 0 on the other three of four pass, of those with 1 one."""
    return np.array([[1, 0]] * 3 + [[0, 0]] + [[1, 1]] + [[0, 1]] * 3)


def test_a_share_that_falls_is_a_violation():
    table = monotonicity(fall(), group_size=4)
    assert table.compared.tolist() == [1, 1]
    assert table.violations.tolist() == [1, 1]
    assert table.largest.tolist() == table.total.tolist() == [0.5, 0.5]
    z = 2 * (np.sqrt(2 * 2) - np.sqrt(3 * 3)) / np.sqrt(7)  # one passes in the higher group, one fails in the lower
    np.testing.assert_allclose(table.z_largest, abs(z))
    assert table.significant.tolist() == [0, 0]
    h = scalability(fall()).Hi
    crit = 50 * (0.3 - h) + 1 + 100 + 50 + 10 * np.sqrt(0.5) + 500 + 5 * abs(z)
    np.testing.assert_allclose(table.crit, crit)
    many = monotonicity(np.repeat(fall(), 10, axis=0), group_size=40)
    assert many.significant.tolist() == [1, 1]
    assert monotonicity(fall(), group_size=4, minimum=0.5).violations.tolist() == [0, 0]
    assert monotonicity(fall(), group_size=4, minimum=0.5).crit.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("n", "size"), [(149, 50), (150, 50), (153, 51), (250, 83), (251, 50), (499, 99), (500, 50), (1009, 100)]
)
def test_how_many_people_a_group_has(n, size):
    """A tenth from 500 people on, a fifth from 251, a third from 150, else 50 (Molenaar and Sijtsma)."""
    assert smallest_group(n) == size


@pytest.mark.parametrize(
    ("people", "starts"), [([1, 1, 1, 1], [0, 2]), ([1, 1, 1], [0]), ([2, 2], [0, 1]), ([1, 2, 1, 1, 3], [0, 2, 4])]
)
def test_groups_are_of_rest_scores_that_are_enough_together(people, starts):
    """Of at least two people, and what is left at the top joins the last group."""
    assert rest_groups(np.array(people), 2).tolist() == starts


def test_an_item_that_everybody_answers_alike_is_not_compared():
    table = monotonicity(np.column_stack([fall(), np.ones(8, dtype=int)]), group_size=4)
    assert (table.compared[2], table.violations[2], table.crit[2]) == (0, 0, 0)
    assert table.violations[:2].tolist() == [1, 1]


def test_shares_that_cannot_fall_are_not_compared():
    ladder = np.repeat([[0, 0], [1, 1]], 4, axis=0)
    assert monotonicity(ladder, group_size=4).compared.tolist() == [0, 0]


@pytest.mark.parametrize("look", [monotonicity, invariant_item_ordering])
def test_items_of_patterns_keep_their_names(look):
    found = look(Patterns.of(crossing(), items=["a", "b", "c"]), group_size=10)
    assert sorted(found.items) == ["a", "b", "c"]


def test_groups_need_twice_their_size():
    with pytest.raises(ArgumentError) as error:
        monotonicity(fall())
    assert error.value.issues[0].facts == {"size": 50, "n": 8}
    with pytest.raises(ArgumentError, match="Give a smaller group_size="):
        monotonicity(fall()[:2])  # one and one can be compared
    for size in (0, 5):
        with pytest.raises(ArgumentError, match="group-size-out-of-range"):
            monotonicity(fall(), group_size=size)
    for size in (1, 4):
        assert monotonicity(fall(), group_size=size).group_size == size


def crossing():
    """Of two items the first has the higher mean, but not among those with 1 on the third."""
    low, high = [[1, 0, 0]] * 9 + [[0, 1, 0]], [[1, 0, 1]] * 2 + [[0, 1, 1]] * 8
    return np.array(low + high)


def test_an_order_that_turns_around_is_a_violation():
    result = invariant_item_ordering(crossing(), group_size=10)
    assert result.items == ("1", "3", "2")
    assert result.table.minimum == pytest.approx(0.03)
    first = result.table.items.index("1")
    assert result.table.largest[first] == pytest.approx(0.6)
    b = ((2 * 2 + 1 - 10) ** 2 - 100) / 120
    assert result.table.z_largest[first] == pytest.approx(abs(np.sqrt(6 + b) - np.sqrt(16 + b)))


def test_means_of_more_than_two_categories_are_compared_by_a_paired_t():
    x = crossing() * 2
    x[0, 0] = 1
    result = invariant_item_ordering(x, group_size=10)
    d = (x[:, 1] - x[:, 0])[x[:, 2] == 2]
    t = d.mean() / (d.std(ddof=1) / np.sqrt(len(d)))
    assert result.table.z_largest[result.items.index("1")] == pytest.approx(t)
    assert result.table.significant[result.items.index("1")] == 1
    assert result.removed
    assert set(result.removed) | set(result.kept) == {"1", "2", "3"}


def test_how_far_means_must_lie_apart_and_at_which_level():
    """In the higher group 2 against 8 of ten go the wrong way: z = 1.9 by Molenaar's approximation."""
    x = crossing()
    assert invariant_item_ordering(x, group_size=10, minimum=0.7).table.violations.sum() == 0
    b = ((2 * 2 + 1 - 10) ** 2 - 100) / 120
    z = abs(np.sqrt(6 + b) - np.sqrt(16 + b))
    for level, expected in ((norm.sf(z) * 1.01, 1), (norm.sf(z) * 0.99, 0)):
        result = invariant_item_ordering(x, group_size=10, alpha=level)
        assert result.table.significant[result.items.index("1")] == expected


def test_a_paired_t_has_one_degree_of_freedom_less_than_there_are_people():
    x = crossing() * 2
    x[0, 0] = 1
    d = (x[:, 1] - x[:, 0])[x[:, 2] == 2]
    level = student.sf(d.mean() / (d.std(ddof=1) / np.sqrt(len(d))), len(d) - 1)
    for alpha_level, expected in ((level * 1.01, 1), (level * 0.99, 0)):
        result = invariant_item_ordering(x, group_size=10, alpha=alpha_level)
        assert result.table.significant[result.items.index("1")] == expected


def test_means_just_so_far_apart_do_not_count_and_who_answers_both_alike_tells_nothing():
    groups, differences = np.array([[9, 0, 0], [2, 2, 8]]), np.array([-1, 0, 1])
    b = ((2 * 2 + 1 - 10) ** 2 - 100) / 120
    z = abs(np.sqrt(6 + b) - np.sqrt(16 + b))
    assert _of_pair(groups, differences, True, 0.03, 0.05) == pytest.approx((1, 1, 0.5, 0.5, z, 0))
    assert _of_pair(groups, differences, True, 0.5, 0.05) == (1, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(("counts", "t"), [([0, 0, 1, 1], 3.0), ([0, 0, 0, 1], 0.0)])
def test_two_people_are_a_sample_and_one_is_none(counts, t):
    """Differences of 1 and 2: a mean of 1.5 with an error of .5."""
    groups = np.array([[5, 0, 0, 0], counts])
    mean = groups[1] @ [-1, 0, 1, 2] / groups[1].sum()
    found = _of_pair(groups, np.array([-1, 0, 1, 2]), False, 0.03, 0.05)
    assert found == pytest.approx((1, 1, mean, mean, t, 0))


@pytest.mark.parametrize(("expected", "removed"), [(0.4, [1]), (0.0, [0])])
def test_of_two_items_the_one_goes_without_which_h_is_highest(expected, removed):
    """Without the first H is .5; without the second .9, or not defined where nothing can go wrong."""
    most = np.array([[0, 3, expected], [3, 0, 10], [expected, 10, 0]])
    against = np.zeros((3, 3), dtype=bool)
    against[0, 1] = against[1, 0] = True
    observed = np.where(most == 10, 5.0, 0.1 * most)
    assert _removed(Errors(observed, most, np.empty(0), np.empty(0)), against) == removed


def test_people_who_do_not_tell_items_apart_agree_on_nothing():
    assert np.isnan(_transposed(np.array([[1.0, 1, 1], [2, 2, 2], [0, 1, 2]])))
    # deviations of -1, 0, 1 and -1, 1, 0: their product is 1, and the highest that there can be 2
    assert _transposed(np.array([[0.0, 1, 2], [0, 2, 1], [1, 1, 1]])) == pytest.approx(0.5)


def test_the_scalability_of_people_is_that_of_the_table_turned_around():
    x = np.digitize(RNG.normal(size=(60, 1)) + np.array([1, 0, -1, 0.5]) + RNG.normal(size=(60, 4)), [-1, 0, 1])
    result = invariant_item_ordering(x, group_size=20)
    kept = x[:, [int(item) - 1 for item in result.kept]]
    turned = kept[np.ptp(kept, axis=1) > 0].T
    assert pytest.approx(scalability(turned).H, rel=1e-10) == result.HT


@pytest.mark.parametrize("size", [1, 10])
def test_items_that_are_copies_have_one_place_in_the_order(size):
    """Their difference is nought for everybody, and has no spread to be tested against."""
    x = np.column_stack([TWO, TWO[:, 0]])
    result = invariant_item_ordering(x, group_size=size)
    order = [result.items.index(item) for item in ("1", "7")]
    for name in ("compared", "violations", "largest", "significant"):
        one, other = getattr(result.table, name)[order]
        assert one == other
    assert np.isfinite(result.table.z_largest).all()


@pytest.mark.parametrize("look", [monotonicity, invariant_item_ordering])
def test_nobody_who_answered_all_cannot_be_put_in_smaller_groups(look):
    blocks = np.where((np.arange(200) < 100)[:, None] == (np.arange(6) < 3), TWO.astype(float), np.nan)
    with pytest.raises(ArgumentError) as error:
        look(blocks)
    (issue,) = error.value.issues
    assert issue.facts == {"size": 50, "n": 0}
    assert issue.hint == "Leave out items that few people answered."


def test_two_items_have_no_others_to_group_people_by():
    with pytest.raises(StatisticsError, match="too-few-items-to-order"):
        invariant_item_ordering(TWO[:, :2])


def test_the_reliability_of_two_parallel_dichotomous_items_is_their_correlation_stepped_up():
    x = np.array([[1, 1]] * 4 + [[0, 0]] * 4 + [[0, 1]] * 2 + [[1, 0]] * 2)
    r = np.corrcoef(x.T)[0, 1]
    result = molenaar_sijtsma(x)
    assert result.value == pytest.approx(2 * r / (1 + r))
    assert (result.n, result.k) == (12, 2)
    assert molenaar_sijtsma(PairCounts.of(x)).value == result.value


def test_the_reliability_does_not_depend_on_the_order_of_items():
    x = np.digitize(RNG.normal(size=(60, 1)) + RNG.normal(size=(60, 5)), [-1, 0, 1])
    assert molenaar_sijtsma(x[::-1, ::-1]).value == pytest.approx(molenaar_sijtsma(x).value, rel=1e-12)


def test_options_that_nobody_chose_change_no_reliability():
    x = np.digitize(RNG.normal(size=(60, 1)) + RNG.normal(size=(60, 5)), [-1, 0, 1])
    known = Patterns.of(x, values=[[-3, 0, 1, 2, 3, 4]] * 5)
    assert molenaar_sijtsma(known).value == pytest.approx(molenaar_sijtsma(x).value, rel=1e-12)


@pytest.mark.parametrize("x", [np.ones((4, 3)), [[0, 1], [1, 0]], [[0, 1], [1, 1]]])
def test_a_reliability_that_is_not_defined(x):
    with pytest.raises(StatisticsError, match="undefined-molenaar-sijtsma"):
        molenaar_sijtsma(x)


def errors_by_counting(row, popularity):
    """Pairs of steps of which the less popular one is passed and the other one failed."""
    steps = [(p, row[j] > at) for j, own in enumerate(popularity) for at, p in enumerate(own) if row[j] >= 0]
    pairs = [(a, b) for at, a in enumerate(steps) for b in steps[:at]]
    return sum((a[1] != b[1]) * (0.5 if a[0] == b[0] else float((a[0] < b[0]) == a[1])) for a, b in pairs)


def test_guttman_errors_and_the_most_that_there_can_be():
    x = RNG.integers(0, 3, size=(30, 3)).astype(float)
    x[[0, 4, 5], [1, 2, 0]] = np.nan
    x[7] = np.nan
    popularity = [[np.mean(c[~np.isnan(c)] >= v) for v in (1, 2)] for c in x.T]
    result = guttman_errors(x)
    for person, row in enumerate(np.nan_to_num(x, nan=-1)):
        if person == 7:
            assert np.isnan([result.errors[7], result.highest[7], result.normed[7]]).all()
            continue
        others = [c for c in product(*[range(3) if v >= 0 else [-1] for v in row]) if sum(c) == sum(row)]
        assert result.errors[person] == pytest.approx(errors_by_counting(row, popularity))
        assert result.highest[person] == pytest.approx(max(errors_by_counting(c, popularity) for c in others))
    assert np.nanmax(result.normed) <= 1


def test_the_popularity_of_a_step_is_a_share_of_who_answered_it():
    """Of ten people six pass the first item, and of four three the second, which is the more popular one."""
    x = np.full((10, 2), np.nan)
    x[:, 0] = [1] * 6 + [0] * 4
    x[:4, 1] = [0, 1, 1, 1]
    assert guttman_errors(x).errors[:2].tolist() == [1, 0]


def test_nobody_errs_at_the_ends():
    result = guttman_errors([[0, 0], [2, 2], [1, 0], [2, 0]])
    assert np.isnan(result.normed[:2]).all()
    assert result.errors[:2].tolist() == [0, 0]
