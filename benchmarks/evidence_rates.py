"""How often the rules of evidence find something: where nothing is wrong, and where something is.

Run with `python -m benchmarks.evidence_rates [RULE ...]` from the root of the repository (some 15 minutes for all
rules); it writes the numbers to `src/purpose_index/checks/evidence/rates.json`, from which the pages in docs/rules take
them. Every cell is 200 samples of made-up answers; the seed of a sample is its number.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.catalogue import RULES
from purpose_index.checks.context import Context
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.question_set.reader import read_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FILE = Path(__file__).parents[1] / "src" / "purpose_index" / "checks" / "evidence" / "rates.json"
SAMPLES, PEOPLE = 200, (50, 200, 1000)
EQUAL = np.array([-1.5, -0.5, 0.5, 1.5])
ASK_FOR_MORE = {
    "wrong-loading",
    "small-groups",
    "groups-too-small-to-compare",
    "missing-share",
    "unscored-share",
    "too-few-answers",
}  # than these answers
EVIDENCE = {rule.name: rule for rule in RULES if rule.family == "evidence" and rule.name not in ASK_FOR_MORE}


def one_factor(n: int, k: int, loading: float, rng: np.random.Generator) -> Array:
    """(n, k) normal variables behind which one factor lies."""
    return loading * rng.standard_normal((n, 1)) + np.sqrt(1 - loading**2) * rng.standard_normal((n, k))


def cut(z: Array, cuts: Array) -> Array:
    """The answers from 1 up of (n, k) normal variables, at the same cuts for all items or at those of each (k, c)."""
    return 1 + (z[:, :, None] > np.broadcast_to(cuts, (z.shape[1], cuts.shape[-1]))).sum(axis=2)


def five(n: int, rng: np.random.Generator) -> Array:
    return cut(one_factor(n, 8, 0.7, rng), EQUAL)


def binary(n: int, rng: np.random.Generator) -> Array:
    return cut(one_factor(n, 12, 0.7, rng), np.linspace(-1.28, 1.28, 12)[:, None])


def skewed(n: int, rng: np.random.Generator) -> Array:
    return cut(one_factor(n, 8, 0.7, rng), np.array([0.5, 1.3]))


def both_ways(n: int, rng: np.random.Generator) -> Array:
    cuts = np.array([0.2, 0.8, 1.3, 1.8])
    return cut(one_factor(n, 8, 0.7, rng), np.vstack([cuts] * 4 + [-cuts[::-1]] * 4))


def swapped(n: int, rng: np.random.Generator) -> Array:
    """The data of one item hold 2 for 4 and 4 for 2."""
    x = five(n, rng)
    x[:, 0] = np.array([0, 1, 4, 3, 2, 5])[x[:, 0]]
    return x


def reversed_item(n: int, rng: np.random.Generator) -> Array:
    x = five(n, rng)
    x[:, 0] = 6 - x[:, 0]
    return x


def unrelated(n: int, rng: np.random.Generator) -> Array:
    x = five(n, rng)
    x[:, 0] = cut(rng.standard_normal((n, 1)), EQUAL)[:, 0]
    return x


def doubled(n: int, rng: np.random.Generator) -> Array:
    z = one_factor(n, 8, 0.7, rng)
    z[:, 0] = 0.95 * z[:, 1] + np.sqrt(1 - 0.95**2) * rng.standard_normal(n)
    return cut(z, EQUAL)


def shared_words(n: int, rng: np.random.Generator) -> Array:
    """Errors of two items correlate .6."""
    factor, common = rng.standard_normal((n, 1)), rng.standard_normal(n)
    z = 0.7 * factor + np.sqrt(0.51) * rng.standard_normal((n, 8))
    for j in (0, 1):
        error = np.sqrt(0.6) * common + np.sqrt(0.4) * rng.standard_normal(n)
        z[:, j] = 0.7 * factor[:, 0] + np.sqrt(0.51) * error
    return cut(z, EQUAL)


def weak(n: int, rng: np.random.Generator) -> Array:
    """Items so weak that alpha is .58."""
    return cut(one_factor(n, 8, 0.4, rng), EQUAL)


def two_factors(n: int, rng: np.random.Generator) -> Array:
    """Two factors of four items each, that correlate .5."""
    common = rng.standard_normal((n, 1))
    factors = np.sqrt(0.5) * common + np.sqrt(0.5) * rng.standard_normal((n, 2))
    return cut(0.7 * np.repeat(factors, 4, axis=1) + np.sqrt(0.51) * rng.standard_normal((n, 8)), EQUAL)


def straight(n: int, rng: np.random.Generator) -> Array:
    """15 % of people give their first answer to all items."""
    x = five(n, rng)
    lazy = rng.random(n) < 0.15
    x[lazy] = x[lazy][:, :1]
    return x


def turned(n: int, rng: np.random.Generator) -> Array:
    """All of 8 items that load .5 run one way: the export turned the reversed ones around."""
    return cut(one_factor(n, 8, 0.5, rng), EQUAL)


def agreeing(n: int, rng: np.random.Generator) -> Array:
    """The last 4 of 8 items that load .4 are reversed, and agreeing with whatever is asked loads .35 on all."""
    keyed = 0.4 * np.array([1, 1, 1, 1, -1, -1, -1, -1])
    style = 0.35 * rng.standard_normal((n, 1))
    unique = np.sqrt(1 - 0.4**2 - 0.35**2) * rng.standard_normal((n, 8))
    return cut(rng.standard_normal((n, 1)) * keyed + style + unique, EQUAL)


def some_alike(n: int, rng: np.random.Generator) -> Array:
    """The last 4 of 8 items that load .4 are reversed, and 25 % of the people give one answer to all."""
    x = cut(one_factor(n, 8, 0.4, rng) * np.array([1, 1, 1, 1, -1, -1, -1, -1]), EQUAL)
    return np.where(rng.random((n, 1)) < 0.25, rng.integers(1, 6, (n, 1)), x)


def apart(n: int, rng: np.random.Generator) -> Array:
    """The last 4 of 8 items are reversed, and have nothing in common with the others."""
    return cut(np.hstack([one_factor(n, 4, 0.7, rng), one_factor(n, 4, 0.7, rng)]), EQUAL)


def pleased(n: int, rng: np.random.Generator) -> Array:
    """Hardly anybody disagrees strongly."""
    return cut(one_factor(n, 8, 0.7, rng) + 1.2, EQUAL)


def very_pleased(n: int, rng: np.random.Generator) -> Array:
    """Hardly anybody disagrees strongly, for that is twice as far as what comes before."""
    return cut(one_factor(n, 8, 0.7, rng) + 0.8, np.array([-2.5, -0.5, 0.5, 1.5]))


def shifted(n: int, rng: np.random.Generator) -> Array:
    """Four options that the data count one too high, of a set of five."""
    return cut(one_factor(n, 8, 0.7, rng), np.array([-1.0, 0.0, 1.0])) + 1


def by_lot(n: int, rng: np.random.Generator) -> Array:
    """Every item is skipped by 30 %, whatever else a person does."""
    return np.where(rng.random((n, 8)) < 0.3, np.nan, five(n, rng))


def stopping(n: int, rng: np.random.Generator) -> Array:
    """Four in ten stop somewhere."""
    last = np.where(rng.random((n, 1)) < 0.4, rng.integers(1, 9, (n, 1)), 8)
    return np.where(np.arange(8) < last, five(n, rng), np.nan)


def three_forms(n: int, rng: np.random.Generator) -> Array:
    """Two items are asked of all, and two of three pairs of others; 5 % of what is asked is skipped."""
    x = five(n, rng).astype(float)
    x[rng.integers(0, 3, (n, 1)) == np.arange(8) // 2 - 1] = np.nan
    return np.where(rng.random((n, 8)) < 0.05, np.nan, x)


def two_scales(n: int, correlation: float, rng: np.random.Generator) -> Array:
    """(n, 8) normal variables of two scales of four items that load .7, whose factors correlate."""
    common = rng.standard_normal((n, 1))
    factors = np.sqrt(correlation) * common + np.sqrt(1 - correlation) * rng.standard_normal((n, 2))
    return 0.7 * np.repeat(factors, 4, axis=1) + np.sqrt(0.51) * rng.standard_normal((n, 8))


def related(n: int, rng: np.random.Generator) -> Array:
    return cut(two_scales(n, 0.7, rng), EQUAL)


def closely_related(n: int, rng: np.random.Generator) -> Array:
    return cut(two_scales(n, 0.8, rng), EQUAL)


def skewed_related(n: int, rng: np.random.Generator) -> Array:
    return cut(two_scales(n, 0.7, rng), np.array([-2.0, -1.5, -0.8, 0.4]))


def one_thing(n: int, rng: np.random.Generator) -> Array:
    return cut(two_scales(n, 0.97, rng), EQUAL)


def crossing(n: int, rng: np.random.Generator) -> Array:
    """The first item loads .45 on its own scale and .4 on the other; the factors correlate .4."""
    common = rng.standard_normal((n, 1))
    factors = np.sqrt(0.4) * common + np.sqrt(0.6) * rng.standard_normal((n, 2))
    loadings = np.repeat(0.7 * np.eye(2), 4, axis=0)
    loadings[0] = 0.45, 0.4
    explained = np.einsum("if,fg,ig->i", loadings, [[1, 0.4], [0.4, 1]], loadings)
    return cut(factors @ loadings.T + np.sqrt(1 - explained) * rng.standard_normal((n, 8)), EQUAL)


def crossed_pairs(n: int, rng: np.random.Generator) -> Array:
    """Errors of two pairs of items, one of each scale, correlate .6; the factors correlate .5."""
    common = rng.standard_normal((n, 1))
    factors = np.sqrt(0.5) * common + np.sqrt(0.5) * rng.standard_normal((n, 2))
    errors = rng.standard_normal((n, 8))
    for j in (0, 1):
        errors[:, 4 + j] = 0.6 * errors[:, j] + 0.8 * errors[:, 4 + j]
    return cut(0.7 * np.repeat(factors, 4, axis=1) + np.sqrt(0.51) * errors, EQUAL)


def middling(n: int, rng: np.random.Generator) -> Array:
    return cut(one_factor(n, 8, 0.6, rng), EQUAL)


def one_weaker(n: int, rng: np.random.Generator) -> Array:
    """One of 8 items loads .35, the others .65."""
    loadings = np.array([0.35] + [0.65] * 7)
    unique = np.sqrt(1 - loadings**2) * rng.standard_normal((n, 8))
    return cut(rng.standard_normal((n, 1)) * loadings + unique, EQUAL)


def high(n: int, rng: np.random.Generator) -> Array:
    return cut(one_factor(n, 8, 0.6, rng) + 1.5, EQUAL)


def all_between(n: int, rng: np.random.Generator) -> Array:
    return cut(one_factor(n, 8, 0.7, rng), np.array([-1.5, 1.5]))


def just_reached(n: int, rng: np.random.Generator) -> Array:
    """At best each of the three options is as likely: the distance of the cuts is 2 log 2 in logits."""
    return cut(one_factor(n, 8, 0.7, rng), np.log(2) / 1.702 * np.sqrt(0.51) * np.array([-1, 1]))


def narrow(n: int, rng: np.random.Generator) -> Array:
    return cut(one_factor(n, 8, 0.7, rng), np.array([-1.2, -0.15, 0.15, 1.2]))


def by_chance(n: int, rng: np.random.Generator) -> Array:
    return np.where(rng.random((n, 1)) < 0.15, rng.integers(1, 6, (n, 8)), related(n, rng))


def far_out(n: int, rng: np.random.Generator, *, style: float) -> Array:
    """Answers with care of people some of whom choose the ends and others stay near the middle."""
    return cut(two_scales(n, 0.5, rng) * np.exp(style * rng.standard_normal((n, 1))), EQUAL)


def some_far_out(n: int, rng: np.random.Generator) -> Array:
    return far_out(n, rng, style=0.25)


def some_very_far_out(n: int, rng: np.random.Generator) -> Array:
    return far_out(n, rng, style=0.5)


def groups_of(n: int, rng: np.random.Generator, *, count: int = 2, higher: float = 0.0, moved: float = 0.0) -> Array:
    """(count * n, 8) normal variables of two scales; the last group stands higher on both, and on one item besides."""
    z = two_scales(count * n, 0.5, rng)
    last = np.arange(len(z)) % count == count - 1
    z[last] += 0.7 * higher
    z[last, 0] += moved
    return z


def alike_groups(n: int, rng: np.random.Generator) -> Array:
    return cut(groups_of(n, rng), EQUAL)


def five_groups(n: int, rng: np.random.Generator) -> Array:
    return cut(groups_of(n, rng, count=5, higher=0.5), EQUAL)


def skewed_groups(n: int, rng: np.random.Generator) -> Array:
    return cut(groups_of(n, rng, higher=0.5), np.array([-2.0, -1.5, -0.8, 0.4]))


def groups_both_ways(n: int, rng: np.random.Generator) -> Array:
    cuts = np.array([0.2, 0.8, 1.3, 1.8])
    return cut(groups_of(n, rng, higher=1.0), np.vstack([cuts, -cuts[::-1]] * 4))


def slightly_moved(n: int, rng: np.random.Generator) -> Array:
    return cut(groups_of(n, rng, moved=0.3), EQUAL)


def moved(n: int, rng: np.random.Generator) -> Array:
    return cut(groups_of(n, rng, moved=0.8), EQUAL)


def lazy_groups(n: int, rng: np.random.Generator) -> Array:
    x = cut(groups_of(n, rng, higher=1.0), np.array([-2.0, -1.5, -0.8, 0.4]))
    return np.where(rng.random((len(x), 1)) < 0.1, rng.integers(1, 6, (len(x), 1)), x)


def groups_with_gaps(n: int, rng: np.random.Generator) -> Array:
    x = cut(groups_of(n, rng, higher=1.0), np.array([-2.0, -1.5, -0.8, 0.4])).astype(float)
    return np.where(rng.random(x.shape) < 0.05, np.nan, x)


def far_moved(n: int, rng: np.random.Generator) -> Array:
    return cut(groups_of(n, rng, moved=1.2), EQUAL)


CLEAN = {
    "8 items, 5 options": five,
    "12 binary items, p .1 to .9": binary,
    "8 items, 3 skewed options": skewed,
    "8 items, half skewed each way": both_ways,
}
TWO_CLEAN = {
    "two scales of 4 items that correlate .7": related,
    "two scales of 4 skewed items that correlate .7": skewed_related,
    "two scales of 4 items that correlate .8": closely_related,
}
CLEAN_OF = {
    "already-reversed": {
        "4 of 8 items reversed; they load .4, agreeing with all .35": agreeing,
        "4 of 8 items reversed, which have nothing in common with the others": apart,
        "4 of 8 items reversed; they load .4, and 25% give one answer to all": some_alike,
    },
    "lowest-option-unused": {
        "8 items, 5 options": five,
        "8 items, mean shifted by 1.2 so that few disagree strongly": pleased,
        "the same by 0.8, the lowest option twice as far off": very_pleased,
        "8 items, half skewed each way": both_ways,
    },
    "structure-misfit": {**TWO_CLEAN, "8 items, 5 options": five, "12 binary items, p .1 to .9": binary},
    "unscalable-item": {**CLEAN, "8 items that load .6: H is .33": middling},
    "imprecise-scores": {
        "8 items, 5 options": five,
        "12 binary items, p .1 to .9: 3% of people": binary,
        "8 items, half skewed each way": both_ways,
        "8 items that load .6, mean shifted by 1.5: 13% of people": high,
    },
    "unreached-option": {
        "8 items, 5 options": five,
        "8 items, 3 skewed options": skewed,
        "8 items, half skewed each way": both_ways,
        "8 items, the middle one of 3 options at best as likely as the others": just_reached,
    },
    "careless-share": {
        "8 items of two scales, 5 options": related,
        "some answer further out: log of the factor .25": some_far_out,
        "some answer much further out: log of the factor .5": some_very_far_out,
    },
    "scales-alike": TWO_CLEAN,
    "cross-loading": TWO_CLEAN,
    "non-invariance": {
        "two groups of n that are alike": alike_groups,
        "two of n, one half a standard deviation higher; skewed items": skewed_groups,
        "two of n, one a standard deviation higher; items skewed each way": groups_both_ways,
        "five of n, one half a standard deviation higher": five_groups,
        "two of n, one of 4 items .3 higher in one: 1.8 points of 100": slightly_moved,
    },
    "differential-item-functioning": {
        "two groups of n that are alike": alike_groups,
        "two of n, one half a standard deviation higher; skewed items": skewed_groups,
        "two of n, one a standard deviation higher; items skewed each way": groups_both_ways,
        "the same, skewed items; 10% give one answer to all": lazy_groups,
        "the same, skewed items; 5% of answers missing": groups_with_gaps,
        "five of n, one half a standard deviation higher": five_groups,
        "two of n, one of 4 items .3 higher in one: 1.8 points of 100": slightly_moved,
    },
    "planned-missing": {"30% skip each of 8 items": by_lot, "40% stop somewhere in 8 items": stopping},
}
TWO_GROUPS = [
    alike_groups,
    skewed_groups,
    groups_both_ways,
    lazy_groups,
    groups_with_gaps,
    slightly_moved,
    moved,
    far_moved,
]
GROUPS = dict.fromkeys(TWO_GROUPS, 2) | {five_groups: 5}
TWO_SCALES = {*GROUPS, related, closely_related, skewed_related, one_thing, crossing, crossed_pairs, by_chance}
TWO_SCALES |= {some_far_out, some_very_far_out}
OPTIONS = {binary: 2, skewed: 3, all_between: 3, just_reached: 3}
HALF_REVERSED = {turned, agreeing, apart, some_alike}
TRUE = {("floor-effect", "8 items, 3 skewed options")}  # no false alarm: 27 % of these people are at the floor
FAULTS = {
    "floor-effect": ("27% have the lowest score on 8 items with 3 options", skewed),
    "reliability-below-floor": ("8 items that load .4: alpha is .58", weak),
    "already-reversed": ("4 of 8 items, which load .5, turned around twice", turned),
    "planned-missing": ("three forms of 6 of 8 items, of which 5% is skipped", three_forms),
    "lowest-option-unused": ("4 options counted one too high", shifted),
    "disordered-options": ("one of 8 items with options 2 and 4 swapped in the data", swapped),
    "negative-item": ("one of 8 items reversed", reversed_item),
    "low-item-rest-correlation": ("one of 8 items unrelated", unrelated),
    "redundant-pair": ("two of 8 items with latent correlation .95", doubled),
    "residual-dependence": ("errors of two of 8 items correlate .6", shared_words),
    "more-dimensions": ("two factors of 4 items that correlate .5", two_factors),
    "unscalable-item": ("one of 8 items loads .35, the others .65", one_weaker),
    "imprecise-scores": ("8 items with 3 options, the middle one for 7 in 8: 60% of people", all_between),
    "unreached-option": ("8 items, the middle one of 5 options narrow", narrow),
    "careless-share": ("15% answer by chance to two scales of 4 items", by_chance),
    "structure-misfit": ("two scales of 4 items, of which two pairs share more across them", crossed_pairs),
    "scales-alike": ("two scales of 4 items that correlate .97", one_thing),
    "cross-loading": ("one of 8 items loads .45 on its scale and .40 on the other", crossing),
    "non-invariance": ("two of n, one of 4 items .8 higher in one: 4.7 points of 100", moved),
    "differential-item-functioning": (
        "two of n, one of 4 items 1.2 higher in one: 6.8 points of 100, which of more people `non-invariance` says",
        far_moved,
    ),
    "straight-lining": ("15% give one answer to all 8 items", straight),
}


def question_set(k: int, options: int, *, half_reversed: bool, scales: int = 1) -> tuple[pi.QuestionSet, Any]:
    """A set of scales, of which the last half of the items is reversed or none, and its document."""
    ids = [f"q{j + 1}" for j in range(k)]
    text = json.dumps(
        {
            "id": "rates",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Rates"},
            "options": {"all": [{"value": v + 1, "label": {"en": f"option {v + 1}"}} for v in range(options)]},
            "items": [
                {
                    "id": f"q{j + 1}",
                    "options": "all",
                    "text": {"en": f"Item {j + 1}."},
                    "reverse": half_reversed and j >= k // 2,
                }
                for j in range(k)
            ],
            "scales": [
                {"id": f"s{i}", "name": {"en": f"Scale {i}"}, "items": ids[i * k // scales : (i + 1) * k // scales]}
                for i in range(scales)
            ],
        }
    )
    return pi.loads(text), read_text(text)


def rates(make: Any, n: int, rules: list[str]) -> dict[str, float]:
    """The share of samples in which each rule finds something."""
    found: Counter[str] = Counter()
    sets: dict[tuple[int, int, bool], Any] = {}
    for seed in range(SAMPLES):
        x = make(n, np.random.default_rng(seed))
        k, options, half = x.shape[1], OPTIONS.get(make, 5), make in HALF_REVERSED
        q, document = sets.setdefault(
            (k, options, half), question_set(k, options, half_reversed=half, scales=1 + (make in TWO_SCALES))
        )
        pilot = pilot_of(q, x, None, Aims())
        if make in GROUPS:
            pilot = replace(pilot, groups=np.arange(len(x)) % GROUPS[make])
        context = Context(q, document, pilot=pilot)
        found.update(name for name in rules if next(iter(EVIDENCE[name].find(context)), None) is not None)
    return {name: found[name] / SAMPLES for name in rules}


def cell(kind: str, label: str, n: int, rules: list[str]) -> dict[str, float]:
    """The rates of these rules in answers of a kind: clean ones, or with the fault of the one rule there is."""
    if kind == "fault":
        return rates(FAULTS[rules[0]][1], n, rules)
    return rates(CLEAN.get(label) or CLEAN_OF[rules[0]][label], n, rules)


def main(rules: list[str]) -> None:
    """Write the rates of these rules, and leave those of the others as they are."""
    table: dict[str, Any] = {name: {"clean": {}, "fault": {}} for name in rules}
    shared = [rule for rule in rules if rule not in CLEAN_OF]
    kinds = [("clean", label, [rule for rule in shared if (rule, label) not in TRUE]) for label in CLEAN]
    kinds += [("clean", label, [rule]) for rule in rules for label in CLEAN_OF.get(rule, ())]
    kinds += [("fault", FAULTS[rule][0], [rule]) for rule in rules if rule in FAULTS]
    cells = [(kind, label, n, judged) for kind, label, judged in kinds if judged for n in PEOPLE]
    with ProcessPoolExecutor() as pool:
        for (kind, label, n, _), found in zip(cells, pool.map(cell, *zip(*cells, strict=True)), strict=True):
            print(label, n, {rule: rate for rule, rate in found.items() if rate}, file=sys.stderr)
            for rule, rate in found.items():
                table[rule][kind].setdefault(label, []).append(rate)
    known = json.loads(FILE.read_text("utf-8"))["rules"]
    merged = {name: table.get(name) or known[name] for name in EVIDENCE}
    FILE.write_text(json.dumps({"people": PEOPLE, "samples": SAMPLES, "rules": merged}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or list(EVIDENCE))
