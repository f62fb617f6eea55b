"""Confirmatory factor analysis: a structure that is claimed, fitted to answers and tested."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_level, check_option, options_apart
from purpose_index.stats.cfa import doubts
from purpose_index.stats.cfa.data import groups_of, names_of, names_of_groups, people_in
from purpose_index.stats.cfa.estimates import estimates_of
from purpose_index.stats.cfa.identification import check_identified, inverse_of, known_moments, observed_information
from purpose_index.stats.cfa.indices import ModelFit, TestIndices, indices, residual_size, robust_indices
from purpose_index.stats.cfa.ordinal import fitted_ordered
from purpose_index.stats.cfa.ordinal_data import (
    OrderedGroup,
    mixed_groups_of,
    ordered_groups_of,
    ordered_items_of,
    stages_of,
    thresholds_of,
)
from purpose_index.stats.cfa.parameter import Equal, Identification, Parameterization
from purpose_index.stats.cfa.parameters import Specification, items_of, specify
from purpose_index.stats.cfa.problem import Likelihood
from purpose_index.stats.cfa.results import (
    ConfirmatoryFactorAnalysis,
    Estimator,
    GroupMoments,
    Missing,
)
from purpose_index.stats.cfa.robust import Robust, robust_of
from purpose_index.stats.cfa.saturated import References, references_of, unrelated
from purpose_index.stats.cfa.search import search
from purpose_index.stats.cfa.start import start_of
from purpose_index.stats.cfa.structure import structure_of
from purpose_index.stats.cfa.syntax import check_names, parse
from purpose_index.stats.cfa.whole_fit import whole_fit
from purpose_index.stats.frames import column_named, columns_of
from purpose_index.stats.inputs import LARGEST, ROUNDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Facts
    from purpose_index.options import Missing as Rule
    from purpose_index.stats.cfa.data import GroupData
    from purpose_index.stats.cfa.minimise import Lowest
    from purpose_index.stats.cfa.syntax import Model

    Array = NDArray[np.float64]


def cfa(
    x: Any,
    model: Model,
    *,
    estimator: Estimator | None = None,
    missing: Missing = "listwise",
    names: Sequence[str] | None = None,
    identification: Identification = "marker",
    groups: ArrayLike | None = None,
    equal: Iterable[Equal] = (),
    free: Iterable[str] = (),
    orthogonal: bool = False,
    parameterization: Parameterization = "delta",
    ordered: Iterable[str] | bool | None = None,
    level: float = 0.95,
) -> ConfirmatoryFactorAnalysis:
    """Which items measure which factor, as a hypothesis that is fitted and tested.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing; a data frame of pandas, polars or pyarrow, of which only the columns count
        that the model names; `Moments` for 'ML'; `Patterns`; `PairCounts` for ordered answers, which then have no
        errors and no scaled test.
    model
        A mapping of every factor to what measures it, items or other factors; or a text in the common part of lavaan's
        syntax (``=~``, ``~~``, ``~1``, ``==``, ``:=``, numbers and labels before ``*``; of ordered answers also
        ``|`` for thresholds and ``~*~`` for scales).
    estimator
        By default 'ML', or 'WLSMV' where `ordered` says so. 'ML': normal likelihood. 'MLR': the same estimates with
        errors and a test that allow for answers that are not normal, by the observed information (Huber-White,
        Yuan-Bentler). 'MLM': the same by the expected information (Satorra-Bentler), without missing answers. 'WLSMV':
        answers are ordered categories of normal variables, whose thresholds and correlations are fitted by diagonally
        weighted least squares; errors and a scaled and shifted test follow from the answers of all people. 'ULSMV': the
        same without weights.
    missing
        'listwise': only rows without a missing answer count. 'fiml': every row counts with what it has. 'pairwise': for
        ordered answers, every two items count the people who answered both.
    names
        The ids of the items, one a column; by default those of a tally, the headings of a data frame, or '1', '2', ...
    identification
        'marker': the first loading of every factor is 1. 'variance': factors have variance 1.
    groups
        (n,) the group of each row, or the heading of its column in a data frame. Every group then has parameters of its
        own, and items have intercepts.
    equal
        What is equal in all groups: 'loadings', 'intercepts', 'thresholds', 'residuals' (their variances),
        'residual_covariances', 'factor_variances', 'factor_covariances', 'factor_means'. Equal intercepts set the
        factor means of all groups but the first free; equal thresholds those and the scales, or under 'theta' the
        residual variances.
    free
        Parameters that are not equal nevertheless, named as in a model: 'energy =~ q01', 'q01 ~ 1', 'q01 | t1'.
    orthogonal
        Whether factors have no covariances but those that are written: for a general factor beside others.
    parameterization
        Of ordered answers. 'delta': the variables behind them have variance 1 (times a scale that can differ between
        groups). 'theta': their residuals have.
    ordered
        Which items are ordered answers, True for all of them; the others are numbers, with means and variances of their
        own, which need rows, and `missing='listwise'`. By default all for 'WLSMV' and 'ULSMV', and else none.
    level
        Confidence level of the intervals.

    Returns
    -------
    ConfirmatoryFactorAnalysis
        Estimates with errors, fit, and what went wrong.

    Raises
    ------
    ArgumentError
        `model-syntax`, `model-parameter`, `unknown-item`, `unknown-option`, `unknown-label`, `unknown-parameter`,
        `names-of-items`, `answers-needed`, `array-not-finite`, `groups-shape`, `level-out-of-range`; what the array or
        tally is refused for.
    StatisticsError
        `too-few-people`, `constant-item`, `not-identified`, `impossible-model`; `not-positive-definite` where the
        covariances have no inverse (a doubled item, fewer people than items); `undefined-pair` where nobody answered
        both of two items. Of ordered answers `category-unused-in-group`; `undefined-pair`, `boundary-correlation` and
        `undefined-error` where two items have no correlation between -1 and 1, or a few people do not show how
        certain it is.

    Notes
    -----
    With loadings Λ, paths between factors B, covariances Ψ of factors and Θ of residuals, the covariances are
    ``Λ (I - B)^-1 Ψ (I - B)^-T Λ' + Θ``. The estimates minimise ``log|Σ| + tr(S Σ^-1)``, S divided by n, which over
    patterns of missing answers is minus twice the log-likelihood. Errors are those of the expected information; with
    missing answers and for 'MLR' of the observed one. For ordered answers
    they minimise the weighted squares of what thresholds and correlations differ by from those implied. A model that
    fits is one of many that do.

    References
    ----------
    .. [1] Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor analysis. Psychometrika,
       34, 183-202. https://doi.org/10.1007/BF02289343
    .. [2] Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors in covariance
       structure analysis. In A. von Eye & C. C. Clogg (Eds.), Latent variables analysis (pp. 399-419). Sage.
    .. [3] Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous
       latent variable indicators. Psychometrika, 49, 115-132. https://doi.org/10.1007/BF02294210
    .. [4] Yuan, K.-H., & Bentler, P. M. (2000). Three likelihood-based methods for mean and covariance structure
       analysis with nonnormal missing data. Sociological Methodology, 30, 165-200. https://doi.org/10.1111/0081-1750.00078

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.cfa import cfa
    >>> rng = np.random.default_rng(1)
    >>> factor = rng.normal(size=(500, 1))
    >>> x = factor @ [[1.0, 0.8, 0.6, 0.7]] + rng.normal(size=(500, 4))
    >>> found = cfa(x, "f =~ a + b + c + d", names=["a", "b", "c", "d"])
    >>> found.fit.df, found.converged, found.estimate("f", "=~", "a").value
    (2, True, 1.0)
    """
    ordered = None if ordered is False else ordered
    estimator = ("ML" if ordered is None else "WLSMV") if estimator is None else estimator
    check_option("estimator", estimator, Estimator)
    check_option("missing", missing, Missing)
    check_option("parameterization", parameterization, Parameterization)
    level = check_level(level)
    equal, free = tuple(equal), (free,) if isinstance(free, str) else tuple(free)
    by_squares = estimator in ("WLSMV", "ULSMV")
    _check_missing(estimator, missing, ordered=by_squares)
    _check_groups_given(groups, equal, free)
    known = names_of(x, names)
    labels = None if groups is None else names_of_groups(column_named(x, groups))
    written = parse(model)
    check_names(written.terms, known)
    used = items_of(written.terms, known)
    x, known = columns_of(x, known, used)
    chosen = ordered_items_of(ordered, known, used, estimator, missing)
    rule: Rule = "pairwise" if missing == "pairwise" else "listwise"
    people: tuple[OrderedGroup, ...] = ()
    if by_squares and len(chosen) < len(used):
        people = mixed_groups_of(x, known, used, labels, chosen)
    elif by_squares:
        people = ordered_groups_of(x, known, used, labels, rule)
    specification = specify(
        written,
        known,
        groups=1 if labels is None else len(set(labels) - {""}),
        identification=identification,
        orthogonal=orthogonal,
        means=missing == "fiml" or groups is not None,
        equal=equal,
        free=free,
        thresholds=thresholds_of(people) if people else None,
        parameterization=parameterization,
    )
    if people:
        stages, told = stages_of(people)
        labelled = [group.label for group in people]
        found = fitted_ordered(
            specification, labelled, stages, estimator=estimator, missing=rule, level=level, told=told
        )
    else:
        data = groups_of(x, known, specification.items, labels, fiml=missing == "fiml", means=specification.means)
        found = fitted(specification, data, estimator=estimator, missing=missing, level=level)
    return replace(found, given=people_in(x))


def _check_groups_given(groups: ArrayLike | None, equal: tuple[Equal, ...], free: tuple[str, ...]) -> None:
    """Raise ArgumentError where something is said of groups, and there are none."""
    if equal and groups is None:
        message = "'equal' says what is equal in all groups, and there are no groups."
        raise options_apart("$.equal", message, "Give groups=, one for each row.")
    if free and groups is None:
        message = "'free' says what is not equal in all groups, and there are no groups."
        raise options_apart("$.free", message, "Without groups, what is not fixed is free.")


def _check_missing(estimator: Estimator, missing: Missing, *, ordered: bool) -> None:
    """Raise ArgumentError where an estimator does not go with a rule for missing answers."""
    if estimator == "MLM" and missing == "fiml":
        raise options_apart("$.missing", "'MLM' is for complete answers.", "Use 'MLR' with missing answers.")
    if ordered and missing == "fiml":
        raise options_apart(
            "$.missing", "'fiml' is for likelihoods, and these are least squares.", "Use 'pairwise' or 'listwise'."
        )
    if missing == "pairwise" and not ordered:
        raise options_apart("$.missing", "'pairwise' is for ordered answers.", "Use 'fiml' with missing answers.")


def fitted(
    model: Specification,
    data: Sequence[GroupData],
    *,
    estimator: Estimator,
    missing: Missing,
    level: float,
) -> ConfirmatoryFactorAnalysis:
    """Fit a specified model to data that were prepared."""
    if estimator != "ML" and any(group.rows is None for group in data):
        message = f"The errors of {estimator!r} rest on the answers of every person."
        hint = "Give the answers themselves, or their patterns."
        issue = Issue("answers-needed", "$.x", message, hint, facts={"estimator": estimator})
        raise ArgumentError("This estimator needs the answers.", [issue])
    _check_vary(model, data)
    _check_pairs(model, data)
    references = references_of([group.sample for group in data])
    _check_definite(data, references)
    structures = tuple(structure_of(model, group) for group in range(model.groups))
    problem = Likelihood(tuple(group.sample for group in data), structures, model.free)
    start = start_of(model, references.moments)
    whole = Likelihood(references.samples, structures, model.free)
    check_identified(model, known_moments(model), start, partial(observed_information, whole))
    lowest = search(model, problem, start)
    observed = estimator == "MLR" or missing == "fiml"
    information = problem.curvature(lowest.point, observed=observed)
    robust = None if estimator == "ML" else robust_of(problem, lowest, data, references, information, observed=observed)
    n = sum(group.sample.n for group in data)
    covariance = inverse_of(information) / n if robust is None else robust.covariance
    return ConfirmatoryFactorAnalysis(
        fit=_fit(model, problem, lowest, data, references, robust),
        estimates=estimates_of(
            model, [group.label for group in data], lowest.theta, lowest.point.implied, covariance, level
        ),
        n=n,
        groups=_moments(data, references, lowest),
        model=model,
        theta=lowest.theta,
        covariance=covariance,
        estimator=estimator,
        missing=missing,
        converged=lowest.converged,
        steps=lowest.steps,
        level=level,
        issues=doubts.issues_of(model, lowest, information, complete=references.converged),
        samples=problem.samples,
    )


def _check_vary(model: Specification, data: Sequence[GroupData]) -> None:
    """Raise StatisticsError where an item does not vary."""
    for group in data:
        sample = group.sample
        where = f" in group {group.label!r}" if group.label else ""
        answered = np.any(sample.answered, axis=0).tolist()
        mean, variance = unrelated(sample)
        issues = [
            Issue(
                "constant-item",
                f"$.items.{item}",
                f"Item {item!r} has {'one and the same' if some else 'no'} answer{where}.",
                "Drop it.",
                facts={"item": item, "group": group.label},
            )
            for item, some, v, m in zip(model.items, answered, variance, mean + group.centre, strict=True)
            if not v > max((ROUNDING * m) ** 2, LARGEST**-2)
        ]
        if issues:
            raise StatisticsError("The model cannot be fitted.", issues)


def _check_pairs(model: Specification, data: Sequence[GroupData]) -> None:
    """Raise StatisticsError where nobody answered both of two items: without a model, they covary by any amount."""
    issues = []
    for group in data:
        answered = group.sample.answered.astype(np.float64)
        where = f" in group {group.label!r}" if group.label else ""
        for i, j in np.argwhere(np.triu(answered.T @ answered == 0)).tolist():
            one, other = model.items[i], model.items[j]
            message = (
                f"Nobody answered both {one!r} and {other!r}{where}, so no test can say whether a model fits them."
            )
            hint = "Leave one of them out."
            facts: Facts = {"first": one, "second": other, "group": group.label}
            issues.append(Issue("undefined-pair", f"$.items.{one}", message, hint, facts=facts))
    if issues:
        raise StatisticsError("The model cannot be fitted.", issues)


def _check_definite(data: Sequence[GroupData], references: References) -> None:
    """Raise StatisticsError where the covariances have no inverse."""
    for group, (_, covariance) in zip(data, references.moments, strict=True):
        variances = np.diag(covariance)
        scale = 1 / np.sqrt(np.where(variances > 0, variances, 1.0))  # rounding may end below 0
        if np.linalg.eigvalsh(covariance * np.outer(scale, scale))[0] < 1e-10:
            where = f" in group {group.label!r}" if group.label else ""
            message = f"The covariances{where} have no inverse."
            hint = "Drop the redundant item, or use more people than items."
            issue = Issue("not-positive-definite", "$.x", message, hint, facts={"group": group.label})
            raise StatisticsError("The model cannot be fitted.", [issue])


def _fit(
    model: Specification,
    problem: Likelihood,
    lowest: Lowest,
    data: Sequence[GroupData],
    references: References,
    robust: Robust | None,
) -> ModelFit:
    """The tests and indices of a model that was fitted."""
    n = sum(group.sample.n for group in data)
    p, groups = len(model.items), model.groups
    df, baseline_df = known_moments(model) - model.free, groups * p * (p - 1) // 2
    chi_square = max(n * (lowest.point.value - references.free_value), 0.0)
    baseline = max(n * (references.baseline_value - references.free_value), 0.0)
    plain = indices(chi_square, df, baseline, baseline_df, n, groups)
    scaled = robust_fit = None
    if robust is not None:
        c = robust.trace / df if df else 1.0
        b = robust.baseline_trace / baseline_df if baseline_df else 1.0
        of_scaled = indices(chi_square / c, df, baseline / b, baseline_df, n, groups, scaling=c, baseline_scaling=b)
        scaled = TestIndices(**of_scaled)  # type: ignore[arg-type]
        if problem.complete:
            robust_fit = TestIndices(**robust_indices(of_scaled, n, groups))  # type: ignore[arg-type]
    if not problem.complete:
        robust_fit = whole_fit(problem, lowest, data, references, df, robust=robust is not None)
    likelihood = problem.log_likelihood(lowest.point)
    free = likelihood + 0.5 * n * (lowest.point.value - references.free_value)
    q = model.free
    implied = [(here.mean, here.covariance) for here in lowest.point.implied]
    return ModelFit(
        **plain,  # type: ignore[arg-type]
        srmr=residual_size(references.moments, implied, problem.shares, means=model.means),
        log_likelihood=likelihood,
        log_likelihood_free=free,
        aic=-2 * likelihood + 2 * q,
        bic=-2 * likelihood + q * float(np.log(n)),
        sabic=-2 * likelihood + q * float(np.log((n + 2) / 24)),
        scaled=scaled,
        robust=robust_fit,
    )


def _moments(data: Sequence[GroupData], references: References, lowest: Lowest) -> tuple[GroupMoments, ...]:
    """Means and covariances of the groups, observed and implied."""
    return tuple(
        GroupMoments(
            group=group.label,
            n=group.sample.n,
            mean=mean + group.centre,
            covariance=covariance,
            implied_mean=implied.mean + group.centre,
            implied_covariance=implied.covariance,
            factor_mean=implied.factor_mean,
            factor_covariance=implied.factor_covariance,
            with_factors=implied.with_factors,
        )
        for group, (mean, covariance), implied in zip(data, references.moments, lowest.point.implied, strict=True)
    )
