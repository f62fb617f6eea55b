"""Sums and means of items as ReproSchema calculates them: in JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet, Scale, ScoreKind

MOST = 50_000  # characters
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,17})?"
_SHARE = re.compile(rf"\(([^/]*)\)\s*/\s*({_NUMBER})", re.ASCII)
_NAME = r"([A-Za-z_]\w*)"
_TERM = re.compile(rf"(?:({_NUMBER})\s*\*\s*)?(?:{_NAME}|\(\s*(-?[0-9]{{1,6}})\s*-\s*{_NAME}\s*\))", re.ASCII)


class Term(NamedTuple):
    """One item in a sum."""

    weight: float
    minus_from: int | None  # the number that a reversed item is taken from


class Formula(NamedTuple):
    """A sum or a mean, with its terms by the names of their variables."""

    score: ScoreKind
    terms: dict[str, Term]


def formula_of(text: object) -> Formula | None:
    """Return what an expression says, where it is a sum or a mean of variables; None otherwise.

    Examples
    --------
    >>> formula_of("(a + 2 * (6 - b)) / 3")
    Formula(score='mean', terms={'a': Term(weight=1.0, minus_from=None), 'b': Term(weight=2.0, minus_from=6)})
    >>> formula_of("a + b").score, formula_of("(a + b) / 4"), formula_of("a * b")
    ('sum', None, None)
    """
    if not isinstance(text, str) or len(text) > MOST:
        return None
    share = _SHARE.fullmatch(text.strip())
    terms: dict[str, Term] = {}
    for part in (share[1] if share else text).split("+"):
        found = _TERM.fullmatch(part.strip())
        name = (found[2] or found[4]) if found else ""
        if found is None or name in terms:
            return None
        terms[name] = Term(float(found[1] or 1), None if found[3] is None else int(found[3]))
    if share is None:
        return Formula("sum", terms)
    whole = abs(float(share[2]) - sum(term.weight for term in terms.values())) < 1e-9
    return Formula("mean", terms) if whole else None


def expression_of(q: QuestionSet, scale: Scale, names: dict[str, str]) -> str:
    """Return the expression of a scale's score, where all its items are answered; `names` are the variables'."""
    items = q.items_of(scale.id)
    weights = [scale.weights.get(item, 1.0) for item in items]
    total = " + ".join(
        f"{'' if weight == 1 else f'{weight:.17g} * '}{_keyed(q, item, names[item])}"
        for item, weight in zip(items, weights, strict=True)
    )
    return total if scale.score == "sum" else f"({total}) / {sum(weights):.17g}"


def _keyed(q: QuestionSet, item_id: str, name: str) -> str:
    values = [option.value for option in q.options_of(item_id)]
    return f"({min(values) + max(values)} - {name})" if q.item(item_id).reverse else name
