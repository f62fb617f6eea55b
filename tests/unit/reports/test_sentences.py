"""Sentences about scales: the doubts first, then the numbers, at the level asked for."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.errors import Issue
from purpose_index.reports.sentences import DUTCH, ENGLISH, sentences

LEADERSHIP = pi.load("examples/leadership/questionnaire.yaml")
ANSWERS = "examples/leadership/answers.csv"


@pytest.fixture(scope="module")
def hostility():
    """Omega .880 (.871 to .888), sd 1.0365: 1.96 * sqrt(2 * (1 - .880)) * 1.0365 = .997."""
    return pi.analyze(LEADERSHIP, ANSWERS).scales["hostility"]


def small(k: int, highest: int = 5) -> pi.QuestionSet:
    options = [{"value": v, "label": {"en": str(v)}} for v in range(1, highest + 1)]
    names = "abcdefgh"[:k]
    items = [{"id": name, "text": {"en": name}, "options": options} for name in names]
    whole = {"id": "small", "version": "1.0.0", "languages": ["en"], "title": {"en": "Small"}, "items": items}
    return pi.loads(json.dumps({**whole, "scales": [{"id": "all", "name": {"en": "All"}, "items": "all"}]}))


def test_a_sentence_says_what_the_numbers_allow(hostility):
    assert sentences(hostility, "en") == (
        "Hostility: if its items measure one thing, 88% of the differences between people's scores are real, and the "
        "rest is error (95% interval: 87% to 89%). Two scores less than 1.00 points apart may differ by error alone "
        "(level: 95%)."
    )
    assert sentences(hostility, "nl") == (
        "Vijandigheid: als de items één ding meten, komt 88% van de verschillen tussen scores door echte verschillen "
        "tussen mensen, en de rest door toeval (95%-interval: 87% tot 89%). Verschillen twee scores minder dan 1,00 "
        "punt, dan kan dat louter toeval zijn (niveau: 95%)."
    )


def test_the_difference_is_at_the_level_asked_for():
    # z(.90) = 1.281552: 1.281552 / 1.959964 * .997 = .652
    found = pi.analyze(LEADERSHIP, ANSWERS, level=0.8).scales["hostility"]
    assert "less than 0.65 points apart may differ by error alone (level: 80%)" in sentences(found, "en")
    without = pi.analyze(LEADERSHIP, ANSWERS, level=0.8, interval=None).scales["hostility"]
    assert "0,65 punt, dan kan dat louter toeval zijn (niveau: 80%)" in sentences(without, "nl")
    assert "interval" not in sentences(without, "nl")


def test_items_against_each_other_have_no_reliability():
    people = [{"a": 1 + i % 5, "b": 5 - i % 5, "c": 1 + i % 2} for i in range(40)]
    found = pi.analyze(small(3), people).scales["all"]
    assert found.alpha.value < 0
    assert sentences(found, "en") == f"All: {ENGLISH['opposed']}"
    assert "%" not in sentences(found, "en")


def test_an_item_against_the_others_is_named_instead_of_a_verdict():
    rng = np.random.default_rng(1)
    person = rng.integers(1, 6, 200)
    x = np.clip(person[:, None] + rng.integers(-1, 2, (200, 5)), 1, 5)
    x[:, 1] = 6 - x[:, 1]
    found = pi.analyze(small(5), x).scales["all"]
    assert sentences(found, "en").startswith("All: one or more items go against the others (b). See first whether")
    assert "are real" not in sentences(found, "en")
    assert "points apart" not in sentences(found, "en")


@pytest.mark.parametrize(
    ("correlation", "n", "said"),
    [
        (0.08, 20, "hardly"),  # its loading is negative
        (-0.44, 20, "hardly"),  # tanh(-0.4722 + 1.96 / sqrt(17)) = 0.003
        (-0.45, 20, "against"),  # tanh(-0.4847 + 1.96 / sqrt(17)) = -0.009
        (-0.9, 3, "hardly"),
        (-0.99, 4, "against"),  # tanh(-2.6467 + 1.96) = -0.60
        (-1.0, 20, "against"),
    ],
)
def test_an_item_goes_against_the_others_where_its_interval_lies_below_zero(hostility, correlation, n, said):
    name = next(iter(hostility.items))
    item = dataclasses.replace(hostility.items[name], item_rest_correlation=correlation, n=n)
    issue = pi.Issue("negative-loading", f"$.items.{name}", "", facts={"item": name})
    found = dataclasses.replace(hostility, items=hostility.items | {name: item}, issues=(issue,))
    english, dutch = sentences(found, "en"), sentences(found, "nl")
    assert (f"hardly go with the others ({name})" in english) == (said == "hardly")
    assert (f"go against the others ({name})" in english) == (said == "against")
    assert (f"gaan nauwelijks met de andere mee ({name})" in dutch) == (said == "hardly")
    assert (f"gaan tegen de andere in ({name})" in dutch) == (said == "against")


def test_a_model_that_does_not_fit_makes_it_alpha(hostility):
    doubtful = dataclasses.replace(hostility, reliability=hostility.alpha)
    assert "differences between people's scores are real" in sentences(doubtful, "en")
    assert ENGLISH["alpha_instead"] in sentences(doubtful, "en")
    assert ENGLISH["alpha_instead"] not in sentences(hostility, "en")


def test_covariances_of_nobody_have_no_reliability(hostility):
    issue = Issue("indefinite-covariances", "$", "English.")
    assert sentences(dataclasses.replace(hostility, issues=(issue,)), "nl") == f"Vijandigheid: {DUTCH['impossible']}"


@pytest.mark.parametrize(("low", "high", "shown"), [(-0.94, 0.59, "0% to 59%"), (0.8, 1.2, "80% to 100%")])
def test_an_end_beyond_the_range_is_no_share(hostility, low, high, shown):
    wide = dataclasses.replace(hostility.reliability, low=low, high=high)
    assert f"(95% interval: {shown})" in sentences(dataclasses.replace(hostility, reliability=wide), "en")


def test_nothing_is_said_of_what_is_undefined(hostility):
    undefined = dataclasses.replace(hostility.reliability, value=np.nan)
    assert sentences(dataclasses.replace(hostility, reliability=undefined), "nl") == (
        "Vijandigheid: deze antwoorden zeggen niet hoe precies de score is."
    )


@pytest.mark.parametrize("reliability", [0.0, 1.0])
def test_the_ends_of_the_range_are_said(hostility, reliability):
    exact = dataclasses.replace(hostility.reliability, value=reliability, low=None, high=None)
    found = dataclasses.replace(hostility, reliability=exact, smallest_difference=(1 - reliability) * 2)
    assert f"{reliability:.0%} of the differences" in sentences(found, "en")
    assert ("points apart" in sentences(found, "en")) == (reliability == 0)


def test_both_languages_say_the_same_things():
    assert DUTCH.keys() == ENGLISH.keys()


def test_a_negative_alpha_is_said_though_omega_is_positive(hostility):
    issue = Issue("negative-alpha", "$", "English.")
    assert hostility.reliability.value > 0
    assert sentences(dataclasses.replace(hostility, issues=(issue,)), "nl") == f"Vijandigheid: {DUTCH['opposed']}"
