"""What a fitted model expects of the answers at places on the trait, and the answers that are held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import chdtrc

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.stats.irt.parts import parts_of
from purpose_index.stats.irt.scores import codes_of, eap_of
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]


class Held(NamedTuple):
    """Answers as a model counts them: (p, k) codes of its categories, -1 where missing; (p,) people with each row."""

    codes: Codes
    counts: Array


def held_against(model: ItemResponseModel, x: ArrayLike | Patterns, *, complete: bool = False) -> Held:
    """Return the answers, those who answered everything alone where `complete`.

    Raises
    ------
    ArgumentError
        `mismatched-shapes`, `undeclared-category`, `answers-not-keyed`, `patterns-of-other-items`.
    StatisticsError
        `nobody-complete` where fewer than two are left.
    """
    if isinstance(x, Patterns):
        if x.items != model.items:
            message = "These patterns are of other items than the model."
            issue = Issue("patterns-of-other-items", "$.x", message, "Name the items alike, in the same order.")
            raise ArgumentError("The fit cannot be computed.", [issue])
        codes, counts = codes_of(model, x.numbers()), x.counts.astype(np.float64)
    else:
        codes = codes_of(model, x)
        counts = np.ones(len(codes))
    estimated = np.array([len(own) > 0 for own in model.categories])
    there = (codes >= 0)[:, estimated]
    kept = there.all(axis=1) if complete else there.any(axis=1)
    if counts[kept].sum() < 2:
        which = "all" if complete else "any"
        message = f"Fewer than two people answered {which} of the items."
        hint = "Leave out items that few people answered."
        issue = Issue("nobody-complete", "$.x", message, hint, facts={"which": which})
        raise StatisticsError("The fit is not defined.", [issue])
    return Held(codes[kept], counts[kept])


class Expected(NamedTuple):
    """What is expected of every item at n places: (k, m, n) probabilities; (k, n) means and variances of the codes."""

    probabilities: Array
    mean: Array
    variance: Array


def expected_at(model: ItemResponseModel, theta: Array) -> Expected:
    """Return what the model expects of each item's category, counted from 0, at these places."""
    functions, slopes, intercepts = parts_of(model)
    p = np.exp(functions.log_probabilities(slopes, intercepts, theta))
    codes = np.arange(p.shape[1])[:, None]
    mean = (codes * p).sum(axis=1)
    return Expected(p, mean, ((codes - mean[:, None]) ** 2 * p).sum(axis=1))


def residuals_of(model: ItemResponseModel, held: Held) -> tuple[Array, Expected]:
    """Return (k, p) answers less what is expected at each person's EAP score, NaN where missing; and what is."""
    expected = expected_at(model, eap_of(model, held.codes))
    return np.where(held.codes.T >= 0, held.codes.T - expected.mean, np.nan), expected


def varying(model: ItemResponseModel) -> NDArray[np.bool_]:
    """Return (k,) which items have more than one category."""
    return np.array([len(own) > 1 for own in model.categories])


def chi_square_p(value: Any, df: Any) -> Any:
    """Return how likely a chi-square is at least this large; NaN without degrees of freedom."""
    df = np.asarray(df, dtype=np.float64)
    return np.where(df > 0, chdtrc(np.where(df > 0, df, 1.0), np.maximum(value, 0.0)), np.nan)


def rmsea_of(value: Any, df: Any, n: float) -> Any:
    """Return the misfit a degree of freedom, sqrt(max(value - df, 0) / (df * (n - 1))); NaN without any."""
    df = np.asarray(df, dtype=np.float64)
    free = np.where(df > 0, df, np.nan)
    return np.sqrt(np.maximum(value - free, 0.0) / (free * (n - 1)))
