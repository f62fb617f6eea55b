"""Made-up teams that took part in a programme, as rows of answers."""

from __future__ import annotations

import numpy as np


def programme(q, sizes, *, occasions=(), seed=1, missing=0.0, leaders=1, step=0.4, level=3.0, spread=0.8):
    """One row a person and occasion: `step` higher the second time."""
    rng = np.random.default_rng(seed)
    rows = []
    for t, size in enumerate(sizes):
        team = level + 0.3 * rng.normal()
        for p in range(size):
            person = team + 0.5 * rng.normal()
            for w, wave in enumerate(occasions or [None]):
                row = {"team": f"T{t}", "id": f"{t}-{p}", "lead": int(p < leaders)}
                row |= {} if wave is None else {"wave": wave}
                for item in q.item_ids:
                    values = [option.value for option in q.options_of(item)]
                    low, high = min(values), max(values)
                    middle = low + (high - low) * (person + w * step + spread * rng.normal() - 1) / 4
                    answer = int(np.clip(round(middle), low, high))
                    if q.item(item).reverse:
                        answer = low + high - answer
                    row[item] = None if rng.random() < missing else answer
                rows.append(row)
    return rows


def keyed(q, row, item):
    """An answer as keyed; NaN where it is missing."""
    if row.get(item) is None:
        return np.nan
    values = [option.value for option in q.options_of(item)]
    return float(min(values) + max(values) - row[item] if q.item(item).reverse else row[item])


def score(q, row, scale):
    """A score worked out by hand from one row; NaN where too few items are answered."""
    scale = q.scale(scale)
    items = q.item_ids if scale.items == "all" else scale.items
    weights = np.array([scale.weights.get(item, 1.0) for item in items])
    x = np.array([keyed(q, row, item) for item in items])
    seen = ~np.isnan(x)
    if seen.sum() < (scale.minimum_answered or len(x)):
        return np.nan
    mean = float(weights[seen] @ x[seen] / weights[seen].sum())
    if scale.score == "mean":
        return mean
    return mean * float(weights.sum()) if scale.prorate else float(weights[seen] @ x[seen])
