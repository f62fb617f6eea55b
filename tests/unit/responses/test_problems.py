"""What values that are not answers probably are: bounds of each explanation, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import purpose_index as pi

FILES = Path(__file__).parent / "files"
ITEMS = ("q1", "q2", "q3", "q4")


def told_of(data):
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(FILES / "set.yaml", data)
    return caught.value.issues


def told(rows):
    return told_of([dict(zip(ITEMS, row, strict=True)) for row in rows])


def codes(issues):
    return [issue.code for issue in issues]


def column(*cells):
    """Rows in which the first item has these answers, and the others a 3."""
    return [(cell, 3, 3, 3) for cell in cells]


def test_a_shift_needs_ten_answers():
    assert codes(told([(0, 1, 2, 3), (0, 1, 2, 3)])) == ["undeclared-answer"]  # 8 answers
    assert codes(told([(0, 1, 2, 3)] * 3)) == ["shifted-answers", "undeclared-answer"]  # 12, 3 of them odd
    assert codes(told([(0, 1, 2, 3)] * 9)) == ["shifted-answers", "undeclared-answer"]
    (issue,) = told([(0, 1, 2, 3)] * 10)  # 10 odd: the rows say nothing more
    assert (issue.code, issue.facts["shift"]) == ("shifted-answers", -1)  # -2 would hold them too


def test_no_shift_holds_where_the_answers_span_more_than_the_options():
    assert codes(told([(0, 1, 2, 5)] * 10)) == ["other-options"]


@pytest.mark.parametrize(("low", "shift"), [(0, -1), (-2, -3), (2, 1), (11, 10), (-9, -10)])
def test_the_shift_is_the_least_that_holds_all(low, shift):
    (issue,) = told([(low, low + 1, low + 3, low + 4)] * 10)
    assert (issue.code, issue.facts["shift"]) == ("shifted-answers", shift)
    by = "one" if abs(shift) == 1 else str(abs(shift))
    assert f"{by} {'lower' if shift < 0 else 'higher'}: are they shifted by {by}?" in issue.message
    assert f"{{value: 1, code: {1 + shift}, label: ...}}" in issue.hint


@pytest.mark.parametrize("rows", [[(0, 1, 3, 4), (-1, 2, 2, 2)], [(0, 1, 3, 3), (-1, 2, -1, 2)]])
def test_the_codes_of_categories_are_shifted_by_one_with_minus_one_for_a_missing_answer(rows):
    (issue,) = told(rows * 10)  # the second time -2 would hold them all, and make answers of the missing ones
    assert (issue.code, issue.facts["shift"]) == ("shifted-answers", -1)
    assert "-1 aside" in issue.message
    assert "{value: 1, code: 0, label: ...}, and missing_codes={-1: 'skipped'}" in issue.hint


def test_the_advice_for_the_codes_of_categories_reads_them():
    q = pi.load(FILES / "set.yaml").model_dump(mode="json", by_alias=True, exclude_defaults=True)
    categories = pd.DataFrame({item: pd.Categorical([1, 5, None, 3], [1, 2, 3, 4, 5]).codes for item in ITEMS})
    for options in q["options"].values():
        for option in options:
            option["code"] = option["value"] - 1
    coded = pi.encode(q, categories, missing_codes={-1: "skipped"})
    assert coded.codes[:, 0].tolist() == [0, 4, -2, 2]


@pytest.mark.parametrize("missing", [1, 9])
def test_minus_one_alone_is_no_option_that_the_set_lacks(missing):
    issues = told([(1, 2, 4, 5)] * 9 + [(-1, -1, -1, 2)] * missing)
    assert codes(issues) == ["undeclared-answer"] * 3
    assert all("missing_codes=" in issue.hint for issue in issues)


@pytest.mark.parametrize("low", [12, -10, 100])
def test_farther_is_no_shift(low):
    (issue,) = told([(low, low + 1, low + 3, low + 4)] * 10)
    assert issue.code == "choice-ids"


def test_many_or_few_other_numbers():
    """A fifth of the answers to items with the same options, and ten."""
    four = [(1, 2, 4, 5)]
    assert codes(told([*four * 8, *[(77, 78, 2, 5)] * 4])) == ["undeclared-answer"] * 2  # 8 of 48: too few
    assert codes(told([*four * 10, *[(77, 78, 2, 5)] * 8])) == ["other-options"]  # 16 of 72
    assert codes(told([*four * 30, *[(77, 2, 2, 5)] * 12])) == ["undeclared-answer"]  # 12 of 168


def test_a_twentieth_in_place_of_options_or_a_fifth_is_told():
    """The bounds themselves: 10 of 200 answers where two options lack, and 16 of 80 where none does."""
    ids, three = [(77, 78, 3, 3)] * 5, (1, 2, 3, 3)
    assert codes(told([*ids, *[three] * 45])) == ["choice-ids"]
    assert codes(told([*ids, *[three] * 46])) == ["undeclared-answer"] * 2
    more, five = [(77, 1, 2, 3)] * 16, (1, 2, 4, 5)
    assert codes(told([*more, *[five] * 4])) == ["other-options"]
    assert codes(told([*more, *[five] * 5])) == ["undeclared-answer"]


def test_a_few_texts_in_the_place_of_every_answer_are_codes_of_another_program():
    """A set of five options and four items: two texts to five, ten answers or more, and no answer that is an option."""
    (issue,) = told([("AO01", "AO02", "AO02", "AO05"), *[("AO03", "AO01", "AO04", "")] * 3])  # 4 + 9 answers
    assert (issue.code, issue.path, issue.facts["texts"]) == ("choice-ids", "$.columns", 5)
    assert issue.facts["items"] == ITEMS
    assert "missing" not in issue.message + issue.hint
    assert "AO" not in str(issue)
    two = [("A", "B", "A", "B")] * 2
    assert codes(told([*two, ("A", "", "", "")])) == ["text-answer"]  # 9 answers
    assert codes(told([*two, ("A", "B", "", "")])) == ["choice-ids"]
    assert codes(told([("A",) * 4] * 3)) == ["text-answer"]  # one text says nothing
    assert codes(told([*two, ("C", "D", "E", "A")])) == ["choice-ids"]
    assert codes(told([*two, ("C", "D", "E", "F")])) == ["text-answer"]  # a sixth
    assert codes(told([*two, ("A", "B", "A", 3)])) == ["text-answer"]
    assert codes(told([*two, ("A", "B", "n/a", "n/a")])) == ["missing-words", "choice-ids"]


def test_means_between_the_people_are_to_be_taken_out():
    people = [(4, 4, 2, 5), (3, 5, 2, 4)]
    for issue in told([*people, (3.5, 4.5, 2, 4.5), *people]):
        assert issue.code == "fractional-answer"
        assert issue.hint.endswith("Take out rows that hold means, such as those of teams between the people.")
    with pytest.raises(pi.ResponseError) as caught:
        pi.validate(FILES / "set.yaml", {"q1": 3.5})
    assert caught.value.issues[0].hint == "Give the answer as it was chosen."


def test_one_item_is_told_at_its_own_place():
    (issue,) = told(column(*[0, 20, 40, 60, 80, 100] * 10))
    assert (issue.code, issue.path, issue.facts["items"]) == ("other-options", "$.columns.q1", ("q1",))


@pytest.mark.parametrize(
    ("cells", "labels", "others"),
    [
        (["Agree", "agree ", "AGREE"], 3, 0),
        (["Agree", "disagree", "zz"], 2, 1),
        (["Agree", "Agree", "4", 4], 2, 0),
    ],
)
def test_texts_of_which_most_are_labels(cells, labels, others):
    issue = told(column(*cells))[0]
    assert issue.code == "answers-are-labels"
    assert (issue.facts["items"], issue.facts["answers"], issue.facts["others"]) == (("q1",), labels, others)
    assert (f"but for {others}" in issue.message) == (others > 0)


def test_texts_of_which_half_are_labels_are_told_as_texts():
    assert codes(told(column("Agree", "zz"))) == ["text-answer"]


def test_words_for_a_missing_answer():
    (issue,) = told(column(" n/a ", "N/A", "-", 3))
    assert (issue.code, issue.facts["answers"], issue.facts["words"]) == ("missing-words", 3, ("-", "N/A", "n/a"))
    assert issue.message == "3 cells of 1 item hold a word that often stands for a missing answer."
    assert issue.hint.endswith('\'missing: {skipped: ["-", "N/A", "n/a"]}\'.')
    assert (
        "missing_codes={'-': 'skipped', 'N/A': 'skipped', 'n/a': 'skipped'}, or '--missing-code -=skipped "
        in issue.hint
    )


def of_frame(*rows):
    return codes(told_of(pd.DataFrame(rows, columns=ITEMS)))


@pytest.mark.parametrize(
    "first", [("a", "b", "c", None), ("a", "b", "c", 4), ("a", "b", "c", "Agree"), ("a", "b", "c", "4")]
)
def test_a_row_that_is_not_all_texts_is_no_header(first):
    assert "more-header-rows" not in of_frame(first, (4, 4, 4, 4))


def test_a_row_of_texts_is_a_header_unless_others_answered_the_same():
    texts, more = ("a", "b", "c", "d"), ("e", "f", "g", "h")
    (issue,) = told_of(pd.DataFrame([texts, (4, 4, 4, 4)], columns=ITEMS))
    assert (issue.code, issue.facts["value"], issue.hint) == (
        "more-header-rows",
        2,
        "Say so with header_rows=2, or '--header-rows 2' in the command.",
    )
    assert of_frame(texts, more, (4, 4, 4, 4)) == ["more-header-rows"]
    assert of_frame(texts, texts, texts) == ["choice-ids"]
    assert of_frame((4, 4, 4, 4), texts) == ["text-answer"]


def test_what_more_than_three_items_have_in_common_is_said_once():
    few = [("x", "y", "z", 3), (4, 4, 4, 4), ("x", 4, 4, 4)]
    assert [issue.path for issue in told(few)] == ["$.columns.q1", "$.columns.q2", "$.columns.q3"]
    found = told([*few, (9, 9, 9, 9.5), (4, 4, "a", "b")])
    assert [(issue.code, issue.path) for issue in found] == [
        ("undeclared-answer", "$.columns.q1"),
        ("text-answer", "$.columns"),
        ("undeclared-answer", "$.columns.q2"),
        ("undeclared-answer", "$.columns.q3"),
        ("fractional-answer", "$.columns.q4"),
    ]
    issue = found[1]
    assert issue.facts["items"] == ITEMS
    assert (issue.facts["answers"], issue.facts["rows"]) == (6, (1, 3, 5))
    assert issue.message.startswith("6 answers to 4 items (rows 1, 3, 5) are text; expected a whole number")


@pytest.mark.parametrize(
    ("first", "code"), [("How is it?", "text-answer"), ('{"ImportId":"QID1"}', "more-header-rows")]
)
def test_one_text_above_one_item_is_a_header_where_qualtrics_wrote_it(first, code):
    options = [{"value": value, "label": {"en": f"option {value}"}} for value in (1, 2)]
    one = {
        "id": "one",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "One"},
        "items": [{"id": "a1", "text": {"en": "A text."}, "options": options}],
        "scales": [{"id": "all", "name": {"en": "All"}, "items": "all"}],
    }
    with pytest.raises(pi.ResponseError) as caught:
        pi.encode(one, pd.DataFrame({"a1": [first, 1]}))
    assert codes(caught.value.issues) == [code]


def test_words_that_say_does_not_apply_are_proposed_for_that_reason():
    (issue,) = told(column("nvt", "N.v.t.", "-", 3))
    assert (issue.code, issue.facts["words"]) == ("missing-words", ("-", "N.v.t.", "nvt"))
    assert issue.hint.endswith('\'missing: {skipped: ["-"], not_applicable: ["N.v.t.", "nvt"]}\'.')
