"""Sums over pairs of items: whole numbers kept exactly, real numbers kept centred.

Both stores have one form. `m` is 1 where all pairs share their rows (listwise) and k where every pair has its own
(pairwise); by numpy's broadcasting one formula serves both. `n` is (m, m); `means`, `first` and `square` are (k, m),
with in row i, column j what item i gives over the rows where item j is counted too; `product` is (k, k).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, TypeAlias

import numpy as np

from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float64]"
Integers: TypeAlias = "NDArray[np.int64]"

BATCH_FLOPS = 2**18  # OpenBLAS gives a product of at most this many multiplications to one thread
SAFE = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class ExactSums(Frozen):
    """Sums, and sums of products, of whole numbers above `origin`."""

    n: Integers
    first: Integers
    product: Integers
    square: Integers
    origin: Integers

    def __add__(self, other: Self) -> Self:
        """Add them: whole numbers in int64 are exact in any order."""
        pairs = zip(self.arrays()[:4], other.arrays()[:4], strict=True)
        n, first, product, square = (a + b for a, b in pairs)
        return type(self)(n, first, product, square, self.origin)

    def real(self) -> CentredSums:
        """Return the same as means and sums of products of deviations from them."""
        return CentredSums(self.n, np.nan_to_num(self.mean()), *(np.nan_to_num(part) for part in self.centred()))

    def arrays(self) -> tuple[Integers, ...]:
        """Return all arrays, in the order of the fields."""
        return self.n, self.first, self.product, self.square, self.origin

    def mean(self) -> Floats:
        """Return the (k, m) means."""
        return divided(self.first + self.n * self.origin[:, None], self.n)

    def centred(self) -> tuple[Floats, Floats]:
        """Return the (k, k) products and the (k, m) squares of deviations from the mean."""
        n, first, product, square = self._roomy()
        return divided(n * product - first * first.T, n), divided(n * square - first * first, n)

    def keyed(self, sign: Integers, total: Floats) -> Self:
        """Return the sums of `total - x` where sign is -1: of -(x - origin) above a turned origin."""
        column = sign[:, None]
        origin = np.where(sign == -1, total.astype(np.int64) - self.origin, self.origin)
        return type(self)(self.n, self.first * column, self.product * column * sign, self.square, origin)

    def _roomy(self) -> tuple[NDArray[Any], ...]:
        """Return the sums, as Python's own integers where n times one could leave int64 (first² <= n · square)."""
        sums = self.arrays()[:4]
        large = int(self.n.max(initial=0)) * int(self.square.max(initial=0)) >= SAFE
        return tuple(a.astype(object) for a in sums) if large else sums

    def select(self, at: Integers) -> Self:
        """Return the sums of some of the items."""
        n, first, product, square, origin = self.arrays()
        m = at if len(n) > 1 else np.zeros(1, dtype=np.int64)
        return type(self)(
            n[np.ix_(m, m)], first[np.ix_(at, m)], product[np.ix_(at, at)], square[np.ix_(at, m)], origin[at]
        )


@dataclass(frozen=True, slots=True, eq=False)
class CentredSums(Frozen):
    """Means, and sums of products of deviations from them."""

    n: Integers
    means: Floats
    product: Floats
    square: Floats

    def __add__(self, other: Self) -> Self:
        """Merge by Chan's update, which never subtracts two large numbers."""
        n = self.n + other.n
        step = other.means - self.means
        weight = divided(self.n * other.n, n, empty=0)  # Chan, Golub & LeVeque (1983), Eq. 2.1
        return type(self)(
            n,
            self.means + step * divided(other.n, n, empty=0),
            self.product + other.product + weight * step * step.T,
            self.square + other.square + weight * step * step,
        )

    def real(self) -> CentredSums:
        """Return itself."""
        return self

    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Return all arrays, in the order of the fields."""
        return self.n, self.means, self.product, self.square

    def mean(self) -> Floats:
        """Return the (k, m) means."""
        return np.where(self.n > 0, self.means, np.nan)

    def centred(self) -> tuple[Floats, Floats]:
        """Return the (k, k) products and the (k, m) squares of deviations from the mean."""
        return self.product, self.square

    def keyed(self, sign: Integers, total: Floats) -> Self:
        """Return the sums of `total - x` where sign is -1."""
        column = sign[:, None]
        means = np.where(column == -1, total[:, None] - self.means, self.means)
        return type(self)(self.n, means, self.product * column * sign, self.square)

    def select(self, at: Integers) -> Self:
        """Return the sums of some of the items."""
        n, means, product, square = self.arrays()
        m = at if len(n) > 1 else np.zeros(1, dtype=np.int64)
        return type(self)(n[np.ix_(m, m)], means[np.ix_(at, m)], product[np.ix_(at, at)], square[np.ix_(at, m)])


def merged(a: ExactSums | CentredSums, b: ExactSums | CentredSums) -> ExactSums | CentredSums:
    """Return the sums over the rows of both: exact where both are, above the same origin; else centred."""
    if not (a.n.any() and b.n.any()):
        return a if a.n.any() else b
    if isinstance(a, ExactSums) and isinstance(b, ExactSums) and np.array_equal(a.origin, b.origin):
        return a + b
    return a.real() + b.real()


def divided(a: NDArray[Any], b: NDArray[Any], *, empty: float = np.nan) -> Floats:
    """Return a / b in floats, and `empty` where b is not positive."""
    quotient = np.full(np.broadcast_shapes(a.shape, b.shape), empty, dtype=np.float64)
    np.true_divide(a, b, out=quotient, where=b > 0, casting="unsafe")
    return quotient


def own(per_pair: NDArray[Any]) -> NDArray[Any]:
    """Return what each item gives over its own rows, (k,), of a (k, m) array."""
    return per_pair[:, 0] if per_pair.shape[1] == 1 else per_pair.diagonal()


def products(a: NDArray[Any], b: NDArray[Any], size: int) -> Floats:
    """Return a @ b.T of two (rows, width) blocks, summed over products of `size` columns that one BLAS thread does.

    Whole numbers are exact while `size * max|a| * max|b|` is at most 2^24 in float32, 2^53 in float64.
    """
    partial = np.matmul(_pieces(a, size), _pieces(b, size).transpose(0, 2, 1))
    total: Floats = partial.sum(axis=0, dtype=np.float64)
    return total


def piece(rows: int) -> int:
    """Return how many columns of a block of so many rows go into one product, a power of two from 16 to 512."""
    return 1 << min(9, max(4, (BATCH_FLOPS // rows**2).bit_length() - 1))


def _pieces(x: NDArray[Any], size: int) -> NDArray[Any]:
    rows, width = x.shape
    return x.reshape(rows, width // size, size).transpose(1, 0, 2)
