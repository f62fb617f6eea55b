"""How often items that work alike are said to work otherwise in groups, and how often one that does is found.

    python -m benchmarks.dif_rates

Ten items of five options, or two, slopes .9 to 2.2, answers by the graded model; the table is in docs/methods/dif.md.
"""

from __future__ import annotations

import numpy as np

from purpose_index.stats.dif import logistic, mantel_haenszel, score_differences
from purpose_index.stats.irt import graded

SLOPES = np.array([1.4, 0.9, 1.2, 1.6, 1.9, 2.2, 1.0, 1.3, 1.7, 2.0])
PLACES = np.linspace(-0.5, 0.5, 10)[[4, 0, 7, 2, 9, 5, 1, 8, 3, 6]][:, None]
STEPS = {5: np.array([-1.6, -0.5, 0.5, 1.6]), 2: np.array([0.0])}
SHIFT = 0.5  # of the trait's standard deviation: how much further the second group's places of the first item are
SAMPLES = {200: 200, 1000: 60}
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


def one(n: int, options: int, impact: float, shift: float, rng: np.random.Generator) -> dict[str, float]:
    """What is found in one sample: of items 2 to 10 false alarms, of the first, where it is shifted, power."""
    x, group, truth = answers(n, options, impact, shift, rng)
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
    row = {f"alarm, {name}": float(np.mean(found[1:])) for name, found in out.items()}
    row["alarm, any item, purified, adjusted"] = float(any(out["total score, purified: both, adjusted"][1:]))
    (mean,) = score_differences(pure, WEIGHTS)
    if shift:
        row |= {f"power, {name}": float(found[0]) for name, found in out.items()}
        own = pure[0].differences[0]
        row["first item: difference less the true one"] = own.value - truth
        row["first item: true difference"] = truth
        row["first item: truth in the interval"] = float(own.low <= truth <= own.high)
        row["first item: detectable"] = own.detectable
        row["mean: truth in the interval"] = float(mean.low <= truth / 10 <= mean.high)
    return row


if __name__ == "__main__":
    for options in STEPS:
        for shift in (0.0, SHIFT):
            columns = {}
            for impact in (0.0, 0.5):
                for n, samples in SAMPLES.items():
                    rng = np.random.default_rng(n)
                    rows = [one(n, options, impact, shift, rng) for _ in range(samples)]
                    columns[impact, n] = {name: np.nanmean([row[name] for row in rows]) for name in rows[0]}
            print(f"{options} options, shift {shift}: columns {list(columns)}", flush=True)
            for name in columns[0.0, 200]:
                print(f"| {name} | " + " | ".join(f"{own[name]:.3f}" for own in columns.values()) + " |", flush=True)
