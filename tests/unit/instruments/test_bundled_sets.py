"""The bundled sets: the published key, careful words, and both languages."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise, product
from typing import TYPE_CHECKING

import pytest

import purpose_index as pi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from purpose_index.question_set.models import QuestionSet

SETS = ("purpose-index", "purpose-orientation", "working-with-purpose")

# What decides a score never changes with the words: these were taken from version 1.0.0.
FINGERPRINTS = {
    "purpose-index": "02f24e3dbc0080e887d6dd077645808ee5f33ebe6dc8a8e455e7a08149e3f597",
    "purpose-orientation": "bcd3b6c349d2022a73551035e100f83c95d61fe4165fa7b08b666af9a26d8462",
    "working-with-purpose": "540c2ef1654e958f1b9a2e7df7ae6bee71e3b2b1014b6f15a1a2e17787e1f2ba",
}

JOINS = {"nl": "en of maar", "en": "and or but"}
NEGATIONS = {
    "nl": "niet geen nooit niets niemand nergens noch zonder",
    "en": "not no never nothing nobody nowhere nor without cannot",
}
ABSOLUTES = {
    "nl": "altijd nooit alle alles allemaal iedereen elke ieder helemaal volledig alleen",
    "en": "always never all every everything everyone everybody completely totally only",
}
CONDITIONS = {
    "nl": "als wanneer indien mits tenzij zodra zolang zou zouden",
    "en": "if when whenever unless would provided",
}
CLAIMS = {
    "nl": r"veroorza\w+|oorzaak|voorspel\w+|leidt tot|zorgt voor|diagnos\w+|je moet|je zult|normaal|bewijst",
    "en": r"caus\w+|predict\w+|leads? to|results? in|diagnos\w+|you should|you must|you will|normal|proves?",
}


@pytest.fixture(params=SETS)
def bundled(request: pytest.FixtureRequest) -> QuestionSet:
    return pi.load(request.param)


def words(text: str) -> list[str]:
    return re.findall(r"[\w'-]+", text.lower())


def item_texts(q: QuestionSet) -> Iterator[tuple[str, str]]:
    for item in q.items:
        yield from item.text.items()


def feedback_texts(q: QuestionSet) -> Iterator[tuple[str, str]]:
    for scale in q.scales:
        for band in scale.feedback:
            yield from band.text.items()


def test_the_three_sets_are_bundled() -> None:
    assert pi.instruments() == SETS


def test_the_purpose_index_has_the_published_key() -> None:
    q = pi.load("purpose-index")
    numbers = {scale.id: tuple(int(item[1:]) for item in q.items_of(scale.id)) for scale in q.scales}
    assert numbers == {
        "positive_meaning": (3, 4, 8),
        "meaning_making": (1, 7, 9),
        "greater_good": (5, 6, 10),
        "organisation_meaning": (2, 11, 12),
        "total": tuple(range(1, 13)),
    }
    assert {scale.id: scale.minimum_answered for scale in q.scales} == {
        "positive_meaning": 2,
        "meaning_making": 2,
        "greater_good": 2,
        "organisation_meaning": 2,
        "total": 9,
    }


def test_every_layer_is_asked_three_times_about_me_and_three_times_about_the_organisation() -> None:
    q = pi.load("working-with-purpose")
    cells = {(scale.layer, scale.referent): q.items_of(scale.id) for scale in q.scales if scale.layer}
    assert set(cells) == set(product(("personal", "social", "societal"), ("me", "organisation")))
    assert sorted(item for items in cells.values() for item in items) == sorted(q.item_ids)
    for (layer, referent), items in cells.items():
        assert items == tuple(f"{layer}_{referent}_{n}" for n in (1, 2, 3))


def test_a_referent_has_a_scale_over_its_nine_items() -> None:
    q = pi.load("working-with-purpose")
    for referent in q.referents:
        (scale,) = (s for s in q.scales if s.referent == referent and s.layer is None)
        assert q.items_of(scale.id) == tuple(item for item in q.item_ids if f"_{referent}_" in item)
        assert scale.minimum_answered == 6


def test_orientations_are_decided_by_more_than_one_answer_step() -> None:
    q = pi.load("purpose-orientation")
    assert q.classification is not None
    assert q.classification.scales == ("income", "advancement", "purpose")
    step_of_two_answers = 100 / (2 * (5 - 1))
    assert q.classification.minimum_margin > step_of_two_answers
    assert all(len(q.items_of(scale)) == 3 for scale in q.classification.scales)


def test_every_item_is_answered_on_the_same_five_points_in_the_same_direction(bundled: QuestionSet) -> None:
    for item in bundled.item_ids:
        assert [(o.value, o.label["nl"], o.label["en"]) for o in bundled.options_of(item)] == [
            (1, "helemaal mee oneens", "strongly disagree"),
            (2, "mee oneens", "disagree"),
            (3, "niet eens, niet oneens", "neither agree nor disagree"),
            (4, "mee eens", "agree"),
            (5, "helemaal mee eens", "strongly agree"),
        ]


def test_items_that_some_people_cannot_answer_offer_a_way_out_that_is_never_scored(bundled: QuestionSet) -> None:
    offered = {item for item in bundled.item_ids if bundled.choices_of(item) != bundled.options_of(item)}
    asked = {item.id for item in bundled.items if "organisation" in item.text["en"]} | {"social_me_1"}
    assert offered == asked & set(bundled.item_ids)
    for item in offered:
        way_out = bundled.choices_of(item)[-1]
        assert (way_out.value, way_out.missing) == (-98, "not_applicable")
        assert way_out.label == {"nl": "niet van toepassing", "en": "not applicable"}
        assert bundled.instruction is not None
        assert all(f"'{label}'" in bundled.instruction[language] for language, label in way_out.label.items())


def test_no_item_is_reversed(bundled: QuestionSet) -> None:
    assert not any(item.reverse for item in bundled.items)


def test_two_of_three_answers_are_enough(bundled: QuestionSet) -> None:
    assert {s.minimum_answered for s in bundled.scales if len(bundled.items_of(s.id)) == 3} == {2}


def test_everything_is_said_in_both_languages(bundled: QuestionSet) -> None:
    assert bundled.languages == ("nl", "en")
    texts = [item.text for item in bundled.items]
    texts += [text for s in bundled.scales for text in (s.name, s.description, *(band.text for band in s.feedback))]
    texts += [bundled.title, bundled.description, bundled.instruction]
    for text in texts:
        assert text is not None
        assert set(text) == {"nl", "en"}


def test_items_are_short_and_all_different(bundled: QuestionSet) -> None:
    texts = [text for _, text in item_texts(bundled)]
    assert len(set(texts)) == 2 * len(bundled.items)
    assert max(len(words(text)) for text in texts) <= 15
    assert all(text.count(".") == 1 and text.endswith(".") for text in texts)


@pytest.mark.parametrize(
    "avoided", [JOINS, NEGATIONS, ABSOLUTES, CONDITIONS], ids=["joins", "negations", "absolutes", "conditions"]
)
def test_items_say_one_thing_plainly(bundled: QuestionSet, avoided: dict[str, str]) -> None:
    found = [text for language, text in item_texts(bundled) if set(words(text)) & set(avoided[language].split())]
    assert found == []


def test_new_words_leave_the_scoring_as_it_was(bundled: QuestionSet) -> None:
    assert bundled.fingerprint == FINGERPRINTS[bundled.id]
    assert bundled.version.startswith("1.")
    assert bundled.version != "1.0.0"


def test_the_instruction_asks_without_taking_sides_and_names_a_time(bundled: QuestionSet) -> None:
    assert bundled.instruction is not None
    for part in ("eens of oneens", "afgelopen maand", "geen goede of foute antwoorden", "mag een stelling overslaan"):
        assert part in bundled.instruction["nl"]
    for part in ("agree or disagree", "the past month", "no right or wrong answers", "may skip a statement"):
        assert part in bundled.instruction["en"]


@pytest.mark.parametrize("name", ["purpose-index", "working-with-purpose"])
def test_the_organisation_that_is_meant_is_fixed_beforehand(name: str) -> None:
    instruction = pi.load(name).instruction
    assert instruction is not None
    assert "Met je organisatie bedoelen we het hele bedrijf" in instruction["nl"]
    assert "By your organisation we mean the whole company" in instruction["en"]


def test_feedback_speaks_of_studies_with_other_questionnaires_and_of_groups(bundled: QuestionSet) -> None:
    evidence = {
        "nl": ("samen met", "In onderzoek met andere vragenlijsten", "Dat gaat over groepen, niet over jou"),
        "en": ("goes with", "In studies with other questionnaires", "That is about groups, not about you"),
    }
    claims = [(language, text) for language, text in feedback_texts(bundled) if evidence[language][0] in text]
    assert all(part in text for language, text in claims for part in evidence[language][1:])
    assert len(claims) == (2 * 4 if bundled.id == "purpose-index" else 0)  # four low bands, two languages


def test_the_strictest_check_finds_nothing(bundled: QuestionSet) -> None:
    assert list(pi.check(bundled.id).findings) == []


def test_feedback_covers_the_index_from_0_to_100_without_gaps(bundled: QuestionSet) -> None:
    for scale in bundled.scales:
        bands = scale.feedback
        assert [band.id for band in bands] == ["low", "middle", "high"]
        assert (bands[0].from_, bands[-1].to) == (0, 100)
        assert all(below.to == above.from_ for below, above in pairwise(bands))


def test_feedback_names_the_range_that_it_speaks_of(bundled: QuestionSet) -> None:
    for scale in bundled.scales:
        for band in scale.feedback:
            limits = {f"{limit:g}" for limit in (band.from_, band.to)} | {"0", "100"}
            assert all(set(re.findall(r"\d+", text)) == limits for text in band.text.values())


def test_feedback_claims_no_cause_and_no_future(bundled: QuestionSet) -> None:
    found = [text for language, text in feedback_texts(bundled) if re.search(rf"\b({CLAIMS[language]})\b", text, re.I)]
    assert found == []


def test_feedback_says_what_the_number_is_not(bundled: QuestionSet) -> None:
    said = {"nl": r"\b(niet|geen|niets)\b|jouw blik", "en": r"\b(not|no|nothing|nor)\b|your view"}
    assert [text for language, text in feedback_texts(bundled) if not re.search(said[language], text)] == []


def test_the_description_says_what_the_set_is_not(bundled: QuestionSet) -> None:
    assert bundled.description is not None
    for part in ("Geen test van een persoon", "geen normen", "onafhankelijke uitwerking", "gepubliceerde vragenlijst"):
        assert part in bundled.description["nl"]
    for part in ("Not a test of a person", "No norms", "independent implementation", "published questionnaire"):
        assert part in bundled.description["en"]
    assert "MIT" in str(bundled.source)


def test_texts_are_in_normal_form_and_without_odd_spaces(bundled: QuestionSet) -> None:
    dumped = bundled.model_dump_json(by_alias=True)
    assert unicodedata.is_normalized("NFC", dumped)
    assert not re.search(r" {2}|\\n|\\t|\u00a0", dumped)
