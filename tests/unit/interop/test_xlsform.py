"""XLSForms and the exports of ODK and KoboToolbox: what comes out, what is said, and what is refused."""

from __future__ import annotations

import time
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest

import purpose_index as pi
from purpose_index.interop import xlsform
from purpose_index.interop.workbook import folded, text_of

SURVEY = [["type", "name", "label"], ["select_one a", "q1", "First?"], ["select_one a", "q2", "Second?"]]
CHOICES = [["list_name", "name", "label"], ["a", 1, "no"], ["a", 2, "yes"]]


def book(survey=SURVEY, choices=CHOICES, **sheets):
    """A workbook of these rows."""
    made, out = openpyxl.Workbook(), BytesIO()
    made.remove(made.active)
    for name, rows in {"survey": survey, "choices": choices, **sheets}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(out)
    return out.getvalue()


def options(q, item):
    return [(option.stored, option.value, option.missing) for option in q.choices_of(item)]


def said(found, code):
    return [(issue.path, issue.message) for issue in found.report if issue.code == f"import-{code}"]


YES_NO = [("yes", 1, None), ("no", 2, None)]
REAL = [
    (
        "pyxform-ucl-biomass-en-sw.xlsx",
        {
            "leader_name": [("Aloyce", 1, None), ("Andrea", 2, None), ("other", 3, None)],
            "plant_phase": [(year, year, None) for year in range(2022, 2029)],
            "monumented": YES_NO,
            "any_trees": YES_NO,
            "stumps_in_plot": YES_NO,
            "regen_in_subplot1": YES_NO,
            "regen_in_subplot2": YES_NO,
        },
        {
            "$.survey.slope_radius": "'calculate'",
            "$.survey.center_point": "'geopoint'",
            "$.survey.trees": "condition",
            "$.survey.health_id": "again and again",
            "$.survey.region_id": "'select_one_from_file'",
        },
    ),
    (
        "pyxform-case-insensitivity.xlsx",
        {"q1": [("n1-c", 1, None), ("n2-c", 2, None)]},
        {"$.survey.q2": "'select_one_external'", "$.survey.q3": "'osm'"},
    ),
    (
        "pyxform-table-list.xls",
        {"table_list_3": YES_NO, "table_list_4": YES_NO},
        {"$.survey.intro": "'note'", "$.survey.happy_sad_brian": "'select_multiple'"},
    ),
    (
        "pyxform-or-other.xlsx",
        {
            "fav_color": [
                *((color, place, None) for place, color in enumerate(["red", "green", "blue", "mauve", "apricot"], 1)),
                ("other", -98, "not_applicable"),
            ],
            "fav_pastel": [
                (color, place, None) for place, color in enumerate(["red", "green", "blue", "mauve", "apricot"], 1)
            ],
        },
        {"$.survey.fav_pastel": "filter", "$.survey.fav_color": "'Other'"},
    ),
    (
        "pyxform-choice-filter.xlsx",
        {
            "state": [("texas", 1, None), ("washington", 2, None)],
            "county": [("king", 1, None), ("pierce", 2, None), ("cameron", 3, None)],
            "city": [
                (city, place, None)
                for place, city in enumerate(
                    ["dumont", "finney", "brownsville", "harlingen", "seattle", "redmond", "tacoma", "puyallup"], 1
                )
            ],
        },
        {"$.survey.county": "filter", "$.survey.city": "filter"},
    ),
]


@pytest.mark.parametrize(("name", "items", "dropped"), REAL, ids=lambda one: str(one)[:30])
def test_real_files(interop_file, name, items, dropped):
    found = xlsform.read(interop_file(f"xlsform/{name}"))
    q = found.question_set
    assert {item: options(q, item) for item in q.item_ids} == items
    told = said(found, "dropped")
    assert all(any(path == place and words in message for path, message in told) for place, words in dropped.items())
    ordered = [f"$.survey.{item}" for item, listed in items.items() if isinstance(listed[0][0], str)]
    assert [place for place, _ in said(found, "invented") if place.startswith("$.survey.")] == ordered


def test_the_languages_of_a_real_file(interop_file):
    q = xlsform.read(interop_file("xlsform/pyxform-ucl-biomass-en-sw.xlsx")).question_set
    assert (q.languages, q.version) == (("sw", "en"), "1.0.0")
    assert dict(q.items[3].text) == {
        "sw": "Kuna miti ya kupima kwenye kitalu?",
        "en": "Are there any trees to measure in the plot?",
    }
    assert q.items_of("location") == ("plant_phase", "monumented")


def test_a_column_that_stands_there_twice_is_refused(interop_file):
    with pytest.raises(pi.DefinitionError, match="'survey' has 2 columns with the heading 'label'") as caught:
        xlsform.read(interop_file("xlsform/pyxform-duplicate-columns.xlsx"))
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


@pytest.mark.parametrize(
    ("heading", "plainly"),
    [
        ("LABEL::EN", "label::EN"), ("list name", "list_name"), ("name ", "name"), ("Label : English (en)",
        "label::English (en)"), ("media::audio::x", "media::audio:x"), ("::x", "::x"), ("label::", "label"),
    ],
)  # fmt: skip
def test_headings_are_compared_without_capitals_and_spaces(heading, plainly):
    assert folded(heading) == plainly


def test_codes_that_are_numbers_are_values_and_words_say_what_is_no_answer():
    choices = [*CHOICES[:1], ["a", 5, "most"], ["a", 1, "least"], ["a", 3, "between"], ["a", 9, "Don't know"]]
    found = xlsform.read(book(choices=choices))
    assert options(found.question_set, "q1") == [(5, 5, None), (1, 1, None), (3, 3, None), (9, -99, "skipped")]
    assert {place for place, _ in said(found, "guessed")} == {"$.label", "$.survey.q1", "$.survey.q2"}
    assert said(found, "dropped") == []


def test_the_language_of_labels_without_one_is_the_default_one_or_is_guessed():
    assert xlsform.read(book()).question_set.languages == ("en",)
    assert xlsform.read(book(), language="nl").question_set.languages == ("nl",)
    found = xlsform.read(book(settings=[["default_language"], ["Nederlands (nl)"]]))
    assert found.question_set.languages == ("nl",)
    assert said(found, "guessed") == []


def test_a_language_without_a_code_is_dropped_and_said():
    survey = [["type", "name", "label::nl", "label::Klingon"], ["select_one a", "q1", "Eerste?", "wa'?"]]
    found = xlsform.read(book(survey, [["list_name", "name", "label::nl"], *CHOICES[1:]]))
    assert found.question_set.languages == ("nl",)
    assert [place for place, _ in said(found, "dropped")] == ["$.label::Klingon"]


def test_a_text_that_lacks_in_one_language():
    survey = [["type", "name", "label::nl", "label::en"], ["select_one a", "q1", "Eerste?", None]]
    choices = [["list_name", "name", "label::nl", "label::en"], ["a", 1, "nee", "no"], ["a", 2, "ja", "yes"]]
    with pytest.raises(pi.DefinitionError) as caught:
        xlsform.read(book(survey, choices))
    assert [(issue.code, issue.facts["language"]) for issue in caught.value.issues] == [("text-lacks-language", "en")]
    assert xlsform.read(book(survey, choices), missing_texts="drop language").question_set.languages == ("nl",)
    assert xlsform.read(book(survey, choices), missing_texts="copy").question_set.items[0].text["en"] == "Eerste?"


@pytest.mark.parametrize(
    ("parameters", "points"),
    [
        ("start=1 end=5 step=1", [1, 2, 3, 4, 5]), ("start = 0; end = 10; step = 5", [0, 5, 10]), ("end=3", [1, 2, 3]),
        (None, list(range(1, 11))), ("start=0 end=1 step=0.5", None), ("start=1 end=1000", None), ("step=-1", None),
        ("start=-2 end=2", [-2, -1, 0, 1, 2]), ("start=5 end=1", None), ("end=2", [1, 2]),
        ("end=1", None), ("start=0 end=100", list(range(101))), ("start=0 end=101", None), ("step=0", None),
    ],
)  # fmt: skip
def test_a_range_has_its_points(parameters, points):
    survey = [
        ["type", "name", "label", "parameters"],
        ["range", "r", "How much?", parameters],
        ["select_one a", "q1", "?"],
    ]
    found = xlsform.read(book(survey))
    if points is None:
        assert found.question_set.item_ids == ("q1",)
        assert [place for place, _ in said(found, "dropped")] == ["$.survey.r"]
    else:
        assert options(found.question_set, "r") == [(point, point, None) for point in points]


@pytest.mark.parametrize("headings", ["name", "group-name", "group/name"])
def test_questions_in_groups_are_columns_by_the_names_that_the_export_has(headings):
    survey = [
        SURVEY[0],
        ["begin group", "outer", "Outer"],
        ["begin_group", "inner", "Inner"],
        *SURVEY[1:],
        ["end group"],
        ["select_one a", "q3", "Third?"],
        ["end_group"],
        ["begin repeat", "people", "People"],
        ["select_one a", "q4", "Each?"],
        ["end repeat"],
        ["select_one a", "q5", "Last?"],
    ]
    join = {"name": None, "group-name": "-", "group/name": "/"}[headings]
    names = {
        name: name if join is None else join.join([*path, name])
        for name, path in {"q1": ["outer", "inner"], "q2": ["outer", "inner"], "q3": ["outer"], "q5": []}.items()
    }
    rows = [{column: 1 + i % 2 for i, column in enumerate(names.values())} | {"KEY": "uuid:1", "SubmitterName": "Ada"}]
    found = xlsform.read(book(survey), rows, headings=headings)
    q = found.question_set
    assert {item.id: item.column or item.id for item in q.items} == names
    assert found.responses.codes.tolist() == [[0, 1, 0, 1]]
    assert (q.scales[0].id, q.scales[0].name["en"], q.items_of("inner")) == ("inner", "Inner", ("q1", "q2"))
    assert ("$.survey.q4", "A question that is asked again and again.") in said(found, "dropped")
    assert {"$.columns.KEY", "$.columns.SubmitterName"} <= dict(said(found, "dropped")).keys()
    assert "Ada" not in "\n".join(map(str, found.report))


def test_columns_that_say_where_somebody_is_are_not_kept_unless_they_are_asked_for():
    survey = [*SURVEY, ["geopoint", "home", "Where?"], ["text", "remark", "Anything else?"], ["begin group", "g", "G"]]
    survey += [["phonenumber", "phone", None]]
    row = {"q1": 1, "q2": 2, "home-Latitude": 52.1, "home-Longitude": 5.1, "remark": "none", "g-phone": 6, "g/phone": 6}
    row |= {"_home_latitude": 52.1, "_home_precision": 5}
    assert xlsform.read(book(survey), [row]).responses.extra == [{"remark": "none"}]
    assert xlsform.read(book(survey), [row], keep=["home-Latitude"]).responses.extra[0].keys() == {
        "remark",
        "home-Latitude",
    }


def test_an_export_of_words_is_read_by_labels():
    rows = [{"q1": "Yes", "q2": "no"}]
    assert xlsform.read(book(), rows, labels=True).responses.codes.tolist() == [[1, 0]]


def test_the_choice_other_has_words_of_its_language():
    survey = [SURVEY[0], ["select_one a or_other", "q1", "First?"]]
    for language, words in {"nl": "Anders", "en": "Other"}.items():
        choice = xlsform.read(book(survey), language=language).question_set.choices_of("q1")[2]
        assert (choice.stored, choice.missing, dict(choice.label)) == ("other", "not_applicable", {language: words})
    choices = [*CHOICES, ["a", "other", "something else"]]
    assert [o.missing for o in xlsform.read(book(survey, choices)).question_set.choices_of("q1")] == [None, None, None]


def test_rows_that_are_no_question_are_said():
    survey = [
        ["type", "name", "label", "disabled", "relevant"],
        ["select_one a", "q1", "First?", None, "${x} = 1"],
        ["select_one a", "q1", "Again?"],
        ["select_one a", None, "Nameless?"],
        ["select_one a", "q2", "Not now?", "yes"],
        ["select_one b", "q3", "No such list?"],
        [None, "q4", "No type?"],
    ]
    found = xlsform.read(book(survey))
    assert found.question_set.item_ids == ("q1",)
    assert [place for place, _ in said(found, "dropped")] == [
        "$.survey.q1", "$.survey.q1", "$.survey[4]", "$.survey.q2", "$.survey.q3", "$.survey.q4",
    ]  # fmt: skip


# Round trips


@pytest.mark.parametrize("name", pi.instruments())
def test_what_is_written_reads_as_the_set_but_for_what_is_said_to_be_lost(name):
    q = pi.load(name)
    content = xlsform.write(q)
    answers = [{item: q.choices_of(item)[place].stored for item in q.item_ids} for place in (-1, 1, 2)]
    found = xlsform.read(content, answers)
    again = found.question_set
    lost = {issue.facts["what"] for issue in xlsform.lost(q)}
    assert (again.fingerprint == q.fingerprint) == ("classification" not in lost)
    assert (again.id, again.version, again.languages, again.title, again.instruction) == (
        q.id, q.version, q.languages, q.title, q.instruction,
    )  # fmt: skip
    for item, other in zip(q.items, again.items, strict=True):
        assert (item.id, item.text, item.reverse) == (other.id, other.text, other.reverse)
        assert q.choices_of(item.id) == again.choices_of(other.id)
    assert [(scale.id, scale.name, q.items_of(scale.id)) for scale in q.scales] == [
        (scale.id, scale.name, again.items_of(scale.id)) for scale in again.scales
    ]
    assert found.responses.codes.tolist() == pi.encode(q, answers).codes.tolist()
    assert content == xlsform.write(pi.load(name))
    assert {issue.code for issue in found.report} == {"import-guessed"}  # two notes: the title and the instruction


EVERYTHING = {
    "id": "every_thing",
    "version": "2.10.3",
    "languages": ["en", "nl"],
    "title": {"en": "=1+1", "nl": "+Titel"},
    "missing": {"skipped": [-99, "N/A"], "not_applicable": [-98], "not_shown": ["-"]},
    "options": {
        "often": [
            {"value": 4, "code": "AO4", "label": {"en": "often", "nl": "vaak"}},
            {"value": 1, "code": 7, "label": {"en": "seldom", "nl": "zelden"}},
            {"value": 1, "code": "never", "label": {"en": "never", "nl": "nooit"}},
            {"value": -98, "code": "NA", "label": {"en": "no idea", "nl": "geen idee"}, "missing": "not_applicable"},
        ]
    },
    "items": [
        {"id": "a", "column": "V1", "text": {"en": "@A < 1 & 2", "nl": "A"}, "options": "often", "reverse": True},
        {"id": "b", "column": "no name, this", "text": {"en": "B", "nl": "B"}, "options": "often"},
        {"id": "title", "text": {"en": "T", "nl": "T"}, "options": "often"},
    ],
    "scales": [
        {
            "id": "all", "name": {"en": "All", "nl": "Alles"}, "items": "all", "weights": {"a": 0.1, "b": 1e-07},
            "minimum_answered": 2,
        },
        {"id": "two", "name": {"en": "Two", "nl": "Twee"}, "items": ["a", "title"], "score": "sum", "prorate": True},
    ],
}  # fmt: skip


def test_codes_weights_reversal_and_rules_come_back():
    q = pi.load(EVERYTHING)
    again = xlsform.read(xlsform.write(q)).question_set
    assert again.fingerprint == q.fingerprint
    assert [item.column for item in again.items] == ["V1", None, None]
    assert again.items[0].text == q.items[0].text
    # a question that is called 'title' stands where the title would stand in both languages
    assert again.title == {"en": "=1+1", "nl": "=1+1"}
    assert [issue.facts["what"] for issue in xlsform.lost(q)] == ["title"]
    row = {"V1": "AO4", "b": "NA", "title": 7}
    assert pi.encode(again, [row]).numbers().tolist()[0][::2] == [4, 1]


def one_language(**options):
    listed = [{"value": 1, "label": {"en": "no"}}, {"value": 2, "label": {"en": "yes"}, **options}]
    items = [{"id": name, "text": {"en": f"{name}?"}, "options": listed} for name in ("title", "b")]
    scales = [{"id": "all", "name": {"en": "All"}, "items": "all"}]
    head = {"id": "one", "version": "1.0.0", "languages": ["en"], "title": {"en": "One"}}
    return pi.load({**head, "items": items, "scales": scales})


def test_codes_alone_come_back_with_what_they_count_as():
    q = one_language(code=7)
    again = xlsform.read(xlsform.write(q)).question_set
    assert options(again, "b") == [(1, 1, None), (7, 2, None)]
    assert again.fingerprint == q.fingerprint


def test_a_title_in_one_language_has_its_place_whatever_items_are_called():
    q = one_language()
    assert xlsform.lost(q) == ()
    assert xlsform.read(xlsform.write(q)).question_set.title == {"en": "One"}
    instructed = q.model_dump(by_alias=True, exclude_none=True) | {"instruction": {"en": "Read this."}}
    instructed["items"][1]["id"] = "instruction"
    assert [issue.facts["what"] for issue in xlsform.lost(pi.load(instructed))] == ["instruction"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""), (True, "yes"), (False, "no"), (3.0, "3"), (3, "3"), (0.5, "0.5"), (" a ", "a"),
        (datetime(2026, 1, 2), "2026-01-02T00:00:00"), (datetime(2026, 1, 2).date(), "2026-01-02"),
    ],
)  # fmt: skip
def test_cells_as_text(cell, text):
    assert text_of(cell) == text


def test_a_text_is_no_formula():
    written = openpyxl.load_workbook(BytesIO(xlsform.write(pi.load(EVERYTHING))))
    cells = [cell for sheet in written for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert "=1+1" in {cell.value for cell in cells}


def test_a_scale_of_names_that_are_no_items_is_said():
    scales = [["name", "label", "items"], ["s", "S", "q1 q9"], [None, "T", "q1"], ["u", "U", "q8"], ["v", "V", "all"]]
    found = xlsform.read(book(scales=scales))
    assert [(scale.id, found.question_set.items_of(scale.id)) for scale in found.question_set.scales] == [
        ("s", ("q1",)),
        ("v", ("q1", "q2")),
    ]
    assert [place for place, _ in said(found, "dropped")] == [
        "$.scales[2]",
        "$.scales[3]",
        "$.scales[4]",
        "$.scales[4]",
    ]


def test_a_missing_code_without_a_reason_is_said():
    found = xlsform.read(book(missing_codes=[["code", "reason"], [-99, "skipped"], [-98, "bored"], [-97, "empty"]]))
    assert found.question_set.missing.reasons() == {-99: "skipped"}
    assert [place for place, _ in said(found, "dropped")] == ["$.missing_codes[3]", "$.missing_codes[4]"]


@pytest.mark.parametrize("name", pi.instruments())
def test_pyxform_makes_a_form_of_it_without_a_warning(name, tmp_path):
    """pyxform 4.5.0 did so for all bundled sets on 2026-11-27; it wants exact versions of other libraries."""
    convert = pytest.importorskip("pyxform.xls2xform", reason="pyxform is not installed: see the literal above").convert
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform.write(pi.load(name)))
    made = convert(str(path))
    assert made.warnings == []
    assert made.xform.count("<select1 ") == len(pi.load(name).items)


# What is no such file, or a hostile one


def other_workbook():
    made, out = openpyxl.Workbook(), BytesIO()
    made.save(out)
    return out.getvalue()


NONE = [b"", b"type,name\n", b"PK\x03\x04" + b"\x00" * 99, b"\xd0\xcf\x11\xe0", other_workbook()]


@pytest.mark.parametrize("content", NONE, ids=range(5))
def test_what_is_no_form_is_refused(content):
    with pytest.raises(pi.DefinitionError) as caught:
        xlsform.read(content)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


def test_a_sheet_of_too_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr("purpose_index.interop.workbook.MAX_CELLS", 9)
    assert len(xlsform.read(book()).question_set.items) == 2  # of sheets with three rows of three cells
    monkeypatch.setattr("purpose_index.interop.workbook.MAX_CELLS", 8)
    with pytest.raises(pi.DefinitionError, match="more than 8 cells"):
        xlsform.read(book())


def test_a_form_without_a_question_to_score_says_what_it_holds():
    with pytest.raises(pi.DefinitionError, match="text") as caught:
        xlsform.read(book([SURVEY[0], ["text", "q1", "Why?"], ["integer", "q2", "How old?"]]))
    assert [issue.code for issue in caught.value.issues] == ["nothing-to-score"]


@pytest.mark.parametrize("source", [None, 3, [], {}])
def test_what_is_no_source(source):
    with pytest.raises(pi.ArgumentError):
        xlsform.read(source)


def test_options_are_words():
    for option in ({"headings": "x"}, {"missing_texts": "x"}):
        with pytest.raises(pi.ArgumentError) as caught:
            xlsform.read(book(), **option)
        assert [issue.code for issue in caught.value.issues] == ["unknown-option"]


GOOD = {
    "survey": [
        ["type", "name", "label::en", "reverse", "relevant"],
        ["begin group", "g", "Group", None, None],
        ["select_one a", "q1", "First?", "yes", None],
        ["range", "q2", "Second?", None, "x"],
        ["end group", None, None, None, None],
        ["note", "title", "Title", None, None],
    ],
    "choices": [["list_name", "name", "label::en", "counts_as", "no_answer"], ["a", "x", "no", 1, None],
                ["a", "y", "yes", 2, None], ["a", "z", "n/a", -98, "not_applicable"]],
    "scales": [["name", "label::en", "items", "weights", "minimum_answered"], ["s", "S", "q1 q2", "q1=2", 1]],
    "settings": [["form_id", "form_title", "default_language", "version"], ["id", "T", "en", "1.0.0"]],
    "missing_codes": [["code", "reason"], [-98, "not_applicable"]],
}  # fmt: skip


def test_rows_shorter_than_their_headings(monkeypatch):
    give(monkeypatch, {"survey": [*SURVEY, ["text"]], "choices": CHOICES})
    assert xlsform.read(b"").question_set.item_ids == ("q1", "q2")


ODD = (None, 1, 0.5, "", True, datetime(2026, 1, 2), "x" * 300, float("inf"), "::", "label", "99999999999999", "\u202e")


def give(monkeypatch, sheets):
    """Give the cells as they come out of a workbook, which is not made anew every time."""
    monkeypatch.setattr("purpose_index.interop.workbook.sheets_of", lambda content: sheets)


def test_whatever_stands_in_a_cell_there_is_a_set_or_a_coded_error(monkeypatch):
    tried = 0
    started = time.perf_counter()
    for name, rows in GOOD.items():
        for i, row in enumerate(rows):
            for j in range(len(row)):
                for odd in ODD:
                    changed = {**GOOD, name: [list(one) for one in rows]}
                    changed[name][i][j] = odd
                    monkeypatch.setattr(
                        "purpose_index.interop.workbook.sheets_of", lambda content, sheets=changed: sheets
                    )
                    try:
                        xlsform.read(b"")
                    except pi.PurposeIndexError as error:
                        assert error.issues
                    tried += 1
    for name in GOOD:
        changed = {key: rows for key, rows in GOOD.items() if key != name} | {"other": [[None]], "empty": []}
        give(monkeypatch, changed)
        if name == "survey":
            with pytest.raises(pi.DefinitionError):
                xlsform.read(b"")
        elif name != "choices":
            assert xlsform.read(b"").question_set.item_ids
    assert tried == 12 * (6 * 5 + 4 * 5 + 2 * 5 + 2 * 4 + 2 * 2)
    assert time.perf_counter() - started < 20
