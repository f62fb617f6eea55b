"""Made-up answers of a population whose factors are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from purpose_index.errors import ArgumentError, Issue

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

REACH = 1.5
TERMS = 300
MOST_STEPS = 50
HIGHEST_LOADING = 0.99


def ordinal_answers(
    loadings: ArrayLike,
    n: int,
    *,
    categories: int = 5,
    factor_correlation: float = 0.3,
    shift: ArrayLike = 0.0,
    rng: int | np.random.Generator | None = 0,
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
        How many standard deviations answers are moved up: one number, or (k,) an item, or (n, k).
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
    -1.5 to 1.5, or at 0 into two categories.

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
    latent = factors @ L.T + np.sqrt(np.maximum(unique, 0)) * random.standard_normal((n, len(L))) + np.asarray(shift)
    return np.asarray(np.searchsorted(_cuts(categories), latent) + 1, dtype=float)


def latent_loadings(loadings: ArrayLike, categories: int) -> Array:
    """Return loadings on one factor, raised so that `ordinal_answers` from them load as these.

    Parameters
    ----------
    loadings
        (k,) standardized loadings of the answers, as they come out in categories.
    categories
        How many categories an answer can be, from 2.

    Returns
    -------
    loadings
        (k,) of the latent answers, .99 at most.

    Notes
    -----
    Two normal variables that correlate r, both cut at the same points t, correlate ``sum(c[m]**2 * r**m) / v``: c are
    the coefficients of the cut variable on the normalized Hermite polynomials h, ``c[m] = sum(phi(t) * h[m - 1](t)) /
    sqrt(m)``, and v is its variance. Loadings are raised until the sums of each item's correlations are right.

    Examples
    --------
    Of two categories the correlation is ``2 / pi * arcsin(r)``:

    >>> latent = latent_loadings([0.7, 0.7, 0.7], 2)
    >>> (2 / np.pi * np.arcsin(latent**2)).round(3).tolist()
    [0.49, 0.49, 0.49]
    """
    wanted = np.abs(np.asarray(loadings, dtype=float))
    shares, found = _hermite_shares(_cuts(categories)), wanted
    sums = wanted * (wanted.sum() - wanted)
    for _ in range(MOST_STEPS):
        products = np.outer(found, found)
        np.fill_diagonal(products, 0.0)
        reached = np.polynomial.polynomial.polyval(products, shares).sum(axis=1)
        ratio = np.divide(sums, reached, out=np.ones_like(sums), where=reached > 0)
        found = np.minimum(found * np.sqrt(ratio), HIGHEST_LOADING)
    return np.asarray(found * np.sign(loadings))


def _hermite_shares(cuts: Array) -> Array:
    """Return the share of each Hermite polynomial in the variance of a normal variable that is cut at these points."""
    shares, density = np.zeros(TERMS), np.exp(-(cuts**2) / 2) / np.sqrt(2 * np.pi)
    before, now = np.zeros_like(cuts), np.ones_like(cuts)
    for m in range(1, TERMS):
        shares[m] = (density @ now) ** 2 / m
        before, now = now, (cuts * now - np.sqrt(m - 1) * before) / np.sqrt(m)
    above = 1.0 - ndtr(cuts)
    return np.asarray(shares / (np.minimum.outer(above, above) - np.outer(above, above)).sum())


def _cuts(categories: int) -> Array:
    """Where a normal variable is cut into categories."""
    return np.linspace(-REACH, REACH, categories - 1) if categories > 2 else np.zeros(1)
