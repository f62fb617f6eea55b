"""How often each rule of evidence finds something in made-up answers (`benchmarks/evidence_rates.py`)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Rates(NamedTuple):
    """The shares of samples in which a rule finds something, from 0 to 1.

    Parameters
    ----------
    people
        The numbers of people in a sample.
    samples
        How many samples each share rests on.
    clean
        By the kind of answers, where nothing is wrong (one factor lies behind all items, where the label says nothing
        else): a share for each number of people.
    fault
        By what is wrong with the answers: the same.
    """

    people: tuple[int, ...]
    samples: int
    clean: dict[str, tuple[float, ...]]
    fault: dict[str, tuple[float, ...]]


@cache
def _all() -> dict[str, Rates]:
    data = json.loads(files(__package__).joinpath("rates.json").read_text("utf-8"))
    return {
        name: Rates(
            tuple(data["people"]),
            data["samples"],
            *({label: tuple(shares) for label, shares in rule[kind].items()} for kind in ("clean", "fault")),
        )
        for name, rule in data["rules"].items()
    }


def rates_of(rule: str) -> Rates | None:
    """Return the rates of a rule; None where it has none."""
    return _all().get(rule)
