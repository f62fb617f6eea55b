"""What makes a fitted item response model doubtful."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.irt.likelihood import STEEPEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from purpose_index.errors import Fact
    from purpose_index.stats.irt.answers import Answers
    from purpose_index.stats.irt.climbing import Top
    from purpose_index.stats.irt.likelihood import Problem

NOUGHT = 0.01  # slopes below it tell nothing, and a flat top is found no nearer
LEVEL = 1e-6  # of the information that there would be if everybody's place were known


def issues_of(answers: Answers, problem: Problem, top: Top) -> tuple[Issue, ...]:
    """Say what could not be estimated, or what the numbers cannot be trusted for."""
    return (
        *issues_of_search(top, _alone_hint(_alone(answers))),
        *issues_of_categories(answers.items, answers.values, answers.categories),
        *_steep(answers, problem, top),
        *(_apart(top) or _weak(answers, problem, top)),
    )


def issues_of_search(top: Top, hint: str = "") -> list[Issue]:
    """Say that a search ended at no top, with what mends it where that is known."""
    if top.converged:
        return []
    message = "The search for the top of the likelihood did not end: the numbers are those of where it stopped."
    return [Issue("not-converged", "$.x", message, hint or "Take slopes='equal', fewer categories or more people.")]


def issues_of_categories(
    items: Sequence[str], values_of: Sequence[Sequence[int]], categories: Sequence[Sequence[int]]
) -> tuple[Issue, ...]:
    """Return which items tell nothing, and which values nobody chose of those that do."""
    issues = []
    for item, values, chosen in zip(items, values_of, categories, strict=True):
        unused = [value for value in values if value not in chosen]
        if len(chosen) < 2:
            what = "does not vary" if chosen else "has no answers that tell people apart"
            message = f"Item {item!r} {what}, so it tells nothing of the trait and has no numbers."
            hint = "Leave the item out, or ask more people."
            issues.append(Issue("item-not-estimated", f"$.items.{item}", message, hint, facts={"item": item}))
        elif unused:
            message = (
                f"Nobody chose {', '.join(map(str, unused))} of item {item!r}; in scores it counts as its neighbour."
            )
            facts: dict[str, Fact] = {"item": item, "values": tuple(unused)}
            issues.append(Issue("unused-category", f"$.items.{item}", message, facts=facts))
    return tuple(issues)


def _apart(top: Top) -> list[Issue]:
    if np.abs(top.point.slopes).max() > NOUGHT:
        return []
    message = "The items have nothing in common: their slopes are nought, and locations and scores say nothing."
    return [Issue("no-common-trait", "$.slopes", message, "Look whether items must be turned around.")]


def _steep(answers: Answers, problem: Problem, top: Top) -> list[Issue]:
    names = tuple(compress(answers.items, top.held[problem.where[:, 0]] & problem.there[:, 0]))
    if not names:
        return []
    message = f"The slope runs off, and is held at {STEEPEST:g}: of {', '.join(map(repr, names))}."
    repeats = "The item parts people as if without error: look for one that repeats it, or ask more people."
    hint = _alone_hint(_alone(answers)) or repeats
    return [Issue("slope-runs-off", "$.slopes", message, hint, facts={"items": names, "steepest": STEEPEST})]


def _weak(answers: Answers, problem: Problem, top: Top) -> list[Issue]:
    alone = _alone(answers)
    if top.information is None:  # the search did not end: said already, but not always why
        return [issue_of_weakness(_alone_hint(alone), alone)] if alone else []
    scale = 1 / np.sqrt(np.diag(problem.complete_information(top.point)).clip(np.finfo(float).tiny))
    scale[top.held] = 1.0
    if np.linalg.eigvalsh(top.information * np.outer(scale, scale))[0] > LEVEL:
        return []
    return [issue_of_weakness(_alone_hint(alone) or "Take slopes='equal', more items or more people.", alone)]


def _alone(answers: Answers) -> tuple[str, ...]:
    """Return the items that too few others were answered with to tell their slopes."""
    there = (answers.codes >= 0)[:, answers.sizes > 1].astype(np.float32)
    together = there.T @ there > 0
    names = list(compress(answers.items, answers.sizes > 1))
    others = together.sum(axis=1) - 1
    return tuple(compress(names, others < min(2, len(names) - 1)))


def _alone_hint(names: Sequence[str]) -> str:
    """Return what to do about items that nobody answered with two others; empty if there are none."""
    if not names:
        return ""
    named = ", ".join(map(repr, names))
    return f"Nobody answered {named} with two others: ask some people those items together, or leave them out."


def issue_of_weakness(hint: str, alone: Sequence[str] = ()) -> Issue:
    """Say that parameters cannot be told from one another, maybe because of items that were answered alone."""
    message = "These data hardly tell the parameters from one another; their errors cannot be trusted."
    facts: dict[str, Fact] = {"alone": tuple(alone)} if alone else {}
    return Issue("weakly-identified", "$.slope_errors", message, hint, facts=facts)
