"""How many people an interval of a scale's reliability needs to be as narrow as one wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import Frozen
from purpose_index.options import check_level
from purpose_index.stats.reliability.intervals import feldt
from purpose_index.stats.reliability.omega_samples import omegas_and_errors
from purpose_index.stats.simulation import latent_loadings, ordinal_answers
from purpose_index.stats.uncertainty.delta import f_quantile

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

MOST_PEOPLE = 10_000_000
LARGE = 100_000
FEWEST_DRAWS = 50
NEAR = 0.1


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
    _check(alpha, level, n=n, k=k)
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
    StatisticsError
        10,000,000 people are not enough.

    Notes
    -----
    A study's alpha varies as (1 - alpha) / F, with F on n - 1 and (n - 1)(k - 1) degrees of freedom, and its width with
    it. Feldt's interval, whose width falls with n, is inverted exactly; Bonett's closed form [1]_,
    ``n = 8 k / (k - 1) * (z (1 - alpha) / width)**2 + 2``, is near it. It takes items to be parallel and answers
    normal.

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
    _check(alpha, level, k=k)
    if assurance is not None:
        _check_share("assurance", assurance)
    _check_share("width", width)

    def is_narrow(n: int) -> bool:
        usual = alpha_width(alpha, n, k, level=level)
        return usual <= width * (1 if assurance is None else f_quantile(1 - assurance, n - 1, (n - 1) * (k - 1)))

    high = 2
    while not is_narrow(high):
        high *= 2
        if high > MOST_PEOPLE:
            raise _too_many("alpha", MOST_PEOPLE)
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_narrow(middle) else (middle, high)
    return high


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedSize(Frozen):
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
        How many samples it rests on.
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
    draws: int = 1000,
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
        In which share of studies the interval is that narrow, between 0 and 1; a study without an interval is none of
        them.
    draws
        How many samples to draw, from 2. The share that n people reach is uncertain by
        ``sqrt(assurance * (1 - assurance) / draws)``: .013 for 1,000 samples.
    rng
        A seed or a generator.

    Raises
    ------
    ArgumentError
        One of them cannot be.
    StatisticsError
        100,000 people are not enough.

    Notes
    -----
    No formula gives it for ordered answers, so answers are made up (`stats.simulation.ordinal_answers`), from loadings
    that are raised by what cutting into categories takes away. The width of the 'log-delta' interval falls with the
    square root of n, so that a sample of n people whose interval has width w would have needed ``n * (w / width)**2``;
    the quantile of these is the answer. It is drawn from a tenth of the samples until it lies within a tenth of the n
    that they have, and then from all.

    Examples
    --------
    >>> people_for_omega_width([0.7] * 6, 0.10, draws=100).n > 50
    True
    """
    check_level(level)
    _check_share("assurance", assurance)
    _check_share("width", width)
    if draws < 2:
        raise _refused("draws", "a whole number from 2 up")
    strengths = np.asarray(loadings, dtype=float)
    if strengths.ndim != 1 or len(strengths) < 3:
        raise _refused("loadings", "those of three items or more")
    latent, random = latent_loadings(strengths, categories), np.random.default_rng(rng)
    few, n = _near(latent, width, categories, level, assurance, max(draws // 10, FEWEST_DRAWS), random)
    widths = _omega_widths(latent, n, categories, level, draws, random)
    while np.isinf(np.quantile(widths, assurance, method="higher")):
        few, n = n, int(np.ceil((1 + NEAR) * n))
        widths = _omega_widths(latent, n, categories, level, draws, random)
    enough = _enough(n, widths, width, assurance)
    size = enough if enough > few and abs(enough - n) <= 2 * NEAR * n else n
    error = np.sqrt(assurance * (1 - assurance) / draws)
    shares = np.clip([assurance - error, assurance, assurance + error], 0, 1)
    below, reached, above = np.quantile(widths, shares, method="higher") * np.sqrt(n / size)
    return SimulatedSize(n=size, width=float(reached), se=float(above - below) / 2, assurance=assurance, draws=draws)


def _near(
    latent: Array, width: float, categories: int, level: float, assurance: float, draws: int, random: Generator
) -> tuple[int, int]:
    """Return the most people who were seen to be too few, and nearly as many as give the interval this width.

    Where it is rather that fewer people have no interval, the smallest number, to a tenth, that was seen to do.
    """
    n, few, many = max(10 * len(latent), 100), len(latent) + 1, np.inf
    while many - few > 1 and many > (1 + NEAR) * few:
        found = _enough(n, _omega_widths(latent, n, categories, level, draws, random), width, assurance)
        if abs(found - n) <= NEAR * n:
            return few, max(found, len(latent) + 2)
        few, many = (n, many) if found > n else (few, n)
        n = found if few < found < many else int(np.ceil(np.sqrt(few * many)))
        if n > LARGE:
            raise _too_many("loadings", LARGE)
    return few, int(many)


def _enough(n: int, widths: Array, width: float, assurance: float) -> int:
    """Return how many people give this share of samples the width, by the widths of samples of n people.

    Four times as many as there are where too many samples have no interval.
    """
    reached = float(np.quantile(widths, assurance, method="higher"))
    return int(np.ceil(n * (reached / width) ** 2)) if np.isfinite(reached) else 4 * n


def _omega_widths(loadings: Array, n: int, categories: int, level: float, draws: int, random: Generator) -> Array:
    """Return the widths of the intervals of omega in simulated samples; infinite where there is none."""
    covariances = np.array(
        [np.cov(ordinal_answers(loadings[:, None], n, categories=categories, rng=random).T) for _ in range(draws)]
    )
    omega, se = omegas_and_errors(covariances, n)
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * se / (1 - omega)
    with np.errstate(over="ignore"):
        widths = 2 * (1 - omega) * np.sinh(half)
    return np.where(np.isnan(widths), np.inf, widths)


def _too_many(name: str, most: int) -> StatisticsError:
    issue = Issue("no-such-size", f"$.{name}", f"More than {most:,} people would be needed.", facts={"most": most})
    return StatisticsError("There is no such number of people.", [issue])


def _check_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise _refused(name, "between 0 and 1")


def _check(alpha: float, level: float, **counts: int) -> None:
    check_level(level)
    if not (np.isfinite(alpha) and alpha < 1):
        raise _refused("alpha", "a number below 1")
    for name, value in counts.items():
        if value < 2:
            raise _refused(name, "a whole number from 2 up")


def _refused(name: str, expected: str) -> ArgumentError:
    issue = Issue("impossible-sample", f"$.{name}", f"Expected {expected}.", facts={"expected": expected})
    return ArgumentError("There is no such sample.", [issue])
