"""Which labels name a group, whatever they are and however they come."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pytest

from purpose_index.errors import ArgumentError, StatisticsError
from purpose_index.stats.agreement.groups import numbered
from purpose_index.stats.cfa.data import names_of_groups
from purpose_index.stats.labels import labels_of
from purpose_index.stats.people import complete_people

NAMELESS = [None, float("nan"), np.float32("nan"), pd.NA, pd.NaT, np.datetime64("NaT", "s"), Decimal("NaN"), ""]
COLUMNS = [
    ["a", float("nan"), "b", "a"],
    ["a", None, "b", "a"],
    np.array(["a", "", "b", "a"]),
    np.array(["a", None, "b", "a"], dtype=object),
    np.ma.masked_array(["a", "c", "b", "a"], mask=[False, True, False, False]),
    pd.Series(["a", None, "b", "a"]),
    pd.Series(["a", pd.NA, "b", "a"], dtype="string"),
    pd.Categorical(["a", np.nan, "b", "a"]),
    pl.Series(["a", None, "b", "a"]),
]
NUMBERS = [[1.0, float("nan"), 2.0, 1.0], pd.Series([1, None, 2, 1], dtype="Int64"), pl.Series([1, None, 2, 1])]


@pytest.mark.parametrize("label", NAMELESS, ids=repr)
def test_a_label_that_says_nothing_names_no_group(label):
    labels, known = labels_of(["a", label, 0])
    assert known.tolist() == [True, False, True]
    assert labels.tolist()[::2] == ["a", 0]


@pytest.mark.parametrize("column", [*COLUMNS, *NUMBERS], ids=lambda column: type(column).__name__)
def test_columns_of_every_kind_have_the_same_groups(column):
    assert labels_of(column)[1].tolist() == [True, False, True, True]
    names = names_of_groups(column)
    assert names[1] == ""
    assert names[0] == names[3] != names[2]
    people = complete_people({"x": [1.0, 2.0, 3.0, 4.0]}, column)
    assert people.groups.tolist() == [0, 1, 0]
    with pytest.raises(ArgumentError, match="1 have no group"):
        numbered(column, 4)


def test_numbers_and_dates_are_groups_where_they_are_known():
    assert labels_of(np.array([0.0, np.nan]))[1].tolist() == [True, False]
    assert labels_of(np.array(["2024-01-01", "NaT"], dtype="datetime64[D]"))[1].tolist() == [True, False]
    assert labels_of([0, False])[1].tolist() == [True, True]


def test_nobody_in_a_group_is_said():
    with pytest.raises(StatisticsError, match="Nobody's group is known"):
        names_of_groups([pd.NA, None])
