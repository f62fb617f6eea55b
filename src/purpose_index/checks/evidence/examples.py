"""Made-up pilot samples: what the failing and passing examples of the rules of evidence stand for."""

from __future__ import annotations

from typing import Any

import numpy as np

from purpose_index.checks.examples import example_set
from purpose_index.question_set.reader import read_text
from purpose_index.stats.simulation import ordinal_answers

SEED = 20
LOADING = 0.75


def evidence_example(piece: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a question set and answers to it.

    Parameters
    ----------
    piece
        YAML with some of: `people` (300); `scales`, the items of each ({work: [q1, q2, q3, q4]}), with a factor each;
        `loading` of all items (0.75) and `loadings` of some; `loads`, an item with the factor, of another scale or of
        none, that it has instead; `crosses`, items with what they load on another scale beside their own; `pairs`,
        items that share more than the factor, with their common share; `shift` of all answers; `unused`, the lowest
        category seen; `minimum` answered by scale; `missing`, the share of an item left open; `alike`, the share of
        people with one answer to all; `chance`, that of people who answer by chance; `constant`, items answered
        alike; `reverse`, items that the set reverses; `forms`, the items that people are asked in turn; `groups`, how
        many there are; `moved`, items that people of the last group answer higher by so many standard deviations,
        whatever the factor; `swapped`, items of which the data hold one of two values for the other; `rare`, items with
        a value for which three in four people choose a neighbouring one.
    """
    recipe: dict[str, Any] = read_text(piece).data
    scales = recipe.get("scales", {"work": ("q1", "q2", "q3", "q4")})
    items = [item for members in scales.values() for item in members]
    answers = _answers(recipe, scales, items)
    rows = [{item: None if np.isnan(x) else int(x) for item, x in zip(items, row, strict=True)} for row in answers]
    if "groups" in recipe:
        rows = [{**row, "group": i % recipe["groups"]} for i, row in enumerate(rows)]
    return _set(recipe, scales, items), rows


def _answers(recipe: dict[str, Any], scales: dict[str, Any], items: list[str]) -> np.ndarray:
    random = np.random.default_rng(SEED)
    loadings = _loadings(recipe, scales, items)
    n = recipe.get("people", 300)
    last = np.arange(n) % recipe.get("groups", 1) == recipe.get("groups", 1) - 1
    moved = np.outer(last, [recipe.get("moved", {}).get(item, 0.0) for item in items])
    x = ordinal_answers(loadings, n, factor_correlation=0.0, shift=recipe.get("shift", 0.0) + moved, rng=random)
    x = np.maximum(x, recipe.get("unused", 1))
    for item, (one, other) in recipe.get("swapped", {}).items():
        column = x[:, items.index(item)].copy()
        x[column == one, items.index(item)], x[column == other, items.index(item)] = other, one
    for item, value in recipe.get("rare", {}).items():
        column = x[:, items.index(item)]
        column += (column == value) * random.choice([-1, -1, -1, 0, 0, 1, 1, 1], n)
    alike = random.random(n) < recipe.get("alike", 0.0)
    x[alike] = x[alike, :1]
    if "chance" in recipe:
        x = np.where(random.random((n, 1)) < recipe["chance"], random.integers(1, 6, x.shape), x)
    for item in recipe.get("constant", ()):
        x[:, items.index(item)] = 4
    for item, share in recipe.get("missing", {}).items():
        x[random.random(n) < share, items.index(item)] = np.nan
    for f, form in enumerate(forms := recipe.get("forms", ())):
        x[np.ix_(np.arange(n) % len(forms) == f, [item not in form for item in items])] = np.nan
    return np.asarray(x)


def _loadings(recipe: dict[str, Any], scales: dict[str, Any], items: list[str]) -> np.ndarray:
    """Return a column for every scale, and one for every pair that shares more."""
    loads, pairs = recipe.get("loads", {}), recipe.get("pairs", ())
    names = list(dict.fromkeys([*scales, *loads.values()]))
    home = {item: scale for scale, members in scales.items() for item in members} | loads
    loadings = np.zeros((len(items), len(names) + len(pairs)))
    for j, item in enumerate(items):
        loadings[j, names.index(home[item])] = recipe.get("loadings", {}).get(item, recipe.get("loading", LOADING))
    for p, (first, second, share) in enumerate(pairs):
        loadings[[items.index(first), items.index(second)], len(names) + p] = np.sqrt(share)
    for item, (scale, loading) in recipe.get("crosses", {}).items():
        loadings[items.index(item), names.index(scale)] = loading
    return loadings


def _set(recipe: dict[str, Any], scales: dict[str, Any], items: list[str]) -> dict[str, Any]:
    base = example_set("")
    minimum = recipe.get("minimum", {})
    return {
        **base,
        "items": [
            {"id": item, "options": "agreement", "text": {"nl": f"Vraag {item}.", "en": f"Item {item}."}}
            | ({"reverse": True} if item in recipe.get("reverse", ()) else {})
            for item in items
        ],
        "scales": [
            {"id": name, "name": {"nl": name, "en": name}, "items": members, "minimum_answered": minimum.get(name)}
            for name, members in scales.items()
        ],
    }
