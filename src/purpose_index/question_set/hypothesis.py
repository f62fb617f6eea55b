"""The structure that a set claims: which items measure which factor, as a model that can be tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from purpose_index.frozen import Frozen
from purpose_index.question_set.factor_scales import no_structure, structural_scales
from purpose_index.question_set.layer_pairs import layer_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.question_set.models import QuestionSet

StructureModel = Literal["correlated", "second-order", "bifactor", "multitrait"]
FEW_OPTIONS = 5  # answers of more are taken as numbers. Rhemtulla, Brosseau-Liard & Savalei (2012)
FEWEST_FACTORS = 3  # under one of second order: two have one correlation, and it has two loadings


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis(Frozen):
    """A structure of a set as a confirmatory model.

    Parameters
    ----------
    model
        Which one: 'one-factor', or as asked.
    factors
        What measures each factor: the ids of items, or of other factors.
    orthogonal
        Whether no factors correlate.
    apart
        Pairs of factors that do not correlate.
    names
        The name of each factor by language.
    items
        The ids of the items, in the order of the set.
    ordinal
        Whether answers are taken as ordered categories: where no item has more than five options.
    left_out
        The ids of scales of one item, which is no structure.
    """

    model: Literal["one-factor", StructureModel]
    factors: Mapping[str, tuple[str, ...]]
    orthogonal: bool
    apart: tuple[tuple[str, str], ...]
    names: Mapping[str, Mapping[str, str]]
    items: tuple[str, ...]
    ordinal: bool
    left_out: tuple[str, ...]

    @property
    def above(self) -> frozenset[str]:
        """The factors that are measured by other factors."""
        return frozenset(name for name, members in self.factors.items() if {*members} <= self.factors.keys())

    @property
    def text(self) -> str:
        """The model in lavaan's syntax."""
        lines = [f"{factor} =~ {' + '.join(members)}" for factor, members in self.factors.items()]
        return "\n".join([*lines, *(f"{one} ~~ 0*{other}" for one, other in self.apart)])


def hypothesis(q: QuestionSet, model: StructureModel | None = None) -> Hypothesis:
    """Return the structure that a set claims.

    Parameters
    ----------
    q
        The question set.
    model
        'correlated': a factor a scale. 'second-order': over them the total. 'bifactor': the total behind all items, and
        beside it what the items of each scale share. 'multitrait': a factor a layer, by the items about both referents,
        and beside it what is special to the second referent. By default 'second-order' where the set has a total over
        three scales or more, and otherwise 'correlated'.

    Raises
    ------
    ArgumentError
        `no-such-structure`, where the set has no total over enough scales, no layers with two referents, or no scale of
        two items.

    Notes
    -----
    A total is the first scale that holds all items of the others. The multitrait model is the CT-C(M-1) of [1]_ with
    the first referent as the one that others are compared with.

    References
    ----------
    .. [1] Eid, M. (2000). A multitrait-multimethod model with minimal assumptions. Psychometrika, 65, 241-261.
       https://doi.org/10.1007/BF02294377

    Examples
    --------
    >>> from purpose_index import load
    >>> print(hypothesis(load("purpose-index")).text)
    positive_meaning =~ q03 + q04 + q08
    meaning_making =~ q01 + q07 + q09
    greater_good =~ q05 + q06 + q10
    organisation_meaning =~ q02 + q11 + q12
    total =~ positive_meaning + meaning_making + greater_good + organisation_meaning
    """
    factors, alone = structural_scales(q)
    total = _total(q, factors)
    if model is None:
        model = "second-order" if total and len(factors) >= FEWEST_FACTORS else "correlated"
    names: Mapping[str, Mapping[str, str]] = {scale.id: scale.name for scale in q.scales}
    apart: tuple[tuple[str, str], ...] = ()
    if model in ("second-order", "bifactor"):
        if total is None or len(factors) < FEWEST_FACTORS:
            message = f"The set has no total over {FEWEST_FACTORS} scales or more."
            raise no_structure(message, "Ask for 'correlated'.", {"fewest": FEWEST_FACTORS})
        above = tuple(factors) if model == "second-order" else _in_order(q, factors)
        factors = {**factors, total: above} if model == "second-order" else {total: above, **factors}
    elif model == "multitrait":
        factors, apart, names = _multitrait(q)
    items = _in_order(q, factors)
    return Hypothesis(
        model=model if len(factors) > 1 else "one-factor",
        factors=factors,
        orthogonal=model == "bifactor",
        apart=apart,
        names={name: names[name] for name in factors},
        items=items,
        ordinal=max(len(q.options_of(item)) for item in items) <= FEW_OPTIONS,
        left_out=alone if model != "multitrait" else (),
    )


def _total(q: QuestionSet, factors: Mapping[str, tuple[str, ...]]) -> str | None:
    """The first scale that holds all items of several others, if there is one."""
    items = {item for own in factors.values() for item in own}
    wide = (scale.id for scale in q.scales if scale.id not in factors and items <= {*q.items_of(scale.id)})
    return next(wide, None)


def _multitrait(
    q: QuestionSet,
) -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str], ...], dict[str, Mapping[str, str]]]:
    """A factor a layer, and beside it one of what is special to the second referent."""
    pairs = {layer: [*pair.values()] for layer, pair in layer_pairs(q).items()}
    if len(pairs) < 2 or any(len(q.items_of(scale.id)) < 2 for pair in pairs.values() for scale in pair):
        raise no_structure(
            "The set has no two layers that are asked about two referents each.", "Ask for 'correlated'."
        )
    factors: dict[str, tuple[str, ...]] = {}
    names: dict[str, Mapping[str, str]] = {}
    for layer, (first, second) in pairs.items():
        factors[f"layer_{layer}"] = (*q.items_of(first.id), *q.items_of(second.id))
        names[f"layer_{layer}"] = q.layers[layer]
    for _, second in pairs.values():
        factors[second.id], names[second.id] = q.items_of(second.id), second.name
    return factors, tuple((f"layer_{layer}", second.id) for layer, (_, second) in pairs.items()), names


def _in_order(q: QuestionSet, factors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    known = {item for members in factors.values() for item in members}
    return tuple(item for item in q.item_ids if item in known)
