"""What may be said of teams, from one data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from purpose_index.analysis.analyze import labels_of
from purpose_index.analysis.teams.build import LayerOf, items_of, layers_of, scales_of, width_of
from purpose_index.analysis.teams.columns import fit_of, numbers_of, only_leaders
from purpose_index.analysis.teams.numbers import Agreements, agreements, alpha_of
from purpose_index.analysis.teams.people import roster_of
from purpose_index.analysis.teams.results import Overall, Team, Teams
from purpose_index.analysis.teams.waves import teams_of, waves_of
from purpose_index.disclosure.groups import names_of
from purpose_index.disclosure.policy import Disclosure
from purpose_index.engines.gather import gathered
from purpose_index.errors import Issue
from purpose_index.frozen import FrozenDict
from purpose_index.options import check_level
from purpose_index.question_set.answers import language_of
from purpose_index.question_set.layer_pairs import layer_pairs
from purpose_index.question_set.load import question_set_of
from purpose_index.responses.kinds import frame_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from purpose_index.analysis.teams.people import Occasion, Roster
    from purpose_index.analysis.teams.results import TeamScale
    from purpose_index.analysis.teams.waves import Wave
    from purpose_index.disclosure.table import Told
    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.question_set.models import QuestionSet
    from purpose_index.responses.coded import CodedResponses
    from purpose_index.responses.read import Reading
    from purpose_index.stats.estimate import Estimate


def teams(
    q: QuestionSetLike,
    data: Any,
    *,
    team: str,
    leader: str | Mapping[str, Any] | None = None,
    person: str | None = None,
    occasion: Occasion | None = None,
    policy: Disclosure | None = None,
    level: float = 0.95,
    language: str | None = None,
    rng: int | np.random.Generator | None = 0,
    progress: Callable[[float], None] | None = None,
    **reading: Unpack[Reading],
) -> Teams:
    """Return what may be said of teams: how they score, agree and change, and their leaders beside them.

    Parameters
    ----------
    q
        The question set, or whatever `load` takes: the id of a bundled set, a path or a mapping.
    data
        What `encode` takes, or what it returned: a row a person on one occasion, with the columns that are named here
        beside the items. Or what `tally` takes (a folder,
        `'answers/*.parquet'`, a query): of those only codes, and the columns that are named here, are held in memory.
    team
        The column of the team. Rows without one, or with a blank one, count nowhere.
    leader
        Who leads, and is never part of the team's numbers: a column of truth values (or 1 and 0), or the value of a
        column, as `{"role": "leader"}`.
    person
        The column that says who somebody is, which tells who answered twice.
    occasion
        The column of the occasion, before and after. Where its values do not tell which was first (numbers, dates,
        'before' and 'after', 't1' and 't2' do), name them in their order: `{"wave": ["June", "March"]}`.
    policy
        What must stay unknown; by default `Disclosure()`.
    level
        The confidence level of the intervals, between 0 and 1.
    language
        The language of tables and reports, one of `q.languages`; by default the first.
    rng
        Seed or generator of the groups that answer at random, which agreement is held against.
    progress
        Called with the part of the work that is done, up to 1.
    **reading
        How the data are to be read: `columns`, `labels` and the other options of `encode`.

    Returns
    -------
    Teams
        A mapping of the teams' names to `Team`, with `.overall`. What may not be shown is nowhere in it.

    Raises
    ------
    ResponseError
        A file cannot be read, the data do not fit the question set, or somebody is there twice on one occasion.
    ArgumentError
        A column is not there, nobody leads, the occasions are not one or two, or an option cannot be.

    Notes
    -----
    What may be shown is decided as by `release`, of all teams beside all of them together, with the means of the scales
    first: items are shown where that tells nothing more. 'All together' is the teams that are shown. A team in which
    enough people answered twice is those people, on both occasions; where fewer did, the last occasion stands alone.
    The spread of a small team may not be shown, and an interval would tell it; so intervals rest on how people differ
    within all teams. docs/methods/teams.md has the formulas and how often they cover.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> people = [{item: 2 + (i + j) % 3 for j, item in enumerate(q.item_ids)} for i in range(18)]
    >>> people = [{"team": "AB"[i % 2], "lead": i < 2, **answers} for i, answers in enumerate(people)]
    >>> found = pi.teams(q, people, team="team", leader="lead")
    >>> scale = found["A"].scales["total"]
    >>> scale.n, round(scale.mean.value, 2), round(scale.leader.gap.value, 2), found["A"].leaders
    (8, 3.0, 0.0, 1)
    """
    q, policy, tell = question_set_of(q), policy or Disclosure(), progress or _silent
    level, language = check_level(level), language_of(q, language)
    asked = {"team": team, "person": person, "leader": leader, "occasion": occasion}
    kept = {argument: names_of(one) for argument, one in asked.items()}
    coded = gathered(q, data, reading, keep=kept, progress=lambda read: tell(0.2 * read))
    roster = roster_of(coded, team=team, leader=leader, person=person, occasion=occasion)
    tell(0.2)
    waves = waves_of(q, coded, roster, policy)
    tell(0.6)
    seed = int(np.random.default_rng(rng).integers(2**63))
    work = _Work(q, coded, roster, waves, policy, level, seed)
    tell(0.8)
    found, overall = work.results(leads=leader is not None)
    tell(1.0)
    return Teams(
        question_set=q.id,
        version=q.version,
        fingerprint=q.fingerprint,
        title=q.title,
        referents=q.referents,
        language=language,
        policy=policy,
        level=level,
        occasions=roster.occasions,
        teams=found,
        overall=overall,
        issues=(*policy.issues, *roster.issues),
        frame_kind=frame_kind(coded),
    )


class _Work:
    """The numbers of all teams, and the parts of the object that are made of them."""

    def __init__(
        self,
        q: QuestionSet,
        coded: CodedResponses,
        roster: Roster,
        waves: list[Wave],
        policy: Disclosure,
        level: float,
        seed: int,
    ) -> None:
        self.q, self.roster, self.level, self.policy = q, roster, level, policy
        self.last, self.group = waves[-1], teams_of(roster)
        self.leaders, self.leading = only_leaders(roster.team, roster.leads, len(roster.names))
        self.counts = _counts(roster, self.group)
        self.labels = {item: FrozenDict(labels_of(q, item)) for item in q.item_ids}
        self.options = coded.values
        self.alphas = [self._alpha(s) for s in range(len(q.scales))]
        reliable = [max(one.value, 0.0) if one else 0.0 for one in self.alphas] + [0.0] * len(q.items)
        self.numbers = [
            numbers_of(
                s,
                waves,
                group=self.group,
                leaders=self.leaders,
                reliability=reliable[s],
                followed=roster.paired,
                policy=policy,
                level=level,
            )
            for s in range(len(self.last.measures))
        ]
        self.agreements = [self._agreements(s, seed) for s in range(len(q.scales))]
        self.layers = list(self._layers())

    def results(self, *, leads: bool) -> tuple[dict[Any, Team], Overall]:
        """Return every team, and all teams that are shown together."""
        numbers = iter(self.numbers)
        scales = {
            scale.id: scales_of(self.q, s, next(numbers), self.agreements[s], self.alphas[s], self.level)
            for s, scale in enumerate(self.q.scales)
        }
        items = {
            item: items_of(self.q.item(item), self.labels[item], next(numbers), self.level) for item in self.q.item_ids
        }
        layers = {layer.id: layers_of(layer, self.level) for layer in self.layers}
        teams = {
            name: self._team(
                g,
                name,
                leads=leads,
                scales={one: each[g] for one, (each, _) in scales.items()},
                items={one: each[g] for one, each in items.items()},
                layers={one: each[g] for one, each in layers.items()},
            )
            for g, name in enumerate(self.roster.names)
        }
        overall = Overall(
            teams=len(teams),
            scales={one: together for one, (_, together) in scales.items()},
            items={one: each[-1] for one, each in items.items()},
            layers={one: each[-1] for one, each in layers.items()},
            left_out=self.roster.left_out,
        )
        return teams, overall

    def _team(self, g: int, name: Any, *, leads: bool, scales: dict[str, TeamScale], **parts: Any) -> Team:
        n, first, both = (int(count[g]) if count[g] >= self.policy.minimum else None for count in self.counts)
        two = len(self.roster.occasions) == 2
        leading = int(self.leading[g])
        issues = []
        if leads and leading != 1:
            issues.append(_not_one_leader(leading))
        if self.roster.paired and (n or first) and not any(scale.change for scale in scales.values()):
            issues.append(_too_few_twice(self.policy.minimum))
        return Team(
            name=name,
            n=n,
            first=first if two else None,
            both=both if two and self.roster.paired else None,
            leaders=leading,
            scales=scales,
            issues=tuple(issues),
            **parts,
        )

    def _of_scale(self, s: int) -> NDArray[np.int64]:
        return np.flatnonzero(self.last.measures[s].weights > 0)

    def _answers_of(self, s: int) -> tuple[NDArray[np.float64], list[Told]]:
        """Return the keyed answers to the items of a scale, and what may be told of each."""
        places = len(self.q.scales) + self._of_scale(s)
        answers = np.stack([self.last.measures[place].scores for place in places.tolist()], axis=1)
        return answers, [self.last.told[place] for place in places.tolist()]

    def _alpha(self, s: int) -> Estimate | None:
        answers, told = self._answers_of(s)
        told = [*told, self.last.told[s]]  # beside the items, alpha tells the sum of squares of the scale
        return alpha_of(answers * self.last.measures[s].weights[self._of_scale(s)], told, self.policy, self.level)

    def _agreements(self, s: int, seed: int) -> Agreements:
        options = {self.options[j] for j in self._of_scale(s).tolist()}
        if len(options) > 1:  # items of unlike options have no null in common
            return Agreements(*np.full((5, len(self.roster.names)), np.nan))
        return agreements(*self._answers_of(s), options.pop(), self.level, self.alphas[s], seed)

    def _layers(self) -> Iterator[LayerOf]:
        """Yield the layers that are asked about of two referents, in scales of one range."""
        ids = [scale.id for scale in self.q.scales]
        numbers = dict(zip(ids, zip(*self.last, strict=True), strict=False))  # those of the items follow
        for layer, pair in layer_pairs(self.q).items():
            one, other = (scale.id for scale in pair.values())
            first, second = numbers[one], numbers[other]
            if first[0].ends == second[0].ends:
                fit = fit_of(
                    first, second, group=self.group, leaders=self.leaders, policy=self.policy, level=self.level
                )
                about, beside = pair
                yield LayerOf(layer, self.q.layers[layer], (about, beside), (one, other), width_of(first[0]), fit)


def _counts(roster: Roster, group: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Return (G,) how many people, leaders left out, answered on the last occasion, on the first, and on both."""
    answered = roster.rows >= 0
    return [
        np.bincount(group[who & (group >= 0)], minlength=len(roster.names))
        for who in (answered[-1], answered[0], answered.all(axis=0))
    ]


def _not_one_leader(leading: int) -> Issue:
    if leading:
        message = f"{leading} people lead this team, so none stands beside it; they do not count in its numbers."
        return Issue("several-leaders", "$.leaders", message, facts={"leaders": leading})
    return Issue("team-without-leader", "$.leaders", "Nobody who leads this team has answered.")


def _too_few_twice(minimum: int) -> Issue:
    message = f"Fewer than {minimum} people answered on both occasions, so no change is shown."
    return Issue("few-answered-twice", "$.both", message, facts={"minimum": minimum})


def _silent(_: float) -> None:
    """Report nothing."""
