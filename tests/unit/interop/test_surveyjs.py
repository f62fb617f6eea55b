"""SurveyJS: surveys and results."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.interop import surveyjs
from tests.unit.interop.round_trip import broken_at, places_in, restored

FILES = Path(__file__).parent / "files"
CHOICES = [{"value": 1, "text": "no"}, {"value": 2, "text": "yes"}]
Q1 = {"type": "radiogroup", "name": "q1", "title": "One?", "choices": CHOICES}


def survey(*elements, **more):
    return {"title": "My work", "locale": "en", "pages": [{"name": "page1", "elements": list(elements)}], **more}


def said(imported, code):
    return [(issue.path, issue.message) for issue in imported.report if issue.code == f"import-{code}"]


def options(q, item):
    return [(o.value, o.code, dict(o.label), o.missing) for o in q.choices_of(item)]


def numbered(*values):
    """Options of numbers that are their own words."""
    return [(value, None, {"en": str(value)}, None) for value in values]


NO_YES = [(2, None, {"en": "no"}, None), (1, None, {"en": "yes"}, None)]


def test_a_matrix_in_two_languages():
    imported = surveyjs.read(
        FILES / "made-purpose-index.survey.json", {"purpose_index": {"q01": 5, "q02": 1}, "extra": 3, "team": "a"}
    )
    q = imported.question_set
    assert q.languages == ("nl", "en")
    assert q.title == {"nl": "De Purpose Index", "en": "The Purpose Index"}
    assert q.instruction["en"].startswith("Below are twelve statements about your work.")
    assert q.item_ids[:3] == ("q01", "q02", "q03")
    assert q.items[0].column == "purpose_index.q01"
    assert q.items[0].text == {
        "nl": "Mijn werk leert mij wat ik belangrijk vind in het leven.",
        "en": "My work teaches me what I find important in life.",
    }
    assert options(q, "q01")[0] == (1, None, {"en": "strongly disagree", "nl": "helemaal mee oneens"}, None)
    assert [o.value for o in q.options_of("q12")] == [1, 2, 3, 4, 5]
    assert q.item_ids[12:] == ("extra", "single")
    assert options(q, "extra") == [(n, None, {"en": str(n), "nl": str(n)}, None) for n in (1, 2, 3, 4, 5)]
    assert imported.responses.codes.tolist() == [[4, 0, *[-1] * 10, 2, -1]]
    assert imported.responses.extra == [{"team": "a"}]


def test_a_real_survey_gives_what_can_be_scored_and_says_what_it_drops(interop_file):
    files = [interop_file(f"surveyjs/novacode-{part}.json") for part in ("survey", "response")]
    with pytest.raises(pi.DefinitionError) as caught:
        surveyjs.read(*files)
    assert [(issue.code, issue.facts["language"]) for issue in caught.value.issues] == [("text-lacks-language", "nl")]
    imported = surveyjs.read(*files, missing_texts="drop language")
    q = imported.question_set
    assert (q.item_ids, q.languages) == (("satisfaction", "product", "service", "support"), ("en",))
    words = {1: "1: Very Bad", **{n: str(n) for n in range(2, 10)}, 10: "10: Excellent"}
    assert {o.value: o.label["en"] for o in q.options_of("satisfaction")} == words
    assert options(q, "product") == [
        (1, "poor", {"en": "Poor"}, None),
        (2, "fair", {"en": "Fair"}, None),
        (3, "good", {"en": "Good"}, None),
        (4, "excellent", {"en": "Excellent"}, None),
    ]
    assert [(s.id, s.name, s.items) for s in q.scales] == [
        ("qualitymatrix", {"en": "Rate the quality"}, ("product", "service", "support"))
    ]
    assert [path for path, _ in said(imported, "invented")] == ["$.pages[3].elements[0].columns", "$.scales[0]"]
    dropped = {message.split("'")[3] for _, message in said(imported, "dropped") if message.startswith("The question")}
    kinds = """text comment checkbox tagbox imagepicker ranking boolean slider signaturepad expression file
        matrixdropdown matrixdynamic multipletext paneldynamic html image"""
    assert dropped == set(kinds.split())
    # satisfaction 8 of 1 to 10; product excellent, service good, support fair
    assert imported.responses.codes.tolist() == [[7, 3, 2, 1]]
    (rest,) = imported.responses.extra
    assert rest["age"] == 30
    gone = {"firstName", "lastName", "email", "phone", "website", "signature", "fullName", "birthDate", "bio", "resume"}
    assert not gone & rest.keys()
    assert "alice" not in str(imported.report).lower()
    kept = surveyjs.read(*files, missing_texts="drop language", keep=["email"]).responses.extra
    assert kept[0]["email"] == "alice@example.com"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"type": "rating"}, numbered(1, 2, 3, 4, 5)),
        ({"type": "rating", "rateMin": 0, "rateMax": 4, "rateStep": 2}, numbered(0, 2, 4)),
        ({"type": "rating", "rateCount": 3}, numbered(1, 2, 3)),
        (
            {"type": "rating", "rateMax": 2, "minRateDescription": "low", "maxRateDescription": "high"},
            [(1, None, {"en": "1: low"}, None), (2, None, {"en": "2: high"}, None)],
        ),
        (
            {"type": "rating", "rateValues": [5, {"value": 7, "text": "top"}]},
            [(5, None, {"en": "5"}, None), (7, None, {"en": "top"}, None)],
        ),
        ({"type": "radiogroup", "choices": ["2|no", "1|yes"]}, NO_YES),
        ({"type": "dropdown", "choices": [1.0, "2"]}, numbered(1, 2)),
        (
            {"type": "radiogroup", "choices": ["never", "often"]},
            [(1, "never", {"en": "never"}, None), (2, "often", {"en": "often"}, None)],
        ),
        (
            {"type": "radiogroup", "choices": [1, 2], "hasNone": True, "showDontKnowItem": True, "noneText": "Nothing"},
            [
                *numbered(1, 2),
                (-98, "none", {"en": "Nothing"}, "not_applicable"),
                (-99, "dontknow", {"en": "Don't know"}, "skipped"),
            ],
        ),
        (
            {"type": "matrix", "columns": [1, 2], "titleLocation": "hidden"},
            numbered(1, 2),
        ),
    ],
)  # fmt: skip
def test_choices(question, expected):
    q = surveyjs.read(survey({"name": "q", "title": "Well?", **question})).question_set
    assert options(q, "q") == expected
    assert q.items[0].text == {"en": "Well?"}


@pytest.mark.parametrize(
    "question",
    [
        {"type": "dropdown", "choices": ["red", "blue"]},
        {"type": "radiogroup", "choices": ["red", "blue"], "choicesOrder": "random"},
        {"type": "radiogroup", "choices": ["red", "blue"], "showOtherItem": True},
        {"type": "radiogroup", "choices": [1]},
        {"type": "radiogroup", "choicesByUrl": {"url": "https://example.org"}},
        {"type": "rating", "rateMax": 10**9},
        {"type": "rating", "rateMin": 5, "rateMax": 5},
        {"type": "rating", "rateStep": 0.5},
        {"type": "rating", "rateStep": 0},
        {"type": "matrix", "cellType": "checkbox", "columns": [1, 2], "rows": ["a"]},
        {"type": "matrixdropdown", "columns": [1, 2], "rows": ["a"]},
        {"type": "paneldynamic", "templateElements": [Q1]},
    ],
)
def test_what_cannot_be_scored_is_dropped_with_its_kind(question):
    with pytest.raises(pi.DefinitionError) as caught:
        surveyjs.read(survey({"name": "q", **question}))
    (issue,) = caught.value.issues
    assert (issue.code, issue.facts["holds"]) == ("nothing-to-score", (f"{question['type']} question",))
    assert surveyjs.read(survey({"name": "q", **question}, Q1)).question_set.item_ids == ("q1",)


def test_a_name_that_two_rows_have_is_told_apart_by_its_matrix():
    matrices = [
        {"type": "matrix", "name": name, "title": name.upper(), "columns": [1, 2], "rows": ["a", f"{only}|T"]}
        for name, only in (("m", "x"), ("n", "y"))
    ]  # fmt: skip
    q = surveyjs.read(survey(*matrices, {**Q1, "name": "y"})).question_set
    assert [(i.id, i.column, i.text["en"]) for i in q.items] == [
        ("m_a", "m.a", "a"),
        ("x", "m.x", "T"),
        ("n_a", "n.a", "a"),
        ("n_y", "n.y", "T"),
        ("y", None, "One?"),
    ]
    assert [(s.id, s.name["en"], s.items) for s in q.scales] == [("m", "M", ("m_a", "x")), ("n", "N", ("n_a", "n_y"))]


def test_panels_pages_and_value_names():
    panel = {
        "type": "panel",
        "elements": [{**Q1, "valueName": "stored"}, {"type": "panel", "questions": [{**Q1, "name": "b"}]}],
    }
    whole = {
        "locale": "en",
        "pages": [
            {"name": "first", "title": "First page", "elements": [panel]},
            {"name": "next", "elements": [{**Q1, "name": "c"}]},
        ],
    }
    imported = surveyjs.read(whole, [{"stored": 1, "b": "2", "c": 1}])
    q = imported.question_set
    assert q.item_ids == ("stored", "b", "c")
    assert [(s.id, dict(s.name), s.items) for s in q.scales] == [("first", {"en": "First page"}, ("stored", "b"))]
    assert imported.responses.codes.tolist() == [[0, 1, 0]]


def test_a_condition_is_said_to_be_dropped():
    imported = surveyjs.read(survey({**Q1, "visibleIf": "{a} > 1"}, {**Q1, "name": "q2"}))
    assert said(imported, "dropped") == [("$.pages[0].elements[0].visibleIf", "The condition under which it is asked.")]


@pytest.mark.parametrize(
    ("locale", "text", "option", "languages", "words"),
    [
        ("nl", "Een", None, ("nl",), {"nl": "Een"}),
        ("nl", {"default": "One", "nl": "Een"}, None, ("nl", "en"), {"en": "One", "nl": "Een"}),
        ("nl", {"default": "Een", "en": "One"}, None, ("nl", "en"), {"en": "One", "nl": "Een"}),
        ("pt-br", {"pt-br": "Um", "de": "Eins"}, None, ("pt-BR", "de"), {"pt-BR": "Um", "de": "Eins"}),
        ("", {"default": "Eins"}, "de", ("de",), {"de": "Eins"}),
        (None, "One", None, ("en",), {"en": "One"}),
    ],
)
def test_languages(locale, text, option, languages, words):
    question = {"type": "rating", "name": "q", "title": text, "rateMax": 3}
    imported = surveyjs.read({"locale": locale, "elements": [question]}, default_language=option)
    q = imported.question_set
    assert (q.languages, dict(q.items[0].text)) == (languages, words)
    assert ("$.locale" in [path for path, _ in said(imported, "guessed")]) == (locale is None)


def test_a_text_that_lacks_may_be_copied():
    one = {**Q1, "title": {"default": "One?", "nl": "Een?"}}
    imported = surveyjs.read(survey(one), missing_texts="copy")
    assert imported.question_set.options_of("q1")[1].label == {"en": "yes", "nl": "yes"}
    assert ("$.items[0].options[1].label.nl", "The text in 'nl' is that of another language.") in said(
        imported, "invented"
    )


@pytest.mark.parametrize(
    "kind", [dict, lambda x: [x], lambda x: json.dumps(x).encode(), lambda x: json.dumps([x]).encode()]
)
def test_results_of_every_kind(kind):
    answered = {"q1": 2, "q1-Comment": "private", "team": "a", "files": [1], "deep": {"a": 1}}
    imported = surveyjs.read(survey(Q1), kind(answered))
    assert imported.responses.codes.tolist() == [[1]]
    assert imported.responses.extra == [{"team": "a"}]
    assert [path for path, _ in said(imported, "dropped")] == [
        "$.columns.deep",
        "$.columns.files",
        "$.columns.q1-Comment",
    ]
    assert "private" not in str(imported.report)


def test_results_in_files_and_frames(tmp_path):
    matrix = {"type": "matrix", "name": "m", "columns": [1, 2], "rows": ["a", "b"]}
    (tmp_path / "answers.json").write_text('[{"m": {"a": 2}}, {"m": {"b": "1"}}]')
    (tmp_path / "answers.csv").write_text("m.a,m.b\n2,\n,1\n")
    frame = pd.DataFrame({"m.a": [2, None], "m.b": [None, 1]})
    for data in (tmp_path / "answers.json", str(tmp_path / "answers.csv"), frame):
        assert surveyjs.read(survey(matrix), data).responses.codes.tolist() == [[1, -1], [-1, 0]]


@pytest.mark.parametrize(
    ("responses", "code"),
    [
        ({"q1": 3}, "undeclared-answer"),
        ({"q1": [1]}, "not-a-number"),
        ({"q1": {"a": 1}}, "not-a-number"),
        ({"q1": True}, "boolean-answer"),
        ([3], "unreadable-source"),
        (b"3", "unreadable-source"),
        (b"{", "unreadable-source"),
    ],
)
def test_results_that_do_not_fit_are_refused(responses, code):
    with pytest.raises(pi.PurposeIndexError) as caught:
        surveyjs.read(survey(Q1), responses)
    assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize("name", pi.instruments())
def test_a_bundled_set_comes_back_but_for_what_is_said_to_be_lost(name):
    q = pi.load(name)
    lost = {issue.facts["what"] for issue in surveyjs.lost(q)}
    assert lost >= {"scales", "missing codes"}
    assert not lost & {"texts", "codes"}
    assert {issue.code for issue in surveyjs.lost(q)} == {"export-lost"}
    back = surveyjs.read(surveyjs.write(q)).question_set
    assert restored(q, back, lost).fingerprint == q.fingerprint
    assert [item.text for item in back.items] == [item.text for item in q.items]
    for item in q.item_ids:
        assert back.choices_of(item) == q.choices_of(item)
    assert (back.languages, back.title, back.instruction) == (q.languages, q.title, q.instruction)
    assert surveyjs.write(q) == surveyjs.write(pi.load(name))


def test_what_is_written_is_named_by_ids_and_holds_what_is_stored():
    label = {"de": "ja"}
    coded = [{"value": 1, "code": "a", "label": label}, {"value": 3, "label": {"de": "nein"}}]
    plain = [{"value": 0, "label": label}, {"value": 1, "label": {"de": "nein"}}]
    items = [
        {"id": name, "text": {"de": name.upper()}, "options": options}
        for name, options in (("matrix_2", coded), ("b", plain), ("c", plain))
    ]
    scales = [{"id": "t", "name": {"de": "T"}, "items": "all", "minimum_answered": 1}]
    q = pi.load(
        {
            "id": "my_set",
            "version": "1.0.0",
            "languages": ["de"],
            "title": {"de": "S"},
            "items": items,
            "scales": scales,
        }
    )
    assert json.loads(surveyjs.write(q)) == {
        "title": "S",
        "locale": "de",
        "pages": [
            {
                "name": "my_set",
                "elements": [
                    {
                        "type": "radiogroup",
                        "name": "matrix_2",
                        "title": "MATRIX_2",
                        "choices": [{"value": "a", "text": "ja"}, {"value": 3, "text": "nein"}],
                    },
                    {
                        "type": "matrix",
                        "name": "matrix_2_",
                        "titleLocation": "hidden",
                        "columns": [{"value": 0, "text": "ja"}, {"value": 1, "text": "nein"}],
                        "rows": [{"value": "b", "text": "B"}, {"value": "c", "text": "C"}],
                    },
                ],
            }
        ],
    }
    assert {issue.facts["what"] for issue in surveyjs.lost(q)} == {"scales", "rules of scales", "codes"}
    back = surveyjs.read(surveyjs.write(q)).question_set
    assert (back.id, back.languages, back.item_ids) == ("my_set", ("de",), ("matrix_2", "b", "c"))


SURVEY_CORE = Path(__file__).parents[3] / "node_modules" / "survey-core"
LOADED = """
const {Model} = require("survey-core");
const model = new Model(JSON.parse(require("fs").readFileSync(0)));
for (const q of model.getAllQuestions()) {
  const matrix = q.getType() == "matrix", second = (matrix ? q.columns : q.choices)[1].value;
  q.value = matrix ? Object.fromEntries(q.rows.map(r => [r.value, second])) : second;
}
console.log(JSON.stringify([model.jsonErrors, model.getUsedLocales(), model.data]));
"""


@pytest.mark.parametrize("name", pi.instruments())
def test_survey_core_loads_what_is_written_and_its_result_is_read(name):
    if not shutil.which("node") or not SURVEY_CORE.is_dir():
        pytest.skip("node with survey-core (npm install survey-core) is not here")
    q = pi.load(name)
    done = subprocess.run(
        ["node", "-e", LOADED], input=surveyjs.write(q), capture_output=True, check=True, cwd=SURVEY_CORE, timeout=60
    )
    errors, locales, result = json.loads(done.stdout)
    assert (errors, set(locales)) == (None, {"nl", "en"})
    imported = surveyjs.read(surveyjs.write(q), result)
    assert imported.responses.codes.tolist() == [[1] * len(q.items)]  # the second choice of each


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b'{"pages": 3}', b"\x00", b"[" * 100_000, b"9" * 5000])
def test_what_is_no_survey_is_refused(content):
    with pytest.raises(pi.DefinitionError) as caught:
        surveyjs.read(content)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


def test_panels_in_panels_without_end_are_read():
    deep = Q1
    for _ in range(5_000):
        deep = {"type": "panel", "elements": [deep]}
    assert surveyjs.read(survey(deep)).question_set.item_ids == ("q1",)


WHOLE = survey(
    {**Q1, "showNoneItem": True, "visibleIf": "{a}", "title": {"default": "One", "nl": "Een"}},
    {"type": "matrix", "name": "m", "title": "M", "columns": [1, {"value": 2, "text": "b"}], "rows": ["a"]},
    {"type": "panel", "elements": [{"type": "rating", "name": "r", "rateMax": 3, "minRateDescription": "x"}]},
    {"type": "text", "name": "t", "inputType": "email"},
    description="About",
)  # fmt: skip


@pytest.mark.parametrize("wrong", [None, 1, "", [], {}, True, "x" * 5000, [[[]]]], ids=lambda wrong: repr(wrong)[:9])
def test_any_part_may_be_anything(wrong):
    for path in list(places_in(WHOLE))[1:]:
        try:
            surveyjs.read(broken_at(WHOLE, path, wrong), {"q1": 1, "m": {"a": 1}}, missing_texts="copy")
        except pi.PurposeIndexError as error:
            assert error.issues
