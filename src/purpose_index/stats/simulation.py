"""Made-up answers of a population whose factors are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

REACH = 1.5


def ordinal_answers(
    loadings: ArrayLike,
    n: int,
    *,
    categories: int = 5,
    factor_correlation: float = 0.3,
    shift: float = 0.0,
    rng: int | np.random.Generator | None = None,
) -> NDArray[np.float64]:
    """Answers of n people to k items in ordered categories, from normal factors.

    Parameters
    ----------
    loadings
        (k, m) standardized loadings of k items on m factors.
    n
        How many people.
    categories
        How many categories an answer can be, from 2.
    factor_correlation
        The correlation of every two factors.
    shift
        How many standard deviations all answers are moved up.
    rng
        A seed or a generator.

    Returns
    -------
    answers
        (n, k) whole numbers from 1 to `categories`.

    Raises
    ------
    ArgumentError
        An item has more common variance than 1, or there are fewer than two categories.

    Notes
    -----
    The latent answer is ``factors @ loadings.T + sqrt(1 - communality) * noise``, cut at equally spaced points from
    -1.5 to 1.5.

    Examples
    --------
    >>> ordinal_answers([[0.7], [0.7]], 3, rng=1).shape
    (3, 2)
    """
    L = np.atleast_2d(np.asarray(loadings, dtype=float))
    m = L.shape[1]
    R = np.full((m, m), factor_correlation) + (1 - factor_correlation) * np.eye(m)
    unique = 1 - np.einsum("ij,jk,ik->i", L, R, L)
    if categories < 2 or (unique < -1e-9).any():
        hint = "The squared loadings of an item sum to 1 at most; there are two categories or more."
        raise ArgumentError("There is no such population.", [Issue("impossible-population", "$.loadings", hint)])
    random = np.random.default_rng(rng)
    factors = random.standard_normal((n, m)) @ np.linalg.cholesky(R).T
    latent = factors @ L.T + np.sqrt(np.maximum(unique, 0)) * random.standard_normal((n, len(L))) + shift
    cuts = np.linspace(-REACH, REACH, categories - 1)
    return np.asarray(np.searchsorted(cuts, latent) + 1, dtype=float)
