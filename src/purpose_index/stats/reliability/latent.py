"""Reliability of a sum of latent responses: the normal variables that ordered answers are taken to be cut from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import StatisticsError
from purpose_index.options import check_option
from purpose_index.stats.correlation.polychoric import polychoric
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.factor.one_factor import Method
from purpose_index.stats.inputs import pair_counts_of
from purpose_index.stats.reliability import hierarchical
from purpose_index.stats.reliability.cronbach import alpha_of
from purpose_index.stats.reliability.hierarchical import HierarchicalModel, hierarchical_of
from purpose_index.stats.reliability.omega import omega_of_sample
from purpose_index.stats.reliability.sample import Sample, check_varying, sample_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from purpose_index.options import Missing
    from purpose_index.stats.factor import extraction
    from purpose_index.stats.inputs import HasPairCounts
    from purpose_index.stats.reliability.hierarchical_indices import OmegaHierarchical, Solution
    from purpose_index.stats.reliability.omega import OmegaTotal
    from purpose_index.tallies.pairs import PairCounts

LATENT = (
    "It describes a sum of normal variables that nobody observes, one behind each item, and not the score that adds "
    "the answers. "
)


def ordinal_alpha(x: ArrayLike | PairCounts | HasPairCounts, *, missing: Missing = "listwise") -> Estimate:
    """Alpha of the normal variables that lie behind ordered answers: of a sum that nobody observes.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; or a tally of pair counts.
    missing
        'listwise' or 'pairwise'.

    Returns
    -------
    Estimate
        Without interval; with the issues of the polychoric correlations.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) categories (`not-categories`), or `missing` is another word.
    StatisticsError
        Where there are fewer than two items or three people, or an item is constant.

    Notes
    -----
    Standardized alpha of the polychoric correlations (Zumbo, Gadermann & Zeisser 2007). It is above alpha as a rule,
    for the answers hold less than what lies behind them: it is not the reliability of the score in use (Chalmers 2018).

    References
    ----------
    Zumbo, B. D., Gadermann, A. M., & Zeisser, C. (2007). Ordinal versions of coefficients alpha and theta for Likert
    rating scales. Journal of Modern Applied Statistical Methods, 6, 21-29. https://doi.org/10.22237/jmasm/1177992180

    Chalmers, R. P. (2018). On misconceptions and the limited usefulness of ordinal alpha. Educational and Psychological
    Measurement, 78, 1056-1071. https://doi.org/10.1177/0013164417727036

    Examples
    --------
    Two items, each answered high by half of the people, that agree for 80 in 100: their latent correlation is .81.

    >>> import numpy as np
    >>> x = np.repeat([[1, 1], [1, 2], [2, 1], [2, 2]], [40, 10, 10, 40], axis=0)
    >>> round(ordinal_alpha(x).value, 4)  # 2 * .809 / (1 + .809)
    0.8944
    """
    sample = _latent_sample(x, missing)
    return Estimate(
        name="ordinal_alpha",
        value=alpha_of(sample.covariance),
        n=sample.n,
        k=sample.k,
        method="polychoric",
        missing=sample.missing,
        assumes=LATENT + "Those variables measure the same thing equally well, with errors that do not correlate.",
        issues=sample.issues,
    )


def latent_response_omega(
    x: ArrayLike | PairCounts | HasPairCounts, *, method: Method = "minres", missing: Missing = "listwise"
) -> OmegaTotal:
    """Omega total of the normal variables that lie behind ordered answers: of a sum that nobody observes.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; or a tally of pair counts. k from 3 up.
    method
        'minres', which takes any matrix; or 'ml', which needs one that is positive definite.
    missing
        'listwise' or 'pairwise'.

    Returns
    -------
    OmegaTotal
        Without interval; with the loadings of the latent responses.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) categories (`not-categories`), or an option is another word.
    StatisticsError
        Where there are fewer than three items or three people; an item is constant; or, for 'ml', the polychoric
        correlations are not positive definite.

    Notes
    -----
    Omega by the model, of one factor in the polychoric correlations; it is often called 'ordinal omega'. The score that
    adds the answers is less reliable, since cutting a variable into a few categories adds error.

    References
    ----------
    Green, S. B., & Yang, Y. (2009). Reliability of summed item scores using structural equation modeling: An
    alternative to coefficient alpha. Psychometrika, 74, 155-167. https://doi.org/10.1007/s11336-008-9099-3

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> latent = 0.7 * rng.normal(size=(1000, 1)) + np.sqrt(0.51) * rng.normal(size=(1000, 5))
    >>> omega = latent_response_omega(np.digitize(latent, [-1, 0, 1]))
    >>> round(omega.value, 1)  # 3.5**2 / (3.5**2 + 5 * .51) = .83
    0.8
    """
    check_option("method", method, Method)
    sample = _latent_sample(x, missing)
    assumes = LATENT + "One factor explains all that they have in common, and their errors do not correlate."
    return omega_of_sample("latent_response_omega", sample, method, "model", None, 0.95, assumes)


def latent_response_omega_hierarchical(
    x: ArrayLike | PairCounts | HasPairCounts,
    *,
    n_factors: int = 3,
    method: extraction.Method = "minres",
    rotation: hierarchical.Rotation = "oblimin",
    solution: Solution = "schmid-leiman",
    missing: Missing = "listwise",
    rng: int | np.random.Generator | None = 0,
) -> OmegaHierarchical:
    """Omega hierarchical of the normal variables that lie behind ordered answers: of a sum that nobody observes.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; or a tally of pair counts. k from 3 up.
    n_factors, method, rotation, solution, rng
        As for `omega_hierarchical`.
    missing
        'listwise' or 'pairwise'.

    Returns
    -------
    OmegaHierarchical
        As of `omega_hierarchical`, for the latent responses.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) categories (`not-categories`), an option is another word, or there are too many
        factors.
    StatisticsError
        Where there are fewer than three items or three people; an item is constant; or, for 'ml', the polychoric
        correlations are not positive definite.

    Notes
    -----
    `omega_hierarchical` of the polychoric correlations, which psych gives with `poly=TRUE`.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> general, groups = rng.normal(size=(500, 1)), rng.normal(size=(500, 3))
    >>> latent = 0.6 * general + 0.5 * np.repeat(groups, 3, axis=1) + 0.6 * rng.normal(size=(500, 9))
    >>> omega = latent_response_omega_hierarchical(np.digitize(latent, [-1, 0, 1]))
    >>> bool(omega.value < omega.omega_total)
    True
    """
    sample = _latent_sample(x, missing)
    model = HierarchicalModel(n_factors, method, rotation, solution, rng)
    return hierarchical_of("latent_response_omega_hierarchical", sample, model, LATENT + hierarchical.ASSUMES)


def _latent_sample(x: ArrayLike | PairCounts | HasPairCounts, missing: Missing) -> Sample:
    """The polychoric correlations, in the place of covariances."""
    counts = pair_counts_of(x, missing)
    sample = sample_of(counts)
    check_varying(sample, "An item that does not vary has no latent response.")
    found = polychoric(counts)
    if np.isnan(found.values).any():
        raise StatisticsError("Some of the latent correlations are not defined.", found.issues)
    return sample._replace(covariance=found.values, issues=found.issues)
