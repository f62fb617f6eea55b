"""Joint counts of categories: what is in them, which tallies merge, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

nan = np.nan
ANSWERS = np.array([[1, 10], [1, 20], [2, 20], [2, 20], [nan, 20], [2, nan], [nan, nan]])
FIVE = ((1, 2, 3, 4, 5),) * 2


def coded(answers: np.ndarray, values=((1, 2), (10, 20, 30))) -> CodedResponses:
    codes = np.full(answers.shape, -2, dtype=np.int8, order="F")
    for j, value in enumerate(values):
        for code, number in enumerate(value):
            codes[answers[:, j] == number, j] = code
    return CodedResponses(codes=codes, items=("q1", "q2"), values=values, fingerprint="fingerprint")


def codes_of(error: pytest.ExceptionInfo) -> list[str]:
    return [issue.code for issue in error.value.issues]


def test_pairwise_counts_by_hand():
    counts = PairCounts.of(ANSWERS, missing="pairwise")
    assert counts.values == ((1, 2), (10, 20))
    assert counts.matrix.tolist() == [
        # item 1: 1, 2, missing; item 2: 10, 20, missing
        [2, 0, 0, 1, 1, 0],
        [0, 3, 0, 0, 2, 1],
        [0, 0, 2, 0, 1, 1],
        [1, 0, 0, 1, 0, 0],
        [1, 2, 1, 0, 4, 0],
        [0, 1, 1, 0, 0, 2],
    ]
    assert counts.table("1", "2").tolist() == [[1, 1], [0, 2]]
    assert counts.table("2", "1").tolist() == [[1, 0], [1, 2]]
    assert [count.tolist() for count in counts.counts()] == [[2, 3], [1, 4]]
    assert counts.pairs.tolist() == [[5, 4], [4, 5]]
    assert counts.n == 7


def test_listwise_counts_only_complete_rows():
    counts = PairCounts.of(ANSWERS, missing="listwise")
    assert counts.n == 4
    assert counts.table("1", "2").tolist() == [[1, 1], [0, 2]]
    assert [count.tolist() for count in counts.counts()] == [[2, 2], [1, 3]]
    assert counts.pairs.tolist() == [[4, 4], [4, 4]]


def test_coded_answers_keep_the_categories_that_nobody_chose():
    counts = PairCounts.of(coded(ANSWERS), missing="pairwise")
    assert counts.items == ("q1", "q2")
    assert counts.table("q1", "q2").tolist() == [[1, 1, 0], [0, 2, 0]]
    assert PairCounts.of(coded(ANSWERS), items=["q2"], missing="pairwise").counts()[0].tolist() == [1, 4, 0]


def test_an_array_is_counted_as_the_coded_answers_are():
    declared = PairCounts.of(ANSWERS, items=("q1", "q2"), values=((1, 2), (10, 20, 30)), missing="pairwise")
    assert (declared.matrix == PairCounts.of(coded(ANSWERS), missing="pairwise").matrix).all()


@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.uint8, np.int64, bool])
def test_any_numbers_will_do(dtype):
    answers = np.array([[0, 1], [1, 1], [1, 0]], dtype=dtype)
    assert PairCounts.of(answers, missing="pairwise").table("1", "2").tolist() == [[0, 1], [1, 1]]


@pytest.mark.parametrize("n", [0, 1, 63, 64, 65, 4095, 70_000])
def test_blocks_and_rests_of_rows_are_all_counted(n):
    rng = np.random.default_rng(n)
    answers = rng.integers(1, 6, (n, 2))
    expected = np.zeros((5, 5), dtype=int)
    np.add.at(expected, (answers[:, 0] - 1, answers[:, 1] - 1), 1)
    for array in (answers, np.asfortranarray(answers.astype(float))):
        assert (PairCounts.of(array, values=FIVE, missing="pairwise").table("1", "2") == expected).all()


def test_many_items_of_many_categories():
    answers = np.random.default_rng(3).integers(0, 11, (3000, 30))
    counts = PairCounts.of(answers, values=((*range(11),),) * 30, missing="pairwise")
    for i, j in ((0, 29), (7, 8), (29, 29)):
        expected = np.histogram2d(answers[:, i], answers[:, j], bins=np.arange(12) - 0.5)[0]
        assert (counts.table(str(i + 1), str(j + 1)) == expected).all()


def test_an_item_that_nobody_answered_has_no_categories():
    counts = PairCounts.of(np.array([[1, nan], [2, nan]]), missing="pairwise")
    assert counts.values == ((1, 2), ())
    assert counts.table("1", "2").shape == (2, 0)
    assert counts.pairs.tolist() == [[2, 0], [0, 0]]


def test_a_category_met_late_is_found():
    answers = np.ones((10_000, 2))
    answers[0, 0], answers[-1, 1] = 3, 7
    assert PairCounts.of(answers, missing="pairwise").values == ((1, 3), (1, 7))


def test_groups_add_up_to_the_whole():
    group = ["b", "a", "b", "a", "a", "b", "c"]
    counts = PairCounts.grouped(ANSWERS, group, missing="pairwise")
    assert list(counts) == ["a", "b", "c"]
    assert counts["a"].table("1", "2").tolist() == [[0, 1], [0, 1]]
    assert ((counts["a"] + counts["b"] + counts["c"]).matrix == PairCounts.of(ANSWERS, missing="pairwise").matrix).all()
    assert [tally.n for tally in PairCounts.grouped(ANSWERS, group, missing="listwise").values()] == [2, 2, 0]


def test_an_empty_tally_changes_nothing():
    counts = PairCounts.of(coded(ANSWERS), missing="pairwise")
    empty = PairCounts.empty(counts.items, counts.values, missing="pairwise")
    assert empty.n == 0
    assert ((empty + counts).matrix == counts.matrix).all()


@pytest.mark.parametrize(
    "other",
    [
        PairCounts.empty(("1", "3"), FIVE, missing="pairwise"),
        PairCounts.empty(("1", "2"), ((1, 2, 3, 4, 5), (1, 2)), missing="pairwise"),
        PairCounts.empty(("1", "2"), FIVE, missing="listwise"),
        PairCounts.empty(("1", "2"), FIVE, missing="pairwise").keyed(["1"]),
    ],
)
def test_unlike_tallies_do_not_merge(other):
    with pytest.raises(ArgumentError) as error:
        PairCounts.empty(("1", "2"), FIVE, missing="pairwise") + other
    assert codes_of(error) == ["tallies-unlike"]


def test_bytes_there_and_back():
    counts = PairCounts.of(coded(ANSWERS), missing="listwise").keyed(["q2"])
    again = PairCounts.from_bytes(counts.to_bytes())
    assert (again + counts).n == 2 * counts.n
    assert (again.matrix == counts.matrix).all()
    assert again.to_bytes() == counts.to_bytes()
    with pytest.raises(ArgumentError):
        PairCounts.from_bytes(counts.to_bytes()[:-1])
    with pytest.raises(ArgumentError):
        Moments.from_bytes(counts.to_bytes())


def test_select_takes_items_in_the_order_asked():
    counts = PairCounts.of(ANSWERS, missing="pairwise").select(["2", "1"])
    assert counts.items == ("2", "1")
    assert counts.table("2", "1").tolist() == [[1, 0], [1, 2]]
    with pytest.raises(ArgumentError) as error:
        counts.select(["3"])
    assert codes_of(error) == ["unknown-tally-item"]


def test_keyed_turns_an_item_around():
    counts = PairCounts.of(ANSWERS, missing="pairwise").keyed(["2"])
    assert counts.values == ((1, 2), (10, 20))
    assert counts.reversed_items == ("2",)
    assert counts.table("1", "2").tolist() == [[1, 1], [2, 0]]
    assert (counts.keyed(["2"]).matrix == PairCounts.of(ANSWERS, missing="pairwise").matrix).all()
    assert counts.keyed(["2"]).reversed_items == ()


@pytest.mark.parametrize("missing", ["pairwise", "listwise"])
def test_its_moments_are_those_of_the_answers(missing):
    data = coded(ANSWERS)
    expected, found = Moments.of(data, missing=missing), PairCounts.of(data, missing=missing).moments()
    assert (found.sums.product == expected.sums.product).all()
    assert (found.pairs == expected.pairs).all()
    assert found.mean.tolist() == expected.mean.tolist()
    assert found.covariance().tolist() == expected.covariance().tolist()
    assert found.counts.tolist() == expected.counts.tolist()
    assert (found.low.tolist(), found.high.tolist()) == (expected.low.tolist(), expected.high.tolist())
    turned = PairCounts.of(data, missing=missing).keyed(["q1"]).moments()
    assert found.keyed(["q1"]).mean.tolist() == turned.mean.tolist()


@pytest.mark.parametrize(
    ("answers", "options", "code"),
    [
        ([[1.5, 1], [1, 2]], {}, "not-categories"),
        ([[np.inf, 1], [1, 2]], {}, "not-categories"),
        ([[1, 1], [2, 2], [999, 2]], {}, "not-categories"),
        ([[1, 1], [3, 2]], {"values": ((1, 2), (1, 2))}, "undeclared-category"),
        ([[1, 0], [3, 2]], {"values": ((1, 2, 3), (1, 2))}, "undeclared-category"),
        ([[1, 1], [2, 2]], {"values": ((1, 3), (1, 2))}, "undeclared-category"),
        ([[1, 1], [2, 2]], {"values": ((), (1, 2))}, "undeclared-category"),
        ([[1, 1], [2, 2]], {"values": ((1, 2),)}, "array-names"),
        ([[1, 1], [2, 2]], {"items": ("a",)}, "array-names"),
        ([["a", "b"]], {}, "array-not-numbers"),
        ([1, 2], {}, "array-shape"),
        ([[1, 2]], {"missing": "casewise"}, "unknown-option"),
    ],
)
def test_what_cannot_be_counted_is_refused(answers, options, code):
    with pytest.raises(ArgumentError) as error:
        PairCounts.of(answers, **options)
    assert codes_of(error) == [code]


def test_all_wrong_columns_are_named():
    with pytest.raises(ArgumentError) as error:
        PairCounts.of([[1.5, 1, 2.5]], items=("a", "b", "c"), missing="pairwise")
    assert [issue.path for issue in error.value.issues] == ["$.columns.a", "$.columns.c"]


def test_groups_must_fit_the_rows():
    with pytest.raises(ArgumentError) as error:
        PairCounts.grouped(ANSWERS, [1, 2], missing="pairwise")
    assert codes_of(error) == ["groups-shape"]


def test_its_repr_says_no_answers():
    assert repr(PairCounts.of(ANSWERS, missing="pairwise")) == "PairCounts(items=2, rows=7, missing='pairwise')"


@pytest.mark.parametrize("far", [2**53 - 2, 2**53, -(2**53) - 6, 2**62])
@pytest.mark.parametrize("kind", [PairCounts, Patterns])
def test_whole_numbers_that_floats_cannot_tell_apart_are_no_categories(kind, far):
    with pytest.raises(ArgumentError, match="not-categories"):
        kind.of(np.arange(1, 6)[:, None] + np.array([far, 0]))
    near = np.arange(1, 6)[:, None] + np.array([2**52, 0])
    assert kind.of(near).values == (tuple(range(2**52 + 1, 2**52 + 6)), (1, 2, 3, 4, 5))


@pytest.mark.parametrize("sizes", [(1,), (1, 1), (2, 3), (31, 32), (32, 32), (63,), (64,), (65,), (40, 40, 49)])
@pytest.mark.parametrize("n", [1, 127, 128, 129, 700])
def test_every_number_of_categories_and_of_people_is_counted(n, sizes):
    """Products are of 64 categories and 128 people; a loop over the people gives the same."""
    x = np.random.default_rng(n).integers(0, sizes, (n, len(sizes)))
    counts = PairCounts.of(x, values=tuple(tuple(range(size)) for size in sizes))
    for i, one in enumerate(sizes):
        for j, other in enumerate(sizes):
            expected = [[0] * other for _ in range(one)]
            for row in x.tolist():
                expected[row[i]][row[j]] += 1
            assert counts.table(str(i + 1), str(j + 1)).tolist() == expected


def test_its_moments_are_those_of_the_answers_to_the_byte():
    for missing, data in (("pairwise", coded(ANSWERS)), ("listwise", coded(ANSWERS[:4]))):
        moments = PairCounts.of(data, missing=missing).moments()
        assert moments.to_bytes() == Moments.of(data, missing=missing).to_bytes()


def test_the_moments_of_an_item_that_nobody_answered():
    moments = PairCounts.of(np.array([[1, nan], [3, nan]]), missing="pairwise").moments()
    assert moments.sums.origin.tolist() == [1, 0]
    assert moments.counted.tolist() == [2, 0]
    assert (moments.low.tolist(), moments.high.tolist()) == ([1, np.inf], [3, -np.inf])


def test_a_selection_keeps_what_was_turned_around():
    turned = PairCounts.of(ANSWERS).keyed(["2"])
    assert turned.select(["2", "1"]).reversed_items == ("2",)
    assert turned.select(["1"]).reversed_items == ()
    assert turned.keyed(["1"]).reversed_items == ("1", "2")


def test_values_are_turned_around_with_their_item():
    turned = PairCounts.of(np.array([[1, 1], [2, 4]]), values=((1, 2, 4), (1, 2, 4))).keyed(["2"])
    assert turned.values == ((1, 2, 4), (1, 3, 4))
    assert turned.table("1", "2").tolist() == [[0, 0, 1], [1, 0, 0], [0, 0, 0]]
