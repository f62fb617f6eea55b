"""The grid of layers and referents: which place is empty or taken twice, and where there is no grid."""

from __future__ import annotations

import purpose_index as pi
from purpose_index.checks.examples import BASE
from tests.unit.checks.found import findings, paths

LAYERS = "layers: {own: {nl: Zelf, en: Own}, social: {nl: Sociaal, en: Social}}"
REFERENTS = "referents: {me: {nl: Ik, en: Me}, us: {nl: Wij, en: Us}}"


def scale(name, asks="", items="[q1, q2]"):
    return f"{{id: {name}, name: {{nl: {name}, en: {name}}}, items: {items}{asks and ', '}{asks}}}"


def found(rule, head, *scales):
    return [(one.path, one.message) for one in findings(rule, f"{head}\nscales: [{', '.join(scales)}]")]


FULL = [
    scale("a", "layer: own, referent: me"),
    scale("b", "layer: social, referent: me"),
    scale("c", "layer: own, referent: us"),
    scale("d", "layer: social, referent: us"),
]
BOTH = f"{LAYERS}\n{REFERENTS}"


def test_every_empty_place_of_the_grid_is_told():
    assert found("grid-gap", BOTH, *FULL) == []
    assert found("grid-gap", BOTH, *FULL[:3]) == [
        ("$.layers.social", "No scale asks for the layer 'social' about 'us'.")
    ]
    assert found("grid-gap", BOTH, FULL[0], FULL[3]) == [
        ("$.layers.own", "No scale asks for the layer 'own' about 'us'."),
        ("$.layers.social", "No scale asks for the layer 'social' about 'me'."),
    ]


def test_layers_or_referents_alone_are_a_row_or_a_column():
    assert found("grid-gap", LAYERS, scale("a", "layer: own")) == [
        ("$.layers.social", "No scale asks for the layer 'social'.")
    ]
    assert found("grid-gap", REFERENTS, scale("a", "referent: us")) == [
        ("$.referents.me", "No scale asks for anything about 'me'.")
    ]
    assert found("grid-gap", LAYERS, scale("a", "layer: own"), scale("b", "layer: social")) == []
    assert found("grid-gap", REFERENTS, scale("a", "referent: me"), scale("b", "referent: us")) == []


def test_an_empty_place_is_marked_at_the_name_of_its_layer(tmp_path):
    path, last = tmp_path / "set.yaml", len(BASE.splitlines())
    path.write_text(f"{BASE}layers:\n  own: {{nl: Zelf, en: Own}}\n  social: {{nl: Sociaal, en: Social}}\n", "utf-8")
    found = pi.check(path, rules=["grid-gap"]).findings
    assert [(one.line, one.column, one.end_column) for one in found] == [(last + 2, 3, 6), (last + 3, 3, 9)]


def test_where_nothing_is_declared_there_is_no_grid():
    assert found("grid-gap", "") == []
    assert found("layer-without-referent", LAYERS, scale("a", "layer: own")) == []
    assert found("layer-without-referent", REFERENTS, scale("a", "referent: me")) == []


def test_a_layer_without_a_referent_is_told_and_not_that_its_row_is_empty():
    scales = [FULL[0], FULL[2], scale("b", "layer: social")]
    assert found("grid-gap", BOTH, *scales) == []
    message = "'b' has a layer and no referent, so that it has no counterpart to compare with."
    assert found("layer-without-referent", BOTH, *scales) == [("$.scales[3].layer", message)]  # behind 'work'
    assert found("layer-without-referent", BOTH, *FULL, scale("e", "referent: me")) == []


def test_a_place_that_is_taken_twice_is_told_at_the_second_scale():
    twice = [*FULL, scale("e", "layer: social, referent: us")]
    message = "'e' and 'd' both ask for the layer 'social' about 'us'."
    assert found("grid-twice", BOTH, *twice) == [("$.scales[5].layer", message)]
    assert found("grid-twice", BOTH, *FULL) == []
    for asks in ("layer: own", "referent: me"):  # half a place is none
        assert found("grid-twice", BOTH, scale("a", asks), scale("b", asks)) == []


def test_what_cannot_be_read_leaves_no_gap():
    piece = f"{BOTH}\nscales: [{FULL[0]}, {scale('b', 'layer: socail, referent: me')}]"
    assert [one.code for one in findings("grid-gap", piece)] == ["unknown-layer"]
    other = paths("grid-gap", f"{BOTH}\ntitle: {{de: x}}\nscales: [{', '.join(FULL[:3])}]")
    assert sorted(other) == ["$.layers.social", "$.title.de"]
