"""What went wrong in a matrix of polychoric correlations, or makes it doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from purpose_index.errors import Issue
from purpose_index.stats.correlation.matrix import SINGULAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from purpose_index.errors import Fact
    from purpose_index.tallies.pairs import PairCounts

    Integers = NDArray[np.int64]


def item_issues(counts: PairCounts) -> list[Issue]:
    """Name the items that do not vary, and the categories that nobody chose of those that do."""
    issues = []
    for item, values, chosen in zip(counts.items, counts.values, counts.counts(), strict=True):
        unused = [value for value, count in zip(values, chosen, strict=True) if count == 0]
        if len(values) - len(unused) < 2:
            message = f"Item {item!r} does not vary, so it has no correlations."
            hint, facts = "Leave the item out.", {"item": item}
            issues.append(Issue("item-without-correlations", f"$.items.{item}", message, hint, facts=facts))
        elif unused:
            message = f"Nobody chose {', '.join(map(str, unused))} of item {item!r}; its other categories count."
            chosen_by_nobody: dict[str, Fact] = {"item": item, "values": tuple(unused)}
            issues.append(Issue("unused-category", f"$.items.{item}", message, facts=chosen_by_nobody))
    return issues


def pair_issues(items: Sequence[str], rho: NDArray[np.float64], i: Integers, j: Integers) -> list[Issue]:
    """Name the pairs whose correlation is undefined, 1 or -1."""
    issues = []
    for at in np.flatnonzero(~(np.abs(rho) < 1)):
        first, second = items[i[at]], items[j[at]]
        both = f"{first!r} and {second!r}"
        path = f"$.correlations[{i[at]}][{j[at]}]"
        if np.isnan(rho[at]):
            message = f"Among those who answered both, {both} do not both vary, so they have no correlation."
            hint, facts = "Leave one of them out.", {"first": first, "second": second}
            issues.append(Issue("undefined-pair", path, message, hint, facts=facts))
        else:
            how = "never" if rho[at] > 0 else "always"
            message = f"{both} {how} disagree in order, so their correlation is {rho[at]:.0f}, the end of its range."
            hint = "Look whether they ask the same; with few people, more answers will tell."
            facts = {"first": first, "second": second, "correlation": int(rho[at])}
            issues.append(Issue("boundary-correlation", path, message, hint, facts=facts))
    return issues


def error_issues(items: Sequence[str], i: Integers, j: Integers) -> list[Issue]:
    """Name the pairs whose correlation is defined, but not how certain it is."""
    hint = "Ask more people."
    return [
        Issue(
            "undefined-error",
            f"$.standard_errors[{first}][{second}]",
            f"Too few people answered {items[first]!r} and {items[second]!r} to say how certain their correlation is.",
            hint,
            facts={"first": items[first], "second": items[second]},
        )
        for first, second in zip(i.tolist(), j.tolist(), strict=True)
    ]


def matrix_issues(smallest: float, *, smooth: bool) -> list[Issue]:
    """Say whether the matrix is not positive definite, and what was done."""
    if not smallest < SINGULAR:
        return []
    done = "its lowest eigenvalues were raised" if smooth else "it was left as it is"
    message = f"The matrix is not positive definite (smallest eigenvalue {smallest:.3g}); {done}."
    hint = "" if smooth else "Give more answers or fewer items, or smooth=True."
    facts = {"smallest": smallest, "smoothed": smooth}
    return [Issue("indefinite-polychoric", "$.correlations", message, hint, facts=facts)]
