"""What one rule finds in the example set of the rules with something laid over it."""

from __future__ import annotations

import purpose_index as pi
from purpose_index.checks.examples import example_set


def findings(rule, piece, **keywords):
    return pi.check(example_set(piece), rules=[rule], **keywords).findings


def paths(rule, piece, **keywords):
    return [finding.path for finding in findings(rule, piece, **keywords)]


def messages(rule, piece, **keywords):
    return [finding.message for finding in findings(rule, piece, **keywords)]


def english(*texts):
    """The example set asks these in English, the first as q1; the Dutch texts are unlike one another."""
    dutch = ("Regen valt.", "Zon schijnt.", "Wind waait.", "Mist trekt op.", "Sneeuw smelt.", "Hagel tikt.")
    items = ", ".join(
        f"{{id: q{i}, options: agreement, text: {{nl: '{nl}', en: '{en}'}}}}"
        for i, (nl, en) in enumerate(zip(dutch, texts, strict=False), 1)
    )
    return f"items: [{items}]"
