"""Whether enough people answered, and enough of it, for what the set is meant for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from purpose_index.checks.evidence.small import FEWEST_PEOPLE, HIDDEN, counted, many, people
from purpose_index.checks.evidence.turned import is_turned
from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context
    from purpose_index.checks.evidence.pilot import Pilot, Sample
    from purpose_index.stats.estimate import Estimate

MOST_MISSING = 0.05
MOST_UNSCORED = 0.05
MOST_ALIKE = 0.05
FEWEST_ITEMS_ALIKE = 6


def _too_few_answers(context: Context) -> Iterator[Found]:
    for sample in context.evidence.all_samples:
        asked = context.evidence.asked[:, context.evidence.columns(sample.scale.id)].all(axis=1).sum()
        if sample.n < FEWEST_PEOPLE and (asked >= FEWEST_PEOPLE or context.evidence.design is None):
            message = (
                f"Fewer than {FEWEST_PEOPLE} people answered all items of {sample.scale.id!r}: it cannot be judged."
            )
            yield Found(
                (*sample.path, "id"),
                message,
                f"Ask until at least {FEWEST_PEOPLE} did.",
                facts={"scale": sample.scale.id, "fewest": FEWEST_PEOPLE},
            )


def _no_variance(context: Context) -> Iterator[Found]:
    pilot = context.evidence
    for path, item in context.items:
        answers = pilot.answers(item.id)
        if len(answers) >= FEWEST_PEOPLE and answers.min() == answers.max():
            message = f"Everybody gave the same answer to {item.id!r}: nothing can be judged in its scales."
            yield Found(
                (*path, "id"), message, "Word it so that people differ, or leave it out.", facts={"item": item.id}
            )


def _sample_too_small(context: Context) -> Iterator[Found]:
    from purpose_index.errors import StatisticsError
    from purpose_index.stats.reliability.cronbach import alpha
    from purpose_index.stats.reliability.sample_size import people_for_alpha_width

    for sample in context.evidence.samples:
        aims = context.evidence.aims
        try:
            estimate = alpha(sample.x, level=aims.level)
        except StatisticsError:
            continue
        if estimate.value <= 0 or is_turned(sample):
            continue  # more people make no scale of items that go against each other
        width = _width(estimate)
        if width > aims.interval_width:
            needed = people_for_alpha_width(estimate.value, sample.k, aims.interval_width, level=aims.level)
            message = (
                f"The interval of alpha of {sample.scale.id!r} came out {width:.2f} wide with "
                f"{many(sample.n)}{_omega(sample)}; with an alpha of {estimate.value:.2f}, "
                f"{aims.interval_width:.2f} takes {needed:,}."
            )
            yield Found(
                (*sample.path, "id"),
                message,
                f"Ask {needed - sample.n:,} people more.",
                facts={
                    "scale": sample.scale.id,
                    "width": round(width, 2),
                    "alpha": round(estimate.value, 2),
                    "wanted": aims.interval_width,
                    "needed": needed,
                },
            )


def _omega(sample: Sample) -> str:
    """Say how wide the interval of omega is, where it is defined."""
    from purpose_index.errors import StatisticsError
    from purpose_index.stats.reliability.omega import omega_total

    if sample.k < 3:
        return ""
    try:
        estimate = omega_total(sample.x, level=sample.pilot.aims.level)
    except StatisticsError:
        return ""
    return f", that of omega {_width(estimate):.2f}" if estimate.low is not None else ""


def _width(estimate: Estimate) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


def _missing_share(context: Context) -> Iterator[Found]:
    from purpose_index.stats.uncertainty.shares import wilson

    pilot = context.evidence
    for path, item in context.items:
        n = int(pilot.asked[:, pilot.column(item.id)].sum())
        count = n - len(pilot.answers(item.id))
        if wilson(count, n, level=pilot.aims.level)[0] > MOST_MISSING:
            message = f"{people(count, n).capitalize()} left {item.id!r} open."
            yield Found(
                (*path, "id"),
                message,
                "Ask some of them why: is it clear, does it apply, is it too personal?",
                facts={"item": item.id, **counted(count, n)},
            )


def _unscored_share(context: Context) -> Iterator[Found]:
    from purpose_index.stats.uncertainty.shares import wilson

    pilot = context.evidence
    for path, scale, items in context.scales:
        minimum = scale.minimum_answered or len(items)
        enough = pilot.asked[:, pilot.columns(scale.id)].sum(axis=1) >= minimum
        answered = pilot.answered(scale.id)[enough]
        count, begun = int(((answered > 0) & (answered < minimum)).sum()), int((answered > 0).sum())
        if wilson(count, begun, level=pilot.aims.level)[0] > MOST_UNSCORED:
            message = f"{people(count, begun).capitalize()} who began get no score on {scale.id!r}."
            place = "minimum_answered" if scale.minimum_answered else "id"
            hint = f"{minimum} of {len(items)} answers are asked for; ask for fewer, but for half at least."
            yield Found((*path, place), message, hint, facts={"scale": scale.id, **counted(count, begun)})


def _straight_lining(context: Context) -> Iterator[Found]:
    pilot = context.evidence
    if pilot.once(many_alike):
        count, n = pilot.alike()
        mixed = any(item.reverse for item in context.q.items)
        meaning = "some items are reversed, so that nobody means that" if mixed else "some may mean it, many will not"
        message = f"{people(count, n).capitalize()} gave one and the same answer to all items: {meaning}."
        yield Found(
            ("items",),
            message,
            "Make it shorter, or mix the order; see who they are before you count them.",
            facts=counted(count, n),
        )


def many_alike(pilot: Pilot) -> bool:
    """Whether certainly too many people give one and the same answer to all items, beyond those whom it becomes."""
    from purpose_index.stats.uncertainty.shares import wilson

    if len(pilot.q.items) < FEWEST_ITEMS_ALIKE or len(set(pilot.coded.values)) > 1:
        return False
    count, n = pilot.alike()
    low = wilson(count, n, level=pilot.aims.level)[0]
    return n >= FEWEST_PEOPLE and low > MOST_ALIKE and low > pilot.expected_alike() + MOST_ALIKE


def _small_groups(context: Context) -> Iterator[Found]:
    sizes = Counter(label for label in context.evidence.labels if label)
    small = sum(size < HIDDEN for size in sizes.values())
    if small:
        message = f"{small:,} of {len(sizes):,} groups have fewer than {HIDDEN} people: nothing may be shown of them."
        yield Found(
            ("id",),
            message,
            "Join small groups before you report on groups.",
            facts={"groups": len(sizes), "small": small, "fewest": HIDDEN},
        )


RULES = (
    Rule(
        name="too-few-answers",
        severity="warning",
        looks_at=f"At least {FEWEST_PEOPLE} people answered all items of every scale.",
        why="With fewer, the uncertainty is as uncertain as the numbers.",
        source="Shao & Tu (1995), The jackknife and bootstrap, doi:10.1007/978-1-4612-0795-5.",
        failing="people: 15",
        passing="people: 300",
        find=_too_few_answers,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="no-variance",
        severity="warning",
        looks_at="No item is answered alike by everybody.",
        why="What does not vary goes with nothing, and says nothing about anybody.",
        source="Nunnally & Bernstein (1994), Psychometric Theory, 3rd ed., ch. 8.",
        failing="constant: [q2]",
        passing="people: 300",
        find=_no_variance,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="sample-too-small",
        severity="warning",
        looks_at="The interval of alpha of every scale came out no wider than wanted (`interval-width`, 0.20).",
        why=(
            "A reliability of .75 that may as well be .60 decides nothing; the number of people that is needed can be "
            "computed. A finding says how wide the interval of these answers is; another sample of as many people may "
            "have a narrower one."
        ),
        source="Bonett (2002), doi:10.3102/10769986027004335; Feldt (1965), doi:10.1007/BF02289499.",
        failing="people: 40\nloading: 0.6",
        passing="people: 300",
        find=_sample_too_small,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="missing-share",
        severity="warning",
        looks_at=(
            f"No item is left open by more than {MOST_MISSING:.0%} of the people who were asked it (lower end of "
            "the interval; see `planned-missing`)."
        ),
        why="People skip what they do not understand, what does not apply, and what they do not want to tell.",
        source="Schafer & Graham (2002), doi:10.1037/1082-989X.7.2.147.",
        failing="missing: {q2: 0.12}\nminimum: {work: 3}",
        passing="missing: {q2: 0.04}\nminimum: {work: 3}",
        find=_missing_share,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="unscored-share",
        severity="warning",
        looks_at=f"No more than {MOST_UNSCORED:.0%} of those who began a scale have too few answers for a score.",
        why="People who are left out are left out of every conclusion, and they are not a random selection.",
        source="Fairclough & Cella (1996), Quality of Life Research 5, 321-329.",
        failing="missing: {q1: 0.05, q2: 0.05, q3: 0.05, q4: 0.05}",
        passing="missing: {q1: 0.05, q2: 0.05, q3: 0.05, q4: 0.05}\nminimum: {work: 2}",
        find=_unscored_share,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="straight-lining",
        severity="warning",
        looks_at=(
            f"With {FEWEST_ITEMS_ALIKE} items or more that share their options: no more than {MOST_ALIKE:.0%} of "
            "people, beyond those whom one factor behind all items leads to it, give one and the same answer to all "
            "(lower end of the interval)."
        ),
        why="Some of them did not read; their answers make items look alike and push reliability up or down.",
        source="Meade & Craig (2012), doi:10.1037/a0028085.",
        failing="scales: {work: [q1, q2, q3, q4, q5, q6, q7]}\nalike: 0.2",
        passing="scales: {work: [q1, q2, q3, q4, q5, q6, q7]}",
        find=_straight_lining,
        family="evidence",
        needs="responses",
    ),
    Rule(
        name="small-groups",
        severity="info",
        looks_at=f"With `--group`: every group has {HIDDEN} people or more.",
        why="In a smaller group, a mean tells one person's answer to those who know their own.",
        source="Hundepool et al. (2012), Statistical Disclosure Control, ch. 4: threshold rules.",
        failing="groups: 100",
        passing="groups: 12",
        find=_small_groups,
        family="evidence",
        needs="responses",
    ),
)
