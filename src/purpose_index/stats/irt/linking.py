"""One calibration on the scale of another, by the items that both have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.optimize import least_squares

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.irt.known import known_items
from purpose_index.stats.irt.likeliest import FLAT
from purpose_index.stats.irt.likelihood import even_nodes
from purpose_index.stats.irt.models import MODELS
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]

LinkMethod = Literal["stocking_lord", "haebara", "mean_sigma"]
NODES = 61
EXACT = 1e-15  # what is left to gain, beside what there is, where the search ends


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Link(Frozen):
    """How the scale of one calibration lies on that of another: place there = spread * place here + mean.

    Parameters
    ----------
    mean, spread
        B and A: the mean and the standard deviation of the people of the one calibration, on the scale of the other.
    model
        The items of the one on the scale of the other.
    items
        The c items that both have, by which they were linked.
    apart
        (c,) how far what is expected of each item lies apart after linking, in the values of its options: the root of
        the mean square over a standard normal trait. One that stands out works otherwise in the one than in the other.
    method
        'stocking_lord', 'haebara' or 'mean_sigma'.
    issues
        `unlike-categories`: items that were left out. `one-common-item`.
    """

    mean: float
    spread: float
    model: ItemResponseModel
    items: tuple[str, ...]
    apart: Array
    method: LinkMethod
    issues: tuple[Issue, ...] = ()


def link(
    model: ItemResponseModel,
    onto: ItemResponseModel,
    *,
    method: LinkMethod = "stocking_lord",
    items: Sequence[str] | None = None,
) -> Link:
    """Put the items of one calibration on the scale of another, by the items that both have.

    Parameters
    ----------
    model
        The one, whose items get other slopes and locations.
    onto
        The other, on whose scale they are put; of the same kind, with some of the same items.
    method
        'stocking_lord': what is expected of the sum of the common items is as near as can be. 'haebara': how likely
        each answer to each of them is. 'mean_sigma': their locations have the same mean and standard deviation, which
        one odd location can upset.
    items
        The ids of those to link by; by default all that both have.

    Returns
    -------
    Link
        Mean and spread of the one's people on the other's scale, the items there, and how far common items lie apart.

    Raises
    ------
    ArgumentError
        `unknown-option`; `unknown-item`; `models-unlike`: the one graded, the other partial credit.
    StatisticsError
        `no-common-items`: none with the same categories that vary. `no-common-spread`: locations that do not differ, or
        slopes of nought, say nothing of a spread ('mean_sigma').

    Notes
    -----
    With ``place * A + B`` on the other scale an item of slope ``a`` and locations ``b`` has slope ``a / A`` and
    locations ``A * b + B``. 'mean_sigma': ``A = sd(b of the other) / sd(b)`` and ``B = mean(b of the other) - A *
    mean(b)``. The others are the least sum of squares over 61 places of the other scale, weighed as a standard normal
    trait: of differences between the two in the expected sum of the common items (Stocking and Lord), or in the
    probability of every answer (Haebara).

    It is right where the common items work alike in both groups. `multiple_group` does the same where the answers of
    both are at hand, and has errors.

    References
    ----------
    Kolen, M. J., & Brennan, R. L. (2014). Test equating, scaling, and linking (3rd ed., chapter 6). Springer.
    https://doi.org/10.1007/978-1-4939-0317-7

    Stocking, M. L., & Lord, F. M. (1983). Developing a common metric in item response theory. Applied Psychological
    Measurement, 7, 201-210. https://doi.org/10.1177/014662168300700208

    Haebara, T. (1980). Equating logistic ability scales by a weighted least squares method. Japanese Psychological
    Research, 22, 144-149. https://doi.org/10.4992/psycholres1954.22.144

    Examples
    --------
    >>> from purpose_index.stats.irt import known_items, link
    >>> here = known_items("graded", [1.0, 2.0], [[1.0, -1.0], [0.5, -2.0]])
    >>> there = known_items("graded", [0.5, 1.0], [[0.5, -1.5], [-0.5, -3.0]])
    >>> found = link(here, there)
    >>> print(f"mean {found.mean:.2f}, standard deviation {found.spread:.2f}")
    mean 1.00, standard deviation 2.00
    >>> found.model.slopes.round(2)
    array([0.5, 1. ])
    """
    check_option("method", method, LinkMethod)
    if model.model != onto.model:
        message = "Expected models of one kind, and at least one."
        raise ArgumentError("The calibrations cannot be linked.", [Issue("models-unlike", "$.onto", message)])
    common, issues = _common(model, onto, items)
    ours, theirs = _only(model, common), _only(onto, common)
    spread, mean = _mean_sigma(ours, theirs) if method == "mean_sigma" else _nearest(ours, theirs, method)
    theta, weights = even_nodes(NODES)
    apart = _expected(theirs, theta) - _expected(ours, (theta - mean) / spread)
    return Link(
        mean=mean,
        spread=spread,
        model=_moved(model, spread, mean),
        items=tuple(common),
        apart=np.sqrt(apart**2 @ weights),
        method=method,
        issues=tuple(issues),
    )


def _common(
    model: ItemResponseModel, onto: ItemResponseModel, items: Sequence[str] | None
) -> tuple[list[str], list[Issue]]:
    """The items to link by, and what is doubtful about them."""
    both = [item for item in model.items if item in onto.items]
    unknown = [
        Issue(
            "unknown-item",
            "$.items",
            f"There is no item {item!r} in both.",
            did_you_mean(item, both),
            facts={"item": item},
        )
        for item in items or ()
        if item not in both
    ]
    if unknown:
        raise ArgumentError("The calibrations cannot be linked.", unknown)
    chosen = [item for item in both if items is None or item in items]
    unlike = [item for item in chosen if _only(model, [item]).categories != _only(onto, [item]).categories]
    told = [item for item in chosen if item not in unlike and all(_tells(each, item) for each in (model, onto))]
    if not told:
        message = "They share no item that varies in both, with the same categories."
        hint = "Link calibrations of which some items are the same, with options that somebody chose in both."
        issue = Issue("no-common-items", "$.items", message, hint)
        raise StatisticsError("The calibrations cannot be linked.", [issue])
    return told, _doubts(unlike, told)


def _doubts(unlike: Sequence[str], told: Sequence[str]) -> list[Issue]:
    issues = []
    for item in unlike:
        message = f"Item {item!r} has other categories in the one than in the other, and plays no part in the link."
        hint = "Calibrate both with the same options, or merge those that nobody chose in one of them."
        issues.append(Issue("unlike-categories", f"$.items.{item}", message, hint, facts={"item": item}))
    if len(told) == 1:
        message = f"The link rests on item {told[0]!r} alone: nothing shows whether that works alike in both."
        issues.append(Issue("one-common-item", "$.items", message, "Take more items.", facts={"item": told[0]}))
    return issues


def _tells(model: ItemResponseModel, item: str) -> bool:
    return bool(np.abs(model.slopes[model.items.index(item)]) > FLAT)


def _only(model: ItemResponseModel, items: Sequence[str]) -> ItemResponseModel:
    """The items of these names alone, in that order."""
    places = [model.items.index(item) for item in items]
    return known_items(
        model.model,
        model.slopes[places].tolist(),
        [model.intercepts[j].tolist() for j in places],
        names=items,
        categories=[model.categories[j] for j in places],
    )


def _expected(model: ItemResponseModel, theta: Array) -> Array:
    """(c, q) the answer to each item that is expected at q places."""
    p = model.probabilities(theta)
    return np.stack([np.array(values) @ own for values, own in zip(model.categories, p, strict=True)])


def _mean_sigma(ours: ItemResponseModel, theirs: ItemResponseModel) -> tuple[float, float]:
    """Kolen and Brennan (2014), Eq. 6.8a and 6.9a: A and B of the locations of the common items."""
    here, there = np.concatenate(ours.locations), np.concatenate(theirs.locations)
    if not here.std() * there.std() > 0:
        message = "The locations of the common items do not differ, so that they tell nothing of a spread."
        issue = Issue("no-common-spread", "$.method", message, "Take method='stocking_lord', or more items.")
        raise StatisticsError("The calibrations cannot be linked.", [issue])
    spread = float(there.std() / here.std())
    return spread, float(there.mean() - spread * here.mean())


def _nearest(ours: ItemResponseModel, theirs: ItemResponseModel, method: LinkMethod) -> tuple[float, float]:
    """Kolen and Brennan (2014), Eq. 6.12 (Haebara) and 6.13 (Stocking and Lord), for answers in categories."""
    theta, weights = even_nodes(NODES)

    def curves(model: ItemResponseModel, places: Array) -> Array:
        if method == "haebara":
            return np.concatenate(model.probabilities(places))
        return np.asarray(_expected(model, places).sum(axis=0))

    aim = curves(theirs, theta)

    def apart(at: Array) -> Array:
        spread, mean = np.exp(at[0]), at[1]
        return np.asarray(((aim - curves(ours, (theta - mean) / spread)) * np.sqrt(weights)).ravel())

    begin = np.log(np.abs(ours.slopes).mean() / np.abs(theirs.slopes).mean())
    middle = np.median(np.concatenate(theirs.locations)) - np.exp(begin) * np.median(np.concatenate(ours.locations))
    found = least_squares(apart, [begin, middle], jac="3-point", xtol=EXACT, ftol=EXACT, gtol=EXACT)
    return float(np.exp(found.x[0])), float(found.x[1])


def _moved(model: ItemResponseModel, spread: float, mean: float) -> ItemResponseModel:
    """The items on the scale on which a place is spread * place + mean."""
    slopes = model.slopes / spread
    times = MODELS[model.model].multipliers
    intercepts = [
        own - times(len(own) + 1) * np.nan_to_num(slope) * mean
        for slope, own in zip(slopes, model.intercepts, strict=True)
    ]
    return known_items(
        model.model,
        slopes.tolist(),
        [own.tolist() for own in intercepts],
        names=model.items,
        categories=model.categories,
        values=model.values,
        nodes=model.nodes,
    )
