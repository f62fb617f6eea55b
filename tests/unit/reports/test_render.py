"""Tables of an analysis, and the four ways they are shown."""

from __future__ import annotations

import csv
import json
from html.parser import HTMLParser
from importlib import import_module
from io import StringIO
from typing import get_args

import pytest

import purpose_index as pi
from purpose_index import rendering
from purpose_index.reports import render
from purpose_index.reports.tables import Column, Table, tables
from purpose_index.reports.words import DUTCH, ENGLISH

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
    assert tags.seen.count("td") == 2 * 6


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


def test_every_issue_has_its_row(analysis):
    issues = next(table for table in tables(analysis, "en") if table.id == "issues")
    assert len(issues.rows) == len(analysis.issues) > 0
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
    assert "Betrouwbaarheid" in str(analysis.__rich__())


def test_an_analysis_and_its_scales_are_short_where_they_are_a_value_among_others(analysis):
    assert repr(analysis) == f"Analysis(purpose-index {analysis.version}, n=30, 5 scales)"
    alpha = analysis.scales["total"].alpha.value
    assert repr(analysis.scales["total"]) == f"ScaleAnalysis(total, n=30, k=12, alpha={alpha:.3f})"


def test_every_result_that_shows_itself_has_a_report_of_the_one_form():
    import_module("purpose_index.analysis.results")
    import_module("purpose_index.checks.report")
    shown = {kind.__name__ for kind in rendering.Shown.__subclasses__()}
    assert shown == rendering.REPORTS.keys()
    for module in map(import_module, rendering.REPORTS.values()):
        assert all(callable(getattr(module, form)) for form in get_args(rendering.Form))


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
