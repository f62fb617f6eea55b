"""How well each item fits: the answers expected at every sum score, and residuals at people's scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.irt.expected import chi_square_p, held_against, residuals_of, rmsea_of, varying
from purpose_index.stats.irt.likelihood import even_nodes
from purpose_index.stats.irt.sum_table import sum_likelihood

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.expected import Expected, Held
    from purpose_index.stats.irt.results import ItemResponseModel
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]

FEWEST = 1.0  # expected people in a cell


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ItemFit(Shown, Frozen):
    """How well each of k items fits the model.

    Parameters
    ----------
    items
        The ids.
    s_x2, df, p_value
        (k,) Orlando and Thissen's S-X²: at every sum score, the answers that were given beside those that are expected;
        its degrees of freedom and how likely one as large is. NaN where none is left.
    rmsea
        (k,) the misfit a degree of freedom.
    infit, outfit
        (k,) mean squared residuals at people's EAP scores, weighed by what is expected (infit) or not (outfit). The
        scores are shrunken and rest on the item itself, so that items that fit lie below 1 when there are few items.
    n
        How many people answered every item: S-X² rests on them. Infit and outfit rest on everybody's answers.
    """

    items: tuple[str, ...]
    s_x2: Array
    df: NDArray[np.int64]
    p_value: Array
    rmsea: Array
    infit: Array
    outfit: Array
    n: int


def item_fit(model: ItemResponseModel, x: ArrayLike | Patterns) -> ItemFit:
    """Say of each item whether people with the same sum score answered it as the model expects.

    Parameters
    ----------
    model
        A fitted model.
    x
        The answers of which it was estimated: (n, k), NaN where missing, or `Patterns`.

    Raises
    ------
    ArgumentError
        `mismatched-shapes`, `undeclared-category`, `answers-not-keyed`, `patterns-of-other-items`.
    StatisticsError
        `nobody-complete`: S-X² needs people who answered every item.

    Notes
    -----
    ``S-X2 = sum((observed - expected)² / expected)`` over sum scores and categories, ``expected = n(s) * P(c | s)``,
    which follows from the model alone (Lord and Wingersky's recursion), whatever anybody's place. At each sum score
    neighbouring categories are taken together until at least one person is expected in each (Kang and Chen). Degrees of
    freedom: cells, less sum scores, less the item's own parameters (a slope that all items share is not one of them).

    References
    ----------
    Orlando, M., & Thissen, D. (2000). Likelihood-based item-fit indices for dichotomous item response theory models.
    Applied Psychological Measurement, 24, 50-64. https://doi.org/10.1177/01466216000241003

    Kang, T., & Chen, T. T. (2008). Performance of the generalized S-X2 item fit index for polytomous IRT models.
    Journal of Educational Measurement, 45, 391-406. https://doi.org/10.1111/j.1745-3984.2008.00071.x

    Wright, B. D., & Masters, G. N. (1982). Rating scale analysis. MESA Press.

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.irt import graded, item_fit
    >>> rng = np.random.default_rng(1)
    >>> answers = np.digitize(rng.normal(size=(800, 1)) + 0.6 * rng.logistic(size=(800, 5)), [-1, 0, 1])
    >>> item_fit(graded(answers), answers).p_value.round(1)
    array([0.2, 1. , 0.5, 0.2, 0.2])
    """
    held = held_against(model, x, complete=True)
    s_x2, df = sum_score_fit(model, held)
    everybody = held_against(model, x)
    infit, outfit = mean_squares(*residuals_of(model, everybody), everybody.counts)
    n = int(held.counts.sum())
    return ItemFit(
        items=model.items,
        s_x2=s_x2,
        df=df,
        p_value=chi_square_p(s_x2, df),
        rmsea=rmsea_of(s_x2, df, n),
        infit=infit,
        outfit=outfit,
        n=n,
    )


def sum_score_fit(model: ItemResponseModel, held: Held) -> tuple[Array, NDArray[np.int64]]:
    """Return (k,) S-X² and degrees of freedom; NaN and 0 where no cells are left."""
    nodes, weights = even_nodes(model.nodes)
    items = np.flatnonzero(varying(model))
    whole = model.probabilities(nodes)
    p = [whole[j] for j in items]
    codes = held.codes[:, items].astype(np.int64)
    scores = codes.sum(axis=1)
    steps = [range(len(own)) for own in p]
    of_score = sum_likelihood(p, steps) @ weights
    s_x2, df = np.full(model.k, np.nan), np.zeros(model.k, dtype=np.int64)
    for at, j in enumerate(items):
        others = sum_likelihood([own for i, own in enumerate(p) if i != at], steps[:at] + steps[at + 1 :])
        m = len(p[at])
        joint = np.zeros((len(of_score), m))
        for c in range(m):
            joint[c : c + len(others), c] = (others * p[at][c]) @ weights
        observed = np.zeros_like(joint)
        np.add.at(observed, (scores, codes[:, at]), held.counts)
        share = np.divide(joint, of_score[:, None], out=np.zeros_like(joint), where=of_score[:, None] > 0)
        expected = share * observed.sum(axis=1, keepdims=True)
        s_x2[j], df[j] = _compared(observed[1:-1], expected[1:-1], parameters=m - model.equal_slopes)
    return s_x2, df


def _compared(observed: Array, expected: Array, *, parameters: int) -> tuple[float, int]:
    """Chi-square and its degrees of freedom, of neighbouring categories taken together until no cell is too small."""
    value, df = 0.0, -parameters
    for o, e in zip(observed, expected, strict=True):
        cells = cells_of(e)
        for there in cells:
            value += float((o[there].sum() - e[there].sum()) ** 2 / e[there].sum())
        df += max(len(cells) - 1, 0)
    return (value, df) if df > 0 else (np.nan, 0)


def cells_of(expected: Array) -> list[slice]:
    """Return which neighbouring categories to take together, so that at least one person is expected in each.

    The smallest cell joins the smaller of those beside it, until none is too small, or one is left; none where nobody
    is expected.

    Examples
    --------
    >>> cells_of(np.array([0.0, 0.4, 0.8, 5.0, 3.0, 0.2]))
    [slice(0, 3, None), slice(3, 4, None), slice(4, 6, None)]
    """
    cells = [slice(c, c + 1) for c in range(len(expected))] if expected.sum() > 0 else []
    while len(cells) > 1:
        sizes = [expected[cell].sum() for cell in cells]
        at = int(np.argmin(sizes))
        if sizes[at] >= FEWEST:
            break
        beside = [near for near in (at - 1, at + 1) if 0 <= near < len(cells)]
        low, high = sorted((at, min(beside, key=lambda near: sizes[near])))
        cells[low : high + 1] = [slice(cells[low].start, cells[high].stop)]
    return cells


def mean_squares(residuals: Array, expected: Expected, counts: Array) -> tuple[Array, Array]:
    """Return (k,) infit and outfit of (k, p) residuals; NaN for an item that does not vary."""
    there = ~np.isnan(residuals) & (expected.variance > 0)
    weight = np.where(there, counts, 0.0)
    square = np.where(there, residuals, 0.0) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        infit = (weight * square).sum(axis=1) / (weight * expected.variance).sum(axis=1)
        outfit = (weight * np.where(there, square / expected.variance, 0.0)).sum(axis=1) / weight.sum(axis=1)
    return infit, outfit
