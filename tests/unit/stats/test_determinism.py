"""The same answers give the same numbers: in any order, in any unit, as integers or floats, on any machine."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import numpy as np
import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

from purpose_index.stats.items import item_table
from purpose_index.stats.reliability import alpha, bootstrap, omega_total

ORDER = np.random.default_rng(8).permutation(333)
latent = np.random.default_rng(1).normal(size=(333, 1))
WHOLE = np.clip(np.round(3 + latent + np.random.default_rng(2).normal(size=(333, 5))), 1, 5)
REAL = np.random.default_rng(3).random((333, 1)) + np.random.default_rng(4).random((333, 5))
COEFFICIENTS = ("alpha", "standardized_alpha", "lambda2", "lambda6", "omega_total")


def resample(x, coefficient):
    options = {"interval": "bootstrap-bca", "resamples": 200, "rng": 5}
    own = {"alpha": alpha, "omega_total": omega_total}.get(coefficient)
    return own(x, **options) if own else bootstrap(x, coefficient, **options)


PROGRAM = f"""
import numpy as np
from purpose_index.stats.reliability import alpha, bootstrap, omega_total
{inspect.getsource(resample)}
whole = np.clip(np.round(3 + np.add(*np.ogrid[:7, :5]) % 4 + np.random.default_rng(2).random((40, 7, 5))), 1, 6)
for x in (whole.reshape(280, 5), np.random.default_rng(3).random((300, 1)) + np.random.default_rng(4).random((300, 5))):
    for coefficient in {COEFFICIENTS}:
        found = resample(x, coefficient)
        print(found.se.hex(), found.low.hex(), found.high.hex())
"""


def numbers(estimate):
    return estimate.value, estimate.se, estimate.low, estimate.high


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_whole_numbers_that_come_as_floats_give_one_bit_pattern(missing):
    x = WHOLE.copy()
    assert alpha(x).value == alpha(x.astype(int)).value == alpha(x[ORDER]).value
    x[::7, 1] = x[3::9, 2] = np.nan
    first, again = (alpha(part, missing=missing, interval=None) for part in (x, x[ORDER]))
    assert first.value == again.value
    assert omega_total(x, interval=None).value == omega_total(x[ORDER], interval=None).value


@pytest.mark.parametrize("kind", [int, float])
def test_the_item_table_does_not_depend_on_the_order_of_people(kind):
    x = (WHOLE**3).astype(kind)
    first, again = item_table(x), item_table(x[ORDER])
    for name in ("mean", "sd", "skewness", "kurtosis", "item_rest_correlation", "alpha_if_dropped"):
        assert getattr(first, name).tolist() == getattr(again, name).tolist(), name


@pytest.mark.parametrize("x", [WHOLE, REAL], ids=["whole", "real"])
@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_a_bootstrap_draws_the_same_people_in_any_order_and_any_unit(x, coefficient):
    first = resample(x, coefficient)
    for same in (x[ORDER], 2 * x, np.nextafter(x, 10), x / 3):
        again = resample(same, coefficient)
        assert numbers(again) == pytest.approx(numbers(first), rel=1e-6)  # other people would move the ends by .003


def run(**environment):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **environment},
        capture_output=True,
        check=True,
        text=True,
    ).stdout


def test_a_bootstrap_does_not_depend_on_threads_or_on_the_processor():
    first = run()
    assert run(OPENBLAS_NUM_THREADS="2") == first
    found = " ".join(name for name in __cpu_dispatch__ if __cpu_features__[name])
    plain = run(NPY_DISABLE_CPU_FEATURES=found) if found else first
    ends = [[float.fromhex(number) for number in text.split()] for text in (first, plain)]
    assert ends[1] == pytest.approx(ends[0], rel=1e-9)
