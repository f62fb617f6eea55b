"""Which variables are items, and with which answers."""

from __future__ import annotations

import pytest

from purpose_index.interop.spss_variables import Variable, answers_of


def variable(labels, cells=(), missing=(), kind="variable with value labels"):
    return Variable("v", "", {float(value): label for value, label in labels.items()}, list(missing), list(cells), kind)


@pytest.mark.parametrize(
    ("labelled", "offered"),
    [
        ([1, 5], [1, 2, 3, 4, 5]),
        ([1, 4, 7], [1, 2, 3, 4, 5, 6, 7]),
        ([0, 1], [0, 1]),
        ([-2, 0, 2], [-2, -1, 0, 1, 2]),
        ([1, 2, 3, 10], [1, 2, 3, 10]),
        ([27, 34, 50], [27, 34, 50]),
    ],
)
def test_labels_at_equal_distances_leave_room_for_what_is_between_them(labelled, offered):
    found = answers_of(variable({value: f"word {value}" for value in labelled}))
    assert list(found.labels) == offered
    assert found.invented == tuple(value for value in offered if value not in labelled)
    assert found.labels[labelled[0]] == f"word {labelled[0]}"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (variable({1: "a"}), "Fewer than two"),
        (variable({1: "a", 2: "b"}, missing=[(2, 2)]), "Fewer than two"),
        (variable({1: "a", 1.5: "b"}), "not whole"),
        (variable({1: "a", 40000: "b"}), "not whole, or too large"),
        (variable({0: "a", 101: "b"}), "more than 101 values"),
        (variable({1: "a", 2: "b"}, [1.0, 3.0, 3.0, None]), "have no label and are not declared as missing: 2."),
        (variable({1: "a", 2: "b"}, [1.5]), "have no label and are not declared as missing: 1."),
        (variable({1: "a", 2: "b"}, [-1.5], [(-9, -1)]), "missing values are not whole"),
        (variable({1: "a", 2: "b"}, missing=[(99999, 99999)]), "missing values are not whole numbers, too large"),
        (variable({1: "a", 2: "b"}, map(float, range(-60, 0)), [(float("-inf"), -1)]), "or more than 50"),
        (variable({}, kind="text variable"), "texts"),
    ],
)
def test_what_cannot_be_an_item_says_why(given, why):
    assert why in answers_of(given)


def test_a_labelled_number_apart_from_the_others_is_no_answer():
    given = variable({1: "no", 2: "a bit", 3: "yes", 9: "inap"}, [1.0, 9.0, 3.0])
    found = answers_of(given)
    assert (list(found.labels), found.codes, found.guessed) == ([1, 2, 3], {9: "inap"}, {9})
    assert list(answers_of(given, (1, 9)).labels) == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_the_range_that_is_said_fills_in_what_has_no_words():
    given = variable({1: "never", 3: "now and then", 6: "always"}, [1.0, 2.0, 5.0])
    assert "have no label" in answers_of(given)
    found = answers_of(given, (1, 6))
    assert list(found.labels.values()) == ["never", "2", "now and then", "4", "5", "always"]
    assert found.invented == (2, 4, 5)


def test_a_range_without_an_end_holds_the_codes_that_are_met():
    found = answers_of(variable({1: "a", 2: "b", -5: "refused"}, [1.0, -7.0, None], [(float("-inf"), -1.0)]))
    assert found.codes == {-7: "", -5: "refused"}
    assert found.labels == {1: "a", 2: "b"}


def test_101_values_are_not_too_many():
    assert len(answers_of(variable({0: "none", 100: "all"})).labels) == 101


def test_nobodys_answer_is_shown_with_a_variable():
    assert "777" not in repr(variable({1: "a", 2: "b"}, [777.0]))


def test_a_range_is_for_values_without_labels_and_not_for_those_with_labels_elsewhere():
    assert answers_of(variable({}, [2.0]), (1, 3)).labels == {1: "1", 2: "2", 3: "3"}
    assert answers_of(variable({0: "no", 1: "yes"}), (1, 3)).labels == {0: "no", 1: "yes"}
    assert answers_of(variable({1: "no"}), (1, 3)) == "Fewer than two of its values have a label."
    assert answers_of(variable({9: "refused"}, missing=[(9, 9)]), (1, 3)).codes == {9: "refused"}
    assert answers_of(variable({}, [2.0])) == "Fewer than two of its values have a label."


def test_words_that_are_no_answer_make_a_code_where_the_file_declares_none():
    found = answers_of(
        variable({1: "Never", 2: "Always", -98: "Niet van toepassing", 9: "Don't know"}, [1.0, -98.0, 9.0])
    )
    assert found.labels == {1: "Never", 2: "Always"}
    assert found.codes == {-98: "Niet van toepassing", 9: "Don't know"}
    assert found.guessed == {-98, 9}
    declared = answers_of(variable({1: "Never", 2: "Always", 9: "Don't know"}, missing=[(9, 9)]))
    assert (declared.codes, declared.guessed) == ({9: "Don't know"}, frozenset())
