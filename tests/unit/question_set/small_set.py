"""A small question set that tests take as it is or break in one place."""

from __future__ import annotations

import pytest

import purpose_index as pi

SMALL = """\
id: small-set
version: "1.0.0"
languages: [nl, en]
title: {nl: Klein, en: Small}
options:
  agreement:
    - {value: 1, label: {nl: oneens, en: disagree}}
    - {value: 2, label: {nl: neutraal, en: neutral}}
    - {value: 3, label: {nl: eens, en: agree}}
missing: {skipped: [-99], not_applicable: [-98]}
items:
  - {id: q1, text: {nl: Een, en: One}, options: agreement}
  - {id: q2, text: {nl: Twee, en: Two}, options: agreement, reverse: true}
  - {id: q3, text: {nl: Drie, en: Three}, options: agreement}
scales:
  - {id: total, name: {nl: Totaal, en: Total}, items: all, minimum_answered: 2}
  - {id: pair, name: {nl: Paar, en: Pair}, items: [q1, q3], score: sum}
"""


def broken(text: str) -> list[tuple[str, str, str]]:
    """Load a broken set; return the code, the path and the rest of the line at the place of every issue."""
    with pytest.raises(pi.DefinitionError) as caught:
        pi.loads(text)
    lines = text.splitlines()
    return [(issue.code, issue.path, lines[issue.line - 1][issue.column - 1 :]) for issue in caught.value.issues]
