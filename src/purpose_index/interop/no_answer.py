"""Choices that by their words or their number are no answer, such as 'n/a' or 99 beside the points of a scale."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from purpose_index.interop.imported import Texts
    from purpose_index.question_set.models import ChoiceReason

# fmt: off
_NOT_APPLICABLE = frozenset({
    "nvt", "notapplicable", "doesnotapply", "doesnotapplytome", "notapplicabletome",
    "nietvantoepassing", "nietvantoepassingopmij", "nichtzutreffend", "sansobjet",
    "nonapplicable", "noaplica",
})
_SKIPPED = frozenset({
    "noanswer", "geenantwoord", "prefernottosay", "prefernottoanswer", "iprefernottosay", "iprefernottoanswer",
    "zegikliefsniet", "zegiklieverniet", "wilikliefsnietzeggen", "wiliklievernietzeggen", "dontknow", "idontknow",
    "donotknow", "idonotknow", "weetniet", "weetikniet", "ikweethetniet", "refused", "refusedtoanswer",
    "keineangabe", "weissnicht", "nesaitpas", "sansreponse", "nosabe",
})
# fmt: on
_CUSTOMARY = re.compile(r"-?(?:[789]|66+|77+|88+|9+[0-9])|-[1-6]", re.ASCII)
_CODES: dict[ChoiceReason, int] = {"not_applicable": -98, "skipped": -99}


def reason_of(label: Texts) -> ChoiceReason | None:
    """Return why a choice with these words is no answer; None where it may be one.

    Examples
    --------
    >>> reason_of({"en": "N/A"}), reason_of({"nl": "Weet ik niet."}), reason_of({"en": "Never"})
    ('not_applicable', 'skipped', None)
    """
    words = {_folded(text) for text in label.values()}
    short = {text.strip().casefold() for text in label.values()}  # 'na' alone is Dutch for 'after'
    if words & _NOT_APPLICABLE or short & {"n/a", "n.a.", "n.a"}:
        return "not_applicable"
    return "skipped" if words & _SKIPPED else None


def beside_the_others(values: Iterable[int]) -> frozenset[int]:
    """Return the numbers that by custom stand for no answer, beside those of a scale: 8 and 99 beside 1 to 5.

    The others go up by one, from 0 or 1, and end one or more before these.

    Examples
    --------
    >>> sorted(beside_the_others([1, 2, 3, 8, -99])), sorted(beside_the_others([1, 2, 3, 5, 8]))
    ([-99, 8], [])
    """
    found = set(values)
    first = min(found & {0, 1}, default=0)
    end = first
    while end in found:
        end += 1
    apart = frozenset(value for value in found if not first <= value < end)
    if end - first < 2 or first - 1 in apart or not all(_CUSTOMARY.fullmatch(str(value)) for value in apart):
        return frozenset()
    return apart


def missing_code(reason: ChoiceReason, stored: int | str) -> int:
    """Return the missing code of such a choice: what it is stored as where answers to other questions never are."""
    return stored if isinstance(stored, int) and stored < -50 else _CODES[reason]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
