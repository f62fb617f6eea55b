"""Bytes of tallies: whatever is damaged, altered or made up is refused with one code."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

X = np.random.default_rng(0).integers(1, 6, (50, 4)).astype(float)
X[::7, 1] = np.nan
TALLIES = {
    "exact": Moments.of(X),
    "real": Moments.of(X + 0.5, missing="pairwise"),
    "pairs": PairCounts.of(X),
    "patterns": Patterns.of(X, missing="pairwise"),
}


def parts(tally):
    data = tally.to_bytes()
    end = 8 + int.from_bytes(data[4:8], "little")
    return json.loads(data[8:end]), data[end:-4]


def packed(header, rest):
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    whole = b"PITL" + len(header).to_bytes(4, "little") + header + rest
    return whole + zlib.crc32(whole).to_bytes(4, "little")


def refused(tally, data):
    with pytest.raises(pi.ArgumentError) as caught:
        type(tally).from_bytes(data)
    assert caught.value.__context__ is None
    return [issue.code for issue in caught.value.issues] == ["tally-bytes-unreadable"]


@pytest.mark.parametrize("name", TALLIES)
def test_bytes_are_read_back(name):
    tally = TALLIES[name]
    assert type(tally).from_bytes(tally.to_bytes()).to_bytes() == tally.to_bytes() == packed(*parts(tally))
    assert type(tally).from_bytes(memoryview(tally.to_bytes())).to_bytes() == tally.to_bytes()


@pytest.mark.parametrize("name", TALLIES)
def test_every_flipped_bit_is_found(name):
    data = TALLIES[name].to_bytes()
    for place in range(0, len(data), max(1, len(data) // 300)):
        for bit in range(8):
            bad = bytearray(data)
            bad[place] ^= 1 << bit
            assert refused(TALLIES[name], bytes(bad))


@pytest.mark.parametrize("name", TALLIES)
def test_what_is_cut_off_or_added_is_found(name):
    data = TALLIES[name].to_bytes()
    for bad in (*(data[:size] for size in range(0, len(data), 37)), data + b"\0", data[4:], data * 2):
        assert refused(TALLIES[name], bad)


IDENTITIES = {
    "no identity": {},
    "a list": [],
    "items of numbers": {"items": [1, 2, 3, 4]},
    "no items": {"items": []},
    "fewer items": {"items": ["1", "2", "3"]},
    "a text": {"items": "abcd1"},
    "values of texts": {"values": [["1"]] * 4},
    "values of fewer items": {"values": [[1, 2]]},
    "values no lists": {"values": [1, 2, 3, 4]},
    "values that descend": {"values": [[5, 4, 3, 2, 1]] * 4},
    "a value twice": {"values": [[1, 1, 2, 3, 4]] * 4},
    "an item twice": {"items": ["1", "2", "3", "3"]},
    "another rule": {"missing": "casewise"},
    "a rule that is a list": {"missing": []},
    "nested": {"items": [[[[]]]]},
}
MOMENTS_ONLY = {
    "another rule that is one": {"missing": "pairwise"},
    "negative rows": {"rows": -1},
    "rows no number": {"rows": "50"},
    "another kind of sums": {"exact": False},
    "a strange item turned": {"reversed_items": ["5"]},
}


@pytest.mark.parametrize("name", TALLIES)
@pytest.mark.parametrize("change", IDENTITIES)
def test_an_identity_that_does_not_fit_is_refused(name, change):
    header, rest = parts(TALLIES[name])
    altered = IDENTITIES[change]
    assert refused(
        TALLIES[name], packed({**header, "identity": {**header["identity"], **altered} if altered else altered}, rest)
    )


@pytest.mark.parametrize("change", MOMENTS_ONLY)
def test_an_identity_of_moments_that_does_not_fit_is_refused(change):
    header, rest = parts(TALLIES["exact"])
    header["identity"] |= MOMENTS_ONLY[change]
    assert refused(TALLIES["exact"], packed(header, rest))


ARRAYS = {
    "none": [],
    "one": [["<i8", [4]]],
    "huge": [["<i8", [10**20]]],
    "huge by parts": [["<i8", [2**32, 2**32]]],
    "negative": [["<i8", [-4, -4]]],
    "fraction": [["<i8", [4.5]]],
    "boolean": [["<i8", [True]]],
    "objects": [["<O8", [4]]],
    "no shape": [["<i8"]],
    "no list": 7,
    "many dimensions": [["<i8", [1] * 100]],
}


@pytest.mark.parametrize("name", TALLIES)
@pytest.mark.parametrize("arrays", ARRAYS)
def test_arrays_that_do_not_fit_are_refused(name, arrays):
    header, rest = parts(TALLIES[name])
    assert refused(TALLIES[name], packed({**header, "arrays": ARRAYS[arrays]}, rest))


@pytest.mark.parametrize("header", [b"", b"[" * 100_000, b"7", b"[]", b"null", b"{", b"\xff", b'{"version": 1}'])
def test_a_header_that_is_none_is_refused(header):
    for tally in TALLIES.values():
        assert refused(tally, packed(header, parts(tally)[1]))


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_refused(version):
    header, rest = parts(TALLIES["exact"])
    assert refused(TALLIES["exact"], packed({**header, "version": version}, rest))


def test_codes_beyond_the_values_are_refused():
    header, rest = parts(TALLIES["patterns"])
    header["identity"]["values"][0] = [1]
    assert refused(TALLIES["patterns"], packed(header, rest))


def test_bytes_are_bytes():
    for data in (None, "PITL", 5, [1, 2, 300]):
        assert refused(TALLIES["exact"], data)


@pytest.mark.parametrize(
    ("codes", "counts", "whole"),
    [
        ([[-1, 0], [0, 2]], [1, 4], True),
        ([[-2, 0], [0, 2]], [1, 4], False),
        ([[-1, 0], [0, 3]], [1, 4], False),
        ([[-1, 0], [2, 1]], [1, 4], False),
        ([[-1, 0], [0, 2]], [0, 4], False),
        ([[-1, 0], [0, 2]], [-1, 4], False),
    ],
)
def test_patterns_are_of_codes_that_the_items_have_and_of_people(codes, counts, whole):
    patterns = Patterns.of(np.array([[np.nan, 1]] + [[1.0, 3]] * 4), missing="pairwise", values=((1, 2), (1, 2, 3)))
    header, _ = parts(patterns)
    data = packed(header, np.array(codes, "<i1").tobytes() + np.array(counts, "<i8").tobytes())
    assert data == patterns.to_bytes() if whole else refused(patterns, data)


def written_anew(tally, place, change):
    """The bytes of a tally of which one array, by its place, is another."""
    header, rest = parts(tally)
    arrays, at = [], 0
    for name, shape in header["arrays"]:
        count = int(np.prod(shape))
        arrays.append(np.frombuffer(rest, name, count, at).reshape(shape).copy())
        at += arrays[-1].nbytes
    change(arrays[place])
    return packed(header, b"".join(array.tobytes() for array in arrays))


def all_to(**numbers):
    """Change single cells: `c03=1` is 1 in row 0, column 3."""

    def change(array):
        for cell, number in numbers.items():
            array[int(cell[1]), int(cell[2])] = number

    return change


def to(where, number):
    def change(array):
        for at in where if isinstance(where, list) else [where]:
            array[at] = number

    return change


def each(numbers):
    """Set cells one by one."""

    def change(array):
        for at, number in numbers.items():
            array[at] = number

    return change


TWO = PairCounts.of([[1, 1], [1, 2], [2, 1], [2, 2], [np.nan, 2]], missing="pairwise")  # 1, 2, missing; 1, 2, missing
EACH = PairCounts.of([[1, 1], [1, 2], [2, 1], [2, 2]])
PAIRS = {
    "fewer than nobody": (TWO, to([(0, 3), (3, 0)], -1)),
    "not the same either way": (TWO, to((0, 3), 2)),
    "two answers of one person to an item": (TWO, to([(0, 1), (1, 0)], 1)),
    "more for an item than there are people": (TWO, to((0, 0), 3)),
    "more for two items than for one": (TWO, to([(0, 3), (3, 0)], 2)),
    "nobody but in the margins": (TWO, to([(0, 3), (3, 0), (0, 4), (4, 0)], 0)),
    "whoever misses an item, of those who miss none": (EACH, to([(2, 2), (2, 5), (5, 2), (5, 5)], 1)),
    "whoever misses the first, of those who miss none": (EACH, each({(2, 2): 1, (2, 3): 1, (3, 2): 1, (3, 3): 3})),
    "whoever misses the second": (EACH, each({(5, 5): 1, (5, 0): 1, (0, 5): 1, (0, 0): 3})),
    "fewer than nobody, and everything adds up": (
        EACH,
        each({(0, 3): -1, (3, 0): -1, (1, 4): -1, (4, 1): -1, (0, 4): 3, (4, 0): 3, (1, 3): 3, (3, 1): 3}),
    ),
    "one table one way and another the other way": (EACH, each({(0, 3): 2, (0, 4): 0, (1, 3): 0, (1, 4): 2})),
    "just more than can be added up": (EACH, lambda array: np.multiply(array, 2**59, out=array)),  # 2 items of 2**61
    "margins right and cells below nobody": (
        TWO,
        all_to(c03=-1, c04=3, c13=3, c14=-1, c30=-1, c40=3, c31=3, c41=-1),
    ),
    "margins right and another table either way": (TWO, all_to(c03=2, c04=0, c13=0, c14=2)),
    "whoever misses the first item, of those who miss none": (
        EACH,
        all_to(c00=1, c03=0, c30=0, c22=1, c23=1, c32=1),
    ),
    "more of one item than can be added up": (PairCounts.of([[1], [1]]), to((0, 0), 2**62)),
    "more than can be added up": (TWO, to((slice(None), slice(None)), 2**61)),
}


@pytest.mark.parametrize("case", PAIRS)
def test_joint_counts_that_no_answers_have_are_refused(case):
    tally, change = PAIRS[case]
    assert refused(tally, written_anew(tally, 0, change))
    assert tally.from_bytes(written_anew(tally, 0, lambda array: None)).to_bytes() == tally.to_bytes()


def test_patterns_of_people_who_miss_an_item_where_none_may_are_refused():
    tally = Patterns.of([[1, 1], [2, 2]])
    assert Patterns.from_bytes(tally.to_bytes()).to_bytes() == tally.to_bytes()
    assert refused(tally, written_anew(tally, 0, to((0, 0), -1)))
    assert refused(tally, written_anew(tally, 1, to(slice(None), 2**61)))


# Of (1, 2), (2, 1), (3, 3): sums above the lowest 3 and 3, products 2 * 2 and 1, squares 1 + 4; means 2, two squares.
WHOLE, REAL = Moments.of(PAIR := np.array([[1.0, 2], [2, 1], [3, 3]])), Moments.of(PAIR + 0.5)
CODED = PairCounts.of(PAIR).moments()
ANSWERED, LOW, HIGH, COUNTS, N, FIRST, PRODUCT, SQUARE = range(8)
MOMENTS = {
    "fewer than nobody": (WHOLE, N, to((0, 0), -3)),
    "more for both items than for one": (WHOLE, ANSWERED, to(0, 2)),
    "more answers than people": (WHOLE, ANSWERED, to(0, 4)),
    "a lowest above the highest": (WHOLE, LOW, to(0, 4)),
    "a mean above the highest": (WHOLE, FIRST, to((0, 0), 7)),
    "a mean below the lowest": (WHOLE, FIRST, to((0, 0), -1)),
    "a mean above the highest, of real numbers": (REAL, FIRST, to((0, 0), 3.6)),
    "less than no spread": (WHOLE, SQUARE, to((0, 0), 2)),
    "less than no spread, of real numbers": (REAL, SQUARE, to((0, 0), -1e-6)),
    "more spread than half of them at either end": (REAL, SQUARE, to((0, 0), 3.001)),  # 3 people, 2 apart: 3 * 2² / 4
    "a correlation beyond 1": (REAL, PRODUCT, to([(0, 1), (1, 0)], 2.001)),
    "a correlation beyond -1": (REAL, PRODUCT, to([(0, 1), (1, 0)], -2.001)),
    "products that differ either way": (REAL, PRODUCT, to((0, 1), 1.001)),
    "no number": (REAL, PRODUCT, to((0, 0), np.nan)),
    "a mean without end": (REAL, FIRST, to((0, 0), np.inf)),
    "an answer of fewer than nobody": (CODED, COUNTS, to((0, slice(0, 3)), (-1, 3, 1))),
    "a mean of one person beyond the answer": (Moments.of([[3.5, 4.5]]), FIRST, to((0, 0), 5)),
    "more answers than were counted": (CODED, COUNTS, to((0, 0), 2)),
    "answers with another mean": (CODED, COUNTS, to((0, slice(0, 3)), (0, 2, 1))),
}


@pytest.mark.parametrize("case", MOMENTS)
def test_moments_that_no_answers_have_are_refused(case):
    tally, place, change = MOMENTS[case]
    assert refused(tally, written_anew(tally, place, change))


def test_counts_of_answers_are_read_back_turned_around_and_of_people_who_miss_some():
    tally = PairCounts.of([[1, 1], [1, np.nan], [5, 4], [5, 4]], missing="pairwise", values=((1, 2, 5), (1, 2, 3, 4)))
    for one in (tally, tally.keyed(["1"]), Patterns.of([[1, 1], [2, 3]])):
        assert type(one).from_bytes(one.to_bytes()).to_bytes() == one.to_bytes()
        moments = one.moments()
        assert Moments.from_bytes(moments.to_bytes()).to_bytes() == moments.to_bytes()
        real = replace(moments, sums=moments.sums.real())
        assert Moments.from_bytes(real.to_bytes()).to_bytes() == real.to_bytes()
        turned = moments.keyed(["2"])
        assert Moments.from_bytes(turned.to_bytes()).to_bytes() == turned.to_bytes()


def test_answers_far_from_zero_that_hardly_differ_are_read_back():
    """A mean of a third has rounding beside the answers, and squares have rounding beside those of the answers."""
    ends = Moments.of(np.array([[1.5, 3.5], [3.5, 1.5]]))  # as far apart as they can be
    assert Moments.from_bytes(ends.to_bytes()).to_bytes() == ends.to_bytes()
    tally = Moments.of(np.array([[1e7 / 3, 0.1], [1e7 / 3, 0.2], [1e7 / 3 + 1e-9, 0.7]]) * 1e3, missing="pairwise")
    assert Moments.from_bytes((tally + tally).to_bytes()).to_bytes() == (tally + tally).to_bytes()


def test_moments_that_are_no_more_than_unequal_either_way_under_pairwise_are_refused():
    tally = Moments.of(np.array([[1.0, 2], [2, np.nan], [3, 3]]), missing="pairwise")
    assert refused(tally, written_anew(tally, N, to((0, 1), 1)))


@pytest.mark.parametrize(
    "counts",
    [
        PairCounts.of([[1, 1], [2, 2], [3, 2]]),  # of the second item nobody has a third category
        PairCounts.of(np.empty((0, 2)), values=((1, 2), (1, 2, 3))),
        PairCounts.of(np.tile(np.repeat([[1_000_001], [1_000_000]], [1, 133], axis=0), (32, 2))),  # mean * n rounds
    ],
)
def test_moments_with_counts_are_read_back(counts):
    tally = counts.moments()
    assert tally.counts.shape[0] == 2
    assert Moments.from_bytes(tally.to_bytes()).to_bytes() == tally.to_bytes()


@pytest.mark.parametrize("counts", [(0, 0, 2), (-1, 5, -1)])  # 2 people; 3, but fewer than nobody
def test_counts_that_add_up_to_the_same_sum_of_other_people_are_refused(counts):
    assert np.dot(counts, (1, 2, 3)) == 6
    assert refused(CODED, written_anew(CODED, COUNTS, to((0, slice(0, 3)), counts)))


def test_one_person_has_the_mean_of_one_answer():
    assert refused(REAL, written_anew(Moments.of([[1.5, 2.5]]), FIRST, to((0, 0), 1.75)))


def test_answers_of_a_thousand_may_round_to_a_billionth_of_them():
    """Three answers at most 2 + 1e-6 apart have squares of 3 * (2 + 1e-6)² / 4 = 3.000003 at most."""
    tally = Moments.of(PAIR + 1000.5)
    near = written_anew(tally, SQUARE, to((0, 0), 3.000002))
    assert Moments.from_bytes(near).to_bytes() == near
    assert refused(tally, written_anew(tally, SQUARE, to((0, 0), 3.000004)))


def test_a_correlation_of_one_and_moments_of_nobody_are_read_back():
    for x in (np.array([[0.1, 0.3], [0.7, 2.1]]), np.full((3, 2), 0.1), np.full((2, 2), np.nan), np.empty((0, 2))):
        for missing in ("listwise", "pairwise"):
            tally = Moments.of(x, missing=missing)
            for one in (tally, tally + tally):
                assert Moments.from_bytes(one.to_bytes()).to_bytes() == one.to_bytes()
