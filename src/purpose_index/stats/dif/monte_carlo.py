"""How large signs of items that work otherwise become by chance: of answers made up so that all items work alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.dif.cells import Cells
from purpose_index.stats.dif.choices import Matching
from purpose_index.stats.dif.nested import nested
from purpose_index.stats.dif.ordinal_logistic import check_alpha, place_of
from purpose_index.stats.dif.people import people_of
from purpose_index.stats.dif.trait_models import trait_model
from purpose_index.stats.irt.fitting import NODES, check_varying

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.dif.people import People
    from purpose_index.stats.dif.trait_models import TraitModel

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

DRAWS = 200
AT_ONCE = 2**21  # answers that are made up together


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutoff(Frozen):
    """What a sign must exceed to be more than chance: of `total`, and the change of slope.

    Parameters
    ----------
    chi_square, mcfadden, nagelkerke, slope_change
        As in `DifTest` and `LogisticDif`.
    """

    chi_square: float
    mcfadden: float
    nagelkerke: float
    slope_change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DifCutoffs(Frozen):
    """What signs of items that work otherwise must exceed to be more than chance.

    Parameters
    ----------
    items
        Of each item: an item that works alike exceeds it in a share alpha of samples.
    any
        Of the highest of all items: one of them exceeds it in a share alpha of samples where all work alike.
    alpha
        The share.
    draws
        How many samples were made up.
    matching
        What people were matched on.
    """

    items: Mapping[str, Cutoff]
    any: Cutoff
    alpha: float
    draws: int
    matching: Matching


def cutoffs(
    x: ArrayLike,
    groups: ArrayLike,
    *,
    matching: Matching = "total",
    anchors: Sequence[str] | None = None,
    alpha: float = 0.05,
    draws: int = DRAWS,
    names: Sequence[str] | None = None,
    rng: int | np.random.Generator | None = 0,
) -> DifCutoffs:
    """Say how large the signs that `logistic` finds become by chance, where all items work alike.

    Parameters
    ----------
    x, groups, names
        As in `logistic`.
    matching
        What people are matched on: 'total' or 'rest'.
    anchors
        The ids of the items that people are matched on, such as those that `logistic` with `purify=True` says are
        anchors; by default all.
    alpha
        The share of samples in which a cut-off is exceeded, between 0 and 1.
    draws
        How many samples are made up; at the least 1 / alpha.
    rng
        A seed or a generator.

    Returns
    -------
    DifCutoffs
        Of each item, and of the highest of all.

    Raises
    ------
    ArgumentError
        As `logistic`; `number-of-draws`.
    StatisticsError
        `too-few-varying-items`, `no-common-items`: as `likelihood_ratio`.

    Notes
    -----
    A graded model that is the same in all groups, with a mean and a spread of the trait in each, is fitted to the
    answers of people who gave all. Samples of the same sizes are made of it, and put through the same regressions. A
    quantile is that of which a further sample exceeds it with probability alpha, whatever the distribution.

    This is right where the graded model is: that groups of other levels make a sum find more items than alpha is then
    in the cut-offs.

    References
    ----------
    Choi, S. W., Gibbons, L. E., & Crane, P. K. (2011). lordif: An R package for detecting differential item functioning
    using iterative hybrid ordinal logistic regression/item response theory and Monte Carlo simulations. Journal of
    Statistical Software, 39(8). https://doi.org/10.18637/jss.v039.i08

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> group = np.repeat(["a", "b"], 200)
    >>> answers = np.digitize(rng.normal(size=(400, 1)) + rng.logistic(size=(400, 5)) / 2, [-1, 0, 1])
    >>> found = cutoffs(answers, group)
    >>> 4 < found.items["1"].chi_square < 9 and found.any.chi_square > found.items["1"].chi_square
    True
    """
    check_option("matching", matching, Matching)
    check_alpha(alpha)
    _check_draws(draws, alpha)
    people = people_of(x, groups, names)
    check_varying(sum(len(values) > 1 for values in people.values), "free", choice=False)
    every = range(len(people.items))
    on = every if anchors is None else [place_of(name, people.items, "anchors") for name in anchors]
    model = trait_model(people, np.ones(len(people.items), dtype=bool), NODES)
    generator, some = np.random.default_rng(rng), max(1, AT_ONCE // people.codes.size)
    sizes = [min(some, draws - start) for start in range(0, draws, some)]
    mask = np.isin(list(every), list(on))
    signs = np.concatenate([_signs(people, _made_up(people, model, size, generator), matching, mask) for size in sizes])
    own = np.quantile(signs, 1 - alpha, axis=0, method="weibull")
    own[[len(values) < 2 for values in people.values]] = np.nan
    highest = np.quantile(signs.max(axis=1), 1 - alpha, axis=0, method="weibull")
    return DifCutoffs(
        items={item: _cutoff(row) for item, row in zip(people.items, own, strict=True)},
        any=_cutoff(highest),
        alpha=alpha,
        draws=draws,
        matching=matching,
    )


def _cutoff(numbers: Array) -> Cutoff:
    chi_square, mcfadden, nagelkerke, slope_change = numbers.tolist()
    return Cutoff(chi_square=chi_square, mcfadden=mcfadden, nagelkerke=nagelkerke, slope_change=slope_change)


def _made_up(people: People, model: TraitModel, draws: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(k, draws, n) codes of people of the same groups, to whom all items are the same."""
    places = model.means[people.member] + model.spreads[people.member] * rng.normal(size=(draws, len(people.member)))
    codes = np.zeros((len(people.items), *places.shape), dtype=np.int64)
    for j, own in enumerate(model.where):
        if own[0] >= 0:
            chance = rng.random(places.shape)
            for intercept in model.top.theta[own[1:][own[1:] >= 0]]:
                codes[j] += chance < expit(model.top.theta[own[0]] * places + intercept)
    return codes


def _signs(people: People, codes: NDArray[np.int64], matching: Matching, anchors: Mask) -> Array:
    """(draws, k, 4) chi-squares, McFadden's and Nagelkerke's gains, and changes of slope; 0 of an item all alike."""
    k, draws, _ = codes.shape
    cells = _cells(people, codes, matching, anchors)
    varies = (cells.counts.any(axis=2).sum(axis=1)) > 1
    models = nested(Cells(cells.level, cells.group, cells.counts[varies]))
    none, level, _, products = models.log_likelihoods.T
    n = len(people.member)
    gain = np.exp(2 * (none - level) / n) - np.exp(2 * (none - products) / n)
    out = np.zeros((draws * k, 4))
    out[varies] = np.stack(
        [models.chi_squares[:, 2], (level - products) / none, gain / -np.expm1(2 * none / n), models.slope_change],
        axis=1,
    )
    return out.reshape(draws, k, 4)


def _cells(people: People, codes: NDArray[np.int64], matching: Matching, anchors: Mask) -> Cells:
    """Count made-up answers by level and group: each item of each sample is an item of its own."""
    k, draws, _ = codes.shape
    groups, most = len(people.groups), max(map(len, people.values))
    numbers = np.stack([np.array(values)[own] for values, own in zip(people.values, codes, strict=True)])
    own = ~anchors if matching == "total" else -anchors.astype(np.int64)
    levels = numbers[anchors].sum(axis=0) + own[:, None, None] * numbers
    low = int(levels.min())
    steps = np.arange(low, int(levels.max()) + 1)
    size = len(steps) * groups
    which = np.arange(draws)[:, None] * k + np.arange(k)[:, None, None]
    at = (which * most + codes) * size + (levels - low) * groups + people.member
    counts = np.bincount(at.ravel(), minlength=draws * k * most * size).reshape(draws * k, most, size)
    chosen_first = np.argsort(~counts.any(axis=2), axis=1, kind="stable")
    ordered = np.take_along_axis(counts, chosen_first[:, :, None], axis=1).astype(np.float64)
    return Cells(np.repeat(steps, groups).astype(np.float64), np.tile(np.arange(groups), len(steps)), ordered)


def _check_draws(draws: int, alpha: float) -> None:
    fewest = int(np.ceil(1 / alpha))
    if draws < fewest:
        message = f"Expected at least {fewest} draws for this alpha."
        issue = Issue("number-of-draws", "$.draws", message, facts={"draws": draws, "fewest": fewest})
        raise ArgumentError("The draws cannot be made.", [issue])
