"""Invariance for people: what each level costs, what is not equal, and what that does to scores, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports import render
from purpose_index.reports.issues import hint_of, message_of
from purpose_index.reports.numbers import counted, level
from purpose_index.reports.tables import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from purpose_index.stats.cfa.invariance_result import Invariance

MOST_TESTS = 5
ENGLISH = {
    "fit": "Invariance: how well each level fits",
    "steps": "Invariance: what each level costs",
    "means": "Factor means: {others} less {first}",
    "tests": "Equalities at '{level}' that cost most",
    "differences": "Scores of {others} less those of {first}, at one level of the factor",
    "level": "level",
    "configural": "configural: the same items",
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
    "cuts": "Rules of thumb, from simulations: a CFI that is .010 lower (Cheung & Rensvold, 2002); with it an RMSEA "
    "that is .015, or an SRMR that is .030 (metric) or .010 (scalar, strict) higher (Chen, 2007); with 300 people or "
    "fewer, or groups of unlike size, .005, .010, and .025 or .005.",
    "means_note": "In units of the factor; in brackets the {level} interval.",
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
    "cuts": "Vuistregels, uit simulaties: een CFI die 0,010 lager is (Cheung & Rensvold, 2002); met daarbij een RMSEA "
    "die 0,015, of een SRMR die 0,030 (metrisch) of 0,010 (scalair, strikt) hoger is (Chen, 2007); bij 300 mensen of "
    "minder, of groepen van ongelijke grootte: 0,005, 0,010, en 0,025 of 0,005.",
    "means_note": "In eenheden van de factor; tussen haken het {level}-interval.",
    "tests_note": "Hoeveel lager chi-kwadraat zou zijn, met één vrijheidsgraad, als dit niet gelijk was, en hoeveel "
    "het dan zou verschuiven. Van veel van zulke toetsen zijn er enkele door toeval groot.",
    "differences_note": "In punten, tussen haken het {level}-interval: hoeveel hoger mensen scoren dan anderen die op "
    "de factor gelijk zijn. Waargenomen: het hele verschil. dMACS: de grootte in standaarddeviaties. De score van een "
    "factor is het gemiddelde van de items. Items die gelijk gehouden zijn, dragen de vergelijking en ontbreken.",
}


def text(invariance: Invariance) -> str:
    """Return the tables as plain text."""
    return render.text(tables(invariance))


def rich(invariance: Invariance) -> Any:
    """Return the tables for rich."""
    return render.rich(tables(invariance))


def html(invariance: Invariance) -> str:
    """Return the tables as one fragment of HTML."""
    return render.html(tables(invariance))


def tables(invariance: Invariance, language: str = "en") -> tuple[Table, ...]:
    """Return what was found as tables, with Dutch or English headings: levels, steps, means, equalities, scores."""
    say = {**words(language), **(DUTCH if is_dutch(language) else ENGLISH)}
    makers: tuple[Callable[[Invariance, dict[str, str], str], Table], ...]
    makers = (_fit, _steps, _means, _tests, _differences, _issues)
    made = [make(invariance, say, language) for make in makers]
    return tuple(table for table in made if table.rows)


def _fit(found: Invariance, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (say[step.level], step.chi_square, step.df, step.p_value, step.cfi, step.rmsea, step.srmr)
        for step in found.steps
    )
    people = counted(found.n, "person", language)
    notes = [say["who"].format(people=people, compared=", ".join(found.compared))]
    notes += [say["free"].format(free=", ".join(found.free))] if found.free else []
    return Table("fit", say["fit"], _columns(say, "{of}"), rows, tuple(notes), language)


def _steps(found: Invariance, say: dict[str, str], language: str) -> Table:
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
        Column("p_value", "p", "coefficient"),
        *(Column(name, heading.format(of=name.upper()), "coefficient") for name in ("cfi", "rmsea", "srmr")),
    )


def _means(found: Invariance, say: dict[str, str], language: str) -> Table:
    estimates = found.latent_means if {"scalar", "strict"} & {*found} else ()
    rows = tuple((row.lhs, row.group, row.value, row.low, row.high) for row in estimates if row.free)
    bracket = f" [{_level(found, language)}]"
    columns = (
        Column("factor", say["factor"], "text"),
        Column("group", say["group"], "text", "used"),
        Column("value", say["difference"].format(interval=bracket), "points", ends=("low", "high")),
        Column("low", "", "points", "never"),
        Column("high", "", "points", "never"),
    )
    notes = (say["means_note"].format(level=_level(found, language)),)
    return Table("means", say["means"].format(**_who(found)), columns, rows, notes, language)


def _tests(found: Invariance, say: dict[str, str], language: str) -> Table:
    last = list(found)[-1]
    tests = found.equality_tests(last)[:MOST_TESTS]
    rows = tuple(
        (f"{row.lhs} {row.op} {row.rhs}".strip(), row.group, row.chi_square, row.p_value, row.expected_change)
        for row in tests
    )
    columns = (
        Column("parameter", say["parameter"], "text"),
        Column("group", say["group"], "text", "used"),
        Column("chi_square", say["test"], "points"),
        Column("p_value", "p", "coefficient"),
        Column("expected_change", say["expected"], "points"),
    )
    return Table("tests", say["tests"].format(level=last), columns, rows, (say["tests_note"],), language)


def _differences(found: Invariance, say: dict[str, str], language: str) -> Table:
    differences = found.score_differences() if found.free and {"scalar", "strict"} & {*found} else ()
    rows = tuple(
        (row.score, row.group, row.value, row.low, row.high, row.observed, row.d_macs)
        for row in differences
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


def _issues(found: Invariance, say: dict[str, str], language: str) -> Table:
    issues = [*found.issues, *(issue for model in found.values() for issue in model.issues)]
    places = [*("" for _ in found.issues), *(level for level, model in found.items() for _ in model.issues)]
    rows = tuple(
        (place, f"{message_of(issue, language)} {hint_of(issue, language)}".strip())
        for place, issue in zip(places, issues, strict=True)
    )
    columns = (Column("place", say["place"], "text"), Column("message", say["message"], "text"))
    return Table("issues", say["issues"], columns, rows, (), language)


def _who(found: Invariance) -> dict[str, str]:
    first, *others = found.compared
    return {"first": first, "others": ", ".join(others)}


def _level(found: Invariance, language: str) -> str:
    return level(next(iter(found.values())).level, language)
