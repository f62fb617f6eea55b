"""The structure that a set claims."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.question_set.hypothesis import hypothesis

INDEX, PROGRAMME = pi.load("purpose-index"), pi.load("working-with-purpose")
HEAD = """
id: small
version: "1.0.0"
languages: [en]
title: {en: Small}
options:
  five: [{value: 1, label: {en: a}}, {value: 2, label: {en: b}}, {value: 3, label: {en: c}}, {value: 4, label: {en: d}}, {value: 5, label: {en: e}}]
  six: [{value: 1, label: {en: a}}, {value: 2, label: {en: b}}, {value: 3, label: {en: c}}, {value: 4, label: {en: d}}, {value: 5, label: {en: e}}, {value: 6, label: {en: f}}]
"""  # noqa: E501


def small(scales: dict[str, str], six: tuple[str, ...] = ()) -> pi.QuestionSet:
    """A set of six items with these scales."""
    items = [
        f"  - {{id: q{j}, text: {{en: Item {j}.}}, options: {'six' if f'q{j}' in six else 'five'}}}"
        for j in range(1, 7)
    ]
    lines = [f"  - {{id: {name}, name: {{en: {name}}}, items: [{members}]}}" for name, members in scales.items()]
    return pi.loads("\n".join([HEAD.strip("\n"), "items:", *items, "scales:", *lines]))


def test_scales_are_factors_and_a_total_over_three_is_of_second_order():
    found = hypothesis(INDEX)
    assert (found.model, found.orthogonal, found.apart, found.ordinal) == ("second-order", False, (), True)
    assert found.factors["greater_good"] == ("q05", "q06", "q10")
    assert found.factors["total"] == ("positive_meaning", "meaning_making", "greater_good", "organisation_meaning")
    assert found.above == {"total"}
    assert found.items == INDEX.item_ids
    assert found.names["total"]["nl"] == "Totaal"


def test_in_a_bifactor_model_the_total_lies_behind_all_items_and_nothing_correlates():
    found = hypothesis(INDEX, "bifactor")
    assert (found.orthogonal, found.above) == (True, frozenset())
    assert [*found.factors][:2] == ["total", "positive_meaning"]
    assert found.factors["total"] == INDEX.item_ids


def test_the_total_can_be_left_out():
    assert [*hypothesis(INDEX, "correlated").factors] == [scale.id for scale in INDEX.scales if scale.id != "total"]


def test_layers_and_referents_are_scales_that_correlate_or_traits_and_what_is_special_to_one_referent():
    assert [*hypothesis(PROGRAMME).factors] == [scale.id for scale in PROGRAMME.scales if scale.layer]
    found = hypothesis(PROGRAMME, "multitrait")
    assert found.factors["layer_social"] == (
        *(f"social_me_{j}" for j in (1, 2, 3)),
        *(f"social_organisation_{j}" for j in (1, 2, 3)),
    )
    assert found.apart == tuple(
        (f"layer_{layer}", f"{layer}_organisation") for layer in ("personal", "social", "societal")
    )
    assert found.text.endswith("layer_societal ~~ 0*societal_organisation")
    assert found.names["layer_social"]["nl"] == "Sociaal"


def test_a_total_over_two_scales_adds_nothing_that_could_be_tested():
    q = small({"one": "q1, q2, q3", "two": "q4, q5, q6", "total": "q1, q2, q3, q4, q5, q6"})
    assert hypothesis(q).model == "correlated"
    with pytest.raises(pi.ArgumentError, match="no total over 3 scales") as error:
        hypothesis(q, "second-order")
    assert error.value.issues[0].code == "no-such-structure"


def test_a_total_holds_all_items_of_the_others():
    q = small({"one": "q1, q2", "two": "q3, q4", "three": "q5, q6", "most": "q1, q2, q3, q4"})
    assert hypothesis(q).model == "correlated"


def test_one_scale_is_one_factor_and_scales_of_one_item_are_left_out():
    found = hypothesis(small({"one": "q1, q2, q3", "alone": "q4"}))
    assert (found.model, found.items, found.left_out) == ("one-factor", ("q1", "q2", "q3"), ("alone",))


@pytest.mark.parametrize(("six", "ordinal"), [((), True), (("q1",), False), (("q6",), True)])
def test_more_than_five_options_are_numbers_where_they_are_in_the_structure(six, ordinal):
    assert hypothesis(small({"one": "q1, q2, q3"}, six)).ordinal is ordinal


@pytest.mark.parametrize("model", ["correlated", "bifactor", "multitrait"])
def test_single_items_have_no_structure(model):
    with pytest.raises(pi.ArgumentError, match="There is no such structure"):
        hypothesis(small({"a": "q1", "b": "q2"}), model)


def test_one_layer_is_no_multitrait():
    with pytest.raises(pi.ArgumentError, match="no two layers"):
        hypothesis(INDEX, "multitrait")
