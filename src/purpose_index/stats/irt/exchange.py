"""Item response models in the JSON of the package mirt, from it and for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.stats.irt.known import known_items
from purpose_index.stats.irt.models import MODELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.irt.choices import ModelName
    from purpose_index.stats.irt.results import ItemResponseModel

    Array = NDArray[np.float64]

PLACES: dict[str, tuple[ModelName, str]] = {  # by mirt's name: ours, and what it calls where categories part
    "1PL": ("graded", "difficulty"),
    "2PL": ("graded", "difficulty"),
    "GRM": ("graded", "thresholds"),
    "GPCM": ("partial_credit", "steps"),
    "PCM": ("partial_credit", "steps"),
}
MOST_PEOPLE = 2**53
NAMES = {"graded": "GRM", "partial_credit": "GPCM"}


def from_mirt(source: str | bytes | Mapping[str, Any]) -> ItemResponseModel:
    """Return the model that the package mirt wrote with `FitResult.to_json`.

    Parameters
    ----------
    source
        The text of the file, or what `json.loads` made of it: a model named '1PL', '2PL', 'GRM', 'GPCM' or 'PCM' with
        one trait.

    Returns
    -------
    ItemResponseModel
        Its items, with the standard errors of slopes and locations where the file has them. The categories are 0, 1,
        and so on. Where a mean or a variance of the trait was estimated, slopes and locations are those of a trait that
        is standard normal. The likelihood is not taken over: it is NaN.

    Raises
    ------
    ArgumentError
        `not-a-mirt-model`, with what is wrong; `impossible-parameters`.

    Examples
    --------
    >>> from purpose_index.stats.irt import from_mirt, known_items, to_mirt
    >>> model = known_items("graded", [1.2, 0.8], [[1.0, -1.0], [0.5, -0.5]], names=["q1", "q2"])
    >>> again = from_mirt(to_mirt(model))
    >>> again.items, again.locations[1]
    (('q1', 'q2'), array([-0.625,  0.625]))
    """
    record = _record(source)
    try:
        name, told = record["model"]["name"], record["model"]
        if name not in PLACES or told.get("n_factors", 1) != 1:
            raise _not_one(f"Its model is none of {', '.join(PLACES)} with one trait.")
        model, parting = PLACES[name]
        k = len(told["item_names"])
        sizes = [2] * k if told.get("n_categories") is None else [int(size) for size in told["n_categories"]]
        mean, sd = _trait(record)
        slopes = _column(record["parameters"]["discrimination"], k)
        places = _rows(record["parameters"][parting], sizes)
        errors = record.get("standard_errors", {})
        slope_errors = _column(errors.get("discrimination", [np.nan] * k), k)
        place_errors = _rows(errors[parting], sizes) if parting in errors else [own * np.nan for own in places]
        n, converged = int(record.get("n_observations", 0)), bool(record.get("converged", True))
        if not 0 <= n < MOST_PEOPLE:
            raise _not_one("It was not estimated of so many people.")
        names = _names(told["item_names"])
    except ArgumentError:
        raise
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        raise _not_one("It is not whole, or holds something else than numbers.") from None
    places, slopes = [(own - mean) / sd for own in places], slopes * sd
    whole = known_items(
        model, slopes.tolist(), [_intercepts(model, a, b) for a, b in zip(slopes, places, strict=True)], names=names
    )
    return replace(
        whole,
        n=n,
        converged=converged,
        slope_errors=slope_errors * sd,
        location_errors=tuple(own / sd for own in place_errors),
    )


def to_mirt(model: ItemResponseModel) -> str:
    """Return a model as the JSON that the package mirt reads with `FitResult.from_json`.

    Parameters
    ----------
    model
        A fitted or a known model: graded models become 'GRM', partial credit models 'GPCM'.

    Returns
    -------
    str
        JSON. Categories are numbered from 0 over those that somebody chose, as mirt numbers them. Numbers that are not
        known are NaN, which Python reads and strict readers of JSON do not.

    Raises
    ------
    ArgumentError
        `item-without-slope`: an item tells nothing, and mirt has no such item.
    """
    lacking = [item for item, slope in zip(model.items, model.slopes, strict=True) if not abs(slope) > 0]
    if lacking:
        message = f"mirt has no items without a slope, and these have none: {', '.join(lacking)}."
        issue = Issue("item-without-slope", "$.model", message, "Leave them out.", facts={"items": tuple(lacking)})
        raise ArgumentError("The model cannot be written for mirt.", [issue])
    name = NAMES[model.model]
    parting = PLACES[name][1]
    sizes = [len(own) for own in model.categories]
    most = max(sizes) - 1
    record = {
        "model": {
            "name": name,
            "n_items": model.k,
            "n_factors": 1,
            "item_names": list(model.items),
            "n_categories": sizes,
        },
        "log_likelihood": model.log_likelihood,
        "aic": model.aic,
        "bic": model.bic,
        "n_parameters": model.parameters,
        "n_observations": model.n,
        "converged": model.converged,
        "n_iterations": model.steps,
        "parameters": {"discrimination": model.slopes.tolist(), parting: _padded(model.locations, most)},
        "standard_errors": {
            "discrimination": model.slope_errors.tolist(),
            parting: _padded(model.location_errors, most),
        },
    }
    return json.dumps(record, indent=1)


def _record(source: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(source, Mapping):
        return source
    try:
        record = json.loads(source)
    except (TypeError, ValueError, RecursionError):
        raise _not_one("It is no JSON.") from None
    if not isinstance(record, Mapping):
        raise _not_one("It is no mapping.")
    return record


def _trait(record: Mapping[str, Any]) -> tuple[float, float]:
    """Return the mean and the standard deviation of the trait, 0 and 1 where they were not estimated."""
    mean = _column(record["latent_mean"], 1)[0] if "latent_mean" in record else 0.0
    variance = np.ravel(record["latent_covariance"]).astype(float)[0] if "latent_covariance" in record else 1.0
    if not 0 < variance < np.inf:
        raise _not_one("The trait has no variance.")
    return float(mean), float(np.sqrt(variance))


def _names(given: Sequence[Any]) -> list[str]:
    names = [str(item) for item in given]
    if isinstance(given, str) or len(set(names)) < len(names):
        raise _not_one("Its items have no names of their own.")
    return names


def _column(values: Any, k: int) -> Array:
    column = np.asarray(values, dtype=np.float64)
    if column.shape != (k,):
        raise _not_one("It has other numbers than its items need.")
    return column


def _rows(values: Any, sizes: Sequence[int]) -> list[Array]:
    """Return for every item one number fewer than its categories, of a column or of rows filled up with noughts."""
    if len(values) != len(sizes):
        raise _not_one("It has other numbers than its items need.")
    rows = [
        np.atleast_1d(np.asarray(own, dtype=np.float64))[: size - 1] for own, size in zip(values, sizes, strict=True)
    ]
    if any(own.shape != (size - 1,) for own, size in zip(rows, sizes, strict=True)):
        raise _not_one("It has other numbers than its items need.")
    return rows


def _intercepts(model: ModelName, slope: float, places: Array) -> list[float]:
    parting = MODELS[model].parting(len(places) + 1)
    with np.errstate(over="ignore", invalid="ignore"):  # what is no number is refused
        return [float(d) for d in np.linalg.solve(parting, -slope * places)]


def _padded(rows: Sequence[Array], most: int) -> list[list[float]]:
    return [[*own.tolist(), *[0.0] * (most - len(own))] for own in rows]


def _not_one(message: str) -> ArgumentError:
    hint = "Give what FitResult.to_json() of mirt wrote, with its parameters."
    issue = Issue("not-a-mirt-model", "$.source", message, hint, facts={"models": tuple(PLACES)})
    return ArgumentError("This is not a model that can be read.", [issue])
