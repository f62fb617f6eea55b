"""The Schmid-Leiman transformation: correlated factors as one general factor and uncorrelated group factors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.stats.correlation.matrix import CorrelationMatrix, check_defined
from purpose_index.stats.factor.extraction import Extraction, extract

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.factor.extraction import Method, Vector


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SchmidLeiman(Frozen):
    """Loadings on a general factor and on what the group factors have beside it.

    Parameters
    ----------
    general
        (k,) loadings of the items on the general factor.
    group
        (k, m) loadings of the items on the group factors, uncorrelated with the general factor and one another; in the
        order of the factors that were given, with their signs.
    uniquenesses
        (k,) the variance of each item that no factor explains.
    second_order
        (m,) loadings of the factors themselves on the general factor.
    issues
        What went wrong in finding the general factor.
    """

    general: Vector
    group: NDArray[np.float64]
    uniquenesses: Vector
    second_order: Vector
    issues: tuple[Issue, ...] = ()


def schmid_leiman(
    pattern: ArrayLike, factor_correlations: ArrayLike | CorrelationMatrix, *, method: Method = "minres"
) -> SchmidLeiman:
    """How much of every item is general to all items, and how much belongs to its group only.

    Parameters
    ----------
    pattern
        (k, m) pattern loadings of k items on m correlated factors.
    factor_correlations
        (m, m) correlations of the factors, or a `CorrelationMatrix` of them.
    method
        How the general factor is found in the factor correlations: 'minres', 'ml' or 'paf'.

    Returns
    -------
    SchmidLeiman
        General and group loadings, each with its sign.

    Raises
    ------
    ArgumentError
        `unknown-option`, `not-a-correlation-matrix`; `mismatched-shapes` where the two do not have the same factors.
    StatisticsError
        `undefined-correlation`; `not-positive-definite` where `method='ml'` and the factors depend on each other.

    Notes
    -----
    With the loadings `g` of the factors on one general factor, ``general = pattern @ g`` and
    ``group = pattern * sqrt(1 - g**2)`` [1]_. The loadings are proportional within a group by construction: a true
    bifactor model need not be. Two factors do not identify a general factor: their loadings on it are then taken to be
    equal in size, with an issue `underidentified-factors`. A factor that loads 1 or more on the general factor has no
    group part left (`heywood-case`): ``general**2 + group**2`` then adds up to more than its communality.

    References
    ----------
    .. [1] Schmid, J., & Leiman, J. M. (1957). The development of hierarchical factor solutions. Psychometrika, 22,
       53-61. https://doi.org/10.1007/BF02289209

    Examples
    --------
    Three pairs of items that load .8 on their factor, and factors that correlate .25, so load .5 on a general factor:

    >>> pattern = np.kron(np.eye(3), [[0.8], [0.8]])
    >>> found = schmid_leiman(pattern, np.array([[1, 0.25, 0.25], [0.25, 1, 0.25], [0.25, 0.25, 1]]))
    >>> found.general.round(6).tolist()
    [0.4, 0.4, 0.4, 0.4, 0.4, 0.4]
    >>> found.group[0].round(6).tolist()  # .8 sqrt(1 - .25)
    [0.69282, 0.0, 0.0]
    """
    matrix = factor_correlations
    if not isinstance(matrix, CorrelationMatrix):
        matrix = CorrelationMatrix(np.asarray(matrix, dtype=float), n=0)
    check_defined(matrix.values, matrix.items)
    P, phi = np.asarray(pattern, dtype=float), matrix.values
    if P.ndim != 2 or P.shape[1] != len(phi):
        message = f"{P.shape} loadings do not go with {phi.shape} factor correlations."
        raise ArgumentError(
            "The transformation is not defined.",
            [Issue("mismatched-shapes", "$.pattern", message, facts={"loadings": P.shape, "correlations": phi.shape})],
        )
    second, issues = _second_order(phi, method)
    communalities = np.einsum("km,mn,kn->k", P, phi, P)
    return SchmidLeiman(
        general=P @ second,
        group=P * np.sqrt(np.maximum(1.0 - second**2, 0.0)),
        uniquenesses=1.0 - communalities,
        second_order=second,
        issues=issues,
    )


def _second_order(factor_correlations: NDArray[np.float64], method: Method) -> tuple[Vector, tuple[Issue, ...]]:
    """Loadings of the factors on the general factor, and what is wrong with them."""
    if len(factor_correlations) == 1:
        return np.ones(1), ()
    found = extract(factor_correlations, 1, method=method)
    loadings = found.loadings[:, 0]
    if len(loadings) == 2:
        r = factor_correlations[0, 1]
        loadings = np.sqrt(abs(r)) * np.array([1.0, np.sign(r)])
    return loadings, _of_factors(found)


def _of_factors(found: Extraction) -> tuple[Issue, ...]:
    """The issues of an extraction from factor correlations, which speak of factors instead of items."""
    return tuple(
        replace(issue, path=issue.path.replace("items", "factors"), message=issue.message.replace("item", "factor"))
        for issue in found.issues
    )
