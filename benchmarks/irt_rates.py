"""How often intervals of item response models hold the truth, and how often their tests give a false alarm.

    python -m benchmarks.irt_rates

Six items of five options, slopes .9 to 2.2, answers by the graded model; the table is in docs/methods/item-response.md.
"""

from __future__ import annotations

import numpy as np

from purpose_index.stats.irt import graded, item_fit, local_dependence, model_fit, person_fit

SLOPES = np.array([0.9, 1.2, 1.4, 1.6, 1.9, 2.2])
LOCATIONS = np.linspace(-1.2, 1.2, 6)[:, None] * 0.4 + np.array([-1.6, -0.5, 0.5, 1.6])
SAMPLES = {200: 1000, 1000: 500}


def answers(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(n, 6) answers by the graded model, and where people are."""
    theta = rng.normal(size=n)
    above = 1 / (1 + np.exp(-SLOPES[:, None] * (theta[:, None, None] - LOCATIONS)))
    return (rng.random((n, len(SLOPES), 1)) < above).sum(axis=2), theta


def one(n: int, rng: np.random.Generator) -> dict[str, float] | None:
    """The shares in one sample; None where somebody chose not all options."""
    x, theta = answers(n, rng)
    model = graded(x)
    if model.parameters < 30 or not model.converged:
        return None
    pairs, items, people = local_dependence(model, x), item_fit(model, x), person_fit(model, x)
    upper = np.triu_indices(len(SLOPES), 1)
    scores, q3 = model.score(x), pairs.q3[upper]
    return {
        "slopes in their intervals": np.mean(np.abs(model.slopes - SLOPES) < 1.96 * model.slope_errors),
        "locations in theirs": np.mean(
            np.abs(np.array(model.locations) - LOCATIONS) < 1.96 * np.array(model.location_errors)
        ),
        "people within 1.96 errors of their 'eap' score": np.mean(np.abs(scores.theta - theta) < 1.96 * scores.se),
        "S-X² of an item below .05": np.mean(items.p_value < 0.05),
        "C2 below .05": model_fit(model, x).p_value < 0.05,
        "M2 below .05, of answers cut in two": model_fit(graded(x > 1), x > 1, statistic="m2").p_value < 0.05,
        "RMSEA of C2 above .05": model_fit(model, x).rmsea > 0.05,
        "LD-X² of a pair below .05": np.mean(pairs.p_value[upper] < 0.05),
        "any pair below .05, adjusted": np.min(pairs.adjusted[upper]) < 0.05,
        "mean Q3": np.mean(q3),
        "largest Q3": np.max(q3),
        "any Q3 above .2": np.max(q3) > 0.2,
        "any Q3 more than .2 above their mean": np.max(q3) - np.mean(q3) > 0.2,
        "any Q3 more than .3 above their mean": np.max(q3) - np.mean(q3) > 0.3,
        "mean infit of items": np.mean(items.infit),
        "mean outfit of items": np.mean(items.outfit),
        "infit of an item outside .7 to 1.3": np.mean((items.infit < 0.7) | (items.infit > 1.3)),
        "outfit of an item outside .7 to 1.3": np.mean((items.outfit < 0.7) | (items.outfit > 1.3)),
        "infit or outfit of an item above 1.2": np.mean((items.infit > 1.2) | (items.outfit > 1.2)),
        "mean Zh": np.mean(people.zh),
        "spread of Zh": np.std(people.zh),
        "Zh below -1.645": np.mean(people.zh < -1.645),
        "Zh below -2": np.mean(people.zh < -2),
        "mean infit of people": np.mean(people.infit),
        "mean outfit of people": np.mean(people.outfit),
        "infit of a person above 1.5": np.mean(people.infit > 1.5),
        "outfit of a person above 1.5": np.mean(people.outfit > 1.5),
        "infit of a person above 2": np.mean(people.infit > 2),
        "outfit of a person above 2": np.mean(people.outfit > 2),
    }


if __name__ == "__main__":
    columns = {}
    for n, samples in SAMPLES.items():
        rng = np.random.default_rng(n)
        found = [row for row in (one(n, rng) for _ in range(samples)) if row is not None]
        print(f"n = {n}: {len(found)} of {samples} samples")
        columns[n] = {name: np.mean([row[name] for row in found]) for name in found[0]}
    for name in columns[200]:
        print(f"| {name} | " + " | ".join(f"{columns[n][name]:.3f}" for n in SAMPLES) + " |")
