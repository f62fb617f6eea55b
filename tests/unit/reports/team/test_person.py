"""The report of one person: scores, answers and questions, and never a band."""

from __future__ import annotations

from html import unescape
from re import findall, search, sub

import pytest

import purpose_index as pi

ANSWERS = {f"q{i:02d}": 1 + i % 5 for i in range(1, 13)}


def text_of(html):
    """The words of a page, without its head."""
    return " ".join(unescape(sub(r"<[^>]+>", " ", html[html.index("<body") :])).split())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("question_set", ["purpose-index", "working-with-purpose", "purpose-orientation"])
@pytest.mark.parametrize("value", [1, 3, 5])
def test_a_band_is_never_in_it(question_set, language, value):
    q = pi.load(question_set)
    text = text_of(pi.personal_report(q, dict.fromkeys(q.item_ids, value), language=language).html)
    bands = [band.text[language] for scale in q.scales for band in scale.feedback]
    assert [band for band in bands if band in text] == []
    assert all(scale.name[language] in text for scale in q.scales)


def test_scores_and_answers_are_those_given():
    q = pi.load("purpose-index")
    html = pi.personal_report(q, ANSWERS, language="en").html
    text, score = text_of(html), pi.score(q, ANSWERS)
    for scale in q.scales:
        count = len(q.items_of(scale.id))
        assert f"{scale.name['en']} {score[scale.id].mean:.1f} {count}/{count}" in text
    answered = findall(r'data-of="Your answer">([^<]*)<', html)
    labels = {option.value: option.label["en"] for option in q.options_of("q01")}
    assert answered == [labels[value] for value in ANSWERS.values()]


def test_layers_stand_side_by_side():
    q = pi.load("working-with-purpose")
    answers = {item: 5 if "_me_" in item else 2 for item in q.item_ids}
    html = pi.personal_report(q, answers, language="en").html
    row = search(r'<th scope="row">Social</th>(.*?)</tr>', html.replace("\n", " "))[1]
    assert findall(r">([\d.]+)<", row) == ["5.0", "2.0"]
    assert "you score ‘Me in my work’ at 5.0 and ‘My organisation’ at 2.0" in text_of(html)


def test_what_is_not_answered_has_no_score():
    text = text_of(pi.personal_report("purpose-index", {"q01": 4}, language="en").html)
    assert "You answered 1 of the 12 statements." in text
    assert "no score" in text
    assert "no answer" in text


def test_nobody_answered_anything():
    html = pi.personal_report("purpose-index", {}, language="nl").html
    assert "<svg" not in html
    assert "Je beantwoordde 0 van de 12 stellingen." in html


def test_items_of_unlike_ranges_are_scored_from_0_to_100():
    q = pi.load("purpose-index").model_dump(mode="json", exclude_none=True, by_alias=True)
    wide = [{"value": i, "label": {"nl": f"n{i}", "en": f"e{i}"}} for i in range(8)]
    q["options"]["wide"] = wide
    q["items"][0]["options"] = "wide"
    loaded = pi.load({**q, "vectors": []}) if "vectors" in q else pi.load(q)
    text = text_of(pi.personal_report(loaded, ANSWERS, language="en").html)
    score = pi.score(loaded, ANSWERS)
    assert "Scores run from 0 to 100." in text
    assert f"{score['total'].index:.1f}" in text


def test_valid_answers_do_as_well():
    valid = pi.validate("purpose-index", ANSWERS)
    assert pi.personal_report("purpose-index", valid) == pi.personal_report("purpose-index", ANSWERS)


def test_texts_are_escaped():
    q = pi.load("purpose-index").model_dump(mode="json", exclude_none=True, by_alias=True)
    q["items"][0]["text"] = {"nl": "5 < 6 & \"x\" 'y'", "en": "5 < 6 & \"x\" 'y'"}
    html = pi.personal_report(q, ANSWERS, language="en").html
    assert "5 &lt; 6 &amp; &#34;x&#34; &#39;y&#39;" in html


def test_wrong_answers_and_languages_are_errors():
    with pytest.raises(pi.ResponseError):
        pi.personal_report("purpose-index", {"q01": 9})
    with pytest.raises(pi.ArgumentError, match="no texts in 'fr'"):
        pi.personal_report("purpose-index", ANSWERS, language="fr")
