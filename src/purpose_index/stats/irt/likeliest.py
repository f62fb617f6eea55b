"""Where the likelihood of people's answers has its top: as it is, with the trait's density, or with Warm's weight."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.irt.blocks import indicators
from purpose_index.stats.irt.likelihood import even_nodes
from purpose_index.stats.irt.parts import parts_of
from purpose_index.stats.irt.roots import brackets, falling_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from purpose_index.stats.irt.choices import Method
    from purpose_index.stats.irt.parts import Parts
    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]
    Mask = NDArray[np.bool_]

FLAT = 1e-6  # a slope below it tells nothing


def likeliest_by_block(model: ItemResponseModel, method: Method) -> Callable[[Codes], tuple[Array, Array]]:
    """Return the function that gives where the (weighted, or posterior) likelihood of (n, k) categories has its top.

    Everybody's slopes at even nodes, a matrix product, say between which two it is; Newton's steps lead there.
    """
    parts, prior, nodes = parts_of(model), 1.0 if method == "map" else 0.0, even_nodes(model.nodes)[0]
    at_nodes, at_places = slopes_at_nodes(parts, nodes, method), partial(slopes_at, parts, method)

    def of_block(codes: Codes) -> tuple[Array, Array]:
        low, high, untold = ends_of(parts, codes)
        theta = np.select([untold, low, high], [0.0 if prior else np.nan, -np.inf, np.inf])
        inside = ~(untold | low | high) if method == "ml" else ~untold
        own = codes[inside].T
        theta[inside], slope = falling_root(lambda at, who: at_places(own[:, who], at), brackets(at_nodes(own), nodes))
        bend = np.where(untold & (method != "map"), np.nan, prior)
        bend[inside] = np.where(np.isfinite(theta[inside]), -slope, prior)
        with np.errstate(divide="ignore"):
            return theta, 1 / np.sqrt(np.where(bend >= 0, bend, np.nan))

    return of_block


def slopes_at_nodes(parts: Parts, nodes: Array, method: Method) -> Callable[[Codes], Array]:
    """Return the function that gives, of (k, n) categories, the (q, n) slopes at nodes of what is to be highest."""
    model, slopes, intercepts = parts
    most = intercepts.shape[1] + 1
    table = model.along(slopes, intercepts, nodes)[1].reshape(-1, len(nodes)).T
    warm = warm_parts(parts, nodes).transpose(0, 2, 1) if method == "wle" else None

    def of(codes: Codes) -> Array:
        slope = table @ indicators(codes.T, most).astype(np.float64)
        if warm is not None:
            return slope + warms_term(warm @ (codes >= 0).astype(np.float64))[0]
        return slope - nodes[:, None] if method == "map" else slope

    return of


def slopes_at(parts: Parts, method: Method, codes: Codes, theta: Array) -> tuple[Array, Array]:
    """Return the same of each of n people at a place, and the slopes of that."""
    model, slopes, intercepts = parts
    slope, bend = model.own(slopes, intercepts, codes, theta)
    if method == "ml":
        return slope, bend
    if method == "map":
        return slope - theta, bend - 1
    warm, bent = warms_term((warm_parts(parts, theta) * (codes >= 0)).sum(axis=1))
    return slope + warm, bend + bent


def warm_parts(parts: Parts, theta: Array) -> Array:
    """Return (3, k, q): each item's information at q places, Warm's J, and the slope of J.

    J is the sum over the categories of P' P'' / P. It is the slope of the information: P' times the bend of log P adds
    up to nought over the categories, in both models.
    """
    model, slopes, intercepts = parts
    p, first, second, third = model.along(slopes, intercepts, theta)
    moved, bent = p * first, first**2
    bent += second  # P', and P'' / P
    told, of = moved * first, partial(np.einsum, "jcq,jcq->jq")
    slope_of_j = of(p * bent, bent) + of(moved, third) + 2 * of(told, second)
    return np.stack([told.sum(axis=1), of(moved, bent), slope_of_j])


def warms_term(parts: Array) -> tuple[Array, Array]:
    """Return what Warm (1989), Eq. 8, adds to the slope of a likelihood, and its slope."""
    information, j, slope_of_j = parts
    information = np.maximum(information, np.finfo(float).tiny)
    term = j / (2 * information)
    return term, (slope_of_j / 2 - term * j) / information


def ends_of(parts: Parts, codes: Codes) -> tuple[Mask, Mask, Mask]:
    """Return who chose only what points down, who only what points up, and whose answers tell nothing."""
    _, slopes, intercepts = parts
    tells = (codes >= 0) & (np.abs(slopes) > FLAT)
    top = codes == np.isfinite(intercepts).sum(axis=1)
    up, down = np.where(slopes > 0, top, codes == 0), np.where(slopes > 0, codes == 0, top)
    told = np.asarray(tells.any(axis=1))
    low, high = (np.asarray((way | ~tells).all(axis=1)) & told for way in (down, up))
    return low, high, ~told
