"""Qualtrics: survey definitions and the answers to them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from time import process_time

import pytest

import purpose_index as pi
from purpose_index.interop import qualtrics

FILES = Path(__file__).parent / "files"


def question(tag, text, choices, **more):
    return {
        "QuestionText": text,
        "DataExportTag": tag,
        "QuestionType": "MC",
        "Selector": "SAVR",
        "Choices": {key: {"Display": label} for key, label in choices.items()},
        "ChoiceOrder": list(choices),
        "Language": [],
        **more,
    }


def survey(*questions, blocks=None, options=None, language="NL", name="Werk & zin"):
    ids = [f"QID{number}" for number in range(1, len(questions) + 1)]
    asked = [{"Type": "Question", "QuestionID": question_id} for question_id in ids]
    elements = [
        {"Element": "BL", "Payload": blocks or [{"Type": "Default", "ID": "BL_1", "BlockElements": asked}]},
        {"Element": "SO", "Payload": options or {"AvailableLanguages": {language: []}}},
    ]
    elements += [
        {"Element": "SQ", "PrimaryAttribute": key, "Payload": part} for key, part in zip(ids, questions, strict=True)
    ]
    return {"SurveyEntry": {"SurveyName": name, "SurveyLanguage": language}, "SurveyElements": elements}


MATRIX = {
    "QuestionText": "<p>In hoeverre ben je het eens?</p>",
    "DataExportTag": "Q7",
    "QuestionType": "Matrix",
    "Selector": "Likert",
    "SubSelector": "SingleAnswer",
    "Choices": {"1": {"Display": "Mijn werk heeft zin."}, "4": {"Display": "Ik werk voor niets."}},
    "ChoiceOrder": ["4", "1"],
    "ChoiceDataExportTags": {"1": "Q7_zin", "4": "niets"},
    "Answers": {"1": {"Display": "oneens"}, "2": {"Display": "eens"}, "3": {"Display": "n.v.t."}},
    "AnswerOrder": [1, 2, 3],
    "RecodeValues": {"1": "0", "2": 10, "3": "-1"},
    "VariableNaming": {"1": "laag", "2": "hoog", "3": "geen"},
    "Language": {
        "EN": {
            "QuestionText": "How far do you agree?",
            "Choices": {"1": {"Display": "My work has a point."}, "4": {"Display": "I work for nothing."}},
            "Answers": {"1": {"Display": "disagree"}, "2": {"Display": "agree"}, "3": {"Display": "not applicable"}},
        }
    },
}
BILINGUAL = survey(MATRIX, options={"AvailableLanguages": {"NL": [], "EN": [], "FR": []}, "SurveyTitle": "Werk"})


def said(imported, code):
    return [(issue.path, issue.message) for issue in imported.report if issue.code == f"import-{code}"]


def places(imported, code):
    return [path for path, _ in said(imported, code)]


def test_a_matrix_becomes_a_scale_in_every_language_it_is_translated_into():
    imported = qualtrics.read(BILINGUAL)
    q = imported.question_set
    assert (q.id, q.languages, q.title) == ("werk-zin", ("nl", "en"), {"nl": "Werk", "en": "Werk"})
    assert [(item.id, item.column, item.text["en"]) for item in q.items] == [
        ("q7_niets", "Q7_niets", "I work for nothing."),
        ("q7_zin", "Q7_zin", "My work has a point."),
    ]
    for item in q.item_ids:
        assert [(o.value, o.code, o.label["nl"], o.missing) for o in q.choices_of(item)] == [
            (0, None, "oneens", None),
            (10, None, "eens", None),
            (-98, -1, "n.v.t.", "not_applicable"),
        ]
    (scale,) = q.scales
    assert (scale.id, scale.name, q.items_of("q7")) == (
        "q7",
        {"nl": "In hoeverre ben je het eens?", "en": "How far do you agree?"},
        ("q7_niets", "q7_zin"),
    )
    assert q.missing.reasons() == {-99: "skipped", -98: "not_applicable"}
    assert places(imported, "guessed") == ["$.QID1", "$.missing"]
    assert places(imported, "invented") == ["$.SurveyEntry", "$.scales[0]"]
    assert places(imported, "dropped") == []


def test_a_text_that_is_not_translated_is_an_error_or_costs_its_language():
    whole = copy.deepcopy(BILINGUAL)
    del whole["SurveyElements"][2]["Payload"]["Language"]["EN"]["Answers"]["2"]
    with pytest.raises(pi.DefinitionError) as caught:
        qualtrics.read(whole)
    assert [(issue.code, issue.facts["language"], issue.facts["count"]) for issue in caught.value.issues] == [
        ("text-lacks-language", "en", 2)
    ]
    assert qualtrics.read(whole, missing_texts="drop language").question_set.languages == ("nl",)
    copied = qualtrics.read(whole, missing_texts="copy").question_set
    assert copied.labels_of("q7_zin")[10] == {"nl": "eens", "en": "eens"}


def test_a_translation_that_nobody_is_offered_is_read_too_and_the_surveys_own_comes_first():
    whole = survey({**MATRIX, "Language": {"EN": MATRIX["Language"]["EN"]}}, language="NL", name="W")
    assert qualtrics.read(whole).question_set.languages == ("nl", "en")
    whole["SurveyEntry"]["SurveyLanguage"] = None
    whole["SurveyElements"][2]["Payload"]["Language"] = []
    assert qualtrics.read(whole).question_set.languages == ("en",)


@pytest.mark.parametrize("title", ["", None, "Online Survey Software | Qualtrics Survey Solutions"])
def test_the_title_is_the_name_of_the_survey_where_it_has_no_title_of_its_own(title):
    whole = survey(MATRIX, options={"SurveyTitle": title})
    assert qualtrics.read(whole, missing_texts="copy").question_set.title["nl"] == "Werk & zin"


def test_what_has_no_name_or_words_is_called_by_its_id():
    asked = question("", "<p></p>", {"1": "slecht", "2": "goed"})
    whole = survey(asked, {**MATRIX, "DataExportTag": None, "ChoiceDataExportTags": False})
    imported = qualtrics.read(whole, missing_texts="copy")
    assert [(item.id, item.column) for item in imported.question_set.items] == [
        ("qid1", "QID1"),
        ("qid2_4", "QID2_4"),
        ("qid2_1", "QID2_1"),
    ]
    assert imported.question_set.items[0].text == {"nl": "QID1", "en": "QID1"}
    assert "$.QID1" in places(imported, "invented")


def test_numeric_answers_are_read_by_the_recoded_values():
    rows = [{"Q7_niets": "10", "Q7_zin": "-99", "team": "a"}, {"Q7_niets": "-1", "Q7_zin": "0", "team": "b"}]
    rows = [{name: int(cell) if name != "team" else cell for name, cell in row.items()} for row in rows]
    imported = qualtrics.read(BILINGUAL, rows)
    assert imported.responses.codes.tolist() == [[1, -2], [-3, 0]]
    assert imported.responses.extra == [{"team": "a"}, {"team": "b"}]


@pytest.mark.parametrize(
    ("ids", "values"),
    [
        ("1 2 3", [1, 2, 3]),
        ("0 1 2", [0, 1, 2]),
        ("3 2 1", [3, 2, 1]),
        ("1 2 5 3 4", [1, 2, 3, 4, 5]),
        ("1 3 4", [1, 2, 3]),
        ("4 5 6", [1, 2, 3]),
        ("9 2 4", [1, 2, 3]),
    ],
)
def test_ids_of_choices_are_values_only_where_they_run_on(ids, values):
    choices = {key: f"choice {key}" for key in ids.split()}
    imported = qualtrics.read(survey(question("Q1", "Hoe vaak?", choices)))
    options = imported.question_set.options_of("q1")
    assert [option.value for option in options] == values
    assert [option.stored for option in options] == [int(key) for key in ids.split()]
    invented = [int(key) for key in ids.split()] != values
    assert ("$.QID1" in places(imported, "invented")) == invented


def test_recoded_values_are_taken_as_they_are():
    asked = question("Q1", "Hoe vaak?", {"1": "nooit", "2": "soms"}, RecodeValues={"1": "5", "2": "1"})
    imported = qualtrics.read(survey(asked))
    q = imported.question_set
    assert [(option.value, option.code) for option in q.options_of("q1")] == [(5, None), (1, None)]
    assert places(imported, "invented") == ["$.scales[0]"]


def test_a_question_in_two_blocks_is_read_once_and_one_that_is_not_there_not_at_all():
    asked = [{"Type": "Question", "QuestionID": name} for name in ("QID1", "QID99")]
    blocks = [{"Type": "Standard", "ID": name, "BlockElements": asked} for name in ("BL_1", "BL_2")]
    imported = qualtrics.read(survey(question("Q1", "Hoe?", {"1": "slecht", "2": "goed"}), blocks=blocks))
    assert imported.question_set.item_ids == ("q1",)


@pytest.mark.parametrize("others", [99, 100])
def test_a_survey_has_as_many_languages_as_a_set(others):
    names = [f"{a}{b}" for a in "bcdfghj" for b in "bcdfghjklmpqrstvwxz"][:others]
    whole = survey({**PAYLOAD, "Language": {name: {} for name in names}})
    if others == 99:
        assert len(qualtrics.read(whole, missing_texts="copy").question_set.languages) == 100
    else:
        with pytest.raises(pi.DefinitionError, match="more than 100 languages"):
            qualtrics.read(whole, missing_texts="copy")


@pytest.mark.parametrize("looping", [None, "", "None", "false", False])
def test_a_block_that_is_not_repeated_is_read(looping):
    block = {"Type": "Standard", "ID": "BL_1", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}
    whole = survey(
        question("Q1", "Hoe?", {"1": "slecht", "2": "goed"}), blocks=[{**block, "Options": {"Looping": looping}}]
    )
    assert qualtrics.read(whole).question_set.item_ids == ("q1",)


@pytest.mark.parametrize("label", ["slecht", "n.v.t."])
def test_minus_99_stays_what_the_survey_says_it_is(label):
    choices = {"1": label, "2": "goed", "3": "beter"}
    asked = question("Q1", "Hoe?", choices, RecodeValues={"1": "-99", "2": "10", "3": "20"})
    imported = qualtrics.read(survey(asked), [{"Q1": -99}])
    assert imported.responses.codes.tolist() == [[0 if label == "slecht" else -3]]
    assert imported.question_set.missing.skipped == ()
    assert "$.missing" not in places(imported, "guessed")


def test_choices_in_a_list_have_their_places_as_ids():
    asked = question("NPS", "Zou je ons aanraden?", {}, Selector="NPS")
    asked |= {"Choices": [{"Display": str(i)} for i in range(11)], "ChoiceOrder": [str(i) for i in range(11)]}
    q = qualtrics.read(survey(asked)).question_set
    assert [option.value for option in q.options_of("nps")] == list(range(11))


def test_blocks_may_be_a_list_or_a_mapping_and_the_flow_orders_them():
    asked = [question(f"Q{i}", f"Vraag {i}", {"1": "nee", "2": "ja"}) for i in range(1, 7)]

    def block(kind, name, *ids, **more):
        parts = [{"Type": "Page Break"}, *({"Type": "Question", "QuestionID": f"QID{i}"} for i in ids)]
        return {"Type": kind, "ID": name, "BlockElements": parts, **more}

    blocks = [
        block("Default", "BL_a", 1),
        block("Standard", "BL_b", 2, 3),
        block("Trash", "BL_c", 4),
        block("Standard", "BL_d", 5, Options={"Looping": "Question"}),
        block("Standard", "BL_e", 6),
    ]
    inner = {"Type": "Group", "Flow": [{"Type": "Standard", "ID": "BL_b"}, {"Type": "Standard", "ID": "BL_d"}]}
    flow = {"Type": "Root", "Flow": [inner, {"Type": "Block", "ID": "BL_a"}, {"Type": "Block", "ID": "BL_c"}]}
    for written in (blocks, {str(i): part for i, part in enumerate(blocks, 3)}):
        whole = survey(*asked, blocks=written)
        whole["SurveyElements"].append({"Element": "FL", "Payload": flow})
        imported = qualtrics.read(whole)
        assert imported.question_set.item_ids == ("q2", "q3", "q1")
        assert said(imported, "dropped") == [
            ("$.QID5", "A question in a loop."),
            ("$.QID4", "A question in the trash."),
            ("$.QID6", "A question in a block outside the flow."),
        ]


WRITTEN = """\
Q7_zin,rij,Who,Place
<b>Zin</b>,Niets,Name,LocationLatitude
"{""ImportId"":""QID1_1""}","{""ImportId"":""QID1_4""}","{""ImportId"":""x""}","{""ImportId"":""y""}"
"""


@pytest.mark.parametrize(("labels", "given"), [(False, False), (True, True), (False, None), (True, None)])
def test_an_export_is_read_by_the_marks_in_its_third_row(labels, given, tmp_path):
    path = tmp_path / "export.csv"
    cells = {False: "10,0,A,52.1\n-1,-99,B,4.2\n,10,C,\n", True: "hoog,disagree,A,52.1\nn.v.t.,-99,B,4.2\n,eens,C,\n"}
    path.write_text(WRITTEN + cells[labels], encoding="utf-8")
    imported = qualtrics.read(BILINGUAL, path, labels=given)
    assert [item.column for item in imported.question_set.items] == ["rij", "Q7_zin"]
    assert imported.responses.codes.tolist() == [[0, 1], [-2, -3], [1, -1]]
    assert imported.responses.extra is None
    assert places(imported, "dropped") == ["$.columns.Who", "$.columns.Place"]


def test_numbers_are_not_taken_for_the_words_of_other_choices():
    asked = question("Q1", "Hoe vaak?", {"1": "2", "2": "1", "3": "vaak"})
    rows = [{"Q1": 1}, {"Q1": 2}]
    for labels in (None, False):
        assert qualtrics.read(survey(asked), rows, labels=labels).responses.codes.tolist() == [[0], [1]]
    with pytest.raises(pi.ResponseError):
        qualtrics.read(survey(asked), [{"Q1": "vaak"}])
    with pytest.raises(pi.ArgumentError):
        qualtrics.read(survey(asked), rows, labels=True)
    same = question("Q1", "Hoe vaak?", {"1": "1", "2": "2", "3": "vaak"})
    assert qualtrics.read(survey(same), [{"Q1": 2}, {"Q1": "Vaak"}]).responses.codes.tolist() == [[1], [2]]


def test_a_text_of_several_choices_is_no_answer():
    asked = question("Q1", "Hoe?", {"1": "goed", "2": "Goed ", "3": "beter"})
    assert qualtrics.read(survey(asked), [{"Q1": "beter"}]).responses.codes.tolist() == [[2]]
    for labels in (None, True):
        with pytest.raises(pi.ResponseError):
            qualtrics.read(survey(asked), [{"Q1": "goed"}], labels=labels)


def test_an_export_of_some_questions_leaves_out_the_others(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("Q7_zin,team\n10,a\n0,b\n", encoding="utf-8")
    imported = qualtrics.read(BILINGUAL, path, keep=["team"])
    assert (imported.question_set.item_ids, imported.responses.codes.tolist()) == (("q7_zin",), [[1], [0]])
    assert said(imported, "dropped") == [
        ("$.columns.q7_niets", "The question 'Q7_niets': the answers have no column of it.")
    ]
    named = qualtrics.read(BILINGUAL, [{"Q7_zin": 10, "first": 0}], columns={"q7_niets": "first"})
    assert named.responses.codes.tolist() == [[0, 1]]
    path.write_text("other,team\n10,a\n", encoding="utf-8")
    with pytest.raises(pi.ResponseError) as caught:
        qualtrics.read(BILINGUAL, path)
    assert [issue.code for issue in caught.value.issues] == ["no-columns"]


MADE = [[0, 0, 1, -2], [-1, 2, -3, 0]]  # Q18: 'choice2' is shown first; then the rows of Q5; -99, empty, and 'n/a'


@pytest.mark.parametrize(("name", "labels"), [("made-matrix-recoded.csv", False), ("made-matrix-labels.csv", True)])
def test_the_exports_of_a_real_survey_are_read(name, labels, interop_file):
    imported = qualtrics.read(interop_file("qualtrics/sp-test-survey.qsf"), FILES / name, labels=labels)
    assert imported.question_set.item_ids == ("q18", "q5_statement1", "q5_statement2", "q5_statement3")
    assert imported.responses.codes.tolist() == MADE
    assert imported.responses.extra == {"ResponseId": ["R_1", "R_2"], "UserLanguage": ["EN", "DE"]}


@pytest.mark.parametrize("name", ["ropensci-sample-scrubbed.csv", "ropensci-sample-legacy-scrubbed.csv"])
def test_two_and_three_header_rows_are_told_apart_and_nobody_is_named(name, interop_file):
    asked = question("Q1", "This is a multiple choice question.", {"1": "a", "2": "b"})
    imported = qualtrics.read(survey(asked, language="EN"), interop_file(f"qualtrics/{name}"))
    assert imported.responses.codes.tolist() == [[1]]
    values = {cell for cells in imported.responses.extra.values() for cell in cells}
    assert "Hello World!" in values
    assert not values & {"192.0.2.1", "0.0", "Anonym"}
    kept = set(imported.responses.extra)
    assert not kept & {"IPAddress", "RecipientLastName", "RecipientEmail", "LocationLatitude", "V3", "V5", "V6"}


def test_what_stands_beside_a_question_is_said_to_be_dropped():
    asked = question(
        "Q1", "Hoe?", {"1": "slecht", "2": "goed"}, DisplayLogic={"0": {}}, GradingData=[{"ChoiceID": "1"}]
    )
    asked["Choices"]["2"]["TextEntry"] = "true"
    assert places(qualtrics.read(survey(asked)), "dropped") == [
        "$.QID1.Choices.2",
        "$.QID1.DisplayLogic",
        "$.QID1.GradingData",
    ]


def test_a_survey_of_other_questions_says_what_it_holds():
    asked = [
        question("Q1", "Waarom?", {}, QuestionType="TE", Selector="SL"),
        question("Q2", "Welke?", {"1": "a", "2": "b"}, Selector="MAVR"),
        question("Q3", "Andere?", {"1": "a", "2": "b"}, QuestionType="New"),
        question("Q4", "Die?", {"1": "a", "2": "b"}, DynamicChoices={"Locator": "q://QID2"}),
        {**MATRIX, "Choices": []},
        question("Q6", "Een?", {"1": "a"}),
    ]
    with pytest.raises(pi.DefinitionError) as caught:
        qualtrics.read(survey(*asked))
    (issue,) = caught.value.issues
    assert issue.code == "nothing-to-score"
    assert issue.facts["holds"] == (
        "text question",
        "multiple-answer question",
        "question of another type",
        "carried-forward choice",
        "matrix without statements",
        "question without two choices",
    )


def test_a_real_survey_gives_its_single_answers_and_says_what_it_drops(interop_file):
    imported = qualtrics.read(interop_file("qualtrics/sp-test-survey.qsf"))
    q = imported.question_set
    assert [item.column for item in q.items] == [
        *("Q1", "Q18", "Q3", "Q11", "Q5_statement1", "Q5_statement2", "Q5_statement3", "Q5_other"),
        *("Q15", "Q20", "Q26", "Q27"),
    ]
    assert q.items_of("q5") == ("q5_statement1", "q5_statement2", "q5_statement3", "q5_other")
    assert [(o.stored, o.label["en"]) for o in q.options_of("q5_other")] == [
        (number, f"Click to write Scale point {number}") for number in (1, 2, 3)
    ]
    assert [o.stored for o in q.choices_of("q5_other")] == [1, 2, 3, 4]  # 4 is 'n/a'
    assert q.options_of("q1")[4].label["en"] == "And let’s try a smart quote for good measure"
    dropped = dict(said(imported, "dropped"))
    assert {path: dropped[f"$.QID{path}"].rpartition(": ")[2] for path in (14, 22, 4, 13, 6, 16, 7, 10, 17, 23)} == {
        14: "descriptive text.",
        22: "browser information.",
        4: "multiple-answer question.",
        13: "matrix without single answers.",
        6: "matrix without single answers.",
        16: "timing.",
        7: "text question.",
        10: "rank-order question.",
        17: "pick, group and rank question.",
        23: "constant-sum question.",
    }
    assert {dropped[f"$.QID{number}"] for number in (31, 32, 33)} == {"A question in a loop."}
    assert {dropped[f"$.QID{number}"] for number in (2, 12, 25, 24)} == {"A question in the trash."}
    assert dropped["$.QID5.Choices.4"] == "The text that can be typed beside it."
    assert places(imported, "guessed") == ["$.QID5", "$.missing"]


@pytest.mark.parametrize("name", pi.instruments())
def test_a_set_comes_back_but_for_what_is_said_to_be_lost(name):
    q = pi.load(name)
    back = qualtrics.read(qualtrics.write(q)).question_set
    assert (back.id, back.languages, back.item_ids) == (q.id, q.languages, q.item_ids)
    for item in q.items:
        assert (back.item(item.id).text, back.choices_of(item.id)) == (item.text, q.choices_of(item.id))
    always = {"scales", "rules of scales", "missing codes", "feedback"}
    own = {"purpose-orientation": {"classification"}, "working-with-purpose": {"layers"}}
    assert {issue.facts["what"] for issue in qualtrics.lost(q)} == always | own.get(name, set())
    rows = [dict.fromkeys(q.item_ids, 4), dict.fromkeys(q.item_ids, -99)]
    assert pi.encode(back, rows).codes.tolist() == pi.encode(q, rows).codes.tolist()
    assert qualtrics.write(q) == qualtrics.write(pi.load(name))


def test_what_is_written_is_what_another_reader_found_in_it():
    # qualtrics 0.4.2 (PyPI) read from this file and an export of it 12 questions 'multiple_choice_single' with 63
    # answer options, of which these for QID2, and matched the answers -98 and 5 to options of QID2 and QID3
    parts = {
        part["PrimaryAttribute"]: part["Payload"]
        for part in json.loads(qualtrics.write("purpose-index"))["SurveyElements"]
    }
    asked = [part for name, part in parts.items() if name.startswith("QID") and part["QuestionType"] == "MC"]
    assert (len(asked), sum(len(part["RecodeValues"]) for part in asked)) == (12, 63)
    shown = [(parts["QID2"]["RecodeValues"][key], words["Display"]) for key, words in parts["QID2"]["Choices"].items()]
    assert shown == [
        ("1", "helemaal mee oneens"),
        ("2", "mee oneens"),
        ("3", "niet eens, niet oneens"),
        ("4", "mee eens"),
        ("5", "helemaal mee eens"),
        ("-98", "niet van toepassing"),
    ]


def test_the_survey_of_the_examples_is_what_is_written():
    written = (FILES.parents[3] / "examples" / "other-programs" / "survey.qsf").read_bytes()
    assert written == qualtrics.write("purpose-index")


def test_what_is_written_is_html_with_values_to_recode_to():
    q = pi.load(
        {
            "id": "s",
            "version": "1.0.0",
            "languages": ["nl", "zh-Hant"],
            "title": {"nl": "S & T", "zh-Hant": "題"},
            "options": {
                "far": [{"value": v, "label": {"nl": f"<{v}", "zh-Hant": f"{v}以下"}} for v in (7, 1)],
                "alike": [{"value": 1, "code": c, "label": {"nl": f"k{c}", "zh-Hant": f"k{c}"}} for c in (8, 9)]
                + [{"value": 2, "label": {"nl": "k2", "zh-Hant": "k2"}}],
                "named": [{"value": 1, "code": c, "label": {"nl": c, "zh-Hant": c}} for c in "ab"]
                + [{"value": 2, "label": {"nl": "k2", "zh-Hant": "k2"}}],
            },
            "items": [
                {"id": name, "text": {"nl": "A > B?", "zh-Hant": "甲"}, "options": name}
                for name in ("far", "alike", "named")
            ],
            "scales": [{"id": "t", "name": {"nl": "T", "zh-Hant": "T"}, "items": ["far"]}],
        }
    )
    whole = json.loads(qualtrics.write(q))
    parts = {part["PrimaryAttribute"]: part["Payload"] for part in whole["SurveyElements"]}
    assert whole["SurveyEntry"]["SurveyName"] == "s"
    assert parts["Survey Options"] == {"SurveyTitle": "S & T", "AvailableLanguages": {"NL": [], "ZH-T": []}}
    assert parts["QID1"]["QuestionText"] == "A &gt; B?"
    assert parts["QID1"]["Choices"] == {"1": {"Display": "&lt;7"}, "2": {"Display": "&lt;1"}}
    assert parts["QID1"]["Language"] == {
        "ZH-T": {"QuestionText": "甲", "Choices": {"1": {"Display": "7以下"}, "2": {"Display": "1以下"}}}
    }
    assert [parts[f"QID{i}"]["RecodeValues"] for i in (1, 2, 3)] == [
        {"1": "7", "2": "1"},
        {"1": "8", "2": "9", "3": "2"},
        {"1": "1", "2": "2", "3": "3"},
    ]
    assert [part["QuestionID"] for part in parts["Survey Blocks"][0]["BlockElements"]] == ["QID1", "QID2", "QID3"]
    assert qualtrics.read(whole).question_set.items[0].text["nl"] == "A > B?"


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b'{"SurveyEntry": {}}', b"\x00", b"[" * 100_000, b"9" * 5000]
)
def test_what_is_no_survey_is_refused(content):
    with pytest.raises(pi.DefinitionError) as caught:
        qualtrics.read(content)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


def places_in(value, path=()):
    yield path
    for key, inside in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places_in(inside, (*path, key))


@pytest.mark.parametrize(
    "wrong", [None, 1, "", [], {}, "x" * 5000, [[[]]]], ids=["null", "1", "''", "[]", "{}", "long", "deep"]
)
def test_any_part_may_be_anything(wrong):
    whole = survey(
        MATRIX, question("Q1", "Hoe?", {"1": "slecht", "2": "goed"}), options=BILINGUAL["SurveyElements"][1]["Payload"]
    )
    flow = {"Type": "Root", "Flow": [{"Type": "Block", "ID": "BL_1"}]}
    whole["SurveyElements"].append({"Element": "FL", "Payload": flow})
    for path in places_in(whole):
        if not path:
            continue
        broken = copy.deepcopy(whole)
        inside = broken
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = wrong
        try:
            qualtrics.read(broken, missing_texts="copy")
        except pi.PurposeIndexError as error:
            assert error.issues


MANY = {str(i): {"Display": f"choice {i}"} for i in range(30_000)}
PAYLOAD = question("Q1", "Hoe?", {"1": "slecht", "2": "goed"})


@pytest.mark.parametrize(
    "questions",
    [
        [question("Q1", "Hoe?", {"1": "a"}, Choices=MANY)],
        [question("Q1", "Hoe?", {"1": "a"}, Choices=list(MANY.values()), ChoiceOrder=[])],
        [{**MATRIX, "Choices": MANY, "ChoiceOrder": list(MANY), "Language": []}],
        [{**MATRIX, "Answers": MANY, "AnswerOrder": list(MANY)}],
        [{**PAYLOAD, "Language": {f"{a}{b}": {} for a in "abcdefghij" for b in "abcdefghijklmnopqrst"}}],
        [PAYLOAD] * 2000,
    ],
    ids=["choices", "listed", "rows", "answers", "languages", "questions"],
)
def test_a_survey_that_is_far_too_large_is_refused_quickly(questions):
    started = process_time()
    with pytest.raises(pi.DefinitionError) as caught:
        qualtrics.read(survey(*questions))
    assert {issue.code for issue in caught.value.issues} <= {"unreadable-source", "nothing-to-score"}
    assert process_time() - started < 5


def test_many_blocks_in_the_flow_are_ordered_quickly():
    blocks = [{"Type": "Standard", "ID": f"BL_{i}", "BlockElements": []} for i in range(5_000)]
    blocks.append({"Type": "Standard", "ID": "BL", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]})
    whole = survey(PAYLOAD, blocks=blocks)
    flow: dict = {"Type": "Root", "Flow": [{"ID": block["ID"]} for block in blocks]}
    for _ in range(10_000):
        flow = {"Flow": [flow]}
    whole["SurveyElements"].append({"Element": "FL", "Payload": flow})
    started = process_time()
    assert qualtrics.read(whole).question_set.item_ids == ("q1",)
    assert process_time() - started < 5


def test_a_choice_that_is_no_answer_stands_beside_a_question_that_was_left_open():
    answers = [{"value": 1, "label": {"en": "No"}}, {"value": 2, "label": {"en": "Yes"}}]
    unknown = {"value": 3, "label": {"en": "I don't know"}}
    q = pi.load(
        {
            "id": "dk",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Don't know"},
            "items": [{"id": "q1", "text": {"en": "Is it so?"}, "options": [*answers, unknown]}],
            "scales": [{"id": "s", "name": {"en": "S"}, "items": "all"}],
        }
    )
    imported = qualtrics.read(qualtrics.write(q), [{"q1": 3}, {"q1": -99}, {"q1": 2}])
    assert imported.question_set.missing.reasons() == {-99: "skipped"}
    assert imported.responses.codes[:, 0].tolist() == [-2, -2, 1]
