"""Models of the package mirt: read with the scores that it gives, and written so that it reads them."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from purpose_index.errors import ArgumentError
from purpose_index.stats.irt import from_mirt, graded, known_items, partial_credit, to_mirt

KEPT = json.loads((Path(__file__).parent / "mirt.json").read_text(encoding="utf-8"))
GRM = KEPT["models"]["GRM"]


@pytest.mark.parametrize("name", sorted(KEPT["models"]))
def test_people_get_the_scores_that_mirt_gives(name):
    model = from_mirt(json.dumps(KEPT["models"][name]))
    answers = np.array(KEPT["answers"])
    scores = model.score((answers > 0).astype(int) if name == "2PL" else answers)
    # mirt sums over other places on the trait: with these slopes within 1e-5
    assert scores.theta == pytest.approx(KEPT["eap"][name]["theta"], abs=2e-5)
    assert scores.se == pytest.approx(KEPT["eap"][name]["se"], abs=2e-5)
    assert model.items == ("q1", "q2", "q3", "q4", "q5")
    assert (model.n, model.converged) == (400, True)


@pytest.mark.parametrize("name", ["GRM", "GPCM"])
def test_what_is_read_is_written_again(name):
    record = KEPT["models"][name]
    written = json.loads(to_mirt(from_mirt(record)))
    assert written["model"] == record["model"]
    for part, numbers in record["parameters"].items():
        assert np.array(written["parameters"][part]) == pytest.approx(np.array(numbers), abs=1e-12)
    assert written.keys() >= record.keys()
    for part, numbers in record.get("standard_errors", {}).items():
        assert np.array(written["standard_errors"][part]) == pytest.approx(np.array(numbers), abs=1e-12)


@pytest.mark.parametrize(("function", "name"), [(graded, "GRM"), (partial_credit, "GPCM")])
def test_a_fitted_model_comes_back(function, name):
    rng = np.random.default_rng(2)
    answers = np.digitize(rng.normal(size=(300, 1)) + 0.7 * rng.logistic(size=(300, 4)), [-1, 0, 1])
    answers[:, 3] = answers[:, 3] > 1  # with two categories beside four
    fitted = function(answers, names=["a", "b", "c", "d"])
    record = json.loads(to_mirt(fitted))
    assert (record["model"]["name"], record["model"]["n_categories"]) == (name, [4, 4, 4, 2])
    assert record["log_likelihood"] == fitted.log_likelihood
    again = from_mirt(record)
    assert again.slopes == pytest.approx(fitted.slopes, abs=1e-12)
    for part in ("intercepts", "locations", "location_errors"):
        for one, other in zip(getattr(again, part), getattr(fitted, part), strict=True):
            assert one == pytest.approx(other, abs=1e-10)
    assert again.score(answers).theta == pytest.approx(fitted.score(answers).theta, abs=1e-10)


def test_a_trait_with_its_own_mean_and_variance_is_made_standard():
    """theta = 0.5 + 2 z: an item with slope a and place b has slope 2 a and place (b - 0.5) / 2 on z."""
    record = GRM | {"latent_mean": [0.5], "latent_covariance": [[4.0]]}
    plain, own = from_mirt(GRM), from_mirt(record)
    assert own.slopes == pytest.approx(2 * plain.slopes)
    assert own.locations[0] == pytest.approx((plain.locations[0] - 0.5) / 2)
    assert own.location_errors[0] == pytest.approx(plain.location_errors[0] / 2)
    assert own.slope_errors == pytest.approx(2 * plain.slope_errors)


def changed(*path, value=None):
    record = copy.deepcopy(GRM)
    inner = record
    for step in path[:-1]:
        inner = inner[step]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return record


@pytest.mark.parametrize(
    "source",
    [
        "{",
        "[]",
        b"\xff",
        7,
        changed("model"),
        changed("model", "item_names"),
        changed("parameters"),
        changed("parameters", "thresholds"),
        changed("model", "name", value="3PL"),
        changed("model", "n_factors", value=2),
        changed("model", "n_categories", value=[4, 4]),
        changed("model", "n_categories", value=[9, 4, 4, 3, 2]),
        changed("parameters", "discrimination", value=[1.0, 2.0]),
        changed("parameters", "discrimination", value="many"),
        changed("parameters", "thresholds", value=[[1.0, 2.0, 3.0]]),
        GRM | {"latent_covariance": [[0.0]]},
        GRM | {"latent_covariance": [[np.inf]]},
        GRM | {"n_observations": np.inf},
        GRM | {"n_observations": -1},
        GRM | {"n_observations": 2**53},
        GRM | {"n_observations": 10**400},
        GRM | {"latent_mean": [10**400]},
        changed("model", "item_names", value="abcde"),
        changed("model", "item_names", value=["a", "b", "c", "d", "a"]),
        changed("parameters", "discrimination", 0, value=10**400),
    ],
)
def test_what_is_no_such_model_is_refused(source):
    with pytest.raises(ArgumentError, match="not-a-mirt-model"):
        from_mirt(source)


def test_impossible_items_are_refused():
    for change in (
        changed("parameters", "thresholds", 0, value=[1.0, 0.0, -1.0]),
        changed("parameters", "discrimination", 0, value=1e308),
    ):
        with pytest.raises(ArgumentError, match="impossible-parameters"):
            from_mirt(change)


def test_what_a_file_need_not_say():
    record = {key: value for key, value in GRM.items() if key in ("model", "parameters")}
    record["model"] = {key: value for key, value in record["model"].items() if key != "n_factors"}
    model = from_mirt(record)
    assert (model.n, model.converged, np.isnan(model.slope_errors).all()) == (0, True, True)
    np.testing.assert_array_equal(model.slopes, from_mirt(GRM).slopes)


@pytest.mark.parametrize(("slope", "intercepts"), [(np.nan, []), (0.0, [0.5])])
def test_an_item_that_tells_nothing_is_not_written(slope, intercepts):
    with pytest.raises(ArgumentError, match="item-without-slope"):
        to_mirt(known_items("graded", [1.0, slope], [[0.5], intercepts]))
