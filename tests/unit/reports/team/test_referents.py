"""Layers that are asked about other referents than each other: each pair has a picture with its own names."""

from __future__ import annotations

from re import findall

import pytest

import purpose_index as pi
from purpose_index.question_set.layer_pairs import layer_pairs

SCALES = {"s1": ("one", "me"), "s2": ("one", "us"), "s3": ("two", "me"), "s4": ("two", "firm"), "s5": ("three", "firm")}
Q = pi.load(
    {
        "id": "three",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Three"},
        "options": {"five": [{"value": i, "label": {"en": f"a{i}"}} for i in range(1, 6)]},
        "layers": {one: {"en": f"Layer {one}"} for one in ("one", "two", "three")},
        "referents": {one: {"en": f"About {one}"} for one in ("me", "us", "firm")},
        "items": [
            {"id": f"{scale}_{i}", "text": {"en": f"{scale} {i}"}, "options": "five", "scale": scale}
            for scale in SCALES
            for i in (1, 2)
        ],
        "scales": [
            {"id": scale, "name": {"en": scale}, "layer": layer, "referent": referent}
            for scale, (layer, referent) in SCALES.items()
        ]
        + [
            {"id": f"all_{who}", "name": {"en": f"All of {who}"}, "referent": who, "items": [f"{s}_1" for s in scales]}
            for who, scales in {"me": ["s1", "s3"], "firm": ["s4", "s5"]}.items()
        ],
    }
)
ANSWERS = {item: 4 if item.startswith(("s1", "s3")) else 2 for item in Q.item_ids}


def test_a_layer_of_two_referents_is_a_pair_in_the_order_of_the_set():
    assert {layer: {about: scale.id for about, scale in pair.items()} for layer, pair in layer_pairs(Q).items()} == {
        "one": {"me": "s1", "us": "s2"},
        "two": {"me": "s3", "firm": "s4"},
    }


def team_page():
    people = [
        {
            "team": "A",
            **{item: min(max(value + (i + j) % 3 - 1, 1), 5) for j, (item, value) in enumerate(ANSWERS.items())},
        }
        for i in range(12)
    ]
    return pi.report(pi.teams(Q, people, team="team"), "A", language="en").html


@pytest.mark.parametrize("page", [team_page, lambda: pi.personal_report(Q, ANSWERS, language="en").html])
def test_the_names_beside_two_scores_are_those_of_their_referents(page):
    tables = [table for table in findall(r"<table.*?</table>", page().replace("\n", " ")) if "Layer" in table]
    told = [[*findall(r"About \w+", table), *findall(r"Layer (?:one|two|three)", table)] for table in tables]
    assert [list(dict.fromkeys(one)) for one in told] == [
        ["About me", "About us", "Layer one"],
        ["About me", "About firm", "Layer two"],
    ]


def test_a_scale_stands_in_the_half_day_of_whom_it_asks_about():
    html = team_page()
    own, organisation = (html.index(f'id="{half}"') for half in ("own", "organisation"))
    assert own < html.index("All of me") < organisation < html.index("All of firm") < html.index('id="society"')
