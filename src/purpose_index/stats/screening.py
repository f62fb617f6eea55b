"""All signs of answers without care at once, each with the value beyond which care alone hardly comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from purpose_index.stats import careless
from purpose_index.stats.careful_answers import careful_answers
from purpose_index.stats.mokken import guttman_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int8]

FEWEST_SCALES = 3  # with halves to compare
FEWEST_TO_SIMULATE = 20  # people: the correlations of fewer say nothing
HIGH, LOW = 1, -1


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What people were asked: of k items their values, whether they are reversed, and which belong together.

    Parameters
    ----------
    values
        The declared values of every item, ascending.
    reverse
        Whether an item is reversed.
    scales
        The columns of every scale; no item is in two of them.
    fit
        Of (n, k) codes the fit of each person to a calibrated model; None without one.
    """

    values: Sequence[Sequence[int]]
    reverse: Sequence[bool]
    scales: Sequence[Sequence[int]]
    fit: Callable[[Codes], Array] | None = None


class Given(NamedTuple):
    """Answers of n people: codes, numbers as given and turned around as keyed, and steps above the lowest as keyed."""

    codes: Codes
    raw: Array
    keyed: Array
    steps: Array
    asked: Asked


def _guttman(given: Given) -> Array:
    """Return the Guttman errors of all scales beside the most that there can be for those sums."""
    found = [guttman_errors(given.steps[:, list(scale)]) for scale in given.asked.scales]
    errors, highest = (np.nansum([getattr(one, name) for one in found], axis=0) for name in ("errors", "highest"))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(errors / highest)


def _halves(given: Given) -> Array:
    scales = [scale for scale in given.asked.scales if len(scale) > 1]
    return careless.even_odd(given.keyed, scales) if len(scales) >= FEWEST_SCALES else np.full(len(given.raw), np.nan)


def _fit(given: Given) -> Array:
    return given.asked.fit(given.codes) if given.asked.fit else np.full(len(given.raw), np.nan)


class _Sign(NamedTuple):
    side: int
    of: Callable[[Given], Array]


SIGNS: Mapping[str, _Sign] = {
    "longstring": _Sign(HIGH, lambda given: careless.longstring(given.raw)),
    "average_string": _Sign(HIGH, lambda given: careless.average_string(given.raw)),
    "autocorrelation": _Sign(HIGH, lambda given: careless.autocorrelation(given.raw)),
    "irv": _Sign(LOW, lambda given: careless.irv(given.raw)),
    "mahalanobis": _Sign(HIGH, lambda given: careless.mahalanobis(given.raw)),
    "even_odd": _Sign(LOW, _halves),
    "synonyms": _Sign(LOW, lambda given: careless.synonyms(given.raw)),
    "antonyms": _Sign(HIGH, lambda given: careless.antonyms(given.raw)),
    "guttman_errors": _Sign(HIGH, _guttman),
    "zh": _Sign(LOW, _fit),
}


@dataclass(frozen=True, slots=True, eq=False)
class Screened:
    """Signs of n people, m of them, with what care alone lets expect.

    Parameters
    ----------
    values
        By sign, (n,) the numbers of the people; NaN where one is not defined.
    cutoffs
        By sign, the value beyond which it counts; NaN where nobody has it or too few people answered.
    flags
        By sign, (n,) whether a person is beyond it.
    expected
        By sign, the share of people who take care that is beyond it too; NaN where that is not known.
    expected_flags
        (m + 1,) the share of people who take care with 0, 1, ... such signs; NaN where that is not known.
    """

    values: Mapping[str, Array]
    cutoffs: Mapping[str, float]
    flags: Mapping[str, NDArray[np.bool_]]
    expected: Mapping[str, float]
    expected_flags: Array

    @property
    def counts(self) -> NDArray[np.int64]:
        """(n,) how many signs each person shows."""
        return counts_of(self.flags)

    def expected_share(self, least: int) -> float:
        """Return the share of people who take care with at least so many signs."""
        return float(self.expected_flags[least:].sum())


def counts_of(flags: Mapping[str, NDArray[np.bool_]]) -> NDArray[np.int64]:
    """Return how many signs each of n people shows, of (n,) flags by sign."""
    return np.asarray(np.sum(list(flags.values()), axis=0), dtype=np.int64)


def screened(
    codes: Codes,
    asked: Asked,
    *,
    false_alarms: float = 0.01,
    cutoffs: Mapping[str, float] | None = None,
    rng: int | np.random.Generator | None = 0,
) -> Screened:
    """Return every sign of every person, and which are beyond what care alone brings about.

    Parameters
    ----------
    codes
        (n, k) the place of each answer among its item's options, from 0; below 0 where missing.
    asked
        What was asked.
    false_alarms
        The share of people who take care that is beyond a cut-off, at most, above 0 and below 1.
    cutoffs
        Cut-offs of one's own, by sign.
    rng
        A seed or a generator for the people who take care.

    Notes
    -----
    A cut-off is the quantile of that sign among made-up people with the frequencies, correlations, missing answers
    and response styles of these ones (`careful_answers`), in samples of the same size, so that what small samples
    do is in it. Where many answer without care, correlations are lower than care alone would make them, and fewer
    people are beyond.
    """
    values = _signs(codes, asked)
    made = _made_up(codes, asked, rng)
    ends = {
        name: _end(made[name], SIGNS[name].side, false_alarms) if cutoffs is None or name not in cutoffs
        else float(cutoffs[name])
        for name in values
    }  # fmt: skip
    flags, others = (
        {name: _beyond(own[name], ends[name], SIGNS[name].side) for name in values} for own in (values, made)
    )
    people = len(made["longstring"])
    shares = {name: float(found.mean()) if people else np.nan for name, found in others.items()}
    together = np.bincount(counts_of(others), minlength=len(values) + 1).astype(np.float64)
    return Screened(values, ends, flags, shares, together / people if people else np.full(len(together), np.nan))


def _signs(codes: Codes, asked: Asked) -> dict[str, Array]:
    """Return the numbers of people, by sign."""
    raw, keyed, steps = (np.full(codes.shape, np.nan) for _ in range(3))
    for j, (values, turned) in enumerate(zip(asked.values, asked.reverse, strict=True)):
        there, numbers = codes[:, j] >= 0, np.array(values, dtype=np.float64)
        raw[there, j] = numbers[codes[there, j]]
        keyed[there, j] = values[0] + values[-1] - raw[there, j] if turned else raw[there, j]
        steps[there, j] = len(values) - 1 - codes[there, j] if turned else codes[there, j]
    given = Given(codes, raw, keyed, steps, asked)
    return {name: sign.of(given) for name, sign in SIGNS.items() if name != "zh" or asked.fit}


def _made_up(codes: Codes, asked: Asked, rng: int | np.random.Generator | None) -> dict[str, Array]:
    """Return the numbers of people who take care; of nobody where too few people answered to tell."""
    if (codes >= 0).any(axis=1).sum() < FEWEST_TO_SIMULATE:
        return {name: np.zeros(0) for name in SIGNS}
    samples = [_signs(sample, asked) for sample in careful_answers(codes, rng)]
    return {name: np.concatenate([sample[name] for sample in samples]) for name in samples[0]}


def _end(values: Array, side: int, share: float) -> float:
    """Return the least extreme value with at most this share of people beyond it; NaN where nobody has one."""
    known = side * values[~np.isnan(values)]
    return side * float(np.quantile(known, 1 - share, method="inverted_cdf")) if len(known) else np.nan


def _beyond(values: Array, end: float, side: int) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return np.asarray(side * values > side * end + 1e-9)
