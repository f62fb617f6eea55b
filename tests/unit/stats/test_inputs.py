"""What the statistics take: keyed answers of a size that can be computed with, never answers as a set coded them."""

from __future__ import annotations

import inspect
from functools import cache

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.stats import correlation, factor, items, reliability, uncertainty

GIVEN = {
    "scales": [[0, 1, 2], [3, 4, 5]],
    "reliabilities": [0.8] * 6,
    "n_factors": 2,
    "statistic": lambda C: C[..., 0],
    "analysis": None,
    "loadings": [0.7] * 6,
    "coefficient": "lambda2",
    "model": {"a": ["q0", "q1", "q2"], "b": ["q3", "q4", "q5"]},
}
X = np.random.default_rng(1).integers(1, 6, (60, 6))
OPTIONS = [{"value": value, "label": {"en": str(value)}} for value in range(1, 6)]
SET = pi.load(
    {
        "id": "turned",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "T"},
        "options": {"five": OPTIONS},
        "items": [
            {"id": f"q{j}", "text": {"en": f"q{j}"}, "options": "five", **({"reverse": True} if j == 1 else {})}
            for j in range(6)
        ],
        "scales": [{"id": "s", "name": {"en": "S"}, "items": "all"}],
    }
)


def takers():
    """Every public function of the statistics whose first argument is answers."""
    for room in (correlation, factor, reliability, items, uncertainty):
        names = ["item_table"] if room is items else room.__all__
        for name in names:
            function = getattr(room, name)
            if inspect.isfunction(function) and next(iter(inspect.signature(function).parameters)) == "x":
                yield pytest.param(function, id=f"{room.__name__.rpartition('.')[2]}.{name}")


@cache
def analysis():
    return factor.efa(X, 2)


def called(function, x):
    parameters = list(inspect.signature(function).parameters.values())[1:]
    needed = [p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    given = dict(GIVEN, analysis=analysis())
    return function(x, *[given[name] for name in needed])


@pytest.mark.parametrize("function", list(takers()))
def test_coded_answers_are_refused_and_keyed_ones_taken(function):
    coded = pi.encode(SET, X)
    with pytest.raises(pi.ArgumentError) as error:
        called(function, coded)
    assert [issue.code for issue in error.value.issues] == ["answers-not-keyed"]
    assert "numbers(keyed=True)" in error.value.issues[0].hint


def test_keyed_answers_give_what_analyze_gives():
    coded = pi.encode(SET, X)
    turned = X.copy()
    turned[:, 1] = 6 - turned[:, 1]
    value = reliability.alpha(coded.numbers(keyed=True)).value
    assert value == reliability.alpha(turned).value
    assert value == pi.analyze(SET, coded).scales["s"].alpha.value
    assert value != reliability.alpha(coded.numbers()).value


@pytest.mark.parametrize("size", [1e71, -1e150, 1e300])
def test_numbers_that_are_too_large_are_refused(size):
    for function in (reliability.alpha, reliability.guttman, reliability.omega_total, items.item_table):
        with pytest.raises(pi.ArgumentError) as error:
            function(X * size)
        assert [issue.code for issue in error.value.issues] == ["array-too-large"]


def test_numbers_that_are_too_small_have_no_reliability():
    for function in (reliability.alpha, reliability.guttman, reliability.omega_total):
        with pytest.raises(pi.StatisticsError) as error:
            function(X * 1e-120)
        assert [issue.code for issue in error.value.issues] == ["variance-out-of-range"]
    assert reliability.alpha(X * 1e-60).value == pytest.approx(reliability.alpha(X).value)
