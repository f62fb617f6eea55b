"""The likelihood of answers under an item response model, with its slopes and its curvature, by even quadrature."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import partial
from itertools import islice
from math import ceil
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from purpose_index.stats.irt.blocks import Blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from purpose_index.stats.irt.answers import Answers
    from purpose_index.stats.irt.blocks import Block
    from purpose_index.stats.irt.models import Model

    Array = NDArray[np.float64]
    Exact: TypeAlias = type[np.float32 | np.float64]

STEEPEST = 20.0  # slopes beyond it make a step of an item, which tells nothing but on which side of it people are
FEW = 2_000  # rows: the chance errors of more are far above float32's
NOBODY = 1e-12  # of anybody at a node, that it is left out
ENOUGH = 1e-10  # of somebody at the ends of the other nodes, that those left out are looked at again
# of what people's slopes spread, that the rest is taken to fall on as it falls there
LEFT: dict[Exact, float] = {np.float32: 5e-6, np.float64: 3e-10}
FALL = 0.5  # of parts that are next to nothing, at the most as they are taken to fall on
NOTHING = 1e-20  # of anybody at a node, that products with it would be slow
# of polynomials; further ones are not orthonormal, steps would need them
DEGREES: dict[Exact, int] = {np.float32: 15, np.float64: 30}
# the square of what is but rounding: as many polynomials as nodes
LEAST: dict[Exact, float] = {np.float32: 1e-10, np.float64: 1e-14}
FAINTEST = -80.0  # a logarithm below it is nothing beside the highest, and a number that slows products down
WIDEST = 6.0  # deviations from the mean that the nodes reach; two billionths of the people are beyond


def even_nodes(count: int) -> tuple[Array, Array]:
    """Return `count` evenly spaced nodes of a standard normal trait, and their weights, which sum to 1.

    Examples
    --------
    >>> nodes, weights = even_nodes(61)
    >>> print(f"{weights @ nodes**2:.6f}")  # the variance
    1.000000
    """
    nodes = np.linspace(-WIDEST, WIDEST, count)
    density = np.exp(-(nodes**2) / 2)
    return nodes, density / density.sum()


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """The likelihood at some parameters.

    Parameters
    ----------
    value
        The logarithm of the likelihood; -inf where the parameters cannot be.
    slopes, intercepts
        (k,) and (k, m - 1), the latter -inf beyond an item's categories.
    expected
        (k, m, q) how many people at each node are expected to have given each answer.
    theta
        The free parameters.
    places
        (4,) how many people there are; of their EAP scores the sum and the sum of squares, and the sum of the variances
        of where they may be. Nothing in float32.
    """

    value: float
    slopes: Array
    intercepts: Array
    expected: Array
    theta: Array
    places: Array


class Problem:
    """What is maximised: parameters in, likelihood, slopes and curvature out.

    The free parameters are numbered; `where` is the (k, m) table of the number of every slope (first column) and
    intercept, -1 for one that an item lacks.
    """

    model: Model
    where: NDArray[np.int64]
    nodes: Array
    weights: Array
    blocks: Blocks
    reach: list[tuple[float, float] | None]  # of every block, between which places somebody may be
    multipliers: Array
    there: NDArray[np.bool_]
    exact: Exact
    size: int
    slope: NDArray[np.bool_]

    def __init__(self, model: Model, answers: Answers, where: NDArray[np.int64], nodes: int) -> None:
        self.model, self.where = model, where
        self.nodes, self.weights = even_nodes(nodes)
        self.blocks = Blocks(answers.codes, answers.counts, where.shape[1])
        self.reach = [None] * self.blocks.count
        self.multipliers = model.multipliers(where.shape[1])
        self.there = where >= 0
        self.exact = np.float64 if len(answers.codes) <= FEW else np.float32  # of sums that errors rest on, not tops
        self.size = int(where.max(initial=-1)) + 1
        self.slope = np.isin(np.arange(self.size), where[:, 0])

    def parameters(self, theta: Array) -> tuple[Array, Array]:
        """Return the (k,) slopes and (k, m - 1) intercepts of free parameters."""
        table = np.where(self.there, theta[self.where], -np.inf)
        return np.where(self.there[:, 0], table[:, 0], 0.0), table[:, 1:]

    def within(self, theta: Array) -> Array:
        """Return the parameters with no slope beyond the steepest."""
        return np.where(self.slope, theta.clip(-STEEPEST, STEEPEST), theta)

    def turned(self, theta: Array) -> Array:
        """Return the parameters of the trait turned around, which are as likely."""
        return np.where(self.slope, -theta, theta)

    def held(self, theta: Array, gradient: Array) -> NDArray[np.bool_]:
        """Return which slopes are at their end and would go beyond it."""
        return self.slope & (np.abs(theta) >= STEEPEST) & (gradient * theta > 0)

    def at(self, theta: Array, exact: Exact = np.float64) -> Point:
        """Return the point at free parameters."""
        slopes, intercepts = self.parameters(theta)
        logs = self.model.log_probabilities(slopes, intercepts, self.nodes)
        k, m, q = logs.shape
        table = self._table(logs)
        if not np.isfinite(table).all():
            return Point(-np.inf, slopes, intercepts, np.zeros_like(logs), theta, np.zeros(4))
        value, expected, places = self.blocks.sums(lambda blocks: self._expected(blocks, table, exact))
        return Point(float(value), slopes, intercepts, expected.reshape(k, m, q), theta, places)

    def _expected(self, blocks: Iterator[Block], table: Array, exact: Exact) -> tuple[Array, Array, Array]:
        """Return the logarithm of the likelihood of some blocks, how many are expected at each node, and the places."""
        value, expected, places = np.zeros(()), np.zeros_like(table), np.zeros(4)
        for block in blocks:
            x = block.chosen.astype(exact)
            reach, likely, posterior = self.posteriors(block.number, x, table)
            value += likely @ block.counts
            if exact is np.float64:
                mean, error = spread(posterior, self.nodes[reach])
                places += np.stack([np.ones_like(mean), mean, mean**2, error**2]) @ block.counts
            posterior *= block.counts.astype(exact)
            expected[:, reach] += (posterior @ x.T).T
        return value, expected, places

    def posteriors(self, number: int, x: NDArray[Any], table: Array) -> tuple[slice, Array, NDArray[Any]]:
        """Return the nodes at which somebody of a block may be, and there what `posteriors` gives.

        They are those of the last time, while nobody is at their ends: a posterior has one top.
        """
        around = self.reach[number]
        if around is not None:
            low, high = ((place + WIDEST) * (len(self.nodes) - 1) / (2 * WIDEST) for place in around)
            reach = slice(max(int(low), 0), ceil(high) + 1)
            likely, posterior = posteriors(x, table[:, reach], self.weights[reach])
            if posterior[[0, -1]].max() < ENOUGH:
                return reach, likely, posterior
        likely, posterior = posteriors(x, table, self.weights)
        there = np.flatnonzero(posterior.max(axis=1) > NOBODY)
        ends = np.array([there[0] - 1, there[-1] + 1]).clip(0, len(self.nodes) - 1)
        self.reach[number] = (float(self.nodes[ends[0]]), float(self.nodes[ends[1]]))
        return slice(None), likely, posterior

    def over(self, nodes: int) -> Problem:
        """Return the same over fewer or more nodes."""
        other = copy(self)
        other.nodes, other.weights = even_nodes(nodes)
        return other

    def _table(self, logs: Array) -> Array:
        """(k * m, q) logarithms of probabilities, 0 for the categories that an item lacks, which nobody chose."""
        lacking = ~np.concatenate([np.ones((len(logs), 1), dtype=bool), self.there[:, 1:]], axis=1)
        return np.where(lacking[:, :, None], 0.0, logs).reshape(-1, logs.shape[2])

    def gradient(self, point: Point) -> Array:
        """Return the slopes of the log-likelihood (Fisher's identity: those of the expected complete data)."""
        inner = self.model.in_predictors(point.slopes, point.intercepts, self.nodes)
        rise = np.einsum("jcq,jctq->jtq", point.expected, inner)
        own = np.column_stack([rise @ self.nodes @ self.multipliers, rise.sum(axis=2)])
        sums = np.bincount(self.where[self.there], weights=own[self.there], minlength=self.size)
        return np.asarray(sums, dtype=np.float64)

    def complete_information(self, point: Point) -> Array:
        """Return the information that there would be if everybody's place were known."""
        inner = self.model.curvature(point.slopes, point.intercepts, self.nodes, point.expected)
        sums, by_slope, by_square = np.moveaxis(
            inner @ np.stack([self.nodes**power for power in range(3)], axis=1), 3, 0
        )
        k, m = self.where.shape
        own = np.zeros((k, m, m))
        own[:, 1:, 1:] = sums
        own[:, 0, 1:] = own[:, 1:, 0] = by_slope @ self.multipliers
        own[:, 0, 0] = by_square @ self.multipliers @ self.multipliers
        both = self.there[:, :, None] & self.there[:, None]
        place = (self.where[:, :, None] * self.size + self.where[:, None])[both]
        sums_of_all = np.bincount(place, weights=own[both], minlength=self.size**2)
        return np.asarray(sums_of_all.reshape(self.size, self.size), dtype=np.float64)

    def missing_information(self, point: Point, degrees: int | None = None) -> Array:
        """Return what is lost because nobody's place is known: how people's slopes spread over where they may be.

        Louis (1982), Eq. 3.2'. The slopes of one person, as functions of the place, are written in polynomials that
        are orthonormal over where that person may be: the squares of what goes with each of them add up to the spread.
        Those of an item so steep that it is a step are no sum of a few polynomials, and are added up node by node.
        The first `degrees` alone leave out a little, and cost a fraction.
        """
        logs = self.model.log_probabilities(point.slopes, point.intercepts, self.nodes)
        table, scores = self._table(logs), item_slopes(self.model, point.slopes, point.intercepts, self.nodes)
        (spread,) = self.blocks.sums(lambda blocks: (self._spread(blocks, table, scores, degrees),))
        free = self.there.ravel()
        placed = np.zeros((free.sum(), self.size))
        placed[np.arange(free.sum()), self.where.ravel()[free]] = 1.0
        return np.asarray(placed.T @ spread[np.ix_(free, free)] @ placed)

    def _spread(self, blocks: Iterator[Block], table: Array, scores: Array, degrees: int | None) -> Array:
        """Return the sum over people of the covariances of their slopes."""
        k, m, _, q = scores.shape
        steep = scores[:, :, 0].reshape(k * m, q)
        rising = np.diagonal(scores[:, :-1, 1:], axis1=1, axis2=2).transpose(0, 2, 1).reshape(k * (m - 1), q)
        moved, out = self.model.moved(m).astype(self.exact), np.zeros((k * m, k * m))
        for block in blocks:
            x: NDArray[Any] = block.chosen.astype(self.exact)
            reach, _, posterior = self.posteriors(block.number, x, table)
            chosen, above = x.reshape(k, m, -1), rising[:, reach] - rising[:, reach][:, :1]
            along: NDArray[Any] = np.concatenate([steep[:, reach], above]).astype(self.exact)
            sizes: NDArray[Any] = np.sqrt(block.counts).astype(self.exact)
            each = partial(products, chosen, moved @ chosen)
            by_degree = (
                each(along @ (weights * sizes))
                for weights in polynomials(posterior, self.nodes[reach].astype(self.exact))
            )
            if degrees is not None:
                out += sum(islice(by_degree, degrees))
                continue
            smooth = fading(islice(by_degree, DEGREES[self.exact]), LEFT[self.exact])
            out += sum(map(each, apart(posterior, along, sizes))) if smooth is None else smooth
        return out


def products(chosen: NDArray[Any], met: NDArray[Any], tilts: NDArray[Any]) -> NDArray[Any]:
    """Return the (k * m, k * m) sum over people of the products of their slopes, from (c, n) what each curve gives."""
    own = np.empty_like(chosen)
    by_slope, by_intercept = np.split(tilts, [chosen.shape[0] * chosen.shape[1]])
    np.einsum("jci,jci->ji", by_slope.reshape(chosen.shape), chosen, out=own[:, 0])
    np.multiply(by_intercept.reshape(met.shape), met, out=own[:, 1:])
    flat = own.reshape(-1, own.shape[2])
    return np.asarray(flat @ flat.T)  # half the work: its own transpose


def fading(parts: Iterable[NDArray[Any]], least: float) -> NDArray[Any] | None:
    """Return the sum of parts that become next to nothing, those left out by the last one's fall; None if they end."""
    total, most, before = None, 0.0, np.inf
    for part in parts:
        total, size = part if total is None else total + part, float(np.trace(part))
        most = max(most, size)
        if size < least * most:
            fall = min(size / before, FALL)
            return np.asarray(total + part * (fall / (1 - fall)))
        before = size
    return None


def item_slopes(model: Model, slopes: Array, intercepts: Array, nodes: Array) -> Array:
    """Return (k, m, m, q): how the logarithm of each category's probability moves with the item's own parameters."""
    inner = model.in_predictors(slopes, intercepts, nodes)
    first = np.einsum("jctq,t->jcq", inner, model.multipliers(inner.shape[1])) * nodes
    return np.concatenate([first[:, :, None], inner], axis=2)


def posteriors(x: NDArray[Any], table: NDArray[Any], weights: NDArray[Any]) -> tuple[Array, NDArray[Any]]:
    """Return the (n,) logarithms of the likelihood of rows, and (q, n) how likely each is at each node.

    Parameters
    ----------
    x
        (c, n) indicators of the answers.
    table
        (c, q) logarithms of the probabilities of the categories.
    weights
        (q,) of the nodes, sum 1.
    """
    logs = table.T.astype(x.dtype) @ x
    logs += np.log(weights).astype(x.dtype)[:, None]
    highest = logs.max(axis=0)
    logs -= highest
    np.maximum(logs, FAINTEST, out=logs)
    np.exp(logs, out=logs)
    total = logs.sum(axis=0)
    logs /= total
    return highest + np.log(total), logs


def spread(posterior: Array, nodes: Array) -> tuple[Array, Array]:
    """Return the mean and the standard deviation of each (q, n) posterior."""
    mean, square = np.stack([nodes, nodes**2]) @ posterior
    return mean, np.sqrt(np.maximum(square - mean**2, 0.0))


def apart(posterior: NDArray[Any], along: NDArray[Any], sizes: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield for every node how far (c, q) curves are from their means over (q, n) posteriors, times the root there."""
    means = along @ posterior
    for curves, root in zip(along.T, np.sqrt(posterior), strict=True):
        yield (curves[:, None] - means) * (root * sizes)


def polynomials(posterior: NDArray[Any], nodes: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield the (q, n) posteriors times polynomials of the place: of every degree from 1, orthonormal over each."""
    root = np.sqrt(np.where(posterior > NOTHING, posterior, 0))
    lower, own, size = np.zeros_like(root), root.copy(), np.zeros_like(root[0])
    for _ in range(len(nodes) - 1):
        middle = nodes @ (own * own)
        lower *= size
        following = nodes[:, None] - middle
        following *= own
        following -= lower
        lower, own = own, following
        square = np.einsum("qi,qi->i", own, own)
        size = np.sqrt(square)
        own *= np.divide(1, size, where=square > LEAST[root.dtype.type], out=np.zeros_like(size))
        yield root * own
