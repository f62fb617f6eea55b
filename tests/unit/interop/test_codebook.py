"""Codebooks and method paragraphs: what they say, and that no text in them is taken for markup."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser

import pytest

import purpose_index as pi
from purpose_index.interop import codebook
from purpose_index.version import __version__

LABELS = {1: ("oneens", "disagree"), 2: ("neutraal | geen", "neutral <b>"), 3: ("eens", "agree")}


def made(**changed):
    """A set that uses everything."""
    options = [
        *({"value": value, "label": {"nl": nl, "en": en}} for value, (nl, en) in LABELS.items()),
        {"value": -8, "label": {"nl": "n.v.t.", "en": "n/a"}, "missing": "not_applicable"},
    ]
    yes_no = [
        {"value": 0, "code": "N", "label": {"nl": "nee", "en": "no"}},
        {"value": 1, "code": "Y", "label": {"nl": "ja", "en": "yes"}},
    ]
    return pi.load(
        {
            "id": "made",
            "version": "2.1.0",
            "languages": ["nl", "en"],
            "title": {"nl": "Gemaakt & <klaar>", "en": "Made & <done>"},
            "instruction": {"nl": "Lees\n# dit.", "en": "Read\n# this."},
            "options": {"agree": options},
            "missing": {"skipped": [-9], "not_applicable": [-8]},
            "items": [
                {"id": "a", "text": {"nl": "Ik *a*?", "en": "=a_1"}, "options": "agree"},
                {"id": "b", "text": {"nl": "Ik b?", "en": "I b?"}, "options": "agree", "reverse": True, "column": "B1"},
                {"id": "c", "text": {"nl": "Ik c?", "en": "I c?"}, "options": yes_no},
            ],
            "scales": [
                {"id": "s", "name": {"nl": "Es", "en": "Ess"}, "items": ["a", "b"], "weights": {"b": 0.5}},
                {
                    "id": "t",
                    "name": {"nl": "Te", "en": "Tee"},
                    "items": ["a", "b", "c"],
                    "score": "sum",
                    "prorate": True,
                    "minimum_answered": 2,
                },
                {"id": "u", "name": {"nl": "U", "en": "You"}, "items": ["c"], "score": "sum"},
            ],
            **changed,
        }
    )


def test_the_method_paragraph_says_everything_in_english():
    q = made()
    assert codebook.method_paragraph(q, language="en") == (
        "The questionnaire ‘Made & <done>’ (made, version 2.1.0) has 3 items. "
        "a and b have 3 answer options, scored from 1 (‘disagree’) to 3 (‘agree’). "
        "c has 2 answer options, scored from 0 (‘no’) to 1 (‘yes’). "
        "‘n/a’ could also be chosen for a and b; it counts as a missing answer. "
        "Reverse-scored: b; the answer is subtracted from the sum of the lowest and the highest value of the item. "
        "There are 3 scales: ‘Ess’ (2 items), ‘Tee’ (3 items) and ‘You’ (one item). "
        "The score on ‘Ess’ is the mean of the answered items. "
        "The score on ‘Tee’ is the sum of the items; where answers are missing, it is the mean of the answered items "
        "times the number of items. "
        "The score on ‘You’ is the sum of the answered items. "
        "In ‘Ess’, items count with a weight other than 1: b 0.5. "
        "A score needs answers to at least all 2 items for ‘Ess’; 2 of 3 items for ‘Tee’; the one item of ‘You’; "
        "otherwise it is missing. "
        "Every score is also given as an index from 0 (the lowest score that is possible) to 100 (the highest). "
        f"Scores were computed with purpose_index {__version__}; the SHA-256 fingerprint of the scoring is "
        f"{q.fingerprint}."
    )


def test_the_method_paragraph_says_everything_in_dutch():
    said = codebook.method_paragraph(made(), language="nl")
    for part in (
        "De vragenlijst ‘Gemaakt & <klaar>’ (made, versie 2.1.0) heeft 3 vragen. ",
        "a en b hebben 3 antwoordopties, met waarden van 1 (‘oneens’) tot en met 3 (‘eens’). ",
        "Bij a en b kon ook ‘n.v.t.’ worden gekozen; dat telt als een ontbrekend antwoord. ",
        "Omgekeerd gescoord: b; ",
        "In ‘Es’ tellen vragen mee met een ander gewicht dan 1: b 0,5. ",
        "alle 2 vragen van ‘Es’; 2 van de 3 vragen van ‘Te’; de ene vraag van ‘U’. Anders is er geen score. ",
    ):
        assert part in said
    assert codebook.method_paragraph(made()) == said


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "en",
            [
                "Each item has 5 answer options, scored from 1 (‘strongly disagree’) to 5 (‘strongly agree’).",
                "No item is reverse-scored.",
                "The score on every scale is the mean of the answered items.",
                "A score needs answers to at least 2 of 3 items for ‘Income’, ‘Advancement’ and ‘Purpose’;",
                "the scale with the highest index among ‘Income’, ‘Advancement’ and ‘Purpose’, where it is at least 15 "
                "points above the next.",
            ],
        ),
        (
            "nl",
            [
                "Geen enkele vraag is omgekeerd gescoord.",
                "De score op elke schaal is het gemiddelde van de beantwoorde vragen.",
                "als die minstens 15 punten hoger is dan de volgende.",
            ],
        ),
    ],
)
def test_a_bundled_set_has_a_short_paragraph(language, parts):
    said = codebook.method_paragraph("purpose-orientation", language=language)
    assert [part for part in parts if part not in said] == []


def test_one_item_one_scale_and_a_rule_of_all():
    item = {"id": "a", "text": {"en": "A?"}, "options": [{"value": v, "label": {"en": f"w{v}"}} for v in (1, 2)]}
    data = {"id": "one", "version": "1.0.0", "languages": ["en"], "title": {"en": "One"}, "items": [item]}
    said = codebook.method_paragraph(pi.load({**data, "scales": [{"id": "s", "name": {"en": "S"}, "items": ["a"]}]}))
    assert "has one item. " in said
    assert "There is one scale: ‘S’ (one item). " in said
    assert "A score needs answers to the one item of ‘S’; otherwise it is missing. " in said


def test_items_with_many_kinds_of_answers_are_not_all_listed():
    items = [
        {"id": f"q{n}", "text": {"en": "?"}, "options": [{"value": v, "label": {"en": f"w{v}"}} for v in range(n + 2)]}
        for n in range(5)
    ]
    data = {"id": "many", "version": "1.0.0", "languages": ["en"], "title": {"en": "Many"}, "items": items}
    said = codebook.method_paragraph(pi.load({**data, "scales": [{"id": "s", "name": {"en": "S"}, "items": "all"}]}))
    assert said.count("answer options, scored from") == 4
    assert "The other items have other answer options." in said


def test_the_markdown_has_tables_without_empty_columns_and_no_text_of_it_is_markup():
    page = codebook.write(made(), language="nl").decode()
    lines = page.splitlines()
    assert lines[0] == r"# Gemaakt \& \<klaar\>"
    assert r"Lees \# dit." in lines
    assert "| Vraag | Kolom | Tekst | Antwoorden | Omgekeerd | Schalen |" in lines
    assert r"| a |  | Ik \*a\*? | 1 |  | s, t |" in lines
    assert "| b | B1 | Ik b? | 1 | ja | s, t |" in lines
    assert r"| 1 | 2 |  | neutraal \| geen |  |" in lines
    assert "| 1 | -8 |  | n.v.t. | telt niet mee: niet van toepassing |" in lines
    assert "| 2 | 1 | Y | ja |  |" in lines
    assert "| Schaal | Naam | Score | Vragen | Minstens beantwoord | Gewichten |" in lines
    assert "| s | Es | gemiddelde | a, b | 2 / 2 | b 0,5 |" in lines
    assert "| t | Te | som, aangevuld | a, b, c | 2 / 3 |  |" in lines
    assert "| -9 | overgeslagen |" in lines
    assert f"Scoring (vingerafdruk): {made().fingerprint}" in lines
    tables = [line for line in lines if line.startswith("|")]
    widths = {line.replace(r"\|", "").count("|") for line in tables}
    assert widths == {7, 6, 3}  # of items and scales, of options, of missing answers


class Page(HTMLParser):
    """The tags of a page, and the texts by the tag that they stand in."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts, self.open = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))


def test_the_html_is_escaped_needs_nothing_else_and_names_its_rows_and_columns():
    content = codebook.write(made(), form="html", language="en").decode()
    page = Page(content)
    assert content.startswith('<!doctype html>\n<html lang="en">')
    assert page.open == []
    names = {tag for tag, _ in page.tags}
    expected = "html head meta title style body main h1 h2 p table thead tbody tr th td"
    assert " ".join(sorted(names)) == " ".join(sorted(expected.split()))
    assert not {"src", "href", "onload"} & {name for _, attributes in page.tags for name in attributes}
    texts = [text for _, text in page.texts]
    assert {"Made & <done>", "neutral <b>", "=a_1"} <= set(texts)
    named = [attributes["aria-labelledby"] for tag, attributes in page.tags if tag == "table"]
    assert len(named) == 4
    assert set(named) <= {attributes["id"] for tag, attributes in page.tags if tag == "h2"}
    scopes = [attributes.get("scope") for tag, attributes in page.tags if tag == "th"]
    assert set(scopes) == {"col", "row"}
    assert scopes.count("row") == 3 + 4 + 2 + 3 + 2  # items, options of two kinds, scales, missing codes


def test_the_csv_has_a_row_an_item_and_no_formula():
    rows = list(csv.reader(io.StringIO(codebook.write(made(), form="csv", language="en").decode())))
    assert rows[0] == ["Item", "Column", "Question", "Answers", "Reversed", "Scales", "Missing answers"]
    assert rows[1] == [
        "a",
        "a",
        "'=a_1",
        "1 = disagree; 2 = neutral <b>; 3 = agree; -8 = n/a (not counted)",
        "",
        "s, t",
        "skipped = -9; not applicable = -8",
    ]
    assert rows[2][:5:4] == ["b", "yes"]
    assert rows[3][1:4:2] == ["c", "N (0) = no; Y (1) = yes"]
    assert len(rows) == 4


@pytest.mark.parametrize("name", pi.instruments())
@pytest.mark.parametrize("form", ["markdown", "html", "csv"])
def test_every_bundled_set_has_the_same_codebook_every_time(name, form):
    q = pi.load(name)
    for language in q.languages:
        content = codebook.write(q, form=form, language=language)
        assert content == codebook.write(name, form=form, language=language)
        for item in q.items:
            assert item.text[language].encode() in content.replace(b"\\", b"").replace(b"&amp;", b"&")


def test_what_is_not_in_a_codebook_is_said_and_wrong_options_are_refused():
    assert [issue.facts["what"] for issue in codebook.lost(made())] == ["texts"]
    for wrong in ({"form": "pdf"}, {"language": "de"}):
        with pytest.raises(pi.ArgumentError):
            codebook.write(made(), **wrong)
    with pytest.raises(pi.ArgumentError):
        codebook.method_paragraph(made(), language="de")
