"""Samples whose covariances are exactly those that were asked for."""

from __future__ import annotations

import numpy as np


def sample_with(covariance, n=200, seed=0) -> np.ndarray:
    """(n, k) numbers whose covariances (n - 1) are these, to rounding."""
    covariance = np.asarray(covariance, dtype=float)
    z = np.random.default_rng(seed).normal(size=(n, len(covariance)))
    z -= z.mean(axis=0)
    whitened = z @ np.linalg.inv(np.linalg.cholesky(np.cov(z, rowvar=False))).T
    return whitened @ np.linalg.cholesky(covariance).T


def one_factor(loadings, errors) -> np.ndarray:
    """The covariances of items with these loadings on one factor and these error variances."""
    return np.outer(loadings, loadings) + np.diag(errors)
