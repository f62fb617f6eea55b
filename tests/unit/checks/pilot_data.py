"""Made-up answers to sets of a few scales, and what pi.check says of them."""

from __future__ import annotations

import numpy as np

import purpose_index as pi

CUTS = np.array([-1.5, -0.5, 0.5, 1.5])


def set_of(scales, items=(), options=5, **more):
    """A set with these scales: the ids of the items of each, by its id; `more` goes into every scale."""
    ids = list(dict.fromkeys([*(item for members in scales.values() for item in members), *items]))
    return {
        "id": "pilot",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Pilot"},
        "options": {"all": [{"value": v + 1, "label": {"en": f"option {v + 1}"}} for v in range(options)]},
        "items": [{"id": item, "options": "all", "text": {"en": f"Item {item}."}} for item in ids],
        "scales": [
            {"id": name, "name": {"en": name}, "items": list(members), **more} for name, members in scales.items()
        ],
    }


def one_scale(k, **more):
    return set_of({"s": [f"q{j + 1}" for j in range(k)]}, **more)


def told(rule, data, x, **keywords):
    """The messages of a rule about these answers."""
    return [finding.message for finding in pi.check(data, x, rules=[rule], **keywords).findings]


def answers(z):
    """Answers from 1 to 5."""
    return 1.0 + (np.asarray(z)[:, :, None] > CUTS).sum(axis=2)


def one_factor(n, loadings, seed):
    """Normal variables that one factor explains."""
    loadings, rng = np.asarray(loadings), np.random.default_rng(seed)
    unique = rng.standard_normal((n, len(loadings)))
    return rng.standard_normal((n, 1)) * loadings + unique * np.sqrt(1 - loadings**2)
