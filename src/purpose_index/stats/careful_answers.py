"""Answers as people would give them who take care: made up, so that what care alone brings about is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.correlation import polychoric
from purpose_index.stats.correlation.smoothing import smoothed
from purpose_index.stats.response_style import Answering, style_of
from purpose_index.tallies.pairs import PairCounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]

ENOUGH = 10_000  # people: a cut-off of 1 in 100 is then known to within a fifth of that
MOST_SAMPLES = 50


def careful_answers(codes: Codes, rng: int | np.random.Generator | None = 0) -> Iterator[Codes]:
    """Yield samples as large as this one, of people who answer as its frequencies and correlations let expect.

    Parameters
    ----------
    codes
        (n, k) the place of each answer among its item's options, from 0; below 0 where missing.
    rng
        A seed or a generator.

    Yields
    ------
    numpy.ndarray
        (n, k) codes, missing where those are; of more than 10,000 people a random 10,000.

    Notes
    -----
    Behind the answers are normal variables with the polychoric correlations of these people. All those of one person
    are multiplied by a factor of that person's own, as far apart as `style_of` finds in these people, because some
    choose the ends and others stay near the middle, and mean it. They are cut where the frequencies of these people
    say. What nobody knows of two items (nobody answered both, or one does not vary) is taken as unrelated.

    Examples
    --------
    >>> first = next(careful_answers(np.array([[0, 1], [1, -1], [1, 1], [0, 0]], dtype=np.int8)))
    >>> first.shape, int((first < 0).sum())
    ((4, 2), 1)
    """
    random = np.random.default_rng(rng)
    n = len(codes)
    answering = Answering.of(codes, _root(codes))
    style = style_of(codes, answering, random)
    for _ in range(min(MOST_SAMPLES, -(-ENOUGH // n))):
        missing = codes if n <= ENOUGH else codes[random.choice(n, ENOUGH, replace=False)]
        yield np.where(missing < 0, missing, answering.draw(len(missing), random)(style)).astype(np.int8)


def _root(codes: Codes) -> Array:
    """Return a square root of the latent correlations."""
    answers = np.where(codes < 0, np.nan, codes.astype(np.float64))
    values = polychoric(PairCounts.of(answers, missing="pairwise")).values
    known = np.where(np.isfinite(values), values, 0.0)
    np.fill_diagonal(known, 1.0)
    roots, vectors = np.linalg.eigh(smoothed(known))
    return np.asarray(vectors * np.sqrt(np.maximum(roots, 0)))
