"""The layers of a set that are asked about two referents, such as me in my work and my organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from purpose_index.question_set.models import QuestionSet, Scale


def layer_pairs(q: QuestionSet) -> dict[str, dict[str, Scale]]:
    """Return, by layer, the scale of each of its two referents, in the order of the set.

    A layer that is asked about one referent, or about more than two, is left out.
    """
    found = {}
    for layer in q.layers:
        of = {scale.referent: scale for scale in q.scales if scale.layer == layer}
        pair = {referent: of[referent] for referent in q.referents if referent in of}
        if len(pair) == 2:
            found[layer] = pair
    return found
