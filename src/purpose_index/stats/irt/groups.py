"""Several groups on one scale, by the items that they have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_option
from purpose_index.stats.frames import items_and_groups
from purpose_index.stats.inputs import answers_of
from purpose_index.stats.irt.choices import ModelName, Slopes
from purpose_index.stats.irt.climbing import climb, climb_without_curvature, upright
from purpose_index.stats.irt.common_scale import CommonScale
from purpose_index.stats.irt.fitting import NODES, check_nodes, check_varying, free_parameters, nodes_needed
from purpose_index.stats.irt.group_results import found_of_groups
from purpose_index.stats.irt.grouped import GroupedAnswers
from purpose_index.stats.irt.models import MODELS
from purpose_index.stats.irt.start import start_values
from purpose_index.stats.labels import labels_of, reference_first
from purpose_index.suggest import did_you_mean
from purpose_index.tallies.patterns import Patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.irt.answers import Answers
    from purpose_index.stats.irt.climbing import Top
    from purpose_index.stats.irt.group_results import MultipleGroupModel
    from purpose_index.stats.irt.models import Model

    Array = NDArray[np.float64]


def multiple_group(
    x: ArrayLike,
    groups: ArrayLike,
    *,
    model: ModelName = "graded",
    slopes: Slopes = "free",
    anchors: Sequence[str] | None = None,
    reference: str | None = None,
    names: Sequence[str] | None = None,
    nodes: int = NODES,
) -> MultipleGroupModel:
    """Say how far groups differ on what items have in common, by items that work alike in all of them.

    Parameters
    ----------
    x
        (n, k) whole numbers, keyed, NaN where missing. A group that did not get an item has NaN there, so that forms of
        a questionnaire are linked by the items that they share.
    groups
        (n,) labels, or the column of a data frame that holds them, whose others are then the items; who has none does
        not count.
    model
        'graded' or 'partial_credit'.
    slopes
        'free' or 'equal', as in `graded`.
    anchors
        The ids of the items whose parameters are equal in all groups; every other item has its own in each group. All
        items by default.
    reference
        The group with mean 0 and standard deviation 1; by default the first in the order of their names.
    names
        The ids of the items; by default the headings of a data frame, and of an array '1', '2', ...
    nodes
        As in `graded`.

    Returns
    -------
    MultipleGroupModel
        Means and standard deviations of the groups, and the items, on the reference group's scale.

    Raises
    ------
    ArgumentError
        `groups-shape`, `no-such-group`, `unknown-item`, `unknown-option`, `nodes-out-of-range`, `answers-not-keyed`; as
        `Patterns.of`.
    StatisticsError
        `too-few-groups`: fewer than two. `no-common-items`: a group that shares no anchor that varies.
        `too-few-varying-items`.

    Notes
    -----
    The trait is normal in each group. Anchors say what the difference between groups is measured by: where one works
    otherwise in a group than is taken, the means are off. Compare models with `anchors` and without.

    References
    ----------
    Bock, R. D., & Zimowski, M. F. (1997). Multiple group IRT. In W. J. van der Linden & R. K. Hambleton (Eds.),
    Handbook of modern item response theory (pp. 433-448). Springer. https://doi.org/10.1007/978-1-4757-2691-6_25

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> groups = np.repeat(["here", "there"], 1000)
    >>> theta = rng.normal(size=(2000, 1)) + 0.5 * (groups == "there")[:, None]
    >>> answers = np.digitize(theta + 0.7 * rng.logistic(size=(2000, 5)), [-1, 0, 1])
    >>> found = multiple_group(answers, groups)
    >>> found.groups, found.means.round(1), found.mean_errors.round(2)
    (('here', 'there'), array([0. , 0.6]), array([ nan, 0.06]))
    """
    check_option("model", model, ModelName)
    check_option("slopes", slopes, Slopes)
    check_nodes(nodes)
    x, groups, names = items_and_groups(x, groups, names)
    given = np.asarray(answers_of(x), dtype=np.float64)
    items = Patterns.of(given, missing="pairwise", items=names).items  # refuses what are no answers
    common = _anchored(items, anchors)
    labels, member = _members(groups, len(given), reference)
    told = (member >= 0) & ~np.isnan(given).all(axis=1)
    columns = GroupedAnswers(given[told], member[told], len(labels), common, items)
    top, problem, where = _climbed(MODELS[model], columns, slopes, nodes)
    found = found_of_groups(MODELS[model], columns, labels, top, problem, where)
    return replace(found, issues=(*found.issues, *_left_out(int((~told).sum()), len(told))))


def _left_out(left_out: int, n: int) -> tuple[Issue, ...]:
    message = f"People without a group or without any answer, who do not count: {left_out} of {n}."
    return (Issue("people-left-out", "$", message, facts={"left_out": left_out, "of": n}),) if left_out else ()


def _anchored(items: Sequence[str], anchors: Sequence[str] | None) -> NDArray[np.bool_]:
    """(k,) which items are equal in all groups."""
    unknown = sorted(set(anchors or ()) - set(items))
    if unknown:
        issues = [
            Issue(
                "unknown-item",
                "$.anchors",
                f"There is no item {name!r}.",
                did_you_mean(name, items),
                facts={"item": name},
            )
            for name in unknown
        ]
        raise ArgumentError("The groups cannot be linked.", issues)
    return np.array([anchors is None or item in anchors for item in items], dtype=bool)


def _members(groups: ArrayLike, n: int, reference: str | None) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The names of the groups, the reference first, and (n,) the number of each row's group, -1 where it has none."""
    given, known = labels_of(groups)
    if given.shape != (n,):
        message = f"Expected one group for each of the {n} rows; the shape is {given.shape}."
        issue = Issue("groups-shape", "$.groups", message, facts={"rows": n, "shape": given.shape})
        raise ArgumentError("The groups cannot be linked.", [issue])
    texts = np.array([str(label) for label in given[known].tolist()])
    labels = sorted(set(texts.tolist()))
    if len(labels) < 2:
        issue = Issue("too-few-groups", "$.groups", "At least two groups are needed.", "Take `graded` for one group.")
        raise StatisticsError("The groups cannot be linked.", [issue])
    labels = reference_first(labels, reference)
    member = np.full(n, -1, dtype=np.int64)
    member[known] = [labels.index(text) for text in texts.tolist()]
    return tuple(labels), member


def _climbed(
    model: Model, columns: GroupedAnswers, slopes: Slopes, nodes: int
) -> tuple[Top, CommonScale, NDArray[np.int64]]:
    pooled, apart = columns.pooled(), columns.apart()
    check_varying(int((pooled.sizes > 1).sum()), slopes)
    where = free_parameters(pooled, equal=slopes == "equal")
    start = np.append(start_values(model, pooled, where), np.zeros(2 * (columns.groups - 1)))
    top, problem = climbed(model, apart, where, columns.groups, start, nodes)
    return top, problem, where


def climbed(
    model: Model,
    apart: Answers,
    where: NDArray[np.int64],
    groups: int,
    start: Array,
    nodes: int,
    *,
    curvature: bool = True,
) -> tuple[Top, CommonScale]:
    """Go up to the top of the likelihood of groups, over as many nodes as the answers tell of."""
    go = climb if curvature else climb_without_curvature
    problem = CommonScale(model, apart, where, groups, nodes)
    top = go(problem, start)
    enough = max(
        nodes_needed(model, own, d)
        for own, d in zip(np.split(top.point.slopes, groups), np.split(top.point.intercepts, groups), strict=True)
    )
    if enough > nodes:
        problem = CommonScale(model, apart, where, groups, enough)
        top = go(problem, top.theta)
    return upright(problem, top), problem
