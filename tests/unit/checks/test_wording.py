"""Sentences that a rule of wording must find, and sentences that look like them and are right."""

from __future__ import annotations

import pytest

import purpose_index as pi
from purpose_index.checks.definition.conditions import condition
from purpose_index.checks.definition.words import find_words, negations, written_in
from purpose_index.checks.examples import BASE, example_set
from tests.unit.checks.found import english, messages

RULES = ["double-barrelled", "double-negation", "absolute-word", "leading-words", "conditional-item"]


def found(language, text):
    data = example_set("")
    data = {**data, "languages": (language,), "title": {language: "x"}, "options": {}}
    labels = [{"value": value, "label": {language: f"label {value}"}} for value in (1, 2)]
    data["items"] = [{"id": "q1", "text": {language: text}, "options": labels}]
    data["scales"] = [{"id": "s", "name": {language: "S"}, "items": ["q1"]}]
    return [(finding.code) for finding in pi.check(data, rules=RULES).findings]


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "My manager is fair and competent.", "double-barrelled"),
        ("en", "I get enough time or money for it.", "double-barrelled"),
        ("en", "My team as well as my manager supports me.", "double-barrelled"),
        ("en", "I like my work but also my home.", "double-barrelled"),
        ("en", "I get feedback and/or advice.", "double-barrelled"),
        ("en-GB", "My manager is fair and competent.", "double-barrelled"),
        ("nl", "Mijn leidinggevende is eerlijk en bekwaam.", "double-barrelled"),
        ("nl", "Ik krijg genoeg tijd of geld.", "double-barrelled"),
        ("nl", "Ik heb plezier in mijn werk en dat merken mijn collega's.", "double-barrelled"),
        ("en", "I do not think that my work is useless.", "double-negation"),
        ("en", "I don't feel that nobody cares.", "double-negation"),
        ("en", "It is not unusual that I work late.", "double-negation"),
        ("en", "I never work without a plan.", "double-negation"),
        ("nl", "Ik ben het er niet mee eens dat niemand luistert.", "double-negation"),
        ("nl", "Het is niet ongewoon dat ik overwerk.", "double-negation"),
        ("nl", "Mijn werk is nooit zinloos.", "double-negation"),
        ("nl", "Ik vind niet dat mijn werk zinloos is.", "double-negation"),
        ("nl", "Ik werk niet zonder plan.", "double-negation"),
        ("en", "I always like to go to work.", "absolute-word"),
        ("en", "Everybody in my team helps.", "absolute-word"),
        ("en", "I can do nothing about it.", "absolute-word"),
        ("nl", "Ik ga altijd met plezier naar mijn werk.", "absolute-word"),
        ("nl", "Iedereen in mijn team helpt mee.", "absolute-word"),
        ("nl", "Ik ben volledig op mijn plek.", "absolute-word"),
        ("en", "Of course my work matters.", "leading-words"),
        ("en", "Don't you agree that work matters?", "leading-words"),
        ("en", "As we all know, work matters.", "leading-words"),
        ("nl", "Uiteraard doet mijn werk ertoe.", "leading-words"),
        ("nl", "Mijn werk doet er immers toe.", "leading-words"),
        ("nl", "Werk doet ertoe, vind je ook niet?", "leading-words"),
        ("en", "It gives me energy when my work helps others.", "conditional-item"),
        ("en", "When I look back on a week, I feel that it mattered.", "conditional-item"),
        ("en", "Society would notice if my kind of work disappeared.", "conditional-item"),
        ("en", "I help others, unless I am in a hurry.", "conditional-item"),
        ("en", "Whenever I ask for help, I get it.", "conditional-item"),
        ("en", "I ask for help when I need it.", "conditional-item"),
        ("en", "I work late provided that I am paid.", "conditional-item"),
        ("en", "How tired are you when you get home?", "conditional-item"),
        ("nl", "Als ik terugkijk op een werkweek, vind ik dat die ertoe deed.", "conditional-item"),
        ("nl", "De samenleving zou het merken als mijn soort werk wegviel.", "conditional-item"),
        ("nl", "Het geeft mij energie als mijn werk anderen vooruithelpt.", "conditional-item"),
        ("nl", "Een werkjaar is geslaagd als mijn positie sterker is geworden.", "conditional-item"),
        ("nl", "Ik pas mijn werk aan als de samenleving verandert.", "conditional-item"),
        ("nl", "Ik help mee als het druk is.", "conditional-item"),
        ("nl", "Ik werk harder als mijn baas kijkt.", "conditional-item"),
        ("nl", "Ik werk door als anderen naar huis gaan.", "conditional-item"),
        ("nl", "Als iemand mij nodig heeft, sta ik klaar.", "conditional-item"),
        ("nl", "Als een ander mij helpt, bedank ik.", "conditional-item"),
        ("nl", "Ik stop als het werk klaar is.", "conditional-item"),
        ("nl", "Ik zie het meteen als een plan lukt.", "conditional-item"),
        ("nl", "Ik groei als dat van mij gevraagd wordt.", "conditional-item"),
        ("nl", "Ik vraag hulp wanneer ik vastloop.", "conditional-item"),
        ("nl", "Indien nodig werk ik over.", "conditional-item"),
        ("nl", "Ik werk over, mits ik dat op tijd hoor.", "conditional-item"),
        ("nl", "Ik kom op tijd, tenzij de trein uitvalt.", "conditional-item"),
    ],
)
def test_is_found(language, text, rule):
    assert found(language, text) == [rule]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "More and more, I see what my work is for."),
        ("en", "I see the bond between my work and that of others."),
        ("en", "My work is more or less what I hoped for."),
        ("en", "I have one or more colleagues whom I trust."),
        ("en", "Now and then I take a break."),
        ("en", "I can choose whether or not I travel."),
        ("en", "My work is not only a job to me."),
        ("en", "I am not under pressure."),
        ("en", "I do not discuss my pay."),
        ("en", "I can no longer do without it."),
        ("en", "Andrew orders sand."),
        ("en", "I am not united with them."),
        ("nl", "Ik weet of ik hier wil blijven."),
        ("nl", "Ik vraag mij af of het werk bij mij past."),
        ("nl", "Af en toe neem ik rust."),
        ("nl", "Het werk is min of meer wat ik hoopte."),
        ("nl", "Ik zie een band tussen mijn werk en dat van anderen."),
        ("nl", "Mijn werk is niet alleen een baan voor mij."),
        ("nl", "Ik sta niet onder druk."),
        ("nl", "Ik werk niet ongeveer, ik werk precies."),
        ("nl", "Onze organisatie heeft een doel."),
        ("nl", "Ik denk steeds meer en meer aan later."),
        ("en", "I know when to stop."),
        ("en", "I decide myself when I work."),
        ("en", "I can see if my work succeeds."),
        ("en", "My work feels as if it were play."),
        ("en", "I am free when it comes to my hours."),
        ("en", "When do you go home?"),
        ("nl", "Ik weet goed wanneer ik moet stoppen."),
        ("nl", "Ik bepaal zelf wanneer ik werk."),
        ("nl", "Ik vraag mij af wanneer het klaar is."),
        ("nl", "Wanneer ga je naar huis?"),
        ("nl", "Ik heb meer plezier als vroeger."),
        ("nl", "Mijn werk is even leuk als mijn hobby."),
        ("nl", "Ik krijg net zoveel steun als anderen hier krijgen."),
        ("nl", "Ik werk zo hard als ik kan."),
        ("nl", "Mijn buurman verdient meer als ik."),
        ("nl", "Zowel mijn vrienden als mijn familie waarderen mijn werk."),
        ("nl", "Als leider geef ik anderen ruimte."),
        ("nl", "Ik word als mens gewaardeerd."),
        ("nl", "Ik zie mijn werk als mijn roeping."),
        ("nl", "Ik zie mijn werk als een deel van mijn leven."),
        ("nl", "Ik zie mijn werk als een kans om te groeien."),
        ("nl", "Ik zie klanten als mensen die ertoe doen."),
        ("nl", "Ik heb mijn werk als een last ervaren."),
        ("nl", "Mijn werk voelt als een tweede thuis."),
        ("nl", "Wij werken als team aan resultaten."),
        ("nl", "Mensen zoals ik vinden hier rust."),
        ("nl", "Het is alsof het werk vanzelf gaat."),
        ("nl", "Ik ben als het ware thuis op mijn werk."),
        ("nl", "Als het gaat om mijn werk, heb ik geluk."),
        ("nl", "Ik ga als eerste naar huis."),
        ("nl", "Ik heb als gevolg van mijn werk veel geleerd."),
        ("de", "Ich bin nie ohne Arbeit und immer froh."),
    ],
)
def test_is_right(language, text):
    assert found(language, text) == []


def test_one_item_is_found_once_for_both_languages():
    data = example_set("items: [{id: q1, text: {nl: Ik ben altijd op tijd., en: I am always on time.}}]")
    (finding,) = pi.check(data).findings
    assert finding.path == "$.items[0].text.nl"
    assert "(also in 'en')" in finding.message


def test_words_of_a_region_are_those_of_its_language():
    assert find_words("negation", "nl-BE", "Ik weet het niet.") == ["niet"]
    assert find_words("negation", "xx", "not") == []


def test_negations_that_deny_nothing_are_passed_over():
    assert negations("en", "Not only I, nobody knows.") == ["nobody"]


@pytest.mark.parametrize(
    ("text", "language"),
    [("I know what my work is for.", "en"), ("Ik weet waar mijn werk voor dient.", "nl"), ("My team", "en")],
)
def test_the_language_of_a_text_shows_in_its_small_words(text, language):
    counts = written_in(text)
    assert max(counts, key=counts.get) == language


@pytest.mark.parametrize(
    ("text", "conditional"),
    [
        ("Ik bel als ik thuiskom.", True),  # 'als' and two words
        ("Hij denkt als ik.", False),  # and one
        ("Ik zie mijn werk als een talent.", False),  # one noun behind an article, whatever it ends in
        ("Ik rust uit als het werk stopt.", True),
    ],
)
def test_dutch_als_takes_a_clause(text, conditional):
    assert (condition("nl", text) == "als") is conditional


@pytest.mark.parametrize(
    ("rule", "text", "message"),
    [
        ("double-barrelled", "I am fair and open.", "'q1' may ask two things at once, joined by 'and'."),
        ("double-negation", "I never do nothing.", "'q1' denies twice, with 'never' and 'nothing'."),
        ("double-negation", "It is not useless.", "'q1' denies twice, with 'not useless'."),
        (
            "absolute-word",
            "I always go.",
            "'always' in 'q1' leaves no room: few people can agree, or disagree, in earnest.",
        ),
        ("leading-words", "Surely I go.", "'Surely' in 'q1' tells people what to answer."),
        (
            "conditional-item",
            "I go if I can.",
            "'q1' depends on a condition, 'if': people who never meet it cannot answer.",
        ),
    ],
)
def test_the_words_at_fault_are_told(rule, text, message):
    assert messages(rule, english(text)) == [message]


def test_the_last_of_two_negations_is_pointed_at(tmp_path):
    path = tmp_path / "set.yaml"
    path.write_text(BASE.replace("I know what my work is for.", "I never do nothing."), "utf-8")
    (finding,) = pi.check(path, rules=["double-negation"]).findings
    line = path.read_text("utf-8").splitlines()[finding.line - 1]
    assert line[finding.column - 1 : finding.end_column - 1] == "nothing"


def test_one_negation_denies_once():
    assert messages("double-negation", english("I never rest.")) == []
    assert messages("absolute-word", english("I never do nothing.")) == []  # told as two negations
    assert messages("absolute-word", english("I am here in no time.")) == []
