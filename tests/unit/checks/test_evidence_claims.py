"""Rules of evidence by what they claim: clean answers of every kind pass, and what is at fault is told apart."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.stats import f as f_distribution

import purpose_index as pi
from purpose_index.checks.aims import Aims
from purpose_index.checks.catalogue import BY_NAME
from purpose_index.checks.context import Context
from purpose_index.checks.evidence.coarse import expected_alike
from purpose_index.checks.evidence.pilot import pilot_of
from purpose_index.question_set.reader import read_text


def found(rule: str, x: np.ndarray, options: int = 5, **scale) -> list[str]:
    """The messages of a rule about answers to one scale of k items."""
    items = [f"q{j + 1}" for j in range(x.shape[1])]
    text = json.dumps(
        {
            "id": "rates",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Rates"},
            "options": {"all": [{"value": v + 1, "label": {"en": f"option {v + 1}"}} for v in range(options)]},
            "items": [{"id": item, "options": "all", "text": {"en": f"Item {item}."}} for item in items],
            "scales": [{"id": "s", "name": {"en": "Scale"}, "items": items, **scale}],
        }
    )
    pilot = pilot_of(pi.loads(text), x, None, Aims())
    return [finding.message for finding in BY_NAME[rule].find(Context(pilot.q, read_text(text), pilot=pilot))]


def latent(n: int, k: int, loading: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return loading * rng.standard_normal((n, 1)) + np.sqrt(1 - loading**2) * rng.standard_normal((n, k))


def test_the_share_alike_that_one_factor_makes_is_that_of_many_people():
    # two options, the second chosen by 70 %, all loadings .7: counted among a million people of another seed
    x = (latent(20_000, 6, 0.7) > -0.5244).astype(int)
    many = latent(1_000_000, 6, 0.7, seed=9) > -0.5244
    assert expected_alike(x) == pytest.approx((many == many[:, :1]).all(axis=1).mean(), abs=0.01)


def test_unrelated_items_are_alike_as_often_as_chance_has_it():
    # three options at a third each, six items: 3 * (1 / 3) ** 6; polychorics of 30,000 people are 0 to .01
    x = np.random.default_rng(1).integers(0, 3, (30_000, 6))
    assert expected_alike(x) == pytest.approx(3**-5, abs=0.001)


def test_items_that_everybody_answers_alike_leave_their_option_only():
    x = np.column_stack([np.ones(40, dtype=int), np.tile([0, 1], 20)])
    assert expected_alike(x) == pytest.approx(0.5)
    assert expected_alike(np.ones((5, 6), dtype=int)) == 1.0
    assert expected_alike(np.column_stack([np.ones(40, int), np.zeros(40, int), np.tile([0, 1], 20)])) == 0.0


def test_binary_items_are_answered_alike_without_anybody_at_fault():
    x = 1 + (latent(1000, 10, 0.7) > 0).astype(int)
    assert (x == x[:, :1]).all(axis=1).mean() > 0.15
    assert found("straight-lining", x, options=2) == []


def test_people_who_give_one_answer_to_all_are_found():
    x = 1 + (latent(500, 10, 0.7)[:, :, None] > np.array([-1.5, -0.5, 0.5, 1.5])).sum(axis=2)
    x[:100] = x[:100, :1]
    assert len(found("straight-lining", x)) == 1


def test_items_skewed_to_both_sides_are_one_thing():
    cuts = np.array([0.2, 0.8, 1.3, 1.8])
    z = latent(1000, 8, 0.7)
    x = 1 + np.column_stack([(z[:, j, None] > (cuts if j < 4 else -cuts)).sum(axis=1) for j in range(8)])
    assert found("more-dimensions", x) == []


def test_two_factors_of_binary_items_are_two_things():
    x = 1 + (np.column_stack([latent(500, 5, 0.8, seed=1), latent(500, 5, 0.8, seed=2)]) > 0).astype(int)
    assert found("more-dimensions", x, options=2) == [
        "The items of 's' are more than one thing: parallel analysis finds 2 or more, "
        "whichever tenth of the people is left out."
    ]


def test_an_item_that_one_person_answers_differently_stops_nothing():
    z = np.random.default_rng(1).integers(1, 6, (40, 4))
    z[:, 3] = 4
    z[7, 3] = 5  # without the tenth of this person the item does not vary
    for rule in ("more-dimensions", "residual-dependence"):
        assert found(rule, z) == []


def test_errors_that_correlate_are_found():
    rng = np.random.default_rng(5)
    factor, common = rng.standard_normal((1000, 1)), rng.standard_normal(1000)
    z = 0.7 * factor + np.sqrt(0.51) * rng.standard_normal((1000, 8))
    for j in (0, 1):
        z[:, j] = 0.7 * factor[:, 0] + np.sqrt(0.51) * (
            np.sqrt(0.6) * common + np.sqrt(0.4) * rng.standard_normal(1000)
        )
    x = 1 + (z[:, :, None] > np.array([-1.5, -0.5, 0.5, 1.5])).sum(axis=2)
    (message,) = found("residual-dependence", x)
    assert "'q1' and 'q2'" in message


def test_items_that_go_against_each_other_are_not_helped_by_more_people():
    x = np.random.default_rng(3).integers(1, 6, (60, 4))
    x[:, 1], x[:, 3] = 6 - x[:, 0], 6 - x[:, 2]
    x[::7, 0] = 3
    assert found("sample-too-small", x) == []


@pytest.mark.parametrize(("chose", "said"), [(4, 1), (6, 0)])
def test_an_option_that_five_people_or_more_chose_is_in_use(chose, said):
    # of 1,000 people .6 % are certainly fewer than 2 %, but six are no 'fewer than 5'
    x = np.tile([[1, 1], [2, 3], [3, 2], [5, 5], [2, 2]], (200, 1))
    x[:chose, 0] = 4
    x[:, 1] = np.tile([1, 2, 3, 4, 5], 200)
    assert len(found("unused-category", x)) == said


def test_weights_leave_the_lowest_score_where_it_is():
    # a third of people give the lowest answer to both items, of which one counts twice
    x = np.tile([[1, 1], [2, 3], [4, 3]], (40, 1))
    assert len(found("floor-effect", x, weights={"q1": 2})) == 1


def test_who_did_not_begin_is_not_left_without_a_score():
    # 20 of 100 answered nothing at all; everybody who began answered all
    x = np.random.default_rng(0).integers(1, 6, (100, 4)).astype(float)
    x[:20] = np.nan
    assert found("unscored-share", x) == []
    x[20:50, 0] = np.nan
    assert len(found("unscored-share", x)) == 1


@pytest.mark.parametrize("loading", [0.45, 0.55, 0.65, 0.7, 0.75])
def test_a_scale_is_below_the_floor_only_where_its_whole_interval_is(loading):
    x = 1 + (latent(60, 4, loading)[:, :, None] > np.array([-1.5, -0.5, 0.5, 1.5])).sum(axis=2)
    C = np.cov(x.T)
    alpha = 4 / 3 * (1 - np.trace(C) / C.sum())
    high = 1 - (1 - alpha) * f_distribution.ppf(0.025, 59, 177)  # Feldt
    expected = [f"Alpha of 's' is {alpha:.2f}, and with 95% confidence not above {high:.3f}; the floor is 0.70."]
    assert found("reliability-below-floor", x) == (expected if high < 0.7 else [])


def test_few_good_scales_are_called_below_the_floor():
    """Of three skewed options alpha is .82; with fifty people one in a hundred samples at most is found."""
    flagged = 0
    for seed in range(100):
        x = 1 + (latent(50, 8, 0.7, seed=seed)[:, :, None] > np.array([0.5, 1.3])).sum(axis=2)
        flagged += len(found("reliability-below-floor", x, options=3))
    assert flagged <= 1
