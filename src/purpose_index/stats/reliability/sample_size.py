"""How many people an interval of a scale's reliability needs to be as narrow as one wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.options import check_level
from purpose_index.stats.reliability.intervals import feldt
from purpose_index.stats.reliability.omega import omega_total
from purpose_index.stats.simulation import ordinal_answers
from purpose_index.stats.uncertainty.delta import f_quantile, normal_quantile

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MOST_PEOPLE = 10_000_000
MOST_STEPS = 10
LARGE = 100_000
LEAST_KEPT = 0.3
HIGHEST_LOADING = 0.99


def alpha_width(alpha: float, n: int, k: int, *, level: float = 0.95) -> float:
    """How wide Feldt's interval is when n people answer k items and alpha comes out at this value.

    Parameters
    ----------
    alpha
        The value of alpha, below 1.
    n, k
        How many people and items, at least 2 of each.
    level
        The confidence level, between 0 and 1.

    Raises
    ------
    ArgumentError
        One of them cannot be.

    Examples
    --------
    >>> round(alpha_width(0.80, 100, 5), 4)
    0.1253
    """
    _check(alpha, n, k, level)
    low, high = feldt(alpha, n, k, level)
    return high - low


def people_for_alpha_width(
    alpha: float, k: int, width: float, *, level: float = 0.95, assurance: float | None = None
) -> int:
    """The fewest people for whom Feldt's interval of alpha is no wider than this.

    Parameters
    ----------
    alpha
        The value that alpha is expected to have, below 1.
    k
        How many items, at least 2.
    width
        The width that is wanted, between 0 and 1.
    level
        The confidence level, between 0 and 1.
    assurance
        In which share of studies the interval is that narrow, between 0 and 1: 0.8 for four studies in five. None for a
        study in which alpha comes out at just this value, which about half of all studies miss.

    Raises
    ------
    ArgumentError
        One of them cannot be.

    Notes
    -----
    A study's alpha varies as (1 - alpha) / F, with F on n - 1 and (n - 1)(k - 1) degrees of freedom, and its width with
    it. Bonett's closed form [1]_, ``n = 8 k / (k - 1) * (z (1 - alpha) / width)**2 + 2``, is where the search begins;
    Feldt's interval, whose width falls with n, is inverted exactly. It takes items to be parallel and answers normal.

    References
    ----------
    .. [1] Bonett, D. G. (2002). Sample size requirements for testing and estimating coefficient alpha. Journal of
       Educational and Behavioral Statistics, 27(4), 335-340. https://doi.org/10.3102/10769986027004335

    Examples
    --------
    >>> n = people_for_alpha_width(0.80, 5, 0.10)
    >>> n, alpha_width(0.80, n, 5) <= 0.10 < alpha_width(0.80, n - 1, 5)
    (156, True)
    >>> people_for_alpha_width(0.80, 5, 0.10, assurance=0.8)
    191
    """
    _check(alpha, 2, k, level)
    if assurance is not None:
        _check_assurance(assurance)
    if not 0 < width < 1:
        raise _refused("width", "between 0 and 1")
    start = 8 * k / (k - 1) * (normal_quantile(level) * (1 - alpha) / width) ** 2 + 2  # Bonett (2002)
    low, high = 1, int(min(2 * start + 10, MOST_PEOPLE))

    def is_narrow(n: int) -> bool:
        usual = alpha_width(alpha, n, k, level=level)
        return usual <= width * (1 if assurance is None else f_quantile(1 - assurance, n - 1, (n - 1) * (k - 1)))

    while not is_narrow(high) and high < MOST_PEOPLE:
        low, high = high, min(2 * high, MOST_PEOPLE)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_narrow(middle) else (middle, high)
    return high


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedSize:
    """A number of people that was found by simulation.

    Parameters
    ----------
    n
        How many people.
    width, se
        The width that the interval does not exceed in the share of simulated samples that was asked for, and its
        Monte-Carlo standard error.
    assurance
        That share.
    draws
        How many samples were drawn.
    """

    n: int
    width: float
    se: float
    assurance: float
    draws: int


def people_for_omega_width(
    loadings: ArrayLike,
    width: float,
    *,
    categories: int = 5,
    level: float = 0.95,
    assurance: float = 0.8,
    draws: int = 100,
    rng: int | np.random.Generator | None = 0,
) -> SimulatedSize:
    """For how many people the interval of omega total is as narrow as this in most studies.

    Parameters
    ----------
    loadings
        (k,) standardized loadings of the answers, as they come out in categories, on the one factor; k from 3 up.
    width
        The width that is wanted, between 0 and 1.
    categories
        How many answer categories there are, from 2.
    level
        The confidence level, between 0 and 1.
    assurance
        In which share of studies the interval is that narrow, between 0 and 1.
    draws
        How many samples to draw at every step, from 2.
    rng
        A seed or a generator.

    Raises
    ------
    ArgumentError
        One of them cannot be.
    StatisticsError
        Omega is not defined in most samples of such a population, or 100,000 people are not enough.

    Notes
    -----
    No formula gives it for ordered answers, so answers are made up (`stats.simulation.ordinal_answers`), from loadings
    that are raised by what cutting into categories takes away. The width falls with the square root of n: from a first
    n, ``n * (width / wanted)**2`` is drawn again until it stands still, with the width that the share of samples that
    is asked for does not exceed.

    Examples
    --------
    >>> people_for_omega_width([0.7] * 6, 0.10, draws=20).n > 50
    True
    """
    check_level(level)
    _check_assurance(assurance)
    if draws < 2:
        raise _refused("draws", "a whole number from 2 up")
    strengths = np.asarray(loadings, dtype=float)
    if not 0 < width < 1:
        raise _refused("width", "between 0 and 1")
    if strengths.ndim != 1 or len(strengths) < 3:
        raise _refused("loadings", "those of three items or more")
    random = np.random.default_rng(rng)
    latent = _latent(strengths, categories, random)
    n = max(MOST_STEPS * len(strengths), 100)
    for _ in range(MOST_STEPS):
        widths = _omega_widths(latent, n, categories, level, draws, random)
        error = np.sqrt(assurance * (1 - assurance) / draws)
        below, reached, above = np.quantile(widths, np.clip([assurance - error, assurance, assurance + error], 0, 1))
        found = SimulatedSize(n=n, width=float(reached), se=float(above - below) / 2, assurance=assurance, draws=draws)
        better = max(len(strengths) + 2, int(np.ceil(n * (found.width / width) ** 2)))
        if abs(better - n) <= max(1, 0.01 * n):
            break
        if better > LARGE:
            raise _not_found(f"More than {LARGE:,} people would be needed.")
        n = better
    return found


def _latent(loadings: NDArray[np.float64], categories: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return the loadings before answers are cut into categories, by what cutting does to a large sample."""
    cut = np.asarray(np.corrcoef(ordinal_answers(loadings[:, None], LARGE, categories=categories, rng=random).T))
    pairs = np.triu_indices(len(loadings), 1)
    kept = np.clip(cut[pairs].mean() / np.outer(loadings, loadings)[pairs].mean(), LEAST_KEPT, 1)
    return np.asarray(np.clip(loadings / np.sqrt(kept), -HIGHEST_LOADING, HIGHEST_LOADING))


def _omega_widths(
    loadings: NDArray[np.float64], n: int, categories: int, level: float, draws: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Return the widths of the intervals of omega in simulated samples."""
    widths: list[float] = []
    for _ in range(4 * draws):
        try:
            found = omega_total(ordinal_answers(loadings[:, None], n, categories=categories, rng=random), level=level)
        except StatisticsError:
            continue
        if found.low is not None and found.high is not None:
            widths.append(found.high - found.low)
        if len(widths) == draws:
            return np.array(widths)
    raise _not_found("In most samples of such a population omega is not defined.")


def _not_found(why: str) -> StatisticsError:
    return StatisticsError("The number of people cannot be simulated.", [Issue("no-such-size", "$.loadings", why)])


def _check_assurance(assurance: float) -> None:
    if not 0 < assurance < 1:
        raise _refused("assurance", "between 0 and 1")


def _check(alpha: float, n: int, k: int, level: float) -> None:
    check_level(level)
    if not (np.isfinite(alpha) and alpha < 1):
        raise _refused("alpha", "a number below 1")
    for name, value in (("n", n), ("k", k)):
        if value < 2:
            raise _refused(name, "a whole number from 2 up")


def _refused(name: str, expected: str) -> ArgumentError:
    issue = Issue("impossible-sample", f"$.{name}", f"Expected {expected}.")
    return ArgumentError("There is no such sample.", [issue])
