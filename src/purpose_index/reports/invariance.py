"""Invariance for people: what each level costs, what is not equal, and what that does to scores, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from purpose_index.analysis.invariance import GroupInvariance
from purpose_index.errors import StatisticsError
from purpose_index.reports.issues import table_of
from purpose_index.reports.numbers import counted, level
from purpose_index.reports.tables import Column, Table
from purpose_index.reports.words import is_dutch, words
from purpose_index.stats.cfa.invariance_result import Invariance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purpose_index.errors import Issue
    from purpose_index.stats.cfa.invariance_result import InvarianceStep
    from purpose_index.stats.cfa.modification import ModificationIndex
    from purpose_index.stats.cfa.results import ParameterEstimate
    from purpose_index.stats.cfa.score_differences import ScoreDifference

MOST_TESTS = 5
ENGLISH = {
    "fit": "Invariance: how well each level fits",
    "steps": "Invariance: what each level costs",
    "means": "Factor means: {others} less {first}",
    "tests": "Equalities at '{level}' that cost most",
    "differences": "Scores of {others} less those of {first}, at one level of the factor",
    "level": "level",
    "configural": "configural: the same items",
    "thresholds": "thresholds",
    "metric": "metric: loadings",
    "scalar": "scalar: intercepts",
    "strict": "strict: residuals",
    "test": "chi-square",
    "change": "Δ{of}",
    "factor": "factor",
    "group": "of",
    "difference": "difference{interval}",
    "parameter": "parameter",
    "expected": "expected change",
    "score": "score",
    "observed": "observed",
    "who": "{people}: {compared}. Equal at each level is what it names, and what the levels before it name.",
    "free": "Not equal: {free}.",
    "scaled": "By {estimator}; chi-square, CFI and RMSEA are the scaled ones.",
    "cuts": "Rules of thumb, from simulations: a CFI that is .010 lower (Cheung & Rensvold, 2002); with it an RMSEA "
    "that is .015, or an SRMR that is .030 (metric) or .010 (scalar, strict) higher (Chen, 2007); with 300 people or "
    "fewer, or groups of unlike size, .005, .010, and .025 or .005.",
    "means_note": "In {units}; in brackets the {level} interval.",
    "units": "units of the factor",
    "standard": "standard deviations of the factor in {first}",
    "tests_note": "How much lower chi-square would be, with one degree of freedom, where this were not equal, and how "
    "far it would move. Of many such tests some are large by chance.",
    "differences_note": "In points, in brackets the {level} interval: what people would score higher than others who "
    "stand alike on the factor. Observed: the whole difference. dMACS: the size in standard deviations. A factor's "
    "score is the mean of its items. Items that are held equal carry the comparison, and are left out.",
}
DUTCH = {
    "fit": "Invariantie: hoe goed elk niveau past",
    "steps": "Invariantie: wat elk niveau kost",
    "means": "Factorgemiddelden: {others} min {first}",
    "tests": "Gelijkheden bij '{level}' die het meest kosten",
    "differences": "Scores van {others} min die van {first}, bij hetzelfde niveau van de factor",
    "level": "niveau",
    "configural": "configureel: dezelfde items",
    "thresholds": "drempels",
    "metric": "metrisch: ladingen",
    "scalar": "scalair: intercepten",
    "strict": "strikt: residuen",
    "test": "chi-kwadraat",
    "change": "Δ{of}",
    "factor": "factor",
    "group": "van",
    "difference": "verschil{interval}",
    "parameter": "parameter",
    "expected": "verwachte verandering",
    "score": "score",
    "observed": "waargenomen",
    "who": "{people}: {compared}. Op elk niveau is gelijk wat er staat, en wat bij de niveaus ervoor staat.",
    "free": "Niet gelijk: {free}.",
    "scaled": "Met {estimator}; chi-kwadraat, CFI en RMSEA zijn de geschaalde.",
    "cuts": "Vuistregels, uit simulaties: een CFI die 0,010 lager is (Cheung & Rensvold, 2002); met daarbij een RMSEA "
    "die 0,015, of een SRMR die 0,030 (metrisch) of 0,010 (scalair, strikt) hoger is (Chen, 2007); bij 300 mensen of "
    "minder, of groepen van ongelijke grootte: 0,005, 0,010, en 0,025 of 0,005.",
    "means_note": "In {units}; tussen haken het {level}-interval.",
    "units": "eenheden van de factor",
    "standard": "standaarddeviaties van de factor in {first}",
    "tests_note": "Hoeveel lager chi-kwadraat zou zijn, met één vrijheidsgraad, als dit niet gelijk was, en hoeveel "
    "het dan zou verschuiven. Van veel van zulke toetsen zijn er enkele door toeval groot.",
    "differences_note": "In punten, tussen haken het {level}-interval: hoeveel hoger mensen scoren dan anderen die op "
    "de factor gelijk zijn. Waargenomen: het hele verschil. dMACS: de grootte in standaarddeviaties. De score van een "
    "factor is het gemiddelde van de items. Items die gelijk gehouden zijn, dragen de vergelijking en ontbreken.",
}


Found = Invariance | GroupInvariance


class _Told(NamedTuple):
    """What the tables tell, of statistics or of the analysis of a question set."""

    n: float
    compared: tuple[str, ...]
    steps: tuple[InvarianceStep, ...]
    free: tuple[str, ...]
    estimator: str
    level: float
    means: tuple[ParameterEstimate, ...]
    tests: tuple[ModificationIndex, ...]
    differences: tuple[ScoreDifference, ...]
    issues: tuple[Issue, ...]
    names: Mapping[str, Mapping[str, str]]
    standard: bool

    def name(self, one: str, language: str) -> str:
        """The name of a scale, or the id of what has none."""
        return self.names[one][language] if one in self.names else one


def tables(invariance: Found, language: str | None = None) -> tuple[Table, ...]:
    """Return what was found as tables: levels, steps, factor means, equalities, scores, issues.

    Parameters
    ----------
    invariance
        What `purpose_index.invariance` or `stats.cfa.invariance` returned.
    language
        'nl' for Dutch, else English; by default that of the analysis, or English.
    """
    language = getattr(invariance, "language", "en") if language is None else language
    say = {**words(language), **(DUTCH if is_dutch(language) else ENGLISH)}
    told = _told(invariance)
    made = [make(told, say, language) for make in (_fit, _steps, _means, _tests, _differences)]
    made.append(table_of(dict.fromkeys(told.issues), language))
    return tuple(table for table in made if table.rows)


def _told(found: Found) -> _Told:
    if isinstance(found, GroupInvariance):
        return _Told(
            n=found.n,
            compared=tuple(found.groups),
            steps=found.steps,
            free=found.free,
            estimator=found.estimator,
            level=found.level,
            means=found.latent_means,
            tests=found.equality_tests,
            differences=found.score_differences,
            issues=found.issues,
            names=found.names,
            standard=True,
        )
    first = next(iter(found.values()))
    with_means = bool({"scalar", "strict"} & {*found})
    differences, unknown = _scores(found) if with_means and found.free else ((), ())
    return _Told(
        n=found.n,
        compared=found.compared,
        steps=found.steps,
        free=found.free,
        estimator=first.estimator,
        level=first.level,
        means=found.latent_means if with_means else (),
        tests=found.equality_tests(found.steps[-1].level),
        differences=differences,
        issues=(*found.issues, *(issue for model in found.values() for issue in model.issues), *unknown),
        names={},
        standard=False,
    )


def _scores(found: Invariance) -> tuple[tuple[ScoreDifference, ...], tuple[Issue, ...]]:
    """What scores differ by, or why that cannot be told."""
    try:
        return found.score_differences(), ()
    except StatisticsError as untold:
        return (), untold.issues


def _fit(found: _Told, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (say[step.level], step.chi_square, step.df, step.p_value, step.cfi, step.rmsea, step.srmr)
        for step in found.steps
    )
    people = counted(found.n, "person", language)
    notes = [say["who"].format(people=people, compared=", ".join(found.compared))]
    notes += [say["free"].format(free=", ".join(found.free))] if found.free else []
    notes += [say["scaled"].format(estimator=found.estimator)] if found.estimator != "ML" else []
    return Table("fit", say["fit"], _columns(say, "{of}"), rows, tuple(notes), language)


def _steps(found: _Told, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (
            say[step.level],
            step.chi_square_change,
            step.df_change,
            step.p_value_change,
            step.cfi_change,
            step.rmsea_change,
            step.srmr_change,
        )
        for step in found.steps[1:]
    )
    return Table("steps", say["steps"], _columns(say, say["change"]), rows, (say["cuts"],), language)


def _columns(say: dict[str, str], heading: str) -> tuple[Column, ...]:
    return (
        Column("level", say["level"], "text"),
        Column("chi_square", heading.format(of=say["test"]), "points"),
        Column("df", "df", "count"),
        Column("p_value", "p", "p"),
        *(Column(name, heading.format(of=name.upper()), "coefficient") for name in ("cfi", "rmsea", "srmr")),
    )


def _means(found: _Told, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (found.name(row.lhs, language), row.group, row.value, row.low, row.high) for row in found.means if row.free
    )
    bracket = f" [{_level(found, language)}]"
    columns = (
        Column("factor", say["factor"], "text"),
        Column("group", say["group"], "text", "used"),
        Column("value", say["difference"].format(interval=bracket), "points", ends=("low", "high")),
        Column("low", "", "points", "never"),
        Column("high", "", "points", "never"),
    )
    units = say["standard" if found.standard else "units"].format(**_who(found))
    notes = (say["means_note"].format(level=_level(found, language), units=units),)
    return Table("means", say["means"].format(**_who(found)), columns, rows, notes, language)


def _tests(found: _Told, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (f"{row.lhs} {row.op} {row.rhs}".strip(), row.group, row.chi_square, row.p_value, row.expected_change)
        for row in found.tests[:MOST_TESTS]
    )
    columns = (
        Column("parameter", say["parameter"], "text"),
        Column("group", say["group"], "text", "used"),
        Column("chi_square", say["test"], "points"),
        Column("p_value", "p", "p"),
        Column("expected_change", say["expected"], "points"),
    )
    return Table(
        "tests",
        say["tests"].format(level=say[found.steps[-1].level].partition(":")[0]),
        columns,
        rows,
        (say["tests_note"],),
        language,
    )


def _differences(found: _Told, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (found.name(row.score, language), row.group, row.value, row.low, row.high, row.observed, row.d_macs)
        for row in found.differences
        if row.d_macs != 0
    )
    bracket = f" [{_level(found, language)}]"
    columns = (
        Column("score", say["score"], "text"),
        Column("group", say["group"], "text"),
        Column("value", say["difference"].format(interval=bracket), "points", ends=("low", "high")),
        Column("low", "", "points", "never"),
        Column("high", "", "points", "never"),
        Column("observed", say["observed"], "points"),
        Column("d_macs", "dMACS", "points"),
    )
    notes = (say["differences_note"].format(level=_level(found, language)),)
    return Table("differences", say["differences"].format(**_who(found)), columns, rows, notes, language)


def _who(found: _Told) -> dict[str, str]:
    first, *others = found.compared
    return {"first": first, "others": ", ".join(others)}


def _level(found: _Told, language: str) -> str:
    return level(found.level, language)
