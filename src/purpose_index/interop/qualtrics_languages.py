"""What Qualtrics calls languages, and what they are called here (BCP 47)."""

from __future__ import annotations

import re

from purpose_index.question_set.models import LANGUAGE

_OURS = {"ZH-S": "zh-Hans", "ZH-T": "zh-Hant", "SR-ME": "sr-ME", "MSA": "ms", "SQI": "sq", "GL": "gl"}
_THEIRS = {ours: theirs for theirs, ours in _OURS.items()}


def language_of(name: str) -> str | None:
    """Return what a language of Qualtrics is called here; None where it is no language.

    Examples
    --------
    >>> language_of("NL"), language_of("PT-BR"), language_of("ZH-S"), language_of("no such")
    ('nl', 'pt-BR', 'zh-Hans', None)
    """
    if name.upper() in _OURS:
        return _OURS[name.upper()]
    first, mark, rest = name.replace("_", "-").partition("-")
    code = f"{first.lower()}{mark}{rest.upper()}"
    return code if re.fullmatch(LANGUAGE, code) else None


def qualtrics_name(language: str) -> str:
    """Return what Qualtrics calls a language.

    Examples
    --------
    >>> qualtrics_name("nl"), qualtrics_name("zh-Hant")
    ('NL', 'ZH-T')
    """
    return _THEIRS.get(language, language.upper())
