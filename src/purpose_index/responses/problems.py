"""What values that are not answers probably are: said once for all items alike, with what makes it right."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import Issue, ResponseError
from purpose_index.responses.cells import (
    BOOLEAN,
    DATE,
    FRACTIONAL,
    INFINITE,
    LABELLED,
    TEXT,
    THOUSANDS,
    UNDECLARED,
    code_of,
    issue_of,
)
from purpose_index.responses.columns import ROWS_SHOWN
from purpose_index.responses.labels import declared_words, fold
from purpose_index.responses.summary_rows import summary_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Fact
    from purpose_index.responses.columns import Column
    from purpose_index.responses.form import AnswerForm, ItemForm
    from purpose_index.responses.read import How, Read

    _Found = tuple[Column, int, int, list[int]]  # a column, a problem, how many cells have it, and the first rows

FEW = 10  # answers
SOME, MANY = 0.05, 0.2  # of the answers: more people than mistype, or leave out what was asked
MOST_APART = 3  # items of which the same is said one by one
_DECLARE = "say so with 'missing_codes=', or '--missing-code' in the command, or declare it under 'missing:' in the set"
_NOBODYS = "Take out rows that hold means, such as those of teams between the people."
FARTHEST = 10  # that codes are shifted
NO_CATEGORY = -1  # where pandas counts categories from 0 (`.cat.codes`)
NOT_APPLICABLE = frozenset({"nvt", "n.v.t.", "niet van toepassing", "not applicable", "does not apply"})
MISSING_WORDS = NOT_APPLICABLE | frozenset({
    ".", "-", "--", "?", "n/a", "n.a.", "#n/a", "#n/b", "na", "<na>", "null", "#null!", "none", "nil", "nan",
    "missing", "missend", "leeg", "geen", "system missing", "#value!", "#waarde!", "#ref!", "#verw!",
    "#div/0!", "#deel/0!",
})  # fmt: skip


def problems_of(form: AnswerForm, read: Read, codes: NDArray[np.int8], how: How) -> list[Issue]:
    """Return what is wrong with the answers that were read: what several items have in common first.

    Parameters
    ----------
    form
        The form of the question set.
    read
        What was read; its columns have been coded.
    codes
        The (n, k) codes, problems among them.
    how
        How it was read.
    """
    if summary := summary_rows(form, read, how):
        return [summary]
    if not any(column.problems for column in read.columns):
        return []
    as_file = how.words is not None
    pairs = enumerate(zip(form.items, read.columns, strict=True))
    seen = [_Seen(item, column.odd(read.n), codes[:, j], column.text or as_file) for j, (item, column) in pairs]
    explained: set[tuple[str, int]] = set()
    issues = list(_common(form, read, seen, how, explained))
    return [*issues, *_by_column(read.columns, explained, read.word, read.lines)]


def check_columns(form: AnswerForm, columns: Sequence[Column]) -> None:
    """Raise an error that lists what is wrong with the columns that were read; return where nothing is."""
    if issues := list(_by_column(columns, set(), "row", None)):
        raise ResponseError(f"These data do not fit {form.name}.", issues)


def _by_column(
    columns: Sequence[Column],
    explained: set[tuple[str, int]],
    row_word: str,
    lines: Callable[[Sequence[int]], dict[int, int]] | None,
) -> Iterator[Issue]:
    """Yield what is wrong with each column, with how many cells and the first rows, where those are known."""
    found = [(column, *one) for column in columns for one in column.found()]
    left = [one for one in found if (one[0].item.id, one[1]) not in explained]
    numbers = lines(sorted({row for *_, rows in left for row in rows})) if lines and left else {}
    for alike in _alike(left):
        column, problem, *_ = alike[0]
        count = sum(one[2] for one in alike)
        first = sorted({numbers.get(row, row) for *_, rows in alike for row in rows})[:ROWS_SHOWN]
        many = count > 1
        where = f"{row_word}{'s' * many} {', '.join(map(str, first))}{', ...' * (count > len(alike) * len(first))}"
        to = f" to {_items(len(alike))}" * (len(alike) > 1)
        subject = f"{count} answer{'s' * many}{to}{f' ({where})' * bool(first)} {'are' if many else 'is'}"
        facts: dict[str, Fact] = {"answers": count, **({f"{row_word}s": tuple(first)} if first else {})}
        if len(alike) > 1:
            facts["items"] = tuple(one[0].item.id for one in alike)
        path = "$.columns" if len(alike) > 1 else f"$.columns.{column.item.id}"
        issue = issue_of(problem, path, subject, column.item, text=column.text, facts=facts, declare=_DECLARE)
        yield replace(issue, hint=f"{issue.hint} {_NOBODYS}") if problem == FRACTIONAL else issue


def _alike(found: Sequence[_Found]) -> Iterator[list[_Found]]:
    """Yield what has to be said at once: a problem of one item, or the same one of many items with the same options."""
    groups: dict[tuple[Any, ...], list[_Found]] = {}
    keys = [(problem, column.text, column.item.stored) for column, problem, *_ in found]
    for key, one in zip(keys, found, strict=True):
        groups.setdefault(key, []).append(one)
    for key, one in zip(keys, found, strict=True):
        group = groups[key]
        if len(group) <= MOST_APART:
            yield [one]
        elif one is group[0]:
            yield group


@dataclass(slots=True)
class _Seen:
    """What one column holds: how many have each value that is no answer, and each code."""

    item: ItemForm
    odd: Counter[Any]
    codes: NDArray[np.int8]
    text: bool  # whether text is read as a number

    def whole(self, value: Any) -> int | None:
        """Return the whole number that a value is, or a text where that is read as one; None where it is none."""
        if (isinstance(value, str) and not self.text) or isinstance(value, bool):
            return None
        if code_of(value, {}, text=True) != UNDECLARED:
            return None
        return int(float(value.strip().replace(",", "."))) if isinstance(value, str) else int(value)

    def numbers(self) -> Counter[int]:
        """Return how many have each whole number, the answers among them; missing codes are left out."""
        found: Counter[int] = Counter()
        for value, count in self.odd.items():
            number = self.whole(value)
            if number is not None:
                found[number] += count
        answered = np.bincount(self.codes[self.codes >= 0], minlength=len(self.item.values))
        for code, stored in zip((self.item.codes[own] for own in self.item.stored), self.item.stored, strict=True):
            if isinstance(stored, int) and answered[code]:
                found[stored] += int(answered[code])
        return found

    def texts(self) -> Counter[str]:
        """Return how many have each text that is no answer, folded."""
        found: Counter[str] = Counter()
        for value, count in self.odd.items():
            if isinstance(value, str) and code_of(value, {}, text=True) == TEXT:
                found[fold(value)] += count
        return found


def _common(
    form: AnswerForm, read: Read, seen: Sequence[_Seen], how: How, explained: set[tuple[str, int]]
) -> Iterator[Issue]:
    """Yield what items have in common, and note which problems of which items that explains."""
    if (rows := _header_rows(form, read, seen)) and how.header_rows is None:
        yield rows
        explained.update((item, TEXT) for item in form.ids)
        return
    yield from _labels(form, seen, how, explained)
    labelled = {item for item, problem in explained if problem == LABELLED}
    yield from _missing_words(seen, explained)
    groups: dict[tuple[int | str, ...], list[_Seen]] = {}
    for one in seen:
        if all(isinstance(stored, int) for stored in one.item.stored):
            groups.setdefault(one.item.stored, []).append(one)
    for group in groups.values():
        if how.words is None and (issue := _texts(group, labelled)):
            explained.update((one.item.id, TEXT) for one in group)
            yield issue
        odd = [one for one in group if any(one.whole(value) is not None for value in one.odd)]
        if odd and (issue := _numbers(group, odd)):
            if sum(one.odd.total() for one in odd) >= FEW:  # of a few, the rows help too
                explained.update((one.item.id, UNDECLARED) for one in odd)
            yield issue


def _header_rows(form: AnswerForm, read: Read, seen: Sequence[_Seen]) -> Issue | None:
    """Say that the first rows name the questions once more: texts that are neither labels nor what others answered."""
    known = declared_words(form)
    count = 0
    lead = read.cells(0, 2) if read.cells else []
    for row in lead:
        texts = [
            isinstance(cell, str)
            and code_of(cell, one.item.codes, text=True) == TEXT
            and fold(cell) not in words
            and one.odd[cell] <= len(lead)
            for cell, one, words in zip(row, seen, known, strict=True)
        ]
        if not all(texts) or (len(texts) == 1 and "ImportId" not in str(row[0])):
            break
        count += 1
    if not count:
        return None
    message = f"The first {'two rows hold' if count > 1 else 'row holds'} a text for every item: more of the header."
    hint = f"Say so with header_rows={count + 1}, or '--header-rows {count + 1}' in the command."
    return Issue(
        "more-header-rows", "$.header_rows", message, hint, facts={"option": "header_rows", "value": count + 1}
    )


def _labels(form: AnswerForm, seen: Sequence[_Seen], how: How, explained: set[tuple[str, int]]) -> Iterator[Issue]:
    """Say that texts are the labels of the set, where most of them are and labels were not asked for."""
    if how.words is not None:
        return
    known = declared_words(form)
    hits: list[tuple[str, int, int]] = []
    for one, words in zip(seen, known, strict=True):
        texts = one.texts()
        matched, total = sum(count for text, count in texts.items() if text in words), sum(texts.values())
        if matched * 2 > total:
            hits.append((one.item.id, matched, total))
    if hits:
        matched, total = sum(hit for _, hit, _ in hits), sum(count for *_, count in hits)
        every = "are" if matched == total else f"are, but for {total - matched},"
        message = f"The answers to {_items(len(hits))} {every} labels that the set declares."
        hint = "Read them with labels=True, or '--labels any' in the command."
        facts: dict[str, Fact] = {
            "option": "labels",
            "value": True,
            "items": tuple(item for item, *_ in hits),
            "answers": matched,
            "others": total - matched,
        }
        yield Issue("answers-are-labels", "$.labels", message, hint, facts=facts)
        explained.update((item, problem) for item, *_ in hits for problem in (TEXT, LABELLED))


def _missing_words(seen: Sequence[_Seen], explained: set[tuple[str, int]]) -> Iterator[Issue]:
    """Say that texts are the words that programs write where nothing is."""
    found: Counter[str] = Counter()
    items = []
    for one in seen:
        words = Counter(
            {
                value.strip(): n
                for value, n in one.odd.items()
                if isinstance(value, str) and fold(value) in MISSING_WORDS
            }
        )
        if words:
            found += words
            items.append(one.item.id)
            if set(one.texts()) <= MISSING_WORDS:
                explained.add((one.item.id, TEXT))
    if items:
        reasons = {
            "skipped": [word for word in sorted(found) if fold(word) not in NOT_APPLICABLE],
            "not_applicable": [word for word in sorted(found) if fold(word) in NOT_APPLICABLE],
        }
        codes = {word: reason for reason, words in reasons.items() for word in words}
        listed = ", ".join(f"{reason}: {json.dumps(words)}" for reason, words in reasons.items() if words)
        many = found.total() > 1
        holds = f"cell{'s' * many} of {_items(len(items))} hold{'s' * (not many)}"
        message = f"{found.total()} {holds} a word that often stands for a missing answer."
        command = " ".join(f"--missing-code {shlex.quote(f'{word}={reason}')}" for word, reason in codes.items())
        hint = (
            f"Where it does, say so with missing_codes={codes}, or '{command}' in the command; or, for all data, in "
            f"the set, beside other codes: 'missing: {{{listed}}}'."
        )
        facts: dict[str, Fact] = {
            "option": "missing_codes",
            "value": tuple(codes.items()),
            "items": tuple(items),
            "answers": found.total(),
            "words": tuple(sorted(found)),
        }
        yield Issue("missing-words", "$.columns", message, hint, facts=facts)


def _texts(group: Sequence[_Seen], labelled: Container[str]) -> Issue | None:
    """Say that a few texts stand in the place of every answer, no more than there are options: another's codes."""
    if any(one.item.id in labelled or (one.codes >= 0).any() or (one.codes == LABELLED).any() for one in group):
        return None
    counts = sum((one.texts() for one in group), Counter[str]())
    texts = {text: count for text, count in counts.items() if text not in MISSING_WORDS}
    if not 1 < len(texts) <= len(group[0].item.stored) or sum(texts.values()) < FEW:
        return None
    path = "$.columns" if len(group) > 1 else f"$.columns.{group[0].item.id}"
    message = (
        f"The answers to {_items(len(group))} are {len(texts)} different texts, none of them an option or a label of "
        f"the set: codes or words of another program? Expected {group[0].item.expected}."
    )
    hint = (
        "If so, read its survey too, with 'import' in the command; or say with 'code:' in every option what the data "
        "hold for it, as in {value: 1, code: A1, label: ...}; or export the answers as numbers."
    )
    facts: dict[str, Fact] = {"items": tuple(one.item.id for one in group), "texts": len(texts), **group[0].item.facts}
    return Issue("choice-ids", path, message, hint, facts=facts)


def _numbers(group: Sequence[_Seen], odd: Sequence[_Seen]) -> Issue | None:
    """Say what whole numbers probably are that are no options, over all items with the same options."""
    counts: Counter[int] = Counter()
    for one in group:
        counts += one.numbers()
    stored = {value for value in group[0].item.stored if isinstance(value, int)}
    foreign = counts.keys() - stored
    share = sum(counts[number] for number in foreign) / counts.total()
    in_place_of_options = len(stored - counts.keys()) >= len(foreign) > 1
    facts: dict[str, Fact] = {"items": tuple(one.item.id for one in odd), **group[0].item.facts}
    path = "$.columns" if len(odd) > 1 else f"$.columns.{odd[0].item.id}"
    said, expected = f"The answers to {_items(len(odd))}", group[0].item.expected
    low = min(stored)
    without = _shift(stored, set(counts) - {NO_CATEGORY}) if NO_CATEGORY in foreign else 0
    of_categories = without == -low < 0  # before any other shift, by which a missing answer would become one
    shift = without if of_categories else _shift(stored, set(counts))
    if shift and counts.total() >= FEW:
        way = "lower" if shift < 0 else "higher"
        by = "one" if abs(shift) == 1 else str(abs(shift))
        but, also = "", ""
        if of_categories:
            but = f" ({NO_CATEGORY} aside: pandas' .cat.codes, in which it is a missing answer?)"
            also = f", and missing_codes={{{NO_CATEGORY}: 'skipped'}} when you read them"
        message = (
            f"{said} would all be options if those were {by} {way}: are they shifted by {by}{but}? Expected {expected}."
        )
        hint = (
            f"If so, say with 'code:' in every option what the data hold for it, as in "
            f"{{value: {low}, code: {low + shift}, label: ...}}{also}; if not, see whether it is the right set, and "
            f"whether there are typing errors or codes for missing answers."
        )
        return Issue("shifted-answers", path, message, hint, facts={**facts, "shift": shift})
    if foreign == {NO_CATEGORY} and low >= 0:
        return None  # what a missing code is, is said of any number
    if share < (SOME if in_place_of_options else MANY) or sum(counts[number] for number in foreign) < FEW:
        return None
    if len(foreign) > 1 and len(counts) <= len(stored):
        message = (
            f"{said} hold {len(counts)} different numbers, some of them no options: choice ids? Expected {expected}."
        )
        hint = (
            "If so, say with 'code:' in every option what the platform stores for it, as in "
            "{value: 1, code: 9, label: ...}, or export the answers with recoded values."
        )
        return Issue("choice-ids", path, message, hint, facts={**facts, "numbers": len(counts)})
    message = (
        f"{said} hold numbers that are no options, {share:.0%} of all: was there more to choose? Expected {expected}."
    )
    hint = "Declare the options that people could choose from; so many do not mistype, or leave out what was asked."
    return Issue("other-options", path, message, hint, facts={**facts, "numbers": len(counts)})


def _shift(stored: set[int], seen: set[int]) -> int:
    """Return by how much the options would have to move to hold all that was seen, the least; 0 where nothing does."""
    if len(seen) < 2 or max(seen) - min(seen) > max(stored) - min(stored):
        return 0
    moves = range(max(seen) - max(stored), min(seen) - min(stored) + 1)
    near = (move for move in moves if move and abs(move) <= FARTHEST)  # a far one would tell the answers
    return min((move for move in near if seen <= {s + move for s in stored}), key=abs, default=0)


def what_is(item: ItemForm, value: Any, *, text: bool, labels: Container[str]) -> str:
    """Return what a value that is not an answer probably is, in words; `labels` are the folded ones of the item."""
    if isinstance(value, str) and fold(value) in labels:
        return "a label of the set"
    if isinstance(value, str) and fold(value) in MISSING_WORDS:
        return "a word for a missing answer"
    return _WHAT.get(code_of(value, item.codes, text=text), "no number")


_WHAT = {
    UNDECLARED: "a number that is no option",
    FRACTIONAL: "not whole",
    INFINITE: "infinite",
    TEXT: "text",
    THOUSANDS: "a number with a mark for thousands",
    DATE: "a date",
    BOOLEAN: "true or false",
}


def _items(count: int) -> str:
    return f"{count} item{'s' * (count > 1)}"
