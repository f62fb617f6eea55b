"""What users type, as type checkers see it: every public name with its type, and mistakes that must be found.

mypy and pyright read this file (`make types`); nobody runs it. A line that ends in two `ignore`s is a mistake: where a
checker stops finding it, its comment is unused, and that is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, assert_type

import numpy as np
import pandas as pd
import polars as pl
from hypothesis.strategies import SearchStrategy
from numpy.typing import NDArray

import purpose_index as pi
from purpose_index.analysis import (
    Dimensionality,
    GroupDif,
    GroupInvariance,
    ItemAnalysis,
    ItemDif,
    ItemTrait,
    LatentReliability,
    Normed,
    Norms,
    Orientation,
    PrecisionAt,
    Reference,
    ScaleAnalysis,
    ScaleCalibration,
    ScaleDif,
    Screening,
    Sign,
    StructureAnalysis,
    TraitAnalysis,
    Without,
)
from purpose_index.checks import Finding
from purpose_index.disclosure import Cell, Release, Revealed, Source
from purpose_index.interop import (
    Imported,
    codebook,
    fhir,
    formr,
    forms,
    irw,
    lavaan,
    limesurvey,
    qualtrics,
    redcap,
    reproschema,
    spss,
    surveyjs,
    xlsform,
)
from purpose_index.question_set import (
    AnswerModel,
    Band,
    Classification,
    Hypothesis,
    Item,
    MissingCodes,
    Option,
    Scale,
    Vector,
    Waiver,
)
from purpose_index.scoring import Classified, Provenance, ScaleScore, TraitScore
from purpose_index.stats import (
    agreement,
    alignment,
    careless,
    cfa,
    change,
    correlation,
    dif,
    factor,
    irt,
    items,
    mokken,
    reliability,
    uncertainty,
)
from purpose_index.stats.reliability import (
    CompositeReliability,
    Estimate,
    FactorPairs,
    OmegaTotal,
    StandardizedLoading,
)
from purpose_index.tallies import Moments, PairCounts, Patterns

Floats = NDArray[np.float64]


def question_sets(text: str) -> None:
    """What is asked."""
    q = pi.load("purpose-index")
    assert_type(q, pi.QuestionSet)
    assert_type(pi.load(Path("set.yaml")), pi.QuestionSet)
    assert_type(pi.load({"id": "mine"}), pi.QuestionSet)
    assert_type(pi.loads(text), pi.QuestionSet)
    assert_type(pi.instruments(), tuple[str, ...])
    assert_type(pi.file_schema(), dict[str, Any])
    assert_type(q.fingerprint, str)
    assert_type(q.item_ids, tuple[str, ...])
    assert_type(q.item("q01"), Item)
    assert_type(q.items, tuple[Item, ...])
    assert_type(q.scale("total"), Scale)
    assert_type(q.scale("total").feedback, tuple[Band, ...])
    assert_type(q.options_of("q01"), tuple[Option, ...])
    assert_type(q.missing, MissingCodes)
    assert_type(q.classification, Classification | None)
    assert_type(q.vectors, tuple[Vector, ...])
    assert_type(q.waivers, tuple[Waiver, ...])
    assert_type(q.answer_schema(language="nl"), dict[str, Any])
    assert_type(q.answer_model(), type[AnswerModel])


def one_person(q: pi.QuestionSet, record: dict[str, Any]) -> None:
    """Answers and scores of one person."""
    answers = pi.validate(q, {"q01": 4, "q02": None})
    assert_type(answers, pi.Answers)
    assert_type(answers["q01"], int | None)
    assert_type(answers.reason("q02"), str | None)
    assert_type(pi.Answers.from_dict(answers.to_dict(), q), pi.Answers)
    score = pi.score("purpose-index", answers)
    assert_type(score, pi.Score)
    assert_type(score["total"], ScaleScore)
    assert_type(score["total"].mean, float | None)
    assert_type(score["total"].index, float | None)
    assert_type(score.classification, Classified | None)
    assert_type(score.to_dict(language="nl"), dict[str, Any])
    assert_type(pi.Score.from_dict(record, q), pi.Score)
    assert_type(pi.verify(record, q, answers), pi.Score)
    assert_type(pi.provenance(q), Provenance)


def many_people(q: pi.QuestionSet, path: Path) -> None:
    """Scores of data keep their kind."""
    assert_type(pi.score_frame(q, pl.DataFrame({"q01": [1]})), pl.DataFrame)
    assert_type(pi.score_frame(q, pl.LazyFrame({"q01": [1]}), check=False), pl.LazyFrame)
    assert_type(pi.score_frame(q, pd.DataFrame({"q01": [1]}), add="index"), pd.DataFrame)
    assert_type(pi.score_frame(q, [{"q01": 1}], add=["index", "class"]), list[dict[str, Any]])
    assert_type(pi.score_frame(q, np.array([[1, 2]])), dict[str, NDArray[Any]])
    coded = pi.encode(q, path)
    assert_type(pi.inspect(q, [{"q01": 4}], labels=True, small_counts=True), pi.Inspection)
    assert_type(
        pi.inspect(q, path, header_rows=3, footer_rows=0, missing_codes={"nvt": "not_applicable"}).readable, bool
    )
    pi.encode(q, "answers.xlsx", sheet="Data", columns="proposed", labels={"Agree": 4})
    pi.encode(q, path, long={"person": "id", "item": "item", "answer": "resp"})
    pi.analyze(q, path, occasions=["t1", "t2"], missing="pairwise")
    assert_type(coded, pi.CodedResponses)
    assert_type(coded.codes, NDArray[np.int8])
    assert_type(coded.numbers(keyed=True), Floats)


def analysis(q: pi.QuestionSet, coded: pi.CodedResponses) -> None:
    """What an analysis is made of."""
    result = pi.analyze(q, coded, missing="pairwise", interval=None, ordinal=True)
    assert_type(result, pi.Analysis)
    assert_type(result.missing, Literal["listwise", "pairwise"])
    scale = result.scales["total"]
    assert_type(scale, ScaleAnalysis)
    assert_type(scale.alpha, Estimate)
    assert_type(scale.omega, OmegaTotal | None)
    assert_type(scale.latent, LatentReliability | None)
    assert_type(scale.dimensionality, Dimensionality | None)
    assert_type(scale.items["q01"], ItemAnalysis)
    assert_type(result.items, tuple[ItemAnalysis, ...])
    assert_type(pi.analyze(q, coded, structure="bifactor").structure, StructureAnalysis | None)
    if result.structure:
        assert_type(result.structure.hypothesis, Hypothesis)
        assert_type(result.structure.loadings, tuple[StandardizedLoading, ...])
        assert_type(result.structure.correlations, FactorPairs | None)
        assert_type(result.structure.reliability, CompositeReliability | None)
        assert_type(result.structure.indices, cfa.TestIndices | None)
        if result.structure.fitted:
            assert_type(reliability.standardized_loadings(result.structure.fitted), tuple[StandardizedLoading, ...])
            assert_type(reliability.factor_correlations(result.structure.fitted, level=0.9), FactorPairs)
    assert_type(result.issues, tuple[pi.Issue, ...])
    fair = pi.dif(q, coded, groups="team", reference="A", matching="rest", policy=pi.Disclosure(), language="nl")
    assert_type(fair, GroupDif)
    assert_type(
        pi.dif(q, coded, groups="team", method="likelihood-ratio").items[0].curves, Mapping[str, tuple[float, ...]]
    )
    assert_type(fair.items, tuple[ItemDif, ...])
    assert_type(fair.scores, tuple[ScaleDif, ...])
    assert_type(fair.groups, Mapping[str, int])
    assert_type(fair.people, Mapping[str, Mapping[str, int]])
    assert_type(fair.texts, Mapping[str, Mapping[str, str]])
    made_up = pi.dif(q, coded, groups="team", beyond_chance=True, rng=1)
    assert_type(made_up.cutoffs, Mapping[str, dif.DifCutoffs])
    assert_type(made_up.items[0].beyond_chance, bool | None)
    grouped = pi.invariance(
        q, coded, groups="team", reference="A", free=["q07 ~ 1"], policy=pi.Disclosure(), language="nl"
    )
    assert_type(grouped, GroupInvariance)
    assert_type(grouped.groups, Mapping[str, int])
    assert_type(grouped.steps, tuple[cfa.InvarianceStep, ...])


def disclosure(q: pi.QuestionSet, frame: pd.DataFrame) -> None:
    """What may be shown of groups."""
    policy = pi.Disclosure(minimum=6, minimum_distribution=12)
    assert_type(policy.issues, tuple[pi.Issue, ...])
    everybody_and_teams = pi.release(q, frame, by=[[], "team", ("department", "tenure")])
    result = pi.release(q, frame, by=["team"], policy=policy, leader={"role": "leader"}, scales=["total"])
    assert_type(everybody_and_teams, Release)
    assert_type(result, Release)
    assert_type(result.cells, tuple[Cell, ...])
    assert_type(result.cells[0].hidden, Literal["small", "protects"] | None)
    assert_type(result.cells[0].mean, float | None)
    assert_type(result.ranges["total"], tuple[float, float])
    findings = pi.audit([everybody_and_teams, result])
    assert_type(findings, tuple[Revealed, ...])
    assert_type(findings[0].groups, tuple[Source, ...])
    assert_type(findings[0].tells, Literal["mean", "distribution"])
    assert_type(findings[0].issue, pi.Issue)


def teams(q: pi.QuestionSet, frame: pd.DataFrame) -> None:
    """What may be said of teams."""
    found: pi.Teams = pi.teams(
        q, frame, team="team", leader={"role": "leader"}, person="id", occasion="wave", policy=pi.Disclosure(minimum=5)
    )
    scale = found["A"].scales["total"]
    assert_type(scale.n, int | None)
    assert_type(scale.mean, Estimate | None)
    if scale.leader:
        assert_type(scale.leader.score, float)
    assert_type(found.overall.scales["total"].teams, int)
    assert_type(found.to_dict(), dict[str, Any])
    report: pi.Report = pi.report(found, "A", language="nl")
    assert_type(report.html, str)
    assert_type(report.save(Path("report.html")), None)
    assert_type(pi.personal_report(q, {"q01": 4}), pi.Report)


def checks(q: pi.QuestionSet) -> None:
    """What a check finds."""
    report = pi.check("set.yaml", against=q, ignore=["anchor"])
    assert_type(report, pi.CheckReport)
    assert_type(report.findings, tuple[Finding, ...])
    assert_type(report.findings[0].severity, Literal["info", "warning", "error"])
    assert_type(report.reaches("warning"), bool)


def failures(error: Exception) -> tuple[pi.Issue, ...]:
    """Every error is a `PurposeIndexError` and lists its issues."""
    if isinstance(error, pi.DefinitionError | pi.ResponseError):
        assert_type(error.issues, tuple[pi.Issue, ...])
        assert_type(error.issues[0].line, int | None)
    if isinstance(error, pi.ArgumentError | pi.StatisticsError):
        assert_type(error.total, int)
    return error.issues if isinstance(error, pi.PurposeIndexError) else ()


def tallies(x: Floats) -> None:
    """Tallies can be added, stored, and given wherever answers can."""
    moments, counts, patterns = Moments.of(x), PairCounts.of(x), Patterns.of(x)
    assert_type(moments + moments, Moments)
    assert_type(PairCounts.from_bytes(counts.to_bytes()), PairCounts)
    assert_type(reliability.alpha(moments), Estimate)
    assert_type(correlation.polychoric(counts), correlation.Polychoric)
    assert_type(reliability.alpha(patterns, interval="bootstrap"), Estimate)
    assert_type(items.item_table(moments), items.ItemTable)
    assert_type(pi.tally("purpose-index", "answers/*.parquet"), Moments)
    assert_type(pi.tally("purpose-index", "answers", "pairs", missing="pairwise"), PairCounts)
    assert_type(pi.tally("purpose-index", "answers", kind="patterns", group="team"), dict[Any, Patterns])
    assert_type(pi.tally("purpose-index", "answers", "patterns", keyed=False).keyed(["q01"]), Patterns)


def correlations_and_factors(x: Floats) -> None:
    """Correlations are taken wherever answers are."""
    assert_type(correlation.pearson(x), correlation.CorrelationMatrix)
    polychoric = correlation.polychoric(x, missing="pairwise")
    assert_type(polychoric, correlation.Polychoric)
    assert_type(correlation.tetrachoric(x), correlation.Polychoric)
    given = factor.CorrelationMatrix(np.eye(3), n=100)
    assert_type(factor.bartlett(given), factor.SphericityTest)
    assert_type(factor.kmo(polychoric), factor.SamplingAdequacy)
    found = factor.efa(polychoric, 2, rotation="geomin")
    assert_type(found, factor.FactorAnalysis)
    assert_type(found.fit, factor.FactorFit)
    assert_type(factor.extract(given, 1, method="ml"), factor.Extraction)
    assert_type(factor.factor_scores(found, x), factor.FactorScores)
    model = cfa.cfa(x, "f =~ a + b + c", names=["a", "b", "c"], estimator="MLR", equal=["loadings"])
    assert_type(model, cfa.ConfirmatoryFactorAnalysis)
    assert_type(model.given, float)
    assert_type(model.fit, cfa.ModelFit)
    assert_type(model.fit.scaled, cfa.TestIndices | None)
    assert_type(model.estimate("f", "=~", "a"), cfa.ParameterEstimate)
    assert_type(model.groups, tuple[cfa.GroupMoments, ...])
    assert_type(model.modification_indices(), tuple[cfa.ModificationIndex, ...])
    moved = model.bootstrap(x, resamples=100, rng=1)
    assert_type(moved, cfa.ModelBootstrap)
    assert_type(moved.estimates, tuple[cfa.BootstrapEstimate, ...])
    assert_type(model.equality_tests(), tuple[cfa.ModificationIndex, ...])
    assert_type(model.factor_scores(x, method="bartlett"), cfa.FactorScores)
    ordered = cfa.cfa(
        x, "f =~ a + b", estimator="WLSMV", missing="pairwise", parameterization="theta", ordered=["a", "b"]
    )
    assert_type(ordered.groups[0].categories, tuple[tuple[int, ...], ...])
    assert_type(ordered.factor_scores(x, method="ebm"), cfa.FactorScores)
    assert_type(cfa.compare(model, model), cfa.Comparison)
    levels = cfa.invariance(x, {"f": ["a", "b", "c"]}, ["x", "y"], names=["a", "b", "c"], free=["b ~ 1"])
    assert_type(levels, cfa.Invariance)
    assert_type(levels["metric"], cfa.ConfirmatoryFactorAnalysis)
    assert_type(levels.steps, tuple[cfa.InvarianceStep, ...])
    assert_type(levels.latent_means, tuple[cfa.ParameterEstimate, ...])
    assert_type(levels.equality_tests("scalar"), tuple[cfa.ModificationIndex, ...])
    assert_type(levels.score_differences(), tuple[cfa.ScoreDifference, ...])
    trait = irt.graded(x, slopes="equal", names=["a", "b", "c"])
    assert_type(trait, irt.ItemResponseModel)
    assert_type(irt.partial_credit(x), irt.ItemResponseModel)
    assert_type(irt.multiple_group(x, ["a", "b"] * 3, model="graded", anchors=["1"]), irt.MultipleGroupModel)
    assert_type(trait.score(x, method="wle"), irt.TraitScores)
    assert_type(trait.sum_score_table(), irt.SumScoreTable)
    assert_type(irt.link(trait, trait, method="haebara", items=["a"]), irt.Link)
    assert_type(irt.item_fit(trait, x), irt.ItemFit)
    assert_type(irt.local_dependence(trait, x), irt.LocalDependence)
    assert_type(irt.model_fit(trait, x, statistic="m2"), irt.ModelFit)
    assert_type(irt.person_fit(trait, x), irt.PersonFit)
    assert_type(dif.logistic(x, ["a", "b"], purify=True), tuple[dif.LogisticDif, ...])
    assert_type(dif.logistic(x, ["a", "b"], matching=[0.1, 0.2])[0].uniform, dif.DifTest)
    assert_type(dif.mantel_haenszel(x, ["a", "b"], matching="rest", reference="b"), tuple[dif.MantelHaenszel, ...])
    assert_type(dif.likelihood_ratio(x, ["a", "b"], anchors="rank"), tuple[dif.LikelihoodRatioDif, ...])
    assert_type(dif.likelihood_ratio(x, ["a", "b"], item="1", anchors=["2", "3"])[0].means, NDArray[np.float64])
    cutoffs = dif.cutoffs(x, ["a", "b"], anchors=["1", "2"], draws=100, rng=1)
    assert_type(cutoffs, dif.DifCutoffs)
    assert_type(cutoffs.items, Mapping[str, dif.Cutoff])
    uneven = dif.logistic(x, ["a", "b"], item="1", correction="holm")
    assert_type(dif.score_differences(uneven, {"sum": {"1": 1.0}}), tuple[dif.GroupDifference, ...])
    assert_type(mokken.scalability(x), mokken.Scalability)
    assert_type(mokken.scalability(PairCounts.of(x)).Hi, Floats)
    assert_type(mokken.partition(x, lower=(0.3, 0.4)), mokken.Partition)
    assert_type(mokken.monotonicity(x, group_size=20), mokken.Violations)
    assert_type(mokken.invariant_item_ordering(x), mokken.ItemOrdering)
    assert_type(mokken.invariant_item_ordering(x).table, mokken.Violations)
    assert_type(mokken.molenaar_sijtsma(x), Estimate)
    assert_type(mokken.guttman_errors(x), mokken.GuttmanErrors)
    assert_type(careless.longstring(x), Floats)
    assert_type(careless.average_string(x), Floats)
    assert_type(careless.autocorrelation(x, lags=5), Floats)
    assert_type(careless.irv(x), Floats)
    assert_type(careless.mahalanobis(x), Floats)
    assert_type(careless.even_odd(x, [[0, 1], [2, 3], [4, 5]]), Floats)
    assert_type(careless.even_odd(x, [["a", "b"], ["c", "d"], ["e", "f"]]), Floats)
    assert_type(careless.synonyms(x, least=0.5), Floats)
    assert_type(careless.antonyms(x), Floats)
    assert_type(factor.minimum_average_partial(x), factor.MinimumAveragePartial)
    assert_type(factor.parallel_analysis(x, draws=100), factor.ParallelAnalysis)
    assert_type(factor.rotate(found.loadings, "varimax"), factor.Rotation)
    assert_type(factor.schmid_leiman(found.loadings, np.eye(2)), factor.SchmidLeiman)


def reliabilities(x: Floats) -> None:
    """Estimates, and results of their own kind."""
    alpha = reliability.alpha(x, interval="bonett", level=0.9)
    assert_type(alpha, Estimate)
    assert_type(alpha.low, float | None)
    assert_type(float(alpha), float)
    assert_type(reliability.alpha_if_dropped(x), tuple[Estimate, ...])
    assert_type(reliability.standardized_alpha(x), Estimate)
    assert_type(reliability.ordinal_alpha(x), Estimate)
    assert_type(reliability.stratified_alpha(x, [[0, 1], [2, 3]]), Estimate)
    assert_type(reliability.composite_omega(x, [["q01", "q02", "q03"], ["q04", "q05", "q06"]]), Estimate)
    assert_type(reliability.mosier_reliability(x, [0.8, alpha]), Estimate)
    model = cfa.cfa(x, "f =~ a + b + c", names=["a", "b", "c"])
    assert_type(reliability.composite_reliability(model), reliability.CompositeReliability)
    categorical = reliability.categorical_omega(x, variance="polychoric", interval=None)
    assert_type(categorical, reliability.CategoricalOmega)
    assert_type(categorical.fit, cfa.ConfirmatoryFactorAnalysis)
    assert_type(reliability.composite_reliability(model, explained="all").total, Estimate)
    assert_type(reliability.average_variance_extracted(model, items="raw"), dict[str, Estimate])
    assert_type(reliability.maximal_reliability(model), dict[str, Estimate])
    assert_type(reliability.fornell_larcker(model), reliability.FactorPairs)
    assert_type(reliability.htmt(x, "f =~ a + b\ng =~ c + d", mean="geometric").values, Floats)
    assert_type(reliability.omega_total(x), OmegaTotal)
    assert_type(reliability.omega_total(x).loadings, Floats)
    assert_type(reliability.omega_if_dropped(x, method="minres"), tuple[OmegaTotal, ...])
    assert_type(reliability.latent_response_omega(x), OmegaTotal)
    assert_type(reliability.omega_hierarchical(x), reliability.OmegaHierarchical)
    assert_type(reliability.latent_response_omega_hierarchical(x), reliability.OmegaHierarchical)
    assert_type(reliability.glb(x), reliability.GreatestLowerBound)
    assert_type(reliability.guttman(x), reliability.Guttman)
    assert_type(reliability.split_half(x), reliability.SplitHalf)
    assert_type(reliability.bootstrap(x, "lambda2", rng=7), Estimate)
    assert_type(reliability.disattenuate(0.4, (0.7, alpha), n=100), Estimate)
    corrected = reliability.disattenuated_correlations(x, [[0, 1], [2, 3]])
    assert_type(corrected, reliability.DisattenuatedCorrelations)
    assert_type(corrected.values, Floats)


def precision(x: Floats, alpha: Estimate) -> None:
    """What a reliability means for one score, and how many people or items it takes."""
    error = reliability.standard_error_of_measurement(x, reliability=alpha)
    assert_type(error, Estimate)
    assert_type(reliability.score_interval(3.5, error), reliability.ScoreInterval)
    assert_type(reliability.smallest_difference(error), float)
    assert_type(reliability.spearman_brown(alpha, 2), float)
    assert_type(reliability.items_needed(alpha, 12), int)
    assert_type(reliability.alpha_width(0.8, 100, 4), float)
    assert_type(reliability.people_for_alpha_width(0.8, 4, 0.1), int)
    assert_type(reliability.people_for_omega_width([0.7, 0.7, 0.7], 0.1), reliability.SimulatedSize)
    left_out = uncertainty.jackknife(x, lambda rows: rows.mean(axis=0))
    assert_type(left_out, uncertainty.Jackknifed)
    assert_type(uncertainty.wilson(3, 10), tuple[float, float])
    assert_type(pi.stats.reliability.alpha(x), Estimate)


def agreements(x: Floats) -> None:
    """How far the people of one group agree."""
    assert_type(agreement.rwg(x, options=5), Estimate)
    assert_type(agreement.average_deviation(x, center="median"), Estimate)
    assert_type(agreement.awg(x, low=1, high=5), Estimate)
    assert_type(agreement.agreement_null(8, options=5), agreement.AgreementNull)
    assert_type(agreement.bounded_mean(x, low=1, high=5), Estimate)
    assert_type(agreement.krippendorff_alpha(x, measurement="ordinal"), Estimate)
    assert_type(agreement.intraclass(x), agreement.IntraclassCorrelations)
    groups = agreement.icc(x[:, 0], ["a", "b"])
    assert_type(groups, agreement.GroupICC)
    assert_type(groups.mixed, agreement.MixedModel)


def profiles_and_occasions(first: Floats, second: Floats) -> None:
    """How two scores of the same people go together, and how they change."""
    assert_type(alignment.profile_similarity(first, second), alignment.ProfileSimilarity)
    assert_type(alignment.response_surface(first, second, first, low=1, high=5), alignment.ResponseSurface)
    norms = pi.Norms.of("purpose-index", first, by="sector", smooth="kernel")
    assert_type(norms, Norms)
    assert_type(norms.of_score(pi.score("purpose-index", {}))["total"], Normed)
    assert_type(norms.groups["care"]["total"], Reference)
    assert_type(pi.orientation("purpose-orientation", first), Orientation)
    trait = pi.analyze("purpose-index", first, items="irt").scales["total"].trait
    assert_type(trait, TraitAnalysis | None)
    assert trait is not None
    assert_type(trait.precision[0], PrecisionAt)
    assert_type(trait.items["q01"], ItemTrait)
    screening = pi.screen("purpose-index", first, least=1, cutoffs={"longstring": 8}, time="seconds", rng=1)
    assert_type(screening, Screening)
    assert_type(screening.signs, tuple[Sign, ...])
    assert_type(screening.effects, tuple[Without, ...])
    calibration = pi.calibrate("purpose-index", first, scales="total", model="partial_credit", slopes="equal")
    assert_type(calibration, pi.Calibration)
    assert_type(calibration.scales["total"], ScaleCalibration)
    assert_type(calibration.scales["total"].model, irt.ItemResponseModel)
    assert_type(pi.score("purpose-index", {}, calibration=calibration)["total"].trait, TraitScore | None)
    assert_type(pi.score_frame("purpose-index", first, calibration=calibration), dict[str, NDArray[Any]])
    assert_type(irt.to_mirt(irt.from_mirt(b"{}")), str)
    assert_type(pi.Calibration.of_models("purpose-index", {"total": irt.from_mirt({})}), pi.Calibration)
    assert_type(irt.known_items("graded", [1.0], [[1.0, -1.0]]), irt.ItemResponseModel)
    assert_type(alignment.relate(first, second, reliability=0.8), alignment.Relation)
    assert_type(change.change(first, second, reliability=(0.8, 0.9)), change.Change)
    assert_type(change.reliable_change(first, second, reliability=0.8), change.ReliableChange)


def other_formats(q: pi.QuestionSet, path: Path) -> None:
    """Question sets and answers of other programs."""
    imported = qualtrics.read(path, path, labels=True, missing_texts="copy", keep=["team"])
    assert_type(imported, Imported)
    assert_type(imported.question_set, pi.QuestionSet)
    assert_type(imported.responses, pi.CodedResponses | None)
    assert_type(imported.report, tuple[pi.Issue, ...])
    assert_type(qualtrics.write(q), bytes)
    assert_type(formr.read({"items": []}, [{}], language="nl"), Imported)
    assert_type(limesurvey.read(path, path, unfinished="drop"), Imported)
    assert_type(limesurvey.write(q), bytes)
    assert_type(limesurvey.columns(q), dict[str, str])
    assert_type(xlsform.read(path, headings="group/name", language="nl"), Imported)
    assert_type(xlsform.write(q), bytes)
    assert_type(forms.read(path, q, language="nl", keep=["E-mail"]), Imported)
    assert_type(redcap.read(b"", forms=["work"], language="en"), Imported)
    assert_type(redcap.write(q, language="nl"), bytes)
    assert_type(redcap.write_answers(q, path), bytes)
    assert_type(redcap.lost(q), tuple[pi.Issue, ...])
    assert_type(spss.read(path, items=["q1"], values=(1, 5), language="nl", keep=["id"]), Imported)
    assert_type(spss.write(q, [{"q01": 1}], language="nl"), bytes)
    assert_type(reproschema.read({"ui": {}}, path, missing_texts="drop language"), Imported)
    assert_type(reproschema.write(q), bytes)
    assert_type(irw.read(b"", values=(1, 5), keep=["id"]), Imported)
    assert_type(irw.write(q, path, scale="total"), bytes)
    assert_type(lavaan.write(q, scales=["total"]), bytes)
    assert_type(codebook.write(q, form="html", language="nl"), bytes)
    assert_type(codebook.method_paragraph(q, language="en"), str)
    assert_type(
        surveyjs.read({"pages": []}, [{}], default_language="nl", missing_texts="copy", keep=["mail"]), Imported
    )
    assert_type(surveyjs.write(q), bytes)
    assert_type(surveyjs.lost(q), tuple[pi.Issue, ...])
    assert_type(fhir.read(path, {"resourceType": "Bundle"}, keep=["birth"]), Imported)
    assert_type(fhir.write(q, release="R4B"), bytes)
    fhir.write(q, release="R3")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    codebook.write(q, form="pdf")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def own_tests(q: pi.QuestionSet) -> None:
    """Strategies for hypothesis."""
    assert_type(pi.testing.answers(q), SearchStrategy[dict[str, int | str | None]])
    assert_type(pi.testing.question_sets(max_items=3), SearchStrategy[pi.QuestionSet])
    assert_type(pi.__version__, str)


def mistakes(q: pi.QuestionSet, x: Floats) -> None:
    """Every line here is wrong."""
    pi.anlyze(q, x)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    pi.stats.reliabilty  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    reliability.omega(x)  # type: ignore[operator]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    pi.load("purpose-index").finger_print  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    pi.score(q, {"q01": 4})["total"].avg  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    pi.analyze(q, x).scales["total"].omega.value  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    pi.analyze(q)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    pi.analyze(q, x, "pairwise")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    pi.analyze(q, x, missing="casewise")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    pi.analyze(q, x, interval="fisher")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    pi.analyze(q, x, level="95%")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    pi.load(3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    pi.validate(q, [4, 4])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    pi.score_frame(q, pl.DataFrame(), add="percentile")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType, reportCallIssue]
    pi.check(q, fail_on="warning")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Estimate("alpha", 0.9, 100, 4, "covariances")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    pi.Disclosure(6)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    pi.Issue("code", "$")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    correlation.polychoric(x, missing="fiml")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    factor.efa(x, 2, method="pca")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    factor.efa(x)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    reliability.alpha(x, 0.95)  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
    reliability.alpha(x, interval="wald")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    reliability.alpha(x).standard_error  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    reliability.alpha(x).value = 0.9  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    reliability.omega_total(x, variance="total")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    reliability.bootstrap(x, "alpha")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    reliability.disattenuate(0.4, (0.7, 0.8))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    reliability.people_for_alpha_width(0.8, 4)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    print(Moments.of(x) + PairCounts.of(x))  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnknownArgumentType]
