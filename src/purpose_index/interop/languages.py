"""What other formats call a language, as a question set writes it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from purpose_index.question_set.models import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from purpose_index.interop.imported import Notes

_IN_BRACKETS = re.compile(r".*\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\s*\)\s*", re.DOTALL)
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")
# fmt: off
_NAMES = {
    "arabic": "ar", "chinese": "zh", "deutsch": "de", "dutch": "nl", "engels": "en", "english": "en", "español": "es",
    "français": "fr", "french": "fr", "german": "de", "hindi": "hi", "indonesian": "id", "italian": "it",
    "italiano": "it", "japanese": "ja", "nederlands": "nl", "polish": "pl", "polski": "pl", "portuguese": "pt",
    "português": "pt", "russian": "ru", "spanish": "es", "swahili": "sw", "turkish": "tr", "türkçe": "tr",
    "ukrainian": "uk", "vietnamese": "vi",
}
# fmt: on


def language_code(name: str) -> str | None:
    """Return the code of a language that is named `nl`, `NL`, `pt_br`, `Nederlands`, or `Nederlands (nl)`.

    Parameters
    ----------
    name
        What another format calls it.

    Returns
    -------
    str or None
        The code, as in `pt-BR`; None where the name says none.
    """
    bracketed = _IN_BRACKETS.fullmatch(name)
    plain = (bracketed[1] if bracketed else name).strip()
    if plain.lower() in _NAMES:
        return _NAMES[plain.lower()]
    tag = _TAG.fullmatch(plain)
    if tag is None:
        return None
    language, script, region = tag.groups()
    code = "-".join(
        [language.lower(), *([script.title()] if script else []), *([region.upper()] if region else [])],
    )
    return code if re.fullmatch(LANGUAGE, code) else None


def language_codes(names: Iterable[str], notes: Notes, place: str) -> dict[str, str]:
    """Return the code of every language that a source names; what has none, or that of an earlier one, is dropped.

    A variety that a set has no name for, such as LimeSurvey's `de-informal`, is that language where nothing else is.
    """
    found: dict[str, str] = {}
    for name in dict.fromkeys(names):
        code = language_code(name)
        if code is None and (base := language_code(name.partition("-")[0])) not in {None, *found.values()}:
            code = base
            notes.guessed(place, f"The language {name!r} is taken as {base!r}.")
        if code is None or code in found.values():
            notes.dropped(place, f"The language {name!r}, which is no language code, or stands there twice.")
        else:
            found[name] = code
    return found
