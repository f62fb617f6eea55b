"""Tables of an analysis, and the four ways they are shown."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from html import escape
from html.parser import HTMLParser
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import purpose_index as pi
from purpose_index import rendering
from purpose_index.reports import render
from purpose_index.reports.small_counts import shown_share, shown_shares
from purpose_index.reports.tables import Column, Table, tables
from purpose_index.reports.words import DUTCH, ENGLISH
from purpose_index.stats.reliability.cronbach import Interval

NAN = float("nan")
TABLE = Table(
    "scores",
    "Scores of <b>us</b>",
    (
        Column("scale", "id", "text", "never"),
        Column("name", "scale", "text"),
        Column("reverse", "reversed", "flag", "used"),
        Column("n", "n", "count"),
        Column("mean", "mean", "points"),
        Column("alpha", "alpha", "coefficient"),
        Column("floor", "lowest", "share"),
    ),
    (("a", "=A & B", True, 12, 3.14159, 0.71249, 0.256), ("b", "B", False, 3, NAN, None, 1.0)),
    ("A note of <i>ours</i>.",),
    "nl",
)


@pytest.fixture(scope="module")
def analysis():
    q = pi.load("purpose-index")
    people = [{item: 1 + (i * i + 2 * j) % 5 for j, item in enumerate(q.item_ids)} for i in range(30)]
    return pi.analyze(q, people)


def test_text_aligns_rounds_and_marks_nothing():
    assert render.text([TABLE]).splitlines() == [
        "Scores of <b>us</b>",
        "",
        "scale   reversed   n  mean  alpha  lowest",
        "-----------------------------------------",
        "=A & B  ja        12  3,14  0,712     26%",
        "B                  3     –      –    100%",
        "",
        "A note of <i>ours</i>.",
    ]


def test_a_column_that_nobody_needs_is_not_shown():
    plain = Table(TABLE.id, TABLE.title, TABLE.columns, TABLE.rows[1:], (), "en")
    assert "reversed" not in render.text([plain])
    assert "reversed" not in render.html([plain])


def test_a_flag_that_is_not_known_is_a_dash():
    assert [render.formatted(cell, "flag", "nl") for cell in (True, False, None)] == ["ja", "", "–"]


def test_rich_shows_the_same_words():
    console = pytest.importorskip("rich.console").Console(width=120, file=StringIO())
    console.print(render.rich([TABLE, TABLE]))
    lines = [line.rstrip() for line in console.file.getvalue().rstrip().splitlines()]
    assert lines == render.text([TABLE, TABLE]).splitlines()


def test_html_escapes_everything_and_loads_nothing():
    shown = render.html([TABLE])
    assert "&lt;b&gt;us&lt;/b&gt;" in shown
    assert "=A &amp; B" in shown
    assert "A note of &lt;i&gt;ours&lt;/i&gt;." in shown
    assert not any(word in shown for word in ("http", "src=", "url(", "<script", "@import"))


@pytest.mark.parametrize("odd", ["\x1b[31m", "\x07", "\x9b", "\u202e", "\u2066", "\ufeff", "\ud800"])
def test_what_could_steer_a_terminal_or_turn_words_around_is_spelled_out(odd):
    """Names of groups come from data as they are."""
    name = f"Sales{odd}!"
    table = Table("t", name, (Column("a", name, "text"), Column("b", "b", "text")), ((name, "x"),), (name,), "en")
    console = pytest.importorskip("rich.console").Console(width=120, file=StringIO())
    console.print(render.rich([table]))
    for shown in (render.text([table]), render.html([table]), console.file.getvalue()):
        assert shown.count(f"Sales\\u{ord(odd[0]):04x}{odd[1:]}!") >= 4
        assert odd not in shown
        assert shown.encode()


def test_names_of_other_scripts_and_signs_of_several_characters_stay_as_they_are():
    table = Table("t", "t", (Column("a", "a", "text"),), (("שלום",), ("👩\u200d🔬",), ("é",)), (), "en")
    assert all(cell in render.html([table]) and cell in render.text([table]) for (cell,) in table.rows)


def test_html_is_whole():
    class Tags(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open, self.seen = [], []

        def handle_starttag(self, tag, attrs):
            self.open.append(tag)
            self.seen.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    tags = Tags()
    tags.feed(render.html([TABLE]))
    assert tags.open == []
    assert tags.seen.count("tr") == 3
    assert tags.seen.count("td") == 2 * 5  # the first cell of a row is its heading


def test_html_of_a_table_without_rows_is_its_title_and_its_notes():
    shown = render.html([dataclasses.replace(TABLE, rows=())])
    assert "<table" not in shown
    assert f"<p><strong>{escape(TABLE.title)}</strong></p><p>A note of &lt;i&gt;ours&lt;/i&gt;.</p>" in shown
    assert "<table" in render.html([dataclasses.replace(TABLE, rows=(), notes=())])


def test_html_takes_its_colours_from_where_it_is_shown():
    assert "color:inherit" in render.STYLE
    assert "background:transparent" in render.STYLE


def test_csv_is_at_full_precision_and_safe():
    header, first, second = csv.reader(StringIO(render.csv([TABLE]).removeprefix("# scores\n")))
    assert header == ["scale", "name", "reverse", "n", "mean", "alpha", "floor"]
    assert first == ["a", "'=A & B", "True", "12", "3.14159", "0.71249", "0.256"]
    assert second == ["b", "B", "False", "3", "", "", "1.0"]


def test_json_is_at_full_precision_with_null_for_nothing():
    (found,) = json.loads(render.json([TABLE]))["tables"]
    assert (found["id"], found["title"], found["notes"]) == ("scores", TABLE.title, list(TABLE.notes))
    assert found["rows"][0]["mean"] == 3.14159
    assert found["rows"][1] == {
        "scale": "b",
        "name": "B",
        "reverse": False,
        "n": 3,
        "mean": None,
        "alpha": None,
        "floor": 1.0,
    }


def test_the_tables_of_an_analysis(analysis):
    found = {table.id: table for table in tables(analysis, "en")}
    scales = list(analysis.scales)
    assert list(found)[:2] == ["scores", "reliability"]
    assert list(found)[2 : 2 + len(scales)] == [f"items_{scale}" for scale in scales]
    keys = [column.key for column in found["reliability"].columns]
    row = dict(zip(keys, found["reliability"].rows[0], strict=True))
    first = analysis.scales[scales[0]]
    assert row["alpha"] == first.alpha.value
    assert row["alpha_high"] == first.alpha.high
    assert row["standard_error_of_measurement"] == first.standard_error_of_measurement
    assert found["scores"].notes[0].startswith("30 people; question set purpose-index")


AGAINST = ("negative-item-rest-correlation", "negative-loading")


def against(scale):
    return sum(issue.code == AGAINST[0] for issue in scale.issues)


def test_every_issue_has_its_row_but_for_items_where_all_go_against_each_other(analysis):
    issues = next(table for table in tables(analysis, "en") if table.id == "issues")
    every = {f"$.scales.{scale.id}." for scale in analysis.scales.values() if against(scale) == scale.k}
    left_out = [one for one in analysis.issues if one.code in AGAINST and one.path.startswith(tuple(every))]
    assert len(issues.rows) == len(analysis.issues) - len(left_out) > 0
    assert issues.rows[0][0] == analysis.issues[0].path.removeprefix("$.scales.")
    assert issues.rows[0][1].startswith(analysis.issues[0].message)


def test_dutch_and_english_have_the_same_words():
    assert DUTCH.keys() == ENGLISH.keys()


def test_every_issue_of_an_analysis_is_said_in_dutch(analysis):
    dutch = next(table for table in tables(analysis, "nl") if table.id == "issues")
    english = next(table for table in tables(analysis, "en") if table.id == "issues")
    assert not {row[1] for row in dutch.rows} & {row[1] for row in english.rows}


def test_a_language_that_the_set_does_not_have(analysis):
    with pytest.raises(pi.ArgumentError) as error:
        tables(analysis, "fr")
    assert [issue.code for issue in error.value.issues] == ["unknown-language"]


def test_an_analysis_shows_itself(analysis):
    assert "Betrouwbaarheid" in str(analysis)
    assert "Betrouwbaarheid" in analysis._repr_html_()
    console = pytest.importorskip("rich.console").Console(width=60, file=StringIO())
    console.print(analysis)
    assert "Betrouwbaarheid" in console.file.getvalue()
    assert max(map(len, console.file.getvalue().splitlines())) <= 60


def test_an_analysis_and_its_scales_are_short_where_they_are_a_value_among_others(analysis):
    assert repr(analysis) == f"Analysis(purpose-index {analysis.version}, n=30, 5 scales)"
    alpha = analysis.scales["total"].alpha.value
    assert repr(analysis.scales["total"]) == f"ScaleAnalysis(total, n=30, k=12, alpha={alpha:.3f})"


def test_every_result_that_shows_itself_has_a_report():
    package = Path(pi.__file__).parent
    for path in package.rglob("*.py"):
        if re.search(r"^class \w+\(.*\bShown\b", path.read_text(encoding="utf-8"), re.MULTILINE):
            import_module(".".join(path.relative_to(package.parent).with_suffix("").parts))
    shown = {kind.__name__ for kind in rendering.Shown.__subclasses__()}
    assert shown == rendering.REPORTS.keys()
    for module in map(import_module, rendering.REPORTS.values()):
        assert hasattr(module, "tables") or all(hasattr(module, form) for form in get_args(rendering.Form))


def test_many_answer_values_are_not_spread_over_columns():
    options = [{"value": v, "label": {"en": str(v)}} for v in range(101)]
    item = {"id": "slider", "text": {"en": "How much?"}, "options": options}
    scale = {"id": "one", "name": {"en": "One"}, "items": "all"}
    q = pi.loads(
        json.dumps(
            {
                "id": "sliders",
                "version": "1.0.0",
                "languages": ["en"],
                "title": {"en": "Sliders"},
                "items": [item, {**item, "id": "other"}],
                "scales": [scale],
            }
        )
    )
    found = pi.analyze(q, [{"slider": 10 * i, "other": 9 * i} for i in range(10)])
    table = next(table for table in tables(found, "en") if table.id == "items_one")
    assert not any(column.key.startswith("share_") for column in table.columns)


def test_html_can_be_read_by_ear_and_scrolled_by_keys():
    shown = render.html([TABLE])
    assert '<div class="purpose-index" lang="nl">' in shown
    assert 'role="group" aria-label="Scores of &lt;b&gt;us&lt;/b&gt;" tabindex="0"' in shown
    assert shown.count('<th scope="col"') == 6
    assert shown.count('<th scope="row" dir="auto" class="text">') == 2
    french = render.html([dataclasses.replace(TABLE, language="fr")])
    assert '<div class="purpose-index" lang="en">' in french
    assert '<th scope="row" lang="fr" dir="auto"' in french


def test_the_words_of_items_have_room_in_html_and_marks_take_none():
    words = dataclasses.replace(TABLE, columns=(*TABLE.columns[:2], Column("text", "text", "text"), *TABLE.columns[2:]))
    words = dataclasses.replace(
        words, rows=tuple((*row[:2], "Ik help mee waar dat kan.", *row[2:]) for row in TABLE.rows)
    )
    shown = render.html([words])
    assert "td.words{min-width:14em}" in shown
    assert shown.count('class="text words">Ik help mee waar dat kan.</td>') == len(words.rows)
    assert "=A &amp; B</th>" in shown
    assert '</td><td class="flag">ja</td>' in shown


def test_a_number_stands_with_its_interval_in_one_cell():
    columns = (
        Column("alpha", "alfa [95%]", "coefficient", ends=("low", "high")),
        Column("low", "van", "coefficient", "never"),
        Column("high", "tot", "coefficient", "never"),
    )
    table = Table("one", "One", columns, ((0.7761, 0.714, 0.8257), (0.5, None, None)), (), "nl")
    assert [line.strip() for line in render.text([table]).splitlines()[4:6]] == ["0,776 [0,714; 0,826]", "0,500"]
    assert next(csv.reader(StringIO(render.csv([table]).split("\n", 1)[1]))) == ["alpha", "low", "high"]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_text_is_no_wider_than_asked(analysis, language, width):
    lines = render.text(tables(analysis, language), width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert any("meaning" in line or "zin" in line for line in lines)


@pytest.mark.parametrize("width", [60, 80])
def test_the_shares_of_an_item_stand_side_by_side(analysis, width):
    text = render.text([table for table in tables(analysis, "en") if table.id == "items_total"], width=width)
    headings = [line.split() for line in text.splitlines() if line.split()[-1:] == ["5"]]
    assert [line[-5:] for line in headings] == [["1", "2", "3", "4", "5"]]


def test_text_is_as_wide_as_the_terminal(analysis, monkeypatch):
    monkeypatch.setenv("COLUMNS", "64")
    assert str(analysis) == render.text(tables(analysis), width=64)
    assert str(analysis) != render.text(tables(analysis), width=100)


def test_items_are_shown_with_their_words(analysis):
    q = pi.load("purpose-index")
    table = next(table for table in tables(analysis, "nl") if table.id == "items_total")
    assert [row[1] for row in table.rows] == [q.item(item).text["nl"] for item in q.item_ids]


PEOPLE = [(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (3, 2), (3, 1)]


@pytest.fixture(scope="module")
def few():
    """Twelve people answer both: 5, 5 and 2 chose the options of a; five more answer a alone."""
    options = [{"value": v, "label": {"en": str(v)}} for v in range(1, 6)]
    q = {"id": "few", "version": "1.0.0", "languages": ["en"], "title": {"en": "Few"}}
    items = [{"id": name, "text": {"en": name}, "options": options[:k]} for name, k in (("a", 3), ("b", 5))]
    scales = [
        {"id": "one", "name": {"en": "A"}, "items": ["a"]},
        {"id": "both", "name": {"en": "Both"}, "items": "all"},
    ]
    people = [*({"a": a, "b": b} for a, b in PEOPLE), {"a": 1}, {"a": 2}, {"a": 3}, {"a": 3}, {"a": 3}]
    return pi.analyze(pi.loads(json.dumps({**q, "items": items, "scales": scales})), people)


def cells(result, table_id, keys, **options):
    table = next(table for table in tables(result, "en", **options) if table.id == table_id)
    at = [[column.key for column in table.columns].index(key) for key in keys]
    return [[row[j] for j in at] for row in table.rows], table


def test_shares_of_fewer_than_five_people_are_not_shown_nor_what_would_tell_them(few):
    shares = [f"share_{value}" for value in (1, 2, 3)]
    hidden, table = cells(few, "items_both", shares)
    assert hidden == [[None] * 3, [None] * 3]  # 2 of 12 chose 3: with the others shown, it would follow
    assert "fewer than 5 people" in table.notes[-1]
    shown, _ = cells(few, "items_both", shares, small_counts=True)
    assert shown[0] == pytest.approx([5 / 12, 5 / 12, 2 / 12])


def test_a_share_of_exactly_five_people_is_shown(few):
    (row,), table = cells(few, "items_one", [f"share_{value}" for value in (1, 2, 3)])
    assert row == pytest.approx([6 / 17, 6 / 17, 5 / 17])
    assert not any("fewer" in note for note in table.notes)


def test_ends_of_scales_and_missing_answers_follow_the_same_rule(few):
    assert cells(few, "scores", ["floor", "ceiling"])[0] == [pytest.approx([6 / 17, 5 / 17]), [None, None]]
    assert cells(few, "scores", ["floor"], small_counts=True)[0][1] == [pytest.approx(1 / 12)]
    assert cells(few, "items_both", ["missing"])[0] == [[0], [pytest.approx(5 / 17)]]


def analysed(people, scales, options=5, **asked):
    """Analyse answers to the items a, b and so on, as many as the people have."""
    choices = [{"value": v, "label": {"en": str(v)}} for v in range(1, options + 1)]
    items = [{"id": name, "text": {"en": name}, "options": choices} for name in "abcd"[: len(people[0])]]
    head = {"id": "few", "version": "1.0.0", "languages": ["en"], "title": {"en": "Few"}, "items": items}
    named = [{"id": name, "name": {"en": name}, "items": list(members)} for name, members in scales.items()]
    q = pi.load({**head, "scales": named})
    return pi.analyze(q, [dict(zip(q.item_ids, person, strict=True)) for person in people], omega=False, **asked)


FIVES = [f"share_{value}" for value in range(1, 6)]
EVENLY = [(1 + i % 5, 1 + i // 5) for i in range(25)] * 2  # ten people an option


def test_shares_that_two_tables_would_tell_by_subtraction_are_in_one_of_them():
    """All 53 have answered a, and 50 of them b: three people's answers to a are what the tables differ by."""
    people = [*EVENLY, (1, None), (1, None), (2, None)]
    result = analysed(people, {"one": "a", "both": "ab"})
    assert cells(result, "items_one", FIVES)[0] == [pytest.approx([12 / 53, 11 / 53, *[10 / 53] * 3])]
    moments = ["mean", "sd", "skewness"]
    (a, b), table = cells(result, "items_both", [*FIVES, *moments])
    assert a[:5] == [None] * 5
    assert all(cell != cell for cell in a[5:])  # 53 times one mean less 50 times the other is what three answered
    assert b == pytest.approx([0.2] * 5 + [3.0, 1.4285714285714286, 0.0])
    assert "would tell" in table.notes[-1]
    shown, _ = cells(result, "items_both", FIVES, small_counts=True)
    assert shown[0] == pytest.approx([0.2] * 5)


@pytest.mark.parametrize(("more", "shown"), [(5, True), (4, False)])
def test_two_tables_are_shown_where_enough_people_chose_every_answer_between_them(more, shown):
    people = [*EVENLY, *((value, None) for value in (1, 2, 3, 4, 5) for _ in range(more if value == 3 else 5))]
    result = analysed(people, {"one": "a", "both": "ab"})
    assert (cells(result, "items_both", FIVES)[0][0] == pytest.approx([0.2] * 5)) == shown
    assert cells(result, "items_both", ["mean"])[0][0] == pytest.approx([3.0])  # of more than five people together


@pytest.mark.parametrize(("more", "shown"), [(5, True), (4, False)])
def test_a_mean_is_shown_twice_where_five_people_are_between_the_two(more, shown):
    result = analysed([*EVENLY, *[(3, None)] * more], {"one": "a", "both": "ab"})
    ((mean,), _), _ = cells(result, "items_both", ["mean"])
    assert mean == pytest.approx(3.0 if shown else float("nan"), nan_ok=True)


def test_a_table_of_the_same_people_is_shown_again():
    result = analysed(EVENLY, {"one": "a", "both": "ab"})
    assert cells(result, "items_both", FIVES)[0][0] == cells(result, "items_one", FIVES)[0][0] == [0.2] * 5


@pytest.mark.parametrize(("middle", "shown"), [(5, True), (4, False), (0, False)])
def test_the_ends_of_a_scale_do_not_tell_who_is_between_them(middle, shown):
    result = analysed([(1,)] * 8 + [(3,)] * middle + [(5,)] * 9, {"one": "a"})
    n = 17 + middle
    expected = pytest.approx([8 / n, 9 / n]) if shown else [None, None]
    assert cells(result, "scores", ["floor", "ceiling"])[0] == [expected]


@pytest.mark.parametrize(("options", "kept"), [(2, 0), (3, 1), (4, 2), (5, 3)])
def test_moments_that_tell_the_shares_are_left_out_with_them(options, kept):
    """n and m moments are m + 1 equations in as many unknown counts as there are answers."""
    people = [(value, value) for value in range(1, options + 1) for _ in range(6)] + [(1, 2)]
    people = people[4:]  # three people chose 1
    result = analysed(people, {"both": "ab"}, options)
    (row, _), _ = cells(result, "items_both", ["mean", "sd", "skewness"])
    assert [cell == cell for cell in row] == [True] * kept + [False] * (3 - kept)
    (whole, _), _ = cells(result, "items_both", ["mean", "sd", "skewness"], small_counts=True)
    assert row[:kept] == whole[:kept]


def test_under_pairwise_the_number_of_answers_does_not_tell_how_many_are_missing():
    people = [*EVENLY, (1, None), (1, None), (2, None)]
    result = analysed(people, {"both": "ab"}, missing="pairwise")
    assert cells(result, "items_both", ["n", "missing"])[0] == [[53, 0], [None, None]]
    shown, _ = cells(result, "items_both", ["n", "missing"], small_counts=True)
    assert shown == [[53, 0], [50, pytest.approx(3 / 53)]]
    assert '"n": 50' not in render.json(tables(result)).split("items_both")[1]


@pytest.mark.parametrize(
    ("share", "n", "shown"),
    [(5 / 20, 20, True), (4 / 20, 20, False), (15 / 20, 20, True), (16 / 20, 20, False), (0, 20, False), (1, 20, False),
     (float("nan"), 0, False), (0.5, 4, False), (0.5, 10, True)],
)  # fmt: skip
def test_a_share_is_shown_of_five_people_or_more_on_either_side(share, n, shown):
    assert (shown_share(share, n) is not None) == shown
    assert bool(shown_shares({1: share, 2: 1 - share}, n)) == shown


@pytest.mark.parametrize("interval", get_args(Interval))
def test_every_interval_is_named_in_the_note_as_it_was_used(interval):
    """The bootstrap makes both intervals; beside all others omega has its own."""
    q = pi.load("purpose-index")
    rng = np.random.default_rng(1)
    answers = np.clip(np.round(3 + rng.normal(size=(300, 1)) + rng.normal(size=(300, 12))), 1, 5).astype(int)
    people = [dict(zip(q.item_ids, row, strict=True)) for row in answers.tolist()]
    scale = pi.analyze(q.model_copy(update={"scales": (q.scale("total"),)}), people, interval=interval)
    for language, of, and_of in (
        ("en", "of alpha by ", ", of omega by "),
        ("nl", "van alfa volgens ", ", van omega volgens "),
    ):
        say = ENGLISH if language == "en" else DUTCH
        text = " ".join(render.text(tables(scale, language=language)).split())
        of_omega = scale.scales["total"].omega.interval
        assert of_omega == (interval if "bootstrap" in interval else "log-delta")
        assert f"{of}{say[interval]}{and_of}{say[of_omega]}." in text


def test_a_note_names_no_interval_that_is_not_there():
    q = pi.load("purpose-index")
    people = [{item: 1 + (i * i + 2 * j) % 5 for j, item in enumerate(q.item_ids)} for i in range(30)]
    without_omega = pi.analyze(q, people, omega=False, language="en")
    assert "of alpha by Feldt." in " ".join(str(without_omega).split())
    assert "In brackets" not in str(pi.analyze(q, people, interval=None, language="en"))


def test_one_blank_line_is_between_tables_with_notes_or_without():
    columns, rows = (Column("n", "n", "count"),), ((1,),)
    tables = [Table("one", "One", columns, rows, (), "en"), Table("two", "Two", columns, rows, ("A note.",), "en")] * 2
    assert render.text(tables, width=80).count("\n\n\n") == 0
    assert render.text(tables[:2], width=80) == "One\n\nn\n-\n1\n\nTwo\n\nn\n-\n1\n\nA note."
