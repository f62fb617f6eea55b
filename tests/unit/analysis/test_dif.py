"""Items of a set in groups: the numbers of the statistics, in the names of the set, of no group too small."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import polars as pl
import pytest

import purpose_index as pi
from purpose_index.analysis.people_of_groups import _not_shown
from purpose_index.errors import ArgumentError
from purpose_index.reports import render
from purpose_index.reports.dif import tables
from purpose_index.stats.dif import cutoffs, likelihood_ratio, logistic
from tests.unit.analysis.test_invariance import ITEMS, SCALES, Q, question_set, rows


@lru_cache
def moved(n: int = 600) -> tuple[dict[str, object], ...]:
    """Answers of which the third item is easier in the shop."""
    rng = np.random.default_rng(3)
    factors = np.repeat(rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=n), 3, axis=1)
    x = factors + 0.8 * rng.normal(size=(n, 6)) + 4
    x[::2, 2] += 0.9
    x = np.clip(np.round(x), 1, 7)
    x[:, 4] = 8 - x[:, 4]
    places = ["shop", "office"]
    return tuple(
        {**dict(zip(ITEMS, map(int, row), strict=True)), "place": places[j % 2]} for j, row in enumerate(x.tolist())
    )


@lru_cache
def found():
    return pi.dif(Q, list(moved()), groups="place")


def by_hand(scale: str):
    x = np.array([[row[item] for item in SCALES[scale]] for row in moved()], dtype=float)
    if scale == "two":
        x[:, 1] = 8 - x[:, 1]
    return logistic(x, [row["place"] for row in moved()], purify=True, names=SCALES[scale])


def test_the_numbers_are_those_of_the_statistics_on_keyed_answers():
    ours, wanted = found(), [*by_hand("one"), *by_hand("two")]
    assert [one.item for one in ours.items] == ITEMS
    assert [one.total for one in ours.items] == [one.total for one in wanted]
    assert [one.differences[0].value for one in ours.items] == [one.differences[0].value for one in wanted]
    assert [one.item for one in ours.items if not one.works_alike] == ["q3"]
    assert ours.groups == {"office": 300, "shop": 300}
    assert repr(ours) == "GroupDif(mine 1.0.0, n=600, 2 groups)"


def test_scores_differ_in_points_and_on_the_index():
    item = found().items[2].differences[0]
    assert (item.group, item.reference) == ("shop", "office")
    assert 0.5 < item.value < 1.2
    scores = {row.scale: row for row in found().scores}
    assert scores["one"].items == scores["total"].items == ("q3",)
    assert scores["one"].value == pytest.approx(item.value / 4)  # weights 2, 1 and 1
    assert scores["one"].index == pytest.approx(100 * item.value / 4 / 6)  # from 1 to 7
    assert scores["one"].index_high == pytest.approx(100 * item.high / 4 / 6)
    assert scores["total"].value == pytest.approx(item.value / 6)
    assert (scores["two"].value, scores["two"].index, scores["two"].items) == (0, 0, ())
    sums = {row.scale: row for row in pi.dif(question_set("sum"), list(moved()), groups="place").scores}
    assert sums["one"].value == pytest.approx(item.value)
    assert sums["one"].index == pytest.approx(100 * item.value / 24)


def test_frames_have_a_row_an_item_and_group_and_a_row_a_score():
    ours = pi.dif(Q, pd.DataFrame(moved()), groups="place")
    items, scores = ours.to_frame(), ours.to_frame("scores")
    assert items["item"].tolist() == ITEMS
    assert items["p_value"].tolist() == [one.total.p_value for one in ours.items]
    assert items["high"].tolist() == [one.differences[0].high for one in ours.items]
    assert (items["group"].unique().tolist(), items["reference"].unique().tolist()) == (["shop"], ["office"])
    assert items.loc[~items["works_alike"], "item"].tolist() == ["q3"]
    assert scores["index_low"].tolist() == [one.index_low for one in ours.scores]
    assert type(items) is type(scores) is pd.DataFrame
    assert type(pi.dif(Q, pl.DataFrame(moved()), groups="place").to_frame()) is pl.DataFrame
    with pytest.raises(ArgumentError, match="unknown-option"):
        ours.to_frame("scales")


def test_groups_are_in_the_order_of_their_values_and_scales_may_be_chosen():
    numbers = [{**row, "place": 10 if row["place"] == "shop" else 2} for row in moved()]
    ours = pi.dif(Q, numbers, groups="place", scales=["two"], matching="rest", correction="holm")
    assert list(ours.groups) == ["2", "10"]
    assert {(one.scale, one.differences[0].group) for one in ours.items} == {("two", "10")}
    assert [row.scale for row in ours.scores] == ["two"]


@lru_cache
def some_missing():
    """Every tenth misses an answer of scale one, every seventh one of scale two."""
    return [
        {**row, **({"q2": None} if j % 10 == 0 else {}), **({"q5": None} if j % 7 == 0 else {})}
        for j, row in enumerate(moved())
    ]


@pytest.mark.parametrize("alike", [("1.0", 1.0), (0.1, np.float32(0.1)), (1, "1")])
def test_values_that_are_shown_alike_are_one_group(alike):
    """As where one file holds numbers, and another one texts."""
    data = [{**row, "place": alike[j % 4 // 2] if j % 2 else "office"} for j, row in enumerate(moved())]
    assert pi.dif(Q, data, groups="place").groups == {str(alike[0]): 300, "office": 300}


def test_in_each_scale_those_count_who_answered_it_whatever_else_is_asked():
    """Of 600, 540 answered scale one, 514 scale two; that 88 are not in both is of no matter."""
    ours = pi.dif(Q, some_missing(), groups="place")
    assert ours.people == {"one": {"office": 300, "shop": 240}, "two": {"office": 257, "shop": 257}}
    assert ours.groups == {"office": 300, "shop": 291}  # 9 of the shop answered neither: every 70th
    for scale, members in SCALES.items():
        alone = pi.dif(Q, some_missing(), groups="place", scales=[scale])
        whole = [row for row in some_missing() if all(row[item] is not None for item in members)]
        x = np.array([[row[item] for item in members] for row in whole], dtype=float)
        if scale == "two":
            x[:, 1] = 8 - x[:, 1]
        wanted = logistic(x, [row["place"] for row in whole], purify=True, names=members)
        assert alone.items == tuple(one for one in ours.items if one.scale == scale)
        assert [one.total for one in alone.items] == [one.total for one in wanted]
    shown = " ".join(str(ours).split())
    assert "schaal one 540, schaal two 514 (office, shop)" in shown


def test_scales_that_share_items_count_the_same_people():
    """Else what differs between them would tell of the few who make the difference."""
    ours = pi.dif(Q, some_missing(), groups="place", scales=["one", "total"])
    both = {"office": 257, "shop": 206}
    assert ours.people == {"one": both, "total": both}
    assert ours.groups == both


def test_each_scale_must_be_tellable_by_itself():
    """Of the kiosk 20 answered scale one and 9 scale two."""
    some = [dict(row) for row in moved()]
    for j, row in enumerate(some[:40:2]):
        row["place"] = "kiosk"
        if j >= 9:
            row["q5"] = None
    for scales, group in (("one", None), ("two", "kiosk"), (None, "kiosk")):
        if group is None:
            assert pi.dif(Q, some, groups="place", scales=scales).groups["kiosk"] == 20
            continue
        with pytest.raises(pi.ArgumentError) as raised:
            pi.dif(Q, some, groups="place", scales=scales, reference="nowhere")
        assert [issue.path for issue in raised.value.issues] == ["$.groups.kiosk"]


@pytest.mark.parametrize("method", ["logistic", "likelihood-ratio"])
def test_others_are_compared_with_the_reference(method):
    way = {"groups": "place", "scales": ["one"], "method": method}
    usual, turned = pi.dif(Q, list(moved()), **way), pi.dif(Q, list(moved()), reference="shop", **way)
    assert list(turned.groups) == ["shop", "office"]
    for one, other in zip(usual.items, turned.items, strict=True):
        assert other.total.chi_square == pytest.approx(one.total.chi_square, abs=1e-6)
        (row,) = other.differences
        assert (row.group, row.reference) == ("office", "shop")
        # over the levels of the other group: not the same number, but the same way
        assert row.value == pytest.approx(-one.differences[0].value, abs=0.06)
    assert {row.scale: (row.group, row.value < 0) for row in turned.scores} == {"one": ("office", True)}


def test_a_reference_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(pi.ArgumentError) as raised:
        pi.dif(Q, list(moved()), groups="place", reference="kiosk")
    (issue,) = raised.value.issues
    assert (issue.code, issue.path, issue.hint) == (
        "no-such-group",
        "$.reference",
        "Available: 'office' and 'shop'.",
    )


def test_few_people_and_people_who_are_alike_are_not_told_of():
    few = [{**row, "place": "kiosk"} if j < 9 else row for j, row in enumerate(rows())]
    with pytest.raises(pi.ArgumentError) as raised:
        pi.dif(Q, few, groups="place")
    assert [issue.path for issue in raised.value.issues] == ["$.groups.kiosk"]
    alike = [
        {**row, **dict.fromkeys(ITEMS[:3], 7), "place": "kiosk"} if j < 20 else row for j, row in enumerate(rows())
    ]
    with pytest.raises(pi.ArgumentError, match="too much alike"):
        pi.dif(Q, alike, groups="place")


def test_it_holds_no_counts_nor_curves_of_a_group():
    ours = found()
    held = [getattr(one, name) for one in (ours, *ours.items, *ours.scores) for name in one.__dataclass_fields__]
    assert not any(isinstance(one, np.ndarray) for one in held)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_shows_itself_in_the_words_of_the_set(language):
    made = tables(found(), language)
    assert [table.id for table in made] == ["items", "scores"]
    shown = render.text(made, width=80)
    assert max(map(len, shown.splitlines())) <= 80
    assert {"nl": "schaal one", "en": "scale one"}[language] in shown
    assert {"nl": "blijken anders te werken: q3", "en": "Found to work otherwise: q3"}[language] in " ".join(
        shown.split()
    )
    assert "q3" in found()._repr_html_()


@pytest.mark.parametrize(("language", "said"), [("nl", "alle groepen samen"), ("en", "all groups together")])
def test_of_several_groups_p_is_said_to_be_of_all_together(language, said):
    three = [{**row, "place": "kiosk"} if j % 3 == 0 else row for j, row in enumerate(moved())]
    several, two = (" ".join(tables(ours, language)[0].notes) for ours in (pi.dif(Q, three, groups="place"), found()))
    assert (said in several, said in two) == (True, False)


@lru_cache
def by_ratios():
    """Some miss an answer, and some all of a scale."""
    some = [dict(row) for row in moved()]
    for row in some[:40]:
        row["q2"] = None
    for row in some[40:60]:
        row.update(dict.fromkeys(SCALES["two"]))
    return some, pi.dif(Q, some, groups="place", method="likelihood-ratio")


def test_likelihood_ratios_count_every_answer():
    some, ours = by_ratios()
    wanted = []
    for own, members in SCALES.items():
        x = np.array([[np.nan if row[item] is None else row[item] for item in members] for row in some], dtype=float)
        if own == "two":
            x[:, 1] = 8 - x[:, 1]
        wanted += likelihood_ratio(x, [row["place"] for row in some], anchors="purified", names=members)
    for one, other in zip(ours.items, wanted, strict=True):
        assert (one.item, one.total.df, one.works_alike) == (other.item, other.total.df, other.anchor)
        assert one.total.chi_square == pytest.approx(other.total.chi_square)
        assert one.differences[0].value == pytest.approx(other.differences[0].value)
        for curve, whole in zip(one.curves.values(), other.expected, strict=True):
            assert curve == pytest.approx(np.interp(ours.places, other.levels, whole), abs=0.0051)
    assert ours.items[2].total.adjusted < 1e-20
    assert (ours.method, ours.matching, ours.groups) == ("likelihood-ratio", None, {"office": 300, "shop": 300})
    assert {row.scale: row.items[:1] for row in ours.scores}["total"] == ("q3",)
    assert not any(one.curves for one in found().items)


def test_curves_are_at_places_that_no_answer_moves_and_coarse():
    _, ours = by_ratios()
    assert ours.places == tuple(round(-3 + 0.2 * step, 1) for step in range(31))
    assert all(list(one.curves) == ["office", "shop"] for one in ours.items)
    told = [value for one in ours.items for curve in one.curves.values() for value in curve]
    assert all(value == round(value, 2) for value in told)


def test_groups_of_few_have_no_curve():
    some = [{**row, "place": "kiosk"} if j % 8 == 0 else row for j, row in enumerate(moved())]  # of the shop
    ours = pi.dif(Q, some, groups="place", scales=["one"], method="likelihood-ratio")
    assert ours.groups == {"kiosk": 75, "office": 300, "shop": 225}
    assert list(ours.items[0].curves) == ["office", "shop"]
    few = pi.dif(Q, list(moved())[:150], groups="place", scales=["one"], method="likelihood-ratio")
    assert not any(one.curves for one in few.items)


def test_an_item_whose_slope_runs_off_in_a_group_has_no_curve():
    """Of two items that are the same, the trait of a group is told without error: a curve would be a step."""
    some = [{**row, "q2": row["q1"] if row["place"] == "shop" else row["q2"]} for row in moved()]
    ours = {one.item: one for one in pi.dif(Q, some, groups="place", method="likelihood-ratio").items}
    assert not ours["q2"].curves
    assert ours["q4"].curves


@pytest.mark.parametrize(("language", "said"), [("nl", "op de trek achter de schaal"), ("en", "on the trait behind")])
def test_likelihood_ratios_say_what_people_stand_alike_on(language, said):
    items, scores = tables(by_ratios()[1], language)[:2]
    assert all(said in text for text in (items.title, scores.title, items.notes[-1]))
    assert max(map(len, render.text((items, scores), width=80).splitlines())) <= 80


def test_scales_too_short_for_likelihood_ratios_are_said():
    one, two, _ = Q.scales
    q = Q.model_copy(update={"scales": (one.model_copy(update={"items": ("q1", "q2")}), two)})
    ours = pi.dif(q, list(moved()), groups="place", method="likelihood-ratio")
    assert {one.scale for one in ours.items} == {"two"}
    assert ("too-few-varying-items", "$.scales.one") in [(issue.code, issue.path) for issue in ours.issues]
    with pytest.raises(pi.StatisticsError, match="too-few-varying-items"):
        pi.dif(q, list(moved()), groups="place", scales=["one"], method="likelihood-ratio")


def test_where_nothing_is_found_it_says_what_could_have_been():
    calm = pi.dif(
        Q, [{**row, "place": "ab"[j % 4 // 2]} for j, row in enumerate(moved())], groups="place", language="en"
    )
    assert all(one.works_alike for one in calm.items)
    assert "could be found" in str(calm)
    assert "No item is found" in str(calm)
    assert all(row.value == 0 for row in calm.scores)


def test_who_has_no_group_or_misses_an_answer_is_nobody():
    """Of logistic regression: beside them, the same people have the same numbers."""
    strange = [{**row, "q3": 8 - row["q3"]} for row in moved()[:60]]
    beside = [{**row, "place": None} if j % 2 else {**row, "q1": None, "q5": None} for j, row in enumerate(strange)]
    ours = pi.dif(Q, [*beside[:30], *moved(), *beside[30:]], groups="place")
    assert (ours.groups, ours.n) == (found().groups, 600)
    assert [one.total for one in ours.items] == [one.total for one in found().items]
    assert [row.value for row in ours.scores] == [row.value for row in found().scores]


@pytest.mark.parametrize(("groups", "issues"), [(20, 20), (21, 1)])
def test_many_groups_of_few_are_counted_and_not_named(groups, issues):
    names = [f"g{j:02}" for j in range(groups)]
    told = _not_shown(names, 10)
    assert len(told) == issues
    assert ("g07" in str(told)) == (groups == 20)


def test_what_cannot_be_is_said():
    for options, code in (
        ({"groups": "team"}, "unknown-column"),
        ({"groups": "place", "matching": "theta"}, "unknown-option"),
        ({"groups": "place", "scales": ["three"]}, "unknown-scale"),
        ({"groups": "place", "method": "irt"}, "unknown-option"),
        ({"groups": "place", "method": "likelihood-ratio", "matching": "rest"}, "unknown-option"),
        ({"groups": "place", "method": "likelihood-ratio", "beyond_chance": True}, "unknown-option"),
    ):
        with pytest.raises(pi.ArgumentError) as raised:
            pi.dif(Q, rows(), **options)
        assert [issue.code for issue in raised.value.issues] == [code]
    with pytest.raises(pi.ArgumentError) as raised:
        pi.dif(Q, [{**row, "place": "shop"} for row in rows()], groups="place")
    assert [issue.code for issue in raised.value.issues] == ["one-group"]


@pytest.mark.parametrize(
    "values", [np.arange(600), pd.Series(range(600)), ["shop"] * 600], ids=["array", "series", "list"]
)
def test_groups_are_named_by_their_column(values):
    """Values instead of a name are refused, and are in no message."""
    for look in (pi.dif, pi.invariance):
        with pytest.raises(ArgumentError) as error:
            look(Q, list(moved()), groups=values)
        (issue,) = error.value.issues
        assert (issue.code, issue.path) == ("unknown-column", "$.groups")
        assert issue.hint == "Put the values in a column of the data, and give its name."
        assert "shop" not in str(error.value)


@lru_cache
def beside_chance():
    return pi.dif(Q, list(moved()), groups="place", beyond_chance=True, language="en")


def shown(ours):
    """The rows of the table of items, by key."""
    items = tables(ours, "en")[0]
    return [dict(zip((column.key for column in items.columns), row, strict=True)) for row in items.rows]


def test_beyond_chance_is_above_the_highest_of_made_up_samples_by_the_same_anchors():
    ours = beside_chance()
    for scale, members in SCALES.items():
        of = {one.item: one for one in ours.items if one.scale == scale}
        x = np.array([[row[item] for item in members] for row in moved()], dtype=float)
        if scale == "two":
            x[:, 1] = 8 - x[:, 1]
        anchors = [item for item, one in of.items() if one.works_alike]
        places = np.array([row["place"] for row in moved()])
        order = np.argsort(places, kind="stable")  # people stand group after group
        wanted = cutoffs(x[order], places[order], anchors=anchors, names=members)
        assert ours.cutoffs[scale].draws == 200
        assert ours.cutoffs[scale].any.chi_square == pytest.approx(wanted.any.chi_square)
        assert ours.cutoffs[scale].items[members[2]].nagelkerke == pytest.approx(wanted.items[members[2]].nagelkerke)
        highest = ours.cutoffs[scale].any.chi_square
        assert {one.item: one.beyond_chance for one in of.values()} == {
            item: one.total.chi_square > highest for item, one in of.items()
        }
    assert [one.item for one in ours.items if one.beyond_chance] == ["q3"]
    assert "made-up samples" in " ".join(str(ours).split())
    assert not found().cutoffs
    assert {one.beyond_chance for one in found().items} == {None}
    assert {row["beyond_chance"] for row in shown(found())} == {None}  # not 'no', of what was not asked


def test_chance_of_a_scale_is_the_same_whatever_else_is_asked():
    alone = pi.dif(Q, list(moved()), groups="place", scales=["two"], beyond_chance=True)
    assert alone.cutoffs["two"] == beside_chance().cutoffs["two"]
    other = pi.dif(Q, list(moved()), groups="place", scales=["two"], beyond_chance=True, rng=1)
    assert other.cutoffs["two"].any != alone.cutoffs["two"].any


def test_scales_too_short_to_make_up_answers_for_have_no_cut_offs():
    one, two, _ = Q.scales
    q = Q.model_copy(update={"scales": (one.model_copy(update={"items": ("q1", "q2")}), two)})
    ours = pi.dif(q, list(moved()), groups="place", beyond_chance=True)
    assert list(ours.cutoffs) == ["two"]
    assert {(row.scale, row.beyond_chance) for row in ours.items} == {("one", None), ("two", False)}
    assert {(row["scale"], row["beyond_chance"]) for row in shown(ours)} == {("scale one", None), ("scale two", False)}
    assert [issue.path for issue in ours.issues if issue.code == "too-few-varying-items"] == ["$.scales.one"]


def test_a_scale_of_one_item_is_left_out_and_drops_nobody():
    one, two, _ = Q.scales
    q = Q.model_copy(update={"scales": (one.model_copy(update={"items": ("q2",)}), two)})
    ours = pi.dif(q, some_missing(), groups="place")
    assert ours.people == {"two": {"office": 257, "shop": 257}}  # 60 more miss q2
    assert ("scale-of-one-item", "$.scales.one") in [(issue.code, issue.path) for issue in ours.issues]
    with pytest.raises(pi.ArgumentError, match="no-such-structure"):
        pi.dif(q, some_missing(), groups="place", scales=["one"])
