"""What several publications tell together that none of them tells alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from purpose_index.disclosure.known import ROUNDING, open_width
from purpose_index.disclosure.policy import Disclosure
from purpose_index.errors import ArgumentError, Issue
from purpose_index.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from purpose_index.disclosure.release import Cell, Release
    from purpose_index.errors import Fact

ALL = 2**62  # people, more than there are
Key = frozenset[tuple[str, Any]]  # the value of each column that makes a group
Names = frozenset[str]
Tells = Literal["mean", "distribution"]
Reader = Literal["anybody", "member"]


class Source(NamedTuple):
    """Where a number was published: the place of the release in what was audited, from 0, and the group."""

    release: int
    group: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revealed(Frozen):
    """People about whom publications together may tell too much.

    Parameters
    ----------
    scale
        The id of the scale or the item.
    groups
        The groups that they are part of.
    without
        The groups that are taken out of these; none where one release shows what another hides as small.
    people
        How many they are.
    left
        How many must have left the group, where the numbers only fit if some did; else 0.
    tells
        'mean', or 'distribution' where only the spread or the shares of their answers are told to fewer than allowed.
    reader
        Who learns it: 'anybody' who knows who is in the groups, or 'member', one of these people who takes out their
        own answer.
    width
        How far the mean of these people, or of one fewer than the minimum among them, stays open, as a part of the
        range; 0 where it is known exactly.
    """

    scale: str
    groups: tuple[Source, ...]
    without: tuple[Source, ...]
    people: int
    left: int
    tells: Tells
    reader: Reader
    width: float

    @property
    def issue(self) -> Issue:
        """The same in a sentence, and what to do about it."""
        less = f" less {_said(self.without)}" if self.without else ""
        who = "1 person" if self.people == 1 else f"{self.people} people"
        reader = "anybody who knows who is in these groups" if self.reader == "anybody" else "one of them"
        mean = f"mean to within {self.width:.0%} of the range" if self.width else "exact mean"
        what = f"the {mean if self.tells == 'mean' else 'distribution'} of {who}"
        message = f"On '{self.scale}', {_said(self.groups)}{less} may tell {reader} {what}."
        hint = "Leave one of these groups out, or make one release of all breakdowns from the same answers."
        sources = (*self.groups, *self.without)
        facts: dict[str, Fact] = {
            "scale": self.scale,
            "releases": tuple(source.release for source in sources),
            "groups": tuple(_named(source.group) for source in sources),
            "people": self.people,
            "left": self.left,
            "tells": self.tells,
            "reader": self.reader,
            "width": self.width,
        }
        return Issue("known-together", f"$.releases[{self.groups[0].release}]", message, hint, facts=facts)


class Sum(NamedTuple):
    """A sum that is shown: its group and columns, how many answers, their total in ranges, and where it stands."""

    key: Key
    names: Names
    n: int
    total: float
    spread: bool
    releases: frozenset[int]
    group: Mapping[str, Any]


def audit(releases: Iterable[Release]) -> tuple[Revealed, ...]:
    """Return about whom several releases, published beside each other, may together tell too much.

    Parameters
    ----------
    releases
        Two or more, of the same answers to one question set: before and after some people joined, under other
        breakdowns, or by other policies. Answers on another occasion are other answers: no subtraction tells anything
        about them, so leave those out.

    Returns
    -------
    findings
        One for every group of people that is found; empty where nothing is. Each has an `issue`, which says it in a
        sentence. No number that is hidden is in them, but for how many people there are.

    Raises
    ------
    ArgumentError
        There are fewer than two releases, or they are of different question sets.

    Notes
    -----
    A release keeps nothing about people, so the audit supposes the worst that the names of the groups allow: people
    keep their answers and their groups; of two groups of one name the smaller is inside the larger; a group by more
    columns is inside one by fewer of them with the same values; groups with different values of a column do not
    overlap. Groups of each release are taken out of those of the others, and what is left is judged by the strictest of
    the policies, as `release` does. Where the numbers cannot fit so, the fewest people who may have left are supposed.

    It does not see groups that overlap without their names telling so (a table by department beside one by
    tenure), nor scales that share items. Whoever still has the answers makes one release of all breakdowns: that is
    judged exactly.

    Examples
    --------
    >>> import purpose_index as pi
    >>> q = pi.load("purpose-index")
    >>> people = [{item: 2 + (i + j) % 3 for j, item in enumerate(q.item_ids)} for i in range(11)]
    >>> ten, eleven = (pi.release(q, people[:n], by=[[]], scales=["total"]) for n in (10, 11))
    >>> [(found.scale, found.people, found.width) for found in pi.audit([ten, eleven])]
    [('total', 1, 0.0)]
    """
    given = tuple(releases)
    _check(given)
    policies = [one.policy for one in given]
    policy = Disclosure(**{name: max(getattr(one, name) for one in policies) for name in Disclosure.__slots__})
    scales = dict.fromkeys(cell.scale for one in given for cell in one.cells)
    return tuple(found for scale in scales for found in _of_scale(scale, given, policy))


def _check(releases: Sequence[Release]) -> None:
    if len(releases) < 2:
        message = "Expected two releases or more; each by itself was judged when it was made."
        issue = Issue("too-few-releases", "$.releases", message, facts={"releases": len(releases)})
        raise ArgumentError("There is nothing to compare.", [issue])
    issues = [
        Issue("other-question-set", f"$.releases[{i}]", "It is not of the question set of the first release.")
        for i, one in enumerate(releases)
        if one.fingerprint != releases[0].fingerprint
    ]
    if issues:
        raise ArgumentError("Releases of different question sets cannot be compared.", issues)


def _of_scale(scale: str, releases: Sequence[Release], policy: Disclosure) -> Iterator[Revealed]:
    sums = _sums(scale, releases)
    yield from _shown_after_all(scale, releases, sums, policy)
    columns = sorted({one.names for one in sums}, key=lambda names: (len(names), sorted(names)))
    within: dict[tuple[Names, Key], list[Sum]] = defaultdict(list)
    for one in sums:
        for names in columns:
            if names <= one.names:
                within[names, _projected(one, names)].append(one)
    seen: set[tuple[Sum, frozenset[Sum]]] = set()
    for whole in sums:
        inside = [one for one in within[whole.names, whole.key] if one is not whole]
        for groups, without, found in _differences(whole, inside, policy):
            if (what := (whole, frozenset((*groups, *without)))) not in seen:
                seen.add(what)
                yield _revealed(scale, groups, without, found)


def _sums(scale: str, releases: Sequence[Release]) -> list[Sum]:
    """Return the different sums of a scale that are shown; the same one in two releases is one sum."""
    cells: dict[tuple[Key, int, float], list[tuple[int, Cell]]] = defaultdict(list)
    for i, one in enumerate(releases):
        for cell in one.cells:
            if cell.scale == scale and cell.n is not None and cell.mean is not None:
                low, high = one.ranges[scale]
                total = cell.n * (cell.mean - low) / (high - low)
                cells[frozenset(cell.group.items()), cell.n, round(total, 6)].append((i, cell))
    return [
        Sum(
            key=key,
            names=frozenset(name for name, _ in key),
            n=n,
            total=total,
            spread=any(cell.sd is not None for _, cell in shown),
            releases=frozenset(i for i, _ in shown),
            group=shown[0][1].group,
        )
        for (key, n, total), shown in cells.items()
    ]


def _shown_after_all(
    scale: str, releases: Sequence[Release], sums: Sequence[Sum], policy: Disclosure
) -> Iterator[Revealed]:
    """Yield the groups that one policy shows and a stricter one hides as small."""
    small = {
        frozenset(cell.group.items())
        for one in releases
        for cell in one.cells
        if cell.scale == scale and cell.hidden == "small"
    }
    for one in sums:
        if one.n < policy.minimum and one.key in small:
            yield _revealed(scale, [one], [], Found(one.n))


class Found(NamedTuple):
    """About how many people what is told to whom; see `Revealed`."""

    people: int
    left: int = 0
    tells: Tells = "mean"
    reader: Reader = "anybody"
    width: float = 0.0


def _differences(
    whole: Sum, inside: Sequence[Sum], policy: Disclosure
) -> Iterator[tuple[Sequence[Sum], Sequence[Sum], Found]]:
    """Yield groups, others to take out of them, and about whom that tells what."""
    for one in inside:
        once = one.n < whole.n or min(one.releases) < min(whole.releases)  # of as many, the later is the whole
        if one.key == whole.key and one.n <= whole.n and once and (found := _exchanged(whole, one, policy)):
            yield [whole], [one], found
    for release, names in dict.fromkeys((i, one.names) for one in inside for i in sorted(one.releases)):
        order = sorted(inside, key=lambda one: (release not in one.releases, one.names != names, len(one.names)))
        taken: list[Sum] = []
        for one in _disjoint(order, whole.n):
            taken.append(one)
            if found := _told([whole], taken, policy):
                yield [whole], taken, found
                break
        parts = list(_disjoint(order, ALL))
        if parts[0].key != whole.key and (found := _told(parts, [whole], policy)):  # people who joined the parts
            yield parts, [whole], found


def _told(groups: Sequence[Sum], without: Sequence[Sum], policy: Disclosure) -> Found | None:
    """Return about whom these groups less the others tell what; None where one release shows them all."""
    every = (*groups, *without)
    n = sum(one.n for one in groups) - sum(one.n for one in without)
    if n <= 0 or frozenset.intersection(*(one.releases for one in every)):
        return None
    total = sum(one.total for one in groups) - sum(one.total for one in without)
    return _judged(n, total, policy, spread=all(one.spread for one in every))


def _disjoint(order: Sequence[Sum], most: int) -> Iterator[Sum]:
    """Yield in their order the groups that cannot overlap with those before, of at most so many people together."""
    kinds = {one.names for one in order}
    taken: dict[Names, dict[Names, set[Key]]] = {}
    for one in order:
        overlaps = any(_projected(one, names & one.names) in by[names & one.names] for names, by in taken.items())
        if overlaps or one.n > most:
            continue
        most -= one.n
        by = taken.setdefault(one.names, {one.names & names: set() for names in kinds})
        for names, keys in by.items():
            keys.add(_projected(one, names))
        yield one


def _judged(n: int, total: float, policy: Disclosure, *, spread: bool) -> Found | None:
    """Return what is told about n people whose answers add up to a total; None where it is little, or cannot be."""
    if not -1e-5 <= total <= n + 1e-5:
        return None
    total = min(max(total, 0.0), float(n))
    own = np.array([0.0, max(0.0, total - n + 1), min(1.0, total)])  # what nobody, or one of them, takes out
    few, others = min(n, policy.minimum - 1), min(n - 1, policy.minimum - 2)
    width, *by_own = open_width(np.array([n, n - 1, n - 1]), total - own, np.array([few, others, others])).tolist()
    if width < policy.width - ROUNDING:
        return Found(n, width=width)
    if (member := min(by_own)) < policy.width - ROUNDING:
        return Found(n, reader="member", width=member)
    return Found(n, tells="distribution", width=width) if spread and n < policy.minimum_distribution else None


def _exchanged(whole: Sum, part: Sum, policy: Disclosure) -> Found | None:
    """Return what is told where some left and others joined: the fewest that fit; None where nobody need have."""
    more, total = whole.n - part.n, whole.total - part.total
    left = ceil(max(total - more, -total) - 1e-5)
    if left < 1 or more + left >= policy.minimum:
        return None
    joined = more + left
    of_joined = (min(joined, total + left) - max(0.0, total)) / joined
    of_left = (min(left, joined - total) - max(0.0, -total)) / left
    width = max(0.0, min(of_joined, of_left))
    return Found(joined, left, width=width) if width < policy.width - ROUNDING else None


def _revealed(scale: str, groups: Sequence[Sum], without: Sequence[Sum], found: Found) -> Revealed:
    return Revealed(scale=scale, groups=_sources(groups), without=_sources(without), **found._asdict())


def _sources(sums: Sequence[Sum]) -> tuple[Source, ...]:
    """Return where each was published first."""
    return tuple(Source(min(one.releases), one.group) for one in sums)


def _projected(one: Sum, names: Names) -> Key:
    return one.key if names == one.names else frozenset(pair for pair in one.key if pair[0] in names)


def _named(group: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in group.items())


def _said(sources: Sequence[Source]) -> str:
    return " and ".join(f"{_named(group) or 'everybody'} of release {release}" for release, group in sources)
