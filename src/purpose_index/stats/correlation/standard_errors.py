"""Standard errors of two-step polychoric correlations, with the thresholds counted as estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from purpose_index.stats.correlation.bivariate_normal import Corners, cells, conditional
from purpose_index.stats.correlation.likelihood import IN_PANELS, runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.correlation.likelihood import Pairs

    Floats: TypeAlias = "NDArray[np.float64]"


VANISHED = 1e-9  # a few people can all have no influence, which says nothing about the error
LARGEST = 1.0  # no number between -1 and 1 has a larger one


def standard_errors(pairs: Pairs, joint: Floats, rho: Floats) -> Floats:
    """Return the standard errors of p correlations that solve the score equation; NaN where they are not known.

    Parameters
    ----------
    pairs
        The tables and thresholds.
    joint
        (c + 1, c + 1, p) the tables with, last, a row and a column of those who missed an item.
    rho
        (p,) the correlations.

    Notes
    -----
    Every person moves the correlation by an influence `u`: that of the score given the thresholds, less that of the
    thresholds of both items, each over all who answered it. The variance is the sum of `u` squared (Muthén, 1984, as
    lavaan has it, with sums over the observed people for expectations).
    """
    errors = np.full(len(rho), np.nan)
    for at in runs(np.flatnonzero(np.abs(rho) < 1), IN_PANELS):
        with np.errstate(all="ignore"):  # without information there is no error, which the line after next says
            moved = influences(pairs.at(at), joint[:, :, at], rho[at])
            error = np.sqrt((joint[:, :, at] * moved**2).sum(axis=(0, 1)))
        errors[at] = np.where((error > VANISHED) & (error <= LARGEST), error, np.nan)
    return errors


def influences(pairs: Pairs, joint: Floats, rho: Floats, probability: Floats | None = None) -> Floats:
    """Return the (c + 1, c + 1, p) influences on correlations: how far a person with these two answers moves each.

    Parameters
    ----------
    pairs, joint, rho
        As in `standard_errors`, with correlations between -1 and 1.
    probability
        (c, c, p) of every cell; by default exact in proportion, which takes long.
    """
    theta = np.arcsin(rho)
    corners = Corners.of(pairs.first, pairs.second)
    if probability is None:
        probability = cells(theta, pairs.first, pairs.second)
    n = pairs.counts.sum(axis=(0, 1))
    chosen = np.where(pairs.counts > 0, probability, np.inf)
    score = corners.slopes(theta)[0] / np.cos(theta) / chosen
    information = (pairs.counts * score * score).sum(axis=(0, 1)) / n
    pull = pairs.counts * score / chosen / n
    influence = np.zeros_like(joint)
    influence[:-1, :-1] = score / n
    influence[:-1] -= _threshold_influence(pairs.first, pairs.second, joint, pull, rho)[:, None]
    swapped = _threshold_influence(pairs.second, pairs.first, joint.swapaxes(0, 1), pull.swapaxes(0, 1), rho)
    influence[:, :-1] -= swapped
    moved: Floats = influence / information
    return moved


def _threshold_influence(first: Floats, second: Floats, joint: Floats, pull: Floats, rho: Floats) -> Floats:
    """Return for each category of the first item how a person who chose it moves the score through its thresholds."""
    given = conditional(first[:, None], rho, np.cos(np.arcsin(rho)), second)[:, 0]
    crossing = (given * (pull[:-1] - pull[1:])).sum(axis=1)
    chose = joint[:-1].sum(axis=1)
    below = chose.cumsum(axis=0)[:-1] / chose.sum(axis=0)
    above = np.zeros_like(chose)
    above[:-1] = crossing[::-1].cumsum(axis=0)[::-1]
    influence: Floats = (above - (below * crossing).sum(axis=0)) / chose.sum(axis=0)
    return influence
