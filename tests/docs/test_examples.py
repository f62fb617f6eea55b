"""Every example runs, and prints what makes it worth reading."""

from __future__ import annotations

import runpy

import pytest

import purpose_index as pi
from tests.docs.blocks import ROOT

EXAMPLES = ROOT / "examples"
PRINTS = {
    "app_developer.py": [
        "strongly disagree",
        "Positive meaning                     88   2 of 3",
        "boolean-answer: $.q02",
    ],
    "researcher.py": ["alpha = 0.902, 95% [0.896, 0.908], n = 2042", "lead03  2.590", "pairwise"],
    "question_set_author.py": ["4 problems", "Did you mean 'q3'?", "the same scoring: True", "the same words: False"],
    "facilitator.py": ["Leadership climate   10 people: 2.1 to 3.2   everybody: 3.0", "nothing about a person"],
}


def test_every_example_is_run():
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(PRINTS)


@pytest.mark.parametrize("name", sorted(PRINTS))
def test_example(name, capsys):
    runpy.run_path(str(EXAMPLES / name), run_name="__main__")
    printed = capsys.readouterr().out
    assert [text for text in PRINTS[name] if text not in printed] == []


def test_a_team_that_is_too_small_is_not_shown(capsys, monkeypatch):
    source = (EXAMPLES / "facilitator.py").read_text(encoding="utf-8")
    source = source.replace(
        'by=[[], "COMPID"]', 'by=[[], "COMPID"], policy=pi.Disclosure(minimum=11, minimum_distribution=11)'
    )
    names = {"__file__": str(EXAMPLES / "facilitator.py"), "__name__": "__main__"}
    exec(compile(source, "facilitator.py", "exec"), names)
    printed = capsys.readouterr().out
    assert printed.count("too little may be shown of this team") == 3
    assert "10 people" not in printed


def test_the_leadership_answers_are_the_reference_data():
    data = ROOT / "tests" / "oracles" / "data" / "lq2002.csv"
    assert (EXAMPLES / "leadership" / "answers.csv").read_bytes() == data.read_bytes()


PROGRAMME = {"team": "team", "leader": {"role": "leader"}, "person": "person", "occasion": "wave"}
COMPANIES = {"team": "COMPID"}


@pytest.mark.parametrize(
    ("asked", "answers", "columns", "team", "report"),
    [
        ("working-with-purpose", "teams/working-with-purpose.csv", PROGRAMME, "North", "teams/report"),
        ("purpose-index", "teams/answers.csv", PROGRAMME, "North", "teams/report-purpose-index"),
        (EXAMPLES / "leadership" / "questionnaire.yaml", "leadership/answers.csv", COMPANIES, "2", "leadership/report"),
    ],
)
def test_the_reports_of_the_examples_are_those_that_are_made_now(asked, answers, columns, team, report):
    pytest.importorskip("babel")
    teams = pi.teams(asked, EXAMPLES / answers, **columns)
    for language in ("nl", "en"):
        made = pi.report(teams, team, language=language).html
        assert made == (EXAMPLES / f"{report}-{language}.html").read_text(encoding="utf-8")
