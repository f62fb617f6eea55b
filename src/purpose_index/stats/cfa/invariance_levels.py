"""What is equal at each level of invariance, and what that leaves to be free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from purpose_index.stats.cfa.syntax import relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from purpose_index.stats.cfa.parameter import Equal
    from purpose_index.stats.cfa.syntax import Term

InvarianceLevel = Literal["configural", "thresholds", "metric", "scalar", "strict"]
ORDER: tuple[InvarianceLevel, ...] = ("configural", "thresholds", "metric", "scalar", "strict")
EQUAL: dict[InvarianceLevel, tuple[Equal, ...]] = {
    "configural": (),
    "metric": ("loadings",),
    "scalar": ("loadings", "intercepts"),
    "strict": ("loadings", "intercepts", "residuals"),
}


class Level(NamedTuple):
    """A level, as `specify` takes it: what is equal, what else is free, and which parameters are not equal."""

    equal: tuple[Equal, ...]
    identified: Mapping[str, set[str]] | None
    free: tuple[str, ...]


def of_numbers(level: InvarianceLevel, free: tuple[str, ...]) -> Level:
    """Return a level of answers that are numbers."""
    return Level(EQUAL[level], None, free)


def of_ordered(
    level: InvarianceLevel, terms: Sequence[Term], thresholds: Mapping[str, int], free: tuple[str, ...]
) -> Level:
    """Return a level of ordered answers, with residual variances as parameters and factor variances of 1.

    Notes
    -----
    Wu & Estabrook (2016): equal thresholds leave intercepts and residual variances free in all groups but the first;
    equal loadings factor variances too; then intercepts are 0 and factor means free; last, residual variances are 1.
    An item with two options has one threshold, which fixes no scale: its threshold and loading can be tested with its
    intercept alone, and are equal from 'scalar' on.

    References
    ----------
    Wu, H., & Estabrook, R. (2016). Identification of confirmatory factor analysis models of different levels of
    invariance for ordered categorical outcomes. Psychometrika, 81, 1014-1045.
    https://doi.org/10.1007/s11336-016-9506-0
    """
    place = ORDER.index(level)
    several = {item for item, count in thresholds.items() if count > 1}
    joined = set(thresholds) if place >= ORDER.index("scalar") else several
    alone = set(thresholds) - joined
    named = [(relation(name), name) for name in free]
    intercepts = {lhs for (lhs, op, _), _ in named if op == "~1" and lhs in thresholds}
    residuals = {lhs for (lhs, op, rhs), _ in named if op == "~~" and lhs == rhs in thresholds}
    own = {(lhs, op, rhs) for (lhs, op, rhs), _ in named if lhs in thresholds and (op == "~1" or rhs == lhs)}
    others = [name for parameter, name in named if parameter not in own]
    factors = _with_scale(terms, joined)
    identified: dict[str, set[str]] = {}
    if level != "configural":
        open_until_scalar = place < ORDER.index("scalar")
        identified = {
            "intercepts": several if open_until_scalar else intercepts,
            "residuals": residuals if level == "strict" else joined - _all_free(named, thresholds),
            "factor_variances": factors if place >= ORDER.index("metric") else set(),
            "factor_means": set() if open_until_scalar else {term.lhs for term in terms if term.op == "=~"},
        }
    equal: tuple[Equal, ...] = ("thresholds", "loadings")
    apart = [f"{term.lhs} =~ {term.rhs}" for term in terms if term.op == "=~" and term.rhs in alone]
    apart += [f"{item} | t1" for item in thresholds if item in alone]
    return Level(equal[: min(place, 2)], identified, (*others, *apart))


def _with_scale(terms: Iterable[Term], items: set[str]) -> set[str]:
    """The factors whose scale follows from the loadings of these items, straight or through other factors."""
    found: set[str] = set()
    loadings = [(term.lhs, term.rhs) for term in terms if term.op == "=~"]
    for _ in loadings:
        found |= {factor for factor, measured in loadings if measured in items | found}
    return found


def _all_free(named: Sequence[tuple[tuple[str, str, str], str]], thresholds: Mapping[str, int]) -> set[str]:
    """The items of two options whose threshold and loading are free, which leaves nothing to tell their residual by."""
    cut = {lhs for (lhs, op, _), _ in named if op == "|"}
    loose = {rhs for (_, op, rhs), _ in named if op == "=~"}
    return {item for item in cut & loose if thresholds[item] == 1}
