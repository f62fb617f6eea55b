"""formr's surveys and results: what comes out of each, what is said, and what is refused."""

from __future__ import annotations

import json
from io import BytesIO

import openpyxl
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.interop import formr


def survey(*items, **others):
    return {"name": "work", "items": list(items), **others}


def rating(name, options="1,5,1", *labels, **others):
    choices = {str(i): label for i, label in enumerate(labels, 1)}
    return {
        "name": name,
        "type": "rating_button",
        "type_options": options,
        "label": f"{name}?",
        "choices": choices,
        **others,
    }


def mc(name, choices, **others):
    return {"name": name, "type": "mc", "label": f"{name}?", "choices": choices, **others}


def book(survey, choices=((),)):
    made, out = openpyxl.Workbook(), BytesIO()
    made.remove(made.active)
    for name, rows in {"survey": survey, "choices": choices}.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(out)
    return out.getvalue()


def options(q, item):
    return [(option.stored, option.value, option.label["en"]) for option in q.choices_of(item)]


def said(found, code):
    return [(issue.path, issue.message) for issue in found.report if issue.code == f"import-{code}"]


def test_the_example_of_the_r_package(interop_file):
    """Four of the fourteen answers to religiousness_2R are 5, of four choices."""
    found = formr.read(interop_file("formr/gods_example_items.json"), interop_file("formr/gods_example_results.json"))
    q = found.question_set
    assert q.item_ids == (
        "gods", "religiousness_1", "religiousness_2r", "religiousness_3", "religiousness_4", "prefer_1", "prefer_2",
    )  # fmt: skip
    assert [(item.id, item.column) for item in q.items if item.reverse] == [("religiousness_2r", "religiousness_2R")]
    assert options(q, "religiousness_1") == [
        (1, 1, "strongly disagree"), (2, 2, "somewhat disagree"), (3, 3, "somewhat agree"), (4, 4, "strongly agree"),
    ]  # fmt: skip
    assert options(q, "prefer_2") == [(1, 1, "nope"), (2, 2, "2"), (3, 3, "3"), (4, 4, "4"), (5, 5, "very much so")]
    assert options(q, "gods") == [
        ("glob", 1, "Glob"), ("cthulhu", 2, "Cthulhu"), ("spaghetti_monster", 3, "Spaghetti Monster"),
    ]  # fmt: skip
    assert {scale.id: q.items_of(scale.id) for scale in q.scales} == {
        "religiousness": ("religiousness_1", "religiousness_2r", "religiousness_3", "religiousness_4"),
        "prefer": ("prefer_1", "prefer_2"),
    }
    assert len(found.responses) == 14
    assert found.responses.codes[:3].tolist() == [[1, 3, 2, 1, 2, 3, 3], [0, 0, -1, 0, 0, 0, 0], [0, 0, -1, 0, 0, 0, 0]]
    assert {"$.items.religiousness_2R", "$.items.prefer_1", "$.items.prefer_2"} <= dict(said(found, "guessed")).keys()
    dropped = dict(said(found, "dropped"))
    assert dropped["$.columns.religiousness_2R"] == "Answers that are none of the choices (4)."
    assert {f"$.columns.{name}" for name in ("session", "created", "modified", "ended")} <= dropped.keys()


REAL = {
    "all_widgets.xlsx": (
        {
            "mc_religion": [1, 2],
            "multiplechoice_several": [1, 2, 3],
            "rating_button": [1, 2, 3, 4, 5],
            "slider_list": [1, 2, 3, 4, 5],
            "slider_list_longer": [1, 2, 3, 4, 5, 6, 7],
            "slider": list(range(1, 101)),
            "time_period": list(range(1, 13)),
            "btnmc": [1, 2],
            "mc1": [1, 2, 3, 4, 5],
            "mc2": [1, 2, 3, 4, 5],
        },
        {"note_for_items_to_follow": "note", "confirm2": "check_button", "geoloc": "geopoint", "heading": "mc_heading"},
    ),
    "random_items.xlsx": (
        {f"q{number}": [1, 2, 3, 4, 5] for number in range(1, 23)},
        {"item_list": "opencpu_session", "items_seen": "calculate", "anleitung": "note", "q1": "R code"},
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_real_workbooks(interop_file, name):
    items, dropped = REAL[name]
    found = formr.read(interop_file(f"formr/{name}"))
    q = found.question_set
    assert {item: [option.value for option in q.choices_of(item)] for item in q.item_ids} == items
    told = dict(said(found, "dropped"))
    assert all(words in told[f"$.items.{item}"] for item, words in dropped.items())


def test_lists_of_a_real_workbook_go_on_below_their_name(interop_file):
    q = formr.read(interop_file("formr/all_widgets.xlsx")).question_set
    assert options(q, "multiplechoice_several") == [
        (1, 1, "one choice"),
        (2, 2, "another choice"),
        (3, 3, "choices all around"),
    ]
    assert options(q, "time_period")[11] == ("cambrian", 12, "Cambrian")
    assert options(q, "rating_button")[0][2] == "a long text that would look odd on a button"


@pytest.mark.parametrize(
    ("said_so", "points"),
    [
        ("1,6", [1, 2, 3, 4, 5, 6]), ("5", [1, 2, 3, 4, 5]), ("0,10,5", [0, 5, 10]), (" -2 , 2 ", [-2, -1, 0, 1, 2]),
        ("", [1, 2, 3, 4, 5]), (None, [1, 2, 3, 4, 5]), (7, [1, 2, 3, 4, 5, 6, 7]), ("1,2,0", None), ("5,1", None),
        ("1,5,0.5", None), ("1,1000", None), ("a,b", None), ("1,2,3,4", None),
    ],
)  # fmt: skip
def test_the_points_of_a_rating(said_so, points):
    found = formr.read(survey(rating("r", said_so, "low", "high"), mc("q", {"1": "no", "2": "yes"})))
    if points is None:
        assert found.question_set.item_ids == ("q",)
        assert [place for place, _ in said(found, "dropped")] == ["$.items.r"]
    else:
        labels = ["low", *map(str, points[1:-1]), "high"]
        assert options(found.question_set, "r") == list(zip(points, points, labels, strict=True))
    assert ("$.items.r" in dict(said(found, "guessed"))) == (said_so in {"", None})


def test_ranges_without_points_run_to_a_hundred_and_labels_of_all_points_are_theirs():
    q = formr.read(
        survey(
            {"name": "x", "type": "range", "label": "x?"},
            rating("y", "3", "a", "b", "c"),
            rating("z", "2"),
            {"name": "t", "type": "range_ticks", "label": "t?"},
            rating("one", "3", "low"),
            rating("many", "3", "low", "high", "other", "more"),
        )
    ).question_set
    assert [option.value for option in q.choices_of("x")] == list(range(1, 101))
    assert [option.value for option in q.choices_of("t")] == list(range(1, 101))
    assert options(q, "one") == [(1, 1, "low"), (2, 2, "2"), (3, 3, "3")]
    assert options(q, "many") == [(1, 1, "low"), (2, 2, "2"), (3, 3, "high")]
    assert options(q, "y") == [(1, 1, "a"), (2, 2, "b"), (3, 3, "c")]
    assert options(q, "z") == [(1, 1, "1"), (2, 2, "2")]


@pytest.mark.parametrize(
    ("name", "reverse", "scale"),
    [
        ("joy_2R", True, "joy"), ("joy2R", True, "joy"), ("joy_2", False, "joy"), ("joy_R", False, None),
        ("OR", False, None), ("joy_2r", False, None), ("2R", False, None), ("Joy_13R", True, None),
    ],
)  # fmt: skip
def test_an_r_behind_the_number_is_taken_as_reversed_and_numbers_as_one_scale(name, reverse, scale):
    found = formr.read(survey(rating("joy_1"), rating(name)))
    q = found.question_set
    assert q.items[1].reverse is reverse
    assert (f"$.items.{name}" in dict(said(found, "guessed"))) is reverse
    assert [one.id for one in q.scales] == [scale or "total"]
    assert q.items_of(q.scales[0].id) == q.item_ids


def test_items_come_in_their_order_and_with_their_conditions():
    found = formr.read(survey(rating("b", item_order=2, showif="a == 1"), rating("a", item_order=1), settings={}))
    assert found.question_set.item_ids == ("a", "b")
    assert dict(said(found, "dropped")).keys() == {"$.settings", "$.items.b"}


def test_texts_are_without_headings_markup_and_code():
    label = "## Joy\n\nMy <b>work</b> gives me `r name` joy.\n```{r}\nplot(1)\n```"
    found = formr.read(survey({**rating("a"), "label": label}, {**rating("b"), "label": "`r x`"}))
    assert [item.text["en"] for item in found.question_set.items] == ["Joy My work gives me joy.", "b"]
    assert [place for place, _ in said(found, "dropped")] == ["$.items.a", "$.items.b"]
    assert [place for place, _ in said(found, "invented")] == ["$.items.b", "$.scales[0]"]


def test_a_workbook_has_its_choices_in_columns_or_in_a_list():
    rows = [
        ("type", "name", "label", "choice1", "choice2", "choice3", "showif"),
        ("mc", "a", "A?", "no", None, "yes"),
        ("mc_button agree", "b", "B?", None, None, None, "a == 3"),
        ("rating_button 1,3", "c", "C?", "low", "high"),
        ("text", "d", "D?"),
        ("mc", None, "Nameless?", "no", "yes"),
    ]
    lists = [("list_name", "name", "label"), ("agree", 0, "no"), (None, 1, "yes"), (), (None, 2, "very")]
    found = formr.read(book(rows, lists), language="nl")
    q = found.question_set
    assert q.languages == ("nl",)
    stored = {item: [(o.stored, o.value, o.label["nl"]) for o in q.choices_of(item)] for item in q.item_ids}
    assert stored == {
        "a": [(1, 1, "no"), (3, 3, "yes")],
        "b": [(0, 0, "no"), (1, 1, "yes"), (2, 2, "very")],
        "c": [(1, 1, "low"), (2, 2, "2"), (3, 3, "high")],
    }
    assert [place for place, _ in said(found, "dropped")] == ["$.survey[6]", "$.items.b", "$.items.d"]


ITEMS = survey(
    mc("a_1", {"1": "no", "2": "yes"}), mc("a_2R", {"x": "seldom", "y": "often"}), {"name": "mail", "type": "email"}
)
RESULTS = [
    {"session": "s1", "a_1": 1, "a_2R": "y", "mail": "ada@example.org", "iteration": 1},
    {"session": "s2", "a_1": "2", "a_2R": None, "mail": "", "iteration": 2},
    {"session": "s3", "a_1": 3, "a_2R": "z", "mail": "", "iteration": 3},
]
CODED = [[0, 1], [1, -1], [-1, -1]]


@pytest.mark.parametrize("kind", ["list", "json", "csv", "path"])
def test_results_of_every_kind(kind, tmp_path):
    text = "session,a_1,a_2R,mail,iteration\ns1,1,y,ada@example.org,1\ns2,2,NA,,2\ns3,3,z,,3\n"
    (tmp_path / "results.csv").write_text(text, encoding="utf-8-sig")
    given = {
        "list": RESULTS,
        "json": json.dumps(RESULTS).encode(),
        "csv": text.encode(),
        "path": tmp_path / "results.csv",
    }[kind]
    found = formr.read(ITEMS, given)
    assert found.responses.codes.tolist() == CODED
    assert found.responses.extra is None
    dropped = dict(said(found, "dropped"))
    assert dropped["$.columns.a_1"] == dropped["$.columns.a_2R"] == "Answers that are none of the choices (1)."
    assert not any(words in "\n".join(map(str, found.report)) for words in ("ada@", "s1", "'z'"))
    kept = formr.read(ITEMS, given, keep=["session", "mail"]).responses.extra
    assert [row["session"] for row in kept] == ["s1", "s2", "s3"]
    assert kept[0]["mail"] == "ada@example.org"


def test_a_data_frame_is_read_as_it_is():
    frame = pl.DataFrame({"a_1": [1, 2], "a_2R": ["y", None], "team": ["A", "B"]})
    found = formr.read(ITEMS, frame)
    assert found.responses.codes.tolist() == CODED[:2]
    assert found.responses.extra.columns == ["team"]
    with pytest.raises(pi.ResponseError):
        formr.read(ITEMS, frame.with_columns(a_1=pl.lit(3)))


def test_what_is_not_in_a_row_is_empty():
    assert formr.read(ITEMS, [{"a_1": 1}, {"a_2R": "y", "a_1": 2}]).responses.codes.tolist() == [[0, -1], [1, 1]]


def test_one_person_is_a_row_and_what_is_no_answer_is_refused():
    one = json.dumps({"a_1": 2, "a_2R": "x"}).encode()
    assert formr.read(ITEMS, one).responses.codes.tolist() == [[1, 0]]
    for wrong in (True, [1], {"a": 1}):
        with pytest.raises(pi.ResponseError) as caught:
            formr.read(ITEMS, [{"a_1": wrong, "a_2R": "x"}])
        assert caught.value.issues
    with pytest.raises(pi.ResponseError) as caught:
        formr.read(ITEMS, [[1, 2]])
    assert [issue.code for issue in caught.value.issues] == ["not-a-mapping"]


# What is no such file, or a hostile one


@pytest.mark.parametrize(
    "source",
    [
        b"", b"nonsense", b"[]", b"{}", b'{"items": {}}', b'{"items": null}', b"[" * 100_000, b'{"a":' * 100_000,
        b"PK\x03\x04" + b"\x00" * 99, book([("type", "name")]), {}, {"items": "x"},
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_survey_is_refused(source):
    with pytest.raises(pi.DefinitionError) as caught:
        formr.read(source)
    assert {issue.code for issue in caught.value.issues} <= {"unreadable-source", "nothing-to-score"}


def test_a_workbook_without_the_sheet_is_refused():
    made, out = openpyxl.Workbook(), BytesIO()
    made.save(out)
    with pytest.raises(pi.DefinitionError, match="no sheet 'survey'"):
        formr.read(out.getvalue())


@pytest.mark.parametrize("source", [None, 3, object()])
def test_what_is_no_source(source):
    with pytest.raises(pi.ArgumentError):
        formr.read(source)


def test_nothing_to_score_says_what_it_holds():
    with pytest.raises(pi.DefinitionError, match="textarea") as caught:
        formr.read(survey({"name": "x", "type": "textarea"}))
    assert [issue.code for issue in caught.value.issues] == ["nothing-to-score"]


def test_a_thousand_items_are_read_and_more_refused():
    items = [mc(f"item{number}x", {"1": "no", "2": "yes"}) for number in range(1001)]
    assert len(formr.read(survey(*items[:1000])).question_set.items) == 1000
    with pytest.raises(pi.DefinitionError, match="more than 1,000 questions") as caught:
        formr.read(survey(*items))
    assert [issue.code for issue in caught.value.issues] == ["unreadable-source"]


def nodes(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield from nodes(inside, (*path, key))


def changed(value, path, odd):
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], odd)
    return copy


ODD = (None, 1, -0.5, True, "", "x" * 300, [], {}, [[]], {"1": {}}, float("inf"), 10**30, "\u202e")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_stands_anywhere_there_is_a_set_or_a_coded_error(odd):
    good = survey(
        rating("a_1", "1,3", "low", "high", item_order=1, showif="x"),
        mc("a_2R", {"1": "no", "2": "yes"}, item_order=2),
        mc("b", ["no", "yes"]),
        settings={"x": 1},
    )
    assert formr.read(good).question_set.item_ids == ("a_1", "a_2r", "b")
    for path in nodes(good):
        given = changed(good, path, odd)
        try:
            formr.read(given if isinstance(given, dict) else json.dumps(given).encode())
        except pi.PurposeIndexError as error:
            assert error.issues
    results = [{"a_1": 1, "a_2R": 2, "b": 1, "session": "s"}]
    for path in filter(None, nodes(results)):
        try:
            formr.read(good, changed(results, path, odd))
        except pi.PurposeIndexError as error:
            assert error.issues


def test_a_list_of_choices_begins_at_zero():
    assert options(formr.read(survey(mc("b", ["no", "yes"]))).question_set, "b") == [(0, 0, "no"), (1, 1, "yes")]
