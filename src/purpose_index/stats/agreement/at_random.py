"""What agreement chance gives: groups of the same size whose people answer at random."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import ndtri

from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen
from purpose_index.options import check_level, check_option
from purpose_index.stats.agreement.counted import Counted
from purpose_index.stats.agreement.groups import Center
from purpose_index.stats.agreement.nulls import null_shares, scale_of
from purpose_index.stats.agreement.within import Form, awgs, mean_of_defined, rwgs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from purpose_index.stats.agreement.nulls import NamedNull, Options, Scale

    Array = NDArray[np.float64]

Statistic = Literal["rwg", "average_deviation", "awg"]
FEWEST_DRAWS = 100
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AgreementNull(Frozen):
    """How much groups agree whose people answer at random.

    Parameters
    ----------
    statistic
        'rwg', 'average_deviation' or 'awg'.
    n, k
        How many people a group has, and how many items they answer.
    values
        The statistic of each made-up group for which it is defined, ascending.
    critical
        The cut-off: so much agreement, or more, chance gives in a share of at most 1 - level of the groups. NaN where
        it gives even perfect agreement more often.
    level
        The level of the cut-off, between 0 and 1.
    issues
        Why there is no cut-off.

    Examples
    --------
    >>> null = agreement_null(8, 5, options=5)
    >>> 0.4 < null.critical < 0.7, null.p_value(0.9) < 0.001
    (True, True)
    """

    statistic: Statistic
    n: int
    k: int
    values: Array
    critical: float
    level: float
    issues: tuple[Issue, ...] = ()

    def p_value(self, value: float) -> float:
        """Return in which share of groups chance gives as much agreement as this, or more."""
        return float(p_values(self.values, np.array([float(value)]), self.statistic)[0])


def agreement_null(
    n: int,
    k: int = 1,
    *,
    options: Options,
    statistic: Statistic = "rwg",
    null: NamedNull | Sequence[float] = "uniform",
    form: Form = "james",
    center: Center = "mean",
    correlation: float = 0.0,
    level: float = 0.95,
    draws: int = 10_000,
    rng: int | np.random.Generator | None = 0,
) -> AgreementNull:
    """How much a group of n people would agree by chance alone.

    Parameters
    ----------
    n, k
        How many people, at least 2, and how many items.
    options
        How many answer options there are, one point apart; or their values.
    statistic
        'rwg', 'average_deviation' or 'awg'.
    null
        How people answer who do not agree: 'uniform', for five options another named null of `rwg`, or the share of
        each option.
    form, center
        Of `rwg` and of `average_deviation`.
    correlation
        How far the answers of one person to two items go together, from 0 up to below 1: the correlation of the normal
        variables that are cut into answers.
    level
        The level of the cut-off, between 0 and 1.
    draws
        How many groups are made up, at least 100.
    rng
        A seed or a generator.

    Returns
    -------
    AgreementNull
        `.critical`, `.p_value(value)`.

    Raises
    ------
    ArgumentError
        Where an option cannot be what it was given.

    Notes
    -----
    Every person answers every item at random by the null, independently of all others. The p of a value is
    ``(1 + groups that agree as much) / (1 + groups)`` [1]_, over the groups for which the statistic is defined; `rwg`
    is held against the variance of the same null. Items of one scale correlate, which makes chance agreement more
    variable [2]_: with `correlation` 0 the test of a scale finds agreement too often. Agreement beyond chance is
    little: it is not yet agreement enough to speak of one mean.

    References
    ----------
    .. [1] Dunlap, W. P., Burke, M. J., & Smith-Crowe, K. (2003). Accurate tests of statistical significance for rwg and
       average deviation interrater agreement indexes. Journal of Applied Psychology, 88(2), 356-362.
       https://doi.org/10.1037/0021-9010.88.2.356
    .. [2] Cohen, A., Doveh, E., & Nahum-Shani, I. (2009). Testing agreement for multi-item scales with the indices
       rwg(j) and ADm(j). Organizational Research Methods, 12(1), 148-164. https://doi.org/10.1177/1094428107300365

    Examples
    --------
    >>> round(agreement_null(5, options=5, statistic="average_deviation").critical, 2)
    0.4
    """
    return agreement_nulls(
        [n],
        k,
        options=options,
        statistic=statistic,
        null=null,
        form=form,
        center=center,
        correlation=correlation,
        level=level,
        draws=draws,
        rng=rng,
    )[0]


def agreement_nulls(
    sizes: Sequence[int],
    k: int = 1,
    *,
    options: Options,
    statistic: Statistic = "rwg",
    null: NamedNull | Sequence[float] = "uniform",
    form: Form = "james",
    center: Center = "mean",
    correlation: float = 0.0,
    level: float = 0.95,
    draws: int = 10_000,
    rng: int | np.random.Generator | None = 0,
) -> tuple[AgreementNull, ...]:
    """Return what `agreement_null` says of groups of each of these sizes, ascending.

    A made-up group grows one person at a time, and so each size has what it would have alone with the same seed.
    """
    check_option("statistic", statistic, Statistic)
    check_option("form", form, Form)
    check_option("center", center, Center)
    level = check_level(level)
    _check_sizes(sizes[0], k, correlation, draws)
    scale = scale_of(options)
    shares = null_shares(null, scale)
    expected = float(shares @ scale.values**2 - (shares @ scale.values) ** 2)

    def agreement(groups: Counted) -> Array:
        if statistic == "rwg":
            return rwgs(groups, expected, form=form)
        if statistic == "average_deviation":
            return np.asarray(groups.average_deviation(center).mean(axis=1))
        return mean_of_defined(awgs(groups, scale.values[0], scale.values[-1]))

    growing = _made_up(sizes, (draws, k), correlation, scale, shares, np.random.default_rng(rng))
    return tuple(_null_of(agreement(groups), statistic, n, k, level) for n, groups in zip(sizes, growing, strict=True))


def _null_of(found: Array, statistic: Statistic, n: int, k: int, level: float) -> AgreementNull:
    """Return the null of these values, which are NaN where they are not defined."""
    values = np.sort(found[~np.isnan(found)])
    beyond = values[p_values(values, values, statistic) <= 1 - level]
    issues = () if len(beyond) else (_no_cut_off(n, k, level),)
    critical = beyond[-1 if statistic == "average_deviation" else 0] if len(beyond) else np.nan
    return AgreementNull(
        statistic=statistic, n=n, k=k, values=values, critical=float(critical), level=level, issues=issues
    )


def _made_up(
    sizes: Sequence[int],
    shape: tuple[int, int],
    correlation: float,
    scale: Scale,
    shares: Array,
    random: np.random.Generator,
) -> Iterator[Counted]:
    """Yield (draws, k) groups of people who answer at random, as they grow from each size to the next."""
    cuts = np.minimum(np.cumsum(shares)[:-1], 1.0)
    cuts = (ndtri(cuts) if correlation > 0 else cuts)[:, None, None]
    above = np.zeros((len(cuts), *shape), dtype=np.int64)  # how many chose an option above each cut
    n = 0
    for size in sizes:
        for _ in range(size - n):
            above += _person(shape, correlation, random) >= cuts
        n = size
        yield Counted(counts=-np.diff(above, axis=0, prepend=n, append=0), options=scale.values)


def _person(shape: tuple[int, int], correlation: float, random: np.random.Generator) -> Array:
    """Return what one person of every group would answer by chance, uniform; standard normal where items correlate."""
    if correlation == 0:
        return random.random(shape)
    common, own = random.standard_normal((shape[0], 1)), random.standard_normal(shape)
    return np.asarray(np.sqrt(correlation) * common + np.sqrt(1 - correlation) * own)


def p_values(null: Array, values: Array, statistic: Statistic) -> Array:
    """Return in which share of the groups chance gives at least such agreement; values that round alike are equal."""
    if statistic == "average_deviation":
        count = np.searchsorted(null, values + ROUNDING, side="right")
    else:
        count = len(null) - np.searchsorted(null, values - ROUNDING, side="left")
    return np.where(np.isnan(values), np.nan, (1 + count) / (1 + len(null)))


def _check_sizes(n: int, k: int, correlation: float, draws: int) -> None:
    expected = {
        "n": (n >= 2, "at least 2 people"),
        "k": (k >= 1, "at least 1 item"),
        "correlation": (0 <= correlation < 1, "a correlation from 0 up to below 1"),
        "draws": (draws >= FEWEST_DRAWS, f"at least {FEWEST_DRAWS} draws"),
    }
    issues = [
        Issue("cannot-draw", f"$.{name}", f"Expected {what}.", facts={"expected": what})
        for name, (good, what) in expected.items()
        if not good
    ]
    if issues:
        raise ArgumentError("No such groups can be made up.", issues)


def _no_cut_off(n: int, k: int, level: float) -> Issue:
    message = (
        f"Of groups of {n} people whose answers are random, more than {1 - level:.3g} of all agree completely: "
        "no agreement is beyond chance."
    )
    facts = {"people": n, "items": k, "level": level}
    return Issue("no-cut-off", "$.critical", message, "Gather more answers, or ask more items.", facts=facts)
