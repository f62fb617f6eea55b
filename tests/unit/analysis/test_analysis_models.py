"""Omega, latent responses and dimensions in an analysis, and what may be said of them."""

from __future__ import annotations

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.reports.sentences import sentences
from purpose_index.reports.tables import tables
from purpose_index.stats import factor, reliability
from tests.oracles import reference

LEADERSHIP = pi.load("examples/leadership/questionnaire.yaml")
ANSWERS = "examples/leadership/answers.csv"


@pytest.fixture(scope="module")
def full() -> pi.Analysis:
    return pi.analyze(LEADERSHIP, ANSWERS, ordinal=True, dimensionality=True)


@pytest.mark.parametrize(("scale", "key"), [("leadership", "LEAD"), ("significance", "TSIG"), ("hostility", "HOSTIL")])
def test_the_models_of_a_scale_are_those_of_its_items(full, scale, key):
    x = reference.matrix("lq2002", reference.golden("lq2002", "omega")["scales"][key]["keys"])
    found = full.scales[scale]
    omega = reliability.omega_total(x)
    assert (found.omega.value, found.omega.low, found.omega.high) == pytest.approx((omega.value, omega.low, omega.high))
    assert found.latent.alpha.value == pytest.approx(reliability.ordinal_alpha(x).value, rel=1e-12)
    assert found.latent.omega.value == pytest.approx(reliability.latent_response_omega(x).value, rel=1e-12)
    assert found.dimensionality.sampling_adequacy == pytest.approx(factor.kmo(x).value, rel=1e-12)
    assert found.dimensionality.minimum_average_partial.suggested == factor.minimum_average_partial(x).suggested
    assert found.dimensionality.suggested == found.dimensionality.parallel.suggested


def test_what_was_not_asked_for_is_not_there():
    scale = pi.analyze(LEADERSHIP, ANSWERS).scales["leadership"]
    assert (scale.latent, scale.dimensionality) == (None, None)
    assert scale.omega.low < scale.omega.value < scale.omega.high


def test_omega_can_be_left_out():
    result = pi.analyze(LEADERSHIP, ANSWERS, omega=False)
    assert result.scales["leadership"].omega is None
    assert result.to_frame()["omega"].isna().all()
    assert "omega  95% from" not in str(result)
    assert sentences(result.scales["hostility"], "en").startswith(
        "Hostility: if its items measure one thing, 87% of the differences"
    )


def test_draws_are_those_of_the_seed(full):
    again = pi.analyze(LEADERSHIP, ANSWERS, dimensionality=True)
    other = pi.analyze(LEADERSHIP, ANSWERS, dimensionality=True, rng=1)
    means = [a.scales["hostility"].dimensionality.parallel.mean for a in (full, again, other)]
    assert np.array_equal(means[0], means[1])
    assert not np.array_equal(means[0], means[2])


def test_without_interval_omega_has_none_either():
    assert pi.analyze(LEADERSHIP, ANSWERS, interval=None).scales["leadership"].omega.interval is None
    assert pi.analyze(LEADERSHIP, ANSWERS, missing="pairwise").scales["leadership"].omega.interval is None


def test_an_interval_has_the_level_asked_for():
    narrow, wide = (pi.analyze(LEADERSHIP, ANSWERS, level=level).scales["leadership"].omega for level in (0.5, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def pair_of_items() -> pi.QuestionSet:
    options = [{"value": v, "label": {"en": str(v)}} for v in (1, 2, 3)]
    items = [{"id": name, "text": {"en": name}, "options": options} for name in ("a", "b")]
    scale = {"id": "both", "name": {"en": "Both"}, "items": "all"}
    head = {"id": "pair", "version": "1.0.0", "languages": ["en"], "title": {"en": "Pair"}}
    return pi.load({**head, "items": items, "scales": [scale]})


def test_two_items_have_alpha_and_no_omega():
    result = pi.analyze(pair_of_items(), [{"a": 1, "b": 2}, {"a": 3, "b": 3}, {"a": 2, "b": 2}, {"a": 1, "b": 1}])
    scale = result.scales["both"]
    assert type(scale.omega) is reliability.OmegaTotal
    assert np.isnan([scale.omega.value, *scale.omega.loadings, *scale.omega.error_variances]).tolist() == [True] * 5
    assert (scale.omega.name, scale.omega.n, scale.omega.k, scale.omega.method) == ("omega_total", 4, 2, "ml")
    assert "too-few-items" in [issue.code for issue in scale.issues]
    assert sentences(scale, "en").startswith(f"Both: if its items measure one thing, {100 * scale.alpha.value:.0f}%")


def test_nobody_at_all_is_said_and_not_computed():
    result = pi.analyze(pair_of_items(), [], ordinal=True, dimensionality=True)
    scale = result.scales["both"]
    assert np.isnan([scale.latent.alpha.value, scale.latent.omega.value, *scale.latent.omega.loadings]).all()
    assert (scale.latent.alpha.method, scale.latent.omega.method) == ("polychoric", "minres")
    assert scale.dimensionality is None
    assert sentences(scale, "en") == "Both: these answers do not tell how precise the score is."
    assert "too-few-people" in [issue.code for issue in scale.issues]


def test_dimensions_are_said(full):
    assert sentences(full.scales["hostility"], "en").endswith("Parallel analysis suggests 1 dimension.")
    assert sentences(full.scales["hostility"], "nl").endswith("Parallelanalyse wijst op 1 dimensie.")
    assert sentences(full.scales["leadership"], "nl").endswith(
        "Parallelanalyse wijst op 2 dimensies; de score telt dan misschien verschillende dingen op."
    )


def test_unrelated_items_have_no_dimension():
    rng = np.random.default_rng(3)
    items = LEADERSHIP.item_ids
    x = rng.integers(1, 5, (400, len(items)))
    result = pi.analyze(LEADERSHIP, x, dimensionality=True)
    assert "suggests no dimension" in sentences(result.scales["leadership"], "en")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_tables_of_the_models_are_there_when_asked_for(full, language):
    by_id = {table.id: table for table in tables(full, language)}
    columns = [column.key for column in by_id["dimensions"].columns]
    row = dict(zip(columns, by_id["dimensions"].rows[0], strict=True))
    assert (row["suggested"], row["suggested_by_partials"]) == (2, 1)
    assert row["eigenvalue_1"] > row["eigenvalue_2"] > 1
    assert len(by_id["latent"].rows) == 3
    plain = {table.id for table in tables(pi.analyze(LEADERSHIP, ANSWERS), language)}
    assert set(by_id) - plain == {"dimensions", "latent"}
