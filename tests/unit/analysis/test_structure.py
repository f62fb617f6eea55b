"""The structure of a set, tested on answers, and what may be said of it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import purpose_index as pi
from purpose_index.analysis.structure import _misfit, best_indices, fitted, numbers_of
from purpose_index.question_set.hypothesis import hypothesis
from purpose_index.reports.structure_sentences import structure_sentences
from purpose_index.reports.tables import tables
from purpose_index.stats.cfa import cfa
from purpose_index.stats.reliability import categorical_omega, factor_correlations, standardized_loadings
from tests.unit.analysis.test_analysis import KEYED, SET

INDEX, PROGRAMME = pi.load("purpose-index"), pi.load("working-with-purpose")
FACTORS = [scale.id for scale in INDEX.scales if scale.id != "total"]


def answers(n: int = 400, loading: float = 0.75, common: float = 0.8, seed: int = 1) -> np.ndarray:
    """Answers to the twelve items, whose four factors correlate by the square of `common`."""
    rng = np.random.default_rng(seed)
    general = rng.standard_normal(n)
    own = {name: common * general + np.sqrt(1 - common**2) * rng.standard_normal(n) for name in FACTORS}
    scale = {item: name for name in FACTORS for item in INDEX.items_of(name)}
    z = np.column_stack([loading * own[scale[item]] for item in INDEX.item_ids])
    z += np.sqrt(1 - loading**2) * rng.standard_normal(z.shape)
    return 1 + np.digitize(z, [-1.5, -0.5, 0.5, 1.5]).astype(float)


@pytest.fixture(scope="module")
def found() -> pi.Analysis:
    return pi.analyze(INDEX, answers(), structure=True, omega=False)


@pytest.fixture(scope="module")
def bad() -> pi.Analysis:
    x = answers()
    rng = np.random.default_rng(2)
    x[:, 0] = np.clip(x[:, 4] + rng.integers(-1, 2, len(x)), 1, 5)  # q01 is answered as q05 is
    return pi.analyze(INDEX, x, structure="correlated", omega=False)


def test_the_model_is_the_one_of_the_set(found):
    structure, model = found.structure, hypothesis(INDEX)
    direct = cfa(answers(), model.text, names=INDEX.item_ids, estimator="WLSMV")
    assert structure.hypothesis == model
    assert (structure.n, structure.fitted.estimator, structure.fitted.missing) == (400, "WLSMV", "listwise")
    assert structure.fit.chi_square == pytest.approx(direct.fit.chi_square, rel=1e-9)
    assert structure.fit.df == 50  # 66 correlations, 12 loadings and 4 of the total


def test_loadings_and_correlations_are_what_they_are_in_units_of_the_factors():
    x, text = answers(), hypothesis(INDEX, "correlated").text
    marker = cfa(x, text, names=INDEX.item_ids, estimator="WLSMV", level=0.9)
    variance = cfa(x, text, names=INDEX.item_ids, estimator="WLSMV", identification="variance", level=0.9)
    for row in standardized_loadings(marker, level=0.9):
        same = variance.estimate(row.factor, "=~", row.measured_by)
        assert (row.value, row.se, row.low, row.high) == pytest.approx(
            (same.value, same.se, same.low, same.high), rel=1e-4
        )
    pairs = factor_correlations(marker, level=0.9)
    same = variance.estimate(FACTORS[0], "~~", FACTORS[2])
    there = (pairs.values[0, 2], pairs.se[0, 2], pairs.low[0, 2], pairs.high[0, 2])
    assert there == pytest.approx((same.value, same.se, same.low, same.high), rel=1e-4)
    assert pairs.values[2, 0] == pairs.values[0, 2]
    assert np.isnan(np.diag(pairs.values)).all()


def test_a_loading_on_numbers_is_the_share_of_the_deviations():
    x = answers()[:, :3]
    fit = cfa(x, {"f": ["1", "2", "3"]}, estimator="MLR")
    r = np.corrcoef(x.T)
    row = standardized_loadings(fit)[0]
    assert row.value**2 == pytest.approx(r[0, 1] * r[0, 2] / r[1, 2], rel=1e-6)  # of three items, by hand


def test_loadings_of_a_total_are_the_roots_of_what_factors_share():
    fit = cfa(answers(), hypothesis(INDEX).text, names=INDEX.item_ids, estimator="WLSMV")
    total = {row.measured_by: row.value for row in standardized_loadings(fit) if row.factor == "total"}
    pairs = factor_correlations(fit)
    assert pairs.values[0, 1] == pytest.approx(total[FACTORS[0]] * total[FACTORS[1]], rel=1e-9)
    assert pairs.values[0, 4] == pytest.approx(total[FACTORS[0]], rel=1e-9)


def test_omega_is_of_the_sums_of_the_answers(found):
    omega = categorical_omega(answers(), model=hypothesis(INDEX).text, names=INDEX.item_ids)
    total = found.structure.reliability.total
    assert (total.value, total.low, total.high) == pytest.approx((omega.value, omega.low, omega.high), rel=1e-9)


def test_a_structure_that_holds_is_said_to_fit_and_no_more(found):
    english, dutch = (structure_sentences(found.structure, language) for language in ("en", "nl"))
    assert english[0].startswith("The answers go together as the set says (RMSEA 0.0")
    assert english[0].endswith("it does not show that the scales measure what their names say.")
    assert dutch[0].startswith("De antwoorden hangen samen zoals de vragenlijst zegt (RMSEA 0,0")
    assert len(english) == len(dutch) == 1
    assert found.structure.misfit == ()


def test_a_structure_that_does_not_hold_names_the_items(bad):
    english, dutch = (structure_sentences(bad.structure, language) for language in ("en", "nl"))
    assert english[0].startswith("The answers do not go together as the set says (RMSEA 0.")
    assert dutch[0].startswith("De antwoorden hangen niet samen zoals de vragenlijst zegt (RMSEA 0,")
    assert "q01 with q05, beyond their scales" in english[1]
    assert english[1].startswith("What it misses most: ")
    assert dutch[1].startswith("Wat er het meest aan ontbreekt: ")
    assert len(bad.structure.misfit) == 5
    assert {row.op for row in bad.structure.misfit} <= {"=~", "~~"}


def test_what_is_missed_is_large_beyond_chance_and_of_items():
    def index(rhs: str, chi_square: float, change: float) -> SimpleNamespace:
        return SimpleNamespace(rhs=rhs, chi_square=chi_square, standardized_change=change)

    kept = [index("a", 30.0, -0.2), index("b", 20.0, 0.11), index("c", 10.84, -0.11)]
    left = [index("f", 50.0, 0.5), index("a", 40.0, 0.1), index("a", 40.0, -0.1), index("b", 10.83, 0.5)]
    found = SimpleNamespace(items=("a", "b", "c"), modification_indices=lambda: [*left, *kept])
    assert _misfit(found) == tuple(kept)


@pytest.mark.parametrize(
    ("numbers", "word"),
    [
        ({"rmsea": 0.06, "rmsea_high": 0.08, "cfi": 0.95}, "go together"),
        ({"rmsea": 0.061, "rmsea_high": 0.08, "cfi": 0.95}, "neither"),
        ({"rmsea": 0.06, "rmsea_high": 0.081, "cfi": 0.95}, "neither"),
        ({"rmsea": 0.06, "rmsea_high": 0.08, "cfi": 0.949}, "neither"),
        ({"rmsea": 0.09, "rmsea_low": 0.08, "rmsea_high": 0.1, "cfi": 0.99}, "neither"),
        ({"rmsea": 0.09, "rmsea_low": 0.0801, "rmsea_high": 0.1, "cfi": 0.99}, "do not go together"),
        ({"df": 0}, "cannot be refuted"),
    ],
)
def test_what_is_said_of_fit_rests_on_the_interval(found, numbers, word):
    structure = found.structure
    robust = replace(structure.fit.robust, rmsea_low=0.0)
    fitted = replace(structure.fitted, fit=replace(structure.fit, robust=replace(robust, **numbers)))
    assert word in structure_sentences(replace(structure, fitted=fitted), "en")[0]


def test_indices_are_robust_else_scaled_else_plain(found):
    fit = found.structure.fit
    assert best_indices(fit) is fit.robust
    assert best_indices(replace(fit, robust=None)) is fit.scaled
    for undefined in ("cfi", "rmsea"):
        assert best_indices(replace(fit, robust=replace(fit.robust, **{undefined: float("nan")}))) is fit.scaled
    plain = replace(fit, robust=None, scaled=None)
    assert best_indices(plain) is plain


def test_scales_that_are_one_are_told():
    analysis = pi.analyze(INDEX, answers(common=0.99), structure="correlated", omega=False)
    english, dutch = (" ".join(structure_sentences(analysis.structure, language)) for language in ("en", "nl"))
    assert "These answers do not tell " in english or "no group of people can have" in english
    assert "Deze antwoorden houden " in dutch or "geen enkele groep" in dutch


def test_items_that_share_nothing_fit_and_are_said_to_be_no_scale():
    q = replace_scales(first=INDEX.item_ids[:4], second=INDEX.item_ids[4:8])
    structure = pi.analyze(q, answers(loading=0.0, seed=15)[:, :8], structure=True, omega=False).structure
    assert structure.indices.rmsea_high < 0.08
    english, dutch = (structure_sentences(structure, language) for language in ("en", "nl"))
    assert english[0].startswith("The answers do not contradict the structure")
    assert [sentence.split(":")[0] for sentence in english[1:]] == [
        f"Nothing shows that the items of {name} have anything in common" for name in ("first", "second")
    ]
    assert dutch[1].startswith("Niets laat zien dat de items van first iets gemeen hebben")


@pytest.mark.parametrize(("turned", "named"), [((0,), "q01"), ((1, 2, 3), "q01"), ((0, 1), "q01, q02, q03, q04")])
def test_an_item_that_goes_against_its_scale_is_named_though_the_model_fits(turned, named):
    x = answers(common=1.0)[:, :4]
    x[:, list(turned)] = 6 - x[:, list(turned)]
    q = replace_scales(first=INDEX.item_ids[:4])
    english, dutch = (
        structure_sentences(pi.analyze(q, x, structure=True, omega=False).structure, language)
        for language in ("en", "nl")
    )
    assert not any("speaks against a score" in sentence for sentence in english)
    assert f"Within first this goes against the other items: {named}. Does it" in english[1]
    assert f"gaat dit tegen de andere items in: {named}. Moet het" in dutch[1]


def test_factors_that_do_not_correlate_by_definition_have_no_correlations(found):
    assert found.structure.correlations is not None
    assert pi.analyze(INDEX, answers(), structure="bifactor", omega=False).structure.correlations is None


def test_what_a_scale_adds_to_a_total_may_be_nothing():
    structure = pi.analyze(INDEX, answers(common=1.0), structure="bifactor", omega=False).structure
    assert not any("anything in common" in sentence for sentence in structure_sentences(structure, "en"))


def replace_scales(**scales: tuple[str, ...]) -> pi.QuestionSet:
    """A set of these scales alone."""
    return pi.load({
        "id": "mine",
        "version": "1.0.0",
        "languages": ["nl", "en"],
        "title": {"nl": "De mijne", "en": "Mine"},
        "options": {"five": [{"value": v, "label": {"nl": f"nee {v}", "en": f"no {v}"}} for v in range(1, 6)]},
        "items": [
            {"id": item, "text": {"nl": f"vraag {item}", "en": f"question {item}"}, "options": "five"}
            for items in scales.values() for item in items
        ],
        "scales": [{"id": name, "name": {"nl": name, "en": name}, "items": [*items]} for name, items in scales.items()],
    })  # fmt: skip


@pytest.mark.parametrize("orthogonal", [True, False])
def test_a_structure_is_fitted_as_it_is_claimed_at_the_level_asked_for(orthogonal):
    claimed = replace(hypothesis(INDEX, "correlated"), orthogonal=orthogonal)
    wide, narrow = (fitted(claimed, answers(), "listwise", level) for level in (0.99, 0.9))
    assert wide.fit.df == 48 + 6 * orthogonal  # 66 correlations, 12 loadings and, unless they are 0, 6 of factors
    ends = [row.high - row.low for row in (wide.estimates[1], narrow.estimates[1])]
    assert ends[0] / ends[1] == pytest.approx(2.575829 / 1.644854, rel=1e-6)


def test_reversed_answers_are_turned_around():
    coded = pi.encode(pi.load(SET), KEYED * [1, -1, 1, 1] + [0, 6, 0, 0])
    assert np.array_equal(numbers_of(coded, ("c", "b")), KEYED[:, [2, 1]])


def test_numbers_that_cannot_be_are_not_spoken_of(found):
    issue = pi.Issue("negative-variance", "$.estimates", "A variance is below 0.", facts={"names": ("q01",)})
    structure = replace(found.structure, fitted=replace(found.structure.fitted, issues=(issue,)))
    assert structure_sentences(structure, "en")[0].startswith("The model ended in numbers")
    assert structure_sentences(structure, "nl")[0].startswith("Het model komt uit op getallen")


def test_too_few_people_say_why_there_is_no_structure():
    analysis = pi.analyze(INDEX, answers(2), structure=True)
    assert (analysis.structure.fitted, analysis.structure.n, analysis.structure.indices) == (None, 0, None)
    assert any(issue.path.startswith("$.structure.") for issue in analysis.issues)
    shown = {table.id: table for table in tables(analysis, "nl")}
    assert shown["structure"].notes[0].startswith("Met deze antwoorden is de structuur niet te toetsen")
    assert "loadings" not in shown


def test_tables_hold_the_numbers_in_both_languages(found):
    shown = {table.id: table for table in tables(found, "en")}
    assert {"structure", "loadings", "correlations", "omegas"} <= shown.keys()
    assert len(shown["loadings"].rows) == 16
    assert len(shown["correlations"].rows) == 6  # of four scales; with the total they are its loadings
    assert [row[0] for row in shown["omegas"].rows][-2:] == ["Total", "all items"]
    size = found.structure.indices
    row = dict(zip((column.key for column in shown["structure"].columns), shown["structure"].rows[0], strict=True))
    assert (row["model"], row["n"], row["rmsea"], row["cfi"]) == ("second order", 400, size.rmsea, size.cfi)
    assert (row["chi_square"], row["srmr"]) == (found.structure.fit.scaled.chi_square, found.structure.fit.srmr)
    dutch = {table.id: table.title for table in tables(found, "nl")}
    assert dutch["loadings"] == "Structuur: ladingen"
    assert "structure" not in {table.id for table in tables(replace(found, structure=None), "en")}


def test_a_table_names_what_is_missed(bad):
    (table,) = [table for table in tables(bad, "nl") if table.id == "misfit"]
    assert len(table.rows) == 5
    assert all(row[1] > 10.83 for row in table.rows)


def test_layers_and_referents_can_be_traits_and_methods():
    rng = np.random.default_rng(4)
    traits = rng.multivariate_normal([0] * 3, 0.5 * np.eye(3) + 0.5, size=500)
    special = rng.standard_normal((500, 3))
    columns = []
    for item in PROGRAMME.item_ids:
        layer, referent, _ = item.rsplit("_", 2)
        t = ("personal", "social", "societal").index(layer)
        part = 0.6 * traits[:, t] + 0.5 * special[:, t] if referent == "organisation" else 0.8 * traits[:, t]
        columns.append(part + 0.6 * rng.standard_normal(500))
    x = 1 + np.digitize(np.column_stack(columns), [-1.2, -0.4, 0.4, 1.2])
    found = pi.analyze(PROGRAMME, x, structure="multitrait", omega=False).structure
    by = {(row.factor, row.measured_by): row.value for row in found.loadings}
    assert by["layer_social", "social_me_1"] == pytest.approx(0.8, abs=0.1)
    assert by["layer_social", "social_organisation_1"] == pytest.approx(0.6 / np.sqrt(0.97), abs=0.12)
    assert by["social_organisation", "social_organisation_1"] == pytest.approx(0.5 / np.sqrt(0.97), abs=0.12)
    assert found.correlations.values[0, 3] == 0.0  # a layer and what is special to the second referent
    assert "n = 500" not in structure_sentences(found, "en")


def test_answers_of_six_options_are_numbers_and_missing_ones_are_allowed_for():
    document = pi.load("purpose-index").model_dump(mode="json", by_alias=True, exclude_none=True)
    options = [*document["options"]["agreement"], {**document["options"]["agreement"][-1], "value": 6}]
    document["options"]["agreement"] = options
    document.pop("vectors", None)
    q = pi.load(document)
    x = answers()
    whole = pi.analyze(q, x, structure="correlated", omega=False).structure
    assert (whole.fitted.estimator, whole.fitted.missing) == ("MLR", "listwise")
    x[:40, 3] = np.nan
    part = pi.analyze(q, x, structure="correlated", omega=False).structure
    assert (part.fitted.estimator, part.fitted.missing, part.n) == ("MLR", "fiml", 400)
    assert whole.fit.chi_square != part.fit.chi_square


def test_pairwise_counts_who_answered_both():
    x = answers()
    x[:40, 3] = np.nan
    assert pi.analyze(INDEX, x, structure=True, omega=False).structure.n == 360
    pairwise = pi.analyze(INDEX, x, structure=True, missing="pairwise", omega=False, interval=None).structure
    assert (pairwise.n, pairwise.fitted.missing) == (400, "pairwise")


def test_a_structure_is_asked_for_by_name():
    with pytest.raises(pi.ArgumentError, match="'correlated', 'second-order', 'bifactor' and 'multitrait'"):
        pi.analyze(INDEX, answers(10), structure="first-order")
    assert pi.analyze(INDEX, answers(10)).structure is None


def test_folders_have_a_structure_too(tmp_path, found):
    import polars as pl

    frame = pl.DataFrame(answers().astype(int), schema=list(INDEX.item_ids))
    for part, name in ((frame[:150], "a"), (frame[150:], "b")):
        part.write_parquet(tmp_path / f"{name}.parquet")
    again = pi.analyze(INDEX, str(tmp_path / "*.parquet"), structure=True, omega=False).structure
    assert again.fit.chi_square == pytest.approx(found.structure.fit.chi_square, rel=1e-12)


def test_numbers_that_cannot_be_come_without_a_warning():
    q = replace_scales(first=INDEX.item_ids[:4], second=INDEX.item_ids[4:8])
    for seed in range(2, 6):  # items that share nothing, so that variances end below 0; warnings are errors here
        structure = pi.analyze(q, answers(loading=0.0, seed=seed)[:, :8], structure=True, omega=False).structure
        assert structure_sentences(structure, "en")[0].startswith("The model ended in numbers")
