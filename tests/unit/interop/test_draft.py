"""A question set in the making."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.interop.draft import Choice, Draft
from purpose_index.interop.imported import Notes

NO, YES = Choice(1, {"en": "no", "nl": "nee"}), Choice(2, {"en": "yes", "nl": "ja"})


def draft(*names, languages=("en", "nl"), name="My Source", title=None, **more):
    made = Draft(name, title if title is not None else {"en": "T", "nl": "T"}, languages, Notes(), **more)
    for each in names:
        made.item(each, {"en": each, "nl": each}, [NO, YES])
    return made


def told(notes):
    return [(issue.code.removeprefix("import-"), issue.path, issue.message) for issue in notes.issues]


def test_a_set_is_made_of_items_and_passes_the_same_checks():
    made = draft("Q 1", "q2", version="2.0.0", instruction={"en": "Read.", "nl": "Lees."})
    q = made.built(source="CC0")
    assert (q.id, q.version, q.languages, q.source) == ("my-source", "2.0.0", ("en", "nl"), "CC0")
    assert (q.title, q.instruction) == ({"en": "T", "nl": "T"}, {"en": "Read.", "nl": "Lees."})
    assert [(item.id, item.column, item.reverse) for item in q.items] == [("q_1", "Q 1", False), ("q2", None, False)]
    assert q.options["answers"] == q.options_of("q_1")
    assert {option.value: option.label["nl"] for option in q.options_of("q2")} == {1: "nee", 2: "ja"}
    with pytest.raises(pi.DefinitionError) as caught:
        draft("q", version="2").built()
    assert [issue.code for issue in caught.value.issues] == ["wrong-form"]


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["q1", "q1", "Q1", "q1_2"], ["q1", "q1_2", "q1_3", "q1_2_2"]),
        (["Vraag één?", "7", "", "?!", "甲"], ["vraag_een", "q7", "item", "item_2", "item_3"]),
        (["a__b", "_a", "a-b", "A.B[c]"], ["a__b", "a", "a_b", "a_b_c"]),
        (["x" * 64, "y" * 70], ["x" * 64, "y" * 56]),
    ],
)
def test_names_become_ids_unlike_all_others(names, ids):
    made = draft()
    assert [made.id_of(name) for name in names] == ids


def test_an_item_that_is_reversed_and_a_column_of_its_own():
    made = draft()
    assert made.item("q1", {"en": "One", "nl": "Een"}, [NO, YES], reverse=True, column="Q1 [a]") == "q1"
    item = made.built().items[0]
    assert (item.reverse, item.column) == (True, "Q1 [a]")


def test_choices_that_are_no_answer_go_last_and_their_codes_are_declared_once():
    none = Choice(-98, {"en": "n/a", "nl": "nvt"}, "N", "not_applicable")
    made = draft()
    for name in ("a", "b"):
        made.item(name, {"en": name, "nl": name}, [none, NO, YES])
    q = made.built()
    assert [choice.stored for choice in q.choices_of("a")] == [1, 2, "N"]
    assert (q.missing.not_applicable, q.missing.skipped) == ((-98,), ())
    assert pi.validate(q, {"a": "N"}).reason("a") == "not_applicable"


@pytest.mark.parametrize(
    ("choice", "declared"),
    [
        (Choice(1, {"en": "a"}), {"value": 1, "label": {"en": "a"}}),
        (Choice(1, {"en": "a"}, 1), {"value": 1, "label": {"en": "a"}}),
        (Choice(1, {"en": "a"}, 0), {"value": 1, "code": 0, "label": {"en": "a"}}),
        (Choice(1, {"en": "a"}, "1a"), {"value": 1, "code": "1a", "label": {"en": "a"}}),
        (Choice(-9, {"en": "a"}, None, "skipped"), {"value": -9, "label": {"en": "a"}, "missing": "skipped"}),
    ],
)
def test_a_choice_as_a_file_declares_it(choice, declared):
    assert choice.declared() == declared


def test_options_that_several_items_have_are_declared_once():
    made = draft("a", "b")
    other = [NO, Choice(5, {"en": "yes", "nl": "ja"})]
    for name in ("c", "d"):
        made.item(name, {"en": name, "nl": name}, other)
    made.item("alone", {"en": "e", "nl": "e"}, [NO, Choice(9, {"en": "x", "nl": "y"})])
    q = made.built()
    assert {name: [option.value for option in options] for name, options in q.options.items()} == {
        "answers_1": [1, 2],
        "answers_2": [1, 5],
    }
    assert [item.options if isinstance(item.options, str) else "own" for item in q.items] == [
        *["answers_1"] * 2,
        *["answers_2"] * 2,
        "own",
    ]


def test_declared_scales_stay_and_nothing_is_invented():
    made = draft("a", "b", "c")
    made.scale("S", {"en": "S", "nl": "S"}, ["a", "b"], score="sum", weights={"a": 2})
    q = made.built()
    assert [(scale.id, scale.items, scale.score, dict(scale.weights)) for scale in q.scales] == [
        ("s", ("a", "b"), "sum", {"a": 2})
    ]
    assert told(made.notes) == []


def test_a_group_of_two_or_more_becomes_a_scale_and_that_is_said():
    made = draft()
    for name, group in (("a", "G"), ("b", "H"), ("c", "G"), ("d", "J"), ("e", "J")):
        title = {} if group == "J" else {"en": f"{group} en", "nl": f"{group} nl"}
        made.item(name, {"en": name, "nl": name}, [NO, YES], group=(group, title))
    q = made.built()
    assert [(scale.id, dict(scale.name), scale.items) for scale in q.scales] == [
        ("g", {"en": "G en", "nl": "G nl"}, ("a", "c")),
        ("j", {"en": "J", "nl": "J"}, ("d", "e")),
    ]
    assert told(made.notes) == [
        ("invented", "$.scales[0]", "The scale 'g' of 2 items: the source declares no scales."),
        ("invented", "$.scales[1]", "The scale 'j' of 2 items: the source declares no scales."),
    ]


def test_without_groups_all_items_are_one_scale():
    q = draft("a", "b").built()
    assert [(scale.id, dict(scale.name), scale.items) for scale in q.scales] == [
        ("total", {"en": "All items", "nl": "Alle vragen"}, ("a", "b"))
    ]


def test_the_scale_of_all_items_is_named_in_varieties_of_dutch_too():
    made = draft(languages=("nl-BE",), title={"nl-BE": "T"})
    made.item("a", {"nl-BE": "A"}, [Choice(n, {"nl-BE": str(n)}) for n in (1, 2)])
    assert made.built().scales[0].name == {"nl-BE": "Alle vragen"}


def test_the_title_is_the_name_where_there_is_none():
    assert draft("a", title={}).built().title == {"en": "My Source", "nl": "My Source"}


def test_a_source_in_which_nothing_can_be_scored_says_what_it_holds():
    made = draft()
    made.notes.dropped("$.a", "A text.", kind="text question")
    made.notes.dropped("$.b", "A long text.", kind="text question")
    made.notes.dropped("$.c", "A file.", kind="upload")
    made.notes.dropped("$.d", "Something else.")
    with pytest.raises(pi.DefinitionError) as caught:
        made.built()
    (issue,) = caught.value.issues
    assert (issue.code, issue.facts["holds"]) == ("nothing-to-score", ("text question", "upload"))
    assert issue.message == (
        "Nothing here can be scored; it holds text question (2), upload (1). $.a: A text. $.c: A file."
    )
    with pytest.raises(pi.DefinitionError, match="it holds no question"):
        draft().built()


LACKING = [{"en": "One"}, {"en": "Two", "nl": " "}, {"en": "Three", "nl": "Drie"}]


def lacking(languages=("en", "nl"), texts=LACKING):
    made = draft(languages=languages)
    for i, text in enumerate(texts):
        made.item(f"q{i}", text, [NO, YES])
    return made


def test_a_text_that_lacks_is_refused_with_its_place_and_how_many():
    with pytest.raises(pi.DefinitionError) as caught:
        lacking().built()
    (issue,) = caught.value.issues
    assert (issue.code, issue.path, issue.facts["language"], issue.facts["count"]) == (
        "text-lacks-language",
        "$.items[0].text",
        "nl",
        2,
    )
    assert issue.message == "2 texts are not there in 'nl'; here is the first."
    with pytest.raises(pi.DefinitionError, match="1 text is not there in 'nl'"):
        lacking(texts=LACKING[1:]).built()


def test_the_language_that_lacks_texts_is_dropped_where_that_is_asked():
    made = lacking()
    q = made.built("drop language")
    assert (q.languages, q.items[2].text) == (("en",), {"en": "Three"})
    # the title, three items, two options of each, and the scale
    assert ("dropped", "$.items[0].text", "The language 'nl': it lacks 2 of 11 texts.") in told(made.notes)


def test_a_text_is_copied_where_that_is_asked():
    made = lacking()
    q = made.built("copy")
    assert (q.languages, q.items[0].text, q.items[2].text) == (
        ("en", "nl"),
        {"en": "One", "nl": "One"},
        {"en": "Three", "nl": "Drie"},
    )
    assert [path for deed, path, _ in told(made.notes) if path.endswith(".nl")] == [
        "$.items[0].text.nl",
        "$.items[1].text.nl",
    ]


def test_where_every_language_lacks_one_none_can_be_dropped():
    texts = [{"en": "One"}, {"nl": "Twee"}]
    with pytest.raises(pi.DefinitionError) as caught:
        lacking(texts=texts).built("drop language")
    assert [issue.facts["language"] for issue in caught.value.issues] == ["nl", "en"]
    assert [item.text for item in lacking(texts=texts).built("copy").items] == [
        {"en": "One", "nl": "One"},
        {"en": "Twee", "nl": "Twee"},
    ]


def test_a_language_that_the_source_does_not_have_is_left_out():
    assert lacking(languages=("en",)).built().items[2].text == {"en": "Three"}


def test_texts_are_looked_for_everywhere_and_names_of_vectors_are_no_texts():
    made = draft("a", languages=("en",))
    band = {"id": "all", "from": 0, "to": 100, "text": {"nl": "Tekst"}}
    made.scale("s", {"en": "S"}, ["a"], feedback=[band], layer="own")
    vector = {"name": "lowest", "answers": {"a": 1}, "scores": {"s": {"score": 1, "index": 0, "answered": 1}}}
    with pytest.raises(pi.DefinitionError) as caught:
        made.built(layers={"own": {"nl": "Eigen"}}, vectors=[vector])
    assert {issue.path for issue in caught.value.issues} == {"$.scales[0].feedback[0].text"}
    assert caught.value.issues[0].facts["count"] == 2  # the layer too


def test_a_word_that_is_not_known_is_refused():
    with pytest.raises(pi.ArgumentError, match="drop language"):
        draft("a").built("guess")


def test_more_questions_than_a_set_can_have_are_refused_before_they_are_looked_at():
    made = draft(*(f"q{i}" for i in range(1000)), languages=("en",))
    with pytest.raises(pi.DefinitionError) as caught:
        made.item("more", {"en": "More"}, [NO, YES])
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


def test_only_the_items_that_answers_have_a_column_of_are_kept():
    made = draft("a", "b", "c")
    made.scale("s", {"en": "S", "nl": "S"}, ["a", "b"])
    made.scale("t", {"en": "T", "nl": "T"}, ["b", "c"])
    made.only({"b", "c", "other"})
    q = made.built()
    assert (q.item_ids, [scale.id for scale in q.scales]) == (("b", "c"), ["t"])
    assert [path for _, path, _ in told(made.notes)] == ["$.columns.a", "$.scales.s"]
    other = draft("a", "b")
    other.only({"x"})
    assert other.built().item_ids == ("a", "b")


def test_notes_keep_their_order_their_places_and_their_kinds():
    notes = Notes()
    notes.guessed("$.a", "A guess.", "See.")
    notes.dropped("$.b", "Dropped.", kind="thing")
    notes.invented("$.c", "Made up.")
    notes.dropped("$.d", "Dropped.", kind="thing")
    assert [issue.code for issue in notes.issues] == [
        "import-guessed",
        "import-dropped",
        "import-invented",
        "import-dropped",
    ]
    assert (notes.issues[0].hint, notes.issues[0].facts["place"], notes.issues[0].facts["what"]) == (
        "See.",
        "$.a",
        "A guess.",
    )
    assert notes.kinds == {"thing": 2}


def test_a_text_that_only_another_language_has_is_copied_from_that():
    made = draft("a", languages=("en",), title={"en": "T"})
    made.items[0]["text"] = {"fr": "Un", "en": " "}
    q = made.built("copy")
    assert (q.languages, q.items[0].text) == (("en",), {"en": "Un"})
