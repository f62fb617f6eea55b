"""What a format writes it reads again: the same set, but for what it is said to lose."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

import purpose_index as pi
from purpose_index import interop
from purpose_index.question_set.models import MAX_OPTIONS
from purpose_index.testing import question_sets

ALL_LANGUAGES = ("fhir", "limesurvey", "qualtrics", "reproschema", "surveyjs", "xlsform")
ONE_LANGUAGE = ("redcap", "spss")
WAYS = [(form, None) for form in ALL_LANGUAGES] + [
    (form, language) for form in ONE_LANGUAGE for language in ["nl", "en"]
]


def words(q, languages, of, lost):
    """The words of every item and of those of its answers that an item of `of` has, in their order.

    Where answers are said to be lost, those of the items alone.
    """
    values = [{option.value for option in of.options_of(item.id) if "answers" not in lost} for item in of.items]
    return [
        [
            {language: text[language] for language in languages}
            for text in (item.text, *(option.label for option in q.options_of(item.id) if option.value in own))
        ]
        for item, own in zip(q.items, values, strict=True)
    ]


def features(q):
    """What a set says, by the names that `lost` has for it."""
    return {
        "ids": q.item_ids,
        "reversal": [item.reverse for item in q.items],
        "values": [[option.value for option in q.options_of(item.id)] for item in q.items],
        "codes": [[option.stored for option in q.options_of(item.id)] for item in q.items],
        "missing codes": {reason: set(codes) for reason, codes in q.missing.model_dump().items() if codes},
        "scales": {scale.id: q.items_of(scale.id) for scale in q.scales},
        "rules of scales": {s.id: (s.score, s.prorate, s.minimum_answered or len(q.items_of(s.id))) for s in q.scales},
        "weights": {s.id: {item: weight for item, weight in s.weights.items() if weight != 1} for s in q.scales},
        "feedback": {scale.id: scale.feedback for scale in q.scales},
        "layers": (q.layers, q.referents),
        "classification": q.classification,
        "texts": q.languages,
    }


def there_and_back(q, name, language):
    """The set that is read from what was written of it; and what is said to be lost."""
    form = getattr(interop, name)
    own = {} if language is None else {"language": language}
    back = form.read(form.write(q, **own), **own).question_set
    return back, {issue.facts["what"] for issue in form.lost(q)}


def differing(q, back):
    own, found = features(q), features(back)
    return {name for name in own if own[name] != found[name]}


def is_the_set_but_for(q, back, lost, languages):
    """Whether what differs is said to be lost: scales that differ have rules and texts that do, too."""
    assert words(back, languages, q, lost) == words(q, languages, q, lost)
    follow = {"rules of scales", "weights", "feedback"} if "scales" in lost else set()
    follow |= {"codes", "values"} if lost & {"codes", "values", "answers"} else set()
    follow |= {"missing codes"} if "answers" in lost else set()
    assert differing(q, back) <= lost | follow
    if not differing(q, back) and q.id == back.id:
        assert back.fingerprint == q.fingerprint


@pytest.mark.parametrize(("form", "language"), WAYS)
@pytest.mark.parametrize("name", pi.instruments())
def test_every_bundled_set_comes_back_from_every_format_but_for_what_is_lost(name, form, language):
    q = pi.load(name)
    back, lost = there_and_back(q, form, language)
    is_the_set_but_for(q, back, lost, q.languages if language is None else [language])


@pytest.mark.parametrize(("form", "language"), WAYS)
@settings(max_examples=10)
@given(q=question_sets())
def test_any_set_comes_back_from_every_format_but_for_what_is_lost(form, language, q):
    # two answers of an SPSS file that lie further apart than a set has room for are read as the ends of a slider
    assume(form != "spss" or all(max(own) - min(own) <= MAX_OPTIONS - 1 for own in features(q)["values"]))
    back, lost = there_and_back(q, form, language)
    is_the_set_but_for(q, back, lost, q.languages if language is None else [language])


@pytest.mark.parametrize("form", ["fhir", "xlsform"])
@settings(max_examples=10)
@given(q=question_sets())
def test_a_format_that_loses_nothing_keeps_the_fingerprint_of_any_set(form, q):
    back, lost = there_and_back(q, form, None)
    assume("answers" not in lost)
    assert lost == set()
    assert back.fingerprint == q.fingerprint


@pytest.mark.parametrize(
    ("last", "label", "mistakable"),
    [(3, "Certainly", False), (3, "I don't know", True), (99, "Certainly", True), (5, "Certainly", False)],
)
@pytest.mark.parametrize(("form", "language"), [(form, language) for form, language in WAYS if language != "nl"])
def test_answers_that_look_like_no_answer_are_said_to_be_lost_where_they_are(form, language, last, label, mistakable):
    labels = {1: "No", 2: "Yes", last: label}
    q = pi.load(
        {
            "id": "sure",
            "version": "1.0.0",
            "languages": ["en"],
            "title": {"en": "Sure?"},
            "items": [
                {
                    "id": "q1",
                    "text": {"en": "Is it so?"},
                    "options": [{"value": value, "label": {"en": words}} for value, words in labels.items()],
                }
            ],
            "scales": [{"id": "s", "name": {"en": "S"}, "items": "all"}],
        }
    )
    back, lost = there_and_back(q, form, language)
    assert ("answers" in lost) == (mistakable and form != "fhir")
    assert (len(back.options_of("q1")) == 3) or "answers" in lost
