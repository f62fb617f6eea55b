"""Where the search for an item response model begins: a factor of the answers, and how many people chose what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.irt.models import LOGISTIC

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.irt.answers import Answers
    from purpose_index.stats.irt.models import Model

    Array = NDArray[np.float64]

WEAKEST, STRONGEST = 0.2, 0.9  # loadings to begin with


def start_values(model: Model, answers: Answers, where: NDArray[np.int64]) -> Array:
    """Return free parameters to begin with."""
    slopes = start_slopes(answers)
    theta = np.zeros(int(where.max(initial=-1)) + 1)
    for j, (own, size) in enumerate(zip(where, answers.sizes, strict=True)):
        if size > 1:
            codes = answers.codes[:, j]
            counts = np.bincount(codes[codes >= 0], weights=answers.counts[codes >= 0], minlength=size)
            if model.name == "graded":
                above = counts[::-1].cumsum()[-2::-1]
                intercepts = np.log(above / (counts.sum() - above)) * np.sqrt(1 + (slopes[j] / LOGISTIC) ** 2)
            else:
                intercepts = np.log(counts[1:] / counts[0])
            theta[own[1:size]] = intercepts
    by_step = 1.0 if model.name == "graded" else 2.0 / np.maximum(answers.sizes, 1)
    free = where[:, 0] >= 0
    total = np.bincount(where[free, 0], weights=(slopes * by_step)[free], minlength=len(theta))
    theta[where[free, 0]] = (total / np.maximum(np.bincount(where[free, 0], minlength=len(theta)), 1))[where[free, 0]]
    return theta


def start_slopes(answers: Answers) -> Array:
    """Return (k,) graded slopes from the first factor of the codes, of which the sum is not below 0."""
    there = answers.codes >= 0
    weights = answers.counts[:, None] * there
    n = np.maximum(weights.sum(axis=0), 1.0)
    apart = np.where(there, answers.codes - (weights * answers.codes).sum(axis=0) / n, 0.0)
    spread = np.sqrt((answers.counts[:, None] * apart**2).sum(axis=0) / n)
    z = apart / np.where(spread > 0, spread, 1.0)
    both = np.maximum(weights.T @ there, 1.0)
    roots, vectors = np.linalg.eigh((z * answers.counts[:, None]).T @ z / both)
    loadings = vectors[:, -1] * np.sqrt(max(float(roots[-1]), 0.0))
    loadings = loadings if loadings.sum() >= 0 else -loadings
    size = np.abs(loadings).clip(WEAKEST, STRONGEST)
    return np.asarray(np.where(loadings < 0, -1.0, 1.0) * LOGISTIC * size / np.sqrt(1 - size**2))
