"""Analyses by hand: whose answers count, how items are keyed and weighted, and what is said of the rest."""

from __future__ import annotations

import json
import math
from functools import partial

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.analysis.analyze import analyze
from purpose_index.stats.reliability import alpha, omega, standardized_alpha
from tests.oracles import reference

# Four items from 1 to 5, the second reversed; 'all' is their mean, 'first' the sum of two with weights.
SET = {
    "id": "small",
    "version": "1.0.0",
    "languages": ["nl", "en"],
    "title": {"nl": "Klein", "en": "Small"},
    "options": {"five": [{"value": v, "label": {"nl": f"nl{v}", "en": f"en{v}"}} for v in range(1, 6)]},
    "missing": {"skipped": [-9], "not_applicable": [-8]},
    "items": [
        {"id": item, "text": {"nl": item, "en": item}, "options": "five", "reverse": item == "b"} for item in "abcd"
    ],
    "scales": [
        {"id": "all", "name": {"nl": "Alles", "en": "All"}, "items": "all"},
        {
            "id": "first",
            "name": {"nl": "Eerste", "en": "First"},
            "items": ["a", "b"],
            "score": "sum",
            "weights": {"b": 2},
        },
    ],
}
ANSWERS = [[1, 5, 1, 1], [2, 4, 2, 1], [3, 3, 1, 3], [5, 1, 5, 4], [4, 3, 4, 5], [5, 2, None, 4], [-9, 1, -8, 5]]
# The rows that answer everything, b as keyed.
KEYED = np.array([[1, 1, 1, 1], [2, 2, 2, 1], [3, 3, 1, 3], [5, 5, 5, 4], [4, 3, 4, 5]], dtype=float)
FIRST = np.array([[1, 1], [2, 2], [3, 3], [5, 5], [4, 3], [5, 4]], dtype=float)


@pytest.fixture(scope="module")
def q():
    return pi.loads(json.dumps(SET))


def rows(answers=ANSWERS):
    return [dict(zip("abcd", row, strict=True)) for row in answers]


def codes(issues) -> list[str]:
    return [issue.code for issue in issues]


def test_a_scale_rests_on_the_people_who_answer_all_its_items(q):
    result = analyze(q, rows())
    assert (result.n, result.missing, result.level, result.interval) == (7, "listwise", 0.95, "feldt")
    whole, first = result.scales["all"], result.scales["first"]
    assert (whole.n, whole.k, first.n, first.k) == (5, 4, 6, 2)
    means = KEYED.mean(axis=1)
    assert whole.mean == pytest.approx(means.mean())
    assert whole.sd == pytest.approx(means.std(ddof=1))
    assert (whole.low, whole.high) == (1, 5)
    expected = alpha(KEYED)
    assert whole.alpha.value == pytest.approx(expected.value)
    assert (whole.alpha.low, whole.alpha.high) == pytest.approx((expected.low, expected.high))
    assert whole.standardized_alpha.value == pytest.approx(standardized_alpha(KEYED).value)
    correlations = np.corrcoef(KEYED, rowvar=False)[np.triu_indices(4, 1)]
    assert whole.mean_inter_item_correlation == pytest.approx(correlations.mean())


def test_one_standard_error_and_difference_rest_on_omega_else_on_alpha(q):
    answers = reference_people()
    whole = analyze(q, answers, level=0.8).scales["all"]
    assert whole.reliability is whole.omega
    assert whole.omega.value > whole.alpha.value + 1e-4
    error = whole.sd * math.sqrt(1 - whole.omega.value)
    assert whole.standard_error_of_measurement == pytest.approx(error)
    assert whole.smallest_difference == pytest.approx(1.2815515655446004 * math.sqrt(2) * error)  # z of .90
    without = analyze(q, answers, omega=False).scales["all"]
    error = without.sd * math.sqrt(1 - without.alpha.value)
    assert without.reliability is without.alpha
    assert without.standard_error_of_measurement == pytest.approx(error)
    assert without.smallest_difference == pytest.approx(1.959963984540054 * math.sqrt(2) * error)


def reference_people():
    """Two hundred people, with the second item worded the other way."""
    rng = np.random.default_rng(4)
    latent = rng.normal(size=(200, 1)) * [1.2, 0.9, 0.6, 0.3] + rng.normal(size=(200, 4))
    keyed = np.clip(np.round(3 + latent), 1, 5).astype(int)
    keyed[:, 1] = 6 - keyed[:, 1]
    return keyed


def test_no_difference_is_told_where_items_go_against_each_other(q):
    answers = reference_people()
    answers[:, 1] = 6 - answers[:, 1]
    whole = analyze(q, answers).scales["all"]
    assert "negative-loading" in codes(whole.issues)
    assert math.isnan(whole.smallest_difference)
    opposed = [[1, 5, 5, 2], [5, 1, 1, 4], [2, 4, 4, 3], [4, 2, 2, 1], [5, 1, 2, 3]]
    whole = analyze(q, np.array([[a, 6 - b, c, d] for a, b, c, d in opposed]), omega=False).scales["all"]
    assert whole.alpha.value < 0
    assert math.isnan(whole.standard_error_of_measurement)
    assert math.isnan(whole.smallest_difference)


def test_the_ends_of_a_scale(q):
    whole = analyze(q, rows([*ANSWERS, [5, 1, 5, 5], [1, 5, 1, None]])).scales["all"]
    # of six complete people the first is at the lowest end, and the one that was added at the highest
    assert (whole.floor, whole.ceiling) == (1 / 6, 1 / 6)


def test_an_item_as_keyed_on_the_people_of_its_scale(q):
    item = analyze(q, rows()).scales["all"].items["b"]
    assert (item.id, item.scale, item.reverse, item.n) == ("b", "all", True, 5)
    assert item.mean == pytest.approx((1 + 2 + 3 + 5 + 3) / 5)
    assert item.shares == {1: 1 / 5, 2: 1 / 5, 3: 2 / 5, 4: 0, 5: 1 / 5}
    rest = KEYED[:, [0, 2, 3]].sum(axis=1)
    assert item.item_rest_correlation == pytest.approx(np.corrcoef(KEYED[:, 1], rest)[0, 1])
    assert item.alpha_if_dropped == pytest.approx(alpha(KEYED[:, [0, 2, 3]]).value)


def test_missing_answers_keep_their_reasons(q):
    items = analyze(q, rows()).scales["all"].items
    assert items["a"].missing == {"empty": 0, "skipped": 1, "not_applicable": 0, "not_shown": 0}
    assert items["c"].missing == {"empty": 1, "skipped": 0, "not_applicable": 1, "not_shown": 0}
    assert items["c"].missing_share == 2 / 7


def test_a_weighted_scale_adds_weighted_items_and_so_does_its_alpha(q):
    first = analyze(q, rows()).scales["first"]
    weighted = FIRST * [1, 2]
    assert first.weighted
    assert first.mean == pytest.approx(weighted.sum(axis=1).mean())
    assert first.sd == pytest.approx(weighted.sum(axis=1).std(ddof=1))
    assert (first.low, first.high) == (1 + 2, 5 + 10)
    assert first.alpha.value == pytest.approx(alpha(weighted).value)
    assert first.standardized_alpha.value == pytest.approx(standardized_alpha(FIRST).value)
    assert first.items["b"].mean == pytest.approx(FIRST[:, 1].mean())
    assert not analyze(q, rows()).scales["all"].weighted


def test_pairwise_means_rest_on_all_who_answer(q):
    whole = analyze(q, rows(), missing="pairwise").scales["all"]
    assert whole.items["a"].n == 6
    assert whole.items["d"].mean == pytest.approx((1 + 1 + 3 + 4 + 5 + 4 + 5) / 7)
    assert whole.n == 5
    assert whole.mean == pytest.approx(np.mean([item.mean for item in whole.items.values()]))


def test_pairwise_has_no_interval_and_says_what_to_do(q):
    result = analyze(q, rows(), missing="pairwise")
    estimate = result.scales["all"].alpha
    assert (estimate.low, estimate.high) == (None, None)
    assert estimate.value == pytest.approx(alpha(answered(), interval=None, missing="pairwise").value)
    refused = [issue for issue in result.issues if issue.code == "interval-needs-listwise"]
    assert [issue.path for issue in refused] == ["$.scales.all.interval", "$.scales.first.interval"]
    assert "listwise" in refused[0].hint
    assert "interval-needs-listwise" not in codes(analyze(q, rows(), missing="pairwise", interval=None).issues)


def answered():
    x = np.array([[np.nan if v is None or v < 0 else v for v in row] for row in ANSWERS])
    x[:, 1] = 6 - x[:, 1]
    return x


def test_nobody_at_all(q):
    result = analyze(q, rows([]) or np.empty((0, 4)))
    whole = result.scales["all"]
    assert (result.n, whole.n) == (0, 0)
    assert all(math.isnan(v) for v in (whole.mean, whole.sd, whole.alpha.value, whole.floor, whole.items["a"].mean))
    assert math.isnan(whole.standard_error_of_measurement)
    assert codes(whole.alpha.issues) == ["too-few-people"]
    assert "undefined-item-statistic" in codes(result.issues)


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_people(q, n):
    whole = analyze(q, rows(ANSWERS[:n])).scales["all"]
    assert whole.mean == pytest.approx(KEYED[:n].mean())
    assert math.isnan(whole.sd) == (n == 1)
    assert math.isnan(whole.alpha.value)


def test_everybody_the_same(q):
    whole = analyze(q, rows([[4, 2, 3, 5]] * 6)).scales["all"]
    assert (whole.mean, whole.sd) == ((4 + 4 + 3 + 5) / 4, 0)
    assert codes(whole.alpha.issues) == ["no-total-variance"]
    assert codes(whole.issues).count("constant-item") == 4


def test_an_item_that_goes_against_the_others_is_said_and_left_as_it_is(q):
    against = [[a, 6 - b, c, d] for a, b, c, d in ANSWERS[:5]]
    result = analyze(q, rows(against))
    found = [issue for issue in result.issues if issue.code == "negative-item-rest-correlation"]
    assert "$.scales.all.items.b" in [issue.path for issue in found]
    assert result.scales["all"].items["b"].item_rest_correlation < 0


def test_a_scale_of_one_item():
    single = {**SET, "scales": [{"id": "one", "name": {"nl": "Een", "en": "One"}, "items": ["a"]}]}
    scale = analyze(pi.loads(json.dumps(single)), rows()).scales["one"]
    assert scale.mean == pytest.approx((1 + 2 + 3 + 5 + 4 + 5) / 6)
    assert math.isnan(scale.alpha.value)
    assert math.isnan(scale.mean_inter_item_correlation)
    assert "too-few-items" in codes(scale.issues)


def test_coded_answers_are_taken_as_they_are(q):
    coded = pi.encode(q, rows())
    assert analyze(q, coded).scales["all"].alpha.value == analyze(q, rows()).scales["all"].alpha.value
    fewer_scales = pi.loads(json.dumps({**SET, "scales": SET["scales"][:1]}))
    assert analyze(fewer_scales, coded).scales["all"].alpha.value == analyze(q, rows()).scales["all"].alpha.value


@pytest.mark.parametrize(
    "options",
    [{"missing": "complete"}, {"interval": "delta"}, {"level": 1}, {"language": "fr"}],
)
def test_options_that_cannot_be(q, options):
    with pytest.raises(pi.ArgumentError):
        analyze(q, rows(), **options)


def test_columns_with_other_names(q):
    renamed = [{f"Q_{key}": value for key, value in row.items()} for row in rows()]
    found = analyze(q, renamed, columns={item: f"Q_{item}" for item in "abcd"})
    assert found.scales["all"].alpha.value == analyze(q, rows()).scales["all"].alpha.value


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_a_frame_of_the_kind_that_was_given(q, kind):
    frames = pytest.importorskip(kind)
    result = analyze(q, frames.DataFrame(rows()))
    scales, items = result.to_frame(), result.to_frame("items")
    assert isinstance(scales, frames.DataFrame)
    assert list(scales["scale"]) == ["all", "first"]
    assert list(scales["alpha"]) == [result.scales["all"].alpha.value, result.scales["first"].alpha.value]
    assert list(items["item"]) == ["a", "b", "c", "d", "a", "b"]
    assert list(items["missing_skipped"]) == [1, 0, 0, 0, 1, 0]
    assert items["share_3"][1] == 2 / 5


def test_a_dict_of_columns_where_there_is_no_frame_library(q, monkeypatch):
    monkeypatch.setattr("purpose_index.responses.kinds.find_spec", lambda name: None)
    columns = analyze(q, rows()).to_frame("scales")
    assert columns["n"] == [5, 6]
    with pytest.raises(pi.ArgumentError):
        analyze(q, rows()).to_frame("people")


def test_real_answers_give_rs_numbers():
    """Five scales of 25 items with reversed ones and missing answers, through the question set."""
    keys = {name: block["keys"] for name, block in reference.golden("bfi", "ctt")["scales"].items()}
    items = [key.removeprefix("-") for listed in keys.values() for key in listed]
    reverse = {key[1:] for listed in keys.values() for key in listed if key.startswith("-")}
    q = pi.loads(json.dumps(bfi_set(keys, items, reverse)))
    result = analyze(q, reference.matrix("bfi", items))
    for name, block in reference.golden("bfi", "ctt")["scales"].items():
        scale, golden = result.scales[name], block["complete"]
        assert scale.n == golden["n"]
        found = {
            "raw_alpha": scale.alpha.value,
            "std.alpha": scale.standardized_alpha.value,
            "average_r": scale.mean_inter_item_correlation,
            "mean": scale.mean,
            "sd": scale.sd,
        }
        assert found == pytest.approx({key: golden["total"][key] for key in found}, abs=1e-10)
        assert scale.alpha.low == pytest.approx(golden["alpha_ci"]["feldt"]["lower"], abs=1e-10)
        error = analyze(q, reference.matrix("bfi", items), omega=False).scales[name].standard_error_of_measurement
        assert error == pytest.approx(golden["scale"]["sem_mean"], abs=1e-10)
        rest = [item.item_rest_correlation for item in scale.items.values()]
        assert rest == pytest.approx(golden["item_stats"]["r.drop"], abs=1e-10)
        skewness = [item.skewness for item in scale.items.values()]
        assert skewness == pytest.approx(golden["item_descriptives"]["skew_type3"], abs=1e-10)
        shares = np.array([list(item.shares.values()) for item in scale.items.values()])
        assert shares == pytest.approx(reference.array(golden["response_proportions"]["props"]), abs=1e-10)


def bfi_set(keys, items, reverse):
    return {
        "id": "bfi",
        "version": "1.0.0",
        "languages": ["en"],
        "title": {"en": "Big five"},
        "options": {"six": [{"value": v, "label": {"en": str(v)}} for v in range(1, 7)]},
        "items": [
            {"id": i.lower(), "text": {"en": i}, "options": "six", "reverse": i in reverse, "column": i} for i in items
        ],
        "scales": [
            {"id": name, "name": {"en": name}, "items": [key.removeprefix("-").lower() for key in listed]}
            for name, listed in keys.items()
        ],
    }


@pytest.mark.parametrize("interval", ["distribution-free", "bootstrap", "bootstrap-bca"])
def test_intervals_that_rest_on_the_answers_of_every_person(q, interval, monkeypatch):
    monkeypatch.setattr(omega, "omega_total", partial(omega.omega_total, resamples=100))  # which kind it is, is asked
    answers = reference_people()
    found = analyze(q, answers, interval=interval).scales
    keyed = answers.astype(float)
    keyed[:, 1] = 6 - keyed[:, 1]
    expected = alpha(keyed, interval=interval, rng=np.random.default_rng(0))
    assert (found["all"].alpha.interval, found["all"].alpha.low) == (interval, pytest.approx(expected.low, abs=1e-12))
    assert found["all"].omega.interval == ("log-delta" if interval == "distribution-free" else interval)
    if interval == "distribution-free":
        weighted = alpha(keyed[:, :2] * [1, 2], interval=interval)
        assert found["first"].alpha.high == pytest.approx(weighted.high, abs=1e-12)


def test_where_an_interval_is_not_defined_the_value_stands_without_it(q):
    answers = np.array([[1, 5, 1, 1]] * 9 + [[2, 4, 3, 1]])  # one person in ten differs: a third of resamples are alike
    whole = analyze(q, answers, interval="bootstrap").scales["all"]
    keyed = [[1, 1, 1, 1]] * 9 + [[2, 2, 3, 1]]
    assert whole.alpha.value == pytest.approx(alpha(keyed).value)
    assert whole.alpha.interval is None
    assert "undefined-resamples" in codes(whole.alpha.issues)


def test_a_mean_of_weighted_items_is_divided_by_the_weights():
    scale = {"id": "w", "name": {"nl": "W", "en": "W"}, "items": ["a", "c"], "weights": {"c": 3}}
    found = analyze(pi.loads(json.dumps({**SET, "scales": [scale]})), rows()).scales["w"]
    people = [(1, 1), (2, 2), (3, 1), (5, 5), (4, 4)]
    means = [(a + 3 * c) / 4 for a, c in people]
    assert found.mean == pytest.approx(sum(means) / 5)
    assert found.sd == pytest.approx(np.std(means, ddof=1))
    assert (found.low, found.high) == (1, 5)


def test_the_lowest_score_adds_the_lowest_value_of_every_item():
    # a from 1 to 5, c from 0 to 3: a mean of 1/2 to 4, a sum of a + 2c of 1 to 11
    few = [{"value": v, "label": {"nl": f"n{v}", "en": f"e{v}"}} for v in range(4)]
    items = [{**item, "options": few} if item["id"] == "c" else item for item in SET["items"]]
    scales = [
        {"id": "m", "name": {"nl": "M", "en": "M"}, "items": ["a", "c"]},
        {"id": "s", "name": {"nl": "S", "en": "S"}, "items": ["a", "c"], "score": "sum", "weights": {"c": 2}},
    ]
    answers = [{"a": 1 + i % 5, "b": 1, "c": i % 4, "d": 1} for i in range(12)]
    found = analyze(pi.loads(json.dumps({**SET, "items": items, "scales": scales})), answers).scales
    assert (found["m"].low, found["m"].high) == (0.5, 4)
    assert (found["s"].low, found["s"].high) == (1, 11)


def test_pairwise_covariances_of_no_sum_give_no_standard_deviation():
    # every two items share three people; all three covariances are negative and together more than the variances
    x = [[1, 5, None], [5, 1, None], [3, 3, None], [1, None, 5], [5, None, 1], [3, None, 3]]
    x += [[None, 1, 5], [None, 5, 1], [None, 3, 3]]
    scale = {"id": "t", "name": {"nl": "T", "en": "T"}, "items": ["a", "c", "d"]}
    people = [{"a": a, "b": 3, "c": c, "d": d} for a, c, d in x]
    found = analyze(pi.loads(json.dumps({**SET, "scales": [scale]})), people, missing="pairwise").scales["t"]
    assert math.isnan(found.sd)
    assert math.isnan(found.standard_error_of_measurement)
