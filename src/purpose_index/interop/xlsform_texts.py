"""The languages of an XLSForm, which stand in its headings, and its texts by their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.interop.languages import language_code
from purpose_index.interop.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from purpose_index.interop.imported import Notes, Texts

LABELS = ("label", "caption")


def label_headings(headings: Iterable[str], default: str, language: str, notes: Notes) -> dict[str, str]:
    """Return the code of the language of every heading of labels.

    Parameters
    ----------
    headings
        The headings of all sheets, such as `label::Nederlands (nl)` or `label`.
    default
        What the form calls its default language: that of a heading that names none.
    language
        The code of that language where the form does not say it.
    notes
        Where it is said that a language was guessed, or has no code.
    """
    found: dict[str, str] = {}
    for heading in dict.fromkeys(headings):
        base, _, name = heading.partition("::")
        if base not in LABELS:
            continue
        code = language_code(name or default)
        if code is None and name:
            notes.dropped(f"$.{heading}", f"The language {name!r}: it has no code, as in 'Nederlands (nl)'.")
            continue
        if code is None:
            notes.guessed(f"$.{heading}", f"The language is taken to be {language!r}.", "Say another with 'language='.")
        found[heading] = code or language
    return found


def texts_of(row: Mapping[str, str], headings: Mapping[str, str]) -> Texts:
    """Return the label of a row, by language."""
    texts: Texts = {}
    for heading, code in headings.items():
        words = plain(row.get(heading, ""))
        if words:
            texts.setdefault(code, words)
    return texts
