"""The scales of a question set as the text of a factor model, which lavaan (R) and semopy (Python) read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.errors import ArgumentError, Issue
from purpose_index.interop.lost import lost_of
from purpose_index.question_set.factor_scales import factor_scales
from purpose_index.question_set.load import question_set_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from purpose_index.interop.lost import Feature
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet

CARRIES: frozenset[Feature] = frozenset({"scales", "reversal", "answers"})
RESERVED = frozenset({"if", "in", "else", "for", "function", "while", "repeat", "next", "break"})  # R cannot read them


def write(q: QuestionSetLike, *, scales: Collection[str] | None = None) -> bytes:
    """Return a confirmatory factor model in lavaan's syntax: every scale a factor, measured by its items.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes.
    scales
        The ids of the scales that become factors; by default all but those whose items include all those of another
        scale, such as a total. What is left out stands in the text as a comment.

    Returns
    -------
    bytes
        The text, as UTF-8. The names of the items are their ids, which must be columns of the data.

    Raises
    ------
    ArgumentError
        The set has no such scale, or the id of an item is a word of R's own, such as 'in'.

    Notes
    -----
    A scale of one item takes that item to be without error, for nothing in it could tell. Reversed items are named in a
    comment: left as they are they load negatively, which changes no fit.

    References
    ----------
    Rosseel, Y. (2012). lavaan: An R package for structural equation modeling. *Journal of Statistical Software*, 48(2),
    1-36. doi:10.18637/jss.v048.i02

    Examples
    --------
    >>> from purpose_index.interop import lavaan
    >>> print(lavaan.write("purpose-orientation").decode())
    # purpose-orientation 1.1.0: What I work for
    # Every item is a column of the data, by its id.
    income =~ income_1 + income_2 + income_3
    advancement =~ advancement_1 + advancement_2 + advancement_3
    purpose =~ purpose_1 + purpose_2 + purpose_3
    <BLANKLINE>
    """
    q = question_set_of(q)
    _check_names(q)
    members = {scale.id: q.items_of(scale.id) for scale in q.scales}
    chosen = list(factor_scales(q, scales))
    return "".join(f"{line}\n" for line in _lines(q, members, chosen)).encode()


def lost(q: QuestionSetLike) -> tuple[Issue, ...]:
    """Return what the text of a model cannot carry of a question set, one issue each.

    Examples
    --------
    >>> from purpose_index.interop import lavaan
    >>> [issue.facts["what"] for issue in lavaan.lost("purpose-orientation")]
    ['rules of scales', 'missing codes', 'feedback', 'classification', 'texts', 'words']
    """
    q = question_set_of(q)
    words = Issue(
        "export-lost",
        "$",
        "The file does not say what the questions and the answers are.",
        "Keep the question set beside it.",
        facts={"what": "words"},
    )
    return (*lost_of(q, CARRIES), words)


def _check_names(q: QuestionSet) -> None:
    issues = [
        Issue(
            "word-of-r",
            f"$.items[{i}].id",
            f"R cannot read {item.id!r} as the name of a variable.",
            "Give the item another id.",
            facts={"item": item.id},
        )
        for i, item in enumerate(q.items)
        if item.id in RESERVED
    ]
    if issues:
        raise ArgumentError("A model of these items cannot be read by lavaan.", issues)


def _lines(q: QuestionSet, members: Mapping[str, tuple[str, ...]], chosen: list[str]) -> Iterator[str]:
    title = " ".join(q.title[_language(q)].split())
    yield f"# {q.id} {q.version}: {title}"
    yield "# Every item is a column of the data, by its id."
    for name in members:
        if name not in chosen:
            yield f"# Not in the model: {name}, of {' + '.join(members[name])}"
    shown = dict.fromkeys(item for name in chosen for item in members[name])
    for item in shown:
        if q.item(item).reverse:
            values = [option.value for option in q.options_of(item)]
            yield f"# Reversed: {item}; to turn it around, {min(values) + max(values)} - {item}"
    for name in chosen:
        factor, items = f"f_{name}" if name in RESERVED else name, members[name]
        yield f"{factor} =~ {' + '.join(items)}"
        if len(items) == 1:
            yield f"{items[0]} ~~ 0*{items[0]}"


def _language(q: QuestionSet) -> str:
    return "en" if "en" in q.languages else q.languages[0]
