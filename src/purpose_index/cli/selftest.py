"""`purpose-index selftest`."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import typer

from purpose_index.cli.output import result_text
from purpose_index.responses.json_text import unique_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typer import Typer

    from purpose_index.question_set.models import QuestionSet

MOST_SHOWN = 10


def register(app: Typer) -> None:
    """Add the command."""
    app.command()(selftest)


def selftest() -> None:
    """Score the known answers of the bundled question sets on this machine, in every way that it has.

    One by one, as an array, and as frames and queries of what is installed.

    Exit codes: 0 all as recorded, 1 a score differs from that, be it in its last bit.
    """
    import purpose_index as pi
    from purpose_index.scoring.ways import ways_of_scoring

    wrong, ways = 0, []
    with result_text(None) as file:
        for name in pi.instruments():
            q, recorded = pi.load(name), _recorded(name)
            ways = list(ways_of_scoring(q, [vector["answers"] for vector in recorded["vectors"]]))
            found = list(differences(q, recorded, ways))
            wrong += len(found)
            scores = sum(len(vector["scores"]) for vector in recorded["vectors"])
            verdict = f"{len(found)} DIFFER" if found else "all as expected"
            file.write(f"{q.id} {q.version}: {len(recorded['vectors'])} known answers, {scores} scores, {verdict}\n")
            file.writelines(f"  {difference}\n" for difference in found[:MOST_SHOWN])
        file.write(f"Scored as: {', '.join(way for way, _ in ways)}.\n")
    if wrong:
        raise typer.Exit(1)


def differences(
    q: QuestionSet, recorded: dict[str, Any], ways: Iterable[tuple[str, dict[str, list[Any]]]]
) -> Iterator[str]:
    """Yield what this machine does not find as it is recorded: the fingerprint, or a score, to the last bit."""
    if q.fingerprint != recorded["fingerprint"]:
        yield f"fingerprint: {recorded['fingerprint']} is recorded, {q.fingerprint} found"
    for way, cells in ways:
        for i, vector in enumerate(recorded["vectors"]):
            for scale, expected in vector["scores"].items():
                columns = {"score": scale, "index": f"{scale}_index", "answered": f"{scale}_answered"}
                found = {name: cells[column][i] for name, column in columns.items()}
                if found != expected:
                    yield f"{vector['name']}, {scale}: {expected} is recorded, {found} found ({way})"


def _recorded(name: str) -> dict[str, Any]:
    text = (files("purpose_index") / "instruments" / f"{name}.vectors.json").read_text(encoding="utf-8")
    return dict(json.loads(text, object_pairs_hook=unique_keys))
