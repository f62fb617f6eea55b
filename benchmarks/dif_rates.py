"""How often items that work alike are said to work otherwise in groups, and how often one that does is found.

    python -m benchmarks.dif_rates [logistic] [likelihood-ratio] [cutoffs]

Ten items of five options, or two, slopes .9 to 2.2, answers by the graded model; the numbers are in
docs/methods/dif.md. Regressions take a minute of five options, likelihood ratios an hour, cut-offs some minutes.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.stats.dif import (
    GroupDifference,
    cutoffs,
    likelihood_ratio,
    logistic,
    mantel_haenszel,
    score_differences,
)
from purpose_index.stats.irt import graded

if TYPE_CHECKING:
    from collections.abc import Callable

SLOPES = np.array([1.4, 0.9, 1.2, 1.6, 1.9, 2.2, 1.0, 1.3, 1.7, 2.0])
PLACES = np.linspace(-0.5, 0.5, 10)[[4, 0, 7, 2, 9, 5, 1, 8, 3, 6]][:, None]
STEPS = {5: np.array([-1.6, -0.5, 0.5, 1.6]), 2: np.array([0.0])}
SHIFT = 0.5  # of the trait's standard deviation: how much further the second group's places of the first item are
SAMPLES = {
    "logistic": {200: 200, 1000: 60},
    "likelihood-ratio": {200: 60, 1000: 52},
    "cutoffs": {200: 120, 1000: 40},
}
DRAWS = 100  # of made-up samples a cut-off
WEIGHTS = {"mean": {str(j + 1): 0.1 for j in range(10)}}


def answers(n: int, options: int, impact: float, shift: float, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """(2n, 10) answers, groups, and what the first item and the mean of all really differ by at equal level."""
    group = np.repeat([0, 1], n)
    theta = rng.normal(size=2 * n) - impact * group
    moved = np.zeros((2 * n, 10))
    moved[:, 0] = shift * group
    z = SLOPES[:, None] * (theta[:, None, None] - PLACES - STEPS[options] - moved[:, :, None])
    above = 1 / (1 + np.exp(-z))
    x = (rng.random((2 * n, 10, 1)) < above).sum(axis=2)
    here = group == 1
    free = 1 / (1 + np.exp(-(z[here, 0] + SLOPES[0] * shift)))
    return x, group, (above[here, 0] - free).sum(axis=1).mean()


def by_regressions(x: np.ndarray, group: np.ndarray, shift: float, truth: float) -> dict[str, float]:
    """What regressions and tables find in one sample."""
    total, pure = logistic(x, group), logistic(x, group, purify=True)
    rest, tables = logistic(x, group, matching="rest"), mantel_haenszel(x, group)
    trait = logistic(x, group, matching=graded(x).score(x).theta)
    out = {
        "total score: uniform": [f.uniform.p_value < 0.05 for f in total],
        "total score: nonuniform": [f.nonuniform.p_value < 0.05 for f in total],
        "total score: both": [f.total.p_value < 0.05 for f in total],
        "total score, purified: both": [f.total.p_value < 0.05 for f in pure],
        "total score, purified: both, adjusted": [f.total.adjusted < 0.05 for f in pure],
        "rest score: both": [f.total.p_value < 0.05 for f in rest],
        "score on the trait: both": [f.total.p_value < 0.05 for f in trait],
        "Mantel": [f.p_value < 0.05 for f in tables],
        "class B or C": [f.classification != "A" for f in tables],
        "slope change above .05": [f.slope_change > 0.05 for f in total],
        "Nagelkerke above .02": [f.total.nagelkerke > 0.02 for f in total],
    }
    row = _shares(out, shift)
    row["alarm, any item, purified, adjusted"] = float(any(out["total score, purified: both, adjusted"][1:]))
    (mean,) = score_differences(pure, WEIGHTS)
    if shift:
        row |= _first(pure[0].differences[0], truth)
        row["mean: truth in the interval"] = float(mean.low <= truth / 10 <= mean.high)
    return row


def by_likelihood_ratios(x: np.ndarray, group: np.ndarray, shift: float, truth: float) -> dict[str, float]:
    """What graded models find in one sample."""
    found = {anchors: likelihood_ratio(x, group, anchors=anchors) for anchors in ("others", "purified", "rank")}
    others, pure = found["others"], found["purified"]
    out = {
        "all others: uniform": [f.uniform.p_value < 0.05 for f in others],
        "all others: nonuniform": [f.nonuniform.p_value < 0.05 for f in others],
        **{f"{name}: both": [f.total.p_value < 0.05 for f in own] for name, own in found.items()},
        "purified: both, adjusted": [f.total.adjusted < 0.05 for f in pure],
    }
    row = _shares(out, shift)
    if shift:
        return row | _first(pure[0].differences[0], truth)
    rows = [f.differences[0] for f in others[1:]]
    return row | {"0 in the interval of a difference": float(np.mean([own.low <= 0 <= own.high for own in rows]))}


def by_cutoffs(x: np.ndarray, group: np.ndarray, shift: float, _: float) -> dict[str, float]:
    """How often signs of regressions exceed what is made of chance in one sample."""
    chance, found = cutoffs(x, group, draws=DRAWS), logistic(x, group)
    out = {"p-value": [f.total.p_value < 0.05 for f in found]}
    highest = {}
    for name in ("chi_square", "mcfadden", "nagelkerke", "slope_change"):
        signs = np.array([f.slope_change if name == "slope_change" else getattr(f.total, name) for f in found])
        out[name] = (signs > [getattr(chance.items[f.item], name) for f in found]).tolist()
        highest[f"any item, {name} above the highest by chance"] = float(
            signs[bool(shift) :].max() > getattr(chance.any, name)
        )
    return _shares(out, shift) | highest


def _shares(out: dict[str, list[bool]], shift: float) -> dict[str, float]:
    """Of items 2 to 10 false alarms, of the first, where it is shifted, power."""
    row = {f"alarm, {name}": float(np.mean(found[1:])) for name, found in out.items()}
    return row | ({f"power, {name}": float(found[0]) for name, found in out.items()} if shift else {})


def _first(own: GroupDifference, truth: float) -> dict[str, float]:
    """What is said of the first item's difference."""
    return {
        "first item: difference less the true one": own.value - truth,
        "first item: true difference": truth,
        "first item: truth in the interval": float(own.low <= truth <= own.high),
        "first item: detectable": own.detectable,
    }


WAYS: dict[str, Callable[[np.ndarray, np.ndarray, float, float], dict[str, float]]] = {
    "logistic": by_regressions,
    "likelihood-ratio": by_likelihood_ratios,
    "cutoffs": by_cutoffs,
}


def table(way: str, options: int, shift: float) -> None:
    """Print the mean of each number, a column a design."""
    columns = {}
    for impact in (0.0, 0.5):
        for n, samples in SAMPLES[way].items():
            rng, rows = np.random.default_rng(n), []
            for _ in range(samples):
                x, group, truth = answers(n, options, impact, shift, rng)
                rows.append(WAYS[way](x, group, shift, truth))
            columns[impact, n] = {name: np.nanmean([row[name] for row in rows]) for name in rows[0]}
    print(f"{way}, {options} options, shift {shift}: columns {list(columns)}", flush=True)
    for name in next(iter(columns.values())):
        print(f"| {name} | " + " | ".join(f"{own[name]:.3f}" for own in columns.values()) + " |", flush=True)


if __name__ == "__main__":
    for way in sys.argv[1:] or WAYS:
        for options in STEPS if way == "logistic" else [5]:
            for shift in (0.0, SHIFT):
                table(way, options, shift)
