"""Whole numbers are counted exactly: expected values are made with Python's integers and fractions."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from operator import add

import numpy as np
import pytest

from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

NAN = float("nan")
RULES = ["listwise", "pairwise"]


def exact_covariance(rows):
    """The covariances (n - 1) of rows of whole numbers."""
    columns, n = [[int(v) for v in column] for column in zip(*rows, strict=True)], len(rows)
    products = [[sum(a * b for a, b in zip(x, y, strict=True)) for y in columns] for x in columns]
    return [
        [float(Fraction(n * products[i][j] - sum(x) * sum(y), n) / (n - 1)) for j, y in enumerate(columns)]
        for i, x in enumerate(columns)
    ]


def doubled(moments, times):
    return reduce(lambda tally, _: tally + tally, range(times), moments)


def test_variances_whose_numerator_outgrows_int64():
    """2^29 people, half of them at each end: n times the sum of squares is near 2^89, and does not wrap back."""
    n, ends = 2**29, (0, 65535)
    moments = doubled(Moments.of(np.array([ends]).T.astype(np.int32)), 28)
    half = n // 2
    expected = Fraction(n * half * 65535**2 - (half * 65535) ** 2, n * (n - 1))
    assert moments.n == n
    assert moments.variance()[0] == pytest.approx(float(expected), rel=1e-15)


@pytest.mark.parametrize("power", [30, 31, 32, 33])
def test_covariances_near_the_end_of_int64(power):
    """The numerator of answers 0 and 1 is n²/4: it leaves int64 at n = 2^33."""
    n = 2**power
    moments = doubled(Moments.of(np.array([[0, 1], [1, 0]])), power - 1)
    expected = Fraction(-n * n // 4, n * (n - 1))
    assert moments.covariance()[0, 1] == pytest.approx(float(expected), rel=1e-15)


@pytest.mark.parametrize("top", [127, 181, 182, 300, 500, 724, 725, 1000, 65535])
@pytest.mark.parametrize("kind", [np.int32, np.float64])
def test_products_are_exact_whatever_the_width_of_the_numbers(top, kind):
    """A product of 512 columns passes 2^24 from 182 on, and 2^28 from 725 on."""
    x = np.random.default_rng(top).integers(top // 2, top + 1, (3000, 2))
    moments = Moments.of(x.astype(kind))
    columns = x.T.tolist()
    expected = [[sum(a * b for a, b in zip(p, q, strict=True)) for q in columns] for p in columns]
    assert moments.sums.product.tolist() == expected
    assert moments.sums.first[:, 0].tolist() == [sum(column) for column in columns]
    np.testing.assert_allclose(moments.covariance(), exact_covariance(x.tolist()), rtol=1e-15)


@pytest.mark.parametrize("kind", [np.int64, np.float64])
@pytest.mark.parametrize("low", [-(2**16), -70_001, -(10**6), 2**16, 10**6, 2**28])
def test_numbers_far_from_zero_are_exact_above_the_lowest(low, kind):
    x = np.array([low, low, 0]) + np.random.default_rng(1).integers(0, 7, (2000, 3))
    moments = Moments.of(x.astype(kind))
    assert moments.exact
    assert moments.mean.tolist() == [float(Fraction(sum(column), 2000)) for column in x.T.tolist()]
    np.testing.assert_allclose(moments.covariance(), exact_covariance(x.tolist()), rtol=1e-15)
    assert (moments.low.tolist(), moments.high.tolist()) == (x.min(axis=0).tolist(), x.max(axis=0).tolist())


def with_missing(rng, n=700, k=4, offset=0):
    x = rng.integers(1, 6, (n, k)).astype(float) + offset
    x[rng.random(x.shape) < 0.15] = NAN
    return x


@pytest.mark.parametrize("missing", RULES)
@pytest.mark.parametrize("offset", [0, -3, 1000, 100_000])
@pytest.mark.parametrize("kind", [Moments, PairCounts, Patterns])
def test_the_order_of_rows_that_come_as_floats_does_not_show(kind, offset, missing):
    rng = np.random.default_rng(3)
    x = with_missing(rng, offset=offset)
    expected = kind.of(x, missing=missing).to_bytes()
    for _ in range(5):
        assert kind.of(rng.permutation(x), missing=missing).to_bytes() == expected
    assert kind.of(x[:300], missing=missing, **_values(kind, x)).to_bytes() != expected


def _values(kind, x):
    """The categories of a part, so that it can be compared with the whole."""
    return {} if kind is Moments else {"values": tuple(tuple(np.unique(c[~np.isnan(c)]).astype(int)) for c in x.T)}


@pytest.mark.parametrize("missing", RULES)
def test_floats_that_are_whole_count_as_integers_and_as_codes_do(missing):
    x = np.random.default_rng(4).integers(1, 6, (500, 3))
    tally = Moments.of(x, missing=missing)
    for kind in (np.int8, np.uint8, np.float16, np.float32, np.float64, object):
        assert Moments.of(x.astype(kind), missing=missing).to_bytes() == tally.to_bytes()
    coded = CodedResponses(
        codes=np.asfortranarray(x - 1, np.int8), items=("a", "b", "c"), values=((1, 2, 3, 4, 5),) * 3, fingerprint=""
    )
    for other in (Moments.of(coded, missing=missing), PairCounts.of(x.astype(float), missing=missing).moments()):
        assert other.covariance().tolist() == tally.covariance().tolist()
        assert other.mean.tolist() == tally.mean.tolist()


@pytest.mark.parametrize("missing", RULES)
def test_missing_floats_are_counted_as_a_loop_counts_them(missing):
    x = with_missing(np.random.default_rng(5), n=200, k=3)
    moments = Moments.of(x, missing=missing)
    complete = [row for row in x.tolist() if not any(v != v for v in row)]
    for i in range(3):
        for j in range(3):
            pairs = [(r[i], r[j]) for r in (complete if missing == "listwise" else x.tolist())]
            shared = [(a, b) for a, b in pairs if a == a and b == b]
            assert moments.pairs[i, j] == len(shared)
            assert moments.covariance()[i, j] == pytest.approx(exact_covariance(shared)[0][1], rel=1e-15)
    assert moments.answered.tolist() == [sum(v == v for v in column) for column in x.T.tolist()]


def test_a_column_without_answers_and_one_of_yes_and_no():
    moments = Moments.of(np.array([[NAN, 1.0], [NAN, 0.0]]), missing="pairwise")
    assert moments.counted.tolist() == [0, 2]
    assert (moments.low[0], moments.high[0]) == (np.inf, -np.inf)
    assert Moments.of(np.array([[True], [False]])).to_bytes() == Moments.of(np.array([[1], [0]])).to_bytes()
    assert np.isnan(Moments.of(np.array([[NAN]])).mean).all()


@pytest.mark.parametrize("missing", RULES)
def test_whole_and_real_chunks_merge_into_what_they_are_together(missing):
    rng = np.random.default_rng(6)
    chunks = [with_missing(rng), with_missing(rng) + 0.25, with_missing(rng, offset=100_000), np.empty((0, 4))]
    x = np.concatenate(chunks)
    one = reduce(add, (Moments.of(chunk, missing=missing) for chunk in chunks))
    assert not one.exact
    both = [~np.isnan(x).any(axis=1)] * 4 if missing == "listwise" else None
    for i in range(4):
        for j in range(4):
            rows = both[0] if both else ~np.isnan(x[:, i]) & ~np.isnan(x[:, j])
            pair = x[rows][:, [i, j]]
            expected = np.cov(pair.T)[0, 1]
            assert one.covariance()[i, j] == pytest.approx(expected, rel=1e-9)
            if i != j:
                r = expected / np.sqrt(np.var(pair[:, 0], ddof=1) * np.var(pair[:, 1], ddof=1))
                assert one.correlation()[i, j] == pytest.approx(r, rel=1e-9)


def test_merged_squares_under_pairwise_are_those_of_each_item_over_the_shared_rows():
    """Means differ by item and by chunk, so that the step of i over the rows of j is not that of j over those of i."""
    rng = np.random.default_rng(7)
    chunks = [rng.normal(mean, size=(n, 3)) for mean, n in (([0, 5, -20], 60), ([30, 1, 2], 90))]
    for chunk in chunks:
        chunk[rng.random(chunk.shape) < 0.3] = NAN
    merged = Moments.of(chunks[0], missing="pairwise") + Moments.of(chunks[1], missing="pairwise")
    x = np.concatenate(chunks)
    for i in range(3):
        for j in range(3):
            rows = x[~np.isnan(x[:, i]) & ~np.isnan(x[:, j])][:, i]
            assert merged.sums.square[i, j] == pytest.approx(((rows - rows.mean()) ** 2).sum(), rel=1e-12)


def test_tallies_turned_around_within_other_totals_add_up():
    x = np.array([[1], [4]])
    merged = Moments.of(x).keyed(["1"], total=6) + Moments.of(x).keyed(["1"], total=10)
    assert merged.mean.tolist() == [(5 + 2 + 9 + 6) / 4]
    assert merged.variance()[0] == pytest.approx(np.var([5, 2, 9, 6], ddof=1), rel=1e-14)


@pytest.mark.parametrize("n", [65_535, 65_536, 65_537, 200_000])
@pytest.mark.parametrize("categories", [1, 2, 3, 6])
def test_joint_counts_beyond_sixteen_bits(n, categories):
    """Two counts share a float, each in 16 bits: nobody's count may run over into the other."""
    x = np.column_stack([np.zeros(n, np.int8), np.arange(n) % categories]).astype(np.int8)
    counts = PairCounts.of(x, values=((0, 1), tuple(range(categories))))
    expected = [sum(1 for i in range(n) if i % categories == c) for c in range(categories)]
    assert counts.table("1", "2").tolist() == [expected, [0] * categories]


def test_nobody_and_nothing_but_missing_answers_leave_the_others_exact():
    some = Moments.of(np.array([[100_001.0], [100_004.0]]))
    nobody, nothing = Moments.of(np.empty((0, 1))), Moments.of(np.array([[NAN]]))
    assert nothing.exact
    for merged in (some + nobody, nobody + some, some + nothing, nothing + some):
        assert merged.exact
        assert merged.variance().tolist() == [4.5]


def test_whole_numbers_that_lie_far_apart_are_counted_as_real_ones():
    x = np.array([[0.0], [2**28], [2**28 + 2]])
    assert not Moments.of(x).exact
    assert Moments.of(x).variance()[0] == pytest.approx(exact_covariance(x.tolist())[0][0], rel=1e-14)
    assert not Moments.of(np.array([[2.0**29], [2.0**29 + 1]])).exact


def test_weights_multiply_squares_twice():
    weighted = Moments.of(np.array([[1, 2], [2, 2], [4, 5]])).weighted([3, 0.5])
    # 3, 6, 12 about 7: 16 + 1 + 25; and 1, 1, 2.5 about 1.5: .25 + .25 + 1
    assert weighted.sums.square[:, 0] == pytest.approx([42, 1.5], rel=1e-14)


@pytest.mark.parametrize("missing", RULES)
@pytest.mark.parametrize("shift", [0, 0.5], ids=["whole", "real"])
@pytest.mark.parametrize("chosen", [["1"], ["2", "1"], ["2"]])
def test_a_selection_is_the_rows_and_columns_of_the_sums(chosen, shift, missing):
    x = np.array([[1, 2], [5, 1], [NAN, 7], [2, NAN], [4, 4]]) + shift
    pairwise, at = missing == "pairwise", [int(item) - 1 for item in chosen]
    sums, selected = (Moments.of(x, missing=missing).sums, Moments.of(x, missing=missing).select(chosen).sums)
    expected = [[sums.product[i, j] for j in at] for i in at]
    assert selected.product.tolist() == expected
    assert selected.n.tolist() == ([[sums.n[i, j] for j in at] for i in at] if pairwise else [[3]])
    for name in ("first" if shift == 0 else "means", "square"):
        whole, part = getattr(sums, name), getattr(selected, name)
        assert part.tolist() == [[whole[i, j] for j in (at if pairwise else [0])] for i in at]


def test_two_items_that_only_the_last_chunk_answers_together_rest_on_it_alone():
    chunks = [[[0.5, NAN], [NAN, 9]], [[7.5, NAN], [NAN, 30]], [[1.5, 2], [2.5, 5]]]
    one = reduce(add, (Moments.of(np.array(chunk), missing="pairwise") for chunk in chunks))
    # deviations (-.5, .5) and (-1.5, 1.5)
    assert one.covariance()[0, 1] == pytest.approx(1.5, rel=1e-15)
    assert one.correlation()[0, 1] == pytest.approx(1, rel=1e-15)


def test_one_person_has_a_mean():
    assert Moments.of(np.array([[0.5, 2.25]])).mean.tolist() == [0.5, 2.25]


@pytest.mark.parametrize("kind", [np.int64, np.float64])
@pytest.mark.parametrize(
    ("lowest", "highest", "origin"),
    [
        (1, 65_535, 0),
        (1, 65_536, 1),
        (0, 65_536, None),
        (-65_535, -1, 0),
        (-65_536, -1, -65_536),
        (-65_536, 0, None),
        (10**6, 10**6 + 65_535, 10**6),
        (10**6, 10**6 + 65_536, None),
        (2**29 - 5, 2**29 - 1, 2**29 - 5),
        (2**29 - 4, 2**29, None),
        (1 - 2**29, 5 - 2**29, 1 - 2**29),
        (-(2**29), 4 - 2**29, None),
    ],
)
def test_what_whole_numbers_are_counted_above(lowest, highest, origin, kind):
    """0 below 65,536; from there on the lowest, where they differ by less than that and reach below 2^29."""
    rows = [[lowest], [highest], [highest], [lowest], [lowest]]
    moments = Moments.of(np.array(rows).astype(kind))
    assert moments.exact is (origin is not None)
    if moments.exact:
        assert moments.sums.origin.tolist() == [origin]
        assert moments.sums.first.tolist() == [[sum(row[0] - origin for row in rows)]]
        assert moments.sums.product.tolist() == [[sum((row[0] - origin) ** 2 for row in rows)]]
    np.testing.assert_allclose(moments.covariance(), exact_covariance(rows), rtol=1e-14)


def test_columns_far_from_zero_are_each_counted_above_their_own_lowest():
    x = np.array([[70_000, 5, NAN], [70_003, 2, NAN], [70_001, NAN, NAN]])
    moments = Moments.of(x, missing="pairwise")
    assert moments.sums.origin.tolist() == [70_000, 2, 0]
    assert moments.sums.first.tolist() == [[4, 3, 0], [3, 3, 0], [0, 0, 0]]


@pytest.mark.parametrize("top", [182, 200, 255])
def test_products_that_outgrow_the_digits_of_a_short_float_are_exact(top):
    """512 of them add up to more than 2^24, between which and 2^25 short floats hold the even numbers only."""
    x = np.random.default_rng(top).integers(top - 1, top + 1, (6000, 2))
    assert Moments.of(x).sums.product.tolist() == [
        [sum(a * b for a, b in zip(p, q, strict=True)) for q in x.T.tolist()] for p in x.T.tolist()
    ]


@pytest.mark.parametrize("missing", RULES)
@pytest.mark.parametrize("own", [(0, 1, 4), (0, 2, 9), (-2, 0, 4), (1, 2, 3), (0, 1, 2, 32_767), (0, 3)])
def test_codes_are_summed_as_the_values_that_they_stand_for_whatever_lies_between(own, missing):
    codes = np.random.default_rng(8).integers(-1, len(own), (900, 3))
    codes = np.asfortranarray(codes, np.int8)
    coded = CodedResponses(codes=codes, items=("a", "b", "c"), values=(own,) * 3, fingerprint="")
    rows = [[own[c] if c >= 0 else None for c in row] for row in codes.tolist()]
    complete = [row for row in rows if None not in row] if missing == "listwise" else rows
    sums = Moments.of(coded, missing=missing).sums
    for i in range(3):
        for j in range(3):
            shared = [(row[i] - own[0], row[j] - own[0]) for row in complete if None not in (row[i], row[j])]
            assert sums.product[i, j] == sum(a * b for a, b in shared)
            at = j if missing == "pairwise" else 0
            assert (at == 0 and missing == "listwise") or sums.square[i, at] == sum(a * a for a, _ in shared)
    counts = Moments.of(coded, missing=missing).counts.tolist()
    assert counts == [[[row[i] for row in complete].count(value) for value in own] for i in range(3)]


@pytest.mark.parametrize("n", [140_000, 300_001])
@pytest.mark.parametrize("kind", [np.int64, np.float64])
def test_rows_beyond_a_block_of_two_megabytes_count_too(kind, n):
    moments = Moments.of((np.arange(n) % 7)[:, None].astype(kind))
    assert moments.sums.product.tolist() == [[sum((i % 7) ** 2 for i in range(n))]]
    assert Moments.of((np.arange(n) % 7 + 0.5)[:, None].astype(float)).covariance()[0, 0] == pytest.approx(
        moments.covariance()[0, 0], rel=1e-12
    )


def test_real_numbers_are_taken_about_the_means_of_the_rows_that_two_items_share():
    """The rows without the second answer are far off, so that the mean over all is not that of the shared ones."""
    x = np.array([[0.5, 1.25], [1.5, 2.5], [4, 0.75], [90.25, NAN], [95.5, NAN], [NAN, -70.5]])
    shared = [[Fraction(v) for v in row] for row in x[:3].tolist()]
    means = [sum(column) / 3 for column in zip(*shared, strict=True)]
    expected = sum((a - means[0]) * (b - means[1]) for a, b in shared) / 2
    moments = Moments.of(x, missing="pairwise")
    assert moments.covariance()[0, 1] == pytest.approx(float(expected), rel=1e-13)
    squares = [sum((row[j] - means[j]) ** 2 for row in shared) / 2 for j in (0, 1)]
    r = float(expected) / float(squares[0] * squares[1]) ** 0.5
    assert moments.correlation()[0, 1] == pytest.approx(r, rel=1e-13)


@pytest.mark.parametrize("others", [7, 8, 12])
def test_variances_whose_numerator_is_near_the_end_of_int64(others):
    """Of one 1 and so many 0s, 2^30 times: the numerator is 7/8 of 2^63, 2^63, and 12/8 of it."""
    moments = doubled(Moments.of(np.array([[1]] + [[0]] * others)), 30)
    n = (1 + others) * 2**30
    assert moments.n == n
    assert moments.variance()[0] == pytest.approx(float(Fraction(others * 4**30, n * (n - 1))), rel=1e-15)
