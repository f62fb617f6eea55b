"""Scalability coefficients: how far answers keep to one order of people and items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.frozen import Frozen
from purpose_index.rendering import Shown
from purpose_index.stats.frames import named_columns
from purpose_index.stats.inputs import answers_of, pair_counts_of
from purpose_index.stats.mokken.influence import errors_of, null_variances, pair_variances, scale_variances
from purpose_index.stats.mokken.steps import steps_of
from purpose_index.tallies.pairs import PairCounts
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.options import Missing
    from purpose_index.stats.mokken.influence import Errors

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scalability(Shown, Frozen):
    """Scalability coefficients of a scale, of its k items and of all pairs, with standard errors and Z values.

    Parameters
    ----------
    H
        Of the scale: 1 where nobody makes a Guttman error, 0 where as many are made as by independent items. NaN, with
        an issue, where no two items vary.
    H_se
        Its standard error; NaN for pair counts, which do not hold who gave which answers.
    Z
        H = 0 tested: about standard normal where the items are independent.
    Hi, Hi_se, Zi
        (k,) the same of each item with all others.
    Hij, Hij_se, Zij
        (k, k) the same of every two items; NaN in the diagonal.
    items
        The ids of the items.
    n
        How many people count.
    missing
        The missing rule: 'listwise' or 'pairwise'.
    issues
        What is not defined, and why.
    """

    H: float
    H_se: float
    Z: float
    Hi: Array
    Hi_se: Array
    Zi: Array
    Hij: Array
    Hij_se: Array
    Zij: Array
    items: tuple[str, ...]
    n: int
    missing: Missing
    issues: tuple[Issue, ...]


def scalability(x: ArrayLike | PairCounts | Patterns, *, missing: Missing = "listwise") -> Scalability:
    """Say how far answers keep to one order: whoever agrees with the harder statement agrees with the easier one.

    Parameters
    ----------
    x
        (n, k) whole numbers, reversed where due, NaN where missing; or `Patterns`; or `PairCounts`, which give all but
        the errors of items and of the scale. A tally brings its own missing rule.
    missing
        'listwise': only people who answered all items. 'pairwise': for every two items all who answered both.

    Returns
    -------
    Scalability
        The coefficients with their errors (`_se`) and Z values.

    Raises
    ------
    ArgumentError
        Where x is not one of (n, k) categories (`not-categories`), or `missing` is another word.

    Notes
    -----
    ``H = 1 - F / E``, with F the weighted Guttman errors and E those expected of independent items with the same
    frequencies. An error is an item step (a category or above) that is passed while a more popular one of another item
    is failed; two steps that are equally popular count half an error either way, so that the order of the items says
    nothing. Each error is weighed by the distances between the values around both steps; for values 1 apart these are
    Molenaar's weights, and H is the sum of the covariances over that of the highest ones that the frequencies allow.
    Mokken calls a scale weak from H = .3, medium from .4 and strong from .5. H does not say whether the items measure
    one thing only: two unlike halves that correlate well have a high H too.

    Standard errors are by the delta method for multinomial patterns, the order of the steps taken as given; near an H
    of 0 or 1, and in small samples, they are rough.

    References
    ----------
    Mokken, R. J. (1971). A theory and procedure of scale analysis. De Gruyter. https://doi.org/10.1515/9783110813203

    Molenaar, I. W. (1991). A weighted Loevinger H-coefficient extending Mokken scaling to multicategory items.
    Kwantitatieve Methoden, 12(37), 97-117.

    Kuijpers, R. E., Van der Ark, L. A., & Croon, M. A. (2013). Standard errors and confidence intervals for scalability
    coefficients in Mokken scale analysis using marginal models. Sociological Methodology, 43, 42-69.
    https://doi.org/10.1177/0081175013481958

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1, 1, 2], [2, 1, 2], [2, 2, 3], [3, 2, 3], [1, 2, 2], [3, 3, 3]])
    >>> result = scalability(x)
    >>> print(round(result.H, 4), round(result.H_se, 4), result.Hi.round(4))
    0.8462 0.1069 [0.8    0.7778 1.    ]
    """
    x, items = named_columns(x)
    given = x if isinstance(x, PairCounts | Patterns) else Patterns.of(answers_of(x), missing=missing, items=items)
    counts = pair_counts_of(given)
    errors = errors_of(counts, steps_of(counts))
    scalable = errors.expected - errors.observed
    scale_variance, item_variances = np.nan, np.full(len(counts), np.nan)
    if isinstance(given, Patterns):
        scale_variance, item_variances = scale_variances(errors, given)
    variance = null_variances(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs, of_items = scalable / errors.expected, scalable.sum(axis=1) / errors.expected.sum(axis=1)
        scale = scalable.sum() / errors.expected.sum()
        return Scalability(
            H=float(scale),
            H_se=float(np.sqrt(scale_variance) + 0 * scale),
            Z=float(scalable.sum() / np.sqrt(2 * variance.sum())),
            Hi=of_items,
            Hi_se=np.sqrt(item_variances) + 0 * of_items,
            Zi=scalable.sum(axis=1) / np.sqrt(variance.sum(axis=1)),
            Hij=pairs,
            Hij_se=np.sqrt(pair_variances(errors, counts)) + 0 * pairs,
            Zij=scalable / np.sqrt(variance),
            items=counts.items,
            n=counts.n,
            missing=counts.missing,
            issues=tuple(_undefined(counts, errors)),
        )


def _undefined(counts: PairCounts, errors: Errors) -> list[Issue]:
    """Return an issue for every item that has no coefficient."""
    message = "The item has no scalability: its answers, or those of all others, do not vary."
    hint = "Leave out items that everybody answers alike."
    if counts.n == 0 and counts.missing == "listwise":
        message = "The item has no scalability: nobody answered all items."
        hint = "Take missing='pairwise', which counts for every two items all who answered both."
    return [
        Issue("undefined-scalability", f"$.items.{item}", message, hint, facts={"item": item})
        for item, expected in zip(counts.items, errors.expected.sum(axis=1), strict=True)
        if expected <= 0
    ]
