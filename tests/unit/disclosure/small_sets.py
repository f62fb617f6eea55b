"""Question sets of a few items, for releases."""

from __future__ import annotations

import json

import purpose_index as pi


def set_of(items, scales, *, top=5, **options):
    """A set of items from 1 to `top`; `scales` gives the items of each, `options` what else a scale says."""
    return pi.loads(
        json.dumps(
            {
                "id": "small",
                "version": "1.0.0",
                "languages": ["en"],
                "title": {"en": "Small"},
                "options": {"some": [{"value": v, "label": {"en": str(v)}} for v in range(1, top + 1)]},
                "items": [{"id": item, "text": {"en": item}, "options": "some"} for item in items],
                "scales": [
                    {"id": name, "name": {"en": name}, "items": list(inside), **options}
                    for name, inside in scales.items()
                ],
            }
        )
    )
