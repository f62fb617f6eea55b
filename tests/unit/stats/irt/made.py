"""Answers made up from item response models."""

from __future__ import annotations

import numpy as np


def graded_answers(n, slopes, locations, seed=0, missing=0.0):
    """(n, k) answers from 0 by the graded model; locations (k, m - 1)."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=n)
    above = 1 / (1 + np.exp(-np.array(slopes)[:, None] * (theta[:, None, None] - np.array(locations))))
    x = (rng.random((n, len(slopes), 1)) < above).sum(axis=2).astype(float)
    x[rng.random(x.shape) < missing] = np.nan
    return x, theta
