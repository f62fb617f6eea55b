"""The grid of layers and referents: every layer asked about every referent, once."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from purpose_index.checks.rule import Found, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.checks.context import Context


def _grid_gap(context: Context) -> Iterator[Found]:
    if not context.is_whole("layers", "referents", "scales"):
        return
    layers: list[str | None] = [*context.q.layers] or [None]
    referents: list[str | None] = [*context.q.referents] or [None]
    asked = {(scale.layer, scale.referent) for _, scale, _ in context.scales}
    for layer, referent in product(layers, referents):
        told_elsewhere = layer is not None and (layer, None) in asked  # see layer-without-referent
        if (layer, referent) not in {(None, None), *asked} and not told_elsewhere:
            what = f"the layer {layer!r}" if layer else "anything"
            whom = f" about {referent!r}" if referent else ""
            path = ("layers", layer) if layer else ("referents", referent or "")
            hint = "Add such a scale, or give one its 'layer' and 'referent'."
            yield Found(
                path,
                f"No scale asks for {what}{whom}.",
                hint,
                at_key=True,
                facts={"layer": layer, "referent": referent},
            )


def _grid_twice(context: Context) -> Iterator[Found]:
    first: dict[tuple[str, str], str] = {}
    for path, scale, _ in context.scales:
        if scale.layer and scale.referent:
            other = first.setdefault((scale.layer, scale.referent), scale.id)
            if other != scale.id:
                message = f"{scale.id!r} and {other!r} both ask for the layer {scale.layer!r} about {scale.referent!r}."
                yield Found(
                    (*path, "layer"),
                    message,
                    "Leave one scale for each, so that fit compares one with one.",
                    facts={"scale": scale.id, "other": other, "layer": scale.layer, "referent": scale.referent},
                )


def _layer_without_referent(context: Context) -> Iterator[Found]:
    if not (context.q.layers and context.q.referents):
        return
    for path, scale, _ in context.scales:
        if scale.layer and not scale.referent:
            message = f"{scale.id!r} has a layer and no referent, so that it has no counterpart to compare with."
            yield Found(
                (*path, "layer"), message, "Say whom or what it asks about, as 'referent'.", facts={"scale": scale.id}
            )


_GRID = (
    "layers: {own: {nl: Zelf, en: Own}, social: {nl: Sociaal, en: Social}}\n"
    "referents: {me: {nl: Ik, en: Me}}\n"
    "scales: [{id: work, items: [q1, q2], layer: own, referent: me}, "
    "{id: other, name: {nl: Ander, en: Other}, items: [q3, q4], "
)

RULES = (
    Rule(
        name="grid-gap",
        severity="error",
        looks_at="Where a set declares layers and referents, a scale asks for every layer about every referent.",
        why=(
            "Fit is computed layer by layer; a layer that is asked about one side only has nothing to be compared with."
        ),
        source="Edwards & Parry (1993), doi:10.2307/256822, on commensurate measures.",
        failing=_GRID + "referent: me}]",
        passing=_GRID + "layer: social, referent: me}]",
        find=_grid_gap,
    ),
    Rule(
        name="grid-twice",
        severity="warning",
        looks_at="No two scales ask for the same layer about the same referent.",
        why="Which of the two is compared then depends on their order in the file.",
        source="Edwards & Parry (1993), doi:10.2307/256822, on commensurate measures.",
        failing="layers: {own: {nl: Zelf, en: Own}}\n" + _GRID.partition("\n")[2] + "layer: own, referent: me}]",
        passing=_GRID + "layer: social, referent: me}]",
        find=_grid_twice,
    ),
    Rule(
        name="layer-without-referent",
        severity="warning",
        looks_at="In a set with referents, every scale with a layer has a referent too.",
        why="It belongs to the grid by one half and is left out of every comparison.",
        source="This package.",
        failing=_GRID + "layer: social}]",
        passing=_GRID + "layer: social, referent: me}]",
        find=_layer_without_referent,
    ),
)
