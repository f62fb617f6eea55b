"""Numbers for people: every expected text is written by hand."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from purpose_index.reports.numbers import _DUTCH, Noun, counted, interval, level, number, p_value, percent

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "digits", "english", "dutch"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (2042, 0, "2,042", "2.042"),
        (-45000, 0, "−45,000", "−45.000"),
        (1234567.891, 2, "1,234,567.89", "1.234.567,89"),
        (0.776, 2, "0.78", "0,78"),
        (-0.776, 3, "−0.776", "−0,776"),
        (-0.004, 2, "0.00", "0,00"),
        (-0.0, 0, "0", "0"),
        (-0.006, 2, "−0.01", "−0,01"),
        (0.5, 1, "0.5", "0,5"),
        (None, 2, "–", "–"),
        (NAN, 2, "–", "–"),
        (INF, 2, "∞", "∞"),
        (-INF, 0, "−∞", "−∞"),
        (np.int64(1000), 0, "1,000", "1.000"),
        (np.float32(2.5), 1, "2.5", "2,5"),
    ],
)
def test_a_number(value, digits, english, dutch):
    assert number(value, digits=digits) == english
    assert number(value, "en-GB", digits=digits) == english
    assert number(value, "nl", digits=digits) == dutch
    assert number(value, "nl-BE", digits=digits) == dutch


@pytest.mark.parametrize(
    ("value", "shown"), [(1.25, "+1.2"), (-1.25, "−1.2"), (0.0, "0.0"), (0.04, "0.0"), (INF, "+∞"), (NAN, "–")]
)
def test_a_difference_has_a_sign(value, shown):
    assert number(value, digits=1, signed=True) == shown


@pytest.mark.parametrize(
    ("share", "digits", "english", "dutch"),
    [
        (0, 0, "0%", "0%"),
        (1, 0, "100%", "100%"),
        (0.256, 0, "26%", "26%"),
        (0.256, 1, "25.6%", "25,6%"),
        (0.0049, 0, "<1%", "<1%"),
        (0.0051, 0, "1%", "1%"),
        (0.9949, 0, "99%", "99%"),
        (0.9951, 0, ">99%", ">99%"),
        (0.0004, 1, "<0.1%", "<0,1%"),
        (0.99951, 1, ">99.9%", ">99,9%"),
        (-0.941, 0, "−94%", "−94%"),
        (12.34, 0, "1,234%", "1.234%"),
        (None, 0, "–", "–"),
        (NAN, 0, "–", "–"),
    ],
)
def test_a_share(share, digits, english, dutch):
    assert percent(share, digits=digits) == english
    assert percent(share, "nl", digits=digits) == dutch


@pytest.mark.parametrize(
    ("p", "english", "dutch"),
    [
        (1.0, "1.000", "1,000"),
        (0.0499, "0.050", "0,050"),
        (0.001, "0.001", "0,001"),
        (0.00099, "<0.001", "<0,001"),
        (0.0, "<0.001", "<0,001"),
        (NAN, "–", "–"),
        (None, "–", "–"),
    ],
)
def test_a_p_value_is_never_nothing(p, english, dutch):
    assert (p_value(p), p_value(p, "nl")) == (english, dutch)


@pytest.mark.parametrize(
    ("share", "english", "dutch"),
    [(0.95, "95%", "95%"), (0.8, "80%", "80%"), (0.999, "99.9%", "99,9%"), (0.29, "29%", "29%")],
)
def test_a_level_keeps_its_decimals(share, english, dutch):
    assert (level(share), level(share, "nl")) == (english, dutch)


@pytest.mark.parametrize(
    ("value", "low", "high", "english", "dutch"),
    [
        (0.7761, 0.714, 0.8257, "0.776 [0.714; 0.826]", "0,776 [0,714; 0,826]"),
        (-0.24, -1.5, 0.1, "−0.240 [−1.500; 0.100]", "−0,240 [−1,500; 0,100]"),
        (0.5, None, None, "0.500", "0,500"),
        (0.5, NAN, 0.7, "0.500", "0,500"),
        (NAN, None, None, "–", "–"),
        (NAN, 0.1, 0.2, "–", "–"),
        (None, None, None, "–", "–"),
    ],
)
def test_an_interval(value, low, high, english, dutch):
    assert interval(value, low, high, digits=3) == english
    assert interval(value, low, high, "nl", digits=3) == dutch


@pytest.mark.parametrize(
    ("value", "noun", "english", "dutch"),
    [
        (1, "person", "1 person", "1 persoon"),
        (2, "person", "2 people", "2 personen"),
        (0, "person", "0 people", "0 personen"),
        (2042, "person", "2,042 people", "2.042 personen"),
        (1, "category", "1 category", "1 categorie"),
        (3, "category", "3 categories", "3 categorieën"),
        (1, "dimension", "1 dimension", "1 dimensie"),
        (2, "dimension", "2 dimensions", "2 dimensies"),
        (1, "row", "1 row", "1 rij"),
        (12, "warning", "12 warnings", "12 waarschuwingen"),
    ],
)
def test_what_is_counted(value, noun, english, dutch):
    assert counted(value, noun) == english
    assert counted(value, noun, "nl") == dutch


def test_points_with_decimals():
    assert counted(1.333, "point", digits=2) == "1.33 points"
    assert counted(1.333, "point", "nl", digits=2) == "1,33 punt"
    assert counted(2.5, "point", "nl", digits=1) == "2,5 punten"


def test_every_noun_has_dutch_words():
    assert set(get_args(Noun)) == _DUTCH.keys()
