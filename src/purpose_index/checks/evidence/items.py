"""Which items hold their scale back. Every item is found once, for the gravest reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from purpose_index.checks.evidence.small import FEWEST_PEOPLE
from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Sample
    from purpose_index.errors import Facts
    from purpose_index.question_set.models import Item

LEAST_ITEM_REST = 0.30
LEAST_LOADING = 0.40
MOST_GAIN = 0.01
MOST_NEARER = 0.05


class _Weak(NamedTuple):
    """An item that holds a scale back: why, the number that tells it, and the scale where it would be better."""

    item: Item
    scale: str
    reason: str
    value: float
    other: str = ""


def _negative(context: Context) -> Iterator[Found]:
    for weak in _weak(context, "negative"):
        message = f"{weak.item.id!r} goes against the rest of {weak.scale!r}: item-rest correlation {weak.value:.2f}."
        turned = "is reversed; perhaps it should not be" if weak.item.reverse else "probably has to be reversed"
        yield Found(
            _place(context, weak), message, f"It {turned}. Read its text in every language.", facts=_facts(weak)
        )


def _wrong_loading(context: Context) -> Iterator[Found]:
    for weak in _weak(context, "wrong"):
        message = (
            f"{weak.item.id!r} goes with {weak.other!r} more than with the rest of its own scale, {weak.scale!r}: "
            f"the correlations differ by {weak.value:.2f}."
        )
        yield Found(
            _place(context, weak), message, "Move it to that scale, reword it, or leave it out.", facts=_facts(weak)
        )


def _low(context: Context) -> Iterator[Found]:
    for weak in _weak(context, "low"):
        message = (
            f"{weak.item.id!r} has little in common with the rest of {weak.scale!r}: "
            f"item-rest correlation {weak.value:.2f}."
        )
        yield Found(_place(context, weak), message, "Reword it, or leave it out.", facts=_facts(weak))


def _alpha_rises(context: Context) -> Iterator[Found]:
    for weak in _weak(context, "drop"):
        message = f"Without {weak.item.id!r}, alpha of {weak.scale!r} is {weak.value:.2f} higher."
        yield Found(_place(context, weak), message, "Reword it, or leave it out.", facts=_facts(weak))


def _weak_loading(context: Context) -> Iterator[Found]:
    for weak in _weak(context, "loading"):
        message = f"{weak.item.id!r} loads {weak.value:.2f} on the one factor of {weak.scale!r}."
        yield Found(_place(context, weak), message, "Reword it, or leave it out.", facts=_facts(weak))


def _place(context: Context, weak: _Weak) -> tuple[str | int, ...]:
    return (*context.path_of[weak.item.id], "id")


def _facts(weak: _Weak) -> Facts:
    other: Facts = {"other": weak.other} if weak.other else {}
    return {"item": weak.item.id, "scale": weak.scale, "value": round(float(weak.value), 2), **other}


def _weak(context: Context, reason: str) -> Iterator[_Weak]:
    """Yield the items that hold a scale back for this reason, each in the first such scale."""
    seen: set[str] = set()
    for sample in (sample for sample in context.evidence.simple if not is_turned(sample)):
        for weak in _gravest(sample):
            if weak.reason == reason and weak.item.id not in seen:
                seen.add(weak.item.id)
                yield weak


def _gravest(sample: Sample) -> Iterator[_Weak]:
    within, elsewhere = sample.once(_within), sample.once(_elsewhere)
    for i, item in enumerate(sample.items):
        own = within.get(i)
        if i in elsewhere and (own is None or own[0] != "negative"):
            yield _Weak(item, sample.scale.id, "wrong", *elsewhere[i])
        elif own is not None:
            yield _Weak(item, sample.scale.id, *own)


def held_back(sample: Sample) -> frozenset[int]:
    """Return which items hold this scale back, for any reason."""
    return frozenset(sample.once(_within)) | frozenset(sample.once(_elsewhere))


def _within(sample: Sample) -> dict[int, tuple[str, float]]:
    """Return, for the items that hold their own scale back, the gravest reason and its number."""
    from purpose_index.stats.of_covariances import alpha_gains, item_rest_correlations, one_factor_loadings

    gain, loading = sample.judged(alpha_gains), sample.judged(one_factor_loadings)  # NaN of two items
    rest = sample.judged(item_rest_correlations)
    found = {i: ("drop", gain.value[i]) for i in range(sample.k) if gain.low[i] > MOST_GAIN}
    found |= {i: ("loading", loading.value[i]) for i in range(sample.k) if loading.high[i] < LEAST_LOADING}
    found |= {i: ("low", rest.value[i]) for i in range(sample.k) if rest.high[i] < LEAST_ITEM_REST}
    found |= {i: ("negative", rest.value[i]) for i in range(sample.k) if rest.high[i] < 0}
    return found


def _elsewhere(sample: Sample) -> dict[int, tuple[float, str]]:
    """Return the items that go with another scale more than with their own: by how much, and which."""
    found: dict[int, tuple[float, str]] = {}
    for other in sample.pilot.simple:
        if min(sample.k, other.k) > 2 and not sample.item_ids & other.item_ids and not is_turned(other):
            for i, value in _nearer(sample, other).items():
                found[i] = max(found.get(i, (value, "")), (value, other.scale.id))
    return found


def _nearer(sample: Sample, other: Sample) -> dict[int, float]:
    from purpose_index.stats.of_covariances import nearer_to_others

    pilot = sample.pilot
    columns = [*pilot.columns(sample.scale.id), *pilot.columns(other.scale.id)]
    both = pilot.sample(sample.path, sample.scale, columns)
    if both.n < FEWEST_PEOPLE or not both.varies:
        return {}
    own, others = range(sample.k), range(sample.k, len(columns))
    found = both.judged(lambda C: nearer_to_others(C, own, others))
    return {i: found.value[i] for i in own if found.low[i] > MOST_NEARER}


_TWO = "scales: {work: [q1, q2, q3, q4], rest: [r1, r2, r3, r4]}"

RULES = (
    Rule(
        name="negative-item",
        severity="error",
        looks_at=(
            "No item goes against the rest of its scale (upper end of the interval of its item-rest correlation "
            "below 0)."
        ),
        why="It is scored the wrong way round, and takes away from what the others add.",
        source="Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ch. 8.",
        failing="scales: {work: [q1, q2, q3, q4, q5, q6]}\nloading: 0.85\nloadings: {q2: -0.6}",
        passing="scales: {work: [q1, q2, q3, q4, q5, q6]}\nloading: 0.85\nloadings: {q2: 0.6}",
        find=_negative,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="wrong-loading",
        severity="warning",
        looks_at=(
            f"No item goes with another scale more than with its own (lower end of the difference {MOST_NEARER:.2f})."
        ),
        why="It is scored where it does not belong: a scaling error.",
        source="Hays & Hayashi (1990), doi:10.3758/BF03203141; Campbell & Fiske (1959), doi:10.1037/h0046016.",
        failing=_TWO + "\nloads: {q2: rest}\nloadings: {q2: 0.7}",
        passing=_TWO,
        find=_wrong_loading,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="low-item-rest-correlation",
        severity="warning",
        looks_at=(
            f"Every item has an item-rest correlation of {LEAST_ITEM_REST:.2f} within reach (upper end of its "
            "interval)."
        ),
        why="It measures something else, or is understood in several ways; the scale would do as well without it.",
        source="Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ch. 8.",
        failing="scales: {work: [q1, q2, q3, q4, q5, q6]}\nloading: 0.85\nloadings: {q2: 0.05}",
        passing="scales: {work: [q1, q2, q3, q4, q5, q6]}\nloading: 0.85\nloadings: {q2: 0.5}",
        find=_low,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="alpha-rises-without-item",
        severity="warning",
        looks_at=(
            f"No item lowers alpha by more than {MOST_GAIN:.2f} (lower end of the interval of the rise without it)."
        ),
        why="A longer scale should be a better one.",
        source="Raykov (2007), doi:10.1348/000711006X115954, on the uncertainty of the change.",
        failing="people: 3000\nscales: {work: [q1, q2, q3]}\nloading: 0.9\nloadings: {q2: 0.45}",
        passing="people: 3000\nscales: {work: [q1, q2, q3]}\nloading: 0.8\nloadings: {q2: 0.7}",
        find=_alpha_rises,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="weak-loading",
        severity="warning",
        looks_at=f"Every item may load {LEAST_LOADING:.2f} on the one factor of its scale (upper end of its interval).",
        why="Below that, less than a sixth of its variance is what the scale is about.",
        source="Hinkin (1998), doi:10.1177/109442819800100106.",
        failing="people: 3000\nscales: {work: [q1, q2, q3, q4, q5, q6, q7, q8]}\nloading: 0.85\nloadings: {q2: 0.33}",
        passing="people: 3000\nscales: {work: [q1, q2, q3, q4, q5, q6, q7, q8]}\nloading: 0.85\nloadings: {q2: 0.55}",
        find=_weak_loading,
        family="evidence",
        needs="responses",
    ),
)
