"""Many tests at once: p-values adjusted for how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.options import check_option

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Correction = Literal["benjamini-hochberg", "holm"]


def adjusted(p_values: ArrayLike, correction: Correction = "benjamini-hochberg") -> NDArray[np.float64]:
    """Return p-values adjusted for looking at all of them.

    Parameters
    ----------
    p_values
        (t,) between 0 and 1; NaN for a test that could not be done, which does not count.
    correction
        'benjamini-hochberg': of those below a level, at most that share is expected to be there by chance. 'holm': how
        likely it is that there is any by chance is below the level.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society
    B, 57, 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6,
    65-70. https://www.jstor.org/stable/4615733

    Examples
    --------
    >>> adjusted([0.01, 0.02, 0.04]).round(3).tolist(), adjusted([0.01, 0.02, 0.04], "holm").tolist()
    ([0.03, 0.03, 0.04], [0.03, 0.04, 0.04])
    """
    check_option("correction", correction, Correction)
    given = np.asarray(p_values, dtype=np.float64)
    out = np.full_like(given, np.nan)
    there = np.flatnonzero(~np.isnan(given))
    order = there[np.argsort(given[there], kind="stable")]
    ranks = np.arange(1, len(order) + 1)
    if correction == "holm":  # Holm (1979): the smallest times all, the next times one fewer
        out[order] = np.maximum.accumulate(np.minimum(given[order] * (len(order) + 1 - ranks), 1.0))
    else:  # Benjamini & Hochberg (1995), Eq. 1
        out[order] = np.minimum.accumulate(np.minimum(given[order] * len(order) / ranks, 1.0)[::-1])[::-1]
    return out
