"""Answers that are missing by design: not everybody was asked everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.responses.coded import NOT_SHOWN
from purpose_index.stats.people import different

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

FEWEST_PEOPLE, LEAST_SHARE = 5, 0.02  # with one pattern of answers, for it to be a form
MOST_ELSEWHERE = 0.05  # of the people, whose answers fit in no form
MOST_BY_CHANCE = 0.80  # of the people, whose answers would fit in a form if every item were skipped by itself
SHUFFLES = 20


class Design(NamedTuple):
    """Who was asked what, by all that the answers tell.

    Parameters
    ----------
    asked
        (n, k) whether a person was asked an item.
    forms
        How many forms there are; 0 where the data say by a code what was not shown.
    """

    asked: Bools
    forms: int


def design_of(codes: NDArray[np.int8]) -> Design | None:
    """Return who was asked what, where not everybody was asked everything; None where nothing tells that.

    Parameters
    ----------
    codes
        (n, k) codes of answers, negative where one is missing.

    Notes
    -----
    A code that says 'not shown' tells it. Else the empty answers do, if they fall into forms: a form is a pattern of
    answered items that many people share, and that is part of no other such pattern. There are two or more, none with
    all items; hardly anybody answered what no form holds; and where each item's empty answers are dealt out over people
    by lot, far fewer people fit in a form [1]_. People who stop, or who skip what they do not like, make patterns that
    are parts of the whole.

    References
    ----------
    .. [1] Graham, J. W., Taylor, B. J., Olchowski, A. E., & Cumsille, P. E. (2006). Planned missing data designs in
       psychological research. Psychological Methods, 11(4), 323-343. https://doi.org/10.1037/1082-989X.11.4.323
    """
    hidden = codes == NOT_SHOWN
    if hidden.any():
        return Design(~hidden, 0)
    answered = codes >= 0
    begun: Bools = np.asarray(answered.any(axis=1))
    forms = _forms(answered[begun])
    if len(forms) < 2 or forms.all(axis=1).any() or _fits(answered[begun], forms) < 1 - MOST_ELSEWHERE:
        return None
    rng = np.random.default_rng(0)
    by_chance = [_fits(rng.permuted(answered[begun], axis=0), forms) for _ in range(SHUFFLES)]
    if np.mean(by_chance) > MOST_BY_CHANCE:
        return None
    inside = _inside(answered, forms)
    fits: Bools = np.asarray(begun & inside.any(axis=1))
    asked = np.where(fits[:, None], forms[inside.argmax(axis=1)], True)
    return Design(asked, len(forms))


def _forms(answered: Bools) -> Bools:
    """Return (m, k) the patterns that many people share and that are part of no other, the most frequent first."""
    patterns, which = different(answered)
    counts = np.bincount(which, minlength=len(patterns))
    common = counts >= max(FEWEST_PEOPLE, LEAST_SHARE * len(answered))
    patterns, counts = patterns[common], counts[common]
    part = _inside(patterns, patterns) & ~np.eye(len(patterns), dtype=bool)
    whole = ~part.any(axis=1)
    return np.asarray(patterns[whole][np.argsort(-counts[whole], kind="stable")])


def _fits(answered: Bools, forms: Bools) -> float:
    """Return the share of people whose answers fit in a form."""
    return float(_inside(answered, forms).any(axis=1).mean())


def _inside(answered: Bools, forms: Bools) -> Bools:
    """Return (n, m) whether a person answered nothing that a form does not hold."""
    return np.asarray(answered.astype(np.float32) @ (~forms).T.astype(np.float32) == 0)
