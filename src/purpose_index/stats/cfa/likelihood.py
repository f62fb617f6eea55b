"""Normal likelihood, over patterns of missing answers: how far a model is from the data, which way is down, how curved.

Without missing answers there is one pattern. A pattern's covariances are inverted among the items that it has, and
stand in (p, p) matrices with zeros elsewhere, so that all patterns are one stack of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.structure import Implied, Slopes, Structure

    Array = NDArray[np.float64]

LOG_TWO_PI = float(np.log(2 * np.pi))
FEW = 16  # patterns that are taken one by one
MANY_ITEMS = 40  # beyond which the products of all pairs of items take too much memory


@dataclass(frozen=True, eq=False)
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
        return self.lacking is None

    @cached_property
    def shares(self) -> Array:
        """(g,) the share of all people that each pattern has."""
        return np.asarray(self.people / self.n)

    @cached_property
    def lacking(self) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...] | None:
        """The patterns that lack as many items: which they are, and (g, l) the items; None where nobody lacks any."""
        if self.answered.all():
            return None
        many = (~self.answered).sum(axis=1)
        alike = [np.flatnonzero(many == number) for number in np.unique(many[many > 0]).tolist()]
        return tuple((which, np.nonzero(~self.answered[which])[1].reshape(len(which), -1)) for which in alike)


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
    root, failed = dpotrf(implied.covariance, lower=1)
    if failed:
        nothing = np.zeros_like(sample.covariance)
        return Distance(np.inf, nothing, nothing, sample.mean)
    log_determinant = np.full(len(sample.people), 2 * float(np.log(np.diag(root)).sum()))
    inverse = np.empty_like(sample.covariance)
    inverse[:] = _mirrored(dpotri(root, lower=1)[0])
    difference = sample.mean - implied.mean
    for which, items in sample.lacking or ():
        log_determinant[which] += _without(inverse, which, items)
        difference[which[:, None], items] = 0
    pull = (inverse @ difference[:, :, None])[:, :, 0]
    about = sample.covariance + difference[:, :, None] * difference[:, None, :]
    weighed = inverse @ about
    each = log_determinant + np.trace(weighed, axis1=1, axis2=2)
    return Distance(float(sample.shares @ each), inverse, weighed @ inverse, pull)


def _mirrored(lower: Array) -> Array:
    """A symmetric matrix, of its lower triangle and a diagonal that counts once, with zeros above."""
    both = lower + lower.T
    np.fill_diagonal(both, np.diag(lower))
    return np.asarray(both)


def _without(inverse: Array, which: NDArray[np.intp], items: NDArray[np.intp]) -> Array:
    """Make the inverses of some patterns those without the items that they lack; return what log-determinants gain.

    Notes
    -----
    Of a covariance matrix with inverse P, the part without some items m has the inverse ``P - P_m' P_mm^-1 P_m``, and
    the determinant of the whole times that of P_mm.
    """
    rows = inverse[which[:, None], items]
    block = np.take_along_axis(rows, items[:, None, :], axis=2)
    inverse[which] -= np.swapaxes(rows, 1, 2) @ np.linalg.solve(block, rows)
    inverse[which[:, None], items] = 0
    inverse[which[:, None], :, items] = 0
    return np.asarray(np.linalg.slogdet(block)[1])


def gradient(sample: Sample, here: Distance, structure: Structure, implied: Implied) -> Array:
    """Return the (r,) slopes of the distance, place by place."""
    return np.asarray(structure.gradient(implied, steepness(sample, here), sample.shares @ here.pull))


def steepness(sample: Sample, here: Distance) -> Array:
    """Return the (p, p) slopes of the distance by the implied covariances."""
    return _mean(sample, here.inverse - here.spread)


def _mean(sample: Sample, matrices: Array) -> Array:
    """The (p, p) mean over people of matrices that each pattern has."""
    return np.asarray(np.tensordot(sample.shares, matrices, 1) if len(matrices) > 1 else matrices[0])


def expected_curvature(sample: Sample, here: Distance, slopes: Slopes) -> Array:
    """Return half the (r, r) expected second derivatives of the distance: the information of one person.

    Where answers are missing, it is that of somebody with the mean inverse of the patterns: near to it, never bent
    down, and no more than a direction for a search.
    """
    aa, ab, bb = _products(_mean(sample, here.inverse), slopes)
    a_moves = np.outer(slopes.c, slopes.c) * aa if slopes.c.any() else 0.0
    return np.asarray(np.outer(slopes.s, slopes.s) * (aa * bb + ab * ab.T) + a_moves)


def expected_information(sample: Sample, here: Distance, slopes: Slopes) -> Array:
    """Return the (r, r) information of one person that is expected where answers are missing by chance.

    It is the observed one of people whose means and covariances are those implied, in every pattern.
    """
    return _bow(sample, here._replace(spread=here.inverse, pull=np.zeros_like(here.pull)), slopes)


def observed_curvature(sample: Sample, here: Distance, structure: Structure, implied: Implied, slopes: Slopes) -> Array:
    """Return half the (r, r) second derivatives of the distance: the observed information of one person."""
    bends = structure.bends(implied, slopes, steepness(sample, here), sample.shares @ here.pull)
    return np.asarray(_bow(sample, here, slopes) + bends / 2)


def _bow(sample: Sample, here: Distance, slopes: Slopes) -> Array:
    """Half the second derivatives, as if the moments were straight lines in the parameters."""
    if len(sample.people) > FEW and slopes.a.shape[0] <= MANY_ITEMS:
        return _bowed_together(sample.shares, here, slopes)
    total = np.zeros((slopes.a.shape[1],) * 2)
    for share, inverse, spread, pull in zip(sample.shares, here.inverse, here.spread, here.pull, strict=True):
        total += share * _bowed(inverse, spread, pull, slopes)
    return total


def _products(inner: Array, slopes: Slopes) -> tuple[Array, Array, Array]:
    """``a' M a``, ``a' M b`` and ``b' M b`` of a (p, p) matrix M."""
    with_a, with_b = slopes.a.T @ inner, slopes.b.T @ inner
    return with_a @ slopes.a, with_a @ slopes.b, with_b @ slopes.b


def _bowed(inverse: Array, spread: Array, pull: Array, slopes: Slopes) -> Array:
    """The second derivatives of one pattern, as if the moments were straight lines in the parameters."""
    a, b, s, c = slopes
    aWa, aWb, bWb = _products(inverse, slopes)
    aZa, aZb, bZb = _products(2 * spread - inverse, slopes)
    of_covariances = np.outer(s, s) * (aWb.T * aZb + bWb * aZa + aWa * bZb + aWb * aZb.T)
    if not c.any():
        return np.asarray(of_covariances / 2)
    mixed = np.outer(s, c) * ((pull @ a)[:, None] * aWb.T + (pull @ b)[:, None] * aWa)
    return np.asarray(of_covariances / 2 + mixed + mixed.T + np.outer(c, c) * aWa)


def _bowed_together(shares: Array, here: Distance, slopes: Slopes) -> Array:
    """The mean of `_bowed` over patterns, without a loop over them.

    Notes
    -----
    A parameter changes the covariances by ``V = s (a b' + b a')``. The sums over patterns of ``tr(V_i W V_j Z)`` need
    no more of the patterns than the products of every element of W with every element of Z, summed: one matrix product.
    """
    a, _, _, c = slopes
    first, second = np.tril_indices(len(a))
    pairs, one_way, straight, crossed = _pairs_of_pairs(len(a))
    W, Z = (matrices[:, first, second] for matrices in (here.inverse, 2 * here.spread - here.inverse))
    changes = changes_of(slopes)
    K = (W * shares[:, None]).T @ Z
    halves = changes.T @ (np.take(K, one_way) + (np.take(K, straight) + np.take(K, crossed)) / 2) @ changes
    of_covariances = (halves + halves.T) / 2
    if not c.any():
        return np.asarray(of_covariances)
    drawn = ((here.pull * shares[:, None]).T @ W)[:, pairs]  # (p, p, p): of pulls, and of rows and columns of W
    mixed = changes.T @ (drawn[first, second] + drawn[second, first]) @ (a * c)
    aWa = a.T @ np.tensordot(shares, here.inverse, 1) @ a
    return np.asarray(of_covariances + mixed + mixed.T + np.outer(c, c) * aWa)


@lru_cache(maxsize=2)
def _pairs_of_pairs(p: int) -> tuple[NDArray[np.intp], ...]:
    """(p, p) the number of each pair of items, as `numpy.tril_indices` orders them; and where products of them stand.

    With pairs (p, q) and (r, s): the place of ``W_qr Z_sp``, of ``W_qs Z_rp`` and of ``W_pr Z_sq``. The place of
    ``W_ps Z_rq`` is that of the first, of the two pairs in the other order.
    """
    first, second = np.tril_indices(p)
    numbers = np.zeros((p, p), dtype=np.intp)
    numbers[first, second] = numbers[second, first] = np.arange(len(first))
    of_first, of_second = numbers[first], numbers[second]
    places = (
        of_second[:, first] * len(first) + of_first[:, second],
        of_second[:, second] * len(first) + of_first[:, first],
        of_first[:, first] * len(first) + of_second[:, second],
    )
    return numbers, *places


def changes_of(slopes: Slopes) -> Array:
    """Return the (p (p + 1) / 2, r) changes of the covariances, those of variances halved."""
    a, b, s, _ = slopes
    first, second = np.tril_indices(len(a))
    changes = s * (a[first] * b[second] + a[second] * b[first])
    changes[first == second] /= 2
    return np.asarray(changes)


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
