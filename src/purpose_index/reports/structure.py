"""The structure of a set as tables: its fit, what it says of scales and items, and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from purpose_index.reports.numbers import counted, level
from purpose_index.reports.structure_sentences import DUTCH as SAID_IN_DUTCH
from purpose_index.reports.structure_sentences import ENGLISH as SAID_IN_ENGLISH
from purpose_index.reports.structure_sentences import missed, structure_sentences
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from purpose_index.analysis.results import Analysis
    from purpose_index.analysis.structure import StructureAnalysis

ENGLISH = {
    "structure": "Structure",
    "loadings": "Structure: loadings",
    "correlations": "Structure: correlations of factors",
    "omegas": "Structure: omega",
    "misfit": "Structure: what it lacks most",
    "model": "model",
    "one-factor": "one factor",
    "correlated": "correlated factors",
    "second-order": "second order",
    "bifactor": "bifactor",
    "multitrait": "multitrait-multimethod",
    "one-factor_note": "One factor lies behind all items.",
    "correlated_note": "Every scale is a factor, and factors correlate.",
    "second-order_note": "Every scale is a factor, and the total is one over them.",
    "bifactor_note": "The total lies behind all items, and beside it is what the items of each scale share.",
    "multitrait_note": "Every layer is a factor behind the items about both referents, and beside it is what is "
    "special to the second referent, which has the name of its scale here.",
    "chi_square": "chi-square",
    "factor": "factor",
    "measured_by": "measured by",
    "loading": "loading{interval}",
    "correlation": "correlation{interval}",
    "omega": "omega{interval}",
    "all": "all items",
    "n_note": "{people}.",
    "WLSMV": "Answers are taken as ordered categories (WLSMV): the loadings and correlations are of what lies behind "
    "them, omega is of the sum of the answers.",
    "MLR": "Answers are taken as numbers (MLR), with errors that need no normal answers.",
    "fiml": "Everything that everybody answered counts (FIML).",
    "listwise": "Only people who answered all items count.",
    "pairwise": "Of every two items, everybody who answered both counts.",
    "indices_note": "RMSEA, with its 90% interval, and SRMR: 0 is a perfect fit. CFI, TLI: 1 is.",
    "loadings_note": "In standard deviations, with the {level} interval.",
    "omegas_note": "The share of the differences between sums of items that a factor explains; of a total over other "
    "factors, what it alone explains.",
    "misfit_note": "How much lower chi-square would be, and how large the loading or correlation. Only what exceeds "
    "chance by far is listed.",
    "missing_part": "what",
    "change": "size",
}
DUTCH = {
    "structure": "Structuur",
    "loadings": "Structuur: ladingen",
    "correlations": "Structuur: correlaties van factoren",
    "omegas": "Structuur: omega",
    "misfit": "Structuur: wat er het meest aan ontbreekt",
    "model": "model",
    "one-factor": "één factor",
    "correlated": "factoren die samenhangen",
    "second-order": "tweede orde",
    "bifactor": "bifactor",
    "multitrait": "multitrait-multimethod",
    "one-factor_note": "Achter alle items ligt één factor.",
    "correlated_note": "Elke schaal is een factor, en factoren hangen samen.",
    "second-order_note": "Elke schaal is een factor, en het totaal is er één daarboven.",
    "bifactor_note": "Het totaal ligt achter alle items, en daarnaast wat de items van elke schaal delen.",
    "multitrait_note": "Elke laag is een factor achter de items over beide referenten, met daarnaast wat eigen is aan "
    "de tweede referent; dat heeft hier de naam van zijn schaal.",
    "chi_square": "chi-kwadraat",
    "factor": "factor",
    "measured_by": "gemeten met",
    "loading": "lading{interval}",
    "correlation": "correlatie{interval}",
    "omega": "omega{interval}",
    "all": "alle items",
    "n_note": "{people}.",
    "WLSMV": "Antwoorden gelden als geordende categorieën (WLSMV): de ladingen en correlaties gaan over wat erachter "
    "ligt, omega over de som van de antwoorden.",
    "MLR": "Antwoorden gelden als getallen (MLR), met fouten waarvoor ze niet normaal verdeeld hoeven te zijn.",
    "fiml": "Alles wat mensen hebben beantwoord telt mee (FIML).",
    "listwise": "Alleen mensen die alle items hebben beantwoord tellen mee.",
    "pairwise": "Bij elke twee items telt mee wie ze allebei heeft beantwoord.",
    "indices_note": "RMSEA, met het 90%-interval, en SRMR: 0 past volmaakt. CFI, TLI: 1 past volmaakt.",
    "loadings_note": "In standaarddeviaties, met het {level}-interval.",
    "omegas_note": "Welk deel van de verschillen tussen sommen van items een factor verklaart; bij een totaal boven "
    "andere factoren: wat het totaal alleen verklaart.",
    "misfit_note": "Hoeveel lager chi-kwadraat zou zijn, en hoe groot de lading of correlatie. Alleen wat veel meer is "
    "dan toeval staat erbij.",
    "missing_part": "wat",
    "change": "grootte",
}


def structure_tables(analysis: Analysis, language: str) -> tuple[Table, ...]:
    """Return the structure of an analysis as tables; none where it was not asked for."""
    found = analysis.structure
    if found is None:
        return ()
    say = SAID_IN_DUTCH | DUTCH if is_dutch(language) else SAID_IN_ENGLISH | ENGLISH
    made = [make(found, say, language) for make in (_loadings, _correlations, _omegas, _misfit)]
    return (_fit(found, say, language), *(table for table in made if table.rows))


def _fit(found: StructureAnalysis, say: Mapping[str, str], language: str) -> Table:
    columns = (
        Column("model", say["model"], "text", least=11),
        Column("n", "n", "count", "never"),  # a note says it, and there is no room for more
        Column("chi_square", say["chi_square"], "points"),
        Column("df", "df", "count"),
        Column("p_value", "p", "p"),
        Column("rmsea", f"RMSEA [{level(0.9, language)}]", "coefficient", ends=("rmsea_low", "rmsea_high")),
        *(Column(name, "", "coefficient", "never") for name in ("rmsea_low", "rmsea_high")),
        *(Column(name, name.upper(), "coefficient") for name in ("cfi", "tli", "srmr")),
    )
    numbers: tuple[Any, ...] = (None,) * (len(columns) - 1)
    notes = [*structure_sentences(found, language), say[f"{found.hypothesis.model}_note"]]
    if found.fitted is not None and found.fit is not None and found.indices is not None:
        test, size = found.fit.scaled or found.fit, found.indices
        own = (test.chi_square, test.df, test.p_value, size.rmsea, size.rmsea_low, size.rmsea_high, size.cfi, size.tli)
        numbers = (found.n, *own, found.fit.srmr)
        people = say["n_note"].format(people=counted(found.n, "person", language))
        notes += [f"{people} {say[found.fitted.estimator]} {say[found.fitted.missing]}", say["indices_note"]]
    return Table(
        "structure", say["structure"], columns, ((say[found.hypothesis.model], *numbers),), tuple(notes), language
    )


def _loadings(found: StructureAnalysis, say: Mapping[str, str], language: str) -> Table:
    names = found.hypothesis.names
    rows = tuple(
        (names[row.factor][language], _named(row.measured_by, found, language), row.value, row.low, row.high)
        for row in found.loadings
    )
    columns = (Column("factor", say["factor"], "text"), Column("measured_by", say["measured_by"], "text"))
    notes = (say["loadings_note"].format(level=_level(found, language)),)
    return Table(
        "loadings", say["loadings"], (*columns, *_number("loading", found, say, language)), rows, notes, language
    )


def _named(one: str, found: StructureAnalysis, language: str) -> str:
    names = found.hypothesis.names
    return names[one][language] if one in names else one


def _correlations(found: StructureAnalysis, say: Mapping[str, str], language: str) -> Table:
    pairs, names = found.correlations, found.hypothesis.names
    rows: tuple[tuple[Any, ...], ...] = ()
    if pairs is not None:
        rows = tuple(
            (names[one][language], names[other][language], pairs.values[i, j], pairs.low[i, j], pairs.high[i, j])
            for i, one in enumerate(pairs.factors)
            for j, other in enumerate(pairs.factors)
            if i < j and (one, other) not in found.hypothesis.apart and not {one, other} & found.hypothesis.above
        )
    columns = (Column("factor", say["factor"], "text"), Column("other", say["factor"], "text"))
    return Table(
        "correlations",
        say["correlations"],
        (*columns, *_number("correlation", found, say, language)),
        rows,
        (),
        language,
    )


def _omegas(found: StructureAnalysis, say: Mapping[str, str], language: str) -> Table:
    rows = tuple((name, one.value, one.low, one.high) for name, one in _estimates(found, say, language))
    columns = (Column("factor", say["factor"], "text"), *_number("omega", found, say, language))
    return Table("omegas", say["omegas"], columns, rows, (say["omegas_note"],), language)


def _estimates(found: StructureAnalysis, say: Mapping[str, str], language: str) -> Iterator[tuple[str, Any]]:
    if found.reliability is None:
        return
    for factor, estimate in found.reliability.factors.items():
        yield found.hypothesis.names[factor][language], estimate
    if len(found.hypothesis.factors) > 1:
        yield say["all"], found.reliability.total


def _misfit(found: StructureAnalysis, say: dict[str, str], language: str) -> Table:
    rows = tuple(
        (missed(index, found, say, language), index.chi_square, index.standardized_change) for index in found.misfit
    )
    columns = (
        Column("what", say["missing_part"], "text"),
        Column("chi_square", say["chi_square"], "points"),
        Column("change", say["change"], "coefficient"),
    )
    return Table("misfit", say["misfit"], columns, rows, (say["misfit_note"],), language)


def _number(key: str, found: StructureAnalysis, say: Mapping[str, str], language: str) -> tuple[Column, ...]:
    """The columns of a number with its interval."""
    ends = (f"{key}_low", f"{key}_high")
    heading = say[key].format(interval=f" [{_level(found, language)}]")
    return (
        Column(key, heading, "coefficient", ends=ends),
        *(Column(end, "", "coefficient", "never") for end in ends),
    )


def _level(found: StructureAnalysis, language: str) -> str:
    return "" if found.fitted is None else level(found.fitted.level, language)
