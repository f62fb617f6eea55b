"""Activities of ReproSchema: a folder of JSON files without extension."""

from __future__ import annotations

import copy
import io
import json
import time
import zipfile

import pytest

import purpose_index as pi
from purpose_index.interop import reproschema
from purpose_index.interop.reproschema_compute import Term, formula_of
from purpose_index.interop.reproschema_folder import zipped

CHOICES = [{"name": {"en": "No", "nl": "Nee"}, "value": 0}, {"name": {"en": "Yes", "nl": "Ja"}, "value": 2}]


def made():
    """The files of a small activity: two items with the same choices, in two languages."""
    items = {
        f"items/{name}": {
            "category": "Item",
            "id": name,
            "question": {"en": f"Is it {name}?", "nl": f"Is het {name}?"},
            "ui": {"inputType": "radio"},
            "responseOptions": "../choices",
        }
        for name in ("a", "b")
    }
    shown = [{"isAbout": f"items/{name}", "isVis": True, "variableName": name} for name in ("a", "b")]
    schema = {
        "category": "Activity",
        "id": "made_schema",
        "version": "2.0.1",
        "prefLabel": {"en": "Made", "nl": "Gemaakt"},
        "preamble": {"en": "Answer all.", "nl": "Beantwoord alles."},
        "ui": {"order": ["items/b", "items/a"], "addProperties": shown, "shuffle": False},
        "compute": [{"variableName": "made_score", "jsExpression": "b + (2 - a)"}],
    }
    return {
        "made_schema": schema,
        **items,
        "choices": {"minValue": 0, "maxValue": 2, "choices": copy.deepcopy(CHOICES)},
    }


def packed(files):
    return zipped({f"folder/{name}": json.dumps(content).encode() for name, content in files.items()})


def laid_out(files, folder):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder / "made_schema"


def deeds(imported):
    return {(issue.code.removeprefix("import-"), issue.path) for issue in imported.report}


def test_a_made_activity_gives_its_items_its_order_its_words_and_its_scale(tmp_path):
    imported = reproschema.read(laid_out(made(), tmp_path))
    q = imported.question_set
    assert (q.id, q.version, q.languages, q.item_ids) == ("made", "2.0.1", ("en", "nl"), ("b", "a"))
    assert (q.title["nl"], q.instruction["nl"]) == ("Gemaakt", "Beantwoord alles.")
    assert q.item("a").text == {"en": "Is it a?", "nl": "Is het a?"}
    assert [(one.value, one.label["nl"]) for one in q.options_of("b")] == [(0, "Nee"), (2, "Ja")]
    (scale,) = q.scales
    assert (scale.id, scale.score, q.items_of("made")) == ("made", "sum", ("b", "a"))
    assert [item.reverse for item in q.items] == [False, True]
    assert pi.score(q, {"a": 0, "b": 2})["made"].value == 2 + (2 - 0)
    assert deeds(imported) == {("invented", "$.compute[0]")}  # the words of the scale
    assert reproschema.read(tmp_path).question_set == q
    assert reproschema.read(packed(made())).question_set == q


def test_gad7_gives_seven_items_in_all_languages_that_are_whole(interop_file):
    path = interop_file("reproschema/GAD7/GAD7_schema")
    with pytest.raises(pi.DefinitionError) as refused:
        reproschema.read(path)
    (issue,) = refused.value.issues
    assert (issue.code, issue.facts["language"], issue.facts["count"]) == ("text-lacks-language", "pt-PT", 1)

    imported = reproschema.read(path, [{f"gad7_{i}": i % 4 for i in range(1, 8)}], missing_texts="drop language")
    q = imported.question_set
    assert (q.id, q.version, len(q.languages)) == ("gad7", "0.0.1", 22)
    assert {"nl", "en", "pt-BR", "zh-CN", "fil"} < set(q.languages)
    assert q.item_ids == tuple(f"gad7_{i}" for i in range(1, 8))
    assert q.item("gad7_1").text["nl"] == "U nerveus, angstig of gespannen voelen"
    labels = [(one.value, one.label["nl"]) for one in q.options_of("gad7_7")]
    assert labels == [
        (0, "Helemaal Niet"),
        (1, "Verschei Dene-dagen"),
        (2, "Meer dan de helft van de dagen"),
        (3, "Bijna elke dag"),
    ]
    (scale,) = q.scales
    assert (scale.id, scale.score, scale.name["en"], len(q.items_of(scale.id))) == (
        "gad7_total",
        "sum",
        "GAD7 Score",
        7,
    )
    assert imported.responses.codes.tolist() == [[1, 2, 3, 0, 1, 2, 3]]
    assert deeds(imported) == {
        ("invented", "$.prefLabel"),
        ("invented", "$.compute[0]"),
        ("dropped", "$.items[6].text"),
        ("dropped", "$.citation"),
        ("dropped", "$.description"),
    }


@pytest.mark.parametrize(
    ("expression", "scale"),
    [
        ("a + b", ("sum", {}, [False, False])),
        (" ( b + (2-a) ) / 2 ", ("mean", {}, [False, True])),
        ("2 * a + 0.5 * (2 - b)", ("sum", {"a": 2.0, "b": 0.5}, [True, False])),
        ("(2 * a + b) / 3", ("mean", {"a": 2.0}, [False, False])),
        ("(a + b) / 3", None),
        ("a - b", None),
        ("a * b", None),
        ("(3 - a) + b", None),
        ("a + c", None),
        ("a + a", None),
        ("0 * a + b", None),
        ("2000 * a + b", None),
        ("", None),
        (7, None),
        ("a + b" * 20_000, None),
    ],
)
def test_a_sum_or_a_mean_is_a_scale_and_all_else_is_said(expression, scale):
    files = made()
    files["made_schema"]["compute"] = [{"variableName": "x", "jsExpression": expression}]
    imported = reproschema.read(packed(files))
    q = imported.question_set
    assert (("dropped", "$.compute[0]") in deeds(imported)) is (scale is None)
    if scale is None:
        assert [one.id for one in q.scales] == ["total"]
    else:
        (one,) = q.scales
        assert (one.id, one.score, dict(one.weights), [item.reverse for item in q.items]) == ("x", *scale)


def test_numbers_in_formulas_have_several_digits_signs_and_decimals():
    assert formula_of("(10 - a) + 1.05 * (-20 - b)").terms == {"a": Term(1.0, 10), "b": Term(1.05, -20)}
    assert formula_of("(10 * a + 20 * b) / 30").score == "mean"


def test_formulas_that_turn_an_item_around_and_not_are_not_both_taken():
    files = made()
    texts = ["(2 - a) + b", "a + b"]
    files["made_schema"]["compute"] = [{"variableName": f"x{i}", "jsExpression": text} for i, text in enumerate(texts)]
    imported = reproschema.read(packed(files))
    assert [one.id for one in imported.question_set.scales] == ["x0"]
    assert ("dropped", "$.compute[1]") in deeds(imported)
    files["made_schema"]["compute"].reverse()
    again = reproschema.read(packed(files)).question_set
    assert [one.id for one in again.scales] == ["x1"]
    assert not any(item.reverse for item in again.items)


def test_a_choice_outside_the_range_is_no_answer():
    files = made()
    files["choices"]["choices"] += [
        {"name": {"en": "Does not apply", "nl": "Niet van toepassing"}, "value": -8},
        {"name": {"en": "Something else", "nl": "Iets anders"}, "value": 3},
    ]
    imported = reproschema.read(packed(files))
    q = imported.question_set
    assert [(one.value, one.missing) for one in q.choices_of("a")[2:]] == [(-8, "not_applicable"), (3, "skipped")]
    assert (q.missing.not_applicable, q.missing.skipped) == ((-8,), (3,))
    assert ("guessed", "$.items/a") in deeds(imported)


def test_texts_as_values_are_codes_and_their_values_are_invented():
    files = made()
    for choice, value in zip(files["choices"]["choices"], ("never", "always"), strict=True):
        choice["value"] = value
    files["made_schema"]["compute"] = []
    imported = reproschema.read(packed(files), [{"a": "always", "b": "never"}])
    assert [(one.code, one.value) for one in imported.question_set.options_of("a")] == [("never", 1), ("always", 2)]
    assert imported.responses.codes.tolist() == [[0, 1]]
    assert ("invented", "$.items/a") in deeds(imported)


@pytest.mark.parametrize(
    "reference",
    ["../secret", "/etc/passwd", "https://example.org/items/a", "items/../../secret", "..", "a\x00b", "..\\secret", ""],
)
def test_nothing_outside_the_folder_is_read(tmp_path, reference):
    files = made()
    files["made_schema"]["ui"]["order"] = ["items/a", reference]
    secret = {**files["items/b"], "question": {"en": "secret", "nl": "geheim"}, "responseOptions": {"choices": CHOICES}}
    (tmp_path / "secret").write_text(json.dumps(secret), encoding="utf-8")
    imported = reproschema.read(laid_out(files, tmp_path / "folder"))
    assert imported.question_set.item_ids == ("a",)
    assert ("dropped", f"$.{reference}") in deeds(imported)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path):
    files = made()
    schema = laid_out(files, tmp_path / "folder")
    (tmp_path / "elsewhere").write_text(json.dumps(files["items/b"]), encoding="utf-8")
    (tmp_path / "folder" / "items" / "b").unlink()
    (tmp_path / "folder" / "items" / "b").symlink_to(tmp_path / "elsewhere")
    assert reproschema.read(schema).question_set.item_ids == ("a",)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"responseOptions": {"valueType": ["xsd:string"]}, "ui": {"inputType": "text"}}, "text item"),
        ({"responseOptions": {"multipleChoice": True, "choices": CHOICES}}, "radio item"),
        ({"responseOptions": "../nowhere"}, "radio item"),
        ({"responseOptions": {"choices": CHOICES[:1]}}, "radio item"),
        ({"question": None}, "item without a question"),
    ],
)
def test_what_cannot_be_scored_is_named(change, kind):
    files = made()
    for name in ("items/a", "items/b"):
        files[name].update(change)
    with pytest.raises(pi.DefinitionError) as refused:
        reproschema.read(packed(files))
    (issue,) = refused.value.issues
    assert (issue.code, issue.facts["holds"]) == ("nothing-to-score", (kind,))


def test_conditions_and_shuffling_are_said_to_be_lost():
    files = made()
    files["made_schema"]["ui"]["addProperties"][0]["isVis"] = "b > 0"
    files["made_schema"]["ui"]["shuffle"] = True
    assert {("dropped", "$.items/a.isVis"), ("dropped", "$.ui.shuffle")} < deeds(reproschema.read(packed(files)))


def kept_of(q):
    """The set without what the format does not carry, as a mapping."""
    data = q.model_dump(by_alias=True, exclude_none=True)
    for scale in data["scales"]:
        for key in ("minimum_answered", "prorate", "feedback", "layer", "referent", "description"):
            scale.pop(key, None)
    chosen = {choice.value: choice.missing for item in q.item_ids for choice in q.choices_of(item) if choice.missing}
    data["missing"] = {
        reason: [code for code in chosen if chosen[code] == reason] for reason in ("skipped", "not_applicable")
    }
    for key in ("classification", "layers", "referents", "vectors", "waivers", "source"):
        data.pop(key, None)
    return pi.load(data)


def words_of(q):
    items = {item.id: (item.text, [choice.label for choice in q.choices_of(item.id)]) for item in q.items}
    return q.title, q.description, q.instruction, items, {scale.id: scale.name for scale in q.scales}


@pytest.mark.parametrize("name", pi.instruments())
def test_every_bundled_set_comes_back_but_for_what_is_said_to_be_lost(name):
    q = pi.load(name)
    answers = [
        {item: q.choices_of(item)[(row + j) % len(q.choices_of(item))].value for j, item in enumerate(q.item_ids)}
        for row in range(7)
    ]
    back = reproschema.read(reproschema.write(q), answers)
    expected = kept_of(q)
    assert back.question_set.fingerprint == expected.fingerprint
    assert words_of(back.question_set) == words_of(expected)
    assert back.question_set.version == q.version
    assert (back.responses.codes == pi.encode(q, answers).codes).all()
    lost = {issue.facts["what"] for issue in reproschema.lost(q)}
    assert lost <= {"rules of scales", "missing codes", "feedback", "layers", "classification"}
    assert (q.fingerprint == back.question_set.fingerprint) is not bool(lost - {"feedback", "layers"})


def test_reversal_weights_columns_and_own_options_come_back():
    files = made()
    files["made_schema"]["compute"] = [{"variableName": "one", "jsExpression": "(3 * b + 0.1 * (2 - a)) / 3.1"}]
    files["items/a"]["responseOptions"] = {"choices": [*CHOICES, {"name": {"en": "?", "nl": "??"}, "value": 1}]}
    files["made_schema"]["ui"]["addProperties"][0]["variableName"] = "Var_A"
    files["made_schema"]["compute"][0]["jsExpression"] = "(3 * b + 0.1 * (2 - Var_A)) / 3.1"
    q = reproschema.read(packed(files)).question_set
    assert (q.item("var_a").column, dict(q.scale("one").weights)) == ("Var_A", {"b": 3.0, "var_a": 0.1})
    again = reproschema.read(reproschema.write(q)).question_set
    assert (again.fingerprint, words_of(again)) == (q.fingerprint, words_of(q))
    assert again.item("var_a").column == "Var_A"


def test_what_is_written_is_what_the_format_describes():
    content = reproschema.write("purpose-index")
    assert content == reproschema.write(pi.load("purpose-index"))
    archive = zipfile.ZipFile(io.BytesIO(content))
    schema = json.loads(archive.read("purpose-index/purpose-index_schema"))
    assert schema["ui"]["order"] == [f"items/q{i:02}" for i in range(1, 13)]
    assert schema["compute"][0] == {
        "jsExpression": "(q03 + q04 + q08) / 3",
        "variableName": "positive_meaning_score",
    }
    assert schema["ui"]["addProperties"][-1] == {
        "isAbout": "items/total_score",
        "isVis": False,
        "variableName": "total_score",
    }
    item = json.loads(archive.read("purpose-index/items/q02"))
    assert (item["category"], item["responseOptions"]) == ("Item", "../options/agreement_or_not")
    options = json.loads(archive.read("purpose-index/options/agreement_or_not"))
    assert (options["minValue"], options["maxValue"], options["choices"][-1]["value"]) == (1, 5, -98)
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def places(value, path=()):
    """Every node of a JSON value."""
    yield path
    for key, inside in (
        value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    ):
        yield from places(inside, (*path, key))


def changed(value, path, to):
    if not path:
        return to
    value = copy.copy(value)
    value[path[0]] = changed(value[path[0]], path[1:], to)
    return value


@pytest.mark.parametrize("to", [None, 1, "", [], {}, True, [[]], "x" * 5000, 1e300], ids=repr)
def test_wrong_types_anywhere_are_refused_or_said(to):
    files = made()
    for name, content in files.items():
        for path in places(content):
            try:
                reproschema.read(packed({**files, name: changed(content, path, to)}))
            except pi.PurposeIndexError as error:
                assert error.issues


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x_schema", b" " * (65 << 20))
    return out.getvalue()


def lying():
    """A zip whose directory says that an entry is short."""
    content = packed(made())
    size = len(json.dumps(made()["made_schema"]).encode()).to_bytes(4, "little")
    return content.replace(size, (5).to_bytes(4, "little"))


HOSTILE = {
    "empty": b"",
    "text": b"hello",
    "nested": b"[" * 100_000,
    "nested mappings": b'{"ui":' * 100_000,
    "not a zip": b"PK" + bytes(100),
    "cut off": packed(made())[:-30],
    "bomb": bomb(),
    "lying": lying(),
    "no activity": zipped({"items/a": b"{}"}),
    "two activities": zipped({"a_schema": b"{}", "b_schema": b"{}"}),
    "list": b"[]",
    "number": b"1",
    "long number": b"1" * 10_000,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_content_is_refused_at_once(content):
    begin = time.perf_counter()
    with pytest.raises(pi.DefinitionError) as refused:
        reproschema.read(content)
    assert refused.value.issues[0].code in {"unreadable-source", "nothing-to-score"}
    assert time.perf_counter() - begin < 5


def test_a_mapping_alone_has_no_items_and_other_encodings_are_read(tmp_path):
    with pytest.raises(pi.DefinitionError) as refused:
        reproschema.read(made()["made_schema"])
    assert refused.value.issues[0].facts["holds"] == ("item whose file is not here",)
    path = laid_out(made(), tmp_path)
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert reproschema.read(path).question_set.item_ids == ("b", "a")


@pytest.mark.parametrize(("scored", "lost"), [(["a", "b"], False), (["a"], True)])
def test_a_reversed_item_that_no_scale_counts_is_said_to_be_lost(scored, lost):
    options = [{"value": value, "label": {"en": str(value)}} for value in (1, 2)]
    q = pi.load(
        {
            "id": "r",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "R"},
            "options": {"o": options},
            "items": [
                {"id": "a", "text": {"en": "A"}, "options": "o"},
                {"id": "b", "text": {"en": "B"}, "options": "o", "reverse": True},
            ],
            "scales": [{"id": "s", "name": {"en": "S"}, "items": scored}],
        }
    )
    assert ([issue.facts["what"] for issue in reproschema.lost(q)] == ["reversal"]) is lost
    assert reproschema.read(reproschema.write(q)).question_set.item("b").reverse is not lost
