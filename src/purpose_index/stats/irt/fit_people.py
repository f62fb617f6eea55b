"""How well each person's answers fit the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.stats.irt.expected import expected_at
from purpose_index.stats.irt.scores import codes_of, eap_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.expected import Expected
    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PersonFit(Frozen):
    """How well the answers of n people fit the model; NaN for who answered nothing that varies.

    Parameters
    ----------
    zh
        (n,) Drasgow's standardised likelihood: how likely these answers are, beside what is expected at this place; far
        below 0 is odd. At EAP scores its spread is below 1, the more so the fewer the items: see the method's page.
    infit, outfit
        (n,) mean squared residuals, weighed by what is expected (infit) or not (outfit); above 1 is odd.
    """

    zh: Array
    infit: Array
    outfit: Array


def person_fit(model: ItemResponseModel, x: ArrayLike) -> PersonFit:
    """Say of each person how likely such answers are for somebody at that place.

    Parameters
    ----------
    model
        A fitted model.
    x
        (n, k) answers to its items, NaN where missing.

    Raises
    ------
    ArgumentError
        `mismatched-shapes`, `undeclared-category`, `answers-not-keyed`.

    Notes
    -----
    ``zh = (l - E(l)) / sd(l)``, where l is the log-likelihood of the answers at the EAP score, and its mean and
    variance are over the answers that are expected there. Odd answers have many causes; it is no verdict on a person.

    References
    ----------
    Drasgow, F., Levine, M. V., & Williams, E. A. (1985). Appropriateness measurement with polychotomous item response
    models and standardized indices. British Journal of Mathematical and Statistical Psychology, 38, 67-86.
    https://doi.org/10.1111/j.2044-8317.1985.tb00817.x

    Wright, B. D., & Masters, G. N. (1982). Rating scale analysis. MESA Press.

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.irt import graded, person_fit
    >>> rng = np.random.default_rng(1)
    >>> answers = np.digitize(rng.normal(size=(500, 1)) + 0.3 * rng.logistic(size=(500, 6)), [-1, 0, 1])
    >>> print(bool(person_fit(graded(answers), [[0, 3, 0, 3, 0, 3]]).zh[0] < -5))
    True
    """
    codes = codes_of(model, x)
    expected = expected_at(model, eap_of(model, codes))
    there = (codes.T >= 0) & (expected.variance > 0)
    square = (codes.T - expected.mean) ** 2

    def summed(values: Array) -> Array:
        return np.asarray(np.where(there, values, 0.0).sum(axis=0))

    away, spread = _likelihoods(expected, codes)
    safe = np.where(there, expected.variance, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return PersonFit(
            zh=away / np.sqrt(spread),
            infit=summed(square) / summed(expected.variance),
            outfit=summed(square / safe) / there.sum(axis=0),
        )


def fit_over_scales(of_scales: Iterable[tuple[ItemResponseModel, Codes]]) -> Array:
    """Return Zh over several scales: what all log-likelihoods are away from what is expected, over its spread, (n,).

    Each scale is a model with the (n, k) categories of its items, -1 where missing; no item is in two of them.
    """
    # Drasgow, Levine & McLaughlin (1991), Appropriateness measurement for some multidimensional test batteries
    parts = [_likelihoods(expected_at(model, eap_of(model, codes)), codes) for model, codes in of_scales]
    away, spread = (np.sum([part[side] for part in parts], axis=0) for side in (0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(away / np.sqrt(spread))


def _likelihoods(expected: Expected, codes: Codes) -> tuple[Array, Array]:
    """Return how far each person's log-likelihood is from what is expected, and the variance of that."""
    p = expected.probabilities
    logs = np.log(p, out=np.zeros_like(p), where=p > 0)
    own = np.take_along_axis(logs, np.maximum(codes.T, 0)[:, None], axis=1)[:, 0]
    mean = (p * logs).sum(axis=1)
    spread = (p * logs**2).sum(axis=1) - mean**2
    there = (codes.T >= 0) & (expected.variance > 0)
    away, square = (np.where(there, values, 0.0).sum(axis=0) for values in (own - mean, spread))
    return away, square
