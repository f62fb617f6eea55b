"""Whether the items of a scale keep to one order of people, as Mokken scaling asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from purpose_index.checks.evidence.items import held_back
from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Sample
    from purpose_index.errors import Facts
    from purpose_index.stats.uncertainty.leaving_out import Jackknifed

    Array = NDArray[np.float64]

LEAST_SCALABILITY = 0.30
FEWEST_ITEMS = 3


class _Errors(NamedTuple):
    """Guttman errors of every two items, (1 + g, k, k): of all people, then without each of g groups of them."""

    observed: Array
    expected: Array


def _unscalable(context: Context) -> Iterator[Found]:
    for sample in (sample for sample in context.evidence.simple if not is_turned(sample)):
        members = [i for i in range(sample.k) if i not in held_back(sample)]
        if len(members) < FEWEST_ITEMS:
            continue
        errors = _errors_of(sample)
        whole = _judged(sample, errors, members)
        left, out = _parted(sample, errors, members)
        rest = _judged(sample, errors, left)
        of_all = 2 * len(left) <= len(members) or rest.high[-1] < LEAST_SCALABILITY
        if of_all and whole.high[-1] < LEAST_SCALABILITY:
            yield _of_scale(sample, whole)
        else:
            yield from (_of_item(context, sample, i, value) for i, value in out.items())


def _parted(sample: Sample, errors: _Errors, members: list[int]) -> tuple[list[int], dict[int, float]]:
    """Take out the items that fit least, one after another: one that does not fit pulls the others down."""
    left, out = [*members], dict[int, float]()
    while len(left) >= FEWEST_ITEMS:
        found = _judged(sample, errors, left)
        worst = int(found.value[:-1].argmin())
        if not found.high[worst] < LEAST_SCALABILITY:
            break
        out[left.pop(worst)] = float(found.value[worst])
    return left, out


def _of_scale(sample: Sample, found: Jackknifed) -> Found:
    value, low, high = (round(float(numbers[-1]), 2) for numbers in (found.value, found.low, found.high))
    message = (
        f"The items of {sample.scale.id!r} order people too little for a Mokken scale: H {value:.2f} "
        f"[{low:.2f}; {high:.2f}]."
    )
    hint = "Word the items so that whoever agrees with the harder ones agrees with the easier ones, or ask about less."
    facts: Facts = {"scale": sample.scale.id, "value": value, "low": low, "high": high}
    return Found((*sample.path, "id"), message, hint, facts=facts)


def _of_item(context: Context, sample: Sample, i: int, value: float) -> Found:
    item = sample.items[i]
    message = f"{item.id!r} does not fit the order of people that the rest of {sample.scale.id!r} makes: H {value:.2f}."
    facts: Facts = {"item": item.id, "scale": sample.scale.id, "value": round(value, 2)}
    return Found((*context.path_of[item.id], "id"), message, "Reword it, or leave it out.", facts=facts)


def _judged(sample: Sample, errors: _Errors, left: list[int]) -> Jackknifed:
    """Return the coefficients of these items and, at the end, of all of them together."""
    import numpy as np

    from purpose_index.stats.uncertainty.leaving_out import jackknifed

    observed, expected = (of[:, left][:, :, left] for of in errors)
    with np.errstate(divide="ignore", invalid="ignore"):
        items = 1 - observed.sum(axis=2) / expected.sum(axis=2)
        scale = 1 - observed.sum(axis=(1, 2)) / expected.sum(axis=(1, 2))
    numbers = np.column_stack([items, scale])
    return jackknifed(numbers[0], numbers[1:], level=sample.level_of(len(left)), n=sample.n)


def _errors_of(sample: Sample) -> _Errors:
    """Count every group once: all people but one group are the whole less that group."""
    import numpy as np

    from purpose_index.checks.evidence.coarse import ranks
    from purpose_index.stats.mokken.influence import errors_of
    from purpose_index.stats.mokken.steps import steps_of
    from purpose_index.stats.uncertainty.leaving_out import BLOCKS
    from purpose_index.tallies.pairs import PairCounts

    groups = np.arange(sample.n) % min(BLOCKS, sample.n) if sample.groups is None else sample.groups
    named = groups != ""
    steps = ranks(sample.answers[named])
    whole = PairCounts.of(steps)
    parts = PairCounts.grouped(steps, groups[named], values=whole.values).values()
    every = [whole, *(replace(whole, matrix=whole.matrix - part.matrix) for part in parts)]
    found = [errors_of(counts, steps_of(counts)) for counts in every]
    return _Errors(np.array([one.observed for one in found]), np.array([one.expected for one in found]))


_EIGHT = "people: 3000\nscales: {work: [q1, q2, q3, q4, q5, q6, q7, q8]}\nloading: 0.65\n"

RULES = (
    Rule(
        name="unscalable-item",
        severity="info",
        looks_at=(
            f"Every item, and the scale, may have a scalability H of {LEAST_SCALABILITY:.2f} (upper end of its "
            "interval), once items that other rules name are left out. Items are taken out one after another, the one "
            "that fits least first, as it pulls the others down; where hardly a scale is left, that is said instead."
        ),
        why=(
            "Then a higher sum hardly means that somebody passes harder items too, so that the order of people depends "
            "on which items were asked. H does not blame an item for being answered high or low by nearly everybody, "
            "as correlations do. Leave it as it is where the items are meant to differ and the sum is known to be "
            "reliable enough: a low H asks what the items have in common, and is no fault by itself."
        ),
        source=(
            "Mokken (1971), doi:10.1515/9783110813203, for whom a scale begins at .3; Sijtsma & van der Ark (2017), "
            "doi:10.1111/bmsp.12078."
        ),
        failing=_EIGHT + "loadings: {q2: 0.4}",
        passing=_EIGHT + "loadings: {q2: 0.55}",
        find=_unscalable,
        family="evidence",
        needs="responses",
    ),
)
