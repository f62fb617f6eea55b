"""Long tables of the Item Response Warehouse."""

from __future__ import annotations

from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.interop import irw

FILES = Path(__file__).parent / "files"


def deeds(imported):
    return [(issue.code.removeprefix("import-"), issue.path) for issue in imported.report]


def test_the_made_table_gives_its_items_and_answers():
    imported = irw.read(FILES / "irw-made.csv")
    q = imported.question_set
    assert (q.id, q.item_ids) == ("irw-made", ("q01", "q02", "q03", "q04", "q05"))
    assert [option.value for option in q.options_of("q05")] == [1, 2, 3, 4, 5]
    assert imported.responses.codes.shape == (120, 5)
    assert imported.responses.codes[0].tolist() == [2, 2, 3, 4, 0]  # 3, 3, 4, 5, 1 in the file
    assert imported.responses.extra is None  # nobody's id
    assert deeds(imported) == [
        ("invented", "$.items"),
        ("invented", "$.options"),
        ("invented", "$.scales[0]"),
        ("dropped", "$.columns.id"),
    ]


def test_a_table_with_a_code_and_an_answer_twice_is_refused():
    with pytest.raises(pi.DefinitionError) as refused:
        irw.read(FILES / "irw-bad.csv")  # -99 is no answer to anything from 1 to 5
    assert refused.value.issues[0].facts["holds"] == ("item without a range",)
    with pytest.raises(pi.ResponseError) as refused:
        irw.read(FILES / "irw-bad.csv", values=(1, 5))
    assert [(issue.code, issue.facts["count"]) for issue in refused.value.issues] == [("answered-twice", 1)]


def test_waves_are_rows_and_columns_are_kept_where_they_are_named():
    table = b"id,wave,item,resp,age,email\na,1,x,1,30,a@b.nl\na,1,y,2,30,\na,2,x,2.0,31,\nb,1,y,NA,40,\nb,1,x,,40,\n"
    imported = irw.read(table, keep=["id", "age"])
    assert imported.responses.codes.tolist() == [[0, 1], [1, -1], [-1, -1]]
    assert imported.responses.extra == [
        {"id": "a", "wave": "1", "age": "30"},
        {"id": "a", "wave": "2", "age": "31"},
        {"id": "b", "wave": "1", "age": "40"},
    ]
    assert irw.read(table).responses.extra == [{"wave": "1"}, {"wave": "2"}, {"wave": "1"}]
    assert ("dropped", "$.columns.id") in deeds(irw.read(table))
    assert ("dropped", "$.columns.email") in deeds(imported)
    assert ("dropped", "$.columns.age") not in deeds(imported)


def test_the_range_can_be_said_and_is_otherwise_what_was_met():
    table = b"id,item,resp\n1,a,2\n1,b,3\n2,a,3\n"
    assert [one.value for one in irw.read(table).question_set.options_of("a")] == [2, 3]
    said = irw.read(table, values=(0, 4))
    assert [one.value for one in said.question_set.options_of("a")] == [0, 1, 2, 3, 4]
    assert ("invented", "$.options") not in deeds(said)
    with pytest.raises(pi.ResponseError):
        irw.read(table, values=(1, 2))


@pytest.mark.parametrize(
    ("table", "holds"),
    [
        (b"id,item,resp\n1,a,0.5\n1,b,x\n", "item with other answers than numbers"),
        (b"id,item,resp\n1,a,3\n1,b,3\n", "item without a range"),
        (b"id,item,resp\n1,a,-99\n1,b,3\n", "item without a range"),
        (b"id,item,resp\n1,a,\n", "item without a range"),
    ],
)
def test_what_cannot_be_scored_is_said(table, holds):
    with pytest.raises(pi.DefinitionError) as refused:
        irw.read(table)
    (issue,) = refused.value.issues
    assert (issue.code, issue.facts["holds"]) == ("nothing-to-score", (holds,))


def test_an_item_with_fractions_is_left_out_and_the_others_are_read():
    imported = irw.read(b"id,item,resp\n1,a,1\n1,b,0.5\n2,a,2\n")
    assert imported.question_set.item_ids == ("a",)
    assert ("dropped", "$.items.b") in deeds(imported)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"a,b\n1,2\n", b"id,item,resp\n", b"\x00\x01", b"id,item\n1,2\n", b"[]"],
)
def test_what_is_no_table_is_refused(content):
    with pytest.raises(pi.DefinitionError) as refused:
        irw.read(content)
    assert refused.value.issues[0].code == "unreadable-source"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_read(encoding):
    table = "id,item,resp\n1,één,1\n1,b,2\n"
    assert irw.read(table.encode(encoding)).question_set.items[0].text == {"en": "één"}


@pytest.mark.parametrize("name", pi.instruments())
def test_the_answers_to_every_scale_come_back(name):
    q = pi.load(name)
    answers = [
        {item: q.options_of(item)[(row * 3 + j) % len(q.options_of(item))].value for j, item in enumerate(q.item_ids)}
        for row in range(10)
    ] + [dict.fromkeys(q.item_ids, -99) | {q.item_ids[0]: 1}]
    for scale in q.scales:
        items = q.items_of(scale.id)
        back = irw.read(irw.write(q, answers, scale=scale.id), values=(1, 5))
        assert back.question_set.item_ids == items
        given = [[row[item] for item in items] for row in answers]
        expected = [[value - 1 if value > 0 else -1 for value in row] for row in given if max(row) > 0]
        assert back.responses.codes.tolist() == expected


def test_reversed_items_are_written_as_they_were_answered_and_missing_ones_are_not():
    options = [{"value": value, "label": {"en": str(value)}, "code": value + 10} for value in (1, 2, 3)]
    items = [{"id": name, "text": {"en": name}, "options": options, "reverse": name == "b"} for name in ("a", "b")]
    q = pi.load(
        {
            "id": "made",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Made"},
            "missing": {"skipped": [-9]},
            "items": items,
            "scales": [{"id": "one", "name": {"en": "One"}, "items": "all"}],
        }
    )
    table = irw.write(q, [{"a": 11, "b": 13}, {"a": -9, "b": 12}, {"a": None, "b": None}])
    assert table == b"id,item,resp\n1,a,1\n1,b,3\n2,b,2\n"  # irw-validate 1.4.0: conforms
    assert {"reversal", "words"} <= {issue.facts["what"] for issue in irw.lost(q)}


@pytest.mark.parametrize(("scale", "hint"), [(None, "positive_meaning"), ("totals", "total"), (3, "")])
def test_a_scale_must_be_named_and_be_there(scale, hint):
    with pytest.raises(pi.ArgumentError) as refused:
        irw.write("purpose-index", [], scale=scale)
    (issue,) = refused.value.issues
    assert (issue.code, issue.path) == ("unknown-scale", "$.scale")
    assert hint in issue.hint
