"""The choices of a question, from what a platform stores them as and the words that it shows."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from purpose_index.interop.draft import Choice
from purpose_index.interop.no_answer import beside_the_others, missing_code, reason_of
from purpose_index.question_set.models import MAX_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from purpose_index.interop.imported import Notes, Texts

MOST_CODE = 200  # characters
_MOST_READ = 10 * MAX_OPTIONS  # whatever comes then, it is too much
_WHOLE = re.compile("0|-?[1-9][0-9]{0,4}", re.ASCII)
_LONG = re.compile("-?[0-9]{5,}", re.ASCII)


def choices_of(
    listed: Iterable[tuple[str, Texts]], place: str, notes: Notes, *, kind: str, ids: bool = False
) -> list[Choice]:
    """Return the choices of a question, in order; none where they cannot be scored, which is said as `kind`.

    Parameters
    ----------
    listed
        What each is stored as, and its words.
    place
        Where they stand in the source.
    notes
        What is said on the way: values that follow from the order, choices that by their words or their number are no
        answer, choices that are stored alike.
    kind
        What the question is called where it is dropped.
    ids
        Whether they are stored as ids that a platform gave out, which are values only where they run on from 0 or 1.
    """
    labels: dict[int | str, Texts] = {}
    for text, label in islice(listed, _MOST_READ):
        code = _code_of(text)
        if code is None:
            notes.dropped(place, "A choice is stored as something that no option can be stored as.", kind=kind)
            return []
        if code in labels:
            notes.dropped(place, f"The choice of its own: two are stored as {code!r}, and count as one here.")
        labels[code] = _joined(labels.get(code), label)
    scored = [code for code, label in labels.items() if reason_of(label) is None]
    if not ids and (numbers := [code for code in scored if isinstance(code, int)]) == scored:
        apart = beside_the_others(numbers)
        scored = [code for code in scored if code not in apart]
    if len(scored) < 2:
        scored = list(labels)
    if not 2 <= len(scored) <= MAX_OPTIONS:
        notes.dropped(place, f"A question with {len(scored)} choices; 2 to {MAX_OPTIONS} can be scored.", kind=kind)
        return []
    values: dict[int | str, int] = {code: code for code in scored if isinstance(code, int)}
    if len(values) < len(scored) or (ids and not _run_on(list(values.values()))):
        values = dict(zip(scored, range(1, len(scored) + 1), strict=True))
        notes.invented(place, f"The values 1 to {len(scored)}, from the order of the choices.", "Check the values.")
    return [_choice(code, label, values, place, notes) for code, label in labels.items()]


def _run_on(codes: list[int]) -> bool:
    """Whether codes go up or down by one, from 0 or 1 or to it."""
    run = list(range(min(codes), max(codes) + 1))
    return min(codes) in {0, 1} and codes in (run, run[::-1])


def _choice(code: int | str, label: Texts, values: Mapping[int | str, int], place: str, notes: Notes) -> Choice:
    if not any(text.strip() for text in label.values()):
        notes.invented(place, f"The words of the choice {code!r}: the source has none.")
        label = dict.fromkeys(label, str(code))
    if code in values:
        return Choice(values[code], label, code)
    by_words = reason_of(label)
    reason, by = (by_words, "its words") if by_words else ("skipped", "its number, which stands apart from the others")
    hint = "Give it a value, and remove 'missing:', where it is an answer."
    notes.guessed(place, f"The choice {code!r} is no answer but {reason!r}, by {by}.", hint)
    return Choice(missing_code(reason, code), label, code, reason)


def _code_of(text: str) -> int | str | None:
    text = text.strip()
    if _WHOLE.fullmatch(text) and -32768 <= int(text) <= 32767:
        return int(text)
    return None if not text or len(text) > MOST_CODE or _LONG.fullmatch(text) else text


def _joined(before: Texts | None, label: Texts) -> Texts:
    if before is None:
        return dict(label)
    return {language: " / ".join(filter(None, (before.get(language), text))) for language, text in label.items()}
