"""What one value says, whatever type it comes in."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from purpose_index.responses.cells import (
    BOOLEAN,
    DATE,
    FRACTIONAL,
    INFINITE,
    OTHER,
    TEXT,
    THOUSANDS,
    UNDECLARED,
    code_of,
)
from purpose_index.responses.form import EMPTY

CODES = {1: 0, 2: 1, 2000: 2, -99: -2, "n/a": -3, "caf\u00e9": 3}
WORDS = {"rather": 1}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1, 0),
        (np.int8(2), 1),
        (2.0, 1),
        (2000.0, 2),
        (Decimal("2.0"), 1),
        (Fraction(4, 2), 1),
        (-99, -2),
        (3, UNDECLARED),
        (3.0, UNDECLARED),
        (1e12, UNDECLARED),
        (1.5, FRACTIONAL),
        (Decimal("1.5"), FRACTIONAL),
        (float("-inf"), INFINITE),
        (Decimal("Infinity"), INFINITE),
        (None, EMPTY),
        (float("nan"), EMPTY),
        (Decimal("NaN"), EMPTY),
        (Decimal("sNaN"), EMPTY),  # which cannot be compared, not even with itself
        (pd.NA, EMPTY),
        (pd.NaT, EMPTY),
        (np.ma.masked, EMPTY),
        (True, BOOLEAN),
        (np.True_, BOOLEAN),
        (date(2026, 1, 2), DATE),
        (datetime(2026, 1, 2), DATE),
        (time(1, 2), DATE),
        (np.timedelta64(1, "s"), OTHER),
        (1 + 0j, OTHER),
        ([1], OTHER),
    ],
)
def test_what_is_not_text_says_the_same_in_a_file_and_elsewhere(value, code):
    assert code_of(value, CODES) == code
    assert code_of(value, CODES, text=True, words=WORDS) == code


@pytest.mark.parametrize(
    ("text", "in_frame", "in_file"),
    [
        ("n/a", -3, -3),  # declared, wherever it stands
        (" n/a ", -3, -3),
        ("cafe\u0301", 3, 3),  # composed in another way
        ("", EMPTY, EMPTY),
        ("  ", EMPTY, EMPTY),
        ("NA", TEXT, EMPTY),
        ("nan", TEXT, EMPTY),
        ("na", TEXT, TEXT),
        ("1", TEXT, 0),
        ("+2", TEXT, 1),
        ("-99", TEXT, -2),
        ("2,0", TEXT, 1),
        ("2.", TEXT, 1),
        ("2.50", TEXT, FRACTIONAL),
        ("3", TEXT, UNDECLARED),
        ("2.000", TEXT, 1),
        ("2,000", TEXT, THOUSANDS),
        ("2.000.000", TEXT, THOUSANDS),
        ("1000,000", TEXT, UNDECLARED),
        ("9" * 15, TEXT, UNDECLARED),
        ("9" * 16, TEXT, TEXT),  # as many digits as no number of ours
        ("1 2", TEXT, TEXT),
        ("\u0661", TEXT, TEXT),  # an Arabic one
    ],
)
def test_text_is_a_number_in_files_alone(text, in_frame, in_file):
    assert code_of(text, CODES) == in_frame
    assert code_of(text, CODES, text=True) == in_file
    assert code_of(text, CODES, words=WORDS) == in_file  # beside labels too


def test_labels_are_folded():
    assert code_of(" RATHER ", CODES, words=WORDS) == 1
    assert code_of("rather", CODES, text=True) == TEXT
