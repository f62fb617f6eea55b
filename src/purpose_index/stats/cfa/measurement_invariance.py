"""Whether items measure the same in all groups, or on all occasions: models with ever more that is equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import Missing as Rule
from purpose_index.options import check_level, check_option
from purpose_index.stats.cfa.comparison import compare
from purpose_index.stats.cfa.data import groups_of, names_of, names_of_groups, people_in
from purpose_index.stats.cfa.fitting import fitted
from purpose_index.stats.cfa.invariance_levels import ORDER, InvarianceLevel, of_numbers, of_ordered
from purpose_index.stats.cfa.invariance_result import Invariance, InvarianceStep, Over
from purpose_index.stats.cfa.occasions import Beside, as_one_group, at, beside, over_time
from purpose_index.stats.cfa.ordinal import fitted_ordered
from purpose_index.stats.cfa.ordinal_data import ordered_groups_of, stages_of, thresholds_of
from purpose_index.stats.cfa.parameters import items_of, specify
from purpose_index.stats.cfa.score_differences import Answered
from purpose_index.stats.cfa.syntax import check_names, parse
from purpose_index.stats.frames import column_named, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

    from purpose_index.errors import Facts
    from purpose_index.stats.cfa.comparison import Comparison
    from purpose_index.stats.cfa.ordinal_data import Labels
    from purpose_index.stats.cfa.parameter import Identification
    from purpose_index.stats.cfa.parameters import Specification
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis, Estimator, Missing
    from purpose_index.stats.cfa.syntax import Model

Fit = Callable[["Specification"], "ConfirmatoryFactorAnalysis"]


def invariance(
    x: Any,
    model: Model,
    groups: ArrayLike | None = None,
    *,
    occasions: Mapping[str, Sequence[str]] | None = None,
    ordinal: bool = False,
    names: Sequence[str] | None = None,
    levels: Iterable[InvarianceLevel] | None = None,
    free: Iterable[str] = (),
    estimator: Estimator | None = None,
    missing: Missing = "listwise",
    identification: Identification | None = None,
    orthogonal: bool = False,
    level: float = 0.95,
) -> Invariance:
    """Whether scores of groups, or of occasions, can be compared: what gets lost when ever more is equal.

    Parameters
    ----------
    x
        (n, k) numbers, NaN where missing, or a data frame; or, for occasions, a mapping of each occasion to such an
        array, with the same people in the same rows.
    model
        What measures what, see `cfa`; for `occasions` in the names of the columns of the first one.
    groups
        (n,) the group of each row, or the heading of its column in a data frame; the first one that occurs is the one
        that others are compared with.
    occasions
        Each occasion with its columns of x: one an item, in the same order for all.
    ordinal
        Whether answers are ordered categories: then of thresholds and polychoric correlations.
    names
        The ids of the items, one a column; by default those of a tally, the headings of a data frame, or '1', '2', ...
    levels
        What is equal, step by step: 'configural' nothing but which item measures what, 'thresholds' those (of ordered
        answers), 'metric' loadings too, 'scalar' intercepts too, 'strict' residual variances too. By default all.
    free
        Parameters that are not equal nevertheless (partial invariance), named as in a model: 'energy =~ q01', 'q01 ~ 1'
        or 'q01 ~~ q01'; of ordered answers 'q01 | t2'.
    estimator
        See `cfa`; by default 'ML', or 'WLSMV' of ordered answers.
    identification
        See `cfa`; by default 'marker'. Of ordered answers factors have variance 1 in the first group.
    missing, orthogonal, level
        See `cfa`.

    Returns
    -------
    Invariance
        A mapping of each level to its model, with `.steps`: what each costs.

    Raises
    ------
    ArgumentError
        `nothing-to-compare` where there are not two groups or occasions; `unlike-occasions`; `unknown-option`; and what
        `cfa` raises.
    StatisticsError
        What `cfa` raises: a group with too few people, an item that is constant in a group.

    Notes
    -----
    Each level is compared with the one before it by its test (scaled where the estimator's is) and by changes of CFI,
    RMSEA and SRMR. Cheung & Rensvold (2002) take a CFI that is more than .01 lower for a difference. Chen (2007) does
    so where an RMSEA more than .015, or an SRMR more than .03 (loadings) or .01 (the others) higher, goes with it; and
    up to 300 people, or with groups of unlike size, at .005, .01, and .025 or .005. These come from simulations with
    one or two factors of two groups; no verdict is given here.

    With equal intercepts the factor means of all groups but the first are free: differences from the first one.
    For occasions one model holds all of them: factors covary over occasions, and so do the residuals of one item.

    Of ordered answers the levels are those of Wu & Estabrook (2016), see `invariance_levels.of_ordered`. Items with two
    options are equal from 'scalar' on, because nothing of them can be tested before; with three options equal
    thresholds are no restriction. Where a level restricts nothing its step has 0 degrees of freedom and no test.

    References
    ----------
    .. [1] Meredith, W. (1993). Measurement invariance, factor analysis and factorial invariance. Psychometrika, 58,
       525-543. https://doi.org/10.1007/BF02294825
    .. [2] Cheung, G. W., & Rensvold, R. B. (2002). Evaluating goodness-of-fit indexes for testing measurement
       invariance. Structural Equation Modeling, 9, 233-255. https://doi.org/10.1207/S15328007SEM0902_5
    .. [3] Chen, F. F. (2007). Sensitivity of goodness of fit indexes to lack of measurement invariance. Structural
       Equation Modeling, 14, 464-504. https://doi.org/10.1080/10705510701301834
    .. [4] Wu, H., & Estabrook, R. (2016). Identification of confirmatory factor analysis models of different levels of
       invariance for ordered categorical outcomes. Psychometrika, 81, 1014-1045.
       https://doi.org/10.1007/s11336-016-9506-0

    Examples
    --------
    >>> import numpy as np
    >>> from purpose_index.stats.cfa import invariance
    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(600, 1)) @ [[1.0, 0.8, 0.6, 0.7]] + rng.normal(size=(600, 4))
    >>> x[:300, 3] += 0.5
    >>> found = invariance(x, {"f": ["1", "2", "3", "4"]}, ["a"] * 300 + ["b"] * 300)
    >>> [(step.level, step.df_change, step.p_value_change < 0.01) for step in found.steps[1:]]
    [('metric', 3, False), ('scalar', 3, True), ('strict', 4, False)]
    >>> found.equality_tests("scalar")[0].lhs
    '4'
    """
    levels = _levels(levels, ordinal=ordinal)
    estimator, identification = _ways(estimator, missing, identification, ordinal=ordinal)
    level = check_level(level)
    free = (free,) if isinstance(free, str) else tuple(free)
    labels = None if groups is None else names_of_groups(column_named(x, groups))
    people = _people(x, labels, occasions, names)
    written = parse(model)
    check_names(written.terms, people.items)
    used = items_of(written.terms, people.items)
    answers, columns = columns_of(people.x, people.columns, _columns(people, used, labels))
    people = people._replace(x=answers, columns=columns)
    thresholds, fit, answered = (_of_ordered if ordinal else _of_numbers)(
        people, used, labels, estimator, missing, level
    )
    models: dict[str, ConfirmatoryFactorAnalysis] = {}
    for each in levels:
        here = of_numbers(each, free) if thresholds is None else of_ordered(each, written.terms, thresholds, free)
        specification = specify(
            written,
            people.items,
            groups=len(people.occasions),
            identification=identification,
            orthogonal=orthogonal,
            means=True,
            equal=here.equal,
            identified=here.identified,
            free=here.free,
            thresholds=thresholds,
            parameterization="theta",
        )
        found = fit(specification if labels is not None else as_one_group(specification, people.occasions))
        models[each] = replace(found, given=people_in(people.x))
    steps, issues = _steps(models)
    over: Over = "occasions" if labels is None else "groups"
    return Invariance(
        steps=steps,
        models=models,
        compared=people.occasions,
        over=over,
        free=free,
        issues=issues,
        answers=answered,
    )


def _people(
    x: Any, labels: Labels | None, occasions: Mapping[str, Sequence[str]] | None, names: Sequence[str] | None
) -> Beside:
    """The answers with the names of their columns, and of what is compared; raise ArgumentError for less than two."""
    if labels is None:
        found = beside(x, occasions, names)
    else:
        _check_apart(x, occasions)
        columns = names_of(x, names)
        found = Beside(x, columns, columns, tuple(dict.fromkeys(labels[labels != ""].tolist())))
    if len(found.occasions) < 2:
        message = f"There are not two groups or occasions, but {len(found.occasions)}."
        hint = "Give groups=, one for each row, or occasions=, each with its columns."
        issue = Issue("nothing-to-compare", "$.groups", message, hint, facts={"compared": len(found.occasions)})
        raise ArgumentError("There is nothing to compare.", [issue])
    return found


def _columns(people: Beside, used: Sequence[str], labels: Labels | None) -> tuple[str, ...]:
    """The names of the columns that a model uses."""
    return tuple(used) if labels is not None else tuple(at(item, one) for one in people.occasions for item in used)


def _of_numbers(
    people: Beside, used: Sequence[str], labels: Labels | None, estimator: Estimator, missing: Missing, level: float
) -> tuple[None, Fit, tuple[Answered, ...]]:
    """No thresholds, and what fits a model to answers that are numbers."""
    columns = _columns(people, used, labels)
    data = groups_of(people.x, people.columns, columns, labels, fiml=missing == "fiml", means=True)
    return None, partial(fitted, data=data, estimator=estimator, missing=missing, level=level), ()


def _of_ordered(
    people: Beside, used: Sequence[str], labels: Labels | None, estimator: Estimator, missing: Missing, level: float
) -> tuple[dict[str, int], Fit, tuple[Answered, ...]]:
    """How many thresholds each item has, what fits a model to ordered answers, and their moments."""
    rule: Rule = "pairwise" if missing == "pairwise" else "listwise"
    groups = ordered_groups_of(people.x, people.columns, _columns(people, used, labels), labels, rule)
    thresholds = thresholds_of(groups) if labels is not None else over_time(groups[0], used, people.occasions)
    stages, told = stages_of(groups)
    names = [group.label for group in groups]
    fit = partial(
        fitted_ordered, labels=names, stages=stages, estimator=estimator, missing=rule, level=level, told=told
    )
    moments = [group.counts.moments() for group in groups]
    answers = [Answered(group.n, own.mean, own.covariance()) for group, own in zip(groups, moments, strict=True)]
    return thresholds, fit, tuple(answers)


def _levels(levels: Iterable[InvarianceLevel] | None, *, ordinal: bool) -> tuple[InvarianceLevel, ...]:
    """The levels, the least equal one first."""
    known = tuple(each for each in ORDER if ordinal or each != "thresholds")
    asked = known if levels is None else (levels,) if isinstance(levels, str) else tuple(levels)
    for each in asked or (None,):
        check_option("levels", each, Literal[known])
    return tuple(each for each in known if each in asked)


def _ways(
    estimator: Estimator | None, missing: Missing, identification: Identification | None, *, ordinal: bool
) -> tuple[Estimator, Identification]:
    """The estimator and the identification; raise ArgumentError where they do not go together."""
    if ordinal:
        check_option("estimator", estimator or "WLSMV", Literal["WLSMV", "ULSMV"])
        check_option("missing", missing, Rule)
        check_option("identification", identification or "variance", Literal["variance"])
        return estimator or "WLSMV", "variance"
    check_option("estimator", estimator or "ML", Literal["ML", "MLR", "MLM"])
    check_option("missing", missing, Literal["listwise", "fiml"])
    return estimator or "ML", identification or "marker"


def _check_apart(x: Any, occasions: Any) -> None:
    """Raise ArgumentError where there are both groups and occasions."""
    if occasions is not None or isinstance(x, Mapping):
        message = "Groups and occasions cannot be compared at once."
        hint = "Compare occasions within each group, and groups on each occasion."
        issue = Issue("unknown-option", "$.occasions", message, hint)
        raise ArgumentError("The options do not go together.", [issue])


def _steps(
    models: Mapping[str, ConfirmatoryFactorAnalysis],
) -> tuple[tuple[InvarianceStep, ...], tuple[Issue, ...]]:
    """What each level costs, and which comparisons are not defined."""
    steps, issues = [], []
    before: ConfirmatoryFactorAnalysis | None = None
    for each, model in models.items():
        change = None
        if before is not None and before.fit.df < model.fit.df:
            try:
                change = compare(before, model)
            except ArgumentError as refused:
                issues.append(_undefined(each, before, model, refused.issues[0]))
        steps.append(_step(each, model, before, change))
        before = model
    return tuple(steps), tuple(issues)


def _undefined(
    each: str, before: ConfirmatoryFactorAnalysis, model: ConfirmatoryFactorAnalysis, reason: Issue
) -> Issue:
    """Say that a level has no test of its own, and what may give it one."""
    facts: Facts = {"level": each}
    instead = ""
    if before.converged and model.converged and not model.stages:
        instead, facts = ", or use the estimator 'ML'", {**facts, "estimator": "ML"}
    message = f"What became equal at {each!r} has no test of its own."
    hint = f"{reason.message} Compare more people{instead}."
    return Issue("undefined-comparison", f"$.{each}", message, hint, facts=facts)


def _step(
    each: str,
    model: ConfirmatoryFactorAnalysis,
    before: ConfirmatoryFactorAnalysis | None,
    change: Comparison | None,
) -> InvarianceStep:
    fit, srmr = model.fit.scaled or model.fit, model.fit.srmr
    earlier = before and (before.fit.scaled or before.fit)
    return InvarianceStep(
        level=each,
        chi_square=fit.chi_square,
        df=fit.df,
        p_value=fit.p_value,
        cfi=fit.cfi,
        rmsea=fit.rmsea,
        srmr=srmr,
        chi_square_change=change.chi_square if change else np.nan,
        df_change=fit.df - earlier.df if earlier else 0,
        p_value_change=change.p_value if change else np.nan,
        cfi_change=fit.cfi - earlier.cfi if earlier else np.nan,
        rmsea_change=fit.rmsea - earlier.rmsea if earlier else np.nan,
        srmr_change=srmr - before.fit.srmr if before else np.nan,
    )
