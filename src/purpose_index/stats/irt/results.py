"""What an item response model found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.irt.likelihood import even_nodes
from purpose_index.stats.irt.models import LOGISTIC
from purpose_index.stats.irt.parts import parts_of
from purpose_index.stats.irt.scores import score_people
from purpose_index.stats.irt.sum_table import sum_score_table

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Issue
    from purpose_index.stats.irt.choices import Method, ModelName
    from purpose_index.stats.irt.models import Model
    from purpose_index.stats.irt.scores import TraitScores
    from purpose_index.stats.irt.sum_table import SumScoreTable

    Array = NDArray[np.float64]

FINE_NODES = 241


class Estimated(Frozen):
    """What a search for the top of a likelihood found: what its parameters cost, for who compares models."""

    __slots__ = ()
    gradient: Array
    log_likelihood: float

    def _people(self) -> int:
        raise NotImplementedError

    @property
    def parameters(self) -> int:
        """How many free parameters."""
        return len(self.gradient)

    @property
    def aic(self) -> float:
        """Akaike's criterion: 2 * parameters - 2 * log_likelihood."""
        return 2 * self.parameters - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion: log(n) * parameters - 2 * log_likelihood."""
        return float(np.log(max(self._people(), 1))) * self.parameters - 2 * self.log_likelihood


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ItemResponseModel(Shown, Estimated):
    """Where the answers to items part on a latent trait, and how well they tell it; `print` shows it, a notebook too.

    The trait is standard normal in the people of whom it was estimated.

    Parameters
    ----------
    model
        'graded' or 'partial_credit'.
    slopes
        (k,) how strongly each item goes with the trait; NaN for one that does not vary.
    locations
        For every item where on the trait its categories part; one fewer than the categories that somebody chose.
    log_likelihood
        The logarithm of the likelihood.
    n
        How many people answered something.
    intercepts
        For every item the intercepts: -slope * location in the graded model.
    slope_errors, location_errors, intercept_errors
        Standard errors of the three, from the observed information; NaN where there is none.
    equal_slopes
        Whether all items have one slope.
    empirical_reliability
        The share of the variance of people's places that their scores have: var(eap) / (var(eap) + mean(error²)).
    converged
        Whether the search ended at the top of the likelihood.
    steps
        How many steps it took.
    gradient
        (p,) the slopes of the log-likelihood at the end, by free parameter.
    covariance
        (p, p) covariances of the errors of the free parameters: item by item the slope and the intercepts; with equal
        slopes that slope first.
    items
        The ids of the items.
    values
        For every item the values that may be chosen.
    categories
        For every item those of them that somebody chose, which are the categories of the model.
    nodes
        Over how many places on the trait the likelihood was summed.
    issues
        `not-converged`, `unused-category`, `item-not-estimated`, `no-common-trait`, `slope-runs-off`,
        `weakly-identified`.
    """

    model: ModelName
    slopes: Array
    locations: tuple[Array, ...]
    log_likelihood: float
    n: int
    intercepts: tuple[Array, ...]
    slope_errors: Array
    location_errors: tuple[Array, ...]
    intercept_errors: tuple[Array, ...]
    equal_slopes: bool
    empirical_reliability: float
    converged: bool
    steps: int
    gradient: Array
    covariance: Array
    items: tuple[str, ...]
    values: tuple[tuple[int, ...], ...]
    categories: tuple[tuple[int, ...], ...]
    nodes: int
    issues: tuple[Issue, ...] = ()

    @property
    def k(self) -> int:
        """How many items."""
        return len(self.items)

    def _people(self) -> int:
        return self.n

    @property
    def loadings(self) -> Array:
        """(k,) the slopes on the scale of standardised factor loadings: slope / sqrt(slope² + 1.702²).

        NaN in the partial credit model for an item of more than two categories: no normal variable is behind it.
        """
        defined = np.array([self.model == "graded" or len(own) == 2 for own in self.categories])
        return np.where(defined, self.slopes / np.sqrt(self.slopes**2 + LOGISTIC**2), np.nan)

    @property
    def marginal_reliability(self) -> float:
        """The mean over the trait of information / (information + 1): what the items tell, whoever answered.

        Green, Bock, Humphreys, Linn and Reckase (1984), in the form of Cheng, Yuan and Liu (2012).
        """
        theta, weights = even_nodes(FINE_NODES)
        information = self.information(theta)
        return float(weights @ (information / (information + 1)))

    def probabilities(self, theta: ArrayLike) -> tuple[Array, ...]:
        """Return for every item (m, q) how likely each category is at q places on the trait."""
        model, slopes, intercepts = parts_of(self)
        whole = np.exp(model.log_probabilities(slopes, intercepts, _places(theta)))
        return tuple(own[: len(values)] for own, values in zip(whole, self.categories, strict=True))

    def item_information(self, theta: ArrayLike) -> Array:
        """Return (k, q) what each item tells at q places on the trait: the inverse of a squared error."""
        return item_information(*parts_of(self), _places(theta))

    def information(self, theta: ArrayLike) -> Array:
        """Return (q,) what all items together tell at q places; 1 over its root is the error of an 'ml' score."""
        return np.asarray(self.item_information(theta).sum(axis=0))

    def expected_score(self, theta: ArrayLike) -> Array:
        """Return (q,) the sum score, in the values of the items, that is expected at q places on the trait."""
        parts = [np.array(v, dtype=float) @ p for v, p in zip(self.categories, self.probabilities(theta), strict=True)]
        return np.asarray(np.sum(parts, axis=0))

    def sum_score_table(self) -> SumScoreTable:
        """Return what a sum score tells of the trait, see `SumScoreTable`."""
        return sum_score_table(self)

    def score(self, x: ArrayLike, *, method: Method = "eap") -> TraitScores:
        """Return where people are on the trait, with their errors.

        Parameters
        ----------
        x
            (n, k) answers to the items in their order, NaN where missing; or a data frame, in which each item is found
            by its heading.
        method
            'eap': the mean of where somebody with these answers may be, with its spread; the closest to the truth on
            average. 'map': the likeliest place. Both shrink to the mean. 'ml': where the answers are likeliest,
            whoever gave them. 'wle': the same without its bias (Warm); of several such places the likeliest.

        Raises
        ------
        ArgumentError
            `mismatched-shapes`, `undeclared-category`, `unknown-option`, `answers-not-keyed`.

        Notes
        -----
        Somebody without any answer has the mean, 0, with error 1 ('eap', 'map'), or NaN. Somebody who chose nothing but
        the highest answers, or the lowest, has no finite 'ml' score: inf or -inf, with an infinite error; the other
        methods have one. A value that nobody chose counts as the nearest one that somebody chose.

        References
        ----------
        Bock, R. D., & Mislevy, R. J. (1982). Adaptive EAP estimation of ability in a microcomputer environment. Applied
        Psychological Measurement, 6, 431-444. https://doi.org/10.1177/014662168200600405

        Warm, T. A. (1989). Weighted likelihood estimation of ability in item response theory. Psychometrika, 54,
        427-450. https://doi.org/10.1007/BF02294627

        Examples
        --------
        >>> import numpy as np
        >>> from purpose_index.stats.irt import graded
        >>> rng = np.random.default_rng(1)
        >>> answers = np.digitize(rng.normal(size=(400, 1)) + 0.6 * rng.logistic(size=(400, 4)), [-1, 0, 1])
        >>> scores = graded(answers).score([[0, 0, 0, 0], [1, 2, 1, 2], [3, np.nan, 3, 3]])
        >>> scores.theta.round(1), scores.se.round(1)
        (array([-1.7,  0. ,  1.7]), array([0.6, 0.5, 0.6]))
        """
        return score_people(self, x, method)


def item_information(model: Model, slopes: Array, intercepts: Array, theta: Array) -> Array:
    """Return (k, q) the expected information: the mean over the answers of the squared slope along the trait."""
    p, first, *_ = model.along(slopes, intercepts, theta)
    return np.asarray((p * first**2).sum(axis=1))


def _places(theta: ArrayLike) -> Array:
    return np.atleast_1d(np.asarray(theta, dtype=np.float64))
