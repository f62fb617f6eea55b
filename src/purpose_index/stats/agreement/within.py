"""Agreement within a group: rwg, average deviation and awg, of one group or of many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import Missing, check_option
from purpose_index.stats.agreement.groups import Center, divided, grouped
from purpose_index.stats.agreement.nulls import check_inside, null_variance, raise_outside, scale_of
from purpose_index.stats.estimate import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from purpose_index.stats.agreement.counted import Counted
    from purpose_index.stats.agreement.groups import Grouped
    from purpose_index.stats.agreement.nulls import NamedNull, Options

    Array = NDArray[np.float64]

Form = Literal["james", "lindell"]
FEWEST = 2
TRUNCATED = "People differ at least as much as people who answer at random under this null, so the value is 0."


def rwg(
    x: ArrayLike,
    *,
    options: Options,
    null: NamedNull | float = "uniform",
    form: Form = "james",
    truncate: bool = True,
    missing: Missing = "listwise",
) -> Estimate:
    """How far the people of one group agree: 1 where all answer alike, 0 where they answer as if at random.

    Parameters
    ----------
    x
        (n,) answers of the people of one group to one item, or (n, k) to several; reversed where due, NaN where
        missing.
    options
        How many answer options there are, one point apart; or their values.
    null
        What people would answer who do not agree at all: 'uniform', 'slight-skew', 'moderate-skew', 'heavy-skew',
        'triangular' or 'normal' (all but the first for 5 to 11 options), or the variance of such answers.
    form
        Of several items: 'james', the reliability of a mean of so many items, or 'lindell', their mean agreement.
    truncate
        Whether a value below 0 becomes 0, as is customary.
    missing
        'listwise': people who answer all items. 'pairwise': of each item those who answer it.

    Returns
    -------
    Estimate
        `.value`, at most 1; no interval. `agreement_null` says what chance alone gives.

    Raises
    ------
    ArgumentError
        Where x is not one of finite numbers within the options, an option is another word, or the null is not
        published for so many options.
    StatisticsError
        Where fewer than two people answer an item; or where `truncate` is False and James' form is not defined.

    Notes
    -----
    With v the mean over the k items of the variances (n - 1) and s that of the null: of one item ``1 - v / s`` [1]_; of
    several by James ``k * (1 - v / s) / (k * (1 - v / s) + v / s)`` [1]_, by Lindell ``1 - v / s`` [2]_. The nulls'
    variances are those of [3]_. James' form grows with the number of items whatever their agreement, and is not defined
    where ``v / s`` is k / (k - 1) or more. The value stands or falls with the null: where everybody leans to
    one side, people who do not agree resemble each other too, and 'uniform' flatters.

    References
    ----------
    .. [1] James, L. R., Demaree, R. G., & Wolf, G. (1984). Estimating within-group interrater reliability with and
       without response bias. Journal of Applied Psychology, 69(1), 85-98. https://doi.org/10.1037/0021-9010.69.1.85
    .. [2] Lindell, M. K., Brandt, C. J., & Whitney, D. J. (1999). A revised index of interrater agreement for
       multi-item ratings of a single target. Applied Psychological Measurement, 23(2), 127-135.
       https://doi.org/10.1177/01466219922031257
    .. [3] LeBreton, J. M., & Senter, J. L. (2008). Answers to 20 questions about interrater reliability and interrater
       agreement. Organizational Research Methods, 11(4), 815-852. https://doi.org/10.1177/1094428106296642

    Examples
    --------
    >>> rwg([4, 4, 5, 3], options=5).value
    0.6666666666666667
    >>> round(rwg([[4, 4], [4, 5], [5, 5], [3, 4]], options=5).value, 4)
    0.8571
    """
    check_option("form", form, Form)
    scale = scale_of(options)
    group = _one_group(x, missing)
    check_inside(group.values, scale)
    expected = null_variance(null, scale)
    value = float(rwgs(group, expected, form=form, truncate=truncate)[0])
    k = group.values.shape[1]
    if np.isnan(value):
        message = (
            f"The answers vary {k} / {k - 1} times as much as under the null, or more, where this form has no meaning."
        )
        hint = "Take truncate=True, which gives 0, or form='lindell'."
        raise StatisticsError("rwg is not defined.", [Issue("rwg-undefined", "$.x", message, hint, facts={"items": k})])
    cut = truncate and float(group.variance.mean()) > expected
    return Estimate(
        name="rwg" if k == 1 else "rwg_j",
        value=value,
        n=int(group.n.min()),
        k=k,
        method=form,
        missing=missing,
        assumes="People who do not agree would answer as the null says.",
        issues=(Issue("rwg-truncated", "$", TRUNCATED, "Look how the answers are distributed."),) if cut else (),
    )


def average_deviation(x: ArrayLike, *, center: Center = "mean", missing: Missing = "listwise") -> Estimate:
    """How far, in points, the people of one group lie from its middle on average: 0 where all answer alike.

    Parameters
    ----------
    x
        (n,) answers of the people of one group to one item, or (n, k) to several; reversed where due, NaN where
        missing.
    center
        'mean' or 'median', of the group and item.
    missing
        'listwise' or 'pairwise', as for `rwg`.

    Returns
    -------
    Estimate
        `.value` in points, over the items on average; no interval.

    Raises
    ------
    ArgumentError
        Where x is not one of finite numbers, or an option is another word.
    StatisticsError
        Where fewer than two people answer an item.

    Notes
    -----
    ``mean(abs(x - center(x)))`` of each item, and the mean of those [1]_. It needs no null, and is in the points that
    people chose. Of A equally spaced options, at most A / 6 points is commonly called agreement [2]_.

    References
    ----------
    .. [1] Burke, M. J., Finkelstein, L. M., & Dusig, M. S. (1999). On average deviation indices for estimating
       interrater agreement. Organizational Research Methods, 2(1), 49-68. https://doi.org/10.1177/109442819921004
    .. [2] Burke, M. J., & Dunlap, W. P. (2002). Estimating interrater agreement with the average deviation index: A
       user's guide. Organizational Research Methods, 5(2), 159-172. https://doi.org/10.1177/1094428102005002002

    Examples
    --------
    >>> average_deviation([4, 4, 5, 3]).value, average_deviation([1, 1, 1, 5], center="median").value
    (0.5, 1.0)
    """
    check_option("center", center, Center)
    group = _one_group(x, missing)
    return Estimate(
        name="average_deviation",
        value=float(group.average_deviation(center).mean()),
        n=int(group.n.min()),
        k=group.values.shape[1],
        method=center,
        missing=missing,
        assumes="The steps between answer options are equal.",
    )


def awg(x: ArrayLike, *, low: float, high: float, missing: Missing = "listwise") -> Estimate:
    """How far the people of one group agree, given their mean: from 1, all alike, to -1, as unlike as can be.

    Parameters
    ----------
    x
        (n,) answers of the people of one group to one item, or (n, k) to several; reversed where due, NaN where
        missing.
    low, high
        The lowest and the highest answer that can be given.
    missing
        'listwise' or 'pairwise', as for `rwg`.

    Returns
    -------
    Estimate
        `.value`, from -1 to 1, over the items on average; no interval.

    Raises
    ------
    ArgumentError
        Where x is not one of finite numbers from `low` to `high`, or `missing` is another word.
    StatisticsError
        Where fewer than two people answer an item, or all items are left out.

    Notes
    -----
    Of an item with mean m and variance v (n - 1), ``1 - 2 * v / ((high - m) * (m - low) * n / (n - 1))`` [1]_: the
    variance beside half the largest that there can be with this mean. Where the mean lies closer to an end
    than that of one person at the other end and all others at this one, that largest variance cannot be reached: the
    value has no meaning there, and the item is left out, with an issue. In a small group whose answers lie near an end
    that happens often. Where all choose the end itself, the value is 1.

    References
    ----------
    .. [1] Brown, R. D., & Hauenstein, N. M. A. (2005). Interrater agreement reconsidered: An alternative to the rwg
       indices. Organizational Research Methods, 8(2), 165-184. https://doi.org/10.1177/1094428105275376

    Examples
    --------
    >>> round(awg([4, 4, 5, 3], low=1, high=5).value, 4)
    0.6667
    """
    if not low < high:
        issue = Issue(
            "not-options", "$.low", "Expected a lowest answer below the highest.", facts={"low": low, "high": high}
        )
        raise ArgumentError("The answer options cannot be what they were given.", [issue])
    group = _one_group(x, missing)
    if group.values.size and (group.lowest.min() < low or group.highest.max() > high):
        raise_outside(low, high, high - low)
    items = awgs(group, low, high)[0]
    out = np.flatnonzero(np.isnan(items)) + 1
    issues = (_left_out(out.tolist(), len(items)),) if len(out) else ()
    if len(out) == len(items):
        raise StatisticsError("awg is not defined.", issues)
    return Estimate(
        name="awg",
        value=float(mean_of_defined(items)),
        n=int(group.n.min()),
        k=len(items) - len(out),
        method="largest-variance",
        missing=missing,
        assumes="The steps between answer options are equal.",
        issues=issues,
    )


def rwgs(groups: Grouped | Counted, expected: float, *, form: Form = "james", truncate: bool = True) -> Array:
    """Return the (G,) rwg of every group over all items, against a null of this variance; NaN where undefined."""
    k = groups.variance.shape[1]
    ratio = groups.variance.mean(axis=1) / expected
    if truncate:
        ratio = np.minimum(ratio, 1.0)
    if form == "lindell":
        return np.asarray(1 - ratio)  # Lindell, Brandt & Whitney (1999)
    below = k * (1 - ratio) + ratio  # James, Demaree & Wolf (1984); of one item this is 1
    return np.asarray(np.where(below > 0, k * (1 - ratio) / np.where(below > 0, below, 1.0), np.nan))


def awgs(groups: Grouped | Counted, low: float, high: float) -> Array:
    """Return the (G, k) awg of every group and item; NaN where undefined."""
    n, mean, variance = groups.n, groups.mean, groups.variance
    largest = (high - mean) * (mean - low) * n / np.maximum(n - 1, 1)  # Brown & Hauenstein (2005)
    edge = (high - low) / np.maximum(n, 1) * (1 - 1e-12)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where((mean - low < edge) | (high - mean < edge), np.nan, 1 - 2 * variance / largest)
    return np.asarray(np.where((n > 1) & ((groups.highest == low) | (groups.lowest == high)), 1.0, value))


def mean_of_defined(items: Array) -> Array:
    """Return the mean over the items, the last axis, of the values that are defined; NaN where none is."""
    defined = ~np.isnan(items)
    return np.asarray(divided(np.where(defined, items, 0.0).sum(axis=-1), defined.sum(axis=-1)))


def _one_group(x: ArrayLike, missing: Missing) -> Grouped:
    """Return the answers of one group; raise StatisticsError where fewer than two people answer an item."""
    check_option("missing", missing, Missing)
    group = grouped(x, missing=missing)
    fewest = int(group.n.min()) if len(group) else 0
    if fewest >= FEWEST:
        return group
    message = f"Fewer than {FEWEST} people answer, and one person agrees with nobody."
    hint = "Gather more answers" + (", or try missing='pairwise'." if missing == "listwise" else ".")
    facts = {"people": fewest, "fewest": FEWEST, "missing": missing}
    raise StatisticsError("Agreement is not defined.", [Issue("agreement-of-one", "$.x", message, hint, facts=facts)])


def _left_out(items: list[int], k: int) -> Issue:
    which = "The only item" if k == 1 else f"Of the {k} items, {', '.join(map(str, items))} (counted from 1)"
    message = f"{which} cannot be compared: the mean lies so near an end that no variance could be called large."
    hint = "Use average_deviation, which needs no such comparison."
    return Issue("awg-mean-extreme", "$.x", message, hint, facts={"items": tuple(items), "of": k})
