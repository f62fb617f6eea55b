"""The door of likelihood ratios: whether items of a graded model are the same in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from purpose_index.errors import Issue, StatisticsError
from purpose_index.options import check_option
from purpose_index.stats.dif.ordinal_logistic import check_alpha, place_of
from purpose_index.stats.dif.people import people_of
from purpose_index.stats.dif.results import DifItems, DifTest, LikelihoodRatioDif
from purpose_index.stats.dif.score_effects import difference
from purpose_index.stats.dif.trait_anchors import Anchors, anchors_of
from purpose_index.stats.dif.trait_effects import expected_curve, trait_effects
from purpose_index.stats.dif.trait_models import degrees, ratio_of, trait_model
from purpose_index.stats.irt.doubts import issue_of_weakness, issues_of_search
from purpose_index.stats.irt.expected import chi_square_p
from purpose_index.stats.irt.fitting import NODES, check_nodes, check_varying
from purpose_index.stats.multiple_tests import Correction, adjusted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.errors import Fact
    from purpose_index.stats.dif.people import People
    from purpose_index.stats.dif.trait_models import Ratio, TraitModel

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

GRID = np.linspace(-3, 3, 61)


def likelihood_ratio(
    x: ArrayLike,
    groups: ArrayLike,
    *,
    item: str | None = None,
    anchors: Anchors | Sequence[str] = "others",
    alpha: float = 0.05,
    correction: Correction = "benjamini-hochberg",
    reference: Any = None,
    names: Sequence[str] | None = None,
    nodes: int = NODES,
) -> tuple[LikelihoodRatioDif, ...]:
    """Say whether items are the same in groups under a graded model: whether people alike on the trait answer alike.

    Parameters
    ----------
    x
        (n, k) whole numbers, keyed, NaN where missing. Every answer of people with a group counts.
    groups
        (n,) labels of any kind. Means and spreads of the trait are free in all but the reference. None, NaN, NA and an
        empty text are no group. Or the column of a data frame that holds them; its others are the items.
    item
        The id of the one item to look at; by default all.
    anchors
        The items that are the same in all groups, by which the trait of groups is compared; an item under test is none
        of them. 'others': all others. 'purified': all others, but for those that are found to work otherwise: the one
        with the largest chi-square beside its degrees of freedom is taken out first, until none of those left is found.
        'rank': the quarter of the items, at the least two, with the smallest of these ratios where all others are
        anchors (Woods, 2009). Or the ids of items that are known to work alike.
    alpha
        The level of the adjusted p-value of `total` at which an item is taken out, between 0 and 1.
    correction
        How p-values are adjusted for all items: 'benjamini-hochberg' or 'holm'.
    reference
        The group that others are compared with, of which the trait has mean 0 and standard deviation 1; by default the
        first in order.
    names
        The ids of the items; by default the headings of a data frame, and of an array '1', '2', ...
    nodes
        As in `stats.irt.graded`.

    Returns
    -------
    found
        One an item: `.total`, `.uniform` and `.nonuniform` tests, and what answers differ by at equal trait; `print`
        shows them as a table.

    Raises
    ------
    ArgumentError
        `one-group`, `no-such-group`, `groups-shape`, `unknown-item`, `unknown-option`, `level-out-of-range`,
        `nodes-out-of-range`, `answers-not-keyed`, `nothing-to-match-on`, and as `Patterns.of`.
    StatisticsError
        `too-few-varying-items`: fewer than three. `no-common-items`: of a group no anchor varies.

    Notes
    -----
    Three models, each within the next: the item is the same in all groups; its locations are each group's own; its
    slope is too. `uniform` compares the second with the first, `nonuniform` the third with the second, `total` the
    third with the first; each is twice a difference of log-likelihoods. Items other than anchors are each group's own.
    The degrees of freedom are those of the categories that anybody chose; a group's slope counts where the item varies
    in it.

    The trait is normal in each group. Where no more than some dozen people are in a group, the chi-square is no more
    than near. A difference between groups is no fault of an item by itself: what it does to answers is in
    `.differences`.

    References
    ----------
    Thissen, D., Steinberg, L., & Wainer, H. (1993). Detection of differential item functioning using the parameters of
    item response models. In P. W. Holland & H. Wainer (Eds.), Differential item functioning (pp. 67-113). Erlbaum.

    Candell, G. L., & Drasgow, F. (1988). An iterative procedure for linking metrics and assessing item bias in item
    response theory. Applied Psychological Measurement, 12, 253-260. https://doi.org/10.1177/014662168801200304

    Woods, C. M. (2009). Empirical selection of anchors for tests of differential item functioning. Applied
    Psychological Measurement, 33, 42-57. https://doi.org/10.1177/0146621607314044

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> group = np.repeat(["a", "b"], 300)
    >>> answers = np.digitize(rng.normal(size=(600, 1)) + rng.logistic(size=(600, 5)) / 2, [-1, 0, 1])
    >>> answers[group == "b", 0] = np.minimum(answers[group == "b", 0] + 1, 3)
    >>> found = likelihood_ratio(answers, group, anchors="purified")
    >>> [one.item for one in found if one.total.adjusted < 0.05]
    ['1']
    """
    check_option("correction", correction, Correction)
    check_alpha(alpha)
    check_nodes(nodes)
    people = people_of(x, groups, names, whole=False, reference=reference)
    varies = np.array([len(values) > 1 for values in people.values])
    check_varying(int(varies.sum()), "free", choice=False)
    asked = range(len(people.items)) if item is None else [place_of(item, people.items)]
    common, doubts = anchors_of(people, anchors, alpha, correction, nodes)
    base = trait_model(people, common, nodes, curvature=not common[list(asked)].all())
    found = {j: _tried(people, base, j, nodes) for j in asked}
    p_values = _p_values(people, found)
    corrected = np.stack([adjusted(column, correction) for column in p_values.T], axis=1)
    return DifItems(
        _result(people, j, one, np.stack([p, q], axis=1), bool(common[j]), doubts)
        for (j, one), p, q in zip(found.items(), p_values, corrected, strict=True)
    )


def _tried(people: People, base: TraitModel, j: int, nodes: int) -> Ratio | tuple[Issue, ...]:
    """The three models of an item, or why there are none."""
    if len(people.values[j]) < 2:
        message = f"Item {people.items[j]!r} does not vary, so that nothing can be told of it."
        facts: dict[str, Fact] = {"item": people.items[j]}
        return (Issue("item-not-estimated", f"$.items.{people.items[j]}", message, "Leave the item out.", facts=facts),)
    try:
        return ratio_of(people, base, j, nodes)
    except StatisticsError as error:  # without this item nothing links the groups
        return tuple(error.issues)


def _p_values(people: People, found: Mapping[int, Ratio | tuple[Issue, ...]]) -> Array:
    """(items, 3) of locations, slopes, and both."""
    sizes = [np.full(3, np.nan) if isinstance(one, tuple) else one.chi_squares for one in found.values()]
    return np.asarray(chi_square_p(np.stack(sizes), np.stack([degrees(people, j) for j in found])))


def _result(
    people: People,
    j: int,
    found: Ratio | tuple[Issue, ...],
    p_values: Array,
    anchor: bool,
    doubts: tuple[Issue, ...],
) -> LikelihoodRatioDif:
    groups = len(people.groups)
    if isinstance(found, tuple):
        numbers, own = _nothing(groups), found
    else:
        numbers, own = _numbers(people, j, found), _doubts(people, j, found)
    tests = [
        DifTest(chi_square=float(size) if d else np.nan, df=int(d), p_value=float(p), adjusted=float(q))
        for size, d, (p, q) in zip(numbers.chi_squares, numbers.df, p_values, strict=True)
    ]
    answered = np.bincount(people.member[people.codes[j] >= 0], minlength=groups).tolist()
    return LikelihoodRatioDif(
        item=people.items[j],
        total=tests[2],
        uniform=tests[0],
        nonuniform=tests[1],
        differences=tuple(
            difference(people.items[j], group, people.groups[0], *map(float, row))
            for group, row in zip(people.groups[1:], numbers.effects, strict=True)
        ),
        anchor=anchor,
        log_likelihoods=numbers.log_likelihoods,
        means=numbers.means,
        spreads=numbers.spreads,
        levels=GRID,
        expected=numbers.expected,
        groups=dict(zip(people.groups, answered, strict=True)),
        issues=(*people.issues, *doubts, *own),
    )


class Numbers(NamedTuple):
    """What is found of an item: of its tests, its (groups - 1, 3) effects, its groups, and its curves."""

    chi_squares: Array
    df: NDArray[np.int64]
    log_likelihoods: Array
    effects: Array
    means: Array
    spreads: Array
    expected: Array


def _numbers(people: People, j: int, found: Ratio) -> Numbers:
    free, values = found.free, people.values[j]
    effects = np.array(trait_effects(free, j, values)).T
    expected = np.stack([expected_curve(free, j, g, values, GRID) for g in range(len(people.groups))])
    return Numbers(
        found.chi_squares, degrees(people, j), found.log_likelihoods, effects, free.means, free.spreads, expected
    )


def _nothing(groups: int) -> Numbers:
    shapes = [(3,), (groups - 1, 3), (groups,), (groups,), (groups, len(GRID))]
    return Numbers(np.full(3, np.nan), np.zeros(3, dtype=np.int64), *(np.full(shape, np.nan) for shape in shapes))


def _doubts(people: People, j: int, found: Ratio) -> tuple[Issue, ...]:
    """What makes the tests or the sizes of an item doubtful."""
    issues = [issue for model in found.models for issue in issues_of_search(model.top)]
    if found.free.top.held.any():
        issues.append(issue_of_weakness("Join the group with another one, or ask more people."))
    item, m, others = people.items[j], len(people.values[j]), len(people.groups) - 1
    if degrees(people, j)[2] < m * others:
        message = f"Of item {item!r} a group has too few levels to tell its slope, or too few people to tell anything."
        hint = "Join the group with another one, or ask more people."
        issues.append(Issue("group-tells-too-little", f"$.items.{item}", message, hint, facts={"item": item}))
    return tuple(dict.fromkeys(issues))
