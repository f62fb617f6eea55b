"""Which column holds which item, and what is said where that is not clear."""

from __future__ import annotations

import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.responses.form import form_of
from purpose_index.responses.match import match_columns
from purpose_index.responses.names import distinct_names
from purpose_index.responses.propose import header_rows_of
from tests.unit.scoring.sets import THREE, item, make

FORM = form_of(THREE)
TWO = form_of(make([item("a1"), item("b2")]))


def told(form, names, columns=None, **more):
    with pytest.raises(pi.ResponseError) as refused:
        match_columns(form, names, columns, **more)
    return [(issue.code, issue.path) for issue in refused.value.issues], [issue.hint for issue in refused.value.issues]


def test_a_proposal_for_half_of_what_lacks_is_told_item_by_item():
    codes, hints = told(TWO, ["A1", "zzz"])
    assert codes == [("missing-column", "$.columns.a1"), ("missing-column", "$.columns.b2")]
    assert hints[0].startswith("Did you mean column 1, ")
    codes, _ = told(FORM, ["A", "B", "zzz"])  # two of three
    assert codes == [("columns-proposed", "$.columns"), ("missing-column", "$.columns.c")]


def test_whoever_takes_what_is_proposed_gives_what_is_not():
    codes, hints = told(TWO, ["A1", "zzz"], "proposed")
    assert codes == [("missing-column", "$.columns.b2")]
    assert hints == ["Say which it is with 'columns=', or '--column' in the command."]
    found = match_columns(TWO, ["A1", "zzz"], {"b2": "zzz", "*": "proposed"})
    assert (found.chosen, found.proposed) == (["A1", "zzz"], {"a1": "name"})


def test_beside_columns_that_are_given_the_others_are_proposed():
    codes, hints = told(TWO, ["x", "B2"], {"a1": "x"})
    assert codes == [("columns-proposed", "$.columns")]
    assert "columns={..., '*': 'proposed'} beside those that are given, or '--column proposed' in" in hints[0]
    codes, hints = told(TWO, ["a1", "B2"])
    assert "columns='proposed', or '--column proposed' in" in hints[0]
    codes, _ = told(FORM, ["x", "B", "zzz"], {"a": "x"})  # one of two
    assert codes == [("missing-column", "$.columns.b"), ("missing-column", "$.columns.c")]


@pytest.mark.parametrize("columns", [{"*": "x"}, {"a1": "x", "*": None}, ["proposed"]])
def test_the_columns_of_all_others_can_only_be_proposed(columns):
    with pytest.raises(pi.ArgumentError) as caught:
        match_columns(TWO, ["a1", "b2"], columns)
    assert [one.code for one in caught.value.issues] == ["columns-not-a-mapping"]


def test_the_column_of_another_item_is_not_what_was_meant():
    form = form_of(make([item("q01"), item("q02", column="Q_01")]))
    codes, hints = told(form, ["x", "q01"], {"q01": "x"})
    assert codes == [("missing-column", "$.columns.q02")]
    assert hints == ["Say which it is with 'columns=', or '--column' in the command."]


def test_a_further_header_row_that_ends_early_holds_no_person():
    for row, notes in [(["1", "2"], 0), (["1", "2", "3"], 1), (["1", "2", "3", "4"], 1)]:
        assert len(match_columns(FORM, ["a", "b", "c", "d"], None, beside=[row]).notes) == notes


def test_names_that_look_alike_get_numbers_of_their_own():
    names, repeated = distinct_names([1, 1, "1", "1", "1.1"])
    assert names == [1, "1.2", "1", "1.3", "1.1"]
    assert repeated == {1: (1, 2), "1": (3, 4)}


@pytest.mark.parametrize(
    ("below", "rows"),
    [
        ([], 2),
        ([["1", "2", "3"]], 2),
        ([['{"ImportId":"QID1"}', "2", "3"]], 3),
        ([["1", "2", "3"], ['{"ImportId":"QID1"}', "2", "3"]], 2),  # a row of a person before it
    ],
)
def test_what_a_machine_wrote_belongs_to_the_header_where_it_follows_at_once(below, rows):
    assert header_rows_of(FORM, FORM.ids, [["a", "b", "c"], *below]) == rows


def test_half_of_the_items_in_a_row_are_no_header():
    assert header_rows_of(TWO, TWO.ids, [["a1", "x"]]) is None
    assert header_rows_of(TWO, TWO.ids, [["x", "y"], ["a1", "b2"]]) == 3
    assert header_rows_of(TWO, TWO.ids, [["x", "y"], ["x", "y"], ["a1", "b2"]]) is None


@pytest.mark.parametrize("kind", ["csv", "frame"])
def test_no_more_header_rows_are_proposed_than_can_be_said(tmp_path, kind):
    """A title, a blank name, the names and a machine's row: four, of which three may be said."""
    path = tmp_path / "answers.csv"
    path.write_text("Team,day,x\nMay,2026,x\na,b,c\nImportId1,ImportId2,ImportId3\n1,2,3\n")
    data = path if kind == "csv" else pd.read_csv(path, dtype=str)
    found = pi.inspect(THREE, data)
    assert (found.readable, dict(found.reading)) == (False, {})
    path.write_text(path.read_text().replace("ImportId1,ImportId2,ImportId3\n", ""))
    data = path if kind == "csv" else pd.read_csv(path, dtype=str)
    assert pi.inspect(THREE, data).reading["header_rows"] == 3


def test_more_than_three_columns_that_nothing_resembles_are_told_once():
    form = form_of(make([item(one) for one in ("first", "b2", "c3", "d4", "e5")]))
    codes, hints = told(form, ["first", "xx"])
    assert (codes, hints) == (
        [("missing-column", "$.columns")],
        ["Say which they are with 'columns=', or '--column' in the command."],
    )
    codes, _ = told(form, ["first", "b2", "xx"])
    assert codes == [("missing-column", f"$.columns.{one}") for one in ("c3", "d4", "e5")]
    codes, hints = told(
        form_of(make([item(one) for one in ("first", "b2", "c3", "d4", "e5", "third")])), ["first", "thirds"]
    )
    assert codes == [("missing-column", "$.columns.third"), ("missing-column", "$.columns")]
    assert hints[0].startswith("Did you mean column 2")
