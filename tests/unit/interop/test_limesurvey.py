"""LimeSurvey's files and exports: what comes out of each, what is said, and what is refused."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import purpose_index as pi
from purpose_index.interop import limesurvey
from purpose_index.interop.languages import language_code, language_codes

FILES = Path(__file__).parent / "files"
MADE = FILES / "made-array-nl-en-DB717.lsq"
EXPORT = FILES / "made-responses-code.csv"


def document(
    kind="L",
    answers=(("1", 1, 0, "no"), ("2", 2, 0, "yes")),
    *,
    other="N",
    rows=(),
    order=(1, 2),
    language="en",
):
    """A survey of a question of one kind and a list with the codes 1 and 2, in `language`, at these places."""

    def cells(**named):
        return "<row>" + "".join(f"<{name}>{value}</{name}>" for name, value in named.items()) + "</row>"

    def table(name, rows):
        return f"<{name}><rows>{''.join(rows)}</rows></{name}>"

    def question(qid, title, kind, place, parent=0, other="N"):
        return cells(qid=qid, parent_qid=parent, gid=1, type=kind, title=title, question_order=place, other=other)

    listed = [(1, *answer) for answer in answers] + [(2, "1", 1, 0, "no"), (2, "2", 2, 0, "yes")]
    texts = [(1, "First?"), (2, "Second?"), *((3 + i, f"Row {name}") for i, name in enumerate(rows))]
    return "".join(
        [
            "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>638</DBVersion>",
            f"<languages><language>{language}</language></languages>",
            table("questions", [question(1, "Q1", kind, order[0], other=other), question(2, "Q2", "L", order[1])]),
            table("subquestions", [question(3 + i, name, kind, i, parent=1) for i, name in enumerate(rows)]),
            table("question_l10ns", [cells(qid=qid, question=text, language=language) for qid, text in texts]),
            table(
                "answers",
                [
                    cells(aid=i, qid=qid, code=code, sortorder=place, assessment_value=value, scale_id=0)
                    for i, (qid, code, place, value, _) in enumerate(listed)
                ],
            ),
            table("answer_l10ns", [cells(aid=i, answer=row[-1], language=language) for i, row in enumerate(listed)]),
            "</document>",
        ]
    ).encode()


def options(q, item):
    """What the choices of an item are stored as, what they count as, and why they are no answer."""
    return [(option.stored, option.value, option.missing) for option in q.choices_of(item)]


def said(found, code):
    """What is said of one kind: the place and the sentence."""
    return [(issue.path, issue.message) for issue in found.report if issue.code == f"import-{code}"]


def test_rows_in_any_order_and_texts_by_language_make_a_set_in_the_order_in_which_it_is_asked():
    found = limesurvey.read(MADE)
    q = found.question_set
    assert q.languages == ("nl", "en")
    assert [(item.id, item.column) for item in q.items] == [
        ("pi_q01", "PI[Q01]"),
        ("pi_q02", "PI[Q02]"),
        ("pi_q03", "PI[Q03]"),
        ("pi_q04", "PI[Q04]"),
    ]
    assert dict(q.items[1].text) == {
        "nl": "Ik voel mij thuis bij de bedoeling van mijn organisatie.",
        "en": "I feel at home with the purpose of my organisation.",
    }
    assert options(q, "pi_q01") == [("A1", 1, None), ("A2", 2, None), ("A3", 3, None), ("A4", 4, None), ("A5", 5, None)]
    assert q.choices_of("pi_q01")[4].label["nl"] == "helemaal mee eens"
    assert (q.scales[0].name["en"], q.items_of("pi")) == ("The Purpose Index", q.item_ids)
    assert [issue.code for issue in found.report] == ["import-invented"]  # the scale alone


REAL = [
    (
        "citric-answers-array-DB638.lss",
        ["Q02[SQ001]", "Q02[SQ002]", "Q02[SQ003]", "Q02[SQ004]", "Q02[SQ005]"],
        [("AO01", 1, None), ("AO02", 2, None), ("AO03", 3, None), ("AO04", 4, None), ("AO05", 5, None)],
        {"$.questions.Q01": "multiple choice", "$.question_attributes": "rows: 73", "$.surveys": "rows: 1"},
        {"$.questions.Q02", "$.scales[0]"},
    ),
    (
        "citric-survey-DB641.lss",
        ["G01Q02"],
        [(1, 1, None), (2, 2, None), (3, 3, None), (4, 4, None), (5, 5, None)],
        {"$.questions.G01Q01": "long text", "$.questions.G02Q03": "file upload", "$.questions.G02Q04": "yes or no"},
        {"$.scales[0]"},
    ),
    (
        "citric-group-DB479.lsg",
        ["G01Q02"],
        [(1, 1, None), (2, 2, None), (3, 3, None), (4, 4, None), (5, 5, None)],
        {"$.questions.G01Q01": "long text"},
        {"$.scales[0]"},
    ),
]


@pytest.mark.parametrize(("name", "columns", "choices", "dropped", "invented"), REAL, ids=lambda one: str(one)[:30])
def test_real_files(interop_file, name, columns, choices, dropped, invented):
    found = limesurvey.read(interop_file(f"limesurvey/{name}"))
    q = found.question_set
    assert [item.column for item in q.items] == columns
    assert options(q, q.item_ids[0]) == choices
    told = dict(said(found, "dropped"))
    assert all(words in told[place] for place, words in dropped.items())
    assert {place for place, _ in said(found, "invented")} == invented


def test_a_question_of_free_text_alone_is_refused_by_what_it_is(interop_file):
    with pytest.raises(pi.DefinitionError, match="long text") as caught:
        limesurvey.read(interop_file("limesurvey/citric-free-text-DB447.lsq"))
    assert [issue.code for issue in caught.value.issues] == ["nothing-to-score"]


# the third response of the file: AO05, nothing, AO02, AO03, AO03; the first was never submitted
CODES = [[-1, -1, 2, 0, -1], [2, -1, -1, 4, 3], [4, -1, 1, 2, 2], [4, 3, 4, 3, 4], [0, 3, 1, -1, 3], [3, -1, 1, 2, 4]]


def five(text):
    """The array of the export, as Q02, which is how the export calls it."""
    return text.replace(b"<title>Q2</title>", b"<title>Q9</title>").replace(b"<title>Q1<", b"<title>Q02<")


def source_of_export():
    answers = [(f"AO0{place}", place, 0, f"point {place}") for place in range(1, 6)]
    rows = [f"SQ00{row}" for row in range(1, 6)]
    text = five(document("F", answers, rows=rows))
    return re.sub(rb"<row><qid>2</qid>.*?</row>", b"", text)


@pytest.mark.parametrize("kind", ["path", "pandas", "polars", "pyarrow", "mappings"])
def test_an_export_is_read_by_its_headings_and_codes(kind):
    frame = pl.read_csv(EXPORT, infer_schema=False)
    data = {
        "path": EXPORT,
        "pandas": pd.read_csv(EXPORT, dtype=str),
        "polars": frame,
        "pyarrow": frame.to_arrow(),
        "mappings": frame.to_dicts(),
    }[kind]
    kept = limesurvey.read(source_of_export(), data)
    assert kept.responses.codes.tolist() == CODES
    told = dict(said(kept, "dropped"))
    assert told.keys() >= {f"$.columns.{name}" for name in ("id", "submitdate", "lastpage", "startlanguage", "seed")}
    assert dict(said(kept, "guessed"))["$.rows"].startswith("1 of 6 responses")
    finished = limesurvey.read(source_of_export(), data, unfinished="drop", keep=("startlanguage", "submitdate"))
    assert finished.responses.codes.tolist() == CODES[1:]
    assert finished.responses.codes.flags.f_contiguous
    assert dict(said(finished, "dropped"))["$.rows"].startswith("1 of 6 responses")
    extra = finished.responses.extra
    names = (
        {name for row in extra for name in row}
        if isinstance(extra, list)
        else set(extra if isinstance(extra, dict) else getattr(extra, "column_names", extra.columns))
    )
    assert names == {"startlanguage", "submitdate"}
    assert len(extra if isinstance(extra, list) else extra["startlanguage"]) == 5


@pytest.mark.parametrize("nobody", [None, float("nan"), pd.NA, "", "  "])
def test_whatever_a_frame_calls_empty_is_no_date_of_submission(nobody):
    answers = {f"Q02[SQ00{i}]": ["AO03", "AO03"] for i in range(1, 6)}
    frame = pd.DataFrame({"submitdate": pd.Series(["2026-01-01", nobody], dtype=object), **answers})
    found = limesurvey.read(source_of_export(), frame, unfinished="drop")
    assert len(found.responses) == 1
    assert dict(said(found, "dropped"))["$.rows"].startswith("1 of 2 responses")


def test_an_export_of_full_answers_is_read_by_labels():
    text = EXPORT.read_text(encoding="utf-8-sig")
    rows = pl.read_csv(text.replace("AO0", "Point ").encode(), infer_schema=False)
    assert limesurvey.read(source_of_export(), rows, labels=True).responses.codes.tolist() == CODES
    with pytest.raises(pi.ResponseError):
        limesurvey.read(source_of_export(), rows)


def test_headings_that_r_has_changed_are_read_where_that_is_asked_for(tmp_path):
    path = tmp_path / "r.csv"
    path.write_text(re.sub(r"\[(SQ00\d)\]", r".\1.", EXPORT.read_text(encoding="utf-8-sig")))
    assert limesurvey.read(source_of_export(), path, columns="proposed").responses.codes.tolist() == CODES


def test_no_answer_and_no_address_is_in_the_report():
    rows = [{f"Q02[SQ00{i}]": "AO03" for i in range(1, 6)} | {"ipaddr": "192.0.2.7", "token": "abc"}]
    found = limesurvey.read(source_of_export(), rows)
    assert found.responses.extra is None
    assert not re.search(r"192\.0|abc|AO03", "\n".join(map(str, found.report)))


def test_a_cell_that_is_no_code_is_refused():
    rows = [{f"Q02[SQ00{i}]": "AO9" for i in range(1, 6)}]
    with pytest.raises(pi.ResponseError) as caught:
        limesurvey.read(source_of_export(), rows)
    assert {issue.code for issue in caught.value.issues} == {"text-answer"}
    assert "AO9" not in str(caught.value)


def test_the_assessment_value_is_what_an_answer_counts_as_and_a_customary_code_none():
    answers = [("A1", 1, 7, "rarely"), ("A2", 2, 3, "often"), ("A3", 3, -99, "skip this"), ("A4", 4, 0, "N/A")]
    found = limesurvey.read(document("!", answers))
    assert options(found.question_set, "q1") == [
        ("A1", 7, None),
        ("A2", 3, None),
        ("A3", -99, "not_applicable"),
        ("A4", -98, "not_applicable"),
    ]
    assert [place for place, _ in said(found, "guessed")] == ["$.questions.Q1", "$.questions.Q1"]


@pytest.mark.parametrize(("value", "reason"), [(-65, None), (-66, "not_applicable"), (-67, "not_applicable")])
def test_a_value_far_below_all_scales_is_no_answer(value, reason):
    answers = [("A1", 1, 1, "rarely"), ("A2", 2, 2, "often"), ("A3", 3, value, "hm")]
    assert options(limesurvey.read(document("L", answers)).question_set, "q1")[2] == ("A3", value, reason)


def test_two_assessment_values_are_enough_and_one_is_none():
    two = limesurvey.read(document("L", [("A1", 1, 5, "no"), ("A2", 2, 9, "yes")])).question_set
    assert options(two, "q1") == [("A1", 5, None), ("A2", 9, None)]
    one = limesurvey.read(document("L", [("A1", 1, 5, "no"), ("A2", 2, 5, "yes")])).question_set
    assert options(one, "q1") == [("A1", 1, None), ("A2", 2, None)]
    broken = limesurvey.read(document("L", [("A1", 1, 5, "no"), ("A2", 2, "", "yes")])).question_set
    assert options(broken, "q1") == [("A1", 1, None), ("A2", 2, None)]


def test_two_choices_stay_answers_whatever_their_words():
    answers = [("A1", 1, 1, "yes"), ("A2", 2, 2, "don't know")]
    assert options(limesurvey.read(document("L", answers)).question_set, "q1") == [("A1", 1, None), ("A2", 2, None)]


def test_codes_that_are_numbers_are_values_where_nothing_is_assessed():
    answers = [("4", 1, 0, "most"), ("2", 3, 0, "least"), ("3", 2, 0, "middle")]
    found = limesurvey.read(document("L", answers))
    assert options(found.question_set, "q1") == [(4, 4, None), (3, 3, None), (2, 2, None)]


@pytest.mark.parametrize(("kind", "rows", "points"), [("5", (), 5), ("A", ("a", "b"), 5), ("B", ("a",), 10)])
def test_scales_of_points_need_no_choices(kind, rows, points):
    q = limesurvey.read(document(kind, rows=rows)).question_set
    first = q.items[0]
    assert first.column == (f"Q1[{rows[0]}]" if rows else "Q1")
    assert options(q, first.id) == [(value, value, None) for value in range(1, points + 1)]


@pytest.mark.parametrize("kind", ["T", "S", "M", "Y", "G", "1", ":", ";", "R", "|", "X", "*", "?", ""])
def test_other_kinds_are_dropped_and_said(kind):
    found = limesurvey.read(document(kind))
    assert found.question_set.item_ids == ("q2",)
    assert [place for place, _ in said(found, "dropped")] == ["$.questions.Q1"]


def test_an_array_without_rows_and_one_choice_alone_are_dropped():
    for text in (document("F"), document("L", [("1", 1, 1, "only")])):
        found = limesurvey.read(text)
        assert found.question_set.item_ids == ("q2",)
        assert "$.questions.Q1" in dict(said(found, "dropped"))


def test_an_array_with_two_scales_of_choices_is_dropped():
    answers = [("A1", 1, 1, "no"), ("A2", 2, 2, "yes")]
    text = document("F", answers, rows=("a",))
    assert limesurvey.read(text).question_set.item_ids == ("q1_a", "q2")
    two = text.replace(b"<code>A2</code>", b"<code>A2</code><scale_id>1</scale_id>", 1)
    two = two.replace(b"<assessment_value>2</assessment_value><scale_id>0</scale_id>", b"", 1)
    found = limesurvey.read(two)
    assert found.question_set.item_ids == ("q2",)
    assert [place for place, _ in said(found, "dropped")] == ["$.questions.Q1"]


@pytest.mark.parametrize(
    ("kind", "codes", "labels"),
    [
        ("C", {"N": 1, "U": 2, "Y": 3}, ["Nee", "Onzeker", "Ja"]),
        ("E", {"D": 1, "S": 2, "I": 3}, ["Afname", "Gelijk", "Toename"]),
    ],
)
def test_arrays_that_bring_their_own_answers_are_read_from_the_least_to_the_most(kind, codes, labels):
    text = document(kind, rows=("a", "b"), language="nl")
    rows = [{"Q1[a]": code, "Q1[b]": "", "Q2": 1} for code in codes]
    found = limesurvey.read(text, rows)
    q = found.question_set
    assert options(q, "q1_a") == [(code, value, None) for code, value in codes.items()]
    assert [option.label["nl"] for option in q.choices_of("q1_b")] == labels
    assert found.responses.codes[:, 0].tolist() == [0, 1, 2]
    places = [place for place, _ in said(found, "invented")]
    assert places == ["$.questions.Q1", "$.scales[0]"]
    assert q.items_of("q1") == ("q1_a", "q1_b")


def test_the_words_of_such_answers_are_english_where_the_language_is_not_known_here_which_is_said():
    found = limesurvey.read(document("C", rows=("a",), language="fi"))
    assert [option.label["fi"] for option in found.question_set.choices_of("q1_a")] == ["No", "Uncertain", "Yes"]
    assert ("$.questions.Q1", "The words of its answers in 'fi': they are in English.") in said(found, "invented")


def dual(rows=("a", "b"), headers=("Important?", "Satisfied?"), second=("B1", "B2", "B3")):
    """A survey with an array that has two lists of choices: A1 and A2, and those of `second`."""
    text = document("1", [("A1", 1, 4, "no"), ("A2", 2, 9, "yes")], rows=rows).decode()
    answers, words, above = "", "", ""
    for i, code in enumerate(second):
        answers += f"<row><aid>9{i}</aid><qid>1</qid><code>{code}</code><sortorder>{i}</sortorder>"
        answers += "<assessment_value>0</assessment_value><scale_id>1</scale_id></row>"
        words += f"<row><aid>9{i}</aid><answer>word {i}</answer><language>en</language></row>"
    for letter, header in zip("AB", headers, strict=True):
        above += f"<row><qid>1</qid><attribute>dualscale_header{letter}</attribute><value>{header}</value>"
        above += "<language>en</language></row>"
    text = text.replace("<answers><rows>", f"<answers><rows>{answers}")
    text = text.replace("<answer_l10ns><rows>", f"<answer_l10ns><rows>{words}")
    attributes = f"<question_attributes><rows>{above}</rows></question_attributes>"
    return text.replace("</document>", f"{attributes}</document>").encode()


def test_an_array_with_two_scales_becomes_two_items_a_row_with_their_own_choices():
    answers = [{"Q1[a][1]": "A2", "Q1[a][2]": "B1", "Q1[b][1]": "A1", "Q1[b][2]": "B3", "Q2": 2}]
    found = limesurvey.read(dual(), answers)
    q = found.question_set
    assert [(item.id, item.column) for item in q.items] == [
        ("q1_a_1", "Q1[a][1]"),
        ("q1_b_1", "Q1[b][1]"),
        ("q1_a_2", "Q1[a][2]"),
        ("q1_b_2", "Q1[b][2]"),
        ("q2", "Q2"),
    ]
    assert options(q, "q1_a_1") == [("A1", 4, None), ("A2", 9, None)]
    assert options(q, "q1_a_2") == [("B1", 1, None), ("B2", 2, None), ("B3", 3, None)]
    assert [item.text["en"] for item in q.items[:4]] == [
        "Row a (Important?)",
        "Row b (Important?)",
        "Row a (Satisfied?)",
        "Row b (Satisfied?)",
    ]
    assert [scale.name["en"] for scale in q.scales] == ["First? (Important?)", "First? (Satisfied?)"]
    assert [q.items_of(scale.id) for scale in q.scales] == [("q1_a_1", "q1_b_1"), ("q1_a_2", "q1_b_2")]
    assert found.responses.codes.tolist() == [[1, 0, 0, 2, 1]]
    assert said(found, "invented")[0][0] == "$.questions.Q1.scale_2"  # not assessed: its order


def test_two_scales_without_words_above_them_are_numbered_and_one_that_lacks_choices_is_dropped():
    found = limesurvey.read(dual(headers=("", "")))
    assert [item.text["en"] for item in found.question_set.items[:3]] == ["Row a (1)", "Row b (1)", "Row a (2)"]
    found = limesurvey.read(dual(second=("B1",)))
    assert found.question_set.item_ids == ("q1_a_1", "q1_b_1", "q2")
    assert "$.questions.Q1.scale_2" in dict(said(found, "dropped"))
    found = limesurvey.read(dual(rows=()))
    assert found.question_set.item_ids == ("q2",)
    assert ("$.questions.Q1", "An array without rows.") in said(found, "dropped")


def test_the_choice_other_is_no_answer():
    found = limesurvey.read(document("L", other="Y"), [{"Q1": "-oth-", "Q2": 1}, {"Q1": 2, "Q2": 2}])
    assert found.responses.codes.tolist() == [[-3, 0], [1, 1]]
    assert "'Other'" in dict(said(found, "dropped"))["$.questions.Q1"]


def grouped(*groups):
    """A survey of two lists a group: the name of the group, its place and what its questions are called."""
    rows = dict.fromkeys(("groups", "questions", "answers"), "")
    for gid, (name, place, *titles) in enumerate(groups, 1):
        rows["groups"] += f"<row><gid>{gid}</gid><group_name>{name}</group_name><language>en</language>"
        rows["groups"] += f"<group_order>{place}</group_order></row>"
        for order, title in enumerate(titles, 1):
            rows["questions"] += f"<row><qid>{title}</qid><parent_qid>0</parent_qid><gid>{gid}</gid><type>L</type>"
            rows["questions"] += f"<title>{title}</title><question>{title}?</question><language>en</language>"
            rows["questions"] += f"<question_order>{order}</question_order></row>"
            for code in (1, 2):
                rows["answers"] += f"<row><qid>{title}</qid><code>{code}</code><answer>{code}</answer>"
                rows["answers"] += f"<language>en</language><sortorder>{code}</sortorder></row>"
    tables = "".join(f"<{name}><rows>{listed}</rows></{name}>" for name, listed in rows.items())
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{tables}</document>".encode()


def test_groups_become_scales_in_their_order_also_where_they_have_one_name():
    q = limesurvey.read(grouped(("Work", 2, "a", "b"), ("Work", 1, "c", "d"), ("Home", 3, "e", "f"))).question_set
    assert q.item_ids == ("c", "d", "a", "b", "e", "f")
    assert {scale.id: (scale.name["en"], q.items_of(scale.id)) for scale in q.scales} == {
        "work_2": ("Work", ("c", "d")),
        "work": ("Work", ("a", "b")),
        "home": ("Home", ("e", "f")),
    }
    assert q.languages == ("en",)  # as the texts say, where the document lists none


def test_a_survey_without_a_title_is_called_after_its_only_question():
    assert limesurvey.read(MADE).question_set.id == "pi"
    assert limesurvey.read(MADE).question_set.title["nl"] == "De Purpose Index"
    assert limesurvey.read(document()).question_set.id == "limesurvey"
    assert limesurvey.read(limesurvey.write(pi.load("purpose-index"))).question_set.id == "de-purpose-index"


def test_questions_come_in_their_order():
    assert limesurvey.read(document(order=(2, 1))).question_set.item_ids == ("q2", "q1")


def test_a_condition_is_said():
    text = document().replace(b"<title>Q1</title>", b"<title>Q1</title><relevance>Q2.NAOK == 1</relevance>")
    text = text.replace(b"<title>Q2</title>", b"<title>Q2</title><relevance>1</relevance>")
    assert said(limesurvey.read(text), "dropped") == [("$.questions.Q1", "The condition under which it is asked.")]


def test_a_text_in_html_is_words():
    text = document().replace(b"First?", b"<![CDATA[<p>First &amp; <b>foremost</b><br>of all</p>]]>")
    assert limesurvey.read(text).question_set.items[0].text["en"] == "First & foremost of all"


def test_old_files_have_a_row_a_language():
    row = "<row><qid>1</qid><parent_qid>0</parent_qid><gid>1</gid><type>L</type><title>q</title><question>{}</question>"
    row += "<question_order>0</question_order><language>{}</language></row>"
    choice = "<row><qid>1</qid><code>{}</code><answer>{}</answer><sortorder>{}</sortorder>"
    choice += "<assessment_value>0</assessment_value><language>{}</language><scale_id>0</scale_id></row>"
    choices = [("a", "nee", 1, "nl"), ("b", "ja", 2, "nl"), ("b", "yes", 2, "en"), ("a", "no", 1, "en")]
    text = (
        "<document><LimeSurveyDocType>Question</LimeSurveyDocType><DBVersion>146</DBVersion><languages>"
        "<language>en</language><language>nl</language></languages>"
        f"<questions><rows>{row.format('Vraag', 'nl')}{row.format('Question', 'en')}</rows></questions>"
        f"<answers><rows>{''.join(choice.format(*one) for one in choices)}</rows></answers></document>"
    )
    q = limesurvey.read(text.encode()).question_set
    assert (q.languages, dict(q.items[0].text)) == (("en", "nl"), {"nl": "Vraag", "en": "Question"})
    assert [(o.stored, o.value, dict(o.label)) for o in q.choices_of("q")] == [
        ("a", 1, {"nl": "nee", "en": "no"}),
        ("b", 2, {"nl": "ja", "en": "yes"}),
    ]


def test_a_language_that_lacks_texts_is_told_and_can_be_dropped():
    text = MADE.read_bytes().replace(b"<![CDATA[strongly agree]]>", b"")
    with pytest.raises(pi.DefinitionError) as caught:
        limesurvey.read(text)
    assert [issue.code for issue in caught.value.issues] == ["text-lacks-language"]
    assert limesurvey.read(text, missing_texts="drop language").question_set.languages == ("nl",)
    copied = limesurvey.read(text, missing_texts="copy").question_set
    assert copied.choices_of("pi_q01")[4].label["en"] == "helemaal mee eens"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nl", "nl"), ("EN", "en"), ("pt-BR", "pt-BR"), ("pt_br", "pt-BR"), ("zh-hans", "zh-Hans"),
        ("es-419", "es-419"),
        ("Swahili (sw)", "sw"), ("Nederlands (nl)", "nl"), (" Dutch ", "nl"), ("English", "en"), ("Français", "fr"),
        ("de-informal", None), ("Klingon", None), ("", None), ("nederlands (formeel)", None),
    ],
)  # fmt: skip
def test_names_of_languages(name, code):
    assert language_code(name) == code


def test_a_variety_of_a_language_is_that_language_where_nothing_else_is():
    from purpose_index.interop.imported import Notes

    notes = Notes()
    assert language_codes(["de-informal", "nl", "nl-informal", "NL"], notes, "$") == {"de-informal": "de", "nl": "nl"}
    assert [issue.code for issue in notes.issues] == ["import-guessed", "import-dropped", "import-dropped"]
    notes = Notes()
    assert language_codes(["nl", "en", "nl"], notes, "$") == {"nl": "nl", "en": "en"}
    assert notes.issues == []


# Round trips


def headings(q):
    """The items of a set by LimeSurvey's headings: what its exports call them."""
    return {item.column or item.id: item for item in q.items}


@pytest.mark.parametrize("name", pi.instruments())
def test_what_is_written_reads_as_the_set_but_for_what_is_said_to_be_lost(name):
    q = pi.load(name)
    again = limesurvey.read(limesurvey.write(q)).question_set
    named = limesurvey.columns(q)
    assert [named[item.id] for item in q.items] == list(headings(again))
    assert (again.languages, again.title, again.instruction) == (q.languages, q.title, q.instruction)
    lost = [issue.facts["what"] for issue in limesurvey.lost(q)]
    for item, other in zip(q.items, again.items, strict=True):
        assert item.text == other.text
        kept = [(option.value, option.label, option.missing) for option in q.choices_of(item.id)]
        assert [(option.value, option.label, option.missing) for option in again.choices_of(other.id)] == kept
    assert ("ids" in lost) == (q.item_ids != again.item_ids)
    assert ("codes" in lost) == any(
        a.stored != b.stored
        for item, other in zip(q.items, again.items, strict=True)
        for a, b in zip(q.choices_of(item.id), again.choices_of(other.id), strict=True)
    )
    assert ("reversal" in lost) == any(item.reverse for item in q.items)
    assert {"scales", "feedback"} <= set(lost)
    assert limesurvey.write(q) == limesurvey.write(pi.load(name))


def test_the_set_reads_an_export_of_what_was_written_from_it():
    q = pi.load("purpose-orientation")
    heading = limesurvey.columns(q)
    assert heading["income_1"] == "income1"
    coded = pi.encode(q, [{heading[item]: 1 + i % 5 for i, item in enumerate(q.item_ids)}], columns=heading)
    assert coded.numbers()[0].tolist() == [1, 2, 3, 4, 5, 1, 2, 3, 4]


def small(columns=(None, None, None), ids=("a_1", "a1", "b"), **option):
    labels = [{"nl": "nee", "en": "no {x} < 1 & 2"}, {"nl": "ja", "en": "yes"}]
    listed = [{"value": 1, "label": labels[0]}, {"value": 2, "label": labels[1], **option}]
    items = [
        {"id": name, "text": {"nl": f"Vraag {name}", "en": f"Question {name}"}, "options": "o"}
        | ({"column": column} if column else {})
        for name, column in zip(ids, columns, strict=True)
    ]
    return pi.load(
        {
            "id": "small",
            "version": "1.0.0",
            "languages": ["nl", "en"],
            "title": {"nl": "Klein", "en": "Small"},
            "options": {"o": listed},
            "items": items,
            "scales": [{"id": "all", "name": {"nl": "Alles", "en": "All"}, "items": "all"}],
        }
    )


def test_names_that_become_alike_stay_apart():
    assert list(limesurvey.columns(small()).values()) == ["a1x2", "a1", "b"]


def test_long_names_keep_the_number_that_they_end_in():
    ids = tuple(f"a_name_of_more_than_twenty_letters_{number}" for number in (1, 2, 13))
    assert list(limesurvey.columns(small(ids=ids)).values()) == [
        "anameofmorethantwen1",
        "anameofmorethantwen2",
        "anameofmorethantwe13",
    ]


def test_items_whose_columns_are_cells_of_an_array_are_written_as_one():
    q = small(columns=("PI[Q1]", "PI[Q2]", "Z"))
    content = limesurvey.write(q).decode()
    assert content.count("<type>F</type>") == 3  # the array and its two rows
    assert content.count("<type>L</type>") == 1
    again = limesurvey.read(content.encode()).question_set
    assert [item.column for item in again.items] == ["PI[Q1]", "PI[Q2]", "Z"]
    assert again.items[1].text["en"] == "Question a1"


def test_the_numbers_of_all_rows_are_their_places():
    from defusedxml.ElementTree import fromstring

    root = fromstring(limesurvey.write(small(columns=("PI[Q1]", "PI[Q2]", "Z"))))

    def numbers(table, name):
        return [int(cell.text) for cell in root.iterfind(f"./{table}/rows/row/{name}")]

    assert (numbers("questions", "qid"), numbers("subquestions", "qid")) == ([1, 4], [2, 3])
    assert numbers("subquestions", "parent_qid") == [1, 1]
    assert (numbers("answers", "aid"), numbers("answers", "qid")) == ([1, 2, 3, 4], [1, 1, 4, 4])
    assert numbers("answers", "sortorder") == numbers("answers", "assessment_value") == [1, 2, 1, 2]
    assert (numbers("answer_l10ns", "id"), numbers("answer_l10ns", "aid")) == (
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 1, 2, 2, 3, 3, 4, 4],
    )
    assert (numbers("question_l10ns", "id"), numbers("question_l10ns", "qid")) == (
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 1, 2, 2, 3, 3, 4, 4],
    )
    assert numbers("group_l10ns", "id") == [1, 2]
    assert {*numbers("group_l10ns", "gid"), *numbers("groups", "gid"), *numbers("questions", "gid")} == {1}
    assert numbers("surveys_languagesettings", "surveyls_survey_id") == numbers("surveys", "sid") * 2
    assert 100_000 <= numbers("surveys", "sid")[0] <= 999_999
    languages = [cell.text for cell in root.iterfind("./surveys/rows/row/additional_languages")]
    assert languages == ["en"]


def test_rows_of_an_array_have_one_list_of_choices():
    data = small(columns=("PI[Q1]", "PI[Q2]", "PI[Q3]")).model_dump(by_alias=True, exclude_none=True)
    data["items"][1]["options"] = [{"value": value, "label": {"nl": "x", "en": "x"}} for value in (1, 2, 3)]
    q = pi.load(data)
    assert list(limesurvey.columns(q).values()) == ["PI[Q1]", "a1", "PI[Q3]"]
    again = limesurvey.read(limesurvey.write(q)).question_set
    assert [(item.column or item.id, len(again.options_of(item.id))) for item in again.items] == [
        ("PI[Q1]", 2),
        ("PI[Q3]", 2),
        ("a1", 3),
    ]


def test_codes_that_limesurvey_has_not_become_others_which_is_said():
    q = small(code="a rather long code")
    issue = next(issue for issue in limesurvey.lost(q) if issue.facts["what"] == "codes")
    assert (issue.facts["stored"], issue.facts["code"]) == ("a rather long code", "A2")
    assert [o.stored for o in limesurvey.read(limesurvey.write(q)).question_set.choices_of("b")] == [1, "A2"]
    assert not [issue for issue in limesurvey.lost(small(code="JA")) if issue.facts["what"] == "codes"]


def test_braces_are_no_expressions_and_signs_no_markup():
    content = limesurvey.write(small()).decode()
    assert "no &amp;#123;x&amp;#125; &amp;lt; 1 &amp;amp; 2" in content
    assert limesurvey.read(content.encode()).question_set.choices_of("b")[0].label["en"] == "no {x} < 1 & 2"


# What is no such file, or a hostile one

BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<document><LimeSurveyDocType>&b;</LimeSurveyDocType></document>"""
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><document>&a;</document>"""


@pytest.mark.parametrize(
    "content",
    [
        b"", b"id,Q1\n1,2\n", b"\x00\x01", b"<document>", b"<html><body/></html>", b"<document/>", b"\xff\xfe<",
        b"<?xml version='1.0' encoding='nonsense'?><document/>", BOMB, OUTSIDE, b"<a>" * 100_000,
        b"PK\x03\x04" + b"\x00" * 100,
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_survey_is_refused_quickly(content):
    started = time.perf_counter()
    with pytest.raises(pi.DefinitionError) as caught:
        limesurvey.read(content)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]
    assert time.perf_counter() - started < 5


def test_a_document_nested_deeply_holds_nothing_to_score():
    nested = b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>" + b"<a>" * 50_000 + b"</a>" * 50_000
    with pytest.raises(pi.DefinitionError) as caught:
        limesurvey.read(nested + b"</document>")
    assert [issue.code for issue in caught.value.issues] == ["nothing-to-score"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_other_encodings(encoding):
    text = document().decode().replace("First?", "Één?")
    declared = "" if encoding.startswith("utf") else f"<?xml version='1.0' encoding='{encoding}'?>"
    assert limesurvey.read((declared + text).encode(encoding)).question_set.items[0].text["en"] == "Één?"


def test_whatever_stands_in_a_cell_there_is_an_answer_or_a_coded_error():
    good = document("F", [("A1", 1, 1, "no"), ("A2", 2, 2, "yes")], rows=("a", "b"), other="Y").decode()
    places = [match.span(1) for match in re.finditer(r">([^<>]+)<", good)]
    for start, stop in places:
        for text in ("", "1", "-5", "x" * 300, "99999999999", "é<b>\u202e</b>", "<c><d/></c>"):
            try:
                limesurvey.read((good[:start] + text + good[stop:]).encode())
            except pi.PurposeIndexError as error:
                assert error.issues
    for match in re.finditer(r"<row>.*?</row>|<rows>.*?</rows>", good):
        try:
            limesurvey.read((good[: match.start()] + good[match.end() :]).encode())
        except pi.PurposeIndexError as error:
            assert error.issues


@pytest.mark.parametrize("source", [None, 3, [], {}, object()])
def test_what_is_no_source(source):
    with pytest.raises(pi.ArgumentError) as caught:
        limesurvey.read(source)
    assert [issue.code for issue in caught.value.issues] == ["not-a-source"]


def test_options_are_words():
    for option in ({"unfinished": "yes"}, {"missing_texts": "x"}):
        with pytest.raises(pi.ArgumentError) as caught:
            limesurvey.read(MADE, **option)
        assert [issue.code for issue in caught.value.issues] == ["unknown-option"]


def test_a_frame_without_the_columns_of_the_survey_is_refused():
    with pytest.raises(pi.ResponseError):
        limesurvey.read(source_of_export(), pa.table({"x": [1]}))


def test_the_survey_of_the_examples_is_what_is_written():
    folder = Path(__file__).parents[3] / "examples" / "other-programs"
    assert (folder / "survey.lss").read_bytes() == limesurvey.write(pi.load("purpose-index"))
