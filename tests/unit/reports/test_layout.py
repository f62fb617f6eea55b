"""Columns that fit a width, measured as a terminal does."""

from __future__ import annotations

import pytest

from purpose_index.reports.layout import Laid, grid, page, width_of, wrapped


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("é", 1), ("e\u0301", 1), ("日本語", 6), ("ａ", 2), ("−0,5", 4), ("\u200fא", 1)],
)
def test_a_width_is_that_of_a_terminal(text, width):
    assert width_of(text) == width


def test_the_width_is_that_which_rich_measures():
    cell_len = pytest.importorskip("rich.cells").cell_len
    for text in ("work", "naïve", "日本語 mixed", "한국어", "–"):
        assert width_of(text) == cell_len(text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 6, ["one", "two", "three"]),
        ("", 5, [""]),
        ("abcdefgh ij", 5, ["abcde", "fgh", "ij"]),
        ("日本語日本語", 5, ["日本", "語日", "本語"]),
    ],
)
def test_words_are_broken_only_where_they_must(text, width, lines):
    assert wrapped(text, width) == lines


def column(heading, *cells, least=None, left=False):
    return Laid([heading, *cells], least or max(map(len, (heading, *cells))), left)


def test_a_grid_puts_headings_down_and_texts_up():
    text = column("text", "a long text of words", "short", least=8, left=True)
    assert grid([column("id", "a", "b", left=True), text, column("alpha without", "0.9", "0.8", least=7)], 21).split(
        "\n"
    ) == [
        "                alpha",
        "id  text      without",
        "---------------------",
        "a   a long        0.9",
        "    text of",
        "    words",
        "b   short         0.8",
    ]


def test_what_does_not_fit_comes_below_after_the_first_column():
    columns = [column("id", "a", left=True), column("mean", "1.5"), column("sd", "0.5"), column("n", "100")]
    assert grid(columns, 12).split("\n") == [
        "id  mean",
        "--------",
        "a    1.5",
        "",
        "id   sd    n",
        "------------",
        "a   0.5  100",
    ]


@pytest.mark.parametrize(
    ("group", "heads"), [("b", ["id  of  mean", "id  of   sd"]), ("a", ["id  of  mean", "id   sd"])]
)
def test_what_comes_below_is_named_by_all_columns_that_tell_rows_apart(group, heads):
    """Where none do, the first alone is there again."""
    words = [column("id", "x", "x", left=True), column("of", "a", group, left=True)]
    shown = grid([*words, column("mean", "1.5", "1.6"), column("sd", "0.5", "0.6")], 14).split("\n")
    assert [line for line in shown if line.startswith("id")] == heads


def test_what_tells_rows_apart_is_not_there_again_where_it_leaves_no_room():
    words = [column("id", "x", "x", left=True), column("of", "a long one", "another one", left=True)]
    shown = grid([*words, column("mean", "1.5", "1.6"), column("sd", "0.5", "0.6")], 24).split("\n")
    assert [line.split() for line in shown if line.startswith("id")] == [["id", "of", "mean"], ["id", "sd"]]


def test_columns_that_are_joined_come_below_together():
    joined = [column(str(i), "10%")._replace(joined=i > 1) for i in (1, 2, 3)]
    columns = [column("id", "a", left=True), column("mean", "1.50"), *joined]
    assert grid(columns, 18).split("\n")[::4] == ["id  mean", "id    1    2    3"]
    assert grid(columns, 23).split("\n")[0] == "id  mean    1    2    3"
    assert grid(columns, 12).split("\n")[::4] == ["id  mean", "id    1    2", "id    3"]  # no room for all


@pytest.mark.parametrize("width", [20, 30, 40, 80, 200])
def test_no_line_is_wider_than_asked(width):
    columns = [
        column("item", "a", "b", left=True),
        column("text", "words and 日本語 words " * 5, "x", least=10, left=True),
        *(column(f"h{i}", "12.34", "5") for i in range(9)),
    ]
    shown = grid(columns, width).split("\n")
    assert max(map(width_of, shown)) <= width
    assert sum(line.count("12.34") for line in shown) == 9


def test_a_page_breaks_words_and_leaves_code_as_it_is():
    code = "```python\nx = 1" + " + 1" * 30 + "\n```"
    wide = "word " * 15 + "last"
    assert page(f"# title\n\n{wide} one two\n\n{code}\n- {wide}") == (
        f"# title\n\n{wide}\none two\n\n{code}\n- {'word ' * 15}\n".replace(" \n", "\n") + "  last\n"
    )
