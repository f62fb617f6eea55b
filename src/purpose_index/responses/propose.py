"""Which column probably holds which item: by its name but for capitals and the like, or by the text of the question.

A proposal is never taken in silence: `inspect` shows it, and `columns="proposed"` takes it.
"""

from __future__ import annotations

import re
from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from purpose_index.responses.labels import fold
from purpose_index.responses.read import MOST_HEADER_ROWS, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from purpose_index.responses.form import AnswerForm

FEWEST_NUMBERED = 3  # columns: fewer may be numbered for another reason
_NUMBERED = re.compile(r"(.*?)[\s._-]*0*([1-9][0-9]{0,3})\s*[.:)\]]?", re.ASCII)  # 'Vraag 1', 'PI[SQ001]', '1.'
_SHORTEST_TEXT = 8  # letters and digits: a shorter one may end a heading by chance


class Proposal(NamedTuple):
    """The column that probably holds an item, and by what."""

    column: Any
    why: Why


def proposals(
    form: AnswerForm,
    names: Sequence[Any],
    wanted: Collection[str],
    taken: Collection[Any],
    beside: Sequence[Sequence[Any]],
) -> dict[str, Proposal]:
    """Return the proposals for the wanted items, by item id: only where one column fits one item.

    A text says more than a name: the first question of a platform is 'Q1', whatever it asks.

    Parameters
    ----------
    form
        The form of the question set.
    names
        The names of the columns.
    wanted, taken
        The ids of the items that have no column, and the columns that have an item.
    beside
        Further header rows, with a cell a column.
    """
    free = [i for i, name in enumerate(names) if isinstance(name, str) and name not in taken]
    found: dict[str, Proposal] = {}
    ways: list[tuple[Why, Callable[[str], Iterable[str]], Callable[[int], Iterable[str]]]] = [
        ("text", lambda item: texts[item], lambda i: _endings(_headings(names, beside, i), known)),
        ("name", lambda item: (_letters(columns[item]), _letters(item)), lambda i: (_letters(names[i]),)),
    ]
    columns = {item.id: item.column for item in form.items}
    texts = {item.id: {_letters(text) for text in item.text.values()} for item in form.question_set.items}
    known = {text for item in texts.values() for text in item if len(text) >= _SHORTEST_TEXT}
    for why, of_item, of_column in ways:
        left = [item for item in wanted if item not in found]
        used = {proposal.column for proposal in found.values()}
        pairs = _matched(
            {item: of_item(item) for item in left}, {i: of_column(i) for i in free if names[i] not in used}
        )
        found.update({item: Proposal(names[i], why) for item, i in pairs})
    return found


def numbered(form: AnswerForm, names: Sequence[Any]) -> dict[str, Proposal]:
    """Return the columns that are numbered as the items are, from 1 up to the last, where one series of them is.

    Where the ids of items end with those numbers, they say which is which; else their order does. So it says less than
    a name or a text, and is looked at where no item has a column by these, and no further header row could tell.
    """
    k = len(form.ids)
    wanted = list(range(1, k + 1))
    series: dict[str, list[tuple[int, Any]]] = {}
    for name in names:
        if found := _NUMBERED.fullmatch(fold(str(name))):
            series.setdefault(found[1], []).append((int(found[2]), name))
    whole = [sorted(one, key=itemgetter(0)) for one in series.values() if sorted(n for n, _ in one) == wanted]
    if k < FEWEST_NUMBERED or len(whole) != 1:
        return {}
    own = [int(found[2]) if (found := _NUMBERED.fullmatch(fold(item))) else 0 for item in form.ids]
    places = own if sorted(own) == wanted else wanted
    return {item: Proposal(whole[0][place - 1][1], "number") for item, place in zip(form.ids, places, strict=True)}


def header_rows_of(form: AnswerForm, wanted: Collection[str], rows: Sequence[Sequence[Any]]) -> int | None:
    """Return how many header rows there are, where one of the first two rows below the names tells most of the items.

    Parameters
    ----------
    form, wanted
        The form of the question set, and the ids of the items that have no column.
    rows
        The first three rows below the names.
    """
    texts = [[cell if isinstance(cell, str) else "" for cell in row] for row in rows]
    for i, row in enumerate(texts[: MOST_HEADER_ROWS - 1]):
        if 2 * len(proposals(form, row, wanted, (), ())) > len(wanted):
            machine = any("ImportId" in cell for below in texts[i + 1 : i + 2] for cell in below)
            count = i + 2 + machine
            return count if count <= MOST_HEADER_ROWS else None
    return None


def occasions_of(form: AnswerForm, names: Sequence[Any]) -> tuple[str, ...]:
    """Return the endings of names where every item has a column with each of them, as in q01_t1 and q01_t2."""
    texts = [name for name in names if isinstance(name, str)]
    found: dict[str, None] | None = None
    for item in form.items:
        starts = f"{item.column}_"
        endings = dict.fromkeys(name.removeprefix(starts) for name in texts if name.startswith(starts))
        found = endings if found is None else {ending: None for ending in found if ending in endings}
    occasions = tuple(ending for ending in found or () if ending)
    return occasions if len(occasions) > 1 else ()


def long_of(form: AnswerForm, sample: Mapping[Any, Sequence[Any]]) -> tuple[str, str, str] | None:
    """Return the columns of person, item and answer, where one column names items and the others are called so."""
    named = [name for name, cells in sample.items() if isinstance(name, str) and _names_items(form, cells)]
    if len(named) != 1:
        return None
    person, answer = (_called(sample, words, named[0]) for words in (_PERSON, _ANSWER))
    return (person, named[0], answer) if person and answer else None


def _names_items(form: AnswerForm, cells: Sequence[Any]) -> bool:
    """Whether cells hold the names or the texts of two items or more."""
    called = list(dict.fromkeys(map(str, cells)))
    others = [item.id for item in form.items if item.column not in called]
    return len(form.ids) - len(others) + len(proposals(form, called, others, (), ())) > 1


_PERSON = (
    *("person", "id", "persoon", "respondent", "participant", "subject", "deelnemer", "user"),
    *("respondentid", "responseid", "participantid", "personid", "recordid", "record"),
)
_ANSWER = ("answer", "resp", "response", "antwoord", "value", "waarde", "score")


def _called(sample: Mapping[Any, Any], words: Sequence[str], item: str) -> str | None:
    names = {_letters(name): name for name in sample if isinstance(name, str) and name != item}
    return next((names[word] for word in words if word in names), None)


def _matched(items: Mapping[str, Iterable[str]], columns: Mapping[int, Iterable[str]]) -> list[tuple[str, int]]:
    """Return the items and columns that share a key, where neither shares one with another."""
    by_key: dict[str, set[int]] = {}
    for i, keys in columns.items():
        for key in keys:
            by_key.setdefault(key, set()).add(i)
    fits = [(item, i) for item, keys in items.items() for i in set().union(*(by_key.get(key, set()) for key in keys))]
    of_item, of_column = Counter(item for item, _ in fits), Counter(i for _, i in fits)
    return [(item, i) for item, i in fits if of_item[item] == 1 == of_column[i]]


def _headings(names: Sequence[Any], beside: Sequence[Sequence[Any]], i: int) -> Iterable[str]:
    """Yield what the header says of a column: its name, and the cells of further header rows."""
    yield names[i]
    yield from (str(row[i]) for row in beside if i < len(row) and row[i])


def _endings(headings: Iterable[str], known: Collection[str]) -> Iterable[str]:
    """Yield the texts of questions that a heading is, or ends with after a mark, as in 'Team [It is fun.]'."""
    for heading in headings:
        parts = re.split(r"(?<=[\[\]:.?!–|\-\n])", heading)
        for start in range(len(parts)):
            if (ending := _letters("".join(parts[start:]))) in known:
                yield ending
                break


def _letters(text: str) -> str:
    """Return the letters and digits of a text, folded."""
    return "".join(filter(str.isalnum, fold(text)))
