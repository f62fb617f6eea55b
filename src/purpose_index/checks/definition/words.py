"""Words that make a question hard to answer, per language. A language that is not here is not judged."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from purpose_index.checks.context import base_language

Kind = Literal[
    "negation",
    "negated_prefix",
    "harmless_negation",
    "absolute",
    "leading",
    "joining",
    "harmless_joining",
    "condition",
    "harmless_condition",
    "cause",
    "organisation",
    "manager",
    "team",
]

_WORDS: dict[str, dict[Kind, str]] = {
    "en": {
        "negation": r"not|never|no|none|nobody|nothing|nowhere|neither|nor|without|cannot|\w+n['’]t",
        "negated_prefix": r"(?:not|never|n['’]t) (?:(?:\w+ )?that (?:\w+ ){0,5}|\w+ )?"
        r"(?:un(?!der|iqu|ion|it|ivers|iform|til|less)\w{3,}|dis(?!cuss|cover|play|tanc|tinct|tribut)\w{4,}|"
        r"\w{3,}less)",
        "harmless_negation": r"not only|no longer|no matter|whether or not|no one else|no\. \d|nothing but|in no time",
        "absolute": r"always|never|everyone|everybody|nobody|no one|everything|nothing|completely|totally|absolutely|"
        r"entirely",
        "leading": r"of course|obviously|naturally|surely|undoubtedly|needless to say|as we all know|everyone knows|"
        r"as you know|"
        r"(?:do|would)n['’]t you (?:agree|think)|isn['’]t it",
        "joining": r"and|or|and/or|as well as|but also",
        "harmless_joining": r"between [^,.;]+? and|more or less|more and more|now and then|sooner or later|"
        r"again and again|"
        r"one or (?:more|two|another)|whether or not|both of|by and large|over and over|pros and cons|or so|"
        r"(?:less|fewer) and (?:less|fewer)|from time to time|(\w+) and \1",
        "condition": r"if|when|whenever|unless|provided that|providing that|on condition that",
        "harmless_condition": r"(?:knows?|decides?|chooses?|wonders?|remembers?|doubts?|sure|clear)"
        r"(?: (?:exactly|myself|for myself|about|well|in advance))? (?:if|when)|(?:ask|see|check|tell|say)s? if|"
        r"as if|what if|if anything|when it comes to|since when|until when|by when|"
        r"^when (?:do|did|does|is|are|was|were|will|have|has|had|can|should)",
        "cause": r"causes?|caused by|leads? to|results? in|predicts?|makes? (?:you|people|them)|guarantees?|"
        r"because of your score",
        "organisation": r"organi[sz]ations?|company|companies|employers?",
        "manager": r"managers?|supervisors?|boss(?:es)?",
        "team": r"teams?|departments?|colleagues?|co-?workers?",
    },
    "nl": {
        "negation": r"niet|geen|nooit|niemand|niets|nergens|noch|zonder",
        "negated_prefix": r"(?:niet|nooit|geen) (?:(?:\w+ )?dat (?:\w+ ){0,5}|\w+ )?"
        r"(?:on(?!s\b|ze\b|der|t[a-z]|lin|lang|geveer|middel)[a-z]{4,}|\w{3,}lo(?:os|ze))",
        "harmless_negation": r"niet alleen|niet meer dan|niets anders dan|niet langer|of niet|al dan niet|niet zozeer",
        "absolute": r"altijd|nooit|iedereen|niemand|alles|niets|volledig|volkomen|totaal|absoluut|geheel",
        "leading": r"natuurlijk|uiteraard|vanzelfsprekend|ongetwijfeld|immers|logischerwijs|zoals (?:u|je|jij|we|"
        r"wij) (?:allemaal )?weet|"
        r"zoals bekend|iedereen weet|vindt u ook niet|vind je ook niet|toch\?",
        "joining": r"en|of|en/of|alsmede|evenals|maar ook",
        "harmless_joining": r"tussen [^,.;]+? en|min of meer|meer en meer|af en toe|nu en dan|zo nu en dan|"
        r"keer op keer|een of (?:meer|twee|andere?)|"
        r"één of (?:meer|twee|andere?)|in meer of mindere mate|al dan niet|steeds meer en|dag en nacht|of niet|"
        r"heen en weer|zo en zo|"
        r"(?:weet|weten|vraag|vragen|afvraag|afvragen|twijfel|twijfelt|betwijfel|zie|zien|merk|merken|bekijk|bespreek|"
        r"benieuwd)"
        r"(?: \w+){0,2}?,? of|\bof (?:ik|je|jij|hij|zij|we|wij|ze|u|er|dat|dit)\b|(\w+) en \1",
        "condition": r"wanneer|indien|mits|tenzij",
        "harmless_condition": r"(?:weet|weten|bepaalt?|bepalen|beslist?|beslissen|kiest?|kiezen|afvraag|duidelijk|"
        r"zeker)(?: (?:zelf|precies|goed|ook|niet|vaak))? wanneer|vra(?:ag|agt|gen) (?:mij|me|zich|ons) af wanneer|"
        r"sinds wanneer|tot wanneer|^wanneer (?:ga|gaat|heb|hebt|heeft|ben|bent|is|was|doe|doet|kan|kun|moet|mag|wil)",
        "cause": r"veroorzaakt|veroorzaken|leidt tot|leiden tot|voorspelt|voorspellen|zorgt (?:er)?voor|maakt dat|"
        r"garandeert|"
        r"door je score|door uw score",
        "organisation": r"organisaties?|bedrijf|bedrijven|werkgevers?",
        "manager": r"leidinggevenden?|managers?|baas|bazen|chefs?",
        "team": r"teams?|afdeling(?:en)?|collega(?:['’]s)?",
    },
}
# function words that only one of the known languages has
_FUNCTION_WORDS = {
    "en": "the and to that my it you they are with for what which this have has from their our i",
    "nl": "de het een en ik mijn je jij voor met dat niet wij zij ze ons onze er als wat wie bij naar",
}
ENOUGH = 200  # characters that show the language of a text
_WORD = re.compile(r"[^\W\d_]+")
_KNOWN_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def find_words(kind: Kind, language: str, text: str) -> list[str]:
    """Return the words of a kind in a text, as they stand there.

    Examples
    --------
    >>> find_words("negation", "nl", "Ik mis niets, en niemand mist mij.")
    ['niets', 'niemand']
    """
    pattern = _pattern(kind, base_language(language))
    return [match[0] for match in pattern.finditer(text)] if pattern else []


def without_words(kind: Kind, language: str, text: str) -> str:
    """Return the text without the words of a kind."""
    pattern = _pattern(kind, base_language(language))
    return pattern.sub(" ", text) if pattern else text


def negations(language: str, text: str) -> list[str]:
    """Return the negations in a text that turn its meaning around: 'not only' does not."""
    return find_words("negation", language, without_words("harmless_negation", language, text))


def written_in(text: str) -> dict[str, int]:
    """Count the function words of each known language in a text, each once.

    Examples
    --------
    >>> written_in("I know what my work is for.")
    {'en': 4, 'nl': 0}
    """
    words = set(_WORD.findall(text[:ENOUGH].lower()))
    return {language: len(words & known) for language, known in _KNOWN_WORDS.items()}


@cache
def _pattern(kind: Kind, language: str) -> re.Pattern[str] | None:
    words = _WORDS.get(language, {}).get(kind)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None
