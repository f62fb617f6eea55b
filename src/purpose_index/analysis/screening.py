"""Signs that answers to a set were given without care: what each person shows, and what that does to scales."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from purpose_index.analysis.analyze import as_scored
from purpose_index.analysis.calibration_scale import placer_of
from purpose_index.analysis.counts import answered_items
from purpose_index.analysis.screening_results import CutoffSource, Screening, Sign, Without
from purpose_index.disclosure.policy import Disclosure
from purpose_index.engines.gather import gathered
from purpose_index.errors import ArgumentError, Issue, StatisticsError
from purpose_index.frozen import FrozenDict
from purpose_index.options import check_level
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.factor_scales import scales_apart
from purpose_index.question_set.hypothesis import hypothesis
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.beside import columns_beside
from purpose_index.responses.kinds import frame_kind
from purpose_index.scoring.plan import plan_of
from purpose_index.scoring.trait import check_calibration
from purpose_index.stats.irt.fit_people import fit_over_scales
from purpose_index.stats.reliability.cronbach import alpha
from purpose_index.stats.screening import SIGNS, Asked, counts_of, screened
from purpose_index.stats.uncertainty.shares import wilson
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from purpose_index.analysis.calibration import Calibration
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading
    from purpose_index.stats.screening import Screened

    Array = NDArray[np.float64]

TIME = "seconds_per_item"
FASTEST = 2.0  # seconds an item
FEWEST_PARTS = 3  # scales, or pairs of items, over which a correlation of one person is taken
NEEDED = {
    "even_odd": ("scales", "It takes three scales of two items and more."),
    "synonyms": ("pairs", "It takes three pairs of items that correlate above .6."),
    "antonyms": ("pairs", "It takes three pairs of items that correlate below -.6."),
}


def screen(
    q: QuestionSetLike,
    data: Any,
    *,
    least: int = 2,
    false_alarms: float = 0.01,
    cutoffs: Mapping[str, float] | None = None,
    time: str | None = None,
    calibration: Calibration | None = None,
    structure: bool = False,
    level: float = 0.95,
    policy: Disclosure | None = None,
    language: str | None = None,
    rng: int | np.random.Generator | None = 0,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> Screening:
    """Look for signs of answers without care, and for what the people who show them do to the scales.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes. Its order of items is that in which they were asked.
    data
        What `purpose_index.encode` takes, or what it returned; or what `purpose_index.tally` takes (a folder,
        `'answers/*.parquet'`, a query), of which only codes and `time` are held in memory.
    least
        How many signs together count, from 1. One alone has many causes.
    false_alarms
        The share of people who take care that each simulated cut-off lets count, at most; above 0 and below 1.
    cutoffs
        Cut-offs of your own, by the name of the sign: {'longstring': 8, 'seconds_per_item': 1.5}.
    time
        A column beside the items with the seconds that somebody took for all of them.
    calibration
        What `calibrate` returned: adds 'zh', how well the answers fit the calibrated scales.
    structure
        Whether to say too how well the structure that the set claims fits without those people.
    level
        The confidence level of the intervals, between 0 and 1.
    policy
        What must stay unknown of a few people in counts and effects; by default `Disclosure()`.
    language
        The language of the tables, one of `q.languages`; by default the first.
    rng
        A seed or a `numpy.random.Generator`, for the people who take care.
    progress
        Told which fraction of the answers has been read, from 0 to 1, where it is known how many there are.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    Screening
        `.signs`, each with its cut-off and where that comes from; `.to_frame()`, a row a person; `.effects`.

    Raises
    ------
    ResponseError
        Where a file cannot be read, or the data do not fit the question set.
    ArgumentError
        `unknown-sign`, `bound-out-of-range`, `level-out-of-range`, `unknown-column`, `time-not-numbers`.

    Notes
    -----
    Nobody is left out: what to do is for you to decide, before you see what it changes. Signs are numbers about how
    answers look. Somebody who means one answer throughout shows the same signs as somebody who did not read.

    A simulated cut-off is the value that 1 of 100 people who take care (`false_alarms`) is beyond at most: people made
    up of normal variables with the polychoric correlations, frequencies and missing answers of these people, who differ
    as much as these in how far out they answer (at the ends, or near the middle). Signs hang together, so the share
    that shows `least` of them is taken from the same people. Where many answer without care, the correlations are lower
    than care alone would make them, and the cut-offs further out.
    See docs/methods/careless.md for how many are found.

    References
    ----------
    Curran, P. G. (2016). Methods for the detection of carelessly invalid responses in survey data. Journal of
    Experimental Social Psychology, 66, 4-19. https://doi.org/10.1016/j.jesp.2015.07.006

    Huang, J. L., Curran, P. G., Keeney, J., Poposki, E. M., & DeShon, R. P. (2012). Detecting and deterring
    insufficient effort responding to surveys. Journal of Business and Psychology, 27, 99-114.
    https://doi.org/10.1007/s10869-011-9231-8

    Examples
    --------
    >>> import numpy as np
    >>> import purpose_index as pi
    >>> rng = np.random.default_rng(1)
    >>> answers = 1 + np.digitize(rng.normal(size=(300, 1)) + 1.2 * rng.normal(size=(300, 12)), [-2, -1, 1, 2])
    >>> answers[:30] = rng.integers(1, 6, size=(30, 1))
    >>> found = pi.screen("purpose-index", answers)
    >>> found.count, round(found.expected, 3)
    (32, 0.005)
    """
    q, level, policy = question_set_of(q), check_level(level), policy or Disclosure()
    language = language_of(q, language)
    _check(least, false_alarms, cutoffs, [*SIGNS, TIME])
    coded = gathered(q, data, reading, keep={} if time is None else {"time": [time]}, progress=progress)
    found = screened(coded.codes, _asked(q, calibration), false_alarms=false_alarms, cutoffs=cutoffs, rng=rng)
    cuts = dict(cutoffs or {})
    values, flags, ends = dict(found.values), dict(found.flags), dict(found.cutoffs)
    if time is not None:
        values[TIME], ends[TIME] = _pace(coded, time), float(cuts.get(TIME, FASTEST))
        flags[TIME] = np.asarray(np.nan_to_num(values[TIME], nan=np.inf) < ends[TIME])
    signs = tuple(_sign(name, values[name], ends[name], flags[name], found, cuts, policy, level) for name in values)
    who = np.asarray(counts_of(flags) >= least)
    effects, untold = _effects(q, coded, who, structure, policy, level)
    told = _told(int(who.sum()), len(coded), policy, level)
    return Screening(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        language=language,
        names={scale.id: scale.name for scale in q.scales},
        signs=signs,
        values=FrozenDict(values),
        flags=FrozenDict(flags),
        least=least,
        count=told[0],
        low=told[1],
        high=told[2],
        expected=found.expected_share(least),
        effects=effects,
        level=level,
        issues=(*policy.issues, *_doubts(found), *untold),
        frame_kind=frame_kind(data),
    )


def _check(least: int, false_alarms: float, cutoffs: Mapping[str, float] | None, known: list[str]) -> None:
    """Raise ArgumentError that tells every option that cannot be."""
    issues = []
    if isinstance(least, bool) or not isinstance(least, int) or least < 1:
        issues.append(Issue("bound-out-of-range", "$.least", "Expected a whole number from 1 up."))
    if not 0 < false_alarms < 1:
        message = "Expected a number between 0 and 1, for example 0.01."
        issues.append(Issue("bound-out-of-range", "$.false_alarms", message))
    for name, value in (cutoffs or {}).items():
        if name not in known:
            message = f"There is no sign {name!r}."
            hint = did_you_mean(str(name), known)
            issues.append(Issue("unknown-sign", f"$.cutoffs.{name}", message, hint, facts={"sign": str(name)}))
        elif not np.isfinite(value):
            issues.append(Issue("bound-out-of-range", f"$.cutoffs.{name}", "Expected a number."))
    if issues:
        raise ArgumentError("An option cannot be what it was given.", issues)


def _asked(q: QuestionSet, calibration: Calibration | None) -> Asked:
    plan = plan_of(q)
    scales = [[plan.form.ids.index(item) for item in items] for items in scales_apart(q).values()]
    values = [item.values for item in plan.form.items]
    return Asked(values, plan.reverse, scales, None if calibration is None else _fit_of(q, calibration))


def _fit_of(q: QuestionSet, calibration: Calibration) -> Callable[[NDArray[np.int8]], Array]:
    """Return what gives the fit of people to the calibrated scales, of which no two share an item."""
    check_calibration(calibration, q)
    taken = set[int]()
    chosen = []
    for name in sorted(calibration.scales, key=lambda name: len(calibration.scales[name].positions)):
        scale = calibration.scales[name]
        if not taken & {*scale.positions}:
            taken |= {*scale.positions}
            chosen.append((scale.model, placer_of(scale)))

    def fit(codes: NDArray[np.int8]) -> Array:
        return fit_over_scales((model, placer.categories(codes)) for model, placer in chosen)

    return fit


def _pace(coded: CodedResponses, time: str) -> Array:
    """Return the seconds that each person took for an item that was answered."""
    cells = columns_beside(coded.extra)[time]()
    try:
        seconds = np.array([np.nan if cell is None or cell == "" else float(cell) for cell in cells], dtype=np.float64)
    except (TypeError, ValueError):
        message = f"Column {time!r} holds something else than numbers of seconds."
        hint = "Give the seconds for all items, empty where they are not known."
        issue = Issue("time-not-numbers", "$.time", message, hint, facts={"column": str(time)})
        raise ArgumentError("The times cannot be used.", [issue]) from None
    answered = (coded.codes >= 0).sum(axis=1)
    return np.where((seconds >= 0) & (answered > 0), seconds / np.maximum(answered, 1), np.nan)


def _sign(
    name: str,
    values: Array,
    cutoff: float,
    flags: NDArray[np.bool_],
    found: Screened,
    given: Mapping[str, float],
    policy: Disclosure,
    level: float,
) -> Sign:
    n = int((~np.isnan(values)).sum())
    count, low, high = _told(int(flags.sum()), n, policy, level)
    source: CutoffSource = "given" if name in given else "huang-2012" if name == TIME else "simulated"
    return Sign(
        name=name,
        side="above" if name in SIGNS and SIGNS[name].side > 0 else "below",
        cutoff=cutoff,
        source="none" if np.isnan(cutoff) else source,
        n=n,
        count=count,
        low=low,
        high=high,
        expected=found.expected.get(name, np.nan) if not np.isnan(cutoff) else np.nan,
    )


def _told(count: int, n: int, policy: Disclosure, level: float) -> tuple[int | None, float | None, float | None]:
    """Return how many people, and the interval of their share; nothing where they, or the others, are too few."""
    if not policy.minimum <= count <= n - policy.minimum:
        return None, None, None
    return (count, *wilson(count, n, level=level))


def _effects(
    q: QuestionSet, coded: CodedResponses, who: NDArray[np.bool_], structure: bool, policy: Disclosure, level: float
) -> tuple[tuple[Without, ...], tuple[Issue, ...]]:
    """Return numbers of the set with everybody and without some people, where that tells nothing of a few."""
    if not who.any():
        return (), ()
    if min(who.sum(), (~who).sum()) < policy.minimum_distribution:
        fewest = policy.minimum_distribution
        message = f"What changes without these people is told where they, and the others, are {fewest} or more."
        facts = {"minimum": fewest}
        return (), (Issue("few-people-with-signs", "$.effects", message, facts=facts),)
    groups = (coded, replace(coded, codes=coded.codes[~who], extra=None))
    of = [partial(_alphas, q), *([partial(_fits, q, level=level)] if structure else [])]
    effects = []
    for numbers in of:
        everybody, without = map(numbers, groups)
        effects += [
            Without(scale=scale, name=name, everybody=value, without=without[scale, name])
            for (scale, name), value in everybody.items()
        ]
    return tuple(effects), ()


def _alphas(q: QuestionSet, coded: CodedResponses) -> dict[tuple[str | None, str], float]:
    plan = plan_of(q)
    found: dict[tuple[str | None, str], float] = {}
    for scale, answered in answered_items(coded, plan):
        if len(scale.positions) > 1:
            try:
                value = alpha(as_scored(scale, plan, answered)[1], interval=None).value
            except StatisticsError:
                value = np.nan
            found[scale.id, "alpha"] = value
    return found


def _fits(q: QuestionSet, coded: CodedResponses, *, level: float) -> dict[tuple[str | None, str], float]:
    from purpose_index.analysis.structure import best_indices, structure_of

    model = structure_of(hypothesis(q), coded, "listwise", level).fitted
    best = None if model is None else best_indices(model.fit)
    srmr = np.nan if model is None else model.fit.srmr
    return {(None, "cfi"): best.cfi if best else np.nan, (None, "rmsea"): best.rmsea if best else np.nan,
            (None, "srmr"): srmr}  # fmt: skip


def _doubts(found: Screened) -> list[Issue]:
    """Return what cannot be told of any person."""
    if np.isnan(found.expected_flags).any():
        message = "Fewer than 20 people answered: what care alone brings about is not known, and there are no cut-offs."
        return [Issue("too-few-to-screen", "$.signs", message)]
    return [
        Issue(
            "sign-not-defined",
            f"$.signs.{name}",
            f"Nobody has a number for {name!r}.",
            NEEDED.get(name, ("", "It takes answers that vary."))[1],
            facts={"sign": name, **({NEEDED[name][0]: FEWEST_PARTS} if name in NEEDED else {})},
        )
        for name, own in found.values.items()
        if np.isnan(own).all()
    ]
