"""What a question set is: frozen models, whose descriptions are the documentation of the file format."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from purpose_index.frozen import FrozenDict, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.question_set.answer_model import AnswerModel

MAX_ITEMS = 1000
MAX_OPTIONS = 101
MAX_SCALES = 200
MAX_MEMBERSHIPS = 10_000  # of all scales together: more take longer than a second to compile
MAX_LANGUAGES = 100

ID = r"^[a-z][a-z0-9_]{0,63}$"
Id = Annotated[str, StringConstraints(pattern=ID)]
SET_ID = r"^[a-z][a-z0-9_-]{0,63}$"
SetId = Annotated[str, StringConstraints(pattern=SET_ID)]
LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$"
MAX_VERSION = 100
Version = Annotated[str, StringConstraints(pattern=VERSION, max_length=MAX_VERSION)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
_Frozen = AfterValidator(frozen)
LocalText = Annotated[
    dict[Language, Words], Field(min_length=1, description="A text in every language of the set."), _Frozen
]
Code = Annotated[int, Field(ge=-32768, le=32767)]
CodeText = Annotated[str, StringConstraints(min_length=1, max_length=200)]
NUMBER_TAG, TEXT_TAG = "<number>", "<text>"
_number_or_text = Discriminator(lambda value: TEXT_TAG if isinstance(value, str) else NUMBER_TAG)
Stored = Annotated[Annotated[Code, Tag(NUMBER_TAG)] | Annotated[CodeText, Tag(TEXT_TAG)], _number_or_text]
ScoreKind = Literal["mean", "sum"]
MissingReason = Literal["empty", "skipped", "not_applicable", "not_shown"]
ChoiceReason = Literal["not_applicable", "skipped"]


class _Model(BaseModel):
    """Frozen to the last mapping; what is computed once is kept with the object, and no copy takes it along."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", strict=True, protected_namespaces=())

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """Return a model of values that are not validated, but frozen."""
        return super().model_construct(_fields_set, **frozen(values))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other values, which are not validated."""
        copied = super().model_copy(update=frozen(update or {}), deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields:
            del copied.__dict__[name]
        return copied

    def __getstate__(self) -> dict[Any, Any]:
        """Pickle the fields alone."""
        state = super().__getstate__()
        fields = {name: value for name, value in self.__dict__.items() if name in type(self).model_fields}
        return {**state, "__dict__": fields}


class Option(_Model):
    """One answer option: the number that is stored and the words that are shown."""

    value: Code = Field(
        description="The whole number that an answer counts as, and is stored as unless it has a 'code'."
    )
    code: Stored | None = Field(
        default=None,
        description="The number or text that this answer is stored as, where that is not its value: a choice id of a "
        "platform, or one of two choices with the same value.",
    )
    label: LocalText = Field(description="The words that a respondent sees, per language.")
    missing: ChoiceReason | None = Field(
        default=None,
        description="For a choice that is not an answer, such as 'Does not apply to me': the reason that it is stored "
        "with. Its value is a code declared under 'missing' for that reason, and it stands after the answer options.",
    )

    @property
    def stored(self) -> int | str:
        """What this answer is stored as: its code, else its value."""
        return self.value if self.code is None else self.code


class MissingCodes(_Model):
    """The numbers and texts that stand for 'no answer' in data files, by reason; the reasons stay apart."""

    skipped: tuple[Stored, ...] = Field(
        default=(), description="Codes for a question that was seen and left open: numbers, or texts such as 'N/A'."
    )
    not_applicable: tuple[Stored, ...] = Field(default=(), description="Codes for 'does not apply to me'.")
    not_shown: tuple[Stored, ...] = Field(default=(), description="Codes for a question that was never shown.")

    def reasons(self) -> dict[int | str, MissingReason]:
        """Return the reason that each declared code stands for."""
        declared: dict[MissingReason, tuple[int | str, ...]] = {
            "skipped": self.skipped,
            "not_applicable": self.not_applicable,
            "not_shown": self.not_shown,
        }
        return {code: reason for reason, codes in declared.items() for code in codes}


UNDECIDED = "undecided"  # what a classification says where no scale wins: no competing scale can have this id
NAME_TAG, LIST_TAG = "<name>", "<list>"
_one_or_list = Discriminator(lambda value: NAME_TAG if isinstance(value, str) else LIST_TAG)
OptionsOrName = Annotated[Annotated[Id, Tag(NAME_TAG)] | Annotated[tuple[Option, ...], Tag(LIST_TAG)], _one_or_list]
IdOrIds = Annotated[Annotated[Id, Tag(NAME_TAG)] | Annotated[tuple[Id, ...], Tag(LIST_TAG)], _one_or_list]
AllOrIds = Annotated[Annotated[Literal["all"], Tag(NAME_TAG)] | Annotated[tuple[Id, ...], Tag(LIST_TAG)], _one_or_list]


class Item(_Model):
    """One question."""

    id: Id = Field(description="A short name, lower case, for example q01. Never reused with another meaning.")
    text: LocalText = Field(description="The question or statement, per language.")
    options: OptionsOrName = Field(
        description="The name of a set of options declared under 'options', or options of this item alone."
    )
    reverse: bool = Field(
        default=False,
        description="True where agreeing means less of what the scale measures; "
        "the answer is then turned around within the declared range.",
    )
    scale: IdOrIds = Field(
        default=(),
        description="The scale or scales that this item counts in, "
        "where the scales do not list their items themselves.",
    )
    column: str | None = Field(
        default=None, min_length=1, max_length=200, description="The column in data files, where it is not the id."
    )


class Band(_Model):
    """A range of the 0-100 index and what may be said to somebody whose score is in it."""

    id: Id = Field(description="A short name, for example low, middle or high.")
    from_: float = Field(alias="from", ge=0, le=100, description="The lowest index of the band, included.")
    to: float = Field(ge=0, le=100, description="The upper end of the band, not included, but for 100.")
    text: LocalText = Field(description="What is said, per language: what the score says and what it does not.")


class Scale(_Model):
    """A group of items that are scored together."""

    id: Id = Field(description="A short name, lower case, for example total.")
    name: LocalText = Field(description="The name that people see, per language.")
    items: AllOrIds = Field(
        default=(), description="The ids of the items, or 'all'. Leave it out where the items name their scale."
    )
    score: ScoreKind = Field(default="mean", description="'mean' or 'sum' of the items' values, reversed where due.")
    weights: Annotated[dict[Id, Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]], _Frozen] = Field(
        default_factory=FrozenDict, description="Weights other than 1, by item id; positive."
    )
    minimum_answered: int | None = Field(
        default=None, ge=1, description="How many items must be answered for a score; by default all of them."
    )
    prorate: bool = Field(
        default=False,
        description="For a sum with items missing: true gives the mean of the answered items times their number.",
    )
    layer: Id | None = Field(default=None, description="The layer that this scale asks about, one of 'layers'.")
    referent: Id | None = Field(default=None, description="Whom or what it asks about, one of 'referents'.")
    description: LocalText | None = Field(default=None, description="What a high score reflects, per language.")
    feedback: tuple[Band, ...] = Field(default=(), description="Texts by band of the 0-100 index, lowest first.")


class Classification(_Model):
    """How people are assigned to one of several scales: the rule alone; its uncertainty belongs to the analysis."""

    scales: tuple[Id, ...] = Field(min_length=2, description="The scales that compete.")
    rule: Literal["highest_index"] = Field(description="'highest_index': the scale with the highest 0-100 index.")
    minimum_margin: float = Field(
        default=0, ge=0, le=100, description="How many index points the highest must be above the next; else undecided."
    )
    undecided: LocalText = Field(description="What is said where the margin is not reached, per language.")


class Expected(_Model):
    """The score that a vector expects on one scale."""

    score: float | None = Field(description="The mean or sum; null where there must be none.")
    index: float | None = Field(description="The 0-100 index; null where there must be none.")
    answered: int = Field(ge=0, description="How many of the scale's items are answered.")


class Vector(_Model):
    """A known answer: what these answers must score, for ever."""

    name: str = Field(min_length=1, description="What is tried, for example 'all lowest'.")
    answers: Annotated[dict[Id, Stored | None], _Frozen] = Field(description="Answers by item id; null is missing.")
    scores: Annotated[dict[Id, Expected], _Frozen] = Field(description="What is expected, by scale id.")


class Waiver(_Model):
    """A finding of `purpose-index check` that the author accepts, and why."""

    rule: str = Field(min_length=1, description="The name of the rule.")
    path: str | None = Field(default=None, description="Where, for example $.items[3]; by default anywhere.")
    reason: str = Field(min_length=1, description="Why this is right here.")


class QuestionSet(_Model):
    """A question set: what is asked, which answers there are, and how they are scored.

    Read one with `purpose_index.load` or `purpose_index.loads`, which report all problems with their lines.
    """

    id: SetId = Field(description="A short name, lower case, hyphens allowed, for example purpose-index.")
    version: Version = Field(
        description="Three numbers in quotes, for example '1.0.0': a change of scoring is a new first number, "
        "a change of words a new second one."
    )
    languages: tuple[Language, ...] = Field(
        min_length=1, max_length=MAX_LANGUAGES, description="The languages of all texts, as in [nl, en]."
    )
    title: LocalText = Field(description="The title, per language.")
    description: LocalText | None = Field(default=None, description="What it is for and what it is not, per language.")
    instruction: LocalText | None = Field(default=None, description="What a respondent reads first, per language.")
    source: str | None = Field(default=None, description="Where the questions come from, and under which licence.")
    options: Annotated[dict[Id, tuple[Option, ...]], _Frozen] = Field(
        default_factory=FrozenDict, description="Named sets of answer options, declared once and shared."
    )
    missing: MissingCodes = Field(default=MissingCodes(), description="Codes for missing answers in data files.")
    layers: Annotated[dict[Id, LocalText], _Frozen] = Field(
        default_factory=FrozenDict, description="Names of layers, by id."
    )
    referents: Annotated[dict[Id, LocalText], _Frozen] = Field(
        default_factory=FrozenDict, description="Names of referents, by id."
    )
    items: tuple[Item, ...] = Field(min_length=1, max_length=MAX_ITEMS, description="The questions, in order.")
    scales: tuple[Scale, ...] = Field(
        min_length=1, max_length=MAX_SCALES, description="The scales, in the order of a report."
    )
    classification: Classification | None = Field(default=None, description="How people are assigned to a scale.")
    vectors: tuple[Vector, ...] = Field(default=(), description="Known answers and what they must score.")
    waivers: tuple[Waiver, ...] = Field(default=(), description="Findings that are accepted, each with a reason.")

    def item(self, item_id: str) -> Item:
        """Return the item with this id; KeyError where there is none."""
        return self._items[item_id]

    def scale(self, scale_id: str) -> Scale:
        """Return the scale with this id; KeyError where there is none."""
        return self._scales[scale_id]

    def options_of(self, item_id: str) -> tuple[Option, ...]:
        """Return the answer options of an item that are scored, in the order in which they are declared."""
        return tuple(option for option in self.choices_of(item_id) if option.missing is None)

    def choices_of(self, item_id: str) -> tuple[Option, ...]:
        """Return all that a respondent can choose: the answer options, then those such as 'Does not apply to me'."""
        options = self._items[item_id].options
        return self.options[options] if isinstance(options, str) else options

    def labels_of(self, item_id: str) -> dict[int, Mapping[str, str]]:
        """Return the words behind every value of an item, per language; of choices that share one, all of them."""
        found: dict[int, dict[str, str]] = {}
        for option in self.options_of(item_id):
            before = found.get(option.value, {})
            joined = {name: f"{before[name]} / {label}" if before else label for name, label in option.label.items()}
            found[option.value] = joined
        return {**found}

    def items_of(self, scale_id: str) -> tuple[str, ...]:
        """Return the ids of the items that a scale scores, in the order of the set."""
        listed = self._scales[scale_id].items
        if listed == "all":
            return self.item_ids
        if listed:
            members = set(listed)
            return tuple(item_id for item_id in self.item_ids if item_id in members)
        return tuple(self._named.get(scale_id, ()))

    @cached_property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of the items, in order."""
        return tuple(item.id for item in self.items)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what decides a score; equal for equal scoring, whatever the words. See docs/fingerprints.md."""
        from purpose_index.question_set.fingerprint import fingerprint

        return fingerprint(self)

    @cached_property
    def text_fingerprint(self) -> str:
        """SHA-256 of the words. See docs/fingerprints.md."""
        from purpose_index.question_set.fingerprint import text_fingerprint

        return text_fingerprint(self)

    def answer_schema(self, *, language: str | None = None, missing_codes: bool = False) -> dict[str, Any]:
        """Return the JSON Schema (2020-12) of an answer: what can be chosen, in the words of one language, for a form.

        With `missing_codes=True` it also has null and the codes for a missing answer, marked with 'x-missing'.
        """
        from purpose_index.question_set.answers import answer_schema

        return answer_schema(self, language=language, missing_codes=missing_codes)

    def answer_model(self, *, language: str | None = None) -> type[AnswerModel]:
        """Return a frozen pydantic model of a valid answer, with the texts of one language, for FastAPI and friends.

        A field is an item, None where missing. It takes what `purpose_index.validate` takes, and `validate` and `score`
        take it. Equal sets have one model; its instances can be pickled; its errors never hold what was given.
        """
        from purpose_index.question_set.answer_model import answer_model
        from purpose_index.question_set.answers import language_of

        return answer_model(self, language_of(self, language))

    @cached_property
    def _items(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """The ids of the items that name a scale, by scale."""
        found: dict[str, list[str]] = {}
        for item in self.items:
            for scale_id in dict.fromkeys((item.scale,) if isinstance(item.scale, str) else item.scale):
                found.setdefault(scale_id, []).append(item.id)
        return found

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Return itself: it is frozen."""
        return self

    def __repr__(self) -> str:
        """Say which set it is and how large."""
        size = f"{len(self.items)} items, {len(self.scales)} scales"
        return f"QuestionSet({self.id} {self.version}, {size}, {' '.join(self.languages)})"

    __str__ = __repr__
