"""The catalogues say the same in both languages, and numbers are written as each language writes them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

import purpose_index.reports.team as room
from purpose_index.reports.team.dutch import TEXTS as DUTCH
from purpose_index.reports.team.english import TEXTS as ENGLISH
from purpose_index.reports.team.speech import Speech

SOURCE = "".join(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(room.__file__).parent.iterdir())
    if path.suffix in {".py", ".jinja"} and path.stem not in {"english", "dutch"}
)


def placeholders(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_languages_have_the_same_keys_in_the_same_order():
    assert list(ENGLISH) == list(DUTCH)


def test_the_languages_fill_in_the_same():
    assert [key for key in ENGLISH if placeholders(ENGLISH[key]) != placeholders(DUTCH[key])] == []


def test_every_text_is_one_clean_line():
    texts = [*ENGLISH.values(), *DUTCH.values()]
    assert [text for text in texts if text != " ".join(text.split()) or "'" in text] == []


@pytest.mark.parametrize("texts", [ENGLISH, DUTCH])
def test_a_note_names_the_column_that_it_explains(texts):
    """A count of columns is wrong beside another note, and on a phone there are none."""
    assert texts["layers_split_note"].startswith(f"‘{texts['layers_split']}’ ")
    assert texts["own_fit"].startswith(f"‘{texts['you']}’ ")


MADE = re.compile(
    r"^(people|person_talk|who_leader|gap|layer|change|talk|act|occasion|beside|team|own|organisation|society)_"
)


def test_every_text_is_said_somewhere():
    assert [key for key in ENGLISH if f'"{key}"' not in SOURCE and not MADE.match(key)] == []


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [(3.44, "3,4", "3.4"), (-0.04, "0,0", "0.0"), (-1.26, "−1,3", "−1.3"), (5, "5,0", "5.0")],
)
def test_scores_have_one_decimal(value, dutch, english):
    assert (Speech("nl").number(value), Speech("en").number(value)) == (dutch, english)


def test_numbers_and_dates_are_those_of_the_language():
    nl, en, belgium = Speech("nl"), Speech("en"), Speech("nl-BE")
    assert (nl.number(0.34, signed=True), en.number(0.04, signed=True)) == ("+0,3", "0.0")
    assert (nl.count(1234), en.count(1234)) == ("1.234", "1,234")
    assert (nl.percent(0.256), nl.level(0.995), en.level(0.95)) == ("26%", "99,5%", "95%")
    assert (nl.date(date(2026, 3, 1)), en.date(date(2026, 3, 1))) == ("1 maart 2026", "1 March 2026")
    assert (nl.occasion("before"), nl.occasion("Maart"), en.occasion(date(2026, 3, 1))) == (
        "vooraf",
        "Maart",
        "1 March 2026",
    )
    assert (belgium.own, nl.people(1), nl.people(2), en.people(1)) == ("nl", "1 persoon", "2 mensen", "1 person")
    assert (nl.whole(4), nl.whole(2.5)) == ("4", "2,5")
