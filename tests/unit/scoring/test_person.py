from __future__ import annotations

import json
import pickle

import pytest

import purpose_index as pi
from purpose_index.scoring.plan import ENGINE
from tests.unit.scoring.sets import THREE, item, make, scale

FIVE = [item(name) for name in "abcde"]


def test_a_mean():
    score = pi.score(make(FIVE), {"a": 1, "b": 2, "c": 2, "d": 4, "e": 4})["total"]
    assert score.value == score.mean == (1 + 2 + 2 + 4 + 4) / 5
    assert score.index == 100 * (0 + 1 + 1 + 3 + 3) / (5 * 4)
    assert (score.answered, score.item_count, score.complete) == (5, 5, True)


def test_a_reversed_item_is_turned_around_within_its_declared_range():
    score = pi.score(THREE, {"a": 2, "b": 1, "c": 3})["total"]
    assert score.value == (2 + (1 + 5 - 1) + 3) / 3
    assert score.index == 100 * (1 + 4 + 2) / 12


def test_a_reversed_item_with_gaps_keeps_its_distances():
    q = make([item("a", (0, 1, 4), reverse=True)])
    assert [pi.score(q, {"a": value})["total"].value for value in (0, 1, 4)] == [4, 3, 0]
    assert [pi.score(q, {"a": value})["total"].index for value in (0, 1, 4)] == [100, 75, 0]


def test_a_mean_of_the_answered_items():
    score = pi.score(THREE, {"a": 2, "b": -98})["total"]
    assert score.value == score.mean == 2
    assert score.index == 25
    assert (score.answered, score.item_count, score.complete) == (1, 3, False)


def test_too_few_answers_give_no_score():
    q = make(FIVE, scale("most", minimum_answered=4), scale("all"))
    score = pi.score(q, {"a": 1, "b": 1, "c": 1, "d": -99})
    for missing in score.values():
        assert (missing.value, missing.mean, missing.index) == (None, None, None)
        assert missing.missing_reason == "too_few_answered"
        assert missing.answered == 3
    score = pi.score(q, {"a": 1, "b": 1, "c": 1, "d": 1})
    assert score["most"].value == 1
    assert score["most"].missing_reason is None
    assert score["all"].value is None


def test_a_sum():
    q = make(FIVE, scale("total", score="sum"))
    score = pi.score(q, {"a": 1, "b": 2, "c": 2, "d": 4, "e": 4})["total"]
    assert score.value == 1 + 2 + 2 + 4 + 4
    assert type(score.value) is float
    assert score.mean == 13 / 5
    assert score.index == 100 * 8 / 20
    assert pi.score(q, {"a": 1, "b": 2, "c": 2, "d": 4})["total"].value is None


def test_a_prorated_sum():
    q = make(FIVE, scale("total", score="sum", prorate=True, minimum_answered=3))
    score = pi.score(q, {"a": 1, "b": 2, "c": 4})["total"]
    assert score.value == 5 * (1 + 2 + 4) / 3
    assert pi.score(q, {"a": 1, "b": 2, "c": 4, "d": 3, "e": 3})["total"].value == 13


def test_weights():
    q = make(
        [item("a"), item("b", reverse=True), item("c")], scale("total", weights={"a": 2, "b": 0.5}, minimum_answered=2)
    )
    score = pi.score(q, {"a": 4, "b": 1, "c": 3})["total"]
    assert score.value == (2 * 4 + 0.5 * 5 + 1 * 3) / (2 + 0.5 + 1)
    assert score.index == 100 * (2 * 3 + 0.5 * 4 + 1 * 2) / (3.5 * 4)
    assert pi.score(q, {"a": 4, "b": 1})["total"].value == (2 * 4 + 0.5 * 5) / 2.5


def test_weights_that_are_all_alike_count():
    q = make([item("a"), item("b")], scale("total", score="sum", weights={"a": 2, "b": 2}))
    assert pi.score(q, {"a": 4, "b": 1})["total"].value == 2 * 4 + 2 * 1


def test_a_weighted_sum_and_prorated():
    weights = {"a": 2, "c": 0.5}
    items = [item("a"), item("b"), item("c")]
    plain = make(items, scale("total", score="sum", weights=weights))
    assert pi.score(plain, {"a": 4, "b": 1, "c": 3})["total"].value == 2 * 4 + 1 + 0.5 * 3
    prorated = make(items, scale("total", score="sum", weights=weights, prorate=True, minimum_answered=1))
    assert pi.score(prorated, {"a": 4, "c": 3})["total"].value == 3.5 * (2 * 4 + 0.5 * 3) / 2.5


def test_weights_are_added_in_the_order_of_the_set_and_each_sum_is_rounded():
    """As arrays and engines add them: 0.1 and 0.2 and 0.3 are 0.6000000000000001, not the 0.6 of Python 3.12's sum."""
    weights = {"a": 0.1, "b": 0.2, "c": 0.3}
    q = make(
        [item("a"), item("b"), item("c")],
        scale("total", weights=weights, score="sum", prorate=True, minimum_answered=2),
    )
    expected = (0.1 + 0.2 + 0.3) * (0.1 + 0.2) / (0.1 + 0.2)
    assert expected > 0.6
    assert pi.score(q, {"a": 1, "b": 1, "c": None})["total"].value == expected


def test_items_of_different_ranges():
    q = make(
        [item("a", (0, 1)), item("b", (1, 2, 3, 4, 5)), item("c", (-5, 0, 10))], scale("total", minimum_answered=1)
    )
    score = pi.score(q, {"a": 1, "b": 2, "c": 0})["total"]
    assert score.value == (1 + 2 + 0) / 3
    assert score.index == 100 * (1 + 1 + 5) / (1 + 4 + 15)
    assert pi.score(q, {"b": 4})["total"].index == 100 * 3 / 4


def test_scales_may_cross():
    q = make(FIVE, scale("x", ["a", "b", "c"]), scale("y", ["e", "c"]), scale("z"))
    score = pi.score(q, {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5})
    assert {name: scale.value for name, scale in score.items()} == {"x": 2, "y": 4, "z": 3}
    assert list(score) == ["x", "y", "z"]


@pytest.mark.parametrize("weights", [{}, {"a": 0.1, "b": 0.7, "c": 1 / 3}], ids=["even", "weighted"])
def test_the_ends_of_the_index_are_exact(weights):
    q = make([item("a"), item("b", reverse=True), item("c")], scale("total", weights=weights, minimum_answered=1))
    for answered in ("a", "b", "ab", "bc", "abc"):
        lowest = {name: 5 if name == "b" else 1 for name in answered}
        highest = {name: 1 if name == "b" else 5 for name in answered}
        assert pi.score(q, lowest)["total"].index == 0
        assert pi.score(q, highest)["total"].index == 100


def test_a_number_is_rounded_once():
    q = make([item(f"q{i}", tuple(range(101))) for i in range(3)])
    assert pi.score(q, {"q0": 29, "q1": 29, "q2": 29})["total"].index == 29  # 100 * (29 / 100) is 28.999999999999996


def test_no_answers_at_all():
    score = pi.score(THREE, {})
    assert score.answered == 0
    assert score["total"].value is None


def test_answers_that_are_validated_already():
    answers = pi.validate(THREE, {"a": 1, "b": 2, "c": -99})
    assert pi.score(THREE, answers) == pi.score(THREE, {"a": 1, "b": 2, "c": -99})


def test_answers_to_another_set_are_refused():
    answers = pi.validate(make([item("a"), item("b"), item("d")]), {"a": 1})
    with pytest.raises(pi.ResponseError, match="answers-to-another-set"):
        pi.score(THREE, answers)
    same = make([item("a"), item("b"), item("c")])
    assert pi.score(THREE, pi.validate(same, {"a": 1}))["total"].value == 1


def test_answers_are_validated():
    with pytest.raises(pi.ResponseError) as caught:
        pi.score(THREE, {"a": True, "x": 1})
    assert [issue.code for issue in caught.value.issues] == ["boolean-answer", "unknown-answer"]


def test_a_score_says_where_it_came_from_and_not_what_it_is():
    score = pi.score(THREE, {"a": 1, "b": 2})
    assert (score.question_set, score.version, score.engine) == ("tried", "1.2.3", ENGINE)
    assert score.fingerprint == THREE.fingerprint
    assert (score.answered, score.item_count) == (2, 3)
    assert repr(score) == "Score(tried 1.2.3, engine 1, scales=1, answered=2 of 3)"


def test_a_score_is_a_frozen_mapping():
    score = pi.score(THREE, {"a": 1})
    assert len(score) == 1
    assert list(score) == ["total"]
    with pytest.raises(KeyError):
        score["nothing"]
    with pytest.raises(AttributeError):
        score.answered = 3
    with pytest.raises(AttributeError):
        score["total"].value = 5.0


def test_a_score_as_plain_values():
    q = make(FIVE, scale("x", ["a", "b"]), scale("y", ["c"]))
    found = pi.score(q, {"a": 1, "b": 4}).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found == {
        "question_set": "tried",
        "version": "1.2.3",
        "fingerprint": q.fingerprint,
        "engine": 1,
        "library": pi.__version__,
        "answered": 2,
        "item_count": 5,
        "scales": {
            "x": {
                "value": 2.5,
                "mean": 2.5,
                "index": 37.5,
                "answered": 2,
                "item_count": 2,
                "minimum": 2,
                "complete": True,
                "missing_reason": None,
                "class": None,
            },
            "y": {
                "value": None,
                "mean": None,
                "index": None,
                "answered": 0,
                "item_count": 1,
                "minimum": 1,
                "complete": False,
                "missing_reason": "too_few_answered",
                "class": None,
            },
        },
        "classification": None,
    }


def test_scores_and_sets_that_scored_compare_and_pickle():
    q = make(FIVE)
    score = pi.score(q, dict.fromkeys("abcde", 3))
    assert pickle.loads(pickle.dumps(score)) == score
    assert score != pi.score(q, dict.fromkeys("abcde", 4))
    again = pickle.loads(pickle.dumps(q))
    assert again == q == make(FIVE)
    assert pi.score(again, dict.fromkeys("abcde", 3)) == score
    assert q.model_dump_json() == make(FIVE).model_dump_json()


def test_a_changed_copy_of_a_set_scores_by_its_own_rules():
    pi.score(THREE, {"a": 1})
    total = THREE.scale("total").model_copy(update={"minimum_answered": 2})
    other = THREE.model_copy(update={"scales": (total,)})
    other.__dict__.pop("_scales", None)
    assert pi.score(other, {"a": 1})["total"].value is None
    assert pi.score(THREE, {"a": 1})["total"].value == 1


def banded():
    bands = [
        {"id": "low", "from": 0, "to": 25, "text": {"en": "It is low."}},
        {"id": "middle", "from": 25, "to": 75, "text": {"en": "It is middling."}},
        {"id": "high", "from": 75, "to": 100, "text": {"en": "It is high."}},
    ]
    return make([item("a")], scale("total", feedback=bands))


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "It is low."), (2, "It is middling."), (3, "It is middling."), (4, "It is high."), (5, "It is high.")],
)
def test_feedback_is_of_the_band_that_holds_the_index(value, text):
    assert pi.score(banded(), {"a": value})["total"].feedback("en") == text


def test_without_a_score_or_bands_there_is_no_feedback():
    assert pi.score(banded(), {})["total"].feedback("en") is None
    assert pi.score(THREE, {"a": 1})["total"].feedback("en") is None


def test_feedback_in_another_language_is_refused():
    with pytest.raises(pi.ArgumentError, match="unknown-language"):
        pi.score(banded(), {"a": 1})["total"].feedback("nl")


def test_many_different_people_do_not_fill_the_memory():
    q = make([item(f"q{i}", tuple(range(101))) for i in range(60)])
    for n in range(5000):
        answers = {f"q{i}": min(100, max(0, n - 100 * i)) for i in range(60)}
        assert pi.score(q, answers)["total"].value == min(n, 6000) / 60


def test_a_score_in_the_words_of_a_language():
    found = pi.score(banded(), {"a": 4}).to_dict(language="en")
    assert (found["language"], found["title"]) == ("en", "tried")
    total = found["scales"]["total"]
    assert (total["name"], total["class"], total["feedback"]) == ("total", "high", "It is high.")
    assert pi.score(banded(), {}).to_dict(language="en")["scales"]["total"]["feedback"] is None
    with pytest.raises(pi.ArgumentError, match="unknown-language"):
        pi.score(banded(), {"a": 1}).to_dict(language="nl")


def competing(margin=25, items=4):
    """Two scales of four items on five points: an answer step is 100 / 16 = 6.25 index points."""
    names = [f"{side}{i}" for side in "ab" for i in range(items)]
    plain = make(
        [item(name) for name in names],
        scale("a", [name for name in names if name[0] == "a"], minimum_answered=2),
        scale("b", [name for name in names if name[0] == "b"], minimum_answered=2),
    ).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    rule = {"scales": ["a", "b"], "rule": "highest_index", "minimum_margin": margin, "undecided": {"en": "Close."}}
    return pi.load({**plain, "classification": rule})


@pytest.mark.parametrize(
    ("first", "second", "value", "margin"),
    [
        ([5, 5, 5, 5], [1, 1, 1, 1], "a", 100),
        ([1, 2, 1, 1], [3, 3, 3, 1], "b", 37.5 - 6.25),
        ([3, 3, 3, 3], [2, 2, 2, 2], "a", 25),  # exactly the margin
        ([3, 3, 3, 3], [2, 2, 2, 3], "undecided", 50 - 31.25),
        ([3, 3, 3, 3], [3, 3, 3, 3], "undecided", 0),
    ],
)
def test_the_highest_index_is_the_class_where_the_margin_is_reached(first, second, value, margin):
    q = competing()
    answers = {f"{side}{i}": x for side, given in (("a", first), ("b", second)) for i, x in enumerate(given)}
    found = pi.score(q, answers).classification
    assert (found.value, found.margin, found.missing_reason) == (value, margin, None)
    assert found.words("en") == {"a": "a", "b": "b", "undecided": "Close."}[value]
    assert pi.score(q, answers).to_dict()["classification"] == {
        "value": value,
        "margin": margin,
        "missing_reason": None,
    }
    assert pi.score(q, answers).to_dict(language="en")["classification"]["words"] == found.words("en")


def test_a_margin_that_is_reached_is_reached_however_it_is_rounded():
    """Of three items, 10 and 7 of 12 steps: 83.33333333333333 and 58.333333333333336, which is 25 apart."""
    q = competing(items=3)
    found = pi.score(q, {"a0": 5, "a1": 5, "a2": 3, "b0": 3, "b1": 3, "b2": 4}).classification
    assert found.margin < 25
    assert found.value == "a"


def test_equals_are_undecided_without_a_margin_too():
    q = competing(margin=0)
    same = dict.fromkeys(q.item_ids, 4)
    assert pi.score(q, same).classification.value == "undecided"
    assert pi.score(q, {**same, "b1": 5}).classification.value == "b"


def test_without_a_score_on_every_competing_scale_there_is_no_class():
    found = pi.score(competing(), {"a0": 1, "a1": 1, "b0": 1}).classification
    assert (found.value, found.margin, found.missing_reason) == (None, None, "scale_without_score")
    assert found.words("en") is None
    with pytest.raises(pi.ArgumentError, match="unknown-language"):
        found.words("nl")


def test_a_set_without_a_rule_has_no_classification():
    assert pi.score(THREE, {"a": 1}).classification is None
