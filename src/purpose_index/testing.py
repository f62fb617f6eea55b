"""Hypothesis strategies for programs that use this package: valid answers, and valid question sets.

It needs `hypothesis`, which `purpose-index` does not install.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from purpose_index.question_set.load import load

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from purpose_index.question_set.models import QuestionSet

LANGUAGES = ("nl", "en")
_WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


def answers(q: QuestionSet, *, complete: bool = False) -> SearchStrategy[dict[str, int | str | None]]:
    """Answers of one person that are valid for a question set.

    Parameters
    ----------
    q
        The question set.
    complete
        Whether every item is answered. If not, any may be left out, None, or one of the set's missing codes.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from hypothesis import given
    >>> q = pi.load("purpose-index")
    >>> @given(pi.testing.answers(q))
    ... def test(given_answers):
    ...     pi.score(q, given_answers)
    >>> test()
    """
    given: dict[str, list[int | str | None]] = {
        item: [option.stored for option in q.options_of(item)] for item in q.item_ids
    }
    if complete:
        return st.fixed_dictionaries({item: st.sampled_from(values) for item, values in given.items()})
    missing: list[int | str | None] = [None, *q.missing.reasons()]
    any_of = {item: st.one_of(st.sampled_from(values), st.sampled_from(missing)) for item, values in given.items()}
    return st.fixed_dictionaries({}, optional=any_of)


@st.composite
def question_sets(draw: DrawFn, *, max_items: int = 6, max_scales: int = 3) -> QuestionSet:
    """Question sets that load: two languages, several kinds of options, reversed items, sums, weights, missing codes.

    Parameters
    ----------
    max_items, max_scales
        The most items and scales.

    Examples
    --------
    >>> import purpose_index as pi
    >>> from hypothesis import given
    >>> @given(pi.testing.question_sets())
    ... def test(q):
    ...     assert len(q.fingerprint) == 64
    >>> test()
    """
    options = {f"o{i}": draw(_options()) for i in range(draw(st.integers(1, 2)))}
    items = [_item(draw, f"q{i + 1}", list(options)) for i in range(draw(st.integers(1, max_items)))]
    names = [item["id"] for item in items]
    scales = [_scale(draw, f"s{i + 1}", names) for i in range(draw(st.integers(1, max_scales)))]
    return load(
        {
            "id": "generated",
            "version": "1.0.0",
            "languages": LANGUAGES,
            "title": _text(draw),
            "options": options,
            "missing": {"skipped": [-999], "not_applicable": [-998]},
            "items": items,
            "scales": scales,
        }
    )


@st.composite
def _options(draw: DrawFn) -> list[dict[str, Any]]:
    values = draw(st.lists(st.integers(-20, 100), min_size=2, max_size=7, unique=True))
    return [{"value": value, "label": _text(draw)} for value in sorted(values)]


def _text(draw: DrawFn) -> dict[str, str]:
    return {language: draw(_WORDS) for language in LANGUAGES}


def _item(draw: DrawFn, name: str, options: list[str]) -> dict[str, Any]:
    return {
        "id": name,
        "text": _text(draw),
        "options": draw(st.sampled_from(options)),
        "reverse": draw(st.booleans()),
    }


def _scale(draw: DrawFn, name: str, items: list[str]) -> dict[str, Any]:
    members = draw(st.lists(st.sampled_from(items), min_size=1, unique=True))
    score = draw(st.sampled_from(["mean", "sum"]))
    prorate = score == "sum" and draw(st.booleans())
    least = 1 if score == "mean" or prorate else len(members)
    weights = draw(st.dictionaries(st.sampled_from(members), st.integers(1, 5).map(float)))
    return {
        "id": name,
        "name": _text(draw),
        "items": members,
        "score": score,
        "prorate": prorate,
        "minimum_answered": draw(st.integers(least, len(members))),
        "weights": weights,
    }
