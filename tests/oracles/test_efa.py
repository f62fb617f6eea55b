"""Factor models against psych::fa, stats::factanal and GPArotation: every block of golden/*/efa.json and rotation.json.

Tolerances. Closed forms (adequacy, sphericity, partials, eigenvalues): 1e-7 to 1e-10. Extraction: 1e-5, and 1e-4 where
R's optimiser stopped at a larger discrepancy than ours; polychoric matrices agree with the exact ones to 1e-8. Rotation
of the same loadings: 1e-5 against R's algorithms run to a slope below 1e-7 (rotation.R). psych itself stops
stats::varimax and GPArotation at 1e-5 and principal axes at .001: there our criterion must be at least as small.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from purpose_index.stats.factor import (
    CorrelationMatrix,
    bartlett,
    efa,
    factor_scores,
    kmo,
    minimum_average_partial,
    parallel_analysis,
)
from purpose_index.stats.factor import criteria as complexity
from purpose_index.stats.factor.extraction import Extraction
from purpose_index.stats.factor.fit import fit_of
from purpose_index.stats.factor.rotation import rotate
from tests.oracles import reference

METHODS = {"minres": "minres", "ml": "ml", "pa": "paf"}
ROTATIONS = {
    "none": "none",
    "varimax": "varimax",
    "promax": "promax",
    "oblimin": "oblimin",
    "geominQ": "geomin",
    "quartimax": "quartimax",
}
CRITERIA = {
    "varimax": complexity.VARIMAX,
    "oblimin": complexity.QUARTIMIN,
    "geomin": complexity.GEOMIN,
    "quartimax": complexity.QUARTIMAX,
}
# Components, squared multiple correlations, very simple structure, and parallel analysis on factors are not ours.
NOT_OURS = {"principal_none", "smc", "det"}
CHECKED = {
    "keys", "n", "nfactors", "eigenvalues", "KMO", "bartlett", "vss", "fa", "stats_factanal_none", "polychoric",
    "parallel_psych", "parallel_by_hand",
}  # fmt: skip

SETS = [(dataset, name) for dataset in reference.datasets("efa") for name in reference.golden(dataset, "efa")["sets"]]
MODELS = [
    (dataset, name, correlation, model)
    for dataset, name in SETS
    for correlation in ("pearson", "polychoric")
    for model in (
        reference.golden(dataset, "efa")["sets"][name]
        if correlation == "pearson"
        else reference.golden(dataset, "efa")["sets"][name].get("polychoric", {})
    ).get("fa", {})
]
EXACT = [case for case in MODELS if not case[3].startswith("pa")]
ROTATED = [
    (dataset, name, method, rotation)
    for dataset in reference.datasets("rotation")
    for name, methods in reference.golden(dataset, "rotation")["sets"].items()
    for method, rotations in methods.items()
    for rotation in rotations
]
each_set = pytest.mark.parametrize(("dataset", "name"), SETS)
each_model = pytest.mark.parametrize(("dataset", "name", "correlation", "model"), MODELS)
each_exact_model = pytest.mark.parametrize(("dataset", "name", "correlation", "model"), EXACT)
each_rotation = pytest.mark.parametrize(("dataset", "name", "method", "rotation"), ROTATED)


def block_of(dataset: str, name: str) -> dict:
    return reference.golden(dataset, "efa")["sets"][name]


of_polychorics = pytest.mark.parametrize(
    ("dataset", "name"), [case for case in SETS if "polychoric" in block_of(*case)]
)


def model_of(dataset: str, name: str, correlation: str, model: str) -> dict:
    block = block_of(dataset, name)
    return (block if correlation == "pearson" else block[correlation])["fa"][model]


@lru_cache
def answers(dataset: str, name: str, correlation: str = "pearson") -> np.ndarray:
    keys = block_of(dataset, name)["keys"]
    x = reference.matrix(dataset, keys, reference.table_like if correlation == "pearson" else reference.table)
    return (x * np.where([key.startswith("-") for key in keys], -1.0, 1.0))[~np.isnan(x).any(axis=1)]


@lru_cache
def analysed(dataset: str, name: str, correlation: str, model: str):
    method, rotation = model.split("_")
    n_factors = block_of(dataset, name)["nfactors"]
    options = {"method": METHODS[method], "rotation": ROTATIONS[rotation], "correlation": correlation, "starts": 1}
    return efa(answers(dataset, name, correlation), n_factors, **options)


def numbers(named: dict | list | float) -> np.ndarray:
    return np.atleast_1d(np.array(list(named.values()) if isinstance(named, dict) else named, dtype=float))


def phi_of(expected: dict) -> np.ndarray:
    return np.eye(len(expected["loadings"]["cols"])) if expected["Phi"] is None else reference.array(expected["Phi"])


def residual_sum(correlations: np.ndarray, implied: np.ndarray) -> float:
    return float(((correlations - implied)[np.triu_indices_from(implied, 1)] ** 2).sum())


def discrepancies(found, expected: dict) -> tuple[float, float]:
    """What the method makes small, at our solution and at R's."""
    if found.method == "ml":
        return found.fit.objective, expected["objective"]
    k = len(found.items)
    ours = residual_sum(found.correlations.values, found.structure @ found.loadings.T)
    return ours, expected["rms"] ** 2 * k * (k - 1) / 2


def assert_close_or_better(ours, theirs, our_value: float, their_value: float, same: float = 1e-12) -> None:
    """1e-5; 1e-4 where R stopped at a larger discrepancy. Never a larger discrepancy than R's."""
    assert our_value <= their_value + same
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4 if our_value < their_value - same else 1e-5)


@each_set
def test_every_block_is_known(dataset, name):
    assert set(block_of(dataset, name)) <= CHECKED | NOT_OURS


@each_exact_model
def test_communalities(dataset, name, correlation, model):
    case = dataset, name, correlation, model
    expected, found = model_of(*case), analysed(*case)
    assert found.n == block_of(dataset, name)["n"]
    values = *discrepancies(found, expected), 1e-12 if correlation == "pearson" else 1e-9
    assert_close_or_better(found.communalities, numbers(expected["communality"]), *values)
    assert_close_or_better(found.uniquenesses, numbers(expected["uniquenesses"]), *values)
    if model.endswith("_none"):
        assert_close_or_better(found.loadings, reference.array(expected["loadings"]), *values)


@each_set
def test_maximum_likelihood_against_factanal(dataset, name):
    expected, found = block_of(dataset, name)["stats_factanal_none"], analysed(dataset, name, "pearson", "ml_none")
    values = found.fit.objective, expected["criteria"]["objective"]
    theirs = reference.array(expected["loadings"])
    theirs = theirs * np.where(theirs.sum(axis=0) < 0, -1, 1)
    assert_close_or_better(found.uniquenesses, numbers(expected["uniquenesses"]), *values)
    assert_close_or_better(found.loadings, theirs[:, np.argsort(-(theirs**2).sum(axis=0))], *values)
    assert found.fit.df == expected["dof"]
    np.testing.assert_allclose(found.fit.chi_square, expected["statistic"], rtol=1e-5)


@pytest.mark.parametrize(("dataset", "name", "correlation", "model"), [c for c in MODELS if c[3].startswith("pa")])
def test_principal_axes_end_where_psych_was_going(dataset, name, correlation, model):
    """psych stops when the sum of the communalities moves less than .001; go on from there."""
    expected, found = model_of(dataset, name, correlation, model), analysed(dataset, name, correlation, model)
    ours, theirs = discrepancies(found, expected)
    assert ours <= theirs
    R, communalities = found.correlations.values, numbers(expected["communality"])
    m, moved = found.loadings.shape[1], 1.0
    while moved > 1e-11:
        roots, vectors = np.linalg.eigh(R - np.diag(1 - communalities))
        following = (vectors[:, -m:] ** 2 * roots[-m:]).sum(axis=1)
        moved, communalities = np.abs(following - communalities).max(), following
    np.testing.assert_allclose(found.communalities, communalities, rtol=0, atol=1e-8)


@each_model
def test_fit_of_the_loadings_that_psych_found(dataset, name, correlation, model):
    """The formulas, apart from the search. R finds a noncentrality to 1.2e-4 (uniroot), an end of the RMSEA to 1e-6."""
    case = dataset, name, correlation, model
    expected, found = model_of(*case), analysed(*case)
    unrotated = model_of(dataset, name, correlation, model.split("_")[0] + "_none")
    loadings, uniquenesses = reference.array(unrotated["loadings"]), numbers(unrotated["uniquenesses"])
    theirs = Extraction(
        loadings=loadings,
        uniquenesses=uniquenesses,
        objective=np.nan,
        method="minres",
        iterations=0,
        converged=True,
        starts=1,
        lowest_met=1,
    )
    fit, issues = fit_of(found.correlations.values, theirs, found.n)
    assert issues == ()
    assert_fit(fit, expected, rtol=1e-6, atol=1e-6)


@each_exact_model
def test_fit(dataset, name, correlation, model):
    case = dataset, name, correlation, model
    assert_fit(analysed(*case).fit, model_of(*case), rtol=1e-5, atol=1e-5)


def assert_fit(fit, expected: dict, *, rtol: float, atol: float) -> None:
    assert (fit.df, fit.null_df, fit.level) == (
        expected["dof"], expected["null.dof"], expected["RMSEA"]["confidence"],
    )  # fmt: skip
    pairs = {
        "objective": "objective", "chi_square": "chi_likelihood", "p_value": "pval", "null_chi_square": "null.chisq",
        "tli": "TLI", "bic": "BIC", "sabic": "SABIC", "rmsr": "rms", "rmsr_corrected": "CRMS",
        "empirical_chi_square": "chi_empirical", "empirical_p_value": "pval_empirical",
    }  # fmt: skip
    ours = [*(getattr(fit, name) for name in pairs), fit.rmsea, fit.rmsea_low, fit.rmsea_high]
    theirs = [
        *(expected[name] for name in pairs.values()),
        *(expected["RMSEA"][n] for n in ("RMSEA", "lower", "upper")),
    ]
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol)


@each_model
def test_what_follows_from_the_loadings(dataset, name, correlation, model):
    """Structure, complexity, variance and determinacy, of the loadings that psych found."""
    case = dataset, name, correlation, model
    expected = model_of(*case)
    loadings = reference.array(expected["loadings"])
    theirs = replace(analysed(*case), loadings=loadings, factor_correlations=phi_of(expected))
    scores = factor_scores(theirs, answers(dataset, name, correlation))
    for ours, known in (
        (theirs.structure, reference.array(expected["Structure"])),
        (theirs.complexity, numbers(expected["complexity"])),
        (theirs.variance_explained, reference.array(expected["Vaccounted"])[0]),
        (scores.validities**2, numbers(expected["R2_scores"])),
    ):
        np.testing.assert_allclose(ours, known, rtol=0, atol=1e-7 if correlation == "polychoric" else 1e-10)


@each_model
def test_order_and_signs_of_the_factors(dataset, name, correlation, model):
    """Columns as psych prints them; oblimin to 1e-4, the rest as near as psych came to the end of its search."""
    case = dataset, name, correlation, model
    expected, found = model_of(*case), analysed(*case)
    atol = 1e-4 if model.endswith(("none", "oblimin")) and not model.startswith("pa") else 5e-3
    np.testing.assert_allclose(found.loadings, reference.array(expected["loadings"]), rtol=0, atol=atol)
    np.testing.assert_allclose(found.factor_correlations, phi_of(expected), rtol=0, atol=atol)


@each_rotation
def test_rotation_of_the_same_loadings(dataset, name, method, rotation):
    unrotated = reference.array(block_of(dataset, name)["fa"][f"{method}_none"]["loadings"])
    expected = reference.golden(dataset, "rotation")["sets"][name][method][rotation]
    loadings, phi = np.array(expected["loadings"]), np.array(expected["phi"])
    found = rotate(unrotated, rotation, starts=1)
    match = found.loadings.T @ loadings
    order = np.abs(match).argmax(axis=0)
    signs = np.sign(match[order, range(len(order))])
    assert found.converged
    np.testing.assert_allclose(found.loadings[:, order] * signs, loadings, rtol=0, atol=1e-5)
    ours = found.factor_correlations[np.ix_(order, order)] * signs * signs[:, None]
    np.testing.assert_allclose(ours, phi, rtol=0, atol=1e-5)


@each_rotation
def test_rotation_is_at_least_as_simple_as_that_of_psych(dataset, name, method, rotation):
    if rotation == "promax":
        return  # a formula applied to varimax, without a criterion of its own
    fa = block_of(dataset, name)["fa"]
    theirs = next(fa[model] for model in fa if model.startswith(method) and ROTATIONS[model.split("_")[1]] == rotation)
    unrotated = reference.array(fa[f"{method}_none"]["loadings"])
    lengths = np.sqrt((unrotated**2).sum(axis=1, keepdims=True)) if rotation == "varimax" else 1.0
    their_value, _ = CRITERIA[rotation].slope(reference.array(theirs["loadings"]) / lengths)
    first, best = rotate(unrotated, rotation, starts=1), rotate(unrotated, rotation, starts=5)
    assert first.value <= their_value + 1e-12
    assert best.value <= first.value + 1e-12


@each_set
def test_adequacy(dataset, name):
    block, x = block_of(dataset, name), answers(dataset, name)
    found = kmo(x)
    np.testing.assert_allclose([found.value, *found.per_item], [block["KMO"]["MSA"], *block["KMO"]["MSAi"].values()])
    test = bartlett(x)
    np.testing.assert_allclose(test.chi_square, block["bartlett"]["chisq"], rtol=1e-10)
    np.testing.assert_allclose(test.p_value, block["bartlett"]["p.value"], rtol=1e-8)
    assert test.df == block["bartlett"]["df"]


@of_polychorics
def test_adequacy_of_polychorics(dataset, name):
    found = kmo(answers(dataset, name, "polychoric"), correlation="polychoric")
    np.testing.assert_allclose(found.value, block_of(dataset, name)["polychoric"]["KMO"], rtol=1e-7)


@each_set
def test_minimum_average_partial(dataset, name):
    expected = block_of(dataset, name)["vss"]
    found = minimum_average_partial(answers(dataset, name))
    np.testing.assert_allclose(found.squares[1 : len(expected["map"]) + 1], expected["map"], rtol=1e-9)
    # psych does not look at 0 components; Velicer does
    assert np.argmin(found.squares[1:]) + 1 == expected["map_suggests"]


@each_set
def test_parallel_analysis(dataset, name):
    """Within Monte-Carlo error: five standard errors of the difference, with 200 draws by R and 2,000 of ours."""
    block, x = block_of(dataset, name), answers(dataset, name)
    found = parallel_analysis(x, draws=2000, rng=20260101)
    by_hand, psych = block["parallel_by_hand"], block["parallel_psych"]
    np.testing.assert_allclose(found.observed, block["eigenvalues"], rtol=1e-10)
    np.testing.assert_allclose(found.observed, psych["pc_real"], rtol=1e-10)
    spread = np.array(by_hand["normal_sd_of_draws"])
    for reference_mean in (by_hand["normal_mean"], psych["pc_sim"]):
        assert (np.abs(found.mean - reference_mean) < 5 * spread * np.sqrt(1 / 200 + 1 / 2000)).all()
    # the standard error of a 95th percentile of normal draws: sqrt(.95 * .05) / density(1.645) = 2.11 deviations
    assert (np.abs(found.reference - by_hand["normal_q95"]) < 5 * 2.11 * spread * np.sqrt(1 / 200 + 1 / 2000)).all()
    assert found.suggested == by_hand["suggest_q95"] == psych["ncomp"]
    assert found.suggested_by_mean == by_hand["suggest_mean"]


@of_polychorics
def test_parallel_analysis_of_polychorics(dataset, name):
    x = answers(dataset, name, "polychoric")
    found = parallel_analysis(x, draws=20, correlation="polychoric", rng=1)
    np.testing.assert_allclose(found.observed, block_of(dataset, name)["polychoric"]["eigenvalues"], rtol=0, atol=1e-6)
    # polychorics vary more around zero than Pearson correlations, so that their largest eigenvalue is larger
    assert found.mean[0] > parallel_analysis(x, draws=200, rng=1).mean[0]
    np.testing.assert_allclose(found.mean.sum(), x.shape[1])


def test_a_published_table_gives_what_its_answers_give():
    x = answers("bfi", "neuroticism")
    table = CorrelationMatrix(np.corrcoef(x, rowvar=False), n=len(x))
    np.testing.assert_allclose(efa(table, 1).loadings, efa(x, 1).loadings, rtol=0, atol=1e-12)
