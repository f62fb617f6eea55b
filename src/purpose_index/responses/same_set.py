"""Are these answers to this question set? The one place that decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.errors import Issue, ResponseError

if TYPE_CHECKING:
    from purpose_index.responses.form import AnswerForm, Asked

NAMED = 5


def check_same_set(form: AnswerForm, asked: Asked) -> None:
    """Raise an error where answers were given to other questions than those of a set.

    Parameters
    ----------
    form
        The form of the question set.
    asked
        What was asked when the answers were given: the `asked` of `AnswerForm` or `CodedResponses`.

    Raises
    ------
    ResponseError
        The items, their order or their values differ. Nothing else matters: not the words, the scales, how many items
        must be answered, the codes of missing answers, nor reversal, since answers are kept as they were chosen.
    """
    own = form.asked
    if asked == own:
        return
    before, now = dict(asked), dict(own)
    new, gone = [item for item in now if item not in before], [item for item in before if item not in now]
    other = [item for item in now if item in before and now[item] != before[item]]
    parts = [
        f"{words}: {', '.join(items[:NAMED])}{', ...' * (len(items) > NAMED)}"
        for words, items in (
            ("only the set has the items", new),
            ("only the answers have the items", gone),
            ("other options belong to the items", other),
        )
        if items
    ]
    message = "; ".join(parts) or "the items stand in another order"
    issue = Issue(
        "answers-to-another-set",
        "$",
        f"{message[0].upper()}{message[1:]}.",
        f"Read the answers again, with {form.name}.",
        facts={"only_in_set": tuple(new), "only_in_answers": tuple(gone), "unlike": tuple(other)},
    )
    raise ResponseError(f"These are not answers to {form.name}.", [issue])
