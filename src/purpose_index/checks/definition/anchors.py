"""Known answer labels, from low to high, per language and family; what tells which way labels run."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import pairwise

from purpose_index.checks.context import base_language

# per family, one string a step from low to high; labels of one step are separated by '|'
_STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "agreement": (
            "strongly disagree|disagree strongly|completely disagree|totally disagree|fully disagree|do not agree at "
            "all",
            "disagree|mostly disagree|moderately disagree|disagree moderately|tend to disagree|do not agree",
            "slightly disagree|somewhat disagree|disagree somewhat|disagree slightly|disagree a little|rather disagree",
            "neutral|neither agree nor disagree|neither disagree nor agree|undecided|neither",
            "slightly agree|somewhat agree|agree somewhat|agree slightly|agree a little|rather agree",
            "agree|mostly agree|moderately agree|agree moderately|tend to agree",
            "strongly agree|agree strongly|completely agree|totally agree|fully agree",
        ),
        "accuracy": (
            "very inaccurate|completely untrue of me|not at all like me|completely untrue|completely false",
            "moderately inaccurate|inaccurate|mostly untrue of me|not much like me|mostly untrue|untrue|false",
            "neither accurate nor inaccurate|neither inaccurate nor accurate|neutral|neither true nor untrue",
            "moderately accurate|accurate|somewhat true of me|mostly like me|mostly true|true",
            "very accurate|completely true of me|very much like me|completely true",
        ),
        "frequency": (
            "never",
            "almost never|hardly ever|very rarely",
            "rarely|seldom",
            "sometimes|occasionally|now and then",
            "often|frequently|regularly",
            "very often|usually|mostly|most of the time",
            "almost always|nearly always",
            "always|all the time",
        ),
        "degree": (
            "not at all|none|not",
            "a little|slightly|hardly|to a small extent",
            "somewhat|to some extent|partly",
            "moderately|fairly|rather|quite|quite a lot|quite a bit",
            "very|much|very much|a lot|strongly|to a great extent",
            "extremely|completely|entirely|totally",
        ),
        "quality": ("very poor|very bad", "poor|bad", "fair|neither good nor bad", "good", "very good", "excellent"),
        "satisfaction": (
            "very dissatisfied",
            "dissatisfied",
            "neither satisfied nor dissatisfied|neither dissatisfied nor satisfied|neutral",
            "satisfied",
            "very satisfied",
        ),
        "likelihood": ("very unlikely", "unlikely", "neither likely nor unlikely|neutral", "likely", "very likely"),
        "importance": (
            "not important|unimportant|not at all important",
            "slightly important",
            "important",
            "very important",
        ),
        "truth": ("no", "yes"),
    },
    "nl": {
        "agreement": (
            "helemaal mee oneens|helemaal niet mee eens|zeer mee oneens|sterk mee oneens|volledig mee oneens|helemaal "
            "oneens|"
            "zeer oneens",
            "mee oneens|oneens|niet mee eens|grotendeels mee oneens|niet eens",
            "enigszins mee oneens|een beetje mee oneens|beetje oneens|enigszins oneens",
            "neutraal|noch mee eens, noch mee oneens|niet oneens en niet eens|niet mee eens en niet mee oneens|"
            "niet eens, niet oneens|niet eens en niet oneens|niet mee eens, niet mee oneens",
            "enigszins mee eens|een beetje mee eens|beetje eens|enigszins eens",
            "mee eens|eens|grotendeels mee eens",
            "helemaal mee eens|zeer mee eens|sterk mee eens|volledig mee eens|helemaal eens|zeer eens",
        ),
        "accuracy": (
            "zeer onnauwkeurig|heel onnauwkeurig|klopt helemaal niet|past helemaal niet bij mij|helemaal niet waar",
            "onnauwkeurig|klopt niet|past niet bij mij|vrij onnauwkeurig|redelijk onnauwkeurig|niet waar",
            "noch nauwkeurig, noch onnauwkeurig|niet nauwkeurig en niet onnauwkeurig|neutraal",
            "nauwkeurig|klopt|past bij mij|vrij nauwkeurig|redelijk nauwkeurig|waar",
            "zeer nauwkeurig|heel nauwkeurig|klopt helemaal|past helemaal bij mij|helemaal waar",
        ),
        "frequency": (
            "nooit",
            "bijna nooit|vrijwel nooit|haast nooit",
            "zelden",
            "soms|af en toe|nu en dan",
            "vaak|regelmatig|dikwijls|geregeld",
            "heel vaak|zeer vaak|meestal",
            "bijna altijd|vrijwel altijd|haast altijd",
            "altijd",
        ),
        "degree": (
            "helemaal niet|niet",
            "een beetje|nauwelijks|weinig|in kleine mate|in geringe mate",
            "enigszins|in enige mate|deels",
            "tamelijk|nogal|redelijk|tamelijk veel|vrij veel|vrij",
            "veel|heel veel|zeer|erg|heel erg|sterk|in hoge mate",
            "volledig|extreem|helemaal|totaal",
        ),
        "quality": (
            "zeer slecht|heel slecht",
            "slecht",
            "matig|niet goed en niet slecht",
            "goed",
            "zeer goed|heel goed",
            "uitstekend",
        ),
        "satisfaction": (
            "zeer ontevreden|heel ontevreden",
            "ontevreden",
            "niet tevreden en niet ontevreden|neutraal|noch tevreden, noch ontevreden",
            "tevreden",
            "zeer tevreden|heel tevreden",
        ),
        "likelihood": (
            "zeer onwaarschijnlijk",
            "onwaarschijnlijk",
            "neutraal",
            "waarschijnlijk",
            "zeer waarschijnlijk",
        ),
        "importance": (
            "onbelangrijk|niet belangrijk|helemaal niet belangrijk",
            "enigszins belangrijk",
            "belangrijk",
            "zeer belangrijk",
        ),
        "truth": ("nee", "ja"),
    },
    "de": {
        "agreement": (
            "stimme überhaupt nicht zu|stimme gar nicht zu|trifft überhaupt nicht zu|trifft gar nicht zu",
            "stimme nicht zu|stimme eher nicht zu|trifft nicht zu|trifft eher nicht zu|lehne ab",
            "neutral|weder noch|teils, teils|teils/teils|unentschieden",
            "stimme zu|stimme eher zu|trifft zu|trifft eher zu",
            "stimme voll und ganz zu|stimme völlig zu|stimme voll zu|trifft voll und ganz zu|trifft völlig zu",
        ),
        "frequency": (
            "nie",
            "fast nie",
            "selten",
            "manchmal|gelegentlich",
            "oft|häufig",
            "sehr oft|meistens",
            "fast immer",
            "immer",
        ),
        "truth": ("nein", "ja"),
    },
    "fr": {
        "agreement": (
            "pas du tout d'accord|tout à fait en désaccord|fortement en désaccord",
            "pas d'accord|plutôt pas d'accord|en désaccord|plutôt en désaccord",
            "neutre|ni d'accord ni pas d'accord|ni en désaccord ni d'accord|ni d'accord, ni pas d'accord",
            "d'accord|plutôt d'accord",
            "tout à fait d'accord|fortement d'accord",
        ),
        "frequency": (
            "jamais",
            "presque jamais",
            "rarement",
            "parfois|quelquefois",
            "souvent",
            "très souvent",
            "presque toujours",
            "toujours",
        ),
        "truth": ("non", "oui"),
    },
    "es": {
        "agreement": (
            "totalmente en desacuerdo|muy en desacuerdo|completamente en desacuerdo",
            "en desacuerdo|algo en desacuerdo",
            "neutral|ni de acuerdo ni en desacuerdo|indeciso",
            "de acuerdo|algo de acuerdo",
            "totalmente de acuerdo|muy de acuerdo|completamente de acuerdo",
        ),
        "frequency": (
            "nunca",
            "casi nunca",
            "rara vez|raramente",
            "a veces|algunas veces",
            "a menudo|con frecuencia",
            "muy a menudo",
            "casi siempre",
            "siempre",
        ),
        "truth": ("no", "sí"),
    },
    "pt": {
        "agreement": (
            "discordo totalmente|discordo fortemente|discordo completamente",
            "discordo|discordo parcialmente",
            "neutro|não concordo nem discordo|nem concordo nem discordo",
            "concordo|concordo parcialmente",
            "concordo totalmente|concordo fortemente|concordo completamente",
        ),
        "frequency": (
            "nunca",
            "quase nunca",
            "raramente",
            "às vezes",
            "frequentemente|muitas vezes",
            "quase sempre",
            "sempre",
        ),
        "truth": ("não", "sim"),
    },
    "it": {
        "agreement": (
            "completamente in disaccordo|fortemente in disaccordo|totalmente in disaccordo|per niente d'accordo",
            "in disaccordo|non d'accordo|abbastanza in disaccordo",
            "neutrale|né d'accordo né in disaccordo|indeciso",
            "d'accordo|abbastanza d'accordo",
            "completamente d'accordo|fortemente d'accordo|totalmente d'accordo|molto d'accordo",
        ),
        "frequency": (
            "mai",
            "quasi mai",
            "raramente",
            "a volte|qualche volta",
            "spesso",
            "molto spesso",
            "quasi sempre",
            "sempre",
        ),
        "truth": ("no", "sì"),
    },
}

NO_ANSWER = {
    "en": "don't know|do not know|not applicable|n/a|no opinion|prefer not to say|does not apply|not sure|can't say",
    "nl": "weet niet|weet ik niet|niet van toepassing|n.v.t|nvt|geen mening|wil ik niet zeggen|zeg ik liever niet",
    "de": "weiß nicht|keine angabe|keine meinung|nicht zutreffend",
    "fr": "ne sait pas|je ne sais pas|sans opinion|sans objet",
    "es": "no sé|no aplica|sin opinión",
}


def is_no_answer(label: str, language: str) -> bool:
    """Tell whether a label says that there is no answer."""
    return plain(label) in NO_ANSWER.get(base_language(language), "").split("|")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return a text without what does not set it apart: case, spaces around, the stop at the end."""
    return " ".join(text.replace("’", "'").split()).strip(" .!").casefold()


def known_steps(labels: list[str], language: str) -> list[int | None]:
    """Return the step of every label in the family that knows most of them; None for a label that it does not know.

    Examples
    --------
    >>> known_steps(["Never", "once in a blue moon", "Always"], "en")
    [0, None, 7]
    """
    found = [[steps.get(plain(label)) for label in labels] for steps in _families(base_language(language))]
    return max(found, key=lambda steps: sum(step is not None for step in steps), default=[None] * len(labels))


def direction(labels: list[str], language: str) -> int | None:
    """Tell which way labels run: 1 from low to high, -1 from high to low, 0 neither, None where too few are known.

    Examples
    --------
    >>> direction(["disagree", "neutral", "agree"], "en"), direction(["eens", "neutraal", "oneens"], "nl")
    (1, -1)
    """
    steps = [step for step in known_steps(labels, language) if step is not None]
    ways = {(b > a) - (b < a) for a, b in pairwise(steps)} - {0}
    return sum(ways) if ways else None


@cache
def _families(language: str) -> tuple[dict[str, int], ...]:
    return tuple(
        {label: step for step, labels in enumerate(steps) for label in labels.split("|")}
        for steps in _STEPS.get(language, {}).values()
    )
