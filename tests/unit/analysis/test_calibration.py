"""Calibrations: kept, bound to their set, and what they add to scores, held against sums written out."""

from __future__ import annotations

import json
from statistics import NormalDist

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purpose_index as pi
from purpose_index.errors import ArgumentError, ResponseError, StatisticsError
from purpose_index.stats.irt import graded, known_items

TEXT = """
id: mixed
version: "1.0.0"
languages: [en]
title: {en: Mixed}
options:
  four: [{value: 1, label: {en: a}}, {value: 2, label: {en: b}}, {value: 3, label: {en: c}}, {value: 5, label: {en: d}}]
  either: [{value: 0, label: {en: no}}, {value: 1, label: {en: yes}}]
missing: {not_applicable: [-98]}
items:
  - {id: q1, text: {en: One.}, options: four}
  - {id: q2, text: {en: Two.}, options: four, reverse: true}
  - {id: q3, text: {en: Three.}, options: either}
  - {id: q4, text: {en: Four.}, options: four}
  - {id: q5, text: {en: Five.}, options: either, reverse: true}
scales:
  - {id: all, name: {en: All}, items: all, minimum_answered: 3, weights: {q1: 2}}
  - {id: half, name: {en: Half}, items: [q1, q2, q4]}
  - {id: two, name: {en: Two}, items: [q3, q5]}
"""
Q = pi.loads(TEXT)
VALUES = {"q1": (1, 2, 3, 5), "q2": (1, 2, 3, 5), "q3": (0, 1), "q4": (1, 2, 3, 5), "q5": (0, 1)}
REVERSED = {"q2", "q5"}


def people(n=300, seed=1):
    rng = np.random.default_rng(seed)
    at = rng.normal(size=n)
    columns = {}
    for item, values in VALUES.items():
        latent = 1.3 * (-at if item in REVERSED else at) + rng.logistic(size=n)
        columns[item] = np.array(values)[np.digitize(latent, np.linspace(-1.5, 1.5, len(values) - 1))]
    return pd.DataFrame(columns)


FRAME = people()
CALIBRATION = pi.calibrate(Q, FRAME, scales=["all", "half"])


def keyed(item, value):
    values = VALUES[item]
    return values[0] + values[-1] - value if item in REVERSED else value


def written_out(found, answers, weights):
    """Place, error and expected index by sums over 2,001 places, from slopes and intercepts alone."""
    theta = np.linspace(-7, 7, 2001)
    posterior = np.exp(-(theta**2) / 2)
    above, span = 0.0, 0.0
    for item, slope, intercepts in zip(found.model.items, found.model.slopes, found.model.intercepts, strict=True):
        cumulative = [np.ones_like(theta)]
        cumulative += [1 / (1 + np.exp(-(slope * theta + d))) for d in intercepts] + [np.zeros_like(theta)]
        p = -np.diff(cumulative, axis=0)
        scale = sorted(keyed(item, value) for value in VALUES[item])
        if item in answers:
            posterior *= p[scale.index(keyed(item, answers[item]))]
        weight = weights.get(item, 1)
        above = above + weight * sum((value - scale[0]) * own for value, own in zip(scale, p, strict=True))
        span += weight * (scale[-1] - scale[0])
    posterior /= posterior.sum()
    mean = posterior @ theta
    se = np.sqrt(posterior @ (theta - mean) ** 2)
    z = NormalDist().inv_cdf(0.975)
    return mean, se, *(np.interp(mean + k * z * se, theta, 100 * above / span) for k in (0, -1, 1))


@pytest.mark.parametrize(
    "answers",
    [
        {"q1": 3, "q2": 1, "q3": 1, "q4": 5, "q5": 0},
        {"q1": 1, "q2": 5, "q3": 0, "q4": 1, "q5": 1},
        {"q1": 5, "q2": -98, "q3": 0, "q4": 2},
    ],
)
def test_a_place_written_out(answers):
    found = pi.score(Q, answers, calibration=CALIBRATION)
    told = {item: value for item, value in answers.items() if value != -98}
    for scale, weights in (("all", {"q1": 2}), ("half", {})):
        own = found[scale]
        if own.value is None:
            assert own.trait is None
            continue
        expected = written_out(CALIBRATION.scales[scale], told, weights)
        trait = own.trait
        assert (trait.theta, trait.se) == pytest.approx(expected[:2], abs=1e-6)
        assert (trait.index, trait.low, trait.high) == pytest.approx(expected[2:], abs=0.003)
        assert trait.low < trait.index < trait.high
    assert found["two"].trait is None
    assert found.to_dict()["scales"]["all"]["trait"]["theta"] == found["all"].trait.theta
    assert "trait" not in found.to_dict()["scales"]["two"]


def test_scores_themselves_are_as_without():
    answers = dict(FRAME.iloc[0])
    with_it, without = pi.score(Q, answers, calibration=CALIBRATION), pi.score(Q, answers)
    assert {name: (one.value, one.index) for name, one in with_it.items()} == {
        name: (one.value, one.index) for name, one in without.items()
    }
    assert pi.Score.from_dict(with_it.to_dict(), Q) == without
    assert pi.score(Q, pi.validate(Q, answers), calibration=CALIBRATION) == with_it


@settings(max_examples=20)
@given(st.lists(st.integers(0, len(FRAME) - 1), min_size=1, max_size=12, unique=True))
def test_a_persons_place_rests_on_nobody_else(rows):
    together = pi.score_frame(Q, FRAME.iloc[rows], calibration=CALIBRATION)
    for place, row in enumerate(rows):
        alone = pi.score(Q, FRAME.iloc[row].to_dict(), calibration=CALIBRATION)["all"].trait
        found = together.iloc[place][["all_theta", "all_theta_se", "all_low", "all_high"]].to_numpy(dtype=float)
        assert found == pytest.approx([alone.theta, alone.se, alone.low, alone.high], abs=1e-12)


def test_data_of_every_kind_get_the_same():
    frame = FRAME.iloc[:7].assign(who=list("abcdefg"))
    frame.loc[2, ["q1", "q2", "q3"]] = np.nan
    expected = pi.score_frame(Q, frame, calibration=CALIBRATION)
    assert list(expected.columns[-8:]) == [
        f"{s}_{c}" for s in ("all", "half") for c in ("theta", "theta_se", "low", "high")
    ]
    assert expected.loc[2].isna().sum() == 8 + 3  # no score on any scale
    arrow = pl.from_pandas(frame)
    assert pi.score_frame(Q, arrow, calibration=CALIBRATION).to_pandas().equals(expected)
    lists = pi.score_frame(Q, arrow.to_dicts(), calibration=CALIBRATION)
    assert lists[0]["all_theta"] == expected["all_theta"][0]
    coded = pi.score_frame(Q, pi.encode(Q, frame), calibration=CALIBRATION)
    assert coded.equals(expected)
    array = pi.score_frame(Q, frame[list(VALUES)].to_numpy(), calibration=CALIBRATION)
    assert np.array_equal(array["half_high"], expected["half_high"], equal_nan=True)


def test_names_that_are_taken_and_lazy_frames_are_refused():
    with pytest.raises(ResponseError, match="all_theta_se"):
        pi.score_frame(Q, FRAME.assign(all_theta_se=1), calibration=CALIBRATION)
    with pytest.raises(ArgumentError, match="calibration-needs-memory"):
        pi.score_frame(Q, pl.from_pandas(FRAME).lazy(), calibration=CALIBRATION)


def test_the_items_are_those_of_the_fitted_model():
    x = np.column_stack([[keyed(item, value) for value in FRAME[item]] for item in ("q1", "q2", "q4")])
    fitted = graded(x)
    kept = CALIBRATION.scales["half"]
    assert kept.model.slopes == pytest.approx(fitted.slopes, abs=1e-6)
    assert np.concatenate(kept.model.locations) == pytest.approx(np.concatenate(fitted.locations), abs=1e-6)
    assert kept.reliability == pytest.approx(fitted.empirical_reliability, abs=1e-6)
    assert (kept.n, kept.converged) == (300, True)


def test_rows_in_any_order_give_the_same_bytes_and_a_file_gives_the_same_calibration(tmp_path):
    shuffled = pi.calibrate(Q, FRAME.sample(frac=1, random_state=3), scales=["half", "all"])
    assert json.dumps(shuffled.to_dict()) == json.dumps(CALIBRATION.to_dict())
    CALIBRATION.save(tmp_path / "kept.json")
    again = pi.Calibration.load(tmp_path / "kept.json", Q)
    assert again.to_dict() == CALIBRATION.to_dict()
    answers = dict(FRAME.iloc[5])
    assert pi.score(Q, answers, calibration=again) == pi.score(Q, answers, calibration=CALIBRATION)
    assert repr(again) == "Calibration(mixed 1.0.0, graded, 2 scales, up to 300 people)"


@pytest.mark.parametrize("wrong", ["kept.json", {"format": "purpose_index.calibration/1"}, 1])
@pytest.mark.parametrize("function", [pi.score, pi.score_frame, pi.screen])
def test_what_is_no_calibration_is_refused_in_words(function, wrong):
    with pytest.raises(ArgumentError, match=r"not-a-calibration") as refused:
        function(
            Q,
            dict.fromkeys(Q.item_ids, 1) if function is pi.score else [dict.fromkeys(Q.item_ids, 1)],
            calibration=wrong,
        )
    assert refused.value.issues[0].path == "$.calibration"


def test_another_set_is_refused_and_another_version_that_scores_alike_is_not():
    other = pi.loads(TEXT.replace("minimum_answered: 3", "minimum_answered: 4"))
    newer = pi.loads(TEXT.replace('version: "1.0.0"', 'version: "1.1.0"').replace("One.", "First."))
    answers = dict(FRAME.iloc[0])
    for wrong in (
        lambda: pi.score(other, answers, calibration=CALIBRATION),
        lambda: pi.score_frame(other, FRAME, calibration=CALIBRATION),
        lambda: pi.Calibration.from_dict(CALIBRATION.to_dict(), other),
    ):
        with pytest.raises(ResponseError, match="calibration-of-another-set"):
            wrong()
    assert pi.score(newer, answers, calibration=CALIBRATION)["all"].trait is not None


def test_models_from_elsewhere_make_a_calibration():
    kept = CALIBRATION.scales["half"].model
    turned = known_items(
        "graded",
        kept.slopes[::-1].tolist(),
        [own.tolist() for own in kept.intercepts[::-1]],
        names=kept.items[::-1],  # in another order, and with categories from 0, as mirt has them
    )
    found = pi.Calibration.of_models(Q, {"half": turned})
    answers = dict(FRAME.iloc[3])
    assert pi.score(Q, answers, calibration=found)["half"] == pi.score(Q, answers, calibration=CALIBRATION)["half"]
    again = pi.Calibration.from_dict(found.to_dict(), Q).scales["half"]
    assert again.model.values == kept.values
    assert (again.n, np.isnan(again.reliability)) == (0, True)  # what is not known
    other = known_items("graded", [1.0, 1.0, 1.0], [[1.0, 0.0]] * 3, names=kept.items)
    for models, code in (
        ({"half": other}, "items-of-another-scale"),
        ({"all": turned}, "items-of-another-scale"),
        ({"some": turned}, "unknown-scale"),
        ({}, "models-unlike"),
    ):
        with pytest.raises(ArgumentError, match=code):
            pi.Calibration.of_models(Q, models)


def _without(*path):
    def change(record):
        for step in path[:-1]:
            record = record[step]
        del record[path[-1]]

    return change


def _with(value, *path):
    def change(record):
        for step in path[:-1]:
            record = record[step]
        record[path[-1]] = value

    return change


ITEM = ("scales", "half", "items", 0)


@pytest.mark.parametrize(
    "change",
    [
        _without("level"),
        _without("scales", "half", "n"),
        _with("purpose_index.calibration/2", "format"),
        _with(1.0, "level"),
        _with("rasch", "model"),
        _with({}, "scales"),
        _with(5, "scales", "half", "nodes"),
        _with("q9", *ITEM, "item"),
        _with(float("nan"), *ITEM, "slope"),
        _with(None, *ITEM, "slope"),
        _with([1.0, 2.0, 3.0], *ITEM, "intercepts"),
        _with([1.0], *ITEM, "intercepts"),
        _with(1e308, *ITEM, "slope"),
        _with([1e308, 1.0, 0.0, -1e308], *ITEM, "intercepts"),
        _with([1, 2, 3, 4], *ITEM, "categories"),
        _with([5, 3, 2, 1], *ITEM, "categories"),
        _with(1, "extra"),
        lambda record: record["scales"].update(other=record["scales"]["half"]),
        lambda record: record["scales"]["half"]["items"].pop(),
    ],
)
def test_what_is_no_calibration_is_refused(change):
    record = CALIBRATION.to_dict()
    change(record)
    with pytest.raises(ResponseError, match="not-a-calibration"):
        pi.Calibration.from_dict(record, Q)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-3],
        lambda text: text.replace('"level":', '"level": 0.5, "level":'),
        lambda text: "[" * 100_000,
    ],
)
def test_a_file_of_something_else_is_refused(change, tmp_path):
    (tmp_path / "other.json").write_text(change(json.dumps(CALIBRATION.to_dict())), encoding="utf-8")
    with pytest.raises(ResponseError, match="not-a-calibration"):
        pi.Calibration.load(tmp_path / "other.json", Q)


def test_answers_that_nobody_gave_and_items_against_the_scale(tmp_path):
    frame = FRAME.assign(q4=1)
    frame["q1"] = frame["q1"].replace(2, 3)
    frame["q2"] = 6 - FRAME["q2"].replace(2, 4)  # against its keying, and nobody in between
    frame["q2"] = frame["q2"].map({1: 1, 2: 2, 3: 3, 5: 5})
    found = pi.calibrate(Q, frame, scales="all")
    said = {(issue.code, issue.path) for issue in found.issues}
    assert said == {
        ("unused-category", "$.scales.all.items.q1"),
        ("item-not-estimated", "$.scales.all.items.q4"),
        ("slope-against-scale", "$.scales.all.items.q2"),
    }
    kept = pi.Calibration.from_dict(found.to_dict(), Q)
    assert {(issue.code, issue.path) for issue in kept.issues} == said
    near = {"q2": 1, "q3": 1, "q5": 0}
    places = [pi.score(Q, {"q1": v, **near}, calibration=kept)["all"].trait.theta for v in (1, 2, 3)]
    assert places[0] == places[1] != places[2]  # the lower of two as near
    one = pi.score(Q, {"q1": 5, **near}, calibration=kept)["all"].trait
    assert one.low <= one.index <= one.high


NEARLY_ALL = {  # of 120 people: how many answered otherwise, and what; all others 5 of 1 to 5
    "everybody": (0, 5),
    "one half of the range lower": (1, 3),  # of any four people the mean is known to within .5 / 4 of the range
    "two half of the range lower": (2, 3),  # .25
    "one at the other end": (1, 1),  # the same
}


@pytest.mark.parametrize("kind", NEARLY_ALL)
def test_what_nearly_everybody_answered_is_in_no_record(kind):
    count, otherwise = NEARLY_ALL[kind]
    frame = people(120)
    frame["q1"] = np.where(np.arange(120) < count, otherwise, 5)
    found = pi.calibrate(Q, frame, scales="all")
    kept = kind in ("two half of the range lower", "one at the other end")
    (record,) = [one for one in found.to_dict()["scales"]["all"]["items"] if one["item"] == "q1"]
    assert record["categories"] == ([otherwise, 5] if kept else [])
    assert ("item-not-estimated" in {issue.code for issue in found.issues}) is not kept
    middle = frame.assign(q1=3)
    assert pi.calibrate(Q, middle, scales="all").scales["all"].model.categories[0] == ()
    trait = pi.score(Q, {"q1": 1, "q2": 1, "q3": 1, "q5": 0}, calibration=found)["all"].trait
    assert kept or trait == pi.score(Q, {"q1": 5, "q2": 1, "q3": 1, "q5": 0}, calibration=found)["all"].trait


def test_scales_that_cannot_be_calibrated_are_told():
    found = pi.calibrate(Q, FRAME)
    assert list(found.scales) == ["all", "half"]
    assert [(issue.code, issue.path) for issue in found.issues] == [("too-few-varying-items", "$.scales.two")]
    assert list(pi.calibrate(Q, FRAME, scales="two", slopes="equal").scales) == ["two"]
    with pytest.raises(StatisticsError, match=r"\$\.scales\.two.*too-few-varying-items"):
        pi.calibrate(Q, FRAME, scales="two")
    with pytest.raises(ArgumentError, match="unknown-scale"):
        pi.calibrate(Q, FRAME, scales=["all", "halve"])
    for option in ({"model": "rasch"}, {"slopes": "none"}):
        with pytest.raises(ArgumentError, match="unknown-option"):
            pi.calibrate(Q, FRAME, **option)


@pytest.mark.parametrize("model", ["graded", "partial_credit"])
def test_files_in_parts_give_the_same_and_models_are_kept(model, tmp_path):
    for part in range(2):
        FRAME.iloc[part::2].to_csv(tmp_path / f"{part}.csv", index=False)
    whole = pi.calibrate(Q, FRAME, model=model, scales="half", slopes="equal", level=0.9)
    assert pi.calibrate(Q, tmp_path, model=model, scales="half", slopes="equal", level=0.9).to_dict() == whole.to_dict()
    trait = pi.score(Q, dict(FRAME.iloc[0]), calibration=whole)["half"].trait
    assert trait.level == 0.9


@pytest.mark.slow
def test_intervals_hold_the_expected_index_as_often_as_they_say():
    """Of people from the population of the calibration: 95 %, whatever their place, within what chance leaves."""
    rng = np.random.default_rng(4)
    q = pi.load("purpose-index")

    def answers(theta):
        latent = 1.4 * theta[:, None] + rng.logistic(size=(len(theta), 12))
        return 1 + np.digitize(latent, [-3, -1.2, 0.4, 2])

    calibration = pi.calibrate(q, answers(rng.normal(size=4000)), scales="total")
    theta = rng.normal(size=20_000)
    scored = pi.score_frame(q, answers(theta), calibration=calibration)
    cumulative = 1 / (1 + np.exp(np.subtract.outer([-3, -1.2, 0.4, 2], 1.4 * theta)))
    true = 25 * cumulative.sum(axis=0)
    held = (scored["total_low"] <= true) & (true <= scored["total_high"])
    assert held.mean() == pytest.approx(0.95, abs=0.006)


def test_few_people_have_no_calibration():
    """Who answered nothing of a scale does not count, and the number of people is not told."""
    frame = FRAME.head(110).copy()
    frame.loc[frame.index[:11], list(Q.items_of("half"))] = np.nan
    found = pi.calibrate(Q, frame, scales=["all", "half"])
    assert list(found.scales) == ["all"]
    (issue,) = [issue for issue in found.issues if issue.code == "few-people-for-calibration"]
    assert issue.path == "$.scales.half"
    assert "99" not in str(issue)
    frame.loc[frame.index[10], list(Q.items_of("half"))] = FRAME.loc[FRAME.index[10], list(Q.items_of("half"))]
    assert list(pi.calibrate(Q, frame, scales=["all", "half"]).scales) == ["all", "half"]
    with pytest.raises(pi.StatisticsError, match="No scale"):
        pi.calibrate(Q, FRAME.head(99))
