"""Invariance of the scales of a set: the numbers of the statistics, in the names of the set, of no group too small."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.reports import render
from purpose_index.reports.invariance import tables
from purpose_index.stats import cfa

ITEMS = [f"q{j}" for j in range(1, 7)]
SCALES = {"one": ITEMS[:3], "two": ITEMS[3:]}


def question_set(score: str = "mean") -> pi.QuestionSet:
    options = [{"value": v, "label": {"nl": f"nee {v}", "en": f"no {v}"}} for v in range(1, 8)]
    items = [
        {"id": item, "text": {"nl": f"vraag {item}", "en": f"question {item}"}, "options": "seven"} for item in ITEMS
    ]
    items[4]["reverse"] = True
    named = [
        {"id": scale, "name": {"nl": f"schaal {scale}", "en": f"scale {scale}"}, "items": of, "score": score}
        for scale, of in SCALES.items()
    ]
    named[0]["weights"] = {"q1": 2}
    total = {"id": "total", "name": {"nl": "totaal", "en": "total"}, "items": "all", "score": score}
    return pi.load({
        "id": "mine",
        "version": "1.0.0",
        "languages": ["nl", "en"],
        "title": {"nl": "De mijne", "en": "Mine"},
        "options": {"seven": options},
        "items": items,
        "scales": [*named, total],
    })  # fmt: skip


Q = question_set()


@lru_cache
def answers(n: int = 240) -> tuple[np.ndarray, tuple[str, ...]]:
    """Answers as given to six items, of which the third is easier in the shop."""
    rng = np.random.default_rng(3)
    factors = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], size=n)
    x = np.repeat(factors, 3, axis=1) + 0.8 * rng.normal(size=(n, 6)) + 4
    groups = tuple(["shop", "office"][j % 2] for j in range(n))
    x[::2, 2] += 0.9
    x = np.clip(np.round(x), 1, 7)
    x[:, 4] = 8 - x[:, 4]
    return x, groups


def rows() -> list[dict[str, object]]:
    x, groups = answers()
    return [
        {**dict(zip(ITEMS, map(int, row), strict=True)), "place": group} for row, group in zip(x, groups, strict=True)
    ]


@lru_cache
def found(*free: str):
    return pi.invariance(Q, rows(), groups="place", free=free)


@lru_cache
def by_hand(*free: str):
    x, groups = answers()
    keyed = x.copy()
    keyed[:, 4] = 8 - keyed[:, 4]
    order = np.argsort(np.array(groups), kind="stable")  # the group whose name comes first is the first
    return cfa.invariance(
        keyed[order],
        SCALES,
        np.array(groups)[order],
        names=ITEMS,
        estimator="MLR",
        free=free,
        identification="variance",
    )


def test_the_numbers_are_those_of_the_statistics_on_keyed_answers():
    ours, wanted = found(), by_hand()
    assert ours.steps[1:] == wanted.steps[1:]
    assert ours.groups == {"office": 120, "shop": 120}
    assert (ours.n, ours.column, ours.estimator, ours.missing, ours.level) == (240, "place", "MLR", "listwise", 0.95)
    assert [row.value for row in ours.latent_means] == [row.value for row in wanted.latent_means]
    assert ours.equality_tests == wanted.equality_tests("strict")
    assert ours.steps[2].p_value_change < 1e-6
    assert ours.score_differences == ()
    assert repr(ours) == "GroupInvariance(mine 1.0.0, n=240, 2 groups)"


def test_scores_differ_in_points_of_the_scales_with_their_weights():
    differences = {row.score: row for row in found("q3 ~ 1").score_differences}
    assert list(differences) == [*ITEMS, "one", "two", "total"]
    item = differences["q3"]
    assert (item.group, item.reference) == ("shop", "office")
    assert 0.6 < item.value < 1.2
    assert differences["one"].value == pytest.approx(item.value / 4)  # weights 2, 1 and 1
    assert differences["total"].value == pytest.approx(item.value / 6)
    assert differences["two"].value == pytest.approx(0, abs=1e-12)
    x, groups = answers()
    scores = (2 * x[:, 0] + x[:, 1] + x[:, 2]) / 4
    shop = np.array(groups) == "shop"
    assert differences["one"].observed == pytest.approx(scores[shop].mean() - scores[~shop].mean())
    summed = pi.invariance(question_set("sum"), rows(), groups="place", free=["q3 ~ 1"]).score_differences
    assert {row.score: row.value for row in summed}["total"] == pytest.approx(item.value)


def test_scales_may_be_chosen():
    one = pi.invariance(Q, rows(), groups="place", scales=["one"], levels=["configural", "metric"])
    assert [step.df for step in one.steps] == [0, 2]
    assert one.latent_means == one.score_differences == ()
    total = pi.invariance(Q, rows(), groups="place", scales="total", levels=["configural"])
    assert total.steps[0].df == 18
    with pytest.raises(pi.ArgumentError, match="no scale 'three'"):
        pi.invariance(Q, rows(), groups="place", scales=["three"])


def test_answers_may_be_ordered_categories():
    few = [{**row, **{item: min(max(row[item], 3), 5) for item in ITEMS}} for row in rows()]
    ours = pi.invariance(Q, few, groups="place", ordinal=True, free=["q3 ~ 1"])
    assert [step.level for step in ours.steps] == ["configural", "thresholds", "metric", "scalar", "strict"]
    assert ours.estimator == "WLSMV"
    x, groups = answers()
    keyed = np.clip(x, 3, 5)
    keyed[:, 4] = 8 - keyed[:, 4]
    wanted = cfa.invariance(keyed[1::2].tolist() + keyed[::2].tolist(), SCALES, groups[1::2] + groups[::2], names=ITEMS,
                            ordinal=True, free=["q3 ~ 1"])  # fmt: skip
    assert ours.steps[3] == wanted.steps[3]
    item = next(row for row in ours.score_differences if row.score == "q3")
    assert 0.3 < item.value < 1.2


def test_data_may_be_a_file_or_coded_answers_and_rows_without_a_group_do_not_count(tmp_path):
    lines = [",".join([*ITEMS, "place"])]
    lines += [",".join(str(value) for value in row.values()) for row in rows()]
    lines += ["1,2,3,4,5,6,", ",2,3,4,5,6,shop"]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    for data in (path, pi.encode(Q, path)):
        assert pi.invariance(Q, data, groups="place").steps[1:] == found().steps[1:]
    everybody = pi.invariance(Q, path, groups="place", missing="fiml", levels=["configural"])
    assert everybody.groups == {"office": 120, "shop": 121}


def test_groups_are_in_the_order_of_their_values():
    numbers = [{**row, "place": 10 if row["place"] == "shop" else 2} for row in rows()]
    assert list(pi.invariance(Q, numbers, groups="place", levels=["configural"]).groups) == ["2", "10"]


def test_few_people_and_people_who_are_alike_are_not_told_of():
    few = [{**row, "place": "kiosk"} if j < 9 else row for j, row in enumerate(rows())]
    with pytest.raises(pi.ArgumentError) as raised:
        pi.invariance(Q, few, groups="place")
    (issue,) = raised.value.issues
    assert (issue.code, issue.path, issue.facts["minimum"]) == ("group-not-shown", "$.groups.kiosk", 10)
    alike = [{**row, **dict.fromkeys(ITEMS[:3], 7)} if j < 20 else row for j, row in enumerate(rows())]
    alike = [{**row, "place": "kiosk"} if j < 20 else row for j, row in enumerate(alike)]
    with pytest.raises(pi.ArgumentError) as raised:
        pi.invariance(Q, alike, groups="place")
    assert {issue.path for issue in raised.value.issues} == {"$.groups.kiosk"}
    strict = pi.Disclosure(minimum=5, minimum_distribution=121)
    with pytest.raises(pi.ArgumentError, match="at least 121 are needed"):
        pi.invariance(Q, rows(), groups="place", policy=strict)


@pytest.mark.parametrize("compare", [pi.invariance, pi.dif])
def test_who_did_not_answer_counts_in_no_group_and_the_group_is_named(compare):
    lost = [{**row, "q2": None} if row["place"] == "shop" else row for row in rows()]
    with pytest.raises(pi.ArgumentError) as raised:
        compare(Q, lost, groups="place")
    assert [(issue.code, issue.path) for issue in raised.value.issues] == [("group-not-shown", "$.groups.shop")]
    for place, said in (("", "Nobody has a group."), ("shop", "Everybody with a group is in the same one.")):
        with pytest.raises(pi.ArgumentError) as raised:
            compare(Q, [{**row, "q2": None, "place": place} for row in rows()], groups="place")
        assert [(issue.code, issue.message) for issue in raised.value.issues] == [("one-group", said)]


@pytest.mark.parametrize(("people", "named"), [(20, 20), (21, 0)])
def test_a_column_of_people_is_refused_without_a_list_of_them(people, named):
    each = [{**row, "place": f"canary {j % people:02}"} for j, row in enumerate(rows())]
    with pytest.raises(pi.ArgumentError) as raised:
        pi.invariance(Q, each, groups="place", policy=pi.Disclosure(minimum_distribution=13))
    assert str(raised.value).count("canary") == named * 2  # in the path and in the words
    assert (f"{people} groups" in str(raised.value)) == (not named)


def test_a_scale_of_one_item_is_left_out_and_that_is_said():
    raw = Q.model_dump(mode="json", by_alias=True, exclude_unset=True)
    alone = {"id": "alone", "name": {"nl": "alleen", "en": "alone"}, "items": ["q7"]}
    items = [*raw["items"], {"id": "q7", "text": {"nl": "vraag", "en": "question"}, "options": "seven"}]
    more = pi.load({**raw, "items": items, "scales": [*raw["scales"][:2], alone]})
    answered = [{**row, "q7": None if j < 100 else 1 + j % 7} for j, row in enumerate(rows())]
    ours = pi.invariance(more, answered, groups="place", levels=["metric"])
    assert ours.steps[0].chi_square == pi.invariance(Q, rows(), groups="place", levels=["metric"]).steps[0].chi_square
    assert [(issue.code, issue.path) for issue in ours.issues] == [("scale-of-one-item", "$.scales.alone")]
    with pytest.raises(pi.ArgumentError, match="No scale has two items"):
        pi.invariance(more, answered, groups="place", scales=["alone"])


def test_where_no_item_is_the_same_scores_are_not_compared_and_that_is_said():
    free = ["q1 ~ 1", "q2 ~ 1", "one =~ q3"]
    ours = pi.invariance(Q, rows(), groups="place", scales=["one"], free=free, levels=["scalar"])
    assert ours.score_differences == ()
    assert "no-common-scale" in [issue.code for issue in ours.issues]


def test_of_chosen_scales_alone_scores_are_compared():
    ours = pi.invariance(Q, rows(), groups="place", scales="one", free="q3 ~ 1", levels=["scalar"])
    assert [row.score for row in ours.score_differences] == [*SCALES["one"], "one"]


def test_what_the_policy_risks_and_what_is_wrong_with_a_model_are_told():
    # the first item is what the others say together, which go together less: no part of it is left to chance
    sums = [{**row, "q1": min(max(row["q2"] + row["q3"] - 4, 1), 7)} for row in rows()]
    policy = pi.Disclosure(minimum=4, minimum_distribution=120)  # as many as each group has
    ours = pi.invariance(Q, sums, groups="place", scales="one", levels=["configural"], policy=policy)
    assert [issue.code for issue in ours.issues] == ["low-minimum", "negative-variance"]


def test_it_holds_no_moments_of_a_group():
    ours = found("q3 ~ 1")
    held = [getattr(ours, name) for name in ours.__dataclass_fields__]
    flat = [one for each in held for one in (each if isinstance(each, tuple) else [each])]
    assert not any(isinstance(one, (np.ndarray, cfa.ConfirmatoryFactorAnalysis, cfa.GroupMoments)) for one in flat)


def test_it_shows_itself_in_the_words_of_the_set():
    ours = found("q3 ~ 1")
    assert ours.language == "nl"
    assert "schaal one" in str(ours)
    english = render.text(tables(ours, "en"), width=80)
    assert "scale one" in english
    assert "q3 ~ 1" in english
    for text in (english, render.text(tables(ours), width=80)):
        assert max(map(len, text.splitlines())) <= 80
    assert "strikt" in next(table.title for table in tables(ours) if table.id == "tests")


def test_what_cannot_be_is_said():
    with pytest.raises(pi.ArgumentError) as raised:
        pi.invariance(Q, rows(), groups="team")
    assert [issue.code for issue in raised.value.issues] == ["unknown-column"]
    one = [{**row, "place": "shop"} for row in rows()]
    with pytest.raises(pi.ArgumentError) as raised:
        pi.invariance(Q, one, groups="place")
    assert [issue.code for issue in raised.value.issues] == ["one-group"]
    with pytest.raises(pi.ArgumentError):
        pi.invariance(Q, rows(), groups="place", language="fr")


def test_others_are_compared_with_the_reference():
    """Factor means turn their sign, and are in standard deviations of the other group."""
    usual = pi.invariance(Q, rows(), groups="place", free=["q3 ~ 1"])
    ours = pi.invariance(Q, rows(), groups="place", free=["q3 ~ 1"], reference="shop")
    assert (list(usual.groups), list(ours.groups)) == (["office", "shop"], ["shop", "office"])
    for one, other in zip(usual.steps, ours.steps, strict=True):
        assert other.chi_square == pytest.approx(one.chi_square, rel=1e-4)
    for one, other in zip(usual.latent_means, ours.latent_means, strict=True):
        assert np.sign(other.value) == -np.sign(one.value)
    (moved,) = (row for row in ours.score_differences if row.score == "q3")
    assert (moved.group, moved.reference, moved.value < 0) == ("office", "shop", True)
    with pytest.raises(pi.ArgumentError, match="no-such-group"):
        pi.invariance(Q, rows(), groups="place", reference="kiosk")
