"""Answers shifted by one of which none is odd: nobody has the lowest option, where some were to be expected."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

import purpose_index as pi
from purpose_index.responses.lowest_option import expected_lowest
from tests.unit.checks.pilot_data import one_factor, set_of, told

FILES = Path(__file__).parents[1] / "checks" / "files"
RULE = "lowest-option-unused"


def column(one, two, more):
    """Codes of an item: so many people chose the option after the lowest, the next, and the one after that."""
    return np.repeat([1, 2, 3], [one, two, more]).astype(np.int8)


def lowest(one, two, n):
    """By the normal distribution: one and a half times as far below as the two thresholds are apart."""
    return n * norm.cdf(2.5 * norm.ppf(one / n) - 1.5 * norm.ppf((one + two) / n))


def three(codes, options=4):
    """What is said of three items with so many options, counted from 1."""
    return told(RULE, one_scale(3, options=options), codes + 1.0)


def one_scale(k, options=5):
    return set_of({"s": [f"q{j + 1}" for j in range(k)]}, options=options)


def shuffled(codes, k=3, seed=0):
    rng = np.random.default_rng(seed)
    return np.column_stack([rng.permutation(codes) for _ in range(k)])


def test_a_file_that_counts_from_1_for_a_set_that_counts_from_0():
    data, answers = FILES / "zero-based.yaml", FILES / "base-shift.csv"
    (note,) = pi.encode(pi.load(data), answers).issues
    found = [finding for finding in pi.check(data, answers).findings if finding.code == RULE]
    assert [(one.message, one.hint, dict(one.facts)) for one in found] == [(note.message, note.hint, dict(note.facts))]
    assert (note.code, found[0].severity, found[0].path) == (RULE, "warning", "$.items")
    assert note.message == (
        "Nobody chose the lowest option of any of 4 items, in 240 answers; going by the other options, some 5 of "
        "these would have."
    )
    assert note.hint.startswith("If the data count one higher than the set (from 1 where it counts from 0)")
    columns = np.genfromtxt(answers, delimiter=",", skip_header=1)[:, 1:].T
    expected = sum(lowest((x == 1).sum(), (x == 2).sum(), 60) for x in columns)
    assert note.facts["expected"] == round(expected) == 5


def test_of_unrelated_items_every_answer_counts_and_of_one_item_thrice_only_one():
    x = column(40, 60, 100)
    once = lowest(40, 60, 200)
    expected, independent = expected_lowest(np.column_stack([x, x, x]))
    assert (expected, independent) == (pytest.approx(3 * once), pytest.approx(once))
    expected, independent = expected_lowest(shuffled(x))
    assert expected == pytest.approx(3 * once)
    assert independent > 2 * once
    # who chose it at one item never chose it at another: nothing is gained beyond every answer
    apart = np.column_stack([np.roll(x, 70 * j) for j in range(3)])
    assert ((apart == 1).sum(axis=1) <= 1).all()
    assert expected_lowest(apart) == (pytest.approx(3 * once), pytest.approx(3 * once))


def test_an_item_counts_those_who_answered_it():
    x = np.column_stack([column(40, 60, 100), column(40, 60, 100)])
    x[150:, 1] = -1  # fifty of the hundred above
    assert expected_lowest(x)[0] == pytest.approx(lowest(40, 60, 200) + lowest(40, 60, 150))


@pytest.mark.parametrize("codes", [column(0, 50, 50), column(50, 0, 50), column(50, 50, 0)])
def test_without_two_thresholds_nothing_is_expected(codes):
    assert expected_lowest(codes[:, None]) == (0.0, 0.0)
    assert expected_lowest(np.column_stack([codes, column(40, 60, 100)[::2]]))[0] == pytest.approx(lowest(20, 30, 100))


def test_two_are_expected_or_fewer():
    """The same item thrice, so that it counts once; more people make more of the same shares."""
    counts = [column(n // 4, n // 4, n // 2) for n in range(40, 400, 4)]
    enough = next(i for i, x in enumerate(counts) if lowest(len(x) // 4, len(x) // 4, len(x)) >= 2)
    assert enough > 0
    assert three(np.column_stack([counts[enough - 1]] * 3)) == []
    assert len(three(np.column_stack([counts[enough]] * 3))) == 1


def test_three_items_with_four_options_are_judged_and_no_fewer():
    codes = shuffled(column(40, 60, 100), 4)
    assert len(three(codes[:, :3])) == 1
    assert told(RULE, one_scale(2, options=4), codes[:, :2] + 1.0) == []
    assert told(RULE, one_scale(3, options=3), np.minimum(codes[:, :3], 2) + 1.0) == []
    data = one_scale(4, options=4)
    data["items"][0]["options"] = [{"value": v, "label": {"en": f"own {v}"}} for v in range(1, 6)]
    assert told(RULE, data, codes[:, :4] + 1.0) == [
        "Nobody chose the lowest option of any of 3 items, in 600 answers; going by the other options, some 11 of "
        "these would have."
    ]


def test_one_person_with_the_lowest_option_settles_it_and_so_does_a_highest_that_is_not_used():
    codes = shuffled(column(40, 60, 100))
    assert len(three(codes)) == 1
    assert three(codes, options=5) == []  # three options of five: the highest is not used either
    codes[7, 2] = 0
    assert three(codes) == []


def test_where_everybody_is_pleased_nobody_needs_to_disagree_strongly():
    cuts = np.array([-1.5, -0.5, 0.5, 1.5])
    unused = found = 0
    for seed in range(30):
        x = 1 + (one_factor(60, [0.7] * 4, seed)[:, :, None] + 1.4 > cuts).sum(axis=2)
        unused += not (x == 1).any()
        found += len(told(RULE, one_scale(4), x.astype(float)))
    assert unused > 12
    assert found == 0
