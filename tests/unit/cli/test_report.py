"""`purpose-index report`: the page of one team, or of all that have numbers to show."""

from __future__ import annotations

import csv

import pytest

import purpose_index as pi
from purpose_index.cli.report import file_names
from tests.unit.analysis.programme import programme

Q = pi.load("purpose-index")
ROWS = programme(Q, (8, 9, 4), occasions=("before", "after"), seed=2, step=-0.4)
OPTIONS = ("--team-column", "team", "--leader", "role=leader", "--person", "id", "--occasion", "wave")


@pytest.fixture
def answers(tmp_path):
    """A file of three teams, one of them small, before and after."""
    path = tmp_path / "answers.csv"
    rows = [{**row, "role": "leader" if row["lead"] else "member"} for row in ROWS]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def found(answers):
    """What may be said of these teams."""
    coded = pi.encode(Q, str(answers))
    return pi.teams(Q, coded, team="team", leader={"role": "leader"}, person="id", occasion="wave")


def test_one_team_goes_to_a_file(run, answers, found, tmp_path):
    team = next(iter(found))
    out = tmp_path / "report.html"
    result = run("report", "purpose-index", answers, *OPTIONS, "--team", team, "--language", "en", "--output", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert out.read_text(encoding="utf-8") == pi.report(found, team, language="en").html


def test_one_team_goes_to_standard_output(run, answers, found):
    result = run("report", "purpose-index", answers, *OPTIONS, "--team", next(iter(found)))
    assert result.stdout == pi.report(found, next(iter(found)), language="nl").html


def test_all_teams_with_numbers_get_a_file(run, answers, found, tmp_path):
    result = run("report", "purpose-index", answers, *OPTIONS, "--all", tmp_path / "new" / "reports", "-l", "en")
    shown = [name for name, team in found.items() if team.n]
    assert result.exit_code == 0
    assert len(shown) == 2
    assert {file.name for file in (tmp_path / "new" / "reports").iterdir()} == set(file_names(shown))
    (hidden,) = set(found) - set(shown)
    said = f"No numbers to show: {str(hidden)!r}. 'purpose-index teams' says why."
    assert result.stderr.splitlines()[-2].startswith("2 of 3 teams have numbers to show")
    assert result.stderr.splitlines()[-1] == said
    page = (tmp_path / "new" / "reports" / file_names(shown)[1]).read_text(encoding="utf-8")
    assert page == pi.report(found, shown[1], language="en").html


def test_where_all_teams_have_numbers_no_team_is_named(run, answers, tmp_path):
    result = run("report", "purpose-index", answers, *OPTIONS, "--all", tmp_path / "new", "--minimum", "3")
    assert result.stderr.splitlines()[-1].startswith("3 of 3 teams have numbers to show")


def test_the_column_of_the_team_has_the_same_name_in_the_command_of_teams(run, answers):
    named = [run("teams", "purpose-index", answers, name, "team").stdout for name in ("--team", "--team-column")]
    assert named[0] == named[1] != ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--team"),
        (("--team", "0", "--all", "reports"), "--team"),
        (("--all", "reports", "--output", "report.html"), "--output"),
        (("--team", "nowhere"), "unknown-team"),
    ],
)
def test_what_cannot_be_is_said(run, answers, arguments, said):
    result = run("report", "purpose-index", answers, *OPTIONS, *arguments)
    assert result.exit_code == 2
    assert said in result.output or said in str(getattr(result.exception, "issues", ""))


def test_a_directory_that_is_a_file_is_an_error(run, answers, tmp_path):
    (tmp_path / "reports").write_text("here first")
    result = run("report", "purpose-index", answers, *OPTIONS, "--all", tmp_path / "reports")
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_names_of_files_leave_no_directory_and_take_no_name_twice():
    names = file_names(["../../etc", "a/b", "A-B", "a b", "", "…", "é" * 200, "C:\\x"])
    assert names[:4] == ["etc.html", "a-b.html", "A-B-2.html", "a-b-3.html"]
    assert names[4:6] == ["team.html", "team-2.html"]
    assert len(names[6]) == 65
    assert names[7] == "C-x.html"
