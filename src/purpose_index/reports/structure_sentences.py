"""What the test of a structure allows one to say, in plain sentences."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from purpose_index.reports.numbers import interval, number
from purpose_index.reports.words import is_dutch
from purpose_index.stats.reliability.of_model import is_improper

if TYPE_CHECKING:
    from purpose_index.analysis.structure import StructureAnalysis
    from purpose_index.stats.cfa.modification import ModificationIndex
    from purpose_index.stats.reliability.standardized import StandardizedLoading

CLOSE, POOR = 0.06, 0.08  # of RMSEA. Hu & Bentler (1999); Browne & Cudeck (1992)
LEAST_CFI = 0.95  # Hu & Bentler (1999)
ALIKE = 0.90  # a correlation that factors may have. Rönkkö & Cho (2022)
NAMED = 3
BESIDE = ("bifactor", "multitrait")  # where factors that explain nothing beside others are no fault
ENGLISH = {
    "none": "These answers cannot test the structure; what stands in the way is under 'Points to check'.",
    "improper": "The model ended in numbers that no group of people can have (see 'Points to check'), so do not go by "
    "what it says of scales and items.",
    "saturated": "This structure cannot be refuted: it has as many unknowns as there are correlations.",
    "fits": "The answers go together as the set says (RMSEA {rmsea}, CFI {cfi}): nothing here speaks against a score a "
    "scale. Other structures may fit as well, and it does not show that the scales measure what their names say.",
    "misfits": "The answers do not go together as the set says (RMSEA {rmsea}, CFI {cfi}), so that scores may add up "
    "different things. Look at the items first.",
    "unsure": "The answers neither clearly fit the structure nor clearly contradict it (RMSEA {rmsea}, CFI {cfi}).",
    "holds": "The answers do not contradict the structure (RMSEA {rmsea}, CFI {cfi}), but that says little here.",
    "empty": "Nothing shows that the items of {scale} have anything in common: none of its loadings is clearly other "
    "than 0.",
    "against": "Within {scale} this goes against the other items: {items}. Does it have to be reversed, or was it "
    "turned around twice?",
    "misfit": "What it misses most: {what}.",
    "shared": "{one} with {other}, beyond their scales",
    "loads": "{one} on {other}",
    "alike": "These answers do not tell {one} and {other} apart (correlation {value}): a difference between the two "
    "scores says little.",
}
DUTCH = {
    "none": "Met deze antwoorden is de structuur niet te toetsen; wat in de weg staat, staat bij 'Aandachtspunten'.",
    "improper": "Het model komt uit op getallen die bij geen enkele groep mensen kunnen horen (zie 'Aandachtspunten'); "
    "ga dus niet af op wat het over schalen en items zegt.",
    "saturated": "Deze structuur is niet te weerleggen: ze heeft evenveel onbekenden als er correlaties zijn.",
    "fits": "De antwoorden hangen samen zoals de vragenlijst zegt (RMSEA {rmsea}, CFI {cfi}): niets hier pleit tegen "
    "een score per schaal. Andere structuren passen misschien even goed, en het laat niet zien dat de schalen meten "
    "wat hun naam zegt.",
    "misfits": "De antwoorden hangen niet samen zoals de vragenlijst zegt (RMSEA {rmsea}, CFI {cfi}); scores tellen "
    "dan misschien verschillende dingen op. Kijk eerst naar de items.",
    "unsure": "De antwoorden passen niet duidelijk bij de structuur, maar spreken haar ook niet duidelijk tegen (RMSEA "
    "{rmsea}, CFI {cfi}).",
    "holds": "De antwoorden spreken de structuur niet tegen (RMSEA {rmsea}, CFI {cfi}), maar dat zegt hier weinig.",
    "empty": "Niets laat zien dat de items van {scale} iets gemeen hebben: geen van de ladingen is duidelijk anders "
    "dan 0.",
    "against": "Binnen {scale} gaat dit tegen de andere items in: {items}. Moet het worden omgekeerd, of is dat twee "
    "keer gebeurd?",
    "misfit": "Wat er het meest aan ontbreekt: {what}.",
    "shared": "{one} met {other}, los van hun schalen",
    "loads": "{one} op {other}",
    "alike": "Deze antwoorden houden {one} en {other} niet uit elkaar (correlatie {value}): een verschil tussen die "
    "twee scores zegt weinig.",
}


def structure_sentences(found: StructureAnalysis, language: str) -> tuple[str, ...]:
    """Return what the test of a structure allows one to say, a sentence or two each, in Dutch or English.

    Parameters
    ----------
    found
        `analysis.structure`.
    language
        The language of the set; Dutch for 'nl' and its regions, else English.

    Notes
    -----
    Fit is judged by the interval of RMSEA: it 'goes together' where the interval ends at .08 or below, RMSEA itself is
    at most .06 and CFI at least .95 [1]_; it does not where the interval begins above .08 [2]_. These are rules of
    thumb from simulations of other sets. Items that share nothing fit any structure, so the sizes of the loadings have
    their say too.

    References
    ----------
    .. [1] Hu, L., & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure analysis. Structural
       Equation Modeling, 6, 1-55. https://doi.org/10.1080/10705519909540118
    .. [2] Browne, M. W., & Cudeck, R. (1992). Alternative ways of assessing model fit. Sociological Methods & Research,
       21, 230-258. https://doi.org/10.1177/0049124192021002005
    """
    say = DUTCH if is_dutch(language) else ENGLISH
    indices = found.indices
    if indices is None:
        return (say["none"],)
    if found.fitted is not None and is_improper(found.fitted):
        return (say["improper"],)
    if indices.df == 0:
        return (say["saturated"], *_weak(found, say, language), *_alike(found, say, language))
    weak = _weak(found, say, language)
    word = "unsure"
    if indices.rmsea_low > POOR:
        word = "misfits"
    elif indices.rmsea_high <= POOR and indices.rmsea <= CLOSE and indices.cfi >= LEAST_CFI:
        word = "holds" if weak else "fits"
    rmsea = interval(indices.rmsea, indices.rmsea_low, indices.rmsea_high, language, digits=3)
    fit = say[word].format(rmsea=rmsea, cfi=number(indices.cfi, language, digits=3))
    where = "; ".join(missed(index, found, say, language) for index in found.misfit[:NAMED])
    named = (say["misfit"].format(what=where),) if where and word not in ("fits", "holds") else ()
    return (fit, *weak, *named, *_alike(found, say, language))


def _weak(found: StructureAnalysis, say: dict[str, str], language: str) -> tuple[str, ...]:
    """Name the scales whose items share nothing for certain, and the items that go against most of their scale."""
    if found.hypothesis.model in BESIDE:
        return ()
    sentences, empty = [], _empty(found)
    for factor, name in found.hypothesis.names.items():
        signs = {row.measured_by: _sign(row) for row in found.loadings if row.factor == factor}
        against = [item for item, sign in signs.items() if sign and sign * sum(signs.values()) <= 0]
        if factor in empty:
            sentences.append(say["empty"].format(scale=name[language]))
        elif against:
            sentences.append(say["against"].format(scale=name[language], items=", ".join(against)))
    return tuple(sentences)


def _empty(found: StructureAnalysis) -> set[str]:
    """The factors of which no loading is clearly other than 0."""
    return {row.factor for row in found.loadings} - {row.factor for row in found.loadings if _sign(row)}


def _sign(row: StandardizedLoading) -> int:
    """Whether a loading is clearly above 0, or below; 0 where its interval holds 0 or there is none."""
    return (row.low > 0) - (row.high < 0)


def missed(index: ModificationIndex, found: StructureAnalysis, say: dict[str, str], language: str) -> str:
    """Say what a model lacks: a loading, or what two items share."""
    if index.op == "=~":
        return say["loads"].format(one=index.rhs, other=found.hypothesis.names[index.lhs][language])
    return say["shared"].format(one=index.lhs, other=index.rhs)


def _alike(found: StructureAnalysis, say: dict[str, str], language: str) -> tuple[str, ...]:
    """Name the scales that cannot be told apart."""
    pairs = found.correlations
    if pairs is None:
        return ()
    names, passed = found.hypothesis.names, found.hypothesis.above | _empty(found)
    return tuple(
        say["alike"].format(
            one=names[pairs.factors[i]][language],
            other=names[pairs.factors[j]][language],
            value=interval(pairs.values[i, j], pairs.low[i, j], pairs.high[i, j], language, digits=2),
        )
        for i, j in combinations(range(len(pairs.factors)), 2)
        if pairs.high[i, j] >= ALIKE and not passed & {pairs.factors[i], pairs.factors[j]}
    )
