"""The known answers of the bundled sets, computed with fractions from the YAML alone and not by the library.

`python -m tests.unit.instruments.vectors` writes the files again.
"""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

INSTRUMENTS = ("purpose-index", "purpose-orientation", "working-with-purpose")
FOLDER = Path(__file__).parents[3] / "src" / "purpose_index" / "instruments"
LOW, MIDDLE, HIGH = 1, 3, 5

Answers = dict[str, int | None]


def definition(name: str) -> dict[str, Any]:
    """The YAML as plain data."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def members(data: dict[str, Any], scale: dict[str, Any]) -> list[str]:
    return [item["id"] for item in data["items"]] if scale["items"] == "all" else scale["items"]


def expected(data: dict[str, Any], answers: Answers) -> dict[str, dict[str, Any]]:
    """What the answers score on every scale: a mean and an index, each rounded once."""
    scores = {}
    for scale in data["scales"]:
        given = [answers[item] for item in members(data, scale) if answers[item] is not None]
        enough = len(given) >= scale["minimum_answered"]
        mean = Fraction(sum(given), len(given)) if enough else None
        scores[scale["id"]] = {
            "score": float(mean) if enough else None,
            "index": float(100 * (mean - LOW) / (HIGH - LOW)) if enough else None,
            "answered": len(given),
        }
    return scores


def cases(data: dict[str, Any]) -> Iterator[tuple[str, Answers]]:
    """Yield the answers that are tried, each with its name."""
    items = [item["id"] for item in data["items"]]
    for name, value in (("all lowest", LOW), ("all middle", MIDDLE), ("all highest", HIGH), ("all missing", None)):
        yield name, dict.fromkeys(items, value)
    for item in items:
        yield f"{item} highest, the others lowest", dict.fromkeys(items, LOW) | {item: HIGH}
    for scale in data["scales"]:
        yield from missing_cases(scale, members(data, scale), varied(items))


def varied(items: list[str]) -> Answers:
    """Answers that differ from item to item: 2, 4, 1, 3, 5, 2, 4 ..."""
    return {item: (2 * i + 1) % 5 + 1 for i, item in enumerate(items)}


def missing_cases(scale: dict[str, Any], scored: list[str], answers: Answers) -> Iterator[tuple[str, Answers]]:
    """Yield every way of just enough answers on a scale, and every way of one too few."""
    minimum = scale["minimum_answered"]
    for answered, what in ((minimum, "just enough"), (minimum - 1, "one too few")):
        for missing in combinations(scored, len(scored) - answered):
            yield f"{scale['id']} {what}, without {' '.join(missing)}", answers | dict.fromkeys(missing)


def vectors(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": name, "answers": given, "scores": expected(data, given)} for name, given in cases(data)]


def text(data: dict[str, Any], fingerprint: str) -> str:
    """The file: a line a vector."""
    head = {"question_set": data["id"], "version": data["version"], "fingerprint": fingerprint}
    lines = ",\n".join(json.dumps(vector, separators=(",", ":")) for vector in vectors(data))
    return json.dumps(head)[:-1] + f', "vectors": [\n{lines}\n]}}\n'


def main() -> None:
    import purpose_index as pi

    for name in INSTRUMENTS:
        content = text(definition(name), pi.load(name).fingerprint)
        (FOLDER / f"{name}.vectors.json").write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
