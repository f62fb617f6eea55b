"""What may be said of teams: of each team, and of all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from purpose_index.analysis.teams.tables import item_columns, overall_columns, plain, team_columns
from purpose_index.frozen import Frozen
from purpose_index.options import check_option
from purpose_index.rendering import Shown
from purpose_index.responses.kinds import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.disclosure.policy import Disclosure
    from purpose_index.disclosure.release import Hidden
    from purpose_index.errors import Issue
    from purpose_index.stats.agreement.one_way import GroupICC
    from purpose_index.stats.estimate import Estimate

FrameOf = Literal["teams", "items", "overall"]
LEADERS = ("leader", "leaders")  # what is the leader's alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Frozen):
    """How far the people of one team answer alike.

    Parameters
    ----------
    rwg, average_deviation, awg
        As in `stats.agreement`: James' form over the items of the scale against the uniform null; points from the mean;
        NaN where it is not defined.
    p_value
        The share of groups of as many people, answering at random, that agree as much by rwg or more.
    critical
        The rwg that chance reaches in at most 1 - level of such groups; NaN where chance often agrees completely.
    """

    rwg: float
    average_deviation: float
    awg: float
    p_value: float
    critical: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Frozen):
    """How many people are below something, beside it, and above it."""

    below: int
    equal: int
    above: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside(Frozen):
    """The leader beside the team.

    Parameters
    ----------
    score
        The leader's own score, or answer as keyed.
    gap
        The leader's score less the team's mean, with an interval that holds the team's spread and the error of the
        leader's score; None where the team's mean is not shown.
    team
        How many of the team score below, as, and above the leader; None where that would tell too much.
    first
        The leader's score on the first occasion, where there are two.
    """

    score: float
    gap: Estimate | None
    team: Split | None
    first: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChange(Frozen):
    """How a team changed; only where enough of the same people answered twice, and about those alone.

    Parameters
    ----------
    first
        The mean on the first occasion.
    mean
        The second mean less the first, with an interval from how differently people change within all teams.
    n
        How many people answered twice.
    """

    first: float
    mean: Estimate
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured(Frozen):
    """A scale or an item in a group of people, on the last occasion.

    Parameters
    ----------
    id
        The id of the scale or the item.
    name
        The name of the scale, or the text of the item, per language.
    low, high
        The lowest and the highest score that there is.
    shown
        Whether it may be shown; where it may not, there is no number of the people.
    hidden
        Why it is not: 'small' (too few answered) or 'protects' (it would tell too much about a few); else None.
    n
        How many people have a score; the leader is never one of them.
    mean
        Their mean, with an interval for people like them, from how far people differ within all teams.
    sd
        Their standard deviation (n - 1); None where only the mean is shown.
    shares
        The share of every answer to an item, as keyed; None where only the mean is shown, and for a scale.
    leader
        The leader beside them; None where there is none, or more than one.
    change
        How they changed; None without two occasions, or where too few answered twice.
    """

    id: str
    name: Mapping[str, str]
    low: float
    high: float
    shown: bool
    hidden: Hidden | None
    n: int | None = None
    mean: Estimate | None = None
    sd: float | None = None
    shares: Mapping[int, float] | None = None
    leader: Beside | None = None
    change: TeamChange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamScale(Measured):
    """A scale in a team.

    Parameters
    ----------
    referent
        The id of whom or what it asks about, where the set says so.
    agreement
        How far they answer its items alike; None where distributions may not be shown.
    """

    referent: str | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamItem(Measured):
    """An item in a team.

    Parameters
    ----------
    reverse
        Whether all its numbers are of lowest plus highest declared value, minus the answer.
    labels
        The words of the answer behind every value of `shares`, per language.
    """

    reverse: bool
    labels: Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLayer(Frozen):
    """How two scales of one layer fit, such as me in my work and my organisation.

    Parameters
    ----------
    id, name
        The layer's id, and its name per language.
    referents
        The ids of whom the two scales ask about, in the order of the set.
    scales
        The ids of the two scales.
    difference
        The first mean less the second, with an interval; None where either is not shown.
    people
        How many people score the second below, as, and above the first; None where that would tell too much.
    leader
        The leader's own difference; None where there is none.
    """

    id: str
    name: Mapping[str, str]
    referents: tuple[str, str]
    scales: tuple[str, str]
    difference: Estimate | None
    people: Split | None
    leader: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Team(Frozen):
    """One team.

    Parameters
    ----------
    name
        The value of the column of teams.
    n
        How many people other than leaders answered on the last occasion; None under the policy's minimum.
    first, both
        How many answered on the first occasion, and on both; None where there is one, or under the minimum.
    leaders
        How many lead it.
    scales, items, layers
        By id, in the order of the set.
    issues
        Why there is no leader beside it, or no change.
    """

    name: Any
    n: int | None
    first: int | None
    both: int | None
    leaders: int
    scales: Mapping[str, TeamScale]
    items: Mapping[str, TeamItem]
    layers: Mapping[str, TeamLayer]
    issues: tuple[Issue, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON; the leader's own scores are among them."""
        return dict(plain(self))

    def __repr__(self) -> str:
        """Which team, and how many scales are shown."""
        shown = sum(scale.shown for scale in self.scales.values())
        return f"Team({self.name!r}, {shown} of {len(self.scales)} scales shown)"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallScale(Measured):
    """A scale over all teams that are shown.

    Parameters
    ----------
    teams
        How many teams that is.
    teams_small, teams_protected
        How many teams are left out because too few answered, and because they would tell too much.
    alpha
        Coefficient alpha of these people; None where distributions may not be shown, or it is not defined.
    icc
        How far teams differ, and how reliable their means are; None as for alpha, and with fewer than two teams.
    """

    teams: int
    teams_small: int
    teams_protected: int
    alpha: Estimate | None
    icc: GroupICC | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Overall(Frozen):
    """All teams that are shown together.

    Parameters
    ----------
    teams
        How many teams there are, shown or not.
    scales, items, layers
        By id, in the order of the set, about the people of the teams in which it is shown.
    left_out
        How many rows count nowhere, by reason: 'no-team', 'no-occasion', 'another-occasion'.
    """

    teams: int
    scales: Mapping[str, OverallScale]
    items: Mapping[str, TeamItem]
    layers: Mapping[str, TeamLayer]
    left_out: Mapping[str, int]

    def __repr__(self) -> str:
        """How many teams and scales."""
        return f"Overall({self.teams} teams, {len(self.scales)} scales)"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Teams(Frozen, Shown, Mapping[Any, Team]):
    """What may be said of teams: a mapping of the names of teams to `Team`, in their order.

    In a notebook it shows itself as tables; `print` gives them as text. A number that may not be shown is nowhere in
    it; what is hidden is shown as hidden.

    Parameters
    ----------
    question_set, version, fingerprint
        The id, version and fingerprint of the question set.
    title
        Its title per language.
    referents
        Their names per language, where the set declares any.
    language
        The language that the tables and the report speak unless asked otherwise.
    policy
        What must stay unknown.
    level
        The confidence level of all intervals.
    occasions
        The values of the first and the last occasion; nothing where there are no occasions.
    teams
        By name.
    overall
        All teams that are shown together.
    issues
        What was left out, or is doubtful.
    frame_kind
        'pandas' or 'polars', where such a frame was given.
    """

    question_set: str
    version: str
    fingerprint: str
    title: Mapping[str, str]
    referents: Mapping[str, Mapping[str, str]]
    language: str
    policy: Disclosure
    level: float
    occasions: tuple[Any, ...]
    teams: Mapping[Any, Team]
    overall: Overall
    issues: tuple[Issue, ...] = ()
    frame_kind: str | None = field(default=None)

    def __getitem__(self, name: Any) -> Team:
        """Return a team by its name."""
        return self.teams[name]

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the names of the teams."""
        return iter(self.teams)

    def __len__(self) -> int:
        """The number of teams."""
        return len(self.teams)

    def to_frame(self, rows: FrameOf = "teams") -> Any:
        """Return a row a scale in a team, a row an item in a team, or a row a scale overall, at full precision.

        What is not shown is missing. No leader is in it: a leader's scores are in the leader's own team alone.

        Parameters
        ----------
        rows
            'teams', 'items' or 'overall'.

        Returns
        -------
        frame
            A pandas or polars frame: the kind that was given, else the one that is installed; where there is neither, a
            dict of columns.

        Raises
        ------
        ArgumentError
            Where `rows` is another word.
        """
        check_option("rows", rows, FrameOf)
        columns = {"teams": team_columns, "items": item_columns, "overall": overall_columns}[rows](self)
        return frame_of(columns, self.frame_kind)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON, without the leaders' scores; those are in `Team.to_dict`."""
        record = plain(
            {name: getattr(self, name) for name in self.__dataclass_fields__ if name not in NOT_PLAIN}, LEADERS
        )
        teams = [plain(team, without=LEADERS) for team in self.teams.values()]
        return {**record, "teams": teams, "issues": plain(self.issues)}

    def __repr__(self) -> str:
        """Which set, and how many teams."""
        return f"Teams({self.question_set} {self.version}, {len(self)} teams)"


NOT_PLAIN = ("teams", "issues", "frame_kind")
