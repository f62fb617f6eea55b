"""A fitted factor model for people: its tests and indices, and every parameter with its error, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from purpose_index.reports.issues import table_of
from purpose_index.reports.numbers import counted, level, number, p_value
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.stats.cfa.indices import TestIndices
    from purpose_index.stats.cfa.results import ConfirmatoryFactorAnalysis, ParameterEstimate

KINDS = {"|": "thresholds", "=~": "loadings", "~1": "intercepts", "~*~": "scales", ":=": "defined"}
ORDER = ("loadings", "covariances", "intercepts", "variances", "scales", "defined")
TAKEN_FOR_GRANTED = {"intercepts": 0.0, "scales": 1.0}  # what is fixed at these is not listed
ENGLISH = {
    "fit": "Confirmatory factor analysis: how well the model fits",
    "loadings": "Loadings",
    "covariances": "Covariances",
    "intercepts": "Intercepts and means",
    "thresholds": "Thresholds",
    "variances": "Variances",
    "scales": "Scales",
    "defined": "Defined parameters",
    "plain": "unscaled",
    "scaled": "scaled",
    "robust": "robust",
    "chi_square": "chi-square",
    "who": "{people} {missing}{of}; {estimator}; {free} free parameters.",
    "of": ", of {given}",
    "groups": "Groups: {names}.",
    "listwise": "who answered all items",
    "fiml": "with every answer that they gave (FIML)",
    "pairwise": "(of every two items, who answered both)",
    "test": "RMSEA with its 90% interval; p of one of at most .05: {close}. Baseline, in which no items covary: "
    "chi-square {chi_square}, df {df}.",
    "criteria": "Log-likelihood {log_likelihood}, of the saturated model {log_likelihood_free}; AIC {aic}, BIC {bic}, "
    "adjusted for sample size {sabic}.",
    "report": "Report the scaled test: the unscaled one takes answers to be normal.",
    "report_ordered": "Report the scaled test: the unscaled one has no known distribution.",
    "robust_note": "Robust: estimates of what the indices would be of normal answers of which none is missing.",
    "robust_ordered": "Robust: estimates of what the indices would be if the variables behind the answers were seen.",
    "lhs": "of",
    "with": "with",
    "factor": "factor",
    "measured_by": "measured by",
    "group": "group",
    "label": "label",
    "estimate": "estimate",
    "se": "error",
    "is": "is",
    "loadings_note": "std.lv: where factors have variance 1; std.all: where items have too. Without an error: fixed.",
    "covariances_note": "std.all is the correlation.",
    "variances_note": "std.all is, of an item, the share of its variance that the factors do not explain.",
    "thresholds_note": "Their errors are in `.estimates`.",
    "defined_note": "In brackets the {level} interval. std.all: of parameters where factors and items have variance 1.",
}
DUTCH = {
    "fit": "Confirmatieve factoranalyse: hoe goed het model past",
    "loadings": "Ladingen",
    "covariances": "Covarianties",
    "intercepts": "Intercepten en gemiddelden",
    "thresholds": "Drempels",
    "variances": "Varianties",
    "scales": "Schalingen",
    "defined": "Afgeleide parameters",
    "plain": "ongeschaald",
    "scaled": "geschaald",
    "robust": "robuust",
    "chi_square": "chi-kwadraat",
    "who": "{people} {missing}{of}; {estimator}; {free} vrije parameters.",
    "of": ", van {given}",
    "groups": "Groepen: {names}.",
    "listwise": "die alle items beantwoordden",
    "fiml": "met elk antwoord dat ze gaven (FIML)",
    "pairwise": "(bij elke twee items: wie beide beantwoordde)",
    "test": "RMSEA met het 90%-interval; p van een RMSEA van hoogstens 0,05: {close}. Nulmodel, waarin items niet "
    "samenhangen: chi-kwadraat {chi_square}, df {df}.",
    "criteria": "Log-likelihood {log_likelihood}, van het verzadigde model {log_likelihood_free}; AIC {aic}, BIC "
    "{bic}, aangepast aan het aantal mensen {sabic}.",
    "report": "Rapporteer de geschaalde toets: de ongeschaalde gaat uit van normaal verdeelde antwoorden.",
    "report_ordered": "Rapporteer de geschaalde toets: de verdeling van de ongeschaalde is niet bekend.",
    "robust_note": "Robuust: schattingen van wat de maten zouden zijn bij normaal verdeelde antwoorden waarvan er geen "
    "ontbreekt.",
    "robust_ordered": "Robuust: schattingen van wat de maten zouden zijn als de variabelen achter de antwoorden te "
    "zien waren.",
    "lhs": "van",
    "with": "met",
    "factor": "factor",
    "measured_by": "gemeten met",
    "group": "groep",
    "label": "label",
    "estimate": "schatting",
    "se": "fout",
    "is": "is",
    "loadings_note": "std.lv: als factoren variantie 1 hebben; std.all: als items die ook hebben. Zonder fout: "
    "vastgezet.",
    "covariances_note": "std.all is de correlatie.",
    "variances_note": "std.all is, bij een item, het deel van de variantie dat de factoren niet verklaren.",
    "thresholds_note": "De fouten staan in `.estimates`.",
    "defined_note": "Tussen haken het {level}-interval. std.all: van parameters als factoren en items variantie 1 "
    "hebben.",
}


def tables(found: ConfirmatoryFactorAnalysis, language: str = "en") -> tuple[Table, ...]:
    """Return a fitted model as tables: fit, what to look at, and its parameters by kind.

    Parameters
    ----------
    found
        What `purpose_index.stats.cfa.cfa` returned.
    language
        'nl' for Dutch, else English.
    """
    say = {**words(language), **(DUTCH if is_dutch(language) else ENGLISH)}
    kinds: dict[str, list[ParameterEstimate]] = {kind: [] for kind in ORDER}
    for row in found.estimates:
        kind = _kind(row)
        if kind in kinds and (row.free or row.value != TAKEN_FOR_GRANTED.get(kind)):
            kinds[kind].append(row)
    made = [_parameters(kind, rows, found.level, say, language) for kind, rows in kinds.items()]
    every = (_fit(found, say, language), table_of(found.issues, language), *made, _thresholds(found, say, language))
    return tuple(table for table in every if table.rows)


def _kind(row: ParameterEstimate) -> str:
    if row.op == "~~":
        return "variances" if row.lhs == row.rhs else "covariances"
    return KINDS[row.op]


def _fit(found: ConfirmatoryFactorAnalysis, say: Mapping[str, str], language: str) -> Table:
    fit = found.fit
    tests = {"plain": fit, "scaled": fit.scaled, "robust": fit.robust}
    rows = tuple(
        (
            say[name] if fit.scaled or fit.robust else "",
            *((None, None, None) if name == "robust" else (test.chi_square, test.df, test.p_value)),
            *(test.cfi, test.tli, test.rmsea, test.rmsea_low, test.rmsea_high, fit.srmr),
        )
        for name, test in tests.items()
        if test is not None
    )
    columns = (
        Column("test", "", "text", "used"),
        Column("chi_square", say["chi_square"], "points"),
        Column("df", "df", "count"),
        Column("p_value", "p", "p"),
        *(Column(name, name.upper(), "coefficient") for name in ("cfi", "tli")),
        Column("rmsea", f"RMSEA [{level(0.9, language)}]", "coefficient", ends=("rmsea_low", "rmsea_high")),
        *(Column(name, "", "coefficient", "never") for name in ("rmsea_low", "rmsea_high")),
        Column("srmr", "SRMR", "coefficient"),
    )
    return Table("fit", say["fit"], columns, rows, _fit_notes(found, say, language), language)


def _fit_notes(found: ConfirmatoryFactorAnalysis, say: Mapping[str, str], language: str) -> tuple[str, ...]:
    fit, ordered = found.fit, bool(found.stages)
    test: TestIndices = fit.scaled or fit
    people = counted(found.n, "person", language)
    of = say["of"].format(given=number(found.given, language)) if found.given > found.n else ""
    free, rule = found.model.free, say[found.missing]
    notes = [say["who"].format(people=people, missing=rule, of=of, estimator=found.estimator, free=free)]
    if len(found.groups) > 1:
        names = ", ".join(f"{group.group} ({number(group.n, language)})" for group in found.groups)
        notes.append(say["groups"].format(names=names))
    close, baseline = p_value(test.rmsea_close, language), number(test.baseline_chi_square, language, digits=2)
    notes.append(say["test"].format(close=close, chi_square=baseline, df=test.baseline_df))
    if fit.aic == fit.aic:
        keys = ("log_likelihood", "log_likelihood_free", "aic", "bic", "sabic")
        notes.append(say["criteria"].format(**{key: number(getattr(fit, key), language, digits=2) for key in keys}))
    notes += [say["report_ordered" if ordered else "report"]] if fit.scaled else []
    notes += [say["robust_ordered" if ordered else "robust_note"]] if fit.robust else []
    return tuple(notes)


def _parameters(
    kind: str, found: list[ParameterEstimate], confidence: float, say: Mapping[str, str], language: str
) -> Table:
    defined = kind == "defined"
    rows = tuple(
        (
            *(row.lhs, "" if row.lhs == row.rhs else row.rhs, row.group, "" if defined else _written(row.label)),
            *(row.value, row.low, row.high, row.se, row.z, row.p_value, row.standardized_latent, row.standardized),
        )
        for row in found
    )
    first, second = {"loadings": ("factor", "measured_by"), "defined": ("label", "is")}.get(kind, ("lhs", "with"))
    of_interval = f" [{level(confidence, language)}]" if defined else ""
    ends = ("low", "high")
    columns = (
        Column("lhs", say[first], "text"),
        Column("rhs", say[second], "text", "used"),
        Column("group", say["group"], "text", "used"),
        Column("label", say["label"], "text", "used"),
        Column("value", f"{say['estimate']}{of_interval}", "coefficient", ends=ends if defined else None),
        *(Column(end, "", "coefficient", "never") for end in ends),
        Column("se", say["se"], "coefficient"),
        Column("z", "z", "points"),
        Column("p_value", "p", "p"),
        Column("standardized_latent", "std.lv", "coefficient", "never" if defined else "always"),
        Column("standardized", "std.all", "coefficient"),
    )
    note = say.get(f"{kind}_note", "").format(level=level(confidence, language))
    return Table(kind, say[kind], columns, rows, (note,) if note else (), language)


def _written(label: str) -> str:
    """A label that somebody wrote; not one that says that a parameter is equal in all groups."""
    return "" if "~" in label else label


def _thresholds(found: ConfirmatoryFactorAnalysis, say: Mapping[str, str], language: str) -> Table:
    """A row an item and group: there are as many of them as options, and nobody reads them one by one."""
    cuts: dict[tuple[str, str], list[float]] = {}
    for row in found.estimates:
        if row.op == "|":
            cuts.setdefault((row.lhs, row.group), []).append(row.value)
    most = max(map(len, cuts.values()), default=0)
    rows = tuple((*whose, *values, *[None] * (most - len(values))) for whose, values in cuts.items())
    columns = (
        Column("item", say["item"], "text"),
        Column("group", say["group"], "text", "used"),
        *(Column(f"t{t}", f"t{t}", "coefficient") for t in range(1, most + 1)),
    )
    return Table("thresholds", say["thresholds"], columns, rows, (say["thresholds_note"],), language)
