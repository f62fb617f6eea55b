"""Distinct rows of answers and their counts."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

nan = np.nan
ANSWERS = np.array([[2, 1], [1, 2], [1, nan], [1, 2], [nan, 1], [1, 2]])


def test_rows_are_counted_once_each_and_sorted():
    patterns = Patterns.of(ANSWERS, missing="pairwise")
    assert patterns.codes.tolist() == [[-1, 0], [0, -1], [0, 1], [1, 0]]
    assert patterns.counts.tolist() == [1, 1, 3, 1]
    assert patterns.n == 6
    np.testing.assert_array_equal(patterns.numbers(), [[nan, 1], [1, nan], [1, 2], [2, 1]])


def test_listwise_leaves_incomplete_rows_out():
    patterns = Patterns.of(ANSWERS, missing="listwise")
    assert (patterns.codes.tolist(), patterns.counts.tolist()) == ([[0, 1], [1, 0]], [3, 1])


def test_all_reasons_for_a_missing_answer_are_one_pattern():
    codes = np.asfortranarray(np.array([[-1, 0], [-2, 0], [-4, 0]], dtype=np.int8))
    patterns = Patterns.of(
        CodedResponses(codes=codes, items=("a", "b"), values=((1, 2), (1, 2)), fingerprint="f"), missing="pairwise"
    )
    assert (patterns.codes.tolist(), patterns.counts.tolist()) == ([[-1, 0]], [3])


@pytest.mark.parametrize("k", [1, 21, 22, 50])
def test_rows_longer_than_a_word(k):
    rng = np.random.default_rng(k)
    answers = rng.integers(1, 6, (40, k))[rng.integers(0, 40, 500)]
    patterns = Patterns.of(answers, values=((1, 2, 3, 4, 5),) * k, missing="pairwise")
    rows, counts = np.unique(answers, axis=0, return_counts=True)
    assert (patterns.numbers() == rows).all()
    assert (patterns.counts == counts).all()


@pytest.mark.parametrize("top", [0, 1, 2, 6, 7, 20, 126])
@pytest.mark.parametrize("k", [1, 2, 8, 9, 12, 13, 16, 17, 31, 32, 33, 63, 64, 65, 130])
def test_rows_are_sorted_from_the_first_item_on_however_many_fit_in_a_word(k, top):
    """Of codes -1 to 0 a word holds 64, of -1 to 2 it holds 32, ..., of -1 to 126 it holds 8."""
    rng = np.random.default_rng(k)
    answers = np.full((60, k), rng.integers(0, top + 1), dtype=float)
    at = rng.integers(0, k, 60)
    answers[range(60), at] = rng.choice([0, top, nan], 60)
    answers[:3, 0] = 0, top, nan
    patterns = Patterns.of(answers, values=(tuple(range(top + 1)),) * k, missing="pairwise")
    rows = [tuple(-1 if v != v else int(v) for v in row) for row in answers]
    expected = sorted(set(rows))
    assert patterns.codes.tolist() == [list(row) for row in expected]
    assert patterns.counts.tolist() == [rows.count(row) for row in expected]


def test_merging_adds_the_counts_of_the_same_rows():
    values = ((1, 2), (1, 2))
    parts = [Patterns.of(part, values=values, missing="pairwise") for part in (ANSWERS[:3], ANSWERS[3:])]
    whole = Patterns.of(ANSWERS, values=values, missing="pairwise")
    for merged in (
        parts[0] + parts[1],
        parts[1] + parts[0],
        Patterns.empty(("1", "2"), values, missing="pairwise") + whole,
    ):
        assert merged.to_bytes() == whole.to_bytes()


def test_groups_add_up_to_the_whole():
    groups = Patterns.grouped(ANSWERS, [3, 3, 1, 1, 1, 3], missing="pairwise")
    assert list(groups) == [1, 3]
    assert groups[3].counts.tolist() == [2, 1]
    assert (groups[1] + groups[3]).to_bytes() == Patterns.of(ANSWERS, missing="pairwise").to_bytes()


def test_unlike_tallies_do_not_merge():
    with pytest.raises(ArgumentError) as error:
        Patterns.of(ANSWERS, missing="pairwise") + Patterns.of(ANSWERS, missing="listwise")
    assert [issue.code for issue in error.value.issues] == ["tallies-unlike"]


def test_bytes_there_and_back():
    patterns = Patterns.of(ANSWERS, missing="pairwise")
    again = Patterns.from_bytes(patterns.to_bytes())
    assert (again + patterns).counts.tolist() == [2, 2, 6, 2]
    with pytest.raises(ArgumentError):
        Patterns.from_bytes(PairCounts.of(ANSWERS, missing="pairwise").to_bytes())


@pytest.mark.parametrize("missing", ["pairwise", "listwise"])
def test_pair_counts_and_moments_follow(missing):
    patterns, counts = Patterns.of(ANSWERS, missing=missing), PairCounts.of(ANSWERS, missing=missing)
    assert patterns.pair_counts().to_bytes() == counts.to_bytes()
    assert patterns.moments().covariance().tolist() == counts.moments().covariance().tolist()


def test_no_rows():
    patterns = Patterns.of(np.zeros((0, 2)), missing="pairwise")
    assert (patterns.n, patterns.codes.shape) == (0, (0, 2))


def test_its_repr_says_no_answers():
    assert repr(Patterns.of(ANSWERS, missing="pairwise")) == "Patterns(items=2, rows=6, distinct=4, missing='pairwise')"


def test_items_are_turned_around_within_their_declared_values():
    codes = np.asfortranarray(np.array([[0, 0], [2, 0], [1, 1], [-1, 0], [0, 0]], dtype=np.int8))
    answers = CodedResponses(codes=codes, items=("a", "b"), values=((1, 2, 4), (1, 2)), fingerprint="f")
    turned = Patterns.of(answers, missing="pairwise").keyed(["a"])
    np.testing.assert_array_equal(turned.numbers(), [[nan, 1], [1, 1], [3, 2], [4, 1]])  # 5 - a; ascending again
    assert turned.counts.tolist() == [1, 1, 1, 2]
    assert (turned.values, turned.reversed_items) == (((1, 3, 4), (1, 2)), ("a",))
    assert turned.pair_counts().reversed_items == ("a",)
    assert turned.moments().reversed_items == ("a",)
    assert Patterns.from_bytes(turned.to_bytes()).to_bytes() == turned.to_bytes()
    assert turned.keyed(["a", "a"]).to_bytes() == Patterns.of(answers, missing="pairwise").to_bytes()
    with pytest.raises(ArgumentError, match="reversed_items"):
        turned + Patterns.of(answers, missing="pairwise")
