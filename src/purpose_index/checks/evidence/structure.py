"""Whether the scales of a set are the factors behind its items, by a confirmatory model of all at once."""

from __future__ import annotations

from itertools import combinations
from math import isfinite
from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule
from purpose_index.errors import ArgumentError, StatisticsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Pilot
    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis

FEWEST_PEOPLE = 100  # with fewer, the interval of RMSEA tells little, and begins too high
MOST_ITEMS = 100  # the memory that it takes grows with their fourth power
MOST_MISFIT = 0.08
MOST_ALIKE, ALIKE_FOR_CERTAIN = 0.90, 0.80
MOST_CROSSING = 0.20


def tested(pilot: Pilot) -> ConfirmatoryFactorAnalysis | None:
    """Return the model of a factor a scale, fitted to who answered all of its items; None where it says nothing."""
    import numpy as np

    from purpose_index.question_set.hypothesis import hypothesis
    from purpose_index.stats.cfa import cfa
    from purpose_index.stats.reliability.of_model import has_errors

    try:
        claimed = hypothesis(pilot.q, "correlated")
        if len(claimed.items) > MOST_ITEMS:
            return None
        x = pilot.keyed[:, [pilot.column(item) for item in claimed.items]]
        if np.count_nonzero(~np.isnan(x).any(axis=1)) < FEWEST_PEOPLE:
            return None
        found = cfa(x, claimed.text, names=claimed.items, estimator="WLSMV" if claimed.ordinal else "MLR")
    except (ArgumentError, StatisticsError):
        return None
    return found if has_errors(found) else None


def _misfit(context: Context) -> Iterator[Found]:
    found = context.evidence.once(tested)
    if found is None or found.fit.df == 0:
        return
    known = [one for one in (found.fit.robust, found.fit.scaled) if one is not None and isfinite(one.rmsea_low)]
    if known and min(one.rmsea_low for one in known) > MOST_MISFIT:  # robust ones of few answers are too high by chance
        size = known[0]
        message = (
            f"The answers do not go together as the scales say: RMSEA {size.rmsea:.3f} "
            f"[{size.rmsea_low:.3f}; {size.rmsea_high:.3f}], CFI {size.cfi:.3f}, SRMR {found.fit.srmr:.3f}."
        )
        facts = {
            "rmsea": round(size.rmsea, 3),
            "low": round(size.rmsea_low, 3),
            "high": round(size.rmsea_high, 3),
            "cfi": round(size.cfi, 3),
            "srmr": round(found.fit.srmr, 3),
        }
        yield Found(("scales",), message, "See what is missed most: purpose-index analyze --structure.", facts=facts)


def _alike(context: Context) -> Iterator[Found]:
    from purpose_index.stats.reliability.standardized import factor_correlations

    found = context.evidence.once(tested)
    if found is None or len(found.factors) < 2:
        return
    pairs = list(combinations(range(len(found.factors)), 2))
    known = factor_correlations(found, level=1 - (1 - context.evidence.aims.level) / len(pairs))
    paths = {scale.id: ("scales", i, "id") for i, scale in enumerate(context.q.scales)}
    for i, j in pairs:
        value, low, high = (float(numbers[i, j]) for numbers in (known.values, known.low, known.high))
        if low > ALIKE_FOR_CERTAIN and high >= MOST_ALIKE:
            one, other = known.factors[i], known.factors[j]
            message = (
                f"{other!r} can hardly be told from {one!r}: what they measure correlates {value:.2f} "
                f"[{low:.2f}; {high:.2f}]."
            )
            hint = (
                "Take them together, or ask about what sets them apart; people who give one answer to everything make "
                "scales alike too (see 'straight-lining')."
            )
            facts: Facts = {
                "scales": (one, other),
                "correlation": round(value, 2),
                "low": round(low, 2),
                "high": round(high, 2),
            }
            yield Found(paths[other], message, hint, facts=facts)


def _crossing(context: Context) -> Iterator[Found]:
    from purpose_index.stats.reliability.of_model import is_improper
    from purpose_index.stats.uncertainty.delta import normal_quantile

    found = context.evidence.once(tested)
    if found is None or is_improper(found):
        return
    rows = [row for row in found.modification_indices(op="=~") if row.rhs in found.items]
    quantile = normal_quantile(1 - (1 - context.evidence.aims.level) / max(len(rows), 1))
    seen: set[str] = set()
    for row in rows:
        change = abs(row.standardized_change)
        if row.rhs not in seen and change * (1 - quantile / row.chi_square**0.5) > MOST_CROSSING:
            seen.add(row.rhs)
            message = (
                f"{row.rhs!r} also goes with {row.lhs!r}, beyond what its own scale explains: it would load "
                f"{row.standardized_change:.2f} there."
            )
            facts: Facts = {"item": row.rhs, "scale": row.lhs, "loading": round(row.standardized_change, 2)}
            yield Found(
                (*context.path_of[row.rhs], "id"), message, "Reword it so that it is about one of the two.", facts=facts
            )


_TWO = "scales: {work: [q1, q2, q3, q4], rest: [r1, r2, r3, r4]}\nloading: 0.6\n"

RULES = (
    Rule(
        name="structure-misfit",
        severity="warning",
        looks_at=(
            f"The items go together as the scales say: the RMSEA of a model with a factor for each scale may be "
            f"{MOST_MISFIT:.2f} or less (lower end of its 90% interval, robust and scaled; {FEWEST_PEOPLE} people or "
            f"more, {MOST_ITEMS} items or fewer)."
        ),
        why="Scores then add up different things, and what the scales are called is not what sets them apart.",
        source="Browne & Cudeck (1992), doi:10.1177/0049124192021002005.",
        failing=_TWO + "pairs: [[q1, r1, 0.5], [q2, r2, 0.5]]",
        passing=_TWO,
        find=_misfit,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="scales-alike",
        severity="warning",
        looks_at=(
            f"What two scales measure correlates less than {MOST_ALIKE:.2f}: no interval of a factor correlation lies "
            f"above {ALIKE_FOR_CERTAIN:.2f} and reaches {MOST_ALIKE:.2f} ({FEWEST_PEOPLE} people or more, "
            f"{MOST_ITEMS} items or fewer)."
        ),
        why="A difference between two such scores is hardly more than error, and nobody should be advised on it.",
        source="Rönkkö & Cho (2022), doi:10.1177/1094428120968614, for whom an upper end of .90 is a problem.",
        failing=_TWO + "loads: {r1: work, r2: work, r3: work, r4: work}",
        passing=_TWO,
        find=_alike,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="cross-loading",
        severity="warning",
        looks_at=(
            f"No item would load more than {MOST_CROSSING:.2f} on the factor of another scale, beside that of its own "
            f"(lower end of the interval of the expected change; {FEWEST_PEOPLE} people or more, {MOST_ITEMS} "
            "items or fewer)."
        ),
        why="It makes two scales go together that measure different things.",
        source="Saris, Satorra & van der Veld (2009), doi:10.1080/10705510903203433.",
        failing=_TWO + "crosses: {q1: [rest, 0.5]}",
        passing=_TWO,
        find=_crossing,
        family="evidence",
        needs="responses",
    ),
)
