"""Files of SPSS: what is an item, what is missing and why, and what the file cannot say."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.interop import spss
from purpose_index.interop.spss_file import file_of

pyreadstat = pytest.importorskip("pyreadstat")

MADE = Path(__file__).parent / "files" / "made-nl-usermissing.sav"


def sav(tmp_path, columns, **declared):
    """The bytes of a file of SPSS with these columns."""
    pyreadstat.write_sav(pl.DataFrame(columns, strict=False), tmp_path / "made.sav", **declared)
    return (tmp_path / "made.sav").read_bytes()


def opened(content):
    """What pyreadstat itself says of a file."""
    with file_of(content) as path:
        return pyreadstat.read_sav(path, user_missing=True, output_format="dict")


def deeds(imported):
    """What was done, and where."""
    return {(issue.code.removeprefix("import-"), issue.path) for issue in imported.report}


def test_the_made_file_gives_its_item_its_answers_and_what_was_done():
    imported = spss.read(MADE, language="nl")
    q = imported.question_set
    assert (q.id, q.languages, q.title) == ("made-nl-usermissing", ("nl",), {"nl": "Purpose"})
    (item,) = q.items
    assert (item.id, item.text) == ("q01", {"nl": "Mijn werk doet ertoe – écht."})
    labels = {option.value: option.label["nl"] for option in q.options_of("q01")}
    assert labels == {1: "helemaal mee oneens", 2: "2", 3: "3", 4: "4", 5: "helemaal mee eens"}
    assert set(q.missing.skipped) == {-99, 9}
    assert imported.responses.codes.ravel().tolist() == [0, 4, -2, -2, -1]
    assert imported.responses.extra == {"q02": [2.0, 2.0, 3.0, 1.0, 5.0]}
    assert deeds(imported) == {
        ("dropped", "$.variables.q02"),
        ("invented", "$.variables.q01"),
        ("guessed", "$.variables.q01.missing"),
        ("invented", "$.scales[0]"),
    }


def test_items_without_labels_are_items_where_they_are_named_and_their_range_is_said():
    imported = spss.read(MADE, items=["q02"], values=(1, 5), language="nl")
    assert imported.question_set.item_ids == ("q02",)
    assert [option.value for option in imported.question_set.options_of("q02")] == [1, 2, 3, 4, 5]
    assert imported.responses.codes.ravel().tolist() == [1, 1, 2, 0, 4]
    assert imported.responses.extra == {"q01": [1.0, 5.0, -99.0, 9.0, None]}


def test_a_language_that_is_not_said_is_a_guess():
    assert ("guessed", "$.languages") in deeds(spss.read(MADE))
    assert ("guessed", "$.languages") not in deeds(spss.read(MADE, language="en"))


def test_a_code_that_is_an_answer_elsewhere_is_missing_in_its_own_item_alone(tmp_path):
    content = sav(
        tmp_path,
        {"a": [1.0, 9.0, 2.0], "b": [9.0, 0.0, 8.0], "c": [9.0, 1.0, 2.0]},
        variable_value_labels={
            "a": {1: "no", 2: "yes", 9: "don't know"},
            "b": {value: str(value) for value in range(10)},
            "c": {1: "no", 2: "yes", 9: "Not applicable"},
        },
        missing_ranges={"a": [9], "c": [9]},
    )
    imported = spss.read(content)
    q = imported.question_set
    assert imported.responses.codes.tolist() == [[0, 9, -3], [-2, 0, 0], [1, 8, 1]]
    assert [(one.code, one.missing, one.label["en"]) for one in q.choices_of("a")[2:]] == [(9, "skipped", "don't know")]
    assert [(one.code, one.missing) for one in q.choices_of("c")[2:]] == [(9, "not_applicable")]
    assert pi.encode(q, [{"a": 9, "b": 9, "c": 9}]).codes.tolist() == [[-2, 9, -3]]  # and any later export


def test_ranges_of_missing_values_give_the_codes_that_are_used_or_labelled(tmp_path):
    content = sav(
        tmp_path,
        {"a": [1.0, -5.0, 2.0, None, -7.0]},
        variable_value_labels={"a": {1: "no", 2: "yes", -7: "n.v.t.", -8: "not_shown"}},
        missing_ranges={"a": [{"lo": -10, "hi": -1}]},
    )
    imported = spss.read(content)
    missing = imported.question_set.missing
    assert (missing.skipped, missing.not_applicable, missing.not_shown) == ((-5,), (-7,), (-8,))
    assert imported.responses.codes.ravel().tolist() == [0, -2, 1, -1, -3]


def test_variables_that_are_not_items_are_said_and_kept_but_for_those_that_identify(tmp_path):
    content = sav(
        tmp_path,
        {
            "q1": [1.0, 2.0],
            "q2": [2.0, 1.0],
            "region": [1.0, 7.0],
            "pets_1": [0.0, 1.0],
            "email": ["somebody@example.org", ""],
            "age": [30.5, 41.0],
        },
        variable_value_labels={name: {1: "no", 2: "yes"} for name in ("q1", "q2", "region", "pets_1")},
        column_labels={"q1": "One?", "q2": "Two?"},
    )
    imported = spss.read(content)
    assert imported.question_set.item_ids == ("q1", "q2")
    assert imported.question_set.items_of("scale_1") == ("q1", "q2")
    assert imported.responses.extra == {"region": [1.0, 7.0], "pets_1": [0.0, 1.0], "age": [30.5, 41.0]}
    said = {issue.path: issue.message for issue in imported.report if issue.code == "import-dropped"}
    assert said == {
        "$.variables.region": "Answers that have no label and are not declared as missing: 1.",
        "$.variables.pets_1": "Answers that have no label and are not declared as missing: 1.",
        "$.variables.email": "It holds texts.",
        "$.variables.age": "Fewer than two of its values have a label.",
        "$.columns.email": "The column may say who somebody is.",
    }
    assert spss.read(content, keep=["email"]).responses.extra["email"] == ["somebody@example.org", ""]


@pytest.mark.parametrize(
    ("names", "scales"),
    [
        (["LEAD01", "LEAD02", "TSIG1", "TSIG2"], {"lead": "LEAD", "tsig": "TSIG"}),
        (["me_1", "us_1", "me_2", "us_2"], {"me": "me", "us": "us"}),
        (["LEAD01", "LEAD02", "happy"], {"scale_1": "no – yes"}),  # 'happy' would be in no scale
        (["Q1", "Q2"], {"scale_1": "no – yes"}),
        (["trust", "care"], {"scale_1": "no – yes"}),
    ],
)
def test_items_with_the_same_answers_are_a_scale_or_one_for_every_beginning_of_their_names(tmp_path, names, scales):
    labels = {key: {1: "no", 2: "yes"} for key in names}
    imported = spss.read(sav(tmp_path, {key: [1.0] for key in names}, variable_value_labels=labels))
    q = imported.question_set
    assert {scale.id: scale.name["en"] for scale in q.scales} == scales
    for scale in q.scales:
        beginning = scale.id if len(scales) > 1 else ""
        assert q.items_of(scale.id) == tuple(item for item in q.item_ids if item.startswith(beginning))
    assert {("invented", f"$.scales[{i}]") for i in range(len(scales))} <= deeds(imported)


def test_items_with_other_answers_are_another_scale_whatever_their_names(tmp_path):
    labels = {f"q{i}": {1: "no", 2: "yes" if i < 3 else "always"} for i in range(1, 5)}
    content = sav(tmp_path, {key: [1.0] for key in labels}, variable_value_labels=labels)
    q = spss.read(content).question_set
    assert {scale.id: q.items_of(scale.id) for scale in q.scales} == {"scale_1": ("q1", "q2"), "scale_2": ("q3", "q4")}
    assert q.scale("scale_2").name["en"] == "no – always"


def test_a_named_variable_that_cannot_be_an_item_is_refused_and_an_unknown_one_too():
    with pytest.raises(pi.DefinitionError) as refused:
        spss.read(MADE, items=["q02"])
    assert [(issue.code, issue.path) for issue in refused.value.issues] == [("not-an-item", "$.variables.q02")]
    with pytest.raises(pi.ArgumentError) as unknown:
        spss.read(MADE, items=["q1"])
    (issue,) = unknown.value.issues
    assert (issue.code, issue.path, issue.hint) == ("unknown-variable", "$.items[0]", "Did you mean 'q01'?")


@pytest.mark.parametrize("values", [(5, 1), (1, 1), (0, 101), (1.0, 5), (1, 2, 3), "15", (-40000, 1), (32700, 32768)])
def test_a_range_that_is_none_is_refused(values):
    with pytest.raises(pi.ArgumentError) as refused:
        spss.read(MADE, values=values)
    assert refused.value.issues[0].code == "not-a-range"


def test_another_file_or_frame_of_answers_is_read_by_the_same_set(tmp_path):
    later = sav(tmp_path, {"id": [7.0], "q01": [3.0]})
    assert spss.read(MADE, later).responses.codes.tolist() == [[2]]
    assert spss.read(MADE, str(tmp_path / "made.sav")).responses.extra == {"id": [7.0]}
    assert spss.read(MADE, [{"q01": 5}, {"q01": 9}]).responses.codes.tolist() == [[4], [-2]]
    with pytest.raises(pi.ResponseError) as refused:
        spss.read(MADE, sav(tmp_path, {"q1": [3.0]}))
    assert "$.columns.q01" in {issue.path for issue in refused.value.issues}


def test_an_error_holds_no_answers(tmp_path):
    with pytest.raises(pi.ResponseError) as refused:
        spss.read(MADE, sav(tmp_path, {"q01": [777.0], "name": ["Jansen"]}))
    assert "777" not in str(refused.value)
    assert "Jansen" not in str(refused.value)


REAL = [  # file, ids of the items, the values of the last, missing codes, answers to the first item; else what it holds
    ("haven-umlauts.sav", ["var1"], [1, 2, 3], (), [0, 1, 0, 2]),
    ("pyreadstat-sample.sav", ["mylabl", "myord"], [1, 2, 3], (), [0, 1, 0, 1, 0]),
    ("pyreadstat-sample-missing.sav", ["mylabl", "myord"], [1, 2, 3], {-1, -2, -3}, [0, 1, 0, 1, 0, -2, -1]),
    ("pyreadstat-ordered-category.sav", ["col1"], [1, 2, 3], (), [0, 1, 2, 1]),
    ("pyreadstat-missing-test.sav", {"variable with value labels"}, None, None, None),
    ("pyreadstat-missing-char.sav", {"text variable"}, None, None, None),
    ("pyreadstat-hebrew.sav", {"variable without value labels"}, None, None, None),
    ("srw-greetings-utf8.sav", {"variable without value labels", "text variable"}, None, None, None),
    ("srw-zlib.zsav", {"variable without value labels", "text variable"}, None, None, None),
    (
        "srw-spssio-test.sav",
        {"variable without value labels", "text variable", "variable of a multiple response set"},
        None,
        None,
        None,
    ),
    (
        "pyreadstat-multiple-response.sav",
        {
            "variable with value labels",
            "variable without value labels",
            "text variable",
            "variable of a multiple response set",
        },
        None,
        None,
        None,
    ),
]


@pytest.mark.parametrize(("name", "items", "values", "missing", "answers"), REAL, ids=[row[0] for row in REAL])
def test_real_files_give_their_items_or_say_what_they_hold(interop_file, name, items, values, missing, answers):
    path = interop_file(f"spss/{name}")
    if isinstance(items, set):
        with pytest.raises(pi.DefinitionError) as refused:
            spss.read(path)
        (issue,) = refused.value.issues
        assert (issue.code, set(issue.facts["holds"])) == ("nothing-to-score", items)
        return
    imported = spss.read(path)
    q = imported.question_set
    assert list(q.item_ids) == items
    assert [option.value for option in q.options_of(items[-1])] == values
    assert set(q.missing.skipped) == set(missing)
    assert imported.responses.codes[:, 0].tolist() == answers


def test_the_values_of_real_files_beyond_their_labels_are_counted_and_can_be_asked_for(interop_file):
    path = interop_file("spss/pyreadstat-multiple-response.sav")
    with pytest.raises(pi.DefinitionError) as refused:
        spss.read(path, items=["x"])
    (issue,) = refused.value.issues
    assert issue.message.startswith("Answers that have no label")
    assert spss.read(path, items=["bool1", "bool2"], values=(0, 1)).question_set.item_ids == ("bool1", "bool2")


def answers_to(q):
    """Thirteen people who use every option and every reason; the last one answers nothing."""
    codes = [None, *q.missing.reasons()]
    return [
        {
            item: codes[(row + j) % len(codes)] if (row + j) % 3 == 0 else options[(row + j) % len(options)].value
            for j, item in enumerate(q.item_ids)
            for options in [q.options_of(item)]
        }
        for row in range(12)
    ] + [dict.fromkeys(q.item_ids)]


@pytest.mark.parametrize("name", pi.instruments())
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_bundled_set_comes_back_with_its_words_choices_codes_and_answers(name, language):
    q = pi.load(name)
    content = spss.write(q, answers_to(q), language=language)
    back = spss.read(content, language=language)
    again = back.question_set
    assert again.item_ids == q.item_ids
    assert again.missing == q.missing
    assert again.title[language] == q.title[language]
    for item in q.item_ids:
        assert again.item(item).text[language] == q.item(item).text[language]
        known = [(one.value, one.label[language], one.missing) for one in q.choices_of(item)]
        assert [(one.value, one.label[language], one.missing) for one in again.choices_of(item)] == known
    assert np.array_equal(back.responses.codes, pi.encode(q, answers_to(q)).codes)
    assert spss.read(spss.write(q), language="en").responses is None


def test_what_a_file_cannot_say_is_said():
    q = pi.load("purpose-index")
    assert [issue.facts["what"] for issue in spss.lost(q)] == ["scales", "rules of scales", "feedback", "texts"]
    assert {issue.code for issue in spss.lost(q)} == {"export-lost"}


def small(**changed):
    """A set of two items."""
    options = [{"value": value, "label": {"en": f"word {value}"}} for value in (1, 2)]
    items = [{"id": "to", "text": {"en": "One?"}, "options": options, "column": "Q[1]"}]
    items += [{"id": "q2", "text": {"en": "é" * 200}, "options": options}]
    return pi.load(
        {
            "id": "small",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Small"},
            "items": items,
            "scales": [{"id": "total", "name": {"en": "Total"}, "items": "all"}],
            **changed,
        }
    )


def test_names_that_spss_does_not_take_are_changed_and_long_texts_are_cut_and_said():
    q = small()
    _, meta = opened(spss.write(q))
    assert meta.column_names == ["to_", "q2"]
    assert meta.column_names_to_labels["q2"] == "é" * 128  # 256 bytes
    assert "long texts" in {issue.facts["what"] for issue in spss.lost(q)}


@pytest.mark.parametrize(
    ("values", "lost"), [((1, 2, 3), False), ((0, 50, 100), True), ((1, 5), True), ((1, 2, 5), False)]
)
def test_answers_that_reading_makes_up_between_those_of_an_item_are_said(values, lost):
    options = [{"value": value, "label": {"en": f"v{value}"}} for value in values]
    q = small(items=[{"id": "q1", "text": {"en": "One"}, "options": options}])
    assert ("values" in {issue.facts["what"] for issue in spss.lost(q)}) is lost
    back = spss.read(spss.write(q), language="en").question_set
    assert (len(back.options_of("q1")) == len(values)) is not lost


@pytest.mark.parametrize(
    ("missing", "ranges", "lost"),
    [
        ({"skipped": [-1, -2, -3]}, [(-3, -3), (-2, -2), (-1, -1)], False),
        ({"skipped": [-1, -2], "not_shown": [-3, -4]}, [(-4, -1)], False),
        ({"skipped": [-1, -2, -3], "not_shown": [9]}, [(-3, -1), (9, 9)], False),
        ({"skipped": [-9, 97, 98], "not_shown": [99]}, [(97, 99), (-9, -9)], False),
        ({"skipped": [-2, -1, 98], "not_shown": [99]}, [(-2, -2), (-1, -1), (98, 98)], True),
    ],
)
def test_missing_codes_are_three_numbers_or_a_range_and_a_number(missing, ranges, lost):
    q = small(missing=missing)
    last = missing.get("not_shown", missing["skipped"])[-1]
    content = spss.write(q, [{"Q[1]": 1, "q2": last}])
    data, meta = opened(content)
    assert sorted((one["lo"], one["hi"]) for one in meta.missing_ranges["q2"]) == sorted(ranges)
    assert ("missing codes" in {issue.facts["what"] for issue in spss.lost(q)}) is lost
    first = missing["not_shown"][0] if "not_shown" in missing else -1
    assert data["q2"] == [None if lost else first]


BESIDE = {
    "team": ["A", None, "", "é"],
    "Which role?": ["lead", "lead", "staff", float("nan")],
    "age": [30, None, 41.5, float("nan")],
    "to": [True, 2, "3", None],
    "Q01": ["a", "b", "c", "d"],
    "1st": [None, None, None, None],
}


def beside(kind):
    """Four people and the columns of BESIDE, as rows or a frame."""
    q = pi.load("purpose-index")
    columns = {**{item: [1, 2, 3, 4] for item in q.item_ids}, **BESIDE}
    rows = [{name: cells[row] for name, cells in columns.items()} for row in range(4)]
    return q, {"rows": rows, "frame": pd.DataFrame(rows)}[kind]


@pytest.mark.parametrize("kind", ["rows", "frame"])
def test_columns_beside_the_items_are_written_where_they_are_named(kind):
    q, answers = beside(kind)
    data, meta = opened(spss.write(q, answers, keep=list(BESIDE)))
    names = ["team", "Which_role_", "age", "to_2", "Q01_2", "v1st"]
    assert meta.column_names == [*q.item_ids, *names]
    assert [meta.column_names_to_labels[name] for name in names] == list(BESIDE)
    assert data["team"] == ["A", "", "", "é"]
    assert data["Which_role_"] == ["lead", "lead", "staff", ""]
    assert data["age"] == [30, None, 41.5, None]
    assert data["to_2"][1:] == ["2", "3", ""]
    assert data["Q01_2"] == ["a", "b", "c", "d"]
    assert spss.read(spss.write(q, answers, keep=["team"])).responses.extra["team"] == ["A", "", "", "é"]
    assert opened(spss.write(q, answers))[1].column_names == list(q.item_ids)


def test_a_column_that_is_not_there_cannot_be_kept():
    q, answers = beside("rows")
    with pytest.raises(pi.ArgumentError) as caught:
        spss.write(q, answers, keep=["teem"])
    (issue,) = caught.value.issues
    assert (issue.code, issue.path) == ("unknown-column", "$.keep")


def test_the_same_set_and_answers_give_the_same_bytes_whatever_the_day(monkeypatch):
    q = pi.load("purpose-index")
    content = spss.write(q, answers_to(q))
    assert content[84:92] == np.float64(100).tobytes()  # the bias, which stands before the day
    assert content[92:109] == b"01 Jan 7000:00:00"
    assert content[109:].startswith(b"De Purpose Index")


DAMAGED = {
    "empty": b"",
    "text": b"id,q01\n1,2\n",
    "head alone": b"$FL2" + bytes(500),
    "cut off": MADE.read_bytes()[:-5],
    "cut in its dictionary": MADE.read_bytes()[:400],
    "more rows than there are": MADE.read_bytes()[:80] + b"\x07\x00\x00\x00" + MADE.read_bytes()[84:],
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused_at_once(content):
    begin = time.perf_counter()
    with pytest.raises(pi.DefinitionError) as refused:
        spss.read(content)
    assert refused.value.issues[0].code == "unreadable-source"
    assert time.perf_counter() - begin < 5


def test_the_rows_that_are_declared_cost_nothing():
    whole = MADE.read_bytes()
    try:  # pyreadstat before 1.3.7 refuses it
        assert len(spss.read(whole[:80] + b"\xff\xff\xff\x7f" + whole[84:]).responses) == 5
    except pi.DefinitionError as error:
        assert error.issues[0].code == "unreadable-source"


def test_a_file_of_too_many_cells_is_refused_whether_or_not_it_says_so(monkeypatch):
    monkeypatch.setattr(spss, "MAX_CELLS", 10)
    assert len(spss.read(MADE).responses) == 5
    monkeypatch.setattr(spss, "MAX_CELLS", 9)
    with pytest.raises(pi.DefinitionError) as refused:
        spss.read(MADE)
    assert refused.value.issues[0].code == "unreadable-source"


def test_bytes_that_were_changed_at_any_place_are_read_or_refused():
    whole = MADE.read_bytes()
    for place in range(0, len(whole), 3):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        try:
            spss.read(bytes(broken))
        except pi.PurposeIndexError as error:
            assert error.issues


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (432, 3),  # value labels of a third variable, of two
        (432, 0),
        (180, 1),  # a number that is said to be a text
        (181, 1),  # a text of 256 signs
        (194, 1),  # a number that is shown as a text
        (198, 1),  # or entered as one
        (184, 2),  # neither with a label nor without one
        (188, 4),  # four missing values
        (64, 9),  # neither order of bytes
        (308, 255),  # more value labels than the file has room for
    ],
)
def test_a_dictionary_that_would_end_the_process_is_refused(place, value):
    broken = bytearray(MADE.read_bytes())
    broken[place] = value
    with pytest.raises(pi.DefinitionError) as refused:
        spss.read(bytes(broken))
    assert refused.value.issues[0].code == "unreadable-source"


def test_words_with_markup_and_signs_that_nobody_sees_become_plain(tmp_path):
    labels = {1: "<b>no</b>\x07", 2: "  yes &amp; more "}
    content = sav(tmp_path, {"a": [1.0]}, variable_value_labels={"a": labels}, column_labels={"a": "Is <i>it</i> <5?"})
    q = spss.read(content).question_set
    assert q.item("a").text == {"en": "Is it <5?"}
    assert [option.label["en"] for option in q.options_of("a")] == ["no", "yes & more"]


def test_no_file_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spss.write("purpose-index")
    spss.read(MADE)
    with pytest.raises(pi.DefinitionError):
        spss.read(DAMAGED["cut off"])
    monkeypatch.setattr("pyreadstat.write_sav", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        spss.write("purpose-index")
    assert list(tmp_path.iterdir()) == []


def test_words_that_are_no_answer_are_never_scored_though_the_file_declares_nothing(tmp_path):
    labels = {1: "disagree", 2: "agree", -98: "Not applicable"}
    path = sav(
        tmp_path, {"q1": [1.0, 2.0, -98.0], "q2": [2.0, 2.0, 1.0]}, variable_value_labels={"q1": labels, "q2": labels}
    )
    imported = spss.read(path, language="en")
    assert pi.score_frame(imported.question_set, imported.responses)["scale_1"][:2].tolist() == [1.5, 2.0]
    assert imported.responses.codes.tolist() == [[0, 1], [1, 1], [-3, 0]]
    guesses = [issue for issue in imported.report if issue.code == "import-guessed"]
    assert [issue.path for issue in guesses] == ["$.variables.q1.missing"]
    assert guesses[0].hint.startswith("The file does not declare it as missing; its words say so")


@pytest.mark.parametrize(
    ("weight", "said"),
    [(b"\0\0\0\0", []), (b"\2\0\0\0", ["$.weight"]), (b"\0\0\0\2", ["$.weight"])],
)
def test_weights_of_rows_are_said_not_to_count(tmp_path, weight, said):
    """PSPP with `WEIGHT BY w` says a mean of (1 + 2 + 2 + 2) / 4 = 1.75; the rows alone have one of 1.5."""
    labels = {1: "no", 2: "yes"}
    content = sav(tmp_path, {"q1": [1.0, 2.0], "w": [1.0, 3.0]}, variable_value_labels={"q1": labels})
    imported = spss.read(content[:76] + weight + content[80:])
    assert [issue.path for issue in imported.report if "weights" in issue.message] == said
    assert imported.responses.numbers().mean() == 1.5


def test_the_variable_by_which_rows_are_selected_is_no_item_until_it_is_named(tmp_path):
    labels = {"q1": {1: "no", 2: "yes"}, "filter_$": {0: "Not Selected", 1: "Selected"}}
    content = sav(tmp_path, {"q1": [1.0, 2.0], "filter_$": [1.0, 0.0]}, variable_value_labels=labels)
    imported = spss.read(content)
    assert imported.question_set.item_ids == ("q1",)
    assert ("dropped", "$.variables.filter_$") in deeds(imported)
    assert imported.responses.extra == {"filter_$": [1.0, 0.0]}
    assert [item.column for item in spss.read(content, items=["q1", "filter_$"]).question_set.items] == [
        None,
        "filter_$",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["A little", "moderately", "Not at all", "Very much"], ["$.variables.q1.values"]),  # factor() of texts in R
        (["Not at all", "A little", "Moderately", "Very much"], []),
        (["agree", "disagree", "neutral"], []),  # too few to tell
        (["option 1", "option 2", "option 3", "option 4"], []),
    ],
)
def test_words_that_are_numbered_by_the_alphabet_are_told(tmp_path, words, said):
    labels = dict(enumerate(words, 1))
    content = sav(tmp_path, {"q1": [1.0, 2.0], "q2": [2.0, 1.0]}, variable_value_labels={"q1": labels, "q2": labels})
    told = [issue for issue in spss.read(content, language="en").report if "alphabet" in issue.message]
    assert [issue.path for issue in told] == said
    assert all(issue.message.startswith("The order of the answers to 2 variables") for issue in told)
