"""Scaling and fit of items as tables: every number is that of the result, in both languages."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from purpose_index.reports import by_item, render
from purpose_index.stats.irt import graded, item_fit
from purpose_index.stats.mokken import invariant_item_ordering, monotonicity, partition, scalability
from purpose_index.tallies import Patterns

ITEMS = ("a", "b", "c", "d", "e", "alone")
ORDERED = ["Hi", "compared", "violations", "largest", "total", "z_largest", "significant", "crit"]
KEYS = {
    "scalability": ["Hi", "Hi_se", "Zi"],
    "monotonicity": ORDERED,
    "order": ORDERED,
    "item_fit": ["s_x2", "df", "p_value", "rmsea", "infit", "outfit"],
}
TITLES = {
    "scalability": ("Scalability of items (Mokken)", "Schaalbaarheid van items (Mokken)"),
    "monotonicity": ("Monotonicity of items (Mokken)", "Monotonie van items (Mokken)"),
    "order": ("Order of items, from the highest mean (Mokken)", "Volgorde van items, vanaf het hoogste gemiddelde"),
    "item_fit": ("Fit of items to an item response model", "Passing van items in een itemresponsmodel"),
    "partition": ("Scales of items (Mokken)", "Schalen van items (Mokken)"),
    "ladder": ("Scales of items (Mokken)", "Schalen van items (Mokken)"),
}
SAID = {
    "scalability": "from .3: weak; from .4: medium; from .5: strong",
    "monotonicity": "by more than 0.03; each test is at 0.05, one-sided",
    "order": "by more than 0.09; each test is at 0.05, one-sided",
    "item_fit": "not adjusted for looking at 6",
    "partition": "1 being found first; a dash: in none",
    "ladder": "1 being found first; a dash: in none",
}


@cache
def found(kind):
    rng = np.random.default_rng(4)
    ease = np.array([0.6, 0.3, 0, 0, -0.6, 0])
    x = np.digitize(ease + rng.normal(size=(400, 1)) + rng.normal(size=(400, 6)), [-1, 0, 1])
    x[:, 5] = rng.integers(0, 4, size=400)
    x = Patterns.of(x, items=ITEMS)
    made = {
        "scalability": lambda: scalability(x),
        "monotonicity": lambda: monotonicity(x),
        "order": lambda: invariant_item_ordering(x),
        "item_fit": lambda: item_fit(graded(x), x),
        "partition": lambda: partition(x),
        "ladder": lambda: partition(x, lower=(0.3, 0.9)),
    }
    return made[kind]()


@pytest.mark.parametrize("kind", TITLES)
def test_what_was_found_fits_a_terminal_in_both_languages(kind, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    result = found(kind)
    dutch = render.text(by_item.tables(result, "nl"))
    for shown in (str(result), dutch):
        assert max(map(len, shown.splitlines())) <= 80
    assert "{" not in str(result) + dutch
    assert (str(result).startswith(TITLES[kind][0]), dutch.startswith(TITLES[kind][1])) == (True, True)
    assert SAID[kind] in " ".join(str(result).split())
    assert "400 people" in " ".join(str(result).split())
    assert "400 personen" in " ".join(dutch.split())
    assert "<caption>" in result._repr_html_()
    assert "\n" not in repr(result)


@pytest.mark.parametrize("kind", KEYS)
def test_every_number_of_an_item_is_that_of_the_result(kind):
    result = found(kind)
    holder = result.table if kind == "order" else result
    (table,) = by_item.tables(result)
    assert [column.key for column in table.columns] == ["item", *KEYS[kind]]
    assert [row[0] for row in table.rows] == list(result.items)
    for j, key in enumerate(KEYS[kind]):
        np.testing.assert_array_equal([row[1 + j] for row in table.rows], getattr(holder, key))


def test_scales_of_items_are_a_column_a_bound_and_a_dash_where_there_is_none():
    (table,) = by_item.tables(found("ladder"))
    assert [column.heading for column in table.columns] == ["item", "H from 0.30", "H from 0.90"]
    assert [row[1] for row in table.rows] == [1, 1, 1, 1, 1, None]
    assert {row[2] for row in table.rows} == {None}
    assert [row[1] for row in by_item.tables(found("partition"))[0].rows] == [1, 1, 1, 1, 1, None]


def test_notes_tell_of_all_items_together_and_what_is_not_defined():
    scale, order = found("scalability"), found("order")
    assert f"H {scale.H:.3f}, error {scale.H_se:.3f}, Z {scale.Z:.3f}" in by_item.tables(scale)[0].notes[0]
    assert f"HT of the items kept: {order.HT:.3f}; from .3" in by_item.tables(order)[0].notes[0]
    for removed, named in (((), "none"), (("b", "e"), "b, e")):
        notes = by_item.tables(replace(order, removed=removed))[0].notes
        assert notes[0].endswith(f"Taken out for the order: {named}.")
    undefined = scalability(np.column_stack([np.arange(20) % 3, np.arange(20) // 7, np.full(20, 2)]))
    (message,) = (issue.message for issue in undefined.issues)
    assert any(note.startswith(message) for note in by_item.tables(undefined)[0].notes)
