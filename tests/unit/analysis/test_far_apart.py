"""Options whose values lie far apart: the same answers tell the same, in other points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import purpose_index as pi

CUTS = np.array([-1.5, -0.5, 0.5, 1.5])
K = 6
CODES = (np.random.default_rng(1).normal(size=(400, 1)) + np.random.default_rng(2).normal(size=(400, K)))[
    :, :, None
] > CUTS


def people(values):
    """A set of one scale whose options have these values, and 400 people in two groups."""
    options = [{"value": value, "label": {"en": f"option {value}"}} for value in values]
    ids = [f"q{j}" for j in range(K)]
    data = {
        "id": "far", "version": "1.0.0", "languages": ["en"], "title": {"en": "Far"}, "options": {"all": options},
        "items": [{"id": i, "options": "all", "text": {"en": f"Item {i}."}, "reverse": i == "q2"} for i in ids],
        "scales": [{"id": "s", "name": {"en": "S"}, "items": ids}],
    }  # fmt: skip
    codes = CODES[:, :, : len(values) - 1].sum(axis=2)
    codes[:, 2] = len(values) - 1 - codes[:, 2]
    codes[:200, 0] = np.minimum(codes[:200, 0] + 1, len(values) - 1)
    return pi.load(data), pd.DataFrame(np.array(values)[codes], columns=ids).assign(
        group=["a", "b"] * 100 + ["b"] * 200
    )


NEAR, FAR = people(range(5)), people(range(0, 4001, 1000))


def test_item_response_models_are_the_same():
    near, far = (pi.analyze(*given, items="irt", omega=False).scales["s"].trait for given in (NEAR, FAR))
    assert far.fitted.slopes.tolist() == near.fitted.slopes.tolist()
    assert far.shares.tolist() == near.shares.tolist()
    assert [one.index for one in far.precision] == pytest.approx([one.index for one in near.precision])
    assert [one.s_x2 for one in far.items.values()] == [one.s_x2 for one in near.items.values()]


@pytest.mark.parametrize("method", ["logistic", "likelihood-ratio"])
def test_items_in_groups_differ_by_as_many_more_points(method):
    near, far = (pi.dif(*given, groups="group", method=method) for given in (NEAR, FAR))
    assert [one.total.chi_square for one in far.items] == pytest.approx([one.total.chi_square for one in near.items])
    assert [one.differences[0].value for one in far.items] == pytest.approx(
        [1000 * one.differences[0].value for one in near.items], rel=1e-6
    )
    assert far.scores[0].index == pytest.approx(near.scores[0].index)


def test_ordered_answers_are_as_invariant():
    near, far = (
        pi.invariance(q, data.assign(group=["a", "b"] * 200), groups="group", ordinal=True) for q, data in (NEAR, FAR)
    )
    assert [step.chi_square for step in far.steps] == pytest.approx([step.chi_square for step in near.steps])


def test_signs_of_answers_without_care_are_the_same():
    near, far = (pi.screen(*given) for given in (NEAR, FAR))
    assert far.counts.tolist() == near.counts.tolist()
    assert far.values["guttman_errors"].tolist() == pytest.approx(near.values["guttman_errors"].tolist(), nan_ok=True)


@pytest.mark.parametrize("options", [2, 3])
def test_rules_find_the_same_of_options_further_apart(options):
    near, far = (
        {finding.code for finding in pi.check(*people(range(0, step * options, step)), group="group").findings}
        for step in (1, 1000)
    )
    assert far == near


@pytest.mark.parametrize("values", [(0, 1, 1000), (0, 333, 667, 1000)])
def test_rules_judge_answers_to_options_unevenly_apart(values):
    assert "lone-reversed-item" in {finding.code for finding in pi.check(*people(values), group="group").findings}
