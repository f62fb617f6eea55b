"""What a sum score alone tells of the latent trait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.stats.irt.likelihood import even_nodes, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SumScoreTable(Frozen):
    """What a sum score of all items tells of the latent trait.

    Parameters
    ----------
    score
        (s,) every sum score, in the values of the items, ascending.
    theta
        (s,) the mean of where somebody with that score may be.
    se
        (s,) the spread of where.
    probability
        (s,) the share of people who have that score, as the model has it.
    """

    score: NDArray[np.int64]
    theta: Array
    se: Array
    probability: Array


def sum_score_table(model: ItemResponseModel) -> SumScoreTable:
    """Return the table of a fitted model.

    Raises
    ------
    StatisticsError
        `item-not-answered`: where nobody answered an item there are no sum scores.

    Notes
    -----
    The likelihood of every sum score by the recursion of Lord and Wingersky (1984); the scores of Thissen, Pommerich,
    Billeaud and Williams (1995).

    References
    ----------
    Lord, F. M., & Wingersky, M. S. (1984). Comparison of IRT true-score and equipercentile observed-score "equatings".
    Applied Psychological Measurement, 8, 453-461. https://doi.org/10.1177/014662168400800409

    Thissen, D., Pommerich, M., Billeaud, K., & Williams, V. S. L. (1995). Item response theory for scores on tests
    including polytomous items with ordered responses. Applied Psychological Measurement, 19, 39-49.
    https://doi.org/10.1177/014662169501900105
    """
    empty = [item for item, own in zip(model.items, model.categories, strict=True) if not own]
    if empty:
        message = f"Nobody answered {', '.join(map(repr, empty))}, so that nobody has a sum score."
        issue = Issue("item-not-answered", "$.x", message, "Leave such items out.", facts={"items": tuple(empty)})
        raise StatisticsError("The sum scores are not defined.", [issue])
    nodes, weights = even_nodes(model.nodes)
    likely = sum_likelihood(model.probabilities(nodes), model.categories)
    joint = likely * weights
    share = joint.sum(axis=1)
    there = share > 0
    mean, error = spread((joint[there] / share[there, None]).T, nodes)
    lowest = sum(own[0] for own in model.categories)
    return SumScoreTable(score=lowest + np.flatnonzero(there), theta=mean, se=error, probability=share[there])


def sum_likelihood(probabilities: Sequence[Array], categories: Sequence[Sequence[int]]) -> Array:
    """Return (s, q) how likely each sum score is at q places, from the lowest one, of (m, q) probabilities an item.

    Examples
    --------
    >>> half = np.array([[0.5], [0.5]])
    >>> sum_likelihood([half, half], [(0, 1), (0, 2)]).ravel().tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    out = np.ones((1, probabilities[0].shape[1]))
    for p, own in zip(probabilities, categories, strict=True):
        steps = [value - own[0] for value in own]
        longer = np.zeros((len(out) + steps[-1], out.shape[1]))
        for step, share in zip(steps, p, strict=True):
            longer[step : step + len(out)] += out * share
        out = longer
    return out
