"""Where marks and parts stand, and colours whose text can be read."""

from __future__ import annotations

import pytest

from purpose_index.reports.team.charts import Mark, Row, bars, contrast, lines_of, rows_of_marks, slope, tones


def rgb(colour):
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.parametrize("count", range(1, 12))
def test_text_can_be_read_on_every_tone(count):
    found = tones(count)
    assert len(found) == count
    assert min(contrast(rgb(tone["fill"]), rgb(tone["text"])) for tone in found) >= 4.5


def test_tones_differ():
    assert len({tone["fill"] for tone in tones(5)}) == 5


def test_contrast_is_that_of_wcag():
    assert contrast((255, 255, 255), (118, 118, 118)) == pytest.approx(4.54, abs=0.005)  # the known greys on white
    assert contrast((89, 89, 89), (255, 255, 255)) == pytest.approx(7.0, abs=0.005)


def test_marks_stand_where_their_score_is():
    row = Row(
        "Total", 1, 5, [Mark("circle", 2.0, "2.0", False), Mark("diamond", 5.0, "5.0", True)], interval=(1.5, 3.0)
    )
    drawing = rows_of_marks([row])
    (drawn,) = drawing["rows"]
    assert [mark["x"] for mark in drawn["marks"]] == [25.0, 100.0]
    assert drawn["interval"] == (12.5, 50.0)
    assert drawn["link"] == (25.0, 100.0)
    assert drawing["ticks"] == [(0.0, 1), (25.0, 2), (50.0, 3), (75.0, 4), (100.0, 5)]


def test_rows_of_other_ranges_share_no_ticks():
    assert rows_of_marks([Row("a", 1, 5, []), Row("b", 0, 60, [])])["ticks"] == []


def test_a_range_that_is_wide_has_five_ticks():
    assert [value for _, value in rows_of_marks([Row("b", 0, 60, [])])["ticks"]] == [0, 15, 30, 45, 60]


@pytest.mark.parametrize(("high", "count"), [(2, 5), (3, 3), (11, 11), (12, 5), (3.5, 5)])
def test_a_tick_stands_at_every_point_where_there_are_two_to_ten(high, count):
    assert len(rows_of_marks([Row("a", 1, high, [])])["ticks"]) == count


def test_a_part_of_a_tenth_has_room_for_text():
    (bar,) = bars(["item"], [[(0.1, "10%"), (0.9, "90%")]])["rows"]
    assert [part["written"] for part in bar["parts"]] == ["10%", "90%"]


def test_tones_run_from_brown_by_light_grey_to_blue_green():
    assert [tone["fill"] for tone in tones(3)] == ["#7a3e08", "#e8e6e0", "#0a4f56"]


def test_rows_do_not_overlap():
    rows = rows_of_marks([Row("a " * 60, 1, 5, []), Row("b", 1, 5, [])])["rows"]
    assert len(rows[0]["lines"]) > 1
    assert rows[0]["lines"][-1][1] < rows[0]["track"] < rows[1]["lines"][0][1] < rows[1]["track"]


def test_bars_fill_the_width_in_order():
    (bar,) = bars(["item"], [[(0.25, "25%"), (0.0, "0%"), (0.05, "5%"), (0.7, "70%")]])["rows"]
    assert [(part["x"], part["width"], part["written"]) for part in bar["parts"]] == [
        (0.0, 25.0, "25%"),
        (25.0, 5.0, ""),
        (30.0, 70.0, "70%"),
    ]
    assert [part["tone"] for part in bar["parts"]] == [0, 2, 3]
    assert bar["parts"][2]["middle"] == 65.0


def test_a_slope_goes_up_where_the_mean_does():
    heights = slope(2, 4, 1, 5)
    assert (heights["first"], heights["last"]) == (66.0, 38.0)


def test_a_word_without_end_is_broken():
    assert [len(line) for line in lines_of("x" * 80)] == [38, 38, 4]
