"""One person's answers, validated in microseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import getitem
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.errors import Issue, ResponseError
from purpose_index.options import check_option
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.cells import code_of, issue_of
from purpose_index.responses.form import REASONS, AnswerForm, form_of
from purpose_index.suggest import nearest

if TYPE_CHECKING:
    from purpose_index.errors import Fact
    from purpose_index.question_set.load import QuestionSetLike

Source = Literal["object", "text"]
MOST_UNKNOWN = 20
_PLAIN = frozenset({int, float, type(None)})


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Answers(Mapping[str, "int | None"]):
    """The valid answers of one person: a mapping of item id to value, None where missing.

    Parameters
    ----------
    codes
        One integer an item, in the order of the set: `c >= 0` is the option with the c-th lowest value; -1 is empty,
        -2 skipped, -3 not applicable, -4 not shown.

    Examples
    --------
    >>> import purpose_index as pi
    >>> answers = pi.validate(pi.load("purpose-index"), {"q01": 4, "q02": -98})
    >>> answers["q01"], answers["q02"], answers.reason("q02"), answers.reason("q03")
    (4, None, 'not_applicable', 'empty')
    >>> answers
    Answers(purpose-index 1.1.0, answered=1 of 12)
    """

    codes: tuple[int, ...]
    form: AnswerForm = field(repr=False)

    @property
    def question_set(self) -> str:
        """The id of the question set."""
        return self.form.question_set.id

    @property
    def version(self) -> str:
        """The version of the question set."""
        return self.form.question_set.version

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the question set."""
        return self.form.question_set.fingerprint

    @property
    def answered(self) -> int:
        """How many items are answered."""
        return sum(code >= 0 for code in self.codes)

    def reason(self, item_id: str) -> str | None:
        """Return why an item has no answer: 'empty', 'skipped', 'not_applicable' or 'not_shown'; None where it has."""
        return REASONS.get(self.codes[self._position(item_id)])

    def to_dict(self) -> dict[str, Any]:
        """Return the answers and what they answer as plain values for JSON, with the reason of each that is missing."""
        return {
            "question_set": self.question_set,
            "version": self.version,
            "fingerprint": self.fingerprint,
            "answers": dict(self),
            "missing": {item_id: reason for item_id in self if (reason := self.reason(item_id))},
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], q: QuestionSetLike) -> Answers:
        """Return the answers that `to_dict` made a record of, also after a journey through JSON.

        Raises
        ------
        ResponseError
            It is not a record of answers; or of answers to a set that scores differently: validate its `answers` where
            they are answers to this set as well.
        """
        return _answers_of(record, q)

    def __getitem__(self, item_id: str) -> int | None:
        """Return the value that was chosen; None where missing; KeyError for an unknown item."""
        j = self._position(item_id)
        return None if self.codes[j] < 0 else self.form.items[j].values[self.codes[j]]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the ids of all items, in the order of the set."""
        return iter(self.form.ids)

    def __len__(self) -> int:
        """The number of items, answered or not."""
        return len(self.codes)

    def __repr__(self) -> str:
        """Say whose questions they answer and how many, and no answer."""
        return f"Answers({self.question_set} {self.version}, answered={self.answered} of {len(self)})"

    def _position(self, item_id: str) -> int:
        if item_id not in self.form.known:
            raise KeyError(item_id)
        return self.form.ids.index(item_id)


def validate(q: QuestionSetLike, answers: Mapping[str, Any], *, source: Source = "object") -> Answers:
    """Return one person's answers as valid codes, or raise an error that lists every problem.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    answers
        A mapping of item id to value. An answer is an integer, or a float or numpy number without a fraction, that is
        one of the item's declared values. Missing are None, NaN, pandas' NA, empty text, an item that is left out, and
        the missing codes that the set declares. A boolean is never an answer.
    source
        'text' where the values were read from a text file: then text is read as a number.

    Returns
    -------
    Answers
        A frozen mapping of item id to value.

    Raises
    ------
    ResponseError
        Something is not an answer. `.issues` has one issue an item, and one for every unknown key, by its position:
        neither answers nor unknown keys are repeated, since they may be personal.
    ArgumentError
        `source` is neither 'object' nor 'text'.

    Examples
    --------
    >>> import purpose_index as pi
    >>> pi.validate(pi.load("purpose-index"), {"q01": 6, "q02": True})
    Traceback (most recent call last):
    purpose_index.errors.ResponseError: These answers do not fit purpose-index 1.1.0.
      - $.q01: The answer is not one of the options; expected a whole number from 1 to 5. Correct a typing error; ...
      - $.q02: The answer is true or false; expected a whole number from 1 to 5. Give the number of the option. ...
    """
    form = form_of(question_set_of(q))
    codes = looked_up(form, answers, form.tables) if source == "object" else None
    return Answers(codes=codes or codes_of(form, answers, source), form=form)


def _answers_of(record: Mapping[str, Any], q: QuestionSetLike) -> Answers:
    """Return the answers that a record tells of; see `Answers.from_dict`."""
    q = question_set_of(q)
    form = form_of(q)
    if not isinstance(record, Mapping) or not all(isinstance(record.get(n), Mapping) for n in ("answers", "missing")):
        raise _damaged("$")
    if not isinstance(stored := record.get("fingerprint"), str) or stored != q.fingerprint:
        hint = "Validate its 'answers' with this set, if they are answers to it too."
        issue = Issue("answers-to-another-set", "$.fingerprint", "They were stored for other rules of scoring.", hint)
        raise ResponseError(f"These are not answers to {form.name}.", [issue])
    answers, why = validate(q, _as_stored(form, record["answers"])), record["missing"]
    code_of_reason = {reason: code for code, reason in REASONS.items()}
    absent = [item_id for item_id in answers if answers[item_id] is None]
    if wrong := [i for i in absent if not isinstance(why.get(i), str) or why[i] not in code_of_reason]:
        raise _damaged(f"$.missing.{wrong[0]}")
    codes = [code_of_reason[why[i]] if code < 0 else code for i, code in zip(form.ids, answers.codes, strict=True)]
    return Answers(codes=tuple(codes), form=form)


def _as_stored(form: AnswerForm, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return values as something that they are stored as, where options have codes of their own."""
    stored = {item.id: {item.values[code]: own for own, code in item.codes.items() if code >= 0} for item in form.items}
    return {name: stored.get(name, {}).get(value, value) for name, value in values.items()}


def _damaged(path: str) -> ResponseError:
    issue = Issue("damaged-answers", path, "Expected what 'Answers.to_dict' made of it.", "Read it as it was stored.")
    return ResponseError("This is not the record of anybody's answers.", [issue])


def looked_up(form: AnswerForm, answers: Any, tables: tuple[dict[Any, int], ...]) -> tuple[int, ...] | None:
    """Return what the tables hold for the answers, item by item; None where an answer needs a closer look.

    A dict of plain integers and floats is looked up whole, since 4 and 4.0 are the same key; the types are checked
    first, since True is the same key as 1.
    """
    if type(answers) is not dict:
        return None
    try:
        if len(answers) == len(form.ids):
            values = form.pick(answers)
        elif form.known.issuperset(answers):
            values = tuple(map(answers.get, form.ids))
        else:
            return None
        return tuple(map(getitem, tables, values)) if _PLAIN.issuperset(map(type, values)) else None
    except KeyError:
        return None


def codes_of(form: AnswerForm, answers: Any, source: Source = "object") -> tuple[int, ...]:
    """Return the codes of one person's answers, or raise an error that lists every problem; see `validate`."""
    check_option("source", source, Source)
    if hasattr(type(answers), "model_dump"):
        answers = answers.model_dump(by_alias=True)  # of pydantic, such as `QuestionSet.answer_model` makes
    if not isinstance(answers, Mapping):
        issue = Issue("not-a-mapping", "$", "Answers are a mapping of item id to value.", "Give a dict.")
        raise ResponseError(f"These are not answers to {form.name}.", [issue])
    text = source == "text"
    codes = tuple(code_of(answers.get(item.id), item.codes, text=text) for item in form.items)
    wrong = [
        issue_of(code, f"$.{item.id}", "The answer is", item, text=text)
        for code, item in zip(codes, form.items, strict=True)
        if code not in REASONS and code < 0
    ]
    unknown = [(position, key) for position, key in enumerate(answers, 1) if key not in form.known]
    if wrong or unknown:
        issues = [*wrong, *(_unknown(position, key, form, answers) for position, key in unknown[:MOST_UNKNOWN])]
        total = len(wrong) + len(unknown)
        raise ResponseError(f"These answers do not fit {form.name}.", issues, total=total)
    return codes


def _unknown(position: int, key: object, form: AnswerForm, answers: Mapping[str, Any]) -> Issue:
    near = nearest(key, form.ids, taken=answers) if isinstance(key, str) else None
    hint = f"Did you mean {near!r}?" if near else "Leave out what is not an answer."
    facts: dict[str, Fact] = {"position": position, **({"suggestion": near} if near else {})}
    return Issue("unknown-answer", "$", f"Key number {position} is not the id of an item.", hint, facts=facts)
