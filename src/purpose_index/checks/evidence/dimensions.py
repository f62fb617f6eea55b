"""Whether a scale is one thing, and whether its items belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Sample

MOST_ALIKE = 0.80
MOST_RESIDUAL = 0.20
SEED = 0


def _redundant_pair(context: Context) -> Iterator[Found]:
    for sample in context.evidence.simple:
        for i, value in sample.once(_alike).items():
            first, second = sample.pairs[i]
            message = f"{second.id!r} goes with {first.id!r} to {value:.2f}: one of the two says all that both say."
            yield Found(
                (*context.path_of[second.id], "id"),
                message,
                "Leave one out, or ask something else with it.",
                facts={"items": (first.id, second.id), "correlation": round(float(value), 2)},
            )


def _alike(sample: Sample) -> dict[int, float]:
    from purpose_index.stats.of_covariances import pair_correlations

    if sample.k < 3:
        return {}
    found = sample.judged(pair_correlations)
    return {i: found.value[i] for i in range(len(sample.pairs)) if found.low[i] > MOST_ALIKE}


def _more_dimensions(context: Context) -> Iterator[Found]:
    for sample in context.evidence.simple:
        suggested = sample.once(_dimensions)
        if suggested > 1:
            message = (
                f"The items of {sample.scale.id!r} are more than one thing: parallel analysis finds {suggested} or "
                "more, whichever tenth of the people is left out."
            )
            hint = "See which items go together (stats.factor.efa), and make them scales of their own."
            yield Found((*sample.path, "id"), message, hint, facts={"scale": sample.scale.id, "dimensions": suggested})


def _dimensions(sample: Sample) -> int:
    """Return how many components stand out, also when any tenth of the people had not answered."""
    from purpose_index.checks.evidence.coarse import components, is_coarse
    from purpose_index.stats.factor.parallel import parallel_analysis

    if sample.k < 4:
        return 1
    parts = [x for x in sample.tenths() if (x.max(axis=0) > x.min(axis=0)).all()]
    if is_coarse(sample.x):
        return components(parts)
    fewest = sample.k
    for x in parts:
        fewest = min(fewest, parallel_analysis(x, draws=200, rng=SEED).suggested)
        if fewest < 2:
            break
    return fewest


def _residual_dependence(context: Context) -> Iterator[Found]:
    from purpose_index.stats.of_covariances import residual_correlations

    for sample in context.evidence.simple:
        if sample.k < 4 or sample.once(_dimensions) > 1:
            continue
        residual, redundant = sample.judged(residual_correlations), sample.once(_alike)
        for i, (first, second) in enumerate(sample.pairs):
            if residual.low[i] > MOST_RESIDUAL and i not in redundant:
                message = (
                    f"{first.id!r} and {second.id!r} share more than what {sample.scale.id!r} is about: "
                    f"their residuals correlate {residual.value[i]:.2f}."
                )
                yield Found(
                    (*context.path_of[second.id], "id"),
                    message,
                    "Do they use the same words? Reword one of them.",
                    facts={
                        "items": (first.id, second.id),
                        "scale": sample.scale.id,
                        "correlation": round(float(residual.value[i]), 2),
                    },
                )


_SIX = "scales: {work: [q1, q2, q3, q4, q5, q6]}\n"
_TEN = "people: 1000\nloading: 0.6\nscales: {work: [q1, q2, q3, q4, q5, q6, q7, q8, q9, q10]}\n"

RULES = (
    Rule(
        name="redundant-pair",
        severity="warning",
        looks_at=f"No two items of a scale correlate more than {MOST_ALIKE:.2f} (lower end of the interval).",
        why="A second item that says the same makes the questionnaire longer and the scale no better.",
        source="Boyle (1991), doi:10.1016/0191-8869(91)90115-R.",
        failing=_SIX + "pairs: [[q1, q2, 0.4]]",
        passing=_SIX,
        find=_redundant_pair,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="more-dimensions",
        severity="warning",
        looks_at=(
            "Parallel analysis finds one component in a scale, also when any tenth of the people is left out; of "
            "polychoric correlations where an item has three answers or fewer, or items are skewed to both sides. A "
            "scale that holds other scales whole is not judged."
        ),
        why="One number for two things hides what happens to either.",
        source="Horn (1965), doi:10.1007/BF02289447; Glorfeld (1995), doi:10.1177/0013164495055003002.",
        failing=_SIX + "loads: {q4: another factor, q5: another factor, q6: another factor}",
        passing=_SIX,
        find=_more_dimensions,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="residual-dependence",
        severity="warning",
        looks_at=(
            "No two items share more than their scale is about: what one factor leaves of them correlates no more than "
            f"{MOST_RESIDUAL:.2f} (lower end of the interval)."
        ),
        why="Such pairs inflate reliability, and are a small scale of their own; most often they share words.",
        source="Christensen, Makransky & Horton (2017), doi:10.1177/0146621616677520.",
        failing=_TEN + "pairs: [[q1, q2, 0.5]]",
        passing=_TEN,
        find=_residual_dependence,
        family="evidence",
        needs="responses",
    ),
)
