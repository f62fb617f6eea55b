"""What Qualtrics calls languages, and what they are called here (BCP 47)."""

from __future__ import annotations

from purpose_index.interop.languages import language_code

_OURS = {"ZH-S": "zh-Hans", "ZH-T": "zh-Hant", "MSA": "ms", "SQI": "sq"}
_THEIRS = {ours: theirs for theirs, ours in _OURS.items()}


def language_of(name: str) -> str | None:
    """Return what a language of Qualtrics is called here; None where it is no language.

    Examples
    --------
    >>> language_of("NL"), language_of("PT-BR"), language_of("ZH-S"), language_of("no such")
    ('nl', 'pt-BR', 'zh-Hans', None)
    """
    return _OURS.get(name.upper()) or language_code(name)


def qualtrics_name(language: str) -> str:
    """Return what Qualtrics calls a language.

    Examples
    --------
    >>> qualtrics_name("nl"), qualtrics_name("zh-Hant")
    ('NL', 'ZH-T')
    """
    return _THEIRS.get(language, language.upper())
