"""What may be answered: the values and missing codes of a question set, compiled once for looking answers up."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from purpose_index.frozen import FrozenDict
from purpose_index.question_set.answers import expected_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from purpose_index.errors import Fact
    from purpose_index.question_set.models import QuestionSet

EMPTY, SKIPPED, NOT_APPLICABLE, NOT_SHOWN = -1, -2, -3, -4
REASONS = {EMPTY: "empty", SKIPPED: "skipped", NOT_APPLICABLE: "not_applicable", NOT_SHOWN: "not_shown"}

Compiled = TypeVar("Compiled")
Asked: TypeAlias = tuple[tuple[str, tuple[int, ...]], ...]  # item by item: its id and its values


@dataclass(frozen=True, slots=True)
class ItemForm:
    """What may be answered to one item.

    Parameters
    ----------
    id
        The id of the item.
    column
        The column that data files keep it in.
    values
        The declared values, ascending: code c stands for `values[c]`.
    stored
        What answers are stored as, in the order of their values: the values, unless options have codes of their own.
    codes
        The code of all that an answer is stored as (0 and up) and of every declared missing code (negative); None is
        empty.
    """

    id: str
    column: str
    values: tuple[int, ...]
    stored: tuple[int | str, ...]
    codes: dict[int | str | None, int] = field(repr=False, hash=False)

    @property
    def plain(self) -> bool:
        """Whether answers are stored as their values."""
        return self.stored == self.values

    @property
    def contiguous(self) -> bool:
        """Whether the declared values are a run of whole numbers without gaps."""
        return self.values[-1] - self.values[0] == len(self.values) - 1

    @property
    def missing(self) -> tuple[int | str, ...]:
        """The declared missing codes."""
        return tuple(value for value, code in self.codes.items() if value is not None and code < EMPTY)

    @property
    def expected(self) -> str:
        """What an answer can be, for a message."""
        return expected_answers(self.stored)[0]

    @property
    def facts(self) -> dict[str, Fact]:
        """The same, as the facts of a message."""
        return expected_answers(self.stored)[1]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What may be answered to a question set.

    Parameters
    ----------
    question_set
        The question set.
    items
        What may be answered to each item, in order.
    ids, known
        The ids of the items, in order and as a set.
    pick
        Takes the answers of all items out of a dict, in order, and the last one twice (of one key it makes no tuple).
    tables
        The code of every value that may be answered, item by item.
    """

    question_set: QuestionSet = field(compare=False, repr=False)
    items: tuple[ItemForm, ...]
    ids: tuple[str, ...]
    known: frozenset[str] = field(repr=False)
    pick: Callable[[dict[str, Any]], tuple[Any, ...]] = field(compare=False, repr=False)
    tables: tuple[dict[int | str | None, int], ...] = field(repr=False, hash=False)

    @property
    def asked(self) -> Asked:
        """What was asked, which decides whether answers are answers to this set."""
        return tuple((item.id, item.values) for item in self.items)

    @property
    def name(self) -> str:
        """The id and the version of the question set, for a message."""
        return f"{self.question_set.id} {self.question_set.version}"


def form_of(q: QuestionSet) -> AnswerForm:
    """Return the form of a question set, compiled at the first call."""
    return compiled(q, "_answer_form", _form)


def compiled(q: QuestionSet, name: str, build: Callable[[QuestionSet], Compiled]) -> Compiled:
    """Return what `build` makes of a question set: made at the first call, and kept with that very object."""
    kept = q.__dict__.get(name)
    if kept is None or kept.owner is not q:
        kept = q.__dict__[name] = _Kept(q, build(q))
    value: Compiled = kept.value
    return value


@dataclass(slots=True, eq=False)
class _Kept:
    """Something compiled, and what it was compiled from: neither a copy nor a pickle of that takes it along."""

    owner: Any = None
    value: Any = None

    def __reduce__(self) -> tuple[type[_Kept], tuple[()]]:
        return _Kept, ()


def _form(q: QuestionSet) -> AnswerForm:
    reasons = {name: code for code, name in REASONS.items()}
    missing: dict[int | str | None, int] = {code: reasons[reason] for code, reason in q.missing.reasons().items()}
    items = []
    for item in q.items:
        options = sorted(q.options_of(item.id), key=lambda option: option.value)
        values = tuple(dict.fromkeys(option.value for option in options))
        place = {value: code for code, value in enumerate(values)}
        codes: dict[int | str | None, int] = {None: EMPTY, **missing}
        codes.update({choice.stored: reasons[choice.missing] for choice in q.choices_of(item.id) if choice.missing})
        codes.update({option.stored: place[option.value] for option in options})
        stored = tuple(option.stored for option in options)
        items.append(ItemForm(item.id, item.column or item.id, values, stored, FrozenDict(codes)))
    ids = tuple(item.id for item in items)
    pick = itemgetter(*ids, ids[-1])
    return AnswerForm(q, tuple(items), ids, frozenset(ids), pick, tuple(item.codes for item in items))
