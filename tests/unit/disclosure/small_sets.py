"""Question sets of a few items, for releases."""

from __future__ import annotations

import json

import purpose_index as pi


def set_of(items, scales, *, top=5, **options):
    """A set of items from 1 to `top` (of all, or by item); `scales` gives the items of each."""
    tops = top if isinstance(top, dict) else dict.fromkeys(items, top)
    return pi.loads(
        json.dumps(
            {
                "id": "small",
                "version": "1.0.0",
                "languages": ["en"],
                "title": {"en": "Small"},
                "options": {
                    f"to{most}": [{"value": v, "label": {"en": str(v)}} for v in range(1, most + 1)]
                    for most in set(tops.values())
                },
                "items": [{"id": item, "text": {"en": item}, "options": f"to{tops[item]}"} for item in items],
                "scales": [
                    {"id": name, "name": {"en": name}, "items": list(inside), **options}
                    for name, inside in scales.items()
                ],
            }
        )
    )
