"""Normal likelihood, over patterns of missing answers: how far a model is from the data, which way is down, how curved.

Without missing answers there is one pattern. A pattern's covariances are inverted among the items that it has, and
stand in (p, p) matrices with zeros elsewhere, so that all patterns are one stack of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.structure import Implied, Slopes, Structure

    Array = NDArray[np.float64]

LOG_TWO_PI = float(np.log(2 * np.pi))
LARGEST = 2**20  # numbers in a stack of matrices, so that it stays in the cache


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What the likelihood of one group needs of its data: counts, means and covariances a pattern of missing answers.

    Parameters
    ----------
    answered
        (g, p) which items each pattern has.
    people
        (g,) how many people have it.
    mean, covariance
        (g, p) and (g, p, p) of these people, divided by their number; 0 where an item lacks.
    """

    answered: NDArray[np.bool_]
    people: Array
    mean: Array
    covariance: Array

    @classmethod
    def whole(cls, n: float, mean: Array, covariance: Array) -> Sample:
        """Return n people who miss no answer, by their (p,) means and (p, p) covariances."""
        return cls(np.ones((1, len(mean)), dtype=bool), np.array([float(n)]), mean[None], covariance[None])

    @property
    def n(self) -> float:
        """How many people."""
        return float(self.people.sum())

    @property
    def complete(self) -> bool:
        """Whether nobody misses an answer."""
        return bool(self.answered.all())


class Distance(NamedTuple):
    """Where a model stands to a sample.

    Parameters
    ----------
    value
        Minus twice the log-likelihood a person, without its constant; infinite where the model has no covariances that
        anybody could have.
    inverse
        (g, p, p) inverses of the implied covariances, a pattern.
    spread
        (g, p, p) those inverses around the covariances of the people about the implied means.
    pull
        (g, p) the inverses times observed less implied means.
    """

    value: float
    inverse: Array
    spread: Array
    pull: Array


def distance(sample: Sample, implied: Implied) -> Distance:
    """Return where a model stands to a sample."""
    both = sample.answered[:, :, None] & sample.answered[:, None, :]
    covariance = np.where(both, implied.covariance, 0.0)
    missing = ~sample.answered
    covariance[:, np.arange(missing.shape[1]), np.arange(missing.shape[1])] += missing
    try:
        root = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return Distance(np.inf, covariance, covariance, sample.mean)
    inverse = np.where(both, np.linalg.inv(covariance), 0.0)
    difference = np.where(sample.answered, sample.mean - implied.mean, 0.0)
    pull = (inverse @ difference[:, :, None])[:, :, 0]
    about = sample.covariance + difference[:, :, None] * difference[:, None, :]
    log_determinant = 2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    each = log_determinant + (inverse * about).sum(axis=(1, 2))
    weights = sample.people / sample.n
    return Distance(float(weights @ each), inverse, inverse @ about @ inverse, pull)


def gradient(sample: Sample, here: Distance, slopes: Slopes) -> Array:
    """Return the (r,) slopes of the distance, place by place."""
    weights = sample.people / sample.n
    steep = np.tensordot(weights, here.inverse - here.spread, 1)
    pull = weights @ here.pull
    return np.asarray(2 * (slopes.s * (slopes.a * (steep @ slopes.b)).sum(axis=0) - slopes.c * (pull @ slopes.a)))


def expected_curvature(sample: Sample, here: Distance, slopes: Slopes) -> Array:
    """Return half the (r, r) expected second derivatives of the distance: the information of one person."""
    weights = (sample.people / sample.n)[:, None, None]
    with_a = here.inverse @ slopes.a
    with_b = here.inverse @ slopes.b
    aa, ab, bb = slopes.a.T @ with_a, slopes.a.T @ with_b, slopes.b.T @ with_b
    pairs = aa * bb + ab * ab.transpose(0, 2, 1)
    return np.asarray(
        np.outer(slopes.s, slopes.s) * (weights * pairs).sum(axis=0)
        + np.outer(slopes.c, slopes.c) * (weights * aa).sum(axis=0)
    )


def observed_curvature(sample: Sample, here: Distance, structure: Structure, implied: Implied, slopes: Slopes) -> Array:
    """Return half the (r, r) second derivatives of the distance: the observed information of one person."""
    weights = sample.people / sample.n
    r = slopes.a.shape[1]
    total = np.zeros((r, r))
    at_once = max(1, LARGEST // r**2)
    for start in range(0, len(weights), at_once):
        block = slice(start, start + at_once)
        total += _bowed(weights[block], here.inverse[block], here.spread[block], here.pull[block], slopes)
    steep = np.tensordot(weights, here.inverse - here.spread, 1)
    return np.asarray(total + structure.bends(implied, slopes, steep, weights @ here.pull) / 2)


def _bowed(weights: Array, inverse: Array, spread: Array, pull: Array, slopes: Slopes) -> Array:
    """The second derivatives of some patterns, as if the moments were straight lines in the parameters."""
    a, b, s, c = slopes
    turned = (0, 2, 1)
    Z = 2 * spread - inverse
    aWa, aWb, bWb = a.T @ inverse @ a, a.T @ inverse @ b, b.T @ inverse @ b
    aZa, aZb, bZb = a.T @ Z @ a, a.T @ Z @ b, b.T @ Z @ b
    pairs = aWb.transpose(turned) * aZb + bWb * aZa + aWa * bZb + aWb * aZb.transpose(turned)
    of_covariances = np.outer(s, s) * np.tensordot(weights, pairs, 1)
    if not c.any():
        return np.asarray(of_covariances / 2)
    pull_a, pull_b = pull @ a, pull @ b
    across = pull_a[:, :, None] * aWb.transpose(turned) + pull_b[:, :, None] * aWa
    mixed = np.outer(s, c) * np.tensordot(weights, across, 1)
    of_means = np.outer(c, c) * np.tensordot(weights, aWa, 1)
    return np.asarray(of_covariances / 2 + mixed + mixed.T + of_means)


def curvature(
    sample: Sample, here: Distance, structure: Structure, implied: Implied, slopes: Slopes, *, observed: bool
) -> Array:
    """Return the (r, r) information of one person, observed or expected."""
    if observed:
        return observed_curvature(sample, here, structure, implied, slopes)
    return expected_curvature(sample, here, slopes)


def log_likelihood(sample: Sample, value: float) -> float:
    """Return the log-likelihood of all people, at this distance."""
    numbers = float(sample.people @ sample.answered.sum(axis=1))
    return -0.5 * (sample.n * value + numbers * LOG_TWO_PI)
