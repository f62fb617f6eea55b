"""FHIR: questionnaires of R4, R4B and R5, and questionnaire responses."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.interop import fhir
from purpose_index.interop.fhir_responses import weights
from tests.unit.interop.round_trip import broken_at, places_in

BASE = "http://hl7.org/fhir/StructureDefinition/"
RELEASES = ("R4", "R4B", "R5")


def weight(value, url="ordinalValue"):
    return [{"url": BASE + url, "valueDecimal": value}]


def coding(code, display=None, value=None, system="urn:s", **more):
    option = {"valueCoding": {"system": system, "code": code, **({"display": display} if display else {}), **more}}
    return option if value is None else {**option, "extension": weight(value)}


AGREE = [coding("a", "no", 1), coding("b", "yes", 2), coding("c", "very", 4)]
Q1 = {"linkId": "q1", "text": "One?", "type": "choice", "answerOption": AGREE}


def questionnaire(*items, **more):
    return {
        "resourceType": "Questionnaire",
        "language": "en",
        "title": "T",
        "status": "draft",
        "item": list(items),
        **more,
    }


def response(*items, **more):
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": list(items), **more}


def answer(link, code=None, system="urn:s", **value):
    return {"linkId": link, "answer": [value or {"valueCoding": {"system": system, "code": code}}]}


def said(imported, code):
    return [(issue.path, issue.message) for issue in imported.report if issue.code == f"import-{code}"]


def options(q, item):
    return [(o.value, o.code, dict(o.label), o.missing) for o in q.choices_of(item)]


@pytest.mark.parametrize("release", ["R4", "R5"])
def test_a_weight_is_found_wherever_it_stands(release, interop_file):
    asked, answered = (
        json.loads(interop_file(f"fhir/fhirpathjs-weight-{release}-{part}.json").read_text())
        for part in ("questionnaire", "response")
    )
    found = list(weights(asked, answered))
    assert found == [1, 10, 200, 2000, 30000, 400000, 60000000, 5000000]
    assert sum(found) == 65432211  # what weight() of npm's fhirpath 5.2.2 adds up to
    imported = fhir.read(asked, answered)
    q = imported.question_set
    assert q.item_ids == ("link_1_1_1", "link_1_1_2")  # all others have one choice, or none in the file
    words = {"en": "some-code-1"}, {"en": "some-code-2"}
    assert options(q, "link_1_1_1") == [(2, "some-code-1", words[0], None), (10, "some-code-2", words[1], None)]
    assert imported.responses.codes.tolist() == [[0, 1]]
    dropped = [path for path, _ in said(imported, "dropped")]
    assert dropped[:2] == ["$.item.link-1.1.5", "$.item.link-1.1.6"]
    assert ("$", "'sdc-referencesContained'.") in said(imported, "dropped")
    # the answer to the first item says 1 where the questionnaire says 2
    assert "$.item.link-1.1.1" in dropped


AGREEMENT = {1: "strongly disagree", 2: "disagree", 3: "neutral", 4: "agree", 5: "strongly agree"}
REAL = {
    "lforms-phq9-R4.json": (
        9,
        ("en",),
        {0: "Not at all", 1: "Several days", 2: "More than half the days", 3: "Nearly every day"},
        {
            "$.item./44261-6": "'variable'",
            "$.item./44250-9": "'questionnaire-itemControl'",
            "$.item./69722-7": "Its choices have no weights",
        },
    ),
    "lforms-contained-valueset-expansion-R4.json": (
        2,
        ("en",),
        {1: "some-display-1-1", 10: "some-display-1-2", 2: "some-display-2-1", 20: "some-display-2-2"},
        {"$.item.link-2": "'sdc-questionnaire-calculatedExpression'"},
    ),
    "android-fhir-translations-R4.json": (
        1,
        ("en", "sw"),
        {1: "Female", 2: "Male", 3: "Other", 4: "Unknown"},
        {
            "$.item.PR-name-text": "'sdc-questionnaire-initialExpression'",
            "$.item.PR-name": "'definition'",
            "$.item.patient-0-birth-date": "An item of the type 'date'",
        },
    ),
    "made-purpose-index-R4B.json": (12, ("en", "nl"), AGREEMENT, {}),
    "made-purpose-index-R5.json": (12, ("en", "nl"), AGREEMENT, {}),
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_questionnaire_gives_what_can_be_scored_and_says_what_it_drops(name, interop_file):
    count, languages, labels, dropped = REAL[name]
    imported = fhir.read(interop_file(f"fhir/{name}"))
    q = imported.question_set
    assert (len(q.items), q.languages) == (count, languages)
    assert {o.value: o.label["en"] for o in q.options_of(q.item_ids[0])} == labels
    for place, words in dropped.items():
        assert any(path == place and message.startswith(words) for path, message in said(imported, "dropped")), place
    if name.startswith("android"):
        assert q.items[0].text == {"en": "Gender", "sw": "Jinsia"}
        assert q.options_of(q.item_ids[0])[0].label["sw"] == "Mwanamke"
    if name.startswith("made"):
        assert q.id == "purpose-index"
        assert q.items[0].text["nl"] == "Mijn werk leert mij wat ik belangrijk vind in het leven."
        responses = fhir.read(
            interop_file(f"fhir/{name}"), interop_file("fhir/made-purpose-index-response.json")
        ).responses
        assert responses.codes.tolist() == [[4, -1, 1, *[-1] * 9]]


def test_one_code_of_two_systems_is_two_choices():
    offered = [coding("1", "a", 1), coding("1", "b", 10, "urn:other"), coding("2", "c", 2)]
    imported = fhir.read(
        questionnaire({**Q1, "answerOption": offered}),
        [response(answer("q1", "1")), response(answer("q1", "1", "urn:other")), response(answer("q1", "2", ""))],
    )
    assert [(o.value, o.stored) for o in imported.question_set.options_of("q1")] == [
        (1, "urn:s|1"),
        (10, "urn:other|1"),
        (2, 2),
    ]
    assert imported.responses.codes.tolist() == [[0], [2], [1]]
    with pytest.raises(pi.ResponseError):  # a 1 of no system may be either
        fhir.read(questionnaire({**Q1, "answerOption": offered}), response(answer("q1", "1", "")))
    with pytest.raises(pi.ResponseError):  # nor is it known which a 1 of a third system is
        fhir.read(questionnaire({**Q1, "answerOption": offered}), response(answer("q1", "1", "urn:third")))


def test_a_code_that_one_choice_has_is_that_choice_whatever_its_system():
    imported = fhir.read(questionnaire(Q1), response(answer("q1", "b", "urn:other")))
    assert imported.responses.codes.tolist() == [[1]]
    assert [path for path, _ in said(imported, "guessed")] == ["$.item.q1"]


def test_long_numbers_are_codes_with_their_system():
    sct = "http://snomed.info/sct"
    offered = [coding("373066001", "Yes", 1, sct), coding("373067005", "No", 0, sct)]
    imported = fhir.read(questionnaire({**Q1, "answerOption": offered}), response(answer("q1", "373066001", sct)))
    assert [o.code for o in imported.question_set.options_of("q1")] == [f"{sct}|373066001", f"{sct}|373067005"]
    assert imported.responses.codes.tolist() == [[1]]


def test_the_largest_numbers_are_codes_and_larger_ones_have_their_system():
    numbers = ["-32769", "-32768", "32767", "32768", "007"]
    offered = [coding(number, number, n) for n, number in enumerate(numbers)]
    imported = fhir.read(questionnaire({**Q1, "answerOption": offered}), [response(answer("q1", n)) for n in numbers])
    assert [o.stored for o in imported.question_set.options_of("q1")] == [
        "urn:s|-32769",
        -32768,
        32767,
        "urn:s|32768",
        "urn:s|007",
    ]
    assert imported.responses.codes[:, 0].tolist() == [0, 1, 2, 3, 4]


CHOICES = [(1, "a", {"en": "no"}, None), (2, "b", {"en": "yes"}, None)]
NO = {"code": "a", "display": "no", "extension": weight(1)}
YES = {"code": "b", "display": "yes", "extension": weight(2, "itemWeight")}
UNWEIGHED = [coding("a", "no"), coding("b", "yes")]
EXPANSION = {
    "property": [{"code": "w", "uri": "http://hl7.org/fhir/concept-properties#itemWeight"}],
    "contains": [
        {
            "system": "urn:s",
            "code": "a",
            "display": "no",
            "property": [{"code": "x", "valueDecimal": 9}, {"code": "w", "valueDecimal": 1}],
        },
        {"system": "urn:s", **YES},
    ],
}


def codes(*concepts):
    return {"resourceType": "CodeSystem", "url": "urn:s", "concept": list(concepts)}


def values(*concepts, **more):
    return {
        "resourceType": "ValueSet",
        "compose": {"include": [{"system": "urn:s", "concept": list(concepts)}]},
        **more,
    }


PLACES = {
    "option": ({"answerOption": AGREE[:2]}, []),
    "coding": (
        {
            "answerOption": [
                coding("a", "no", extension=weight(1, "itemWeight")),
                coding("b", "yes", extension=weight(2, "questionnaire-ordinalValue")),
            ]
        },
        [],
    ),
    "code system": (
        {"answerOption": UNWEIGHED},
        [codes({**YES, "concept": [{"code": "a", "property": [{"code": "itemWeight", "valueDecimal": 1}]}]})],
    ),
    "composed": ({"answerValueSet": "#v"}, [values(NO, YES, id="v")]),
    "expanded": ({"answerValueSet": "urn:v|1.0"}, [values(url="urn:v|2", expansion=EXPANSION)]),
    "whole system": ({"answerValueSet": "#v"}, [values(id="v"), codes(NO, YES)]),
    "text": (
        {
            "answerOption": [
                {"valueString": "a", "extension": weight(1)},
                {"valueString": "b", "_valueString": {"extension": weight(2)}},
            ]
        },
        [],
    ),
    "number": (
        {
            "type": "integer",
            "answerOption": [
                {"valueInteger": 7, "extension": weight(1)},
                {"valueInteger": 9, "_valueInteger": {"extension": weight(2)}},
            ],
        },
        [],
    ),
}


@pytest.mark.parametrize(("item", "contained"), PLACES.values(), ids=PLACES)
def test_weights_in_every_place(item, contained):
    imported = fhir.read(questionnaire({"linkId": "q", "text": "?", "type": "choice", **item}, contained=contained))
    found = options(imported.question_set, "q")
    if "answerOption" in item and "valueCoding" not in item["answerOption"][0]:
        stored = [next(iter(o[k] for k in o if k.startswith("value"))) for o in item["answerOption"]]
        assert found == [(n, code, {"en": str(code)}, None) for n, code in zip((1, 2), stored, strict=True)]
    else:
        assert sorted(found) == CHOICES
    assert [path for path, _ in said(imported, "invented")] == ["$.scales[0]"]


@pytest.mark.parametrize(
    ("offered", "expected", "notes"),
    [
        ([coding("1", "no"), coding("2", "yes")], [(1, None), (2, None)], ["guessed"]),
        ([coding("x", "no"), coding("y", "yes")], [(1, "x"), (2, "y")], ["invented"]),
        ([{"valueInteger": 0}, {"valueInteger": 3}], [(0, None), (3, None)], []),
    ],
)
def test_without_any_weight_values_are_codes_or_follow_the_order(offered, expected, notes):
    imported = fhir.read(questionnaire({**Q1, "answerOption": offered}))
    assert [(o.value, o.code) for o in imported.question_set.options_of("q1")] == expected
    assert [issue.code for issue in imported.report if issue.path == "$.item.q1"] == [f"import-{n}" for n in notes]


def test_an_item_without_weights_is_dropped_where_others_have_them():
    imported = fhir.read(questionnaire(Q1, {**Q1, "linkId": "x", "answerOption": UNWEIGHED}))
    assert imported.question_set.item_ids == ("q1",)
    assert said(imported, "dropped") == [("$.item.x", "Its choices have no weights, and those of other items have.")]


def test_choices_of_an_item_go_before_a_value_set():
    both = {**Q1, "answerValueSet": "http://example.org/elsewhere"}
    assert len(fhir.read(questionnaire(both)).question_set.options_of("q1")) == 3


@pytest.mark.parametrize("kind", ["choice", "open-choice", "coding"])
def test_kinds_of_items(kind):
    assert fhir.read(questionnaire({**Q1, "type": kind})).question_set.item_ids == ("q1",)


@pytest.mark.parametrize(
    ("last", "missing"),
    [(coding("n", "not applicable"), "not_applicable"), (coding("n", "prefer not to say"), "skipped")],
)
def test_a_choice_without_weight_may_be_no_answer(last, missing):
    imported = fhir.read(questionnaire({**Q1, "answerOption": [*AGREE, last]}), response(answer("q1", "n")))
    assert imported.question_set.choices_of("q1")[3].missing == missing
    assert imported.responses.codes[0, 0] == {"not_applicable": -3, "skipped": -2}[missing]
    assert said(imported, "guessed") == [
        ("$.item.q1", f"The choice 'n', without a weight, is no answer but {missing!r}, by its words.")
    ]


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"answerOption": [coding("a", "no", 0.5), coding("b", "yes", 1)]}, "choice item"),
        ({"answerOption": [coding("a", "no", 1), coding("b", "yes", 40000)]}, "choice item"),
        ({"answerOption": [coding("a", "no", 1), coding("b", "yes")]}, "choice item"),
        ({"answerOption": [coding("a", "no", 1), coding("b", "yes", 1)]}, "choice item"),
        ({"answerOption": [coding("a", "no", 1)]}, "choice item"),
        ({"answerOption": [coding("a" * 201, "no", 1), coding("b", "yes", 2)]}, "choice item"),
        ({"answerOption": AGREE, "repeats": True}, "choice item"),
        ({"answerValueSet": "http://example.org/elsewhere"}, "choice item"),
        ({"type": "text"}, "text item"),
        ({"type": "boolean"}, "boolean item"),
    ],
)
def test_what_cannot_be_scored_is_dropped_with_its_kind(item, kind):
    item = {"linkId": "x", "type": "choice", **item}
    imported = fhir.read(questionnaire(Q1, item))
    assert imported.question_set.item_ids == ("q1",)
    assert "$.item.x" in [path for path, _ in said(imported, "dropped")]
    with pytest.raises(pi.DefinitionError) as caught:
        fhir.read(questionnaire({"linkId": "t", "type": "date"}, item))
    if "extension" in str(item) or not item.get("answerOption"):
        (issue,) = caught.value.issues
        assert (issue.code, issue.facts["holds"]) == ("nothing-to-score", ("date item", kind))


def test_groups_titles_instructions_and_what_is_passed_over():
    group = {"linkId": "g", "type": "group", "text": "Group", "item": [Q1, {**Q1, "linkId": "Q 2", "enableWhen": [{}]}]}
    shown = [
        {"linkId": "i", "type": "display", "text": "Read this."},
        {"linkId": "j", "type": "display", "text": "And this."},
    ]
    about = {"description": "About", "copyright": "CC0", "version": "2.0.1", "url": "urn:x/my-set", "title": "My set"}
    imported = fhir.read(questionnaire(*shown, group, {**Q1, "linkId": "alone", "text": None}, **about))
    q = imported.question_set
    assert (q.id, q.version, q.title, q.instruction) == ("my-set", "2.0.1", {"en": "My set"}, {"en": "Read this."})
    assert (q.description, q.source) == ({"en": "About"}, "CC0")
    assert [(i.id, i.column, i.text["en"]) for i in q.items] == [
        ("q1", None, "One?"),
        ("q_2", "Q 2", "One?"),
        ("alone", None, "alone"),
    ]
    assert [(s.id, s.name["en"], s.items) for s in q.scales] == [("g", "Group", ("q1", "q_2"))]
    assert said(imported, "dropped") == [
        ("$.item.j", "An item of the type 'display', without choices."),
        ("$.item.Q 2", "'enableWhen'."),
    ]
    assert [path for path, _ in said(imported, "invented")] == ["$.item.alone", "$.scales[0]"]


def test_the_language_is_guessed_where_it_is_not_said():
    assert said(fhir.read(questionnaire(Q1)), "guessed") == []
    plain = questionnaire(Q1)
    del plain["language"]
    imported = fhir.read(plain)
    assert [path for path, _ in said(imported, "guessed")] == ["$.language"]
    assert imported.question_set.languages == ("en",)


def test_a_text_that_is_not_translated():
    translated = {"extension": [{"url": BASE + "translation", "extension": [
        {"url": "lang", "valueCode": "nl-NL"}, {"url": "content", "valueString": "Een?"}]}]}  # fmt: skip
    whole = questionnaire({**Q1, "_text": translated})
    with pytest.raises(pi.DefinitionError) as caught:
        fhir.read(whole)
    assert [(issue.code, issue.facts["language"]) for issue in caught.value.issues] == [
        ("text-lacks-language", "nl-NL")
    ]
    assert fhir.read(whole, missing_texts="drop language").question_set.languages == ("en",)
    assert fhir.read(whole, missing_texts="copy").question_set.items[0].text == {"en": "One?", "nl-NL": "Een?"}


ANSWERED = [
    response(answer("q1", "a"), answer("name", valueString="Jan"), answer("age", valueInteger=30), answer("team", "x")),
    response({"linkId": "g", "item": [answer("q1", "c")]}, answer("birth", valueDate="1980-01-01")),
    response(
        {"linkId": "q0", "answer": [{"valueBoolean": True, "item": [answer("q1", "b")]}]}, status="entered-in-error"
    ),
    response({"linkId": "q1"}, {"linkId": "many", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}),
]


@pytest.mark.parametrize("kind", ["list", "bundle", "json", "ndjson", "file"])
def test_responses_in_every_form(kind, tmp_path):
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in [questionnaire(Q1), *ANSWERED]]}
    (tmp_path / "a.ndjson").write_text("\n".join(map(json.dumps, ANSWERED)))
    (tmp_path / "a.json").write_text(json.dumps(bundle))
    data = {
        "list": ANSWERED,
        "bundle": bundle,
        "json": json.dumps(bundle).encode(),
        "ndjson": tmp_path / "a.ndjson",
        "file": str(tmp_path / "a.json"),
    }[kind]
    imported = fhir.read(questionnaire(Q1), data)
    assert imported.responses.codes.tolist() == [[0], [2], [-1]]
    assert imported.responses.extra == [{"age": 30, "team": "x"}, {}, {}]
    dropped = said(imported, "dropped")
    assert dropped[0] == ("$.status", "1 responses, which were entered in error.")
    assert [path for path, _ in dropped[1:]] == ["$.item.name", "$.item.birth", "$.item.many"]
    assert "Jan" not in str(imported.report)
    kept = fhir.read(questionnaire(Q1), data, keep=["name", "birth"]).responses.extra
    assert (kept[0]["name"], kept[1]["birth"]) == ("Jan", "1980-01-01")


def test_answers_by_code_alone_by_weight_and_nested():
    rows = [
        answer("q1", "b", ""),
        {"linkId": "q1", "answer": [{"valueCoding": {"extension": weight(4)}}]},
        {"linkId": "q0", "answer": [{"valueBoolean": True, "item": [answer("q1", "b")]}]},
    ]
    imported = fhir.read(questionnaire(Q1), [response(row) for row in rows])
    assert imported.responses.codes[:, 0].tolist() == [1, 2, 1]


def test_answers_in_a_frame():
    imported = fhir.read(questionnaire(Q1), pd.DataFrame({"q1": ["a", None, "c"]}))
    assert imported.responses.codes.tolist() == [[0], [-1], [2]]


@pytest.mark.parametrize(
    ("responses", "code"),
    [
        (response(answer("q1", "z")), "text-answer"),
        (response(answer("q1", valueBoolean=True)), "boolean-answer"),
        (response({"linkId": "q1", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}), "not-a-number"),
        ([3], "unreadable-source"),
        (b"3", "unreadable-data"),
        ({"resourceType": "Patient"}, "unreadable-source"),
        (b"{", "unreadable-source"),
    ],
)
def test_responses_that_do_not_fit_are_refused(responses, code):
    with pytest.raises(pi.PurposeIndexError) as caught:
        fhir.read(questionnaire(Q1), responses)
    assert [issue.code for issue in caught.value.issues] == [code]


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", pi.instruments())
def test_a_bundled_set_comes_back_whole(name, release):
    q = pi.load(name)
    imported = fhir.read(fhir.write(q, release=release))
    back = imported.question_set
    assert (back.fingerprint, back.text_fingerprint) == (q.fingerprint, q.text_fingerprint)
    assert (back.version, back.vectors, back.waivers, back.layers) == (q.version, q.vectors, q.waivers, q.layers)
    assert (back.source, back.description, back.instruction) == (q.source, q.description, q.instruction)
    assert (imported.report, fhir.lost(q)) == ((), ())
    assert fhir.write(q, release=release) == fhir.write(pi.load(name), release=release)


def test_a_set_with_codes_and_options_of_its_own_comes_back_whole():
    label = {"en": "x", "nl": "y"}
    offered = [
        {"value": 2, "code": "A 1", "label": label},
        {"value": 2, "code": 7, "label": {"en": "p", "nl": "q"}},
        {"value": 1, "label": {"en": "r", "nl": "s"}},
        {"value": -98, "code": "nvt", "label": {"en": "never mind", "nl": "laat maar"}, "missing": "not_applicable"},
    ]
    q = pi.load(
        {
            "id": "my_set",
            "version": "1.2.3",
            "languages": ["en", "nl"],
            "title": label,
            "source": "Our own.",
            "missing": {"not_applicable": [-98], "skipped": ["N/A"]},
            "items": [
                {"id": "q__1", "text": label, "options": offered, "reverse": True, "column": "Q.1", "scale": "s"}
            ],
            "scales": [{"id": "s", "name": label, "score": "sum"}],
        }
    )
    back = fhir.read(fhir.write(q)).question_set
    assert (back.fingerprint, back.text_fingerprint, back.items[0].column) == (q.fingerprint, q.text_fingerprint, "Q.1")
    assert back.choices_of("q__1") == q.choices_of("q__1")
    assert back.source == "Our own."


@pytest.mark.parametrize(("release", "kind", "url"), [("R4", "choice", "ordinalValue"), ("R5", "coding", "itemWeight")])
def test_what_is_written_has_the_form_of_its_release(release, kind, url):
    whole = json.loads(fhir.write(pi.load("purpose-index"), release=release))
    assert (whole["resourceType"], whole["status"], whole["language"]) == ("Questionnaire", "draft", "nl")
    assert (whole["url"], whole["name"]) == ("urn:purpose-index:Questionnaire:purpose-index", "PurposeIndex")
    assert [item["type"] for item in whole["item"]] == ["display", *[kind] * 12]
    (first, *_, last) = whole["item"][2]["answerOption"]
    assert first["extension"] == weight(1, url)
    assert first["valueCoding"] == {
        "system": "urn:purpose-index:purpose-index",
        "code": "1",
        "display": "helemaal mee oneens",
        "_display": {"extension": [{"url": BASE + "translation", "extension": [
            {"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": "strongly disagree"}]}]},
    }  # fmt: skip
    assert last["extension"] == [{"url": "urn:purpose-index:missing", "valueCode": "not_applicable"}]


def test_a_release_that_is_not_known_is_refused():
    with pytest.raises(pi.ArgumentError, match="R4B"):
        fhir.write(pi.load("purpose-index"), release="R6")


FHIRPATH = Path(__file__).parents[3] / "node_modules" / "fhirpath"
WEIGHED = """
const fhirpath = require("fhirpath"), model = require("fhirpath/fhir-context/" + process.argv[1].toLowerCase());
const [questionnaire, response] = JSON.parse(require("fs").readFileSync(0));
const found = fhirpath.evaluate(response, "repeat(item).answer.weight()", {questionnaire}, model);
console.log(JSON.stringify(found));
"""


@pytest.mark.parametrize("release", ["R4", "R5"])
def test_another_program_finds_the_values_as_weights(release):
    if not shutil.which("node") or not FHIRPATH.is_dir():
        pytest.skip("node with fhirpath (npm install fhirpath) is not here")
    q = pi.load("purpose-index")
    answers = [answer(item, str(1 + n % 5), "urn:purpose-index:purpose-index") for n, item in enumerate(q.item_ids)]
    given = json.dumps([json.loads(fhir.write(q, release=release)), response(*answers)])
    done = subprocess.run(
        ["node", "-e", WEIGHED, release],
        input=given,
        capture_output=True,
        text=True,
        check=True,
        cwd=FHIRPATH,
        timeout=60,
    )
    assert json.loads(done.stdout) == [1 + n % 5 for n in range(12)]


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"{}", b'{"resourceType": "Patient"}', b"\x00", b"[" * 100_000]
)
def test_what_is_no_questionnaire_is_refused(content):
    with pytest.raises(pi.DefinitionError) as caught:
        fhir.read(content)
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


def test_groups_in_groups_without_end_are_read():
    deep = Q1
    for n in range(5_000):
        deep = {"linkId": f"g{n}", "type": "group", "item": [deep]}
    assert fhir.read(questionnaire(deep)).question_set.item_ids == ("q1",)


NUMBERS = PLACES["number"][0]
PROPERTY = [{"code": "itemWeight", "valueDecimal": 1}]
CONTAINED = [{"system": "urn:s", "code": "a", "property": PROPERTY}, {"system": "urn:s", "code": "b"}]
SCALES = '{"scales": [{"id": "s", "name": {"en": "S"}, "items": ["q1"]}]}'
WHOLE = questionnaire(
    {"linkId": "g", "type": "group", "text": "G", "item": [{**Q1, "answerOption": AGREE[:2]}]},
    {"linkId": "v", "text": "V", "type": "choice", "answerValueSet": "#v"},
    {"linkId": "n", "text": "N", **NUMBERS},
    contained=[
        {"resourceType": "ValueSet", "id": "v", "expansion": {"contains": CONTAINED}},
        codes({"code": "b", "extension": weight(2)}),
    ],
    extension=[{"url": "urn:purpose-index:question-set", "valueString": SCALES}],
)
GIVEN = response({"linkId": "g", "item": [answer("q1", "a")]}, answer("v", "b"), answer("n", valueInteger=7))
ANYTHING = pytest.mark.parametrize(
    "wrong", [None, 1, "", [], {}, True, "x" * 5000, [[[]]], [None], 1e999], ids=lambda wrong: repr(wrong)[:9]
)


@ANYTHING
def test_any_part_may_be_anything(wrong):
    fhir.read(WHOLE, GIVEN)
    for path in list(places_in(WHOLE))[1:]:
        try:
            fhir.read(broken_at(WHOLE, path, wrong), GIVEN, missing_texts="copy")
        except pi.PurposeIndexError as error:
            assert error.issues


@ANYTHING
def test_any_part_of_a_response_may_be_anything(wrong):
    for path in list(places_in(GIVEN))[1:]:
        try:
            fhir.read(WHOLE, broken_at(GIVEN, path, wrong))
        except pi.PurposeIndexError as error:
            assert error.issues


OWN = {
    "id": "s",
    "missing": {"skipped": [-9]},
    "items": {"q1": {"reverse": True, "options": "agree"}},
    "scales": [{"id": "s", "name": {"en": "S"}, "items": ["q1"]}],
}


@ANYTHING
def test_any_part_of_the_extension_may_be_anything(wrong):
    for path in places_in(OWN):
        own = json.dumps(broken_at(OWN, path, wrong))
        try:
            fhir.read(questionnaire(Q1, extension=[{"url": "urn:purpose-index:question-set", "valueString": own}]))
        except pi.PurposeIndexError as error:
            assert error.issues
