"""The door of logistic regression: whether items work alike in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from purpose_index.errors import ArgumentError, Issue
from purpose_index.options import check_option
from purpose_index.stats.dif.cells import Cells, cells_of
from purpose_index.stats.dif.choices import Matching
from purpose_index.stats.dif.nested import nested
from purpose_index.stats.dif.people import people_of
from purpose_index.stats.dif.purification import Seen, purified
from purpose_index.stats.dif.results import DifItems, DifTest, LogisticDif
from purpose_index.stats.dif.score_effects import difference, expected_answers, item_effects
from purpose_index.stats.irt.expected import chi_square_p
from purpose_index.stats.multiple_tests import Correction, adjusted
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.dif.nested import Nested
    from purpose_index.stats.dif.people import People

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]


def logistic(
    x: ArrayLike,
    groups: ArrayLike,
    *,
    item: str | None = None,
    matching: Matching | ArrayLike = "total",
    purify: bool = False,
    alpha: float = 0.05,
    correction: Correction = "benjamini-hochberg",
    reference: Any = None,
    names: Sequence[str] | None = None,
) -> tuple[LogisticDif, ...]:
    """Say whether items work alike in groups: whether people who stand alike answer alike.

    Parameters
    ----------
    x
        (n, k) whole numbers, keyed, NaN where missing.
    groups
        (n,) labels of any kind. None, NaN, NA and an empty text are no
        group: these people do not count. Or the column of a data frame that holds them; its others are the items.
    item
        The id of the one item to look at; by default all.
    matching
        What 'stand alike' means. 'total': the sum of all items; of people who answered all. 'rest': the sum of the
        others. Or (n,) numbers, such as scores on a trait: then an item's people are those who answered it.
    purify
        Whether items that work otherwise are taken out of the sum that people are matched on (but for the item itself):
        the one with the largest chi-square first, until none of those left is found.
    alpha
        The level of the adjusted p-value of `total` at which an item is taken out, between 0 and 1.
    correction
        How p-values are adjusted for all items: 'benjamini-hochberg' or 'holm'.
    reference
        The group that others are compared with; by default the first in order.
    names
        The ids of the items; by default the headings of a data frame, and of an array '1', '2', ...

    Returns
    -------
    found
        One an item: `.uniform`, `.nonuniform` and `.total` tests with their sizes, and what scores differ by; `print`
        shows them as a table.

    Raises
    ------
    ArgumentError
        `one-group`, `no-such-group`, `nothing-to-match-on`, `groups-shape`, `unknown-item`, `unknown-option`,
        `level-out-of-range`, `answers-not-keyed`, and as `Patterns.of`.

    Notes
    -----
    With the level s and indicators of groups g, ``logit P(answer >= c)`` is ``a[c] + b s``, with ``+ d[g]``, with
    ``+ e[g] s``: proportional odds, and with two answers the binary model. `uniform` compares the second with the
    first, `nonuniform` the third with the second, `total` the third with the first; each is twice a difference of
    log-likelihoods. Answers are counted by level and group first, so that time hardly grows with people.

    Where no more than some dozen people are in a group, the chi-square is no more than near. A sum of items is not the
    trait: where groups differ in level and items in slope, more items than alpha are found (docs/methods/dif.md says
    how many). A difference between groups is no fault of an item by itself: what it does to
    scores is in `.differences`.

    References
    ----------
    Swaminathan, H., & Rogers, H. J. (1990). Detecting differential item functioning using logistic regression
    procedures. Journal of Educational Measurement, 27, 361-370. https://doi.org/10.1111/j.1745-3984.1990.tb00754.x

    Zumbo, B. D. (1999). A handbook on the theory and methods of differential item functioning (DIF). National Defense
    Headquarters, Ottawa.

    Crane, P. K., van Belle, G., & Larson, E. B. (2004). Test bias in a cognitive test: Differential item functioning in
    the CASI. Statistics in Medicine, 23, 241-256. https://doi.org/10.1002/sim.1713

    Choi, S. W., Gibbons, L. E., & Crane, P. K. (2011). lordif: An R package for detecting differential item functioning
    using iterative hybrid ordinal logistic regression/item response theory and Monte Carlo simulations. Journal of
    Statistical Software, 39(8). https://doi.org/10.18637/jss.v039.i08

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> group = np.repeat(["a", "b"], 500)
    >>> answers = np.digitize(rng.normal(size=(1000, 1)) + rng.logistic(size=(1000, 6)) / 2, [-1, 0, 1])
    >>> answers[group == "b", 0] = np.minimum(answers[group == "b", 0] + 1, 3)
    >>> found = logistic(answers, group, purify=True)
    >>> [one.item for one in found if one.total.adjusted < 0.05]
    ['1']
    """
    people, how = matched(x, groups, matching, names, reference)
    check_option("correction", correction, Correction)
    check_alpha(alpha)
    asked = np.arange(len(people.items)) if item is None else np.array([place_of(item, people.items)])
    varies = np.array([len(values) > 1 for values in people.values])
    every = np.ones(len(people.items), dtype=bool)
    left, doubts = _purified(people, how, varies, alpha, correction) if purify else (every, ())
    tested = asked[varies[asked]]
    cells = _some(cells_of(people, how, left), people, tested)
    models = nested(cells)
    own = people.theta is None and how == "total"
    return DifItems(_results(people, cells, models, asked, tested, left, correction, doubts, own=own))


def matched(
    x: ArrayLike, groups: ArrayLike, matching: Matching | ArrayLike, names: Sequence[str] | None, reference: Any
) -> tuple[People, Matching]:
    """Return who counts, and whether the item itself counts in what they are matched on."""
    if isinstance(matching, str):
        check_option("matching", matching, Matching)
        return people_of(x, groups, names, reference=reference), cast("Matching", matching)
    return people_of(x, groups, names, matching, reference=reference), "total"


def _purified(
    people: People, how: Matching, varies: Mask, alpha: float, correction: Correction
) -> tuple[Mask, tuple[Issue, ...]]:
    """Which items people can be matched on."""

    def look(left: Mask) -> Seen:
        models = nested(_some(cells_of(people, how, left), people, np.flatnonzero(varies)))
        p_values, size = np.full(len(varies), np.nan), np.zeros(len(varies))
        p_values[varies] = adjusted(chi_square_p(models.chi_squares[:, 2], models.df[:, 2]), correction)
        size[varies] = models.chi_squares[:, 2]
        return Seen(p_values < alpha, size, varies)

    if people.theta is not None:  # who stands alike does not hang on which items are left
        return ~look(np.ones(len(varies), dtype=bool)).found, ()
    return purified(look, len(varies))


def _some(cells: Cells, people: People, items: NDArray[np.int64]) -> Cells:
    """The counts of some items, over as many categories as they have."""
    most = max((len(people.values[j]) for j in items), default=2)
    return Cells(cells.level, cells.group, cells.counts[items, :most])


def _results(
    people: People,
    cells: Cells,
    models: Nested,
    asked: NDArray[np.int64],
    tested: NDArray[np.int64],
    anchors: Mask,
    correction: Correction,
    doubts: tuple[Issue, ...],
    *,
    own: bool,
) -> Iterator[LogisticDif]:
    p_values = chi_square_p(models.chi_squares, models.df)
    corrected = np.stack([adjusted(column, correction) for column in p_values.T], axis=1)
    place = {int(j): at for at, j in enumerate(tested)}
    for j in asked.tolist():
        if j in place:
            yield _result(people, cells, models, (j, place[j]), (p_values, corrected), anchors, doubts, own=own)
        else:
            yield _unvaried(people, j, bool(anchors[j]), doubts)


def _result(
    people: People,
    cells: Cells,
    models: Nested,
    where: tuple[int, int],
    p_values: tuple[Array, Array],
    anchors: Mask,
    doubts: tuple[Issue, ...],
    *,
    own: bool,
) -> LogisticDif:
    j, at = where
    logs, groups = models.log_likelihoods[at], _sizes(people, cells, at)
    n = sum(groups.values())
    explained = -np.expm1(2 * (logs[0] - logs[1:]) / n) / -np.expm1(2 * logs[0] / n)
    taken = 1 - logs[1:] / logs[0]

    def test(which: int, larger: int, smaller: int) -> DifTest:
        df = int(models.df[at, which])
        return DifTest(
            chi_square=float(models.chi_squares[at, which]) if df else np.nan,
            df=df,
            p_value=float(p_values[0][at, which]),
            adjusted=float(p_values[1][at, which]),
            mcfadden=float(taken[larger] - taken[smaller]),
            nagelkerke=float(explained[larger] - explained[smaller]),
        )

    effects = item_effects(cells, models, at, people.values[j], own=own)
    levels, expected = _curves(cells, models, at, people.values[j])
    coefficients, errors = _coefficients(models, at)
    return LogisticDif(
        item=people.items[j],
        total=test(2, 2, 0),
        uniform=test(0, 1, 0),
        nonuniform=test(1, 2, 1),
        slope_change=float(models.slope_change[at]),
        differences=tuple(
            difference(people.items[j], group, people.groups[0], *map(float, numbers))
            for group, numbers in zip(people.groups[1:], zip(*effects, strict=True), strict=True)
        ),
        anchor=bool(anchors[j]),
        log_likelihoods=logs,
        coefficients=coefficients,
        standard_errors=errors,
        levels=levels,
        expected=expected,
        groups=groups,
        issues=(*people.issues, *doubts, *_doubts(people.items[j], models, at)),
    )


def _sizes(people: People, cells: Cells, at: int) -> dict[Any, int]:
    sizes = np.bincount(cells.group, weights=cells.counts[at].sum(axis=0), minlength=len(people.groups))
    return dict(zip(people.groups, sizes.astype(np.int64).tolist(), strict=True))


def _coefficients(models: Nested, at: int) -> tuple[Array, Array]:
    """(3, p) coefficients and errors; NaN of what a model lacks, and an error of infinity where one runs off."""
    p = models.columns.shape[1]
    values, errors = np.full((3, p), np.nan), np.full((3, p), np.nan)
    for row, fit in enumerate(models.fits):
        size = fit.slopes.shape[1]
        values[row, :size] = fit.slopes[at]
        variance = np.diag(fit.covariance[at])[-size:]
        errors[row, :size] = np.sqrt(variance) if fit.bounded[at] else np.inf
    return values, errors


def _curves(cells: Cells, models: Nested, at: int, values: Sequence[int]) -> tuple[Array, Array]:
    """(l,) levels, and (groups, l) what the largest model expects there."""
    levels, first = np.unique(cells.level, return_index=True)
    z, others = models.columns[first, 0], (models.columns.shape[1] - 1) // 2
    fit, rows = models.fits[2], []
    for g in range(others + 1):
        columns = np.zeros((len(levels), 1 + 2 * others))
        columns[:, 0] = z
        if g:
            columns[:, g], columns[:, others + g] = 1.0, z
        rows.append(expected_answers(fit.intercepts[at], fit.slopes[at], columns, values))
    return levels, np.stack(rows)


def _doubts(item: str, models: Nested, at: int) -> list[Issue]:
    issues = []
    if not all(fit.bounded[at] for fit in models.fits):
        message = (
            f"Of item {item!r} a slope runs off: in a group, or at a level, all answers are as high or as low as can "
            "be. The tests stand; slopes and errors do not."
        )
        issues.append(Issue("no-finite-slope", f"$.items.{item}", message, "Ask more people.", facts={"item": item}))
    if models.df[at, 2] < models.columns.shape[1] - 1:
        message = f"Of item {item!r} a group has too few levels to tell its slope, or too few people to tell anything."
        hint = "Join the group with another one, or ask more people."
        issues.append(Issue("group-tells-too-little", f"$.items.{item}", message, hint, facts={"item": item}))
    return issues


def _unvaried(people: People, j: int, anchor: bool, doubts: tuple[Issue, ...]) -> LogisticDif:
    item, others = people.items[j], len(people.groups) - 1
    message = f"Item {item!r} does not vary, so that nothing can be told of it."
    issue = Issue("item-not-estimated", f"$.items.{item}", message, "Leave the item out.", facts={"item": item})
    test = DifTest(chi_square=np.nan, df=0, p_value=np.nan, adjusted=np.nan, mcfadden=np.nan, nagelkerke=np.nan)
    answered = people.member[people.codes[j] >= 0]
    counts = np.bincount(answered, minlength=others + 1).tolist()
    return LogisticDif(
        item=item,
        total=test,
        uniform=test,
        nonuniform=test,
        slope_change=np.nan,
        differences=tuple(
            difference(item, group, people.groups[0], np.nan, np.nan, np.nan) for group in people.groups[1:]
        ),
        anchor=anchor,
        log_likelihoods=np.full(4, np.nan),
        coefficients=np.full((3, 1 + 2 * others), np.nan),
        standard_errors=np.full((3, 1 + 2 * others), np.nan),
        levels=np.zeros(0),
        expected=np.zeros((others + 1, 0)),
        groups=dict(zip(people.groups, counts, strict=True)),
        issues=(*people.issues, *doubts, issue),
    )


def place_of(item: str, items: Sequence[str], option: str = "item") -> int:
    """Return which item it is."""
    if item not in items:
        message = f"There is no item {item!r}."
        issue = Issue("unknown-item", f"$.{option}", message, did_you_mean(item, items), facts={"item": item})
        raise ArgumentError("The item is not among those given.", [issue])
    return list(items).index(item)


def check_alpha(alpha: float) -> None:
    """Raise ArgumentError where it is no level."""
    if not 0 < alpha < 1:
        message = "Expected a number between 0 and 1, for example 0.05."
        raise ArgumentError(
            "The option 'alpha' cannot be what it was given.", [Issue("level-out-of-range", "$.alpha", message)]
        )
