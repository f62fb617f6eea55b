"""Where nobody answered all items of a scale, its tables say so in one line, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import purpose_index as pi
from purpose_index.reports.tables import tables

FILES = Path(__file__).parents[1] / "checks" / "files"


def in_two_languages():
    def both(text):
        return {**text, "nl": text["en"]}

    data = yaml.safe_load((FILES / "six.yaml").read_text(encoding="utf-8"))
    data |= {"languages": ["en", "nl"], "title": both(data["title"])}
    for part in (*data["options"]["agreement"], *data["items"], *data["scales"]):
        part |= {name: both(part[name]) for name in ("text", "label", "name") if name in part}
    return data


def points(analysis, language):
    return [row for table in tables(analysis, language) if table.id == "issues" for row in table.rows]


@pytest.mark.parametrize(
    ("missing", "language", "said"),
    [
        (
            "listwise",
            "en",
            "Too few people answer all items: 0, where at least 3 are needed. Gather more answers, or try "
            "missing='pairwise'.",
        ),
        (
            "listwise",
            "nl",
            "Te weinig mensen hebben deze items beantwoord: 0, terwijl er minstens 3 nodig zijn. Verzamel meer "
            "antwoorden, of probeer missing='pairwise'.",
        ),
        (
            "pairwise",
            "en",
            "Too few people answer both items of some pair: 0, where at least 3 are needed. Gather more answers.",
        ),
        (
            "pairwise",
            "nl",
            "Te weinig mensen hebben deze items beantwoord: 0, terwijl er minstens 3 nodig zijn. Verzamel meer "
            "antwoorden.",
        ),
    ],
)
def test_one_line_says_why_there_is_no_number_and_what_to_do(missing, language, said):
    analysis = pi.analyze(in_two_languages(), FILES / "planned.csv", missing=missing)
    assert points(analysis, language) == [("climate", said)]
    assert len(analysis.issues) > 5  # the object still says of each number why it is not there


def test_what_is_not_defined_for_another_reason_is_told():
    rows = [{f"q{j + 1}": 1 + (i * (j + 2) + i // 7) % 5 for j in range(5)} | {"q6": 3} for i in range(30)]
    found = points(pi.analyze(FILES / "six.yaml", rows), "en")
    assert any("skewness is not defined for q" in message for _, message in found)


@pytest.mark.parametrize("name", ["opposite-pairs", "already-reversed", "planned"])
@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_answers_that_cancel_out_or_are_not_there_are_shown_without_warnings(name, missing):
    analysis = pi.analyze(FILES / "six.yaml", FILES / f"{name}.csv", missing=missing, ordinal=True, dimensionality=True)
    assert "Team day" in str(analysis)


@pytest.mark.parametrize(("name", "said"), [("already-reversed", "Items go against"), ("opposite-pairs", "The sum")])
def test_where_every_item_goes_against_the_others_none_is_pointed_at(name, said):
    found = points(pi.analyze(FILES / "six.yaml", FILES / f"{name}.csv"), "en")
    assert [(place, message.startswith(said)) for place, message in found] == [("climate", True)]


def test_an_item_that_goes_against_the_others_is_pointed_at():
    rows = [{"q1": 1 + i % 5, "q2": 1 + i % 5, "q3": 5 - i % 5} | dict.fromkeys(("q4", "q5", "q6"), 5 - i % 5)
            for i in range(30)]  # fmt: skip
    found = points(pi.analyze(FILES / "six.yaml", rows), "en")
    assert [place for place, message in found if message.startswith("It goes against")] == ["climate.items.q3"]
