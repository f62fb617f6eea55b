"""Activities of ReproSchema: a folder of JSON files, one of the activity and one of every item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from purpose_index.interop.answers import answers_of
from purpose_index.interop.choices import choices_of
from purpose_index.interop.draft import Choice, Draft, version_of
from purpose_index.interop.imported import Imported, Notes
from purpose_index.interop.languages import language_codes
from purpose_index.interop.no_answer import reason_of
from purpose_index.interop.plain import plain
from purpose_index.interop.reproschema_compute import formula_of
from purpose_index.interop.reproschema_file import CARRIES as CARRIES
from purpose_index.interop.reproschema_file import lost as lost
from purpose_index.interop.reproschema_file import write as write
from purpose_index.interop.reproschema_folder import Folder, opened
from purpose_index.question_set.models import MAX_ITEMS

if TYPE_CHECKING:
    from collections.abc import Collection

    from purpose_index.interop.imported import MissingTexts, Texts
    from purpose_index.interop.reproschema_compute import Formula
    from purpose_index.interop.sources import Source


def read(
    source: Source | Mapping[str, Any],
    responses: Any = None,
    *,
    missing_texts: MissingTexts = "fail",
    keep: Collection[str] = (),
) -> Imported:
    """Return the question set that an activity of ReproSchema describes.

    Parameters
    ----------
    source
        The path of the activity's own file, whose name ends with '_schema' and beside which the files of its items are;
        or of a folder or a zip that holds one; or the content of a zip. Nothing outside that folder is read, and
        nothing from a network.
    responses
        Answers, of whatever kind `encode` takes, under the names that the activity gives its variables.
    missing_texts
        What to do where a text is not there in a language: 'fail', 'drop language' or 'copy'. The title is taken from
        another language in any case, which is said.
    keep
        The names of columns that may identify people and are to be kept beside the answers all the same.

    Raises
    ------
    DefinitionError
        It is no activity, nothing in it can be scored, or a text lacks in a language.
    ResponseError
        The answers do not fit.
    OSError
        The file is not there, or may not be read.

    Notes
    -----
    Sums and means that the activity calculates are its scales, with weights, and with what they take items from where
    they are reversed. A choice whose value is outside `minValue` to `maxValue` is no answer.

    References
    ----------
    Chen, Y., et al. (2025). Standardizing survey data collection to enhance reproducibility: Development and
    comparative evaluation of the ReproSchema ecosystem. *Journal of Medical Internet Research*, 27, e63343.
    doi:10.2196/63343

    Examples
    --------
    >>> import purpose_index as pi
    >>> from purpose_index.interop import reproschema
    >>> imported = reproschema.read(reproschema.write(pi.load("purpose-orientation")))
    >>> imported.question_set
    QuestionSet(purpose-orientation 1.1.0, 9 items, 3 scales, nl en)
    """
    folder = opened(source)
    notes = Notes()
    activity = _Activity(folder, notes)
    q = activity.draft().built(missing_texts, **activity.described())
    coded = None if responses is None else answers_of(q, responses, notes, keep=keep)
    return Imported(question_set=q, responses=coded, report=tuple(notes.issues))


class _Activity:
    """An activity on its way to a question set."""

    def __init__(self, folder: Folder, notes: Notes) -> None:
        self.folder, self.notes, self.schema = folder, notes, folder.schema
        ui = _mapping(self.schema.get("ui"))
        listed = [one for one in _list(ui.get("addProperties")) if isinstance(one, Mapping)]
        self.about = {one["isAbout"]: one for one in listed if isinstance(one.get("isAbout"), str)}
        order = [one for one in _list(ui.get("order")) if isinstance(one, str)]
        self.order = list(dict.fromkeys(order or self.about))[: MAX_ITEMS + 1]
        self.files = {reference: folder.file(reference) for reference in self.order}
        self.codes = self._languages()

    def draft(self) -> Draft:
        """Return the set in the making."""
        schema, notes = self.schema, self.notes
        stem = plain(schema.get("id") or schema.get("@id")).removesuffix("_schema")
        draft = Draft(stem or "reproschema", {}, list(self.codes.values()), notes)
        draft.title = self._named(schema.get("prefLabel"), draft.name, "$.prefLabel")
        draft.version = version_of(plain(schema.get("version")))
        draft.instruction = self._texts(schema.get("preamble")) or None
        names: dict[str, str] = {}
        for reference in self.order:
            self._item(draft, reference, names)
        for i, computed in enumerate(_list(schema.get("compute"))):
            self._scale(draft, f"$.compute[{i}]", _mapping(computed), names)
        for key in ("citation", "messages", "image", "cronTable"):
            if key in schema:
                notes.dropped(f"$.{key}", "It is not part of a question set.")
        if _mapping(schema.get("ui")).get("shuffle") is True:
            notes.dropped("$.ui.shuffle", "The items in an order of chance: here their order is fixed.")
        return draft

    def described(self) -> dict[str, Any]:
        """Return the description, where it is there in all languages."""
        found = self._texts(self.schema.get("description"))
        if found and len(found) == len(self.codes):
            return {"description": found}
        if found:
            self.notes.dropped("$.description", "The description: it is not there in all languages.")
        return {}

    def _languages(self) -> dict[str, str]:
        texts = [_mapping(item).get("question") for _, item in self.files.values()]
        named = [
            name for text in texts for name in ([*text] if isinstance(text, Mapping) else []) if isinstance(name, str)
        ]
        return language_codes(named, self.notes, "$.items") or {"en": "en"}

    def _texts(self, text: object) -> Texts:
        """Return a text by language; one that has none is in the first."""
        if isinstance(text, str):
            text = {next(iter(self.codes)): text}
        found = {self.codes[name]: plain(words) for name, words in _mapping(text).items() if name in self.codes}
        return {language: words for language, words in found.items() if words}

    def _named(self, text: object, name: str, place: str) -> Texts:
        """Return a title in all languages: where there is none, that of another language or a name."""
        found = self._texts(text)
        lacking = [language for language in self.codes.values() if language not in found]
        if lacking:
            self.notes.invented(place, f"The title in {', '.join(lacking)}: it is that of another language, or a name.")
        instead = next(iter(found.values()), name)
        return {language: found.get(language, instead) for language in self.codes.values()}

    def _item(self, draft: Draft, reference: str, names: dict[str, str]) -> None:
        path, item = self.folder.file(reference)
        place = f"$.{reference}"
        if not isinstance(item, Mapping):
            what = "The file of the item is not here, or is no JSON." if path else "The item is outside the folder."
            self.notes.dropped(
                place, what, "Nothing is fetched: save it in the folder.", kind="item whose file is not here"
            )
            return
        text = self._texts(item.get("question")) or self._texts(item.get("prefLabel"))
        choices = self._choices(item, path, place)
        if not text or not choices:
            if not text:
                self.notes.dropped(place, "It has no question.", kind="item without a question")
            return
        shown = _mapping(self.about.get(reference)).get("isVis", True)
        if shown is not True:
            self.notes.dropped(f"{place}.isVis", "When the item is shown: here it always is.")
        column = plain(_mapping(self.about.get(reference)).get("variableName")) or path.rpartition("/")[2]
        names[column] = draft.item(column, text, choices)

    def _choices(self, item: Mapping[str, Any], path: str, place: str) -> list[Choice]:
        options = item.get("responseOptions")
        if isinstance(options, str):
            _, options = self.folder.file(options, of=path)
        options = _mapping(options)
        listed = [one for one in _list(options.get("choices")) if isinstance(one, Mapping)]
        kind = f"{plain(_mapping(item.get('ui')).get('inputType')) or 'other'} item"[:60]
        if not listed or options.get("multipleChoice") is True:
            self.notes.dropped(place, "It has no list of choices of which one is chosen.", kind=kind)
            return []
        labels = [(_stored(one.get("value")), self._texts(one.get("name"))) for one in listed]
        low, high = options.get("minValue"), options.get("maxValue")
        outside = [(code, label) for code, label in labels if _is_outside(code, low, high)]
        if len(labels) - len(outside) < 2:
            outside = []
        scored = choices_of([one for one in labels if one not in outside], place, self.notes, kind=kind)
        return [*scored, *(self._no_answer(int(code), label, place) for code, label in outside)] if scored else []

    def _no_answer(self, code: int, label: Texts, place: str) -> Choice:
        reason = reason_of(label) or "skipped"
        what = f"The choice {code} is no answer but {reason!r}: it is outside 'minValue' to 'maxValue'."
        self.notes.guessed(place, what)
        return Choice(code, label, None, reason)

    def _scale(self, draft: Draft, place: str, computed: Mapping[str, Any], names: Mapping[str, str]) -> None:
        formula = formula_of(computed.get("jsExpression"))
        items = {item["id"]: item for item in draft.items}
        if formula is None or not _fits(formula, names, items, draft):
            self.notes.dropped(
                place, "What it calculates is no sum or mean of the items.", "Declare the scale yourself."
            )
            return
        name = plain(computed.get("variableName")) or "score"
        for variable, term in formula.terms.items():
            if term.minus_from is not None:
                items[names[variable]]["reverse"] = True
        members = [names[variable] for variable in formula.terms]
        weights = {names[variable]: term.weight for variable, term in formula.terms.items() if term.weight != 1}
        about = next((key for key, one in self.about.items() if one.get("variableName") == name), None)
        title = self._named(_mapping(self.folder.file(about)[1]).get("prefLabel"), name, place)
        declared = {"weights": weights} if weights else {}
        draft.scale(name.removesuffix("_score"), title, members, score=formula.score, **declared)


def _fits(formula: Formula, names: Mapping[str, str], items: Mapping[str, dict[str, Any]], draft: Draft) -> bool:
    """Whether a formula is of items alone, each turned around within its range, and as earlier formulas have it."""
    scored = {item for scale in draft.scales for item in scale["items"]}
    for variable, term in formula.terms.items():
        item = items.get(names.get(variable, ""))
        if item is None or not 0 < term.weight <= 1000:
            return False
        values = [option["value"] for option in item["options"] if "missing" not in option]
        turned = term.minus_from is not None
        if turned and term.minus_from != min(values) + max(values):
            return False
        if item["id"] in scored and item.get("reverse", False) != turned:
            return False
    return True


def _is_outside(code: str, low: object, high: object) -> bool:
    """Whether a whole number is no answer, for what may be answered ends before it."""
    if not re.fullmatch("-?[0-9]{1,5}", code, re.ASCII):
        return False
    below = isinstance(low, int | float) and int(code) < low
    return below or (isinstance(high, int | float) and int(code) > high)


def _stored(value: object) -> str:
    """Return what a choice is stored as; empty where that is neither a number nor a text."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
