"""What a change is said to do, in the words of every case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from purpose_index.checks.changes import Changes, ScaleChange, TextChange
from purpose_index.reports import changes as reports

FOUND = Changes(
    before="mine 1.0.0",
    after="mine 2.0.0",
    scoring=True,
    words=True,
    scales=(
        ScaleChange(scale="work", kind="changed", what=("'q1' is reversed", "prorated"), low=-12.25, high=3.5),
        ScaleChange(scale="rest", kind="changed", what=("without 'q9'",), low=-25.0, high=-25.0),
        ScaleChange(scale="third", kind="changed", what=("sum instead of mean",), low=0.0, high=0.0),
        ScaleChange(scale="fourth", kind="changed", what=("with 'q8'",)),
        ScaleChange(scale="fifth", kind="added"),
        ScaleChange(scale="sixth", kind="removed"),
        ScaleChange(scale="seventh", kind="same"),
    ),
    texts=(
        TextChange(path="$.title", language="nl", before="Oud", after="Nieuw"),
        TextChange(path="$.title", language="en", before=None, after="New"),
        TextChange(path="$.title", language="fy", before="Âld", after=None),
    ),
    least_version="2.0.0",
    enough=True,
)


def test_every_scale_and_every_text_has_its_own_words():
    assert reports.text(FOUND).splitlines() == [
        "mine 1.0.0 -> mine 2.0.0",
        "",
        "work     'q1' is reversed; prorated: the index of people who answer everything",
        "         moves by −12.2 to +3.5",
        "rest     without 'q9': the index of people who answer everything moves by −25.0",
        "         to −25.0",
        "third    sum instead of mean: people who answer everything keep their index",
        "fourth   with 'q8': no answer is valid in both",
        "fifth    is new",
        "sixth    is gone",
        "seventh  scores as before",
        "",
        "$.title, nl: 'Oud' -> 'Nieuw'",
        "$.title, en is new: 'New'",
        "$.title, fy is gone: 'Âld'",
        "",
        "Scoring changed: the version is high enough.",
    ]


def test_long_words_fit_the_width_and_keep_every_space_and_line_end():
    long = "one  two " * 15 + "line-end\n"
    texts = (TextChange(path="$.title", language="nl", before="Oud", after=long),)
    lines = reports.text(replace(FOUND, texts=texts)).split("\n")
    (first,) = (i for i, line in enumerate(lines) if line.startswith("$.title, nl: 'Oud' -> 'one"))
    told = lines[first : lines.index("", first)]
    assert max(map(len, lines)) <= 80
    assert len(told) > 1
    assert all(line.startswith("      ") and line[6] != " " for line in told[1:])
    assert lines[-2] == "Scoring changed: the version is high enough."
    assert "".join(told).replace(" ", "") == "$.title,nl:'Oud'->'" + "onetwo" * 15 + "line-end\\n'"
    assert "one  two one" in told[0]


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ({"enough": False}, "Scoring changed: the version must be 2.0.0 or higher."),
        ({"scoring": False}, "Words changed, scoring did not: the version is high enough."),
        ({"scoring": False, "words": False}, "Nothing changed: the version is high enough."),
        ({"after": "other 2.0.0", "enough": False}, "Scoring changed: these are two sets, not two versions of one."),
    ],
)
def test_the_verdict_stands_last(parts, verdict):
    text = reports.text(replace(FOUND, **parts))
    assert text.splitlines()[-1] == verdict
    assert ("'Oud' -> 'Nieuw'" in text) is ("after" not in parts)  # of two sets every text is another
