"""Norms: where a score stands in a reference sample that the user has. None are shipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
from pydantic import ValidationError

from purpose_index.analysis.norms_record import NormsRecord
from purpose_index.analysis.record_file import read_record, write_record
from purpose_index.disclosure.groups import columns_of, names_of
from purpose_index.disclosure.policy import Disclosure
from purpose_index.engines.gather import gathered
from purpose_index.errors import ArgumentError, Issue, ResponseError, StatisticsError
from purpose_index.frozen import Frozen, FrozenDict
from purpose_index.options import check_level, check_option
from purpose_index.question_set.load import question_set_of
from purpose_index.scoring.arrays import score_codes
from purpose_index.stats.norms import Smooth, standing
from purpose_index.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from numpy.typing import NDArray

    from purpose_index.question_set.load import QuestionSetLike
    from purpose_index.responses.read import Reading
    from purpose_index.scoring.scores import Score

FEW = 300  # people: below it, a percentile's interval is more than ten points wide in the middle
EVERYBODY = ""
SAME = 9  # decimals of an index: what is further apart are two scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Normed(Frozen):
    """Where one score stands.

    Parameters
    ----------
    scale
        The id of the scale.
    value, index
        The score in its own units, and from 0 to 100.
    percentile, low, high
        The percentile rank (mid-rank), and its interval.
    t, sten, stanine
        Normalised scores.
    n
        How many people of the sample have a score.
    level
        The confidence level.
    """

    scale: str
    value: float
    index: float
    percentile: float
    low: float
    high: float
    t: float
    sten: int
    stanine: int
    n: int
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Frozen):
    """The scores of a sample on one scale: the distinct 0-100 indices, ascending, and how many people have each."""

    indices: tuple[float, ...]
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """How many people have a score."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Norms(Frozen):
    """The scores of a reference sample, by group and scale.

    Parameters
    ----------
    question_set, version, fingerprint
        The id, version and fingerprint of the question set.
    by
        The column whose values are groups; None for one group of everybody.
    groups
        By the group's name ('' for everybody), by scale, the sample's scores.
    smooth
        'none' or 'kernel'.
    level
        The confidence level of the percentiles' intervals.
    issues
        Groups that are too small to have norms, and how wide a percentile's interval is with few people.
    """

    question_set: str
    version: str
    fingerprint: str
    by: str | None
    groups: Mapping[str, Mapping[str, Reference]]
    smooth: Smooth
    level: float
    issues: tuple[Issue, ...] = ()

    @classmethod
    def of(
        cls,
        q: QuestionSetLike,
        data: Any,
        *,
        by: str | None = None,
        smooth: Smooth = "none",
        level: float = 0.95,
        policy: Disclosure | None = None,
        **reading: Unpack[Reading],
    ) -> Norms:
        """Return the norms that a reference sample gives.

        Parameters
        ----------
        q
            The question set, or whatever `load` takes.
        data
            The sample, as `purpose_index.encode` takes it, or what it returned; or as `purpose_index.tally` takes it (a
            folder, `'answers/*.parquet'`, a query), of which only codes and the column `by` are held in memory.
        by
            A column whose values are groups with norms of their own; people without a value are in none.
        smooth
            'none', or 'kernel' to even out what chance leaves in a small sample.
        level
            The confidence level of the percentiles' intervals, between 0 and 1.
        policy
            Of what may be shown: norms hold the distribution of their sample, so a group of fewer people than its
            `minimum_distribution` has none, with an issue. By default `Disclosure()`.
        **reading
            How the data are to be read: `columns`, `labels` and the other options of `encode`.

        Raises
        ------
        ResponseError
            Where a file cannot be read, or the data do not fit the question set.
        ArgumentError
            Where an option or the column cannot be.
        StatisticsError
            Where no group has enough people.

        Examples
        --------
        >>> import purpose_index as pi
        >>> q = pi.load("purpose-index")
        >>> sample = [{item: 1 + (i + j) % 5 for j, item in enumerate(q.item_ids)} for i in range(50)]
        >>> norms = Norms.of(q, sample)
        >>> found = norms.of_score(pi.score(q, dict.fromkeys(q.item_ids, 3)))["total"]
        >>> found.percentile, round(found.low), round(found.high), found.stanine
        (50.0, 36, 64, 5)
        """
        check_option("smooth", smooth, Smooth)
        q, level, policy = question_set_of(q), check_level(level), policy or Disclosure()
        coded = gathered(q, data, reading, keep={"by": names_of(by)})
        names = np.array([EVERYBODY] * len(coded), dtype=object)
        if by is not None:
            names = np.array(
                [None if one is None else str(one) for one in columns_of(coded, "by", [by])[by]], dtype=object
            )
        arrays = score_codes(q, coded, index=True)
        groups, small = {}, 0
        for name in sorted({one for one in names if one is not None}):
            of_group = {scale: _reference(found.index, names == name) for scale, found in arrays.items()}
            kept = {scale: one for scale, one in of_group.items() if one.n >= policy.minimum_distribution}
            small += len(of_group) - len(kept)
            if kept:
                groups[name] = kept
        if not groups:
            raise StatisticsError(f"Norms need {policy.minimum_distribution} people with a score; there are fewer.")
        return cls(
            question_set=q.id,
            version=q.version,
            fingerprint=q.fingerprint,
            by=by,
            groups=groups,
            smooth=smooth,
            level=level,
            issues=_issues(groups, small, policy, level),
        )

    def of_score(self, score: Score, *, group: str | None = None) -> Mapping[str, Normed]:
        """Return where a person's score stands, by scale; scales without a score or without norms are left out.

        Parameters
        ----------
        score
            What `purpose_index.score` returned.
        group
            The group to compare with, where there are groups.

        Raises
        ------
        ResponseError
            Where the score is of a question set that scores differently.
        ArgumentError
            Where there is no such group.
        """
        if score.fingerprint != self.fingerprint:
            message = f"These norms are of {self.question_set} {self.version}, which scores differently."
            hint = "Give norms that were made with the question set of the score."
            raise ResponseError(
                "The norms are not for this score.",
                [
                    Issue(
                        "norms-of-another-set",
                        "$",
                        message,
                        hint,
                        facts={"question_set": self.question_set, "version": self.version},
                    )
                ],
            )
        references = self._group(group)
        found = {}
        for scale, reference in references.items():
            one = score[scale]
            if one.index is None or one.value is None:
                continue
            at = standing(
                [round(one.index, SAME)], reference.indices, reference.counts, smooth=self.smooth, level=self.level
            )
            names = ("percentile", "low", "high", "t", "sten", "stanine")
            numbers = {name: getattr(at, name)[0].item() for name in names}
            found[scale] = Normed(scale=scale, value=one.value, index=one.index, n=at.n, level=self.level, **numbers)
        return FrozenDict(found)

    def _group(self, group: str | None) -> Mapping[str, Reference]:
        name = EVERYBODY if group is None else str(group)
        if name in self.groups:
            return self.groups[name]
        known = [one for one in self.groups if one != EVERYBODY]
        message = "There are no norms of this group." if known else "The norms are of everybody alone."
        hint = did_you_mean(name, known) if known else "Leave out the group."
        raise ArgumentError("The score cannot be placed.", [Issue("unknown-norm-group", "$.group", message, hint)])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        groups = {
            name: {scale: {"indices": list(one.indices), "counts": list(one.counts)} for scale, one in scales.items()}
            for name, scales in self.groups.items()
        }
        names = ("question_set", "version", "fingerprint", "by", "smooth", "level")
        record = {name: getattr(self, name) for name in names} | {"groups": groups}
        return NormsRecord.model_validate(record).model_dump()

    def save(self, path: str | PathLike[str]) -> None:
        """Write the norms to a JSON file."""
        write_record(path, self.to_dict())

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], q: QuestionSetLike) -> Norms:
        """Return norms that `to_dict` wrote, for use with a question set.

        Raises
        ------
        ResponseError
            Where this is not a record of norms, or one of a question set that scores differently.
        """
        q = question_set_of(q)
        try:
            read = NormsRecord.model_validate(record)
        except ValidationError:
            message = "Expected what Norms.save wrote, whole and unchanged."
            raise ResponseError("These are not norms.", [Issue("not-norms", "$", message)]) from None
        if read.fingerprint != q.fingerprint:
            message = f"They were made with a question set that scores differently from {q.id} {q.version}."
            hint = "Load them with the question set and version that they were made with."
            issue = Issue(
                "norms-of-another-set", "$", message, hint, facts={"question_set": q.id, "version": q.version}
            )
            raise ResponseError("The norms are not for this set.", [issue])
        groups = {
            name: {
                scale: Reference(indices=tuple(one.indices), counts=tuple(one.counts)) for scale, one in scales.items()
            }
            for name, scales in read.groups.items()
        }
        return cls(
            **read.model_dump(exclude={"format", "groups"}),
            groups=groups,
            issues=_issues(groups, 0, Disclosure(), read.level),
        )

    @classmethod
    def load(cls, path: str | PathLike[str], q: QuestionSetLike) -> Norms:
        """Return the norms in a JSON file that `save` wrote, for use with a question set.

        Raises
        ------
        OSError
            Where the file is not there, or may not be read.
        ResponseError
            Where it holds no norms, or those of a question set that scores differently.
        """
        return cls.from_dict(read_record(path), q)

    def __repr__(self) -> str:
        """Which set, and how many groups and people."""
        most = max(one.n for scales in self.groups.values() for one in scales.values())
        groups = f", {len(self.groups)} groups" if self.by else ""
        return f"Norms({self.question_set} {self.version}{groups}, up to {most} people)"


def _reference(index: NDArray[np.float64] | None, who: NDArray[np.bool_]) -> Reference:
    assert index is not None
    values, counts = np.unique(index[who & ~np.isnan(index)].round(SAME), return_counts=True)
    return Reference(indices=tuple(values.tolist()), counts=tuple(counts.tolist()))


def _issues(
    groups: Mapping[str, Mapping[str, Reference]], small: int, policy: Disclosure, level: float
) -> tuple[Issue, ...]:
    issues = []
    if small:
        message = f"Scales of groups with fewer than {policy.minimum_distribution} scores have no norms: {small}."
        facts = {"minimum": policy.minimum_distribution, "small": small}
        issues.append(Issue("group-too-small-for-norms", "$.groups", message, facts=facts))
    n = min(one.n for scales in groups.values() for one in scales.values())
    if n < FEW:
        middle = standing([0.0], [-1.0, 1.0], [n - n // 2, n // 2], level=level)
        points = round(float(middle.high[0] - middle.low[0]))
        message = f"The smallest sample has {n} scores: a percentile in the middle is known to within {points} points."
        issues.append(Issue("few-people-for-norms", "$.groups", message, facts={"n": n, "points": points}))
    return tuple(issues)
