"""What is said of hand-made numbers: which way a difference goes, when it is more than chance, which is widest."""

from __future__ import annotations

from purpose_index.analysis.teams.results import Beside, Split, Team, TeamChange, TeamItem, TeamLayer, TeamScale
from purpose_index.reports.team import figures, findings
from purpose_index.reports.team.speech import Speech
from purpose_index.stats.estimate import Estimate

SAY = Speech("en")
REFERENTS = {"me": {"en": "Me"}, "org": {"en": "Org"}}


def estimate(value, low=None, high=None):
    return Estimate(
        name="mean", value=value, n=6, k=1, method="mean", missing="available", low=low, high=high, level=0.95
    )


def scale(name, mean, *, own=None, gap=(None, None), change=None, low=1.0, high=5.0):
    leader = None
    if own is not None:
        between = None if mean is None else estimate(own - mean, *gap)
        leader = Beside(score=own, gap=between, team=None, first=None)
    return TeamScale(
        id=name,
        name={"en": name},
        low=low,
        high=high,
        shown=mean is not None,
        hidden=None if mean is not None else "protects",
        mean=None if mean is None else estimate(mean),
        leader=leader,
        change=change,
    )


def layer(difference, *, low=None, high=None, people=None, leader=None):
    return TeamLayer(
        id="social",
        name={"en": "Social"},
        referents=("me", "org"),
        scales=("a", "b"),
        difference=None if difference is None else estimate(difference, low, high),
        people=people,
        leader=leader,
    )


def team(scales, layers=()):
    return Team(
        name="A",
        n=6,
        first=None,
        both=None,
        leaders=1,
        scales={one.id: one for one in scales},
        items={},
        layers={one.id: one for one in layers},
    )


def test_a_gap_is_said_the_way_it_goes():
    up = scale("up", 3.0, own=4.5, gap=(0.2, 2.8))
    down = scale("down", 4.0, own=2.0, gap=(-3.5, -0.5))
    open_ = scale("open", 3.0, own=4.0, gap=(-0.5, 2.5))
    assert findings.gaps([up, down, open_], SAY) == [
        "On ‘up’ you score higher than your team: 4.5 against 3.0. That is more than chance explains.",
        "On ‘down’ you score lower than your team: 2.0 against 4.0. That is more than chance explains.",
    ]


def test_of_many_comparisons_one_may_be_chance():
    sure = scale("sure", 3.0, own=4.5, gap=(0.2, 2.8))
    rest = [scale(f"s{i}", 3.0, own=3.0, gap=(-1, 1)) for i in range(3)]
    warning = "Among 4 differences, one may easily be chance after all. So take it as a question."
    assert findings.gaps([sure, *rest], SAY)[-1] == warning
    assert len(findings.gaps([sure, *rest[:2]], SAY)) == 1
    layers = [layer(0.8, low=0.1, high=1.5), *[layer(0.1, low=-1, high=1)] * 3]
    assert findings.fits(layers, REFERENTS, SAY)[-1] == warning
    assert len(findings.fits(layers[:3], REFERENTS, SAY)) == 1
    moved = [scale("up", 3.5, change=TeamChange(first=3.0, mean=estimate(0.5, 0.1, 0.9), n=6))]
    still = [scale("still", 3.0, change=TeamChange(first=3.0, mean=estimate(0.0, -1, 1), n=6))]
    assert findings.moves([*moved, *still * 3], SAY)[1] == warning
    assert warning not in findings.moves(still * 4, SAY)
    assert len(findings.moves([*moved, *still * 2], SAY)) == 2


def test_no_gap_is_sure_is_not_seeing_the_same():
    (said,) = findings.gaps([scale("a", 3.0, own=3.5, gap=(-1, 2))], SAY)
    assert said.startswith("Every difference between you and your team may be chance.")
    (said,) = findings.gaps([scale("a", 3.0, own=3.5)], SAY)
    assert said.startswith("For these differences there is no interval.")
    assert findings.gaps([scale("a", 3.0), scale("b", None, own=3.0)], SAY) == []


def test_an_interval_that_touches_nothing_leaves_it_open():
    assert not findings.beyond_chance(estimate(1.0, 0.0, 2.0))
    assert not findings.beyond_chance(estimate(-1.0, -2.0, 0.0))
    assert findings.beyond_chance(estimate(1.0, 0.01, 2.0))
    assert findings.beyond_chance(estimate(-1.0, -2.0, -0.01))
    assert not findings.beyond_chance(estimate(1.0))


def test_a_layer_is_said_the_way_it_goes():
    lower = findings.fits([layer(0.8, low=0.1, high=1.5)], REFERENTS, SAY)
    higher = findings.fits([layer(-0.8, low=-1.5, high=-0.1)], REFERENTS, SAY)
    assert lower == ["On the layer ‘Social’ people score ‘Org’ lower than ‘Me’. That is more than chance explains."]
    assert higher == ["On the layer ‘Social’ people score ‘Org’ higher than ‘Me’. That is more than chance explains."]
    assert findings.fits([layer(0.1, low=-1, high=1)], REFERENTS, SAY)[0].startswith("On every layer")
    assert findings.fits([layer(0.1)], REFERENTS, SAY)[0].startswith("These numbers cannot say")
    assert findings.fits([layer(None)], REFERENTS, SAY) == []


def test_a_change_is_said_the_way_it_goes_and_no_cause():
    def changed(value, low, high):
        return TeamChange(first=3.0, mean=estimate(value, low, high), n=6)

    said = findings.moves([scale("a", 3.5, change=changed(0.5, 0.1, 0.9))], SAY)
    assert said[0].startswith("On ‘a’ the same people score higher than the first time: +0.5.")
    assert said[1].endswith("This is about the 6 people who answered both times.")
    assert (
        "lower than the first time: −0.5" in findings.moves([scale("a", 2.5, change=changed(-0.5, -0.9, -0.1))], SAY)[0]
    )
    assert findings.moves([scale("a", 3.1, change=changed(0.1, -0.3, 0.5))], SAY)[0].startswith("Every change may be")
    assert len(findings.moves([scale("a", 3.1, change=changed(0.1, None, None))], SAY)) == 1
    assert findings.moves([scale("a", 3.1)], SAY) == []


def test_scales_are_compared_as_parts_of_their_ranges():
    short, long = scale("short", 4.0, own=2.0), scale("long", 40.0, own=35.0, high=61.0)
    assert findings.strongest([short, long]) is short  # three quarters of 4 points, 39 of 60
    assert findings.lowest([short, long]) is long
    assert findings.widest([short, long]) is short  # a half, and a twelfth
    assert findings.own_lowest([short, long]) is short
    assert findings.own_lowest([scale("low", 4.0, own=2.0), scale("high", 1.0, own=4.0)]).id == "low"
    hidden = scale("hidden", None, own=1.0)
    assert findings.strongest([hidden]) is findings.lowest([hidden]) is findings.widest([hidden]) is None


def test_questions_hold_the_numbers():
    found = team([scale("a", 4.4, own=3.0), scale("b", 3.6)], [layer(0.8)])
    asked = findings.questions(found, REFERENTS, SAY)
    assert asked[0].startswith("On ‘a’ you score 3.0 and the team 4.4.")
    assert asked[1].startswith("The team scores highest on ‘a’ (4.4).")
    assert asked[2].startswith("The team scores lowest on ‘b’ (3.6).")
    assert asked[3].startswith("On the layer ‘Social’ people score ‘Me’ at 4.4 and ‘Org’ at 3.6.")
    assert len(asked) == 4


def test_without_numbers_questions_are_open():
    asked = findings.questions(team([scale("a", None, own=3.0)]), REFERENTS, SAY)
    assert asked == [SAY(f"talk_open_{i}") for i in (1, 2, 3)]


def test_a_hidden_mean_leaves_the_leader_alone_in_picture_and_table():
    figure = figures.beside([scale("a", None, own=3.0), scale("b", 4.0, own=2.0)], "part", SAY, leader=True)
    first, second = figure["drawing"]["rows"]
    assert [(mark["shape"], mark["written"]) for mark in first["marks"]] == [("diamond", "3.0")]
    assert (first["note"], first["interval"], first["link"]) == ("not shown", None, None)
    assert second["link"] == (25.0, 75.0)
    assert figure["cells"][0] == ["a", {"text": "not shown"}, {"text": "3.0"}, {"text": "–"}]
    assert figure["cells"][1][3] == {"text": "−2.0"}


def test_a_layer_shows_people_and_leader_where_they_are_known():
    scales = {"a": scale("a", 4.0), "b": scale("b", 3.0)}
    known = figures.layers([layer(1.0, people=Split(below=4, equal=1, above=2), leader=-0.3)], scales, REFERENTS, SAY)
    assert known["cells"] == [
        ["Social", {"text": "4.0"}, {"text": "3.0"}, {"text": "+1.0"}, {"text": "4, 1, 2"}, {"text": "−0.3"}]
    ]
    assert known["headings"] == ["Layer", "Me", "Org", "Difference", "Lower, equal, higher", "You"]
    assert len(known["notes"]) == 2
    assert figures.layers([layer(1.0)], scales, REFERENTS, SAY)["headings"] == ["Layer", "Me", "Org", "Difference"]


def test_answers_in_other_words_have_a_picture_of_their_own():
    def item(name, words, *, reverse=False, shares=(0.2, 0.8)):
        labels = {1: {"en": words[0]}, 2: {"en": words[1]}}
        given = None if shares is None else dict(enumerate(shares, start=1))
        return TeamItem(
            id=name,
            name={"en": name},
            low=1,
            high=2,
            shown=True,
            hidden=None,
            shares=given,
            reverse=reverse,
            labels=labels,
        )

    yes_no = [item("a", ("no", "yes")), item("c", ("no", "yes"), shares=(1.0, 0.0))]
    turned, hidden = item("b", ("yes", "no"), reverse=True), item("d", ("no", "yes"), shares=None)
    first, second = figures.answers([yes_no[0], turned, yes_no[1], hidden], SAY)
    assert first["cells"] == [["a", {"text": "20%"}, {"text": "80%"}], ["c", {"text": "100%"}, {"text": "0%"}]]
    assert (first["legend"], second["legend"]) == (("1 no", "2 yes"), ("1 yes", "2 no"))
    assert (first["notes"], second["notes"]) == ([], [SAY("items_turned")])
    assert second["cells"][0][0] == "b *"
    assert figures.answers([hidden], SAY) == []


def test_a_number_without_an_interval_beside_others_that_have_one_is_explained():
    sure, bare = scale("a", 3.0, own=4.5, gap=(0.2, 2.8)), scale("b", 3.0, own=3.0)
    assert figures.beside([sure, bare], "part", SAY, leader=True)["notes"] == [SAY("interval_hidden")]
    assert figures.beside([bare], "part", SAY, leader=True)["notes"] == []
    changed = [TeamChange(first=3.0, mean=one, n=6) for one in (estimate(0.5, 0.1, 0.9), estimate(0.5))]
    both = [scale(f"s{i}", 3.5, change=one) for i, one in enumerate(changed)]
    assert figures.changes(both, ["before", "after"], SAY, leader=False)["notes"] == [SAY("interval_hidden")]
    assert figures.changes(both[:1], ["before", "after"], SAY, leader=False)["notes"] == []
