"""An item response model whose items are known: from a calibration, a publication or another program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_option
from purpose_index.stats.irt.choices import ModelName
from purpose_index.stats.irt.doubts import issues_of_categories
from purpose_index.stats.irt.fitting import NODES, check_nodes, nodes_needed
from purpose_index.stats.irt.models import MODELS
from purpose_index.stats.irt.parts import filled_up
from purpose_index.stats.irt.results import ItemResponseModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Categories = Sequence[Sequence[int]]

NOT_ESTIMATED: dict[str, Any] = {
    "log_likelihood": np.nan,
    "n": 0,
    "equal_slopes": False,
    "empirical_reliability": np.nan,
    "converged": True,
    "steps": 0,
    "gradient": np.zeros(0),
    "covariance": np.zeros((0, 0)),
}
LARGEST = 1e6  # slopes and intercepts beyond it are no estimates, and their products may be no numbers


def known_items(
    model: ModelName,
    slopes: Sequence[float],
    intercepts: Sequence[Sequence[float]],
    *,
    names: Sequence[str] | None = None,
    categories: Categories | None = None,
    values: Categories | None = None,
    nodes: int = NODES,
) -> ItemResponseModel:
    """Return a model of items whose slopes and intercepts are known, with which people can be scored.

    Parameters
    ----------
    model
        'graded' or 'partial_credit'.
    slopes
        (k,) the slope of every item, at most a million; NaN for one of a single category, which tells nothing.
    intercepts
        For every item its intercepts, one fewer than its categories, as `graded` and `partial_credit` give them.
    names
        The ids of the items; '1', '2', ... by default.
    categories
        For every item the values of its categories, ascending; 0, 1, ... by default.
    values
        For every item the values that may be chosen, ascending; by default its categories.
    nodes
        Over how many places on the trait a score is summed at least, from 11 to 1001; steep items take more.

    Returns
    -------
    ItemResponseModel
        `.score`, `.information` and what else follows from the items. Nobody was asked: `n` is 0, errors and the
        likelihood are NaN.

    Raises
    ------
    ArgumentError
        `impossible-parameters`, `unknown-option`, `nodes-out-of-range`.

    Examples
    --------
    >>> from purpose_index.stats.irt import known_items
    >>> model = known_items("graded", [1.2, 0.8], [[1.0, -1.0], [0.5, -0.5]])
    >>> model.score([[2, 2]]).theta.round(2)
    array([0.93])
    """
    check_option("model", model, ModelName)
    check_nodes(nodes)
    own = [np.asarray(each, dtype=np.float64) for each in intercepts]
    chosen = tuple(map(tuple, categories if categories is not None else [range(len(each) + 1) for each in own]))
    allowed = tuple(map(tuple, values)) if values is not None else chosen
    items = tuple(names) if names is not None else tuple(str(j + 1) for j in range(len(own)))
    slope = np.asarray(slopes, dtype=np.float64)
    _check(model, items, slope, own, chosen, allowed)
    locations = tuple(_locations(model, a, d) for a, d in zip(slope, own, strict=True))
    nothing = tuple(np.full(len(each), np.nan) for each in own)
    return ItemResponseModel(
        model=model,
        slopes=slope,
        locations=locations,
        intercepts=tuple(own),
        slope_errors=np.full(len(items), np.nan),
        location_errors=nothing,
        intercept_errors=nothing,
        items=items,
        values=allowed,
        categories=chosen,
        nodes=max(nodes, _needed(model, slope, own)),
        issues=issues_of_categories(items, allowed, chosen),
        **NOT_ESTIMATED,
    )


def _needed(model: ModelName, slopes: Array, intercepts: Sequence[Array]) -> int:
    return nodes_needed(MODELS[model], np.nan_to_num(slopes), filled_up(intercepts))


def _locations(model: ModelName, slope: float, intercepts: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # a slope of nought parts nobody
        return np.asarray(-(MODELS[model].parting(len(intercepts) + 1) @ intercepts) / slope)


def _check(
    model: ModelName,
    items: Sequence[str],
    slopes: Array,
    intercepts: Sequence[Array],
    chosen: Categories,
    allowed: Categories,
) -> None:
    k = len(items)
    if not k or any(len(each) != k for each in (slopes, intercepts, chosen, allowed)):
        message = "Expected as many slopes, intercepts, names, categories and values as there are items, one or more."
        raise _impossible([("$", message)])
    wrong = []
    for j, (slope, own, categories, values) in enumerate(zip(slopes, intercepts, chosen, allowed, strict=True)):
        possible = abs(slope) <= LARGEST if len(categories) > 1 else np.isnan(slope)
        if len(own) != max(len(categories) - 1, 0) or not possible or not (np.abs(own) <= LARGEST).all():
            wrong.append(
                (f"$.intercepts[{j}]", "Expected a slope and one intercept fewer than categories, all finite.")
            )
        elif model == "graded" and (np.diff(own) >= 0).any():
            wrong.append((f"$.intercepts[{j}]", "Intercepts of the graded model fall from category to category."))
        if not set(categories) <= set(values) or any(sorted(set(each)) != [*each] for each in (categories, values)):
            wrong.append((f"$.categories[{j}]", "Expected categories among the values, both ascending."))
    if wrong:
        raise _impossible(wrong)


def _impossible(wrong: Sequence[tuple[str, str]]) -> ArgumentError:
    hint = "Take them from one model, item by item."
    return ArgumentError(
        "No items have these parameters.",
        [Issue("impossible-parameters", path, message, hint) for path, message in wrong],
    )
