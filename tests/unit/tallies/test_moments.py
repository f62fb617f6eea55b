"""Moments by hand."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.binary import pack
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.people import extremes, missing_by_reason
from purpose_index.tallies.sums import piece

NAN = np.nan


def coded(rows, values=((1, 2, 3, 4, 5),) * 2):
    codes = np.asfortranarray(rows, dtype=np.int8)
    return CodedResponses(codes=codes, items=tuple("abcdef"[: codes.shape[1]]), values=values, fingerprint="")


def codes_of(error) -> list[str]:
    return [issue.code for issue in error.value.issues]


def test_listwise_counts_the_rows_without_a_missing_answer():
    moments = Moments.of(np.array([[1.0, 2], [3, 6], [NAN, 4], [5, 4]]))
    assert moments.n == 3
    assert moments.rows == 4
    assert moments.answered.tolist() == [3, 4]
    assert moments.mean.tolist() == [(1 + 3 + 5) / 3, (2 + 6 + 4) / 3]
    # deviations (-2, 0, 2) and (-2, 2, 0)
    np.testing.assert_allclose(moments.covariance(), [[8 / 2, 4 / 2], [4 / 2, 8 / 2]])
    np.testing.assert_allclose(moments.correlation(), [[1, 4 / 8], [4 / 8, 1]])
    assert moments.low.tolist() == [1, 2]
    assert moments.high.tolist() == [5, 6]


def test_pairwise_counts_every_two_items_over_the_rows_that_answer_both():
    moments = Moments.of(np.array([[1.0, 2], [3, 6], [NAN, 5], [5, 4], [7, NAN]]), missing="pairwise")
    assert moments.pairs.tolist() == [[4, 3], [3, 4]]
    assert moments.n == 3
    assert moments.counted.tolist() == [4, 4]
    assert moments.mean.tolist() == [(1 + 3 + 5 + 7) / 4, (2 + 6 + 5 + 4) / 4]
    # own variances over 4 rows; covariance over the 3 shared ones: deviations (-2, 0, 2) and (-2, 2, 0)
    variances = [(9 + 1 + 1 + 9) / 3, (2.25**2 + 1.75**2 + 0.75**2 + 0.25**2) / 3]
    np.testing.assert_allclose(moments.covariance(), [[variances[0], 4 / 2], [4 / 2, variances[1]]])
    np.testing.assert_allclose(moments.variance(), variances)
    # correlations with the variances of the shared rows
    np.testing.assert_allclose(moments.correlation(), [[1, 4 / 8], [4 / 8, 1]])


def test_codes_count_as_the_values_that_they_stand_for():
    moments = Moments.of(coded([[0, 3], [2, 1], [1, -2]], ((1, 2, 4), (-3, 0, 3, 9))))
    # 1, 4 and 9, 0: the third row misses an answer
    assert moments.mean.tolist() == [2.5, 4.5]
    np.testing.assert_allclose(moments.covariance(), [[4.5, -13.5], [-13.5, 40.5]])
    assert moments.counts.tolist() == [[1, 0, 1, 0], [0, 1, 0, 1]]
    assert (moments.low.tolist(), moments.high.tolist()) == ([1, 0], [4, 9])


def test_many_categories_are_counted_too():
    values = (tuple(range(101)),)
    moments = Moments.of(coded([[0], [100], [100], [50], [-1]], values))
    assert moments.counts[0, [0, 50, 100]].tolist() == [1, 1, 2]
    assert moments.counts.sum() == 4
    assert moments.mean.tolist() == [(0 + 100 + 100 + 50) / 4]


def test_sums_of_large_whole_numbers_stay_exact():
    x = np.array([[60000, 3], [60001, 5]], dtype=np.int32).repeat(5000, axis=0)
    moments = Moments.of(x)
    assert moments.sums.product[0, 0] == 5000 * (60000**2 + 60001**2)
    assert moments.covariance()[0, 1] == pytest.approx(0.5 * 10000 / 9999, rel=1e-15)


def test_sums_that_outgrow_int64_when_multiplied_are_still_exact():
    one = Moments.of(np.array([[65535], [65534]], dtype=np.int32))
    for _ in range(28):  # 2^29 rows
        one = one + one
    n = 2**29
    # n * sum of squares is about 1.2e27, far beyond int64
    assert one.variance()[0] == pytest.approx(0.25 * n / (n - 1), rel=1e-15)


def test_whole_numbers_that_are_too_large_are_counted_as_real_ones():
    moments = Moments.of(np.array([[10**9], [10**9 + 2]]))
    assert not moments.exact
    assert moments.variance().tolist() == [2]


def test_real_numbers_far_from_zero_lose_nothing():
    x = 1e9 + np.array([[0.0], [1], [2]])
    assert Moments.of(x).variance().tolist() == [1]


def test_nobody_and_one_person():
    nobody = Moments.of(np.empty((0, 2)))
    assert nobody.n == 0
    assert np.isnan(nobody.mean).all()
    assert np.isnan(nobody.covariance()).all()
    assert not nobody.constant.any()
    one = Moments.of(np.array([[1.0, 2]]))
    assert one.mean.tolist() == [1, 2]
    assert np.isnan(one.covariance()).all()
    assert np.isnan(one.variance()).all()
    assert one.constant.all()


def test_a_constant_item_has_no_variance_at_all():
    x = np.array([[0.1, 1], [0.1, 2], [0.1, 4]])
    moments = Moments.of(x)
    assert moments.constant.tolist() == [True, False]
    assert moments.variance()[0] == 0
    assert moments.covariance()[0].tolist() == [0, 0]
    assert np.isnan(moments.correlation()[0]).all()
    assert moments.correlation()[1, 1] == 1


def test_two_items_that_nobody_shares_have_no_covariance():
    moments = Moments.of(np.array([[1.0, NAN], [2, NAN], [NAN, 3], [NAN, 5]]), missing="pairwise")
    assert moments.n == 0
    assert np.isnan(moments.covariance()[0, 1])
    assert moments.covariance().diagonal().tolist() == [0.5, 2]


def test_the_covariance_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        Moments.of(np.eye(3)).covariance()[0, 0] = 7


def test_turning_an_item_around_within_its_declared_range():
    moments = Moments.of(coded([[0, 4], [1, 2], [2, 3]])).keyed(["b"])
    # b: 5, 3, 4 becomes 1, 3, 2
    assert moments.mean.tolist() == [2, 2]
    assert moments.counts[1].tolist() == [1, 1, 1, 0, 0]
    assert moments.covariance().tolist() == [[1, 0.5], [0.5, 1]]
    assert moments.reversed_items == ("b",)
    assert (moments.low[1], moments.high[1]) == (1, 3)


def test_an_array_is_turned_around_within_the_range_that_is_said():
    moments = Moments.of(np.array([[1.5, 2], [2.5, 3]]), items=["p", "q"]).keyed(["p"], total=6)
    assert moments.mean.tolist() == [4, 2.5]
    assert moments.covariance().tolist() == [[0.5, -0.5], [-0.5, 0.5]]
    assert Moments.of(np.eye(2)).keyed([]).reversed_items == ()


def test_turning_around_needs_a_range():
    with pytest.raises(ArgumentError) as error:
        Moments.of(np.eye(2)).keyed(["1"])
    assert codes_of(error) == ["no-declared-range"]
    with pytest.raises(ArgumentError) as error:
        Moments.of(np.array([[1, 2], [3, 4]])).keyed(["1"], total=6.5)
    assert codes_of(error) == ["total-not-whole"]


def test_weights_multiply_the_items():
    moments = Moments.of(coded([[0, 4], [1, 2], [2, 3]])).weighted([1, 2])
    # 1, 2, 3 and 10, 6, 8
    assert moments.mean.tolist() == [2, 8]
    assert (moments.low.tolist(), moments.high.tolist()) == ([1, 6], [3, 10])
    np.testing.assert_allclose(moments.covariance(), [[1, -1], [-1, 4]])
    assert moments.counts.shape == (2, 0)


def test_a_selection_of_a_listwise_tally_keeps_its_rows():
    answers = coded([[0, 1], [-1, 2], [2, 3]])
    assert Moments.of(answers).select(["b"]).mean.tolist() == [(2 + 4) / 2]
    assert Moments.of(answers, items=["b"]).mean.tolist() == [(2 + 3 + 4) / 3]
    assert Moments.of(answers).select(["b", "a"]).items == ("b", "a")
    turned = Moments.of(answers).keyed(["a"])
    assert turned.select(["b", "a"]).reversed_items == ("a",)
    assert turned.select(["b"]).reversed_items == ()


def test_a_group_of_rows_each():
    tallies = Moments.grouped(np.array([[1.0], [5], [3]]), ["x", "y", "x"])
    assert {group: tally.mean.tolist() for group, tally in tallies.items()} == {"x": [2], "y": [5]}
    with pytest.raises(ArgumentError) as error:
        Moments.grouped(np.eye(2), ["x"])
    assert codes_of(error) == ["groups-shape"]


@pytest.mark.parametrize(
    "other",
    [
        Moments.of(np.eye(2), items=["p", "q"]),
        Moments.of(np.eye(2), missing="pairwise"),
        Moments.of(np.eye(2)).keyed(["1"], total=1),
        Moments.of(coded([[1, 1]])),
    ],
)
def test_unlike_tallies_do_not_merge(other):
    with pytest.raises(ArgumentError) as error:
        Moments.of(np.eye(2)) + other
    assert codes_of(error) == ["tallies-unlike"]


@pytest.mark.parametrize(
    ("data", "options", "code"),
    [
        ([1, 2, 3], {}, "array-shape"),
        (np.empty((3, 0)), {}, "array-shape"),
        ([["a", "b"]], {}, "array-not-numbers"),
        ([[1, object()]], {}, "array-not-numbers"),
        ([[1, 2], [3]], {}, "array-not-numbers"),
        ([["1", "2"]], {}, "array-not-numbers"),
        ([[1 + 2j, 2]], {}, "array-not-numbers"),
        ([[1, np.inf], [-np.inf, 2]], {}, "array-not-finite"),
        (np.eye(2), {"items": ["p"]}, "array-names"),
        (np.eye(2), {"missing": "complete"}, "unknown-option"),
        (coded([[0, 1]]), {"items": ["b", "z"]}, "unknown-tally-item"),
    ],
)
def test_what_cannot_be_counted(data, options, code):
    with pytest.raises(ArgumentError) as error:
        Moments.of(data, **options)
    assert set(codes_of(error)) == {code}


def test_every_infinite_column_is_named():
    with pytest.raises(ArgumentError) as error:
        Moments.of([[1, np.inf, 1], [-np.inf, 2, 1]], items=["p", "q", "r"])
    assert [issue.path for issue in error.value.issues] == ["$.columns.p", "$.columns.q"]


def test_frames_and_nullable_numbers_are_arrays_too():
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    rows = {"p": [1, 2, 4], "q": [2.0, None, 3.0]}
    expected = Moments.of(np.array([[1, 2], [2, NAN], [4, 3]])).to_bytes()
    assert Moments.of(pd.DataFrame(rows)).to_bytes() == expected
    assert Moments.of(pl.DataFrame(rows)).to_bytes() == expected
    assert Moments.of([[1, 2], [2, None], [4, 3]]).to_bytes() == expected
    assert Moments.of(np.ma.masked_equal([[1, 2], [2, -9], [4, 3]], -9)).to_bytes() == expected


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PITL",
        b"not a tally at all",
        Moments.of(np.eye(2)).to_bytes()[:-1],
        Moments.of(np.eye(2)).to_bytes() + b"!",
        pack("PairCounts", {}, []),
        pack("Moments", {}, [np.zeros(1)]),
    ],
)
def test_bytes_that_are_no_tally(data):
    with pytest.raises(ArgumentError) as error:
        Moments.from_bytes(data)
    assert codes_of(error) == ["tally-bytes-unreadable"]


def test_it_says_what_it_is_and_nobodys_answers():
    assert repr(Moments.of(coded([[0, 1], [2, -1]]))) == "Moments(items=2, rows=2, missing='listwise')"
    assert len(Moments.of(np.eye(3))) == 3


@pytest.mark.parametrize("rows", [*range(1, 70), 90, 91, 128, 129, 300, 3000])
def test_a_product_stays_with_one_thread_where_that_can_be(rows):
    """OpenBLAS gives 2^18 multiplications to one thread; the products are of 16 to 512 columns, a power of two."""
    fitting = [columns for columns in (16, 32, 64, 128, 256, 512) if rows**2 * columns <= 2**18]
    assert piece(rows) == max(fitting, default=16)


def test_missing_answers_by_reason():
    answers = coded([[-1, 0], [-2, -4], [-2, 1], [3, -3]])
    assert missing_by_reason(answers).tolist() == [[1, 2, 0, 0], [0, 0, 1, 1]]
    assert missing_by_reason(coded(np.empty((0, 2)))).tolist() == [[0, 0, 0, 0], [0, 0, 0, 0]]
    assert missing_by_reason(coded([[-1, 0], [-2, 1], [1, 1]])).tolist() == [[1, 1, 0, 0], [0, 0, 0, 0]]
    assert missing_by_reason(coded([[0, 4], [1, 0]])).tolist() == [[0, 0, 0, 0], [0, 0, 0, 0]]


def test_people_at_the_ends_of_a_scale():
    answers = coded([[0, 4], [0, 4], [4, 0], [4, -1], [0, 0]])
    assert extremes(answers, [0, 1], [False, True]) == (4, 2, 1)
    assert extremes(answers, [0], [False]) == (5, 3, 2)


def test_nobody_in_advance():
    for empty in (Moments.empty(["p", "q"]), Moments.empty(["a", "b"], ((1, 2), (1, 2, 3)))):
        assert (empty.rows, empty.n, empty.answered.tolist()) == (0, 0, [0, 0])
        assert (empty.low.tolist(), empty.high.tolist()) == ([np.inf] * 2, [-np.inf] * 2)


def test_a_list_of_rows_is_grouped_as_an_array_is():
    tallies = Moments.grouped([[1, 2], [5, 4], [3, 2]], ["x", "y", "x"])
    assert {group: tally.mean.tolist() for group, tally in tallies.items()} == {"x": [2, 2], "y": [5, 4]}
    assert Moments.grouped(np.empty((0, 2)), []) == {}


@pytest.mark.parametrize("sign", [1, -1])
def test_a_correlation_is_never_beyond_one(sign):
    """Of these, 14/3 divided by the root of 2/3 times 98/3 is the next number above 1 in floats."""
    correlation = Moments.of(np.array([[0, 0], [0, 0], [1, sign * 7]])).correlation()
    assert correlation.tolist() == [[1, sign], [sign, 1]]


def test_items_correlate_however_small_their_spread_is():
    small = Moments.of(np.array([[0.125, 0.25], [0.25, 0.5]])).correlation()
    np.testing.assert_allclose(small, [[1, 1], [1, 1]], rtol=1e-15)
    nothing = Moments.of(np.array([[1e-200, 1.5], [2e-200, 2.5], [2e-200, 0.5]])).correlation()
    assert np.isnan(nothing[0]).all()  # its squares are less than the least float
    assert nothing[1, 1] == 1


def test_values_are_turned_around_with_their_item():
    turned = Moments.of(coded([[0, 1], [1, 2]], ((1, 2, 4), (1, 2, 4)))).keyed(["b"])
    assert turned.values == ((1, 2, 4), (1, 3, 4))
    assert turned.counts.tolist() == [[1, 1, 0], [1, 1, 0]]  # b: 2, 4 becomes 3, 1
    assert turned.mean.tolist() == [1.5, 2]
