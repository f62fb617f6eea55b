"""The delta method for normal covariances."""

from __future__ import annotations

import numpy as np
import pytest

from purpose_index.stats.uncertainty.delta import delta_error


def test_the_error_of_a_variance_is_the_textbook_one():
    variance, n = 4.0, 200  # var(s²) = 2 sigma⁴ / n
    assert delta_error(np.array([[1.0]]), np.array([[variance]]), n) == pytest.approx(variance * np.sqrt(2 / n))


def test_a_trace_that_rounding_makes_negative_is_no_error_at_all():
    slopes, covariance = np.array([[0.0, 1e-9], [-1e-9, 0.0]]), np.eye(2)
    assert delta_error(slopes, covariance, 10) == 0.0
