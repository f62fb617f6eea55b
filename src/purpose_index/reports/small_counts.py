"""Which numbers may be shown: none of fewer people than `HIDDEN`, nor what would tell such a number."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, nan
from typing import TYPE_CHECKING, Any

from purpose_index.checks.evidence.small import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.analysis.results import Analysis, ItemAnalysis, ScaleAnalysis
    from purpose_index.analysis.traits import TraitAnalysis

MOMENTS = ("mean", "sd", "skewness")


def without_small_counts(analysis: Analysis) -> Analysis:
    """Return an analysis with NaN for what is of fewer people than may be shown, and for what would tell it.

    Notes
    -----
    The shares of an item's answers are all there or all left out, since one that is left out follows from the others.
    It follows from moments as well: n and the first k of them tell how often each of k + 1 answers was given. So where
    shares are left out, an item with two answers keeps no moments, one with three the mean alone, and so on.
    An item in several scales rests on other people in each where answers are missing. The first scale shows it; the
    others only what does not tell, by subtraction, of fewer people than may be shown.
    Where the answers to an item part on the trait, with its slope, tells how many gave each, to the person: the model
    expects as many as there were.
    """
    earlier: dict[str, list[ItemAnalysis]] = {}
    scales = {}
    for scale in analysis.scales.values():
        items = {}
        for item in scale.items.values():
            items[item.id] = _shown_item(item, analysis.n, earlier.setdefault(item.id, []))
            earlier[item.id].append(item)
        trait = _shown_trait(scale, items)
        scales[scale.id] = replace(scale, items=items, trait=trait, **_hidden_ends(scale))
    return replace(analysis, scales=scales)


def is_hidden(before: float, after: float) -> bool:
    """Tell whether a number was left out."""
    return isnan(after) and not isnan(before)


def shown_share(share: float, n: int) -> float | None:
    """Return a share of n people; None where it, or the rest, is of too few people.

    Examples
    --------
    >>> shown_share(0.5, 20), shown_share(0.2, 20), shown_share(0.8, 20), shown_share(0.0, 20)
    (0.5, None, None, None)
    """
    return share if n >= HIDDEN and HIDDEN <= round(share * n) <= n - HIDDEN else None


def shown_shares(shares: Mapping[int, float], n: int) -> Mapping[int, float]:
    """Return all shares of an item's answers, or none of them: one that is left out follows from the others.

    Examples
    --------
    >>> shown_shares({1: 0.25, 2: 0.75}, 20), shown_shares({1: 0.2, 2: 0.8}, 20)
    ({1: 0.25, 2: 0.75}, {})
    """
    return shares if n >= HIDDEN and all(round(share * n) >= HIDDEN for share in shares.values()) else {}


def _shown_item(item: ItemAnalysis, people: int, earlier: list[ItemAnalysis]) -> ItemAnalysis:
    """Return what may be shown of an item, beside what other scales show of it."""
    hidden: dict[str, Any] = {}
    differ = [_between(item, other) for other in earlier]
    if not shown_shares(item.shares, item.n) or any(any(gaps) and min(gaps) < HIDDEN for gaps in differ):
        hidden = dict.fromkeys(MOMENTS[max(len(item.shares) - 2, 0) :], nan)
        hidden["shares"] = dict.fromkeys(item.shares, nan)
    if any(any(gaps) and abs(item.n - other.n) < HIDDEN for gaps, other in zip(differ, earlier, strict=True)):
        hidden |= dict.fromkeys(MOMENTS, nan)
    if sum(item.missing.values()) not in (0, people) and shown_share(item.missing_share, people) is None:
        hidden["missing_share"] = nan
    return replace(item, **hidden) if hidden else item


def _shown_trait(scale: ScaleAnalysis, shown: Mapping[str, ItemAnalysis]) -> TraitAnalysis | None:
    """Return what an item response model says, but for where answers part of items whose shares are left out."""
    if scale.trait is None:
        return None
    items = {
        name: own if has_shares(shown[name]) else replace(own, locations=dict.fromkeys(own.locations, nan))
        for name, own in scale.trait.items.items()
    }
    return replace(scale.trait, items=items)


def has_shares(item: ItemAnalysis) -> bool:
    """Whether any share of an item's answers is left."""
    return not all(isnan(share) for share in item.shares.values())


def _between(item: ItemAnalysis, other: ItemAnalysis) -> list[int]:
    """Return, answer by answer, by how many people two tables of one item differ."""
    counts = [[round(share * found.n) if found.n else 0 for share in found.shares.values()] for found in (item, other)]
    return [abs(one - two) for one, two in zip(*counts, strict=True)]


def _hidden_ends(scale: ScaleAnalysis) -> dict[str, Any]:
    """Return NaN for the shares at the ends of a scale that may not be shown."""
    ends = {"floor": scale.floor, "ceiling": scale.ceiling}
    hidden = {name: nan for name, share in ends.items() if shown_share(share, scale.complete) is None}
    between = scale.complete - sum(round(share * scale.complete) for share in ends.values() if not isnan(share))
    return hidden if hidden or between >= HIDDEN else dict.fromkeys(ends, nan)
