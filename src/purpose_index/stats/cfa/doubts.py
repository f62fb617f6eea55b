"""What makes a fitted model doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.cfa.estimates import values_of
from purpose_index.stats.cfa.expressions import values_of as values_of_definitions
from purpose_index.stats.cfa.identification import flat
from purpose_index.stats.inputs import ROUNDING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from purpose_index.stats.cfa.minimise import Lowest
    from purpose_index.stats.cfa.parameters import Specification

    Array = NDArray[np.float64]


def issues_of(model: Specification, lowest: Lowest, information: Array, *, complete: bool) -> tuple[Issue, ...]:
    """Say what went wrong, or what no population could have."""
    return (
        *_ended(lowest, complete),
        *_negative(model, lowest),
        *_impossible(model, lowest),
        *_weak(model, information),
        *_undefined(model, lowest),
    )


def _ended(lowest: Lowest, complete: bool) -> list[Issue]:
    issues = []
    if not lowest.converged:
        message = "The search for the best fit did not end: the numbers are those of where it stopped."
        hint = "Conclude nothing from them; a simpler model, or more people, may help."
        issues.append(Issue("not-converged", "$.model", message, hint))
    if not complete:
        message = "The search for the means and covariances without a model did not end; the test is doubtful."
        issues.append(Issue("not-converged", "$.x", message, "Leave out items that few people answered."))
    return issues


def _negative(model: Specification, lowest: Lowest) -> list[Issue]:
    """Variances below 0."""
    names = [
        row.lhs
        for group, implied in enumerate(lowest.point.implied)
        for row, value in zip(model.of_group(group), values_of(model, group, lowest.theta, implied), strict=True)
        if row.op == "~~" and row.lhs == row.rhs and value < -ROUNDING
    ]
    if not names:
        return []
    found = ", ".join(map(repr, dict.fromkeys(names)))
    message = f"A variance is estimated below 0, which none can be: of {found}."
    hint = "It can be chance in few people, a factor with too few items, or a model that is wrong."
    return [Issue("negative-variance", "$.estimates", message, hint, facts={"names": tuple(dict.fromkeys(names))})]


def _impossible(model: Specification, lowest: Lowest) -> list[Issue]:
    """Covariances of factors that no people could have."""
    for implied in lowest.point.implied:
        covariance = implied.factor_covariance
        if not (np.diag(covariance) > 0).all():
            continue  # a variance below 0 is told already
        deviations = np.sqrt(np.diag(covariance))
        if np.linalg.eigvalsh(covariance / np.outer(deviations, deviations))[0] < -1e-8:
            message = "The factors have correlations that no group of people can have."
            hint = "Two factors that cannot be told apart may be one; look for one at or above 1."
            return [Issue("impossible-factor-correlations", "$.factor_correlations", message, hint)]
    return []


def _weak(model: Specification, information: Array) -> list[Issue]:
    """Parameters that these data hardly tell from one another."""
    names = flat(model, information)
    if not names:
        return []
    message = f"These data hardly tell {', '.join(names)} from one another; their errors cannot be trusted."
    return [Issue("weakly-identified", "$.estimates", message, "Use a simpler model.", facts={"parameters": names})]


def _undefined(model: Specification, lowest: Lowest) -> list[Issue]:
    """Defined parameters without a value."""
    values = values_of_definitions(model.definitions, model.labels(lowest.theta))
    names = tuple(
        definition.name for definition, value in zip(model.definitions, values, strict=True) if not np.isfinite(value)
    )
    if not names:
        return []
    message = f"At these estimates {', '.join(map(repr, names))} cannot be computed."
    hint = "It is a root or a logarithm of a number below 0, a division by 0, or larger than a computer's numbers."
    return [Issue("undefined-parameter", "$.estimates", message, hint, facts={"names": names})]
