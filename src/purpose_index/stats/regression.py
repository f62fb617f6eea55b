"""Least squares, with errors that allow for people who share a group: what alignment and outcomes rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

OWN = 1e-10  # a group that leaves less than this of a direction determines that coefficient by itself
LOST = 1e-6  # of the variance of a sum of coefficients; where that much is determined so, its error is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect(Frozen):
    """A number of a regression, with its error and the test that it is 0.

    Parameters
    ----------
    value, se
        The number and its standard error.
    t, df, p
        Their ratio, its degrees of freedom, and the two-sided probability of one as large where the number is 0.
    low, high, level
        Its interval and the confidence level of that. Where one group alone tells the number, groups cannot tell its
        error: all of these but the level are NaN.
    """

    value: float
    se: float
    t: float
    df: float
    p: float
    low: float
    high: float
    level: float


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LeastSquares(Frozen):
    """A fitted regression, in coordinates in which its p columns are orthonormal.

    Parameters
    ----------
    coefficients
        (p,) of the columns as they were given.
    covariance
        (p, p) of those; NaN for one that a single group tells.
    residual_sum_of_squares, r_squared, n
        What is left over, the share of the variance that is not, and how many people there are.
    df
        Residual degrees of freedom, or the number of groups less one.
    to_orthonormal
        (p, p) R of the columns' QR decomposition.
    spread
        (p, p) covariance of the coefficients in orthonormal coordinates.
    own, shared
        (g, p, p) per group the squares of the working model's weights and, per group, how it bears on the others;
        None where everybody stands alone.
    """

    coefficients: Array
    covariance: Array
    residual_sum_of_squares: float
    r_squared: float
    n: int
    df: float
    to_orthonormal: Array
    spread: Array
    own: Array | None = None
    shared: Array | None = None

    def effect(self, weights: Array, level: float, value: float | None = None) -> Effect:
        """Return a weighted sum of the coefficients with its test, or another value that moves with them like that."""
        from scipy.special import stdtr, stdtrit

        weights = np.asarray(weights, dtype=np.float64)
        direction: Array = np.linalg.solve(self.to_orthonormal.T, weights).astype(np.float64, copy=False)
        value = float(weights @ self.coefficients) if value is None else value
        df = self.df if self.own is None else self._satterthwaite(direction[None])
        se = float(np.sqrt(direction @ self.spread @ direction)) if df > 0 else np.nan
        t = value / se if se > 0 else np.nan
        half = float(stdtrit(df, 0.5 + level / 2)) * se if df > 0 else np.nan
        p = 2 * float(stdtr(df, -abs(t))) if df > 0 else np.nan
        return Effect(value=value, se=se, t=t, df=df, p=p, low=value - half, high=value + half, level=level)

    def joint_test(self, contrasts: Array) -> tuple[float, int, float, float]:
        """Return F, its two degrees of freedom and p of the test that all q weighted sums of coefficients are 0."""
        from scipy.special import fdtrc

        directions: Array = np.linalg.solve(self.to_orthonormal.T, contrasts.T).T.astype(np.float64, copy=False)
        q = len(directions)
        values = contrasts @ self.coefficients
        eta = self.df + q - 1 if self.own is None else self._satterthwaite(directions)
        df = eta - q + 1  # Pustejovsky & Tipton (2018), Eq. 12
        if not df > 0:
            return np.nan, q, np.nan, np.nan
        wald = float(values @ np.linalg.solve(directions @ self.spread @ directions.T, values))
        f = wald / q if self.own is None else df / (eta * q) * wald
        return f, q, df, float(fdtrc(q, df, f))

    def _satterthwaite(self, directions: Array) -> float:
        """Return the degrees of freedom that fit how the covariance of q sums varies from sample to sample.

        By the working model, in which people of one variance share nothing: Pustejovsky & Tipton (2018), Eq. 9-11; with
        one sum the degrees of freedom of Bell & McCaffrey (2002). NaN where one group alone tells a sum.
        """
        assert self.own is not None
        assert self.shared is not None
        if _lost(directions, self.own, self.shared).any():
            return np.nan
        own = np.einsum("si,gij,tj->stg", directions, self.own, directions)
        w = np.einsum("gij,sj->sgi", self.shared, directions)
        expected = own.sum(axis=2) - np.einsum("sgi,tgi->st", w, w)
        root = np.linalg.inv(np.linalg.cholesky(expected))
        own, w = np.einsum("as,stg,bt->abg", root, own, root), np.einsum("as,sgi->agi", root, w)
        inner = np.einsum("sgi,tgi->stg", w, w)
        across = np.einsum("sgi,tgj->stij", w, w)
        diagonal = np.arange(len(directions))
        squares = own[diagonal, diagonal]
        lengths = inner[diagonal, diagonal]
        variance = (
            squares @ squares.T
            - squares @ lengths.T
            - lengths @ squares.T
            + np.einsum("stij,stij->st", across, across)
            + np.einsum("stg,stg->st", own, own)
            - 2 * np.einsum("stg,stg->st", own, inner)
            + np.einsum("stij,stji->st", across, across)
        )
        q = len(directions)
        return float(q * (q + 1) / variance.sum())


def least_squares(columns: Array, outcome: Array, groups: NDArray[np.int64] | None = None) -> LeastSquares:
    """Regress an outcome on columns.

    Parameters
    ----------
    columns
        (n, p) finite numbers, a column of ones among them.
    outcome
        (n,) finite numbers.
    groups
        (n,) whole numbers from 0, the group of each person: the errors are then robust to whatever people of one group
        share (CR2), and tests have the degrees of freedom that fit the design (Satterthwaite).

    Raises
    ------
    StatisticsError
        Where there are not more people than columns, fewer than two groups, or columns that depend on one another.

    References
    ----------
    Bell, R. M., & McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage
    samples. Survey Methodology, 28, 169-181.

    Pustejovsky, J. E., & Tipton, E. (2018). Small-sample methods for cluster-robust variance estimation and hypothesis
    testing in fixed effects models. Journal of Business & Economic Statistics, 36, 672-683.
    https://doi.org/10.1080/07350015.2016.1247004
    """
    n, p = columns.shape
    q, r = np.linalg.qr(columns)
    lengths = np.linalg.norm(columns, axis=0)
    if n <= p or np.any(np.abs(np.diag(r)) <= 1e-10 * lengths):
        raise StatisticsError(
            f"The regression is not defined: {n} people for {p} coefficients, or scores that determine one another."
        )
    inside = q.T @ outcome
    residuals = outcome - q @ inside
    left = float(residuals @ residuals)
    total = float(np.sum((outcome - outcome.mean()) ** 2))
    if groups is None:
        spread, df, own, shared = np.eye(p) * left / (n - p), float(n - p), None, None
    else:
        spread, own, shared = _clustered(q, residuals, groups)
        df = float(len(own) - 1)
    inverse = np.linalg.inv(r)
    covariance = inverse @ spread @ inverse.T
    if own is not None and shared is not None:
        lost = _lost(inverse, own, shared)
        covariance[lost | lost[:, None]] = np.nan
    return LeastSquares(
        coefficients=inverse @ inside,
        covariance=covariance,
        residual_sum_of_squares=left,
        r_squared=1 - left / total if total > 0 else np.nan,
        n=n,
        df=df,
        to_orthonormal=r,
        spread=spread,
        own=own,
        shared=shared,
    )


def told_by_one_group(path: str, names: Sequence[str]) -> Issue:
    """Return the word about numbers whose error groups cannot tell."""
    message = f"One group alone tells {', '.join(names)}: without it nothing would, so groups cannot say how uncertain."
    hint = "Gather groups in which the scores differ; or leave out the groups, if people answer independently."
    return Issue("told-by-one-group", path, message, hint, facts={"names": tuple(names)})


def _lost(directions: Array, own: Array, shared: Array) -> NDArray[np.bool_]:
    """Which of (s, p) directions one group alone tells: by the working model their CR2 variance is then too small.

    Elsewhere the correction makes it right (Bell & McCaffrey, 2002): ``own`` less the squares of ``shared``, added up
    over the groups, is the identity.
    """
    expected = own.sum(axis=0) - np.einsum("gji,gjk->ik", shared, shared)
    found = np.einsum("si,ij,sj->s", directions, expected, directions)
    return np.asarray(found <= (1 - LOST) * np.sum(directions**2, axis=1))


def _clustered(q: Array, residuals: Array, groups: NDArray[np.int64]) -> tuple[Array, Array, Array]:
    """The CR2 covariance in orthonormal coordinates, and what its degrees of freedom need of each group.

    Within a group the correction is ``(I - Q Q')^(-1/2)``. With ``Q'Q = V S² V'`` of the group's rows, it turns the sum
    ``Q'e`` into ``V (1 - S²)^(-1/2) V' Q'e``: nothing as large as the group is ever inverted.
    """
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    if len(starts) < 2:
        raise StatisticsError("Errors that allow for groups need two groups or more.")
    q, residuals = q[order], residuals[order]
    products = np.add.reduceat(q[:, :, None] * q[:, None, :], starts)
    squares, V = np.linalg.eigh(products)
    squares = np.clip(squares, 0.0, 1.0)
    with np.errstate(divide="ignore"):
        weights = np.where(1 - squares > OWN, (1 - squares) ** -0.5, 0.0)
    sums = np.add.reduceat(q * residuals[:, None], starts)
    scores = np.einsum("gij,gj,gkj,gk->gi", V, weights, V, sums, optimize=True)
    own = np.einsum("gij,gj,gkj->gik", V, squares * weights**2, V)
    shared = np.einsum("gij,gj,gkj->gik", V, squares * weights, V)
    return scores.T @ scores, own, shared
