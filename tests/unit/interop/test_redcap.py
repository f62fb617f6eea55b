"""REDCap: data dictionaries and raw exports."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import purpose_index as pi
from purpose_index.interop import redcap

FILES = Path(__file__).parent / "files"
HEAD = "field_name,form_name,field_type,field_label,select_choices_or_calculations,identifier,matrix_group_name"
AGREE = {1: "helemaal mee oneens", 2: "mee oneens", 3: "neutraal", 4: "mee eens", 5: "helemaal mee eens"}


def dictionary(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def said(imported, code):
    return [(issue.path, issue.message) for issue in imported.report if issue.code == f"import-{code}"]


def places(imported, code):
    return [path for path, _ in said(imported, code)]


def test_a_calculated_mean_is_a_scale_and_not_applicable_a_missing_code():
    imported = redcap.read(FILES / "made-purpose-index-dictionary.csv", language="nl")
    q = imported.question_set
    assert (q.id, q.languages, q.item_ids) == ("purpose", ("nl",), ("q01", "q02", "q03", "q04", "q05", "q06"))
    assert q.items[3].text["nl"] == "De tijd die ik aan mijn werk geef, is goed besteed."
    for item in q.item_ids:
        assert {option.value: option.label["nl"] for option in q.options_of(item)} == AGREE
    assert q.missing.not_applicable == (-98,)
    (scale,) = q.scales
    assert (scale.id, scale.name, scale.score, scale.minimum_answered) == ("total", {"nl": "Totaal"}, "mean", 1)
    assert q.items_of("total") == q.item_ids
    assert places(imported, "guessed") == [f"$.fields.{item}" for item in q.item_ids]
    assert places(imported, "dropped") == ["$.fields.record_id"]
    assert places(imported, "invented") == []


def test_without_calculated_fields_a_matrix_becomes_a_scale():
    text = (FILES / "made-purpose-index-dictionary.csv").read_text(encoding="utf-8")
    imported = redcap.read("".join(line for line in text.splitlines(True) if "calc" not in line[:20]).encode())
    assert [(scale.id, scale.minimum_answered) for scale in imported.question_set.scales] == [("agree", None)]
    assert places(imported, "invented") == ["$.scales[0]"]


def test_the_raw_export_is_read_by_the_imported_set():
    imported = redcap.read(
        FILES / "made-purpose-index-dictionary.csv", FILES / "made-purpose-index-export.csv", language="nl"
    )
    # the file's first row is 2,5,1,3,1,4; its third begins with -98; its fourth with an empty cell
    assert imported.responses.codes[0].tolist() == [1, 4, 0, 2, 0, 3]
    assert imported.responses.codes[2].tolist() == [-3, 0, 3, 3, 4, 0]
    assert imported.responses.codes[3].tolist() == [-1, 3, 2, -1, 1, 4]
    assert sorted(imported.responses.extra) == ["purpose_complete", "record_id", "total"]


AB = ['a,f,radio,A,"1, No | 2, Perhaps | 3, Yes",,', 'b,f,radio,B,"0, No | 1, Perhaps | 2, Yes",,']


@pytest.mark.parametrize(
    ("formula", "score", "minimum", "reverse", "worth"),
    [
        ("mean([a],[b])", "mean", 1, (), (3 + 2) / 2),
        ("MEAN( [a] , (2 - [b]) )", "mean", 1, ("b",), (3 + 0) / 2),
        ("([a]+[b])/2", "mean", None, (), (3 + 2) / 2),
        ("4-[a] + 2-[b]", "sum", None, ("a", "b"), 1 + 0),
        ("sum([a],2-[b])", "sum", None, ("b",), 3 + 0),
    ],
)
def test_a_calculated_mean_or_sum_is_a_scale_with_its_reversed_items(formula, score, minimum, reverse, worth):
    imported = redcap.read(dictionary(f'up,f,calc,Up,"{formula}",,', *AB), language="en")
    q = imported.question_set
    (scale,) = q.scales
    assert (scale.id, scale.score, scale.minimum_answered, scale.items) == ("up", score, minimum, ("a", "b"))
    assert tuple(item.id for item in q.items if item.reverse) == reverse
    assert (places(imported, "guessed") == ["$.fields.up"]) == formula.startswith("sum(")
    assert pi.score(q, {"a": 3, "b": 2})["up"].value == worth


@pytest.mark.parametrize(
    "formula",
    [
        "round(mean([a],[b]),1)",
        "mean([a],[b],[c])",
        "mean([a],[a])",
        "mean([a])",
        "mean([a],5-[b])",
        "([a]+[b])/3",
        "[a]-[b]",
        "2*[a]+[b]",
        "",
        "(" * 100_000,
        "(" + ") /" * 30_000,
        "mean(" + "[a]," * 30_000,
        "mean(" + " " * 100_000,
    ],
)
def test_other_calculations_are_said_to_be_dropped(formula):
    imported = redcap.read(dictionary(*AB, f'up,f,calc,Up,"{formula}",,'), language="en")
    assert places(imported, "dropped") == ["$.fields.up"]
    assert [scale.id for scale in imported.question_set.scales] == ["f"]


def test_a_scale_that_turns_an_item_the_other_way_is_dropped():
    fields = ['x,f,calc,X,"mean([a],[b])",,', 'y,f,calc,Y,"mean([a],2-[b])",,', 'z,f,calc,Z,"[a]+[b]",,']
    imported = redcap.read(dictionary(*AB, *fields), language="en")
    assert [scale.id for scale in imported.question_set.scales] == ["x", "z"]
    assert places(imported, "dropped") == ["$.fields.y"]
    assert not any(item.reverse for item in imported.question_set.items)


def test_an_export_of_some_fields_leaves_out_the_others_and_their_scales():
    fields = [*AB, "c,f,yesno,C,,,", 'x,f,calc,X,"[a]+[b]",,', 'y,f,calc,Y,"[b]+[c]",,']
    imported = redcap.read(dictionary(*fields), [{"b": 2, "c": 1, "id": 7}], language="en")
    q = imported.question_set
    assert (q.item_ids, [scale.id for scale in q.scales]) == (("b", "c"), ["y"])
    assert imported.responses.codes.tolist() == [[2, 1]]
    assert said(imported, "dropped") == [
        ("$.columns.a", "The question 'a': the answers have no column of it."),
        ("$.scales.x", "The scale: the answers have no column of some of its items."),
    ]
    with pytest.raises(pi.ResponseError):
        redcap.read(dictionary(*fields), [{"B": 2, "C": 1, "id": 7}])
    named = redcap.read(dictionary(*fields), [{"a": 1, "B": 2, "C": 0}], columns={"b": "B", "c": "C"})
    assert named.responses.codes.tolist() == [[0, 2, 0]]


REAL = {
    "redcapr-survey-dictionary.csv": (
        "has_diabetes ethnicity race sex pmq1 pmq2 pmq3 pmq4 complete_study withdraw_reason discharge_summary_4",
        "participant_id dob email consent first_name last_name address telephone_1 height weight withdraw_date "
        "date_visit_4 discharge_date_4 study_comments",
    ),
    "redcapr-problematic-dictionary.csv": (
        "v1 curly_quote_single curly_quote_double_left curly_quote_double_right long_dash",
        "record_id",
    ),
    "made-purpose-index-dictionary.csv": ("q01 q02 q03 q04 q05 q06", "record_id"),
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_dictionary_gives_its_choices_and_says_what_it_drops(name, interop_file):
    items, dropped = REAL[name]
    imported = redcap.read(interop_file(f"redcap/{name}"), language="en")
    assert imported.question_set.item_ids == tuple(items.split())
    assert places(imported, "dropped") == [f"$.fields.{field}" for field in dropped.split()]


def test_every_type_of_field_is_there_or_is_said_to_be_dropped(interop_file):
    imported = redcap.read(interop_file("redcap/redcapr-validation-types-dictionary.csv"))
    q = imported.question_set
    zero_to_two = {0: "Zero", 1: "One", 2: "Two"}
    assert {i: {o.value: o.label["en"] for o in q.options_of(i)} for i in q.item_ids} == {
        "f_dropdown": zero_to_two,
        "f_radio": zero_to_two,
        "f_true_false": {0: "False", 1: "True"},
        "f_yes_no": {0: "No", 1: "Yes"},
    }
    kinds = {message for _, message in said(imported, "dropped")}
    assert kinds == {
        "A field that is not calculated as a mean or a sum of items.",
        *(
            f"A field of the type {kind!r}."
            for kind in ("text", "checkbox", "descriptive", "file", "notes", "slider", "sql")
        ),
    }
    assert said(imported, "guessed") == [("$.languages", "The language 'en': a dictionary does not say it.")]


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("redcapr-color-boxes-dictionary.csv", ("text field", "checkbox field")),
        ("redcapr-decimal-comma-dictionary.csv", ("text field", "identifier", "calc field")),
    ],
)
def test_a_dictionary_without_choices_says_what_it_holds(name, holds, interop_file):
    with pytest.raises(pi.DefinitionError) as caught:
        redcap.read(interop_file(f"redcap/{name}"))
    (issue,) = caught.value.issues
    assert (issue.code, issue.facts["holds"]) == ("nothing-to-score", holds)


def test_columns_that_identify_people_are_kept_by_name_alone(interop_file):
    files = [interop_file(f"redcap/redcapr-survey-{part}.csv") for part in ("dictionary", "data-scrubbed")]
    imported = redcap.read(*files, keep=["telephone_1"])
    assert imported.responses.codes[:, 0].tolist() == [1, 0]  # has_diabetes
    kept = set(imported.responses.extra)
    assert kept >= {"participant_id", "telephone_1", "consent___1"}
    assert not kept & {"email", "first_name", "last_name", "address", "redcap_survey_identifier"}
    assert "example.org" not in str(imported.report)


def test_what_a_dictionary_marks_or_validates_as_identifying_is_dropped_from_the_answers():
    fields = (
        HEAD + ",text_validation_type_or_show_slider_number\n"
        'q1,f,yesno,One?,,,,\nwho,f,text,Who?,,Y,,\nboxes,f,checkbox,Boxes,"1, A",y,,\ncall,f,text,Call,,,,phone\n'
    )
    rows = [{"q1": 1, "who": "X", "boxes___1": 1, "call": "06", "whole": 2}]
    assert redcap.read(fields.encode(), rows).responses.extra == [{"whole": 2}]


def test_choices_are_parted_at_their_first_comma_and_codes_may_be_texts():
    field = 'a,f,radio,"<p>How&nbsp;often?</p>","lo, Now, and then | hi, Often",,'
    imported = redcap.read(dictionary(field))
    (item,) = imported.question_set.items
    assert item.text["en"] == "How often?"
    options = imported.question_set.options_of("a")
    assert [(o.value, o.code, o.label["en"]) for o in options] == [(1, "lo", "Now, and then"), (2, "hi", "Often")]
    assert ("$.fields.a", "The values 1 to 2, from the order of the choices.") in said(imported, "invented")
    assert pi.encode(imported.question_set, [{"a": "hi"}, {"a": "lo"}]).codes[:, 0].tolist() == [1, 0]


def test_a_choice_that_is_no_answer_may_be_stored_as_a_number_that_is_one_elsewhere():
    lines = ['a,f,radio,A,"1, No | 2, Yes | 3, N/A",,', 'b,f,radio,B,"1, No | 2, Perhaps | 3, Yes",,']
    q = redcap.read(dictionary(*lines)).question_set
    coded = pi.encode(q, [{"a": 3, "b": 3}, {"a": 2, "b": 1}])
    assert coded.codes.tolist() == [[-3, 2], [1, 0]]


def test_a_code_of_a_missing_answer_may_be_a_value_of_another_question():
    lines = ['a,f,radio,A,"1, No | 2, Yes | -1, N/A",,', 'b,f,radio,B,"-1, Bad | 0, Neither | 1, Good",,']
    q = redcap.read(dictionary(*lines)).question_set
    assert pi.encode(q, [{"a": -1, "b": -1}, {"a": 2, "b": 1}]).codes.tolist() == [[-3, 0], [1, 2]]


def test_choices_stay_answers_where_hardly_any_other_is_left():
    imported = redcap.read(dictionary('a,f,radio,Do you know?,"1, I know | 2, I don\'t know",,'))
    assert [o.value for o in imported.question_set.options_of("a")] == [1, 2]


def test_two_choices_that_are_stored_alike_count_as_one():
    imported = redcap.read(dictionary('a,f,radio,A,"1, Low | 1, Lower | 2, High",,'))
    assert imported.question_set.labels_of("a") == {1: {"en": "Low / Lower"}, 2: {"en": "High"}}
    assert places(imported, "dropped") == ["$.fields.a"]


@pytest.mark.parametrize("cell", ["1, Only", "", "1, A | 99999, B", ", A | 2, B", " | ".join(map(str, range(102)))])
def test_a_question_that_cannot_be_scored_is_dropped(cell):
    imported = redcap.read(dictionary("ok,f,yesno,OK?,,,", f'a,f,radio,A,"{cell}",,'))
    assert imported.question_set.item_ids == ("ok",)
    assert places(imported, "dropped") == ["$.fields.a"]


@pytest.mark.parametrize("language", ["nl", "nl-BE"])
def test_yes_and_no_are_in_the_language_of_the_dictionary(language):
    q = redcap.read(dictionary("a,f,yesno,A,,,", "b,f,truefalse,B,,,"), language=language).question_set
    assert q.labels_of("a") == {1: {language: "Ja"}, 0: {language: "Nee"}}
    assert q.labels_of("b") == {1: {language: "Waar"}, 0: {language: "Onwaar"}}


def test_two_columns_make_a_dictionary():
    q = redcap.read(b"field_name,field_type\na,yesno\n").question_set
    assert (q.id, q.item_ids, q.items[0].text["en"]) == ("redcap", ("a",), "a")


def test_instruments_are_chosen_by_name():
    lines = ["a,one,yesno,A,,,", "b,two,yesno,B,,,"]
    q = redcap.read(dictionary(*lines), forms=["two"]).question_set
    assert (q.id, q.item_ids) == ("two", ("b",))
    assert redcap.read(dictionary(*lines)).question_set.id == "redcap"


@pytest.mark.parametrize("name", pi.instruments())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_set_comes_back_but_for_what_is_said_to_be_lost(name, language):
    q = pi.load(name)
    back = redcap.read(redcap.write(q, language=language), language=language).question_set
    assert (back.id, back.item_ids, back.languages) == (q.id, q.item_ids, (language,))
    for item in q.items:
        assert back.item(item.id).text[language] == item.text[language]
        assert back.choices_of(item.id) == tuple(
            choice.model_copy(update={"label": {language: choice.label[language]}}) for choice in q.choices_of(item.id)
        )
    always = {"scales", "rules of scales", "missing codes", "feedback", "texts"}
    own = {"purpose-orientation": {"classification"}, "working-with-purpose": {"layers"}}
    assert {issue.facts["what"] for issue in redcap.lost(q)} == always | own.get(name, set())
    rows = [dict.fromkeys(q.item_ids, 4), dict.fromkeys(q.item_ids, 1)]
    assert pi.encode(back, rows).codes.tolist() == pi.encode(q, rows).codes.tolist()


def test_what_is_written_is_what_redcap_takes():
    written = redcap.write(pi.load("purpose-index"), language="en")
    assert written == redcap.write(pi.load("purpose-index"), language="en")
    rows = list(csv.reader(io.StringIO(written.decode(), newline="")))
    ours = (FILES / "made-purpose-index-dictionary.csv").read_text(encoding="utf-8").splitlines()[0]
    assert rows[0] == next(csv.reader([ours]))
    assert rows[1][:5] == ["record_id", "purpose_index", "", "text", "Record ID"]
    assert rows[3][0::3][:2] == ["q02", "radio"]
    assert rows[3][5] == (
        "1, strongly disagree | 2, disagree | 3, neither agree nor disagree | 4, agree | 5, strongly agree | "
        "-98, not applicable"
    )
    assert [row[15] for row in rows[2:]] == ["", "", *["matrix_3"] * 8, *["matrix_4"] * 2]
    assert [bool(row[2]) for row in rows[1:4]] == [False, True, False]


def test_choices_that_count_the_same_are_written_by_their_codes():
    options = [
        {"value": 1, "code": 7, "label": {"en": "a|b"}},
        {"value": 1, "code": 8, "label": {"en": "c"}},
        {"value": 2, "label": {"en": "d"}},
    ]
    q = pi.load(
        {
            "id": "s",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "S"},
            "items": [
                {"id": "a", "text": {"en": "A"}, "options": options},
                {"id": "b", "text": {"en": "B"}, "options": [{**options[0], "code": "x"}, options[2]]},
            ],
            "scales": [{"id": "t", "name": {"en": "T"}, "items": "all"}],
        }
    )
    written = redcap.write(q).decode()
    assert "7, a/b | 8, c | 2, d" in written
    assert "1, a/b | 2, d" in written  # b: 'x' is no number, and its value is
    answers = redcap.write_answers(q, [{"a": 8, "b": "x"}, {"a": 2, "b": 2}, {"a": None, "b": None}])
    assert answers == b"record_id,a,b,s_complete\r\n1,7,1,2\r\n2,2,2,2\r\n3,,,2\r\n"
    assert [issue.facts["what"] for issue in redcap.lost(q)] == ["scales", "codes"]


@pytest.mark.parametrize("name", pi.instruments())
def test_answers_come_back_but_for_reasons_that_nobody_can_choose(name, tmp_path):
    q = pi.load(name)
    values = [1, 5, -98, -99, None, 3]
    rows = [{item: values[(i + j) % 6] for i, item in enumerate(q.item_ids)} for j in range(6)]
    chosen = {item for item in q.item_ids if any(choice.missing for choice in q.choices_of(item))}
    expected = [
        [{1: 0, 5: 4, -98: -3 if item in chosen else -1, 3: 2}.get(row[item], -1) for item in row] for row in rows
    ]
    (tmp_path / "answers.csv").write_bytes(redcap.write_answers(q, rows))
    back = redcap.read(redcap.write(q), tmp_path / "answers.csv", language="nl")
    assert back.responses.codes.tolist() == expected
    assert back.responses.extra == {
        "record_id": ["1", "2", "3", "4", "5", "6"],
        f"{name.replace('-', '_')}_complete": ["2"] * 6,
    }


def test_people_are_numbered_in_a_variable_of_its_own():
    q = redcap.read(dictionary("record_id,f,yesno,Record?,,,"), language="en").question_set
    assert redcap.write(q).decode().splitlines()[1].startswith("redcap_record_id,f,,text")
    assert (
        redcap.write_answers(q, [{"record_id": 1}]).decode().splitlines()[0] == "redcap_record_id,record_id,f_complete"
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\x00\x01", b"PK\x03\x04" + b"\x00" * 100, b'field_name,field_type\n"' + b"x" * (2 << 20)],
)
def test_what_is_no_dictionary_is_refused(content):
    with pytest.raises(pi.DefinitionError) as caught:
        redcap.read(content)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


def test_a_million_rows_are_refused():
    with pytest.raises(pi.DefinitionError, match=r"more than 100,000 rows"):
        redcap.read(b"field_name,field_type\n" + b"a,text\n" * 1_048_576)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_other_encodings_and_delimiters_are_read(encoding, delimiter):
    rows = [["field_name", "field_type", "field_label"], ["a", "yesno", "Één, twee?"]]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows(rows)
    q = redcap.read(file.getvalue().encode(encoding)).question_set
    assert q.items[0].text["en"] == "Één, twee?"


@pytest.mark.parametrize("cell", ["", "1", "|", ",", "1, a | 2", "<b>", "\x07", "x" * 5000, "radio", "ü"])
def test_any_cell_may_hold_anything(cell):
    good = list(csv.reader(io.StringIO((FILES / "made-purpose-index-dictionary.csv").read_text(encoding="utf-8"))))
    for column in range(len(good[0])):
        for row in (0, 2):
            rows = [list(line) for line in good]
            rows[row][column] = cell
            file = io.StringIO(newline="")
            csv.writer(file).writerows(rows)
            try:
                redcap.read(file.getvalue().encode())
            except pi.PurposeIndexError as error:
                assert error.issues
