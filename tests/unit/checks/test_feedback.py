"""Bands of feedback: what is told about each, and which of them is pointed at."""

from __future__ import annotations

import pytest

from tests.unit.checks.found import findings, messages, paths


def bands(*ends, scale="id: work"):
    """A scale of the example set with these bands, from and to, in this order; they are called a, b, c and on."""
    told = ", ".join(
        f"{{id: {chr(97 + i)}, from: {low}, to: {high}, text: {{nl: Tekst., en: Text.}}}}"
        for i, (low, high) in enumerate(ends)
    )
    return f"{{{scale}, feedback: [{told}]}}"


def found(rule, *ends):
    return [(one.path, one.message) for one in findings(rule, f"scales: [{bands(*ends)}]")]


def feedback(*place):
    return f"$.scales[0].feedback[{place[0]}].{place[1]}"


@pytest.mark.parametrize(
    ("ends", "gaps"),
    [
        (((0, 50), (50, 100)), []),
        (((0, 49.5), (50, 100)), [(1, "from", "49.5 to 50")]),
        (((10, 50), (50, 100)), [(0, "from", "0 to 10")]),
        (((0, 50), (50, 99)), [(1, "to", "99 to 100")]),
        (((0, 60), (10, 20), (60, 100)), []),  # a band within another ends nothing
        (((50, 90), (0, 40)), [(0, "from", "40 to 50"), (0, "to", "90 to 100")]),
        (((10, 20), (30, 40)), [(0, "from", "0 to 10"), (1, "from", "20 to 30"), (1, "to", "40 to 100")]),
        (((0, 80), (10, 20)), [(0, "to", "80 to 100")]),
    ],
)
def test_every_index_without_a_text_is_told(ends, gaps):
    expected = [(feedback(i, end), f"An index from {what} on 'work' gets no feedback.") for i, end, what in gaps]
    assert sorted(found("feedback-gap", *ends)) == sorted(expected)


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        (((0, 50), (50, 100)), []),
        (((0, 51), (50, 100)), [(1, "50 to 51", "'a' and 'b'")]),
        (((0, 100), (20, 30)), [(1, "20 to 30", "'a' and 'b'")]),
        (((50, 100), (0, 60)), [(0, "50 to 60", "'b' and 'a'")]),
        (((0, 30), (20, 60), (50, 100)), [(1, "20 to 30", "'a' and 'b'"), (2, "50 to 60", "'b' and 'c'")]),
    ],
)
def test_every_index_with_two_texts_is_told(ends, told):
    expected = [
        (feedback(i, "from"), f"An index from {what} on 'work' is in two bands, {which}.") for i, what, which in told
    ]
    assert found("feedback-overlap", *ends) == expected


@pytest.mark.parametrize(
    ("ends", "wrong"),
    [(((0, 30), (30, 60), (60, 100)), None), (((0, 30), (60, 100), (30, 60)), 1), (((30, 100), (0, 30)), 0)],
)
def test_the_first_band_that_is_out_of_its_place_is_pointed_at(ends, wrong):
    message = "The bands of 'work' do not stand from low to high."
    assert found("feedback-unsorted", *ends) == ([] if wrong is None else [(feedback(wrong, "from"), message)])


def test_a_band_that_is_called_like_an_earlier_one_is_found_where_it_stands():
    piece = f"scales: [{bands((50, 75), (75, 100), (0, 50))}]".replace("id: c", "id: a")
    (finding,) = findings("duplicate-band", piece)
    assert (finding.path, finding.message) == (feedback(2, "id"), "'work' has two bands called 'a'.")


def test_scales_have_bands_of_their_own():
    other = bands((0, 50), (50, 100), scale="id: rest, name: {nl: Rust, en: Rest}, items: [q1, q2]")
    piece = f"scales: [{bands((0, 50), (50, 90))}, {other}]"
    assert paths("duplicate-band", piece) == []
    assert paths("feedback-gap", piece) == [feedback(1, "to")]


CAUSE = "{nl: Dit leidt tot groei., en: This goes with growth.}"


@pytest.mark.parametrize(
    ("piece", "path"),
    [
        (f"scales: [{{id: work, description: {CAUSE}}}]", "$.scales[0].description.nl"),
        (
            f"scales: [{bands((0, 100))}]".replace("{nl: Tekst., en: Text.}", CAUSE),
            "$.scales[0].feedback[0].text.nl",
        ),
        (f"scales: [{{id: work, name: {CAUSE}}}]", None),  # a name claims nothing
        (f"description: {CAUSE}", None),  # nor does a description of the set, which may say what it was made for
        (f"items: [{{id: q1, text: {CAUSE}}}]", None),
    ],
)
def test_a_cause_is_looked_for_in_what_is_said_about_scores(piece, path):
    found = findings("causal-feedback", piece)
    assert [one.path for one in found] == ([path] if path else [])
    assert all(one.message == "'leidt tot' claims a cause or a prediction that a score cannot carry." for one in found)


def test_a_cause_in_both_languages_is_told_once():
    both = CAUSE.replace("goes with", "leads to")
    (message,) = messages("causal-feedback", f"scales: [{{id: work, description: {both}}}]")
    assert message.endswith(" cannot carry (also in 'en').")
