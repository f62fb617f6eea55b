"""What a confirmatory model says of the sums of its items, with errors that follow from those of its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_level, check_option
from purpose_index.stats.cfa.latent_responses import latent_responses_of
from purpose_index.stats.cfa.structure import structure_of
from purpose_index.stats.estimate import Estimate
from purpose_index.stats.reliability.omega import negative_loadings, no_interval
from purpose_index.stats.uncertainty.delta import Delta, around, around_log_error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis
    from purpose_index.stats.cfa.structure import Implied

    Array = NDArray[np.float64]

STEP = 1e-30  # of a complex step: its square is nothing beside any number, so that the slope is exact
ASSUMES = "The model is right: its factors explain all that the items have in common."
WITHOUT_ERRORS = {"negative-variance", "not-converged", "weakly-identified"}
IMPROPER = {"impossible-factor-correlations", *WITHOUT_ERRORS}


class Known(NamedTuple):
    """Numbers that follow from the parameters of a model, and how they change with those.

    Parameters
    ----------
    values, slopes
        (r,) and (r, q).
    """

    values: Array
    slopes: Array

    def errors(self, covariance: Array) -> Array:
        """Return the (r,) standard errors by the delta method, of parameters whose errors have this covariance."""
        variances = np.einsum("rq,qp,rp->r", self.slopes, covariance, self.slopes)
        return np.asarray(np.sqrt(np.where(variances >= 0, variances, np.nan)))


class Options(NamedTuple):
    """The group that is described, and the interval that is asked for."""

    group: int
    interval: Delta | None
    level: float


def options_of(fit: ConfirmatoryFactorAnalysis, group: str, interval: Delta | None, level: float) -> Options:
    """Return the options that every number of a model has; raise ArgumentError where one is not known."""
    if interval is not None:
        check_option("interval", interval, Delta)
    labels = [one.group for one in fit.groups]
    if group and group not in labels:
        message = f"There is no group {group!r}."
        hint = f"There {'are' if len(labels) > 1 else 'is'} {', '.join(map(repr, labels))}."
        issue = Issue("no-such-group", "$.group", message, hint, facts={"group": group, "groups": tuple(labels)})
        raise ArgumentError("The group is not one of the model.", [issue])
    return Options(labels.index(group) if group else 0, interval, check_level(level))


def known(fit: ConfirmatoryFactorAnalysis, numbers: Callable[[Array], Array], *, slopes: bool = True) -> Known:
    """Return what a function makes of the parameters of a model, and its slopes; NaN where those are not asked for.

    Parameters
    ----------
    numbers
        Gives the (r,) numbers; it is called with complex parameters too, and has to be analytic.
    """
    values = np.real(numbers(fit.theta))
    if not slopes:
        return Known(values, np.full((len(values), len(fit.theta)), np.nan))
    steps = fit.theta + 1j * STEP * np.eye(len(fit.theta))
    by = [np.imag(numbers(theta)) / STEP for theta in steps]
    return Known(values, np.array(by).reshape(len(steps), len(values)).T)


def moments_at(fit: ConfirmatoryFactorAnalysis, group: int) -> Callable[[Array], Implied]:
    """Return what gives the moments that a model implies in a group: of answers, or of what is behind ordered ones."""
    if not fit.stages:
        return structure_of(fit.model, group).implied
    responses = latent_responses_of(fit.model, group)
    return lambda theta: responses.implied(theta).implied


def loadings_of(implied: Implied) -> Array:
    """Return the (p, m) loadings of the items on the factors that measure them."""
    return np.asarray(implied.total @ np.linalg.inv(implied.through))


def common_covariance(implied: Implied) -> Array:
    """Return the (p, p) covariances of the items that their factors explain."""
    return np.asarray(implied.with_factors @ loadings_of(implied).T)


def effects_of(fit: ConfirmatoryFactorAnalysis, group: int) -> Array:
    """Return the (p, m) effects of the factors on the standardized items, by all ways."""
    implied = moments_at(fit, group)(fit.theta)
    return np.asarray(implied.total / np.sqrt(np.diag(implied.covariance))[:, None])


def is_improper(fit: ConfirmatoryFactorAnalysis) -> bool:
    """Return whether a model ended where errors cannot be trusted."""
    return any(issue.code in IMPROPER for issue in fit.issues)


def has_errors(fit: ConfirmatoryFactorAnalysis) -> bool:
    """Return whether errors hold: also where factors that are one correlate above 1, as nothing bounds a covariance."""
    return not any(issue.code in WITHOUT_ERRORS for issue in fit.issues)


def one_item(factor: str) -> Issue:
    """Say why the number of a factor of one item is not defined."""
    message = f"One item measures {factor!r}, and the model takes that for the factor itself."
    hint = "Give the factor at least two items."
    return Issue("too-few-items", f"$.factors.{factor}", message, hint, facts={"factor": factor})


def members_of(fit: ConfirmatoryFactorAnalysis, group: int) -> NDArray[np.bool_]:
    """Return (p, m) which items each factor reaches, directly or by other factors."""
    items, factors = fit.items, fit.factors
    direct = measured_by(fit, group)
    between = np.eye(len(factors), dtype=bool)
    for row in fit.model.of_group(group):
        if row.op == "=~" and row.rhs not in items and (row.free or row.value != 0):
            between[factors.index(row.rhs), factors.index(row.lhs)] = True
    reached = direct
    for _ in factors:
        reached = reached @ between
    return np.asarray(reached)


def measured_by(fit: ConfirmatoryFactorAnalysis, group: int) -> NDArray[np.bool_]:
    """Return (p, m) which items measure each factor directly."""
    direct = np.zeros((len(fit.items), len(fit.factors)), dtype=bool)
    for row in fit.model.of_group(group):
        if row.op == "=~" and row.rhs in fit.items and (row.free or row.value != 0):
            direct[fit.items.index(row.rhs), fit.factors.index(row.lhs)] = True
    return direct


def estimate_of(
    name: str,
    fit: ConfirmatoryFactorAnalysis,
    options: Options,
    value: float,
    se: float,
    k: int,
    assumes: str,
    issues: Sequence[Issue] = (),
) -> Estimate:
    """Return one number of a model; without an interval where the model is improper, or none is defined."""
    n = round(fit.groups[options.group].n)
    ends = None if is_improper(fit) else interval_of(value, se, n, options)
    refused = (no_interval(),) if options.interval and ends is None and np.isfinite(value) else ()
    low, high = ends or (None, None)
    return Estimate(
        name=name,
        value=float(value),
        n=n,
        k=k,
        method=fit.estimator,
        missing=fit.missing,
        se=None if ends is None else float(se),
        low=low,
        high=high,
        level=None if ends is None else options.level,
        interval=None if ends is None else options.interval,
        assumes=assumes,
        issues=(*fit.issues, *issues, *refused),
    )


def interval_of(value: float, se: float, n: int, options: Options) -> tuple[float, float] | None:
    """Return the ends of an interval; None where none was asked for, or it is not defined."""
    if options.interval is None or not np.isfinite([value, se]).all():
        return None
    if options.interval == "delta":
        return around(value, se, options.level)
    if not value < 1:
        return None
    ends = around_log_error(value, se, n, options.level)
    return ends if np.isfinite(ends).all() else None


def against_the_factor(fit: ConfirmatoryFactorAnalysis, members: NDArray[np.bool_], slopes: Array) -> tuple[Issue, ...]:
    """Name the items among these that go against the factor, given the (p,) standardized effects of it."""
    at = np.flatnonzero(members)
    sign = -1.0 if slopes[at].sum() < 0 else 1.0
    return negative_loadings(tuple(fit.items[j] for j in at), sign * slopes[at])
