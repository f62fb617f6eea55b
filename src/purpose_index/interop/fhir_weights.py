"""What the choices of a FHIR item count as: the weights, which may stand in many places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from purpose_index.interop.fhir_parts import OWN, extended, listed, text_at, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from purpose_index.interop.fhir_parts import Json

_ADDRESS = "http://hl7.org/fhir/StructureDefinition/"
ITEM_WEIGHT, ORDINAL_VALUE = _ADDRESS + "itemWeight", _ADDRESS + "ordinalValue"
WEIGHTS = (ITEM_WEIGHT, ORDINAL_VALUE, _ADDRESS + "questionnaire-ordinalValue")
_PROPERTY = "http://hl7.org/fhir/concept-properties#itemWeight"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an item.

    Parameters
    ----------
    system, code
        The coding, or a text or a number without a system.
    part, key
        The element that holds the words, and under which name.
    weight
        What it counts as; None where nothing says so.
    missing
        Why it is no answer, where this package wrote that.
    """

    system: str
    code: str | int
    part: Json
    key: str
    weight: float | None
    missing: str = ""


def weight_on(*parts: Any) -> float | None:
    """Return the first weight that is on one of these elements."""
    for part in parts:
        for url in WEIGHTS:
            if _is_number(found := extended(part, url)):
                return float(found)
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def value_sets(questionnaire: Json) -> dict[str, list[Option]]:
    """Return the choices of the value sets that a questionnaire contains, by '#id' and by address."""
    found: dict[str, list[Option]] = {}
    systems = code_systems(questionnaire)
    for resource in _contained([questionnaire], "ValueSet"):
        options = list(_expanded(resource, systems)) or list(_composed(resource, systems))
        names = (f"#{text_at(resource, 'id')}", text_at(resource, "url").partition("|")[0])
        found |= {name: options for name in names if name not in {"", "#"}}
    return found


def code_systems(*resources: Json) -> dict[str, list[Option]]:
    """Return the concepts of the code systems that resources contain, by address."""
    found: dict[str, list[Option]] = {}
    for resource in _contained(resources, "CodeSystem"):
        system = text_at(resource, "url")
        found[system] = list(_concepts(system, listed(resource, "concept"), resource, {}))
    return found


def _contained(resources: Iterable[Json], kind: str) -> Iterator[Json]:
    for resource in resources:
        yield from (one for one in listed(resource, "contained") if one.get("resourceType") == kind)


def _expanded(value_set: Json, systems: Mapping[str, list[Option]]) -> Iterator[Option]:
    expansion = value_set.get("expansion")
    if isinstance(expansion, dict):
        for one in listed(expansion, "contains"):
            yield from _concepts(text_at(one, "system"), [one], expansion, systems)


def _composed(value_set: Json, systems: Mapping[str, list[Option]]) -> Iterator[Option]:
    for include in listed(value_set.get("compose"), "include"):
        system = text_at(include, "system")
        concepts = listed(include, "concept")
        yield from _concepts(system, concepts, {}, systems) if concepts else systems.get(system, ())


def _concepts(
    system: str, concepts: list[Json], declares: Json, systems: Mapping[str, list[Option]]
) -> Iterator[Option]:
    """Yield concepts and those below them; `declares` says which property is the weight."""
    names = {text_at(one, "code") for one in listed(declares, "property") if one.get("uri") == _PROPERTY}
    waiting = list(reversed(concepts))
    while waiting:
        concept = waiting.pop()
        code = text_at(concept, "code")
        weight = weight_on(concept)
        for one in listed(concept, "property"):
            if weight is None and text_at(one, "code") in {"itemWeight", *names} and _is_number(value_of(one)[1]):
                weight = float(value_of(one)[1])
        if weight is None:
            weight = next((one.weight for one in systems.get(system, ()) if one.code == code), None)
        if code:
            yield Option(system, code, concept, "display", weight)
        waiting += reversed([*listed(concept, "concept"), *listed(concept, "contains")])


def options_of(
    item: Json, sets: Mapping[str, list[Option]], systems: Mapping[str, list[Option]]
) -> list[Option] | None:
    """Return the choices of an item; None where they are in a value set that the questionnaire does not contain."""
    if item.get("answerOption") is None and text_at(item, "answerValueSet"):
        return sets.get(text_at(item, "answerValueSet").partition("|")[0])
    found = []
    for part in listed(item, "answerOption"):
        kind, value = value_of(part)
        missing = str(extended(part, OWN + "missing"))
        if kind == "Coding" and isinstance(value, dict) and text_at(value, "code"):
            system, code = text_at(value, "system"), text_at(value, "code")
            weight = weight_on(part, value)
            if weight is None:
                weight = next((one.weight for one in systems.get(system, ()) if one.code == code), None)
            found.append(Option(system, code, value, "display", weight, missing))
        elif (kind == "String" and isinstance(value, str) and value.strip()) or (
            kind == "Integer" and type(value) is int
        ):
            weight = weight_on(part, part.get(f"_value{kind}"))
            own = value.strip() if isinstance(value, str) else value
            found.append(Option("", own, part, f"value{kind}", weight, missing))
    return found
