"""What issues say in Dutch, made from their codes and facts: those of answers, and of what an analysis finds.

A code has one or more sentences, the most telling first: the first one whose facts the issue has is said. A sentence
names a fact in braces; it is written as numbers for people are. Other issues are for people who write sets or
programs, and stay in English.
"""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from purpose_index.reports.numbers import number
from purpose_index.reports.table import Column, Table
from purpose_index.reports.words import is_dutch, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from purpose_index.errors import Fact, Issue

Sentences = tuple[str, ...]

ANSWERS: dict[str, Sentences] = {
    "boolean-answer": ("{subject} 'waar' of 'onwaar'; verwacht werd {expected}.",),
    "text-answer": ("{subject} tekst; verwacht werd {expected}.",),
    "infinite-answer": ("{subject} oneindig; verwacht werd {expected}.",),
    "fractional-answer": ("{subject} geen heel getal; verwacht werd {expected}.",),
    "undeclared-answer": ("{subject} geen van de antwoordopties; verwacht werd {expected}.",),
    "labelled-answer": ("{subject} een categorie en geen getal; verwacht werd {expected}.",),
    "thousands-mark": (
        "{subject} een getal met drie decimalen of een teken voor duizendtallen; verwacht werd {expected}.",
    ),
    "date-answer": ("{subject} een datum; verwacht werd {expected}.",),
    "not-a-number": ("{subject} geen getal; verwacht werd {expected}.",),
    "unknown-answer": ("Sleutel {position} is niet de id van een vraag.",),
    "duplicate-answer": ("Sleutel {position} staat er twee keer.",),
    "not-a-mapping": ("Antwoorden horen bij de id's van de vragen: per vraag een id en een antwoord.",),
}
TEAMS: dict[str, Sentences] = {
    "few-answered-twice": (
        "Minder dan {minimum} mensen antwoordden beide keren; daarom is er geen verandering te zien.",
    ),
    "low-minimum": (
        "In een groep van {minimum} kan ieder het gemiddelde van de andere {others} uitrekenen, en wie met een ander "
        "vergelijkt nog meer.",
    ),
    "moved-team": ("Mensen die later in een ander team zaten; hun verandering telt nergens mee: {people}.",),
    "no-person": ("Van niemand is bekend wie wie was op de twee momenten; daarom is er geen verandering te zien.",),
    "no-person-id": ("Rijen die niet zeggen wie iemand is, en die elk als iemand anders meetellen: {rows}.",),
    "occasion-order": ("Nergens staat welk moment het eerste was; ze staan nu in de volgorde van het alfabet.",),
    "rows-left-out": ("Rijen die nergens meetellen, zonder team of van een ander moment: {rows}.",),
    "several-leaders": (
        "Dit team heeft {leaders} leidinggevenden; daarom staat er geen naast. Ze tellen in het team niet mee.",
    ),
    "team-without-leader": ("Wie dit team leidt, heeft niet geantwoord.",),
}
ANALYSIS: dict[str, Sentences] = {
    "borderline-components": (
        "Component {component} is groter dan in {percent}% van {draws} trekkingen, te dicht bij {quantile}% om te "
        "beslissen: andere trekkingen kunnen een ander aantal geven dan {suggested}.",
    ),
    "boundary-correlation": ("{first} en {second} hangen volledig samen: hun correlatie is {correlation}.",),
    "category-unused-in-group": (
        "In groep {group} koos niemand {values} bij {item}, en elders iemand wel.",
        "Op {occasion} koos niemand {values} bij {item}, en op een ander moment iemand wel.",
    ),
    "constant-item": ("Dit item onderscheidt niemand: iedereen gaf hetzelfde antwoord, of niemand gaf er een.",),
    "determined-items": (
        "Items die precies uit andere items volgen: {items}. Wat ze delen, komt dan niet alleen van één factor.",
    ),
    "heywood-case": (
        "Het factormodel geeft dit item geen eigen variantie: die staat op de ondergrens van {lowest}. Omega is "
        "daarom twijfelachtig.",
    ),
    "empty-cell": (
        "Een van de vier combinaties van antwoorden kwam niet voor, en telt voor een halve persoon: {pairs}.",
    ),
    "few-people-for-calibration": ("Minder dan {minimum} mensen beantwoordden iets van schaal {scale}.",),
    "group-not-shown": (
        "In groep {group} zijn te weinig mensen, of lijken ze te veel op elkaar, om iets over gemiddelde en spreiding "
        "te laten zien.",
        "In {groups} groepen zijn te weinig mensen, of lijken ze te veel op elkaar, om iets over gemiddelde en "
        "spreiding te laten zien.",
    ),
    "impossible-factor-correlations": (
        "De factoren hebben correlaties die bij geen enkele groep mensen kunnen horen.",
    ),
    "indefinite-correlations": (
        "De kleinste eigenwaarde is {smallest}: zulke correlaties kunnen niet allemaal in één groep mensen voorkomen.",
    ),
    "indefinite-covariances": (
        "De paarsgewijze covarianties berusten op verschillende mensen en kunnen samen niet bij één groep horen.",
    ),
    "indefinite-polychoric": (
        "De polychorische correlaties passen niet bij elkaar: de kleinste eigenwaarde is {smallest}.",
    ),
    "interval-needs-listwise": (
        "Het interval {interval} geldt alleen als iedereen alle items beantwoordt; bij pairwise is dat niet zo.",
    ),
    "item-not-estimated": (
        "{item} onderscheidt niemand, want bijna iedereen gaf hetzelfde antwoord, of niemand antwoordde: het zegt "
        "niets over waar iemand staat.",
    ),
    "item-without-correlations": ("Iedereen gaf op {item} hetzelfde antwoord; correlaties zijn er dan niet.",),
    "negative-alpha": ("De items gaan vaker tegen elkaar in dan met elkaar mee, dus alfa is lager dan nul.",),
    "negative-item-rest-correlation": (
        "Dit item gaat in tegen de som van de andere: misschien moet het worden omgekeerd, of meet het iets anders.",
    ),
    "negative-loading": ("Dit item laadt negatief op de factor van de andere items en verlaagt omega.",),
    "nothing-to-match-on": ("Eén item is zijn eigen totaal: er is niets anders waarop mensen gelijk kunnen zijn.",),
    "no-anchors": (
        "Bijna geen item werkt in alle groepen gelijk, dus is er niets waarop groepen te vergelijken zijn.",
    ),
    "no-finite-slope": (
        "Van {item} loopt een helling weg: in een groep, of op een niveau, zijn alle antwoorden zo hoog of zo laag als "
        "kan. De toetsen gelden; hellingen en hun fouten niet.",
    ),
    "group-tells-too-little": (
        "Bij {item} heeft een groep te weinig niveaus of te weinig mensen om haar helling te kunnen bepalen.",
    ),
    "no-common-scale": (
        "Geen item van {factors} heeft dezelfde lading en hetzelfde intercept bij {group} en {reference}.",
        "Niveaus van factoren zijn alleen te vergelijken als intercepten gelijk zijn.",
    ),
    "negative-variance": ("Een variantie is lager dan 0 geschat, en dat kan niet: van {names}.",),
    "too-many-moments": ("{items} items hebben {moments} momenten; samen te toetsen zijn er hoogstens {most}.",),
    "nobody-complete": ("Bijna niemand beantwoordde alle items, dus is niet te toetsen of elk item past.",),
    "no-common-items": (
        "Groepen die met de andere geen item delen waarin mensen verschillen: {groups}.",
        "Geen item staat in beide met dezelfde antwoorden, en met verschil tussen mensen.",
    ),
    "no-common-spread": (
        "De plaatsen van de gedeelde items verschillen niet, dus zeggen ze niets over een spreiding.",
    ),
    "one-common-item": ("De koppeling rust op {item} alleen: niets laat zien of dat in beide gelijk werkt.",),
    "unlike-categories": (
        "{item} heeft in de ene andere antwoorden dan in de andere, en telt in de koppeling niet mee.",
    ),
    "no-common-trait": (
        "De items hebben niets gemeen: hun hellingen zijn nul, en wat eruit volgt zegt niets over mensen.",
    ),
    "no-total-variance": ("De som van de items is voor iedereen gelijk, dus betrouwbaarheid is niet te bepalen.",),
    "not-converged": ("Het zoeken naar een oplossing kwam niet tot een einde: de getallen zijn die van onderweg.",),
    "not-identified": (
        "Het model heeft {parameters} onbekenden, en er zijn {moments} getallen om ze uit af te leiden.",
        "Veel waarden van {parameters} passen even goed.",
    ),
    "not-positive-definite": (
        "De correlaties hebben geen inverse: een item volgt uit de andere, er zijn minder mensen dan items, of de "
        "correlaties berusten op verschillende mensen.",
    ),
    "scale-of-one-item": ("Schaal {scale} heeft één item, en hoort daarom niet bij de structuur.",),
    "few-people-with-signs": (
        "Wat er verandert zonder deze mensen staat er als zij, en de anderen, met {minimum} of meer zijn.",
    ),
    "too-few-to-screen": (
        "Minder dan 20 mensen hebben geantwoord: wat aandacht alleen teweegbrengt is niet bekend, en er zijn geen "
        "grenzen.",
    ),
    "sign-not-defined": ("Niemand heeft een getal voor {sign}.",),
    "slope-against-scale": ("{item} gaat in tegen de andere items, zoals het nu telt: de helling is negatief.",),
    "slope-runs-off": ("De helling loopt weg, en is vastgezet op {steepest}: van {items}.",),
    "too-few-items": ("Voor dit getal heeft de schaal te weinig items.",),
    "too-few-people": (
        "Te weinig mensen hebben deze items beantwoord: {people}, terwijl er minstens {fewest} nodig zijn.",
    ),
    "too-few-varying-items": (
        "Items waarin mensen verschillen: {items}; hellingen van deze soort vragen er minstens {needed}.",
    ),
    "uncorrelated-item": ("Dit item hangt met geen enkel ander item samen.",),
    "undefined-comparison": ("Voor wat gelijk werd op niveau '{level}' is er geen eigen toets.",),
    "undefined-correlation": (
        "Een correlatie met {other} is er niet: te weinig mensen beantwoordden allebei.",
        "Dit item heeft met geen enkel item een correlatie: iedereen antwoordde hetzelfde, of niemand antwoordde.",
    ),
    "undefined-error": (
        "Te weinig mensen beantwoordden {first} en {second} om te zeggen hoe zeker hun correlatie is.",
        "Deze mensen laten niet zien hoeveel de toets door toeval verschilt, dus op de toets is niet te rekenen.",
    ),
    "undefined-item-statistic": ("{statistic}: niet te bepalen voor {items}.",),
    "undefined-pair": (
        "{first} en {second} hebben geen correlatie: onder wie allebei beantwoordt, is er geen verschil.",
    ),
    "underidentified-factors": (
        "Voor {factors} factoren zijn {items} items te weinig: andere ladingen passen even goed.",
    ),
    "undefined-interval": ("Deze antwoorden leggen de ladingen nauwelijks vast, dus een interval is er niet.",),
    "undetermined-loadings": (
        "Minder dan drie items hebben iets gemeen; dan passen veel combinaties van ladingen even goed.",
    ),
    "variance-out-of-range": ("De antwoorden zijn zo klein of zo groot dat er niet mee te rekenen is.",),
    "unused-category": ("Bij {item} koos niemand {values}; de andere antwoorden tellen mee.",),
    "vanishing-factor": ("De factor verklaart niets.",),
    "weakly-identified": (
        "Deze antwoorden houden {parameters} nauwelijks uit elkaar; op hun fouten is niet te rekenen.",
        "Deze antwoorden houden de parameters nauwelijks uit elkaar; op hun fouten is niet te rekenen.",
    ),
}
MESSAGES = {**ANSWERS, **TEAMS, **ANALYSIS}

HINTS: dict[str, Sentences] = {
    **dict.fromkeys(ANSWERS, ("Kies een van de antwoordopties.",)),
    "infinite-answer": ("Laat het leeg als er geen antwoord is.",),
    "unknown-answer": ("Bedoel je {suggestion}?", "Laat weg wat geen antwoord is."),
    "duplicate-answer": ("Geef één antwoord per vraag.",),
    "not-a-mapping": ("",),
    "few-answered-twice": ("",),
    "low-minimum": ("Neem 5 of meer, tenzij iedereen het wist voor het antwoorden.",),
    "moved-team": ("",),
    "no-person": ("Noem de kolom waarin staat wie iemand is.",),
    "no-person-id": ("",),
    "occasion-order": ("Noem de momenten in hun volgorde.",),
    "rows-left-out": ("",),
    "several-leaders": ("",),
    "team-without-leader": ("",),
    "boundary-correlation": ("Vragen ze hetzelfde? Bij weinig mensen maken meer antwoorden het duidelijker.",),
    "borderline-components": ("Neem meer trekkingen, en bekijk de oplossing met elk van beide aantallen.",),
    "category-unused-in-group": ("Voeg die antwoordoptie overal samen met die ernaast.",),
    "constant-item": ("Kijk of je ook iets anders kunt antwoorden, of laat het item buiten de schaal.",),
    "determined-items": ("Zoek een dubbel item, of verzamel meer antwoorden dan er items zijn.",),
    "empty-cell": ("Met meer antwoorden, of een item minder, zijn die correlaties zekerder.",),
    "group-not-shown": (
        "Laat de mensen van zo'n groep weg, of voeg ze bij een andere; er zijn er minstens {minimum} nodig.",
    ),
    "few-people-for-calibration": (
        "Vraag meer mensen: van weinig mensen vertelt een ijking hoe zij antwoordden, en weinig over de items.",
    ),
    "heywood-case": ("Is er een dubbel item, of is de groep te klein?",),
    "impossible-factor-correlations": ("Twee factoren die niet te onderscheiden zijn, zijn er misschien één.",),
    "indefinite-correlations": ("Vraag om listwise.",),
    "indefinite-covariances": ("Vraag om listwise, of zoek uit waarom antwoorden ontbreken.",),
    "indefinite-polychoric": ("Verzamel meer antwoorden of gebruik minder items.",),
    "interval-needs-listwise": ("Vraag om listwise.",),
    "item-not-estimated": ("Laat het item weg, of vraag meer mensen.",),
    "item-without-correlations": ("Laat het item weg.",),
    "negative-alpha": ("Misschien moeten items worden omgekeerd, of waren ze dat al; kijk in de tabel van de items.",),
    "negative-item-rest-correlation": ("Vergelijk de tekst met die van de andere; er is niets omgekeerd.",),
    "negative-loading": ("Misschien moet het worden omgekeerd.",),
    "nothing-to-match-on": ("Geef meer items, of geef met matching= waarop mensen gelijk moeten zijn.",),
    "no-anchors": ("Lees de getallen als verschillen ten opzichte van de andere items, niet meer.",),
    "no-finite-slope": ("Vraag meer mensen.",),
    "group-tells-too-little": ("Voeg de groep bij een andere, of vraag meer mensen.",),
    "no-common-scale": ("Houd gelijk wat gelijk kan zijn, en noem de rest in free=.",),
    "negative-variance": ("Dat kan toeval zijn bij weinig mensen of items, of het model is onjuist.",),
    "too-many-moments": ("Toets delen van de schaal, of bekijk paren items: local_dependence.",),
    "nobody-complete": ("Laat items weg die weinig mensen beantwoordden.",),
    "no-common-items": (
        "Neem als anker items die elke groep beantwoordde.",
        "Koppel modellen waarvan een deel van de items hetzelfde is.",
    ),
    "no-common-spread": ("Neem method='stocking_lord', of meer items.",),
    "one-common-item": ("Neem meer items.",),
    "unlike-categories": ("Schat beide met dezelfde antwoorden, of voeg samen wat in een ervan niemand koos.",),
    "no-common-trait": ("Kijk of er items moeten worden omgekeerd.",),
    "no-total-variance": ("Zoek items waarop iedereen hetzelfde antwoordt, en items die omgekeerd moeten worden.",),
    "not-converged": ("Trek er geen conclusies uit; een eenvoudiger model of meer mensen kan helpen.",),
    "not-identified": ("Een factor op zichzelf vraagt drie items, of twee en een factor die ermee samengaat.",),
    "not-positive-definite": ("Laat het overbodige item weg, of vraag om listwise.",),
    "scale-of-one-item": ("Wat een item met andere deelt, is pas met twee items te zien.",),
    "few-people-with-signs": ("",),
    "sign-not-defined": (
        "Het vraagt {scales} schalen van twee items of meer.",
        "Het vraagt {pairs} paren items die sterk samengaan.",
        "Het vraagt antwoorden die verschillen.",
    ),
    "too-few-to-screen": ("",),
    "slope-against-scale": ("Misschien moet het worden omgekeerd, of juist niet; of laat het weg.",),
    "slope-runs-off": ("Zoek een item dat een ander herhaalt, of vraag meer mensen.",),
    "too-few-items": ("Alfa vraagt er minstens twee, omega drie.",),
    "too-few-people": ("Verzamel meer antwoorden, of probeer missing='{instead}'.", "Verzamel meer antwoorden."),
    "too-few-varying-items": ("Neem meer items, of één helling voor alle items.",),
    "uncorrelated-item": ("Laat het item weg.",),
    "undefined-comparison": ("Vergelijk meer mensen, of gebruik de schatter '{estimator}'.", "Vergelijk meer mensen."),
    "undefined-correlation": ("Laat een van beide weg.",),
    "undefined-error": ("Vraag meer mensen.",),
    "undefined-item-statistic": ("",),
    "undefined-pair": ("Laat een van beide weg.",),
    "underidentified-factors": ("Vraag om minder factoren, of gebruik meer items.",),
    "undefined-interval": ("Verzamel meer antwoorden.",),
    "undetermined-loadings": ("Laat items weg die met geen ander item samenhangen, of gebruik alfa.",),
    "variance-out-of-range": ("Vermenigvuldig alle antwoorden, of alle gewichten, met één getal.",),
    "unused-category": ("",),
    "vanishing-factor": ("Vraag om minder factoren.",),
    "weakly-identified": (
        "Niemand beantwoordde {alone} samen met twee andere: vraag dat aan een paar mensen, of laat ze weg.",
        "Gebruik een eenvoudiger model.",
    ),
}
NAMES = {
    "missing": "Aantal ontbrekende antwoorden",
    "unanswered": "Aantal ontbrekende antwoorden",
    "mean": "Gemiddelde",
    "sd": "Standaarddeviatie",
    "skewness": "Scheefheid",
    "kurtosis": "Kurtosis",
    "item_total_correlation": "Item-totaalcorrelatie",
    "item_rest_correlation": "Item-restcorrelatie",
    "alpha_if_dropped": "Alfa zonder het item",
    "standardized_alpha_if_dropped": "Gestandaardiseerde alfa zonder het item",
    "mean_correlation_if_dropped": "Gemiddelde correlatie zonder het item",
}


def message_of(issue: Issue, language: str) -> str:
    """Return what an issue says is wrong: in Dutch where the language is and the code has Dutch words, else English.

    Examples
    --------
    >>> from purpose_index.errors import Issue
    >>> facts = {"low": 1, "high": 5}
    >>> issue = Issue("undeclared-answer", "$.q01", "The answer is not one of the options.", facts=facts)
    >>> message_of(issue, "nl")
    'Het antwoord is geen van de antwoordopties; verwacht werd een geheel getal van 1 tot en met 5.'
    """
    return _said(MESSAGES, issue, issue.message, language)


def no_score(language: str) -> str:
    """Return what to say where somebody has no score, in Dutch or English.

    Examples
    --------
    >>> no_score("nl"), no_score("en")
    ('Te weinig vragen beantwoord voor een score.', 'Too few questions answered for a score.')
    """
    if is_dutch(language):
        return "Te weinig vragen beantwoord voor een score."
    return "Too few questions answered for a score."


def hint_of(issue: Issue, language: str) -> str:
    """Return how to mend an issue, in the language that `message_of` speaks."""
    return _said(HINTS, issue, issue.hint, language)


def advice_of(issue: Issue, language: str) -> str:
    """Return what an issue says and how to mend it, as one text."""
    return f"{message_of(issue, language)} {hint_of(issue, language)}".strip()


def table_of(issues: Iterable[Issue], language: str) -> Table:
    """Return issues as a table: where, and what to do; without rows where there are none."""
    say = words(language)
    rows = tuple((issue.path.removeprefix("$."), advice_of(issue, language)) for issue in issues)
    columns = (Column("place", say["place"], "text"), Column("message", say["message"], "text"))
    return Table("issues", say["issues"], columns, rows, (), language)


def _said(sentences: Mapping[str, Sentences], issue: Issue, english: str, language: str) -> str:
    """Return the first sentence of the code whose facts are there; the English one where there is none."""
    if not is_dutch(language) or _first(MESSAGES, issue) is None:
        return english
    sentence = _first(sentences, issue)
    return "" if sentence is None else sentence.format_map(_fields(issue.facts))


def _first(sentences: Mapping[str, Sentences], issue: Issue) -> str | None:
    known = _fields(issue.facts).keys()
    return next((s for s in sentences.get(issue.code, ()) if known >= _named(s)), None)


def _named(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def _fields(facts: Mapping[str, Fact]) -> dict[str, str]:
    """Return the facts in Dutch, and what several of them say together: what was expected, and of what."""
    fields = {name: _written(fact) for name, fact in facts.items()}
    if {"low", "high"} <= facts.keys():
        fields["expected"] = f"een geheel getal van {fields['low']} tot en met {fields['high']}"
    elif "values" in facts:
        fields["expected"] = _listed(facts["values"], "of")
    return {**fields, "subject": _subject(facts)}


def _subject(facts: Mapping[str, Fact]) -> str:
    answers = facts.get("answers")
    if not isinstance(answers, int):
        return "Het antwoord is"
    where = ""
    for fact, one, several in (("rows", "rij", "rijen"), ("lines", "regel", "regels")):
        if isinstance(rows := facts.get(fact), tuple):
            more = ", …" if answers > len(rows) else ""
            where = f" ({one if answers == 1 else several} {', '.join(map(str, rows))}{more})"
    return f"1 antwoord{where} is" if answers == 1 else f"{number(answers, 'nl')} antwoorden{where} zijn"


def _written(fact: Fact) -> str:
    """Write one fact: a whole number as it is, another to three decimals."""
    if isinstance(fact, float) and not fact.is_integer():
        return number(fact, "nl", digits=3)
    if isinstance(fact, int | float):
        return str(int(fact)).replace("-", "−")
    return _listed(fact, "en") if isinstance(fact, tuple) else NAMES.get(str(fact), str(fact))


def _listed(facts: Fact, last: str) -> str:
    *first, final = map(_written, facts) if isinstance(facts, tuple) else [_written(facts)]
    return f"{', '.join(first)} {last} {final}" if first else final
