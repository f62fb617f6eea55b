"""What a format cannot carry: said beside every export, so that nobody takes the file for the whole set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from purpose_index.errors import Issue
from purpose_index.interop.no_answer import beside_the_others, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from purpose_index.question_set.models import QuestionSet

Feature = Literal[
    "reversal",
    "weights",
    "scales",
    "rules of scales",
    "codes",
    "missing codes",
    "feedback",
    "layers",
    "classification",
    "texts",
    "answers",
]


def _mistakable(q: QuestionSet) -> bool:
    """Whether answers look like no answer, by their words or their numbers, to what reads a file that cannot say it."""
    return any(
        beside_the_others(option.value for option in q.options_of(item.id))
        or any(reason_of(option.label) for option in q.options_of(item.id))
        for item in q.items
    )


_USED: dict[Feature, tuple[str, Callable[[QuestionSet], bool]]] = {
    "reversal": ("which items are reversed", lambda q: any(item.reverse for item in q.items)),
    "weights": ("weights", lambda q: any(scale.weights for scale in q.scales)),
    "scales": ("which items belong to which scale", lambda q: True),
    "rules of scales": (
        "sums, prorating and how many items must be answered",
        lambda q: any(s.score == "sum" or s.minimum_answered is not None for s in q.scales),
    ),
    "codes": (
        "both the values of answers and what they are stored as",
        lambda q: any(option.stored != option.value for item in q.items for option in q.choices_of(item.id)),
    ),
    "missing codes": ("the codes of missing answers", lambda q: bool(q.missing.reasons())),
    "feedback": ("the texts by band", lambda q: any(scale.feedback for scale in q.scales)),
    "layers": ("layers and referents", lambda q: bool(q.layers or q.referents)),
    "classification": ("the classification", lambda q: q.classification is not None),
    "texts": ("texts in more than one language", lambda q: len(q.languages) > 1),
    "answers": ("that choices which look like no answer, such as 'I don't know' or 99, are answers", _mistakable),
}


def lost_of(q: QuestionSet, carried: Set[Feature]) -> tuple[Issue, ...]:
    """Return what a set has and a format does not carry, one issue each, with the code 'export-lost'."""
    return tuple(
        Issue(
            "export-lost",
            "$",
            f"The file does not say {words}.",
            "Keep the question set beside it.",
            facts={"what": name},
        )
        for name, (words, used) in _USED.items()
        if name not in carried and used(q)
    )
