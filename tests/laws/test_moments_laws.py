"""What must hold of moments whatever the answers: merging, chunking, keying, selecting."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import purpose_index.tallies.count_moments as counting
from purpose_index.responses.coded import CodedResponses
from purpose_index.tallies.moments import Moments

RULES = st.sampled_from(["listwise", "pairwise"])
VALUES = st.sampled_from([(1, 2, 3, 4, 5), (0, 1), (1, 2, 4, 8), tuple(range(-3, 13)), (-300, 0, 7, 32767)])


@st.composite
def coded(draw, fewest=0, most=30):
    k, n, values = draw(st.integers(1, 5)), draw(st.integers(fewest, most)), draw(VALUES)
    codes = draw(arrays(np.int8, (n, k), elements=st.integers(-4, len(values) - 1)))
    return CodedResponses(
        codes=np.asfortranarray(codes), items=tuple(f"q{j}" for j in range(k)), values=(values,) * k, fingerprint=""
    )


FLOATS = arrays(
    np.float64,
    st.tuples(st.integers(0, 25), st.integers(1, 4)),
    elements=st.floats(-1e6, 1e6) | st.just(float("nan")),
)


def rows_of(answers, at):
    return replace(answers, codes=answers.codes[at])


def split(total, cuts):
    edges = [0, *sorted(c % (total + 1) for c in cuts), total]
    return [slice(a, b) for a, b in pairwise(edges)]


@given(coded(), RULES, st.lists(st.integers(0, 100), max_size=4), st.randoms())
def test_coded_answers_merge_to_the_same_bytes_in_any_order(answers, missing, cuts, random):
    whole = Moments.of(answers, missing=missing)
    parts = [Moments.of(rows_of(answers, rows), missing=missing) for rows in split(len(answers), cuts)]
    random.shuffle(parts)
    assert reduce(add, parts).to_bytes() == whole.to_bytes()


@given(coded(), RULES)
def test_rows_may_come_in_any_order(answers, missing):
    reverse = rows_of(answers, slice(None, None, -1))
    assert Moments.of(reverse, missing=missing).to_bytes() == Moments.of(answers, missing=missing).to_bytes()


@given(coded(40, 60), RULES, st.integers(1, 4), st.integers(0, 12))
def test_threads_and_blocks_do_not_show(answers, missing, threads, power):
    whole = Moments.of(answers, missing=missing, threads=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "BLOCK_BYTES", 2**power)
        parts = Moments.of(answers, missing=missing, threads=threads)
    assert parts.to_bytes() == whole.to_bytes()


@given(FLOATS, RULES, st.lists(st.integers(0, 100), max_size=4))
def test_floats_merge_to_the_whole(x, missing, cuts):
    whole = Moments.of(x, missing=missing)
    merged = reduce(add, [Moments.of(x[rows], missing=missing) for rows in split(len(x), cuts)])
    spread = np.nanmax(np.abs(x), initial=1) ** 2
    np.testing.assert_array_equal(merged.pairs, whole.pairs)
    np.testing.assert_allclose(merged.mean, whole.mean, rtol=1e-12, atol=1e-12 * spread)
    np.testing.assert_allclose(merged.covariance(), whole.covariance(), rtol=1e-9, atol=1e-12 * spread)


@given(FLOATS, RULES)
def test_merging_floats_is_associative_and_order_free(x, missing):
    a, b, c = (Moments.of(part, missing=missing) for part in np.array_split(x, 3))
    spread = np.nanmax(np.abs(x), initial=1) ** 2
    for one, other in (((a + b) + c, a + (b + c)), (a + b, b + a)):
        np.testing.assert_allclose(one.covariance(), other.covariance(), rtol=1e-9, atol=1e-12 * spread)


@given(FLOATS, st.integers(1, 3))
def test_threads_do_not_show_in_floats_either(x, threads):
    assert Moments.of(x, threads=threads).to_bytes() == Moments.of(x, threads=1).to_bytes()


@given(coded(), RULES)
def test_the_empty_tally_changes_nothing(answers, missing):
    whole = Moments.of(answers, missing=missing)
    empty = Moments.empty(answers.items, answers.values, missing=missing)
    assert (whole + empty).to_bytes() == (empty + whole).to_bytes() == whole.to_bytes()


@given(coded(), RULES)
def test_codes_and_their_numbers_agree(answers, missing):
    exact, real = Moments.of(answers, missing=missing), Moments.of(answers.numbers(), missing=missing)
    spread = max(abs(v) for values in answers.values for v in values) ** 2 + 1
    np.testing.assert_array_equal(exact.pairs, real.pairs)
    np.testing.assert_array_equal(exact.answered, real.answered)
    np.testing.assert_array_equal(exact.low, real.low)
    np.testing.assert_array_equal(exact.high, real.high)
    np.testing.assert_allclose(exact.mean, real.mean, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(exact.covariance(), real.covariance(), rtol=1e-9, atol=1e-12 * spread)


@given(coded(), RULES)
def test_counts_are_those_of_the_answers(answers, missing):
    tally, x = Moments.of(answers, missing=missing), answers.numbers()
    x = x[~np.isnan(x).any(axis=1)] if missing == "listwise" else x
    expected = [[np.sum(x[:, j] == v) for v in values] for j, values in enumerate(answers.values)]
    np.testing.assert_array_equal(tally.counts, np.array(expected).reshape(tally.counts.shape))


@given(coded(2, 20), RULES, st.data())
def test_keying_the_tally_is_keying_the_answers(answers, missing, data):
    turned = data.draw(st.lists(st.sampled_from(answers.items), unique=True))
    at = [answers.items.index(item) for item in turned]
    x = answers.numbers()
    x[:, at] = answers.values[0][0] + answers.values[0][-1] - x[:, at]
    keyed, expected = Moments.of(answers, missing=missing).keyed(turned), Moments.of(x, missing=missing)
    np.testing.assert_array_equal(keyed.low, expected.low)
    np.testing.assert_array_equal(keyed.high, expected.high)
    np.testing.assert_allclose(keyed.mean, expected.mean, rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(keyed.covariance(), expected.covariance(), rtol=1e-9, atol=1e-3)
    assert keyed.keyed(turned).to_bytes() == Moments.of(answers, missing=missing).to_bytes()


@given(coded(), st.data())
def test_selecting_from_a_pairwise_tally_is_counting_those_items(answers, data):
    chosen = data.draw(st.lists(st.sampled_from(answers.items), unique=True, min_size=1))
    selected = Moments.of(answers, missing="pairwise").select(chosen)
    assert selected.to_bytes() == Moments.of(answers, missing="pairwise", items=chosen).to_bytes()


@given(coded(), RULES)
def test_bytes_are_the_tally(answers, missing):
    for tally in (Moments.of(answers, missing=missing), Moments.of(answers.numbers(), missing=missing)):
        again = Moments.from_bytes(tally.to_bytes())
        assert again.to_bytes() == tally.to_bytes()
        np.testing.assert_array_equal(again.covariance(), tally.covariance())


@given(coded(1, 20), RULES, st.data())
def test_groups_add_up_to_the_whole(answers, missing, data):
    groups = data.draw(st.lists(st.sampled_from("abc"), min_size=len(answers), max_size=len(answers)))
    tallies = Moments.grouped(answers, groups, missing=missing)
    assert set(tallies) == set(groups)
    assert reduce(add, tallies.values()).to_bytes() == Moments.of(answers, missing=missing).to_bytes()


@given(FLOATS, RULES, st.floats(-1e8, 1e8))
def test_covariances_do_not_shift(x, missing, shift):
    here, there = Moments.of(x, missing=missing).covariance(), Moments.of(x + shift, missing=missing).covariance()
    scale = np.nanmax(np.abs(x), initial=1) ** 2 + abs(shift) * np.nanmax(np.abs(x), initial=1) * 1e-6
    np.testing.assert_allclose(here, there, rtol=1e-6, atol=1e-9 * scale)
