"""The answers in FHIR's questionnaire responses, as rows: a person's answers by the link ids of the items."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from purpose_index.interop.fhir_parts import inside, listed, text_at, value_of
from purpose_index.interop.fhir_questions import stored_as
from purpose_index.interop.fhir_weights import code_systems, options_of, value_sets, weight_on
from purpose_index.interop.sources import json_of, text_of, unreadable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from purpose_index.interop.fhir_parts import Json
    from purpose_index.interop.fhir_weights import Option
    from purpose_index.interop.imported import Notes

_NOT_PERSONAL = frozenset({"Boolean", "Integer", "Decimal", "Coding"})


def responses_of(responses: Any) -> list[Json] | None:
    """Return the questionnaire responses in a resource, a list or a bundle of them, or JSON; None of other data."""
    if isinstance(responses, str | Path) and Path(responses).suffix.lower() == ".ndjson":
        responses = [json_of(line.encode()) for line in text_of(responses).splitlines() if line.strip()]
    elif isinstance(responses, bytes) or (
        isinstance(responses, str | Path) and Path(responses).suffix.lower() in {".json", ""}
    ):
        responses = json_of(responses)
    if isinstance(responses, Mapping):
        bundle = responses.get("resourceType") == "Bundle"
        responses = [one.get("resource") for one in listed(responses, "entry")] if bundle else [responses]
    if not isinstance(responses, list):
        return None
    if not all(isinstance(one, dict) for one in responses):
        raise unreadable("Something among the responses is no resource of FHIR.", "Each is a JSON object.")
    found = [one for one in responses if one.get("resourceType") == "QuestionnaireResponse"]
    if responses and not found:
        raise unreadable("There is no QuestionnaireResponse in it.", "Is this the right file?")
    return found


def rows_of(
    responses: list[Json], items: Mapping[str, list[Option]], keep: Collection[str], notes: Notes
) -> list[dict[str, Any]]:
    """Return a row a response, with a cell for every item, and the other answers that tell not who somebody is.

    Parameters
    ----------
    responses
        The questionnaire responses.
    items
        The choices of every item of the set, by its link id.
    keep
        The link ids of personal answers to keep.
    notes
        Where it is said what was dropped.
    """
    valid = [one for one in responses if one.get("status") != "entered-in-error"]
    if len(valid) < len(responses):
        notes.dropped("$.status", f"{len(responses) - len(valid)} responses, which were entered in error.")
    lookups = {link: _Lookup(options) for link, options in items.items()}
    dropped: dict[str, None] = {}
    differing: dict[str, None] = {}
    elsewhere: dict[str, None] = {}
    rows = []
    for response in valid:
        row: dict[str, Any] = dict.fromkeys(items)
        for item, _ in inside(response):
            link, given = text_at(item, "linkId"), [value_of(one) for one in listed(item, "answer")]
            given = [(kind, value) for kind, value in given if kind]
            if link in lookups and given:
                differing |= {link: None} if lookups[link].differs(item) else {}
                elsewhere |= {link: None} if lookups[link].of_another_system(item) else {}
                row[link] = lookups[link].stored(*given[0]) if len(given) == 1 else [value for _, value in given]
            elif given and link and (len(given) > 1 or (given[0][0] not in _NOT_PERSONAL and link not in keep)):
                dropped[link] = None
            elif given and link:
                kind, value = given[0]
                row[link] = text_at(value, "code") if kind == "Coding" else value
        rows.append(row)
    for link in differing:
        notes.dropped(f"$.item.{link}", "The weights in its answers: the questionnaire has others, which count.")
    for link in elsewhere:
        notes.guessed(f"$.item.{link}", "Codes in its answers are those of its choices, although of another system.")
    for link in dropped:
        notes.dropped(f"$.item.{link}", "Its answers may say who somebody is, or are more than one.", "See 'keep='.")
    return rows


class _Lookup:
    """What the choices of one item are stored as: by system and code, else by code, else by weight."""

    def __init__(self, options: list[Option]) -> None:
        stored = [_number(code) for code in stored_as(options)]
        pairs = list(zip(options, stored, strict=True))
        self.exact = {(option.system, str(option.code)): code for option, code in pairs}
        self.alone = _unambiguous([(str(option.code), code) for option, code in pairs])
        self.weights = {code: option.weight for option, code in pairs if option.weight is not None}
        self.weight = _unambiguous([(option.weight, code) for option, code in pairs if option.weight is not None])

    def of_another_system(self, item: Json) -> bool:
        """Whether the code of an answer is known, in another system than it names."""
        given = [value for answer in listed(item, "answer") if isinstance(value := value_of(answer)[1], dict)]
        codings = [(text_at(value, "system"), text_at(value, "code")) for value in given]
        return any(system and (system, code) not in self.exact and code in self.alone for system, code in codings)

    def differs(self, item: Json) -> bool:
        """Whether an answer carries a weight that its choice does not have."""
        for answer in listed(item, "answer"):
            kind, value = value_of(answer)
            own = weight_on(answer, value, answer.get(f"_value{kind}"))
            if own is not None and own != self.weights.get(self.stored(kind, value), own):
                return True
        return False

    def stored(self, kind: str, value: Any) -> Any:
        """Return what an answer is stored as; what it says itself where it is none of the choices."""
        coding = value if kind == "Coding" and isinstance(value, dict) else {}
        system, code = (text_at(coding, "system"), text_at(coding, "code")) if coding else ("", str(value))
        if (system, code) in self.exact:
            return self.exact[system, code]
        if code in self.alone:
            return self.alone[code]
        if not code and (weight := weight_on(coding)) in self.weight:
            return self.weight[weight]
        return code if coding else value


def _unambiguous(pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
    keys = [key for key, _ in pairs]
    return {key: code for key, code in pairs if keys.count(key) == 1}


def _number(code: str) -> int | str:
    return int(code) if code.removeprefix("-").isdecimal() else code


def weights(questionnaire: Json, response: Json) -> Iterator[float | None]:
    """Yield the weight of every answer of a response, in order: its own, else that of the choice; None without one.

    Notes
    -----
    This is what SDC's FHIRPath function `weight()` gives.
    """
    sets, systems = value_sets(questionnaire), code_systems(questionnaire, response)
    items = {text_at(item, "linkId"): item for item, _ in inside(questionnaire)}
    for item, _ in inside(response):
        asked = items.get(text_at(item, "linkId"), {})
        for answer in listed(item, "answer"):
            kind, value = value_of(answer)
            own = weight_on(answer, value, answer.get(f"_value{kind}"))
            yield own if own is not None else _declared(options_of(asked, sets, systems) or [], systems, value)


def _declared(options: list[Option], systems: Mapping[str, list[Option]], value: Any) -> float | None:
    if not isinstance(value, dict):
        return next((option.weight for option in options if option.code == value), None)
    system, code = text_at(value, "system"), text_at(value, "code")
    known = [option for option in [*options, *systems.get(system, ())] if option.code == code]
    exact = [option for option in known if option.system == system]
    return next((option.weight for option in (exact or (known if not system else []))), None)
