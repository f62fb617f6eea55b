"""`analyze(items="irt")`: what the graded model says of scales, and what is said of it to people."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

import purpose_index as pi
from purpose_index.errors import ArgumentError
from purpose_index.reports import render
from purpose_index.reports.tables import tables
from purpose_index.reports.trait_sentences import trait_sentences
from purpose_index.stats.irt import graded, item_fit, model_fit

Q = pi.load("purpose-index")
CUTS = np.array([-3.0, -2.0, -0.5, 1.2])


def answers(n=500, seed=1, slope=1.4):
    rng = np.random.default_rng(seed)
    latent = slope * rng.normal(size=(n, 1)) + rng.logistic(size=(n, 12))
    return pd.DataFrame(1 + np.digitize(latent, CUTS), columns=list(Q.item_ids))


DATA = answers()
RESULT = pi.analyze(Q, DATA, items="irt")
TOTAL = RESULT.scales["total"]


def test_it_is_what_the_model_says():
    x = DATA.to_numpy()
    fitted = graded(x)
    found, fit = item_fit(fitted, x), model_fit(fitted, x)
    trait = TOTAL.trait
    assert trait.fitted.slopes == pytest.approx(fitted.slopes, abs=1e-8)
    assert (trait.fit.rmsea, trait.fit.srmr) == pytest.approx((fit.rmsea, fit.srmr))
    assert trait.n == 500
    for j, (item, own) in enumerate(trait.items.items()):
        assert item == Q.item_ids[j]
        assert own.p_value == pytest.approx(found.p_value[j], abs=1e-6)
        assert list(own.locations) == [2, 3, 4, 5]
        assert list(own.locations.values()) == pytest.approx(fitted.locations[j], abs=1e-6)
        half = 1.959964 * fitted.slope_errors[j]
        assert (own.slope_low, own.slope_high) == pytest.approx((own.slope - half, own.slope + half), abs=1e-5)


def test_p_values_are_adjusted_for_all_items():
    """Benjamini and Hochberg (1995), step by step: p(i) k / i, and none above one further on."""
    items = sorted(TOTAL.trait.items.values(), key=lambda item: item.p_value)
    expected = [min(items[j].p_value * 12 / (j + 1) for j in range(i, 12)) for i in range(12)]
    assert [item.adjusted for item in items] == pytest.approx([min(p, 1) for p in expected])


@pytest.mark.parametrize(("place", "share"), [("low", 0.1), ("middle", 0.5), ("high", 0.9)])
def test_precision_written_out(place, share):
    fitted = TOTAL.trait.fitted
    at = next(one for one in TOTAL.trait.precision if one.place == place)
    theta = NormalDist().inv_cdf(share)
    step = 1e-4

    def likely(theta):
        whole = []
        for slope, intercepts in zip(fitted.slopes, fitted.intercepts, strict=True):
            above = [1.0, *(1 / (1 + np.exp(-(slope * theta + intercepts)))), 0.0]
            whole.append(-np.diff(above))
        return np.array(whole)

    def index(theta):
        return 25 * (likely(theta) @ np.arange(5)).mean()

    slopes = (likely(theta + step) - likely(theta - step)) / (2 * step)
    se = 1 / np.sqrt((slopes**2 / likely(theta)).sum() + 1)
    assert (at.theta, at.se, at.reliability) == pytest.approx((theta, se, 1 - se**2), abs=1e-6)
    z = NormalDist().inv_cdf(0.975)
    assert (at.index, at.low, at.high) == pytest.approx(
        [index(theta), index(theta - z * se), index(theta + z * se)], abs=1e-5
    )


def test_where_people_are():
    trait = TOTAL.trait
    assert trait.shares.sum() == pytest.approx(1)
    assert trait.shares @ trait.places == pytest.approx(0, abs=0.02)
    assert trait.shares @ trait.places**2 == pytest.approx(1, abs=0.05)


def test_where_an_index_is_expected():
    trait = TOTAL.trait
    assert trait.index([trait.place_of(60)])[0] == pytest.approx(60, abs=0.01)
    assert np.isnan(trait.place_of(100))
    turned = replace(trait, fitted=replace(trait.fitted, slopes=trait.fitted.slopes * np.array([1, -4] * 6)))
    assert np.isnan(turned.place_of(60))


def test_nothing_is_computed_that_was_not_asked_for():
    plain = pi.analyze(Q, DATA)
    assert all(scale.trait is None for scale in plain.scales.values())
    assert not any(table.id.startswith(("precision", "map_", "trait_")) for table in tables(plain))
    with pytest.raises(ArgumentError, match="unknown-option"):
        pi.analyze(Q, DATA, items="rasch")


def test_parts_missing_answers_and_missing_rules_change_nothing_that_they_should_not(tmp_path):
    holes = DATA.mask(np.random.default_rng(2).random(DATA.shape) < 0.1)
    whole = pi.analyze(Q, holes, items="irt").scales["total"].trait
    assert whole.n == 500
    pairwise = pi.analyze(Q, holes, items="irt", missing="pairwise").scales["total"].trait
    assert pairwise.fitted.slopes == pytest.approx(whole.fitted.slopes)
    for part in range(2):
        holes.iloc[part::2].to_csv(tmp_path / f"{part}.csv", index=False)
    parts = pi.analyze(Q, tmp_path, items="irt").scales["total"].trait
    assert np.array_equal(parts.fitted.slopes, whole.fitted.slopes)


def test_reversed_items_and_weights_count_as_they_score():
    text = """
id: small
version: "1.0.0"
languages: [en]
title: {en: Small}
options:
  agreement: [{value: 1, label: {en: a}}, {value: 2, label: {en: b}}, {value: 3, label: {en: c}}]
items:
  - {id: q1, text: {en: One.}, options: agreement}
  - {id: q2, text: {en: Two.}, options: agreement, reverse: true}
  - {id: q3, text: {en: Three.}, options: agreement}
scales:
  - {id: work, name: {en: Work}, items: [q1, q2, q3], weights: {q1: 3}}
"""
    rng = np.random.default_rng(3)
    latent = 1.5 * rng.normal(size=(400, 1)) + rng.logistic(size=(400, 3))
    x = 1 + np.digitize(latent, [-1, 1.5])
    x[:, 1] = 3 - np.digitize(latent[:, 1], [0, 0.3])  # between so near cuts no more than 7 % ever are
    trait = pi.analyze(pi.loads(text), x, items="irt").scales["work"].trait
    assert (trait.fitted.slopes > 0).all()
    assert [item.unreached for item in trait.items.values()] == [(), (2,), ()]
    p = trait.fitted.probabilities([0.3])
    own = [float(np.arange(3) @ each[:, 0]) / 2 for each in p]
    assert trait.index([0.3])[0] == pytest.approx(100 * (3 * own[0] + own[1] + own[2]) / 5)


def test_an_item_that_nobody_answered_has_no_numbers():
    found = pi.analyze(Q, DATA[:200].assign(q05=np.nan), items="irt").scales["total"].trait
    item = found.items["q05"]
    assert (dict(item.locations), item.unreached, item.df) == ({}, (), 0)
    assert np.isnan([item.slope, item.slope_low, item.s_x2, item.adjusted]).all()
    assert np.isfinite(found.items["q06"].slope)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_tables_say_it_at_80_columns_and_as_html(language):
    found = [table for table in tables(RESULT, language) if table.id in {"precision", "trait_fit", "map_total"}]
    assert [table.id for table in found] == ["precision", "trait_fit", "map_total"]
    text = render.text(found)
    assert all(len(line) <= 80 for line in text.splitlines())
    heights = [float(row[1]) for row in found[2].rows]
    assert len(heights) == 12
    means = [np.mean(row[1:5]) for row in found[2].rows]
    assert means == sorted(means)
    html = render.html(found)
    assert html.count("<table") == 3
    said = " ".join(trait_sentences(TOTAL, language))
    assert ("in the middle" if language == "en" else "in het midden") in said
    for word in ("oorzaak", "voorspel", "predict", "cause"):
        assert word not in text.lower()


def test_what_is_doubtful_is_said():
    trait = TOTAL.trait
    low, middle, high = trait.precision
    item = trait.items["q03"]
    bad = replace(
        trait,
        precision=(low, middle, replace(high, reliability=middle.reliability - 0.11)),
        items={
            **trait.items,
            "q03": replace(item, adjusted=0.01, rmsea=0.06),
            "q04": replace(item, adjusted=0.01, rmsea=0.04),
        },
        fit=replace(trait.fit, rmsea=0.12, rmsea_low=0.081),
    )
    dutch, english = (" ".join(trait_sentences(replace(TOTAL, trait=bad), language)) for language in ("nl", "en"))
    assert "Of high scores it tells less" in english
    assert "Over hoge scores zegt ze minder" in dutch
    assert "answer q03 otherwise" in english
    assert "beantwoorden q03 anders" in dutch
    assert "RMSEA 0.120" in english
    assert "RMSEA 0,120" in dutch
    assert trait_sentences(TOTAL, "en")[1:] == ()


def test_scales_without_a_model_and_options_that_nobody_chose():
    data = DATA.copy()
    data["q03"], data["q04"] = 3, 3
    data["q08"] = data["q08"].replace(1, 2)
    data[["q01", "q07"]] = data[["q01", "q07"]].astype(float)
    data.loc[::2, "q01"], data.loc[1::2, "q07"] = np.nan, np.nan
    found = pi.analyze(Q, data, items="irt")
    assert found.scales["positive_meaning"].trait.fitted is None
    said = {(issue.code, issue.path) for issue in found.issues}
    assert ("too-few-varying-items", "$.scales.positive_meaning") in said
    assert ("unused-category", "$.scales.total.items.q08") in said
    assert ("item-not-estimated", "$.scales.total.items.q03") in said
    assert ("nobody-complete", "$.scales.total") in said
    total = found.scales["total"].trait
    assert list(total.items["q08"].locations) == [3, 4, 5]
    assert total.fit is None
    assert np.isnan(total.items["q02"].adjusted)
    text = " ".join(render.text(tables(found, "nl")).split())
    assert "is niet te zeggen hoe precies één score is" in text
    assert "Bijna niemand beantwoordde" in text


def test_where_answers_part_is_not_shown_of_items_with_an_answer_of_few():
    """Of the model, n times the share that it expects of an answer is how many gave it: 1."""
    rng = np.random.default_rng(1)
    q = pi.load("purpose-index")
    x = 1 + np.digitize(rng.normal(size=(300, 1)) + 0.6 * rng.logistic(size=(300, 12)), [-2, -1, 0, 1])
    x[:, 0] = np.maximum(x[:, 0], 2)
    x[0, 0] = 1
    result = pi.analyze(q, x, items="irt", omega=False)
    fitted = result.scales["meaning_making"].trait.fitted
    theta = np.linspace(-6, 6, 601)
    weights = np.exp(-(theta**2) / 2)
    told = 300 * fitted.probabilities(theta)[0] @ weights / weights.sum()
    assert told[0] == pytest.approx(1, abs=0.01)
    for small, gone in ((False, True), (True, False)):
        (table,) = (own for own in tables(result, "en", small_counts=small) if own.id == "map_meaning_making")
        keys = [column.key for column in table.columns]
        of_item = {row[0]: [row[keys.index(f"location_{value}")] for value in (2, 3, 4, 5)] for row in table.rows}
        assert np.isnan(of_item["q01"]).tolist() == [gone] * 4
        assert np.isfinite(of_item["q07"]).all()
        assert any("fewer than 5 people" in note for note in table.notes) is gone


def test_more_items_than_one_test_can_hold_leave_all_else(monkeypatch):
    monkeypatch.setattr("purpose_index.stats.irt.fit_model.MOST", 20)
    found = pi.analyze(Q, DATA, items="irt")  # 12 items with five options: 48 and 66 moments
    total = found.scales["total"].trait
    assert total.fit is None
    assert total.fitted.converged
    assert not np.isnan([item.s_x2 for item in total.items.values()]).any()
    assert found.scales["positive_meaning"].trait.issues == RESULT.scales["positive_meaning"].trait.issues
    (said,) = [issue for issue in found.issues if issue.code == "too-many-moments"]
    assert said.path == "$.scales.total"
    assert (said.facts["items"], said.facts["moments"]) == (12, 114)
    assert "12 items hebben 114 momenten" in " ".join(render.text(tables(found, "nl")).split())
