"""Where people are on the latent trait, with their errors, given the items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.frames import items_of_frame
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.irt.answers import places_of
from purpose_index.stats.irt.blocks import BLOCK, indicators
from purpose_index.stats.irt.likelihood import even_nodes, posteriors
from purpose_index.stats.irt.models import MODELS
from purpose_index.stats.irt.roots import falling_root
from purpose_index.tallies.categories import categories_of
from purpose_index.tallies.rows import over_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.blocks import Block
    from purpose_index.stats.irt.likelihood import Point, Problem
    from purpose_index.stats.irt.models import Model
    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]
    Mask = NDArray[np.bool_]

Method = Literal["eap", "map", "ml", "wle"]
FLAT = 1e-6  # a slope below it tells nothing
NUDGE = 1e-4  # of the trait: over twice that a slope tells how it bends, to eight digits


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TraitScores(Frozen):
    """Where n people are on a latent trait.

    Parameters
    ----------
    theta
        (n,) places, in standard deviations of the people of whom the model was estimated; NaN for somebody without any
        answer ('ml', 'wle'), inf or -inf where no answer sets an end ('ml').
    se
        (n,) their standard errors.
    method
        'eap', 'map', 'ml' or 'wle'.
    """

    theta: Array
    se: Array
    method: Method


def score_people(model: ItemResponseModel, x: ArrayLike, method: Method) -> TraitScores:
    """Return the scores of people; see `ItemResponseModel.score`."""
    check_option("method", method, Method)
    codes = codes_of(model, x)
    theta, se = in_blocks(eap_by_block(model) if method == "eap" else _likeliest(parts_of(model), method), codes)
    return TraitScores(theta=theta, se=se, method=method)


def eap_of(model: ItemResponseModel, codes: Codes) -> Array:
    """Return the EAP scores of (n, k) categories."""
    return in_blocks(eap_by_block(model), codes)[0]


def in_blocks(of_block: Callable[[Codes], tuple[Array, Array]], codes: Codes) -> tuple[Array, Array]:
    """Return what a function makes of people, some at a time, on all cores."""

    def work(blocks: Iterable[slice]) -> list[tuple[Array, Array]]:
        return [of_block(codes[rows]) for rows in blocks]

    found = over_rows(len(codes), BLOCK, work)
    first, second = (np.concatenate([np.zeros(0), *(pair[side] for pair in found)]) for side in (0, 1))
    return first, second


def parts_of(model: ItemResponseModel) -> tuple[Model, Array, Array]:
    """Return the functions of a fitted model, (k,) slopes, 0 for an item that does not vary, and (k, m - 1) intercepts.

    Beyond the categories of an item the intercepts are -inf.
    """
    return MODELS[model.model], np.nan_to_num(model.slopes), filled_up(model.intercepts)


def filled_up(intercepts: Sequence[Array]) -> Array:
    """Return the (k, m - 1) intercepts of items, -inf beyond the categories of each."""
    table = np.full((len(intercepts), max(map(len, intercepts))), -np.inf)
    for row, own in zip(table, intercepts, strict=True):
        row[: len(own)] = own
    return table


def codes_of(model: ItemResponseModel, x: Any) -> Codes:
    """Return the (n, k) categories of answers to the items of a model, -1 where missing."""
    given = answers_of(items_of_frame(x, model.items))
    if given.shape[1] != model.k:
        message = f"An (n, {model.k}) array was expected; the shape is {given.shape}."
        issue = Issue("mismatched-shapes", "$.x", message, facts={"items": model.k, "shape": given.shape})
        raise ArgumentError("The scores cannot be computed.", [issue])
    read = categories_of(given, "pairwise", model.items, model.values).read
    codes = read(slice(0, len(given))).T
    out = np.full(codes.shape, -1, dtype=np.int8)
    for j, (values, categories) in enumerate(zip(model.values, model.categories, strict=True)):
        if categories:
            out[:, j] = np.append(places_of(values, categories), np.int8(-1))[codes[:, j]]
    return out


def eap_by_block(model: ItemResponseModel) -> Callable[[Codes], tuple[Array, Array]]:
    """Return the function that gives the EAP scores of (n, k) categories and their errors.

    Mean and spread of where somebody may be: Bock and Mislevy (1982), Eq. 5 and 7.
    """
    functions, slopes, intercepts = parts_of(model)
    nodes, weights = even_nodes(model.nodes)
    table = finite_table(functions.log_probabilities(slopes, intercepts, nodes))
    most = intercepts.shape[1] + 1

    def of_block(codes: Codes) -> tuple[Array, Array]:
        x = indicators(codes, most).astype(np.float64)
        return spread(posteriors(x, table, weights)[1], nodes)

    return of_block


def where_people_are(model: ItemResponseModel, codes: Codes, counts: Array) -> tuple[Array, Array]:
    """Return the nodes, and the share of people around each: the mean of where everybody may be."""
    functions, slopes, intercepts = parts_of(model)
    nodes, weights = even_nodes(model.nodes)
    table = finite_table(functions.log_probabilities(slopes, intercepts, nodes))
    sums = np.zeros(len(nodes))
    for start in range(0, len(codes), BLOCK):
        rows = slice(start, start + BLOCK)
        x = indicators(codes[rows], intercepts.shape[1] + 1).astype(np.float64)
        sums += posteriors(x, table, weights)[1] @ counts[rows]
    return nodes, sums / sums.sum()


def finite_table(logs: Array) -> Array:
    """Return the (k * m, q) logarithms of probabilities, 0 for the categories that an item lacks."""
    return np.asarray(np.where(np.isneginf(logs), 0.0, logs).reshape(-1, logs.shape[2]))


def spread(posterior: Array, nodes: Array) -> tuple[Array, Array]:
    """Return the mean and the standard deviation of each (q, n) posterior."""
    mean, square = np.stack([nodes, nodes**2]) @ posterior
    return mean, np.sqrt(np.maximum(square - mean**2, 0.0))


def spread_of(problem: Problem, point: Point) -> tuple[float, float]:
    """Return the variance of the EAP scores of those of whom a model was estimated, and the mean of their variances."""
    table = finite_table(problem.model.log_probabilities(point.slopes, point.intercepts, problem.nodes))

    def work(blocks: Iterator[Block]) -> tuple[Array]:
        sums = np.zeros(4)
        for block in blocks:
            reach, _, posterior = problem.posteriors(block.number, block.chosen.astype(np.float64), table)
            mean, error = spread(posterior, problem.nodes[reach])
            counts = block.counts
            sums += [counts.sum(), counts @ mean, counts @ mean**2, counts @ error**2]
        return (sums,)

    n, first, square, errors = problem.blocks.sums(work)[0]
    return float((square - first**2 / n) / (n - 1)), float(errors / n)


def _likeliest(parts: tuple[Model, Array, Array], method: Method) -> Callable[[Codes], tuple[Array, Array]]:
    """The place where the (weighted, or posterior) likelihood of the answers has its top."""
    prior = 1.0 if method == "map" else 0.0

    def rise(codes: Codes, theta: Array) -> Array:
        slope, information, skew = people_at(parts, codes, theta)
        warm = skew / (2 * np.maximum(information, np.finfo(float).tiny))  # Warm (1989), Eq. 8
        return np.asarray(slope + (warm if method == "wle" else -prior * theta))

    def of_block(codes: Codes) -> tuple[Array, Array]:
        low, high, untold = ends_of(parts, codes)
        theta = np.select([untold, low, high], [0.0 if prior else np.nan, -np.inf, np.inf])
        inside = ~(untold | low | high) if method == "ml" else ~untold
        own = codes[inside]
        theta[inside] = falling_root(lambda at, who: rise(own[who], at), len(own))
        bend = np.where(np.isnan(theta), np.nan, prior)
        inside &= np.isfinite(theta)
        own = codes[inside]
        bend[inside] = (rise(own, theta[inside] - NUDGE) - rise(own, theta[inside] + NUDGE)) / (2 * NUDGE)
        with np.errstate(divide="ignore"):
            return theta, 1 / np.sqrt(np.where(bend >= 0, bend, np.nan))

    return of_block


def ends_of(parts: tuple[Model, Array, Array], codes: Codes) -> tuple[Mask, Mask, Mask]:
    """Return who chose only what points down, who only what points up, and whose answers tell nothing."""
    _, slopes, intercepts = parts
    tells = (codes >= 0) & (np.abs(slopes) > FLAT)
    top = codes == np.isfinite(intercepts).sum(axis=1)
    up, down = np.where(slopes > 0, top, codes == 0), np.where(slopes > 0, codes == 0, top)
    told = np.asarray(tells.any(axis=1))
    low, high = (np.asarray((way | ~tells).all(axis=1)) & told for way in (down, up))
    return low, high, ~told


def people_at(parts: tuple[Model, Array, Array], codes: Codes, theta: Array) -> tuple[Array, Array, Array]:
    """Return of n people, each at a place: the slope of their log-likelihood, their information, and Warm's J.

    J is the sum over the items answered of the sum over their categories of P' P'' / P.
    """
    model, slopes, intercepts = parts
    p = np.exp(model.log_probabilities(slopes, intercepts, theta))
    first, second = model.along(slopes, intercepts, theta)
    answered = codes.T >= 0
    own = np.take_along_axis(first, np.maximum(codes.T, 0)[:, None], axis=1)[:, 0]
    slope = np.asarray(np.where(answered, own, 0.0).sum(axis=0))
    information = np.where(answered, (p * first**2).sum(axis=1), 0.0).sum(axis=0)
    skew = np.where(answered, (p * first * (second + first**2)).sum(axis=1), 0.0).sum(axis=0)
    return slope, information, skew
