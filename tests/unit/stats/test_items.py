"""The item table by hand, and where its numbers are not defined."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.responses.coded import CodedResponses
from purpose_index.stats.items import item_table
from purpose_index.tallies.moments import Moments
from purpose_index.tallies.pairs import PairCounts

X = np.array([[1, 2, 1], [2, 2, 3], [4, 3, 4], [5, 4, 4], [3, 3, 2]])


def codes(table) -> list[str]:
    return [issue.code for issue in table.issues]


def test_by_hand():
    table = item_table(X)
    assert table.items == ("1", "2", "3")
    assert table.n.tolist() == [5, 5, 5]
    assert table.mean.tolist() == [3, 2.8, 2.8]
    assert table.sd == pytest.approx([np.sqrt(2.5), np.sqrt(0.7), np.sqrt(1.7)])
    # covariances 1.25, 1.75 and .7; with the others 3, 1.95 and 2.45; variances of the others 3.8, 7.7 and 5.7
    assert table.item_rest_correlation == pytest.approx(
        [3 / np.sqrt(2.5 * 3.8), 1.95 / np.sqrt(0.7 * 7.7), 2.45 / np.sqrt(1.7 * 5.7)]
    )
    assert table.item_total_correlation == pytest.approx(
        [5.5 / np.sqrt(2.5 * 12.3), 2.65 / np.sqrt(0.7 * 12.3), 4.15 / np.sqrt(1.7 * 12.3)]
    )
    assert table.alpha_if_dropped == pytest.approx([2 * (1 - 2.4 / 3.8), 2 * (1 - 4.2 / 7.7), 2 * (1 - 3.2 / 5.7)])
    assert table.mean_correlation_if_dropped[0] == pytest.approx(0.7 / np.sqrt(0.7 * 1.7))
    assert (table.missing, table.issues) == ("listwise", ())


def test_skewness_and_kurtosis_by_hand():
    # deviations of the second item: -.8, -.8, .2, 1.2, .2; s² = .7
    third = (2 * (-0.8) ** 3 + 2 * 0.2**3 + 1.2**3) / 5
    fourth = (2 * 0.8**4 + 2 * 0.2**4 + 1.2**4) / 5
    table = item_table(X)
    assert table.skewness[1] == pytest.approx(third / 0.7**1.5)
    assert table.kurtosis[1] == pytest.approx(fourth / 0.7**2 - 3)
    assert table.skewness[0] == pytest.approx(0, abs=1e-15)


def test_many_rows_are_read_in_blocks():
    x = np.tile(X, (10_000, 1)).astype(float)
    x[7] = np.nan
    table = item_table(x)
    d = np.delete(x, 7, axis=0) - np.delete(x, 7, axis=0).mean(axis=0)
    assert table.skewness == pytest.approx((d**3).mean(axis=0) / d.std(axis=0, ddof=1) ** 3, rel=1e-10, abs=1e-12)
    assert table.unanswered.tolist() == [1, 1, 1]


def test_each_rule_has_its_people():
    x = np.array([[1, 2, 1], [2, np.nan, 3], [4, 3, 4], [5, 4, np.nan], [3, 3, 2]])
    listwise, pairwise = item_table(x), item_table(x, missing="pairwise")
    assert listwise.n.tolist() == [3, 3, 3]
    assert pairwise.n.tolist() == [5, 4, 4]
    assert listwise.unanswered.tolist() == pairwise.unanswered.tolist() == [0, 1, 1]
    assert listwise.mean[0] == pytest.approx((1 + 4 + 3) / 3)
    assert pairwise.mean[0] == 3


def coded(rows, values):
    matrix = np.asfortranarray(rows, dtype=np.int8)
    return CodedResponses(codes=matrix, items=tuple("abcdef"[: matrix.shape[1]]), values=values, fingerprint="")


def test_coded_answers_have_shares_of_their_declared_values():
    table = item_table(Moments.of(coded([[0, 1], [0, 2], [3, 0], [1, 2]], ((1, 2, 3, 4), (0, 1, 2)))))
    assert table.shares.tolist() == [[0.5, 0.25, 0, 0.25], [0.25, 0.25, 0.5, 0]]
    assert table.floor.tolist() == [0.5, 0.25]
    assert table.ceiling.tolist() == [0.25, 0.5]
    assert table.skewness == pytest.approx(item_table(np.array([[1, 1], [1, 2], [4, 0], [2, 2]])).skewness)


def test_shares_of_one_person_and_of_none():
    values = ((1, 2, 3), (1, 2, 3))
    assert item_table(Moments.of(coded([[0, 2]], values))).shares.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert np.isnan(item_table(Moments.of(coded(np.zeros((0, 2)), values))).shares).all()


def test_a_listwise_tally_does_not_know_who_left_an_item_out():
    x = np.array([[1, 2], [2, np.nan], [3, 1]])
    assert np.isnan(item_table(PairCounts.of(x)).unanswered).all()
    assert item_table(PairCounts.of(x, missing="pairwise")).unanswered.tolist() == [0, 1]


def test_an_item_that_is_unrelated_to_the_others_does_not_go_against_them():
    assert set(codes(item_table([[1, 1], [1, -1], [-1, 1], [-1, -1]]))) == {"undefined-item-statistic"}


def test_an_array_declares_no_values():
    table = item_table(X)
    assert table.shares.shape == (3, 0)
    assert np.isnan(table.floor).all()


def test_an_item_that_goes_against_the_others_is_said_and_left_as_it_is():
    table = item_table(np.column_stack([X, 6 - X[:, 0]]))
    against = [issue for issue in table.issues if issue.code == "negative-item-rest-correlation"]
    assert [issue.path for issue in against] == ["$.items.4"]
    assert "may" in against[0].message
    assert table.mean[3] == 3


def test_a_constant_item():
    table = item_table(np.column_stack([X, np.full(5, 0.1)]))
    assert table.sd[3] == 0
    assert np.isnan([table.skewness[3], table.item_rest_correlation[3]]).all()
    assert table.alpha_if_dropped[3] == pytest.approx(1.5 * (1 - 4.9 / 12.3))
    assert np.isnan(table.standardized_alpha_if_dropped).all()
    assert codes(table)[0] == "constant-item"
    undefined = {issue.path for issue in table.issues if issue.code == "undefined-item-statistic"}
    assert {"$.skewness", "$.item_rest_correlation", "$.standardized_alpha_if_dropped"} <= undefined


def test_two_people_who_answer_alike_make_an_item_constant():
    issues = [issue for issue in item_table([[1, 2], [1, 3]]).issues if issue.code == "constant-item"]
    assert [issue.path for issue in issues] == ["$.items.1"]


def test_the_message_names_the_items():
    table = item_table(np.column_stack([X, np.full(5, 0.1)]))
    message = next(issue.message for issue in table.issues if issue.path == "$.skewness")
    assert message.startswith("The skewness is not defined for 4:")
    every = next(issue.message for issue in item_table(X[:1].astype(float)).issues if issue.path == "$.sd")
    assert every.startswith("The sd is not defined for any item:")


@pytest.mark.parametrize("k", [1, 2])
def test_too_few_items_to_drop_one(k):
    table = item_table(X[:, :k])
    assert np.isnan(table.alpha_if_dropped).all()
    assert np.isnan(table.item_rest_correlation).all() == (k == 1)
    assert "undefined-item-statistic" in codes(table)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_people(n):
    table = item_table(X[:n].astype(float))
    assert np.isnan(table.sd).all()
    assert np.isnan(table.item_rest_correlation).all()
    assert np.isnan(table.mean).all() == (n == 0)
    assert set(codes(table)) == {"undefined-item-statistic"}


def test_the_others_may_cancel_out():
    table = item_table(np.column_stack([X[:, 1], X[:, 0], -X[:, 0]]))
    assert np.isnan(table.item_rest_correlation[0])
    assert np.isnan(table.alpha_if_dropped[0])


def test_moments_of_floats_do_not_hold_skewness():
    table = item_table(Moments.of(X.astype(float)))
    assert np.isnan(table.skewness).all()
    assert table.item_rest_correlation == pytest.approx(item_table(X).item_rest_correlation)
    assert "a tally of real numbers" in next(i.message for i in table.issues if i.path == "$.skewness")
