"""Programmes of question sets of one's own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from examples.web.settings import bundled_sets, own_sets
from tests.web.conftest import ROOT
from tests.web.people import Programme, answer, program

TEAM = "North"


def written(folder, name="coffee.json", set_id="coffee", languages=("nl", "en")):
    def text(dutch, english):
        both = {"nl": dutch, "en": english}
        return {one: both[one] for one in languages}

    coffee = text("Koffie", "Coffee")
    definition = {
        "id": set_id,
        "version": "1.0.0",
        "languages": languages,
        "title": coffee,
        "items": [
            {"id": "c1", "options": "yes_no", "text": text("De koffie is warm.", "The coffee is warm.")},
            {"id": "c2", "options": "yes_no", "text": text("De koffie is sterk.", "The coffee is strong.")},
        ],
        "options": {"yes_no": [{"value": 1, "label": text("Nee", "No")}, {"value": 2, "label": text("Ja", "Yes")}]},
        "scales": [{"id": "coffee", "name": coffee, "items": ["c1", "c2"]}],
    }
    path = folder / name
    path.write_text(json.dumps(definition), encoding="utf-8")
    return path


def test_an_own_set_is_offered_first_and_makes_a_programme(tmp_path):
    sets = own_sets([written(tmp_path)]) | bundled_sets()
    assert list(sets) == ["coffee", *bundled_sets()]
    with program(tmp_path, question_sets=sets) as app:
        programme = Programme(app, {TEAM: 5}, occasions=1, question_set="coffee")
        for person in programme.people[TEAM]:
            answer(person, {"c1": 2, "c2": 1})
        assert "The coffee is warm." in person.get("/form").text
        programme.close()
        assert "Coffee" in programme.facilitator.get("/programme/before/1").text


def test_a_set_that_is_not_offered_makes_no_programme(app):
    with pytest.raises(AssertionError):
        Programme(app, {TEAM: 5}, occasions=1, question_set="coffee")


@pytest.mark.parametrize(
    ("sets", "words"),
    [
        ([{"languages": ["nl"]}], "its texts are not in en"),
        ([{"set_id": "purpose-index"}], "another question set has the id 'purpose-index'"),
        ([{}, {"name": "again.json"}], "another question set has the id 'coffee'"),
    ],
)
def test_a_set_that_cannot_be_offered_is_refused_in_words(tmp_path, sets, words):
    with pytest.raises(ValueError, match=words):
        own_sets([written(tmp_path, **one) for one in sets])


def test_the_command_says_what_is_wrong_with_a_set(tmp_path):
    path = tmp_path / "nothing.yaml"
    path.write_text("id: x", encoding="utf-8")
    command = [sys.executable, "-m", "examples.web", "--data", str(tmp_path / "p.db"), "--questions", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "'items' is missing here" in done.stderr
    assert not (tmp_path / "p.db").exists()
