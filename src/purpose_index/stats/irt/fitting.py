"""The doors of the item response models: answers in, a fitted model out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_option
from purpose_index.stats.irt.answers import answers_by_category, by_item, every_so_many
from purpose_index.stats.irt.choices import Slopes
from purpose_index.stats.irt.climbing import approach, climb, climb_from, upright
from purpose_index.stats.irt.doubts import issues_of
from purpose_index.stats.irt.errors import covariance_of, locations_of
from purpose_index.stats.irt.likelihood import WIDEST, Problem
from purpose_index.stats.irt.models import GRADED, PARTIAL_CREDIT
from purpose_index.stats.irt.results import ItemResponseModel, item_information
from purpose_index.stats.irt.start import start_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.answers import Answers
    from purpose_index.stats.irt.climbing import Top
    from purpose_index.stats.irt.models import Model
    from purpose_index.tallies.patterns import Patterns

    Array = NDArray[np.float64]

NODES = 61
FEWEST, MOST = 11, 1001
SPARE = 4  # nodes more than some of the people need
MANY = 10_000  # rows, whose search begins with some of them
ONE_IN = 8  # of many rows: those with which a search begins
FINER = 0.9  # the same, where errors rest on them: but for 3e-10
FINE = 1.2  # nodes so many errors, or so many ths of a slope, apart sum to the integral but for e^(-2 pi^2 / 1.2)


def graded(
    x: ArrayLike | Patterns, *, slopes: Slopes = "free", names: Sequence[str] | None = None, nodes: int = NODES
) -> ItemResponseModel:
    """Say how each answer tells where a person is on what the items have in common: Samejima's graded model.

    Parameters
    ----------
    x
        (n, k) whole numbers, keyed, NaN where missing; a data frame of them, whose headings are the items; or
        `Patterns`. Every answer counts (full information): a person counts with what was answered.
    slopes
        'free': each item has its own slope. 'equal': all have one. With two categories 'free' is the two-parameter
        logistic model.
    names
        The ids of the items; by default the headings of a data frame, and of an array '1', '2', ...
    nodes
        At the least how many places on the trait the likelihood is summed over, from -6 to 6; more are taken where the
        items tell so much that these would be too few.

    Returns
    -------
    ItemResponseModel
        Slopes, locations, errors, information, scores. The trait is standard normal in those who answered.

    Raises
    ------
    ArgumentError
        As `Patterns.of`; `answers-not-keyed`, `unknown-option`, `nodes-out-of-range`.
    StatisticsError
        `too-few-varying-items`: slopes of their own need three items that vary, one slope for all needs two.

    Notes
    -----
    ``P(answer >= c | theta) = 1 / (1 + exp(-(slope * theta + intercept[c])))``, with ``location = -intercept / slope``.
    The likelihood is marginal: the integral over a standard normal trait, by even nodes. It is climbed by quasi-Newton
    steps around EM's, and by Newton's at the end; errors come from the observed information (Louis, 1982).

    It assumes that one trait explains why items go together. The fit tells whether that holds.

    References
    ----------
    Samejima, F. (1969). Estimation of latent ability using a response pattern of graded scores. Psychometrika Monograph
    17. https://doi.org/10.1007/BF03372160

    Bock, R. D., & Aitkin, M. (1981). Marginal maximum likelihood estimation of item parameters: Application of an EM
    algorithm. Psychometrika, 46, 443-459. https://doi.org/10.1007/BF02293801

    Louis, T. A. (1982). Finding the observed information matrix when using the EM algorithm. Journal of the Royal
    Statistical Society B, 44, 226-233. https://doi.org/10.1111/j.2517-6161.1982.tb01203.x

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> theta = rng.normal(size=(500, 1))
    >>> answers = np.digitize(theta + 0.8 * rng.logistic(size=(500, 5)), [-1.5, 0, 1.5])
    >>> model = graded(answers)
    >>> model.converged, model.slopes.round(1)
    (True, array([1.1, 1. , 1. , 1.4, 1. ]))
    """
    return _fitted(GRADED, x, slopes, names, nodes)


def partial_credit(
    x: ArrayLike | Patterns, *, slopes: Slopes = "free", names: Sequence[str] | None = None, nodes: int = NODES
) -> ItemResponseModel:
    """Say how each step to the next answer tells where a person is: the (generalised) partial credit model.

    Parameters
    ----------
    x, names, nodes
        As in `graded`.
    slopes
        'free': the generalised model. 'equal': one slope for all items, which is the partial credit model of Masters,
        and with two categories that of Rasch.

    Returns
    -------
    ItemResponseModel
        As of `graded`.

    Raises
    ------
    ArgumentError, StatisticsError
        As in `graded`.

    Notes
    -----
    ``P(c | theta)`` is proportional to ``exp(c * slope * theta + intercept[c])``; where two neighbouring answers are
    equally likely is a location: ``-(intercept[c] - intercept[c - 1]) / slope``.

    The trait has variance 1. In Rasch's metric slopes are 1 and the trait has a variance of its own: with equal slopes
    that is ``slope ** 2``, and locations and scores times the slope are those of that metric.

    References
    ----------
    Muraki, E. (1992). A generalized partial credit model: Application of an EM algorithm. Applied Psychological
    Measurement, 16, 159-176. https://doi.org/10.1177/014662169201600206

    Masters, G. N. (1982). A Rasch model for partial credit scoring. Psychometrika, 47, 149-174.
    https://doi.org/10.1007/BF02296272

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> theta = rng.normal(size=(500, 1))
    >>> answers = (theta + rng.logistic(size=(500, 5)) > [-1, -0.5, 0, 0.5, 1]).astype(int)
    >>> rasch = partial_credit(answers, slopes="equal")
    >>> print(np.concatenate(rasch.locations).round(1))
    [-0.9 -0.6  0.   0.8  1.1]
    """
    return _fitted(PARTIAL_CREDIT, x, slopes, names, nodes)


def _fitted(
    model: Model, x: ArrayLike | Patterns, slopes: Slopes, names: Sequence[str] | None, nodes: int
) -> ItemResponseModel:
    check_option("slopes", slopes, Slopes)
    check_nodes(nodes)
    answers = answers_by_category(x, names)
    check_varying(int((answers.sizes > 1).sum()), slopes)
    where = free_parameters(answers, equal=slopes == "equal")
    start = start_values(model, answers, where)
    top, problem = (_top_of_many if len(answers.codes) > MANY else _top_of_few)(model, answers, where, start, nodes)
    enough = nodes_needed(model, top.point.slopes, top.point.intercepts)
    if enough > len(problem.nodes):
        problem = problem.over(enough)
        top = climb(problem, top.theta)
    return _result(model, answers, problem, upright(problem, top), equal=slopes == "equal")


def _top_of_few(
    model: Model, answers: Answers, where: NDArray[np.int64], start: Array, nodes: int
) -> tuple[Top, Problem]:
    """Most of the way is the same over fewer nodes, if they are enough."""
    problem = Problem(model, answers, where, nodes)
    few = nodes_needed(model, *problem.parameters(start), FINER) + SPARE
    if few >= nodes:
        return climb(problem, start), problem
    top = climb(problem, start, problem.over(few))
    if nodes_needed(model, top.point.slopes, top.point.intercepts, FINER) > few:
        top = climb(problem, top.theta)
    return top, problem


def _top_of_many(
    model: Model, answers: Answers, where: NDArray[np.int64], start: Array, nodes: int
) -> tuple[Top, Problem]:
    """Most of the way is the same for some of the people."""
    some = every_so_many(answers, ONE_IN)
    if some is None:
        return _top_of_few(model, answers, where, start, nodes)
    near = approach(Problem(model, some, where, nodes), start)
    nodes = max(nodes, nodes_needed(model, near.point.slopes, near.point.intercepts) + SPARE)
    problem = Problem(model, answers, where, nodes)
    return climb_from(problem, near, some.counts.sum() / answers.counts.sum()), problem


def check_nodes(nodes: int) -> None:
    """Raise ArgumentError where there cannot be so many nodes."""
    if not (isinstance(nodes, int) and FEWEST <= nodes <= MOST):
        message = f"Expected a whole number from {FEWEST} to {MOST}."
        issue = Issue("nodes-out-of-range", "$.nodes", message, facts={"low": FEWEST, "high": MOST})
        raise ArgumentError("The option 'nodes' cannot be what it was given.", [issue])


def check_varying(vary: int, slopes: Slopes, *, choice: bool = True) -> None:
    """Raise StatisticsError where fewer items vary than slopes need, and say which would do where there is a choice."""
    need = 3 if slopes == "free" else 2
    if vary < need:
        message = f"Items that vary: {vary}; slopes of this kind need {need}."
        hint = "Take slopes='equal'." if vary == 2 and choice else "Take more items."
        issue = Issue("too-few-varying-items", "$.x", message, hint, facts={"items": vary, "needed": need})
        raise StatisticsError("The item response model is not defined.", [issue])


def free_parameters(answers: Answers, *, equal: bool) -> NDArray[np.int64]:
    """Return the (k, m) table of the numbers of the free parameters, slopes first; -1 where there is none."""
    there = np.arange(answers.most) < answers.sizes[:, None]
    there[:, 0] = answers.sizes > 1
    where = np.full(there.shape, -1, dtype=np.int64)
    if not equal:
        where[there] = np.arange(there.sum())
        return where
    where[there] = 0
    inner = there.copy()
    inner[:, 0] = False
    where[inner] = 1 + np.arange(inner.sum())
    return where


def nodes_needed(model: Model, slopes: Array, intercepts: Array, fine: float = FINE) -> int:
    """Return how many nodes lie close enough together for the smallest error of a score and the steepest item."""
    theta = np.linspace(-WIDEST, WIDEST, 121)
    most = float(item_information(model, slopes, intercepts, theta).sum(axis=0).max())
    narrow = max(float(np.sqrt(1 + most)), float(np.abs(slopes).max()))
    return min(MOST, 1 + int(np.ceil(2 * WIDEST * narrow / fine)))


def _result(model: Model, answers: Answers, problem: Problem, top: Top, *, equal: bool) -> ItemResponseModel:
    point = top.point
    covariance = covariance_of(top)
    locations, location_errors = locations_of(model, problem.where, point.slopes, point.intercepts, covariance)
    errors = np.sqrt(np.where(problem.there, np.diag(covariance)[problem.where], np.nan))
    return ItemResponseModel(
        model=model.name,
        slopes=np.where(answers.sizes < 2, np.nan, point.slopes),
        locations=by_item(locations, answers.sizes),
        log_likelihood=point.value,
        n=int(answers.counts.sum()),
        intercepts=by_item(point.intercepts, answers.sizes),
        slope_errors=errors[:, 0],
        location_errors=by_item(location_errors, answers.sizes),
        intercept_errors=by_item(errors[:, 1:], answers.sizes),
        equal_slopes=equal,
        empirical_reliability=reliability_of(point.places),
        converged=top.converged,
        steps=top.steps,
        gradient=top.gradient,
        covariance=covariance,
        items=answers.items,
        values=answers.values,
        categories=answers.categories,
        nodes=len(problem.nodes),
        issues=issues_of(answers, problem, top),
    )


def reliability_of(places: Array) -> float:
    """Return the share of the variance of people's places that their scores have, from the sums of a `Point`."""
    n, first, square, errors = places
    of_scores = (square - first**2 / n) / (n - 1)
    return float(of_scores / (of_scores + errors / n))
