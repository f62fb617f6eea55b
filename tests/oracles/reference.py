"""Reads the reference data and numbers beside this file."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
OUTSIDE = Path(os.environ.get("PURPOSE_INDEX_REFERENCE", HERE.parents[1].parent / "shared" / "reference"))


@lru_cache
def table(dataset: str) -> dict[str, np.ndarray]:
    """Columns of a data set as float arrays; NaN where a cell is empty, NA or not a number."""
    path = HERE / "data" / f"{dataset}.csv"
    if not path.exists():
        path = OUTSIDE / "data" / f"{dataset}.csv"
    if not path.exists():
        pytest.skip(f"the data of {dataset} are not ours to copy, and {path} is not there")
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file))
    return {name: np.array([_number(row[j]) for row in rows]) for j, name in enumerate(header)}


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


@lru_cache
def table_like(dataset: str) -> dict[str, np.ndarray]:
    """The data set, or where its data are not here, made-up rows with the means and covariances that R gives of it.

    For numbers that rest on nothing but means and covariances: factors, omega, the bounds of Guttman.
    """
    path = HERE / "moments" / f"{dataset}.json"
    if not path.exists() or (OUTSIDE / "data" / f"{dataset}.csv").exists():
        return table(dataset)
    moments = json.loads(path.read_text(encoding="utf-8"))
    n, k = moments["n"], len(moments["items"])
    covariances = np.empty((k, k))
    upper = np.tril_indices(k)  # R lists the upper triangle column by column
    covariances[upper] = covariances.T[upper] = moments["covariances"]
    noise = np.random.default_rng(1).normal(size=(n, k))
    uncorrelated = np.linalg.qr(noise - noise.mean(axis=0))[0] * np.sqrt(n - 1)
    rows = np.array(moments["means"]) + uncorrelated @ np.linalg.cholesky(covariances).T
    return {name: rows[:, j] for j, name in enumerate(moments["items"])}


Table = Callable[[str], dict[str, np.ndarray]]


def matrix(dataset: str, items: list[str] | tuple[str, ...], table: Table = table) -> np.ndarray:
    """The (n, k) answers to these items, as they are; a leading '-' in a name is passed over."""
    columns = table(dataset)
    return np.column_stack([columns[item.removeprefix("-")] for item in items])


def keyed(
    dataset: str, items: list[str] | tuple[str, ...], low: float | None, high: float | None, table: Table = table
) -> np.ndarray:
    """The (n, k) answers, with the items that have a leading '-' turned around within low..high."""
    x = matrix(dataset, items, table)
    for j, item in enumerate(items):
        if item.startswith("-"):
            x[:, j] = low + high - x[:, j]
    return x


@lru_cache
def golden(dataset: str, topic: str) -> dict:
    """The numbers of a topic; a missing file is a failure."""
    return json.loads((HERE / "golden" / dataset / f"{topic}.json").read_text(encoding="utf-8"))


def datasets(topic: str) -> list[str]:
    """The data sets that have numbers on this topic."""
    return sorted(path.parent.name for path in HERE.glob(f"golden/*/{topic}.json"))


def array(block: dict) -> np.ndarray:
    """A `{rows, cols, values}` block as floats, null as NaN."""
    return np.array([[np.nan if v is None else v for v in row] for row in block["values"]], dtype=float)
