"""Where people are on the latent trait, with their errors, given the items."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.stats.frames import items_of_frame
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.irt.answers import places_of
from purpose_index.stats.irt.blocks import BLOCK, indicators
from purpose_index.stats.irt.choices import Method
from purpose_index.stats.irt.likeliest import likeliest_by_block
from purpose_index.stats.irt.likelihood import even_nodes, posteriors, spread
from purpose_index.stats.irt.parts import parts_of
from purpose_index.tallies.categories import categories_of
from purpose_index.tallies.rows import over_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]

AT_HAND = 16  # models whose tables are kept


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
    theta, se = in_blocks(_scorer(model, method), codes_of(model, x))
    return TraitScores(theta=theta, se=se, method=method)


@lru_cache(maxsize=AT_HAND)
def _scorer(model: ItemResponseModel, method: Method) -> Callable[[Codes], tuple[Array, Array]]:
    return eap_by_block(model) if method == "eap" else likeliest_by_block(model, method)


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


def codes_of(model: ItemResponseModel, x: Any) -> Codes:
    """Return the (n, k) categories of answers to the items of a model, -1 where missing."""
    given = answers_of(items_of_frame(x, model.items))
    if given.shape[1] != model.k:
        message = f"An (n, {model.k}) array was expected; the shape is {given.shape}."
        issue = Issue("mismatched-shapes", "$.x", message, facts={"items": model.k, "shape": given.shape})
        raise ArgumentError("The scores cannot be computed.", [issue])
    codes = categories_of(given, "pairwise", model.items, model.values).read(slice(None))
    return np.ascontiguousarray(_categories(model)[np.arange(model.k)[:, None], codes].T)


@lru_cache(maxsize=AT_HAND)
def _categories(model: ItemResponseModel) -> Codes:
    """(k, w) which category each value of an item counts as, and last, where -1 points, that of a missing answer."""
    out = np.full((model.k, 1 + max(map(len, model.values))), -1, dtype=np.int8)
    for row, values, categories in zip(out, model.values, model.categories, strict=True):
        if categories:
            row[: len(values)] = places_of(values, categories)
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
