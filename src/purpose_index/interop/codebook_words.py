"""The words of a codebook and of a method paragraph, in Dutch and English; another language gets the English ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGLISH = {
    "items": "Items",
    "item": "Item",
    "column": "Column",
    "question": "Question",
    "answers": "Answers",
    "reversed": "Reversed",
    "scales": "Scales",
    "yes": "yes",
    "options": "Answer options",
    "set": "Set",
    "value": "Value",
    "stored": "Stored as",
    "label": "Label",
    "scale": "Scale",
    "name": "Name",
    "score": "Score",
    "mean": "mean",
    "sum": "sum",
    "prorated": "sum, prorated",
    "least": "Least answered",
    "weights": "Weights",
    "layer": "Layer",
    "missing": "Missing answers",
    "code": "Code",
    "meaning": "Meaning",
    "not counted": "not counted",
    "skipped": "skipped",
    "not_applicable": "not applicable",
    "not_shown": "not shown",
    "set id": "Question set",
    "languages": "Languages",
    "scoring": "Scoring (fingerprint)",
    "words": "Words (fingerprint)",
    "source": "Source",
    "method": "For a Method section",
    "and": "and",
    "about": "About this codebook",
    "instruction": "Instruction",
}
DUTCH = {
    "items": "Vragen",
    "item": "Vraag",
    "column": "Kolom",
    "question": "Tekst",
    "answers": "Antwoorden",
    "reversed": "Omgekeerd",
    "scales": "Schalen",
    "yes": "ja",
    "options": "Antwoordopties",
    "set": "Reeks",
    "value": "Waarde",
    "stored": "Opgeslagen als",
    "label": "Tekst",
    "scale": "Schaal",
    "name": "Naam",
    "score": "Score",
    "mean": "gemiddelde",
    "sum": "som",
    "prorated": "som, aangevuld",
    "least": "Minstens beantwoord",
    "weights": "Gewichten",
    "layer": "Laag",
    "missing": "Ontbrekende antwoorden",
    "code": "Code",
    "meaning": "Betekenis",
    "not counted": "telt niet mee",
    "skipped": "overgeslagen",
    "not_applicable": "niet van toepassing",
    "not_shown": "niet getoond",
    "set id": "Vragenlijst",
    "languages": "Talen",
    "scoring": "Scoring (vingerafdruk)",
    "words": "Teksten (vingerafdruk)",
    "source": "Bron",
    "method": "Voor een methodeparagraaf",
    "and": "en",
    "about": "Over dit codeboek",
    "instruction": "Instructie",
}


def is_dutch(language: str) -> bool:
    """Tell whether a language tag is Dutch, of whatever region."""
    return language.partition("-")[0] == "nl"


def words_of(language: str) -> dict[str, str]:
    """Return the words in a language."""
    return DUTCH if is_dutch(language) else ENGLISH


def listed(names: Sequence[str], language: str) -> str:
    """Return names as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"], "en"), listed(["a", "b"], "nl"), listed(["a"], "en")
    ('a, b and c', 'a en b', 'a')
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words_of(language)['and']} {names[-1]}"


def plain_number(value: float, language: str) -> str:
    """Return a number without needless digits, with a comma in Dutch.

    Examples
    --------
    >>> plain_number(2.0, "en"), plain_number(0.5, "nl")
    ('2', '0,5')
    """
    text = f"{value:.15g}"
    return text.replace(".", ",") if is_dutch(language) else text
